// Equal, and comparing values of any type.

package generator

import (
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"
)

// equal emits Equal.
func (e *emitter) equal(s *structure) {
	x, y := e.local("x"), e.local("y")
	all := &jen.Statement{}
	for _, f := range s.fields {
		if f.mode == skipped {
			continue
		}
		if len(*all) > 0 {
			all.Op("&&").Line()
		}
		all.Add(e.sameField(x, y, f))
	}
	if len(*all) == 0 {
		all.True()
	}
	e.method(s, "Equal", "Equal reports whether x and y are the same program.", x).
		Params(jen.Id(y).Op("*").Add(e.self(s))).Bool().
		Block(
			jen.If(jen.Id(x).Op("==").Nil().Op("||").Id(y).Op("==").Nil()).Block(jen.Return(jen.Id(x).Op("==").Id(y))),
			jen.Return(all),
		)
}

// sameField spells that field f of *x and *y is the same.
func (e *emitter) sameField(x, y string, f *field) jen.Code {
	a, b := x+"."+f.name, y+"."+f.name
	if f.mode == shared {
		return e.identical(a, b, f.typ)
	}
	return e.same(a, b, f.typ)
}

// identical spells that a and b, never copied, are one and the same.
func (e *emitter) identical(a, b string, t types.Type) jen.Code {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Chan:
		return jen.Id(a).Op("==").Id(b)
	}
	if simple(t) {
		return jen.Id(a).Op("==").Id(b)
	}
	return e.pg("Identical").Call(jen.Id(a), jen.Id(b))
}

// same spells that the variables a and b of type t hold equal values.
func (e *emitter) same(a, b string, t types.Type) jen.Code {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && e.isSymbolicType(n) {
		return jen.Id(a).Dot("Equal").Call(address(b))
	}
	if simple(t) {
		return jen.Id(a).Op("==").Id(b)
	}
	if _, ok := t.(*types.TypeParam); ok {
		return e.pg("EqualValues").Call(jen.Id(a), jen.Id(b))
	}
	if hasEqualMethod(t) {
		if p, ok := t.(*types.Pointer); ok {
			if n, ok := types.Unalias(p.Elem()).(*types.Named); !ok || !e.isSymbolicType(n) {
				return jen.Parens(jen.Id(a).Op("==").Id(b).Op("||").Id(a).Op("!=").Nil().Op("&&").Id(b).Op("!=").Nil().Op("&&").Id(a).Dot("Equal").Call(jen.Id(b)))
			}
		}
		return jen.Id(a).Dot("Equal").Call(jen.Id(b))
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsFloat != 0 {
			return e.pg("SameFloat").Call(jen.Id(a), jen.Id(b))
		}
		return e.pg("EqualValues").Call(jen.Id(a), jen.Id(b))
	case *types.Signature:
		return e.pg("EqualValues").Call(jen.Id(a), jen.Id(b))
	case *types.Interface:
		if list, _ := e.implementers(t); len(list) == 0 {
			return e.pg("EqualValues").Call(jen.Id(a), jen.Id(b))
		}
	case *types.Slice:
		if simple(u.Elem()) {
			return jen.Parens(jen.Id(a).Op("==").Nil()).Op("==").Parens(jen.Id(b).Op("==").Nil()).Op("&&").
				Add(e.qual("slices", "Equal")).Call(jen.Id(a), jen.Id(b))
		}
	}
	if hasTypeParam(t) {
		n, ok := t.(*types.Named)
		if !ok {
			return e.pg("EqualValues").Call(jen.Id(a), jen.Id(b))
		}
		t = ownInstance(n)
	}
	return jen.Id(e.helper("equal", t, func(name string) { e.sameFunc(name, t) })).Call(address(a), address(b))
}

// address spells the address of the variable v, which may be what a pointer
// leads to.
func address(v string) jen.Code {
	if p, ok := strings.CutPrefix(v, "(*"); ok && strings.HasSuffix(p, ")") {
		return jen.Id(strings.TrimSuffix(p, ")"))
	}
	return jen.Op("&").Id(v)
}

// hasTypeParam reports whether t mentions a type parameter, which a helper
// function could not.
func hasTypeParam(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return hasTypeParam(u.Elem())
	case *types.Slice:
		return hasTypeParam(u.Elem())
	case *types.Array:
		return hasTypeParam(u.Elem())
	case *types.Chan:
		return hasTypeParam(u.Elem())
	case *types.Map:
		return hasTypeParam(u.Key()) || hasTypeParam(u.Elem())
	case *types.Named:
		for t := range u.TypeArgs().Types() {
			if hasTypeParam(t) {
				return true
			}
		}
	case *types.Tuple:
		for v := range u.Variables() {
			if hasTypeParam(v.Type()) {
				return true
			}
		}
	case *types.Signature:
		return hasTypeParam(u.Params()) || hasTypeParam(u.Results())
	case *types.Interface:
		for m := range u.ExplicitMethods() {
			if hasTypeParam(m.Signature()) {
				return true
			}
		}
		for t := range u.EmbeddedTypes() {
			if hasTypeParam(t) {
				return true
			}
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if hasTypeParam(u.Field(i).Type()) {
				return true
			}
		}
	}
	return false
}

// sameFunc emits a function that compares two values of type t.
func (e *emitter) sameFunc(name string, t types.Type) {
	a, b := e.local("a"), e.local("b")
	deref := func(v string) string { return "(*" + v + ")" }
	unequal := func(cond jen.Code) jen.Code { return jen.If(cond).Block(jen.Return(jen.False())) }
	var body []jen.Code
	each := func(elem types.Type) {
		i := e.local("i")
		av, bv := deref(a)+"["+i+"]", deref(b)+"["+i+"]"
		body = append(body,
			jen.For(jen.Id(i).Op(":=").Range().Id(deref(a))).Block(
				unequal(e.not(av, bv, elem))),
			jen.Return(jen.True()))
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		body = append(body,
			jen.If(jen.Op("*").Id(a).Op("==").Nil().Op("||").Op("*").Id(b).Op("==").Nil()).Block(jen.Return(jen.Op("*").Id(a).Op("==").Op("*").Id(b))),
			jen.Return(e.same("(**"+a+")", "(**"+b+")", u.Elem())))
	case *types.Slice:
		body = append(body, unequal(jen.Len(jen.Op("*").Id(a)).Op("!=").Len(jen.Op("*").Id(b)).Op("||").
			Parens(jen.Op("*").Id(a).Op("==").Nil()).Op("!=").Parens(jen.Op("*").Id(b).Op("==").Nil())))
		each(u.Elem())
	case *types.Array:
		each(u.Elem())
	case *types.Map:
		k, v, w, ok := e.local("k"), e.local("v"), e.local("w"), e.local("ok")
		body = append(body,
			unequal(jen.Len(jen.Op("*").Id(a)).Op("!=").Len(jen.Op("*").Id(b)).Op("||").
				Parens(jen.Op("*").Id(a).Op("==").Nil()).Op("!=").Parens(jen.Op("*").Id(b).Op("==").Nil())),
			jen.For(jen.List(jen.Id(k), jen.Id(v)).Op(":=").Range().Op("*").Id(a)).Block(
				jen.List(jen.Id(w), jen.Id(ok)).Op(":=").Id(deref(b)+"["+k+"]"),
				unequal(jen.Op("!").Id(ok).Op("||").Op("!").Parens(e.same(v, w, u.Elem())))),
			jen.Return(jen.True()))
	case *types.Struct:
		all := &jen.Statement{}
		for i := range u.NumFields() {
			f := u.Field(i)
			if f.Name() == "_" {
				continue
			}
			if n, ok := t.(*types.Named); ok && !samePackage(n, e.types) && !f.Exported() {
				// Its package hides the field; what can be compared of
				// the whole is.
				body = []jen.Code{jen.Return(e.pg("EqualValues").Call(jen.Op("*").Id(a), jen.Op("*").Id(b)))}
				break
			}
			if len(*all) > 0 {
				all.Op("&&").Line()
			}
			all.Add(e.same(a+"."+f.Name(), b+"."+f.Name(), f.Type()))
		}
		if body == nil {
			if len(*all) == 0 {
				all.True()
			}
			body = []jen.Code{jen.Return(all)}
		}
	case *types.Interface:
		list, byValue := e.implementers(t)
		v, w, ok := e.local("v"), e.local("w"), e.local("ok")
		var cases []jen.Code
		for i, s := range list {
			one := func(typ jen.Code, arg jen.Code) {
				cases = append(cases, jen.Case(typ).Block(
					jen.List(jen.Id(w), jen.Id(ok)).Op(":=").Parens(jen.Op("*").Id(b)).Assert(typ),
					jen.Return(jen.Id(ok).Op("&&").Id(v).Dot("Equal").Call(arg))))
			}
			if byValue[i] {
				one(e.typ(s.named), jen.Op("&").Id(w))
			}
			one(jen.Op("*").Add(e.typ(s.named)), jen.Id(w))
		}
		body = append(body,
			jen.Switch(jen.Id(v).Op(":=").Parens(jen.Op("*").Id(a)).Assert(jen.Type())).Block(cases...),
			jen.Return(e.pg("EqualValues").Call(jen.Op("*").Id(a), jen.Op("*").Id(b))))
	default:
		body = append(body, jen.Return(e.pg("EqualValues").Call(jen.Op("*").Id(a), jen.Op("*").Id(b))))
	}
	e.file.Comment(name + " reports whether *" + a + " and *" + b + " are equal.")
	params := jen.Null()
	if n, ok := t.(*types.Named); ok {
		params = e.paramsOf(n)
	}
	e.file.Func().Id(name).Add(params).Params(jen.List(jen.Id(a), jen.Id(b)).Op("*").Add(e.typ(t))).Bool().Block(body...)
}
