// The 24 noiseless functions of BBOB, from their definitions (Hansen, Finck, Ros,
// Auger, "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless
// Functions Definitions", INRIA RR-6829), with the instances that COCO numbers: the
// same optimum, the same rotations.

package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A landscape is one instance of a BBOB function.
type landscape struct {
	f, n int
	seed int64
	xopt []float64 // where the value is 0
	fopt float64   // what COCO adds to the value
	r, q [][]float64
	at   func(x []float64) float64
}

// bbobName is the name of a problem: its function, instance and dimension.
const bbobName = "bbob_f%03d_i%02d_d%02d"

// bbobProblems returns the problems that a text such as bbob:f1..f24:dim=5:instance=1
// names. Each of the numbers can be a range.
func bbobProblems(text string) ([]*problem, error) {
	fs, dims, instances := [2]int{1, 24}, [2]int{5, 5}, [2]int{1, 1}
	for i, part := range strings.Split(text, ":") {
		var err error
		name, value, _ := strings.Cut(part, "=")
		switch {
		case i == 0:
		case name == "dim":
			dims, err = span(value, 2, 1000)
		case name == "instance":
			instances, err = span(value, 1, 1_000_000)
		default:
			fs, err = span(strings.ReplaceAll(part, "f", ""), 1, 24)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %q: %w, as in bbob:f1..f24:dim=5:instance=1..3", text, part, err)
		}
	}
	var problems []*problem
	for n := dims[0]; n <= dims[1]; n++ {
		for f := fs[0]; f <= fs[1]; f++ {
			for instance := instances[0]; instance <= instances[1]; instance++ {
				l := bbob(f, n, instance)
				p := &problem{
					name:  fmt.Sprintf(bbobName, f, instance, n),
					value: func(pt *point) []float64 { return one(l.at(pt.x)) },
				}
				lo, hi := -5., 5.
				var elements []geno.Element
				for i := range n {
					d := decision{Name: fmt.Sprintf("x%d", i), Type: "float", Lo: &lo, Hi: &hi}
					p.decisions = append(p.decisions, d)
					elements = append(elements, geno.At(d.Name, d.number()))
				}
				var err error
				if p.space, err = geno.New(elements...); err != nil {
					return nil, err
				}
				problems = append(problems, p)
			}
		}
	}
	return problems, nil
}

// span reads a number or two, as 3 or 1..24.
func span(text string, least, most int) ([2]int, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		to = from
	}
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || a < least || b > most || a > b {
		return [2]int{}, fmt.Errorf("expected a number or a range from %d to %d", least, most)
	}
	return [2]int{a, b}, nil
}

// bbob returns an instance of function f of n numbers.
func bbob(f, n, instance int) *landscape {
	number := f
	switch f { // two functions share the instances of the one before them
	case 4:
		number = 3
	case 18:
		number = 17
	}
	l := &landscape{f: f, n: n, seed: int64(number + 10_000*instance)}
	a, b := gaussian(1, l.seed)[0], gaussian(1, l.seed+1)[0]
	l.fopt = min(1000, max(-1000, math.Floor(100*100*a/b+.5)/100))
	l.xopt = l.place(l.seed)
	l.q = rotation(n, l.seed)
	l.r = rotation(n, l.seed+1_000_000)
	l.at = landscapes[f](l)
	return l
}

// landscapes make the functions by their numbers.
var landscapes = map[int]func(*landscape) func([]float64) float64{
	1: func(l *landscape) func([]float64) float64 { // sphere
		return func(x []float64) float64 { return sphere(l.shift(x)) }
	},
	2: func(l *landscape) func([]float64) float64 { // separable ellipsoid
		return func(x []float64) float64 { return l.ellipsoid(oscillate(l.shift(x))) }
	},
	3: func(l *landscape) func([]float64) float64 { // Rastrigin
		return func(x []float64) float64 {
			return rastrigin(l.stretch(10, l.skew(.2, oscillate(l.shift(x)))))
		}
	},
	4: func(l *landscape) func([]float64) float64 { // Büche-Rastrigin
		for i := 0; i < l.n; i += 2 {
			l.xopt[i] = math.Abs(l.xopt[i])
		}
		return func(x []float64) float64 {
			z := oscillate(l.shift(x))
			for i := range z {
				s := l.power(10, i, .5)
				if i%2 == 0 && z[i] > 0 {
					s *= 10
				}
				z[i] *= s
			}
			return rastrigin(z) + 100*outside(x)
		}
	},
	5: func(l *landscape) func([]float64) float64 { // linear slope
		for i, v := range l.xopt {
			l.xopt[i] = math.Copysign(5, v)
		}
		return func(x []float64) float64 {
			var sum float64
			for i, v := range x {
				s := math.Copysign(l.power(10, i, 1), l.xopt[i])
				if v*l.xopt[i] >= 25 {
					v = l.xopt[i]
				}
				sum += 5*math.Abs(s) - s*v
			}
			return sum
		}
	},
	6: func(l *landscape) func([]float64) float64 { // attractive sector
		return func(x []float64) float64 {
			z := times(l.r, l.stretch(10, times(l.q, l.shift(x))))
			var sum float64
			for i, v := range z {
				if v*l.xopt[i] > 0 {
					v *= 100
				}
				sum += v * v
			}
			return math.Pow(oscillate([]float64{sum})[0], .9)
		}
	},
	7: func(l *landscape) func([]float64) float64 { // step ellipsoid
		return func(x []float64) float64 {
			z := l.stretch(10, times(l.q, l.shift(x)))
			first := math.Abs(z[0]) / 1e4
			for i, v := range z {
				if math.Abs(v) > .5 {
					z[i] = math.Floor(v + .5)
				} else {
					z[i] = math.Floor(10*v+.5) / 10
				}
			}
			var sum float64
			for i, v := range times(l.r, z) {
				sum += l.power(100, i, 1) * v * v
			}
			return .1*max(first, sum) + outside(x)
		}
	},
	8: func(l *landscape) func([]float64) float64 { // Rosenbrock
		for i := range l.xopt {
			l.xopt[i] *= .75
		}
		return func(x []float64) float64 {
			z := l.shift(x)
			for i := range z {
				z[i] = l.valley()*z[i] + 1
			}
			return rosenbrock(z)
		}
	},
	9: func(l *landscape) func([]float64) float64 { // Rosenbrock, rotated
		l.turnedOptimum()
		return func(x []float64) float64 { return rosenbrock(l.turned(x)) }
	},
	10: func(l *landscape) func([]float64) float64 { // ellipsoid
		return func(x []float64) float64 { return l.ellipsoid(oscillate(times(l.r, l.shift(x)))) }
	},
	11: func(l *landscape) func([]float64) float64 { // discus
		return func(x []float64) float64 {
			z := oscillate(times(l.r, l.shift(x)))
			return 1e6*z[0]*z[0] + sphere(z[1:])
		}
	},
	12: func(l *landscape) func([]float64) float64 { // bent cigar
		l.xopt = l.place(l.seed + 1_000_000)
		return func(x []float64) float64 {
			z := times(l.r, l.skew(.5, times(l.r, l.shift(x))))
			return z[0]*z[0] + 1e6*sphere(z[1:])
		}
	},
	13: func(l *landscape) func([]float64) float64 { // sharp ridge
		return func(x []float64) float64 {
			z := times(l.r, l.stretch(10, times(l.q, l.shift(x))))
			return z[0]*z[0] + 100*math.Sqrt(sphere(z[1:]))
		}
	},
	14: func(l *landscape) func([]float64) float64 { // different powers
		return func(x []float64) float64 {
			var sum float64
			for i, v := range times(l.r, l.shift(x)) {
				sum += math.Pow(math.Abs(v), 2+4*l.part(i))
			}
			return math.Sqrt(sum)
		}
	},
	15: func(l *landscape) func([]float64) float64 { // Rastrigin, rotated
		return func(x []float64) float64 {
			z := l.skew(.2, oscillate(times(l.r, l.shift(x))))
			return rastrigin(times(l.r, l.stretch(10, times(l.q, z))))
		}
	},
	16: func(l *landscape) func([]float64) float64 { // Weierstrass
		const summands = 12
		var a, b [summands]float64
		var least float64
		for k := range summands {
			a[k], b[k] = math.Pow(.5, float64(k)), math.Pow(3, float64(k))
			least += a[k] * math.Cos(math.Pi*b[k])
		}
		return func(x []float64) float64 {
			z := oscillate(times(l.r, l.shift(x)))
			z = times(l.r, l.stretch(.01, times(l.q, z)))
			var sum float64
			for _, v := range z {
				for k := range summands {
					sum += a[k] * math.Cos(2*math.Pi*b[k]*(v+.5))
				}
			}
			n := float64(l.n)
			return 10*math.Pow(sum/n-least, 3) + 10/n*outside(x)
		}
	},
	17: func(l *landscape) func([]float64) float64 { return l.schaffer(10) },
	18: func(l *landscape) func([]float64) float64 { return l.schaffer(1000) },
	19: func(l *landscape) func([]float64) float64 { // Griewank-Rosenbrock
		l.turnedOptimum()
		return func(x []float64) float64 {
			z := l.turned(x)
			var sum float64
			for i := range l.n - 1 {
				s := rosenbrock(z[i : i+2])
				sum += s/4000 - math.Cos(s)
			}
			return 10*sum/float64(l.n-1) + 10
		}
	},
	20: func(l *landscape) func([]float64) float64 { // Schwefel
		const peak = 4.2096874637
		for i, v := range uniform(l.n, l.seed) {
			l.xopt[i] = math.Copysign(peak/2, v-.5)
		}
		return func(x []float64) float64 {
			z := make([]float64, l.n)
			for i, v := range x {
				v = 2 * math.Copysign(1, l.xopt[i]) * v
				z[i] = v
				if i > 0 {
					before := 2 * math.Copysign(1, l.xopt[i-1]) * x[i-1]
					z[i] += .25 * (before - peak)
				}
			}
			var sum, beyond float64
			for i, v := range z {
				v = 100 * (l.power(10, i, .5)*(v-peak) + peak)
				sum += v * math.Sin(math.Sqrt(math.Abs(v)))
				if over := math.Abs(v) - 500; over > 0 {
					beyond += over * over
				}
			}
			return .01 * (beyond + 418.9828872724339 - sum/float64(l.n))
		}
	},
	21: func(l *landscape) func([]float64) float64 { return l.gallagher(101, math.Sqrt(1000), 10) },
	22: func(l *landscape) func([]float64) float64 { return l.gallagher(21, 1000, 9.8) },
	23: func(l *landscape) func([]float64) float64 { // Katsuura
		return func(x []float64) float64 {
			n := float64(l.n)
			product := 1.
			for i, v := range times(l.r, l.stretch(100, times(l.q, l.shift(x)))) {
				var sum float64
				for j := 1; j <= 32; j++ {
					p := math.Ldexp(1, j)
					sum += math.Abs(p*v-math.Floor(p*v+.5)) / p
				}
				product *= 1 + float64(i+1)*sum
			}
			return 10/(n*n)*(math.Pow(product, 10/math.Pow(n, 1.2))-1) + outside(x)
		}
	},
	24: func(l *landscape) func([]float64) float64 { // Lunacek's bi-Rastrigin
		const near, d = 2.5, 1
		n := float64(l.n)
		s := 1 - .5/(math.Sqrt(n+20)-4.1)
		far := -math.Sqrt((near*near - d) / s)
		for i, v := range gaussian(l.n, l.seed) {
			l.xopt[i] = math.Copysign(near/2, v)
		}
		return func(x []float64) float64 {
			z := make([]float64, l.n)
			var sum1, sum2 float64
			for i, v := range x {
				v *= 2 * math.Copysign(1, l.xopt[i])
				sum1 += (v - near) * (v - near)
				sum2 += (v - far) * (v - far)
				z[i] = v - near
			}
			var waves float64
			for _, v := range times(l.r, l.stretch(100, times(l.q, z))) {
				waves += math.Cos(2 * math.Pi * v)
			}
			return min(sum1, d*n+s*sum2) + 10*(n-waves) + 1e4*outside(x)
		}
	},
}

// schaffer is Schaffer's F7, with the condition.
func (l *landscape) schaffer(condition float64) func([]float64) float64 {
	return func(x []float64) float64 {
		z := l.stretch(condition, times(l.q, l.skew(.5, times(l.r, l.shift(x)))))
		var sum float64
		for i := range l.n - 1 {
			s := math.Sqrt(z[i]*z[i] + z[i+1]*z[i+1])
			wave := math.Sin(50 * math.Pow(s, .2))
			sum += math.Sqrt(s) * (1 + wave*wave)
		}
		sum /= float64(l.n - 1)
		return sum*sum + 10*outside(x)
	}
}

// gallagher has so many peaks at random places in a cube of the width, the highest
// of the condition and the others up to 1000.
func (l *landscape) gallagher(peaks int, condition, width float64) func([]float64) float64 {
	heights := make([]float64, peaks)
	conditions := make([]float64, peaks)
	heights[0], conditions[0] = 10, condition
	for i, rank := range order(uniform(peaks-1, l.seed)) {
		conditions[i+1] = math.Pow(1000, float64(rank)/float64(peaks-2))
		heights[i+1] = 1.1 + 8*float64(i)/float64(peaks-2)
	}
	scales, places := make([][]float64, peaks), make([][]float64, peaks)
	random := uniform(peaks*l.n, l.seed)
	for p := range peaks {
		scales[p], places[p] = make([]float64, l.n), make([]float64, l.n)
		for i, rank := range order(uniform(l.n, l.seed+int64(1000*p))) {
			scales[p][i] = math.Pow(conditions[p], l.part(rank)-.5)
		}
		for i := range l.n {
			places[p][i] = width*random[p*l.n+i] - width/2
			if p == 0 {
				places[p][i] *= .8
			}
		}
	}
	l.xopt = places[0]
	for p := range peaks {
		places[p] = times(l.q, places[p])
	}
	return func(x []float64) float64 {
		z := times(l.q, x)
		var high float64
		for p := range peaks {
			var d float64
			for i, v := range z {
				v -= places[p][i]
				d += scales[p][i] * v * v
			}
			high = max(high, heights[p]*math.Exp(-.5/float64(l.n)*d))
		}
		v := oscillate([]float64{10 - high})[0]
		return v*v + outside(x)
	}
}

// ellipsoid is a sum of squares with a condition of a million.
func (l *landscape) ellipsoid(z []float64) float64 {
	var sum float64
	for i, v := range z {
		sum += l.power(1e6, i, 1) * v * v
	}
	return sum
}

// place is where the optimum is, if the function says no more of it.
func (l *landscape) place(seed int64) []float64 {
	x := uniform(l.n, seed)
	for i, v := range x {
		x[i] = 8*math.Floor(1e4*v)/1e4 - 4
		if x[i] == 0 {
			x[i] = -1e-5
		}
	}
	return x
}

// valley is the factor by which Rosenbrock's valley is longer in many dimensions.
func (l *landscape) valley() float64 { return max(1, math.Sqrt(float64(l.n))/8) }

// turned is x in the coordinates of a rotated Rosenbrock function.
func (l *landscape) turned(x []float64) []float64 {
	z := times(l.q, x)
	for i := range z {
		z[i] = l.valley()*z[i] + .5
	}
	return z
}

// turnedOptimum puts the optimum where turned is 1 everywhere.
func (l *landscape) turnedOptimum() {
	for i := range l.xopt {
		l.xopt[i] = 0
		for _, row := range l.q {
			l.xopt[i] += row[i] / (2 * l.valley())
		}
	}
}

// shift is x - xopt.
func (l *landscape) shift(x []float64) []float64 {
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = v - l.xopt[i]
	}
	return z
}

// part is how far dimension i is from the first to the last.
func (l *landscape) part(i int) float64 { return float64(i) / float64(l.n-1) }

// power is base to the power of e in the last dimension, 1 in the first.
func (l *landscape) power(base float64, i int, e float64) float64 {
	return math.Pow(base, e*l.part(i))
}

// stretch is the paper's Λ: dimensions get longer up to the root of the condition.
func (l *landscape) stretch(condition float64, z []float64) []float64 {
	for i := range z {
		z[i] *= l.power(condition, i, .5)
	}
	return z
}

// skew is the paper's T asy: it breaks symmetry.
func (l *landscape) skew(beta float64, z []float64) []float64 {
	for i, v := range z {
		if v > 0 {
			z[i] = math.Pow(v, 1+beta*l.part(i)*math.Sqrt(v))
		}
	}
	return z
}

// oscillate is the paper's T osz: it makes what is smooth irregular.
func oscillate(z []float64) []float64 {
	for i, v := range z {
		if v == 0 {
			continue
		}
		c1, c2 := 10., 7.9
		if v < 0 {
			c1, c2 = 5.5, 3.1
		}
		log := math.Log(math.Abs(v))
		z[i] = math.Copysign(math.Exp(log+.049*(math.Sin(c1*log)+math.Sin(c2*log))), v)
	}
	return z
}

// outside grows with the square of the distance from the box of ±5.
func outside(x []float64) float64 {
	var sum float64
	for _, v := range x {
		if over := math.Abs(v) - 5; over > 0 {
			sum += over * over
		}
	}
	return sum
}

// times is the matrix of rows m times x.
func times(m [][]float64, x []float64) []float64 {
	y := make([]float64, len(m))
	for i, row := range m {
		for j, v := range row {
			y[i] += v * x[j]
		}
	}
	return y
}

// order lists the places of the values from the least to the greatest.
func order(values []float64) []int {
	list := make([]int, len(values))
	for i := range list {
		list[i] = i
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return list
}

// uniform returns n random numbers from 0 to 1: those of Park and Miller's
// generator, shuffled as Bays and Durham do.
func uniform(n int, seed int64) []float64 {
	const modulus = 1<<31 - 1
	seed = max(1, seed)
	next := func() int64 {
		seed = seed * 16807 % modulus
		return seed
	}
	var deck [32]int64
	for i := 39; i >= 0; i-- {
		if v := next(); i < len(deck) {
			deck[i] = v
		}
	}
	last := deck[0]
	list := make([]float64, n)
	for i := range list {
		v := next()
		k := last / (1<<26 + 1)
		last, deck[k] = deck[k], v
		list[i] = max(float64(last)/modulus, 1e-99)
	}
	return list
}

// gaussian returns n normal random numbers.
func gaussian(n int, seed int64) []float64 {
	u := uniform(2*n, seed)
	list := make([]float64, n)
	for i := range list {
		list[i] = math.Sqrt(-2*math.Log(u[i])) * math.Cos(2*math.Pi*u[n+i])
		if list[i] == 0 {
			list[i] = 1e-99
		}
	}
	return list
}

// rotation returns the rows of a random orthogonal matrix, whose columns are
// made so one after the other.
func rotation(n int, seed int64) [][]float64 {
	g := gaussian(n*n, seed)
	for i := range n {
		column := g[i*n : (i+1)*n]
		for j := range i {
			before := g[j*n : (j+1)*n]
			var dot float64
			for k, v := range column {
				dot += v * before[k]
			}
			for k := range column {
				column[k] -= dot * before[k]
			}
		}
		length := math.Sqrt(sphere(column))
		for k := range column {
			column[k] /= length
		}
	}
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
		for j := range rows[i] {
			rows[i][j] = g[j*n+i]
		}
	}
	return rows
}
