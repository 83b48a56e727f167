// Package evolution holds the algorithms that breed new trials from good ones.
package evolution

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A Mutation makes a changed copy of a parent, a DNA bound to the space. It
// must not keep state: the generator is its only source of chance.
type Mutation func(space *geno.Spec, parent *geno.DNA, rng *rand.Rand) *geno.DNA

// OneDecision is the usual mutation: it gives one of the active decisions,
// each equally likely, another value, drawn in the decision's scale. What the
// new value makes conditional is drawn at random, all else is kept; two
// positions of a permutation change places. See [geno.Spec.Resample].
func OneDecision(space *geno.Spec, parent *geno.DNA, rng *rand.Rand) *geno.DNA {
	if parent.Len() == 0 {
		return parent
	}
	return space.Resample(parent, rng.IntN(parent.Len()), rng)
}

// An Option sets up [Regularized].
type Option func(*regularized)

// Population sets how many of the latest successful trials can be parents.
func Population(n int) Option { return func(r *regularized) { r.population = n } }

// Sample sets how many members of the population compete to be the parent of
// a trial.
func Sample(n int) Option { return func(r *regularized) { r.sample = n } }

// Mutate sets how a child differs from its parent, by default [OneDecision].
func Mutate(m Mutation) Option { return func(r *regularized) { r.mutate = m } }

// Regularized returns regularized evolution (Real, Aggarwal, Huang, Le,
// "Regularized Evolution for Image Classifier Architecture Search", AAAI
// 2019). The first trials are drawn at random, as many as the population
// holds. From then on each trial is a mutation of a parent, the best of a
// sample drawn with replacement from the population, and every trial that
// ends takes the place of the oldest member, however good that was: a program
// stays only through descendants that do well again, which keeps lucky
// measurements from ruling the search.
//
// The defaults are the paper's: a population of 100 and a sample of 25. When
// there are only some hundred trials, a smaller population gets more out of
// them, such as 50 with a sample of 10; a larger sample is greedier.
//
// It takes any space. Age is by order of completion, so trials may run in
// parallel and end in any order; as long as a part of the population is still
// running, those that have ended are the population. Failed trials never join
// it. A trial costs about a microsecond for 20 decisions, whatever the length of
// the history. No DNA is proposed twice, see [search.Dedup].
func Regularized(opts ...Option) search.Algorithm {
	r := regularized{population: 100, sample: 25, mutate: OneDecision}
	for _, opt := range opts {
		opt(&r)
	}
	return search.Dedup(r)
}

type regularized struct {
	population, sample int
	mutate             Mutation
}

func (r regularized) String() string {
	return fmt.Sprintf("regularized evolution(population=%d, sample=%d)", r.population, r.sample)
}

func (r regularized) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	if r.population < 1 {
		errs = append(errs, fmt.Errorf("%v: the population must be 1 or more: use evolution.Population(100)", r))
	}
	if r.sample < 1 {
		errs = append(errs, fmt.Errorf("%v: the sample must be 1 or more: use evolution.Sample(25)", r))
	}
	if r.mutate == nil {
		errs = append(errs, fmt.Errorf("%v: the mutation is nil: use evolution.Mutate(evolution.OneDecision)", r))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &regularizedSearch{
		regularized: r,
		space:       space,
		stream:      search.NewStream(seed),
		open:        map[int]*geno.DNA{},
	}, nil
}

type member struct {
	dna    *geno.DNA
	reward float64
}

type regularizedSearch struct {
	regularized
	space   *geno.Spec
	stream  *search.Stream
	started int
	open    map[int]*geno.DNA
	members []member // a ring once it is full
	oldest  int
}

func (s *regularizedSearch) Propose(id int) (*geno.DNA, error) {
	rng := s.stream.For(id)
	// Counting what has started, not what has ended, keeps parallel workers
	// and failing programs from drawing at random for longer than the paper.
	if s.started < s.population || len(s.members) == 0 {
		return s.space.Random(rng), nil
	}
	child := s.mutate(s.space, s.parent(rng), rng)
	if child == nil {
		return nil, errors.New("the mutation returned no DNA: return the parent when nothing can be changed")
	}
	return child, nil
}

// parent is the winner of one tournament.
func (s *regularizedSearch) parent(rng *rand.Rand) *geno.DNA {
	best := &s.members[rng.IntN(len(s.members))]
	for range s.sample - 1 {
		if m := &s.members[rng.IntN(len(s.members))]; m.reward > best.reward {
			best = m
		}
	}
	return best.dna
}

func (s *regularizedSearch) Started(id int, dna *geno.DNA) {
	s.started++
	s.open[id] = dna
}

func (s *regularizedSearch) Finished(id int, outcome search.Outcome) {
	dna := s.open[id]
	delete(s.open, id)
	if outcome.Failed {
		return
	}
	m := member{dna, outcome.Reward}
	if len(s.members) < s.population {
		s.members = append(s.members, m)
		return
	}
	s.members[s.oldest] = m
	s.oldest = (s.oldest + 1) % len(s.members)
}
