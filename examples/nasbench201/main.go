// Nasbench201 searches neural architectures on NAS-Bench-201, with the
// protocol of NATS-Bench, and prints what it finds beside the published
// results (Dong, Liu, Musial, Gabrys, "NATS-Bench: Benchmarking NAS Algorithms
// for Architecture Topology and Size", 2021).
//
//	go run ./examples/nasbench201 [-data folder] [-runs 500]
//
// With -flows it searches cells together with the hardware that they run on
// (HW-NAS-Bench: Li et al., "HW-NAS-Bench: Hardware-Aware Neural Architecture Search
// Benchmark", 2021), in four ways.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/auto"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/policy"
)

// methods are the algorithms with the settings of the benchmark's authors,
// whose searches evaluate some cells twice, and what they published: test
// accuracy, mean and standard deviation over 500 runs, for each dataset.
var methods = []struct {
	name      string
	alg       search.Algorithm
	published [3]string
}{
	{"random", search.AllowRepeats(search.Random()), [3]string{"93.86±0.23", "71.55±0.97", "45.28±0.97"}},
	{"regularized evolution", search.AllowRepeats(evolution.Regularized(evolution.Population(10), evolution.Sample(3))), [3]string{"94.02±0.31", "72.23±0.84", "45.77±0.80"}},
	{"REINFORCE", search.AllowRepeats(policy.REINFORCE()), [3]string{"93.90±0.26", "71.86±0.89", "45.64±0.78"}},
	{"steepest local search", local.Steepest(), [3]string{"-", "-", "-"}},
	{"auto", auto.New(), [3]string{"-", "-", "-"}},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", cmp.Or(os.Getenv("PGEN_DATA"), "../shared/data/nas"), "the `folder` of nb201.csv.gz")
	runs := flag.Int("runs", 500, "how often each search runs")
	hardware := flag.Bool("flows", false, "search cells and hardware together, in four ways")
	budget := flag.Int("n", 600, "with -flows: how many evaluations each search has")
	flag.Parse()
	if flag.NArg() > 0 || *runs < 1 || *budget < 100 {
		fmt.Fprintln(os.Stderr, "nasbench201: expected no arguments, -runs of 1 or more, and -n of 100 or more")
		os.Exit(2)
	}
	tables, err := load(*data)
	if err == nil && *hardware {
		var latencies [][cells]float64
		if latencies, err = loadLatencies(*data); err == nil {
			err = compareFlows(ctx, os.Stdout, tables[0], latencies, *budget, *runs)
		}
	} else if err == nil {
		err = compare(ctx, os.Stdout, tables, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nasbench201:", err)
		os.Exit(1)
	}
}

// search searches once, for as long as the dataset's budget lasts, and
// returns the best cell by the reward, and how many were evaluated.
func (d *dataset) search(ctx context.Context, alg search.Algorithm, seed uint64) (*Cell, int, error) {
	var best pg.Result[*Cell]
	spent := 0.0
	for t, err := range pg.Sample(ctx, &Cell{}, alg, pg.Seed(seed), pg.Silent(), pg.Into(&best)) {
		if err != nil {
			return nil, 0, err
		}
		i := t.Program.index()
		t.Report(d.reward[i])
		if spent += d.cost[i]; spent >= d.budget {
			break
		}
	}
	if best.Stopped != nil {
		return nil, 0, best.Stopped
	}
	return best.Program, len(best.History.Trials), nil
}

// A score is what many runs of one search achieved.
type score struct {
	mean, std   float64 // of the test accuracy, %
	evaluations float64 // mean
}

// score runs the search many times, with the seeds 0, 1, 2 …
func (d *dataset) score(ctx context.Context, alg search.Algorithm, runs int) (score, error) {
	test, evaluations := make([]float64, runs), make([]float64, runs)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range runs {
		group.Go(func() error {
			best, n, err := d.search(ctx, alg, uint64(i))
			if err != nil {
				return err
			}
			test[i], evaluations[i] = d.test[best.index()], float64(n)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return score{}, err
	}
	s := score{}
	s.mean, s.std = meanStd(test)
	s.evaluations, _ = meanStd(evaluations)
	return s, nil
}

func meanStd(values []float64) (mean, std float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		std += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, math.Sqrt(std)
}

// compare prints the table of all methods on all datasets.
func compare(ctx context.Context, w io.Writer, tables []*dataset, runs int) error {
	fmt.Fprintf(w, "test accuracy in %%, mean ± standard deviation of %d runs (published, of 500)\n\n", runs)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprint(tab, "\t")
	for _, d := range tables {
		fmt.Fprintf(tab, "%s\t", d.name)
	}
	fmt.Fprintln(tab, "evaluations")
	for _, m := range methods {
		fmt.Fprintf(tab, "%s\t", m.name)
		evaluations := 0.0
		for i, d := range tables {
			s, err := d.score(ctx, m.alg, runs)
			if err != nil {
				return err
			}
			fmt.Fprintf(tab, "%.2f±%.2f (%s)\t", s.mean, s.std, m.published[i])
			evaluations += s.evaluations / float64(len(tables))
		}
		fmt.Fprintf(tab, "%.0f\n", evaluations)
	}
	fmt.Fprint(tab, "best there is\t")
	for _, d := range tables {
		best := 0.0
		for _, v := range d.test {
			best = max(best, v)
		}
		fmt.Fprintf(tab, "%.2f\t", best)
	}
	fmt.Fprintln(tab)
	return tab.Flush()
}
