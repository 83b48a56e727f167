// This file is Bayesian optimization by a Gaussian process: its settings, and a
// running search.

package bayes

import (
	"errors"
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A GPOption sets up [GP].
type GPOption func(*gp)

// GPStartup sets how many of the first trials are spread over the space, before
// the process says where to look. The default is 10, as in Optuna.
func GPStartup(trials int) GPOption { return func(g *gp) { g.startup = trials } }

// GPPoints sets how many trials the process knows at most, by default 1000. Of
// more it keeps the best half and the latest half; and of spaces of few decisions
// no more than 100 for each. A trial costs time in proportion to the square of it.
func GPPoints(n int) GPOption { return func(g *gp) { g.points = n } }

// GPCandidates sets how many points a proposal is chosen from: so many are looked
// at, and as many evaluations more are spent on better ones near the best. The
// default is 1024; with a long history and many decisions it is down to an eighth of
// it.
func GPCandidates(n int) GPOption { return func(g *gp) { g.candidates = n } }

// GPDeterministic tells that equal programs have equal rewards, so that the noise
// needs not be guessed.
func GPDeterministic() GPOption { return func(g *gp) { g.deterministic = true } }

// GP returns Bayesian optimization by a Gaussian process: it models the reward as
// a smooth random function of the decisions, and tries next what is expected to
// improve most on the best. It is the one to take where a trial takes minutes, there
// are up to some hundred of them, and the decisions are numbers, up to about twenty.
//
// The process has a Matérn 5/2 kernel with a length scale for each decision
// (Snoek, Larochelle, Adams, "Practical Bayesian Optimization of Machine Learning
// Algorithms", NIPS 2012), fitted with the noise and under the priors of Optuna's
// GPSampler, whose defaults are taken where nothing else is said. Of the rewards, the
// worse half counts by rank alone (Song et al., "The Vizier Gaussian Process Bandit
// Algorithm", 2024), so that a few very bad ones, or a scale such as that of an
// error before training, do no harm. A proposal maximises the logarithm of expected
// improvement (Ament et al., "Unexpected Improvements to Expected Improvement for
// Bayesian Optimization", NeurIPS 2023), over points spread over the space and near
// the best trials, and then by gradients and one decision at a time, as in Optuna.
//
//   - Numbers are taken in their scale. Ints, and floats with a step, are near to or
//     far from each other like floats; a proposal is always one of their values.
//   - Choices are equal or different (the Hamming distance). Of an order, each
//     position is a choice; of a subset it counts who is in it.
//   - Conditional decisions that are not active are a place of their own, equally far
//     from all values (the arc kernel of Swersky et al., "Raiders of the Lost
//     Architecture", 2014): so what a trial in one branch says of another does not
//     depend on decisions that this one does not have. To put them at an average
//     value instead would say that they have it.
//   - Above 64 decisions, those of a kind share a length scale.
//
// Open trials are taken to end as the process expects of them (the kriging believer
// of Ginsbourger et al., 2010), so that several workers get different proposals.
// Where trials failed or broke their constraints, a second process learns from
// [search.Outcome.Violation] where that is, and its probability of success weighs the
// improvement (Gardner et al., "Bayesian Optimization with Inequality Constraints",
// ICML 2014); as long as no trial keeps the constraints, it alone leads.
// Infinite rewards count as the best or worst of the others. Of several objectives it
// knows the first.
//
// It takes spaces without custom decisions, with up to 500 coordinates: a decision
// has one, two if it is a conditional number, and a subset one for each candidate.
// Larger ones are better left to evolution.
//
// A proposal on 10 floats costs 9 ms at 100 trials, 25 ms at 300 and 90 ms from
// 1,000 on, the fits of the hyperparameters among it, which come with each twentieth
// part of the history. The process knows at most 1,000 trials, and 100 for each
// length scale, see [GPPoints]; these are chosen anew with each fit. Memory is two
// numbers for each pair of those. A restarted search does its last fits again, at
// most eight.
func GP(opts ...GPOption) search.Algorithm {
	g := gp{startup: 10, points: 1000, candidates: 1024}
	for _, opt := range opts {
		opt(&g)
	}
	return search.Dedup(g)
}

type gp struct {
	startup, points, candidates int
	deterministic               bool
}

func (g gp) String() string {
	s := fmt.Sprintf("gp(startup=%d, points=%d, candidates=%d", g.startup, g.points, g.candidates)
	if g.deterministic {
		s += ", deterministic"
	}
	return s + ")"
}

// pointsPerScale is how many points of the history a process keeps for each of
// its length scales. In few dimensions more of them are so near to each other that
// they tell nothing new.
const pointsPerScale = 100

// leastPoints is how few points the process may be limited to.
const leastPoints = 20

func (g gp) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	if g.startup < 1 {
		errs = append(errs, fmt.Errorf("%v: the startup must have 1 trial or more: use bayes.GPStartup(10)", g))
	}
	if g.points < leastPoints {
		errs = append(errs, fmt.Errorf("%v: the process must know %d points or more: use bayes.GPPoints(1000)", g, leastPoints))
	}
	if g.candidates < 1 {
		errs = append(errs, fmt.Errorf("%v: a proposal must be chosen from 1 candidate or more: use bayes.GPCandidates(1024)", g))
	}
	c, err := coords.New(space)
	if err != nil {
		errs = append(errs, fmt.Errorf("%v: %w: use evolution.Regularized", g, err))
		return nil, errors.Join(errs...)
	}
	for i, d := range c.Dims {
		if d.Kind == coords.Opaque {
			errs = append(errs, fmt.Errorf("%v: %s is a custom decision, of which no distance is known: use evolution.Regularized", g, c.Dims[i].ID))
		}
	}
	e := embed(c)
	if n := len(e.features); n > maxFeatures {
		errs = append(errs, fmt.Errorf("%v: the space has %d coordinates, and a Gaussian process takes up to %d: use evolution.Regularized", g, n, maxFeatures))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	points := min(g.points, max(leastPoints, pointsPerScale*e.scales))
	s := &gpSearch{
		gp:      g,
		history: newHistory(e, seed),
		objective: surrogate{
			first: g.startup, points: points, fixed: g.deterministic, features: e.features, scales: e.scales,
		},
		feasible: surrogate{first: g.startup, points: points, features: e.features, scales: e.scales},
	}
	s.propose = s.prefer
	return s, nil
}

type gpSearch struct {
	history
	gp
	objective, feasible surrogate
	prior               prior
}

// prefer returns the DNA to try next, or nil if there is none to prefer.
func (s *gpSearch) prefer() (*geno.DNA, error) {
	if s.started < s.startup {
		return s.initial(s.startup)
	}
	if len(s.good) == 0 || len(s.e.vary) == 0 {
		return nil, nil
	}
	a := s.acquisition()
	defer s.objective.forget()
	defer s.feasible.forget()
	z, dz := make([]float64, len(s.e.features)), make([]float64, len(s.e.features))
	return s.choose(effort(s.candidates, s.objective.n(), len(s.e.features)), maximizer{
		embedding: s.e,
		rng:       s.spread.For(s.started),
		value: func(x []float64) float64 {
			s.e.fill(x, z)
			return a.log(z)
		},
		slopes: func(x []float64) (float64, []float64) {
			s.e.fill(x, z)
			return a.slopes(z, dz), dz
		},
		roots: a.roots(),
	})
}

// acquisition brings the processes up to date, and adds the open trials to them
// with what is expected of them: the kriging believer of Ginsbourger, Le Riche
// and Carraro, "Kriging Is Well-Suited to Parallelize Optimization", 2010.
func (s *gpSearch) acquisition() acquisition {
	var a acquisition
	var points [][]float64
	var rewards []float64
	var said [][]float64
	any := false
	for _, i := range s.good {
		t := &s.ended[i]
		if t.said == nil {
			t.said = s.prior.said(t.z)
		}
		points, rewards, said = append(points, t.z), append(rewards, t.reward), append(said, t.said)
		any = any || t.violation <= 0
	}
	s.objective.update(points, func(n int) []float64 { return s.prior.learn(standard(rewards[:n]), said[:n]) })
	y := standard(rewards)
	s.objective.observe(s.prior.learn(y, said))
	if any {
		a.objective, a.prior, a.best = s.objective.model, s.prior, math.Inf(-1)
		for j, i := range s.good {
			if s.ended[i].violation <= 0 {
				a.best = max(a.best, y[j])
			}
		}
	}
	if s.broken > 0 {
		points := make([][]float64, len(s.ended))
		for i := range s.ended {
			points[i] = s.ended[i].z
		}
		s.feasible.update(points, func(n int) []float64 { y, _ := violations(s.ended[:n]); return y })
		y, limit := violations(s.ended)
		s.feasible.observe(y)
		a.feasible, a.limit = s.feasible.model, limit
	}
	for _, t := range s.open {
		if a.objective != nil {
			a.best = max(a.best, s.objective.believe(t.z)+s.prior.mean(t.z))
		}
		if a.feasible != nil {
			s.feasible.believe(t.z)
		}
	}
	if a.objective == nil && a.feasible == nil {
		a.objective, a.prior = s.objective.model, s.prior
	}
	return a
}
