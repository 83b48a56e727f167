package bayes

// This file looks for the point whose trial is expected to bring the most.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A find is a point with the value of its acquisition.
type find struct {
	x     []float64
	value float64
}

// A maximizer looks for the best points of an acquisition in the way of Optuna's
// GPSampler (optuna/_gp/optim_mixed.py): many points are looked at, and from the
// best, some others and what is known to be good it climbs, by gradients where
// the space is continuous and decision by decision where it is not.
type maximizer struct {
	*embedding
	rng   *rand.Rand
	value func(x []float64) float64
	// slopes is value, with the derivatives to the features. The continuous
	// decisions are scaled by the features' roots. Both are nil for a value that is
	// not smooth.
	slopes      func(x []float64) (float64, []float64)
	roots       []float64
	evaluations int // how many are left
}

// climbs is from how many points it climbs, as in Optuna.
const climbs = 10

// effort is how many of the candidates are looked at when n trials are known of
// points with so many features. To look at one costs time that grows with both, so
// there are fewer then.
func effort(candidates, n, features int) int {
	return min(candidates, max(candidates/8, candidates*128/(n+4*features+1)))
}

func (m *maximizer) worth(x []float64) float64 {
	m.evaluations--
	return m.value(x)
}

// look values the points.
func (m *maximizer) look(xs [][]float64) []find {
	finds := make([]find, len(xs))
	for i, x := range xs {
		finds[i] = find{x, m.worth(x)}
	}
	return finds
}

// starts picks where to climb from: the best of finds, and others with
// probabilities in proportion to what they are expected to bring.
func (m *maximizer) starts(finds []find, n int) []find {
	type ticket struct{ at, key float64 }
	tickets := make([]ticket, len(finds))
	best := 0
	for i, f := range finds {
		if f.value > finds[best].value {
			best = i
		}
		// Of keys with Gumbel noise the largest are a draw without replacement.
		tickets[i] = ticket{float64(i), f.value - math.Log(-math.Log(1-m.rng.Float64()))}
	}
	if len(finds) > 0 {
		tickets[best].key = math.Inf(1)
	}
	slices.SortStableFunc(tickets, func(a, b ticket) int { return cmp.Compare(b.key, a.key) })
	var starts []find
	for _, t := range tickets[:min(n, len(tickets))] {
		f := finds[int(t.at)]
		starts = append(starts, find{slices.Clone(f.x), f.value})
	}
	return starts
}

// climb improves each of the starts.
func (m *maximizer) climb(starts []find, evaluations int) {
	for i := range starts {
		share := evaluations / (len(starts) - i)
		m.evaluations = share
		m.improve(&starts[i])
		evaluations -= share - m.evaluations
	}
}

func (m *maximizer) improve(f *find) {
	for m.evaluations > 0 {
		m.ascend(f)
		if !m.move(f) {
			return
		}
	}
}

// slopeTolerance ends an ascent; it is Optuna's.
const slopeTolerance = 1e-2

// ascend follows the gradient in the continuous decisions that are active. They
// are scaled by their length scales, so that all are of like effect.
func (m *maximizer) ascend(f *find) {
	if m.slopes == nil {
		return
	}
	on := m.active(f.x)
	var dims []int
	var u, lo, hi []float64
	for _, i := range m.vary {
		if d := &m.dims[i]; on[i] && d.Kind == coords.Continuous {
			r := m.roots[d.first]
			dims, u, lo, hi = append(dims, i), append(u, f.x[i]*r), append(lo, 0), append(hi, r)
		}
	}
	if len(dims) == 0 {
		return
	}
	x := slices.Clone(f.x)
	set := func(u []float64) {
		for k, i := range dims {
			x[i] = min(1, max(0, u[k]/hi[k]))
		}
	}
	value := -minimize(func(u, grad []float64) float64 {
		set(u)
		v, dz := m.slopes(x)
		for k, i := range dims {
			grad[k] = -m.slope(i, x, dz) / hi[k]
		}
		return -v
	}, u, lo, hi, slopeTolerance, &m.evaluations)
	if value > f.value {
		set(u)
		copy(f.x, x)
		f.value = value
	}
}

// fewSteps is up to how many values of a number are all tried; it is Optuna's.
const fewSteps = 16

// Numbers without slopes are tried as many times near what they are, with a
// deviation of this part of the range, as in SMAC.
const (
	neighbours    = 4
	neighbourhood = 0.2
)

// move changes the other decisions one by one where that is better, and reports
// whether any was changed.
func (m *maximizer) move(f *find) (moved bool) {
	x := make([]float64, len(f.x))
	try := func(i int, v float64) bool {
		if m.evaluations <= 0 {
			return false
		}
		copy(x, f.x)
		m.set(x, i, v)
		value := m.worth(x)
		if value <= f.value {
			return false
		}
		copy(f.x, x)
		f.value, moved = value, true
		return true
	}
	for _, k := range m.rng.Perm(len(m.vary)) {
		i := m.vary[k]
		d := &m.dims[i]
		if !m.active(f.x)[i] {
			continue
		}
		if d.Kind == coords.Continuous {
			if m.slopes == nil {
				for range neighbours {
					try(i, reflect(f.x[i]+neighbourhood*m.rng.NormFloat64()))
				}
			}
			continue
		}
		if d.Kind == coords.Categorical || d.N <= fewSteps {
			for v := range d.N {
				if float64(v) != f.x[i] {
					try(i, float64(v))
				}
			}
			continue
		}
		for step := d.N / 4; step > 0 && m.evaluations > 0; {
			s := float64(step)
			if f.x[i]+s < float64(d.N) && try(i, f.x[i]+s) || f.x[i]-s >= 0 && try(i, f.x[i]-s) {
				continue
			}
			step /= 2
		}
	}
	return moved
}
