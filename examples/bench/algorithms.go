// The algorithms that can be compared, by name.

package main

import (
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
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
	{"random", search.Random(), []string{"optuna:random"}},
	{"sobol", qmc.Sobol(), []string{"optuna:qmc"}},
	{"halton", qmc.Halton(), []string{"optuna:qmc"}},
	{"regularized", evolution.Regularized(), []string{"pyglove:re", "pyglove:re_swap"}},
	{"regularized50", evolution.Regularized(evolution.Population(50), evolution.Sample(10)), []string{"pyglove:re", "pyglove:re_swap"}},
	{"hillclimb", local.HillClimb(), []string{"pyglove:hc", "pyglove:hc_swap"}},
	{"steepest", local.Steepest(), nil},
}
