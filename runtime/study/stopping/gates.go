// Rules that decide at certain steps, by a value or a rank.

package stopping

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/study"
)

// upward is a reward as one of which higher is better; -Inf if it is no number.
func upward(goal study.Goal, reward float64) float64 {
	if math.IsNaN(reward) {
		return math.Inf(-1)
	}
	if goal == study.Minimize {
		return 0 - reward
	}
	return reward
}

// A Value is a gate of [ByValue].
type Value struct {
	Step int
	Bar  float64 // in the unit of the reward
}

// ByValue stops a trial whose reward is worse than the bar when it reaches a
// gate's step, or the first step after it that it tells of: below if the search
// maximizes, above if it minimizes.
//
//	stopping.ByValue(stopping.Value{Step: 1, Bar: 0.2}, stopping.Value{Step: 5, Bar: 0.8})
func ByValue(gates ...Value) study.Stopper { return byValue(gates) }

type byValue []Value

func (b byValue) String() string {
	texts := make([]string, len(b))
	for i, g := range b {
		texts[i] = fmt.Sprintf("%d: %v", g.Step, g.Bar)
	}
	return "by value(" + strings.Join(texts, ", ") + ")"
}

func (b byValue) Start(goal study.Goal) (study.Stopping, error) {
	var errs []error
	for _, g := range b {
		if math.IsNaN(g.Bar) {
			errs = append(errs, fmt.Errorf("stopping: ByValue: step %d: expected a number, got %v", g.Step, g.Bar))
		}
	}
	steps := make([]int, len(b))
	for i, g := range b {
		steps[i] = g.Step
	}
	errs = append(errs, growing("ByValue", steps))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &gated{passed: map[int]int{}, steps: steps, worse: func(gate int, reward float64) bool {
		return reward < upward(goal, b[gate].Bar)
	}}, nil
}

// A Rank is a gate of [ByRank]. It has either a Place or a Share.
type Rank struct {
	Step  int
	Place int     // those worse than the best but Place-1 are stopped: 1 lets new best ones pass
	Share float64 // those worse than this share of the others are: 0.2 is the best fifth
	Least int     // nothing is stopped before so many trials have been at the gate
}

// ByRank stops a trial whose reward is worse than that of the trial of a certain
// rank, among all that have been at the gate before, which stopped ones are part
// of. A gate is passed at its step, or at the first step after it that a trial
// tells of.
//
//	stopping.ByRank(stopping.Rank{Step: 1, Share: 0.5, Least: 5}, stopping.Rank{Step: 3, Place: 3})
func ByRank(gates ...Rank) study.Stopper { return byRank(gates) }

type byRank []Rank

func (b byRank) String() string {
	texts := make([]string, len(b))
	for i, g := range b {
		if texts[i] = fmt.Sprintf("%d: place %d", g.Step, g.Place); g.Place == 0 {
			texts[i] = fmt.Sprintf("%d: share %v", g.Step, g.Share)
		}
		if g.Least > 0 {
			texts[i] += fmt.Sprintf(" of %d or more", g.Least)
		}
	}
	return "by rank(" + strings.Join(texts, ", ") + ")"
}

func (b byRank) Start(study.Goal) (study.Stopping, error) {
	var errs []error
	fail := func(g Rank, format string, args ...any) {
		errs = append(errs, fmt.Errorf("stopping: ByRank: step %d: "+format, append([]any{g.Step}, args...)...))
	}
	steps := make([]int, len(b))
	for i, g := range b {
		steps[i] = g.Step
		switch {
		case g.Place < 0:
			fail(g, "expected a place of 1 or more, got %d", g.Place)
		case g.Place > 0 && g.Share != 0:
			fail(g, "expected a place or a share, got both %d and %v", g.Place, g.Share)
		case !(g.Share >= 0 && g.Share <= 1):
			fail(g, "expected a share from 0 to 1, got %v", g.Share)
		}
		if g.Least < 0 {
			fail(g, "expected Least to be 0 or more, got %d", g.Least)
		}
	}
	errs = append(errs, growing("ByRank", steps))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	seen := make([]ranking, len(b))
	return &gated{passed: map[int]int{}, steps: steps, worse: func(gate int, reward float64) bool {
		g, others := b[gate], &seen[gate]
		defer others.add(reward)
		k := g.Place - 1
		if g.Place == 0 {
			k = int(float64(len(*others)-1) * g.Share)
		}
		return len(*others) >= max(g.Least, 1) && k < len(*others) && reward < others.at(k)
	}}, nil
}

// growing checks the steps of gates.
func growing(name string, steps []int) error {
	if len(steps) == 0 {
		return fmt.Errorf("stopping: %s: expected one gate or more", name)
	}
	for i, step := range steps {
		if i > 0 && step <= steps[i-1] {
			return fmt.Errorf("stopping: %s: expected the steps of its gates to grow, got %d after %d", name, step, steps[i-1])
		}
	}
	return nil
}

// gated asks at each gate that a trial passes whether it does worse than it
// has to.
type gated struct {
	steps  []int
	worse  func(gate int, reward float64) bool
	passed map[int]int // how many gates, by trial
}

func (g *gated) Stop(trial int, p study.Point) bool {
	stop := false
	gate := g.passed[trial]
	for ; gate < len(g.steps) && p.Step >= g.steps[gate]; gate++ {
		if g.worse(gate, p.Reward) {
			stop = true
		}
	}
	g.passed[trial] = gate
	return stop
}

func (g *gated) Ended(trial int, _ study.State) { delete(g.passed, trial) }

// A ranking holds rewards from the best to the worst.
type ranking []float64

func (r *ranking) add(reward float64) {
	at, _ := slices.BinarySearchFunc(*r, reward, func(a, b float64) int { return cmp.Compare(b, a) })
	*r = slices.Insert(*r, at, reward)
}

// at returns the reward that k others are better than or equal to.
func (r ranking) at(k int) float64 { return r[k] }
