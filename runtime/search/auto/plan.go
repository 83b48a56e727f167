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
)

// A census is what a space is made of.
type census struct {
	numbers, choices, ordered, opaque, all int
	conditional                            bool
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
		case coords.Opaque:
			c.opaque++
		default:
			if ch := d.Decision.(*geno.Choices); ch.K > 1 && ch.Distinct && !ch.Sorted {
				c.ordered++
			} else {
				c.choices++
			}
		}
	}
	return c, nil
}

func (c census) plan(trials int) []Step {
	evolve := evolution.Regularized(evolution.Population(min(100, max(20, trials/8))), evolution.Sample(min(25, max(5, trials/40))))
	switch {
	case c.opaque > 0:
		return []Step{{0, evolve, "there are custom decisions, of which it needs to know nothing"}}
	case 2*c.ordered > c.all:
		return []Step{{0, local.HillClimb(), "most decisions are the places of an order, where good ones are near each other"}}
	case c.all > 500:
		return []Step{{0, evolve, "there are too many decisions for a model"}}
	case c.numbers == c.all && !c.conditional:
		return c.numeric(trials)
	}
	return []Step{{0, bayes.TPE(), "there are choices, for which it has a model that stays cheap"}}
}

func (c census) numeric(trials int) []Step {
	model := Step{0, bayes.GP(), "there are only numbers, and few trials: it gets the most out of each"}
	spread := cmaes.New()
	switch {
	case c.all > 40:
		return []Step{{0, spread, "there are only numbers, and many"}}
	case trials <= 300:
		return []Step{model}
	}
	return []Step{model, {200, spread, "there are trials enough to follow the shape of the best region"}}
}

// objectives is the plan for several objectives, from a trial on.
func objectives(space *geno.Spec, from int) []Step {
	var alg search.Algorithm = bayes.TPE()
	return []Step{{from, alg, "there are several objectives"}}
}
