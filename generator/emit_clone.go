// Clone, and the in-place work it shares with Materialize: a shallow copy is
// made a deep one, reading decisions on the way.

package generator

import (
	"go/types"

	"github.com/dave/jennifer/jen"
)

// clone emits Clone: a shallow copy, then everything it still shares replaced
// by copies of its own.
func (e *emitter) clone(s *structure) {
	x, y := e.local("x"), e.local("y")
	body := []jen.Code{
		jen.If(jen.Id(x).Op("==").Nil()).Block(jen.Return(jen.Nil())),
		e.shallow(s, y, x),
	}
	if e.needsOwn(s) {
		body = append(body, jen.Id(e.ownFunc(s)).Call(jen.Id(y)))
	}
	body = append(body, jen.Return(jen.Id(y)))
	e.method(s, "Clone", "Clone returns a deep copy of x.", x).
		Params().Op("*").Add(e.self(s)).Block(body...)
}

// shallow declares y as a pointer to a copy of *x that still shares what x
// refers to. Locks are left behind.
func (e *emitter) shallow(s *structure, y, x string) jen.Code {
	locked := false
	st := s.named.Underlying().(*types.Struct)
	for i := range st.NumFields() {
		locked = locked || holdsLock(st.Field(i).Type())
	}
	if !locked {
		return jen.Id(y).Op(":=").New(e.self(s)).Line().Op("*").Id(y).Op("=").Op("*").Id(x)
	}
	return jen.Id(y).Op(":=").New(e.self(s)).Line().Id(e.unlockedFunc(s)).Call(jen.Id(y), jen.Id(x))
}

// unlockedFunc returns the name of the function that copies all of s but its
// locks.
func (e *emitter) unlockedFunc(s *structure) string {
	return e.helper("copy", s.named, func(name string) {
		e.unlocked(name, e.declaredParams(s.named.TypeParams()), e.self(s), s.named.Underlying())
	})
}

// unlocked emits the function behind unlockedFunc.
func (e *emitter) unlocked(name string, params, self *jen.Statement, t types.Type) {
	y, x := e.local("y"), e.local("x")
	e.file.Comment(name + " copies to *y what *x holds, but for its locks.")
	e.file.Func().Id(name).Add(params).Params(jen.List(jen.Id(y), jen.Id(x)).Op("*").Add(self)).
		Block(e.withoutLocks(y, x, t, 0)...)
}

// withoutLocks returns the statements that copy all of the variable x of type
// t to y but its locks. What another package locks stays as it is in y.
func (e *emitter) withoutLocks(y, x string, t types.Type, depth int) []jen.Code {
	if !holdsLock(t) {
		return []jen.Code{jen.Id(y).Op("=").Id(x)}
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if isLock(n) || !samePackage(n, e.types) {
			return nil
		}
		if s := e.structureOf(n); s != nil {
			return []jen.Code{jen.Id(e.unlockedFunc(s)).Call(address(y), address(x))}
		}
		if hasTypeParam(n) {
			return nil
		}
		name := e.helper("copy", n, func(name string) { e.unlocked(name, jen.Null(), e.typ(n), n.Underlying()) })
		return []jen.Code{jen.Id(name).Call(address(y), address(x))}
	}
	switch u := t.(type) {
	case *types.Array:
		i := e.loopVar("i", depth)
		body := e.withoutLocks(y+"["+i+"]", x+"["+i+"]", u.Elem(), depth+1)
		if len(body) == 0 {
			return nil
		}
		return []jen.Code{jen.For(jen.Id(i).Op(":=").Range().Id(x)).Block(body...)}
	case *types.Struct:
		var out []jen.Code
		for i := range u.NumFields() {
			// What another package hides begins anew, as its lock does.
			if f := u.Field(i); f.Name() != "_" && (f.Exported() || f.Pkg() == e.types) {
				out = append(out, e.withoutLocks(y+"."+f.Name(), x+"."+f.Name(), f.Type(), depth)...)
			}
		}
		return out
	}
	return nil
}

// needsOwn reports whether a shallow copy of s shares anything with it.
func (e *emitter) needsOwn(s *structure) bool {
	for _, f := range s.fields {
		if f.mode == inTree && len(e.own("y", f.typ, false, 0)) > 0 {
			return true
		}
	}
	return false
}

// ownFunc returns the name of the function that makes a shallow copy of s
// deep.
func (e *emitter) ownFunc(s *structure) string {
	return e.helper("own", s.named, func(name string) {
		y := e.local("y")
		var body []jen.Code
		for _, f := range s.fields {
			if f.mode == inTree {
				body = append(body, e.own(y+"."+f.name, f.typ, false, 0)...)
			}
		}
		e.file.Comment(name + " makes y, a shallow copy, share nothing with its original.")
		e.file.Func().Id(name).Add(e.declaredParams(s.named.TypeParams())).
			Params(jen.Id(y).Op("*").Add(e.self(s))).Block(body...)
	})
}

// own returns the statements that make the variable v of type t, a shallow
// copy, share nothing with its original. With read, they also read the
// decisions of the symbolic structs in it, from the Reader r.
func (e *emitter) own(v string, t types.Type, read bool, depth int) []jen.Code {
	t = types.Unalias(t)
	read = read && e.reachesSymbolic(t)
	r := e.local("r")
	assign := func(value jen.Code) []jen.Code { return []jen.Code{jen.Id(v).Op("=").Add(value)} }

	if n, ok := t.(*types.Named); ok && e.isSymbolicType(n) {
		if read {
			return []jen.Code{jen.Id(v).Dot("MaterializeFrom").Call(jen.Id(r))}
		}
		s := e.structureOf(n)
		switch {
		case s != nil && !s.written["Clone"] && s.own:
			if !e.needsOwnType(n, s) {
				return nil
			}
			return []jen.Code{jen.Id(e.ownFunc(s)).Call(address(v))}
		case flat(t) && (s == nil || !s.written["Clone"]):
			return nil
		}
		return assign(jen.Op("*").Id(v).Dot("Clone").Call())
	}
	if _, ok := t.(*types.TypeParam); ok {
		if read {
			return e.readBy("MaterializeValue", v)
		}
		return assign(e.pg("CloneValue").Call(jen.Id(v)))
	}
	if flat(t) && !read {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if n, ok := types.Unalias(p.Elem()).(*types.Named); ok && e.isSymbolicType(n) {
			if !read {
				return assign(jen.Id(v).Dot("Clone").Call())
			}
			z := e.loopVar("v", depth)
			return []jen.Code{jen.If(jen.Id(v).Op("!=").Nil()).Block(
				e.copyOf(z, v, n),
				jen.Id(z).Dot("MaterializeFrom").Call(jen.Id(r)),
				jen.Id(v).Op("=").Id(z),
			)}
		}
	}
	if !read && hasCloneMethod(t) {
		st := assign(jen.Id(v).Dot("Clone").Call())
		if nilable(t) {
			return []jen.Code{jen.If(jen.Id(v).Op("!=").Nil()).Block(st...)}
		}
		return st
	}
	if n, ok := t.(*types.Named); ok && !types.IsInterface(t) {
		// A type with a name gets a function of its own: it may contain
		// itself.
		args := []jen.Code{address(v)}
		does := "own"
		if read {
			does = "read"
			args = append(args, jen.Id(r))
		}
		if hasTypeParam(n) {
			n = ownInstance(n)
		}
		return []jen.Code{jen.Id(e.helper(does, n, func(name string) { e.ownNamed(name, n, read) })).Call(args...)}
	}
	return e.ownUnder(v, t, read, depth)
}

// needsOwnType guards needsOwn against types that contain themselves: those
// refer to more than themselves by a pointer, slice or map, and so need it.
func (e *emitter) needsOwnType(n *types.Named, s *structure) bool {
	return !flat(n) || s.written["Clone"]
}

// copyOf declares z as a pointer to a shallow copy of what v points to.
func (e *emitter) copyOf(z, v string, n *types.Named) jen.Code {
	if holdsLock(n) {
		return jen.Id(z).Op(":=").Id(v).Dot("Clone").Call()
	}
	return jen.Id(z).Op(":=").New(e.typ(n)).Line().Op("*").Id(z).Op("=").Op("*").Id(v)
}

// ownNamed emits the function behind own for an untagged type with a name.
func (e *emitter) ownNamed(name string, n *types.Named, read bool) {
	y, r := e.local("y"), e.local("r")
	params := []jen.Code{jen.Id(y).Op("*").Add(e.typ(n))}
	what := name + " makes *y, a shallow copy, share nothing with its original."
	if read {
		params = append(params, jen.Id(r).Op("*").Add(e.geno("Reader")))
		what = name + " makes *y, a shallow copy, share nothing with its original and reads its decisions."
	}
	var body []jen.Code
	if st, ok := n.Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			f := st.Field(i)
			if f.Name() == "_" {
				continue
			}
			stmts := e.own(y+"."+f.Name(), f.Type(), read, 0)
			body = append(body, stmts...)
			if len(stmts) > 0 && read && e.reachesSymbolic(f.Type()) {
				body = append(body, e.failedIn(f.Name()))
			}
		}
	} else {
		body = e.ownUnder("(*"+y+")", n.Underlying(), read, 0)
	}
	e.file.Comment(what)
	e.file.Func().Id(name).Add(e.paramsOf(n)).Params(params...).Block(body...)
}

// paramsOf spells the type parameters of a helper function for n.
func (e *emitter) paramsOf(n *types.Named) *jen.Statement {
	if hasTypeParam(n) {
		return e.declaredParams(n.Origin().TypeParams())
	}
	return jen.Null()
}

// failedIn returns the statement that leaves a reading function when what it
// read last has failed, having said where.
func (e *emitter) failedIn(path string) jen.Code {
	r := e.local("r")
	return jen.If(jen.Op("!").Id(r).Dot("OK").Call()).Block(
		jen.Id(r).Dot("In").Call(jen.Lit(path)),
		jen.Return(),
	)
}

// ownUnder is own for a type without a name.
func (e *emitter) ownUnder(v string, t types.Type, read bool, depth int) []jen.Code {
	assign := func(value jen.Code) jen.Code { return jen.Id(v).Op("=").Add(value) }
	r := e.local("r")
	failed := func(in jen.Code) jen.Code {
		return jen.If(jen.Op("!").Id(r).Dot("OK").Call()).Block(in, jen.Break())
	}
	elements := func(elem types.Type) []jen.Code {
		i := e.loopVar("i", depth)
		inner := e.own(v+"["+i+"]", elem, read, depth+1)
		if len(inner) == 0 {
			return nil
		}
		if read && e.reachesSymbolic(elem) {
			inner = append(inner, failed(jen.Id(r).Dot("InIndex").Call(jen.Id(i))))
		}
		return []jen.Code{jen.For(jen.Id(i).Op(":=").Range().Id(v)).Block(inner...)}
	}
	switch u := t.(type) {
	case *types.Pointer:
		z := e.loopVar("v", depth)
		body := []jen.Code{jen.Id(z).Op(":=").Op("*").Id(v)}
		body = append(body, e.own(z, u.Elem(), read, depth+1)...)
		body = append(body, assign(jen.Op("&").Id(z)))
		return []jen.Code{jen.If(jen.Id(v).Op("!=").Nil()).Block(body...)}
	case *types.Slice:
		if holdsLock(u.Elem()) {
			z, i := e.loopVar("v", depth), e.loopVar("i", depth)
			return append([]jen.Code{jen.If(jen.Id(v).Op("!=").Nil()).Block(
				jen.Id(z).Op(":=").Make(jen.Index().Add(e.typ(u.Elem())), jen.Len(jen.Id(v))),
				jen.For(jen.Id(i).Op(":=").Range().Id(z)).Block(e.withoutLocks(z+"["+i+"]", v+"["+i+"]", u.Elem(), depth+1)...),
				assign(jen.Id(z)))}, elements(u.Elem())...)
		}
		return append([]jen.Code{assign(e.qual("slices", "Clone").Call(jen.Id(v)))}, elements(u.Elem())...)
	case *types.Array:
		return elements(u.Elem())
	case *types.Map:
		out := []jen.Code{assign(e.qual("maps", "Clone").Call(jen.Id(v)))}
		k, z := e.loopVar("k", depth), e.loopVar("v", depth)
		if read && e.reachesSymbolic(u.Elem()) {
			body := []jen.Code{jen.Id(z).Op(":=").Id(v + "[" + k + "]")}
			body = append(body, e.own(z, u.Elem(), read, depth+1)...)
			body = append(body, jen.Id(v+"["+k+"]").Op("=").Id(z),
				failed(jen.Id(r).Dot("In").Call(e.pg("AtKey").Call(jen.Id(k)).Dot("String").Call())))
			return append(out, jen.For(jen.List(jen.Id("_"), jen.Id(k)).Op(":=").Range().Add(e.pg("SortedKeys")).Call(jen.Id(v))).Block(body...))
		}
		inner := e.own(z, u.Elem(), false, depth+1)
		if len(inner) == 0 {
			return out
		}
		inner = append(inner, jen.Id(v+"["+k+"]").Op("=").Id(z))
		return append(out, jen.For(jen.List(jen.Id(k), jen.Id(z)).Op(":=").Range().Id(v)).Block(inner...))
	case *types.Struct:
		var out []jen.Code
		for i := range u.NumFields() {
			if f := u.Field(i); f.Name() != "_" {
				out = append(out, e.own(v+"."+f.Name(), f.Type(), false, depth)...)
			}
		}
		return out
	}
	if types.IsInterface(t) {
		return e.ownInterface(v, t, read, depth)
	}
	return nil
}

// ownInterface handles an interface: by its known implementations, and else
// by what the runtime finds in it.
func (e *emitter) ownInterface(v string, t types.Type, read bool, depth int) []jen.Code {
	rest := []jen.Code{jen.Id(v).Op("=").Add(e.pg("CloneValue")).Call(jen.Id(v))}
	if read {
		rest = e.readAny(v)
	}
	list, byValue := e.implementers(t)
	if len(list) == 0 {
		return rest
	}
	z := e.loopVar("v", depth)
	cases := []jen.Code{jen.Case(jen.Nil())}
	for i, s := range list {
		if byValue[i] {
			inner := e.own(z, s.named, read, depth+1)
			if len(inner) > 0 {
				inner = append(inner, jen.Id(v).Op("=").Id(z))
			}
			cases = append(cases, jen.Case(e.typ(s.named)).Block(inner...))
		}
		inner := e.own(z, types.NewPointer(s.named), read, depth+1)
		inner = append(inner, jen.Id(v).Op("=").Id(z))
		cases = append(cases, jen.Case(jen.Op("*").Add(e.typ(s.named))).Block(inner...))
	}
	cases = append(cases, jen.Default().Block(rest...))
	return []jen.Code{jen.Switch(jen.Id(z).Op(":=").Id(v).Assert(jen.Type())).Block(cases...)}
}

// readAny reads into v, whose type is known only at run time.
func (e *emitter) readAny(v string) []jen.Code { return e.readBy("MaterializeAny", v) }

// readBy reads into v by a function of the runtime. The Reader is lent as a
// copy, so that it need not move to the heap where this is not reached.
func (e *emitter) readBy(does, v string) []jen.Code {
	r, lent := e.local("r"), e.local("lent")
	return []jen.Code{jen.Block(
		jen.Id(lent).Op(":=").Op("*").Id(r),
		jen.Id(v).Op("=").Add(e.pg(does)).Call(jen.Id(v), jen.Op("&").Id(lent)),
		jen.Op("*").Id(r).Op("=").Id(lent),
	)}
}
