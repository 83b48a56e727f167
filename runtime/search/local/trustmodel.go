package local

// This file is the model of the trust-region search: a quadratic, and how it is
// fitted to points.

import "math"

// A quadratic is a function of n numbers around a centre, where it is 0:
// g·s + s·Hs/2.
type quadratic struct {
	g []float64
	h []float64 // symmetric, by rows
}

func newQuadratic(n int) quadratic {
	return quadratic{make([]float64, n), make([]float64, n*n)}
}

func (q quadratic) clear() {
	clear(q.g)
	clear(q.h)
}

// at returns the value at s.
func (q quadratic) at(s []float64) float64 {
	n := len(s)
	sum := 0.0
	for i, v := range s {
		if v != 0 {
			sum += v * (q.g[i] + dot(q.h[i*n:i*n+n], s)/2)
		}
	}
	return sum
}

// move changes the centre to s.
func (q quadratic) move(s []float64) {
	n := len(s)
	for i := range s {
		q.g[i] += dot(q.h[i*n:i*n+n], s)
	}
}

// add adds what is a times the kernel of x, see [interpolation]; x is in units of
// scale.
func (q quadratic) add(a float64, x []float64, scale float64) {
	n := len(x)
	b := a / (scale * scale)
	for i, v := range x {
		q.g[i] += linear * a / scale * v
		row := q.h[i*n : i*n+n]
		bv := b * v
		for j, w := range x {
			row[j] += bv * w
		}
	}
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// An interpolation finds the least change of a quadratic that makes it pass
// through given points. Least is what has the smallest sum of |change of g|²/linear
// and the squared Frobenius norm of the change of H, in units of scale; so the change
// is a sum of kernels of the points, k(x, y) = linear x·y + (x·y)²/2, as many as
// there are points.
type interpolation struct {
	x     [][]float64 // relative to the centre, in units of scale
	scale float64
	l     [][]float64 // the Cholesky factor of the kernel matrix
}

// A change of the gradient is cheap beside one of H: Powell's are free.
const linear = 100

func kernel(x, y []float64) float64 {
	d := dot(x, y)
	return d * (linear + d/2)
}

// grow adds a point, unless those that are there say about all that it could.
func (f *interpolation) grow(x []float64) bool {
	row := make([]float64, len(f.x)+1)
	for j, p := range f.x {
		row[j] = (kernel(x, p) - dot(row[:j], f.l[j][:j])) / f.l[j][j]
	}
	own := kernel(x, x)
	bend := dot(x, x)
	open := own - dot(row[:len(f.x)], row[:len(f.x)])
	if !(open > 1e-4*bend*bend+1e-11*own) || math.IsInf(own, 1) {
		return false
	}
	row[len(f.x)] = math.Sqrt(open)
	f.x, f.l = append(f.x, x), append(f.l, row)
	return true
}

// open returns what of the kernel of x the points leave open.
func (f *interpolation) open(x []float64) float64 {
	b := make([]float64, len(f.x))
	for i, p := range f.x {
		b[i] = kernel(x, p)
	}
	f.lower(b)
	return max(0, kernel(x, x)-dot(b, b))
}

// lower solves with the factor, in place.
func (f *interpolation) lower(b []float64) {
	for i := range b {
		b[i] = (b[i] - dot(f.l[i][:i], b[:i])) / f.l[i][i]
	}
}

// fit changes q by what it lacks at the points.
func (f *interpolation) fit(q quadratic, lacks []float64) {
	f.lower(lacks)
	for i := len(lacks) - 1; i >= 0; i-- {
		lacks[i] /= f.l[i][i]
		for j, w := range f.l[i][:i] {
			lacks[j] -= lacks[i] * w
		}
	}
	for i, a := range lacks {
		q.add(a, f.x[i], f.scale)
	}
}
