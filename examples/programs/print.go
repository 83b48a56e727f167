// Programs as Go code.

package main

import (
	"fmt"
	"go/format"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// String returns the function as Go code, formatted as gofmt does.
func (f *Func) String() string {
	var b strings.Builder
	b.WriteString("func " + f.Name)
	f.write(&b)
	return formatted(b.String())
}

// Text returns a line, condition or expression as Go code.
func Text(x any) string {
	var b strings.Builder
	switch x := x.(type) {
	case Line:
		writeLines(&b, []Line{x}, inputs(x))
		return strings.TrimSpace(formatted(b.String()))
	case Cond:
		return formatted(condition(x))
	case Expr:
		return formatted(text(x, 0))
	}
	return fmt.Sprint(x)
}

// formatted returns code as gofmt does, and what is none as it is.
func formatted(code string) string {
	if out, err := format.Source([]byte(code)); err == nil {
		return string(out)
	}
	return code
}

// write writes what follows the name. Variables are declared where the function
// begins, since a line may be in a block and be seen behind it.
func (f *Func) write(b *strings.Builder) {
	args := make([]string, len(f.Args))
	for i, a := range f.Args {
		args[i] = string(a)
	}
	if len(args) > 0 {
		args[len(args)-1] += " float64"
	}
	fmt.Fprintf(b, "(%s) float64 {\n", strings.Join(args, ", "))
	vars := variables(f.Body)
	for _, a := range f.Args {
		delete(vars, string(a))
	}
	if len(vars) > 0 {
		fmt.Fprintf(b, "var %s float64\n", strings.Join(slices.Sorted(maps.Keys(vars)), ", "))
	}
	writeLines(b, f.Body, inputs(f.Result))
	used := inputs(f.Body, f.Result)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !used[name] {
			fmt.Fprintf(b, "_ = %s\n", name)
		}
	}
	fmt.Fprintf(b, "return %s\n}\n", text(f.Result, 0))
}

// variables are those that lines give a value.
func variables(list []Line) set {
	s := set{}
	for _, l := range list {
		switch l := l.(type) {
		case Assign:
			s[string(l.To)] = true
		case If:
			s.add(variables(l.Then)).add(variables(l.Else))
		case While:
			s.add(variables(l.Body))
		}
	}
	return s
}

// writeLines writes lines, of which those behind them use some names.
func writeLines(b *strings.Builder, list []Line, behind set) {
	for i, l := range list {
		switch l := l.(type) {
		case Assign:
			fmt.Fprintf(b, "%s = %s\n", l.To, text(l.Value, 0))
		case If:
			fmt.Fprintf(b, "if %s {\n", condition(l.Cond))
			writeLines(b, l.Then, nil)
			if len(l.Else) > 0 {
				b.WriteString("} else {\n")
				writeLines(b, l.Else, nil)
			}
			b.WriteString("}\n")
		case While:
			fmt.Fprintf(b, "for %s {\n", condition(l.Cond))
			writeLines(b, l.Body, nil)
			b.WriteString("}\n")
		case *Func:
			fmt.Fprintf(b, "%s := func", l.Name)
			l.write(b)
			if !behind[l.Name] && !inputs(list[i+1:])[l.Name] {
				fmt.Fprintf(b, "_ = %s\n", l.Name)
			}
		}
	}
}

func condition(c Cond) string {
	if c, ok := c.(Compare); ok {
		return text(c.X, 3) + " " + [...]string{"<", ">", "==", "!="}[c.Op] + " " + text(c.Y, 3)
	}
	return fmt.Sprint(c)
}

// text returns an expression as an operand of an operator that binds as tightly as
// Go's of this precedence, on its right side; 0: anywhere.
func text(e Expr, above int) string {
	var s string
	precedence := 6
	if v, ok := constant(e); ok {
		if s = number(v); v < 0 {
			precedence = 5
		}
		e = nil
	}
	switch e := e.(type) {
	case nil:
	case Var:
		return string(e.Name)
	case Negate:
		s = "-" + text(e.X, 6)
	case Call:
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			args[i] = text(a, 0)
		}
		return e.Func + "(" + strings.Join(args, ", ") + ")"
	case Binary:
		switch e.Op {
		case FloorDiv:
			return "math.Floor(" + text(e.X, 4) + "/" + text(e.Y, 5) + ")"
		case Mod:
			return "math.Mod(" + text(e.X, 0) + ", " + text(e.Y, 0) + ")"
		case Pow:
			return "math.Pow(" + text(e.X, 0) + ", " + text(e.Y, 0) + ")"
		}
		precedence = map[Operator]int{Add: 4, Sub: 4, Mul: 5, Div: 5}[e.Op]
		s = text(e.X, precedence-1) + " " + string("+-*/"[e.Op]) + " " + text(e.Y, precedence)
	}
	if precedence <= above {
		return "(" + s + ")"
	}
	return s
}

// constant is what an expression without variables is, and whether it is one: Go would
// calculate in integers, and not divide by 0.
func constant(e Expr) (float64, bool) {
	switch e := e.(type) {
	case Const:
		return e.Value, true
	case Negate:
		v, ok := constant(e.X)
		return -v, ok
	case Binary:
		x, ok := constant(e.X)
		y, too := constant(e.Y)
		if ok && too {
			return Binary{e.Op, Const{x}, Const{y}}.eval(nil), true
		}
	}
	return 0, false
}

func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "math.NaN()"
	case math.IsInf(v, 0):
		return fmt.Sprintf("math.Inf(%d)", int(math.Copysign(1, v)))
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
