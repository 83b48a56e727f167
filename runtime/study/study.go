// Package study runs a search and keeps its record. A [Study] stands between
// an algorithm, of which it knows the interface alone, and those who evaluate
// what it proposes: they ask for trials with Next, from as many goroutines as
// they like, and tell what came of each with Report or Fail. On its way, a trial
// may tell with Step what it is worth, and a [Stopper] may end it early.
// Everything that happens goes into a [History], from which [Resume] builds the
// same search again, to go on where the history ends.
package study

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A Study is a running search with its history. Its methods may be called
// concurrently.
type Study struct {
	mu      sync.Mutex
	search  search.Search
	stopper Stopping // nil: no trial is stopped
	history History
	places  int           // how many places of the journal are taken
	open    int           // trials handed out and not ended
	pending []int         // open trials of the resumed history, not handed out yet
	queue   []*geno.DNA   // supplied, not started yet
	limit   int           // how many trials there may be; 0: any number
	begun   map[int]int   // how many open trials go on from a trial
	best    int           // the best trial; -1 if there is none
	ended   chan struct{} // closed when the next trial ends; nil while nobody waits
}

// New starts a search of the space. A search with several objectives has a
// goal for each; without any, the goal is to maximize.
func New(space *geno.Spec, alg search.Algorithm, seed uint64, goals ...Goal) (*Study, error) {
	h := &History{Space: space, Algorithm: algorithmName(alg), Seed: seed}
	if len(goals) > 0 {
		h.Goal = goals[0]
	}
	if len(goals) > 1 {
		h.Goals = slices.Clone(goals)
	}
	return Resume(h, space, alg)
}

// Resume rebuilds the search that h records and goes on with it: what it
// proposes next is what it would have proposed had it not stopped. Trials that
// were open when h was taken are handed out again, first and under their ids.
// The space and the algorithm must be equal to those of h, and the error says
// what differs. The study takes a copy of h.
func Resume(h *History, space *geno.Spec, alg search.Algorithm) (*Study, error) {
	if alg == nil {
		return nil, errors.New("study: expected an algorithm, got nil")
	}
	if space == nil {
		return nil, errors.New("study: expected the space of a program, got nil")
	}
	if err := space.Err(); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	if h == nil {
		return nil, errors.New("study: expected a history, got nil: use New for a new search")
	}
	var errs []error
	if name := alg.String(); h.Algorithm != name {
		errs = append(errs, fmt.Errorf("study: the history is of another algorithm: expected %s, got %s: use the algorithm of the history, or start a new search", h.Algorithm, name))
	}
	if h.Space == nil || !h.Space.Equal(space) {
		errs = append(errs, fmt.Errorf("study: the history is of another space: expected\n%v\ngot\n%v\nuse the program of the history, or start a new search", h.Space, space))
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	journal, err := h.journal()
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	inner, err := alg.Start(space, h.Seed)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	s := &Study{search: inner, places: len(journal), begun: map[int]int{}, best: -1}
	s.history = h.clone()
	s.history.Space = space
	for i := range s.history.Trials {
		t := &s.history.Trials[i]
		if t.DNA, err = space.Bind(t.DNA); err != nil {
			return nil, fmt.Errorf("study: trial %d: %w", i, err)
		}
		if t.State == Open {
			s.pending = append(s.pending, i)
		}
	}
	for _, e := range journal {
		t := &s.history.Trials[e.id]
		switch e.kind {
		case startEvent:
			s.search.Started(e.id, t.DNA)
			parent := s.parent(e.id)
			if _, ok := s.search.(search.Continued); ok && parent != t.Parent {
				return nil, fmt.Errorf("study: trial %d: the history has it go on from trial %d, and %s from %d (-1: it begins anew): start a new search", e.id, t.Parent, h.Algorithm, parent)
			}
			t.Parent = parent
			s.begins(t)
		case endEvent:
			s.search.Finished(e.id, s.outcome(t))
			s.settles(t)
		}
	}
	return s, nil
}

func algorithmName(alg search.Algorithm) string {
	if alg == nil {
		return ""
	}
	return alg.String()
}

// outcome is what the algorithm, to which higher is better, is told of t.
func (s *Study) outcome(t *Trial) search.Outcome {
	if t.State == Failed {
		return search.Outcome{Failed: true}
	}
	o := search.Outcome{Reward: s.history.Goal.up(t.Reward), Violation: t.Violation}
	for i, r := range t.Rewards {
		o.Rewards = append(o.Rewards, s.history.Goals[i].up(r))
	}
	for _, p := range t.Curve {
		p = s.upward(p)
		o.Curve = append(o.Curve, search.Point{Step: p.Step, Reward: p.Reward})
	}
	if t.State == Stopped {
		o.Step = t.Curve[len(t.Curve)-1].Step
	}
	return o
}

// Supply has dna tried before anything else that the algorithm would propose.
// The algorithm learns from it as from its own.
func (s *Study) Supply(dna *geno.DNA) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	dna, err := s.history.Space.Bind(dna)
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	s.queue = append(s.queue, dna)
	return nil
}

// Limit sets how many trials the history may have, those it began with
// included; 0, as at first, is any number.
func (s *Study) Limit(trials int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = trials
}

// ErrLimit is returned by Next when the history has as many trials as
// [Study.Limit] allows.
var ErrLimit = errors.New("study: all trials have been handed out")

// Next hands out the next trial to evaluate. If the algorithm cannot propose
// one before another has ended, or if atMost > 0 and so many are open, Next
// waits until one ends or ctx does.
//
// The error is [ErrLimit] or [search.ErrExhausted] when there is nothing more
// to try, the cause of ctx's end, or what is wrong with the algorithm.
func (s *Study) Next(ctx context.Context, atMost int) (Trial, error) {
	for {
		if ctx.Err() != nil {
			return Trial{}, context.Cause(ctx)
		}
		s.mu.Lock()
		t, err := s.next(atMost)
		if !errors.Is(err, search.ErrWait) {
			s.mu.Unlock()
			return t, err
		}
		ended := s.nextEnd()
		s.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
}

func (s *Study) next(atMost int) (Trial, error) {
	if atMost > 0 && s.open >= atMost {
		return Trial{}, search.ErrWait
	}
	if len(s.pending) > 0 {
		t := &s.history.Trials[s.pending[0]]
		s.pending = s.pending[1:]
		t.Began = time.Now()
		s.open++
		return *t, nil
	}
	id := len(s.history.Trials)
	if s.limit > 0 && id >= s.limit {
		return Trial{}, ErrLimit
	}
	var dna *geno.DNA
	if len(s.queue) > 0 {
		dna, s.queue = s.queue[0], s.queue[1:]
	} else {
		var err error
		dna, err = s.search.Propose(id)
		if errors.Is(err, search.ErrWait) && s.open == 0 {
			return Trial{}, fmt.Errorf("study: %s waits for a trial to end, and none is open", s.history.Algorithm)
		}
		if err != nil {
			return Trial{}, err
		}
	}
	s.search.Started(id, dna)
	t := Trial{ID: id, DNA: dna, Parent: s.parent(id), Start: s.places, End: -1, Began: time.Now()}
	s.begins(&t)
	s.places++
	s.open++
	s.history.Trials = append(s.history.Trials, t)
	return t, nil
}

// Report ends a trial with its reward and whatever else was measured. A reward
// that is not finite fails the trial. It returns the trial as it is recorded
// now; the error says that the trial had ended before, which changes nothing.
func (s *Study) Report(id int, reward float64, measures map[string]float64) (Trial, error) {
	return s.ReportAll(id, Measurement{Rewards: []float64{reward}, Measures: measures})
}

// A Measurement is all that can be told of a trial that has come to its end.
type Measurement struct {
	Rewards   []float64 // one for each goal
	Violation float64   // by how much the program breaks its constraints; 0 if it keeps them
	Measures  map[string]float64
}

// ReportAll is [Study.Report] for searches with several objectives or with
// constraints. A trial fails with which something is wrong: the number of
// rewards, or one that is not finite.
func (s *Study) ReportAll(id int, m Measurement) (Trial, error) {
	goals := len(s.history.goals())
	var errs []error
	if len(m.Rewards) != goals {
		errs = append(errs, fmt.Errorf("expected a reward for each of %d objectives, got %d", goals, len(m.Rewards)))
	}
	for i, r := range m.Rewards {
		switch {
		case !math.IsNaN(r) && !math.IsInf(r, 0):
		case goals == 1:
			errs = append(errs, fmt.Errorf("the reward is %v: expected a finite number", r))
		default:
			errs = append(errs, fmt.Errorf("reward %d is %v: expected a finite number", i, r))
		}
	}
	if !(m.Violation >= 0) || math.IsInf(m.Violation, 0) {
		errs = append(errs, fmt.Errorf("the violation is %v: expected a finite number, 0 or more", m.Violation))
	}
	if err := errors.Join(errs...); err != nil {
		return s.Fail(id, err, m.Measures)
	}
	return s.end(id, func(t *Trial) {
		t.State, t.Reward, t.Violation, t.Measures = Done, m.Rewards[0], m.Violation, maps.Clone(m.Measures)
		if goals > 1 {
			t.Rewards = slices.Clone(m.Rewards)
		}
	})
}

// Fail ends a trial that gave no reward.
func (s *Study) Fail(id int, why error, measures map[string]float64) (Trial, error) {
	return s.end(id, func(t *Trial) {
		t.State, t.Measures, t.Error = Failed, maps.Clone(measures), "failed"
		if why != nil {
			t.Error = why.Error()
		}
	})
}

func (s *Study) end(id int, how func(*Trial)) (Trial, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.running(id)
	if err != nil {
		return *t, err
	}
	s.ends(t, how)
	return *t, nil
}

// running returns an open trial; with an error, what there is instead.
func (s *Study) running(id int) (*Trial, error) {
	if id < 0 || id >= len(s.history.Trials) {
		return new(Trial), fmt.Errorf("study: trial %d: there are only the trials 0 to %d", id, len(s.history.Trials)-1)
	}
	t := &s.history.Trials[id]
	if t.State != Open || slices.Contains(s.pending, id) {
		return t, fmt.Errorf("study: trial %d: expected an open trial, got one that is %s", id, t.State)
	}
	return t, nil
}

// ends ends an open trial.
func (s *Study) ends(t *Trial, how func(*Trial)) {
	how(t)
	t.Took = time.Since(t.Began)
	t.End = s.places
	s.places++
	s.open--
	if s.stopper != nil {
		s.stopper.Ended(t.ID, t.State)
	}
	s.search.Finished(t.ID, s.outcome(t))
	s.settles(t)
	if s.ended != nil {
		close(s.ended)
		s.ended = nil
	}
}

// nextEnd returns a channel that is closed when the next trial ends.
func (s *Study) nextEnd() <-chan struct{} {
	if s.ended == nil {
		s.ended = make(chan struct{})
	}
	return s.ended
}

// Wait waits until no trial is open or ctx ends.
func (s *Study) Wait(ctx context.Context) error {
	for {
		s.mu.Lock()
		if s.open == 0 {
			s.mu.Unlock()
			return nil
		}
		ended := s.nextEnd()
		s.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Explain says in a line what the algorithm is doing and why, if it is one that
// chooses, see [search.Explained]; otherwise it returns "".
func (s *Study) Explain() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.search.(search.Explained); ok {
		return e.Explain()
	}
	return ""
}

// History returns a copy of the record up to now.
func (s *Study) History() *History {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.history.clone()
	return &h
}

func (h *History) clone() History {
	c := *h
	c.Trials = slices.Clone(h.Trials)
	for i := range c.Trials {
		c.Trials[i].Curve = slices.Clip(c.Trials[i].Curve)
	}
	return c
}
