package local

// This file is steepest ascent.

import (
	"errors"
	"fmt"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/decisions"
	"github.com/pgen-go/pgen/runtime/search/internal/dnamap"
)

// Steepest returns steepest-ascent local search with random restarts (White,
// Nolen, Savani, "Exploring the Loss Landscape in Neural Architecture Search",
// UAI 2021, who found it to be on a par with the best methods on small
// architecture benchmarks). From a random program, or from the first one that
// the user supplies, it evaluates all neighbours, in random order and each
// only if it is not known yet, then moves to the best of them. Where none is
// better it begins anew from a random program that was not tried.
//
// It takes finite spaces: every decision but choices and integers must have a
// step. The neighbours are those of [geno.Spec.Neighbors]; an integer with
// more than 64 values has two.
//
// Trials may run in parallel. While the last neighbours are running, workers
// that would wait try random programs instead, the best of which is where the
// search begins anew. It keeps every DNA of the history, and the neighbours of
// where it stands, which for a thousand decisions are megabytes. A trial costs some
// microseconds for 10 decisions, the one after a move the time to list all
// neighbours. No DNA is
// proposed twice, see [search.Dedup].
func Steepest() search.Algorithm { return search.Dedup(steepest{}) }

type steepest struct{}

func (steepest) String() string { return "steepest ascent" }

func (s steepest) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	for id, decision := range decisions.All(space) {
		switch d := decision.(type) {
		case *geno.Float:
			if d.Step == 0 {
				errs = append(errs, fmt.Errorf("%v: %s is continuous (%v to %v), which makes its neighbours countless: give it a step, or use local.HillClimb()", s, id, d.Min, d.Max))
			}
		case *geno.Custom:
			errs = append(errs, fmt.Errorf("%v: %s is a custom decision, whose neighbours can't be listed: use local.HillClimb()", s, id))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &ascent{
		space:  space,
		stream: search.NewStream(seed),
		open:   map[int]*geno.DNA{},
	}, nil
}

// An ascent alternates between two phases: at is nil while a start is being
// looked for, else the neighbours of at are being evaluated.
type ascent struct {
	space  *geno.Spec
	stream *search.Stream
	open   map[int]*geno.DNA
	known  dnamap.Map[fact]

	round   int // counts the neighbourhoods looked at
	at      *geno.DNA
	reward  float64
	queue   []*geno.DNA // neighbours to propose, in random order
	waiting int         // neighbours that have not ended
	best    trial       // of the neighbours that have
	spare   trial       // the best of those tried while waiting
}

type trial struct {
	dna    *geno.DNA
	reward float64
}

// improve takes the better of two trials; a zero trial is worse than any.
func (t *trial) improve(dna *geno.DNA, reward float64) {
	if t.dna == nil || reward > t.reward {
		*t = trial{dna, reward}
	}
}

// A fact is what is known of a DNA.
type fact struct {
	stage  uint8
	failed bool
	reward float64
	round  int // the last neighbourhood in which it was waited for
}

// The stages of a DNA. Those not yet tried are known as neighbours.
const (
	untried uint8 = iota
	running
	ended
)

func (s *ascent) Propose(id int) (*geno.DNA, error) {
	if len(s.queue) > 0 {
		return s.queue[0], nil
	}
	return s.space.Random(s.stream.For(id)), nil
}

func (s *ascent) Started(id int, dna *geno.DNA) {
	s.open[id] = dna
	if f := s.known.At(dna); f.stage == untried {
		f.stage = running
	}
	s.skip()
}

// skip drops the neighbours from the queue's head that have been started.
func (s *ascent) skip() {
	for len(s.queue) > 0 && s.known.At(s.queue[0]).stage != untried {
		s.queue = s.queue[1:]
	}
}

func (s *ascent) Finished(id int, outcome search.Outcome) {
	dna := s.open[id]
	delete(s.open, id)
	f := s.known.At(dna)
	f.stage, f.failed, f.reward = ended, outcome.Failed, outcome.Reward

	switch {
	case s.at == nil:
		if f.failed {
			return
		}
		s.begin(id, trial{dna, f.reward})
	case f.round == s.round:
		f.round = 0
		s.waiting--
		if !f.failed {
			s.best.improve(dna, f.reward)
		}
	case !f.failed:
		s.spare.improve(dna, f.reward)
	}
	for s.at != nil && s.waiting == 0 {
		next := s.best
		if next.dna == nil || next.reward <= s.reward {
			next, s.spare = s.spare, trial{}
		}
		s.begin(id, next)
	}
}

// begin stands on a trial and lists its neighbours; on a zero trial, it has a
// start looked for. The id is that of the trial that led here, which orders
// the neighbours.
func (s *ascent) begin(id int, from trial) {
	s.at, s.reward = from.dna, from.reward
	s.queue, s.waiting, s.best = nil, 0, trial{}
	if s.at == nil {
		return
	}
	s.round++
	for dna := range s.space.Neighbors(s.at) {
		switch f := s.known.At(dna); {
		case f.stage != ended:
			f.round = s.round
			s.waiting++
			if f.stage == untried {
				s.queue = append(s.queue, dna)
			}
		case !f.failed:
			s.best.improve(dna, f.reward)
		}
	}
	s.stream.For(^id).Shuffle(len(s.queue), func(i, j int) {
		s.queue[i], s.queue[j] = s.queue[j], s.queue[i]
	})
}
