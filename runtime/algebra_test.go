// The laws that copying, comparing, changing, choosing and encoding obey.

package pg_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

const seeds = 300

func TestLaws(t *testing.T) {
	t.Run("Zoo", laws[zoo.Zoo])
	t.Run("Lab", laws[zoo.Lab])
	t.Run("Scales", laws[zoo.Scales])
	t.Run("Cage", laws[zoo.Cage])
	t.Run("Herd", laws[zoo.Herd])
	t.Run("Lineage", laws[zoo.Lineage])
	t.Run("Log", laws[zoo.Log[any]])
	t.Run("Memo", laws[zoo.Memo])
}

func laws[T any, P program[T]](t *testing.T) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		a := P(random[T](s))
		b := P(random[T](s))
		if seed%2 == 0 {
			b = a.Clone()
			s.change(reflect.ValueOf(b).Elem())
		}
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			cloning(t, a, b)
			diffing(t, a, b)
		})
		if t.Failed() {
			return
		}
	}
}

// memory returns where the program x keeps what is its own, with the paths.
func memory(x any) map[uintptr]string {
	at := map[uintptr]string{}
	for n := range pg.Traverse(x) {
		v := n.Reflect()
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() || v.Type() == reflect.TypeFor[*zoo.Vet]() {
			continue
		}
		switch v.Kind() {
		case reflect.Slice:
			if v.Len() == 0 {
				continue
			}
		case reflect.Pointer:
			if v.IsNil() || v.Type().Elem().Size() == 0 {
				continue
			}
		case reflect.Map:
			if v.IsNil() {
				continue
			}
		default:
			continue
		}
		at[v.Pointer()] = n.Path().String()
	}
	return at
}

func sharesNothing(t *testing.T, a, b any) {
	t.Helper()
	mine := memory(a)
	for p, path := range memory(b) {
		if other, ok := mine[p]; ok {
			t.Errorf("%s and %s are in the same memory", other, path)
		}
	}
}

func cloning[T any, P program[T]](t *testing.T, a, b P) {
	c := P(a.Clone())
	if !a.Equal(c) || !c.Equal(a) || !pg.EqualValues((*T)(a), (*T)(c)) {
		t.Errorf("the clone is another program:\n%s", a.Diff(c))
	}
	sharesNothing(t, a, c)
	v := pg.CloneValue((*T)(a))
	if !a.Equal(v) {
		t.Errorf("the cloned value is another program:\n%s", a.Diff(v))
	}
	sharesNothing(t, a, v)
	if a.Equal(b) != b.Equal(a) {
		t.Error("Equal is not symmetric")
	}
	if got, want := pg.EqualValues((*T)(a), (*T)(b)), a.Equal(b); got != want {
		t.Errorf("EqualValues says %t, Equal %t:\n%s", got, want, a.Diff(b))
	}
}

func diffing[T any, P program[T]](t *testing.T, a, b P) {
	before, after := P(a.Clone()), P(b.Clone())
	changes := a.Diff(b)
	if got, want := len(changes) == 0, a.Equal(b); got != want {
		t.Errorf("Diff is empty: %t, Equal: %t:\n%s", got, want, changes)
	}
	if d := a.Diff(before); len(d) != 0 {
		t.Errorf("a program differs from its clone:\n%s", d)
	}
	if text := changes.String(); strings.Count(text, "\n") != len(changes) {
		t.Errorf("%d changes on %d lines:\n%s", len(changes), strings.Count(text, "\n"), text)
	}
	c := P(a.Clone())
	if err := c.Rebind(changes...); err != nil {
		t.Fatalf("%v\nchanges:\n%s", err, changes)
	}
	if !c.Equal(b) {
		t.Errorf("Rebind(Diff) gives another program: it still differs by\n%safter\n%s", c.Diff(b), changes)
	}
	sharesNothing(t, c, b)
	if err := c.Rebind(changes.Invert()...); err != nil {
		t.Fatalf("inverse: %v\nchanges:\n%s", err, changes.Invert())
	}
	if !c.Equal(a) {
		t.Errorf("the inverse gives another program: it still differs by\n%safter\n%s", c.Diff(a), changes.Invert())
	}
	if twice := changes.Invert().Invert(); !reflect.DeepEqual(fmt.Sprint(twice), fmt.Sprint(changes)) {
		t.Errorf("inverted twice:\n%swant:\n%s", twice, changes)
	}
	// The changes hold copies: what is done to the one program afterwards
	// must not reach them.
	text := changes.String()
	newSource(0).change(reflect.ValueOf(c).Elem())
	if changes.String() != text {
		t.Error("the changes have changed with a program that they were applied to")
	}
	if !a.Equal(before) || !b.Equal(after) {
		t.Error("Diff has changed its arguments")
	}
}

// An edit in the middle of others that is in error keeps them all from being
// made, and each such edit is reported.
func TestRebindAllOrNothing(t *testing.T) {
	wrong := []struct {
		edit pg.Edit
		want string
	}{
		{pg.Set("Nmae", "x"), `Nmae: expected a field of zoo.Zoo, which has no Nmae: did you mean Name?`},
		{pg.Set("Size", "large"), `Size: expected zoo.Size, got "large" of type string`},
		{pg.Set("Cages[99].Width", 1), `Cages[99]: expected an `},
		{pg.Insert("Hours[0]", 1), `Hours[0]: a [2]time.Duration has a fixed length: expected an element to set, got one to insert`},
		{pg.Delete("Name"), `Name: expected an element of a slice or map to delete, got a field`},
		{pg.Delete(`Ponds["no such"]`), `Ponds["no such"]: expected a key of the map, which has no such key`},
		{pg.Set("Name.First", "x"), `Name: a string has no parts: expected the end of the path, got First`},
		{pg.Set("Gate.Z", 1), `Gate.Z: expected a field of image.Point, which has no Z`},
		{pg.Set("[", 1), `path "[": byte 1: expected ], got the end`},
	}
	for seed := range uint64(seeds) {
		s := newSource(seed)
		a, b := random[zoo.Zoo](s), random[zoo.Zoo](s)
		before := a.Clone()
		edits := []pg.Edit(a.Diff(b))
		var want []string
		for range 1 + s.IntN(3) {
			i := s.IntN(len(wrong))
			at := s.IntN(len(edits) + 1)
			edits = append(edits[:at:at], append([]pg.Edit{wrong[i].edit}, edits[at:]...)...)
			want = append(want, wrong[i].want)
		}
		err := a.Rebind(edits...)
		if err == nil {
			t.Fatalf("seed %d: no error for %v", seed, want)
		}
		lines := strings.Split(strings.TrimPrefix(err.Error(), "pg: rebind zoo.Zoo: "), "\n")
		if len(lines) != len(want) {
			t.Errorf("seed %d: %d errors, want %d: %v", seed, len(lines), len(want), err)
		}
		for _, text := range want {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, text) }) {
				t.Errorf("seed %d: expected %s\ngot %v", seed, text, err)
			}
		}
		if !a.Equal(before) {
			t.Errorf("seed %d: Rebind had an error and changed\n%s", seed, before.Diff(a))
		}
	}
}

// Setting, inserting and deleting at random places does what it says.
func TestRebindAnywhere(t *testing.T) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		x := random[zoo.Zoo](s)
		var paths []pg.Path
		var types []reflect.Type
		for n := range pg.Traverse(x) {
			if n.Depth() > 0 && n.Path()[0].Field() != "Vet" {
				paths, types = append(paths, n.Path()), append(types, n.Reflect().Type())
			}
		}
		i := s.IntN(len(paths))
		v := reflect.New(types[i]).Elem()
		s.fill(v, 3)
		at := paths[i].String()
		y := x.Clone()
		if err := y.Rebind(pg.Set(at, v.Interface())); err != nil {
			if !strings.Contains(err.Error(), "expected a cage with a width") {
				t.Fatalf("seed %d: %v", seed, err)
			}
			continue
		}
		pattern, err := pg.ParsePattern(at)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for path, got := range pg.Query(y, pattern) {
			found++
			if !path.Equal(paths[i]) || !pg.EqualValues(got, v.Interface()) {
				t.Errorf("seed %d: %s: got %v at %s, want %v", seed, at, got, path, v)
			}
		}
		if found != 1 {
			t.Errorf("seed %d: %d values at %s", seed, found, at)
		}
		for _, e := range x.Diff(y) {
			if !e.Path.HasPrefix(paths[i]) {
				t.Errorf("seed %d: setting %s changed %s", seed, at, e)
			}
		}
		// What was put in can be taken out.
		if types[i].Kind() != reflect.Slice || v.IsNil() {
			continue
		}
		z := y.Clone()
		e := reflect.Zero(types[i].Elem()).Interface()
		first := paths[i].Append(pg.AtIndex(0)).String()
		if err := z.Rebind(pg.Insert(first, e), pg.Delete(first)); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, at, err)
		}
		if !z.Equal(y) {
			t.Errorf("seed %d: %s: inserting and deleting leaves\n%s", seed, at, y.Diff(z))
		}
	}
}

// A program and the DNA that stands for it are found from each other.
func TestEncodeMaterialize(t *testing.T) {
	t.Run("Zoo", encoding[zoo.Zoo])
	t.Run("Cage", encoding[zoo.Cage])
	t.Run("Parrot", encoding[zoo.Parrot])
	t.Run("Herd", encoding[zoo.Herd])
	t.Run("Lineage", encoding[zoo.Lineage])
	t.Run("Log", encoding[zoo.Log[*zoo.Lion]])
	t.Run("Lab", encoding[zoo.Lab])
}

func encoding[T any, P program[T]](t *testing.T) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		x := P(random[T](s))
		before := P(x.Clone())
		space := x.Space()
		if err := space.Err(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		d := space.Random(s.Rand)
		p, err := x.Materialize(d)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		sharesNothing(t, x, P(p))
		if !x.Equal(before) {
			t.Errorf("seed %d: Materialize changed its base:\n%s", seed, before.Diff(x))
		}
		e, err := x.Encode(p)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !e.Equal(d) {
			t.Errorf("seed %d: the program of %v encodes as %v", seed, d, e)
		}
		q, err := x.Materialize(e)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !P(p).Equal(q) {
			t.Errorf("seed %d: the DNA of a program stands for another one:\n%s", seed, P(p).Diff(q))
		}
		// A DNA read from text has no space yet, and stands for the same.
		text, err := space.ParseDNA(d.String())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if q, err = x.Materialize(text); err != nil || !P(p).Equal(q) {
			t.Errorf("seed %d: from text: %v", seed, err)
		}
	}
}

// A Spec's locations are paths at which Rebind finds the decided values.
func TestLocationsArePaths(t *testing.T) {
	x := &zoo.Lab{ByGrade: map[zoo.Grade]*zoo.Lion{0: {Roar: 1e6}, 1: {Roar: 1e6}, 25: {}}}
	want := []string{"ByGrade[0].Roar", "ByGrade[0].Mane", "ByGrade[1].Roar", "ByGrade[1].Mane", "ByGrade[25].Roar", "ByGrade[25].Mane"}
	if got := x.Space().IDs(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := x.Rebind(pg.Set(want[2], 5e6)); err != nil || x.ByGrade[1].Roar != 5e6 {
		t.Errorf("got %v, %v", x.ByGrade[1], err)
	}
	p := x.Clone()
	p.ByGrade[25].Roar = -1
	_, err := x.Encode(p)
	if err == nil || !strings.Contains(err.Error(), "ByGrade[25].Roar: ") {
		t.Errorf("got %v", err)
	}
}

// Types can be met for the first time by several goroutines at once, and a
// program can be read by several.
func TestConcurrently(t *testing.T) {
	shared := zoo.New()
	var g sync.WaitGroup
	for i := range 8 {
		g.Go(func() {
			x := &zoo.Log[map[string]zoo.Log[uint16]]{Keep: 8, Entries: []map[string]zoo.Log[uint16]{{"a": {Keep: 64}}}}
			y := x.Clone()
			y.Entries[0]["b"] = zoo.Log[uint16]{Entries: []uint16{uint16(i)}}
			if err := x.Rebind(x.Diff(y)...); err != nil || !x.Equal(y) {
				t.Errorf("%v\n%s", err, x.Diff(y))
			}
			text, err := pg.MarshalJSON(x)
			if err == nil {
				err = pg.UnmarshalJSON(y, text)
			}
			if err != nil || !x.Equal(y) {
				t.Errorf("%v\n%s", err, text)
			}
			if n := x.Space().Len(); n != 3 {
				t.Errorf("%d decisions", n)
			}
			other := shared.Clone()
			if _, err := shared.Diff(other).JSONPatch(shared); err != nil {
				t.Error(err)
			}
			if _, err := shared.Materialize(shared.Space().First()); err != nil {
				t.Error(err)
			}
		})
	}
	g.Wait()
}
