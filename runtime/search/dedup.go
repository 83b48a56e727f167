package search

// This file stands between every algorithm and its driver: it keeps what goes
// in and out well formed, and keeps an algorithm from proposing a DNA twice.

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/decisions"
	"github.com/pgen-go/pgen/runtime/search/internal/dnamap"
)

// Dedup returns the algorithm without repeats: on a finite space no DNA is
// proposed that has been tried or is being tried, whether it was proposed or
// supplied, and [ErrExhausted] comes when exactly the whole space has been.
// On an infinite space repeats are avoided as far as a bounded effort goes,
// which leaves them possible only for decisions with a handful of values that
// can't be counted, such as a custom one.
//
// When the algorithm proposes something known it is asked again, up to twenty
// times, each time as if for another trial. If that brings nothing new, the
// last answer is changed decision by decision, which keeps close to what the
// algorithm wanted; and if nothing new is near, the first new DNA after that
// in the order of the space is taken. So the last unseen point of a space is
// found at once, and without looking through the space.
//
// The algorithms of this package and of its families are already so;
// [AllowRepeats] undoes it. A [Continued] search is let to repeat itself. Dedup
// keeps every DNA of the history and costs two hashes and two look-ups a trial,
// whatever the history's length. It takes the spaces that the algorithm takes.
//
// It also makes the calls safe for the algorithm inside: Start refuses an
// invalid space, a proposal that is not of the space is an error, an outcome with
// a NaN counts as a failure, and Started and Finished of unknown trials, or a second
// time, are ignored.
func Dedup(alg Algorithm) Algorithm {
	g := guardOnce(alg)
	g.repeats &^= allowed
	return g.algorithm()
}

// AllowRepeats returns the algorithm as its authors describe it, which may
// propose a DNA again: the right thing when evaluations are noisy and a second
// one is worth its cost, or to reproduce published figures. On a finite space
// it may then go on for ever. Algorithms that go through a space in order,
// such as [Grid], have no repeats to allow. Spaces and cost are those of the
// algorithm, which here keeps no DNA of the history but what it needs itself.
func AllowRepeats(alg Algorithm) Algorithm {
	g := guardOnce(alg)
	g.repeats |= allowed
	return g.algorithm()
}

// How a guarded algorithm treats repeats.
const (
	allowed = 1 << iota // they are wanted
	absent              // the algorithm makes none, so nothing has to be remembered
)

type guarded struct {
	Algorithm
	repeats uint8
}

func (g guarded) String() string {
	if g.repeats == allowed {
		return g.Algorithm.String() + " with repeats"
	}
	return g.Algorithm.String()
}

// guardOnce returns the algorithm guarded once, also if it is guarded already.
func guardOnce(alg Algorithm) guarded {
	switch g := alg.(type) {
	case guarded:
		return g
	case guardedBudgeted:
		return g.guarded
	}
	return guarded{Algorithm: alg}
}

// algorithm returns g as what it is: Budgeted if the algorithm inside is.
func (g guarded) algorithm() Algorithm {
	if b, ok := g.Algorithm.(Budgeted); ok {
		return guardedBudgeted{g, b}
	}
	return g
}

type guardedBudgeted struct {
	guarded
	inside Budgeted
}

func (g guardedBudgeted) WithBudget(trials int) Algorithm {
	g.guarded.Algorithm = g.inside.WithBudget(trials)
	return g.guarded.algorithm()
}

func (g guarded) Start(space *geno.Spec, seed uint64) (Search, error) {
	if space == nil {
		return nil, fmt.Errorf("%s: there is no space to search (nil Spec): use the Space of a program", g.Algorithm)
	}
	if err := space.Err(); err != nil {
		return nil, fmt.Errorf("%s: the space to search is not valid: use it once this is mended: %w", g.Algorithm, err)
	}
	var errs []error
	for id, decision := range decisions.All(space) {
		if c, ok := decision.(*geno.Custom); ok && c.Random == nil && c.First == nil {
			errs = append(errs, fmt.Errorf("%s: %s is a custom decision that no genome can be made for: use a geno.Custom with Random or First", g.Algorithm, id))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	inner, err := g.Algorithm.Start(space, seed)
	if err != nil {
		return nil, err
	}
	s := &guard{
		Search:  inner,
		name:    g.Algorithm.String(),
		space:   space,
		repeats: g.repeats != 0,
		size:    -1,
		stream:  NewStream(mix(seed)),
		open:    map[int]bool{},
	}
	continued, ok := inner.(Continued)
	if ok {
		s.repeats = true
		return continuedGuard{s, continued}, nil
	}
	if size := space.Size(); size != nil {
		s.finite = true
		// A size beyond int is never reached by counting.
		if size.IsInt64() && size.Int64() <= math.MaxInt {
			s.size = int(size.Int64())
		}
	}
	return s, nil
}

const (
	// retries is how often the algorithm is asked for one trial. An algorithm
	// with 4 of 5 answers known still finds a new one 99 times in 100.
	retries = 20
	// retryStride separates the ids of one trial's retries from those of real
	// trials and from each other.
	retryStride = 1 << (bits.UintSize / 2)
	// wander is how many decisions of a known proposal are changed, one after
	// the other, in the search for a new one nearby.
	wander = 64
)

// A guard is a running search with its history of DNAs.
type guard struct {
	Search
	name    string
	space   *geno.Spec
	repeats bool
	finite  bool
	size    int // -1: infinite, or too large to be counted to
	stream  *Stream
	open    map[int]bool // trials started and not finished
	seen    dnamap.Map[after]
	walked  []*after
}

// An after leads from a seen DNA to a later one, such that all between the two
// are seen. nil stands for the DNA itself.
type after struct{ dna *geno.DNA }

func (s *guard) Propose(id int) (*geno.DNA, error) {
	if !s.repeats && s.finite && s.seen.Len() == s.size {
		return nil, ErrExhausted
	}
	dna, err := s.ask(id)
	if err != nil || s.repeats || s.seen.Get(dna) == nil {
		return dna, err
	}
	for try := 1; try <= retries; try++ {
		again, err := s.ask(id + try*retryStride)
		if err != nil {
			break
		}
		if s.seen.Get(again) == nil {
			return again, nil
		}
		dna = again
	}
	return s.fresh(id, dna)
}

// ask is Propose of the algorithm inside, checked.
func (s *guard) ask(id int) (*geno.DNA, error) {
	dna, err := s.Search.Propose(id)
	if err != nil {
		if !errors.Is(err, ErrExhausted) && !errors.Is(err, ErrWait) {
			err = fmt.Errorf("%s: trial %d: %w", s.name, id, err)
		}
		return nil, err
	}
	if dna == nil {
		return nil, fmt.Errorf("%s: trial %d: the algorithm proposed neither a DNA nor an error", s.name, id)
	}
	if dna, err = s.space.Bind(dna); err != nil {
		return nil, fmt.Errorf("%s: trial %d: the algorithm proposed a DNA that is not of the space: %w", s.name, id, err)
	}
	return dna, nil
}

// fresh returns an unseen DNA near a seen one, on a finite space without fail.
func (s *guard) fresh(id int, dna *geno.DNA) (*geno.DNA, error) {
	rng := s.stream.For(id)
	near := dna
	for range wander {
		if near.Len() == 0 {
			break
		}
		changed := s.space.Resample(near, rng.IntN(near.Len()), rng)
		if changed == nil {
			break
		}
		if s.seen.Get(changed) == nil {
			return changed, nil
		}
		near = changed
	}
	if !s.finite {
		return dna, nil
	}
	// Runs of seen DNAs are skipped as in a union-find structure: each step
	// taken once is shortened for all later walks, so that a search which uses
	// up its space takes each step of the enumeration about once.
	s.walked = s.walked[:0]
	for {
		a := s.seen.Get(near)
		if a == nil {
			break
		}
		if len(s.walked) > s.seen.Len() {
			return nil, fmt.Errorf("%s: trial %d: the enumeration of the space leaves out some of its %v DNAs", s.name, id, s.space.Size())
		}
		if a.dna == nil {
			if a.dna = s.space.Next(near); a.dna == nil {
				a.dna = s.space.First()
			}
		}
		s.walked = append(s.walked, a)
		near = a.dna
	}
	for _, a := range s.walked {
		a.dna = near
	}
	return near, nil
}

func (s *guard) Started(id int, dna *geno.DNA) {
	if dna == nil || s.open[id] {
		return
	}
	dna, err := s.space.Bind(dna)
	if err != nil {
		return // of another space: nothing to learn from it
	}
	s.open[id] = true
	if !s.repeats {
		s.seen.At(dna)
	}
	s.Search.Started(id, dna)
}

func (s *guard) Finished(id int, outcome Outcome) {
	if !s.open[id] {
		return
	}
	delete(s.open, id)
	if outcome.Failed || math.IsNaN(outcome.Reward) || math.IsNaN(outcome.Violation) || slices.ContainsFunc(outcome.Rewards, math.IsNaN) {
		outcome = Outcome{Failed: true}
	}
	s.Search.Finished(id, outcome)
}

// Explain is that of the algorithm inside, if it can.
func (s *guard) Explain() string {
	if e, ok := s.Search.(Explained); ok {
		return e.Explain()
	}
	return ""
}

// A continuedGuard guards a search that is Continued.
type continuedGuard struct {
	*guard
	inside Continued
}

func (s continuedGuard) Parent(id int) int {
	if !s.open[id] {
		return -1
	}
	return s.inside.Parent(id)
}

func (s continuedGuard) Needed(id int) bool { return s.inside.Needed(id) }
