package main

import (
	"bytes"
	"context"
	"go/parser"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestEvolveFindsALaw(t *testing.T) {
	d := laws[0].measure(50, rand.New(rand.NewPCG(1, 1)))
	other := laws[0].measure(200, rand.New(rand.NewPCG(2, 2)))
	for side, search := range searches {
		e, err := search(t.Context(), d, 3000, 1)
		if err != nil {
			t.Fatal(err)
		}
		again, err := search(t.Context(), d, 3000, 1)
		if err != nil || again.String() != e.String() {
			t.Errorf("side %d: the same seed found %v and %v, error %v", side, e, again, err)
		}
		if side == 0 && !d.recovered(e, other) {
			t.Errorf("found %v, which is not Kepler's third law", e)
		}
	}
	if d.recovered(Var{}, other) {
		t.Error("a straight line is taken for Kepler's third law")
	}
}

// A law explains its own data but for the noise, in any units.
func TestFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	d := law{"", "", [][2]float64{{1, 2}, {1, 2}}, func(x []float64) float64 { return 3 - 5*x[0]/x[1] }}.measure(200, rng)
	a, b, remains := d.fit(Binary{Div, Var{0}, Var{1}})
	if math.Abs(a-3) > 0.05 || math.Abs(b+5) > 0.05 || math.Abs(remains-noise) > noise/5 {
		t.Errorf("expected 3 - 5*(x0 / x1) but for %v, got %v + %v*(x0 / x1) but for %v", noise, a, b, remains)
	}
	if _, _, remains := d.fit(Unary{Log, Const{-1}}); !math.IsInf(remains, 1) {
		t.Errorf("the logarithm of -1 explains the data but for %v", remains)
	}
	if d.score(Const{1}) >= d.score(Var{0}) || d.score(Unary{Log, Const{-1}}) >= d.score(Const{1}) {
		t.Error("a number explains more than the variable, or what is no number more than one")
	}
}

// Random trees are Go expressions, and the two ways to take them apart agree.
func TestTrees(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 500 {
		e := tree(3, rng.IntN(5), rng.IntN(2) == 0, rng)
		if _, err := parser.ParseExpr(e.String()); err != nil {
			t.Fatalf("%v: %v", e, err)
		}
		n := rng.IntN(size(e))
		part := subtree(e, n)
		if got := replace(e, n, part); got.String() != e.String() {
			t.Fatalf("%v with its own part %v put back is %v", e, part, got)
		}
		if got := replace(e, n, Var{2}); size(got) != size(e)-size(part)+1 {
			t.Fatalf("%v with a leaf for its part %v is %v", e, part, got)
		}
	}
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if err := compare(ctx, &out, 1000, 1); err == nil || strings.Contains(out.String(), "all") {
		t.Errorf("expected to be stopped, got %v and\n%s", err, out.String())
	}
}
