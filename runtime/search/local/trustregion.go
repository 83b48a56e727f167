package local

// This file is the search with a quadratic model in a trust region.

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/internal/dnamap"
)

// TrustRegion returns the search that puts a quadratic through the trials near the
// best one and goes to its least in a region where it has proved right, in the
// manner of Powell's NEWUOA and BOBYQA ("The NEWUOA software for unconstrained
// optimization without derivatives", 2006; "The BOBYQA algorithm for bound
// constrained optimization without derivatives", 2009): of all quadratics through
// these points it takes the one that differs the least from the last. It ends at
// the bottom of a smooth valley to all digits, in fewer trials than any other
// algorithm here. It sees one valley at a time, and noise larger than the
// differences it looks at misleads it: [search.InTurn] puts an algorithm beside it
// that looks everywhere.
//
// It searches the numbers that are decided: floats, and ints and steps by rounding,
// each seen as from 0 to 1 in its scale. All other decisions stay as they are in the
// best trial; a space without a number, or with more than 2,000, is an error. It
// begins at the best of the trials it is told of, with those near it, or, without any,
// in the middle of the space. The first region goes a tenth of the ranges to each side
// (Powell's programs take that too). It grows to twice a step that brought 0.7 of what
// the model said, and shrinks after one that brought less than a tenth (Powell's
// numbers). When it is smaller than a billionth of the ranges, or a thousand steps
// such as the next would not reach what an earlier run did, the search begins anew: at
// the best trial that has other decisions than all before, or else at a random place.
//
// One step follows from the other: further workers try what tells the model more, and
// then any places near the best trial.
// A failed trial, or one that breaks constraints, is not part of the model, and the
// region shrinks. A trial costs 10 µs for 2 numbers, 0.05 to 0.3 ms for 10, 1 ms for 40
// and 4 ms for 100; time and memory grow with the square of the numbers beyond.
func TrustRegion() search.Algorithm { return search.Dedup(trustRegion{}) }

type trustRegion struct{}

func (trustRegion) String() string { return "trust region" }

const (
	firstRadius = 0.1
	lastRadius  = 1e-9
	hopeless    = 1000 // steps as good as the next that would not reach the best run
	mostNumbers = 2000
	mostPoints  = 120 // of a model, or two a number
)

func (a trustRegion) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	c, err := coords.New(space)
	if err != nil {
		return nil, fmt.Errorf("%v: %w: use local.HillClimb()", a, err)
	}
	s := &trust{space: c, stream: search.NewStream(seed), open: map[int][]float64{}, byKey: map[string]*group{}, best: math.Inf(1)}
	switch n := len(slices.DeleteFunc(slices.Clone(c.Dims), func(d coords.Dim) bool { return !varies(d) })); {
	case n == 0:
		return nil, fmt.Errorf("%v: there is no number to search: use local.HillClimb()", a)
	case n > mostNumbers:
		return nil, fmt.Errorf("%v: there are %d numbers, and a model has their square: use cmaes.New() or local.HillClimb()", a, n)
	}
	s.restart()
	s.settle()
	return s, nil
}

// varies reports whether a dimension is a number that can be more than one.
func varies(d coords.Dim) bool {
	switch v := d.Decision.(type) {
	case *geno.Float:
		return v.Min < v.Max
	case *geno.Int:
		return v.Min < v.Max
	}
	return false
}

type trust struct {
	space  *coords.Space
	stream *search.Stream
	open   map[int][]float64 // the values of open trials
	tried  dnamap.Map[struct{}]
	groups []*group
	byKey  map[string]*group
	begun  bool // a proposal of its own has been started
	run    int

	best    float64   // the least loss of earlier runs
	centre  []float64 // values of the best trial of the run, or where it begins
	loss    float64   // there
	known   bool      // the loss is
	group   *group    // of the centre
	at      []float64 // its numbers, from 0 to 1
	radius  float64
	q       quadratic
	f       interpolation
	spare   bool      // the next trial is one that tells the model more
	plan    *geno.DNA // nil if there is nothing to try near the centre
	step    []float64 // from the centre, if the plan is a step
	gain    float64   // that the model foresees
	running int       // the id of the plan's trial
	busy    bool
}

// restart begins a run: the first in the middle, the others with the best trial of
// which the decisions are unlike those of all runs that ended, or, if there is
// none, at a random place.
func (s *trust) restart() {
	if s.known {
		s.best = min(s.best, s.loss)
		s.group.ended = true
	}
	s.run++
	s.known, s.radius, s.spare = false, firstRadius, false
	var next *group
	for _, g := range s.groups {
		if !g.ended && len(g.spots) > 0 && (next == nil || g.loss < next.loss) {
			next = g
		}
	}
	if next != nil {
		s.known, s.loss = true, next.loss
		s.move(next.best)
		return
	}
	values := make([]float64, len(s.space.Dims))
	if s.run > 1 {
		s.space.Read(s.space.Spec.Random(s.stream.For(^s.run)), values)
	} else {
		s.space.Read(s.space.Spec.First(), values)
		for i, d := range s.space.Dims {
			if varies(d) && !math.IsNaN(values[i]) {
				values[i] = s.space.Value(i, 0.5)
			}
		}
	}
	s.move(values)
}

// move makes values the centre.
func (s *trust) move(values []float64) {
	s.centre = values
	g := s.of(values)
	at := s.units(g, values)
	if g != s.group {
		s.group, s.at = g, at
		s.q, s.f = newQuadratic(len(at)), interpolation{}
		return
	}
	shift := make([]float64, len(at))
	for k := range at {
		shift[k] = at[k] - s.at[k]
	}
	s.q.move(shift)
	s.at = at
}

func (s *trust) Started(id int, dna *geno.DNA) {
	values := make([]float64, len(s.space.Dims))
	s.space.Read(dna, values)
	s.open[id] = values
	s.tried.At(dna)
	if s.plan != nil && !s.busy && dna.Equal(s.plan) {
		s.busy, s.running, s.begun = true, id, true
	}
}

func (s *trust) Finished(id int, outcome search.Outcome) {
	values := s.open[id]
	delete(s.open, id)
	mine := s.busy && id == s.running
	loss := -outcome.Reward
	if outcome.Failed || outcome.Violation > 0 || math.IsNaN(outcome.Violation) || math.Abs(loss) > 1e100 {
		if !mine {
			return
		}
		s.busy = false
		if !s.known {
			s.restart()
		} else {
			s.radius /= 2
		}
		s.settle()
		return
	}
	s.add(values, loss)
	actual := s.loss - loss
	if mine && s.step != nil {
		length := math.Sqrt(dot(s.step, s.step))
		switch {
		case actual >= 0.7*s.gain:
			s.radius = min(0.5, max(s.radius, 2*length))
		case actual >= 0.1*s.gain:
			s.radius = max(s.radius/2, length)
		case s.poised():
			s.radius = min(s.radius, length) / 2
		default:
			s.spare = true
		}
	}
	if mine {
		s.busy = false
	}
	if !s.known || actual > 0 {
		if s.begun && !mine && !s.known {
			// It is not where the run begins.
		} else {
			s.loss, s.known = loss, true
			s.move(values)
		}
	}
	if !s.begun {
		s.reach()
	}
	if !s.busy {
		s.settle()
	}
}

// reach sets the radius by how near other trials are, and forgets the model.
func (s *trust) reach() {
	s.q.clear()
	s.order()
	s.radius = firstRadius
	if n := len(s.at); len(s.group.spots) > 2*n {
		s.radius = min(firstRadius, max(1e-4, apart(s.group.spots[2*n].at, s.at)))
	}
}

// poised reports whether the model has as many points near the centre as it needs
// to be right about the slope.
func (s *trust) poised() bool {
	n := 0
	for _, x := range s.f.x {
		if dot(x, x) <= 4.0001 {
			n++
		}
	}
	return n >= min(s.group.most(), 2*len(s.at))
}

// model fits the quadratic to the trials near the centre.
func (s *trust) model() {
	s.f = interpolation{scale: s.radius}
	s.order()
	var lacks []float64
	for _, p := range s.group.spots {
		d := apart(p.at, s.at) / s.radius
		if d == 0 {
			continue
		}
		if d > 4 && len(s.f.x) >= len(s.at) || d > 100 || len(s.f.x) == s.group.most() {
			break
		}
		x, step := make([]float64, len(s.at)), make([]float64, len(s.at))
		for k, v := range p.at {
			step[k] = v - s.at[k]
			x[k] = step[k] / s.radius
		}
		if s.f.grow(x) {
			lacks = append(lacks, p.loss-s.loss-s.q.at(step))
		}
	}
	s.f.fit(s.q, lacks)
}

// settle makes the next plan. It gives up after some regions: then there is next to
// nothing left to try.
func (s *trust) settle() {
	for range 100 {
		s.step = nil
		if !s.known || len(s.at) == 0 {
			if s.propose(s.centre) {
				return
			}
			// The run would begin at what was tried.
			s.restart()
			continue
		}
		if s.radius < lastRadius {
			s.restart()
			continue
		}
		s.model()
		n := len(s.at)
		if len(s.f.x) < 2*n && !s.begun || len(s.f.x) < n || s.spare {
			s.spare = false
			if s.improve() {
				return
			}
			if len(s.f.x) == 0 {
				s.radius = 0
				continue
			}
		}
		lo, hi := make([]float64, n), make([]float64, n)
		for k, v := range s.at {
			lo[k], hi[k] = -v, 1-v
		}
		step := make([]float64, n)
		gain := s.q.step(lo, hi, s.radius, step)
		length := math.Sqrt(dot(step, step))
		if s.radius < firstRadius/10 && s.loss-s.best > hopeless*gain && s.poised() {
			s.restart()
			continue
		}
		if gain > 1e-16*math.Abs(s.loss) && length >= s.radius/10 && s.propose(s.shifted(step)) {
			s.step, s.gain = step, gain
			return
		}
		if !s.poised() && s.improve() {
			return
		}
		s.radius = max(min(length, s.radius/2), s.radius/10)
	}
	s.plan, s.step = nil, nil
}

// shifted returns the values of the centre with its numbers changed by step.
func (s *trust) shifted(step []float64) []float64 {
	values := slices.Clone(s.centre)
	for k, i := range s.group.dims {
		values[i] = s.space.Value(i, min(1, max(0, s.at[k]+step[k])))
	}
	return values
}

// propose makes values the plan, unless they have been tried.
func (s *trust) propose(values []float64) bool {
	dna := s.untried(values)
	if dna != nil {
		s.plan = dna
	}
	return dna != nil
}

// untried returns the DNA of values, or nil if it has been tried.
func (s *trust) untried(values []float64) *geno.DNA {
	dna, err := s.space.DNA(values, nil)
	if err != nil || s.tried.Get(dna) != nil {
		return nil
	}
	return dna
}

// improve plans a trial that tells the model more.
func (s *trust) improve() bool {
	dna := s.telling()
	if dna != nil {
		s.plan = dna
	}
	return dna != nil
}

// telling returns what tells the model more: to a side of the centre, the one that
// the points say the least about; nil if all have been tried.
func (s *trust) telling() *geno.DNA {
	type side struct {
		step []float64
		open float64
	}
	var sides []side
	for k, v := range s.at {
		for _, d := range [2]float64{s.radius, -s.radius} {
			if d = min(1-v, max(-v, d)); math.Abs(d) < s.radius/4 {
				continue
			}
			step := make([]float64, len(s.at))
			step[k] = d / s.radius
			open := s.f.open(step)
			step[k] = d
			sides = append(sides, side{step, open})
		}
	}
	slices.SortStableFunc(sides, func(a, b side) int { return cmp.Compare(b.open, a.open) })
	for _, c := range sides {
		if dna := s.untried(s.shifted(c.step)); dna != nil {
			return dna
		}
	}
	return nil
}

func (s *trust) Propose(id int) (*geno.DNA, error) {
	if !s.busy && s.plan != nil {
		return s.plan, nil
	}
	rng := s.stream.For(id)
	if !s.known || len(s.at) == 0 || s.plan == nil {
		return s.space.Spec.Random(rng), nil
	}
	if dna := s.telling(); dna != nil {
		return dna, nil
	}
	step := make([]float64, len(s.at))
	for k := range step {
		step[k] = s.radius * (2*rng.Float64() - 1)
	}
	return s.space.DNA(s.shifted(step), nil)
}
