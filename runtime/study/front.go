// The best of several objectives.

package study

import "slices"

// Front returns the trials that no other is better than, in the order of their
// ids: the Pareto front of those that are Done and keep their constraints. A
// trial is better than another if it is no worse in any objective and better in
// one; those with equal rewards are all there. With one objective these are the
// trials as good as [History.Best].
func (h *History) Front() []*Trial {
	var front []*Trial
	for i := range h.Trials {
		t := &h.Trials[i]
		if !t.feasible() {
			continue
		}
		if slices.ContainsFunc(front, func(f *Trial) bool { return h.dominates(f, t) }) {
			continue
		}
		front = append(slices.DeleteFunc(front, func(f *Trial) bool { return h.dominates(t, f) }), t)
	}
	return front
}

// dominates reports whether a is better than b in one objective and no worse
// in the others.
func (h *History) dominates(a, b *Trial) bool {
	if h.Goals == nil {
		return h.Goal.Better(a.Reward, b.Reward)
	}
	better := false
	for i, g := range h.Goals {
		switch {
		case g.Better(b.Rewards[i], a.Rewards[i]):
			return false
		case g.Better(a.Rewards[i], b.Rewards[i]):
			better = true
		}
	}
	return better
}
