// Package pareto compares points of several objectives, where there is no best
// one but a front of those that no other beats in everything. A [Preference] says
// which of a front to take; [Scalarize] makes of any algorithm one for several
// objectives, and [Reach] leads one to the part of the front that is wanted.
//
// A point is a []float64 with a number for each objective, and more is better
// in all of them: an objective that is to be small is negated. All points given
// to one call have the same number of objectives. A NaN counts as the worst there
// is.
package pareto

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Dominates reports whether a is at least as good as b in every objective, and
// better in one. It panics if they do not have the same number of them.
func Dominates(a, b []float64) bool {
	if len(a) != len(b) {
		panic(fmt.Sprintf("pareto: one point has %d objectives and another %d, expected the same number", len(a), len(b)))
	}
	better := false
	for i, x := range a {
		switch y := b[i]; {
		case x > y:
			better = true
		case x < y:
			return false
		case x == y:
		case math.IsNaN(y): // the worst, and x is no NaN or one as well
			better = better || !math.IsNaN(x)
		default:
			return false
		}
	}
	return better
}

// Front returns the indices of the points that no other one dominates, in
// their order. Equal points are all of them in it.
func Front(points [][]float64) []int {
	var front []int
	for _, i := range lexicographic(points) {
		if !slices.ContainsFunc(front, func(j int) bool { return Dominates(points[j], points[i]) }) {
			front = append(front, i)
		}
	}
	slices.Sort(front)
	return front
}

// lexicographic returns the indices of the points, so that none is dominated by a
// later one.
func lexicographic(points [][]float64) []int {
	order := make([]int, len(points))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return -slices.CompareFunc(points[i], points[j], cmp.Compare[float64])
	})
	return order
}

// Fronts sorts the points into fronts (Deb, Pratap, Agarwal and Meyarivan, "A
// Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", 2002, section
// III-A): the first holds the indices of the points that none dominates, each
// further one those that only points of fronts before it dominate. Within a
// front they are in the order of the points.
//
// It is the efficient non-dominated sort of Zhang, Tian, Cheng and Jin (2015):
// points are taken in lexicographic order, and each is compared with those in
// front of it until one dominates it. That is O(m n²) comparisons for n points of
// m objectives at worst, and O(m n √n) or less on most inputs.
func Fronts(points [][]float64) [][]int {
	var fronts [][]int
	for _, i := range lexicographic(points) {
		// Where a front has no point that dominates this one, none behind it has.
		k, _ := slices.BinarySearchFunc(fronts, i, func(front []int, i int) int {
			for j := len(front) - 1; j >= 0; j-- {
				if Dominates(points[front[j]], points[i]) {
					return -1
				}
			}
			return 1
		})
		if k == len(fronts) {
			fronts = append(fronts, nil)
		}
		fronts[k] = append(fronts[k], i)
	}
	for _, f := range fronts {
		slices.Sort(f)
	}
	return fronts
}

// Crowding returns how far each point of a front is from its neighbours (Deb et
// al. 2002, section III-B): the sum over the objectives of the distance between
// the next better and the next worse point, as a share of the distance between
// the best and the worst. Those that are best or worst in an objective have +Inf.
func Crowding(front [][]float64) []float64 {
	distances := make([]float64, len(front))
	if len(front) == 0 {
		return distances
	}
	order := make([]int, len(front))
	for m := range front[0] {
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(front[i][m], front[j][m]) })
		last := len(order) - 1
		distances[order[0]] = math.Inf(1)
		distances[order[last]] = math.Inf(1)
		span := front[order[last]][m] - front[order[0]][m]
		if !(span > 0) || math.IsInf(span, 1) {
			continue
		}
		for k := 1; k < last; k++ {
			distances[order[k]] += (front[order[k+1]][m] - front[order[k-1]][m]) / span
		}
	}
	return distances
}
