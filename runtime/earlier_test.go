package pg_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
)

// A search begins with the best programs of an earlier one, in a range that is smaller
// and with rewards that were to be small.
func TestEarlier(t *testing.T) {
	before, err := pg.Minimize(t.Context(), &field{Size: 5}, search.Grid(), func(p *point) float64 { return 100 - 10*score(p) }, pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	res, err := pg.Maximize(t.Context(), &field{Size: 3}, search.Random(), score, pg.Earlier(before.History), pg.Trials(3), pg.Progress(&shown), pg.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	// That was {3, 1}, which is {2, 1} now.
	if res.Trial != 0 || *res.Program != (point{2, 1}) {
		t.Errorf("expected the best of before to be tried first, got %v", res)
	}
	if want := "earlier study 0: 25 of 25 trials taken, 16 with numbers moved into their range\n"; !strings.Contains(shown.String(), want) {
		t.Errorf("expected %q to be shown, got %q", want, shown.String())
	}

	resumed, err := pg.Maximize(t.Context(), &field{Size: 3}, search.Random(), score, pg.Earlier(before.History), pg.Trials(5), pg.Resume(res.History), pg.Silent())
	if err != nil || len(resumed.History.Trials) != 5 {
		t.Errorf("expected the search to go on, got %v, %v", resumed, err)
	}
	_, err = pg.Maximize(t.Context(), &field{Size: 3}, search.Random(), score, pg.Trials(5), pg.Resume(res.History), pg.Silent())
	if err == nil || !strings.Contains(err.Error(), "the history is of another algorithm") {
		t.Errorf("expected a search without the earlier study to be another one, got %v", err)
	}
	_, err = pg.Maximize(t.Context(), &field{Size: 3}, search.Random(), score, pg.Earlier(nil), pg.Silent())
	if want := "pg: Earlier: transfer: study 0: expected a history, got none"; err == nil || err.Error() != want {
		t.Errorf("expected %q, got %v", want, err)
	}
}

// An earlier study, which had no decision Y, and a range of X that was another one.
func ExampleEarlier() {
	space, err := geno.New(geno.At("X", &geno.Int{Min: 0, Max: 9}))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	earlier, err := study.New(space, search.Grid(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 10 {
		t, err := earlier.Next(ctx, 1)
		if err != nil {
			fmt.Println(err)
			return
		}
		x := float64(t.DNA.Index(0))
		earlier.Report(t.ID, 50-x*x+6*x, nil) // best at 3
	}

	for t, err := range pg.Sample(ctx, &field{Size: 5}, search.Random(), pg.Earlier(earlier.History()), pg.Trials(20), pg.Seed(1), pg.Silent()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if t.ID < 2 {
			fmt.Println("X is", t.Program.X)
		}
		t.Report(score(t.Program))
	}
	// Output:
	// X is 3
	// X is 2
}
