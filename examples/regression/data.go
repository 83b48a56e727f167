// The formulas to find again, and how well one explains the data.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// A law is a formula that is known, over variables in a range each.
type law struct {
	name   string
	text   string
	ranges [][2]float64
	f      func(x []float64) float64
}

// tuning are the laws with which the settings of the search were chosen: of physics,
// and two of the Nguyen benchmarks of symbolic regression (Uy et al., 2011).
var tuning = []law{
	{"Kepler's third law", "a^1.5", [][2]float64{{0.3, 30}}, func(x []float64) float64 { return math.Pow(x[0], 1.5) }},
	{"pendulum", "2π √(l/g)", [][2]float64{{0.1, 5}, {1, 25}}, func(x []float64) float64 { return 2 * math.Pi * math.Sqrt(x[0]/x[1]) }},
	{"gravitation", "G m M / r²", [][2]float64{{1, 5}, {1, 5}, {1, 4}}, func(x []float64) float64 { return 6.674 * x[0] * x[1] / (x[2] * x[2]) }},
	{"Lorentz factor", "1/√(1-v²)", [][2]float64{{0, 0.95}}, func(x []float64) float64 { return 1 / math.Sqrt(1-x[0]*x[0]) }},
	{"range of a throw", "v² sin(2α) / g", [][2]float64{{1, 20}, {0.1, 1.4}}, func(x []float64) float64 { return x[0] * x[0] * math.Sin(2*x[1]) / 9.81 }},
	{"lens", "1 / (1/f - 1/d)", [][2]float64{{1, 3}, {4, 9}}, func(x []float64) float64 { return 1 / (1/x[0] - 1/x[1]) }},
	{"Nguyen 1", "x³ + x² + x", [][2]float64{{-1, 1}}, func(x []float64) float64 { return x[0]*x[0]*x[0] + x[0]*x[0] + x[0] }},
	{"Nguyen 5", "sin(x²) cos(x) - 1", [][2]float64{{-1, 1}}, func(x []float64) float64 { return math.Sin(x[0]*x[0])*math.Cos(x[0]) - 1 }},
}

// others are those that nothing was chosen with: of Feynman's lectures, as Udrescu and
// Tegmark list them ("AI Feynman", 2020), with two more of Nguyen's.
var others = []law{
	{"bell curve", "exp(-x²/2)", [][2]float64{{-2, 2}}, func(x []float64) float64 { return math.Exp(-x[0] * x[0] / 2) }},
	{"sum of velocities", "(u+v)/(1+uv)", [][2]float64{{0, 0.9}, {0, 0.9}}, func(x []float64) float64 { return (x[0] + x[1]) / (1 + x[0]*x[1]) }},
	{"centre of mass", "(mr+ns)/(m+n)", [][2]float64{{1, 5}, {1, 5}, {1, 5}, {1, 5}}, func(x []float64) float64 { return (x[0]*x[2] + x[1]*x[3]) / (x[0] + x[1]) }},
	{"distance", "√((a-b)²+(c-d)²)", [][2]float64{{1, 5}, {1, 5}, {1, 5}, {1, 5}}, func(x []float64) float64 { return math.Hypot(x[0]-x[1], x[2]-x[3]) }},
	{"damped oscillation", "exp(-t) cos(3t)", [][2]float64{{0, 3}}, func(x []float64) float64 { return math.Exp(-x[0]) * math.Cos(3*x[0]) }},
	{"Bose-Einstein", "1/(exp(x)-1)", [][2]float64{{0.5, 4}}, func(x []float64) float64 { return 1 / math.Expm1(x[0]) }},
	{"Nguyen 7", "ln(x+1) + ln(x²+1)", [][2]float64{{0, 2}}, func(x []float64) float64 { return math.Log(x[0]+1) + math.Log(x[0]*x[0]+1) }},
	{"Nguyen 10", "2 sin(x) cos(y)", [][2]float64{{-1, 1}, {-1, 1}}, func(x []float64) float64 { return 2 * math.Sin(x[0]) * math.Cos(x[1]) }},
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

// fit returns the numbers b for which b[0] + b[1]·terms[0] + … is nearest to the data,
// by least squares, and the error that remains, relative to the spread of the data. A
// formula so has to have the shape, not the units (one term: Keijzer, "Improving Symbolic
// Regression with Interval Arithmetic and Linear Scaling", 2003; several: Hinchliffe and
// others, "Modelling Chemical Process Systems Using a Multi-Gene Genetic Programming
// Algorithm", 1996). Where a term is no number b is nil.
func (d *data) fit(terms ...Expr) (b []float64, remains float64) {
	n, k := float64(len(d.x)), len(terms)
	columns := make([][]float64, k) // with mean 0 and deviation 1
	means, stds := make([]float64, k), make([]float64, k)
	for j, e := range terms {
		values := make([]float64, len(d.x))
		for i, x := range d.x {
			values[i] = e.Eval(x)
		}
		means[j], stds[j] = moments(values)
		if !(stds[j] < 1e9) { // or NaN
			return nil, math.Inf(1)
		}
		if stds[j] < 1e-9 {
			stds[j] = math.Inf(1) // a number explains nothing
		}
		for i, v := range values {
			values[i] = (v - means[j]) / stds[j]
		}
		columns[j] = values
	}
	my, _ := moments(d.y)
	// The normal equations, solved by elimination.
	rows := make([][]float64, k)
	for i := range rows {
		rows[i] = make([]float64, k+1)
		for t, v := range columns[i] {
			for j := range k {
				rows[i][j] += v * columns[j][t] / n
			}
			rows[i][k] += v * (d.y[t] - my) / n
		}
		rows[i][i] += 1e-9 // terms may be alike
	}
	for i := range k {
		for j := i + 1; j < k; j++ {
			f := rows[j][i] / rows[i][i]
			for c := i; c <= k; c++ {
				rows[j][c] -= f * rows[i][c]
			}
		}
	}
	b = make([]float64, k+1)
	b[0] = my
	left := make([]float64, len(d.y))
	for t, y := range d.y {
		left[t] = y - my
	}
	for i := k - 1; i >= 0; i-- {
		w := rows[i][k]
		for j := i + 1; j < k; j++ {
			w -= rows[i][j] * rows[j][k]
		}
		w /= rows[i][i]
		rows[i][k] = w
		for t, v := range columns[i] {
			left[t] -= w * v
		}
		b[i+1] = w / stds[i]
		b[0] -= b[i+1] * means[i]
	}
	return b, rootMeanSquare(left) / d.spread
}

func rootMeanSquare(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v * v / float64(len(list))
	}
	return math.Sqrt(sum)
}

// accuracy is how well the terms explain the data: the error that remains, as a power of
// ten with its sign turned. What is too long explains nothing.
func (d *data) accuracy(terms ...Expr) float64 {
	if size(terms...) > most {
		return -10
	}
	_, remains := d.fit(terms...)
	return -math.Log10(math.Min(remains, 1e6) + noise/10)
}

// score is what the best has most of: accuracy, and shortness. An error that is a tenth
// is worth as much as 30 nodes less.
func (d *data) score(terms ...Expr) float64 {
	return d.accuracy(terms...) - float64(size(terms...))/30
}

// recovered reports whether the terms, as they fit d, are the law: on other data,
// without noise, their error is less than that of a measurement.
func (d *data) recovered(other *data, terms ...Expr) bool {
	b, _ := d.fit(terms...)
	if b == nil {
		return false
	}
	left := make([]float64, len(other.x))
	for i, x := range other.x {
		left[i] = other.truth[i] - b[0]
		for j, e := range terms {
			if b[j+1] != 0 {
				left[i] -= b[j+1] * e.Eval(x)
			}
		}
	}
	return rootMeanSquare(left) < noise*other.spread
}

// formula returns the terms, as they fit d, as Go.
func (d *data) formula(terms ...Expr) string {
	b, _ := d.fit(terms...)
	if b == nil {
		return "math.NaN()"
	}
	text := strconv.FormatFloat(b[0], 'g', 4, 64)
	for j, e := range terms {
		text += fmt.Sprintf(" + %.4g*%v", b[j+1], e)
	}
	return text
}
