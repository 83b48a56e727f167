// What Space, Materialize and Encode say when there is no way.

package pg_test

import (
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestMaterializeErrors(t *testing.T) {
	const at = "pg: materialize github.com/pgen-go/pgen/runtime/internal/zoo.Lion: "
	lion := new(zoo.Lion)
	own := func(text string) *geno.DNA {
		d, err := lion.Space().ParseDNA(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	garden := new(zoo.Garden).Space()
	for _, test := range []struct {
		d    *geno.DNA
		want string
	}{
		{nil, at + "geno: expected a DNA, got nil"},
		{garden.First(), at + "the DNA belongs to another space: expected one of\n" + lion.Space().String() + "\ngot one of\n" + garden.String()},
	} {
		if _, err := lion.Materialize(test.d); err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
	if _, err := (*zoo.Lion)(nil).Materialize(own("DNA([0, 0])")); err == nil || err.Error() != at+"nil program" {
		t.Errorf("got %v", err)
	}
	if err := pg.Space((*zoo.Lion)(nil)).Err(); err == nil || err.Error() != "pg: the space of a nil program: expected a pointer to a symbolic struct" {
		t.Errorf("got %v", err)
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, test := range []struct {
		change func(*zoo.Zoo)
		want   string
	}{
		{func(x *zoo.Zoo) { x.Name = "x" }, `Name: no decision covers it: expected "Riverside" as in the base, got "x"`},
		{func(x *zoo.Zoo) { x.Size = 7 }, `Size: expected one of the candidates [Small Middle Large], got no size`},
		{func(x *zoo.Zoo) { x.Fee = -1 }, `Fee: expected a number from 0 to 50, got -1`},
		{func(x *zoo.Zoo) { x.Plan.Acres = 0 }, `Plan.Acres: expected an integer from 1 to 100, got 0`},
		{func(x *zoo.Zoo) { x.Cages[1].Width = 99 }, `Cages[1].Width: expected a number from 1 to 16, got 99`},
		{func(x *zoo.Zoo) { x.Cages = nil }, `Cages: no decision covers it: expected [Cage{Animal: Lion{Roar: 2s}, Width: 4}, Cage{Animal: Parrot{Words: ["hello", "nuts"]}, Width: 1, Locked: true}] as in the base, got nil`},
		{func(x *zoo.Zoo) { x.Ponds["duck pond"].Width = 99 }, `Ponds["duck pond"].Width: expected a number from 1 to 16, got 99`},
		{func(x *zoo.Zoo) { x.Star = nil }, `Star: expected one of the candidates [Lion{} &Parrot{} Herd{Leader: &Lion{}} Snail(1)], got nil`},
		{func(x *zoo.Zoo) { x.Vet = &zoo.Vet{Name: "Kim"} }, `Vet: no decision covers it: expected Vet{Name: "Kim"} as in the base, got Vet{Name: "Kim"}`},
		{func(x *zoo.Zoo) { x.Extra = 1 }, `Extra: no decision covers it: expected nil as in the base, got 1`},
	} {
		x := zoo.New()
		p := x.Clone()
		test.change(p)
		_, err := x.Encode(p)
		if want := "pg: encode github.com/pgen-go/pgen/runtime/internal/zoo.Zoo: " + test.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestTables(t *testing.T) {
	table := pg.TypeNamed("github.com/pgen-go/pgen/runtime/internal/zoo.Zoo")
	if table == nil || !table.Symbolic || table != zoo.New().SymbolicType() {
		t.Fatalf("got %v", table)
	}
	x, ok := table.New().(*zoo.Zoo)
	if !ok {
		t.Fatalf("New makes a %T", table.New())
	}
	table.Field("note").Addr(x).SetString("hello")
	if got := pg.Show(x); got != `Zoo{note: "hello"}` {
		t.Errorf("got %s", got)
	}
	if f := table.Field("Vet"); !f.Shared || f.Decision != nil {
		t.Errorf("Vet: got %+v", f)
	}
	if table.Field("Log") != nil || table.Field("scratch") != nil {
		t.Error("a skipped field is in the table")
	}
	if pg.TypeNamed("zoo.Zoo") != nil {
		t.Error("a table has a second name")
	}
}
