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
	b.first(s.ready().points)
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

func (b *builder) first(points []point) {
	for i := range points {
		switch p := &points[i]; p.kind {
		case continuous, grid:
			b.value(math.Float64bits(p.min))
		case custom:
			if p.custom.First == nil {
				b.bad = true
				return
			}
			b.genome(p.custom.First())
		default:
			for k := range uint64(p.k) {
				if p.distinct {
					b.choose(p, k, nil)
				} else {
					b.choose(p, 0, nil)
				}
			}
		}
	}
}

// next adds what follows the values that d has for s from i on. It adds
// nothing and reports false when those are the last.
func (b *builder) next(s *Spec, d *DNA, i int) bool {
	starts := make([]int, len(s.points))
	for j := range s.points {
		starts[j] = i
		i = d.skipPoint(&s.points[j], i)
	}
	begin := b.mark()
	for j := len(s.points) - 1; j >= 0; j-- {
		p := &s.points[j]
		if !p.mayAdvance(d, starts[j]) {
			continue
		}
		for k := range j {
			b.copyPoint(&s.points[k], d, starts[k])
		}
		if b.nextPoint(p, d, starts[j]) {
			b.first(s.points[j+1:])
			return true
		}
		b.reset(begin)
	}
	return false
}

// mayAdvance is a quick check that saves next from copying in vain.
func (p *point) mayAdvance(d *DNA, i int) bool {
	switch p.kind {
	case integer:
		return d.vals[i]+1 < p.n
	case grid:
		return p.gridIndex(math.Float64frombits(d.vals[i]))+1 < p.n
	case oneOf:
		return p.below != nil || d.vals[i]+1 < p.n
	}
	return p.kind != continuous
}

func (b *builder) nextPoint(p *point, d *DNA, i int) bool {
	switch p.kind {
	case integer:
		b.value(d.vals[i] + 1)
		return true
	case grid:
		b.value(math.Float64bits(p.gridValue(p.gridIndex(math.Float64frombits(d.vals[i])) + 1)))
		return true
	case custom:
		genome, ok := p.custom.Next(d.strs[d.vals[i]])
		if ok {
			b.genome(genome)
		}
		return ok
	}
	// The last choice that can advance does, and those after it start anew:
	// a choice advances below the candidate it has, then to the next candidate.
	starts := d.starts(p, i)
	var used set // by the choices up to the one that advances
	if p.distinct {
		used.init(p.n)
		for k := range p.k {
			used.add(d.vals[starts[k]])
		}
	}
	begin := b.mark()
	for k := p.k - 1; k >= 0; k-- {
		for j := range k {
			b.copyChoice(p, d, starts[j])
		}
		v := d.vals[starts[k]]
		if p.distinct {
			used.remove(v)
		}
		if p.advance(b, d, starts[k], &v, &used) {
			if p.distinct {
				used.add(v)
			}
			if b.rest(p, p.k-1-k, v, &used) {
				return true
			}
			if p.distinct {
				used.remove(v)
			}
		}
		b.reset(begin)
	}
	return false
}

// advance adds what follows the choice v at i: v itself with what follows below
// it, or the next candidate that may be chosen.
func (p *point) advance(b *builder, d *DNA, i int, v *uint64, used *set) bool {
	if p.below != nil {
		here := b.mark()
		b.value(*v)
		if b.next(p.below[*v], d, i+1) {
			return true
		}
		b.reset(here)
	}
	for *v++; *v < p.n; *v++ {
		if !p.distinct || !used.has(*v) {
			b.choose(p, *v, nil)
			return true
		}
	}
	return false
}

// rest adds the first possible count choices after the choice of last. It
// reports false when there are not enough candidates left.
func (b *builder) rest(p *point, count int, last uint64, used *set) bool {
	v := uint64(0)
	if p.sorted {
		v = last
	}
	if p.sorted && p.distinct && p.n-1-last < uint64(count) {
		return false
	}
	for range count {
		for p.distinct && (used.has(v) || p.sorted && v <= last) {
			v++
		}
		b.choose(p, v, nil)
		if p.distinct {
			v++
		}
	}
	return true
}
