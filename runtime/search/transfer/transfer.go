// Package transfer begins a search with what earlier ones found: histories of other
// studies, also of a somewhat different space or with rewards on another scale.
//
//	var h study.History // read from the file of an earlier search
//	alg := transfer.From(bayes.TPE(), []*study.History{&h})
//	res, err := pg.Maximize(ctx, program, alg, score, pg.Trials(100))
//
// In package pg the option Earlier does the same.
package transfer

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/study"
)

// From returns the algorithm as one that knows of earlier studies. It tries the best
// programs of these first, in the new task (Feurer, Springenberg, Hutter, "Initializing
// Bayesian Hyperparameter Optimization via Meta-Learning", AAAI 2015): 5 of them, or a
// tenth of the budget if that is less, in turn of each study, and such as are not all
// alike. An algorithm that is [search.Informed], as [bayes.TPE], [bayes.GP] and auto
// are, learns from all earlier trials besides, and says how far it trusts them; all
// others learn from those first ones as from their own.
//
// [Map] says which trials can be used in the space. Of a trial counts its place among
// those of its study, by the goal of that, or by fronts if there are several goals. A
// trial that broke constraints or failed is worse than all that did not; those that
// are open or were stopped early do not count. Where no trial can be used, Start says
// so in an error, which tells why.
//
// It takes the spaces of the algorithm. To go on with the same search use resuming,
// which is exact. A search that is resumed must have the same earlier studies.
//
// [bayes.TPE]: https://pkg.go.dev/github.com/pgen-go/pgen/runtime/search/bayes#TPE
// [bayes.GP]: https://pkg.go.dev/github.com/pgen-go/pgen/runtime/search/bayes#GP
func From(alg search.Algorithm, earlier []*study.History, opts ...Option) search.Algorithm {
	return search.Dedup(newFrom(alg, slices.Clone(earlier), opts))
}

// An Option sets up [From] and [Map].
type Option func(*settings)

type settings struct {
	tries   int // of earlier programs
	like    *geno.DNA
	renamed []renaming
}

type renaming struct{ old, new string }

// Tries sets how many earlier programs are tried first: 0 or more.
func Tries(n int) Option { return func(s *settings) { s.tries = n } }

// Like has decisions that an earlier study did not have be as in this DNA of the new
// space: for example those of the program as it was before these decisions were
// opened. Without it they are drawn at random, so that nothing is learned of them.
func Like(dna *geno.DNA) Option { return func(s *settings) { s.like = dna } }

// Renamed says that a decision was called otherwise: both are identifiers as
// [geno.Spec.IDs] has them, or the beginnings of some up to a dot or bracket.
func Renamed(old, new string) Option {
	return func(s *settings) { s.renamed = append(s.renamed, renaming{old, new}) }
}

const defaultTries = 5

type from struct {
	settings
	alg     search.Algorithm
	earlier []*study.History
	mark    uint64 // of what the studies are
	budget  int
}

func newFrom(alg search.Algorithm, earlier []*study.History, opts []Option) from {
	f := from{alg: alg, earlier: earlier}
	f.tries = -1
	for _, opt := range opts {
		if opt != nil {
			opt(&f.settings)
		}
	}
	h := fnv.New64a()
	for _, e := range earlier {
		if e == nil {
			continue
		}
		fmt.Fprint(h, e.Goal, e.Goals, len(e.Trials))
		for i := range e.Trials {
			t := &e.Trials[i]
			fmt.Fprint(h, t.State, t.Reward, t.Rewards, t.Violation, t.DNA)
		}
	}
	f.mark = h.Sum64()
	return f
}

// String has a mark of the studies, so that a search can't be resumed with others.
func (f from) String() string {
	trials := 0
	for _, e := range f.earlier {
		if e != nil {
			trials += len(e.Trials)
		}
	}
	text := fmt.Sprintf("%v after %d earlier trials (%08x", f.alg, trials, uint32(f.mark^f.mark>>32))
	if f.tries >= 0 {
		text += fmt.Sprintf(", tries=%d", f.tries)
	}
	if f.like != nil {
		text += fmt.Sprintf(", like %v", f.like)
	}
	for _, r := range f.renamed {
		text += fmt.Sprintf(", %s was %s", r.new, r.old)
	}
	return text + ")"
}

// WithBudget passes the budget on.
func (f from) WithBudget(trials int) search.Algorithm {
	f.budget = trials
	if b, ok := f.alg.(search.Budgeted); ok {
		f.alg = b.WithBudget(trials)
	}
	return f
}

func (f from) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	if f.alg == nil {
		return nil, errors.New("transfer: expected an algorithm, got nil: use bayes.TPE()")
	}
	inside, err := search.AllowRepeats(f.alg).Start(space, seed)
	if err != nil {
		return nil, err
	}
	if _, ok := inside.(search.Continued); ok {
		return nil, fmt.Errorf("transfer: trials of %v go on from earlier ones of the same search: use an algorithm in which they don't, such as bayes.TPE()", f.alg)
	}
	mapped, err := f.mapAll(space, f.earlier)
	if err != nil {
		return nil, err
	}
	var earlier []search.Earlier
	for _, m := range mapped {
		if len(m.scored) > 0 {
			earlier = append(earlier, search.Earlier{Trials: m.scored})
		}
	}
	if len(earlier) == 0 {
		var errs []error
		for i, m := range mapped {
			errs = append(errs, fmt.Errorf("transfer: study %d: no trial can be used in the new space: %v: use transfer.Renamed, or a study of a program that is more alike", i, m))
		}
		if errs == nil {
			errs = append(errs, errors.New("transfer: expected earlier studies, got none: use the algorithm without them"))
		}
		return nil, errors.Join(errs...)
	}
	search.Inform(inside, earlier)
	tries := f.tries
	if tries < 0 {
		tries = defaultTries
		if f.budget > 0 {
			tries = min(tries, max(1, f.budget/10))
		}
	}
	return &started{Search: inside, first: best(space, earlier, tries)}, nil
}

// A started search has earlier programs to try before the algorithm proposes.
type started struct {
	search.Search
	first []*geno.DNA // those not tried yet
}

func (s *started) Propose(id int) (*geno.DNA, error) {
	if len(s.first) > 0 {
		return s.first[0], nil
	}
	return s.Search.Propose(id)
}

func (s *started) Started(id int, dna *geno.DNA) {
	s.first = slices.DeleteFunc(s.first, dna.Equal)
	s.Search.Started(id, dna)
}

// alike is up to which mean distance of their decisions, in parts of their ranges, two
// programs are taken for the same where others can be tried.
const alike = 0.05

// best returns n programs, the best of each study in turn. As long as the better half
// of a study has others, none is like one before it.
func best(space *geno.Spec, earlier []search.Earlier, n int) []*geno.DNA {
	c, err := coords.New(space)
	if err != nil {
		c = nil // too many decisions
	}
	type place struct {
		dna *geno.DNA
		x   []float64
	}
	var list []place
	add := func(dna *geno.DNA, least float64) bool {
		p := place{dna: dna}
		if c != nil {
			p.x = make([]float64, len(c.Dims))
			c.Read(dna, p.x)
		}
		for _, o := range list {
			if dna.Equal(o.dna) || c != nil && least > 0 && distance(c, p.x, o.x) < least {
				return false
			}
		}
		list = append(list, p)
		return true
	}
	next := make([]int, len(earlier))
	for _, least := range []float64{alike, 0} {
		clear(next)
		for more := true; more && len(list) < n; {
			more = false
			for i, e := range earlier {
				half := len(e.Trials)
				if least > 0 {
					half = (half + 1) / 2
				}
				for next[i] < half && len(list) < n {
					at := next[i]
					next[i]++
					if add(e.Trials[at].DNA, least) {
						more = true
						break
					}
				}
			}
		}
	}
	dnas := make([]*geno.DNA, len(list))
	for i, p := range list {
		dnas[i] = p.dna
	}
	return dnas
}

// distance is the mean over decisions that either has: how far apart numbers are, and 1
// for what is different or not there.
func distance(c *coords.Space, x, y []float64) float64 {
	sum, n := 0.0, 0
	for i := range x {
		switch a, b := math.IsNaN(x[i]), math.IsNaN(y[i]); {
		case a && b:
			continue
		case a != b:
			sum++
		case c.Dims[i].Kind == coords.Categorical:
			if x[i] != y[i] {
				sum++
			}
		default:
			sum += math.Abs(c.Unit(i, x[i]) - c.Unit(i, y[i]))
		}
		n++
	}
	if n == 0 {
		return math.Inf(1) // custom decisions alone, which differ
	}
	return sum / float64(n)
}
