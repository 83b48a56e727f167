// From what directives declare to decisions in a symbolic program.

package pg

import (
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// declareAt makes undecided what the directives say is a decision at p and
// below.
func declareAt(p Place) {
	v, err := valueAt(p)
	if err != nil {
		keepAt(p, err)
		return
	}
	if m := markAt(p); m != nil && m.open != nil || p.t.editable(p.path) != nil {
		return
	}
	v = target(v)
	if !v.IsValid() || !mayDecide(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		t := TypeOf(v.Type())
		if t == nil {
			return
		}
		for i := range t.Fields {
			f := &t.Fields[i]
			at := Place{p.t, p.path.Append(AtField(f.Name))}
			if m := markAt(at); m != nil && m.open != nil {
				continue
			}
			switch {
			case f.Shared:
			case f.Ref != "":
				if from, err := p.At(f.Ref); err == nil {
					at.Follow(from)
				} else {
					keepAt(at, err)
				}
			case f.Decision != nil:
				declareField(at, p, t, f)
			default:
				declareAt(at)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			declareAt(Place{p.t, p.path.Append(AtIndex(i))})
		}
	case reflect.Map:
		for _, k := range sortedKeys(v) {
			step, _ := keyStep(k)
			declareAt(Place{p.t, p.path.Append(step)})
		}
	}
}

// declareField makes undecided the field f, at p, of the struct of type t that
// is at parent.
func declareField(p, parent Place, t *Type, f *FieldInfo) {
	d := Decided{Decision: f.Decision, Elements: f.elements}
	if f.codec != nil {
		d.Codec = f.codec
	}
	if f.values != nil {
		for v := reflect.ValueOf(f.values); len(d.Candidates) < v.Len(); {
			d.Candidates = append(d.Candidates, v.Index(len(d.Candidates)).Interface())
		}
	} else if f.candidates != nil {
		slot := f.Type
		if f.elements {
			slot = slot.Elem()
		}
		for _, x := range f.candidates() {
			d.Candidates = append(d.Candidates, declared(x, slot))
		}
	}
	p.Decide(d)
	m := markAt(p)
	if len(f.on) == 0 || m == nil || m.open == nil {
		return
	}
	fields := t.dependsOn(f)
	for _, on := range fields {
		m.open.on = append(m.open.on, ref{path: parent.path.Append(AtField(on.Name))})
	}
	m.open.holds = func(chosen []choice) (bool, error) {
		at := 0
		for i, on := range fields {
			c, err := on.candidate(chosen[i])
			if err != nil {
				return false, err
			}
			at = at*on.Decision.(*geno.Choices).N() + c
		}
		return f.when[at], nil
	}
}

// candidate returns which of the candidates that the directive gives x is.
func (f *FieldInfo) candidate(x choice) (int, error) {
	var list []any
	if f.values != nil {
		for v := reflect.ValueOf(f.values); len(list) < v.Len(); {
			list = append(list, v.Index(len(list)).Interface())
		}
	} else if f.candidates != nil {
		list = f.candidates()
	}
	candidates := make([]choice, len(list))
	for i, c := range list {
		if v, err := convert(c, f.Type, false); err == nil {
			candidates[i].value = v.Interface()
		} else {
			candidates[i].open = &open{kind: called}
		}
	}
	i := x.among(candidates)
	if i < 0 {
		return 0, fmt.Errorf("the directive says only for %v of %s whether it is decided, and that is %s: say it with When", f.Decision.(*geno.Choices).Literals, f.Name, x)
	}
	return i, nil
}

// declared returns a candidate with the decisions that its type declares, for a
// place of type slot.
func declared(x any, slot reflect.Type) any {
	ptr, t, byValue := symbolicOf(x)
	if t == nil {
		return x
	}
	root := reflect.ValueOf(t.clone(ptr))
	// A pointer stays one, where an interface can hold the struct as well.
	if c := reflect.New(slot).Elem(); !byValue && root.Type().AssignableTo(slot) {
		c.Set(root)
		root = c
	} else {
		root = root.Elem()
	}
	p := Place{t: &tree{root: root}}
	declareAt(p)
	return p
}
