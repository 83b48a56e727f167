// The JSON form of programs.

package pg

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
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
// where it says which type is meant. A type can have been given another name,
// and be known by those it had before ([TypeName], [TypeAlias]).
const (
	typeKey  = "_type"
	valueKey = "value"
)

// A jsonObject says how a struct is written.
type jsonObject struct {
	fields []jsonField
	byName map[string]int // into fields
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
	o := &jsonObject{byName: map[string]int{}}
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
		o.byName[o.fields[i].name] = i
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
	o := s.object()
	_, typed := o.byName[typeKey]
	_, decides := o.byName[decideKey]
	return !typed && !decides
}

// hasMethod reports whether a t that can be addressed implements the
// interface.
func hasMethod(t, in reflect.Type) bool {
	return t.Kind() != reflect.Interface && (t.Implements(in) || reflect.PointerTo(t).Implements(in))
}
