package pareto_test

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/pareto"
)

func Example() {
	// Accuracy, and size with the sign turned: more is better in both.
	programs := [][]float64{{0.90, -5}, {0.93, -9}, {0.89, -7}, {0.95, -20}, {0.93, -12}}
	for i, front := range pareto.Fronts(programs) {
		fmt.Println("front", i, front)
	}
	fmt.Printf("volume %.2f\n", pareto.Hypervolume(programs, []float64{0.8, -30}))
	// Output:
	// front 0 [0 1 3]
	// front 1 [2 4]
	// volume 3.33
}

// One program of a front: the fastest of those within 1 % of the best accuracy.
func ExampleChoose() {
	accuracyAndTime := [][]float64{{0.90, -5}, {0.938, -9}, {0.941, -15}, {0.945, -30}}
	for _, p := range []pareto.Preference{
		pareto.Lexicographic(pareto.Within{Objective: 0, Share: 0.01}, pareto.Within{Objective: 1}),
		pareto.Aspire(0.92, -12),
		pareto.Knee(),
		pareto.WeightedSum(0.9, 0.1),
	} {
		best, err := pareto.Choose(accuracyAndTime, p)
		fmt.Println(p, best, err)
	}
	// Output:
	// lexicographic(0 within 0.01 of the best, 1) 1 <nil>
	// aspire(0.92, -12) 1 <nil>
	// knee 1 <nil>
	// weighted sum(0.9, 0.1) 3 <nil>
}

// schaffer searches the space of x from -10 to 10 for small x² and small (x-2)².
func schaffer(alg search.Algorithm, trials int) (points [][]float64) {
	space, err := geno.New(geno.At("X", &geno.Float{Min: -10, Max: 10}))
	if err != nil {
		fmt.Println(err)
		return nil
	}
	s, err := alg.Start(space, 1)
	if err != nil {
		fmt.Println(err)
		return nil
	}
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			fmt.Println(err)
			return nil
		}
		x := dna.Float(0)
		s.Started(id, dna)
		points = append(points, []float64{-x * x, -(x - 2) * (x - 2)})
		s.Finished(id, search.Outcome{Reward: points[id][0], Rewards: points[id]})
	}
	return points
}

// A Gaussian process, which knows of one objective, finds a front.
func ExampleScalarize() {
	points := schaffer(pareto.Scalarize(bayes.GP()), 40)
	fmt.Println(pareto.Hypervolume(points, []float64{-4, -4}) > 13) // of 13.33
	// Output: true
}

// Of 100 trials most are where the first objective is at least -1 and the second at
// least -2.
func ExampleReach() {
	near := 0
	for _, p := range schaffer(pareto.Reach(bayes.TPE(), -1, -2), 100) {
		if p[0] >= -1 && p[1] >= -2 {
			near++
		}
	}
	fmt.Println(near > 50)
	// Output: true
}
