// Tests of searches that end trials early, or have several objectives or
// constraints.

package pg_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/stopping"
)

// worth is what a point is worth after some steps: it comes near its score.
func worth(p *point, step int) float64 { return score(p) * (1 + 1/float64(step)) }

func TestStopEarly(t *testing.T) {
	var out bytes.Buffer
	var res pg.Result[*point]
	steps, last := 0, map[int]float64{}
	sample := func(trials int, opts ...pg.Option) {
		t.Helper()
		for tr, err := range pg.Sample(t.Context(), &field{Size: 100}, evolution.Regularized(evolution.Population(10), evolution.Sample(3)), append(opts, pg.StopEarly(stopping.ASHA(1, 27, 3)), pg.Trials(trials), pg.Seed(4), pg.Into(&res))...) {
			if err != nil {
				t.Fatal(err)
			}
			for step := 1; step <= 27; step++ {
				steps++
				last[tr.ID] = worth(tr.Program, step)
				if tr.Stop(step, last[tr.ID]) {
					if !tr.Stop(step+1, 1e9) {
						t.Error("expected a stopped trial to stay stopped")
					}
					break
				}
			}
			tr.Report(last[tr.ID]) // ignored of a stopped one
		}
	}
	sample(200, pg.Progress(&out))
	h := res.History
	done, stopped := h.Count(study.Done), h.Count(study.Stopped)
	if done+stopped != 200 || stopped < 100 || steps > 200*27/3 {
		t.Errorf("expected most of 200 trials to be stopped, got %d, with %d done and %d steps in all", stopped, done, steps)
	}
	for _, tr := range h.Trials {
		if tr.Reward != last[tr.ID] || tr.Curve[len(tr.Curve)-1].Reward != last[tr.ID] || (tr.State == study.Done) != (len(tr.Curve) == 27) {
			t.Errorf("trial %d: expected the last reward, %v, got %+v", tr.ID, last[tr.ID], tr)
		}
	}
	if best := h.Trials[res.Trial]; best.State != study.Done || res.Reward != best.Reward {
		t.Errorf("expected the best to have run to its end, got %+v", best)
	}
	if want := fmt.Sprintf(", %d stopped early", stopped); !strings.Contains(out.String(), want) || !strings.Contains(res.String(), want) {
		t.Errorf("expected %q in both\n%s\n%s", want, out.String(), res.String())
	}
	if page := pg.HTML(h); !strings.Contains(page, "stopped early by ASHA") {
		t.Errorf("expected the rule to be shown, got a page of %d bytes", len(page))
	}

	// The same search in two parts.
	sample(120, pg.Silent())
	data, err := json.Marshal(res.History)
	if err != nil {
		t.Fatal(err)
	}
	var part study.History
	if err := json.Unmarshal(data, &part); err != nil {
		t.Fatal(err)
	}
	sample(200, pg.Silent(), pg.Resume(&part))
	sameTrials(t, res.History, h)
}

// An objective that takes the trial can ask whether to go on.
func TestMaximizeStopsEarly(t *testing.T) {
	objective := func(ctx context.Context, tr *pg.Trial[*point]) (float64, error) {
		tr.Measure("x", float64(tr.Program.X))
		for step := 1; step <= 8; step++ {
			if tr.Stop(step, worth(tr.Program, step)) {
				break
			}
		}
		return worth(tr.Program, 8), nil
	}
	for _, workers := range []int{1, 4} {
		res, err := pg.Maximize(t.Context(), &field{Size: 5}, search.Grid(), objective, pg.Silent(), pg.StopEarly(stopping.ASHA(1, 8, 2)), pg.Workers(workers))
		if err != nil {
			t.Fatal(err)
		}
		if *res.Program != (point{3, 1}) || res.History.Count(study.Stopped) == 0 || res.History.Count(study.Failed) > 0 {
			t.Errorf("expected the point {3 1}, and trials that are stopped, got %v", res)
		}
		if tr := res.History.Trials[24]; tr.Measures["x"] != 4 || tr.Curve[0].Measures["x"] != 4 {
			t.Errorf("expected what was measured, got %+v", tr)
		}
	}
	_, err := pg.Maximize(t.Context(), &field{Size: 5}, search.Grid(), objective, pg.Silent(), pg.StopEarly(stopping.ByValue(stopping.Value{Step: 1, Bar: 100})))
	if want := "pg: no trial ran to its end: 25 of 25 trials were stopped early: by value(1: 100)"; err == nil || err.Error() != want {
		t.Errorf("expected %q, got %v", want, err)
	}
}

func TestGoals(t *testing.T) {
	var res pg.Result[*point]
	for tr, err := range pg.Sample(t.Context(), &field{Size: 5}, search.Grid(), pg.Goals(study.Maximize, study.Minimize), pg.Silent(), pg.Into(&res)) {
		if err != nil {
			t.Fatal(err)
		}
		p := tr.Program
		tr.Violate(float64(p.X - 3)) // 4 is too large
		tr.Violate(-1)
		tr.Report(float64(10*p.X-p.Y), float64(p.X*p.X+p.Y))
	}
	var front []string
	for _, tr := range res.History.Front() {
		front = append(front, tr.DNA.String())
	}
	if got, want := strings.Join(front, " "), "DNA([0, 0]) DNA([1, 0]) DNA([2, 0]) DNA([3, 0])"; got != want {
		t.Errorf("expected the front %s, got %s", want, got)
	}
	if *res.Program != (point{3, 0}) || res.Reward != 30 || res.History.Trials[20].Violation != 1 {
		t.Errorf("expected the best in the first objective that keeps the constraint, got %v", &res)
	}
	if want := ": 4 that no other is better than in all of 2 objectives; best in the first 30, trial 15"; !strings.Contains(res.String(), want) {
		t.Errorf("expected %q, got %q", want, res.String())
	}
	if page := pg.HTML(res.History); !strings.Contains(page, "maximize, minimize") || !strings.Contains(page, "breaks constraints by 1") {
		t.Errorf("expected goals and violations to be shown, got a page of %d bytes", len(page))
	}

	// One objective, to be small.
	for tr, err := range pg.Sample(t.Context(), &field{Size: 5}, search.Grid(), pg.Goals(study.Minimize), pg.Silent(), pg.Into(&res)) {
		if err != nil {
			t.Fatal(err)
		}
		tr.Report(-score(tr.Program))
	}
	if *res.Program != (point{3, 1}) || res.Reward != 0 {
		t.Errorf("expected the point {3 1}, got %v", &res)
	}
}

func TestNoProgramKeepsConstraints(t *testing.T) {
	res, err := pg.Maximize(t.Context(), &field{Size: 3}, search.Grid(), func(_ context.Context, tr *pg.Trial[*point]) (float64, error) {
		if tr.Program.X == 2 {
			tr.Violate(math.NaN())
		}
		tr.Violate(float64(9 - tr.Program.X - tr.Program.Y))
		return 1, nil
	}, pg.Silent())
	if want := "pg: no program keeps the constraints: of 9 trials, trial 5 breaks them least, by 6"; err == nil || err.Error() != want {
		t.Errorf("expected %q, got %v", want, err)
	}
	if tr := res.History.Trials[6]; tr.State != study.Failed || tr.Error != "the violation is NaN: expected a finite number, 0 or more" {
		t.Errorf("expected trial 6 to have failed, got %+v", tr)
	}
}

func TestWrongGoalsAndRules(t *testing.T) {
	base := &field{Size: 5}
	sample := func(opts ...pg.Option) error {
		return first(pg.Sample(t.Context(), base, search.Grid(), append(opts, pg.Silent())...))
	}
	var res pg.Result[*point]
	rule := stopping.ASHA(1, 8, 2)
	for tr := range pg.Sample(t.Context(), base, search.Grid(), pg.StopEarly(rule), pg.Goals(study.Minimize), pg.Trials(3), pg.Silent(), pg.Into(&res)) {
		tr.Report(1)
	}
	_, maximized := pg.Maximize(t.Context(), base, search.Grid(), score, pg.Goals(study.Minimize, study.Minimize), pg.Silent())
	for _, c := range []struct {
		err  error
		want string
	}{
		{sample(pg.Goals(), pg.StopEarly(nil)), "pg: Goals: expected one goal or more, got none\npg: StopEarly: expected a rule, got nil"},
		{sample(pg.Goals(study.Goal(7))), "pg: Goals: expected study.Maximize or study.Minimize, got Goal(7)"},
		{maximized, "pg: Goals: Maximize and Minimize have one objective: use Sample for others"},
		{sample(pg.StopEarly(stopping.ASHA(1, 8, 1))), "pg: study: stopping: ASHA(min=1, max=8, eta=1): expected an eta of 2 or more"},
		{sample(pg.StopEarly(rule), pg.Goals(study.Minimize, study.Minimize)), "pg: study: ASHA(min=1, max=8, eta=2) can't stop trials of a search with several objectives: expected one goal, got [minimize minimize]"},
		{sample(pg.Resume(res.History)), "pg: Resume: the history is of a search to minimize: expected one to maximize\npg: Resume: the trials of the history were stopped early by ASHA(min=1, max=8, eta=2): expected StopEarly with that"},
		{sample(pg.Resume(res.History), pg.Goals(study.Minimize), pg.StopEarly(stopping.Median(5))), "pg: study: trials are stopped by another stopper: expected ASHA(min=1, max=8, eta=2), got median(startup=5): use the stopper of the history, or start a new search"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("expected\n%s\ngot\n%v", c.want, c.err)
		}
	}
}

// Most trials are stopped on their way: their reward is what they had reached.
func ExampleStopEarly() {
	base := &field{Size: 100}
	var res pg.Result[*point]
	for t, err := range pg.Sample(context.Background(), base, search.Random(), pg.StopEarly(stopping.ASHA(1, 27, 3)),
		pg.Trials(50), pg.Seed(1), pg.Silent(), pg.Into(&res)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		reward := 0.0
		for epoch := 1; epoch <= 27; epoch++ {
			reward = worth(t.Program, epoch) // train for one epoch more
			if t.Stop(epoch, reward) {
				break
			}
		}
		t.Report(reward)
	}
	fmt.Println(res.History.Count(study.Stopped), "of", len(res.History.Trials), "stopped early")
	// Output: 46 of 50 stopped early
}

// Of a front, the program that is preferred.
func TestPrefer(t *testing.T) {
	search := func(opts ...pg.Option) (*pg.Result[*point], error) {
		var res pg.Result[*point]
		for tr, err := range pg.Sample(t.Context(), &field{Size: 5}, search.Grid(), append(opts, pg.Goals(study.Maximize, study.Minimize), pg.Silent(), pg.Into(&res))...) {
			if err != nil {
				return nil, err
			}
			tr.Report(float64(tr.Program.X), float64(tr.Program.X*tr.Program.X+tr.Program.Y))
		}
		return &res, nil
	}
	res, err := search(pg.Prefer(pareto.Aspire(0, -5))) // at most 5 of the second
	if err != nil {
		t.Fatal(err)
	}
	if *res.Program != (point{1, 0}) || res.Trial != 5 {
		t.Errorf("expected the program that is preferred, got %v", res)
	}
	if want := "aspire(0, -5) prefers [1 1], trial 5"; !strings.Contains(res.String(), want) {
		t.Errorf("expected %q, got %q", want, res.String())
	}
	if _, err := search(pg.Prefer(nil)); err == nil || err.Error() != "pg: Prefer: expected a preference, got nil" {
		t.Errorf("expected an error for no preference, got %v", err)
	}
	_, err = search(pg.Prefer(pareto.Chebyshev(1, 1, 1)))
	if want := "pg: Prefer: the search has 2 objectives: pareto: Chebyshev(1, 1, 1) is for 3 objectives: expected a number for each of 2"; err == nil || err.Error() != want {
		t.Errorf("expected %q, got %v", want, err)
	}
}

// The fastest within a tenth of the best accuracy.
func ExamplePrefer() {
	var res pg.Result[*point]
	for t, err := range pg.Sample(context.Background(), &field{Size: 5}, search.Grid(), pg.Goals(study.Maximize, study.Minimize),
		pg.Prefer(pareto.Lexicographic(pareto.Within{Objective: 0, Share: 0.1}, pareto.Within{Objective: 1})),
		pg.Silent(), pg.Into(&res)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		x := float64(t.Program.X)
		t.Report(1-1/(1+x), x+float64(t.Program.Y)) // accuracy and time
	}
	best := res.History.Trials[res.Trial]
	fmt.Printf("%+v %.3f\n", *res.Program, best.Rewards)
	// Output: {X:3 Y:0} [0.750 3.000]
}

// Two objectives and a constraint.
func ExampleGoals() {
	base := &field{Size: 5}
	var res pg.Result[*point]
	for t, err := range pg.Sample(context.Background(), base, search.Grid(), pg.Goals(study.Maximize, study.Minimize),
		pg.Silent(), pg.Into(&res)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		p := t.Program
		t.Violate(float64(p.X + p.Y - 6)) // at most 6
		t.Report(float64(p.X*p.Y), float64(p.X+2*p.Y))
	}
	for _, t := range res.History.Front() {
		fmt.Println(t.DNA, t.Rewards)
	}
	// Output:
	// DNA([0, 0]) [0 0]
	// DNA([1, 1]) [1 3]
	// DNA([2, 1]) [2 4]
	// DNA([2, 2]) [4 6]
	// DNA([3, 1]) [3 5]
	// DNA([3, 2]) [6 7]
	// DNA([3, 3]) [9 9]
	// DNA([4, 1]) [4 6]
	// DNA([4, 2]) [8 8]
}
