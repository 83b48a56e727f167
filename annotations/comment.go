package annotations

// One comment: is it a directive, nearly one, or none?

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"unicode"
)

// nearMiss is a comment that begins as a directive does, give or take a space,
// a capital or a wrong mark.
var nearMiss = regexp.MustCompile(`^(//|/\*)([ \t]*)(?i:pg|pgen)([ \t]*[:.][ \t]*|[ \t]+)([A-Za-z][A-Za-z_-]*)`)

// read says what a comment is. Known is true for a directive of the table.
// Otherwise msg is what is wrong, "" for an ordinary comment, and meant is the
// directive that was probably meant, if any.
func read(c *ast.Comment) (d ast.Directive, known bool, meant, msg string) {
	if d, ok := ast.ParseDirective(c.Slash, c.Text); ok && d.Tool == "pg" {
		if _, ok := Lookup(d.Name); ok {
			return d, true, "", ""
		}
	}
	if rest, ok := strings.CutPrefix(c.Text, "//pg:"); ok {
		words := strings.Fields(rest)
		if len(words) == 0 {
			return d, false, "", "//pg: names no directive: the directives are " + strings.Join(names(), ", ")
		}
		if word := words[0]; strings.HasPrefix(rest, word) {
			// What follows the letters, as in //pg:oneof(1,2), is no part of the typo.
			letters := word
			if i := strings.IndexFunc(word, notInName); i > 0 {
				letters = word[:i]
			}
			meant, _ = nearest(letters, names())
			advice := Suggest(letters, names(), "//pg:", "the directives are")
			if letters == meant {
				advice = "put a space behind //pg:" + meant
			}
			return d, false, meant, fmt.Sprintf("unknown directive //pg:%s: %s", word, advice)
		}
	}
	m := nearMiss.FindStringSubmatch(c.Text)
	if m == nil {
		return d, false, "", ""
	}
	text, opening, gap, mark, word := m[0], m[1], m[2], strings.TrimSpace(m[3]), m[4]
	// "// pg.Skip is" and "// pg skip" are prose, "//pg.skip" is not.
	if mark != ":" && gap != "" {
		return d, false, "", ""
	}
	meant, ok := nearest(word, names())
	// A short word of prose is easily close to a short name.
	if !ok || len(meant) <= 4 && fold(word) != meant {
		return d, false, "", ""
	}
	form := ""
	if opening == "/*" {
		form = ", in a line comment"
	}
	return d, false, meant, fmt.Sprintf("%q is not a directive: did you mean //pg:%s%s?", text, meant, form)
}

// notInName reports whether r ends what could be meant as a directive's name.
func notInName(r rune) bool {
	return !unicode.IsLetter(r) && r != '_' && r != '-'
}
