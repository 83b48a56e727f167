package bayes

// This file is what TPE knows of one group of decisions: which trials are good
// and which are not, and how the next candidate is chosen.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

const (
	goodShare = 0.1 // of the trials are good
	mostGood  = 25

	// latestBad is of how many bad trials there are kernels. Candidates are drawn
	// near the good trials, and so, later, are trials: the density there is that
	// of the latest. As a sample of 256 the error of its logarithm is about 1/16
	// where all kernels count, below the differences between candidates.
	latestBad = 256

	// pooled is how many trials of several objectives are kept to find the good
	// ones among: a front that comes next may replace one that is dominated.
	pooled = 4 * mostGood
)

// A group is the decisions that have a density together, with the trials in
// which they are active.
type group struct {
	tpe
	shape
	parent   int // the dimension they are conditional on, -1 if on none
	on       float64
	branches bool // something is conditional on one of them

	started int
	best    []*tpeTrial // the only ones that are good or can become so, best first
	open    []*tpeTrial
	rest    *mixture // the other trials, the latest of them
	fitted  int      // size of rest that its kernels have the width for
	several bool     // objectives: best is only sorted when it has to be
	beliefs []belief // of earlier searches

	// What follows is computed from the above when it is needed.
	stale bool
	good  *mixture
	near  *mixture // the bad ones that are not in rest

	points []point
	ranked []*point
	buf    point
}

func newGroup(t tpe, space *coords.Space, parent int, on int64) *group {
	return &group{tpe: t, shape: shape{space: space}, parent: parent, on: float64(on)}
}

// seal makes the group ready once it has all its dimensions. Parents are those
// on which others are conditional.
func (g *group) seal(parents map[int]bool) {
	g.arrange()
	for _, dim := range g.cat {
		g.branches = g.branches || parents[dim]
	}
	g.good, g.near = newMixture(&g.shape), newMixture(&g.shape)
	g.forget()
	g.buf = g.point()
	for range g.candidates {
		g.points = append(g.points, g.point())
	}
	for i := range g.points {
		g.ranked = append(g.ranked, &g.points[i])
	}
}

func (g *group) active(x []float64) bool { return g.parent < 0 || x[g.parent] == g.on }

func (g *group) begin(t *tpeTrial) {
	g.started++
	g.open = append(g.open, t)
	g.stale = true
}

func (g *group) end(t *tpeTrial) {
	g.open = slices.DeleteFunc(g.open, func(o *tpeTrial) bool { return o == t })
	g.stale = true
	if t.outcome.Failed || t.short {
		g.drop(t)
		return
	}
	if len(t.outcome.Rewards) > 1 {
		g.several = true
	}
	if g.several {
		g.best = append(g.best, t)
		if len(g.best) > pooled {
			g.best = byDomination(g.best)
			g.drop(g.best[pooled])
			g.best = g.best[:pooled]
		}
		return
	}
	at, _ := slices.BinarySearchFunc(g.best, t, func(a, b *tpeTrial) int {
		// Of equals the first comes first.
		return cmp.Or(cmp.Compare(a.outcome.Violation, b.outcome.Violation), cmp.Compare(b.outcome.Reward, a.outcome.Reward), -1)
	})
	g.best = slices.Insert(g.best, at, t)
	if len(g.best) > mostGood {
		g.drop(g.best[mostGood])
		g.best = g.best[:mostGood]
	}
}

// drop puts a trial among those that will never be good.
func (g *group) drop(t *tpeTrial) {
	g.read(t.x, &g.buf)
	g.rest.add(&g.buf, 1, latestBad)
	// The width changes with the number of trials. The kernels are fitted again
	// when it has grown by a sixteenth, where it is less than 2 % off.
	if g.rest.n > g.fitted+g.fitted/16 {
		g.fitted = g.rest.n
		g.rest.widen(g.badWidths(g.fitted))
	}
}

// fit brings the mixtures up to date.
func (g *group) fit() {
	if !g.stale {
		return
	}
	g.stale = false
	if g.several {
		g.best = byDomination(g.best)
	}
	good := min(mostGood, len(g.best), int(math.Ceil(goodShare*float64(g.started))))
	g.good.reset(g.goodWidths(g.best[:good]))
	for i, t := range g.best[:good] {
		weight := 1.
		if !g.several {
			weight = math.Log(float64(good+1) / float64(i+1))
		}
		g.read(t.x, &g.buf)
		g.good.add(&g.buf, weight, 0)
	}
	g.near.reset(g.rest.widths)
	for _, t := range slices.Concat(g.best[good:], g.open) {
		g.read(t.x, &g.buf)
		g.near.add(&g.buf, 1, 0)
	}
	if g.independent && len(g.num) == 1 {
		g.good.adapt(g.gaps(g.good.places()))
		bad := g.gaps(append(g.rest.places(), g.near.places()...))
		g.rest.adapt(bad[:g.rest.n])
		g.near.adapt(bad[g.rest.n:])
	}
}

// size is the number of dimensions that kernels have.
func (g *group) size() int { return len(g.num) + len(g.cat) }

// badWidths are those of n kernels that are anywhere.
func (g *group) badWidths(n int) widths {
	w := widths{sigma: make([]float64, len(g.num)), miss: g.misses(n)}
	for i := range w.sigma {
		if g.independent {
			w.sigma[i] = 1 // see gaps
			continue
		}
		w.sigma[i] = g.clip(0.2*g.rate(n), n)
	}
	return w
}

// goodWidths are those of kernels around the good trials.
func (g *group) goodWidths(good []*tpeTrial) widths {
	n := len(good)
	w := widths{sigma: make([]float64, len(g.num)), miss: g.misses(n)}
	if g.independent {
		for i := range w.sigma {
			w.sigma[i] = 1 // see gaps
		}
		return w
	}
	for i, dim := range g.num {
		mean, squares := 0., 0.
		for j, t := range good {
			u := g.space.Unit(dim, t.x[dim])
			d := u - mean
			mean += d / float64(j+1)
			squares += d * (u - mean)
		}
		if n > 1 {
			w.sigma[i] = math.Sqrt(squares/float64(n-1)) * g.rate(n)
		}
		w.sigma[i] = g.clip(w.sigma[i], n)
		if steps := g.space.Dims[dim].N; steps > 0 {
			w.sigma[i] = max(w.sigma[i], 0.5/float64(steps))
		}
	}
	return w
}

// gaps returns the width of a kernel at each of the places, where there is only
// one number: the larger of the distances to its neighbours, among which the
// middle of the range counts.
func (g *group) gaps(places []float64) []float64 {
	sorted := slices.Sorted(slices.Values(append(slices.Clone(places), 0.5)))
	sigma := make([]float64, len(places))
	for i, u := range places {
		j, _ := slices.BinarySearch(sorted, u)
		below, above := sorted[max(j-1, 0)], sorted[min(j+1, len(sorted)-1)]
		sigma[i] = g.clip(max(u-below, above-u), len(places))
	}
	return sigma
}

// rate is how the best width of n kernels depends on n.
func (g *group) rate(n int) float64 { return math.Pow(float64(max(n, 1)), -1/float64(g.size()+4)) }

func (g *group) clip(sigma float64, n int) float64 {
	return min(1, max(sigma, 1/min(100, float64(n+2))))
}

// misses returns how probable another category is in one of n kernels. Each has
// the weight 1/(n+1), beside 1 for that of the kernel. Of several distinct ones
// it is one in two that any is exchanged.
func (g *group) misses(n int) []float64 {
	miss := make([]float64, len(g.cat))
	for i := range miss[:g.free] {
		others := float64(g.n[i] - 1)
		miss[i] = others / (others + 1 + float64(n+1))
	}
	for _, b := range g.blocks {
		for i := b.from; i < b.from+b.k; i++ {
			miss[i] = 0.5 / float64(b.k)
		}
	}
	return miss
}

// propose draws candidates, puts them into g.ranked, best first, and returns the
// best; or, if any will do, draws one.
func (g *group) propose(rng *rand.Rand, anyone bool) *point {
	g.fit()
	best := g.ranked[0]
	if anyone {
		best.belief = nil
		g.good.draw(rng, best)
		g.snap(best)
		return best
	}
	// A conditional group may have trials enough for a model before the whole
	// search has, or long after.
	young := g.started < min(g.startup, g.size()+1)
	if young && g.beliefs == nil {
		for _, p := range g.ranked {
			g.good.drawUniform(rng, p)
			g.snap(p)
		}
		return best
	}
	for _, p := range g.ranked {
		switch {
		case g.beliefs != nil && g.drawEarlier(rng, p):
		case young:
			g.good.drawUniform(rng, p)
		default:
			g.good.draw(rng, p)
		}
		g.snap(p)
		p.score = 0
		if !young {
			good := logSum{max: g.good.uniform, sum: 1}
			bad := good
			g.good.sum(p, &good)
			g.near.sum(p, &bad)
			g.rest.sum(p, &bad)
			p.score = good.log() - bad.log()
		}
		for i := range g.beliefs {
			if trust := g.beliefs[i].of.trust(); trust > 0 {
				p.score += trust * g.beliefs[i].worth(p)
			}
		}
	}
	slices.SortStableFunc(g.ranked, func(a, b *point) int { return cmp.Compare(b.score, a.score) })
	return g.ranked[0]
}

// genome returns the genome of a custom decision for p: that of the trial around
// which p was drawn, or a mutation of it.
func (g *group) genome(p *point, dim int, rng *rand.Rand) string {
	c := g.space.Dims[dim].Decision.(*geno.Custom)
	if p.from >= 0 {
		trials := g.best
		if p.belief != nil {
			trials = p.belief.trials
		}
		genome := trials[p.from].genomes[dim]
		switch alone := g.size() == 0 && len(g.opaque) == 1; {
		case !alone && rng.IntN(2) == 0:
			return genome
		case c.Mutate != nil:
			return c.Mutate(genome, rng)
		}
	}
	if c.Random != nil {
		return c.Random(rng)
	}
	return c.First()
}
