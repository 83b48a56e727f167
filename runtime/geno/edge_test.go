// The values nobody made with care: nil, zero, invalid and unbound.

package geno

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
)

func TestSpecsThatAreNone(t *testing.T) {
	r := rng(1)
	full := must(New(At("p", oneof(2))))
	d := full.First()
	for what, s := range map[string]*Spec{"nil": nil, "invalid": Invalid(errors.New("no space"))} {
		if s.Err() == nil || s.Len() != 0 || len(s.IDs()) != 0 || len(s.Elements()) != 0 || s.Size().Sign() != 0 || s.String() == "" {
			t.Errorf("%s: got %v", what, s)
		}
		if s.Random(r) != nil || s.First() != nil || s.Next(d) != nil || s.Resample(d, 0, r) != nil || s.Equal(full) || full.Equal(s) {
			t.Errorf("%s: expected nothing", what)
		}
		for e := range s.All() {
			t.Errorf("%s: got %v", what, e)
		}
		for e := range s.Neighbors(d) {
			t.Errorf("%s: got %v", what, e)
		}
		_, bind := s.Bind(d)
		_, text := s.ParseDNA("0")
		_, numbers := s.FromNumbers(nil)
		_, dict := s.FromDict(nil, ByID, AsValue)
		_, written := s.MarshalJSON()
		_, strict := s.PyGloveJSON()
		for i, err := range []error{bind, text, numbers, dict, written, strict, s.Validate(d)} {
			if !errors.Is(err, s.Err()) {
				t.Errorf("%s: call %d: expected %v, got %v", what, i, s.Err(), err)
			}
		}
	}
	if err := (*Spec)(nil).UnmarshalJSON([]byte("{}")); err == nil {
		t.Error("read into nil: expected an error")
	}
}

func TestTheZeroSpecHasOneDNA(t *testing.T) {
	for _, s := range []*Spec{new(Spec), must(New())} {
		n := 0
		for d := range s.All() {
			n++
			if d.String() != "DNA(None)" || d.Len() != 0 || s.Validate(d) != nil || s.Next(d) != nil || len(d.Dict(ByID, AsValue)) != 0 {
				t.Errorf("got %v", d)
			}
			if e, err := s.ParseDNA("DNA(None)"); err != nil || !e.Equal(d) {
				t.Errorf("got %v, error %v", e, err)
			}
		}
		if n != 1 || s.Size().Int64() != 1 || s.Random(nil) == nil || !s.Equal(new(Spec)) {
			t.Errorf("%d DNAs of %v", n, s)
		}
	}
}

func TestDNAsThatAreNone(t *testing.T) {
	var none *DNA
	unbound := new(DNA)
	if err := json.Unmarshal([]byte(`[1, 0.5, "x"]`), unbound); err != nil {
		t.Fatal(err)
	}
	for _, d := range []*DNA{none, unbound, new(DNA)} {
		if d.Spec() != nil || d.Dict(ByID, AsValue) != nil {
			t.Errorf("%v: expected no space", d)
		}
		for i, p := range d.Points() {
			t.Errorf("%v: got point %d %v", d, i, p)
		}
		if _, err := d.Numbers(); err == nil {
			t.Errorf("%v: expected an error", d)
		}
		if d.Index(-1) != -1 || d.Index(9) != -1 || !math.IsNaN(d.Float(9)) || d.Custom(9) != "" {
			t.Errorf("%v: expected nothing at places it has not", d)
		}
		if text, err := json.Marshal(d); err != nil || !json.Valid(text) {
			t.Errorf("%v: got %s, error %v", d, text, err)
		}
	}
	if none.Equal(unbound) || unbound.Equal(none) || !none.Equal(nil) || none.String() != "<nil>" || none.Key() != "" || none.Hash() == unbound.Hash() {
		t.Error("nil is equal only to nil")
	}
	if unbound.Index(0) != 1 || unbound.Float(1) != 0.5 || unbound.Custom(2) != "x" || unbound.Len() != 3 {
		t.Errorf("got %v", unbound)
	}
	if err := none.UnmarshalJSON([]byte("1")); err == nil {
		t.Error("read into nil: expected an error")
	}
	if p := (Point{}); p.ID() != "" || p.Value() != nil || p.Literal() != nil {
		t.Error("expected nothing of the zero Point")
	}
}

// TestEqualTellsSpacesApart changes one thing at a time.
func TestEqualTellsSpacesApart(t *testing.T) {
	inner := must(New(At("x", oneof(2))))
	var all []*Spec
	for _, d := range []Decision{
		oneof(2), oneof(3),
		&Choices{K: 2, Candidates: make([]*Spec, 2)},
		&Choices{K: 2, Candidates: make([]*Spec, 2), Sorted: true},
		&Choices{K: 2, Candidates: make([]*Spec, 2), Distinct: true},
		&Choices{K: 1, Literals: []any{1, 2}},
		&Choices{K: 1, Literals: []any{1, 2.0}},
		&Choices{K: 1, Candidates: []*Spec{inner, nil}},
		&Choices{K: 1, Candidates: []*Spec{nil, inner}},
		&Choices{Info: Info{Name: "n"}, K: 1, Candidates: make([]*Spec, 2)},
		&Choices{Info: Info{Hints: 1}, K: 1, Candidates: make([]*Spec, 2)},
		&Choices{Info: Info{Hints: 1.5}, K: 1, Candidates: make([]*Spec, 2)},
		&Int{Min: 1, Max: 9}, &Int{Min: 1, Max: 8}, &Int{Min: 2, Max: 9}, &Int{Min: 1, Max: 9, Step: 2}, &Int{Min: 1, Max: 9, Scale: Log},
		&Float{Min: 1, Max: 9}, &Float{Min: 1, Max: 8}, &Float{Min: 2, Max: 9}, &Float{Min: 1, Max: 9, Step: 2}, &Float{Min: 1, Max: 9, Scale: RLog},
		&Custom{}, &Custom{Type: "Word"},
	} {
		all = append(all, must(New(At("p", d))))
	}
	all = append(all, must(New(At("q", oneof(2)))), must(New(At("p", oneof(2)), At("q", oneof(2)))), new(Spec))
	for i, s := range all {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		read := new(Spec)
		if err := json.Unmarshal(text, read); err != nil {
			t.Fatal(err)
		}
		if j := slices.IndexFunc(all, read.Equal); j != i {
			t.Errorf("expected only space %d to equal\n%v\ngot %d", i, s, j)
		}
		for j, other := range all {
			if s.Equal(other) != (i == j) {
				t.Errorf("spaces %d and %d:\n%v\n%v", i, j, s, other)
			}
		}
	}
}

func TestNamesAndIDs(t *testing.T) {
	if got := []string{Linear.String(), Log.String(), RLog.String(), Scale(9).String()}; !slices.Equal(got, []string{"linear", "log", "rlog", "unknown scale"}) {
		t.Errorf("got %q", got)
	}
	s := everyKind()
	ids := s.IDs()
	for range 50 {
		for _, p := range s.Random(rng(3)).Points() {
			id := p.ID()
			if c, ok := p.Decision.(*Choices); ok && c.K > 1 {
				id = p.scope.parent(p.point)
			}
			if !slices.Contains(ids, id) {
				t.Errorf("%s is none of %q", id, ids)
			}
			if q, sub := s.find(p.ID()); q != p.point || sub >= 0 && sub != p.Sub {
				t.Errorf("%s: found %v, %d", p.ID(), q, sub)
			}
		}
	}
	for _, id := range []string{"", "Filter[=4/4]", "Filter[=1/3].Stride", "Stages[2]", "Stages[x]", "Stages[0", "Filter.Stride", "Ratio2"} {
		if p, _ := s.find(id); p != nil {
			t.Errorf("%q: found %v", id, p.element.Location)
		}
	}
}
