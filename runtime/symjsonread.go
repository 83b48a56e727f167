// Reading symbolic programs from JSON.

package pg

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// symbolic reads the value at i into t, which nobody else has.
func (r *jsonReader) symbolic(i int, t *tree) {
	r.tree, r.base = t, len(r.at)
	r.value(i, t.root, false)
	for _, check := range r.checks {
		if len(r.errs) <= maxErrors {
			check()
		}
	}
	r.tree, r.checks = nil, nil
}

// here returns where in its tree the place is that is being read.
func (r *jsonReader) here() Path { return Path{}.Append(r.at[r.base:]...) }

// find returns where the value of a member of the object at i begins, or -1.
func (r *jsonReader) find(i int, name string) int {
	at := -1
	if r.data[i] == '{' {
		r.members(i, func(key string, _, i int) (int, error) {
			if key == name {
				at = i
			}
			return r.end(i), nil
		})
	}
	return at
}

// decides reports whether the object at i says what stands at a place.
func (r *jsonReader) decides(i int) bool { return r.find(i, decideKey) >= 0 }

// settle removes what stands at the place that v is, which gets the value at i.
// What v is made of stays if the value may leave some of it alone.
func (r *jsonReader) settle(i int, s *shape, v reflect.Value) {
	path := r.here()
	m := r.tree.find(path)
	if m == nil {
		return
	}
	null := r.data[i] == 'n'
	if null && s.form != pointer && s.form != dynamic && s.form != list && s.form != dictionary {
		return // it means nothing here
	}
	if m.open != nil && v.CanSet() {
		v.SetZero()
		setDefaults(v)
	}
	merges := s.form == structure && !s.unmarshals || s.form == pointer || s.form == dynamic || s.form == dictionary && !r.whole
	if merges && m.open == nil && !null {
		m.err = nil
		return
	}
	r.tree.clear(path)
}

// forget removes what stands in the place that is being read.
func (r *jsonReader) forget() {
	if r.tree != nil {
		r.tree.clear(r.here())
	}
}

// unnamed reads what stands at a place of the structure v that has no member:
// its path is the name of the one at i.
func (r *jsonReader) unnamed(name string, at, i int, v reflect.Value) (int, error) {
	path, err := parseSteps(name, false)
	if err == nil {
		_, err = lookup(v, path)
	}
	if err != nil || len(path) == 0 {
		return r.unknownMember(at, i, shapeOf(v.Type()), name)
	}
	end := i
	depth := len(r.at)
	r.at = append(r.at, path...)
	inPlace(v, path, func(dst reflect.Value) { end, err = r.value(i, dst, false) })
	r.at = r.at[:depth]
	return end, err
}

// A standingReader reads what stands at a place.
type standingReader struct {
	*jsonReader
	i       int            // where the object begins
	kind    string         // what its "_decide" says
	members map[string]int // where the others begin
	v       reflect.Value  // what is at the place
}

// standing reads the object at i, which says what stands at v.
func (r *jsonReader) standing(i int, v reflect.Value) (int, error) {
	s := standingReader{jsonReader: r, i: i, members: make(map[string]int), v: v}
	return s.read()
}

// read reads the object and returns where it ends. What is wrong inside of it
// is noted.
func (s *standingReader) read() (int, error) {
	r := s.jsonReader
	at := r.find(s.i, decideKey)
	if r.data[at] != '"' || json.Unmarshal(r.data[at:r.end(at)], &s.kind) != nil {
		return s.i, r.errorf(at, "expected what stands here, such as \"oneof\", got %s", r.show(at))
	}
	form, ok := standingForms[s.kind]
	if !ok {
		kinds := make([]string, 0, len(standingForms))
		for kind := range standingForms {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		hint := didYouMean(s.kind, quoted(kinds))
		if hint == "" {
			hint = ": there are " + strings.Join(kinds, ", ")
		}
		return s.i, r.errorf(at, "expected what stands here, such as \"oneof\", got %q%s", s.kind, hint)
	}
	failed := len(r.errs)
	end, err := s.collect(form)
	if err != nil {
		return end, err
	}
	for _, name := range form.needs {
		if _, ok := s.members[name]; !ok {
			r.note(s.i, r.errorf(s.i, "expected a member %q of a %q", name, s.kind))
		}
	}
	if len(r.errs) > failed {
		return end, nil
	}
	if s.kind == "value" {
		r.settle(s.members["value"], shapeOf(s.v.Type()), s.v)
		r.literal = true
		_, err := r.value(s.members["value"], s.v, false)
		return end, err
	}
	o, err := s.open()
	if err != nil {
		return end, err
	}
	if len(r.errs) > failed {
		return end, nil
	}
	return end, s.put(o)
}

// quoted yields names and how JSON has them.
func quoted(names []string) func(yield func(name, text string) bool) {
	return func(yield func(name, text string) bool) {
		for _, name := range names {
			if !yield(name, strconv.Quote(name)) {
				return
			}
		}
	}
}

// collect finds the members, of which the object must have no others.
func (s *standingReader) collect(form standingForm) (int, error) {
	r := s.jsonReader
	known := slices.Concat(form.needs, form.may)
	return r.members(s.i, func(name string, at, i int) (int, error) {
		_, again := s.members[name]
		switch {
		case again:
			r.note(at, r.errorf(at, "expected each member once, got %q again", name))
		case name == typeKey && s.v.Kind() == reflect.Struct:
			end, err := r.ownType(i, s.v.Type())
			if err != nil {
				r.note(i, err)
				end = r.end(i)
			}
			return end, nil
		case name != decideKey && !slices.Contains(known, name):
			hint := didYouMean(name, quoted(known))
			if hint == "" && len(known) > 0 {
				hint = ": it has " + strings.Join(known, ", ")
			}
			r.note(at, r.errorf(at, "expected a member of a %q, got %q%s", s.kind, name, hint))
			if len(r.errs) > maxErrors {
				return i, errEnough
			}
		}
		s.members[name] = i
		return r.end(i), nil
	})
}

// get reads the member of that name, if there is one, into x. What is wrong is
// noted.
func (s *standingReader) get(name string, x any) {
	i, ok := s.members[name]
	if !ok {
		return
	}
	text := s.data[i:s.end(i)]
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	err := d.Decode(x)
	if err == nil && text[0] != 'n' {
		return
	}
	expected := reflect.TypeOf(x).Elem().String()
	switch x.(type) {
	case *string:
		expected = "a string"
	case *int, *int64:
		expected = "an integer"
	case *float64:
		expected = "a number"
	case *bool:
		expected = "true or false"
	case *Path:
		expected = "a path"
	case *[]any:
		expected = "an array"
	case *condition:
		expected = `an object such as {"on": ["Kind"], "holds": [[0], [2]]}`
	}
	if _, ok := x.(*Path); ok && text[0] == '"' && err != nil {
		s.note(i, s.errorf(i, "expected a path: %w", err))
		return
	}
	s.note(i, s.errorf(i, "expected %s as %q, got %s", expected, name, s.show(i)))
}

// open returns what the object says stands at the place. What is wrong with its
// members is noted.
func (s *standingReader) open() (*open, error) {
	r := s.jsonReader
	path, t, failed := r.here(), s.v.Type(), len(r.errs)
	switch s.kind {
	case "missing":
		return &open{kind: missing}, nil
	case "ref":
		o := &open{kind: reference}
		s.get("path", &o.from.path)
		if _, ok := s.members["up"]; ok {
			if s.get("up", &o.from.up); o.from.up < 0 {
				return nil, r.errorf(s.members["up"], "expected how many candidates up the path begins, 0 or more, got %d", o.from.up)
			}
		}
		if len(r.errs) > failed {
			return nil, nil
		}
		p, at := Place{t: r.tree, path: path}, Path{}.Append(r.at...)
		r.checks = append(r.checks, func() {
			q := Place{p.t, o.from.path}
			for n := o.from.up; n > 0 && q.t != nil; n-- {
				q.t = q.t.host
			}
			if q.t != nil && q.t.above(q.path) != nil {
				return // what is there is known only when that is decided
			}
			if _, err := mayFollow(p, q); err != nil {
				r.errs = append(r.errs, insideOf(at, s.i, err)...)
			}
		})
		return o, nil
	case "inherit":
		o := &open{kind: inherited}
		s.get("field", &o.name)
		return o, nil
	case "call":
		return s.call(t)
	case "oneof", "manyof", "permute":
		return s.choices(t)
	}
	d := Decided{}
	info := s.info()
	switch s.kind {
	case "int":
		n := &geno.Int{Info: info}
		s.get("min", &n.Min)
		s.get("max", &n.Max)
		s.get("step", &n.Step)
		n.Scale = s.scale()
		d.Decision = n
	case "float":
		f := &geno.Float{Info: info}
		s.get("min", &f.Min)
		s.get("max", &f.Max)
		s.get("step", &f.Step)
		f.Scale = s.scale()
		d.Decision = f
	case "custom":
		c := &geno.Custom{Info: info}
		var name string
		s.get("codec", &name)
		s.get("type", &c.Type)
		codec, err := codecNamed(name, t)
		if err != nil {
			return nil, r.wrap(s.members["codec"], err)
		}
		d.Decision, d.Codec = c, codec
	}
	o, err := d.open(t)
	if err != nil {
		return nil, r.wrap(s.i, err)
	}
	s.when(o)
	return o, nil
}

func (s *standingReader) info() (info geno.Info) {
	s.get("name", &info.Name)
	if _, ok := s.members["hints"]; ok {
		s.get("hints", &info.Hints)
		info.Hints = plainNumbers(info.Hints)
	}
	return info
}

// plainNumbers returns x, which was read, with numbers as Go has them: int64s
// or float64s, if they fit.
func plainNumbers(x any) any {
	switch x := x.(type) {
	case json.Number:
		if strings.ContainsAny(string(x), ".eE") {
			if f, err := x.Float64(); err == nil {
				return f
			}
		} else if n, err := x.Int64(); err == nil {
			return n
		} else if u, err := strconv.ParseUint(string(x), 10, 64); err == nil {
			return u
		}
	case []any:
		for i := range x {
			x[i] = plainNumbers(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = plainNumbers(x[k])
		}
	}
	return x
}

func (s *standingReader) scale() geno.Scale {
	var name string
	s.get("scale", &name)
	for _, scale := range []geno.Scale{geno.Linear, geno.Log, geno.RLog} {
		if name == scale.String() || name == "" {
			return scale
		}
	}
	i := s.members["scale"]
	s.note(i, s.errorf(i, "expected a scale, linear, log or rlog, got %q%s", name, didYouMean(name, quoted([]string{"linear", "log", "rlog"}))))
	return geno.Linear
}

func (s *standingReader) choices(t reflect.Type) (*open, error) {
	r := s.jsonReader
	o := &open{kind: undecided, elements: s.kind != "oneof"}
	c := &geno.Choices{Info: s.info(), K: 1}
	i := s.members["candidates"]
	if r.data[i] != '[' {
		return nil, r.errorf(i, "expected an array of candidates, got %s", r.show(i))
	}
	var begins []int
	r.elements(i, func(_, i int) (int, error) {
		begins = append(begins, i)
		return r.end(i), nil
	})
	switch s.kind {
	case "manyof":
		s.get("k", &c.K)
		s.get("distinct", &c.Distinct)
		s.get("sorted", &c.Sorted)
	case "permute":
		c.K, c.Distinct = len(begins), true
	}
	if _, ok := s.members["literals"]; ok {
		s.get("literals", &c.Literals)
		plainNumbers(c.Literals)
		for n, l := range c.Literals {
			switch l.(type) {
			case nil, []any, map[string]any:
				i := s.members["literals"]
				r.note(i, r.errorf(i, "expected literals that are strings, numbers or bools, got another at %d", n))
			}
		}
	}
	slot, err := o.slot(c, t)
	if err != nil {
		return nil, r.wrap(s.i, err)
	}
	failed := len(r.errs)
	var trees []*tree
	for n, i := range begins {
		cand := newTree(slot)
		if err := r.candidate(i, cand, atCandidate(n, len(begins))); err != nil {
			return nil, err
		}
		trees = append(trees, cand)
	}
	if len(r.errs) > failed {
		return nil, nil
	}
	if err := o.among(c, trees); err != nil {
		return nil, r.wrap(s.i, err)
	}
	s.when(o)
	return o, nil
}

// candidate reads the value at i into the tree c, to which step leads.
func (r *jsonReader) candidate(i int, c *tree, step ...Step) error {
	t, base, depth := r.tree, r.base, len(r.at)
	r.at = append(r.at, step...)
	r.tree, r.base = c, len(r.at)
	_, err := r.value(i, c.root, false)
	r.tree, r.base, r.at = t, base, r.at[:depth]
	return err
}

// call reads a call whose result is a t.
func (s *standingReader) call(t reflect.Type) (*open, error) {
	r := s.jsonReader
	i := s.members["call"]
	at := r.find(i, typeKey)
	var name string
	if at < 0 || json.Unmarshal(r.data[at:r.end(at)], &name) != nil {
		return nil, r.errorf(i, "expected an object with the %q of a call, got %s", typeKey, r.showWhole(i))
	}
	of, err := parseType(name)
	if err != nil {
		return nil, r.wrap(at, err)
	}
	switch call := callOf(of); {
	case call == nil || of.Kind() != reflect.Struct:
		return nil, r.errorf(at, "expected the parameters of a tagged function, got %s", of)
	case !call.result.AssignableTo(t):
		return nil, r.errorf(at, "expected a call that returns %s, got %s, which returns %s", describe(t), of, call.result)
	}
	r.written(at, name)
	inner := newTree(of)
	if err := r.candidate(i, inner); err != nil {
		return nil, err
	}
	return &open{kind: called, candidates: []*tree{inner}}, nil
}

// when makes the decision o depend on others, if the object says so.
func (s *standingReader) when(o *open) {
	i, ok := s.members["when"]
	if !ok {
		return
	}
	r := s.jsonReader
	var c condition
	failed := len(r.errs)
	if s.get("when", &c); len(r.errs) > failed {
		return
	}
	for _, on := range c.On {
		o.on = append(o.on, ref{path: on})
	}
	holds := make(map[string]bool)
	for _, chosen := range c.Holds {
		holds[fmt.Sprint(chosen)] = true
	}
	candidates := make([][]choice, len(c.On)) // as they are when all has been read
	o.holds = func(chosen []choice) (bool, error) {
		indices := make([]int, len(c.On))
		for k := range indices {
			if indices[k] = chosen[k].among(candidates[k]); indices[k] < 0 {
				return false, fmt.Errorf("it is known only for %v of %s whether it is decided, and that is %s: say it with When", candidates[k], c.On[k], chosen[k])
			}
		}
		return holds[fmt.Sprint(indices)], nil
	}
	t, path, at := r.tree, r.here(), Path{}.Append(r.at...)
	r.checks = append(r.checks, func() {
		fail := func(format string, args ...any) {
			r.errs = append(r.errs, insideOf(at, i, fmt.Errorf(format, args...))...)
		}
		if len(c.On) == 0 {
			fail("expected places to depend on, got none")
		}
		var counts []int
		for k, on := range c.On {
			m := t.find(on)
			if m == nil || m.open == nil || m.open.kind != undecided {
				fail("expected a condition on an undecided place, and %s is none", on)
				return
			}
			if on.Equal(path) {
				fail("a decision cannot depend on itself")
				return
			}
			if err := m.open.enumerate(Place{t: t, path: on}); err != nil {
				fail("%w", err)
				return
			}
			counts = append(counts, len(m.open.candidates))
			for i := range m.open.candidates {
				candidates[k] = append(candidates[k], m.open.chosen(i))
			}
		}
		for _, chosen := range c.Holds {
			if len(chosen) != len(counts) {
				fail("expected a candidate of each of %v, got %v", c.On, chosen)
				return
			}
			for k, n := range chosen {
				if n < 0 || n >= counts[k] {
					fail("expected a candidate of %s below %d, got %d", c.On[k], counts[k], n)
					return
				}
			}
		}
	})
}

// put puts o, unless it could not be read, in the place.
func (s *standingReader) put(o *open) error {
	r := s.jsonReader
	if o == nil {
		return nil
	}
	path := r.here()
	r.tree.clear(path)
	s.v.SetZero()
	if i, ok := s.members["value"]; ok && s.kind != "value" {
		// It is a value and nothing else.
		t := r.tree
		r.tree = nil
		_, err := r.value(i, s.v, false)
		r.tree = t
		if err != nil {
			return err
		}
	}
	r.tree.mark(path).open = o
	for i, c := range o.candidates {
		c.host, c.in, c.step = r.tree, path, atCandidate(i, len(o.candidates))
	}
	return nil
}
