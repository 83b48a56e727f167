// What symbolic programs and their diffs look like.

package pg_test

import (
	"fmt"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// undecidedZoo has something of everything that can stand in a place.
func undecidedZoo(t *testing.T) zoo.ZooSym {
	t.Helper()
	s := zoo.New().Sym()
	s.Fee().Range(0, 50, 0.5).Name("fee").Hint("cheap")
	s.Size().OneOf(zoo.Small, zoo.Large)
	lion := (&zoo.Lion{Roar: time.Second}).Sym()
	lion.Roar().Log(time.Second, time.Minute)
	parrot := new(zoo.Parrot).Sym()
	parrot.Words().ManyOfDistinct(2, "hello", "nuts", "ahoy")
	parrot.Mimic().OneOfSym(lion, lion.Clone())
	hired := new(zoo.HiredCall).Sym()
	hired.Volume().Range(1, 9, 2)
	s.Star().OneOfSym(lion, parrot, hired)
	s.Cages().At(0).Width().Ref(s.Fee())
	s.Cages().At(1).Width().Inherit("Fee")
	s.Cages().At(1).Locked().OneOf(true, false)
	pg.When(s.Cages().At(1).Animal().OneOf(zoo.Snail(1), zoo.Lion{}), s.Cages().At(1).Locked(), func(l bool) bool { return l })
	s.Secret().Custom(upper{})
	s.Name().Unset()
	s.Garden().Trees().Range(9, 0)
	s.Garden().Roses().OneOf(true)
	s.Founder().Children().Permute((&zoo.Lineage{Name: "Ann"}).Sym(), (&zoo.Lineage{Name: "Bob"}).Sym())
	s.Gate().Place.Seal()
	s.Ponds().At("duck pond").Seal()
	return s
}

func TestShowSym(t *testing.T) {
	s := undecidedZoo(t)
	golden(t, "sym.txt", s.String())
	golden(t, "sym.html", pg.HTML(s))
	for _, test := range []struct{ got, want string }{
		{fmt.Sprintf("%v", pg.Shown(s.Cages().At(1))), `Cage{Animal: one of [1, Lion{}] (depending on Cages[1].Locked), Width: inherited Fee, Locked: one of [true, false]}`},
		{fmt.Sprintf("%+v", pg.Shown(s.Star(), pg.ShowWidth(30))), "one of [\n\tLion{\n\t\tRoar: int 1s to 1m0s log,\n\t},\n\tParrot{\n\t\tWords: 2 distinct of [\n\t\t\t\"hello\",\n\t\t\t\"nuts\",\n\t\t\t\"ahoy\",\n\t\t],\n\t\tMimic: one of [\n\t\t\tLion{\n\t\t\t\tRoar: int 1s to 1m0s log,\n\t\t\t},\n\t\t\tLion{\n\t\t\t\tRoar: int 1s to 1m0s log,\n\t\t\t},\n\t\t],\n\t},\n\tcall HiredCall{\n\t\tVolume: int 1 to 9 in steps of 2,\n\t},\n]"},
		{fmt.Sprintf("%#v", pg.Shown(s.Star().Place.Candidates()[2])), `call zoo.HiredCall{Volume: int 1 to 9 in steps of 2, Mane: false}`},
		{fmt.Sprint(s.Star().Place.Candidates()[0]), `Lion{Roar: int 1s to 1m0s log}`},
		{pg.Show(s.Star(), pg.ShowElements(1), pg.ShowDepth(1)), `one of [Lion{…}, … 2 more]`},
		{fmt.Sprint(s.Cages().At(0).Width()), "ref Fee"},
		{fmt.Sprint(s.Secret()), "custom"},
		{fmt.Sprint(s.Garden().Trees()), "3 (error: expected Min of at most Max, got 9 to 0; swap them)"},
		{fmt.Sprint(s.Gate()), "Point{X: 3, Y: 4} (sealed)"},
		{fmt.Sprint(s.Cages().At(7)), "no place (error: Cages: expected an index below 2, got [7])"},
		{fmt.Sprint(zoo.ZooSym{}), "no place (error: this accessor belongs to no program: take it from a Sym)"},
		{fmt.Sprint(pg.Partial[zoo.CageSym]()), "Cage{Animal: missing, Width: missing, Locked: missing, Notes: missing}"},
		{pg.Show(pg.Changes{pg.Set("A", pg.Decided{Decision: s.Fee().Place.Decision()})}), `1 change{A: float 0 to 50 in steps of 0.5 (name "fee", hints cheap)}`},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
}

func TestShowDiffOfSyms(t *testing.T) {
	s := undecidedZoo(t)
	u := s.Clone()
	u.Gate().Place.Seal()
	if d := pg.ShowDiff(s, u).String(); d != "" {
		t.Errorf("a clone differs:\n%s", d)
	}
	u.Fee().Set(3)
	u.Secret().OneOf("a", "b")
	u.Star().OneOfSym(new(zoo.Lion).Sym())
	u.Garden().Trees().Range(0, 9)
	mane, err := u.At("Cages[1].Animal[=1/2].Mane")
	if err != nil {
		t.Fatal(err)
	}
	if err := mane.Assign(true); err != nil {
		t.Fatal(err)
	}
	u.Food().Delete(zoo.Small)
	u.Cages().Insert(0, new(zoo.Cage).Sym())
	diff := pg.ShowDiff(s, u)
	golden(t, "symdiff.txt", diff.String())
	golden(t, "symdiff.html", pg.HTML(diff))
	// What lies under what is undecided doesn't count.
	a, b := (&zoo.Cage{Width: 1}).Sym(), (&zoo.Cage{Width: 2}).Sym()
	a.Width().Range(1, 8)
	b.Width().Range(1, 8)
	if d := pg.ShowDiff(a, b).String(); d != "" {
		t.Errorf("got\n%s", d)
	}
	if got, want := pg.ShowDiff(&zoo.Cage{Width: 1}, b).String(), "~ Width: 1 → float 1 to 8\n"; got != want {
		t.Errorf("got\n%s", got)
	}
	if got, want := pg.ShowDiff(b, new(zoo.Lion)).String(), "~ the whole program: Cage{Width: float 1 to 8} → Lion{}\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// What two people made of one program, compared.
func ExampleShowDiff_symbolic() {
	a := (&zoo.Cage{Animal: zoo.Lion{}, Width: 4}).Sym()
	b := a.Clone()
	a.Width().Range(1, 8)
	b.Width().Range(1, 16)
	b.Animal().OneOf(zoo.Lion{}, &zoo.Parrot{})
	fmt.Println(a)
	fmt.Print(pg.ShowDiff(a, b))
	// Output:
	// Cage{Animal: Lion{}, Width: float 1 to 8}
	// ~ Animal: Lion{}       → one of [Lion{}, Parrot{}]
	// ~ Width:  float 1 to 8 → float 1 to 16
}
