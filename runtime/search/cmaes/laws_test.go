package cmaes_test

import (
	"github.com/pgen-go/pgen/runtime/search/cmaes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
	"testing"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "default", cmaes.New())
	searchtest.Run(t, "small", cmaes.New(cmaes.Population(3), cmaes.IPOP(), cmaes.Separable()))
}
