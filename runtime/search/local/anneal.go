package local

// This file is simulated annealing.

import (
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// An AnnealOption sets up [Anneal].
type AnnealOption func(*anneal)

// Cooling sets over how many trials the temperature falls; then it starts at
// the top again, from the best program so far. A driver that knows the number of
// trials sets it to that. Else it is 1,000.
func Cooling(trials int) AnnealOption {
	return func(a *anneal) { a.trials, a.trialsSet = trials, true }
}

// Anneal returns simulated annealing (Kirkpatrick, Gelatt, Vecchi, "Optimization
// by Simulated Annealing", 1983). Each trial changes one decision of where the
// search stands. The search moves there if that is better, and if it is worse by
// d, with probability exp(-d/T), where the temperature T falls by the same factor
// with each trial. So it leaves local optima early on, and in the end climbs.
//
// At first a change for the worse, of average size among those seen so far, is
// accepted with probability 0.4 (Johnson, Aragon, McGeoch, Schevon,
// "Optimization by Simulated Annealing: An Experimental Evaluation", 1989); over
// the trials of [Cooling] the temperature falls to a thousandth.
//
// It takes any space. Choices are drawn anew, orders changed as in [HillClimb], each
// way as often, and numbers moved by a normal step
// in their scale, the standard deviation of which falls from half the range with
// the root of the temperature (Szu and Hartley, "Fast Simulated Annealing",
// 1987). Trials may run in parallel: each is judged by where the search stands
// when it ends. Failed trials are never moved to, and ones that break constraints
// only from those that break them as much or more. A trial costs some
// microseconds for 20 decisions. No DNA is proposed twice, see [search.Dedup].
func Anneal(opts ...AnnealOption) search.Algorithm {
	a := anneal{trials: 1000}
	for _, opt := range opts {
		opt(&a)
	}
	return search.Dedup(a)
}

type anneal struct {
	trials    int
	trialsSet bool
}

func (a anneal) String() string { return fmt.Sprintf("simulated annealing(cooling=%d)", a.trials) }

// WithBudget lets the temperature fall over all of the trials.
func (a anneal) WithBudget(trials int) search.Algorithm {
	if !a.trialsSet && trials > 0 {
		a.trials = trials
	}
	return a
}

func (a anneal) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	if a.trials < 1 {
		return nil, fmt.Errorf("%v: the temperature must fall over 1 trial or more: use local.Cooling(1000)", a)
	}
	return &annealing{anneal: a, mover: newMover(space), stream: search.NewStream(seed), open: map[int]*geno.DNA{}}, nil
}

type annealing struct {
	anneal
	mover  *mover
	stream *search.Stream
	open   map[int]*geno.DNA

	ended   int // trials
	at      *geno.DNA
	outcome search.Outcome
	best    *geno.DNA
	top     search.Outcome
	worse   int     // how many trials were worse than where the search stood
	drop    float64 // by how much, together
}

// The first temperature accepts the average change for the worse with this
// probability; the last is this part of the first.
const (
	firstAccepted = 0.4
	lastPart      = 1e-3
)

// alike has all changes of an order as often: that most are for the worse tells
// nothing as long as it is hot.
var alike = [orders]float64{1, 1, 1}

// heat is the temperature as a part of the first one.
func (s *annealing) heat() float64 {
	return math.Pow(lastPart, float64(s.ended%s.trials)/float64(s.trials))
}

func (s *annealing) Propose(id int) (*geno.DNA, error) {
	rng := s.stream.For(id)
	if s.at == nil {
		return s.mover.space.Random(rng), nil
	}
	if s.at.Len() == 0 {
		return s.at, nil
	}
	i := rng.IntN(s.at.Len())
	dna, _, err := s.mover.move(s.at, i, math.Sqrt(s.heat())/2*rng.NormFloat64(), alike, rng)
	return dna, err
}

func (s *annealing) Started(id int, dna *geno.DNA) { s.open[id] = dna }

func (s *annealing) Finished(id int, outcome search.Outcome) {
	dna := s.open[id]
	delete(s.open, id)
	s.ended++
	if s.ended%s.trials == 0 && s.best != nil {
		s.at, s.outcome = s.best, s.top
	}
	if outcome.Failed {
		return
	}
	if s.best == nil || better(outcome, s.top) {
		s.best, s.top = dna, outcome
	}
	if s.at == nil || s.accepts(id, outcome) {
		s.at, s.outcome = dna, outcome
	}
}

// accepts decides whether the search moves to a trial.
func (s *annealing) accepts(id int, outcome search.Outcome) bool {
	if max(outcome.Violation, 0) != max(s.outcome.Violation, 0) {
		return better(outcome, s.outcome)
	}
	drop := s.outcome.Reward - outcome.Reward
	if !(drop > 0) {
		return true
	}
	if math.IsInf(drop, 1) {
		return false
	}
	s.worse++
	s.drop += drop
	temperature := s.heat() * s.drop / float64(s.worse) / -math.Log(firstAccepted)
	return s.stream.For(^id).Float64() < math.Exp(-drop/temperature)
}
