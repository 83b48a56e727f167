// The loop of a search.

package pg

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/transfer"
	"github.com/pgen-go/pgen/runtime/study"
)

// Sample searches the space of base: it yields programs to try, as many as the
// options allow, and the algorithm learns from what is reported of them.
//
//	for t, err := range pg.Sample(ctx, base, evolution.Regularized(), pg.Trials(200)) {
//		if err != nil {
//			return err
//		}
//		t.Report(score(t.Program))
//	}
//
// A program that can't be materialized (its Validate method returns an error or
// panics, or a constructor does) is a failed trial, which the loop doesn't see. The
// loop ends when there are no more trials, when ctx ends, and after an error,
// which says what is wrong with the program, the algorithm or the options; the
// trial is then nil. With [Workers] it ends when all open trials have.
//
// [Into] gives the best program and the history.
func Sample[P any](ctx context.Context, base Program[P], alg search.Algorithm, opts ...Option) iter.Seq2[*Trial[P], error] {
	return func(yield func(*Trial[P], error) bool) {
		s, err := start(base, alg, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		var stopped error
		s.progress.start()
		defer func() { s.finish(stopped) }()
		for {
			t, err := s.next(ctx)
			if err != nil {
				var fault error
				if stopped, fault = ending(ctx, err); fault != nil {
					yield(nil, fault)
				} else if stopped == nil {
					stopped = s.Wait(ctx)
				}
				return
			}
			if !yield(t, nil) {
				return
			}
			if s.options.workers == 0 {
				t.Fail(errUnreported)
			}
		}
	}
}

var errUnreported = errors.New("neither Report nor Fail was called before the loop went on: call one, or allow for it with pg.Workers")

// ending says what it means that no trial follows because of err: the search
// has been stopped before its end, there is a fault, or, if both are nil, it
// is at its end.
func ending(ctx context.Context, err error) (stopped, fault error) {
	switch {
	case errors.Is(err, study.ErrLimit), errors.Is(err, search.ErrExhausted):
		return nil, nil
	case ctx.Err() != nil:
		return err, nil
	}
	return err, fmt.Errorf("pg: %w", err)
}

// A sampling is a running search.
type sampling[P any] struct {
	*study.Study
	space    *geno.Spec
	base     Program[P]
	options  *options
	progress *progress
	into     *Result[P]
}

func start[P any](base Program[P], alg search.Algorithm, opts []Option) (*sampling[P], error) {
	o, err := newOptions(opts)
	if err != nil {
		return nil, err
	}
	s := &sampling[P]{base: base, options: o}
	if o.into != nil {
		var ok bool
		if s.into, ok = o.into.(*Result[P]); !ok {
			return nil, fmt.Errorf("pg: Into: expected %s, got %s", article(s.into), article(o.into))
		}
	}
	if nilProgram(base) {
		return nil, fmt.Errorf("pg: expected a program to search, got a nil %T", base)
	}
	s.space = base.Space()
	if alg == nil {
		if search.Default == nil {
			return nil, errors.New("pg: expected an algorithm, got nil: give one, or import _ \"github.com/pgen-go/pgen/runtime/search/auto\", which chooses one for searches that have none")
		}
		alg = search.Default()
	}
	var notes []string
	if len(o.earlier) > 0 {
		like := transfer.Like(asItStands(base))
		mapped, err := transfer.Map(s.space, o.earlier, like)
		if err != nil {
			return nil, fmt.Errorf("pg: Earlier: %w", err)
		}
		for i, m := range mapped {
			notes = append(notes, fmt.Sprintf("earlier study %d: %v", i, m))
		}
		alg = transfer.From(alg, o.earlier, like)
	}
	if b, ok := alg.(search.Budgeted); ok && o.trials > 0 {
		alg = b.WithBudget(o.trials)
	}
	if o.resume != nil {
		s.Study, err = study.Resume(o.resume, s.space, alg)
	} else {
		s.Study, err = study.New(s.space, alg, *o.seed, o.goals...)
	}
	if err == nil && o.stopper != nil {
		err = s.StopEarly(o.stopper)
	}
	if err != nil {
		return nil, fmt.Errorf("pg: %w", err)
	}
	s.Limit(o.trials)
	for i, dna := range o.try {
		if err := s.Supply(dna); err != nil {
			return nil, fmt.Errorf("pg: Try: DNA %d: %w", i, err)
		}
	}
	s.progress = newProgress(o, s.space, s.History())
	for _, note := range notes {
		s.progress.line(note)
	}
	return s, nil
}

// asItStands is the DNA of a program as it is, or nil if it is not one of its space.
func asItStands[P any](base Program[P]) *geno.DNA {
	p, ok := base.(P)
	e, can := base.(interface{ Encode(P) (*geno.DNA, error) })
	if !ok || !can {
		return nil
	}
	dna, err := e.Encode(p)
	if err != nil {
		return nil
	}
	return dna
}

// next returns the next trial that has a program.
func (s *sampling[P]) next(ctx context.Context) (*Trial[P], error) {
	for {
		started, err := s.Next(ctx, s.options.workers)
		if err != nil {
			return nil, err
		}
		t := &Trial[P]{ID: started.ID, DNA: started.DNA, Parent: started.Parent, study: s.Study, ended: s.progress.ended}
		s.progress.started(s.Explain())
		if t.Program, err = s.materialize(started.DNA); err == nil {
			return t, nil
		}
		t.Fail(err)
	}
}

// materialize makes a program. The user's code that takes part in it, Validate
// and constructors, may panic, which is an error like others.
func (s *sampling[P]) materialize(d *geno.DNA) (p P, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	p, err = s.base.Materialize(d)
	if err == nil && origins.tracked() {
		origins.materialized(p, s.base, d)
	}
	return p, err
}

// finish ends the search, whose end came early if there is an error.
func (s *sampling[P]) finish(stopped error) {
	s.progress.finish(stopped)
	if s.into == nil {
		return
	}
	h := s.History()
	*s.into = Result[P]{History: h, Elapsed: s.progress.elapsed(), Stopped: stopped, Trial: -1}
	best := h.Best()
	if s.options.prefer != nil {
		preferred, err := h.Prefer(s.options.prefer)
		if best = preferred; err != nil {
			s.into.Stopped = errors.Join(stopped, err)
		}
		s.into.preferred = s.options.prefer.String()
	}
	if best == nil {
		return
	}
	s.into.Trial, s.into.Reward, s.into.DNA = best.ID, best.Reward, best.DNA
	// The program is made anew, since whoever evaluated it may have changed it.
	if p, err := s.materialize(best.DNA); err == nil {
		s.into.Program, s.into.Changes = p, changesFrom(s.base, p)
	}
}
