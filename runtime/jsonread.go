// Reading programs from JSON.

package pg

import (
	"bytes"
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

// UnmarshalJSON gives x what data says, which is as [MarshalJSON] writes it.
// Like encoding/json it leaves alone what data doesn't mention; unlike it, a
// member that no field has, or that is there twice, is an error. The error
// tells all that is wrong, each with its line and column in data and its path
// in the program, and leaves x as it was. Generated UnmarshalJSON methods call
// it; [Read] does more.
//
// A struct that is made on the way, such as an element of a slice, begins as
// its method SetDefaults makes it, if it has one, or else as the zero value.
func UnmarshalJSON(x Symbolic, data []byte) error {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("pg: read JSON: expected a program to read into, got a nil %T", x)
	}
	r := jsonReader{data: data}
	t := x.SymbolicType()
	if err := r.check(); err != nil {
		r.errs = append(r.errs, err)
		return r.failed(t.Go)
	}
	i := r.space(0)
	if r.data[i] == 'n' {
		return nil
	}
	r.data = bytes.Clone(data)
	c := t.clone(x)
	if _, err := r.object(i, shapeOf(t.Go), reflect.ValueOf(c).Elem()); err != nil {
		r.note(i, err)
	}
	if err := r.failed(t.Go); err != nil {
		return err
	}
	t.move(x, c)
	return nil
}

// A jsonReader reads a text that is known to be JSON. An error in a part of it
// is noted, and reading goes on behind.
type jsonReader struct {
	data []byte
	at   []Step // where in the program it is
	errs []*jsonError
	seen []bool // of the structs that are being read: which fields were there

	// How Read differs from UnmarshalJSON.
	whole   bool    // maps are replaced
	unknown bool    // members that no field has are no error
	report  *Report // or nil

	// Of a symbolic program:
	tree    *tree    // what is read, or nil
	base    int      // how many of the steps lead to it
	literal bool     // what is read next is no decision, whatever it looks like
	checks  []func() // what can be seen only when all is read
}

// note adds the errors of err, which came from the value at i.
func (r *jsonReader) note(i int, err error) {
	if err == errEnough {
		return
	}
	if e, ok := err.(*jsonError); ok { // r.errorf or r.wrap made it
		r.errs = append(r.errs, e)
		return
	}
	r.errs = append(r.errs, insideOf(Path{}.Append(r.at...), i, err)...)
}

// failed returns all that is wrong, with lines and columns.
func (r *jsonReader) failed(t reflect.Type) error {
	for _, e := range r.errs {
		e.line, e.col = lineAndColumn(r.data, e.offset)
	}
	return newErrors("read JSON", t, r.errs)
}

// lineAndColumn returns the line and column of the byte at offset, which count
// from 1, columns in bytes.
func lineAndColumn(data []byte, offset int) (line, col int) {
	before := data[:min(offset, len(data))]
	return 1 + bytes.Count(before, []byte("\n")), len(before) - bytes.LastIndexByte(before, '\n')
}

func (r *jsonReader) errorf(i int, format string, args ...any) error {
	return r.wrap(i, fmt.Errorf(format, args...))
}

// wrap returns the error err from the value whose text begins at i.
func (r *jsonReader) wrap(i int, err error) error {
	list := insideOf(Path{}.Append(r.at...), i, err)
	if len(list) == 1 {
		return list[0]
	}
	r.errs = append(r.errs, list[1:]...)
	return list[0]
}

// space returns where the white space at i ends.
func (r *jsonReader) space(i int) int {
	for i < len(r.data) {
		switch r.data[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// end returns where the value at i ends.
func (r *jsonReader) end(i int) int {
	depth := 0
	for ; i < len(r.data); i++ {
		switch r.data[i] {
		case '"':
			for i++; r.data[i] != '"'; i++ {
				if r.data[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// members calls f with the name of each member of the object at i, where the
// name begins and where the value does, and returns where the object ends. f
// returns where the value ends.
func (r *jsonReader) members(i int, f func(name string, at, i int) (int, error)) (int, error) {
	i = r.space(i + 1)
	for r.data[i] != '}' {
		if r.data[i] == ',' {
			i = r.space(i + 1)
		}
		at := i
		i = r.end(i)
		name, err := jsonText(r.data[at:i])
		if err != nil {
			return i, r.wrap(at, err)
		}
		if i, err = f(name, at, r.space(r.space(i)+1)); err != nil {
			return i, err
		}
		i = r.space(i)
	}
	return i + 1, nil
}

// jsonText returns the text of a JSON string, most of which are plain.
func jsonText(literal []byte) (text string, err error) {
	if n := len(literal); n >= 2 && literal[0] == '"' {
		plain := literal[1 : n-1]
		if !slices.ContainsFunc(plain, func(c byte) bool { return c < ' ' || c == '\\' || c == '"' || c >= utf8.RuneSelf }) {
			return string(plain), nil
		}
	}
	err = json.Unmarshal(literal, &text)
	return text, err
}

// elements calls f with the number and the beginning of each element of the
// array at i, and returns where the array ends. f returns where the element
// ends.
func (r *jsonReader) elements(i int, f func(n, i int) (int, error)) (int, error) {
	i = r.space(i + 1)
	for n := 0; r.data[i] != ']'; n++ {
		if r.data[i] == ',' {
			i = r.space(i + 1)
		}
		var err error
		if i, err = f(n, i); err != nil {
			return i, err
		}
		i = r.space(i)
	}
	return i + 1, nil
}

// part reads the value at i into v, to which step leads.
func (r *jsonReader) part(step Step, i int, v reflect.Value, quoted bool) (int, error) {
	r.at = append(r.at, step)
	i, err := r.value(i, v, quoted)
	r.at = r.at[:len(r.at)-1]
	return i, err
}

// value reads the value at i into v, which can be set, and returns where it
// ends. What is wrong is noted; the error is errEnough or nil.
func (r *jsonReader) value(i int, v reflect.Value, quoted bool) (int, error) {
	depth, seen := len(r.at), len(r.seen)
	end, err := r.read(i, v, quoted)
	if err == nil {
		return end, nil
	}
	r.at, r.seen = r.at[:depth], r.seen[:seen]
	r.note(i, err)
	if len(r.errs) > maxErrors {
		return i, errEnough
	}
	return r.end(i), nil
}

// read does what value does, except for noting what is wrong with the value
// itself.
func (r *jsonReader) read(i int, v reflect.Value, quoted bool) (int, error) {
	t := v.Type()
	s := shapeOf(t)
	literal := r.literal
	r.literal = false
	if r.tree != nil {
		if r.data[i] == '{' && !literal && r.decides(i) {
			return r.standing(i, v)
		}
		r.settle(i, s, v)
	}
	if r.data[i] == 'n' {
		switch t.Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice:
			v.SetZero()
		}
		return r.end(i), nil
	}
	switch {
	case s.form == dynamic:
		return r.dynamic(i, v)
	case s.form == pointer:
		if v.IsNil() {
			v.Set(reflect.New(t.Elem()).Convert(t))
			setDefaults(v.Elem())
		}
		r.literal = literal
		return r.read(i, v.Elem(), quoted)
	case s.unmarshals && s.table != nil && hasMethod(t, jsonUnmarshaler):
		end := r.end(i)
		if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(r.data[i:end]); err != nil {
			return end, r.wrap(i, err)
		}
		return end, nil
	case s.unmarshals:
		return r.foreign(i, v)
	}
	switch s.form {
	case structure:
		if r.data[i] != '{' {
			return i, r.errorf(i, "expected an object for %s, got %s", t, r.show(i))
		}
		return r.object(i, s, v)
	case list:
		if r.data[i] != '[' {
			return i, r.errorf(i, "expected an array for %s, got %s", t, r.show(i))
		}
		l := reflect.MakeSlice(t, 0, 0)
		zero := reflect.Zero(t.Elem())
		end, err := r.elements(i, func(n, i int) (int, error) {
			l = reflect.Append(l, zero)
			setDefaults(l.Index(n))
			return r.part(AtIndex(n), i, l.Index(n), false)
		})
		v.Set(l)
		return end, err
	case array:
		if r.data[i] != '[' {
			return i, r.errorf(i, "expected an array for %s, got %s", t, r.show(i))
		}
		length := 0
		end, err := r.elements(i, func(n, i int) (int, error) {
			if length++; n >= v.Len() {
				return r.end(i), nil
			}
			v.Index(n).SetZero()
			setDefaults(v.Index(n))
			return r.part(AtIndex(n), i, v.Index(n), false)
		})
		if err == nil && length != v.Len() {
			err = r.errorf(i, "expected %d elements for %s, got %d", v.Len(), t, length)
		}
		return end, err
	case dictionary:
		return r.dictionary(i, v)
	}
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return i, r.errorf(i, "%s has no JSON form: tag its field json:\"-\"", article(t))
	}
	if quoted {
		end := r.end(i)
		var text string
		if r.data[i] != '"' || json.Unmarshal(r.data[i:end], &text) != nil || json.Unmarshal([]byte(text), v.Addr().Interface()) != nil {
			return i, r.errorf(i, "expected %s in a string, got %s", t, r.show(i))
		}
		return end, nil
	}
	return r.basic(i, v)
}

// basic reads a number, string or bool into v. What looks unusual it leaves to
// encoding/json.
func (r *jsonReader) basic(i int, v reflect.Value) (int, error) {
	end := r.end(i)
	text := r.data[i:end]
	switch {
	case v.Type() == jsonNumber:
	case v.Kind() == reflect.String && text[0] == '"':
		if text = text[1 : len(text)-1]; bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) {
			v.SetString(string(text))
			return end, nil
		}
	case v.Kind() == reflect.Bool && (text[0] == 't' || text[0] == 'f'):
		v.SetBool(text[0] == 't')
		return end, nil
	case text[0] != '-' && (text[0] < '0' || text[0] > '9'):
	case v.CanInt():
		if n, err := strconv.ParseInt(string(text), 10, v.Type().Bits()); err == nil {
			v.SetInt(n)
			return end, nil
		}
	case v.CanUint():
		if n, err := strconv.ParseUint(string(text), 10, v.Type().Bits()); err == nil {
			v.SetUint(n)
			return end, nil
		}
	case v.CanFloat():
		if f, err := strconv.ParseFloat(string(text), v.Type().Bits()); err == nil {
			v.SetFloat(f)
			return end, nil
		}
	}
	return r.foreign(i, v)
}

// foreign reads what encoding/json makes of the value at i. It gets a new
// value: what it would write into can be shared.
func (r *jsonReader) foreign(i int, v reflect.Value) (int, error) {
	end := r.end(i)
	text := r.data[i:end]
	if r.whole && (text[0] == '{' || text[0] == '[') {
		// A json.RawMessage would keep what it is indented by.
		var b bytes.Buffer
		if json.Compact(&b, text) == nil {
			text = b.Bytes()
		}
	}
	x := reflect.New(v.Type())
	if err := json.Unmarshal(text, x.Interface()); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return i, r.errorf(i, "expected %s, got %s", v.Type(), r.show(i))
		}
		return i, r.wrap(i, fmt.Errorf("expected %s, got %s: %w", v.Type(), r.show(i), err))
	}
	v.Set(x.Elem())
	return end, nil
}

// show returns the value at i as an error shows it.
func (r *jsonReader) show(i int) string {
	text := r.data[i:r.end(i)]
	switch text[0] {
	case '{':
		if r.tree == nil && r.decides(i) {
			return "a decision, which only a symbolic program has"
		}
		return "an object"
	case '[':
		return "an array"
	}
	if len(text) > 40 {
		return strings.ToValidUTF8(string(text[:40]), "") + "…"
	}
	return string(text)
}

// object reads the object at i into the struct v.
func (r *jsonReader) object(i int, s *shape, v reflect.Value) (int, error) {
	if r.data[i] != '{' {
		return i, r.errorf(i, "expected an object for %s, got %s", s.typ, r.show(i))
	}
	o := s.object()
	base := len(r.seen)
	r.seen = append(r.seen, make([]bool, len(o.fields))...)
	end, err := r.members(i, func(name string, at, i int) (int, error) {
		n, f := o.field(name)
		if f == nil {
			if name == typeKey {
				return r.ownType(i, s.typ)
			}
			if r.tree != nil && r.data[i] == '{' && r.decides(i) {
				return r.unnamed(name, at, i, v)
			}
			return r.unknownMember(at, i, s, name)
		}
		if r.seen[base+n] {
			r.note(at, r.errorf(at, "expected each member once, got %q again", name))
		}
		r.seen[base+n] = true
		e := f.of(v, true)
		depth := len(r.at)
		for _, p := range f.chain {
			r.at = append(r.at, p.step)
		}
		if f.chain[len(f.chain)-1].shared {
			e.SetZero()
		}
		i, err := r.value(i, e, f.quoted)
		r.at = r.at[:depth]
		return i, err
	})
	if err == nil && r.report != nil {
		for n, seen := range r.seen[base:] {
			if !seen {
				r.missing(&o.fields[n], v)
			}
		}
	}
	r.seen = r.seen[:base]
	return end, err
}

// unknownMember deals with the member of that name, which s has no field for.
// Its name begins at at, its value at i.
func (r *jsonReader) unknownMember(at, i int, s *shape, name string) (int, error) {
	if name == decideKey {
		return i, r.errorf(at, "is not decided here: read it as a symbolic program")
	}
	if !r.unknown {
		r.note(at, r.errorf(at, "expected a field of %s, got %q%s", s.typ, name, didYouMean(name, s.object().names)))
		if len(r.errs) > maxErrors {
			return i, errEnough
		}
	} else if r.report != nil {
		r.report.Unknown = append(r.report.Unknown, Member{Path: Path{}.Append(r.at...), Name: name, offset: at})
	}
	return r.end(i), nil
}

// missing reports that the text doesn't have the field f of v, unless what v
// has there would not be written, either.
func (r *jsonReader) missing(f *jsonField, v reflect.Value) {
	e := f.of(v, false)
	if !e.IsValid() || f.omits(e) {
		return
	}
	path := Path{}.Append(r.at...)
	for _, p := range f.chain {
		path = path.Append(p.step)
	}
	r.report.Missing = append(r.report.Missing, Default{path, shapeOf(e.Type()).detached(e)})
}

// setDefaults gives v, which is new, what its type's SetDefaults says, or does
// so for the structs it is made of.
func setDefaults(v reflect.Value) {
	s := shapeOf(v.Type())
	if s.typ.Kind() != reflect.Struct {
		return
	}
	if x, ok := v.Addr().Interface().(interface{ SetDefaults() }); ok {
		x.SetDefaults()
		return
	}
	if s.form != structure {
		return
	}
	owner := s.owner(v)
	for i := range s.parts {
		if p := &s.parts[i]; p.shape.form == structure && p.of(v, owner).CanSet() {
			setDefaults(p.of(v, owner))
		}
	}
}

// ownType reads the name of the type of a struct that is not in an interface,
// which is needless but can only be right.
func (r *jsonReader) ownType(i int, t reflect.Type) (int, error) {
	end := r.end(i)
	var name string
	if r.data[i] != '"' || json.Unmarshal(r.data[i:end], &name) != nil {
		return i, r.errorf(i, "expected the type %s, got %s", t, r.show(i))
	}
	got, err := parseType(name)
	switch {
	case err != nil:
		return i, r.wrap(i, err)
	case got != t && got != reflect.PointerTo(t):
		return i, r.errorf(i, "expected the type %s, got %q", t, name)
	}
	r.written(i, name)
	return end, nil
}

// written reports that a type is called name if it isn't written so now.
func (r *jsonReader) written(i int, name string) {
	if r.report != nil && !currentName(name) {
		r.report.Renamed = append(r.report.Renamed, Member{Path: Path{}.Append(r.at...), Name: name, offset: i})
	}
}

// field returns the field of that name, upper or lower case, and which one it
// is, or nil.
func (o *jsonObject) field(name string) (int, *jsonField) {
	if n, ok := o.byName[name]; ok {
		return n, &o.fields[n]
	}
	for i := range o.fields {
		if strings.EqualFold(o.fields[i].name, name) {
			return i, &o.fields[i]
		}
	}
	return 0, nil
}

// names yields the names of o's fields, and how JSON has them.
func (o *jsonObject) names(yield func(name, text string) bool) {
	for i := range o.fields {
		if f := &o.fields[i]; !yield(f.name, strconv.Quote(f.name)) {
			return
		}
	}
}

func (r *jsonReader) dictionary(i int, v reflect.Value) (int, error) {
	t := v.Type()
	if r.data[i] != '{' {
		return i, r.errorf(i, "expected an object for %s, got %s", t, r.show(i))
	}
	if v.IsNil() || r.whole {
		v.Set(reflect.MakeMap(t))
	}
	return r.members(i, func(name string, at, i int) (int, error) {
		k, err := keyFromText(name, t.Key())
		if err != nil {
			r.note(at, r.wrap(at, err))
			return r.end(i), nil
		}
		if r.whole && v.MapIndex(k).IsValid() {
			r.note(at, r.errorf(at, "expected each key once, got %q again", name))
		}
		e := reflect.New(t.Elem()).Elem()
		setDefaults(e)
		step, _ := keyStep(k)
		if r.tree != nil {
			r.tree.clear(r.here().Append(step))
		}
		i, err = r.part(step, i, e, false)
		v.SetMapIndex(k, e)
		return i, err
	})
}

// keyFromText returns the key of type t that has the name in an object.
func keyFromText(name string, t reflect.Type) (reflect.Value, error) {
	k := reflect.New(t).Elem()
	if u, ok := k.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return k, u.UnmarshalText([]byte(name))
	}
	var err error
	switch {
	case t.Kind() == reflect.String:
		k.SetString(name)
	case k.CanInt():
		var n int64
		n, err = strconv.ParseInt(name, 10, t.Bits())
		k.SetInt(n)
	case k.CanUint():
		var n uint64
		n, err = strconv.ParseUint(name, 10, t.Bits())
		k.SetUint(n)
	default:
		return k, fmt.Errorf("expected a map with keys that JSON can have (strings, integers, encoding.TextUnmarshaler), got keys of type %s", t)
	}
	if err != nil {
		return k, fmt.Errorf("expected a key of type %s, got %q", t, name)
	}
	return k, nil
}

// dynamic reads the value at i into the interface v.
func (r *jsonReader) dynamic(i int, v reflect.Value) (int, error) {
	in := v.Type()
	nameAt, valueAt, others := -1, -1, 0
	var nameKey int
	if r.data[i] == '{' {
		_, err := r.members(i, func(key string, at, i int) (int, error) {
			switch key {
			case typeKey:
				nameKey, nameAt = at, i
			case valueKey:
				valueAt = i
			default:
				others++
			}
			return r.end(i), nil
		})
		if err != nil {
			return i, err
		}
	}
	if nameAt < 0 {
		if in.NumMethod() > 0 {
			return i, r.errorf(i, "expected an object with the %q of a %s, got %s", typeKey, describe(in), r.showWhole(i))
		}
		return r.untyped(i, v)
	}
	name, err := jsonText(r.data[nameAt:r.end(nameAt)])
	if err != nil || r.data[nameAt] != '"' {
		return i, r.errorf(nameAt, "expected the name of a type, got %s", r.show(nameAt))
	}
	t, err := typeIn(name, in)
	if err != nil {
		return i, r.wrap(nameAt, err)
	}
	r.written(nameAt, name)
	// Of a value of the same type its fields stay, if they aren't mentioned.
	x := reflect.New(t).Elem()
	if !v.IsNil() && v.Elem().Type() == t {
		x.Set(v.Elem())
	} else {
		setDefaults(x)
		r.forget()
	}
	end := r.end(i)
	wrapped := valueAt >= 0 && others == 0
	if wrapped && inlined(t) {
		s := shapeOf(t)
		if s.form == pointer {
			s = s.elem
		}
		_, own := s.object().byName[valueKey]
		wrapped = !own
	}
	switch {
	case wrapped:
		r.literal = true
		_, err = r.value(valueAt, x, false)
	case inlined(t):
		r.blank(nameKey, r.end(nameAt))
		_, err = r.value(i, x, false)
	default:
		err = r.errorf(i, "expected members %q and %q for %s, got others", typeKey, valueKey, t)
	}
	v.Set(x)
	return end, err
}

func (r *jsonReader) showWhole(i int) string {
	if r.data[i] == '{' && (r.tree != nil || !r.decides(i)) {
		return "one without"
	}
	return r.show(i)
}

// blank takes the member of an object from i to end out of the text, all else
// staying where it is.
func (r *jsonReader) blank(i, end int) {
	if next := r.space(end); r.data[next] == ',' {
		end = next + 1
	} else {
		for before := i - 1; r.data[before] != '{'; before-- {
			if r.data[before] == ',' {
				i = before
				break
			}
		}
	}
	for ; i < end; i++ {
		if r.data[i] != '\n' {
			r.data[i] = ' '
		}
	}
}

// untyped reads the value at i, which doesn't say its type, into the empty
// interface v.
func (r *jsonReader) untyped(i int, v reflect.Value) (int, error) {
	r.forget()
	switch r.data[i] {
	case '{':
		m := map[string]any{}
		end, err := r.dictionary(i, reflect.ValueOf(&m).Elem())
		v.Set(reflect.ValueOf(m))
		return end, err
	case '[':
		var l []any
		end, err := r.value(i, reflect.ValueOf(&l).Elem(), false)
		v.Set(reflect.ValueOf(l))
		return end, err
	}
	return r.foreign(i, v)
}
