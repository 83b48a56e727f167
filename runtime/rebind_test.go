// Edits: what they take, what they refuse, and what they leave alone.

package pg_test

import (
	"image"
	"log"
	"math"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestRebindErrors(t *testing.T) {
	const animals = "zoo.Animal (*zoo.Parrot, zoo.Herd, zoo.Lion)"
	for _, test := range []struct {
		edit pg.Edit
		want string
	}{
		{pg.Set("Name", 3), `Name: expected string, got 3 of type int`},
		{pg.Set("Name", nil), `Name: expected string, got nil`},
		{pg.Set("Size", 1.5), `Size: expected zoo.Size, got 1.5 of type float64`},
		{pg.Set("Size", time.Second), `Size: expected zoo.Size, got 1s of type time.Duration`},
		{pg.Set("Fee", "1"), `Fee: expected float64, got "1" of type string`},
		{pg.Set("Star", 7), `Star: expected ` + animals + `, got 7 of type int`},
		{pg.Set("Star", zoo.Cage{}), `Star: expected ` + animals + `, got Cage{} of type zoo.Cage`},
		{pg.Set("Garden", "x"), `Garden: expected *zoo.Garden, got "x" of type string`},
		{pg.Set("Acres", 3), `Acres: expected a field of zoo.Zoo, which has no Acres: did you mean Plan.Acres?`},
		{pg.Set("scratch", 3), `scratch: expected a field of zoo.Zoo, which has no scratch`},
		{pg.Set("Name[0]", 3), `Name: a string has no parts: expected the end of the path, got [0]`},
		{pg.Set("Plan[0]", 3), `Plan: expected a field of zoo.Plan, got [0]`},
		{pg.Set("Cages.Width", 3), `Cages: expected an index into []zoo.Cage, got Width`},
		{pg.Set(`Cages["a"]`, 3), `Cages: expected an index into []zoo.Cage, got ["a"]`},
		{pg.Set("Cages[2].Width", 3), `Cages[2]: expected an index from 0 to 1, got 2`},
		{pg.Set("Cages[-1].Width", 3), `Cages[-1]: expected an index from 0 to 1, got -1`},
		{pg.Insert("Cages[3]", zoo.Cage{}), `Cages[3]: expected an index from 0 to 2, got 3`},
		{pg.Insert("Cages[0]", zoo.Lion{}), `Cages[0]: expected zoo.Cage, got Lion{} of type zoo.Lion`},
		{pg.Delete("Cages[2]"), `Cages[2]: expected an index from 0 to 1, got 2`},
		{pg.Set("Animals[0].Mane", true), `Animals[0]: expected an element of a []zoo.Animal, which is empty`},
		{pg.Set("Visits.Keep", 8), `Visits: is nil: expected a value of type zoo.Log[github.com/pgen-go/pgen/runtime/internal/zoo.Ticket] to edit: set it first`},
		{pg.Set("Extra.X", 8), `Extra: is nil: expected a value of type interface {} to edit: set it first`},
		{pg.Set(`Ponds["sea"].Width`, 8), `Ponds["sea"]: expected a key of the map, which has no such key`},
		{pg.Insert(`Ponds["duck pond"]`, nil), `Ponds["duck pond"]: expected a new key, got one that the map has: use Set`},
		{pg.Delete(`Ponds["sea"]`), `Ponds["sea"]: expected a key of the map, which has no such key`},
		{pg.Set(`Food["small"]`, nil), `Food["small"]: expected a key of type zoo.Size, got ["small"]`},
		{pg.Set(`Food.small`, nil), `Food.small: expected a key of type zoo.Size, got small`},
		{pg.Set("Opened.wall", 1), `Opened: a time.Time hides its fields: expected a new value for it, got an edit of wall`},
		{pg.Set("Vet.Name", "x"), `Vet: it is shared with other programs: expected a new value for it, got an edit of what is inside, at Vet.Name`},
		{pg.Set("Vet", zoo.Vet{}), `Vet: expected *zoo.Vet, got Vet{} of type zoo.Vet`},
		{pg.Set("Cages[0].Width", -1), `Cages[0]: expected a cage with a width of 0 or more`},
		{pg.Insert("", 1), `expected the path of an element of a slice or map to insert, got the program itself`},
		{pg.Set("", 1), `expected zoo.Zoo, got 1 of type int`},
	} {
		x := zoo.New()
		before := x.Clone()
		err := x.Rebind(test.edit)
		if want := "pg: rebind zoo.Zoo: " + test.want; err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.edit, err, want)
		}
		if !x.Equal(before) {
			t.Errorf("%s: an error and a change:\n%s", test.edit, before.Diff(x))
		}
	}
	var none *zoo.Zoo
	if err := none.Rebind(pg.Set("Name", "x")); err == nil || err.Error() != "pg: rebind: expected a program, got a nil *zoo.Zoo" {
		t.Errorf("got %v", err)
	}
	var wrong pg.Pattern
	if err := wrong.UnmarshalText([]byte("[")); err == nil {
		t.Error("no error")
	}
	// An edit that cannot be undone says so when it should be.
	err := zoo.New().Rebind(pg.Changes{pg.Set("Name", "x"), pg.Delete("Cages[0]"), pg.Insert("Cages[0]", zoo.Cage{})}.Invert()...)
	want := `pg: rebind zoo.Zoo: delete of Cages[0] cannot be undone: what was there before is known only of edits that Diff made
set of Name cannot be undone: what was there before is known only of edits that Diff made`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// Values are taken if nothing is lost by it.
func TestRebindConverts(t *testing.T) {
	x := new(zoo.Scales)
	for _, test := range []struct {
		path string
		v    any
		want any // nil: refused
	}{
		{"Int8", 127, int8(127)}, {"Int8", 128, nil}, {"Int8", 3.0, int8(3)}, {"Int8", 3.5, nil}, {"Int8", uint64(5), int8(5)},
		{"Int64", uint64(math.MaxUint64), nil}, {"Int64", 1e18, int64(1e18)}, {"Int64", 1e19, nil}, {"Int64", math.NaN(), nil}, {"Int64", math.Inf(1), nil},
		{"Int64", "3", nil}, {"Int64", true, nil}, {"Int64", 3 + 0i, int64(3)}, {"Int64", 3 + 1i, nil},
		{"Uint8", -1, nil}, {"Uint8", 255, uint8(255)}, {"Uint8", 256.0, nil}, {"Uint64", -1.0, nil}, {"Uint64", 1 << 62, uint64(1 << 62)},
		{"Uint64", float64(1 << 63), uint64(1 << 63)}, {"Uint64", 1.8446744073709552e19, nil},
		{"Float64", 3, 3.0}, {"Float64", int64(1<<53 + 1), nil}, {"Float64", float32(0.5), 0.5}, {"Float64", math.MaxInt64, nil},
		{"Float32", 0.1, float32(0.1)}, {"Float32", 1e39, nil}, {"Float32", math.Inf(1), float32(math.Inf(1))}, {"Float32", 1<<24 + 1, nil}, {"Float32", 1 << 24, float32(1 << 24)},
		{"Weight", 2, zoo.Weight(2)}, {"Weight", zoo.Weight(2), zoo.Weight(2)}, {"Weight", zoo.Small, nil},
		{"Wait", 5, 5 * time.Nanosecond}, {"Wait", time.Second, time.Second}, {"Wait", zoo.Large, nil},
		{"String", "a", "a"}, {"String", zoo.Word("a"), nil}, {"String", []byte("a"), nil},
		{"Bytes", []byte("a"), []byte("a")}, {"Bytes", nil, []byte(nil)}, {"Bytes", "a", nil},
		{"Bool", true, true}, {"Bool", 1, nil},
		{"EmptyPtr", zoo.Inner{Same: 1}, &zoo.Inner{Same: 1}}, {"Named", &zoo.Inner{Same: 1}, zoo.Inner{Same: 1}}, {"Named", (*zoo.Inner)(nil), nil},
		{"Pointer", 3, ptr(ptr(3))}, {"Empty", []int{1}, []int{1}}, {"Empty", []int8{1}, nil},
		{"private", 3, 3},
	} {
		y := x.Clone()
		err := y.Rebind(pg.Set(test.path, test.v))
		if (err != nil) != (test.want == nil) {
			t.Errorf("%s = %T(%v): %v", test.path, test.v, test.v, err)
			continue
		}
		if err != nil {
			continue
		}
		for _, got := range pg.Query(y, pg.MustPattern(test.path)) {
			if !pg.EqualValues(got, test.want) {
				t.Errorf("%s = %T(%v): got %T(%v)", test.path, test.v, test.v, got, got)
			}
		}
	}
	lab := new(zoo.Lab)
	if err := lab.Rebind(pg.Set("Complex", 2), pg.Set("Complex8", 0.5), pg.Set(`ByAny["a"]`, 1), pg.Set("ByAny[true]", 2), pg.Set("ByFloat[1e6]", 3)); err != nil {
		t.Fatal(err)
	}
	if lab.Complex != 2 || lab.Complex8 != 0.5 || lab.ByAny["a"] != 1 || lab.ByAny[true] != 2 || lab.ByFloat[1e6] != 3 {
		t.Errorf("got %s", pg.Show(lab))
	}
}

func ptr[T any](v T) *T { return &v }

// An interface takes a struct by value or pointer, whichever implements it.
func TestRebindInterface(t *testing.T) {
	x := zoo.New()
	if err := x.Rebind(pg.Set("Star", zoo.Parrot{Words: []string{"a"}})); err != nil {
		t.Fatal(err)
	}
	if _, ok := x.Star.(*zoo.Parrot); !ok {
		t.Errorf("got a %T", x.Star)
	}
	if err := x.Rebind(pg.Set("Star.Words[0]", "b"), pg.Insert("Star.Words[1]", "c"), pg.Set("Star.Mimic", zoo.Lion{}), pg.Set("Star.Mimic.Mane", true)); err != nil {
		t.Fatal(err)
	}
	if got := pg.Show(x.Star); got != `Parrot{Words: ["b", "c"], Mimic: Lion{Mane: true}}` {
		t.Errorf("got %s", got)
	}
	if err := x.Rebind(pg.Set("Extra", image.Pt(1, 2)), pg.Set("Extra.X", 7), pg.Set("Gate.Y", 9)); err != nil {
		t.Fatal(err)
	}
	if x.Extra != image.Pt(7, 2) || x.Gate != image.Pt(3, 9) {
		t.Errorf("got %v %v", x.Extra, x.Gate)
	}
}

// What is given is copied, what is shared is not, and what is no part of the
// program stays.
func TestRebindOwns(t *testing.T) {
	x := zoo.New()
	logger := log.Default()
	x.Log = logger
	vet := &zoo.Vet{Name: "Lee"}
	cages := []zoo.Cage{{Notes: []zoo.Note{{Text: "a"}}}}
	if err := x.Rebind(pg.Set("Cages", cages), pg.Set("Vet", vet)); err != nil {
		t.Fatal(err)
	}
	cages[0].Notes[0].Text = "b"
	if x.Cages[0].Notes[0].Text != "a" || x.Vet != vet || x.Log != logger {
		t.Errorf("got %q %p %p", x.Cages[0].Notes[0].Text, x.Vet, x.Log)
	}
	y := zoo.New()
	y.Log, y.Vet = nil, vet
	if err := x.Rebind(pg.Set("", y)); err != nil {
		t.Fatal(err)
	}
	if !x.Equal(y) || x.Log != logger {
		t.Errorf("the whole program is set, but for\n%sand the logger is %p", x.Diff(y), x.Log)
	}
	sharesNothing(t, x, y)
	if err := x.Rebind(); err != nil {
		t.Error(err)
	}
}

// A part that was invalid before doesn't keep others from being edited.
func TestRebindValidatesWhatChanges(t *testing.T) {
	x := zoo.New()
	x.Cages[0].Width = -1
	if err := x.Rebind(pg.Set("Name", "x"), pg.Set("Cages[1].Locked", false)); err != nil {
		t.Error(err)
	}
	err := x.Rebind(pg.Set("Cages[0].Locked", true), pg.Set("Cages[1].Width", -2), pg.Set(`Ponds["duck pond"].Width`, -3))
	if err == nil || strings.Count(err.Error(), "expected a cage with a width") != 3 {
		t.Errorf("got %v", err)
	}
	c := &zoo.Cage{Width: 1}
	if err := c.Rebind(pg.Set("Width", -1)); err == nil || err.Error() != "pg: rebind zoo.Cage: expected a cage with a width of 0 or more" {
		t.Errorf("got %v", err)
	}
}
