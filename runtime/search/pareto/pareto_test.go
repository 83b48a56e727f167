package pareto_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// cloud is n random points of m objectives from 0 to 1; on a grid they have ties
// and are sometimes equal.
func cloud(rng *rand.Rand, n, m int, grid bool) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, m)
		for j := range points[i] {
			points[i][j] = rng.Float64()
			if grid {
				points[i][j] = float64(rng.IntN(4)) / 4
			}
		}
	}
	return points
}

// peel is Fronts from the definition.
func peel(points [][]float64) (fronts [][]int) {
	left := make([]int, len(points))
	for i := range left {
		left[i] = i
	}
	for len(left) > 0 {
		var front, rest []int
		for _, i := range left {
			if slices.ContainsFunc(left, func(j int) bool { return pareto.Dominates(points[j], points[i]) }) {
				rest = append(rest, i)
			} else {
				front = append(front, i)
			}
		}
		fronts, left = append(fronts, front), rest
	}
	return fronts
}

func TestFrontsAgainstTheDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		points := cloud(rng, rng.IntN(40), 1+rng.IntN(5), rng.IntN(2) == 0)
		if len(points) > 3 && rng.IntN(5) == 0 {
			points[1][0], points[2][0], points[3][0] = math.NaN(), math.Inf(-1), math.Inf(1)
		}
		want, got := peel(points), pareto.Fronts(points)
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("%v: expected %v, got %v", points, want, got)
		}
		var first []int
		if len(want) > 0 {
			first = want[0]
		}
		if front := pareto.Front(points); !slices.Equal(front, first) {
			t.Fatalf("%v: expected the front %v, got %v", points, first, front)
		}
	}
}

func TestDominates(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		a, b []float64
		want bool
	}{
		{[]float64{1, 2}, []float64{1, 1}, true},
		{[]float64{1, 2}, []float64{2, 1}, false},
		{[]float64{1, 1}, []float64{1, 1}, false},
		{[]float64{0, nan}, []float64{0, nan}, false},
		{[]float64{1, nan}, []float64{0, nan}, true},
		{[]float64{0, math.Inf(-1)}, []float64{0, nan}, true},
		{[]float64{0, nan}, []float64{0, 1}, false},
	} {
		if got := pareto.Dominates(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: expected %v, got %v", c.a, c.b, c.want, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("points of different length are compared")
		}
	}()
	pareto.Dominates([]float64{1, 2, 3}, []float64{1, 2})
}

func TestCrowding(t *testing.T) {
	inf := math.Inf(1)
	got := pareto.Crowding([][]float64{{100, 1}, {50, 10}, {30, 30}, {10, 50}, {1, 100}})
	want := []float64{inf, 70.0/99 + 29.0/99, 40.0/99 + 40.0/99, 29.0/99 + 70.0/99, inf}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("point %d: expected %v, got %v", i, want[i], got[i])
		}
	}
	for _, front := range [][][]float64{nil, {{1, 2}}, {{1, 1}, {1, 1}, {1, 1}}, {{inf, 0}, {0, inf}, {-inf, 1}}} {
		for _, d := range pareto.Crowding(front) {
			if math.IsNaN(d) {
				t.Errorf("the crowding of %v is not a number", front)
			}
		}
	}
}

// boxes is the hypervolume by inclusion and exclusion.
func boxes(points [][]float64, ref []float64) float64 {
	sum := 0.0
	for set := 1; set < 1<<len(points); set++ {
		v, sign := 1.0, -1.0
		for m := range ref {
			low := math.Inf(1)
			for i, p := range points {
				if set>>i&1 == 1 {
					low = min(low, p[m])
				}
			}
			v *= max(0, low-ref[m])
		}
		for i := range points {
			if set>>i&1 == 1 {
				sign = -sign
			}
		}
		sum += sign * v
	}
	return sum
}

func TestHypervolumeAgainstInclusionAndExclusion(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 600 {
		m := 1 + rng.IntN(6)
		points := cloud(rng, rng.IntN(9), m, rng.IntN(2) == 0)
		ref := make([]float64, m)
		for i := range ref {
			ref[i] = rng.Float64()*0.6 - 0.3
		}
		want, got := boxes(points, ref), pareto.Hypervolume(points, ref)
		if math.Abs(want-got) > 1e-9 {
			t.Fatalf("%v above %v: expected %v, got %v", points, ref, want, got)
		}
	}
}

// TestHypervolumeOfManyPoints checks larger fronts by counting: by how many of
// the points of a fine grid are dominated.
func TestHypervolumeOfManyPoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, m := range []int{2, 3, 4, 5} {
		points := cloud(rng, 120, m, false)
		for _, p := range points { // near a sphere: most are on the front
			norm := 0.0
			for _, x := range p {
				norm += x * x
			}
			for i := range p {
				p[i] /= math.Sqrt(norm)
			}
		}
		const samples = 40000
		hits := 0
		for range samples {
			q := cloud(rng, 1, m, false)[0]
			if slices.ContainsFunc(points, func(p []float64) bool { return pareto.Dominates(p, q) }) {
				hits++
			}
		}
		got, want := pareto.Hypervolume(points, make([]float64, m)), float64(hits)/samples
		if math.Abs(got-want) > 0.01 {
			t.Errorf("%d objectives: expected about %v, got %v", m, want, got)
		}
	}
}

func BenchmarkHypervolume(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, m := range []int{2, 3, 4, 5} {
		points := cloud(rng, 100, m, false)
		for _, p := range points {
			sum := 0.0
			for _, x := range p {
				sum += x
			}
			for i := range p {
				p[i] /= sum
			}
		}
		b.Run(fmt.Sprintf("objectives=%d", m), func(b *testing.B) {
			for b.Loop() {
				pareto.Hypervolume(points, make([]float64, m))
			}
		})
	}
}

func BenchmarkFronts(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{100, 1000} {
		points := cloud(rng, n, 2, false)
		b.Run(fmt.Sprintf("points=%d", n), func(b *testing.B) {
			for b.Loop() {
				pareto.Fronts(points)
			}
		})
	}
}
