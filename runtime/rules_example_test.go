// Rules over programs, by example.

package pg_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// A rule for every Lion, wherever it is: also one that is but a candidate.
func ExampleEach() {
	s := zoo.New().Sym()
	s.Star().OneOf(zoo.Lion{}, zoo.Snail(1))
	pg.Each(s, func(l zoo.LionSym) { l.Mane().OneOf(false, true) })
	fmt.Println(s.Space())
	// Output:
	// space of 3 decisions, 6 points
	//   Star: one of 2 candidates, 3 points
	//     0 Lion{}: 2 points
	//       Mane: one of 2 candidates, 2 points
	//         false | true
	//     1 1
	//   Cages[0].Animal.Mane: one of 2 candidates, 2 points
	//     false | true
}

func ExampleAll() {
	s := zoo.New().Sym()
	for w := range pg.All[pg.Number[float64]](s) {
		x, _ := w.Get()
		fmt.Println(w.Place.Path(), x)
	}
	// Output:
	// Fee 12.5
	// Cages[0].Width 4
	// Cages[1].Width 1
	// Ponds["duck pond"].Width 8
}

func ExampleAncestor() {
	s := zoo.New().Sym()
	for l := range pg.All[zoo.LionSym](s) {
		if cage, ok := pg.Ancestor[zoo.CageSym](l); ok {
			width, _ := cage.Width().Get()
			fmt.Println(l.Path(), "is in", cage.Path(), "of width", width)
		}
	}
	// Output:
	// Cages[0].Animal is in Cages[0] of width 4
}

// Rules replace and delete what they are for, all at once.
func ExampleRewrite() {
	x := &zoo.Herd{Of: []zoo.Animal{zoo.Snail(1), zoo.Lion{Mane: true}, zoo.Lion{Roar: time.Second}}}
	err := pg.Rewrite(x,
		pg.OnType(func(n *pg.Node, _ zoo.Snail) { n.Delete() }),
		pg.OnType(func(n *pg.Node, l zoo.Lion) {
			if !l.Mane {
				n.Replace(&zoo.Parrot{Mimic: l})
			}
		}))
	fmt.Println(pg.Show(x), err)
	// Output:
	// Herd{Of: [Lion{Mane: true}, Parrot{Mimic: Lion{Roar: 1s}}]} <nil>
}

// In a symbolic program what replaces a value can be a decision.
func ExampleOn() {
	s := zoo.New().Sym()
	double := pg.On(pg.MustPattern("**.Width"), func(n *pg.Node) {
		w := n.Value().(float64)
		n.Replace(pg.Decided{Decision: &geno.Float{Min: w, Max: 2 * w}})
	})
	fmt.Println(pg.Rewrite(s, double))
	fmt.Println(s.Space())
	// Output:
	// <nil>
	// space of 3 decisions, infinitely many points
	//   Cages[0].Width: float 4 to 8, infinitely many points
	//   Cages[1].Width: float 1 to 2, infinitely many points
	//   Ponds["duck pond"].Width: float 8 to 16, infinitely many points
}

func ExampleOnType() {
	x := zoo.New()
	err := pg.Rewrite(x, pg.OnType(func(n *pg.Node, c *zoo.Cage) {
		if c.Locked {
			n.Replace(zoo.Cage{})
		}
	}))
	fmt.Println(pg.Show(x.Cages[1]), err)
	// Output:
	// Cage{} <nil>
}

func ExampleOnValue() {
	x := zoo.New()
	err := pg.Rewrite(x, pg.OnValue("nuts", func(n *pg.Node) { n.Replace("berries") }))
	fmt.Println(x.Food[zoo.Small], pg.Show(x.Cages[1].Animal), err)
	// Output:
	// [berries] Parrot{Words: ["hello", "berries"]} <nil>
}

func ExampleOnFunc() {
	x := zoo.New()
	deep := func(n *pg.Node) bool { return n.Step().Field() == "Name" && n.Depth() > 1 }
	err := pg.Rewrite(x, pg.OnFunc(deep, func(n *pg.Node) { n.Replace("Eve") }))
	fmt.Println(x.Name, x.Founder.Name, x.Founder.Children[0].Name, err)
	// Output:
	// Riverside Eve Eve <nil>
}

func ExampleNode_Matches() {
	names := pg.MustPattern("**.Name")
	for n := range pg.Traverse(zoo.New()) {
		if n.Matches(names) {
			fmt.Println(n.Path(), n.Value())
		}
	}
	// Output:
	// Name Riverside
	// Founder.Name Ada
	// Founder.Children[0].Name Ben
}

func ExampleTraverseBoth() {
	for n := range pg.TraverseBoth(&zoo.Lion{}) {
		fmt.Printf("%q %t\n", n.Path(), n.Leaving())
	}
	// Output:
	// "" false
	// "Roar" false
	// "Roar" true
	// "Mane" false
	// "Mane" true
	// "" true
}

func ExampleContains() {
	x := zoo.New()
	fmt.Println(pg.Contains(x, "Ben"), pg.Contains(x, zoo.Lion{}), pg.Contains(x, zoo.Lion{Roar: 2 * time.Second}))
	// Output:
	// true false true
}

func ExampleContainsFunc() {
	s := zoo.New().Sym()
	s.Fee().Unset()
	fmt.Println(pg.ContainsFunc(s, func(n *pg.Node) bool { return n.Missing() }))
	// Output:
	// true
}

func ExampleContainsType() {
	x := zoo.New()
	fmt.Println(pg.ContainsType[zoo.Parrot](x), pg.ContainsType[*zoo.Herd](x), pg.ContainsType[zoo.Animal](x))
	// Output:
	// true false true
}

// Programs, and all values in them, have an order.
func ExampleCompare() {
	list := []any{&zoo.Garden{Trees: 2}, nil, zoo.Snail(2), &zoo.Garden{Trees: 1, Roses: true}, zoo.Snail(1), &zoo.Garden{Trees: 1}}
	slices.SortFunc(list, pg.Compare)
	for _, x := range list {
		fmt.Println(pg.Show(x))
	}
	// Output:
	// nil
	// Garden{Trees: 1}
	// Garden{Trees: 1, Roses: true}
	// Garden{Trees: 2}
	// 1
	// 2
}

func ExampleLess() {
	fmt.Println(pg.Less(&zoo.Garden{Trees: 1}, &zoo.Garden{Trees: 2}), pg.Less("b", "a"), cmp.Less("b", "a"))
	// Output:
	// true false false
}

// Programs that are equal have the same hash, in every process.
func ExampleHash() {
	x := zoo.New()
	y := x.Clone()
	fmt.Println(pg.Hash(x) == pg.Hash(y))
	y.Cages[0].Width++
	fmt.Println(pg.Hash(x) == pg.Hash(y))
	fmt.Printf("%#x\n", pg.Hash(x))
	// Output:
	// true
	// false
	// 0x4a9a1daf73d76f52
}

// All edits of a symbolic program are made, or none.
func ExamplePlace_Rebind() {
	s := (&zoo.Cage{Animal: zoo.Lion{}, Width: 4}).Sym()
	s.Animal().OneOf(zoo.Lion{}, &zoo.Parrot{})
	err := s.Rebind(
		pg.Set("Animal[=0/2].Roar", time.Second),
		pg.Set("Width", pg.Decided{Decision: &geno.Float{Min: 1, Max: 8}}),
	)
	fmt.Println(err)
	fmt.Println(s.Space())
	fmt.Println(s.Rebind(pg.Set("Width", 2), pg.Set("Animal[=0/2].Roar", "loud")))
	// Output:
	// <nil>
	// space of 2 decisions, infinitely many points
	//   Animal: one of 2 candidates, 2 points
	//     Lion{Roar: 1s} | Parrot{}
	//   Width: float 1 to 8, infinitely many points
	// pg: rebind zoo.Cage: Animal[=0/2].Roar: expected time.Duration, got "loud" of type string
}

// The changes between symbolic programs turn one into the other, decisions
// included, and back.
func ExampleSym_Diff() {
	a := (&zoo.Cage{Width: 4}).Sym()
	b := a.Clone()
	b.Width().Range(1, 8)
	b.Locked().Set(true)
	changes := a.Diff(b)
	for _, c := range changes {
		fmt.Printf("%s: %v, now %v\n", c.Path, c.Old, c.New)
	}
	fmt.Println(a.Rebind(changes...), a.Equal(b))
	fmt.Println(a.Rebind(changes.Invert()...), a.Equal(b))
	// Output:
	// Width: 4, now float 1 to 8
	// Locked: false, now true
	// <nil> true
	// <nil> false
}

func ExamplePlace_OnChange_order() {
	s := zoo.New().Sym()
	stop := s.Cages().Place.OnChange(func(c pg.Changes) { fmt.Print(c) })
	s.Cages().At(0).Width().Set(9)
	s.Fee().Set(1) // elsewhere
	stop()
	s.Cages().At(0).Width().Set(10)
	// Output:
	// Cages[0].Width: 4 → 9
}

// The changes of a batch are reported at once.
func ExamplePlace_Batch() {
	s := zoo.New().Sym()
	s.OnChange(func(c pg.Changes) { fmt.Printf("%d changes:\n%s", len(c), c) })
	s.Batch(func() {
		s.Fee().Set(1)
		s.Cages().Delete(0)
		s.Cages().At(0).Width().Set(2)
	})
	// Output:
	// 3 changes:
	// Fee: 12.5 → 1
	// Cages[0]: - Cage{Animal: Lion{Roar: 2s}, Width: 4}
	// Cages[0].Width: 1 → 2
}
