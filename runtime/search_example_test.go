package pg_test

import (
	"context"
	"fmt"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// The search in one call. The program is one of a tagged type; here one
// written by hand stands in for it.
func ExampleMaximize() {
	base := &field{Size: 100}
	height := func(p *point) float64 { return -float64((p.X-42)*(p.X-42) + (p.Y-7)*(p.Y-7)) }

	best, err := pg.Maximize(context.Background(), base, evolution.Regularized(), height,
		pg.Trials(2000), pg.Seed(1), pg.Silent())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(best.Program.X, best.Program.Y)
	// Output: 42 7
}

// The loop is the user's own: what is measured, and where, is up to its body.
func ExampleSample() {
	base := &field{Size: 5}
	var res pg.Result[*point]
	for t, err := range pg.Sample(context.Background(), base, search.Grid(), pg.Silent(), pg.Into(&res)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		t.Measure("sum", float64(t.Program.X+t.Program.Y))
		t.Report(float64(t.Program.X * t.Program.Y))
	}
	fmt.Println(*res.Program, "with", res.Reward, "of", len(res.History.Trials), "trials")
	// Output: {4 4} with 16 of 25 trials
}
