// Package searchtest checks that an algorithm keeps the laws that drivers rely
// on, see package [github.com/pgen-go/pgen/runtime/search]. A package of
// algorithms calls [Run] in its tests for each of them.
package searchtest

import (
	"encoding/json"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// Run checks the algorithm on a list of spaces: conditional ones,
// permutations, subsets, continuous ones, of one point and of a thousand
// decisions, and random ones. On each it searches with several trials open at
// a time that end out of order, some of them failing and some supplied from
// outside, and checks that
//
//   - proposals are of the space, and asking for them changes nothing;
//   - equal seeds and histories give equal proposals, also after a restart
//     from the journal at any point;
//   - on a finite space no DNA is proposed that is known, and
//     [search.ErrExhausted] comes when the whole space has been started, not
//     before and for good;
//   - [search.ErrWait] comes only while a trial is open;
//   - of a search that is [search.Continued], which repeats DNAs, the parents are
//     trials that ended well, that were needed, and that stay the same after a
//     restart;
//   - it bears failures, rewards that are infinite or NaN, and calls for unknown
//     trials.
//
// The laws are checked of trials with one objective and of trials with two, some of
// which break constraints. Some tell of steps on their way, and are stopped early.
//
// A space that the algorithm can't take must be refused by Start with an error
// that says what to use instead; one that takes none of the spaces fails.
func Run(t *testing.T, name string, alg search.Algorithm) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		all, err := spaces()
		if err != nil {
			t.Fatal(err)
		}
		if alg.String() == "" {
			t.Error("the algorithm has no name: String returns nothing")
		}
		refuses(t, "nil", alg, nil)
		refuses(t, "an invalid space", alg, geno.Invalid(errors.New("no such type")))
		taken := 0
		for i, s := range all {
			t.Run(s.name, func(t *testing.T) {
				if Check(t, alg, s.space, uint64(i)) {
					taken++
				}
			})
		}
		if taken == 0 {
			t.Error("the algorithm takes none of the spaces")
		}
	})
}

func refuses(t testing.TB, what string, alg search.Algorithm, space *geno.Spec) {
	t.Helper()
	s, err := alg.Start(space, 1)
	if err == nil {
		t.Errorf("Start takes %s", what)
		return
	}
	if s != nil {
		t.Errorf("Start of %s returns both a search and the error %v", what, err)
	}
	if !strings.Contains(err.Error(), "use ") {
		t.Errorf("Start of %s: the error does not say what to use instead: %v", what, err)
	}
}

// Check is [Run] on one space. It reports whether the algorithm takes it.
func Check(t testing.TB, alg search.Algorithm, space *geno.Spec, seed uint64) bool {
	t.Helper()
	if _, err := alg.Start(space, seed); err != nil {
		refuses(t, "a space it can't take", alg, space)
		return false
	}
	for _, objectives := range []int{1, 2} {
		d := newDriver(alg, space, seed)
		d.objectives = objectives
		journal := d.search(t)
		if t.Failed() {
			t.Logf("of trials with %d objectives", objectives)
			return true
		}
		d = newDriver(alg, space, seed)
		d.objectives = objectives
		if again := d.search(t); !equal(journal, again) {
			t.Errorf("the same seed and history gave other proposals, of trials with %d objectives", objectives)
		}
		n := len(journal)
		if objectives == 1 {
			d.restart(t, journal, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, n*3/4, n-2)
		} else {
			d.restart(t, journal, 0, n/3, n*2/3)
		}
	}

	for _, outcome := range []search.Outcome{{Failed: true}, {Reward: math.NaN()}, {Reward: math.Inf(-1)}, {Reward: math.Inf(1)}, {Reward: 1}} {
		d := newDriver(alg, space, seed)
		d.outcome, d.brief = func(*geno.DNA) search.Outcome { return outcome }, true
		d.search(t)
		if t.Failed() {
			t.Logf("when every trial ends with %+v", outcome)
			return true
		}
	}
	return true
}

// An event is one call of the journal.
type event struct {
	id       int
	dna      *geno.DNA // Started; nil for Finished
	supplied bool      // Started with a DNA from outside
	parent   int       // Started, of a search that is Continued
	outcome  search.Outcome
}

func equal(a, b []event) bool {
	if len(a) != len(b) {
		return false
	}
	for i, e := range a {
		if (e.dna == nil) != (b[i].dna == nil) || e.dna != nil && !e.dna.Equal(b[i].dna) || e.parent != b[i].parent {
			return false
		}
	}
	return true
}

// A driver searches as a program with several workers would, its chances all
// taken from one seed.
type driver struct {
	alg     search.Algorithm
	space   *geno.Spec
	seed    uint64
	rng     *rand.Rand
	outcome func(*geno.DNA) search.Outcome

	objectives int  // with more than one, some trials break constraints
	brief      bool // half of the trials
}

func newDriver(alg search.Algorithm, space *geno.Spec, seed uint64) *driver {
	d := &driver{alg: alg, space: space, seed: seed, rng: rand.New(rand.NewPCG(seed, 7))}
	d.outcome = func(dna *geno.DNA) search.Outcome {
		h := fnv.New64a()
		h.Write([]byte(dna.Key()))
		// The high bits of the sum hardly depend on a short key: they are mixed.
		mixed := h.Sum64() * 0x9e3779b97f4a7c15
		mixed = (mixed ^ mixed>>32) * 0x9e3779b97f4a7c15
		u := float64(mixed>>11) / (1 << 53)
		if u < 0.15 {
			return search.Outcome{Failed: true}
		}
		for i, p := range dna.Points() {
			if _, ok := p.Decision.(*geno.Choices); ok {
				u += float64(dna.Index(i) % 5)
			}
		}
		o := search.Outcome{Reward: math.Round(u * 8)} // rounded: ties happen
		// Most tell of steps, and half of those are stopped.
		for step := range int(mixed >> 40 % 8) {
			o.Curve = append(o.Curve, search.Point{Step: step + 1, Reward: o.Reward + float64(mixed>>step%3) - 1})
		}
		if n := len(o.Curve); n > 0 {
			o.Curve[n-1].Reward = o.Reward
			if n < 5 {
				o.Step = n
			}
		}
		if d.objectives > 1 {
			o.Rewards = []float64{o.Reward}
			for i := range d.objectives - 1 {
				o.Rewards = append(o.Rewards, float64(mixed>>(8*i)%64))
			}
			o.Violation = max(0, float64(mixed>>32%8)-5)
			if k := mixed >> 48; k%16 < 3 {
				odd := []float64{math.Inf(1), math.Inf(-1), math.NaN()}[k%16]
				o.Rewards[k>>4%uint64(len(o.Rewards))] = odd
				o.Reward = o.Rewards[0]
			}
		}
		return o
	}
	return d
}

// Up to exhaust DNAs, a space is searched until it is used up.
const exhaust = 1500

// So many in a brief search, and in one of trials with several objectives.
const briefExhaust = 200

// search runs one search and returns its journal.
func (d *driver) search(t testing.TB) (journal []event) {
	t.Helper()
	s, err := d.alg.Start(d.space, d.seed)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	size := d.space.Size()
	trials := 120
	if d.space.Len() > 100 {
		trials = 30
	}
	if d.brief {
		trials /= 2
	}
	continued, repeats := s.(search.Continued)
	most := int64(exhaust)
	if d.objectives > 1 || d.brief {
		most = briefExhaust
	}
	whole := size != nil && size.IsInt64() && size.Int64() <= most && !repeats
	if whole {
		trials = 4 * exhaust
	}
	workers := 1 + d.rng.IntN(8)
	var open []event
	known := map[string]bool{}
	lives := map[int]bool{} // trials that ended well and have been needed since
	start := func(id int, dna *geno.DNA, supplied bool) {
		s.Started(id, dna)
		e := event{id: id, dna: dna, supplied: supplied}
		if repeats {
			if e.parent = continued.Parent(id); e.parent != -1 && !lives[e.parent] {
				t.Errorf("trial %d: its parent %d is no trial that ended well and was needed until now", id, e.parent)
			}
		}
		journal, open = append(journal, e), append(open, e)
		known[dna.Key()] = true
	}
	finish := func() {
		i := d.rng.IntN(len(open))
		e := open[i]
		open = append(open[:i], open[i+1:]...)
		e = event{id: e.id, outcome: d.outcome(e.dna)}
		s.Finished(e.id, e.outcome)
		journal = append(journal, e)
		if repeats {
			lives[e.id] = !e.outcome.Failed && !math.IsNaN(e.outcome.Reward) && !slices.ContainsFunc(e.outcome.Rewards, math.IsNaN)
			for id := range lives {
				lives[id] = lives[id] && continued.Needed(id)
			}
		}
	}
	for id := 0; id < trials; {
		if len(open) == workers || len(open) > 0 && d.rng.IntN(3) == 0 {
			finish()
			continue
		}
		if d.rng.IntN(20) == 0 {
			start(id, d.space.Random(d.rng), true)
			id++
			continue
		}
		if d.rng.IntN(20) == 0 {
			s.Finished(id+1000, search.Outcome{Reward: 1e9}) // unknown: must not count
		}
		dna, err := d.propose(t, s, id)
		switch {
		case t.Failed():
			return journal
		case errors.Is(err, search.ErrWait):
			if len(open) == 0 {
				t.Fatalf("trial %d: ErrWait while no trial is open", id)
			}
			finish()
			continue
		case errors.Is(err, search.ErrExhausted):
			if whole && int64(len(known)) < size.Int64() {
				t.Fatalf("trial %d: ErrExhausted after %d DNAs of %v", id, len(known), size)
			}
			if repeats || size != nil && !whole {
				t.Fatalf("trial %d: ErrExhausted on a space of %v DNAs", id, size)
			}
			for len(open) > 0 {
				finish()
				if _, err := s.Propose(id); !errors.Is(err, search.ErrExhausted) {
					t.Fatalf("trial %d: ErrExhausted was not for good: %v", id, err)
				}
			}
			return journal
		case err != nil:
			t.Fatalf("trial %d: Propose: %v", id, err)
		case size != nil && known[dna.Key()] && !repeats:
			t.Fatalf("trial %d: %v is proposed again, %d of %v DNAs are known", id, dna, len(known), size)
		}
		start(id, dna, false)
		id++
	}
	if whole {
		t.Fatalf("a space of %v DNAs was not used up after %d trials", size, trials)
	}
	return journal
}

// propose asks for a trial and checks that the answer is of the space, and
// that asking changes nothing.
func (d *driver) propose(t testing.TB, s search.Search, id int) (*geno.DNA, error) {
	t.Helper()
	dna, err := s.Propose(id)
	s.Propose(id + 1)
	again, err2 := s.Propose(id)
	if (err == nil) != (err2 == nil) || err == nil && !dna.Equal(again) {
		t.Fatalf("trial %d: Propose changes the search: it said %v (error %v), and then %v (error %v)", id, dna, err, again, err2)
	}
	if err != nil {
		if dna != nil {
			t.Errorf("trial %d: both a DNA and the error %v", id, err)
		}
		return nil, err
	}
	if dna.Spec() != d.space {
		t.Fatalf("trial %d: the DNA is not bound to the space", id)
	}
	d.reread(t, dna)
	return dna, nil
}

// reread sends a DNA through its JSON form, which validates it.
func (d *driver) reread(t testing.TB, dna *geno.DNA) *geno.DNA {
	t.Helper()
	text, err := json.Marshal(dna)
	if err != nil {
		t.Fatalf("%v: %v", dna, err)
	}
	var unbound geno.DNA
	if err := json.Unmarshal(text, &unbound); err != nil {
		t.Fatalf("%v: %v", dna, err)
	}
	bound, err := d.space.Bind(&unbound)
	if err != nil {
		t.Fatalf("%v is not of the space: %v", dna, err)
	}
	if !bound.Equal(dna) {
		t.Fatalf("%v is read back as %v", dna, bound)
	}
	return bound
}

// ahead is how many calls after a restart are checked.
const ahead = 60

// restart replays the journal up to each of the cuts, and checks that the
// searches go on from there as the one did that never stopped: after the first half
// to the end, else for some time.
func (d *driver) restart(t testing.TB, journal []event, cuts ...int) {
	t.Helper()
	for _, cut := range cuts {
		if cut < 0 || cut >= len(journal) {
			continue
		}
		s, err := d.alg.Start(d.space, d.seed)
		if err != nil {
			t.Fatalf("Start: %v", err)
		}
		for i, e := range journal {
			if i > cut+ahead && cut < len(journal)/2 {
				break
			}
			if e.dna == nil {
				s.Finished(e.id, e.outcome)
				continue
			}
			if i < cut {
				s.Started(e.id, d.reread(t, e.dna))
				continue
			}
			if !e.supplied {
				if dna, err := s.Propose(e.id); err != nil || !dna.Equal(e.dna) {
					t.Fatalf("after a restart at call %d of the journal, trial %d is %v (error %v), and was %v", cut, e.id, dna, err, e.dna)
				}
			}
			s.Started(e.id, e.dna)
			if c, ok := s.(search.Continued); ok && c.Parent(e.id) != e.parent {
				t.Fatalf("after a restart at call %d of the journal, trial %d goes on from %d, and did from %d", cut, e.id, c.Parent(e.id), e.parent)
			}
		}
	}
}
