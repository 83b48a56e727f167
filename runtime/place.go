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
	return p.follow(steps)
}

func (p Place) follow(steps Path) (Place, error) {
	if p.t == nil {
		return Place{}, errNoPlace
	}
	for i, s := range steps {
		if s.kind != candidateStep {
			p.path = p.path.Append(s)
			continue
		}
		m := p.t.find(p.path)
		if m == nil || m.open == nil || s.n < 0 || s.n >= int64(len(m.open.candidates)) || s.text != m.open.candidates[s.n].step.text {
			return Place{}, geno.In(p.Path().String(), fmt.Errorf("there is no candidate %s", steps[i:i+1]))
		}
		p = Place{t: m.open.candidates[s.n]}
	}
	if _, err := p.value(); err != nil {
		return Place{}, err
	}
	return p, nil
}

var errNoPlace = errors.New("pg: this accessor belongs to no program: take it from a Sym")

// value returns what the program has at the place, marked or not.
func (p Place) value() (reflect.Value, error) {
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
	v, err := p.value()
	if err != nil {
		return nil
	}
	return v.Type()
}

// Decision returns the decision that stands at the place, or nil.
func (p Place) Decision() geno.Decision {
	if m := p.mark(); m != nil && m.open != nil {
		return m.open.decision
	}
	return nil
}

// Candidates returns the places of the candidates of the choice that stands
// here, if one does.
func (p Place) Candidates() []Place {
	m := p.mark()
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
	m := p.mark()
	return m != nil && m.open != nil && m.open.kind == missing
}

func (p Place) mark() *marks {
	if p.t == nil {
		return nil
	}
	return p.t.find(p.path)
}

// Any returns a copy of the value at the place. It is an error if something in
// it is not decided.
func (p Place) Any() (any, error) {
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if err := p.t.concrete(p.path); err != nil {
		return nil, err
	}
	return shapeOf(v.Type()).detached(v), nil
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
	keptErrors(p.mark(), Place{p.t, p.path}, &errs)
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
	below := slices.SortedFunc(slices.Values(m.below), func(a, b *marks) int { return a.step.compare(b.step) })
	for _, b := range below {
		keptErrors(b, Place{p.t, p.path.Append(b.step)}, errs)
	}
}

// keep keeps an error of the place.
func (p Place) keep(err error) {
	if p.t == nil || err == nil {
		return
	}
	p.t.mark(p.path).err = err
	p.t.changed()
}

// Assign gives the place the value x, which may be a Sym, a [Decided], or
// anything that the type of the place can take as [Set] does. It is an error,
// and nothing changes, if it doesn't fit.
func (p Place) Assign(x any) error { return p.change(OpSet, x) }

// Decide makes the place undecided.
func (p Place) Decide(d Decided) Deciding {
	p.keep(p.Assign(d))
	return Deciding{p}
}

// Unset takes the value of the place away: it is missing until it gets
// another.
func (p Place) Unset() { p.keep(p.stand(&open{kind: missing})) }

// Follow makes the place take the value that another place of the same program
// gets.
func (p Place) Follow(other AnySym) {
	q := other.place()
	p.keep(func() error {
		from, err := q.value()
		if err != nil {
			return err
		}
		to, err := p.value()
		switch {
		case err != nil:
			return err
		case q.t != p.t:
			return errors.New("expected a place of the same program, got one of another, or of a candidate")
		case q.path.HasPrefix(p.path) || p.path.HasPrefix(q.path):
			return errors.New("a place cannot follow itself, or what holds it")
		case !from.Type().AssignableTo(to.Type()):
			return fmt.Errorf("expected a place of type %s to follow, got %s, of type %s", to.Type(), q.Path(), from.Type())
		}
		return p.stand(&open{kind: reference, from: q.path})
	}())
}

// Inherit makes the place take the value of the field of that name in the
// nearest struct above that has one, also if the place is inside of a
// candidate. (PyGlove: contextual values.)
func (p Place) Inherit(name string) { p.keep(p.stand(&open{kind: inherited, name: name})) }

// stand puts o where the place is.
func (p Place) stand(o *open) error {
	if _, err := p.value(); err != nil {
		return err
	}
	if err := p.t.editable(p.path); err != nil {
		return err
	}
	before := p.now()
	p.t.clear(p.path)
	m := p.t.mark(p.path)
	m.open = o
	for i, c := range o.candidates {
		c.host, c.in, c.step = p.t, p.path, atCandidate(i, len(o.candidates))
	}
	p.t.changed()
	p.notify(Edit{Op: OpSet, Path: p.Path(), Old: before, New: p.now()})
	return nil
}

// now returns what stands at the place, for reports of changes.
func (p Place) now() any {
	if m := p.mark(); m != nil && m.open != nil {
		return m.open.public()
	}
	v, err := p.value()
	if err != nil {
		return nil
	}
	return shapeOf(v.Type()).detached(v)
}

// change carries out one operation at the place.
func (p Place) change(op Op, x any) error {
	if p.t == nil {
		return errNoPlace
	}
	if err := p.t.editable(p.path); err != nil {
		return err
	}
	var marks *marks // what x has of them
	switch y := x.(type) {
	case Decided:
		if op != OpSet {
			return errors.New("expected a value to insert, got a decision: insert a value, then decide it")
		}
		v, err := p.value()
		if err != nil {
			return err
		}
		o, err := y.open(v.Type())
		if err != nil {
			return err
		}
		return p.stand(o)
	case AnySym:
		slot, err := p.slot(op)
		if err != nil {
			return err
		}
		c, err := standing(y, slot)
		if err != nil {
			return err
		}
		if c.marks = c.marks.clone(p.t); c.marks != nil && c.marks.open != nil && op == OpSet {
			return p.stand(c.marks.open)
		}
		marks, x = c.marks, c.root.Interface()
	}
	var before any
	plain := op == OpSet && p.mark().plain()
	if op != OpInsert {
		before = p.now()
	}
	e := Edit{Op: op, Path: p.path, Old: before, New: x}
	if err := e.apply(p.t.root); err != nil {
		return stripPath(err, p.path)
	}
	switch op {
	case OpInsert, OpDelete:
		parent, last := p.path[:len(p.path)-1], p.path[len(p.path)-1]
		if v, err := lookup(p.t.root, parent); err == nil && target(v).Kind() != reflect.Map {
			p.t.find(parent).shift(int(last.n), map[Op]int{OpInsert: 1, OpDelete: -1}[op])
		} else if op == OpDelete {
			p.t.clear(p.path)
		}
	default:
		p.t.clear(p.path)
	}
	if marks != nil && op != OpDelete {
		p.t.graft(p.path, marks)
	}
	p.t.changed()
	if op != OpDelete {
		x = p.now()
	} else {
		x = nil
	}
	if plain && p.mark().plain() && EqualValues(before, x) {
		return nil // the place has the value that it had
	}
	p.notify(Edit{Op: op, Path: p.Path(), Old: before, New: x})
	return nil
}

// slot returns the type of the place, or of the element to be inserted there.
func (p Place) slot(op Op) (reflect.Type, error) {
	if op != OpInsert {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		return v.Type(), nil
	}
	v, err := lookup(p.t.root, p.path[:len(p.path)-1])
	if err != nil {
		return nil, err
	}
	return target(v).Type().Elem(), nil
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
	m.open, m.err = marks.open, marks.err
	m.below = append(m.below, marks.below...)
	t.rehost(m, path)
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

// stripPath takes the path off an error that will be reported with it.
func stripPath(err error, path Path) error {
	var p interface {
		error
		Unwrap() error
	}
	if errors.As(err, &p) && p.Unwrap() != nil {
		if geno.In(path.String(), p.Unwrap()).Error() == err.Error() {
			return p.Unwrap()
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
	if m := p.mark(); m != nil {
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

// String shows what is at the place.
func (p Place) String() string { return Show(p) }
