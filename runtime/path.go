// Where something is inside a program.

package pg

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Path says where a value is inside a program: the fields, indices and map
// keys on the way to it, as in
//
//	Stages[2].Filter.Stride
//	Tables["a b"].Size
//	Weights[0.5]
//
// In a symbolic program Filter[=1/3] is the second of three candidates.
// Pointers and interfaces are not steps: the path of what they hold is their
// own. The empty path is the program itself.
type Path []Step

// A Step leads from a value to one of its parts. Steps can be compared
// with ==.
type Step struct {
	kind stepKind
	text string // name of a field; key of a map, unless it is an integer
	n    int64  // index, or integer key of a map
}

type stepKind uint8

const (
	fieldStep     stepKind = iota // .text
	indexStep                     // [n]
	plainStep                     // [text]: a number or bool that is no int64
	quotedStep                    // ["text"]
	candidateStep                 // [=n/text]: candidate n of as many as text says

	// Only in patterns.
	anyField // .*
	anyIndex // [*]
	anyDepth // .**
)

// AtField returns the step to the field of that name.
func AtField(name string) Step { return Step{kind: fieldStep, text: name} }

// AtIndex returns the step to the element i of a slice or array.
func AtIndex(i int) Step { return Step{kind: indexStep, n: int64(i)} }

// atCandidate returns the step from a choice of a symbolic program to candidate i
// of n, as identifiers of decisions spell it.
func atCandidate(i, n int) Step {
	return Step{kind: candidateStep, text: strconv.Itoa(n), n: int64(i)}
}

// AtKey returns the step to the value that a map has for key.
func AtKey(key any) Step {
	s, _ := keyStep(reflect.ValueOf(key))
	return s
}

// keyStep returns the step for a map key, and whether the step alone says
// which key of its type that is.
func keyStep(k reflect.Value) (s Step, exact bool) {
	exact = true
	if k.Kind() == reflect.Interface {
		k = k.Elem()
		switch k.Kind() {
		case reflect.Int, reflect.String, reflect.Bool:
			exact = k.Type().PkgPath() == ""
		default:
			exact = false
		}
	}
	switch {
	case k.Kind() == reflect.String:
		return Step{kind: quotedStep, text: k.String()}, exact
	case k.CanInt():
		return Step{kind: indexStep, n: k.Int()}, exact
	case k.Kind() == reflect.Bool:
		return Step{kind: plainStep, text: strconv.FormatBool(k.Bool())}, exact
	case k.CanUint():
		s, _ := plainKey(strconv.FormatUint(k.Uint(), 10))
		return s, exact
	case k.CanFloat():
		if s, ok := plainKey(strconv.FormatFloat(k.Float(), 'g', -1, k.Type().Bits())); ok {
			return s, exact
		}
	case k.CanComplex():
		if s, ok := plainKey(strconv.FormatComplex(k.Complex(), 'g', -1, k.Type().Bits())); ok {
			return s, exact
		}
	}
	if !k.IsValid() {
		return Step{kind: quotedStep, text: "<nil>"}, false
	}
	return Step{kind: quotedStep, text: fmt.Sprint(k)}, false
}

// plainKey returns the step that [text] spells, if it is a number or a bool.
func plainKey(text string) (Step, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Step{kind: indexStep, n: n}, true
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return Step{kind: plainStep, text: strconv.FormatUint(n, 10)}, true
	}
	if text == "true" || text == "false" {
		return Step{kind: plainStep, text: text}, true
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(f) {
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return Step{kind: indexStep, n: int64(f)}, true
		}
		return Step{kind: plainStep, text: strconv.FormatFloat(f, 'g', -1, 64)}, true
	}
	if c, err := strconv.ParseComplex(text, 128); err == nil && strings.HasSuffix(text, ")") &&
		!math.IsNaN(real(c)) && !math.IsNaN(imag(c)) {
		return Step{kind: plainStep, text: fmt.Sprint(c)}, true
	}
	return Step{}, false
}

// Field returns the name of the field that the step leads to, or "" if it
// leads to an element of a slice, array or map.
func (s Step) Field() string {
	if s.kind == fieldStep {
		return s.text
	}
	return ""
}

// Index returns the index or integer map key of the step, or -1.
func (s Step) Index() int {
	if s.kind == indexStep {
		return int(s.n)
	}
	return -1
}

func (s Step) append(b []byte) []byte {
	switch s.kind {
	case indexStep:
		b = append(b, '[')
		b = strconv.AppendInt(b, s.n, 10)
		return append(b, ']')
	case plainStep:
		b = append(b, '[')
		b = append(b, s.text...)
		return append(b, ']')
	case quotedStep:
		b = append(b, '[')
		b = strconv.AppendQuote(b, s.text)
		return append(b, ']')
	case candidateStep:
		b = append(b, "[="...)
		b = strconv.AppendInt(b, s.n, 10)
		b = append(b, '/')
		b = append(b, s.text...)
		return append(b, ']')
	case anyIndex:
		return append(b, "[*]"...)
	}
	if len(b) > 0 {
		b = append(b, '.')
	}
	switch s.kind {
	case anyField:
		return append(b, '*')
	case anyDepth:
		return append(b, "**"...)
	}
	return append(b, s.text...)
}

// String returns the step as it stands at the beginning of a path.
func (s Step) String() string { return string(s.append(nil)) }

func (s Step) compare(t Step) int {
	switch {
	case s.kind != t.kind:
		return cmp.Compare(s.kind, t.kind)
	case s.n != t.n:
		return cmp.Compare(s.n, t.n)
	}
	return strings.Compare(s.text, t.text)
}

// compareKey orders steps to values of one map as their keys: numbers by what
// they are worth.
func (s Step) compareKey(t Step) int {
	return cmp.Or(cmp.Compare(s.number(), t.number()), s.compare(t))
}

// number returns what the step is worth as a number; 0 if it is none.
func (s Step) number() float64 {
	switch s.kind {
	case indexStep:
		return float64(s.n)
	case plainStep:
		if f, err := strconv.ParseFloat(s.text, 64); err == nil {
			return f
		}
	}
	return 0
}

// String returns the path as [ParsePath] reads it.
func (p Path) String() string { return string(appendSteps(nil, p)) }

func appendSteps(b []byte, steps []Step) []byte {
	for _, s := range steps {
		b = s.append(b)
	}
	return b
}

// Append returns p followed by the steps. It shares no memory with p.
func (p Path) Append(steps ...Step) Path {
	return append(p[:len(p):len(p)], steps...)
}

// A pathMemory is what several paths are made of. They are kept or dropped
// together in most cases, and one after the other in memory they cost less.
type pathMemory struct {
	free []Step
	made int    // paths so far
	last []Step // the last one, and what is free after it
}

// extend is copy, but shares memory with the last path where the steps go on
// from there, of which known steps are still the same.
func (m *pathMemory) extend(steps []Step, known int) Path {
	k, n := len(m.last), len(steps)
	if known < k || n < k || n > cap(m.last) {
		return m.copy(steps)
	}
	m.last = m.last[:n]
	copy(m.last[k:], steps[k:])
	m.free = m.free[n-k:]
	m.made++
	return Path(m.last[:n:n])
}

// copy returns the steps as a path that shares no memory with them.
func (m *pathMemory) copy(steps []Step) Path {
	n := len(steps)
	if len(m.free) < n {
		// As much again as there is already, more or less: often there is
		// but one path, and it has no more than it needs.
		m.free = make([]Step, max(n, min(2*m.made, 256)))
	}
	p := Path(m.free[:n:n])
	copy(p, steps)
	m.last, m.free = m.free[:n], m.free[n:]
	m.made++
	return p
}

// Compare orders paths: a path stands before the paths of the parts of what
// it leads to, indices in their numeric order.
func (p Path) Compare(q Path) int { return slices.CompareFunc(p, q, Step.compare) }

// Equal reports whether p and q are the same path.
func (p Path) Equal(q Path) bool { return slices.Equal(p, q) }

// HasPrefix reports whether p is q or leads to something inside of what q
// leads to.
func (p Path) HasPrefix(q Path) bool {
	return len(p) >= len(q) && slices.Equal(p[:len(q)], q)
}

// MarshalText returns the path as [Path.String] does, so that JSON has it as
// a string.
func (p Path) MarshalText() ([]byte, error) { return appendSteps(nil, p), nil }

// UnmarshalText reads what [ParsePath] reads.
func (p *Path) UnmarshalText(text []byte) error {
	q, err := ParsePath(string(text))
	if err == nil {
		*p = q
	}
	return err
}

// ParsePath reads a path as [Path.String] writes it. An error says at which
// byte of the text it is.
func ParsePath(text string) (Path, error) {
	steps, err := parseSteps(text, false)
	if err != nil {
		return nil, fmt.Errorf("pg: path %w", err)
	}
	return steps, nil
}

// parseSteps reads a path or, if wild, a pattern.
func parseSteps(text string, wild bool) ([]Step, error) {
	var steps []Step
	for i := 0; i < len(text); {
		var s Step
		var n int
		var err error
		switch {
		case text[i] == '[':
			s, n, err = parseBracket(text[i:], wild)
		case text[i] == '.' && i > 0:
			i++
			s, n, err = parseName(text[i:], wild)
		case i == 0:
			s, n, err = parseName(text, wild)
		default:
			err = fmt.Errorf("expected . or [, got %s", nextIn(text[i:]))
		}
		if err != nil {
			return nil, fmt.Errorf("%q: byte %d: %w", text, i+n, err)
		}
		i += n
		steps = append(steps, s)
	}
	return steps, nil
}

// parseName reads a field's name. With an error n says where it is.
func parseName(text string, wild bool) (s Step, n int, err error) {
	if wild && strings.HasPrefix(text, "*") {
		if strings.HasPrefix(text, "**") {
			return Step{kind: anyDepth}, 2, nil
		}
		return Step{kind: anyField}, 1, nil
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if r != '_' && !unicode.IsLetter(r) && (n == 0 || !unicode.IsDigit(r)) {
			break
		}
		n += size
	}
	if n == 0 {
		return s, 0, fmt.Errorf("expected the name of a field, got %s", nextIn(text))
	}
	return AtField(text[:n]), n, nil
}

// parseBracket reads an index or a key in brackets.
func parseBracket(text string, wild bool) (s Step, n int, err error) {
	rest := text[1:]
	if strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "`") {
		q, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return s, 1, errors.New("expected a quoted key, got a string without end or with a wrong escape")
		}
		key, err := strconv.Unquote(q)
		if err != nil {
			return s, 1, fmt.Errorf("expected a quoted key, got %s", q)
		}
		if n = 1 + len(q); n == len(text) || text[n] != ']' {
			return s, n, fmt.Errorf("expected ], got %s", nextIn(text[n:]))
		}
		return Step{kind: quotedStep, text: key}, n + 1, nil
	}
	inside, _, closed := strings.Cut(rest, "]")
	if !closed {
		return s, len(text), errors.New("expected ], got the end")
	}
	n = len(inside) + 2
	if rest, ok := strings.CutPrefix(inside, "="); ok {
		i, of, _ := strings.Cut(rest, "/")
		c, err1 := strconv.Atoi(i)
		m, err2 := strconv.Atoi(of)
		if err1 != nil || err2 != nil || c < 0 || c >= m || strconv.Itoa(m) != of {
			return s, 1, fmt.Errorf("expected a candidate such as =0/3, got %q", inside)
		}
		return atCandidate(c, m), n, nil
	}
	if wild && inside == "*" {
		return Step{kind: anyIndex}, n, nil
	}
	if s, ok := plainKey(inside); ok {
		return s, n, nil
	}
	err = fmt.Errorf("expected an index, a number, a bool or a quoted key, got %q", inside)
	if name, m, e := parseName(inside, false); e == nil && m == len(inside) {
		err = fmt.Errorf("%w: for a key that is a string write [%q]", err, name.text)
	}
	return s, 1, err
}

// nextIn names the character that text begins with.
func nextIn(text string) string {
	if text == "" {
		return "the end"
	}
	r, size := utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("the byte %#02x", text[0])
	}
	return strconv.QuoteRune(r)
}
