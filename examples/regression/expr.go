// Formulas as trees.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Model explains a number by others.
//
//pg:symbolic
type Model struct{ Sum *Sum }

// A Sum is of terms, each times a number that the data say, and one more such number.
//
//pg:symbolic
type Sum struct{ Terms []Expr }

// An Expr is a formula over variables. String returns it as Go.
//
//pg:symbolic
type Expr interface {
	Eval(x []float64) float64
	String() string
}

// Var is a variable.
//
//pg:symbolic
type Var struct{ Index int }

// Const is a number.
//
//pg:symbolic
type Const struct{ Value float64 }

// Unary is a function of one operand.
//
//pg:symbolic
type Unary struct {
	Op Function
	X  Expr
}

// Binary is an operation on two operands.
//
//pg:symbolic
type Binary struct {
	Op   Operator
	X, Y Expr
}

// A Function takes one number.
type Function uint8

// The functions.
const (
	Sqrt Function = iota
	Square
	Sin
	Cos
	Exp
	Log
	functions
)

// An Operator takes two numbers.
type Operator uint8

// The operators.
const (
	Add Operator = iota
	Sub
	Mul
	Div
	operators
)

// Eval returns the variable.
func (v Var) Eval(x []float64) float64 { return x[v.Index] }

// Eval returns the number.
func (c Const) Eval([]float64) float64 { return c.Value }

// Eval returns what the function makes of the operand.
func (u Unary) Eval(x []float64) float64 {
	v := u.X.Eval(x)
	switch u.Op {
	case Sqrt:
		return math.Sqrt(v)
	case Square:
		return v * v
	case Sin:
		return math.Sin(v)
	case Cos:
		return math.Cos(v)
	case Exp:
		return math.Exp(v)
	case Log:
		return math.Log(v)
	}
	return math.NaN()
}

// Eval returns what the operator makes of the operands.
func (b Binary) Eval(x []float64) float64 {
	v, w := b.X.Eval(x), b.Y.Eval(x)
	switch b.Op {
	case Add:
		return v + w
	case Sub:
		return v - w
	case Mul:
		return v * w
	case Div:
		return v / w
	}
	return math.NaN()
}

func (v Var) String() string   { return "x" + strconv.Itoa(v.Index) }
func (c Const) String() string { return strconv.FormatFloat(c.Value, 'g', 4, 64) }

func (u Unary) String() string {
	if u.Op == Square {
		return fmt.Sprintf("math.Pow(%v, 2)", u.X)
	}
	return fmt.Sprintf("math.%s(%v)", [...]string{Sqrt: "Sqrt", Sin: "Sin", Cos: "Cos", Exp: "Exp", Log: "Log"}[u.Op], u.X)
}

func (b Binary) String() string {
	return fmt.Sprintf("(%v %c %v)", b.X, "+-*/"[b.Op], b.Y)
}

// size is the number of nodes of trees, with those that add them.
func size(terms ...Expr) int {
	n := len(terms) - 1
	for _, e := range terms {
		n++
		switch e := e.(type) {
		case Unary:
			n += size(e.X)
		case Binary:
			n += size(e.X) + size(e.Y)
		}
	}
	return n
}

// most is how many nodes a formula may have.
const most = 30

// leaf returns a random variable or number.
func leaf(vars int, rng *rand.Rand) Expr {
	if rng.IntN(4) == 0 {
		return Const{math.Round(10*rng.NormFloat64()) / 5}
	}
	return Var{rng.IntN(vars)}
}

// tree returns a random tree of at most the depth; if it is full, all leaves
// are that deep.
func tree(vars, depth int, full bool, rng *rand.Rand) Expr {
	switch {
	case depth == 0 || !full && rng.IntN(3) == 0:
		return leaf(vars, rng)
	case rng.IntN(3) == 0:
		return Unary{Function(rng.IntN(int(functions))), tree(vars, depth-1, full, rng)}
	}
	return Binary{Operator(rng.IntN(int(operators))), tree(vars, depth-1, full, rng), tree(vars, depth-1, full, rng)}
}
