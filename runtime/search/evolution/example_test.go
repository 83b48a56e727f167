package evolution_test

import (
	"fmt"
	"log"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

func ExampleRegularized() {
	var elements []geno.Element
	for i := range 10 {
		elements = append(elements, geno.At(fmt.Sprintf("Digit%d", i), &geno.Int{Min: 0, Max: 9}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		log.Fatal(err)
	}
	alg := evolution.Regularized(evolution.Population(50), evolution.Sample(10))
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best := 0.0
	for id := range 2000 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		reward := 0.0 // the number of digits that are a seven
		for i := range dna.Len() {
			if dna.Index(i) == 7 {
				reward++
			}
		}
		best = max(best, reward)
		s.Finished(id, search.Outcome{Reward: reward})
	}
	fmt.Println(alg)
	fmt.Println("best:", best)
	// Output:
	// regularized evolution(population=50, sample=10)
	// best: 10
}
