package bayes

// This file is the descent within bounds that both the hyperparameters and the
// acquisition function are optimised by.

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// memory is how many steps the curvature is estimated from.
const memory = 8

// minimize improves x within the bounds and returns the value reached. F
// returns the value at x and writes the gradient; the value may be infinite. It
// stops when no part of the gradient that points inside is above tol, or when the
// evaluations are used up, which it counts down.
//
// It is L-BFGS (Liu and Nocedal 1989) on the variables that are not held by a
// bound, with steps projected onto the bounds (Bertsekas 1982) and halved until
// the value descends. gonum's own knows no bounds.
func minimize(f func(x, grad []float64) float64, x, lo, hi []float64, tol float64, evaluations *int) float64 {
	n := len(x)
	buf := make([]float64, (4+2*memory)*n)
	cut := func() []float64 {
		v := buf[:n:n]
		buf = buf[n:]
		return v
	}
	g, d, next, gnext := cut(), cut(), cut(), cut()
	var s, y [memory][]float64
	var rho, a [memory]float64
	for i := range memory {
		s[i], y[i] = cut(), cut()
	}
	kept, head := 0, 0
	for i := range x {
		x[i] = min(hi[i], max(lo[i], x[i]))
	}
	*evaluations--
	value := f(x, g)
	held := func(i int) bool { return x[i] <= lo[i] && g[i] >= 0 || x[i] >= hi[i] && g[i] <= 0 }
	for *evaluations > 0 {
		steepest := 0.0
		for i := range x {
			d[i] = 0
			if !held(i) {
				d[i] = -g[i]
				steepest = max(steepest, math.Abs(g[i]))
			}
		}
		if !(steepest > tol) {
			break
		}
		if kept > 0 {
			for k := range kept {
				j := (head - 1 - k + memory) % memory
				a[j] = rho[j] * floats.Dot(s[j], d)
				floats.AddScaled(d, -a[j], y[j])
			}
			j := (head - 1 + memory) % memory
			floats.Scale(1/(rho[j]*floats.Dot(y[j], y[j])), d)
			for k := kept - 1; k >= 0; k-- {
				j := (head - 1 - k + memory) % memory
				floats.AddScaled(d, a[j]-rho[j]*floats.Dot(y[j], d), s[j])
			}
			for i := range x {
				if held(i) {
					d[i] = 0
				}
			}
		}
		if !(floats.Dot(d, g) < 0) {
			if kept == 0 {
				break
			}
			kept = 0
			continue
		}
		t := 1.0
		if kept == 0 {
			t = min(1, 1/floats.Norm(d, 1))
		}
		moved := false
		for *evaluations > 0 {
			down := 0.0
			for i := range x {
				next[i] = min(hi[i], max(lo[i], x[i]+t*d[i]))
				down += g[i] * (next[i] - x[i])
			}
			*evaluations--
			v := f(next, gnext)
			if v <= value+1e-4*down && down < 0 {
				moved = v < value
				value = v
				break
			}
			// The minimum of the parabola through what is known, within reason.
			u := 0.5
			if over := v - value - down; over > 0 && !math.IsInf(v, 1) {
				u = min(0.5, max(0.1, -down/(2*over)))
			}
			if t *= u; t < 1e-10 {
				break
			}
		}
		if !moved {
			if kept == 0 {
				break
			}
			kept = 0
			continue
		}
		for i := range x {
			s[head][i] = next[i] - x[i]
			y[head][i] = gnext[i] - g[i]
		}
		if sy := floats.Dot(s[head], y[head]); sy > 1e-10*floats.Dot(y[head], y[head]) {
			rho[head] = 1 / sy
			head = (head + 1) % memory
			kept = min(kept+1, memory)
		}
		copy(x, next)
		copy(g, gnext)
	}
	return value
}
