package search

// This file is grid search: the whole space in order.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/decisions"
)

// A GridOption sets up [Grid].
type GridOption func(*grid)

// GridPoints makes Grid try n values of each continuous decision: its two ends
// and n-2 between them, evenly spaced in the decision's scale; with n = 1, the
// middle. Decisions with a step keep to their own values.
func GridPoints(n int) GridOption {
	return func(g *grid) { g.points, g.pointsSet = n, true }
}

// Grid returns exhaustive search: every DNA once, in the order of
// [geno.Spec.All], then ErrExhausted. It takes spaces that can be enumerated:
// a continuous float needs a step of its own or GridPoints, a custom decision
// needs First and Next. DNAs that the user supplied are not proposed again.
//
// A search keeps one DNA, not its history, and a trial costs one step of the
// enumeration; with GridPoints on a continuous space, some microseconds.
func Grid(opts ...GridOption) Algorithm {
	var g grid
	for _, opt := range opts {
		opt(&g)
	}
	return guarded{Algorithm: g, repeats: absent}
}

type grid struct {
	points    int
	pointsSet bool
}

func (g grid) String() string {
	if g.pointsSet {
		return fmt.Sprintf("grid(points=%d)", g.points)
	}
	return "grid"
}

func (g grid) Start(space *geno.Spec, _ uint64) (Search, error) {
	var errs []error
	if g.pointsSet && g.points < 1 {
		errs = append(errs, fmt.Errorf("%v: GridPoints must be 1 or more: use search.GridPoints(10) for ten values of each continuous decision", g))
	}
	for id, decision := range decisions.All(space) {
		switch d := decision.(type) {
		case *geno.Float:
			if d.Step == 0 && !g.pointsSet {
				errs = append(errs, fmt.Errorf("%v: %s is continuous (%v to %v): give it a step, or use search.Grid(search.GridPoints(10))", g, id, d.Min, d.Max))
			}
		case *geno.Custom:
			if d.First == nil || d.Next == nil {
				errs = append(errs, fmt.Errorf("%v: %s is a custom decision that can't be enumerated: give it First and Next, or use search.Random()", g, id))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s := &gridSearch{space: space, floats: map[*geno.Int]*geno.Float{}, lattices: map[*geno.Spec]*geno.Spec{}}
	var err error
	if s.lattice, err = s.latticeOf(space, int64(g.points)); err == nil {
		err = s.set(s.lattice.First())
	}
	if err != nil {
		return nil, fmt.Errorf("%v: %w", g, err)
	}
	return s, nil
}

// A gridSearch enumerates a lattice in place of the space: the same space with
// each continuous float as the number of a grid point.
type gridSearch struct {
	space, lattice *geno.Spec
	floats         map[*geno.Int]*geno.Float
	lattices       map[*geno.Spec]*geno.Spec // of spaces, which candidates may share
	at             *geno.DNA                 // of the lattice; nil at the end
	dna            *geno.DNA                 // the DNA of the space that at stands for
	err            error                     // why dna could not be made
	given          map[string]struct{}       // DNAs started out of turn
}

// latticeOf returns the space itself when nothing in it is continuous.
func (s *gridSearch) latticeOf(space *geno.Spec, points int64) (*geno.Spec, error) {
	lattice := s.lattices[space]
	if lattice != nil {
		return lattice, nil
	}
	lattice, err := s.newLattice(space, points)
	s.lattices[space] = lattice
	return lattice, err
}

func (s *gridSearch) newLattice(space *geno.Spec, points int64) (*geno.Spec, error) {
	elements := slices.Clone(space.Elements())
	changed := false
	for i, e := range elements {
		// Only the order matters here, and a location may be there twice.
		elements[i].Location = strconv.Itoa(i)
		switch d := e.Decision.(type) {
		case *geno.Float:
			if d.Step > 0 {
				continue
			}
			number := &geno.Int{}
			if d.Min < d.Max {
				number.Max = points - 1
			}
			s.floats[number] = d
			elements[i].Decision, changed = number, true
		case *geno.Choices:
			candidates := slices.Clone(d.Candidates)
			for j, c := range candidates {
				var err error
				if candidates[j], err = s.latticeOf(c, points); err != nil {
					return nil, err
				}
			}
			if !slices.Equal(candidates, d.Candidates) {
				replaced := *d
				replaced.Candidates = candidates
				replaced.Name = "" // one decision in two places becomes two
				elements[i].Decision, changed = &replaced, true
			}
		}
	}
	if !changed {
		return space, nil
	}
	return geno.New(elements...)
}

// set makes a DNA of the lattice the next proposal.
func (s *gridSearch) set(at *geno.DNA) error {
	s.at, s.dna, s.err = at, at, nil
	if at != nil && s.lattice != s.space {
		s.dna, s.err = s.translate(at)
	}
	return s.err
}

// translate puts the values of the grid points in place of their numbers.
func (s *gridSearch) translate(at *geno.DNA) (*geno.DNA, error) {
	var w geno.Writer
	for i, p := range at.Points() {
		var err error
		switch d := p.Decision.(type) {
		case *geno.Int:
			if f := s.floats[d]; f != nil {
				err = w.Float(f, gridValue(f, at.Index(i), d.Max))
			} else {
				w.Index(int(at.Index(i)))
			}
		case *geno.Float:
			err = w.Float(d, at.Float(i))
		case *geno.Custom:
			w.Custom(at.Custom(i))
		default:
			w.Index(int(at.Index(i)))
		}
		if err != nil {
			return nil, err
		}
	}
	return w.DNA(s.space)
}

// gridValue is the k-th of the values 0 to last of a continuous decision.
func gridValue(d *geno.Float, k, last int64) float64 {
	u := 0.5
	switch {
	case d.Min == d.Max:
		return d.Min
	case last > 0 && k == 0:
		return d.Min
	case last > 0 && k == last:
		return d.Max
	case last > 0:
		u = float64(k) / float64(last)
	}
	v := 0.0
	switch d.Scale {
	case geno.Log:
		v = d.Min * math.Pow(d.Max/d.Min, u)
	case geno.RLog:
		v = d.Min + d.Max - d.Min*math.Pow(d.Max/d.Min, 1-u)
	default:
		v = d.Min*(1-u) + d.Max*u
	}
	return min(max(v, d.Min), d.Max)
}

func (s *gridSearch) Propose(int) (*geno.DNA, error) {
	if s.at == nil {
		return nil, ErrExhausted
	}
	return s.dna, s.err
}

func (s *gridSearch) Started(_ int, dna *geno.DNA) {
	if s.at == nil {
		return
	}
	if s.err != nil || !dna.Equal(s.dna) {
		if s.given == nil {
			s.given = map[string]struct{}{}
		}
		s.given[dna.Key()] = struct{}{}
		return
	}
	for {
		if s.set(s.lattice.Next(s.at)) != nil || s.at == nil || len(s.given) == 0 {
			return
		}
		if _, ok := s.given[s.dna.Key()]; !ok {
			return
		}
	}
}

func (*gridSearch) Finished(int, Outcome) {}
