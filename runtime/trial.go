// One trial of a search, as the user sees it.

package pg

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

// A Trial is a program to evaluate. It ends with the first call of Report or
// Fail, or of Stop if that returns true; calls after that are ignored. It may be
// handed to another goroutine, but is not for use by two at once.
type Trial[P any] struct {
	ID      int // 0 for the first of a search
	Program P
	DNA     *geno.DNA // what Program was materialized from

	// Parent is the trial that this one goes on from, with the state it came to,
	// such as trained weights: -1 if it begins anew, as all do whose algorithm is
	// not of the kind of package runtime/search/pbt.
	Parent int

	measures  map[string]float64
	violation float64
	study     *study.Study
	ended     func(study.Trial)
}

// Report ends the trial with its reward; higher is better, unless the search
// has other [Goals]: it is then told a reward for each. A reward that is not
// finite fails the trial.
func (t *Trial[P]) Report(reward float64, more ...float64) {
	m := study.Measurement{Rewards: append([]float64{reward}, more...), Violation: t.violation, Measures: t.measures}
	if s, err := t.study.ReportAll(t.ID, m); err == nil {
		t.ended(s)
	}
}

// Stop tells what the trial is worth at a step on its way, such as an epoch of
// training, and reports whether it is not worth going on with, which is for the
// rule given to [StopEarly] to say; without one it is false. If it is true the
// trial has ended, with this reward for the algorithm to learn from. The steps
// have to grow: telling of one again, or of one before, changes nothing.
//
//	for epoch := 1; epoch <= 27; epoch++ {
//		accuracy = train(t.Program)
//		if t.Stop(epoch, accuracy) {
//			break
//		}
//	}
//	t.Report(accuracy) // ignored if the trial has ended
func (t *Trial[P]) Stop(step int, reward float64) bool {
	s, err := t.study.Step(t.ID, step, reward, t.measures)
	if err == nil && s.State != study.Open {
		t.ended(s)
	}
	return s.State != study.Open
}

// Needed reports whether the state that a trial of this search came to is needed
// still, as [study.Study.Needed] says; a store of package runtime/study/states
// asks for it.
func (t *Trial[P]) Needed(id int) bool { return t.study.Needed(id) }

// Violate says that the program breaks a constraint, and by how much: an amount
// of 0 or less says that it keeps it. The amounts of several calls add up. A
// program that breaks constraints is never the best, and is judged by its
// violation by algorithms that know of it. A violation that is not finite fails
// the trial when it is reported.
//
//	t.Violate(t.Program.Bytes() - limit)
func (t *Trial[P]) Violate(amount float64) {
	if !(amount <= 0) {
		t.violation += amount
	}
}

// Fail ends the trial without a reward. The search goes on, and its algorithm
// learns that the program is no good.
func (t *Trial[P]) Fail(err error) {
	if s, err := t.study.Fail(t.ID, err, t.measures); err == nil {
		t.ended(s)
	}
}

// Measure records a value beside the reward, for the history. It does nothing
// once the trial has ended.
func (t *Trial[P]) Measure(name string, value float64) {
	if t.measures == nil {
		t.measures = make(map[string]float64)
	}
	t.measures[name] = value
}

// evaluate ends the trial with what the objective makes of it. A panic fails
// the trial, with the stack; so does leaving the goroutine.
func (t *Trial[P]) evaluate(ctx context.Context, objective func(context.Context, *Trial[P]) (float64, error)) {
	ended := false
	defer func() {
		if ended {
			return
		}
		if v := recover(); v != nil {
			t.Fail(panicked(v))
		} else {
			t.Fail(fmt.Errorf("the objective called runtime.Goexit\n%s", debug.Stack()))
		}
	}()
	reward, err := objective(ctx, t)
	ended = true
	switch {
	case err == nil:
		t.Report(reward)
	case ctx.Err() == nil:
		t.Fail(err)
	}
	// Otherwise the objective gave up because the search ends: the trial says
	// nothing about the program and stays open, for Resume to try again.
}

// panicked is the error for a panic with v that has just been recovered, with
// the stack.
func panicked(v any) error {
	if err, ok := v.(error); ok {
		return fmt.Errorf("panic: %w\n%s", err, debug.Stack())
	}
	return fmt.Errorf("panic: %v\n%s", v, debug.Stack())
}
