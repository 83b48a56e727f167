package bayes

// This file is what TPE makes of earlier searches: it has a model of each, and trusts
// it as far as it agrees with the trials of this search.

import (
	"math"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// An earlierTPE is an earlier search.
type earlierTPE struct {
	beliefs []belief // by group
	said    []said   // of the latest trials that ended, by the model
	agree   float64  // pairs of trials of which the model says which is better
	differ  float64  // pairs of which it says the contrary
}

// A belief is the densities of an earlier search in one group.
type belief struct {
	of        *earlierTPE
	good, bad *mixture
	trials    []*tpeTrial // of the kernels of good
}

// What a model said of a trial that has ended.
type said struct {
	trial *tpeTrial
	worth float64
}

const (
	// believed is in how many pairs of trials a model is taken to have been right
	// before there are any.
	believed = 5
	// judged is of how many trials the pairs are counted.
	judged = 200
)

// trust is from 0 to 1: Kendall's rank correlation of what the model says with what
// came of it.
func (e *earlierTPE) trust() float64 {
	return max(0, (e.agree-e.differ+believed)/(e.agree+e.differ+believed))
}

// Inform is for [search.Informed].
func (s *tpeSearch) Inform(earlier []search.Earlier) {
	for _, from := range earlier {
		e := &earlierTPE{}
		trials := make([]*tpeTrial, len(from.Trials))
		for i, t := range from.Trials {
			trials[i] = s.read(t.DNA)
		}
		for _, g := range s.groups {
			b := g.believe(trials)
			b.of = e
			e.beliefs = append(e.beliefs, b)
		}
		s.earlier = append(s.earlier, e)
	}
	for i, g := range s.groups {
		for _, e := range s.earlier {
			g.beliefs = append(g.beliefs, e.beliefs[i])
		}
	}
}

// believe makes densities of the trials of an earlier search, the best first.
func (g *group) believe(trials []*tpeTrial) belief {
	b := belief{good: newMixture(&g.shape), bad: newMixture(&g.shape)}
	var active []*tpeTrial
	for _, t := range trials {
		if g.active(t.x) {
			active = append(active, t)
		}
	}
	good := min(mostGood, int(math.Ceil(goodShare*float64(len(active)))))
	b.trials = active[:good]
	b.good.reset(g.goodWidths(b.trials))
	for i, t := range b.trials {
		g.read(t.x, &g.buf)
		b.good.add(&g.buf, math.Log(float64(good+1)/float64(i+1)), 0)
	}
	rest := active[good:]
	n := min(latestBad, len(rest))
	b.bad.reset(g.badWidths(n))
	for i := range n {
		g.read(rest[i*len(rest)/n].x, &g.buf)
		b.bad.add(&g.buf, 1, 0)
	}
	if g.independent && len(g.num) == 1 {
		b.good.adapt(g.gaps(b.good.places()))
		b.bad.adapt(g.gaps(b.bad.places()))
	}
	return b
}

// worth is how much better than others the model says that a point is.
func (b *belief) worth(p *point) float64 { return b.good.logDensity(p) - b.bad.logDensity(p) }

// draw draws a candidate by what was good in some earlier search, each as likely as it
// is trusted; it reports whether it did, and did not leave it to this search.
func (g *group) drawEarlier(rng *rand.Rand, p *point) bool {
	p.belief = nil
	total := 1.0
	for i := range g.beliefs {
		total += g.beliefs[i].of.trust()
	}
	r := rng.Float64()*total - 1
	for i := range g.beliefs {
		b := &g.beliefs[i]
		if r < 0 {
			return false
		}
		if r -= b.of.trust(); r < 0 {
			b.good.draw(rng, p)
			p.belief = b
			return true
		}
	}
	return false
}

// judge compares what models say of a trial that has ended with what came of it.
func (s *tpeSearch) judge(t *tpeTrial) {
	if t.outcome.Failed {
		return
	}
	for _, e := range s.earlier {
		worth := 0.0
		for i, g := range s.groups {
			if g.active(t.x) {
				g.read(t.x, &g.buf)
				worth += e.beliefs[i].worth(&g.buf)
			}
		}
		for _, o := range e.said {
			d := 0.0
			switch {
			case t.dominates(o.trial):
				d = worth - o.worth
			case o.trial.dominates(t):
				d = o.worth - worth
			}
			if d > 0 {
				e.agree++
			} else if d < 0 {
				e.differ++
			}
		}
		if len(e.said) == judged {
			e.said = e.said[1:]
		}
		e.said = append(e.said, said{t, worth})
	}
}

// read returns a DNA as a trial.
func (s *tpeSearch) read(dna *geno.DNA) *tpeTrial {
	t := &tpeTrial{x: make([]float64, len(s.space.Dims))}
	s.space.Read(dna, t.x)
	at := 0
	s.space.Active(t.x, func(dim int) {
		if s.space.Dims[dim].Kind == coords.Opaque {
			if t.genomes == nil {
				t.genomes = map[int]string{}
			}
			t.genomes[dim] = dna.Custom(at)
		}
		at++
	})
	return t
}
