// Tsp looks for short tours of published sets of cities: permutations, and a
// mutation of one's own.
//
//	go run ./examples/tsp [flags]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"text/tabwriter"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
)

// reverse turns a part of the tour round: what it takes to undo a crossing of
// two roads (Croes, "A Method for Solving Traveling-Salesman Problems",
// Operations Research, 1958). Other mutations know nothing of tours.
func reverse(space *geno.Spec, parent *geno.DNA, rng *rand.Rand) *geno.DNA {
	tour, err := parent.Numbers()
	if err != nil {
		return parent
	}
	i, j := rng.IntN(len(tour)), rng.IntN(len(tour))
	slices.Reverse(tour[min(i, j) : max(i, j)+1])
	child, err := space.FromNumbers(tour)
	if err != nil {
		return parent
	}
	return child
}

// algorithms are those compared.
var algorithms = []struct {
	name string
	search.Algorithm
}{
	{"random", search.Random()},
	{"hill climbing, what succeeds", local.HillClimb()},
	{"steepest, swapping two", local.Steepest()},
	{"evolution, swapping two", evolution.Regularized()},
	{"evolution, reversing a part", evolution.Regularized(evolution.Mutate(reverse))},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	trials := flag.Int("trials", 10_000, "how many tours each algorithm may try")
	seeds := flag.Int("seeds", 11, "how many times each algorithm runs")
	flag.Parse()
	if flag.NArg() > 0 || *trials < 1 || *seeds < 1 {
		fmt.Fprintln(os.Stderr, "tsp: expected no arguments, and -trials and -seeds of 1 or more")
		os.Exit(2)
	}
	if err := compare(ctx, os.Stdout, *trials, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "tsp:", err)
		os.Exit(1)
	}
}

// compare runs each algorithm with each seed on each problem, and writes a
// table.
func compare(ctx context.Context, w io.Writer, trials, seeds int) error {
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(tab, "km, median of %d runs of %d trials (best run)\tburma14\tulysses22\n", seeds, trials)
	fmt.Fprintf(tab, "published optimum\t%v\t%v\n", burma14.optimum, ulysses22.optimum)
	for _, alg := range algorithms {
		burma, err := runs(ctx, &Burma{}, (*Burma).length, alg, trials, seeds)
		if err != nil {
			return err
		}
		ulysses, err := runs(ctx, &Ulysses{}, (*Ulysses).length, alg, trials, seeds)
		if err != nil {
			return err
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\n", alg.name, burma, ulysses)
	}
	return tab.Flush()
}

// runs searches with each seed and says how long the shortest tours were.
func runs[P any](ctx context.Context, base pg.Program[P], length func(P) float64, alg search.Algorithm, trials, seeds int) (string, error) {
	var best []float64
	for seed := range seeds {
		res, err := pg.Minimize(ctx, base, alg, length, pg.Trials(trials), pg.Seed(uint64(seed)), pg.Silent())
		if err != nil {
			return "", err
		}
		if res.Stopped != nil {
			return "", res.Stopped
		}
		best = append(best, res.Reward)
	}
	slices.Sort(best)
	return fmt.Sprintf("%v (%v)", best[len(best)/2], best[0]), nil
}
