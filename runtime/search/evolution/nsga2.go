package evolution

// This file holds NSGA-II, and what several objectives need of a population.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// NSGA2 returns NSGA-II (Deb, Pratap, Agarwal and Meyarivan, "A Fast and Elitist
// Multiobjective Genetic Algorithm: NSGA-II", IEEE Transactions on Evolutionary
// Computation, 2002), for programs with several Rewards: a generation of children
// competes with its parents, those stay that no other dominates, and of a front that
// does not fit as a whole, those that are the farthest from their neighbours.
// Constraints come first: of two programs the one that breaks them less dominates.
// With one reward it is a genetic algorithm in which parents and children compete.
//
// Population is 50 by default, CrossRate 0.9; Cross is by default [Exchange], with
// [Order] for permutations and [Graft] for trees that evolve, and Mutate Resample(1): these are Optuna's, which suit some
// hundred trials. The paper's own, for some ten thousand, are Population(100),
// Cross(SBX(20)) and Mutate(Polynomial(20, 1)).
//
// It takes any space. A trial costs some microseconds for 20 decisions and two
// objectives. Told how many trials there will be, it has a population that is small
// enough for ten generations, down to 10, unless Population is given.
func NSGA2(opts ...Option) search.Algorithm {
	return manyObjectives("NSGA-II", opts, func(s *settings) {
		s.reproduce = FirstOf(2, 2).Then(WithProb(s.cross, s.rate), s.mutate)
		s.survive = ForEach(Fronts, ByCrowding()).Then(First(s.population))
	})
}

func manyObjectives(name string, opts []Option, build func(*settings)) search.Algorithm {
	s := settings{name: name, fits: true, population: 50, rate: 0.9, cross: Exchange().Then(Order(), Graft()), mutate: Resample(1)}
	return s.algorithm(opts, []string{"Population", "Mutate", "Cross", "CrossRate"}, func(s *settings) string {
		s.atLeast(2, s.population, "Population", 50)
		s.share(s.rate, "CrossRate", 0.9)
		s.needs(s.cross, "Cross", "SBX(20)")
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init, s.offspring = s.population, s.population
		build(s)
		return fmt.Sprintf("population=%d", s.population)
	})
}

// objectives are the rewards of an individual.
func objectives(x *Individual) []float64 {
	if x.Outcome.Rewards == nil {
		return []float64{x.Outcome.Reward}
	}
	return x.Outcome.Rewards
}

// Fronts is the grouping by fronts: first those that none dominates, then those that
// only the first do, and so on, see [pareto.Fronts]. Those that break constraints come
// after all that do not, the less they do the earlier, whatever their rewards; those
// without the number of objectives that most have come last.
func Fronts(_ *Context, in Group) []Group {
	var feasible, broken, odd Group
	var points [][]float64
	m := usual(in)
	for _, x := range in {
		switch p := objectives(x); {
		case len(p) != m:
			odd = append(odd, x)
		case x.Outcome.Violation > 0:
			broken = append(broken, x)
		default:
			feasible = append(feasible, x)
			points = append(points, p)
		}
	}
	var groups []Group
	for _, front := range pareto.Fronts(points) {
		g := make(Group, len(front))
		for i, k := range front {
			g[i] = feasible[k]
		}
		groups = append(groups, g)
	}
	slices.SortStableFunc(broken, func(a, b *Individual) int { return cmp.Compare(a.Outcome.Violation, b.Outcome.Violation) })
	for i, x := range broken {
		if i > 0 && x.Outcome.Violation == broken[i-1].Outcome.Violation {
			groups[len(groups)-1] = append(groups[len(groups)-1], x)
		} else {
			groups = append(groups, Group{x})
		}
	}
	if len(odd) > 0 {
		groups = append(groups, odd)
	}
	return groups
}

// usual is the number of objectives that most have.
func usual(in Group) int {
	most, count := 0, map[int]int{}
	for _, x := range in {
		m := len(objectives(x))
		count[m]++
		if count[m] > count[most] {
			most = m
		}
	}
	return most
}

// ByCrowding sorts a front, those that are the farthest from their neighbours first,
// see [pareto.Crowding].
func ByCrowding() Operation {
	return Func("ByCrowding()", func(_ *Context, in Group) Group {
		points := make([][]float64, len(in))
		for i, x := range in {
			points[i] = objectives(x)
			if len(points[i]) != len(points[0]) {
				return in // not a front
			}
		}
		distance := pareto.Crowding(points)
		order := make([]int, len(in))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(distance[j], distance[i]) })
		out := make(Group, len(in))
		for k, i := range order {
			out[k] = in[i]
		}
		return out
	})
}
