package evolution

// This file holds the operations that recombine permutations: choices of all
// candidates, each once, in an order that matters.

import (
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// PartiallyMapped recombines each permutation of two parents (PMX; Goldberg and
// Lingle, "Alleles, Loci, and the Traveling Salesman Problem", 1985): a child has a
// random part from one parent, and elsewhere what the other has, where that comes in
// the part, what it stands for there. All other decisions stay.
func PartiallyMapped(where ...Where) Operation {
	return reorder("PartiallyMapped()", where, func(m *mix, p [][]int64) []int64 {
		i, j := part(m, len(p[0]))
		return partiallyMapped(p[0], p[1], i, j)
	})
}

// Order recombines each permutation of two parents (OX; Davis, "Applying Adaptive
// Algorithms to Epistatic Domains", 1985): a child has a random part from one
// parent, and from its end on the rest in the order in which the other has it. All
// other decisions stay.
func Order(where ...Where) Operation {
	return reorder("Order()", where, func(m *mix, p [][]int64) []int64 {
		i, j := part(m, len(p[0]))
		return order(p[0], p[1], i, j)
	})
}

// Cycle recombines each permutation of two parents (CX; Oliver, Smith and Holland,
// "A Study of Permutation Crossover Operators on the Traveling Salesman Problem",
// 1987): each place has what one of the parents has there, cycles of places from
// one and the other in turn. All other decisions stay.
func Cycle(where ...Where) Operation {
	return reorder("Cycle()", where, func(_ *mix, p [][]int64) []int64 { return cycle(p[0], p[1]) })
}

// reorder recombines permutations, and returns parents without any as they are.
func reorder(name string, where []Where, order func(m *mix, p [][]int64) []int64) Operation {
	op := pairwise(name, where, func(*Context) rule { return rule{order: order} })
	return Func(name, func(c *Context, in Group) Group {
		any := len(in) != 2 // an error that op reports
		for _, x := range in {
			walk(x.DNA, false, func(_ int, _ string, d geno.Decision) {
				several, ok := d.(*geno.Choices)
				any = any || ok && permutation(several)
			})
		}
		if !any {
			return in
		}
		return op.run(c, in)
	})
}

// part draws where a part of n places begins and ends.
func part(m *mix, n int) (i, j int) {
	i, j = m.rng.IntN(n+1), m.rng.IntN(n)
	if j >= i {
		j++
	}
	return min(i, j), max(i, j)
}

// partiallyMapped returns b with the part from i up to j as in a.
func partiallyMapped(a, b []int64, i, j int) []int64 {
	child := make([]int64, len(a))
	place := make([]int, len(a)) // in a's part, -1 elsewhere
	for k := range place {
		place[k] = -1
	}
	for k := i; k < j; k++ {
		child[k] = a[k]
		place[a[k]] = k
	}
	for k := range child {
		if k >= i && k < j {
			continue
		}
		v := b[k]
		for place[v] >= 0 {
			v = b[place[v]]
		}
		child[k] = v
	}
	return child
}

// order returns the part of a from i up to j, and from j on the rest in b's order.
func order(a, b []int64, i, j int) []int64 {
	n := len(a)
	child := make([]int64, n)
	used := make([]bool, n)
	for k := i; k < j; k++ {
		child[k] = a[k]
		used[a[k]] = true
	}
	at := j
	for k := range n {
		if v := b[(j+k)%n]; !used[v] {
			child[at%n] = v
			at++
		}
	}
	return child
}

// cycle returns the first, third, … cycle of a, and the others of b.
func cycle(a, b []int64) []int64 {
	place := make([]int, len(a)) // of each value in a
	for k, v := range a {
		place[v] = k
	}
	child := slices.Repeat([]int64{-1}, len(a))
	from := a
	for k := range child {
		if child[k] >= 0 {
			continue
		}
		for i := k; child[i] < 0; i = place[b[i]] {
			child[i] = from[i]
		}
		if &from[0] == &a[0] {
			from = b
		} else {
			from = a
		}
	}
	return child
}

// swapped returns a after those of the swaps that make c of b for which also says so.
func swapped(a, b, c []int64, also func() bool) []int64 {
	child, at := slices.Clone(a), slices.Clone(b)
	for i := range at {
		if at[i] == c[i] {
			continue
		}
		j := slices.Index(at, c[i])
		at[i], at[j] = at[j], at[i]
		if also() {
			child[i], child[j] = child[j], child[i]
		}
	}
	return child
}
