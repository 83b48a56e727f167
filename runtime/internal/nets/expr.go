package nets

import "fmt"

// An Expr is an arithmetic expression of one variable.
//
//pg:symbolic
type Expr interface {
	Eval(x float64) float64
	String() string
}

// Var is the variable.
//
//pg:symbolic
type Var struct{}

// Const is a number.
//
//pg:symbolic
type Const struct{ Value float64 }

// Sum adds its terms.
//
//pg:symbolic
type Sum struct{ Terms []Expr }

// Product is of two factors.
//
//pg:symbolic
type Product struct{ Left, Right Expr }

// Eval of a Var is x.
func (Var) Eval(x float64) float64 { return x }

// Eval of a Const is its value.
func (c Const) Eval(float64) float64 { return c.Value }

// Eval of a Sum is the sum of what its terms are.
func (s *Sum) Eval(x float64) (sum float64) {
	for _, t := range s.Terms {
		sum += t.Eval(x)
	}
	return sum
}

// Eval of a Product is the product of what its factors are.
func (p Product) Eval(x float64) float64 { return p.Left.Eval(x) * p.Right.Eval(x) }

func (Var) String() string       { return "x" }
func (c Const) String() string   { return fmt.Sprint(c.Value) }
func (p Product) String() string { return fmt.Sprintf("%v*%v", p.Left, p.Right) }

func (s *Sum) String() string {
	text := "("
	for i, t := range s.Terms {
		if i > 0 {
			text += " + "
		}
		text += t.String()
	}
	return text + ")"
}

// A Fit approximates a function.
//
//pg:symbolic
type Fit struct {
	Expr  Expr
	Error float64
}
