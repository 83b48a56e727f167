// A search in one call.

package pg

import (
	"context"
	"fmt"
	"math/big"
	"sync"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
)

// An Objective says how good a program is. One that takes a context should
// return soon after the context ends, with its error. One that takes the trial
// can measure more than it returns, tell of constraints, and ask whether to go
// on ([Trial.Stop]); what it returns of a trial that has ended is ignored.
type Objective[P any] interface {
	func(P) float64 | func(P) (float64, error) | func(context.Context, P) (float64, error) | func(context.Context, *Trial[P]) (float64, error)
}

// Maximize searches the space of base for the program with the highest
// objective. An objective that returns an error or panics fails the trial, and
// so does one that returns NaN or an infinity; the search goes on.
//
// When ctx ends, the evaluations that are running are waited for, and the
// result is the best so far, with the reason in Stopped. An error comes with a
// result, too, once the search has begun; that no trial was successful is an
// error.
//
// A search without [Trials] over a large or infinite space, under a context
// that can't end, is refused.
func Maximize[P any, F Objective[P]](ctx context.Context, base Program[P], alg search.Algorithm, objective F, opts ...Option) (*Result[P], error) {
	return optimize(ctx, base, alg, objective, study.Maximize, opts)
}

// Minimize searches, like [Maximize], for the program with the lowest
// objective.
func Minimize[P any, F Objective[P]](ctx context.Context, base Program[P], alg search.Algorithm, objective F, opts ...Option) (*Result[P], error) {
	return optimize(ctx, base, alg, objective, study.Minimize, opts)
}

func optimize[P any, F Objective[P]](ctx context.Context, base Program[P], alg search.Algorithm, objective F, goal study.Goal, opts []Option) (*Result[P], error) {
	var eval func(context.Context, *Trial[P]) (float64, error)
	switch f := any(objective).(type) {
	case func(P) float64:
		if f != nil {
			eval = func(_ context.Context, t *Trial[P]) (float64, error) { return f(t.Program), nil }
		}
	case func(P) (float64, error):
		if f != nil {
			eval = func(_ context.Context, t *Trial[P]) (float64, error) { return f(t.Program) }
		}
	case func(context.Context, P) (float64, error):
		if f != nil {
			eval = func(ctx context.Context, t *Trial[P]) (float64, error) { return f(ctx, t.Program) }
		}
	case func(context.Context, *Trial[P]) (float64, error):
		eval = f
	}
	if eval == nil {
		return nil, fmt.Errorf("pg: expected an objective, got a nil %T", objective)
	}
	s, err := start(base, alg, append(opts[:len(opts):len(opts)], toward(goal)))
	if err != nil {
		return nil, err
	}
	if s.into == nil {
		s.into = new(Result[P])
	}
	res := s.into
	if size := s.space.Size(); s.options.trials == 0 && ctx.Done() == nil && (size == nil || size.Cmp(big.NewInt(endless)) > 0) {
		return nil, fmt.Errorf("pg: this search would not end: its space has %s: give it pg.Trials(n), or a context that ends", sizeText(size))
	}
	s.progress.start()
	var running sync.WaitGroup
	for {
		var t *Trial[P]
		if t, err = s.next(ctx); err != nil {
			break
		}
		if s.options.workers > 1 {
			running.Go(func() { t.evaluate(ctx, eval) })
		} else {
			t.evaluate(ctx, eval)
		}
	}
	running.Wait()
	stopped, fault := ending(ctx, err)
	s.finish(stopped)
	if fault == nil && res.Trial < 0 {
		fault = res.noSuccess()
	}
	return res, fault
}

// endless is from how many programs on a search through all of them is taken
// for a mistake.
const endless = 1_000_000

func sizeText(size *big.Int) string {
	if size == nil {
		return "infinitely many programs"
	}
	return size.String() + " programs"
}
