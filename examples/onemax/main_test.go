package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

func TestEvolutionFindsAllOnes(t *testing.T) {
	run := func(alg search.Algorithm) float64 {
		res, err := pg.Maximize(t.Context(), &String{}, alg, ones, pg.Trials(2000), pg.Seed(1), pg.Silent())
		if err != nil {
			t.Fatal(err)
		}
		return res.Reward
	}
	if got := run(evolution.Regularized()); got != 64 {
		t.Errorf("expected regularized evolution to find 64 ones in 2,000 trials, got %v", got)
	}
	if got := run(search.Random()); got < 40 || got > 56 {
		t.Errorf("expected the best of 2,000 random strings to have some 45 ones, got %v", got)
	}
}

func TestCompare(t *testing.T) {
	var out bytes.Buffer
	if err := compare(t.Context(), &out, 100, 2); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 1+len(algorithms) {
		t.Errorf("expected a line for each algorithm, got\n%s", out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := compare(ctx, &out, 100, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("expected to be stopped, got %v", err)
	}
}
