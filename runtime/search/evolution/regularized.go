// Package evolution holds the algorithms that breed new trials from good ones, and
// the operations they are made of, in the spirit of PyGlove's
// (github.com/google/pyglove, package pyglove.ext.evolution).
//
// Each algorithm is a few operations put together, such as [Tournament], [SBX] and
// [Top]; [New] makes an algorithm of any others. See [Operation] for the algebra,
// [Func] for an operation of one's own, and [Where] to work on some decisions only.
package evolution

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/search"
)

// Regularized returns regularized evolution (Real, Aggarwal, Huang, Le,
// "Regularized Evolution for Image Classifier Architecture Search", AAAI
// 2019). The first trials are drawn at random, as many as the population
// holds. From then on each trial is a mutation of a parent, the best of a
// sample drawn with replacement from the population, and every trial that
// ends takes the place of the oldest member, however good that was: a program
// stays only through descendants that do well again, which keeps lucky
// measurements from ruling the search.
//
// The defaults are the paper's: a population of 100 and a sample of 25. When
// there are only some hundred trials, a smaller population gets more out of
// them, such as 50 with a sample of 10; a larger sample is greedier. Options are
// Population, Sample and Mutate, by default [Uniform]; [Step] does better with numbers.
//
// It takes any space. Age is by order of completion, so trials may run in
// parallel and end in any order; as long as a part of the population is still
// running, those that have ended are the population. Failed trials never join
// it. A trial costs about a microsecond for 20 decisions, whatever the length of
// the history. No DNA is proposed twice, see [search.Dedup].
func Regularized(opts ...Option) search.Algorithm {
	s := settings{name: "regularized evolution", population: 100, sample: 25, mutate: Uniform(), offspring: 1}
	return s.algorithm(opts, []string{"Population", "Sample", "Mutate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 100)
		s.atLeast(1, s.sample, "Sample", 25)
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init = max(1, s.population)
		s.reproduce = Tournament(1, s.sample).Then(s.mutate)
		s.survive = Last(s.population)
		return fmt.Sprintf("population=%d, sample=%d", s.population, s.sample)
	})
}
