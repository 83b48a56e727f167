// Twins of PyGlove's own tests of pyglove.ext.mutfun. testdata/pyglove_mutfun.md says
// which is the twin of which.

package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
)

func v(name Name) Var { return Var{name} }

func n(value float64) Const { return Const{value} }

func op(x Expr, o Operator, y Expr) Expr { return Binary{o, x, y} }

// sample is PyGlove's function f, whose last call is the result here.
func sample() *Func {
	return &Func{Name: "f", Args: []Name{"x"}, Body: []Line{
		Assign{"y", v("x")}, // 0
		Assign{"z", v("x")}, // 1
		&Func{Name: "g", Args: []Name{"a"}, Body: []Line{ // 2
			Assign{"b", v("a")},
		}, Result: op(v("b"), Add, n(2))},
		Assign{"p", op(v("y"), Add, n(1))},                      // 3
		Assign{"a", op(v("x"), Add, v("y"))},                    // 4
		Assign{"b", op(v("x"), Add, v("z"))},                    // 5
		Assign{"c", op(v("a"), Add, v("b"))},                    // 6
		Assign{"c", op(v("c"), Add, n(1))},                      // 7
		Assign{"q", Call{"g", []Expr{op(v("x"), Add, v("c"))}}}, // 8
		Assign{"p", n(1)},                                       // 9
	}, Result: Call{"g", []Expr{v("p")}}} // 10
}

func parse(t *testing.T, path string) pg.Path {
	t.Helper()
	p, err := pg.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: expected %v, got %v", what, want, got)
	}
}

// errorOf checks that a function is refused with these words.
func errorOf(t *testing.T, f *Func, want string) {
	t.Helper()
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("expected an error with %q, got %v", want, err)
	}
}

func TestPyGloveCode(t *testing.T) {
	f := sample()
	list := func(names string) []string { return strings.Fields(names) }
	t.Run("test_input_vars", func(t *testing.T) {
		same(t, "f", Inputs(f), nil)
		for i, want := range []string{"x", "x", "", "y", "x y", "x z", "a b", "c", "c g x", ""} {
			same(t, fmt.Sprint("line ", i), Inputs(f.Body[i]), list(want))
		}
		same(t, "the result", Inputs(f.Result), list("g p"))
		same(t, "the line in g", Inputs(f.Body[2].(*Func).Body[0]), list("a"))
		errorOf(t, &Func{Name: "g", Body: []Line{Assign{"y", v("x")}}, Result: v("y")}, "Body[0].Value: the variable x is not defined")
	})
	t.Run("test_output_vars", func(t *testing.T) {
		for i, want := range []string{"y", "z", "g", "p", "a", "b", "c", "c", "q", "p"} {
			same(t, fmt.Sprint("line ", i), Outputs(f.Body[i]), list(want))
		}
		same(t, "f", Outputs(f), list("f"))
		same(t, "the line in g", Outputs(f.Body[2].(*Func).Body[0]), list("b"))
		same(t, "a block", Outputs(If{Compare{Less, v("x"), v("y")}, []Line{Assign{"a", n(1)}}, []Line{While{Compare{}, []Line{Assign{"b", n(1)}}}}}), list("a b"))
	})
	t.Run("test_seen_vars", func(t *testing.T) {
		for path, want := range map[string]string{
			"Body[0]": "x", "Body[1]": "x y", "Body[2]": "x y z", "Body[2].Body[0]": "a", "Body[2].Result": "a b",
			"Body[3]": "x y z", "Body[3].Value.X": "x y z", "Body[4]": "p x y z", "Body[6]": "a b p x y z",
			"Body[8]": "a b c p x y z", "Result": "a b c p q x y z",
		} {
			same(t, path, f.Seen(parse(t, path)), []Name(names(want)))
		}
		// What only one branch defines is not seen behind it.
		g := &Func{Name: "g", Args: []Name{"x"}, Body: []Line{
			If{Compare{Less, v("x"), n(1)}, []Line{Assign{"y", n(1)}, Assign{"z", n(1)}}, []Line{Assign{"y", n(2)}}},
			While{Compare{Less, v("x"), n(1)}, []Line{Assign{"x", v("y")}, Assign{"w", n(1)}}},
		}, Result: v("x")}
		same(t, "behind the branches", g.Seen(parse(t, "Body[1]")), names("x y"))
		same(t, "in the loop", g.Seen(parse(t, "Body[1].Body[1]")), names("x y"))
		same(t, "behind the loop", g.Seen(parse(t, "Result")), names("x y"))
	})
	t.Run("test_input_defs", func(t *testing.T) {
		for i, want := range [][]int{nil, nil, nil, {0}, {0}, {1}, {0, 1, 4, 5}, {0, 1, 4, 5, 6}, {0, 1, 2, 4, 5, 6, 7}, nil, {2, 9}} {
			same(t, fmt.Sprint("line ", i), f.Needs(i, true), want)
		}
	})
	t.Run("test_input_defs_non_transitive", func(t *testing.T) {
		for i, want := range [][]int{nil, nil, nil, {0}, {0}, {1}, {4, 5}, {6}, {2, 7}, nil, {2, 9}} {
			same(t, fmt.Sprint("line ", i), f.Needs(i, false), want)
		}
	})
	t.Run("test_output_refs", func(t *testing.T) {
		for i, want := range [][]int{{3, 4, 6, 7, 8}, {5, 6, 7, 8}, {8, 10}, nil, {6, 7, 8}, {6, 7, 8}, {7, 8}, {8}, nil, {10}} {
			same(t, fmt.Sprint("line ", i), f.Users(i, true), want)
		}
	})
	t.Run("test_output_refs_non_transitive", func(t *testing.T) {
		for i, want := range [][]int{{3, 4}, {5}, {8, 10}, nil, {6}, {6}, {7}, {8}, nil, {10}} {
			same(t, fmt.Sprint("line ", i), f.Users(i, false), want)
		}
	})
	t.Run("test_line", func(t *testing.T) {
		// The path to a place, which a mutation point has, says in which line of which
		// function it is.
		var got []string
		for n := range pg.Traverse(f) {
			if x, ok := n.Reflect().Interface().(Var); ok && (x.Name == "c" || x.Name == "b") {
				got = append(got, n.Path().String())
			}
		}
		same(t, "paths", got, []string{"Body[2].Result.X", "Body[6].Value.Y", "Body[7].Value.X", "Body[8].Value.Args[0].Y"})
	})
	t.Run("test_verbose_format", func(t *testing.T) {
		same(t, "format", fmt.Sprintf("%+v", Assign{"x", n(1)}), "{To:x Value:{Value:1}}")
	})
	t.Run("test_compile", func(t *testing.T) {
		if err := f.Validate(); err != nil {
			t.Error(err)
		}
	})
}

func names(text string) (list []Name) {
	for _, name := range strings.Fields(text) {
		list = append(list, Name(name))
	}
	return list
}

// run runs lines in a function of the variables, and returns what these are then.
func run(t *testing.T, vars map[Name]float64, list ...Line) map[Name]float64 {
	t.Helper()
	left := 100
	fr := &frame{vars, map[string]*Func{}, &left}
	fr.lines(list)
	return fr.vars
}

func TestPyGloveLines(t *testing.T) {
	xor := op(v("y"), Sub, v("x"))
	one, two := Assign{"x", n(1)}, Assign{"y", n(2)}
	yes, no := Compare{Less, n(0), n(1)}, Compare{Less, n(1), n(0)}
	type vars = map[Name]float64
	t.Run("Assign.test_python_repr", func(t *testing.T) { same(t, "code", Text(one), "x = 1") })
	t.Run("Assign.test_evaluate", func(t *testing.T) { same(t, "variables", run(t, vars{}, one), vars{"x": 1}) })
	t.Run("If.test_evaluate", func(t *testing.T) {
		same(t, "true", run(t, vars{"x": 2, "y": 3}, If{yes, []Line{one}, []Line{two}}), vars{"x": 1, "y": 3})
		same(t, "false", run(t, vars{"x": 2, "y": 3}, If{no, []Line{one}, []Line{two}}), vars{"x": 2, "y": 2})
		same(t, "nothing", run(t, vars{"x": 2, "y": 3}, If{no, []Line{one}, nil}), vars{"x": 2, "y": 3})
		same(t, "two lines", run(t, vars{"x": 1}, If{yes, []Line{Assign{"y", op(v("x"), Sub, n(1))}, Assign{"z", v("y")}}, nil}), vars{"x": 1, "y": 0, "z": 0})
	})
	t.Run("If.test_python_repr", func(t *testing.T) {
		inner := If{yes, []Line{one}, nil}
		same(t, "if", Text(inner), "if 0 < 1 {\n\tx = 1\n}")
		same(t, "if and else", Text(If{Compare{Less, v("b"), n(2)}, []Line{inner}, []Line{two}}), "if b < 2 {\n\tif 0 < 1 {\n\t\tx = 1\n\t}\n} else {\n\ty = 2\n}")
	})
	t.Run("While.test_python_repr", func(t *testing.T) {
		same(t, "while", Text(While{Compare{NotEqual, v("y"), v("x")}, []Line{one, Assign{"y", xor}}}), "for y != x {\n\tx = 1\n\ty = y - x\n}")
	})
	t.Run("While.test_evaluate", func(t *testing.T) {
		same(t, "never", run(t, vars{"x": 0}, While{no, []Line{one}}), vars{"x": 0})
		same(t, "once", run(t, vars{"x": 0, "y": 1}, While{Compare{NotEqual, v("x"), v("y")}, []Line{one}}), vars{"x": 1, "y": 1})
		// A loop that has no end runs out of lines.
		f := &Func{Name: "f", Body: []Line{one, While{yes, nil}}, Result: v("x")}
		if _, ok := f.Call(1000); ok {
			t.Error("a loop without an end has one")
		}
	})
	f := &Func{Name: "f", Args: []Name{"x"}, Body: []Line{Assign{"y", v("x")}}, Result: v("y")}
	t.Run("Function.test_python_repr", func(t *testing.T) {
		same(t, "code", f.String(), "func f(x float64) float64 {\n\tvar y float64\n\ty = x\n\treturn y\n}\n")
	})
	t.Run("Function.test_evaluate", func(t *testing.T) {
		left := 9
		fr := &frame{vars{"x": 1}, map[string]*Func{}, &left}
		f.run(fr)
		if fr.funcs["f"] != f || len(fr.vars) != 1 {
			t.Errorf("got %v", fr)
		}
	})
	t.Run("Function.test_call", func(t *testing.T) {
		if y, ok := f.Call(9, 1); y != 1 || !ok {
			t.Errorf("got %v, %v", y, ok)
		}
		if _, ok := f.Call(9, 1, 2); ok {
			t.Error("two arguments are taken for one")
		}
	})
	t.Run("Function.test_compile", func(t *testing.T) {
		if err := f.Validate(); err != nil {
			t.Error(err)
		}
		errorOf(t, &Func{Name: "g", Result: v("x")}, "Result: the variable x is not defined: expected one of []")
		errorOf(t, &Func{Name: "g"}, "Result: expected an expression, got nil")
		errorOf(t, &Func{Name: "g", Body: []Line{f, f}, Result: n(1)}, `expected a new name for a function, got "f"`)
		errorOf(t, &Func{Name: "g", Args: []Name{"2"}, Result: n(1)}, `expected the name of a variable, got "2"`)
		errorOf(t, &Func{Name: "g", Body: []Line{f, Assign{"f", n(1)}}, Result: n(1)}, "f is a function")
		errorOf(t, &Func{Name: "g", Body: []Line{If{}}, Result: n(1)}, "Body[0].Cond: expected a condition, got nil")
		errorOf(t, &Func{Name: "g", Body: []Line{nil}, Result: n(1)}, "Body[0]: expected a line, got nil")
	})
	t.Run("Var.test_python_repr", func(t *testing.T) { same(t, "code", Text(v("x")), "x") })
	t.Run("Var.test_evaluate", func(t *testing.T) {
		errorOf(t, &Func{Name: "g", Result: v("x")}, "the variable x is not defined")
		y, ok := (&Func{Name: "g", Args: []Name{"x"}, Result: v("x")}).Call(9, 3)
		same(t, "value", fmt.Sprint(y, ok), "3 true")
	})
	t.Run("FunctionCall.test_python_repr", func(t *testing.T) {
		same(t, "code", Text(Call{"f", []Expr{n(1), n(2), n(3)}}), "f(1, 2, 3)")
	})
	t.Run("FunctionCall.test_evaluate", func(t *testing.T) {
		calls := func(c Call) *Func { return &Func{Name: "main", Args: []Name{"x"}, Body: []Line{f}, Result: c} }
		y, ok := calls(Call{"f", []Expr{n(7)}}).Call(9, 1)
		same(t, "value", fmt.Sprint(y, ok), "7 true")
		errorOf(t, calls(Call{"f", []Expr{n(1), n(2)}}), "Result: the function f takes 1 arguments, got 2")
		errorOf(t, calls(Call{"x", []Expr{n(1)}}), "the function x is not defined: expected one of [f]")
		errorOf(t, calls(Call{"h", []Expr{n(1)}}), "the function h is not defined: expected one of [f]")
	})
	t.Run("FunctionCall.test_prune", func(t *testing.T) {
		g := &Func{Name: "f", Args: []Name{"x"}, Body: []Line{
			Assign{"y", n(1)}, Assign{"y", v("x")}, Assign{"z", op(v("y"), Add, n(1))}, Assign{"z", n(2)},
		}, Result: op(v("y"), Add, v("z"))}
		want := &Func{Name: "f", Args: []Name{"x"}, Body: []Line{Assign{"y", v("x")}, Assign{"z", n(2)}}, Result: g.Result}
		if got := g.Pruned(); !got.Equal(want) {
			t.Errorf("expected\n%v\ngot\n%v", want, got)
		}
	})
}

// Operators: what PyGlove prints as Python and calculates, for each of its classes.
func TestPyGloveOperators(t *testing.T) {
	x, y := v("x"), v("y")
	eval := func(e Expr, vx, vy float64) float64 {
		r, ok := (&Func{Name: "f", Args: []Name{"x", "y"}, Result: e}).Call(9, vx, vy)
		if !ok {
			t.Fatal("no result")
		}
		return r
	}
	holds := func(c Cond, vx, vy float64) bool {
		e := run(t, map[Name]float64{"x": vx, "y": vy}, If{c, []Line{Assign{"z", n(1)}}, nil})
		return e["z"] == 1
	}
	for _, c := range []struct {
		class string
		code  map[string]any
		got   any
		want  any
	}{
		{"Negate", map[string]any{"-x": Negate{x}, "-(x + y)": Negate{op(x, Add, y)}, "-(-x)": Negate{Negate{x}}}, eval(Negate{x}, 1, 0), -1.0},
		{"Add", map[string]any{"x + 1": op(x, Add, n(1)), "x + (y + 1)": op(x, Add, op(y, Add, n(1))), "x + y + 1": op(op(x, Add, y), Add, n(1)), "x + y*2": op(x, Add, op(y, Mul, n(2)))},
			eval(op(x, Add, op(y, Add, n(1))), 1, 2), 4.0},
		{"Substract", map[string]any{"x - 1": op(x, Sub, n(1)), "x - (y + 1)": op(x, Sub, op(y, Add, n(1))), "x - y*2": op(x, Sub, op(y, Mul, n(2)))},
			eval(op(x, Sub, op(y, Add, n(1))), 1, 2), -2.0},
		{"Multiply", map[string]any{"x * 2": op(x, Mul, n(2)), "x * (y + 1)": op(x, Mul, op(y, Add, n(1))), "math.Pow(x, 2) * -y": op(op(x, Pow, n(2)), Mul, Negate{y})},
			eval(op(x, Mul, op(y, Add, n(1))), 2, 3), 8.0},
		{"Divide", map[string]any{"x / 2": op(x, Div, n(2)), "x / (y + 1)": op(x, Div, op(y, Add, n(1))), "x / (y * 2)": op(x, Div, op(y, Mul, n(2))), "x / math.Pow(2, -y)": op(x, Div, op(n(2), Pow, Negate{y}))},
			eval(op(x, Div, op(y, Add, n(1))), 2, 3), 0.5},
		{"FloorDivide", map[string]any{"math.Floor(x / 2)": op(x, FloorDiv, n(2)), "math.Floor(x / (y + 1))": op(x, FloorDiv, op(y, Add, n(1))), "math.Floor(x / (y * 2))": op(x, FloorDiv, op(y, Mul, n(2)))},
			eval(op(x, FloorDiv, op(y, Add, n(1))), -2, 3), -1.0},
		{"Mod", map[string]any{"math.Mod(x, 2)": op(x, Mod, n(2)), "math.Mod(x, y+1)": op(x, Mod, op(y, Add, n(1)))},
			eval(op(x, Mod, op(y, Add, n(1))), 2, 3), 2.0},
		{"Power", map[string]any{"math.Pow(x, 2)": op(x, Pow, n(2)), "math.Pow(x, y+1)": op(x, Pow, op(y, Add, n(1))), "math.Pow(x, math.Pow(2, -y))": op(x, Pow, op(n(2), Pow, Negate{y}))},
			eval(op(x, Pow, op(y, Add, n(1))), 2, 3), 16.0},
		{"GreaterThan", map[string]any{"x > 1": Compare{Greater, x, n(1)}, "1 > x": Compare{Greater, n(1), x}, "x > x+y": Compare{Greater, x, op(x, Add, y)}},
			fmt.Sprint(holds(Compare{Greater, x, n(1)}, 3, 0), holds(Compare{Greater, x, op(x, Add, y)}, 1, 2)), "true false"},
		{"LessThan", map[string]any{"x < x/y": Compare{Less, x, op(x, Div, y)}},
			fmt.Sprint(holds(Compare{Less, x, n(1)}, 3, 0), holds(Compare{Less, x, op(x, Add, y)}, 1, 2)), "false true"},
		{"Equals", map[string]any{"x == x/y": Compare{Equal, x, op(x, Div, y)}},
			fmt.Sprint(holds(Compare{Equal, x, n(1)}, 3, 0), holds(Compare{Equal, x, op(x, Mul, y)}, 1, 1)), "false true"},
		{"NotEquals", map[string]any{"x != x+y": Compare{NotEqual, x, op(x, Add, y)}},
			fmt.Sprint(holds(Compare{NotEqual, x, n(1)}, 3, 0), holds(Compare{NotEqual, x, op(x, Div, y)}, 1, 1)), "true false"},
	} {
		t.Run(c.class+".test_python_repr", func(t *testing.T) {
			for want, x := range c.code {
				if got := Text(x); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
					t.Errorf("expected %s, got %s", want, got)
				}
			}
		})
		t.Run(c.class+".test_evaluate", func(t *testing.T) { same(t, "value", c.got, c.want) })
	}
	if r := eval(op(n(1), Div, n(2)), 0, 0); r != 0.5 || Text(op(n(1), Div, n(2))) != "0.5" || Text(op(n(-1), Div, n(0))) != "math.Inf(-1)" || !math.IsInf(eval(op(n(-1), Div, n(0)), 0, 0), -1) {
		t.Errorf("got %v", r)
	}
}

// TestPyGloveTestsAreAccountedFor checks that the account names tests that are there.
func TestPyGloveTestsAreAccountedFor(t *testing.T) {
	account, err := os.ReadFile("testdata/pyglove_mutfun.md")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code += string(text)
	}
	row := regexp.MustCompile(`(?m)^\| (\w+_test) \| (\w+\.test\w+) \| (.+) \|$`)
	twin := regexp.MustCompile("`(Test\\w+)(?:/([^`]+))?`")
	var cases []string
	for _, m := range row.FindAllStringSubmatch(string(account), -1) {
		cases = append(cases, m[1]+m[2])
		twins := twin.FindAllStringSubmatch(m[3], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[3], "moot: ") {
			t.Errorf("%s: neither a twin nor why there is none", m[0])
		}
		for _, m := range twins {
			class, _, _ := strings.Cut(m[2], ".")
			if !strings.Contains(code, "func "+m[1]+"(") || m[2] != "" && !strings.Contains(code, `"`+m[2]+`"`) && !strings.Contains(code, `{"`+class+`", map`) {
				t.Errorf("%s: no such test", m[0])
			}
		}
	}
	slices.Sort(cases)
	if n := len(slices.Compact(cases)); n != 71 {
		t.Errorf("expected the 71 cases of pyglove.ext.mutfun, got %d", n)
	}
}
