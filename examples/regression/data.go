// The formulas to find again, and how well one explains the data.

package main

import (
	"math"
	"math/rand/v2"
)

// A law is a formula that is known, over variables in a range each.
type law struct {
	name   string
	text   string
	ranges [][2]float64
	f      func(x []float64) float64
}

// laws are of physics, and two of the Nguyen benchmarks of symbolic regression
// (Uy et al., 2011).
var laws = []law{
	{"Kepler's third law", "a^1.5", [][2]float64{{0.3, 30}}, func(x []float64) float64 { return math.Pow(x[0], 1.5) }},
	{"pendulum", "2π √(l/g)", [][2]float64{{0.1, 5}, {1, 25}}, func(x []float64) float64 { return 2 * math.Pi * math.Sqrt(x[0]/x[1]) }},
	{"gravitation", "G m M / r²", [][2]float64{{1, 5}, {1, 5}, {1, 4}}, func(x []float64) float64 { return 6.674 * x[0] * x[1] / (x[2] * x[2]) }},
	{"Lorentz factor", "1/√(1-v²)", [][2]float64{{0, 0.95}}, func(x []float64) float64 { return 1 / math.Sqrt(1-x[0]*x[0]) }},
	{"range of a throw", "v² sin(2α) / g", [][2]float64{{1, 20}, {0.1, 1.4}}, func(x []float64) float64 { return x[0] * x[0] * math.Sin(2*x[1]) / 9.81 }},
	{"lens", "1 / (1/f - 1/d)", [][2]float64{{1, 3}, {4, 9}}, func(x []float64) float64 { return 1 / (1/x[0] - 1/x[1]) }},
	{"Nguyen 1", "x³ + x² + x", [][2]float64{{-1, 1}}, func(x []float64) float64 { return x[0]*x[0]*x[0] + x[0]*x[0] + x[0] }},
	{"Nguyen 5", "sin(x²) cos(x) - 1", [][2]float64{{-1, 1}}, func(x []float64) float64 { return math.Sin(x[0]*x[0])*math.Cos(x[0]) - 1 }},
}

// noise is that of the data, as a part of the standard deviation of what is
// measured.
const noise = 0.01

// A data set has points at which a law was measured.
type data struct {
	vars   int
	x      [][]float64
	y      []float64 // with noise
	truth  []float64
	spread float64 // the standard deviation of y
}

// measure makes the data of a law.
func (l law) measure(points int, rng *rand.Rand) *data {
	d := &data{vars: len(l.ranges)}
	for range points {
		x := make([]float64, d.vars)
		for i, r := range l.ranges {
			x[i] = r[0] + rng.Float64()*(r[1]-r[0])
		}
		d.x = append(d.x, x)
		d.truth = append(d.truth, l.f(x))
	}
	_, spread := moments(d.truth)
	for _, y := range d.truth {
		d.y = append(d.y, y+noise*spread*rng.NormFloat64())
	}
	_, d.spread = moments(d.y)
	return d
}

func moments(list []float64) (mean, std float64) {
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		std += (v - mean) * (v - mean) / float64(len(list))
	}
	return mean, math.Sqrt(std)
}

// fit returns a and b for which a + b·e is nearest to the data, and the error
// that remains, relative to the spread of the data. A formula so has to have the
// shape, not the units (Keijzer, "Improving Symbolic Regression with Interval
// Arithmetic and Linear Scaling", 2003).
func (d *data) fit(e Expr) (a, b, remains float64) {
	values := make([]float64, len(d.x))
	for i, x := range d.x {
		values[i] = e.Eval(x)
	}
	mean, std := moments(values)
	if !(std < 1e9) { // or NaN
		return 0, 0, math.Inf(1)
	}
	my, _ := moments(d.y)
	if std > 1e-9 {
		for i, v := range values {
			b += (v - mean) * (d.y[i] - my) / float64(len(values)) / (std * std)
		}
	}
	a = my - b*mean
	return a, b, remaining(values, a, b, d.y) / d.spread
}

// remaining is the root of the mean square of y - (a + b·values).
func remaining(values []float64, a, b float64, y []float64) float64 {
	sum := 0.0
	for i, v := range values {
		sum += (y[i] - a - b*v) * (y[i] - a - b*v) / float64(len(values))
	}
	return math.Sqrt(sum)
}

// score is what is maximised: how well the formula explains the data, and how
// short it is. An error that is a tenth is worth as much as 30 nodes less.
func (d *data) score(e Expr) float64 {
	if size(e) > most {
		return -10
	}
	_, _, remains := d.fit(e)
	return -math.Log10(math.Min(remains, 1e6)+noise/10) - float64(size(e))/30
}

// recovered reports whether the formula, scaled as it fits d, is the law: on
// other data, without noise, its error is less than that of a measurement.
func (d *data) recovered(e Expr, other *data) bool {
	a, b, _ := d.fit(e)
	values := make([]float64, len(other.x))
	for i, x := range other.x {
		values[i] = e.Eval(x)
	}
	return remaining(values, a, b, other.truth) < noise*other.spread
}
