package bayes

// This file is the Gaussian process itself: its kernel, its posterior and how its
// hyperparameters are fitted.

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// A hyper is the hyperparameters of a process: the inverse squared length
// scales, the variance of the function and that of the noise.
type hyper struct {
	weight          []float64
	variance, noise float64
}

// leastNoise keeps the covariances of near points invertible; it is Optuna's.
const leastNoise = 1e-6

func initial(scales int) hyper {
	h := hyper{weight: make([]float64, scales), variance: 1, noise: 1e-2}
	for i := range h.weight {
		h.weight[i] = 1
	}
	return h
}

// matern is the Matérn 5/2 correlation at the squared distance d2, and its
// derivative to that.
func matern(d2 float64) (k, dk float64) {
	r := math.Sqrt(5 * d2)
	e := math.Exp(-r)
	return e * (1 + r + r*r*(1./3)), -5. / 6 * e * (1 + r)
}

// A process is a Gaussian process with what it has observed. Points are given
// by their features.
type process struct {
	hyper
	features []feature
	root     []float64   // of the weight of each feature
	cols     [][]float64 // by feature, scaled by root where it is a number
	n        int
	// inv is the inverse of the covariances' Cholesky factor, by rows of
	// stride. A new observation adds a row.
	inv    []float64
	stride int
	alpha  []float64 // the inverse covariances times what was observed
	// Scratch of one point.
	z, k, dk, v, b []float64
}

func newProcess(features []feature, h hyper) *process {
	p := &process{
		hyper: h, features: features,
		root: make([]float64, len(features)), cols: make([][]float64, len(features)), z: make([]float64, len(features)),
	}
	for f := range features {
		p.root[f] = math.Sqrt(h.weight[features[f].scale])
	}
	return p
}

// reserve makes room for n observations.
func (p *process) reserve(n int) {
	if n <= p.stride {
		return
	}
	stride := n + n/8 + 16
	inv := make([]float64, stride*stride)
	for i := range p.n {
		copy(inv[i*stride:], p.inv[i*p.stride:i*p.stride+i+1])
	}
	p.inv, p.stride = inv, stride
	for f := range p.cols {
		p.cols[f] = append(make([]float64, 0, stride), p.cols[f][:p.n]...)[:stride]
	}
	for _, s := range []*[]float64{&p.k, &p.dk, &p.v, &p.b} {
		*s = make([]float64, stride)
	}
}

func (p *process) row(i int) []float64 { return p.inv[i*p.stride : i*p.stride+i+1] }

// load observes all the points at once, in place of what it had.
func (p *process) load(points [][]float64) {
	p.n = 0
	n := len(points)
	p.reserve(n)
	if n == 0 {
		return
	}
	for i, z := range points {
		p.put(i, z)
	}
	t := blas64.Triangular{Uplo: blas.Lower, Diag: blas.NonUnit, N: n, Stride: p.stride, Data: p.inv}
	for {
		for i, z := range points {
			p.n = i + 1
			p.cov(z, p.inv[i*p.stride:], nil)
			p.inv[i*p.stride+i] = p.variance + p.noise
		}
		s := blas64.Symmetric{Uplo: blas.Lower, N: n, Stride: p.stride, Data: p.inv}
		if _, ok := lapack64.Potrf(s); ok {
			break
		}
		p.noise *= 10
	}
	lapack64.Trtri(t)
}

// put makes z the i-th point.
func (p *process) put(i int, z []float64) {
	for f, v := range z {
		if p.features[f].trait == number {
			v *= p.root[f]
		}
		p.cols[f][i] = v
	}
}

// add observes one more point.
func (p *process) add(z []float64) {
	p.reserve(p.n + 1)
	n := p.n
	k := p.k[:n]
	p.cov(z, k, nil)
	row := p.inv[n*p.stride : n*p.stride+n+1]
	clear(row)
	rest := p.variance + p.noise
	for i := range n {
		l := floats.Dot(p.row(i), k[:i+1])
		rest -= l * l
		floats.AddScaled(row[:i+1], -l, p.row(i))
	}
	d := math.Sqrt(max(rest, p.noise/2)) // rest is at least the noise, but for rounding
	floats.Scale(1/d, row[:n])
	row[n] = 1 / d
	p.put(n, z)
	p.n++
}

// observe sets what was observed at the points.
func (p *process) observe(y []float64) {
	p.alpha = append(p.alpha[:0], make([]float64, p.n)...)
	for i := range p.n {
		floats.AddScaled(p.alpha[:i+1], floats.Dot(p.row(i), y[:i+1]), p.row(i))
	}
}

// cov writes the covariances of z with the points into k, and their
// derivatives to the squared distance into dk unless it is nil.
func (p *process) cov(z, k, dk []float64) {
	k = k[:p.n]
	clear(k)
	for f, c := range p.cols {
		c = c[:len(k)]
		if p.features[f].trait == category {
			v, w := z[f], p.weight[p.features[f].scale]
			for j, u := range c {
				if u != v {
					k[j] += w
				}
			}
			continue
		}
		v := z[f] * p.root[f]
		for j, u := range c {
			u -= v
			k[j] += u * u
		}
	}
	if dk == nil {
		for j, d2 := range k {
			r := math.Sqrt(5 * d2)
			k[j] = p.variance * math.Exp(-r) * (1 + r + r*r*(1./3))
		}
		return
	}
	dk = dk[:len(k)]
	for j, d2 := range k {
		v, d := matern(d2)
		k[j], dk[j] = p.variance*v, p.variance*d
	}
}

// posterior returns the posterior mean and variance at a point.
func (p *process) posterior(z []float64) (mean, variance float64) {
	k := p.k[:p.n]
	p.cov(z, k, nil)
	variance = p.variance
	for i := range p.n {
		v := floats.Dot(p.row(i), k[:i+1])
		variance -= v * v
	}
	return floats.Dot(k, p.alpha), max(variance, 0)
}

// meanAt is the posterior mean alone, which is cheap.
func (p *process) meanAt(z []float64) float64 {
	k := p.k[:p.n]
	p.cov(z, k, nil)
	return floats.Dot(k, p.alpha)
}

// prepareMean keeps what slopes needs for a derivative to the mean alone.
func (p *process) prepareMean(z []float64) {
	p.cov(z, p.k, p.dk)
	clear(p.b[:p.n])
}

// prepare is posterior, and keeps what slopes needs.
func (p *process) prepare(z []float64) (mean, variance float64) {
	k := p.k[:p.n]
	p.cov(z, k, p.dk)
	b := p.b[:p.n]
	clear(b)
	variance = p.variance
	for i := range p.n {
		v := floats.Dot(p.row(i), k[:i+1])
		variance -= v * v
		floats.AddScaled(b[:i+1], v, p.row(i))
	}
	return floats.Dot(k, p.alpha), max(variance, 0)
}

// slopes adds to dz the derivatives to the features of what has the
// derivatives dmean and dvar to the mean and variance. It belongs to the latest
// prepare, of z.
func (p *process) slopes(z []float64, dmean, dvar float64, dz []float64) {
	c := p.v[:p.n]
	for j, dk := range p.dk[:p.n] {
		c[j] = 2 * dk * (dmean*p.alpha[j] - 2*dvar*p.b[j])
	}
	for f, col := range p.cols {
		if p.features[f].trait != number {
			continue
		}
		v, sum := z[f]*p.root[f], 0.0
		for j, u := range col[:len(c)] {
			sum += c[j] * (v - u)
		}
		dz[f] += p.root[f] * sum
	}
}

// A likelihood is the log posterior density of hyperparameters, given points
// and what was observed there, up to a constant: the log marginal likelihood and
// the priors of Optuna's GPSampler (optuna/_gp/prior.py):
// exp(−0.1/w − 0.1w) for each inverse squared length scale w, Gamma(2, 1) for the
// variance, Gamma(1.1, 30) for that of the noise.
type likelihood struct {
	features []feature
	cols     [][]float64
	y        []float64
	fixed    bool // the noise is not fitted
	k, g     []float64
	alpha    []float64
	line     []float64
	weight   []float64
}

func newLikelihood(features []feature, points [][]float64, y []float64, fixed bool) *likelihood {
	n := len(points)
	l := &likelihood{
		features: features, y: y, fixed: fixed,
		k: make([]float64, n*n), g: make([]float64, n*n), alpha: make([]float64, n), line: make([]float64, n),
		cols: make([][]float64, len(features)),
	}
	for f := range features {
		l.cols[f] = make([]float64, n)
		for i, z := range points {
			l.cols[f][i] = z[f]
		}
	}
	return l
}

// at returns the negative log density at the logarithms of the
// hyperparameters, with the gradient.
func (l *likelihood) at(theta, grad []float64) float64 {
	n, s := len(l.y), len(theta)-2
	l.weight = l.weight[:0]
	for _, t := range theta[:s] {
		l.weight = append(l.weight, math.Exp(t))
	}
	variance, noise := math.Exp(theta[s]), math.Exp(theta[s+1])
	for i := range n {
		line := l.line[:i]
		clear(line)
		for f, c := range l.cols {
			w, v := l.weight[l.features[f].scale], c[i]
			if l.features[f].trait == category {
				for j, u := range c[:i] {
					if u != v {
						line[j] += w
					}
				}
				continue
			}
			for j, u := range c[:i] {
				u -= v
				line[j] += w * u * u
			}
		}
		k, g := l.k[i*n:i*n+i], l.g[i*n:i*n+i]
		for j, d2 := range line {
			v, d := matern(d2)
			k[j], g[j] = variance*v, variance*d
		}
		l.k[i*n+i] = variance + noise
	}
	tri, ok := lapack64.Potrf(blas64.Symmetric{Uplo: blas.Lower, N: n, Stride: n, Data: l.k})
	if !ok {
		return math.Inf(1)
	}
	value := 0.0
	for i := range n {
		value += math.Log(l.k[i*n+i])
	}
	copy(l.alpha, l.y)
	a := blas64.Vector{N: n, Inc: 1, Data: l.alpha}
	blas64.Trsv(blas.NoTrans, tri, a)
	value += 0.5 * floats.Dot(l.alpha, l.alpha)
	blas64.Trsv(blas.Trans, tri, a)
	lapack64.Potri(tri) // l.k is now the inverse

	clear(grad)
	trace := 0.0 // of dL/dK times the identity
	fit := 0.0   // of dL/dK times the covariances without noise
	for i := range n {
		line := l.line[:i]
		inv, g := l.k[i*n:], l.g[i*n:]
		for j := range line {
			line[j] = (inv[j] - l.alpha[i]*l.alpha[j]) * g[j]
		}
		for f, c := range l.cols {
			v, sum := c[i], 0.0
			if l.features[f].trait == category {
				for j, u := range c[:i] {
					if u != v {
						sum += line[j]
					}
				}
			} else {
				for j, u := range c[:i] {
					u -= v
					sum += line[j] * u * u
				}
			}
			grad[l.features[f].scale] += sum
		}
		trace += 0.5 * (inv[i] - l.alpha[i]*l.alpha[i])
	}
	// The trace of K⁻¹K is n and α'Kα is y'α, of which the noise is a known part.
	fit = 0.5*(float64(n)-floats.Dot(l.y, l.alpha)) - noise*trace
	grad[s] = fit
	grad[s+1] = noise * trace

	for i, w := range l.weight {
		grad[i] = grad[i]*w + 0.1*w - 0.1/w
		value += 0.1/w + 0.1*w
	}
	value -= math.Log(variance) - variance
	grad[s] -= 1 - variance
	value -= 0.1*math.Log(noise) - 30*noise
	grad[s+1] -= 0.1 - 30*noise
	if l.fixed {
		grad[s+1] = 0
	}
	return value
}

// fit returns the most probable hyperparameters that an ascent from start
// reaches.
func (l *likelihood) fit(start hyper, evaluations int) hyper {
	s := len(start.weight)
	theta, lo, hi := make([]float64, s+2), make([]float64, s+2), make([]float64, s+2)
	for i, w := range start.weight {
		theta[i], lo[i], hi[i] = math.Log(w), math.Log(1e-4), math.Log(1e4)
	}
	theta[s], lo[s], hi[s] = math.Log(start.variance), math.Log(1e-3), math.Log(1e3)
	theta[s+1], lo[s+1], hi[s+1] = math.Log(start.noise), math.Log(leastNoise), math.Log(10)
	if l.fixed {
		theta[s+1] = lo[s+1]
	}
	minimize(l.at, theta, lo, hi, 1e-2, &evaluations)
	h := hyper{weight: make([]float64, s), variance: math.Exp(theta[s]), noise: math.Exp(theta[s+1])}
	for i := range h.weight {
		h.weight[i] = math.Exp(theta[i])
	}
	return h
}
