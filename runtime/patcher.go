// Named patchers: functions that make patches, addressed by texts such as
// "lr?value=0.1".

package pg

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// RegisterPatcher makes f known by a name, so that [ParsePatch] makes a patch
// of a text such as "lr?value=0.1", and returns what makes the same patch in
// Go. (PyGlove: @pg.patcher.)
//
// A is a struct of arguments, of which each exported field is one: Value is
// value, LearningRate is learningRate and LR is lr, unless a tag says
// otherwise:
//
//	Value float64 `arg:"rate,required" help:"what is learned in a step"`
//
// A tag arg:"-" is for a field that is none. An argument that the text doesn't
// have is that of defaults; with required, the text must have it. If A or *A
// has a method Validate() error, it says if the arguments are right.
//
// An argument is a number, bool, string, time.Duration or a type over one, or
// what has a method UnmarshalText; a pointer to one, which can be nil; or a
// slice or array of these.
//
// Registering a name again at the same place in the source replaces the
// patcher. If two places register a name, or a patcher is none, the patches
// made by that name are errors which say so.
func RegisterPatcher[A any](name, help string, defaults A, f func(A) Patch) func(A) Patch {
	p := &patcher{PatcherInfo: PatcherInfo{Name: name, Help: help}, defaults: reflect.ValueOf(&defaults).Elem()}
	if _, file, line, ok := runtime.Caller(1); ok {
		p.where = fmt.Sprintf("%s:%d", file, line)
	}
	var errs []error
	if n := nameEnd(name); n == 0 || n < len(name) {
		errs = append(errs, textErrorf(n, "expected a name of letters, digits, _, - and ., got %s", nextIn(name[n:])))
	}
	if f == nil {
		errs = append(errs, errors.New("expected a function that makes a patch, got nil"))
	}
	if t := reflect.TypeFor[A](); t.Kind() != reflect.Struct {
		errs = append(errs, fmt.Errorf("expected a struct of arguments, got %s", t))
	} else {
		errs = append(errs, p.readFields(t)...)
	}
	p.err = errors.Join(errs...)
	p.make = func(args reflect.Value) Patch { return f(args.Interface().(A)) }
	patchers.add(p)
	return func(args A) Patch {
		if p.err != nil {
			return Patch{text: name, err: p.err}
		}
		v := reflect.New(reflect.TypeFor[A]()).Elem()
		v.Set(reflect.ValueOf(args))
		return p.patch(p.text(v), v)
	}
}

// A patcher is one that is registered.
type patcher struct {
	PatcherInfo
	defaults reflect.Value
	fields   []int // of the arguments
	make     func(args reflect.Value) Patch
	where    string
	err      error
}

// PatcherInfo says what a registered patcher does and takes.
type PatcherInfo struct {
	Name, Help string
	Args       []PatcherArg
}

// PatcherArg is an argument of a patcher.
type PatcherArg struct {
	Name     string
	Type     reflect.Type
	Help     string
	Default  string // as it would be written; "" if required
	Required bool
}

var patchers = patcherRegistry{byName: map[string]*patcher{}}

type patcherRegistry struct {
	mu     sync.RWMutex
	byName map[string]*patcher
}

func (r *patcherRegistry) add(p *patcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old := r.byName[p.Name]; old != nil && old.where != p.where {
		p.err = fmt.Errorf("expected a name for each patcher: %q is registered at %s and at %s", p.Name, old.where, p.where)
	}
	r.byName[p.Name] = p
}

// lookup returns the patcher of that name.
func (r *patcherRegistry) lookup(name string) (*patcher, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if p := r.byName[name]; p != nil {
		return p, p.err
	}
	names := r.names()
	hint := didYouMean(name, func(yield func(name, text string) bool) {
		for _, n := range names {
			if !yield(n, n) {
				return
			}
		}
	})
	if hint == "" {
		switch n := len(names); {
		case n == 0:
			hint = ": none is registered"
		case n <= 12:
			hint = ": there are " + strings.Join(names, ", ")
		}
	}
	return nil, fmt.Errorf("expected the name of a patcher, got %q%s", name, hint)
}

func (r *patcherRegistry) names() []string {
	var names []string
	for name := range r.byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// PatcherList are patchers, for people to read.
type PatcherList []PatcherInfo

// Patchers returns all patchers that are registered, by name.
func Patchers() PatcherList {
	patchers.mu.RLock()
	defer patchers.mu.RUnlock()
	var list PatcherList
	for _, name := range patchers.names() {
		p := patchers.byName[name]
		info := p.PatcherInfo
		info.Args = slices.Clone(info.Args)
		if p.err != nil {
			info.Help = strings.TrimSpace(info.Help + " (cannot be used: " + p.err.Error() + ")")
		}
		list = append(list, info)
	}
	return list
}

// String returns the patchers as a -help shows them: each with its help and a
// line for each argument.
func (l PatcherList) String() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.String())
	}
	return b.String()
}

// String returns the name and the help in a line and one more for each
// argument.
func (p PatcherInfo) String() string {
	var b strings.Builder
	write := func(indent, name, help string) {
		b.WriteString(indent + name)
		for i, line := range strings.Split(strings.TrimSpace(help), "\n") {
			switch {
			case line == "":
			case i == 0:
				b.WriteString(": " + line)
			default:
				b.WriteString("\n" + indent + "  " + strings.TrimSpace(line))
			}
		}
		b.WriteByte('\n')
	}
	write("", p.Name, p.Help)
	for _, a := range p.Args {
		about := fmt.Sprintf("%s %s", a.Name, a.Type)
		if a.Required {
			about += ", required"
		} else {
			about += " = " + cmp.Or(a.Default, `""`)
		}
		write("  ", about, a.Help)
	}
	return b.String()
}

// readFields finds the arguments in the struct type t.
func (p *patcher) readFields(t reflect.Type) []error {
	var errs []error
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, options, _ := strings.Cut(sf.Tag.Get("arg"), ",")
		if !sf.IsExported() || tag == "-" {
			continue
		}
		a := PatcherArg{Name: cmp.Or(tag, argumentName(sf.Name)), Type: sf.Type, Help: sf.Tag.Get("help")}
		fail := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("argument %s: %w", sf.Name, fmt.Errorf(format, args...)))
		}
		switch options {
		case "":
			a.Default = argumentText(p.defaults.Field(i))
		case "required":
			a.Required = true
		default:
			fail("expected a tag such as arg:%q, got %q after the comma", a.Name+",required", options)
		}
		if n := nameEnd(a.Name); n < len(a.Name) {
			fail("expected a name of letters, digits, _, - and ., got %q", a.Name)
		}
		if slices.ContainsFunc(p.Args, func(b PatcherArg) bool { return strings.EqualFold(a.Name, b.Name) }) {
			fail("expected a name for each argument, got %q again", a.Name)
		}
		if !argumentType(sf.Type) {
			fail("expected a number, bool, string, time.Duration, a type with a method UnmarshalText, or a pointer to, a slice or an array of these, got %s: take a string and read it in the function", sf.Type)
		}
		p.Args = append(p.Args, a)
		p.fields = append(p.fields, i)
	}
	return errs
}

// argumentType reports whether a t can be an argument.
func argumentType(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	list := t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	if list && t != bytesType && !hasMethod(t, textUnmarshaler) {
		t = t.Elem()
	}
	if hasMethod(t, textUnmarshaler) || t == bytesType {
		return true
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Complex64, reflect.Complex128, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return true
	}
	return false
}

// argumentName is the name of an argument whose field is called name: its
// first word without capitals.
func argumentName(name string) string {
	r := []rune(name)
	for i := range r {
		// The last of several capitals begins the next word.
		if i > 0 && (!unicode.IsUpper(r[i]) || i+1 < len(r) && unicode.IsLower(r[i+1])) {
			break
		}
		r[i] = unicode.ToLower(r[i])
	}
	return string(r)
}

// argumentText returns v as it is written as an argument, without escapes.
func argumentText(v reflect.Value) string {
	t := v.Type()
	if isNil(v) {
		return "nil"
	}
	switch {
	case t == bytesType:
		return fmt.Sprintf("%q", v.Bytes())
	case t.Kind() == reflect.Pointer:
		return argumentText(v.Elem())
	}
	if m, ok := addressable(v).Addr().Interface().(encoding.TextMarshaler); ok && hasMethod(t, textUnmarshaler) {
		if text, err := m.MarshalText(); err == nil {
			return argumentString(string(text))
		}
	}
	switch t.Kind() {
	case reflect.String:
		return argumentString(v.String())
	case reflect.Slice, reflect.Array:
		var parts []string
		for i := range v.Len() {
			part := argumentText(v.Index(i))
			if strings.Contains(part, ",") && part[0] != '"' {
				part = fmt.Sprintf("%q", part)
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, ",")
	}
	if t == durationType {
		return fmt.Sprint(v)
	}
	if names, ok := namesOf(t); ok {
		for name, c := range names.byName {
			if c.Equal(v) {
				return argumentString(name)
			}
		}
	}
	// The number, whatever the type's methods are.
	switch {
	case v.CanInt():
		return fmt.Sprint(v.Int())
	case v.CanUint():
		return fmt.Sprint(v.Uint())
	case v.CanFloat():
		if t.Bits() == 32 {
			return fmt.Sprint(float32(v.Float()))
		}
		return fmt.Sprint(v.Float())
	case v.CanComplex():
		return fmt.Sprint(v.Complex())
	}
	return fmt.Sprint(v.Bool())
}

// argumentString returns s so that it is read as it is: in quotes, if need be.
func argumentString(s string) string {
	if s == "nil" || s == "" || strings.ContainsAny(s, "&%=,\"`") || strings.TrimSpace(s) != s || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// text returns the text of a patch with the arguments.
func (p *patcher) text(args reflect.Value) string {
	var b strings.Builder
	b.WriteString(p.Name)
	sep := byte('?')
	for i, a := range p.Args {
		v := args.Field(p.fields[i])
		if !a.Required && EqualValues(v.Interface(), p.defaults.Field(p.fields[i]).Interface()) {
			continue
		}
		b.WriteByte(sep)
		sep = '&'
		b.WriteString(a.Name + "=" + argumentText(v))
	}
	return b.String()
}

// patch returns the patch that is made with the arguments.
func (p *patcher) patch(text string, args reflect.Value) Patch {
	if x, ok := addressable(args).Addr().Interface().(interface{ Validate() error }); ok {
		if err := x.Validate(); err != nil {
			return Patch{text: text, err: err}
		}
	}
	inner := p.make(args)
	if inner.err != nil {
		return Patch{text: text, err: inner.err}
	}
	return Patch{text: text, do: func(w *patching) error {
		if inner.text == "" {
			return inner.run(w)
		}
		return errors.Join(labelled(inner.text, inner.run(w))...)
	}}
}

// ParsePatch makes a patch of a text: the name of a patcher and, after a ?, its
// arguments, as in
//
//	lr?value=0.1
//	resize?width=1<<10&layers=1,2,3&name="a&b"
//	lr?0.1
//
// Arguments are separated by & and written name=value; the first ones can be
// without names, in the order in which the patcher has them. A value is what
// [ParseSet] takes for its type, but not JSON. %26 is a & and so on, but a +
// is a +; a string can be in quotes, as in Go. The elements of a slice are
// separated by commas, or the argument comes several times.
//
// The error tells all that is wrong with the text, each with the byte it is at.
func ParsePatch(text string) (Patch, error) {
	p := parsePatch(text)
	if p.err != nil {
		return Patch{}, fmt.Errorf("pg: patch %q: %w", text, p.err)
	}
	return p, nil
}

// parsePatch is ParsePatch, but the patch has the error.
func parsePatch(text string) Patch {
	failed := func(errs ...error) Patch { return Patch{text: text, err: errors.Join(errs...)} }
	n := nameEnd(text)
	switch {
	case n == 0:
		return failed(textErrorf(0, "expected the name of a patcher, got %s", nextIn(text)))
	case n < len(text) && text[n] != '?':
		return failed(textErrorf(n, "expected ? or the end behind the name of a patcher, got %s", nextIn(text[n:])))
	}
	p, err := patchers.lookup(text[:n])
	if err != nil {
		return failed(&textError{0, err})
	}
	r := argumentReader{patcher: p, text: text, i: n + 1}
	r.args = reflect.New(p.defaults.Type()).Elem()
	r.args.Set(p.defaults)
	for _, i := range p.fields {
		shapeOf(r.args.Field(i).Type()).detach(r.args.Field(i))
	}
	r.read()
	if len(r.errs) > 0 {
		return failed(r.errs...)
	}
	return p.patch(text, r.args)
}

// nameEnd returns where the name that text begins with ends.
func nameEnd(text string) int {
	for i, c := range text {
		if !unicode.IsLetter(c) && c != '_' && (i == 0 || !unicode.IsDigit(c) && c != '-' && c != '.') {
			return i
		}
	}
	return len(text)
}

// An argumentReader reads the arguments in a text.
type argumentReader struct {
	patcher *patcher
	text    string
	i       int // where it is in the text
	args    reflect.Value
	errs    []error
}

func (r *argumentReader) fail(at int, format string, args ...any) {
	r.errs = append(r.errs, textErrorf(at, format, args...))
}

func (r *argumentReader) read() {
	given := make([]int, len(r.patcher.Args)) // where, or 0
	lists := make([][]piece, len(r.patcher.Args))
	unnamed, named := 0, false
	for r.i < len(r.text) {
		start := r.i
		arg, isNamed := r.argument()
		switch {
		case isNamed:
			named = true
		case named:
			r.fail(start, "expected name=value behind an argument with a name, got %s", showShort(r.text[start:r.end(start, false)]))
			arg = -1
		case unnamed < len(r.patcher.Args):
			arg = unnamed
			unnamed++
		default:
			unnamed++
			r.fail(start, "expected %s, got one more", r.expected())
			arg = -1
		}
		r.value(arg, start, given, lists)
		if r.i < len(r.text) { // at a &
			if r.i++; r.i == len(r.text) {
				r.fail(r.i, "expected an argument behind &, got the end")
			}
		}
	}
	for k, list := range lists {
		if list != nil {
			v := r.args.Field(r.patcher.fields[k])
			if v.Kind() == reflect.Pointer {
				v.Set(reflect.New(v.Type().Elem()))
				v = v.Elem()
			}
			from := given[k]
			if len(list) > 0 {
				from = list[0].at
			}
			r.note(k, from, elementsFromText(v, list))
		}
	}
	for k, a := range r.patcher.Args {
		if a.Required && given[k] == 0 {
			r.fail(len(r.text), "expected the argument %s, %s, got none", a.Name, article(a.Type))
		}
	}
}

// expected says which arguments there are.
func (r *argumentReader) expected() string {
	var names []string
	for _, a := range r.patcher.Args {
		names = append(names, a.Name)
	}
	switch len(names) {
	case 0:
		return "no arguments for " + r.patcher.Name
	case 1:
		return "one argument for " + r.patcher.Name + ", " + names[0]
	}
	return fmt.Sprintf("%d arguments for %s, %s", len(names), r.patcher.Name, strings.Join(names, ", "))
}

// argument reads the name of an argument and the = behind it, if it is there,
// and returns which it is, -1 if there is none of that name.
func (r *argumentReader) argument() (k int, named bool) {
	start := r.i
	end := start
	for end < len(r.text) && !strings.ContainsRune("&\"`=", rune(r.text[end])) {
		end++
	}
	if end == len(r.text) || r.text[end] != '=' {
		return 0, false
	}
	name := r.text[start:end]
	r.i = end + 1
	if n := nameEnd(name); n < len(name) || n == 0 {
		r.fail(start+n, "expected the name of an argument, got %s", nextIn(r.text[start+n:]))
		return -1, true
	}
	for k, a := range r.patcher.Args {
		if strings.EqualFold(a.Name, name) {
			return k, true
		}
	}
	hint := didYouMean(name, func(yield func(name, text string) bool) {
		for _, a := range r.patcher.Args {
			if !yield(a.Name, a.Name) {
				return
			}
		}
	})
	r.fail(start, "expected %s, got %q%s", r.expected(), name, hint)
	return -1, true
}

// end returns where the value that begins at i ends: at a & that is not in
// quotes. Only those of lists can have quotes elsewhere than in front.
func (r *argumentReader) end(i int, list bool) int {
	for front := true; i < len(r.text) && r.text[i] != '&'; i++ {
		if c := r.text[i]; front && (c == '"' || c == '`') {
			if _, n, err := quotedPrefix(r.text[i:]); err == nil {
				i += n - 1
			}
		}
		front = list && r.text[i] == ','
	}
	return i
}

// value reads the value of argument k; of -1, it only goes behind it.
func (r *argumentReader) value(k, start int, given []int, lists [][]piece) {
	list := false
	var v reflect.Value
	if k >= 0 {
		v = r.args.Field(r.patcher.fields[k])
		t := v.Type()
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		list = (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t != bytesType && !hasMethod(t, textUnmarshaler)
	}
	from, end := r.i, r.end(r.i, list)
	raw := r.text[from:end]
	r.i = end
	if k < 0 {
		return
	}
	if given[k] > 0 && !list {
		r.fail(start, "expected the argument %s once, got it at byte %d, too", r.patcher.Args[k].Name, given[k])
		return
	}
	given[k] = max(given[k], start)
	var pieces []piece
	if list && raw == "nil" {
		v.SetZero()
		return
	}
	if list {
		var err error
		if pieces, err = split(raw); err != nil {
			r.note(k, from, moved(err, from))
			return
		}
	} else {
		p := piece{text: raw}
		if raw != "" && (raw[0] == '"' || raw[0] == '`') {
			s, n, err := quotedPrefix(raw)
			switch {
			case err != nil:
				r.note(k, from, moved(err, from))
				return
			case n < len(raw):
				r.fail(from+n, "expected & or the end behind a string in quotes, got %s", nextIn(raw[n:]))
				return
			}
			p.text, p.quoted = s, true
		}
		pieces = []piece{p}
	}
	for i := range pieces {
		p := &pieces[i]
		if p.quoted {
			continue
		}
		at, ok := 0, false
		if p.text, at, ok = unescaped(p.text); !ok {
			r.fail(from+p.at+at, "expected two hexadecimal digits behind %%, and %%25 for a %%, got %s", showShort(p.text))
			return
		}
	}
	if list {
		for i := range pieces {
			pieces[i].at += from
		}
		if lists[k] == nil {
			lists[k] = []piece{}
		}
		lists[k] = append(lists[k], pieces...)
		return
	}
	v.SetZero()
	r.note(k, from, placed(fromText(v, pieces[0].text, pieces[0].quoted), from))
}

// note notes the errors of argument k, which are textErrors or about the
// value at byte from.
func (r *argumentReader) note(k, from int, err error) {
	if err == nil {
		return
	}
	list := []error{err}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		list = many.Unwrap()
	}
	for _, err := range list {
		at := from
		if e, ok := err.(*textError); ok {
			at, err = e.at, e.err
		}
		r.fail(at, "%s: %w", r.patcher.Args[k].Name, err)
	}
}

// unescaped returns the text with %26 and the like as what they stand for. If
// it is none, bad is where.
func unescaped(text string) (s string, bad int, ok bool) {
	if !strings.Contains(text, "%") {
		return text, 0, true
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
			return text[i:min(i+3, len(text))], i, false
		}
		var c byte
		_, _ = fmt.Sscanf(text[i+1:i+3], "%02x", &c)
		b.WriteByte(c)
		i += 2
	}
	return b.String(), 0, true
}
