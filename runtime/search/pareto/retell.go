package pareto

// This file lets an algorithm see trials otherwise than they are, in a way that can
// change with the front: what it was told before is then told anew.

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A manner of telling says, beside a front, what is told of an outcome that did not
// fail.
type manner func(front [][]float64) (func(search.Outcome) search.Outcome, error)

// retell starts a search in which trials take turns with manners, of which there are
// some for a number of objectives.
func retell(who string, alg search.Algorithm, space *geno.Spec, seed uint64, manners func(m int) []manner) (search.Search, error) {
	if alg == nil {
		return nil, fmt.Errorf("pareto: %s: expected an algorithm, got nil: use bayes.TPE()", who)
	}
	alg = search.AllowRepeats(alg) // the whole is without them
	s := &retold{
		start:   func() (search.Search, error) { return alg.Start(space, seed) },
		manners: manners,
		// Another stream than the algorithm's, which would draw what this one does.
		turns: search.NewStream(seed ^ 0x70617265746f),
	}
	first, err := s.start()
	if err != nil {
		return nil, err
	}
	if _, ok := first.(search.Continued); ok {
		return nil, fmt.Errorf("pareto: %s: trials of %v go on from earlier ones, so they can't be told anew: use one that doesn't, such as bayes.TPE()", who, alg)
	}
	s.hears = []*listener{{search: first}}
	return s, nil
}

// A retold search has a search of the algorithm for each manner, and the journal. Until
// a trial has ended well there is one, and where that has one objective it is all.
type retold struct {
	start   func() (search.Search, error)
	manners func(m int) []manner
	turns   *search.Stream

	objectives int // 0 until it is known
	tells      []manner
	hears      []*listener // by manner; nil before its first turn
	journal    []event
	front      [][]float64 // of those that keep their constraints; of all while none does
	kept       bool        // some keep them
	version    int         // of the front
}

type event struct {
	id      int
	dna     *geno.DNA // nil when the trial ended
	outcome search.Outcome
}

// A listener is a search of the algorithm, and what it has been told.
type listener struct {
	search  search.Search
	heard   int // how much of the journal
	told    []search.Outcome
	tell    func(search.Outcome) search.Outcome
	version int // of the front that tell is for
}

func (s *retold) Propose(id int) (*geno.DNA, error) {
	turn := 0
	if n := len(s.hears); n > 1 {
		turn = s.turns.For(id / n).Perm(n)[id%n]
	}
	l, err := s.listener(turn)
	if err != nil {
		return nil, err
	}
	return l.search.Propose(id)
}

// listener returns that of a manner, which has heard all.
func (s *retold) listener(turn int) (*listener, error) {
	l := s.hears[turn]
	if s.objectives == 1 {
		return l, nil
	}
	if l == nil {
		l = &listener{}
	}
	if s.objectives > 1 && (l.tell == nil || l.version != s.version) {
		tell, err := s.tells[turn](s.front)
		if err != nil {
			return nil, err
		}
		l.tell, l.version = tell, s.version
		if s.changed(l) {
			l.search, l.heard, l.told = nil, 0, l.told[:0]
		}
	}
	if l.search == nil {
		var err error
		if l.search, err = s.start(); err != nil {
			return nil, err
		}
	}
	s.hears[turn] = l
	for ; l.heard < len(s.journal); l.heard++ {
		e := s.journal[l.heard]
		if e.dna != nil {
			l.search.Started(e.id, e.dna)
			continue
		}
		o := s.outcome(l, e.outcome)
		l.told = append(l.told, o)
		l.search.Finished(e.id, o)
	}
	return l, nil
}

func (s *retold) outcome(l *listener, o search.Outcome) search.Outcome {
	if o.Failed || len(o.Rewards) != s.objectives {
		return search.Outcome{Failed: true}
	}
	if o = l.tell(o); math.IsNaN(o.Reward) {
		return search.Outcome{Failed: true}
	}
	return o
}

// changed reports whether a listener was told otherwise than it would be now.
func (s *retold) changed(l *listener) bool {
	i := 0
	for _, e := range s.journal[:l.heard] {
		if e.dna != nil {
			continue
		}
		o, told := s.outcome(l, e.outcome), l.told[i]
		if o.Failed != told.Failed || o.Reward != told.Reward || o.Violation != told.Violation {
			return true
		}
		i++
	}
	return false
}

func (s *retold) Started(id int, dna *geno.DNA) {
	if s.objectives == 1 {
		s.hears[0].search.Started(id, dna)
		return
	}
	s.journal = append(s.journal, event{id: id, dna: dna})
}

func (s *retold) Finished(id int, o search.Outcome) {
	if s.objectives == 0 && !o.Failed {
		s.knows(max(1, len(o.Rewards)))
	}
	if s.objectives == 1 {
		s.hears[0].search.Finished(id, o)
		return
	}
	s.journal = append(s.journal, event{id: id, outcome: o})
	if !o.Failed && len(o.Rewards) == s.objectives {
		s.join(o)
	}
}

// knows is told the number of objectives.
func (s *retold) knows(m int) {
	if s.objectives = m; m > 1 {
		s.tells = s.manners(m)
		s.hears = append(s.hears, make([]*listener, len(s.tells)-1)...)
		return
	}
	l := s.hears[0]
	for _, e := range s.journal[l.heard:] {
		if e.dna != nil {
			l.search.Started(e.id, e.dna)
		} else {
			l.search.Finished(e.id, e.outcome)
		}
	}
	s.journal = nil
}

// join adds an outcome to the front, if it belongs there.
func (s *retold) join(o search.Outcome) {
	keeps := o.Violation <= 0
	if s.kept && !keeps {
		return
	}
	if keeps && !s.kept {
		s.kept, s.front = true, nil
	}
	for _, p := range s.front {
		if slices.Equal(p, o.Rewards) || Dominates(p, o.Rewards) {
			return
		}
	}
	s.front = append(slices.DeleteFunc(s.front, func(p []float64) bool { return Dominates(o.Rewards, p) }), o.Rewards)
	s.version++
}
