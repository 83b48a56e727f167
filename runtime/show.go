// Values as text for people.

package pg

import (
	"bytes"
	"fmt"
	"math"
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
// lines where it is long. What refers back to something around it is "…".
func Show(v any, options ...ShowOption) string {
	p := newShower(options)
	p.lines(showView(v), 0, 0)
	return p.b.String()
}

// showView returns the view that text is made of. What prints itself as text,
// as spaces do, is left to do so.
func showView(v any) view {
	if v, ok := v.(viewer); ok {
		return viewOf(v)
	}
	return valueView(v)
}

// A ShowOption says how [Show], [Shown], [ShowDiff] and [HTML] show things.
type ShowOption func(*showing)

type showing struct {
	width    int // of a line, in bytes
	depth    int // of parts that are shown
	elements int // of a list or map that are shown
	runes    int // of a string that are shown
	context  int // of unchanged neighbours in a diff
	open     int // of parts that are open on a page at first; -1: as fits
	zeros    bool
	types    bool
}

func newShowing(options []ShowOption) showing {
	o := showing{width: lineWidth, depth: math.MaxInt, elements: math.MaxInt, runes: math.MaxInt, context: 1, open: -1}
	for _, option := range options {
		option(&o)
	}
	return o
}

// ShowWidth breaks what is longer than n bytes into lines; the default is 80.
func ShowWidth(n int) ShowOption { return func(o *showing) { o.width = max(n, 1) } }

// ShowDepth leaves out what is inside of parts that are n deep: with 0 all
// parts, with 1 the parts of the parts.
func ShowDepth(n int) ShowOption { return func(o *showing) { o.depth = max(n, 0) } }

// ShowElements shows at most the first n elements of a slice, array or map,
// and says how many more there are.
func ShowElements(n int) ShowOption { return func(o *showing) { o.elements = max(n, 0) } }

// ShowRunes shows at most the first n runes of a string.
func ShowRunes(n int) ShowOption { return func(o *showing) { o.runes = max(n, 0) } }

// ShowContext shows in a diff n unchanged neighbours of what has changed; the
// default is 1.
func ShowContext(n int) ShowOption { return func(o *showing) { o.context = max(n, 0) } }

// ShowOpen has a page of [HTML] opened n parts deep; the default is as deep as
// fits on about a screen.
func ShowOpen(n int) ShowOption { return func(o *showing) { o.open = max(n, 0) } }

// ShowZeros shows fields that are zero, too.
func ShowZeros() ShowOption { return func(o *showing) { o.zeros = true } }

// ShowTypes shows all types, with their packages, as a Go literal has them.
func ShowTypes() ShowOption { return func(o *showing) { o.types = true } }

// Shown returns v as something that package fmt prints for people: with %v,
// %s and Print on one line, with %+v as [Show] does, with %#v on one line with
// types and zero fields. It costs nothing unless it is printed, so that
//
//	slog.Debug("trial", "program", pg.Shown(x))
//
// is cheap while debugging is off. Tagged types have no String method of
// pgen's making: a program prints with fmt as it did before it was tagged, and
// String is free for what the type wants to say itself.
func Shown(v any, options ...ShowOption) fmt.Formatter { return shown{v, options} }

type shown struct {
	v       any
	options []ShowOption
}

// Format implements [fmt.Formatter].
func (s shown) Format(f fmt.State, verb rune) {
	p := newShower(s.options)
	switch {
	case verb != 'v' && verb != 's':
		fmt.Fprintf(f, "%%!%c(pg.Shown=%s)", verb, showShort(s.v))
		return
	case verb == 'v' && f.Flag('+'):
		p.lines(showView(s.v), 0, 0)
	default:
		if verb == 'v' && f.Flag('#') {
			p.types, p.zeros = true, true
		}
		p.line(showView(s.v), 0)
	}
	f.Write(p.b.Bytes())
}

// String returns the value on one line.
func (s shown) String() string { return fmt.Sprintf("%v", s) }

// MarshalText returns the value on one line, for logs that are JSON.
func (s shown) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// showShort returns v as one line, cut where it gets long.
func showShort(v any) string { return shortText(valueView(v), shortWidth) }

// shortText returns v as one line of at most n bytes.
func shortText(v view, n int) string {
	p := newShower(nil)
	p.limit = n
	p.line(v, 0)
	return p.cut()
}

// A shower writes views. It may stop once more than limit bytes are written.
type shower struct {
	showing
	b     bytes.Buffer
	limit int // -1: none
}

func newShower(options []ShowOption) *shower {
	return &shower{showing: newShowing(options), limit: -1}
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

// brackets returns what stands before and after the parts of v.
func (p *shower) brackets(v *view) (open, shut string) {
	switch {
	case p.types && v.kind >= structView && v.kind < groupView:
		if t, ok := strings.CutPrefix(v.typ, "*"); ok {
			return "&" + t + "{", "}" + v.remarks()
		}
		return v.typ + "{", "}" + v.remarks()
	case v.kind == listView:
		return "[", "]" + v.remarks()
	case v.kind == choiceView:
		return v.text + " [", "]" + v.remarks()
	}
	return v.text + "{", "}" + v.remarks()
}

// atom writes a view without parts.
func (p *shower) atom(v *view) {
	text := v.leaf()
	if v.kind == stringView && utf8.RuneCountInString(v.text) > p.runes {
		short := *v
		short.text = string([]rune(v.text)[:p.runes])
		text = short.leaf() + "…"
	}
	if p.types {
		switch v.typ {
		case "", "string", "int", "float64", "bool":
		default:
			if v.kind != nilView && v.kind != elsewhere && v.kind != openView {
				text = v.typ + "(" + text + ")"
			}
		}
	}
	p.b.WriteString(text)
	p.b.WriteString(v.remarks())
}

// each calls f with the parts of v to show and the text before each, or with a
// text alone for those that are left out.
func (p *shower) each(v *view, depth int, f func(before string, part *view)) {
	n := 0
	for part := range v.parts {
		if p.full() {
			return
		}
		before := part.label() + ": "
		switch v.kind {
		case structView:
			if part.zero && !p.zeros {
				continue
			}
		case listView, choiceView:
			before = ""
		case mapView:
			before = strings.TrimSuffix(strings.TrimPrefix(part.label(), "["), "]") + ": "
		}
		if depth >= p.depth {
			f("…", nil)
			return
		}
		if n++; n > p.elements && v.kind != structView {
			f(fmt.Sprintf("… %d more", v.len-p.elements), nil)
			return
		}
		f(before, &part)
	}
}

// line writes v on one line.
func (p *shower) line(v view, depth int) {
	if v.parts == nil || depth > maxDepth {
		if v.parts != nil {
			v = view{kind: elsewhere, text: "…"}
		}
		p.atom(&v)
		return
	}
	open, shut := p.brackets(&v)
	p.b.WriteString(open)
	first := true
	p.each(&v, depth, func(before string, part *view) {
		if !first {
			p.b.WriteString(", ")
		}
		first = false
		p.b.WriteString(before)
		if part != nil {
			p.line(*part, depth+1)
		}
	})
	p.b.WriteString(shut)
}

// lines writes v on one line if it is short, and else each of its parts on
// lines of its own.
func (p *shower) lines(v view, depth, used int) {
	short := shower{showing: p.showing, limit: p.width - used}
	if v.parts == nil || depth > maxDepth {
		short.limit = -1
	}
	short.line(v, depth)
	if !short.full() {
		p.b.Write(short.b.Bytes())
		return
	}
	open, shut := p.brackets(&v)
	p.b.WriteString(open + "\n")
	indent := strings.Repeat("\t", depth+1)
	p.each(&v, depth, func(before string, part *view) {
		p.b.WriteString(indent + before)
		if part != nil {
			p.lines(*part, depth+1, 4*(depth+1)+len(before))
		}
		p.b.WriteString(",\n")
	})
	p.b.WriteString(indent[1:] + shut)
}
