// An order of all values, and a hash of them, that agree with Equal.

package pg

import (
	"bytes"
	"cmp"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/pgen-go/pgen/runtime/geno"
)

// Compare orders values of any types: it is negative if a comes before b,
// positive if b comes before a, and 0 exactly where [EqualValues] is true.
//
//   - nil comes before all else, and before what is empty;
//   - values of different types are in the order of the types' names;
//   - structs, slices and arrays are compared part by part, a slice that is the
//     beginning of another comes before it; of maps those with fewer keys come
//     first, then the first key, in order, that only one has, or whose value
//     differs, decides;
//   - NaN comes before all numbers;
//   - a struct of another package that hides its fields is compared by its
//     method Compare or Cmp, or else by its fields, as far as they are not equal
//     by its method Equal;
//   - of functions, channels and shared fields it is only known whether they
//     are the same; their order is any, but the same while the process runs;
//   - of symbolic programs, what has a value comes before what is missing, and
//     that before what is undecided.
//
// A tagged type for which an Equal was written by hand, so that parts of it
// don't count, is compared by all its fields nevertheless. A map with a key
// that is NaN is 0 to a copy, but equal to none.
func Compare(a, b any) int { return compareHeld(reflect.ValueOf(a), reflect.ValueOf(b)) }

// Less reports whether a comes before b as [Compare] has it.
func Less(a, b any) bool { return Compare(a, b) < 0 }

// compareHeld compares two values of any types.
func compareHeld(a, b reflect.Value) int {
	if !a.IsValid() || !b.IsValid() {
		return cmp.Compare(btoi(a.IsValid()), btoi(b.IsValid()))
	}
	if a.Type() != b.Type() {
		return compareTypes(a.Type(), b.Type())
	}
	s := shapeOf(a.Type())
	if s.form == pointer {
		return s.comparePointers(a.UnsafePointer(), b.UnsafePointer(), nil, nil)
	}
	if s.sameSolid(a, b) {
		return 0
	}
	return s.compare(addressOf(a), addressOf(b), nil, nil)
}

func compareTypes(t, u reflect.Type) int {
	return cmp.Or(
		strings.Compare(t.String(), u.String()),
		strings.Compare(t.PkgPath(), u.PkgPath()),
		cmp.Compare(reflect.ValueOf(t).Pointer(), reflect.ValueOf(u).Pointer()),
	)
}

// compare compares what lies at a and b, both of the shape s, with the marks
// that symbolic programs have there.
func (s *shape) compare(a, b unsafe.Pointer, m, n *marks) int {
	if m != nil || n != nil {
		if !m.opens() {
			m = nil
		}
		if !n.opens() {
			n = nil
		}
		x, y := m.standing(), n.standing()
		if x != nil || y != nil {
			return x.compare(y)
		}
	}
	if a == b && m == n {
		return 0
	}
	switch s.form {
	case structure:
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := unsafe.Add(a, p.offset), unsafe.Add(b, p.offset)
			c := 0
			ma, mb := m.child(p.step), n.child(p.step)
			if p.shared && ma == nil && mb == nil {
				c = compareIdentity(p.shape.at(pa), p.shape.at(pb))
			} else {
				c = p.shape.compare(pa, pb, ma, mb)
			}
			if c != 0 {
				return c
			}
		}
	case list:
		x, y := vectorAt(a, s.elem), vectorAt(b, s.elem)
		if x.first == nil || y.first == nil {
			return cmp.Compare(btoi(x.first != nil), btoi(y.first != nil))
		}
		if x.first == y.first && x.len == y.len && m == n {
			return 0
		}
		return cmp.Or(x.compare(y, m, n), cmp.Compare(x.len, y.len))
	case array:
		k := s.typ.Len()
		return vector{a, k, s.elem}.compare(vector{b, k, s.elem}, m, n)
	case dictionary:
		return s.compareMaps(s.at(a), s.at(b), m, n)
	case pointer:
		return s.comparePointers(*(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b), m, n)
	case dynamic:
		x, y := s.at(a).Elem(), s.at(b).Elem()
		if m == nil && n == nil || !x.IsValid() || !y.IsValid() || x.Type() != y.Type() {
			return compareHeld(x, y)
		}
		held := shapeOf(x.Type())
		if held.form == pointer {
			return held.comparePointers(x.UnsafePointer(), y.UnsafePointer(), m, n)
		}
		return held.compare(addressOf(x), addressOf(y), m, n)
	default:
		return s.compareLeaf(a, b)
	}
	return 0
}

func (v vector) compare(w vector, m, n *marks) int {
	for i := range min(v.len, w.len) {
		step := AtIndex(i)
		if c := v.elem.compare(v.at(i), w.at(i), m.child(step), n.child(step)); c != 0 {
			return c
		}
	}
	return 0
}

func (s *shape) comparePointers(x, y unsafe.Pointer, m, n *marks) int {
	if x == nil || y == nil {
		return cmp.Compare(btoi(x != nil), btoi(y != nil))
	}
	if x == y && m == n {
		return 0
	}
	return s.elem.compare(x, y, m, n)
}

func (s *shape) compareMaps(a, b reflect.Value, m, n *marks) int {
	if a.IsNil() || b.IsNil() {
		return cmp.Compare(btoi(!a.IsNil()), btoi(!b.IsNil()))
	}
	if c := cmp.Compare(a.Len(), b.Len()); c != 0 || a.Pointer() == b.Pointer() && m == n {
		return c
	}
	x, y := s.sorted(a), s.sorted(b)
	x.exactly()
	y.exactly()
	c := 0
	for i := 0; i < len(x.order) && c == 0; i++ {
		ka, kb := x.keys.Index(x.order[i]), y.keys.Index(y.order[i])
		if c = compareHidden(ka, kb, true); c == 0 {
			va, vb := x.values.Index(x.order[i]), y.values.Index(y.order[i])
			step, _ := keyStep(ka)
			c = s.elem.compare(va.Addr().UnsafePointer(), vb.Addr().UnsafePointer(), m.child(step), n.child(step))
		}
	}
	s.unsorted(x)
	s.unsorted(y)
	return c
}

// exactly sorts the entries by keys so that there are no two whose order is
// that in which they come.
func (e *sortedMap) exactly() {
	slices.SortFunc(e.order, func(i, j int) int { return compareHidden(e.keys.Index(i), e.keys.Index(j), true) })
}

// compareIdentity compares values by whether they are the same thing, as
// identical does.
func compareIdentity(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.Slice:
		return cmp.Or(cmp.Compare(btoi(!a.IsNil()), btoi(!b.IsNil())), cmp.Compare(a.Pointer(), b.Pointer()), cmp.Compare(a.Len(), b.Len()))
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.UnsafePointer:
		return cmp.Compare(a.Pointer(), b.Pointer())
	case reflect.Interface:
		a, b = a.Elem(), b.Elem()
		if a.IsValid() && b.IsValid() && a.Type() == b.Type() {
			return compareIdentity(a, b)
		}
	}
	return compareHeld(a, b)
}

// compareLeaf compares what has no parts.
func (s *shape) compareLeaf(a, b unsafe.Pointer) int {
	x, y := s.at(a), s.at(b)
	switch s.typ.Kind() {
	case reflect.Slice:
		p, q := *(*[]byte)(a), *(*[]byte)(b)
		return cmp.Or(cmp.Compare(btoi(p != nil), btoi(q != nil)), bytes.Compare(p, q))
	case reflect.Pointer:
		if s.equals(a, b) {
			return 0
		}
		return cmp.Compare(x.Pointer(), y.Pointer())
	case reflect.Struct:
		switch {
		case s.typ == reflect.TypeFor[time.Time]():
			return (*time.Time)(a).Compare(*(*time.Time)(b))
		case s.typ.Implements(anySym):
			return comparePlaces(x.Interface().(AnySym).place(), y.Interface().(AnySym).place())
		}
		if order := s.ordering(); order != nil {
			return order(a, b)
		}
		if s.equals(a, b) {
			return 0
		}
		return cmp.Or(compareHidden(x, y, s.typ.Comparable()), cmp.Compare(uintptr(a), uintptr(b)))
	}
	return compareHidden(x, y, true)
}

// ordering returns the comparison by the method Compare or Cmp of a struct
// type, or nil if it has none.
func (s *shape) ordering() func(a, b unsafe.Pointer) int {
	s.orderOnce.Do(func() {
		ptr := reflect.PointerTo(s.typ)
		for _, name := range []string{"Compare", "Cmp"} {
			m, ok := ptr.MethodByName(name)
			if !ok || m.Type.NumIn() != 2 || m.Type.NumOut() != 1 || m.Type.Out(0) != reflect.TypeFor[int]() {
				continue
			}
			in := m.Type.In(1)
			if in != s.typ && in != ptr {
				continue
			}
			s.order = func(a, b unsafe.Pointer) int {
				y := reflect.NewAt(s.typ, b)
				if in == s.typ {
					y = y.Elem()
				}
				return int(reflect.NewAt(s.typ, a).Method(m.Index).Call([]reflect.Value{y})[0].Int())
			}
			return
		}
	})
	return s.order
}

// compareHidden compares values of one type, also such that are hidden. By ==
// pointers are as they are, else by what they point to, as with
// [reflect.DeepEqual].
func compareHidden(a, b reflect.Value, byAddress bool) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.CanComplex():
		x, y := a.Complex(), b.Complex()
		return cmp.Or(cmp.Compare(real(x), real(y)), cmp.Compare(imag(x), imag(y)))
	}
	switch a.Kind() {
	case reflect.Bool:
		return cmp.Compare(btoi(a.Bool()), btoi(b.Bool()))
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compareHidden(a.Field(i), b.Field(i), byAddress); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Interface:
		a, b = a.Elem(), b.Elem()
		if !a.IsValid() || !b.IsValid() {
			return cmp.Compare(btoi(a.IsValid()), btoi(b.IsValid()))
		}
		if a.Type() != b.Type() {
			return compareTypes(a.Type(), b.Type())
		}
		return compareHidden(a, b, byAddress)
	case reflect.Slice, reflect.Array:
		if a.Kind() == reflect.Slice {
			if a.IsNil() || b.IsNil() {
				return cmp.Compare(btoi(!a.IsNil()), btoi(!b.IsNil()))
			}
			if a.Pointer() == b.Pointer() && a.Len() == b.Len() {
				return 0
			}
		}
		for i := range min(a.Len(), b.Len()) {
			if c := compareHidden(a.Index(i), b.Index(i), byAddress); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.Len(), b.Len())
	case reflect.Map:
		if a.IsNil() || b.IsNil() || a.Len() != b.Len() {
			return cmp.Or(cmp.Compare(btoi(!a.IsNil()), btoi(!b.IsNil())), cmp.Compare(a.Len(), b.Len()))
		}
		byKey := func(x, y reflect.Value) int { return compareHidden(x, y, true) }
		x, y := slices.SortedFunc(slices.Values(a.MapKeys()), byKey), slices.SortedFunc(slices.Values(b.MapKeys()), byKey)
		for i := range x {
			if c := byKey(x[i], y[i]); c != 0 {
				return c
			}
			if c := compareHidden(a.MapIndex(x[i]), b.MapIndex(y[i]), byAddress); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return 0
		}
		if !byAddress && !a.IsNil() && !b.IsNil() {
			return compareHidden(a.Elem(), b.Elem(), false)
		}
	case reflect.Func:
		if a.CanAddr() && b.CanAddr() {
			// A func is a pointer, not to its code, since closures share that.
			return cmp.Compare(*(*uintptr)(a.Addr().UnsafePointer()), *(*uintptr)(b.Addr().UnsafePointer()))
		}
	}
	return cmp.Compare(a.Pointer(), b.Pointer())
}

// comparePlaces compares what two places of symbolic programs are.
func comparePlaces(p, q Place) int {
	v, err := valueAt(p)
	w, err2 := valueAt(q)
	if err != nil || err2 != nil {
		return cmp.Compare(btoi(err == nil), btoi(err2 == nil))
	}
	m, n := markAt(p), markAt(q)
	if m.standing() == nil && n.standing() == nil {
		// Not as they stand in their places: as programs.
		if v, w = target(v), target(w); !v.IsValid() || !w.IsValid() {
			return cmp.Compare(btoi(v.IsValid()), btoi(w.IsValid()))
		}
	}
	if v.Type() != w.Type() {
		return compareTypes(v.Type(), w.Type())
	}
	return shapeOf(v.Type()).compare(addressOf(v), addressOf(w), m, n)
}

// standing returns what is open at m, or nil.
func (m *marks) standing() *open {
	if m == nil {
		return nil
	}
	return m.open
}

// compare compares what stands at two places; nil is a value.
func (o *open) compare(q *open) int {
	if o == q {
		return 0
	}
	if o == nil || q == nil {
		return cmp.Compare(btoi(o != nil), btoi(q != nil))
	}
	function := func(p unsafe.Pointer) uintptr { return *(*uintptr)(p) }
	if c := cmp.Or(
		cmp.Compare(o.kind, q.kind),
		Compare(o.decided(), q.decided()),
		cmp.Compare(btoi(o.elements), btoi(q.elements)),
		cmp.Compare(o.name, q.name),
		o.from.compare(q.from),
		slices.CompareFunc(o.on, q.on, ref.compare),
		cmp.Compare(function(unsafe.Pointer(&o.derive)), function(unsafe.Pointer(&q.derive))),
		cmp.Compare(function(unsafe.Pointer(&o.holds)), function(unsafe.Pointer(&q.holds))),
		o.codec.compare(q.codec),
	); c != 0 {
		return c
	}
	return slices.CompareFunc(o.candidates, q.candidates, (*tree).compare)
}

// Equal makes what stands at places equal where it is the same.
func (o *open) Equal(q *open) bool { return o.compare(q) == 0 }

func (c *codec) compare(d *codec) int {
	if c == nil || d == nil {
		return cmp.Compare(btoi(c != nil), btoi(d != nil))
	}
	return Compare(c.of, d.of)
}

func (t *tree) compare(u *tree) int {
	if t.root.Type() != u.root.Type() {
		return compareTypes(t.root.Type(), u.root.Type())
	}
	return shapeOf(t.root.Type()).compare(addressOf(t.root), addressOf(u.root), t.marks, u.marks)
}

// decided returns what distinguishes the decision of o, without what its
// candidates are and, if that follows from what they are, are called.
func (o *open) decided() []any {
	switch d := o.decision.(type) {
	case *geno.Choices:
		parts := []any{0, d.Name, d.Hints, d.K, d.Distinct, d.Sorted, o.named}
		if o.named {
			parts = append(parts, d.Literals)
		}
		return parts
	case *geno.Int:
		return []any{1, d.Name, d.Hints, d.Min, d.Max, max(d.Step, 1), d.Scale}
	case *geno.Float:
		return []any{2, d.Name, d.Hints, d.Min, d.Max, d.Step, d.Scale}
	case *geno.Custom:
		return []any{3, d.Name, d.Hints, d.Type}
	}
	return nil
}

// Hash returns a number that is the same for values that are equal as
// [EqualValues] has it, and most likely another for others. It is the same in
// every process: functions, channels, shared fields and other things of which
// only the identity is known don't count.
func Hash(x any) uint64 {
	h := hasher{sum: 0x9e3779b97f4a7c15}
	h.held(reflect.ValueOf(x))
	return h.end()
}

// A hasher mixes what it is given, in the order in which it is.
type hasher struct {
	sum   uint64
	depth int
}

func (h *hasher) add(x uint64) {
	// Constants of splitmix64 (G. Steele, D. Lea, C. Flood, 2014).
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	h.sum = (h.sum^x)*0x94d049bb133111eb + 0x9e3779b97f4a7c15
}

func (h *hasher) end() uint64 {
	x := h.sum
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (h *hasher) text(s string) {
	h.add(uint64(len(s)))
	for len(s) >= 8 {
		h.add(uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56)
		s = s[8:]
	}
	if len(s) > 0 {
		var x uint64
		for i := range len(s) {
			x |= uint64(s[i]) << (8 * i)
		}
		h.add(x)
	}
}

func (h *hasher) float(f float64) {
	switch {
	case f == 0:
		f = 0 // also -0
	case f != f:
		f = math.NaN()
	}
	h.add(math.Float64bits(f))
}

// held hashes a value of any type.
func (h *hasher) held(v reflect.Value) {
	if !v.IsValid() {
		h.add(0)
		return
	}
	h.text(v.Type().String())
	s := shapeOf(v.Type())
	if s.form == pointer {
		h.pointer(s, v.UnsafePointer(), nil)
		return
	}
	if v.CanAddr() {
		h.value(s, v.Addr().UnsafePointer(), nil)
		return
	}
	b := s.box(v)
	h.value(s, b.p, nil)
	s.unbox(b)
}

// value hashes what lies at p, of the shape s.
func (h *hasher) value(s *shape, p unsafe.Pointer, m *marks) {
	if o := m.standing(); o != nil {
		h.open(o)
		return
	}
	switch s.form {
	case structure:
		for i := range s.parts {
			if e := &s.parts[i]; !e.shared {
				h.value(e.shape, unsafe.Add(p, e.offset), m.child(e.step))
			} else if o := m.child(e.step).standing(); o != nil {
				h.open(o)
			}
		}
	case list:
		x := vectorAt(p, s.elem)
		h.vector(x, m)
		h.add(uint64(x.len)<<1 | uint64(btoi(x.first != nil)))
	case array:
		h.vector(vector{p, s.typ.Len(), s.elem}, m)
	case dictionary:
		h.dictionary(s, s.at(p), m)
	case pointer:
		h.pointer(s, *(*unsafe.Pointer)(p), m)
	case dynamic:
		v := s.at(p).Elem()
		if m == nil || !v.IsValid() {
			h.held(v)
			return
		}
		h.text(v.Type().String())
		if held := shapeOf(v.Type()); held.form == pointer {
			h.pointer(held, v.UnsafePointer(), m)
		} else {
			h.value(held, addressOf(v), m)
		}
	default:
		h.leaf(s, p)
	}
}

func (h *hasher) vector(x vector, m *marks) {
	for i := range x.len {
		h.value(x.elem, x.at(i), m.child(AtIndex(i)))
	}
}

func (h *hasher) pointer(s *shape, p unsafe.Pointer, m *marks) {
	if p == nil {
		h.add(1)
		return
	}
	h.add(2)
	if h.depth++; h.depth <= maxDepth { // it may lead back to itself
		h.value(s.elem, p, m)
	}
	h.depth--
}

// dictionary hashes a map so that the order of its entries doesn't matter.
func (h *hasher) dictionary(s *shape, v reflect.Value, m *marks) {
	sum := uint64(btoi(!v.IsNil()))
	if v.Len() > 0 {
		e := s.sorted(v)
		for _, i := range e.order {
			one := hasher{depth: h.depth}
			key := e.keys.Index(i)
			one.hidden(key)
			step := Step{}
			if m != nil {
				step, _ = keyStep(key)
			}
			one.value(s.elem, e.values.Index(i).Addr().UnsafePointer(), m.child(step))
			sum += one.end()
		}
		s.unsorted(e)
	}
	h.add(uint64(v.Len()))
	h.add(sum)
}

func (h *hasher) leaf(s *shape, p unsafe.Pointer) {
	switch {
	case s.typ == reflect.TypeFor[time.Time]():
		t := (*time.Time)(p)
		h.add(uint64(t.Unix()))
		h.add(uint64(t.Nanosecond()))
	case s.typ.Kind() == reflect.Slice:
		b := *(*[]byte)(p)
		h.text(unsafe.String(unsafe.SliceData(b), len(b)))
		h.add(uint64(btoi(b != nil)))
	case s.typ.Kind() == reflect.Struct && s.typ.Implements(anySym):
		h.place(s.at(p).Interface().(AnySym).place())
	case s.typ.Kind() == reflect.Struct && equalMethod(s.typ) != nil:
		// What its method Equal sees is not known.
	default:
		h.hidden(s.at(p))
	}
}

// hidden hashes a value that may be hidden by what it is made of, as far as
// all kinds of equality see it.
func (h *hasher) hidden(v reflect.Value) {
	switch {
	case v.CanInt():
		h.add(uint64(v.Int()))
	case v.CanUint():
		h.add(v.Uint())
	case v.CanFloat():
		h.float(v.Float())
	case v.CanComplex():
		h.float(real(v.Complex()))
		h.float(imag(v.Complex()))
	}
	switch v.Kind() {
	case reflect.Bool:
		h.add(uint64(btoi(v.Bool())))
	case reflect.String:
		h.text(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			h.hidden(v.Field(i))
		}
	case reflect.Interface:
		if v.IsNil() {
			h.add(0)
		} else {
			h.text(v.Elem().Type().String())
			h.hidden(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		h.add(uint64(v.Len()))
		for i := range v.Len() {
			h.hidden(v.Index(i))
		}
	}
}

// place hashes what a place of a symbolic program is.
func (h *hasher) place(p Place) {
	v, err := valueAt(p)
	if err != nil {
		return
	}
	m := markAt(p)
	if m.standing() == nil {
		if v = target(v); !v.IsValid() {
			h.add(0)
			return
		}
	}
	h.text(v.Type().String())
	h.value(shapeOf(v.Type()), addressOf(v), m)
}

func (h *hasher) open(o *open) {
	h.add(uint64(o.kind) + 1<<8)
	h.held(reflect.ValueOf(o.decided()))
	h.text(o.name)
	h.text(o.from.path.String())
	for _, c := range o.candidates {
		h.value(shapeOf(c.root.Type()), addressOf(c.root), c.marks)
	}
}
