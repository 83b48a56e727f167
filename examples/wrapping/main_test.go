package main

import (
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
)

func TestFind(t *testing.T) {
	text, err := source("encoding/csv")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(t.Context(), &out, text); err != nil {
		t.Fatal(err)
	}
	// In each of the three there is something to be found.
	for _, change := range []string{"Level: ", "Quality: ", "Recent: 0.25 → "} {
		if !strings.Contains(out.String(), "\n"+change) {
			t.Errorf("expected a change of %s in\n%s", change, &out)
		}
	}
}

// What the libraries refuse is an error of the search, with what was tried.
func TestRefused(t *testing.T) {
	if _, err := (&NewZstdCall{Level: 1, Window: 1000}).Call(); err == nil {
		t.Error("expected an error for a window of 1000 bytes")
	}
	c := defaultCache().Sym()
	c.Size().Set(-1)
	if _, err := c.Call(); err == nil {
		t.Error("expected an error for a cache without a size")
	}
}

// Without an edit to the adapters, another space over the same libraries.
func TestAnotherSpace(t *testing.T) {
	b := defaultBrotli().Sym()
	b.Quality().Range(0, 3)
	c := pg.Partial[NewCacheCallSym]()
	c.Size().OneOf(64, 128)
	c.Recent().Set(0.5)
	c.Ghost().Set(0.5)
	for d := range c.Space().All() {
		call, err := c.Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := call.Call(); err != nil {
			t.Error(err)
		}
	}
	if n := b.Space().Size().Int64(); n != 4 {
		t.Errorf("expected 4 programs, got %d", n)
	}
}
