// Package forest fits random forests for regression (Breiman, "Random Forests",
// 2001) to points of a space: features are numbers or categories, and may be
// missing, as the value of a decision is that is not active.
package forest

import (
	"math"
	"math/rand/v2"
)

// A Feature says what the values of a column are. With Categories 0 they are
// numbers, else whole numbers from 0 up to, not including, Categories. A missing
// value is a NaN.
type Feature struct {
	Categories int
}

// Options set up Fit. Zero values are replaced by the defaults given here.
type Options struct {
	Trees    int     // how many there are; 10
	MinSplit int     // how many rows a node must have to be split, 2 or more; 2
	MinLeaf  int     // how many rows a leaf must have; 1
	MaxDepth int     // how many splits lead to a leaf at most; 64
	Features float64 // which part of the features is tried at each split; 1
	Whole    bool    // each tree is fit to all rows, not to as many drawn with replacement
	Seed     uint64
}

// A Forest is the mean of some trees. It does not change once made, and may be used
// from several goroutines.
type Forest struct {
	Trees    []*Tree
	features []Feature
}

// A Tree is a regression tree.
type Tree struct {
	Nodes []Node // the first is the root
	// Out are the rows that the tree was not fit to, ascending.
	Out []int
}

// A Node is a split, or a leaf.
type Node struct {
	Feature     int // which column it looks at; -1: a leaf
	Left, Right int // where it leads, in Nodes

	// Cut parts numbers: those up to it go left. Set parts categories: those in it
	// go left, see [Node.Has].
	Cut float64
	Set []uint64

	MissingLeft bool // a missing value goes left

	Mean, Variance float64 // of the rows that came here
	Rows           int     // how many they are, those drawn twice counted twice
}

// Has reports whether a category goes left.
func (n *Node) Has(category int) bool {
	return n.Set[category>>6]>>(category&63)&1 == 1
}

// goesLeft reports where a row goes from the node.
func (n *Node) goesLeft(x []float64) bool {
	v := x[n.Feature]
	switch {
	case v != v:
		return n.MissingLeft
	case n.Set != nil:
		return n.Has(int(v))
	}
	return v <= n.Cut
}

// Leaf returns the leaf of a row.
func (t *Tree) Leaf(x []float64) *Node {
	n := &t.Nodes[0]
	for n.Feature >= 0 {
		if n.goesLeft(x) {
			n = &t.Nodes[n.Left]
		} else {
			n = &t.Nodes[n.Right]
		}
	}
	return n
}

// Predict returns the mean of what the trees say of a row, and the variance: of
// the trees' means, plus the mean of the variances in the leaves (Hutter, Xu, Hoos,
// Leyton-Brown, "Algorithm Runtime Prediction", 2014).
func (f *Forest) Predict(x []float64) (mean, variance float64) {
	var sum, squares, inside float64
	for _, t := range f.Trees {
		leaf := t.Leaf(x)
		sum += leaf.Mean
		squares += leaf.Mean * leaf.Mean
		inside += leaf.Variance
	}
	n := float64(len(f.Trees))
	mean = sum / n
	return mean, max(0, squares/n-mean*mean) + inside/n
}

// Fit fits a forest to the rows x, which have a value for each feature, and their
// finite targets y. There must be a row at least.
//
// A split is the one that leaves the least sum of squares: of numbers, half way
// between two neighbours; of categories, the best two sets of all that there are,
// which is found by ordering them by the mean of their targets (Fisher 1958);
// missing values go to the side that suits them, also all alone. Categories that a
// node has no rows of, and missing values if it has none, go where most rows go.
//
// It costs O(n·d·(log n + trees·depth)) for n rows of d features.
func Fit(features []Feature, x [][]float64, y []float64, o Options) *Forest {
	if o.Trees < 1 {
		o.Trees = 10
	}
	if o.MaxDepth < 1 {
		o.MaxDepth = 64
	}
	if !(o.Features > 0) {
		o.Features = 1
	}
	o.MinSplit, o.MinLeaf = max(2, o.MinSplit), max(1, o.MinLeaf)
	f := &Forest{features: features, Trees: make([]*Tree, o.Trees)}
	g := newGrower(features, x, y, o)
	for i := range f.Trees {
		f.Trees[i] = g.grow(rand.New(rand.NewPCG(o.Seed, uint64(i))))
	}
	return f
}

// Explained is the part of the variance of y, the targets the forest was fit to,
// that it explains in rows it was not fit to: each is predicted by the trees which
// have not seen it. It is 1 at most; 0 is what the mean alone would do. It is NaN if
// y is constant or every tree has seen every row.
func (f *Forest) Explained(x [][]float64, y []float64) float64 {
	sum, count := make([]float64, len(y)), make([]float64, len(y))
	for _, t := range f.Trees {
		for _, i := range t.Out {
			sum[i] += t.Leaf(x[i]).Mean
			count[i]++
		}
	}
	var n, total, squares, miss float64
	for i, v := range y {
		if count[i] == 0 {
			continue
		}
		n++
		total += v
		squares += v * v
		d := v - sum[i]/count[i]
		miss += d * d
	}
	spread := squares - total*total/n
	if !(spread > 0) {
		return math.NaN()
	}
	return 1 - miss/spread
}
