package bayes_test

import (
	"fmt"
	"log"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
)

func ExampleGP() {
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-5, Max: 1, Scale: geno.Log}),
		geno.At("Momentum", &geno.Float{Min: 0, Max: 0.99}),
		geno.At("Activation", &geno.Choices{K: 1, Literals: []any{"relu", "gelu", "tanh"}}),
	)
	if err != nil {
		log.Fatal(err)
	}
	alg := bayes.GP()
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	var best *geno.DNA
	least := math.Inf(1)
	for id := range 40 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		// The error of a model that likes a rate of 0.01, a momentum of 0.9
		// and gelu.
		rate, momentum := math.Log10(dna.Float(0))+2, dna.Float(1)-0.9
		loss := 0.1 + rate*rate + momentum*momentum
		if dna.Index(2) != 1 {
			loss += 0.05
		}
		if loss < least {
			best, least = dna, loss
		}
		s.Finished(id, search.Outcome{Reward: -loss})
	}
	fmt.Println(alg)
	fmt.Printf("error %.3f at a rate of %.3f, a momentum of %.2f and activation %d\n", least, best.Float(0), best.Float(1), best.Index(2))
	// Output:
	// gp(startup=10, points=1000, candidates=1024)
	// error 0.100 at a rate of 0.010, a momentum of 0.90 and activation 1
}
