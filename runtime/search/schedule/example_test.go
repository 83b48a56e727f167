package schedule_test

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/search/schedule"
)

func Example() {
	// A rate of 0.5 for 100 steps, which then falls to 0.1 in another 400.
	rate := schedule.StepWise(
		schedule.For(100, 0.5),
		schedule.For(400, schedule.Linear(399, 0.5, 0.1)),
	)
	for _, step := range []int{0, 99, 300, 499, 1000} {
		fmt.Printf("%4d %.3f\n", step, rate(step))
	}
	// Output:
	//    0 0.500
	//   99 0.500
	//  300 0.299
	//  499 0.100
	// 1000 0.100
}
