package decisions_test

import (
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/decisions"
)

// The identifiers are those of the space, whatever the locations look like.
func TestIDs(t *testing.T) {
	newSpec := func(elements ...geno.Element) *geno.Spec {
		space, err := geno.New(elements...)
		if err != nil {
			t.Fatal(err)
		}
		return space
	}
	x := &geno.Float{Max: 1}
	one := func(candidates ...*geno.Spec) *geno.Choices { return &geno.Choices{K: 1, Candidates: candidates} }
	space := newSpec(
		geno.At("Filter", one(newSpec(geno.At("Stride", x)), newSpec(geno.At("", x)))),
		geno.At("Layers", one(newSpec(geno.At("[0].Size", x), geno.At("[1]", one(nil, newSpec(geno.At("Depth", x))))))))
	var ids []string
	for id := range decisions.All(space) {
		ids = append(ids, id)
	}
	if want := space.IDs(); !slices.Equal(ids, want) {
		t.Errorf("expected %q, got %q", want, ids)
	}
	for id := range decisions.All(space) {
		if id != "Filter" {
			t.Errorf("expected to end at the first, got %s", id)
		}
		break
	}
}
