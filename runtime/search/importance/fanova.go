package importance

// This file is the functional analysis of variance.

import (
	"cmp"
	"slices"

	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/internal/forest"
	"github.com/pgen-go/pgen/runtime/study"
)

// FANOVA analyses the variance of what a random forest predicts all over the space
// (Hutter, Hoos, Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter
// Importance", ICML 2014). A decision's share is the variance of the mean over all
// others, as part of the whole variance: how much the outcome changes, on average,
// when the decision changes. What two decisions do only together is in neither's
// share, see [Pairs]; the shares of all decisions, pairs, threes and so on add up to
// 1.
//
// All decisions are drawn uniformly, each in its scale, as by search.Random; a
// conditional decision does nothing where it does not exist. The K choices of one
// geno.Choices are taken as independent of each other, also if they must be
// distinct.
//
// It does not depend on where the search looked but through the quality of the
// forest, which is 64 trees by default (Optuna's number), with 5/6 of the decisions
// tried at each split (SMAC's). The trials should cover the space: those of random
// search do, those of a search that soon looked at one place only may not. There
// must be 8 with a reward. It takes a third of a second for 1,000 trials of 20 decisions.
func FANOVA(h *study.History, opts ...Option) (*Report, error) {
	d, err := read(h, opts)
	if err != nil {
		return nil, err
	}
	shares := make([][]float64, len(d.space.Dims))
	trees := make([]*partition, 0, len(d.forest.Trees))
	for _, tree := range d.forest.Trees {
		p := d.partition(tree)
		if !(p.variance > 0) {
			continue // one leaf: it says nothing
		}
		trees = append(trees, p)
		for i := range shares {
			shares[i] = append(shares[i], p.one(i)/p.variance)
		}
	}
	if len(trees) == 0 {
		for i := range shares {
			shares[i] = []float64{0}
		}
	}
	r := d.report("fANOVA", shares)
	index := map[string]int{}
	for i, dim := range d.space.Dims {
		index[dim.ID] = i
	}
	top := r.Decisions[:min(max(0, d.pairs), len(r.Decisions))]
	for k, b := range top {
		for _, a := range top[:k] {
			var list []float64
			for _, p := range trees {
				i, j := index[a.ID], index[b.ID]
				list = append(list, max(0, p.two(i, j)-p.one(i)-p.one(j))/p.variance)
			}
			pair := Pair{A: a.ID, B: b.ID}
			if len(list) > 0 {
				pair.Share, pair.Spread = moments(list)
			}
			r.Pairs = append(r.Pairs, pair)
		}
	}
	slices.SortStableFunc(r.Pairs, func(a, b Pair) int { return cmp.Compare(b.Share, a.Share) })
	return r, nil
}

// A partition is a tree as boxes that do not overlap and fill the space, in which
// all decisions are there all the time: where one does not exist, it does nothing.
type partition struct {
	space    *coords.Space
	boxes    []box
	mean     float64
	variance float64
}

// A box is a part of the space where the tree says the same.
type box struct {
	value  float64
	volume float64 // the probability to be in it
	sides  []side  // of the dimensions that are not whole
}

// A side is a part of one dimension: numbers from lo to hi, or categories.
type side struct {
	dim    int
	lo, hi float64
	set    []bool // nil: numbers
	share  float64
}

// partition makes the boxes of a tree.
func (d *data) partition(t *forest.Tree) *partition {
	p := &partition{space: d.space}
	w := &walker{p: p, tree: t, at: make(map[int]side)}
	w.walk(0)
	for _, b := range p.boxes {
		p.mean += b.volume * b.value
	}
	for _, b := range p.boxes {
		p.variance += b.volume * (b.value - p.mean) * (b.value - p.mean)
	}
	return p
}

// A walker goes through a tree with the box that it is in.
type walker struct {
	p    *partition
	tree *forest.Tree
	at   map[int]side
}

func (w *walker) walk(n int) {
	node := &w.tree.Nodes[n]
	if node.Feature < 0 {
		b := box{value: node.Mean, volume: 1}
		for _, s := range w.at {
			b.sides = append(b.sides, s)
		}
		// Of a map: in order, so that sums are the same each time.
		slices.SortFunc(b.sides, func(a, b side) int { return cmp.Compare(a.dim, b.dim) })
		for _, s := range b.sides {
			b.volume *= s.share
		}
		w.p.boxes = append(w.p.boxes, b)
		return
	}
	missing := node.Right
	if node.MissingLeft {
		missing = node.Left
	}
	// Where an ancestor decides otherwise, the feature is missing.
	w.exists(node.Feature, func() {
		left, right := w.cut(node)
		w.in(left, func() { w.walk(node.Left) })
		w.in(right, func() { w.walk(node.Right) })
	}, func() { w.walk(missing) })
}

// exists calls yes in the part of the box where the dimension is active, and no in
// each of those where it is not.
func (w *walker) exists(dim int, yes, no func()) {
	d := &w.p.space.Dims[dim]
	if d.Parent < 0 {
		yes()
		return
	}
	w.exists(d.Parent, func() {
		s := w.side(d.Parent)
		on, off := s, s
		on.set, off.set = make([]bool, len(s.set)), slices.Clone(s.set)
		on.set[d.On], off.set[d.On] = s.set[d.On], false
		w.in(on.sized(), yes)
		w.in(off.sized(), no)
	}, no)
}

// in calls f with the box cut down to a side, if there is something left.
func (w *walker) in(s side, f func()) {
	if !(s.share > 0) {
		return
	}
	before, ok := w.at[s.dim]
	w.at[s.dim] = s
	f()
	if ok {
		w.at[s.dim] = before
	} else {
		delete(w.at, s.dim)
	}
}

// side is what the box has of a dimension.
func (w *walker) side(dim int) side {
	if s, ok := w.at[dim]; ok {
		return s
	}
	s := side{dim: dim, hi: 1, share: 1}
	if d := &w.p.space.Dims[dim]; d.Kind == coords.Categorical {
		s.set = slices.Repeat([]bool{true}, int(d.N))
	}
	return s
}

// sized returns s with its share.
func (s side) sized() side {
	if s.set == nil {
		s.share = max(0, s.hi-s.lo)
		return s
	}
	n := 0
	for _, in := range s.set {
		if in {
			n++
		}
	}
	s.share = float64(n) / float64(len(s.set))
	return s
}

// cut parts the box by a split.
func (w *walker) cut(n *forest.Node) (left, right side) {
	left = w.side(n.Feature)
	right = left
	if left.set == nil {
		cut := w.p.edge(n.Feature, n.Cut)
		left.hi, right.lo = min(left.hi, cut), max(right.lo, cut)
		return left.sized(), right.sized()
	}
	left.set, right.set = slices.Clone(left.set), slices.Clone(left.set)
	for c := range left.set {
		if n.Has(c) {
			right.set[c] = false
		} else {
			left.set[c] = false
		}
	}
	return left.sized(), right.sized()
}

// edge is where the part of a dimension ends that a cut leaves to the left. A step
// stands for a range, to both sides of where it is, which a cut does not part.
func (p *partition) edge(dim int, cut float64) float64 {
	d := &p.space.Dims[dim]
	if d.Kind != coords.Ordered || !(cut < 1) {
		return min(1, cut)
	}
	v := p.space.Value(dim, cut) // the step whose range has the cut
	if p.space.Unit(dim, v) > cut {
		v-- // it goes right
	}
	// The last number that is still of a step which goes left.
	from, to := cut, cut
	if p.space.Value(dim, cut) > v {
		from = 0
	} else {
		to = 1
	}
	for range 60 {
		if middle := from + (to-from)/2; p.space.Value(dim, middle) > v {
			to = middle
		} else {
			from = middle
		}
	}
	return to
}

// on returns the side of a box in a dimension, or nil if it is whole there.
func (b *box) on(dim int) *side {
	i, ok := slices.BinarySearchFunc(b.sides, dim, func(s side, dim int) int { return cmp.Compare(s.dim, dim) })
	if !ok {
		return nil
	}
	return &b.sides[i]
}

// An axis is a dimension in parts, at whose ends alone a tree says something else.
type axis struct {
	edges []float64 // of numbers
	width []float64 // the probability of each part
}

func (p *partition) axis(dim int) axis {
	d := &p.space.Dims[dim]
	if d.Kind == coords.Categorical {
		return axis{width: slices.Repeat([]float64{1 / float64(d.N)}, int(d.N))}
	}
	a := axis{edges: []float64{0, 1}}
	for i := range p.boxes {
		if s := p.boxes[i].on(dim); s != nil {
			a.edges = append(a.edges, s.lo, s.hi)
		}
	}
	slices.Sort(a.edges)
	a.edges = slices.Compact(a.edges)
	for i := range len(a.edges) - 1 {
		a.width = append(a.width, a.edges[i+1]-a.edges[i])
	}
	return a
}

// parts calls f for each part of the axis that is on the side, or for all if it is
// nil.
func (a *axis) parts(s *side, f func(part int)) {
	from, to := 0, len(a.width)
	if s != nil && s.set == nil {
		from, _ = slices.BinarySearch(a.edges, s.lo)
		to, _ = slices.BinarySearch(a.edges, s.hi)
	}
	for i := from; i < to; i++ {
		if s == nil || s.set == nil || s.set[i] {
			f(i)
		}
	}
}

// one is the variance of the mean over all dimensions but one.
func (p *partition) one(dim int) float64 {
	a := p.axis(dim)
	mean := make([]float64, len(a.width))
	rest := 0.
	for i := range p.boxes {
		b := &p.boxes[i]
		s := b.on(dim)
		if s == nil {
			rest += b.volume * (b.value - p.mean)
			continue
		}
		a.parts(s, func(part int) { mean[part] += b.volume / s.share * (b.value - p.mean) })
	}
	var sum float64
	for i, m := range mean {
		sum += a.width[i] * (m + rest) * (m + rest)
	}
	return sum
}

// two is the variance of the mean over all dimensions but two.
func (p *partition) two(dim1, dim2 int) float64 {
	a1, a2 := p.axis(dim1), p.axis(dim2)
	n := len(a2.width)
	mean := make([]float64, len(a1.width)*n)
	only1, only2 := make([]float64, len(a1.width)), make([]float64, n)
	for i := range p.boxes {
		b := &p.boxes[i]
		s1, s2 := b.on(dim1), b.on(dim2)
		v := b.volume * (b.value - p.mean)
		if s1 != nil {
			v /= s1.share
		}
		if s2 != nil {
			v /= s2.share
		}
		switch {
		case s2 == nil:
			a1.parts(s1, func(k int) { only1[k] += v })
		case s1 == nil:
			a2.parts(s2, func(k int) { only2[k] += v })
		default:
			a1.parts(s1, func(k int) {
				row := mean[k*n : (k+1)*n]
				a2.parts(s2, func(k int) { row[k] += v })
			})
		}
	}
	var sum float64
	for i, w1 := range a1.width {
		for j, w2 := range a2.width {
			m := mean[i*n+j] + only1[i] + only2[j]
			sum += w1 * w2 * m * m
		}
	}
	return sum
}
