package cmaes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/cmaes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "cmaes", cmaes.New())
	searchtest.Run(t, "IPOP", cmaes.New(cmaes.IPOP(), cmaes.Population(4)))
	searchtest.Run(t, "BIPOP of small generations", cmaes.New(cmaes.BIPOP(), cmaes.Population(4)))
	searchtest.Run(t, "small generations", cmaes.New(cmaes.Population(3), cmaes.NoRestart(), cmaes.Separable(), cmaes.Sigma(1)))
}

func FuzzLaws(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, shape, seed uint64) {
		space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(shape, 1)))
		if err != nil {
			t.Fatal(err)
		}
		searchtest.Check(t, cmaes.New(cmaes.Population(2+int(seed%9))), space, seed)
	})
}

func build(t testing.TB, elements ...geno.Element) *geno.Spec {
	t.Helper()
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// floats is a space of n floats from -5 to 6.
func floats(t testing.TB, n int) *geno.Spec {
	t.Helper()
	var elements []geno.Element
	for i := range n {
		elements = append(elements, geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: -5, Max: 6}))
	}
	return build(t, elements...)
}

func sphere(d *geno.DNA) float64 {
	sum := 0.0
	for i := range d.Len() {
		x := d.Float(i) - 1.5
		sum += x * x
	}
	return sum
}

// ellipsoid is long and narrow, by 1 to 1,000, askew to the axes.
func ellipsoid(d *geno.DNA) float64 {
	n := d.Len()
	sum, before := 0.0, 0.0
	for i := range n {
		before += d.Float(i) - 1
		sum += math.Pow(1e6, float64(i)/float64(n-1)) * before * before
	}
	return sum
}

func rosenbrock(d *geno.DNA) float64 {
	sum := 0.0
	for i := range d.Len() - 1 {
		x, y := d.Float(i), d.Float(i+1)
		sum += 100*(x*x-y)*(x*x-y) + (1-x)*(1-x)
	}
	return sum
}

// run minimizes f one trial at a time and returns the least value after each
// trial, and the trials.
func run(t testing.TB, alg search.Algorithm, space *geno.Spec, seed uint64, trials int, f func(*geno.DNA) float64) ([]float64, []*geno.DNA) {
	t.Helper()
	s, err := alg.Start(space, seed)
	if err != nil {
		t.Fatal(err)
	}
	best := make([]float64, trials)
	dnas := make([]*geno.DNA, trials)
	least := math.Inf(1)
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatalf("trial %d: %v", id, err)
		}
		s.Started(id, dna)
		v := f(dna)
		least = min(least, v)
		best[id], dnas[id] = least, dna
		s.Finished(id, search.Outcome{Reward: -v})
	}
	return best, dnas
}

// The error falls by the same factor for the same number of trials, all the way
// down to what floats resolve.
func TestConvergesLogLinearly(t *testing.T) {
	alg := cmaes.New(cmaes.NoRestart())
	for _, test := range []struct {
		name   string
		f      func(*geno.DNA) float64
		n      int
		trials int
		alg    search.Algorithm
	}{
		{"sphere", sphere, 10, 1800, alg},
		{"sphere", sphere, 2, 350, alg},
		{"separable sphere", sphere, 40, 6000, cmaes.New(cmaes.NoRestart(), cmaes.Separable())},
		{"ellipsoid", ellipsoid, 6, 3500, alg},
		{"rosenbrock", rosenbrock, 6, 3600, alg},
	} {
		t.Run(fmt.Sprintf("%s of %d", test.name, test.n), func(t *testing.T) {
			reached := 0
			for seed := range uint64(5) {
				best, _ := run(t, test.alg, floats(t, test.n), seed, test.trials, test.f)
				end := best[test.trials-1]
				if end < 1e-14 {
					reached++
				}
				if test.name == "sphere" {
					// From each decade to the next it takes about as long.
					var at []int
					for i, v := range best {
						for len(at) < 13 && v < math.Pow(10, -float64(len(at))) {
							at = append(at, i)
						}
					}
					if len(at) < 13 {
						t.Fatalf("seed %d: %g after %d trials", seed, end, test.trials)
					}
					early, late := at[6]-at[0], at[12]-at[6]
					if late > 3*early || early > 3*late {
						t.Errorf("seed %d: six decades took %d trials, the next six %d", seed, early, late)
					}
				}
				t.Logf("seed %d: %.3g after %d trials", seed, end, test.trials)
			}
			// Rosenbrock's function has a second optimum, for one start in ten.
			if reached < 4 {
				t.Errorf("%d of 5 runs reached 1e-14", reached)
			}
		})
	}
}

// Only the order of rewards counts, until a run has converged.
func TestInvariantToMonotoneTransforms(t *testing.T) {
	space := floats(t, 5)
	_, plain := run(t, cmaes.New(), space, 3, 400, ellipsoid)
	for name, g := range map[string]func(float64) float64{
		"log":    math.Log,
		"cube":   func(v float64) float64 { return v * v * v },
		"scaled": func(v float64) float64 { return 1e8*v - 7 },
	} {
		_, other := run(t, cmaes.New(), space, 3, 400, func(d *geno.DNA) float64 { return g(ellipsoid(d)) })
		for i := range plain {
			if !plain[i].Equal(other[i]) {
				t.Fatalf("with %s, trial %d differs", name, i)
			}
		}
	}
}

// Moved and stretched along with its space, a function is searched the same.
func TestInvariantToScale(t *testing.T) {
	narrow := build(t, geno.At("A", &geno.Float{Min: 0, Max: 1}), geno.At("B", &geno.Float{Min: 0, Max: 1}))
	wide := build(t, geno.At("A", &geno.Float{Min: 1e-4, Max: 1e2, Scale: geno.Log}), geno.At("B", &geno.Float{Min: -30, Max: 90}))
	f := func(a, b float64) float64 { return (a-0.3)*(a-0.3) + 100*(a-b)*(a-b) }
	one, _ := run(t, cmaes.New(), narrow, 1, 150, func(d *geno.DNA) float64 { return f(d.Float(0), d.Float(1)) })
	two, _ := run(t, cmaes.New(), wide, 1, 150, func(d *geno.DNA) float64 {
		return f((math.Log10(d.Float(0))+4)/6, (d.Float(1)+30)/120)
	})
	for i := range one {
		if math.Abs(one[i]-two[i]) > 1e-9 {
			t.Fatalf("trial %d: %g and %g", i, one[i], two[i])
		}
	}
}

// Eight workers whose trials end in any order, one in ten in failure, get there
// with twice the trials.
func TestManyAtATime(t *testing.T) {
	for seed := range uint64(3) {
		s, err := cmaes.New().Start(floats(t, 6), seed)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		open := map[int]*geno.DNA{}
		var ids []int
		best := math.Inf(1)
		for id := range 2000 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			open[id] = dna
			if ids = append(ids, id); len(ids) < 8 {
				continue
			}
			k := rng.IntN(len(ids))
			end := ids[k]
			ids = append(ids[:k], ids[k+1:]...)
			if rng.IntN(10) == 0 {
				s.Finished(end, search.Outcome{Failed: true})
				continue
			}
			v := sphere(open[end])
			best = min(best, v)
			s.Finished(end, search.Outcome{Reward: -v})
		}
		if best > 1e-10 {
			t.Errorf("seed %d: %g", seed, best)
		}
	}
}

// The optimum within the constraint X0+X1 >= 6 is at 3, 3.
func TestKeepsConstraints(t *testing.T) {
	s, err := cmaes.New().Start(floats(t, 2), 1)
	if err != nil {
		t.Fatal(err)
	}
	best := math.Inf(1)
	for id := range 600 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		short := max(0, 6-dna.Float(0)-dna.Float(1))
		if short == 0 {
			best = min(best, sphere(dna))
		}
		s.Finished(id, search.Outcome{Reward: -sphere(dna), Violation: short})
	}
	if best > 4.5+1e-6 {
		t.Errorf("the best that keeps the constraint is %g, want 4.5", best)
	}
}

// What the user knows is where the search begins, or a place it moves to.
func TestSuppliedTrials(t *testing.T) {
	space := floats(t, 8)
	near := make([]float64, 8)
	for i := range near {
		near[i] = 1.6
	}
	known, err := space.FromNumbers(near)
	if err != nil {
		t.Fatal(err)
	}
	mean := func(after int) float64 {
		s, err := cmaes.New(cmaes.Sigma(0.02)).Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for id := range 300 {
			dna := known
			if id != after {
				if dna, err = s.Propose(id); err != nil {
					t.Fatal(err)
				}
			}
			s.Started(id, dna)
			v := sphere(dna)
			s.Finished(id, search.Outcome{Reward: -v})
			if id == after+1 {
				return v
			}
		}
		return 0
	}
	if v := mean(0); v > 2 {
		t.Errorf("the trial after a supplied first one is at %g, far from it", v)
	}
	plain, _ := run(t, cmaes.New(cmaes.Sigma(0.02)), space, 1, 2, sphere)
	if v := mean(0); v >= plain[0] {
		t.Errorf("a search from a known trial begins at %g, one without it at %g", v, plain[0])
	}
}

// Integers, steps and choices are found together with floats, also where one
// wide value hides its neighbours.
func TestMixed(t *testing.T) {
	space := build(t,
		geno.At("F", &geno.Float{Min: 0, Max: 1}),
		geno.At("I", &geno.Int{Min: 0, Max: 9}),
		geno.At("B", &geno.Int{Min: 0, Max: 1}),
		geno.At("L", &geno.Int{Min: 1, Max: 4096, Scale: geno.Log}),
		geno.At("S", &geno.Float{Min: -1, Max: 1, Step: 0.25}),
		geno.At("C", &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d"}}),
		geno.At("D", &geno.Choices{K: 1, Literals: []any{"a", "b", "c"}}))
	f := func(d *geno.DNA) float64 {
		v := math.Abs(d.Float(0)-0.77) + math.Abs(float64(d.Index(1)-8)) + math.Abs(float64(d.Index(2)-1)) +
			math.Abs(math.Log2(float64(d.Index(3)+1)/300)) + math.Abs(d.Float(4)+0.75)
		if d.Index(5) != 2 {
			v++
		}
		if d.Index(6) != 0 {
			v++
		}
		return v
	}
	for seed := range uint64(5) {
		if best, _ := run(t, cmaes.New(), space, seed, 1000, f); best[999] > 0.05 {
			t.Errorf("seed %d: %g", seed, best[999])
		}
	}
}

// Permutations and subsets are sorted by keys.
func TestOrders(t *testing.T) {
	names := []any{0, 1, 2, 3, 4, 5, 6, 7}
	order := build(t, geno.At("P", &geno.Choices{K: 8, Literals: names, Distinct: true}))
	out := func(d *geno.DNA) float64 {
		v := 0.0
		for i := range d.Len() {
			v += math.Abs(float64(d.Index(i)) - float64((i*3)%8))
		}
		return v
	}
	subset := build(t, geno.At("S", &geno.Choices{K: 4, Literals: names, Distinct: true, Sorted: true}))
	chosen := func(d *geno.DNA) float64 {
		v := 0.0
		for i := range d.Len() {
			v -= float64(d.Index(i) * d.Index(i) % 7)
		}
		return v
	}
	for seed := range uint64(3) {
		if best, _ := run(t, cmaes.New(), order, seed, 1500, out); best[1499] > 2 {
			t.Errorf("seed %d: the order is off by %g, more than two neighbours changed places", seed, best[1499])
		}
		if best, _ := run(t, cmaes.New(), subset, seed, 60, chosen); best[59] != -12 {
			t.Errorf("seed %d: the subset has %g, want -12", seed, best[59])
		}
	}
}

func TestRestarts(t *testing.T) {
	// Narrow wells: the wide search converges into a random one of them.
	wells := func(d *geno.DNA) float64 {
		v := 0.0
		for i := range d.Len() {
			x := d.Float(i) - 2
			v += 10 + x*x - 10*math.Cos(2*math.Pi*x)
		}
		return v
	}
	reached := func(alg search.Algorithm) (sum float64) {
		for seed := range uint64(10) {
			best, _ := run(t, alg, floats(t, 2), seed, 6000, wells)
			sum += best[5999]
		}
		return sum
	}
	once := reached(cmaes.New(cmaes.NoRestart()))
	for _, alg := range []search.Algorithm{cmaes.New(), cmaes.New(cmaes.IPOP())} {
		if sum := reached(alg); sum > once/2 {
			t.Errorf("%v: the wells found are of depth %g together, without restarts %g", alg, sum, once)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	space := build(t, geno.At("Name", &geno.Custom{First: func() string { return "" }}))
	_, err := cmaes.New(cmaes.Population(1), cmaes.Sigma(0)).Start(space, 1)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"use cmaes.Population(2)", "use cmaes.Sigma(0.2)", "Name is a custom decision", "use evolution.Regularized()"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
}

func BenchmarkProposeFeedback(b *testing.B) {
	for _, test := range []struct {
		name string
		n    int
		alg  search.Algorithm
	}{
		{"floats=2", 2, cmaes.New()},
		{"floats=10", 10, cmaes.New()},
		{"floats=40", 40, cmaes.New()},
		{"floats=100", 100, cmaes.New()},
		{"separable/floats=10", 10, cmaes.New(cmaes.Separable())},
		{"separable/floats=100", 100, cmaes.New(cmaes.Separable())},
		{"separable/floats=1000", 1000, cmaes.New(cmaes.Separable())},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			s, err := test.alg.Start(floats(b, test.n), 1)
			if err != nil {
				b.Fatal(err)
			}
			id := 0
			for b.Loop() {
				dna, err := s.Propose(id)
				if err != nil {
					b.Fatal(err)
				}
				s.Started(id, dna)
				s.Finished(id, search.Outcome{Reward: -rosenbrock(dna)})
				id++
			}
		})
	}
}
