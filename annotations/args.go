package annotations

// Arguments of a directive: splitting the line and giving each word its role.

import (
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitArgs cuts s, which stands at pos, into its arguments. They are separated
// by spaces outside of brackets and of string and rune literals; a word that
// begins with // begins a comment and ends the list.
func splitArgs(s string, pos token.Pos) ([]Arg, *Error) {
	fail := func(i int, format string, args ...any) ([]Arg, *Error) {
		return nil, &Error{pos + token.Pos(i), fmt.Sprintf(format, args...)}
	}
	var args []Arg
	var open []int // offsets of the brackets that are open
	start := -1    // of the current word
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			if start >= 0 && len(open) == 0 {
				args = append(args, Arg{s[start:i], pos + token.Pos(start), pos + token.Pos(i)})
				start = -1
			}
			i += size
			continue
		}
		if strings.HasPrefix(s[i:], "//") {
			if start < 0 {
				if strings.HasPrefix(s[i:], "//pg:") {
					return fail(i, "a directive behind a directive is taken for a comment: put it on a line of its own, above the field")
				}
				return args, nil
			}
			if len(open) == 0 {
				return fail(i, `"//" inside an argument: put a space before it to begin a comment, or quotes around the argument`)
			}
			break // the open bracket is what is wrong
		}
		if start < 0 {
			start = i
		}
		switch r {
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) == 0 {
				return fail(i, "%q closes nothing: remove it or open it earlier in the same argument", r)
			}
			last := s[open[len(open)-1]]
			if want := closing(last); want != byte(r) {
				return fail(i, "expected %q to close %q, got %q", want, last, r)
			}
			open = open[:len(open)-1]
		case '"', '\'', '`':
			end := literalEnd(s, i)
			if end < 0 {
				return fail(i, "the literal that begins with %c does not end: close it with %c", r, r)
			}
			size = end - i
		}
		i += size
	}
	if len(open) > 0 {
		at := open[len(open)-1]
		return fail(at, "%q is never closed: add %q", s[at], closing(s[at]))
	}
	if start >= 0 {
		args = append(args, Arg{s[start:], pos + token.Pos(start), pos + token.Pos(len(s))})
	}
	return args, nil
}

func closing(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

// literalEnd returns the offset after the literal that begins at i, or -1.
func literalEnd(s string, i int) int {
	quote := s[i]
	for j := i + 1; j < len(s); j++ {
		switch {
		case s[j] == quote:
			return j + 1
		case s[j] == '\\' && quote != '`':
			j++
		}
	}
	return -1
}

// assign gives each argument its role in d: positional, flag or key=value. It
// appends what is wrong to errs and reports whether nothing was.
func (d *Directive) assign(args []Arg, errs *[]Error) bool {
	before := len(*errs)
	fail := func(pos token.Pos, format string, values ...any) {
		*errs = append(*errs, Error{pos, "//pg:" + d.Name + fmt.Sprintf(format, values...)})
	}
	for _, arg := range args {
		if key, value, ok := keyValue(arg); ok && !d.Rest {
			switch {
			case !slices.Contains(d.KeyNames, key) && len(d.KeyNames) == 0:
				fail(arg.Pos, " takes no key=value, got %s: write %s", arg.Text, d.usage())
			case !slices.Contains(d.KeyNames, key):
				fail(arg.Pos, ": unknown key %s: %s", key, Suggest(key, d.KeyNames, "", "the keys are"))
			case d.Keys[key] != Arg{}:
				fail(arg.Pos, ": %s= is given twice: keep one", key)
			case value.Text == "":
				fail(value.Pos, ": %s= has no value: write %s=VALUE", key, key)
			default:
				if key == "step" {
					d.expression(value, fail)
				} else if strings.ContainsRune("\"'`", rune(value.Text[0])) {
					text, err := strconv.Unquote(value.Text)
					if err != nil || value.Text[0] == '\'' {
						fail(value.Pos, `: the value of %s= is not a Go string: write %s="two words"`, key, key)
					} else if text == "" {
						fail(value.Pos, ": %s= is empty: give it a value or drop it", key)
					}
					value.Text = text
				}
				if d.Keys == nil {
					d.Keys = map[string]Arg{}
				}
				d.Keys[key] = value
			}
			continue
		}
		if group := d.flagGroup(arg.Text); group != nil {
			for _, other := range group {
				if _, ok := d.Flags[other]; ok && other == arg.Text {
					fail(arg.Pos, ": %s is given twice: keep one", other)
				} else if ok {
					fail(arg.Pos, ": %s and %s exclude each other: keep one", other, arg.Text)
				}
			}
			if d.Flags == nil {
				d.Flags = map[string]Arg{}
			}
			d.Flags[arg.Text] = arg
			continue
		}
		d.Args = append(d.Args, arg)
	}
	// A misspelt flag looks like one argument too many; say what it is.
	if d.Max >= 0 && len(d.Args) > d.Max {
		for _, arg := range d.Args[d.Max:] {
			if flag, ok := nearest(arg.Text, slices.Concat(d.FlagNames...)); ok && token.IsIdentifier(arg.Text) {
				fail(arg.Pos, ": unknown flag %s: did you mean %s?", arg.Text, flag)
				return false
			}
		}
		fail(d.Args[d.Max].Pos, " takes %s, got %s: write %s", d.takes(), count(len(d.Args)), d.usage())
		return false
	}
	if len(d.Args) < d.Min {
		fail(d.Pos, " takes %s, got %s: write %s", d.takes(), count(len(d.Args)), d.usage())
	}
	for _, arg := range d.Args {
		d.expression(arg, fail)
	}
	return len(*errs) == before
}

// expression checks that arg is a Go expression, and complains at the byte at
// which it stops to be one.
func (d *Directive) expression(arg Arg, fail func(token.Pos, string, ...any)) {
	_, err := parser.ParseExpr(arg.Text)
	if err == nil {
		return
	}
	offset, msg := 0, err.Error()
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		offset, msg = min(list[0].Pos.Offset, len(arg.Text)), list[0].Msg
	}
	advice := "write an expression without spaces, or inside ( )"
	switch {
	case d.Rest:
		advice = "write " + d.usage()
	case strings.HasSuffix(arg.Text, ","):
		advice = "separate arguments by spaces alone"
	}
	fail(arg.Pos+token.Pos(offset), ": %s is not a Go expression (%s): %s", arg.Text, msg, advice)
}

// flagGroup returns the group of flags that word belongs to, or nil.
func (d *Definition) flagGroup(word string) []string {
	for _, group := range d.FlagNames {
		if slices.Contains(group, word) {
			return group
		}
	}
	return nil
}

// takes names the positional arguments.
func (d *Definition) takes() string {
	positional, _, _ := strings.Cut(d.Syntax, " [")
	if d.Max == 0 {
		return "no arguments"
	}
	return positional
}

// usage is the directive as it is to be written, in the form it was written in.
func (d *Directive) usage() string {
	return usage(d.Definition, d.Target)
}

func usage(d Definition, target string) string {
	s := "//pg:" + d.Name
	for _, word := range []string{target, d.Syntax} {
		if word != "" {
			s += " " + word
		}
	}
	return s
}

func count(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}

// keyValue splits key=value. No Go expression has a lone = after its first
// identifier outside of brackets, so nothing else is mistaken for it.
func keyValue(arg Arg) (key string, value Arg, ok bool) {
	key, text, found := strings.Cut(arg.Text, "=")
	if !found || !token.IsIdentifier(key) || strings.HasPrefix(text, "=") {
		return "", Arg{}, false
	}
	return key, Arg{text, arg.Pos + token.Pos(len(key)+1), arg.End}, true
}
