// Programs evolves functions of several lines, with branches, loops and functions of
// their own, from examples of what they return, and prints them as Go.
//
//	go run ./examples/programs [-n 10000] [-runs 3]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"

	"golang.org/x/sync/errgroup"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/study"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	n := flag.Int("n", 10_000, "how many programs each search tries")
	runs := flag.Int("runs", 3, "how often each search runs")
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

// algorithm has two aims, to be right and to be short. Of programs that err alike only
// the shortest stays, so that the population does not fill with the many ways of writing
// one; and of all, fronts that no other is better than in both. Half of the pairs of
// parents exchange lines or expressions.
func algorithm() search.Algorithm {
	const population = 200
	alike := evolution.GroupBy(func(x *evolution.Individual) float64 { return math.Round(1e6 * x.Outcome.Rewards[0]) })
	shortest := evolution.TopBy(1, func(x *evolution.Individual) float64 { return x.Outcome.Rewards[1] })
	return evolution.New(
		evolution.FirstOf(2, 3).Then(
			evolution.WithProb(evolution.Graft(), 0.5),
			evolution.WithProb(evolution.Uniform(), 0.8)),
		evolution.Init(population), evolution.Offspring(population),
		evolution.Survive(evolution.ForEach(alike, shortest).Then(
			evolution.ForEach(evolution.Fronts, evolution.ByCrowding()), evolution.First(population))),
		evolution.Name("NSGA-II of distinct programs"))
}

// find returns the best of n programs: the one that is the least wrong, and short.
func find(ctx context.Context, t task, n int, seed uint64) (*Func, error) {
	examples := t.examples(30, rand.New(rand.NewPCG(seed, 1)))
	s := (&Task{}).Sym()
	pg.Evolve(s.Program(), t.evolution())
	var best *Func
	top := 0.0
	for t, err := range pg.Sample(ctx, s, algorithm(), pg.Goals(study.Maximize, study.Maximize), pg.Trials(n), pg.Seed(seed), pg.Silent()) {
		if err != nil {
			return nil, err
		}
		f := t.Program.Program
		right, short := -wrong(f, examples), -float64(size(f))
		if score := right + short/3000; best == nil || score > top {
			best, top = f, score
		}
		t.Report(right, short)
	}
	return best, ctx.Err()
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
