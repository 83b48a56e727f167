package evolution

// This file holds the options that algorithms have in common.

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// An Option sets up an algorithm. One that an algorithm does not have is an error
// when it starts.
type Option struct {
	name string
	set  func(*settings)
}

func option(name string, set func(*settings)) Option { return Option{name, set} }

// settings are those of all algorithms, and what they come to: the operations.
type settings struct {
	name      string
	arguments string // of the name, as printed
	described bool   // printed as it was put together

	optionErrs []error // of options that the algorithm does not have
	errs       []error // all that is wrong
	build      func(*settings) string

	reproduce, survive Operation
	init, offspring    int
	initWith           func(c *Context, i int) *geno.DNA

	population, sample, children int
	populated                    bool                          // the user says how large it is
	fits                         bool                          // else it fits the budget
	fit                          func(s *settings, trials int) // in its own way
	trials                       int                           // there will be so many; 0: unknown
	mutate, cross                Operation
	rate, factor                 float64
}

// apply sets what the options say, of those that the algorithm has.
func (s *settings) apply(opts []Option, has ...string) {
	for _, o := range opts {
		if !slices.Contains(has, o.name) {
			s.optionErrs = append(s.optionErrs, fmt.Errorf("it has no option evolution.%s: use those it has: %v", o.name, has))
			continue
		}
		o.set(s)
	}
}

// atLeast adds an error if a setting is too small.
func (s *settings) atLeast(least, n int, option string, usual int) {
	if n < least {
		s.errs = append(s.errs, fmt.Errorf("evolution.%s is %d, expected %d or more: use evolution.%s(%d)", option, n, least, option, usual))
	}
}

// needs adds an error if an operation is missing.
func (s *settings) needs(op Operation, option, usual string) {
	if op.isZero() {
		s.errs = append(s.errs, fmt.Errorf("evolution.%s is nil: use evolution.%s(evolution.%s)", option, option, usual))
	}
}

// share adds an error if a number is not from 0 to 1.
func (s *settings) share(v float64, option string, usual float64) {
	if !(v >= 0 && v <= 1) {
		s.errs = append(s.errs, fmt.Errorf("evolution.%s is %v, expected a number from 0 to 1: use evolution.%s(%v)", option, v, option, usual))
	}
}

// algorithm is what the options say, of those that the algorithm has. Build makes
// operations of the settings, checks them, and returns the arguments of the name.
func (s settings) algorithm(opts []Option, has []string, build func(*settings) string) search.Algorithm {
	s.apply(opts, has...)
	s.build = build
	return search.Dedup(s.built())
}

func (s settings) built() *settings {
	s.errs = slices.Clone(s.optionErrs)
	s.arguments = "(" + s.build(&s) + ")"
	return &s
}

// WithBudget makes a population that was not set small enough for ten generations. It
// does so for algorithms of generations; others have a way of their own, or none.
func (s *settings) WithBudget(trials int) search.Algorithm {
	const generations, least = 10, 10
	if s.fit != nil && trials > 0 {
		fitted := *s
		s.fit(&fitted, trials)
		return fitted.built()
	}
	if !s.fits || s.populated || s.population <= max(least, trials/generations) {
		return s
	}
	small := *s
	small.population = max(least, trials/generations)
	return small.built()
}

// Population sets how many programs there are to breed from.
func Population(n int) Option {
	return option("Population", func(s *settings) { s.population, s.populated = n, true })
}

// Sample sets how many members of the population compete to be a parent.
func Sample(n int) Option { return option("Sample", func(s *settings) { s.sample = n }) }

// Children sets how many programs are tried before the population is chosen anew.
func Children(n int) Option { return option("Children", func(s *settings) { s.children = n }) }

// Mutate sets how a child differs from what it was made of.
func Mutate[M interface {
	Operation | Mutation | func(*geno.Spec, *geno.DNA, *rand.Rand) *geno.DNA
}](m M) Option {
	return option("Mutate", func(s *settings) {
		switch m := any(m).(type) {
		case Operation:
			s.mutate = m
		case Mutation:
			s.mutate = lift(m)
		case func(*geno.Spec, *geno.DNA, *rand.Rand) *geno.DNA:
			s.mutate = lift(m)
		}
	})
}

func lift(m Mutation) Operation {
	if m == nil {
		return Operation{}
	}
	return Mutated(m)
}

// Cross sets how parents become children before they are mutated, an operation on
// two parents.
func Cross(op Operation) Option { return option("Cross", func(s *settings) { s.cross = op }) }

// CrossRate sets with which probability parents are recombined; else they are
// mutated only.
func CrossRate(p float64) Option { return option("CrossRate", func(s *settings) { s.rate = p }) }
