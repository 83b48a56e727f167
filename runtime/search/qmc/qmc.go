// Package qmc holds the algorithms that cover a space more evenly than chance
// does, with low-discrepancy sequences: Sobol and Halton, both scrambled. Like
// random search they learn nothing from rewards; but what they try leaves smaller
// gaps, in the whole space and, above all, in each decision and pair of decisions
// alone (Bousquet, Gelly, Kurach, Teytaud, Vincent, "Critical Hyper-Parameters: No
// Random, No Cry", 2017). They suit a first look at a space, a grid that may end at
// any time, and trials that all run at once.
package qmc

import (
	"fmt"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A sequence gives each trial a point of the unit cube.
type sequence interface {
	// point writes the point of a trial into u.
	point(trial uint32, u []float64)
}

// A method is an algorithm that takes trials from a sequence.
type method struct {
	name string
	make func(dims int, seed uint64) sequence
}

func (m method) String() string { return m.name }

func (m method) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	c, err := coords.New(space)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: use search.Random()", m.name, err)
	}
	n := len(c.Dims)
	return &cover{
		space:  c,
		seq:    m.make(n, seed),
		stream: search.NewStream(seed),
		u:      make([]float64, n),
		x:      make([]float64, n),
		taken:  map[int][]bool{},
	}, nil
}

// cover is a running search. It has no state but the seed: trial i is point i.
type cover struct {
	space  *coords.Space
	seq    sequence
	stream *search.Stream

	u, x  []float64      // of the proposal being made
	taken map[int][]bool // candidates of distinct choices that it has, by Dim.Choice
}

func (*cover) Started(int, *geno.DNA)       {}
func (*cover) Finished(int, search.Outcome) {}

func (s *cover) Propose(id int) (*geno.DNA, error) {
	rng := s.stream.For(id)
	if uint64(id)>>32 != 0 {
		// Asked again for a point that is known: a sequence has one a trial.
		return s.space.Spec.Random(rng), nil
	}
	s.seq.point(uint32(id), s.u)
	s.space.Active(s.x, func(i int) { s.x[i] = s.value(i) })
	return s.space.DNA(s.x, func(i int) string { return genome(s.space.Dims[i].Decision.(*geno.Custom), rng) })
}

// value is what dimension i takes. Of distinct choices, each takes one of the
// candidates that are left, so that all ways to take them are equally likely.
func (s *cover) value(i int) float64 {
	d := &s.space.Dims[i]
	c, ok := d.Decision.(*geno.Choices)
	if !ok || !c.Distinct || c.K == 1 {
		return s.space.Value(i, s.u[i])
	}
	taken := s.taken[d.Choice]
	if d.Sub == 0 {
		if taken == nil {
			taken = make([]bool, c.N())
			s.taken[d.Choice] = taken
		}
		clear(taken)
	}
	left := c.N() - d.Sub
	nth := min(left-1, int(s.u[i]*float64(left)))
	for v, t := range taken {
		if t {
			continue
		}
		if nth == 0 {
			taken[v] = true
			return float64(v)
		}
		nth--
	}
	panic("unreachable: there are no more choices than candidates")
}

// genome draws the genome of a custom decision, of which a sequence knows nothing.
func genome(c *geno.Custom, rng *rand.Rand) string {
	if c.Random != nil {
		return c.Random(rng)
	}
	return c.First()
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unit is a number from 0 up to, not including, 1, of 53 bits.
func unit(bits uint64) float64 { return float64(bits>>11) / (1 << 53) }
