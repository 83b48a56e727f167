package bayes_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

// The laws don't depend on how much is thought about a proposal.
func TestGPLaws(t *testing.T) {
	searchtest.Run(t, "gp", bayes.GP(bayes.GPPoints(20), bayes.GPCandidates(16)))
}

func TestGPRefuses(t *testing.T) {
	space := gpSpace(t, geno.At("X", &geno.Float{Min: 0, Max: 1}))
	many := &geno.Choices{K: 501, Literals: []any{0, 1}}
	for want, start := range map[string]func() (search.Search, error){
		"GPStartup(10)":         func() (search.Search, error) { return bayes.GP(bayes.GPStartup(0)).Start(space, 1) },
		"GPPoints(1000)":        func() (search.Search, error) { return bayes.GP(bayes.GPPoints(3)).Start(space, 1) },
		"GPCandidates(1024)":    func() (search.Search, error) { return bayes.GP(bayes.GPCandidates(0)).Start(space, 1) },
		"501 coordinates":       func() (search.Search, error) { return bayes.GP().Start(gpSpace(t, geno.At("C", many)), 1) },
		"Text is a custom":      func() (search.Search, error) { return bayes.GP().Start(gpSpace(t, geno.At("Text", text())), 1) },
		"evolution.Regularized": func() (search.Search, error) { return bayes.GP().Start(gpSpace(t, geno.At("Text", text())), 1) },
	} {
		s, err := start()
		if err == nil || s != nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "use ") {
			t.Errorf("Start said %v, want an error with %q", err, want)
		}
	}
}

func text() *geno.Custom {
	return &geno.Custom{First: func() string { return "a" }}
}

func gpSpace(t testing.TB, elements ...geno.Element) *geno.Spec {
	t.Helper()
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

func floats(t testing.TB, n int) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, n)
	for i := range elements {
		elements[i] = geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: -5, Max: 5})
	}
	return gpSpace(t, elements...)
}

// run is a search by one worker. It returns the trials' DNAs.
func run(t testing.TB, alg search.Algorithm, space *geno.Spec, trials int, f func(*geno.DNA) search.Outcome) []*geno.DNA {
	t.Helper()
	s, err := alg.Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	var list []*geno.DNA
	for id := range trials {
		dna, err := s.Propose(id)
		if errors.Is(err, search.ErrExhausted) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		s.Finished(id, f(dna))
		list = append(list, dna)
	}
	return list
}

func bowl(dna *geno.DNA) float64 {
	sum := 0.0
	for i := range dna.Len() {
		x := dna.Float(i) - 1
		sum -= x * x
	}
	return sum
}

// The best of a smooth function of three numbers is found to a thousandth of the
// range in 40 trials; the best of 40 random ones is a tenth off.
func TestGPFindsTheBottomOfABowl(t *testing.T) {
	best := math.Inf(-1)
	run(t, bayes.GP(), floats(t, 3), 40, func(dna *geno.DNA) search.Outcome {
		best = max(best, bowl(dna))
		return search.Outcome{Reward: bowl(dna)}
	})
	if best < -1e-4 {
		t.Errorf("the best of 40 trials is %v, want 0 within 1e-4", best)
	}
}

// The best point that keeps a constraint is at its edge: x₀+x₁ ≤ 0 with the bottom
// of the bowl at (1, 1) leaves the origin.
func TestGPKeepsConstraints(t *testing.T) {
	best, broken := math.Inf(-1), 0
	list := run(t, bayes.GP(), floats(t, 2), 60, func(dna *geno.DNA) search.Outcome {
		o := search.Outcome{Reward: bowl(dna), Violation: max(0, dna.Float(0)+dna.Float(1))}
		if o.Violation == 0 {
			best = max(best, o.Reward)
		}
		return o
	})
	for _, dna := range list[30:] {
		if dna.Float(0)+dna.Float(1) > 0.5 {
			broken++
		}
	}
	if best < -2.1 {
		t.Errorf("the best that keeps the constraint is %v, want -2 within 0.1", best)
	}
	if broken > 8 {
		t.Errorf("%d of the last 30 trials break the constraint by more than 0.5, want at most 8", broken)
	}
}

// While nothing keeps the constraint, the search goes to where it is broken less.
func TestGPFindsWhatKeepsConstraints(t *testing.T) {
	kept := 0
	run(t, bayes.GP(), floats(t, 4), 60, func(dna *geno.DNA) search.Outcome {
		// A ball of which a random point is inside one time in 2,000.
		v := math.Sqrt(-bowl(dna)) - 1
		if v <= 0 {
			kept++
		}
		return search.Outcome{Reward: dna.Float(0), Violation: max(0, v)}
	})
	if kept < 3 {
		t.Errorf("%d of 60 trials keep the constraint, want 3 or more", kept)
	}
}

// Where programs fail is learned: here is where half of the space crashes, next
// to the best.
func TestGPAvoidsFailures(t *testing.T) {
	best := math.Inf(-1)
	failed := 0
	list := run(t, bayes.GP(), floats(t, 2), 60, func(dna *geno.DNA) search.Outcome {
		if dna.Float(0) > 1.2 {
			return search.Outcome{Failed: true}
		}
		best = max(best, bowl(dna))
		return search.Outcome{Reward: bowl(dna)}
	})
	for _, dna := range list[30:] {
		if dna.Float(0) > 1.2 {
			failed++
		}
	}
	if best < -1e-3 || failed > 10 {
		t.Errorf("the best is %v, want 0 within 1e-3; %d of the last 30 trials failed, want at most 10", best, failed)
	}
}

// Proposals for workers that start together are apart from each other, also when
// the search has nearly converged.
func TestGPProposesBatches(t *testing.T) {
	space := floats(t, 2)
	s, err := bayes.GP().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	const workers = 8
	var batch []*geno.DNA
	id := 0
	for range 5 {
		batch = batch[:0]
		for range workers {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			batch = append(batch, dna)
			id++
		}
		for i, dna := range batch {
			for _, other := range batch[:i] {
				if d := math.Hypot(dna.Float(0)-other.Float(0), dna.Float(1)-other.Float(1)); d < 1e-5 {
					t.Errorf("after %d trials two proposals that are open together are %v apart", id-workers, d)
				}
			}
			s.Finished(id-workers+i, search.Outcome{Reward: bowl(dna)})
		}
	}
}

// A search that is restarted goes on as it would have, also where hyperparameters
// were fitted many times, and the process does not know all trials any more.
func TestGPRestartsLate(t *testing.T) {
	space := floats(t, 2)
	alg := bayes.GP(bayes.GPPoints(25), bayes.GPCandidates(32))
	list := run(t, alg, space, 140, func(dna *geno.DNA) search.Outcome { return search.Outcome{Reward: bowl(dna)} })
	for _, cut := range []int{24, 25, 26, 60, 100, 139} {
		s, err := alg.Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for id, dna := range list[:cut] {
			s.Started(id, dna)
			s.Finished(id, search.Outcome{Reward: bowl(dna)})
		}
		for id, want := range list[cut:] {
			id += cut
			if dna, err := s.Propose(id); err != nil || !dna.Equal(want) {
				t.Fatalf("restarted after %d trials, trial %d is %v (error %v), and was %v", cut, id, dna, err, want)
			}
			s.Started(id, want)
			s.Finished(id, search.Outcome{Reward: bowl(want)})
		}
	}
}

// A table of 600 entries is searched to its best entry long before it is used up.
func TestGPOnATable(t *testing.T) {
	space := gpSpace(t,
		geno.At("A", &geno.Int{Min: 0, Max: 9}),
		geno.At("B", &geno.Int{Min: 1, Max: 1024, Scale: geno.Log, Step: 103}),
		geno.At("C", &geno.Choices{K: 1, Literals: []any{"x", "y", "z"}}),
		geno.At("D", &geno.Choices{K: 1, Literals: []any{false, true}}))
	found := 0
	for i, dna := range run(t, bayes.GP(), space, 60, func(dna *geno.DNA) search.Outcome {
		a, b := float64(dna.Index(0))-6, float64(dna.Index(1))-2
		r := -a*a - b*b
		if dna.Index(2) != 1 {
			r -= 8
		}
		return search.Outcome{Reward: r - 3*float64(dna.Index(3))}
	}) {
		if dna.Index(0) == 6 && dna.Index(1) == 2 && dna.Index(2) == 1 && dna.Index(3) == 0 {
			found = i + 1
		}
	}
	if found == 0 {
		t.Error("the best of 600 entries was not found in 60 trials")
	}
}
