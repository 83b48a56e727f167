// The algorithms that can be compared, by name.

package main

import (
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/auto"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/cmaes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/search/policy"
	"github.com/pgen-go/pgen/runtime/search/qmc"
)

// algorithms are all there are. A new one is a line here: its name on the command
// line, the algorithm, and which lib:algo of a peers.csv are the same method, to
// be compared like for like: of these the one with the best median.
var algorithms = []struct {
	name  string
	alg   search.Algorithm
	peers []string
}{
	{"auto", auto.New(), nil},
	{"random", search.Random(), []string{"optuna:random"}},
	{"grid", search.Grid(), nil},
	{"sobol", qmc.Sobol(), []string{"optuna:qmc"}},
	{"halton", qmc.Halton(), []string{"optuna:qmc"}},
	{"regularized", evolution.Regularized(), []string{"pyglove:re", "pyglove:re_swap"}},
	{"regularized50", evolution.Regularized(evolution.Population(50), evolution.Sample(10)), []string{"pyglove:re", "pyglove:re_swap"}},
	{"tpe", bayes.TPE(), []string{"optuna:tpe"}},
	{"tpe-independent", bayes.TPE(bayes.Independent()), []string{"optuna:tpe_uni"}},
	{"gp", bayes.GP(), []string{"optuna:gp"}},
	{"cmaes", cmaes.New(), []string{"optuna:cmaes", "goptuna:cmaes"}},
	{"cmaes-ipop", cmaes.New(cmaes.IPOP()), []string{"optuna:cmaes", "goptuna:cmaes"}},
	{"cmaes-separable", cmaes.New(cmaes.Separable()), []string{"optuna:cmaes", "goptuna:cmaes"}},
	{"neldermead", local.NelderMead(), []string{"gonum:neldermead"}},
	{"trust", local.TrustRegion(), nil},
	{"tpe-scalarized", pareto.Scalarize(bayes.TPE()), nil},
	{"gp-scalarized", pareto.Scalarize(bayes.GP()), nil},
	{"trust-scalarized", pareto.Scalarize(local.TrustRegion()), nil},
	{"anneal", local.Anneal(), nil},
	{"reinforce", policy.REINFORCE(), nil},
	{"ppo", policy.PPO(), nil},
	{"forest", bayes.Forest(), []string{"smac3:hpo"}},
	{"evolution-hillclimb", evolution.HillClimb(), []string{"pyglove:hc", "pyglove:hc_swap"}},
	{"nsga2", evolution.NSGA2(), []string{"optuna:nsgaii", "pyglove:nsga2"}},
	{"nsga3", evolution.NSGA3(), []string{"optuna:nsgaii", "pyglove:nsga2"}},
	{"genetic", evolution.Genetic(), []string{"eaopt:ga"}},
	{"neat", evolution.NEAT(), nil},
	{"mu-plus-lambda", evolution.MuPlusLambda(), nil},
	{"mu-comma-lambda", evolution.MuCommaLambda(), nil},
	{"de", evolution.DifferentialEvolution(), []string{"eaopt:de", "nevergrad:DE"}},
	{"hillclimb", local.HillClimb(), []string{"pyglove:hc", "pyglove:hc_swap"}},
	{"steepest", local.Steepest(), nil},
}
