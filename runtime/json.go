// The JSON form of programs.

package pg

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// The JSON form of a program is what encoding/json makes of it, tags of
// fields included, but for fields that are not part of the symbolic tree,
// which it doesn't have, and for interfaces, in which it says the type:
//
//	{"_type": "example.com/codec.Delta", "Stride": 2}
//	{"_type": "int", "value": 3}
//
// What an empty interface holds has no type written where encoding/json
// itself brings it back: strings, float64s, bools, []any and map[string]any.
// Of a pointer whose struct, too, implements the interface, the type is
// written with a *. In reading, the last element of the import path is enough
// where it says which type is meant.
const (
	typeKey  = "_type"
	valueKey = "value"
)

// RegisterValue makes the type T known by name, for programs that have a T in
// an interface. It is not needed for symbolic types, for Go's own types, for
// slices, arrays, maps and pointers over all these, and for the types of
// candidates, for which generated code calls it.
func RegisterValue[T any]() { valueTypes.add(reflect.TypeFor[T]()) }

// valueTypes has the named types without a table that can be in interfaces.
var valueTypes = func() *typeNames {
	n := new(typeNames)
	for _, x := range []any{
		false, 0, int8(0), int16(0), int32(0), int64(0),
		uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0),
		float32(0), float64(0), complex64(0), complex128(0), "",
		time.Duration(0), time.Time{},
	} {
		n.add(reflect.TypeOf(x))
	}
	n.byName.Store("any", reflect.TypeFor[any]())
	n.byName.Store("error", reflect.TypeFor[error]())
	return n
}()

type typeNames struct{ byName sync.Map } // string → reflect.Type

func (n *typeNames) add(t reflect.Type) {
	for t.Name() == "" {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			if t.Kind() == reflect.Map {
				n.add(t.Key())
			}
			t = t.Elem()
		default:
			return
		}
	}
	n.byName.LoadOrStore(fullName(t), t)
}

func fullName(t reflect.Type) string {
	if t.PkgPath() == "" {
		return t.Name()
	}
	return t.PkgPath() + "." + t.Name()
}

// jsonTypeName returns how JSON calls the type t of a value in an interface of
// type in.
func jsonTypeName(t, in reflect.Type) (string, error) {
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !t.Elem().Implements(in) {
		t = t.Elem()
	}
	return typeExpr(t)
}

func typeExpr(t reflect.Type) (string, error) {
	if t.Name() != "" {
		if t.Kind() == reflect.Struct {
			if table := TypeOf(t); table != nil {
				return table.Name, nil
			}
		}
		name := fullName(t)
		if u, ok := valueTypes.byName.Load(name); ok && u == t {
			return name, nil
		}
		return "", fmt.Errorf("expected a type that is known by name, got %s: call pg.RegisterValue[%s]()", t, t)
	}
	var open string
	switch t.Kind() {
	case reflect.Pointer:
		open = "*"
	case reflect.Slice:
		open = "[]"
	case reflect.Array:
		open = "[" + strconv.Itoa(t.Len()) + "]"
	case reflect.Map:
		key, err := typeExpr(t.Key())
		if err != nil {
			return "", err
		}
		open = "map[" + key + "]"
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return "any", nil
		}
		fallthrough
	default:
		return "", fmt.Errorf("expected a type with a name, got %s", t)
	}
	elem, err := typeExpr(t.Elem())
	return open + elem, err
}

// typeIn returns the type that JSON calls name in an interface of type in.
func typeIn(name string, in reflect.Type) (reflect.Type, error) {
	t, err := parseType(name)
	if err != nil {
		return nil, err
	}
	if !t.Implements(in) {
		if p := reflect.PointerTo(t); p.Implements(in) {
			return p, nil
		}
		return nil, fmt.Errorf("expected a type that implements %s, got %s", describe(in), t)
	}
	return t, nil
}

// What a type that a text names may have: more would be no program, but an
// attempt to take all memory.
const (
	maxTypeDepth = 8
	maxTypeSize  = 1 << 24 // bytes
)

// parseType returns the type that typeExpr calls name.
func parseType(name string) (reflect.Type, error) { return parseTypeAt(name, 0) }

func parseTypeAt(name string, depth int) (reflect.Type, error) {
	wrong := fmt.Errorf("expected the name of a type, got %s", showShort(name))
	if depth > maxTypeDepth {
		return nil, fmt.Errorf("%w, which nests more than %d deep", wrong, maxTypeDepth)
	}
	if !strings.HasPrefix(name, "*") && !strings.HasPrefix(name, "[") && !strings.HasPrefix(name, "map[") {
		return namedType(name)
	}
	open, rest := "*", strings.TrimPrefix(name, "*")
	var key reflect.Type
	if len(rest) == len(name) {
		i := strings.IndexByte(name, '[')
		j := closing(name, i)
		if j < 0 {
			return nil, wrong
		}
		open, rest = name[:j+1], name[j+1:]
		if i > 0 {
			var err error
			if key, err = parseTypeAt(name[i+1:j], depth+1); err != nil {
				return nil, err
			}
			if !key.Comparable() {
				return nil, fmt.Errorf("expected a type for keys of a map, got %s", key)
			}
		}
	}
	elem, err := parseTypeAt(rest, depth+1)
	switch {
	case err != nil:
		return nil, err
	case open == "*":
		return reflect.PointerTo(elem), nil
	case open == "[]":
		return reflect.SliceOf(elem), nil
	case key != nil:
		return reflect.MapOf(key, elem), nil
	}
	n, err := strconv.ParseUint(open[1:len(open)-1], 10, 24)
	if err != nil {
		return nil, wrong
	}
	if n > maxTypeSize/uint64(max(1, elem.Size())) {
		return nil, fmt.Errorf("expected a type of reasonable size, got %s", showShort(name))
	}
	return reflect.ArrayOf(int(n), elem), nil
}

// closing returns where the bracket that opens at i is closed, or -1.
func closing(name string, i int) int {
	depth := 0
	for ; i < len(name); i++ {
		switch name[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func namedType(name string) (reflect.Type, error) {
	if t := TypeNamed(name); t != nil {
		return t.Go, nil
	}
	if t, ok := valueTypes.byName.Load(name); ok {
		return t.(reflect.Type), nil
	}
	var found []reflect.Type
	for full, t := range knownTypes {
		if strings.HasSuffix(full, "/"+name) && !slices.Contains(found, t()) {
			found = append(found, t())
		}
	}
	switch len(found) {
	case 0:
		hint := didYouMean(name, func(yield func(name, text string) bool) {
			for full := range knownTypes {
				short := full[strings.LastIndexByte(full, '/')+1:]
				if !yield(full, strconv.Quote(full)) || !yield(short, strconv.Quote(short)) {
					return
				}
			}
		})
		if hint == "" {
			hint = ", which this program doesn't have"
		}
		return nil, fmt.Errorf("expected the name of a type, got %q%s", name, hint)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("expected the name of one type, got %q, which can be %s: write the whole import path", name, joinTypes(found))
}

// knownTypes yields the names that types are known by, with the types.
func knownTypes(yield func(name string, t func() reflect.Type) bool) {
	more := true
	registry.byName.Range(func(k, e any) bool {
		more = yield(k.(string), func() reflect.Type { return e.(*entry).build().Go })
		return more
	})
	if more {
		valueTypes.byName.Range(func(k, t any) bool {
			return yield(k.(string), func() reflect.Type { return t.(reflect.Type) })
		})
	}
}

func joinTypes(types []reflect.Type) string {
	var names []string
	for _, t := range types {
		names = append(names, fullName(t))
	}
	slices.Sort(names)
	return strings.Join(names, " or ")
}

// A jsonObject says how a struct is written.
type jsonObject struct {
	fields []jsonField
	byName map[string]*jsonField
}

// A jsonField is a member of an object: a field of the struct or of one that
// is embedded.
type jsonField struct {
	name      string
	key       string // name as JSON, with the colon
	chain     []jsonPart
	omitEmpty bool
	omitZero  func(reflect.Value) bool
	quoted    bool // written as a string

	tagged bool
}

// A jsonPart is one of the fields on the way to a jsonField.
type jsonPart struct {
	step   Step
	shared bool
	of     func(v reflect.Value) reflect.Value
	sf     reflect.StructField
}

// object returns how the struct type s is written.
func (s *shape) object() *jsonObject {
	s.jsonOnce.Do(func() { s.jsonFields = makeObject(s) })
	return s.jsonFields
}

// makeObject goes by the rules of encoding/json: of fields of one name that
// which is embedded least deep counts, then one that has the name from a tag;
// if there are still several, none.
func makeObject(s *shape) *jsonObject {
	var all []jsonField
	collect(s, nil, nil, &all)
	better := func(a, b *jsonField) int {
		if len(a.chain) != len(b.chain) {
			return len(b.chain) - len(a.chain)
		}
		return btoi(a.tagged) - btoi(b.tagged)
	}
	o := &jsonObject{byName: map[string]*jsonField{}}
	for i := range all {
		f := &all[i]
		ok := true
		for j := range all {
			if j != i && all[j].name == f.name && better(f, &all[j]) <= 0 {
				ok = false
			}
		}
		if ok {
			o.fields = append(o.fields, *f)
		}
	}
	for i := range o.fields {
		o.byName[o.fields[i].name] = &o.fields[i]
	}
	return o
}

func collect(s *shape, chain []jsonPart, within []reflect.Type, all *[]jsonField) {
	if slices.Contains(within, s.typ) {
		return
	}
	for _, p := range jsonParts(s) {
		ft := p.sf.Type
		if ft.Name() == "" && ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		if !p.sf.IsExported() && !(p.sf.Anonymous && ft.Kind() == reflect.Struct) {
			continue
		}
		tag := p.sf.Tag.Get("json")
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if !validName(name) {
			name = ""
		}
		f := jsonField{name: name, tagged: name != "", chain: append(chain[:len(chain):len(chain)], p)}
		if name == "" {
			if p.sf.Anonymous && ft.Kind() == reflect.Struct {
				collect(shapeOf(ft), f.chain, append(within, s.typ), all)
				continue
			}
			f.name = p.sf.Name
		}
		key, _ := json.Marshal(f.name)
		f.key = string(key) + ":"
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "omitempty":
				f.omitEmpty = true
			case "omitzero":
				f.omitZero = zeroTest(p.sf.Type)
			case "string":
				switch ft.Kind() {
				case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
					reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
					reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
					f.quoted = true
				}
			}
		}
		*all = append(*all, f)
	}
}

// validName reports whether encoding/json takes the name that a tag gives.
func validName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// jsonParts returns the fields of s that can be written: those of its table,
// or else the exported ones.
func jsonParts(s *shape) []jsonPart {
	var parts []jsonPart
	if s.form == structure {
		for i := range s.parts {
			p := &s.parts[i]
			parts = append(parts, jsonPart{p.step, p.shared, func(v reflect.Value) reflect.Value {
				return p.of(v, s.owner(v))
			}, p.sf})
		}
		return parts
	}
	for i := range s.typ.NumField() {
		if sf := s.typ.Field(i); sf.IsExported() {
			parts = append(parts, jsonPart{AtField(sf.Name), false, func(v reflect.Value) reflect.Value {
				return v.Field(i)
			}, sf})
		}
	}
	return parts
}

type isZeroer interface{ IsZero() bool }

func zeroTest(t reflect.Type) func(reflect.Value) bool {
	zeroer := reflect.TypeFor[isZeroer]()
	switch {
	case t.Implements(zeroer):
		return func(v reflect.Value) bool {
			return isNil(v) || v.Interface().(isZeroer).IsZero()
		}
	case reflect.PointerTo(t).Implements(zeroer):
		return func(v reflect.Value) bool { return addressable(v).Addr().Interface().(isZeroer).IsZero() }
	}
	return reflect.Value.IsZero
}

// omits reports whether v is not written.
func (f *jsonField) omits(v reflect.Value) bool {
	if f.omitEmpty {
		switch v.Kind() {
		case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
			if v.Len() == 0 {
				return true
			}
		case reflect.Struct:
		default:
			if v.IsZero() {
				return true
			}
		}
	}
	return f.omitZero != nil && f.omitZero(v)
}

// of returns the field of the struct v, or the zero Value if an embedded
// pointer on the way is nil; if alloc, what it should point to is made.
func (f *jsonField) of(v reflect.Value, alloc bool) reflect.Value {
	for i, p := range f.chain {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !alloc {
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = p.of(v)
	}
	return v
}

// inlined reports whether a value of type t in an interface is written as an
// object with its fields beside the type.
func inlined(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	s := shapeOf(t)
	if s.form != structure || s.table == nil && s.unmarshals {
		return false
	}
	return s.object().byName[typeKey] == nil
}

// hasMethod reports whether a t that can be addressed implements the
// interface.
func hasMethod(t, in reflect.Type) bool {
	return t.Kind() != reflect.Interface && (t.Implements(in) || reflect.PointerTo(t).Implements(in))
}

// A jsonError is an error and where in a JSON text and in a program it is.
type jsonError struct {
	verb      string // "read" or "write"
	typ       reflect.Type
	path      Path
	offset    int // -1: there is no text
	line, col int
	err       error
}

func (e *jsonError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "pg: %s JSON of %s: ", e.verb, e.typ)
	if e.line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", e.line, e.col)
	}
	if len(e.path) > 0 {
		fmt.Fprintf(&b, "%s: ", e.path)
	}
	b.WriteString(e.err.Error())
	return b.String()
}

func (e *jsonError) Unwrap() error { return e.err }

// within returns the error err from inside of the value at path, whose text
// begins at offset.
func (e *jsonError) within(err error) error {
	var inner *jsonError
	if errors.As(err, &inner) {
		e.path = e.path.Append(inner.path...)
		if inner.offset > 0 {
			e.offset += inner.offset
		}
		err = inner.err
	}
	e.err = err
	return e
}
