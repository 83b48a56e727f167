// From a symbolic program to its space, and from a DNA of it to the program it
// stands for. Both go by a plan that is made once.

package pg

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/pgen-go/pgen/internal/when"
	"github.com/pgen-go/pgen/runtime/geno"
)

// A plan says how programs of a tree are made.
type plan struct {
	t        *tree
	steps    []*step
	elements []geno.Element
	late     []*late // what takes values of other places, in order
	wanted   []error // what is missing
	inherits bool    // something in it, or in candidates, takes a value from above
	simple   bool    // an assignment of the root makes the program
	valid    bool    // there may be methods Validate in it

	spec *geno.Spec // of a whole program
}

// A step takes one decision.
type step struct {
	path     Path
	open     *open
	reach    reach
	decision geno.Decision
	options  []*plan   // of a choice's candidates, or of a call
	after    [][]*step // by candidate, what is decided only then
}

// A late is a place that takes its value when decisions are taken.
type late struct {
	path  Path
	open  *open
	reach reach
}

// planned returns the plan of t.
func (t *tree) planned() *plan {
	if p := t.plan.Load(); p != nil {
		return p
	}
	var p *plan
	// Errors may also be those of places that the program doesn't have.
	err := Place{t: t}.Err()
	if err == nil {
		p, err = newPlan(t, nil)
	}
	if err == nil {
		p.spec, err = geno.New(p.elements...)
	}
	if err != nil {
		p = &plan{t: t, spec: geno.Invalid(err)}
	}
	t.plan.CompareAndSwap(nil, p)
	if q := t.plan.Load(); q != nil {
		return q // there is one space, whoever was first
	}
	return p
}

// newPlan plans t. Of its decisions it has those that owns reports true for,
// or all if owns is nil; the others are taken to be values.
func newPlan(t *tree, owns func(Place) bool) (*plan, error) {
	p := &plan{t: t}
	var errs []error
	var found []*step
	walkMarks(t.marks, t.root, nil, func(m *marks, v reflect.Value, path Path) {
		if m.err != nil {
			errs = append(errs, geno.In(path.String(), m.err))
			return
		}
		where := reachOf(t.root, path)
		switch m.open.kind {
		case missing:
			p.wanted = append(p.wanted, geno.In(path.String(), errors.New("missing: expected a value of type "+v.Type().String()+" or a decision")))
		case undecided, called:
			s := &step{path: path, open: m.open, reach: where}
			for i, c := range m.open.candidates {
				option, err := newPlan(c, owns)
				if err != nil {
					at := path
					if m.open.kind != called {
						at = path.Append(atCandidate(i, len(m.open.candidates)))
					}
					errs = append(errs, geno.In(at.String(), err))
					continue
				}
				p.inherits = p.inherits || option.inherits
				s.options = append(s.options, option)
			}
			found = append(found, s)
		case inherited:
			p.inherits = true
			fallthrough
		default:
			p.late = append(p.late, &late{path: path, open: m.open, reach: where})
		}
	})
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if err := p.order(); err != nil {
		return nil, err
	}
	g := &stepGraph{p: p, steps: make(map[string]*step), made: make(map[geno.Decision]*step)}
	for _, s := range found {
		g.steps[s.path.String()] = s
	}
	for _, group := range when.Split(found, g.On, func(*step) bool { return false }) {
		if group[0].open.kind == called {
			s := group[0]
			p.steps = append(p.steps, s)
			for _, e := range s.options[0].elements {
				p.elements = append(p.elements, geno.At(join(s.path, e.Location), e.Decision))
			}
			continue
		}
		elements, err := when.Elements(group, g)
		if err != nil {
			return nil, err
		}
		p.elements = append(p.elements, elements...)
		p.steps = append(p.steps, g.taken(elements)...)
	}
	p.simple = len(p.steps) == 0 && len(p.late) == 0 && len(p.wanted) == 0 && shapeOf(t.root.Type()).plain
	p.valid = validates(t.root.Type())
	return p, nil
}

// join puts the location of a decision inside of what is at path behind it.
func join(path Path, location string) string {
	at := path.String()
	if at == "" || location == "" || location[0] == '[' {
		return at + location
	}
	return at + "." + location
}

// stepGraph is the [when.Graph] of the steps of a plan.
type stepGraph struct {
	p     *plan
	steps map[string]*step // by path
	made  map[geno.Decision]*step
}

func (g *stepGraph) On(s *step) []*step {
	var on []*step
	for _, path := range s.open.on {
		if v := g.steps[path.String()]; v != nil {
			on = append(on, v)
		}
	}
	return on
}

func (g *stepGraph) Holds(s *step, chosen []int) bool {
	on := g.On(s)
	return s.open.made(chosen, func(k int) *tree { return on[k].options[chosen[k]].t })
}

// made reports whether the decision o is made where the places it depends on
// have chosen these candidates, of which number k is what candidate returns.
func (o *open) made(chosen []int, candidate func(k int) *tree) bool {
	if o.holdsAt != nil && !o.holdsAt(chosen) {
		return false
	}
	if o.holds == nil {
		return true
	}
	values := make([]any, len(chosen))
	for k := range chosen {
		values[k] = candidate(k).root.Interface()
	}
	return o.holds(values)
}

// Element makes a step of its own for each place of the space where s is
// decided.
func (g *stepGraph) Element(s *step, top bool, below func(int) ([]geno.Element, error)) (geno.Element, error) {
	c := *s
	switch d := s.open.decision.(type) {
	case *geno.Choices:
		choices := *d
		for i, option := range s.options {
			elements := option.elements
			if below != nil {
				more, err := below(i)
				if err != nil {
					return geno.Element{}, err
				}
				c.after = append(c.after, g.taken(more))
				more = g.within(s.path[:len(s.path)-1], more)
				elements = append(elements[:len(elements):len(elements)], more...)
			}
			spec, err := geno.New(elements...)
			if err != nil {
				return geno.Element{}, geno.In(s.path.Append(atCandidate(i, len(s.options))).String(), err)
			}
			choices.Candidates = append(choices.Candidates, spec)
		}
		c.decision = &choices
	case *geno.Int:
		n := *d
		c.decision = &n
	case *geno.Float:
		f := *d
		c.decision = &f
	case *geno.Custom:
		u := *d
		c.decision = &u
	}
	g.made[c.decision] = &c
	return geno.At(s.path.String(), c.decision), nil
}

// within returns the elements, which are decided below a choice of a struct, as
// located in that struct, as the space of its type has them. If one is of
// another struct all have their paths from the root.
func (g *stepGraph) within(parent Path, elements []geno.Element) []geno.Element {
	var inside []geno.Element
	for _, e := range elements {
		path := g.made[e.Decision].path
		if !path.HasPrefix(parent) {
			return elements
		}
		inside = append(inside, geno.At(path[len(parent):].String(), e.Decision))
	}
	return inside
}

// taken returns the steps that take the decisions of the elements.
func (g *stepGraph) taken(elements []geno.Element) []*step {
	var steps []*step
	for _, e := range elements {
		steps = append(steps, g.made[e.Decision])
	}
	return steps
}

// order sorts what takes values of other places so that each comes after what
// it takes: references, then what is derived, in the order of the program.
func (p *plan) order() error {
	var sorted []*late
	state := make(map[*late]int)
	var visit func(l *late, from *late) error
	visit = func(l, from *late) error {
		switch state[l] {
		case 1:
			return geno.In(l.path.String(), fmt.Errorf("follows itself by way of %s", from.path))
		case 2:
			return nil
		}
		state[l] = 1
		for _, other := range p.late {
			if l.open.kind == reference && other != l && (other.path.HasPrefix(l.open.from) || l.open.from.HasPrefix(other.path)) {
				if err := visit(other, l); err != nil {
					return err
				}
			}
		}
		state[l] = 2
		sorted = append(sorted, l)
		return nil
	}
	for _, kind := range []openKind{reference, derived} {
		for _, l := range p.late {
			if l.open.kind == kind {
				if err := visit(l, l); err != nil {
					return err
				}
			}
		}
	}
	for _, l := range p.late {
		if l.open.kind == inherited {
			sorted = append(sorted, l)
		}
	}
	p.late = sorted
	return nil
}

// A making is one program on its way.
type making struct {
	r       geno.Reader
	pending []pending // what takes values from above
}

// A pending is a place that takes the value of a field further up.
type pending struct {
	path Path
	name string
}

// fill takes the decisions of the plan in root, a copy of its tree's that
// shares nothing with it. At is where in the whole program root stands.
func (p *plan) fill(root reflect.Value, m *making, at Path) {
	for _, err := range p.wanted {
		m.r.Fail("", err)
	}
	p.take(p.steps, root, m, at)
	for _, l := range p.late {
		if !m.r.OK() {
			return
		}
		m.r.Fail("", l.apply(root, m, at))
	}
}

// apply gives the place its value.
func (l *late) apply(root reflect.Value, m *making, at Path) error {
	var err error
	switch l.open.kind {
	case inherited:
		m.pending = append(m.pending, pending{at.Append(l.path...), l.open.name})
		return nil
	case reference:
		var v reflect.Value
		if v, err = lookup(root, l.open.from); err == nil {
			l.reach.do(root, func(dst reflect.Value) { dst.Set(shapeOf(v.Type()).copied(v)) })
		}
	case derived:
		var v reflect.Value
		var x any
		if v, err = lookup(root, l.open.from); err == nil {
			if x, err = l.open.derive(v); err == nil {
				l.reach.do(root, func(dst reflect.Value) {
					var c reflect.Value
					if c, err = convert(x, dst.Type(), false); err == nil {
						dst.Set(c)
					}
				})
			}
		}
	}
	return geno.In(l.path.String(), err)
}

func (p *plan) take(steps []*step, root reflect.Value, m *making, at Path) {
	for _, s := range steps {
		if p.inherits {
			// Only what inherits has to know where it is.
			s.takeAt(root, m, at.Append(s.path...), at, p)
		} else {
			s.takeAt(root, m, nil, nil, p)
		}
		if !m.r.OK() {
			m.r.In(s.path.String())
			return
		}
	}
}

func (s *step) takeAt(root reflect.Value, m *making, here, at Path, p *plan) {
	r := &m.r
	switch d := s.decision.(type) {
	case *geno.Int:
		n := r.Int(d)
		s.reach.do(root, func(dst reflect.Value) { setInt(dst, n) })
	case *geno.Float:
		f := r.Float(d)
		s.reach.do(root, func(dst reflect.Value) { pointed(dst).SetFloat(f) })
	case *geno.Custom:
		genome := r.Custom(d)
		if !r.OK() {
			return
		}
		v, err := s.open.codec.decode(genome)
		if err != nil {
			r.Fail("", err)
			return
		}
		s.reach.do(root, func(dst reflect.Value) { dst.Set(v) })
	case *geno.Choices:
		r.Begin(d)
		if !s.open.elements {
			i := r.Index(len(s.options))
			option := s.options[i]
			if option.simple && s.after == nil {
				s.reach.do(root, func(dst reflect.Value) { dst.Set(option.t.root) })
				return
			}
			r.Enter()
			v := option.made(m, here)
			s.reach.do(root, func(dst reflect.Value) { dst.Set(v) })
			if r.OK() && s.after != nil {
				p.take(s.after[i], root, m, at)
			}
			r.Leave()
			return
		}
		s.reach.do(root, func(dst reflect.Value) {
			if dst.Kind() == reflect.Slice {
				dst.Set(reflect.MakeSlice(dst.Type(), d.K, d.K))
			}
			for k := range d.K {
				option := s.options[r.Index(len(s.options))]
				r.Enter()
				v := option.made(m, here.Append(AtIndex(k)))
				r.Leave()
				if !r.OK() {
					r.InIndex(k)
					return
				}
				dst.Index(k).Set(v)
			}
		})
	default: // a call
		v := s.options[0].made(m, here)
		if !r.OK() {
			return
		}
		out, err := callOf(v.Type()).call(v)
		if err != nil {
			r.Fail("", err)
			return
		}
		s.reach.do(root, func(dst reflect.Value) { dst.Set(out) })
	}
}

// made returns a program of the plan: a value that can be assigned to a place
// of its type.
func (p *plan) made(m *making, at Path) reflect.Value {
	if p.simple {
		return p.t.root
	}
	v := shapeOf(p.t.root.Type()).copied(p.t.root)
	p.fill(v, m, at)
	return v
}

// setInt sets a number, or what a pointer to one points to.
func setInt(dst reflect.Value, n int64) {
	dst = pointed(dst)
	switch {
	case dst.CanInt():
		dst.SetInt(n)
	case dst.CanUint():
		dst.SetUint(uint64(n))
	default:
		dst.SetFloat(float64(n))
	}
}

// pointed returns what dst points to, of its own, or dst if it is no pointer.
func pointed(dst reflect.Value) reflect.Value {
	for dst.Kind() == reflect.Pointer {
		dst.Set(reflect.New(dst.Type().Elem()).Convert(dst.Type()))
		dst = dst.Elem()
	}
	return dst
}

// materialize returns the program that d stands for, a pointer to a struct.
func (p *plan) materialize(d *geno.DNA) (reflect.Value, error) {
	if err := p.spec.Err(); err != nil {
		return reflect.Value{}, err
	}
	if len(p.wanted) > 0 {
		return reflect.Value{}, errors.Join(p.wanted...)
	}
	v, err := p.read(d)
	if geno.IsMismatch(err) {
		if d != nil && d.Spec() != nil && !d.Spec().Equal(p.spec) {
			return v, fmt.Errorf("the DNA belongs to another space: expected one of\n%v\ngot one of\n%v", p.spec, d.Spec())
		}
		if d, err = p.spec.Bind(d); err != nil {
			return v, err
		}
		v, err = p.read(d)
	}
	return v, err
}

func (p *plan) read(d *geno.DNA) (reflect.Value, error) {
	m := making{r: d.Reader()}
	v := p.t.copied()
	p.fill(v, &m, nil)
	if err := m.r.End(); err != nil {
		return v, err
	}
	return v, p.finish(v, m.pending)
}

// copied returns a copy of the root that can be addressed.
func (t *tree) copied() reflect.Value {
	if s := shapeOf(t.root.Type()); s.table != nil && s.table.clone != nil {
		return reflect.ValueOf(s.table.clone(t.root.Addr().Interface())).Elem()
	}
	return shapeOf(t.root.Type()).copied(t.root)
}

// finish does what is left when all decisions are taken: it gives places what
// they inherit, and asks the program whether it is valid.
func (p *plan) finish(v reflect.Value, list []pending) error {
	var errs []error
	for _, in := range list {
		if err := in.apply(v); err != nil {
			errs = append(errs, geno.In(in.path.String(), err))
		}
	}
	if len(errs) == 0 && p.valid && len(p.steps)+len(p.late) > 0 {
		errs = invalid(p.t.root.Addr(), v.Addr())
	}
	return errors.Join(errs...)
}

// apply gives the place the value it inherits.
func (in pending) apply(root reflect.Value) error {
	for n := len(in.path) - 1; n >= 0; n-- {
		v, err := lookup(root, in.path[:n])
		if err != nil {
			return err
		}
		if v = target(v); v.Kind() != reflect.Struct {
			continue
		}
		s := shapeOf(v.Type())
		p := s.part(in.name)
		if s.form != structure || p == nil || n == len(in.path)-1 && in.path[n].text == in.name {
			continue
		}
		if s.table != nil {
			v = addressable(v)
		}
		e := Edit{Op: OpSet, Path: in.path, New: p.of(v, s.owner(v)).Interface()}
		return stripPath(e.apply(root), in.path)
	}
	return fmt.Errorf("nothing above has a field %s to inherit", in.name)
}

// encode writes the choices that make got, a value of the type of the plan's
// root.
func (p *plan) encode(got reflect.Value, w *geno.Writer) error {
	if len(p.wanted) > 0 {
		return errors.Join(p.wanted...)
	}
	rest := shapeOf(p.t.root.Type()).copied(p.t.root)
	if err := p.write(p.steps, got, rest, w); err != nil {
		return err
	}
	m := &making{}
	for _, l := range p.late {
		if l.open.kind == inherited {
			// What is above is not known here: it is taken as it is.
			if v, err := lookup(got, l.path); err == nil {
				l.reach.do(rest, func(dst reflect.Value) { dst.Set(v) })
			}
			continue
		}
		if err := l.apply(rest, m, nil); err != nil {
			return err
		}
	}
	s := shapeOf(rest.Type())
	if s.equal(rest, got) {
		return nil
	}
	changes := diff(s, addressOf(rest), addressOf(got))
	if len(changes) == 0 || len(changes[0].Path) == 0 {
		return NotSame(rest.Interface(), got.Interface())
	}
	e := changes[0]
	return geno.In(e.Path.String(), NotSame(e.Old, e.New))
}

func (p *plan) write(steps []*step, got, rest reflect.Value, w *geno.Writer) error {
	for _, s := range steps {
		v, err := lookup(got, s.path)
		if err != nil {
			return err
		}
		if err := s.write(v, w); err != nil {
			if next, ok := err.(*chosen); ok {
				// Of a choice on which others depend all candidates that fit
				// are tried.
				if err = p.tryEach(s, v, got, rest, w, next); err != nil {
					return err
				}
				continue
			}
			return geno.In(s.path.String(), err)
		}
		s.reach.do(rest, func(dst reflect.Value) { dst.Set(v) })
	}
	return nil
}

// chosen is what write returns for a choice on which others depend.
type chosen struct{}

func (*chosen) Error() string { return "a choice on which others depend" }

func (p *plan) tryEach(s *step, v, got, rest reflect.Value, w *geno.Writer, _ *chosen) error {
	first := geno.In(s.path.String(), NotCandidate(s.decision.(*geno.Choices), v.Interface()))
	for i, option := range s.options {
		m := w.Mark()
		w.Index(i)
		if option.encode(v, w) == nil {
			s.reach.do(rest, func(dst reflect.Value) { dst.Set(v) })
			err := p.write(s.after[i], got, rest, w)
			if err == nil {
				return nil
			}
			first = err
		}
		w.Reset(m)
	}
	return first
}

// write writes the choice that made v.
func (s *step) write(v reflect.Value, w *geno.Writer) error {
	switch d := s.decision.(type) {
	case *geno.Int:
		v, err := number(v)
		if err != nil {
			return err
		}
		n := reflect.New(reflect.TypeFor[int64]()).Elem()
		if !assignBasic(n, v) {
			return fmt.Errorf("expected an integer from %d to %d, got %v", d.Min, d.Max, v)
		}
		return w.Int(d, n.Int())
	case *geno.Float:
		v, err := number(v)
		if err != nil {
			return err
		}
		if v.Kind() == reflect.Float32 {
			return WriteFloat32(d, float32(v.Float()), w)
		}
		return w.Float(d, v.Float())
	case *geno.Custom:
		genome, err := s.open.codec.encode(v)
		if err != nil {
			return err
		}
		w.Custom(genome)
		return nil
	case *geno.Choices:
		if !s.open.elements {
			if s.after != nil {
				return &chosen{}
			}
			return s.find(v, w)
		}
		if v.Len() != d.K {
			return WrongLength(d, v.Len())
		}
		for k := range d.K {
			if err := s.find(v.Index(k), w); err != nil {
				return geno.In(AtIndex(k).String(), err)
			}
		}
		return nil
	}
	// A call cannot be run backwards: its arguments are tried.
	inner := s.options[0]
	spec, err := geno.New(inner.elements...)
	if err != nil {
		return err
	}
	n := 0
	for d := range spec.All() {
		if n++; n > maxCalls {
			break
		}
		m := making{r: d.Reader()}
		args := inner.made(&m, nil)
		if m.r.End() != nil {
			continue
		}
		if out, err := callOf(args.Type()).call(args); err == nil && EqualValues(out.Interface(), v.Interface()) {
			w.Append(d)
			return nil
		}
	}
	return fmt.Errorf("no arguments, of up to %d that were tried, make the call return %s", maxCalls, showShort(v.Interface()))
}

// find writes which candidate v is.
func (s *step) find(v reflect.Value, w *geno.Writer) error {
	for i, option := range s.options {
		m := w.Mark()
		w.Index(i)
		if option.encode(v, w) == nil {
			return nil
		}
		w.Reset(m)
	}
	return NotCandidate(s.decision.(*geno.Choices), v.Interface())
}

// number returns the number that v is or points to.
func number(v reflect.Value) (reflect.Value, error) {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.CanFloat() && math.IsNaN(v.Float()) || !v.CanInt() && !v.CanUint() && !v.CanFloat() {
		return v, fmt.Errorf("expected a number, got %s", showShort(v.Interface()))
	}
	return v, nil
}

// A reach leads from the root of a program to a place of it.
type reach struct {
	path   Path
	fields []hop // if all that is on the way are fields
}

// A hop leads to a field of the struct that a pointer points to.
type hop struct {
	field *FieldInfo
	deref bool // the field is a pointer to the next struct
}

// reachOf returns the reach of the place at path.
func reachOf(root reflect.Value, path Path) reach {
	r := reach{path: path}
	if len(path) == 0 {
		return r
	}
	t := root.Type()
	var hops []hop
	for i, step := range path {
		table := TypeOf(t)
		if t.Kind() != reflect.Struct || table == nil || step.kind != fieldStep {
			return r
		}
		f := table.Field(step.text)
		h := hop{field: f}
		if t = f.Type; t.Kind() == reflect.Pointer && i < len(path)-1 {
			h.deref, t = true, t.Elem()
		}
		hops = append(hops, h)
	}
	r.fields = hops
	return r
}

// do calls f with the place in root, which can be set.
func (r *reach) do(root reflect.Value, f func(reflect.Value)) {
	switch {
	case len(r.path) == 0:
		f(root)
	case r.fields != nil:
		x := root.Addr().Interface()
		for _, h := range r.fields {
			if x = h.field.addr(x); h.deref {
				x = reflect.ValueOf(x).Elem().Interface()
			}
		}
		f(reflect.ValueOf(x).Elem())
	default:
		inPlace(root, r.path, f)
	}
}

// inPlace calls f with the place at path in v. What cannot be set where it is,
// in maps and interfaces, is copied and put back.
func inPlace(v reflect.Value, path Path, f func(reflect.Value)) {
	if len(path) == 0 {
		f(v)
		return
	}
	inCopy := func(e reflect.Value, put func(reflect.Value)) {
		c := reflect.New(e.Type()).Elem()
		c.Set(e)
		put(c)
	}
	switch v.Kind() {
	case reflect.Pointer:
		inPlace(v.Elem(), path, f)
	case reflect.Interface:
		inCopy(v.Elem(), func(c reflect.Value) { inPlace(c, path, f); v.Set(c) })
	case reflect.Struct:
		s := shapeOf(v.Type())
		inPlace(s.part(path[0].text).of(v, s.owner(v)), path[1:], f)
	case reflect.Slice, reflect.Array:
		inPlace(v.Index(int(path[0].n)), path[1:], f)
	case reflect.Map:
		if k, err := findKey(v, path[0]); err == nil {
			inCopy(v.MapIndex(k), func(c reflect.Value) { inPlace(c, path[1:], f); v.SetMapIndex(k, c) })
		}
	}
}

// validates reports whether values of type t may have methods Validate in them.
func validates(t reflect.Type) bool { return mayValidate(t, nil) }

func mayValidate(t reflect.Type, within []reflect.Type) bool {
	for _, w := range within {
		if w == t {
			return false
		}
	}
	within = append(within, t)
	if t.Kind() == reflect.Interface {
		return true
	}
	if _, ok := reflect.New(t).Interface().(interface{ Validate() error }); ok {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return mayValidate(t.Elem(), within)
	case reflect.Struct:
		for _, p := range shapeOf(t).parts {
			if mayValidate(p.shape.typ, within) {
				return true
			}
		}
	}
	return false
}
