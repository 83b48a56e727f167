// Package lessons holds the tagged types that the examples of package pg, and
// the twins of PyGlove's tests, are about: the training of a small network.
package lessons

import "errors"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Trainer trains a network.
//
//pg:symbolic
type Trainer struct {
	Name  string
	Rate  float64 //pg:float 1e-4 1e-1 log name=rate
	Batch int     //pg:oneof 16 32 64
	Net   Net
	Optim Optimizer //pg:oneof SGD Adam
	Tags  map[string]int
	Notes *Notes //pg:shared
}

// Validate refuses a batch of less than one example.
func (t *Trainer) Validate() error {
	if t.Batch < 0 {
		return errors.New("expected a batch of at least 0")
	}
	return nil
}

// A Net is a stack of layers.
//
//pg:symbolic
type Net struct {
	Layers []Layer
	Width  int
	Then   *Net
}

// A Layer is one of several symbolic types.
//
//pg:oneof Conv Dense Norm
type Layer interface{ Size() int }

// A Conv is a Layer.
//
//pg:symbolic
type Conv struct {
	Filters int //pg:oneof 8 16
	Kernel  int //pg:oneof 1 3 5
}

// A Dense is a Layer.
//
//pg:symbolic
type Dense struct {
	Units int
	Act   string
}

// A Norm is a Layer by pointer only. It was called BatchNorm before.
//
//pg:symbolic name=lessons.Norm/v2 alias=lessons.BatchNorm
type Norm struct{ Eps float64 }

// Size of a Conv.
func (c Conv) Size() int { return c.Filters * c.Kernel * c.Kernel }

// Size of a Dense.
func (d Dense) Size() int { return d.Units }

// Size of a Norm.
func (*Norm) Size() int { return 2 }

// An Optimizer is one of several symbolic types.
//
//pg:oneof
type Optimizer interface{ Step() float64 }

// An SGD is an Optimizer.
//
//pg:symbolic
type SGD struct {
	Rate     float64
	Momentum float64 //pg:float 0 0.9
}

// An Adam is an Optimizer.
//
//pg:symbolic
type Adam struct {
	Rate float64
	Beta float64 //pg:float 0.9 0.999 rlog
}

// Step of an SGD.
func (s SGD) Step() float64 { return s.Rate }

// Step of an Adam.
func (a Adam) Step() float64 { return a.Rate }

// Notes are shared by trainers.
type Notes struct{ Text string }

// Decay returns what is left of a rate after some steps.
//
//pg:symbolic
//pg:float factor 0.1 1
func Decay(rate, factor float64, steps int) float64 {
	for range steps {
		rate *= factor
	}
	return rate
}

// Sum adds what it is given.
//
//pg:symbolic
func Sum(first int, rest ...int) int {
	for _, n := range rest {
		first += n
	}
	return first
}

// NewNet makes a net of equal layers.
//
//pg:symbolic
//pg:int depth 1 4
func NewNet(depth int, layer Layer) (*Net, error) {
	if depth < 0 {
		return nil, errors.New("expected a depth of at least 0")
	}
	n := new(Net)
	for range depth {
		n.Layers = append(n.Layers, layer)
	}
	return n, nil
}

// NewDense makes a layer, so that a call of it can stand for one.
//
//pg:symbolic
//pg:oneof units 10 100
func NewDense(units int) Dense { return Dense{Units: units, Act: "relu"} }
