// The tables of typed field descriptors, call structs, and JSON.

package generator

import (
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"
)

// fieldsFunc returns the name of the function that describes s's fields,
// which it emits if s has no methods to emit.
func (e *emitter) fieldsFunc(s *structure) string {
	key := "fields " + s.obj.Name()
	if name, ok := e.helpers[key]; ok {
		return name
	}
	name := e.global(unexported(s.obj.Name()) + "Fields")
	e.helpers[key] = name
	e.queue = append(e.queue, func() { e.descriptors(s, name) })
	return name
}

func (e *emitter) descriptors(s *structure, name string) {
	x := e.local("x")
	list := &jen.Statement{}
	for _, f := range s.fields {
		if f.mode == skipped {
			continue
		}
		d := e.pg("F").Call(jen.Lit(f.name), jen.Func().Params(jen.Id(x).Op("*").Add(e.self(s))).Op("*").Add(e.typ(f.typ)).Block(jen.Return(jen.Op("&").Id(x).Dot(f.name))))
		switch {
		case f.mode == shared:
			d.Dot("Carried").Call()
		case f.ref != "":
			d.Dot("Follows").Call(jen.Lit(f.ref))
		case f.decision == nil:
		case f.decision.kind == custom:
			d = e.pg("Coded").Call(d, jen.Id(f.decision.variable), e.codec(f.decision, f.typ))
		case f.decision.kind > manyOf:
			d.Dot("Decided").Call(jen.Id(f.decision.variable))
		case f.decision.constants():
			d.Dot("Decided").Call(jen.Id(f.decision.variable)).Dot("From").Call(jen.Id(f.decision.values).Index(jen.Op(":")))
		default:
			d.Dot("Among").Call(jen.Id(f.decision.variable), e.prototypes(f.decision))
		}
		if f.decision != nil && f.decision.kind == manyOf {
			d.Dot("Each").Call()
		}
		if f.when != nil {
			var on []jen.Code
			for _, g := range f.when.on {
				on = append(on, jen.Lit(g.name))
			}
			args := []jen.Code{jen.Index().String().Values(on...)}
			for _, h := range f.when.holds {
				args = append(args, jen.Lit(h))
			}
			d.Dot("When").Call(args...)
		}
		list.Line().Add(d).Op(",")
	}
	if len(*list) > 0 {
		list.Line()
	}
	e.file.Comment(name + " describes the fields of " + s.obj.Name() + ".")
	// With type parameters an instance is known only when this is called.
	var body []jen.Code
	for _, f := range s.fields {
		if f.mode != inTree || !hasTypeParam(f.typ) {
			continue
		}
		e.instances(f.typ, nil, func(n *types.Named) {
			if i := slices.IndexFunc(e.model.plain, func(p *structure) bool { return p.obj == n.Origin().Obj() }); i >= 0 && hasTypeParam(n) && n.Origin().Obj() != s.obj {
				body = append(body, e.registerInstance(e.model.plain[i], n))
			}
		})
	}
	e.file.Func().Id(name).Add(e.declaredParams(s.named.TypeParams())).Params().Index().Add(e.pg("FieldInfo")).
		Block(append(body, jen.Return(jen.Index().Add(e.pg("FieldInfo")).Values(list)))...)
}

// table emits SymbolicType.
func (e *emitter) table(s *structure) {
	if s.written["SymbolicType"] {
		return
	}
	fields := jen.Id(e.fieldsFunc(s))
	if names := typeParams(s); len(names) > 0 {
		fields.Types(names...)
	}
	e.file.Comment("SymbolicType returns the table of " + s.obj.Name() + "'s fields.")
	e.file.Func().Params(jen.Op("*").Add(e.self(s))).Id("SymbolicType").Params().Op("*").Add(e.pg("Type")).
		Block(jen.Return(e.pg("TypeFor").Types(e.self(s), e.symSelf(s)).Call(e.tableArgs(s, fields)...)))
}

// tableArgs spells what makes s's table: the function that describes its
// fields, and what else there is to say of the type.
func (e *emitter) tableArgs(s *structure, fields jen.Code) []jen.Code {
	args := []jen.Code{fields}
	if s.name != "" {
		args = append(args, e.pg("TypeName").Call(jen.Lit(s.name)))
	}
	if len(s.aliases) > 0 {
		var names []jen.Code
		for _, a := range s.aliases {
			names = append(names, jen.Lit(a))
		}
		args = append(args, e.pg("TypeAlias").Call(names...))
	}
	if hasJSON(s) {
		args = append(args, e.pg("GeneratedJSON").Call())
	}
	if s.written["Equal"] {
		args = append(args, e.pg("WrittenEqual").Call())
	}
	return args
}

// callStruct emits the struct of a tagged function's parameters, and Call.
func (e *emitter) callStruct(s *structure) {
	c := s.call
	name := c.fn.Name()
	var fields []jen.Code
	st := s.named.Underlying().(*types.Struct)
	for i := range st.NumFields() {
		fields = append(fields, jen.Id(st.Field(i).Name()).Add(e.typ(st.Field(i).Type())))
	}
	e.file.Comment(s.obj.Name() + " is a call of " + name + ", as the struct of its parameters.")
	e.file.Type().Id(s.obj.Name()).Add(e.declaredParams(s.named.TypeParams())).Struct(fields...)

	x, ctx := e.local("x"), e.local("ctx")
	var params, args []jen.Code
	if c.context {
		params = append(params, jen.Id(ctx).Add(e.qual("context", "Context")))
		args = append(args, jen.Id(ctx))
	}
	for i, a := range c.args {
		arg := jen.Id(x).Dot(a)
		if c.variadic && i == len(c.args)-1 {
			arg.Op("...")
		}
		args = append(args, arg)
	}
	call := jen.Id(name)
	if names := typeParams(s); len(names) > 0 {
		call.Types(names...)
	}
	call.Call(args...)
	res := c.fn.Signature().Results()
	var results []jen.Code
	for i := range res.Len() {
		results = append(results, e.typ(res.At(i).Type()))
	}
	fn := e.method(s, "Call", "Call calls "+name+" with x's parameters.", x).Params(params...)
	switch len(results) {
	case 0:
		fn.Block(call)
	case 1:
		fn.Add(results[0]).Block(jen.Return(call))
	default:
		fn.Params(results...).Block(jen.Return(call))
	}
}

// hasJSON reports whether JSON methods are generated for s: if encoding/json
// alone could not read back what it writes, or if json/v2 alone would write
// something else, and the user wrote none.
func hasJSON(s *structure) bool {
	return !s.written["MarshalJSON"] && !s.written["UnmarshalJSON"] && needsJSON(s.named.Underlying(), nil)
}

// json emits the JSON methods of a struct that needs them.
func (e *emitter) json(s *structure) {
	if !hasJSON(s) {
		return
	}
	x, data := e.local("x"), e.local("data")
	recv := jen.Id(x).Add(e.self(s))
	ref := jen.Op("&").Id(x)
	if holdsLock(s.named) {
		recv, ref = jen.Id(x).Op("*").Add(e.self(s)), jen.Id(x)
	}
	e.file.Comment("MarshalJSON writes x, with the types of what its interfaces hold.")
	e.file.Func().Params(recv).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(e.pg("MarshalJSON").Call(ref)))
	e.file.Comment("UnmarshalJSON reads what MarshalJSON wrote. After an error x is as before.")
	e.file.Func().Params(jen.Id(x).Op("*").Add(e.self(s))).Id("UnmarshalJSON").Params(jen.Id(data).Index().Byte()).Error().
		Block(jen.Return(e.pg("UnmarshalJSON").Call(jen.Id(x), jen.Id(data))))
}

// needsJSON reports whether a value of type t can hold an interface other than
// error, or else a time.Duration or an array of bytes, which json/v2 refuses
// and writes as a string.
func needsJSON(t types.Type, within []types.Type) bool {
	t = types.Unalias(t)
	for _, w := range within {
		if types.Identical(w, t) {
			return false
		}
	}
	within = append(within, t)
	if isError(t) {
		return false
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Duration" {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Pointer:
		return needsJSON(u.Elem(), within)
	case *types.Slice:
		return needsJSON(u.Elem(), within)
	case *types.Array:
		if b, ok := types.Unalias(u.Elem()).(*types.Basic); ok && b.Kind() == types.Byte {
			return true
		}
		return needsJSON(u.Elem(), within)
	case *types.Map:
		return needsJSON(u.Elem(), within)
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Exported() && needsJSON(u.Field(i).Type(), within) {
				return true
			}
		}
	}
	return false
}
