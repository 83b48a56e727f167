package pareto_test

// What algorithms reach with several objectives.

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// A multi is a problem of several objectives, all to be large.
type multi struct {
	name   string
	space  *geno.Spec
	ref    []float64 // of the hypervolume
	values func(x []float64) []float64
}

func unit(n int, lo, hi float64) *geno.Spec {
	list := make([]geno.Element, n)
	for i := range list {
		list[i] = geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: lo, Max: hi})
	}
	s, err := geno.New(list...)
	if err != nil {
		panic(err)
	}
	return s
}

// ZDT is of Zitzler, Deb, Thiele (2000), DTLZ2 of Deb et al. (2002); the others are those of
// Fonseca and Fleming (1995) and Kursawe (1990).
var multis = []multi{
	{"zdt1", unit(10, 0, 1), []float64{-1.1, -6}, zdt(func(f, g float64) float64 { return 1 - math.Sqrt(f/g) })},
	{"zdt2", unit(10, 0, 1), []float64{-1.1, -6}, zdt(func(f, g float64) float64 { return 1 - f/g*f/g })},
	{"zdt3", unit(10, 0, 1), []float64{-1.1, -6}, zdt(func(f, g float64) float64 { return 1 - math.Sqrt(f/g) - f/g*math.Sin(10*math.Pi*f) })},
	{"fonseca", unit(4, -4, 4), []float64{-1.1, -1.1}, func(x []float64) []float64 {
		a, b := 0.0, 0.0
		for _, v := range x {
			a += (v - 0.5) * (v - 0.5)
			b += (v + 0.5) * (v + 0.5)
		}
		return []float64{math.Exp(-a) - 1, math.Exp(-b) - 1}
	}},
	{"kursawe", unit(3, -5, 5), []float64{0, -26}, func(x []float64) []float64 {
		a, b := 0.0, 0.0
		for i, v := range x {
			if i+1 < len(x) {
				a += -10 * math.Exp(-0.2*math.Hypot(v, x[i+1]))
			}
			b += math.Pow(math.Abs(v), 0.8) + 5*math.Sin(v*v*v)
		}
		return []float64{-a, -b}
	}},
	{"dtlz2", unit(7, 0, 1), []float64{-2, -2, -2}, func(x []float64) []float64 {
		g := 1.0
		for _, v := range x[2:] {
			g += (v - 0.5) * (v - 0.5)
		}
		a, b := x[0]*math.Pi/2, x[1]*math.Pi/2
		return []float64{-g * math.Cos(a) * math.Cos(b), -g * math.Cos(a) * math.Sin(b), -g * math.Sin(a)}
	}},
}

func zdt(h func(f, g float64) float64) func([]float64) []float64 {
	return func(x []float64) []float64 {
		g := 1.0
		for _, v := range x[1:] {
			g += 9 * v / float64(len(x)-1)
		}
		return []float64{-x[0], -g * h(x[0], g)}
	}
}

// searched returns what the trials of a search are worth.
func (m multi) searched(t testing.TB, alg search.Algorithm, seed uint64, trials int) [][]float64 {
	t.Helper()
	if b, ok := alg.(search.Budgeted); ok {
		alg = b.WithBudget(trials)
	}
	s, err := alg.Start(m.space, seed)
	if err != nil {
		t.Fatal(err)
	}
	points := make([][]float64, trials)
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		x := make([]float64, dna.Len())
		for i := range x {
			x[i] = dna.Float(i)
		}
		points[id] = m.values(x)
		s.Finished(id, search.Outcome{Reward: points[id][0], Rewards: points[id]})
	}
	return points
}

// What algorithms reach in 100 and 200 trials: the median hypervolume over 21 seeds,
// and what a trial costs.
//
//	go test ./runtime/search/pareto -run - -bench Front -benchtime 1x
func BenchmarkFront(b *testing.B) {
	algs := []struct {
		name string
		alg  search.Algorithm
	}{
		{"tpe", bayes.TPE()},
		{"nsga2", evolution.NSGA2()},
		{"scalarized-tpe", pareto.Scalarize(bayes.TPE())},
		{"scalarized-gp", pareto.Scalarize(bayes.GP())},
		{"scalarized-forest", pareto.Scalarize(bayes.Forest())},
	}
	for _, m := range multis {
		for _, a := range algs {
			b.Run(m.name+"/"+a.name, func(b *testing.B) {
				const seeds = 21
				var at100, at200 []float64
				began := time.Now()
				for range b.N {
					at100, at200 = nil, nil
					for seed := range uint64(seeds) {
						points := m.searched(b, a.alg, seed, 200)
						at100 = append(at100, pareto.Hypervolume(points[:100], m.ref))
						at200 = append(at200, pareto.Hypervolume(points, m.ref))
					}
				}
				slices.Sort(at100)
				slices.Sort(at200)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(at100[seeds/2], "volume@100")
				b.ReportMetric(at200[seeds/2], "volume@200")
				b.ReportMetric(float64(time.Since(began).Microseconds())/float64(b.N*seeds*200), "µs/trial")
			})
		}
	}
}
