package searchtest_test

import (
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
