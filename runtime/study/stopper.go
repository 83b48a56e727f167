// What a trial is worth on its way, and ending it early.

package study

import (
	"errors"
	"fmt"
	"maps"
	"math"
)

// A Stopper is a rule for which trials aren't worth going on with, with its
// settings: a value that can be reused, also by several searches at the same
// time. Package stopping has the usual ones.
type Stopper interface {
	// Start begins to watch a search towards the goal. The error says what is
	// wrong with the settings.
	Start(goal Goal) (Stopping, error)

	// String is the stopper's name with its settings.
	String() string
}

// A Stopping is a [Stopper] at work in one search. What it answers depends on
// the calls before alone, in their order, so that the history of a search
// brings it back. It is not called by two goroutines at once.
type Stopping interface {
	// Stop tells what a trial is worth at a step, and reports whether it is to
	// end there. The steps of a trial grow. Rewards are given as to algorithms:
	// higher is better, whatever the goal, and one that is no number is -Inf.
	Stop(trial int, p Point) bool

	// Ended tells that a trial has ended: it is Done, Failed or Stopped.
	Ended(trial int, state State)
}

// StopEarly lets stopper end trials early, from now on. First it is told of all
// that is in the history: a search that goes on must have the stopper it had.
// Searches with several objectives have none.
func (s *Study) StopEarly(stopper Stopper) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &s.history
	switch {
	case stopper == nil:
		return errors.New("study: expected a stopper, got nil")
	case h.Goals != nil:
		return fmt.Errorf("study: %v can't stop trials of a search with several objectives: expected one goal, got %v", stopper, h.Goals)
	case s.stopper != nil, h.Stopper != "" && h.Stopper != stopper.String():
		return fmt.Errorf("study: trials are stopped by another stopper: expected %s, got %v: use the stopper of the history, or start a new search", h.Stopper, stopper)
	case h.Stopper == "" && len(h.Trials) > 0:
		return fmt.Errorf("study: the history is of a search in which no trial is stopped: expected no stopper, got %v: start a new search", stopper)
	}
	running, err := stopper.Start(h.Goal)
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	journal, err := h.journal()
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	for _, e := range journal {
		t := &h.Trials[e.id]
		switch e.kind {
		case pointEvent:
			running.Stop(e.id, s.upward(t.Curve[e.point]))
		case endEvent:
			running.Ended(e.id, t.State)
		}
	}
	s.stopper, h.Stopper = running, stopper.String()
	return nil
}

// upward is a point as a stopper is told of it.
func (s *Study) upward(p Point) Point {
	if p.Reward = s.history.Goal.up(p.Reward); math.IsNaN(p.Reward) {
		p.Reward = math.Inf(-1)
	}
	return p
}

// Step tells what an open trial is worth at a step on its way, such as an epoch
// of training, and whatever else was measured. The stopper may end the trial
// there: it is then Stopped, with this reward, of which the algorithm learns as
// it does of others; or Failed, if the reward isn't finite. A step that is not
// after the last one known changes nothing, so that a trial that is begun anew,
// in a resumed search, is measured once.
//
// Step returns the trial as it is recorded now. The error says that the trial
// had ended before.
func (s *Study) Step(id, step int, reward float64, measures map[string]float64) (Trial, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.running(id)
	if err != nil {
		return *t, err
	}
	if n := len(t.Curve); n > 0 && step <= t.Curve[n-1].Step {
		return *t, nil
	}
	p := Point{Step: step, Reward: reward, Measures: maps.Clone(measures), At: s.places}
	s.places++
	t.Curve = append(t.Curve, p)
	if s.stopper == nil || !s.stopper.Stop(id, s.upward(p)) {
		return *t, nil
	}
	s.ends(t, func(t *Trial) {
		t.Measures = p.Measures
		if math.IsNaN(reward) || math.IsInf(reward, 0) {
			t.State, t.Error = Failed, fmt.Sprintf("stopped at step %d, where the reward is %v", step, reward)
			return
		}
		t.State, t.Reward = Stopped, reward
	})
	return *t, nil
}
