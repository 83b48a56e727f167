package searchtest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

// What the tests of a package with an algorithm look like.
func ExampleRun() {
	test := func(t *testing.T) {
		searchtest.Run(t, "Random", search.Random())
	}
	_ = test // go test calls it, as TestLaws
}

func ExampleRandomSpace() {
	space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	dna := space.Random(rand.New(rand.NewPCG(3, 4)))
	fmt.Println(space.Validate(dna))
	// Output: <nil>
}
