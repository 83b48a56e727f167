package evolution

// This file holds the classic algorithms for one objective, each a few operations.

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/search"
)

// HillClimb returns hill climbing as PyGlove has it (its batches: Golovin and others,
// "Gradientless Descent", 2019): from a random program, each trial is a mutation of
// the best so far, which moves to the latest that is no worse. Children, 1 by default,
// is how many mutations are tried before it moves: more when rewards are noisy.
// Options are Population, how many random programs come first, 1 by default; Children;
// and Mutate, by default [Step].
//
// It is for mutations of one's own, such as [Where] some decisions only, and never
// begins anew. Without these take HillClimb of package local, which does, and which
// reaches more, most of all in orders. It takes any space. A trial costs about a
// microsecond for 20 decisions.
func HillClimb(opts ...Option) search.Algorithm {
	s := settings{name: "hill climbing", population: 1, children: 1, mutate: Step()}
	return s.algorithm(opts, []string{"Population", "Children", "Mutate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 1)
		s.atLeast(1, s.children, "Children", 1)
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init, s.offspring = s.population, s.children
		s.reproduce = Top(1).Then(s.mutate)
		s.survive = Reverse().Then(Top(1))
		return fmt.Sprintf("population=%d, children=%d", s.population, s.children)
	})
}

// MuPlusLambda returns the evolution strategy in which parents and children compete
// (Schwefel; see Beyer and Schwefel, "Evolution Strategies", 2002): a generation is so
// many Children of parents drawn at random, and the best of both are the next parents,
// as many as Population says. Children are seven times as many, as usual: 5 and 35 by
// default, for some hundred trials; 15 and 100 are for more. Mutate is by default
// [Step]. Cross, by default nothing, recombines two parents first, with a probability of
// CrossRate, 1 by default.
//
// It takes any space. A trial costs some microseconds for 20 decisions.
func MuPlusLambda(opts ...Option) search.Algorithm {
	return strategy("(μ+λ)", opts, func(s *settings) Operation { return Top(s.population) })
}

// MuCommaLambda is [MuPlusLambda] in which parents make way for their children, the best
// of whom are the next parents (Schwefel; see Beyer and Schwefel, 2002). It forgets good
// programs and with them lucky measurements. Children have to be more than Population.
// It takes any space, and a trial costs as much as there.
func MuCommaLambda(opts ...Option) search.Algorithm {
	return strategy("(μ,λ)", opts, func(s *settings) Operation {
		s.atLeast(s.population+1, s.children, "Children", 7*max(1, s.population))
		return Last(s.children).Then(Top(s.population))
	})
}

func strategy(name string, opts []Option, survive func(*settings) Operation) search.Algorithm {
	s := settings{name: name, population: 5, children: 35, mutate: Step(), rate: 1}
	return s.algorithm(opts, []string{"Population", "Children", "Mutate", "Cross", "CrossRate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 5)
		s.atLeast(1, s.children, "Children", 35)
		s.share(s.rate, "CrossRate", 1)
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init, s.offspring = s.population, s.children
		s.survive = survive(s)
		parents := Draw(1)
		if !s.cross.isZero() {
			parents = Draw(2).Then(WithProb(s.cross, s.rate))
		}
		s.reproduce = parents.Then(s.mutate)
		return fmt.Sprintf("population=%d, children=%d", s.population, s.children)
	})
}

// Genetic returns a genetic algorithm (Holland, 1975; Goldberg, "Genetic Algorithms in
// Search, Optimization, and Machine Learning", 1989): parents are the best of a sample,
// two of them are recombined with a probability of CrossRate, both children are mutated,
// and a generation takes the place of the one before, but for the best of it, which
// stays.
//
// Sample is 5 by default: the best takes a population over in ln(Population)/ln(Sample)
// generations (Goldberg and Deb, "A Comparative Analysis of Selection Schemes Used in
// Genetic Algorithms", 1991), and with some hundred trials there are not many. Population
// is 50; told how many trials there will be, it is 20 or a fiftieth of them, up to 100
// and down to 10, for ten generations. CrossRate is 0.9; Cross is SBX(20) for numbers,
// exchanges choices and recombines permutations by [Order]; Mutate is Perturb(20, 1).
// It takes any space. A trial costs some microseconds for 20 decisions.
func Genetic(opts ...Option) search.Algorithm {
	s := settings{name: "genetic algorithm", population: 50, sample: 5, rate: 0.9, cross: SBX(20).Then(Order()), mutate: Perturb(20, 1)}
	s.fit = func(s *settings, trials int) {
		if !s.populated {
			s.population = min(100, max(10, min(20, trials/10), trials/50))
		}
	}
	return s.algorithm(opts, []string{"Population", "Sample", "Mutate", "Cross", "CrossRate"}, func(s *settings) string {
		s.atLeast(1, s.population, "Population", 50)
		s.atLeast(1, s.sample, "Sample", 5)
		s.share(s.rate, "CrossRate", 0.9)
		s.needs(s.cross, "Cross", "SBX(20)")
		s.needs(s.mutate, "Mutate", "Uniform()")
		s.init, s.offspring = s.population, s.population
		s.reproduce = Tournament(2, s.sample).Then(WithProb(s.cross, s.rate), s.mutate)
		s.survive = Union(Top(1), Last(max(1, s.population-1)))
		return fmt.Sprintf("population=%d, sample=%d", s.population, s.sample)
	})
}
