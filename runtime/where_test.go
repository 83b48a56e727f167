// Partial spaces.

package pg_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/nets"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// An outer search decides how a net is built, an inner one how it is trained.
func ExampleWhere() {
	s := (&nets.Net{}).Sym()
	s.Units().OneOf(16, 32, 64).Hint("arch")
	s.Depth().Range(1, 4).Hint("arch")
	s.Rate().Range(0, 1, 0.25).Name("rate")
	score := func(n *nets.Net) float64 { return float64(n.Units*n.Depth) - 100*(n.Rate-0.5)*(n.Rate-0.5) }

	ctx := context.Background()
	var best pg.Result[*nets.Net]
	outer := pg.Where(s, pg.Hinted("arch"))
	for arch, err := range pg.Sample(ctx, outer, evolution.Regularized(), pg.Trials(12), pg.Seed(1), pg.Silent()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		// arch.Program is a nets.NetSym in which only the rate is undecided.
		inner, err := pg.Maximize(ctx, arch.Program, search.Grid(), func(_ context.Context, n *nets.Net) (float64, error) { return score(n), nil }, pg.Silent())
		if err != nil {
			fmt.Println(err)
			return
		}
		arch.Report(inner.Reward)
		if best.Program == nil || inner.Reward > best.Reward {
			best = *inner
		}
	}
	fmt.Println(best.Reward, best.Program.Units, best.Program.Depth, best.Program.Rate)
	// Output: 256 64 4 0.5
}

// everything returns a space that has all kinds of decisions, in candidates
// and depending on each other.
func everything() nets.NetSym {
	c := (&nets.Conv{}).Sym()
	c.Units().OneOf(1, 2).Name("inner")
	c.Kernel().OneOf(3, 5)
	c.Act().Inherit("Act")
	pg.Derive(c.Params(), c, func(c *nets.Conv) (int, error) { return 10*c.Units + c.Kernel, nil })
	d := (&nets.Dense{}).Sym()
	d.Next().OneOf(c, (&nets.Dense{Units: 9}).Sym()).Name("next")
	s := (&nets.Net{Stem: &nets.Conv{}}).Sym()
	s.Units().Range(1, 2)
	s.Act().OneOf("relu", "tanh").Name("act")
	s.Head().OneOf(c, d)
	e := (&nets.Conv{}).Sym()
	e.Units().OneOf(1, 2).Name("inner")
	s.Convs().ManyOf(2, e, (&nets.Conv{Units: 7}).Sym())
	rate := s.Rate().OneOf(0.1, 0.2).Name("rate")
	pg.When(rate, s.Act(), func(a string) bool { return a == "relu" })
	depth := s.Depth().Range(5, 6).Name("depth")
	pg.When(depth, s.Rate(), func(r float64) bool { return r == 0.1 })
	pg.When(depth, s.Units(), func(u int) bool { return u == 2 })
	s.Params().Ref(s.Units())
	p, _ := s.At("Convs[=0/2].Act")
	p.Follow(s.Act())
	return s
}

// shown returns the programs of a space as text, sorted and each once.
func shown(t *testing.T, p pg.Program[*nets.Net]) []string {
	t.Helper()
	set := map[string]bool{}
	for _, n := range all(t, p) {
		set[pg.Show(n)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// The inner spaces of all programs of an outer space are together the whole
// space, whatever is owned.
func TestWhereCoversTheSpace(t *testing.T) {
	s := everything()
	whole := shown(t, s)
	if size := s.Space().Size(); size == nil || len(whole) != 7*9*9 {
		t.Fatalf("expected 567 programs, got %d of %v", len(whole), size)
	}
	owners := map[string]func(pg.Place) bool{
		"none":          func(pg.Place) bool { return false },
		"all":           func(pg.Place) bool { return true },
		"named":         pg.Named("inner", "next", "depth"),
		"in candidates": func(p pg.Place) bool { return strings.Contains(p.Path().String(), "[=") },
		"at the top":    func(p pg.Place) bool { return !strings.Contains(p.Path().String(), "[=") },
		"numbers":       func(p pg.Place) bool { return p.Type().Kind() != 20 && p.Type().Name() != "string" },
		"act and depth": pg.Named("act", "depth"),
		"rate":          pg.Named("rate"),
		"kernels":       pg.Located(pg.MustPattern("**.Kernel")),
	}
	for i := range 9 {
		owners[fmt.Sprint("some ", i)] = func(p pg.Place) bool {
			return (len(p.Path().String())*7+int(p.Path().String()[0])*(i+1))%(2+i%3) == 0
		}
	}
	for name, owns := range owners {
		t.Run(name, func(t *testing.T) {
			outer := pg.Where(s, func(p pg.Place) bool {
				// What is in the candidates of several choices is owned by who
				// owns these.
				if parent, ok := p.Root().At("Convs"); ok == nil && strings.HasPrefix(p.Path().String(), "Convs[=") && !owns(parent) {
					return false
				}
				return owns(p)
			})
			set := map[string]bool{}
			for _, inner := range all(t, outer) {
				if o := inner.Origin(); o.How != pg.OriginWhere || o.DNA == nil || o.From.(nets.NetSym).Space() != s.Space() {
					t.Fatalf("%+v", o)
				}
				for _, text := range shown(t, inner) {
					set[text] = true
				}
			}
			if got := slices.Sorted(maps.Keys(set)); !slices.Equal(got, whole) {
				t.Errorf("expected the %d programs of the space, got %d, such as\n%s", len(whole), len(got), got[0])
			}
		})
	}
}

func TestWhereSpace(t *testing.T) {
	s := everything()
	outer := pg.Where(s, pg.Named("inner", "rate"))
	want := "[Rate Head[=0/2].Units Head[=1/2].Next[=0/2].Units Convs[=0/2].Units]"
	if got := fmt.Sprint(outer.Space().IDs()); got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
	// A dictionary by these names finds its way back, and so does JSON.
	d := outer.Space().First()
	e, err := outer.Space().FromDict(d.Dict(geno.ByID, geno.AsValue), geno.ByID, geno.AsValue)
	if err != nil || !e.Equal(d) {
		t.Errorf("%v, %v", e, err)
	}
	text, err := d.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	f := new(geno.DNA)
	if err := f.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if x, err := outer.Materialize(f); err != nil || x.Space().Err() != nil {
		t.Errorf("%v, %v", x.Space().Err(), err)
	}
	// Several choices from the same candidates have the same of each.
	if list := pg.Where(s, pg.Named("inner")).Space(); list.Len() != 3 {
		t.Errorf("expected 3 decisions, got %v", list)
	}
	// What is owned is not in the inner space, and s is as it was.
	before := s.Space()
	x, err := outer.Materialize(d)
	if err != nil {
		t.Fatal(err)
	}
	x.Units().Set(1)
	if s.Space() != before {
		t.Error("the space has changed")
	}
}

func TestWhereErrors(t *testing.T) {
	s := everything()
	_, err := pg.Where(s, pg.Named("act")).Materialize(s.Space().First())
	wantErr(t, err, "the DNA belongs to another space")
	_, err = pg.Where(s, pg.Named("act")).Materialize(nil)
	wantErr(t, err, "expected a DNA, got nil")
	wantErr(t, pg.Where(s, nil).Space().Err(), "expected a function")
	wantErr(t, pg.Where(nets.NetSym{}, pg.Named("act")).Space().Err(), "belongs to no program")
	s.Units().Range(3, 1)
	wantErr(t, pg.Where(s, pg.Named("act")).Space().Err(), "Units: ")
}

// What directives declare can be divided, too.
func TestWhereOfDirectives(t *testing.T) {
	s := (&nets.Choice{}).Sym()
	s.Declare()
	outer := pg.Where(s, pg.Hinted("arch"))
	got := ""
	for _, inner := range all(t, outer) {
		k, _ := inner.Kind().Get()
		got += fmt.Sprint(k, " ", inner.Space().Size(), "; ")
	}
	if want := "plain 4; wide 20; deep 4; "; got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
}
