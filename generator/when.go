// Conditions: //pg:when makes a field's decision conditional on what an
// earlier one chose. In the space the decision stands below those candidates
// for which the condition holds.

package generator

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/annotations"
	"github.com/pgen-go/pgen/internal/when"
)

// A condition is what a //pg:when says.
type condition struct {
	on    []*field    // the fields on whose decisions it depends
	expr  *expression // over those fields
	holds []bool      // for each combination of their candidates, the last field's next to each other
}

// A step decides a field, and after it those that may depend on it.
type step struct {
	f     *field
	after []*step // if f is decided
	never bool    // f is not decided: what it depends on isn't
	other []*step // if f has a condition, which does not hold
}

// most is how many combinations of candidates a decision may depend on, and
// how many values a //pg:int may have for others to depend on it: each becomes
// a candidate, for only those can have decisions below them.
const most = 4096

// conditions reads the //pg:when of the fields of s, after all decisions of s,
// and puts the decisions in order.
func (r *reader) conditions(s *structure, list map[*field]*annotations.Directive) {
	for _, f := range s.fields {
		if d := list[f]; d != nil && f.decision != nil {
			r.when(s, f, d)
		}
	}
	var decided []*field
	for _, f := range s.fields {
		if f.decision != nil {
			decided = append(decided, f)
		}
	}
	s.groups = make(map[*field][]*field)
	for _, group := range when.Split(decided, (*field).on, func(*field) bool { return false }) {
		n := 1
		for _, f := range group {
			if slices.ContainsFunc(group, func(g *field) bool { return slices.Contains(g.on(), f) }) {
				n *= len(f.decision.candidates)
			}
			if n > most && f.when != nil {
				r.fail(list[f].Pos, "//pg:when: the decisions that depend on each other here have more than %d combinations: let each depend on fewer, or put some into a struct that is a candidate", most)
				return
			}
		}
		s.groups[group[0]] = group
	}
}

// on returns the fields on which the decision of f depends.
func (f *field) on() []*field {
	if f.when == nil {
		return nil
	}
	return f.when.on
}

// steps returns how the group of fields that f begins is decided.
func (s *structure) steps(f *field) []*step {
	if s.groups[f] == nil {
		return nil // with another field's group
	}
	return []*step{steps(s.groups[f], make(map[*field]bool))}
}

// steps orders a group as [when.Elements] does. What is settled has been
// decided, or not.
func steps(group []*field, settled map[*field]bool) *step {
	f, rest := group[0], group[1:]
	after := func(decided bool) []*step {
		settled[f] = decided
		defer delete(settled, f)
		var out []*step
		for _, g := range when.Split(rest, (*field).on, func(v *field) bool { _, ok := settled[v]; return ok }) {
			out = append(out, steps(g, settled))
		}
		return out
	}
	s := &step{f: f}
	if s.never = slices.ContainsFunc(f.on(), func(v *field) bool { return !settled[v] }); !s.never {
		s.after = after(true)
	}
	if f.when != nil {
		s.other = after(false)
	}
	return s
}

// when reads the //pg:when of the field f of s.
func (r *reader) when(s *structure, f *field, d *annotations.Directive) {
	cond := d.Args[0]
	fail := func(format string, args ...any) {
		r.fail(cond.Pos, "//pg:when %s"+format, append([]any{cond.Text}, args...)...)
	}
	e, err := parser.ParseExpr(cond.Text)
	if err != nil {
		fail(" is no Go expression: %v", err)
		return
	}
	before := s.fields[:slices.Index(s.fields, f)]
	var earlier []string
	for _, g := range before {
		if g.decision != nil {
			earlier = append(earlier, g.name)
		}
	}
	if len(earlier) == 0 {
		fail(": there is no decision before %s that it could depend on: move the field behind the one it depends on", f.name)
		return
	}
	// The fields that the condition names.
	c := &condition{}
	names := make(map[string]*field) // as written
	for id := range variables(e) {
		g := s.fieldCalled(id.Name)
		if g == nil {
			continue
		}
		if g.decision == nil || !slices.Contains(before, g) {
			fail(": %s is no decision before %s: expected one of %s", g.name, f.name, strings.Join(earlier, ", "))
			return
		}
		if !r.enumerated(g, fail) {
			return
		}
		names[id.Name] = g
	}
	n := 1
	for _, g := range before {
		for _, named := range names {
			if named == g && !slices.Contains(c.on, g) {
				c.on = append(c.on, g)
				n *= len(g.decision.candidates)
			}
		}
	}
	switch {
	case len(c.on) == 0:
		fail(" names no earlier decision: expected one of %s", strings.Join(earlier, ", "))
		return
	case n > most:
		fail(" depends on %d combinations of candidates: expected at most %d", n, most)
		return
	}
	for i := range n {
		values := make(map[*field]constant.Value)
		for _, g := range slices.Backward(c.on) {
			list := g.decision.candidates
			values[g] = list[i%len(list)].value
			i /= len(list)
		}
		tv, x, ok := r.evalOver(cond, names, values)
		if !ok {
			return
		}
		if tv.Value == nil || tv.Value.Kind() != constant.Bool {
			fail(": expected a condition over earlier decisions and constants, without calls")
			return
		}
		c.holds = append(c.holds, constant.BoolVal(tv.Value))
		c.expr = x.expr
	}
	switch {
	case !slices.Contains(c.holds, true):
		fail(" never holds: no choice makes it true")
	case !slices.Contains(c.holds, false):
		fail(" always holds: remove it")
	default:
		f.when = c
	}
}

// enumerated makes sure that g's decision is among constants: a range of a
// few whole numbers becomes one among those.
func (r *reader) enumerated(g *field, fail func(format string, args ...any)) bool {
	d := g.decision
	switch {
	case d.kind == oneOf && d.constants():
		return true
	case d.kind != intRange:
		fail(": %s is no choice of one among constants: only on those can a decision depend", g.name)
		return false
	}
	lo, _ := constant.Int64Val(d.min)
	hi, _ := constant.Int64Val(d.max)
	step := int64(1)
	if d.step != nil {
		step, _ = constant.Int64Val(d.step)
	}
	if n := uint64(hi-lo)/uint64(step) + 1; n > most || d.scale != "" {
		fail(": on a //pg:int others can depend if it has at most %d values and no log scale, and %s has %d%s: list some with //pg:oneof", most, g.name, n, map[bool]string{true: " on a log scale"}[d.scale != ""])
		return false
	}
	d.kind, d.k, d.elem = oneOf, 1, g.typ
	for v := lo; ; v += step {
		text := strconv.FormatInt(v, 10)
		d.candidates = append(d.candidates, &candidate{text: text, pos: d.at.Pos, typ: g.typ, value: constant.MakeInt64(v), expr: &expression{[]piece{{text: text}}}})
		if hi-v < step {
			return true
		}
	}
}

// evalOver is eval of an expression in which names stand for fields with those
// values.
func (r *reader) evalOver(a annotations.Arg, names map[string]*field, values map[*field]constant.Value) (types.TypeAndValue, evaluated, bool) {
	// What the file's scope has, and above it what the names mean.
	pkg := types.NewPackage(r.types.Path(), r.types.Name())
	for scope := r.types.Scope().Innermost(a.Pos); scope != nil && scope != types.Universe; scope = scope.Parent() {
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if p, ok := obj.(*types.PkgName); ok {
				obj = types.NewPkgName(p.Pos(), pkg, name, p.Imported()) // it must be pkg's own
			}
			if names[name] == nil {
				pkg.Scope().Insert(obj)
			}
		}
	}
	for name, f := range names {
		pkg.Scope().Insert(types.NewConst(token.NoPos, pkg, name, f.typ, values[f]))
	}
	return r.evalIn(pkg, token.NoPos, a, names)
}

// variables yields the names in e that are not those of packages, or of what
// is selected from something.
func variables(e ast.Expr) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				_, plain := n.X.(*ast.Ident)
				return !plain
			case *ast.Ident:
				return yield(n)
			}
			return true
		})
	}
}
