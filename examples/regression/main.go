// Regression finds known formulas again in noisy data, by evolving trees, and
// prints them as Go. Beside it, plain genetic programming gets the same data and as
// many evaluations.
//
//	go run ./examples/regression [-n 10000] [-runs 11]
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
	n := flag.Int("n", 10_000, "how many formulas each search tries")
	runs := flag.Int("runs", 11, "how often each search runs")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 || *runs < 1 {
		fmt.Fprintln(os.Stderr, "regression: expected no arguments, and -n and -runs of 1 or more")
		os.Exit(2)
	}
	if err := compare(ctx, os.Stdout, *n, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "regression:", err)
		os.Exit(1)
	}
}

// searches are the two sides.
var searches = [...]func(context.Context, *data, int, uint64) (Expr, error){evolve, genetic}

// compare prints for each law how many runs of both sides recover it, and the
// formula of the best run of ours.
func compare(ctx context.Context, w io.Writer, n, runs int) error {
	fmt.Fprintf(w, "runs of %d that recover the law, of %d formulas each, from 50 points with %.0f %% noise\n\n", runs, n, 100*noise)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tab, "law\t\tevolve\tplain GP\tfound, as Go")
	var total [2]int
	for _, l := range laws {
		var hits [2]int
		var found [2][]Expr
		var sets []*data
		for run := range runs {
			sets = append(sets, l.measure(50, rand.New(rand.NewPCG(uint64(run), 1))))
		}
		other := l.measure(200, rand.New(rand.NewPCG(0, 2)))
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for side, search := range searches {
			found[side] = make([]Expr, runs)
			for run, d := range sets {
				group.Go(func() (err error) {
					found[side][run], err = search(ctx, d, n, uint64(run))
					return err
				})
			}
		}
		if err := group.Wait(); err != nil {
			return err
		}
		best := 0
		for side := range searches {
			for run, d := range sets {
				if d.recovered(found[side][run], other) {
					hits[side]++
				}
				if side == 0 && d.score(found[0][run]) > sets[best].score(found[0][best]) {
					best = run
				}
			}
			total[side] += hits[side]
		}
		a, b, _ := sets[best].fit(found[0][best])
		fmt.Fprintf(tab, "%s\t%s\t%d\t%d\t%.4g + %.4g*%v\n", l.name, l.text, hits[0], hits[1], a, b, found[0][best])
	}
	fmt.Fprintf(tab, "all\t\t%d\t%d\t\n", total[0], total[1])
	return tab.Flush()
}
