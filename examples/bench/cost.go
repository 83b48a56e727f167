// What a trial costs an algorithm, by the length of the history and the number of
// decisions.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A workload is how much there is to think of.
type workload struct{ decisions, history int }

// workloads are the columns of the table.
var workloads = []workload{{10, 1e2}, {10, 1e3}, {10, 1e4}, {10, 1e5}, {100, 1e2}, {1e3, 1e2}, {1e4, 1e2}, {1e5, 1e2}}

// The trials that a cost is the mean of: so many, or fewer if they take long, of
// which the least number has a fit of every model among them.
const (
	mostTimed  = 2000
	leastTimed = 50
	longTimed  = time.Second
	endTimed   = 10 * time.Second

	tooSlow = 400 * time.Millisecond // a trial: then more decisions are not tried
)

// costs prints a table with a line for each algorithm: the processor time of
// Propose, Started and Finished together, for one trial, and some tenths of a
// microsecond for its evaluation.
func costs(ctx context.Context, w io.Writer, contenders []contender, loads []workload) error {
	fmt.Fprint(w, "| µs a trial |")
	for _, l := range loads {
		fmt.Fprintf(w, " %d decisions, %d trials |", l.decisions, l.history)
	}
	fmt.Fprint(w, "\n|---|")
	for range loads {
		fmt.Fprint(w, "--:|")
	}
	fmt.Fprintln(w)
	for _, c := range contenders {
		fmt.Fprintf(w, "| %s |", c.name)
		slow := 0 // how many decisions took too long
		for _, l := range loads {
			if slow > 0 && l.decisions > slow {
				fmt.Fprint(w, " … |")
				continue
			}
			took, err := cost(ctx, c.alg, l)
			if took > tooSlow {
				slow = l.decisions
			}
			switch {
			case ctx.Err() != nil:
				return context.Cause(ctx)
			case errors.Is(err, errNotTaken):
				fmt.Fprint(w, " – |")
			case err != nil:
				return fmt.Errorf("%s, %d decisions, %d trials: %w", c.name, l.decisions, l.history, err)
			default:
				micros := float64(took) / float64(time.Microsecond)
				fmt.Fprintf(w, " %s |", strconv.FormatFloat(micros, 'f', max(0, 2-len(strconv.Itoa(int(micros)))), 64))
			}
		}
		fmt.Fprintln(w)
	}
	return nil
}

var errNotTaken = errors.New("the algorithm does not take the space")

// cost is that of a trial which comes after a history of random ones. The
// decisions are floats, or ints for an algorithm that takes finite spaces alone.
func cost(ctx context.Context, alg search.Algorithm, l workload) (time.Duration, error) {
	var space *geno.Spec
	var s search.Search
	err := errNotTaken
	for _, d := range []geno.Decision{&geno.Float{Min: -5, Max: 5}, &geno.Int{Min: -50, Max: 49}} {
		elements := make([]geno.Element, l.decisions)
		for i := range elements {
			elements[i] = geno.At("X"+strconv.Itoa(i), d)
		}
		if space, err = geno.New(elements...); err != nil {
			return 0, err
		}
		if s, err = alg.Start(space, 1); err == nil {
			break
		}
	}
	if err != nil {
		return 0, errNotTaken
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for id := range l.history {
		dna := space.Random(rng)
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Reward: -distance(dna)})
	}
	// The first one after such a history may catch up with all of it.
	if err := trial(s, l.history); err != nil {
		return 0, err
	}
	began := processClock()
	n := 0
	// The clock is looked at now and then, or always where that is nothing beside a trial.
	for batch := 1; ; batch = 10 {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if n > 0 && (processClock()-began)/time.Duration(n) > time.Millisecond {
			batch = 1
		}
		for range batch {
			n++
			if err := trial(s, l.history+n); err != nil {
				return 0, err
			}
		}
		took := processClock() - began
		if n >= mostTimed || took >= longTimed && n >= leastTimed || took >= endTimed {
			return took / time.Duration(n), nil
		}
	}
}

func trial(s search.Search, id int) error {
	dna, err := s.Propose(id)
	if err != nil {
		return err
	}
	s.Started(id, dna)
	s.Finished(id, search.Outcome{Reward: -distance(dna)})
	return nil
}

// distance is that from a point off the middle, squared.
func distance(dna *geno.DNA) float64 {
	values, err := dna.Numbers()
	if err != nil {
		return math.NaN() // not of a space of numbers
	}
	sum := 0.0
	for _, x := range values {
		sum += (x - 1.5) * (x - 1.5)
	}
	return sum
}
