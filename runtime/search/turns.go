package search

// This file lets several algorithms search together.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// InTurn returns the algorithms at work together: they take turns in proposing, and
// each is told of all trials, as if the others' were supplied by the user. So one
// that looks everywhere and one that refines the best each go on from what the other
// found; a portfolio of algorithms, as in Huberman, Lukose and Hogg ("An economics
// approach to hard computational problems", 1997), is as good as its best member
// with a part of the trials.
//
// An algorithm named twice has two of three turns. When the one whose turn it is has
// nothing to propose, the next is asked. Each must take the space, and none may be
// [Continued]. A trial costs what it costs all of them to be told of it, and one to
// propose.
func InTurn(algorithms ...Algorithm) Algorithm {
	return Dedup(turns{algorithms})
}

type turns struct{ algorithms []Algorithm }

func (t turns) String() string {
	names := make([]string, len(t.algorithms))
	for i, a := range t.algorithms {
		names[i] = "nil"
		if a != nil {
			names[i] = a.String()
		}
	}
	return strings.Join(names, " and ") + " in turn"
}

// WithBudget tells those who want to know it; each has its part of the trials.
func (t turns) WithBudget(trials int) Algorithm {
	told := turns{make([]Algorithm, len(t.algorithms))}
	for i, a := range t.algorithms {
		if b, ok := a.(Budgeted); ok {
			a = b.WithBudget(max(1, trials/len(t.algorithms)))
		}
		told.algorithms[i] = a
	}
	return told
}

func (t turns) Start(space *geno.Spec, seed uint64) (Search, error) {
	if len(t.algorithms) == 0 {
		return nil, errors.New("InTurn: there is no algorithm: use search.Random()")
	}
	s := make(turnsSearch, len(t.algorithms))
	var errs []error
	for i, a := range t.algorithms {
		if a == nil {
			errs = append(errs, fmt.Errorf("InTurn: algorithm %d is nil: use search.Random()", i))
			continue
		}
		var err error
		if s[i], err = a.Start(space, seed+uint64(i)); err != nil {
			errs = append(errs, err)
		} else if _, ok := s[i].(Continued); ok {
			errs = append(errs, fmt.Errorf("%v: its trials go on from each other, which trials of other algorithms don't: use it alone", a))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

type turnsSearch []Search

func (s turnsSearch) Propose(id int) (*geno.DNA, error) {
	waits := false
	for i := range s {
		// The remainder of a negative id is negative.
		turn := ((id+i)%len(s) + len(s)) % len(s)
		dna, err := s[turn].Propose(id)
		if err == nil || !errors.Is(err, ErrWait) && !errors.Is(err, ErrExhausted) {
			return dna, err
		}
		waits = waits || errors.Is(err, ErrWait)
	}
	if waits {
		return nil, ErrWait
	}
	return nil, ErrExhausted
}

func (s turnsSearch) Started(id int, dna *geno.DNA) {
	for _, inner := range s {
		inner.Started(id, dna)
	}
}

func (s turnsSearch) Finished(id int, outcome Outcome) {
	for _, inner := range s {
		inner.Finished(id, outcome)
	}
}
