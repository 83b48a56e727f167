// From directives and types to the model, with every error at its place.

package generator

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/annotations"
)

// isSymbolic reports whether t carries //pg:symbolic.
func isSymbolic(t *annotations.Tagged) bool {
	return slices.ContainsFunc(t.Directives, func(d *annotations.Directive) bool { return d.Name == "symbolic" })
}

// read builds p's model.
func read(p *pkg, errs *problems) {
	r := &reader{pkg: p, problems: errs}
	p.model = &model{byName: make(map[*types.TypeName]*structure)}
	written := p.writtenMethods()
	for _, t := range p.tagged {
		if n, ok := t.Node.(*ast.TypeSpec); ok && isInterface(n) {
			if obj, ok := p.info.Defs[n.Name].(*types.TypeName); ok && p.owns(t) {
				r.declares(n.Name.Pos(), nodeName(obj.Name()), "the generated interface of the symbolic forms of what implements "+obj.Name())
				p.model.interfaces = append(p.model.interfaces, obj)
			}
			continue
		}
		if !isSymbolic(t) {
			continue
		}
		s := &structure{tag: t, own: p.owns(t)}
		switch n := t.Node.(type) {
		case *ast.TypeSpec:
			s.pos = n.Name.Pos()
			s.obj, _ = p.info.Defs[n.Name].(*types.TypeName)
		case *ast.FuncDecl:
			s.pos = n.Name.Pos()
			name := callName(n)
			if !r.declares(s.pos, name, "the generated struct of the parameters of "+n.Name.Name) {
				continue
			}
			s.obj, _ = p.types.Scope().Lookup(name).(*types.TypeName)
		}
		if s.obj == nil {
			continue // redeclared or otherwise broken: a type error says so
		}
		s.named, _ = types.Unalias(s.obj.Type()).(*types.Named)
		if s.named == nil || s.obj.IsAlias() {
			r.fail(s.pos, "an alias has no methods of its own: tag the type it stands for, or define one over it (type %s %s)", s.obj.Name(), types.TypeString(s.obj.Type(), types.RelativeTo(p.types)))
			continue
		}
		r.declares(s.pos, symName(s.obj.Name()), "the generated symbolic form of "+s.obj.Name())
		s.written, s.symWritten = written[s.obj.Name()], written[symName(s.obj.Name())]
		p.model.structs = append(p.model.structs, s)
		p.model.byName[s.obj] = s
	}
	r.predeclared()
	for _, s := range p.model.structs {
		r.structure(s)
	}
	for _, s := range p.model.structs {
		if !invalid(s.named, nil) {
			r.decisions(s)
		}
	}
	r.markers()
	r.typeNames()
	for _, s := range p.model.structs {
		if s.own {
			r.carried(s)
		}
	}
	r.endless()
	r.typeErrors()
	p.plainStructs()
	p.model.structs = slices.DeleteFunc(p.model.structs, func(s *structure) bool { return !s.own })
}

// declares reports whether a name at package level is that of the stub of what
// is to be generated, and not something that the package has already.
func (r *reader) declares(pos token.Pos, name, what string) bool {
	obj, _ := r.types.Scope().Lookup(name).(*types.TypeName)
	if obj != nil && r.at(obj.Pos()).Filename == r.stubName() {
		return true
	}
	r.fail(pos, "%s is called %s, and the package declares that name already: rename one of the two", what, name)
	return false
}

// stubName is the file name of stub declarations.
func (p *pkg) stubName() string { return p.dir + "/pg_gen.go" }

type reader struct {
	*pkg
	*problems
}

// predeclared reports names of Go's own that the package declares anew and
// generated code needs.
func (r *reader) predeclared() {
	if len(r.model.structs) == 0 {
		return
	}
	for _, name := range types.Universe.Names() {
		switch types.Universe.Lookup(name).(type) {
		case *types.Builtin:
			if !slices.Contains([]string{"len", "make", "new"}, name) {
				continue
			}
		case *types.Const:
			if name == "iota" {
				continue
			}
		}
		if obj := r.types.Scope().Lookup(name); obj != nil {
			r.fail(obj.Pos(), "generated code uses Go's own %s, and the package declares another: rename it", name)
		}
	}
}

func (r *reader) fail(pos token.Pos, format string, args ...any) {
	r.add(r.at(pos), format, args...)
}

// seenFrom spells the position of pos in an error that stands at here.
func (r *reader) seenFrom(here, pos token.Pos) string {
	p := r.at(pos)
	if p.Filename == r.at(here).Filename {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", filepath.Base(p.Filename), p.Line, p.Column)
}

// structure reads the fields of s, and what a call struct calls.
func (r *reader) structure(s *structure) {
	st, ok := s.named.Underlying().(*types.Struct)
	if invalid(s.named, nil) {
		return // a type error says why
	}
	if !ok {
		r.fail(s.pos, "//pg:symbolic is for structs and functions, and %s is %s: wrap it in a struct", s.obj.Name(), describe(s.named.Underlying()))
		return
	}
	switch n := s.tag.Node.(type) {
	case *ast.TypeSpec:
		_, literal := n.Type.(*ast.StructType)
		s.foreign = !literal
		for _, m := range methods {
			for i := range st.NumFields() {
				if f := st.Field(i); f.Name() == m.name {
					way := "rename the field"
					if s.foreign {
						way = "put it in a struct of your own, as a field, and tag that"
					}
					r.fail(s.fieldPos(f), "field %s has the name of a method pgen generates: %s", f.Name(), way)
				}
			}
		}
		r.writtenMethods(s)
	case *ast.FuncDecl:
		r.call(s, n)
	}
	var ps []param // which the fields are of
	if n, ok := s.tag.Node.(*ast.FuncDecl); ok {
		ps = r.params(n)
	}
	for i := range st.NumFields() {
		v := st.Field(i)
		if v.Name() == "_" || !v.Exported() && v.Pkg() != r.types {
			continue
		}
		f := &field{name: v.Name(), typ: types.Unalias(v.Type()), pos: s.fieldPos(v)}
		if i := slices.IndexFunc(ps, func(prm param) bool { return prm.field == f.name }); i >= 0 {
			f.param, f.pos = &ps[i], ps[i].pos
		}
		s.fields = append(s.fields, f)
	}
	s.validator()
}

// validator finds the method Validate of s, its own or that of an embedded
// field.
func (s *structure) validator() {
	obj, index, _ := types.LookupFieldOrMethod(types.NewPointer(s.named), true, s.obj.Pkg(), "Validate")
	fn, ok := obj.(*types.Func)
	if !ok {
		return
	}
	sig := fn.Signature()
	s.valid = sig.Params().Len() == 0 && sig.Results().Len() == 1 && isError(sig.Results().At(0).Type())
	t, path := types.Type(s.named), ""
	for _, i := range index[:len(index)-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		f := t.Underlying().(*types.Struct).Field(i)
		t, path = f.Type(), path+"."+f.Name()
		if nilable(t) {
			s.through = append(s.through, path)
		}
	}
}

// fieldPos is where to point for field v: at it, or, for a field of a foreign
// struct, at the type defined over it.
func (s *structure) fieldPos(v *types.Var) token.Pos {
	if s.foreign {
		return s.pos
	}
	return v.Pos()
}

// writtenMethods checks that methods the user wrote can stand in for those
// pgen would have generated.
func (r *reader) writtenMethods(s *structure) {
	for _, m := range methods {
		if !s.written[m.name] {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(s.named), true, r.types, m.name)
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		sig := fn.Signature()
		recv := s.obj.Name()
		if tp := s.named.TypeParams(); tp.Len() > 0 {
			var names []string
			for i := range sig.RecvTypeParams().Len() {
				names = append(names, sig.RecvTypeParams().At(i).Obj().Name())
			}
			recv += "[" + strings.Join(names, ", ") + "]"
		}
		want := "func" + strings.NewReplacer("*T", "*"+recv, "TSym", symName(recv)).Replace(m.signature)
		if got := withoutNames(sig); got != want {
			r.fail(fn.Pos(), "pgen keeps the method %s you wrote, but needs it as func (*%s) %s%s, got %s: change it, or rename it", m.name, recv, m.name, strings.TrimPrefix(want, "func"), got)
		}
	}
}

// withoutNames spells a signature without parameter names.
func withoutNames(sig *types.Signature) string {
	tuple := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for i := range t.Len() {
			vars = append(vars, types.NewParam(token.NoPos, nil, "", t.At(i).Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.TypeString(types.NewSignatureType(nil, nil, nil, tuple(sig.Params()), tuple(sig.Results()), sig.Variadic()), func(p *types.Package) string {
		switch p.Path() {
		case runtimePath, genoPath:
			return p.Name()
		}
		return ""
	})
}

// call reads the tagged function n, whose call struct is s.
func (r *reader) call(s *structure, n *ast.FuncDecl) {
	fn, _ := r.info.Defs[n.Name].(*types.Func)
	if fn == nil {
		return
	}
	sig := fn.Signature()
	c := &call{fn: fn, variadic: sig.Variadic()}
	s.call = c
	names := make(map[string]token.Pos)
	for _, prm := range r.params(n) {
		if prev, ok := names[prm.field]; ok {
			r.fail(prm.pos, "parameter %s makes the field %s of %s, as does the one at %s: rename one of the two", prm.name, prm.field, s.obj.Name(), r.seenFrom(prm.pos, prev))
		}
		names[prm.field] = prm.pos
		for _, m := range append(methods, struct{ name, signature string }{"Call", ""}) {
			if m.name == prm.field {
				r.fail(prm.pos, "parameter %s makes the field %s of %s, which has a method of that name: rename the parameter", prm.name, prm.field, s.obj.Name())
			}
		}
		c.args = append(c.args, prm.field)
	}
	c.context = sig.Params().Len() == len(c.args)+1
	c.results()
}

// results says what the call gives back.
func (c *call) results() {
	res := c.fn.Signature().Results()
	if k := res.Len(); k > 0 && isError(res.At(k-1).Type()) {
		c.failing = true
		if k == 2 {
			c.result = res.At(0).Type()
		}
	} else if k == 1 {
		c.result = res.At(0).Type()
	}
}

// foreignCall returns the call struct of a tagged function of another package,
// or nil if it isn't tagged.
func (p *pkg) foreignCall(fn *types.Func) *structure {
	if fn.Pkg() == nil || fn.Pkg() == p.types {
		return nil
	}
	obj, ok := fn.Pkg().Scope().Lookup(fn.Name() + "Call").(*types.TypeName)
	if !ok {
		return nil
	}
	named, ok := obj.Type().(*types.Named)
	if !ok || !p.isSymbolicType(named) {
		return nil
	}
	m, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, fn.Pkg(), "Call")
	method, ok := m.(*types.Func)
	if !ok {
		return nil
	}
	s := &structure{obj: obj, named: named, call: &call{fn: fn, context: method.Signature().Params().Len() > 0}}
	s.call.results()
	return s
}

// carried checks that every field can be copied and compared.
func (r *reader) carried(s *structure) {
	for _, f := range s.fields {
		if f.mode != inTree || invalid(f.typ, nil) {
			continue
		}
		if why := r.uncopyable(f.typ, nil); why != "" {
			if s.foreign {
				f.mode = shared
				continue
			}
			write := "write //pg:shared (never copied) or //pg:skip (not part of the program) on the field"
			if prm := f.param; prm != nil && !prm.named() {
				write = "give the parameter a name, and write //pg:shared NAME or //pg:skip NAME in the function's doc comment"
			} else if prm != nil {
				write = "write //pg:shared " + prm.name + " or //pg:skip " + prm.name + " in the function's doc comment"
			}
			r.fail(f.pos, "%s of type %s cannot be deep-copied: %s: %s", f.what(), r.spell(f.typ), why, write)
		}
	}
}

func (r *reader) spell(t types.Type) string { return types.TypeString(t, types.RelativeTo(r.types)) }

// uncopyable says why a value of type t cannot be copied by generated code,
// or "".
func (r *reader) uncopyable(t types.Type, within []types.Type) string {
	t = types.Unalias(t)
	for _, w := range within {
		if types.Identical(w, t) {
			return ""
		}
	}
	within = append(within, t)
	if named, ok := t.(*types.Named); ok {
		if r.isSymbolicType(named) {
			if !samePackage(named, r.types) && holdsLock(named) {
				return "it has a lock, and only its own package can copy it without (hold a pointer to it)"
			}
			return ""
		}
		if immutable(named) || hasCloneMethod(t) {
			return ""
		}
		if st, ok := named.Underlying().(*types.Struct); ok {
			if isLock(named) {
				return "it is a lock"
			}
			if !samePackage(named, r.types) && !flat(t) {
				for i := range st.NumFields() {
					if v := st.Field(i); !v.Exported() && !flat(v.Type()) {
						return "its unexported field " + v.Name() + " refers to memory that only its own package can copy"
					}
				}
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			return "it is an unsafe.Pointer"
		}
	case *types.Pointer:
		if n, ok := types.Unalias(u.Elem()).(*types.Named); ok && r.isSymbolicType(n) {
			return ""
		}
		return r.uncopyable(u.Elem(), within)
	case *types.Slice:
		return r.uncopyable(u.Elem(), within)
	case *types.Array:
		return r.uncopyable(u.Elem(), within)
	case *types.Map:
		if holdsLock(u.Elem()) {
			return "the values of the map have locks (hold pointers to them)"
		}
		if why := r.uncopyable(u.Elem(), within); why != "" {
			return why
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if why := r.uncopyable(u.Field(i).Type(), within); why != "" {
				return why + " (in " + u.Field(i).Name() + ")"
			}
		}
	}
	return ""
}

// isSymbolicType reports whether named is tagged, in this package or in
// another whose code is generated or about to be.
func (p *pkg) isSymbolicType(named *types.Named) bool {
	if _, ok := named.Underlying().(*types.Struct); !ok {
		return false
	}
	return hasMethod(named.Origin(), "SymbolicType", func(sig *types.Signature) bool {
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 && strings.HasSuffix(sig.Results().At(0).Type().String(), runtimePath+".Type")
	})
}

// structureOf returns the structure of a named type of this package, or nil.
func (p *pkg) structureOf(named *types.Named) *structure {
	return p.model.byName[named.Origin().Obj()]
}

// hasMethod reports whether *t declares the method itself with a fitting
// signature, rather than having got it from an embedded field.
func hasMethod(t *types.Named, name string, fits func(*types.Signature) bool) bool {
	obj, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, t.Obj().Pkg(), name)
	fn, ok := obj.(*types.Func)
	return ok && len(index) == 1 && fits(fn.Signature())
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func samePackage(n *types.Named, p *types.Package) bool {
	return n.Obj().Pkg() == p || n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == p.Path()
}

// invalid reports whether t is or contains a type that doesn't exist.
func invalid(t types.Type, within []types.Type) bool {
	t = types.Unalias(t)
	if slices.Contains(within, t) {
		return false
	}
	within = append(within, t)
	switch u := t.(type) {
	case *types.Basic:
		return u.Kind() == types.Invalid
	case *types.Pointer:
		return invalid(u.Elem(), within)
	case *types.Slice:
		return invalid(u.Elem(), within)
	case *types.Array:
		return invalid(u.Elem(), within)
	case *types.Chan:
		return invalid(u.Elem(), within)
	case *types.Map:
		return invalid(u.Key(), within) || invalid(u.Elem(), within)
	case *types.Signature:
		for _, tuple := range []*types.Tuple{u.Params(), u.Results()} {
			for i := range tuple.Len() {
				if invalid(tuple.At(i).Type(), within) {
					return true
				}
			}
		}
	case *types.Named:
		for i := range u.TypeArgs().Len() {
			if invalid(u.TypeArgs().At(i), within) {
				return true
			}
		}
		if b, ok := u.Underlying().(*types.Basic); ok {
			return b.Kind() == types.Invalid
		}
	}
	return false
}

// typeErrors reports the type errors that lie within tagged declarations and
// those of the types they hold, and imports that fail where they leave a field
// without a type. Others are the compiler's business: what they are about may
// be about to be generated.
func (r *reader) typeErrors() {
	matters := make(map[ast.Node]bool)
	held, broken := r.held()
	for _, t := range r.tagged {
		if isSymbolic(t) && r.owns(t) {
			matters[t.Node] = true
		}
	}
	for _, f := range r.files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if held[r.info.Defs[spec.Name]] {
						matters[spec] = true
					}
				case *ast.ImportSpec:
					if broken {
						matters[spec] = true
					}
				}
			}
		}
	}
	for _, e := range r.typeErrs {
		name := r.at(e.Pos).Filename
		if isOutput(name) || e.Soft || strings.HasPrefix(e.Msg, "\t") || strings.Contains(e.Msg, "missing function body") { // a tab begins more on the error before
			continue
		}
		for n := range matters {
			if n.Pos() <= e.Pos && e.Pos <= n.End() {
				r.fail(e.Pos, "%s", e.Msg)
				break
			}
		}
	}
}

// held returns the named types of the package that fields of its symbolic
// structs hold, at any depth, and reports whether something there is no type.
func (r *reader) held() (held map[types.Object]bool, broken bool) {
	held = make(map[types.Object]bool)
	seen := make(map[types.Type]bool)
	var visit func(t types.Type)
	visit = func(t types.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		switch u := t.(type) {
		case *types.Basic:
			broken = broken || u.Kind() == types.Invalid
		case *types.Alias:
			held[u.Obj()] = true
			visit(types.Unalias(u))
		case *types.Named:
			for arg := range u.TypeArgs().Types() {
				visit(arg)
			}
			if samePackage(u, r.types) && !r.isSymbolicType(u) {
				held[u.Obj()] = true
				visit(u.Underlying())
			}
		case *types.Pointer:
			visit(u.Elem())
		case *types.Slice:
			visit(u.Elem())
		case *types.Array:
			visit(u.Elem())
		case *types.Chan:
			visit(u.Elem())
		case *types.Map:
			visit(u.Key())
			visit(u.Elem())
		case *types.Struct:
			for f := range u.Fields() {
				visit(f.Type())
			}
		case *types.Signature:
			for v := range u.Params().Variables() {
				visit(v.Type())
			}
			for v := range u.Results().Variables() {
				visit(v.Type())
			}
		case *types.Interface:
			for m := range u.ExplicitMethods() {
				visit(m.Signature())
			}
			for t := range u.EmbeddedTypes() {
				visit(t)
			}
		}
	}
	for _, s := range r.model.structs {
		if s.own {
			visit(s.named.Underlying())
		}
	}
	return held, broken
}

// endless reports candidates that contain themselves as candidates: a space
// without end.
func (r *reader) endless() {
	type edge struct {
		to       *structure
		decision *decision
	}
	edges := func(s *structure) []edge {
		var out []edge
		for _, f := range s.fields {
			if f.decision != nil {
				for _, c := range f.decision.candidates {
					if n := c.structure(r.pkg); n != nil {
						out = append(out, edge{n, f.decision})
					}
				}
			} else if named, ok := f.typ.(*types.Named); ok && f.mode == inTree {
				if n := r.structureOf(named); n != nil {
					out = append(out, edge{n, nil})
				}
			}
		}
		return out
	}
	state := make(map[*structure]int)
	reported := make(map[*decision]bool)
	var visit func(s *structure, path []edge)
	visit = func(s *structure, path []edge) {
		state[s] = 1
		for _, e := range edges(s) {
			steps := append(slices.Clone(path), e)
			switch state[e.to] {
			case 0:
				visit(e.to, steps)
			case 1:
				for _, step := range slices.Backward(steps) {
					if step.decision != nil {
						if !reported[step.decision] {
							reported[step.decision] = true
							r.fail(step.decision.at.Pos, "the space has no end: %s is a candidate inside of itself: leave it out of this decision's candidates, or hold it in a field without a decision", e.to.obj.Name())
						}
						break
					}
				}
			}
		}
		state[s] = 2
	}
	for _, s := range r.model.structs {
		if state[s] == 0 {
			visit(s, nil)
		}
	}
}

// structure returns the tagged struct whose decisions c makes conditional, or
// nil.
func (c *candidate) structure(p *pkg) *structure {
	if c.call != nil {
		return c.call
	}
	t := types.Unalias(c.typ)
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return p.structureOf(named)
	}
	return nil
}
