// Views of what differs between two programs.

package pg

import (
	"reflect"
	"slices"
	"strconv"
)

// compareViews returns the view of b, marked with how it differs from a; for
// equal ones it is marked same. Parts that are the same are kept, to be shown
// as context.
func compareViews(a, b any) view {
	if va, vb, ina, inb, ok := symbolicPair(a, b); ok {
		return compare("", shapeOf(va.Type()), va, vb, ina, inb, 0)
	}
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	if !va.IsValid() || !vb.IsValid() || va.Type() != vb.Type() {
		if a == nil && b == nil {
			return marked(valueView(b), unchanged)
		}
		old := valueView(a)
		v := marked(valueView(b), replaced)
		v.old = &old
		return v
	}
	return compare("", shapeOf(va.Type()), va, vb, onPlace{}, onPlace{}, 0)
}

func marked(v view, m mark) view {
	v.mark = m
	return v
}

func replacedView(step string, a, b reflect.Value, ina, inb onPlace) view {
	old := placeView(step, a, nil, ina)
	v := marked(placeView(step, b, nil, inb), replaced)
	v.old = &old
	return v
}

// compare goes the way that Diff goes.
func compare(step string, s *shape, a, b reflect.Value, ina, inb onPlace, depth int) view {
	if ina.marks == nil && inb.marks == nil {
		if s.equal(a, b) {
			return marked(goView(step, b, nil), unchanged)
		}
	} else if v := compareStanding(step, a, b, ina, inb, depth); v != nil {
		return *v
	}
	var parts []view
	switch s.form {
	case structure:
		if s.table != nil {
			a, b = addressable(a), addressable(b)
		}
		x, y := s.owner(a), s.owner(b)
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := p.of(a, x), p.of(b, y)
			at, bt := ina.at(p.step), inb.at(p.step)
			switch {
			case !p.shared || at.marks.special() || bt.marks.special():
				parts = append(parts, compare(p.step.text, p.shape, pa, pb, at, bt, depth+1))
			case identical(pa, pb):
				parts = append(parts, marked(goView(p.step.text, pb, nil), unchanged))
			default:
				parts = append(parts, replacedView(p.step.text, pa, pb, at, bt))
			}
		}
	case array:
		for i := range a.Len() {
			parts = append(parts, compare(index(i), s.elem, a.Index(i), b.Index(i), ina.at(AtIndex(i)), inb.at(AtIndex(i)), depth+1))
		}
	case list:
		if a.IsNil() || b.IsNil() {
			return s.replacedOrSame(step, a, b, ina, inb)
		}
		parts = compareLists(s.elem, a, b, ina, inb, depth)
	case dictionary:
		if a.IsNil() || b.IsNil() {
			return s.replacedOrSame(step, a, b, ina, inb)
		}
		parts = compareMaps(s.elem, a, b, ina, inb, depth)
	case pointer:
		if a.IsNil() || b.IsNil() || depth > maxDepth {
			return s.replacedOrSame(step, a, b, ina, inb)
		}
		return compare(step, s.elem, a.Elem(), b.Elem(), ina, inb, depth+1)
	case dynamic:
		a, b = a.Elem(), b.Elem()
		if !a.IsValid() || !b.IsValid() || a.Type() != b.Type() {
			if !a.IsValid() && !b.IsValid() {
				return marked(placeView(step, b, nil, inb), unchanged)
			}
			return replacedView(step, a, b, ina, inb)
		}
		return compare(step, shapeOf(a.Type()), a, b, ina, inb, depth+1)
	default:
		return s.replacedOrSame(step, a, b, ina, inb)
	}
	v := marked(placeView(step, b, nil, inb), within)
	v.parts = slices.Values(parts)
	if !slices.ContainsFunc(parts, func(v view) bool { return v.mark != unchanged }) {
		v.mark = unchanged // they differ at most in what has no value
	}
	return v
}

// replacedOrSame is for values that are not gone into.
func (s *shape) replacedOrSame(step string, a, b reflect.Value, ina, inb onPlace) view {
	if s.equal(a, b) {
		return marked(placeView(step, b, nil, inb), unchanged)
	}
	return replacedView(step, a, b, ina, inb)
}

func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

func compareLists(elem *shape, a, b reflect.Value, ina, inb onPlace, depth int) []view {
	var parts []view
	part := func(i, j int) view {
		return compare(index(j), elem, a.Index(i), b.Index(j), ina.at(AtIndex(i)), inb.at(AtIndex(j)), depth+1)
	}
	both := func(i, j int) {
		v := part(i, j)
		if i != j {
			v.name = "[" + strconv.Itoa(i) + "→" + strconv.Itoa(j) + "]"
		}
		parts = append(parts, v)
	}
	i, j := 0, 0
	until := func(m, n int) {
		for ; i < m && j < n; i, j = i+1, j+1 {
			both(i, j)
		}
		for ; i < m; i++ {
			parts = append(parts, marked(placeView(index(i), a.Index(i), nil, ina.at(AtIndex(i))), removed))
		}
		for ; j < n; j++ {
			parts = append(parts, marked(placeView(index(j), b.Index(j), nil, inb.at(AtIndex(j))), added))
		}
	}
	same := func(i, j int) bool { return elem.equal(a.Index(i), b.Index(j)) }
	if ina.marks != nil || inb.marks != nil {
		same = func(i, j int) bool { return part(i, j).mark == unchanged }
	}
	for _, r := range align(a.Len(), b.Len(), same) {
		until(r.a, r.b)
		for range r.n {
			both(i, j)
			i, j = i+1, j+1
		}
	}
	until(a.Len(), b.Len())
	return parts
}

func compareMaps(elem *shape, a, b reflect.Value, ina, inb onPlace, depth int) []view {
	keys := sortedKeys(a)
	for _, k := range sortedKeys(b) {
		if !a.MapIndex(k).IsValid() {
			keys = append(keys, k)
		}
	}
	slices.SortStableFunc(keys, compareKeys)
	var parts []view
	for _, k := range keys {
		step, _ := keyStep(k)
		switch va, vb := a.MapIndex(k), b.MapIndex(k); {
		case !va.IsValid():
			parts = append(parts, marked(placeView(step.String(), vb, nil, inb.at(step)), added))
		case !vb.IsValid():
			parts = append(parts, marked(placeView(step.String(), va, nil, ina.at(step)), removed))
		default:
			parts = append(parts, compare(step.String(), elem, va, vb, ina.at(step), inb.at(step), depth+1))
		}
	}
	return parts
}

// view returns the view of the changes, those next to each other that are in
// the same part of the program under the path of it.
func (c Changes) view() view {
	return view{
		typ: "pg.Changes", kind: groupView, text: count(len(c), "change"), mark: within,
		parts: slices.Values(groupEdits(c, 0)),
	}
}

// groupEdits returns the views of edits whose paths share the first n steps.
func groupEdits(edits []Edit, n int) []view {
	var parts []view
	for len(edits) > 0 {
		first, m, k := edits[0], 1, n
		if len(first.Path) > n+1 && first.err == nil {
			for m < len(edits) && edits[m].err == nil && len(edits[m].Path) > n+1 && edits[m].Path[n] == first.Path[n] {
				m++
			}
		}
		if m == 1 {
			parts = append(parts, editView(first, n))
		} else {
			// As far as all of them go together.
			for k = n + 1; !slices.ContainsFunc(edits[:m], func(e Edit) bool {
				return len(e.Path) <= k+1 || e.Path[k] != first.Path[k]
			}); k++ {
			}
			parts = append(parts, view{
				step: first.Path[n:k].String(), kind: groupView, mark: within,
				parts: slices.Values(groupEdits(edits[:m], k)),
			})
		}
		edits = edits[m:]
	}
	return parts
}

func editView(e Edit, n int) view {
	var v view
	switch {
	case e.err != nil:
		v = view{text: e.err.Error(), mark: faulty}
	case e.Op == OpInsert:
		v = marked(valueView(e.New), added)
	case e.Op == OpDelete && e.blind:
		v = view{mark: removed}
	case e.Op == OpDelete:
		v = marked(valueView(e.Old), removed)
	default:
		v = marked(valueView(e.New), replaced)
		if !e.blind {
			old := valueView(e.Old)
			v.old = &old
		}
	}
	if e.err == nil {
		if v.step = e.Path[n:].String(); len(e.Path) == 0 {
			v.name = "the whole program"
		}
	}
	return v
}
