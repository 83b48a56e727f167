package annotations

// Directives that stand on nothing they could belong to: where they are, and
// where they should be.

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// misplacedOn is the message for a directive on a thing of the wrong kind; no
// kind at all is an alias.
func misplacedOn(d Definition, on thing) string {
	if on.kind == 0 {
		return fmt.Sprintf("misplaced //pg:%s: %s is an alias: tag the type that it names, or define a new type without the =", d.Name, on.label)
	}
	return elsewhere(d, "on "+article(on.kind.String()))
}

// elsewhere is the message for a directive at a place at which it cannot be.
func elsewhere(d Definition, where string) string {
	return fmt.Sprintf("misplaced //pg:%s: it stands %s, but is for %s", d.Name, where, d.places())
}

// places says where a directive may stand.
func (d Definition) places() string {
	var list []string
	for _, name := range strings.Split(d.Targets.String(), ", ") {
		list = append(list, article(name))
	}
	if i := len(list) - 1; i > 0 {
		list[i-1] += " or " + list[i]
		list = list[:i]
	}
	s := strings.Join(list, ", ")
	if d.Targets&OnParam != 0 {
		s += " (a parameter by name, in its function's doc comment)"
	}
	return s
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// misplaced says what is wrong with a directive that no declaration claimed.
func (r *reader) misplaced(raw ast.Directive) string {
	def, _ := Lookup(raw.Name)
	pos := raw.Slash
	if pos < r.file.Package {
		return elsewhere(def, "before the package clause")
	}
	for _, decl := range r.file.Decls {
		start, what := head(decl)
		switch {
		case pos < start:
			return r.detached(def, decl.Pos(), what)
		case pos < decl.End():
			return r.inside(raw, def, decl)
		case r.line(pos) == r.line(decl.End()):
			return r.after(def, what)
		}
	}
	return elsewhere(def, "below the last declaration")
}

// couldStand reports whether pos is where a directive has some declaration,
// field or parameter that it could be meant for. What only resembles one is an
// ordinary comment elsewhere: in the body of a function, where an example says
// what it prints and code is commented out, in the documentation of a package,
// and on variables, constants and imports.
func (r *reader) couldStand(pos token.Pos) bool {
	if pos < r.file.Package {
		return false
	}
	for _, decl := range r.file.Decls {
		if start, _ := head(decl); pos < start || pos >= decl.End() {
			continue
		}
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			return decl.Body == nil || !within(decl.Body, pos)
		case *ast.GenDecl:
			return decl.Tok == token.TYPE
		}
	}
	return true
}

// head returns where a declaration with its doc comment begins and what to call
// it, "" if no directive can stand on it.
func head(decl ast.Decl) (start token.Pos, what string) {
	start = decl.Pos()
	var doc *ast.CommentGroup
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		doc = decl.Doc
		if decl.Recv == nil {
			what = "func " + decl.Name.Name
		}
	case *ast.GenDecl:
		doc = decl.Doc
		if decl.Tok == token.TYPE && len(decl.Specs) == 1 {
			if spec, ok := decl.Specs[0].(*ast.TypeSpec); ok {
				what = "type " + spec.Name.Name
			}
		}
	}
	if doc != nil {
		start = doc.Pos()
	}
	return start, what
}

// detached is for a directive above something that begins at next.
func (r *reader) detached(def Definition, next token.Pos, what string) string {
	if what == "" {
		return elsewhere(def, "on no declaration")
	}
	r.meant(def, what)
	return fmt.Sprintf("misplaced //pg:%s: a blank line separates it from %s at line %d: move it into the doc comment, next to the declaration",
		def.Name, what, r.line(next))
}

func (r *reader) after(def Definition, what string) string {
	if what == "" {
		return elsewhere(def, "behind a declaration")
	}
	r.meant(def, what)
	return fmt.Sprintf("misplaced //pg:%s: it stands behind %s: move it into the doc comment above", def.Name, what)
}

// meant notes that a misplaced //pg:symbolic is for the declaration, so that
// its absence there is not an error of its own.
func (r *reader) meant(def Definition, what string) {
	if def.Name == "symbolic" {
		delete(r.plain, what)
	}
}

// inside is for a directive within a declaration or its doc comment.
func (r *reader) inside(raw ast.Directive, def Definition, decl ast.Decl) string {
	pos := raw.Slash
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		switch {
		case decl.Body != nil && within(decl.Body, pos):
			return elsewhere(def, "in a function body")
		case decl.Recv != nil:
			return fmt.Sprintf("misplaced //pg:%s: tag a function; a method cannot be tagged: write a function that takes the receiver of %s as a parameter", def.Name, decl.Name.Name)
		case decl.Type.Params != nil && within(decl.Type.Params, pos):
			return r.besideParam(raw, def, decl)
		}
		return elsewhere(def, "inside the signature of a function")
	case *ast.GenDecl:
		if decl.Tok != token.TYPE {
			return elsewhere(def, "on "+article(decl.Tok.String()+" declaration"))
		}
		if decl.Doc != nil && within(decl.Doc, pos) {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					r.meant(def, "type "+spec.Name.Name)
				}
			}
			return fmt.Sprintf("misplaced //pg:%s: it stands on a group of %d types: move it into the doc comment of the one it is for", def.Name, len(decl.Specs))
		}
		for _, spec := range decl.Specs {
			spec, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			what := "type " + spec.Name.Name
			switch {
			case pos < spec.Pos():
				return r.detached(def, spec.Pos(), what)
			case pos < spec.End():
				return r.insideType(def, pos, spec)
			case r.line(pos) == r.line(spec.End()):
				return r.after(def, what)
			}
		}
	}
	return elsewhere(def, "on no declaration")
}

func (r *reader) insideType(def Definition, pos token.Pos, spec *ast.TypeSpec) string {
	var innermost ast.Node
	ast.Inspect(spec.Type, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.StructType, *ast.InterfaceType, *ast.FuncType:
			if within(n, pos) {
				innermost = n
			}
		}
		return true
	})
	switch t := innermost.(type) {
	case *ast.StructType:
		if t != ast.Unparen(spec.Type) {
			return fmt.Sprintf("misplaced //pg:%s: it stands in a nested struct without a name: declare that struct as a type and tag it with //pg:symbolic", def.Name)
		}
		for _, field := range t.Fields.List {
			start := field.Pos()
			if field.Doc != nil {
				start = field.Doc.Pos()
			}
			if names := fieldNames(field); pos < start && len(names) > 0 && r.line(pos) > r.line(t.Fields.Opening) {
				return r.detached(def, field.Pos(), "field "+strings.Join(names, ", "))
			}
		}
		return fmt.Sprintf("misplaced //pg:%s: it stands on no field: write it at the end of the field's line or on the line above", def.Name)
	case *ast.InterfaceType:
		return elsewhere(def, "on a method of an interface")
	}
	return elsewhere(def, "inside "+spec.Name.Name+"'s type")
}

// besideParam prints the directive as it is to be written in the doc comment.
// It takes the parameter on the directive's line for the one meant, else the
// next one.
func (r *reader) besideParam(raw ast.Directive, def Definition, decl *ast.FuncDecl) string {
	if def.Targets&OnParam == 0 {
		return elsewhere(def, "beside a parameter")
	}
	line := r.line(raw.Slash)
	var names []string
	for _, field := range decl.Type.Params.List {
		if at := r.line(field.End()); field.Pos() < raw.Slash && at != line {
			continue
		} else if at > line && len(names) > 0 {
			break
		}
		names = fieldNames(field)
		if len(field.Names) == 0 {
			names = nil // what stands there is a type
		}
		if field.Pos() > raw.Slash {
			break
		}
	}
	args, err := splitArgs(raw.Args, raw.ArgsPos)
	if err != nil || len(names) == 0 {
		return elsewhere(def, "beside a parameter")
	}
	if len(args) > 0 && slices.Contains(names, args[0].Text) {
		args = args[1:]
	}
	var lines []string
	for _, name := range names {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("//pg:%s %s %s", def.Name, name, source(args)), " "))
	}
	return fmt.Sprintf("misplaced //pg:%s: it stands beside a parameter: write %s in the doc comment of func %s",
		def.Name, strings.Join(lines, " and "), decl.Name.Name)
}

func within(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

func (r *reader) line(pos token.Pos) int { return r.fset.PositionFor(pos, false).Line }
