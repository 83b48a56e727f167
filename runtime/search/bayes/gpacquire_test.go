package bayes

// These tests hold the logarithms of improvement and feasibility against
// integrals, high-precision values and finite differences.

import (
	"math"
	"testing"
)

// integral is that of max(0, z+u)φ(u), or with step of the φ(u) above -z, by
// Simpson's rule with the factor φ(z) taken out.
func integral(z float64, step bool) float64 {
	// With u = -z + v: φ(v − z) = φ(z)·exp(vz − v²/2).
	end := 12.0
	if z > 0 {
		end += z
	}
	if z < -1 {
		end = 40 / -z
	}
	const n = 200_000
	h, sum := end/n, 0.0
	for i := range n + 1 {
		v := float64(i) * h
		f := math.Exp(v*z - v*v/2)
		if !step {
			f *= v
		}
		switch {
		case i == 0 || i == n:
			sum += f
		case i%2 == 1:
			sum += 4 * f
		default:
			sum += 2 * f
		}
	}
	return math.Log(sum*h/3) - z*z/2 - logSqrt2Pi
}

func TestLogsAgainstIntegrals(t *testing.T) {
	for _, z := range []float64{5, 1, 0, -0.5, -0.999, -1.001, -3, -8, -15, -19.9, -20.1, -30, -100, -1000} {
		h, dh := logH(z)
		l, dl := logCDF(z)
		near(t, "log H", h, integral(z, false), 1e-9)
		near(t, "log Φ", l, integral(z, true), 1e-9)
		near(t, "the slope of log H", dh, math.Exp(integral(z, true)-integral(z, false)), 1e-7)
		near(t, "the slope of log Φ", dl, math.Exp(-z*z/2-logSqrt2Pi-integral(z, true)), 1e-7)
	}
}

// The functions go on without a jump where one formula takes over from another,
// fall all the way, and are finite as far as their values are.
func TestLogsFarOut(t *testing.T) {
	for _, f := range []func(float64) (float64, float64){logH, logCDF} {
		for _, z := range []float64{-1, far, 5} {
			a, da := f(z - 1e-12)
			b, db := f(z + 1e-12)
			near(t, "the value across a seam", a, b, 1e-9)
			near(t, "the slope across a seam", da, db, 1e-8)
		}
		last := math.Inf(-1)
		for e := 150.0; e > -3; e -= 0.25 {
			z := -math.Pow(10, e)
			v, d := f(z)
			if math.IsNaN(v) || math.IsInf(v, 0) || v <= last || !(d > 0) || math.IsInf(d, 0) {
				t.Fatalf("at %v: %v with slope %v, after %v", z, v, d, last)
			}
			if z < -100 {
				near(t, "the slope far out", d/-z, 1, 1e-3)
			}
			last = v
		}
	}
}
