package bayes_test

import (
	"fmt"
	"log"
	"math"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestForestLaws(t *testing.T) {
	searchtest.Run(t, "forest", bayes.Forest(bayes.ForestTrees(1), bayes.ForestCandidates(8)))
}

func TestForestRefuses(t *testing.T) {
	space := floats(t, 1)
	for want, start := range map[string]func() (search.Search, error){
		"ForestStartup(10)":      func() (search.Search, error) { return bayes.Forest(bayes.ForestStartup(0)).Start(space, 1) },
		"ForestTrees(10)":        func() (search.Search, error) { return bayes.Forest(bayes.ForestTrees(0)).Start(space, 1) },
		"ForestCandidates(2048)": func() (search.Search, error) { return bayes.Forest(bayes.ForestCandidates(0)).Start(space, 1) },
		"ForestRandom(0.2)":      func() (search.Search, error) { return bayes.Forest(bayes.ForestRandom(math.NaN())).Start(space, 1) },
		"Text is a custom":       func() (search.Search, error) { return bayes.Forest().Start(gpSpace(t, geno.At("Text", text())), 1) },
	} {
		s, err := start()
		if err == nil || s != nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "use ") {
			t.Errorf("Start said %v, want an error with %q", err, want)
		}
	}
}

// pipeline is a space of choices with a number that one of them has.
func pipeline(t testing.TB) *geno.Spec {
	t.Helper()
	sub := gpSpace(t, geno.At("Rate", &geno.Float{Min: 0, Max: 1}))
	elements := []geno.Element{geno.At("Kind", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, sub, nil, nil}})}
	for i := range 8 {
		elements = append(elements, geno.At(fmt.Sprintf("Op%d", i), &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d"}}))
	}
	return gpSpace(t, elements...)
}

// The worth of a pipeline is how many operations are as they should be, and near 2
// more for the right kind with a rate of 0.7.
func worth(dna *geno.DNA) float64 {
	sum, at := 0.0, 1
	if dna.Index(0) == 1 {
		sum += 2 - math.Abs(dna.Float(1)-0.7)
		at = 2
	}
	for i := range 8 {
		if dna.Index(at+i) == int64(i%4) {
			sum++
		}
	}
	return sum
}

// Ten is the best, and one of 300,000 pipelines has 9.
func TestForestFindsAPipeline(t *testing.T) {
	best := 0.0
	run(t, bayes.Forest(), pipeline(t), 120, func(dna *geno.DNA) search.Outcome {
		best = max(best, worth(dna))
		return search.Outcome{Reward: worth(dna)}
	})
	if best < 9 {
		t.Errorf("the best of 120 trials is %v, want 9 or more", best)
	}
}

func TestForestKeepsConstraints(t *testing.T) {
	best, broken := 0.0, 0
	list := run(t, bayes.Forest(), pipeline(t), 120, func(dna *geno.DNA) search.Outcome {
		if dna.Index(0) == 0 {
			return search.Outcome{Failed: true}
		}
		o := search.Outcome{Reward: worth(dna)}
		if dna.Index(0) == 1 {
			o.Violation = 1
		} else {
			best = max(best, o.Reward)
		}
		return o
	})
	for _, dna := range list[60:] {
		if dna.Index(0) < 2 {
			broken++
		}
	}
	if best < 7 {
		t.Errorf("the best of 120 trials that keeps the constraint is %v, want 7 of 8", best)
	}
	// A fifth is random, half of which has one of the two kinds.
	if broken > 15 {
		t.Errorf("%d of the last 60 trials failed or break the constraint, want at most 15", broken)
	}
}

// A forest that is not grown for each trial any more goes on after a restart.
func TestForestRestartsLate(t *testing.T) {
	space := pipeline(t)
	alg := bayes.Forest(bayes.ForestTrees(2), bayes.ForestCandidates(8))
	f := func(dna *geno.DNA) search.Outcome { return search.Outcome{Reward: worth(dna)} }
	list := run(t, alg, space, 450, f)
	for _, cut := range []int{25, 199, 201, 444, 449} {
		s, err := alg.Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range list {
			if id >= cut {
				if dna, err := s.Propose(id); err != nil || !dna.Equal(want) {
					t.Fatalf("restarted after %d trials, trial %d is %v (error %v), and was %v", cut, id, dna, err, want)
				}
			}
			s.Started(id, want)
			s.Finished(id, f(want))
		}
	}
}

func ExampleForest() {
	size, err := geno.New(geno.At("Size", &geno.Int{Min: 8, Max: 512, Scale: geno.Log}))
	if err != nil {
		log.Fatal(err)
	}
	space, err := geno.New(
		geno.At("Cache", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, size}}), // none, or of a size
		geno.At("Codec", &geno.Choices{K: 1, Literals: []any{"none", "lz4", "zstd"}}),
		geno.At("Workers", &geno.Int{Min: 1, Max: 16}),
	)
	if err != nil {
		log.Fatal(err)
	}
	alg := bayes.Forest()
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best := 0.0
	for id := range 60 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		values := dna.Dict(geno.ByID, geno.AsValue)
		speed := 100 - math.Abs(float64(values["Workers"].(int64))-9)
		if values["Codec"] == int64(1) {
			speed += 20
		}
		if n, ok := values["Cache[=1/2].Size"].(int64); ok {
			speed += 30 - math.Abs(math.Log2(float64(n+8))-7)
		}
		best = max(best, speed)
		s.Finished(id, search.Outcome{Reward: speed})
	}
	fmt.Println(alg)
	fmt.Printf("best: %.0f of 150\n", best)
	// Output:
	// forest(startup=10, trees=10, candidates=2048, random=0.2)
	// best: 149 of 150
}
