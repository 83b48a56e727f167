// The kinds of decisions a space is made of.

package geno

import "math/rand/v2"

// A Scale says how an algorithm should spread its attention over a range.
type Scale uint8

const (
	// Linear spreads it evenly. In PyGlove's JSON it is null or "linear".
	Linear Scale = iota
	// Log spreads it evenly over the logarithm: x ↦ log(x/min) / log(max/min).
	// The minimum must be positive.
	Log
	// RLog is Log seen from the other end, finest near the maximum:
	// x ↦ 1 - log((max+min-x)/min) / log(max/min). The minimum must be positive.
	RLog
)

// String returns "linear", "log" or "rlog".
func (s Scale) String() string {
	switch s {
	case Linear:
		return "linear"
	case Log:
		return "log"
	case RLog:
		return "rlog"
	}
	return "unknown scale"
}

// Info is what every decision carries for algorithms and people to select it
// by.
type Info struct {
	Name  string // "" for none; several decisions may share one
	Hints any    // anything that can be written as JSON
}

// A Decision is one point where a choice is to be made: a [*Choices], a
// [*Float], an [*Int] or a [*Custom] (PyGlove: DecisionPoint). It must not be
// changed once a Spec was made of it.
type Decision interface {
	info() *Info
}

func (c *Choices) info() *Info { return &c.Info }
func (f *Float) info() *Info   { return &f.Info }
func (d *Int) info() *Info     { return &d.Info }
func (c *Custom) info() *Info  { return &c.Info }

// Choices takes K of N candidates (PyGlove: oneof, manyof, permutate). A
// permutation is K = N, Distinct and not Sorted.
type Choices struct {
	Info
	K int
	// Candidates[i] holds the decisions that exist only where candidate i is
	// chosen; nil or an empty Spec where there are none. All of it may be nil
	// when Literals is given: then no candidate has decisions of its own.
	Candidates []*Spec
	// Literals names the candidates for people and dictionaries: strings,
	// numbers or bools. Anything else is written as its text. May be nil.
	Literals []any
	Distinct bool // no candidate twice
	Sorted   bool // indices never descend
}

// N returns the number of candidates.
func (c *Choices) N() int {
	if c == nil {
		return 0
	}
	if c.Candidates == nil {
		return len(c.Literals)
	}
	return len(c.Candidates)
}

// Float is a number from Min to Max inclusive (PyGlove: floatv). With a
// positive Step it is one of Min, Min+Step, ... up to Max.
type Float struct {
	Info
	Min, Max, Step float64
	Scale          Scale
	linear         bool // PyGlove's JSON said "linear" where it could say null
}

// Int is an integer from Min to Max inclusive, in steps of Step (0 means 1).
// PyGlove has no such decision: an Int is an ordered choice of one, held
// compactly. A DNA holds the index k of the value Min + k·Step.
type Int struct {
	Info
	Min, Max, Step int64
	Scale          Scale
}

// Custom is a decision whose genome, a string, only the user understands
// (PyGlove: CustomDecisionPoint). What a nil function would do is not
// available.
type Custom struct {
	Info
	// Type is a name for people to read (PyGlove: hyper_type).
	Type string
	// Random returns a random genome.
	Random func(*rand.Rand) string
	// First and Next enumerate the genomes; Next reports false after the last.
	First func() string
	Next  func(string) (string, bool)
	// Mutate returns a genome near the given one.
	Mutate func(string, *rand.Rand) string
	// Cross returns a genome that is the first with a part of the second.
	Cross func(first, second string, rng *rand.Rand) string
	// Check says why a string is not a genome.
	Check func(string) error
}

// An Element is a decision at its place in the program.
type Element struct {
	// Location is the path of the field the decision is for, relative to the
	// program or, in a candidate, to that candidate: "Stem.Kernel",
	// "Layers[2].Filters".
	Location string
	Decision Decision
}

// At returns the Element of d at location.
func At(location string, d Decision) Element { return Element{location, d} }
