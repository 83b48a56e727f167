// Patches, by example.

package pg_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// A patch says how to edit a program that it has not seen.
func ExampleApply() {
	x := zoo.New()
	err := pg.Apply(x,
		pg.PatchPath("Fee", 15),
		pg.PatchPath("Cages[*].Locked", true),
		pg.PatchMember[zoo.Lion]("Mane", true),
	)
	fmt.Println(x.Fee, x.Cages[0].Locked, pg.Show(x.Cages[0].Animal), err)

	err = pg.Apply(x, pg.PatchPath("Fee", 16), pg.PatchPath("Fees", 1), pg.PatchKey("Width", -1))
	fmt.Println(err)
	fmt.Println(x.Fee)
	// Output:
	// 15 true Lion{Roar: 2s, Mane: true} <nil>
	// pg: patch zoo.Zoo: Fees=1: Fees: expected a field of zoo.Zoo, which has no Fees: did you mean Fee?
	// 15
}

// What a patch would change can be seen first.
func ExampleEditsOf() {
	x := zoo.New()
	edits, err := pg.EditsOf(x, pg.PatchKey("Width", 4))
	fmt.Printf("%v%v\n%v", edits, err, x.Cages[1].Width)
	// Output:
	// Cages[1].Width: 1 → 4
	// Ponds["duck pond"].Width: 8 → 4
	// <nil>
	// 1
}

func ExamplePatch() {
	p := pg.PatchType[time.Duration](time.Minute)
	fmt.Println(p)
	fmt.Println(pg.EditsOf(zoo.New(), p))
	// Output:
	// type time.Duration=1m0s
	// Star.Roar: 1s → 1m0s
	// Cages[0].Animal.Roar: 2s → 1m0s
	// Hours[0]: 9h0m0s → 1m0s
	// Hours[1]: 18h0m0s → 1m0s
	//  <nil>
}

func ExamplePatchPath() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchPath("Cages[*].Width", 2))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Cages[0].Width: 4 → 2
	// Cages[1].Width: 1 → 2
	// <nil>
}

func ExamplePatchKey() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchKey("Width", pg.FromOld(func(w float64) float64 { return w / 2 })))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Cages[0].Width: 4 → 2
	// Cages[1].Width: 1 → 0.5
	// Ponds["duck pond"].Width: 8 → 4
	// <nil>
}

func ExamplePatchType() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchType[zoo.Parrot](zoo.Lion{}))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Cages[1].Animal: Parrot{Words: ["hello", "nuts"]} → Lion{}
	// <nil>
}

func ExamplePatchValue() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchValue("nuts", "seeds"))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Cages[1].Animal.Words[1]: "nuts" → "seeds"
	// Food[0][0]: "nuts" → "seeds"
	// <nil>
}

func ExamplePatchMember() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchMember[zoo.Animal]("Roar", 3*time.Second))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Star.Roar: 1s → 3s
	// Cages[0].Animal.Roar: 2s → 3s
	// <nil>
}

func ExamplePatchWhere() {
	long := func(n *pg.Node) bool {
		s, ok := n.Value().(string)
		return ok && len(s) > 8
	}
	edits, err := pg.EditsOf(zoo.New(), pg.PatchWhere("long strings", long, pg.FromOld(strings.ToUpper)))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Name: "Riverside" → "RIVERSIDE"
	// note: "north side" → "NORTH SIDE"
	// <nil>
}

func ExamplePatchEdits() {
	edits, err := pg.EditsOf(zoo.New(), pg.PatchEdits(pg.Insert("Cages[2]", zoo.Cage{Width: 2}), pg.Delete("Cages[0]")))
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Cages[2]: + Cage{Width: 2}
	// Cages[0]: - Cage{Animal: Lion{Roar: 2s}, Width: 4}
	// <nil>
}

func ExamplePatchAll() {
	quiet := pg.PatchAll(pg.PatchMember[zoo.Lion]("Roar", 0), pg.PatchMember[zoo.Parrot]("Words", nil))
	edits, err := pg.EditsOf(zoo.New(), quiet)
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Star.Roar: 1s → 0
	// Cages[0].Animal.Roar: 2s → 0
	// Cages[1].Animal.Words: ["hello", "nuts"] → nil
	// <nil>
}

func ExamplePatchFor() {
	// A fee by the number of cages.
	p := pg.PatchFor(func(x *zoo.Zoo) (pg.Patch, error) {
		if len(x.Cages) == 0 {
			return pg.Patch{}, errors.New("expected a zoo with cages")
		}
		return pg.PatchPath("Fee", 5*len(x.Cages)), nil
	})
	edits, err := pg.EditsOf(zoo.New(), p)
	fmt.Printf("%v%v", edits, err)
	// Output:
	// Fee: 12.5 → 10
	// <nil>
}

func ExamplePatchCheck() {
	open := pg.PatchCheck(func(x *zoo.Zoo) error {
		if x.Fee > 20 {
			return fmt.Errorf("expected a fee of at most 20, got %v", x.Fee)
		}
		return nil
	})
	x := zoo.New()
	fmt.Println(pg.Apply(x, open, pg.PatchPath("Fee", 25)))
	fmt.Println(x.Fee)
	// Output:
	// pg: patch zoo.Zoo: check of *zoo.Zoo: expected a fee of at most 20, got 25
	// 12.5
}

func ExamplePatchError() {
	_, err := strings.NewReader("").ReadByte()
	fmt.Println(pg.Apply(zoo.New(), pg.PatchError(fmt.Errorf("no fees: %w", err))))
	// Output:
	// pg: patch zoo.Zoo: no fees: EOF
}

func ExampleFromOld() {
	x := zoo.New()
	err := pg.Apply(x, pg.PatchPath("Name", pg.FromOld(func(name string) string { return name + " Zoo" })))
	fmt.Println(x.Name, err)

	err = pg.Apply(x, pg.PatchPath("Name", pg.FromOld(func(n int) int { return n + 1 })))
	fmt.Println(err)
	// Output:
	// Riverside Zoo <nil>
	// pg: patch zoo.Zoo: Name=func(int) int: Name: expected int, got "Riverside Zoo" of type string, to compute the new value of
}

// feeArgs are the arguments of the patcher fee.
type feeArgs struct {
	Value float64 `help:"what a visitor pays"`
	Size  zoo.Size
}

var fee = pg.RegisterPatcher("fee", "sets the fee for zoos of a size", feeArgs{Size: zoo.Middle}, func(a feeArgs) pg.Patch {
	return pg.PatchFor(func(x *zoo.Zoo) (pg.Patch, error) {
		if x.Size != a.Size {
			return pg.Patch{}, nil
		}
		return pg.PatchPath("Fee", a.Value), nil
	})
})

// A patcher is called by name, or in Go with arguments that the compiler
// checks.
func ExampleRegisterPatcher() {
	// var fee = pg.RegisterPatcher("fee", "sets the fee for zoos of a size", feeArgs{Size: zoo.Middle}, …
	p, err := pg.ParsePatch("fee?value=1e1&size=middle")
	if err != nil {
		fmt.Println(err)
		return
	}
	x := zoo.New()
	fmt.Println(pg.Apply(x, p), x.Fee)

	q := fee(feeArgs{Value: 11, Size: zoo.Middle})
	fmt.Println(pg.Apply(x, q), x.Fee, q)
	// Output:
	// <nil> 10
	// <nil> 11 fee?value=11
}

// All that is wrong with a text is told, with the byte it is at.
func ExampleParsePatch() {
	for _, text := range []string{"fees", "fee?valeu=1&size=larg"} {
		_, err := pg.ParsePatch(text)
		fmt.Println(err)
	}
	// Output:
	// pg: patch "fees": byte 0: expected the name of a patcher, got "fees": did you mean fee?
	// pg: patch "fee?valeu=1&size=larg": byte 4: expected 2 arguments for fee, value, size, got "valeu": did you mean value?
	// byte 17: size: expected zoo.Size (small, middle, large), got "larg": did you mean large?
}

func ExamplePatchers() {
	for _, p := range pg.Patchers() {
		if p.Name == "fee" {
			fmt.Print(p)
		}
	}
	// Output:
	// fee: sets the fee for zoos of a size
	//   value float64 = 0: what a visitor pays
	//   size zoo.Size = middle
}

func ExampleParseSet() {
	x := zoo.New()
	for _, text := range []string{"Fee=1<<4", "Hours=8h30m,17h", "Size=large", "Cages[*].Width=2.5", `Star={"_type":"zoo.Lion","Mane":true}`} {
		p, err := pg.ParseSet(text)
		if err == nil {
			err = pg.Apply(x, p)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(x.Fee, x.Hours, x.Size, x.Cages[1].Width, pg.Show(x.Star))
	// Output:
	// 16 [8h30m0s 17h0m0s] large 2.5 Lion{Mane: true}
}

// A command whose program can be edited from its command line.
func ExamplePatchFlags() {
	var edits pg.PatchFlags
	flags := flag.NewFlagSet("zoo", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Var(edits.Set(), "set", "set a part: `Path=value`")
	flags.Var(edits.Patch(), "patch", "patch the zoo: `name?arg=value`\n"+pg.Patchers().String())

	x := zoo.New()
	fmt.Println(flags.Parse([]string{"--set", "Cages[0].Width=6", "--patch", "fee?12"}))
	fmt.Println(edits.Apply(x), x.Cages[0].Width, x.Fee)

	fmt.Println(flags.Parse([]string{"--set", "Cage[0].Width=6", "--patch", "fee?many"}))
	fmt.Println(edits.Apply(x))
	// Output:
	// <nil>
	// <nil> 6 12
	// <nil>
	// pg: patch zoo.Zoo: set Cage[0].Width=6: Cage: expected a field of zoo.Zoo, which has no Cage: did you mean Cages?
	// patch fee?many: byte 4: value: expected float64, got "many"
}
