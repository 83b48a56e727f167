// One search after the other, several at a time: what each algorithm reaches on
// each problem with each seed, and what it costs.

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"golang.org/x/sync/errgroup"
)

// A contender is an algorithm with its name on the command line.
type contender struct {
	name  string
	alg   search.Algorithm
	peers []string
}

// A row is what a search reached after n trials.
type row struct {
	problem, algorithm string
	seed, n            int
	best               float64 // NaN: no trial gave a number
	micros             float64 // of the algorithm's own time, a trial
}

// A refusal is an algorithm that does not take a problem's space.
type refusal struct {
	problem, algorithm string
	why                error
}

// campaign is all that is to be run.
type campaign struct {
	problems   []*problem
	contenders []contender
	seeds      int
	marks      []int // after how many trials to look, ascending
	workers    int
}

// run does all searches, several at a time. It gives each the rows of a search in
// the order of problems, algorithms, seeds, and returns what could not be run.
func (c *campaign) run(ctx context.Context, each func([]row) error) ([]refusal, error) {
	type job struct {
		p    *problem
		a    contender
		seed int
		done chan []row
	}
	var refused []refusal
	var jobs []job
	for _, p := range c.problems {
		for _, a := range c.contenders {
			if _, err := a.alg.Start(p.space, 0); err != nil {
				refused = append(refused, refusal{p.name, a.name, err})
				continue
			}
			for seed := range c.seeds {
				jobs = append(jobs, job{p, a, seed, make(chan []row, 1)})
			}
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.workers + 1)
	group.Go(func() error {
		for _, j := range jobs {
			select {
			case rows := <-j.done:
				if err := each(rows); err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	for _, j := range jobs {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			rows, err := searches(ctx, j.p, j.a, j.seed, c.marks)
			if err != nil {
				return fmt.Errorf("%s on %s, seed %d: %w", j.a.name, j.p.name, j.seed, err)
			}
			j.done <- rows
			return nil
		})
	}
	return refused, group.Wait()
}

// searches returns a row for each mark. One search passes them all, but for an
// algorithm that is told its budget: that does a search for each.
func searches(ctx context.Context, p *problem, a contender, seed int, marks []int) ([]row, error) {
	budgeted, ok := a.alg.(search.Budgeted)
	if !ok {
		return searchOnce(ctx, p, a, seed, marks)
	}
	var rows []row
	for _, n := range marks {
		a.alg = budgeted.WithBudget(n)
		r, err := searchOnce(ctx, p, a, seed, []int{n})
		if err != nil {
			return nil, err
		}
		rows = append(rows, r...)
	}
	return rows, nil
}

// searchOnce runs one search and returns a row for each mark.
func searchOnce(ctx context.Context, p *problem, a contender, seed int, marks []int) ([]row, error) {
	// The clock is that of the thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := clock()
	s, err := a.alg.Start(p.space, uint64(seed))
	if err != nil {
		return nil, err
	}
	took := clock() - began
	rows := make([]row, 0, len(marks))
	best := newScore(p)
	id := 0
	for _, n := range marks {
		for ; id < n; id++ {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			began := clock()
			dna, err := s.Propose(id)
			if errors.Is(err, search.ErrExhausted) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("trial %d: %w", id, err)
			}
			s.Started(id, dna)
			took += clock() - began
			outcome := best.add(dna)
			began = clock()
			s.Finished(id, outcome)
			took += clock() - began
		}
		rows = append(rows, row{p.name, a.name, seed, n, best.value(), float64(took) / float64(time.Microsecond) / float64(max(id, 1))})
	}
	return rows, nil
}

// A score is how good the trials of a search have been so far.
type score struct {
	p     *problem
	best  float64
	front [][]float64
}

func newScore(p *problem) *score { return &score{p: p, best: math.NaN()} }

// add evaluates a DNA and returns what the algorithm is told of it, for which
// higher is better.
func (s *score) add(dna *geno.DNA) search.Outcome {
	values := s.p.evaluate(dna)
	outcome := search.Outcome{Reward: -values[0]}
	for _, v := range values {
		if math.IsNaN(v) {
			return search.Outcome{Failed: true}
		}
	}
	if s.p.ref == nil {
		if !(s.best <= values[0]) {
			s.best = values[0]
		}
		return outcome
	}
	s.front = append(s.front, values)
	outcome.Rewards = negated(values)
	return outcome
}

// value is the least value so far or, with two objectives, by how much the
// hypervolume falls short of the best.
func (s *score) value() float64 {
	if s.p.ref == nil {
		return s.best
	}
	return s.p.opt - hypervolume(s.front, s.p.ref)
}

// hypervolume is the area between the points, whose objectives are to be
// minimised, and the reference point.
func hypervolume(points [][]float64, ref []float64) float64 {
	better := make([][]float64, len(points))
	for i, p := range points {
		better[i] = negated(p)
	}
	return pareto.Hypervolume(better, negated(ref))
}

func negated(list []float64) []float64 {
	n := make([]float64, len(list))
	for i, v := range list {
		n[i] = -v
	}
	return n
}
