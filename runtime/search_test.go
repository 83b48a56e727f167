// Tests of searching a program: the loop, the objective, the ways to end, to
// fail and to go on.

package pg_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/study"
)

// A point is a program written by hand, as far as a search needs one.
type point struct{ X, Y int64 }

func plane(size int64) *geno.Spec {
	s, err := geno.New(
		geno.At("X", &geno.Int{Max: size - 1}),
		geno.At("Y", &geno.Int{Max: size - 1}),
	)
	if err != nil {
		panic(err)
	}
	return s
}

var spaces = map[int64]*geno.Spec{3: plane(3), 5: plane(5), 100: plane(100), 10_000: plane(10_000)}

// A field is a program to search; its space has Size×Size points.
type field struct {
	Size    int64
	Forbids func(point) error
}

func (f *field) Space() *geno.Spec { return spaces[f.Size] }

func (f *field) Materialize(d *geno.DNA) (*point, error) {
	p := point{d.Index(0), d.Index(1)}
	if f.Forbids != nil {
		if err := f.Forbids(p); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

func (f *field) Diff(p *point) pg.Changes {
	return pg.Changes{pg.Set("X", p.X), pg.Set("Y", p.Y)}
}

func score(p *point) float64 { return 0 - math.Abs(float64(p.X-3)) - math.Abs(float64(p.Y-1)) }

func TestMaximize(t *testing.T) {
	res, err := pg.Maximize(t.Context(), &field{Size: 5}, search.Grid(), score, pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	if *res.Program != (point{3, 1}) || res.Reward != 0 || res.Trial != 16 || res.DNA.String() != "DNA([3, 1])" {
		t.Errorf("expected the point {3 1}, reward 0, of trial 16, DNA [3, 1], got %v, %v, %d, %v", *res.Program, res.Reward, res.Trial, res.DNA)
	}
	if len(res.History.Trials) != 25 || res.Stopped != nil {
		t.Errorf("expected the whole space of 25, got %d trials, stopped: %v", len(res.History.Trials), res.Stopped)
	}
	if len(res.Changes) != 2 {
		t.Errorf("expected the changes from the base, got %v", res.Changes)
	}
	if want := "25 trials in "; !strings.HasPrefix(res.String(), want) {
		t.Errorf("expected a text that begins with %q, got %q", want, res)
	}
}

func TestMinimize(t *testing.T) {
	loss := func(p *point) (float64, error) { return 7 - score(p), nil }
	for _, alg := range []search.Algorithm{search.Grid(), search.Random(), evolution.Regularized(), local.HillClimb(), local.Steepest()} {
		res, err := pg.Minimize(t.Context(), &field{Size: 5}, alg, loss, pg.Silent(), pg.Seed(1))
		if err != nil {
			t.Fatalf("%v: %v", alg, err)
		}
		if *res.Program != (point{3, 1}) || res.Reward != 7 {
			t.Errorf("%v: expected the point {3 1} with reward 7, got %v with %v", alg, *res.Program, res.Reward)
		}
	}
	// On a large space an algorithm must be told which way is better.
	res, err := pg.Minimize(t.Context(), &field{Size: 100}, local.Steepest(), loss, pg.Silent(), pg.Seed(1), pg.Trials(600))
	if err != nil {
		t.Fatal(err)
	}
	if res.Reward != 7 {
		t.Errorf("expected steepest descent to reach 7 on a convex loss, got %v", res.Reward)
	}
}

func TestWorkers(t *testing.T) {
	var open, most, calls atomic.Int32
	all := make(chan struct{})
	objective := func(ctx context.Context, p *point) (float64, error) {
		n := open.Add(1)
		defer open.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		// The first eight calls wait for each other: they must run at once.
		if calls.Add(1) == 8 {
			close(all)
		}
		<-all
		return score(p), nil
	}
	res, err := pg.Maximize(t.Context(), &field{Size: 100}, evolution.Regularized(), objective, pg.Silent(), pg.Workers(8), pg.Trials(400))
	if err != nil {
		t.Fatal(err)
	}
	if most.Load() != 8 || calls.Load() != 400 || res.History.Count(study.Done) != 400 {
		t.Errorf("expected 8 calls at most at once, 400 calls, 400 trials; got %d, %d, %d", most.Load(), calls.Load(), res.History.Count(study.Done))
	}
}

func TestSampleWithWorkers(t *testing.T) {
	// Trials may be reported by goroutines in any order; the loop waits for
	// the last before it ends.
	var res pg.Result[*point]
	reports := make(chan *pg.Trial[*point], 4)
	var reporter sync.WaitGroup
	reporter.Go(func() {
		var held []*pg.Trial[*point]
		for tr := range reports {
			if held = append(held, tr); len(held) == 4 || tr.ID == 24 {
				for _, tr := range slices.Backward(held) {
					tr.Report(score(tr.Program))
				}
				held = nil
			}
		}
	})
	for tr, err := range pg.Sample(t.Context(), &field{Size: 5}, search.Grid(), pg.Silent(), pg.Workers(4), pg.Into(&res)) {
		if err != nil {
			t.Fatal(err)
		}
		reports <- tr
	}
	close(reports)
	if n := res.History.Count(study.Done); n != 25 {
		t.Errorf("expected 25 trials done when the loop ends, got %d", n)
	}
	reporter.Wait()
}

func TestSampleUnreported(t *testing.T) {
	var res pg.Result[*point]
	for tr, err := range pg.Sample(t.Context(), &field{Size: 3}, search.Grid(), pg.Silent(), pg.Into(&res)) {
		if err != nil {
			t.Fatal(err)
		}
		switch tr.ID {
		case 0:
			continue // forgotten
		case 1:
			tr.Fail(errors.New("too heavy"))
			tr.Report(1) // ignored
		case 2:
			tr.Measure("seconds", 1.5)
			tr.Report(2)
			tr.Report(3) // ignored
		}
		if tr.ID == 3 {
			break
		}
	}
	h := res.History
	if len(h.Trials) != 4 {
		t.Fatalf("expected 4 trials, got %d", len(h.Trials))
	}
	if tr := h.Trials[0]; tr.State != study.Failed || !strings.Contains(tr.Error, "neither Report nor Fail was called") {
		t.Errorf("trial 0: expected that it failed since nothing was reported, got %+v", tr)
	}
	if tr := h.Trials[1]; tr.State != study.Failed || tr.Error != "too heavy" {
		t.Errorf("trial 1: expected that it failed as too heavy, got %+v", tr)
	}
	if tr := h.Trials[2]; tr.State != study.Done || tr.Reward != 2 || tr.Measures["seconds"] != 1.5 {
		t.Errorf("trial 2: expected reward 2 and 1.5 seconds, got %+v", tr)
	}
	if tr := h.Trials[3]; tr.State != study.Open {
		t.Errorf("trial 3: expected it open, since the loop was left, got %+v", tr)
	}
	if *res.Program != (point{0, 2}) {
		t.Errorf("expected the best to be {0 2}, got %v", *res.Program)
	}
}

func TestFailures(t *testing.T) {
	base := &field{Size: 5, Forbids: func(p point) error {
		switch p {
		case point{0, 0}:
			return errors.New("X: expected 1 or more when Y is 0, got 0")
		case point{1, 2}:
			panic("unthinkable")
		}
		return nil
	}}
	objective := func(p *point) (float64, error) {
		switch *p {
		case point{0, 1}:
			panic("boom")
		case point{0, 2}:
			var none *point
			return float64(none.X), nil
		case point{0, 3}:
			return 0, errors.New("no such file")
		case point{0, 4}:
			return math.NaN(), nil
		case point{1, 0}:
			return math.Inf(1), nil
		case point{1, 1}:
			goruntime.Goexit()
		}
		return score(p), nil
	}
	for _, workers := range []int{2, 8} {
		res, err := pg.Maximize(t.Context(), base, search.Grid(), objective, pg.Silent(), pg.Workers(workers))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"X: expected 1 or more when Y is 0, got 0",
			"panic: boom\n",
			"panic: runtime error: invalid memory address or nil pointer dereference\n",
			"no such file",
			"the reward is NaN: expected a finite number",
			"the reward is +Inf: expected a finite number",
			"the objective called runtime.Goexit\n",
			"panic: unthinkable\n",
		}
		for i, w := range want {
			if tr := res.History.Trials[i]; tr.State != study.Failed || !strings.HasPrefix(tr.Error, w) {
				t.Errorf("trial %d: expected a failure that begins with %q, got %v %q", i, w, tr.State, tr.Error)
			}
		}
		for _, i := range []int{1, 7} {
			if stack := res.History.Trials[i].Error; !strings.Contains(stack, "search_test.go") {
				t.Errorf("expected the stack of the panic, got %s", stack)
			}
		}
		if n := res.History.Count(study.Done); n != 25-len(want) || *res.Program != (point{3, 1}) {
			t.Errorf("expected %d trials done and the best point {3 1}, got %d and %v", 25-len(want), n, *res.Program)
		}
	}
}

// A result asked for with Into is the one returned.
func TestMaximizeInto(t *testing.T) {
	var into pg.Result[*point]
	res, err := pg.Maximize(t.Context(), &field{Size: 5}, search.Grid(), score, pg.Silent(), pg.Into(&into))
	if err != nil || res != &into || *into.Program != (point{3, 1}) || len(into.History.Trials) != 25 {
		t.Errorf("expected the result in what was given, got %+v, error %v", into, err)
	}
}

// A search that is refused leaves no line behind that goes on being drawn. The
// bubble doesn't end while something runs in it.
func TestRefusedSearchShowsNothing(t *testing.T) {
	t.Setenv("TERM", "xterm")
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // passes for a terminal
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	synctest.Test(t, func(t *testing.T) {
		_, err := pg.Maximize(context.Background(), &field{Size: 10_000}, search.Random(), score, pg.Progress(device))
		if err == nil || !strings.Contains(err.Error(), "this search would not end") {
			t.Errorf("expected the search to be refused, got %v", err)
		}
	})
}

func TestNoSuccess(t *testing.T) {
	res, err := pg.Maximize(t.Context(), &field{Size: 3}, search.Grid(), func(*point) float64 { return math.NaN() }, pg.Silent())
	if want := "pg: none of 9 trials was successful; trial 0: the reward is NaN: expected a finite number"; err == nil || err.Error() != want {
		t.Errorf("expected the error %q, got %v", want, err)
	}
	if res == nil || len(res.History.Trials) != 9 || res.Trial != -1 || res.Program != nil {
		t.Errorf("expected a result with the history and no program, got %+v", res)
	}
}

func TestCancel(t *testing.T) {
	for _, workers := range []int{1, 3} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("interrupted")
		var calls atomic.Int32
		objective := func(ctx context.Context, p *point) (float64, error) {
			if calls.Add(1) == 10 {
				cancel(cause)
			}
			if ctx.Err() != nil {
				return 0, ctx.Err()
			}
			return score(p), nil
		}
		res, err := pg.Maximize(ctx, &field{Size: 100}, search.Random(), objective, pg.Silent(), pg.Seed(7), pg.Workers(workers), pg.Trials(50))
		if err != nil {
			t.Fatal(err)
		}
		if !errors.Is(res.Stopped, cause) {
			t.Errorf("expected Stopped to say %v, got %v", cause, res.Stopped)
		}
		if res.Program == nil || res.History.Count(study.Open) == 0 || res.History.Count(study.Failed) > 0 {
			t.Errorf("expected the best so far, the trials that were given up open and none failed; got %v, %d open, %d failed", res.Program, res.History.Count(study.Open), res.History.Count(study.Failed))
		}
		cancel(nil)
		if workers > 1 {
			continue
		}
		// It goes on as if it had not been stopped.
		whole, err := pg.Maximize(t.Context(), &field{Size: 100}, search.Random(), score, pg.Silent(), pg.Seed(7), pg.Trials(50))
		if err != nil {
			t.Fatal(err)
		}
		rest, err := pg.Maximize(t.Context(), &field{Size: 100}, search.Random(), score, pg.Silent(), pg.Resume(res.History), pg.Trials(50))
		if err != nil {
			t.Fatal(err)
		}
		sameTrials(t, rest.History, whole.History)
	}
}

// sameTrials compares what was proposed and reported.
func sameTrials(t *testing.T, got, want *study.History) {
	t.Helper()
	if len(got.Trials) != len(want.Trials) {
		t.Fatalf("expected %d trials, got %d", len(want.Trials), len(got.Trials))
	}
	for i, w := range want.Trials {
		g := got.Trials[i]
		if !g.DNA.Equal(w.DNA) || g.State != w.State || g.Reward != w.Reward {
			t.Fatalf("trial %d: expected %v %v %v, got %v %v %v", i, w.DNA, w.State, w.Reward, g.DNA, g.State, g.Reward)
		}
	}
}

func TestResume(t *testing.T) {
	base := &field{Size: 100}
	for _, alg := range []search.Algorithm{search.Random(), search.Grid(), evolution.Regularized(), local.HillClimb(), local.Steepest()} {
		run := func(trials int, opts ...pg.Option) *study.History {
			t.Helper()
			var res pg.Result[*point]
			// Trials end out of order, three open at once.
			var open []*pg.Trial[*point]
			finish := func(i int) {
				tr := open[i]
				open = slices.Delete(open, i, i+1)
				tr.Measure("x", float64(tr.Program.X))
				if tr.ID%7 == 3 {
					tr.Fail(fmt.Errorf("trial %d is one of the unlucky", tr.ID))
				} else {
					tr.Report(score(tr.Program))
				}
			}
			for tr, err := range pg.Sample(t.Context(), base, alg, append(opts, pg.Workers(3), pg.Trials(trials), pg.Silent(), pg.Into(&res))...) {
				if err != nil {
					t.Fatalf("%v: %v", alg, err)
				}
				open = append(open, tr)
				if len(open) == 3 || tr.ID == trials-1 {
					finish(len(open) / 2)
				}
				if tr.ID == trials-1 {
					for len(open) > 0 {
						finish(0)
					}
				}
			}
			return res.History
		}
		whole := run(120, pg.Seed(11))
		for _, at := range []int{0, 1, 40, 119} {
			// What the search had written when it was stopped with trial `at`
			// proposed: the journal up to there.
			until := 0
			if at > 0 {
				until = whole.Trials[at].Start
			}
			part := *whole
			part.Trials = slices.Clone(whole.Trials[:at])
			for i := range part.Trials {
				if tr := &part.Trials[i]; tr.End >= until {
					*tr = study.Trial{ID: tr.ID, DNA: tr.DNA, Parent: tr.Parent, Start: tr.Start, End: -1}
				}
			}
			var read study.History
			data, err := json.Marshal(&part)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &read); err != nil {
				t.Fatal(err)
			}
			// The rest must be proposed again as it was, given the same ends.
			s, err := study.Resume(&read, base.Space(), alg)
			if err != nil {
				t.Fatal(err)
			}
			openAgain := part.Count(study.Open)
			for range openAgain {
				tr, err := s.Next(t.Context(), 0)
				if err != nil || part.Trials[tr.ID].State != study.Open {
					t.Fatalf("%v: expected an open trial to be handed out again, got %d, error %v", alg, tr.ID, err)
				}
			}
			type event struct {
				at  int
				id  int
				end bool
			}
			var events []event
			for _, tr := range whole.Trials {
				if tr.Start >= until {
					events = append(events, event{tr.Start, tr.ID, false})
				}
				if tr.End >= until {
					events = append(events, event{tr.End, tr.ID, true})
				}
			}
			slices.SortFunc(events, func(a, b event) int { return a.at - b.at })
			for _, e := range events {
				w := whole.Trials[e.id]
				var err error
				switch {
				case !e.end:
					var tr study.Trial
					if tr, err = s.Next(t.Context(), 0); err == nil && (tr.ID != e.id || !tr.DNA.Equal(w.DNA)) {
						t.Fatalf("%v resumed at %d: expected trial %d to be %v, got %d %v", alg, at, e.id, w.DNA, tr.ID, tr.DNA)
					}
				case w.State == study.Done:
					_, err = s.Report(e.id, w.Reward, w.Measures)
				default:
					_, err = s.Fail(e.id, errors.New(w.Error), w.Measures)
				}
				if err != nil {
					t.Fatalf("%v resumed at %d: %v", alg, at, err)
				}
			}
			sameTrials(t, s.History(), whole)
		}
	}
}

func TestSeeds(t *testing.T) {
	base := &field{Size: 100}
	run := func(opts ...pg.Option) *study.History {
		res, err := pg.Maximize(t.Context(), base, evolution.Regularized(), score, append(opts, pg.Trials(200), pg.Silent())...)
		if err != nil {
			t.Fatal(err)
		}
		return res.History
	}
	chosen := run()
	sameTrials(t, run(pg.Seed(chosen.Seed)), chosen)
	if other := run(pg.Seed(chosen.Seed + 1)); other.Trials[0].DNA.Equal(chosen.Trials[0].DNA) && other.Trials[1].DNA.Equal(chosen.Trials[1].DNA) {
		t.Errorf("seeds %d and %d begin with the same two trials", chosen.Seed, other.Seed)
	}
}

func TestTry(t *testing.T) {
	base := &field{Size: 100}
	dna, err := base.Space().FromNumbers([]float64{3, 1})
	if err != nil {
		t.Fatal(err)
	}
	res, err := pg.Maximize(t.Context(), base, search.Random(), score, pg.Try(dna), pg.Trials(5), pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	if !res.History.Trials[0].DNA.Equal(dna) || res.Trial != 0 {
		t.Errorf("expected trial 0 to be %v and the best, got %v and trial %d", dna, res.History.Trials[0].DNA, res.Trial)
	}
}

func TestWrongUse(t *testing.T) {
	ctx := context.Background() // which never ends
	base := &field{Size: 5}
	res, err := pg.Maximize(ctx, base, search.Random(), score, pg.Silent(), pg.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := geno.New(geno.At("Z", &geno.Int{Max: 9}))
	if err != nil {
		t.Fatal(err)
	}
	broken := *res.History
	broken.Trials = slices.Clone(broken.Trials)
	broken.Trials[3].Start = 99
	var none *field
	var noObjective func(*point) float64
	var wrong pg.Result[point]
	maximize := func(base pg.Program[*point], alg search.Algorithm, opts ...pg.Option) error {
		_, err := pg.Maximize(ctx, base, alg, score, append(opts, pg.Silent())...)
		return err
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{maximize(base, search.Random(), pg.Trials(0), pg.Workers(-1)), "pg: Trials(0): expected 1 or more\npg: Workers(-1): expected 1 or more"},
		{maximize(base, search.Random(), nil), "pg: expected an option, got nil"},
		{maximize(base, nil), "pg: expected an algorithm, got nil: give one, or import _"},
		{maximize(none, search.Random()), "pg: expected a program to search, got a nil *pg_test.field"},
		{maximize(nil, search.Random()), "pg: expected a program to search, got a nil <nil>"},
		{maximize(&field{Size: 4}, search.Random()), "pg: study: expected the space of a program, got nil"},
		{maximize(base, search.Random(), pg.Resume(nil)), "pg: Resume: expected a history, got nil"},
		{maximize(base, search.Grid(), pg.Resume(res.History)), "pg: study: the history is of another algorithm: expected random, got grid: use the algorithm of the history, or start a new search"},
		{maximize(&field{Size: 3}, search.Random(), pg.Resume(res.History)), "pg: study: the history is of another space"},
		{maximize(base, search.Random(), pg.Resume(res.History), pg.Seed(2)), "pg: Resume: the history is of seed 1: expected that or none, got Seed(2)"},
		{maximize(base, search.Random(), pg.Resume(&broken)), "pg: study: trial 3: expected an end after its start at 99, got 7"},
		{maximize(base, search.Random(), pg.Try(elsewhere.First())), "pg: Try: DNA 0: study: geno: the DNA is none of this space"},
		{maximize(&field{Size: 10_000}, search.Random()), "pg: this search would not end: its space has 100000000 programs: give it pg.Trials(n), or a context that ends"},
		{second(pg.Minimize(ctx, base, search.Random(), score, pg.Silent(), pg.Resume(res.History))), "pg: Resume: the history is of a search to maximize: expected one to minimize"},
		{second(pg.Maximize(ctx, base, search.Random(), noObjective, pg.Silent())), "pg: expected an objective, got a nil func(*pg_test.point) float64"},
		{first(pg.Sample(ctx, base, search.Random(), pg.Silent(), pg.Into(&wrong))), "pg: Into: expected a *pg.Result[*github.com/pgen-go/pgen/runtime_test.point], got a *pg.Result[github.com/pgen-go/pgen/runtime_test.point]"},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), c.want) {
			t.Errorf("expected an error that begins with\n%s\ngot\n%v", c.want, c.err)
		}
	}
}

func second(_ *pg.Result[*point], err error) error { return err }

func first[P any](seq func(func(*pg.Trial[P], error) bool)) error {
	for _, err := range seq {
		return err
	}
	return nil
}

// A faulty algorithm breaks after three trials, or never proposes anything.
type faulty struct{ waits bool }

func (f faulty) String() string { return "faulty" }
func (f faulty) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	return &faultySearch{waits: f.waits, space: space}, nil
}

type faultySearch struct {
	waits bool
	space *geno.Spec
}

func (s *faultySearch) Started(int, *geno.DNA)       {}
func (s *faultySearch) Finished(int, search.Outcome) {}
func (s *faultySearch) Propose(id int) (*geno.DNA, error) {
	switch {
	case s.waits:
		return nil, search.ErrWait
	case id == 3:
		return nil, errors.New("out of ideas")
	}
	return s.space.First(), nil
}

func TestFaultyAlgorithm(t *testing.T) {
	res, err := pg.Maximize(t.Context(), &field{Size: 5}, faulty{}, score, pg.Silent())
	if err == nil || err.Error() != "pg: out of ideas" || len(res.History.Trials) != 3 || res.Program == nil {
		t.Errorf("expected the fault and the best of 3 trials, got error %v and %+v", err, res)
	}
	_, err = pg.Maximize(t.Context(), &field{Size: 5}, faulty{waits: true}, score, pg.Silent())
	if want := "pg: study: faulty waits for a trial to end, and none is open"; err == nil || err.Error() != want {
		t.Errorf("expected %q, got %v", want, err)
	}
}

func TestProgressOfSearch(t *testing.T) {
	var out bytes.Buffer
	_, err := pg.Maximize(t.Context(), &field{Size: 5}, search.Grid(), func(p *point) (float64, error) {
		if p.X == 0 && p.Y > 0 {
			return 0, errors.New("X is 0\nand more")
		}
		return score(p), nil
	}, pg.Progress(&out), pg.Seed(3))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("expected three failures and the end, got\n%s", out.String())
	}
	for i, line := range lines[:3] {
		if want := fmt.Sprintf("trial %d failed: X is 0", i+1); line != want {
			t.Errorf("expected %q, got %q", want, line)
		}
	}
	if end := lines[3]; !strings.HasPrefix(end, "25 trials in ") || !strings.HasSuffix(end, ": best 0, trial 16, 4 failed; seed 3") {
		t.Errorf("got %q for the end", end)
	}
}

func BenchmarkSample(b *testing.B) {
	base := &field{Size: 10_000}
	b.ReportAllocs()
	n := 0
	for t, err := range pg.Sample(b.Context(), base, search.AllowRepeats(search.Random()), pg.Silent(), pg.Trials(b.N)) {
		if err != nil {
			b.Fatal(err)
		}
		t.Report(float64(n))
		n++
	}
	if n != b.N {
		b.Fatalf("expected %d trials, got %d", b.N, n)
	}
}
