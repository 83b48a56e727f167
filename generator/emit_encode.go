// Encode: the DNA that makes a program out of the base.

package generator

import (
	"go/types"

	"github.com/dave/jennifer/jen"
)

// encode emits Encode and the method behind it that also serves programs
// inside others.
func (e *emitter) encode(s *structure) {
	x, p, w, err := e.local("x"), e.local("p"), e.local("w"), e.local("err")
	if !s.written["Encode"] {
		e.method(s, "Encode", "Encode returns the DNA that stands for p in the space of x. It is an error if\np is no program of that space.", x).
			Params(jen.Id(p).Op("*").Add(e.self(s))).Params(jen.Op("*").Add(e.geno("DNA")), jen.Error()).
			Block(
				jen.Var().Id(w).Add(e.geno("Writer")),
				jen.Id(err).Op(":=").Id(x).Dot("EncodeInto").Call(jen.Id(p), jen.Op("&").Id(w)),
				jen.Return(e.pg("Encoded").Call(jen.Id(x), jen.Op("&").Id(w), jen.Id(err))))
	}
	if s.written["EncodeInto"] {
		return
	}
	body := []jen.Code{jen.If(jen.Id(x).Op("==").Nil().Op("||").Id(p).Op("==").Nil()).Block(
		jen.If(jen.Id(x).Op("==").Id(p)).Block(jen.Return(jen.Nil())),
		jen.Return(e.pg("NotSame").Call(jen.Id(x), jen.Id(p))))}
	for _, f := range s.fields {
		if f.mode == skipped {
			continue
		}
		a, b := x+"."+f.name, p+"."+f.name
		switch {
		case f.ref != "":
			body = append(body, jen.If(e.not(b, p+"."+f.ref, f.typ)).Block(
				jen.Return(e.geno("In").Call(jen.Lit(f.name), e.pg("NotSame").Call(jen.Id(p+"."+f.ref), jen.Id(b))))))
		case f.decision != nil:
			body = append(body, e.writeAll(x, p, s.steps(f)...)...)
		case f.mode == shared:
			body = append(body, e.differs(e.identical(a, b, f.typ), a, b, f.name))
		default:
			body = append(body, e.descend(a, b, f.typ, jen.Lit(f.name), 0)...)
		}
	}
	body = append(body, jen.Return(jen.Nil()))
	e.method(s, "EncodeInto", "EncodeInto writes the choices that make p out of x. Encode calls it, also for\nprograms inside of others.", x).
		Params(jen.Id(p).Op("*").Add(e.self(s)), jen.Id(w).Op("*").Add(e.geno("Writer"))).Error().Block(body...)
}

// writeAll spells the writing of the choices of the steps. A field that is not
// decided must be in p as in x.
func (e *emitter) writeAll(x, p string, steps ...*step) []jen.Code {
	var out []jen.Code
	for _, st := range steps {
		a, b := x+"."+st.f.name, p+"."+st.f.name
		var decided, kept []jen.Code
		if !st.never {
			decided = append(e.write(b, st.f), e.writeAll(x, p, st.after...)...)
		}
		if st.f.when != nil {
			kept = append(kept, jen.If(e.not(a, b, st.f.typ)).Block(
				jen.Return(e.geno("In").Call(jen.Lit(st.f.name), e.pg("NotSame").Call(jen.Id(a), jen.Id(b))))))
			kept = append(kept, e.writeAll(x, p, st.other...)...)
		}
		out = append(out, e.ifHolds(st, p, decided, kept)...)
	}
	return out
}

// differs spells that a and b, which no decision covers, must be the same.
func (e *emitter) differs(same jen.Code, a, b, path string) jen.Code {
	return jen.If(jen.Op("!").Parens(same)).Block(
		jen.Return(e.geno("In").Call(jen.Lit(path), e.pg("NotSame").Call(jen.Id(a), jen.Id(b)))))
}

// not spells that the variables a and b hold different values.
func (e *emitter) not(a, b string, t types.Type) jen.Code {
	if n, ok := types.Unalias(t).(*types.Named); simple(t) && !(ok && e.isSymbolicType(n)) {
		return jen.Id(a).Op("!=").Id(b)
	}
	return jen.Op("!").Parens(e.same(a, b, t))
}

// write spells the writing of the choice that made v.
func (e *emitter) write(v string, f *field) []jen.Code {
	d, w, err := f.decision, e.local("w"), e.local("err")
	check := func(call jen.Code) jen.Code {
		return jen.If(jen.Id(err).Op(":=").Add(call), jen.Id(err).Op("!=").Nil()).Block(
			jen.Return(e.geno("In").Call(jen.Lit(f.name), jen.Id(err))))
	}
	switch d.kind {
	case intRange:
		if exactInt64(f.typ) {
			value := jen.Id(v)
			if !types.Identical(f.typ, types.Typ[types.Int64]) {
				value = jen.Int64().Call(value)
			}
			return []jen.Code{check(jen.Id(w).Dot("Int").Call(jen.Id(d.variable), value))}
		}
		return []jen.Code{check(e.pg("WriteInt").Call(jen.Id(d.variable), jen.Id(v), jen.Id(w)))}
	case floatRange:
		if f.typ.Underlying().(*types.Basic).Kind() == types.Float32 {
			return []jen.Code{check(e.pg("WriteFloat32").Call(jen.Id(d.variable), jen.Id(v), jen.Id(w)))}
		}
		value := jen.Id(v)
		if !types.Identical(f.typ, types.Typ[types.Float64]) {
			value = jen.Float64().Call(value)
		}
		return []jen.Code{check(jen.Id(w).Dot("Float").Call(jen.Id(d.variable), value))}
	case custom:
		z := e.local("z")
		return []jen.Code{jen.Block(
			jen.List(jen.Id(z), jen.Id(err)).Op(":=").Add(e.codec(d, f.typ)).Dot("Encode").Call(jen.Id(v)),
			jen.If(jen.Id(err).Op("!=").Nil()).Block(jen.Return(e.geno("In").Call(jen.Lit(f.name), jen.Id(err)))),
			jen.Id(w).Dot("Custom").Call(jen.Id(z)))}
	case oneOf:
		return []jen.Code{check(e.find(d, v))}
	}
	i := e.local("i")
	return []jen.Code{
		jen.If(jen.Len(jen.Id(v)).Op("!=").Lit(d.k)).Block(
			jen.Return(e.geno("In").Call(jen.Lit(f.name), e.pg("WrongLength").Call(jen.Id(d.variable), jen.Len(jen.Id(v)))))),
		jen.For(jen.Id(i).Op(":=").Range().Id(v)).Block(
			jen.If(jen.Id(err).Op(":=").Add(e.find(d, v+"["+i+"]")), jen.Id(err).Op("!=").Nil()).Block(
				jen.Return(e.geno("In").Call(e.qual("fmt", "Sprintf").Call(jen.Lit(f.name+"[%d]"), jen.Id(i)), jen.Id(err))))),
	}
}

// exactInt64 reports whether t is an integer type all values of which are
// int64s.
func exactInt64(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0 && b.Kind() != types.Uint64 && b.Kind() != types.Uint && b.Kind() != types.Uintptr
}

// descend spells the writing of the choices inside b, which no decision of
// its own covers, and the comparison of all else with a.
func (e *emitter) descend(a, b string, t types.Type, path jen.Code, depth int) []jen.Code {
	t = types.Unalias(t)
	w, err := e.local("w"), e.local("err")
	differ := func(cond jen.Code) jen.Code {
		return jen.If(cond).Block(jen.Return(e.geno("In").Call(path, e.pg("NotSame").Call(jen.Id(a), jen.Id(b)))))
	}
	check := func(call jen.Code) jen.Code {
		return jen.If(jen.Id(err).Op(":=").Add(call), jen.Id(err).Op("!=").Nil()).Block(
			jen.Return(e.geno("In").Call(path, jen.Id(err))))
	}
	if !e.reachesSymbolic(t) {
		return []jen.Code{differ(e.not(a, b, t))}
	}
	if n, ok := t.(*types.Named); ok && e.isSymbolicType(n) {
		return []jen.Code{check(jen.Id(a).Dot("EncodeInto").Call(address(b), jen.Id(w)))}
	}
	if p, ok := t.(*types.Pointer); ok {
		if n, ok := types.Unalias(p.Elem()).(*types.Named); ok && e.isSymbolicType(n) {
			return []jen.Code{check(jen.Id(a).Dot("EncodeInto").Call(jen.Id(b), jen.Id(w)))}
		}
	}
	if _, ok := t.(*types.TypeParam); ok {
		return []jen.Code{check(e.pg("EncodeValue").Call(jen.Id(a), jen.Id(b), jen.Id(w)))}
	}
	if types.IsInterface(t) {
		return []jen.Code{check(e.pg("EncodeAny").Call(jen.Id(a), jen.Id(b), jen.Id(w)))}
	}
	n, named := t.(*types.Named)
	if hasTypeParam(t) && !named {
		return e.descendUnder(a, b, t, path, depth, differ)
	}
	if named || depth > 0 {
		params := jen.Null()
		if named && hasTypeParam(n) {
			t, params = ownInstance(n), e.declaredParams(n.Origin().TypeParams())
		}
		name := e.helper("encode", t, func(name string) {
			va, vb := e.local("a"), e.local("b")
			differ := func(cond jen.Code) jen.Code {
				return jen.If(cond).Block(jen.Return(e.pg("NotSame").Call(jen.Op("*").Id(va), jen.Op("*").Id(vb))))
			}
			body := e.descendUnder("(*"+va+")", "(*"+vb+")", t.Underlying(), nil, 0, differ)
			body = append(body, jen.Return(jen.Nil()))
			e.file.Comment(name + " writes the choices that make *" + vb + " out of *" + va + ".")
			e.file.Func().Id(name).Add(params).Params(jen.List(jen.Id(va), jen.Id(vb)).Op("*").Add(e.typ(t)), jen.Id(w).Op("*").Add(e.geno("Writer"))).Error().Block(body...)
		})
		return []jen.Code{check(jen.Id(name).Call(address(a), address(b), jen.Id(w)))}
	}
	return e.descendUnder(a, b, t, path, depth, differ)
}

// descendUnder is descend for a type without a name. With a nil path, the
// caller puts it before the error.
func (e *emitter) descendUnder(a, b string, t types.Type, path jen.Code, depth int, differ func(jen.Code) jen.Code) []jen.Code {
	index := func(i string) jen.Code {
		at := e.pg("AtIndex").Call(jen.Id(i)).Dot("String").Call()
		if _, ok := t.(*types.Map); ok {
			at = e.pg("AtKey").Call(jen.Id(i)).Dot("String").Call()
		}
		if path == nil {
			return at
		}
		return jen.Add(path).Op("+").Add(at)
	}
	lens := jen.Len(jen.Id(a)).Op("!=").Len(jen.Id(b))
	nils := jen.Parens(jen.Id(a).Op("==").Nil()).Op("!=").Parens(jen.Id(b).Op("==").Nil())
	i := e.loopVar("i", depth)
	switch u := t.(type) {
	case *types.Pointer:
		return []jen.Code{
			differ(nils),
			jen.If(jen.Id(a).Op("!=").Nil()).Block(e.descend("(*"+a+")", "(*"+b+")", u.Elem(), orEmpty(path), depth+1)...),
		}
	case *types.Slice:
		return []jen.Code{
			differ(lens.Op("||").Add(nils)),
			jen.For(jen.Id(i).Op(":=").Range().Id(a)).Block(e.descend(a+"["+i+"]", b+"["+i+"]", u.Elem(), index(i), depth+1)...),
		}
	case *types.Array:
		return []jen.Code{
			jen.For(jen.Id(i).Op(":=").Range().Id(a)).Block(e.descend(a+"["+i+"]", b+"["+i+"]", u.Elem(), index(i), depth+1)...),
		}
	case *types.Map:
		k, va, vb, ok := e.loopVar("k", depth), e.loopVar("a", depth+1), e.loopVar("b", depth+1), e.local("ok")
		body := []jen.Code{
			jen.Id(va).Op(":=").Id(a + "[" + k + "]"),
			jen.List(jen.Id(vb), jen.Id(ok)).Op(":=").Id(b + "[" + k + "]"),
			differ(jen.Op("!").Id(ok)),
		}
		body = append(body, e.descend(va, vb, u.Elem(), index(k), depth+1)...)
		return []jen.Code{
			differ(lens.Op("||").Add(nils)),
			jen.For(jen.List(jen.Id("_"), jen.Id(k)).Op(":=").Range().Add(e.pg("SortedKeys")).Call(jen.Id(a))).Block(body...),
		}
	case *types.Struct:
		var out []jen.Code
		for i := range u.NumFields() {
			f := u.Field(i)
			if f.Name() == "_" {
				continue
			}
			at := jen.Lit(f.Name())
			if path != nil {
				at = jen.Add(path).Op("+").Lit("." + f.Name())
			}
			out = append(out, e.descend(a+"."+f.Name(), b+"."+f.Name(), f.Type(), at, depth+1)...)
		}
		return out
	}
	return nil
}

func orEmpty(path jen.Code) jen.Code {
	if path == nil {
		return jen.Lit("")
	}
	return path
}
