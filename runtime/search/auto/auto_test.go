package auto_test

import (
	"testing"

	"github.com/pgen-go/pgen/runtime/search/auto"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "auto", auto.New())
}
