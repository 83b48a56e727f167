package bayes

// This file puts trials of several objectives in order.

import (
	"cmp"
	"math"
	"slices"
)

// byDomination returns trials, best first: those that break their constraints
// less, of these by how many fronts are better, and within a front those that
// have more room to themselves (Deb, Pratap, Agarwal, Meyarivan, "A Fast and
// Elitist Multiobjective Genetic Algorithm: NSGA-II", 2002). Of equals those that
// ended first come first, whatever order they are given in: it was left by whichever
// proposals were asked for.
func byDomination(trials []*tpeTrial) []*tpeTrial {
	rest := slices.Clone(trials)
	slices.SortStableFunc(rest, func(a, b *tpeTrial) int {
		return cmp.Or(cmp.Compare(a.outcome.Violation, b.outcome.Violation), cmp.Compare(a.order, b.order))
	})
	ordered := make([]*tpeTrial, 0, len(rest))
	for len(rest) > 0 {
		var front, behind []*tpeTrial
		for _, t := range rest {
			if slices.ContainsFunc(rest, func(o *tpeTrial) bool { return o.dominates(t) }) {
				behind = append(behind, t)
			} else {
				front = append(front, t)
			}
		}
		ordered = append(ordered, byRoom(front)...)
		rest = behind
	}
	return ordered
}

func (t *tpeTrial) dominates(o *tpeTrial) bool {
	if t.outcome.Violation != o.outcome.Violation {
		return t.outcome.Violation < o.outcome.Violation
	}
	better := false
	for i := range max(t.objectives(), o.objectives()) {
		a, b := t.reward(i), o.reward(i)
		if a < b {
			return false
		}
		better = better || a > b
	}
	return better
}

func (t *tpeTrial) objectives() int { return max(1, len(t.outcome.Rewards)) }

// reward is that of an objective; a missing one is worse than any.
func (t *tpeTrial) reward(i int) float64 {
	switch {
	case i < len(t.outcome.Rewards):
		if r := t.outcome.Rewards[i]; !math.IsNaN(r) {
			return r
		}
	case i == 0:
		return t.outcome.Reward
	}
	return math.Inf(-1)
}

// byRoom sorts a front by crowding distance, the largest first.
func byRoom(front []*tpeTrial) []*tpeTrial {
	if len(front) < 3 {
		return front
	}
	room := make(map[*tpeTrial]float64, len(front))
	along := slices.Clone(front)
	for i := range front[0].objectives() {
		slices.SortStableFunc(along, func(a, b *tpeTrial) int { return cmp.Compare(a.reward(i), b.reward(i)) })
		first, last := along[0], along[len(along)-1]
		room[first], room[last] = math.Inf(1), math.Inf(1)
		span := last.reward(i) - first.reward(i)
		if !(span > 0) || math.IsInf(span, 0) {
			continue
		}
		for j := 1; j < len(along)-1; j++ {
			room[along[j]] += (along[j+1].reward(i) - along[j-1].reward(i)) / span
		}
	}
	slices.SortStableFunc(front, func(a, b *tpeTrial) int { return cmp.Compare(room[b], room[a]) })
	return front
}
