package cmaes

// This file is the normal distribution that the numbers of a generation are
// drawn from, and how it moves.

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// rates are the constants of Hansen's tutorial (2016, table 1) for a number of
// dimensions and a size of the population.
type rates struct {
	weights []float64 // of the trials of a generation, from best to worst; those of the worse half are negative
	mu      int       // how many are positive
	mueff   float64
	cs, ds  float64 // step size: what its path learns, and its damping
	cc      float64 // what the path of the covariance learns
	c1, cmu float64 // what the covariance learns from its path, and from the generation
	chi     float64 // the expected length of a standard normal vector
}

// population is the usual size of a generation.
func population(n int) int { return 4 + int(3*math.Log(float64(max(n, 1)))) }

// newRates gives the constants for n dimensions and generations of size
// lambda. A distribution without covariances has fewer numbers to learn and
// learns them faster (Ros and Hansen, "A Simple Modification in CMA-ES
// Achieving Linear Time and Space Complexity", 2008).
func newRates(n, lambda int, separable bool) rates {
	N := float64(n)
	r := rates{weights: make([]float64, lambda)}
	var sum, squares, negative, negativeSquares float64
	for i := range r.weights {
		w := math.Log(float64(lambda+1)/2) - math.Log(float64(i+1))
		r.weights[i] = w
		if w > 0 {
			r.mu++
			sum += w
			squares += w * w
		} else {
			negative += w
			negativeSquares += w * w
		}
	}
	r.mueff = sum * sum / squares
	r.cs = (r.mueff + 2) / (N + r.mueff + 5)
	r.ds = 1 + 2*max(0, math.Sqrt((r.mueff-1)/(N+1))-1) + r.cs
	r.cc = (4 + r.mueff/N) / (N + 4 + 2*r.mueff/N)
	r.c1 = 2 / ((N+1.3)*(N+1.3) + r.mueff)
	r.cmu = 2 * (0.25 + r.mueff + 1/r.mueff - 2) / ((N+2)*(N+2) + r.mueff)
	if separable {
		r.c1 *= (N + 2) / 3
		r.cmu *= (N + 2) / 3
	}
	r.c1 = min(1, r.c1)
	r.cmu = min(1-r.c1, r.cmu)
	r.chi = math.Sqrt(N) * (1 - 1/(4*N) + 1/(21*N*N))

	// All negative weights together must leave the covariance positive definite.
	scale := 0.0
	if negative < 0 && r.cmu > 0 {
		mueff := negative * negative / negativeSquares
		scale = min(1+r.c1/r.cmu, 1+2*mueff/(r.mueff+2), max(0, 1-r.c1-r.cmu)/(N*r.cmu)) / -negative
	}
	for i, w := range r.weights {
		if w > 0 {
			r.weights[i] = w / sum
		} else {
			r.weights[i] = w * scale
		}
	}
	return r
}

// The standard deviation stays where numbers of about 1 can be told apart, and
// where they can be counted.
const (
	leastSigma    = 1e-16
	greatestSigma = 1e16
)

// A gauss is a normal distribution of mean m and covariance sigma²·C, with
// C = B·D²·Bᵀ. Without covariances C is a diagonal and B the unit matrix.
type gauss struct {
	rates
	n         int
	separable bool
	mean      []float64
	sigma     float64
	cov       []float64 // C by rows, or its diagonal
	basis     []float64 // B by rows: its columns are the axes
	axes      []float64 // D: the lengths of the axes
	ps, pc    []float64 // the paths of the step size and of the covariance
	gen       int       // generations so far
	factored  int       // the generation in which B and D were computed
	broken    bool      // C could not be factored

	noted [][]float64 // directions of this generation's samples, of length 1 if C were the unit matrix

	y, yw, t []float64 // for update
}

func newGauss(n, lambda int, separable bool, mean []float64, sigma float64) *gauss {
	g := &gauss{
		rates:     newRates(max(n, 1), lambda, separable),
		n:         n,
		separable: separable,
		mean:      mean,
		sigma:     sigma,
		axes:      make([]float64, n),
		ps:        make([]float64, n),
		pc:        make([]float64, n),
		y:         make([]float64, n*lambda),
		yw:        make([]float64, n),
		t:         make([]float64, n),
	}
	for i := range g.axes {
		g.axes[i] = 1
	}
	if separable {
		g.cov = make([]float64, n)
		for i := range g.cov {
			g.cov[i] = 1
		}
		return g
	}
	g.cov, g.basis = make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		g.cov[i*n+i], g.basis[i*n+i] = 1, 1
	}
	return g
}

// draw writes a sample into x. T is room for as many numbers. Before it is
// stretched to the distribution's shape, a sample is at right angles to those
// noted since the last generation (Wang, Emmerich, Bäck, "Mirrored Orthogonal
// Sampling for Covariance Matrix Adaptation Evolution Strategies", 2019).
func (g *gauss) draw(x, t []float64, rng *rand.Rand) {
	for i := range t {
		t[i] = rng.NormFloat64()
	}
	if len(g.noted) > 0 {
		length := math.Sqrt(dot(t, t))
		rest := g.turn(t)
		if rest < 1e-6*length {
			rest = length
		}
		for i := range t {
			t[i] *= length / rest
		}
	}
	for i := range t {
		t[i] *= g.axes[i]
	}
	if g.separable {
		for i, v := range t {
			x[i] = g.mean[i] + g.sigma*v
		}
		return
	}
	for i := range x {
		x[i] = g.mean[i] + g.sigma*dot(g.basis[i*g.n:(i+1)*g.n], t)
	}
}

// mirror writes the sample into x that is opposite to another, seen from the
// mean.
func (g *gauss) mirror(x, other []float64) {
	for i, v := range other {
		x[i] = 2*g.mean[i] - v
	}
}

// note keeps the direction of a sample for those that follow.
func (g *gauss) note(x []float64) {
	if len(g.noted) >= g.n-1 {
		return
	}
	t := make([]float64, g.n)
	y := make([]float64, g.n)
	for i, v := range x {
		y[i] = (v - g.mean[i]) / g.sigma
	}
	g.whiten(t, y, false)
	length := g.turn(t)
	if !(length > 1e-6) {
		return
	}
	for i := range t {
		t[i] /= length
	}
	g.noted = append(g.noted, t)
}

// turn takes out of t what is along the directions noted, and returns the
// length of the rest.
func (g *gauss) turn(t []float64) float64 {
	for _, d := range g.noted {
		along := dot(d, t)
		for i := range t {
			t[i] -= along * d[i]
		}
	}
	return math.Sqrt(dot(t, t))
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1 float64
	i := 0
	for ; i+1 < len(a); i += 2 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
	}
	if i < len(a) {
		s0 += a[i] * b[i]
	}
	return s0 + s1
}

// variance is that of dimension i, without sigma².
func (g *gauss) variance(i int) float64 {
	if g.separable {
		return g.cov[i]
	}
	return g.cov[i*g.n+i]
}

// whiten writes B·D⁻¹·Bᵀ·y into out: y as it would be if C were the unit
// matrix. Its length is the same without the last rotation; then rotate is
// false.
func (g *gauss) whiten(out, y []float64, rotate bool) {
	if g.separable {
		for i := range out {
			out[i] = y[i] / g.axes[i]
		}
		return
	}
	n := g.n
	t := out
	if rotate {
		t = g.t
	}
	clear(t)
	for i, v := range y {
		row := g.basis[i*n : (i+1)*n]
		for j, b := range row {
			t[j] += v * b
		}
	}
	for j := range t {
		t[j] /= g.axes[j]
	}
	if rotate {
		for i := range out {
			out[i] = dot(g.basis[i*n:(i+1)*n], t)
		}
	}
}

// A point is one of a generation as update takes it.
type point struct {
	x       []float64
	strange bool // not drawn from this distribution
}

// update moves the distribution by a generation, from best to worst.
//
// Points that were not drawn from this distribution are brought as near to its
// mean as those that were (Hansen, "Injecting External Solutions Into
// CMA-ES", 2011).
func (g *gauss) update(points []point) {
	n := g.n
	g.gen++
	g.noted = g.noted[:0]
	if n == 0 {
		return
	}
	white := make([]float64, n)
	norms := make([]float64, len(points)) // squared lengths, whitened
	clear(g.yw)
	limit := math.Sqrt(float64(n)) + 2*float64(n)/float64(n+2)
	for k, p := range points {
		y := g.y[k*n : (k+1)*n]
		for i, x := range p.x {
			y[i] = (x - g.mean[i]) / g.sigma
		}
		if g.weights[k] < 0 || p.strange {
			g.whiten(white, y, false)
			norms[k] = dot(white, white)
		}
		if l := math.Sqrt(norms[k]); p.strange && l > limit {
			for i := range y {
				y[i] *= limit / l
			}
			norms[k] = limit * limit
		}
		if w := g.weights[k]; w > 0 {
			for i, v := range y {
				g.yw[i] += w * v
			}
		}
	}
	for i, v := range g.yw {
		g.mean[i] += g.sigma * v
	}

	g.whiten(white, g.yw, true)
	length := 0.0
	for i, v := range white {
		g.ps[i] = (1-g.cs)*g.ps[i] + math.Sqrt(g.cs*(2-g.cs)*g.mueff)*v
		length += g.ps[i] * g.ps[i]
	}
	length = math.Sqrt(length)
	// After a large step the path of the covariance waits.
	h := 0.0
	if length/math.Sqrt(1-math.Pow(1-g.cs, 2*float64(g.gen))) < (1.4+2/float64(n+1))*g.chi {
		h = 1
	}
	sum := 0.0
	for _, w := range g.weights {
		sum += w
	}
	for i, v := range g.yw {
		g.pc[i] = (1-g.cc)*g.pc[i] + h*math.Sqrt(g.cc*(2-g.cc)*g.mueff)*v
	}
	keep := 1 - g.c1 - g.cmu*sum + (1-h)*g.c1*g.cc*(2-g.cc)
	g.addOuter(keep, g.c1, g.pc)
	for k := range points {
		w := g.cmu * g.weights[k]
		if w < 0 {
			w *= float64(n) / (norms[k] + 1e-300)
		}
		g.addOuter(1, w, g.y[k*n:(k+1)*n])
	}
	g.sigma *= math.Exp(min(1, g.cs/g.ds*(length/g.chi-1)))
	g.sigma = min(max(g.sigma, leastSigma), greatestSigma)

	// Factoring costs n³, and little has changed after one generation.
	if g.gen-g.factored >= max(1, int(1/(10*float64(n)*(g.c1+g.cmu)))) {
		g.factor()
	}
}

// addOuter makes C = keep·C + w·v·vᵀ.
func (g *gauss) addOuter(keep, w float64, v []float64) {
	if g.separable {
		for i := range g.cov {
			g.cov[i] = keep*g.cov[i] + w*v[i]*v[i]
		}
		return
	}
	n := g.n
	for i := range n {
		row, a := g.cov[i*n:i*n+i+1], w*v[i]
		if keep == 1 {
			for j := range row {
				row[j] += a * v[j]
			}
			continue
		}
		for j := range row {
			row[j] = keep*row[j] + a*v[j]
		}
	}
}

// factor computes B and D. Only the lower half of C is kept up to date.
func (g *gauss) factor() {
	g.factored = g.gen
	n := g.n
	if g.separable {
		for i, v := range g.cov {
			if !(v > 0) {
				g.broken = true
				return
			}
			g.axes[i] = math.Sqrt(v)
		}
		return
	}
	for i := range n {
		for j := range i {
			g.cov[j*n+i] = g.cov[i*n+j]
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(n, g.cov), true) {
		g.broken = true
		return
	}
	values := eigen.Values(nil)
	if !(values[0] > 0) {
		g.broken = true
		return
	}
	for i, v := range values {
		g.axes[i] = math.Sqrt(v)
	}
	eigen.VectorsTo(mat.NewDense(n, n, g.basis))
}

// spread are the shortest and the longest axis, without sigma.
func (g *gauss) spread() (lo, hi float64) {
	lo, hi = math.Inf(1), 0
	for _, v := range g.axes {
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi
}
