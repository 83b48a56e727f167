package pareto

// This file has what people say of several objectives when they want one program:
// which of a front is the best.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Preference says which of several points is the best to someone: one of the front
// at the end ([Choose]), or what a search is to look for ([Scalarize]). Those of this
// package do not depend on the units of the objectives: each counts in shares of its
// range on the front.
type Preference interface {
	// Among returns the function that says what a point is worth to who knows of a
	// front, which has at least one point. More is better; the point need not be on
	// the front. The error says what does not fit the front's number of objectives.
	Among(front [][]float64) (func(point []float64) float64, error)

	String() string
}

// Choose returns the index of the point of the front that is preferred, the first of
// equals, or -1 if there are no points.
func Choose(points [][]float64, p Preference) (int, error) {
	if p == nil {
		return -1, errors.New("pareto: expected a preference, got nil: use pareto.Knee()")
	}
	front := Front(points)
	if len(front) == 0 {
		return -1, nil
	}
	all := make([][]float64, len(front))
	for i, at := range front {
		all[i] = points[at]
	}
	worth, err := p.Among(all)
	if err != nil {
		return -1, err
	}
	best, most := -1, 0.0
	for i, point := range all {
		if w := worth(point); best < 0 || w > most {
			best, most = front[i], w
		}
	}
	return best, nil
}

// augmentation is the weight of the sum beside the worst objective, which makes the
// better of two points win that are equal in the worst one: ρ of ParEGO.
const augmentation = 0.05

// WeightedSum prefers the largest weighted sum of the objectives. It finds no point
// where the front is hollow, however it is weighted; [Chebyshev] does.
func WeightedSum(weights ...float64) Preference {
	return byWeight{"weighted sum", weights, func(z, w []float64) float64 {
		sum := 0.0
		for i, v := range z {
			sum += w[i] * v
		}
		return sum
	}}
}

// Chebyshev prefers the point whose worst objective is nearest to the best there is of
// it, each distance times its weight (the augmented Chebyshev norm with ρ = 0.05, as
// in Knowles, "ParEGO: A Hybrid Algorithm With On-Line Landscape Approximation for
// Expensive Multiobjective Optimization Problems", IEEE Transactions on Evolutionary
// Computation, 2006). Any point of a front is the best for some weights.
func Chebyshev(weights ...float64) Preference {
	return byWeight{"Chebyshev", weights, func(z, w []float64) float64 {
		worst, sum := math.Inf(-1), 0.0
		for i, v := range z {
			worst = max(worst, w[i]*(1-v))
			sum += w[i] * (1 - v)
		}
		return -(worst + augmentation*sum)
	}}
}

// Knee prefers the point beyond which there is little to gain: the farthest from the
// plane through the ends of the front (Das, "On Characterizing the 'Knee' of the Pareto
// Curve Based on Normal-Boundary Intersection", 1999), which is that of the largest sum.
func Knee() Preference {
	return byWeight{"knee", nil, func(z, _ []float64) float64 {
		sum := 0.0
		for _, v := range z {
			sum += v
		}
		return sum
	}}
}

// A byWeight is worth what a formula makes of its objectives, which are 0 at the worst
// of the front and 1 at the best, and of the weights, if it has any.
type byWeight struct {
	name    string
	weights []float64
	worth   func(z, weights []float64) float64
}

func (p byWeight) String() string { return p.name + numbers(p.weights) }

func numbers(list []float64) string {
	if list == nil {
		return ""
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprintf("%.4g", v)
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

func (p byWeight) Among(front [][]float64) (func([]float64) float64, error) {
	if p.name != "knee" {
		if err := fits(p, len(p.weights), front); err != nil {
			return nil, err
		}
		any := false
		for _, w := range p.weights {
			if !(w >= 0) || math.IsInf(w, 1) {
				return nil, fmt.Errorf("pareto: %v: expected weights of 0 or more, got %v", p, w)
			}
			any = any || w > 0
		}
		if !any {
			return nil, fmt.Errorf("pareto: %v: expected a weight above 0", p)
		}
	}
	r := rangeOf(front)
	z := make([]float64, len(r.lo))
	return func(point []float64) float64 {
		for i := range z {
			z[i] = r.share(i, point[i])
		}
		return p.worth(z, p.weights)
	}, nil
}

func fits(p Preference, n int, front [][]float64) error {
	if m := len(front[0]); n != m {
		return fmt.Errorf("pareto: %v is for %d objectives: expected a number for each of %d", p, n, m)
	}
	return nil
}

// Aspire prefers the point that is the farthest beyond the goals in the objective where
// that is least, or that falls the least short of them (the achievement function of
// Wierzbicki, "The Use of Reference Objectives in Multiobjective Optimization", 1980).
// Goals are in the units of the points, so negated for what is to be small; a NaN is
// no goal. There is no need to know whether they can be reached.
func Aspire(goals ...float64) Preference { return aspire{goals} }

type aspire struct{ goals []float64 }

func (p aspire) String() string { return "aspire" + numbers(p.goals) }

func (p aspire) Among(front [][]float64) (func([]float64) float64, error) {
	if err := fits(p, len(p.goals), front); err != nil {
		return nil, err
	}
	r := rangeOf(front)
	return func(point []float64) float64 {
		least, sum := math.Inf(1), 0.0
		for i, g := range p.goals {
			if math.IsNaN(g) {
				sum += r.share(i, point[i])
				continue
			}
			beyond := r.share(i, point[i]) - r.share(i, g)
			least = min(least, beyond)
			sum += beyond
		}
		if math.IsInf(least, 1) { // no goals
			return sum
		}
		return least + augmentation*sum
	}, nil
}

// Within is how much of an objective may be given up for those after it in
// [Lexicographic].
type Within struct {
	Objective int     // from 0
	Share     float64 // of the best there is, such as 0.01
	Amount    float64 // in the objective's own unit, besides
}

// Lexicographic prefers the best in the first of the objectives; of those within its
// tolerance, the best in the second, and so on. Objectives that are not in the list do
// not count.
//
//	// Within 1 % of the best accuracy, the fastest.
//	pareto.Lexicographic(pareto.Within{Objective: 0, Share: 0.01}, pareto.Within{Objective: 1})
func Lexicographic(order ...Within) Preference { return lexical{order} }

type lexical struct{ order []Within }

func (p lexical) String() string {
	texts := make([]string, len(p.order))
	for i, o := range p.order {
		texts[i] = fmt.Sprintf("%d", o.Objective)
		if o.Share != 0 {
			texts[i] += fmt.Sprintf(" within %v of the best", o.Share)
		}
		if o.Amount != 0 {
			texts[i] += fmt.Sprintf(" within %v", o.Amount)
		}
	}
	return "lexicographic(" + strings.Join(texts, ", ") + ")"
}

func (p lexical) Among(front [][]float64) (func([]float64) float64, error) {
	if len(p.order) == 0 {
		return nil, fmt.Errorf("pareto: %v: expected an objective or more, got none", p)
	}
	r := rangeOf(front)
	limits := make([]float64, len(p.order))
	rest := slices.Clone(front)
	for k, o := range p.order {
		if o.Objective < 0 || o.Objective >= len(front[0]) {
			return nil, fmt.Errorf("pareto: %v: expected objectives from 0 to %d, got %d", p, len(front[0])-1, o.Objective)
		}
		if !(o.Share >= 0 && o.Amount >= 0) {
			return nil, fmt.Errorf("pareto: %v: expected tolerances of 0 or more, got %v and %v", p, o.Share, o.Amount)
		}
		best := math.Inf(-1)
		for _, point := range rest {
			best = max(best, point[o.Objective])
		}
		limits[k] = best
		if !math.IsInf(best, 0) {
			limits[k] -= o.Share*math.Abs(best) + o.Amount
		}
		rest = slices.DeleteFunc(rest, func(point []float64) bool { return !(point[o.Objective] >= limits[k]) })
	}
	// A point has one for each objective in which it is within the tolerance of the
	// best, and less the farther it is off in the next one.
	return func(point []float64) float64 {
		last := len(p.order) - 1
		for k, o := range p.order {
			if off := r.share(o.Objective, limits[k]) - r.share(o.Objective, point[o.Objective]); off > 0 || math.IsNaN(off) {
				return float64(k) + 1/(2+off)
			}
		}
		o := p.order[last].Objective
		beyond := max(0, r.share(o, point[o])-r.share(o, limits[last]))
		return float64(last) + 1 - 1/(2+beyond)
	}, nil
}

// An extent is the range of each objective on a front.
type extent struct{ lo, hi []float64 }

// rangeOf is the range of the finite numbers of a front. Where there is but one, it is
// as wide as that is large.
func rangeOf(front [][]float64) extent {
	m := len(front[0])
	r := extent{make([]float64, m), make([]float64, m)}
	for i := range m {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, p := range front {
			if v := p[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		if lo > hi {
			lo, hi = 0, 0
		}
		if !(hi > lo) {
			if lo = hi - math.Abs(hi); lo == hi {
				lo = hi - 1
			}
		}
		r.lo[i], r.hi[i] = lo, hi
	}
	return r
}

// farthest is how many ranges off the front a point counts as at most.
const farthest = 1e6

// share is where v is in the range of objective i: 0 at its worst, 1 at its best.
func (r extent) share(i int, v float64) float64 {
	if math.IsNaN(v) {
		return -farthest
	}
	// Divided first, so that ranges can't overflow.
	span := r.hi[i]/2 - r.lo[i]/2
	return max(-farthest, min(farthest, (v/2-r.lo[i]/2)/span))
}

// Directions returns about n points, no more where the objectives are few, that are
// evenly spread over those of m numbers from 0 with the sum 1 (Das and Dennis,
// "Normal-Boundary Intersection", 1998). Where that leaves only the edges, as with many
// objectives, there is an inner layer besides, half the way to the middle (Deb and Jain
// 2014, NSGA-III).
func Directions(m, n int) [][]float64 {
	parts := 1
	for lattice(m, parts+1) <= n {
		parts++
	}
	list := simplex(m, parts)
	if parts < m && m > 2 {
		for _, p := range simplex(m, max(1, parts-1)) {
			for j := range p {
				p[j] = p[j]/2 + 0.5/float64(m)
			}
			list = append(list, p)
		}
	}
	return list
}

// lattice is how many ways there are to split parts among m.
func lattice(m, parts int) int {
	if m == 1 {
		return math.MaxInt // one, however many parts
	}
	n := 1
	for i := 1; i < m; i++ {
		n = n * (parts + i) / i
		if n > 1<<20 {
			break
		}
	}
	return n
}

// simplex lists these ways as shares.
func simplex(m, parts int) [][]float64 {
	var list [][]float64
	p := make([]float64, m)
	var at func(j, left int)
	at = func(j, left int) {
		if j == m-1 {
			p[j] = float64(left) / float64(parts)
			list = append(list, slices.Clone(p))
			return
		}
		for k := 0; k <= left; k++ {
			p[j] = float64(k) / float64(parts)
			at(j+1, left-k)
		}
	}
	at(0, parts)
	return list
}
