// Trees that evolve: a whole program, or part of one, as a decision.

package pg

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// An Evolution decides a place by a tree of any form, which begins as Init and
// changes by mutations, one at a time (PyGlove: pg.evolve). The genome is the
// tree's JSON. It is a [Codec] of F: algorithms that mutate, such as regularized
// evolution and hill climbing, work with it as with any other decision, and those
// that recombine, such as the genetic algorithm, exchange parts of trees, see
// [Evolution.Cross].
//
// F is a struct, a pointer to one, an interface, a slice or a map. What an
// interface holds must be of a type that is known by name, see
// [RegisterValue].
type Evolution[F any] struct {
	// Init is the tree to begin with.
	Init F

	// Mutations say what can change: [MutateReplace], [MutateInsert] and
	// [MutateDelete]. A mutation point is a place where one of them can work.
	Mutations []Mutation

	// Weights gives each mutation point a weight, in addition to that of its
	// mutation. The probability of a point is proportional to it; where it
	// isn't above 0 nothing happens. Without it, all weights are 1.
	Weights func(MutationPoint) float64

	// Repair, if it is given, gets every tree that was changed, drawn or crossed,
	// and returns it, or another, with what that broke put right: a use of a
	// variable that nothing defines, say. It may change the tree it gets.
	Repair func(tree F, rng *rand.Rand) F

	// Draw returns a random tree. Without it, that is Init after a random
	// number of mutations, from 0 to Spread.
	Draw   func(*rand.Rand) F
	Spread int // 8 if it is 0
}

// A MutationPoint is a place where a tree can change.
type MutationPoint struct {
	Op   Op   // OpSet, OpInsert or OpDelete
	Path Path // from the root of the tree; of an element to be inserted, where it will be
	Old  any  // what is there; nil for an insertion
	Tree any  // the whole tree, which must not be changed
}

// A Mutation is one way of changing a tree.
type Mutation struct {
	op     Op
	typ    reflect.Type
	length int // the least or greatest of the list
	weight float64
	make   func(MutationPoint, *rand.Rand) any
}

// Weight returns a mutation that is w times as probable as others at each of
// its points.
func (m Mutation) Weight(w float64) Mutation {
	m.weight *= w
	return m
}

// MutateReplace replaces an E by what f returns, at any place that is declared
// as an E, or as an interface that holds an E. The result may have the old
// value, or parts of it, inside: it is copied.
func MutateReplace[E any](f func(at MutationPoint, old E, rng *rand.Rand) E) Mutation {
	m := Mutation{op: OpSet, typ: reflect.TypeFor[E](), weight: 1}
	if f != nil {
		m.make = func(at MutationPoint, rng *rand.Rand) any {
			old, _ := at.Old.(E) // a nil interface is the zero E
			return f(at, old, rng)
		}
	}
	return m
}

// MutateInsert inserts what f returns into any []E that has fewer than most
// elements, before any of them or behind the last.
func MutateInsert[E any](most int, f func(at MutationPoint, rng *rand.Rand) E) Mutation {
	m := Mutation{op: OpInsert, typ: reflect.TypeFor[E](), length: most, weight: 1}
	if f != nil {
		m.make = func(at MutationPoint, rng *rand.Rand) any { return f(at, rng) }
	}
	return m
}

// MutateDelete deletes any element of any []E that has more than least.
func MutateDelete[E any](least int) Mutation {
	return Mutation{
		op: OpDelete, typ: reflect.TypeFor[E](), length: least, weight: 1,
		make: func(MutationPoint, *rand.Rand) any { return nil },
	}
}

// mutationTries is how often another mutation is tried if one gives a tree that
// is not valid, or the same.
const mutationTries = 32

// fault begins a genome that stands for none, and says why.
const fault = "!"

// check returns what is wrong with e.
func (e Evolution[F]) check() error {
	var errs []error
	if len(e.Mutations) == 0 {
		errs = append(errs, errors.New("expected mutations, got none"))
	}
	for i, m := range e.Mutations {
		if m.make == nil {
			errs = append(errs, fmt.Errorf("mutation %d: expected a function that makes a value, got nil", i))
		}
	}
	if e.Spread < 0 {
		errs = append(errs, fmt.Errorf("expected a Spread of 0 or more, got %d", e.Spread))
	}
	text, err := e.Encode(e.Init)
	if err == nil {
		var x F
		if x, err = e.Decode(text); err == nil {
			err = validTree(reflect.ValueOf(&x))
		}
	}
	if err != nil {
		errs = append(errs, geno.In("Init", err))
	} else if len(errs) == 0 && len(e.Points(e.Init)) == 0 {
		errs = append(errs, errors.New("none of the mutations can change Init: expected a place of the type of one of them, with a weight above 0"))
	}
	return errors.Join(errs...)
}

// validTree returns the error of the first method Validate in the tree, to
// which tree points, that has one.
func validTree(tree reflect.Value) error {
	root := tree.Elem()
	if root.Kind() == reflect.Interface {
		root = root.Elem()
	}
	if err := validateValue(root); err != nil {
		return err
	}
	for n := range validations(tree.Interface()) {
		if n.Depth() == 0 {
			continue
		}
		if err := n.validate(); err != nil {
			return geno.In(n.Path().String(), err)
		}
	}
	return nil
}

// Encode returns the genome of a tree: its JSON.
func (e Evolution[F]) Encode(tree F) (string, error) {
	text, err := marshalValue(reflect.ValueOf(&tree).Elem(), false)
	return string(text), err
}

// Decode returns the tree of a genome.
func (e Evolution[F]) Decode(genome string) (tree F, err error) {
	if why, ok := strings.CutPrefix(genome, fault); ok {
		return tree, errors.New(why)
	}
	r := jsonReader{data: []byte(genome)}
	t := reflect.TypeFor[F]()
	if err := r.check(); err != nil {
		r.errs = append(r.errs, err)
		return tree, r.failed(t)
	}
	r.data = bytes.Clone(r.data)
	var x F
	i := r.space(0)
	if _, err := r.value(i, reflect.ValueOf(&x).Elem(), false); err != nil {
		r.note(i, err)
	}
	if err := r.failed(t); err != nil {
		return tree, err
	}
	return x, nil
}

// First returns the genome of Init.
func (e Evolution[F]) First() string {
	text, err := e.Encode(e.Init)
	if err != nil {
		return fault + err.Error()
	}
	return text
}

// Random returns the genome of a random tree.
func (e Evolution[F]) Random(rng *rand.Rand) string {
	if e.Draw == nil {
		genome := e.First()
		spread := e.Spread
		if spread == 0 {
			spread = 8
		}
		for range rng.IntN(spread + 1) {
			genome = e.Mutate(genome, rng)
		}
		return genome
	}
	var why error
	for range mutationTries {
		x := e.Draw(rng)
		text, err := e.repaired(x, rng)
		if err == nil {
			return text
		}
		why = err
	}
	return fault + "Draw: " + why.Error()
}

// A refusal is the error of a method Validate of a tree.
type refusal struct{ error }

// repaired returns the genome of a tree that has changed.
func (e Evolution[F]) repaired(tree F, rng *rand.Rand) (string, error) {
	if e.Repair != nil {
		tree = e.Repair(tree, rng)
	}
	if err := validTree(reflect.ValueOf(&tree)); err != nil {
		return "", refusal{err}
	}
	return e.Encode(tree)
}

// changed makes changes at random until one gives a tree that is valid and another.
// Change changes the tree of the genome, and says what it does, for an error; it
// returns false if it can't do anything.
func (e Evolution[F]) changed(genome string, rng *rand.Rand, change func(tree reflect.Value) (what string, ok bool, err error)) string {
	var why error
	for range mutationTries {
		tree, err := e.Decode(genome)
		if err != nil {
			return genome // whoever decodes it is told
		}
		what, ok, err := change(reflect.ValueOf(&tree).Elem())
		if !ok {
			break
		}
		var text string
		if err == nil {
			text, err = e.repaired(tree, rng)
		}
		if err == nil && text != genome {
			return text
		}
		if _, refused := err.(refusal); err != nil && !refused {
			why = fmt.Errorf("%s: %w", what, err)
		}
	}
	if why != nil {
		return fault + why.Error()
	}
	return genome
}

// Mutate returns the genome of a tree in which one thing has changed, at a
// point drawn by weight. A change that a method Validate refuses, or that changes
// nothing, is drawn again; after 32 of them the genome stays as it is.
func (e Evolution[F]) Mutate(genome string, rng *rand.Rand) string {
	return e.changed(genome, rng, func(tree reflect.Value) (string, bool, error) {
		points := e.points(tree)
		if len(points) == 0 {
			return "", false, nil
		}
		p := pick(points, rng)
		edit := Edit{Op: p.Op, Path: p.Path, New: p.mutation.make(p.MutationPoint, rng)}
		return fmt.Sprintf("the mutation at %q", p.Path), true, edit.apply(tree)
	})
}

// Points returns the mutation points of a tree that have a weight above 0.
func (e Evolution[F]) Points(tree F) []MutationPoint {
	var list []MutationPoint
	for _, p := range e.points(reflect.ValueOf(&tree).Elem()) {
		list = append(list, p.MutationPoint)
	}
	return list
}

// A weighed is a mutation point with its mutation and weight.
type weighed struct {
	MutationPoint
	mutation *Mutation
	weight   float64
	list     reflect.Value // of an insertion or deletion
}

func (e Evolution[F]) points(tree reflect.Value) []weighed {
	var list []weighed
	whole := tree.Interface()
	add := func(m *Mutation, path Path, old any, in reflect.Value) {
		p := weighed{MutationPoint{m.op, path, old, whole}, m, m.weight, in}
		if e.Weights != nil {
			p.weight *= e.Weights(p.MutationPoint)
		}
		if p.weight > 0 {
			list = append(list, p)
		}
	}
	for n := range Traverse(tree.Addr().Interface()) {
		v := n.Reflect()
		if n.Depth() == 0 {
			v = tree
		}
		elements := target(v)
		for i := range e.Mutations {
			switch m := &e.Mutations[i]; {
			case m.op == OpSet:
				if v.Type() == m.typ || v.Kind() == reflect.Interface && !v.IsNil() && v.Elem().Type() == m.typ {
					add(m, n.Path(), v.Interface(), reflect.Value{})
				}
			case elements.Kind() != reflect.Slice || elements.Type().Elem() != m.typ:
			case m.op == OpInsert && elements.Len() < m.length:
				for k := range elements.Len() + 1 {
					add(m, n.Path().Append(AtIndex(k)), nil, elements)
				}
			case m.op == OpDelete && elements.Len() > m.length:
				for k := range elements.Len() {
					add(m, n.Path().Append(AtIndex(k)), elements.Index(k).Interface(), elements)
				}
			}
		}
	}
	return list
}

// pick returns one of the points, by weight.
func pick(points []weighed, rng *rand.Rand) *weighed {
	total := 0.0
	for i := range points {
		total += points[i].weight
	}
	at := rng.Float64() * total
	for i := range points {
		if at -= points[i].weight; at < 0 {
			return &points[i]
		}
	}
	return &points[len(points)-1] // rounding
}

// Evolve makes the place at undecided: a tree that evolves.
func Evolve[F any](at AccessorOf[F], e Evolution[F]) Deciding {
	p := PlaceOf(at)
	if err := e.check(); err != nil {
		keepAt(p, fmt.Errorf("evolve: %w", err))
		return Deciding{p}
	}
	e.Init, e.Mutations = CloneValue(e.Init), slices.Clone(e.Mutations)
	return custom(p, "Evolution["+reflect.TypeFor[F]().String()+"]", e)
}

// Custom makes the place undecided: its genome is encoded, decoded and drawn by
// the codec.
func (s Slot[N, I]) Custom(codec Codec[I]) Deciding { return custom(s.Place, "", codec) }

// Custom makes the place undecided: its genome is encoded, decoded and drawn by
// the codec.
func (s Sym[T]) Custom(codec Codec[*T]) Deciding { return custom(s.Place, "", codec) }

func custom[F any](p Place, name string, c Codec[F]) Deciding {
	if c == nil {
		keepAt(p, fmt.Errorf("expected a codec of %s, got nil", reflect.TypeFor[F]()))
		return Deciding{p}
	}
	return p.Decide(Decided{Decision: &geno.Custom{Type: name}, Codec: typedCodec(c)})
}
