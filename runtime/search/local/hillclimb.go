// Package local holds the algorithms that walk from a program to a better
// neighbour: hill climbing, which takes the first improvement it meets, steepest
// ascent, which looks at all neighbours first, simulated annealing, which at
// first takes worse ones too, and for floats the simplex search of Nelder and
// Mead.
//
// A neighbour differs in one decision, with what that decision makes conditional. A
// permutation counts as one: two of it change places or, in [HillClimb] and [Anneal],
// a part is moved or turned round.
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
// climb begins anew from a random program; 0: never. By default that is when as
// many were worse as there are neighbours: for each active decision as many as it
// has other values, for an order as many as it has pairs, and ten for an integer or
// a float. On a plateau it is after five times as many, and a float has to have
// come to a step of less than a millionth of its range.
func Restart(after int) Option { return func(h *hillClimb) { h.restart, h.restartSet = after, true } }

// HillClimb returns stochastic hill climbing with random restarts (Russell and
// Norvig, "Artificial Intelligence: A Modern Approach", section 4.1: first
// choice and random restart hill climbing). From a random program, or from the
// best of those that the user supplies, each trial changes one decision of where
// the climb stands: a choice is drawn anew. It moves to what is better, and to what
// is as good, which crosses plateaus. When nothing better turns up for long (see
// [Restart]) it starts again elsewhere.
//
// Half of the changes of a number are normal steps, whose standard deviation is a
// quarter of the range at first, grows with a success and shrinks with a failure
// (the 1/5th rule of Rechenberg, "Evolutionsstrategie", 1973, as in Kern et al.,
// "Learning Probability Distributions in Continuous Evolutionary Algorithms",
// 2004). Of the others, which keep it from being stuck on a slope of its own, three
// in four are steps of any order of magnitude from that to the range (after Golovin
// and others, "Gradientless Descent", 2019), and the fourth is drawn anew, all in
// the decision's scale.
//
// In an order, two change places, one is put elsewhere, or a part is turned round,
// which of these as often as it succeeds (adaptive operator selection by probability
// matching: Thierens, "An Adaptive Pursuit Strategy for Allocating Operator
// Probabilities", 2005): sequences and tours need others than assignments.
//
// It takes any space. Trials may run in parallel: all open ones are neighbours
// of where the climb stood when they began, and one that comes back from
// before a restart does not undo the restart. What breaks constraints is worse than
// what breaks them less. A trial costs about two
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
		mover:     newMover(space),
		stream:    search.NewStream(seed),
		open:      map[int]opened{},
		success:   [orders]float64{0.5, 0.5, 0.5},
	}, nil
}

type climb struct {
	hillClimb
	mover  *mover
	stream *search.Stream
	open   map[int]opened

	begun   bool            // a proposal was begun
	step    float64         // by which numbers are moved, as a part of their ranges
	success [orders]float64 // how often each change of an order was better, lately
	round   int             // how often the climb began anew
	at      *geno.DNA       // where it stands; nil: a start is being looked for
	outcome search.Outcome
	best    *geno.DNA // of the batch; nil: none has succeeded
	top     search.Outcome
	tried   int // neighbours of the batch that ended
	flat    int // neighbours in a row that were not better
	failed  int // those since the climb moved, if only to what is as good
	limit   int // of failed

	// The last proposal, so that Started need not make it again.
	last   opened
	lastID int
}

// opened is a trial, the round it began in, and how it was made; that of one that
// is not as proposed is unknown.
type opened struct {
	dna   *geno.DNA
	round int
	made  change
}

func (c *climb) Propose(id int) (*geno.DNA, error) {
	if c.last.dna != nil && c.lastID == id {
		return c.last.dna, nil
	}
	rng := c.stream.For(id)
	var err error
	switch {
	case c.at == nil:
		c.last = opened{dna: c.mover.space.Random(rng)}
	case c.at.Len() == 0:
		c.last = opened{dna: c.at}
	default:
		i := rng.IntN(c.at.Len())
		step, adapted := c.step*rng.NormFloat64(), true
		if rng.IntN(2) == 0 {
			within := 1.0
			if rng.IntN(4) != 0 {
				within = math.Pow(c.step, rng.Float64())
			}
			step, adapted = within*(2*rng.Float64()-1), false
		}
		c.last = opened{}
		c.last.dna, c.last.made, err = c.mover.move(c.at, i, step, c.success, rng)
		if c.last.made == stepped && !adapted {
			c.last.made = drawn
		}
	}
	c.lastID = id
	return c.last.dna, err
}

func (c *climb) Started(id int, dna *geno.DNA) {
	o := opened{dna: dna, round: c.round}
	if proposed, err := c.Propose(id); err == nil && proposed.Equal(dna) {
		o.made = c.last.made
		c.begun = true
	}
	c.last.dna = nil
	c.open[id] = o
}

func (c *climb) Finished(id int, outcome search.Outcome) {
	o := c.open[id]
	delete(c.open, id)
	if o.round != c.round {
		return
	}
	c.last.dna = nil
	if c.at == nil || !c.begun {
		if !outcome.Failed && (c.at == nil || better(outcome, c.outcome)) {
			c.failed, c.flat, c.step = 0, 0, firstStep
			c.move(o.dna, outcome)
		}
		return
	}
	success := 0.0
	if better(outcome, c.outcome) {
		success = 1
	}
	switch o.made {
	case drawn:
	case stepped:
		c.step = min(firstStep, c.step*math.Exp((success-0.2)/math.Sqrt(1+float64(c.at.Len()))))
	default:
		rate := &c.success[o.made-swapped]
		*rate += (success - *rate) / successes
	}
	if !outcome.Failed && (c.best == nil || better(outcome, c.top)) {
		c.best, c.top = o.dna, outcome
	}
	c.failed++
	c.flat++
	if c.tried++; c.tried < c.batch {
		return
	}
	if c.best != nil && !better(c.outcome, c.top) {
		c.failed = 0
		if better(c.top, c.outcome) {
			c.flat = 0
		}
		c.move(c.best, c.top)
	}
	c.best, c.tried = nil, 0
	if c.ends() {
		c.at = nil
		c.round++
	}
}

const (
	firstStep = 0.25 // by which part of their ranges numbers are moved at first
	lastStep  = 1e-6 // from which on it is of no use to go on
	plateau   = 5    // after how many times its neighbours a plateau is left
	successes = 10   // over about how many changes success is averaged
)

// ends reports whether the climb should begin anew.
func (c *climb) ends() bool {
	if c.restartSet {
		return c.restart > 0 && c.flat >= c.restart
	}
	return (c.failed >= c.limit || c.flat >= plateau*c.limit) && (c.step < lastStep || !c.mover.continuous(c.at))
}

// move puts the climb on a DNA.
func (c *climb) move(dna *geno.DNA, outcome search.Outcome) {
	c.at, c.outcome = dna, outcome
	c.limit = max(1, neighbours(dna))
}

// neighbours counts the neighbours of a DNA as [Restart] says.
func neighbours(dna *geno.DNA) int {
	const most = 10
	n := 0
	for _, p := range dna.Points() {
		switch d := p.Decision.(type) {
		case *geno.Choices:
			others := d.N() - 1
			if d.Distinct {
				others = d.N() - d.K
			}
			if ordered(d) && p.Sub == 0 {
				others += d.K * (d.K - 1) / 2
			}
			n += others
		case *geno.Int:
			n += int(min((uint64(d.Max)-uint64(d.Min))/uint64(max(d.Step, 1)), most))
		default:
			n += most
		}
	}
	return n
}
