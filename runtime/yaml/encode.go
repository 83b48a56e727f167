// From JSON to YAML.

package yaml

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	lib "go.yaml.in/yaml/v4"
)

// encode returns the JSON text as YAML, members in their order.
func encode(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	n, err := node(d)
	if err != nil {
		return nil, err
	}
	return lib.Dump(n, lib.WithV4Defaults(), lib.WithLineWidth(-1), lib.WithQuotePreference(lib.QuoteDouble))
}

// node returns the next value that d has.
func node(d *json.Decoder) (*lib.Node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case nil:
		return &lib.Node{Kind: lib.ScalarNode, Value: "null"}, nil
	case bool:
		if t {
			return &lib.Node{Kind: lib.ScalarNode, Value: "true"}, nil
		}
		return &lib.Node{Kind: lib.ScalarNode, Value: "false"}, nil
	case json.Number:
		return &lib.Node{Kind: lib.ScalarNode, Value: t.String()}, nil
	case string:
		return scalar(t), nil
	}
	n := &lib.Node{Kind: lib.SequenceNode}
	if t == json.Delim('{') {
		n.Kind = lib.MappingNode
	}
	for d.More() {
		e, err := node(d)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, e)
		if n.Kind == lib.MappingNode { // e was the name
			if e, err = node(d); err != nil {
				return nil, err
			}
			n.Content = append(n.Content, e)
		}
	}
	if len(n.Content) == 0 || n.Kind == lib.SequenceNode && short(n.Content) {
		n.Style = lib.FlowStyle
	}
	_, err = d.Token()
	return n, err
}

// short reports whether a sequence is better read in one line.
func short(list []*lib.Node) bool {
	width := 0
	for _, e := range list {
		if e.Kind != lib.ScalarNode || e.Style == lib.LiteralStyle {
			return false
		}
		width += len(e.Value) + 2
	}
	return width <= 72
}

// scalar returns the string s: plain if nothing can take it for something
// else, as lines if it has several, or else in quotes.
func scalar(s string) *lib.Node {
	n := &lib.Node{Kind: lib.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case isPlain(s):
	case isBlock(s):
		n.Style = lib.LiteralStyle
	default:
		n.Style = lib.DoubleQuotedStyle
	}
	return n
}

// isPlain reports whether s needs no quotes in any version of YAML.
func isPlain(s string) bool {
	switch strings.ToLower(s) {
	case "", "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	before := ' '
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			return false
		case unicode.IsLetter(r) || r == '_':
		case i > 0 && (unicode.IsDigit(r) || strings.ContainsRune("./+-@", r)):
		case i > 0 && r == ' ' && before != ' ' && i < len(s)-1:
		default:
			return false
		}
		before = r
	}
	return true
}

// isBlock reports whether s can be written as the lines it has.
func isBlock(s string) bool {
	if !strings.Contains(s, "\n") || !utf8.ValidString(s) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(first) {
		return false
	}
	before := ' '
	for _, r := range s {
		switch {
		case r == '\n' && before == ' ':
			return false
		case r != '\n' && !unicode.IsPrint(r):
			return false
		}
		before = r
	}
	return before != ' '
}
