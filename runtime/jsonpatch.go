// Changes as JSON Patch (RFC 6902).

package pg

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A jsonOp is an operation of a JSON Patch.
type jsonOp struct {
	Op    string          `json:"op"`
	Path  *string         `json:"path"`
	From  *string         `json:"from,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
}

// JSONPatch returns the changes as a JSON Patch (RFC 6902), for the JSON form
// of the program x that the changes are for, as [MarshalJSON] writes it. What
// is changed inside of something that JSON has as one value is replaced as a
// whole. It is an error if the changes don't fit x or if JSON doesn't have
// what they change.
func (c Changes) JSONPatch(x Symbolic) ([]byte, error) {
	root, err := patchRoot(x)
	if err != nil {
		return nil, err
	}
	ops := []jsonOp{}
	var errs []error
	for i := range c {
		op, err := c[i].jsonOp(root)
		if err != nil {
			errs = append(errs, fmt.Errorf("edit %d: %w", i, err))
		} else if op.Op != "" {
			ops = append(ops, op)
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("pg: JSON Patch of %s: %w", root.Type(), errors.Join(errs...))
	}
	return json.Marshal(ops)
}

// patchRoot returns a copy of x to which edits can be applied.
func patchRoot(x Symbolic) (reflect.Value, error) {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return v, fmt.Errorf("pg: JSON Patch: expected a program, got a nil %T", x)
	}
	return reflect.ValueOf(x.SymbolicType().clone(x)).Elem(), nil
}

// A jsonPlace is a place in a program that has one in its JSON form.
type jsonPlace struct {
	pointer string        // RFC 6901
	value   reflect.Value // of the declared type; cannot always be set
	field   *jsonField    // if it is a member of a struct
	depth   int           // how many steps of the path lead to it
	omitted *jsonPlace    // the first on the way that is left out, being empty
}

func (p *jsonPlace) marshal() ([]byte, error) {
	return marshalValue(p.value, p.field != nil && p.field.quoted)
}

// jsonOp carries out e on the program that root is and returns the operation
// that does the same to its JSON form; one without a name if that stays as it
// is.
func (e *Edit) jsonOp(root reflect.Value) (jsonOp, error) {
	if e.err != nil {
		return jsonOp{}, e.err
	}
	// An element or key need not be there, before or after, but that which
	// has it does.
	steps := e.Path
	if n := len(steps); e.Op != OpSet || n > 0 && steps[n-1].kind != fieldStep {
		steps = steps[:max(0, n-1)]
	}
	before, err := locate(root, steps)
	if err != nil {
		// An error of the edit itself says more.
		return jsonOp{}, cmp.Or(e.apply(root), err)
	}
	op, pointer, n := "replace", before.pointer, before.depth
	if n == len(steps) && n < len(e.Path) {
		last := e.Path[n]
		c, prefix, opaque := container(before.value)
		switch {
		case opaque:
		case c.Kind() == reflect.Map:
			k, err := findKey(c, last)
			if err != nil {
				return jsonOp{}, e.errorf(n+1, "%w", err)
			}
			text, err := keyToText(k)
			if err != nil {
				return jsonOp{}, e.errorf(n+1, "%w", err)
			}
			n++
			pointer += prefix + "/" + pointerEscape.Replace(text)
			if !c.MapIndex(k).IsValid() {
				op = "add"
			}
		case last.kind == indexStep:
			n++
			pointer += prefix + "/" + strconv.FormatInt(last.n, 10)
			if e.Op == OpInsert {
				op = "add"
			}
		}
		if e.Op == OpDelete && !opaque {
			op = "remove"
		}
	}
	if err := e.apply(root); err != nil {
		return jsonOp{}, err
	}
	after, err := locate(root, steps)
	if err != nil {
		return jsonOp{}, err
	}
	// What the edit makes empty or fills can be left out of the JSON form as a
	// whole, before or after.
	was, is := before.omitted, after.omitted
	switch {
	case was == nil && is == nil:
	case was != nil && is != nil && was.depth == is.depth:
		return jsonOp{}, nil
	case was == nil || is != nil && is.depth < was.depth:
		return jsonOp{Op: "remove", Path: &is.pointer}, nil
	default:
		op, pointer, n = "add", was.pointer, was.depth
	}
	if op == "remove" {
		return jsonOp{Op: op, Path: &pointer}, nil
	}
	place, err := locate(root, e.Path[:n])
	if err != nil {
		return jsonOp{}, err
	}
	value, err := place.marshal()
	return jsonOp{Op: op, Path: &pointer, Value: value}, err
}

// locate returns the place of the path in the JSON form of the program that
// root is, or that of the nearest thing around it that has one.
func locate(root reflect.Value, path Path) (jsonPlace, error) {
	place := jsonPlace{value: root}
	for place.depth < len(path) {
		v, prefix, opaque := container(place.value)
		if opaque || !v.IsValid() {
			return place, nil
		}
		here := path[:place.depth].String()
		step := path[place.depth]
		next := jsonPlace{pointer: place.pointer + prefix, depth: place.depth + 1, omitted: place.omitted}
		switch v.Kind() {
		case reflect.Struct:
			f, n := shapeOf(v.Type()).object().at(path[place.depth:])
			if n == 0 {
				return place, geno.In(path.String(), errors.New("JSON doesn't have it: expected a path to an exported field without json:\"-\""))
			}
			if f == nil {
				return place, nil // an embedded struct as a whole
			}
			next.depth = place.depth + n
			next.pointer += "/" + pointerEscape.Replace(f.name)
			next.field = f
			if next.value = f.of(addressable(v), false); !next.value.IsValid() {
				return place, geno.In(path.String(), errors.New("expected something that is there, got a part of a nil embedded pointer"))
			}
			if f.omits(next.value) && next.omitted == nil {
				left := next
				next.omitted = &left
			}
		case reflect.Slice, reflect.Array:
			if step.kind != indexStep || step.n < 0 || step.n >= int64(v.Len()) {
				return place, geno.In(path.String(), fmt.Errorf("expected an index below %d, got %s", v.Len(), step))
			}
			next.pointer += "/" + strconv.FormatInt(step.n, 10)
			next.value = v.Index(int(step.n))
		case reflect.Map:
			k, err := findKey(v, step)
			if err != nil {
				return place, geno.In(here, err)
			}
			text, err := keyToText(k)
			if err != nil {
				return place, geno.In(here, err)
			}
			next.pointer += "/" + pointerEscape.Replace(text)
			if next.value = v.MapIndex(k); !next.value.IsValid() {
				return place, geno.In(path.String(), errors.New("expected a key of the map, which has no such key"))
			}
		default:
			return place, nil
		}
		place = next
	}
	return place, nil
}

// at returns the field that path leads to and the number of its steps that
// do: no field if it is an embedded struct, no steps if JSON has no such field.
func (o *jsonObject) at(path Path) (*jsonField, int) {
	embedded := 0
	for i := range o.fields {
		f := &o.fields[i]
		n := 0
		for n < len(f.chain) && n < len(path) && f.chain[n].step == path[n] {
			n++
		}
		if n == len(f.chain) {
			return f, n
		}
		if n == len(path) {
			embedded = n
		}
	}
	return nil, embedded
}

// container returns what v leads to that has parts in JSON, and the pointer
// to where these are from v: in an interface, a value that isn't written as an
// object has a member of its own. It is opaque if JSON has it as one value.
func container(v reflect.Value) (c reflect.Value, prefix string, opaque bool) {
	for {
		if isNil(v) {
			return reflect.Value{}, prefix, true
		}
		s := shapeOf(v.Type())
		switch s.form {
		case dynamic:
			v = v.Elem()
			if !inlined(v.Type()) && !untyped(v) {
				prefix += "/" + valueKey
			}
			continue
		case pointer:
			v = v.Elem()
			continue
		case leaf:
			return v, prefix, true
		}
		return v, prefix, s.table == nil && s.marshals
	}
}

// How a JSON Pointer (RFC 6901) has what would be mistaken.
var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// ParseJSONPatch reads a JSON Patch (RFC 6902) for the JSON form of the
// program x. Each value is read as the type of the place it is for. All six
// operations are understood: tests are made, against x as the operations
// before them have changed it, and move and copy become edits. An error says
// which operation is wrong and why.
func ParseJSONPatch(x Symbolic, data []byte) (Changes, error) {
	root, err := patchRoot(x)
	if err != nil {
		return nil, err
	}
	r := jsonReader{data: data}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("pg: JSON Patch of %s: byte %d: %w", root.Type(), err.offset, err.err)
	}
	var ops []json.RawMessage
	if i := r.space(0); json.Unmarshal(data, &ops) != nil || data[i] == 'n' {
		return nil, fmt.Errorf("pg: JSON Patch of %s: expected an array of operations, got %s", root.Type(), r.show(i))
	}
	var changes Changes
	for i, text := range ops {
		var op jsonOp
		if err := json.Unmarshal(text, &op); err != nil {
			what, got := "an object", err.Error()
			if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
				if got = e.Value; e.Field != "" {
					what = fmt.Sprintf("a string as %q", e.Field)
				}
			}
			return nil, fmt.Errorf("pg: JSON Patch of %s: operation %d: expected %s, got %s", root.Type(), i, what, got)
		}
		edits, err := op.edits(root)
		if err != nil {
			return nil, fmt.Errorf("pg: JSON Patch of %s: operation %d (%s): %w", root.Type(), i, op, err)
		}
		changes = append(changes, edits...)
	}
	return changes, nil
}

// String names the operation in errors.
func (o jsonOp) String() string {
	if o.Path == nil {
		return o.Op
	}
	return fmt.Sprintf("%s %q", o.Op, *o.Path)
}

// edits carries out o on the program that root is and returns the edits that
// do the same.
func (o jsonOp) edits(root reflect.Value) ([]Edit, error) {
	if o.Path == nil {
		return nil, errors.New(`expected a member "path", got none`)
	}
	to, err := follow(root, *o.Path)
	if err != nil {
		return nil, err
	}
	switch o.Op {
	case "add", "replace", "test":
		if o.Value == nil {
			return nil, errors.New(`expected a member "value", got none`)
		}
	case "move", "copy":
		if o.From == nil {
			return nil, errors.New(`expected a member "from", got none`)
		}
	}
	var edits []Edit
	do := func(e Edit, err error) error {
		if err == nil {
			err = e.apply(root)
		}
		if err == nil {
			edits = append(edits, e)
		}
		return err
	}
	switch o.Op {
	case "add", "replace":
		v := reflect.New(to.typ).Elem()
		if err := to.read(o.Value, v); err != nil {
			return nil, err
		}
		if o.Op == "replace" && !to.value.IsValid() {
			return nil, to.missing()
		}
		err = do(to.put(o.Op == "add", shapeOf(to.typ).detached(v)), nil)
	case "remove":
		err = do(to.remove())
	case "test":
		v := reflect.New(to.typ).Elem()
		if err := to.read(o.Value, v); err != nil {
			return nil, err
		}
		if !to.value.IsValid() {
			return nil, to.missing()
		}
		if !shapeOf(to.typ).equal(v, to.value) {
			err = fmt.Errorf("test failed: expected %s, got %s", showShort(held(v)), showShort(held(to.value)))
		}
	case "move", "copy":
		from, err := follow(root, *o.From)
		if err != nil {
			return nil, fmt.Errorf("from: %w", err)
		}
		if !from.value.IsValid() {
			return nil, fmt.Errorf("from: %w", from.missing())
		}
		if o.Op == "move" && *o.From == *o.Path {
			return nil, nil
		}
		v := shapeOf(from.typ).detached(from.value)
		if o.Op == "move" {
			if to.path.HasPrefix(from.path) {
				return nil, errors.New("expected a place outside of what is moved")
			}
			if err := do(from.remove()); err != nil {
				return nil, err
			}
			// Without what is moved, the place can have another path.
			if to, err = follow(root, *o.Path); err != nil {
				return nil, err
			}
		}
		if err := do(to.put(true, v), nil); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("expected the operation add, remove, replace, move, copy or test, got %q", o.Op)
	}
	return edits, err
}

// A patchPlace is where a pointer leads to in a program.
type patchPlace struct {
	path  Path
	typ   reflect.Type  // of the place
	value reflect.Value // what is there; the zero Value for a new element or key
	in    reflect.Kind  // of what it is a part of
	field *jsonField
}

func (p *patchPlace) missing() error {
	return geno.In(p.path.String(), errors.New("expected something that is there"))
}

func (p *patchPlace) read(data []byte, v reflect.Value) error {
	r := jsonReader{data: bytes.Clone(data)}
	r.value(r.space(0), v, p.field != nil && p.field.quoted)
	if err := r.failed(v.Type()); err != nil {
		e := r.errs[0]
		return geno.In(p.path.Append(e.path...).String(), e.err)
	}
	return nil
}

// put returns the edit that gives the place the value v; with add, elements
// of slices make room for it.
func (p *patchPlace) put(add bool, v any) Edit {
	e := Edit{Op: OpSet, Path: p.path, New: v}
	if p.value.IsValid() {
		e.Old = shapeOf(p.typ).detached(p.value)
	}
	if add && p.in == reflect.Slice || !p.value.IsValid() {
		e.Op, e.Old = OpInsert, nil
	}
	return e
}

// remove returns the edit that takes out what is at the place; of a field, it
// leaves the zero value.
func (p *patchPlace) remove() (Edit, error) {
	if !p.value.IsValid() {
		return Edit{}, p.missing()
	}
	e := Edit{Op: OpSet, Path: p.path, Old: shapeOf(p.typ).detached(p.value)}
	switch p.in {
	case reflect.Slice, reflect.Map:
		e.Op = OpDelete
	case reflect.Struct:
		e.New = held(reflect.Zero(p.typ))
	default:
		return Edit{}, geno.In(p.path.String(), errors.New("expected a field or an element of a slice or map to remove"))
	}
	return e, nil
}

// follow returns where the pointer leads to in the program that v is.
func follow(v reflect.Value, pointer string) (*patchPlace, error) {
	place := &patchPlace{typ: v.Type(), value: v}
	if pointer == "" {
		return place, nil
	}
	if pointer[0] != '/' {
		return nil, fmt.Errorf("expected a pointer that begins with /, got %q", pointer)
	}
	tokens := strings.Split(pointer[1:], "/")
	for i := 0; i < len(tokens); i++ {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("%q: %w", "/"+strings.Join(tokens[:i+1], "/"), fmt.Errorf(format, args...))
		}
		if !place.value.IsValid() {
			return nil, fail("expected something that is there, got a part of what is not")
		}
		c, prefix, opaque := container(place.value)
		if !c.IsValid() {
			return nil, fail("expected something that is there, got a part of null")
		}
		if prefix != "" {
			if tokens[i] != valueKey {
				return nil, fail("expected %q for what is in the interface", valueKey)
			}
			if i++; i == len(tokens) {
				return nil, fail("expected a pointer to a part of it or to the whole")
			}
		}
		if opaque {
			return nil, fail("%s has no parts in JSON: expected a pointer to the whole", article(c.Type()))
		}
		name := pointerUnescape.Replace(tokens[i])
		next := &patchPlace{in: c.Kind()}
		switch c.Kind() {
		case reflect.Struct:
			o := shapeOf(c.Type()).object()
			n, ok := o.byName[name]
			if !ok {
				return nil, fail("expected a field of %s%s", c.Type(), didYouMean(name, o.names))
			}
			f := &o.fields[n]
			next.field = f
			next.value = f.of(addressable(c), false)
			if !next.value.IsValid() {
				return nil, fail("expected a field that is there, got one of a nil embedded pointer")
			}
			next.typ = next.value.Type()
			next.path = place.path
			for _, p := range f.chain {
				next.path = next.path.Append(p.step)
			}
		case reflect.Slice, reflect.Array:
			n := c.Len()
			if name != "-" {
				m, err := strconv.ParseUint(name, 10, 31)
				if err != nil || len(name) > 1 && name[0] == '0' {
					return nil, fail("expected an index, got %q", name)
				}
				n = int(m)
			}
			limit := c.Len() - 1
			if c.Kind() == reflect.Slice && i == len(tokens)-1 {
				limit++ // where an element can be added
			}
			switch {
			case limit < 0:
				return nil, fail("expected an element of %s, which is empty", article(c.Type()))
			case n > limit:
				return nil, fail("expected an index up to %d, got %s", limit, name)
			}
			next.typ = c.Type().Elem()
			next.path = place.path.Append(AtIndex(n))
			if n < c.Len() {
				next.value = c.Index(n)
			}
		case reflect.Map:
			k, err := keyFromText(name, c.Type().Key())
			if err != nil {
				return nil, fail("%w", err)
			}
			step, exact := keyStep(k)
			if !exact && !c.MapIndex(k).IsValid() {
				return nil, fail("expected a key of the map, or one that is a string, number or bool")
			}
			next.typ = c.Type().Elem()
			next.path = place.path.Append(step)
			next.value = c.MapIndex(k)
		}
		place = next
	}
	return place, nil
}
