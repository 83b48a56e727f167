// The best of several objectives.

package study

import "github.com/pgen-go/pgen/runtime/search/pareto"

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
