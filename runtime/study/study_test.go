// Tests of the record: what is written is read again, and what is broken is
// told.

package study_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/study"
)

func codecs(t *testing.T) *geno.Spec {
	t.Helper()
	stride, err := geno.New(geno.At("Stride", &geno.Choices{K: 1, Literals: []any{1, 2, 4}}))
	if err != nil {
		t.Fatal(err)
	}
	none, err := geno.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := geno.New(
		geno.At("Level", &geno.Int{Min: 1, Max: 11}),
		geno.At("Rate", &geno.Float{Min: 1e-3, Max: 1, Scale: geno.Log}),
		geno.At("Filter", &geno.Choices{K: 1, Candidates: []*geno.Spec{none, stride}, Literals: []any{"None", "Delta, the \"first\""}}),
		geno.At("Stages", &geno.Choices{K: 2, Literals: []any{"split", "rle", "entropy"}, Distinct: true}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run makes a history with trials of every state, which ended out of order.
func run(t *testing.T) *study.Study {
	t.Helper()
	s, err := study.New(codecs(t), evolution.Regularized(), 1<<63+5, study.Minimize)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var open []int
	for range 60 {
		tr, err := s.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.IntN(1e6)))
		open = append(open, tr.ID)
		if len(open) < 4 {
			continue
		}
		i := rng.IntN(len(open))
		id := open[i]
		open = append(open[:i], open[i+1:]...)
		switch rng.IntN(4) {
		case 0:
			_, err = s.Fail(id, errors.New("out of memory, \"again\"\nand more"), map[string]float64{"bytes": 1e9})
		case 1:
			_, err = s.Report(id, rng.Float64(), map[string]float64{"MB/s": 1 / rng.Float64(), "bytes": 3})
		default:
			_, err = s.Report(id, rng.NormFloat64(), nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestHistoryJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := run(t).History()
		data, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var read study.History
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if read.Algorithm != h.Algorithm || read.Seed != h.Seed || read.Goal != h.Goal || !read.Space.Equal(h.Space) || len(read.Trials) != len(h.Trials) {
			t.Fatalf("expected the search to be the same, got %+v", read)
		}
		for i, want := range h.Trials {
			got := read.Trials[i]
			if !got.DNA.Equal(want.DNA) || !got.Began.Equal(want.Began) {
				t.Fatalf("expected %+v, got %+v", want, got)
			}
			got.DNA, got.Began = want.DNA, want.Began
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("expected %+v, got %+v", want, got)
			}
		}
		again, err := json.Marshal(&read)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("expected the same bytes again, error %v", err)
		}
		if got, want := read.Best(), h.Best(); got.ID != want.ID || h.Count(study.Done)+h.Count(study.Failed)+h.Count(study.Open) != 60 || h.Count(study.Open) != 3 {
			t.Errorf("expected trial %d to be the best and 3 of 60 trials open, got %d and %d", want.ID, got.ID, h.Count(study.Open))
		}
	})
}

func TestHistoryCSV(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		space := codecs(t)
		s, err := study.New(space, search.Random(), 1, study.Maximize)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range []string{"[5, 0.25, 0, [0, 2]]", "[0, 0.5, (1, 2), [1, 0]]", "[1, 1.0, 0, [2, 1]]"} {
			d, err := space.ParseDNA(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Supply(d); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Next(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			time.Sleep(1500 * time.Millisecond)
			switch i {
			case 0:
				_, err = s.Report(0, 2.5, map[string]float64{"MB/s": 120})
			case 1:
				_, err = s.Fail(1, errors.New("no, \"never\"\nsaid it"), nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := s.History().WriteCSV(&out); err != nil {
			t.Fatal(err)
		}
		want := `trial,state,reward,seconds,began,MB/s,Level,Rate,Filter,Stages[0],Stages[1],Filter[=1/2].Stride,dna,error
0,done,2.5,1.5,2000-01-01T00:00:00Z,120,6,0.25,None,split,entropy,,"DNA([5, 0.25, 0, [0, 2]])",
1,failed,,1.5,2000-01-01T00:00:01.5Z,,1,0.5,"Delta, the ""first""",rle,split,4,"DNA([0, 0.5, (1, 2), [1, 0]])","no, ""never""
said it"
2,open,,,2000-01-01T00:00:03Z,,2,1,None,entropy,rle,,"DNA([1, 1.0, 0, [2, 1]])",
`
		if got := strings.ReplaceAll(out.String(), time.Now().Format("Z07:00"), "Z"); got != want {
			t.Errorf("expected\n%s\ngot\n%s", want, got)
		}
		if _, err := csv.NewReader(&out).ReadAll(); err != nil {
			t.Error(err)
		}
	})
	if err := run(t).History().WriteCSV(full{}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("expected the error of the writer, got %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestBrokenHistory(t *testing.T) {
	data, err := json.Marshal(run(t).History())
	if err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	change := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%s is not in the history", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for _, c := range []struct{ data, want string }{
		{"", "unexpected end of JSON input"},
		{whole[:len(whole)/2], "unexpected end of JSON input"},
		{"{}", `study: goal: expected "maximize" or "minimize", got ""` + "\nstudy: space: missing"},
		{change(`"goal":"minimize"`, `"goal":"min"`), `study: goal: expected "maximize" or "minimize", got "min"`},
		{change(`"state":"failed"`, `"state":"fail"`), `state: expected "open", "done", "failed" or "stopped", got "fail"`},
		{change(`"state":"open"`, `"state":"done"`), "reward: missing"},
		{change(`"id":7`, `"id":8`), "trial 7: expected the id 7, got 8"},
		{change(`"dna":"DNA([`, `"dna":"DNA([99, `), "trial 0: dna:"},
		{change(`"start":9,`, `"start":10,`), "expected"},
		{change(`"seed":9223372036854775813`, `"seed":-1`), "seed"},
	} {
		h := study.History{Seed: 4}
		err := json.Unmarshal([]byte(c.data), &h)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
		if h.Seed != 4 || h.Trials != nil {
			t.Errorf("%v: expected the history unchanged, got %+v", err, h)
		}
	}
}

// A measure that is no number doesn't cost the history.
func TestMeasuresThatAreNotFinite(t *testing.T) {
	s, err := study.New(codecs(t), search.Random(), 1, study.Maximize)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Next(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Report(0, 1, map[string]float64{"loss": math.NaN(), "most": math.Inf(1), "least": math.Inf(-1), "rate": 0.1}); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(s.History())
	if err != nil {
		t.Fatal(err)
	}
	var read study.History
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	m := read.Trials[0].Measures
	if len(m) != 4 || !math.IsNaN(m["loss"]) || !math.IsInf(m["most"], 1) || !math.IsInf(m["least"], -1) || m["rate"] != 0.1 {
		t.Errorf("got %v", m)
	}
	if err := json.Unmarshal(bytes.Replace(data, []byte(`"NaN"`), []byte(`"none"`), 1), &read); err == nil {
		t.Error("expected an error for a measure that is some text")
	}
}

func TestEndedTwice(t *testing.T) {
	s := run(t)
	h := s.History()
	ended := h.Best().ID
	if _, err := s.Report(ended, 1, nil); err == nil || !strings.Contains(err.Error(), "expected an open trial, got one that is done") {
		t.Errorf("expected an error for a trial that has ended, got %v", err)
	}
	if _, err := s.Fail(60, nil, nil); err == nil || !strings.Contains(err.Error(), "trial 60: there are only the trials 0 to 59") {
		t.Errorf("expected an error for a trial that is not there, got %v", err)
	}
	if !reflect.DeepEqual(s.History(), h) {
		t.Error("expected the history unchanged")
	}
}

func TestNil(t *testing.T) {
	for _, c := range []struct {
		h     *study.History
		space *geno.Spec
		alg   search.Algorithm
		want  string
	}{
		{nil, codecs(t), search.Random(), "study: expected a history, got nil: use New for a new search"},
		{new(study.History), nil, search.Random(), "study: expected the space of a program, got nil"},
		{new(study.History), codecs(t), nil, "study: expected an algorithm, got nil"},
	} {
		if _, err := study.Resume(c.h, c.space, c.alg); err == nil || err.Error() != c.want {
			t.Errorf("expected %q, got %v", c.want, err)
		}
	}
	if _, err := study.New(nil, nil, 1, study.Maximize); err == nil {
		t.Error("expected an error for no space and no algorithm")
	}
	var none *geno.DNA
	s := run(t)
	if err := s.Supply(none); err == nil {
		t.Error("expected an error for no DNA")
	}
}

// judged makes a history with two objectives, with programs that break a
// constraint, and with curves.
func judged(t *testing.T) *study.Study {
	t.Helper()
	s, err := study.New(codecs(t), search.Random(), 7, study.Maximize, study.Minimize)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 80 {
		tr, err := s.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		for step := range rng.IntN(4) {
			if _, err := s.Step(tr.ID, 10*step, rng.Float64(), map[string]float64{"loss": rng.Float64()}); err != nil {
				t.Fatal(err)
			}
		}
		m := study.Measurement{Rewards: []float64{float64(rng.IntN(12)), float64(rng.IntN(12))}, Violation: max(0, rng.NormFloat64())}
		if i < 79 {
			if _, err := s.ReportAll(tr.ID, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

// What is preferred is on the front, and of it the best by the preference.
func TestPrefer(t *testing.T) {
	h := judged(t).History()
	first, err := h.Prefer(pareto.Lexicographic(pareto.Within{Objective: 0}))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range h.Front() {
		if h.Goals[0].Better(f.Rewards[0], first.Rewards[0]) {
			t.Errorf("expected the best in the first objective, got %v, and there is %v", first.Rewards, f.Rewards)
		}
	}
	if knee, err := h.Prefer(pareto.Knee()); err != nil || !slices.ContainsFunc(h.Front(), func(f *study.Trial) bool { return f.ID == knee.ID }) {
		t.Errorf("expected a trial of the front, got %v, %v", knee, err)
	}
	h.Trials = nil
	if none, err := h.Prefer(pareto.Knee()); none != nil || err != nil {
		t.Errorf("expected no trial of none, got %v, %v", none, err)
	}
	if _, err := h.Prefer(nil); err == nil {
		t.Error("expected an error for no preference")
	}
}

func TestFront(t *testing.T) {
	h := judged(t).History()
	on := map[int]bool{}
	last := -1
	for _, f := range h.Front() {
		if f.ID <= last {
			t.Errorf("expected trials in the order of their ids, got %d after %d", f.ID, last)
		}
		last = f.ID
		on[f.ID] = true
	}
	if len(on) < 2 {
		t.Fatalf("expected a front of several, got %v", on)
	}
	var best float64
	for _, a := range h.Trials {
		if a.State != study.Done || a.Violation > 0 {
			if on[a.ID] {
				t.Errorf("trial %d is on the front, with a violation of %v", a.ID, a.Violation)
			}
			continue
		}
		best = max(best, a.Reward)
		dominated := false
		for _, b := range h.Trials {
			if b.State == study.Done && b.Violation == 0 && b.Rewards[0] >= a.Rewards[0] && b.Rewards[1] <= a.Rewards[1] && (b.Rewards[0] > a.Rewards[0] || b.Rewards[1] < a.Rewards[1]) {
				dominated = true
			}
		}
		if dominated == on[a.ID] {
			t.Errorf("trial %d with %v: expected on the front: %v", a.ID, a.Rewards, !dominated)
		}
	}
	if b := h.Best(); b.Reward != best || b.Violation != 0 {
		t.Errorf("expected the best in the first objective, %v, got %v", best, b.Reward)
	}
}

func TestHistoryOfSeveralObjectives(t *testing.T) {
	h := judged(t).History()
	data, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var read study.History
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(&read); err != nil || !bytes.Equal(again, data) {
		t.Errorf("expected the same bytes again, error %v", err)
	}
	for i, want := range h.Trials {
		got := read.Trials[i]
		got.DNA, got.Began = want.DNA, want.Began
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("expected %+v, got %+v", want, got)
		}
	}
	if read.Goal != study.Maximize || !reflect.DeepEqual(read.Goals, h.Goals) {
		t.Errorf("expected the goals %v, got %v and %v", h.Goals, read.Goal, read.Goals)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"goals":["maximize","minimize"]`, `"goals":["maximize"]`, "study: goals: expected a goal, or goals of several objectives"},
		{`"goals":["maximize","minimize"]`, `"goals":["up","minimize"]`, `study: goal: expected "maximize" or "minimize", got "up"`},
		{`"goals":["maximize","minimize"]`, `"goal":"maximize"`, "study: trial 0: rewards: expected none, since the trial is done and the goals are [maximize]"},
		{`"rewards":[`, `"rewards":[1,`, "study: trial 0: rewards: expected 2, one for each goal, got 3"},
		{`"violation":`, `"violation":-`, "violation: expected 0 or more, got -"},
		{`"state":"done"`, `"state":"stopped"`, "study: trial 0: rewards: expected none, since the trial is stopped"},
		{`"step":10,`, `"step":0,`, "expected the steps of its curve to grow, got 0 after 0"},
		{`"at":1}`, `"at":0}`, "expected the point at step 0 to come after what is at 0, got 0"},
	} {
		if !strings.Contains(string(data), c.old) {
			t.Fatalf("%s is not in the history", c.old)
		}
		err := json.Unmarshal([]byte(strings.Replace(string(data), c.old, c.new, 1)), new(study.History))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
	}
}

// The algorithm is told of all objectives, each higher is better, of the
// violation, and of where a trial was stopped; again when the search goes on.
func TestOutcomes(t *testing.T) {
	told := &listener{}
	s, err := study.New(codecs(t), told, 1, study.Minimize, study.Maximize)
	if err != nil {
		t.Fatal(err)
	}
	next := func(s *study.Study) int {
		t.Helper()
		tr, err := s.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return tr.ID
	}
	for _, m := range []study.Measurement{
		{Rewards: []float64{3, 4}, Violation: 5},
		{Rewards: []float64{3}},
		{Rewards: []float64{3, math.NaN()}},
		{Rewards: []float64{3, 4}, Violation: math.NaN()},
	} {
		if _, err := s.ReportAll(next(s), m); err != nil {
			t.Fatal(err)
		}
	}
	failed := search.Outcome{Failed: true}
	want := []search.Outcome{{Reward: -3, Rewards: []float64{-3, 4}, Violation: 5}, failed, failed, failed}
	if !reflect.DeepEqual(told.outcomes, want) {
		t.Errorf("expected %+v, got %+v", want, told.outcomes)
	}
	for i, w := range []string{"", "expected a reward for each of 2 objectives, got 1", "reward 1 is NaN: expected a finite number", "the violation is NaN: expected a finite number, 0 or more"} {
		if got := s.History().Trials[i].Error; got != w {
			t.Errorf("trial %d: expected %q, got %q", i, w, got)
		}
	}
	told.outcomes = nil
	if _, err := study.Resume(s.History(), codecs(t), told); err != nil || !reflect.DeepEqual(told.outcomes, want) {
		t.Errorf("resumed: expected %+v, got %+v, error %v", want, told.outcomes, err)
	}

	told = &listener{}
	if s, err = study.New(codecs(t), told, 1, study.Minimize); err != nil {
		t.Fatal(err)
	}
	if err := s.StopEarly(from{6}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		next(s)
	}
	for _, p := range []struct {
		id, step int
		reward   float64
		want     study.State
	}{{0, 2, 9, study.Open}, {1, 4, 8, study.Open}, {0, 6, 7, study.Stopped}, {1, 8, math.Inf(1), study.Failed}} {
		if tr, err := s.Step(p.id, p.step, p.reward, nil); err != nil || tr.State != p.want {
			t.Errorf("trial %d, step %d: expected %v, got %v, error %v", p.id, p.step, p.want, tr.State, err)
		}
	}
	want = []search.Outcome{{Reward: -7, Step: 6, Curve: []search.Point{{Step: 2, Reward: -9}, {Step: 6, Reward: -7}}}, failed}
	if !reflect.DeepEqual(told.outcomes, want) {
		t.Errorf("expected %+v, got %+v", want, told.outcomes)
	}
	h := s.History()
	if h.Best() != nil || h.Count(study.Stopped) != 1 || h.Trials[1].Error != "stopped at step 8, where the reward is +Inf" {
		t.Errorf("expected no best among a stopped and a failed trial, got %+v", h.Trials)
	}
	if _, err := s.Step(0, 7, 1, nil); err == nil || err.Error() != "study: trial 0: expected an open trial, got one that is stopped" {
		t.Errorf("expected an error for a step of a stopped trial, got %v", err)
	}
	var table, curves bytes.Buffer
	if err := errors.Join(h.WriteCSV(&table), h.WriteCurves(&curves)); err != nil {
		t.Fatal(err)
	}
	if want := "trial,step,reward\n0,2,9\n0,6,7\n1,4,8\n1,8,+Inf\n"; curves.String() != want {
		t.Errorf("expected\n%s\ngot\n%s", want, curves.String())
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil || strings.Join(rows[0][:4], ",") != "trial,state,reward,step" || strings.Join(rows[1][:4], ",") != "0,stopped,7,6" || strings.Join(rows[2][:4], ",") != "1,failed,,8" {
		t.Errorf("expected the steps in the table, got %q, error %v", rows, err)
	}
	table.Reset()
	if err := judged(t).History().WriteCSV(&table); err != nil {
		t.Fatal(err)
	}
	if want := "trial,state,reward 0,reward 1,violation,step,seconds,"; !strings.HasPrefix(table.String(), want) {
		t.Errorf("expected %q, got %q", want, table.String()[:60])
	}
}

func TestWrongStoppers(t *testing.T) {
	several, err := study.New(codecs(t), search.Random(), 1, study.Maximize, study.Maximize)
	if err != nil {
		t.Fatal(err)
	}
	one := func(rule study.Stopper) *study.Study {
		t.Helper()
		s, err := study.New(codecs(t), search.Random(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if rule != nil {
			if err := s.StopEarly(rule); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Next(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		s    *study.Study
		rule study.Stopper
		want string
	}{
		{one(nil), nil, "study: expected a stopper, got nil"},
		{several, from{1}, "study: from 1 can't stop trials of a search with several objectives: expected one goal, got [maximize maximize]"},
		{one(from{1}), from{2}, "study: trials are stopped by another stopper: expected from 1, got from 2: use the stopper of the history, or start a new search"},
		{one(nil), from{1}, "study: the history is of a search in which no trial is stopped: expected no stopper, got from 1: start a new search"},
	} {
		if err := c.s.StopEarly(c.rule); err == nil || err.Error() != c.want {
			t.Errorf("expected %q, got %v", c.want, err)
		}
	}
}

// from stops trials from a step on.
type from struct{ step int }

func (f from) String() string                           { return fmt.Sprintf("from %d", f.step) }
func (f from) Start(study.Goal) (study.Stopping, error) { return f, nil }
func (f from) Stop(_ int, p study.Point) bool           { return p.Step >= f.step }
func (f from) Ended(int, study.State)                   {}

// A listener notes the outcomes that it is told of.
type listener struct {
	search.Search
	outcomes []search.Outcome
}

func (l *listener) String() string { return "listener" }
func (l *listener) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var err error
	l.Search, err = search.Random().Start(space, seed)
	return l, err
}
func (l *listener) Finished(id int, o search.Outcome) { l.outcomes = append(l.outcomes, o) }
