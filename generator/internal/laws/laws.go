// Package laws checks that a program and those of its space keep the laws of
// the algebra: what Clone, Equal, Diff, Rebind, Materialize, Encode, JSON and the
// symbolic form are to each other. The tests of generated code hold every shape of type to
// them; scenarios get a copy of this package.
package laws

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
)

// A Program is a *T with generated methods.
type Program[T any] interface {
	*T
	pg.Symbolic
	Clone() *T
	Equal(*T) bool
	Diff(*T) pg.Changes
	Rebind(...pg.Edit) error
	Space() *geno.Spec
	Materialize(*geno.DNA) (*T, error)
	Encode(*T) (*geno.DNA, error)
}

// A Law is one that not all types can keep.
type Law uint8

const (
	Distinct Law = iota // different DNAs make different programs
	Unshared            // copies share no memory
	Deep                // what Equal calls equal, so does reflect.DeepEqual
	JSON                // JSON holds all of a program
)

const few = 2000 // spaces of up to so many programs are checked as a whole

// Check checks a program and those of its space: all of them if there are few,
// else a random choice of them. Laws in except are not checked.
func Check[T any, P Program[T]](base P, except ...Law) error {
	if err := base.Space().Err(); err != nil {
		return err
	}
	c := checker[T, P]{
		base:     base,
		original: base.Clone(),
		last:     base,
		except:   except,
		made:     map[string]string{},
	}
	dnas, err := points(base.Space())
	if err != nil {
		return err
	}
	if err := c.symbolic(); err != nil {
		return fmt.Errorf("the symbolic form: %w", err)
	}
	for _, d := range dnas {
		if err := c.point(d); err != nil {
			return fmt.Errorf("%v: %w", d, err)
		}
	}
	if !base.Equal(c.original) {
		return fmt.Errorf("the base has changed from %s to %s", pg.Show(c.original), pg.Show(base))
	}
	return nil
}

// points returns the DNAs to check.
func points(space *geno.Spec) ([]*geno.DNA, error) {
	var dnas []*geno.DNA
	if size := space.Size(); size != nil && size.IsInt64() && size.Int64() <= few {
		for d := range space.All() {
			dnas = append(dnas, d)
		}
		if int64(len(dnas)) != size.Int64() {
			return nil, fmt.Errorf("expected all %v DNAs, got %d", size, len(dnas))
		}
		return dnas, nil
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range few / 4 {
		dnas = append(dnas, space.Random(rng))
	}
	return dnas, nil
}

type checker[T any, P Program[T]] struct {
	base, original, last P
	except               []Law
	made                 map[string]string // program as text → DNA
	declared             sym[T]            // of the base
}

func (c *checker[T, P]) holds(l Law) bool { return !slices.Contains(c.except, l) }

// point checks the program that d stands for.
func (c *checker[T, P]) point(d *geno.DNA) error {
	x, err := c.base.Materialize(d)
	if err != nil {
		return err
	}
	if err := c.unshared(c.base, x); err != nil {
		return fmt.Errorf("the program and its base: %w", err)
	}
	// Encode and Materialize undo each other.
	back, err := c.base.Encode(x)
	if err != nil {
		return fmt.Errorf("%w\nof %s", err, pg.Show(x))
	}
	if c.holds(Distinct) && !back.Equal(d) {
		return fmt.Errorf("Encode(Materialize(d)): got %v", back)
	}
	y, err := c.base.Materialize(back)
	if err != nil {
		return err
	}
	if !P(x).Equal(y) || c.holds(Deep) && !reflect.DeepEqual(x, y) {
		return fmt.Errorf("Materialize(Encode(x)): expected %s, got %s", pg.Show(x), pg.Show(y))
	}
	// A clone is equal.
	z := P(x).Clone()
	if !P(z).Equal(x) || c.holds(Deep) && !reflect.DeepEqual(x, z) {
		return fmt.Errorf("expected a clone to be equal: %s, got %s", pg.Show(x), pg.Show(z))
	}
	if err := c.unshared(x, z); err != nil {
		return fmt.Errorf("the program and its clone: %w", err)
	}
	if err := c.edits(x); err != nil {
		return err
	}
	if err := c.declares(d, x); err != nil {
		return fmt.Errorf("the symbolic form: %w", err)
	}
	text := pg.Show(x)
	if c.holds(JSON) {
		data, err := pg.MarshalJSON(P(x))
		if err != nil {
			return err
		}
		w := P(new(T))
		if err := pg.UnmarshalJSON(w, data); err != nil {
			return fmt.Errorf("%s: %w", data, err)
		}
		if !w.Equal(x) {
			return fmt.Errorf("expected %s to be read as %s, got %s", data, pg.Show(x), pg.Show(w))
		}
		text = string(data)
	}
	if other, ok := c.made[text]; ok && c.holds(Distinct) && other != d.String() {
		return fmt.Errorf("%s makes the same program %s", other, text)
	}
	c.made[text] = d.String()
	c.last = x
	return nil
}

// edits checks that the difference turns the last program into x, and back,
// and that a Rebind with an error changes nothing.
func (c *checker[T, P]) edits(x P) error {
	diff := c.last.Diff(x)
	if (len(diff) == 0) != c.last.Equal(x) {
		return fmt.Errorf("expected changes only between programs that are not equal: %s and %s, got\n%v", pg.Show(c.last), pg.Show(x), diff)
	}
	z := P(c.last.Clone())
	if err := z.Rebind(diff...); err != nil {
		return fmt.Errorf("%v: %w", diff, err)
	}
	if !z.Equal(x) {
		return fmt.Errorf("expected the changes\n%vto make %s, got %s", diff, pg.Show(x), pg.Show(z))
	}
	if err := z.Rebind(diff.Invert()...); err != nil {
		return fmt.Errorf("the inverse of\n%v: %w", diff, err)
	}
	if !z.Equal(c.last) {
		return fmt.Errorf("expected the inverse of\n%vto make %s, got %s", diff, pg.Show(c.last), pg.Show(z))
	}
	if err := z.Rebind(append(slices.Clip(diff), pg.Set("NoSuchField", 1))...); err == nil {
		return errors.New("rebind of NoSuchField: expected an error")
	}
	if !z.Equal(c.last) {
		return fmt.Errorf("rebind with an error: expected no change of %s, got %s", pg.Show(c.last), pg.Show(z))
	}
	return nil
}

// unshared returns an error if a and b refer to the same memory.
func (c *checker[T, P]) unshared(a, b P) error {
	if !c.holds(Unshared) {
		return nil
	}
	seen := map[uintptr]string{}
	visit(reflect.ValueOf(a), "x", func(at string, p uintptr) bool { seen[p] = at; return true })
	var err error
	visit(reflect.ValueOf(b), "x", func(at string, p uintptr) bool {
		if where, ok := seen[p]; ok {
			err = fmt.Errorf("both refer to %s (at %s)", where, at)
		}
		return err == nil
	})
	return err
}

// visit calls found with each piece of memory that v refers to.
func visit(v reflect.Value, at string, found func(at string, p uintptr) bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && (v.Type().Elem().Size() == 0 || found(at, v.Pointer())) {
			visit(v.Elem(), at, found)
		}
	case reflect.Interface:
		visit(v.Elem(), at, found)
	case reflect.Map:
		if !v.IsNil() && found(at, v.Pointer()) {
			for _, k := range v.MapKeys() {
				visit(v.MapIndex(k), fmt.Sprintf("%s[%v]", at, k), found)
			}
		}
	case reflect.Slice:
		if v.Cap() == 0 || v.Type().Elem().Size() == 0 || !found(at, v.Pointer()) {
			return
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			visit(v.Index(i), fmt.Sprintf("%s[%d]", at, i), found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			visit(v.Field(i), at+"."+v.Type().Field(i).Name, found)
		}
	}
}
