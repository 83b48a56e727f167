package local

// The parts of the trust-region search, and where it goes.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

func randomQuadratic(rng *rand.Rand, n int) quadratic {
	q := newQuadratic(n)
	for i := range n {
		q.g[i] = rng.NormFloat64()
		for j := range i + 1 {
			q.h[i*n+j] = rng.NormFloat64()
			q.h[j*n+i] = q.h[i*n+j]
		}
	}
	return q
}

// A step is inside of the ball and the box, and no random point or step along the
// gradient there is much better.
func TestTrustStep(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	short := 0
	const cases = 2000
	for range cases {
		n := 1 + rng.IntN(6)
		q := randomQuadratic(rng, n)
		radius := math.Exp(2 * rng.NormFloat64())
		lo, hi := make([]float64, n), make([]float64, n)
		for i := range n {
			lo[i], hi[i] = -rng.ExpFloat64(), rng.ExpFloat64()
			if rng.IntN(4) == 0 {
				lo[i] = 0
			}
		}
		step := make([]float64, n)
		gain := q.step(lo, hi, radius, step)
		if math.Sqrt(dot(step, step)) > radius*(1+1e-9) {
			t.Fatalf("a step of length %g in a ball of radius %g", math.Sqrt(dot(step, step)), radius)
		}
		for i, v := range step {
			if v < lo[i] || v > hi[i] {
				t.Fatalf("a step of %g between %g and %g", v, lo[i], hi[i])
			}
		}
		if gain < 0 || math.Abs(gain+q.at(step)) > 1e-9*(1+gain) {
			t.Fatalf("the gain is %g, and the value at the step %g", gain, q.at(step))
		}
		best := 0.0
		x := make([]float64, n)
		for range 3000 {
			ss := 0.0
			for i := range x {
				x[i] = lo[i] + (hi[i]-lo[i])*rng.Float64()
				ss += x[i] * x[i]
			}
			if ss <= radius*radius {
				best = max(best, -q.at(x))
			}
		}
		if gain < 0.5*best {
			short++
		}
	}
	// What is not convex can have its least elsewhere.
	if short > cases/20 {
		t.Errorf("%d of %d steps gain less than half of the best of random ones", short, cases)
	}
}

// With as many points as a quadratic has coefficients, it is found.
func TestTrustModelIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := 1; n <= 6; n++ {
		want, got := randomQuadratic(rng, n), newQuadratic(n)
		f := interpolation{scale: 0.1}
		var lacks []float64
		for tries := 0; len(f.x) < n*(n+3)/2; tries++ {
			if tries > 1000 {
				t.Fatalf("%d numbers: %d points of %d were taken", n, len(f.x), n*(n+3)/2)
			}
			x, step := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i] = 2*rng.Float64() - 1
				step[i] = x[i] * f.scale
			}
			if f.grow(x) {
				lacks = append(lacks, want.at(step))
			}
		}
		f.fit(got, lacks)
		for i, v := range want.h {
			if math.Abs(v-got.h[i]) > 1e-6 || math.Abs(want.g[i/n]-got.g[i/n]) > 1e-6 {
				t.Fatalf("%d numbers: got %v, want %v", n, got, want)
			}
		}
	}
}

// trials searches with f to be least, and returns what was tried.
func trials(t *testing.T, s search.Search, n int, f func(*geno.DNA) float64) []*geno.DNA {
	t.Helper()
	var list []*geno.DNA
	for id := range n {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		list = append(list, dna)
		s.Finished(id, search.Outcome{Reward: -f(dna)})
	}
	return list
}

func space(t *testing.T, elements ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func start(t *testing.T, s *geno.Spec) search.Search {
	t.Helper()
	running, err := TrustRegion().Start(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	return running
}

// Rosenbrock's valley, curved and narrow.
func TestTrustRegionFollowsValley(t *testing.T) {
	var elements []geno.Element
	for i := range 4 {
		elements = append(elements, geno.At(fmt.Sprint("X", i), &geno.Float{Min: -5, Max: 10}))
	}
	best := math.Inf(1)
	trials(t, start(t, space(t, elements...)), 400, func(d *geno.DNA) float64 {
		sum := 0.0
		for i := range 3 {
			a, b := d.Float(i), d.Float(i+1)
			sum += 100*(b-a*a)*(b-a*a) + (1-a)*(1-a)
		}
		best = min(best, sum)
		return sum
	})
	if best > 1e-12 {
		t.Errorf("%g after 400 trials", best)
	}
}

// Ints and floats together, with choices that another algorithm made.
func TestTrustRegionKeepsTheRest(t *testing.T) {
	s := space(t,
		geno.At("Kind", &geno.Choices{K: 1, Literals: []any{"a", "b", "c"}}),
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Size", &geno.Int{Min: 0, Max: 1000}))
	running := start(t, s)
	supplied, err := s.FromNumbers([]float64{2, 0.1, 100})
	if err != nil {
		t.Fatal(err)
	}
	running.Started(1000, supplied)
	running.Finished(1000, search.Outcome{Reward: -36.4})
	best := math.Inf(1)
	for i, d := range trials(t, running, 60, func(d *geno.DNA) float64 {
		rate, size := math.Log10(d.Float(1))+3, float64(d.Index(2)-700)/100
		v := rate*rate + size*size + 0.3*rate*size
		best = min(best, v)
		return v
	}) {
		if i < 30 && d.Index(0) != 2 {
			t.Fatalf("trial %d, %v, is of another kind than the best", i, d)
		}
	}
	if best > 1e-9 {
		t.Errorf("%g after 60 trials", best)
	}
}

// It doesn't stay in a bad valley.
func TestTrustRegionBeginsAnew(t *testing.T) {
	s := space(t, geno.At("X", &geno.Float{Min: -1, Max: 1}), geno.At("Y", &geno.Float{Min: -1, Max: 1}))
	best := math.Inf(1)
	f := func(d *geno.DNA) float64 {
		x, y := d.Float(0), d.Float(1)
		near := x*x + y*y + 1
		far := 20 * ((x-.8)*(x-.8) + (y+.8)*(y+.8))
		best = min(best, near, far)
		return min(near, far)
	}
	running := start(t, s)
	trials(t, running, 20, f)
	if best < 1 {
		t.Fatalf("%g after 20 trials, expected that it is in the other valley", best)
	}
	for id := 20; id < 200; id++ {
		dna, err := running.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		running.Started(id, dna)
		running.Finished(id, search.Outcome{Reward: -f(dna)})
	}
	if best > 1e-12 {
		t.Errorf("%g after 200 trials", best)
	}
}

// A border beyond which all fails is kept to.
func TestTrustRegionBearsFailures(t *testing.T) {
	s := space(t, geno.At("X", &geno.Float{Min: -1, Max: 1}), geno.At("Y", &geno.Float{Min: -1, Max: 1}))
	running := start(t, s)
	best := math.Inf(1)
	for id := range 150 {
		dna, err := running.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		running.Started(id, dna)
		x, y := dna.Float(0), dna.Float(1)
		if x+y > 0.5 {
			running.Finished(id, search.Outcome{Failed: true})
			continue
		}
		v := (x-1)*(x-1) + (y-.5)*(y-.5)
		best = min(best, v)
		running.Finished(id, search.Outcome{Reward: -v})
	}
	// The least is at (0.5, 0).
	if best > 0.52 {
		t.Errorf("%g after 150 trials, the best is 0.5", best)
	}
}

func BenchmarkTrustRegion(b *testing.B) {
	for _, n := range []int{2, 5, 10, 20, 40, 100, 200} {
		b.Run(fmt.Sprintf("numbers=%d", n), func(b *testing.B) {
			var elements []geno.Element
			for i := range n {
				elements = append(elements, geno.At(fmt.Sprint("X", i), &geno.Float{Min: -5, Max: 10}))
			}
			s, err := geno.New(elements...)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			var running search.Search
			id := 0
			for b.Loop() {
				if id%1000 == 0 {
					if running, err = TrustRegion().Start(s, 1); err != nil {
						b.Fatal(err)
					}
					id = 0
				}
				dna, err := running.Propose(id)
				if err != nil {
					b.Fatal(err)
				}
				running.Started(id, dna)
				sum := 0.0
				for i := range n - 1 {
					x, y := dna.Float(i), dna.Float(i+1)
					sum += 100*(y-x*x)*(y-x*x) + (1-x)*(1-x)
				}
				running.Finished(id, search.Outcome{Reward: -sum})
				id++
			}
		})
	}
}

// Further workers bring the model sooner: with as many as sides and one more, it needs
// no more than a few rounds.
func TestTrustRegionWithWorkers(t *testing.T) {
	var elements []geno.Element
	for i := range 6 {
		elements = append(elements, geno.At(fmt.Sprint("X", i), &geno.Float{Min: -1, Max: 1}))
	}
	rounds := func(workers int) int {
		running := start(t, space(t, elements...))
		id := 0
		for round := 1; round < 500; round++ {
			var open []*geno.DNA
			for range workers {
				dna, err := running.Propose(id + len(open))
				if err != nil {
					t.Fatal(err)
				}
				running.Started(id+len(open), dna)
				open = append(open, dna)
			}
			for k, dna := range open {
				v := 0.0
				for i := range 6 {
					z := dna.Float(i) - 0.1*float64(i)
					v += float64(i+1) * z * z
					if i > 0 {
						v += z * (dna.Float(i-1) - 0.1*float64(i-1))
					}
				}
				if v < 1e-10 {
					return round
				}
				running.Finished(id+k, search.Outcome{Reward: -v})
			}
			id += workers
		}
		return 500
	}
	one, many := rounds(1), rounds(13)
	if one > 100 || many > one/3 {
		t.Errorf("1 worker takes %d rounds, and 13 take %d", one, many)
	}
}
