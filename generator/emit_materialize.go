// Materialize: a copy of the program in which every decision is taken.

package generator

import (
	"go/types"

	"github.com/dave/jennifer/jen"
)

// materialize emits Materialize and the method behind it that also serves
// programs inside others.
func (e *emitter) materialize(s *structure) {
	x, y, r, d, err := e.local("x"), e.local("y"), e.local("r"), e.local("d"), e.local("err")
	if !s.written["Materialize"] {
		e.method(s, "Materialize", "Materialize returns the program that d stands for: a copy of x in which\nevery decision is taken as d says.", x).
			Params(jen.Id(d).Op("*").Add(e.geno("DNA"))).Params(jen.Op("*").Add(e.self(s)), jen.Error()).
			Block(
				jen.If(jen.Id(x).Op("==").Nil()).Block(jen.Return(e.pg("Rematerialize").Call(jen.Id(x), jen.Id(d), jen.Nil()))),
				e.shallow(s, y, x),
				jen.Id(r).Op(":=").Id(d).Dot("Reader").Call(),
				jen.Id(y).Dot("MaterializeFrom").Call(jen.Op("&").Id(r)),
				jen.If(jen.Id(err).Op(":=").Id(r).Dot("End").Call(), jen.Id(err).Op("!=").Nil()).Block(
					jen.Return(e.pg("Rematerialize").Call(jen.Id(x), jen.Id(d), jen.Id(err)))),
				jen.Return(jen.Id(y), jen.Nil()))
	}
	if s.written["MaterializeFrom"] {
		return
	}
	body := []jen.Code{}
	var refs []*field
	for _, f := range s.fields {
		switch {
		case f.mode != inTree:
		case f.ref != "":
			refs = append(refs, f)
		case f.decision != nil:
			body = append(body, e.decideAll(y, s.steps(f)...)...)
		default:
			stmts := e.own(y+"."+f.name, f.typ, true, 0)
			body = append(body, stmts...)
			if len(stmts) > 0 && e.reachesSymbolic(f.typ) {
				body = append(body, e.failedIn(f.name))
			}
		}
	}
	for _, f := range refs {
		body = append(body, jen.Id(y+"."+f.name).Op("=").Id(y+"."+f.ref))
		body = append(body, e.own(y+"."+f.name, f.typ, false, 0)...)
	}
	if s.valid {
		ok := jen.Id(r).Dot("OK").Call()
		for _, path := range s.through {
			ok.Op("&&").Id(y + path).Op("!=").Nil()
		}
		body = append(body, jen.If(ok).Block(
			jen.Id(r).Dot("Fail").Call(jen.Lit(""), jen.Id(y).Dot("Validate").Call())))
	}
	if len(body) > 0 {
		body = append([]jen.Code{jen.If(jen.Id(y).Op("==").Nil()).Block(jen.Return())}, body...)
	}
	e.method(s, "MaterializeFrom", "MaterializeFrom makes y, a shallow copy of a program, a deep one and takes its\ndecisions as r says. Materialize calls it, also for programs inside of others.", y).
		Params(jen.Id(r).Op("*").Add(e.geno("Reader"))).Block(body...)
}

// decide spells the statements that take field f's decision into v.
func (e *emitter) decide(v string, f *field) []jen.Code {
	d, r := f.decision, e.local("r")
	variable := jen.Id(d.variable)
	set := func(value jen.Code) []jen.Code { return []jen.Code{jen.Id(v).Op("=").Add(value)} }
	convert := func(value jen.Code, from types.BasicKind) jen.Code {
		if types.Identical(f.typ, types.Typ[from]) {
			return value
		}
		return e.typ(f.typ).Call(value)
	}
	switch d.kind {
	case intRange:
		return set(convert(jen.Id(r).Dot("Int").Call(variable), types.Int64))
	case floatRange:
		return set(convert(jen.Id(r).Dot("Float").Call(variable), types.Float64))
	case custom:
		z, err := e.local("z"), e.local("err")
		return []jen.Code{jen.Block(
			jen.List(jen.Id(z), jen.Id(err)).Op(":=").Add(e.codec(d, f.typ)).Dot("Decode").Call(jen.Id(r).Dot("Custom").Call(variable)),
			jen.If(jen.Id(r).Dot("OK").Call().Op("&&").Id(err).Op("!=").Nil()).Block(
				jen.Id(r).Dot("Fail").Call(jen.Lit(f.name), jen.Id(err)),
				jen.Return()),
			jen.Id(v).Op("=").Id(z))}
	case oneOf:
		if d.constants() {
			return set(jen.Id(d.values).Index(jen.Id(r).Dot("Choice").Call(variable, jen.Lit(len(d.candidates)))))
		}
		out := []jen.Code{
			jen.Id(r).Dot("Begin").Call(variable),
			jen.Id(v).Op("=").Id(e.makeFunc(d)).Call(jen.Id(r)),
		}
		if e.conditional(d) {
			out = append(out, e.failedIn(f.name))
		}
		return out
	}
	// Several of the candidates.
	i := e.local("i")
	out := []jen.Code{jen.Id(r).Dot("Begin").Call(variable)}
	if _, ok := f.typ.Underlying().(*types.Slice); ok {
		out = append(out, jen.Id(v).Op("=").Make(e.typ(f.typ), jen.Lit(d.k)))
	}
	var one jen.Code
	if d.constants() {
		one = jen.Id(d.values).Index(jen.Id(r).Dot("Index").Call(jen.Lit(len(d.candidates))))
	} else {
		one = jen.Id(e.makeFunc(d)).Call(jen.Id(r))
	}
	loop := []jen.Code{jen.Id(v + "[" + i + "]").Op("=").Add(one)}
	if e.conditional(d) {
		loop = append(loop, jen.If(jen.Op("!").Id(r).Dot("OK").Call()).Block(
			jen.Id(r).Dot("InIndex").Call(jen.Id(i)),
			jen.Break()))
	}
	out = append(out, jen.For(jen.Id(i).Op(":=").Range().Id(v)).Block(loop...))
	if e.conditional(d) {
		out = append(out, e.failedIn(f.name))
	}
	return out
}

// decideAll spells the statements that take the decisions of the steps into
// fields of y. A field that is not decided keeps what the base has.
func (e *emitter) decideAll(y string, steps ...*step) []jen.Code {
	r := e.local("r")
	var out []jen.Code
	for _, st := range steps {
		v := y + "." + st.f.name
		var decided, kept []jen.Code
		if !st.never {
			decided = e.decide(v, st.f)
			if below := e.decideAll(y, st.after...); len(below) > 0 {
				decided = append(append(append(decided, jen.Id(r).Dot("Enter").Call()), below...), jen.Id(r).Dot("Leave").Call())
			}
		}
		if st.f.when != nil {
			kept = append(e.own(v, st.f.typ, false, 0), e.decideAll(y, st.other...)...)
		}
		out = append(out, e.ifHolds(st, y, decided, kept)...)
	}
	return out
}

// ifHolds spells one thing if the condition of the step's field holds, and
// else another.
func (e *emitter) ifHolds(st *step, x string, then, otherwise []jen.Code) []jen.Code {
	switch {
	case st.never:
		return otherwise
	case st.f.when == nil:
		return then
	}
	stmt := jen.If(e.exprOver(st.f.when.expr, x)).Block(then...)
	if len(otherwise) > 0 {
		stmt.Else().Block(otherwise...)
	}
	return []jen.Code{stmt}
}

// codec spells a codec as a value of the interface, so that methods of
// pointers are found too.
func (e *emitter) codec(d *decision, t types.Type) *jen.Statement {
	return e.pg("Codec").Types(e.typ(t)).Call(e.expr(d.codec))
}
