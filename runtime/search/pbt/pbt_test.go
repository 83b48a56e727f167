package pbt_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "Truncation", pbt.New(pbt.Population(5)))
	searchtest.Run(t, "Tournament", pbt.New(pbt.Tournament(), pbt.Population(4), pbt.Resample(0)))
	searchtest.Run(t, "Default", pbt.New())
	searchtest.Run(t, "One", pbt.New(pbt.Population(1)))
}

func space(t testing.TB, e ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(e...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSettings(t *testing.T) {
	s := space(t, geno.At("Rate", &geno.Float{Min: 0.1, Max: 1}))
	for _, c := range []struct {
		opt  pbt.Option
		want string
	}{
		{pbt.Population(0), "use pbt.Population(20)"},
		{pbt.Truncation(0.6), "use pbt.Truncation(0.2)"},
		{pbt.Perturb(0.8, math.NaN()), "use pbt.Perturb(0.8, 1.2)"},
		{pbt.Resample(-1), "use pbt.Resample(0.25)"},
		{pbt.Fixed("Ratte"), `there is no decision Ratte to be fixed: use some of ["Rate"]`},
	} {
		if _, err := pbt.New(c.opt).Start(s, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
	}
}

// The toy problem of the paper's figure 2: two workers ascend the gradient of a
// surrogate, 1.2 - h0·θ0² - h1·θ1², of what counts, 1.2 - θ0² - θ1². Each with its own
// h moves one of the numbers only and gets to 0.39, where with population based
// training they come near to 1.2.
func TestFigure2(t *testing.T) {
	s := space(t, geno.At("H0", &geno.Float{Min: 0, Max: 1}), geno.At("H1", &geno.Float{Min: 0, Max: 1}))
	run := func(opts ...pbt.Option) float64 {
		run, err := pbt.New(append(opts, pbt.Population(2))...).Start(s, 1)
		if err != nil {
			t.Fatal(err)
		}
		c := run.(search.Continued)
		best := math.Inf(-1)
		states := map[int][2]float64{-1: {0.9, 0.9}}
		for id := range 100 {
			dna, err := c.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			if id < 2 {
				dna, _ = s.FromNumbers([]float64{float64(1 - id), float64(id)})
			}
			c.Started(id, dna)
			theta := states[c.Parent(id)]
			for range 4 {
				for i := range theta {
					theta[i] -= 0.02 * 2 * dna.Float(i) * theta[i]
				}
			}
			states[id] = theta
			q := 1.2 - theta[0]*theta[0] - theta[1]*theta[1]
			best = max(best, q)
			c.Finished(id, search.Outcome{Reward: q})
		}
		return best
	}
	if alone := run(pbt.Truncation(0)); math.Abs(alone-0.39) > 0.01 {
		t.Errorf("without copying: expected 0.39, got %v", alone)
	}
	for _, opt := range []pbt.Option{pbt.Truncation(0.2), pbt.Truncation(0.5)} {
		if q := run(opt); q < 1.1 {
			t.Errorf("expected more than 1.1, got %v", q)
		}
	}
}

// Copies come from the best fifth and go to the worst, with numbers moved by the
// factors; what is fixed stays with the state; who is needed is what members stand at.
func TestTruncation(t *testing.T) {
	s := space(t, geno.At("Rate", &geno.Float{Min: 1e-6, Max: 1, Scale: geno.Log}),
		geno.At("Size", &geno.Choices{K: 1, Literals: []any{8, 16, 32, 64}}),
		geno.At("Kind", &geno.Choices{K: 1, Literals: []any{"a", "b", "c"}}),
		geno.At("Hidden", &geno.Int{Min: 1, Max: 100}))
	run, err := pbt.New(pbt.Population(10), pbt.Resample(0), pbt.Fixed("Hidden")).Start(s, 3)
	if err != nil {
		t.Fatal(err)
	}
	c := run.(search.Continued)
	dnas := map[int]*geno.DNA{}
	copies := 0
	for id := range 200 {
		dna, err := c.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		c.Started(id, dna)
		dnas[id] = dna
		p := c.Parent(id)
		member := id % 10
		switch {
		case id < 10 && p != -1:
			t.Fatalf("trial %d has the parent %d", id, p)
		case id >= 10 && member < 2: // the worst
			copies++
			if p != id-10-member+8 && p != id-10-member+9 {
				t.Fatalf("trial %d goes on from %d", id, p)
			}
			was := dnas[p]
			ratio := dna.Float(0) / was.Float(0)
			if math.Abs(ratio-0.8) > 1e-9 && math.Abs(ratio-1.2) > 1e-9 && dna.Float(0) != 1 && dna.Float(0) != 1e-6 {
				t.Errorf("trial %d: the rate is multiplied by %v", id, ratio)
			}
			if step := dna.Index(1) - was.Index(1); step != 1 && step != -1 {
				t.Errorf("trial %d: the size is moved by %d", id, step)
			}
			if dna.Index(2) != was.Index(2) || dna.Index(3) != was.Index(3) {
				t.Errorf("trial %d: %v of %v", id, dna, was)
			}
		case id >= 10 && (p != id-10 || !dna.Equal(dnas[p])):
			t.Fatalf("trial %d: %v goes on from %d, %v", id, dna, p, dnas[p])
		}
		c.Finished(id, search.Outcome{Reward: float64(member)})
		needed := 0
		for k := range id + 1 {
			if c.Needed(k) {
				needed++
			}
		}
		if needed > 20 || id >= 10 && needed < 10 {
			t.Fatalf("after trial %d, %d are needed", id, needed)
		}
	}
	if copies != 38 {
		t.Errorf("%d copies", copies)
	}
}

// A member without a state copies one that has; with none at all it begins anew. All in training: wait.
func TestFailures(t *testing.T) {
	s := space(t, geno.At("Rate", &geno.Float{Min: 0, Max: 1}))
	run, err := pbt.New(pbt.Population(3)).Start(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	c := run.(search.Continued)
	start := func(id, parent int) {
		t.Helper()
		dna, err := c.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		if c.Started(id, dna); c.Parent(id) != parent {
			t.Fatalf("trial %d goes on from %d, expected %d", id, c.Parent(id), parent)
		}
	}
	for id := range 3 {
		start(id, -1)
	}
	if _, err := c.Propose(3); err != search.ErrWait {
		t.Fatalf("expected to wait, got %v", err)
	}
	c.Finished(1, search.Outcome{Failed: true})
	start(3, -1)
	c.Finished(0, search.Outcome{Reward: math.NaN()})
	c.Finished(2, search.Outcome{Reward: 5})
	start(4, 2)
	start(5, 2)
	c.Finished(4, search.Outcome{Reward: 9, Step: 3}) // stopped early: no state
	if c.Needed(4) || !c.Needed(2) {
		t.Error("expected the state of trial 2 to be needed, and none of trial 4")
	}
}

// On random spaces copies differ and are of the space.
func TestExplore(t *testing.T) {
	for seed := range uint64(150) {
		s, err := searchtest.RandomSpace(rand.New(rand.NewPCG(seed, 9)))
		if err != nil {
			t.Fatal(err)
		}
		run, err := pbt.New(pbt.Population(2), pbt.Truncation(0.5)).Start(s, seed)
		if err != nil {
			t.Fatal(err)
		}
		c := run.(search.Continued)
		one := s.Size() != nil && s.Size().IsInt64() && s.Size().Int64() == 1
		var dnas []*geno.DNA
		for id := range 30 {
			dna, err := c.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			c.Started(id, dna)
			dnas = append(dnas, dna)
			if p := c.Parent(id); p >= 0 && id%2 != p%2 && !one && dna.Equal(dnas[p]) {
				t.Errorf("seed %d: a copy of %v is the same", seed, dna)
			}
			c.Finished(id, search.Outcome{Reward: float64(id % 2)})
		}
	}
}
