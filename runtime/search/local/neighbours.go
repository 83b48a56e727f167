package local

// This file makes neighbours of a DNA.

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A change is how a neighbour differs.
type change uint8

const (
	drawn    change = iota // its decision was drawn, or it is unknown
	stepped                // a number was moved by a step
	swapped                // of an order, two changed places
	inserted               // one was put elsewhere
	turned                 // a part was turned round

	orders = 3 // how many of them change an order
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
// its range in its scale, and is reflected at the ends; an order as reorder does; any
// other is drawn anew. It says which it did.
func (m *mover) move(at *geno.DNA, i int, step float64, success [orders]float64, rng *rand.Rand) (*geno.DNA, change, error) {
	if m.coords == nil {
		return m.space.Resample(at, i, rng), drawn, nil
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
	made := drawn
	switch d := &m.coords.Dims[dim]; {
	case d.Kind == coords.Categorical:
		if made = m.reorder(dim, success, rng); made == drawn {
			return m.space.Resample(at, i, rng), drawn, nil
		}
	case d.Kind == coords.Continuous, d.Kind == coords.Ordered && d.N > 2:
		m.step(dim, step)
		made = stepped
	default:
		return m.space.Resample(at, i, rng), drawn, nil
	}
	dna, err := m.coords.DNA(m.values, func(d int) string { return genomes[d] })
	return dna, made, err
}

// step moves a number.
func (m *mover) step(dim int, step float64) {
	d := &m.coords.Dims[dim]
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
}

// ordered reports whether a choice is of several in an order that matters.
func ordered(c *geno.Choices) bool { return c.K > 1 && c.Distinct && !c.Sorted }

// reorder changes the place of one among several in an order: it changes places with
// another, is put there with those between moved up, or all from one to the other
// are turned round, each as probable as it is successful. It returns drawn and
// leaves it to be drawn anew where it isn't one of several in an order, where others
// are conditional on these and, every other time, where not all candidates are taken.
func (m *mover) reorder(dim int, success [orders]float64, rng *rand.Rand) change {
	d := &m.coords.Dims[dim]
	c := d.Decision.(*geno.Choices)
	if !ordered(c) || m.coords.After(d.Choice) != d.Choice+1 || c.K < c.N() && rng.IntN(2) == 0 {
		return drawn
	}
	i, j := d.Sub, rng.IntN(c.K-1)
	if j >= i {
		j++
	}
	list := m.values[d.Choice : d.Choice+c.K]
	sum := 0.0
	for k, s := range success {
		success[k] = max(s, leastSuccess)
		sum += success[k]
	}
	u := rng.Float64() * sum
	switch {
	case u < success[0]:
		list[i], list[j] = list[j], list[i]
		return swapped
	case u < success[0]+success[1]:
		v := list[i]
		if i < j {
			copy(list[i:], list[i+1:j+1])
		} else {
			copy(list[j+1:], list[j:i])
		}
		list[j] = v
		return inserted
	}
	slices.Reverse(list[min(i, j) : max(i, j)+1])
	return turned
}

// leastSuccess keeps a kind of change in use: it may be of use later.
const leastSuccess = 0.01

// continuous reports whether one of the active decisions is.
func (m *mover) continuous(at *geno.DNA) bool {
	if m.coords == nil {
		return false
	}
	m.coords.Read(at, m.values)
	any := false
	m.coords.Active(m.values, func(d int) { any = any || m.coords.Dims[d].Kind == coords.Continuous })
	return any
}
