// The named algorithms in use.

package evolution_test

import (
	"fmt"
	"log"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// valley is worth most, 0, where each number is 0.7.
func valley(dna *geno.DNA) float64 {
	sum := 0.0
	for i := range dna.Len() {
		sum -= math.Abs(dna.Float(i) - 0.7)
	}
	return sum
}

// ones is how many switches are on.
func ones(dna *geno.DNA) float64 {
	sum := int64(0)
	for i := range dna.Len() {
		sum += dna.Index(i)
	}
	return float64(sum)
}

// switches is a space of n of them.
func switches(n int) *geno.Spec {
	var elements []geno.Element
	for i := range n {
		elements = append(elements, geno.At(fmt.Sprintf("On%d", i), &geno.Choices{K: 1, Literals: []any{false, true}}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		log.Fatal(err)
	}
	return space
}

// top is the best reward that a search finds.
func top(alg search.Algorithm, space *geno.Spec, trials int, worth func(*geno.DNA) float64) float64 {
	best := math.Inf(-1)
	for _, r := range drive(alg, space, trials, func(dna *geno.DNA) []float64 { return []float64{worth(dna)} }) {
		best = max(best, r[0])
	}
	return best
}

func ExampleHillClimb() {
	fmt.Println(top(evolution.HillClimb(), switches(20), 200, ones))
	// Output: 20
}

func ExampleMuPlusLambda() {
	alg := evolution.MuPlusLambda(evolution.Population(3), evolution.Children(12))
	fmt.Println(top(alg, numbers(5), 500, valley) > -0.1)
	// Output: true
}

// Where measurements are noisy, no parent stays because it was lucky once.
func ExampleMuCommaLambda() {
	alg := evolution.MuCommaLambda(evolution.Population(3), evolution.Children(12))
	fmt.Println(top(alg, numbers(5), 500, valley) > -0.1)
	// Output: true
}

func ExampleGenetic() {
	alg := evolution.Genetic(evolution.Population(20), evolution.Sample(3))
	fmt.Println(top(alg, switches(20), 500, ones))
	// Output: 20
}

func ExampleDifferentialEvolution() {
	alg := evolution.DifferentialEvolution(evolution.Population(15))
	fmt.Println(top(alg, numbers(5), 1000, valley) > -0.1)
	// Output: true
}

// New kinds of program are protected from the best until they had time.
func ExampleNEAT() {
	alg := evolution.NEAT(evolution.Population(20))
	fmt.Println(top(alg, switches(20), 800, ones) >= 18)
	// Output: true
}

// Four objectives that can't all be had: each wants a number of its own to be
// large, and all of them together may not be.
func ExampleNSGA3() {
	points := drive(evolution.NSGA3(), numbers(4), 1000, func(dna *geno.DNA) []float64 {
		sum, rewards := 0.0, make([]float64, 4)
		for i := range rewards {
			sum += dna.Float(i)
		}
		for i := range rewards {
			rewards[i] = dna.Float(i) / (1 + sum)
		}
		return rewards
	})
	front := pareto.Front(points)
	fmt.Println(len(front) > 100)
	// Output: true
}
