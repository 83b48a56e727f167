// Package study runs a search and keeps its record. A [Study] stands between
// an algorithm, of which it knows the interface alone, and those who evaluate
// what it proposes: they ask for trials with Next, from as many goroutines as
// they like, and tell what came of each with Report or Fail. Everything that
// happens goes into a [History], from which [Resume] builds the same search
// again, to go on where the history ends.
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
	history History
	places  int           // how many places of the journal are taken
	open    int           // trials handed out and not ended
	pending []int         // open trials of the resumed history, not handed out yet
	queue   []*geno.DNA   // supplied, not started yet
	limit   int           // how many trials there may be; 0: any number
	ended   chan struct{} // closed when the next trial ends; nil while nobody waits
}

// New starts a search of the space.
func New(space *geno.Spec, alg search.Algorithm, seed uint64, goal Goal) (*Study, error) {
	return Resume(&History{Space: space, Algorithm: algorithmName(alg), Seed: seed, Goal: goal}, space, alg)
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
	s := &Study{search: inner, places: len(journal)}
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
		if e.end {
			s.search.Finished(e.id, s.outcome(t))
		} else {
			s.search.Started(e.id, t.DNA)
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
	switch {
	case t.State == Failed:
		return search.Outcome{Failed: true}
	case s.history.Goal == Minimize:
		return search.Outcome{Reward: -t.Reward}
	}
	return search.Outcome{Reward: t.Reward}
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
	t := Trial{ID: id, DNA: dna, Start: s.places, End: -1, Began: time.Now()}
	s.places++
	s.open++
	s.history.Trials = append(s.history.Trials, t)
	return t, nil
}

// Report ends a trial with its reward and whatever else was measured. A reward
// that is not finite fails the trial. It returns the trial as it is recorded
// now; the error says that the trial had ended before, which changes nothing.
func (s *Study) Report(id int, reward float64, measures map[string]float64) (Trial, error) {
	if math.IsNaN(reward) || math.IsInf(reward, 0) {
		return s.Fail(id, fmt.Errorf("the reward is %v: expected a finite number", reward), measures)
	}
	return s.end(id, func(t *Trial) {
		t.State, t.Reward, t.Measures = Done, reward, maps.Clone(measures)
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
	if id < 0 || id >= len(s.history.Trials) {
		return Trial{}, fmt.Errorf("study: trial %d: there are only the trials 0 to %d", id, len(s.history.Trials)-1)
	}
	t := &s.history.Trials[id]
	if t.State != Open || slices.Contains(s.pending, id) {
		return *t, fmt.Errorf("study: trial %d: expected an open trial, got one that is %s", id, t.State)
	}
	how(t)
	t.Took = time.Since(t.Began)
	t.End = s.places
	s.places++
	s.open--
	s.search.Finished(id, s.outcome(t))
	if s.ended != nil {
		close(s.ended)
		s.ended = nil
	}
	return *t, nil
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
	return c
}
