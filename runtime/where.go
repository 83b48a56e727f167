// Partial spaces: a search that owns some of the decisions of a program and
// leaves the others to another.

package pg

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// An Outer is the [Program] of an outer search: what [Where] returns.
type Outer[S AnySym] struct {
	from S
	plan *plan
	err  error
}

// Where splits the space of a symbolic program in two. The outer search, over
// what Where returns, has the decisions for which owns is true; each program it
// proposes is symbolic again, and what an inner search over that has are the
// other decisions. (PyGlove: pg.template with where, and pg.hyper.DNASpec of a
// part.)
//
//	outer := pg.Where(s, pg.Named("arch"))
//	for a, err := range pg.Sample(ctx, outer, evolution.Regularized()) {
//		best, err := pg.Maximize(ctx, a.Program, search.Random(), score)
//		a.Report(best.Reward)
//	}
//
// What is not owned stays as it was, also inside of a candidate that the outer
// search chose. Of a choice that is not owned, the owned decisions in its
// candidates are taken where they are; their place in the outer space has the
// candidate in it, as in "Filter[=1/3].Stride". Several choices from the same
// candidates then have the same of each. An owned decision that is made
// only for some choices of one that is not owned is taken for those, and
// remains as a choice of one. So the inner spaces of all programs of the outer
// space are together the whole space, but for those several choices.
//
// Where looks at s once: what is changed in s later changes nothing here. Each
// program that Materialize returns is new, and its Origin is s and the DNA.
func Where[S AnySym](s S, owns func(Place) bool) *Outer[S] {
	o := &Outer[S]{from: s}
	p := PlaceOf(s)
	t := PlaceOf(CloneSym(s)).t
	switch {
	case p.t == nil:
		o.err = errNoPlace
	case owns == nil:
		o.err = errors.New("expected a function that says which decisions an outer search owns, got nil")
	case t == p.t:
		_, o.err = standing(s, p.Type()) // why there is no copy
	default:
		var err error
		if o.plan, err = newPlan(t, owns); err == nil {
			o.plan.spec, err = geno.New(o.plan.elements...)
		}
		o.err = err
	}
	return o
}

// Named is for [Where]: the decisions of one of these names.
func Named(names ...string) func(Place) bool {
	return func(p Place) bool {
		for _, name := range names {
			if p.Name() == name {
				return true
			}
		}
		return false
	}
}

// Hinted is for [Where]: the decisions with one of these hints.
func Hinted(hints ...any) func(Place) bool {
	return func(p Place) bool {
		for _, hint := range hints {
			if reflect.DeepEqual(p.Hint(), hint) {
				return true
			}
		}
		return false
	}
}

// Located is for [Where]: the decisions at paths that one of the patterns
// stands for. In a candidate a path leads through the decision; [*] stands for
// any candidate.
func Located(patterns ...Pattern) func(Place) bool {
	return func(p Place) bool {
		path := p.Path()
		for _, pattern := range patterns {
			if pattern.Match(path) {
				return true
			}
		}
		return false
	}
}

// Name returns the name of the decision that stands at the place, or "".
func (p Place) Name() string {
	if d := p.Decision(); d != nil {
		return infoOf(d).Name
	}
	return ""
}

// Hint returns the hint of the decision that stands at the place, or nil.
func (p Place) Hint() any {
	if d := p.Decision(); d != nil {
		return infoOf(d).Hints
	}
	return nil
}

// Space returns the space of the owned decisions.
func (o *Outer[S]) Space() *geno.Spec {
	if err := o.failed(); err != nil {
		return geno.Invalid(fmt.Errorf("pg: where: %w", err))
	}
	return o.plan.spec
}

// failed returns why there is no space.
func (o *Outer[S]) failed() error {
	if o.err == nil && o.plan == nil {
		return errors.New("expected a program that Where made, got none")
	}
	return o.err
}

// Materialize returns the program in which the owned decisions are taken as d
// says, and the others stand as they did.
func (o *Outer[S]) Materialize(d *geno.DNA) (S, error) {
	var none S
	fail := func(err error) (S, error) {
		return none, fmt.Errorf("pg: materialize the outer program of %s: %w", reflect.TypeFor[S](), err)
	}
	if err := o.failed(); err != nil {
		return fail(err)
	}
	if d == nil || d.Spec() != o.plan.spec {
		if d != nil && d.Spec() != nil && !d.Spec().Equal(o.plan.spec) {
			return fail(fmt.Errorf("the DNA belongs to another space: expected one of\n%v\ngot one of\n%v", o.plan.spec, d.Spec()))
		}
		var err error
		if d, err = o.plan.spec.Bind(d); err != nil {
			return fail(err)
		}
	}
	t := o.plan.t.clone(false)
	r := d.Reader()
	o.plan.settle(t, o.plan.steps, &r)
	if err := r.End(); err != nil {
		return fail(err)
	}
	t.origin = &Origin{How: OriginWhere, From: o.from, DNA: d}
	return accessor[S](Place{t: t}), nil
}

// settle takes the decisions of the steps in t, a copy of the plan's tree.
func (p *plan) settle(t *tree, steps []*step, r *geno.Reader) {
	for _, s := range steps {
		if s.settle(p, t, r); !r.OK() {
			return
		}
	}
}

func (s *step) settle(p *plan, t *tree, r *geno.Reader) {
	at := Place{t, s.path}
	o := markAt(at).open
	if s.kept || s.open.kind == called {
		for i, option := range s.options {
			option.settle(o.candidates[i], option.steps, r)
		}
		return
	}
	var x any
	v := reflect.New(at.Type()).Elem()
	switch d := s.decision.(type) {
	case *geno.Int:
		setInt(v, r.Int(d))
		x = v.Interface()
	case *geno.Float:
		pointed(v).SetFloat(r.Float(d))
		x = v.Interface()
	case *geno.Custom:
		genome := r.Custom(d)
		if !r.OK() {
			return
		}
		v, err := s.open.codec.decode(genome)
		if err != nil {
			r.Fail(s.path.String(), err)
			return
		}
		x = v.Interface()
	case *geno.Choices:
		r.Begin(d)
		if s.open.elements {
			x = s.elements(v, o, d.K, r)
			break
		}
		i := r.Index(len(s.options))
		r.Enter()
		s.options[i].settle(o.candidates[i], s.options[i].steps, r)
		x = Place{t: o.candidates[i]}
		if s.after != nil {
			p.settle(t, s.after[i], r)
		}
		r.Leave()
	}
	if !r.OK() {
		return
	}
	r.Fail(s.path.String(), s.decide(at, o, x))
}

// elements returns the list of k candidates that r chooses, of the type of v.
func (s *step) elements(v reflect.Value, o *open, k int, r *geno.Reader) any {
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), k, k))
	}
	// The list stands in for a candidate: what its elements take from above is
	// as far away.
	list := &tree{root: v}
	for k := range k {
		i := r.Index(len(s.options))
		c := o.candidates[i].clone(false)
		r.Enter()
		s.options[i].settle(c, s.options[i].steps, r)
		r.Leave()
		if !r.OK() {
			return nil
		}
		c.marks.lift()
		if err := (Place{list, Path{AtIndex(k)}}).Assign(Place{t: c}); err != nil {
			r.Fail(s.path.Append(AtIndex(k)).String(), err)
			return nil
		}
	}
	return Place{t: list}
}

// decide gives the place, where o stands, what has been chosen for it. If
// whether it is decided depends on what is not owned, it becomes a choice of
// one.
func (s *step) decide(at Place, o *open, x any) error {
	if !s.unsure {
		return at.Assign(x)
	}
	one, err := Decided{Decision: &geno.Choices{Info: infoOf(o.decision), K: 1}, Candidates: []any{x}}.open(at.Type())
	if err != nil {
		return err
	}
	one.on, one.holds = o.on, o.holds
	return standAt(at, one)
}
