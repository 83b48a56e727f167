package evolution

// This file holds differential evolution.

import (
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
)

// Factor sets by how much differences are scaled in [DifferentialEvolution].
func Factor(f float64) Option { return option("Factor", func(s *settings) { s.factor = f }) }

// DifferentialEvolution returns DE/rand/1/bin (Storn and Price, "Differential Evolution",
// Journal of Global Optimization, 1997): each member of the population in turn is
// recombined with three others, see [Differential], and makes way for its child if that
// is no worse. A new child is at once among those to breed from.
//
// Factor is 0.5 and CrossRate 0.9, as the paper has them first; Population is 30, as in
// Nevergrad, where the paper's ten for each decision would use up some hundred trials
// before it breeds. It takes any space, but calculates with numbers only: among choices
// it is a genetic algorithm of three parents, so that [Regularized] does better on them.
// A trial costs some microseconds for 20 decisions. The population fits the number of
// trials as that of [NSGA2] does.
func DifferentialEvolution(opts ...Option) search.Algorithm {
	s := settings{name: "differential evolution", fits: true, population: 30, factor: 0.5, rate: 0.9, offspring: 1}
	return s.algorithm(opts, []string{"Population", "Factor", "CrossRate"}, func(s *settings) string {
		s.atLeast(4, s.population, "Population", 30)
		s.share(s.rate, "CrossRate", 0.9)
		s.init = s.population
		s.reproduce = targets4().Then(Differential(s.factor, s.rate))
		s.survive = ReplaceParent(s.population)
		return fmt.Sprintf("population=%d, factor=%v, crossrate=%v", s.population, s.factor, s.rate)
	})
}

// targets4 selects the member whose turn it is and three others.
func targets4() Operation {
	return Func("Targets()", func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		target := c.Step % len(in)
		out := Group{in[target]}
		for len(out) < 4 {
			x := in[c.RNG.IntN(len(in))]
			if !slices.Contains(out, x) || len(in) < 4 {
				out = append(out, x)
			}
		}
		return out
	})
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
