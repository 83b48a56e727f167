// The decisions of a package as variables, and the functions that turn a
// choice into a candidate and a candidate back into a choice.

package generator

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strconv"

	"github.com/dave/jennifer/jen"
)

// variables emits a variable for each decision, and one for the values of
// each that chooses among constants.
func (e *emitter) variables() {
	var defs []jen.Code
	for _, s := range e.model.structs {
		for _, f := range s.fields {
			d := f.decision
			if d == nil {
				continue
			}
			d.variable = e.global(unexported(s.obj.Name()) + exported(f.name))
			defs = append(defs, jen.Id(d.variable).Op("=").Add(e.decision(d)))
			if d.kind <= manyOf && d.constants() {
				d.values = e.global(d.variable + "Values")
				var list []jen.Code
				for _, c := range d.candidates {
					list = append(list, e.expr(c.expr))
				}
				defs = append(defs, jen.Id(d.values).Op("=").Index(jen.Op("...")).Add(e.typ(d.elem)).Values(list...))
			}
		}
	}
	if len(defs) > 0 {
		e.file.Comment("The decisions, as the directives declare them.")
		e.file.Var().Defs(defs...)
	}
}

// decision spells the value of a decision's variable.
func (e *emitter) decision(d *decision) jen.Code {
	var fields []jen.Code
	set := func(name string, value jen.Code) { fields = append(fields, jen.Id(name).Op(":").Add(value)) }
	if d.name != "" || d.hint != "" {
		var info []jen.Code
		if d.name != "" {
			info = append(info, jen.Id("Name").Op(":").Lit(d.name))
		}
		if d.hint != "" {
			info = append(info, jen.Id("Hints").Op(":").Lit(d.hint))
		}
		set("Info", e.geno("Info").Values(info...))
	}
	kindName := ""
	switch d.kind {
	case oneOf, manyOf:
		kindName = "Choices"
		set("K", jen.Lit(d.k))
		var literals []jen.Code
		for _, c := range d.candidates {
			literals = append(literals, literal(c))
		}
		set("Literals", jen.Index().Any().Values(literals...))
		if d.distinct {
			set("Distinct", jen.True())
		}
		if d.sorted {
			set("Sorted", jen.True())
		}
	case intRange, floatRange:
		kindName = "Float"
		number := floatLit
		if d.kind == intRange {
			kindName = "Int"
			number = intLit
		}
		set("Min", number(d.min))
		set("Max", number(d.max))
		if d.step != nil {
			set("Step", number(d.step))
		}
		if d.scale != "" {
			set("Scale", e.geno(d.scale))
		}
	case custom:
		kindName = "Custom"
	}
	return jen.Op("&").Add(e.geno(kindName)).Values(fields...)
}

func intLit(v constant.Value) jen.Code {
	n, _ := constant.Int64Val(v)
	return jen.Id(strconv.FormatInt(n, 10))
}

func floatLit(v constant.Value) jen.Code {
	f, _ := constant.Float64Val(v)
	return jen.Id(strconv.FormatFloat(f, 'g', -1, 64))
}

// literal is how a candidate is shown and written: a plain constant as itself,
// anything else as its text.
func literal(c *candidate) jen.Code {
	if c.value == nil {
		return jen.Lit(c.text)
	}
	switch v := c.value; {
	case v.Kind() == constant.Bool:
		return jen.Lit(constant.BoolVal(v))
	case !plainConstant(c):
	case v.Kind() == constant.String:
		return jen.Lit(constant.StringVal(v))
	case v.Kind() == constant.Int:
		if n, exact := constant.Int64Val(v); exact && fitsInt(n) {
			return jen.Id(strconv.FormatInt(n, 10))
		}
	case v.Kind() == constant.Float:
		return floatLit(v)
	}
	return jen.Lit(c.text)
}

// plainConstant reports whether a constant candidate says most as a number or
// string: not if it is a name or a letter, nor if its type has a way of its own
// to write it, as a duration has.
func plainConstant(c *candidate) bool {
	x, err := parser.ParseExpr(c.text)
	if err != nil {
		return false
	}
	switch x := x.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return false
	case *ast.BasicLit:
		if x.Kind == token.CHAR {
			return false
		}
	}
	return !valueMethod(c.typ, "String", func(sig *types.Signature) bool {
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
	})
}

// fitsInt reports whether n is an int on every platform.
func fitsInt(n int64) bool { return n == int64(int32(n)) }

// conditional reports whether a candidate may make decisions conditional.
func (e *emitter) conditional(d *decision) bool {
	for _, c := range d.candidates {
		if e.mayDecide(c) {
			return true
		}
	}
	return false
}

func (e *emitter) mayDecide(c *candidate) bool {
	return c.value == nil && !isNil(c.text) && (c.call != nil || c.zero != nil || e.directlySymbolic(c.typ))
}

// directlySymbolic reports whether a value of type t is, points to, or may
// hold as an interface a symbolic struct.
func (e *emitter) directlySymbolic(t types.Type) bool {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok && e.isSymbolicType(n) {
		return true
	}
	return types.IsInterface(t)
}

// prototypes spells the candidates of d for the runtime, which reads their
// spaces off them.
func (e *emitter) prototypes(d *decision) jen.Code {
	var list []jen.Code
	for _, c := range d.candidates {
		switch {
		case c.call != nil:
			list = append(list, jen.Op("&").Add(e.typ(c.call.named)).Values())
		case c.zero != nil:
			zero := e.typ(c.zero).Values()
			if c.ptr {
				zero = jen.Op("&").Add(zero)
			}
			list = append(list, zero)
		default:
			list = append(list, e.expr(c.expr))
		}
	}
	return jen.Func().Params().Index().Any().Block(jen.Return(jen.Index().Any().Values(list...)))
}

// makeFunc returns the name of the function that reads a choice of d and
// makes the candidate chosen.
func (e *emitter) makeFunc(d *decision) string {
	if d.make == "" {
		d.make = e.global("make" + exported(d.variable))
		e.queue = append(e.queue, func() { e.maker(d) })
	}
	return d.make
}

func (e *emitter) maker(d *decision) {
	r, v, c := e.local("r"), e.local("v"), e.local("c")
	read := []jen.Code{jen.Id(r).Dot("Enter").Call(), jen.Id(c).Dot("MaterializeFrom").Call(jen.Id(r)), jen.Id(r).Dot("Leave").Call()}
	var cases []jen.Code
	for i, cand := range d.candidates {
		var body []jen.Code
		switch {
		case cand.call != nil:
			call := jen.Id(c).Dot("Call").Call()
			body = append(body, jen.Var().Id(c).Add(e.typ(cand.call.named)))
			body = append(body, read...)
			if cand.call.call.failing {
				err := e.local("err")
				body = append(body,
					jen.If(jen.Op("!").Id(r).Dot("OK").Call()).Block(jen.Return()),
					jen.List(jen.Id("z"), jen.Id(err)).Op(":=").Add(call),
					jen.If(jen.Id(err).Op("!=").Nil()).Block(
						jen.Id(r).Dot("Fail").Call(jen.Lit(cand.text), jen.Id(err)),
						jen.Return()),
					jen.Id(v).Op("=").Id("z"))
			} else {
				body = append(body,
					jen.If(jen.Id(r).Dot("OK").Call()).Block(jen.Id(v).Op("=").Add(call)))
			}
		case cand.zero != nil:
			if cand.ptr {
				body = append(body, jen.Id(c).Op(":=").New(e.typ(cand.zero)))
			} else {
				body = append(body, jen.Var().Id(c).Add(e.typ(cand.zero)))
			}
			body = append(append(body, read...), jen.Id(v).Op("=").Id(c))
		case cand.value != nil || cand.expr != nil && isNil(cand.text):
			body = append(body, jen.Id(v).Op("=").Add(e.expr(cand.expr)))
		case types.IsInterface(cand.typ):
			body = append(body, jen.Var().Id(c).Add(e.typ(cand.typ)).Op("=").Add(e.expr(cand.expr)),
				jen.Id(r).Dot("Enter").Call())
			body = append(body, e.readAny(c)...)
			body = append(body, jen.Id(r).Dot("Leave").Call(), jen.Id(v).Op("=").Id(c))
		case e.directlySymbolic(cand.typ):
			x := e.expr(cand.expr)
			if _, ptr := cand.typ.Underlying().(*types.Pointer); ptr && !cand.fresh {
				x = jen.Parens(x).Dot("Clone").Call()
			}
			body = append(body, jen.Id(c).Op(":=").Add(x))
			body = append(append(body, read...), jen.Id(v).Op("=").Id(c))
		default:
			own := e.own(c, cand.typ, false, 0)
			if cand.fresh || len(own) == 0 {
				body = append(body, jen.Id(v).Op("=").Add(e.expr(cand.expr)))
				break
			}
			body = append(body, jen.Id(c).Op(":=").Add(e.expr(cand.expr)))
			body = append(append(body, own...), jen.Id(v).Op("=").Id(c))
		}
		cases = append(cases, jen.Case(jen.Lit(i)).Block(body...))
	}
	e.file.Comment(d.make + " makes the candidate that the next index chooses.")
	e.file.Func().Id(d.make).Params(jen.Id(r).Op("*").Add(e.geno("Reader"))).Params(jen.Id(v).Add(e.typ(d.elem))).Block(
		jen.Switch(jen.Id(r).Dot("Index").Call(jen.Lit(len(d.candidates)))).Block(cases...),
		jen.Return())
}

func isNil(text string) bool { return text == "nil" }

// find spells the call that writes which candidate of d the value is.
func (e *emitter) find(d *decision, value string) *jen.Statement {
	w := e.local("w")
	if d.constants() {
		return e.pg("FindValue").Call(jen.Id(d.variable), jen.Id(d.values).Index(jen.Op(":")), jen.Id(value), jen.Id(w))
	}
	if d.find == "" {
		d.find = e.global("find" + exported(d.variable))
		e.queue = append(e.queue, func() { e.finder(d) })
	}
	return jen.Id(d.find).Call(jen.Id(value), jen.Id(w))
}

func (e *emitter) finder(d *decision) {
	w, v, c, m, ok := e.local("w"), e.local("v"), e.local("c"), e.local("m"), e.local("ok")
	found := jen.Return(jen.Nil())
	var body []jen.Code
	if e.conditional(d) {
		body = append(body, jen.Id(m).Op(":=").Id(w).Dot("Mark").Call())
	}
	for i, cand := range d.candidates {
		body = append(body, e.findOne(d, i, cand, v, w, c, m, ok, found))
	}
	body = append(body, jen.Return(e.pg("NotCandidate").Call(jen.Id(d.variable), jen.Id(v))))
	e.file.Comment(d.find + " writes which candidate v is.")
	e.file.Func().Id(d.find).Params(jen.Id(v).Add(e.typ(d.elem)), jen.Id(w).Op("*").Add(e.geno("Writer"))).Error().Block(body...)
}

// findOne spells the attempt to see candidate i in v.
func (e *emitter) findOne(d *decision, i int, cand *candidate, v, w, c, m, ok string, found jen.Code) jen.Code {
	index := jen.Id(w).Dot("Index").Call(jen.Lit(i))
	reset := jen.Id(w).Dot("Reset").Call(jen.Id(m))
	got := e.local("got")
	// Of a concrete type, v is what to look at; in an interface, what it
	// holds must first be of the candidate's type.
	assert := types.IsInterface(d.elem) && !types.IsInterface(cand.typ)
	within := func(body ...jen.Code) jen.Code {
		if assert {
			return jen.If(jen.List(jen.Id(got), jen.Id(ok)).Op(":=").Id(v).Assert(e.typ(cand.typ)), jen.Id(ok)).Block(body...)
		}
		value := jen.Id(v)
		if !types.Identical(d.elem, cand.typ) {
			value = jen.Parens(e.typ(cand.typ)).Call(value)
		}
		return jen.Block(append([]jen.Code{jen.Id(got).Op(":=").Add(value)}, body...)...)
	}
	encode := func(declare jen.Code, base, arg string) jen.Code {
		return within(
			declare,
			index,
			jen.If(jen.Id(base).Dot("EncodeInto").Call(jen.Id(arg), jen.Id(w)).Op("==").Nil()).Block(found),
			reset)
	}
	_, ptr := cand.typ.Underlying().(*types.Pointer)
	arg := "&" + got
	if ptr {
		arg = got
	}
	switch {
	case cand.call != nil:
		return within(
			index,
			jen.If(e.pg("EncodeCall").Call(jen.Op("&").Add(e.typ(cand.call.named)).Values(), e.caller(cand.call), jen.Id(got), jen.Id(w))).Block(found),
			reset)
	case cand.zero != nil && cand.ptr:
		return encode(jen.Id(c).Op(":=").New(e.typ(cand.zero)), c, arg)
	case cand.zero != nil:
		return encode(jen.Var().Id(c).Add(e.typ(cand.zero)), c, arg)
	case isNil(cand.text):
		return jen.If(jen.Id(v).Op("==").Nil()).Block(index, found)
	case cand.value == nil && types.IsInterface(cand.typ):
		return jen.Block(
			jen.Var().Id(c).Add(e.typ(d.elem)).Op("=").Add(e.expr(cand.expr)),
			index,
			jen.If(e.pg("EncodeAny").Call(jen.Id(c), jen.Id(v), jen.Id(w)).Op("==").Nil()).Block(found),
			reset)
	case cand.value == nil && e.directlySymbolic(cand.typ):
		return encode(jen.Id(c).Op(":=").Add(e.expr(cand.expr)), c, arg)
	}
	return within(
		jen.Var().Id(c).Add(e.typ(cand.typ)).Op("=").Add(e.expr(cand.expr)),
		jen.If(e.same(c, got, cand.typ)).Block(index, found))
}

// caller spells a function that makes a call, for a constructor's candidate.
func (e *emitter) caller(s *structure) jen.Code {
	c := e.local("c")
	results := jen.Params(e.typ(s.call.result), jen.Error())
	call := jen.Id(c).Dot("Call").Call()
	if !s.call.failing {
		return jen.Func().Params(jen.Id(c).Op("*").Add(e.typ(s.named))).Add(results).Block(jen.Return(call, jen.Nil()))
	}
	return jen.Func().Params(jen.Id(c).Op("*").Add(e.typ(s.named))).Add(results).Block(jen.Return(call))
}
