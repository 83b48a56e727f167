// DNA as text: PyGlove's compact form, in Python's notation and in JSON's.

package geno

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNesting bounds how deep the values of a DNA may nest when read, so that
// no input can exhaust the stack and what is read can be written: encoding/json
// goes no deeper than 10,000. A level of a space takes up to three levels here.
const maxNesting = 5000

// style is a notation for nested values.
type style struct {
	tuple, end string // around a tuple
	value      func(*node) string
}

var (
	pythonStyle = &style{"(", ")", (*node).String}
	jsonStyle   = &style{`["__tuple__", `, "]", (*node).json}
)

// write prints n and what is below it.
func (n *node) write(b *strings.Builder, s *style) {
	if n.kind == isNone && len(n.kids) > 0 {
		n.writeKids(b, s)
		return
	}
	if len(n.kids) == 0 {
		b.WriteString(s.value(n))
		return
	}
	b.WriteString(s.tuple)
	b.WriteString(s.value(n))
	for len(n.kids) == 1 && n.kids[0].kind != isNone {
		// A choice below a choice continues the tuple.
		n = n.kids[0]
		b.WriteString(", ")
		b.WriteString(s.value(n))
	}
	if len(n.kids) > 0 {
		b.WriteString(", ")
		n.writeKids(b, s)
	}
	b.WriteString(s.end)
}

func (n *node) writeKids(b *strings.Builder, s *style) {
	b.WriteByte('[')
	for i, kid := range n.kids {
		if i > 0 {
			b.WriteString(", ")
		}
		kid.write(b, s)
	}
	b.WriteByte(']')
}

// json returns the node's own value as JSON.
func (n *node) json() string {
	switch n.kind {
	case isNone:
		return "null"
	case isBool:
		return strconv.FormatBool(n.int != 0)
	case isStr:
		return string(quoteJSON(n.str))
	}
	return n.String()
}

// pyFloat prints f as Python's repr does: the shortest digits that read back
// the same, with an exponent below 1e-4 and from 1e16.
func pyFloat(f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// pyString prints s as Python's repr does.
func pyString(s string) string {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		switch {
		case r == quote || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteRune(quote)
	return b.String()
}

// ParseDNA reads a DNA of s from text: as [DNA.String] prints it, that without
// the name around it, or as JSON, with PyGlove's type information or bare.
func (s *Spec) ParseDNA(text string) (*DNA, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	d, err := parseDNA(text)
	if err != nil {
		return nil, err
	}
	return s.Bind(d)
}

func parseDNA(text string) (*DNA, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "DNA") && (strings.HasPrefix(text, "{") || json.Valid([]byte(text))) {
		d := new(DNA)
		return d, d.UnmarshalJSON([]byte(text))
	}
	p := parser{text: text}
	v, err := p.dna()
	if err != nil {
		return nil, fmt.Errorf("geno: DNA text, offset %d: %w", p.at, err)
	}
	n, err := newNode(v, 0)
	if err != nil {
		return nil, err
	}
	return unbound(n), nil
}

func unbound(n *node) *DNA {
	d := &DNA{tree: n}
	d.flatten(n)
	return d
}

// tuple is a Python tuple among the values read; a list is an []any. The other
// values are nil, bool, json.Number and string.
type tuple []any

// newNode does what PyGlove's DNA(v) does. Depth is how deep v is.
func newNode(v any, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("geno: DNA: expected values nested at most %d deep, got more", maxNesting)
	}
	switch v := v.(type) {
	case nil:
		return &node{}, nil
	case bool:
		n := &node{kind: isBool}
		if v {
			n.int = 1
		}
		return n, nil
	case string:
		return &node{kind: isStr, str: v}, nil
	case json.Number:
		return numberNode(string(v))
	case []any:
		kids, err := newNodes(v, depth)
		if err != nil {
			return nil, err
		}
		return collapse(kids), nil
	case tuple:
		return tupleNode(v, depth)
	}
	return nil, fmt.Errorf("geno: DNA: expected null, a number, a string or a list, got %s", jsonKind(v))
}

func newNodes(list []any, depth int) ([]*node, error) {
	kids := make([]*node, len(list))
	for i, v := range list {
		var err error
		if kids[i], err = newNode(v, depth+1); err != nil {
			return nil, err
		}
	}
	return kids, nil
}

func numberNode(text string) (*node, error) {
	if strings.ContainsAny(text, ".eE") {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("geno: DNA: expected a number that a float64 holds, got %.40s", text)
		}
		return &node{kind: isFloat, flt: f}, nil
	}
	i, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return &node{kind: isBigInt, str: text}, nil
	}
	return &node{kind: isInt, int: i}, nil
}

// tupleNode reads a choice with what is below it: (1, 2) is candidate 2 below
// candidate 1, (1, [2, 3]) two values below candidate 1.
func tupleNode(t tuple, depth int) (*node, error) {
	root := &node{}
	n := root
	for i, v := range t {
		if depth+i > maxNesting {
			return nil, fmt.Errorf("geno: DNA: expected values nested at most %d deep, got more", maxNesting)
		}
		last := i == len(t)-1
		if i > 0 && last {
			switch v := v.(type) {
			case nil:
				return root, nil
			case []any:
				kids, err := newNodes(v, depth+i)
				n.kids = kids
				return root, err
			case bool, string, json.Number:
				kid, err := newNode(v, depth+i)
				n.kids = []*node{kid}
				return root, err
			case tuple:
				// PyGlove drops such a tuple without a word.
				return nil, errors.New("geno: DNA: expected a number, a string or a list at the end of a tuple, got a tuple; write (1, 2, 3) for (1, (2, 3))")
			}
			return nil, fmt.Errorf("geno: DNA: expected a number, a string or a list at the end of a tuple, got %s", jsonKind(v))
		}
		switch v.(type) {
		case bool, json.Number:
			next, err := newNode(v, depth+i)
			if err != nil {
				return nil, err
			}
			if i == 0 {
				*root = *next
			} else {
				n.kids = []*node{next}
				n = next
			}
		default:
			return nil, fmt.Errorf("geno: DNA: expected the index of a candidate in a tuple, got %s; a list may only be last", jsonKind(v))
		}
		if last {
			return nil, errors.New("geno: DNA: expected at least two values in a tuple, got one")
		}
	}
	return nil, errors.New("geno: DNA: expected at least two values in a tuple, got none")
}

// jsonKind names what v is, for errors.
func jsonKind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return fmt.Sprintf("%.40s", string(v))
	case string:
		return fmt.Sprintf("%.40q", v)
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case tuple:
		return fmt.Sprintf("a tuple of %d", len(v))
	case map[string]any:
		return "an object"
	}
	return fmt.Sprintf("a %T", v)
}

// parser reads Python's notation.
type parser struct {
	text  string
	at    int
	depth int
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// take consumes b if it comes next.
func (p *parser) take(b byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

// got describes what comes next.
func (p *parser) got() string {
	p.space()
	if p.at >= len(p.text) {
		return "the end"
	}
	return fmt.Sprintf("%.20q", p.text[p.at:])
}

func (p *parser) dna() (any, error) {
	v, err := any(nil), error(nil)
	if rest, ok := strings.CutPrefix(p.text, "DNA"); ok && strings.HasPrefix(strings.TrimLeft(rest, " "), "(") {
		p.at = len("DNA")
		p.take('(')
		var args []any
		if args, _, err = p.list(')'); err == nil {
			switch len(args) {
			case 0:
			case 1:
				v = args[0]
			default:
				v = tuple(args)
			}
		}
	} else {
		v, err = p.value()
	}
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, fmt.Errorf("expected the end, got %s", p.got())
	}
	return v, nil
}

// list reads values up to the closing bracket and whether a comma stands
// before it.
func (p *parser) list(end byte) (list []any, comma bool, err error) {
	if p.depth++; p.depth > maxNesting {
		return nil, false, fmt.Errorf("expected values nested at most %d deep, got more", maxNesting)
	}
	defer func() { p.depth-- }()
	for {
		if p.take(end) {
			return list, comma, nil
		}
		if len(list) > 0 && !comma {
			return nil, false, fmt.Errorf("expected a comma or %q, got %s", end, p.got())
		}
		v, err := p.value()
		if err != nil {
			return nil, false, err
		}
		list = append(list, v)
		comma = p.take(',')
	}
}

func (p *parser) value() (any, error) {
	p.space()
	if p.at >= len(p.text) {
		return nil, errors.New("expected a value, got the end")
	}
	switch c := p.text[p.at]; {
	case c == '[':
		p.at++
		list, _, err := p.list(']')
		if list == nil {
			list = []any{}
		}
		return list, err
	case c == '(':
		p.at++
		list, comma, err := p.list(')')
		if err == nil && len(list) == 1 && !comma {
			return list[0], nil // only brackets, as in Python
		}
		return tuple(list), err
	case c == '\'' || c == '"':
		return p.str()
	}
	end := p.at
	for end < len(p.text) && strings.IndexByte(" \t\r\n,()[]'\"", p.text[end]) < 0 {
		end++
	}
	word := p.text[p.at:end]
	switch word {
	case "None", "null":
		p.at = end
		return nil, nil
	case "True", "true":
		p.at = end
		return true, nil
	case "False", "false":
		p.at = end
		return false, nil
	}
	if word == "" || strings.IndexByte("-0123456789", word[0]) < 0 || !json.Valid([]byte(word)) {
		return nil, fmt.Errorf("expected a number, a string, a list, a tuple or None, got %s", p.got())
	}
	p.at = end
	return json.Number(word), nil
}

// str reads a Python string.
func (p *parser) str() (any, error) {
	quote := p.text[p.at]
	var b strings.Builder
	for i := p.at + 1; i < len(p.text); {
		c := p.text[i]
		if c == quote {
			p.at = i + 1
			return b.String(), nil
		}
		if c != '\\' {
			r, size := utf8.DecodeRuneInString(p.text[i:])
			b.WriteRune(r)
			i += size
			continue
		}
		if i++; i >= len(p.text) {
			break
		}
		digits := 0
		switch c := p.text[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case '\\', '\'', '"':
			b.WriteByte(c)
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		default:
			p.at = i - 1
			return nil, fmt.Errorf(`expected one of \n \r \t \\ \' \" \x \u \U, got \%c`, c)
		}
		i++
		if digits > 0 {
			r, err := strconv.ParseUint(p.text[i:min(i+digits, len(p.text))], 16, 32)
			if err != nil || i+digits > len(p.text) || r > unicode.MaxRune {
				p.at = i - 2
				return nil, fmt.Errorf("expected %d hexadecimal digits of a character, got %s", digits, p.got())
			}
			b.WriteRune(rune(r))
			i += digits
		}
	}
	return nil, fmt.Errorf("expected the closing %c of a string, got the end", quote)
}
