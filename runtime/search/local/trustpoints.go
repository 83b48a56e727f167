package local

// This file keeps the trials of the trust-region search, by the decisions that are
// not numbers.

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// A spot is a trial that ended well.
type spot struct {
	at   []float64 // its numbers, from 0 to 1
	loss float64
}

// A group is what the trials have in common that differ in their numbers only.
type group struct {
	dims  []int // of the numbers
	spots []spot
	best  []float64 // the values of the best
	loss  float64   // its
	ended bool      // a run has ended here
}

// of returns the group of a point.
func (s *trust) of(values []float64) *group {
	key := make([]byte, 0, 8*len(values))
	var dims []int
	for i, d := range s.space.Dims {
		v := values[i]
		if varies(d) && !math.IsNaN(v) {
			dims = append(dims, i)
			v = 0
		}
		key = binary.NativeEndian.AppendUint64(key, math.Float64bits(v))
	}
	g := s.byKey[string(key)]
	if g == nil {
		g = &group{dims: dims, loss: math.Inf(1)}
		s.byKey[string(key)] = g
		s.groups = append(s.groups, g)
	}
	return g
}

func (s *trust) units(g *group, values []float64) []float64 {
	u := make([]float64, len(g.dims))
	for k, i := range g.dims {
		u[k] = s.space.Unit(i, values[i])
	}
	return u
}

// add takes a trial into account.
func (s *trust) add(values []float64, loss float64) {
	g := s.of(values)
	g.spots = append(g.spots, spot{s.units(g, values), loss})
	if loss < g.loss {
		g.best, g.loss = values, loss
	}
	// Far more than a model takes is not needed.
	if most := 4 * g.most(); g == s.group && len(g.spots) > 2*most {
		s.order()
		g.spots = g.spots[:most]
	}
}

// most is how many points a model has, without the centre.
func (g *group) most() int {
	n := len(g.dims)
	return max(2*n, min(n*(n+3)/2, mostPoints))
}

// order sorts by the distance from the centre.
func (s *trust) order() {
	slices.SortStableFunc(s.group.spots, func(a, b spot) int {
		return cmp.Compare(apart(a.at, s.at), apart(b.at, s.at))
	})
}

func apart(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return math.Sqrt(sum)
}
