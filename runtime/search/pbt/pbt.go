// Package pbt holds population based training, which finds a schedule of settings
// while it trains. Its trials are intervals of training, each of which goes on from
// what an earlier one came to.
package pbt

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// New returns population based training (Jaderberg et al., "Population Based
// Training of Neural Networks", 2017, arXiv:1711.09846). A trial is one interval of
// training of one member of a population, of whatever length the user trains
// for: the first of a member begins anew with settings drawn at random, and every
// other goes on from the state, such as weights, of the trial that is its parent,
// with the settings of its DNA. Which trial that is, a trial says (pg.Trial.Parent),
// and a store of package runtime/study/states keeps the states.
//
// Between two intervals a member that does badly gives up: it copies state and
// settings of one that does well (exploit), and changes the settings (explore); the
// others go on as they are. The lineage of the best trial
// ([github.com/pgen-go/pgen/runtime/study.History.Lineage]) is the schedule that
// trained the best member.
//
// Who copies whom is as in the paper by default: the worst fifth, a member of the
// best fifth drawn at random, see [Truncation]; or see [Tournament]. Numbers are
// changed by the paper's factors, 0.8 and 1.2 ([Perturb]); some decisions are drawn
// anew instead, a quarter of them, as in the implementation of Ray Tune 2
// ([Resample]). The population is 20 by default, from which on the paper
// finds that it pays. Options are these, [Population] and [Fixed].
//
// Numbers are changed in the decision's scale: on a logarithmic one they are
// multiplied by a factor, on the reversed one their distance from the mirror image
// of zero is, and on a linear one they are moved by as much as the factor would
// move the middle of a range from zero: a tenth of the range for 0.8 and 1.2. Numbers
// with steps, and choices of numbers in ascending order, move to the next at least,
// and nothing leaves its range. Of other choices, single ones change only when they
// are drawn anew; of several, one on average changes, or changes places with another
// in a permutation. Custom decisions are changed by their Mutate. A copy whose
// settings would come out the same has one of them drawn anew.
//
// Members are trained in turn, none waits for the others, and several can be trained
// at the same time, as many as there are. Members are compared at equal age: one that
// has had k intervals with what the others were worth after their k-th, or their
// last, and it copies from there. So it doesn't matter who is ahead, and n
// trials train each member for n/population intervals. (In the paper each has a worker
// of its own, so that all are of about the same age, and the latest count.) Where programs have constraints,
// the one that breaks them less does better. A member whose trial fails or is stopped early
// has no state: it copies one that has, or begins anew if there is none. What the user
// supplies takes the place of the next proposal, and goes on from where that would
// have; while all members are being trained, it is one more.
//
// It takes any space, and repeats a DNA with every interval that goes on as before.
// A trial costs about three microseconds for 20 decisions and a population of 20,
// whatever the length of the history.
func New(opts ...Option) search.Algorithm {
	a := algorithm{population: 20, share: 0.2, down: 0.8, up: 1.2, redraw: 0.25}
	for _, opt := range opts {
		opt(&a)
	}
	return search.Dedup(a)
}

// An Option sets up [New].
type Option func(*algorithm)

// Population sets how many members there are.
func Population(n int) Option { return func(a *algorithm) { a.population = n } }

// Truncation lets the members that are in the worst share of the population copy one
// of those in the best share, drawn at random; 0.2 by default. 0 lets none copy
// but those that failed.
func Truncation(share float64) Option {
	return func(a *algorithm) { a.share, a.tournament = share, false }
}

// Tournament lets each member copy another one, drawn at random, if that does better:
// the binary tournament of the paper.
func Tournament() Option { return func(a *algorithm) { a.tournament = true } }

// Perturb sets the factors that a number is multiplied by, each as likely: one from
// 0 to 1, and one above 1. See [New] for scales that aren't logarithmic.
func Perturb(down, up float64) Option { return func(a *algorithm) { a.down, a.up = down, up } }

// Resample sets with which probability a decision of a copy is drawn anew
// instead of changed a little.
func Resample(p float64) Option { return func(a *algorithm) { a.redraw = p } }

// Fixed has these decisions, by their identifiers as [geno.Spec.IDs] has them, stay
// with the state they belong to: those that can't be changed in the midst of training,
// such as a number of layers.
func Fixed(ids ...string) Option { return func(a *algorithm) { a.fixed = append(a.fixed, ids...) } }

type algorithm struct {
	population int
	share      float64
	tournament bool
	down, up   float64
	redraw     float64
	fixed      []string
}

func (a algorithm) String() string {
	exploit := fmt.Sprintf("truncation=%v", a.share)
	if a.tournament {
		exploit = "tournament"
	}
	text := fmt.Sprintf("population based training(population=%d, %s, perturb=%v %v, resample=%v", a.population, exploit, a.down, a.up, a.redraw)
	if len(a.fixed) > 0 {
		text += fmt.Sprintf(", fixed=%v", a.fixed)
	}
	return text + ")"
}

func (a algorithm) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%v: "+format, append([]any{a}, args...)...))
	}
	if a.population < 1 {
		fail("there are %d members, expected 1 or more: use pbt.Population(20)", a.population)
	}
	if !(a.share >= 0 && a.share <= 0.5) {
		fail("the share is %v, expected a number from 0 to 0.5: use pbt.Truncation(0.2)", a.share)
	}
	if !(a.down > 0 && a.down < 1 && a.up > 1 && a.up <= maxFactor) {
		fail("the factors are %v and %v, expected one between 0 and 1, and one above 1 up to %v: use pbt.Perturb(0.8, 1.2)", a.down, a.up, maxFactor)
	}
	if !(a.redraw >= 0 && a.redraw <= 1) {
		fail("the probability is %v, expected a number from 0 to 1: use pbt.Resample(0.25)", a.redraw)
	}
	fixed := map[string]bool{}
	if len(a.fixed) > 0 {
		ids := space.IDs()
		for _, id := range a.fixed {
			if fixed[id] = true; !slices.Contains(ids, id) {
				fail("there is no decision %s to be fixed: use some of %q", id, ids)
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &training{
		algorithm: a,
		space:     space,
		explorer:  explorer{space: space, fixed: fixed, down: a.down, up: a.up, resample: a.redraw},
		stream:    search.NewStream(seed),
		members:   make([]member, 0, a.population),
		open:      map[int]opened{},
		needed:    map[int]bool{},
	}, nil
}

// maxFactor is as far as a number is moved.
const maxFactor = 1e6
