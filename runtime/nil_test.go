// What is nil where something else is expected: an error that says so, where
// there is one to return or a place to keep it at, and never a panic.

package pg_test

import (
	"fmt"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/nets"
)

func TestNil(t *testing.T) {
	const noPlace = "this accessor belongs to no program"
	for _, c := range []struct {
		name, want string
		do         func(s nets.NetSym) error
	}{
		{"PlaceOf", noPlace, func(nets.NetSym) error { return pg.PlaceOf(nil).Err() }},
		{"Follow", "Units: " + noPlace, func(s nets.NetSym) error { s.Units().Place.Follow(nil); return s.Err() }},
		{"Ref of a field", "Units: " + noPlace, func(s nets.NetSym) error { s.Units().Ref(nil); return s.Err() }},
		{"Ref of a struct", "Stem: " + noPlace, func(s nets.NetSym) error { s.Stem().Ref(nil); return s.Err() }},
		{"Derive", "Units: " + noPlace, func(s nets.NetSym) error {
			pg.Derive[int, nets.Net](s.Units(), nil, func(*nets.Net) (int, error) { return 1, nil })
			return s.Err()
		}},
		{"Derive a nil place", "", func(s nets.NetSym) error {
			pg.Derive[int, nets.Net](nil, s, func(*nets.Net) (int, error) { return 1, nil })
			return s.Err()
		}},
		{"Evolve a nil place", "", func(s nets.NetSym) error { pg.Evolve[int](nil, pg.Evolution[int]{}); return s.Err() }},
		{"When", "Units: expected a condition on a place of the same program", func(s nets.NetSym) error {
			pg.When[int](s.Units().Range(1, 2), nil, func(int) bool { return true })
			return s.Err()
		}},
		{"Where", noPlace, func(nets.NetSym) error { return pg.Where(pg.AnySym(nil), pg.Named("x")).Space().Err() }},
		{"Where with no function", "pg: where: expected a function that says", func(s nets.NetSym) error { return pg.Where(s, nil).Space().Err() }},
		{"Outer", "expected a program that Where made", func(nets.NetSym) error { return new(pg.Outer[nets.NetSym]).Space().Err() }},
		{"Outer.Materialize", "expected a program that Where made", func(nets.NetSym) error {
			_, err := new(pg.Outer[nets.NetSym]).Materialize(nil)
			return err
		}},
		{"Traced", "expected a program that Trace made", func(nets.NetSym) error { return new(pg.Traced[int]).Space().Err() }},
		{"Traced.Materialize", "expected a program that Trace made", func(nets.NetSym) error {
			_, err := new(pg.Traced[int]).Materialize(nil)
			return err
		}},
		{"Decide", "Units: expected a decision, got nil", func(s nets.NetSym) error { s.Units().Place.Decide(pg.Decided{}); return s.Err() }},
		{"Decide by a nil pointer", "Units: expected a decision, got nil", func(s nets.NetSym) error {
			s.Units().Place.Decide(pg.Decided{Decision: (*geno.Int)(nil)})
			return s.Err()
		}},
		{"Each, All and Ancestor", "", func(s nets.NetSym) error {
			pg.Each(nil, func(nets.ConvSym) { t.Error("called") })
			for range pg.All[nets.ConvSym](nil) {
				t.Error("found")
			}
			if _, ok := pg.Ancestor[nets.NetSym](nil); ok {
				t.Error("expected no ancestor")
			}
			return s.Err()
		}},
		{"Batch", "", func(s nets.NetSym) error { s.Batch(nil); return s.Err() }},
		{"Rewrite", "pg: rewrite: rule 1: expected a function, got nil", func(s nets.NetSym) error { return pg.Rewrite(s, func(*pg.Node) {}, nil) }},
		{"On", "rule 0: expected a function", func(s nets.NetSym) error { return pg.Rewrite(s, pg.On(pg.MustPattern("**"), nil)) }},
		{"OnType", "rule 0: expected a function", func(s nets.NetSym) error { return pg.Rewrite(s, pg.OnType[int](nil)) }},
		{"OnValue", "rule 0: expected a function", func(s nets.NetSym) error { return pg.Rewrite(s, pg.OnValue(1, nil)) }},
		{"OnFunc", "rule 0: expected a function", func(s nets.NetSym) error { return pg.Rewrite(s, pg.OnFunc(nil, func(*pg.Node) {})) }},
		{"PatchWhere", "narrow: expected a function, got nil", func(s nets.NetSym) error { return pg.Apply(s, pg.PatchWhere("narrow", nil, 1)) }},
		{"PatchFor", "for nets.NetSym: expected a function", func(s nets.NetSym) error { return pg.Apply(s, pg.PatchFor[nets.NetSym](nil)) }},
		{"PatchCheck", "check of nets.NetSym: expected a function", func(s nets.NetSym) error { return pg.Apply(s, pg.PatchCheck[nets.NetSym](nil)) }},
		{"FromOld", "Units: expected a function", func(s nets.NetSym) error { return pg.Apply(s, pg.PatchPath("Units", pg.FromOld[int, int](nil))) }},
		{"Computed", "Units=no function: Units: expected a function", func(s nets.NetSym) error { return pg.Apply(s, pg.PatchPath("Units", pg.Computed{})) }},
		{"Read", "pg: read: expected a format, got nil", func(nets.NetSym) error { _, err := pg.Read(nil, nil, new(nets.Net)); return err }},
		{"Write", "pg: write: expected a format, got nil", func(nets.NetSym) error { _, err := pg.Write(nil, new(nets.Net)); return err }},
		{"Report", "", func(nets.NetSym) error {
			if text := (*pg.Report)(nil).String(); text != "" {
				t.Errorf("expected nothing, got %q", text)
			}
			return nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("it panics: %v", r)
				}
			}()
			if err := c.do(net().Sym()); c.want == "" && err != nil {
				t.Error(err)
			} else if c.want != "" {
				wantErr(t, err, c.want)
			}
		})
	}
}

// What differs from nothing is a change of the whole, as for concrete programs.
func TestSymDiffNil(t *testing.T) {
	s := (&nets.Conv{Units: 1}).Sym()
	for _, c := range []pg.Changes{s.Diff(nil), s.Diff(nets.ConvSym{}), s.DiffValue(nil), pg.Diff(&nets.Conv{Units: 1}, nil)} {
		if got, want := fmt.Sprint(c), "the whole program: Conv{Units: 1} → nil\n"; got != want {
			t.Errorf("expected %q, got %q", want, got)
		}
	}
	if got, want := fmt.Sprint(nets.ConvSym{}.Diff(s)), "the whole program: nil → Conv{Units: 1}\n"; got != want {
		t.Errorf("expected %q, got %q", want, got)
	}
	if c := (nets.ConvSym{}).Diff(nil); len(c) != 0 || !(nets.ConvSym{}).Equal(nil) {
		t.Errorf("expected no difference, got %v", c)
	}
	wantErr(t, s.Rebind(s.Diff(nil)...), "expected nets.Conv, got nil")
}
