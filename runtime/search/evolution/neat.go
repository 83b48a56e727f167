package evolution

// This file holds NEAT: species, which share their fitness.

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// NEAT returns the evolution by species of NEAT (Stanley and Miikkulainen, "Evolving
// Neural Networks through Augmenting Topologies", Evolutionary Computation, 2002), as
// PyGlove has it for a space that does not grow: programs near each other are a species,
// each species has children in proportion to its mean reward above the worst of all, and
// a generation takes the place of the one before. So a new kind of program has time to
// become good before it has to stand against all others.
//
// Population is 100 by default. Parents are of the best 60 % of their species; with a
// probability of CrossRate, 0.75 as in the paper, two of them are recombined by Cross,
// by default [Crossed], before Mutate, by default [Uniform]. The [Distance] up to which
// programs are of one species is 0.4, PyGlove's.
//
// It takes any space. A trial costs about 13 µs for 10 decisions, and the more the
// more species there are. The population fits the number of trials as that of [NSGA2]
// does.
func NEAT(opts ...Option) search.Algorithm {
	s := settings{name: "NEAT", fits: true, population: 100, rate: 0.75, cross: Crossed(), mutate: Uniform()}
	return s.algorithm(opts, []string{"Population", "Mutate", "Cross", "CrossRate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 100)
		s.share(s.rate, "CrossRate", 0.75)
		s.needs(s.cross, "Cross", "Crossed()")
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init, s.offspring = s.population, s.population
		best := Top(0.6)
		s.reproduce = Mate(s.population,
			Choice(1, Prob(best.Then(Draw(2), s.cross, First(1)), s.rate), Prob(best.Then(Random(1)), 1))).Then(s.mutate)
		s.survive = Last(s.population).Then(Speciate(Distance, 0.4))
		return fmt.Sprintf("population=%d", s.population)
	})
}

// Mate does op on species so often that there are n children of it, were it to make one
// each time: on each species in proportion to its mean reward above the worst of all.
func Mate(n int, op Operation) Operation {
	return Func(call("Mate", n, op), func(c *Context, in Group) Group {
		species := Species(c, in)
		if len(species) == 0 {
			return nil
		}
		worst := math.Inf(1)
		for _, x := range in {
			worst = min(worst, finite(x.Outcome.Reward))
		}
		weights := make([]float64, len(species))
		for i, g := range species {
			for _, x := range g {
				weights[i] += (finite(x.Outcome.Reward) - worst) / float64(len(g))
			}
		}
		var out Group
		for i, k := range partition(weights, n) {
			for range k {
				out = append(out, op.Apply(c, species[i])...)
			}
		}
		return out
	})
}

// finite keeps sums of rewards from overflowing.
func finite(v float64) float64 { return max(-1e300, min(1e300, v)) }

// A speciesTag is what [Speciate] notes of a member.
type speciesTag int

// Species is the grouping of a population by the species that [Speciate] put them in.
func Species(c *Context, in Group) []Group {
	return GroupBy(func(x *Individual) any { return x.Tag })(c, in)
}

// A kind is a species: a number and the first that was of it.
type kind struct {
	tag  speciesTag
	like *geno.DNA
}

// Speciate puts each new member into a species, the first whose first member is no
// farther than so, or into a new one. A species of which no member is left is gone. It
// is for [Survive], and returns its input.
func Speciate(distance func(a, b *geno.DNA) float64, within float64) Operation {
	const key, next = "evolution.Speciate: species", "evolution.Speciate: next"
	return Func(call("Speciate", within), func(c *Context, in Group) Group {
		old, _ := c.Get(key).([]kind)
		known := slices.Clone(old)
		number, _ := c.Get(next).(speciesTag)
		living := map[speciesTag]bool{}
		for _, x := range in {
			tag, ok := x.Tag.(speciesTag)
			if !ok {
				i := slices.IndexFunc(known, func(k kind) bool { return distance(k.like, x.DNA) <= within })
				if i < 0 {
					i = len(known)
					known = append(known, kind{number, x.DNA})
					number++
				}
				tag = known[i].tag
				x.Tag = tag
			}
			living[tag] = true
		}
		c.Set(key, slices.DeleteFunc(known, func(k kind) bool { return !living[k.tag] }))
		c.Set(next, number)
		return in
	})
}

// Distance is the compatibility distance of NEAT between two DNAs of a space: three times
// the difference of the decisions that both have, plus the number of those that only one
// has, as a share of all. Choices that differ count as 1, and all below them as had by
// one only; numbers count by how far they are apart in their range.
func Distance(a, b *geno.DNA) float64 {
	d := differ{a: a, b: b}
	d.space(a.Spec(), 0, 0)
	if d.n == 0 {
		return 0
	}
	const matching, disjoint = 3, 1 // PyGlove's
	return (matching*d.w + disjoint*float64(d.d)) / float64(d.n)
}

// A differ counts how two DNAs differ: of n decisions, those of the larger one, d are
// had by one only, and w is the difference of the others.
type differ struct {
	a, b *geno.DNA
	n, d int
	w    float64
}

func (f *differ) space(space *geno.Spec, i, j int) (int, int) {
	for _, e := range space.Elements() {
		c, ok := e.Decision.(*geno.Choices)
		if !ok {
			f.n++
			if dim := coords.Of(e.Decision); dim.Kind != coords.Opaque {
				f.w += math.Abs(dim.UnitAt(f.a, i) - dim.UnitAt(f.b, j))
			} else if f.a.Custom(i) != f.b.Custom(j) {
				f.w++
			}
			i, j = i+1, j+1
			continue
		}
		for range c.K {
			v, u := f.a.Index(i), f.b.Index(j)
			if v == u {
				f.n++
				i, j = i+1, j+1
				if below := candidate(c, v); below != nil {
					i, j = f.space(below, i, j)
				}
				continue
			}
			iEnd, jEnd := skip(candidate(c, v), f.a, i+1), skip(candidate(c, u), f.b, j+1)
			n := max(iEnd-i, jEnd-j)
			f.n += n
			f.d += n - 1
			f.w++
			i, j = iEnd, jEnd
		}
	}
	return i, j
}
