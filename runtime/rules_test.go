// Rules over programs and symbolic programs, and who is told of changes.

package pg_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// park returns a symbolic zoo with lions everywhere, also in candidates.
func park() zoo.ZooSym {
	x := zoo.New()
	x.Animals = []zoo.Animal{zoo.Lion{}, zoo.Herd{Of: []zoo.Animal{zoo.Lion{}}, ByName: map[string]zoo.Animal{"b": zoo.Lion{}, "a": zoo.Lion{}}, Leader: &zoo.Lion{}}}
	s := x.Sym()
	herd := (&zoo.Herd{Leader: &zoo.Lion{Roar: 3}}).Sym()
	herd.Leader().Mane().OneOf(true, false)
	s.Star().OneOfSym((&zoo.Lion{Roar: 1}).Sym(), herd, (&zoo.Parrot{Mimic: zoo.Lion{Roar: 4}}).Sym())
	s.Cages().At(1).Animal().Unset()
	return s
}

func pathsOf[S pg.AnySym](x pg.AnySym) []string {
	var list []string
	for s := range pg.All[S](x) {
		list = append(list, pg.PlaceOf(s).Path().String())
	}
	return list
}

func TestEach(t *testing.T) {
	s := park()
	var got []string
	pg.Each(s, func(l zoo.LionSym) {
		got = append(got, l.Path().String())
		l.Mane().OneOf(true, false)
		l.Roar().Range(1, 9)
	})
	want := []string{"Star[=0/3]", "Star[=1/3].Leader", "Star[=2/3].Mimic", "Cages[0].Animal",
		"Animals[0]", "Animals[1].Of[0]", `Animals[1].ByName["a"]`, `Animals[1].ByName["b"]`, "Animals[1].Leader"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Cages().At(1).Animal().Set(zoo.Snail(1))
	if err := s.Space().Err(); err != nil {
		t.Error(err)
	}
	if n := strings.Count(s.Space().String(), "Mane"); n != len(want) {
		t.Errorf("%d lions are undecided, not %d:\n%s", n, len(want), s.Space())
	}
}

// For each kind of accessor All gives the places that Traverse passes and that
// kind is for.
func TestAllKinds(t *testing.T) {
	s := park()
	check := func(name string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	check("Cage", pathsOf[zoo.CageSym](s), "Cages[0]", "Cages[1]", `Ponds["duck pond"]`)
	check("Garden", pathsOf[zoo.GardenSym](s), "Garden")
	check("Zoo", pathsOf[zoo.ZooSym](s), "")
	check("animals", pathsOf[pg.Field[zoo.Animal]](s.Cages().At(0)), "Cages[0].Animal")
	check("missing", pathsOf[pg.Field[zoo.Animal]](s.Cages().At(1)), "Cages[1].Animal")
	check("floats", pathsOf[pg.Number[float64]](s), "Fee", "Cages[0].Width", "Cages[1].Width", `Ponds["duck pond"].Width`)
	check("lists", pathsOf[pg.List[pg.SymOf[zoo.Cage], zoo.CageSym]](s), "Cages")
	check("maps", pathsOf[pg.Map[string, pg.SymOf[zoo.Cage], zoo.CageSym]](s), "Ponds")
	check("sizes", pathsOf[pg.Number[zoo.Size]](s), "Size")
	check("inside of a candidate", pathsOf[zoo.LionSym](s.Star().Place.Candidates()[1]), "Star[=1/3].Leader")
	check("nothing", pathsOf[zoo.LionSym](s.Garden()))
	check("an interface", pathsOf[interface {
		pg.AnySym
		Mane() pg.Field[bool]
	}](s.Cages()), "Cages[0].Animal")
	var all []string
	for n := range pg.Traverse(s) {
		all = append(all, n.Path().String())
	}
	check("all", pathsOf[pg.Place](s), all...)
	for range pg.All[pg.Place](s) {
		break
	}
	if got := pathsOf[zoo.LionSym](zoo.LionSym{}); got != nil {
		t.Errorf("nothing has %q", got)
	}
}

// Places that move in their lists are met where they are then; those that are
// gone are not met.
func TestEachWhileChanging(t *testing.T) {
	build := func() zoo.HerdSym {
		x := &zoo.Herd{}
		for i := range 6 {
			x.Of = append(x.Of, zoo.Lion{Roar: time.Duration(i)})
		}
		return x.Sym()
	}
	run := func(f func(s zoo.HerdSym, l zoo.LionSym, roar int)) (met []int, s zoo.HerdSym) {
		s = build()
		pg.Each(s, func(l zoo.LionSym) {
			roar, _ := l.Roar().Get()
			met = append(met, int(roar))
			f(s, l, int(roar))
		})
		if err := s.Err(); err != nil {
			t.Error(err)
		}
		return met, s
	}
	check := func(name string, got, want []int) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	all := []int{0, 1, 2, 3, 4, 5}
	met, s := run(func(s zoo.HerdSym, l zoo.LionSym, _ int) { s.Of().Delete(int(l.Path()[1].Index())) })
	check("each deletes itself", met, all)
	if n := s.Of().Len(); n != 0 {
		t.Errorf("%d are left", n)
	}
	met, _ = run(func(s zoo.HerdSym, l zoo.LionSym, roar int) {
		if i := l.Path()[1].Index(); roar%2 == 0 {
			s.Of().Delete(i + 1)
		}
	})
	check("each deletes the next", met, []int{0, 2, 4})
	met, s = run(func(s zoo.HerdSym, l zoo.LionSym, roar int) {
		l.Roar().Set(time.Duration(20 + roar))
		s.Of().Insert(0, zoo.Snail(10))
	})
	check("each inserts one", met, all)
	for i := range 6 {
		if roar, _ := s.Of().At(6 + i).Get(); roar.(zoo.Lion).Roar != time.Duration(20+i) {
			t.Errorf("%d: got %v", i, roar)
		}
	}
	met, _ = run(func(s zoo.HerdSym, l zoo.LionSym, roar int) {
		if roar == 1 {
			pg.Field[[]zoo.Animal]{Handle: pg.Handle{Place: s.Of().Place}}.Set([]zoo.Animal{zoo.Lion{}, zoo.Lion{}, zoo.Lion{}})
		}
	})
	check("the list is replaced", met, []int{0, 1})
	met, _ = run(func(s zoo.HerdSym, l zoo.LionSym, roar int) {
		if roar == 0 {
			s.Of().At(2).Set(zoo.Snail(2))
			s.Of().At(3).OneOf(zoo.Lion{Roar: 30}, zoo.Lion{Roar: 31})
			s.Of().At(4).Set(zoo.Lion{Roar: 40})
		}
	})
	check("others are something else", met, []int{0, 1, 40, 5})

	// What is in the candidates of a choice is gone with it.
	p := (&zoo.Herd{Leader: &zoo.Lion{}}).Sym()
	p.Of().Append(nil)
	p.Of().At(0).OneOf(zoo.Lion{Roar: 1}, zoo.Lion{Roar: 2})
	met = nil
	pg.Each(p, func(l zoo.LionSym) {
		roar, _ := l.Roar().Get()
		met = append(met, int(roar))
		p.Of().At(0).Set(zoo.Snail(1))
	})
	check("the choice is gone after the first candidate", met, []int{1, 0})
	// And one inside of another.
	n := 0
	pg.Each(build(), func(l zoo.LionSym) {
		pg.Each(l, func(pg.Field[bool]) { n++ })
	})
	if n != 6 {
		t.Errorf("%d fields", n)
	}
}

func TestTraverseSym(t *testing.T) {
	s := (&zoo.Cage{Animal: zoo.Lion{}, Width: 2}).Sym()
	lion := (&zoo.Lion{Roar: 1}).Sym()
	lion.Mane().OneOf(false, true)
	s.Animal().OneOfSym(lion, (&zoo.Parrot{}).Sym())
	s.Width().Unset()
	var got []string
	for n := range pg.Traverse(s) {
		got = append(got, fmt.Sprintf("%s %t %t %s", n.Path(), n.Decision() != nil, n.Missing(), n.Place().Path()))
	}
	want := []string{
		" false false ",
		"Animal true false Animal",
		"Animal[=0/2] false false Animal[=0/2]",
		"Animal[=0/2].Roar false false Animal[=0/2].Roar",
		"Animal[=0/2].Mane true false Animal[=0/2].Mane",
		"Animal[=0/2].Mane[=0/2] false false Animal[=0/2].Mane[=0/2]",
		"Animal[=0/2].Mane[=1/2] false false Animal[=0/2].Mane[=1/2]",
		"Animal[=1/2] false false Animal[=1/2]",
		"Animal[=1/2].Words false false Animal[=1/2].Words",
		"Animal[=1/2].Mimic false false Animal[=1/2].Mimic",
		"Width false true Width",
		"Locked false false Locked",
		"Notes false false Notes",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = nil
	inside, err := s.At("Animal[=0/2]")
	if err != nil {
		t.Fatal(err)
	}
	for n := range pg.TraverseUp(inside) {
		got = append(got, n.Path().String()+" "+n.Place().Path().String())
	}
	want = []string{"Roar Animal[=0/2].Roar", "Mane[=0/2] Animal[=0/2].Mane[=0/2]", "Mane[=1/2] Animal[=0/2].Mane[=1/2]", "Mane Animal[=0/2].Mane", " Animal[=0/2]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	got = nil
	for path, v := range pg.Query(s, pg.MustPattern("**.Mane")) {
		got = append(got, fmt.Sprintf("%s %T", path, v))
	}
	for path, v := range pg.QueryType[zoo.Lion](s) {
		got = append(got, fmt.Sprint(path, v))
	}
	if want := []string{"Animal[=0/2].Mane pg.Decided", "Animal[=0/2] {1ns false}"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if pg.Traverse(zoo.CageSym{}); len(pathsOf[pg.Place](zoo.CageSym{})) != 0 {
		t.Error("a Sym of nothing has places")
	}
}

func TestTraverseBoth(t *testing.T) {
	var got []string
	for n := range pg.TraverseBoth(small()) {
		if n.Leaving() {
			got = append(got, "/"+n.Path().String())
			continue
		}
		got = append(got, n.Path().String())
		if n.Step().Field() == "Notes" {
			n.Skip()
		}
	}
	text := strings.Join(got, " ")
	if want := " Animal Animal.Words Animal.Words[0] /Animal.Words[0] Animal.Words[1] /Animal.Words[1] /Animal.Words" +
		" Animal.Mimic Animal.Mimic.Roar /Animal.Mimic.Roar Animal.Mimic.Mane /Animal.Mimic.Mane /Animal.Mimic /Animal" +
		" Width /Width Locked /Locked Notes /Notes /"; text != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
	for range pg.TraverseBoth(small()) {
		break
	}
}

func TestRewrite(t *testing.T) {
	rules := []pg.Rule{
		pg.On(pg.MustPattern("**.Notes[*]"), func(n *pg.Node) { n.Delete() }),
		pg.OnType(func(n *pg.Node, l zoo.Lion) {
			if !l.Mane {
				n.Replace(zoo.Snail(l.Roar))
			}
		}),
		pg.OnValue(4.0, func(n *pg.Node) { n.Replace(5) }),
		pg.OnFunc(func(n *pg.Node) bool { return n.Step().Field() == "Locked" }, func(n *pg.Node) { n.Replace(true) }),
	}
	x := &zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 1}, zoo.Lion{Mane: true}, nil}, Leader: &zoo.Lion{Mane: true}}
	y := &zoo.Zoo{Star: x, Cages: []zoo.Cage{{Width: 4, Animal: zoo.Lion{Roar: 2}, Notes: []zoo.Note{{Text: "a"}, {Text: "b"}}}, {Width: 3}}}
	want := y.Clone()
	want.Star.(*zoo.Herd).Of[0] = zoo.Snail(1)
	want.Cages = []zoo.Cage{{Width: 5, Animal: zoo.Snail(2), Locked: true, Notes: []zoo.Note{}}, {Width: 3, Locked: true}}
	sym := y.Sym()
	if err := pg.Rewrite(y, rules...); err != nil || !y.Equal(want) {
		t.Errorf("%v\n%s", err, want.Diff(y))
	}
	if err := pg.Rewrite(sym, rules...); err != nil || !sym.Equal(want.Sym()) {
		t.Errorf("%v\n%s", err, sym.DiffValue(want))
	}

	// Elements that move since others before them go.
	h := &zoo.Herd{Of: []zoo.Animal{zoo.Snail(0), zoo.Snail(1), zoo.Herd{Of: []zoo.Animal{zoo.Snail(2), zoo.Snail(3), nil}}, zoo.Snail(4), zoo.Snail(5)}}
	thin := pg.OnType(func(n *pg.Node, s zoo.Snail) {
		if s%2 == 0 {
			n.Delete()
		} else {
			n.Replace(s * 10)
		}
	})
	s := h.Sym()
	then := &zoo.Herd{Of: []zoo.Animal{zoo.Snail(10), zoo.Herd{Of: []zoo.Animal{zoo.Snail(30), nil}}, zoo.Snail(50)}}
	if err := pg.Rewrite(h, thin); err != nil || !h.Equal(then) {
		t.Errorf("%v\n%s", err, then.Diff(h))
	}
	if err := pg.Rewrite(s, thin); err != nil || !s.Equal(then.Sym()) {
		t.Errorf("%v", err)
	}

	// Candidates are deleted and replaced; what replaces can be undecided.
	c := (&zoo.Cage{}).Sym()
	c.Animal().OneOf(zoo.Snail(1), zoo.Snail(2), zoo.Snail(3), zoo.Snail(4), zoo.Lion{}, &zoo.Parrot{})
	err := pg.Rewrite(c, thin, pg.OnType(func(n *pg.Node, _ zoo.Lion) {
		mane := (&zoo.Lion{Roar: 1}).Sym()
		mane.Mane().OneOf(false, true)
		n.Replace(mane)
	}), pg.On(pg.MustPattern("Width"), func(n *pg.Node) {
		n.Replace(pg.Decided{Decision: &geno.Float{Min: 1, Max: 2}})
	}))
	if err != nil {
		t.Error(err)
	}
	other := (&zoo.Cage{}).Sym()
	lion := (&zoo.Lion{Roar: 1}).Sym()
	lion.Mane().OneOf(false, true)
	other.Animal().OneOfSym((&zoo.Parrot{}).Sym(), lion)
	var cands []any
	cands = append(cands, zoo.Snail(10), zoo.Snail(30), lion, &zoo.Parrot{})
	if err := other.Animal().Place.Assign(pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: cands}); err != nil {
		t.Fatal(err)
	}
	other.Width().Range(1, 2)
	if !c.Equal(other) {
		t.Errorf("%v", describeEdits(c.Diff(other)))
	}
}

func TestRewriteIsAllOrNothing(t *testing.T) {
	x := zoo.New()
	before := x.Clone()
	rules := []pg.Rule{
		pg.On(pg.MustPattern("Fee"), func(n *pg.Node) { n.Replace(3) }),
		pg.On(pg.MustPattern("Size"), func(n *pg.Node) { n.Delete() }),
		pg.On(pg.MustPattern("Cages[*].Width"), func(n *pg.Node) { n.Replace("wide") }),
	}
	const want = "Size: expected an element of a slice or map to delete, got a field\n" +
		"Cages[0].Width: expected float64, got \"wide\" of type string\nCages[1].Width: expected float64, got \"wide\" of type string"
	if err := pg.Rewrite(x, rules...); err == nil || err.Error() != "pg: rebind zoo.Zoo: "+want || !x.Equal(before) {
		t.Errorf("%v\n%s", err, before.Diff(x))
	}
	s := x.Sym()
	if err := pg.Rewrite(s, rules...); err == nil || err.Error() != "pg: rebind zoo.Zoo: "+want || !s.Equal(before.Sym()) {
		t.Errorf("%v", err)
	}
	for _, x := range []any{nil, 3, zoo.Zoo{}, []int{1}, &struct{}{}} {
		if err := pg.Rewrite(x); err == nil || !strings.Contains(err.Error(), "expected a pointer to a tagged type or a symbolic program") {
			t.Errorf("%T: %v", x, err)
		}
	}
	if err := pg.Rewrite((*zoo.Zoo)(nil), func(n *pg.Node) { n.Replace(nil) }); err != nil {
		t.Error(err)
	}
}

// A Rewrite that changes nothing allocates nothing and is no change.
func TestRewriteIdentity(t *testing.T) {
	x := zoo.New()
	x.Star = zoo.Herd{Of: []zoo.Animal{zoo.Lion{}}, ByName: map[string]zoo.Animal{"a": zoo.Lion{}, "b": zoo.Snail(1)}}
	s := x.Sym()
	s.Fee().Range(1, 2)
	s.Cages().At(0).Animal().OneOf(zoo.Lion{}, zoo.Snail(1))
	told := 0
	s.OnChange(func(pg.Changes) { told++ })
	for name, rule := range map[string]pg.Rule{
		"keep":   func(*pg.Node) {},
		"path":   pg.On(pg.MustPattern("**.Text"), func(n *pg.Node) { n.Delete() }),
		"type":   pg.OnType(func(n *pg.Node, _ chan int) { n.Delete() }),
		"value":  pg.OnValue("nowhere", func(n *pg.Node) { n.Delete() }),
		"values": pg.OnValue(zoo.Lion{Roar: 77}, func(n *pg.Node) { n.Delete() }),
		"func":   pg.OnFunc(func(n *pg.Node) bool { return n.Depth() > 99 }, func(n *pg.Node) { n.Delete() }),
	} {
		for _, program := range []any{x, s} {
			rewrite := func() {
				if err := pg.Rewrite(program, rule); err != nil {
					t.Error(err)
				}
			}
			if n := testing.AllocsPerRun(100, rewrite); n != 0 && !racing {
				t.Errorf("%s: %T: %v allocations", name, program, n)
			}
		}
	}
	if told != 0 {
		t.Errorf("reported %d changes", told)
	}
}

func TestContains(t *testing.T) {
	x := zoo.New()
	s := park()
	lion := (&zoo.Lion{Roar: 3}).Sym()
	lion.Mane().OneOf(true, false)
	mane := pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{true, false}}
	for _, c := range []struct {
		x, v any
		want bool
	}{
		{x, "Ben", true}, {x, "Bob", false}, {x, zoo.Middle, true}, {x, 1, true}, {x, int8(1), false},
		{x, zoo.Lion{Roar: 2 * time.Second}, true}, {x, zoo.Lion{Roar: 3}, false}, {x, nil, true}, {&zoo.Garden{}, nil, false},
		{s, zoo.Lion{Roar: 4}, true}, {s, 8.0, true}, {s, zoo.Lion{Roar: 3}, false}, {s, lion, true}, {s, mane, true}, {x, lion, false},
	} {
		if got := pg.Contains(c.x, c.v); got != c.want {
			t.Errorf("%T contains %#v: %t", c.x, c.v, got)
		}
	}
	if !pg.ContainsType[zoo.Parrot](x) || pg.ContainsType[zoo.Herd](x) || !pg.ContainsType[zoo.Herd](s) || pg.ContainsType[chan int](x) {
		t.Error("ContainsType")
	}
	if !pg.ContainsFunc(s, (*pg.Node).Missing) || pg.ContainsFunc(x, (*pg.Node).Missing) {
		t.Error("ContainsFunc")
	}
}

func TestAncestor(t *testing.T) {
	s := park()
	p, err := s.At("Star[=1/3].Leader.Mane[=0/2]")
	if err != nil {
		t.Fatal(err)
	}
	lion, ok := pg.Ancestor[zoo.LionSym](p)
	if !ok || lion.Path().String() != "Star[=1/3].Leader" {
		t.Errorf("%t %s", ok, lion.Path())
	}
	herd, ok := pg.Ancestor[zoo.HerdSym](lion)
	if !ok || herd.Path().String() != "Star[=1/3]" {
		t.Errorf("%t %s", ok, herd.Path())
	}
	z, ok := pg.Ancestor[zoo.ZooSym](herd)
	if !ok || len(z.Path()) != 0 || !z.Equal(s) {
		t.Errorf("%t %s", ok, z.Path())
	}
	if _, ok := pg.Ancestor[zoo.CageSym](lion); ok {
		t.Error("a cage above")
	}
	if _, ok := pg.Ancestor[zoo.ZooSym](s); ok {
		t.Error("the root has an ancestor")
	}
	parent, ok := herd.Parent()
	if !ok || parent.Path().String() != "Star" || parent.Decision() == nil || len(parent.Root().Path()) != 0 {
		t.Errorf("%t %s", ok, parent.Path())
	}
}

// reports notes which listeners are told what.
type reports []string

func (r *reports) at(name string, p interface {
	OnChange(func(pg.Changes)) func()
}) func() {
	return p.OnChange(func(c pg.Changes) {
		var edits []string
		for _, e := range c {
			edits = append(edits, e.Op.String()+" "+e.Path.String())
		}
		*r = append(*r, name+": "+strings.Join(edits, ", "))
	})
}

func (r *reports) check(t *testing.T, what string, want ...string) {
	t.Helper()
	if !slices.Equal(*r, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, []string(*r), want)
	}
	*r = nil
}

func TestOnChange(t *testing.T) {
	s := park()
	var r reports
	r.at("zoo", s)
	r.at("cages", s.Cages().Place)
	stop0 := r.at("cage 0", s.Cages().At(0))
	r.at("cage 1", s.Cages().At(1))
	r.at("width 1", s.Cages().At(1).Width().Place)
	leader, err := s.At("Star[=1/3].Leader")
	if err != nil {
		t.Fatal(err)
	}
	r.at("leader", leader)
	r.at("star", s.Star().Place)

	s.Cages().At(1).Width().Set(7)
	r.check(t, "set", "width 1: set Cages[1].Width", "cage 1: set Cages[1].Width", "cages: set Cages[1].Width", "zoo: set Cages[1].Width")
	zoo.LionSym{Sym: pg.Sym[zoo.Lion]{Place: leader}}.Roar().Range(1, 5)
	r.check(t, "in a candidate", "leader: set Star[=1/3].Leader.Roar", "star: set Star[=1/3].Leader.Roar", "zoo: set Star[=1/3].Leader.Roar")
	s.Fee().Range(2, 1)
	r.check(t, "what could not be done")
	s.Fee().Set(1)
	r.check(t, "elsewhere", "zoo: set Fee")

	s.Batch(func() {
		s.Fee().Set(2)
		s.Cages().At(0).Width().Set(3)
		s.Batch(func() { s.Cages().At(1).Width().Set(8) })
		r.check(t, "within a batch")
	})
	r.check(t, "a batch",
		"width 1: set Cages[1].Width", "cage 0: set Cages[0].Width", "cage 1: set Cages[1].Width",
		"cages: set Cages[0].Width, set Cages[1].Width", "zoo: set Fee, set Cages[0].Width, set Cages[1].Width")
	s.Batch(func() {})
	r.check(t, "an empty batch")

	// Listeners stay with their elements, also in one batch.
	s.Batch(func() {
		s.Cages().At(1).Locked().Set(false)
		s.Cages().Insert(0, (&zoo.Cage{}).Sym())
		s.Cages().At(2).Width().Set(9)
	})
	r.check(t, "inserted",
		"width 1: set Cages[2].Width", "cage 1: set Cages[1].Locked, set Cages[2].Width",
		"cages: set Cages[1].Locked, insert Cages[0], set Cages[2].Width", "zoo: set Cages[1].Locked, insert Cages[0], set Cages[2].Width")
	s.Cages().Delete(1)
	r.check(t, "deleted", "cages: delete Cages[1]", "zoo: delete Cages[1]")
	s.Cages().At(1).Width().Set(10)
	r.check(t, "after that", "width 1: set Cages[1].Width", "cage 1: set Cages[1].Width", "cages: set Cages[1].Width", "zoo: set Cages[1].Width")
	stop0()

	if err := s.Rebind(pg.Set("Fee", 4), pg.Set("Star[=1/3].Leader.Roar", 2), pg.Insert("Cages[0]", zoo.Cage{})); err != nil {
		t.Fatal(err)
	}
	r.check(t, "Rebind", "leader: set Star[=1/3].Leader.Roar", "star: set Star[=1/3].Leader.Roar",
		"cages: insert Cages[0]", "zoo: set Fee, set Star[=1/3].Leader.Roar, insert Cages[0]")
	if err := s.Rebind(pg.Set("Fee", 4), pg.Set("Star[=1/3].Leader.Roar", "loud")); err == nil {
		t.Error("expected an error")
	}
	r.check(t, "Rebind that fails")
	pg.Each(s, func(c zoo.CageSym) { c.Locked().Set(true) })
	if len(r) != 3 || !strings.HasPrefix(r[2], "zoo: set Cages[0].Locked, set Cages[1].Locked, set Cages[2].Locked, ") {
		t.Errorf("Each: got %q", []string(r))
	}
	r = nil
	s.Star().Set(zoo.Lion{})
	r.check(t, "replaced", "star: set Star", "zoo: set Star")
	zoo.LionSym{Sym: pg.Sym[zoo.Lion]{Place: leader}}.Roar().Set(1)
	if len(r) > 0 && r[0] != "leader: set Star[=1/3].Leader.Roar" {
		t.Errorf("what is gone: %q", []string(r))
	}
	c := s.Clone()
	r = nil
	c.Fee().Set(9)
	r.check(t, "a clone")
}

func TestOnChangeValues(t *testing.T) {
	s := (&zoo.Cage{Width: 2, Animal: zoo.Lion{}}).Sym()
	var got pg.Changes
	s.OnChange(func(c pg.Changes) { got = append(got, c...) })
	before := s.Clone()
	s.Width().Range(1, 4)
	lion := (&zoo.Lion{}).Sym()
	lion.Mane().OneOf(true, false)
	s.Animal().SetSym(lion)
	s.Animal().OneOf(zoo.Snail(1), zoo.Snail(2))
	s.Notes().Append(zoo.Note{Text: "a"})
	s.Width().Unset()
	s.Width().Set(5)
	after := s.Clone()
	if got[0].Old != 2.0 || fmt.Sprint(got[0].New) != "float 1 to 4" || got[5].New != 5.0 {
		t.Errorf("got %v", describeEdits(got))
	}
	changes := slices.Clone(got)
	// The changes are such that they do the same again, and undo it.
	if err := before.Rebind(changes...); err != nil || !before.Equal(after) {
		t.Errorf("again: %v %v", err, describeEdits(before.Diff(after)))
	}
	if err := before.Rebind(changes.Invert()...); err != nil || before.DiffValue(&zoo.Cage{Width: 2, Animal: zoo.Lion{}, Notes: []zoo.Note{}}) != nil {
		t.Errorf("undone: %v", err)
	}
}

// Who is told may end being told, and others' too, and change the program.
func TestOnChangeDuringReport(t *testing.T) {
	s := (&zoo.Cage{}).Sym()
	var got []string
	var stops []func()
	for i := range 3 {
		stops = append(stops, s.Width().Place.OnChange(func(pg.Changes) {
			got = append(got, fmt.Sprint(i))
			if i == 0 {
				stops[0]()
				stops[1]()
			}
		}))
	}
	s.OnChange(func(c pg.Changes) {
		got = append(got, c[0].Path.String())
		if c[0].Path.String() == "Width" {
			locked, _ := s.Locked().Get()
			s.Locked().Set(!locked)
		}
	})
	s.Width().Set(1)
	s.Width().Set(2)
	stops[2]()
	stops[2]()
	s.Width().Set(3)
	if want := "0 2 Width Locked 2 Width Locked Width Locked"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	(pg.Place{}).OnChange(nil)()
	n := 0
	(pg.Place{}).Batch(func() { n++ })
	func() {
		defer func() { _ = recover() }()
		s.Batch(func() { s.Width().Set(4); panic("x") })
	}()
	if got[len(got)-1] != "Locked" || n != 1 {
		t.Error("a batch that panics reports what was done")
	}
}

func TestSeal(t *testing.T) {
	s := park()
	s.Cages().At(0).Seal()
	star, _ := s.At("Star[=1/3]")
	star.Seal()
	before := s.Clone()
	refused := func(err error, where string) {
		t.Helper()
		if want := where + ": is sealed: unseal it first, or change a clone"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	refused(s.Rebind(pg.Set("Cages[0].Width", 1)), "Cages[0].Width")
	refused(s.Rebind(pg.Set("Fee", 1), pg.Set("Cages[0]", zoo.Cage{})), "Cages[0]")
	refused(s.Rebind(pg.Set("Fee", 1), pg.Set("Star[=1/3].Leader.Roar", 1)), "Star[=1/3].Leader.Roar")
	refused(s.Rebind(pg.Insert("Cages[0]", zoo.Cage{}), pg.Set("Cages[1].Width", 1)), "Cages[1].Width")
	refused(pg.Rewrite(s, pg.OnValue(4.0, func(n *pg.Node) { n.Replace(5) })), "Cages[0].Width")
	if !s.Equal(before) || !s.Cages().At(0).Width().Place.Sealed() || before.Cages().At(0).Sealed() || s.Cages().Place.Sealed() {
		t.Error("sealed")
	}
	s.Cages().At(0).Width().Set(1)
	refused(s.Err(), "Cages[0].Width")
	s.Cages().At(0).Unseal()
	s.Cages().At(0).Width().Set(1)
	if s.Err() != nil || s.Rebind(pg.Set("Cages[0].Width", 2)) != nil {
		t.Error(s.Err())
	}
	s.Seal()
	refused(s.Garden().Rebind(pg.Set("Trees", 2)), "Trees")
	refused(s.Rebind(pg.Set("Fee", 1), pg.Set("Size", 1)), "Fee")
	s.Unseal()
	if err := s.Rebind(pg.Set("Fee", 1), pg.Set("Size", 1)); err != nil {
		t.Error(err)
	}
}

// Errors of Rebind have the paths of the edits, all at once, and nothing
// changes.
func TestSymRebindErrors(t *testing.T) {
	s := park()
	before := s.Clone()
	err := s.Rebind(
		pg.Set("Fee", 2), pg.Set("Feee", 1), pg.Set("Cages[9].Width", 1), pg.Set("Size", pg.Decided{Decision: &geno.Float{Min: 1, Max: 2}}),
		pg.Insert("Fee", 1), pg.Delete("Star[=0/3].Roar"), pg.Set("Star[=7/9]", nil), pg.Set("Garden", (&zoo.Lion{}).Sym()),
		pg.Set("Founder", pg.Decided{}), pg.Insert("Cages[99]", (&zoo.Cage{}).Sym()), pg.Set("Star.Mane", true), pg.Set("a..b", 1), pg.Delete(""),
	)
	want := strings.TrimPrefix(`
pg: rebind zoo.Zoo: Feee: expected a field of zoo.Zoo, which has no Feee: did you mean Fee?
Cages[9].Width: expected an index from 0 to 1, got 9
Size: expected a place of a floating-point type for float 1 to 2, got one of type zoo.Size
Fee: expected an element of a slice or map to insert, got a field
Star[=0/3].Roar: expected an element of a slice or map to delete, got a field
Star: there is no candidate [=7/9]
Garden: expected *zoo.Garden, got Lion{} of type zoo.Lion
Founder: expected a decision, got nil
Cages[99]: expected an index from 0 to 2, got 99
Star.Mane: Star is undecided (one of [Lion{Roar: 1ns} Herd{Leader: Lion{Roar: 3ns}} Parrot{Mimic: Lion{Roar: 4ns}}]): there is nothing inside to change: set it, or change its candidates
path "a..b": byte 2: expected the name of a field, got '.'
expected the path of an element of a slice or map to delete, got the program itself`, "\n")
	if err == nil || err.Error() != want || !s.Equal(before) {
		t.Errorf("got %v\nchanged: %v", err, describeEdits(before.Diff(s)))
	}
	if err := (pg.Place{}).Rebind(pg.Set("a", 1)); err == nil {
		t.Error("a place of nothing")
	}
	if err := s.Rebind(); err != nil || !s.Equal(before) {
		t.Error(err)
	}
	// A map that is nil stays so if the key's value is wrong.
	h := (&zoo.Herd{}).Sym()
	if err := h.Rebind(pg.Set(`ByName["a"]`, 3)); err == nil || !h.Equal((&zoo.Herd{}).Sym()) {
		t.Error(err)
	}
}

// A struct that embeds a program by a pointer or an interface is none itself.
func TestEmbeddedPrograms(t *testing.T) {
	type wrapper struct{ *zoo.Herd }
	type holder struct{ pg.Symbolic }
	n := 0
	for range pg.Traverse(&wrapper{&zoo.Herd{}}) {
		n++
	}
	for range pg.Traverse(&holder{&zoo.Garden{}}) {
		n++
	}
	if n != 5+4 {
		t.Errorf("%d places", n)
	}
}

// Changes can be printed whatever they hold.
func TestPrintSymbolicChanges(t *testing.T) {
	a := (&zoo.Cage{Width: 1}).Sym()
	b := a.Clone()
	lion := (&zoo.Lion{Roar: 1}).Sym()
	lion.Mane().OneOf(true, false)
	b.Animal().SetSym(lion)
	b.Width().Unset()
	for _, text := range []string{a.Diff(b).String(), fmt.Sprintf("%+v", a.Diff(b)), fmt.Sprintf("%#v", a.Diff(b)), a.Diff(b).Invert().String()} {
		if !strings.Contains(text, "Mane: one of [true, false]}") || !strings.Contains(text, "Width") {
			t.Errorf("got %s", text)
		}
	}
}
