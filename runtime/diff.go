// Finding what turns one program into another.

package pg

import (
	"reflect"
	"slices"
)

// Diff returns what turns a into b; nothing if they are equal. It goes as
// deep as it can, so that the changes are small. They hold copies: later
// changes of a and b don't reach them. Generated Diff methods call it.
func Diff[T any, P interface {
	*T
	Symbolic
}](a, b P) Changes {
	var d differ
	va, vb := reflect.ValueOf((*T)(a)), reflect.ValueOf((*T)(b))
	if s := shapeOf(va.Type()); d.differ(s, va, vb) {
		d.set(s, va, vb)
	}
	return d.changes
}

type differ struct {
	at      []Step
	changes Changes
}

func (d *differ) emit(op Op, old, new any) {
	d.changes = append(d.changes, Edit{Op: op, Path: Path{}.Append(d.at...), Old: old, New: new})
}

func (d *differ) set(s *shape, a, b reflect.Value) {
	d.emit(OpSet, s.detached(a), s.detached(b))
}

// part finds the changes of a part that is at step.
func (d *differ) part(step Step, s *shape, a, b reflect.Value) {
	d.at = append(d.at, step)
	if d.differ(s, a, b) {
		d.set(s, a, b)
	}
	d.at = d.at[:len(d.at)-1]
}

// differ adds the changes of the parts of a, or reports that a has to be
// replaced by b as a whole. This is left to the caller since pointers and
// interfaces have the path of what they hold, and are replaced with it.
func (d *differ) differ(s *shape, a, b reflect.Value) (replace bool) {
	switch s.form {
	case structure:
		if s.table != nil {
			a, b = addressable(a), addressable(b)
		}
		x, y := s.owner(a), s.owner(b)
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := p.of(a, x), p.of(b, y)
			switch {
			case p.shape.form == leaf && !p.shared:
				if p.shape.equals(pa, pb) {
					continue
				}
			case p.shared:
				if identical(pa, pb) {
					continue
				}
				// Not part: what is shared is replaced, never edited.
				d.at = append(d.at, p.step)
				d.emit(OpSet, held(pa), held(pb))
				d.at = d.at[:len(d.at)-1]
				continue
			}
			d.part(p.step, p.shape, pa, pb)
		}
	case array:
		for i := range a.Len() {
			d.part(AtIndex(i), s.elem, a.Index(i), b.Index(i))
		}
	case list:
		if a.IsNil() != b.IsNil() {
			return true
		}
		d.list(s.elem, a, b)
	case dictionary:
		return d.dictionary(s, a, b)
	case pointer:
		if a.Pointer() == b.Pointer() {
			return false
		}
		return a.IsNil() || b.IsNil() || d.differ(s.elem, a.Elem(), b.Elem())
	case dynamic:
		a, b = a.Elem(), b.Elem()
		if !a.IsValid() || !b.IsValid() {
			return a.IsValid() != b.IsValid()
		}
		return a.Type() != b.Type() || d.differ(shapeOf(a.Type()), a, b)
	default:
		return !s.equals(a, b)
	}
	return false
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
	keys := sortedKeys(a)
	for _, k := range sortedKeys(b) {
		if !a.MapIndex(k).IsValid() {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		if _, exact := keyStep(k); !exact {
			return !s.equal(a, b)
		}
	}
	for _, k := range keys {
		step, _ := keyStep(k)
		ea, eb := a.MapIndex(k), b.MapIndex(k)
		switch {
		case !ea.IsValid():
			d.insert(step, s.elem, eb)
		case !eb.IsValid():
			d.delete(step, s.elem, ea)
		default:
			d.part(step, s.elem, ea, eb)
		}
	}
	return false
}

func (d *differ) insert(step Step, s *shape, v reflect.Value) {
	d.at = append(d.at, step)
	d.emit(OpInsert, nil, s.detached(v))
	d.at = d.at[:len(d.at)-1]
}

func (d *differ) delete(step Step, s *shape, v reflect.Value) {
	d.at = append(d.at, step)
	d.emit(OpDelete, s.detached(v), nil)
	d.at = d.at[:len(d.at)-1]
}

// list adds the changes that turn the slice a into b.
func (d *differ) list(elem *shape, a, b reflect.Value) {
	if a.Pointer() == b.Pointer() && a.Len() == b.Len() {
		return
	}
	same := func(i, j int) bool { return elem.equal(a.Index(i), b.Index(j)) }
	// at is the index that the next element has when its turn has come.
	at := 0
	between := func(i, m, j, n int) {
		for i < m && j < n {
			d.part(AtIndex(at), elem, a.Index(i), b.Index(j))
			i, j, at = i+1, j+1, at+1
		}
		for ; i < m; i++ {
			d.delete(AtIndex(at), elem, a.Index(i))
		}
		for ; j < n; j++ {
			d.insert(AtIndex(at), elem, b.Index(j))
			at++
		}
	}
	i, j := 0, 0
	for _, r := range align(a.Len(), b.Len(), same) {
		between(i, r.a, j, r.b)
		i, j, at = r.a+r.n, r.b+r.n, at+r.n
	}
	between(i, a.Len(), j, b.Len())
}

// A run is n elements that are the same from a on in one slice and from b on
// in the other.
type run struct{ a, b, n int }

// maxEdits bounds the search for an alignment: slices that differ by more
// insertions and deletions are compared index by index.
const maxEdits = 64

// align returns, in order, the runs that a shortest list of insertions and
// deletions leaves as they are. What is the same at both ends is found first;
// the middle is aligned as in E. W. Myers, "An O(ND) Difference Algorithm and
// Its Variations" (1986), which takes time proportional to the length and the
// number of differences.
func align(n, m int, same func(i, j int) bool) []run {
	lo := 0
	for lo < n && lo < m && same(lo, lo) {
		lo++
	}
	hi := 0
	for hi < n-lo && hi < m-lo && same(n-1-hi, m-1-hi) {
		hi++
	}
	runs := []run{{0, 0, lo}}
	if n > lo+hi && m > lo+hi {
		for _, r := range alignMiddle(n-lo-hi, m-lo-hi, func(i, j int) bool { return same(lo+i, lo+j) }) {
			runs = append(runs, run{lo + r.a, lo + r.b, r.n})
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
