// Values written as text on a command line, of the type of the place that
// they are for.

package pg

import (
	"encoding"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A written is the text of a value whose type is that of the place it is for.
type written struct {
	text string
	from int // the byte of a longer text that it begins at
}

// as returns the value that the text is of type t or, in a Sym, the decision.
func (w written) as(t reflect.Type, sym bool) (any, error) {
	x, err := anyFromText(t, w.text, sym)
	if err != nil {
		return nil, placed(err, w.from)
	}
	return x, nil
}

// A textError is an error and the byte of the text that it is about.
type textError struct {
	at  int
	err error
}

func (e *textError) Error() string { return fmt.Sprintf("byte %d: %v", e.at, e.err) }
func (e *textError) Unwrap() error { return e.err }

func textErrorf(at int, format string, args ...any) error {
	return &textError{at, fmt.Errorf(format, args...)}
}

// placed returns the errors of err, from a text that begins at byte from, as
// those of the whole text. An error about all of the text says no byte.
func placed(err error, from int) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var errs []error
		for _, err := range many.Unwrap() {
			errs = append(errs, placed(err, from))
		}
		return errors.Join(errs...)
	}
	if e, ok := err.(*textError); ok {
		return &textError{from + e.at, e.err}
	}
	return err
}

// moved returns err with the bytes of a text that begins at byte from.
func moved(err error, from int) error {
	if _, ok := err.(interface{ Unwrap() []error }); !ok && err != nil {
		if _, ok := err.(*textError); !ok {
			return &textError{from, err}
		}
	}
	return placed(err, from)
}

// anyFromText reads a value of type t or, in a Sym, a decision about one.
func anyFromText(t reflect.Type, text string, sym bool) (any, error) {
	if word, inner, ok := decisionIn(text); ok {
		if !sym {
			return nil, fmt.Errorf("expected %s, got the decision %s, which only a Sym can hold: patch the Sym of the program, or put the text in quotes", t, text)
		}
		return decidedFromText(t, word, text, inner)
	}
	v := reflect.New(t).Elem()
	if err := fromText(v, text, false); err != nil {
		return nil, err
	}
	return v.Interface(), nil
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	bytesType    = reflect.TypeFor[[]byte]()
)

// fromText gives v, which can be set and is zero, what the text says. A text
// that was in quotes is what it is: it is not nil, nor JSON, and has no quotes
// of its own. Errors are textErrors where they are about a part of the text.
func fromText(v reflect.Value, text string, quoted bool) error {
	t := v.Type()
	word := strings.TrimSpace(text)
	if !quoted && word == "nil" {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
			return nil
		}
	}
	switch {
	case t == durationType:
		return durationFromText(v, word)
	case t.Kind() == reflect.Pointer:
		p := reflect.New(t.Elem())
		setDefaults(p.Elem())
		err := fromText(p.Elem(), text, quoted)
		v.Set(p.Convert(t))
		return err
	case t.Kind() == reflect.Interface:
		return interfaceFromText(v, text, quoted)
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return unmarshalText(v, u, text, quoted)
	}
	switch t.Kind() {
	case reflect.String:
		s, err := unquoted(text, quoted)
		v.SetString(s)
		return err
	case reflect.Bool:
		switch word {
		case "yes":
			word = "true"
		case "no":
			word = "false"
		}
		b, err := strconv.ParseBool(word)
		if err != nil {
			return fmt.Errorf("expected true or false for %s, got %s", t, showShort(text))
		}
		v.SetBool(b)
		return nil
	case reflect.Slice, reflect.Array:
		return listFromText(v, text, quoted)
	}
	if v.CanInt() || v.CanUint() || v.CanFloat() || v.CanComplex() {
		if n, ok := namesOf(t); ok {
			if c, ok := n.byName[word]; ok {
				v.Set(c)
				return nil
			}
			if word == "" || !strings.ContainsAny(word[:1], "0123456789+-(.'") {
				return n.unknown(t, word)
			}
		}
		return numberFromText(v, word)
	}
	if t.Kind() == reflect.Struct || t.Kind() == reflect.Map || hasMethod(t, jsonUnmarshaler) {
		return jsonFromText(v, text)
	}
	return fmt.Errorf("%s has no text: expected nil, or to be set in Go", article(t))
}

// unquoted returns what a text says that is a string: itself or, in quotes as
// Go has them, what is in them.
func unquoted(text string, quoted bool) (string, error) {
	if quoted || text == "" || text[0] != '"' && text[0] != '`' {
		return text, nil
	}
	s, n, err := quotedPrefix(text)
	if err == nil && n < len(text) {
		err = textErrorf(n, "expected the end of the text behind a string in quotes, got %s", nextIn(text[n:]))
	}
	return s, err
}

// quotedPrefix returns the string in quotes that text begins with, and where
// it ends.
func quotedPrefix(text string) (s string, n int, err error) {
	q, err := strconv.QuotedPrefix(text)
	if err == nil {
		s, err = strconv.Unquote(q)
	}
	if err != nil {
		return "", 0, textErrorf(0, "expected a string in quotes, got one without end or with a wrong escape")
	}
	return s, len(q), nil
}

func durationFromText(v reflect.Value, word string) error {
	d, err := time.ParseDuration(word)
	if err != nil {
		return fmt.Errorf("expected a duration such as 1m30s or 200ms, got %s", showShort(word))
	}
	v.SetInt(int64(d))
	return nil
}

// unmarshalText reads the text that u, which is v, has for its values. Numbers
// are numbers all the same.
func unmarshalText(v reflect.Value, u encoding.TextUnmarshaler, text string, quoted bool) error {
	s, err := unquoted(text, quoted)
	if err != nil {
		return err
	}
	if err = u.UnmarshalText([]byte(s)); err == nil {
		return nil
	}
	v.SetZero()
	if v.CanInt() || v.CanUint() || v.CanFloat() {
		if numberFromText(v, strings.TrimSpace(text)) == nil {
			return nil
		}
		if n, ok := namesOf(v.Type()); ok {
			return n.unknown(v.Type(), s)
		}
	}
	return fmt.Errorf("expected %s, got %s: %w", v.Type(), showShort(s), err)
}

// interfaceFromText reads what an interface shall hold: an object that says its
// type, the name of a type, or for an empty interface what looks like a value.
func interfaceFromText(v reflect.Value, text string, quoted bool) error {
	t := v.Type()
	word := strings.TrimSpace(text)
	json := !quoted && word != "" && (word[0] == '{' || word[0] == '[')
	switch {
	case json:
		return jsonFromText(v, text)
	case t.NumMethod() > 0:
		x, err := implementing(word, t)
		if err != nil {
			return err
		}
		c := reflect.New(x).Elem()
		if x.Kind() == reflect.Pointer {
			c.Set(reflect.New(x.Elem()))
			setDefaults(c.Elem())
		} else {
			setDefaults(c)
		}
		v.Set(c)
		return nil
	}
	x, err := basicFromText(word)
	if quoted || err != nil {
		if x, err = unquoted(text, quoted); err != nil {
			return err
		}
	}
	v.Set(reflect.ValueOf(x))
	return nil
}

// implementing returns the type of that name, which needs no package if there
// is one such type only that implements the interface in.
func implementing(word string, in reflect.Type) (reflect.Type, error) {
	t, err := typeIn(word, in)
	if err == nil {
		return t, nil
	}
	if _, other := parseType(word); other == nil {
		return nil, err // that of a type which doesn't fit
	}
	byName := map[string][]reflect.Type{}
	for _, t := range known.all {
		if !t.Implements(in) {
			t = reflect.PointerTo(t)
		}
		if t.Implements(in) {
			name := strings.TrimPrefix(t.String()[strings.LastIndexByte(t.String(), '.')+1:], "*")
			if !slices.Contains(byName[name], t) {
				byName[name] = append(byName[name], t)
			}
		}
	}
	if types := byName[word]; len(types) == 1 {
		return types[0], nil
	}
	names := slices.Sorted(maps.Keys(byName))
	list := ""
	if n := len(names); n > 0 && n <= 12 {
		list = " (" + strings.Join(names, ", ") + ")"
	}
	hint := didYouMean(word, func(yield func(name, text string) bool) {
		for _, name := range names {
			if !yield(name, name) {
				return
			}
		}
	})
	return nil, fmt.Errorf("expected %s: the name of such a type%s, or an object with its %q, got %s%s", in, list, typeKey, showShort(word), hint)
}

// basicFromText returns what a text is that is a bool or a number.
func basicFromText(word string) (any, error) {
	if word == "true" || word == "false" {
		return word == "true", nil
	}
	c, err := numberIn(word)
	if err != nil {
		return nil, err
	}
	for _, t := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[complex128]()} {
		v := reflect.New(t).Elem()
		if t.Kind() == reflect.Int && c.Kind() != constant.Int {
			continue // 1.0 is no int
		}
		if err = numberFromText(v, word); err == nil {
			return v.Interface(), nil
		}
	}
	return nil, err
}

// listFromText reads the elements of a slice or array: as JSON or, between
// commas, as text each. Bytes are those of the text.
func listFromText(v reflect.Value, text string, quoted bool) error {
	t := v.Type()
	if t.ConvertibleTo(bytesType) {
		s, err := unquoted(text, quoted)
		v.SetBytes([]byte(s))
		return err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "[") && !quoted {
		return jsonFromText(v, text)
	}
	pieces := []piece{{text: text, quoted: quoted}}
	if !quoted {
		var err error
		if pieces, err = split(text); err != nil {
			return err
		}
	}
	return elementsFromText(v, pieces)
}

// elementsFromText gives v, a slice or array, the elements that pieces are. It
// is nil or as it was.
func elementsFromText(v reflect.Value, pieces []piece) error {
	t := v.Type()
	if t.Kind() == reflect.Array && len(pieces) != t.Len() {
		return fmt.Errorf("expected %d elements for %s, with commas between them, got %d", t.Len(), t, len(pieces))
	}
	if t.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(t, len(pieces), len(pieces)))
	}
	var errs []error
	for i, p := range pieces {
		if err := fromText(v.Index(i), p.text, p.quoted); err != nil {
			errs = append(errs, moved(inside(Path{AtIndex(i)}, err), p.at))
		}
	}
	return errors.Join(errs...)
}

// A piece is one of several texts between commas.
type piece struct {
	text   string
	quoted bool // it was in quotes, and text is what was in them
	at     int  // the byte at which it begins
}

// split divides a text at its commas, but not in brackets and quotes. Of a text
// that is empty there are no pieces.
func split(text string) ([]piece, error) {
	var pieces []piece
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	start, depth := 0, 0
	add := func(end int) error {
		for start < end && text[start] == ' ' {
			start++
		}
		p := piece{text: strings.TrimRight(text[start:end], " "), at: start}
		if p.text != "" && (p.text[0] == '"' || p.text[0] == '`') {
			s, n, err := quotedPrefix(p.text)
			if err != nil {
				return moved(err, start)
			}
			if n < len(p.text) {
				return textErrorf(start+n, "expected a comma or the end behind a string in quotes, got %s", nextIn(p.text[n:]))
			}
			p.text, p.quoted = s, true
		}
		pieces = append(pieces, p)
		return nil
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '`':
			// Elsewhere than in front, or in brackets, a quote is a character.
			if depth > 0 || strings.TrimSpace(text[start:i]) == "" {
				_, n, err := quotedPrefix(text[i:])
				if err != nil {
					return nil, moved(err, i)
				}
				i += n - 1
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case ',':
			if depth == 0 {
				if err := add(i); err != nil {
					return nil, err
				}
				start = i + 1
			}
		}
	}
	return pieces, add(len(text))
}

// jsonFromText reads a value that is written as JSON.
func jsonFromText(v reflect.Value, text string) error {
	if word := strings.TrimSpace(text); word == "" || word[0] != '{' && word[0] != '[' && !hasMethod(v.Type(), jsonUnmarshaler) {
		return fmt.Errorf("expected %s as JSON, in braces, got %s", v.Type(), showShort(text))
	}
	r := jsonReader{data: []byte(text), whole: true, report: new(Report)}
	if err := r.check(); err != nil {
		return &textError{err.offset, err.err}
	}
	setDefaults(v)
	r.value(r.space(0), v, false)
	var errs []error
	for _, e := range r.errs {
		errs = append(errs, &textError{e.offset, geno.In(e.path.String(), e.err)})
	}
	return errors.Join(errs...)
}

// numberFromText reads a number with Go's syntax, or a constant expression of
// numbers.
func numberFromText(v reflect.Value, word string) error {
	t := v.Type()
	switch strings.ToLower(strings.TrimLeft(word, "+-")) {
	case "nan", "inf", "infinity":
		if f, err := strconv.ParseFloat(word, 64); err == nil && v.CanFloat() {
			v.SetFloat(f)
			return nil
		}
	}
	c, err := numberIn(word)
	if err != nil {
		if e, ok := err.(*textError); ok && e.at > 0 {
			return err
		}
		return fmt.Errorf("expected %s, got %s", t, showShort(word))
	}
	misfit := func() error {
		limits := ""
		switch bits := t.Bits(); {
		case v.CanInt():
			limits = fmt.Sprintf(", from %d to %d", int64(-1)<<(bits-1), int64(uint64(1)<<(bits-1)-1))
		case v.CanUint():
			limits = fmt.Sprintf(", from 0 to %d", ^uint64(0)>>(64-bits))
		}
		return fmt.Errorf("expected %s%s, got %s", t, limits, showShort(word))
	}
	switch {
	case v.CanInt():
		i, exact := constant.Int64Val(constant.ToInt(c))
		if !exact || v.OverflowInt(i) {
			return misfit()
		}
		v.SetInt(i)
	case v.CanUint():
		u, exact := constant.Uint64Val(constant.ToInt(c))
		if !exact || v.OverflowUint(u) {
			return misfit()
		}
		v.SetUint(u)
	case v.CanFloat():
		c = constant.ToFloat(c)
		if c.Kind() == constant.Unknown {
			return misfit()
		}
		f, _ := constant.Float64Val(c)
		if math.IsInf(f, 0) || v.OverflowFloat(f) {
			return misfit()
		}
		v.SetFloat(f)
	default:
		c = constant.ToComplex(c)
		re, _ := constant.Float64Val(constant.Real(c))
		im, _ := constant.Float64Val(constant.Imag(c))
		if z := complex(re, im); !math.IsInf(re, 0) && !math.IsInf(im, 0) && !v.OverflowComplex(z) {
			v.SetComplex(z)
			return nil
		}
		return misfit()
	}
	return nil
}

// longestNumber is how long the text of a number can be. More is no number,
// but an attempt to take all memory.
const longestNumber = 1000

// numberIn returns the number that the text is, a constant expression of Go.
func numberIn(text string) (constant.Value, error) {
	if len(text) > longestNumber {
		return nil, textErrorf(0, "expected a number of at most %d characters, got %d", longestNumber, len(text))
	}
	if text == "" {
		return nil, textErrorf(0, "expected a number, got nothing")
	}
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return nil, textErrorf(0, "expected a number, got %s", showShort(text))
	}
	return evaluate(text, expr)
}

// evaluate returns the value of a constant expression.
func evaluate(text string, expr ast.Expr) (constant.Value, error) {
	fail := func(expected string) (constant.Value, error) {
		from, to := int(expr.Pos())-1, min(int(expr.End())-1, len(text))
		return nil, textErrorf(from, "expected %s, got %s", expected, showShort(text[from:to]))
	}
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			if c := constant.MakeFromLiteral(e.Value, e.Kind, 0); c.Kind() != constant.Unknown {
				return c, nil
			}
		}
	case *ast.ParenExpr:
		return evaluate(text, e.X)
	case *ast.UnaryExpr:
		x, err := evaluate(text, e.X)
		switch {
		case err != nil:
			return nil, err
		case e.Op == token.ADD || e.Op == token.SUB || e.Op == token.XOR && x.Kind() == constant.Int:
			return constant.UnaryOp(e.Op, x, 0), nil
		}
	case *ast.BinaryExpr:
		x, err := evaluate(text, e.X)
		if err != nil {
			return nil, err
		}
		y, err := evaluate(text, e.Y)
		if err != nil {
			return nil, err
		}
		whole := x.Kind() == constant.Int && y.Kind() == constant.Int
		switch e.Op {
		case token.SHL, token.SHR:
			x, n := constant.ToInt(x), uint64(0)
			if n, whole = constant.Uint64Val(constant.ToInt(y)); !whole || x.Kind() != constant.Int || n > 1023 {
				expr = e.Y
				return fail("integers to shift, by 0 to 1023")
			}
			return constant.Shift(x, e.Op, uint(n)), nil
		case token.QUO, token.REM:
			if constant.Sign(y) == 0 {
				expr = e.Y
				return fail("a divisor other than 0")
			}
			if whole && e.Op == token.QUO {
				return constant.BinaryOp(x, token.QUO_ASSIGN, y), nil // that of integers
			}
		}
		switch e.Op {
		case token.ADD, token.SUB, token.MUL, token.QUO:
			return constant.BinaryOp(x, e.Op, y), nil
		case token.REM, token.AND, token.OR, token.XOR, token.AND_NOT:
			if whole {
				return constant.BinaryOp(x, e.Op, y), nil
			}
			return fail("integers for " + e.Op.String())
		}
	}
	return fail("a number")
}

// names are what the values of a type are called.
type names struct {
	byName map[string]reflect.Value
	list   []string // of constants, in the order of the values
}

var namesByType sync.Map // reflect.Type → *names

// namesOf returns the names that the method String of an integer type gives
// its constants: texts that only one of the small values has.
func namesOf(t reflect.Type) (n *names, ok bool) {
	if x, ok := namesByType.Load(t); ok {
		n = x.(*names)
	} else {
		n = makeNames(t)
		namesByType.Store(t, n)
	}
	return n, len(n.list) > 0
}

func makeNames(t reflect.Type) *names {
	n := &names{byName: map[string]reflect.Value{}}
	if t.PkgPath() == "" || t == durationType || !(t.Implements(stringer) || reflect.PointerTo(t).Implements(stringer)) {
		return n
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	default:
		return n
	}
	try := func(i int64) {
		v := reflect.New(t)
		if e := v.Elem(); e.CanInt() && !e.OverflowInt(i) {
			e.SetInt(i)
		} else if e.CanUint() && i >= 0 && !e.OverflowUint(uint64(i)) {
			e.SetUint(uint64(i))
		} else {
			return
		}
		name, err := textOf(v.Interface().(fmt.Stringer))
		if err != nil || name == "" || !utf8.ValidString(name) {
			return
		}
		if _, twice := n.byName[name]; twice {
			n.byName[name] = reflect.Value{}
			return
		}
		n.byName[name] = v.Elem()
		if !strings.Contains(name, "("+strconv.FormatInt(i, 10)+")") {
			n.list = append(n.list, name)
		}
	}
	for i := range int64(128) {
		try(i)
	}
	for i := range int64(128) {
		try(-1 - i)
	}
	for i := 7; i < 63; i++ { // flags
		try(1 << i)
	}
	kept := n.list[:0]
	for _, name := range n.list {
		if n.byName[name].IsValid() {
			kept = append(kept, name)
		} else {
			delete(n.byName, name)
		}
	}
	n.list = kept
	return n
}

var stringer = reflect.TypeFor[fmt.Stringer]()

// textOf calls a String that may panic for values that are no constants.
func textOf(s fmt.Stringer) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return s.String(), nil
}

// unknown returns the error about a word that is no name of the type t.
func (n *names) unknown(t reflect.Type, word string) error {
	list := n.list
	more := ""
	if len(list) > 12 {
		list, more = list[:12], ", …"
	}
	hint := didYouMean(word, func(yield func(name, text string) bool) {
		for _, name := range n.list {
			if !yield(name, name) {
				return
			}
		}
	})
	return fmt.Errorf("expected %s (%s%s), got %s%s", t, strings.Join(list, ", "), more, showShort(word), hint)
}

// decisionIn reports whether a text is written as a decision is, such as
// oneof(1,2,3), and returns the word and where what is in brackets begins.
func decisionIn(text string) (word string, inner int, ok bool) {
	word, rest, found := strings.Cut(text, "(")
	if !found || !strings.HasSuffix(rest, ")") {
		return "", 0, false
	}
	switch word {
	case "oneof", "manyof", "permute", "int", "float":
		return word, len(word) + 1, true
	}
	return "", 0, false
}

// decidedFromText reads a decision about a place of type t: the words and
// arguments are those of directives, but for brackets and commas.
func decidedFromText(t reflect.Type, word, text string, inner int) (any, error) {
	pieces, err := split(text[inner : len(text)-1])
	if err != nil {
		return nil, moved(err, inner)
	}
	d := decisionReader{typ: t, word: word, base: inner}
	for _, p := range pieces {
		p.at += inner
		if !d.option(p) {
			d.args = append(d.args, p)
		}
	}
	var x any
	switch word {
	case "int", "float":
		x = d.number()
	default:
		x = d.choices()
	}
	if err := errors.Join(d.errs...); err != nil {
		return nil, err
	}
	return x, nil
}

type decisionReader struct {
	typ  reflect.Type
	word string
	base int
	args []piece
	errs []error

	info             geno.Info
	scale            geno.Scale
	step             *piece
	distinct, sorted bool
}

func (d *decisionReader) fail(at int, format string, args ...any) {
	d.errs = append(d.errs, textErrorf(at, format, args...))
}

// option takes a piece that is no argument and reports whether it is one of
// those.
func (d *decisionReader) option(p piece) bool {
	if p.quoted {
		return false
	}
	number := d.word == "int" || d.word == "float"
	name, value, ok := strings.Cut(p.text, "=")
	switch {
	case ok && name == "name":
		d.info.Name = value
	case ok && name == "hint":
		d.info.Hints = value
	case ok && name == "step" && number:
		d.step = &piece{text: value, at: p.at + len("step=")}
	case number && p.text == "log":
		d.scale = geno.Log
	case number && p.text == "rlog":
		d.scale = geno.RLog
	case d.word == "manyof" && p.text == "distinct":
		d.distinct = true
	case d.word == "manyof" && p.text == "sorted":
		d.sorted = true
	default:
		return false
	}
	return true
}

// number returns a range.
func (d *decisionReader) number() any {
	t := d.typ
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	zero := reflect.Zero(t)
	switch {
	case d.word == "float":
		t = reflect.TypeFor[float64]()
	case !zero.CanInt() && !zero.CanUint():
		t = reflect.TypeFor[int64]() // whole numbers of another type
	}
	read := func(p piece) reflect.Value {
		v := reflect.New(t).Elem()
		if err := fromText(v, p.text, p.quoted); err != nil {
			d.errs = append(d.errs, moved(err, p.at))
		}
		return v
	}
	if len(d.args) != 2 {
		d.fail(d.base, "expected the least and the greatest number, and log, rlog, step=, name= or hint=, got %d numbers", len(d.args))
		return nil
	}
	lo, hi, step := read(d.args[0]), read(d.args[1]), reflect.Zero(t)
	if d.step != nil {
		step = read(*d.step)
	}
	if len(d.errs) > 0 {
		return nil
	}
	if d.word == "float" {
		return Decided{Decision: &geno.Float{Info: d.info, Min: lo.Float(), Max: hi.Float(), Step: step.Float(), Scale: d.scale}}
	}
	int64Of := func(v reflect.Value) int64 {
		if v.CanInt() {
			return v.Int()
		}
		if v.Uint() > math.MaxInt64 {
			d.fail(d.base, "expected numbers below 2^63, got %d", v.Uint())
		}
		return int64(v.Uint())
	}
	return Decided{Decision: &geno.Int{Info: d.info, Min: int64Of(lo), Max: int64Of(hi), Step: int64Of(step), Scale: d.scale}}
}

// choices returns a choice among candidates, which can be decisions again.
func (d *decisionReader) choices() any {
	t, k := d.typ, 1
	if d.word != "oneof" {
		if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
			d.fail(0, "expected a slice or array for %s, got %s", d.word, t)
			return nil
		}
		t = t.Elem()
	}
	if d.word == "manyof" {
		if len(d.args) == 0 {
			d.fail(d.base, "expected how many to choose, and the candidates")
			return nil
		}
		n := reflect.New(reflect.TypeFor[int]()).Elem()
		if err := fromText(n, d.args[0].text, d.args[0].quoted); err != nil {
			d.errs = append(d.errs, moved(err, d.args[0].at))
		}
		k, d.args = int(n.Int()), d.args[1:]
	}
	if len(d.args) == 0 && d.word == "oneof" && t.Kind() == reflect.Bool {
		d.args = []piece{{text: "false"}, {text: "true"}}
	}
	if len(d.args) == 0 {
		d.fail(d.base, "expected candidates, with commas between them")
	}
	var candidates []any
	for _, p := range d.args {
		x, err := any(nil), error(nil)
		if p.quoted {
			v := reflect.New(t).Elem()
			err = fromText(v, p.text, true)
			x = v.Interface()
		} else {
			x, err = anyFromText(t, p.text, true)
		}
		if err != nil {
			d.errs = append(d.errs, moved(err, p.at))
		}
		candidates = append(candidates, x)
	}
	c := &geno.Choices{Info: d.info, K: k, Distinct: d.distinct, Sorted: d.sorted}
	if d.word == "permute" {
		c.K, c.Distinct = len(candidates), true
	}
	return Decided{Decision: c, Candidates: candidates, Elements: d.word != "oneof"}
}
