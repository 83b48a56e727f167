package local

// This file moves one number of a DNA by a step.

import (
	"math"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A mover changes one decision of a DNA.
type mover struct {
	space  *geno.Spec
	coords *coords.Space
	values []float64
}

// newMover returns the mover of a space. Where that has too many decisions for
// coordinates, numbers are drawn anew as choices are.
func newMover(space *geno.Spec) *mover {
	m := &mover{space: space}
	if c, err := coords.New(space); err == nil {
		m.coords, m.values = c, make([]float64, len(c.Dims))
	}
	return m
}

// move changes the i-th value of a DNA: a number by a step, which is a part of
// its range in its scale, and is reflected at the ends; any other is drawn anew.
func (m *mover) move(at *geno.DNA, i int, step float64, rng *rand.Rand) (*geno.DNA, error) {
	if m.coords == nil {
		return m.space.Resample(at, i, rng), nil
	}
	dim, k := -1, 0
	var genomes map[int]string
	m.coords.Read(at, m.values)
	m.coords.Active(m.values, func(d int) {
		if k == i {
			dim = d
		}
		if m.coords.Dims[d].Kind == coords.Opaque {
			if genomes == nil {
				genomes = map[int]string{}
			}
			genomes[d] = at.Custom(k)
		}
		k++
	})
	d := &m.coords.Dims[dim]
	if d.Kind != coords.Continuous && d.Kind != coords.Ordered || d.Kind == coords.Ordered && d.N < 3 {
		return m.space.Resample(at, i, rng), nil
	}
	u := math.Abs(math.Remainder(m.coords.Unit(dim, m.values[dim])+step, 2))
	v := m.coords.Value(dim, u)
	if d.Kind == coords.Ordered && v == m.values[dim] {
		// Too small a step is one to the next value.
		if v == 0 || v < float64(d.N-1) && step > 0 {
			v++
		} else {
			v--
		}
	}
	m.values[dim] = v
	return m.coords.DNA(m.values, func(d int) string { return genomes[d] })
}
