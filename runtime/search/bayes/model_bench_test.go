package bayes_test

import (
	"fmt"
	"testing"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
)

// BenchmarkModels is one trial, proposed and finished, after a history of so many, on
// ten floats. The time of the fits is in it as it is in a search, where they come
// with each twentieth part of the history.
func BenchmarkModels(b *testing.B) {
	for _, alg := range []struct {
		name string
		alg  search.Algorithm
	}{{"gp", bayes.GP()}, {"forest", bayes.Forest()}} {
		for _, history := range []int{100, 300, 1000, 10000} {
			b.Run(fmt.Sprintf("%s/float10/history=%d", alg.name, history), func(b *testing.B) {
				benchmark(b, alg.alg, history)
			})
		}
	}
}

func benchmark(b *testing.B, alg search.Algorithm, history int) {
	space := floats(b, 10)
	s, err := alg.Start(space, 1)
	if err != nil {
		b.Fatal(err)
	}
	stream := search.NewStream(2)
	id := 0
	next := func(random bool) {
		dna := space.Random(stream.For(id))
		if !random {
			if dna, err = s.Propose(id); err != nil {
				b.Fatal(err)
			}
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Reward: bowl(dna)})
		id++
	}
	for id < history {
		next(true)
	}
	next(false) // which does the fits that the history has left undone
	for b.Loop() {
		next(false)
	}
}
