// Making a DNA out of parts of another and new parts.

package geno

import "math/rand/v2"

// builder collects the values of a new DNA.
type builder struct {
	vals []uint64
	strs []string
	bad  bool // a Custom could not do what was asked of it
}

func newBuilder(s *Spec) *builder {
	// A DNA is rarely as long as a large space allows.
	return &builder{vals: make([]uint64, 0, min(s.ready().most, 4096))}
}

func (b *builder) dna(s *Spec) *DNA {
	if b.bad {
		return nil
	}
	return &DNA{spec: s, vals: b.vals, strs: b.strs}
}

func (b *builder) value(v uint64) { b.vals = append(b.vals, v) }

func (b *builder) genome(s string) {
	b.vals = append(b.vals, uint64(len(b.strs)))
	b.strs = append(b.strs, s)
}

type mark struct{ vals, strs int }

func (b *builder) mark() mark   { return mark{len(b.vals), len(b.strs)} }
func (b *builder) reset(m mark) { b.vals, b.strs = b.vals[:m.vals], b.strs[:m.strs] }

// skip returns where the values of s end that begin at i.
func (d *DNA) skip(s *Spec, i int) int {
	if s.flat {
		return i + s.most
	}
	for j := range s.points {
		i = d.skipPoint(&s.points[j], i)
	}
	return i
}

func (d *DNA) skipPoint(p *point, i int) int {
	if p.below == nil {
		return i + p.k
	}
	for range p.k {
		i = d.skip(p.below[d.vals[i]], i+1)
	}
	return i
}

// starts returns where each of the K choices of p begins, and where the last
// ends.
func (d *DNA) starts(p *point, i int) []int {
	starts := make([]int, p.k+1)
	for k := range p.k {
		starts[k] = i
		if i++; p.below != nil {
			i = d.skip(p.below[d.vals[i-1]], i)
		}
	}
	starts[p.k] = i
	return starts
}

// copyPoint copies the values of p that begin at i and returns where they end.
func (b *builder) copyPoint(p *point, d *DNA, i int) int {
	switch {
	case p.kind == custom:
		b.genome(d.strs[d.vals[i]])
		return i + 1
	case !p.genomes:
		end := d.skipPoint(p, i)
		b.vals = append(b.vals, d.vals[i:end]...)
		return end
	}
	for range p.k {
		i = b.copyChoice(p, d, i)
	}
	return i
}

// copyChoice copies one of the K choices of p, with what is below it.
func (b *builder) copyChoice(p *point, d *DNA, i int) int {
	v := d.vals[i]
	b.value(v)
	i++
	if p.below != nil {
		for j := range p.below[v].points {
			i = b.copyPoint(&p.below[v].points[j], d, i)
		}
	}
	return i
}

// fill adds values for all of s: random ones, or the first without a rng.
func (b *builder) fill(s *Spec, rng *rand.Rand) {
	if rng != nil {
		b.random(s, rng)
	} else {
		b.first(s.points)
	}
}

// choose adds the choice of candidate v of p, with new values for what is
// below it.
func (b *builder) choose(p *point, v uint64, rng *rand.Rand) {
	b.value(v)
	if p.below != nil {
		b.fill(p.below[v], rng)
	}
}

// A change adds the values of a point in place of those that d has from start
// on; sub is which of its K choices is meant.
type change func(b *builder, p *point, start, sub int)

// edit copies the values of s from i on, but for the point that has the value
// at target: there change adds what it likes.
func (b *builder) edit(s *Spec, d *DNA, i, target int, change change) {
	for j := range s.points {
		p := &s.points[j]
		end := d.skipPoint(p, i)
		if target < i || target >= end {
			b.copyPoint(p, d, i)
		} else {
			b.editPoint(p, d, i, target, change)
		}
		i = end
	}
}

func (b *builder) editPoint(p *point, d *DNA, start, target int, change change) {
	begin := b.mark()
	i := start
	for k := range p.k {
		if i == target {
			b.reset(begin)
			change(b, p, start, k)
			return
		}
		if p.below != nil {
			v := d.vals[i]
			if end := d.skip(p.below[v], i+1); target < end {
				b.value(v)
				b.edit(p.below[v], d, i+1, target, change)
				for range p.k - k - 1 {
					end = b.copyChoice(p, d, end)
				}
				return
			}
		}
		i = b.copyChoice(p, d, i)
	}
}
