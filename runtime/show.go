// Values as text for people.

package pg

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The widths of a shown line, in bytes.
const (
	shortWidth = 120
	lineWidth  = 80
)

// Show returns v as text for people: like a Go literal, but without packages,
// without the & of pointers and without fields that are zero, broken into
// lines where it is long.
func Show(v any) string {
	p := shower{limit: -1}
	p.lines(reflect.ValueOf(v), "", 0)
	return p.b.String()
}

// showShort returns v as one line, cut where it gets long.
func showShort(v any) string {
	p := shower{limit: shortWidth}
	p.line(reflect.ValueOf(v), 0)
	return p.cut()
}

// A shower writes values. It may stop once more than limit bytes are written.
type shower struct {
	b     bytes.Buffer
	limit int // -1: none
}

func (p *shower) full() bool { return p.limit >= 0 && p.b.Len() > p.limit }

func (p *shower) cut() string {
	if !p.full() {
		return p.b.String()
	}
	s := p.b.Bytes()[:p.limit]
	for len(s) > 0 && !utf8.Valid(s[max(0, len(s)-utf8.UTFMax):]) && !utf8.RuneStart(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	if len(s) > 0 && s[len(s)-1] >= utf8.RuneSelf {
		if r, _ := utf8.DecodeLastRune(s); r == utf8.RuneError {
			s = s[:len(s)-1]
		}
	}
	return string(s) + "…"
}

// inner returns what pointers and interfaces lead to.
func inner(v reflect.Value) reflect.Value {
	for v.IsValid() && !v.IsZero() {
		switch v.Kind() {
		case reflect.Interface:
		case reflect.Pointer:
			if shapeOf(v.Type()).form == leaf {
				return v
			}
		default:
			return v
		}
		v = v.Elem()
	}
	return v
}

// each calls f with the opening bracket, the labels and values, and the
// closing bracket of v, if v has parts, and reports whether it has.
func each(v reflect.Value, open func(string), f func(label string, e reflect.Value), shut func(string)) bool {
	switch s := shapeOf(v.Type()); s.form {
	case structure:
		if s.table != nil {
			v = addressable(v)
		}
		open(shortName(v.Type()) + "{")
		x := s.owner(v)
		for i := range s.parts {
			if e := s.parts[i].of(v, x); !e.IsZero() {
				f(s.parts[i].step.text+": ", e)
			}
		}
		shut("}")
	case list, array:
		open("[")
		for i := range v.Len() {
			f("", v.Index(i))
		}
		shut("]")
	case dictionary:
		open("{")
		for _, k := range sortedKeys(v) {
			step, _ := keyStep(k)
			key := step.String()
			f(key[1:len(key)-1]+": ", v.MapIndex(k))
		}
		shut("}")
	default:
		return false
	}
	return true
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

func (p *shower) line(v reflect.Value, depth int) {
	v = inner(v)
	if isNil(v) {
		p.b.WriteString("nil")
		return
	}
	if p.full() {
		return
	}
	if depth > maxDepth {
		p.b.WriteString("…")
		return
	}
	first := true
	open := func(s string) { p.b.WriteString(s) }
	ok := each(v, open, func(label string, e reflect.Value) {
		if p.full() {
			return
		}
		if !first {
			p.b.WriteString(", ")
		}
		first = false
		p.b.WriteString(label)
		p.line(e, depth+1)
	}, open)
	if !ok {
		p.b.WriteString(atom(v))
	}
}

// lines writes v on one line if it is short, and else each of its parts on
// lines of its own.
func (p *shower) lines(v reflect.Value, indent string, used int) {
	short := shower{limit: lineWidth - used}
	short.line(v, 0)
	v = inner(v)
	if !short.full() || isNil(v) || len(indent) > maxDepth {
		p.b.Write(short.b.Bytes())
		return
	}
	ok := each(v, func(s string) { p.b.WriteString(s + "\n") }, func(label string, e reflect.Value) {
		p.b.WriteString(indent + "\t" + label)
		p.lines(e, indent+"\t", 4*(len(indent)+1)+len(label))
		p.b.WriteString(",\n")
	}, func(s string) { p.b.WriteString(indent + s) })
	if !ok {
		p.b.WriteString(atom(v))
	}
}

// atom returns the text of a value without parts.
func atom(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Slice:
		return strconv.Quote(string(v.Bytes()))
	case reflect.Func:
		name := v.Type().String()
		if f := runtime.FuncForPC(v.Pointer()); f != nil {
			name = "func " + f.Name()[strings.LastIndexByte(f.Name(), '/')+1:]
		}
		return name
	case reflect.Chan, reflect.UnsafePointer:
		return v.Type().String()
	}
	x := v.Interface()
	if v.Kind() == reflect.Struct {
		x = addressable(v).Addr().Interface()
	}
	switch x := x.(type) {
	case fmt.Stringer, error:
		return fmt.Sprint(x)
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Struct {
		return "(" + v.Type().String() + ")"
	}
	return fmt.Sprint(v.Interface())
}
