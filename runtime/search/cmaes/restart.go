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
	spread  float64          // of the rewards of the first generation, its better half
	limit   int              // the run ends after so many trials; 0: no limit
}

func (s *stopping) begin(n, lambda, limit int) {
	*s = stopping{keep: 10 + int(math.Ceil(30*float64(n)/float64(lambda))), limit: limit, history: s.history[:0]}
}

// The bounds of the tutorial, appendix B.3, and of Optuna's library: of how much
// rewards differ, here relative to the first generation; of the longest axis
// relative to the first standard deviation; and of the squared ratio of the
// longest axis to the shortest.
const (
	tolReward    = 1e-12
	tolX         = 1e-12
	tolXUp       = 1e4
	tolCondition = 1e14
)

// generation takes note of a generation, from best to worst, and reports
// whether the run should end.
func (s *stopping) generation(g *gauss, pool []opened, sigma float64) bool {
	if s.trials == 0 {
		best, middle := pool[0].outcome, pool[len(pool)/2].outcome
		if d := best.Reward - middle.Reward; !middle.Failed && d > 0 && !math.IsInf(d, 1) {
			s.spread = d
		}
	}
	s.trials += len(pool)
	if len(s.history) == s.keep {
		copy(s.history, s.history[1:])
		s.history = s.history[:s.keep-1]
	}
	s.history = append(s.history, pool[0].outcome)
	repeats := 0
	for i := range pool {
		if pool[i].repeat {
			repeats++
		}
	}
	if repeats == len(pool) {
		return true // nothing of what it would draw is new
	}
	if g.broken || s.limit > 0 && s.trials >= s.limit {
		return true
	}
	lo, hi := g.spread()
	if g.n > 0 && (g.sigma*hi < tolX*sigma || g.sigma*hi > tolXUp*sigma || hi/lo > math.Sqrt(tolCondition)) {
		return true
	}
	// All of the generation, and the best of the last ones, are the same.
	if len(s.history) < s.keep || !s.same(pool[0].outcome, pool[len(pool)-1].outcome) {
		return false
	}
	for _, o := range s.history {
		if !s.same(o, pool[0].outcome) {
			return false
		}
	}
	return true
}

// same reports whether two outcomes are equal for all that this run can tell.
func (s *stopping) same(a, b search.Outcome) bool {
	if a.Failed || b.Failed || a.Violation > 0 || b.Violation > 0 {
		return equalRank(a, b)
	}
	return a.Reward == b.Reward || math.Abs(a.Reward-b.Reward) <= tolReward*s.spread
}

// A plan says how runs follow each other.
type plan struct {
	large     int // how often the population was doubled
	small     bool
	inLarge   int // trials spent in runs with the doubled population
	inSmall   int // and in the others
	lastLarge int // of inLarge, those of the last run
}

// doublings is how often the population grows at most, as in pycma.
const doublings = 9

// A start is how a run begins: the size of its population, the factor of the
// first standard deviation, and the number of trials it may have, 0 for any.
type start struct {
	population int
	sigma      float64
	limit      int
}

// next says how the next run begins after one of so many trials.
//
// IPOP doubles the population (Auger and Hansen, "A Restart CMA Evolution
// Strategy With Increasing Population Size", 2005). BIPOP has a second kind of
// run, with a small population and a small first step, that takes half as many
// trials as the last of the first kind, and continues with the kind that has
// had fewer (Hansen, "Benchmarking a BI-Population CMA-ES on the BBOB-2009
// Function Testbed", 2009).
func (p *plan) next(kind, population, trials int, rng *rand.Rand) start {
	if p.small {
		p.inSmall += trials
	} else {
		p.inLarge += trials
		p.lastLarge = trials
	}
	if p.small = kind == bipop && p.large > 0 && p.inSmall < p.inLarge; p.small {
		u := rng.Float64()
		ratio := math.Pow(2, float64(p.large)) / 2
		return start{
			population: int(float64(population) * math.Pow(ratio, u*u)),
			sigma:      math.Pow(10, -2*rng.Float64()),
			limit:      max(1, p.lastLarge/2),
		}
	}
	p.large = min(p.large+1, doublings)
	return start{population: population << p.large, sigma: 1}
}
