package local_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/local"
)

// maximize searches with an algorithm and returns the best reward.
func maximize(alg search.Algorithm, space *geno.Spec, score func(*geno.DNA) float64, trials int) float64 {
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best := 0.0
	for id := range trials {
		dna, err := s.Propose(id)
		if errors.Is(err, search.ErrExhausted) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		reward := score(dna)
		best = max(best, reward)
		s.Finished(id, search.Outcome{Reward: reward})
	}
	return best
}

// towns is the space of the orders of eight towns along a road, and how many of
// them are where they are.
func towns() (*geno.Spec, func(*geno.DNA) float64) {
	order := &geno.Choices{K: 8, Literals: []any{3, 0, 7, 1, 6, 4, 2, 5}, Distinct: true}
	space, err := geno.New(geno.At("Order", order))
	if err != nil {
		log.Fatal(err)
	}
	return space, func(dna *geno.DNA) float64 {
		n := 0.0
		for i := range dna.Len() {
			if order.Literals[dna.Index(i)] == i {
				n++
			}
		}
		return n
	}
}

func ExampleHillClimb() {
	space, inOrder := towns()
	fmt.Println(maximize(local.HillClimb(), space, inOrder, 1000))
	// Output: 8
}

func ExampleSteepest() {
	space, inOrder := towns()
	fmt.Println(maximize(local.Steepest(), space, inOrder, 1000))
	// Output: 8
}

// The width and height of a box of volume 1 and least surface, in a space of
// two floats.
func ExampleNelderMead() {
	space, err := geno.New(
		geno.At("Width", &geno.Float{Min: 0.1, Max: 10, Scale: geno.Log}),
		geno.At("Height", &geno.Float{Min: 0.1, Max: 10, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	saved := func(dna *geno.DNA) float64 {
		w, h := dna.Float(0), dna.Float(1)
		depth := 1 / (w * h)
		return 100 - 2*(w*h+w*depth+h*depth)
	}
	fmt.Printf("surface %.4f\n", 100-maximize(local.NelderMead(), space, saved, 200))
	// Output: surface 6.0000
}

// The same box in a fifth of the trials.
func ExampleTrustRegion() {
	space, err := geno.New(
		geno.At("Width", &geno.Float{Min: 0.1, Max: 10, Scale: geno.Log}),
		geno.At("Height", &geno.Float{Min: 0.1, Max: 10, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	saved := func(dna *geno.DNA) float64 {
		w, h := dna.Float(0), dna.Float(1)
		depth := 1 / (w * h)
		return 100 - 2*(w*h+w*depth+h*depth)
	}
	fmt.Printf("surface %.4f\n", 100-maximize(local.TrustRegion(), space, saved, 40))
	// Output: surface 6.0000
}

func ExampleAnneal() {
	space, inOrder := towns()
	fmt.Println(maximize(local.Anneal(local.Cooling(500)), space, inOrder, 1000))
	// Output: 8
}
