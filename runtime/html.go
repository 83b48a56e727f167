// Values as a page to look at in a browser.

package pg

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"sync"
)

// HTML returns a page with the tree of v to open and close: of a program or
// any other Go value, of a diff ([ShowDiff], [Changes]: before and after side
// by side), of a space, a DNA, a [Result] or a history. The page is whole, it
// refers to nothing outside of it, and equal values make equal pages. All text
// is escaped, and the page lets no script but its own run.
//
// It can be searched, and used without a mouse: the arrow keys walk the tree,
// / goes to the search, c copies the path of where one is, as a click on a
// name does; #find=text at the end of its address searches. Without JavaScript
// the tree still opens and closes.
//
// Of the options, [ShowOpen] opens parts, and [ShowDepth], [ShowElements] and
// [ShowRunes] leave things out.
// After a million parts the rest is left out.
func HTML(v any, options ...ShowOption) string {
	w := pageWriter{showing: newShowing(options), left: maxPageParts}
	w.page(viewOf(v))
	return w.b.String()
}

const (
	maxPageParts = 1_000_000
	openParts    = 100 // how many parts to open at first
	previewWidth = 72  // of what a closed part has inside, in bytes
	wholeText    = 160 // a string of one line and so many bytes is shown as it is
)

var (
	//go:embed html.css
	pageStyle string
	//go:embed html.js
	pageScript string
)

// pagePolicy is the security policy of a page: its own style and script, and
// nothing else.
var pagePolicy = sync.OnceValue(func() string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(pageStyle) + "; script-src " + hash(pageScript)
})

type pageWriter struct {
	showing
	b    bytes.Buffer
	left int // parts that may still be written
}

func (w *pageWriter) page(root view) {
	title := root.text
	if root.typ != "" && root.kind < groupView {
		title = strings.TrimPrefix(root.typ, "*")
	}
	note := ""
	hidden := false
	if root.mark != unmarked {
		note, hidden = marksText(&root)
		if root.typ != "pg.Changes" {
			title = "Changes of " + title
		}
	}
	if w.open < 0 {
		w.open = w.firstOpen(root)
	}
	w.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	w.put(`<meta http-equiv="Content-Security-Policy" content="`, pagePolicy(), "\">\n")
	w.put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	w.put("<title>", escaped(title), "</title>\n<style>", pageStyle, "</style>\n</head>\n<body>\n")
	w.put("<header><h1>", escaped(title), "</h1><span class=\"m\">", escaped(note), "</span>\n")
	w.put(`<span class="tools"><input type="search" id="find" placeholder="Search" aria-label="Search" title="/ goes here, Enter to the next"><output id="found"></output>`)
	if hidden {
		w.put(`<label><input type="checkbox" id="all"> what is the same</label>`)
	}
	w.put(`<button id="expand">Expand all</button><button id="collapse">Collapse all</button></span></header>`, "\n<main>\n")
	if root.mark == unchanged {
		w.put("<div class=\"r\"><i>no changes</i></div>\n")
	} else {
		w.view(&root, 0)
	}
	w.put("</main>\n<footer><output id=\"at\"></output></footer>\n<script>", pageScript, "</script>\n</body>\n</html>\n")
}

// put writes what needs no escaping.
func (w *pageWriter) put(text ...string) {
	for _, s := range text {
		w.b.WriteString(s)
	}
}

// escaped returns s as text that stands in a page or an attribute in quotes.
func escaped(s string) string { return html.EscapeString(visible(s)) }

// firstOpen returns how deep a page can be open without being long.
func (w *pageWriter) firstOpen(root view) int {
	level := []view{root}
	rows := 1
	for depth := 1; ; depth++ {
		var next []view
		for _, v := range level {
			if v.parts == nil || v.mark == unchanged || v.mark > within {
				continue
			}
			for part := range v.parts {
				if rows++; rows > openParts && depth > 1 {
					return depth - 1
				}
				next = append(next, part)
				if len(next) > openParts {
					break // the root is opened however long it is
				}
			}
		}
		if len(next) == 0 {
			return depth
		}
		level = next
	}
}

// view writes a row for v, and for its parts.
func (w *pageWriter) view(v *view, depth int) {
	if w.left--; w.left < 0 {
		if w.left == -1 {
			fmt.Fprintf(&w.b, "<div class=\"r\"><i class=\"x\">… and more: a page shows %d parts</i></div>\n", maxPageParts)
		}
		return
	}
	class := ""
	switch v.mark {
	case unchanged:
		class = " same"
	case replaced, added, removed, faulty:
		w.change(v, depth)
		return
	}
	if v.zero && v.step != "" && v.step[0] != '[' {
		class += " zero"
	}
	// In a diff, of what is the same a line is enough.
	if v.parts == nil || v.mark == unchanged || v.kind != groupView && v.len == 0 && isEmpty(v) {
		w.put(`<div class="r`, class, `"`)
		w.step(v)
		w.put(">")
		w.label(v)
		w.value(v)
		w.put("</div>\n")
		return
	}
	w.put("<details")
	if class != "" {
		w.put(` class="`, class[1:], `"`)
	}
	w.step(v)
	if depth < w.open {
		w.put(" open")
	}
	w.put("><summary>")
	w.label(v)
	w.head(v)
	w.put("</summary>\n")
	w.parts(v, depth)
	w.put("</details>\n")
}

// parts writes the rows of what is inside of v.
func (w *pageWriter) parts(v *view, depth int) {
	if depth >= min(w.depth, maxDepth) {
		w.put("<div class=\"r\"><i class=\"x\">…</i></div>\n")
		return
	}
	n := 0
	for part := range v.parts {
		if n++; n > w.elements && (v.kind == listView || v.kind == mapView) {
			fmt.Fprintf(&w.b, "<div class=\"r\"><i class=\"x\">… %d more</i></div>\n", v.len-w.elements)
			return
		}
		w.view(&part, depth+1)
		if w.left < 0 {
			return
		}
	}
}

func isEmpty(v *view) bool {
	for range v.parts {
		return false
	}
	return true
}

// step writes how the path goes on, where the label doesn't say.
func (w *pageWriter) step(v *view) {
	if v.name != "" && v.name != v.step {
		w.put(` data-step="`, escaped(v.step), `"`)
	}
}

func (w *pageWriter) label(v *view) {
	if label := v.label(); label != "" {
		w.put("<b>", escaped(label), "</b>")
	}
}

// head writes what stands on the line of a part that can be opened.
func (w *pageWriter) head(v *view) {
	text := v.text
	switch v.kind {
	case listView, mapView:
		text = fmt.Sprintf("%s (%d)", v.typ, v.len)
	}
	w.put("<u")
	w.title(v)
	if v.kind == choiceView {
		w.put(` class="d"`)
	}
	w.put(">", escaped(text), "</u>")
	if v.kind != groupView && v.mark != within {
		bare := *v
		bare.remark, bare.fault = "", "" // they are told behind it
		preview := shortText(bare, previewWidth)
		w.put("<s>", escaped(strings.TrimPrefix(preview, v.text)), "</s>")
	}
	w.note(v)
}

// note writes what there is to remark.
func (w *pageWriter) note(v *view) {
	if notes := strings.Trim(v.note+", "+v.remark, ", "); notes != "" {
		w.put(`<span class="m">`, escaped(notes), "</span>")
	}
	if v.fault != "" {
		w.put(`<span class="e">`, escaped(v.fault), "</span>")
	}
}

func (w *pageWriter) title(v *view) {
	if v.typ != "" {
		w.put(` title="`, escaped(v.typ), `"`)
	}
}

// value writes a view without parts.
func (w *pageWriter) value(v *view) {
	class := ""
	switch v.kind {
	case numberView:
		class = "n"
	case stringView:
		class = "q"
	case boolView:
		class = "k"
	case nilView, elsewhere:
		class = "x"
	case openView:
		class = "d"
	}
	text := v.leaf()
	if v.parts != nil {
		text = shortText(*v, previewWidth)
	}
	if v.kind == stringView {
		if r := []rune(v.text); len(r) > w.runes {
			w.block(class, v, string(r[:w.runes])+"…")
			return
		}
		if strings.Contains(v.text, "\n") || len(text) > wholeText {
			w.block(class, v, v.text)
			return
		}
	}
	w.put("<i")
	if class != "" {
		w.put(` class="`, class, `"`)
	}
	w.title(v)
	w.put(">", escaped(text), "</i>")
	w.note(v)
}

// block writes a string that is long or has several lines.
func (w *pageWriter) block(class string, v *view, text string) {
	w.put(`<pre class="`, class, `"`)
	w.title(v)
	w.put(">\n", escaped(text), "</pre>")
}

// change writes the row of something that is not what it was.
func (w *pageWriter) change(v *view, depth int) {
	class := map[mark]string{replaced: "was is", added: "is", removed: "was", faulty: "bad"}[v.mark]
	w.put(`<div class="r `, class, `"`)
	w.step(v)
	w.put(">")
	w.label(v)
	cell := func(sign, class string, v *view, spans []span, tag string) {
		w.put(`<div class="cell `, class, `">`)
		switch {
		case v == nil:
		case len(spans) > 1:
			w.put(`<pre class="q">`, "\n")
			for _, s := range spans {
				switch {
				case s.same:
					w.put(escaped(s.text))
				case s.text != "":
					w.put("<", tag, ">", escaped(s.text), "</", tag, ">")
				}
			}
			w.put("</pre>")
		default:
			value := *v
			value.step, value.name, value.mark = "", "", unmarked
			// Nothing is open inside of what is new or gone but itself.
			open := w.open
			w.open = min(depth+2, w.open)
			w.view(&value, depth+1)
			w.open = open
		}
		w.put("</div>")
	}
	switch v.mark {
	case faulty:
		w.value(v)
	case removed:
		cell("-", "old", v, nil, "")
		cell("", "none", nil, nil, "")
	case added:
		cell("", "none", nil, nil, "")
		cell("+", "new", v, nil, "")
	default:
		var x, y []span
		old, now := v.old, *v
		if old != nil && old.kind == stringView && v.kind == stringView {
			x, y = textSpans(old.text, v.text)
		}
		if old != nil && shortText(*old, shortWidth) == shortText(*v, shortWidth) {
			before := *old
			before.note, now.note = old.typ, v.typ
			if old.typ == v.typ {
				before.note, now.note = "one", "another"
			}
			old = &before
		}
		cell("-", "old", old, x, "del")
		cell("+", "new", &now, y, "ins")
	}
	w.put("</div>\n")
}

// marksText counts what a diff has found, and says whether some parts are the
// same.
func marksText(root *view) (text string, some bool) {
	var counts [faulty + 1]int
	var walk func(v *view)
	walk = func(v *view) {
		counts[v.mark]++
		if v.mark == within {
			for part := range v.parts {
				walk(&part)
			}
		}
	}
	walk(root)
	var list []string
	for _, c := range []struct {
		mark mark
		word string
	}{{replaced, "changed"}, {added, "added"}, {removed, "removed"}, {faulty, "in error"}} {
		if n := counts[c.mark]; n > 0 {
			list = append(list, fmt.Sprintf("%d %s", n, c.word))
		}
	}
	return strings.Join(list, ", "), root.mark == within && counts[unchanged] > 0
}
