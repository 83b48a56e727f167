// Writing symbolic programs as JSON.

package pg

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// symbol writes v, or what stands in its place.
func (w *jsonWriter) symbol(v reflect.Value, quoted bool) error {
	if m := w.marks; m != nil {
		if m.err != nil {
			return m.err
		}
		if m.open != nil {
			w.literal, w.marks = false, nil
			err := w.standing(m.open, v)
			w.marks = m
			return err
		}
	}
	s := shapeOf(v.Type())
	if !isNil(v) && (s.form == pointer || s.form == dynamic) {
		return w.concrete(v, quoted) // and back, with what it leads to
	}
	literal := w.literal
	w.literal = false
	if s.marshals && w.marks.special() {
		return fmt.Errorf("%s writes its JSON by a method of its own, which cannot write what is undecided in it", article(s.typ))
	}
	at := len(w.b)
	if err := w.concrete(v, quoted); err != nil || literal || !s.looksDecided(v, w.b[at:]) {
		return err
	}
	w.b = slices.Insert(w.b, at, []byte(`{"`+decideKey+`":"value","value":`)...)
	w.b = append(w.b, '}')
	return nil
}

// looksDecided reports whether v, written as text, would be read as a decision.
func (s *shape) looksDecided(v reflect.Value, text []byte) bool {
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	switch {
	case s.form == structure && !s.marshals:
		_, ok := s.object().byName[decideKey]
		return ok
	case s.form == dictionary && !s.marshals:
		return slices.ContainsFunc(v.MapKeys(), func(k reflect.Value) bool {
			name, _ := keyToText(k)
			return name == decideKey
		})
	}
	r := jsonReader{data: text}
	return r.decides(0)
}

// inside returns the mark at the field f of a structure with the marks m, and
// whether the field is inside of something that has no value.
func (m *marks) inside(f *jsonField) (at *marks, hidden bool) {
	for i := range f.chain {
		if m == nil || m.open != nil && i > 0 {
			return nil, m != nil
		}
		m = m.child(f.chain[i].step)
	}
	return m, false
}

// unnamed writes what stands in places of the structure v that no member of o
// is for. First says that there are no members yet.
func (w *jsonWriter) unnamed(o *jsonObject, v reflect.Value, first bool) error {
	m, n := w.marks, len(w.at)
	var failed error
	walkMarks(m, v, nil, func(b *marks, v reflect.Value, path Path) {
		if failed != nil || slices.ContainsFunc(o.fields, func(f jsonField) bool { return f.leadsTo(path) }) {
			return
		}
		name, _ := json.Marshal(path.String())
		if !first {
			w.b = append(w.b, ',')
		}
		first = false
		w.b = append(append(w.b, name...), ':')
		w.at, w.marks = append(w.at, path...), b
		failed = w.back(n, w.value(v, false))
	})
	w.marks = m
	return failed
}

// leadsTo reports whether f is, or holds, what is at path in its structure.
func (f *jsonField) leadsTo(path Path) bool {
	if len(f.chain) > len(path) {
		return false
	}
	for i := range f.chain {
		if f.chain[i].step != path[i] {
			return false
		}
	}
	return true
}

// standing writes o, which stands in the place of v.
func (w *jsonWriter) standing(o *open, v reflect.Value) error {
	switch o.kind {
	case missing:
		w.begin("missing")
	case reference:
		w.begin("ref")
		if o.from.up > w.deep {
			return fmt.Errorf("%s, which is outside of what is written", o)
		}
		w.member("path", o.from.path)
		if o.from.up > 0 {
			w.member("up", o.from.up)
		}
	case inherited:
		w.begin("inherit")
		w.member("field", o.name)
	case called:
		w.begin("call")
		w.b = append(w.b, `,"call":`...)
		if err := w.call(o.candidates[0]); err != nil {
			return err
		}
	case undecided:
		if err := w.decision(o, v); err != nil {
			return err
		}
	default:
		return fmt.Errorf("it is %s by a Go function, which has no JSON form", o)
	}
	w.b = append(w.b, '}')
	return nil
}

func (w *jsonWriter) begin(kind string) {
	w.b = append(w.b, `{"`+decideKey+`":"`+kind+`"`...)
}

// member writes a member of an object that has others. What x is can always be
// written.
func (w *jsonWriter) member(name string, x any) {
	text, err := json.Marshal(x)
	if err != nil {
		w.note(fmt.Errorf("%s: %w", name, err))
	}
	w.b = append(append(append(w.b, `,"`...), name...), `":`...)
	w.b = append(w.b, text...)
}

func (w *jsonWriter) decision(o *open, v reflect.Value) error {
	var info geno.Info
	number := func(kind string, lo, hi, step any, scale geno.Scale) {
		w.begin(kind)
		w.member("min", lo)
		w.member("max", hi)
		if !reflect.ValueOf(step).IsZero() {
			w.member("step", step)
		}
		if scale != geno.Linear {
			w.member("scale", scale.String())
		}
	}
	switch d := o.decision.(type) {
	case *geno.Int:
		info = d.Info
		number("int", d.Min, d.Max, d.Step, d.Scale)
	case *geno.Float:
		info = d.Info
		number("float", d.Min, d.Max, d.Step, d.Scale)
	case *geno.Custom:
		info = d.Info
		name, err := o.codec.registered()
		if err != nil {
			return err
		}
		w.begin("custom")
		w.member("codec", name)
		if d.Type != "" {
			w.member("type", d.Type)
		}
	case *geno.Choices:
		info = d.Info
		if err := w.choices(o, d); err != nil {
			return err
		}
	}
	if info.Name != "" {
		w.member("name", info.Name)
	}
	if info.Hints != nil {
		w.member("hints", floats(info.Hints))
	}
	if len(o.on) == 0 {
		return nil
	}
	if err := w.when(o); err != nil {
		return err
	}
	if v.IsZero() {
		return nil
	}
	w.b = append(w.b, `,"value":`...)
	w.symbolic = false
	err := w.value(v, false)
	w.symbolic = true
	return err
}

func (w *jsonWriter) choices(o *open, d *geno.Choices) error {
	switch {
	case !o.elements:
		w.begin("oneof")
	case d.Distinct && !d.Sorted && d.K == len(o.candidates):
		w.begin("permute")
	default:
		w.begin("manyof")
		w.member("k", d.K)
		if d.Distinct {
			w.member("distinct", true)
		}
		if d.Sorted {
			w.member("sorted", true)
		}
	}
	w.b = append(w.b, `,"candidates":[`...)
	told, failed := true, len(w.errs)
	for i, c := range o.candidates {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		at := len(w.b)
		if err := w.candidate(c, atCandidate(i, len(o.candidates))); err != nil {
			return err
		}
		told = told && len(w.errs) == failed && plainLiteral(d.Literals[i]) == c.literalOf(w.b[at:])
	}
	w.b = append(w.b, ']')
	if told || len(w.errs) > failed {
		return nil
	}
	w.b = append(w.b, `,"literals":[`...)
	for i, l := range d.Literals {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, plainLiteral(l)...)
	}
	w.b = append(w.b, ']')
	return nil
}

// candidate writes the tree c, to which step leads.
func (w *jsonWriter) candidate(c *tree, step ...Step) error {
	n, top, m := len(w.at), w.top, w.marks
	w.at, w.top, w.marks = append(w.at, step...), c.marks, c.marks
	w.deep++
	err := w.value(c.root, false)
	w.deep--
	w.top, w.marks = top, m
	return w.back(n, err)
}

// call writes the tree of a call, whose type the place doesn't tell.
func (w *jsonWriter) call(c *tree) error {
	t := c.root.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, err := typeExpr(t)
	if err != nil {
		return err
	}
	n, top, m := len(w.at), w.top, w.marks
	w.top, w.marks = c.marks, c.marks
	w.deep++
	err = w.named(name, target(c.root))
	w.deep--
	w.top, w.marks = top, m
	return w.back(n, err)
}

// literalOf returns the literal that the candidate c has when it is read from
// the text, as JSON; "" if it cannot be read.
func (c *tree) literalOf(text []byte) string {
	if c.marks == nil && isBasic(c.root.Type()) {
		return plainLiteral(c.literal())
	}
	back := newTree(c.root.Type())
	if back.unmarshal(text) != nil {
		return ""
	}
	return plainLiteral(back.literal())
}

// isBasic reports whether t is one of Go's own numbers and strings, or bool.
func isBasic(t reflect.Type) bool {
	return t.PkgPath() == "" && (t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64 || t.Kind() == reflect.String)
}

// plainLiteral returns a literal as JSON, as package geno reduces it: a bool, a
// string or a number, of which one that is no integer has a point or an
// exponent.
func plainLiteral(x any) string {
	if n, ok := x.(json.Number); ok {
		return string(n)
	}
	v := reflect.ValueOf(x)
	switch {
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
		text := strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		return text
	case v.Kind() == reflect.String:
		x = v.String()
	default:
		x = fmt.Sprint(x)
	}
	text, _ := json.Marshal(x)
	return string(text)
}

// floats returns x with floats as JSON that has a point or an exponent, so that
// they are read as floats.
func floats(x any) any {
	switch x := x.(type) {
	case float64, float32:
		if v := reflect.ValueOf(x).Float(); math.IsNaN(v) || math.IsInf(v, 0) {
			return x // an error, which encoding/json makes
		}
		return json.RawMessage(plainLiteral(x))
	case []any:
		list := make([]any, len(x))
		for i := range x {
			list[i] = floats(x[i])
		}
		return list
	case map[string]any:
		m := make(map[string]any, len(x))
		for k := range x {
			m[k] = floats(x[k])
		}
		return m
	}
	return x
}

// when writes for which candidates of the places it depends on o is decided.
func (w *jsonWriter) when(o *open) error {
	on := make([]*open, len(o.on))
	paths := make([]Path, len(o.on))
	for i, r := range o.on {
		path := r.path
		if r.up > 0 {
			return fmt.Errorf("depends on %s, which is outside of what is written", path)
		}
		paths[i] = path
		m := w.top.find(path)
		if m == nil || m.open == nil || m.open.kind != undecided || m.open.elements || len(m.open.candidates) == 0 {
			return fmt.Errorf("depends on %s, which is no choice any more: decide that again, or this", path)
		}
		on[i] = m.open
	}
	holds, err := o.holding(on)
	if err != nil {
		return err
	}
	w.member("when", condition{paths, holds})
	return nil
}

// A condition is what JSON has as "when".
type condition struct {
	On    []Path  `json:"on"`
	Holds [][]int `json:"holds"`
}

// holding returns the combinations of candidates of the choices on for which
// the decision o is made.
func (o *open) holding(on []*open) ([][]int, error) {
	n := 1
	for _, c := range on {
		if n *= len(c.candidates); n > 1<<16 {
			return nil, errors.New("depends on more than 65,536 combinations of candidates, too many to write")
		}
	}
	holds := [][]int{}
	chosen, values := make([]int, len(on)), make([]choice, len(on))
	for range n {
		for k, i := range chosen {
			values[k] = on[k].chosen(i)
		}
		switch ok, err := o.holds(values); {
		case err != nil:
			return nil, err
		case ok:
			holds = append(holds, slices.Clone(chosen))
		}
		for k := len(chosen) - 1; k >= 0; k-- {
			if chosen[k]++; chosen[k] < len(on[k].candidates) {
				break
			}
			chosen[k] = 0
		}
	}
	return holds, nil
}
