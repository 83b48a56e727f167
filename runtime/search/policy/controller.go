// The distribution of programs, its gradient, and the steps along it.

package policy

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

const (
	fewValues = 10      // up to which an ordered dimension has a softmax
	maxParams = 1 << 24 // numbers that a policy may have
	maxPeak   = 12      // the largest logarithm of a parameter of a beta distribution
	edge      = 1e-9    // how near to its ends a number may be for the gradient
)

// A form is how the values of a dimension are distributed.
type form uint8

const (
	free    form = iota // nothing to learn
	softmax             // a logit for each value
	peak                // the logarithms of alpha and beta of a beta distribution, which are 1 or more
)

// A factor is the distribution of one dimension.
type factor struct {
	form  form
	at, n int       // its parameters
	base  []float64 // what is added to the logits, so that sorted choices are uniform at first; or nil
	prev  int       // the dimension before it in a choice of several; -1: none

	sorted, distinct bool
	left             int // how many of the choice come after it

	known bool // what is computed from the parameters below, and in p and logs, is up to date
	peakValues
}

// The peakValues are what the density, the entropy and the gradients of a peak
// are made of.
type peakValues struct {
	alpha, beta, logBeta            float64
	forAlpha, forBeta               float64 // digamma(alpha) - digamma(alpha+beta), and of beta
	entropyForAlpha, entropyForBeta float64 // the slopes of the entropy
}

// A controller is the distribution of a space's programs.
type controller struct {
	space   *coords.Space
	factors []factor
	theta   []float64

	gradient  []float64 // to climb
	touched   []int     // the dimensions of which it is not 0
	isTouched []bool

	p, logs []float64 // the probabilities of the values of each softmax that doesn't depend on others, and their logarithms

	pHere, logsHere []float64 // room for those of one that does
}

func newController(spec *geno.Spec) (*controller, error) {
	space, err := coords.New(spec)
	if err != nil {
		return nil, fmt.Errorf("%w: use search.Random", err)
	}
	c := &controller{space: space, factors: make([]factor, len(space.Dims)), isTouched: make([]bool, len(space.Dims))}
	params, most := 0, 0
	last := map[int]int{} // of each choice of several
	for i := range space.Dims {
		d := &space.Dims[i]
		f := factor{prev: -1}
		choices, _ := d.Decision.(*geno.Choices)
		if choices != nil && choices.K > 1 {
			if d.Sub > 0 {
				f.prev = last[d.Choice]
			}
			last[d.Choice] = i
			f.sorted, f.distinct, f.left = choices.Sorted, choices.Distinct, choices.K-1-d.Sub
		}
		switch {
		case d.Kind == coords.Opaque, d.N == 1:
		case d.Kind == coords.Categorical, d.Kind == coords.Ordered && d.N <= fewValues:
			f.form, f.n = softmax, int(min(d.N, maxParams+1))
			most = max(most, f.n)
		default:
			f.form, f.n = peak, 2
		}
		f.at = params
		if params += f.n; params > maxParams {
			return nil, fmt.Errorf("the policy would have more than %d parameters, one for each candidate of each decision: use evolution.Regularized", maxParams)
		}
		c.factors[i] = f
	}
	for i := range c.factors {
		if f := &c.factors[i]; f.form == softmax && f.sorted {
			f.base = completions(f)
		}
	}
	c.theta, c.gradient, c.p, c.logs = make([]float64, params), make([]float64, params), make([]float64, params), make([]float64, params)
	c.pHere, c.logsHere = make([]float64, most), make([]float64, most)
	return c, nil
}

// completions returns the logarithm of in how many ways sorted choices can go
// on after each value.
func completions(f *factor) []float64 {
	base := make([]float64, f.n)
	for v := range base {
		n := f.n - v + f.left - 1 // with repeats
		if f.distinct {
			n = f.n - 1 - v
		}
		base[v] = logChoose(n, f.left)
	}
	return base
}

// logChoose is -Inf where there is no way.
func logChoose(n, k int) float64 {
	if k > n {
		return math.Inf(-1)
	}
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// probabilities returns those of the values of a softmax, given what x has
// before it, and their logarithms.
func (c *controller) probabilities(i int, x []float64) (p, logs []float64) {
	f := &c.factors[i]
	p, logs = c.p[f.at:f.at+f.n], c.logs[f.at:f.at+f.n]
	depends := f.prev >= 0 && (f.sorted || f.distinct)
	switch {
	case depends:
		p, logs = c.pHere[:f.n], c.logsHere[:f.n]
	case f.known:
		return p, logs
	}
	f.known = !depends
	copy(logs, c.theta[f.at:f.at+f.n])
	for v, b := range f.base {
		logs[v] += b
	}
	switch {
	case depends && f.sorted:
		first := int(x[f.prev])
		if f.distinct {
			first++
		}
		for v := range first {
			logs[v] = math.Inf(-1)
		}
	case depends:
		for j := f.prev; j >= 0; j = c.factors[j].prev {
			logs[int(x[j])] = math.Inf(-1)
		}
	}
	most := math.Inf(-1)
	for _, l := range logs {
		most = max(most, l)
	}
	sum := 0.0
	for v, l := range logs {
		p[v] = math.Exp(l - most)
		sum += p[v]
	}
	logSum := most + math.Log(sum)
	for v := range p {
		p[v] /= sum
		logs[v] -= logSum
	}
	return p, logs
}

// peakOf returns what is known of a peak.
func (c *controller) peakOf(i int) *peakValues {
	f := &c.factors[i]
	v := &f.peakValues
	if f.known {
		return v
	}
	f.known = true
	v.alpha, v.beta = math.Exp(c.theta[f.at]), math.Exp(c.theta[f.at+1])
	v.logBeta = logBeta(v.alpha, v.beta)
	both := digamma(v.alpha + v.beta)
	v.forAlpha, v.forBeta = digamma(v.alpha)-both, digamma(v.beta)-both
	spread := (v.alpha + v.beta - 2) * trigamma(v.alpha+v.beta)
	v.entropyForAlpha = spread - (v.alpha-1)*trigamma(v.alpha)
	v.entropyForBeta = spread - (v.beta-1)*trigamma(v.beta)
	return v
}

// A point is a program as the controller sees it.
type point struct {
	x []float64 // its coordinates

	// The logarithms of where the values of peaks are in their ranges, not quite
	// at an end of them, and of how far that is from the upper end.
	low, high []float64
}

// read returns the point of a program.
func (c *controller) read(dna *geno.DNA) point {
	n := len(c.factors)
	room := make([]float64, 3*n)
	p := point{room[:n], room[n : 2*n], room[2*n:]}
	c.space.Read(dna, p.x)
	c.space.Active(p.x, func(i int) {
		if c.factors[i].form == peak {
			u := min(1-edge, max(edge, c.space.Unit(i, p.x[i])))
			p.low[i], p.high[i] = math.Log(u), math.Log1p(-u)
		}
	})
	return p
}

// draw returns a program.
func (c *controller) draw(rng *rand.Rand) (*geno.DNA, error) {
	x := make([]float64, len(c.factors))
	c.space.Active(x, func(i int) {
		switch c.factors[i].form {
		case softmax:
			p, _ := c.probabilities(i, x)
			x[i] = float64(drawIndex(p, rng))
		case peak:
			v := c.peakOf(i)
			x[i] = c.space.Value(i, drawBeta(v.alpha, v.beta, rng))
		}
	})
	return c.space.DNA(x, func(i int) string {
		d := c.space.Dims[i].Decision.(*geno.Custom)
		if d.Random != nil {
			return d.Random(rng)
		}
		return d.First()
	})
}

func drawIndex(p []float64, rng *rand.Rand) int {
	u := rng.Float64()
	last := 0
	for v, q := range p {
		if q == 0 {
			continue
		}
		if u < q {
			return v
		}
		u -= q
		last = v
	}
	return last
}

// logProb returns the logarithm of the probability of the program at a point, or the
// density of its numbers.
func (c *controller) logProb(at point) float64 {
	sum := 0.0
	x := at.x
	c.space.Active(x, func(i int) {
		switch c.factors[i].form {
		case softmax:
			_, logs := c.probabilities(i, x)
			sum += logs[int(x[i])]
		case peak:
			v := c.peakOf(i)
			sum += (v.alpha-1)*at.low[i] + (v.beta-1)*at.high[i] - v.logBeta
		}
	})
	return sum
}

// entropyOf returns the sum of the entropies of the decisions active in x, given
// those before.
func (c *controller) entropyOf(x []float64) float64 {
	sum := 0.0
	c.space.Active(x, func(i int) {
		switch c.factors[i].form {
		case softmax:
			sum += entropy(c.probabilities(i, x))
		case peak:
			v := c.peakOf(i)
			sum += betaEntropy(v.alpha, v.beta)
		}
	})
	return sum
}

func entropy(p, logs []float64) float64 {
	sum := 0.0
	for v, q := range p {
		if q > 0 {
			sum -= q * logs[v]
		}
	}
	return sum
}

// addGradient adds the gradient of weight·logProb + entropyWeight·entropyOf at a point.
func (c *controller) addGradient(at point, weight, entropyWeight float64) {
	x := at.x
	c.space.Active(x, func(i int) {
		f := &c.factors[i]
		if f.form == free {
			return
		}
		if !c.isTouched[i] {
			c.isTouched[i] = true
			c.touched = append(c.touched, i)
		}
		g := c.gradient[f.at : f.at+f.n]
		switch f.form {
		case softmax:
			p, logs := c.probabilities(i, x)
			for v, q := range p {
				g[v] -= weight * q
			}
			g[int(x[i])] += weight
			if entropyWeight == 0 {
				return
			}
			h := entropy(p, logs)
			for v, q := range p {
				if q > 0 {
					g[v] -= entropyWeight * q * (logs[v] + h)
				}
			}
		case peak:
			v := c.peakOf(i)
			g[0] += v.alpha * (weight*(at.low[i]-v.forAlpha) + entropyWeight*v.entropyForAlpha)
			g[1] += v.beta * (weight*(at.high[i]-v.forBeta) + entropyWeight*v.entropyForBeta)
		}
	})
}

// An adam climbs gradients. What is not part of a gradient stays where it is,
// as if no time had passed for it.
type adam struct {
	rate float64
	m, v []float64
	left [][2]float64 // of the zeros that m and v began with, by dimension
}

func newAdam(c *controller, rate float64) *adam {
	a := &adam{rate: rate, m: make([]float64, len(c.theta)), v: make([]float64, len(c.theta)), left: make([][2]float64, len(c.factors))}
	for i := range a.left {
		a.left[i] = [2]float64{1, 1}
	}
	return a
}

// step moves the parameters along the gradient, which is then 0.
func (a *adam) step(c *controller) {
	const beta1, beta2, epsilon = 0.9, 0.999, 1e-8
	for _, i := range c.touched {
		c.isTouched[i] = false
		f := &c.factors[i]
		f.known = false
		left := &a.left[i]
		left[0], left[1] = left[0]*beta1, left[1]*beta2
		rate := a.rate / (1 - left[0])
		unbias := 1 / (1 - left[1])
		for k := f.at; k < f.at+f.n; k++ {
			g := c.gradient[k]
			c.gradient[k] = 0
			if math.IsNaN(g) || math.IsInf(g, 0) {
				continue
			}
			a.m[k] = beta1*a.m[k] + (1-beta1)*g
			a.v[k] = beta2*a.v[k] + (1-beta2)*g*g
			c.theta[k] += rate * a.m[k] / (math.Sqrt(a.v[k]*unbias) + epsilon)
			if f.form == peak {
				c.theta[k] = min(maxPeak, max(0, c.theta[k]))
			}
		}
	}
	c.touched = c.touched[:0]
}
