package bayes_test

import (
	"fmt"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
)

// BenchmarkGP is one trial, proposed and finished, after a history of so many, on
// ten floats. The time of the fits is in it as it is in a search: they come
// every twentieth part of the history.
func BenchmarkGP(b *testing.B) {
	for _, history := range []int{100, 300, 1000, 3000} {
		b.Run(fmt.Sprintf("float10/history=%d", history), func(b *testing.B) {
			var elements []geno.Element
			for i := range 10 {
				elements = append(elements, geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: -5, Max: 5}))
			}
			space, err := geno.New(elements...)
			if err != nil {
				b.Fatal(err)
			}
			s, err := bayes.GP().Start(space, 1)
			if err != nil {
				b.Fatal(err)
			}
			id := 0
			trial := func(dna *geno.DNA) {
				s.Started(id, dna)
				reward := 0.0
				for i := range dna.Len() {
					x := dna.Float(i) - float64(i%3)
					reward -= x * x
				}
				s.Finished(id, search.Outcome{Reward: reward})
				id++
			}
			stream := search.NewStream(2)
			for id < history {
				trial(space.Random(stream.For(id)))
			}
			if _, err := s.Propose(id); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				dna, err := s.Propose(id)
				if err != nil {
					b.Fatal(err)
				}
				trial(dna)
			}
		})
	}
}
