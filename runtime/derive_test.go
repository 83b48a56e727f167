// Values that depend on others: references, inherited and derived values, and
// conditions.

package pg_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/nets"
)

// net returns a Net with something in all of its fields.
func net() *nets.Net {
	return &nets.Net{
		Units: 4, Depth: 2, Act: "relu",
		Stem:   &nets.Conv{Units: 8, Kernel: 3},
		Head:   nets.Conv{Units: 1},
		Layers: []nets.Layer{nets.Conv{Units: 1}, &nets.Dense{Units: 2}, nets.Conv{Units: 3}},
		Convs:  []nets.Conv{{Units: 10}, {Units: 20}, {Units: 30}},
		ByName: map[string]nets.Conv{"a": {Units: 5}, "b": {Units: 6}},
		Branch: map[string]nets.Layer{"x": nets.Conv{Units: 7}},
		Inner:  &nets.Net{Units: 100, Convs: []nets.Conv{{}}},
	}
}

// all returns the programs of a space, in order.
func all[P any](t *testing.T, p pg.Program[P]) []P {
	t.Helper()
	if err := p.Space().Err(); err != nil {
		t.Fatal(err)
	}
	var list []P
	for d := range p.Space().All() {
		x, err := p.Materialize(d)
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		list = append(list, x)
	}
	return list
}

// roundTrip checks that Encode is the inverse of Materialize.
func roundTrip[T any](t *testing.T, s interface {
	pg.Program[*T]
	Encode(*T) (*geno.DNA, error)
}) {
	t.Helper()
	n := 0
	for d := range s.Space().All() {
		if n++; n > 1000 {
			break
		}
		x, err := s.Materialize(d)
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		if e, err := s.Encode(x); err != nil || !e.Equal(d) {
			t.Fatalf("%v: encoded as %v, %v", d, e, err)
		}
	}
	if n == 0 {
		t.Fatal("expected programs, got none")
	}
}

// wantErr checks that err has the text in it.
func wantErr(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("expected the error %q, got %v", text, err)
	}
}

func ExampleDerive() {
	s := (&nets.Net{Depth: 2}).Sym()
	s.Units().OneOf(8, 16)
	pg.Derive(s.Params(), s, func(n *nets.Net) (int, error) { return n.Units * n.Depth, nil })
	for d := range s.Space().All() {
		n, err := s.Materialize(d)
		fmt.Println(n.Units, n.Params, err)
	}
	_, err := s.Encode(&nets.Net{Units: 8, Depth: 2, Params: 17})
	fmt.Println(err)
	// Output:
	// 8 16 <nil>
	// 16 32 <nil>
	// pg: encode nets.Net: Params: expected 16, since it is derived from the whole program, got 17
}

func TestDeriveOrder(t *testing.T) {
	s := net().Sym()
	s.Units().OneOf(2, 3)
	// Of a smaller part, beside the place, and of the whole: each after what
	// it depends on, though the place comes earlier in the program.
	pg.Derive(s.Depth(), s.Summary(), func(x *nets.Summary) (int, error) { return x.Total + 1, nil })
	pg.Derive(s.Params(), s, func(n *nets.Net) (int, error) { return 100 * n.Depth, nil })
	pg.Derive(s.Summary().Total(), s, func(n *nets.Net) (int, error) { return 10 * n.Convs[1].Units, nil })
	s.Convs().At(1).Units().Ref(s.Units())
	// It follows a derived value, and another is derived from it.
	s.Stem().Units().Ref(s.Params())
	pg.Derive(s.Stem().Params(), s.Stem(), func(c *nets.Conv) (int, error) { return c.Units + c.Kernel, nil })
	for i, n := range all(t, s) {
		got := fmt.Sprint(n.Convs[1].Units, n.Summary.Total, n.Depth, n.Params, n.Stem.Units, n.Stem.Params)
		if want := []string{"2 20 21 2100 2100 2103", "3 30 31 3100 3100 3103"}[i]; got != want {
			t.Errorf("expected %s, got %s", want, got)
		}
	}
	roundTrip(t, s)
	// A copy of a part is complete by itself, where what it depends on is in
	// it.
	c := pg.CloneSym(s.Stem())
	wantErr(t, c.Space().Err(), "Units: a reference to Params of the program around it, which is not there: expected what it is taken from to be copied as well")
	c.Units().Set(7)
	if x, err := c.Concrete(); err != nil || x.Params != 10 {
		t.Errorf("%v, %v", x, err)
	}
}

func TestDeriveCycles(t *testing.T) {
	for _, test := range []struct {
		name, want string
		make       func(s nets.NetSym)
	}{
		{"references", "Units: its value depends on itself: Units ← Depth ← Params ← Units", func(s nets.NetSym) {
			s.Units().Ref(s.Depth())
			s.Depth().Ref(s.Params())
			s.Params().Ref(s.Units())
		}},
		{"derived from each other", "Stem.Params: its value depends on itself: Stem.Params ← Inner.Params ← Stem.Params", func(s nets.NetSym) {
			pg.Derive(s.Stem().Params(), s.Inner(), func(*nets.Net) (int, error) { return 0, nil })
			pg.Derive(s.Inner().Params(), s.Stem(), func(*nets.Conv) (int, error) { return 0, nil })
		}},
		{"inherited", "Units: its value depends on itself: Units ← Stem.Units ← Units", func(s nets.NetSym) {
			s.Units().Ref(s.Stem().Units())
			s.Stem().Units().Inherit("Units")
		}},
		{"derived without end", "Summary.Total: its value depends on itself, or is another each time: these change whenever they are derived again: Summary.Total, Params", func(s nets.NetSym) {
			pg.Derive(s.Params(), s, func(n *nets.Net) (int, error) { return n.Summary.Total + 1, nil })
			pg.Derive(s.Summary().Total(), s, func(n *nets.Net) (int, error) { return n.Params + 1, nil })
		}},
		{"itself", "a value cannot be derived from itself", func(s nets.NetSym) {
			pg.Derive(s.Stem(), s.Stem(), func(c *nets.Conv) (*nets.Conv, error) { return c, nil })
		}},
		{"conditions", "Units: whether it is decided depends on itself: Units ← Depth ← Units", func(s nets.NetSym) {
			u, d := s.Units().OneOf(1, 2), s.Depth().OneOf(1, 2)
			pg.When(u, s.Depth(), func(int) bool { return true })
			pg.When(d, s.Units(), func(int) bool { return true })
		}},
		{"no function", "Params: expected a function, got nil", func(s nets.NetSym) {
			pg.Derive[int](s.Params(), s, (func(*nets.Net) (int, error))(nil))
		}},
		{"another program", "Params: expected a place of the same program", func(s nets.NetSym) {
			pg.Derive(s.Params(), s.Clone(), func(*nets.Net) (int, error) { return 0, nil })
		}},
		{"follows its holder", "Inner: a place cannot follow itself, or what holds it", func(s nets.NetSym) {
			s.Inner().Ref(s)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := net().Sym()
			test.make(s)
			err := s.Space().Err()
			if err == nil {
				_, err = s.Concrete()
			}
			wantErr(t, err, test.want)
		})
	}
}

func TestDeriveErrors(t *testing.T) {
	s := net().Sym()
	s.Units().OneOf(1, 2)
	pg.Derive(s.Stem().Params(), s, func(n *nets.Net) (int, error) {
		if n.Units == 2 {
			return 0, errors.New("two is too many")
		}
		return n.Units, nil
	})
	first := s.Space().First()
	if _, err := s.Materialize(first); err != nil {
		t.Error(err)
	}
	_, err := s.Materialize(s.Space().Next(first))
	wantErr(t, err, "Stem.Params: two is too many")

	// By type known at run time, also of lists and maps.
	s = net().Sym()
	s.Names().Place.Derive(s, func(x any) (any, error) { return []string{x.(*nets.Net).Act}, nil })
	s.ByName().Place.Derive(s.Convs(), func(x any) (any, error) { return map[string]nets.Conv{"first": x.([]nets.Conv)[0]}, nil })
	n, err := s.Concrete()
	if err != nil || n.Names[0] != "relu" || n.ByName["first"].Units != 10 {
		t.Errorf("%v, %v", n, err)
	}
	s.Names().Place.Derive(s, func(any) (any, error) { return 3, nil })
	_, err = s.Concrete()
	wantErr(t, err, "Names: expected []string, got 3 of type int")

	// What it is derived from may be missing.
	s = net().Sym()
	s.Inner().SetValue(nil)
	pg.Derive(s.Params(), s.Inner(), func(n *nets.Net) (int, error) { return n.Units, nil })
	_, err = s.Concrete()
	wantErr(t, err, "Params: expected a value to derive it from, got nil at Inner")
}

func TestDeriveInCandidates(t *testing.T) {
	// A candidate that depends on itself.
	c := (&nets.Conv{Kernel: 3}).Sym()
	c.Units().OneOf(1, 2)
	pg.Derive(c.Params(), c, func(c *nets.Conv) (int, error) { return c.Units * c.Kernel, nil })
	s := net().Sym()
	s.Depth().OneOf(5, 6)
	s.Head().OneOf(c, (&nets.Dense{}).Sym())
	s.Convs().ManyOf(2, c, (&nets.Conv{}).Sym())
	for _, n := range all(t, s) {
		for _, c := range append(n.Convs, conv(n.Head)) {
			if c.Params != c.Units*c.Kernel {
				t.Fatalf("%+v", c)
			}
		}
	}
	roundTrip(t, s)

	// A candidate that depends on the program around it, and the other way
	// round.
	inHead, inConvs := candidate(t, s, "Head[=0/2]"), candidate(t, s, "Convs[=0/2]")
	inHead.Act().Inherit("Act")
	inHead.Kernel().Place.Follow(s.Depth())
	pg.Derive(inConvs.Kernel(), s, func(n *nets.Net) (int, error) { return n.Depth, nil })
	pg.Derive(s.Summary().Widest(), s, func(n *nets.Net) (int, error) {
		return max(conv(n.Head).Params, n.Convs[0].Params, n.Convs[1].Params), nil
	})
	s.Branch().At("x").Ref(s.Head())
	seen := map[int]bool{}
	for _, n := range all(t, s) {
		widest := 0
		for _, c := range append(n.Convs, conv(n.Head)) {
			if c.Units > 0 && (c.Kernel != n.Depth || c.Params != c.Units*n.Depth) {
				t.Fatalf("%+v in %+v", c, n)
			}
			widest = max(widest, c.Params)
		}
		if h, ok := n.Head.(nets.Conv); ok && h.Act != "relu" || n.Branch["x"].Width() != n.Head.Width() || n.Summary.Widest != widest {
			t.Fatalf("%+v", n)
		}
		seen[widest] = true
	}
	if len(seen) != 5 { // 0 5 6 10 12
		t.Errorf("expected five widths, got %v", seen)
	}
	roundTrip(t, s)
	n := all(t, s)[0]
	n.Head = nets.Conv{Units: 1, Kernel: 5, Params: 5, Act: "tanh"}
	n.Branch["x"] = n.Head
	_, err := s.Encode(n)
	wantErr(t, err, `Act: expected "relu", which it takes from other places, got "tanh"`)

	// A candidate by itself has no program around it.
	wantErr(t, inHead.Clone().Space().Err(), "of the program around it, which is not there")
	// It is taken in when the candidate becomes what stands there.
	s.Head().Set(inHead)
	for _, n := range all(t, s) {
		if h := conv(n.Head); h.Act != "relu" || h.Kernel != n.Depth {
			t.Fatalf("%+v", h)
		}
	}
}

func conv(l nets.Layer) nets.Conv { c, _ := l.(nets.Conv); return c }

// candidate returns the symbolic form of a candidate, a Conv.
func candidate(t *testing.T, s nets.NetSym, path string) nets.ConvSym {
	t.Helper()
	p, err := s.At(path)
	if err != nil {
		t.Fatal(err)
	}
	return nets.ConvSym{Sym: pg.Sym[nets.Conv]{Place: p}}
}

// What refers to an element of a list goes with it when it is moved by Insert
// or Delete, and stays with the path in Rebind.
func TestReferencesInLists(t *testing.T) {
	s := net().Sym()
	s.Units().Ref(s.Convs().At(1).Units())
	s.Convs().At(2).Kernel().Ref(s.Convs().At(2).Units())
	pg.Derive(s.Convs().At(2).Params(), s.Convs().At(1), func(c *nets.Conv) (int, error) { return c.Units, nil })
	c := (&nets.Dense{}).Sym()
	c.Units().Place.Follow(s.Convs().At(1).Units())
	wantErr(t, c.Err(), "expected a place of the same program, or of one whose candidate this is")
	s.Head().OneOf((&nets.Dense{}).Sym(), (&nets.Conv{}).Sym())
	head, err := s.At("Head[=0/2].Units")
	if err != nil {
		t.Fatal(err)
	}
	head.Follow(s.Convs().At(1).Units())
	before := s.Clone()
	var changes pg.Changes
	s.OnChange(func(c pg.Changes) { changes = append(changes, c...) })

	check := func(want string) {
		t.Helper()
		n, err := s.Materialize(s.Space().First())
		if err != nil {
			t.Fatal(err)
		}
		last := n.Convs[len(n.Convs)-1]
		if got := fmt.Sprint(n.Units, last.Kernel, last.Params, n.Head.Width()); got != want {
			t.Errorf("expected %s, got %s", want, got)
		}
	}
	check("20 30 20 20")
	s.Convs().Insert(0, (&nets.Conv{Units: 5}).Sym())
	check("20 30 20 20")
	s.Convs().Delete(1)
	check("20 30 20 20")
	s.Convs().Delete(0)
	check("20 30 20 20")
	s.Convs().Insert(2, (&nets.Conv{Units: 6, Kernel: 7}).Sym())
	check("20 7 0 20")
	s.Convs().Delete(2)
	s.Convs().Delete(0) // what all follow
	_, err = s.Concrete()
	wantErr(t, err, "Units: missing: expected a value of type int")
	wantErr(t, err, "Convs[0].Params: missing")

	// The changes that were reported can be undone, and done again.
	after := s.Clone()
	if err := s.Rebind(changes.Invert()...); err != nil || !s.Equal(before) {
		t.Errorf("%v, still %v", err, before.Diff(s))
	}
	if err := before.Rebind(before.Diff(after)...); err != nil || !before.Equal(after) {
		t.Errorf("%v, still %v", err, before.Diff(after))
	}

	// Rebind does what it is told and no more.
	s = net().Sym()
	s.Units().Ref(s.Convs().At(1).Units())
	if err := s.Rebind(pg.Delete("Convs[0]")); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Concrete(); err != nil || n.Units != 30 {
		t.Errorf("%v, %v", n, err)
	}
	// What it leads to may be gone.
	if err := s.Rebind(pg.Delete("Convs[0]")); err != nil {
		t.Fatal(err)
	}
	_, err = s.Concrete()
	wantErr(t, err, "Units: a reference to Convs[1].Units: Convs: expected an index below 1, got [1]")
}

// Parts keep what they refer to: inside of themselves, or outside.
func TestReferencesOfParts(t *testing.T) {
	s := net().Sym()
	a := s.Convs().At(0)
	a.Kernel().Ref(a.Units())
	a.Params().Ref(s.Depth())
	s.Convs().Append(a)
	s.Stem().Set(a)
	s.Convs().At(3).Units().Set(77)
	s.Layers().At(0).Set(a)
	s.ByName().Put("new", a)
	s.Head().OneOf(a, (&nets.Dense{}).Sym())
	n, err := s.Materialize(s.Space().First())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []nets.Conv{n.Convs[0], n.Convs[3], *n.Stem, conv(n.Layers[0]), n.ByName["new"], conv(n.Head)} {
		units := 10
		if i == 1 {
			units = 77
		}
		if c.Units != units || c.Kernel != units || c.Params != n.Depth {
			t.Errorf("%d: %+v", i, c)
		}
	}
	roundTrip(t, s)

	// To places in maps, arrays, and what interfaces hold by value.
	s = net().Sym()
	s.Units().Ref(s.ByName().At("b").Units())
	s.Pair().At(1).Set(s.ByName().At("a"))
	s.Pair().At(1).Kernel().Ref(s.Depth())
	s.Pair().At(0).Ref(s.Pair().At(1))
	s.Branch().At("x").Ref(s.Layers().At(2))
	n, err = s.Concrete()
	if err != nil || n.Units != 6 || n.Pair[0].Units != 5 || n.Pair[0].Kernel != 2 || n.Branch["x"].Width() != 3 {
		t.Errorf("%+v, %v", n, err)
	}
	n.Pair[0].Kernel = 3
	_, err = s.Encode(n)
	wantErr(t, err, "Pair[0]: expected Conv{Units: 5, Kernel: 2}, since it is a reference to Pair[1], got Conv{Units: 5, Kernel: 3}")
}

// A field takes what the nearest struct above has, through lists, maps,
// pointers, candidates, and what interfaces hold by value.
func TestInherit(t *testing.T) {
	s := net().Sym()
	s.Act().OneOf("relu", "tanh")
	for _, at := range []string{"Stem.Act", "Convs[1].Act", `ByName["a"].Act`, "Layers[0].Act", "Layers[1].Act", `Branch["x"].Act`, "Pair[0].Act", "Inner.Convs[0].Act"} {
		p, err := s.At(at)
		if err != nil {
			t.Fatal(err)
		}
		p.Inherit("Act")
	}
	// Nearer is first: Inner has an Act of its own, which it inherits.
	s.Inner().Act().Inherit("Act")
	d := (&nets.Dense{Next: nets.Conv{}}).Sym()
	d.Act().Inherit("Act")
	next, err := d.At("Next.Act")
	if err != nil {
		t.Fatal(err)
	}
	next.Inherit("Act")
	s.Head().OneOf(d, (&nets.Conv{}).Sym())
	for _, n := range all(t, s) {
		got := []string{n.Stem.Act, n.Convs[1].Act, n.ByName["a"].Act, conv(n.Layers[0]).Act, n.Layers[1].(*nets.Dense).Act,
			conv(n.Branch["x"]).Act, n.Pair[0].Act, n.Inner.Act, n.Inner.Convs[0].Act}
		if h, ok := n.Head.(*nets.Dense); ok {
			got = append(got, h.Act, conv(h.Next).Act)
		}
		for i, act := range got {
			if act != n.Act {
				t.Errorf("%d: expected %s, got %s", i, n.Act, act)
			}
		}
		if n.Convs[0].Act != "" {
			t.Error("expected others to stay")
		}
	}
	roundTrip(t, s)
	n := all(t, s)[0]
	n.Pair[0].Act = "other"
	_, err = s.Encode(n)
	wantErr(t, err, `Pair[0].Act: expected "relu", which it takes from other places, got "other"`)

	// What is not there, of another type, or missing.
	s = net().Sym()
	s.Stem().Act().Inherit("Nothing")
	s.Convs().At(0).Act().Inherit("Depth")
	_, err = s.Concrete()
	wantErr(t, err, "Stem.Act: nothing above has a field Nothing to inherit")
	s.Stem().Act().Set("")
	_, err = s.Concrete()
	wantErr(t, err, "Convs[0].Act: inherited from the nearest Depth above: expected string, got 2 of type int")
	s.Stem().Act().Inherit("")
	wantErr(t, s.Err(), "Stem.Act: expected the name of a field to inherit, got none")

	// The arguments of a call inherit from each other only.
	c := (&nets.NewConvCall{Units: 3}).Sym()
	c.Act().Inherit("Act")
	s = net().Sym()
	s.Head().SetCall(c)
	_, err = s.Concrete()
	wantErr(t, err, "nothing above has a field Act to inherit")
}

// Conditions: several, on ints, chained, later in the program, in candidates,
// and on what is decided meanwhile.
func TestWhen(t *testing.T) {
	count := func(s nets.NetSym, want int) {
		t.Helper()
		set := map[string]bool{}
		for _, n := range all(t, s) {
			set[pg.Show(n)] = true
		}
		if len(set) != want {
			t.Errorf("expected %d programs, got %d", want, len(set))
		}
		roundTrip(t, s)
	}
	make3 := func() (s nets.NetSym) {
		s = (&nets.Net{}).Sym()
		s.Params().Range(1, 3) // comes last in the program
		s.Act().OneOf("a", "b")
		units := s.Units().OneOf(5, 6)
		pg.When(units, s.Act(), func(a string) bool { return a == "a" })
		pg.When(units, s.Params(), func(n int) bool { return n > 1 })
		depth := s.Depth().Range(7, 8)
		pg.When(depth, s.Units(), func(n int) bool { return n == 5 })
		return s
	}
	s := make3()
	count(s, 3*1+1+2*3) // act b; act a: params 1, or 2 and 3 with units 5 (two depths) or 6
	// The same in a candidate, and in one of several choices.
	outer := (&nets.Net{}).Sym()
	outer.Inner().OneOf(s, (&nets.Net{Units: 1}).Sym())
	count(outer, 11)

	// What the conditions are on is decided.
	s = make3()
	s.Act().Set("b")
	count(s, 3)
	s.Act().Set("a")
	count(s, 1+2*3)
	s.Params().Set(1)
	count(s, 1)
	s.Params().Set(2)
	count(s, 3)
	s.Units().Set(5)
	count(s, 2)
	// Or decided among others.
	s = make3()
	s.Params().OneOf(1, 2)
	count(s, 2+1+3)
	s.Params().Range(1, 3)
	wantErr(t, s.Space().Err(), "Units: its condition is on a choice of one at Params, which has become undecided (int 1 to 3): say it again with When")
	s.Params().Unset()
	wantErr(t, s.Space().Err(), "Units: its condition is on Params, which is neither decided nor a choice")

	// Directives' conditions, by value.
	x := (&nets.Choice{}).Sym()
	x.Declare()
	if n := x.Space().Size(); n.Int64() != 28 {
		t.Errorf("expected 28, got %v", n)
	}
	x.Kind().OneOf("wide", "plain") // in another order
	if n := x.Space().Size(); n.Int64() != 24 {
		t.Errorf("expected 24, got %v", n)
	}
	x.Kind().Set("wide")
	if n := x.Space().Size(); n.Int64() != 20 {
		t.Errorf("expected 20, got %v", n)
	}
	x.Kind().Set("none")
	wantErr(t, x.Space().Err(), `Rate: the directive says only for [plain wide deep] of Kind whether it is decided, and that is "none": say it with When`)
	x.Kind().OneOf("deep", "none")
	wantErr(t, x.Space().Err(), `and that is "none": say it with When`)

	// Wrong conditions.
	s = (&nets.Net{}).Sym()
	pg.When(s.Units().OneOf(1, 2), s.Depth(), func(int) bool { return true })
	wantErr(t, s.Err(), "Units: expected a condition on an undecided place, and Depth is decided")
	pg.When(s.Units().OneOf(1, 2), s.Units(), func(int) bool { return true })
	wantErr(t, s.Err(), "Units: a decision cannot depend on itself")
	s.Depth().OneOf(1, 2)
	pg.When[int](s.Units().OneOf(1, 2), s.Depth(), nil)
	wantErr(t, s.Err(), "Units: expected a condition, got nil")
	s.Depth().Place.Decide(pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{1, pg.Decided{Decision: &geno.Int{Min: 2, Max: 3}}}})
	pg.When(s.Units().OneOf(1, 2), s.Depth(), func(int) bool { return true })
	wantErr(t, s.Space().Err(), "Units: its condition is on the value that Depth has, and for undecided (int 2 to 3) there is none")
	s.Depth().Range(1, 1<<20)
	pg.When(s.Units().OneOf(1, 2), s.Depth(), func(int) bool { return true })
	wantErr(t, s.Err(), "Units: expected a condition on a choice of one, or on an int of at most 4096 values")
}

// What a candidate refers to outside of itself comes back from JSON; of a part
// that is written alone it is an error.
func TestReferencesInJSON(t *testing.T) {
	s := net().Sym()
	s.Depth().OneOf(5, 6)
	s.Head().OneOf((&nets.Conv{}).Sym(), (&nets.Dense{}).Sym())
	candidate(t, s, "Head[=0/2]").Kernel().Place.Follow(s.Depth())
	text, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var back nets.NetSym
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !back.Equal(s) || conv(all(t, back)[1].Head).Kernel != 5 && conv(all(t, back)[2].Head).Kernel != 6 {
		t.Errorf("%v", s.Diff(back))
	}
	bad := strings.Replace(string(text), `"up":1`, `"up":2`, 1)
	if bad == string(text) {
		t.Fatal(bad)
	}
	wantErr(t, json.Unmarshal([]byte(bad), &back), "Kernel")
	bad = strings.Replace(string(text), `"up":1`, `"up":-1`, 1)
	wantErr(t, json.Unmarshal([]byte(bad), &back), "Head[=0/2].Kernel: expected how many candidates up the path begins, 0 or more, got -1")
	pg.Derive(s.Params(), s, func(*nets.Net) (int, error) { return 1, nil })
	_, err = json.Marshal(s)
	wantErr(t, err, "Params: ")
	wantErr(t, err, "derived")
	s.Stem().Units().Ref(s.Depth())
	_, err = json.Marshal(s.Stem())
	wantErr(t, err, "Units: a reference to Depth, which is outside of what is written")
}
