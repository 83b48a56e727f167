package annotations

// One file: putting each directive on the declaration, field or parameter it
// belongs to, and the rules for what stands together.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// File collects the directives of a file parsed with parser.ParseComments, in
// source order, and everything that is wrong with them, sorted by position.
// Where there are errors, only what is well formed and well placed is returned.
func File(fset *token.FileSet, f *ast.File) ([]*Tagged, []Error) {
	r := &reader{
		fset:   fset,
		file:   f,
		loose:  map[*ast.Comment]ast.Directive{},
		nearly: map[*ast.CommentGroup]bool{},
		bad:    map[*Directive]bool{},
		plain:  map[string]Error{},
	}
	for _, group := range f.Comments {
		for _, comment := range group.List {
			d, known, meant, msg := read(comment)
			if known {
				r.loose[comment] = d
			} else if !strings.HasPrefix(comment.Text, "//pg:") && !r.couldStand(comment.Slash) {
				continue
			} else if msg != "" {
				r.errs = append(r.errs, Error{comment.Slash, msg})
			}
			if meant == "symbolic" {
				r.nearly[group] = true
			} else if meant != "" {
				r.lost = true
			}
		}
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				r.function(decl)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					docs := []*ast.CommentGroup{spec.Doc}
					if len(decl.Specs) == 1 && decl.Doc != spec.Doc {
						docs = append(docs, decl.Doc)
					}
					r.typeSpec(spec, docs)
				}
			}
		}
	}
	for comment, d := range r.loose {
		r.errs = append(r.errs, Error{comment.Slash, r.misplaced(d)})
	}
	r.errs = slices.AppendSeq(r.errs, maps.Values(r.plain))
	slices.SortFunc(r.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), strings.Compare(a.Msg, b.Msg))
	})
	return r.tagged, r.errs
}

// reader is the state of reading one file.
type reader struct {
	fset   *token.FileSet
	file   *ast.File
	loose  map[*ast.Comment]ast.Directive // directives that nothing has claimed yet
	nearly map[*ast.CommentGroup]bool     // those in which //pg:symbolic was meant but misspelt
	bad    map[*Directive]bool            // directives with an error of their own
	plain  map[string]Error               // by label, what has directives on its fields but no //pg:symbolic
	lost   bool                           // some directive is misspelt or has a wrong name, so a field may lack it
	tagged []*Tagged
	errs   []Error
}

func (r *reader) errorf(pos token.Pos, format string, args ...any) {
	r.errs = append(r.errs, Error{pos, fmt.Sprintf(format, args...)})
}

// thing is what a directive's comment belongs to.
type thing struct {
	kind    Target
	label   string   // "type Encoder", "field Level"
	names   []string // its own, which are not to be repeated
	members []string // what the named form can name
	member  Target   // OnField, OnParam, or 0 if there is no named form
	open    bool     // members are not known from the syntax
}

// add adds members; one that is called _ can't be named.
func (t *thing) add(names []string) {
	for _, name := range names {
		if name != "_" {
			t.members = append(t.members, name)
		}
	}
}

// take claims the directives of the comments.
func (r *reader) take(groups ...*ast.CommentGroup) []ast.Directive {
	var list []ast.Directive
	for _, group := range groups {
		if group == nil {
			continue
		}
		for _, comment := range group.List {
			if d, ok := r.loose[comment]; ok {
				list = append(list, d)
				delete(r.loose, comment)
			}
		}
	}
	return list
}

func (r *reader) function(decl *ast.FuncDecl) {
	on := thing{kind: OnFunc, label: "func " + decl.Name.Name, names: []string{decl.Name.Name}, member: OnParam}
	if decl.Type.Params != nil {
		for _, field := range decl.Type.Params.List {
			if len(field.Names) > 0 { // else it is a type
				on.add(fieldNames(field))
			}
		}
	}
	r.declaration(decl, on, []*ast.CommentGroup{decl.Doc}, nil)
}

func (r *reader) typeSpec(spec *ast.TypeSpec, docs []*ast.CommentGroup) {
	on := thing{label: "type " + spec.Name.Name, names: []string{spec.Name.Name}}
	var fields []*ast.Field
	switch t := ast.Unparen(spec.Type).(type) {
	case *ast.StructType:
		on.kind, on.member = OnStruct, OnField
		if t.Fields != nil {
			fields = t.Fields.List
		}
	case *ast.InterfaceType:
		on.kind = OnInterface
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr:
		on.kind, on.member, on.open = OnType, OnField, true
	default:
		on.kind = OnType
	}
	if spec.Assign.IsValid() {
		on.kind, on.member = 0, 0
	}
	for _, field := range fields {
		on.add(fieldNames(field))
	}
	r.declaration(spec, on, docs, fields)
}

// declaration places the directives of a declaration's doc comments and of its
// fields' comments.
func (r *reader) declaration(node ast.Node, on thing, docs []*ast.CommentGroup, fields []*ast.Field) {
	tagged := &Tagged{Node: node, Fields: map[string][]*Directive{}}
	var first *Directive // of those on fields or parameters
	put := func(d *Directive, names ...string) {
		for _, name := range names {
			tagged.Fields[name] = append(tagged.Fields[name], d)
		}
		if first == nil || d.Pos < first.Pos {
			first = d
		}
	}
	for _, raw := range r.take(docs...) {
		if d := r.place(raw, on); d != nil && d.Target != "" {
			put(d, d.Target)
		} else if d != nil {
			tagged.Directives = append(tagged.Directives, d)
		} else {
			r.lost = true
		}
	}
	for _, field := range fields {
		names := fieldNames(field)
		here := thing{kind: OnField, label: "field " + strings.Join(names, ", "), names: names}
		for _, raw := range r.take(field.Doc, field.Comment) {
			if slices.Contains(names, "_") {
				r.errorf(raw.Slash, "//pg:%s stands on a field named _, which nothing can set: give the field a name", raw.Name)
			} else if d := r.place(raw, here); d != nil {
				put(d, names...)
			}
		}
	}

	for _, d := range tagged.Directives {
		switch {
		case d.Name != "symbolic":
		case on.names[0] == "_":
			r.once(d, "//pg:symbolic on %s: it has no name that generated code could call it by: give it one", on.label)
		case on.kind == OnFunc && on.names[0] == "init":
			r.once(d, "//pg:symbolic on %s: nothing can call it: move what it does into a function of another name", on.label)
		}
	}
	r.together(tagged.Directives, on.label)
	for _, name := range slices.Sorted(maps.Keys(tagged.Fields)) {
		list := tagged.Fields[name]
		slices.SortStableFunc(list, func(a, b *Directive) int { return cmp.Compare(a.Pos, b.Pos) })
		label := "field " + name
		if on.member == OnParam {
			label = "parameter " + name
		}
		r.together(list, label)
	}
	symbolic := slices.ContainsFunc(tagged.Directives, func(d *Directive) bool { return d.Name == "symbolic" }) ||
		slices.ContainsFunc(docs, func(doc *ast.CommentGroup) bool { return r.nearly[doc] })
	if first != nil && !symbolic {
		r.plain[on.label] = Error{first.Pos, fmt.Sprintf("//pg:%s has no effect, since %s is not symbolic: add //pg:symbolic to its doc comment", first.Name, on.label)}
	}

	// What is wrong has been said; hand out only what is right.
	isBad := func(d *Directive) bool { return r.bad[d] }
	tagged.Directives = slices.DeleteFunc(tagged.Directives, isBad)
	for name, list := range tagged.Fields {
		if list = slices.DeleteFunc(list, isBad); len(list) == 0 {
			delete(tagged.Fields, name)
		} else {
			tagged.Fields[name] = list
		}
	}
	if len(tagged.Directives)+len(tagged.Fields) > 0 {
		r.tagged = append(r.tagged, tagged)
	}
}

// place makes a Directive of one that stands on a thing or in its doc comment.
// It returns nil if it belongs to nothing; one with bad arguments is returned,
// so that what stands beside it is judged as if it were right.
func (r *reader) place(raw ast.Directive, on thing) *Directive {
	def, _ := Lookup(raw.Name)
	d := &Directive{Definition: def, Pos: raw.Slash, End: raw.Slash + token.Pos(len("//pg:")+len(raw.Name))}
	stands := def.Targets&on.kind != 0
	if !stands && def.Targets&on.member == 0 {
		r.errorf(d.Pos, "%s", misplacedOn(def, on))
		return nil
	}
	args, err := splitArgs(raw.Args, raw.ArgsPos)
	if err != nil {
		r.errorf(err.Pos, "//pg:%s: %s", d.Name, err.Msg)
		r.bad[d] = true
		if stands {
			return d
		}
		return nil
	}
	if len(args) > 0 {
		d.End = args[len(args)-1].End
	}
	// arguments are args without the first skip, as the directive takes them.
	arguments := func(skip int) []Arg {
		if rest := args[skip:]; !def.Rest || len(rest) == 0 {
			return rest
		}
		start, end := args[skip].Pos, args[len(args)-1].End
		return []Arg{{raw.Args[start-raw.ArgsPos : end-raw.ArgsPos], start, end}}
	}
	named := 0
	if !stands {
		if !r.target(d, args, on) {
			return nil
		}
		named = 1
	} else if len(args) > 0 && slices.Contains(on.names, args[0].Text) {
		// The name is one word too many only if all is well without it: in
		// "//pg:custom Level" it can be a value that happens to be so called.
		if trial := (&Directive{Definition: def}); trial.assign(arguments(1), new([]Error)) {
			advice := strings.TrimRight("//pg:"+def.Name+" "+source(arguments(1)), " ")
			if def.Max < 0 {
				advice += fmt.Sprintf(", or (%s) if it is a candidate", args[0].Text)
			}
			r.errorf(args[0].Pos, "//pg:%s stands on %s itself and takes no name: write %s", def.Name, on.label, advice)
			r.bad[d] = true
			return d
		}
	}
	if !d.assign(arguments(named), &r.errs) {
		r.bad[d] = true
	}
	return d
}

// target sets the target of a directive in the named form, its first argument,
// and reports whether it is one.
func (r *reader) target(d *Directive, args []Arg, on thing) bool {
	noun := "field"
	if on.member == OnParam {
		noun = "parameter"
	}
	form := usage(d.Definition, strings.ToUpper(noun))
	if len(args) == 0 {
		r.errorf(d.Pos, "//pg:%s in the doc comment of %s needs the name of a %s: write %s", d.Name, on.label, noun, form)
		return false
	}
	name := args[0]
	switch {
	case !token.IsIdentifier(name.Text):
		r.errorf(name.Pos, "//pg:%s in the doc comment of %s begins with the name of a %s, got %s: write %s", d.Name, on.label, noun, name.Text, form)
	case !on.open && len(on.members) == 0:
		r.errorf(name.Pos, "//pg:%s: %s has no %s %s, nor any other with a name", d.Name, on.label, noun, name.Text)
	case !on.open && !slices.Contains(on.members, name.Text):
		r.errorf(name.Pos, "//pg:%s: %s has no %s %s: %s", d.Name, on.label, noun, name.Text,
			Suggest(name.Text, on.members, "", "it has"))
	default:
		d.Target, d.TargetPos = name.Text, name.Pos
		return true
	}
	return false
}

// together checks what stands on one thing.
func (r *reader) together(list []*Directive, label string) {
	decision := false
	for i, d := range list {
		decision = decision || d.Decision || d.Alone
		for _, e := range list[:i] {
			at := r.fset.Position(e.Pos)
			where := fmt.Sprintf("//pg:%s (at %d:%d)", e.Name, at.Line, at.Column)
			switch {
			case d.Name == e.Name:
				r.once(d, "%s already has %s: keep one", label, where)
			case d.Alone:
				r.once(d, "//pg:%s combines with no other directive, but %s has %s: keep one", d.Name, label, where)
			case e.Alone:
				r.once(d, "%s has %s, which combines with no other directive: keep one", label, where)
			case d.Decision && e.Decision:
				r.once(d, "%s already has the decision %s: keep one", label, where)
			default:
				continue
			}
			break
		}
	}
	for _, d := range list {
		if d.Name == "when" && !decision && !r.lost {
			var decisions []string
			for _, def := range table {
				if def.Decision {
					decisions = append(decisions, "//pg:"+def.Name)
				}
			}
			r.once(d, "//pg:when needs a decision on %s too: add one of %s", label, strings.Join(decisions, ", "))
		}
	}
}

// once reports an error at d unless it has one already: a directive on several
// names is checked for each.
func (r *reader) once(d *Directive, format string, args ...any) {
	if !r.bad[d] {
		r.bad[d] = true
		r.errorf(d.Pos, format, args...)
	}
}

// fieldNames returns the names of a field or parameter; an embedded field is
// called as its type. Parameters without a name have none.
func fieldNames(field *ast.Field) []string {
	var list []string
	for _, name := range field.Names {
		list = append(list, name.Name)
	}
	if len(field.Names) > 0 {
		return list
	}
	for t := field.Type; ; {
		switch e := t.(type) {
		case *ast.StarExpr:
			t = e.X
		case *ast.ParenExpr:
			t = e.X
		case *ast.IndexExpr:
			t = e.X
		case *ast.IndexListExpr:
			t = e.X
		case *ast.SelectorExpr:
			return []string{e.Sel.Name}
		case *ast.Ident:
			return []string{e.Name}
		default:
			return nil
		}
	}
}

// source puts arguments back on a line.
func source(args []Arg) string {
	var words []string
	for _, arg := range args {
		words = append(words, arg.Text)
	}
	return strings.Join(words, " ")
}
