// Symbolic forms: what stands in their places, their spaces, and the programs
// made of them.

package pg_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestSymOfProgram(t *testing.T) {
	for seed := range uint64(200) {
		x := random[zoo.Zoo](newSource(seed))
		s := x.Sym()
		y, err := s.Concrete()
		if err != nil || !y.Equal(x) {
			t.Fatalf("seed %d: concrete: %v\n%v", seed, err, x.Diff(y))
		}
		if n := s.Space().Len(); n != 0 {
			t.Fatalf("expected no decisions, got %d", n)
		}
		if y, err = s.Materialize(s.Space().First()); err != nil || !y.Equal(x) {
			t.Fatalf("seed %d: materialize: %v\n%v", seed, err, x.Diff(y))
		}
	}
}

func TestSymSpace(t *testing.T) {
	x := &zoo.Zoo{Fee: 5, Cages: []zoo.Cage{{Animal: zoo.Lion{}}, {Width: 3}}, Star: &zoo.Parrot{}, Garden: &zoo.Garden{}}
	s := x.Sym()
	s.Fee().Range(1, 3, 0.5).Name("fee")
	s.Cages().At(0).Width().Log(1, 16)
	s.Size().OneOf(zoo.Small, zoo.Large)
	s.Garden().Trees().Range(1, 4)
	s.Cages().At(1).Animal().OneOf(zoo.Lion{}, &zoo.Parrot{})
	if got := s.Space().IDs(); s.Err() != nil || fmt.Sprint(got) != "[Size Fee Garden.Trees Cages[0].Width Cages[1].Animal]" {
		t.Fatalf("%v %v", got, s.Err())
	}
	for i := range 5 {
		d := s.Space().Random(rand.New(rand.NewPCG(uint64(i), 1)))
		y, err := s.Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Encode(y)
		if err != nil || !e.Equal(d) {
			t.Errorf("%v %v %v", d, e, err)
		}
	}
}

func TestPlaceString(t *testing.T) {
	s := (&zoo.Cage{Animal: zoo.Lion{}, Width: 2}).Sym()
	s.Locked().OneOf(true, false)
	for _, test := range []struct{ got, want string }{
		{s.String(), "Cage{Animal: Lion{}, Width: 2, Locked: one of [true, false]}"},
		{s.Width().String(), "2"},
		{fmt.Sprint(s.Animal()), "Lion{}"},
		{s.Locked().String(), "one of [true, false]"},
		{pg.Place{}.String(), "no place (error: this accessor belongs to no program: take it from a Sym)"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}
