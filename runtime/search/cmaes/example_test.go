package cmaes_test

import (
	"fmt"
	"log"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/cmaes"
)

// Two numbers that depend on each other: a rate, and a width that should be ten
// over it.
func Example() {
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-3, Max: 10, Scale: geno.Log}),
		geno.At("Width", &geno.Float{Min: 1, Max: 1000, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := cmaes.New().Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	var best *geno.DNA
	top := 0.0
	for id := range 300 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		rate, width := dna.Float(0), dna.Float(1)
		loss := (rate*width-10)*(rate*width-10) + (rate-0.2)*(rate-0.2)
		if best == nil || -loss > top {
			best, top = dna, -loss
		}
		s.Finished(id, search.Outcome{Reward: -loss})
	}
	fmt.Printf("rate %.3f, width %.1f\n", best.Float(0), best.Float(1))
	// Output: rate 0.200, width 50.0
}
