package evolution

// This file holds the operations that make children of several parents.

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// pointwise makes children decision by decision, of any number of parents. If all
// decisions are recombined there is one child; else there is one for each parent,
// which has of it what is not.
func pointwise(name string, where []Where, all bool, make func(c *Context, in Group) (rule, bool)) Operation {
	return Func(name, func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		r, ok := make(c, in)
		if !ok {
			return in
		}
		parents := dnas(in)
		on := targets(c.RNG, where, parents...)
		bases := len(in)
		if len(where) == 0 && all {
			bases = 1
		}
		seed := c.RNG.Uint64()
		var out Group
		for base := range bases {
			dna := c.mix(r, seed, on, parents, base)
			if !slices.ContainsFunc(out, func(x *Individual) bool { return x.DNA.Equal(dna) }) {
				out = append(out, c.Child(dna, in[base]))
			}
		}
		return out
	})
}

// pairwise makes two children of two parents, the second with the parents in turned
// roles and the same chances.
func pairwise(name string, where []Where, make func(c *Context) rule) Operation {
	return Func(name, func(c *Context, in Group) Group {
		if len(in) != 2 {
			c.Fail(fmt.Errorf("%s makes children of 2 parents and got %d: use evolution.Tournament(2, 2) or another selection of two before it", name, len(in)))
			return in
		}
		r := make(c)
		parents := dnas(in)
		on := targets(c.RNG, where, parents...)
		seed := c.RNG.Uint64()
		first := c.Child(c.mix(r, seed, on, parents, 0), in[0])
		parents[0], parents[1] = parents[1], parents[0]
		return Group{first, c.Child(c.mix(r, seed, on, parents, 0), in[1])}
	})
}

func dnas(in Group) []*geno.DNA {
	list := make([]*geno.DNA, len(in))
	for i, x := range in {
		list[i] = x.DNA
	}
	return list
}

func uniform(m *mix, active []int) int { return active[m.rng.IntN(len(active))] }

// Crossed makes a child that has each decision from one of the parents, each
// parent equally likely (Syswerda, "Uniform Crossover in Genetic Algorithms", 1989).
// Of distinct or sorted choices each is taken for itself where that goes together,
// and all from one parent where not. It takes any number of parents.
func Crossed(where ...Where) Operation {
	return pointwise("Crossed()", where, true, func(*Context, Group) (rule, bool) {
		return rule{pick: uniform, split: true}, true
	})
}

// CrossedBy is [Crossed] where parents are taken in proportion to their weights.
func CrossedBy(weights Weights, where ...Where) Operation {
	return pointwise("CrossedBy()", where, true, func(c *Context, in Group) (rule, bool) {
		w, ok := weigh(c, in, weights)
		return rule{split: true, pick: func(m *mix, active []int) int {
			some := make([]float64, len(active))
			for i, p := range active {
				some[i] = w[p]
			}
			return active[draw(some, m.rng)]
		}}, ok
	})
}

// Average gives numbers the mean of the parents', in the decision's scale: on a
// logarithmic one, the geometric mean. Choices and customs are those of each parent
// in turn.
func Average(where ...Where) Operation {
	return pointwise("Average()", numbers(where), false, func(*Context, Group) (rule, bool) {
		return rule{number: func(_ *mix, _ []int, u []float64) float64 {
			sum := 0.0
			for _, v := range u {
				sum += v
			}
			return sum / float64(len(u))
		}}, true
	})
}

// WeightedAverage is [Average] by weight. Where all weights are 0 the first parent's
// number stays.
func WeightedAverage(weights Weights, where ...Where) Operation {
	return pointwise("WeightedAverage()", numbers(where), false, func(c *Context, in Group) (rule, bool) {
		w, ok := weigh(c, in, weights)
		return rule{number: func(_ *mix, active []int, u []float64) float64 {
			sum, total := 0.0, 0.0
			for i, p := range active {
				sum += w[p] * u[i]
				total += w[p]
			}
			if total == 0 {
				return u[0]
			}
			return sum / total
		}}, ok
	})
}

// numbers adds to a Where that the decisions be numbers.
func numbers(where []Where) []Where {
	return append(slices.Clone(where), Having(func(s Site) bool { return isNumber(s.Decision) }))
}

// exchange returns whose decision a child of two has that exchanges each with
// probability 1/2.
func exchange(m *mix, active []int) int {
	swap := m.rng.IntN(2)
	return active[swap%len(active)]
}

// Exchange makes two children of two parents that exchange decisions, each with
// probability 1/2: [Crossed] with the child that has all the rest.
func Exchange(where ...Where) Operation {
	return pairwise("Exchange()", where, func(*Context) rule { return rule{pick: exchange, split: true} })
}

// Graft makes two children of two parents that have, in each of their custom
// decisions, a part of the other: what a part is [geno.Custom.Cross] says, which for
// trees that evolve is a subtree of the same type or a run of a list, see
// pg.Evolution.Cross. A custom decision without it, and all that is not one, stays.
func Graft(where ...Where) Operation {
	op := pairwise("Graft()", where, func(*Context) rule { return rule{graft: true} })
	return Func("Graft()", func(c *Context, in Group) Group {
		any := len(in) != 2 // an error that op reports
		for _, x := range in {
			walk(x.DNA, false, func(_ int, _ string, d geno.Decision) {
				custom, ok := d.(*geno.Custom)
				any = any || ok && custom.Cross != nil
			})
		}
		if !any {
			return in
		}
		return op.run(c, in)
	})
}

// SBX is simulated binary crossover (Deb and Agrawal, "Simulated Binary Crossover
// for Continuous Search Space", 1995) of two parents, in the decision's scale: each
// number is crossed with probability 1/2, and the children's are near the parents'
// if eta is large (15 and 20 are usual) and anywhere if it is small, always inside of
// the range. Choices and customs are exchanged with probability 1/2 each.
func SBX[N schedule.Number](eta N, where ...Where) Operation {
	s := schedule.Of(eta)
	return pairwise(call("SBX", eta), where, func(c *Context) rule {
		return rule{pick: exchange, split: true, number: sbx(s(c.Step))}
	})
}

func sbx(eta float64) func(m *mix, active []int, u []float64) float64 {
	return func(m *mix, _ []int, u []float64) float64 {
		if len(u) < 2 {
			return u[0]
		}
		cross, r, near := m.rng.IntN(2) == 0, m.rng.Float64(), m.rng.IntN(2) == 0
		lo, hi := min(u[0], u[1]), max(u[0], u[1])
		if !cross || hi-lo < 1e-14 {
			return u[0]
		}
		// The spread that keeps the child on this side of the range.
		spread := func(room float64) float64 {
			alpha := 2 - math.Pow(1+2*room/(hi-lo), -(eta+1))
			if r <= 1/alpha {
				return math.Pow(r*alpha, 1/(eta+1))
			}
			return math.Pow(1/(2-r*alpha), 1/(eta+1))
		}
		if (u[0] < u[1]) == near {
			return max(0, (lo+hi-spread(lo)*(hi-lo))/2)
		}
		return min(1, (lo+hi+spread(1-hi)*(hi-lo))/2)
	}
}

// KPoint cuts two parents at k random places and makes two children of parts from
// one and the other in turn. A place is before a decision that is not conditional;
// what is conditional stays with what it depends on, and distinct or sorted choices
// stay together. With as many places as there are, or more, the children have
// decisions of one parent and the other in turn.
func KPoint[N schedule.Number](k N) Operation {
	s := schedule.Of(k)
	return pairwise(call("KPoint", k), nil, func(c *Context) rule {
		return segments(func(m *mix) []int {
			n := len(independent(m.c.Space)) - 1
			cuts := make([]int, max(n, 0))
			for i := range cuts {
				cuts[i] = i + 1
			}
			if want := s.At(m.c.Step); want < n {
				m.rng.Shuffle(n, func(i, j int) { cuts[i], cuts[j] = cuts[j], cuts[i] })
				cuts = cuts[:max(want, 0)]
				slices.Sort(cuts)
			}
			return cuts
		})
	})
}

// Segmented is [KPoint] with the places given: cuts gets the parts that a DNA is
// made of, and returns, in order, before which of them the parents change.
func Segmented(cuts func([]Site) []int) Operation {
	return pairwise("Segmented()", nil, func(*Context) rule {
		return segments(func(m *mix) []int { return cuts(independent(m.c.Space)) })
	})
}

func segments(cuts func(*mix) []int) rule {
	return rule{
		begin: func(m *mix) { m.cuts = cuts(m) },
		pick: func(m *mix, active []int) int {
			p := m.current // what is conditional follows
			if m.depth == 0 {
				i, _ := slices.BinarySearch(m.cuts, m.position+1)
				p = i % len(m.parents)
			}
			if slices.Contains(active, p) {
				return p
			}
			return active[0]
		},
	}
}

// independent are the parts of a DNA that [KPoint] exchanges.
func independent(space *geno.Spec) []Site {
	var sites []Site
	for _, e := range space.Elements() {
		n := 1
		if c, ok := e.Decision.(*geno.Choices); ok && !c.Distinct && !c.Sorted {
			n = c.K
		}
		for range n {
			sites = append(sites, Site{e.Location, e.Decision})
		}
	}
	return sites
}

// Differential makes one child of four parents: the mutant a + f·(b − c) of the
// last three, of which the child has each decision with probability cr, one for
// sure, and the others from the first (DE/rand/1/bin of Storn and Price,
// "Differential Evolution", 1997). Numbers are calculated with in the decision's
// scale; where one would leave its range it goes half the way from the first
// parent to the end. A choice of the mutant is a's, or with probability f that of b
// where b and c differ; a permutation is a's after those swaps that make c of b, each
// with probability f.
func Differential[F, CR schedule.Number](f F, cr CR) Operation {
	factor, rate := schedule.Of(f), schedule.Of(cr)
	name := call("Differential", f, cr)
	return Func(name, func(c *Context, in Group) Group {
		if len(in) != 4 {
			c.Fail(fmt.Errorf("%s makes a child of 4 parents and got %d: use evolution.Random(4) or another selection of four before it", name, len(in)))
			return in
		}
		scale, keep := factor(c.Step), rate(c.Step)
		mutant := func(m *mix) bool {
			u := m.rng.Float64()
			return u < keep || m.visited == m.forced
		}
		r := rule{
			begin: func(m *mix) { m.forced = m.rng.IntN(max(1, m.parents[0].Len())) },
			pick: func(m *mix, active []int) int {
				switch from, u := mutant(m), m.rng.Float64(); {
				case len(active) < 4:
					return active[0]
				case !from:
					return 0
				case u < scale:
					return 2
				}
				return 1
			},
			order: func(m *mix, p [][]int64) []int64 {
				if !mutant(m) || len(p) < 4 {
					return p[0]
				}
				return swapped(p[1], p[2], p[3], func() bool { return m.rng.Float64() < scale })
			},
			number: func(m *mix, active []int, u []float64) float64 {
				if !mutant(m) || len(active) < 4 {
					return u[0]
				}
				switch v := u[1] + scale*(u[2]-u[3]); {
				case v < 0:
					return u[0] / 2
				case v > 1:
					return (1 + u[0]) / 2
				default:
					return v
				}
			},
		}
		return Group{c.Child(c.mix(r, c.RNG.Uint64(), nil, dnas(in), 0), in[0])}
	})
}
