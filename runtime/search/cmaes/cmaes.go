// Package cmaes holds the covariance matrix adaptation evolution strategy, the
// usual choice for some hundred to some ten thousand trials of a program whose
// decisions are numbers that depend on each other.
package cmaes

import (
	"errors"
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// An Option sets up [New].
type Option func(*cma)

// Population sets how many trials make a generation. The default grows with
// the number n of dimensions, 4+⌊3·ln n⌋: 10 for 10. More is slower, and less
// easily misled by local optima and noise.
func Population(n int) Option { return func(c *cma) { c.population, c.populationSet = n, true } }

// Sigma sets the standard deviation of the first generation, as a part of each
// decision's range in its scale. With the default, 1/6 (Optuna's), the ends of
// the range are three of them from its middle.
func Sigma(s float64) Option { return func(c *cma) { c.sigma = s } }

// Separable keeps no covariances, but only a variance for each number (Ros and
// Hansen, "A Simple Modification in CMA-ES Achieving Linear Time and Space
// Complexity", 2008). A trial then costs time in proportion to the number of
// dimensions, not to its square, and variances are learned faster; that numbers
// depend on each other is not. Above 200 dimensions this is the default.
func Separable() Option { return func(c *cma) { c.separable = true } }

// IPOP begins anew with twice the population each time the search has converged.
func IPOP() Option { return func(c *cma) { c.restart = ipop } }

// BIPOP is IPOP with smaller populations and first steps in between, such that
// both kinds of run get as many trials. It is the default.
func BIPOP() Option { return func(c *cma) { c.restart = bipop } }

// NoRestart keeps the search where it has converged.
func NoRestart() Option { return func(c *cma) { c.restart = never } }

// How a search begins anew.
const (
	never = iota
	ipop
	bipop
)

var restartNames = [...]string{"no restarts", "IPOP", "BIPOP"}

// New returns CMA-ES (Hansen, "The CMA Evolution Strategy: A Tutorial", 2016).
// The trials of a generation are drawn from a normal distribution. Then its mean
// moves towards the better half of them, its covariances learn from both halves
// in which directions to go on, and its width from how straight its way is. Only
// the order of the rewards counts, until it is to be said whether they have stopped
// to differ. The first mean is the middle of the space, or
// the best of the trials that the user supplied before the first proposal.
//
// The constants are the tutorial's, with which pycma and Optuna agree; so are
// the conditions for a restart, but that differences of rewards are compared
// with those of the first generation. On a finite space the search also begins
// anew when a whole generation of what it would propose is known.
// Samples differ from theirs: they are drawn in pairs, mirrored at the mean, and
// pairs at right angles to each other (Wang, Emmerich, Bäck, "Mirrored
// Orthogonal Sampling for Covariance Matrix Adaptation Evolution Strategies",
// 2019), which needs fewer trials on smooth functions. A sample
// outside of the ranges is drawn again, as in Optuna, and if that is of no use,
// reflected at their ends.
//
// It takes any space without custom decisions; it is at its best where all are
// numbers. In a vector of numbers from 0 to 1 in the decision's scale,
//
//   - a float is a number, as are an integer and a step, whose neighbours keep a
//     chance (CMA-ES with Margin, Hamano et al., 2022);
//   - a choice has a probability for each candidate (CatCMA, Hamano et al., 2024);
//     for spaces of choices alone other algorithms are better, such as
//     evolution.Regularized;
//   - a permutation, and a choice of several distinct candidates, has a number
//     for each candidate, and takes those with the greatest, in that order (random
//     keys: Bean, "Genetic Algorithms and Random Keys for Sequencing and
//     Optimization", 1994);
//   - a conditional decision has its number also where it is not active.
//
// Failed trials rank last, before them those that break constraints, the more
// the worse. Trials may run in parallel: a generation is over when as many as
// its size have ended, whenever they began. Those drawn from an older
// distribution or supplied count like the others, though from no further away
// (Hansen, "Injecting External Solutions Into CMA-ES", 2011). For n numbers a
// trial costs in the order of n² operations, 4 µs for 10 and 0.2 ms for
// 100, whatever the history, and n with [Separable]. No DNA is proposed twice,
// see [search.Dedup].
func New(opts ...Option) search.Algorithm {
	c := cma{sigma: 1.0 / 6, restart: bipop}
	for _, opt := range opts {
		opt(&c)
	}
	return search.Dedup(c)
}

type cma struct {
	population    int
	populationSet bool
	sigma         float64
	separable     bool
	restart       int
}

// separableFrom is the number of dimensions from which on covariances are left
// out without being asked: factoring the matrix of 200 takes some 50 ms, and
// learning it, some 10,000 trials.
const separableFrom = 200

func (c cma) String() string {
	s := "CMA-ES("
	if c.populationSet {
		s += fmt.Sprintf("population=%d, ", c.population)
	}
	s += fmt.Sprintf("sigma=%.3g, %s", c.sigma, restartNames[c.restart])
	if c.separable {
		s += ", separable"
	}
	return s + ")"
}

func (c cma) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	if c.populationSet && c.population < 2 {
		errs = append(errs, fmt.Errorf("%v: a generation of %d has nothing to choose from: use cmaes.Population(2) or more", c, c.population))
	}
	if !(c.sigma > 0 && c.sigma <= 1) {
		errs = append(errs, fmt.Errorf("%v: the standard deviation is a part of the range, above 0 and at most 1: use cmaes.Sigma(0.2)", c))
	}
	l, err := newLayout(space)
	if err != nil {
		errs = append(errs, fmt.Errorf("%v: %w", c, err))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s := &searching{
		cma:    c,
		layout: l,
		stream: search.NewStream(seed),
		open:   map[int]*opened{},
		last:   opened{x: make([]float64, len(l.numbers)), c: make([]int, len(l.categories))},
		room:   make([]float64, len(l.numbers)),
	}
	if space.Size() != nil {
		s.known = map[uint64]bool{}
	}
	n := len(l.numbers) + len(l.categories)
	if !c.populationSet {
		s.population = population(n)
	}
	s.tries = max(10, min(100, 1000/max(1, n)))
	s.separable = c.separable || len(l.numbers) > separableFrom
	mean := make([]float64, len(l.numbers))
	for i := range mean {
		mean[i] = 0.5
	}
	s.begin(start{population: s.population, sigma: c.sigma}, mean)
	return s, nil
}
