package stopping_test

import (
	"context"
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/stopping"
)

// Sixty trainings of 27 epochs, most of which end early.
func Example() {
	ctx := context.Background()
	space, err := geno.New(geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := study.New(space, search.Random(), 1, study.Minimize)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := s.StopEarly(stopping.ASHA(1, 27, 3)); err != nil {
		fmt.Println(err)
		return
	}
	epochs := 0
	for range 60 {
		t, err := s.Next(ctx, 1)
		if err != nil {
			fmt.Println(err)
			return
		}
		rate := t.DNA.Float(0)
		floor := 0.1 + 0.1*math.Abs(math.Log10(rate)+2) // 0.01 is best
		loss := 0.0
		for epoch := 1; epoch <= 27 && t.State == study.Open; epoch++ {
			epochs++
			loss = floor + math.Exp(-20*rate*float64(epoch))
			t, _ = s.Step(t.ID, epoch, loss, nil)
		}
		if t.State == study.Open {
			s.Report(t.ID, loss, nil)
		}
	}
	h := s.History()
	fmt.Println(h.Count(study.Done), "ran to their end,", h.Count(study.Stopped), "were stopped")
	fmt.Printf("%d epochs of %d, best %.3f\n", epochs, 60*27, h.Best().Reward)
	// Output:
	// 9 ran to their end, 51 were stopped
	// 348 epochs of 1620, best 0.164
}

// BOHB: brackets of trainings that end early, and a model of what they were worth at
// the latest epoch that enough of them came to.
func ExampleHyperband() {
	ctx := context.Background()
	space, err := geno.New(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Dropout", &geno.Float{Max: 1}))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := study.New(space, bayes.TPE(bayes.BySteps()), 1, study.Minimize)
	if err == nil {
		err = s.StopEarly(stopping.Hyperband(1, 27, 3))
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 80 {
		t, err := s.Next(ctx, 1)
		if err != nil {
			fmt.Println(err)
			return
		}
		floor := math.Abs(math.Log10(t.DNA.Float(0))+2)/10 + math.Abs(t.DNA.Float(1)-0.3)
		loss := 0.0
		for epoch := 1; epoch <= 27 && t.State == study.Open; epoch++ {
			loss = floor + 1/float64(epoch)
			t, _ = s.Step(t.ID, epoch, loss, nil)
		}
		if t.State == study.Open {
			s.Report(t.ID, loss, nil)
		}
	}
	fmt.Println("near the least loss:", s.History().Best().Reward < 1./27+0.05)
	// Output: near the least loss: true
}

// A rule made of others: a trial is stopped from the third epoch on if it is no
// longer getting better, and worse than half of those before it.
func ExampleAnd() {
	rule := stopping.After(3, stopping.And(stopping.Patience(2, 0), stopping.Median(5)))
	fmt.Println(rule)
	// Output: after(3, and(patience(2, 0), median(startup=5)))
}
