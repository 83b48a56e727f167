package bayes_test

import (
	"testing"

	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestGPLaws(t *testing.T) {
	searchtest.Run(t, "gp", bayes.GP(bayes.GPPoints(20), bayes.GPCandidates(32)))
}
