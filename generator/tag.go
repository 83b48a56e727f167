// Tagging a user's source: what pgen init does, by small edits that leave
// everything else in the file as it was.

package generator

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/packages"

	"github.com/pgen-go/pgen/annotations"
)

// GenerateLine is the comment that makes go generate run pgen.
const GenerateLine = "//go:generate go tool pgen"

// Tag returns the files of the package that the pattern names, with the line
// for go generate added and the named types and functions tagged: each gets
// //pg:symbolic, and each field without a directive that is a bool, an enum or
// an interface with symbolic implementations gets //pg:oneof, and one that
// is a function, a channel or can't be copied //pg:skip. What is there already stays; Tag writes nothing.
// Without names only the go:generate line is added.
func Tag(ctx context.Context, cfg Config, pattern string, names ...string) ([]File, error) {
	fset := token.NewFileSet()
	pc := &packages.Config{
		Context: ctx, Dir: cfg.Dir, Env: cfg.Env, Fset: fset,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports,
		ParseFile: func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
			return parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		},
	}
	if len(cfg.Tags) > 0 {
		pc.BuildFlags = []string{"-tags=" + strings.Join(cfg.Tags, ",")}
	}
	if _, err := moduleRoot(cfg.Dir); err != nil {
		return nil, fmt.Errorf("init %s: %w", pattern, err)
	}
	loaded, err := packages.Load(pc, pattern)
	if err != nil {
		return nil, notLoaded([]string{pattern}, err)
	}
	if len(loaded) != 1 {
		return nil, fmt.Errorf("init %s: expected the pattern of one package, got %d packages", pattern, len(loaded))
	}
	lp := loaded[0]
	var p problems
	for _, e := range lp.Errors {
		if e.Kind == packages.ParseError || e.Kind == packages.ListError && len(lp.Syntax) == 0 {
			p.add(position(e.Pos), "%s", oneLine(e.Msg))
		}
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	// What pgen wrote is not what it is to be written for.
	lp.Syntax = slices.DeleteFunc(lp.Syntax, func(f *ast.File) bool { return isOutput(fset.Position(f.FileStart).Filename) })
	t := tagger{fset: fset, pkg: lp, names: names, edits: make(map[string][]insertion)}
	for _, name := range names {
		if !t.tag(name) {
			p.add(token.Position{}, "init %s: no type or function %s: %s", pattern, name, annotations.Suggest(name, t.declared(), "", "expected one of"))
		}
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	t.generateLine()
	return t.files()
}

// An insertion is text to put into a file at an offset.
type insertion struct {
	offset int
	text   string
}

type tagger struct {
	fset  *token.FileSet
	pkg   *packages.Package
	names []string // to be tagged
	edits map[string][]insertion
}

func (t *tagger) insert(pos token.Pos, text string) {
	at := t.fset.Position(pos)
	t.edits[at.Filename] = append(t.edits[at.Filename], insertion{at.Offset, text})
}

// declared lists what could be tagged.
func (t *tagger) declared() []string {
	var names []string
	for _, f := range t.pkg.Syntax {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name != "main" && d.Name.Name != "init" {
					names = append(names, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok {
						names = append(names, ts.Name.Name)
					}
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// tag tags the declaration of that name, and reports whether there is one.
func (t *tagger) tag(name string) bool {
	for _, f := range t.pkg.Syntax {
		obj := t.pkg.Types.Scope().Lookup(name)
		if obj == nil || obj.Pos() < f.FileStart || obj.Pos() >= f.FileEnd {
			continue
		}
		// From the name out to its declaration.
		path, _ := astutil.PathEnclosingInterval(f, obj.Pos(), obj.Pos())
		for i, n := range path {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil {
					t.comment(n.Pos(), n.Doc, "//pg:symbolic")
					return true
				}
			case *ast.TypeSpec:
				decl, _ := path[i+1].(*ast.GenDecl)
				pos, doc := n.Pos(), n.Doc
				if decl != nil && !decl.Lparen.IsValid() {
					pos, doc = decl.Pos(), decl.Doc
				}
				t.comment(pos, doc, "//pg:symbolic")
				if st, ok := n.Type.(*ast.StructType); ok {
					t.fields(st)
				}
				return true
			}
		}
	}
	return false
}

// comment adds a line before pos, below its doc comment if it has one,
// unless the comment has the line already.
func (t *tagger) comment(pos token.Pos, doc *ast.CommentGroup, line string) {
	text := line + "\n"
	if doc != nil {
		for _, c := range doc.List {
			if c.Text == line || strings.HasPrefix(c.Text, line+" ") {
				return
			}
		}
		if last := doc.List[len(doc.List)-1]; !isDirective(last.Text) {
			text = "//\n" + text
		}
	}
	t.insert(pos, text)
}

func isDirective(comment string) bool {
	_, ok := ast.ParseDirective(0, comment)
	return ok
}

// fields tags the fields that need no further word from the user.
func (t *tagger) fields(st *ast.StructType) {
	for i, f := range st.Fields.List {
		if len(f.Names) == 0 || hasDirective(f.Doc) || hasDirective(f.Comment) {
			continue
		}
		typ := t.pkg.TypesInfo.TypeOf(f.Type)
		if typ == nil {
			continue
		}
		text := ""
		named, _ := types.Unalias(typ).(*types.Named)
		switch u := typ.Underlying().(type) {
		case *types.Basic:
			if u.Info()&types.IsBoolean != 0 || named != nil && hasConstants(named) {
				text = "//pg:oneof"
			}
		case *types.Signature, *types.Chan:
			text = "//pg:skip"
		case *types.Interface:
			if t.implemented(u, st) {
				text = "//pg:oneof"
			}
		}
		if copier := (&reader{pkg: &pkg{types: t.pkg.Types}}); text == "" && copier.uncopyable(typ, nil) != "" {
			text = "//pg:skip"
		}
		if text == "" {
			continue
		}
		// Only one comment fits behind a field, and nothing else behind that:
		// otherwise the directive goes on a line of its own above it.
		next := st.Fields.Closing
		if i+1 < len(st.Fields.List) {
			next = st.Fields.List[i+1].Pos()
		}
		switch line := func(pos token.Pos) int { return t.fset.Position(pos).Line }; {
		case line(next) == line(f.End()):
			t.insert(f.Pos(), "\n"+text+"\n")
		case f.Comment != nil:
			t.insert(f.Pos(), text+"\n")
		default:
			t.insert(f.End(), " "+text)
		}
	}
}

// implemented reports whether a struct of the package that is tagged, or is
// about to be, implements the interface. One that holds itself is no candidate
// in itself.
func (t *tagger) implemented(u *types.Interface, in *ast.StructType) bool {
	if u.NumMethods() == 0 {
		return false
	}
	for _, f := range t.pkg.Syntax {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				ts, ok := s.(*ast.TypeSpec)
				if !ok || ts.Type == in || !slices.Contains(t.names, ts.Name.Name) && !tagged(ts.Doc) && (g.Lparen.IsValid() || !tagged(g.Doc)) {
					continue
				}
				if obj := t.pkg.Types.Scope().Lookup(ts.Name.Name); obj != nil && !types.IsInterface(obj.Type()) && types.Implements(types.NewPointer(obj.Type()), u) {
					return true
				}
			}
		}
	}
	return false
}

// tagged reports whether a doc comment has //pg:symbolic.
func tagged(g *ast.CommentGroup) bool {
	return g != nil && slices.ContainsFunc(g.List, func(c *ast.Comment) bool {
		d, ok := ast.ParseDirective(c.Pos(), c.Text)
		return ok && d.Tool == "pg" && d.Name == "symbolic"
	})
}

func hasDirective(g *ast.CommentGroup) bool {
	return g != nil && slices.ContainsFunc(g.List, func(c *ast.Comment) bool {
		d, ok := ast.ParseDirective(c.Pos(), c.Text)
		return ok && d.Tool == "pg"
	})
}

func hasConstants(n *types.Named) bool {
	if n.Obj().Pkg() == nil {
		return false
	}
	scope := n.Obj().Pkg().Scope()
	count := 0
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), n) {
			count++
		}
	}
	return count > 1
}

// generateLine adds the go:generate line to the package's first file by name,
// unless one has it.
func (t *tagger) generateLine() {
	var first *ast.File
	for _, f := range t.pkg.Syntax {
		name := t.fset.Position(f.FileStart).Filename
		for _, g := range f.Comments {
			for _, c := range g.List {
				if d, ok := ast.ParseDirective(c.Pos(), c.Text); ok && d.Tool == "go" && d.Name == "generate" && slices.ContainsFunc(strings.Fields(d.Args), func(w string) bool { return filepath.Base(w) == "pgen" }) {
					return
				}
			}
		}
		if first == nil || name < t.fset.Position(first.FileStart).Filename {
			first = f
		}
	}
	if first == nil {
		return
	}
	// After the imports, where it belongs to no declaration's comment.
	pos := first.Name.End()
	for _, d := range first.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			pos = g.End()
		}
	}
	// Behind a comment that ends the line, too.
	for _, g := range first.Comments {
		if g.Pos() > pos && t.fset.Position(g.Pos()).Line == t.fset.Position(pos).Line {
			pos = g.End()
		}
	}
	t.insert(pos, "\n\n"+GenerateLine)
}

// files applies the insertions.
func (t *tagger) files() ([]File, error) {
	var out []File
	for name, edits := range t.edits {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sort.SliceStable(edits, func(i, j int) bool { return edits[i].offset < edits[j].offset })
		var b bytes.Buffer
		last := 0
		for _, e := range edits {
			b.Write(src[last:e.offset])
			b.WriteString(e.text)
			last = e.offset
		}
		b.Write(src[last:])
		want, err := format.Source(b.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, File{Path: name, Want: want, Have: src})
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}
