// Programs whose symbolic forms have what those of the other shapes lack:
// slots over a tagged interface, conditions, and calls that make parts of them.

package shapes

import (
	"context"
	"errors"
	"fmt"
)

// A Layer is a part of a Net. Any tagged type that implements it has a symbolic
// form that fits where a Layer is expected.
//
//pg:symbolic
type Layer interface{ Cost() int }

// Dense is a Layer, on top of another.
//
//pg:symbolic
type Dense struct {
	Units int   //pg:oneof 16 32
	Below Layer //pg:oneof nil Pool
}

// Pool is a Layer whose size matters only if it has one.
//
//pg:symbolic
type Pool struct {
	Kind string //pg:oneof "max" "mean" "none"
	//pg:oneof 2 3
	//pg:when Kind != "none"
	Size int
	//pg:int 1 4
	//pg:when Kind == "max" && Size == 3
	Step int
}

// Cost is what a Net pays for it.
func (d *Dense) Cost() int {
	if d.Below == nil {
		return d.Units
	}
	return d.Units + d.Below.Cost()
}

// Cost is what a Net pays for it.
func (p Pool) Cost() int { return p.Size * p.Step }

// A Net has layers of all kinds.
//
//pg:symbolic
type Net struct {
	Stem   Layer   //pg:oneof Dense Pool
	Body   []Layer //pg:manyof 2 Dense Pool NewDense
	Head   *Dense
	Spare  map[string]Layer
	Widths []int
}

// NewDense returns a layer of the given width.
//
//pg:symbolic
//pg:oneof width 1 2
func NewDense(width int, below Layer) (*Dense, error) {
	if width < 0 {
		return nil, fmt.Errorf("expected a width of at least 0, got %d", width)
	}
	return &Dense{Units: 9 * width, Below: below}, nil
}

// NewNet returns a net of the layers, the first of which is its stem.
//
//pg:symbolic
func NewNet(head *Dense, layers ...Layer) (*Net, error) {
	if len(layers) == 0 {
		return nil, errors.New("expected a stem")
	}
	return &Net{Stem: layers[0], Body: layers[1:], Head: head}, nil
}

// Score says what a net costs, scaled.
//
//pg:symbolic
func Score(ctx context.Context, net *Net, scale float64) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	total := float64(net.Stem.Cost())
	for _, l := range net.Body {
		total += float64(l.Cost())
	}
	return scale * total, nil
}
