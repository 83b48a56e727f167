// From YAML to JSON.

package yaml

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"

	lib "go.yaml.in/yaml/v4"

	pg "github.com/pgen-go/pgen/runtime"
)

// decode returns the one document in data as JSON.
func decode(data []byte) ([]byte, func(offset int) (line, col int), error) {
	d := &decoder{data: data}
	loader, err := lib.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	var document, second lib.Node
	if err := loader.Load(&document); err == io.EOF {
		return nil, nil, &pg.SyntaxError{Line: 1, Col: 1, Err: errors.New("expected a YAML document, got an empty text")}
	} else if err != nil {
		return nil, nil, d.syntaxError(err)
	}
	if err := loader.Load(&second); err == nil {
		return nil, nil, d.errorf(&second, "expected one YAML document, got another")
	} else if err != io.EOF {
		return nil, nil, d.syntaxError(err)
	}
	if err := d.value(&document); err != nil {
		return nil, nil, err
	}
	return d.text, d.places.at, nil
}

// A decoder writes the JSON text of nodes.
type decoder struct {
	data   []byte
	text   []byte
	places places
	within []*lib.Node // the anchors that are being expanded
	depth  int
}

// syntaxError returns an error of the library with its place.
func (d *decoder) syntaxError(err error) error {
	if e, ok := errors.AsType[*lib.LoadError](err); ok {
		msg := e.Message
		if e.ContextMsg != "" {
			msg = e.ContextMsg + ": " + msg
		}
		line, col := max(1, e.Mark.Line), d.column(max(1, e.Mark.Line), e.Mark.Column)
		if last := 1 + bytes.Count(d.data, []byte("\n")); line > last { // behind the end
			line, col = last, len(d.data)-bytes.LastIndexByte(d.data, '\n')
		}
		return &pg.SyntaxError{Line: line, Col: col, Err: fmt.Errorf("expected YAML: %s", msg)}
	}
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	return &pg.SyntaxError{Line: 1, Col: 1, Err: fmt.Errorf("expected YAML: %s", msg)}
}

// column returns the column in bytes of what is at the column col in
// characters.
func (d *decoder) column(line, col int) int {
	rest := d.data
	for range line - 1 {
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	at := 0
	for range col - 1 {
		_, size := utf8.DecodeRune(rest[at:])
		at += size
	}
	return at + 1
}

func (d *decoder) errorf(n *lib.Node, format string, args ...any) error {
	return &pg.SyntaxError{Line: n.Line, Col: d.column(n.Line, n.Column), Err: fmt.Errorf(format, args...)}
}

// here says that what is written next comes from n.
func (d *decoder) here(n *lib.Node) {
	d.places = append(d.places, placed{len(d.text), n.Line, d.column(n.Line, n.Column)})
}

func (d *decoder) value(n *lib.Node) error {
	if d.depth++; d.depth > maxDepth {
		return d.errorf(n, "%w", errDeep)
	}
	defer func() { d.depth-- }()
	// Aliases of aliases can stand for more than memory holds.
	if len(d.text) > 1<<20+100*len(d.data) {
		return d.errorf(n, "expected aliases that stand for a reasonable amount of text")
	}
	if n.Kind == lib.AliasNode {
		return d.alias(n, d.value)
	}
	d.here(n)
	switch n.Kind {
	case lib.DocumentNode:
		if len(n.Content) == 0 {
			d.text = append(d.text, "null"...)
			return nil
		}
		return d.value(n.Content[0])
	case lib.SequenceNode:
		if n.Style&lib.TaggedStyle != 0 && n.ShortTag() != "!!seq" {
			return d.errorf(n, "expected no tag, got %s", n.Tag)
		}
		d.text = append(d.text, '[')
		for i, e := range n.Content {
			if i > 0 {
				d.text = append(d.text, ',')
			}
			if err := d.value(e); err != nil {
				return err
			}
		}
		d.text = append(d.text, ']')
		return nil
	case lib.MappingNode:
		if n.Style&lib.TaggedStyle != 0 && n.ShortTag() != "!!map" {
			return d.errorf(n, "expected no tag, got %s: write the type as the value of _type", n.Tag)
		}
		d.text = append(d.text, '{')
		if err := d.members(n, map[string]bool{}, nil); err != nil {
			return err
		}
		d.text = append(d.text, '}')
		return nil
	case lib.ScalarNode:
		return d.scalar(n)
	}
	return d.errorf(n, "expected a mapping, a sequence or a scalar")
}

// alias calls f with what the alias n stands for.
func (d *decoder) alias(n *lib.Node, f func(*lib.Node) error) error {
	for _, w := range d.within {
		if w == n.Alias {
			return d.errorf(n, "expected an alias of something else, got one of what it is in: *%s", n.Value)
		}
	}
	d.within = append(d.within, n.Alias)
	defer func() { d.within = d.within[:len(d.within)-1] }()
	return f(n.Alias)
}

// members writes the members of the mapping n, then those merged into it,
// without those in except. written is what the object has already.
func (d *decoder) members(n *lib.Node, written, except map[string]bool) error {
	var merged []*lib.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == lib.AliasNode {
			key = key.Alias
		}
		if key.Kind != lib.ScalarNode {
			return d.errorf(n.Content[i], "expected a scalar as a key")
		}
		if key.Value == "<<" && plain(key) {
			merged = append(merged, value)
			continue
		}
		if except[key.Value] {
			continue
		}
		written[key.Value] = true
		if d.text[len(d.text)-1] != '{' {
			d.text = append(d.text, ',')
		}
		d.here(n.Content[i])
		if err := d.string(key.Value); err != nil {
			return err
		}
		d.text = append(d.text, ':')
		if err := d.value(value); err != nil {
			return err
		}
	}
	for _, m := range merged {
		if err := d.merge(m, written); err != nil {
			return err
		}
	}
	return nil
}

// merge writes the members of n that are not written.
func (d *decoder) merge(n *lib.Node, written map[string]bool) error {
	switch n.Kind {
	case lib.AliasNode:
		return d.alias(n, func(m *lib.Node) error { return d.merge(m, written) })
	case lib.SequenceNode:
		for _, e := range n.Content {
			if err := d.merge(e, written); err != nil {
				return err
			}
		}
		return nil
	case lib.MappingNode:
		if d.depth++; d.depth > maxDepth {
			return d.errorf(n, "%w", errDeep)
		}
		defer func() { d.depth-- }()
		except := make(map[string]bool, len(written))
		for k := range written {
			except[k] = true
		}
		return d.members(n, written, except)
	}
	return d.errorf(n, "expected a mapping, or several in a sequence, to merge")
}

func (d *decoder) string(s string) error {
	text, err := json.Marshal(s)
	d.text = append(d.text, text...)
	return err
}

// plain reports whether the scalar n has neither quotes nor a tag.
func plain(n *lib.Node) bool {
	return n.Style&(lib.DoubleQuotedStyle|lib.SingleQuotedStyle|lib.LiteralStyle|lib.FoldedStyle|lib.TaggedStyle) == 0
}

// The core schema of YAML 1.2, which says what plain scalars are.
var (
	decimal = regexp.MustCompile(`^[-+]?[0-9]+$`)
	based   = regexp.MustCompile(`^0o[0-7]+$|^0x[0-9a-fA-F]+$`)
	float   = regexp.MustCompile(`^([-+]?)(\.[0-9]+|[0-9]+(?:\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	special = regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$`)
)

func (d *decoder) scalar(n *lib.Node) error {
	if n.Style&lib.TaggedStyle != 0 {
		switch n.ShortTag() {
		case "!!str", "!!binary", "!!timestamp", "!":
			return d.string(n.Value)
		case "!!null", "!!bool", "!!int", "!!float":
		default:
			return d.errorf(n, "expected no tag, got %s", n.Tag)
		}
	} else if !plain(n) {
		return d.string(n.Value)
	}
	text := ""
	switch v := n.Value; {
	case v == "" || v == "~" || v == "null" || v == "Null" || v == "NULL":
		text = "null"
	case v == "true" || v == "True" || v == "TRUE":
		text = "true"
	case v == "false" || v == "False" || v == "FALSE":
		text = "false"
	case decimal.MatchString(v):
		text = integer(v)
	case based.MatchString(v):
		i, _ := new(big.Int).SetString(v, 0)
		text = i.String()
	case float.MatchString(v):
		m := float.FindStringSubmatch(v)
		whole, fraction, point := strings.Cut(m[2], ".")
		text = integer(strings.TrimPrefix(m[1], "+") + "0" + whole)
		if point && fraction != "" {
			text += "." + fraction
		}
		text += m[3]
	case special.MatchString(v):
		return d.errorf(n, "expected a number that JSON has, too, got %s", v)
	}
	if text == "" {
		if n.Style&lib.TaggedStyle != 0 {
			return d.errorf(n, "expected a value for the tag %s, got %s", n.ShortTag(), n.Value)
		}
		return d.string(n.Value)
	}
	d.text = append(d.text, text...)
	return nil
}

// integer returns the decimal number v as JSON has it: without a plus and
// leading zeros.
func integer(v string) string {
	v, minus := strings.CutPrefix(strings.TrimPrefix(v, "+"), "-")
	v = strings.TrimLeft(v[:len(v)-1], "0") + v[len(v)-1:]
	if minus {
		return "-" + v
	}
	return v
}
