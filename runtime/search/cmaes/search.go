package cmaes

// This file is a running search: how trials become generations.

import (
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A searching is one running search.
type searching struct {
	cma
	layout *layout
	stream *search.Stream
	open   map[int]*opened

	run     int // how often the search began anew
	gauss   *gauss
	cats    *categories
	stretch []float64 // of each number, by margin
	pool    []opened  // that have ended since the last generation
	stop    stopping
	plan    plan

	// The hashes of the DNAs that have been started, on a finite space.
	known map[uint64]bool

	half   bool // the last proposal started has no mirror image yet
	halfID int
	halfX  []float64
	tries  int // how often a vector outside of the ranges is drawn again

	proposed bool    // a proposal has been started
	best     float64 // the reward of the supplied trial that is the first mean
	seeded   bool

	// The last proposal, so that Started need not draw it again.
	last    opened
	lastDNA *geno.DNA
	lastID  int
	room    []float64
}

// An opened is a trial as a vector.
type opened struct {
	run, gen int
	strange  bool // not as proposed
	repeat   bool // what was proposed had been before
	x        []float64
	c        []int
	dna      *geno.DNA // of a trial that may become the first mean
	outcome  search.Outcome
}

// begin starts a run.
func (s *searching) begin(how start, mean []float64) {
	s.gauss = newGauss(len(mean), how.population, s.separable, mean, how.sigma)
	s.cats = newCategories(s.layout.sizes)
	s.stretch = make([]float64, len(mean))
	for i := range s.stretch {
		s.stretch[i] = 1
	}
	s.pool = s.pool[:0]
	s.stop.begin(len(mean), how.population, how.limit)
	s.half, s.lastDNA = false, nil
	s.margin()
}

// sample draws the vector of a trial into s.last.
func (s *searching) sample(id int) error {
	if s.lastDNA != nil && s.lastID == id {
		return nil
	}
	s.lastID = id
	rng := s.stream.For(id)
	mirrored := s.half && id == s.halfID+1
	if mirrored {
		s.gauss.mirror(s.last.x, s.halfX)
	}
	if !mirrored || !s.inside(s.last.x) {
		for range s.tries {
			s.gauss.draw(s.last.x, s.room, rng)
			if s.inside(s.last.x) {
				break
			}
		}
	}
	s.cats.draw(s.last.c, rng)
	s.toPlace(s.room, s.last.x)
	dna, err := s.layout.dna(s.room, s.last.c)
	s.lastDNA = dna
	return err
}

// inside reports whether a vector is inside of the range of every number that
// has one.
func (s *searching) inside(x []float64) bool {
	for j, v := range x {
		if s.layout.numbers[j] >= 0 && !(v >= 0 && v <= 1) {
			return false
		}
	}
	return true
}

// toPlace is the way from a vector of the distribution to numbers of the
// space, fromPlace the way back.
func (s *searching) toPlace(out, x []float64) {
	for i, v := range x {
		m := s.gauss.mean[i]
		if a := s.stretch[i]; a != 1 {
			v = m + a*(v-m)
		}
		out[i] = v
	}
}

func (s *searching) fromPlace(x []float64) {
	for i, v := range x {
		if a := s.stretch[i]; a != 1 {
			m := s.gauss.mean[i]
			x[i] = m + (v-m)/a
		}
	}
}

func (s *searching) Propose(id int) (*geno.DNA, error) {
	if err := s.sample(id); err != nil {
		return nil, err
	}
	return s.lastDNA, nil
}

func (s *searching) Started(id int, dna *geno.DNA) {
	if s.sample(id) != nil {
		return
	}
	o := &opened{run: s.run, gen: s.gauss.gen, strange: !s.lastDNA.Equal(dna)}
	o.x = append(o.x, s.last.x...)
	o.c = append(o.c, s.last.c...)
	if o.strange || !s.layout.space.Flat {
		s.toPlace(s.room, o.x)
		s.layout.place(dna, s.room, o.c)
		if o.strange {
			copy(o.x, s.room)
			s.fromPlace(o.x)
		}
	}
	// Of what is proposed, every other is the mirror image of the one before.
	switch paired := s.half && id == s.halfID+1; {
	case o.strange:
	case paired:
		s.half = false
	default:
		s.half, s.halfID, s.halfX = true, id, o.x
		s.gauss.note(o.x)
	}
	if !o.strange {
		s.proposed = true
	}
	if s.known != nil {
		o.repeat = s.known[s.lastDNA.Hash()]
		s.known[dna.Hash()] = true
	}
	s.lastDNA = nil
	if !s.proposed {
		o.dna = dna
	}
	s.open[id] = o
}

func (s *searching) Finished(id int, outcome search.Outcome) {
	o := s.open[id]
	if o == nil {
		return
	}
	delete(s.open, id)
	if o.run != s.run {
		return
	}
	o.outcome = outcome
	if !s.proposed {
		if !outcome.Failed && outcome.Violation <= 0 && (!s.seeded || outcome.Reward > s.best) {
			s.seeded, s.best = true, outcome.Reward
			s.toMean(o)
		}
		return
	}
	s.pool = append(s.pool, *o)
	if len(s.pool) < len(s.gauss.weights) {
		return
	}
	s.generation()
}

// toMean makes a supplied trial the mean of the first generation.
func (s *searching) toMean(o *opened) {
	for i := range s.gauss.mean {
		s.gauss.mean[i] = 0.5
	}
	copy(s.room, s.gauss.mean)
	s.layout.place(o.dna, s.room, o.c)
	copy(s.gauss.mean, s.room)
	s.lastDNA = nil
	s.margin()
}

// generation learns from the trials in the pool.
func (s *searching) generation() {
	sortPool(s.pool)
	points := make([]point, len(s.pool))
	cats := make([][]int, len(s.pool))
	for i, o := range s.pool {
		points[i] = point{o.x, o.strange || o.gen != s.gauss.gen}
		cats[i] = o.c
	}
	s.gauss.update(points)
	s.cats.update(cats, s.gauss.weights)
	s.margin()
	flat := equalRank(s.pool[0].outcome, s.pool[len(s.pool)*7/10].outcome)
	if flat {
		s.gauss.sigma = min(1, s.gauss.sigma*math.Exp(0.2+s.gauss.cs/s.gauss.ds))
	}
	if s.stop.generation(s.gauss, s.pool, s.sigma) && s.restart != never {
		s.again()
	}
	s.pool = s.pool[:0]
	s.half, s.lastDNA = false, nil
}

// again begins a new run from a random mean.
func (s *searching) again() {
	rng := s.stream.For(^s.run)
	next := s.plan.next(s.restart, s.population, s.stop.trials, rng)
	s.run++
	mean := make([]float64, len(s.layout.numbers))
	for i := range mean {
		mean[i] = rng.Float64()
	}
	next.sigma *= s.sigma
	s.begin(next, mean)
}

// margin keeps the neighbours of the mean's values in reach.
func (s *searching) margin() {
	g := s.gauss
	alpha := 1 / float64(len(g.weights)*max(1, g.n))
	for j, steps := range s.layout.steps {
		if !steps {
			continue
		}
		i := s.layout.numbers[j]
		sd := g.sigma * s.stretch[j] * math.Sqrt(g.variance(j))
		m, a := margin(g.mean[j], sd, alpha, s.layout.space.Dims[i].N,
			func(m float64) int64 { return int64(s.layout.space.Value(i, m)) },
			func(k int64) float64 { return s.layout.border(j, k) })
		g.mean[j] = m
		s.stretch[j] *= a
	}
}
