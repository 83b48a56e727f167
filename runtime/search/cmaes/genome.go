package cmaes

// This file is how a DNA is written as numbers and categories, and back.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A layout is the way from a space to vectors: numbers, of which a float, an
// int or a step takes one and choices of several distinct candidates one a
// candidate, and categories, one for each other choice. Decisions that are
// conditional have theirs at all times.
type layout struct {
	space      *coords.Space
	numbers    []int  // the dimension of each number; -1 where it is a key
	steps      []bool // whether a number has steps, which are few enough to matter
	categories []int  // the dimension of each category
	sizes      []int  // how many values each category has
	orders     []order
	number     []int // by dimension: its number, or -1
	category   []int // by dimension: its category, or -1
	values     []float64
	rank       []int
}

// An order is a choice of distinct candidates: those with the greatest keys.
type order struct {
	dims   []int // of its choices, first to last
	first  int   // the number that is the key of candidate 0
	n      int
	sorted bool // the order of those chosen does not count
}

// newLayout returns the layout of a space. The error says what has no numbers.
func newLayout(spec *geno.Spec) (*layout, error) {
	space, err := coords.New(spec)
	if err != nil {
		return nil, fmt.Errorf("%w: use evolution.Regularized()", err)
	}
	l := &layout{space: space, values: make([]float64, len(space.Dims))}
	var errs []error
	orders := map[int]int{} // by the first dimension of a choice
	for i, d := range space.Dims {
		l.number, l.category = append(l.number, -1), append(l.category, -1)
		if c, ok := d.Decision.(*geno.Choices); ok && c.Distinct && c.K > 1 {
			at, ok := orders[d.Choice]
			if !ok {
				at = len(l.orders)
				orders[d.Choice] = at
				l.orders = append(l.orders, order{first: len(l.numbers), n: c.N(), sorted: c.Sorted})
				for range c.N() {
					l.numbers, l.steps = append(l.numbers, -1), append(l.steps, false)
				}
			}
			l.orders[at].dims = append(l.orders[at].dims, i)
			continue
		}
		switch d.Kind {
		case coords.Opaque:
			errs = append(errs, fmt.Errorf("%s is a custom decision, whose genome is no number: use evolution.Regularized() or local.HillClimb()", d.ID))
		case coords.Categorical:
			if d.N > 1 {
				l.category[i] = len(l.categories)
				l.categories, l.sizes = append(l.categories, i), append(l.sizes, int(d.N))
			}
		default:
			if d.Kind == coords.Ordered && d.N < 2 || space.Value(i, 0) == space.Value(i, 1) {
				continue
			}
			l.number[i] = len(l.numbers)
			l.numbers, l.steps = append(l.numbers, i), append(l.steps, d.Kind == coords.Ordered)
		}
	}
	return l, errors.Join(errs...)
}

// fold brings a number into the range from 0 to 1 by reflecting it at the ends.
func fold(u float64) float64 {
	u = math.Abs(u)
	if u > 1 {
		u = math.Mod(u, 2)
		if u > 1 {
			u = 2 - u
		}
	}
	return u
}

// unfold returns the number nearest to x that fold brings to u.
func unfold(u, x float64) float64 {
	a := u + 2*math.Round((x-u)/2)
	b := -u + 2*math.Round((x+u)/2)
	if math.Abs(a-x) <= math.Abs(b-x) {
		return a
	}
	return b
}

// dna returns what a vector stands for.
func (l *layout) dna(x []float64, c []int) (*geno.DNA, error) {
	for j, i := range l.numbers {
		if i >= 0 {
			l.values[i] = l.value(j, x[j])
		}
	}
	for j, i := range l.categories {
		l.values[i] = float64(c[j])
	}
	for _, o := range l.orders {
		l.sortKeys(o, x)
		if o.sorted {
			slices.Sort(l.rank[:len(o.dims)])
		}
		for k, i := range o.dims {
			l.values[i] = float64(l.rank[k])
		}
	}
	return l.space.DNA(l.values, nil)
}

// value is that of number j, where it is u.
func (l *layout) value(j int, u float64) float64 {
	if !l.steps[j] {
		u = fold(u)
	}
	return l.space.Value(l.numbers[j], u)
}

// border is the border between value k and the next one of number j.
func (l *layout) border(j int, k int64) float64 {
	return l.space.Unit(l.numbers[j], float64(k)+0.5)
}

// sortKeys makes l.rank the candidates of o by falling key.
func (l *layout) sortKeys(o order, x []float64) {
	l.rank = l.rank[:0]
	for i := range o.n {
		l.rank = append(l.rank, i)
	}
	keys := x[o.first : o.first+o.n]
	slices.SortStableFunc(l.rank, func(a, b int) int {
		switch {
		case keys[a] > keys[b]:
			return -1
		case keys[a] < keys[b]:
			return 1
		}
		return 0
	})
}

// place changes x and c, as little as need be, so that they stand for d.
// What is not active in d is kept, its category becomes -1.
func (l *layout) place(d *geno.DNA, x []float64, c []int) {
	l.space.Read(d, l.values)
	for j, i := range l.numbers {
		if i < 0 || math.IsNaN(l.values[i]) || l.value(j, x[j]) == l.values[i] {
			continue
		}
		if !l.steps[j] {
			x[j] = unfold(l.space.Unit(i, l.values[i]), x[j])
			continue
		}
		// The nearest place that is of this value.
		k := int64(l.values[i])
		const inside = 1e-6
		lo, hi := 0.0, 1.0
		if k > 0 {
			lo = l.border(j, k-1)
		}
		if k < l.space.Dims[i].N-1 {
			hi = l.border(j, k)
		}
		x[j] = min(max(x[j], lo+inside*(hi-lo)), hi-inside*(hi-lo))
	}
	for j, i := range l.categories {
		c[j] = -1
		if v := l.values[i]; !math.IsNaN(v) {
			c[j] = int(v)
		}
	}
	for _, o := range l.orders {
		l.placeOrder(o, x)
	}
}

// placeOrder hands the keys of an order out anew, the greatest to the first.
func (l *layout) placeOrder(o order, x []float64) {
	if math.IsNaN(l.values[o.dims[0]]) {
		return
	}
	l.sortKeys(o, x)
	was := slices.Clone(l.rank)
	taken := make([]bool, o.n)
	for _, i := range o.dims {
		taken[int(l.values[i])] = true
	}
	now := make([]int, 0, o.n)
	if o.sorted {
		for _, v := range was {
			if taken[v] {
				now = append(now, v)
			}
		}
	} else {
		for _, i := range o.dims {
			now = append(now, int(l.values[i]))
		}
	}
	for _, v := range was {
		if !taken[v] {
			now = append(now, v)
		}
	}
	keys := slices.Clone(x[o.first : o.first+o.n])
	for k, v := range now {
		x[o.first+v] = keys[was[k]]
	}
}
