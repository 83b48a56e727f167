package auto_test

import (
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/auto"
)

func ExampleNew() {
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Momentum", &geno.Float{Min: 0, Max: 1}),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := auto.New().Start(space, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	best := math.Inf(-1)
	for id := range 60 {
		dna, err := s.Propose(id)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Started(id, dna)
		reward := -math.Abs(math.Log10(dna.Float(0))+2) - math.Abs(dna.Float(1)-0.9)
		best = max(best, reward)
		s.Finished(id, search.Outcome{Reward: reward})
	}
	fmt.Println("near Rate 0.01 and Momentum 0.9:", best > -0.1)
	// Output: near Rate 0.01 and Momentum 0.9: true
}

func ExamplePlan() {
	space, _ := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Momentum", &geno.Float{Min: 0, Max: 1}),
	)
	for _, trials := range []int{100, 1000} {
		steps, err := auto.Plan(space, trials)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, s := range steps {
			fmt.Printf("%d trials: from %d on: %s\n", trials, s.From, s.Reason)
		}
	}
	// Output:
	// 100 trials: from 0 on: there are only numbers: from the middle it follows the slope, should there be one
	// 100 trials: from 150 on: one looks everywhere, the other refines the best
	// 100 trials: from 300 on: should the model see nothing more, it goes on from the best
	// 1000 trials: from 0 on: there are only numbers: from the middle it follows the slope, should there be one
	// 1000 trials: from 150 on: one looks everywhere, the other refines the best
	// 1000 trials: from 300 on: should the model see nothing more, it goes on from the best
	// 1000 trials: from 450 on: it follows the shape of the best region, from the best trial on
}
