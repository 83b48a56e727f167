package cmaes_test
import ("testing"
"github.com/pgen-go/pgen/runtime/search/searchtest"
"github.com/pgen-go/pgen/runtime/search/cmaes")
func TestLaws(t *testing.T) {
	searchtest.Run(t, "default", cmaes.New())
	searchtest.Run(t, "small", cmaes.New(cmaes.Population(3), cmaes.IPOP(), cmaes.Separable()))
}
