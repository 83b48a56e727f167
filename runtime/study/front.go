// The best of several objectives.

package study

import (
	"errors"
	"fmt"

	"github.com/pgen-go/pgen/runtime/search/pareto"
)

// Front returns the trials that no other is better than, in the order of their
// ids: the Pareto front of those that are Done and keep their constraints. A
// trial is better than another if it is no worse in any objective and better in
// one; those with equal rewards are all there. With one objective these are the
// trials as good as [History.Best].
func (h *History) Front() []*Trial {
	var kept []*Trial
	var points [][]float64
	for i := range h.Trials {
		if t := &h.Trials[i]; t.feasible() {
			kept = append(kept, t)
			points = append(points, h.point(t))
		}
	}
	front := pareto.Front(points)
	trials := make([]*Trial, len(front))
	for i, at := range front {
		trials[i] = kept[at]
	}
	return trials
}

// Prefer returns the trial of the front that p prefers, the first of equals; nil if
// the front is empty. Points are as package pareto has them: rewards that are to be
// small are negated. The error says what p has to do with other objectives.
func (h *History) Prefer(p pareto.Preference) (*Trial, error) {
	if p == nil {
		return nil, errors.New("study: expected a preference, got nil: use pareto.Knee()")
	}
	front := h.Front()
	points := make([][]float64, len(front))
	for i, t := range front {
		points[i] = h.point(t)
	}
	best, err := pareto.Choose(points, p)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	if best < 0 {
		return nil, nil
	}
	return front[best], nil
}

// point returns the rewards of a trial as numbers of which more is better.
func (h *History) point(t *Trial) []float64 {
	goals, rewards := h.Goals, t.Rewards
	if goals == nil {
		goals, rewards = []Goal{h.Goal}, []float64{t.Reward}
	}
	p := make([]float64, len(goals))
	for i, g := range goals {
		if p[i] = rewards[i]; g == Minimize {
			p[i] = -p[i]
		}
	}
	return p
}
