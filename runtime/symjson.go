// The JSON form of symbolic programs.

package pg

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// decideKey is the member of an object that stands in a place instead of a
// value: see [Place.MarshalJSON].
const decideKey = "_decide"

// A standingForm says which members an object with a "_decide" has.
type standingForm struct{ needs, may []string }

var standingForms = func() map[string]standingForm {
	info := []string{"name", "hints", "when", "value"}
	choice := append([]string{"literals"}, info...)
	number := append([]string{"step", "scale"}, info...)
	return map[string]standingForm{
		"oneof":   {[]string{"candidates"}, choice},
		"manyof":  {[]string{"k", "candidates"}, append([]string{"distinct", "sorted"}, choice...)},
		"permute": {[]string{"candidates"}, choice},
		"int":     {[]string{"min", "max"}, number},
		"float":   {[]string{"min", "max"}, number},
		"custom":  {[]string{"codec"}, append([]string{"type"}, info...)},
		"ref":     {[]string{"path"}, []string{"up"}},
		"inherit": {[]string{"field"}, nil},
		"call":    {[]string{"call"}, nil},
		"value":   {[]string{"value"}, nil},
		"missing": {},
	}
}()

// MarshalJSON returns what is at the place as JSON. The form of a symbolic
// program is that of the program ([MarshalJSON]), with an object that has a
// member "_decide" in each place that has no value, in which it says what stands
// there:
//
//	{"_decide": "oneof", "candidates": [1, {"_decide": "int", "min": 2, "max": 9}]}
//	{"_decide": "manyof", "k": 2, "candidates": ["a", "b", "c"], "distinct": true, "sorted": true}
//	{"_decide": "permute", "candidates": ["a", "b", "c"]}
//	{"_decide": "int", "min": 1, "max": 9, "step": 2}
//	{"_decide": "float", "min": 1e-3, "max": 1, "scale": "log"}
//	{"_decide": "custom", "codec": "routes"}
//	{"_decide": "ref", "path": "Cages[0].Width"}
//	{"_decide": "inherit", "field": "Width"}
//	{"_decide": "call", "call": {"_type": "example.com/nn.NewConvCall", "Kernel": 3}}
//	{"_decide": "missing"}
//
// A candidate is a symbolic program itself; what the place doesn't tell of it
// says its type, as everywhere. Paths lead from the root of the program or of
// the candidate that the object is in; with "up": 1 that of a ref leads from the
// program that has the decision, and so on. All decisions can have a "name" and
// "hints"; choices have "literals" where these aren't what the candidates say.
// A decision that is not always made has
//
//	"when": {"on": ["Kind", "Fast"], "holds": [[0, 1], [2, 0]]}, "value": 3
//
// that is, for which candidates of the places it depends on it is made, and the
// value of the place where it isn't. A codec goes by the name that
// [RegisterCodec] gives it, or by the field whose directive has it.
//
// A field that has no member, such as one that is unexported or embedded, has
// one with its path as the name if something stands there instead of a value. An
// object that has a member "_decide" of its own is written as
// {"_decide": "value", "value": {…}}.
//
// Seals, listeners and origins aren't written. It is an error, with the path, if
// something has no JSON form, such as a codec without a name, or if a place
// keeps an error.
func (p Place) MarshalJSON() ([]byte, error) {
	if p.t == nil {
		return []byte("null"), nil
	}
	w, v, err := writerOf(p)
	if err != nil {
		return nil, fmt.Errorf("pg: write JSON: %w", err)
	}
	w.note(w.value(v, false))
	return w.text(v.Type())
}

// writerOf returns what writes the place, and what the program has there.
func writerOf(p Place) (*jsonWriter, reflect.Value, error) {
	v, err := valueAt(p)
	if err != nil {
		return nil, v, err
	}
	if err := p.t.above(p.path); err != nil {
		return nil, v, err
	}
	m := markAt(p)
	if m != nil && len(p.path) > 0 {
		// Paths are to lead from here.
		m = m.clone(p.t, false)
		m.leave(p.path)
	}
	return &jsonWriter{symbolic: true, top: m, marks: m}, v, nil
}

// UnmarshalJSON gives the place what data says, which is as
// [Place.MarshalJSON] writes it, or as a program without decisions is written.
// Like encoding/json it leaves alone what data doesn't mention. The error tells
// all that is wrong, each with its line and column in data and its path in the
// program, and leaves the program as it was.
func (p Place) UnmarshalJSON(data []byte) error {
	if isNullJSON(data) {
		return nil
	}
	t, err := copyOf(p)
	if err != nil {
		return fmt.Errorf("pg: read JSON: %w", err)
	}
	if err := t.unmarshal(data); err != nil {
		return err
	}
	if err := p.Assign(Place{t: t}); err != nil {
		return fmt.Errorf("pg: read JSON of %s: %w", t.root.Type(), err)
	}
	return nil
}

// copyOf returns a tree of its own of what is at the place.
func copyOf(p Place) (*tree, error) {
	v, err := valueAt(p)
	if err != nil {
		return nil, err
	}
	return standing(p, v.Type())
}

// UnmarshalJSON gives the program what data says, which is as
// [Place.MarshalJSON] writes it, or as a *T is written. A zero Sym becomes a
// program, in which what data doesn't mention is as in a new T. The error tells
// all that is wrong, each with its line and column in data and its path in the
// program, and leaves s as it was.
func (s *Sym[T]) UnmarshalJSON(data []byte) error {
	if s.t != nil || isNullJSON(data) {
		return s.Place.UnmarshalJSON(data)
	}
	t := newTree(reflect.TypeFor[T]())
	if err := t.unmarshal(data); err != nil {
		return err
	}
	s.Place = Place{t: t}
	return nil
}

func isNullJSON(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }

// newTree returns the tree of a new program of type t.
func newTree(t reflect.Type) *tree {
	c := &tree{root: reflect.New(t).Elem()}
	setDefaults(c.root)
	return c
}

// unmarshal reads data into t, which nobody else has.
func (t *tree) unmarshal(data []byte) error {
	r := jsonReader{data: data}
	if err := r.check(); err != nil {
		r.errs = append(r.errs, err)
	} else {
		r.data = bytes.Clone(data)
		r.symbolic(r.space(0), t)
	}
	return r.failed(t.root.Type())
}

// writeSym returns the symbolic program at p in the format f.
func (f *Format) writeSym(p Place) ([]byte, error) {
	w, v, err := writerOf(p)
	if err != nil {
		return nil, fmt.Errorf("pg: write %s: %w", f.Name, err)
	}
	t := v.Type()
	name, err := typeExpr(t)
	if err == nil && inlined(t) && !shapeOf(t).marshals {
		err = w.named(name, v)
	} else {
		err = w.value(v, false)
	}
	w.note(err)
	return f.encode(w, t)
}

// symbolicInto reads the symbolic program at i for v, a Sym, another accessor
// or an interface, and returns what puts it there; nil if it could not be read.
func (r *jsonReader) symbolicInto(i int, v reflect.Value) func() error {
	if v.Kind() == reflect.Interface {
		return r.anySymbolic(i, v)
	}
	x := v.Addr().Interface()
	p := x.(AnySym).place()
	var t *tree
	var err error
	if z, ok := x.(interface{ zero() any }); ok && p.t == nil {
		t = newTree(reflect.TypeOf(z.zero()).Elem())
	} else if t, err = copyOf(p); err != nil {
		r.note(i, err)
		return nil
	}
	r.symbolic(i, t)
	return func() error {
		if p.t != nil {
			return p.Assign(Place{t: t})
		}
		x.(interface{ bind(Place) }).bind(Place{t: t})
		return nil
	}
}

// anySymbolic reads the symbolic program at i, which says its type, for the
// interface v.
func (r *jsonReader) anySymbolic(i int, v reflect.Value) func() error {
	at := r.find(i, typeKey)
	var name string
	if at < 0 || json.Unmarshal(r.data[at:r.end(at)], &name) != nil {
		r.note(i, r.errorf(i, "expected an object with the %q of a symbolic program, got %s", typeKey, r.showWhole(i)))
		return nil
	}
	t, err := parseType(name)
	if err != nil {
		r.note(at, r.wrap(at, err))
		return nil
	}
	table := TypeOf(t)
	if table == nil || table.sym == nil {
		r.note(at, r.errorf(at, "expected a symbolic type, got %s", t))
		return nil
	}
	c := newTree(t)
	s := reflect.ValueOf(table.sym(Place{t: c}))
	if !s.Type().Implements(v.Type()) {
		r.note(at, r.errorf(at, "expected a type whose symbolic form is %s, got %s", article(v.Type()), t))
		return nil
	}
	r.symbolic(i, c)
	return func() error {
		v.Set(s)
		return nil
	}
}

// special reports whether something stands at m or below it, or is in error
// there.
func (m *marks) special() bool {
	return m != nil && (m.open != nil || m.err != nil || slices.ContainsFunc(m.below, (*marks).special))
}
