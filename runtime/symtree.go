// The tree under a Sym: a program, and over it what is not decided in it.

package pg

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A tree is a program in which some places have no value yet. The program is
// held as Go holds it; marks say where something else stands. What the program
// has at such a place is what it keeps there while a decision isn't made.
//
// A candidate of a decision is a tree of its own, whose host is the tree with
// the decision.
type tree struct {
	root  reflect.Value // can be addressed
	marks *marks        // of the root, or nil

	host *tree
	in   Path // where the decision stands in the host
	step Step // which candidate this is

	origin *Origin
	plan   atomic.Pointer[plan] // nil when something has changed since

	// Of a tree without a host.
	heard   bool   // someone listens, or did
	batch   *batch // of the changes being made, or nil
	readers int    // who remember places of the program
	clock   int    // how many moves there were while they did
	noted   bool   // there are moves in the marks
}

// Marks say that something is special at a place, or below it.
type marks struct {
	step   Step
	open   *open       // what stands here instead of a value, or nil
	err    error       // what was asked of this place and could not be done
	sealed bool        // nothing here and below may be changed
	listen []*listener // who is told of changes here and below
	moves  []move      // of what is inside, while places are remembered
	below  []*marks    // sorted by steps
}

// idle reports whether m says nothing.
func (m *marks) idle() bool {
	return m == nil || m.open == nil && m.err == nil && !m.sealed && len(m.listen) == 0 && len(m.moves) == 0 && len(m.below) == 0
}

// plain reports whether there is a value at m and at all places below.
func (m *marks) plain() bool {
	return m == nil || m.open == nil && !slices.ContainsFunc(m.below, func(b *marks) bool { return !b.plain() })
}

// child returns the mark one step below m, or nil.
func (m *marks) child(s Step) *marks {
	if m == nil {
		return nil
	}
	if i, ok := m.index(s); ok {
		return m.below[i]
	}
	return nil
}

// index returns where the mark one step below m is, or would be.
func (m *marks) index(s Step) (int, bool) {
	// Rules come to places in order, and so often to the last mark or past it.
	if n := len(m.below); n > 0 {
		if c := m.below[n-1].step.compare(s); c <= 0 {
			return n - 1 - c, c == 0
		}
	}
	return slices.BinarySearchFunc(m.below, s, func(b *marks, s Step) int { return b.step.compare(s) })
}

// find returns the mark at path, or nil.
func (t *tree) find(path Path) *marks {
	return t.marks.find(path)
}

// find returns the mark at path below m, or nil.
func (m *marks) find(path Path) *marks {
	for _, s := range path {
		m = m.child(s)
	}
	return m
}

// mark returns the mark at path, which it makes if there is none.
func (t *tree) mark(path Path) *marks {
	if t.marks == nil {
		t.marks = new(marks)
	}
	m := t.marks
	for _, s := range path {
		i, ok := m.index(s)
		if !ok {
			m.below = slices.Insert(m.below, i, &marks{step: s})
		}
		m = m.below[i]
	}
	return m
}

// clear removes what stands at and below path instead of values, and errors.
// Seals and listeners stay.
func (t *tree) clear(path Path) {
	if m := t.find(path); m != nil {
		m.clear()
	}
}

func (m *marks) clear() {
	m.open, m.err = nil, nil
	for _, b := range m.below {
		b.clear()
	}
	m.below = slices.DeleteFunc(m.below, (*marks).idle)
}

// shift moves the marks of the elements of the list at path from index i on by
// n, 1 or -1. Those of an element that is taken out are gone.
func (t *tree) shift(path Path, i, n int) {
	t.moved(path, i, n)
	m := t.find(path)
	if m == nil {
		return
	}
	m.below = slices.DeleteFunc(m.below, func(b *marks) bool { return n < 0 && b.step == AtIndex(i) })
	for _, b := range m.below {
		if b.step.n >= int64(i) {
			b.step.n += int64(n)
			t.rehost(b, path.Append(b.step))
		}
	}
}

// refer gives f all places to which what stands at and below m refers, with how
// many candidates deep that is in the tree of m, and puts what f returns in
// their place.
func (m *marks) refer(depth int, f func(r ref, depth int) ref) {
	if m == nil {
		return
	}
	if o := m.open; o != nil {
		if o.kind == reference || o.kind == derived {
			o.from = f(o.from, depth)
		}
		on := make([]ref, len(o.on))
		for i, r := range o.on {
			on[i] = f(r, depth)
		}
		o.on = on
		for _, c := range o.candidates {
			c.marks.refer(depth+1, f)
		}
	}
	for _, b := range m.below {
		b.refer(depth, f)
	}
}

// leave says that what is at path in its tree has become a tree of its own. It
// still refers to what it has left, as a candidate in there would.
func (m *marks) leave(path Path) {
	if len(path) == 0 {
		return
	}
	m.refer(0, func(r ref, depth int) ref {
		switch {
		case r.up == depth && r.path.HasPrefix(path):
			r.path = r.path[len(path):]
		case r.up >= depth:
			r.up++
		}
		return r
	})
}

// enter says the opposite: a tree has become what is at path in another.
func (m *marks) enter(path Path) {
	m.refer(0, func(r ref, depth int) ref {
		switch {
		case r.up == depth:
			r.path = path.Append(r.path...)
		case r.up > depth:
			r.up--
		}
		return r
	})
}

// lift says that there is one tree more between the tree of m and its hosts.
func (m *marks) lift() {
	m.refer(0, func(r ref, depth int) ref {
		if r.up > depth {
			r.up++
		}
		return r
	})
}

// clone returns a deep copy of m without listeners and, unless they are wanted,
// seals. The candidates in it belong to host.
func (m *marks) clone(host *tree, seals bool) *marks {
	if m == nil {
		return nil
	}
	c := &marks{step: m.step, open: m.open.clone(host, seals), err: m.err, sealed: m.sealed && seals}
	for _, b := range m.below {
		if b := b.clone(host, seals); !b.idle() {
			c.below = append(c.below, b)
		}
	}
	return c
}

// An open is what stands at a place that has no value.
type open struct {
	kind       openKind
	decision   geno.Decision // a Choices without Candidates
	candidates []*tree       // of a Choices
	elements   bool          // the Choices is of the elements of a slice or array
	named      bool          // its Literals are not what the candidates are, but were given
	codec      *codec        // of a Custom
	from       ref           // of a reference or derived value: what it is taken from
	typ        reflect.Type  // of a reference or call: that of the value
	name       string        // of an inherited value: that of an ancestor's field
	derive     func(from reflect.Value) (any, error)
	on         []ref                               // the places on whose choices the decision depends
	holds      func(chosen []choice) (bool, error) // of what is chosen there
}

// A ref is a place to which what stands at another refers.
type ref struct {
	up   int // in which tree it is: how many hosts up
	path Path
}

func (r ref) compare(q ref) int { return cmp.Or(cmp.Compare(r.up, q.up), r.path.Compare(q.path)) }

type openKind uint8

const (
	missing openKind = iota
	undecided
	reference
	inherited
	derived
	called // the result of a call, whose tree is the one candidate
)

func (o *open) clone(host *tree, seals bool) *open {
	if o == nil {
		return nil
	}
	c := *o
	c.candidates = make([]*tree, len(o.candidates))
	for i, t := range o.candidates {
		c.candidates[i] = t.clone(seals)
		c.candidates[i].host, c.candidates[i].in, c.candidates[i].step = host, t.in, t.step
	}
	return &c
}

// clone returns a deep copy of t that has no host, and no seals unless they
// are wanted.
func (t *tree) clone(seals bool) *tree {
	c := &tree{root: shapeOf(t.root.Type()).copied(t.root)}
	c.marks = t.marks.clone(c, seals)
	return c
}

// opens reports whether something is open at m or below.
func (m *marks) opens() bool {
	return m != nil && (m.open != nil || slices.ContainsFunc(m.below, (*marks).opens))
}

// changed says that what was compiled of t is out of date, and what a choice
// calls it if it is a candidate.
func (t *tree) changed() {
	for ; t != nil; t = t.host {
		t.plan.Store(nil)
		if t.host == nil {
			return
		}
		if m := t.host.find(t.in); m != nil && m.open != nil {
			if i := slices.Index(m.open.candidates, t); i >= 0 {
				m.open.relabel(i)
			}
		}
	}
}

// top returns the tree that t is part of, and where in it t stands.
func (t *tree) top() (*tree, Path) {
	var path Path
	for ; t.host != nil; t = t.host {
		path = append(t.in.Append(t.step), path...)
	}
	return t, path
}

// lookup returns what is at path, as the program declares it there: an
// interface or pointer is not followed.
func lookup(v reflect.Value, path Path) (reflect.Value, error) {
	fail := func(n int, format string, args ...any) (reflect.Value, error) {
		return reflect.Value{}, geno.In(path[:n].String(), fmt.Errorf(format, args...))
	}
	for n, step := range path {
		v = target(v)
		switch v.Kind() {
		case reflect.Invalid:
			return fail(n, "is nil and has no %s", step)
		case reflect.Struct:
			s := shapeOf(v.Type())
			if s.form != structure || step.kind != fieldStep {
				return fail(n, "%s has no part %s", article(v.Type()), step)
			}
			p := s.part(step.text)
			if p == nil {
				return fail(n+1, "expected a field of %s, which has no %s%s", v.Type(), step.text, didYouMean(step.text, s.names))
			}
			if s.table != nil {
				v = addressable(v)
			}
			v = p.of(v, s.owner(v))
		case reflect.Slice, reflect.Array:
			if step.kind != indexStep || step.n < 0 || step.n >= int64(v.Len()) {
				return fail(n, "expected an index below %d, got %s", v.Len(), step)
			}
			v = v.Index(int(step.n))
		case reflect.Map:
			k, err := findKey(v, step)
			if err != nil {
				return fail(n, "%w", err)
			}
			if v = v.MapIndex(k); !v.IsValid() {
				return fail(n, "expected a key of the map, which has no %s", step)
			}
		default:
			return fail(n, "%s has no parts: expected the end of the path, got %s", article(v.Type()), path[n:])
		}
	}
	return v, nil
}

// target returns what pointers and interfaces lead to; an invalid value for
// nil.
func target(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer && shapeOf(v.Type()).form == pointer {
		v = v.Elem()
	}
	return v
}

// editable returns an error if the place at path cannot be changed: it is
// sealed, or what holds it has no value yet.
func (t *tree) editable(path Path) error {
	for ; t != nil; t, path = t.host, t.in {
		m := t.marks
		for i := 0; m != nil; i++ {
			switch {
			case m.sealed:
				return errSealed
			case i == len(path):
				m = nil
				continue
			case m.open != nil:
				return fmt.Errorf("%s is %s: there is nothing inside to change: set it, or change its candidates", path[:i], m.open)
			}
			m = m.child(path[i])
		}
	}
	return nil
}

var errSealed = errors.New("is sealed: unseal it first, or change a clone")

// String says what stands there.
func (o *open) String() string {
	switch o.kind {
	case undecided:
		return "undecided (" + describeDecision(o.decision) + ")"
	case reference:
		return "a reference to " + o.from.path.String()
	case inherited:
		return "inherited from the nearest " + o.name + " above"
	case derived:
		if len(o.from.path) == 0 {
			return "derived from the whole program"
		}
		return "derived from " + o.from.path.String()
	case called:
		return "the result of a call"
	}
	return "missing"
}

func describeDecision(d geno.Decision) string {
	switch d := d.(type) {
	case *geno.Choices:
		if d.K == 1 {
			return fmt.Sprintf("one of %v", d.Literals)
		}
		return fmt.Sprintf("%d of %v", d.K, d.Literals)
	case *geno.Int:
		return fmt.Sprintf("int %d to %d", d.Min, d.Max)
	case *geno.Float:
		return fmt.Sprintf("float %v to %v", d.Min, d.Max)
	}
	return "custom"
}

// walkMarks calls f with each mark below m that has something open or in
// error, in the order of the program, and what the program has there. It does
// not go below what is open.
func walkMarks(m *marks, v reflect.Value, path Path, f func(m *marks, v reflect.Value, path Path)) {
	if m == nil {
		return
	}
	if m.open != nil || m.err != nil {
		f(m, v, path)
	}
	if m.open != nil || len(m.below) == 0 {
		return
	}
	v = target(v)
	if !v.IsValid() {
		return
	}
	part := func(step Step, e reflect.Value) {
		if b := m.child(step); b != nil {
			walkMarks(b, e, path.Append(step), f)
		}
	}
	switch s := shapeOf(v.Type()); s.form {
	case structure:
		if s.table != nil {
			v = addressable(v)
		}
		x := s.owner(v)
		for i := range s.parts {
			part(s.parts[i].step, s.parts[i].of(v, x))
		}
	case list, array:
		for i := range v.Len() {
			part(AtIndex(i), v.Index(i))
		}
	case dictionary:
		for _, k := range sortedKeys(v) {
			step, _ := keyStep(k)
			part(step, v.MapIndex(k))
		}
	}
}
