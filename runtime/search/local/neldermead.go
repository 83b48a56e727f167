package local

// This file is Nelder and Mead's simplex search.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/internal/decisions"
	"github.com/pgen-go/pgen/runtime/search/internal/dnamap"
)

// NelderMead returns the simplex search of Nelder and Mead ("A Simplex Method
// for Function Minimization", 1965): of n+1 points in n dimensions the worst is
// reflected at the middle of the others, further if that is good, less far if it
// is not, and if nothing helps, all points move towards the best. The factors
// are those of Gao and Han ("Implementing the Nelder-Mead Simplex Algorithm with
// Adaptive Parameters", 2012), which suit many dimensions too. It is quick on
// smooth functions of up to some ten numbers and needs the order of the rewards
// only; noise and many optima mislead it.
//
// It takes spaces of up to 2,000 continuous floats, each seen as from 0 to 1 in its scale.
// Points outside are moved to the nearest inside (Box, 1965). The first simplex
// has its corner in the middle of the space, or at the best of the trials that
// the user supplied before, and sides of a tenth of the ranges, up or down by
// chance. When it is smaller than a hundred millionth of them, or all of its points are equally
// good, the next one begins at a random place.
//
// The points of a new simplex can be tried in parallel. After that one trial
// follows from the other: up to three more workers try beforehand what may
// follow from the running one, further ones have to wait. A failed trial is
// worse than any other, before it come those that break constraints. A trial
// costs some microseconds for 10 decisions.
func NelderMead() search.Algorithm { return search.Dedup(nelderMead{}) }

type nelderMead struct{}

func (nelderMead) String() string { return "Nelder-Mead" }

func (m nelderMead) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	n := 0
	for id, decision := range decisions.All(space) {
		d, ok := decision.(*geno.Float)
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%v: %s is not a float, but the search is along straight lines: use local.HillClimb() or local.Anneal()", m, id))
		case d.Step > 0:
			errs = append(errs, fmt.Errorf("%v: %s has steps, between which there is nothing: use cmaes.New() or local.HillClimb()", m, id))
		case d.Min < d.Max:
			n++
		}
	}
	if n > mostNumbers {
		errs = append(errs, fmt.Errorf("%v: there are %d floats, and a simplex has their square: use cmaes.New() or local.HillClimb()", m, n))
	}
	if len(errs) == 0 && n == 0 {
		errs = append(errs, fmt.Errorf("%v: there is no float to search: use search.Grid()", m))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	c, err := coords.New(space)
	if err != nil {
		return nil, fmt.Errorf("%v: %w: use local.HillClimb()", m, err)
	}
	s := &simplex{space: c, stream: search.NewStream(seed), open: map[int]*probe{}}
	for i, d := range c.Dims {
		if f := d.Decision.(*geno.Float); f.Min < f.Max {
			s.dims = append(s.dims, i)
		}
	}
	middle := make([]float64, n)
	for i := range middle {
		middle[i] = 0.5
	}
	s.begin(middle)
	return s, nil
}

// A probe is a point that is, or may be, of use.
type probe struct {
	x       []float64
	dna     *geno.DNA
	running bool
	ended   bool
	outcome search.Outcome
}

// What a step may try, in the order in which workers do so beforehand.
const (
	reflect = iota
	expand
	outside
	inside
	moves
)

type simplex struct {
	space  *coords.Space
	dims   []int // that have a range
	stream *search.Stream
	open   map[int]*probe
	known  dnamap.Map[probe] // outcomes of what has ended

	run    int
	begun  bool     // the first point of the run has been started
	points []*probe // best first, once all have ended
	filled bool     // all points have ended
	step   [moves]*probe
	stray  *probe // the best that was supplied and is better than all points
}

// How small and how large a simplex is, as a part of the ranges.
const (
	firstSide = 0.1
	lastSide  = 1e-8
)

// begin makes a simplex with its corner at x.
func (s *simplex) begin(x []float64) {
	rng := s.stream.For(^s.run)
	s.run++
	s.filled, s.begun, s.stray = false, false, nil
	s.points = s.points[:0]
	s.points = append(s.points, s.probe(x))
	for i := range x {
		y := slices.Clone(x)
		side := firstSide
		if rng.IntN(2) == 0 {
			side = -side
		}
		if y[i] += side; y[i] < 0 || y[i] > 1 {
			y[i] = x[i] - side
		}
		s.points = append(s.points, s.probe(y))
	}
}

func (s *simplex) probe(x []float64) *probe {
	values := make([]float64, len(s.space.Dims))
	for i := range values {
		values[i] = s.space.Value(i, 0.5)
	}
	for k, i := range s.dims {
		x[k] = min(1, max(0, x[k]))
		values[i] = s.space.Value(i, x[k])
	}
	dna, err := s.space.DNA(values, nil)
	if err != nil {
		panic(err) // Start has seen that all decisions are floats
	}
	p := &probe{x: x, dna: dna}
	s.look(p)
	return p
}

// look ends a probe whose outcome is known from an earlier trial.
func (s *simplex) look(p *probe) {
	if k := s.known.Get(p.dna); k != nil && k.ended {
		p.ended, p.outcome = true, k.outcome
	}
}

// next returns what to try, or nil.
func (s *simplex) next() *probe {
	list := s.points
	if s.filled {
		list = s.step[:]
	}
	for _, p := range list {
		if !p.running && !p.ended {
			return p
		}
	}
	return nil
}

func (s *simplex) Propose(id int) (*geno.DNA, error) {
	p := s.next()
	if p == nil {
		return nil, search.ErrWait
	}
	return p.dna, nil
}

func (s *simplex) Started(id int, dna *geno.DNA) {
	if p := s.next(); p != nil && p.dna.Equal(dna) {
		p.running = true
		s.begun = true
		s.open[id] = p
		return
	}
	values := make([]float64, len(s.space.Dims))
	s.space.Read(dna, values)
	p := &probe{x: make([]float64, len(s.dims)), dna: dna, running: true}
	for k, i := range s.dims {
		p.x[k] = s.space.Unit(i, values[i])
	}
	s.open[id] = p
}

func (s *simplex) Finished(id int, outcome search.Outcome) {
	p := s.open[id]
	delete(s.open, id)
	p.running, p.ended, p.outcome = false, true, outcome
	*s.known.At(p.dna) = *p
	mine := slices.Contains(s.points, p) || slices.Contains(s.step[:], p)
	if !mine && !outcome.Failed && (s.stray == nil || better(outcome, s.stray.outcome)) {
		s.stray = p
		if !s.begun {
			best := s.stray
			s.begin(slices.Clone(best.x))
			s.points[0], s.stray = best, best
		}
	}
	for _, q := range s.points {
		if !q.ended {
			s.look(q)
		}
	}
	for s.advance() {
	}
}

// advance goes on as far as the outcomes that are there allow, and reports
// whether there may be more to do.
func (s *simplex) advance() bool {
	if !s.filled {
		for _, p := range s.points {
			if !p.ended {
				return false
			}
		}
		s.filled = true
		return s.plan()
	}
	for _, p := range s.step {
		if !p.ended {
			s.look(p)
		}
	}
	n := len(s.points) - 1
	best, second, worst := s.points[0], s.points[n-1], s.points[n]
	r, e, o, i := s.step[reflect], s.step[expand], s.step[outside], s.step[inside]
	var take *probe
	switch {
	case !r.ended:
		return false
	case better(r.outcome, best.outcome):
		if !e.ended {
			return s.only(expand)
		}
		take = r
		if better(e.outcome, r.outcome) {
			take = e
		}
	case better(r.outcome, second.outcome):
		take = r
	case better(r.outcome, worst.outcome):
		if !o.ended {
			return s.only(outside)
		}
		if !better(r.outcome, o.outcome) {
			take = o
		}
	default:
		if !i.ended {
			return s.only(inside)
		}
		if better(i.outcome, worst.outcome) {
			take = i
		}
	}
	if take != nil {
		s.points[n] = take
		return s.plan()
	}
	_, _, _, shrink := s.factors()
	for k := 1; k <= n; k++ {
		x := make([]float64, len(s.dims))
		for j := range x {
			x[j] = best.x[j] + shrink*(s.points[k].x[j]-best.x[j])
		}
		s.points[k] = s.probe(x)
	}
	s.filled = false
	return true
}

// only makes a move the next to be tried.
func (s *simplex) only(move int) bool {
	for k, p := range s.step {
		if k != move && !p.ended && !p.running {
			// It has become clear that this is of no use.
			s.step[k] = &probe{x: p.x, dna: p.dna, ended: true, outcome: search.Outcome{Failed: true}}
		}
	}
	return false
}

// factors are those of Gao and Han.
func (s *simplex) factors() (reflection, expansion, contraction, shrink float64) {
	n := float64(max(2, len(s.dims)))
	return 1, 1 + 2/n, 0.75 - 1/(2*n), 1 - 1/n
}

// plan puts the points in order and lists the next moves, or begins anew.
func (s *simplex) plan() bool {
	byRank := func(a, b *probe) int {
		switch {
		case better(a.outcome, b.outcome):
			return -1
		case better(b.outcome, a.outcome):
			return 1
		}
		return 0
	}
	slices.SortStableFunc(s.points, byRank)
	n := len(s.points) - 1
	if p := s.stray; p != nil {
		if better(p.outcome, s.points[0].outcome) {
			s.points[n] = p
			slices.SortStableFunc(s.points, byRank)
		}
		s.stray = nil
	}
	side := 0.0
	for _, p := range s.points[1:] {
		for j, v := range p.x {
			side = max(side, math.Abs(v-s.points[0].x[j]))
		}
	}
	if side < lastSide || !better(s.points[0].outcome, s.points[n].outcome) {
		rng := s.stream.For(^s.run)
		x := make([]float64, len(s.dims))
		for j := range x {
			x[j] = rng.Float64()
		}
		s.run++
		s.begin(x)
		s.begun = true
		return false
	}
	r, e, c, _ := s.factors()
	for move, factor := range [moves]float64{r, e, c, -c} {
		x := make([]float64, len(s.dims))
		for j := range x {
			middle := 0.0
			for _, p := range s.points[:n] {
				middle += p.x[j] / float64(n)
			}
			x[j] = middle + factor*(middle-s.points[n].x[j])
		}
		s.step[move] = s.probe(x)
	}
	return true
}

// better reports whether an outcome is better than another: a failure is worse
// than anything, and before it comes what breaks constraints, the less the better.
func better(a, b search.Outcome) bool {
	switch {
	case a.Failed || b.Failed:
		return !a.Failed && b.Failed
	case max(a.Violation, 0) != max(b.Violation, 0):
		return a.Violation < b.Violation
	}
	return a.Reward > b.Reward
}
