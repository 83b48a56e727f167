package pareto

// This file measures fronts by the volume they dominate.

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Hypervolume returns the volume of what the points dominate above a reference
// point, which is worse than all that is wanted (Zitzler and Thiele, 1998). Points
// that are not better than the reference in every objective add nothing.
//
// It is exact: a sweep for up to three objectives, O(n log n) for two and O(n²)
// at worst for three; beyond, the WFG algorithm (While, Bradstreet and Barone, "A
// Fast Way of Calculating Exact Hypervolumes", 2012), whose cost grows quickly
// with objectives: some milliseconds for 100 points of 5. It panics if a point has
// not as many objectives as the reference.
func Hypervolume(points [][]float64, reference []float64) float64 {
	var above [][]float64
	for _, p := range points {
		if len(p) != len(reference) {
			panic(fmt.Sprintf("pareto.Hypervolume: a point has %d objectives and the reference %d, expected the same number", len(p), len(reference)))
		}
		q := make([]float64, len(p))
		inside := true
		for i, v := range p {
			q[i] = v - reference[i]
			inside = inside && q[i] > 0
		}
		if inside {
			above = append(above, q)
		}
	}
	if len(above) == 0 || len(reference) == 0 {
		return 0
	}
	if len(reference) > 2 {
		above = undominated(above)
	}
	return volume(above)
}

// undominated returns the points of the front, equal ones once. It reorders the
// points.
func undominated(points [][]float64) [][]float64 {
	slices.SortFunc(points, func(a, b []float64) int { return -slices.CompareFunc(a, b, cmp.Compare[float64]) })
	front := points[:0]
next:
	for _, p := range points {
		for j := len(front) - 1; j >= 0; j-- {
			if covers(front[j], p) {
				continue next
			}
		}
		front = append(front, p)
	}
	return front
}

// covers reports whether a is at least as good as b in everything.
func covers(a, b []float64) bool {
	for i, x := range a {
		if x < b[i] {
			return false
		}
	}
	return true
}

// volume is the hypervolume of a front above 0, or of any points of up to two
// objectives. It reorders them.
func volume(front [][]float64) float64 {
	switch d := len(front[0]); {
	case len(front) == 1:
		return box(front[0])
	case d == 1:
		return slices.MaxFunc(front, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })[0]
	case d == 2:
		return area(front)
	case d == 3:
		return volume3(front)
	}
	// Each point adds the box below it but for what the points after it dominate
	// of that box. These are no worse in the last objective, so their parts inside
	// of the box are all as high as it, and the objective can be left out.
	last := len(front[0]) - 1
	slices.SortFunc(front, func(a, b []float64) int { return cmp.Compare(a[last], b[last]) })
	sum := 0.0
	for k, p := range front {
		base := box(p[:last])
		if rest := front[k+1:]; len(rest) > 0 {
			limited := make([][]float64, len(rest))
			numbers := make([]float64, len(rest)*last)
			for i, q := range rest {
				limited[i] = numbers[i*last : (i+1)*last]
				for m := range last {
					limited[i][m] = min(p[m], q[m])
				}
			}
			base -= volume(undominated(limited))
		}
		sum += base * p[last]
	}
	return sum
}

func box(p []float64) float64 {
	v := 1.0
	for _, x := range p {
		v *= x
	}
	return v
}

// area is the volume of a front in two objectives.
func area(front [][]float64) float64 {
	slices.SortFunc(front, func(a, b []float64) int { return cmp.Compare(b[0], a[0]) })
	sum, y := 0.0, 0.0
	for _, p := range front {
		if p[1] > y {
			sum += p[0] * (p[1] - y)
			y = p[1]
		}
	}
	return sum
}

// volume3 goes down the third objective, and keeps the front of the points so far
// in the other two, as stairs that go down to the right.
func volume3(front [][]float64) float64 {
	slices.SortFunc(front, func(a, b []float64) int { return cmp.Compare(b[2], a[2]) })
	stairs := [][2]float64{{0, math.Inf(1)}, {math.Inf(1), 0}}
	sum, area := 0.0, 0.0
	for k, p := range front {
		x, y := p[0], p[1]
		// The first stair to the right of x, or at it.
		i, _ := slices.BinarySearchFunc(stairs, x, func(s [2]float64, x float64) int { return cmp.Compare(s[0], x) })
		if stairs[i][1] < y {
			// Those to the left that are no higher are covered.
			j, right := i, x
			floor := stairs[i][1]
			for ; stairs[j-1][1] <= y; j-- {
				area += (right - stairs[j-1][0]) * (y - floor)
				right, floor = stairs[j-1][0], stairs[j-1][1]
			}
			area += (right - stairs[j-1][0]) * (y - floor)
			if stairs[i][0] == x {
				i++
			}
			stairs = slices.Replace(stairs, j, i, [2]float64{x, y})
		}
		below := 0.0
		if k+1 < len(front) {
			below = front[k+1][2]
		}
		sum += area * (p[2] - below)
	}
	return sum
}
