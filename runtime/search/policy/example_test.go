package policy_test

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/policy"
)

// Six operations, of which the last is best everywhere.
func operations() *geno.Spec {
	var elements []geno.Element
	for i := range 6 {
		elements = append(elements, geno.At(fmt.Sprint("Op", i), &geno.Choices{K: 1, Literals: []any{"skip", "pool", "conv1x1", "conv3x3"}}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		panic(err)
	}
	return space
}

// run searches, and returns the mean reward of the first and the last hundred
// trials.
func run(alg search.Algorithm, trials int) (first, last float64) {
	s, err := search.AllowRepeats(alg).Start(operations(), 1)
	if err != nil {
		panic(err)
	}
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			panic(err)
		}
		s.Started(id, dna)
		reward := 0.0
		for k := range dna.Len() {
			reward += float64(dna.Index(k))
		}
		s.Finished(id, search.Outcome{Reward: reward})
		if id < 100 {
			first += reward / 100
		}
		if id >= trials-100 {
			last += reward / 100
		}
	}
	return first, last
}

func ExampleREINFORCE() {
	first, last := run(policy.REINFORCE(policy.LearningRate(0.05)), 800)
	fmt.Printf("mean reward %.0f at first, %.0f at last\n", first, last)
	// Output: mean reward 13 at first, 18 at last
}

func ExamplePPO() {
	first, last := run(policy.PPO(), 800)
	fmt.Printf("mean reward %.0f at first, %.0f at last\n", first, last)
	// Output: mean reward 10 at first, 17 at last
}
