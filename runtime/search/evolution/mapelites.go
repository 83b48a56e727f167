package evolution

// This file holds MAP-Elites.

import (
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
)

// MAPElites returns MAP-Elites (Mouret and Clune, "Illuminating Search Spaces by Mapping
// Elites", 2015): it keeps the best program of each cell, where cell says of one that
// ended which cell it is in, such as its size and its depth, each rounded. Each trial is
// a mutation of one of them, drawn at random, so that the result is not one program but
// the best of every kind.
//
// Population is with how many random programs it begins, 100 by default; Mutate is by
// default [Step]. It takes any space. A trial costs some microseconds for 20
// decisions, and some nanoseconds for each cell that is taken.
func MAPElites[K comparable](cell func(*Individual) K, opts ...Option) search.Algorithm {
	s := settings{name: "MAP-Elites", population: 100, mutate: Step(), offspring: 1}
	return s.algorithm(opts, []string{"Population", "Mutate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 100)
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init = s.population
		s.reproduce = Draw(1).Then(s.mutate)
		s.survive = Elites(cell)
		return fmt.Sprintf("population=%d", s.population)
	})
}

// Elites keeps the best of each cell, of equals the latest. It is for [Survive].
func Elites[K comparable](cell func(*Individual) K) Operation {
	return Func("Elites()", func(_ *Context, in Group) Group {
		// Those that were kept before have a note of their cell, and are the first.
		n := slices.IndexFunc(in, func(x *Individual) bool { _, ok := x.Tag.(K); return !ok })
		if n < 0 {
			return in
		}
		elites := in[:n:n]
		for _, x := range in[n:] {
			k := cell(x)
			x.Tag = k
			i := slices.IndexFunc(elites, func(e *Individual) bool { return e.Tag.(K) == k })
			switch {
			case i < 0:
				elites = append(elites, x)
			case !Better(elites[i], x):
				elites = slices.Clone(elites)
				elites[i] = x
			}
		}
		return elites
	})
}
