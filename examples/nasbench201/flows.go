// Four ways to search a network and its hardware, which differ in which decisions
// are taken together.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// A flow searches for the best deployment with so many evaluations, and returns
// its reward.
type flow func(ctx context.Context, measure func(*Deployment) (float64, error), budget int, seed uint64) (float64, error)

var flows = []struct {
	name string
	flow flow
}{
	{"joint", joint},
	{"separate", separate},
	{"factorized", factorized},
	{"hybrid", hybrid},
}

// deployment has all decisions open.
func deployment() DeploymentSym {
	s := (&Deployment{}).Sym()
	s.Declare()
	return s
}

var (
	algorithm = evolution.Regularized(evolution.Population(20), evolution.Sample(5))
	hardware  = pg.Hinted("hardware")
)

// joint decides all at once.
func joint(ctx context.Context, measure func(*Deployment) (float64, error), budget int, seed uint64) (float64, error) {
	best, err := pg.Maximize(ctx, deployment(), algorithm, measure, pg.Trials(budget), pg.Seed(seed), pg.Silent())
	if err != nil {
		return 0, err
	}
	return best.Reward, nil
}

// separate finds the hardware for a cell of which all edges are convolutions,
// and then a cell for that hardware.
func separate(ctx context.Context, measure func(*Deployment) (float64, error), budget int, seed uint64) (float64, error) {
	s := deployment()
	s.Cell().SetValue(&Cell{Conv3x3, Conv3x3, Conv3x3, Conv3x3, Conv3x3, Conv3x3})
	first, err := pg.Maximize(ctx, s, algorithm, measure, pg.Trials(budget/5), pg.Seed(seed), pg.Silent())
	if err != nil {
		return 0, err
	}
	s = deployment()
	s.Device().Set(first.Program.Device)
	s.Batch().Set(first.Program.Batch)
	best, err := pg.Maximize(ctx, s, algorithm, measure, pg.Trials(budget-len(first.History.Trials)), pg.Seed(seed), pg.Silent())
	if err != nil {
		return 0, err
	}
	return max(first.Reward, best.Reward), nil
}

// factorized finds a cell for each hardware that it tries: an outer search over
// the hardware, and in it one over cells.
func factorized(ctx context.Context, measure func(*Deployment) (float64, error), budget int, seed uint64) (float64, error) {
	best := math.Inf(-1)
	for t, err := range pg.Sample(ctx, pg.Where(deployment(), hardware), algorithm, pg.Trials(budget/50), pg.Seed(seed), pg.Silent()) {
		if err != nil {
			return 0, err
		}
		inner, err := pg.Maximize(ctx, t.Program, algorithm, measure, pg.Trials(50), pg.Seed(seed), pg.Silent())
		if inner == nil {
			return 0, err
		}
		t.Report(inner.Reward)
		best = max(best, inner.Reward)
	}
	return best, nil
}

// hybrid is factorized with short inner searches, as long as half of the budget
// lasts, and spends the other half on cells for the best hardware.
func hybrid(ctx context.Context, measure func(*Deployment) (float64, error), budget int, seed uint64) (float64, error) {
	var outer pg.Result[DeploymentSym]
	best := math.Inf(-1)
	for t, err := range pg.Sample(ctx, pg.Where(deployment(), hardware), algorithm, pg.Trials(budget/2/20), pg.Seed(seed), pg.Silent(), pg.Into(&outer)) {
		if err != nil {
			return 0, err
		}
		inner, err := pg.Maximize(ctx, t.Program, algorithm, measure, pg.Trials(20), pg.Seed(seed), pg.Silent())
		if inner == nil {
			return 0, err
		}
		t.Report(inner.Reward)
		best = max(best, inner.Reward)
	}
	last, err := pg.Maximize(ctx, outer.Program, algorithm, measure, pg.Trials(budget/2), pg.Seed(seed), pg.Silent())
	if err != nil {
		return 0, err
	}
	return max(best, last.Reward), nil
}

var errUnsupported = errors.New("the device can't run this cell, or not as fast as requests come")

// compareFlows prints what the flows reach with the same number of evaluations.
func compareFlows(ctx context.Context, w io.Writer, d *dataset, latency [][cells]float64, budget, runs int) error {
	measure := func(p *Deployment) (float64, error) {
		i := p.Cell.index()
		ms := latency[p.Device][d.row[i]]
		if ms < 0 {
			return 0, errUnsupported
		}
		r := p.response(ms)
		if math.IsInf(r, 1) {
			return 0, errUnsupported
		}
		return reward(d.reward[i], r), nil
	}
	optimum := math.Inf(-1)
	for dna := range (&Deployment{}).Space().All() {
		p, err := (&Deployment{}).Materialize(dna)
		if err != nil {
			return err
		}
		if r, err := measure(p); err == nil {
			optimum = max(optimum, r)
		}
	}
	fmt.Fprintf(w, "reward of the best deployment of %d evaluations, %d runs; the best there is has %.2f\n\n", budget, runs, optimum)
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tab, "flow\tmedian\tquartiles\tof them at the best")
	for _, f := range flows {
		rewards, hits := make([]float64, runs), 0
		for seed := range rewards {
			var err error
			if rewards[seed], err = f.flow(ctx, measure, budget, uint64(seed)); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			if rewards[seed] == optimum {
				hits++
			}
		}
		slices.Sort(rewards)
		fmt.Fprintf(tab, "%s\t%.2f\t%.2f to %.2f\t%d %%\n", f.name, rewards[runs/2], rewards[runs/4], rewards[runs*3/4], 100*hits/runs)
	}
	return tab.Flush()
}
