// Twins of PyGlove's own tests of core/symbolic: what they promise of symbolic
// objects, lists and dicts, promised of programs and of Syms. Which case is
// kept by which test is in testdata/pyglove_symbolic.md.

package pg_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/lessons"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

var notes = &lessons.Notes{Text: "shared"}

// lesson returns the program that the twins are about.
func lesson() *lessons.Trainer {
	return &lessons.Trainer{
		Name:  "base",
		Rate:  0.01,
		Batch: 32,
		Net: lessons.Net{
			Layers: []lessons.Layer{lessons.Conv{Filters: 8, Kernel: 3}, lessons.Dense{Units: 10, Act: "relu"}, &lessons.Norm{Eps: 0.5}},
			Width:  4,
		},
		Optim: lessons.SGD{Rate: 0.1},
		Tags:  map[string]int{"x": 1},
		Notes: notes,
	}
}

// concrete returns the program that s is.
func concrete[T any](t *testing.T, s interface{ Concrete() (*T, error) }) *T {
	t.Helper()
	x, err := s.Concrete()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// wants checks what an error says.
func wants(t *testing.T, err error, want ...string) {
	t.Helper()
	if got, want := fmt.Sprint(err), strings.Join(want, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// same checks that got, shown, is want.
func same(t *testing.T, got any, want string) {
	t.Helper()
	text, ok := got.(string)
	if !ok {
		text = pg.Show(got, pg.ShowWidth(10_000))
	}
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// collected returns what a query finds, a line each.
func collected[V any](seq func(func(pg.Path, V) bool)) string {
	var lines []string
	for path, v := range seq {
		lines = append(lines, fmt.Sprintf("%s=%s", path, pg.Show(v)))
	}
	return strings.Join(lines, "\n")
}

// A partial program knows what it lacks, at any depth, until it has all.
func TestPyGlovePartial(t *testing.T) {
	s := pg.Partial[lessons.TrainerSym]()
	if _, err := s.Concrete(); err == nil || strings.Count(err.Error(), "missing: expected a value of type") != 7 {
		t.Errorf("got %v", err)
	}
	s.Name().Set("x")
	s.Rate().Set(0.1)
	s.Net().Set(pg.Partial[lessons.NetSym]())
	s.Net().Width().Set(3)
	for path, want := range map[string]bool{"Name": false, "Batch": true, "Net": false, "Net.Layers": true, "Net.Width": false} {
		if p, err := s.At(path); err != nil || p.Missing() != want {
			t.Errorf("%s: missing: %v, %v", path, p.Missing(), err)
		}
	}
	if _, ok := s.Batch().Get(); ok {
		t.Error("got a value that is missing")
	}
	missing := []string{
		"Batch: missing: expected a value of type int",
		"Net.Layers: missing: expected a value of type []lessons.Layer",
		"Net.Then: missing: expected a value of type *lessons.Net",
		"Optim: missing: expected a value of type lessons.Optimizer",
		"Tags: missing: expected a value of type map[string]int",
		"Notes: missing: expected a value of type *lessons.Notes",
	}
	list := "pg: lessons.Trainer is not concrete: " + strings.Join(missing, "\n")
	t.Run("missing_values", func(t *testing.T) {
		_, err := s.Concrete()
		wants(t, err, list)
		if _, err := s.Materialize(s.Space().First()); err == nil {
			t.Error("a partial program was materialized")
		}
		_, err = s.Clone().Concrete()
		wants(t, err, list) // a clone lacks the same
	})
	t.Run("inside of what is missing", func(t *testing.T) {
		p := pg.Partial[lessons.TrainerSym]()
		p.Net().Width().Set(3)
		wants(t, p.Err(), "Net.Width: Net is missing: there is nothing inside to change: set it, or change its candidates")
	})
	t.Run("unset", func(t *testing.T) {
		p := lesson().Sym()
		p.Net().Width().Unset()
		_, err := p.Concrete()
		wants(t, err, "pg: lessons.Trainer is not concrete: Net.Width: missing: expected a value of type int")
		p.Net().Width().Set(1)
		if x := concrete(t, p); x.Net.Width != 1 {
			t.Errorf("got %s", pg.Show(x))
		}
	})
	t.Run("bound later", func(t *testing.T) {
		p := s.Clone()
		p.Batch().Set(8)
		p.Optim().SetValue(lessons.Adam{})
		p.Notes().Set(nil)
		if err := errors.Join(p.Net().Layers().Place.Assign([]lessons.Layer{}), p.Net().Then().Assign(nil), p.Tags().Place.Assign(nil)); err != nil {
			t.Fatal(err)
		}
		same(t, concrete(t, p), `Trainer{Name: "x", Rate: 0.1, Batch: 8, Net: Net{Layers: [], Width: 3}, Optim: Adam{}}`)
	})
	t.Run("what is inferred is not missing", func(t *testing.T) {
		p := lesson().Sym()
		p.Batch().Place.Follow(p.Net().Width())
		p.Rate().Unset()
		if p.Batch().Place.Missing() || !p.Rate().Place.Missing() {
			t.Error("missing: what follows another is not, what is unset is")
		}
	})
	if strings.Contains(fmt.Sprint(s.Err()), "missing") {
		t.Error("that something is missing is no error before it is needed")
	}
}

// What doesn't fit is refused, wherever it comes from, with the place, what was
// expected and what came; and nothing changes. Where Go can tell, it doesn't
// compile.
func TestPyGloveRuntimeTypeCheck(t *testing.T) {
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"Name", 3, `Name: expected string, got 3 of type int`},
		{"Rate", "x", `Rate: expected float64, got "x" of type string`},
		{"Batch", 1.5, `Batch: expected int, got 1.5 of type float64`},
		{"Net", lessons.Conv{}, `Net: expected lessons.Net, got Conv{} of type lessons.Conv`},
		{"Net.Layers[0]", lessons.SGD{}, `Net.Layers[0]: expected lessons.Layer (*lessons.Norm, lessons.Conv, lessons.Dense), got SGD{} of type lessons.SGD`},
		{"Net.Layers[0].Filters", true, `Net.Layers[0].Filters: expected int, got true of type bool`},
		{`Tags["x"]`, "x", `Tags["x"]: expected int, got "x" of type string`},
	} {
		x, s := lesson(), lesson().Sym()
		wants(t, x.Rebind(pg.Set(test.path, test.value)), "pg: rebind lessons.Trainer: "+test.want)
		p, err := s.At(test.path)
		if err != nil {
			t.Fatal(err)
		}
		err = p.Assign(test.value)
		wants(t, err, strings.SplitN(test.want, ": ", 2)[1])
		if !x.Equal(lesson()) || !concrete(t, s).Equal(lesson()) {
			t.Errorf("%s: an error and a change", test.path)
		}
	}
	t.Run("rules of the user", func(t *testing.T) {
		x := lesson()
		wants(t, x.Rebind(pg.Set("Batch", -1)), "pg: rebind lessons.Trainer: expected a batch of at least 0")
		if x.Batch != 32 {
			t.Errorf("got %d", x.Batch)
		}
	})
	t.Run("decisions", func(t *testing.T) {
		s := lesson().Sym()
		s.Rate().Range(2, 1)
		if _, err := s.At("Rate"); err != nil || s.Err() == nil || s.Space().Err() == nil {
			t.Error("an empty range is no error")
		}
		if p, err := s.At("Name"); err != nil || p.Assign(pg.Decided{}) == nil {
			t.Error("no decision is no error")
		}
	})
}

// What is given to a program is copied, but for what is shared.
func TestPyGloveImplicitCopy(t *testing.T) {
	net := &lessons.Net{Layers: []lessons.Layer{&lessons.Norm{Eps: 1}}}
	x, s := lesson(), lesson().Sym()
	if err := x.Rebind(pg.Set("Net", *net), pg.Set("Notes", notes)); err != nil {
		t.Fatal(err)
	}
	s.Net().SetValue(net)
	s.Notes().Set(notes)
	child := net.Sym()
	s.Net().Then().Set(child)
	net.Layers[0].(*lessons.Norm).Eps = 2
	child.Width().Set(77)
	y := concrete(t, s)
	for _, x := range []*lessons.Trainer{x, y} {
		if x.Net.Layers[0].(*lessons.Norm).Eps != 1 || x.Notes != notes {
			t.Errorf("got %s", pg.Show(x))
		}
	}
	if y.Net.Then.Width != 0 {
		t.Error("a Sym changed with the one it was made of")
	}
	if z := concrete(t, s); &z.Net.Layers[0] == &y.Net.Layers[0] || z.Net.Layers[0] == y.Net.Layers[0] {
		t.Error("two programs of a Sym share a part")
	}
}

// Keys have any characters and types, and paths that say which.
func TestPyGloveKeys(t *testing.T) {
	x := lesson()
	x.Tags = map[string]int{"x.y": 1, `a"b`: 2, "": 3, "1": 4}
	s := x.Sym()
	s.Tags().At("x.y").Set(7)
	if err := x.Rebind(pg.Set(`Tags["x.y"]`, 7), pg.Insert(`Tags["z[0]"]`, 5), pg.Delete(`Tags[""]`)); err != nil {
		t.Fatal(err)
	}
	same(t, x.Tags, `{"1": 4, "a\"b": 2, "x.y": 7, "z[0]": 5}`)
	same(t, concrete(t, s).Tags, `{"": 3, "1": 4, "a\"b": 2, "x.y": 7}`)
	lab := &zoo.Lab{ByAny: map[any]int{1: 10, "1": 20}}
	if err := lab.Rebind(pg.Set("ByAny[1]", 11), pg.Set(`ByAny["1"]`, 21)); err != nil {
		t.Fatal(err)
	}
	if lab.ByAny[1] != 11 || lab.ByAny["1"] != 21 {
		t.Errorf("got %v", lab.ByAny)
	}
	same(t, lab.ByAny, `{1: 11, "1": 21}`)
	for range 50 {
		same(t, pg.Show(pg.SortedKeys(map[any]int{"2": 1, 10: 2, 9: 3, "10": 4, 2.5: 5, true: 6, nil: 7, int8(9): 8, [1]any{1}: 9, [1]any{"1"}: 10})), `[nil, true, 9, 9, 10, 2.5, "10", "2", ["1"], [1]]`)
		same(t, collected(pg.Query(lab, pg.MustPattern("ByAny[*]"))), "ByAny[1]=11\nByAny[\"1\"]=21")
	}
	if lab.Equal(&zoo.Lab{ByAny: map[any]int{1: 21, "1": 11}}) {
		t.Error("an int and a string are the same key")
	}
}

// Places are reached by paths; what is no part of the program is not.
func TestPyGloveAccess(t *testing.T) {
	s := lesson().Sym()
	for path, want := range map[string]string{
		"":                      "lessons.Trainer",
		"Name":                  "string",
		"Net.Layers":            "[]lessons.Layer",
		"Net.Layers[0]":         "lessons.Layer",
		"Net.Layers[0].Filters": "int",
		`Tags["x"]`:             "int",
	} {
		p, err := s.At(path)
		if err != nil || p.Type().String() != want || p.Path().String() != path {
			t.Errorf("%s: %v %v %s", path, err, p.Type(), p.Path())
		}
		if _, err := p.Any(); err != nil {
			t.Error(err)
		}
	}
	for path, want := range map[string]string{
		"Nmae":             "Nmae: expected a field of lessons.Trainer, which has no Nmae: did you mean Name?",
		"Name.x":           "Name: a string has no parts: expected the end of the path, got x",
		"Net.Layers[3]":    "Net.Layers: expected an index below 3, got [3]",
		"Net.Layers[-1]":   "Net.Layers: expected an index below 3, got [-1]",
		"Net.Layers.Size":  "Net.Layers: expected an index below 3, got Size",
		"Net.Then.Width":   "Net.Then: is nil and has no Width",
		`Tags["y"]`:        `Tags: expected a key of the map, which has no ["y"]`,
		"Net.Layers[=0/2]": `Net.Layers: there is no candidate [=0/2]`,
	} {
		_, err := s.At(path)
		wants(t, err, want)
	}
	if v, ok := s.Net().Layers().At(1).Value(); !ok || v.(lessons.Dense).Units != 10 {
		t.Errorf("got %v %v", v, ok)
	}
	if v, ok := s.Net().Layers().At(9).Value(); ok || v != nil {
		t.Errorf("got %v %v", v, ok)
	}
	n, ok := s.Net().Layers().At(0).Get()
	if !ok {
		t.Fatal("no node")
	}
	if c, ok := n.(lessons.ConvSym); !ok || c.Path().String() != "Net.Layers[0]" {
		t.Errorf("got a %T", n)
	}
}

// Maps are changed key by key.
func TestPyGloveMap(t *testing.T) {
	s := lesson().Sym()
	s.Tags().Put("y", 2)
	s.Tags().Put("x", 3)
	s.Tags().At("y").Set(4)
	if got := s.Tags().Keys(); !slices.Equal(got, []string{"x", "y"}) {
		t.Errorf("got %q", got)
	}
	s.Tags().Delete("x")
	same(t, concrete(t, s).Tags, `{"y": 4}`)
	s.Tags().Delete("x")
	wants(t, s.Err(), `Tags["x"]: expected a key of the map, which has no such key`)
	if err := s.Tags().Place.Assign(nil); err != nil {
		t.Fatal(err)
	}
	s.Tags().Put("z", 1)
	same(t, concrete(t, s).Tags, `{"z": 1}`)
	t.Run("order", func(t *testing.T) {
		x := &lessons.Trainer{Tags: map[string]int{"b": 1, "a": 2, "c": 3}}
		want := "Tags[\"a\"]=2\nTags[\"b\"]=1\nTags[\"c\"]=3"
		for range 20 {
			same(t, collected(pg.Query(x, pg.MustPattern("Tags[*]"))), want)
		}
	})
}

// What a program has that a new one hasn't is the changes from that to it.
func TestPyGloveNonDefault(t *testing.T) {
	x := &lessons.Net{Layers: []lessons.Layer{}, Width: 3}
	same(t, new(lessons.Net).Diff(x).String(), "Layers: nil → []\nWidth: 0 → 3\n")
	broom := new(zoo.Broom)
	broom.SetDefaults()
	same(t, broom.Diff(&zoo.Broom{Width: 2, Bristles: "straw"}).String(), "Width: 0 → 2\n")
	if err := x.Rebind(pg.Set("Width", 0), pg.Set("Layers", nil)); err != nil || new(lessons.Net).Diff(x) != nil {
		t.Errorf("%v %s", err, pg.Show(x))
	}
	call := &lessons.SumCall{Rest: []int{1}}
	same(t, new(lessons.SumCall).Diff(call).String(), "Rest: nil → [1]\n")
}

// A Sym knows whether all of it has a value, or what hasn't.
func TestPyGloveUndecided(t *testing.T) {
	s := lesson().Sym()
	if s.Space().Len() != 0 || s.Rate().Place.Decision() != nil {
		t.Error("a program is undecided")
	}
	s.Net().Layers().At(0).OneOf((&lessons.Norm{}).Sym(), (&lessons.Conv{}).Sym())
	s.Rate().Range(0, 1)
	if s.Rate().Place.Decision() == nil || s.Net().Layers().At(0).Place.Decision() == nil || len(s.Net().Layers().At(0).Place.Candidates()) != 2 {
		t.Error("what is undecided has no decision")
	}
	if _, ok := s.Rate().Get(); ok {
		t.Error("what is undecided has a value")
	}
	if _, err := s.Net().Any(); err == nil {
		t.Error("what holds something undecided has a value")
	}
	s.Batch().Unset()
	_, err := s.Concrete()
	wants(t, err,
		"pg: lessons.Trainer is not concrete: Rate: undecided (float 0 to 1): expected a value of type float64",
		"Batch: missing: expected a value of type int",
		"Net.Layers[0]: undecided (one of [Norm{} Conv{}]): expected a value of type lessons.Layer")
	s.Rate().Set(1)
	s.Batch().Set(1)
	s.Net().Layers().At(0).SetValue(lessons.Conv{Kernel: 7})
	if x := concrete(t, s); x.Net.Layers[0].(lessons.Conv).Kernel != 7 || s.Space().Len() != 0 {
		t.Errorf("got %s", pg.Show(x))
	}
}

// Lists are changed element by element, and decisions go where their elements
// go.
func TestPyGloveList(t *testing.T) {
	layers := func(s lessons.TrainerSym) string { return pg.Show(concrete(t, s).Net.Layers, pg.ShowWidth(10_000)) }
	s := lesson().Sym()
	l := s.Net().Layers()
	if l.Len() != 3 {
		t.Errorf("got %d", l.Len())
	}
	l.Insert(1, (&lessons.Conv{Filters: 1}).Sym())
	l.Append((&lessons.Dense{Units: 2}).Sym())
	same(t, layers(s), `[Conv{Filters: 8, Kernel: 3}, Conv{Filters: 1}, Dense{Units: 10, Act: "relu"}, Norm{Eps: 0.5}, Dense{Units: 2}]`)
	l.Delete(0)
	l.Delete(l.Len() - 1)
	l.At(0).SetValue(&lessons.Norm{})
	same(t, layers(s), `[Norm{}, Dense{Units: 10, Act: "relu"}, Norm{Eps: 0.5}]`)
	l.Insert(5, (&lessons.Conv{}).Sym())
	wants(t, s.Err(), "Net.Layers[5]: expected an index from 0 to 3, got 5")
	l.Delete(7)
	wants(t, s.Err(), "Net.Layers[7]: expected an index from 0 to 2, got 7")

	t.Run("decisions move with elements", func(t *testing.T) {
		s := lesson().Sym()
		l := s.Net().Layers()
		l.At(1).OneOfValues(lessons.Dense{Units: 1}, lessons.Dense{Units: 2})
		l.Delete(0)
		l.Insert(1, (&lessons.Norm{}).Sym())
		if got := fmt.Sprint(s.Space().IDs()); got != "[Net.Layers[0]]" {
			t.Errorf("got %s", got)
		}
		l.Delete(0)
		if s.Space().Len() != 0 {
			t.Error("a deleted element leaves its decision")
		}
	})
	t.Run("clear", func(t *testing.T) {
		s := lesson().Sym()
		s.Net().Layers().At(1).OneOfValues(lessons.Dense{Units: 1}, lessons.Dense{Units: 2})
		if err := s.Net().Layers().Place.Assign([]lessons.Layer{}); err != nil || s.Net().Layers().Len() != 0 || s.Space().Len() != 0 {
			t.Errorf("%v %v", err, s.Space())
		}
	})
	t.Run("arrays", func(t *testing.T) {
		s := zoo.New().Sym()
		s.Hours().Insert(0, 1)
		if s.Err() == nil {
			t.Error("an array grew")
		}
	})
}

// A clone is equal and has nothing in common, but for what is shared.
func TestPyGloveClone(t *testing.T) {
	x := lesson()
	y := x.Clone()
	if !x.Equal(y) || x.Notes != y.Notes {
		t.Errorf("got %s", x.Diff(y))
	}
	x.Notes, y.Notes = nil, nil
	sharesNothing(t, x, y)
	s := x.Sym()
	s.Rate().Log(0.1, 1)
	s.Net().Width().Unset()
	s.Net().Layers().At(0).OneOf((&lessons.Conv{}).Sym(), (&lessons.Norm{}).Sym())
	s.Name().Place.Seal()
	told := 0
	s.OnChange(func(pg.Changes) { told++ })
	c := s.Clone()
	if !c.Space().Equal(s.Space()) || !c.Net().Width().Place.Missing() {
		t.Errorf("got %v, want %v", c.Space(), s.Space())
	}
	c.Rate().Set(1)
	c.Net().Layers().Delete(0)
	c.Name().Set("clone")
	if s.Space().Len() != 2 || told != 0 || c.Err() != nil {
		t.Errorf("a change of a clone is one of what it is a clone of: %d %v", told, c.Err())
	}
	values := []any{map[string][]int{"a": {1}}, []any{1}}
	copied := pg.CloneValue(values)
	copied[0].(map[string][]int)["a"][0] = 2
	copied[1].([]any)[0] = 3
	same(t, values, `[{"a": [1]}, [1]]`)
}

// Equal compares values, not identity.
func TestPyGloveEqual(t *testing.T) {
	x, y := lesson(), lesson()
	y.Notes = x.Notes
	if !x.Equal(y) || !y.Equal(x) || x.Diff(y) != nil {
		t.Errorf("got %s", x.Diff(y))
	}
	for _, change := range []pg.Edit{
		pg.Set("Name", "y"), pg.Set("Net.Layers[0].Kernel", 5), pg.Set("Net.Layers[0]", lessons.Dense{}), pg.Delete("Net.Layers[2]"),
		pg.Set(`Tags["x"]`, 2), pg.Insert(`Tags["y"]`, 1), pg.Set("Optim", lessons.Adam{Rate: 0.1}), pg.Set("Optim", nil), pg.Set("Net.Then", lessons.Net{}),
		pg.Set("Notes", &lessons.Notes{Text: "shared"}), // shared: by identity
	} {
		z := x.Clone()
		if err := z.Rebind(change); err != nil {
			t.Fatal(err)
		}
		if x.Equal(z) || z.Equal(x) || x.Diff(z) == nil {
			t.Errorf("%s: equal", change)
		}
	}
	if pg.EqualValues(lessons.Conv{}, 1) || pg.EqualValues(lessons.Conv{}, lessons.Dense{}) || !pg.EqualValues([]any{lessons.Conv{}}, []any{lessons.Conv{}}) {
		t.Error("values of several types")
	}
}

// Sealed places refuse all changes, those of Rebind and of accessors, until
// they are unsealed.
func TestPyGloveSeal(t *testing.T) {
	s := lesson().Sym()
	s.Seal()
	layers := s.Net().Layers()
	if !s.Sealed() || !s.Net().Sealed() || !layers.At(0).Place.Sealed() || !s.Tags().Place.Sealed() {
		t.Error("not sealed at any depth")
	}
	for name, change := range map[string]func(lessons.TrainerSym){
		"Name":          func(s lessons.TrainerSym) { s.Name().Set("y") },
		"Rate":          func(s lessons.TrainerSym) { s.Rate().Range(1, 2) },
		"Batch":         func(s lessons.TrainerSym) { s.Batch().Unset() },
		"Net.Width":     func(s lessons.TrainerSym) { s.Net().Width().Inherit("Batch") },
		"Net.Layers[0]": func(s lessons.TrainerSym) { s.Net().Layers().Delete(0) },
		"Net.Layers[3]": func(s lessons.TrainerSym) { s.Net().Layers().Append((&lessons.Conv{}).Sym()) },
		`Tags["y"]`:     func(s lessons.TrainerSym) { s.Tags().Put("y", 1) },
		`Tags["x"]`:     func(s lessons.TrainerSym) { s.Tags().Delete("x") },
	} {
		s := lesson().Sym()
		s.OnChange(func(c pg.Changes) { t.Errorf("changed: %s", c) })
		s.Seal()
		change(s)
		wants(t, s.Err(), name+": is sealed: unseal it first, or change a clone")
	}
	s.Unseal()
	s.Unseal() // twice is as once
	if s.Sealed() || layers.Place.Sealed() {
		t.Error("sealed")
	}
	s.Name().Set("y")
	s.Net().Seal()
	s.Batch().Set(2)
	s.Net().Width().Set(5)
	if s.Net().Width().Place.Err() == nil || s.Batch().Place.Err() != nil || s.Sealed() || !s.Net().Width().Place.Sealed() {
		t.Errorf("the seal of a part: %v", s.Err())
	}
	c := s.Clone()
	if c.Net().Width().Place.Sealed() {
		t.Error("a clone is sealed") // so that there is a way to change what is sealed
	}
}

// Every place knows its path, what holds it, and the root.
func TestPyGloveParents(t *testing.T) {
	s := lesson().Sym()
	s.Optim().OneOf((&lessons.SGD{}).Sym(), (&lessons.Adam{}).Sym())
	chain := func(p pg.Place) string {
		var paths []string
		for ok := true; ok; p, ok = p.Parent() {
			paths = append(paths, fmt.Sprintf("%q", p.Path()))
		}
		return strings.Join(paths, " ")
	}
	p, err := s.At("Net.Layers[1].Units")
	if err != nil {
		t.Fatal(err)
	}
	same(t, chain(p), `"Net.Layers[1].Units" "Net.Layers[1]" "Net.Layers" "Net" ""`)
	if got := p.Root(); got.Path().String() != "" || got.Type() != s.Type() {
		t.Errorf("got %s", got.Path())
	}
	q, err := s.Optim().Place.Candidates()[1].At("Beta")
	if err != nil {
		t.Fatal(err)
	}
	same(t, chain(q), `"Optim[=1/2].Beta" "Optim[=1/2]" "Optim" ""`)
	if back, err := s.At(q.Path().String()); err == nil {
		if back.Path().String() != q.Path().String() {
			t.Errorf("got %s", back.Path())
		}
	}
	if q.Root().Type() != s.Type() {
		t.Errorf("got %s", q.Root().Type())
	}
	// The part of another is a part of it.
	outer := lesson().Sym()
	outer.Net().Then().Set(s.Net())
	same(t, outer.Net().Then().Layers().Place.Path().String(), "Net.Then.Layers")
	same(t, s.Net().Layers().Place.Path().String(), "Net.Layers")
}

// Rebind carries out edits by path: it sets, inserts and deletes, all of them or
// none.
func TestPyGloveRebind(t *testing.T) {
	x := lesson()
	if err := x.Rebind(
		pg.Set("Name", "y"),
		pg.Set("Net.Layers[0].Kernel", 5),
		pg.Set("Net.Layers[1]", lessons.Conv{}),
		pg.Delete("Net.Layers[2]"),
		pg.Insert("Net.Layers[0]", lessons.Dense{}),
		pg.Delete(`Tags["x"]`),
		pg.Insert(`Tags["y"]`, 2),
		pg.Set(`Tags["z"]`, 3),
		pg.Set("Net.Then", lessons.Net{Width: 1}),
		pg.Set("Net.Then.Width", 2),
	); err != nil {
		t.Fatal(err)
	}
	same(t, pg.Show(x, pg.ShowWidth(1000)), `Trainer{Name: "y", Rate: 0.01, Batch: 32, Net: Net{Layers: [Dense{}, Conv{Filters: 8, Kernel: 5}, Conv{}], Width: 4, Then: Net{Width: 2}}, Optim: SGD{Rate: 0.1}, Tags: {"y": 2, "z": 3}, Notes: Notes{Text: "shared"}}`)
	t.Run("no_updates", func(t *testing.T) {
		x := lesson()
		if err := x.Rebind(); err != nil || !x.Equal(lesson()) {
			t.Errorf("got %v", err)
		}
		s := x.Sym()
		s.OnChange(func(c pg.Changes) { t.Errorf("told of %s", c) })
		s.Name().Set("base")
		s.Net().Set(s.Net())
		s.Tags().Put("x", 1)
		s.Batch().Set(32)
	})
	t.Run("bad_rebind", func(t *testing.T) {
		x := lesson()
		wants(t, x.Rebind(
			pg.Set("", 1), pg.Set("Name.x", 1), pg.Set("Nam", 1), pg.Set("Net.Layers[3].Units", 1), pg.Set("Net.Then.Width", 1),
			pg.Set("Optim.Beta", 1), pg.Delete(`Tags["y"]`), pg.Delete("Name"), pg.Set("Name[", 1), pg.Set("Batch", 64),
		),
			"pg: rebind lessons.Trainer: expected lessons.Trainer, got 1 of type int",
			"Name: a string has no parts: expected the end of the path, got x",
			"Nam: expected a field of lessons.Trainer, which has no Nam: did you mean Name?",
			"Net.Layers[3]: expected an index from 0 to 2, got 3",
			"Net.Then: is nil: expected a value of type lessons.Net to edit: set it first",
			"Optim.Beta: expected a field of lessons.SGD, which has no Beta",
			`Tags["y"]: expected a key of the map, which has no such key`,
			"Name: expected an element of a slice or map to delete, got a field",
			`path "Name[": byte 5: expected ], got the end`)
		if !x.Equal(lesson()) {
			t.Errorf("errors and a change: %s", lesson().Diff(x))
		}
	})
}

// Whoever listens is told of each change at or below its place, once, those
// further in first.
func TestPyGloveEvents(t *testing.T) {
	listening := func() (s lessons.TrainerSym, told func() string) {
		s = lesson().Sym()
		var log []string
		for name, p := range map[string]pg.Place{
			"root": s.Place, "net": s.Net().Place, "layers": s.Net().Layers().Place,
			"tags": s.Tags().Place, "name": s.Name().Place,
		} {
			p.OnChange(func(c pg.Changes) {
				log = append(log, name+": "+strings.ReplaceAll(strings.TrimSpace(c.String()), "\n", "; "))
			})
		}
		return s, func() string { defer func() { log = nil }(); return strings.Join(log, "\n") }
	}
	t.Run("on_change", func(t *testing.T) {
		s, told := listening()
		s.Name().Set("y")
		same(t, told(), `name: Name: "base" → "y"
root: Name: "base" → "y"`)
		s.Net().Layers().Delete(1)
		same(t, told(), `layers: Net.Layers[1]: - Dense{Units: 10, Act: "relu"}
net: Net.Layers[1]: - Dense{Units: 10, Act: "relu"}
root: Net.Layers[1]: - Dense{Units: 10, Act: "relu"}`)
		s.Rate().Unset()
		s.Rate().Set(2)
		same(t, told(), `root: Rate: 0.01 → missing
root: Rate: missing → 2`)
		s.Batch().Place.Follow(s.Net().Width())
		same(t, told(), `root: Batch: 32 → ref Net.Width`)
	})
	t.Run("field_updates", func(t *testing.T) {
		s, told := listening()
		s.Place.Batch(func() {
			s.Net().Width().Set(9)
			s.Tags().Put("y", 2)
			s.Tags().Delete("x")
			s.Name().Set("base") // as it was
			s.Net().Layers().Append((&lessons.Dense{Units: 3}).Sym())
		})
		lines := strings.Split(told(), "\n")
		slices.Sort(lines[1:3])
		same(t, strings.Join(lines, "\n"), `layers: Net.Layers[3]: + Dense{Units: 3}
net: Net.Width: 4 → 9; Net.Layers[3]: + Dense{Units: 3}
tags: Tags["y"]: + 2; Tags["x"]: - 1
root: Net.Width: 4 → 9; Tags["y"]: + 2; Tags["x"]: - 1; Net.Layers[3]: + Dense{Units: 3}`)
	})
	t.Run("candidates", func(t *testing.T) {
		s := lesson().Sym()
		s.Optim().OneOf((&lessons.SGD{}).Sym(), (&lessons.Adam{}).Sym())
		var at []string
		s.OnChange(func(c pg.Changes) { at = append(at, c[0].Path.String()) })
		adam, err := s.Optim().Place.Candidates()[1].At("Beta")
		if err != nil {
			t.Fatal(err)
		}
		if err := adam.Assign(0.95); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(at, []string{"Optim[=1/2].Beta"}) {
			t.Errorf("got %q", at)
		}
	})
	t.Run("stop", func(t *testing.T) {
		s := lesson().Sym()
		n := 0
		stop := s.Net().OnChange(func(pg.Changes) { n++ })
		s.Net().Width().Set(1)
		stop()
		stop()
		s.Net().Width().Set(2)
		s.Name().Set("elsewhere")
		if n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

// Programs are gone through before and after their parts, into all of them or
// not, to the end or not.
func TestPyGloveTraverse(t *testing.T) {
	x := &lessons.Net{Layers: []lessons.Layer{lessons.Conv{Kernel: 1}, &lessons.Norm{}}}
	const down = "|Layers|Layers[0]|Layers[0].Filters|Layers[0].Kernel|Layers[1]|Layers[1].Eps|Width|Then"
	const up = "Layers[0].Filters|Layers[0].Kernel|Layers[0]|Layers[1].Eps|Layers[1]|Layers|Width|Then|"
	join := func(seq func(func(*pg.Node) bool), skip, stop string) string {
		var paths []string
		for n := range seq {
			paths = append(paths, n.Path().String())
			if n.Path().String() == skip {
				n.Skip()
			}
			if n.Path().String() == stop {
				break
			}
		}
		return strings.Join(paths, "|")
	}
	same(t, join(pg.Traverse(x), "-", "-"), down)
	same(t, join(pg.TraverseUp(x), "-", "-"), up)
	same(t, join(pg.Traverse(x), "Layers[0]", "-"), "|Layers|Layers[0]|Layers[1]|Layers[1].Eps|Width|Then")
	same(t, join(pg.Traverse(x), "-", "Layers[0]"), "|Layers|Layers[0]")
	same(t, join(pg.TraverseUp(x), "-", "Layers[0]"), "Layers[0].Filters|Layers[0].Kernel|Layers[0]")
	for n := range pg.Traverse(x) {
		if n.Depth() != len(n.Path()) {
			t.Errorf("%s: depth %d", n.Path(), n.Depth())
		}
	}
}

// Parts are found by path, type, value, and what holds them.
func TestPyGloveQuery(t *testing.T) {
	x := lesson()
	x.Net.Then = &lessons.Net{Layers: []lessons.Layer{lessons.Conv{Filters: 4, Kernel: 1}}, Width: 10}
	query := func(pattern string) string { return collected(pg.Query(x, pg.MustPattern(pattern))) }
	same(t, query("**.Kernel"), "Net.Layers[0].Kernel=3\nNet.Then.Layers[0].Kernel=1")
	same(t, query("Net.*"), "Net.Layers=[Conv{Filters: 8, Kernel: 3}, Dense{Units: 10, Act: \"relu\"}, Norm{Eps: 0.5}]\nNet.Width=4\nNet.Then=Net{Layers: [Conv{Filters: 4, Kernel: 1}], Width: 10}")
	same(t, query("no.**"), "")
	if got := strings.Count(query(""), "Trainer{"); got != 1 {
		t.Errorf("the root: %d", got)
	}
	same(t, collected(pg.QueryType[lessons.Conv](x)), "Net.Layers[0]=Conv{Filters: 8, Kernel: 3}\nNet.Then.Layers[0]=Conv{Filters: 4, Kernel: 1}")
	t.Run("by value and parent", func(t *testing.T) {
		var got []string
		for path, n := range pg.QueryType[int](x) {
			holder, _ := x.Sym().Place.At(path.String())
			parent, _ := holder.Parent()
			if n == 10 && parent.Type() != reflect.TypeFor[lessons.Dense]() {
				got = append(got, path.String())
			}
		}
		if !slices.Equal(got, []string{"Net.Layers[1].Units", "Net.Then.Width"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("bad_query", func(t *testing.T) {
		_, err := pg.ParsePattern("Net.[")
		if err == nil {
			t.Error("no error")
		}
	})
	t.Run("descendants", func(t *testing.T) {
		paths := func(leaves bool) (out []string) {
			for n := range pg.Traverse(&x.Net) {
				parts := 0
				for range pg.Traverse(n.Value()) {
					parts++
				}
				if (parts == 1) == leaves {
					out = append(out, n.Path().String())
				}
			}
			return out
		}
		if got := strings.Join(paths(true), " "); got != "Layers[0].Filters Layers[0].Kernel Layers[1].Units Layers[1].Act Layers[2].Eps Width Then.Layers[0].Filters Then.Layers[0].Kernel Then.Width Then.Then" {
			t.Errorf("got %s", got)
		}
	})
}

// JSON says what interfaces hold, and is read back as what was written.
func TestPyGloveJSON(t *testing.T) {
	x := lesson()
	x.Notes = nil
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	const at = "github.com/pgen-go/pgen/runtime/internal/lessons."
	same(t, string(text), `{"Name":"base","Rate":0.01,"Batch":32,"Net":{"Layers":[{"_type":"`+at+`Conv","Filters":8,"Kernel":3},{"_type":"`+at+`Dense","Units":10,"Act":"relu"},{"_type":"lessons.Norm/v2","Eps":0.5}],"Width":4,"Then":null},"Optim":{"_type":"`+at+`SGD","Rate":0.1,"Momentum":0},"Tags":{"x":1},"Notes":null}`)
	var y lessons.Trainer
	if err := json.Unmarshal(text, &y); err != nil || !y.Equal(x) {
		t.Errorf("%v\n%s", err, x.Diff(&y))
	}
	t.Run("serialization_key", func(t *testing.T) {
		for _, name := range []string{"lessons.Norm/v2", "lessons.BatchNorm", at + "Norm", "lessons.Norm"} {
			var n lessons.Net
			err := json.Unmarshal([]byte(`{"Layers": [{"_type": "`+name+`", "Eps": 3}]}`), &n)
			if err != nil || len(n.Layers) != 1 || n.Layers[0].(*lessons.Norm).Eps != 3 {
				t.Errorf("%s: %v %s", name, err, pg.Show(n))
			}
		}
	})
	t.Run("partial", func(t *testing.T) {
		n := lessons.Net{Width: 7}
		report, err := pg.Read(pg.JSON, []byte(`{"Layers": []}`), &n)
		if err != nil || n.Width != 7 {
			t.Errorf("%v %s", err, pg.Show(n))
		}
		same(t, strings.TrimSpace(report.String()), "Width: missing: the default is 7\nThen: missing: the default is nil")
	})
	t.Run("errors", func(t *testing.T) {
		for text, want := range map[string]string{
			`{"Layers": [{"_type": "lessons.Conf"}]}`: `pg: read JSON of lessons.Net: 1:23: Layers[0]: expected the name of a type, got "lessons.Conf": did you mean "lessons.Conv"?`,
			`{"Layers": [{"_type": "lessons.SGD"}]}`:  `pg: read JSON of lessons.Net: 1:23: Layers[0]: expected a type that implements lessons.Layer (*lessons.Norm, lessons.Conv, lessons.Dense), got lessons.SGD`,
			`{"Width": "x"}`:                          `pg: read JSON of lessons.Net: 1:11: Width: expected int, got "x"`,
			`{"Widht": 1}`:                            `pg: read JSON of lessons.Net: 1:2: expected a field of lessons.Net, got "Widht": did you mean "Width"?`,
		} {
			wants(t, pg.UnmarshalJSON(new(lessons.Net), []byte(text)), want)
		}
		lab := &zoo.Lab{Func: func(n int) int { return n }}
		if _, err := pg.MarshalJSON(lab); err == nil || !strings.Contains(err.Error(), "Func") {
			t.Errorf("a function was written: %v", err)
		}
	})
	t.Run("keys and numbers", func(t *testing.T) {
		x := &zoo.Zoo{Food: map[zoo.Size][]string{zoo.Large: {"a"}}, Extra: map[string]any{"1": nil}}
		text, err := pg.MarshalJSON(x)
		if err != nil {
			t.Fatal(err)
		}
		var y zoo.Zoo
		if err := pg.UnmarshalJSON(&y, text); err != nil || !x.Equal(&y) {
			t.Errorf("%v %s", err, x.Diff(&y))
		}
	})
}

// Programs are kept in files, whose format their names say.
func TestPyGloveSaveLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trainer.json")
	x := lesson()
	if err := pg.Save(path, x); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `"_type": "github.com/pgen-go/pgen/runtime/internal/lessons.Trainer"`) {
		t.Errorf("%v\n%s", err, text)
	}
	y := lesson()
	y.Name = "z"
	if _, err := pg.Load(path, y); err != nil || y.Name != "base" || !y.Net.Equal(&x.Net) {
		t.Errorf("%v %s", err, x.Diff(y))
	}
	if _, err := pg.Load(path, new(lessons.Net)); err == nil || !strings.Contains(err.Error(), "expected the type lessons.Net") {
		t.Errorf("got %v", err)
	}
	odd := filepath.Join(t.TempDir(), "trainer.bin")
	wants(t, pg.Save(odd, x), `pg: save `+odd+`: expected a file with the extension .json, .yaml, .yml, got .bin`)
	if _, err := pg.Load(odd, x); err == nil {
		t.Error("no error")
	}
}

// What is shown is as Go would write it, in a line where it fits.
func TestPyGloveFormat(t *testing.T) {
	x := lesson()
	same(t, x, `Trainer{Name: "base", Rate: 0.01, Batch: 32, Net: Net{Layers: [Conv{Filters: 8, Kernel: 3}, Dense{Units: 10, Act: "relu"}, Norm{Eps: 0.5}], Width: 4}, Optim: SGD{Rate: 0.1}, Tags: {"x": 1}, Notes: Notes{Text: "shared"}}`)
	same(t, fmt.Sprintf("%#v", pg.Shown(x.Net.Layers[:2])), `[]lessons.Layer{lessons.Conv{Filters: 8, Kernel: 3}, lessons.Dense{Units: 10, Act: "relu"}}`)
	same(t, fmt.Sprintf("%+v", pg.Shown(&lessons.Net{Layers: x.Net.Layers[:1]}, pg.ShowWidth(20))), "Net{\n\tLayers: [\n\t\tConv{\n\t\t\tFilters: 8,\n\t\t\tKernel: 3,\n\t\t},\n\t],\n}")
	same(t, pg.Show(lessons.Dense{Units: 1}), `Dense{Units: 1}`) // zeros are left out
	same(t, pg.Show(lessons.Dense{Units: 1}, pg.ShowZeros()), `Dense{Units: 1, Act: ""}`)
	same(t, pg.Show(x.Net, pg.ShowDepth(1)), `Net{Layers: […], Width: 4}`)
	same(t, pg.Show(map[any]any{1: 1, "1": 2}), `{1: 1, "1": 2}`)
}

// A place that follows another has the value that one gets.
func TestPyGloveRef(t *testing.T) {
	s := lesson().Sym()
	s.Batch().Ref(s.Net().Width())
	if x := concrete(t, s); x.Batch != 4 {
		t.Errorf("got %d", x.Batch)
	}
	s.Net().Width().Set(5)
	if x := concrete(t, s); x.Batch != 5 || x.Net.Width != 5 {
		t.Errorf("got %s", pg.Show(x))
	}
	s.Net().Width().OneOf(6, 7)
	if n := s.Space().Len(); n != 1 {
		t.Errorf("%d decisions", n)
	}
	for d := range s.Space().All() {
		x, err := s.Materialize(d)
		if err != nil || x.Batch != x.Net.Width || x.Batch < 6 {
			t.Errorf("%v %s", err, pg.Show(x))
		}
		if e, err := s.Encode(x); err != nil || !e.Equal(d) {
			t.Errorf("%v %v", err, e)
		}
		x.Batch++
		if _, err := s.Encode(x); err == nil {
			t.Error("what follows another has another value")
		}
	}
	t.Run("clone", func(t *testing.T) {
		c := s.Clone()
		c.Net().Width().Set(1)
		if x := concrete(t, c); x.Batch != 1 {
			t.Errorf("got %d", x.Batch)
		}
		if s.Space().Len() != 1 {
			t.Error("the one it was cloned from has changed")
		}
	})
	t.Run("self_reference", func(t *testing.T) {
		s := lesson().Sym()
		s.Net().Then().Ref(s.Net())
		wants(t, s.Err(), "Net.Then: a place cannot follow itself, or what holds it")
		s = lesson().Sym()
		s.Batch().Ref(s.Net().Width())
		s.Net().Width().Ref(s.Batch())
		if _, err := s.Concrete(); err == nil {
			t.Error("two places follow each other, and that is no error")
		}
	})
	t.Run("type_check", func(t *testing.T) {
		s := lesson().Sym()
		s.Batch().Place.Follow(s.Name())
		wants(t, s.Err(), "Batch: expected a place of type int to follow, got Name, of type string")
		s.Batch().Set(1) // can be done, so that there is no error any more
		s.Rate().Place.Follow(lesson().Sym().Rate())
		if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), "Rate: expected a place of the same program") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("partial_check", func(t *testing.T) {
		s := lesson().Sym()
		s.Net().Width().Unset()
		s.Batch().Ref(s.Net().Width())
		_, err := s.Concrete()
		wants(t, err, "pg: lessons.Trainer is not concrete: Net.Width: missing: expected a value of type int")
	})
	t.Run("deref", func(t *testing.T) {
		s := lesson().Sym()
		s.Batch().Ref(s.Net().Width())
		x := concrete(t, s).Sym()
		x.Net().Width().Set(9)
		if y := concrete(t, x); y.Batch != 4 {
			t.Errorf("a program follows: %d", y.Batch)
		}
	})
}

// An inherited value is that of the nearest field of the name above, wherever
// the part that inherits is put.
func TestPyGloveInferred(t *testing.T) {
	sgd := (&lessons.SGD{Momentum: 0.5}).Sym()
	sgd.Rate().Inherit("Rate")
	if _, err := sgd.Concrete(); err == nil {
		t.Error("there is nothing to inherit, and that is no error")
	} else {
		wants(t, err, "pg: lessons.SGD is not concrete: Rate: nothing above has a field Rate to inherit")
	}
	s := lesson().Sym()
	s.Optim().Set(sgd)
	for _, rate := range []float64{0.01, 0.5} {
		s.Rate().Set(rate)
		if x := concrete(t, s); x.Optim.Step() != rate {
			t.Errorf("got %s", pg.Show(x.Optim))
		}
	}
	t.Run("also a decision", func(t *testing.T) {
		s := s.Clone()
		s.Rate().OneOf(1, 2)
		for d := range s.Space().All() {
			if x, err := s.Materialize(d); err != nil || x.Optim.Step() != x.Rate {
				t.Errorf("%v %s", err, pg.Show(x))
			}
		}
	})
	t.Run("in a candidate", func(t *testing.T) {
		s := lesson().Sym()
		s.Optim().OneOf(sgd, (&lessons.Adam{Rate: 3}).Sym())
		var got []float64
		for d := range s.Space().All() {
			x, err := s.Materialize(d)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, x.Optim.Step())
		}
		if !slices.Equal(got, []float64{0.01, 3}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("nearest", func(t *testing.T) {
		inner := (&lessons.Net{}).Sym()
		inner.Width().Inherit("Width")
		s := lesson().Sym()
		s.Net().Then().Set(inner)
		if x := concrete(t, s); x.Net.Then.Width != 4 {
			t.Errorf("got %s", pg.Show(x.Net))
		}
	})
	t.Run("by a function", func(t *testing.T) {
		s := lesson().Sym()
		s.Rate().OneOf(0.5, 2)
		pg.Derive(s.Batch(), s, func(*lessons.Trainer) (int, error) { return 7, nil })
		pg.Derive(s.Net().Width(), s, func(x *lessons.Trainer) (int, error) { return int(x.Rate * 100), nil })
		var got []int
		for d := range s.Space().All() {
			x, err := s.Materialize(d)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, x.Batch, x.Net.Width)
		}
		if want := []int{7, 50, 7, 200}; !slices.Equal(got, want) {
			t.Errorf("expected %v, got %v", want, got)
		}
		s.Net().Width().Set(1)
		_, err := s.MarshalJSON()
		wants(t, err, "pg: write JSON of lessons.Trainer: Batch: it is derived from the whole program by a Go function, which has no JSON form")
	})
	t.Run("in a list", func(t *testing.T) {
		s := (&lessons.SumCall{First: 1, Rest: []int{1, 0, 0}}).Sym()
		s.Rest().At(1).Inherit("First")
		pg.Derive(s.Rest().At(2), s, func(x *lessons.SumCall) (int, error) { return 10 * x.First, nil })
		if _, ok := s.Rest().At(2).Get(); ok || s.Rest().At(2).Place.Missing() {
			t.Error("expected a value that is neither there nor missing")
		}
		if x := concrete(t, s); !slices.Equal(x.Rest, []int{1, 1, 10}) {
			t.Errorf("got %v", x.Rest)
		}
		if _, err := s.Rest().Place.At("[3]"); err == nil {
			t.Error("expected an error for an element that isn't there")
		}
	})
	t.Run("equal", func(t *testing.T) {
		inherits := func(name string) lessons.SGDSym {
			s := (&lessons.SGD{}).Sym()
			s.Rate().Inherit(name)
			return s
		}
		if a := inherits("Rate"); !a.Equal(inherits("Rate")) || a.Equal(inherits("Width")) || a.Equal((&lessons.SGD{}).Sym()) {
			t.Error("expected what inherits the same to be equal, and nothing else")
		}
		half := func(x *lessons.SGD) (float64, error) { return x.Momentum / 2, nil }
		derives := func(f func(*lessons.SGD) (float64, error)) lessons.SGDSym {
			s := (&lessons.SGD{}).Sym()
			pg.Derive(s.Rate(), s, f)
			return s
		}
		a := derives(half)
		if !a.Equal(a.Clone()) || a.Equal(inherits("Rate")) || a.Equal((&lessons.SGD{}).Sym()) {
			t.Error("expected what is derived by the same function to be equal, and nothing else")
		}
	})
	t.Run("set", func(t *testing.T) {
		s := s.Clone()
		n, _ := s.Optim().Get()
		n.(lessons.SGDSym).Rate().Set(7)
		s.Rate().Set(1)
		if x := concrete(t, s); x.Optim.Step() != 7 {
			t.Errorf("got %s", pg.Show(x.Optim))
		}
	})
}

// A tagged function is the struct of its parameters: bound one by one, changed,
// compared, written, called.
func TestPyGloveFunctor(t *testing.T) {
	x := &lessons.SumCall{First: 1, Rest: []int{2, 3}}
	if got := x.Call(); got != 6 {
		t.Errorf("got %d", got)
	}
	same(t, x, "SumCall{First: 1, Rest: [2, 3]}")
	y := x.Clone()
	if err := y.Rebind(pg.Set("Rest[0]", 0), pg.Insert("Rest[2]", 7)); err != nil || y.Call() != 11 || x.Call() != 6 || x.Equal(y) {
		t.Errorf("%v %d %d", err, x.Call(), y.Call())
	}
	text, err := pg.MarshalJSON(x)
	if err != nil {
		t.Fatal(err)
	}
	var z lessons.SumCall
	if err := pg.UnmarshalJSON(&z, text); err != nil || !z.Equal(x) {
		t.Errorf("%v %s", err, text)
	}
	wants(t, x.Rebind(pg.Set("First", "1"), pg.Set("Frist", 1)),
		`pg: rebind lessons.SumCall: First: expected int, got "1" of type string`,
		`Frist: expected a field of lessons.SumCall, which has no Frist: did you mean First?`)
	t.Run("partial", func(t *testing.T) {
		s := pg.Partial[lessons.DecayCallSym]()
		s.Rate().Set(8)
		_, err := s.Call()
		wants(t, err, "pg: lessons.DecayCall is not concrete: Factor: missing: expected a value of type float64", "Steps: missing: expected a value of type int")
		s.Factor().Set(0.5)
		s.Steps().Set(2)
		if got, err := s.Call(); got != 2 || err != nil {
			t.Errorf("got %v %v", got, err)
		}
		once := s.Clone() // what one call has that others have not
		once.Steps().Set(1)
		if got, err := once.Call(); got != 4 || err != nil {
			t.Errorf("got %v %v", got, err)
		}
		if got, err := s.Call(); got != 2 || err != nil {
			t.Errorf("got %v %v", got, err)
		}
		s.Steps().Unset()
		if _, err := s.Call(); err == nil {
			t.Error("an argument is missing, and that is no error")
		}
	})
	t.Run("searched", func(t *testing.T) {
		s := (&lessons.DecayCall{Rate: 8, Steps: 1}).Sym()
		s.Factor().OneOf(0.5, 0.25)
		var got []float64
		for d := range s.Space().All() {
			c, err := s.Materialize(d)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c.Call())
		}
		if !slices.Equal(got, []float64{4, 2}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("as a part", func(t *testing.T) {
		s := lesson().Sym()
		call := (&lessons.NewDenseCall{}).Sym()
		call.Units().OneOf(1, 2)
		s.Net().Layers().At(0).SetCall(call)
		var got []int
		for d := range s.Space().All() {
			x, err := s.Materialize(d)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, x.Net.Layers[0].Size())
		}
		if !slices.Equal(got, []int{1, 2}) {
			t.Errorf("got %v", got)
		}
		s.Net().Layers().At(0).SetCall((&lessons.SumCall{}).Sym())
		if s.Err() == nil {
			t.Error("a call that makes no layer stands for one")
		}
	})
	t.Run("errors", func(t *testing.T) {
		if _, err := (&lessons.NewNetCall{Depth: -1}).Sym().Call(); fmt.Sprint(err) != "expected a depth of at least 0" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("parts are programs", func(t *testing.T) {
		c := &lessons.NewNetCall{Depth: 2, Layer: lessons.Conv{Kernel: 1}}
		n, err := c.Call()
		if err != nil || len(n.Layers) != 2 {
			t.Fatalf("%v %s", err, pg.Show(n))
		}
		same(t, collected(pg.QueryType[lessons.Conv](c)), "Layer=Conv{Kernel: 1}")
	})
}

// The changes from one program to another are the smallest parts that differ,
// and turn the one into the other.
func TestPyGloveDiff(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*lessons.Trainer)
		want   string
	}{
		{"nothing", func(*lessons.Trainer) {}, ""},
		{"simple types", func(x *lessons.Trainer) { x.Name, x.Batch = "y", 1 }, "Name: \"base\" → \"y\"\nBatch: 32 → 1\n"},
		{"list", func(x *lessons.Trainer) {
			x.Net.Layers = []lessons.Layer{lessons.Conv{Filters: 8, Kernel: 5}, &lessons.Norm{Eps: 0.5}}
		}, "Net.Layers[0].Kernel: 3 → 5\nNet.Layers[1]: - Dense{Units: 10, Act: \"relu\"}\n"},
		{"dict", func(x *lessons.Trainer) { x.Tags = map[string]int{"y": 2} }, "Tags[\"x\"]: - 1\nTags[\"y\"]: + 2\n"},
		{"another type", func(x *lessons.Trainer) { x.Optim = lessons.Adam{Rate: 0.1} }, "Optim: SGD{Rate: 0.1} → Adam{Rate: 0.1}\n"},
		{"nil", func(x *lessons.Trainer) { x.Optim, x.Tags = nil, nil }, "Optim: SGD{Rate: 0.1} → nil\nTags: {\"x\": 1} → nil\n"},
	} {
		x, y := lesson(), lesson()
		test.change(y)
		changes := x.Diff(y)
		var text strings.Builder
		changes.WriteTo(&text)
		if got := changes.String(); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.want)
		}
		if (changes == nil) != x.Equal(y) {
			t.Errorf("%s: %d changes", test.name, len(changes))
		}
		if err := x.Rebind(changes...); err != nil || !x.Equal(y) {
			t.Errorf("%s: %v\n%s", test.name, err, x.Diff(y))
		}
		if err := x.Rebind(changes.Invert()...); err != nil || !x.Equal(lesson()) {
			t.Errorf("%s: %v\n%s", test.name, err, x.Diff(lesson()))
		}
	}
	t.Run("mode", func(t *testing.T) {
		y := lesson()
		y.Batch = 16
		if text := pg.ShowDiff(lesson(), y, pg.ShowContext(100)).String(); !strings.Contains(text, "~ Batch: 32 → 16") || !strings.Contains(text, `Name:  "base"`) {
			t.Errorf("got %s", text)
		}
	})
	t.Run("html", func(t *testing.T) {
		y := lesson()
		y.Name = "<y>"
		page := pg.HTML(pg.ShowDiff(lesson(), y))
		if !strings.Contains(page, "&lt;y&gt;") || strings.Contains(page, "<y>") || !strings.Contains(page, "base") {
			t.Error("the page doesn't show both sides")
		}
	})
}

// A Sym says where it came from.
func TestPyGloveOrigin(t *testing.T) {
	x := lesson()
	s := x.Sym()
	c := s.Clone()
	if o := s.Origin(); o == nil || o.How != pg.OriginSym || o.From != any(x) {
		t.Errorf("got %+v", o)
	}
	o := c.Origin()
	if o == nil || o.How != pg.OriginClone {
		t.Fatalf("got %+v", o)
	}
	if from := o.From.(lessons.TrainerSym); from.Origin().From != any(x) {
		t.Errorf("got %+v", from.Origin())
	}
	if o := c.Net().Layers().Place.Origin(); o != c.Origin() {
		t.Errorf("a part is of another origin: %+v", o)
	}
	if o := pg.Partial[lessons.TrainerSym]().Origin(); o != nil {
		t.Errorf("got %+v", o)
	}
}

// A page shows all of a program, escaped, open as far as is asked.
func TestPyGloveHTML(t *testing.T) {
	x := lesson()
	x.Name = `<script>alert("x")</script>`
	page := pg.HTML(x)
	for _, want := range []string{"Trainer", "&lt;script&gt;", "Net", "Conv", "Filters", "relu", "<style>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "alert(\"x\")</script>") {
		t.Error("a value is part of the page's code")
	}
	deep := &lessons.Net{Then: &lessons.Net{Then: &lessons.Net{Then: &lessons.Net{Width: 1}}}}
	open := func(n int) int { return strings.Count(pg.HTML(deep, pg.ShowOpen(n)), "<details open") }
	if open(0) >= open(1) || open(1) >= open(2) {
		t.Errorf("open: %d %d %d", open(0), open(1), open(2))
	}
}

// Rebind with a function is Rewrite: it changes what the function says, of all
// that there is, at once.
func TestPyGloveRewrite(t *testing.T) {
	increment := pg.OnType(func(n *pg.Node, v int) { n.Replace(v + 1) })
	x := lesson()
	if err := pg.Rewrite(x, increment); err != nil {
		t.Fatal(err)
	}
	same(t, x, `Trainer{Name: "base", Rate: 0.01, Batch: 33, Net: Net{Layers: [Conv{Filters: 9, Kernel: 4}, Dense{Units: 11, Act: "relu"}, Norm{Eps: 0.5}], Width: 5}, Optim: SGD{Rate: 0.1}, Tags: {"x": 2}, Notes: Notes{Text: "shared"}}`)
	s := lesson().Sym()
	told := 0
	s.OnChange(func(c pg.Changes) { told += len(c) })
	if err := pg.Rewrite(s, increment); err != nil || !concrete(t, s).Equal(x) || told != 6 {
		t.Errorf("%v, told of %d changes: %s", err, told, x.Diff(concrete(t, s)))
	}
	t.Run("nothing", func(t *testing.T) {
		s := lesson().Sym()
		s.OnChange(func(c pg.Changes) { t.Errorf("told of %s", c) })
		if err := pg.Rewrite(s, func(*pg.Node) {}); err != nil {
			t.Error(err)
		}
	})
	t.Run("all or none", func(t *testing.T) {
		x := lesson()
		err := pg.Rewrite(x, pg.On(pg.MustPattern("Net.Layers[*]"), func(n *pg.Node) {
			if _, ok := n.Value().(lessons.Dense); ok {
				n.Replace(3)
			} else {
				n.Replace(lessons.Conv{})
			}
		}))
		if err == nil || !x.Equal(lesson()) {
			t.Errorf("%v\n%s", err, lesson().Diff(x))
		}
	})
}

// Contains finds a value, a type, or what a function says, at any depth.
func TestPyGloveContains(t *testing.T) {
	x := lesson()
	for _, in := range []any{x, x.Sym()} {
		for v, want := range map[any]bool{3: true, "relu": true, 0.5: true, lessons.SGD{Rate: 0.1}: true, 7: false, "x": false, lessons.SGD{}: false} {
			if got := pg.Contains(in, v); got != want {
				t.Errorf("%T: contains %v: %v", in, v, got)
			}
		}
		if !pg.ContainsType[lessons.Conv](in) || !pg.ContainsType[int](in) || pg.ContainsType[lessons.Adam](in) || pg.ContainsType[bool](in) {
			t.Errorf("%T: by type", in)
		}
		if !pg.ContainsFunc(in, func(n *pg.Node) bool { return n.Depth() == 4 }) || pg.ContainsFunc(in, func(n *pg.Node) bool { return n.Depth() == 5 }) {
			t.Errorf("%T: by function", in)
		}
	}
}

// Values of all types are in one order, in which equal ones are the same.
func TestPyGloveCompare(t *testing.T) {
	n := func(layers ...lessons.Layer) *lessons.Net { return &lessons.Net{Layers: layers} }
	for i, pair := range [][2]any{
		{nil, 1}, {nil, n()}, {1, 2}, {"a", "b"}, {[]int{}, []int{0}}, {[]int{0}, []int{1}}, {[]int{0, 1}, []int{1}}, {[]int{0}, []int{0, 1}},
		{map[string]int{}, map[string]int{"a": 0}}, {map[string]int{"a": 0}, map[string]int{"a": 1}}, {map[string]int{"a": 0}, map[string]int{"b": 0}},
		{n(), n(lessons.Conv{})}, {n(lessons.Conv{Kernel: 1}), n(lessons.Conv{Kernel: 2})}, {n(lessons.Conv{Filters: 1, Kernel: 2}), n(lessons.Conv{Filters: 2})},
		{&lessons.SumCall{First: 1}, &lessons.SumCall{First: 1, Rest: []int{1}}},
	} {
		a, b := pair[0], pair[1]
		if pg.Compare(a, b) >= 0 || pg.Compare(b, a) <= 0 || !pg.Less(a, b) || pg.Less(b, a) || pg.Compare(a, a) != 0 || pg.Compare(b, b) != 0 {
			t.Errorf("%d: %s isn't before %s", i, pg.Show(a), pg.Show(b))
		}
	}
	all := []any{nil, true, 1, 2.5, "a", []int{1}, map[string]int{"a": 1}, lessons.Conv{}, &lessons.Norm{}, [1]int{}, lesson()}
	for _, a := range all {
		for _, b := range all {
			if (pg.Compare(a, b) == 0) != pg.EqualValues(a, b) || pg.Compare(a, b) != -pg.Compare(b, a) {
				t.Errorf("%T and %T: %d and %d", a, b, pg.Compare(a, b), pg.Compare(b, a))
			}
		}
	}
}

// What is equal has the same hash, and what isn't most likely another.
func TestPyGloveHash(t *testing.T) {
	seen := map[uint64]string{}
	for _, change := range []pg.Edit{
		pg.Set("Name", "y"), pg.Set("Net.Layers[0].Kernel", 5), pg.Set("Net.Layers[0]", lessons.Dense{}), pg.Delete("Net.Layers[2]"),
		pg.Set(`Tags["x"]`, 2), pg.Insert(`Tags["y"]`, 1), pg.Set("Optim", lessons.Adam{Rate: 0.1}), pg.Set("Optim", nil),
	} {
		x := lesson()
		if err := x.Rebind(change); err != nil {
			t.Fatal(err)
		}
		if pg.Hash(x) != pg.Hash(x.Clone()) {
			t.Errorf("%s: a clone has another hash", change)
		}
		if other, ok := seen[pg.Hash(x)]; ok {
			t.Errorf("%s has the hash of %s", change, other)
		}
		seen[pg.Hash(x)] = change.String()
	}
	if pg.Hash(&zoo.Lab{ByAny: map[any]int{1: 1}}) == pg.Hash(&zoo.Lab{ByAny: map[any]int{"1": 1}}) {
		t.Error("an int and a string are the same key")
	}
	if pg.Hash(map[string]int{"a": 1, "b": 2}) != pg.Hash(map[string]int{"b": 2, "a": 1}) {
		t.Error("the order of keys counts")
	}
}

// Syms are equal where the same stands in all places.
func TestPyGloveSymEqual(t *testing.T) {
	a, b := lesson().Sym(), lesson().Sym()
	same2 := func(want bool) {
		t.Helper()
		if a.Equal(b) != want || b.Equal(a) != want || (len(a.Diff(b)) == 0) != want {
			t.Errorf("equal: %v\n%s", a.Equal(b), a.Diff(b))
		}
	}
	same2(true)
	for _, change := range []func(lessons.TrainerSym){
		func(s lessons.TrainerSym) { s.Rate().Inherit("Width") },
		func(s lessons.TrainerSym) { s.Batch().Unset() },
		func(s lessons.TrainerSym) { s.Batch().Ref(s.Net().Width()) },
		func(s lessons.TrainerSym) {
			s.Net().Layers().At(0).OneOf((&lessons.Conv{}).Sym(), (&lessons.Norm{}).Sym())
		},
	} {
		change(a)
		same2(false)
		change(b)
		same2(true)
	}
	t.Run("diff", func(t *testing.T) {
		c := lesson().Sym()
		if err := c.Rebind(c.Diff(a)...); err != nil || !c.Equal(a) {
			t.Errorf("%v\n%s", err, c.Diff(a))
		}
	})
}

// What holds a place is found by its type.
func TestPyGloveAncestor(t *testing.T) {
	s := lesson().Sym()
	p, err := s.At("Net.Layers[1].Units")
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := pg.Ancestor[lessons.DenseSym](p); !ok || d.Path().String() != "Net.Layers[1]" {
		t.Errorf("got %v %s", ok, d.Path())
	}
	if n, ok := pg.Ancestor[lessons.NetSym](p); !ok || n.Path().String() != "Net" {
		t.Errorf("got %v %s", ok, n.Path())
	}
	if x, ok := pg.Ancestor[lessons.TrainerSym](p); !ok || x.Path().String() != "" {
		t.Errorf("got %v %s", ok, x.Path())
	}
	if _, ok := pg.Ancestor[lessons.ConvSym](p); ok {
		t.Error("got what isn't there")
	}
	if _, ok := pg.Ancestor[lessons.TrainerSym](s); ok {
		t.Error("the root is above itself")
	}
	var all []string
	for c := range pg.All[lessons.LayerNode](s) {
		all = append(all, fmt.Sprintf("%T", c))
	}
	same(t, strings.Join(all, " "), "lessons.ConvSym lessons.DenseSym lessons.NormSym")
}

// lacking returns a program with something else than a value in places of all
// kinds.
func lacking() lessons.TrainerSym {
	s := lesson().Sym()
	s.Notes().Set(nil)
	s.Batch().Ref(s.Net().Width())
	s.Rate().Unset()
	n, _ := s.Optim().Get()
	n.(lessons.SGDSym).Rate().Inherit("Rate")
	s.Net().Layers().At(0).OneOf((&lessons.Conv{Filters: 1}).Sym(), (&lessons.Norm{}).Sym())
	return s
}

// What stands in the places of a Sym is written, and read back as it was. With
// values in all places it is written as the program is.
func TestPyGloveSymJSON(t *testing.T) {
	s := lacking()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"Rate":{"_decide":"missing"}`, `"Batch":{"_decide":"ref","path":"Net.Width"}`, `"Rate":{"_decide":"inherit","field":"Rate"}`,
		`{"_decide":"oneof","candidates":[{"_type":"github.com/pgen-go/pgen/runtime/internal/lessons.Conv","Filters":1,"Kernel":0},{"_type":"lessons.Norm/v2","Eps":0}]}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("got %s\nwithout %s", text, want)
		}
	}
	r := new(lessons.Trainer).Sym()
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(r)
	if err != nil || string(again) != string(text) {
		t.Errorf("%v: got\n%s\nwant\n%s", err, again, text)
	}
	if !r.Rate().Place.Missing() || !r.Space().Equal(s.Space()) || r.Sealed() {
		t.Error("something else came back")
	}
	t.Run("use_inferred", func(t *testing.T) {
		s := lacking()
		s.Rate().Set(0.25)
		s.Net().Layers().At(0).SetValue(lessons.Conv{})
		text, err := json.Marshal(concrete(t, s))
		if err != nil || !strings.Contains(string(text), `"Batch":4`) || !strings.Contains(string(text), `SGD","Rate":0.25`) || strings.Contains(string(text), "_decide") {
			t.Errorf("%v %s", err, text)
		}
	})
	t.Run("values", func(t *testing.T) {
		x := lesson()
		a, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := json.Marshal(x.Sym()); err != nil || string(a) != string(b) {
			t.Errorf("%v: got\n%s\nwant\n%s", err, b, a)
		}
	})
	t.Run("partial", func(t *testing.T) {
		text, err := json.Marshal(pg.Partial[lessons.DenseSym]())
		if err != nil {
			t.Fatal(err)
		}
		s := new(lessons.Dense).Sym()
		if err := json.Unmarshal(text, &s); err != nil || !s.Units().Place.Missing() || !s.Act().Place.Missing() {
			t.Errorf("%v %s", err, text)
		}
	})
}

// What lacks a value is shown as what stands there instead; what is inferred, as
// its value, in the program that is made.
func TestPyGloveSymFormat(t *testing.T) {
	s := lacking()
	same(t, s, `Trainer{Name: "base", Rate: missing, Batch: ref Net.Width, Net: Net{Layers: [one of [Conv{Filters: 1}, Norm{}], Dense{Units: 10, Act: "relu"}, Norm{Eps: 0.5}], Width: 4}, Optim: SGD{Rate: inherited Rate}, Tags: {"x": 1}}`)
	same(t, fmt.Sprint(s.Batch(), s.Rate(), s.Optim()), "ref Net.Width missing SGD{Rate: inherited Rate}")
	s.Rate().Set(0.25)
	s.Net().Layers().At(0).SetValue(lessons.Conv{})
	same(t, concrete(t, s), `Trainer{Name: "base", Rate: 0.25, Batch: 4, Net: Net{Layers: [Conv{}, Dense{Units: 10, Act: "relu"}, Norm{Eps: 0.5}], Width: 4}, Optim: SGD{Rate: 0.25}, Tags: {"x": 1}}`)
}

// So it is on a page.
func TestPyGloveSymHTML(t *testing.T) {
	s := lacking()
	page := pg.HTML(s)
	for _, want := range []string{">missing<", ">ref Net.Width<", ">inherited Rate<", "one of"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	s.Rate().Set(0.25)
	s.Net().Layers().At(0).SetValue(lessons.Conv{})
	page = pg.HTML(concrete(t, s))
	if strings.Contains(page, "ref Net.Width") || strings.Contains(page, "inherited") || !strings.Contains(page, ">0.25<") {
		t.Error("the page of a program doesn't have its values")
	}
}

// TestPyGloveSymbolicIsAccountedFor checks that the account names tests and
// scenarios that are there, and counts what it has.
func TestPyGloveSymbolicIsAccountedFor(t *testing.T) {
	text, err := os.ReadFile("testdata/pyglove_symbolic.md")
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]string{}
	for pkg, folder := range map[string]string{"pg": ".", "yaml": "yaml", "geno": "geno", "study": "study"} {
		paths, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			code, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			source[pkg] += string(code)
		}
	}
	row := regexp.MustCompile(`(?m)^\| (\w+_test) \| (\w+\.test_\w+) \| (.+) \|$`)
	test := regexp.MustCompile("`(\\w+)\\.((?:Test|Example)\\w*)(?:/([^`]+))?`")
	scenario := regexp.MustCompile("`script/(\\w+\\.txtar)`")
	type counts struct{ cases, twins, moot, open int }
	var all counts
	files := map[string]counts{}
	seen := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		file, name, here := m[1], m[2], m[3]
		if seen[file+name] {
			t.Errorf("%s %s: twice", file, name)
		}
		seen[file+name] = true
		n := files[file]
		n.cases++
		all.cases++
		tests, scenarios := test.FindAllStringSubmatch(here, -1), scenario.FindAllStringSubmatch(here, -1)
		if strings.HasPrefix(here, "moot: ") {
			n.moot++
			all.moot++
		} else if strings.HasPrefix(here, "open: ") {
			n.open++
			all.open++
		} else {
			n.twins++
			all.twins++
			if len(tests)+len(scenarios) == 0 {
				t.Errorf("%s %s: neither moot nor a test", file, name)
			}
		}
		files[file] = n
		for _, m := range tests {
			if code := source[m[1]]; !strings.Contains(code, "func "+m[2]+"(") || m[3] != "" && !strings.Contains(code, `t.Run("`+m[3]+`"`) {
				t.Errorf("%s %s: no such test: %s", file, name, m[0])
			}
		}
		for _, m := range scenarios {
			if _, err := os.Stat(filepath.Join("..", "testdata", "script", m[1])); err != nil {
				t.Errorf("%s %s: %v", file, name, err)
			}
		}
	}
	files["all"] = all
	if all.cases != 494 || len(files) != 20 {
		t.Errorf("expected the 494 cases of 19 files, got %d of %d", all.cases, len(files)-1)
	}
	for file, n := range files {
		if line := fmt.Sprintf("\n| %s | %d | %d | %d | %d |\n", file, n.cases, n.twins, n.moot, n.open); !strings.Contains(string(text), line) {
			t.Errorf("expected the line %s", line)
		}
	}
}

// TestPyGloveTable checks that each row of the table in the package
// documentation names examples, and that these are there and are run.
func TestPyGloveTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	rows := regexp.MustCompile(`(?m)^//\t\S.*$`).FindAllString(string(doc[strings.Index(string(doc), "# From PyGlove"):]), -1)
	if len(rows) < 42 {
		t.Errorf("expected a table, got %d rows", len(rows))
	}
	for _, row := range rows {
		names := regexp.MustCompile(`Example\w+`).FindAllString(row, -1)
		if len(names) == 0 {
			t.Errorf("expected an example: %s", row)
		}
		for _, name := range names {
			_, body, ok := strings.Cut(code.String(), "\nfunc "+name+"() {")
			if !ok {
				t.Errorf("no such example: %s", name)
			}
			if body, _, _ = strings.Cut(body, "\n}\n"); !strings.Contains(body, "// Output:") {
				t.Errorf("%s says no output, so it isn't run", name)
			}
		}
	}
}
