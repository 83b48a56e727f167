// Values that depend on others: what a place takes from another place, from
// above, or from a function.

package pg

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Follow makes the place take the value that another place of the same program
// gets. A place inside of a candidate can also follow one of the program that
// has the decision.
//
// When Insert or Delete of a [List] moves elements, what follows one of them, or
// something inside, goes with it; what followed an element that is deleted is
// missing. Rebind and Rewrite do what their edits say and no more: there
// references keep their paths. In a copy of a part of a program, what refers
// to places inside of that part refers to those of the copy, and the rest to the
// same places as before.
func (p Place) Follow(other AnySym) {
	q := PlaceOf(other)
	up, err := mayFollow(p, q)
	if err == nil {
		err = standAt(p, &open{kind: reference, from: ref{up, q.path}, typ: q.Type()})
	}
	keepAt(p, err)
}

// mayFollow returns how many hosts up the tree of q is, or an error if p cannot
// take the value of q.
func mayFollow(p, q Place) (up int, err error) {
	if up, err = reaches(p, q); err != nil {
		return 0, err
	}
	from, to := q.Type(), p.Type()
	switch {
	case up == 0 && p.path.HasPrefix(q.path), p.t.inside(up, q.path):
		return 0, errors.New("a place cannot follow itself, or what holds it")
	case up == 0 && q.path.HasPrefix(p.path):
		return 0, errors.New("a place cannot follow what is inside of it")
	case !from.AssignableTo(to):
		return 0, fmt.Errorf("expected a place of type %s to follow, got %s, of type %s", to, q.Path(), from)
	}
	return up, nil
}

// reaches returns how many hosts up the tree of q is, or an error if p cannot
// take anything from q.
func reaches(p, q Place) (up int, err error) {
	if _, err := valueAt(p); err != nil {
		return 0, err
	}
	if _, err := valueAt(q); err != nil {
		return 0, err
	}
	for t := p.t; t != nil; t = t.host {
		if t == q.t {
			return up, nil
		}
		up++
	}
	return 0, errors.New("expected a place of the same program, or of one whose candidate this is, got one of another")
}

// inside reports whether t is part of a candidate, of the up-th host of t, of a
// decision at or inside of path.
func (t *tree) inside(up int, path Path) bool {
	var in Path
	for range up {
		t, in = t.host, t.in
	}
	return in != nil && in.HasPrefix(path)
}

// Inherit makes the place take the value of the field of that name in the
// nearest struct above that has one, also if the place is inside of a
// candidate. (PyGlove: contextual values.) The arguments of a call inherit from
// each other only, since the call is made before the program around it is
// complete.
func (p Place) Inherit(name string) {
	keepAt(p, func() error {
		if name == "" {
			return errors.New("expected the name of a field to inherit, got none")
		}
		return standAt(p, &open{kind: inherited, name: name})
	}())
}

// An AccessorOf is the accessor of a place that holds an F: a [Field],
// [Number], or [Slot] of it, or, of the symbolic form of a struct T, for *T.
type AccessorOf[F any] interface {
	AnySym
	holds(F)
}

func (Field[F]) holds(F)   {}
func (Slot[N, I]) holds(I) {}
func (Sym[T]) holds(*T)    {}

// Derive makes the place at take the value that f makes of a program: that at
// is part of, or of a part of that, which may but need not hold at. If at is
// inside of a candidate the program can also be the one that has the decision.
// What f gets is the program in the making, which it must not change or keep.
// An error of f is one of Materialize, with the path of the place.
//
//	pg.Derive(s.Total(), s, func(n *Net) (int, error) { return n.Units * n.Depth, nil })
//
// Values that depend on others get theirs when all decisions are taken, each
// after those it depends on: one that follows or inherits from a place after
// all that is in that place, and one that is derived from a part of the program
// beside it after all that is in that part; if they wait for each other that is an
// error that names them. A value derived from what holds it comes after all
// there that doesn't wait for it. If there are several such values, whatever
// their order, all are derived again until none changes: in the end each is
// what f makes of the program as it is. So f must always make the same of the
// same; values that never settle are an error that names them.
//
// Encode takes a program only if the place has the value that f makes.
func Derive[F, T any](at AccessorOf[F], from SymOf[T], f func(*T) (F, error)) {
	p := PlaceOf(at)
	if f == nil {
		keepAt(p, errNoFunction)
		return
	}
	keepAt(p, deriveAt(p, from, func(v reflect.Value) (any, error) {
		x, ok := addressable(v).Addr().Interface().(*T)
		if !ok {
			return nil, fmt.Errorf("expected %s to derive it from, got %s", article(reflect.TypeFor[T]()), article(v.Type()))
		}
		return f(x)
	}))
}

var errNoFunction = errors.New("expected a function, got nil")

// Derive is the function [Derive] for places whose types are known only at run
// time, and for lists and maps. The function gets the value of from, a pointer
// to it if it is a struct, and what it returns is converted as by [Set].
func (p Place) Derive(from AnySym, f func(from any) (any, error)) {
	if f == nil {
		keepAt(p, errNoFunction)
		return
	}
	keepAt(p, deriveAt(p, from, func(v reflect.Value) (any, error) {
		if v.Kind() == reflect.Struct {
			v = addressable(v).Addr()
		}
		return f(v.Interface())
	}))
}

func deriveAt(p Place, from AnySym, f func(reflect.Value) (any, error)) error {
	q := PlaceOf(from)
	up, err := reaches(p, q)
	if err != nil {
		return err
	}
	if up == 0 && q.path.HasPrefix(p.path) {
		return errors.New("a value cannot be derived from itself")
	}
	return standAt(p, &open{kind: derived, from: ref{up, q.path}, derive: func(v reflect.Value) (any, error) {
		if v = target(v); !v.IsValid() {
			return nil, fmt.Errorf("expected a value to derive it from, got nil at %s", q.path)
		}
		return f(v)
	}})
}

// following returns a copy of x, as it stands in the place, in which what refers
// from element i of the list on refers to where those will be when x has been
// inserted before them; or x, if there is none.
func following(p Place, x AnySym, list Path, i int) any {
	slot, err := slotAt(p, OpInsert)
	if err != nil {
		return x
	}
	c, err := standing(x, slot)
	if err != nil {
		return x
	}
	k := len(list)
	c.marks.refer(0, func(r ref, depth int) ref {
		if r.up == depth+1 && len(r.path) > k && r.path.HasPrefix(list) && r.path[k].n >= int64(i) {
			r.path = Path(nil).Append(r.path...)
			r.path[k].n++
		}
		return r
	})
	return Place{t: c}
}

// aimAt says to what stands at the place and inside, which is depth candidates
// deep in the tree with the list at path, that n elements have been inserted
// there before element i, or that this has been deleted. What has been inserted
// knows.
func aimAt(p Place, depth int, list Path, i, n int) {
	m := markAt(p)
	if m == nil || n > 0 && depth == 0 && p.path.Equal(list.Append(AtIndex(i))) {
		return
	}
	if m.open != nil {
		aimOpenAt(p, m, depth, list, i, n)
		for _, c := range m.open.candidates {
			aimAt(Place{t: c}, depth+1, list, i, n)
		}
	}
	for _, b := range m.below {
		aimAt(Place{p.t, p.path.Append(b.step)}, depth, list, i, n)
	}
}

func aimOpenAt(p Place, m *marks, depth int, list Path, i, n int) {
	o := *m.open
	k, changed := len(list), false
	shifted := func(r ref) (_ ref, gone bool) {
		if r.up != depth || len(r.path) <= k || !r.path.HasPrefix(list) || r.path[k].n < int64(i) {
			return r, false
		}
		changed = true
		if n < 0 && r.path[k].n == int64(i) {
			return r, true
		}
		r.path = Path(nil).Append(r.path...)
		r.path[k].n += int64(n)
		return r, false
	}
	gone := false
	if o.kind == reference || o.kind == derived {
		o.from, gone = shifted(o.from)
	}
	o.on = slices.Clone(o.on)
	for i, r := range o.on {
		var lost bool
		if o.on[i], lost = shifted(r); lost {
			keepAt(p, fmt.Errorf("decided only for some choices of %s, which has been deleted: decide it anew", r.path))
		}
	}
	if !changed {
		return
	}
	if gone {
		o = open{kind: missing}
	}
	if o.kind == undecided {
		m.open = &o
		return
	}
	before := heardAt(p)
	m.open = &o
	notifyAt(p, OpSet, before)
}
