// Tests of searches whose trials go on from what earlier ones came to.

package pg_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/states"
)

// walk is an objective with a state: each trial adds to what its parent had.
func walk(store states.Store[int64]) func(context.Context, *pg.Trial[*point]) (float64, error) {
	return func(_ context.Context, t *pg.Trial[*point]) (float64, error) {
		sum, err := store.Load(t.Parent)
		if err != nil {
			return 0, err
		}
		if t.ID%13 == 7 {
			return 0, errors.New("diverged")
		}
		sum += t.Program.X - t.Program.Y
		return float64(sum), store.Save(t.ID, sum, t.Needed)
	}
}

// A search that is stopped after any trial and goes on from its history and its files
// is the one that never stopped; with several workers, every trial finds the state of
// its parent; and the states kept are few.
func TestStatesSurviveRestart(t *testing.T) {
	base := &field{Size: 100}
	alg := pbt.New(pbt.Population(5))
	const trials = 60
	whole, err := pg.Maximize(t.Context(), base, alg, walk(states.Memory(func(n int64) int64 { return n })), pg.Trials(trials), pg.Seed(3), pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var h *study.History
	for n := 1; n <= trials; n++ {
		opts := []pg.Option{pg.Trials(n), pg.Silent()}
		if h != nil {
			opts = append(opts, pg.Resume(h))
		} else {
			opts = append(opts, pg.Seed(3))
		}
		res, err := pg.Maximize(t.Context(), base, alg, walk(states.Files[int64](folder)), opts...)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(res.History)
		if err != nil {
			t.Fatal(err)
		}
		h = new(study.History)
		if err := json.Unmarshal(text, h); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range whole.History.Trials {
		if b := h.Trials[i]; a.Parent != b.Parent || a.Reward != b.Reward || a.State != b.State || !a.DNA.Equal(b.DNA) {
			t.Fatalf("trial %d: %v from %d: %v; with restarts %v from %d: %v", i, a.DNA, a.Parent, a.Reward, b.DNA, b.Parent, b.Reward)
		}
	}
	if n := len(files(t, folder)); n > 11 {
		t.Errorf("%d states are kept of 5 members", n)
	}
	sum := 0.0
	for _, tr := range whole.History.Lineage(whole.Trial) {
		sum += float64(tr.DNA.Index(0) - tr.DNA.Index(1))
	}
	if sum != whole.Reward {
		t.Errorf("the lineage of the best comes to %v, and the best to %v", sum, whole.Reward)
	}

	store := states.Memory(func(n int64) int64 { return n })
	res, err := pg.Maximize(t.Context(), base, alg, walk(store), pg.Trials(300), pg.Workers(8), pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range res.History.Trials {
		if tr.State == study.Failed && tr.ID%13 != 7 {
			t.Errorf("trial %d: %s", tr.ID, tr.Error)
		}
	}
	if best, err := store.Load(res.Trial); err != nil || float64(best) != res.Reward {
		t.Errorf("the state of the best is %v, %v, and its reward %v", best, err, res.Reward)
	}
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	list, err := fs.Glob(os.DirFS(folder), "*")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Trials of other algorithms begin anew.
func TestNoParent(t *testing.T) {
	for tr, err := range pg.Sample(t.Context(), &field{Size: 5}, search.Random(), pg.Trials(5), pg.Seed(1), pg.Silent()) {
		if err != nil {
			t.Fatal(err)
		}
		if tr.Parent != -1 {
			t.Errorf("trial %d goes on from %d", tr.ID, tr.Parent)
		}
		tr.Report(1)
	}
}
