package bayes

// This file has TPE learn from trials that were stopped early.

import (
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
)

// BySteps has the model be that of BOHB (Falkner, Klein, Hutter, "BOHB: Robust and
// Efficient Hyperparameter Optimization at Scale", ICML 2018), for trials that tell
// on their way what they are worth and are stopped early: with stopping.Hyperband it
// is BOHB. Trials are compared by what they were worth at one and the same step, the
// highest that enough of them have come to: three more than there are decisions, as
// in the paper. Where trials of the latest steps are few the model is of an
// earlier one, rather than of rewards that are no match for each other.
//
// Other than in the paper, trials go on instead of beginning anew with more steps,
// so that the step may be any; those that were stopped before it are bad ones; and
// nothing is drawn at random after [TPEStartup] but by the uniform part of the model.
// Trials without [search.Outcome.Curve] count with their reward, as the furthest of
// all. It is of no account for several objectives.
func BySteps() TPEOption { return func(t *tpe) { t.bySteps = true } }

// A ladder is at which step trials are compared.
type ladder struct {
	enough int
	ended  []*tpeTrial
	most   []int // the last steps of the enough trials that came furthest, sorted
}

// level is the highest step that enough trials have come to; 0 as long as too few
// have ended.
func (l *ladder) level() int {
	if len(l.most) < l.enough {
		return 0
	}
	return l.most[0]
}

// add takes up a trial that ended, and reports whether others have to be looked at
// again.
func (l *ladder) add(t *tpeTrial) bool {
	before := l.level()
	l.ended = append(l.ended, t)
	if !t.told.Failed {
		last := lastStep(t.told)
		at, _ := slices.BinarySearch(l.most, last)
		l.most = slices.Insert(l.most, at, last)
		if len(l.most) > l.enough {
			l.most = slices.Delete(l.most, 0, 1)
		}
	}
	l.rate(t)
	return l.level() != before
}

// rate sets what the trial counts as.
func (l *ladder) rate(t *tpeTrial) {
	t.outcome = t.told
	level := l.level()
	if last := lastStep(t.told); last <= level {
		t.short = last < level
		return
	}
	t.short = false
	for i, p := range t.told.Curve {
		if p.Step > level && i > 0 {
			break
		}
		if level > 0 {
			t.outcome.Reward = p.Reward
		}
	}
}

// lastStep is how far a trial came.
func lastStep(o search.Outcome) int {
	if n := len(o.Curve); n > 0 {
		return o.Curve[n-1].Step
	}
	if o.Step > 0 {
		return o.Step
	}
	return math.MaxInt
}

// finish tells the groups of a trial that ended.
func (s *tpeSearch) finish(t *tpeTrial) {
	if s.ladder == nil || len(t.outcome.Rewards) > 1 {
		s.tell(t)
		return
	}
	if !s.ladder.add(t) {
		s.tell(t)
		return
	}
	for _, g := range s.groups {
		g.forget()
	}
	for _, o := range s.ladder.ended {
		s.ladder.rate(o)
		s.tell(o)
	}
}

func (s *tpeSearch) tell(t *tpeTrial) {
	for _, g := range s.groups {
		if g.active(t.x) {
			g.end(t)
		}
	}
}

// forget lets go of the trials that ended, as if none had.
func (g *group) forget() {
	g.best, g.rest, g.fitted = nil, newMixture(&g.shape), 0
	g.rest.reset(g.badWidths(1))
	g.stale = true
}
