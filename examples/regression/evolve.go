// The search: formulas evolve by mutations and crossovers of typed places.

package main

import (
	"context"
	"math"
	"math/rand/v2"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/study"
)

// formulas are those that mutations make of one variable, of so many terms at most: terms
// come and go; a place
// that can hold any tree gets another, is wrapped in an operation, or makes way for one
// of its operands; numbers, variables, functions and operators change by themselves.
func formulas(vars, most int) pg.Evolution[*Sum] {
	return pg.Evolution[*Sum]{
		Init: &Sum{[]Expr{Var{}}},
		Mutations: []pg.Mutation{
			pg.MutateInsert(most, func(_ pg.MutationPoint, rng *rand.Rand) Expr { return tree(vars, 2, false, rng) }),
			pg.MutateDelete[Expr](1),
			pg.MutateReplace(func(_ pg.MutationPoint, old Expr, rng *rand.Rand) Expr {
				switch rng.IntN(4) {
				case 0:
					return Unary{Function(rng.IntN(int(functions))), old}
				case 1:
					return Binary{Operator(rng.IntN(int(operators))), old, tree(vars, 1, false, rng)}
				case 2:
					return Binary{Operator(rng.IntN(int(operators))), tree(vars, 1, false, rng), old}
				}
				return tree(vars, 2, false, rng)
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, old Expr, rng *rand.Rand) Expr {
				switch e := old.(type) {
				case Unary:
					return e.X
				case Binary:
					if rng.IntN(2) == 0 {
						return e.X
					}
					return e.Y
				}
				return leaf(vars, rng)
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, old Const, rng *rand.Rand) Const {
				if rng.IntN(2) == 0 {
					return Const{old.Value + rng.NormFloat64()}
				}
				return Const{old.Value * (1 + rng.NormFloat64()/10)}
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, old Var, rng *rand.Rand) Var { return Var{rng.IntN(vars)} }),
			pg.MutateReplace(func(_ pg.MutationPoint, old Function, rng *rand.Rand) Function {
				return Function((int(old) + 1 + rng.IntN(int(functions)-1)) % int(functions))
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, old Operator, rng *rand.Rand) Operator {
				return Operator((int(old) + 1 + rng.IntN(int(operators)-1)) % int(operators))
			}),
		},
	}
}

// algorithm has two aims, to be near to the data and to be short. Of formulas that
// err alike only the shortest stays, so that the population does not fill with the many
// ways of writing one; and of all, fronts that no other is better than in both. Half of
// the pairs of parents exchange subtrees or runs of terms.
func algorithm() search.Algorithm {
	const population = 200
	alike := evolution.GroupBy(func(x *evolution.Individual) float64 { return math.Round(1e6 * x.Outcome.Rewards[0]) })
	shortest := evolution.TopBy(1, func(x *evolution.Individual) float64 { return x.Outcome.Rewards[1] })
	return evolution.New(
		evolution.FirstOf(2, 3).Then(
			evolution.WithProb(evolution.Graft(), 0.5),
			evolution.WithProb(evolution.Uniform(), 0.8)),
		evolution.Init(population), evolution.Offspring(population),
		evolution.Survive(evolution.ForEach(alike, shortest).Then(
			evolution.ForEach(evolution.Fronts, evolution.ByCrowding()), evolution.First(population))),
		evolution.Name("NSGA-II of distinct formulas"))
}

// evolve searches with as many evaluations as the budget has, among formulas of so many
// terms at most.
func evolve(ctx context.Context, d *data, terms, budget int, seed uint64) ([]Expr, error) {
	s := (&Model{}).Sym()
	pg.Evolve(s.Sum(), formulas(d.vars, terms))
	var best []Expr
	top := 0.0
	for t, err := range pg.Sample(ctx, s, algorithm(), pg.Goals(study.Maximize, study.Maximize), pg.Trials(budget), pg.Seed(seed), pg.Silent()) {
		if err != nil {
			return nil, err
		}
		found := t.Program.Sum.Terms
		if score := d.score(found...); best == nil || score > top {
			best, top = found, score
		}
		t.Report(d.accuracy(found...), float64(-size(found...)))
	}
	return best, ctx.Err()
}
