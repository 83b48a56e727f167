package bayes

// These tests hold the Gaussian process against hand-made results, finite
// differences and itself.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// With two observations everything can be written out.
func TestPosteriorOfTwoPoints(t *testing.T) {
	p := newProcess([]feature{{number, 0}, {category, 1}}, hyper{weight: []float64{4, 2}, variance: 1.5, noise: 0.1})
	k := func(a, b [2]float64) float64 {
		d2 := 4 * (a[0] - b[0]) * (a[0] - b[0])
		if a[1] != b[1] {
			d2 += 2
		}
		d := math.Sqrt(d2)
		return 1.5 * (1 + math.Sqrt(5)*d + 5*d*d/3) * math.Exp(-math.Sqrt(5)*d)
	}
	a, b, z := [2]float64{0.2, 1}, [2]float64{0.9, 0}, [2]float64{0.4, 0}
	diag, off := 1.6, k(a, b)
	det := diag*diag - off*off
	y := [2]float64{0.7, -1.2}
	ka, kb := k(a, z), k(b, z)
	wantMean := (ka*(diag*y[0]-off*y[1]) + kb*(diag*y[1]-off*y[0])) / det
	wantVar := 1.5 - (diag*ka*ka-2*off*ka*kb+diag*kb*kb)/det
	for _, at := range []string{"at once", "one by one"} {
		if at == "at once" {
			p.load([][]float64{a[:], b[:]})
		} else {
			p.n = 0
			p.add(a[:])
			p.add(b[:])
		}
		p.observe(y[:])
		mean, variance := p.posterior(z[:])
		near(t, "the mean loaded "+at, mean, wantMean, 1e-12)
		near(t, "the variance loaded "+at, variance, wantVar, 1e-12)
		near(t, "the mean alone", p.meanAt(z[:]), wantMean, 1e-12)
	}
}

// sample is a process that has observed n random points of a space with
// everything that has features of its own.
func sample(t testing.TB, n int) (*embedding, *process, [][]float64, []float64) {
	t.Helper()
	sub, err := geno.New(geno.At("X", &geno.Float{Min: 1, Max: 9, Scale: geno.Log}), geno.At("K", &geno.Int{Min: 1, Max: 5}))
	if err != nil {
		t.Fatal(err)
	}
	space, err := geno.New(
		geno.At("A", &geno.Float{Min: -1, Max: 1}),
		geno.At("B", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, sub, nil}}),
		geno.At("C", &geno.Choices{K: 2, Literals: []any{"u", "v", "w", "x"}, Distinct: true, Sorted: true}),
		geno.At("D", &geno.Choices{K: 3, Literals: []any{0, 1, 2}, Distinct: true}),
		geno.At("E", &geno.Int{Min: 1, Max: 100, Scale: geno.Log}),
	)
	if err != nil {
		t.Fatal(err)
	}
	c, err := coords.New(space)
	if err != nil {
		t.Fatal(err)
	}
	e := embed(c)
	rng := rand.New(rand.NewPCG(1, 1))
	h := initial(e.scales)
	for i := range h.weight {
		h.weight[i] = 0.5 + rng.Float64()
	}
	p := newProcess(e.features, h)
	var points [][]float64
	var y []float64
	for range n {
		x, z := make([]float64, len(e.dims)), make([]float64, len(e.features))
		e.from(space.Random(rng), x)
		e.fill(x, z)
		points, y = append(points, z), append(y, rng.NormFloat64())
	}
	p.load(points)
	p.observe(y)
	return e, p, points, y
}

func TestPointsAddedOneByOne(t *testing.T) {
	_, p, points, y := sample(t, 60)
	q := newProcess(p.features, p.hyper)
	q.load(points[:7])
	for _, z := range points[7:] {
		q.add(z)
	}
	q.observe(y)
	for _, z := range points[:10] {
		m, v := p.posterior(z)
		m2, v2 := q.posterior(z)
		near(t, "the mean", m2, m, 1e-9)
		near(t, "the variance", v2, v, 1e-9)
	}
}

// The density is the same sum as in a textbook, and its gradient that of finite
// differences.
func TestLikelihood(t *testing.T) {
	e, _, points, y := sample(t, 25)
	l := newLikelihood(e.features, points, y, false)
	theta, grad := make([]float64, e.scales+2), make([]float64, e.scales+2)
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range theta {
		theta[i] = rng.NormFloat64() - 0.5
	}
	l.at(theta, grad)
	scratch := make([]float64, len(theta))
	for i := range theta {
		const h = 1e-5
		up, down := slices.Clone(theta), slices.Clone(theta)
		up[i] += h
		down[i] -= h
		near(t, fmt.Sprintf("the slope %d", i), grad[i], (l.at(up, scratch)-l.at(down, scratch))/(2*h), 1e-6)
	}

	one := newLikelihood([]feature{{number, 0}}, [][]float64{{0.3}}, []float64{2}, false)
	w, v, s := 1.5, 0.8, 0.3
	want := 0.5*math.Log(v+s) + 0.5*4/(v+s) + 0.1/w + 0.1*w - (math.Log(v) - v) - (0.1*math.Log(s) - 30*s)
	near(t, "the density of one observation", one.at([]float64{math.Log(w), math.Log(v), math.Log(s)}, make([]float64, 3)), want, 1e-12)
}

// Hyperparameters that data was drawn with are found again.
func TestFit(t *testing.T) {
	features := []feature{{number, 0}, {number, 1}}
	truth := newProcess(features, hyper{weight: []float64{20, 0.5}, variance: 1, noise: 1e-3})
	rng := rand.New(rand.NewPCG(5, 5))
	var points [][]float64
	var y []float64
	for range 120 { // each is drawn given those before
		z := []float64{rng.Float64(), rng.Float64()}
		mean, variance := truth.posterior(z)
		points, y = append(points, z), append(y, mean+math.Sqrt(variance+truth.noise)*rng.NormFloat64())
		truth.add(z)
		truth.observe(y)
	}
	h := newLikelihood(features, points, y, false).fit(initial(2), 100)
	if h.weight[0] < 10 || h.weight[0] > 40 || h.weight[1] > 2 || h.noise < 5e-4 || h.noise > 2e-3 {
		t.Errorf("fitted %+v to data drawn from %+v", h, truth.hyper)
	}
}

func TestSlopesOfTheAcquisition(t *testing.T) {
	e, p, points, y := sample(t, 30)
	q := newProcess(e.features, initial(e.scales))
	q.load(points)
	slices.Reverse(y)
	q.observe(y)
	for name, a := range map[string]*acquisition{
		"improvement": {objective: p, best: 1},
		"feasibility": {feasible: q, limit: -0.5},
		"both":        {objective: p, best: 2.5, feasible: q, limit: 0.3},
		"earlier":     {objective: p, best: 1, prior: prior{[]*process{q, q}, []float64{0.7, 0.2}}},
	} {
		rng := rand.New(rand.NewPCG(2, 2))
		checked := map[form]int{}
		for range 20 {
			x, z, dz := make([]float64, len(e.dims)), make([]float64, len(e.features)), make([]float64, len(e.features))
			e.from(e.space.Spec.Random(rng), x)
			e.fill(x, z)
			value := a.slopes(z, dz)
			near(t, name, value, a.log(z), 1e-9)
			on := slices.Clone(e.active(x))
			for i, d := range e.dims {
				if d.Kind != coords.Continuous || !on[i] {
					continue
				}
				checked[d.form]++
				const h = 1e-6
				at := func(u float64) float64 {
					moved := slices.Clone(x)
					moved[i] = u
					e.fill(moved, z)
					return a.log(z)
				}
				near(t, name+" by "+d.ID, e.slope(i, x, dz), (at(x[i]+h)-at(x[i]-h))/(2*h), 1e-5)
			}
		}
		if checked[plain] == 0 || checked[arc] == 0 {
			t.Errorf("not all kinds of numbers were checked: %v", checked)
		}
	}
}

// The distance of two branches is the same wherever in them the points are.
func TestBranchesAreEquallyFar(t *testing.T) {
	e, p, _, _ := sample(t, 3)
	point := func(branch, u float64) []float64 {
		x, z := make([]float64, len(e.dims)), make([]float64, len(e.features))
		x[1], x[2], x[3], x[5], x[7], x[8] = branch, u, 2, 1, 1, 2
		e.fill(x, z)
		return z
	}
	k := make([]float64, 1)
	cov := func(a, b []float64) float64 {
		p.load([][]float64{a})
		p.cov(b, k, nil)
		return k[0]
	}
	outside := point(0, 0)
	near(t, "the covariance of branches", cov(outside, point(1, 0.1)), cov(outside, point(1, 0.9)), 1e-12)
	if cov(point(1, 0.1), point(1, 0.9)) >= cov(point(1, 0.1), point(1, 0.3)) {
		t.Error("in a branch, far values are not farther than near ones")
	}
	near(t, "the covariance of points that differ where they are not active", cov(point(0, 0.1), point(0, 0.9)), p.variance, 1e-12)
}
