// Places of symbolic programs: what all accessors of a Sym are.

package pg

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// AnySym is what the symbolic forms of all types are: every generated TSym, and
// every accessor of one.
type AnySym interface{ place() Place }

// A Place is a place in a symbolic program: where it stands, not what is
// there. All accessors of a Sym are Places with a type. It stays usable when
// its program changes; in a list it is that of the index.
//
// What is asked of a place and cannot be done, such as an empty range, is kept
// as an error of the place, until something else is asked of it that can. Err
// returns all errors of a Sym, and so do Space, Materialize and Concrete.
//
// A symbolic program must not be changed by one goroutine while others use it.
// Any number may call Space, Materialize, Concrete and Encode at once.
type Place struct {
	t    *tree
	path Path
}

func (p Place) place() Place { return p }

func (p *Place) bind(q Place) { *p = q }

// PlaceOf returns the place of a symbolic form or accessor; that of nil belongs
// to no program.
func PlaceOf(x AnySym) Place {
	if x == nil {
		return Place{}
	}
	return x.place()
}

// Part returns the accessor A of the field of that name. Generated code calls
// it.
func Part[A any](x AnySym, name string) A {
	p := x.place()
	return accessor[A](Place{p.t, p.path.Append(AtField(name))})
}

// accessor returns the place as an A, which is an accessor: it embeds a Place.
func accessor[A any](p Place) A {
	var a A
	if b, ok := any(&a).(interface{ bind(Place) }); ok {
		b.bind(p)
	}
	return a
}

// Path returns the way from the root to the place. Inside of a candidate it
// leads through the decision, as identifiers of decisions do:
// "Filter[=1/3].Stride".
func (p Place) Path() Path {
	if p.t == nil {
		return nil
	}
	_, above := p.t.top()
	return above.Append(p.path...)
}

// At returns the place that path leads to from here, or an error if there is
// none.
func (p Place) At(path string) (Place, error) {
	steps, err := ParsePath(path)
	if err != nil {
		return Place{}, err
	}
	return followFrom(p, steps)
}

func followFrom(p Place, steps Path) (Place, error) {
	p, err := resolveFrom(p, steps)
	if err == nil {
		_, err = valueAt(p)
	}
	if err != nil {
		return Place{}, err
	}
	return p, nil
}

// resolveFrom returns the place that the steps lead to from here, through candidates
// where they do. Whether there is something is not looked at.
func resolveFrom(p Place, steps Path) (Place, error) {
	if p.t == nil {
		return Place{}, errNoPlace
	}
	from := 0
	for i, s := range steps {
		if s.kind != candidateStep {
			continue
		}
		p.path = p.path.Append(steps[from:i]...)
		m := markAt(p)
		if m == nil || m.open == nil || s.n < 0 || s.n >= int64(len(m.open.candidates)) || s.text != m.open.candidates[s.n].step.text {
			return Place{}, geno.In(p.Path().String(), fmt.Errorf("there is no candidate %s", s))
		}
		p, from = Place{t: m.open.candidates[s.n]}, i+1
	}
	if from < len(steps) {
		p.path = p.path.Append(steps[from:]...)
	}
	return p, nil
}

var errNoPlace = errors.New("this accessor belongs to no program: take it from a Sym")

// valueAt returns what the program has at the place, marked or not.
func valueAt(p Place) (reflect.Value, error) {
	if p.t == nil {
		return reflect.Value{}, errNoPlace
	}
	return lookup(p.t.root, p.path)
}

// Root returns the place of the whole program.
func (p Place) Root() Place {
	if p.t == nil {
		return p
	}
	t, _ := p.t.top()
	return Place{t: t}
}

// Parent returns the place that holds this one. That of a candidate is the
// decision it belongs to; the root has none.
func (p Place) Parent() (Place, bool) {
	switch {
	case p.t == nil:
		return p, false
	case len(p.path) > 0:
		return Place{p.t, p.path[:len(p.path)-1]}, true
	case p.t.host != nil:
		return Place{p.t.host, p.t.in}, true
	}
	return p, false
}

// Type returns the Go type that the program declares at the place; of a field
// that is an interface, that of the interface.
func (p Place) Type() reflect.Type {
	v, err := valueAt(p)
	if err != nil {
		return nil
	}
	return v.Type()
}

// Decision returns the decision that stands at the place, or nil.
func (p Place) Decision() geno.Decision {
	if m := markAt(p); m != nil && m.open != nil {
		return m.open.decision
	}
	return nil
}

// Candidates returns the places of the candidates of the choice that stands
// here, if one does.
func (p Place) Candidates() []Place {
	m := markAt(p)
	if m == nil || m.open == nil {
		return nil
	}
	var out []Place
	for _, t := range m.open.candidates {
		out = append(out, Place{t: t})
	}
	return out
}

// Missing reports whether the place has neither a value nor anything that will
// give it one.
func (p Place) Missing() bool {
	m := markAt(p)
	return m != nil && m.open != nil && m.open.kind == missing
}

func markAt(p Place) *marks {
	if p.t == nil {
		return nil
	}
	return p.t.find(p.path)
}

// Any returns a copy of the value at the place. It is an error if something in
// it is not decided.
func (p Place) Any() (any, error) {
	v, err := valueAt(p)
	if err != nil {
		return nil, err
	}
	if err := p.t.concrete(p.path); err != nil {
		return nil, err
	}
	return snapshot(v, nil, p.path, sharedAt(p)), nil
}

// concrete returns an error that lists all that has no value at, above or below
// path.
func (t *tree) concrete(path Path) error {
	m := t.marks
	for i, s := range path {
		if m == nil {
			return nil
		}
		if m.open != nil {
			return geno.In(path[:i].String(), errors.New(m.open.String()))
		}
		m = m.child(s)
	}
	v, err := lookup(t.root, path)
	if err != nil {
		return err
	}
	var errs []error
	walkMarks(m, v, path, func(m *marks, _ reflect.Value, at Path) {
		if m.err != nil {
			errs = append(errs, geno.In(at.String(), m.err))
		} else {
			errs = append(errs, geno.In(at.String(), errors.New(m.open.String())))
		}
	})
	return errors.Join(errs...)
}

// Err returns what was asked of the place, and of those inside, and could not
// be done.
func (p Place) Err() error {
	if p.t == nil {
		return errNoPlace
	}
	var errs []error
	keptErrors(markAt(p), Place{p.t, p.path}, &errs)
	return errors.Join(errs...)
}

func keptErrors(m *marks, p Place, errs *[]error) {
	if m == nil {
		return
	}
	if m.err != nil {
		*errs = append(*errs, geno.In(p.Path().String(), m.err))
	}
	if m.open != nil {
		for _, c := range m.open.candidates {
			keptErrors(c.marks, Place{t: c}, errs)
		}
	}
	for _, b := range m.below {
		keptErrors(b, Place{p.t, p.path.Append(b.step)}, errs)
	}
}

// keepAt keeps an error of the place.
func keepAt(p Place, err error) {
	if p.t == nil || err == nil {
		return
	}
	p.t.mark(p.path).err = stripPath(err, p.path)
	p.t.changed()
}

// Assign gives the place the value x, which may be a Sym, a [Decided], or
// anything that the type of the place can take as [Set] does. It is an error,
// and nothing changes, if it doesn't fit.
func (p Place) Assign(x any) error { return changeAt(p, OpSet, x) }

// Decide makes the place undecided.
func (p Place) Decide(d Decided) Deciding {
	keepAt(p, p.Assign(d))
	return Deciding{p}
}

// Unset takes the value of the place away: it is missing until it gets
// another.
func (p Place) Unset() { keepAt(p, standAt(p, &open{kind: missing})) }

// standAt puts o where the place is.
func standAt(p Place, o *open) error {
	v, err := valueAt(p)
	if err != nil {
		return err
	}
	if err := p.t.editable(p.path); err != nil {
		return err
	}
	before := heardAt(p)
	if shapeOf(v.Type()).form != leaf {
		p.t.moved(p.path, 0, 0)
	}
	p.t.clear(p.path)
	m := p.t.mark(p.path)
	m.open = o
	p.t.rehost(m, p.path)
	p.t.changed()
	notifyAt(p, OpSet, before)
	return nil
}

// nowAt returns what stands at the place, for reports of changes: a copy.
func nowAt(p Place) any {
	v, err := valueAt(p)
	if err != nil {
		return nil
	}
	return snapshot(v, markAt(p), p.path, sharedAt(p))
}

// sharedAt reports whether what is at the place is carried over to copies of the
// program as it is.
func sharedAt(p Place) bool {
	n := len(p.path) - 1
	if n < 0 || p.path[n].kind != fieldStep {
		return false
	}
	v, err := lookup(p.t.root, p.path[:n])
	if v = target(v); err != nil || !v.IsValid() || v.Kind() != reflect.Struct {
		return false
	}
	part := shapeOf(v.Type()).part(p.path[n].text)
	return part != nil && part.shared
}

// snapshot returns a copy of what stands at m, at path, where the program has v, as
// [Place.Assign] takes it. What is shared is not copied.
func snapshot(v reflect.Value, m *marks, path Path, shared bool) any {
	switch {
	case !m.opens() && shared:
		return held(v)
	case !m.opens():
		return shapeOf(v.Type()).detached(v)
	case m.open != nil:
		return m.open.clone(nil, false).public()
	}
	t := &tree{root: shapeOf(v.Type()).copied(v)}
	t.marks = m.clone(t, false)
	t.marks.leave(path)
	t.marks.step = Step{}
	t.rehost(t.marks, nil)
	return Place{t: t}
}

// changeAt carries out one operation at the place: it is done, or an error and
// nothing has changed.
func changeAt(p Place, op Op, x any) error {
	if p.t == nil {
		return errNoPlace
	}
	if op == OpDelete && len(p.path) == 0 && p.t.host != nil {
		return p.t.leave()
	}
	holder := p.path
	if op == OpInsert && len(holder) > 0 {
		holder = holder[:len(holder)-1] // what is there now moves
	}
	if err := p.t.editable(holder); err != nil {
		return stripPath(err, p.path)
	}
	var marks *marks // what x has of them
	if op != OpDelete {
		var err error
		if x, marks, err = givenAt(p, op, x); err != nil {
			return stripPath(err, p.path)
		}
		if marks != nil && marks.open != nil && op == OpSet {
			return stripPath(standAt(p, marks.open), p.path)
		}
	}
	var before any
	plain := op == OpSet && markAt(p).plain()
	if op != OpInsert {
		before = heardAt(p)
	}
	e := Edit{Op: op, Path: p.path, New: x}
	if err := e.apply(p.t.root); err != nil {
		return stripPath(err, p.path)
	}
	if n := len(p.path) - 1; op != OpSet && listedAt(p) {
		p.t.shift(p.path[:n], int(p.path[n].n), map[Op]int{OpInsert: 1, OpDelete: -1}[op])
	} else {
		p.t.moved(p.path, 0, 0)
		p.t.clear(p.path)
	}
	if marks != nil {
		p.t.graft(p.path, marks)
	}
	p.t.changed()
	if plain && markAt(p).plain() && heard(p) && EqualValues(before, nowAt(p)) {
		return nil // the place has the value that it had
	}
	notifyAt(p, op, before)
	return nil
}

// listedAt reports whether the place is an element of a slice.
func listedAt(p Place) bool {
	if len(p.path) == 0 {
		return false
	}
	v, err := lookup(p.t.root, p.path[:len(p.path)-1])
	return err == nil && target(v).Kind() == reflect.Slice
}

// moveAt carries out op at element i of the list at p. What refers to elements
// that move goes with them, also in what is inserted.
func moveAt(p Place, op Op, i int, x any) {
	p.Batch(func() {
		at := Place{p.t, p.path.Append(AtIndex(i))}
		if y, ok := x.(AnySym); ok && op == OpInsert && p.t != nil {
			x = following(at, y, p.path, i)
		}
		err := changeAt(at, op, x)
		if err != nil {
			keepAt(p, geno.In(AtIndex(i).String(), err))
			return
		}
		n := 1
		if op == OpDelete {
			n = -1
		}
		aimAt(Place{t: p.t}, 0, p.path, i, n)
		p.t.changed()
	})
}

// givenAt returns what x is as a value for the place, or for an element to be
// inserted there, and the marks it has.
func givenAt(p Place, op Op, x any) (any, *marks, error) {
	var m *marks
	switch x.(type) {
	case Decided, *open, AnySym:
	default:
		return x, nil, nil
	}
	slot, err := slotAt(p, op)
	if err != nil {
		return nil, nil, err
	}
	switch x := x.(type) {
	case Decided:
		o, err := x.open(slot)
		if err != nil {
			return nil, nil, err
		}
		m = &marks{open: o}
	case *open:
		if x.typ != nil && !x.typ.AssignableTo(slot) {
			return nil, nil, fmt.Errorf("expected a value of type %s, got %s, of type %s", slot, x, x.typ)
		}
		m = &marks{open: x.clone(p.t, false)}
	case AnySym:
		c, err := standing(x, slot)
		if err != nil {
			return nil, nil, err
		}
		m = c.marks.clone(p.t, false)
		m.enter(p.path)
		return c.root.Interface(), m, nil
	}
	return reflect.Zero(slot).Interface(), m, nil
}

// leave takes t out of the candidates of the choice that it is one of.
func (t *tree) leave() error {
	host, in := t.host, t.in
	m := host.find(in)
	o := m.open
	if o.kind != undecided {
		return errors.New("the arguments of a call cannot be deleted: delete the call")
	}
	if err := host.editable(in); err != nil {
		return err
	}
	i := int(t.step.n)
	choices := *o.decision.(*geno.Choices)
	choices.Literals = slices.Delete(slices.Clone(choices.Literals), i, i+1)
	if len(choices.Literals) == 0 {
		return errors.New("expected a candidate besides the one to delete")
	}
	if err := geno.Check(&choices); err != nil {
		return err
	}
	at := Place{host, in}
	before := heardAt(at)
	c := *o
	c.decision = &choices
	c.candidates = slices.Delete(slices.Clone(o.candidates), i, i+1)
	m.open = &c
	host.rehost(m, in)
	host.changed()
	notifyAt(at, OpSet, before)
	return nil
}

// Rebind carries out the edits, in order, all or none, and reports them
// together. Their paths lead from the place, also into candidates:
// Filter[=1/3].Stride. What they give a place can be anything that
// [Place.Assign] takes; to delete a candidate takes it out of its choice. If
// anything is wrong, nothing changes, and the error is all errors there are,
// each with its path. Whether the program is valid is asked when it is made, by
// Materialize and Concrete.
func (p Place) Rebind(edits ...Edit) error {
	v, err := valueAt(p)
	if err != nil {
		return fmt.Errorf("pg: rebind: %w", err)
	}
	carryOut := func(p Place) error {
		var errs []error
		for _, e := range edits {
			if err := rebindAt(p, e); err != nil {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
	if len(edits) > 1 {
		// One edit is done or not. Of several the last may be wrong, so they
		// are tried on a copy.
		if p.t.host != nil {
			err = p.t.host.editable(p.t.in)
		}
		if err == nil {
			err = carryOut(Place{p.t.clone(true), p.path})
		}
	}
	if err == nil {
		p.Batch(func() { err = carryOut(p) })
	}
	if err != nil {
		return fmt.Errorf("pg: rebind %s: %w", v.Type(), err)
	}
	if origins.tracked() {
		t, at := p.t.top()
		t.origin = t.origin.rebound(edits, at.Append(p.path...))
	}
	return nil
}

func rebindAt(p Place, e Edit) error {
	if e.err != nil {
		return e.err
	}
	q, err := resolveFrom(p, e.Path)
	if err != nil {
		return err
	}
	return geno.In(e.Path.String(), changeAt(q, e.Op, e.New))
}

// slotAt returns the type of the place, or of the element or value of a map that
// will be there.
func slotAt(p Place, op Op) (reflect.Type, error) {
	v, err := valueAt(p)
	if len(p.path) == 0 || err == nil && op != OpInsert {
		if err == nil && op == OpInsert {
			err = errors.New("expected the path of an element of a slice or map to insert, got the program itself")
		}
		if err != nil {
			return nil, err
		}
		return v.Type(), nil
	}
	holder, above := lookup(p.t.root, p.path[:len(p.path)-1])
	if above != nil {
		return nil, above
	}
	t := holder.Type()
	if holder = target(holder); holder.IsValid() {
		t = holder.Type()
	}
	switch {
	case t.Kind() == reflect.Map, t.Kind() == reflect.Slice && op == OpInsert:
		return t.Elem(), nil
	case err == nil:
		err = fmt.Errorf("expected an element of a slice or map to %s, got a part of %s", op, article(t))
	}
	return nil, err
}

// above returns an error if something that holds path has no value.
func (t *tree) above(path Path) error {
	m := t.marks
	for i, s := range path {
		if m == nil {
			return nil
		}
		if m.open != nil {
			return geno.In(path[:i].String(), errors.New(m.open.String()))
		}
		m = m.child(s)
	}
	return nil
}

// graft puts marks at path.
func (t *tree) graft(path Path, marks *marks) {
	if marks.idle() {
		return
	}
	m := t.mark(path)
	m.take(marks)
	t.rehost(m, path)
}

// take adds what stands at and below n, none of which has seals or listeners.
func (m *marks) take(n *marks) {
	m.open, m.err = n.open, n.err
	for _, b := range n.below {
		i, ok := m.index(b.step)
		if ok {
			m.below[i].take(b)
		} else {
			m.below = slices.Insert(m.below, i, b)
		}
	}
}

// rehost tells the candidates at and below m, which is at path, where they are.
func (t *tree) rehost(m *marks, path Path) {
	if m.open != nil {
		for i, c := range m.open.candidates {
			c.host, c.in, c.step = t, path, atCandidate(i, len(m.open.candidates))
		}
	}
	for _, b := range m.below {
		t.rehost(b, path.Append(b.step))
	}
}

// stripPath takes off an error, which will be reported with path, where it says
// that it is: at path or at what holds it.
func stripPath(err error, path Path) error {
	inner := errors.Unwrap(err)
	if inner == nil {
		return err
	}
	for n := len(path); n > 0; n-- {
		if geno.In(path[:n].String(), inner).Error() == err.Error() {
			return inner
		}
	}
	return err
}

// Seal refuses changes of the place and of all inside until Unseal.
func (p Place) Seal() {
	if p.t != nil {
		p.t.mark(p.path).sealed = true
	}
}

// Unseal ends what Seal began. Seals further up or down stay.
func (p Place) Unseal() {
	if m := markAt(p); m != nil {
		m.sealed = false
	}
}

// Sealed reports whether the place, or something that holds it, is sealed.
func (p Place) Sealed() bool {
	for t, path := p.t, p.path; t != nil; t, path = t.host, t.in {
		m := t.marks
		for i := 0; m != nil; i++ {
			if m.sealed {
				return true
			}
			if i == len(path) {
				break
			}
			m = m.child(path[i])
		}
	}
	return false
}

// String shows what is at the place, and all that stands in it instead of
// values.
func (p Place) String() string { return Show(p) }
