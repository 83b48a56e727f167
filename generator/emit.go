// Emitting a package's generated file: its frame, and what holds for all of
// its parts. Each method has a file of its own.

package generator

import (
	"bytes"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// An emitter spells one package's model.
type emitter struct {
	*pkg
	*names
	file    *jen.File
	helpers map[string]string // what a helper function does for which type → its name
	queue   []func()          // helper functions yet to be emitted
}

// emit returns the generated file of p.
func emit(p *pkg) ([]byte, error) {
	file := jen.NewFilePathName(p.path, p.name)
	file.HeaderComment(header)
	e := &emitter{pkg: p, names: newNames(p, file), file: file, helpers: make(map[string]string)}
	e.variables()
	e.frame()
	for _, obj := range p.model.interfaces {
		e.node(obj)
	}
	for _, s := range p.model.structs {
		e.structure(s)
	}
	for _, m := range p.model.markers {
		e.marker(m)
	}
	for len(e.queue) > 0 {
		next := e.queue[0]
		e.queue = e.queue[1:]
		next()
	}
	var b bytes.Buffer
	if err := file.Render(&b); err != nil {
		msg, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("generated code does not parse, which is a fault of pgen: %s", msg)
	}
	return b.Bytes(), nil
}

// frame ties the file to the runtime, registers the tables, and guards
// against fields that change without pgen being run.
func (e *emitter) frame() {
	e.file.Comment("This file was generated for version 1 of the runtime. If the next line does not")
	e.file.Comment("compile, update " + module + " and run go generate.")
	e.file.Var().Id("_").Op("=").Add(e.pg("Version1")).Line()

	var body []jen.Code
	for _, s := range e.model.structs {
		if s.named.TypeParams().Len() == 0 {
			body = append(body, e.pg("Register").Types(jen.Id(s.obj.Name()), jen.Id(symName(s.obj.Name()))).Call(e.tableArgs(s, jen.Id(e.fieldsFunc(s)))...))
			if s.call != nil && s.call.result != nil && !s.call.context {
				body = append(body, e.pg("RegisterCall").Call(e.caller(s)))
			}
		}
	}
	for _, s := range e.model.plain {
		if s.named.TypeParams().Len() == 0 {
			body = append(body, e.pg("RegisterPlain").Types(jen.Id(s.obj.Name())).Call(jen.Id(e.fieldsFunc(s))))
		}
		for _, n := range s.instances {
			body = append(body, e.registerInstance(s, n))
		}
	}
	for _, n := range e.valueTypes() {
		body = append(body, e.pg("RegisterValue").Types(e.typ(n)).Call())
	}
	if len(body) > 0 {
		e.file.Func().Id("init").Params().Block(body...)
	}
}

// registerInstance spells the registration of an instance of a plain generic
// struct.
func (e *emitter) registerInstance(s *structure, n *types.Named) jen.Code {
	var args []jen.Code
	for i := range n.TypeArgs().Len() {
		args = append(args, e.typ(n.TypeArgs().At(i)))
	}
	return e.pg("RegisterPlain").Types(e.typ(n)).Call(jen.Id(e.fieldsFunc(s)).Types(args...))
}

// valueTypes returns the types that have no table and are those of candidates
// for interfaces: JSON finds them by name.
func (e *emitter) valueTypes() []*types.Named {
	var found []*types.Named
	for _, s := range e.model.structs {
		for _, f := range s.fields {
			if f.decision == nil || f.decision.elem == nil || !types.IsInterface(f.decision.elem) {
				continue
			}
			for _, c := range f.decision.candidates {
				t := types.Unalias(c.typ)
				if p, ok := t.(*types.Pointer); ok {
					t = types.Unalias(p.Elem())
				}
				n, ok := t.(*types.Named)
				if !ok || types.IsInterface(n) || e.isSymbolicType(n) || hasTypeParam(n) ||
					n.Obj().Parent() != n.Obj().Pkg().Scope() || !n.Obj().Exported() && !samePackage(n, e.types) {
					continue
				}
				if !slices.ContainsFunc(found, func(m *types.Named) bool { return types.Identical(m, n) }) {
					found = append(found, n)
				}
			}
		}
	}
	return found
}

// structure emits all that belongs to s.
func (e *emitter) structure(s *structure) {
	if s.call != nil {
		e.callStruct(s)
	} else {
		e.guard(s)
	}
	e.table(s)
	if !s.written["Clone"] {
		e.clone(s)
	}
	if !s.written["Equal"] {
		e.equal(s)
	}
	e.thin(s)
	e.materialize(s)
	e.encode(s)
	e.json(s)
	e.sym(s)
}

// thin emits the methods that only hand over to the runtime.
func (e *emitter) thin(s *structure) {
	x, y := e.local("x"), e.local("y")
	t := e.self(s)
	if !s.written["Diff"] {
		e.method(s, "Diff", "Diff returns the changes that turn x into y.", x).
			Params(jen.Id(y).Op("*").Add(t)).Add(e.pg("Changes")).
			Block(jen.Return(e.pg("Diff").Call(jen.Id(x), jen.Id(y))))
	}
	if !s.written["Rebind"] {
		edits := e.local("edits")
		e.method(s, "Rebind", "Rebind applies the edits to x: all of them, or none if one is in error.", x).
			Params(jen.Id(edits).Op("...").Add(e.pg("Edit"))).Error().
			Block(jen.Return(e.pg("Rebind").Call(jen.Id(x), jen.Id(edits).Op("..."))))
	}
	if !s.written["Space"] {
		e.method(s, "Space", "Space returns the space of x: all decisions in it.", x).
			Params().Op("*").Add(e.geno("Spec")).
			Block(jen.Return(e.pg("Space").Call(jen.Id(x))))
	}
}

// method begins a method of *T, with a doc comment.
func (e *emitter) method(s *structure, name, doc, recv string) *jen.Statement {
	for line := range strings.SplitSeq(doc, "\n") {
		e.file.Comment(line)
	}
	return e.file.Func().Params(jen.Id(recv).Op("*").Add(e.self(s))).Id(name)
}

// self spells s's own type, with its type parameters as arguments.
func (e *emitter) self(s *structure) *jen.Statement {
	t := jen.Id(s.obj.Name())
	if names := typeParams(s); len(names) > 0 {
		t.Types(names...)
	}
	return t
}

func typeParams(s *structure) []jen.Code {
	var names []jen.Code
	for i := range s.named.TypeParams().Len() {
		names = append(names, jen.Id(s.named.TypeParams().At(i).Obj().Name()))
	}
	return names
}

// declaredParams spells the declaration of s's type parameters, or nothing.
func (e *emitter) declaredParams(tp *types.TypeParamList) *jen.Statement {
	st := &jen.Statement{}
	var list []jen.Code
	for i := range tp.Len() {
		p := tp.At(i)
		c := p.Constraint()
		spelled := e.typ(c)
		// An implicit interface, as in [T ~int], is spelled without the word.
		if iface, ok := c.(*types.Interface); ok && iface.IsImplicit() && iface.NumEmbeddeds() == 1 {
			spelled = e.typ(iface.EmbeddedType(0))
		}
		list = append(list, jen.Id(p.Obj().Name()).Add(spelled))
	}
	if len(list) > 0 {
		st.Types(list...)
	}
	return st
}

// guard emits a conversion that stops compiling when the fields change.
func (e *emitter) guard(s *structure) {
	if s.foreign {
		return
	}
	name := "run_go_generate_for_" + s.obj.Name()
	under := e.fields(s.named.Underlying().(*types.Struct), false)
	if tp := s.named.TypeParams(); tp.Len() > 0 {
		e.file.Comment("If the conversion does not compile, the fields of " + s.obj.Name() + " have changed.")
		e.file.Type().Id(name).Add(e.declaredParams(tp)).Add(under)
		e.file.Func().Id("_").Add(e.declaredParams(tp)).Params(jen.Id("x").Op("*").Add(e.self(s))).
			Block(jen.Id("_").Op("=").Parens(jen.Op("*").Id(name).Types(typeParams(s)...)).Call(jen.Id("x")))
		return
	}
	e.file.Comment("If the conversion does not compile, the fields of " + s.obj.Name() + " have changed.")
	e.file.Type().Id(name).Add(under)
	e.file.Var().Id("_").Op("=").Parens(jen.Op("*").Id(name)).Call(jen.Parens(jen.Op("*").Id(s.obj.Name())).Call(jen.Nil()))
}

// helper returns the name of the function that does something for type t. The
// function is emitted once, by body.
func (e *emitter) helper(does string, t types.Type, body func(name string)) string {
	key := does + " " + types.TypeString(t, nil)
	if name, ok := e.helpers[key]; ok {
		return name
	}
	name := e.global(does + e.word(t))
	e.helpers[key] = name
	e.queue = append(e.queue, func() { body(name) })
	return name
}

// word makes a word for a type, for the names of helper functions.
func (e *emitter) word(t types.Type) string {
	switch t := t.(type) {
	case *types.Basic:
		return exported(t.Name())
	case *types.Alias:
		return exported(t.Obj().Name())
	case *types.Named:
		w := exported(t.Obj().Name())
		for i := range t.TypeArgs().Len() {
			w += e.word(t.TypeArgs().At(i))
		}
		return w
	case *types.TypeParam:
		return t.Obj().Name()
	case *types.Pointer:
		return e.word(t.Elem()) + "Pointer"
	case *types.Slice:
		return e.word(t.Elem()) + "Slice"
	case *types.Array:
		return e.word(t.Elem()) + "Array"
	case *types.Map:
		return e.word(t.Elem()) + "Map"
	case *types.Interface:
		return "Any"
	}
	return "Value"
}

// loopVar names the variable of a loop at that depth.
func (e *emitter) loopVar(name string, depth int) string {
	if depth > 0 {
		name += fmt.Sprint(depth + 1)
	}
	return e.local(name)
}

// implementers returns the symbolic structs of the package that implement the
// interface, and, for each, whether by value as well as by pointer. A value
// that has a lock is not to be taken out of an interface.
func (e *emitter) implementers(t types.Type) (list []*structure, byValue []bool) {
	u, ok := t.Underlying().(*types.Interface)
	if !ok || u.NumMethods() == 0 {
		return nil, nil
	}
	for _, s := range e.model.structs {
		if s.named.TypeParams().Len() > 0 || !types.Implements(types.NewPointer(s.named), u) {
			continue
		}
		list = append(list, s)
		byValue = append(byValue, types.Implements(s.named, u) && !holdsLock(s.named))
	}
	return list, byValue
}

// reachesSymbolic reports whether a value of type t can hold a symbolic
// struct, and so decisions.
func (e *emitter) reachesSymbolic(t types.Type) bool { return e.reaches(t, nil) }

func (e *emitter) reaches(t types.Type, within []types.Type) bool {
	t = types.Unalias(t)
	for _, w := range within {
		if types.Identical(w, t) {
			return false
		}
	}
	within = append(within, t)
	if n, ok := t.(*types.Named); ok {
		if e.isSymbolicType(n) {
			return true
		}
		if immutable(n) {
			return false
		}
		if _, ok := n.Underlying().(*types.Struct); ok && !samePackage(n, e.types) {
			return false // it has no table, so nothing looks into it
		}
	}
	if _, ok := t.(*types.TypeParam); ok {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Pointer:
		return e.reaches(u.Elem(), within)
	case *types.Slice:
		return e.reaches(u.Elem(), within)
	case *types.Array:
		return e.reaches(u.Elem(), within)
	case *types.Map:
		return e.reaches(u.Elem(), within)
	case *types.Struct:
		if _, named := t.(*types.Named); !named {
			return false // a struct without a name has no table
		}
		for i := range u.NumFields() {
			if e.reaches(u.Field(i).Type(), within) {
				return true
			}
		}
	}
	return false
}
