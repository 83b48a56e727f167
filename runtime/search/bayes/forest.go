// This file is Bayesian optimization by a random forest.

package bayes

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/internal/forest"
)

// A ForestOption sets up [Forest].
type ForestOption func(*forests)

// ForestStartup sets how many of the first trials are spread over the space. The
// default is 10.
func ForestStartup(trials int) ForestOption { return func(f *forests) { f.startup = trials } }

// ForestTrees sets how many trees there are. The default is 10, as in SMAC.
func ForestTrees(n int) ForestOption { return func(f *forests) { f.trees = n } }

// ForestCandidates sets how many points a proposal is chosen from: so many are looked
// at, and as many evaluations more are spent on better ones near the best. The
// default is 2048.
func ForestCandidates(n int) ForestOption { return func(f *forests) { f.candidates = n } }

// ForestRandom sets which part of the trials is drawn at random, so that no part of
// the space is lost to a forest that errs. The default is 0.2, as in SMAC.
func ForestRandom(part float64) ForestOption { return func(f *forests) { f.random = part } }

// Forest returns Bayesian optimization by a random forest: sequential model-based
// algorithm configuration (Hutter, Hoos, Leyton-Brown, "Sequential Model-Based
// Optimization for General Algorithm Configuration", 2011). It models the reward by
// regression trees, which take choices, conditional decisions and jumps as they are,
// and tries next what is expected to improve most on the best. It is the one to take
// for spaces of many choices and conditions; where the reward is a smooth function
// of some numbers, [GP] needs fewer trials.
//
// Like SMAC3's HyperparameterOptimizationFacade it has 10 trees, split to the end,
// each fitted to as many trials as there are, drawn with replacement; it chooses by
// the logarithm of expected improvement, from points spread over the space and near
// the best, climbing by one decision at a time (four values near it of a number, all
// of a choice); and a fifth of the trials are drawn at random. Where SMAC takes the
// logarithm of the cost, which must then be positive, the worse half of the rewards
// counts by rank alone, as in [GP].
//
// A trial that broke its constraints counts as worse than all that kept them, the more
// it broke the worse, and a failed one as having broken them by the median.
// Open trials are taken to end as the forest expects of them. Infinite rewards count
// as the best or worst of the others. Of several objectives it knows the first: with
// pareto.Scalarize it looks for the front of all.
//
// It takes spaces without custom decisions. With n trials of d decisions a proposal
// costs O(n·d·(log n + trees·log n)) for the forest, which is grown anew for each of
// 200 trials, and then less often, at the latest after 8, as in SMAC (while others are
// open, each time), and O(candidates·(d + trees·log n)) for the choice: 10 floats take
// less than 10 ms at 100 trials and less than 20 ms at 1,000. It knows at most 5,000
// trials, the best half and the latest half.
func Forest(opts ...ForestOption) search.Algorithm {
	f := forests{startup: 10, trees: 10, candidates: 2048, random: 0.2}
	for _, opt := range opts {
		opt(&f)
	}
	return search.Dedup(f)
}

type forests struct {
	startup, trees, candidates int
	random                     float64
}

func (f forests) String() string {
	return fmt.Sprintf("forest(startup=%d, trees=%d, candidates=%d, random=%v)", f.startup, f.trees, f.candidates, f.random)
}

func (f forests) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	if f.startup < 1 {
		errs = append(errs, fmt.Errorf("%v: the startup must have 1 trial or more: use bayes.ForestStartup(10)", f))
	}
	if f.trees < 1 {
		errs = append(errs, fmt.Errorf("%v: a forest must have 1 tree or more: use bayes.ForestTrees(10)", f))
	}
	if f.candidates < 1 {
		errs = append(errs, fmt.Errorf("%v: a proposal must be chosen from 1 candidate or more: use bayes.ForestCandidates(2048)", f))
	}
	if !(f.random >= 0 && f.random <= 1) {
		errs = append(errs, fmt.Errorf("%v: the part of random trials must be from 0 to 1: use bayes.ForestRandom(0.2)", f))
	}
	c, err := coords.New(space)
	if err != nil {
		errs = append(errs, fmt.Errorf("%v: %w: use evolution.Regularized", f, err))
		return nil, errors.Join(errs...)
	}
	s := &forestSearch{forests: f, seed: seed}
	for _, d := range c.Dims {
		switch d.Kind {
		case coords.Opaque:
			errs = append(errs, fmt.Errorf("%v: %s is a custom decision, which a tree can't split by: use evolution.Regularized", f, d.ID))
		case coords.Categorical:
			s.features = append(s.features, forest.Feature{Categories: int(d.N)})
		default:
			s.features = append(s.features, forest.Feature{})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s.history = newHistory(embed(c), seed)
	s.propose = s.prefer
	return s, nil
}

type forestSearch struct {
	history
	forests
	seed     uint64
	features []forest.Feature

	rows   [][]float64 // of the trials that ended
	length int         // of the history, at the latest growth
	grown  *forest.Forest
	known  [][]float64 // the rows it was grown on
	worths []float64   // and their worths
	best   float64     // the best of these
}

// regrow is after how many trials the forest is grown anew at the latest; it is
// SMAC's.
const regrow = 8

// forestPoints is how many trials the forest knows at most.
const forestPoints = 5000

func (s *forestSearch) prefer() (*geno.DNA, error) {
	if s.started < s.startup {
		return s.initial(s.startup)
	}
	rng := s.spread.For(s.started)
	if len(s.good) == 0 || len(s.e.vary) == 0 || rng.Float64() < s.random {
		return nil, nil
	}
	for i := len(s.rows); i < len(s.ended); i++ {
		s.rows = append(s.rows, s.row(s.ended[i].x))
	}
	// The lengths of the history at which it is grown are fixed.
	n := max(s.length, 1)
	for next := n; next <= len(s.ended); next += min(1+next/200, regrow) {
		n = next
	}
	if n != s.length {
		s.length = n
		y := worths(s.ended[:n])
		known := choose(y, forestPoints)
		s.known, s.worths = pick(s.rows, known), pick(y, known)
		s.best = math.Inf(-1)
		for i, v := range s.worths {
			if feasible := s.ended[known[i]].violation <= 0; feasible || s.broken == len(s.ended) {
				s.best = max(s.best, v)
			}
		}
		s.grown = s.grow(s.known, s.worths)
	}
	model := s.grown
	if len(s.open) > 0 {
		rows, values := slices.Clone(s.known), slices.Clone(s.worths)
		for _, t := range s.open {
			r := s.row(t.x)
			mean, _ := model.Predict(r)
			rows, values = append(rows, r), append(values, mean)
		}
		model = s.grow(rows, values)
	}
	r := make([]float64, len(s.features))
	return s.choose(s.candidates, maximizer{
		embedding: s.e,
		rng:       rng,
		value: func(x []float64) float64 {
			s.read(x, r)
			mean, variance := model.Predict(r)
			sigma := math.Sqrt(variance + leastVariance)
			h, _ := logH((mean - s.best) / sigma)
			return math.Log(sigma) + h
		},
	})
}

func (s *forestSearch) grow(rows [][]float64, y []float64) *forest.Forest {
	return forest.Fit(s.features, rows, y, forest.Options{Trees: s.trees, Seed: s.seed + uint64(s.length)})
}

// row is the row of a point in the forest: what is not active is missing.
func (s *forestSearch) row(x []float64) []float64 {
	r := make([]float64, len(x))
	s.read(x, r)
	return r
}

func (s *forestSearch) read(x, r []float64) {
	copy(r, x)
	if s.e.space.Flat {
		return
	}
	for i, on := range s.e.active(x) {
		if !on {
			r[i] = math.NaN()
		}
	}
}

// worths are the rewards as the forest takes them: standardized, and those of trials
// that are not feasible below all others, by their violation.
func worths(trials []trial) []float64 {
	var rewards []float64
	for _, t := range trials {
		if t.violation <= 0 {
			rewards = append(rewards, t.reward)
		}
	}
	kept := standard(rewards)
	least := 0.0
	for _, v := range kept {
		least = min(least, v)
	}
	broken, limit := violations(trials)
	y := make([]float64, len(trials))
	for i, t := range trials {
		if t.violation <= 0 {
			y[i], kept = kept[0], kept[1:]
			continue
		}
		y[i] = least - (broken[i] - limit)
	}
	return y
}
