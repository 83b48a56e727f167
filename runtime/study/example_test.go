package study_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
)

// A search that stops in the middle, and another process that goes on with it.
func Example() {
	ctx := context.Background()
	space, err := geno.New(geno.At("X", &geno.Int{Max: 9}))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := study.New(space, search.Grid(), 1, study.Maximize)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 4 {
		t, err := s.Next(ctx, 1)
		if err != nil {
			fmt.Println(err)
			return
		}
		x := float64(t.DNA.Index(0))
		s.Report(t.ID, x*(8-x), nil)
	}
	saved, err := json.Marshal(s.History())
	if err != nil {
		fmt.Println(err)
		return
	}

	var h study.History
	if err := json.Unmarshal(saved, &h); err != nil {
		fmt.Println(err)
		return
	}
	s, err = study.Resume(&h, space, search.Grid())
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		t, err := s.Next(ctx, 1)
		if errors.Is(err, search.ErrExhausted) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		x := float64(t.DNA.Index(0))
		s.Report(t.ID, x*(8-x), nil)
	}
	best := s.History().Best()
	fmt.Println(len(s.History().Trials), "trials, best", best.Reward, "of trial", best.ID, best.DNA)
	// Output: 10 trials, best 16 of trial 4 DNA(4)
}
