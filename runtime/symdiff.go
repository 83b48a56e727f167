// Finding what turns one symbolic program into another.

package pg

import (
	"reflect"
	"slices"
	"unsafe"
)

// diffPlaces returns what turns what is at p into what is at q.
func diffPlaces(p, q Place) Changes {
	v, err := valueAt(p)
	w, err2 := valueAt(q)
	m, n := markAt(p), markAt(q)
	switch {
	case err != nil && err2 != nil:
		return nil
	case err != nil:
		return Changes{{Op: OpSet, New: snapshot(w, n, q.path, false)}}
	case err2 != nil:
		return Changes{{Op: OpSet, Old: snapshot(v, m, p.path, false)}}
	}
	d := differ{base: q.path}
	if m.standing() == nil && n.standing() == nil {
		// Not as they stand in their places: as programs.
		if x, y := target(v), target(w); x.IsValid() && y.IsValid() && x.Type() == y.Type() {
			v, w = x, y
		}
	}
	if v.Type() != w.Type() {
		return Changes{{Op: OpSet, Old: snapshot(v, m, p.path, false), New: snapshot(w, n, q.path, false)}}
	}
	s := shapeOf(v.Type())
	a, b := addressOf(v), addressOf(w)
	if d.symbolic(s, a, b, m, n) {
		d.replaced(s, a, b, m, n)
	}
	return d.changes
}

// place returns where in its tree the place is that is being looked at.
func (d *differ) place() Path {
	for i := len(d.at); i > 0; i-- {
		if d.at[i-1].kind == candidateStep {
			return slices.Clone(d.at[i:])
		}
	}
	return d.base.Append(d.at...)
}

func (d *differ) replaced(s *shape, a, b unsafe.Pointer, m, n *marks) {
	d.emit(OpSet, snapshot(s.at(a), m, d.place(), false), snapshot(s.at(b), n, d.place(), false))
}

// symbolicPart is part with marks.
func (d *differ) symbolicPart(step Step, s *shape, a, b unsafe.Pointer, m, n *marks) {
	if !m.opens() && !n.opens() {
		d.part(step, s, a, b)
		return
	}
	d.at = append(d.at, step)
	if d.symbolic(s, a, b, m, n) {
		d.replaced(s, a, b, m, n)
	}
	d.at = d.at[:len(d.at)-1]
}

// symbolic is differ with marks: those of symbolic programs where a and b lie.
func (d *differ) symbolic(s *shape, a, b unsafe.Pointer, m, n *marks) (replace bool) {
	if !m.opens() && !n.opens() {
		return a != b && d.differ(s, a, b)
	}
	if x, y := m.standing(), n.standing(); x != nil || y != nil {
		return d.opens(x, y)
	}
	switch s.form {
	case structure:
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := unsafe.Add(a, p.offset), unsafe.Add(b, p.offset)
			x, y := m.child(p.step), n.child(p.step)
			switch {
			case !p.shared:
				d.symbolicPart(p.step, p.shape, pa, pb, x, y)
			case x.standing() == nil && y.standing() == nil:
				d.shared(p, p.shape.at(pa), p.shape.at(pb))
			case x.standing().compare(y.standing()) != 0:
				d.at = append(d.at, p.step)
				d.emit(OpSet, snapshot(p.shape.at(pa), x, d.place(), true), snapshot(p.shape.at(pb), y, d.place(), true))
				d.at = d.at[:len(d.at)-1]
			}
		}
	case array:
		x, y := vector{a, s.typ.Len(), s.elem}, vector{b, s.typ.Len(), s.elem}
		for i := range x.len {
			step := AtIndex(i)
			d.symbolicPart(step, s.elem, x.at(i), y.at(i), m.child(step), n.child(step))
		}
	case list:
		x, y := vectorAt(a, s.elem), vectorAt(b, s.elem)
		if (x.first == nil) != (y.first == nil) {
			return true
		}
		d.symbolicList(x, y, m, n)
	case dictionary:
		return d.symbolicMap(s, s.at(a), s.at(b), m, n)
	case pointer:
		return d.symbolicPointers(s, *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b), m, n)
	case dynamic:
		x, y := s.at(a).Elem(), s.at(b).Elem()
		if !x.IsValid() || !y.IsValid() || x.Type() != y.Type() {
			return x.IsValid() || y.IsValid()
		}
		held := shapeOf(x.Type())
		if held.form == pointer {
			return d.symbolicPointers(held, x.UnsafePointer(), y.UnsafePointer(), m, n)
		}
		return d.symbolic(held, addressOf(x), addressOf(y), m, n)
	default:
		return !s.equals(a, b)
	}
	return false
}

func (d *differ) symbolicPointers(s *shape, x, y unsafe.Pointer, m, n *marks) (replace bool) {
	if x == nil || y == nil {
		return x != y
	}
	return d.symbolic(s.elem, x, y, m, n)
}

// opens adds the changes of the candidates, if that is all in which x and y
// differ, or reports that x has to be replaced.
func (d *differ) opens(x, y *open) (replace bool) {
	if x.compare(y) == 0 {
		return false
	}
	if x == nil || y == nil || len(x.candidates) != len(y.candidates) || x.named || y.named {
		return true
	}
	// The same but for the candidates?
	p, q := *x, *y
	p.candidates, q.candidates = nil, nil
	if p.compare(&q) != 0 || !slices.EqualFunc(x.candidates, y.candidates, func(t, u *tree) bool {
		return t.root.Type() == u.root.Type()
	}) {
		return true
	}
	for i, t := range x.candidates {
		u := y.candidates[i]
		d.symbolicPart(t.step, shapeOf(t.root.Type()), addressOf(t.root), addressOf(u.root), t.marks, u.marks)
	}
	return false
}

// symbolicMap is dictionary with marks.
func (d *differ) symbolicMap(s *shape, a, b reflect.Value, m, n *marks) (replace bool) {
	if a.IsNil() != b.IsNil() {
		return true
	}
	if !s.exactKeys(a) || !s.exactKeys(b) {
		return s.compareMaps(a, b, m, n) != 0
	}
	x, y := s.sorted(a), s.sorted(b)
	for _, i := range x.order {
		k := x.keys.Index(i)
		step, _ := keyStep(k)
		v := x.values.Index(i)
		w := b.MapIndex(k)
		if !w.IsValid() {
			d.at = append(d.at, step)
			d.emit(OpDelete, snapshot(v, m.child(step), d.place(), false), nil)
			d.at = d.at[:len(d.at)-1]
			continue
		}
		d.symbolicPart(step, s.elem, addressOf(v), addressOf(w), m.child(step), n.child(step))
	}
	for _, i := range y.order {
		k := y.keys.Index(i)
		if !a.MapIndex(k).IsValid() {
			step, _ := keyStep(k)
			d.at = append(d.at, step)
			d.emit(OpInsert, nil, snapshot(y.values.Index(i), n.child(step), d.place(), false))
			d.at = d.at[:len(d.at)-1]
		}
	}
	s.unsorted(x)
	s.unsorted(y)
	return false
}

// symbolicList is list with marks.
func (d *differ) symbolicList(a, b vector, m, n *marks) {
	same := func(i, j int) bool {
		return a.elem.compare(a.at(i), b.at(j), m.child(AtIndex(i)), n.child(AtIndex(j))) == 0
	}
	lo, hi := 0, 0
	for lo < min(a.len, b.len) && same(lo, lo) {
		lo++
	}
	for hi < min(a.len, b.len)-lo && same(a.len-1-hi, b.len-1-hi) {
		hi++
	}
	at, i, j := lo, lo, lo
	between := func(k, l int) {
		for ; i < k && j < l; i, j, at = i+1, j+1, at+1 {
			// The step is that of the element when its turn has come, the
			// marks are where it was.
			d.symbolicPart(AtIndex(at), a.elem, a.at(i), b.at(j), m.child(AtIndex(i)), n.child(AtIndex(j)))
		}
		for ; i < k; i++ {
			d.at = append(d.at, AtIndex(at))
			d.emit(OpDelete, snapshot(a.elem.at(a.at(i)), m.child(AtIndex(i)), d.place(), false), nil)
			d.at = d.at[:len(d.at)-1]
		}
		for ; j < l; j, at = j+1, at+1 {
			d.at = append(d.at, AtIndex(at))
			d.emit(OpInsert, nil, snapshot(b.elem.at(b.at(j)), n.child(AtIndex(j)), d.place(), false))
			d.at = d.at[:len(d.at)-1]
		}
	}
	x, y := a.len-hi, b.len-hi
	if x > lo && y > lo && x-lo+y-lo > 2 {
		for _, r := range align(x-lo, y-lo, func(i, j int) bool { return same(lo+i, lo+j) }) {
			between(lo+r.a, lo+r.b)
			i, j, at = i+r.n, j+r.n, at+r.n
		}
	}
	between(x, y)
}
