package study_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/study"
)

// A search whose trials go on from others is the same after any restart: parents,
// DNAs and what is needed. Two trials are open at a time.
func TestLineageSurvivesRestart(t *testing.T) {
	space, err := geno.New(geno.At("Rate", &geno.Float{Min: 0, Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	alg := func() *study.Study {
		s, err := study.New(space, pbt.New(pbt.Population(4), pbt.Truncation(0.5)), 5, study.Minimize)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const trials = 40
	run := func(restart bool) *study.History {
		s := alg()
		worth := map[int]float64{}
		var open []study.Trial
		for done := 0; done < trials; {
			for len(open) < 2 {
				tr, err := s.Next(context.Background(), 2)
				if err != nil {
					t.Fatal(err)
				}
				open = append(open, tr)
			}
			if restart {
				text, err := json.Marshal(s.History())
				if err != nil {
					t.Fatal(err)
				}
				var h study.History
				if err := json.Unmarshal(text, &h); err != nil {
					t.Fatal(err)
				}
				old := s
				if s, err = study.Resume(&h, space, pbt.New(pbt.Population(4), pbt.Truncation(0.5))); err != nil {
					t.Fatal(err)
				}
				for i := range h.Trials {
					if s.Needed(i) != old.Needed(i) {
						t.Fatalf("trial %d is needed: %v, and %v after a restart", i, old.Needed(i), s.Needed(i))
					}
				}
				for i := range open {
					tr, err := s.Next(context.Background(), 2)
					if err != nil || !tr.DNA.Equal(h.Trials[tr.ID].DNA) || tr.Parent != h.Trials[tr.ID].Parent {
						t.Fatalf("trial %d is handed out with the parent %d, %v", tr.ID, tr.Parent, err)
					}
					_ = i
				}
			}
			k := done * 7 % 2
			tr := open[k]
			open = append(open[:k:k], open[k+1:]...)
			if tr.Parent >= 0 && !s.Needed(tr.Parent) {
				t.Errorf("trial %d is open, and its parent %d not needed", tr.ID, tr.Parent)
			}
			worth[tr.ID] = worth[tr.Parent] - tr.DNA.Float(0)
			if done%11 == 5 {
				worth[tr.ID] = math.NaN()
			}
			s.Report(tr.ID, worth[tr.ID], nil)
			done++
		}
		return s.History()
	}
	whole, parts := run(false), run(true)
	continued := 0
	for i, tr := range whole.Trials {
		if p := parts.Trials[i]; p.Parent != tr.Parent || !p.DNA.Equal(tr.DNA) {
			t.Fatalf("trial %d: %v from %d, and %v from %d with restarts", i, tr.DNA, tr.Parent, p.DNA, p.Parent)
		}
		if tr.Parent >= 0 {
			continued++
		}
	}
	if continued < 20 {
		t.Errorf("only %d trials go on from others", continued)
	}

	best := whole.Best()
	line := whole.Lineage(best.ID)
	sum := 0.0
	for i, tr := range line {
		if i == 0 && tr.Parent != -1 || i > 0 && tr.Parent != line[i-1].ID {
			t.Errorf("%d follows on %d", tr.ID, tr.Parent)
		}
		sum -= tr.DNA.Float(0)
	}
	if math.Abs(sum-best.Reward) > 1e-9 {
		t.Errorf("the lineage of the best comes to %v, and the best is %v", sum, best.Reward)
	}
	if whole.Lineage(-1) != nil || whole.Lineage(1000) != nil {
		t.Error("a lineage of no trial")
	}
	var table bytes.Buffer
	if err := whole.WriteCSV(&table); err != nil || !strings.HasPrefix(table.String(), "trial,parent,state,reward,") {
		t.Errorf("%v:\n%s", err, table.String())
	}

	changed := *whole
	changed.Trials = append([]study.Trial(nil), whole.Trials...)
	changed.Trials[best.ID].Parent = -1
	if _, err := study.Resume(&changed, space, pbt.New(pbt.Population(4), pbt.Truncation(0.5))); err == nil || !strings.Contains(err.Error(), "the history has it go on from trial -1") {
		t.Errorf("expected an error about the parent, got %v", err)
	}
}
