// Programs evolves functions of several lines, with branches, loops and functions of
// their own, from examples of what they return, and prints them as Go.
//
//	go run ./examples/programs [-n 20000] [-runs 5]
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

	"golang.org/x/sync/errgroup"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	n := flag.Int("n", 20_000, "how many programs each search tries")
	runs := flag.Int("runs", 5, "how often each search runs")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 || *runs < 1 {
		fmt.Fprintln(os.Stderr, "programs: expected no arguments, and -n and -runs of 1 or more")
		os.Exit(2)
	}
	if err := report(ctx, os.Stdout, tasks, *n, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "programs:", err)
		os.Exit(1)
	}
}

// algorithm breeds from the best of some; half of the children have lines or
// expressions of a second parent.
func algorithm() search.Algorithm {
	return evolution.New(
		evolution.Tournament(2, 10).Then(
			evolution.WithProb(evolution.Graft(), 0.5), evolution.First(1),
			evolution.WithProb(evolution.Uniform(), 0.8)),
		evolution.Init(200), evolution.Survive(evolution.Last(1000)), evolution.Name("evolution with Graft"))
}

// find returns the best of n programs.
func find(ctx context.Context, t task, n int, seed uint64) (*Func, error) {
	examples := t.examples(30, rand.New(rand.NewPCG(seed, 1)))
	s := (&Task{}).Sym()
	pg.Evolve(s.Program(), t.evolution())
	best, err := pg.Maximize(ctx, s, algorithm(), func(t *Task) float64 {
		return -wrong(t.Program, examples) - float64(size(t.Program))/3000
	}, pg.Trials(n), pg.Seed(seed), pg.Silent())
	if err != nil {
		return nil, err
	}
	return best.Program.Program, nil
}

// report prints for each task how often it is solved, which is to be right in 500
// other cases, and the shortest program that does.
func report(ctx context.Context, w io.Writer, tasks []task, n, runs int) error {
	for _, t := range tasks {
		found := make([]*Func, runs)
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for run := range runs {
			group.Go(func() (err error) {
				found[run], err = find(ctx, t, n, uint64(run))
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		others := t.examples(500, rand.New(rand.NewPCG(0, 2)))
		var best *Func
		solved := 0
		for _, f := range found {
			if wrong(f, others) > 0 {
				continue
			}
			solved++
			if f = f.Pruned(); best == nil || size(f) < size(best) {
				best = f
			}
		}
		fmt.Fprintf(w, "// %s: %d of %d searches of %d programs find it\n", t.name, solved, runs, n)
		if best != nil {
			fmt.Fprintln(w, best)
		}
	}
	return nil
}
