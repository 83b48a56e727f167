// PyGlove's JSON for Spec and DNA, both ways.

package geno

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The names PyGlove gives its types in JSON, the one it writes first.
var (
	spaceTypes   = []string{"pyglove.generators.geno.Template", "geno.Space", "pyglove.core.geno.space.Space"}
	choicesTypes = []string{"pyglove.generators.geno.Choices", "geno.Choices", "pyglove.core.geno.categorical.Choices"}
	floatTypes   = []string{"pyglove.generators.geno.Float", "geno.Float", "pyglove.core.geno.numerical.Float"}
	customTypes  = []string{"pyglove.generators.geno.CustomDecisionPoint", "geno.CustomDecisionPoint", "pyglove.core.geno.custom.CustomDecisionPoint"}
)

const (
	dnaType = "pyglove.core.geno.base.DNA"
	intType = "pgen.geno.Int" // PyGlove has none
	// maxSteps is how many steps are written out for PyGlove.
	maxSteps = 1 << 16
)

// MarshalJSON writes s in PyGlove's own JSON. What PyGlove does not have is
// written in a small extension: an Int as an object of type "pgen.geno.Int" with
// location, hints, name, min_value, max_value, step and scale, and the Step of a
// Float as its member "step". The functions of a Custom are not written.
func (s *Spec) MarshalJSON() ([]byte, error) { return s.writeJSON(false) }

// PyGloveJSON writes s as PyGlove can open it: an Int or a stepped Float becomes
// the choice of one of its values, as literals. It fails where there are more
// than 65,536 of them. Of the decisions that share a name, which PyGlove refuses,
// the first keeps it. The DNAs of both spaces have the same JSON, but for stepped
// Floats, which PyGlove then knows by index.
func (s *Spec) PyGloveJSON() ([]byte, error) { return s.writeJSON(true) }

func (s *Spec) writeJSON(strict bool) ([]byte, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	w := specWriter{strict: strict, named: map[string]bool{}}
	if at := (&scope{spec: s.ready()}); s.bare {
		w.point(&s.points[0], at)
	} else {
		w.space(at, -1)
	}
	if err := w.errs.err(); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

type specWriter struct {
	bytes.Buffer
	strict bool // only what PyGlove has
	named  map[string]bool
	errs   errorList
}

func (w *specWriter) begin(typ, location string, hints any, at string) {
	fmt.Fprintf(w, `{"_type": %q, "location": %s, "hints": `, typ, quoteJSON(location))
	if err := writeValue(&w.Buffer, hints); err != nil {
		w.errs.add("%s: hints: %w", place(at), err)
	}
}

func (w *specWriter) space(at *scope, index int) {
	w.begin(spaceTypes[0], at.spec.location, at.spec.hints, at.path())
	w.WriteString(`, "elements": [`)
	for i := range at.spec.points {
		if i > 0 {
			w.WriteString(", ")
		}
		w.point(&at.spec.points[i], at)
	}
	w.WriteString(`], "index": `)
	if index < 0 {
		w.WriteString("null}")
	} else {
		fmt.Fprintf(w, "%d}", index)
	}
}

func (w *specWriter) point(p *point, at *scope) {
	id := at.parent(p)
	info := p.element.Decision.info()
	begin := func(typ string) {
		w.begin(typ, p.element.Location, info.Hints, id)
		w.WriteString(`, "name": `)
		name := info.Name
		if w.strict && w.named[name] {
			name = ""
		}
		w.named[name] = true
		w.text(name)
	}
	switch d := p.element.Decision.(type) {
	case *Choices:
		begin(choicesTypes[0])
		fmt.Fprintf(w, `, "num_choices": %d, "candidates": [`, p.k)
		for i := range int(p.n) {
			if i > 0 {
				w.WriteString(", ")
			}
			candidate := nothing
			if d.Candidates != nil && d.Candidates[i] != nil {
				candidate = d.Candidates[i].ready()
			}
			w.space(&scope{at, candidate, p, 0, i}, i)
		}
		w.endChoices(len(p.literals), func(i int) any { return p.literals[i] }, d.Distinct, d.Sorted)
	case *Float:
		if d.Step > 0 && w.strict {
			w.steps(begin, p, id, func(i int) any { return p.gridValue(uint64(i)) })
			return
		}
		begin(floatTypes[0])
		fmt.Fprintf(w, `, "min_value": %s, "max_value": %s, "scale": `, pyFloat(d.Min), pyFloat(d.Max))
		w.scale(d.Scale, d.linear)
		if d.Step > 0 {
			fmt.Fprintf(w, `, "step": %s`, pyFloat(d.Step))
		}
		w.WriteByte('}')
	case *Int:
		if w.strict {
			w.steps(begin, p, id, func(i int) any { return d.Min + int64(i)*max(d.Step, 1) })
			return
		}
		begin(intType)
		fmt.Fprintf(w, `, "min_value": %d, "max_value": %d, "step": %d, "scale": `, d.Min, d.Max, max(d.Step, 1))
		w.scale(d.Scale, false)
		w.WriteByte('}')
	case *Custom:
		begin(customTypes[0])
		w.WriteString(`, "hyper_type": `)
		w.text(d.Type)
		w.WriteByte('}')
	}
}

// steps writes p as the choice of one of its values.
func (w *specWriter) steps(begin func(string), p *point, id string, value func(int) any) {
	if p.n > maxSteps {
		w.errs.add("%s: expected at most %d values to write out for PyGlove, got %d; take a larger Step", place(id), maxSteps, p.n)
		return
	}
	begin(choicesTypes[0])
	w.WriteString(`, "num_choices": 1, "candidates": [`)
	for i := range int(p.n) {
		if i > 0 {
			w.WriteString(", ")
		}
		w.space(&scope{spec: nothing}, i)
	}
	w.endChoices(int(p.n), value, true, false)
}

func (w *specWriter) endChoices(literals int, literal func(int) any, distinct, sorted bool) {
	w.WriteString(`], "literal_values": `)
	if literals == 0 {
		w.WriteString("null")
	} else {
		for i := range literals {
			w.WriteString(map[bool]string{true: "[", false: ", "}[i == 0])
			// A plain literal can always be written.
			_ = writeValue(&w.Buffer, literal(i))
		}
		w.WriteByte(']')
	}
	fmt.Fprintf(w, `, "distinct": %t, "sorted": %t, "subchoice_index": null}`, distinct, sorted)
}

// text writes s, or null when there is none.
func (w *specWriter) text(s string) {
	if s == "" {
		w.WriteString("null")
	} else {
		w.Write(quoteJSON(s))
	}
}

func (w *specWriter) scale(s Scale, linear bool) {
	if s == Linear && !linear {
		w.WriteString("null")
	} else {
		fmt.Fprintf(w, "%q", s)
	}
}

func quoteJSON(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// writeValue writes v as JSON, floats as Python does, so that 1.0 stays a float.
func writeValue(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return fmt.Errorf("expected a finite number, got %v", v)
		}
		b.WriteString(pyFloat(v))
		return nil
	case string:
		b.Write(quoteJSON(v))
		return nil
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			if err := writeValue(b, x); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case map[string]any:
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteString(", ")
			}
			b.Write(quoteJSON(k))
			b.WriteString(": ")
			if err := writeValue(b, v[k]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	}
	text, err := json.Marshal(v)
	b.Write(text)
	return err
}

// sameValue reports whether a and b are equal or at least the same as JSON.
func sameValue(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	var x, y bytes.Buffer
	return writeValue(&x, a) == nil && writeValue(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// decodeJSON reads the one value that data is. Numbers stay text.
func decodeJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("expected JSON, got its end; is it cut short?")
		}
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("expected one JSON value, got more at offset %d", d.InputOffset())
	}
	return v, nil
}

// UnmarshalJSON reads what MarshalJSON or PyGlove wrote. All that is wrong is
// reported at once, with its path in the JSON. A decision in place of a space is
// read as the space of only that decision, and written as it was. A Custom that is
// read has no functions.
//
// Only a Spec that nothing else uses may be read into.
func (s *Spec) UnmarshalJSON(data []byte) error {
	if s == nil {
		return errNilSpec
	}
	v, err := decodeJSON(data)
	if err != nil {
		return fmt.Errorf("geno: Spec: %w", err)
	}
	r := specReader{}
	read := r.root(v)
	if err := r.errs.err(); err != nil {
		return fmt.Errorf("geno: Spec: %w", err)
	}
	*s = *read
	return nil
}

type specReader struct{ errs errorList }

// object is a JSON object under reading: what is taken out of it is known, what
// is left is not.
type object struct {
	r    *specReader
	path string
	m    map[string]any
}

func (r *specReader) object(path string, v any) *object {
	m, ok := v.(map[string]any)
	if !ok {
		r.errs.add("%s: expected an object, got %s", path, jsonKind(v))
		return nil
	}
	return &object{r, path, m}
}

func (o *object) add(key, format string, args ...any) {
	o.r.errs.add("%s.%s: "+format, append([]any{o.path, key}, args...)...)
}

// take removes and returns a member; nil for null and for none.
func (o *object) take(key string) any {
	v := o.m[key]
	delete(o.m, key)
	return v
}

func (o *object) text(key string) string {
	v := o.take(key)
	s, ok := v.(string)
	if !ok && v != nil {
		o.add(key, "expected a string or null, got %s", jsonKind(v))
	}
	return s
}

func (o *object) flag(key string, absent bool) bool {
	v := o.take(key)
	if v == nil {
		return absent
	}
	b, ok := v.(bool)
	if !ok {
		o.add(key, "expected true or false, got %s", jsonKind(v))
	}
	return b
}

func (o *object) integer(key string, absent int64) int64 {
	v := o.take(key)
	if v == nil {
		return absent
	}
	n, _ := v.(json.Number)
	i, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil {
		o.add(key, "expected an integer, got %s", jsonKind(v))
		return absent
	}
	return i
}

func (o *object) float(key string, required bool) float64 {
	v := o.take(key)
	if v == nil && !required {
		return 0
	}
	n, _ := v.(json.Number)
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		o.add(key, "expected a number, got %s", jsonKind(v))
	}
	return f
}

func (o *object) list(key string) []any {
	v := o.take(key)
	l, ok := v.([]any)
	if !ok && v != nil {
		o.add(key, "expected a list or null, got %s", jsonKind(v))
	}
	return l
}

func (o *object) scale() (s Scale, written bool) {
	text := o.text("scale")
	switch text {
	case "", "linear":
		return Linear, text != ""
	case "log":
		return Log, true
	case "rlog":
		return RLog, true
	}
	o.add("scale", `expected null, "linear", "log" or "rlog", got %.40q`, text)
	return Linear, false
}

// end reports members that nobody took.
func (o *object) end() {
	delete(o.m, "userdata") // of old PyGlove, which ignores it too
	for _, k := range slices.Sorted(maps.Keys(o.m)) {
		o.r.errs.add("%s: expected no member %.40q", o.path, k)
	}
}

func (r *specReader) root(v any) *Spec {
	if m, ok := v.(map[string]any); ok {
		if t, ok := m["_type"].(string); ok && !slices.Contains(spaceTypes, t) {
			return r.build("$", &Spec{elements: []Element{r.element("$", v)}, bare: true}, len(r.errs.list))
		}
	}
	return r.space("$", v)
}

// build compiles s unless something below it was wrong.
func (r *specReader) build(path string, s *Spec, before int) *Spec {
	if len(r.errs.list) > before {
		return nothing
	}
	built, err := build(s, &errorList{})
	if err != nil {
		r.errs.add("%s: %w", path, err)
		return nothing
	}
	return built
}

func (r *specReader) space(path string, v any) *Spec {
	before := len(r.errs.list)
	o := r.object(path, v)
	if o == nil {
		return nothing
	}
	if t, _ := o.m["_type"].(string); !slices.Contains(spaceTypes, t) {
		o.add("_type", "expected %q, got %s", spaceTypes[0], jsonKind(o.m["_type"]))
		return nothing
	}
	o.take("_type")
	o.take("index") // it says the same as the place in the list
	s := &Spec{location: o.text("location"), hints: fromJSON(o.take("hints"))}
	for i, e := range o.list("elements") {
		s.elements = append(s.elements, r.element(fmt.Sprintf("%s.elements[%d]", path, i), e))
	}
	o.end()
	return r.build(path, s, before)
}

func (r *specReader) element(path string, v any) Element {
	o := r.object(path, v)
	if o == nil {
		return Element{}
	}
	t, _ := o.take("_type").(string)
	info := Info{Name: o.text("name"), Hints: fromJSON(o.take("hints"))}
	location := o.text("location")
	var d Decision
	switch {
	case slices.Contains(choicesTypes, t):
		d = r.choices(o, info)
	case slices.Contains(floatTypes, t):
		f := &Float{Info: info, Min: o.float("min_value", true), Max: o.float("max_value", true), Step: o.float("step", false)}
		f.Scale, f.linear = o.scale()
		d = f
	case t == intType:
		i := &Int{Info: info, Min: o.integer("min_value", 0), Max: o.integer("max_value", 0), Step: o.integer("step", 0)}
		i.Scale, _ = o.scale()
		d = i
	case slices.Contains(customTypes, t):
		o.take("next_dna_fn")
		o.take("random_dna_fn")
		d = &Custom{Info: info, Type: o.text("hyper_type")}
	default:
		o.add("_type", "expected %q, %q, %q or %q, got %.60q", choicesTypes[0], floatTypes[0], customTypes[0], intType, t)
		return Element{}
	}
	o.end()
	return Element{location, d}
}

// oldLiteral is how old versions of PyGlove wrote literals: "0/2 (text)".
var oldLiteral = regexp.MustCompile(`(?s)^(\d+)/(\d+) \((.*)\)$`)

func (r *specReader) choices(o *object, info Info) *Choices {
	c := &Choices{Info: info, K: int(o.integer("num_choices", 1)), Distinct: o.flag("distinct", true), Sorted: o.flag("sorted", false)}
	if i := o.take("subchoice_index"); i != nil {
		o.add("subchoice_index", "expected null, got %s; write the whole choice, not one of its K", jsonKind(i))
	}
	candidates := o.list("candidates")
	c.Candidates = make([]*Spec, len(candidates))
	for i, v := range candidates {
		c.Candidates[i] = r.space(fmt.Sprintf("%s.candidates[%d]", o.path, i), v)
	}
	for i, v := range o.list("literal_values") {
		switch v := v.(type) {
		case string:
			if m := oldLiteral.FindStringSubmatch(v); m != nil && m[1] == strconv.Itoa(i) && m[2] == strconv.Itoa(len(candidates)) {
				v = m[3]
			}
			c.Literals = append(c.Literals, v)
		case json.Number, bool:
			c.Literals = append(c.Literals, fromJSON(v))
		default:
			o.add("literal_values", "expected a string or a number at %d, got %s", i, jsonKind(v))
		}
	}
	return c
}

// fromJSON turns the numbers in v, as far as possible, into int64 and float64.
func fromJSON(v any) any {
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(string(v), ".eE") {
			if f, err := v.Float64(); err == nil {
				return f
			}
		} else if i, err := v.Int64(); err == nil {
			return i
		}
	case []any:
		for i := range v {
			v[i] = fromJSON(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = fromJSON(v[k])
		}
	}
	return v
}

// MarshalJSON writes d in PyGlove's own JSON.
func (d *DNA) MarshalJSON() ([]byte, error) {
	if d == nil {
		return []byte("null"), nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, `{"_type": %q, "format": "compact", "value": `, dnaType)
	d.nested().write(&b, jsonStyle)
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// UnmarshalJSON reads what MarshalJSON or PyGlove wrote, in its compact or full
// form, or the bare compact value. The DNA is unbound; [Spec.Bind] binds it.
// Metadata of PyGlove's is read past.
func (d *DNA) UnmarshalJSON(data []byte) error {
	if d == nil {
		return errNilDNA
	}
	v, err := decodeJSON(data)
	if err != nil {
		return fmt.Errorf("geno: DNA: %w", err)
	}
	n, err := dnaNode(v, 0)
	if err != nil {
		return err
	}
	*d = *unbound(n)
	return nil
}

// dnaNode reads a DNA with or without type information.
func dnaNode(v any, depth int) (*node, error) {
	m, ok := v.(map[string]any)
	if !ok {
		v, err := tuples(v)
		if err != nil {
			return nil, err
		}
		return newNode(v, depth)
	}
	if t := m["_type"]; t != dnaType {
		return nil, fmt.Errorf("geno: DNA: expected _type %q, got %s", dnaType, jsonKind(t))
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains([]string{"_type", "format", "value", "children", "metadata", "_cloneable_metadata_keys"}, k) {
			return nil, fmt.Errorf("geno: DNA: expected no member %.40q", k)
		}
	}
	compact := m["format"] == "compact"
	if f, ok := m["format"]; ok && !compact {
		return nil, fmt.Errorf("geno: DNA: expected format %q or none, got %s", "compact", jsonKind(f))
	}
	value, err := tuples(m["value"])
	if err != nil {
		return nil, err
	}
	n, err := newNode(value, depth)
	if err != nil {
		return nil, err
	}
	children, ok := m["children"].([]any)
	switch {
	case !ok && m["children"] != nil || compact && len(children) > 0:
		return nil, fmt.Errorf("geno: DNA: expected a list of children in the full form only, got %s", jsonKind(m["children"]))
	case len(children) == 0:
		return n, nil
	case len(n.kids) > 0 || n.kind == isStr:
		return nil, fmt.Errorf("geno: DNA: expected children below an index or null, got them below %s", jsonKind(m["value"]))
	}
	for _, child := range children {
		kid, err := dnaNode(child, depth+1)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	if len(n.kids) == 1 && n.kids[0].kind == isNone {
		n.kids = n.kids[0].kids
	}
	if n.kind == isNone {
		return collapse(n.kids), nil
	}
	return n, nil
}

// tuples turns the lists in v that stand for tuples into tuples.
func tuples(v any) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return v, nil
	}
	for i := range list {
		var err error
		if list[i], err = tuples(list[i]); err != nil {
			return nil, err
		}
	}
	if len(list) > 0 && list[0] == "__tuple__" {
		return tuple(list[1:]), nil
	}
	return list, nil
}
