package qmc_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/qmc"
)

// Of eight trials, each eighth of a decision's range has one.
func ExampleSobol() {
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Dropout", &geno.Float{Min: 0, Max: 0.8}))
	if err != nil {
		log.Fatal(err)
	}
	show(space, qmc.Sobol(), 8)
	// Output:
	// Rate=0.00013 Dropout=0.39
	// Rate=0.82 Dropout=0.51
	// Rate=0.0014 Dropout=0.63
	// Rate=0.039 Dropout=0.14
	// Rate=0.00033 Dropout=0.49
	// Rate=0.2 Dropout=0.3
	// Rate=0.0065 Dropout=0.082
	// Rate=0.011 Dropout=0.76
}

func ExampleHalton() {
	space, err := geno.New(
		geno.At("Layers", &geno.Int{Min: 1, Max: 4}),
		geno.At("Act", &geno.Choices{K: 1, Literals: []any{"relu", "tanh", "gelu"}}))
	if err != nil {
		log.Fatal(err)
	}
	show(space, qmc.Halton(), 4)
	// Output:
	// Layers=3 Act=relu
	// Layers=1 Act=gelu
	// Layers=4 Act=tanh
	// Layers=2 Act=relu
}

func show(space *geno.Spec, alg search.Algorithm, trials int) {
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		var line []string
		for _, p := range dna.Points() {
			v := p.Literal()
			if f, ok := v.(float64); ok {
				v = fmt.Sprintf("%.2g", f)
			}
			line = append(line, fmt.Sprintf("%s=%v", p.ID(), v))
		}
		fmt.Println(strings.Join(line, " "))
		s.Finished(id, search.Outcome{Reward: 1})
	}
}
