// Symbolic forms with decisions of their own, which no directive declares. That
// declared ones are what the types themselves are, the laws say.

package shapes

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// program is what a TSym has of a search's program, and Encode.
type program[T any] interface {
	Space() *geno.Spec
	Materialize(*geno.DNA) (*T, error)
	Encode(*T) (*geno.DNA, error)
}

// undo checks that Encode undoes Materialize for n DNAs.
func undo[T any](t *testing.T, s program[T], n uint64) {
	t.Helper()
	if err := s.Space().Err(); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		d := s.Space().Random(rand.New(rand.NewPCG(i, 7)))
		x, err := s.Materialize(d)
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		e, err := s.Encode(x)
		if err != nil || !e.Equal(d) {
			t.Fatalf("expected %v for %s, got %v, error %v", d, pg.Show(x), e, err)
		}
	}
}

// Candidates have decisions of their own, three levels down, conditions among
// them.
func TestSymCandidates(t *testing.T) {
	pool := (&Pool{}).Sym()
	kind := pool.Kind()
	kind.OneOf("max", "mean")
	pg.When(pool.Size().Range(2, 5).Name("size"), kind, func(k string) bool { return k == "max" })
	inner := (&Dense{}).Sym()
	inner.Units().OneOf(1, 2)
	inner.Below().OneOf(pool, (&Pool{Kind: "own", Size: 9}).Sym())
	outer := (&Dense{Units: 7}).Sym()
	outer.Below().OneOf(inner, pool)
	s := newNet().Sym()
	s.Stem().OneOf(outer, inner, pool)
	s.Body().ManyOf(2, outer, pool)
	s.Head().OneOf(inner, outer)
	s.Spare().At("a").OneOf(pool, inner)
	s.Widths().ManyOfDistinct(1, 3, 4, 5)

	// A pool is one of 4+1 if it is the maximum or the mean; inside of an inner
	// one, or its other candidate, twice.
	pools, inners := int64(4+1), int64(2*(5+1))
	outers := inners + pools
	want := (outers + inners + pools) * (outers + pools) * (outers + pools) * (inners + outers) * (pools + inners) * 3
	if got := s.Space().Size(); got == nil || got.Int64() != want {
		t.Fatalf("expected %d programs, got %v\n%v", want, got, s.Space())
	}
	undo[Net](t, s, 300)

	// What a candidate was made of is not what it is: changes of one don't
	// reach the other.
	inner.Units().Set(100)
	if got := s.Space().Size(); got.Int64() != want {
		t.Errorf("expected candidates to be copies, got a space of %v", got)
	}
}

// There is one space until something changes.
func TestSymSpaceIsKept(t *testing.T) {
	s := NewServer().Sym()
	s.Declare()
	space := s.Space()
	if s.Space() != space {
		t.Fatal("expected the same Spec")
	}
	if _, err := s.Materialize(space.First()); err != nil || s.Space() != space {
		t.Fatalf("expected the same Spec after Materialize, error %v", err)
	}
	s.Port().Set(1)
	if s.Space() == space || !s.Space().Equal(space) {
		t.Fatal("expected an equal Spec, made anew, after a change")
	}
	space = s.Space()
	s.Cache().Policy().Set("lru")
	if s.Space().Equal(space) {
		t.Fatal("expected a Spec with a decision less")
	}
}

// A call is bound in parts, rebound, and called; what is missing is told.
func TestFunctor(t *testing.T) {
	c := pg.Partial[NewDenseCallSym]()
	if _, err := c.Call(); err == nil || err.Error() != "pg: shapes.NewDenseCall is not concrete: "+
		"Width: missing: expected a value of type int\nBelow: missing: expected a value of type shapes.Layer" {
		t.Errorf("expected an error with both parameters, got %v", err)
	}
	c.Width().Set(3)
	if _, err := c.Call(); err == nil {
		t.Error("expected an error for Below")
	}
	c.Below().Set((&Pool{Size: 2, Step: 5}).Sym())
	if d, err := c.Call(); err != nil || d.Cost() != 37 {
		t.Errorf("expected a cost of 37, got %v, error %v", d, err)
	}
	other := c.Clone()
	other.Width().Set(-1)
	if _, err := other.Call(); err == nil || err.Error() != "expected a width of at least 0, got -1" {
		t.Errorf("expected the error of the function, got %v", err)
	}
	if w, _ := c.Width().Get(); w != 3 {
		t.Errorf("expected a clone to be bound for itself, got a width of %d", w)
	}
	other.Width().OneOf(1, 2)
	if _, err := other.Call(); err == nil {
		t.Error("expected an error for an undecided width")
	}
	undo[NewDenseCall](t, other, 10)
}

// A call stands for its result: as a candidate, in a field, and as the argument
// of another call.
func TestCallsOfCalls(t *testing.T) {
	dense := pg.Partial[NewDenseCallSym]()
	dense.Width().Range(0, 3)
	dense.Below().OneOf((&Pool{Size: 1, Step: 1}).Sym(), (&Pool{Size: 2, Step: 1}).Sym())
	top := pg.Partial[NewDenseCallSym]()
	top.Width().Set(1)
	top.Below().SetCall(dense)

	s := newNet().Sym()
	s.Stem().SetCall(top)
	s.Head().OneOf((&Dense{}).Sym(), (&Dense{Units: 1}).Sym())
	if got := s.Space().Size().Int64(); got != 16 {
		t.Fatalf("expected 16 programs, got %d\n%v", got, s.Space())
	}
	undo[Net](t, s, 50)

	s.Stem().OneOfCalls(dense, top, (&Pool{}).Sym())
	if got := s.Space().Size().Int64(); got != 2*(8+8+1) {
		t.Fatalf("expected 34 programs, got %d\n%v", got, s.Space())
	}
	// Whatever fails while it is called says where.
	dense.Width().Set(-2)
	s.Stem().SetCall(dense)
	_, err := s.Materialize(s.Space().First())
	if want := "pg: materialize shapes.Net: Stem: expected a width of at least 0, got -2"; err == nil || err.Error() != want {
		t.Errorf("expected %s, got %v", want, err)
	}
	// A call that lacks an argument is told where it stands.
	s.Stem().SetCall(pg.Partial[NewDenseCallSym]())
	if _, err := s.Concrete(); err == nil {
		t.Error("expected an error for the parameters of a call in a field")
	}
}

// A call with decisions in its arguments is a program: its objective calls it.
func TestSearchedCall(t *testing.T) {
	net := newNet().Sym()
	dense := (&Dense{}).Sym()
	dense.Units().Range(1, 8)
	net.Stem().Set(dense)
	net.Body().ManyOf(2, dense, (&Pool{Size: 50, Step: 2}).Sym())
	c := pg.Partial[ScoreCallSym]()
	c.Net().Set(net)
	c.Scale().OneOf(0.5, 2)
	best, err := pg.Maximize(t.Context(), c, search.Grid(), func(c *ScoreCall) float64 {
		v, err := c.Call(t.Context())
		if err != nil {
			t.Error(err)
		}
		return v
	}, pg.Silent(), pg.Trials(2000))
	if err != nil {
		t.Fatal(err)
	}
	if want := 2.0 * (8 + 100 + 100); best.Reward != want {
		t.Errorf("expected %v, got %v for %s", want, best.Reward, pg.Show(best.Program))
	}
}

// A tagged function is bound in parts: some of its parameters now, others later,
// and one of them to a decision.
func ExamplePartial() {
	dense := pg.Partial[NewDenseCallSym]()
	dense.Width().Set(4)
	_, err := dense.Call()
	fmt.Println(errors.Unwrap(err))

	pool := (&Pool{Size: 2}).Sym()
	pool.Step().OneOf(1, 3)
	score := pg.Partial[ScoreCallSym]()
	score.Scale().Set(0.5)
	score.Net().Set((&Net{}).Sym())
	score.Net().Stem().Set(pool)
	for d := range score.Space().All() {
		call, _ := score.Materialize(d)
		fmt.Println(call.Call(context.Background()))
	}
	// Output:
	// Below: missing: expected a value of type shapes.Layer
	// 1 <nil>
	// 3 <nil>
}

func BenchmarkMaterializeSym(b *testing.B) {
	base := NewServer()
	s := base.Sym()
	s.Declare()
	b.Run("sym", func(b *testing.B) {
		d := s.Space().Random(rand.New(rand.NewPCG(1, 2)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pgen", func(b *testing.B) {
		d := base.Space().Random(rand.New(rand.NewPCG(1, 2)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := base.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}
