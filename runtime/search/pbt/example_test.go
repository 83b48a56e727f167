package pbt_test

import (
	"context"
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/study"
)

// A ball rolls down a valley in steps. It is to come near to zero in ten intervals,
// and the size of a step is the setting: large ones at first, small ones at last.
func Example() {
	space, err := geno.New(geno.At("Step", &geno.Float{Min: 1e-3, Max: 10, Scale: geno.Log}))
	if err != nil {
		fmt.Println(err)
		return
	}
	const members, intervals = 10, 20
	s, err := study.New(space, pbt.New(pbt.Population(members)), 1, study.Minimize)
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Limit(members * intervals)
	at := map[int]float64{-1: 100} // where the ball was after each trial
	for {
		t, err := s.Next(context.Background(), 0)
		if err != nil {
			break // study.ErrLimit
		}
		x := at[t.Parent]
		for range 5 {
			if x > 0 {
				x -= t.DNA.Float(0)
			} else {
				x += t.DNA.Float(0)
			}
		}
		at[t.ID] = x
		s.Report(t.ID, max(x, -x), nil)
	}
	h := s.History()
	line := h.Lineage(h.Best().ID)
	fmt.Println("intervals:", len(line))
	fmt.Println("near:", h.Best().Reward < 0.1)
	fmt.Println("smaller steps at last:", line[len(line)-1].DNA.Float(0) < line[0].DNA.Float(0))
	// Output:
	// intervals: 20
	// near: true
	// smaller steps at last: true
}
