// Patches: rules that edit programs they haven't seen.

package pg

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// Editable is what a [Patch] can edit: a program, which is a pointer to a
// symbolic struct, or a Sym.
type Editable interface {
	Rebind(edits ...Edit) error
}

// A Patch is a rule that says how to edit a program: which places, and what
// shall be there. [Apply] carries it out on any program in which there are
// such places. The zero Patch does nothing.
//
// There are patches for all places of a path ([PatchPath]), of a name
// ([PatchKey]), of a type ([PatchType]), with a value ([PatchValue]), of a
// field of a type ([PatchMember]), and for those that a function picks
// ([PatchWhere]); there are patches of edits ([PatchEdits]), of other patches
// ([PatchAll]), of a program that must be seen first ([PatchFor]), such as
// only look if a program is right ([PatchCheck]), and those that cannot be
// carried out ([PatchError]). Those that are registered
// under a name ([RegisterPatcher]) can be written as text ([ParsePatch]).
//
// What a place gets, the argument named to, is a value, as [Set] takes it, a
// [Computed] value, which is made of the old one by a function, or in a Sym a
// [Decided] or another Sym. A place that has got its value is not looked into.
//
// In a Sym, patches go through the candidates of decisions, too. An undecided
// or missing place is found by its path, its name or its field, and gets what
// the patch says; it has no value and so no type to be found by.
type Patch struct {
	text string // what the patch is, for errors
	err  error  // why it is none
	do   func(w *patching) error
}

// String says what the patch does, as errors do; of one that was read, it is
// the text.
func (p Patch) String() string { return p.text }

// named returns the patch with another text.
func (p Patch) named(text string) Patch {
	p.text = text
	return p
}

// run carries the patch out on a copy of the program.
func (p Patch) run(w *patching) error {
	if p.err != nil || p.do == nil {
		return p.err
	}
	return p.do(w)
}

// Apply carries out the patches, in order, so that each sees what those before
// it have done; all or none, as Rebind does. If anything is wrong, x stays as
// it is, and the error tells all that is, each with the patch and the path.
// Programs may be invalid between one patch and the next: what methods
// Validate() error and checks ([PatchCheck]) refuse is seen at the end.
func Apply(x Editable, patches ...Patch) error {
	edits, err := EditsOf(x, patches...)
	if err != nil || len(edits) == 0 {
		return err
	}
	return x.Rebind(edits...)
}

// EditsOf returns the edits that [Apply] would make, and leaves x as it is.
// Places that have already what they shall get are not among them.
func EditsOf(x Editable, patches ...Patch) (Changes, error) {
	w, err := newPatching(x)
	if err != nil {
		return nil, fmt.Errorf("pg: patch: %w", err)
	}
	var errs []error
	for i, p := range patches {
		w.current = i
		errs = append(errs, labelled(p.text, p.run(w))...)
	}
	if len(errs) == 0 {
		errs = w.validate(patches)
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("pg: patch %s: %w", w.t.root.Type(), errors.Join(errs...))
	}
	return w.edits, nil
}

// labelled returns the errors of err, each with what it is about.
func labelled(label string, err error) []error {
	if err == nil {
		return nil
	}
	list := []error{err}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		list = many.Unwrap()
	}
	if label == "" {
		return list
	}
	out := make([]error, len(list))
	for i, err := range list {
		out[i] = fmt.Errorf("%s: %w", label, err)
	}
	return out
}

// A patching is one call of Apply: patches are tried on a copy of the program,
// and what they did to it is what shall be done to the program.
type patching struct {
	t       *tree // the copy; of a program it has no marks
	sym     bool
	before  Place // of a Sym, what is patched
	program any   // the copy as its users know it: a *T or a TSym
	edits   Changes
	by      []int // which patch made each edit
	current int   // the patch that is being carried out
	checks  []patchCheck
}

type patchCheck struct {
	by    int
	check func() error
}

func newPatching(x Editable) (*patching, error) {
	v := reflect.ValueOf(x)
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, fmt.Errorf("expected a program, got a nil %T", x)
	}
	if s, ok := x.(AnySym); ok {
		p := s.place()
		at, err := valueAt(p)
		if err != nil {
			return nil, err
		}
		t, err := standing(p, at.Type())
		if err != nil {
			return nil, err
		}
		w := &patching{t: t, sym: true, before: p, program: x}
		if v := target(t.root); v.IsValid() && v.Kind() == reflect.Struct {
			if table := TypeOf(v.Type()); table != nil && table.sym != nil {
				w.program = table.sym(Place{t: t})
			}
		}
		return w, nil
	}
	s, ok := x.(Symbolic)
	if !ok {
		return nil, fmt.Errorf("expected a pointer to a symbolic struct, or a Sym, got %s", article(x))
	}
	c := s.SymbolicType().clone(x)
	return &patching{t: &tree{root: reflect.ValueOf(c).Elem()}, program: c}, nil
}

// edit carries out e on the copy.
func (w *patching) edit(e Edit) error {
	if e.err != nil {
		return e.err
	}
	if e.Op != OpInsert && e.blind {
		if s, err := w.at(e.Path); err == nil {
			e.Old, e.blind = s.old(), false
			if s.empty() && e.Op == OpSet {
				e.Op = OpInsert // a new key of a map, so that it can be undone
			}
		}
	}
	if err := w.carryOut(e); err != nil {
		return err
	}
	w.edits = append(w.edits, e)
	w.by = append(w.by, w.current)
	return nil
}

var errDecisionInProgram = errors.New("expected a value, got what only a Sym can hold: patch the Sym of the program")

func (w *patching) carryOut(e Edit) error {
	if !w.sym {
		switch e.New.(type) {
		case Decided, AnySym:
			return geno.In(e.Path.String(), errDecisionInProgram)
		}
		return e.apply(w.t.root)
	}
	// A copy is not sealed, but what it is a copy of can be.
	if p, err := resolveFrom(w.before, e.Path); err == nil && p.Sealed() {
		return geno.In(e.Path.String(), errSealed)
	}
	return rebindAt(Place{t: w.t}, e)
}

// validate returns what is wrong with the program now that all is done: what
// checks find and, in a program, what the Validate methods of what was edited
// and of all that holds it refuse.
func (w *patching) validate(patches []Patch) []error {
	var errs []error
	if !w.sym && len(w.edits) > 0 {
		for n := range validations(w.program) {
			err := n.validate()
			if err == nil {
				continue
			}
			path := n.Path()
			culprits, last := "", -1
			for i, e := range w.edits {
				if by := w.by[i]; by != last && (e.Path.HasPrefix(path) || path.HasPrefix(e.Path)) {
					if last = by; culprits != "" {
						culprits += ", "
					}
					culprits += patches[by].text
				}
			}
			if last >= 0 {
				errs = append(errs, labelled(culprits, geno.In(path.String(), err))...)
			}
			if len(errs) > maxErrors {
				errs = append(errs[:maxErrors], errors.New("and more"))
				break
			}
		}
	}
	for _, c := range w.checks {
		errs = append(errs, labelled(patches[c.by].text, c.check())...)
	}
	return errs
}

// A site is a place that a patch is about.
type site struct {
	path   Path
	typ    reflect.Type
	value  reflect.Value // of that type; invalid if there is nothing yet
	open   *open         // what stands there instead of the value, or nil
	shared bool
}

// empty reports whether the site is a key that a map hasn't.
func (s *site) empty() bool { return !s.value.IsValid() && s.open == nil }

// old returns what is at the site, for users.
func (s *site) old() any {
	switch {
	case s.open != nil:
		return s.open.public()
	case s.empty():
		return nil
	case s.shared:
		return s.value.Interface()
	}
	return shapeOf(s.typ).detached(s.value)
}

// at returns the site at path; a key that a map hasn't is one, too.
func (w *patching) at(path Path) (*site, error) {
	s := &site{path: path}
	p, err := resolveFrom(Place{t: w.t}, path)
	if err != nil {
		return nil, err
	}
	if s.value, err = valueAt(p); err == nil {
		s.typ = s.value.Type()
		if m := markAt(p); m != nil {
			s.open = m.open
		}
	}
	_, above := p.t.top()
	if len(p.path) > 0 {
		last := p.path[len(p.path)-1]
		holder, _ := lookup(p.t.root, p.path[:len(p.path)-1])
		switch v := target(holder); {
		case !holder.IsValid() || !v.IsValid():
		case v.Kind() == reflect.Struct && err == nil:
			s.shared = shapeOf(v.Type()).part(last.text).shared
		case v.Kind() == reflect.Map && err != nil:
			if _, err = findKey(v, last); err == nil {
				s.typ = v.Type().Elem()
			}
			err = geno.In(p.path.String(), err)
		}
	}
	if err != nil {
		return nil, geno.In(above.String(), err)
	}
	return s, nil
}

// replace returns the edit that gives the site what to says, and whether it
// changes anything.
func (w *patching) replace(s *site, to any) (e Edit, changes bool, err error) {
	e = Edit{Op: OpSet, Path: s.path, New: to}
	if s.empty() {
		e.Op = OpInsert
	}
	switch to := to.(type) {
	case Computed:
		if to.of == nil {
			err = errNoFunction
		} else if s.open != nil {
			err = fmt.Errorf("%s: expected a value to compute the new one of", s.open)
		} else {
			e.New, err = to.of(s.old())
		}
	case written:
		e.New, err = to.as(s.typ, w.sym)
	}
	if err != nil {
		return e, false, inside(s.path, err)
	}
	switch e.New.(type) {
	case Decided, AnySym:
		e.Old = s.old()
		return e, true, nil
	}
	v, err := convert(e.New, s.typ, s.shared)
	if err != nil {
		return e, false, geno.In(s.path.String(), err)
	}
	if s.open == nil && s.value.IsValid() {
		same := shapeOf(s.typ).equal
		if s.shared {
			same = identical
		}
		if same(v, s.value) {
			return e, false, nil
		}
	}
	e.Old = s.old()
	return e, true, nil
}

// inside returns the errors of err, which came from path, each with the path.
func inside(path Path, err error) error {
	if e, ok := err.(*textError); ok {
		return &textError{e.at, geno.In(path.String(), e.err)}
	}
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return geno.In(path.String(), err)
	}
	var errs []error
	for _, err := range many.Unwrap() {
		errs = append(errs, inside(path, err))
	}
	return errors.Join(errs...)
}

// give gives the one place at path what to says.
func (w *patching) give(path Path, to any) error {
	s, err := w.at(path)
	if err != nil {
		return err
	}
	e, changes, err := w.replace(s, to)
	if !changes {
		return err
	}
	return w.edit(e)
}

// everywhere gives what to says to the places that match picks.
func (w *patching) everywhere(v *visit, match func(n *Node, o *open) bool, to any) error {
	_, computed := to.(Computed)
	var edits Changes // made when all are known, so that nothing changes underfoot
	var errs []error
	v.match = func(n *Node, o *open) (done bool) {
		if len(errs) > maxErrors || !match(n, o) {
			return false
		}
		v.matches++
		s, err := w.at(n.Path())
		var e Edit
		changes := false
		if err == nil {
			e, changes, err = w.replace(s, to)
		}
		if err != nil {
			errs = append(errs, err)
			return true
		}
		if changes {
			edits = append(edits, e)
		}
		// Of what a function left as it is, the parts are still to be seen.
		return changes || !computed
	}
	v.tree(w.t)
	if len(errs) > maxErrors {
		errs[maxErrors] = errors.New("and more")
	}
	if len(errs) == 0 {
		for _, e := range edits {
			if err := w.edit(e); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// A visit goes through all places of a program or Sym.
type visit struct {
	match   func(n *Node, o *open) (done bool) // o stands at n instead of its value; done: not inside
	pattern *Pattern                           // or nil: all places
	matches int
}

// tree visits t.
func (v *visit) tree(t *tree) {
	w := walker{down: true, yield: func(n *Node) bool {
		if v.match(n, n.open()) {
			n.Skip()
		}
		return true
	}}
	if v.pattern != nil {
		w.pattern, w.words = *v.pattern, v.pattern.words()
		w.sets = make([]uint64, w.words)
		v.pattern.start(w.sets)
	}
	walk(Place{t: t}, &w)
}

// PatchPath returns the patch that gives all places that the pattern stands
// for what to says. A pattern without wildcards is a path: there must be such a
// place, or it is the key of a map, which then gets it. (PyGlove: patch_on_path,
// with a regular expression.)
func PatchPath(pattern string, to any) Patch {
	p := Patch{text: pattern + "=" + showTo(to)}
	steps, err := parseSteps(pattern, true)
	if err != nil {
		p.err = fmt.Errorf("pattern %w", err)
		return p
	}
	return patchSteps(p, steps, to)
}

func patchSteps(p Patch, steps []Step, to any) Patch {
	pattern := Pattern{steps}
	_, strict := to.(written)
	p.do = func(w *patching) error {
		if !pattern.wild() {
			return w.give(steps, to)
		}
		v := &visit{pattern: &pattern}
		err := w.everywhere(v, func(*Node, *open) bool { return true }, to)
		if v.matches == 0 && strict {
			return w.unmatched(pattern)
		}
		return err
	}
	return p
}

// wild reports whether the pattern is more than a path.
func (p Pattern) wild() bool {
	for _, s := range p.steps {
		if s.kind >= anyField {
			return true
		}
	}
	return false
}

// unmatched returns the error that says up to where a pattern that nothing
// matches does match something, and what could be meant.
func (w *patching) unmatched(p Pattern) error {
	n, hint := 0, ""
	for ; n < len(p.steps); n++ {
		to := Pattern{p.steps[:n+1]}
		v := &visit{pattern: &to}
		v.match = func(*Node, *open) bool { v.matches++; return false }
		if v.tree(w.t); v.matches == 0 {
			break
		}
	}
	if n == len(p.steps) {
		n--
	}
	if s := p.steps[n]; s.kind == fieldStep {
		// What is there where the pattern has come to?
		from := Pattern{append(append([]Step{}, p.steps[:n]...), Step{kind: anyField})}
		names := map[string]bool{}
		v := &visit{pattern: &from}
		v.match = func(n *Node, _ *open) bool { names[n.Step().text] = true; return false }
		v.tree(w.t)
		hint = didYouMean(s.text, func(yield func(name, text string) bool) {
			for name := range names {
				if !yield(name, name) {
					return
				}
			}
		})
	}
	return fmt.Errorf("expected a pattern of places of %s, and nothing matches %s%s", w.t.root.Type(), Pattern{p.steps[:n+1]}, hint)
}

// PatchKey returns the patch that gives all places that are reached by key what
// to says: fields of that name and, in a map, the value for it; of an integer,
// also elements with that index. (PyGlove: patch_on_key, with a regular
// expression; for that use [PatchWhere].)
func PatchKey(key, to any) Patch {
	p := Patch{text: fmt.Sprintf("key %v=%s", key, showTo(to))}
	step := AtKey(key)
	name := step
	if step.kind == quotedStep {
		name.kind = fieldStep
	}
	p.do = func(w *patching) error {
		return w.everywhere(new(visit), func(n *Node, _ *open) bool {
			s := n.Step()
			return n.Depth() > 0 && (s == step || s == name)
		}, to)
	}
	return p
}

// PatchType returns the patch that gives what to says to all values of type T
// or, if T is an interface, that implement it, the program itself included.
// Values and pointers are not told apart, as in [QueryType]. (PyGlove:
// patch_on_type.)
func PatchType[T any](to any) Patch {
	p := Patch{text: fmt.Sprintf("type %s=%s", reflect.TypeFor[T](), showTo(to))}
	p.do = func(w *patching) error {
		is := typeTest[T]()
		return w.everywhere(new(visit), func(n *Node, o *open) bool { return o == nil && is(n.Reflect()) }, to)
	}
	return p
}

// typeTest returns a function that reports whether a value is a T.
func typeTest[T any]() func(v reflect.Value) bool {
	want := reflect.TypeFor[T]()
	ways := map[reflect.Type]way{}
	return func(v reflect.Value) bool {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
			return false
		}
		how, ok := ways[v.Type()]
		if !ok {
			how = wayTo(v.Type(), want)
			ways[v.Type()] = how
		}
		return how != noWay
	}
}

// PatchValue returns the patch that gives what to says to all places whose value
// is equal to old, as [EqualValues] has it: PatchValue(1, 2) is about ints, and
// not about floating-point numbers. Old can be nil, which is that of all types.
// (PyGlove: patch_on_value.)
func PatchValue(old, to any) Patch {
	p := Patch{text: fmt.Sprintf("value %s=%s", showShort(old), showTo(to))}
	p.do = func(w *patching) error {
		x := reflect.ValueOf(old)
		var same func(a, b reflect.Value) bool
		if x.IsValid() {
			same = shapeOf(x.Type()).equal
		}
		return w.everywhere(new(visit), func(n *Node, o *open) bool {
			v := n.Reflect()
			if v.Kind() == reflect.Interface {
				v = v.Elem()
			}
			switch {
			case o != nil:
				return false
			case same == nil:
				return isNil(v)
			}
			return v.IsValid() && v.Type() == x.Type() && same(x, v)
		}, to)
	}
	return p
}

// PatchMember returns the patch that gives what to says to the field of that
// name of all structs of type T or, if T is an interface, that implement it and
// have such a field. (PyGlove: patch_on_member.)
func PatchMember[T any](field string, to any) Patch {
	t := reflect.TypeFor[T]()
	p := Patch{text: fmt.Sprintf("member %s.%s=%s", t, field, showTo(to))}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Interface {
		if s := shapeOf(t); s.form != structure {
			p.err = fmt.Errorf("expected a struct type with fields, got %s", t)
		} else if s.part(field) == nil {
			p.err = fmt.Errorf("expected a field of %s, which has no %s%s", t, field, didYouMean(field, s.names))
		}
	}
	step := AtField(field)
	p.do = func(w *patching) error {
		is := typeTest[T]()
		var holds []bool // whether the value at each step of the way is a T
		return w.everywhere(new(visit), func(n *Node, o *open) bool {
			depth := n.Depth()
			for len(holds) <= depth {
				holds = append(holds, false)
			}
			holds[depth] = o == nil && is(n.Reflect())
			return depth > 0 && n.Step() == step && holds[depth-1]
		}, to)
	}
	return p
}

// PatchWhere returns the patch that gives what to says to all places that are
// picked by a function, which must only read. In a Sym it isn't asked about
// places that have no value. The text says what the patch does.
func PatchWhere(text string, picks func(*Node) bool, to any) Patch {
	if picks == nil {
		return Patch{text: text, err: errNoFunction}
	}
	return Patch{text: text, do: func(w *patching) error {
		return w.everywhere(new(visit), func(n *Node, o *open) bool { return o == nil && picks(n) }, to)
	}}
}

// PatchEdits returns the patch that makes the edits, in order.
func PatchEdits(edits ...Edit) Patch {
	p := Patch{text: "edits"}
	if len(edits) == 1 {
		p.text = edits[0].String()
	}
	p.do = func(w *patching) error {
		var errs []error
		for _, e := range edits {
			errs = append(errs, w.edit(e))
		}
		return errors.Join(errs...)
	}
	return p
}

// PatchAll returns the patch that is all the patches, in order.
func PatchAll(patches ...Patch) Patch {
	return Patch{do: func(w *patching) error {
		var errs []error
		for _, p := range patches {
			errs = append(errs, labelled(p.text, p.run(w))...)
		}
		return errors.Join(errs...)
	}}
}

// PatchFor returns the patch that f makes for a program, when it has seen it
// as those before have left it. P is what is patched: a pointer to a symbolic
// struct, its Sym, or an interface. F must not change the program.
func PatchFor[P any](f func(P) (Patch, error)) Patch {
	text := "for " + reflect.TypeFor[P]().String()
	if f == nil {
		return Patch{text: text, err: errNoFunction}
	}
	return Patch{text: text, do: func(w *patching) error {
		x, err := programAs[P](w)
		if err != nil {
			return err
		}
		p, err := f(x)
		if err != nil {
			return err
		}
		return p.run(w)
	}}
}

// PatchCheck returns a patch that changes nothing, but looks at the program
// when all patches are done: if check returns an error, none of them is. P is as
// for [PatchFor]. (PyGlove: the validation rule of a patcher.)
func PatchCheck[P any](check func(P) error) Patch {
	text := "check of " + reflect.TypeFor[P]().String()
	if check == nil {
		return Patch{text: text, err: errNoFunction}
	}
	return Patch{text: text, do: func(w *patching) error {
		w.checks = append(w.checks, patchCheck{w.current, func() error {
			x, err := programAs[P](w)
			if err != nil {
				return err
			}
			return check(x)
		}})
		return nil
	}}
}

// PatchError returns a patch that cannot be carried out, because of err: what a
// patcher returns whose arguments make no patch. If err is nil, it does nothing.
func PatchError(err error) Patch { return Patch{err: err} }

func programAs[P any](w *patching) (P, error) {
	x, ok := w.program.(P)
	if !ok {
		return x, fmt.Errorf("expected a program of type %s, got %s", reflect.TypeFor[P](), article(w.program))
	}
	return x, nil
}

// A Computed is a new value that a function makes of the old one. [FromOld]
// makes it.
type Computed struct {
	text string
	of   func(old any) (any, error)
}

// FromOld is the new value that f makes of the old one, for a [Patch]. Where
// the old value is no V and cannot be taken for one without loss, patching
// fails. F gets a copy, which it may change and return, except of a shared
// field.
func FromOld[V, W any](f func(old V) W) Computed {
	if f == nil {
		return Computed{}
	}
	return Computed{
		text: reflect.TypeFor[func(V) W]().String(),
		of: func(old any) (any, error) {
			if v, ok := old.(V); ok {
				return f(v), nil
			}
			v, err := convert(old, reflect.TypeFor[V](), false)
			if err != nil {
				return nil, fmt.Errorf("%w, to compute the new value of", err)
			}
			x, _ := v.Interface().(V) // not ok: nil as an interface
			return f(x), nil
		},
	}
}

// String returns the type of the function.
func (c Computed) String() string {
	if c.of == nil {
		return "no function"
	}
	return c.text
}

// showTo shows what a place shall get.
func showTo(to any) string {
	switch to := to.(type) {
	case Computed:
		return to.String()
	case written:
		return to.text
	case Decided:
		return to.String()
	}
	return showShort(to)
}
