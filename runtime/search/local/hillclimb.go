// Package local holds the algorithms that walk from a program to a better
// neighbour: hill climbing, which takes the first improvement it meets, steepest
// ascent, which looks at all neighbours first, simulated annealing, which at
// first takes worse ones too, and for floats the simplex search of Nelder and
// Mead.
//
// A neighbour differs in one decision (two positions of a permutation, changed
// places, count as one), with what that decision makes conditional.
package local

import (
	"errors"
	"fmt"
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// An Option sets up [HillClimb].
type Option func(*hillClimb)

// Batch sets how many neighbours are evaluated before the climb moves to the
// best of them, if that is no worse than where it stands. 1, the default,
// moves at once.
func Batch(n int) Option { return func(h *hillClimb) { h.batch = n } }

// Restart sets after how many neighbours in a row that are not better the
// climb begins anew from a random program; 0: never. By default that is about
// the number of neighbours: for each active decision as many as it has other
// values, but ten at most, and ten where it has a step or is continuous.
func Restart(after int) Option { return func(h *hillClimb) { h.restart, h.restartSet = after, true } }

// HillClimb returns stochastic hill climbing with random restarts (Russell and
// Norvig, "Artificial Intelligence: A Modern Approach", section 4.1: first
// choice and random restart hill climbing). From a random program, or from the
// first one that the user supplies, each trial changes one decision of where
// the climb stands. It is drawn anew in the decision's scale or, every other
// time if it is a number, moved by a normal step, whose standard deviation is a
// quarter of the range at first, grows with a success and shrinks with a failure
// (the 1/5th rule of Rechenberg, "Evolutionsstrategie", 1973, as in Kern et al.,
// "Learning Probability Distributions in Continuous Evolutionary Algorithms",
// 2004). The climb moves to what is better, and to what is as good, which
// crosses plateaus. When nothing better turns up for long (see [Restart]) it
// starts again elsewhere.
//
// It takes any space. Trials may run in parallel: all open ones are neighbours
// of where the climb stood when they began, and one that comes back from
// before a restart does not undo the restart. A trial costs about two
// microseconds for 20 decisions. No DNA is proposed twice, see [search.Dedup];
// once all neighbours are known, proposals go to neighbours of neighbours.
func HillClimb(opts ...Option) search.Algorithm {
	h := hillClimb{batch: 1}
	for _, opt := range opts {
		opt(&h)
	}
	return search.Dedup(h)
}

type hillClimb struct {
	batch, restart int
	restartSet     bool
}

func (h hillClimb) String() string {
	s := fmt.Sprintf("hill climbing(batch=%d", h.batch)
	if h.restartSet {
		s += fmt.Sprintf(", restart=%d", h.restart)
	}
	return s + ")"
}

func (h hillClimb) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	if h.batch < 1 {
		errs = append(errs, fmt.Errorf("%v: the batch must be 1 or more: use local.Batch(1) to move at the first improvement", h))
	}
	if h.restart < 0 {
		errs = append(errs, fmt.Errorf("%v: Restart must not be negative: use local.Restart(0) to never begin anew", h))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &climb{
		hillClimb: h,
		space:     space,
		mover:     newMover(space),
		stream:    search.NewStream(seed),
		open:      map[int]opened{},
	}, nil
}

type climb struct {
	hillClimb
	space  *geno.Spec
	mover  *mover
	stream *search.Stream
	open   map[int]opened

	step   float64   // by which numbers are moved, as a part of their ranges
	round  int       // how often the climb began anew
	at     *geno.DNA // where it stands; nil: a start is being looked for
	reward float64
	best   *geno.DNA // of the batch; nil: none has succeeded
	top    float64   // best's reward
	tried  int       // neighbours of the batch that ended
	failed int       // neighbours in a row that were not better
	limit  int       // of failed
}

// opened is a running trial and the round it began in.
type opened struct {
	dna   *geno.DNA
	round int
	step  bool // it was proposed as a move by a step
}

func (c *climb) Propose(id int) (*geno.DNA, error) {
	rng := c.stream.For(id)
	if c.at == nil {
		return c.space.Random(rng), nil
	}
	if c.at.Len() == 0 {
		return c.at, nil
	}
	i := rng.IntN(c.at.Len())
	if rng.IntN(2) == 0 {
		return c.space.Resample(c.at, i, rng), nil
	}
	step := c.step * rng.NormFloat64()
	return c.mover.move(c.at, i, step, rng)
}

func (c *climb) Started(id int, dna *geno.DNA) {
	o := opened{dna: dna, round: c.round}
	if c.at != nil && c.at.Len() > 0 {
		rng := c.stream.For(id)
		rng.IntN(c.at.Len())
		o.step = rng.IntN(2) != 0
	}
	c.open[id] = o
}

func (c *climb) Finished(id int, outcome search.Outcome) {
	o := c.open[id]
	delete(c.open, id)
	if o.round != c.round {
		return
	}
	if c.at == nil {
		if !outcome.Failed {
			c.move(o.dna, outcome.Reward)
			c.failed, c.step = 0, firstStep
		}
		return
	}
	if o.step {
		success := 0.0
		if !outcome.Failed && outcome.Reward > c.reward {
			success = 1
		}
		c.step = min(firstStep, c.step*math.Exp((success-0.2)/math.Sqrt(1+float64(c.at.Len()))))
	}
	if !outcome.Failed && (c.best == nil || outcome.Reward > c.top) {
		c.best, c.top = o.dna, outcome.Reward
	}
	c.failed++
	if c.tried++; c.tried < c.batch {
		return
	}
	if c.best != nil && c.top >= c.reward {
		if c.top > c.reward {
			c.failed = 0
		}
		c.move(c.best, c.top)
	}
	c.best, c.tried = nil, 0
	if c.limit > 0 && c.failed >= c.limit {
		c.at, c.failed = nil, 0
		c.round++
	}
}

// firstStep is by which part of their ranges numbers are moved at first.
const firstStep = 0.25

// move puts the climb on a DNA.
func (c *climb) move(dna *geno.DNA, reward float64) {
	c.at, c.reward = dna, reward
	c.limit = c.restart
	if !c.restartSet {
		c.limit = max(1, neighbours(dna))
	}
}

// neighbours counts the neighbours of a DNA as [Restart] says.
func neighbours(dna *geno.DNA) int {
	const most = 10
	n := 0
	for _, p := range dna.Points() {
		switch d := p.Decision.(type) {
		case *geno.Choices:
			n += min(d.N()-1, most)
		case *geno.Int:
			n += int(min((uint64(d.Max)-uint64(d.Min))/uint64(max(d.Step, 1)), most))
		default:
			n += most
		}
	}
	return n
}
