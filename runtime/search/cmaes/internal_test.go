package cmaes

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

// What place puts into a vector is what dna reads from it.
func TestPlaceAndDNA(t *testing.T) {
	placed := 0
	for shape := range uint64(300) {
		rng := rand.New(rand.NewPCG(shape, 3))
		space, err := searchtest.RandomSpace(rng)
		if err != nil {
			t.Fatal(err)
		}
		l, err := newLayout(space)
		if err != nil {
			t.Fatal(err)
		}
		x, c := make([]float64, len(l.numbers)), make([]int, len(l.categories))
		for range 20 {
			d := space.Random(rng)
			for i := range x {
				x[i] = 0.5 + rng.NormFloat64()
			}
			l.place(d, x, c)
			e, err := l.dna(x, c)
			if err != nil {
				t.Fatal(err)
			}
			// On the way through the range of a float its last bits may change.
			if !near(d, e) {
				t.Fatalf("%v came back as %v", d, e)
			}
			placed++
		}
	}
	if placed < 1000 {
		t.Errorf("%d DNAs were placed, expected more", placed)
	}
}

func near(d, e *geno.DNA) bool {
	if d.Len() != e.Len() {
		return false
	}
	i := 0
	for _, p := range d.Points() {
		switch p.Decision.(type) {
		case *geno.Float:
			if math.Abs(d.Float(i)-e.Float(i)) > 1e-9*math.Abs(d.Float(i)) {
				return false
			}
		default:
			if d.Index(i) != e.Index(i) {
				return false
			}
		}
		i++
	}
	return true
}

func TestUnfold(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		u, x := rng.Float64(), 5*rng.NormFloat64()
		v := unfold(u, x)
		if math.Abs(fold(v)-u) > 1e-12 || math.Abs(v-x) > 1 {
			t.Fatalf("unfold(%v, %v) = %v, which is folded to %v", u, x, v, fold(v))
		}
	}
}

// The weights of pycma's "(5_w,10)-aCMA-ES (mu_w=3.2,w_1=45%)" and the bounds of
// the tutorial.
func TestRates(t *testing.T) {
	r := newRates(10, population(10), false)
	if len(r.weights) != 10 || r.mu != 5 || math.Abs(r.mueff-3.2) > 0.05 || math.Abs(r.weights[0]-0.45) > 0.01 {
		t.Errorf("%d weights, %d positive, mueff %.3f, the first %.3f", len(r.weights), r.mu, r.mueff, r.weights[0])
	}
	for _, n := range []int{1, 2, 5, 40, 1000} {
		for _, lambda := range []int{2, 3, 10, 100, 4096} {
			for _, separable := range []bool{false, true} {
				r := newRates(n, lambda, separable)
				sum, negative := 0.0, 0.0
				for _, w := range r.weights {
					if w > 0 {
						sum += w
					} else {
						negative -= w
					}
				}
				if math.Abs(sum-1) > 1e-12 || r.c1+r.cmu > 1 || r.c1 < 0 || r.cmu < 0 {
					t.Errorf("n=%d, lambda=%d, separable=%v: weights sum to %v, c1 %v, cmu %v", n, lambda, separable, sum, r.c1, r.cmu)
				}
				// All of the decrease in one direction leaves something of it.
				if rest := 1 - r.c1 - r.cmu - r.cmu*negative*(float64(n)-1); rest < -1e-12 {
					t.Errorf("n=%d, lambda=%d, separable=%v: negative weights of %v take away too much: %v", n, lambda, separable, negative, rest)
				}
			}
		}
	}
}

// Whatever the mean and the deviation, the neighbours of the mean's value keep
// their chance, and a distribution wide enough stays as it is.
func TestMargin(t *testing.T) {
	const n, alpha = 6, 0.02
	value := func(m float64) int64 { return int64(min(n-1, max(0, math.Floor(m*n)))) }
	border := func(k int64) float64 { return float64(k+1) / n }
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		m, s := 1.2*rng.Float64()-0.1, math.Exp(-12*rng.Float64())
		mean, stretch := margin(m, s, alpha, n, value, border)
		if stretch < 1 {
			t.Fatalf("m=%v s=%v: stretched by %v", m, s, stretch)
		}
		sd, k := s*stretch, value(mean)
		var lo, hi float64
		if k > 0 {
			lo = below((border(k-1) - mean) / sd)
		}
		if k < n-1 {
			hi = below((mean - border(k)) / sd)
		}
		if want := alpha * 0.99; lo+hi < want || k > 0 && k < n-1 && min(lo, hi) < want/2 {
			t.Fatalf("m=%v s=%v: mean %v of value %d has chances of %v and %v beside it", m, s, mean, k, lo, hi)
		}
		if k != value(m) && math.Abs(mean-m) > 1e-9 {
			t.Fatalf("m=%v s=%v: the mean moved to %v, another value", m, s, mean)
		}
	}
}

// The probabilities stay such, and none of a variable's falls below the least.
func TestCategories(t *testing.T) {
	c := newCategories([]int{2, 5, 3})
	weights := newRates(3, 7, false).weights
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		points := make([][]int, len(weights))
		for i := range points {
			points[i] = make([]int, 3)
			c.draw(points[i], rng)
		}
		// The more of category 1, the better; the third does not matter.
		score := func(p []int) (n int) {
			for _, v := range p[:2] {
				if v == 1 {
					n++
				}
			}
			return n
		}
		for i := range points {
			for j := range i {
				if score(points[i]) > score(points[j]) {
					points[i], points[j] = points[j], points[i]
				}
			}
		}
		for _, p := range points {
			p[2] = -1
		}
		c.update(points, weights)
		for v, q := range c.q {
			sum := 0.0
			for _, p := range q {
				sum += p
				if p < c.least[v]*(1-1e-9) {
					t.Fatalf("variable %d: %v has less than %v", v, q, c.least[v])
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("variable %d: %v sums to %v", v, q, sum)
			}
		}
	}
	if c.q[0][1] < 0.8 || c.q[1][1] < 0.6 || c.q[2][0] != 1.0/3 {
		t.Errorf("learned %v", c.q)
	}
}
