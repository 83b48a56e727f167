package bayes_test

import (
	"testing"

	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestForestLaws(t *testing.T) {
	searchtest.Run(t, "forest", bayes.Forest(bayes.ForestTrees(3), bayes.ForestCandidates(16)))
}
