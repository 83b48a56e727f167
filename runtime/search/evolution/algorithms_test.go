package evolution_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// floats is a space of n numbers from -5 to 5.
func floats(t testing.TB, n int) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, n)
	for i := range elements {
		elements[i] = geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: -5, Max: 5})
	}
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// outcomes searches, and returns how each trial ended.
func outcomes(t testing.TB, alg search.Algorithm, space *geno.Spec, seed uint64, trials int, f func(*geno.DNA) search.Outcome) []search.Outcome {
	t.Helper()
	s, err := alg.Start(space, seed)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]search.Outcome, trials)
	for id := range list {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		list[id] = f(dna)
		s.Finished(id, list[id])
	}
	return list
}

// TestFindsTheTop checks that each algorithm comes much nearer to the top of a simple
// hill than chance does.
func TestFindsTheTop(t *testing.T) {
	hill := func(dna *geno.DNA) search.Outcome {
		sum := 0.0
		for i := range dna.Len() {
			sum += (dna.Float(i) - 1) * (dna.Float(i) - 1)
		}
		return search.Outcome{Reward: -sum}
	}
	for _, alg := range []struct {
		search.Algorithm
		at float64 // the mean of five runs reaches this; at random it is about -6
	}{
		{evolution.HillClimb(), -0.001},
		{evolution.MuPlusLambda(), -0.01},
		{evolution.MuCommaLambda(), -0.01},
		{evolution.Genetic(), -0.2},
		{evolution.DifferentialEvolution(), -0.01},
		{evolution.DifferentialEvolution().(search.Budgeted).WithBudget(1000), -1e-6},
		{evolution.New(evolution.Random(4).Then(evolution.Differential(0.5, 0.9)), evolution.Init(30), evolution.Survive(evolution.ReplaceParent(30))), -0.01},
		{evolution.Regularized(), -0.3},
		{evolution.NSGA2(), -0.3},
		{evolution.NSGA3(), -0.4},
		{evolution.NEAT(), -3},
		{evolution.MAPElites(func(x *evolution.Individual) int { return int(x.DNA.Float(0)) }), -0.5},
	} {
		t.Run(alg.String(), func(t *testing.T) {
			mean := 0.0
			for seed := range uint64(5) {
				best := math.Inf(-1)
				for _, o := range outcomes(t, alg, floats(t, 5), seed, 1000, hill) {
					best = max(best, o.Reward/5)
				}
				mean += best
			}
			if mean < alg.at {
				t.Errorf("reaches %v, expected %v", mean, alg.at)
			}
		})
	}
}

// TestManyObjectives checks that NSGA-II and III come near to a sphere of three
// objectives, all over it, and keep to a constraint.
func TestManyObjectives(t *testing.T) {
	sphere := func(dna *geno.DNA) search.Outcome { // DTLZ2
		u := func(i int) float64 { return (dna.Float(i) + 5) / 10 }
		g := 1.0
		for i := 2; i < dna.Len(); i++ {
			g += (u(i) - 0.5) * (u(i) - 0.5)
		}
		a, b := u(0)*math.Pi/2, u(1)*math.Pi/2
		r := []float64{-g * math.Cos(a) * math.Cos(b), -g * math.Cos(a) * math.Sin(b), -g * math.Sin(a)}
		// The corner of the third objective is not allowed.
		return search.Outcome{Reward: r[0], Rewards: r, Violation: max(0, -0.8-r[2])}
	}
	volume := func(list []search.Outcome) float64 {
		var points [][]float64
		for _, o := range list {
			if o.Violation == 0 {
				points = append(points, o.Rewards)
			}
		}
		return pareto.Hypervolume(points, []float64{-1.2, -1.2, -1.2})
	}
	random := volume(outcomes(t, search.Random(), floats(t, 8), 1, 2000, sphere))
	for _, alg := range []search.Algorithm{evolution.NSGA2(), evolution.NSGA3()} {
		list := outcomes(t, alg, floats(t, 8), 1, 2000, sphere)
		if got := volume(list); got < random+0.12 {
			t.Errorf("%v reaches the volume %v, chance %v", alg, got, random)
		}
		broken := 0
		for _, o := range list[1000:] {
			if o.Violation > 0 {
				broken++
			}
		}
		if broken > 300 {
			t.Errorf("%v breaks the constraint in %d of the last 1000 trials", alg, broken)
		}
	}
}

// TestObjectivesAreRestarted checks that a search of several objectives goes on from its
// journal as if it had never stopped, also where rewards are no numbers or too few.
func TestObjectivesAreRestarted(t *testing.T) {
	space := floats(t, 4)
	for _, alg := range []search.Algorithm{evolution.NSGA2(evolution.Population(10)), evolution.NSGA3(evolution.Population(10))} {
		type call struct {
			id  int
			dna *geno.DNA
			o   search.Outcome
		}
		var journal []call
		rng := rand.New(rand.NewPCG(1, 1))
		s, err := alg.Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		open := map[int]bool{}
		replay := func() search.Search {
			s, err := alg.Start(space, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range journal {
				if c.dna != nil {
					s.Started(c.id, c.dna)
				} else {
					s.Finished(c.id, c.o)
				}
			}
			return s
		}
		for id := range 200 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			if id%17 == 0 {
				if again, err := replay().Propose(id); err != nil || !again.Equal(dna) {
					t.Fatalf("%v: trial %d is %v after a restart, and was %v (error %v)", alg, id, again, dna, err)
				}
			}
			s.Started(id, dna)
			journal = append(journal, call{id: id, dna: dna})
			open[id] = true
			if len(open) == 4 {
				for k := range id + 1 {
					if !open[k] {
						continue
					}
					r := []float64{dna.Float(0), -dna.Float(0) + dna.Float(1), rng.Float64()}
					switch k % 9 {
					case 1:
						r[1] = math.NaN()
					case 2:
						r[0] = math.Inf(1 - 2*(k%2))
					case 3:
						r = r[:2]
					case 4:
						r = nil
					}
					o := search.Outcome{Reward: dna.Float(0), Rewards: r, Violation: float64(k%3) - 1, Failed: k%11 == 0}
					s.Finished(k, o)
					journal = append(journal, call{id: k, o: o})
					delete(open, k)
					break
				}
			}
		}
	}
}

func TestMAPElitesKeepsTheBestOfEachCell(t *testing.T) {
	best := map[int]float64{}
	cell := func(x *evolution.Individual) int { return int(x.DNA.Float(0)) }
	alg := evolution.MAPElites(cell, evolution.Population(30))
	outcomes(t, alg, floats(t, 2), 1, 2000, func(dna *geno.DNA) search.Outcome {
		k := int(dna.Float(0))
		r := -math.Abs(dna.Float(1) - float64(k))
		if old, ok := best[k]; !ok || r > old {
			best[k] = r
		}
		return search.Outcome{Reward: r}
	})
	for k := -4; k <= 4; k++ {
		if best[k] < -0.05 {
			t.Errorf("cell %d has %v", k, best[k])
		}
	}
}

func TestAPopulationFitsTheBudget(t *testing.T) {
	for _, c := range []struct {
		alg    search.Algorithm
		trials int
		want   string
	}{
		{evolution.NSGA2(), 100, "NSGA-II(population=10)"},
		{evolution.NSGA2(), 300, "NSGA-II(population=30)"},
		{evolution.NSGA2(), 10000, "NSGA-II(population=50)"},
		{evolution.NSGA2(evolution.Population(60)), 100, "NSGA-II(population=60)"},
		{evolution.Genetic(), 20, "genetic algorithm(population=10, sample=5)"},
		{evolution.DifferentialEvolution(), 1000, "differential evolution(population=20, factor=0.5, crossrate=0.5)"},
		{evolution.DifferentialEvolution(evolution.Population(7)), 1000, "differential evolution(population=7, factor=0.5, crossrate=0.5)"},
		{evolution.Regularized(), 20, "regularized evolution(population=100, sample=25)"},
	} {
		if got := c.alg.(search.Budgeted).WithBudget(c.trials).String(); got != c.want {
			t.Errorf("%v with %d trials: expected %s, got %s", c.alg, c.trials, c.want, got)
		}
	}
}

func TestWrongSettingsAreErrors(t *testing.T) {
	zero := evolution.Operation{}
	for _, c := range []struct {
		alg  search.Algorithm
		want []string
	}{
		{evolution.NSGA2(evolution.Sample(3), evolution.Population(1), evolution.CrossRate(2)), []string{
			"no option evolution.Sample: use those it has: [Population Mutate Cross CrossRate]",
			"evolution.Population is 1, expected 2 or more: use evolution.Population(50)",
			"evolution.CrossRate is 2, expected a number from 0 to 1: use evolution.CrossRate(0.9)"}},
		{evolution.MuCommaLambda(evolution.Population(5), evolution.Children(5)), []string{"Children is 5, expected 6 or more: use evolution.Children(35)"}},
		{evolution.Genetic(evolution.Cross(zero), evolution.Mutate(zero)), []string{"evolution.Cross is nil: use ", "evolution.Mutate is nil: use "}},
		{evolution.New(zero, evolution.Init(0), evolution.Offspring(0)), []string{"there is no reproduction: use ", "use evolution.Init(50)", "use evolution.Offspring(1)"}},
		{evolution.DifferentialEvolution(evolution.Population(3)), []string{"expected 4 or more"}},
	} {
		s, err := c.alg.Start(floats(t, 2), 1)
		if err == nil || s != nil {
			t.Errorf("%v starts", c.alg)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: expected an error with %q, got %v", c.alg, want, err)
			}
		}
	}
}

// BenchmarkProposeFeedback is the cost of one trial of 10 numbers to the search: Propose,
// Started and Finished, at a history of so many trials.
func BenchmarkProposeFeedback(b *testing.B) {
	space := floats(b, 10)
	for _, alg := range []search.Algorithm{
		evolution.Regularized(), evolution.HillClimb(), evolution.MuPlusLambda(), evolution.Genetic(), evolution.DifferentialEvolution(),
		evolution.NSGA2(), evolution.NSGA3(), evolution.NEAT(),
		evolution.MAPElites(func(x *evolution.Individual) int { return int(x.DNA.Float(0) * 10) }),
	} {
		for _, history := range []int{1e2, 1e4} {
			name, _, _ := strings.Cut(alg.String(), "(pop")
			b.Run(fmt.Sprintf("%s/history=%d", name, history), func(b *testing.B) {
				var s search.Search
				id := 0
				trial := func() {
					dna, err := s.Propose(id)
					if err != nil {
						b.Fatal(err)
					}
					s.Started(id, dna)
					x, y := dna.Float(0), dna.Float(1)
					s.Finished(id, search.Outcome{Reward: -x * x, Rewards: []float64{-x * x, -(x - 2) * (x - 2) * y * y}})
					id++
				}
				for b.Loop() {
					// The history is kept between its nominal length and twice that.
					if s == nil || id == 2*history {
						b.StopTimer()
						s, _ = alg.Start(space, 1)
						for id = 0; id < history; {
							trial()
						}
						b.StartTimer()
					}
					trial()
				}
			})
		}
	}
}
