package bayes

// This file places the points of a space among the numbers that a Gaussian
// process calculates with.

import (
	"math"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// A trait is how a feature enters the distance of two points.
type trait uint8

const (
	number   trait = iota // by the square of the difference
	category              // by being equal or not
)

// A feature is one of the numbers of a point. A decision has one, but for
//
//   - a number that is conditional, which has the two of a place on a quarter of
//     a circle, whose centre is where it is not active. So all its values are
//     equally far from there, and what one branch has seen says the same of all
//     points of another: the arc kernel of Swersky, Duvenaud, Snoek, Hutter and
//     Osborne, "Raiders of the Lost Architecture", 2014. The radius 2/π makes near
//     values as far from each other as those that are not conditional;
//   - choices whose order means nothing, which have together one for each
//     candidate: how often it was taken.
//
// An index that is not active is a category of its own.
type feature struct {
	trait trait
	scale int // which length scale is its
}

const (
	arcRadius = 2 / math.Pi
	// countUnit makes two subsets that differ in one member as far apart as two
	// categories.
	countUnit = math.Sqrt2 / 2
)

// A dimension is where the features of one of the space's dimensions are.
type dimension struct {
	coords.Dim
	form  form
	first int // its first feature
}

type form uint8

const (
	constant form = iota // one value only, which says nothing
	plain
	arc
	index
	counted // of choices whose order means nothing
)

// An embedding is a space with features. Points are given as x, with one value
// a dimension: where a Continuous one is in its range, from 0 to 1, and the
// index of another, also for dimensions that are not active.
type embedding struct {
	space    *coords.Space
	dims     []dimension
	features []feature
	scales   int
	vary     []int // the dimensions that are not constant
	tidy     bool  // not every x is a point as it is, see canon
	on       []bool
	read     []float64
}

const (
	// maxFeatures bounds the time of a trial, which grows with them.
	maxFeatures = 500
	// maxScales is up to where each decision has a length scale of its own.
	// There is nothing to tell hundreds of them from some hundred trials.
	maxScales = 64
	// maxCounted is up to how many candidates are counted.
	maxCounted = 128
)

func embed(space *coords.Space) *embedding {
	e := &embedding{
		space: space,
		dims:  make([]dimension, len(space.Dims)),
		on:    make([]bool, len(space.Dims)),
		read:  make([]float64, len(space.Dims)),
	}
	var kinds []form // of each length scale
	for i, d := range space.Dims {
		dim := dimension{Dim: d, first: len(e.features)}
		choices, _ := d.Decision.(*geno.Choices)
		if choices != nil && choices.K > 1 && (choices.Distinct || choices.Sorted) {
			e.tidy = true
		}
		n, t := 1, number
		switch {
		case d.Kind == coords.Opaque, d.Kind != coords.Continuous && d.N == 1 && d.Parent < 0:
			continue
		case d.Kind == coords.Continuous || d.Kind == coords.Ordered:
			dim.form = plain
			if d.Parent >= 0 {
				dim.form, n = arc, 2
			}
		case choices.K > 1 && choices.Sorted && choices.N() <= maxCounted:
			dim.form, n = counted, choices.N()
			if d.Sub > 0 {
				dim.first, n = e.dims[d.Choice].first, 0
			}
		default:
			dim.form, t = index, category
		}
		for range n {
			e.features = append(e.features, feature{t, len(kinds)})
		}
		if n > 0 {
			kinds = append(kinds, dim.form)
		}
		e.dims[i] = dim
		e.vary = append(e.vary, i)
	}
	e.scales = len(kinds)
	if e.scales > maxScales {
		e.share(kinds)
	}
	return e
}

// share gives all features of a form the same length scale.
func (e *embedding) share(kinds []form) {
	at := map[form]int{}
	for i := range e.features {
		f := &e.features[i]
		k := kinds[f.scale]
		if _, ok := at[k]; !ok {
			at[k] = len(at)
		}
		f.scale = at[k]
	}
	e.scales = len(at)
}

// from reads a DNA into x. Dimensions that are not active keep what x has.
func (e *embedding) from(dna *geno.DNA, x []float64) {
	e.space.Read(dna, e.read)
	for i, v := range e.read {
		switch {
		case math.IsNaN(v):
		case e.dims[i].Kind == coords.Continuous:
			x[i] = e.space.Unit(i, v)
		default:
			x[i] = v
		}
	}
}

// dna returns the DNA nearest to x.
func (e *embedding) dna(x []float64) (*geno.DNA, error) {
	copy(e.read, x)
	for i := range e.dims {
		if e.dims[i].Kind == coords.Continuous {
			e.read[i] = e.space.Value(i, x[i])
		}
	}
	return e.space.DNA(e.read, nil)
}

// canon makes choices of x distinct and sorted where they have to be.
func (e *embedding) canon(x []float64) {
	if !e.tidy {
		return
	}
	if dna, err := e.dna(x); err == nil {
		e.from(dna, x)
	}
}

// active tells which dimensions are active in x. It is valid until the next
// call.
func (e *embedding) active(x []float64) []bool {
	if e.space.Flat {
		for i := range e.on {
			e.on[i] = true
		}
		return e.on
	}
	clear(e.on)
	e.space.Active(x, func(i int) { e.on[i] = true })
	return e.on
}

// fill writes the features of x into z.
func (e *embedding) fill(x, z []float64) {
	on := e.active(x)
	for _, i := range e.vary {
		d := &e.dims[i]
		at := z[d.first:]
		switch d.form {
		case plain:
			at[0] = e.unit(i, x[i])
		case arc:
			at[0], at[1] = 0, 0
			if on[i] {
				sin, cos := math.Sincos(e.unit(i, x[i]) * (math.Pi / 2))
				at[0], at[1] = arcRadius*sin, arcRadius*cos
			}
		case index:
			at[0] = -1
			if on[i] {
				at[0] = x[i]
			}
		case counted:
			if d.Sub == 0 {
				clear(at[:d.N])
			}
			if on[i] {
				at[int(x[i])] += countUnit
			}
		}
	}
}

func (e *embedding) unit(i int, v float64) float64 {
	if e.dims[i].Kind == coords.Continuous {
		return v
	}
	return e.space.Unit(i, v)
}

// slope returns the derivative to x[i] of what has the derivatives dz to the
// features. Dimension i is an active Continuous one.
func (e *embedding) slope(i int, x, dz []float64) float64 {
	d := &e.dims[i]
	if d.form == plain {
		return dz[d.first]
	}
	sin, cos := math.Sincos(x[i] * (math.Pi / 2)) // radius times π/2 is 1
	return dz[d.first]*cos - dz[d.first+1]*sin
}

// spread fills the points of xs so that in each dimension they lie evenly:
// Latin hypercube sampling (McKay, Beckman, Conover 1979), which unlike
// low-discrepancy sequences does as well in hundreds of dimensions.
func (e *embedding) spread(xs [][]float64, rng *rand.Rand) {
	n := len(xs)
	order := make([]int, n)
	for i := range e.dims {
		for j := range order {
			order[j] = j
		}
		rng.Shuffle(n, func(a, b int) { order[a], order[b] = order[b], order[a] })
		for j, x := range xs {
			x[i] = e.value(i, (float64(order[j])+rng.Float64())/float64(n))
		}
	}
	for _, x := range xs {
		e.canon(x)
	}
}

// value is the value of dimension i at u, from 0 to 1.
func (e *embedding) value(i int, u float64) float64 {
	switch e.dims[i].Kind {
	case coords.Continuous:
		return u
	case coords.Opaque:
		return 0
	}
	return e.space.Value(i, u)
}

// set makes x[i] the index v. Where choices are to be distinct and another has
// it, the two change places.
func (e *embedding) set(x []float64, i int, v float64) {
	e.exchange(x, i, v)
	if c, ok := e.dims[i].Decision.(*geno.Choices); ok && c.K > 1 && c.Sorted {
		e.canon(x)
	}
}

// exchange is set without sorting.
func (e *embedding) exchange(x []float64, i int, v float64) {
	d := &e.dims[i]
	if c, ok := d.Decision.(*geno.Choices); ok && c.Distinct && c.K > 1 {
		for j, last := d.Choice, c.K; last > 0; j++ {
			if e.dims[j].Choice != d.Choice {
				continue // conditional on one of them
			}
			last--
			if j != i && x[j] == v {
				x[j] = x[i]
				break
			}
		}
	}
	x[i] = v
}

// perturb changes x: each decision with probability p, at least one, numbers by
// the standard deviation sigma of their range.
func (e *embedding) perturb(x []float64, p, sigma float64, rng *rand.Rand) {
	if len(e.vary) == 0 {
		return
	}
	must := rng.IntN(len(e.vary))
	for k, i := range e.vary {
		if k != must && rng.Float64() >= p {
			continue
		}
		d := &e.dims[i]
		switch {
		case d.Kind == coords.Continuous:
			x[i] = reflect(x[i] + sigma*rng.NormFloat64())
		case d.Kind == coords.Ordered:
			v := e.space.Value(i, reflect(e.space.Unit(i, x[i])+sigma*rng.NormFloat64()))
			if v == x[i] { // at least a step
				v += float64(1 - 2*rng.IntN(2))
				v = min(float64(d.N-1), max(0, v))
			}
			x[i] = v
		case d.N > 1:
			e.exchange(x, i, math.Mod(x[i]+float64(1+rng.Int64N(d.N-1)), float64(d.N)))
		}
	}
	e.canon(x)
}

// reflect returns u inside of 0 to 1, mirrored at the ends.
func reflect(u float64) float64 {
	u = math.Abs(math.Mod(u, 2))
	if u > 1 {
		u = 2 - u
	}
	return u
}
