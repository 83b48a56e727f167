package forest

// This file grows one tree.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A grower holds what the trees of a forest have in common, and room to work in.
type grower struct {
	Options
	features []Feature
	x        [][]float64
	y        []float64
	mean     float64 // of y: taken off, so that sums of squares are exact enough

	sorted [][]int32 // of each feature: the rows by its value, missing ones last

	tree   *Tree
	rng    *rand.Rand
	weight []float64 // of each row in this tree
	order  [][]int32 // of each feature: as sorted, each node's rows together
	goes   []bool    // of each row: left
	room   []int32
	try    []int // features in the order in which they are tried
	cats   []category
}

// category is what the rows of one category have, in one node.
type category struct {
	id      int
	weight  float64
	sum     float64
	missing bool
}

func newGrower(features []Feature, x [][]float64, y []float64, o Options) *grower {
	n := len(y)
	if len(features) == 0 { // one that is always missing, so that there is an order
		features, x = []Feature{{}}, slices.Repeat([][]float64{{math.NaN()}}, n)
	}
	g := &grower{Options: o, features: features, x: x, y: make([]float64, n)}
	for _, v := range y {
		g.mean += v / float64(n)
	}
	for i, v := range y {
		g.y[i] = v - g.mean
	}
	g.sorted = make([][]int32, len(features))
	g.order = make([][]int32, len(features))
	for f := range features {
		rows := make([]int32, n)
		for i := range rows {
			rows[i] = int32(i)
		}
		slices.SortStableFunc(rows, func(a, b int32) int {
			va, vb := x[a][f], x[b][f]
			switch na, nb := va != va, vb != vb; {
			case na && nb:
				return 0
			case na:
				return 1
			case nb:
				return -1
			}
			return cmp.Compare(va, vb)
		})
		g.sorted[f] = rows
		g.order[f] = make([]int32, 0, n)
		g.try = append(g.try, f)
	}
	g.weight = make([]float64, n)
	g.goes = make([]bool, n)
	g.room = make([]int32, 0, n)
	return g
}

// grow returns a tree on rows drawn with replacement.
func (g *grower) grow(rng *rand.Rand) *Tree {
	g.rng, g.tree = rng, &Tree{}
	n := len(g.y)
	clear(g.weight)
	for i := range n {
		if g.Whole {
			g.weight[i] = 1
		} else {
			g.weight[rng.IntN(n)]++
		}
	}
	for i, w := range g.weight {
		if w == 0 {
			g.tree.Out = append(g.tree.Out, i)
		}
	}
	for f, rows := range g.sorted {
		g.order[f] = g.order[f][:0]
		for _, i := range rows {
			if g.weight[i] > 0 {
				g.order[f] = append(g.order[f], i)
			}
		}
	}
	g.node(0, len(g.order[0]), 0)
	return g.tree
}

// A split is a node that parts its rows.
type split struct {
	Node
	score float64 // sumL²/weightL + sumR²/weightR: the higher, the fewer squares are left
}

// node adds the node of the rows from a to b of each order, and all below it. It
// returns where it is.
func (g *grower) node(a, b, depth int) int {
	at := len(g.tree.Nodes)
	var weight, sum, squares float64
	first := g.y[g.order[0][a]]
	same := true
	for _, i := range g.order[0][a:b] {
		w, y := g.weight[i], g.y[i]
		weight += w
		sum += w * y
		squares += w * y * y
		same = same && y == first
	}
	mean := sum / weight
	n := Node{Feature: -1, Mean: mean + g.mean, Variance: max(0, squares/weight-mean*mean), Rows: int(weight)}
	if same {
		n.Mean, n.Variance = first+g.mean, 0
	}
	g.tree.Nodes = append(g.tree.Nodes, n)
	if same || depth >= g.MaxDepth || int(weight) < g.MinSplit {
		return at
	}
	best, ok := g.best(a, b, weight, sum)
	if !ok {
		return at
	}
	middle := g.part(&best, a, b)
	best.Left = g.node(a, middle, depth+1)
	best.Right = g.node(middle, b, depth+1)
	p := &g.tree.Nodes[at]
	best.Mean, best.Variance, best.Rows = p.Mean, p.Variance, p.Rows
	*p = best.Node
	return at
}

// best returns the best split by some of the features. If these have none, more
// are tried.
func (g *grower) best(a, b int, weight, sum float64) (split, bool) {
	// A split must be better than none by more than rounding.
	best := split{score: sum*sum/weight + 1e-12*math.Abs(sum*sum/weight) + 1e-300}
	found := false
	some := int(math.Ceil(g.Features * float64(len(g.features))))
	for tried := range g.try {
		if tried >= some && found {
			break
		}
		k := tried + g.rng.IntN(len(g.try)-tried)
		g.try[tried], g.try[k] = g.try[k], g.try[tried]
		f := g.try[tried]
		var better bool
		if g.features[f].Categories > 0 {
			better = g.categories(f, a, b, weight, sum, &best)
		} else {
			better = g.numbers(f, a, b, weight, sum, &best)
		}
		found = found || better
	}
	return best, found
}

// numbers looks for a better split by a feature of numbers.
func (g *grower) numbers(f, a, b int, weight, sum float64, best *split) bool {
	rows := g.order[f][a:b]
	end := len(rows) // of those that are not missing
	var lostWeight, lostSum float64
	for end > 0 && math.IsNaN(g.x[rows[end-1]][f]) {
		end--
		w := g.weight[rows[end]]
		lostWeight += w
		lostSum += w * g.y[rows[end]]
	}
	found := false
	least := float64(g.MinLeaf)
	try := func(w, s, cut float64, missingLeft bool) {
		if w < least || weight-w < least {
			return
		}
		if score := s*s/w + (sum-s)*(sum-s)/(weight-w); score > best.score {
			if lostWeight == 0 {
				missingLeft = 2*w >= weight
			}
			*best = split{Node{Feature: f, Cut: cut, MissingLeft: missingLeft}, score}
			found = true
		}
	}
	var w, s float64
	for k, i := range rows[:end] {
		w += g.weight[i]
		s += g.weight[i] * g.y[i]
		v := g.x[i][f]
		if k+1 == end {
			if lostWeight > 0 {
				try(w, s, math.Inf(1), false)
			}
			break
		}
		next := g.x[rows[k+1]][f]
		if next == v {
			continue
		}
		cut := v + (next-v)/2
		if !(cut < next) {
			cut = v
		}
		try(w, s, cut, false)
		if lostWeight > 0 {
			try(w+lostWeight, s+lostSum, cut, true)
		}
	}
	return found
}

// categories looks for a better split by a feature of categories, of which a
// missing value is one more.
func (g *grower) categories(f, a, b int, weight, sum float64, best *split) bool {
	g.cats = g.cats[:0]
	last := math.Inf(-1)
	for _, i := range g.order[f][a:b] {
		v := g.x[i][f]
		missing := v != v
		if n := len(g.cats); n == 0 || v != last && !(missing && g.cats[n-1].missing) {
			c := category{missing: missing}
			if !missing {
				c.id = int(v)
			}
			g.cats = append(g.cats, c)
		}
		last = v
		c := &g.cats[len(g.cats)-1]
		c.weight += g.weight[i]
		c.sum += g.weight[i] * g.y[i]
	}
	if len(g.cats) < 2 {
		return false
	}
	slices.SortStableFunc(g.cats, func(p, q category) int { return cmp.Compare(p.sum/p.weight, q.sum/q.weight) })
	found := -1
	var w, s, wide float64
	least := float64(g.MinLeaf)
	for k, c := range g.cats[:len(g.cats)-1] {
		w += c.weight
		s += c.sum
		if w < least || weight-w < least {
			continue
		}
		if score := s*s/w + (sum-s)*(sum-s)/(weight-w); score > best.score {
			best.score = score
			found, wide = k, w
		}
	}
	if found < 0 {
		return false
	}
	n := Node{Feature: f, MissingLeft: 2*wide >= weight, Set: make([]uint64, (g.features[f].Categories+63)/64)}
	if n.MissingLeft {
		for i := range n.Set {
			n.Set[i] = math.MaxUint64
		}
	}
	for k, c := range g.cats {
		left := k <= found
		switch bit := uint64(1) << (c.id & 63); {
		case c.missing:
			n.MissingLeft = left
		case left:
			n.Set[c.id>>6] |= bit
		default:
			n.Set[c.id>>6] &^= bit
		}
	}
	*best = split{n, best.score}
	return true
}

// part puts the rows that go left before the others, in all orders, and returns
// where the others begin.
func (g *grower) part(s *split, a, b int) int {
	for _, i := range g.order[s.Feature][a:b] {
		g.goes[i] = s.goesLeft(g.x[i])
	}
	middle := a
	for _, order := range g.order {
		rows := order[a:b]
		g.room = g.room[:0]
		k := 0
		for _, i := range rows {
			if g.goes[i] {
				rows[k] = i
				k++
			} else {
				g.room = append(g.room, i)
			}
		}
		copy(rows[k:], g.room)
		middle = a + k
	}
	return middle
}
