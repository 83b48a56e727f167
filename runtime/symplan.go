// From a symbolic program to its space, and from a DNA of it to the program it
// stands for. Both go by a plan that is made once.

package pg

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/pgen-go/pgen/internal/when"
	"github.com/pgen-go/pgen/runtime/geno"
)

// A plan says how programs of a tree are made.
type plan struct {
	t        *tree
	steps    []*step
	elements []geno.Element
	late     []*late // what takes values of other places
	lates    lates   // these, in order, unless some take values from above
	wanted   []error // what is missing
	outer    bool    // something in it, or in candidates, takes a value from above
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
	on       []*step   // like open.on; nil for a place that is decided
	fixed    []choice  // what is there, then
	kept     bool      // the decision stays, only those in its candidates are taken
	unsure   bool      // whether it is decided depends on decisions that are kept
}

// has reports whether t has a host n trees up.
func (t *tree) has(n int) bool {
	for ; n > 0 && t != nil; n-- {
		t = t.host
	}
	return t != nil
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
			s.kept = owns != nil && m.open.kind == undecided && !owns(Place{t, path})
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
				p.outer = p.outer || option.outer
				s.options = append(s.options, option)
			}
			found = append(found, s)
		default:
			if !t.has(m.open.from.up) {
				errs = append(errs, geno.In(path.String(), fmt.Errorf("%s of the program around it, which is not there: expected what it is taken from to be copied as well", m.open)))
				return
			}
			p.outer = p.outer || m.open.kind == inherited || m.open.from.up > 0
			p.late = append(p.late, &late{path: path, open: m.open, reach: where})
		}
	})
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if err := p.order(); err != nil {
		return nil, err
	}
	found, err := conditions(t, found)
	if err != nil {
		return nil, err
	}
	g := &stepGraph{p: p, made: make(map[geno.Decision]*step)}
	for _, group := range when.Split(found, g.On, func(*step) bool { return false }) {
		if s := group[0]; s.kept || s.open.kind == called {
			p.steps = append(p.steps, s)
			for i, option := range s.options {
				path := s.path
				if s.kept {
					path = path.Append(atCandidate(i, len(s.options)))
				}
				for _, e := range option.elements {
					p.elements = append(p.elements, geno.At(join(path, e.Location), e.Decision))
				}
			}
			continue
		}
		elements, err := when.Elements(group, g)
		if err = errors.Join(err, g.err); err != nil {
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

// conditions finds out on what the steps depend, and returns them in an order
// in which each comes after those. A step whose conditions are known not to
// hold is none.
func conditions(t *tree, found []*step) ([]*step, error) {
	byPath := make(map[string]*step)
	for _, s := range found {
		byPath[s.path.String()] = s
	}
	var errs []error
	for _, s := range found {
		if s.kept {
			continue // that is for whoever decides it
		}
		for _, r := range s.open.on {
			path := r.path
			on := byPath[path.String()]
			x := choice{index: -1}
			switch {
			case r.up > 0:
				errs = append(errs, geno.In(s.path.String(), fmt.Errorf("its condition is on %s, which is not part of the same program", path)))
			case on != nil && on.kept:
				s.unsure, on = true, nil
			case on != nil:
				if c, ok := on.open.decision.(*geno.Choices); !ok || c.K != 1 || on.open.elements {
					errs = append(errs, geno.In(s.path.String(), fmt.Errorf("its condition is on a choice of one at %s, which has become %s: say it again with When", path, on.open)))
				}
			default:
				err := t.concrete(path)
				if err == nil {
					var v reflect.Value
					if v, err = lookup(t.root, path); err == nil {
						x.value = v.Interface()
					}
				}
				if err != nil {
					errs = append(errs, geno.In(s.path.String(), fmt.Errorf("its condition is on %s, which is neither decided nor a choice: %w", path, err)))
				}
			}
			s.on, s.fixed = append(s.on, on), append(s.fixed, x)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var sorted []*step
	never := make(map[*step]bool)
	for len(found) > 0 {
		i := slices.IndexFunc(found, func(s *step) bool {
			return !slices.ContainsFunc(s.on, func(v *step) bool { return v != nil && slices.Contains(found, v) })
		})
		if i < 0 {
			return nil, conditionCycle(found)
		}
		s := found[i]
		found = slices.Delete(found, i, i+1)
		decided := !slices.ContainsFunc(s.on, func(v *step) bool { return never[v] })
		depends := false
		for _, v := range s.on {
			depends = depends || v != nil
			s.unsure = s.unsure || v != nil && v.unsure
		}
		if len(s.on) > 0 && decided && !depends && !s.unsure {
			var err error
			if decided, err = s.open.holds(s.fixed); err != nil {
				errs = append(errs, geno.In(s.path.String(), err))
			}
		}
		if never[s] = !decided; decided {
			sorted = append(sorted, s)
		}
	}
	return sorted, errors.Join(errs...)
}

// conditionCycle names steps of which each depends on the next.
func conditionCycle(found []*step) error {
	var way []*step
	for s := found[0]; ; {
		if i := slices.Index(way, s); i >= 0 {
			var names []string
			for _, v := range append(way[i:], s) {
				names = append(names, v.path.String())
			}
			return geno.In(names[0], fmt.Errorf("whether it is decided depends on itself: %s", strings.Join(names, " ← ")))
		}
		way = append(way, s)
		for _, v := range s.on {
			if v != nil && slices.Contains(found, v) {
				s = v
				break
			}
		}
	}
}

// stepGraph is the [when.Graph] of the steps of a plan.
type stepGraph struct {
	p    *plan
	made map[geno.Decision]*step
	err  error
}

func (g *stepGraph) On(s *step) []*step {
	var on []*step
	for _, v := range s.on {
		if v != nil {
			on = append(on, v)
		}
	}
	return on
}

func (g *stepGraph) Holds(s *step, chosen []int) bool {
	if s.unsure {
		return true
	}
	values := slices.Clone(s.fixed)
	n := 0
	for i, v := range s.on {
		if v == nil {
			continue
		}
		values[i] = v.open.chosen(chosen[n])
		n++
	}
	ok, err := s.open.holds(values)
	if err != nil {
		g.err = errors.Join(g.err, geno.In(s.path.String(), err))
	}
	return ok
}

// A choice is what has been chosen at a place on which a decision depends.
type choice struct {
	index int   // which candidate; -1 of a place that is decided
	value any   // it, if it has a value of its own
	open  *open // what stands there, if it has none
}

// chosen returns the choice of candidate i of o.
func (o *open) chosen(i int) choice {
	t := o.candidates[i]
	if t.marks != nil && t.marks.open != nil {
		return choice{i, nil, t.marks.open}
	}
	return choice{i, t.root.Interface(), nil}
}

// among returns which of the candidates c is; -1 if it is none of them.
func (c choice) among(candidates []choice) int {
	is := func(d choice) bool { return c.open == nil && d.open == nil && EqualValues(c.value, d.value) }
	if i := c.index; i >= 0 && i < len(candidates) && (c.open != nil && candidates[i].open != nil || is(candidates[i])) {
		return i
	}
	return slices.IndexFunc(candidates, is)
}

// String shows what has been chosen.
func (c choice) String() string {
	if c.open != nil {
		return c.open.String()
	}
	return showShort(c.value)
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

// fill takes the decisions of the plan in root, a copy of its tree's that
// shares nothing with it. At is where in the whole program root stands.
func (p *plan) fill(root reflect.Value, m *making, at Path) {
	for _, err := range p.wanted {
		m.r.Fail("", err)
	}
	if p.outer {
		m.at = append(m.at, at)
		defer func() { m.at = m.at[:len(m.at)-1] }()
	}
	p.take(p.steps, root, m, at)
	if !m.r.OK() {
		return
	}
	if !p.outer {
		m.r.Fail("", p.lates.apply(root, ownReach))
		return
	}
	for _, l := range p.late {
		m.r.Fail("", m.put(l))
	}
}

// ownReach is for what is taken within a tree.
func ownReach(t taking) *reach { return &t.reach }

func (p *plan) take(steps []*step, root reflect.Value, m *making, at Path) {
	for _, s := range steps {
		if p.outer {
			// Only what takes values from above has to know where it is.
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
		s.reach.do(root, func(dst reflect.Value) {
			if !assign(dst, v) {
				r.Fail("", fmt.Errorf("expected the codec to decode %s, got a nil %s", article(dst.Type()), v.Type()))
			}
		})
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
				at := here
				if p.outer {
					at = here.Append(AtIndex(k))
				}
				r.Enter()
				v := option.made(m, at)
				r.Leave()
				if !r.OK() {
					r.InIndex(k)
					return
				}
				dst.Index(k).Set(v)
			}
		})
	default: // a call
		args := making{r: *r}
		v := s.options[0].made(&args, nil)
		if args.r.OK() {
			args.r.Fail("", args.finish(v))
		}
		if *r = args.r; !r.OK() {
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
	return v, p.finish(v, &m)
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
func (p *plan) finish(v reflect.Value, m *making) error {
	if err := m.finish(v); err != nil {
		return err
	}
	if p.valid && len(p.steps)+len(p.late) > 0 {
		return errors.Join(invalid(p.t.root.Addr(), v.Addr())...)
	}
	return nil
}

// dnaOf returns the DNA that stands for the program got.
func (p *plan) dnaOf(got reflect.Value) (*geno.DNA, error) {
	if err := p.spec.Err(); err != nil {
		return nil, err
	}
	var w geno.Writer
	if err := p.encode(got, &w); err != nil {
		return nil, err
	}
	d, err := w.DNA(p.spec)
	if err == nil && p.outer {
		err = p.confirm(d, got)
	}
	return d, err
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
	if !p.outer {
		if err := p.lates.apply(rest, ownReach); err != nil {
			return err
		}
	}
	for _, l := range p.late {
		was, err := lookup(got, l.path)
		if err != nil {
			return err
		}
		if p.outer {
			// What is above is not known here: it is taken as it is.
			l.reach.do(rest, func(dst reflect.Value) { dst.Set(was) })
			continue
		}
		if v, err := lookup(rest, l.path); err == nil && !shapeOf(v.Type()).equal(v, was) {
			return geno.In(l.path.String(), fmt.Errorf("expected %s, since it is %s, got %s", showShort(v.Interface()), l.open, showShort(was.Interface())))
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
		if m.r.End() != nil || m.finish(args) != nil {
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
	hops   []hop  // if all that is on the way are fields and elements
	target *shape // of the place, then
}

// A hop leads to a part of what lies at a pointer: to a field of a struct or an
// element of an array, by how far that is from the beginning, or to an element of
// a slice.
type hop struct {
	offset uintptr
	slice  bool
	n      int  // the element of the slice
	deref  bool // the part is a pointer to what the next hop is in
}

// reachOf returns the reach of the place at path.
func reachOf(root reflect.Value, path Path) reach {
	r := reach{path: path}
	t := root.Type()
	var hops []hop
	for i, step := range path {
		var h hop
		switch {
		case t.Kind() == reflect.Struct && TypeOf(t) != nil && step.kind == fieldStep:
			f, ok := t.FieldByName(step.text)
			if !ok || len(f.Index) != 1 {
				return r
			}
			h.offset, t = f.Offset, f.Type
		case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && step.kind == indexStep:
			h.slice, h.n = t.Kind() == reflect.Slice, int(step.n)
			t = t.Elem()
			h.offset = uintptr(step.n) * t.Size()
		default:
			return r
		}
		if t.Kind() == reflect.Pointer && i < len(path)-1 {
			h.deref, t = true, t.Elem()
		}
		hops = append(hops, h)
	}
	r.hops, r.target = hops, shapeOf(t)
	return r
}

// do calls f with the place in root, which can be set.
func (r *reach) do(root reflect.Value, f func(reflect.Value)) {
	if r.target == nil || len(r.path) == 0 {
		inPlace(root, r.path, f)
		return
	}
	p := unsafe.Pointer(root.UnsafeAddr())
	for _, h := range r.hops {
		if h.slice {
			list := *(*[]byte)(p) // of whatever: its beginning and length are the same
			if h.n >= len(list) {
				inPlace(root, r.path, f)
				return
			}
			p = unsafe.Pointer(unsafe.SliceData(list))
		}
		if p = unsafe.Add(p, h.offset); h.deref {
			p = *(*unsafe.Pointer)(p)
		}
	}
	f(r.target.at(p))
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

// confirm returns an error if d does not stand for got: if something in it that
// takes a value from above has another.
func (p *plan) confirm(d *geno.DNA, got reflect.Value) error {
	v, err := p.materialize(d)
	if err != nil {
		return err
	}
	s := shapeOf(v.Type())
	for _, e := range diff(s, addressOf(v), addressOf(got)) {
		return geno.In(e.Path.String(), fmt.Errorf("expected %s, which it takes from other places, got %s", showShort(e.Old), showShort(e.New)))
	}
	return nil
}
