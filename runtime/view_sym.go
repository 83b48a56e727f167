// Views of symbolic programs: what stands in their places, and how two of them
// differ.

package pg

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// onPlace is a place of a tree, if something is special there or below.
type onPlace struct {
	tree  *tree
	marks *marks
}

func (in onPlace) at(s Step) onPlace { return onPlace{in.tree, in.marks.child(s)} }

// fault returns what is wrong at the place.
func (in onPlace) fault() string {
	if in.marks == nil || in.marks.err == nil {
		return ""
	}
	return in.marks.err.Error()
}

// viewAt returns the view of the place. One in something that has no value yet is
// missing, as is one that there isn't.
func viewAt(p Place) view {
	v, err := valueAt(p)
	if err != nil {
		return view{kind: openView, text: "no place", fault: err.Error()}
	}
	w := placeView("", v, nil, onPlace{p.t, markAt(p)})
	if len(p.path) == 0 && p.t.host == nil {
		w.typ = strings.TrimPrefix(w.typ, "*")
	}
	return w
}

// treeView returns the view of a candidate.
func treeView(t *tree) view { return placeView("", t.root, nil, onPlace{t, t.marks}) }

// view returns the view of v, or of what stands in its place.
func (in onPlace) view(step string, v reflect.Value, up *above) view {
	m := in.marks
	var w view
	if m.open != nil {
		w = m.open.view()
		if w.step = step; m.open.kind != called {
			w.typ = v.Type().String()
		}
		if n, ok := m.open.decision.(*geno.Int); ok {
			w.text = rangeText(n, v.Type())
		}
	} else {
		w = plainView(step, v, up, in)
		w.zero = w.zero && !m.special()
	}
	if m.sealed {
		w.remark = strings.TrimPrefix(w.remark+", sealed", ", ")
	}
	if w.fault = in.fault(); w.fault != "" {
		w.zero = false
	}
	return w
}

// view returns the view of what stands in a place.
func (o *open) view() view {
	switch o.kind {
	case missing:
		return view{kind: openView, text: "missing"}
	case reference:
		return view{kind: openView, text: "ref " + o.from.path.String()}
	case inherited:
		return view{kind: openView, text: "inherited " + o.name}
	case called:
		w := treeView(o.candidates[0])
		w.text, w.typ = "call "+w.text, "call "+w.typ
		return w
	case undecided:
		w := choiceOf(o.decision, o.elements, len(o.candidates), func(i int) view { return treeView(o.candidates[i]) })
		for i, r := range o.on {
			sep := ", depending on "
			if i > 0 {
				sep = ", "
			}
			w.remark += sep + r.path.String()
		}
		w.remark = strings.TrimPrefix(w.remark, ", ")
		return w
	}
	return view{kind: openView, text: o.String()}
}

// rangeText says what is to be decided, with numbers as values of type t are
// shown: "int 1s to 1m0s".
func rangeText(d *geno.Int, t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	number := func(n int64) string {
		v := reflect.New(t).Elem()
		if !assignBasic(v, reflect.ValueOf(n)) {
			return strconv.FormatInt(n, 10)
		}
		_, text := atom(v)
		return text
	}
	text := "int " + number(d.Min) + " to " + number(d.Max) + scaleText(d.Scale)
	if d.Step > 1 {
		text += " in steps of " + number(d.Step)
	}
	return text
}

// view returns the view of the decision, which stands nowhere yet.
func (d Decided) view() view {
	return choiceOf(d.Decision, d.Elements, len(d.Candidates), func(i int) view { return valueView(d.Candidates[i]) })
}

// choiceOf returns the view of a decision, if it is a choice, among n candidates.
func choiceOf(d geno.Decision, elements bool, n int, candidate func(int) view) view {
	w := view{kind: openView, text: decisionWords(d)}
	c, ok := d.(*geno.Choices)
	if ok {
		w.kind, w.len = choiceView, n
		w.text = howMany(c, elements, n)
		w.parts = func(yield func(view) bool) {
			for i := range n {
				v := candidate(i)
				v.step, v.name, v.zero = atCandidate(i, n).String(), strconv.Itoa(i), false
				if !yield(v) {
					return
				}
			}
		}
	} else if s, err := geno.New(geno.At("", d)); err == nil {
		w.note = pointsText(s.Size())
	}
	var info geno.Info
	switch d := d.(type) {
	case *geno.Choices:
		info = d.Info
	case *geno.Float:
		info = d.Info
	case *geno.Int:
		info = d.Info
	case *geno.Custom:
		info = d.Info
	}
	if info.Name != "" {
		w.remark = fmt.Sprintf(", name %q", info.Name)
	}
	if info.Hints != nil {
		w.remark += fmt.Sprintf(", hints %v", info.Hints)
	}
	w.remark = strings.TrimPrefix(w.remark, ", ")
	return w
}

// howMany says how many of n candidates a choice takes.
func howMany(c *geno.Choices, elements bool, n int) string {
	switch {
	case !elements:
		return "one of"
	case c.Distinct && !c.Sorted && c.K == n:
		return "permutation of"
	}
	text := strconv.Itoa(c.K)
	if c.Distinct {
		text += " distinct"
	}
	if c.Sorted {
		text += " sorted"
	}
	return text + " of"
}

// remarks returns what text says behind a view.
func (v *view) remarks() string {
	list := slices.DeleteFunc([]string{v.remark, v.fault}, func(s string) bool { return s == "" })
	if len(list) == 0 {
		return ""
	}
	if v.fault != "" {
		list[len(list)-1] = "error: " + v.fault
	}
	return " (" + visible(strings.Join(list, ", ")) + ")"
}

// compareStanding returns the view of the place in b, marked with how it differs
// from that in a; nil if neither has anything special there itself.
func compareStanding(step string, a, b reflect.Value, ina, inb onPlace, depth int) *view {
	x, y := ina.marks.standing(), inb.marks.standing()
	same := ina.fault() == inb.fault()
	if x == nil && y == nil && same {
		return nil
	}
	v := placeView(step, b, nil, inb)
	if same && x != nil && y != nil {
		if parts, ok := compareOpen(x, y, depth); ok {
			if !slices.ContainsFunc(parts, func(v view) bool { return v.mark != unchanged }) {
				v.mark = unchanged
				return &v
			}
			v.mark, v.parts = within, slices.Values(parts)
			return &v
		}
	}
	old := placeView(step, a, nil, ina)
	v.mark, v.old = replaced, &old
	return &v
}

// compareOpen returns the views of the candidates of y, marked with how they
// differ from those of x, and whether x and y are the same but for these.
func compareOpen(x, y *open, depth int) (parts []view, ok bool) {
	if x.kind != y.kind || x.elements != y.elements || len(x.candidates) != len(y.candidates) || x.name != y.name ||
		Compare(x.decided(), y.decided()) != 0 || x.codec.compare(y.codec) != 0 ||
		x.from.compare(y.from) != 0 || slices.CompareFunc(x.on, y.on, ref.compare) != 0 {
		return nil, false
	}
	for i, c := range y.candidates {
		d := x.candidates[i]
		step := atCandidate(i, len(y.candidates)).String()
		if y.kind == called {
			step = ""
		}
		if c.root.Type() != d.root.Type() {
			return nil, false
		}
		parts = append(parts, compare(step, shapeOf(c.root.Type()), d.root, c.root, onPlace{d, d.marks}, onPlace{c, c.marks}, depth+1))
	}
	return parts, true
}

// symbolicPair returns what a and b, at least one of which is a symbolic
// program, have to compare, and whether that can be compared.
func symbolicPair(a, b any) (va, vb reflect.Value, ina, inb onPlace, ok bool) {
	side := func(x any) (v reflect.Value, in onPlace, symbolic bool) {
		s, symbolic := x.(AnySym)
		if !symbolic {
			return target(reflect.ValueOf(x)), in, false
		}
		p := s.place()
		v, err := valueAt(p)
		if err != nil {
			return v, in, false
		}
		return v, onPlace{p.t, markAt(p)}, true
	}
	va, ina, x := side(a)
	vb, inb, y := side(b)
	if !x && !y || !va.IsValid() || !vb.IsValid() {
		return va, vb, ina, inb, false
	}
	if va.Type() != vb.Type() {
		va, vb = target(va), target(vb)
	}
	return va, vb, ina, inb, va.IsValid() && vb.IsValid() && va.Type() == vb.Type()
}
