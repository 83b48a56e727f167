package cmaes

// This file keeps a minimum of chance for the neighbouring values of integers
// and steps, as CMA-ES with Margin does (Hamano, Saito, Nomura, Shirakawa,
// "CMA-ES with Margin: Lower-Bounding Marginal Probability for Mixed-Integer
// Black-Box Optimization", GECCO 2022). Without it the distribution shrinks into
// one value before the other numbers are found.

import "math"

// margin moves the mean m of a number with standard deviation s, and says by
// which factor to stretch s, so that the values on both sides of the mean's
// own keep a chance of alpha together. Border(k) is the border between value k
// and the next, of n values.
func margin(m, s, alpha float64, n int64, value func(m float64) int64, border func(k int64) float64) (mean, stretch float64) {
	k := value(m)
	if n == 2 || k == 0 || k == n-1 {
		// Of the first and last value, only one neighbour is to be kept in reach.
		edge := border(max(0, min(k, n-2)))
		if n > 2 && k == n-1 {
			edge = border(n - 2)
		}
		reach := quantile(1-alpha) * s
		if m <= edge {
			return edge - min(edge-m, reach), 1
		}
		return edge + min(m-edge, reach), 1
	}
	lo, hi := border(k-1), border(k)
	pl, ph := below((lo-m)/s), below((m-hi)/s)
	if pl >= alpha/2 && ph >= alpha/2 {
		return m, 1
	}
	mid := 1 - pl - ph
	l, h := max(alpha/2, pl), max(alpha/2, ph)
	spare := l + h + mid - 1.5*alpha
	over := 1 - l - h - mid
	l += over / spare * (l - alpha/2)
	h += over / spare * (h - alpha/2)
	ql, qh := quantile(1-l), quantile(1-h)
	if !(ql+qh > 0) {
		return m, 1
	}
	return (lo*qh + hi*ql) / (ql + qh), (hi - lo) / (ql + qh) / s
}

// below is the standard normal distribution function.
func below(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// quantile is its inverse.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
