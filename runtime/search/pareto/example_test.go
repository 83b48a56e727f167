package pareto_test

import (
	"fmt"

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
