// Regression finds known formulas again in noisy data, by evolving trees, and
// prints them as Go. Beside it, plain genetic programming gets the same data and as
// many evaluations.
//
//	go run ./examples/regression [-n 5000] [-runs 5] [-terms 4]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	n := flag.Int("n", 5000, "how many formulas each search tries")
	runs := flag.Int("runs", 5, "how often each search runs")
	terms := flag.Int("terms", 4, "how many terms the formulas of evolve may have")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 || *runs < 1 || *terms < 1 {
		fmt.Fprintln(os.Stderr, "regression: expected no arguments, and -n, -runs and -terms of 1 or more")
		os.Exit(2)
	}
	if err := compare(ctx, os.Stdout, *terms, *n, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "regression:", err)
		os.Exit(1)
	}
}

// compare prints for each law how many runs of both sides recover it, and the
// formula of the best run of ours.
func compare(ctx context.Context, w io.Writer, terms, n, runs int) error {
	fmt.Fprintf(w, "runs of %d that recover the law, of %d formulas each, from 50 points with %.0f %% noise\n\n", runs, n, 100*noise)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tab, "law\t\tevolve\tplain GP\tfound, as Go")
	for _, part := range []struct {
		title string
		laws  []law
	}{{"laws that settings were chosen with", tuning}, {"others", others}} {
		var total [2]int
		for _, l := range part.laws {
			hits, formula, err := l.compare(ctx, terms, n, runs)
			if err != nil {
				return err
			}
			fmt.Fprintf(tab, "%s\t%s\t%d\t%d\t%s\n", l.name, l.text, hits[0], hits[1], formula)
			total[0] += hits[0]
			total[1] += hits[1]
		}
		fmt.Fprintf(tab, "%s\t\t%d\t%d\tof %d\n", part.title, total[0], total[1], runs*len(part.laws))
	}
	return tab.Flush()
}

// compare returns how many runs of evolve and of plain genetic programming recover the
// law, and the best formula of evolve.
func (l law) compare(ctx context.Context, terms, n, runs int) (hits [2]int, formula string, err error) {
	sets := make([]*data, runs)
	for run := range sets {
		sets[run] = l.measure(50, rand.New(rand.NewPCG(uint64(run), 1)))
	}
	found := [2][][]Expr{make([][]Expr, runs), make([][]Expr, runs)}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for run, d := range sets {
		group.Go(func() (err error) {
			found[0][run], err = evolve(ctx, d, terms, n, uint64(run))
			return err
		})
		group.Go(func() (err error) {
			found[1][run], err = genetic(ctx, d, n, uint64(run))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return hits, "", err
	}
	other := l.measure(200, rand.New(rand.NewPCG(0, 2)))
	best := 0
	for run, d := range sets {
		for side := range found {
			if d.recovered(other, found[side][run]...) {
				hits[side]++
			}
		}
		if d.score(found[0][run]...) > sets[best].score(found[0][best]...) {
			best = run
		}
	}
	return hits, sets[best].formula(found[0][best]...), nil
}
