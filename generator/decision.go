// From a field's directives to its decision: candidates and ranges,
// type-checked where they stand.

package generator

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/annotations"
	"github.com/pgen-go/pgen/runtime/geno"
)

// decisions reads the directives of s's fields.
func (r *reader) decisions(s *structure) {
	names := make(map[string]token.Pos)
	conditions := make(map[*field]*annotations.Directive)
	for _, name := range sortedKeys(s.tag.Fields) {
		list := s.tag.Fields[name]
		f := r.fieldNamed(s, name, list[0])
		if f == nil || invalid(f.typ, nil) {
			continue
		}
		for _, d := range list {
			r.directive(s, f, d)
			if d.Name == "when" {
				conditions[f] = d
			}
		}
		if f.decision != nil && f.decision.name != "" {
			if prev, ok := names[f.decision.name]; ok {
				r.fail(f.decision.at.Keys["name"].Pos, "the name %q is taken by another decision of %s, at %s: give each its own", f.decision.name, s.obj.Name(), r.seenFrom(f.decision.at.Pos, prev))
			}
			names[f.decision.name] = f.decision.at.Keys["name"].Pos
		}
	}
	r.conditions(s, conditions)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fieldNamed finds the field that a directive speaks of, and reports that there
// is none.
func (r *reader) fieldNamed(s *structure, name string, d *annotations.Directive) *field {
	if f := s.fieldCalled(name); f != nil {
		return f
	}
	pos := d.TargetPos
	if !pos.IsValid() {
		pos = d.Pos
	}
	if s.call != nil {
		r.fail(pos, "//pg:%s cannot stand on parameter %s: a context is given with each call, it is no part of a program", d.Name, name)
		return nil
	}
	var known []string
	for _, f := range s.fields {
		known = append(known, f.name)
	}
	r.fail(pos, "%s has no field %s: %s", s.obj.Name(), name, annotations.Suggest(name, known, "", "expected one of"))
	return nil
}

// fieldCalled finds a field by its name in the user's source: of a function,
// its parameter's. It returns nil if there is none.
func (s *structure) fieldCalled(name string) *field {
	for _, f := range s.fields {
		if f.param == nil && f.name == name || f.param != nil && f.param.name == name {
			return f
		}
	}
	return nil
}

func (r *reader) directive(s *structure, f *field, d *annotations.Directive) {
	switch d.Name {
	case "skip":
		f.mode = skipped
		return
	case "shared":
		f.mode = shared
		return
	case "ref":
		r.ref(s, f, d)
		return
	case "when":
		return // read when all decisions are known
	}
	if hasTypeParam(f.typ) {
		r.fail(d.Pos, "//pg:%s cannot decide %s of type %s, which is another one in each %s: give it a type without type parameters", d.Name, f.what(), r.spell(f.typ), s.obj.Name())
		return
	}
	dec := &decision{at: d, name: d.Keys["name"].Text, hint: d.Keys["hint"].Text}
	ok := false
	switch d.Name {
	case "oneof":
		dec.kind, dec.k, dec.elem = oneOf, 1, f.typ
		ok = r.candidates(f, dec, d.Args)
	case "manyof", "permute":
		ok = r.several(f, dec)
	case "int":
		dec.kind = intRange
		ok = r.bounds(f, dec) && r.drawable(f, dec)
	case "float":
		dec.kind = floatRange
		ok = r.bounds(f, dec) && r.drawable(f, dec)
	case "custom":
		dec.kind = custom
		ok = r.custom(f, dec)
	}
	if ok {
		f.decision = dec
	}
}

// ref checks a //pg:ref: a path of fields from the struct, of the same type.
func (r *reader) ref(s *structure, f *field, d *annotations.Directive) {
	path := d.Args[0]
	var t types.Type = s.named
	at := path.Pos
	for i, name := range strings.Split(path.Text, ".") {
		u := types.Unalias(t).Underlying()
		if i > 0 {
			if _, ok := u.(*types.Pointer); ok {
				r.fail(at, "//pg:ref %s: %s is a pointer, which may be nil: refer to a field of a struct held by value", path.Text, r.spell(t))
				return
			}
		}
		st, ok := u.(*types.Struct)
		if !ok {
			r.fail(at, "//pg:ref %s: %s has no fields", path.Text, r.spell(t))
			return
		}
		var next *types.Var
		var known []string
		for j := range st.NumFields() {
			if st.Field(j).Name() != "_" {
				known = append(known, st.Field(j).Name())
			}
			if st.Field(j).Name() == name {
				next = st.Field(j)
			}
		}
		if next == nil {
			r.fail(at, "//pg:ref %s: %s has no field %s: %s", path.Text, r.spell(t), name, annotations.Suggest(name, known, "", "expected one of"))
			return
		}
		if i == 0 && name == f.name {
			r.fail(at, "//pg:ref %s: a field cannot refer to itself", path.Text)
			return
		}
		if i == 0 {
			for _, g := range s.fields {
				if g.name == name && g.ref != "" {
					r.fail(at, "//pg:ref %s: %s is a reference itself: refer to %s", path.Text, name, g.ref)
					return
				}
			}
		}
		t = next.Type()
		at += token.Pos(len(name) + 1)
	}
	if !types.AssignableTo(t, f.typ) {
		r.fail(path.Pos, "//pg:ref %s: expected a field of type %s, got one of type %s", path.Text, r.spell(f.typ), r.spell(t))
		return
	}
	f.ref = path.Text
}

// several reads //pg:manyof and //pg:permute.
func (r *reader) several(f *field, dec *decision) bool {
	d := dec.at
	n := int64(-1) // an array's length
	switch u := f.typ.Underlying().(type) {
	case *types.Slice:
		dec.elem = u.Elem()
	case *types.Array:
		dec.elem, n = u.Elem(), u.Len()
	default:
		r.fail(d.Pos, "//pg:%s needs a slice or an array, and %s is of type %s: use //pg:oneof", d.Name, f.what(), r.spell(f.typ))
		return false
	}
	dec.kind = manyOf
	args := d.Args
	_, dec.distinct = d.Flags["distinct"]
	_, dec.sorted = d.Flags["sorted"]
	var k annotations.Arg
	if d.Name == "manyof" {
		k, args = args[0], args[1:]
	}
	if !r.candidates(f, dec, args) {
		return false
	}
	if d.Name == "permute" {
		dec.k, dec.distinct = len(dec.candidates), true
		if n >= 0 && int64(dec.k) != n {
			r.fail(d.Pos, "//pg:permute of %d candidates into an array of %d: expected as many", dec.k, n)
			return false
		}
		return true
	}
	v, ok := r.constant(k, types.Typ[types.Int])
	if !ok {
		return false
	}
	count, _ := constant.Int64Val(constant.ToInt(v))
	switch {
	case count < 1:
		r.fail(k.Pos, "//pg:manyof: expected how many to choose, at least 1, got %s", k.Text)
		return false
	case n >= 0 && count != n:
		r.fail(k.Pos, "//pg:manyof %s into an array of %d: expected %d", k.Text, n, n)
		return false
	case dec.distinct && count > int64(len(dec.candidates)):
		r.fail(k.Pos, "//pg:manyof %s distinct, of %d candidates: expected at most %d", k.Text, len(dec.candidates), len(dec.candidates))
		return false
	}
	dec.k = int(count)
	return true
}

// candidates reads what a field chooses from.
func (r *reader) candidates(f *field, dec *decision, args []annotations.Arg) bool {
	if len(args) == 0 {
		return r.implied(f, dec)
	}
	ok := true
	seen := make(map[string]token.Pos)
	for _, a := range args {
		c := r.candidate(dec.elem, a)
		if c == nil {
			ok = false
			continue
		}
		key := c.text
		if c.value != nil {
			key = c.value.ExactString()
		}
		if prev, dup := seen[key]; dup {
			r.fail(a.Pos, "candidate %s is there twice, first at %s: each must be another one", a.Text, r.seenFrom(a.Pos, prev))
			ok = false
		}
		seen[key] = a.Pos
		dec.candidates = append(dec.candidates, c)
	}
	return ok
}

// implied finds the candidates of a decision that lists none: both bools, an
// enum's constants, an interface's candidates or implementations.
func (r *reader) implied(f *field, dec *decision) bool {
	d := dec.at
	named, _ := types.Unalias(dec.elem).(*types.Named)
	switch u := dec.elem.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsBoolean != 0 {
			for _, b := range []string{"false", "true"} {
				dec.candidates = append(dec.candidates, &candidate{text: b, typ: dec.elem, value: constant.MakeBool(b == "true"), expr: &expression{[]piece{{text: b}}}})
			}
			return true
		}
		if named == nil || named.Obj().Pkg() == nil {
			break
		}
		scope := named.Obj().Pkg().Scope()
		var consts []*types.Const
		for _, name := range scope.Names() {
			c, ok := scope.Lookup(name).(*types.Const)
			if ok && types.Identical(c.Type(), named) && (c.Exported() || samePackage(named, r.types)) {
				consts = append(consts, c)
			}
		}
		// In the order of their declaration. Positions of another package
		// come from export data, where they order within a file only.
		slices.SortStableFunc(consts, func(a, b *types.Const) int {
			pa, pb := r.at(a.Pos()), r.at(b.Pos())
			return cmp.Or(cmp.Compare(pa.Filename, pb.Filename), cmp.Compare(pa.Line, pb.Line), cmp.Compare(pa.Column, pb.Column))
		})
		for _, c := range consts {
			if slices.ContainsFunc(dec.candidates, func(o *candidate) bool { return constant.Compare(o.value, token.EQL, c.Val()) }) {
				continue // another name for the same value
			}
			pc := piece{text: c.Name()}
			if !samePackage(named, r.types) {
				pc.path = c.Pkg().Path()
			}
			dec.candidates = append(dec.candidates, &candidate{text: c.Name(), typ: c.Type(), value: c.Val(), expr: &expression{[]piece{pc}}})
		}
		if len(dec.candidates) > 0 {
			return true
		}
	case *types.Interface:
		if named != nil {
			for _, t := range r.tagged {
				ts, ok := t.Node.(*ast.TypeSpec)
				if !ok || r.info.Defs[ts.Name] != named.Obj() {
					continue
				}
				for _, id := range t.Directives {
					if id.Name == "oneof" && len(id.Args) > 0 {
						return r.candidates(f, dec, id.Args)
					}
				}
			}
		}
		for _, s := range r.model.structs {
			if s.call != nil || s.named.TypeParams().Len() > 0 {
				continue
			}
			ptr := !types.Implements(s.named, u)
			if ptr && !types.Implements(types.NewPointer(s.named), u) {
				continue
			}
			dec.candidates = append(dec.candidates, zeroOf(s.named, ptr))
		}
		if len(dec.candidates) > 0 {
			return true
		}
		r.fail(d.Pos, "//pg:%s without candidates on %s: no symbolic struct of this package implements %s: tag those that do with //pg:symbolic, or list the candidates", d.Name, f.what(), r.spell(dec.elem))
		return false
	}
	r.fail(d.Pos, "//pg:%s without candidates is for a bool, a type with constants, or an interface, and %s is of type %s: list the candidates", d.Name, f.what(), r.spell(f.typ))
	return false
}

// zeroOf is the candidate of a symbolic struct's zero value.
func zeroOf(n *types.Named, ptr bool) *candidate {
	c := &candidate{text: n.Obj().Name(), zero: n, ptr: ptr, typ: n, fresh: true}
	if ptr {
		c.typ = types.NewPointer(n)
	}
	return c
}

// candidate reads one candidate for a field or element of type target.
func (r *reader) candidate(target types.Type, a annotations.Arg) *candidate {
	// A plain name may be that of a type or of a constructor. In parentheses
	// it is told from the name of the field.
	if inner := strings.TrimSuffix(strings.TrimPrefix(a.Text, "("), ")"); token.IsIdentifier(inner) && a.Text != inner {
		a = annotations.Arg{Text: inner, Pos: a.Pos + 1, End: a.End - 1}
	}
	if t := r.typeNamed(a); t != nil {
		named, ok := types.Unalias(t).(*types.Named)
		switch {
		case ok && named.TypeParams().Len() > named.TypeArgs().Len():
			r.fail(a.Pos, "%s is generic: say of which types, as in %s[int]", a.Text, a.Text)
			return nil
		case !ok || !r.isSymbolicType(named):
			r.fail(a.Pos, "%s is a type without //pg:symbolic: tag it, or write a value such as %s{}", a.Text, a.Text)
			return nil
		}
		for _, ptr := range []bool{false, true} {
			if c := zeroOf(named, ptr); types.AssignableTo(c.typ, target) {
				c.text, c.pos = a.Text, a.Pos
				return c
			}
		}
		r.fail(a.Pos, "candidate %s cannot be used as %s%s", a.Text, r.spell(target), missing(named, target))
		return nil
	}
	if _, function := target.Underlying().(*types.Signature); !function {
		if fn, ok := r.lookup(a).(*types.Func); ok && !types.AssignableTo(fn.Type(), target) {
			return r.constructor(target, fn, a)
		}
	}
	tv, x, ok := r.eval(a)
	if !ok {
		return nil
	}
	c := &candidate{text: a.Text, pos: a.Pos, typ: tv.Type, value: tv.Value, expr: x.expr, fresh: x.fresh}
	switch {
	case tv.IsNil():
		if !nilable(target) {
			r.fail(a.Pos, "candidate nil cannot be used as %s", r.spell(target))
			return nil
		}
		c.typ, c.fresh = target, true
	case tv.Value != nil && isUntyped(tv.Type):
		if why := representable(tv.Value, tv.Type, target); why != "" {
			r.fail(a.Pos, "candidate %s cannot be used as %s: %s", a.Text, r.spell(target), why)
			return nil
		}
		c.typ = types.Default(tv.Type)
		if !types.IsInterface(target) {
			c.typ = target
		}
	case !types.AssignableTo(tv.Type, target):
		if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Kind() == types.UntypedBool {
			c.typ = target
			break
		}
		r.fail(a.Pos, "candidate %s of type %s cannot be used as %s%s", a.Text, r.spell(tv.Type), r.spell(target), missing(tv.Type, target))
		return nil
	}
	if c.value != nil && types.IsInterface(target) {
		c.value = nil // its type matters too
	}
	return c
}

// constructor reads a candidate that is a function to be called.
func (r *reader) constructor(target types.Type, fn *types.Func, a annotations.Arg) *candidate {
	s := r.foreignCall(fn)
	if i := slices.IndexFunc(r.model.structs, func(s *structure) bool { return s.call != nil && s.call.fn == fn }); i >= 0 {
		s = r.model.structs[i]
	}
	switch {
	case s == nil:
		r.fail(a.Pos, "candidate %s is a function without //pg:symbolic: tag it, so that its arguments can be chosen, or call it: %s(…)", a.Text, a.Text)
	case s.call.result == nil:
		r.fail(a.Pos, "candidate %s must return one value, or one and an error", a.Text)
	case s.call.context:
		r.fail(a.Pos, "candidate %s takes a context, and there is none when a program is made: leave it out of the parameters", a.Text)
	case s.named.TypeParams().Len() > 0:
		r.fail(a.Pos, "candidate %s is generic: write a function without type parameters that calls it, and tag that", a.Text)
	case !types.AssignableTo(s.call.result, target):
		r.fail(a.Pos, "candidate %s returns %s, which cannot be used as %s%s", a.Text, r.spell(s.call.result), r.spell(target), missing(s.call.result, target))
	default:
		return &candidate{text: a.Text, pos: a.Pos, typ: s.call.result, call: s, fresh: true}
	}
	return nil
}

// missing says which method t lacks to implement target, or "".
func missing(t, target types.Type) string {
	u, ok := target.Underlying().(*types.Interface)
	if !ok {
		return ""
	}
	m, wrong := types.MissingMethod(t, u, true)
	switch {
	case m == nil:
		return ""
	case wrong:
		return ": its method " + m.Name() + " has another signature or a pointer receiver"
	}
	return ": it has no method " + m.Name()
}

// typeNamed returns the type that a candidate names, or nil if it is none.
func (r *reader) typeNamed(a annotations.Arg) types.Type {
	if obj, ok := r.lookup(a).(*types.TypeName); ok {
		return obj.Type()
	}
	e, err := parser.ParseExpr(a.Text)
	if err != nil {
		return nil
	}
	switch e.(type) {
	case *ast.IndexExpr, *ast.IndexListExpr: // an instance
	default:
		return nil
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
	if types.CheckExpr(r.fset, r.types, a.Pos, e, info) != nil || !info.Types[e].IsType() {
		return nil
	}
	return info.Types[e].Type
}

// lookup returns what a candidate that is a plain or qualified name denotes.
func (r *reader) lookup(a annotations.Arg) types.Object {
	e, err := parser.ParseExpr(a.Text)
	if err != nil {
		return nil
	}
	scope := r.types.Scope().Innermost(a.Pos)
	if scope == nil {
		scope = r.types.Scope()
	}
	switch e := e.(type) {
	case *ast.Ident:
		_, obj := scope.LookupParent(e.Name, token.NoPos)
		return obj
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			if _, obj := scope.LookupParent(x.Name, token.NoPos); obj != nil {
				if p, ok := obj.(*types.PkgName); ok {
					return p.Imported().Scope().Lookup(e.Sel.Name)
				}
			}
		}
	}
	return nil
}

type evaluated struct {
	expr  *expression
	fresh bool
}

// eval type-checks the expression of an argument in the scope where it
// stands.
func (r *reader) eval(a annotations.Arg) (types.TypeAndValue, evaluated, bool) {
	return r.evalIn(r.types, a.Pos, a, nil)
}

// evalIn type-checks the expression of an argument at pos in the package, with
// names that stand for fields.
func (r *reader) evalIn(pkg *types.Package, at token.Pos, a annotations.Arg, fields map[string]*field) (types.TypeAndValue, evaluated, bool) {
	e, err := parser.ParseExpr(a.Text)
	if err != nil {
		r.fail(a.Pos, "%s is no Go expression: %v", a.Text, err)
		return types.TypeAndValue{}, evaluated{}, false
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue), Uses: make(map[*ast.Ident]types.Object)}
	if err := types.CheckExpr(r.fset, pkg, at, e, info); err != nil {
		pos, msg := a.Pos, err.Error()
		if te, ok := err.(types.Error); ok {
			msg = te.Msg
			if off := int(te.Pos) - int(e.Pos()); off >= 0 && off < len(a.Text) {
				pos += token.Pos(off)
			}
		}
		r.fail(pos, "%s", msg)
		return types.TypeAndValue{}, evaluated{}, false
	}
	tv := info.Types[e]
	if !tv.IsValue() {
		r.fail(a.Pos, "expected a value, got %s", a.Text)
		return tv, evaluated{}, false
	}
	x := evaluated{expr: &expression{}, fresh: fresh(e)}
	// Copy the text, with names of packages and of fields replaced.
	last := 0
	selected := make(map[*ast.Ident]bool) // behind a dot
	put := func(n ast.Node, p piece) {
		x.expr.pieces = append(x.expr.pieces, piece{text: a.Text[last : n.Pos()-1]}, p)
		last = int(n.End() - 1)
	}
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			selected[n.Sel] = true
			if id, ok := n.X.(*ast.Ident); ok {
				if p, ok := info.Uses[id].(*types.PkgName); ok {
					put(n, piece{text: n.Sel.Name, path: p.Imported().Path()})
					return false
				}
			}
		case *ast.Ident:
			if selected[n] {
				break
			}
			if f := fields[n.Name]; f != nil {
				put(n, piece{field: f.name})
				break
			}
			// A name of another package without that of the package: its
			// file imports it with a dot.
			if obj := info.Uses[n]; obj != nil && obj.Pkg() != nil && obj.Pkg() != r.types && obj.Pkg() != pkg && obj.Parent() == obj.Pkg().Scope() {
				put(n, piece{text: n.Name, path: obj.Pkg().Path()})
			}
		}
		return true
	})
	x.expr.pieces = append(x.expr.pieces, piece{text: a.Text[last:]})
	return tv, x, true
}

// fresh reports whether evaluating e makes a new value each time, so that
// programs made from it share nothing.
func fresh(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.CallExpr, *ast.FuncLit:
		return true
	case *ast.ParenExpr:
		return fresh(e.X)
	case *ast.UnaryExpr:
		return fresh(e.X)
	case *ast.KeyValueExpr:
		return fresh(e.Value)
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			if !fresh(el) {
				return false
			}
		}
		return true
	}
	return false
}

// constant evaluates an argument that must be a constant usable as target.
func (r *reader) constant(a annotations.Arg, target types.Type) (constant.Value, bool) {
	tv, _, ok := r.eval(a)
	if !ok {
		return nil, false
	}
	if tv.Value == nil {
		r.fail(a.Pos, "expected a constant, got %s", a.Text)
		return nil, false
	}
	if isUntyped(tv.Type) {
		if why := representable(tv.Value, tv.Type, target); why != "" {
			r.fail(a.Pos, "%s cannot be used as %s: %s", a.Text, r.spell(target), why)
			return nil, false
		}
	} else if !types.AssignableTo(tv.Type, target) {
		r.fail(a.Pos, "%s of type %s cannot be used as %s", a.Text, r.spell(tv.Type), r.spell(target))
		return nil, false
	}
	return tv.Value, true
}

// bounds reads //pg:int and //pg:float.
func (r *reader) bounds(f *field, dec *decision) bool {
	d := dec.at
	b, ok := f.typ.Underlying().(*types.Basic)
	isInt := ok && b.Info()&types.IsInteger != 0 && b.Kind() != types.Uintptr
	isFloat := ok && b.Info()&types.IsFloat != 0
	switch {
	case !isInt && !isFloat:
		r.fail(d.Pos, "//pg:%s needs a number, and %s is of type %s", d.Name, f.what(), r.spell(f.typ))
		return false
	case d.Name == "float" && isInt:
		r.fail(d.Pos, "//pg:float needs a floating-point number, and %s is of type %s: write //pg:int", f.what(), r.spell(f.typ))
		return false
	}
	target := f.typ
	var ok1, ok2 bool
	dec.min, ok1 = r.constant(d.Args[0], target)
	dec.max, ok2 = r.constant(d.Args[1], target)
	if !ok1 || !ok2 {
		return false
	}
	number := constant.ToFloat
	if d.Name == "int" {
		number = constant.ToInt
		for i, v := range []constant.Value{dec.min, dec.max} {
			if n := constant.ToInt(v); n.Kind() != constant.Int {
				r.fail(d.Args[i].Pos, "//pg:int expects integers, got %s: write //pg:float", d.Args[i].Text)
				return false
			} else if _, exact := constant.Int64Val(n); !exact {
				r.fail(d.Args[i].Pos, "//pg:int expects numbers of at most 64 bits with a sign, got %s", d.Args[i].Text)
				return false
			}
		}
	}
	dec.min, dec.max = number(dec.min), number(dec.max)
	if constant.Compare(dec.min, token.GTR, dec.max) {
		r.fail(d.Args[0].Pos, "the range %s %s is reversed: expected MIN MAX with MIN at most MAX", d.Args[0].Text, d.Args[1].Text)
		return false
	}
	zero := constant.MakeInt64(0)
	if a, ok := d.Keys["step"]; ok {
		v, ok := r.constant(a, target)
		if !ok {
			return false
		}
		if dec.step = number(v); dec.step.Kind() == constant.Unknown || constant.Compare(dec.step, token.LEQ, zero) {
			r.fail(a.Pos, "expected a step above 0, got %s", a.Text)
			return false
		}
	}
	for _, scale := range []string{"log", "rlog"} {
		a, ok := d.Flags[scale]
		if !ok {
			continue
		}
		if constant.Compare(dec.min, token.LEQ, zero) {
			r.fail(a.Pos, "a range on a %s scale must be above 0, got one from %s", scale, d.Args[0].Text)
			return false
		}
		dec.scale = map[string]string{"log": "Log", "rlog": "RLog"}[scale]
	}
	return true
}

// drawable checks that a range is a space: of not too many values, and wide
// enough for its step.
func (r *reader) drawable(f *field, dec *decision) bool {
	g, err := new(Explanation).decision(r.pkg, dec, f.name, nil)
	if err == nil {
		_, err = geno.New(geno.At(f.name, g))
	}
	if err != nil {
		r.fail(dec.at.Pos, "//pg:%s: %s", dec.at.Name, strings.TrimPrefix(err.Error(), f.name+": "))
	}
	return err == nil
}

// custom reads //pg:custom: a value with the methods of pg.Codec.
func (r *reader) custom(f *field, dec *decision) bool {
	a := dec.at.Args[0]
	tv, x, ok := r.eval(a)
	if !ok {
		return false
	}
	rt, err := r.imports.Import(runtimePath)
	if err != nil {
		r.fail(a.Pos, "%v", err)
		return false
	}
	codec := rt.Scope().Lookup("Codec").Type()
	want, err := types.Instantiate(nil, codec, []types.Type{f.typ}, false)
	if err != nil {
		r.fail(a.Pos, "%v", err)
		return false
	}
	if !types.AssignableTo(tv.Type, want) {
		r.fail(a.Pos, "%s of type %s is no pg.Codec[%s]%s", a.Text, r.spell(tv.Type), r.spell(f.typ), missing(tv.Type, want))
		return false
	}
	dec.codec = x.expr
	return true
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// representable says why the untyped constant v cannot be a value of type
// target, or "".
func representable(v constant.Value, from, target types.Type) string {
	if types.IsInterface(target) {
		if types.AssignableTo(types.Default(from), target) {
			return ""
		}
		return "a constant has no methods"
	}
	b, ok := target.Underlying().(*types.Basic)
	if !ok {
		return "it is a constant, and that is " + describe(target)
	}
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		if v.Kind() == constant.Bool {
			return ""
		}
		return "expected true or false"
	case info&types.IsString != 0:
		if v.Kind() == constant.String {
			return ""
		}
		return "expected a string"
	case info&types.IsInteger != 0:
		n := constant.ToInt(v)
		if n.Kind() != constant.Int {
			return "expected an integer"
		}
		bits := map[types.BasicKind]int{types.Int8: 8, types.Uint8: 8, types.Int16: 16, types.Uint16: 16, types.Int32: 32, types.Uint32: 32}[b.Kind()]
		if bits == 0 {
			bits = 64
		}
		if info&types.IsUnsigned != 0 {
			if constant.Sign(n) < 0 {
				return "expected no negative number"
			}
		} else {
			bits--
			if constant.Sign(n) < 0 { // -128 has 8 bits, but fits
				n = constant.BinaryOp(constant.UnaryOp(token.SUB, n, 0), token.SUB, constant.MakeInt64(1))
			}
		}
		if constant.BitLen(n) > bits {
			return "it is too large"
		}
		return ""
	case info&types.IsFloat != 0:
		if f := constant.ToFloat(v); f.Kind() == constant.Float || f.Kind() == constant.Int {
			if b.Kind() == types.Float32 {
				if x, _ := constant.Float32Val(f); x-x != 0 {
					return "it is too large"
				}
			} else if x, _ := constant.Float64Val(f); x-x != 0 {
				return "it is too large"
			}
			return ""
		}
		return "expected a number"
	case info&types.IsComplex != 0:
		if constant.ToComplex(v).Kind() == constant.Complex {
			return ""
		}
		return "expected a number"
	}
	return "it is " + describe(target)
}
