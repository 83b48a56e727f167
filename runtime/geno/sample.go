// Drawing DNAs at random.

package geno

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Random returns a DNA drawn at random: every decision uniformly over its
// candidates or, in its scale, over its range (PyGlove: random_dna, which
// ignores scales). Distinct choices are a uniform sample without replacement,
// and sorted ones are drawn and then sorted. On a logarithmic scale an Int or a
// stepped Float of value v stands for the range from v up to the next step.
//
// It is nil for an invalid s and where a Custom decision has neither Random nor
// First. Without an rng the seed is random.
func (s *Spec) Random(rng *rand.Rand) *DNA {
	if s.Err() != nil {
		return nil
	}
	b := newBuilder(s)
	b.random(s.ready(), seeded(rng))
	return b.dna(s)
}

func seeded(rng *rand.Rand) *rand.Rand {
	if rng == nil {
		return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return rng
}

func (b *builder) random(s *Spec, rng *rand.Rand) {
	for i := range s.points {
		switch p := &s.points[i]; p.kind {
		case oneOf:
			b.choose(p, rng.Uint64N(p.n), rng)
		case manyOf:
			b.randomMany(p, rng)
		case custom:
			b.randomGenome(p, rng)
		default:
			b.value(p.draw(rng))
		}
	}
}

func (b *builder) randomGenome(p *point, rng *rand.Rand) {
	switch {
	case p.custom.Random != nil:
		b.genome(p.custom.Random(rng))
	case p.custom.First != nil:
		b.genome(p.custom.First())
	default:
		b.bad = true
	}
}

// draw returns a random value of a range.
func (p *point) draw(rng *rand.Rand) uint64 {
	if p.kind == continuous {
		return math.Float64bits(p.drawFloat(rng))
	}
	k := p.drawStep(rng)
	if p.kind == grid {
		return math.Float64bits(p.gridValue(k))
	}
	return k
}

func (p *point) drawFloat(rng *rand.Rand) float64 {
	u := rng.Float64()
	var x float64
	switch p.scale {
	case Linear:
		x = (1-u)*p.min + u*p.max // the difference might overflow
	case Log:
		x = math.Exp(p.log + u*p.span)
	case RLog:
		x = p.min - math.Exp(p.log+u*p.span) + p.max
	}
	return min(max(x, p.min), p.max)
}

func (p *point) drawStep(rng *rand.Rand) uint64 {
	if p.scale == Linear {
		return rng.Uint64N(p.n)
	}
	x := math.Exp(p.log + rng.Float64()*p.span)
	k := uint64(max(0, min((x-p.min)/p.step, float64(p.n-1))))
	k = min(k, p.n-1) // float64(p.n-1) may have been rounded up
	if p.scale == RLog {
		return p.n - 1 - k
	}
	return k
}

// drawOther returns a random value of p, a choice or a range, that is not v, if
// there is one.
func (p *point) drawOther(v uint64, rng *rand.Rand) uint64 {
	if p.kind == continuous {
		if p.min == p.max {
			return v
		}
	} else if p.n == 1 {
		return v
	}
	if p.kind > manyOf && (p.scale != Linear || p.kind == continuous) {
		for range 32 {
			if w := p.draw(rng); w != v {
				return w
			}
		}
	}
	// Uniform over the others, also where v has nearly all of the scale.
	switch p.kind {
	case continuous:
		if w := math.Float64bits(p.min); w != v {
			return w
		}
		return math.Float64bits(p.max)
	case grid:
		return math.Float64bits(p.gridValue(other(p.gridIndex(math.Float64frombits(v)), p.n, rng)))
	}
	return other(v, p.n, rng)
}

// other returns a number below n that is not v.
func other(v, n uint64, rng *rand.Rand) uint64 {
	w := rng.Uint64N(n - 1)
	if w >= v {
		w++
	}
	return w
}

func (b *builder) randomMany(p *point, rng *rand.Rand) {
	var few [16]uint64
	chosen := few[:0]
	switch {
	case !p.distinct:
		for range p.k {
			chosen = append(chosen, rng.Uint64N(p.n))
		}
	case p.k <= len(few) || uint64(p.k) < p.n/uint64(p.k):
		var ordered []uint64
		var buf [16]uint64
		ordered = buf[:0]
		for j := range uint64(p.k) {
			// The v-th of those not yet chosen.
			v := rng.Uint64N(p.n - j)
			at := 0
			for at < len(ordered) && ordered[at] <= v {
				v++
				at++
			}
			ordered = slices.Insert(ordered, at, v)
			chosen = append(chosen, v)
		}
	default:
		// The start of a shuffle (Fisher and Yates; Durstenfeld, 1964).
		all := make([]uint64, p.n)
		for i := range all {
			all[i] = uint64(i)
		}
		for j := range uint64(p.k) {
			i := j + rng.Uint64N(p.n-j)
			all[i], all[j] = all[j], all[i]
		}
		chosen = all[:p.k]
	}
	if p.sorted {
		slices.Sort(chosen)
	}
	if p.below == nil {
		b.vals = append(b.vals, chosen...)
		return
	}
	for _, v := range chosen {
		b.choose(p, v, rng)
	}
}
