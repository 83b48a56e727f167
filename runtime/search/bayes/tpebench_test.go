package bayes

import (
	"fmt"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// BenchmarkTPE measures a trial, from proposal to outcome, after histories of
// several lengths.
func BenchmarkTPE(b *testing.B) {
	var floats, mixed []geno.Element
	for i := range 10 {
		f := &geno.Float{Min: -5, Max: 5}
		floats = append(floats, geno.At(fmt.Sprint("F", i), f))
		mixed = append(mixed,
			geno.At(fmt.Sprint("F", i), f),
			geno.At(fmt.Sprint("I", i), &geno.Int{Min: 1, Max: 256, Scale: geno.Log}),
			geno.At(fmt.Sprint("C", i), &geno.Choices{K: 1, Literals: literals(5)}))
	}
	for _, space := range []struct {
		name     string
		elements []geno.Element
	}{{"float10", floats}, {"mixed30", mixed}} {
		for _, alg := range []struct {
			name string
			search.Algorithm
		}{{"joint", TPE()}, {"independent", TPE(Independent())}} {
			for _, history := range []int{100, 1000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", space.name, alg.name, history), func(b *testing.B) {
					benchmarkTPE(b, alg, mustSpace(b, space.elements...), history)
				})
			}
		}
	}
}

func benchmarkTPE(b *testing.B, alg search.Algorithm, space *geno.Spec, history int) {
	s, err := alg.Start(space, 1)
	if err != nil {
		b.Fatal(err)
	}
	random, err := search.AllowRepeats(search.Random()).Start(space, 2)
	if err != nil {
		b.Fatal(err)
	}
	id := 0
	trial := func(dna *geno.DNA, err error) {
		if err != nil {
			b.Fatal(err)
		}
		s.Started(id, dna)
		sum := 0.
		for i, p := range dna.Points() {
			if _, ok := p.Decision.(*geno.Float); ok {
				sum += (dna.Float(i) - 1) * (dna.Float(i) - 1)
			} else {
				sum += float64(dna.Index(i))
			}
		}
		s.Finished(id, search.Outcome{Reward: -sum})
		id++
	}
	// What is measured follows trials of the search's own, as in a long search.
	for id < history {
		if id < history-100 {
			trial(random.Propose(id))
		} else {
			trial(s.Propose(id))
		}
	}
	for b.Loop() {
		trial(s.Propose(id))
	}
}
