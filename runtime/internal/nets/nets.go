// Package nets holds tagged types whose values depend on each other. The tests
// of package pg use them.
package nets

import "errors"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Layer is a part of a Net.
//
//pg:symbolic
type Layer interface{ Width() int }

// A Net is made of layers.
//
//pg:symbolic
type Net struct {
	Units   int
	Depth   int
	Rate    float64
	Act     string
	Names   []string
	Stem    *Conv
	Head    Layer
	Layers  []Layer
	Convs   []Conv
	ByName  map[string]Conv
	Branch  map[string]Layer
	Pair    [2]Conv
	Inner   *Net
	Params  int
	Summary Summary
}

// A Summary is what is derived from the rest of a Net.
//
//pg:symbolic
type Summary struct {
	Total, Widest int
	Text          string
}

// A Conv is a Layer by value.
//
//pg:symbolic
type Conv struct {
	Units  int
	Kernel int
	Act    string
	Params int
}

// Width of a Conv.
func (c Conv) Width() int { return c.Units }

// Validate refuses what cannot be.
func (c Conv) Validate() error {
	if c.Kernel < 0 {
		return errors.New("expected a kernel of 0 or more")
	}
	return nil
}

// A Dense is a Layer by pointer.
//
//pg:symbolic
type Dense struct {
	Units int
	Act   string
	Next  Layer
}

// Width of a Dense.
func (d *Dense) Width() int { return d.Units }

// NewConv is a constructor.
//
//pg:symbolic
func NewConv(units int, act string) (Layer, error) {
	if units < 0 {
		return nil, errors.New("expected units of 0 or more")
	}
	return Conv{Units: units, Kernel: 1, Act: act}, nil
}

// A Choice has directives.
//
//pg:symbolic
type Choice struct {
	Kind   string //pg:oneof "plain" "wide" "deep" name=kind hint=arch
	Factor int    //pg:oneof 2 4
	//pg:when Kind=="wide"
	Rate  float64 //pg:float 0 1 step=0.25 name=rate
	Layer Layer   //pg:oneof Conv{Units:1} &Dense{Units:2}
}
