// Programs as data: functions, their lines, and the expressions in them.

package main

import "math"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Task has the program that is searched.
//
//pg:symbolic
type Task struct{ Program *Func }

// A Func is a function of numbers: it runs its lines and returns its result. Inside
// of another it is a line that defines it. It sees its arguments and what its own
// lines define, nothing else.
//
//pg:symbolic
type Func struct {
	Name   string
	Args   []Name
	Body   []Line
	Result Expr
}

// A Name is that of a variable.
type Name string

// A Line is an instruction.
//
//pg:symbolic
type Line interface{ run(*frame) }

// Assign gives a variable a value, and makes it if it is not there.
//
//pg:symbolic
type Assign struct {
	To    Name
	Value Expr
}

// If runs one list of lines or the other.
//
//pg:symbolic
type If struct {
	Cond       Cond
	Then, Else []Line
}

// While runs lines as long as the condition holds.
//
//pg:symbolic
type While struct {
	Cond Cond
	Body []Line
}

// A Cond is true or false.
//
//pg:symbolic
type Cond interface{ holds(*frame) bool }

// Compare compares two numbers.
//
//pg:symbolic
type Compare struct {
	Op   Relation
	X, Y Expr
}

// A Relation is one of two numbers.
type Relation uint8

// The relations.
const (
	Less Relation = iota
	Greater
	Equal
	NotEqual
	relations
)

// An Expr is a number.
//
//pg:symbolic
type Expr interface{ eval(*frame) float64 }

// Var is the value of a variable.
//
//pg:symbolic
type Var struct{ Name Name }

// Const is a number.
//
//pg:symbolic
type Const struct{ Value float64 }

// Negate is -X.
//
//pg:symbolic
type Negate struct{ X Expr }

// Binary is an operation on two numbers.
//
//pg:symbolic
type Binary struct {
	Op   Operator
	X, Y Expr
}

// An Operator takes two numbers.
type Operator uint8

// The operators. FloorDiv rounds down; Mod has the sign of X, as Go's math.Mod.
const (
	Add Operator = iota
	Sub
	Mul
	Div
	FloorDiv
	Mod
	Pow
	operators
)

// Call is what a function returns.
//
//pg:symbolic
type Call struct {
	Func string
	Args []Expr
}

// A frame is what one call of a function works with.
type frame struct {
	vars  map[Name]float64
	funcs map[string]*Func
	left  *int // how many lines may still be run
}

// Call runs the function, and at most so many lines. It reports false if that was
// not enough, or if the arguments are not as many as expected. The function has to be
// valid, see [Func.Validate].
func (f *Func) Call(lines int, args ...float64) (result float64, ok bool) {
	if len(args) != len(f.Args) {
		return 0, false
	}
	result = f.call(&lines, args)
	return result, lines >= 0
}

func (f *Func) call(left *int, args []float64) float64 {
	fr := &frame{map[Name]float64{}, map[string]*Func{}, left}
	for i, name := range f.Args {
		fr.vars[name] = args[i]
	}
	fr.lines(f.Body)
	return f.Result.eval(fr)
}

// lines runs lines until no more may be run.
func (fr *frame) lines(list []Line) {
	for _, l := range list {
		if *fr.left--; *fr.left < 0 {
			return
		}
		l.run(fr)
	}
}

func (f *Func) run(fr *frame)  { fr.funcs[f.Name] = f }
func (a Assign) run(fr *frame) { fr.vars[a.To] = a.Value.eval(fr) }

func (i If) run(fr *frame) {
	if i.Cond.holds(fr) {
		fr.lines(i.Then)
	} else {
		fr.lines(i.Else)
	}
}

func (w While) run(fr *frame) {
	for w.Cond.holds(fr) {
		if *fr.left--; *fr.left < 0 {
			return
		}
		fr.lines(w.Body)
	}
}

func (c Compare) holds(fr *frame) bool {
	x, y := c.X.eval(fr), c.Y.eval(fr)
	switch c.Op {
	case Less:
		return x < y
	case Greater:
		return x > y
	case Equal:
		return x == y
	}
	return x != y
}

func (v Var) eval(fr *frame) float64    { return fr.vars[v.Name] }
func (c Const) eval(*frame) float64     { return c.Value }
func (n Negate) eval(fr *frame) float64 { return -n.X.eval(fr) }

func (b Binary) eval(fr *frame) float64 {
	x, y := b.X.eval(fr), b.Y.eval(fr)
	switch b.Op {
	case Add:
		return x + y
	case Sub:
		return x - y
	case Mul:
		return x * y
	case Div:
		return x / y
	case FloorDiv:
		return math.Floor(x / y)
	case Mod:
		return math.Mod(x, y)
	}
	return math.Pow(x, y)
}

func (c Call) eval(fr *frame) float64 {
	args := make([]float64, len(c.Args))
	for i, a := range c.Args {
		args[i] = a.eval(fr)
	}
	return fr.funcs[c.Func].call(fr.left, args)
}
