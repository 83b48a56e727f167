package pbt

// This file holds the population: whose turn it is, and who copies whom.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// A training is a running search.
type training struct {
	algorithm
	space    *geno.Spec
	explorer explorer
	stream   *search.Stream
	members  []member
	open     map[int]opened
	needed   map[int]bool // trials that one yet to start may go on from

	next    plan // kept from Propose to Started
	planned bool
	ranking []rank
}

// A member is trained interval by interval.
type member struct {
	age   int     // how many intervals have ended
	trail []state // what the last of them came to, oldest first
	open  bool
}

// A state is what an interval came to. Its trial is -1 if there is none, since it
// failed.
type state struct {
	trial int
	dna   *geno.DNA
	search.Outcome
}

var none = state{trial: -1}

// at is what a member was after so many intervals, or after its last.
func (m *member) at(age int) state {
	if len(m.trail) == 0 {
		return none
	}
	return m.trail[max(0, len(m.trail)-1-max(0, m.age-age))]
}

// An opened trial is in training.
type opened struct {
	dna            *geno.DNA
	member, parent int
}

// A plan is what the trial of an id would be.
type plan struct {
	id     int
	member int // -1: all are in training
	parent int
	dna    *geno.DNA
}

// plan says whose turn it is and how it goes on. It is a function of the state of
// the search and the id.
func (t *training) plan(id int) plan {
	if t.planned && t.next.id == id {
		return t.next
	}
	rng := t.stream.For(id)
	p := plan{id: id, member: -1, parent: -1}
	if len(t.members) < t.population {
		p.member, p.dna = len(t.members), t.space.Random(rng)
	} else if p.member = t.turn(); p.member >= 0 {
		own := t.members[p.member].at(math.MaxInt)
		from := t.exploit(p.member, rng)
		switch {
		case from.trial < 0:
			p.dna = t.space.Random(rng)
		case from.trial == own.trial:
			p.parent, p.dna = own.trial, own.dna
		default:
			p.parent, p.dna = from.trial, t.explorer.explore(from.dna, rng)
		}
	}
	t.next, t.planned = p, true
	return p
}

// turn is the youngest member that is not in training; -1 if all are.
func (t *training) turn() int {
	at := -1
	for i := range t.members {
		if m := &t.members[i]; !m.open && (at < 0 || m.age < t.members[at].age) {
			at = i
		}
	}
	return at
}

// A rank is a member with a state, in the order from bad to good.
type rank struct {
	member int
	state
}

// exploit returns what a member goes on from: what it is itself, or what another was
// at its age.
func (t *training) exploit(member int, rng *rand.Rand) state {
	age := t.members[member].age
	t.ranking = t.ranking[:0]
	for i := range t.members {
		if s := t.members[i].at(age); s.trial >= 0 {
			t.ranking = append(t.ranking, rank{i, s})
		}
	}
	own := t.members[member].at(age)
	n := len(t.ranking)
	if n == 0 {
		return none
	}
	if t.tournament {
		k := rng.IntN(n)
		if own.trial < 0 {
			return t.ranking[k].state
		}
		if n == 1 {
			return own
		}
		// Another than the member itself.
		self := slices.IndexFunc(t.ranking, func(r rank) bool { return r.member == member })
		if k = rng.IntN(n - 1); k >= self {
			k++
		}
		if compare(t.ranking[k].state, own) > 0 {
			return t.ranking[k].state
		}
		return own
	}
	slices.SortFunc(t.ranking, func(a, b rank) int {
		return cmp.Or(compare(a.state, b.state), cmp.Compare(b.trial, a.trial))
	})
	share := min(int(math.Ceil(t.share*float64(n))), n/2)
	if own.trial >= 0 && !slices.ContainsFunc(t.ranking[:share], func(r rank) bool { return r.member == member }) {
		return own
	}
	best := t.ranking[n-max(share, 1):]
	return best[rng.IntN(len(best))].state
}

// compare is negative if a is worse than b: if it breaks constraints more or, if
// they are equal in this, has the lower reward.
func compare(a, b state) int {
	return cmp.Or(cmp.Compare(b.Violation, a.Violation), cmp.Compare(a.Reward, b.Reward))
}

func (t *training) Propose(id int) (*geno.DNA, error) {
	p := t.plan(id)
	if p.member < 0 {
		return nil, search.ErrWait
	}
	return p.dna, nil
}

func (t *training) Started(id int, dna *geno.DNA) {
	p := t.plan(id)
	t.planned = false
	if p.member < 0 {
		p.member = len(t.members)
	}
	if p.member == len(t.members) {
		t.members = append(t.members, member{})
	}
	t.members[p.member].open = true
	t.open[id] = opened{dna, p.member, p.parent}
}

func (t *training) Finished(id int, outcome search.Outcome) {
	o := t.open[id]
	delete(t.open, id)
	t.planned = false
	s := state{id, o.dna, outcome}
	if outcome.Failed || outcome.Step != 0 {
		s = none
	} else {
		t.needed[id] = true
	}
	m := &t.members[o.member]
	m.open = false
	m.age++
	m.trail = append(m.trail, s)
	t.forget()
}

// forget drops what members were before the age of the youngest that compares itself
// with them.
func (t *training) forget() {
	youngest := math.MaxInt
	if len(t.members) < t.population {
		youngest = 1 // those that are yet to begin
	}
	for i := range t.members {
		age := t.members[i].age
		if t.members[i].open {
			age++ // it asks again after this interval
		}
		youngest = min(youngest, age)
	}
	for i := range t.members {
		m := &t.members[i]
		drop := min(len(m.trail)-1, len(m.trail)-1-(m.age-youngest))
		for ; drop > 0; drop-- {
			delete(t.needed, m.trail[0].trial)
			m.trail = m.trail[1:]
		}
	}
}

func (t *training) Parent(id int) int {
	if o, ok := t.open[id]; ok {
		return o.parent
	}
	return -1
}

func (t *training) Needed(id int) bool { return t.needed[id] }
