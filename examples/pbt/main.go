// Pbt trains a network to read digits with population based training, and prints
// how it compares with searches for constant settings that train for as many epochs
// in all, and the schedule of settings it found.
//
//	go run ./examples/pbt [-seeds 21] [-members 20] [-epochs 20]
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
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/states"
	"github.com/pgen-go/pgen/runtime/study/stopping"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// Training is how a network is trained.
//
//pg:symbolic
type Training struct {
	Rate     float64 //pg:float 1e-4 0.3 log
	Momentum float64 //pg:float 0 0.95
	Decay    float64 //pg:float 1e-6 0.1 log
}

// A budget is how many members, or whole trainings, there are, and how many epochs
// each of them has.
type budget struct{ members, epochs int }

// An outcome is the network that a search ends with, chosen by the validation loss.
type outcome struct {
	valid, test, errors float64 // losses, and the share of test images read wrong
	schedule            []*Training
}

func judge(d *data, n *net, schedule ...*Training) outcome {
	o := outcome{schedule: schedule}
	o.valid, _ = n.loss(d.valid)
	o.test, o.errors = n.loss(d.test)
	return o
}

// population trains a population: each trial is one epoch of one member.
func population(ctx context.Context, d *data, seed uint64, b budget) (outcome, error) {
	nets := states.Memory((*net).clone)
	train := func(_ context.Context, t *pg.Trial[*Training]) (float64, error) {
		n, err := nets.Load(t.Parent)
		if err != nil {
			return 0, err
		}
		if t.Parent < 0 {
			n = newNet(seed)
		}
		n.train(d.train, t.Program, seed)
		loss, _ := n.loss(d.valid)
		return loss, nets.Save(t.ID, n, t.Needed)
	}
	res, err := pg.Minimize(ctx, &Training{}, pbt.New(pbt.Population(b.members)), train,
		pg.Trials(b.members*b.epochs), pg.Seed(seed), pg.Silent())
	if err != nil {
		return outcome{}, err
	}
	if res.Stopped != nil {
		return outcome{}, res.Stopped
	}
	var schedule []*Training
	for _, t := range res.History.Lineage(res.Trial) {
		p, err := (&Training{}).Materialize(t.DNA)
		if err != nil {
			return outcome{}, err
		}
		schedule = append(schedule, p)
	}
	best, err := nets.Load(res.Trial)
	if err != nil {
		return outcome{}, err
	}
	return judge(d, best, schedule...), nil
}

// constant searches for settings that stay as they are, with whole trainings; a
// rule may end them early. The network is the best at the end of any epoch, which
// is what the population may choose from, too.
func constant(alg search.Algorithm, rule study.Stopper) func(context.Context, *data, uint64, budget) (outcome, error) {
	return func(ctx context.Context, d *data, seed uint64, b budget) (outcome, error) {
		options := []pg.Option{pg.Goals(study.Minimize), pg.Seed(seed), pg.Silent()}
		if rule != nil {
			options = append(options, pg.StopEarly(rule))
		}
		var best *net
		var how *Training
		lowest := 0.0
		left := b.members * b.epochs
		for t, err := range pg.Sample(ctx, &Training{}, alg, options...) {
			if err != nil {
				return outcome{}, err
			}
			n := newNet(seed)
			loss := 0.0
			for epoch := 1; epoch <= b.epochs && left > 0; epoch++ {
				left--
				n.train(d.train, t.Program, seed)
				loss, _ = n.loss(d.valid)
				if best == nil || loss < lowest {
					best, how, lowest = n.clone(), t.Program, loss
				}
				if t.Stop(epoch, loss) {
					break
				}
			}
			t.Report(loss)
			if left == 0 {
				break
			}
		}
		if ctx.Err() != nil {
			return outcome{}, context.Cause(ctx)
		}
		return judge(d, best, how), nil
	}
}

// contestant is a way to spend the budget.
type contestant struct {
	name string
	run  func(context.Context, *data, uint64, budget) (outcome, error)
}

func contestants(b budget) []contestant {
	list := []contestant{
		{"population based training", population},
		{"random search", constant(search.Random(), nil)},
		{"TPE", constant(bayes.TPE(), nil)},
	}
	if b.epochs >= 4 {
		asha := stopping.ASHA(1, b.epochs, 3)
		list = append(list, contestant{"random search, " + asha.String(), constant(search.Random(), asha)},
			contestant{"TPE, " + asha.String(), constant(bayes.TPE(), asha)})
	}
	return list
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	seeds := flag.Int("seeds", 21, "how often each search runs")
	var b budget
	flag.IntVar(&b.members, "members", 20, "how many members the population has")
	flag.IntVar(&b.epochs, "epochs", 20, "for how many epochs each is trained")
	flag.Parse()
	if flag.NArg() > 0 || *seeds < 1 || b.members < 1 || b.epochs < 1 {
		fmt.Fprintln(os.Stderr, "pbt: expected no arguments, and -seeds, -members and -epochs of 1 or more")
		os.Exit(2)
	}
	if err := compare(ctx, os.Stdout, *seeds, b); err != nil {
		fmt.Fprintln(os.Stderr, "pbt:", err)
		os.Exit(1)
	}
}

// compare prints a line for each contestant, medians over the seeds 0, 1, 2 …,
// and the schedule of the seed 0.
func compare(ctx context.Context, w io.Writer, seeds int, b budget) error {
	fmt.Fprintf(w, "%d epochs a search; medians of %d seeds, each with digits of its own\n\n", b.members*b.epochs, seeds)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tab, "search\tvalidation loss\ttest loss\ttest error\tpopulation better in\t")
	var reference []outcome
	for _, c := range contestants(b) {
		var all []outcome
		for seed := range uint64(seeds) {
			o, err := c.run(ctx, digits(seed), seed, b)
			if err != nil {
				return fmt.Errorf("%s: seed %d: %w", c.name, seed, err)
			}
			all = append(all, o)
		}
		better := "-"
		if reference == nil {
			reference = all
		} else {
			n := 0
			for i := range all {
				if reference[i].test < all[i].test {
					n++
				}
			}
			better = fmt.Sprintf("%d of %d", n, seeds)
		}
		fmt.Fprintf(tab, "%s\t%.4f\t%.4f\t%.1f %%\t%s\t\n", c.name,
			median(all, func(o outcome) float64 { return o.valid }),
			median(all, func(o outcome) float64 { return o.test }),
			100*median(all, func(o outcome) float64 { return o.errors }), better)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, "\nthe schedule found with seed 0\n\n")
	fmt.Fprintln(tab, "epochs\trate\tmomentum\tdecay\t")
	schedule := reference[0].schedule
	for i := 0; i < len(schedule); {
		from := i
		for i < len(schedule) && schedule[i].Equal(schedule[from]) {
			i++
		}
		p := schedule[from]
		fmt.Fprintf(tab, "%d-%d\t%.5f\t%.3f\t%.6f\t\n", from+1, i, p.Rate, p.Momentum, p.Decay)
	}
	return tab.Flush()
}

func median(all []outcome, of func(outcome) float64) float64 {
	values := make([]float64, len(all))
	for i, o := range all {
		values[i] = of(o)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
