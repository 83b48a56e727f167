package auto

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

// The laws hold across the steps of a plan, which here come early, since what the
// model costs is not to be paid on each of the laws' spaces.
func TestLaws(t *testing.T) {
	searchtest.Run(t, "auto", search.Dedup(auto{budget: 40, modelled: 15}))
}

func spec(t *testing.T, e ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(e...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func floats(n int) []geno.Element {
	var list []geno.Element
	for i := range n {
		list = append(list, geno.At("X"+string(rune('A'+i%26))+string(rune('a'+i/26)), &geno.Float{Min: -1, Max: 1}))
	}
	return list
}

func TestPlan(t *testing.T) {
	choice := &geno.Choices{K: 1, Literals: []any{"a", "b", "c"}}
	order := &geno.Choices{K: 5, Literals: []any{1, 2, 3, 4, 5}, Distinct: true}
	for _, test := range []struct {
		name   string
		space  *geno.Spec
		trials int
		want   string // the beginnings of the algorithms' names
	}{
		{"few trials of numbers", spec(t, floats(5)...), 100, "trust gp( hill"},
		{"many", spec(t, floats(5)...), 1000, "trust gp( hill CMA-ES"},
		{"unknown", spec(t, floats(5)...), 0, "trust gp( hill CMA-ES"},
		{"whole numbers", spec(t, geno.At("N", &geno.Int{Max: 99})), 1000, "trust gp( hill CMA-ES"},
		{"many numbers", spec(t, floats(60)...), 1000, "trust CMA-ES"},
		{"very many numbers", spec(t, floats(120)...), 1000, "CMA-ES"},
		{"choices", spec(t, geno.At("A", choice), geno.At("B", choice)), 100, "hill"},
		{"an order", spec(t, geno.At("A", order), geno.At("B", choice)), 100, "hill"},
		{"choices and numbers", spec(t, append(floats(3), geno.At("A", choice))...), 100, "TPE TPE"},
		{"choices and whole numbers", spec(t, geno.At("N", &geno.Int{Max: 99}), geno.At("A", choice)), 100, "TPE"},
		{"custom", spec(t, geno.At("A", &geno.Custom{First: func() string { return "" }})), 100, "regularized"},
	} {
		steps, err := Plan(test.space, test.trials)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(test.want)
		if len(steps) != len(want) {
			t.Errorf("%s: expected %v, got %v", test.name, want, steps)
			continue
		}
		for i, s := range steps {
			if !strings.HasPrefix(s.Algorithm.String(), want[i]) || s.Reason == "" || i == 0 != (s.From == 0) {
				t.Errorf("%s: expected %v, got %v", test.name, want, steps)
			}
		}
	}
	if _, err := Plan(nil, 1); err == nil {
		t.Error("there is a plan for no space")
	}
}

// A model that brings nothing more is left before its time, at the same trial
// again.
func TestPatience(t *testing.T) {
	space := spec(t, floats(3)...)
	journal := func() (left int) {
		s, err := auto{budget: 150, modelled: 150}.Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for id := range 100 {
			d, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, d)
			s.Finished(id, search.Outcome{Reward: float64(id % 7)}) // says nothing of d
			if strings.HasPrefix(s.(*running).steps[0].Algorithm.String(), "hill") {
				if now := s.(*running).Explain(); !strings.HasPrefix(now, fmt.Sprintf("from trial %d: hill", id+1)) {
					t.Errorf("after trial %d the search says: %s", id, now)
				}
				return id
			}
		}
		return -1
	}
	if first := journal(); first < 40 || first != journal() {
		t.Errorf("the model was left at trial %d, and then at %d", first, journal())
	}
}

// Several objectives are seen when they come.
func TestObjectives(t *testing.T) {
	space := spec(t, floats(4)...)
	s, err := New().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	spread := 0.0
	for id := range 60 {
		d, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, d)
		x := d.Float(0)
		if id >= 30 {
			spread = math.Max(spread, math.Abs(x))
		}
		s.Finished(id, search.Outcome{Reward: x, Rewards: []float64{x, -x}})
	}
	// All x are as good: a search of the first objective alone would stay at 1.
	if spread == 0 {
		t.Error("nothing but one point was tried")
	}
}
