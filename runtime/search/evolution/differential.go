package evolution

// This file holds differential evolution.

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// Factor sets by how much differences are scaled at first in [DifferentialEvolution].
func Factor(f float64) Option { return option("Factor", func(s *settings) { s.factor = f }) }

// DifferentialEvolution returns L-SHADE (Tanabe and Fukunaga, "Improving the Search
// Performance of SHADE Using Linear Population Size Reduction", CEC 2014): each member
// of the population in turn is moved towards one of the best and by the difference of
// two others, is recombined with what that makes (current-to-pbest/1/bin of Zhang and
// Sanderson, "JADE", 2009), and makes way for its child if that is no worse. By how much
// differences are scaled, and how much a child has of the mutant, is drawn around what
// has led to improvements, and the population shrinks to four as the trials run out.
// A new child is at once among those to breed from.
//
// Factor and CrossRate are where these begin, both 0.5, and six memories of them, a
// tenth of the population to move towards, and as many replaced parents kept for
// differences as there are members, are JADE's and SHADE's (Tanabe and Fukunaga, CEC
// 2013). L-SHADE's population of 18 for each decision is for ten thousand trials for each.
// Here it is a fiftieth of the trials, from 10 to 100; and where their number is
// unknown it is 30 and stays so. Population sets it.
//
// It takes any space, but calculates with numbers only: among choices it is a genetic
// algorithm of four parents, so that [Regularized] does better on them. A trial costs
// about 20 µs for 10 decisions. The classic of Storn and Price (1997) is
//
//	evolution.New(
//		evolution.Random(4).Then(evolution.Differential(0.5, 0.9)),
//		evolution.Init(30), evolution.Survive(evolution.ReplaceParent(30)))
func DifferentialEvolution(opts ...Option) search.Algorithm {
	s := settings{name: "differential evolution", population: 30, factor: 0.5, rate: 0.5, offspring: 1}
	s.fit = func(s *settings, trials int) {
		s.trials = trials
		if !s.populated {
			s.population = min(100, max(10, trials/50))
		}
	}
	return s.algorithm(opts, []string{"Population", "Factor", "CrossRate"}, func(s *settings) string {
		s.atLeast(4, s.population, "Population", 30)
		s.share(s.factor, "Factor", 0.5)
		s.share(s.rate, "CrossRate", 0.5)
		s.init = s.population
		d := adaptive{size: s.population, trials: s.trials, factor: s.factor, rate: s.rate}
		s.reproduce = Func("CurrentToBest()", d.reproduce)
		s.survive = Func("ReplaceParent()", d.survive)
		return fmt.Sprintf("population=%d, factor=%v, crossrate=%v", s.population, s.factor, s.rate)
	})
}

// adaptive is what L-SHADE is set to.
type adaptive struct {
	size, trials int // trials: 0 if it is not known how many
	factor, rate float64
}

const (
	memories  = 6
	greediest = 0.11 // which part of the population is moved towards
	scatter   = 0.1  // of the numbers drawn around a memory
	smallest  = 4    // population
)

// A past is what the search learns, a value of the global state.
type past struct {
	factors, rates [memories]float64
	next           int    // which of them is learned next
	pending        []bred // children that did not end yet
	better         []bred // those of this generation that were better than their parents
	ended          int    // children of this generation
	archive        Group  // parents that were replaced
}

// bred says how a child was made.
type bred struct {
	dna          *geno.DNA
	factor, rate float64
	gain         float64
}

func (d adaptive) past(c *Context) past {
	if p, ok := c.Get("differential evolution").(*past); ok {
		return *p
	}
	p := past{}
	for k := range memories {
		p.factors[k], p.rates[k] = d.factor, d.rate
	}
	return p
}

// reproduce makes a child of the member whose turn it is.
func (d adaptive) reproduce(c *Context, in Group) Group {
	if len(in) < smallest {
		return Group{c.Child(c.Space.Random(c.RNG), nil)}
	}
	p := d.past(c)
	k := c.RNG.IntN(memories)
	how := bred{rate: min(1, max(0, p.rates[k]+scatter*c.RNG.NormFloat64()))}
	for how.factor <= 0 { // of a Cauchy distribution
		how.factor = min(1, p.factors[k]+scatter*math.Tan(math.Pi*(c.RNG.Float64()-0.5)))
	}
	other := func(list Group, not ...*Individual) *Individual {
		for {
			if x := list[c.RNG.IntN(len(list))]; !slices.Contains(not, x) {
				return x
			}
		}
	}
	target := in[c.Step%len(in)]
	best := other(Top(max(2, int(math.Round(greediest*float64(len(in)))))).Apply(c, in))
	from := other(in, target)
	to := other(slices.Concat(in, p.archive), target, from)
	how.dna = how.child(c, Group{target, best, from, to})
	// Of children that failed nothing is heard again.
	p.pending = append(slices.Clone(p.pending[max(0, len(p.pending)-2*d.size):]), how)
	c.Set("differential evolution", &p)
	return Group{c.Child(how.dna, target)}
}

// child recombines the first parent with the mutant, which is moved from it towards
// the second and by the difference of the others.
func (b bred) child(c *Context, parents Group) *geno.DNA {
	mutant := func(m *mix) bool {
		u := m.rng.Float64()
		return u < b.rate || m.visited == m.forced
	}
	r := rule{
		begin: func(m *mix) { m.forced = m.rng.IntN(max(1, m.parents[0].Len())) },
		pick: func(m *mix, active []int) int {
			switch from, u := mutant(m), m.rng.Float64(); {
			case len(active) < 4:
				return active[0]
			case from && u < b.factor/2:
				return 2
			case from && u < b.factor:
				return 1
			}
			return 0
		},
		order: func(m *mix, p [][]int64) []int64 {
			if !mutant(m) || len(p) < 4 {
				return p[0]
			}
			also := func() bool { return m.rng.Float64() < b.factor }
			return swapped(swapped(p[0], p[0], p[1], also), p[3], p[2], also)
		},
		number: func(m *mix, active []int, u []float64) float64 {
			if !mutant(m) || len(active) < 4 {
				return u[0]
			}
			switch v := u[0] + b.factor*(u[1]-u[0]+u[2]-u[3]); {
			case v < 0:
				return u[0] / 2
			case v > 1:
				return (1 + u[0]) / 2
			default:
				return v
			}
		},
	}
	return c.mix(r, c.RNG.Uint64(), nil, dnas(parents), 0)
}

// survive puts the newest member in the place of its parent if it is no worse, learns
// from it, and leaves as many as there are to be by now.
func (d adaptive) survive(c *Context, in Group) Group {
	p, child := d.past(c), in[len(in)-1]
	members := slices.Clone(in)
	i := slices.IndexFunc(in, func(x *Individual) bool { return x.Trial == child.Parent })
	if child.Parent >= 0 {
		j := slices.IndexFunc(p.pending, func(b bred) bool { return b.dna.Equal(child.DNA) })
		if i >= 0 {
			parent := in[i]
			members = members[:len(members)-1]
			if !Better(parent, child) {
				members[i] = child
			}
			if Better(child, parent) {
				p.archive = append(slices.Clone(p.archive), parent)
				if j >= 0 {
					b := p.pending[j]
					b.gain = child.Outcome.Reward - parent.Outcome.Reward
					p.better = append(slices.Clone(p.better), b)
				}
			}
		}
		if j >= 0 {
			p.pending = slices.Delete(slices.Clone(p.pending), j, j+1)
		}
		if p.ended++; p.ended >= len(members) {
			p.learn()
		}
	}
	size := d.size
	if d.trials > d.size {
		done := min(1, float64(c.Step-d.size)/float64(d.trials-d.size))
		size -= int(math.Round(max(0, done) * float64(d.size-smallest)))
	}
	for len(p.archive) > size {
		k := c.RNG.IntN(len(p.archive))
		p.archive = slices.Delete(slices.Clone(p.archive), k, k+1)
	}
	for len(members) > size {
		worst := 0
		for k, x := range members {
			if Better(members[worst], x) {
				worst = k
			}
		}
		members = slices.Delete(members, worst, worst+1)
	}
	c.Set("differential evolution", &p)
	return members
}

// learn replaces a memory by the means of what a generation's better children were
// made with, each counting by what it gained: Lehmer's, in which the larger count more.
func (p *past) learn() {
	p.ended = 0
	var f, ff, r, rr float64
	for _, b := range p.better {
		gain := b.gain
		if !(gain > 0) || math.IsInf(gain, 0) {
			gain = math.SmallestNonzeroFloat32 // better by its constraints
		}
		f, ff = f+gain*b.factor, ff+gain*b.factor*b.factor
		r, rr = r+gain*b.rate, rr+gain*b.rate*b.rate
	}
	p.better = nil
	if !(f > 0) || math.IsInf(ff, 0) {
		return
	}
	p.factors[p.next], p.rates[p.next] = ff/f, 0
	if r > 0 {
		p.rates[p.next] = rr / r
	}
	p.next = (p.next + 1) % memories
}

// ReplaceParent keeps n members, each in its place: the newest, the last of its input,
// takes that of its parent if it is no worse, and goes if it is. One without a parent
// there does so with the worst.
func ReplaceParent(n int) Operation {
	return Func(call("ReplaceParent", n), func(_ *Context, in Group) Group {
		if len(in) <= n {
			return in
		}
		members, child := slices.Clone(in[:len(in)-1]), in[len(in)-1]
		i := slices.IndexFunc(members, func(x *Individual) bool { return x.Trial == child.Parent })
		if i < 0 {
			i = 0
			for j, x := range members {
				if Better(members[i], x) {
					i = j
				}
			}
		}
		if !Better(members[i], child) {
			members[i] = child
		}
		return members
	})
}
