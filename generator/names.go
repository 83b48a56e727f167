// Names: identifiers and imports of the generated file, chosen so that
// nothing is hidden by anything.

package generator

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// names allocates the identifiers of one generated file.
type names struct {
	taken   map[string]bool   // at package level, imports included
	imports map[string]string // import path → name
	file    *jen.File
	pkg     *pkg
	locals  map[string]string
}

func newNames(p *pkg, file *jen.File) *names {
	n := &names{taken: make(map[string]bool), imports: make(map[string]string), file: file, pkg: p, locals: make(map[string]string)}
	for _, name := range p.types.Scope().Names() {
		n.taken[name] = true
	}
	for _, name := range types.Universe.Names() {
		n.taken[name] = true
	}
	// A file's imports and the package's names may not be the same, in any
	// file: our declarations must differ from all import names.
	for _, f := range p.files {
		for _, imp := range f.Imports {
			if imp.Name != nil {
				n.taken[imp.Name.Name] = true
			} else if path, err := strconv.Unquote(imp.Path.Value); err == nil {
				if q, err := p.imports.Import(path); err == nil {
					n.taken[q.Name()] = true
				}
			}
		}
	}
	for _, s := range []struct{ path, name string }{{runtimePath, "pg"}, {genoPath, "geno"}} {
		n.importAs(s.path, s.name)
	}
	return n
}

// importAs gives the package of that path a name in the file.
func (n *names) importAs(path, name string) {
	if _, ok := n.imports[path]; ok {
		return
	}
	// Only package-level names and other imports of this file matter: an
	// import elsewhere in the package may have the same name.
	try := name
	for i := 2; n.declared(try) || n.imported(try) || token.IsKeyword(try); i++ {
		try = name + strconv.Itoa(i)
	}
	n.imports[path] = try
	if p, err := n.pkg.imports.Import(path); err == nil && p.Name() == try && path[strings.LastIndexByte(path, '/')+1:] == try {
		n.file.ImportName(path, try)
	} else {
		n.file.ImportAlias(path, try)
	}
}

func (n *names) declared(name string) bool { return n.pkg.types.Scope().Lookup(name) != nil }

func (n *names) imported(name string) bool {
	for _, used := range n.imports {
		if used == name {
			return true
		}
	}
	return false
}

// qual spells a name of another package.
func (n *names) qual(path, name string) *jen.Statement {
	if path == n.pkg.path {
		return jen.Id(name)
	}
	if _, ok := n.imports[path]; !ok {
		pkgName := path
		if p, err := n.pkg.imports.Import(path); err == nil {
			pkgName = p.Name()
		}
		n.importAs(path, pkgName)
	}
	return jen.Qual(path, name)
}

func (n *names) pg(name string) *jen.Statement   { return n.qual(runtimePath, name) }
func (n *names) geno(name string) *jen.Statement { return n.qual(genoPath, name) }

// global allocates a package-level identifier. A test file shares its package
// with the file generated beside it, whose names begin otherwise.
func (n *names) global(name string) string {
	if n.pkg.inTest {
		name = "test" + exported(name)
	}
	try := name
	for i := 2; n.taken[try] || n.imported(try) || token.IsKeyword(try); i++ {
		try = name + strconv.Itoa(i)
	}
	n.taken[try] = true
	return try
}

// local returns the file's spelling of a local variable's name: one that
// hides nothing a directive's expression could mean.
func (n *names) local(name string) string {
	if l, ok := n.locals[name]; ok {
		return l
	}
	try := name
	for n.taken[try] || n.imported(try) {
		try += "_"
	}
	n.locals[name] = try
	return try
}

// expr spells a directive's expression.
func (n *names) expr(e *expression) *jen.Statement { return n.exprOver(e, "") }

// exprOver spells an expression over fields of the program x.
func (n *names) exprOver(e *expression, x string) *jen.Statement {
	s := &jen.Statement{}
	for _, p := range e.pieces {
		switch {
		case p.field != "":
			s.Id(x + "." + p.field)
		case p.path != "":
			s.Add(n.qual(p.path, p.text))
		case p.text != "":
			s.Id(p.text)
		}
	}
	return s
}

// typ spells a type.
func (n *names) typ(t types.Type) *jen.Statement {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return n.qual("unsafe", "Pointer")
		}
		return jen.Id(t.Name())
	case *types.Alias:
		return n.named(t.Obj(), t.TypeArgs())
	case *types.Named:
		return n.named(t.Obj(), t.TypeArgs())
	case *types.TypeParam:
		return jen.Id(t.Obj().Name())
	case *types.Pointer:
		return jen.Op("*").Add(n.typ(t.Elem()))
	case *types.Slice:
		return jen.Index().Add(n.typ(t.Elem()))
	case *types.Array:
		return jen.Index(jen.Id(strconv.FormatInt(t.Len(), 10))).Add(n.typ(t.Elem()))
	case *types.Map:
		return jen.Map(n.typ(t.Key())).Add(n.typ(t.Elem()))
	case *types.Chan:
		switch t.Dir() {
		case types.SendOnly:
			return jen.Chan().Op("<-").Add(n.typ(t.Elem()))
		case types.RecvOnly:
			return jen.Op("<-").Chan().Add(n.typ(t.Elem()))
		}
		return jen.Chan().Parens(n.typ(t.Elem()))
	case *types.Signature:
		return jen.Func().Add(n.signature(t))
	case *types.Struct:
		return n.fields(t, true)
	case *types.Interface:
		if t.NumMethods() == 0 && t.NumEmbeddeds() == 0 {
			return jen.Id("any")
		}
		var elems []jen.Code
		for i := range t.NumExplicitMethods() {
			m := t.ExplicitMethod(i)
			elems = append(elems, jen.Id(m.Name()).Add(n.signature(m.Signature())))
		}
		for i := range t.NumEmbeddeds() {
			elems = append(elems, n.typ(t.EmbeddedType(i)))
		}
		return jen.Interface(elems...)
	case *types.Union:
		s := &jen.Statement{}
		for i := range t.Len() {
			if i > 0 {
				s.Op("|")
			}
			if t.Term(i).Tilde() {
				s.Op("~")
			}
			s.Add(n.typ(t.Term(i).Type()))
		}
		return s
	}
	return jen.Id(t.String())
}

// fields spells a struct without a name. Tags make it another type, but one
// that converts.
func (n *names) fields(t *types.Struct, tags bool) *jen.Statement {
	var fields []jen.Code
	for i := range t.NumFields() {
		f := t.Field(i)
		spelled := n.typ(f.Type())
		if !f.Embedded() {
			spelled = jen.Id(f.Name()).Add(spelled)
		}
		if tag := t.Tag(i); tags && tag != "" {
			spelled.Add(jen.Lit(tag))
		}
		fields = append(fields, spelled)
	}
	return jen.Struct(fields...)
}

func (n *names) named(obj *types.TypeName, args *types.TypeList) *jen.Statement {
	s := jen.Id(obj.Name())
	if obj.Pkg() != nil && obj.Pkg().Path() != n.pkg.path {
		s = n.qual(obj.Pkg().Path(), obj.Name())
	}
	if args.Len() > 0 {
		var list []jen.Code
		for i := range args.Len() {
			list = append(list, n.typ(args.At(i)))
		}
		s.Index(jen.List(list...))
	}
	return s
}

func (n *names) signature(t *types.Signature) *jen.Statement {
	tuple := func(v *types.Tuple, variadic bool) []jen.Code {
		var out []jen.Code
		for i := range v.Len() {
			typ := v.At(i).Type()
			if s, ok := typ.(*types.Slice); ok && variadic && i == v.Len()-1 {
				out = append(out, jen.Op("...").Add(n.typ(s.Elem())))
				continue
			}
			out = append(out, n.typ(typ))
		}
		return out
	}
	s := jen.Params(tuple(t.Params(), t.Variadic())...)
	if t.Results().Len() > 0 {
		s.Params(tuple(t.Results(), false)...)
	}
	return s
}
