// The record of a search: what was tried and what came of it, in an order from
// which the search can be rebuilt.

package study

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A History is the record of a search. As JSON it is whole: what Unmarshal
// reads is what Marshal wrote, and [Resume] goes on from it. [History.WriteCSV]
// writes it as a table.
type History struct {
	Space     *geno.Spec
	Algorithm string // the algorithm's name with its settings
	Stopper   string // the name of what stops trials early, with its settings; or ""
	Seed      uint64
	Goal      Goal    // of the reward; the first, if there are several
	Goals     []Goal  // of a search with several objectives: one for each reward; otherwise nil
	Trials    []Trial // by ID: the trial 0, 1, 2 …
}

// A Goal says which rewards are better.
type Goal uint8

const (
	Maximize Goal = iota // higher rewards are better
	Minimize             // lower rewards are better
)

// String returns "maximize" or "minimize".
func (g Goal) String() string {
	switch g {
	case Maximize:
		return "maximize"
	case Minimize:
		return "minimize"
	}
	return fmt.Sprintf("Goal(%d)", uint8(g))
}

// up returns the reward as one of which higher is better, or back.
func (g Goal) up(reward float64) float64 {
	if g == Minimize {
		return 0 - reward
	}
	return reward
}

// goals are those of all objectives.
func (h *History) goals() []Goal {
	if h.Goals != nil {
		return h.Goals
	}
	return []Goal{h.Goal}
}

// Better reports whether the reward a is better than b.
func (g Goal) Better(a, b float64) bool {
	if g == Minimize {
		return a < b
	}
	return a > b
}

// A State says how far a trial has come.
type State uint8

const (
	Open    State = iota // proposed, not ended
	Done                 // has a reward
	Failed               // ended without a reward
	Stopped              // ended early; its reward is the last of its curve
)

// String returns "open", "done", "failed" or "stopped".
func (s State) String() string {
	switch s {
	case Open:
		return "open"
	case Done:
		return "done"
	case Failed:
		return "failed"
	case Stopped:
		return "stopped"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// A Trial is one proposal and what was measured on it.
type Trial struct {
	ID       int
	DNA      *geno.DNA
	Parent   int // the trial whose state it goes on from, see [History.Lineage]; -1 if it begins anew
	State    State
	Reward   float64            // of a Done or Stopped trial, as it was reported; always finite
	Rewards  []float64          // of a Done trial of several objectives: Reward is the first; otherwise nil
	Measures map[string]float64 // whatever else was measured, by name
	Error    string             // why a Failed trial failed

	// Violation is by how much the program breaks its constraints: 0 if it keeps
	// them.
	Violation float64

	// Curve is what the trial was worth at the steps it told of, by step.
	Curve []Point

	// Start and End are the trial's places in the journal of the search, which
	// counts every start, every point of a curve and every end of a trial from 0.
	// End is -1 while the trial is Open.
	Start, End int

	Began time.Time
	Took  time.Duration // until it ended
}

// A Point is what a trial was worth at a step on its way.
type Point struct {
	Step     int     // how far the trial had come: an epoch, a number of samples or seconds
	Reward   float64 // may be NaN or infinite
	Measures map[string]float64
	At       int // its place in the journal
}

// feasible reports whether the trial ran to its end and keeps its constraints.
func (t *Trial) feasible() bool { return t.State == Done && t.Violation == 0 }

// Best returns the trial with the best reward, the earliest to end of equals:
// of those that are Done and keep their constraints, or nil if there is none.
// With several objectives it is the best in the first, see [History.Front].
func (h *History) Best() *Trial {
	var best *Trial
	for i := range h.Trials {
		t := &h.Trials[i]
		if t.feasible() && (best == nil || h.Goal.Better(t.Reward, best.Reward) || t.Reward == best.Reward && t.End < best.End) {
			best = t
		}
	}
	return best
}

// Count returns how many trials are in the state.
func (h *History) Count(s State) int {
	n := 0
	for _, t := range h.Trials {
		if t.State == s {
			n++
		}
	}
	return n
}

// An event is a start, a point or an end of a trial.
type event struct {
	id    int
	kind  eventKind
	point int // which point of the curve
}

type eventKind uint8

const (
	startEvent eventKind = iota
	pointEvent
	endEvent
)

// journal returns the events of all trials in their order.
func (h *History) journal() ([]event, error) {
	type placed struct {
		event
		at int
	}
	var places []placed
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for i, t := range h.Trials {
		if t.ID != i {
			fail("trial %d: expected the id %d, got %d", i, i, t.ID)
		}
		if t.Parent < -1 || t.Parent > 0 && t.Parent >= i {
			fail("trial %d: expected its parent to be an earlier trial, or -1 for none, got %d", i, t.Parent)
		}
		places = append(places, placed{event{id: i}, t.Start})
		last := t.Start
		for k, p := range t.Curve {
			if p.At <= last {
				fail("trial %d: expected the point at step %d to come after what is at %d, got %d", i, p.Step, last, p.At)
			}
			if k > 0 && p.Step <= t.Curve[k-1].Step {
				fail("trial %d: expected the steps of its curve to grow, got %d after %d", i, p.Step, t.Curve[k-1].Step)
			}
			places = append(places, placed{event{id: i, kind: pointEvent, point: k}, p.At})
			last = p.At
		}
		if h.Goals != nil && t.State == Done && len(t.Rewards) != len(h.Goals) {
			fail("trial %d: expected a reward for each of %d goals, got %d", i, len(h.Goals), len(t.Rewards))
		}
		if h.Goals == nil && t.Rewards != nil {
			fail("trial %d: expected one reward for the one goal, got %d", i, len(t.Rewards))
		}
		if t.State == Stopped && len(t.Curve) == 0 {
			fail("trial %d: was stopped, so expected a curve, got none", i)
		}
		switch {
		case t.State == Open && t.End != -1:
			fail("trial %d: is open, so expected end -1, got %d", i, t.End)
		case t.State != Open && t.End <= last && len(t.Curve) > 0:
			fail("trial %d: expected an end after its curve, which goes to %d, got %d", i, last, t.End)
		case t.State != Open && t.End <= t.Start:
			fail("trial %d: expected an end after its start at %d, got %d", i, t.Start, t.End)
		case t.State != Open:
			places = append(places, placed{event{id: i, kind: endEvent}, t.End})
		}
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	slices.SortStableFunc(places, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	events := make([]event, len(places))
	started := 0
	for i, p := range places {
		if p.at != i {
			return nil, fmt.Errorf("trial %d: expected each place of the journal from 0 to %d once, got %d where %d was next", p.id, len(places)-1, p.at, i)
		}
		if p.kind == startEvent {
			if p.id != started {
				return nil, fmt.Errorf("trial %d: started before trial %d: expected trials in the order of their ids", p.id, started)
			}
			started++
		}
		events[i] = p.event
	}
	return events, nil
}

// The JSON form.
type (
	historyJSON struct {
		Algorithm string          `json:"algorithm"`
		Stopper   string          `json:"stopper,omitempty"`
		Seed      uint64          `json:"seed"`
		Goal      string          `json:"goal,omitempty"`
		Goals     []string        `json:"goals,omitempty"`
		Space     json.RawMessage `json:"space"`
		Trials    []trialJSON     `json:"trials"`
	}
	trialJSON struct {
		ID        int                `json:"id"`
		Parent    *int               `json:"parent,omitempty"`
		State     string             `json:"state"`
		Reward    *float64           `json:"reward,omitempty"`
		Rewards   []float64          `json:"rewards,omitempty"`
		Violation float64            `json:"violation,omitempty"`
		Measures  map[string]measure `json:"measures,omitempty"`
		Error     string             `json:"error,omitempty"`
		DNA       string             `json:"dna"`
		Start     int                `json:"start"`
		End       int                `json:"end"`
		Began     time.Time          `json:"began"`
		Seconds   float64            `json:"seconds"`
		Curve     []pointJSON        `json:"curve,omitempty"`
	}
	pointJSON struct {
		Step     int                `json:"step"`
		Reward   measure            `json:"reward"`
		Measures map[string]measure `json:"measures,omitempty"`
		At       int                `json:"at"`
	}
)

// A measure is a number, of which JSON has only the finite: "NaN", "+Inf" and
// "-Inf" are strings.
type measure float64

func (m measure) MarshalJSON() ([]byte, error) {
	if f := float64(m); math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Appendf(nil, "%q", number(f)), nil
	}
	return json.Marshal(float64(m))
}

func (m *measure) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"NaN"`:
		*m = measure(math.NaN())
	case `"+Inf"`:
		*m = measure(math.Inf(1))
	case `"-Inf"`:
		*m = measure(math.Inf(-1))
	default:
		return json.Unmarshal(data, (*float64)(m))
	}
	return nil
}

// measured converts the values of measures.
func measured[To, From ~float64](from map[string]From) map[string]To {
	if from == nil {
		return nil
	}
	to := make(map[string]To, len(from))
	for name, v := range from {
		to[name] = To(v)
	}
	return to
}

// MarshalJSON writes the history. The space is in the form of [geno.Spec]'s
// JSON, a DNA in that of its String.
func (h *History) MarshalJSON() ([]byte, error) {
	space, err := json.Marshal(h.Space)
	if err != nil {
		return nil, fmt.Errorf("study: the space: %w", err)
	}
	out := historyJSON{Algorithm: h.Algorithm, Stopper: h.Stopper, Seed: h.Seed, Space: space, Trials: make([]trialJSON, len(h.Trials))}
	if h.Goals == nil {
		out.Goal = h.Goal.String()
	}
	for _, g := range h.Goals {
		out.Goals = append(out.Goals, g.String())
	}
	for i, t := range h.Trials {
		j := trialJSON{
			ID: t.ID, State: t.State.String(), Rewards: t.Rewards, Violation: t.Violation,
			Measures: measured[measure](t.Measures), Error: t.Error, DNA: t.DNA.String(),
			Start: t.Start, End: t.End, Began: t.Began, Seconds: t.Took.Seconds(),
		}
		if t.Parent >= 0 && t.Parent < t.ID {
			j.Parent = &t.Parent
		}
		if t.State == Stopped || t.State == Done && t.Rewards == nil {
			j.Reward = &t.Reward
		}
		for _, p := range t.Curve {
			j.Curve = append(j.Curve, pointJSON{p.Step, measure(p.Reward), measured[measure](p.Measures), p.At})
		}
		out.Trials[i] = j
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote. All that is wrong with it is in
// the error, trial by trial; h is then unchanged.
func (h *History) UnmarshalJSON(data []byte) error {
	var in historyJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	out := History{Algorithm: in.Algorithm, Stopper: in.Stopper, Seed: in.Seed, Space: new(geno.Spec), Trials: make([]Trial, len(in.Trials))}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf("study: "+format, args...)) }
	goal := func(text string) Goal {
		switch text {
		case "maximize":
		case "minimize":
			return Minimize
		default:
			fail(`goal: expected "maximize" or "minimize", got %q`, text)
		}
		return Maximize
	}
	switch {
	case in.Goals == nil:
		out.Goal = goal(in.Goal)
	case in.Goal != "" || len(in.Goals) == 1:
		fail("goals: expected a goal, or goals of several objectives")
	default:
		for _, text := range in.Goals {
			out.Goals = append(out.Goals, goal(text))
		}
		out.Goal = out.Goals[0]
	}
	if len(in.Space) == 0 {
		fail("space: missing")
		return errors.Join(errs...)
	}
	if err := json.Unmarshal(in.Space, out.Space); err != nil {
		fail("space: %w", err)
		return errors.Join(errs...)
	}
	for i, j := range in.Trials {
		t := Trial{
			ID: j.ID, Parent: -1, Violation: j.Violation, Measures: measured[float64](j.Measures), Error: j.Error,
			Start: j.Start, End: j.End, Began: j.Began, Took: time.Duration(math.Round(j.Seconds * 1e9)),
		}
		if j.Parent != nil {
			t.Parent = *j.Parent
		}
		switch j.State {
		case "open":
		case "done":
			t.State = Done
		case "failed":
			t.State = Failed
		case "stopped":
			t.State = Stopped
		default:
			fail(`trial %d: state: expected "open", "done", "failed" or "stopped", got %q`, i, j.State)
		}
		several := out.Goals != nil && t.State == Done
		switch {
		case several && j.Reward == nil && len(j.Rewards) == len(out.Goals):
			t.Rewards, t.Reward = j.Rewards, j.Rewards[0]
		case several:
			fail("trial %d: rewards: expected %d, one for each goal, got %d", i, len(out.Goals), len(j.Rewards))
		case j.Rewards != nil:
			fail("trial %d: rewards: expected none, since the trial is %s and the goals are %v", i, j.State, out.goals())
		case j.Reward != nil && (t.State == Done || t.State == Stopped):
			t.Reward = *j.Reward
		case j.Reward != nil:
			fail("trial %d: reward: expected none, since the trial is %s", i, j.State)
		case t.State == Done || t.State == Stopped:
			fail("trial %d: reward: missing", i)
		}
		if !(j.Violation >= 0) {
			fail("trial %d: violation: expected 0 or more, got %v", i, j.Violation)
		}
		for _, p := range j.Curve {
			t.Curve = append(t.Curve, Point{p.Step, float64(p.Reward), measured[float64](p.Measures), p.At})
		}
		var err error
		if t.DNA, err = out.Space.ParseDNA(j.DNA); err != nil {
			fail("trial %d: dna: %w", i, err)
		}
		out.Trials[i] = t
	}
	if len(errs) == 0 {
		if _, err := out.journal(); err != nil {
			fail("%w", err)
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	*h = out
	return nil
}
