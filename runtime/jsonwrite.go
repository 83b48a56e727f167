// Writing programs as JSON.

package pg

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonNumber      = reflect.TypeFor[json.Number]() // a string that is written as a number
)

// MarshalJSON returns x as JSON: as encoding/json does, but with the types of
// what interfaces hold, so that [UnmarshalJSON] can bring it back. An error
// has the path of what has no JSON form. Generated MarshalJSON methods call
// it.
func MarshalJSON(x Symbolic) ([]byte, error) {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return []byte("null"), nil
	}
	var w jsonWriter
	v = v.Elem()
	w.note(w.object(shapeOf(v.Type()), v))
	return w.text(v.Type())
}

// marshalValue returns the JSON form of v, which stands in a program.
func marshalValue(v reflect.Value, quoted bool) ([]byte, error) {
	var w jsonWriter
	w.note(w.value(v, quoted))
	return w.text(v.Type())
}

// A jsonWriter writes a text. An error in a part is noted, and writing goes
// on.
type jsonWriter struct {
	b     []byte
	at    []Step // where in the program it is
	depth int
	errs  []*jsonError

	// Of a symbolic program:
	symbolic bool
	top      *marks // of its root, or of that of the candidate that is being written
	marks    *marks // of what is written next, or nil
	literal  bool   // what is written next is no decision, whatever it looks like
	deep     int    // how many candidates it is in
}

// note adds the error err of what is at w.at.
func (w *jsonWriter) note(err error) {
	if err != nil && err != errEnough {
		w.errs = append(w.errs, insideOf(Path{}.Append(w.at...), -1, err)...)
	}
}

// text returns what was written, or all that was wrong.
func (w *jsonWriter) text(t reflect.Type) ([]byte, error) {
	if err := newErrors("write JSON", t, w.errs); err != nil {
		return nil, err
	}
	return w.b, nil
}

// part writes what is at step.
func (w *jsonWriter) part(step Step, v reflect.Value, quoted bool) error {
	n, m := len(w.at), w.marks
	w.at, w.marks = append(w.at, step), m.child(step)
	err := w.value(v, quoted)
	w.marks = m
	return w.back(n, err)
}

// back notes the error of a part and goes back to where w.at had n steps.
func (w *jsonWriter) back(n int, err error) error {
	w.note(err)
	w.at = w.at[:n]
	if err == errEnough || len(w.errs) > maxErrors {
		return errEnough
	}
	return nil
}

func (w *jsonWriter) value(v reflect.Value, quoted bool) error {
	if w.symbolic {
		return w.symbol(v, quoted)
	}
	return w.concrete(v, quoted)
}

func (w *jsonWriter) concrete(v reflect.Value, quoted bool) error {
	t := v.Type()
	s := shapeOf(t)
	switch {
	case isNil(v) && t.Kind() != reflect.Func && t.Kind() != reflect.Chan:
		w.b = append(w.b, "null"...)
		return nil
	case s.form == dynamic:
		return w.dynamic(v)
	case s.form == pointer:
		if w.depth++; w.depth > 10_000 {
			w.note(errors.New("expected a tree, got something that contains itself or nests more than 10000 deep"))
			return errEnough
		}
		defer func() { w.depth-- }()
		return w.value(v.Elem(), quoted)
	case s.marshals:
		if !t.Implements(jsonMarshaler) && !(t.Implements(textMarshaler) && !hasMethod(t, jsonMarshaler)) {
			v = addressable(v).Addr()
		}
		return w.foreign(v)
	}
	switch s.form {
	case structure:
		return w.object(s, addressable(v))
	case list, array:
		w.b = append(w.b, '[')
		for i := range v.Len() {
			if i > 0 {
				w.b = append(w.b, ',')
			}
			if err := w.part(AtIndex(i), v.Index(i), false); err != nil {
				return err
			}
		}
		w.b = append(w.b, ']')
		return nil
	case dictionary:
		return w.dictionary(v)
	}
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Errorf("%s has no JSON form: tag its field json:\"-\"", article(t))
	}
	at := len(w.b)
	if err := w.basic(v); err != nil {
		return err
	}
	if quoted {
		text, err := json.Marshal(string(w.b[at:]))
		w.b = append(w.b[:at], text...)
		return err
	}
	return nil
}

// basic writes a number, string or bool. What looks unusual it leaves to
// encoding/json.
func (w *jsonWriter) basic(v reflect.Value) error {
	switch {
	case v.CanInt():
		w.b = strconv.AppendInt(w.b, v.Int(), 10)
		return nil
	case v.CanUint():
		w.b = strconv.AppendUint(w.b, v.Uint(), 10)
		return nil
	case v.Kind() == reflect.Bool:
		w.b = strconv.AppendBool(w.b, v.Bool())
		return nil
	case v.Kind() == reflect.String && v.Type() != jsonNumber:
		if s := v.String(); !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= utf8.RuneSelf || strings.ContainsRune(`"\<>&`, r) }) {
			w.b = append(append(append(w.b, '"'), s...), '"')
			return nil
		}
	}
	return w.foreign(v)
}

// foreign writes what encoding/json makes of v.
func (w *jsonWriter) foreign(v reflect.Value) error {
	text, err := json.Marshal(v.Interface())
	if u, ok := errors.AsType[*json.UnsupportedValueError](err); ok {
		return fmt.Errorf("expected a value that has a JSON form, got %s", u.Str)
	}
	w.b = append(w.b, text...)
	return err
}

func (w *jsonWriter) object(s *shape, v reflect.Value) error {
	w.b = append(w.b, '{')
	first := true
	o, m := s.object(), w.marks
	for i := range o.fields {
		f := &o.fields[i]
		e := f.of(v, false)
		special, hidden := m.inside(f)
		if hidden || !e.IsValid() || f.omits(e) && !special.special() {
			continue
		}
		if !first {
			w.b = append(w.b, ',')
		}
		first = false
		w.b = append(w.b, f.key...)
		n := len(w.at)
		for _, p := range f.chain {
			w.at = append(w.at, p.step)
		}
		w.marks = special
		err := w.value(e, f.quoted)
		w.marks = m
		if err := w.back(n, err); err != nil {
			return err
		}
	}
	if m != nil {
		if err := w.unnamed(o, v, first); err != nil {
			return err
		}
	}
	w.b = append(w.b, '}')
	return nil
}

func (w *jsonWriter) dictionary(v reflect.Value) error {
	type member struct {
		text string
		key  reflect.Value
	}
	var members []member
	for _, k := range v.MapKeys() {
		text, err := keyToText(k)
		if err != nil {
			return err
		}
		members = append(members, member{text, k})
	}
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.text, b.text) })
	w.b = append(w.b, '{')
	for i, m := range members {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		text, err := json.Marshal(m.text)
		if err != nil {
			return err
		}
		w.b = append(append(w.b, text...), ':')
		step, _ := keyStep(m.key)
		if err := w.part(step, v.MapIndex(m.key), false); err != nil {
			return err
		}
	}
	w.b = append(w.b, '}')
	return nil
}

// keyToText returns the name that a key of a map has in an object.
func keyToText(k reflect.Value) (string, error) {
	if k.Kind() == reflect.String {
		return k.String(), nil
	}
	if m, ok := k.Interface().(encoding.TextMarshaler); ok {
		if isNil(k) {
			return "", nil
		}
		text, err := m.MarshalText()
		return string(text), err
	}
	switch {
	case k.CanInt():
		return strconv.FormatInt(k.Int(), 10), nil
	case k.CanUint():
		return strconv.FormatUint(k.Uint(), 10), nil
	}
	return "", fmt.Errorf("expected a map with keys that JSON can have (strings, integers, encoding.TextMarshaler), got keys of type %s: tag its field json:\"-\"", k.Type())
}

// dynamic writes what an interface holds.
func (w *jsonWriter) dynamic(v reflect.Value) error {
	in := v.Type()
	v = v.Elem()
	t := v.Type()
	if in.NumMethod() == 0 && untyped(v) {
		return w.value(v, false)
	}
	name, err := jsonTypeName(t, in)
	if err != nil {
		return err
	}
	return w.named(name, v)
}

// named writes v, in an object that says its type.
func (w *jsonWriter) named(name string, v reflect.Value) error {
	text, err := json.Marshal(name)
	if err != nil {
		return err
	}
	w.b = append(w.b, `{"`+typeKey+`":`...)
	w.b = append(w.b, text...)
	at := len(w.b)
	if inlined(v.Type()) && !isNil(v) {
		if err := w.value(v, false); err != nil {
			return err
		}
		// A method of the user's can write anything.
		if w.b[at] == '{' {
			if w.b[at+1] == '}' {
				w.b = append(w.b[:at], '}')
			} else {
				w.b[at] = ','
			}
			return nil
		}
		w.b = slices.Insert(w.b, at, []byte(`,"`+valueKey+`":`)...)
	} else {
		w.b = append(w.b, `,"`+valueKey+`":`...)
		w.literal = true
		if err := w.value(v, false); err != nil {
			return err
		}
	}
	w.b = append(w.b, '}')
	return nil
}

// untyped reports whether encoding/json reads what it writes for v as the
// same type.
func untyped(v reflect.Value) bool {
	switch v.Type() {
	case reflect.TypeFor[string](), reflect.TypeFor[float64](), reflect.TypeFor[bool]():
		return true
	case reflect.TypeFor[[]any]():
		return !v.IsNil()
	case reflect.TypeFor[map[string]any]():
		return !v.IsNil() && !v.MapIndex(reflect.ValueOf(typeKey)).IsValid() && !v.MapIndex(reflect.ValueOf(decideKey)).IsValid()
	}
	return false
}
