// Package stopping has rules for which trials to end early, for searches whose
// trials take long and tell on their way what they are worth. A rule is a value,
// given to a search as pg.StopEarly(stopping.ASHA(1, 27, 3)) or to
// [study.Study.StopEarly]:
//
//   - [ByValue], [ByRank] and [Threshold] compare with fixed values, or with the
//     ranks of earlier trials, at certain steps;
//   - [Median] and [Percentile] compare with the trials that ran to their end;
//   - [Patience] looks at whether the trial itself gets better;
//   - [SuccessiveHalving], [ASHA] and [Hyperband] let a share of the trials go on
//     beyond each of a few steps that grow geometrically.
//
// [And], [Or] and [Not] put rules together, [After] has one wait, and [On] has
// one look at another measure than the reward.
//
// A rule only answers whether to go on, so any of them goes with any algorithm:
// BOHB (Falkner, Klein, Hutter, 2018) is [Hyperband] with bayes.TPE(bayes.BySteps()),
// and DEHB (Awad, Mallik, Hutter, 2021) is nearest to Hyperband with
// evolution.DifferentialEvolution. What they do differently here is that a trial is
// not evaluated anew with more epochs, it goes on. An algorithm learns from a trial
// what it was worth at each step, and where it was stopped, see search.Outcome; one
// that doesn't look takes what it was worth in the end as its reward.
package stopping

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pgen-go/pgen/runtime/study"
)

// And stops a trial at a step where all of the rules say so. Each of them is
// told of every step, whatever the others say.
func And(rules ...study.Stopper) study.Stopper { return combined{"and", rules} }

// Or stops a trial at a step where one of the rules says so. Each of them is
// told of every step, whatever the others say.
func Or(rules ...study.Stopper) study.Stopper { return combined{"or", rules} }

// Not stops a trial where the rule doesn't. Most rules say so at a few steps
// alone: Not of them stops at all others.
func Not(rule study.Stopper) study.Stopper { return combined{"not", []study.Stopper{rule}} }

type combined struct {
	word  string
	rules []study.Stopper
}

func (c combined) String() string {
	texts := make([]string, len(c.rules))
	for i, r := range c.rules {
		texts[i] = fmt.Sprint(r)
	}
	return c.word + "(" + strings.Join(texts, ", ") + ")"
}

func (c combined) Start(goal study.Goal) (study.Stopping, error) {
	var errs []error
	if len(c.rules) == 0 {
		errs = append(errs, fmt.Errorf("stopping: %v: expected one rule or more", c))
	}
	s := combination{word: c.word}
	for _, r := range c.rules {
		if r == nil {
			errs = append(errs, fmt.Errorf("stopping: %v: expected a rule, got nil", c))
			continue
		}
		running, err := r.Start(goal)
		s.rules = append(s.rules, running)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

type combination struct {
	word  string
	rules []study.Stopping
}

func (c combination) Stop(trial int, p study.Point) bool {
	stops := 0
	for _, r := range c.rules {
		if r.Stop(trial, p) {
			stops++
		}
	}
	switch c.word {
	case "and":
		return stops == len(c.rules)
	case "or":
		return stops > 0
	}
	return stops == 0
}

func (c combination) Ended(trial int, state study.State) {
	for _, r := range c.rules {
		r.Ended(trial, state)
	}
}

// After has a rule stop no trial before the given step. The rule is told of
// the steps before, too.
func After(step int, rule study.Stopper) study.Stopper { return after{step, rule} }

type after struct {
	step int
	rule study.Stopper
}

func (a after) String() string { return fmt.Sprintf("after(%d, %v)", a.step, a.rule) }

func (a after) Start(goal study.Goal) (study.Stopping, error) {
	s, err := start(a, a.rule, goal)
	return afterStopping{s, a.step}, err
}

type afterStopping struct {
	study.Stopping
	step int
}

func (a afterStopping) Stop(trial int, p study.Point) bool {
	return a.Stopping.Stop(trial, p) && p.Step >= a.step
}

// On has a rule look at a measure instead of the reward, towards a goal of its
// own. Steps at which the measure isn't there pass unnoticed.
//
//	stopping.On("loss", study.Minimize, stopping.Median(5))
func On(measure string, goal study.Goal, rule study.Stopper) study.Stopper {
	return on{measure, goal, rule}
}

type on struct {
	measure string
	goal    study.Goal
	rule    study.Stopper
}

func (o on) String() string { return fmt.Sprintf("on(%q, %v, %v)", o.measure, o.goal, o.rule) }

func (o on) Start(study.Goal) (study.Stopping, error) {
	s, err := start(o, o.rule, o.goal)
	return onStopping{s, o}, err
}

type onStopping struct {
	study.Stopping
	on
}

func (o onStopping) Stop(trial int, p study.Point) bool {
	v, ok := p.Measures[o.measure]
	if !ok {
		return false
	}
	p.Reward = upward(o.goal, v)
	return o.Stopping.Stop(trial, p)
}

// start begins the rule inside of another.
func start(outer, rule study.Stopper, goal study.Goal) (study.Stopping, error) {
	if rule == nil {
		return nil, fmt.Errorf("stopping: %v: expected a rule, got nil", outer)
	}
	return rule.Start(goal)
}
