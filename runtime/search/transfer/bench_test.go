package transfer_test

// What is gained by an earlier study of a task that is alike, and lost by one that is
// not.

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/transfer"
	"github.com/pgen-go/pgen/runtime/study"
)

// A family is tasks of one space. The task of a seed is another one for each; far says
// how much another task differs from it: not at all with 0, wholly with 1. Rewards are
// to be large, and 0 is about the best there is.
type family struct {
	name  string
	space *geno.Spec
	task  func(seed uint64, far float64) func(*geno.DNA) float64
}

func space(elements ...geno.Element) *geno.Spec {
	s, err := geno.New(elements...)
	if err != nil {
		panic(err)
	}
	return s
}

func cube(n int) *geno.Spec {
	var list []geno.Element
	for i := range n {
		list = append(list, geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: 0, Max: 1}))
	}
	return space(list...)
}

// between draws n numbers of a task, and goes from them towards those of another.
func between(seed uint64, far float64, n int) []float64 {
	a, b := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	v := make([]float64, n)
	for i := range v {
		v[i] = a.Float64()
		v[i] += far * (b.Float64() - v[i])
	}
	return v
}

var families = []family{
	// A valley with a shape of its own in each direction.
	{"bowl", cube(8), func(seed uint64, far float64) func(*geno.DNA) float64 {
		at, steep := between(seed, far, 8), between(seed+1000, far, 8)
		return func(d *geno.DNA) float64 {
			sum := 0.0
			for i, o := range at {
				x := d.Float(i) - o
				sum += math.Pow(30, steep[i]-1) * x * x
			}
			return -math.Sqrt(sum)
		}
	}},
	// Many hills.
	{"hills", cube(5), func(seed uint64, far float64) func(*geno.DNA) float64 {
		const hills = 30
		at, height := between(seed, far, 5*hills), between(seed+1000, far, hills)
		return func(d *geno.DNA) float64 {
			best := 0.0
			for h := range hills {
				sum := 0.0
				for i := range 5 {
					x := d.Float(i) - at[5*h+i]
					sum += x * x
				}
				best = max(best, height[h]*math.Exp(-8*sum))
			}
			return best - slices.Max(height)
		}
	}},
	// Choices that matter, with numbers of their own, and their interactions.
	{"choices", space(
		geno.At("A", &geno.Choices{K: 1, Candidates: []*geno.Spec{
			space(geno.At("X", &geno.Float{Min: 0, Max: 1}), geno.At("Y", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log})),
			space(geno.At("X", &geno.Int{Min: 1, Max: 64})), nil,
		}}),
		geno.At("B", &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d", "e", "f"}}),
		geno.At("C", &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d", "e", "f"}}),
		geno.At("D", &geno.Choices{K: 1, Literals: []any{"a", "b", "c", "d", "e", "f"}}),
		geno.At("E", &geno.Float{Min: 0, Max: 1}),
	), func(seed uint64, far float64) func(*geno.DNA) float64 {
		worth, at := between(seed, far, 3*6*6), between(seed+1000, far, 8)
		return func(d *geno.DNA) float64 {
			var x []float64
			for i, p := range d.Points() {
				switch c := p.Decision.(type) {
				case *geno.Float:
					v := d.Float(i)
					if c.Scale == geno.Log {
						v = math.Log(v/c.Min) / math.Log(c.Max/c.Min)
					}
					x = append(x, v)
				case *geno.Int:
					x = append(x, float64(d.Index(i))/63)
				default:
					x = append(x, float64(d.Index(i)))
				}
			}
			n := len(x)
			sum := -at[int(x[0])]/2 - (x[n-1]-at[3])*(x[n-1]-at[3])
			for i := 1; i < n-4; i++ {
				o := at[4+i]
				sum -= (x[i] - o) * (x[i] - o)
			}
			b, c, e := int(x[n-4]), int(x[n-3]), int(x[n-2])
			return sum - worth[6*b+c]/2 - worth[36+6*c+e]/2 - worth[72+6*e+b]/2
		}
	}},
}

// earlier is a study of the task that is so far from that of the seed, with rewards on
// another scale.
func (f family) earlier(t testing.TB, seed uint64, far float64, trials int, upside bool) *study.History {
	t.Helper()
	s, err := study.New(f.space, bayes.TPE(), seed+77, study.Minimize)
	if err != nil {
		t.Fatal(err)
	}
	task := f.task(seed, far)
	for range trials {
		tr, err := s.Next(context.Background(), 1)
		if err != nil {
			t.Fatal(err)
		}
		worth := task(tr.DNA)
		if upside {
			worth = -worth
		}
		s.Report(tr.ID, 1e4-500*worth, nil)
	}
	return s.History()
}

// run returns the best reward after so many trials.
func (f family) run(t testing.TB, alg search.Algorithm, seed uint64, marks []int) []float64 {
	t.Helper()
	if b, ok := alg.(search.Budgeted); ok {
		alg = b.WithBudget(marks[len(marks)-1])
	}
	s, err := alg.Start(f.space, seed)
	if err != nil {
		t.Fatal(err)
	}
	task := f.task(seed, 0)
	best := math.Inf(-1)
	var at []float64
	for id := range marks[len(marks)-1] {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		r := task(dna)
		s.Finished(id, search.Outcome{Reward: r})
		best = max(best, r)
		if slices.Contains(marks, id+1) {
			at = append(at, best)
		}
	}
	return at
}

// The median of the best of 21 seeds after 10, 25, 50 and 100 trials: from nothing, and
// with an earlier study of 100 trials of a task that is a tenth or three tenths of the
// way to another, of another, and of the same with the rewards turned.
//
//	go test ./runtime/search/transfer -run - -bench Earlier -benchtime 1x
func BenchmarkEarlier(b *testing.B) {
	marks := []int{10, 25, 50, 100}
	algs := []struct {
		name string
		alg  search.Algorithm
	}{
		{"tpe", bayes.TPE()},
		{"gp", bayes.GP()},
		{"regularized", evolution.Regularized(evolution.Population(20), evolution.Sample(5))},
	}
	cases := []struct {
		name   string
		far    float64
		turned bool
	}{{"nothing", -1, false}, {"near", 0.1, false}, {"some", 0.3, false}, {"other", 1, false}, {"turned", 0, true}}
	for _, f := range families {
		for _, a := range algs {
			for _, c := range cases {
				b.Run(f.name+"/"+a.name+"/"+c.name, func(b *testing.B) {
					const seeds = 21
					all := make([][]float64, len(marks))
					for range b.N {
						for seed := range uint64(seeds) {
							alg := a.alg
							if c.far >= 0 {
								alg = transfer.From(alg, []*study.History{f.earlier(b, seed, c.far, 100, c.turned)})
							}
							for i, v := range f.run(b, alg, seed, marks) {
								all[i] = append(all[i], v)
							}
						}
					}
					b.ReportMetric(0, "ns/op")
					for i, m := range marks {
						slices.Sort(all[i])
						b.ReportMetric(-all[i][len(all[i])/2], fmt.Sprintf("short@%03d", m))
					}
				})
			}
		}
	}
}
