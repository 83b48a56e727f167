// All places of one kind in a symbolic program, typed.

package pg

import (
	"iter"
	"reflect"
	"slices"
	"sync"
)

// Each calls f with every place of the kind S anywhere in x, candidates of
// decisions included, in the order of [Traverse]: what [All] gives. The changes
// that f makes are reported at once.
//
//	pg.Each(s, func(d codec.DeltaSym) { d.Stride().OneOf(1, 2, 4) })
func Each[S AnySym](x AnySym, f func(S)) {
	PlaceOf(x).Batch(func() {
		for s := range All[S](x) {
			f(s)
		}
	})
}

// All gives every place of the kind S anywhere in x, x included, in the order
// of [Traverse]. An S is
//
//   - the TSym of a type T: the places where a T is, also by a pointer or in an
//     interface. While it is undecided whether one is, there is none; the
//     candidates are places of their own;
//   - an INode: the places where a symbolic type is that implements I;
//   - an accessor, such as a [Number] of float64s: the places whose type it is
//     for, also if nothing is decided there;
//   - a [Place]: all.
//
// The program may be changed meanwhile. The places are those that were there
// before, wherever they have moved in their lists; those that are gone, since
// they were deleted or what holds them was replaced, or which are no S any
// more, are left out.
func All[S AnySym](x AnySym) iter.Seq[S] {
	return func(yield func(S) bool) {
		k := kindOf[S]()
		list := k.collect(x)
		if len(list) == 0 {
			return
		}
		top, _ := list[0].t.top()
		since := top.clock
		top.readers++
		defer func() {
			if top.readers--; top.readers == 0 && top.noted {
				top.noted = false
				top.forget()
			}
		}()
		for i, p := range list {
			if i > 0 && top.clock != since {
				var ok bool
				if p, ok = placeSince(p, since); !ok || !k.matches(p) {
					continue
				}
			}
			if s, ok := made[S](p, k); ok && !yield(s) {
				return
			}
		}
	}
}

// A kind says which places an accessor type S is for.
type kind struct {
	finder
	valued bool // only where there is a value
	node   bool // S is an interface, which symbolic forms implement
}

// kinds of accessors have a method of their own.
type accessing interface {
	// is reports whether a place of type t is one, and valued whether there
	// must be a value.
	accesses(t reflect.Type) (is, valued bool)
}

func (Sym[T]) accesses(t reflect.Type) (is, valued bool) { return t == reflect.TypeFor[T](), true }

func (Field[F]) accesses(t reflect.Type) (is, valued bool) { return t == reflect.TypeFor[F](), false }

func (List[C, A]) accesses(t reflect.Type) (is, valued bool) {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && accessedBy[A](t.Elem()), false
}

func (Map[K, C, A]) accesses(t reflect.Type) (is, valued bool) {
	return t.Kind() == reflect.Map && t.Key() == reflect.TypeFor[K]() && accessedBy[A](t.Elem()), false
}

func (Slot[N, I]) accesses(t reflect.Type) (is, valued bool) { return t == reflect.TypeFor[I](), false }

// accessedBy reports whether an A is the accessor of places of type t.
func accessedBy[A any](t reflect.Type) bool {
	if t.Kind() == reflect.Pointer && TypeOf(t.Elem()) != nil {
		t = t.Elem()
	}
	var a A
	k, ok := any(a).(accessing)
	if !ok {
		return false
	}
	is, _ := k.accesses(t)
	return is
}

var kinds sync.Map // reflect.Type of the accessor → *kind

func kindOf[S AnySym]() *kind {
	t := reflect.TypeFor[S]()
	if k, ok := kinds.Load(t); ok {
		return k.(*kind)
	}
	k := new(kind)
	var s S
	switch a := any(s).(type) {
	case accessing:
		_, k.valued = a.accesses(reflect.TypeFor[struct{}]())
		k.is = func(t reflect.Type) bool { is, _ := a.accesses(t); return is }
	case nil: // an interface
		k.valued, k.node = true, true
		k.is = func(of reflect.Type) bool {
			if of.Kind() != reflect.Struct {
				return false
			}
			table := TypeOf(of)
			if table == nil || table.sym == nil {
				return false
			}
			_, ok := table.sym(Place{}).(S)
			return ok
		}
	default: // a Place, or something that embeds one
		k.is = func(reflect.Type) bool { return true }
	}
	kept, _ := kinds.LoadOrStore(t, k)
	return kept.(*kind)
}

// made returns the place as an S.
func made[S AnySym](p Place, k *kind) (S, bool) {
	if !k.node {
		return accessor[S](p), true
	}
	var none S
	v, err := valueAt(p)
	if v = target(v); err != nil || !v.IsValid() {
		return none, false
	}
	s, ok := TypeOf(v.Type()).sym(p).(S)
	return s, ok
}

// collect returns the places of the kind in x.
func (k *kind) collect(x AnySym) []Place {
	var list []Place
	var paths pathMemory
	w := walker{down: true, finder: &k.finder}
	w.yield = func(n *Node) bool {
		if k.at(n.s, n.open() != nil, func() reflect.Value { return n.held() }) {
			list = append(list, Place{w.t, w.place(&paths)})
		}
		return true
	}
	walk(x, &w)
	return list
}

// matches reports whether the place is of the kind.
func (k *kind) matches(p Place) bool {
	v, err := valueAt(p)
	if err != nil || p.t.above(p.path) != nil {
		return false
	}
	m := markAt(p)
	return k.at(shapeOf(v.Type()), m != nil && m.open != nil, func() reflect.Value {
		if v.Kind() == reflect.Interface {
			return v.Elem()
		}
		return v
	})
}

// at reports whether a place of the shape s is of the kind, where held is what
// there is, if it is not open.
func (k *kind) at(s *shape, open bool, held func() reflect.Value) bool {
	if k.one(s.typ) {
		return !open || !k.valued
	}
	if open || s.form != pointer && s.form != dynamic {
		return false
	}
	v := held()
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return false
		}
		if k.one(v.Type()) {
			return true
		}
		v = v.Elem()
	}
	return v.IsValid() && k.one(v.Type())
}

// one is is, asked once for each type.
func (k *kind) one(t reflect.Type) bool {
	if is, ok := k.ways.Load(t); ok {
		return is.(bool)
	}
	is := k.is(t)
	k.ways.Store(t, is)
	return is
}

// A move is what has happened to the parts of a value, or to the value, since
// someone began to remember places of its program.
type move struct {
	clock int
	index int // of the element from which on elements moved
	n     int // by how many; 0 if the value was replaced
}

// moved notes a move at path.
func (t *tree) moved(path Path, index, n int) {
	top, _ := t.top()
	if top.readers > 0 {
		top.clock++
		top.noted = true
		m := t.mark(path)
		m.moves = append(m.moves, move{top.clock, index, n})
	}
}

// forget forgets all moves in t.
func (t *tree) forget() {
	if t.marks != nil {
		t.marks.forget()
	}
}

func (m *marks) forget() {
	m.moves = nil
	if m.open != nil {
		for _, c := range m.open.candidates {
			c.forget()
		}
	}
	for _, b := range m.below {
		b.forget()
	}
	m.below = slices.DeleteFunc(m.below, (*marks).idle)
}

// placeSince returns where the place is that was at p when the clock was as it says,
// or false if it is gone.
func placeSince(p Place, clock int) (Place, bool) {
	if !p.t.there() {
		return p, false
	}
	m := p.t.marks
	path, own := p.path, false
	for i := 0; m != nil && i < len(path); i++ {
		for _, e := range m.moves {
			switch at := path[i].n; {
			case e.clock <= clock:
			case e.n == 0, e.n < 0 && at == int64(e.index):
				return p, false
			case at >= int64(e.index):
				if !own {
					path, own = slices.Clone(path), true
				}
				path[i].n += int64(e.n)
			}
		}
		m = m.child(path[i])
	}
	return Place{p.t, path}, true
}

// there reports whether t is still a candidate where it once was one, and so
// on up to the whole program.
func (t *tree) there() bool {
	for ; t.host != nil; t = t.host {
		m := t.host.find(t.in)
		if m == nil || m.open == nil || !slices.Contains(m.open.candidates, t) {
			return false
		}
	}
	return true
}

// Ancestor returns the nearest place above x that is of the kind S, as for
// [All]. Above a candidate is the place that it is a candidate for.
func Ancestor[S AnySym](x AnySym) (S, bool) {
	k := kindOf[S]()
	for p, ok := PlaceOf(x).Parent(); ok; p, ok = p.Parent() {
		if k.matches(p) {
			return made[S](p, k)
		}
	}
	var none S
	return none, false
}
