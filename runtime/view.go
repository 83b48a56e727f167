// Things as people look at them: a tree of views, which Show writes as text
// and HTML as a page.

package pg

import (
	"fmt"
	"iter"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

// A view is one thing as people look at it. Whatever there is a view of can be
// shown as text and as a page; a new kind of thing needs nothing but a method
// that makes its view.
type view struct {
	step   string // how a path goes on to here, "Name", "[2]", `["a b"]`; "" for a root
	name   string // what people read in its place, where that is something else
	typ    string // the type, for those who ask
	kind   viewKind
	text   string         // of a leaf all there is; of a branch what it is called
	note   string         // a remark
	remark string         // one that text has, too
	fault  string         // what is wrong here
	zero   bool           // a field that holds the zero value of its type
	len    int            // of a list or map, how many parts it has
	parts  iter.Seq[view] // nil for a leaf
	mark   mark           // in a diff
	old    *view          // what was there before, if mark is replaced and that is known
}

// A mark says what a diff found where the view is.
type mark uint8

const (
	unmarked mark = iota // no diff
	unchanged
	within // changes are in the parts
	replaced
	added
	removed // the view is of what was there before
	faulty  // the text says why this is no change
)

type viewKind uint8

const (
	otherView  viewKind = iota
	numberView          // numbers, and values that are one by kind
	stringView          // text is the string itself, not quoted
	boolView
	nilView
	openView  // what stands in a place that has no value
	elsewhere // not gone into: a pointer back to what is around it, or too deep

	structView // a branch from here on
	listView
	mapView
	groupView  // of things that are no Go value
	choiceView // of a choice: text says how many of its parts are chosen
)

// label is what stands before v where its place is named.
func (v *view) label() string {
	if v.name != "" {
		return v.name
	}
	return v.step
}

// leaf returns the text of a view without parts, on one line.
func (v *view) leaf() string {
	if v.kind == stringView {
		return strconv.Quote(v.text)
	}
	return visible(v.text)
}

// visible returns s with all that a terminal or a browser would not show as it
// is, newlines and tabs excepted, as Go escapes it.
func visible(s string) string {
	plain := func(r rune) bool { return r == '\n' || r == '\t' || strconv.IsPrint(r) && r != utf8.RuneError }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if plain(r) {
			b.WriteString(s[:n])
		} else {
			q := strconv.Quote(s[:n])
			b.WriteString(q[1 : len(q)-1])
		}
		s = s[n:]
	}
	return b.String()
}

// A viewer has a view of its own kind.
type viewer interface{ view() view }

// viewOf returns the view of x: a program or any other Go value, a space, a
// DNA, changes, the result or the history of a search.
func viewOf(x any) view {
	switch x := x.(type) {
	case *geno.Spec:
		if x != nil {
			return specView(x)
		}
	case *geno.DNA:
		if x != nil {
			return dnaView(x)
		}
	case *study.History:
		if x != nil {
			return historyView(x)
		}
	}
	return valueView(x)
}

// valueView returns the view of a Go value.
func valueView(x any) view {
	switch x := x.(type) {
	case viewer:
		if !isNil(reflect.ValueOf(x)) {
			return x.view()
		}
	case AnySym:
		if !isNil(reflect.ValueOf(x)) {
			return viewAt(x.place())
		}
	}
	return goView("", reflect.ValueOf(x), nil)
}

// above are the references that were followed on the way to a value.
type above struct {
	ref   reflect.Value
	depth int
	up    *above
}

// through returns a after v, a pointer, slice or map, was followed; or nil if
// v leads back to itself, or nothing real is that deep.
func (a *above) through(v reflect.Value) *above {
	next := &above{ref: v, depth: 1, up: a}
	if a != nil {
		next.depth = a.depth + 1
	}
	if next.depth > maxDepth {
		return nil
	}
	for ; a != nil; a = a.up {
		if a.ref.Pointer() == v.Pointer() && a.ref.Type() == v.Type() && (v.Kind() != reflect.Slice || a.ref.Len() == v.Len()) {
			return nil
		}
	}
	return next
}

// goView returns the view of v, which is at step. Pointers and interfaces have
// no view: theirs is that of what they lead to.
func goView(step string, v reflect.Value, up *above) view {
	return placeView(step, v, up, onPlace{})
}

// placeView returns the view of v, or of what stands in its place.
func placeView(step string, v reflect.Value, up *above, in onPlace) view {
	if in.marks != nil {
		return in.view(step, v, up)
	}
	return plainView(step, v, up, in)
}

func plainView(step string, v reflect.Value, up *above, in onPlace) view {
	w := view{step: step}
	if !v.IsValid() {
		w.kind, w.text = nilView, "nil"
		return w
	}
	w.typ, w.zero = v.Type().String(), v.IsZero()
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			w.kind, w.text = nilView, "nil"
			return w
		}
		if v.Kind() == reflect.Pointer {
			if shapeOf(v.Type()).form == leaf {
				break
			}
			if up = up.through(v); up == nil {
				w.kind, w.text = elsewhere, "…"
				return w
			}
		}
		if v.Kind() == reflect.Interface {
			w.typ = v.Elem().Type().String()
		}
		v = v.Elem()
	}
	if isNil(v) {
		w.kind, w.text = nilView, "nil"
		return w
	}
	switch s := shapeOf(v.Type()); s.form {
	case structure:
		if s.table != nil {
			v = addressable(v)
		}
		w.kind, w.text = structView, shortName(v.Type())
		w.parts = func(yield func(view) bool) {
			x := s.owner(v)
			for i := range s.parts {
				if !yield(placeView(s.parts[i].step.text, s.parts[i].of(v, x), up, in.at(s.parts[i].step))) {
					return
				}
			}
		}
	case list, array:
		w.kind, w.len = listView, v.Len()
		if s.form == list && v.Len() > 0 {
			if up = up.through(v); up == nil {
				w.kind, w.text = elsewhere, "…"
				return w
			}
		}
		w.parts = func(yield func(view) bool) {
			for i := range v.Len() {
				if !yield(placeView("["+strconv.Itoa(i)+"]", v.Index(i), up, in.at(AtIndex(i)))) {
					return
				}
			}
		}
	case dictionary:
		w.kind, w.len = mapView, v.Len()
		if up = up.through(v); up == nil {
			w.kind, w.text = elsewhere, "…"
			return w
		}
		w.parts = func(yield func(view) bool) {
			for _, k := range sortedKeys(v) {
				step, _ := keyStep(k)
				if !yield(placeView(step.String(), v.MapIndex(k), up, in.at(step))) {
					return
				}
			}
		}
	default:
		w.kind, w.text = atom(v)
	}
	return w
}

// atom returns the text of a value without parts.
func atom(v reflect.Value) (viewKind, string) {
	switch v.Kind() {
	case reflect.Slice:
		return stringView, string(v.Bytes())
	case reflect.Func:
		name := v.Type().String()
		if f := runtime.FuncForPC(v.Pointer()); f != nil {
			name = "func " + f.Name()[strings.LastIndexByte(f.Name(), '/')+1:]
		}
		return otherView, name
	case reflect.Chan, reflect.UnsafePointer:
		return otherView, v.Type().String()
	}
	kind := otherView
	switch {
	case v.Kind() == reflect.String:
		return stringView, v.String()
	case v.CanInt(), v.CanUint(), v.CanFloat(), v.CanComplex():
		kind = numberView
	case v.Kind() == reflect.Bool:
		kind = boolView
	}
	x := v.Interface()
	if v.Kind() == reflect.Struct {
		x = addressable(v).Addr().Interface()
	}
	switch x.(type) {
	case fmt.Stringer, error:
		return kind, fmt.Sprint(x)
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Struct {
		return kind, "(" + v.Type().String() + ")"
	}
	return kind, fmt.Sprint(v.Interface())
}

// shortName returns the name of t without packages, also of its type
// arguments.
func shortName(t reflect.Type) string {
	name := t.Name()
	if !strings.ContainsRune(name, '[') {
		return name
	}
	var b strings.Builder
	for name != "" {
		n := strings.IndexAny(name, "[],*{} ")
		if n < 0 {
			n = len(name)
		}
		b.WriteString(name[strings.LastIndexByte(name[:n], '.')+1 : n])
		if n < len(name) {
			b.WriteByte(name[n])
			n++
		}
		name = name[n:]
	}
	return b.String()
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
		return v.IsNil()
	}
	return false
}
