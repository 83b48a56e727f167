package bayes

// This file is the Parzen estimator of TPE: a density over a group of decisions,
// the mean of a kernel around each of some trials and of the uniform density.

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A shape says of which kinds the dimensions of a group are.
type shape struct {
	space  *coords.Space
	num    []int   // ordered and continuous dimensions
	cat    []int   // categorical ones, those of blocks after the others
	n      []int32 // how many values each of cat has
	free   int     // how many of cat are in no block
	blocks []block
	sorted []block // among those that are free
	opaque []int   // without a density
}

// A block is a choice of several.
type block struct {
	from, k int // its positions in shape.cat
	n       int // how many candidates it has
	set     bool
}

func (s *shape) add(dim int) {
	switch s.space.Dims[dim].Kind {
	case coords.Opaque:
		s.opaque = append(s.opaque, dim)
	case coords.Categorical:
		s.cat = append(s.cat, dim)
	default:
		s.num = append(s.num, dim)
	}
}

// arrange finds the blocks.
func (s *shape) arrange() {
	choices := func(dim int) *geno.Choices { return s.space.Dims[dim].Decision.(*geno.Choices) }
	slices.SortStableFunc(s.cat, func(a, b int) int {
		x, y := choices(a), choices(b)
		switch x, y := x.Distinct && x.K > 1, y.Distinct && y.K > 1; {
		case x == y:
			return 0
		case y:
			return -1
		}
		return 1
	})
	for i := 0; i < len(s.cat); {
		c := choices(s.cat[i])
		b := block{from: i, k: 1, n: c.N(), set: c.Sorted}
		for i++; i < len(s.cat) && s.space.Dims[s.cat[i]].Choice == s.space.Dims[s.cat[b.from]].Choice; i++ {
			b.k++
		}
		for range b.k {
			s.n = append(s.n, int32(b.n))
		}
		switch {
		case c.Distinct && c.K > 1:
			s.blocks = append(s.blocks, b)
			continue
		case c.Sorted && b.k > 1:
			s.sorted = append(s.sorted, b)
		}
		s.free = i
	}
}

// A point is what a trial, or a candidate for one, has in a group.
type point struct {
	num   []float64 // from 0 to 1
	cat   []int32
	from  int // which kernel it was drawn from, -1: the uniform density
	score float64

	belief *belief // of which it was drawn; nil: of this search
}

func (s *shape) point() point {
	return point{num: make([]float64, len(s.num)), cat: make([]int32, len(s.cat))}
}

// read takes p from the coordinates of a trial.
func (s *shape) read(x []float64, p *point) {
	for i, dim := range s.num {
		p.num[i] = s.space.Unit(dim, x[dim])
	}
	for i, dim := range s.cat {
		p.cat[i] = int32(x[dim])
	}
}

// write puts p into the coordinates of a trial.
func (s *shape) write(p *point, x []float64) {
	for i, dim := range s.num {
		x[dim] = s.space.Value(dim, p.num[i])
	}
	for i, dim := range s.cat {
		x[dim] = float64(p.cat[i])
	}
}

// snap makes p one that a trial can have: in the middle of steps, and sorted.
func (s *shape) snap(p *point) {
	for i, dim := range s.num {
		if s.space.Dims[dim].Kind == coords.Ordered {
			p.num[i] = s.space.Unit(dim, s.space.Value(dim, p.num[i]))
		}
	}
	for _, b := range s.sorted {
		slices.Sort(p.cat[b.from : b.from+b.k])
	}
}

// widths are what all kernels of a mixture have in common.
type widths struct {
	sigma []float64 // standard deviation of each of num
	miss  []float64 // how probable it is for each of cat not to be the kernel's
}

// A mixture is a density over the points of a shape: that of its kernels, and
// the uniform one with the weight that they have on average. Numbers have a
// normal distribution cut off at 0 and 1, categories that of Aitchison and Aitken,
// blocks one of their own.
type mixture struct {
	*shape
	widths
	inv     []float64 // 1/(√2·sigma)
	hit     float64   // log probability that all of the free categories are the kernel's
	off     []float64 // what is added to that for one that isn't
	kernels []several // of the blocks
	uniform float64   // log density

	n      int
	total  float64   // of the weights
	weight []float64 // of each kernel
	num    []float64 // n rows: the numbers where a kernel is, times inv
	cat    []int32   // n rows
	bias   []float64 // the log density of a kernel in its middle
	oldest int
	narrow []float64 // by how much kernels are narrower than sigma; nil: none is

	z []float64 // scratch: the numbers of a point, times inv
}

func newMixture(s *shape) *mixture {
	m := &mixture{
		shape: s,
		inv:   make([]float64, len(s.num)),
		off:   make([]float64, s.free),
		z:     make([]float64, len(s.num)),
	}
	for _, n := range s.n[:s.free] {
		m.uniform -= math.Log(float64(n))
	}
	for _, b := range s.blocks {
		m.kernels = append(m.kernels, newSeveral(b))
		m.uniform += b.uniform()
	}
	return m
}

// reset leaves no kernels.
func (m *mixture) reset(w widths) {
	m.n, m.total, m.oldest = 0, 0, 0
	m.weight, m.num, m.cat, m.bias, m.narrow = m.weight[:0], m.num[:0], m.cat[:0], m.bias[:0], nil
	m.set(w)
}

func (m *mixture) set(w widths) {
	m.widths = w
	for i, s := range w.sigma {
		m.inv[i] = 1 / (math.Sqrt2 * s)
	}
	m.hit = 0
	for i, miss := range w.miss[:m.free] {
		if others := m.shape.n[i] - 1; others > 0 {
			m.hit += math.Log1p(-miss)
			m.off[i] = math.Log(miss/float64(others)) - math.Log1p(-miss)
		}
	}
	for i, b := range m.blocks {
		m.kernels[i].set(w.miss[b.from])
	}
}

// widen gives all kernels other widths.
func (m *mixture) widen(w widths) {
	d := len(m.inv)
	for i := range m.num {
		m.num[i] /= m.inv[i%d]
	}
	m.set(w)
	for k := range m.n {
		m.bias[k] = m.fill(m.num[k*d : k*d+d])
	}
}

// add puts a kernel around p, in place of the oldest if there are as many as the
// limit says.
func (m *mixture) add(p *point, weight float64, limit int) {
	k := m.n
	if limit > 0 && m.n == limit {
		k = m.oldest
		m.oldest = (k + 1) % limit
		m.total -= m.weight[k]
	} else {
		m.n++
		m.weight = append(m.weight, 0)
		m.num = append(m.num, p.num...)
		m.cat = append(m.cat, p.cat...)
		m.bias = append(m.bias, 0)
	}
	m.weight[k] = weight
	m.total += weight
	row := m.num[k*len(p.num) : (k+1)*len(p.num)]
	copy(row, p.num)
	copy(m.cat[k*len(p.cat):], p.cat)
	m.bias[k] = m.fill(row)
}

// adapt gives each kernel of a single number a width of its own, which must not
// be more than sigma.
func (m *mixture) adapt(sigma []float64) {
	m.narrow = make([]float64, m.n)
	for k, s := range sigma {
		m.narrow[k] = m.sigma[0] / s
		u, inv := m.num[k]/m.inv[0], m.inv[0]*m.narrow[k]
		m.bias[k] = -math.Log((math.Erf((1-u)*inv) + math.Erf(u*inv)) * (math.SqrtPi / 2) / inv)
	}
}

// places are where the kernels of a single number are.
func (m *mixture) places() []float64 {
	list := make([]float64, m.n)
	for k := range list {
		list[k] = m.num[k] / m.inv[0]
	}
	return list
}

// fill multiplies the numbers of a kernel by inv, and returns its bias.
func (m *mixture) fill(row []float64) float64 {
	bias, integral := m.hit, 1.
	for i, u := range row {
		inv := m.inv[i]
		row[i] = u * inv
		integral *= (math.Erf((1-u)*inv) + math.Erf(u*inv)) * (math.SqrtPi / 2) / inv
		if i%64 == 63 { // before it underflows
			bias -= math.Log(integral)
			integral = 1
		}
	}
	return bias - math.Log(integral)
}

// A logSum adds up numbers of which it gets the logarithms.
type logSum struct{ max, sum float64 }

func (l *logSum) add(x, weight float64) {
	switch d := x - l.max; {
	case d <= -30: // less than rounding
	case d <= 0:
		l.sum += weight * math.Exp(d)
	default:
		l.sum = l.sum*math.Exp(-d) + weight
		l.max = x
	}
}

func (l *logSum) log() float64 { return l.max + math.Log(l.sum) }

// sum adds the densities of all kernels at p, each by its weight where the mean
// weight is 1.
func (m *mixture) sum(p *point, l *logSum) {
	if m.n == 0 {
		return
	}
	scale := float64(m.n) / m.total
	z := m.z
	for i, u := range p.num {
		z[i] = u * m.inv[i]
	}
	for i, b := range m.blocks {
		m.kernels[i].look(p.cat[b.from : b.from+b.k])
	}
	free := p.cat[:m.free]
	d, c := len(z), len(p.cat)
	for k, s := range m.bias {
		row := m.num[k*d:]
		row = row[:len(z)]
		if m.narrow == nil {
			for i, v := range z {
				t := v - row[i]
				s -= t * t
			}
		} else {
			t := (z[0] - row[0]) * m.narrow[k]
			s -= t * t
		}
		if c > 0 {
			cat := m.cat[k*c : k*c+c]
			for i, v := range free {
				if v != cat[i] {
					s += m.off[i]
				}
			}
			for i, b := range m.blocks {
				s += m.kernels[i].density(cat[b.from : b.from+b.k])
			}
		}
		l.add(s, m.weight[k]*scale)
	}
}

// logDensity is the logarithm of the density at p.
func (m *mixture) logDensity(p *point) float64 {
	l := logSum{max: m.uniform, sum: 1}
	m.sum(p, &l)
	return l.log() - math.Log(float64(m.n+1))
}

// draw draws p from the density.
func (m *mixture) draw(rng *rand.Rand, p *point) {
	p.from = m.pick(rng)
	if p.from < 0 {
		m.drawUniform(rng, p)
		return
	}
	row := m.num[p.from*len(p.num):]
	for i := range p.num {
		mean, sigma := row[i]/m.inv[i], m.sigma[i]
		if m.narrow != nil {
			sigma /= m.narrow[p.from]
		}
		p.num[i] = mean + sigma*rng.NormFloat64()
		for !(p.num[i] >= 0 && p.num[i] <= 1) {
			p.num[i] = mean + sigma*rng.NormFloat64()
		}
	}
	own := m.cat[p.from*len(p.cat):]
	for i := range m.free {
		v := own[i]
		if others := m.shape.n[i] - 1; others > 0 && rng.Float64() < m.miss[i] {
			if v = rng.Int32N(others); v >= own[i] {
				v++
			}
		}
		p.cat[i] = v
	}
	for i, b := range m.blocks {
		m.kernels[i].draw(rng, p.cat[b.from:b.from+b.k], own[b.from:b.from+b.k])
	}
}

// pick returns one of the kernels by weight, -1 for the uniform density.
func (m *mixture) pick(rng *rand.Rand) int {
	if m.n == 0 {
		return -1
	}
	r := rng.Float64() * m.total * (1 + 1/float64(m.n))
	for k, w := range m.weight {
		if r -= w; r < 0 {
			return k
		}
	}
	return -1
}

// drawUniform draws p from the uniform density.
func (m *mixture) drawUniform(rng *rand.Rand, p *point) {
	p.from = -1
	for i := range p.num {
		p.num[i] = rng.Float64()
	}
	for i, n := range m.shape.n[:m.free] {
		p.cat[i] = rng.Int32N(n)
	}
	for i, b := range m.blocks {
		m.kernels[i].drawUniform(rng, p.cat[b.from:b.from+b.k])
	}
}
