// How the values of a type are taken apart, compared and copied.

package pg

import (
	"bytes"
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
	typ       reflect.Type
	size      uintptr // in memory, in bytes
	form      form
	table     *Type                               // of a structure that has one
	parts     []part                              // of a structure
	elem      *shape                              // of a list, array, dictionary or pointer
	plain     bool                                // an assignment copies all there is
	solid     bool                                // where == holds the values are equal, and it can be asked
	generated bool                                // generated code alone compares values of the type, and none has another inside
	exact     bool                                // of a dictionary: a step alone says which key of its type is meant
	texts     bool                                // a map from string to string
	equals    func(a, b unsafe.Pointer) bool      // of a leaf: whether what lies there is equal
	clone     func(v reflect.Value) reflect.Value // the type's own Clone, or nil

	// For interfaces that hold a value of the type, or a pointer to one.
	scalar            scalar
	word, pointerWord unsafe.Pointer

	validated bool  // values have a method Validate
	embedded  []int // fields, of a struct or what is pointed to, from which they may have it

	// Memory to be used again, for values that are being gone through.
	entries sync.Pool // *mapEntry, of a dictionary
	maps    sync.Pool // *sortedMap, of a dictionary
	boxes   sync.Pool // *box

	// The order of a leaf that is a struct, if it has one of its own.
	orderOnce sync.Once
	order     func(a, b unsafe.Pointer) int

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
	offset uintptr    // from the beginning of the structure
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
			if !s.generated && s.becomesGenerated() {
				s.generated, changed = true, true
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
		typ: t, size: t.Size(), plain: true, solid: solid(t),
		marshals:   hasMethod(t, jsonMarshaler) || hasMethod(t, textMarshaler),
		unmarshals: hasMethod(t, jsonUnmarshaler) || hasMethod(t, textUnmarshaler),
		scalar:     scalarOf(t), pointerWord: typeWord(reflect.PointerTo(t)),
	}
	if t.Kind() != reflect.Interface {
		s.word = typeWord(t)
	}
	if s.validated = validated(t); s.validated {
		s.embedded = embeddedValidators(t)
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
			s.equals = func(a, b unsafe.Pointer) bool {
				x, y := *(*[]byte)(a), *(*[]byte)(b)
				return (x == nil) == (y == nil) && bytes.Equal(x, y)
			}
		}
	case reflect.Array:
		s.form, s.elem = array, makeShape(t.Elem(), made)
	case reflect.Map:
		s.form, s.elem = dictionary, makeShape(t.Elem(), made)
		switch key := reflect.Zero(t.Key()); {
		case key.CanInt(), key.CanUint(), key.Kind() == reflect.String, key.Kind() == reflect.Bool:
			s.exact = true
		}
		s.texts = t.Key() == reflect.TypeFor[string]() && t.Elem() == reflect.TypeFor[string]()
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
			s.equals = func(a, b unsafe.Pointer) bool {
				x, y := *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b)
				return x == y || byMethod != nil && x != nil && y != nil && byMethod(x, y)
			}
		} else {
			s.form, s.elem = pointer, e
		}
	case reflect.Float32:
		s.equals = func(a, b unsafe.Pointer) bool { return SameFloat(*(*float32)(a), *(*float32)(b)) }
	case reflect.Float64:
		s.equals = func(a, b unsafe.Pointer) bool { return SameFloat(*(*float64)(a), *(*float64)(b)) }
	case reflect.Complex64:
		s.equals = func(a, b unsafe.Pointer) bool {
			x, y := *(*complex64)(a), *(*complex64)(b)
			return SameFloat(real(x), real(y)) && SameFloat(imag(x), imag(y))
		}
	case reflect.Complex128:
		s.equals = func(a, b unsafe.Pointer) bool {
			x, y := *(*complex128)(a), *(*complex128)(b)
			return SameFloat(real(x), real(y)) && SameFloat(imag(x), imag(y))
		}
	case reflect.String:
		s.equals = equalAs[string]
	default:
		// A number or a bool; or a func, which is a pointer, not to its code,
		// since closures share that, a channel or an unsafe.Pointer.
		switch t.Size() {
		case 1:
			s.equals = equalAs[uint8]
		case 2:
			s.equals = equalAs[uint16]
		case 4:
			s.equals = equalAs[uint32]
		case 8:
			s.equals = equalAs[uint64]
		}
	}
	return s
}

// equalAs compares what lies at a and b as two values of type T.
func equalAs[T comparable](a, b unsafe.Pointer) bool { return *(*T)(a) == *(*T)(b) }

// solid reports whether two values of type t that are == are equal, and ==
// cannot panic. Values that aren't == can be equal all the same.
func solid(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return false
	case reflect.Array:
		return solid(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !solid(t.Field(i).Type) {
				return false
			}
		}
	}
	return t.Comparable()
}

// addressOf returns where v lies, or else a copy of it.
func addressOf(v reflect.Value) unsafe.Pointer { return addressable(v).Addr().UnsafePointer() }

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
		x := reflect.New(t)
		for i := range s.table.Fields {
			f := &s.table.Fields[i]
			sf, _ := t.FieldByName(f.Name)
			s.parts = append(s.parts, part{
				step: AtField(f.Name), shared: f.Shared, field: f, sf: sf,
				offset: f.Addr(x.Interface()).Addr().Pointer() - x.Pointer(),
				shape:  makeShape(f.Type, made),
			})
		}
		return
	}
	if t == reflect.TypeFor[time.Time]() {
		s.equals = equalTimes
		return
	}
	if t.Implements(anySym) {
		s.equals = func(a, b unsafe.Pointer) bool { return s.compareLeaf(a, b) == 0 }
		return
	}
	s.clone = cloneMethod(t)
	if s.equals = equalMethod(t); s.equals != nil {
		return
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			s.equals = s.equalHidden
			return
		}
	}
	s.form = structure
	for i := range t.NumField() {
		sf := t.Field(i)
		s.parts = append(s.parts, part{step: AtField(sf.Name), index: i, sf: sf, offset: sf.Offset, shape: makeShape(sf.Type, made)})
	}
}

var anySym = reflect.TypeFor[AnySym]()

// equalTimes is what equalMethod would return for a time.Time, but faster: it
// is in many programs.
func equalTimes(a, b unsafe.Pointer) bool { return (*time.Time)(a).Equal(*(*time.Time)(b)) }

// equalHidden compares structs that hide what they are made of. One that can
// be compared but has an interface inside can still turn out not to be.
func (s *shape) equalHidden(a, b unsafe.Pointer) bool {
	x, y := s.at(a), s.at(b)
	if x.Comparable() && y.Comparable() {
		return x.Equal(y)
	}
	return reflect.DeepEqual(x.Interface(), y.Interface())
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

// becomesGenerated reports whether it is known that generated code alone
// compares values of the type, and that a value has an end that its type alone
// tells.
func (s *shape) becomesGenerated() bool {
	switch s.form {
	case structure:
		return (s.table == nil || !s.table.writtenEqual) && !slices.ContainsFunc(s.parts, func(p part) bool { return !p.shared && !p.shape.generated })
	case list, array, dictionary, pointer:
		return s.elem.generated
	case dynamic:
		return false
	}
	return true
}

// equalMethod returns a comparison by the method Equal of the struct type t,
// if it has one that takes a t or a pointer to it.
func equalMethod(t reflect.Type) func(a, b unsafe.Pointer) bool {
	ptr := reflect.PointerTo(t)
	m, ok := ptr.MethodByName("Equal")
	if !ok || m.Type.NumIn() != 2 || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Bool {
		return nil
	}
	in := m.Type.In(1)
	if in != t && in != ptr {
		return nil
	}
	return func(a, b unsafe.Pointer) bool {
		y := reflect.NewAt(t, b)
		if in == t {
			y = y.Elem()
		}
		return reflect.NewAt(t, a).Method(m.Index).Call([]reflect.Value{y})[0].Bool()
	}
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
