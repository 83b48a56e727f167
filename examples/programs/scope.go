// What is defined where: programs that use something else are refused, or repaired.

package main

import (
	"fmt"
	"go/token"
	"maps"
	"math/rand/v2"
	"slices"

	pg "github.com/pgen-go/pgen/runtime"
)

// A scope is what is certainly defined at a place.
type scope struct {
	vars  map[Name]bool
	funcs map[string]int // how many arguments each takes
}

func (s scope) clone() scope { return scope{maps.Clone(s.vars), maps.Clone(s.funcs)} }

// names are the variables, sorted.
func (s scope) names() []Name { return slices.Sorted(maps.Keys(s.vars)) }

// lacks returns what an expression itself, not its parts, uses that is not there.
func (s scope) lacks(e Expr) error {
	switch e := e.(type) {
	case nil:
		return fmt.Errorf("expected an expression, got nil")
	case Var:
		if !s.vars[e.Name] {
			return fmt.Errorf("the variable %s is not defined: expected one of %v", e.Name, s.names())
		}
	case Call:
		n, ok := s.funcs[e.Func]
		switch {
		case !ok:
			return fmt.Errorf("the function %s is not defined: expected one of %v", e.Func, slices.Sorted(maps.Keys(s.funcs)))
		case n != len(e.Args):
			return fmt.Errorf("the function %s takes %d arguments, got %d", e.Func, n, len(e.Args))
		}
	}
	return nil
}

// A resolver goes through programs in the order in which they run. Where an expression
// uses what is not defined it asks fix for another. What it is given stays as it is.
type resolver struct {
	fix  func(at pg.Path, s scope, e Expr, why error) Expr
	cond func(at pg.Path) Cond // for one that is nil
	seen func(at pg.Path, s scope)
}

func field(at pg.Path, name string) pg.Path { return at.Append(pg.AtField(name)) }
func index(at pg.Path, i int) pg.Path       { return at.Append(pg.AtIndex(i)) }

func (r resolver) function(at pg.Path, f *Func) *Func {
	s := scope{map[Name]bool{}, map[string]int{}}
	for _, a := range f.Args {
		s.vars[a] = true
	}
	body := r.lines(field(at, "Body"), s, f.Body)
	return &Func{Name: f.Name, Args: f.Args, Body: body, Result: r.expr(field(at, "Result"), s, f.Result)}
}

// lines adds to s what the lines define.
func (r resolver) lines(at pg.Path, s scope, list []Line) []Line {
	out := make([]Line, len(list))
	for i, l := range list {
		at := index(at, i)
		if r.seen != nil {
			r.seen(at, s)
		}
		switch l := l.(type) {
		case Assign:
			l.Value = r.expr(field(at, "Value"), s, l.Value)
			s.vars[l.To] = true
			out[i] = l
		case If:
			l.Cond = r.condition(field(at, "Cond"), s, l.Cond)
			then, otherwise := s.clone(), s.clone()
			l.Then = r.lines(field(at, "Then"), then, l.Then)
			l.Else = r.lines(field(at, "Else"), otherwise, l.Else)
			for name := range then.vars { // what both branches define
				if otherwise.vars[name] {
					s.vars[name] = true
				}
			}
			out[i] = l
		case While:
			l.Cond = r.condition(field(at, "Cond"), s, l.Cond)
			l.Body = r.lines(field(at, "Body"), s.clone(), l.Body)
			out[i] = l
		case *Func:
			out[i] = r.function(at, l)
			s.funcs[l.Name] = len(l.Args)
		default:
			r.fix(at, s, nil, fmt.Errorf("expected a line, got nil"))
		}
	}
	return slices.DeleteFunc(out, func(l Line) bool { return l == nil })
}

func (r resolver) condition(at pg.Path, s scope, c Cond) Cond {
	if c == nil {
		c = r.cond(at)
	}
	if c, ok := c.(Compare); ok {
		c.X, c.Y = r.expr(field(at, "X"), s, c.X), r.expr(field(at, "Y"), s, c.Y)
		return c
	}
	return c
}

func (r resolver) expr(at pg.Path, s scope, e Expr) Expr {
	if r.seen != nil {
		r.seen(at, s)
	}
	if why := s.lacks(e); why != nil {
		return r.fix(at, s, e, why)
	}
	switch e := e.(type) {
	case Negate:
		e.X = r.expr(field(at, "X"), s, e.X)
		return e
	case Binary:
		e.X, e.Y = r.expr(field(at, "X"), s, e.X), r.expr(field(at, "Y"), s, e.Y)
		return e
	case Call:
		e.Args = slices.Clone(e.Args)
		for i := range e.Args {
			e.Args[i] = r.expr(index(field(at, "Args"), i), s, e.Args[i])
		}
		return e
	}
	return e
}

// Validate returns an error if a name is none in Go, is defined twice, or is used
// where it may not be defined: a variable that one branch of an If sets, say.
func (f *Func) Validate() (err error) {
	fail := func(at pg.Path, why error) {
		if err == nil {
			err = fmt.Errorf("%s: %w", at, why)
		}
	}
	funcs, vars := map[string]bool{}, map[Name]bool{}
	for n := range pg.Traverse(f) {
		switch x := n.Reflect().Interface().(type) {
		case Name:
			vars[x] = true
			if !token.IsIdentifier(string(x)) {
				fail(n.Path(), fmt.Errorf("expected the name of a variable, got %q", x))
			}
		case *Func:
			if funcs[x.Name] || !token.IsIdentifier(x.Name) {
				fail(n.Path(), fmt.Errorf("expected a new name for a function, got %q", x.Name))
			}
			funcs[x.Name] = true
		}
	}
	for name := range funcs {
		if vars[Name(name)] {
			fail(nil, fmt.Errorf("%s is a function: expected another name for the variable", name))
		}
	}
	resolver{
		fix: func(at pg.Path, _ scope, e Expr, why error) Expr {
			fail(at, why)
			return e
		},
		cond: func(at pg.Path) Cond {
			fail(at, fmt.Errorf("expected a condition, got nil"))
			return nil
		},
	}.function(nil, f)
	return err
}

// Repaired returns the function with uses of what is not defined turned into uses of
// variables that are, or numbers where there are none.
func (f *Func) Repaired(rng *rand.Rand) *Func {
	return resolver{
		fix: func(_ pg.Path, s scope, _ Expr, _ error) Expr {
			if names := s.names(); len(names) > 0 {
				return Var{names[rng.IntN(len(names))]}
			}
			return Const{1}
		},
		cond: func(pg.Path) Cond { return Compare{} },
	}.function(nil, f)
}

// Seen returns the variables that are certainly defined at a line or expression, which
// the path leads to, sorted.
func (f *Func) Seen(path pg.Path) (names []Name) {
	resolver{
		fix:  func(_ pg.Path, _ scope, e Expr, _ error) Expr { return e },
		cond: func(pg.Path) Cond { return nil },
		seen: func(at pg.Path, s scope) {
			if at.Equal(path) {
				names = s.names()
			}
		},
	}.function(nil, f)
	return names
}
