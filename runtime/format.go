// Programs in formats: JSON, and others that say how they are JSON.

package pg

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A Format is a way to write programs. All formats have the same data model,
// that of JSON, so what can be said in one can be said in each: the types of
// what interfaces hold, fields that are missing, and so on.
type Format struct {
	// Name is what errors call the format: "JSON".
	Name string

	// Extensions are those of the files that [Save] and [Load] take for this
	// format, with the dot.
	Extensions []string

	// Encode returns a JSON text in the format. The text is valid; numbers in
	// it can have any size and precision, which are to stay.
	Encode func(text []byte) ([]byte, error)

	// Decode returns what data says as a JSON text, and a function that tells
	// where in data the value or name is that begins at an offset in that text.
	// Its error, for data that isn't of the format, is a *SyntaxError.
	Decode func(data []byte) (text []byte, place func(offset int) (line, col int), err error)
}

// A SyntaxError says where a text is not of its format.
type SyntaxError struct {
	Line, Col int // from 1, columns in bytes; Col can be 0 if it isn't known
	Err       error
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%d:%d: %v", e.Line, e.Col, e.Err) }

// Unwrap returns what is wrong.
func (e *SyntaxError) Unwrap() error { return e.Err }

// JSON is the format of [MarshalJSON], indented by two spaces.
var JSON = &Format{
	Name:       "JSON",
	Extensions: []string{".json"},
	Encode: func(text []byte) ([]byte, error) {
		var b bytes.Buffer
		if err := json.Indent(&b, text, "", "  "); err != nil {
			return nil, err
		}
		b.WriteByte('\n')
		return b.Bytes(), nil
	},
	Decode: func(data []byte) ([]byte, func(int) (int, int), error) {
		place := func(offset int) (int, int) { return lineAndColumn(data, offset) }
		r := jsonReader{data: data}
		if e := r.check(); e != nil {
			line, col := place(e.offset)
			return nil, nil, &SyntaxError{line, col, e.err}
		}
		return data, place, nil
	},
}

// formats has the formats by extension.
var formats = struct {
	mu    sync.RWMutex
	byExt map[string]*Format
}{byExt: map[string]*Format{".json": JSON}}

// RegisterFormat lets [Save] and [Load] use f for files with its extensions.
// The package of a format calls it when it is imported; of two formats with an
// extension, the one that came last has it.
func RegisterFormat(f *Format) {
	formats.mu.Lock()
	defer formats.mu.Unlock()
	for _, ext := range f.Extensions {
		formats.byExt[strings.ToLower(ext)] = f
	}
}

// formatOf returns the format of files with the extension ext.
func formatOf(ext string) (*Format, error) {
	formats.mu.RLock()
	defer formats.mu.RUnlock()
	if f := formats.byExt[strings.ToLower(ext)]; f != nil {
		return f, nil
	}
	var known []string
	for e := range formats.byExt {
		known = append(known, e)
	}
	slices.Sort(known)
	hint := ""
	if e := strings.ToLower(ext); e == ".yaml" || e == ".yml" {
		hint = ": import github.com/pgen-go/pgen/runtime/yaml"
	}
	return nil, fmt.Errorf("expected a file with the extension %s, got %s%s", strings.Join(known, ", "), cmp.Or(ext, "none"), hint)
}

// A ReadOption changes how [Read] and [Load] read.
type ReadOption func(*jsonReader)

// AllowUnknown lets members that no field has be: the report lists them.
func AllowUnknown() ReadOption {
	return func(r *jsonReader) { r.unknown = true }
}

// Write returns *x in the format f. T is a symbolic type or the symbolic form of
// one, an interface type, whose value's type is then written, or any other that
// has a JSON form. A struct that is known by name has its type written, too, so
// that the text says what it is of, unless it has JSON methods that the user
// wrote. The error tells all that has no JSON form, each with its path in the
// program.
func Write[T any](f *Format, x *T) ([]byte, error) {
	if f == nil {
		return nil, errors.New("pg: write: expected a format, got nil")
	}
	if x == nil {
		return nil, fmt.Errorf("pg: write %s: expected a program, got a nil %T", f.Name, x)
	}
	return f.write(reflect.ValueOf(x).Elem())
}

func (f *Format) write(v reflect.Value) ([]byte, error) {
	var w jsonWriter
	if s, ok := v.Interface().(AnySym); ok && s.place().t != nil {
		return f.writeSym(s.place())
	}
	in := v
	// A method of the user's would not expect the type in what it reads.
	if t := v.Type(); t.Kind() == reflect.Struct && inlined(t) && !shapeOf(t).marshals {
		if _, err := typeExpr(t); err == nil {
			// What is in an interface has its type written.
			in = reflect.ValueOf(new(any)).Elem()
			in.Set(v)
		}
	}
	w.note(w.value(in, false))
	return f.encode(&w, v.Type())
}

// encode returns what w, which has written a t, wrote.
func (f *Format) encode(w *jsonWriter, t reflect.Type) ([]byte, error) {
	text, err := w.text(t)
	if err == nil {
		text, err = f.Encode(text)
	}
	if e, ok := errors.AsType[*jsonErrors](err); ok {
		e.verb = "write " + f.Name
		return nil, e
	}
	if err != nil {
		return nil, fmt.Errorf("pg: write %s of %s: %w", f.Name, t, err)
	}
	return text, nil
}

// Read gives *x what data, which is of the format f, says, and reports what is
// notable. T is as for [Write]: to read a program of whatever type the text
// says, T is an interface, such as [Symbolic], or [AnySym] for a symbolic
// program.
//
// What *x holds before are the defaults of the fields that data doesn't have:
// the report lists them. Where *x has a struct of the type that data has, be
// it behind pointers or in interfaces, this holds for its fields; slices and
// maps are as data has them. A struct that is made on the way begins as its
// method SetDefaults makes it, if it has one, or else as the zero value.
//
// The error tells all that is wrong at once, each with its line and column in
// data and its path in the program: text that is not of the format, members
// that no field has (but see [AllowUnknown]) or that are there twice, names
// that no type has, values of the wrong type, and what Validate methods refuse.
// After an error *x is as it was.
func Read[T any](f *Format, data []byte, x *T, options ...ReadOption) (*Report, error) {
	if f == nil {
		return nil, errors.New("pg: read: expected a format, got nil")
	}
	if x == nil {
		return nil, fmt.Errorf("pg: read %s: expected a pointer to read into, got a nil %T", f.Name, x)
	}
	return f.read(data, reflect.ValueOf(x).Elem(), options)
}

func (f *Format) read(data []byte, v reflect.Value, options []ReadOption) (*Report, error) {
	t := v.Type()
	fail := func(list ...*jsonError) (*Report, error) {
		return nil, newErrors("read "+f.Name, t, list)
	}
	text, place, err := f.Decode(data)
	if err != nil {
		if e, ok := errors.AsType[*SyntaxError](err); ok {
			return fail(&jsonError{line: e.Line, col: e.Col, err: e.Err})
		}
		return nil, fmt.Errorf("pg: read %s of %s: %w", f.Name, t, err)
	}
	r := jsonReader{data: bytes.Clone(text), whole: true, report: new(Report)}
	for _, option := range options {
		option(&r)
	}
	// An error changes nothing, so what is read into is a copy.
	var c reflect.Value
	var put func() error // of a symbolic program
	i := r.space(0)
	if t.Implements(anySym) {
		put = r.symbolicInto(i, v)
	} else {
		c = reflect.New(t)
		c.Elem().Set(shapeOf(t).copied(v))
		if r.data[i] == 'n' && t.Kind() == reflect.Struct {
			r.note(i, r.errorf(i, "expected an object for %s, got null", t))
		} else {
			r.value(i, c.Elem(), false)
		}
	}
	for _, e := range r.errs {
		e.line, e.col = place(e.offset)
	}
	if len(r.errs) == 0 && c.IsValid() {
		r.errs = refused(c)
	}
	if len(r.errs) > 0 {
		return fail(r.errs...)
	}
	for _, list := range [][]Member{r.report.Unknown, r.report.Renamed} {
		for i := range list {
			list[i].Line, list[i].Col = place(list[i].offset)
		}
	}
	if put != nil {
		if err := put(); err != nil {
			return nil, fmt.Errorf("pg: read %s of %s: %w", f.Name, t, err)
		}
	} else if x, ok := v.Addr().Interface().(Symbolic); ok && x.SymbolicType().Go == t {
		x.SymbolicType().move(x, c.Interface())
	} else {
		v.Set(c.Elem())
	}
	return r.report, nil
}

// refused returns what the Validate methods of v and its parts refuse.
func refused(v reflect.Value) []*jsonError {
	if v.Elem().Kind() == reflect.Interface {
		if v = v.Elem(); v.IsNil() {
			return nil
		}
	}
	var list []*jsonError
	for n := range validations(v.Interface()) {
		if err := n.validate(); err != nil {
			list = append(list, &jsonError{path: n.Path(), err: err})
		}
	}
	return list
}
