// Symbolic forms of all shapes: declared, they have the space and make the
// programs of the types themselves.

package shapes

import (
	"math/rand/v2"
	"testing"
)

func TestDeclared(t *testing.T) {
	s := NewServer().Sym()
	s.Declare()
	want := NewServer().Space()
	if !s.Space().Equal(want) {
		t.Fatalf("got %v\nwant %v", s.Space(), want)
	}
	for i := range uint64(100) {
		d := want.Random(rand.New(rand.NewPCG(i, 0)))
		x, err := NewServer().Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		y, err := s.Materialize(d)
		if err != nil || !x.Equal(y) {
			t.Fatalf("%v %v", err, x.Diff(y))
		}
		e, err := s.Encode(y)
		if err != nil || e.String() != d.String() {
			t.Fatalf("%v %v %v", err, e, d)
		}
	}
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
