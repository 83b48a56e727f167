package stopping_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
	. "github.com/pgen-go/pgen/runtime/study/stopping"
)

// always stops every trial or none, and counts what it is told.
type always struct {
	stop  bool
	calls *[]int
}

func (a always) String() string                           { return fmt.Sprintf("always %v", a.stop) }
func (a always) Start(study.Goal) (study.Stopping, error) { return a, nil }
func (a always) Ended(int, study.State)                   {}
func (a always) Stop(trial int, _ study.Point) bool {
	if a.calls != nil {
		*a.calls = append(*a.calls, trial)
	}
	return a.stop
}

func begin(t testing.TB, rule study.Stopper, goal study.Goal) study.Stopping {
	t.Helper()
	s, err := rule.Start(goal)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCombinations(t *testing.T) {
	yes, no := always{stop: true}, always{}
	for _, c := range []struct {
		rule study.Stopper
		want bool
	}{
		{yes, true},
		{no, false},
		{And(yes, yes), true},
		{And(yes, no), false},
		{And(no, yes), false},
		{And(no, no), false},
		{Or(yes, yes), true},
		{Or(yes, no), true},
		{Or(no, yes), true},
		{Or(no, no), false},
		{Not(yes), false},
		{Not(no), true},
		{And(yes, Not(Or(no, no))), true},
	} {
		if got := begin(t, c.rule, study.Maximize).Stop(0, study.Point{Step: 1}); got != c.want {
			t.Errorf("%v: expected %v, got %v", c.rule, c.want, got)
		}
	}
}

// All parts of a combination are told of a history, and of every step.
func TestCombinationsAreTold(t *testing.T) {
	var x, y []int
	rule := And(always{calls: &x}, Or(always{stop: true}, always{calls: &y}))
	s := search1(t, rule, study.Maximize)
	for range 3 {
		tr := next(t, s)
		step(t, s, tr.ID, 1, 1)
		step(t, s, tr.ID, 2, 1)
	}
	x, y = nil, nil
	resume(t, s, rule)
	if want := []int{0, 0, 1, 1, 2, 2}; !slices.Equal(x, want) || !slices.Equal(y, want) {
		t.Errorf("expected both to be told of %v, got %v and %v", want, x, y)
	}
}

func search1(t testing.TB, rule study.Stopper, goal study.Goal) *study.Study {
	t.Helper()
	space, err := geno.New(geno.At("X", &geno.Float{Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.New(space, search.Random(), 1, goal)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.StopEarly(rule); err != nil {
		t.Fatal(err)
	}
	return s
}

func next(t testing.TB, s *study.Study) study.Trial {
	t.Helper()
	tr, err := s.Next(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// step reports whether the trial is stopped.
func step(t testing.TB, s *study.Study, id, step int, reward float64) bool {
	t.Helper()
	tr, err := s.Step(id, step, reward, map[string]float64{"loss": -reward})
	if err != nil {
		t.Fatal(err)
	}
	return tr.State == study.Stopped
}

// resume is the search in another process.
func resume(t testing.TB, s *study.Study, rule study.Stopper) *study.Study {
	t.Helper()
	data, err := json.Marshal(s.History())
	if err != nil {
		t.Fatal(err)
	}
	var h study.History
	if err := json.Unmarshal(data, &h); err != nil {
		t.Fatal(err)
	}
	again, err := study.Resume(&h, s.History().Space, search.Random())
	if err != nil {
		t.Fatal(err)
	}
	if err := again.StopEarly(rule); err != nil {
		t.Fatal(err)
	}
	return again
}

// A stop is where a trial was stopped.
type stop struct{ trial, step int }

// lockstep runs trials side by side, as PyGlove's tests do: trial i, from 1,
// has the reward step/i and the loss i·step/10. Every step is told twice.
func lockstep(t *testing.T, rule study.Stopper, goal study.Goal, reward func(trial, step int) float64, steps int) (*study.Study, []stop) {
	t.Helper()
	s := search1(t, rule, goal)
	for range 4 {
		next(t, s)
	}
	var stops []stop
	for at := 1; at <= steps; at++ {
		for i := 1; i <= 4; i++ {
			if s.History().Trials[i-1].State != study.Open {
				continue
			}
			r := reward(i, at)
			measures := map[string]float64{"loss": float64(i) * float64(at) / 10}
			tr, err := s.Step(i-1, at, r, measures)
			if err != nil {
				t.Fatal(err)
			}
			if tr.State == study.Stopped {
				stops = append(stops, stop{i, at})
			} else if again, err := s.Step(i-1, at, r, measures); err != nil || again.State != study.Open || len(again.Curve) != at {
				t.Fatalf("expected a step told of twice to change nothing, got %v, a curve of %d, error %v", again.State, len(again.Curve), err)
			}
		}
	}
	return s, stops
}

func accuracy(trial, step int) float64 { return float64(step) / float64(trial) }
func loss(trial, step int) float64     { return float64(trial) * float64(step) / 10 }

func TestGates(t *testing.T) {
	for _, c := range []struct {
		name   string
		rule   study.Stopper
		goal   study.Goal
		reward func(trial, step int) float64
		want   []stop
	}{
		{"by value", ByValue(Value{1, 0.5}, Value{3, 2.5}), study.Maximize, accuracy, []stop{{3, 1}, {4, 1}, {2, 3}}},
		{"by value, minimizing", ByValue(Value{1, 0.3}, Value{3, 0.8}), study.Minimize, loss, []stop{{4, 1}, {3, 3}}},
		{"by value, on a measure", On("loss", study.Minimize, ByValue(Value{1, 0.3}, Value{3, 0.8})), study.Maximize, accuracy, []stop{{4, 1}, {3, 3}}},
		{"by rank", ByRank(Rank{Step: 1, Share: 0.5, Least: 2}, Rank{Step: 2, Place: 100}, Rank{Step: 3, Place: 1}), study.Maximize, accuracy, []stop{{3, 1}, {4, 1}, {2, 3}}},
		{"by rank, minimizing", ByRank(Rank{Step: 1, Share: 0.8, Least: 3}, Rank{Step: 3, Place: 1}), study.Minimize, loss, []stop{{4, 1}, {2, 3}, {3, 3}}},
		{"by rank, on a measure", On("loss", study.Minimize, ByRank(Rank{Step: 1, Share: 0.8, Least: 3}, Rank{Step: 3, Place: 1})), study.Maximize, accuracy, []stop{{4, 1}, {2, 3}, {3, 3}}},
		{"on a measure that isn't there", On("recall", study.Maximize, ByValue(Value{1, 0.5})), study.Maximize, accuracy, nil},
		{"after", After(2, ByRank(Rank{Step: 1, Place: 1}, Rank{Step: 3, Place: 2})), study.Maximize, accuracy, []stop{{3, 3}, {4, 3}}},
		{"threshold", Threshold(0.3, 4.5), study.Maximize, accuracy, []stop{{4, 1}, {1, 5}}},
		{"threshold, minimizing", Threshold(0, 1.1), study.Minimize, loss, []stop{{4, 3}, {3, 4}}},
		{"SHA", SuccessiveHalving(2, 1, 8, 2), study.Maximize, accuracy, []stop{{2, 1}, {4, 1}}},
		{"ASHA", ASHA(1, 8, 2), study.Maximize, accuracy, []stop{{2, 1}, {3, 1}, {4, 1}}},
		{"ASHA, where the worst come first", ASHA(1, 8, 2), study.Minimize, accuracy, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, got := lockstep(t, c.rule, c.goal, c.reward, 5); !slices.Equal(got, c.want) {
				t.Errorf("%v: expected trials and steps %v, got %v", c.rule, c.want, got)
			}
		})
	}
}

// A gate that no step is told of counts at the first step after it.
func TestGatesBetweenSteps(t *testing.T) {
	s := begin(t, ByValue(Value{2, 0.5}, Value{4, 0.5}, Value{9, 0.5}), study.Maximize)
	for _, p := range []struct {
		step   int
		reward float64
		want   bool
	}{{1, 0, false}, {3, 1, false}, {7, 0, true}, {8, 0, false}, {20, 0, true}, {21, 0, false}} {
		if got := s.Stop(0, study.Point{Step: p.step, Reward: p.reward}); got != p.want {
			t.Errorf("step %d: expected %v, got %v", p.step, p.want, got)
		}
	}
}

func TestPatience(t *testing.T) {
	s := begin(t, Patience(2, 0.1), study.Maximize)
	for i, c := range []struct {
		reward float64
		want   bool
	}{{math.Inf(-1), false}, {1, false}, {1.1, false}, {1.2, false}, {1.25, false}, {1.3, true}} {
		if got := s.Stop(0, study.Point{Step: i, Reward: c.reward}); got != c.want {
			t.Errorf("step %d: expected %v, got %v", i, c.want, got)
		}
	}
}

func TestWrongSettings(t *testing.T) {
	for _, c := range []struct {
		rule study.Stopper
		want string
	}{
		{ByValue(), "stopping: ByValue: expected one gate or more"},
		{ByValue(Value{1, math.NaN()}, Value{1, 2}), "stopping: ByValue: step 1: expected a number, got NaN\nstopping: ByValue: expected the steps of its gates to grow, got 1 after 1"},
		{ByRank(), "stopping: ByRank: expected one gate or more"},
		{ByRank(Rank{Step: 1, Share: 2}), "stopping: ByRank: step 1: expected a share from 0 to 1, got 2"},
		{ByRank(Rank{Step: 1, Share: 0.2, Place: 3}), "stopping: ByRank: step 1: expected a place or a share, got both 3 and 0.2"},
		{ByRank(Rank{Step: 1, Place: -1}, Rank{Step: 2, Least: -1}), "stopping: ByRank: step 1: expected a place of 1 or more, got -1\nstopping: ByRank: step 2: expected Least to be 0 or more, got -1"},
		{And(), "stopping: and(): expected one rule or more"},
		{Or(nil, Median(-1)), "stopping: or(<nil>, median(startup=-1)): expected a rule, got nil\nstopping: median(startup=-1): expected a share between 0 and 1, and 0 startup trials or more"},
		{Not(nil), "stopping: not(<nil>): expected a rule, got nil"},
		{After(3, nil), "stopping: after(3, <nil>): expected a rule, got nil"},
		{On("loss", study.Minimize, Percentile(1, 1)), "stopping: percentile(1, startup=1): expected a share between 0 and 1, and 0 startup trials or more"},
		{Threshold(2, 1), "stopping: threshold(2, 1): expected a low and a high one, got 2 and 1"},
		{Patience(0, 0), "stopping: patience(0, 0): expected 1 step or more, and 0 or more as what is better"},
		{ASHA(0, 27, 3), "stopping: ASHA(min=0, max=27, eta=3): expected a min of 1 or more and a max above it"},
		{ASHA(1, 27, 1), "stopping: ASHA(min=1, max=27, eta=1): expected an eta of 2 or more"},
		{SuccessiveHalving(1, 1, 27, 3), "stopping: successive halving(n=1, min=1, max=27, eta=3): expected 2 trials or more that compete"},
		{Hyperband(1, 2, 3), "stopping: Hyperband(min=1, max=2, eta=3): expected a max from eta to 1048576 times the min"},
		{Hyperband(1, math.MaxInt, 2), fmt.Sprintf("stopping: Hyperband(min=1, max=%d, eta=2): expected a max from eta to 1048576 times the min", math.MaxInt)},
	} {
		if _, err := c.rule.Start(study.Maximize); err == nil || err.Error() != c.want {
			t.Errorf("%v: expected\n%s\ngot\n%v", c.rule, c.want, err)
		}
	}
	begin(t, ASHA(1, math.MaxInt, 2), study.Maximize).Stop(0, study.Point{Step: math.MaxInt})
}

// Hyperband's brackets for 81 and 3 are those of the paper's table 1.
func TestHyperbandBrackets(t *testing.T) {
	s := begin(t, Hyperband(1, 81, 3), study.Maximize)
	sizes := map[int]int{} // by the first step at which one can be stopped
	const round = 81 + 34 + 15 + 8 + 5
	for trial := range 3 * round {
		// Each is worse than those before, so it is stopped at its first rung,
		// unless it is the first of its bracket.
		first := 81
		for at := 1; at <= 81; at++ {
			if s.Stop(trial, study.Point{Step: at, Reward: -float64(trial)}) {
				first = at
				break
			}
		}
		s.Ended(trial, study.Stopped)
		if trial >= round {
			sizes[first]++
		}
	}
	want := map[int]int{1: 2 * 81, 3: 2 * 34, 9: 2 * 15, 27: 2 * 8, 81: 2 * 5}
	for step, n := range want {
		if sizes[step] != n {
			t.Errorf("expected %d trials with a first rung at %d, got %d", n, step, sizes[step])
		}
	}
}

// all is every rule, for the tests that hold for each.
var all = []study.Stopper{
	ByValue(Value{2, 0.3}, Value{5, 0.8}),
	ByRank(Rank{Step: 1, Share: 0.5, Least: 3}, Rank{Step: 4, Place: 4}),
	Threshold(-1, 2),
	Patience(3, 0.05),
	Median(3),
	Percentile(0.25, 4),
	SuccessiveHalving(5, 1, 12, 2),
	ASHA(1, 12, 3),
	Hyperband(1, 12, 2),
	And(Patience(1, 0), Median(1)),
	Or(ASHA(1, 12, 2), Threshold(-1, 3)),
	Not(After(4, Median(2))),
	On("loss", study.Minimize, ASHA(1, 12, 3)),
}

// A search that goes on from its history, in the middle of trials, stops the
// same trials as one that never paused, also those that fail or tell of NaN.
func TestResumedSearchesStopTheSame(t *testing.T) {
	for _, rule := range all {
		for _, goal := range []study.Goal{study.Maximize, study.Minimize} {
			rng := rand.New(rand.NewPCG(3, 4))
			s := search1(t, rule, goal)
			again := resume(t, s, rule)
			at := map[int]int{}
			var open []int
			stopped := 0
			for range 1500 {
				if rng.IntN(80) == 0 {
					// What was open is handed out anew.
					again = resume(t, again, rule)
					for range again.History().Count(study.Open) {
						next(t, again)
					}
				}
				if len(open) < 4 {
					open = append(open, next(t, s).ID)
					next(t, again)
					continue
				}
				k := rng.IntN(len(open))
				id := open[k]
				if at[id] == 12 || rng.IntN(40) == 0 {
					reward := rng.NormFloat64()
					if rng.IntN(5) == 0 {
						reward = math.NaN() // fails
					}
					s.Report(id, reward, nil)
					again.Report(id, reward, nil)
					open = slices.Delete(open, k, k+1)
					continue
				}
				at[id] += 1 + rng.IntN(2)
				reward := rng.Float64() * math.Sqrt(float64(at[id]))
				if rng.IntN(30) == 0 {
					reward = math.NaN()
				}
				measures := map[string]float64{"loss": rng.Float64()}
				a, err := s.Step(id, at[id], reward, measures)
				b, err2 := again.Step(id, at[id], reward, measures)
				if err != nil || err2 != nil || a.State != b.State {
					t.Fatalf("%v, trial %d at step %d: expected the same, got %v and, in the resumed search, %v (errors %v, %v)", rule, id, at[id], a.State, b.State, err, err2)
				}
				if a.State != study.Open {
					stopped++
					open = slices.Delete(open, k, k+1)
				}
			}
			if stopped == 0 {
				t.Errorf("%v: nothing was stopped", rule)
			}
			want, got := new(bytes.Buffer), new(bytes.Buffer)
			if err := s.History().WriteCurves(want); err != nil {
				t.Fatal(err)
			}
			if err := again.History().WriteCurves(got); err != nil || !bytes.Equal(want.Bytes(), got.Bytes()) {
				t.Errorf("%v: expected the same curves (error %v)", rule, err)
			}
		}
	}
}

// Percentile and ASHA answer as what is written down from their definitions does.
func TestAgainstDefinitions(t *testing.T) {
	const steps = 9
	rng := rand.New(rand.NewPCG(5, 6))
	median, asha := begin(t, Median(4), study.Maximize), begin(t, ASHA(2, steps, 2), study.Maximize)
	var done [][]float64
	rungs := map[int][]float64{}
	for trial := range 200 {
		var curve []float64
		best := math.Inf(-1)
		for at := 1; at <= steps; at++ {
			r := math.Round(20*rng.Float64()) / 10
			curve, best = append(curve, r), max(best, r)
			p := study.Point{Step: at, Reward: r}

			want := false
			if len(done) >= 4 {
				var others []float64
				for _, d := range done {
					others = append(others, d[at-1])
				}
				slices.Sort(others)
				want = best < (others[(len(others)-1)/2]+others[len(others)/2])/2
			}
			if got := median.Stop(trial, p); got != want {
				t.Fatalf("median, trial %d, step %d: expected %v, got %v", trial, at, want, got)
			}

			want = false
			if at == 2 || at == 4 || at == 8 {
				rungs[at] = append(rungs[at], r)
				better := 0
				for _, o := range rungs[at] {
					if o > r {
						better++
					}
				}
				want = better >= max(1, len(rungs[at])/2)
			}
			if got := asha.Stop(trial, p); got != want {
				t.Fatalf("ASHA, trial %d, step %d: expected %v, got %v", trial, at, want, got)
			}
		}
		state := study.Done
		if rng.IntN(4) == 0 {
			state = study.Stopped
		} else {
			done = append(done, curve)
		}
		median.Ended(trial, state)
		asha.Ended(trial, state)
	}
}

// Every case of PyGlove's tests has a line that says which test keeps it.
func TestPyGloveCases(t *testing.T) {
	text, err := os.ReadFile("testdata/pyglove_early_stopping.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("stopping_test.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\w+\.\w+\.\w+) \| (.+) \|$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) != 13 {
		t.Errorf("expected 13 cases, got %d", len(rows))
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row[1]] {
			t.Errorf("%s comes twice", row[1])
		}
		seen[row[1]] = true
		tests := regexp.MustCompile(`Test\w+`).FindAllString(row[2], -1)
		if len(tests) == 0 {
			t.Errorf("%s: no test is named", row[1])
		}
		for _, name := range tests {
			if !strings.Contains(string(source), "func "+name+"(") {
				t.Errorf("%s: there is no %s", row[1], name)
			}
		}
	}
}

// BenchmarkStop is the cost of telling a rule of one step, of 27 a trial.
func BenchmarkStop(b *testing.B) {
	for _, rule := range []study.Stopper{ASHA(1, 27, 3), Hyperband(1, 27, 3), Median(5), ByRank(Rank{Step: 1, Share: 0.5}), Patience(5, 0)} {
		b.Run(rule.String(), func(b *testing.B) {
			s := begin(b, rule, study.Maximize)
			rng := rand.New(rand.NewPCG(7, 8))
			b.ReportAllocs()
			trial, at := 0, 0
			for b.Loop() {
				if at++; s.Stop(trial, study.Point{Step: at, Reward: rng.Float64()}) || at == 27 {
					s.Ended(trial, study.Done)
					trial, at = trial+1, 0
				}
			}
		})
	}
}
