// What PyGlove's names are here, by example: a row of the table in the package
// documentation each.

package pg_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/lessons"
	"github.com/pgen-go/pgen/runtime/search"
)

// pg.symbolize, pg.members: a struct with the tag //pg:symbolic is symbolic. Its
// fields are its members, their types what may be in them, and a directive on a
// field is a decision.
func ExampleSymbolic() {
	var x pg.Symbolic = &lessons.Conv{Filters: 8, Kernel: 3}
	for _, f := range x.SymbolicType().Fields {
		fmt.Println(f.Name, f.Type)
	}
	fmt.Println(new(lessons.Conv).Space())
	// Output:
	// Filters int
	// Kernel int
	// space of 2 decisions, 6 points
	//   Filters: one of 2 candidates, 2 points
	//     8 | 16
	//   Kernel: one of 3 candidates, 3 points
	//     1 | 3 | 5
}

// pg.functor: a function with the tag is the struct of its parameters, too, and
// has a symbolic form, whose parameters are bound one by one.
func ExampleSym_functor() {
	c := &lessons.DecayCall{Rate: 8, Factor: 0.5, Steps: 2}
	fmt.Println(c.Call(), pg.Show(c))

	s := pg.Partial[lessons.DecayCallSym]()
	s.Rate().Set(8)
	s.Steps().Set(1)
	_, err := s.Call()
	fmt.Println(err)
	s.Factor().Set(0.25)
	fmt.Println(s.Call())
	// Output:
	// 2 DecayCall{Rate: 8, Factor: 0.5, Steps: 2}
	// pg: lessons.DecayCall is not concrete: Factor: missing: expected a value of type float64
	// 2 <nil>
}

// pg.clone: of a program, and of a Sym with all that is undecided in it.
func ExampleCloneSym() {
	x := &lessons.Conv{Filters: 8}
	y := x.Clone()
	y.Filters = 16
	fmt.Println(x.Filters, y.Filters)

	s := x.Sym()
	s.Kernel().OneOf(1, 3)
	c := s.Clone()
	c.Kernel().Set(1)
	fmt.Println(s.Space().Len(), c.Space().Len())
	// Output:
	// 8 16
	// 1 0
}

// T.partial: fields that are missing get their values later.
func ExamplePartial() {
	s := pg.Partial[lessons.DenseSym]()
	s.Units().Set(10)
	fmt.Println(s.Act().Place.Missing())
	_, err := s.Concrete()
	fmt.Println(err)
	s.Act().Set("relu")
	x, err := s.Concrete()
	fmt.Println(pg.Show(x), err)
	// Output:
	// true
	// pg: lessons.Dense is not concrete: Act: missing: expected a value of type string
	// Dense{Units: 10, Act: "relu"} <nil>
}

// sym_seal: what is sealed is not changed.
func ExamplePlace_Seal() {
	s := (&lessons.Dense{Units: 10}).Sym()
	s.Seal()
	s.Units().Set(20)
	fmt.Println(s.Err())
	s.Unseal()
	s.Units().Set(20)
	fmt.Println(s.Units().Get())
	// Output:
	// Units: is sealed: unseal it first, or change a clone
	// 20 true
}

// sym_origin: a Sym knows what it was made of.
func ExamplePlace_Origin() {
	s := (&lessons.Dense{Units: 10}).Sym()
	for o := s.Clone().Origin(); o != nil; {
		fmt.Printf("%s of a %T\n", o.How, o.From)
		from, ok := o.From.(lessons.DenseSym)
		if !ok {
			break
		}
		o = from.Origin()
	}
	// Output:
	// clone of a lessons.DenseSym
	// sym of a *lessons.Dense
}

// _on_change, onchange_callback: whoever listens to a part of a program is told
// what changes there.
func ExamplePlace_OnChange() {
	s := (&lessons.Net{Layers: []lessons.Layer{lessons.Conv{}}}).Sym()
	s.Layers().Place.OnChange(func(c pg.Changes) { fmt.Print("layers: ", c) })
	s.Batch(func() {
		s.Width().Set(3)
		s.Layers().At(0).SetValue(lessons.Dense{Units: 1})
		s.Layers().Append((&lessons.Norm{}).Sym())
	})
	// Output:
	// layers: Layers[0]: Conv{} → Dense{Units: 1}
	// Layers[1]: + Norm{}
}

// sym_parent, sym_root, sym_path.
func ExamplePlace_Parent() {
	s := (&lessons.Net{Layers: []lessons.Layer{lessons.Conv{}}}).Sym()
	p, _ := s.At("Layers[0].Kernel")
	for ok := true; ok; p, ok = p.Parent() {
		fmt.Printf("%q %s\n", p.Path(), p.Type())
	}
	// Output:
	// "Layers[0].Kernel" int
	// "Layers[0]" lessons.Layer
	// "Layers" []lessons.Layer
	// "" lessons.Net
}

// pg.Ref: a place has the value that another gets.
func ExampleField_Ref() {
	s := (&lessons.Trainer{}).Sym()
	s.Net().Width().OneOf(16, 32)
	s.Batch().Ref(s.Net().Width())
	for d := range s.Space().All() {
		x, err := s.Materialize(d)
		fmt.Println(x.Net.Width, x.Batch, err)
	}
	// Output:
	// 16 16 <nil>
	// 32 32 <nil>
}

// pg.symbolic.ValueFromParentChain, pg.contextual_attribute: a place has the
// value of the nearest field of the name above.
func ExamplePlace_Inherit() {
	sgd := (&lessons.SGD{}).Sym()
	sgd.Rate().Inherit("Rate")
	_, err := sgd.Concrete()
	fmt.Println(err)

	s := (&lessons.Trainer{Rate: 0.5}).Sym()
	s.Optim().Set(sgd)
	x, err := s.Concrete()
	fmt.Println(pg.Show(x.Optim), err)
	// Output:
	// pg: lessons.SGD is not concrete: Rate: nothing above has a field Rate to inherit
	// SGD{Rate: 0.5} <nil>
}

// pg.oneof: candidates are values, or Syms with decisions of their own.
func ExampleSlot_OneOf() {
	conv := (&lessons.Conv{Filters: 8}).Sym()
	conv.Kernel().OneOf(3, 5)
	s := (&lessons.Net{Layers: []lessons.Layer{nil}}).Sym()
	s.Layers().At(0).OneOf(conv, (&lessons.Dense{Units: 10}).Sym())
	for d := range s.Space().All() {
		x, err := s.Materialize(d)
		fmt.Println(pg.Show(x.Layers), err)
	}
	// Output:
	// [Conv{Filters: 8, Kernel: 3}] <nil>
	// [Conv{Filters: 8, Kernel: 5}] <nil>
	// [Dense{Units: 10}] <nil>
}

// pg.manyof(…, distinct=True, sorted=True).
func ExampleList_SubsetOf() {
	s := new(lessons.SumCall).Sym()
	s.Rest().SubsetOf(2, 1, 10, 100)
	for d := range s.Space().All() {
		x, err := s.Materialize(d)
		fmt.Println(x.Rest, x.Call(), err)
	}
	// Output:
	// [1 10] 11 <nil>
	// [1 100] 101 <nil>
	// [10 100] 110 <nil>
}

// pg.permutate.
func ExampleList_Permute() {
	s := new(lessons.SumCall).Sym()
	s.Rest().Permute(1, 2, 3)
	fmt.Println(s.Space().Size())
	x, err := s.Materialize(s.Space().First())
	fmt.Println(x.Rest, err)
	// Output:
	// 6
	// [1 2 3] <nil>
}

// pg.floatv, pg.intv.
func ExampleNumber_Range() {
	s := new(lessons.Trainer).Sym()
	s.Rate().Log(1e-4, 1e-1)
	s.Batch().Range(16, 64, 16)
	fmt.Println(s.Space())
	// Output:
	// space of 2 decisions, infinitely many points
	//   Rate: float 0.0001 to 0.1 log, infinitely many points
	//   Batch: int 16 to 64 in steps of 16, 4 points
}

// words is a codec of activations that are written as they are.
type words struct{}

func (words) Encode(act string) (string, error)    { return act, nil }
func (words) Decode(genome string) (string, error) { return strings.ToLower(genome), nil }
func (words) Random(r *rand.Rand) string           { return []string{"RELU", "TANH"}[r.IntN(2)] }

// pg.hyper.CustomHyper: a decision whose genome the user encodes and decodes.
func ExampleField_Custom() {
	s := new(lessons.Dense).Sym()
	s.Act().Custom(words{})
	d := s.Space().Random(rand.New(rand.NewPCG(1, 2)))
	x, err := s.Materialize(d)
	fmt.Println(x.Act == "relu" || x.Act == "tanh", err)
	d, err = s.Encode(&lessons.Dense{Act: "gelu"})
	fmt.Println(d, err)
	// Output:
	// true <nil>
	// DNA('gelu') <nil>
}

// pg.template, pg.dna_spec: a program with directives, and a Sym, have a space.
// What is not in it stays as it is.
func ExampleSym_template() {
	x := &lessons.Conv{Filters: 8, Kernel: 3}
	fmt.Println(x.Space().Size()) // as the directives say

	s := x.Sym() // nothing is undecided
	s.Kernel().OneOf(3, 5)
	fmt.Println(s.Space())
	// Output:
	// 6
	// space of 1 decision, 2 points
	//   Kernel: one of 2 candidates, 2 points
	//     3 | 5
}

// pg.materialize, Template.decode and Template.encode.
func ExampleSym_Materialize() {
	s := (&lessons.Conv{Filters: 8}).Sym()
	s.Kernel().OneOf(3, 5)
	d, err := s.Encode(&lessons.Conv{Filters: 8, Kernel: 5})
	fmt.Println(d, err)
	x, err := s.Materialize(d)
	fmt.Println(pg.Show(x), err)
	_, err = s.Encode(&lessons.Conv{Filters: 8, Kernel: 7})
	fmt.Println(err)
	// Output:
	// DNA(1) <nil>
	// Conv{Filters: 8, Kernel: 5} <nil>
	// pg: encode lessons.Conv: Kernel: expected one of the candidates [3 5], got 7
}

// pg.iter: all programs of a space.
func ExampleSym_iter() {
	x := new(lessons.Conv)
	for d := range x.Space().All() {
		y, err := x.Materialize(d)
		fmt.Println(d, pg.Show(y), err)
	}
	// Output:
	// DNA([0, 0]) Conv{Filters: 8, Kernel: 1} <nil>
	// DNA([0, 1]) Conv{Filters: 8, Kernel: 3} <nil>
	// DNA([0, 2]) Conv{Filters: 8, Kernel: 5} <nil>
	// DNA([1, 0]) Conv{Filters: 16, Kernel: 1} <nil>
	// DNA([1, 1]) Conv{Filters: 16, Kernel: 3} <nil>
	// DNA([1, 2]) Conv{Filters: 16, Kernel: 5} <nil>
}

// pg.random_sample: random programs of a space. The loop over proposals that
// are fed back, pg.sample, is Sample.
func ExampleSym_randomSample() {
	var sizes []int
	for t, err := range pg.Sample(context.Background(), new(lessons.Conv), search.Random(), pg.Trials(20), pg.Seed(1), pg.Silent()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		sizes = append(sizes, t.Program.Size())
		t.Report(float64(t.Program.Size()))
	}
	slices.Sort(sizes)
	fmt.Println(slices.Compact(sizes))
	// Output:
	// [8 16 72 144 200 400]
}

// pg.detour, pg.wrapping.apply_wrappers: a class that code makes is replaced by
// another while the code runs. In Go no code can be made to call another
// constructor than the one that it names. It is given the constructor, or asks
// for what it needs: as a field, which is searched as any other, or of a
// Chooser in code that is traced.
func ExampleSym_detour() {
	s := (&lessons.NewNetCall{Depth: 2}).Sym()
	dense := (&lessons.NewDenseCall{}).Sym()
	dense.Units().OneOf(10, 20)
	s.Layer().OneOfCalls(dense) // what NewNet makes its layers of
	for d := range s.Space().All() {
		c, err := s.Materialize(d)
		if err != nil {
			fmt.Println(err)
			return
		}
		net, err := c.Call()
		fmt.Println(pg.Show(net), err)
	}
	// Output:
	// Net{Layers: [Dense{Units: 10, Act: "relu"}, Dense{Units: 10, Act: "relu"}]} <nil>
	// Net{Layers: [Dense{Units: 20, Act: "relu"}, Dense{Units: 20, Act: "relu"}]} <nil>
}
