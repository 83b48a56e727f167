package pareto_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/search/pbt"
)

// Accuracy, and milliseconds with the sign turned. The last one is dominated.
var programs = [][]float64{{0.80, -1}, {0.90, -2}, {0.949, -7}, {0.95, -20}, {0.91, -9}}

func TestChoose(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		prefer pareto.Preference
		want   int
	}{
		{pareto.Knee(), 2},
		{pareto.WeightedSum(1, 0), 3},
		{pareto.WeightedSum(0, 3), 0},
		{pareto.WeightedSum(1, 1), 2},
		{pareto.Chebyshev(1, 1), 2},
		{pareto.Chebyshev(1, 3), 1},
		{pareto.Aspire(0.85, -5), 1},
		{pareto.Aspire(0.99, -4), 2},
		{pareto.Aspire(0.82, -1.5), 1},
		{pareto.Aspire(nan, -1), 0},
		{pareto.Aspire(nan, nan), 2},
		{pareto.Lexicographic(pareto.Within{Objective: 0}, pareto.Within{Objective: 1}), 3},
		{pareto.Lexicographic(pareto.Within{Objective: 0, Share: 0.01}, pareto.Within{Objective: 1}), 2},
		{pareto.Lexicographic(pareto.Within{Objective: 0, Amount: 0.06}, pareto.Within{Objective: 1}), 1},
		{pareto.Lexicographic(pareto.Within{Objective: 1, Share: 1, Amount: 0.5}, pareto.Within{Objective: 0}), 1},
	} {
		if got, err := pareto.Choose(programs, c.prefer); err != nil || got != c.want {
			t.Errorf("%v: expected %d, got %d, %v", c.prefer, c.want, got, err)
		}
	}
	if got, err := pareto.Choose(nil, pareto.Knee()); got != -1 || err != nil {
		t.Errorf("expected no choice of no points, got %d, %v", got, err)
	}
}

// Who prefers one of two points by a preference of this package does so in any unit, and
// none prefers a point to one that dominates it.
func TestPreferencesAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		m := 2 + rng.IntN(3)
		points := cloud(rng, 30, m, rng.IntN(2) == 0)
		var front [][]float64
		for _, i := range pareto.Front(points) {
			front = append(front, points[i])
		}
		weights := pareto.Directions(m, 20)[rng.IntN(6)]
		for j := range weights {
			weights[j] += 0.01
		}
		order := []pareto.Within{{Objective: 1, Amount: 0.1}, {Objective: 0}}
		prefer := []pareto.Preference{pareto.WeightedSum(weights...), pareto.Chebyshev(weights...), pareto.Knee(), pareto.Aspire(points[0]...), pareto.Lexicographic(order...)}
		scaled := make([][]float64, len(front))
		for i, p := range front {
			scaled[i] = slices.Clone(p)
			for j := range p {
				scaled[i][j] = 1000*p[j] - 7
			}
		}
		for k, p := range prefer {
			worth, err := p.Among(front)
			if err != nil {
				t.Fatal(err)
			}
			for i := range points {
				a, b := points[i], points[rng.IntN(len(points))]
				if pareto.Dominates(a, b) && worth(a) < worth(b)-1e-12 {
					t.Fatalf("%v: %v is worth %v, and %v, which it dominates, %v", p, a, worth(a), b, worth(b))
				}
			}
			if k > 2 {
				continue
			}
			other, err := p.Among(scaled)
			if err != nil {
				t.Fatal(err)
			}
			for i := range front {
				if a, b := worth(front[i]), other(scaled[i]); math.Abs(a-b) > 1e-9 {
					t.Fatalf("%v: %v is worth %v, and %v in another unit", p, front[i], a, b)
				}
			}
		}
	}
}

func TestWrongPreferences(t *testing.T) {
	for _, c := range []struct {
		prefer pareto.Preference
		want   string
	}{
		{pareto.WeightedSum(1), "pareto: weighted sum(1) is for 1 objectives: expected a number for each of 2"},
		{pareto.Chebyshev(1, -1), "pareto: Chebyshev(1, -1): expected weights of 0 or more, got -1"},
		{pareto.Chebyshev(0, 0), "pareto: Chebyshev(0, 0): expected a weight above 0"},
		{pareto.Aspire(1, 2, 3), "pareto: aspire(1, 2, 3) is for 3 objectives: expected a number for each of 2"},
		{pareto.Lexicographic(), "pareto: lexicographic(): expected an objective or more, got none"},
		{pareto.Lexicographic(pareto.Within{Objective: 2}), "pareto: lexicographic(2): expected objectives from 0 to 1, got 2"},
		{pareto.Lexicographic(pareto.Within{Share: -1}), "pareto: lexicographic(0 within -1 of the best): expected tolerances of 0 or more, got -1 and 0"},
		{nil, "pareto: expected a preference, got nil: use pareto.Knee()"},
	} {
		if _, err := pareto.Choose(programs, c.prefer); err == nil || err.Error() != c.want {
			t.Errorf("expected %q, got %v", c.want, err)
		}
	}
}

// What can't be started, or goes wrong when the number of objectives is known, says so.
func TestWrongScalarizations(t *testing.T) {
	space := multis[0].space
	for _, c := range []struct {
		alg  search.Algorithm
		want string
	}{
		{pareto.Scalarize(nil), "pareto: Scalarize: expected an algorithm, got nil: use bayes.TPE()"},
		{pareto.Scalarize(search.Random(), nil), "pareto: Scalarize: expected preferences, got nil: use pareto.Knee(), or none"},
		{pareto.Reach(search.Random(), 1), "pareto: Reach: expected a goal for each of several objectives, got 1: use math.NaN() for those that have none"},
		{pareto.Scalarize(pbt.New()), "they can't be told anew: use one that doesn't"},
	} {
		if _, err := c.alg.Start(space, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected %q, got %v", c.want, err)
		}
	}
	for _, alg := range []search.Algorithm{pareto.Scalarize(search.Random(), pareto.Chebyshev(1, 1, 1)), pareto.Reach(search.Random(), 1, 1, 1)} {
		s, err := alg.Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(0, space.Random(rand.New(rand.NewPCG(1, 1))))
		s.Finished(0, search.Outcome{Rewards: []float64{0, 0}})
		if _, err := s.Propose(1); err == nil || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%v: expected an error, since it is for three objectives, got %v", alg, err)
		}
	}
}

// A search of one objective is that of the algorithm.
func TestScalarizeOneObjective(t *testing.T) {
	space := multis[0].space
	run := func(alg search.Algorithm) (list []*geno.DNA) {
		s, err := alg.Start(space, 5)
		if err != nil {
			t.Fatal(err)
		}
		for id := range 80 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, dna)
			s.Started(id, dna)
			s.Finished(id, search.Outcome{Reward: -dna.Float(0) - dna.Float(3), Failed: id%7 == 0})
		}
		return list
	}
	if !slices.EqualFunc(run(local.HillClimb()), run(pareto.Scalarize(local.HillClimb())), (*geno.DNA).Equal) {
		t.Error("expected the same trials with Scalarize as without")
	}
}

// With a preference, the point that is preferred at the end is better than without; and
// more of the front reaches the goals.
func TestPreferencesSteer(t *testing.T) {
	for _, m := range multis {
		if m.name != "zdt1" && m.name != "zdt2" {
			continue
		}
		prefer := map[string]pareto.Preference{"zdt1": pareto.Lexicographic(pareto.Within{Objective: 1, Amount: 0.3}, pareto.Within{Objective: 0}), "zdt2": pareto.Aspire(-0.7, -0.6)}[m.name]
		// Judged among all that both found.
		better := 0
		const seeds = 9
		for seed := range uint64(seeds) {
			with := m.searched(t, pareto.Scalarize(bayes.TPE(), prefer), seed, 200)
			without := m.searched(t, pareto.Scalarize(bayes.TPE()), seed, 200)
			best, err := pareto.Choose(append(slices.Clone(with), without...), prefer)
			if err != nil {
				t.Fatal(err)
			}
			if best < len(with) {
				better++
			}
		}
		if better < 7 {
			t.Errorf("%s: expected what %v prefers to be found by a search for it, got %d of %d times", m.name, prefer, better, seeds)
		}
	}
}
