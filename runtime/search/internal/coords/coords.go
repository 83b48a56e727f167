// Package coords gives a space coordinates, for algorithms that calculate with
// numbers: a fixed list of dimensions, one for each decision that can be made, and
// the way from a DNA to its coordinates and back.
package coords

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Kind says what can be done with the values of a dimension.
type Kind uint8

const (
	Categorical Kind = iota // an index of a candidate: equal or different
	Ordered                 // an index of a step: near or far, but countable
	Continuous              // a number
	Opaque                  // the genome of a custom decision: no number
)

// A Dim is a dimension: one decision, or one of the K choices of a
// [geno.Choices], active or not.
type Dim struct {
	ID       string // as in [geno.Point.ID]
	Decision geno.Decision
	Kind     Kind
	N        int64 // how many values it has; 0 if it is Continuous or Opaque

	// Parent is the dimension it is conditional on, and On the candidate of that
	// for which it is active. Parent is -1 if it is always active.
	Parent int
	On     int64

	// Choice is the first dimension of the same choice of several, and Sub which
	// of them it is; Choice is the dimension itself where there is only one.
	Choice, Sub int

	next int // the dimension after it and all that is conditional on it
	min  float64
	max  float64
	step float64
	scl  geno.Scale
}

// A Space is a [geno.Spec] with coordinates.
type Space struct {
	Spec *geno.Spec
	Dims []Dim
	Flat bool // no dimension is conditional
}

// maxDims is how many dimensions a space may have. Candidates that share spaces
// can make many of few.
const maxDims = 1 << 17

// New returns the coordinates of a space. It is an error if the space is
// invalid or has too many decisions.
func New(spec *geno.Spec) (*Space, error) {
	if err := spec.Err(); err != nil {
		return nil, err
	}
	s := &Space{Spec: spec, Flat: true}
	if !s.add(spec, "", -1, 0) {
		return nil, fmt.Errorf("the space has more than %d decisions, counting those of each candidate", maxDims)
	}
	return s, nil
}

func (s *Space) add(spec *geno.Spec, path string, parent int, on int64) bool {
	for _, e := range spec.Elements() {
		id := path + e.Location
		if path != "" && e.Location != "" && e.Location[0] != '[' {
			id = path + "." + e.Location
		}
		d := Of(e.Decision)
		d.ID, d.Parent, d.On, d.Choice = id, parent, on, len(s.Dims)
		k := 1
		choices, _ := e.Decision.(*geno.Choices)
		if choices != nil {
			k = choices.K
		}
		for sub := range k {
			if len(s.Dims) >= maxDims {
				return false
			}
			at := len(s.Dims)
			d.Sub = sub
			if k > 1 {
				d.ID = fmt.Sprintf("%s[%d]", id, sub)
			}
			s.Dims = append(s.Dims, d)
			if choices != nil {
				for i, candidate := range choices.Candidates {
					if candidate == nil || len(candidate.Elements()) == 0 {
						continue
					}
					s.Flat = false
					if !s.add(candidate, fmt.Sprintf("%s[=%d/%d]", d.ID, i, choices.N()), at, int64(i)) {
						return false
					}
				}
			}
			s.Dims[at].next = len(s.Dims)
		}
	}
	return true
}

// Read writes the values of d into x, which has one a dimension: an index, or
// the number of a Continuous one. Dimensions that are not active, and Opaque
// ones, are NaN.
func (s *Space) Read(d *geno.DNA, x []float64) {
	at := 0
	s.visit(func(i int) int64 {
		v := math.NaN()
		switch dim := &s.Dims[i]; {
		case dim.Kind == Opaque:
		case dim.Kind == Continuous:
			v = d.Float(at)
		case dim.step > 0 && isFloat(dim.Decision):
			v = math.Round((d.Float(at) - dim.min) / dim.step)
		default:
			v = float64(d.Index(at))
		}
		x[i] = v
		at++
		return int64(v)
	}, func(i int) { x[i] = math.NaN() })
}

func isFloat(d geno.Decision) bool {
	_, ok := d.(*geno.Float)
	return ok
}

// visit calls active, which returns the value chosen, for each dimension that
// is active, in the order of a DNA's values, and inactive for the others.
func (s *Space) visit(active func(i int) int64, inactive func(i int)) {
	for i := 0; i < len(s.Dims); {
		i = s.one(i, active, inactive)
	}
}

func (s *Space) one(i int, active func(i int) int64, inactive func(i int)) int {
	v := active(i)
	next := s.Dims[i].next
	for j := i + 1; j < next; {
		if s.Dims[j].On == v && s.Dims[i].Kind == Categorical {
			j = s.one(j, active, inactive)
			continue
		}
		for end := s.Dims[j].next; j < end; j++ {
			inactive(j)
		}
	}
	return next
}

// Active calls f for each dimension that is active in x, in the order of the
// values of a DNA. F may set x[i], on which it depends what is active below.
func (s *Space) Active(x []float64, f func(i int)) {
	s.visit(func(i int) int64 {
		f(i)
		return int64(x[i])
	}, func(int) {})
}

// After returns the dimension after i and all that is conditional on it: the
// dimensions from i+1 up to that one are those below i.
func (s *Space) After(i int) int { return s.Dims[i].next }

// DNA returns the DNA that has the values x, as Read writes them. What is not
// active is not looked at. Indices and numbers outside of their range are taken
// as the nearest inside, a NaN as the first. Where choices are to be distinct, one
// that comes again is replaced by the next that is free; sorted ones are sorted,
// with what is conditional on them. Genome gives the genomes of Opaque
// dimensions; without it they are what the decision's First says.
func (s *Space) DNA(x []float64, genome func(i int) string) (*geno.DNA, error) {
	var w geno.Writer
	for i := 0; i < len(s.Dims); {
		i = s.write(&w, x, i, genome)
	}
	return w.DNA(s.Spec)
}

func (s *Space) write(w *geno.Writer, x []float64, i int, genome func(int) string) int {
	d := &s.Dims[i]
	switch c := d.Decision.(type) {
	case *geno.Choices:
		if c.K == 1 {
			return s.choose(w, x, i, s.index(i, x[i]), genome)
		}
		return s.several(w, x, i, c, genome)
	case *geno.Int:
		w.Index(int(s.index(i, x[i])))
	case *geno.Float:
		v := x[i]
		if d.Kind == Ordered {
			v = d.min + float64(s.index(i, v))*d.step
		}
		if !(v >= d.min) {
			v = d.min
		}
		_ = w.Float(c, min(v, d.max)) // inside of the range: no error
	case *geno.Custom:
		switch {
		case genome != nil:
			w.Custom(genome(i))
		case c.First != nil:
			w.Custom(c.First())
		default:
			w.Custom("")
		}
	}
	return d.next
}

func (s *Space) index(i int, v float64) int64 {
	n := float64(s.Dims[i].N - 1)
	if !(v > 0) {
		return 0
	}
	return int64(min(math.Round(v), n))
}

// choose writes candidate v for dimension i and what is conditional on it.
func (s *Space) choose(w *geno.Writer, x []float64, i int, v int64, genome func(int) string) int {
	w.Index(int(v))
	next := s.Dims[i].next
	for j := i + 1; j < next; {
		if s.Dims[j].On == v {
			j = s.write(w, x, j, genome)
		} else {
			j = s.Dims[j].next
		}
	}
	return next
}

// several writes the K choices that begin with dimension i.
func (s *Space) several(w *geno.Writer, x []float64, i int, c *geno.Choices, genome func(int) string) int {
	type taken struct {
		dim   int
		value int64
	}
	list := make([]taken, 0, c.K)
	var used []bool
	if c.Distinct {
		used = make([]bool, c.N())
	}
	next := i
	for range c.K {
		v := s.index(next, x[next])
		if c.Distinct {
			for used[v] {
				v = (v + 1) % int64(c.N())
			}
			used[v] = true
		}
		list = append(list, taken{next, v})
		next = s.Dims[next].next
	}
	if c.Sorted {
		slices.SortStableFunc(list, func(a, b taken) int { return int(a.value - b.value) })
	}
	for _, t := range list {
		s.choose(w, x, t.dim, t.value, genome)
	}
	return next
}

// Unit returns where the value v of dimension i is in its range, from 0 to 1 in
// the decision's scale. Ordered values are in the middle of the part of the range
// that is theirs, so that all numbers from 0 to 1 belong to one; so are
// Categorical ones, in the order of their indices. A NaN stays one.
func (s *Space) Unit(i int, v float64) float64 { return s.Dims[i].Unit(v) }

// Value returns the value of dimension i at u, from 0 to 1: the inverse of
// Unit.
func (s *Space) Value(i int, u float64) float64 { return s.Dims[i].Value(u) }

// Unit is [Space.Unit] of this dimension.
func (d *Dim) Unit(v float64) float64 {
	switch d.Kind {
	case Continuous:
		if d.max == d.min {
			return 0.5
		}
		return d.toUnit(v)
	case Ordered:
		if d.scl == geno.Linear {
			return (v + 0.5) / float64(d.N)
		}
		lo, hi := d.edges()
		return min(1, max(0, d.unitIn(d.min+v*d.step, lo, hi)))
	case Categorical:
		return (v + 0.5) / float64(d.N)
	}
	return math.NaN()
}

// Value is [Space.Value] of this dimension.
func (d *Dim) Value(u float64) float64 {
	u = min(1, max(0, u))
	switch d.Kind {
	case Continuous:
		return min(d.max, max(d.min, d.fromUnit(u)))
	case Ordered:
		if d.scl != geno.Linear {
			lo, hi := d.edges()
			return min(float64(d.N-1), max(0, math.Round((d.fromUnitIn(u, lo, hi)-d.min)/d.step)))
		}
	case Opaque:
		return math.NaN()
	}
	return min(float64(d.N-1), math.Floor(u*float64(d.N)))
}

// edges are the ends of the range that Ordered values on a logarithmic scale
// share: half a step beyond the first and last, if that is above 0.
func (d *Dim) edges() (lo, hi float64) {
	return max(d.min-d.step/2, d.min/2), d.min + (float64(d.N)-0.5)*d.step
}

func (d *Dim) toUnit(v float64) float64   { return d.unitIn(v, d.min, d.max) }
func (d *Dim) fromUnit(u float64) float64 { return d.fromUnitIn(u, d.min, d.max) }

func (d *Dim) unitIn(v, lo, hi float64) float64 {
	switch d.scl {
	case geno.Log:
		return math.Log(v/lo) / math.Log(hi/lo)
	case geno.RLog:
		return 1 - math.Log((hi+lo-v)/lo)/math.Log(hi/lo)
	}
	return (v - lo) / (hi - lo)
}

func (d *Dim) fromUnitIn(u, lo, hi float64) float64 {
	switch d.scl {
	case geno.Log:
		return lo * math.Exp(u*math.Log(hi/lo))
	case geno.RLog:
		return hi + lo - lo*math.Exp((1-u)*math.Log(hi/lo))
	}
	return lo + u*(hi-lo)
}
