package forest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/search/internal/forest"
)

// rows draws points of two numbers, a category of 70 and a number that is missing
// where the category is odd.
func rows(n int, rng *rand.Rand) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		c := float64(rng.IntN(70))
		x[i] = []float64{rng.Float64(), rng.Float64(), c, math.NaN()}
		if math.Mod(c, 2) == 0 {
			x[i][3] = rng.Float64()
		}
	}
	return x
}

var features = []forest.Feature{{}, {}, {Categories: 70}, {}}

// target depends on the first number, the category, and the last where it is there.
func target(x []float64) float64 {
	y := 3 * x[0]
	if x[2] >= 35 {
		y += 2
	}
	if x[3] == x[3] {
		y += 2 * x[3] * x[3]
	}
	return y
}

func targets(x [][]float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = target(x[i])
	}
	return y
}

func TestExplains(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	x := rows(1000, rng)
	y := targets(x)
	for _, o := range []forest.Options{{Trees: 30}, {Trees: 30, Features: 0.6, MinLeaf: 3}} {
		f := forest.Fit(features, x, y, o)
		if r := f.Explained(x, y); r < 0.95 {
			t.Errorf("%+v: expected nearly all to be explained, got %.3f", o, r)
		}
		var squares, spread float64
		for _, p := range rows(500, rng) {
			mean, variance := f.Predict(p)
			d := mean - target(p)
			squares += d * d
			spread += variance
			if variance < 0 {
				t.Fatal("a variance is negative")
			}
		}
		if e := math.Sqrt(squares / 500); e > 0.3 {
			t.Errorf("%+v: expected new points to be predicted to 0.3, got %.3f", o, e)
		}
		if e := math.Sqrt(spread / 500); e > 0.5 || e < 0.05 {
			t.Errorf("%+v: expected the predicted deviation to be like the error, got %.3f", o, e)
		}
	}
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	if r := forest.Fit(features, x, y, forest.Options{Trees: 50}).Explained(x, y); r > 0.05 {
		t.Errorf("expected noise not to be explained, got %.3f", r)
	}
}

// A whole tree without limits remembers every row.
func TestWholeTreeIsExact(t *testing.T) {
	x := rows(200, rand.New(rand.NewPCG(3, 4)))
	y := targets(x)
	f := forest.Fit(features, x, y, forest.Options{Trees: 1, Whole: true})
	for i := range x {
		if mean, variance := f.Predict(x[i]); math.Abs(mean-y[i]) > 1e-12 || variance != 0 {
			t.Fatalf("row %d: expected %v, got %v and variance %v", i, y[i], mean, variance)
		}
	}
	if len(f.Trees[0].Out) != 0 || !math.IsNaN(f.Explained(x, y)) {
		t.Error("no row is left out")
	}
}

// The first split of a tree is the best there is, found by trying all.
func TestBestSplit(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		n := 3 + rng.IntN(8)
		x := make([][]float64, n)
		y := make([]float64, n)
		for i := range x {
			x[i] = []float64{float64(rng.IntN(4)), float64(rng.IntN(4))}
			for f := range x[i] {
				if rng.IntN(4) == 0 {
					x[i][f] = math.NaN()
				}
			}
			y[i] = float64(rng.IntN(10))
		}
		squares := func(left func(i int) bool) float64 {
			var sum float64
			for _, side := range []bool{true, false} {
				var list []float64
				var mean float64
				for i := range y {
					if left(i) == side {
						list = append(list, y[i])
						mean += y[i]
					}
				}
				mean /= float64(len(list))
				for _, v := range list {
					sum += (v - mean) * (v - mean)
				}
			}
			return sum
		}
		least := squares(func(int) bool { return true })
		none := least
		for _, missing := range []bool{true, false} {
			for cut := -1.; cut < 4; cut++ { // numbers; -1: missing alone
				least = min(least, noNaN(squares(func(i int) bool {
					return x[i][0] <= cut || missing && x[i][0] != x[i][0]
				})))
			}
			for set := range 16 { // categories
				least = min(least, noNaN(squares(func(i int) bool {
					v := x[i][1]
					return v == v && set>>int(v)&1 == 1 || missing && v != v
				})))
			}
		}
		tree := forest.Fit([]forest.Feature{{}, {Categories: 4}}, x, y, forest.Options{Trees: 1, Whole: true, MaxDepth: 1}).Trees[0]
		got := none
		if tree.Nodes[0].Feature >= 0 {
			got = squares(func(i int) bool { return tree.Leaf(x[i]) == &tree.Nodes[tree.Nodes[0].Left] })
		}
		if math.Abs(got-least) > 1e-9 {
			t.Fatalf("x %v, y %v: expected a split that leaves %v, got %v", x, y, least, got)
		}
	}
}

func noNaN(v float64) float64 {
	if math.IsNaN(v) {
		return math.Inf(1)
	}
	return v
}

// The same seed gives the same forest; the order of rows does not matter to what is
// left out of it.
func TestSeed(t *testing.T) {
	x := rows(100, rand.New(rand.NewPCG(7, 8)))
	y := targets(x)
	p := []float64{.3, .4, 12, .5}
	a, va := forest.Fit(features, x, y, forest.Options{Seed: 1}).Predict(p)
	b, vb := forest.Fit(features, x, y, forest.Options{Seed: 1}).Predict(p)
	c, _ := forest.Fit(features, x, y, forest.Options{Seed: 2}).Predict(p)
	if a != b || va != vb || a == c {
		t.Errorf("got %v and %v of one seed, %v of another", a, b, c)
	}
}

// Limits are kept, and what there is least of is taken.
func TestEdges(t *testing.T) {
	x := rows(100, rand.New(rand.NewPCG(9, 9)))
	y := targets(x)
	for _, tree := range forest.Fit(features, x, y, forest.Options{MinLeaf: 7, MaxDepth: 3}).Trees {
		if len(tree.Nodes) > 15 {
			t.Errorf("a tree of depth 3 has %d nodes", len(tree.Nodes))
		}
		for _, n := range tree.Nodes {
			if n.Rows < 7 {
				t.Errorf("a node has %d rows", n.Rows)
			}
		}
		if !slices.IsSorted(tree.Out) {
			t.Error("the rows left out are not in order")
		}
	}
	for _, c := range []struct {
		features []forest.Feature
		x        [][]float64
		y        []float64
	}{
		{nil, [][]float64{{}, {}, {}}, []float64{1, 2, 3}},
		{[]forest.Feature{{}}, [][]float64{{1}}, []float64{5}},
		{[]forest.Feature{{}}, [][]float64{{1}, {1}}, []float64{5, 6}},
		{[]forest.Feature{{}, {Categories: 1}}, [][]float64{{math.NaN(), 0}, {math.NaN(), 0}}, []float64{5, 6}},
		{[]forest.Feature{{}}, [][]float64{{1}, {math.Nextafter(1, 2)}}, []float64{1e300, -1e300}},
	} {
		mean, _ := forest.Fit(c.features, c.x, c.y, forest.Options{Whole: true}).Predict(c.x[0])
		if math.IsNaN(mean) {
			t.Errorf("%v: got no number", c.x)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, n := range []int{100, 1000} {
		x := rows(n, rand.New(rand.NewPCG(1, 2)))
		y := targets(x)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				forest.Fit(features, x, y, forest.Options{})
			}
		})
	}
}

func BenchmarkPredict(b *testing.B) {
	x := rows(1000, rand.New(rand.NewPCG(1, 2)))
	f := forest.Fit(features, x, targets(x), forest.Options{})
	for i := 0; b.Loop(); i++ {
		f.Predict(x[i%len(x)])
	}
}
