package bayes

// This file is what the algorithms that model the reward have in common: what they
// know of a search, and how a proposal comes of a model.

import (
	"cmp"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/dnamap"
)

// A trial is one that ended, or is open, with its point and the features of it.
type trial struct {
	id        int
	x, z      []float64
	reward    float64
	violation float64 // of a feasible one 0, of a failed one infinite

	said []float64 // what models of earlier searches expected; nil until it is asked
}

// A history is a search without the part that prefers one point to another.
type history struct {
	e       *embedding
	stream  *search.Stream // by the id of a trial
	spread  *search.Stream // by how many have started
	started int
	open    []trial // in the order they started
	ended   []trial // in the order they ended
	good    []int   // those of ended that did not fail
	broken  int     // how many of ended are not feasible
	seen    dnamap.Map[struct{}]
	all     [][]float64 // every point of a small space, once it is needed
	allDNA  []*geno.DNA

	// propose returns what to try next, or nil if there is nothing to prefer. It
	// depends on the history alone, so that it is asked once.
	propose  func() (*geno.DNA, error)
	fresh    bool
	proposal *geno.DNA
	err      error
}

func newHistory(e *embedding, seed uint64) history {
	return history{e: e, stream: search.NewStream(seed), spread: search.NewStream(^seed)}
}

func (s *history) Started(id int, dna *geno.DNA) {
	s.fresh = false
	s.started++
	s.seen.At(dna)
	t := trial{id: id, x: make([]float64, len(s.e.dims)), z: make([]float64, len(s.e.features))}
	for i := range t.x {
		t.x[i] = s.e.value(i, 0.5)
	}
	s.e.from(dna, t.x)
	s.e.fill(t.x, t.z)
	s.open = append(s.open, t)
}

func (s *history) Finished(id int, outcome search.Outcome) {
	s.fresh = false
	i := slices.IndexFunc(s.open, func(t trial) bool { return t.id == id })
	t := s.open[i]
	s.open = slices.Delete(s.open, i, i+1)
	t.reward, t.violation = outcome.Reward, outcome.Violation
	if outcome.Failed || math.IsNaN(t.violation) {
		t.violation = math.Inf(1)
	}
	if !outcome.Failed {
		s.good = append(s.good, len(s.ended))
	}
	if t.violation > 0 {
		s.broken++
	}
	s.ended = append(s.ended, t)
}

func (s *history) Propose(id int) (*geno.DNA, error) {
	if !s.fresh {
		s.proposal, s.err = s.propose()
		s.fresh = true
	}
	if s.err == nil && (s.proposal == nil || s.seen.Get(s.proposal) != nil) {
		// There is nothing to prefer, or all that is preferred is known.
		return s.e.space.Spec.Random(s.stream.For(id)), nil
	}
	return s.proposal, s.err
}

// initial returns the next of n points that are spread over the space.
func (s *history) initial(n int) (*geno.DNA, error) {
	xs := s.vectors(n)
	s.e.spread(xs, s.spread.For(0))
	return s.e.dna(xs[s.started])
}

// choose returns the best point that a maximizer finds, of those that are not known.
func (s *history) choose(points int, m maximizer) (*geno.DNA, error) {
	finds, whole, err := s.look(&m, points)
	if err != nil {
		return nil, err
	}
	if !whole {
		base := s.bases(1)
		starts := m.starts(finds, climbs-len(base))
		for _, x := range base {
			starts = append(starts, find{slices.Clone(x), m.worth(x)})
		}
		m.climb(starts, points)
		finds = append(finds, starts...)
	}
	slices.SortStableFunc(finds, func(a, b find) int { return cmp.Compare(b.value, a.value) })
	for _, f := range finds {
		dna, err := s.e.dna(f.x)
		if err != nil || s.seen.Get(dna) == nil {
			return dna, err
		}
	}
	return nil, nil
}

func (s *history) vectors(n int) [][]float64 {
	xs, buf := make([][]float64, n), make([]float64, n*len(s.e.dims))
	for i := range xs {
		xs[i], buf = buf[:len(s.e.dims):len(s.e.dims)], buf[len(s.e.dims):]
	}
	return xs
}

// smallSpace is up to how many DNAs a space is listed.
const smallSpace = 2048

// look looks at some points, and reports whether they are all that are not
// known yet.
func (s *history) look(m *maximizer, points int) (finds []find, whole bool, err error) {
	size := s.e.space.Spec.Size()
	if size != nil && size.IsInt64() && size.Int64() <= smallSpace {
		if s.all == nil {
			for dna := range s.e.space.Spec.All() {
				x := make([]float64, len(s.e.dims))
				s.e.from(dna, x)
				s.all, s.allDNA = append(s.all, x), append(s.allDNA, dna)
			}
		}
		var xs [][]float64
		for i, dna := range s.allDNA {
			if s.seen.Get(dna) == nil {
				xs = append(xs, s.all[i])
			}
		}
		if len(xs) <= points {
			return m.look(xs), true, nil
		}
		m.rng.Shuffle(len(xs), func(a, b int) { xs[a], xs[b] = xs[b], xs[a] })
		return m.look(xs[:points]), false, nil
	}
	// Half are spread over the space, and half are near good trials.
	xs := s.vectors(points)
	s.e.spread(xs, m.rng)
	if bases := s.bases(5); len(bases) > 0 {
		on := make([]bool, len(s.e.dims))
		for _, x := range xs[points/2:] {
			base := bases[m.rng.IntN(len(bases))]
			copy(on, s.e.active(base))
			for i := range x {
				if on[i] {
					x[i] = base[i]
				}
			}
			p := 1.0
			if m.rng.IntN(2) == 0 {
				p = 2 / float64(len(s.e.vary))
			}
			s.e.perturb(x, p, math.Pow(10, -0.5-2.5*m.rng.Float64()), m.rng)
		}
	}
	return m.look(xs), false, nil
}

// bases are the best n trials.
func (s *history) bases(n int) [][]float64 {
	var top []*trial
	for _, i := range s.good {
		t := &s.ended[i]
		top = append(top, t)
		for j := len(top) - 1; j > 0 && better(top[j], top[j-1]); j-- {
			top[j], top[j-1] = top[j-1], top[j]
		}
		top = top[:min(n, len(top))]
	}
	xs := make([][]float64, len(top))
	for i, t := range top {
		xs[i] = t.x
	}
	return xs
}

func better(a, b *trial) bool {
	if a.violation != b.violation {
		return a.violation < b.violation
	}
	return a.reward > b.reward
}
