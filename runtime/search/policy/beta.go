// The beta distribution, with parameters of 1 or more.

package policy

import (
	"math"
	"math/rand/v2"
)

// drawBeta draws from the distribution, by two from gamma distributions.
func drawBeta(alpha, beta float64, rng *rand.Rand) float64 {
	if alpha == 1 && beta == 1 {
		return rng.Float64()
	}
	a, b := drawGamma(alpha, rng), drawGamma(beta, rng)
	return a / (a + b)
}

// drawGamma draws from the gamma distribution of a shape of 1 or more (Marsaglia
// and Tsang, "A Simple Method for Generating Gamma Variables", 2000).
func drawGamma(shape float64, rng *rand.Rand) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		z := rng.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < z*z/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func logBeta(alpha, beta float64) float64 {
	a, _ := math.Lgamma(alpha)
	b, _ := math.Lgamma(beta)
	ab, _ := math.Lgamma(alpha + beta)
	return a + b - ab
}

func betaEntropy(alpha, beta float64) float64 {
	return logBeta(alpha, beta) - (alpha-1)*digamma(alpha) - (beta-1)*digamma(beta) + (alpha+beta-2)*digamma(alpha+beta)
}

// digamma is the derivative of the logarithm of the gamma function: by
// recurrence up to 8, from where its asymptotic series is good to 12 digits.
func digamma(x float64) float64 {
	sum := 0.0
	for ; x < 8; x++ {
		sum -= 1 / x
	}
	y := 1 / (x * x)
	return sum + math.Log(x) - 0.5/x - y*(1.0/12-y*(1.0/120-y*(1.0/252-y*(1.0/240-y/132))))
}

// trigamma is the derivative of digamma.
func trigamma(x float64) float64 {
	sum := 0.0
	for ; x < 8; x++ {
		sum += 1 / (x * x)
	}
	y := 1 / (x * x)
	return sum + 1/x + y/2 + y/x*(1.0/6-y*(1.0/30-y*(1.0/42-y*(1.0/30-y*5/66))))
}
