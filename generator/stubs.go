// Declarations that stand in for the code about to be generated, so that a
// package which uses it type-checks before it exists.

package generator

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// methods are the methods of a symbolic struct T, with T for the type as its
// receiver spells it.
var methods = []struct{ name, signature string }{
	{"Clone", "() *T"},
	{"Equal", "(*T) bool"},
	{"Diff", "(*T) pg.Changes"},
	{"Rebind", "(...pg.Edit) error"},
	{"Space", "() *geno.Spec"},
	{"Materialize", "(*geno.DNA) (*T, error)"},
	{"Encode", "(*T) (*geno.DNA, error)"},
	{"SymbolicType", "() *pg.Type"},
	{"MaterializeFrom", "(*geno.Reader)"},
	{"EncodeInto", "(*T, *geno.Writer) error"},
	{"Sym", "() TSym"},
}

// stubs returns a file for each of p's files that has tags and is wanted: the
// call structs of tagged functions, and bodiless methods for all symbolic
// structs.
func (p *pkg) stubs(wanted func(*ast.File) bool) []*ast.File {
	written := p.writtenMethods()
	var files []*ast.File
	for _, f := range p.files {
		if !wanted(f) {
			continue
		}
		var body bytes.Buffer
		for _, t := range p.tagged {
			if t.Node.Pos() < f.FileStart || t.Node.Pos() >= f.FileEnd {
				continue
			}
			if n, ok := t.Node.(*ast.TypeSpec); ok && isInterface(n) {
				fmt.Fprintf(&body, "type %s interface {\npg_.AnySym\n%[1]s()\n}\n", nodeName(n.Name.Name))
				continue
			}
			if !isSymbolic(t) {
				continue
			}
			switch n := t.Node.(type) {
			case *ast.TypeSpec:
				recv, tparams := receiver(n.Name.Name, n.TypeParams)
				fmt.Fprintf(&body, "type %s%s struct { pg_.Sym[%s] }\n", symName(n.Name.Name), tparams, recv)
				for _, m := range methods {
					if !written[n.Name.Name][m.name] {
						fmt.Fprintf(&body, "func (*%s) %s%s\n", recv, m.name, expand(m.signature, recv))
					}
				}
			case *ast.FuncDecl:
				name := callName(n)
				recv, tparams := receiver(name, n.Type.TypeParams)
				fmt.Fprintf(&body, "type %s%s struct {\n", name, tparams)
				for _, prm := range p.params(n) {
					fmt.Fprintf(&body, "%s %s\n", prm.field, source(prm.typ))
				}
				fmt.Fprintf(&body, "}\ntype %s%s struct { pg_.Sym[%s] }\n", symName(name), tparams, recv)
				for _, m := range methods {
					if !written[name][m.name] {
						fmt.Fprintf(&body, "func (*%s) %s%s\n", recv, m.name, expand(m.signature, recv))
					}
				}
				fmt.Fprintf(&body, "func (*%s) Call%s\n", recv, p.callSignature(n))
			}
		}
		if body.Len() == 0 {
			continue
		}
		var src bytes.Buffer
		fmt.Fprintf(&src, "package %s\n", p.name)
		for _, imp := range f.Imports {
			name := ""
			if imp.Name != nil {
				name = imp.Name.Name
			}
			fmt.Fprintf(&src, "import %s %s\n", name, imp.Path.Value)
		}
		fmt.Fprintf(&src, "import pg_ %q\nimport geno_ %q\n", runtimePath, genoPath)
		src.Write(body.Bytes())
		stub, err := parser.ParseFile(p.fset, filepath.Join(p.dir, "pg_gen.go"), src.Bytes(), parser.SkipObjectResolution)
		if err != nil {
			continue // the function's own syntax error has been reported
		}
		files = append(files, stub)
	}
	return files
}

func expand(signature, recv string) string {
	return strings.NewReplacer("*T", "*"+recv, "TSym", symName(recv), "pg.", "pg_.", "geno.", "geno_.").Replace(signature)
}

// symName returns the name of the symbolic form of a type, which may have type
// arguments.
func symName(name string) string {
	name, args, generic := strings.Cut(name, "[")
	if generic {
		return name + "Sym[" + args
	}
	return name + "Sym"
}

// nodeName returns the name of the interface of all symbolic forms of types
// that implement the tagged interface of that name.
func nodeName(name string) string { return name + "Node" }

// isInterface reports whether n declares an interface that can be tagged.
func isInterface(n *ast.TypeSpec) bool {
	_, ok := n.Type.(*ast.InterfaceType)
	return ok && !n.Assign.IsValid() && n.TypeParams == nil
}

// writtenMethods returns the names of the methods that the user wrote, by
// receiver type.
func (p *pkg) writtenMethods() map[string]map[string]bool {
	written := make(map[string]map[string]bool)
	for _, f := range p.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || len(fn.Recv.List) != 1 {
				continue
			}
			name := receiverName(fn.Recv.List[0].Type)
			if written[name] == nil {
				written[name] = make(map[string]bool)
			}
			written[name][fn.Name.Name] = true
		}
	}
	return written
}

// receiverName returns the name of the type in a receiver's type expression.
func receiverName(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// receiver spells a type with its parameters as a receiver does, "T[K, V]",
// and those parameters as its declaration does, "[K comparable, V any]".
func receiver(name string, tp *ast.FieldList) (recv, tparams string) {
	if tp == nil || len(tp.List) == 0 {
		return name, ""
	}
	var names, decls []string
	for _, f := range tp.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
			decls = append(decls, n.Name+" "+source(f.Type))
		}
	}
	return name + "[" + strings.Join(names, ", ") + "]", "[" + strings.Join(decls, ", ") + "]"
}

// callName is the name of the struct of fn's parameters.
func callName(fn *ast.FuncDecl) string { return fn.Name.Name + "Call" }

// callSignature spells the signature of the method Call of fn's call struct: a
// context if fn takes one, and its results.
func (p *pkg) callSignature(fn *ast.FuncDecl) string {
	sig := &ast.FuncType{Params: &ast.FieldList{}, Results: fn.Type.Results}
	if list := fn.Type.Params.List; len(list) > 0 && p.isContext(list[0].Type) {
		sig.Params.List = []*ast.Field{{Type: list[0].Type}}
	}
	return strings.TrimPrefix(source(sig), "func")
}

// A param is a parameter of a tagged function as a field of its call struct.
type param struct {
	name  string // as in the function; "" or "_" if it has none
	field string
	typ   ast.Expr // a variadic parameter has a slice type
	pos   token.Pos
}

func (p param) named() bool { return p.name != "" && p.name != "_" }

// params returns fn's parameters without a leading context.
func (p *pkg) params(fn *ast.FuncDecl) []param {
	var ps []param
	for i, f := range fn.Type.Params.List {
		typ := f.Type
		if e, ok := typ.(*ast.Ellipsis); ok {
			typ = &ast.ArrayType{Elt: e.Elt}
		}
		if i == 0 && p.isContext(typ) {
			continue
		}
		if len(f.Names) == 0 {
			ps = append(ps, param{typ: typ, pos: f.Pos(), field: fmt.Sprintf("Arg%d", len(ps))})
		}
		for _, n := range f.Names {
			field := exported(n.Name)
			if n.Name == "_" {
				field = fmt.Sprintf("Arg%d", len(ps))
			}
			ps = append(ps, param{n.Name, field, typ, n.Pos()})
		}
	}
	return ps
}

// isContext reports whether e, an expression of one of p's files, spells
// context.Context.
func (p *pkg) isContext(e ast.Expr) bool {
	var qualifier string
	switch e := e.(type) {
	case *ast.Ident:
		qualifier = "."
		if e.Name != "Context" {
			return false
		}
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		if !ok || e.Sel.Name != "Context" {
			return false
		}
		qualifier = x.Name
	default:
		return false
	}
	for _, f := range p.files {
		if e.Pos() < f.FileStart || e.Pos() >= f.FileEnd {
			continue
		}
		return slices.ContainsFunc(f.Imports, func(imp *ast.ImportSpec) bool {
			name := "context"
			if imp.Name != nil {
				name = imp.Name.Name
			}
			return imp.Path.Value == `"context"` && name == qualifier
		})
	}
	return false
}

// exported makes a name's first letter upper case.
func exported(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	if r == '_' {
		return "X" + name
	}
	return string(unicode.ToUpper(r)) + name[n:]
}

// unexported makes a name's first letter lower case.
func unexported(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(r)) + name[n:]
}

func source(e ast.Expr) string {
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), e); err != nil {
		return "any"
	}
	return b.String()
}
