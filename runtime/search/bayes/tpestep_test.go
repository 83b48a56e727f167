package bayes

import (
	"context"
	"math"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
	"github.com/pgen-go/pgen/runtime/study/stopping"
)

// The step at which trials are compared is the highest that enough have come to.
func TestLadder(t *testing.T) {
	curve := func(rewards ...float64) *tpeTrial {
		o := search.Outcome{Reward: rewards[len(rewards)-1], Step: len(rewards)}
		for i, r := range rewards {
			o.Curve = append(o.Curve, search.Point{Step: i + 1, Reward: r})
		}
		return &tpeTrial{told: o}
	}
	l := &ladder{enough: 2}
	for _, c := range []struct {
		trial   *tpeTrial
		changes bool
		level   int
		reward  float64 // of this trial at the level
		short   bool
	}{
		{&tpeTrial{told: search.Outcome{Failed: true}}, false, 0, 0, false},
		{curve(1, 2, 3), false, 0, 3, false},
		{curve(4), true, 1, 4, false},
		{curve(5, 6), true, 2, 6, false},
		{curve(9), false, 2, 9, true},
		{curve(7, 8, 9, 10), true, 3, 9, false},
		{&tpeTrial{told: search.Outcome{Reward: 11}}, true, 4, 11, false},
	} {
		if changes := l.add(c.trial); changes != c.changes || l.level() != c.level || c.trial.outcome.Reward != c.reward || c.trial.short != c.short {
			t.Errorf("expected %+v, got the level %d, the reward %v, short %v", c, l.level(), c.trial.outcome.Reward, c.trial.short)
		}
	}
	first := l.ended[1]
	if l.rate(first); !first.short {
		t.Error("a trial that came to step 3 is not short of step 4")
	}
}

// Where rewards fall from step to step, as on tasks that get harder, a trial that is
// stopped early looks better than one that went on, if its reward is taken as it is.
func TestBySteps(t *testing.T) {
	space := mustSpace(t, geno.At("X", &geno.Float{Max: 1}), geno.At("Y", &geno.Float{Max: 1}), geno.At("Z", &geno.Float{Max: 1}))
	mean := func(alg search.Algorithm) float64 {
		sum := 0.0
		for seed := range uint64(10) {
			s, err := study.New(space, alg, seed)
			if err == nil {
				err = s.StopEarly(stopping.Hyperband(1, 27, 3))
			}
			if err != nil {
				t.Fatal(err)
			}
			for range 100 {
				trial, err := s.Next(context.Background(), 1)
				if err != nil {
					t.Fatal(err)
				}
				off := 0.0
				for i := range 3 {
					off += math.Abs(trial.DNA.Float(i) - 0.3)
				}
				reward := func(step int) float64 { return -off * (1 + float64(step)) }
				for step := 1; step <= 27 && trial.State == study.Open; step++ {
					trial, _ = s.Step(trial.ID, step, reward(step), nil)
				}
				if trial.State == study.Open {
					s.Report(trial.ID, reward(27), nil)
				}
			}
			best := math.Inf(-1)
			for _, trial := range s.History().Trials {
				if trial.State == study.Done {
					best = max(best, trial.Reward)
				}
			}
			sum += best
		}
		return sum / 10
	}
	plain, bySteps := mean(TPE()), mean(TPE(BySteps()))
	t.Logf("as it is %.3f, by steps %.3f", plain, bySteps)
	if bySteps <= plain {
		t.Errorf("compared by steps the best is %v, otherwise %v", bySteps, plain)
	}
}
