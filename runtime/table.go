// The tables of typed field descriptors that generated code registers, from
// which everything that isn't generated straight-line is done.

package pg

import (
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/pgen-go/pgen/internal/when"
	"github.com/pgen-go/pgen/runtime/geno"
)

// Symbolic is what a pointer to a symbolic struct implements. The method is
// generated.
type Symbolic interface {
	SymbolicType() *Type
}

// A Type is the table of a struct type: its fields, and its generated methods
// behind an untyped face for values whose type is known only at run time.
// A table is made once and never changes.
type Type struct {
	// Name is the name that the type is written by: its import path and name,
	// "example.com/codec.Encoder", unless //pg:symbolic gives it another
	// ([TypeName]). For an instance of a generic type it has the type
	// arguments too.
	Name string

	// Go is the struct type itself.
	Go reflect.Type

	// Fields are the fields that belong to the symbolic tree, in order.
	// A field with //pg:skip is not among them.
	Fields []FieldInfo

	// Symbolic reports whether the type is tagged //pg:symbolic. A struct
	// type that is only reachable from a tagged one has a table, too, but
	// no methods and so none of the functions below.
	Symbolic bool

	clone       func(x any) any
	equal       func(x, y unsafe.Pointer) bool
	materialize func(x any, r *geno.Reader) any
	encode      func(x, p any, w *geno.Writer) error

	sym          func(Place) any // the symbolic form of a value at a place: a TSym
	call         *call           // of the struct of a function's parameters
	json         bool            // its JSON methods are generated
	writtenEqual bool            // its method Equal is not

	space atomic.Pointer[geno.Spec] // of a type whose values all have the same space

	// groups are the decided fields, those together of which some depend on
	// others.
	groups func() [][]*FieldInfo
}

// newType is the table of t.
func newType(t reflect.Type, o *typeOptions, fields []FieldInfo) *Type {
	table := &Type{Name: tableName(t, o), Go: t, Fields: fields, json: o.json, writtenEqual: o.equal}
	for i := range fields {
		if f := &fields[i]; f.codec != nil {
			f.codec.name = table.Name + "." + f.Name
		}
	}
	table.groups = sync.OnceValue(func() [][]*FieldInfo {
		var decided []*FieldInfo
		for i := range table.Fields {
			if f := &table.Fields[i]; f.Decision != nil {
				decided = append(decided, f)
			}
		}
		return when.Split(decided, table.dependsOn, func(*FieldInfo) bool { return false })
	})
	return table
}

// group returns the fields that are decided from f on, or nil if f is decided
// after another.
func (t *Type) group(f *FieldInfo) []*FieldInfo {
	for _, g := range t.groups() {
		if g[0] == f {
			return g
		}
	}
	return nil
}

// New returns a pointer to a new zero value of the type.
func (t *Type) New() any { return reflect.New(t.Go).Interface() }

// Field returns the field of that name, or nil.
func (t *Type) Field(name string) *FieldInfo {
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return &t.Fields[i]
		}
	}
	return nil
}

// A FieldInfo describes one field of a symbolic struct. [F] makes one; its
// methods Among, Decided, When, Carried and Follows, each of which returns a
// changed copy, say how the field takes part.
type FieldInfo struct {
	Name string
	Type reflect.Type

	// Shared says that the field is never deep-copied and is compared by
	// identity (//pg:shared).
	Shared bool

	// Decision is what the field's directive declares, or nil.
	Decision geno.Decision

	// Ref is the path, from the struct, of the field whose value this one
	// takes (//pg:ref), or "".
	Ref string

	addr       func(x any) any
	candidates func() []any
	values     any  // the candidates, a slice, where none of them has decisions
	elements   bool // a Choices chooses the elements of a slice or array
	codec      *codec
	on         []string // the earlier fields on which the decision depends
	when       []bool   // for which of their candidates the decision is made
}

// F describes the field that addr finds. Generated code calls it.
func F[T, V any](name string, addr func(*T) *V) FieldInfo {
	return FieldInfo{
		Name: name,
		Type: reflect.TypeFor[V](),
		addr: func(x any) any { return addr(x.(*T)) },
	}
}

// Decided says that d decides the field.
func (f FieldInfo) Decided(d geno.Decision) FieldInfo {
	f.Decision = d
	return f
}

// Among says that c decides the field among candidates that may have
// decisions of their own: for each a pointer to a symbolic struct, or
// anything else. The function is called when a space is first asked for.
func (f FieldInfo) Among(c *geno.Choices, candidates func() []any) FieldInfo {
	f.Decision, f.candidates = c, candidates
	return f
}

// From says that a field decided by a [*geno.Choices] takes one of the values,
// a slice.
func (f FieldInfo) From(values any) FieldInfo {
	f.values = values
	return f
}

// Each says that what is decided are the elements of the field, a slice or
// array.
func (f FieldInfo) Each() FieldInfo {
	f.elements = true
	return f
}

// Carried says that the field is shared by all copies of a program.
func (f FieldInfo) Carried() FieldInfo {
	f.Shared = true
	return f
}

// Follows says that the field takes the value found at path.
func (f FieldInfo) Follows(path string) FieldInfo {
	f.Ref = path
	return f
}

// When says that the field is decided only where the fields on, which come
// earlier and choose one of several each, chose candidates for which holds is
// true. It has an entry for each combination, those of the last field of on
// next to each other.
func (f FieldInfo) When(on []string, holds ...bool) FieldInfo {
	f.on, f.when = on, holds
	return f
}

// Addr returns the field of *x, which is a pointer to the described struct,
// as a value that can be set, also if the field is unexported.
func (f *FieldInfo) Addr(x any) reflect.Value { return reflect.ValueOf(f.addr(x)).Elem() }

// methods is what the generator writes for a symbolic struct T and the
// tables need.
type methods[T any] interface {
	*T
	Clone() *T
	Equal(*T) bool
	MaterializeFrom(*geno.Reader)
	EncodeInto(*T, *geno.Writer) error
}

// registry finds tables by Go type. A table is built when it is
// first asked for, not when it is registered: package variables may be
// initialized in any order, and a table's fields can refer to them.
var registry struct {
	byType sync.Map // reflect.Type → *entry
}

type entry struct{ build func() *Type }

func register(t reflect.Type, o *typeOptions, build func() *Type) *entry {
	e, _ := registry.byType.LoadOrStore(t, &entry{sync.OnceValue(build)})
	known.add(t, o)
	return e.(*entry)
}

// tableName is the name of a Type: that of t with its import path, unless the
// options give another.
func tableName(t reflect.Type, o *typeOptions) string {
	if o.name != "" {
		return o.name + typeArguments(t)
	}
	return fullName(t)
}

// Register makes the table of the symbolic struct T, whose symbolic form is S,
// known by type and name. Generated code calls it; calling it again changes
// nothing.
func Register[T any, S any, P methods[T]](fields func() []FieldInfo, options ...TypeOption) {
	symbolicEntry[T, S, P](fields, options)
}

func symbolicEntry[T any, S any, P methods[T]](fields func() []FieldInfo, options []TypeOption) *entry {
	t := reflect.TypeFor[T]()
	if e, ok := registry.byType.Load(t); ok {
		return e.(*entry)
	}
	o := newTypeOptions(options)
	return register(t, o, func() *Type {
		table := newType(t, o, fields())
		table.Symbolic = true
		table.sym = func(p Place) any { return accessor[S](p) }
		if c, ok := calls.Load(t); ok {
			table.call = c.(*call)
		}
		table.clone = func(x any) any { return P(x.(*T)).Clone() }
		table.equal = func(x, y unsafe.Pointer) bool { return P((*T)(x)).Equal((*T)(y)) }
		table.materialize = func(x any, r *geno.Reader) any {
			y := new(T)
			*y = *x.(*T)
			P(y).MaterializeFrom(r)
			return y
		}
		table.encode = func(x, p any, w *geno.Writer) error {
			return P(x.(*T)).EncodeInto(p.(*T), w)
		}
		return table
	})
}

// TypeFor registers T like [Register] and returns its table.
func TypeFor[T any, S any, P methods[T]](fields func() []FieldInfo, options ...TypeOption) *Type {
	return symbolicEntry[T, S, P](fields, options).build()
}

// A call makes the call of which a struct has the parameters.
type call struct {
	result reflect.Type
	call   func(x reflect.Value) (reflect.Value, error)
}

var calls sync.Map // reflect.Type → *call

// RegisterCall says that the struct T of a function's parameters is called by
// f. Generated code calls it.
func RegisterCall[T, R any](f func(*T) (R, error)) {
	calls.Store(reflect.TypeFor[T](), &call{reflect.TypeFor[R](), func(x reflect.Value) (reflect.Value, error) {
		r, err := f(addressable(x).Addr().Interface().(*T))
		return reflect.ValueOf(&r).Elem(), err
	}})
}

// callOf returns how a value of type t, or what it points to, is called, or
// nil.
func callOf(t reflect.Type) *call {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if table := TypeOf(t); table != nil {
		return table.call
	}
	return nil
}

// RegisterPlain makes the table of the untagged struct T known: one that
// holds or is held by symbolic structs.
func RegisterPlain[T any](fields func() []FieldInfo) {
	t := reflect.TypeFor[T]()
	o := new(typeOptions)
	register(t, o, func() *Type { return newType(t, o, fields()) })
}

// TypeOf returns the table of the struct type t, or nil if it has none.
func TypeOf(t reflect.Type) *Type {
	if e, ok := registry.byType.Load(t); ok {
		return e.(*entry).build()
	}
	// An instance of a generic type registers itself when first asked.
	if t.Kind() == reflect.Struct {
		if s, ok := reflect.New(t).Interface().(Symbolic); ok && !embedsSymbolic(t) {
			// The method may be one that t got by embedding another type.
			if table := s.SymbolicType(); table.Go == t {
				return table
			}
		}
	}
	return nil
}

// embedsSymbolic reports whether the struct type t has its methods of a
// Symbolic that it embeds as an interface, which cannot be asked while it is
// nil.
func embedsSymbolic(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type.Kind() == reflect.Interface && f.Type.Implements(reflect.TypeFor[Symbolic]()) {
			return true
		}
	}
	return false
}

// TypeNamed returns the table of the type of that name or alias, or nil if
// there is none.
func TypeNamed(name string) *Type {
	t, _ := known.lookup(name)
	if t == nil {
		return nil
	}
	return TypeOf(t)
}

// symbolicOf returns a pointer to the symbolic struct that v holds or points
// to, and its table. A struct held by value is copied, for it cannot be
// pointed to where it is.
func symbolicOf(v any) (ptr any, t *Type, byValue bool) {
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Pointer:
		if rv.IsNil() || rv.Type().Elem().Kind() != reflect.Struct {
			return nil, nil, false
		}
		if t := TypeOf(rv.Type().Elem()); t != nil && t.Symbolic {
			return v, t, false
		}
	case reflect.Struct:
		if t := TypeOf(rv.Type()); t != nil && t.Symbolic {
			p := reflect.New(rv.Type())
			p.Elem().Set(rv)
			return p.Interface(), t, true
		}
	}
	return nil, nil, false
}

// Version1 is what generated code refers to, so that code generated for
// another runtime than the one it is compiled with does not compile.
const Version1 = true
