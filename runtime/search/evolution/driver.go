package evolution

// This file makes a search algorithm of operations.

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// New returns the algorithm that breeds trials with an operation. It begins with
// [Init] trials drawn at random. From then on reproduce is done on the population
// and makes children, one or several, which are the next trials; when they are used
// up it is done again. What ends joins the population, and [Survive] says who stays:
//
//	evolution.New(
//		evolution.Random(10).Then(evolution.Top(1), evolution.Uniform()),
//		evolution.Init(50),
//		evolution.Survive(evolution.Last(50)),
//	)
//
// is regularized evolution. Options are Init, InitWith, Survive, Offspring and Name.
//
// Trials may run in parallel and end in any order: reproduction works on those that
// have ended and never waits. Failed trials do not join the population, but count
// for Offspring. A program that the user supplies takes the place of the next child.
// Operations must leave their chances to [Context.RNG] and what they remember to
// the global state, so that a search is the same after a restart. What reproduce sets
// in the global state is kept once the first of its children is tried.
//
// It takes any space that its operations take. A trial costs what they do, and as
// long as the population does not grow, not more with a longer history. No DNA is
// proposed twice, see [search.Dedup]: a child that is known makes way for the next
// one, or for a child of another reproduction.
func New(reproduce Operation, opts ...Option) search.Algorithm {
	s := settings{name: "evolution", reproduce: reproduce, init: 50, offspring: 1, described: true}
	return s.algorithm(opts, []string{"Init", "InitWith", "Survive", "Offspring", "Name"}, func(*settings) string { return "" })
}

// Init sets how many trials are drawn at random before any is bred.
func Init(n int) Option {
	return option("Init", func(s *settings) { s.init = n })
}

// InitWith sets how trials are made before any is bred, in place of chance: f gets
// how many trials were begun before, and returns nil once the population is to breed.
func InitWith(f func(c *Context, i int) *geno.DNA) Option {
	return option("InitWith", func(s *settings) { s.initWith = f })
}

// Survive sets which of the population stay when a trial has joined it, at its end.
// Without it all do, and the population grows.
func Survive(op Operation) Option {
	return option("Survive", func(s *settings) { s.survive = op })
}

// Offspring sets how many trials end before they join the population and
// [Survive] is done: those of a generation, of which the first is that of [Init]. With
// 1, the default, each joins at its end.
func Offspring(n int) Option {
	return option("Offspring", func(s *settings) { s.offspring = n })
}

// Name sets how the algorithm is called where it is printed, by default as it was
// put together.
func Name(name string) Option {
	return option("Name", func(s *settings) { s.name, s.described = name, false })
}

func (s *settings) String() string {
	if !s.described {
		return s.name + strings.TrimSuffix(s.arguments, "()")
	}
	text := s.name + "(" + s.reproduce.String()
	if s.initWith == nil {
		text += fmt.Sprintf(", init=%d", s.init)
	}
	if !s.survive.isZero() {
		text += ", survive=" + s.survive.String()
	}
	if s.offspring != 1 {
		text += fmt.Sprintf(", offspring=%d", s.offspring)
	}
	return text + ")"
}

func (s *settings) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	errs := slices.Clip(s.errs)
	if s.reproduce.isZero() {
		errs = append(errs, errors.New("there is no reproduction: use an operation such as evolution.Tournament(1, 10).Then(evolution.Uniform())"))
	}
	if s.init < 1 && s.initWith == nil {
		errs = append(errs, fmt.Errorf("there are %d initial trials, expected 1 or more: use evolution.Init(50)", s.init))
	}
	if s.offspring < 1 {
		errs = append(errs, fmt.Errorf("the offspring is %d, expected 1 or more: use evolution.Offspring(1)", s.offspring))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("%v: %w", s, err)
	}
	return &running{settings: s, space: space, stream: search.NewStream(seed), open: map[int]*Individual{}}, nil
}

// A running is a search under way. What Propose works out is kept in ready, which is
// no part of the state.
type running struct {
	*settings
	space  *geno.Spec
	stream *search.Stream

	started, ended int
	open           map[int]*Individual
	population     Group
	newcomers      Group // that wait for the rest of their generation
	waited         int   // trials that ended, those that failed too
	state          map[string]any
	children       Group // of a reproduction, that are still to be tried
	bred           bool  // the population has bred
	err            error

	version int // of the state
	ready   ready
	reused  Context
}

// ready is what reproductions made for the trial of an id in a version of the state.
type ready struct {
	id, version int
	litters     []litter
}

// A litter is what one reproduction made.
type litter struct {
	children Group
	state    map[string]any
	err      error
}

// context returns what an operation works with, until the next call.
func (r *running) context(id int, step int) *Context {
	c := &r.reused
	*c = Context{Space: r.space, RNG: r.stream.For(id), Step: step, state: r.state, shared: true, forked: c.forked}
	return c
}

// initial is the DNA that the trial of this id begins with before any is bred; nil
// when it is time to breed.
func (r *running) initial(id int) (*geno.DNA, error) {
	random := func() *geno.DNA { return r.space.Random(r.stream.For(id)) }
	if r.initWith == nil {
		// Counting what has started, not what has ended, keeps parallel workers
		// and failing programs from drawing at random for longer than is said.
		if r.started < r.init || len(r.population) == 0 {
			return random(), nil
		}
		return nil, nil
	}
	if r.bred {
		return nil, nil
	}
	c := r.context(id, r.started)
	dna := r.initWith(c, r.started)
	if dna == nil && len(r.population) == 0 {
		dna = random()
	}
	return dna, c.err
}

// breed does the n-th reproduction for the trial of an id, of which the first is the
// one that counts; the others are for its retries.
func (r *running) breed(id, n int) *litter {
	if r.ready.id != id || r.ready.version != r.version || r.ready.litters == nil {
		r.ready = ready{id, r.version, r.ready.litters[:0]}
	}
	for k := len(r.ready.litters); k <= n; k++ {
		c := r.context(id+k*retryStride, r.started)
		children := r.reproduce.Apply(c, r.population)
		if c.err == nil && len(children) == 0 {
			c.err = fmt.Errorf("the reproduction made no children of a population of %d: use an operation that always selects someone", len(r.population))
		}
		if slices.ContainsFunc(children, func(x *Individual) bool { return x.Trial >= 0 }) {
			children = slices.Clone(children)
			for i, x := range children { // members are tried once more
				children[i] = c.Child(x.DNA, x)
			}
		}
		r.ready.litters = append(r.ready.litters, litter{children, c.state, c.err})
	}
	return &r.ready.litters[n]
}

// The k-th retry of a trial by [search.Dedup] has an id k strides beyond that of the
// trial.
const (
	retryStride = 1 << (bits.UintSize / 2)
	maxRetries  = 32 // a little more than there are
)

// trial splits the id that Propose is called with.
func trial(id int) (of, retry int) {
	if retry = id / retryStride; retry > maxRetries {
		return id, 0 // the driver's own
	}
	return id % retryStride, retry
}

func (r *running) Propose(id int) (*geno.DNA, error) {
	if r.err != nil {
		return nil, r.err
	}
	if dna, err := r.initial(id); dna != nil || err != nil {
		return dna, err
	}
	id, k := trial(id)
	if k < len(r.children) {
		return r.children[k].DNA, nil
	}
	k -= len(r.children)
	for n := 0; ; n++ {
		l := r.breed(id, n)
		if l.err != nil {
			return nil, l.err
		}
		if k < len(l.children) {
			return l.children[k].DNA, nil
		}
		k -= len(l.children)
	}
}

func (r *running) Started(id int, dna *geno.DNA) {
	x := &Individual{DNA: dna, Trial: id, Order: -1, Parent: -1}
	r.open[id] = x
	if first, err := r.initial(id); first == nil && err == nil {
		r.bred = true
		if id, _ := trial(id); len(r.children) == 0 {
			if l := r.breed(id, 0); l.err == nil {
				r.children, r.state = l.children, l.state
			}
		}
		// A retry of Dedup may have come to a later child than the next. What is none
		// of them is their variation, or the user's, in the place of the next.
		for k := range min(len(r.children), maxRetries) {
			if r.children[k].DNA == dna || r.children[k].DNA.Equal(dna) {
				r.children = r.children[k:]
				break
			}
		}
		if len(r.children) > 0 {
			x.Generation, x.Parent = r.children[0].Generation, r.children[0].Parent
			r.children = r.children[1:]
		}
	}
	r.started++
	r.version++
}

func (r *running) Finished(id int, outcome search.Outcome) {
	x := r.open[id]
	delete(r.open, id)
	if !outcome.Failed {
		x.Outcome, x.Order = outcome, r.ended
		r.newcomers = append(r.newcomers, x)
	}
	r.ended++
	r.version++
	generation := r.offspring
	if generation > 1 && len(r.population) == 0 && r.initWith == nil {
		generation = r.init
	}
	if r.waited++; r.waited < generation {
		return
	}
	r.waited = 0
	if len(r.newcomers) == 0 {
		return
	}
	r.population = append(r.population, r.newcomers...)
	r.newcomers = r.newcomers[:0]
	if r.survive.isZero() {
		return
	}
	c := r.context(^id, r.ended)
	r.population = r.survive.Apply(c, r.population)
	r.state = c.state
	if c.err != nil && r.err == nil {
		r.err = c.err
	}
}
