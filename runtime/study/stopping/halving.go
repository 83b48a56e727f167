// Rules that let a share of the trials go on beyond steps that grow
// geometrically.

package stopping

import (
	"fmt"

	"github.com/pgen-go/pgen/runtime/study"
)

// ASHA is asynchronous successive halving (Li, Jamieson, Rostamizadeh and others,
// "A System for Massively Parallel Hyperparameter Tuning", 2020), as a rule that
// never waits: there are rungs at the steps min, min·eta, min·eta² and so on
// below max, where a trial ends anyway. Beyond a rung go the best 1/eta of those
// that have come to it so far; that is rounded down, but the best of all goes on
// also while there are fewer than eta. Equally good ones all do.
//
// The paper's eta is 4, and 3 is common. A smaller one has more rungs, stops
// less at each, and bears noisy curves better. A rung is reached at its step, or
// at the first one after it that the trial tells of. A step costs the time to
// find a place among the n that have come to the rung, log n comparisons.
func ASHA(min, max, eta int) study.Stopper {
	return halving{name: "ASHA", min: min, max: max, eta: eta}
}

// SuccessiveHalving is like [ASHA], but trials compete with n-1 others (Jamieson
// and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
// Optimization", 2016): with the trials 0 to n-1, n to 2n-1 and so on. So each
// set of n finds a winner of its own, also where the algorithm proposes ever
// better ones. It doesn't wait either: what comes to a rung early is compared
// with those of its set that have been there.
func SuccessiveHalving(n, min, max, eta int) study.Stopper {
	return halving{name: "successive halving", n: n, min: min, max: max, eta: eta}
}

// Hyperband is successive halving with several shares of early ends at a time
// (Li, Jamieson, DeSalvo and others, "Hyperband", 2018), since nobody knows
// whether curves tell early how they end. There are brackets, which have all the
// rungs of [ASHA] or lack the first one, two and so on, up to one without rungs,
// whose trials all run to their end. As in the paper, a bracket with s rungs
// gets ⌈(S+1)/(s+1)·eta^s⌉ trials, where S is the most, one bracket after the
// other, and then the first again. Trials compete within their bracket, and the
// last rung is at max/eta or below. The paper's eta is 3.
func Hyperband(min, max, eta int) study.Stopper {
	return halving{name: "Hyperband", brackets: true, min: min, max: max, eta: eta}
}

type halving struct {
	name          string
	min, max, eta int
	n             int // of a set that competes; 0: all do
	brackets      bool
}

func (h halving) String() string {
	n := ""
	if h.n > 0 {
		n = fmt.Sprintf("n=%d, ", h.n)
	}
	return fmt.Sprintf("%s(%smin=%d, max=%d, eta=%d)", h.name, n, h.min, h.max, h.eta)
}

func (h halving) Start(study.Goal) (study.Stopping, error) {
	switch {
	case h.min < 1 || h.max <= h.min:
		return nil, fmt.Errorf("stopping: %v: expected a min of 1 or more and a max above it", h)
	case h.eta < 2:
		return nil, fmt.Errorf("stopping: %v: expected an eta of 2 or more", h)
	case h.brackets && (h.max/h.min < h.eta || h.max/h.min > 1<<20):
		return nil, fmt.Errorf("stopping: %v: expected a max from eta to %d times the min", h, 1<<20)
	case h.name == "successive halving" && h.n < 2:
		return nil, fmt.Errorf("stopping: %v: expected 2 trials or more that compete", h)
	}
	s := &halvingStopping{halving: h, passed: map[int]int{}, rungs: map[rung]*ranking{}}
	step := h.min
	for ; step <= h.max/h.eta; step *= h.eta {
		s.steps = append(s.steps, step)
	}
	if !h.brackets && step < h.max {
		s.steps = append(s.steps, step)
	}
	if h.brackets {
		most := len(s.steps)
		for rungs := most; rungs >= 0; rungs-- {
			n := most + 1
			for range rungs {
				n *= h.eta
			}
			s.round += (n + rungs) / (rungs + 1)
			s.ends = append(s.ends, s.round)
		}
	}
	return s, nil
}

type halvingStopping struct {
	halving
	steps  []int
	ends   []int       // of the brackets, in a round of trials
	round  int         // how many trials that is
	passed map[int]int // the rungs that a trial has passed or lacks
	rungs  map[rung]*ranking
}

// A rung is a rung of those who compete.
type rung struct{ set, rung int }

// set returns with whom a trial competes, and how many rungs it lacks.
func (h *halvingStopping) set(trial int) (set, lacks int) {
	switch {
	case h.n > 0:
		return trial / h.n, 0
	case h.brackets:
		at := trial % h.round
		for at >= h.ends[set] {
			set++
		}
		return set, set
	}
	return 0, 0
}

func (h *halvingStopping) Stop(trial int, p study.Point) bool {
	set, lacks := h.set(trial)
	at := max(h.passed[trial], lacks)
	stop := false
	for ; at < len(h.steps) && p.Step >= h.steps[at]; at++ {
		r := h.rungs[rung{set, at}]
		if r == nil {
			r = new(ranking)
			h.rungs[rung{set, at}] = r
		}
		r.add(p.Reward)
		if p.Reward < r.at(max(1, len(*r)/h.eta)-1) {
			stop = true
		}
	}
	h.passed[trial] = at
	return stop
}

func (h *halvingStopping) Ended(trial int, _ study.State) { delete(h.passed, trial) }
