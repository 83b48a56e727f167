// What is done with which space.

package auto

import (
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/cmaes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// A census is what a space is made of.
type census struct {
	continuous, numbers, ordered, opaque, all int
	conditional                               bool
}

func take(space *geno.Spec) (census, error) {
	c := census{}
	s, err := coords.New(space)
	if err != nil {
		return c, err
	}
	for _, d := range s.Dims {
		c.all++
		if d.Parent >= 0 {
			c.conditional = true
		}
		switch d.Kind {
		case coords.Continuous, coords.Ordered:
			c.numbers++
			if d.Kind == coords.Continuous {
				c.continuous++
			}
		case coords.Opaque:
			c.opaque++
		default:
			if ch := d.Decision.(*geno.Choices); ch.K > 1 && ch.Distinct && !ch.Sorted {
				c.ordered++
			}
		}
	}
	return c, nil
}

// Models are given as many trials as pay for what they cost; see the bench in
// examples/bench for what each does where.
const (
	modelled    = 150 // trials after which others take over from a model
	modelDims   = 40  // numbers that a Gaussian process is good for
	refinedDims = 100 // numbers for which a quadratic model costs some milliseconds
	manyDims    = 500 // decisions that models can be made of
)

func (c census) plan(trials, modelled int) []Step {
	switch {
	case c.opaque > 0:
		return []Step{{From: 0, Algorithm: evolve(trials), Reason: "there are custom decisions, of which it needs to know nothing"}}
	case c.numbers == 0:
		return []Step{{From: 0, Algorithm: local.HillClimb(), Reason: "there are only choices and orders, where good ones are near each other"}}
	case 2*c.ordered > c.all:
		return []Step{{From: 0, Algorithm: local.HillClimb(), Reason: "most decisions are the places of an order, where good ones are near each other"}}
	case c.all > manyDims:
		return []Step{{From: 0, Algorithm: evolve(trials), Reason: "there are too many decisions for a model"}}
	case c.numbers == c.all && !c.conditional:
		return c.numeric(trials, modelled)
	}
	steps := []Step{{From: 0, Algorithm: bayes.TPE(), Reason: "there are choices and numbers, for which its model stays cheap"}}
	if c.continuous > 0 && c.numbers <= refinedDims {
		steps = append(steps, Step{From: modelled / 3, Algorithm: search.InTurn(bayes.TPE(), local.TrustRegion()), Reason: "one looks everywhere, the other refines the numbers of the best"})
	}
	return steps
}

func evolve(trials int) search.Algorithm {
	return evolution.Regularized(evolution.Population(min(100, max(20, trials/8))), evolution.Sample(min(25, max(5, trials/40))))
}

func (c census) numeric(trials, modelled int) []Step {
	if c.all > refinedDims {
		return []Step{{From: 0, Algorithm: cmaes.New(), Reason: "there are only numbers, and very many"}}
	}
	refine := local.TrustRegion()
	steps := []Step{{From: 0, Algorithm: refine, Reason: "there are only numbers: from the middle it follows the slope, should there be one", Patience: max(10, 2*c.all)}}
	if c.all > modelDims {
		return append(steps, Step{From: modelled, Algorithm: search.InTurn(cmaes.New(), refine), Reason: "one looks everywhere, the other refines the best"})
	}
	steps = append(steps,
		Step{From: modelled, Algorithm: search.InTurn(bayes.GP(), refine), Reason: "one looks everywhere, the other refines the best", Patience: 40},
		// What has structure that the model does not see has more of it by decision.
		Step{From: 2 * modelled, Algorithm: search.InTurn(local.HillClimb(), refine), Reason: "should the model see nothing more, it goes on from the best"})
	if trials > 3*modelled {
		// The model has found where to look: a third of the usual first width.
		near := cmaes.New(cmaes.Sigma(1. / 18))
		steps = append(steps, Step{From: 3 * modelled, Algorithm: search.InTurn(near, refine), Reason: "it follows the shape of the best region, from the best trial on"})
	}
	return steps
}

// objectives is the plan for several objectives, from a trial on.
func (c census) objectives(from, modelled int) []Step {
	if c.numbers < c.all || c.conditional || c.all > modelDims {
		return []Step{{From: from, Algorithm: bayes.TPE(), Reason: "there are several objectives, which it ranks by domination"}}
	}
	return []Step{
		{From: from, Algorithm: pareto.Scalarize(bayes.GP()), Reason: "there are several objectives of numbers: a model of each part of the front gets the most out of each trial"},
		{From: max(from, modelled) + 1, Algorithm: search.InTurn(evolution.NSGA2(), pareto.Scalarize(local.TrustRegion())), Reason: "one spreads over the front, the other refines its parts"},
	}
}
