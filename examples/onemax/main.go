// OneMax is the problem on which evolution is tried first: find the string of
// bits that are all ones, being told only how many there are (Schaffer and
// Eshelman, 1991).
//
//	go run ./examples/onemax [flags]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"text/tabwriter"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/study"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A String is what is searched: 2^64 of them there are.
//
//pg:symbolic
type String struct {
	Bits [64]bool //pg:manyof 64
}

// ones counts the bits that are set.
func ones(s *String) float64 {
	n := 0
	for _, b := range s.Bits {
		if b {
			n++
		}
	}
	return float64(n)
}

// algorithms are those compared.
var algorithms = []search.Algorithm{
	search.Random(),
	evolution.Regularized(),
	evolution.Regularized(evolution.Population(20), evolution.Sample(10)),
	local.HillClimb(),
	local.Steepest(),
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	trials := flag.Int("trials", 2000, "how many strings each algorithm may try")
	seeds := flag.Int("seeds", 11, "how many times each algorithm runs")
	flag.Parse()
	if flag.NArg() > 0 || *trials < 1 || *seeds < 1 {
		fmt.Fprintln(os.Stderr, "onemax: expected no arguments, and -trials and -seeds of 1 or more")
		os.Exit(2)
	}
	if err := compare(ctx, os.Stdout, *trials, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "onemax:", err)
		os.Exit(1)
	}
}

// compare runs each algorithm with each seed, and writes a table of medians.
func compare(ctx context.Context, w io.Writer, trials, seeds int) error {
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(tab, "algorithm\tones of 64\tall ones in\ttrial (medians of %d runs of %d trials)\n", seeds, trials)
	for _, alg := range algorithms {
		var best, at []float64
		reached := 0
		for seed := range seeds {
			res, err := pg.Maximize(ctx, &String{}, alg, ones, pg.Trials(trials), pg.Seed(uint64(seed)), pg.Silent())
			if err != nil {
				return err
			}
			if res.Stopped != nil {
				return res.Stopped
			}
			best = append(best, res.Reward)
			at = append(at, first(res.History, 64))
			if res.Reward == 64 {
				reached++
			}
		}
		when := "-"
		if n := median(at); n < never {
			when = fmt.Sprint(n)
		}
		fmt.Fprintf(tab, "%v\t%v\t%d of %d\t%s\n", alg, median(best), reached, seeds, when)
	}
	return tab.Flush()
}

const never = 1e18

// first returns the first trial with the reward, or never.
func first(h *study.History, reward float64) float64 {
	for _, t := range h.Trials {
		if t.Reward == reward {
			return float64(t.ID)
		}
	}
	return never
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
