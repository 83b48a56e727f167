// Sym: the typed symbolic form of a program.

package pg

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Sym is the symbolic form of a program *T: the same tree, in which places
// can also be undecided, missing, or depend on others. Generated code embeds it
// in the type TSym, which has an accessor a field. It is a [Program] of *T, so
// that a search takes it as it takes a *T.
//
// A Sym is a handle: copies of it are the same program. [CloneSym] copies the
// program.
type Sym[T any] struct{ Place }

func (Sym[T]) symOf(*T) {}

// SymOf is the symbolic form of a *T: a TSym.
type SymOf[T any] interface {
	AnySym
	symOf(*T)
}

// SymFor returns the symbolic form of a copy of x, all of it decided. Generated
// Sym methods call it.
func SymFor[S any, T any, P interface {
	*T
	Symbolic
	Clone() *T
}](x P) S {
	c := (*T)(x)
	if c == nil {
		c = new(T)
	} else {
		c = x.Clone()
	}
	t := &tree{root: reflect.ValueOf(c).Elem()}
	t.origin = newOrigin(OriginSym, x)
	return accessor[S](Place{t: t})
}

// Partial returns a symbolic form all of whose fields are missing.
func Partial[S any]() S {
	var s S
	typed, ok := any(s).(interface{ zero() any })
	if !ok {
		return s
	}
	t := &tree{root: reflect.ValueOf(typed.zero()).Elem()}
	for i := range shapeOf(t.root.Type()).parts {
		t.mark(Path{shapeOf(t.root.Type()).parts[i].step}).open = &open{kind: missing}
	}
	return accessor[S](Place{t: t})
}

func (Sym[T]) zero() any { return new(T) }

// CloneSym returns the symbolic form of a copy of the program: with the same
// decisions, but nothing in common. It is not sealed and nobody listens.
func CloneSym[S AnySym](s S) S {
	if any(s) == nil {
		return s
	}
	p := s.place()
	t, err := standing(s, p.Type())
	if p.t == nil || err != nil {
		return s
	}
	if v := target(t.root); v.IsValid() && v.Kind() == reflect.Struct && t.root.Kind() != reflect.Struct {
		// Not as it stood in its place: as a program.
		t.root = addressable(v)
	}
	t.origin = newOrigin(OriginClone, s)
	// S may be an interface, such as AnySym: what it holds says which accessor.
	a := reflect.New(reflect.TypeOf(s))
	b, ok := a.Interface().(interface{ bind(Place) })
	if !ok {
		return s
	}
	b.bind(Place{t: t})
	return a.Elem().Interface().(S)
}

// Space returns the space of the program: all decisions in it. A program with
// errors has one whose Err says which.
func (s Sym[T]) Space() *geno.Spec {
	t, err := s.tree()
	if err != nil {
		return geno.Invalid(err)
	}
	return t.planned().spec
}

// tree returns a tree whose root is the program: its own or, inside of another
// program, one made for the occasion.
func (s Sym[T]) tree() (*tree, error) {
	if s.t == nil {
		return nil, errNoPlace
	}
	if len(s.path) == 0 && s.t.root.Kind() == reflect.Struct {
		return s.t, nil
	}
	return standing(s, reflect.TypeFor[T]())
}

// Materialize returns the program that d stands for.
func (s Sym[T]) Materialize(d *geno.DNA) (*T, error) {
	t, err := s.tree()
	if err != nil {
		return nil, fmt.Errorf("pg: materialize %s: %w", reflect.TypeFor[T](), err)
	}
	v, err := t.planned().materialize(d)
	if err != nil {
		return nil, fmt.Errorf("pg: materialize %s: %w", reflect.TypeFor[T](), err)
	}
	x := v.Addr().Interface().(*T)
	if origins.tracked() {
		var from any = s
		if table := TypeOf(reflect.TypeFor[T]()); table != nil && table.sym != nil {
			from = table.sym(s.Place)
		}
		origins.materialized(x, from, d)
	}
	return x, nil
}

// Concrete returns the program if all of it is decided. The error lists what is
// missing and what is undecided.
func (s Sym[T]) Concrete() (*T, error) {
	t, err := s.tree()
	if err == nil {
		var v reflect.Value
		if v, err = t.program(); err == nil {
			return v.Addr().Interface().(*T), nil
		}
	}
	return nil, fmt.Errorf("pg: %s is not concrete: %w", reflect.TypeFor[T](), err)
}

// program returns the program, if all of it is decided.
func (t *tree) program() (reflect.Value, error) {
	var errs []error
	keptErrors(t.marks, Place{t: t}, &errs)
	walkMarks(t.marks, t.root, nil, func(m *marks, v reflect.Value, path Path) {
		switch {
		case m.err != nil:
		case m.open.kind == missing || m.open.kind == undecided:
			errs = append(errs, geno.In(path.String(), fmt.Errorf("%s: expected a value of type %s", m.open, v.Type())))
		}
	})
	if len(errs) > 0 {
		return reflect.Value{}, errors.Join(errs...)
	}
	return t.planned().materialize(emptyDNA(t.planned().spec))
}

// emptyDNA returns the DNA of a space without decisions.
func emptyDNA(s *geno.Spec) *geno.DNA {
	d, err := s.Bind(new(geno.DNA))
	if err != nil {
		return nil
	}
	return d
}

// Encode returns the DNA that stands for p. It is an error if p is no program
// of the space.
func (s Sym[T]) Encode(p *T) (*geno.DNA, error) {
	var d *geno.DNA
	t, err := s.tree()
	switch {
	case err == nil && p == nil:
		err = errors.New("expected a program, got nil")
	case err == nil:
		d, err = t.planned().dnaOf(reflect.ValueOf(p).Elem())
	}
	if err != nil {
		return nil, fmt.Errorf("pg: encode %s: %w", reflect.TypeFor[T](), err)
	}
	return d, nil
}

// Equal reports whether both are the same program: with the same values, and
// where one has none, the same decision, reference or other thing instead.
func (s Sym[T]) Equal(other SymOf[T]) bool { return comparePlaces(s.Place, PlaceOf(other)) == 0 }

// Diff returns the changes that turn s into other: a copy of s that is given
// them by Rebind is equal to other. It goes as deep as it can, into candidates,
// too. What is New or Old in a change can be a [Decided], or a symbolic form
// where there are decisions in a new part.
func (s Sym[T]) Diff(other SymOf[T]) Changes { return diffPlaces(s.Place, PlaceOf(other)) }

// DiffValue returns the changes that turn s into the program p, as Diff does.
// Where something is undecided, what p has there is a change.
func (s Sym[T]) DiffValue(p *T) Changes {
	if p == nil {
		return diffPlaces(s.Place, Place{})
	}
	return diffPlaces(s.Place, Place{t: &tree{root: reflect.ValueOf(p).Elem()}})
}

// Set gives the place a copy of what another symbolic form is.
func (s Sym[T]) Set(x SymOf[T]) { keepAt(s.Place, s.Assign(x)) }

// SetValue gives the place a copy of x.
func (s Sym[T]) SetValue(x *T) { keepAt(s.Place, s.Assign(x)) }

// OneOf makes the place undecided: one of the candidates, each of which may
// have decisions of its own.
func (s Sym[T]) OneOf(candidates ...SymOf[T]) Deciding { return oneOfThese(s.Place, candidates) }

// Declare makes undecided what the directives of the program's types say is a
// decision, in the program and in all it holds, so that its space is that of
// the program itself. What is undecided already stays as it is.
func (s Sym[T]) Declare() { declareAt(s.Place) }

// Ref makes the place take what another place gets.
func (s Sym[T]) Ref(other SymOf[T]) { s.Follow(other) }

func oneOfThese[C any](p Place, candidates []C) Deciding {
	d := Decided{Decision: &geno.Choices{K: 1}}
	for _, c := range candidates {
		d.Candidates = append(d.Candidates, c)
	}
	return p.Decide(d)
}
