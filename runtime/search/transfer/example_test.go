package transfer_test

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/transfer"
	"github.com/pgen-go/pgen/runtime/study"
)

// A search that knows of an earlier one, in which the decision Codec had a candidate
// that is no more, Level went to 9, and there was no Window.
func Example() {
	old, err := geno.New(
		geno.At("Codec", &geno.Choices{K: 1, Literals: []any{"gzip", "zstd", "lz4"}}),
		geno.At("Level", &geno.Int{Min: 1, Max: 9}))
	if err != nil {
		fmt.Println(err)
		return
	}
	h := study.History{Space: old, Goal: study.Minimize}
	for id, seconds := range []float64{9, 2, 4, 5} {
		dna, err := old.FromNumbers([]float64{float64(id % 3), float64(8 - id)})
		if err != nil {
			fmt.Println(err)
			return
		}
		h.Trials = append(h.Trials, study.Trial{ID: id, DNA: dna, State: study.Done, Reward: seconds})
	}

	space, err := geno.New(
		geno.At("Codec", &geno.Choices{K: 1, Literals: []any{"zstd", "lz4", "brotli", "snappy"}}),
		geno.At("Level", &geno.Int{Min: 1, Max: 6}),
		geno.At("Window", &geno.Int{Min: 10, Max: 20}))
	if err != nil {
		fmt.Println(err)
		return
	}
	like, err := space.ParseDNA("DNA([0, 3, 5])") // the program as it stands: Window is 15
	if err != nil {
		fmt.Println(err)
		return
	}
	maps, err := transfer.Map(space, []*study.History{&h}, transfer.Like(like))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(maps[0])
	s, err := transfer.From(bayes.TPE(), []*study.History{&h}, transfer.Like(like)).Start(space, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	dna, err := s.Propose(0)
	fmt.Println(dna, err)
	// Output:
	// 2 of 4 trials taken, 2 with numbers moved into their range; 2 gone: Codec: gzip; added: Window
	// DNA([0, 5, 5]) <nil>
}
