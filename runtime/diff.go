// Finding what turns one program into another.

package pg

import (
	"reflect"
	"slices"
	"unsafe"
)

// Diff returns what turns a into b; nothing if they are equal. It goes as
// deep as it can, so that the changes are small. They hold copies: later
// changes of a and b don't reach them. Generated Diff methods call it.
func Diff[T any, P interface {
	*T
	Symbolic
}](a, b P) Changes {
	return diff(shapeOf(reflect.TypeFor[*T]()), unsafe.Pointer((*T)(a)), unsafe.Pointer((*T)(b)))
}

// diff returns what turns what a points to into what b points to; s is the
// shape of the pointers.
func diff(s *shape, a, b unsafe.Pointer) Changes {
	var d differ
	var steps [16]Step // enough for most programs
	d.at = steps[:0]
	if d.pointers(s, a, b) {
		d.set(s, unsafe.Pointer(&a), unsafe.Pointer(&b))
	}
	return d.changes
}

// A differ goes through two programs at the same time, each value once, and
// notes what differs. It takes values by where they lie: most are equal, and
// then it comes to no more than comparing memory.
type differ struct {
	at      []Step
	changes Changes
}

func (d *differ) emit(op Op, old, new any) {
	d.changes = append(d.changes, Edit{Op: op, Path: Path{}.Append(d.at...), Old: old, New: new})
}

func (d *differ) set(s *shape, a, b unsafe.Pointer) {
	d.emit(OpSet, s.detached(s.at(a)), s.detached(s.at(b)))
}

// part finds the changes of a part that is at step.
func (d *differ) part(step Step, s *shape, a, b unsafe.Pointer) {
	if s.form == leaf && s.equals(a, b) {
		return
	}
	d.at = append(d.at, step)
	if d.differ(s, a, b) {
		d.set(s, a, b)
	}
	d.at = d.at[:len(d.at)-1]
}

// differ adds the changes of the parts of what lies at a, or reports that it
// has to be replaced by what lies at b as a whole. This is left to the caller
// since pointers and interfaces have the path of what they hold, and are
// replaced with it.
func (d *differ) differ(s *shape, a, b unsafe.Pointer) (replace bool) {
	switch s.form {
	case structure:
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := unsafe.Add(a, p.offset), unsafe.Add(b, p.offset)
			if p.shared {
				d.shared(p, p.shape.at(pa), p.shape.at(pb))
			} else {
				d.part(p.step, p.shape, pa, pb)
			}
		}
	case array:
		n := s.typ.Len()
		x, y := vector{a, n, s.elem}, vector{b, n, s.elem}
		for i := range n {
			d.part(AtIndex(i), s.elem, x.at(i), y.at(i))
		}
	case list:
		x, y := vectorAt(a, s.elem), vectorAt(b, s.elem)
		if (x.first == nil) != (y.first == nil) {
			return true
		}
		d.list(x, y)
	case dictionary:
		return d.dictionary(s, s.at(a), s.at(b))
	case pointer:
		return d.pointers(s, *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b))
	case dynamic:
		x, y := s.at(a).Elem(), s.at(b).Elem()
		if !x.IsValid() || !y.IsValid() {
			return x.IsValid() != y.IsValid()
		}
		if x.Type() != y.Type() {
			return true
		}
		held := shapeOf(x.Type())
		if held.form == pointer {
			return d.pointers(held, x.UnsafePointer(), y.UnsafePointer())
		}
		return !held.sameSolid(x, y) && d.differ(held, addressOf(x), addressOf(y))
	default:
		return !s.equals(a, b)
	}
	return false
}

// pointers is differ for the pointers x and y, of the shape s.
func (d *differ) pointers(s *shape, x, y unsafe.Pointer) (replace bool) {
	if x == nil || y == nil {
		return x != y
	}
	return x != y && d.differ(s.elem, x, y)
}

// shared replaces what is not part of the program, and so never edited, only
// carried.
func (d *differ) shared(p *part, a, b reflect.Value) {
	if !identical(a, b) {
		d.at = append(d.at, p.step)
		d.emit(OpSet, held(a), held(b))
		d.at = d.at[:len(d.at)-1]
	}
}

// held returns what v holds, as it is.
func held(v reflect.Value) any {
	if v.Kind() == reflect.Interface {
		if v = v.Elem(); !v.IsValid() {
			return nil
		}
	}
	return v.Interface()
}

// dictionary adds the changes that turn the map a into b, or reports that it
// has to be replaced since a path cannot tell its keys.
func (d *differ) dictionary(s *shape, a, b reflect.Value) (replace bool) {
	if a.IsNil() != b.IsNil() {
		return true
	}
	if a.Pointer() == b.Pointer() {
		return false
	}
	if !exactKeys(a) || !exactKeys(b) {
		return !s.sameMaps(a, b)
	}
	// Keys come in any order. Only those where something has changed are
	// sorted, with their changes.
	var of []keyChanges
	note := func(key reflect.Value, change func(Step)) {
		from := len(d.changes)
		step, _ := keyStep(key)
		if change(step); len(d.changes) > from {
			kept := reflect.New(key.Type()).Elem()
			kept.Set(key)
			of = append(of, keyChanges{kept, d.changes[from:len(d.changes):len(d.changes)]})
		}
	}
	from := len(d.changes)
	e := newMapEntry(s)
	common := 0
	for it := a.MapRange(); it.Next(); {
		if !e.set(it, b) {
			note(e.key, func(step Step) { d.delete(step, s.elem, e.a) })
			continue
		}
		common++
		if s.elem.form == leaf && s.elem.equals(e.a, e.b) {
			continue
		}
		note(e.key, func(step Step) { d.part(step, s.elem, e.a, e.b) })
	}
	d.sortByKey(from, of)
	if common == b.Len() {
		return false
	}
	from, of = len(d.changes), nil
	for it := b.MapRange(); it.Next(); {
		if !e.set(it, a) {
			note(e.key, func(step Step) { d.insert(step, s.elem, e.a) })
		}
	}
	d.sortByKey(from, of)
	return false
}

// exactKeys reports whether each key of the map m is told by its step.
func exactKeys(m reflect.Value) bool {
	switch k := m.Type().Key(); {
	case k.Kind() == reflect.String, k.Kind() == reflect.Bool, reflect.Zero(k).CanInt(), reflect.Zero(k).CanUint():
		return true
	}
	for it := m.MapRange(); it.Next(); {
		if _, exact := keyStep(it.Key()); !exact {
			return false
		}
	}
	return true
}

// keyChanges are the changes of what a map has for a key.
type keyChanges struct {
	key     reflect.Value
	changes Changes
}

// sortByKey sorts the changes that were found since there were from of them.
func (d *differ) sortByKey(from int, of []keyChanges) {
	if len(of) < 2 {
		return
	}
	slices.SortFunc(of, func(x, y keyChanges) int { return compareKeys(x.key, y.key) })
	sorted := make(Changes, 0, len(d.changes)-from)
	for _, k := range of {
		sorted = append(sorted, k.changes...)
	}
	copy(d.changes[from:], sorted)
}

func (d *differ) insert(step Step, s *shape, v unsafe.Pointer) {
	d.at = append(d.at, step)
	d.emit(OpInsert, nil, s.detached(s.at(v)))
	d.at = d.at[:len(d.at)-1]
}

func (d *differ) delete(step Step, s *shape, v unsafe.Pointer) {
	d.at = append(d.at, step)
	d.emit(OpDelete, s.detached(s.at(v)), nil)
	d.at = d.at[:len(d.at)-1]
}

// list adds the changes that turn the elements of a slice into those of
// another.
func (d *differ) list(a, b vector) {
	if a.first == b.first && a.len == b.len {
		return
	}
	// In most slices no more than one element has changed, in place. So the
	// first two that differ are taken apart at once: in a program of slices
	// inside of slices, to compare them first and take them apart afterwards
	// would be to go through what is deep inside again for each that it is in.
	lo, known := 0, len(d.changes)
	for lo < min(a.len, b.len) && len(d.changes) == known {
		d.part(AtIndex(lo), a.elem, a.at(lo), b.at(lo))
		lo++
	}
	first := -1
	if len(d.changes) > known {
		lo--
		first = lo
	}
	inPlace := d.changes[known:]
	d.changes = d.changes[:known]

	same := func(i, j int) bool {
		return (i != first || j != first) && a.elem.same(a.at(i), b.at(j))
	}
	// at is the index that the next element has when its turn has come.
	at := lo
	between := func(i, m, j, n int) {
		for i < m && j < n {
			if i == first && j == first {
				d.changes = append(d.changes, inPlace...)
			} else {
				d.part(AtIndex(at), a.elem, a.at(i), b.at(j))
			}
			i, j, at = i+1, j+1, at+1
		}
		for ; i < m; i++ {
			d.delete(AtIndex(at), a.elem, a.at(i))
		}
		for ; j < n; j++ {
			d.insert(AtIndex(at), a.elem, b.at(j))
			at++
		}
	}
	i, j := lo, lo
	for _, r := range align(lo, a.len, b.len, same) {
		between(i, r.a, j, r.b)
		i, j, at = r.a+r.n, r.b+r.n, at+r.n
	}
	between(i, a.len, j, b.len)
}

// A run is n elements that are the same from a on in one slice and from b on
// in the other.
type run struct{ a, b, n int }

// maxEdits bounds the search for an alignment: slices that differ by more
// insertions and deletions are compared index by index.
const maxEdits = 64

// align returns, in order, the runs from lo on that a shortest list of
// insertions and deletions leaves as they are; n and m are the lengths. What
// is the same at the ends is found first; the middle is aligned as in E. W.
// Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), which takes
// time proportional to the length and the number of differences.
func align(lo, n, m int, same func(i, j int) bool) (runs []run) {
	hi := 0
	for hi < n-lo && hi < m-lo && same(n-1-hi, m-1-hi) {
		hi++
	}
	if p, q := n-lo-hi, m-lo-hi; p > 0 && q > 0 && p+q > 2 {
		runs = alignMiddle(p, q, func(i, j int) bool { return same(lo+i, lo+j) })
		for i := range runs {
			runs[i].a += lo
			runs[i].b += lo
		}
	}
	return append(runs, run{n - hi, m - hi, hi})
}

func alignMiddle(n, m int, same func(i, j int) bool) []run {
	// far[d][d+k] is the farthest i on the diagonal i-j = k that d edits
	// reach, or -1.
	var far [][]int
	for d := 0; d <= min(n+m, maxEdits); d++ {
		far = append(far, make([]int, 2*d+1))
		for k := -d; k <= d; k += 2 {
			i, _ := furthest(far, d, k, n, m)
			for i >= 0 && i < n && i-k < m && same(i, i-k) {
				i++
			}
			if far[d][d+k] = i; i == n && i-k == m {
				return backtrack(far, n, m)
			}
		}
	}
	var runs []run
	for i := range min(n, m) {
		if same(i, i) {
			runs = append(runs, run{i, i, 1})
		}
	}
	return runs
}

// furthest returns the farthest i on the diagonal k right after the d-th
// edit, or -1, and the diagonal from which that edit came.
func furthest(far [][]int, d, k, n, m int) (i, from int) {
	if d == 0 {
		return 0, 0
	}
	before := far[d-1]
	i = -1
	if k < d-1 { // an insertion
		if x := before[k+1+d-1]; x >= 0 && x-k <= m {
			i, from = x, k+1
		}
	}
	if k > 1-d { // a deletion
		if x := before[k-1+d-1]; x >= i && x >= 0 && x < n {
			i, from = x+1, k-1
		}
	}
	return i, from
}

// backtrack returns the runs on the way that led to the end.
func backtrack(far [][]int, n, m int) []run {
	var runs []run
	i, k := n, n-m
	for d := len(far) - 1; d >= 0; d-- {
		start, from := furthest(far, d, k, n, m)
		if i > start {
			runs = append(runs, run{start, start - k, i - start})
		}
		if d > 0 {
			i, k = far[d-1][from+d-1], from
		}
	}
	slices.Reverse(runs)
	return runs
}
