// Equality and deep copies of values whose type is known only at run time.

package pg

import (
	"maps"
	"reflect"
	"unsafe"
)

// EqualValues reports whether a and b have the same type and are equal, as
// everything in this package understands it:
//
//   - NaN equals NaN;
//   - a nil slice or map does not equal an empty one;
//   - functions, channels and shared fields are equal if they are the same;
//   - a struct of another package that hides its fields is compared by its
//     method Equal, else by ==, else by [reflect.DeepEqual]; a pointer to one
//     whose fields refer to more, if it has no such method, equals only itself.
func EqualValues(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	t := reflect.TypeOf(a)
	if t != reflect.TypeOf(b) {
		return false
	}
	return shapeOf(t).equal(reflect.ValueOf(a), reflect.ValueOf(b))
}

// equal reports whether a and b, both of the shape, are equal.
func (s *shape) equal(a, b reflect.Value) bool {
	if s.form == pointer {
		return s.samePointers(a.UnsafePointer(), b.UnsafePointer())
	}
	return s.sameSolid(a, b) || s.same(addressOf(a), addressOf(b))
}

// sameSolid reports whether a and b are found to be equal by ==. It spares
// copies of what an interface holds, which has no address.
func (s *shape) sameSolid(a, b reflect.Value) bool {
	return s.solid && !a.CanAddr() && !b.CanAddr() && a.Interface() == b.Interface()
}

// samePointers compares the pointers x and y, of the shape s, by what they
// point to.
func (s *shape) samePointers(x, y unsafe.Pointer) bool {
	return x == y || x != nil && y != nil && s.elem.same(x, y)
}

// same reports whether the values that lie at a and b are equal. It is for
// values of any shape what the generated Equal is for those of a symbolic type.
func (s *shape) same(a, b unsafe.Pointer) bool {
	switch s.form {
	case structure:
		if a == b {
			return true
		}
		if s.table != nil && s.table.equal != nil {
			return s.table.equal(a, b)
		}
		for i := range s.parts {
			p := &s.parts[i]
			pa, pb := unsafe.Add(a, p.offset), unsafe.Add(b, p.offset)
			if p.shared {
				if !identical(p.shape.at(pa), p.shape.at(pb)) {
					return false
				}
			} else if !p.shape.same(pa, pb) {
				return false
			}
		}
		return true
	case list:
		x, y := vectorAt(a, s.elem), vectorAt(b, s.elem)
		if (x.first == nil) != (y.first == nil) || x.len != y.len {
			return false
		}
		return x.first == y.first || x.same(y)
	case array:
		n := s.typ.Len()
		return vector{a, n, s.elem}.same(vector{b, n, s.elem})
	case dictionary:
		return s.sameMaps(s.at(a), s.at(b))
	case pointer:
		return s.samePointers(*(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b))
	case dynamic:
		x, y := s.at(a).Elem(), s.at(b).Elem()
		if !x.IsValid() || !y.IsValid() {
			return x.IsValid() == y.IsValid()
		}
		return x.Type() == y.Type() && shapeOf(x.Type()).equal(x, y)
	}
	return s.equals(a, b)
}

func (s *shape) sameMaps(a, b reflect.Value) bool {
	if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
		return false
	}
	if a.Pointer() == b.Pointer() {
		return true
	}
	if s.texts {
		return maps.Equal(*(*map[string]string)(addressOf(a)), *(*map[string]string)(addressOf(b)))
	}
	e := s.entry()
	defer s.release(e)
	for it := a.MapRange(); it.Next(); {
		if !e.set(it, b) || !s.elem.same(e.a, e.b) {
			return false
		}
	}
	return true
}

// A mapEntry is one of the map that is being gone through, and that of another
// map with the same key, in memory that is used for one after the other.
type mapEntry struct {
	key, value, other reflect.Value
	a, b              unsafe.Pointer // where the values are
}

// entry returns an entry for maps of the shape s.
func (s *shape) entry() *mapEntry {
	if e, ok := s.entries.Get().(*mapEntry); ok {
		return e
	}
	e := &mapEntry{
		key:   reflect.New(s.typ.Key()).Elem(),
		value: reflect.New(s.elem.typ).Elem(),
		other: reflect.New(s.elem.typ).Elem(),
	}
	e.a, e.b = e.value.Addr().UnsafePointer(), e.other.Addr().UnsafePointer()
	return e
}

// release says that the entry is no longer needed.
func (s *shape) release(e *mapEntry) {
	e.key.SetZero()
	e.value.SetZero()
	e.other.SetZero()
	s.entries.Put(e)
}

// step returns the step to the entry.
func (e *mapEntry) step() Step {
	step, _ := keyStep(e.key)
	return step
}

// set makes e the entry that it has come to, and reports whether the other
// map has one with that key.
func (e *mapEntry) set(it *reflect.MapIter, other reflect.Value) bool {
	e.value.SetIterValue(it)
	return e.find(it, other)
}

// find is set without the value in the map that it goes through.
func (e *mapEntry) find(it *reflect.MapIter, other reflect.Value) bool {
	e.key.SetIterKey(it)
	v := other.MapIndex(e.key)
	if v.IsValid() {
		e.other.Set(v)
	}
	return v.IsValid()
}

// A vector is the elements of a slice or array: len of them, one after the
// other in memory.
type vector struct {
	first unsafe.Pointer // nil for a nil slice
	len   int
	elem  *shape
}

// vectorAt returns the elements of the slice that lies at p.
func vectorAt(p unsafe.Pointer, elem *shape) vector {
	// Slices have one form, whatever they are of.
	bytes := *(*[]byte)(p)
	return vector{unsafe.Pointer(unsafe.SliceData(bytes)), len(bytes), elem}
}

// at returns where the element i is.
func (v vector) at(i int) unsafe.Pointer { return unsafe.Add(v.first, uintptr(i)*v.elem.size) }

// same reports whether the elements of v and w, as many, are equal.
func (v vector) same(w vector) bool {
	for i := range v.len {
		if !v.elem.same(v.at(i), w.at(i)) {
			return false
		}
	}
	return true
}

// identical reports whether a and b, of one type, are the same thing: refer
// to the same memory or, where they are no references, are equal.
func identical(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Slice:
		return a.Pointer() == b.Pointer() && a.Len() == b.Len() && a.IsNil() == b.IsNil()
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.UnsafePointer:
		return a.Pointer() == b.Pointer()
	case reflect.Interface:
		a, b = a.Elem(), b.Elem()
		if !a.IsValid() || !b.IsValid() {
			return a.IsValid() == b.IsValid()
		}
		return a.Type() == b.Type() && identical(a, b)
	}
	return shapeOf(a.Type()).equal(a, b)
}

// CloneValue returns a deep copy of v. A value of a type that has a method
// Clone is copied by it. Functions, channels and shared fields are carried over
// as they are, and so are pointers to structs of other packages with hidden
// fields that refer to more.
func CloneValue[T any](v T) T {
	s := shapeOf(reflect.TypeFor[T]())
	if !s.plain {
		s.detach(reflect.ValueOf(&v).Elem())
	}
	return v
}

// detach makes v, which can be set and is a shallow copy, a deep one.
func (s *shape) detach(v reflect.Value) {
	if s.plain {
		return
	}
	if s.clone != nil && (s.typ.Kind() != reflect.Pointer || !v.IsNil()) {
		v.Set(s.clone(v))
		return
	}
	switch s.form {
	case leaf:
		if s.typ.Kind() == reflect.Slice && !v.IsNil() {
			c := reflect.MakeSlice(s.typ, v.Len(), v.Len())
			reflect.Copy(c, v)
			v.Set(c)
		}
	case structure:
		x := s.owner(v)
		for i := range s.parts {
			if p := &s.parts[i]; !p.shared && !p.shape.plain {
				p.shape.detach(p.of(v, x))
			}
		}
	case list:
		if v.IsNil() {
			return
		}
		c := reflect.MakeSlice(s.typ, v.Len(), v.Len())
		reflect.Copy(c, v)
		v.Set(c)
		fallthrough
	case array:
		if !s.elem.plain {
			for i := range v.Len() {
				s.elem.detach(v.Index(i))
			}
		}
	case dictionary:
		if v.IsNil() {
			return
		}
		c := reflect.MakeMapWithSize(s.typ, v.Len())
		for it := v.MapRange(); it.Next(); {
			c.SetMapIndex(it.Key(), s.elem.copied(it.Value()))
		}
		v.Set(c)
	case pointer:
		if !v.IsNil() {
			v.Set(s.elem.copied(v.Elem()).Addr().Convert(s.typ))
		}
	case dynamic:
		if e := v.Elem(); e.IsValid() {
			v.Set(shapeOf(e.Type()).copied(e))
		}
	}
}

// copied returns a deep copy of v that can be addressed.
func (s *shape) copied(v reflect.Value) reflect.Value {
	c := reflect.New(s.typ).Elem()
	c.Set(v)
	s.detach(c)
	return c
}

// detached returns a deep copy of what v holds, as an any.
func (s *shape) detached(v reflect.Value) any {
	if s.form == dynamic {
		if v = v.Elem(); !v.IsValid() {
			return nil
		}
		s = shapeOf(v.Type())
	}
	if s.plain {
		return v.Interface()
	}
	return s.copied(v).Interface()
}
