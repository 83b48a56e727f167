// Sym: the typed symbolic form of a struct, with an accessor a field.

package generator

import (
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"
)

// symSelf spells the symbolic form of s, with its type parameters as
// arguments.
func (e *emitter) symSelf(s *structure) *jen.Statement {
	t := jen.Id(symName(s.obj.Name()))
	if names := typeParams(s); len(names) > 0 {
		t.Types(names...)
	}
	return t
}

// sym emits the type TSym and the method Sym of *T.
func (e *emitter) sym(s *structure) {
	name := symName(s.obj.Name())
	e.file.Comment(name + " is the symbolic form of " + s.obj.Name() + ": a program in which places can be undecided.")
	e.file.Type().Id(name).Add(e.declaredParams(s.named.TypeParams())).Struct(e.pg("Sym").Types(e.self(s)))
	if !s.written["Sym"] {
		x := e.local("x")
		e.method(s, "Sym", "Sym returns the symbolic form of a copy of x.", x).
			Params().Add(e.symSelf(s)).Block(jen.Return(e.pg("SymFor").Types(e.symSelf(s)).Call(jen.Id(x))))
	}
	x := e.local("s")
	method := func(name, doc string) *jen.Statement {
		e.file.Comment(doc)
		return e.file.Func().Params(jen.Id(x).Add(e.symSelf(s))).Id(name)
	}
	if !s.symWritten["Clone"] {
		method("Clone", "Clone returns a copy that has nothing in common with "+x+".").Params().Add(e.symSelf(s)).
			Block(jen.Return(e.pg("CloneSym").Call(jen.Id(x))))
	}
	for _, f := range s.fields {
		if f.mode == skipped || s.symWritten[f.name] {
			continue
		}
		a, _ := e.accessor(f)
		method(f.name, f.name+" is the place of the field "+f.name+".").Params().Add(a).
			Block(jen.Return(e.pg("Part").Types(a).Call(jen.Id(x), jen.Lit(f.name))))
	}
	if s.call != nil && !s.symWritten["Call"] {
		e.symCall(s)
	}
}

// marker emits the method that makes the symbolic form of a type one of what
// implements a tagged interface.
func (e *emitter) marker(m marker) {
	name := nodeName(m.iface.Name())
	e.file.Comment(name + " says that " + m.of.obj.Name() + " implements " + m.iface.Name() + ".")
	e.file.Func().Params(e.symSelf(m.of)).Id(name).Params().Block()
}

// symCall emits the method Call of a call's symbolic form.
func (e *emitter) symCall(s *structure) {
	x, c, err, ctx := e.local("s"), e.local("c"), e.local("err"), e.local("ctx")
	var params, args []jen.Code
	if s.call.context {
		params, args = append(params, jen.Id(ctx).Add(e.qual("context", "Context"))), append(args, jen.Id(ctx))
	}
	call := jen.Id(c).Dot("Call").Call(args...)
	results := []jen.Code{jen.Id(err).Error()}
	var body []jen.Code
	res := s.call.fn.Signature().Results()
	var values, named []jen.Code
	for i := range res.Len() {
		if s.call.failing && i == res.Len()-1 {
			break
		}
		v := e.loopVar("result", i)
		named = append(named, jen.Id(v).Add(e.typ(res.At(i).Type())))
		values = append(values, jen.Id(v))
	}
	switch {
	case s.call.failing:
		body = append(body, jen.Return(call))
	case len(values) == 0:
		body = append(body, call, jen.Return(jen.Nil()))
	default:
		body = append(body, jen.List(values...).Op("=").Add(call), jen.Return(jen.List(append(values[:len(values):len(values)], jen.Nil())...)))
	}
	e.file.Comment("Call makes the call. It is an error if a parameter is missing or undecided.")
	e.file.Func().Params(jen.Id(x).Add(e.symSelf(s))).Id("Call").Params(params...).Params(append(named, results...)...).Block(append([]jen.Code{
		jen.List(jen.Id(c), jen.Id(err)).Op(":=").Id(x).Dot("Sym").Dot("Concrete").Call(),
		jen.If(jen.Id(err).Op("!=").Nil()).Block(jen.Return(jen.List(append(values[:len(values):len(values)], jen.Id(err))...))),
	}, body...)...)
}

// node emits the interface of the symbolic forms of what implements a tagged
// interface.
func (e *emitter) node(obj *types.TypeName) {
	name := nodeName(obj.Name())
	e.file.Comment(name + " is the symbolic form of something that implements " + obj.Name() + ".")
	e.file.Type().Id(name).Interface(e.pg("AnySym"), jen.Id(name).Params())
}

// accessor spells the type of the accessor of a field, and the type of what
// can stand there.
func (e *emitter) accessor(f *field) (access, candidate jen.Code) {
	if f.mode == shared {
		return e.pg("Field").Types(e.typ(f.typ)), e.typ(f.typ)
	}
	return e.accessorOf(f.typ, nil)
}

// accessorOf is accessor for a type, within those that it is an element of. One
// that has itself as its elements is accessed as a whole: the type of its
// accessor would have no end.
func (e *emitter) accessorOf(t types.Type, within []types.Type) (access, candidate jen.Code) {
	t = types.Unalias(t)
	elem := t
	if p, ok := t.(*types.Pointer); ok {
		elem = types.Unalias(p.Elem())
	}
	if n, ok := elem.(*types.Named); ok && e.isSymbolicType(n) && e.symKnown(n) {
		return e.symOf(n), e.pg("SymOf").Types(e.typ(elem))
	}
	plain := func() (jen.Code, jen.Code) { return e.pg("Field").Types(e.typ(t)), e.typ(t) }
	if slices.ContainsFunc(within, func(w types.Type) bool { return types.Identical(w, t) }) {
		return plain()
	}
	within = append(within, t)
	if n, ok := t.(*types.Named); ok {
		if types.IsInterface(n) && n.TypeParams().Len() == 0 && e.hasNode(n) {
			node := e.qual(n.Obj().Pkg().Path(), nodeName(n.Obj().Name()))
			return e.pg("Slot").Types(node, e.typ(n)), node
		}
		if !samePackage(n, e.pkg.types) && !plainlyExported(n) {
			return plain()
		}
	}
	if _, ok := t.(*types.TypeParam); ok {
		return plain()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&(types.IsInteger|types.IsFloat) != 0 {
			return e.pg("Number").Types(e.typ(t)), e.typ(t)
		}
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 {
			return plain()
		}
		a, c := e.accessorOf(u.Elem(), within)
		return e.pg("List").Types(c, a), e.typ(t)
	case *types.Array:
		a, c := e.accessorOf(u.Elem(), within)
		return e.pg("List").Types(c, a), e.typ(t)
	case *types.Map:
		a, c := e.accessorOf(u.Elem(), within)
		return e.pg("Map").Types(e.typ(u.Key()), c, a), e.typ(t)
	}
	return plain()
}

// plainlyExported reports whether a type of another package can be named here.
func plainlyExported(n *types.Named) bool { return n.Obj().Pkg() == nil || n.Obj().Exported() }

// symKnown reports whether the symbolic form of n is or will be declared.
func (e *emitter) symKnown(n *types.Named) bool {
	obj := n.Origin().Obj()
	_, ok := obj.Pkg().Scope().Lookup(symName(obj.Name())).(*types.TypeName)
	return ok
}

// symOf spells the symbolic form of n.
func (e *emitter) symOf(n *types.Named) *jen.Statement {
	s := e.qual(n.Obj().Pkg().Path(), symName(n.Obj().Name()))
	var args []jen.Code
	for i := range n.TypeArgs().Len() {
		args = append(args, e.typ(n.TypeArgs().At(i)))
	}
	if len(args) > 0 {
		s.Index(jen.List(args...))
	}
	return s
}
