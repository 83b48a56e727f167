// Finding what turns one program into another.

package pg

import (
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// Diff returns what turns a into b; nothing if they are equal. It goes as
// deep as it can, so that the changes are small. They hold copies: later
// changes of a and b don't reach them. Generated Diff methods call it.
func Diff[T any, P interface {
	*T
	Symbolic
}](a, b P) Changes {
	if a == nil || b == nil {
		x, y := (*T)(a), (*T)(b)
		return diff(shapeOf(reflect.TypeFor[*T]()), unsafe.Pointer(&x), unsafe.Pointer(&y))
	}
	return diff(shapeOf(reflect.TypeFor[T]()), unsafe.Pointer((*T)(a)), unsafe.Pointer((*T)(b)))
}

// diff returns what turns what lies at a into what lies at b, both of the
// shape s.
func diff(s *shape, a, b unsafe.Pointer) Changes {
	d := differs.Get().(*differ)
	if a != b && d.differ(s, a, b) {
		d.set(s, a, b)
	}
	changes := d.found()
	// Unusual programs shall not cost memory for good.
	if cap(d.at) <= 256 && cap(d.steps) <= 1024 && cap(d.changes) <= 256 {
		clear(d.changes)
		clear(d.steps)
		*d = differ{at: d.at[:0], steps: d.steps[:0], changes: d.changes[:0]}
		differs.Put(d)
	}
	return changes
}

// differs are those that are not in use, kept for their memory, so that nothing
// is allocated where nothing has changed, and otherwise no more than is
// returned.
var differs = sync.Pool{New: func() any { return new(differ) }}

// A differ goes through two programs at the same time, each value once, and
// notes what differs. It takes values by where they lie: most are equal, and
// then it comes to no more than comparing memory.
type differ struct {
	base    Path // of a symbolic program, where at begins
	at      []Step
	changes Changes
	steps   []Step      // of their paths
	values  valueMemory // of what they hold
	texts   [2]string   // of the maps that are being gone through
}

func (d *differ) emit(op Op, old, new any) {
	from := len(d.steps)
	d.steps = append(d.steps, d.at...)
	d.changes = append(d.changes, Edit{Op: op, Path: d.steps[from:], Old: old, New: new})
}

// found returns the changes in memory of their own.
func (d *differ) found() Changes {
	if len(d.changes) == 0 {
		return nil
	}
	n := 0
	for i := range d.changes {
		n += len(d.changes[i].Path)
	}
	steps := make([]Step, 0, n)
	changes := make(Changes, len(d.changes))
	copy(changes, d.changes)
	for i := range changes {
		e, from := &changes[i], len(steps)
		steps = append(steps, e.Path...)
		e.Path = steps[from:len(steps):len(steps)]
	}
	return changes
}

// value returns a deep copy of what lies at p, as an any.
func (d *differ) value(s *shape, p unsafe.Pointer) any {
	if s.scalar != noScalar {
		return d.values.any(s, p)
	}
	return s.detached(s.at(p))
}

func (d *differ) set(s *shape, a, b unsafe.Pointer) {
	d.emit(OpSet, d.value(s, a), d.value(s, b))
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
		// The generated code is the fastest way past what has not changed.
		// Where values of a type can be inside of one another it would be
		// asked about the innermost by each that it is in, so it isn't; and
		// an Equal that the user wrote may leave out what is a change.
		if s.generated && s.table != nil && s.table.equal != nil && s.table.equal(a, b) {
			return false
		}
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
	if s.texts {
		d.textMaps(s, a, b)
		return false
	}
	if !s.exactKeys(a) || !s.exactKeys(b) {
		return !s.sameMaps(a, b)
	}
	e := s.entry()
	defer s.release(e)
	from, common := len(d.changes), 0
	for it := a.MapRange(); it.Next(); {
		if e.set(it, b) {
			common++
			if s.elem.form != leaf || !s.elem.equals(e.a, e.b) {
				d.part(e.step(), s.elem, e.a, e.b)
			}
		} else {
			d.delete(e.step(), s.elem, e.a)
		}
	}
	d.sortByKey(from)
	if common == b.Len() {
		return false
	}
	from = len(d.changes)
	for it := b.MapRange(); it.Next(); {
		if !e.find(it, a) {
			e.value.SetIterValue(it)
			d.insert(e.step(), s.elem, e.a)
		}
	}
	d.sortByKey(from)
	return false
}

// textMaps is dictionary for maps from string to string, which are in many
// programs.
func (d *differ) textMaps(s *shape, a, b reflect.Value) {
	x, y := *(*map[string]string)(addressOf(a)), *(*map[string]string)(addressOf(b))
	old, new := unsafe.Pointer(&d.texts[0]), unsafe.Pointer(&d.texts[1])
	from, common := len(d.changes), 0
	for key, text := range x {
		now, ok := y[key]
		switch {
		case !ok:
			d.texts[0] = text
			d.delete(Step{kind: quotedStep, text: key}, s.elem, old)
			continue
		case text != now:
			d.texts[0], d.texts[1] = text, now
			d.part(Step{kind: quotedStep, text: key}, s.elem, old, new)
		}
		common++
	}
	d.sortByKey(from)
	if common == len(y) {
		return
	}
	from = len(d.changes)
	for key, text := range y {
		if _, ok := x[key]; !ok {
			d.texts[0] = text
			d.insert(Step{kind: quotedStep, text: key}, s.elem, old)
		}
	}
	d.sortByKey(from)
}

// exactKeys reports whether each key of m, of the shape s, is told by its step.
func (s *shape) exactKeys(m reflect.Value) bool {
	if s.exact {
		return true
	}
	for it := m.MapRange(); it.Next(); {
		if _, exact := keyStep(it.Key()); !exact {
			return false
		}
	}
	return true
}

// sortByKey sorts the changes of a map, which are those from from on, by its
// keys: it was gone through in any order.
func (d *differ) sortByKey(from int) {
	if len(d.changes)-from > 1 {
		slices.SortStableFunc(d.changes[from:], func(x, y Edit) int {
			return x.Path[len(d.at)].compareKey(y.Path[len(d.at)])
		})
	}
}

func (d *differ) insert(step Step, s *shape, v unsafe.Pointer) {
	d.at = append(d.at, step)
	d.emit(OpInsert, nil, d.value(s, v))
	d.at = d.at[:len(d.at)-1]
}

func (d *differ) delete(step Step, s *shape, v unsafe.Pointer) {
	d.at = append(d.at, step)
	d.emit(OpDelete, d.value(s, v), nil)
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
	hi := 0
	for hi < a.len-lo && hi < b.len-lo && same(a.len-1-hi, b.len-1-hi) {
		hi++
	}
	n, m := a.len-hi, b.len-hi
	i, j := lo, lo
	if n-lo > 0 && m-lo > 0 && n-lo+m-lo > 2 {
		for _, r := range align(n-lo, m-lo, func(i, j int) bool { return same(lo+i, lo+j) }) {
			between(i, lo+r.a, j, lo+r.b)
			i, j, at = lo+r.a+r.n, lo+r.b+r.n, at+r.n
		}
	}
	between(i, n, j, m)
}

// A run is n elements that are the same from a on in one slice and from b on
// in the other.
type run struct{ a, b, n int }

// maxEdits bounds the search for an alignment: slices that differ by more
// insertions and deletions are compared index by index.
const maxEdits = 64

// align returns, in order, the runs that a shortest list of insertions and
// deletions leaves as they are, in slices of the lengths n and m. They are
// found as in E. W. Myers, "An O(ND) Difference Algorithm and Its Variations"
// (1986), which takes time proportional to the length and the number of
// differences.
func align(n, m int, same func(i, j int) bool) []run {
	// far has for each d a row, which begins at d*d: at d+k the farthest i on
	// the diagonal i-j = k that d edits reach, or -1.
	var few [64]int
	far := few[:0]
	for d := 0; d <= min(n+m, maxEdits); d++ {
		far = slices.Grow(far, 2*d+1)[:(d+1)*(d+1)]
		row := far[d*d:]
		for k := -d; k <= d; k += 2 {
			i, _ := furthest(far, d, k, n, m)
			for i >= 0 && i < n && i-k < m && same(i, i-k) {
				i++
			}
			if row[d+k] = i; i == n && i-k == m {
				return backtrack(far, d, n, m)
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
func furthest(far []int, d, k, n, m int) (i, from int) {
	if d == 0 {
		return 0, 0
	}
	before := far[(d-1)*(d-1) : d*d]
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

// backtrack returns the runs on the way of d edits that led to the end.
func backtrack(far []int, d, n, m int) []run {
	var runs []run
	i, k := n, n-m
	for ; d >= 0; d-- {
		start, from := furthest(far, d, k, n, m)
		if i > start {
			runs = append(runs, run{start, start - k, i - start})
		}
		if d > 0 {
			i, k = far[(d-1)*(d-1)+from+d-1], from
		}
	}
	slices.Reverse(runs)
	return runs
}
