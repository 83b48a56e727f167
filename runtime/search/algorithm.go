// Package search holds what search algorithms share: the two interfaces
// between an algorithm and whatever drives it, the guarantee that a finite
// space is searched without repeats, and the two algorithms that need no
// family of their own, [Random] and [Grid].
//
// An [Algorithm] is a setting, a [Search] is one running search. A driver asks
// Propose for a DNA, tells Started that the trial has begun, evaluates it and
// tells Finished how it went; many trials may be open at once and they may end
// in any order:
//
//	s, err := alg.Start(space, seed)
//	for id := 0; id < trials; id++ {
//		dna, err := s.Propose(id)
//		if errors.Is(err, search.ErrExhausted) {
//			break
//		}
//		s.Started(id, dna)
//		s.Finished(id, search.Outcome{Reward: score(dna)})
//	}
//
// The state of a search changes in Started and Finished alone, and what
// Propose says depends on nothing but that state, the seed and the trial id.
// So the journal of those two calls is the whole of a search: replaying it
// into a fresh Search of the same seed gives one that goes on exactly as if it
// had never stopped.
//
// Families of algorithms are in packages of their own (evolution, local). Which one
// to take when is on the page README.md of this folder.
// Package searchtest checks these laws for any Algorithm.
package search

import (
	"errors"

	"github.com/pgen-go/pgen/runtime/geno"
)

// An Algorithm is a search method with its settings: a value that can be
// reused, also by several searches at the same time.
type Algorithm interface {
	// Start begins a search of the space. Equal seeds and equal histories give
	// equal proposals. The error says why the algorithm, as set up, can't take
	// this space, and what can.
	Start(space *geno.Spec, seed uint64) (Search, error)

	// String is the algorithm's name with its settings.
	String() string
}

// A Search is the state of one running search. It is not safe for concurrent
// use: a driver with several workers holds a lock around each call.
type Search interface {
	// Propose says what to try as the trial of this id, a DNA bound to the
	// space. It changes nothing that can be observed: asked again in the same
	// state for the same id, it answers the same. A driver calls Started with
	// the answer before it asks for the next trial. Propose may also be asked
	// for ids that never start, such as those far beyond the last trial under
	// which [Dedup] asks once more.
	//
	// The error is [ErrExhausted] when nothing is left to propose, now or
	// later; [ErrWait] when nothing can be proposed before an outstanding
	// trial ends; any other is a fault that ends the search.
	Propose(id int) (*geno.DNA, error)

	// Started tells that a trial has begun: one just proposed, one replayed
	// from history, or one that the user supplied.
	Started(id int, dna *geno.DNA)

	// Finished tells how a started trial ended. Trials finish in any order.
	Finished(id int, outcome Outcome)
}

// An Outcome is how a trial ended.
type Outcome struct {
	Reward float64 // higher is better; not a NaN unless Failed

	// Rewards are those of a search with several objectives, each of them higher
	// is better, and Reward is the first. It is nil where there is one, and as
	// long in all trials of a search.
	Rewards []float64

	// Violation is by how much the program breaks its constraints, all of them
	// together: 0 if it keeps them. An algorithm that knows of constraints
	// prefers, of two programs, the one that breaks them less.
	Violation float64

	// Step is not 0 if the trial was stopped early: it is how far the trial had
	// come, in epochs or whatever is counted, and Reward is what it was worth
	// there. An algorithm may take that as the reward, or know better.
	Step int

	// Curve is what the trial was worth at the steps that it told of, in their order,
	// the last at Step if that is not 0. It is nil where none are told of.
	Curve []Point

	Failed bool // there is no reward
}

// A Point is what a trial was worth at a step on its way.
type Point struct {
	Step   int
	Reward float64 // higher is better; what is no number is -Inf
}

// Default makes the algorithm of searches that are given none. Package auto sets
// it to its own when it is imported, as in
//
//	import _ "github.com/pgen-go/pgen/runtime/search/auto"
//
// which this package and those that search programs cannot do themselves, since it
// needs more than the standard library.
var Default func() Algorithm

// An Algorithm that is Budgeted does better when it knows how many trials there
// will be. Drivers that know, such as pg.Maximize with pg.Trials, start what
// WithBudget returns.
type Budgeted interface {
	Algorithm
	WithBudget(trials int) Algorithm
}

var (
	// ErrExhausted is returned by Propose when the search has proposed all it
	// can: on a finite space, every DNA of it.
	ErrExhausted = errors.New("search: the space is used up")

	// ErrWait is returned by Propose when the next proposal depends on a trial
	// that is still running.
	ErrWait = errors.New("search: nothing to propose until an outstanding trial ends")
)

// A Search is Explained if it can say what it is doing and why, such as one that
// chooses between algorithms. Drivers show it to their users.
type Explained interface {
	Search

	// Explain says in a line what proposes now, since which trial, and why. It
	// changes only in Started and Finished, and costs nothing to ask.
	Explain() string
}

// A Search is Continued if its trials go on from what earlier ones came to, such
// as trained weights: what a trial is worth depends on its DNA and on its parent.
// Such a search proposes a DNA again as often as it likes, and no space is used
// up by it.
type Continued interface {
	Search

	// Parent returns the trial that an open one goes on from, or -1 if it begins
	// anew. It is settled when the trial starts, by what was proposed, also if
	// the DNA is another.
	Parent(id int) int

	// Needed reports whether a trial that is yet to start may go on from this
	// one, which has ended. Once false, it stays so.
	Needed(id int) bool
}
