// How the values of a type are taken apart, compared and copied.

package pg

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// A shape says for a type what its values are made of. All that walks
// programs goes by it: Diff, Rebind, Traverse, JSON, EqualValues, CloneValue.
type shape struct {
	typ    reflect.Type
	form   form
	table  *Type  // of a structure that has one
	parts  []part // of a structure
	elem   *shape // of a list, array, dictionary or pointer
	plain  bool   // an assignment copies all there is
	equals func(a, b reflect.Value) bool
	clone  func(v reflect.Value) reflect.Value // the type's own Clone, or nil

	// Whether values that can be addressed are written and read as JSON by
	// methods of their own, which are not generated.
	marshals, unmarshals bool
	jsonOnce             sync.Once
	jsonFields           *jsonObject
}

type form uint8

const (
	leaf       form = iota // taken as a whole
	structure              // a struct whose fields are parts
	list                   // a slice
	array                  // an array
	dictionary             // a map
	pointer                // a pointer to something that is copied with the program
	dynamic                // an interface
)

// A part is a field of a structure.
type part struct {
	step   Step
	shared bool
	shape  *shape
	field  *FieldInfo // where the structure has a table
	index  int        // where it has none
	sf     reflect.StructField
}

// owner returns what part.of needs to find the fields of the structure v,
// which can be addressed.
func (s *shape) owner(v reflect.Value) any {
	if s.table == nil {
		return nil
	}
	return v.Addr().Interface()
}

// of returns the part of v, whose owner is x.
func (p *part) of(v reflect.Value, x any) reflect.Value {
	if p.field == nil {
		return v.Field(p.index)
	}
	return p.field.Addr(x)
}

// part returns the part of that name, or nil.
func (s *shape) part(name string) *part {
	for i := range s.parts {
		if s.parts[i].step.text == name {
			return &s.parts[i]
		}
	}
	return nil
}

var (
	shapes     sync.Map // reflect.Type → *shape
	shapesLock sync.Mutex
)

// shapeOf returns the shape of t.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	shapesLock.Lock()
	defer shapesLock.Unlock()
	// Types can contain themselves, so the shapes made on the way are
	// published together, when all are complete.
	made := map[reflect.Type]*shape{}
	s := makeShape(t, made)
	for changed := true; changed; {
		changed = false
		for _, s := range made {
			if s.plain && !s.staysPlain() {
				s.plain, changed = false, true
			}
		}
	}
	for t, s := range made {
		shapes.Store(t, s)
	}
	return s
}

func makeShape(t reflect.Type, made map[reflect.Type]*shape) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	if s, ok := made[t]; ok {
		return s
	}
	s := &shape{
		typ: t, plain: true,
		marshals:   hasMethod(t, jsonMarshaler) || hasMethod(t, textMarshaler),
		unmarshals: hasMethod(t, jsonUnmarshaler) || hasMethod(t, textUnmarshaler),
	}
	made[t] = s
	switch t.Kind() {
	case reflect.Struct:
		s.makeStruct(made)
		if s.table != nil && s.table.json {
			s.marshals, s.unmarshals = false, false
		}
	case reflect.Slice:
		s.form, s.elem = list, makeShape(t.Elem(), made)
		if t.Elem().Kind() == reflect.Uint8 {
			s.form = leaf
			s.equals = func(a, b reflect.Value) bool {
				return a.IsNil() == b.IsNil() && slices.Equal(a.Bytes(), b.Bytes())
			}
		}
	case reflect.Array:
		s.form, s.elem = array, makeShape(t.Elem(), made)
	case reflect.Map:
		s.form, s.elem = dictionary, makeShape(t.Elem(), made)
	case reflect.Interface:
		s.form = dynamic
	case reflect.Pointer:
		// A pointer to something whose inside is hidden and refers to more is
		// a handle: copies of a program have the same.
		s.clone = cloneMethod(t)
		e := makeShape(t.Elem(), made)
		if e.table != nil && e.table.clone != nil {
			s.clone = func(v reflect.Value) reflect.Value {
				return reflect.ValueOf(e.table.clone(v.Elem().Addr().Interface())).Convert(t)
			}
		}
		if e.form == leaf && t.Elem().Kind() == reflect.Struct && !flat(t.Elem()) {
			byMethod := equalMethod(t.Elem())
			s.equals = func(a, b reflect.Value) bool {
				return a.Pointer() == b.Pointer() ||
					byMethod != nil && !a.IsNil() && !b.IsNil() && byMethod(a.Elem(), b.Elem())
			}
		} else {
			s.form, s.elem = pointer, e
		}
	case reflect.Float32, reflect.Float64:
		s.equals = func(a, b reflect.Value) bool {
			x, y := a.Float(), b.Float()
			return x == y || x != x && y != y
		}
	case reflect.Complex64, reflect.Complex128:
		s.equals = func(a, b reflect.Value) bool {
			x, y := a.Complex(), b.Complex()
			return SameFloat(real(x), real(y)) && SameFloat(imag(x), imag(y))
		}
	case reflect.Func:
		s.equals = func(a, b reflect.Value) bool { return funcValue(a) == funcValue(b) }
	case reflect.Bool:
		s.equals = func(a, b reflect.Value) bool { return a.Bool() == b.Bool() }
	case reflect.String:
		s.equals = func(a, b reflect.Value) bool { return a.String() == b.String() }
	case reflect.Chan, reflect.UnsafePointer:
		s.equals = func(a, b reflect.Value) bool { return a.Pointer() == b.Pointer() }
	default:
		if reflect.Zero(t).CanInt() {
			s.equals = func(a, b reflect.Value) bool { return a.Int() == b.Int() }
		} else {
			s.equals = func(a, b reflect.Value) bool { return a.Uint() == b.Uint() }
		}
	}
	return s
}

// funcValue returns the pointer that a func value is. The one that package
// reflect gives is that of the code, which closures share.
func funcValue(v reflect.Value) unsafe.Pointer {
	return *(*unsafe.Pointer)(addressable(v).Addr().UnsafePointer())
}

// addressable returns v, or a copy of it that can be addressed.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// flat reports whether an assignment copies all of a t, hidden or not. It is
// the same that the generator thinks.
func flat(t reflect.Type) bool {
	name, _, _ := strings.Cut(t.Name(), "[")
	switch t.PkgPath() + "." + name {
	case "time.Time", "net/netip.Addr", "net/netip.AddrPort", "net/netip.Prefix", "reflect.Value", "unique.Handle",
		"log/slog.Value", "log/slog.Attr", ".error":
		return true // values, though there are pointers in them
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.UnsafePointer:
		return false
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Struct:
		if _, lock := reflect.Zero(reflect.PointerTo(t)).Interface().(sync.Locker); lock || t.PkgPath() == "sync/atomic" {
			return false
		}
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}

func (s *shape) makeStruct(made map[reflect.Type]*shape) {
	t := s.typ
	if s.table = TypeOf(t); s.table != nil {
		s.form = structure
		if s.table.clone != nil {
			s.clone = func(v reflect.Value) reflect.Value {
				return reflect.ValueOf(s.table.clone(v.Addr().Interface())).Elem()
			}
		}
		for i := range s.table.Fields {
			f := &s.table.Fields[i]
			sf, _ := t.FieldByName(f.Name)
			s.parts = append(s.parts, part{
				step: AtField(f.Name), shared: f.Shared, field: f, sf: sf,
				shape: makeShape(f.Type, made),
			})
		}
		return
	}
	if t == reflect.TypeFor[time.Time]() {
		s.equals = equalTimes
		return
	}
	s.clone = cloneMethod(t)
	if s.equals = equalMethod(t); s.equals != nil {
		return
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			if t.Comparable() {
				s.equals = comparableEqual
			} else {
				s.equals = func(a, b reflect.Value) bool {
					return reflect.DeepEqual(a.Interface(), b.Interface())
				}
			}
			return
		}
	}
	s.form = structure
	for i := range t.NumField() {
		sf := t.Field(i)
		s.parts = append(s.parts, part{step: AtField(sf.Name), index: i, sf: sf, shape: makeShape(sf.Type, made)})
	}
}

// equalTimes is what equalMethod would return for a time.Time, but faster: it
// is in many programs.
func equalTimes(a, b reflect.Value) bool {
	x := addressable(a).Addr().Interface().(*time.Time)
	return x.Equal(*addressable(b).Addr().Interface().(*time.Time))
}

// comparableEqual compares structs that hide what they are made of. One that
// has an interface inside can still turn out not to be comparable.
func comparableEqual(a, b reflect.Value) bool {
	if a.Comparable() && b.Comparable() {
		return a.Equal(b)
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// staysPlain reports whether, as far as is known, an assignment copies all.
func (s *shape) staysPlain() bool {
	if s.clone != nil {
		return false
	}
	switch s.form {
	case leaf:
		return s.typ.Kind() != reflect.Slice
	case structure:
		return !slices.ContainsFunc(s.parts, func(p part) bool { return !p.shared && !p.shape.plain })
	case array:
		return s.elem.plain
	}
	return false
}

// equalMethod returns a comparison by the method Equal of the struct type t,
// if it has one that takes a t or a pointer to it.
func equalMethod(t reflect.Type) func(a, b reflect.Value) bool {
	ptr := reflect.PointerTo(t)
	m, ok := ptr.MethodByName("Equal")
	if !ok || m.Type.NumIn() != 2 || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Bool {
		return nil
	}
	switch m.Type.In(1) {
	case t:
		return func(a, b reflect.Value) bool {
			return addressable(a).Addr().Method(m.Index).Call([]reflect.Value{b})[0].Bool()
		}
	case ptr:
		return func(a, b reflect.Value) bool {
			return addressable(a).Addr().Method(m.Index).Call([]reflect.Value{addressable(b).Addr()})[0].Bool()
		}
	}
	return nil
}

// cloneMethod returns the copying by the method Clone of t, a struct or a
// pointer to one, if it has one that returns a t or a pointer to it.
func cloneMethod(t reflect.Type) func(v reflect.Value) reflect.Value {
	elem := t
	if t.Kind() == reflect.Pointer {
		elem = t.Elem()
	}
	if elem.Kind() != reflect.Struct {
		return nil
	}
	ptr := reflect.PointerTo(elem)
	m, ok := ptr.MethodByName("Clone")
	if !ok || m.Type.NumIn() != 1 || m.Type.NumOut() != 1 || m.Type.Out(0) != elem && m.Type.Out(0) != ptr {
		return nil
	}
	return func(v reflect.Value) reflect.Value {
		if t != elem {
			v = v.Elem()
		}
		c := addressable(v).Addr().Method(m.Index).Call(nil)[0]
		switch {
		case c.Type() != ptr && t != elem:
			return addressable(c).Addr().Convert(t)
		case c.Type() == ptr && t == elem:
			if c.IsNil() {
				return v
			}
			return c.Elem()
		}
		return c.Convert(t)
	}
}
