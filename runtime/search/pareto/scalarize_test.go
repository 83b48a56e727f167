package pareto_test

import (
	"math"
	"testing"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "scalarized random", pareto.Scalarize(search.Random()))
	searchtest.Run(t, "scalarized hill climb", pareto.Scalarize(local.HillClimb(), pareto.Knee()))
	searchtest.Run(t, "scalarized regularized", pareto.Scalarize(evolution.Regularized(evolution.Population(10), evolution.Sample(3)),
		pareto.WeightedSum(1, 2), pareto.Aspire(3, math.NaN()), pareto.Lexicographic(pareto.Within{Objective: 1, Share: 0.1})))
	searchtest.Run(t, "scalarized TPE", pareto.Scalarize(bayes.TPE(bayes.TPECandidates(5))))
	searchtest.Run(t, "reaching NSGA-II", pareto.Reach(evolution.NSGA2(evolution.Population(10)), 6, 30))
}
