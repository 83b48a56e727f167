// Trials that go on from what earlier ones came to.

package study

import (
	"slices"

	"github.com/pgen-go/pgen/runtime/search"
)

// Lineage returns the trials that led to one, each going on from the one before:
// the first began anew, and the last is the trial itself. After population based
// training that of the best trial is the schedule which trained the best member.
// It is nil if there is no such trial.
func (h *History) Lineage(id int) []*Trial {
	var line []*Trial
	for id >= 0 && id < len(h.Trials) {
		t := &h.Trials[id]
		line = append(line, t)
		if t.Parent >= id {
			break // not the history of a search
		}
		id = t.Parent
	}
	slices.Reverse(line)
	return line
}

// Needed reports whether the state that a trial came to, such as trained weights,
// is needed still: the trial is open, or an open one or one that is yet to start
// may go on from it, or it is the best. Once false of a trial, it stays so. It is
// false of all others if the algorithm has no trials that go on from earlier ones.
func (s *Study) Needed(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id < 0 || id >= len(s.history.Trials) {
		return false
	}
	if s.history.Trials[id].State == Open || s.begun[id] > 0 || id == s.best {
		return true
	}
	continued, ok := s.search.(search.Continued)
	return ok && continued.Needed(id)
}

// parent is that of a trial that has just been started.
func (s *Study) parent(id int) int {
	if continued, ok := s.search.(search.Continued); ok {
		return continued.Parent(id)
	}
	return -1
}

// begins counts a trial that is open, for its parent.
func (s *Study) begins(t *Trial) {
	if t.Parent >= 0 {
		s.begun[t.Parent]++
	}
}

// settles notes that a trial has ended.
func (s *Study) settles(t *Trial) {
	if t.Parent >= 0 {
		if s.begun[t.Parent]--; s.begun[t.Parent] == 0 {
			delete(s.begun, t.Parent)
		}
	}
	if t.feasible() && (s.best < 0 || s.history.Goal.Better(t.Reward, s.history.Trials[s.best].Reward)) {
		s.best = t.ID
	}
}
