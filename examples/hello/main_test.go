package main

import (
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

func TestBake(t *testing.T) {
	for seed := range uint64(5) {
		base := &Oven{Degrees: 200, Minutes: 60, Tin: "steel"}
		best, err := pg.Minimize(t.Context(), base, evolution.Regularized(), crust, pg.Trials(2000), pg.Seed(seed), pg.Silent())
		if err != nil {
			t.Fatal(err)
		}
		if o := best.Program; o.Degrees != 235 || !o.Steam || o.Tin != "iron" || crust(o) > 1 {
			t.Errorf("seed %d: expected a loaf near the best, got %+v, off by %v", seed, *o, crust(o))
		}
	}
}
