// The options of a search.

package pg

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/study"
)

// An Option changes how [Sample], [Maximize] and [Minimize] search.
type Option func(*options)

type options struct {
	trials   int
	workers  int
	seed     *uint64
	progress io.Writer
	resume   *study.History
	try      []*geno.DNA
	toward   *study.Goal  // that of Maximize or Minimize
	goals    []study.Goal // those of Goals
	prefer   pareto.Preference
	earlier  []*study.History
	stopper  study.Stopper
	into     any // *Result[P]
	errs     []error
}

// Trials ends the search after n trials, failed ones and those of a resumed
// history included. Without it a search goes on until its space is used up,
// its context ends or the loop over its trials is left.
func Trials(n int) Option {
	return func(o *options) {
		if n < 1 {
			o.fail("Trials(%d): expected 1 or more", n)
		}
		o.trials = n
	}
}

// Workers lets n trials be open at the same time. [Maximize] and [Minimize]
// then call the objective from n goroutines. [Sample] waits for a trial to end
// before it yields another while n are open; without Workers, a trial that is
// not reported when the loop asks for the next one has failed.
//
// What an algorithm proposes depends on the order in which trials end, so with
// several workers a search can't be repeated exactly, except by [Resume].
func Workers(n int) Option {
	return func(o *options) {
		if n < 1 {
			o.fail("Workers(%d): expected 1 or more", n)
		}
		o.workers = n
	}
}

// Seed sets the seed of the search's random choices. With the same seed, a
// search without [Workers] proposes the same trials. Without it, a seed is
// chosen; progress shows it, and the history has it.
func Seed(seed uint64) Option {
	return func(o *options) { o.seed = &seed }
}

// Progress says where the search shows how it goes: on a terminal as a line
// that is kept up to date, elsewhere as plain lines. An algorithm that chooses
// between others, such as auto, says in a line what it does and why, each time it
// changes that. Without Progress, all this goes to standard error.
func Progress(w io.Writer) Option {
	return func(o *options) { o.progress = w }
}

// Silent lets the search show nothing.
func Silent() Option { return Progress(io.Discard) }

// Resume goes on with the search that h records: with the same program,
// algorithm and seed it proposes what it would have proposed had it not
// stopped. Trials that were open in h are tried again first.
func Resume(h *study.History) Option {
	return func(o *options) {
		if h == nil {
			o.fail("Resume: expected a history, got nil")
		}
		o.resume = h
	}
}

// Try has these DNAs of the program's space tried before what the algorithm
// proposes, which learns from them as from its own. In a resumed search they
// come after the trials of the history.
func Try(dna ...*geno.DNA) Option {
	return func(o *options) { o.try = append(o.try, dna...) }
}

// Earlier lets the search profit from earlier studies, also of programs that were
// somewhat different: it tries their best programs first, and an algorithm that can
// learns from all their trials, as far as they turn out to agree with its own. What
// can't be chosen any more is left out; decisions that an earlier study did not have
// are as in the program that is searched, if that is one of its space. Progress says how
// many trials were of use. A resumed search must have the same earlier studies.
//
// Package runtime/search/transfer has more to set.
func Earlier(studies ...*study.History) Option {
	return func(o *options) { o.earlier = append(o.earlier, studies...) }
}

// Into writes the result of a [Sample] into r when its loop ends, however it
// ends. P must be the type of the programs sampled. [Maximize] and [Minimize]
// then return r.
func Into[P any](r *Result[P]) Option {
	return func(o *options) {
		if r == nil {
			o.fail("Into: expected a *Result, got nil")
		}
		o.into = r
	}
}

// Goals says for each reward that a trial of [Sample] reports whether it is to
// be large or small. A search of several objectives has no one best program: the
// history has those that no other is better than ([study.History.Front]), and the
// result the best of these in the first objective, or the one that is preferred
// ([Prefer]).
//
//	pg.Goals(study.Maximize, study.Minimize) // t.Report(accuracy, milliseconds)
//
// Maximize and Minimize have one objective.
func Goals(goals ...study.Goal) Option {
	return func(o *options) {
		for _, g := range goals {
			if g != study.Maximize && g != study.Minimize {
				o.fail("Goals: expected study.Maximize or study.Minimize, got %v", g)
			}
		}
		if len(goals) == 0 {
			o.fail("Goals: expected one goal or more, got none")
		}
		o.goals = goals
	}
}

// Prefer has the result be the program of the front that p prefers, such as
// pareto.Knee() of package runtime/search/pareto, in place of the best in the first
// objective. What the search looks for is up to the algorithm: with [pareto.Scalarize]
// that is the same.
func Prefer(p pareto.Preference) Option {
	return func(o *options) {
		if p == nil {
			o.fail("Prefer: expected a preference, got nil")
		}
		o.prefer = p
	}
}

// StopEarly lets a rule, such as stopping.ASHA(1, 27, 3) of package
// runtime/study/stopping, end trials that aren't worth going on with. It is told
// what [Trial.Stop] is. The algorithm takes the last reward of a stopped trial
// for its reward; the result is the best of those that ran to their end. A
// resumed search must have the rule it had.
func StopEarly(rule study.Stopper) Option {
	return func(o *options) {
		if rule == nil {
			o.fail("StopEarly: expected a rule, got nil")
		}
		o.stopper = rule
	}
}

func toward(g study.Goal) Option {
	return func(o *options) { o.toward = &g }
}

func (o *options) fail(format string, args ...any) {
	o.errs = append(o.errs, fmt.Errorf("pg: "+format, args...))
}

func newOptions(list []Option) (*options, error) {
	o := &options{progress: os.Stderr}
	for _, option := range list {
		if option == nil {
			o.fail("expected an option, got nil")
			continue
		}
		option(o)
	}
	switch {
	case o.toward != nil && o.goals != nil:
		o.fail("Goals: Maximize and Minimize have one objective: use Sample for others")
	case o.toward != nil:
		o.goals = []study.Goal{*o.toward}
	case o.goals == nil:
		o.goals = []study.Goal{study.Maximize}
	}
	if o.prefer != nil {
		// Of any front of that many objectives.
		if _, err := o.prefer.Among([][]float64{make([]float64, len(o.goals))}); err != nil {
			o.fail("Prefer: the search has %s: %w", count(len(o.goals), "objective"), err)
		}
	}
	if o.resume != nil {
		switch {
		case o.seed == nil:
			o.seed = &o.resume.Seed
		case *o.seed != o.resume.Seed:
			o.fail("Resume: the history is of seed %d: expected that or none, got Seed(%d)", o.resume.Seed, *o.seed)
		}
		if goals := goalsOf(o.resume); !slices.Equal(o.goals, goals) {
			o.fail("Resume: the history is of a search to %s: expected one to %s", goalsText(goals), goalsText(o.goals))
		}
		if o.stopper == nil && o.resume.Stopper != "" {
			o.fail("Resume: the trials of the history were stopped early by %s: expected StopEarly with that", o.resume.Stopper)
		}
	}
	if o.seed == nil {
		seed := uint64(rand.Uint32()) // short enough to be typed again
		o.seed = &seed
	}
	if o.progress == nil {
		o.progress = io.Discard
	}
	return o, errors.Join(o.errs...)
}

// goalsOf returns the goals of all objectives.
func goalsOf(h *study.History) []study.Goal {
	if h.Goals != nil {
		return h.Goals
	}
	return []study.Goal{h.Goal}
}

// goalsText spells goals as "maximize, minimize".
func goalsText(goals []study.Goal) string {
	texts := make([]string, len(goals))
	for i, g := range goals {
		texts[i] = g.String()
	}
	return strings.Join(texts, ", ")
}
