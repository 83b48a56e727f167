// Diffs as text for people.

package pg

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShowDiff returns how b differs from a, to be printed, written to a terminal
// in colour, or made a page of by [HTML]. It shows what has changed in its
// place, with some of what is around it. Both may be any value that [Show]
// shows.
func ShowDiff(a, b any, options ...ShowOption) ShownDiff {
	return ShownDiff{compareViews(a, b), options}
}

// A ShownDiff is the diff of two values for people to read. There is a line for
// each part that has changed, below the path of what it is a part of:
//
//	  Cages[0]
//	~   Width:  4     → 8
//	~   Locked: false → true
//	  Ponds
//	-   ["duck pond"]: Cage{Width: 8}
//	+   ["sea"]:       nil
//	    … 2 the same
//
// Elements of lists have their new index, those that were removed the old one,
// those that have moved both, as [0→1]. Long and multi-line strings are
// compared by words and lines.
type ShownDiff struct {
	root    view
	options []ShowOption
}

// String returns the diff without colour; "" if there is no difference.
func (d ShownDiff) String() string { return string(diffText(d.root, d.options, false)) }

// WriteTo writes the diff, in colour if w is a terminal and the environment
// variable NO_COLOR is not set.
func (d ShownDiff) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(diffText(d.root, d.options, wantsColor(w)))
	return int64(n), err
}

func (d ShownDiff) view() view { return d.root }

// Further colours of a diff on a terminal.
const (
	dim     = "\x1b[2m"
	reverse = "\x1b[7m"
)

// Columns are aligned as long as they are not wider than this, in runes.
const (
	labelColumn = 24
	oldColumn   = 32
)

type diffPrinter struct {
	shower
	color bool
}

func diffText(root view, options []ShowOption, color bool) []byte {
	p := diffPrinter{shower: *newShower(options), color: color}
	switch root.mark {
	case unchanged:
	case within:
		p.branch(&root, "", 0)
	default:
		root.name = "the whole program"
		p.rows([]view{root}, 0)
	}
	return p.b.Bytes()
}

// row begins a line with what marks it. All but the mark is indented.
func (p *diffPrinter) row(mark string, indent int, label string) {
	p.b.WriteString(mark + " " + strings.Repeat("  ", indent) + label)
}

// paint writes text in a colour.
func (p *diffPrinter) paint(color, text string) {
	if p.color {
		text = color + text + plain
	}
	p.b.WriteString(text)
}

// branch writes what is within v. As long as all changes are in one part of
// it, that part is written in its place.
func (p *diffPrinter) branch(v *view, path string, indent int) {
	parts := slices.Collect(v.parts)
	for {
		changed := slices.DeleteFunc(slices.Clone(parts), func(v view) bool { return v.mark == unchanged })
		if len(changed) != 1 || changed[0].mark != within {
			break
		}
		path = joinSteps(path, changed[0].label())
		parts = slices.Collect(changed[0].parts)
	}
	if path != "" {
		p.row(" ", indent, path+"\n")
		indent++
	}
	p.rows(parts, indent)
}

// joinSteps returns the path that goes on with step.
func joinSteps(path, step string) string {
	if path == "" || step == "" || step[0] == '[' {
		return path + step
	}
	return path + "." + step
}

// rows writes parts that stand below each other.
func (p *diffPrinter) rows(parts []view, indent int) {
	parts = slices.DeleteFunc(parts, func(v view) bool {
		return v.mark == unchanged && v.zero && v.step != "" && v.step[0] != '[' && !p.zeros
	})
	near := make([]bool, len(parts))
	for i, v := range parts {
		if v.mark != unchanged && v.mark != within {
			for j := max(0, i-p.context); j < min(len(parts), i+p.context+1); j++ {
				near[j] = true
			}
		}
	}
	hidden := func(i int) bool { return i >= 0 && i < len(parts) && parts[i].mark == unchanged && !near[i] }
	for i := range parts {
		// A line that says that one is left out takes as much room as the one.
		near[i] = near[i] || hidden(i) && !hidden(i-1) && !hidden(i+1)
	}
	lines := make([]oneLine, len(parts))
	labels, olds := 0, 0
	for i := range parts {
		if hidden(i) || parts[i].mark == within {
			continue
		}
		l := p.oneLine(&parts[i])
		if n := utf8.RuneCountInString(l.label); n <= labelColumn {
			labels = max(labels, n)
		}
		if n := utf8.RuneCountInString(l.old); l.short && n <= oldColumn {
			olds = max(olds, n)
		}
		lines[i] = l
	}
	for i := 0; i < len(parts); i++ {
		v, l := &parts[i], &lines[i]
		if hidden(i) {
			n := 1
			for hidden(i + n) {
				n++
			}
			i += n - 1
			p.row(" ", indent, "")
			p.paint(dim, fmt.Sprintf("… %d the same\n", n))
			continue
		}
		if v.mark == within {
			p.branch(v, v.label(), indent)
			continue
		}
		label := pad(l.label, labels)
		room := p.width - 4*indent - utf8.RuneCountInString(label)
		switch {
		case v.mark == unchanged:
			p.row(" ", indent, "")
			p.paint(dim, label+shortText(*v, max(room, 20))+"\n")
		case v.mark == faulty:
			p.row("!", indent, "")
			p.paint(red, visible(v.text)+"\n")
		case l.short && utf8.RuneCountInString(l.old+l.new) <= room:
			l.write(p, v.mark, indent, label, olds)
		default:
			p.block(v, indent, l)
		}
	}
}

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}

// A oneLine is what a row is made of, if it fits on one line.
type oneLine struct {
	label, old, new string
	short           bool // neither old nor new need be broken
}

func (p *diffPrinter) oneLine(v *view) oneLine {
	l := oneLine{label: v.label() + ": ", short: true}
	text := func(v *view) string {
		s := shower{showing: p.showing, limit: p.width}
		s.line(*v, 0)
		l.short = l.short && !s.full() && !strings.Contains(s.b.String(), "\n") && !(v.kind == stringView && strings.Contains(v.text, "\n"))
		return s.b.String()
	}
	switch v.mark {
	case unchanged, faulty:
	case removed:
		l.old = text(v)
	case replaced:
		if v.old != nil {
			l.old = text(v.old)
		}
		l.new = text(v)
		if v.old != nil && l.old == l.new {
			a, b := v.old.typ, v.typ
			if a == b {
				a, b = "one "+a, "another "+b
			}
			l.old, l.new = l.old+" ("+a+")", l.new+" ("+b+")"
		}
	default:
		l.new = text(v)
	}
	return l
}

func (l *oneLine) write(p *diffPrinter, m mark, indent int, label string, olds int) {
	switch m {
	case removed:
		p.row("-", indent, "")
		p.paint(red, strings.TrimRight(label+l.old, " "))
	case added:
		p.row("+", indent, "")
		p.paint(green, label+l.new)
	default:
		p.row("~", indent, label)
		p.paint(red, l.old)
		if l.old != "" {
			p.b.WriteString(pad("", olds-utf8.RuneCountInString(l.old)) + " ")
		}
		p.b.WriteString("→ ")
		p.paint(green, l.new)
	}
	p.b.WriteByte('\n')
}

// block writes a change that takes several lines.
func (p *diffPrinter) block(v *view, indent int, l *oneLine) {
	switch {
	case v.mark == removed:
		p.value("-", red, v, indent, l.label)
	case v.mark == added:
		p.value("+", green, v, indent, l.label)
	default:
		p.row("~", indent, strings.TrimRight(l.label, " ")+"\n")
		if l.short && l.old != "" {
			p.row("-", indent+1, "")
			p.paint(red, l.old+"\n")
			p.row("+", indent+1, "")
			p.paint(green, l.new+"\n")
			return
		}
		if v.old != nil && v.old.kind == stringView && v.kind == stringView {
			p.strings(v.old.text, v.text, indent+1)
			return
		}
		if v.old != nil {
			p.value("-", red, v.old, indent+1, "")
		}
		p.value("+", green, v, indent+1, "")
	}
}

// value writes v as Show does.
func (p *diffPrinter) value(mark, color string, v *view, indent int, label string) {
	s := shower{showing: p.showing, limit: -1}
	s.b.WriteString(label)
	s.lines(*v, 0, 2*indent+len(label))
	for line := range strings.SplitSeq(s.b.String(), "\n") {
		p.row(mark, indent, "")
		p.paint(color, strings.ReplaceAll(line, "\t", "  "))
		p.b.WriteByte('\n')
	}
}

// strings writes how two strings differ: of many lines the lines, of a long
// line the words.
func (p *diffPrinter) strings(a, b string, indent int) {
	quoted := !strings.Contains(a, "\n") && !strings.Contains(b, "\n")
	old, new := strings.Split(a, "\n"), strings.Split(b, "\n")
	line := func(mark, color string, s []span) {
		p.row(mark, indent, "")
		text := p.spans(color, s)
		if quoted {
			text = `"` + text + `"`
		}
		p.paint(color, text)
		p.b.WriteByte('\n')
	}
	i, j := 0, 0
	until := func(m, n int) {
		// Lines that may have become each other are compared by words.
		var after [][]span
		for k := 0; i+k < m || j+k < n; k++ {
			switch {
			case i+k >= m:
				after = append(after, []span{{text: new[j+k]}})
			case j+k >= n:
				line("-", red, []span{{text: old[i+k]}})
			default:
				x, y := wordSpans(old[i+k], new[j+k])
				line("-", red, x)
				after = append(after, y)
			}
		}
		for _, s := range after {
			line("+", green, s)
		}
		i, j = m, n
	}
	for _, r := range align(len(old), len(new), func(i, j int) bool { return old[i] == new[j] }) {
		until(r.a, r.b)
		head, tail := p.context, p.context
		if r.a == 0 && r.b == 0 {
			head = 0
		}
		if r.a+r.n == len(old) && r.b+r.n == len(new) {
			tail = 0
		}
		for k := range r.n {
			switch {
			case k < head || k >= r.n-tail:
				p.row(" ", indent, "")
				p.paint(dim, visible(new[j+k])+"\n")
			case k == head:
				p.row(" ", indent, "")
				p.paint(dim, fmt.Sprintf("… %s the same\n", count(r.n-head-tail, "line")))
			}
		}
		i, j = i+r.n, j+r.n
	}
	until(len(old), len(new))
}

// A span is a piece of a line: one that is the same before and after, or not.
type span struct {
	text string
	same bool
}

// wordSpans returns a and b cut into spans that are the same and that are not:
// equally many, some of which may be empty.
func wordSpans(a, b string) (old, new []span) {
	x, y := words(a), words(b)
	i, j := 0, 0
	until := func(m, n int) {
		if i < m || j < n {
			old = append(old, span{strings.Join(x[i:m], ""), false})
			new = append(new, span{strings.Join(y[j:n], ""), false})
		}
	}
	for _, r := range align(len(x), len(y), func(i, j int) bool { return x[i] == y[j] }) {
		until(r.a, r.b)
		i, j = r.a+r.n, r.b+r.n
		if r.n > 0 {
			s := span{strings.Join(x[r.a:i], ""), true}
			old, new = append(old, s), append(new, s)
		}
	}
	until(len(x), len(y))
	return old, new
}

// textSpans returns a and b cut like [wordSpans], but lines that are the same
// first.
func textSpans(a, b string) (old, new []span) {
	x, y := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	i, j := 0, 0
	until := func(m, n int) {
		s, t := wordSpans(strings.Join(x[i:m], ""), strings.Join(y[j:n], ""))
		old, new = append(old, s...), append(new, t...)
	}
	for _, r := range align(len(x), len(y), func(i, j int) bool { return x[i] == y[j] }) {
		until(r.a, r.b)
		i, j = r.a+r.n, r.b+r.n
		if text := strings.Join(x[r.a:i], ""); text != "" {
			old, new = append(old, span{text, true}), append(new, span{text, true})
		}
	}
	until(len(x), len(y))
	return old, new
}

// words cuts s into words and what is between them.
func words(s string) []string {
	var list []string
	inWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !inWord(r) })
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			_, n = utf8.DecodeRuneInString(s)
		}
		list, s = append(list, s[:n]), s[n:]
	}
	return list
}

// spanContext is how many runes of a span are shown next to another one.
const spanContext = 20

// spans returns the text of a line: of spans that are the same only what is
// near to the others, which stand out.
func (p *diffPrinter) spans(color string, list []span) string {
	var b strings.Builder
	for i, s := range list {
		if s.text == "" {
			continue
		}
		head, tail := spanContext, spanContext
		if !s.same {
			head, tail = 2*p.width, spanContext
		} else if i == 0 {
			head = 0
		} else if i == len(list)-1 {
			tail = 0
		}
		text := elide(s.text, head, tail)
		if !s.same && p.color && len(list) > 1 {
			text = reverse + text + plain + color
		}
		b.WriteString(text)
	}
	return b.String()
}

// elide returns s, visible, without what is between its first head and its
// last tail runes, if that is worth it.
func elide(s string, head, tail int) string {
	r := []rune(s)
	if len(r) <= head+tail+3 {
		return visible(s)
	}
	return visible(string(r[:head])) + "…" + visible(string(r[len(r)-tail:]))
}
