package importance_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/importance"
	"github.com/pgen-go/pgen/runtime/study"
)

// tune tries settings of a made-up training at random: the rate matters most, the
// momentum where the optimizer has one, and the seed not at all.
func tune(trials int) *study.History {
	ctx := context.Background()
	momentum, err := geno.New(geno.At("Momentum", &geno.Float{Min: 0.5, Max: 1}))
	if err != nil {
		log.Fatal(err)
	}
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Optimizer", &geno.Choices{K: 1, Literals: []any{"adam", "sgd"}, Candidates: []*geno.Spec{nil, momentum}}),
		geno.At("Seed", &geno.Int{Max: 99}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := study.New(space, search.Random(), 1, study.Minimize)
	if err != nil {
		log.Fatal(err)
	}
	for range trials {
		t, err := s.Next(ctx, 1)
		if err != nil {
			log.Fatal(err)
		}
		x := t.DNA.Dict(geno.ByID, geno.AsLiteral)
		loss := math.Abs(math.Log10(x["Rate"].(float64)) + 2)
		if m, ok := x["Optimizer[=1/2].Momentum"].(float64); ok {
			loss += 2 * (1 - m)
		}
		s.Report(t.ID, loss, nil)
	}
	return s.History()
}

func ExampleFANOVA() {
	report, err := importance.FANOVA(tune(500), importance.Pairs(2))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	// Output:
	// importance by fANOVA, of 500 trials; the forest explains 99% of what it has not seen
	// Rate                       75.5% ±0.8          ███████████████
	// Optimizer                  12.7% ±0.7          ███
	// Optimizer[=1/2].Momentum    4.8% ±0.4  in 50%  █
	// Seed                        0.0% ±0.0
	// Rate × Optimizer            0.4% ±0.1
}

func ExamplePermutation() {
	report, err := importance.Permutation(tune(500))
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range report.Decisions {
		fmt.Printf("%s %.1f\n", d.ID, max(0, d.Share))
	}
	// Output:
	// Rate 1.5
	// Optimizer 0.4
	// Optimizer[=1/2].Momentum 0.2
	// Seed 0.0
}
