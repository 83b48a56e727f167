// The options of a search.

package pg

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/pgen-go/pgen/runtime/geno"
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
	goal     study.Goal
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
// that is kept up to date, elsewhere as plain lines. Without it, that is
// standard error.
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

func toward(g study.Goal) Option {
	return func(o *options) { o.goal = g }
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
	if o.resume != nil {
		switch {
		case o.seed == nil:
			o.seed = &o.resume.Seed
		case *o.seed != o.resume.Seed:
			o.fail("Resume: the history is of seed %d: expected that or none, got Seed(%d)", o.resume.Seed, *o.seed)
		}
		if o.goal != o.resume.Goal {
			o.fail("Resume: the history is of a search to %s: expected one to %s", o.resume.Goal, o.goal)
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
