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

func TestFindsALaw(t *testing.T) {
	d := tuning[0].measure(50, rand.New(rand.NewPCG(1, 1)))
	other := tuning[0].measure(200, rand.New(rand.NewPCG(2, 2)))
	for side, search := range []func() ([]Expr, error){
		func() ([]Expr, error) { return evolve(t.Context(), d, 4, 2000, 1) },
		func() ([]Expr, error) { return genetic(t.Context(), d, 2000, 1) },
	} {
		e, err := search()
		if err != nil {
			t.Fatal(err)
		}
		again, err := search()
		if err != nil || d.formula(again...) != d.formula(e...) {
			t.Errorf("side %d: the same seed found %v and %v, error %v", side, e, again, err)
		}
		if side == 0 && !d.recovered(other, e...) {
			t.Errorf("found %v, which is not Kepler's third law", d.formula(e...))
		}
	}
	if d.recovered(other, Var{}) {
		t.Error("a straight line is taken for Kepler's third law")
	}
}

// A law explains its own data but for the noise, in any units.
func TestFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	x, y := Var{0}, Var{1}
	d := law{"", "", [][2]float64{{1, 2}, {1, 2}}, func(x []float64) float64 { return 3 - 5*x[0]/x[1] + 2*x[0] }}.measure(200, rng)
	// A term that is there twice, or a number, changes nothing.
	for _, terms := range [][]Expr{{Binary{Div, x, y}, x}, {x, Const{3}, Binary{Div, x, y}}, {Binary{Div, x, y}, x, Binary{Add, x, x}}} {
		b, remains := d.fit(terms...)
		if math.Abs(b[0]-3) > 0.1 || math.Abs(remains-noise) > noise/5 {
			t.Errorf("expected 3 - 5*(x0 / x1) + 2*x0 but for %v, got %v but for %v", noise, d.formula(terms...), remains)
		}
		if _, err := parser.ParseExpr(d.formula(terms...)); err != nil {
			t.Error(err)
		}
	}
	if b, _ := d.fit(Binary{Div, x, y}, x); math.Abs(b[1]+5) > 0.1 || math.Abs(b[2]-2) > 0.1 {
		t.Errorf("got %v", b)
	}
	bad := Unary{Log, Const{-1}}
	if b, remains := d.fit(x, bad); b != nil || !math.IsInf(remains, 1) || d.recovered(d, bad) {
		t.Errorf("the logarithm of -1 explains the data but for %v", remains)
	}
	if d.score(Const{1}) >= d.score(x) || d.score(bad) >= d.score(Const{1}) {
		t.Error("a number explains more than the variable, or what is no number more than one")
	}
	if size(x, Unary{Log, y}) != 4 {
		t.Errorf("two terms of one and two nodes have %d", size(x, Unary{Log, y}))
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
	if err := compare(ctx, &out, 4, 1000, 1); err == nil || strings.Contains(out.String(), "others") {
		t.Errorf("expected to be stopped, got %v and\n%s", err, out.String())
	}
}
