// How much of the space of two objectives a set of points dominates.

package main

import (
	"cmp"
	"math"
	"slices"
)

// hypervolume is the area between the points, whose two objectives are to be
// minimised, and the reference point. Points beyond that add nothing.
func hypervolume(points [][]float64, ref []float64) float64 {
	points = slices.Clone(points)
	slices.SortFunc(points, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })
	area, low := 0., ref[1]
	for _, p := range points {
		if p[1] < low {
			area += math.Max(0, ref[0]-p[0]) * (low - p[1])
			low = p[1]
		}
		if p[0] >= ref[0] {
			break
		}
	}
	return area
}
