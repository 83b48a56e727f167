// Earlystopping searches the settings of a small neural network, with rules
// that stop trainings early, and prints how many epochs each rule spends and what
// error it reaches.
//
//	go run ./examples/earlystopping [-data folder] [-seeds 21] [-trials 100]
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
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/stopping"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// Training is how a network with one hidden layer is trained, each setting as a
// place on a grid: from small to large.
//
//pg:symbolic
type Training struct {
	Rate   int //pg:int 0 7
	Hidden int //pg:int 0 4
	Alpha  int //pg:int 0 2
	Batch  int //pg:int 0 2
}

// epochs is how long a training goes on that isn't stopped.
const epochs = 27

// rules are what is compared; nil stops nothing.
var rules = []study.Stopper{
	nil,
	stopping.Median(5),
	stopping.Hyperband(1, epochs, 3),
	stopping.ASHA(1, epochs, 3),
	stopping.ASHA(1, epochs, 2),
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", "../shared/data/search", "the `folder` of problems.json; without the file, curves are made up")
	seeds := flag.Int("seeds", 21, "how often each search runs")
	trials := flag.Int("trials", 100, "trials of each search")
	flag.Parse()
	if flag.NArg() > 0 || *seeds < 1 || *trials < 1 {
		fmt.Fprintln(os.Stderr, "earlystopping: expected no arguments, and -seeds and -trials of 1 or more")
		os.Exit(2)
	}
	curves, source, err := load(*data)
	if err == nil {
		err = compare(ctx, os.Stdout, curves, source, *seeds, *trials)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "earlystopping:", err)
		os.Exit(1)
	}
}

// search searches once. It returns the epochs spent on all trials, and the
// error of the best network that was trained to the end.
func (c curves) search(ctx context.Context, rule study.Stopper, seed uint64, trials int) (spent int, best float64, err error) {
	options := []pg.Option{pg.Trials(trials), pg.Seed(seed), pg.Silent()}
	if rule != nil {
		options = append(options, pg.StopEarly(rule))
	}
	train := func(_ context.Context, t *pg.Trial[*Training]) (loss float64, err error) {
		for epoch := 1; epoch <= epochs; epoch++ {
			spent++
			loss = c.after(t.Program, epoch)
			if t.Stop(epoch, loss) {
				break
			}
		}
		return loss, nil
	}
	res, err := pg.Minimize(ctx, &Training{}, search.Random(), train, options...)
	if err == nil {
		err = res.Stopped
	}
	if err != nil {
		return 0, 0, err
	}
	return spent, res.Reward, nil
}

// compare prints a line for each rule: medians over the seeds 0, 1, 2 …
func compare(ctx context.Context, w io.Writer, c curves, source string, seeds, trials int) error {
	fmt.Fprintf(w, "%s: random search of %d trials of %d epochs, medians of %d seeds\n\n", source, trials, epochs, seeds)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tab, "rule\tepochs\t\terror")
	for _, rule := range rules {
		var spent, errors []float64
		for seed := range uint64(seeds) {
			n, e, err := c.search(ctx, rule, seed, trials)
			if err != nil {
				return err
			}
			spent, errors = append(spent, float64(n)), append(errors, e)
		}
		name := "none"
		if rule != nil {
			name = rule.String()
		}
		fmt.Fprintf(tab, "%s\t%.0f\t%.0f %%\t%.5f\n", name, median(spent), 100*median(spent)/float64(trials*epochs), median(errors))
	}
	return tab.Flush()
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
