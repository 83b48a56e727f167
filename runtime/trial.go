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
// Fail; calls after that are ignored. It may be handed to another goroutine,
// but is not for use by two at once.
type Trial[P any] struct {
	ID      int // 0 for the first of a search
	Program P
	DNA     *geno.DNA // what Program was materialized from

	measures map[string]float64
	study    *study.Study
	ended    func(study.Trial)
}

// Report ends the trial with its reward; higher is better. A reward that is
// not finite fails the trial.
func (t *Trial[P]) Report(reward float64) {
	if s, err := t.study.Report(t.ID, reward, t.measures); err == nil {
		t.ended(s)
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
func (t *Trial[P]) evaluate(ctx context.Context, objective func(context.Context, P) (float64, error)) {
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
	reward, err := objective(ctx, t.Program)
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
