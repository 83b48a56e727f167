// The laws of symbolic forms: a TSym is to its decisions what a *T is to those
// that directives declare.

package laws

import (
	"errors"
	"fmt"
	"reflect"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
)

// A sym is what a generated TSym has of the embedded Sym, also where a field's
// accessor hides it.
type sym[T any] interface {
	pg.SymOf[T]
	Space() *geno.Spec
	Materialize(*geno.DNA) (*T, error)
	Encode(*T) (*geno.DNA, error)
}

// symOf returns the TSym of x, and the Sym embedded in it.
func symOf[T any](x any) (sym[T], pg.Sym[T], error) {
	m := reflect.ValueOf(x).MethodByName("Sym")
	if !m.IsValid() {
		return nil, pg.Sym[T]{}, fmt.Errorf("%T has no method Sym", x)
	}
	v := m.Call(nil)[0]
	s, ok := v.Interface().(sym[T])
	if !ok {
		return nil, pg.Sym[T]{}, fmt.Errorf("%T.Sym returns a %s, which is no symbolic form of it", x, v.Type())
	}
	return s, v.FieldByName("Sym").Interface().(pg.Sym[T]), nil
}

// symbolic checks the symbolic form of the base, and declares its decisions.
func (c *checker[T, P]) symbolic() error {
	if err := c.isConcrete(c.base); err != nil {
		return err
	}
	s, inner, err := symOf[T](c.base)
	if err != nil {
		return err
	}
	inner.Declare()
	if err := inner.Err(); err != nil {
		return err
	}
	if !s.Space().Equal(c.base.Space()) {
		return fmt.Errorf("declared: expected the space of the program\n%v\ngot\n%v", c.base.Space(), s.Space())
	}
	if first, again := s.Space(), s.Space(); first != again {
		return errors.New("expected the same Spec until there is a change")
	}
	copied := pg.CloneSym(s)
	if copied.Space() == s.Space() || !copied.Space().Equal(s.Space()) {
		return fmt.Errorf("cloned: expected a space of its own\n%v\ngot\n%v", s.Space(), copied.Space())
	}
	c.declared = s
	return nil
}

// isConcrete checks that a program is its own symbolic form as long as nothing
// in that is undecided.
func (c *checker[T, P]) isConcrete(x P) error {
	s, inner, err := symOf[T](x)
	if err != nil {
		return err
	}
	if n := s.Space().Len(); n != 0 {
		return fmt.Errorf("of a concrete program: expected no decisions, got %v", s.Space())
	}
	y, err := inner.Concrete()
	if err != nil {
		return err
	}
	if !x.Equal(y) {
		return fmt.Errorf("method Concrete: expected %s, got %s", pg.Show(x), pg.Show(y))
	}
	if err := c.unshared(x, y); err != nil {
		return fmt.Errorf("the program and Concrete: %w", err)
	}
	if y, err = s.Materialize(s.Space().First()); err != nil {
		return err
	}
	if !x.Equal(y) {
		return fmt.Errorf("materialized as it is: expected %s, got %s", pg.Show(x), pg.Show(y))
	}
	return nil
}

// declares checks that d stands for the same program x in the symbolic form, to
// which Encode leads back, and that x as a symbolic form is x.
func (c *checker[T, P]) declares(d *geno.DNA, x P) error {
	y, err := c.declared.Materialize(d)
	if err != nil {
		return err
	}
	if !x.Equal(y) {
		return fmt.Errorf("materialized: expected %s, got one with the differences\n%v", pg.Show(x), x.Diff(y))
	}
	if err := c.unshared(x, y); err != nil {
		return fmt.Errorf("two programs of one DNA: %w", err)
	}
	again, err := c.declared.Materialize(d)
	if err != nil {
		return err
	}
	if err := c.unshared(y, again); err != nil {
		return fmt.Errorf("two programs it made: %w", err)
	}
	back, err := c.declared.Encode(x)
	if err != nil {
		return fmt.Errorf("%w\nof %s", err, pg.Show(x))
	}
	if c.holds(Distinct) && !back.Equal(d) {
		return fmt.Errorf("Encode(Materialize(d)): got %v", back)
	}
	return c.isConcrete(x)
}
