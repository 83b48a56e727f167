// The search: formulas evolve by mutations of typed places.

package main

import (
	"context"
	"math/rand/v2"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// formulas are those that mutations make of one variable: a place that can hold
// any formula gets another, is wrapped in an operation, or makes way for one of its
// operands; numbers, variables, functions and operators change by themselves.
func formulas(vars int) pg.Evolution[Expr] {
	return pg.Evolution[Expr]{
		Init: Var{},
		Mutations: []pg.Mutation{
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

// evolve searches with as many evaluations as the budget has.
func evolve(ctx context.Context, d *data, budget int, seed uint64) (Expr, error) {
	s := (&Model{}).Sym()
	pg.Evolve(s.Expr(), formulas(d.vars))
	best, err := pg.Maximize(ctx, s, evolution.Regularized(evolution.Population(500), evolution.Sample(25)),
		func(m *Model) float64 { return d.score(m.Expr) }, pg.Trials(budget), pg.Seed(seed), pg.Silent())
	if err != nil {
		return nil, err
	}
	return best.Program.Expr, nil
}
