package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// shortest finds the length of the shortest tour by trying all ways to visit
// a set of places, smallest sets first (Held and Karp, 1962).
func shortest(p problem) float64 {
	n := len(p.places) - 1 // the last place is where tours begin
	best := make([][]float64, 1<<n)
	for set := 1; set < 1<<n; set++ {
		best[set] = make([]float64, n)
		for last := range n {
			best[set][last] = math.Inf(1)
			rest := set &^ (1 << last)
			switch {
			case set&(1<<last) == 0:
			case rest == 0:
				best[set][last] = p.distance(n, last)
			default:
				for before := range n {
					if rest&(1<<before) != 0 {
						best[set][last] = min(best[set][last], best[rest][before]+p.distance(before, last))
					}
				}
			}
		}
	}
	tour := math.Inf(1)
	for last, length := range best[1<<n-1] {
		tour = min(tour, length+p.distance(last, n))
	}
	return tour
}

func TestOptimum(t *testing.T) {
	if got := shortest(burma14); got != burma14.optimum {
		t.Errorf("expected the shortest tour of burma14 to be %v km as published, got %v", burma14.optimum, got)
	}
}

func TestEvolutionFindsOptimum(t *testing.T) {
	alg := evolution.Regularized(evolution.Mutate(reverse))
	res, err := pg.Minimize(t.Context(), &Burma{}, alg, (*Burma).length, pg.Trials(5000), pg.Seed(1), pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	if res.Reward != burma14.optimum {
		t.Errorf("expected a tour of %v km, got %v: %v", burma14.optimum, res.Reward, res.Program.Tour)
	}
}

// A tour stays one: reversing neither loses a place nor visits one twice.
func TestReverse(t *testing.T) {
	space := (&Ulysses{}).Space()
	rng := rand.New(rand.NewPCG(1, 2))
	d := space.Random(rng)
	changed := 0
	for range 200 {
		e := reverse(space, d, rng)
		if !e.Equal(d) {
			changed++
		}
		u, err := (&Ulysses{}).Materialize(e)
		if err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(u.Tour))
		for i, place := range sorted {
			if i != place {
				t.Fatalf("expected each place once, got %v", u.Tour)
			}
		}
		d = e
	}
	if changed < 150 {
		t.Errorf("expected most of 200 mutations to change the tour, got %d", changed)
	}
}

func TestCompare(t *testing.T) {
	var out bytes.Buffer
	if err := compare(t.Context(), &out, 100, 1); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 2+len(algorithms) {
		t.Errorf("expected a line for each algorithm, got\n%s", out.String())
	}
}
