package evolution

// This file holds NSGA-III.

import (
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// NSGA3 returns NSGA-III (Deb and Jain, "An Evolutionary Many-Objective Optimization
// Algorithm Using Reference-Point-Based Nondominated Sorting Approach, Part I", IEEE
// Transactions on Evolutionary Computation, 2014), for four objectives or more: as
// [NSGA2], but of a front that does not fit as a whole, those stay that are near a
// direction in which there are few others. The directions are evenly spread (Das and
// Dennis, 1998), about as many as the population; where that leaves only the edges, as
// with many objectives, half of them are an inner layer.
//
// Options and defaults are those of NSGA2. It takes any space, and a trial costs as
// much as there.
func NSGA3(opts ...Option) search.Algorithm {
	return manyObjectives("NSGA-III", opts, func(s *settings) {
		s.reproduce = Draw(2).Then(WithProb(s.cross, s.rate), s.mutate)
		s.survive = Niches(s.population)
	})
}

// Niches selects n by the fronts they are in, and of the last front that does not fit,
// those that are near a direction in which there are few others, as [NSGA3] does.
func Niches(n int) Operation {
	return Func(call("Niches", n), func(c *Context, in Group) Group {
		if len(in) <= n {
			return in
		}
		var chosen, last Group
		for _, front := range Fronts(c, in) {
			if len(chosen)+len(front) > n {
				last = front
				break
			}
			if chosen = append(chosen, front...); len(chosen) == n {
				return chosen
			}
		}
		m := len(objectives(last[0]))
		if last[0].Outcome.Violation > 0 || slices.ContainsFunc(chosen, func(x *Individual) bool { return len(objectives(x)) != m }) {
			return append(chosen, last[:n-len(chosen)]...)
		}
		return fill(c, chosen, last, n, m)
	})
}

// fill adds members of the last front until there are n.
func fill(c *Context, chosen, last Group, n, m int) Group {
	all := append(slices.Clone(chosen), last...)
	points := normalized(c, all, m)
	lines := pareto.Directions(m, n)
	niche, distance := make([]int, len(all)), make([]float64, len(all))
	for i, p := range points {
		niche[i], distance[i] = nearest(p, lines)
	}
	crowd := make([]int, len(lines))
	for i := range chosen {
		crowd[niche[i]]++
	}
	left := make([]int, len(last)) // indices into all
	for i := range left {
		left[i] = len(chosen) + i
	}
	for len(chosen) < n {
		// The direction with the fewest members of those that any one left is near,
		// at random among equals.
		best, ties := -1, 0
		for _, i := range left {
			switch k := niche[i]; {
			case best < 0 || crowd[k] < crowd[best]:
				best, ties = k, 1
			case crowd[k] == crowd[best] && k != best:
				if ties++; c.RNG.IntN(ties) == 0 {
					best = k
				}
			}
		}
		pick, of := -1, 0
		for j, i := range left {
			if niche[i] != best {
				continue
			}
			of++
			if pick < 0 || crowd[best] == 0 && distance[i] < distance[left[pick]] || crowd[best] > 0 && c.RNG.IntN(of) == 0 {
				pick = j
			}
		}
		chosen = append(chosen, all[left[pick]])
		crowd[best]++
		left = slices.Delete(left, pick, pick+1)
	}
	return chosen
}

// normalized returns the objectives as what is to be small: 0 at the best there ever
// was, 1 where the plane through the extreme points meets the axis.
func normalized(c *Context, all Group, m int) [][]float64 {
	const key = "evolution.Niches: ideal"
	ideal, _ := c.Get(key).([]float64)
	if len(ideal) != m {
		ideal = slices.Repeat([]float64{math.Inf(1)}, m)
	}
	ideal = slices.Clone(ideal)
	points := make([][]float64, len(all))
	for i, x := range all {
		points[i] = make([]float64, m)
		for j, v := range objectives(x) {
			if points[i][j] = -v; !(math.Abs(v) <= math.MaxFloat64) {
				points[i][j] = math.MaxFloat64 / 1e3 // a failure in this objective
				if v > 0 {
					points[i][j] = -points[i][j]
				}
			}
			ideal[j] = min(ideal[j], points[i][j])
		}
	}
	c.Set(key, ideal)
	for _, p := range points {
		for j := range p {
			p[j] -= ideal[j]
		}
	}
	for j, d := range intercepts(points, m) {
		for _, p := range points {
			p[j] /= d
		}
	}
	return points
}

// intercepts returns where the plane through the points that are the most extreme in
// each objective meets the axes, or, where there is no such plane, the greatest numbers.
func intercepts(points [][]float64, m int) []float64 {
	worst := slices.Repeat([]float64{1e-12}, m)
	plane := make([][]float64, m)
	for j := range m {
		least := math.Inf(1)
		for _, p := range points {
			worst[j] = max(worst[j], p[j])
			// The achievement along the axis: how far it is off it.
			off := 0.0
			for k, v := range p {
				if k == j {
					off = max(off, v)
				} else {
					off = max(off, v*1e6)
				}
			}
			if off < least {
				least, plane[j] = off, p
			}
		}
	}
	normal := solve(plane)
	if normal == nil {
		return worst
	}
	out := make([]float64, m)
	for j, a := range normal {
		if out[j] = 1 / a; !(out[j] > 1e-12 && out[j] <= 2*worst[j]) {
			return worst
		}
	}
	return out
}

// solve returns x with rows·x = 1, or nil if there is none or many.
func solve(rows [][]float64) []float64 {
	n := len(rows)
	a := make([][]float64, n)
	for i, r := range rows {
		a[i] = append(slices.Clone(r), 1)
	}
	for i := range n {
		pivot := i
		for k := i + 1; k < n; k++ {
			if math.Abs(a[k][i]) > math.Abs(a[pivot][i]) {
				pivot = k
			}
		}
		a[i], a[pivot] = a[pivot], a[i]
		if math.Abs(a[i][i]) < 1e-12 {
			return nil
		}
		for k := range n {
			if k == i {
				continue
			}
			f := a[k][i] / a[i][i]
			for j := i; j <= n; j++ {
				a[k][j] -= f * a[i][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = a[i][n] / a[i][i]
	}
	return x
}

// nearest returns the line through 0 that is the nearest to a point, and how far.
func nearest(p []float64, lines [][]float64) (int, float64) {
	best, least := 0, math.Inf(1)
	for i, line := range lines {
		dot, length := 0.0, 0.0
		for j, v := range line {
			dot += v * p[j]
			length += v * v
		}
		off := 0.0
		for j, v := range line {
			d := p[j] - dot/length*v
			off += d * d
		}
		if off < least {
			best, least = i, off
		}
	}
	return best, least
}
