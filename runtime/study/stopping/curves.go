// Rules that look at whole curves.

package stopping

import (
	"fmt"
	"math"
	"sort"

	"github.com/pgen-go/pgen/runtime/study"
)

// Threshold stops a trial as soon as its reward is not between low and high, or
// no number. One of them may be infinite.
func Threshold(low, high float64) study.Stopper { return threshold{low, high} }

type threshold struct{ low, high float64 }

func (t threshold) String() string { return fmt.Sprintf("threshold(%v, %v)", t.low, t.high) }

func (t threshold) Start(goal study.Goal) (study.Stopping, error) {
	if !(t.low <= t.high) {
		return nil, fmt.Errorf("stopping: %v: expected a low and a high one, got %v and %v", t, t.low, t.high)
	}
	if goal == study.Minimize {
		return thresholdStopping{-t.high, -t.low}, nil
	}
	return thresholdStopping(t), nil
}

type thresholdStopping threshold

func (t thresholdStopping) Stop(_ int, p study.Point) bool {
	return p.Reward < t.low || p.Reward > t.high
}

func (t thresholdStopping) Ended(int, study.State) {}

// Patience stops a trial of which the last n steps told of have not brought a
// reward that is better, by more than delta, than the best before. And(Patience(n,
// delta), rule) stops those of the rule's that don't get better.
func Patience(n int, delta float64) study.Stopper { return patience{n, delta} }

type patience struct {
	n     int
	delta float64
}

func (w patience) String() string { return fmt.Sprintf("patience(%d, %v)", w.n, w.delta) }

func (w patience) Start(study.Goal) (study.Stopping, error) {
	if w.n < 1 || !(w.delta >= 0) {
		return nil, fmt.Errorf("stopping: %v: expected 1 step or more, and 0 or more as what is better", w)
	}
	return patient{w, map[int]*waiting{}}, nil
}

type waiting struct {
	best float64
	n    int // steps since
}

type patient struct {
	patience
	trials map[int]*waiting
}

func (w patient) Stop(trial int, p study.Point) bool {
	t := w.trials[trial]
	if t == nil {
		w.trials[trial] = &waiting{best: p.Reward}
		return false
	}
	if p.Reward > t.best+w.delta || math.IsInf(t.best, -1) && p.Reward > t.best {
		t.best, t.n = p.Reward, 0
		return false
	}
	t.n++
	return t.n >= w.n
}

func (w patient) Ended(trial int, _ study.State) { delete(w.trials, trial) }

// Median is Percentile of one half: a trial is stopped if the best it has been
// worth by a step is worse than the median of what trials that ran to their end
// were worth at that step (Golovin et al., "Google Vizier", 2017, section 3.1.2,
// with the values that Optuna's MedianPruner compares). Startup is how many
// have to have run to their end before one is stopped; Optuna's default is 5.
func Median(startup int) study.Stopper { return percentile{0.5, startup} }

// Percentile stops a trial if the best that it has been worth by a step is
// worse than what the best share, from 0 to 1, of the trials that ran to their
// end were worth at that step, or at the last step before it that they told of:
// with 0.25 only the best quarter goes on. No trial is stopped before startup
// of them have run to their end. A step costs time in proportion to the number
// of these if it is one that no trial told of before, and otherwise to its
// logarithm.
func Percentile(share float64, startup int) study.Stopper { return percentile{share, startup} }

type percentile struct {
	share   float64
	startup int
}

func (q percentile) String() string {
	if q.share == 0.5 {
		return fmt.Sprintf("median(startup=%d)", q.startup)
	}
	return fmt.Sprintf("percentile(%v, startup=%d)", q.share, q.startup)
}

func (q percentile) Start(study.Goal) (study.Stopping, error) {
	if !(q.share > 0 && q.share < 1) || q.startup < 0 {
		return nil, fmt.Errorf("stopping: %v: expected a share between 0 and 1, and 0 startup trials or more", q)
	}
	return &quantile{percentile: q, open: map[int]*curve{}, at: map[int]*ranking{}}, nil
}

// A curve is what a trial was worth, by step.
type curve struct {
	steps   []int
	rewards []float64
	best    float64
}

// last returns what it was worth at the step, or the last before.
func (c *curve) last(step int) (float64, bool) {
	i := sort.SearchInts(c.steps, step+1) - 1
	if i < 0 {
		return 0, false
	}
	return c.rewards[i], true
}

type quantile struct {
	percentile
	open map[int]*curve
	done []*curve
	at   map[int]*ranking // of the done, for each step asked about
}

func (q *quantile) Stop(trial int, p study.Point) bool {
	c := q.open[trial]
	if c == nil {
		c = &curve{best: p.Reward}
		q.open[trial] = c
	}
	c.steps, c.rewards = append(c.steps, p.Step), append(c.rewards, p.Reward)
	c.best = max(c.best, p.Reward)

	others := q.at[p.Step]
	if others == nil {
		others = new(ranking)
		q.at[p.Step] = others
		for _, d := range q.done {
			if v, ok := d.last(p.Step); ok {
				others.add(v)
			}
		}
	}
	return len(*others) >= max(q.startup, 1) && c.best < others.quantile(q.share)
}

func (q *quantile) Ended(trial int, state study.State) {
	c := q.open[trial]
	delete(q.open, trial)
	if c == nil || state != study.Done {
		return
	}
	q.done = append(q.done, c)
	for step, others := range q.at {
		if v, ok := c.last(step); ok {
			others.add(v)
		}
	}
}

// quantile returns the reward that the share of best ones have at least,
// between two of them in proportion.
func (r ranking) quantile(share float64) float64 {
	at := share * float64(len(r)-1)
	k := int(at)
	if k+1 == len(r) || r[k] == r[k+1] || at == float64(k) {
		return r[k]
	}
	return r[k] + (at-float64(k))*(r[k+1]-r[k])
}
