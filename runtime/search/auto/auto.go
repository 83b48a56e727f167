// Package auto chooses the algorithm: by what the space is made of, how many
// trials there will be, and whether they have several objectives.
package auto

import (
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// New returns the algorithm to take when in doubt, and that of searches which are
// given none. [Plan] says what it does with a space and a budget, and why; a
// search shows it as it goes, see [search.Explained]. It takes any space.
//
// A plan can have several algorithms, one after the other: each begins with all that
// was found before. Which one is next depends on the number of trials that have
// begun, and on whether the latest were of use, so a search that is resumed goes on
// as it would have gone. When the first trial ends with several objectives, the
// plan for these takes over. What earlier studies found is told to each (package
// transfer).
//
// A driver that knows how many trials there will be says so, see
// [search.Budgeted]; without it the plan is that for [Unknown] trials. A trial costs
// what it costs the algorithm at work. No DNA is proposed twice, see
// [search.Dedup].
func New() search.Algorithm { return search.Dedup(auto{modelled: modelled}) }

func init() { search.Default = New }

// Unknown is the number of trials that is reckoned with when it isn't known.
const Unknown = 1000

type auto struct{ budget, modelled int }

func (a auto) String() string { return "auto" }

// WithBudget returns the algorithm for so many trials.
func (a auto) WithBudget(trials int) search.Algorithm { return auto{trials, a.modelled} }

// Plan returns what [New] does with the space when there are so many trials, or
// [Unknown] for 0.
func Plan(space *geno.Spec, trials int) ([]Step, error) {
	c, err := take(space)
	if err != nil {
		return nil, err
	}
	return auto{trials, modelled}.plan(c), nil
}

func (a auto) plan(c census) []Step {
	trials := a.budget
	if trials <= 0 {
		trials = Unknown
	}
	return c.plan(trials, a.modelled)
}

// A Step is an algorithm of a plan.
type Step struct {
	From      int // the trial from which on it proposes
	Algorithm search.Algorithm
	Reason    string

	// Patience is after how many trials that bring nothing much better, the next
	// step begins before its time; 0 if it never does.
	Patience int
}

// String returns the step in a line.
func (s Step) String() string {
	text := fmt.Sprintf("from trial %d: %v: %s", s.From, s.Algorithm, s.Reason)
	if s.Patience > 0 {
		text += fmt.Sprintf("; it ends after %d trials that bring nothing much better", s.Patience)
	}
	return text
}

func (a auto) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	c, err := take(space)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", a, err)
	}
	s := &running{space: space, seed: seed, steps: a.plan(c)}
	s.objectives = func(from int) []Step { return c.objectives(from, a.modelled) }
	if err := s.begin(); err != nil {
		return nil, fmt.Errorf("%v: %w", a, err)
	}
	return s, nil
}

// A running search has the search of one step at a time, and the journal, to
// tell the next one.
type running struct {
	space   *geno.Spec
	seed    uint64
	steps   []Step // those to come, the first at work
	at      search.Search
	told    bool   // how many objectives there are
	doing   string // the step at work, and when it began
	err     error
	started int
	events  []event
	several bool
	earlier []search.Earlier

	objectives func(from int) []Step // the plan for several

	rewards []float64 // sorted, as long as the step has Patience
	since   int       // how many trials ended since one was much better
}

type event struct {
	id      int
	dna     *geno.DNA // nil when the trial ended
	outcome search.Outcome
}

// begin starts the first step and tells it what has happened.
func (s *running) begin() error {
	var err error
	now := s.steps[0]
	now.From = s.started // maybe before its time
	s.doing = now.String()
	if s.at, err = s.steps[0].Algorithm.Start(s.space, s.seed+uint64(s.steps[0].From)); err != nil {
		return err
	}
	if s.earlier != nil {
		search.Inform(s.at, s.earlier)
	}
	for _, e := range s.events {
		if e.dna != nil {
			s.at.Started(e.id, e.dna)
		} else {
			s.at.Finished(e.id, e.outcome)
		}
	}
	return nil
}

func (s *running) next(steps []Step) {
	s.steps, s.since = steps, 0
	if err := s.begin(); err != nil {
		s.err = fmt.Errorf("auto: %w", err)
	}
}

// Inform is for [search.Informed]. A first step that makes nothing of it makes way for
// the next.
func (s *running) Inform(earlier []search.Earlier) {
	s.earlier = earlier
	if !search.Inform(s.at, earlier) && len(s.steps) > 1 {
		s.next(s.steps[1:])
	}
}

// Explain says which step is at work.
func (s *running) Explain() string { return s.doing }

func (s *running) Propose(id int) (*geno.DNA, error) {
	if s.err != nil {
		return nil, s.err
	}
	return s.at.Propose(id)
}

func (s *running) Started(id int, dna *geno.DNA) {
	s.started++
	if s.keeps() {
		s.events = append(s.events, event{id: id, dna: dna})
	}
	s.at.Started(id, dna)
	if len(s.steps) > 1 && s.started >= s.steps[1].From {
		s.next(s.steps[1:])
	}
}

// keeps reports whether a step may follow that has to be told.
func (s *running) keeps() bool {
	if len(s.steps) > 1 || !s.several && !s.told {
		return true
	}
	s.events = nil
	return false
}

func (s *running) Finished(id int, outcome search.Outcome) {
	if s.keeps() {
		s.events = append(s.events, event{id: id, outcome: outcome})
	}
	s.at.Finished(id, outcome)
	s.told = s.told || !outcome.Failed
	if s.stalls(outcome) {
		s.next(s.steps[1:])
	}
	if len(outcome.Rewards) > 1 && !s.several {
		s.several = true
		s.next(s.objectives(s.started))
	}
}

// stalls reports whether the step at work has run out of patience: none of the
// latest trials was better than the best by a hundredth of what that is better than
// the middle one.
func (s *running) stalls(outcome search.Outcome) bool {
	patience := s.steps[0].Patience
	if patience == 0 || len(s.steps) == 1 || outcome.Failed {
		return false
	}
	n := len(s.rewards)
	s.since++
	if n == 0 || outcome.Reward > s.rewards[n-1]+(s.rewards[n-1]-s.rewards[n/2])/100 {
		s.since = 0
	}
	i, _ := slices.BinarySearch(s.rewards, outcome.Reward)
	s.rewards = slices.Insert(s.rewards, i, outcome.Reward)
	return s.since >= patience && n >= 2*patience
}
