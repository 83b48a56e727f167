package evolution

// This file goes through several DNAs side by side and makes one of them. Where
// parents chose differently, only those that chose as the child does have a say in
// what that makes conditional, so that a child is always a DNA of the space.

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A rule says how a recombinator decides. What a nil function would decide is
// taken from the base.
type rule struct {
	// begin is called once for each child.
	begin func(m *mix)

	// pick returns the parent whose choice is taken, one of those given, in which
	// the decision is active.
	pick func(m *mix, active []int) int

	// number returns the number, from 0 to 1 in the decision's range, made of those
	// of the active parents.
	number func(m *mix, active []int, u []float64) float64

	// order returns a permutation made of those of the active parents, two or more.
	order func(m *mix, p [][]int64) []int64

	// graft says that a genome is crossed with that of another parent, where it can
	// be.
	graft bool

	// split says that of several choices that depend on each other, which are
	// distinct or sorted, each is picked for itself as far as that goes. Else they
	// are picked together.
	split bool
}

// A mix is one child in the making.
type mix struct {
	rule
	parents []*geno.DNA
	base    int             // the parent that is kept to where nothing is decided
	where   map[string]bool // nil: everywhere
	c       *Context
	seed    uint64
	rng     *rand.Rand
	w       geno.Writer

	depth    int // how many choices are above
	position int // how many independent parts of the DNA came before
	current  int // the parent that was picked for the part above
	visited  int // how many decisions came before
	cuts     []int
	forced   int
}

// mix makes a child of the parents. Mixes of the same seed draw the same numbers.
func (c *Context) mix(r rule, seed uint64, where map[string]bool, parents []*geno.DNA, base int) *geno.DNA {
	m := &mix{rule: r, parents: parents, base: base, where: where, c: c, seed: seed, rng: c.again(seed, 0), forced: -1}
	if m.begin != nil {
		m.begin(m)
	}
	at := make([]int, len(parents))
	m.space(c.Space, at, "")
	dna, err := m.w.DNA(c.Space)
	if err != nil {
		c.Fail(fmt.Errorf("recombination of %v: %w", parents, err))
		return parents[base]
	}
	return dna
}

// space decides what a space holds. at is where its values begin in each parent,
// -1 in those that do not have it; it is moved behind them.
func (m *mix) space(space *geno.Spec, at []int, path string) {
	var few [8]int
	for _, e := range space.Elements() {
		id, on := path, true
		if m.where != nil {
			id = join(path, e.Location)
			if on = m.where[id]; on {
				// Each decision has numbers of its own, the same in every child.
				m.rng = m.c.again(m.seed, hash(id))
			}
		}
		active := few[:0]
		for p, i := range at {
			if i >= 0 {
				active = append(active, p)
			}
		}
		switch d := e.Decision.(type) {
		case *geno.Choices:
			m.choices(d, on, active, at, id)
		case *geno.Custom:
			p := m.parent(on, active)
			genome := m.parents[p].Custom(at[p])
			if on && m.graft && d.Cross != nil && len(active) > 1 {
				other := active[0]
				if other == p {
					other = active[1]
				}
				genome = d.Cross(genome, m.parents[other].Custom(at[other]), m.rng)
			}
			m.w.Custom(genome)
			m.next(active, at)
		default:
			m.numeric(d, on, active, at)
			m.next(active, at)
		}
	}
}

func (m *mix) next(active, at []int) {
	for _, p := range active {
		at[p]++
	}
	m.visited++
	if m.depth == 0 {
		m.position++
	}
}

// parent returns whose decision is taken.
func (m *mix) parent(on bool, active []int) int {
	if on && m.pick != nil {
		return m.pick(m, active)
	}
	if slices.Contains(active, m.base) {
		return m.base
	}
	return active[0]
}

func (m *mix) numeric(d geno.Decision, on bool, active, at []int) {
	dim := coords.Of(d)
	if on && m.number != nil {
		var few [8]float64
		u := few[:0]
		for _, p := range active {
			u = append(u, dim.UnitAt(m.parents[p], at[p]))
		}
		dim.Write(&m.w, m.number(m, active, u))
		return
	}
	p := m.parent(on, active)
	if f, ok := d.(*geno.Float); ok {
		_ = m.w.Float(f, m.parents[p].Float(at[p]))
	} else {
		m.w.Index(int(m.parents[p].Index(at[p])))
	}
}

// choose writes candidate v, which some parents have at the places from, and what
// it makes conditional. Places of parents that chose otherwise are -1.
func (m *mix) choose(c *geno.Choices, sub int, v int64, from []int, id string) {
	m.w.Index(int(v))
	below := candidate(c, v)
	if below == nil || len(below.Elements()) == 0 {
		return
	}
	path := ""
	if m.where != nil {
		path = under(id, c, sub, v)
	}
	inside := make([]int, len(from))
	for p, i := range from {
		inside[p] = -1
		if i >= 0 && m.parents[p].Index(i) == v {
			inside[p] = i + 1
		}
	}
	m.depth++
	m.space(below, inside, path)
	m.depth--
}

func (m *mix) choices(c *geno.Choices, on bool, active, at []int, id string) {
	if c.K == 1 {
		p := m.parent(on, active)
		m.current = p
		m.choose(c, 0, m.parents[p].Index(at[p]), at, id)
		for _, p := range active {
			at[p] = skip(candidate(c, m.parents[p].Index(at[p])), m.parents[p], at[p]+1)
		}
		m.visited++
		if m.depth == 0 {
			m.position++
		}
		return
	}
	// Where each of the K choices of each parent begins.
	starts := make([][]int, c.K)
	for k := range starts {
		starts[k] = slices.Clone(at)
		for _, p := range active {
			at[p] = skip(candidate(c, m.parents[p].Index(at[p])), m.parents[p], at[p]+1)
		}
	}
	m.visited++
	value := func(p, k int) int64 { return m.parents[p].Index(starts[k][p]) }
	if on && m.order != nil && len(active) > 1 && permutation(c) {
		orders := make([][]int64, len(active))
		for i, p := range active {
			orders[i] = values(value, p, c.K)
		}
		for k, v := range m.order(m, orders) {
			from := make([]int, len(at))
			for p := range from {
				from[p] = -1
			}
			for _, p := range active {
				for j := range c.K {
					if value(p, j) == v {
						from[p] = starts[j][p]
					}
				}
			}
			m.choose(c, k, v, from, id)
		}
		if m.depth == 0 {
			m.position++
		}
		return
	}
	if !on || m.pick == nil || c.Distinct || c.Sorted {
		picked := m.together(c, on, active, value)
		for k, p := range picked {
			m.current = p
			m.choose(c, k, value(p, k), starts[k], id)
		}
		if m.depth == 0 {
			m.position++
		}
		return
	}
	for k := range c.K {
		p := m.parent(on, active)
		m.current = p
		m.choose(c, k, value(p, k), starts[k], id)
		if m.depth == 0 {
			m.position++
		}
	}
}

// attempts is how often a choice that depends on others is picked, for all K
// together, before they are all taken from one parent. It is PyGlove's number.
const attempts = 8

// together picks a parent for each of K choices that depend on each other.
func (m *mix) together(c *geno.Choices, on bool, active []int, value func(p, k int) int64) []int {
	picked := make([]int, 0, c.K)
	if on && m.split && m.pick != nil {
		for tries := 0; tries < attempts && len(picked) < c.K; {
			k := len(picked)
			p := m.pick(m, active)
			v := value(p, k)
			fits := !c.Sorted || k == 0 || v >= value(picked[k-1], k-1)
			for j := 0; c.Distinct && j < k; j++ {
				fits = fits && value(picked[j], j) != v
			}
			if fits {
				picked = append(picked, p)
			} else {
				tries++
			}
		}
	}
	if len(picked) < c.K {
		p := m.parent(on, active)
		picked = slices.Repeat([]int{p}, c.K)
	}
	return picked
}

func permutation(c *geno.Choices) bool {
	return c.K > 1 && c.K == c.N() && c.Distinct && !c.Sorted
}

func values(value func(p, k int) int64, p, n int) []int64 {
	list := make([]int64, n)
	for k := range list {
		list[k] = value(p, k)
	}
	return list
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
