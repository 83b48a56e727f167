// DNAs that differ from a given one in one decision: mutation and local search.

package geno

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
)

// Resample returns d with its i-th value replaced by another, drawn at random in
// its scale and different whenever there is an alternative. What the new value
// makes conditional is drawn at random too; all else is kept.
//
// One of several distinct choices takes a candidate that none of the others
// has; when all are taken, as in a permutation, it swaps candidates with another
// choice at random. Sorted choices are sorted again, each with what is below it.
// A Custom is mutated or, without Mutate, drawn anew.
//
// It is nil when d is no DNA of s or has no i-th value, and where what becomes
// conditional has a Custom with neither Random nor First. Without an rng the
// seed is random.
func (s *Spec) Resample(d *DNA, i int, rng *rand.Rand) *DNA {
	d, err := s.Bind(d)
	if err != nil || i < 0 || i >= len(d.vals) {
		return nil
	}
	rng = seeded(rng)
	b := newBuilder(s)
	b.edit(s.ready(), d, 0, i, func(b *builder, p *point, start, sub int) {
		switch p.kind {
		case manyOf:
			b.resampleMany(p, d, start, sub, rng)
		case custom:
			b.mutate(p, d.strs[d.vals[start]], rng)
		case oneOf:
			if v := p.drawOther(d.vals[start], rng); v != d.vals[start] {
				b.choose(p, v, rng)
			} else {
				b.copyPoint(p, d, start)
			}
		default:
			b.value(p.drawOther(d.vals[start], rng))
		}
	})
	return b.dna(s)
}

// mutate adds a genome other than the given one, if a few attempts find one.
func (b *builder) mutate(p *point, genome string, rng *rand.Rand) {
	result := genome
	for range 8 {
		switch {
		case p.custom.Mutate != nil:
			result = p.custom.Mutate(genome, rng)
		case p.custom.Random != nil:
			result = p.custom.Random(rng)
		}
		if result != genome {
			break
		}
	}
	b.genome(result)
}

// item is one of K choices: one that is kept, from where it begins, or a new
// choice of candidate v.
type item struct {
	v    uint64
	from int // -1 for a new choice
}

func (d *DNA) items(p *point, start int) []item {
	items := make([]item, p.k)
	starts := d.starts(p, start)
	for k := range items {
		items[k] = item{d.vals[starts[k]], starts[k]}
	}
	return items
}

// arrange adds the K choices of p.
func (b *builder) arrange(p *point, d *DNA, items []item, rng *rand.Rand) {
	if p.sorted {
		slices.SortStableFunc(items, func(a, b item) int { return int(a.v) - int(b.v) })
	}
	for _, it := range items {
		if it.from >= 0 {
			b.copyChoice(p, d, it.from)
		} else {
			b.choose(p, it.v, rng)
		}
	}
}

func (b *builder) resampleMany(p *point, d *DNA, start, sub int, rng *rand.Rand) {
	items := d.items(p, start)
	switch old := items[sub].v; {
	case !p.distinct:
		if v := p.drawOther(old, rng); v != old {
			items[sub] = item{v, -1}
		}
	case uint64(p.k) < p.n:
		taken := make([]uint64, p.k)
		for k, it := range items {
			taken[k] = it.v
		}
		slices.Sort(taken)
		v := rng.Uint64N(p.n - uint64(p.k))
		for _, t := range taken {
			if t <= v {
				v++
			}
		}
		items[sub] = item{v, -1}
	case !p.sorted:
		i := int(other(uint64(sub), p.n, rng))
		items[sub], items[i] = items[i], items[sub]
	}
	b.arrange(p, d, items, rng)
}

// maxNeighborSteps is up to how many steps a range has all of them as
// neighbours; above, only the nearest two.
const maxNeighborSteps = 64

// Neighbors iterates over the DNAs of s that differ from d in one decision,
// each once: every other candidate of a choice, every other step of an Int or
// stepped Float of at most 64 steps and the nearest two of a longer one, every
// swap of two in a permutation. What becomes conditional takes its first
// values. Floats without Step and Customs are left as they are, as is a
// choice of a candidate that has a Custom without First below it.
//
// There are none when d is no DNA of s.
func (s *Spec) Neighbors(d *DNA) iter.Seq[*DNA] {
	return func(yield func(*DNA) bool) {
		d, err := s.Bind(d)
		if err != nil {
			return
		}
		var seen map[string]bool
		// try yields d with another point in place of the one at value i.
		try := func(p *point, i int, change change) bool {
			b := newBuilder(s)
			b.edit(s.ready(), d, 0, i, change)
			neighbor := b.dna(s)
			if neighbor == nil {
				return true
			}
			if p.kind == manyOf && p.sorted && !p.distinct {
				// Replacing either of two equal choices may come to the same.
				key := neighbor.Key()
				if seen[key] {
					return true
				}
				if seen == nil {
					seen = map[string]bool{}
				}
				seen[key] = true
			}
			return yield(neighbor)
		}
		d.walk(func(p *point, _ *scope, sub, i int) bool {
			for v := range p.alternatives(d.vals[i]) {
				ok := try(p, i, func(b *builder, p *point, start, sub int) {
					if p.kind != manyOf {
						b.choose(p, v, nil)
						return
					}
					items := d.items(p, start)
					items[sub] = item{v, -1}
					for k, it := range items {
						if p.distinct && k != sub && it.v == v {
							b.bad = true
							return
						}
					}
					b.arrange(p, d, items, nil)
				})
				if !ok {
					return false
				}
			}
			if p.kind != manyOf || !p.distinct || p.sorted || uint64(p.k) < p.n {
				return true
			}
			for j := sub + 1; j < p.k; j++ {
				ok := try(p, i, func(b *builder, p *point, start, sub int) {
					items := d.items(p, start)
					items[sub], items[j] = items[j], items[sub]
					b.arrange(p, d, items, nil)
				})
				if !ok {
					return false
				}
			}
			return true
		})
	}
}

// alternatives iterates over the values that a neighbour may have in place of
// v.
func (p *point) alternatives(v uint64) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		if p.kind >= continuous || p.kind == manyOf && p.distinct && uint64(p.k) == p.n {
			return
		}
		at, from, to := v, uint64(0), p.n
		if p.kind == grid {
			at = p.gridIndex(math.Float64frombits(v))
		}
		if p.kind > manyOf && p.n > maxNeighborSteps {
			from, to = max(at, 1)-1, min(at+2, p.n)
		}
		for w := from; w < to; w++ {
			if w == at {
				continue
			}
			alternative := w
			if p.kind == grid {
				alternative = math.Float64bits(p.gridValue(w))
			}
			if !yield(alternative) {
				return
			}
		}
	}
}
