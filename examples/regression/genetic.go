// What the search is compared with: genetic programming as Koza described it.

package main

import (
	"context"
	"math/rand/v2"
)

// The settings of Koza, "Genetic Programming" (1992), but for the size of the
// population, which has to leave budget for some dozen generations: trees of depth
// 2 to 6 to begin with, half of them full; tournaments of 7; of ten children nine by
// crossover of subtrees, one by a new subtree; the best is kept.
const (
	population = 500
	tournament = 7
	crossover  = 0.9
)

// genetic searches with as many evaluations as the budget has.
func genetic(ctx context.Context, d *data, budget int, seed uint64) ([]Expr, error) {
	rng := rand.New(rand.NewPCG(seed, 0))
	type member struct {
		expr  Expr
		score float64
	}
	var best member
	evaluated := 0
	born := func(e Expr) member {
		m := member{e, d.score(e)}
		if evaluated == 0 || m.score > best.score {
			best = m
		}
		evaluated++
		return m
	}
	var members []member
	for i := 0; i < population && evaluated < budget; i++ {
		members = append(members, born(tree(d.vars, 2+i%5, i%2 == 0, rng)))
	}
	parent := func() Expr {
		winner := members[rng.IntN(len(members))]
		for range tournament - 1 {
			if m := members[rng.IntN(len(members))]; m.score > winner.score {
				winner = m
			}
		}
		return winner.expr
	}
	for evaluated < budget {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next := []member{best}
		for len(next) < population && evaluated < budget {
			child := parent()
			var graft Expr
			if rng.Float64() < crossover {
				other := parent()
				graft = subtree(other, rng.IntN(size(other)))
			} else {
				graft = tree(d.vars, 4, false, rng)
			}
			if c := replace(child, rng.IntN(size(child)), graft); size(c) <= most {
				child = c
			}
			next = append(next, born(child))
		}
		members = next
	}
	return []Expr{best.expr}, nil
}

// subtree returns node n of a tree, counted in pre-order.
func subtree(e Expr, n int) Expr {
	if n == 0 {
		return e
	}
	switch e := e.(type) {
	case Unary:
		return subtree(e.X, n-1)
	case Binary:
		if left := size(e.X); n > left {
			return subtree(e.Y, n-1-left)
		}
		return subtree(e.X, n-1)
	}
	return e
}

// replace returns the tree with node n replaced.
func replace(e Expr, n int, by Expr) Expr {
	if n == 0 {
		return by
	}
	switch e := e.(type) {
	case Unary:
		e.X = replace(e.X, n-1, by)
		return e
	case Binary:
		if left := size(e.X); n > left {
			e.Y = replace(e.Y, n-1-left, by)
		} else {
			e.X = replace(e.X, n-1, by)
		}
		return e
	}
	return e
}
