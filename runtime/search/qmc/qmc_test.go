package qmc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "sobol", Sobol())
	searchtest.Run(t, "halton", Halton())
}

func FuzzLaws(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, shape, seed uint64) {
		space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(shape, 1)))
		if err != nil {
			t.Fatal(err)
		}
		searchtest.Check(t, Sobol(), space, seed)
		searchtest.Check(t, Halton(), space, seed)
	})
}

// The numbers of primitive polynomials of each degree are φ(2^n-1)/n.
func TestPrimitive(t *testing.T) {
	counts := map[int]int{}
	list := primitive(1111)
	for _, p := range list {
		degree := 0
		for p>>degree > 1 {
			degree++
		}
		counts[degree]++
	}
	want := map[int]int{0: 1, 1: 1, 2: 1, 3: 2, 4: 2, 5: 6, 6: 6, 7: 18, 8: 16, 9: 48, 10: 60, 11: 176, 12: 144, 13: 630}
	for degree, n := range want {
		if counts[degree] != n {
			t.Errorf("degree %d: expected %d primitive polynomials, got %d", degree, n, counts[degree])
		}
	}
	if want := []uint32{1, 3, 7, 11, 13, 19, 25, 37}; !slices.Equal(list[:8], want) {
		t.Errorf("expected the first to be %v, got %v", want, list[:8])
	}
}

// Of the first b^k points of a sequence each dimension has one in each of b^k
// equal parts.
func TestStratified(t *testing.T) {
	const dims = 40
	one := func(name string, s sequence, d, n int) {
		u := make([]float64, dims)
		seen := make([]bool, n)
		for i := range n {
			s.point(uint32(i), u)
			part := int(u[d] * float64(n))
			if seen[part] {
				t.Fatalf("%s: of the first %d points two have coordinate %d in part %d", name, n, d, part)
			}
			seen[part] = true
		}
	}
	for _, seed := range []uint64{1, 2} {
		for d := range dims {
			one("sobol", newSobol(dims, seed), d, 1024)
			base := int(primes(dims)[d])
			n := base
			for n*base <= 1000 {
				n *= base
			}
			one("halton", newHalton(dims, seed), d, n)
		}
	}
}

// Owen's scrambling keeps what the sequence promises: the first two dimensions
// together are a (0,k,2)-net, which has a point in each box of that area.
func TestScramblingKeepsNets(t *testing.T) {
	const k = 8
	s := newSobol(2, 7)
	u := make([]float64, 2)
	for i := 0; i <= k; i++ {
		seen := map[[2]int]bool{}
		for n := range uint32(1 << k) {
			s.point(n, u)
			box := [2]int{int(math.Ldexp(u[0], i)), int(math.Ldexp(u[1], k-i))}
			if seen[box] {
				t.Fatalf("the box %v of 2^-%d by 2^-%d has two points", box, i, k-i)
			}
			seen[box] = true
		}
	}
}

// Scrambled sequences integrate smooth functions with less error than points drawn
// at random, in many dimensions too.
func TestIntegral(t *testing.T) {
	for _, c := range []struct {
		name  string
		make  func(int, uint64) sequence
		dims  int
		least float64 // by how much the error is less
	}{
		{"sobol", newSobol, 5, 20}, {"sobol", newSobol, 100, 3}, {"sobol", newSobol, 1000, 3}, {"halton", newHalton, 5, 5},
	} {
		const n, seeds = 256, 20
		f := func(u []float64) float64 { // of mean 0 and variance 1
			var sum float64
			for _, v := range u {
				sum += v - .5
			}
			return sum * math.Sqrt(12/float64(len(u)))
		}
		var quasi float64
		u := make([]float64, c.dims)
		for seed := range uint64(seeds) {
			s := c.make(c.dims, seed)
			var sum float64
			for i := range uint32(n) {
				s.point(i, u)
				sum += f(u) / n
			}
			quasi += sum * sum / seeds
		}
		random := 1. / n // the square of the error of points drawn at random
		if gain := math.Sqrt(random / quasi); gain < c.least {
			t.Errorf("%s in %d dimensions: expected the error to be %v times less than that of random points, got %.3g", c.name, c.dims, c.least, gain)
		}
	}
}

// Two dimensions together are covered better than by the initial numbers of Joe and
// Kuo (new-joe-kuo-6), whose first 21 dimensions cost 23.37 a pair.
func TestPairs(t *testing.T) {
	list := directions(21)
	sum, pairs := 0, 0
	for i := range list {
		for j := range i {
			a, b := rows(list[i]), rows(list[j])
			sum += cost(&a, &b)
			pairs++
		}
	}
	if mean := float64(sum) / float64(pairs); mean > 20 {
		t.Errorf("expected two dimensions to cost 20 at most, got %.2f", mean)
	}
}

// Each trial alone is as likely to be anywhere.
func TestUniform(t *testing.T) {
	for name, make_ := range map[string]func(int, uint64) sequence{"sobol": newSobol, "halton": newHalton} {
		const seeds, parts = 4000, 10
		for _, trial := range []uint32{0, 1, 5, 1000} {
			counts := [3][parts]float64{}
			u := make([]float64, len(counts))
			for seed := range uint64(seeds) {
				make_(len(u), seed).point(trial, u)
				for d, v := range u {
					counts[d][int(v*parts)]++
				}
			}
			for d := range counts {
				var square float64
				for _, c := range counts[d] {
					e := c - seeds/parts
					square += e * e / (seeds / parts)
				}
				if square > 33 { // of 9 degrees of freedom: 1 in 10,000
					t.Errorf("%s: coordinate %d of trial %d is not uniform: %v", name, d, trial, counts[d])
				}
			}
		}
	}
}

func TestPermutationsAreUniform(t *testing.T) {
	c := &geno.Choices{K: 4, Distinct: true, Literals: []any{0, 1, 2, 3}}
	space, err := geno.New(geno.At("Order", c))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	const seeds = 4800
	for seed := range uint64(seeds) {
		s, err := Sobol().Start(space, seed)
		if err != nil {
			t.Fatal(err)
		}
		dna, err := s.Propose(3)
		if err != nil {
			t.Fatal(err)
		}
		counts[dna.String()]++
	}
	for order, n := range counts {
		if n < 130 || n > 280 {
			t.Errorf("expected each order about 200 times, %s is there %d times", order, n)
		}
	}
	if len(counts) != 24 {
		t.Errorf("expected 24 orders, got %d", len(counts))
	}
}

func BenchmarkPropose(b *testing.B) {
	for _, dims := range []int{10, 1000} {
		var elements []geno.Element
		for i := range dims {
			elements = append(elements, geno.At(fmt.Sprintf("X%d", i), &geno.Float{Max: 1}))
		}
		space, err := geno.New(elements...)
		if err != nil {
			b.Fatal(err)
		}
		for _, alg := range []search.Algorithm{search.Random(), Sobol(), Halton()} {
			b.Run(fmt.Sprintf("%d/%s", dims, alg), func(b *testing.B) {
				s, err := alg.Start(space, 1)
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
					s.Finished(id, search.Outcome{Reward: 1})
					id++
				}
			})
		}
	}
}
