// Earlystopping searches the settings of a small neural network, with rules
// that stop trainings early, and prints what error each reaches with a fifth of
// the epochs of a search that stops none.
//
//	go run ./examples/earlystopping [-data folder] [-seeds 21] [-budget 540]
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
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
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
	stopping.ASHA(3, epochs, 2),
}

// algorithms are what the rules are combined with.
var algorithms = []struct {
	name string
	search.Algorithm
}{
	{"random", search.Random()},
	{"tpe", bayes.TPE()},
	{"tpe by steps", bayes.TPE(bayes.BySteps())}, // with Hyperband: BOHB
	{"evolution", evolution.Regularized(evolution.Population(20), evolution.Sample(5))},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", "../shared/data/search", "the `folder` of problems.json; without the file, curves are made up")
	seeds := flag.Int("seeds", 21, "how often each search runs")
	budget := flag.Int("budget", 540, "epochs that each search may spend")
	flag.Parse()
	if flag.NArg() > 0 || *seeds < 1 || *budget < epochs {
		fmt.Fprintf(os.Stderr, "earlystopping: expected no arguments, -seeds of 1 or more, and a -budget of %d or more\n", epochs)
		os.Exit(2)
	}
	curves, source, err := load(*data)
	if err == nil {
		err = compare(ctx, os.Stdout, curves, source, *seeds, *budget)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "earlystopping:", err)
		os.Exit(1)
	}
}

// search searches once, for as many epochs as the budget has. It returns the
// number of trials, and the error of the best network that was trained to the
// end.
func (c curves) search(ctx context.Context, alg search.Algorithm, rule study.Stopper, seed uint64, budget int) (trials int, best float64, err error) {
	var res pg.Result[*Training]
	options := []pg.Option{pg.Goals(study.Minimize), pg.Seed(seed), pg.Silent(), pg.Into(&res)}
	if rule != nil {
		options = append(options, pg.StopEarly(rule))
	}
	spent := 0
	for t, err := range pg.Sample(ctx, &Training{}, alg, options...) {
		if err != nil {
			return 0, 0, err
		}
		loss, epoch := 0.0, 0
		for epoch < epochs && spent < budget {
			epoch, spent = epoch+1, spent+1
			loss = c.after(t.Program, epoch)
			if t.Stop(epoch, loss) {
				break
			}
		}
		if epoch == epochs {
			t.Report(loss)
		}
		if spent == budget {
			break
		}
	}
	return len(res.History.Trials), res.Reward, res.Stopped
}

// compare prints a line for each rule: medians over the seeds 0, 1, 2 …
func compare(ctx context.Context, w io.Writer, c curves, source string, seeds, budget int) error {
	fmt.Fprintf(w, "curves: %s; medians of %d seeds\n\n", source, seeds)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprint(tab, "rule\tepochs\t")
	for _, alg := range algorithms {
		fmt.Fprintf(tab, "%s: trials\terror\t", alg.name)
	}
	fmt.Fprintln(tab)
	line := func(rule study.Stopper, budget int) error {
		name := "none"
		if rule != nil {
			name = rule.String()
		}
		fmt.Fprintf(tab, "%s\t%d\t", name, budget)
		for _, alg := range algorithms {
			r, err := c.medians(ctx, alg, rule, seeds, budget)
			if err != nil {
				return err
			}
			fmt.Fprintf(tab, "%.0f\t%.5f\t", r.trials, r.err)
		}
		fmt.Fprintln(tab)
		return nil
	}
	if err := line(nil, 5*budget); err != nil {
		return err
	}
	for _, rule := range rules {
		if err := line(rule, budget); err != nil {
			return err
		}
	}
	return tab.Flush()
}

// reached is what a search comes to, in the median.
type reached struct{ trials, err float64 }

func (c curves) medians(ctx context.Context, alg search.Algorithm, rule study.Stopper, seeds, budget int) (reached, error) {
	var trials, losses []float64
	for seed := range uint64(seeds) {
		n, loss, err := c.search(ctx, alg, rule, seed, budget)
		if err != nil {
			return reached{}, err
		}
		trials, losses = append(trials, float64(n)), append(losses, loss)
	}
	return reached{median(trials), median(losses)}, nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
