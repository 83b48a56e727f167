// Type-checking the generated file together with the package, in memory,
// before anything is written.

package generator

import (
	"go/ast"
	"go/parser"
	"go/types"
	"slices"
)

// check reports what the compiler would say about the generated code.
func check(p *pkg, src []byte, errs *problems) {
	f, err := parser.ParseFile(p.fset, p.output, src, parser.SkipObjectResolution)
	if err != nil {
		errs.add(p.at(p.files[0].Package), "generated code does not parse, which is a fault of pgen: %v", err)
		return
	}
	// A test file may use what is generated for the package under test.
	files := append(slices.Clone(p.files), p.stubs(func(f *ast.File) bool { return !p.own[f] })...)
	files = append(files, f)
	conf := types.Config{
		Importer: p.imports,
		Error: func(err error) {
			e, ok := err.(types.Error)
			if !ok || p.at(e.Pos).Filename != p.output {
				return
			}
			// Point at what the code was generated for, not into a file
			// that doesn't exist.
			pos := p.files[0].Package
			for _, s := range p.model.structs {
				if within(f, e, s) {
					pos = s.pos
					break
				}
			}
			errs.add(p.at(pos), "generated code would not compile: %s", e.Msg)
		},
	}
	conf.Check(p.path, p.fset, files, nil)
}

// within reports whether the error lies in a method of s, or in a function that
// does something for s.
func within(f *ast.File, e types.Error, s *structure) bool {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || e.Pos < d.Pos() || d.End() < e.Pos {
			continue
		}
		of := fn.Recv
		if of == nil {
			of = fn.Type.Params
		}
		return len(of.List) > 0 && receiverName(of.List[0].Type) == s.obj.Name()
	}
	return false
}
