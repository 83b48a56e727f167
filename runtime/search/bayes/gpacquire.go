package bayes

// This file says what a trial is expected to bring.

import "math"

var (
	logSqrt2Pi = 0.5 * math.Log(2*math.Pi)
	sqrtHalfPi = math.Sqrt(math.Pi / 2)
)

// far is from where on series take the place of functions that run out of
// digits.
const far = -20

// logH returns log E max(0, z + a standard normal variable), that is log(φ(z) +
// zΦ(z)), and its derivative: equation 9 of Ament, Daulton, Eriksson, Balandat and
// Bakshy, "Unexpected Improvements to Expected Improvement for Bayesian
// Optimization", NeurIPS 2023.
func logH(z float64) (h, dh float64) {
	switch {
	case z > -1:
		cdf := 0.5 * math.Erfc(-z*math.Sqrt2/2)
		v := math.Exp(-0.5*z*z-logSqrt2Pi) + z*cdf
		return math.Log(v), cdf / v
	case z > far:
		mills := millsRatio(z)
		v := 1 + z*mills
		return -0.5*z*z - logSqrt2Pi + math.Log(v), mills / v
	}
	// Φ(z)/φ(z) = (1 − q + 3q² − 15q³ …)/−z with q = 1/z², and what is left of
	// 1 + zΦ(z)/φ(z) is q(1 − 3q + 15q² …).
	q := 1 / (z * z)
	v := 1 + q*(-3+q*(15+q*(-105+q*(945-q*10395))))
	return -0.5*z*z - logSqrt2Pi - 2*math.Log(-z) + math.Log(v), -z * (1 - q*v) / v
}

// millsRatio is Φ(z)/φ(z).
func millsRatio(z float64) float64 {
	if z > far {
		return sqrtHalfPi * math.Exp(0.5*z*z) * math.Erfc(-z*math.Sqrt2/2)
	}
	q := 1 / (z * z)
	return -(1 + q*(-1+q*(3+q*(-15+q*(105-q*945))))) / z
}

// logCDF returns log Φ(z) and its derivative.
func logCDF(z float64) (l, dl float64) {
	if z > 5 {
		tail := 0.5 * math.Erfc(z*math.Sqrt2/2)
		return math.Log1p(-tail), math.Exp(-0.5*z*z - logSqrt2Pi)
	}
	m := millsRatio(z)
	return -0.5*z*z - logSqrt2Pi + math.Log(m), 1 / m
}

// leastVariance keeps the acquisition of what is known finite; it is Optuna's.
const leastVariance = 1e-12

// An acquisition is the logarithm of what a trial is expected to improve, times
// the probability that it is feasible (Gardner et al., "Bayesian Optimization
// with Inequality Constraints", 2014).
type acquisition struct {
	objective *process // nil while there is no feasible trial to improve on
	prior     prior    // what the objective has been taken from
	best      float64
	feasible  *process // nil while all trials are feasible
	limit     float64  // up to which the violation is none
}

func (a *acquisition) log(z []float64) float64 {
	value := 0.0
	if p := a.objective; p != nil {
		mean, variance := p.posterior(z)
		mean += a.prior.mean(z)
		sigma := math.Sqrt(variance + leastVariance)
		h, _ := logH((mean - a.best) / sigma)
		value += math.Log(sigma) + h
	}
	if p := a.feasible; p != nil {
		mean, variance := p.posterior(z)
		l, _ := logCDF((a.limit - mean) / math.Sqrt(variance+leastVariance))
		value += l
	}
	return value
}

// slopes is log, and writes the derivatives to the features into dz.
func (a *acquisition) slopes(z, dz []float64) float64 {
	clear(dz)
	value := 0.0
	if p := a.objective; p != nil {
		mean, variance := p.prepare(z)
		mean += a.prior.mean(z)
		sigma := math.Sqrt(variance + leastVariance)
		u := (mean - a.best) / sigma
		h, dh := logH(u)
		value += math.Log(sigma) + h
		p.slopes(z, dh/sigma, (1-dh*u)/(2*sigma*sigma), dz)
		a.prior.add(z, dh/sigma, dz)
	}
	if p := a.feasible; p != nil {
		mean, variance := p.prepare(z)
		sigma := math.Sqrt(variance + leastVariance)
		u := (a.limit - mean) / sigma
		l, dl := logCDF(u)
		value += l
		p.slopes(z, -dl/sigma, -dl*u/(2*sigma*sigma), dz)
	}
	return value
}

// roots are the roots of the features' weights in the process that leads.
func (a *acquisition) roots() []float64 {
	if a.objective != nil {
		return a.objective.root
	}
	return a.feasible.root
}
