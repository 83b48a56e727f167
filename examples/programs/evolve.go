// How programs change, and how good one is.

package main

import (
	"math"
	"math/rand/v2"
	"strconv"

	pg "github.com/pgen-go/pgen/runtime"
)

// A source draws parts of programs. It need not know what is defined where they come
// to stand: [Func.Repaired] sees to that.
type source struct {
	names []Name // of variables
}

func (s source) name(rng *rand.Rand) Name { return s.names[rng.IntN(len(s.names))] }

func (s source) expr(depth int, rng *rand.Rand) Expr {
	switch k := rng.IntN(8); {
	case depth > 0 && k < 4:
		return Binary{Operator(rng.IntN(int(operators))), s.expr(depth-1, rng), s.expr(depth-1, rng)}
	case k == 4:
		return Const{float64(rng.IntN(4))}
	}
	return Var{s.name(rng)}
}

func (s source) cond(rng *rand.Rand) Cond {
	return Compare{Relation(rng.IntN(int(relations))), s.expr(0, rng), s.expr(0, rng)}
}

func (s source) line(rng *rand.Rand) Line {
	switch rng.IntN(8) {
	case 0, 1, 2:
		return If{s.cond(rng), []Line{s.assign(rng)}, nil}
	case 3:
		count := s.name(rng) // down, so that the loop ends
		return While{Compare{Less, Const{float64(rng.IntN(2))}, Var{count}}, []Line{s.assign(rng), Assign{count, Binary{Sub, Var{count}, Const{1}}}}}
	case 4:
		arg := s.name(rng)
		return &Func{Name: "f" + strconv.Itoa(rng.IntN(1000)), Args: []Name{arg}, Result: source{[]Name{arg}}.expr(2, rng)}
	}
	return s.assign(rng)
}

// assign draws an assignment: of another variable, of what is done to the same, or of
// anything.
func (s source) assign(rng *rand.Rand) Assign {
	to := s.name(rng)
	switch rng.IntN(3) {
	case 0:
		return Assign{to, Var{s.name(rng)}}
	case 1:
		return Assign{to, Binary{Operator(rng.IntN(int(operators))), Var{to}, s.expr(0, rng)}}
	}
	return Assign{to, s.expr(1, rng)}
}

// longest is how many lines may follow each other.
const longest = 6

// evolution says how programs evolve from one that returns its first argument. Every
// change keeps them valid: names that are not defined where they come to stand are
// replaced by some that are.
func (t task) evolution() pg.Evolution[*Func] {
	s := source{append(t.args[:len(t.args):len(t.args)], "x", "y", "z")}
	return pg.Evolution[*Func]{
		Init: &Func{Name: t.name, Args: t.args, Result: Var{t.args[0]}},
		Mutations: []pg.Mutation{
			pg.MutateInsert(longest, func(_ pg.MutationPoint, rng *rand.Rand) Line { return s.line(rng) }).Weight(3),
			pg.MutateDelete[Line](0),
			pg.MutateReplace(func(_ pg.MutationPoint, old Line, rng *rand.Rand) Line {
				switch rng.IntN(3) {
				case 0:
					return If{s.cond(rng), []Line{old}, nil}
				case 1:
					return While{s.cond(rng), []Line{old}}
				}
				return s.line(rng)
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, old Expr, rng *rand.Rand) Expr {
				switch old := old.(type) {
				case Binary:
					if k := rng.IntN(4); k < 2 {
						return []Expr{old.X, old.Y}[k]
					}
				case Negate:
					return old.X
				}
				switch op := Operator(rng.IntN(int(operators))); rng.IntN(4) {
				case 0:
					return Binary{op, old, s.expr(0, rng)}
				case 1:
					return Binary{op, s.expr(0, rng), old}
				}
				return s.expr(1, rng)
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, _ Cond, rng *rand.Rand) Cond { return s.cond(rng) }),
			pg.MutateReplace(func(_ pg.MutationPoint, _ Name, rng *rand.Rand) Name { return s.name(rng) }),
			pg.MutateReplace(func(_ pg.MutationPoint, _ Operator, rng *rand.Rand) Operator {
				return Operator(rng.IntN(int(operators)))
			}),
			pg.MutateReplace(func(_ pg.MutationPoint, _ Relation, rng *rand.Rand) Relation {
				return Relation(rng.IntN(int(relations)))
			}),
		},
		Weights: func(p pg.MutationPoint) float64 {
			if p.Path.HasPrefix(pg.Path{pg.AtField("Args")}) {
				return 0 // the arguments are given
			}
			return 1
		},
		Repair: func(f *Func, rng *rand.Rand) *Func { return f.Repaired(rng) },
	}
}

// A task asks for a program that is known by what it returns.
type task struct {
	name string
	args []Name
	want func(args []float64) float64
	max  int // of the arguments, which are whole numbers from 0
}

var tasks = []task{
	{"largest", []Name{"a", "b", "c"}, func(a []float64) float64 { return max(a[0], a[1], a[2]) }, 20},
	{"distance", []Name{"a", "b"}, func(a []float64) float64 { return math.Abs(a[0] - a[1]) }, 20},
	{"clamp", []Name{"v", "lo", "hi"}, func(a []float64) float64 { return min(max(a[0], a[1]), a[2]) }, 20},
	{"collatz", []Name{"n"}, func(a []float64) float64 {
		if math.Mod(a[0], 2) == 0 {
			return a[0] / 2
		}
		return 3*a[0] + 1
	}, 40},
	{"factorial", []Name{"n"}, func(a []float64) float64 { return math.Gamma(a[0] + 1) }, 8},
}

// An example is arguments and what they shall give.
type example struct {
	args []float64
	want float64
}

func (t task) examples(n int, rng *rand.Rand) []example {
	list := make([]example, n)
	for i := range list {
		args := make([]float64, len(t.args))
		for k := range args {
			args[k] = float64(rng.IntN(t.max + 1))
		}
		list[i] = example{args, t.want(args)}
	}
	return list
}

// lines is how many a program may run for an example.
const lines = 200

// wrong is how much the program is off: 0 for an example that it gets right, up to 1.
func wrong(f *Func, examples []example) float64 {
	sum := 0.0
	for _, e := range examples {
		got, ok := f.Call(lines, e.args...)
		off := math.Abs(got-e.want) / (1 + math.Abs(e.want))
		if !ok || !(off < 1) {
			off = 1
		}
		if off > 1e-9 {
			off = (1 + off) / 2
		} else {
			off = 0
		}
		sum += off
	}
	return sum / float64(len(examples))
}

// size is the number of places of a program.
func size(f *Func) int {
	n := 0
	for range pg.Traverse(f) {
		n++
	}
	return n
}
