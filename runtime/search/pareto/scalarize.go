package pareto

// This file makes search algorithms look where a preference says.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// Scalarize returns the algorithm, which knows of one reward, as one for several: what
// it is told of a trial is what that is worth to a preference. As the front moves, all
// trials are judged anew, and the algorithm learns them again.
//
// With no preferences given it looks for the whole front as ParEGO does (Knowles 2006):
// trials take turns with weights that are evenly spread, each for [Chebyshev], in an
// order that the seed draws; 11 of them for two objectives, 15 for three, about five
// for each objective beyond. With one preference it looks for that point of the front
// alone; with several, trials take turns with these, as with the weighted sums of
//
//	var sums []pareto.Preference
//	for _, w := range pareto.Directions(2, 11) {
//		sums = append(sums, pareto.WeightedSum(w...))
//	}
//	alg := pareto.Scalarize(bayes.GP(), sums...)
//
// It is for algorithms with a model: bayes.GP reaches in 100 trials more of the fronts of
// ZDT1, ZDT2 (30 numbers) and DTLZ2 (10) than bayes.TPE and evolution.NSGA2 in 200. TPE
// ranks by domination itself, which is the better the more decisions there are.
//
// It takes the spaces of the algorithm, and constraints are left to it. A search with
// one objective is that of the algorithm itself. For each weight there is a search of
// it, which is told the trials since its last turn, or all of them if they are judged
// otherwise: a trial costs up to what it takes the algorithm to learn the history, with
// TPE about 1 ms at 200 trials. Algorithms in which a trial goes on from another can't
// be told so.
func Scalarize(alg search.Algorithm, prefer ...Preference) search.Algorithm {
	return search.Dedup(scalarized{alg, slices.Clone(prefer)})
}

type scalarized struct {
	alg    search.Algorithm
	prefer []Preference
}

func (a scalarized) String() string {
	if len(a.prefer) == 0 {
		return fmt.Sprintf("scalarized(%v)", a.alg)
	}
	texts := make([]string, len(a.prefer))
	for i, p := range a.prefer {
		texts[i] = fmt.Sprint(p)
	}
	return fmt.Sprintf("scalarized(%v, %s)", a.alg, strings.Join(texts, ", "))
}

// WithBudget passes the budget on: the algorithm knows of all trials.
func (a scalarized) WithBudget(trials int) search.Algorithm {
	return scalarized{budgeted(a.alg, trials), a.prefer}
}

func budgeted(alg search.Algorithm, trials int) search.Algorithm {
	if b, ok := alg.(search.Budgeted); ok {
		return b.WithBudget(trials)
	}
	return alg
}

func (a scalarized) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	if slices.Contains(a.prefer, nil) {
		return nil, errors.New("pareto: Scalarize: expected preferences, got nil: use pareto.Knee(), or none")
	}
	return retell("Scalarize", a.alg, space, seed, func(m int) []manner {
		prefer := a.prefer
		if len(prefer) == 0 {
			for _, w := range Directions(m, 5*m+1) {
				prefer = append(prefer, Chebyshev(w...))
			}
		}
		manners := make([]manner, len(prefer))
		for i, p := range prefer {
			manners[i] = func(front [][]float64) (func(search.Outcome) search.Outcome, error) {
				worth, err := p.Among(front)
				return func(o search.Outcome) search.Outcome {
					o.Reward, o.Rewards = worth(o.Rewards), nil
					return o
				}, err
			}
		}
		return manners
	})
}

// Reach returns the algorithm, which must be one for several objectives and
// constraints, so that it looks for programs that reach the goals, and for the front
// of these: to fall short of a goal is to break a constraint, which counts less than
// those there are. Short is measured in ranges of the front. Goals are in the units of
// the points, so negated for what is to be small; a NaN is no goal.
//
//	// At least 0.9 of accuracy and at most 5 ms, and of these the front.
//	pareto.Reach(evolution.NSGA2(), 0.9, -5)
//
// If they can't be reached together, it looks for what falls least short of them. What
// comes out is a part of the front; [Scalarize] with [Aspire] leads to one point.
// Spaces are those of the algorithm, costs as with Scalarize.
func Reach(alg search.Algorithm, goals ...float64) search.Algorithm {
	return search.Dedup(reaching{alg, slices.Clone(goals)})
}

type reaching struct {
	alg   search.Algorithm
	goals []float64
}

func (a reaching) String() string { return fmt.Sprintf("%v reaching%s", a.alg, numbers(a.goals)) }

func (a reaching) WithBudget(trials int) search.Algorithm {
	return reaching{budgeted(a.alg, trials), a.goals}
}

func (a reaching) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	if len(a.goals) < 2 {
		return nil, fmt.Errorf("pareto: Reach: expected a goal for each of several objectives, got %d: use math.NaN() for those that have none", len(a.goals))
	}
	return retell("Reach", a.alg, space, seed, func(int) []manner {
		return []manner{func(front [][]float64) (func(search.Outcome) search.Outcome, error) {
			if m := len(front[0]); m != len(a.goals) {
				return nil, fmt.Errorf("pareto: Reach has %d goals: expected one for each of %d objectives", len(a.goals), m)
			}
			r := rangeOf(front)
			return func(o search.Outcome) search.Outcome {
				short := 0.0
				for i, g := range a.goals {
					if !math.IsNaN(g) {
						short += max(0, r.share(i, g)-r.share(i, o.Rewards[i]))
					}
				}
				if o.Violation > 0 {
					o.Violation++ // beyond what falls short, which is less than 1
				}
				o.Violation += short / (1 + short)
				return o
			}, nil
		}}
	})
}
