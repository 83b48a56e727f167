package bayes_test

import (
	"fmt"
	"log"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
)

// A learning rate and a kind of layer are found together.
func ExampleTPE() {
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-5, Max: 1, Scale: geno.Log}),
		geno.At("Layer", &geno.Choices{K: 1, Literals: []any{"dense", "conv", "attention"}}),
	)
	if err != nil {
		log.Fatal(err)
	}
	s, err := bayes.TPE().Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best, reward := (*geno.DNA)(nil), math.Inf(-1)
	for id := range 80 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		// Conv is best, with a rate of 0.001.
		r := -math.Abs(math.Log10(dna.Float(0)) + 3)
		if dna.Index(1) != 1 {
			r--
		}
		s.Finished(id, search.Outcome{Reward: r})
		if r > reward {
			best, reward = dna, r
		}
	}
	fmt.Printf("layer %d, rate %.0e\n", best.Index(1), best.Float(0))
	// Output:
	// layer 1, rate 1e-03
}
