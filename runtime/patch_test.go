// Patches: which places they find, what they give them, and what they refuse.

package pg_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// patched returns what the patches change in a new zoo.
func patched(t *testing.T, patches ...pg.Patch) string {
	t.Helper()
	x := zoo.New()
	before := x.Clone()
	edits, err := pg.EditsOf(x, patches...)
	if err != nil {
		t.Fatal(err)
	}
	if !x.Equal(before) {
		t.Fatalf("EditsOf changes the program:\n%s", before.Diff(x))
	}
	y := x.Clone()
	if err := pg.Apply(y, patches...); err != nil {
		t.Fatal(err)
	}
	z := x.Clone()
	if err := z.Rebind(edits...); err != nil || !z.Equal(y) {
		t.Errorf("EditsOf and Apply differ: %v\n%s", err, y.Diff(z))
	}
	if err := z.Rebind(edits.Invert()...); err != nil || !z.Equal(x) {
		t.Errorf("the edits cannot be undone: %v\n%s", err, x.Diff(z))
	}
	return edits.String()
}

func TestPatch(t *testing.T) {
	double := pg.FromOld(func(v float64) float64 { return 2 * v })
	for _, test := range []struct {
		name  string
		patch pg.Patch
		want  string
	}{
		{"path", pg.PatchPath("Fee", 1), "Fee: 12.5 → 1\n"},
		{"path of a new key", pg.PatchPath(`Ponds["lake"]`, &zoo.Cage{Width: 2}), "Ponds[\"lake\"]: + Cage{Width: 2}\n"},
		{"path computed", pg.PatchPath("Fee", double), "Fee: 12.5 → 25\n"},
		{"pattern", pg.PatchPath("Cages[*].Width", double), "Cages[0].Width: 4 → 8\nCages[1].Width: 1 → 2\n"},
		{"pattern anywhere", pg.PatchPath("**.Mane", true), "Cages[0].Animal.Mane: false → true\n"},
		{"pattern of nothing", pg.PatchPath("**.Nobody", 1), ""},
		{"key", pg.PatchKey("Width", 3), "Cages[0].Width: 4 → 3\nCages[1].Width: 1 → 3\nPonds[\"duck pond\"].Width: 8 → 3\n"},
		{"key of a map", pg.PatchKey("duck pond", nil), "Ponds[\"duck pond\"]: Cage{Width: 8} → nil\n"},
		{"type", pg.PatchType[time.Duration](time.Minute),
			"Star.Roar: 1s → 1m0s\nCages[0].Animal.Roar: 2s → 1m0s\nHours[0]: 9h0m0s → 1m0s\nHours[1]: 18h0m0s → 1m0s\n"},
		{"type computed", pg.PatchType[float64](double),
			"Fee: 12.5 → 25\nCages[0].Width: 4 → 8\nCages[1].Width: 1 → 2\nPonds[\"duck pond\"].Width: 8 → 16\n"},
		{"type of a struct", pg.PatchType[zoo.Parrot](zoo.Lion{}), `Cages[1].Animal: Parrot{Words: ["hello", "nuts"]} → Lion{}` + "\n"},
		{"type of an interface", pg.PatchType[zoo.Animal](zoo.Snail(2)),
			`Star: Lion{Roar: 1s, Mane: true} → 2` + "\n" + `Cages[0].Animal: Lion{Roar: 2s} → 2` + "\n" + `Cages[1].Animal: Parrot{Words: ["hello", "nuts"]} → 2` + "\n"},
		{"value", pg.PatchValue(1, 9), "Plan.Paths[0][0]: 1 → 9\nQueue.Entries[0]: 1 → 9\n"},
		{"value of a type", pg.PatchValue(zoo.Middle, zoo.Large), "Size: middle → large\n"},
		{"value computed", pg.PatchValue(2, pg.FromOld(func(v int) float64 { return 2 * float64(v) })), "Plan.Paths[0][1]: 2 → 4\nFounder.Legs: 2 → 4\nFounder.Children[0].Legs: 2 → 4\nQueue.Entries[1]: 2 → 4\n"},
		{"value of a struct", pg.PatchValue(zoo.Lion{Roar: 2 * time.Second}, &zoo.Parrot{}), "Cages[0].Animal: Lion{Roar: 2s} → Parrot{}\n"},
		{"value nil", pg.PatchValue([]zoo.Animal(nil), []zoo.Animal{zoo.Snail(1)}), "Animals: nil → [1]\n"},
		{"member", pg.PatchMember[zoo.Lion]("Mane", false), "Star.Mane: true → false\n"},
		{"member of a pointer", pg.PatchMember[*zoo.Parrot]("Words", nil), `Cages[1].Animal.Words: ["hello", "nuts"] → nil` + "\n"},
		{"member of an interface", pg.PatchMember[zoo.Animal]("Roar", time.Minute), "Star.Roar: 1s → 1m0s\nCages[0].Animal.Roar: 2s → 1m0s\n"},
		{"member of the program", pg.PatchMember[zoo.Zoo]("Name", "x"), `Name: "Riverside" → "x"` + "\n"},
		{"where", pg.PatchWhere("narrow cages", func(n *pg.Node) bool {
			w, ok := n.Value().(float64)
			return ok && w < 5 && n.Step().Field() == "Width"
		}, 5), "Cages[0].Width: 4 → 5\nCages[1].Width: 1 → 5\n"},
		{"edits", pg.PatchEdits(pg.Insert("Plan.Paths[0][1]", 5), pg.Delete("Plan.Paths[1]"), pg.Set(`Ponds["lake"]`, nil)),
			"Plan.Paths[0][1]: + 5\nPlan.Paths[1]: - [3]\nPonds[\"lake\"]: + nil\n"},
		{"in order", pg.PatchAll(pg.PatchPath("Fee", 3), pg.PatchPath("Fee", double)), "Fee: 12.5 → 3\nFee: 3 → 6\n"},
		{"for a program", pg.PatchFor(func(x *zoo.Zoo) (pg.Patch, error) {
			return pg.PatchPath("Plan.Acres", len(x.Cages)), nil
		}), "Plan.Acres: 20 → 2\n"},
		{"shared", pg.PatchPath("Vet", pg.FromOld(func(v *zoo.Vet) *zoo.Vet { return v })), ""},
		{"shared anew", pg.PatchPath("Vet", &zoo.Vet{Name: "Lee"}), `Vet: Vet{Name: "Kim"} → Vet{Name: "Lee"}` + "\n"},
		{"nothing", pg.Patch{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := patched(t, test.patch)
			if got != test.want {
				t.Errorf("%s:\ngot\n%s\nwant\n%s", test.patch, got, test.want)
			}
		})
	}
}

// What a place got is not looked into, but what a function left as it is.
func TestPatchGoesOn(t *testing.T) {
	herd := zoo.Herd{Of: []zoo.Animal{zoo.Lion{}, zoo.Lion{Mane: true}}, Leader: &zoo.Lion{}}
	x := &zoo.Zoo{Star: herd}
	once := pg.PatchType[zoo.Animal](zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 1}}})
	for range 2 {
		if err := pg.Apply(x, once); err != nil || !pg.EqualValues(x.Star, zoo.Animal(zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 1}}})) {
			t.Errorf("got %s, %v", pg.Show(x.Star), err)
		}
	}
	x = &zoo.Zoo{Star: herd}
	loud := pg.FromOld(func(a zoo.Animal) zoo.Animal {
		if l, ok := a.(zoo.Lion); ok && !l.Mane {
			l.Roar = time.Second
			return l
		}
		return a
	})
	if err := pg.Apply(x, pg.PatchType[zoo.Animal](loud)); err != nil {
		t.Fatal(err)
	}
	if got := pg.Show(x.Star); got != "Herd{Of: [Lion{Roar: 1s}, Lion{Mane: true}], Leader: Lion{}}" {
		t.Errorf("got %s", got)
	}
	if len(herd.Of) != 2 || !pg.EqualValues(herd.Of[0], zoo.Animal(zoo.Lion{})) {
		t.Error("a function has changed what it was not given")
	}
}

func TestPatchErrors(t *testing.T) {
	oops := errors.New("oops")
	for _, test := range []struct {
		name    string
		patches []pg.Patch
		want    string
	}{
		{"path", []pg.Patch{pg.PatchPath("Fee[", 1)}, `Fee[=1: pattern "Fee[": byte 4: expected ], got the end`},
		{"no such field", []pg.Patch{pg.PatchPath("Feee", 1)}, "Feee=1: Feee: expected a field of zoo.Zoo, which has no Feee: did you mean Fee?"},
		{"no such element", []pg.Patch{pg.PatchPath("Cages[7].Width", 1)}, "Cages[7].Width=1: Cages: expected an index below 2, got [7]"},
		{"wrong key", []pg.Patch{pg.PatchPath("Food.small", 1)}, "Food.small=1: Food.small: expected a key of type zoo.Size, got small"},
		{"wrong value", []pg.Patch{pg.PatchPath("Cages[*].Width", "x")}, "Cages[*].Width=\"x\": Cages[0].Width: expected float64, got \"x\" of type string\nCages[*].Width=\"x\": Cages[1].Width: expected float64, got \"x\" of type string"},
		{"index", []pg.Patch{pg.PatchKey(2, 7)}, "key 2=7: Food[2]: expected []string, got 7 of type int"},
		{"wrong function", []pg.Patch{pg.PatchPath("Name", pg.FromOld(func(v int) int { return v }))}, `Name=func(int) int: Name: expected int, got "Riverside" of type string, to compute the new value of`},
		{"wrong result", []pg.Patch{pg.PatchPath("Name", pg.FromOld(func(v string) int { return len(v) }))}, `Name=func(string) int: Name: expected string, got 9 of type int`},
		{"decision", []pg.Patch{pg.PatchPath("Fee", pg.Decided{Decision: &geno.Float{Min: 1, Max: 2}})}, "Fee=float 1 to 2: Fee: expected a value, got what only a Sym can hold: patch the Sym of the program"},
		{"sym", []pg.Patch{pg.PatchAll(pg.PatchEdits(pg.Set("Star", new(zoo.Lion).Sym()), pg.Set("Fee", 1)))}, "edits: Star: expected a value, got what only a Sym can hold: patch the Sym of the program"},
		{"member", []pg.Patch{pg.PatchMember[zoo.Lion]("Manes", 1), pg.PatchMember[zoo.Size]("X", 1), pg.PatchMember[time.Time]("wall", 1)},
			"member zoo.Lion.Manes=1: expected a field of zoo.Lion, which has no Manes: did you mean Mane?\nmember zoo.Size.X=1: expected a struct type with fields, got zoo.Size\nmember time.Time.wall=1: expected a struct type with fields, got time.Time"},
		{"edit", []pg.Patch{pg.PatchEdits(pg.Set("Nam", 1), pg.Delete("Cages[2]"), pg.Insert("", 1))},
			"edits: Nam: expected a field of zoo.Zoo, which has no Nam: did you mean Name?\nedits: Cages[2]: expected an index from 0 to 1, got 2\nedits: expected the path of an element of a slice or map to insert, got the program itself"},
		{"program", []pg.Patch{pg.PatchFor(func(*zoo.Cage) (pg.Patch, error) { return pg.Patch{}, nil })}, "for *zoo.Cage: expected a program of type *zoo.Cage, got a *zoo.Zoo"},
		{"function", []pg.Patch{pg.PatchFor(func(*zoo.Zoo) (pg.Patch, error) { return pg.Patch{}, oops })}, "for *zoo.Zoo: oops"},
		{"valid", []pg.Patch{pg.PatchPath("Fee", 1), pg.PatchKey("Width", -1), pg.PatchPath("Cages[0].Locked", true)},
			"key Width=-1, Cages[0].Locked=true: Cages[0]: expected a cage with a width of 0 or more\nkey Width=-1: Cages[1]: expected a cage with a width of 0 or more\nkey Width=-1: Ponds[\"duck pond\"]: expected a cage with a width of 0 or more"},
		{"check", []pg.Patch{pg.PatchCheck(func(x *zoo.Zoo) error { return fmt.Errorf("a fee of %v", x.Fee) }), pg.PatchPath("Fee", 3), pg.PatchCheck(func(*zoo.Cage) error { return nil })},
			"check of *zoo.Zoo: a fee of 3\ncheck of *zoo.Cage: expected a program of type *zoo.Cage, got a *zoo.Zoo"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := zoo.New()
			before := x.Clone()
			err := pg.Apply(x, test.patches...)
			if want := "pg: patch zoo.Zoo: " + test.want; err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
			if !x.Equal(before) {
				t.Errorf("an error and a change:\n%s", before.Diff(x))
			}
		})
	}
	var none *zoo.Zoo
	if err := pg.Apply(none, pg.PatchPath("Fee", 1)); err == nil || err.Error() != "pg: patch: expected a program, got a nil *zoo.Zoo" {
		t.Errorf("got %v", err)
	}
	if err := pg.Apply(nil); err == nil || err.Error() != "pg: patch: expected a program, got a nil <nil>" {
		t.Errorf("got %v", err)
	}
	many := &zoo.Zoo{Cages: make([]zoo.Cage, 100)}
	if err := pg.Apply(many, pg.PatchKey("Width", "x")); err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "and more") {
		t.Errorf("got %v", err)
	}
	if err := pg.Apply(many, pg.PatchKey("Width", -1)); err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "and more") {
		t.Errorf("got %v", err)
	}
	// What is invalid only on the way is no error.
	x := zoo.New()
	if err := pg.Apply(x, pg.PatchPath("Cages[0].Width", -1), pg.PatchPath("Cages[0].Width", 1)); err != nil || x.Cages[0].Width != 1 {
		t.Errorf("got %v", err)
	}
	// What was invalid before, and is not touched, is none either.
	x.Cages[1].Width = -1
	if err := pg.Apply(x, pg.PatchPath("Cages[0].Width", 2)); err != nil || x.Cages[0].Width != 2 {
		t.Errorf("got %v", err)
	}
}
