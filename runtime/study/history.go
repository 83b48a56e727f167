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
	Seed      uint64
	Goal      Goal
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
	Open   State = iota // proposed, not ended
	Done                // has a reward
	Failed              // ended without a reward
)

// String returns "open", "done" or "failed".
func (s State) String() string {
	switch s {
	case Open:
		return "open"
	case Done:
		return "done"
	case Failed:
		return "failed"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// A Trial is one proposal and what was measured on it.
type Trial struct {
	ID       int
	DNA      *geno.DNA
	State    State
	Reward   float64            // of a Done trial, as it was reported; always finite
	Measures map[string]float64 // whatever else was measured, by name
	Error    string             // why a Failed trial failed

	// Start and End are the trial's places in the journal of the search, which
	// counts every start and every end of a trial from 0. End is -1 while the
	// trial is Open.
	Start, End int

	Began time.Time
	Took  time.Duration // until it ended
}

// Best returns the trial with the best reward, the earliest to end of equals,
// or nil if none is Done.
func (h *History) Best() *Trial {
	var best *Trial
	for i := range h.Trials {
		t := &h.Trials[i]
		if t.State == Done && (best == nil || h.Goal.Better(t.Reward, best.Reward) || t.Reward == best.Reward && t.End < best.End) {
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

// An event is a start or an end of a trial.
type event struct {
	id  int
	end bool
}

// journal returns the starts and ends of all trials in their order.
func (h *History) journal() ([]event, error) {
	type placed struct {
		event
		at int
	}
	var places []placed
	var errs []error
	for i, t := range h.Trials {
		if t.ID != i {
			errs = append(errs, fmt.Errorf("trial %d: expected the id %d, got %d", i, i, t.ID))
		}
		places = append(places, placed{event{id: i}, t.Start})
		switch {
		case t.State == Open && t.End != -1:
			errs = append(errs, fmt.Errorf("trial %d: is open, so expected end -1, got %d", i, t.End))
		case t.State != Open && t.End <= t.Start:
			errs = append(errs, fmt.Errorf("trial %d: expected an end after its start at %d, got %d", i, t.Start, t.End))
		case t.State != Open:
			places = append(places, placed{event{id: i, end: true}, t.End})
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
		if !p.end {
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
		Seed      uint64          `json:"seed"`
		Goal      string          `json:"goal"`
		Space     json.RawMessage `json:"space"`
		Trials    []trialJSON     `json:"trials"`
	}
	trialJSON struct {
		ID       int                `json:"id"`
		State    string             `json:"state"`
		Reward   *float64           `json:"reward,omitempty"`
		Measures map[string]measure `json:"measures,omitempty"`
		Error    string             `json:"error,omitempty"`
		DNA      string             `json:"dna"`
		Start    int                `json:"start"`
		End      int                `json:"end"`
		Began    time.Time          `json:"began"`
		Seconds  float64            `json:"seconds"`
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
	out := historyJSON{Algorithm: h.Algorithm, Seed: h.Seed, Goal: h.Goal.String(), Space: space, Trials: make([]trialJSON, len(h.Trials))}
	for i, t := range h.Trials {
		j := trialJSON{
			ID: t.ID, State: t.State.String(), Measures: measured[measure](t.Measures), Error: t.Error, DNA: t.DNA.String(),
			Start: t.Start, End: t.End, Began: t.Began, Seconds: t.Took.Seconds(),
		}
		if t.State == Done {
			j.Reward = &t.Reward
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
	out := History{Algorithm: in.Algorithm, Seed: in.Seed, Space: new(geno.Spec), Trials: make([]Trial, len(in.Trials))}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf("study: "+format, args...)) }
	switch in.Goal {
	case "maximize":
	case "minimize":
		out.Goal = Minimize
	default:
		fail(`goal: expected "maximize" or "minimize", got %q`, in.Goal)
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
			ID: j.ID, Measures: measured[float64](j.Measures), Error: j.Error,
			Start: j.Start, End: j.End, Began: j.Began, Took: time.Duration(math.Round(j.Seconds * 1e9)),
		}
		switch j.State {
		case "open":
		case "done":
			t.State = Done
		case "failed":
			t.State = Failed
		default:
			fail(`trial %d: state: expected "open", "done" or "failed", got %q`, i, j.State)
		}
		switch {
		case j.Reward != nil && t.State == Done:
			t.Reward = *j.Reward
		case j.Reward != nil:
			fail("trial %d: reward: expected none, since the trial is %s", i, j.State)
		case t.State == Done:
			fail("trial %d: reward: missing", i)
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
