package cmaes

// This file says when a run has converged and how the next one begins.

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
)

// better reports whether an outcome ranks before another: a failure comes last,
// before it what breaks constraints, the less the better.
func better(a, b search.Outcome) bool {
	switch {
	case a.Failed || b.Failed:
		return !a.Failed && b.Failed
	case max(a.Violation, 0) != max(b.Violation, 0):
		return a.Violation < b.Violation
	}
	return a.Reward > b.Reward
}

func equalRank(a, b search.Outcome) bool { return !better(a, b) && !better(b, a) }

// sortPool puts trials in order from best to worst; equal ones stay in the
// order in which they ended.
func sortPool(pool []opened) {
	slices.SortStableFunc(pool, func(a, b opened) int {
		switch {
		case better(a.outcome, b.outcome):
			return -1
		case better(b.outcome, a.outcome):
			return 1
		}
		return 0
	})
}

// A stopping watches a run.
type stopping struct {
	trials  int              // of the run
	history []search.Outcome // the best of each generation, the latest last
	keep    int              // so many of them
	limit   int              // the run is not to have more trials; 0: no limit
}

func (s *stopping) begin(n, lambda int) {
	*s = stopping{keep: 10 + int(math.Ceil(30*float64(n)/float64(lambda))), history: s.history[:0]}
}

// The bounds of the tutorial, appendix B.3: of the step relative to the first,
// and of the squared ratio of the longest axis to the shortest.
const (
	tolX         = 1e-12
	tolCondition = 1e14
)

// generation takes note of a generation, from best to worst, and reports
// whether the run should end.
func (s *stopping) generation(g *gauss, pool []opened, sigma float64) bool {
	s.trials += len(pool)
	if len(s.history) == s.keep {
		copy(s.history, s.history[1:])
		s.history = s.history[:s.keep-1]
	}
	s.history = append(s.history, pool[0].outcome)
	if g.broken || s.limit > 0 && s.trials >= s.limit {
		return true
	}
	lo, hi := g.spread()
	if g.n > 0 && (g.sigma*hi < tolX*sigma || hi/lo > math.Sqrt(tolCondition)) {
		return true
	}
	// Nothing has changed for long, and the generation itself is flat.
	first := s.history[0]
	if len(s.history) < s.keep || !equalRank(pool[0].outcome, pool[len(pool)-1].outcome) {
		return false
	}
	for _, o := range s.history {
		if !equalRank(o, first) {
			return false
		}
	}
	return true
}

// A plan says how runs follow each other.
type plan struct {
	large     int // runs that doubled the population
	inLarge   int // trials spent in them
	inSmall   int // and in the others
	wasSmall  bool
	lastLarge int
}

// next returns the size of the population and the factor of sigma of the next
// run. The last one had so many trials.
//
// IPOP doubles the population (Auger and Hansen, "A Restart CMA Evolution
// Strategy With Increasing Population Size", 2005). BIPOP has a second kind of
// run, with a small population and a small first step, and continues with the
// kind that has had fewer trials (Hansen, "Benchmarking a BI-Population CMA-ES
// on the BBOB-2009 Function Testbed", 2009).
func (p *plan) next(kind, population, trials int, rng *rand.Rand) (lambda int, sigma float64) {
	if p.wasSmall {
		p.inSmall += trials
	} else {
		p.inLarge += trials
	}
	p.wasSmall = kind == bipop && p.large > 0 && p.inSmall < p.inLarge
	if p.wasSmall {
		u := rng.Float64()
		ratio := math.Pow(2, float64(p.large)) / 2
		return int(float64(population) * math.Pow(ratio, u*u)), math.Pow(10, -2*rng.Float64())
	}
	p.large = min(p.large+1, 20)
	return population << p.large, 1
}
