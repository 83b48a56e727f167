package search_test

import (
	"errors"
	"fmt"
	"log"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/local"
)

func Example() {
	space, err := geno.New(
		geno.At("Level", &geno.Int{Min: 1, Max: 3}),
		geno.At("Filter", &geno.Choices{K: 1, Literals: []any{"none", "delta"}}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := search.Random().Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best, top := (*geno.DNA)(nil), 0.0
	for id := 0; ; id++ {
		dna, err := s.Propose(id)
		if errors.Is(err, search.ErrExhausted) {
			fmt.Println(id, "trials")
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		reward := float64(10*dna.Index(0) - 3*dna.Index(1))
		if best == nil || reward > top {
			best, top = dna, reward
		}
		s.Finished(id, search.Outcome{Reward: reward})
	}
	fmt.Println(best, top)
	// Output:
	// 6 trials
	// DNA([2, 0]) 20
}

// Random search of a finite space tries each of its programs once.
func ExampleRandom() {
	space, err := geno.New(geno.At("Filter", &geno.Choices{K: 1, Literals: []any{"none", "delta", "xor"}}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := search.Random().Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	tried := map[int64]bool{}
	for id := range 3 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Reward: 1})
		tried[dna.Index(0)] = true
	}
	fmt.Println(len(tried))
	// Output: 3
}

// first is an algorithm that knows one answer.
type first struct{}

func (first) String() string { return "first" }

func (first) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	return firstSearch{space}, nil
}

type firstSearch struct{ space *geno.Spec }

func (s firstSearch) Propose(int) (*geno.DNA, error) { return s.space.First(), nil }
func (firstSearch) Started(int, *geno.DNA)           {}
func (firstSearch) Finished(int, search.Outcome)     {}

// An algorithm of one's own goes through a whole space once it is told what is
// known.
func ExampleDedup() {
	space, err := geno.New(geno.At("Level", &geno.Int{Min: 1, Max: 4}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := search.Dedup(first{}).Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	for id := 0; ; id++ {
		dna, err := s.Propose(id)
		if err != nil {
			fmt.Println(id, "levels tried:", err)
			return
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Reward: 1})
	}
	// Output: 4 levels tried: search: the space is used up
}

func ExampleGrid() {
	space, err := geno.New(geno.At("Rate", &geno.Float{Min: 0.001, Max: 0.1, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	_, err = search.Grid().Start(space, 1)
	fmt.Println(err)

	s, err := search.Grid(search.GridPoints(3)).Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	for id := 0; ; id++ {
		dna, err := s.Propose(id)
		if err != nil {
			break
		}
		s.Started(id, dna)
		fmt.Printf("%.3g\n", dna.Float(0))
	}
	// Output:
	// grid: Rate is continuous (0.001 to 0.1): give it a step, or use search.Grid(search.GridPoints(10))
	// 0.001
	// 0.01
	// 0.1
}

// One algorithm climbs from choice to choice, the other tunes the numbers of the best.
func ExampleInTurn() {
	space, err := geno.New(
		geno.At("Kernel", &geno.Choices{K: 1, Literals: []any{"linear", "radial", "cubic", "wave"}}),
		geno.At("Width", &geno.Float{Min: 0.01, Max: 100, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	alg := search.InTurn(local.HillClimb(), local.TrustRegion())
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	top := math.Inf(-1)
	for id := range 60 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		off := math.Log(dna.Float(1) / 3)
		reward := []float64{0.6, 0.9, 0.7, 0.5}[dna.Index(0)] - off*off
		top = max(top, reward)
		s.Finished(id, search.Outcome{Reward: reward})
	}
	fmt.Printf("%v: %.6f\n", alg, top)
	// Output: hill climbing(batch=1) and trust region in turn: 0.900000
}

func ExampleAllowRepeats() {
	fmt.Println(search.Random())
	fmt.Println(search.AllowRepeats(search.Random()))
	// Output:
	// random
	// random with repeats
}
