package search_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/search/policy"
)

// twenty is a space of 20 decisions of all kinds that all algorithms take.
func twenty(b testing.TB) *geno.Spec {
	var elements []geno.Element
	for i := range 20 {
		var d geno.Decision
		switch i % 4 {
		case 0:
			d = &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d", "e"}}
		case 1:
			d = &geno.Int{Min: 1, Max: 64}
		case 2:
			d = &geno.Int{Min: 1, Max: 1 << 20, Scale: geno.Log}
		case 3:
			d = &geno.Float{Min: 0, Max: 1, Step: 1.0 / 64}
		}
		elements = append(elements, geno.At("D"+strconv.Itoa(i), d))
	}
	space, err := geno.New(elements...)
	if err != nil {
		b.Fatal(err)
	}
	return space
}

// BenchmarkProposeFeedback is the cost of one trial to the search: Propose,
// Started and Finished, at a history of so many trials.
func BenchmarkProposeFeedback(b *testing.B) {
	space := twenty(b)
	for _, alg := range []struct {
		name string
		search.Algorithm
	}{
		{"random", search.Random()},
		{"grid", search.Grid()},
		{"regularized", evolution.Regularized()},
		{"regularized with repeats", search.AllowRepeats(evolution.Regularized())},
		{"hillclimb", local.HillClimb()},
		{"steepest", local.Steepest()},
		{"pbt", pbt.New()},
		{"reinforce", policy.REINFORCE()},
		{"ppo", policy.PPO()},
	} {
		for _, history := range []int{1e2, 1e3, 1e4, 1e5} {
			b.Run(fmt.Sprintf("%s/history=%d", alg.name, history), func(b *testing.B) {
				b.ReportAllocs()
				var s search.Search
				id := 0
				trial := func() {
					dna, err := s.Propose(id)
					if err != nil {
						b.Fatal(err)
					}
					s.Started(id, dna)
					s.Finished(id, search.Outcome{Reward: float64(dna.Index(0) + dna.Index(1))})
					id++
				}
				for b.Loop() {
					// The history is kept between its nominal length and twice that.
					if s == nil || id == 2*history {
						b.StopTimer()
						s, _ = alg.Start(space, 1)
						for id = 0; id < history; {
							trial()
						}
						b.StartTimer()
					}
					trial()
				}
			})
		}
	}
}

// BenchmarkExhaust is the cost of a trial on average when a space of 15,625
// DNAs is used up.
func BenchmarkExhaust(b *testing.B) {
	var elements []geno.Element
	for i := range 6 {
		elements = append(elements, geno.At("D"+strconv.Itoa(i), &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d", "e"}}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		b.Fatal(err)
	}
	for _, alg := range []struct {
		name string
		search.Algorithm
	}{
		{"random", search.Random()},
		{"grid", search.Grid()},
		{"regularized", evolution.Regularized()},
		{"hillclimb", local.HillClimb()},
		{"steepest", local.Steepest()},
	} {
		b.Run(alg.name, func(b *testing.B) {
			trials := 0
			for b.Loop() {
				s, err := alg.Start(space, 1)
				if err != nil {
					b.Fatal(err)
				}
				for trials = 0; ; trials++ {
					dna, err := s.Propose(trials)
					if err != nil {
						break
					}
					s.Started(trials, dna)
					s.Finished(trials, search.Outcome{Reward: float64(dna.Index(0) + dna.Index(3))})
				}
			}
			if trials != 15625 {
				b.Fatalf("used up after %d trials", trials)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*trials), "ns/trial")
		})
	}
}
