// Equality and deep copies of values whose type is known only at run time.

package pg

import "reflect"

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

func (s *shape) equal(a, b reflect.Value) bool {
	switch s.form {
	case structure:
		if s.table != nil {
			a, b = addressable(a), addressable(b)
			if a.Addr().Pointer() == b.Addr().Pointer() {
				return true
			}
			if s.table.equal != nil {
				return s.table.equal(a.Addr().Interface(), b.Addr().Interface())
			}
		}
		x, y := s.owner(a), s.owner(b)
		for i := range s.parts {
			if p := &s.parts[i]; !p.equal(p.of(a, x), p.of(b, y)) {
				return false
			}
		}
		return true
	case list:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		if a.Pointer() == b.Pointer() {
			return true
		}
		fallthrough
	case array:
		for i := range a.Len() {
			if !s.elem.equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case dictionary:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		if a.Pointer() == b.Pointer() {
			return true
		}
		for it := a.MapRange(); it.Next(); {
			e := b.MapIndex(it.Key())
			if !e.IsValid() || !s.elem.equal(it.Value(), e) {
				return false
			}
		}
		return true
	case pointer:
		if a.Pointer() == b.Pointer() {
			return true
		}
		return !a.IsNil() && !b.IsNil() && s.elem.equal(a.Elem(), b.Elem())
	case dynamic:
		a, b = a.Elem(), b.Elem()
		if !a.IsValid() || !b.IsValid() {
			return a.IsValid() == b.IsValid()
		}
		return a.Type() == b.Type() && shapeOf(a.Type()).equal(a, b)
	}
	return s.equals(a, b)
}

func (p *part) equal(a, b reflect.Value) bool {
	if p.shared {
		return identical(a, b)
	}
	return p.shape.equal(a, b)
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
