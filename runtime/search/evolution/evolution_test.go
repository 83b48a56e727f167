package evolution_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/schedule"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "regularized", evolution.Regularized())
	searchtest.Run(t, "small population", evolution.Regularized(evolution.Population(8), evolution.Sample(3)))
	searchtest.Run(t, "population of one", evolution.Regularized(evolution.Population(1), evolution.Sample(1)))
	searchtest.Run(t, "hill climbing", evolution.HillClimb(evolution.Children(3)))
	searchtest.Run(t, "mu plus lambda", evolution.MuPlusLambda(evolution.Population(5), evolution.Children(20), evolution.Cross(evolution.KPoint(2))))
	searchtest.Run(t, "mu comma lambda", evolution.MuCommaLambda(evolution.Population(5), evolution.Children(20)))
	searchtest.Run(t, "genetic", evolution.Genetic(evolution.Population(20)))
	searchtest.Run(t, "differential", evolution.DifferentialEvolution(evolution.Population(10)))
	searchtest.Run(t, "NSGA-II", evolution.NSGA2(evolution.Population(20)))
	searchtest.Run(t, "NSGA-III", evolution.NSGA3(evolution.Population(20)))
	searchtest.Run(t, "NEAT", evolution.NEAT(evolution.Population(20)))
	searchtest.Run(t, "MAP-Elites", evolution.MAPElites(func(x *evolution.Individual) int { return x.DNA.Len() }, evolution.Population(10)))
	searchtest.Run(t, "of parts", evolution.New(
		// Everything that keeps state or changes with time.
		evolution.Load("elites").Then(
			evolution.Tournament(2, schedule.Linear(100, 2, 5)),
			evolution.WithProb(evolution.PartiallyMapped(), 0.5),
			evolution.Gaussian(schedule.Exponential(0.3, 0.5, 20, false), 1),
			evolution.UntilChange(evolution.Choice(1, evolution.Prob(evolution.Swap(), 0.5), evolution.Prob(evolution.Uniform(), 0.5)), 5)),
		evolution.Init(12), evolution.Offspring(7),
		evolution.Survive(evolution.Top(5).Then(evolution.Store("elites")).And(evolution.Last(10)))))
}

func bits(t testing.TB, n int) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, n)
	for i := range elements {
		elements[i] = geno.At(fmt.Sprintf("B%d", i), &geno.Choices{K: 1, Literals: []any{0, 1}})
	}
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// parents is a search whose mutation notes the parent it was given.
func parents(t *testing.T, opts ...evolution.Option) (search.Search, *geno.Spec, **geno.DNA) {
	t.Helper()
	space := bits(t, 30)
	parent := new(*geno.DNA)
	note := func(space *geno.Spec, p *geno.DNA, rng *rand.Rand) *geno.DNA {
		*parent = p
		return evolution.OneDecision(space, p, rng)
	}
	s, err := evolution.Regularized(append(opts, evolution.Mutate(note))...).Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s, space, parent
}

func TestParentIsBestOfTheYoung(t *testing.T) {
	const population = 5
	// So large a sample has every member in it, all but surely.
	s, _, parent := parents(t, evolution.Population(population), evolution.Sample(200))
	type ended struct {
		dna    *geno.DNA
		reward float64
	}
	var history []ended // successful trials, by completion
	rng := rand.New(rand.NewPCG(1, 2))
	for id := range 300 {
		*parent = nil
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		if id < population {
			if *parent != nil {
				t.Fatalf("trial %d has a parent, before there is a population", id)
			}
		} else {
			young := history[max(0, len(history)-population):]
			best := young[0]
			for _, e := range young {
				if e.reward > best.reward {
					best = e
				}
			}
			if !best.dna.Equal(*parent) {
				t.Fatalf("trial %d: the parent is %v, expected %v with reward %v, the best of %v", id, *parent, best.dna, best.reward, young)
			}
		}
		s.Started(id, dna)
		o := search.Outcome{Reward: rng.Float64(), Failed: id > population && id%3 == 0}
		s.Finished(id, o)
		if !o.Failed {
			history = append(history, ended{dna, o.Reward})
		}
	}
}

func TestAllFailedStaysRandom(t *testing.T) {
	s, _, parent := parents(t, evolution.Population(5))
	for id := range 100 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Failed: true, Reward: 1e9})
	}
	if *parent != nil {
		t.Errorf("a failed trial became the parent %v", *parent)
	}
}

func TestFindsOneMax(t *testing.T) {
	space := bits(t, 20)
	s, err := evolution.Regularized(evolution.Population(20), evolution.Sample(10)).Start(space, 3)
	if err != nil {
		t.Fatal(err)
	}
	for id := range 1000 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		ones := 0.0
		for i := range dna.Len() {
			ones += float64(dna.Index(i))
		}
		if ones == 20 {
			return
		}
		s.Finished(id, search.Outcome{Reward: ones})
	}
	t.Error("20 bits were not all found in 1000 trials")
}

func TestSettingsAreChecked(t *testing.T) {
	alg := evolution.Regularized(evolution.Population(0), evolution.Sample(-1), evolution.Mutate(evolution.Mutation(nil)))
	_, err := alg.Start(bits(t, 2), 1)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"evolution.Population(100)", "evolution.Sample(25)", "evolution.Mutate(evolution.Uniform())", "sample=-1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not mention %s: %v", want, err)
		}
	}
	for name, m := range map[string]evolution.Mutation{
		"no DNA":           func(*geno.Spec, *geno.DNA, *rand.Rand) *geno.DNA { return nil },
		"not of the space": func(*geno.Spec, *geno.DNA, *rand.Rand) *geno.DNA { return bits(t, 7).First() },
	} {
		space := bits(t, 2)
		s, err := evolution.Regularized(evolution.Population(1), evolution.Mutate(m)).Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(0, space.First())
		s.Finished(0, search.Outcome{Reward: 1})
		if dna, err := s.Propose(1); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("expected an error with %q, got %v and %v", name, dna, err)
		}
	}
}
