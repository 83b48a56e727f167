// Going through programs.

package pg_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func small() *zoo.Cage {
	return &zoo.Cage{
		Animal: &zoo.Parrot{Words: []string{"a", "b"}, Mimic: zoo.Lion{Mane: true}},
		Width:  2,
		Notes:  []zoo.Note{{Text: "x"}},
	}
}

func TestTraverse(t *testing.T) {
	var got []string
	for n := range pg.Traverse(small()) {
		got = append(got, fmt.Sprintf("%d %s %T %s", n.Depth(), n.Path(), n.Value(), n.Reflect().Type()))
	}
	want := []string{
		"0  *zoo.Cage *zoo.Cage",
		"1 Animal *zoo.Parrot zoo.Animal",
		"2 Animal.Words []string []string",
		"3 Animal.Words[0] string string",
		"3 Animal.Words[1] string string",
		"2 Animal.Mimic zoo.Lion zoo.Animal",
		"3 Animal.Mimic.Roar time.Duration time.Duration",
		"3 Animal.Mimic.Mane bool bool",
		"1 Width float64 float64",
		"1 Locked bool bool",
		"1 Notes []zoo.Note []zoo.Note",
		"2 Notes[0] zoo.Note zoo.Note",
		"3 Notes[0].Text string string",
		"3 Notes[0].On time.Time time.Time",
		"3 Notes[0].Raw []uint8 []uint8",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Upwards, all places come as they do downwards, but each after its parts.
func TestTraverseUp(t *testing.T) {
	for seed := range uint64(30) {
		x := random[zoo.Zoo](newSource(seed))
		var down, up []pg.Path
		values := map[string]any{}
		for n := range pg.Traverse(x) {
			down = append(down, n.Path())
			values[n.Path().String()] = n.Value()
		}
		for n := range pg.TraverseUp(x) {
			for _, before := range up {
				if n.Path().HasPrefix(before) {
					t.Errorf("seed %d: %s comes after %s", seed, n.Path(), before)
				}
			}
			up = append(up, n.Path())
			if !pg.EqualValues(n.Value(), values[n.Path().String()]) {
				t.Errorf("seed %d: %s has another value", seed, n.Path())
			}
		}
		slices.SortFunc(down, pg.Path.Compare)
		slices.SortFunc(up, pg.Path.Compare)
		if !slices.EqualFunc(down, up, pg.Path.Equal) {
			t.Errorf("seed %d: got %v, want %v", seed, up, down)
		}
	}
	n := 0
	for range pg.TraverseUp(zoo.New()) {
		if n++; n == 7 {
			break
		}
	}
	if n != 7 {
		t.Errorf("did not stop: %d", n)
	}
	var got []string
	for n := range pg.TraverseUp(&zoo.Garden{}) {
		got = append(got, n.Path().String())
	}
	if !slices.Equal(got, []string{"Trees", "Roses", ""}) {
		t.Errorf("got %q", got)
	}
}

func TestTraverseLeavesOut(t *testing.T) {
	x := zoo.New()
	seen := map[string]bool{}
	for n := range pg.Traverse(x) {
		seen[n.Path().String()] = true
		if n.Step().Field() == "Cages" {
			n.Skip()
		}
	}
	for path, want := range map[string]bool{
		"Vet": true, "Vet.Name": false, // shared
		"Log": false, "scratch": false, // skipped
		"note": true, "tags[0]": true, // unexported
		"Opened": true, "Gate.X": true,
		"Cages": true, "Cages[0]": false, // left out by Skip
		"Plan.Paths[1][0]": true, "Garden.Trees": true,
		`Ponds["duck pond"].Width`: true, "Food[2][1]": true,
		"Founder.Children[0].Name": true, "Founder.Parents[1]": true,
	} {
		if seen[path] != want {
			t.Errorf("%s: seen %t, want %t", path, seen[path], want)
		}
	}
}

func TestTraverseStops(t *testing.T) {
	all := len(slices.Collect(paths(zoo.New())))
	for stop := range all {
		n := 0
		for range paths(zoo.New()) {
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Fatalf("stopped after %d, not %d", n, stop+1)
		}
	}
	for _, x := range []any{nil, (*zoo.Zoo)(nil), 3, []int{}, map[string]any{}} {
		want := 1
		if x == nil {
			want = 0
		}
		if n := len(slices.Collect(paths(x))); n != want {
			t.Errorf("%T: %d nodes, want %d", x, n, want)
		}
	}
}

func paths(x any) iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range pg.Traverse(x) {
			if !yield(n.Path().String()) {
				return
			}
		}
	}
}

// A program that contains itself ends somewhere.
func TestTraverseLoop(t *testing.T) {
	x := &zoo.Lineage{Name: "a"}
	x.Children = []*zoo.Lineage{x}
	n := 0
	for range pg.Traverse(x) {
		n++
	}
	if n < 5 || n > 10_000 {
		t.Errorf("%d nodes", n)
	}
}

// A Query finds what Traverse finds with a path that matches.
func TestQuery(t *testing.T) {
	patterns := []string{"", "*", "**", "Cages[*].Width", "Cages[0].**", "**.Animal.*", "**[*]", "**.Name", `Ponds["a"]`, "*[*].*", "Star.Words[0]", "**.**", "no.**", "Garden.*", "Vet.**"}
	for seed := range uint64(30) {
		x := random[zoo.Zoo](newSource(seed))
		for _, text := range patterns {
			p := pg.MustPattern(text)
			var got, want []string
			var paths []pg.Path // which are the caller's to keep
			for path, v := range pg.Query(x, p) {
				paths = append(paths, path)
				got = append(got, fmt.Sprintf("%s %T", path, v))
			}
			for i, path := range paths {
				if !strings.HasPrefix(got[i], path.String()+" ") {
					t.Fatalf("seed %d: %s: the path of %q has become %s", seed, text, got[i], path)
				}
				_ = append(path, pg.AtIndex(0)) // reaches no other path
			}
			for n := range pg.Traverse(x) {
				if p.Match(n.Path()) {
					want = append(want, fmt.Sprintf("%s %T", n.Path(), n.Value()))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("seed %d: %s: got %v, want %v", seed, text, got, want)
			}
		}
	}
	n := 0
	for range pg.Query(zoo.New(), pg.MustPattern("**")) {
		if n++; n == 7 {
			break
		}
	}
	if n != 7 {
		t.Errorf("did not stop: %d", n)
	}
}

func TestQueryType(t *testing.T) {
	x := zoo.New()
	x.Star = &zoo.Parrot{Mimic: zoo.Herd{Of: []zoo.Animal{&zoo.Lion{Roar: 1}, nil}, Leader: &zoo.Lion{Roar: 2}}}
	check := func(name string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	lions := []string{"Star.Mimic.Of[0]", "Star.Mimic.Leader", "Cages[0].Animal"}
	check("Lion", found[zoo.Lion](x), lions...)
	check("*Lion", found[*zoo.Lion](x), lions...)
	check("Animal", found[zoo.Animal](x), "Star", "Star.Mimic", "Star.Mimic.Of[0]", "Star.Mimic.Leader", "Cages[0].Animal", "Cages[1].Animal")
	check("Parrot", found[zoo.Parrot](x), "Star", "Cages[1].Animal")
	check("Zoo", found[zoo.Zoo](x), "")
	check("*Garden", found[*zoo.Garden](x), "Garden")
	check("Size", found[zoo.Size](x), "Size")
	check("Validate", found[interface{ Validate() error }](x), "Cages[0]", "Cages[1]", `Ponds["duck pond"]`)
	for path, l := range pg.QueryType[zoo.Lion](x) {
		if path.String() == "Star.Mimic.Leader" && l.Roar != 2 {
			t.Errorf("%s: got %v", path, l)
		}
	}
	for range pg.QueryType[zoo.Lion](x) {
		break
	}
}

func found[T any](x any) []string {
	var paths []string
	for p := range pg.QueryType[T](x) {
		paths = append(paths, p.String())
	}
	return paths
}

// TestQueryPathsStay keeps all paths: they share memory, and those that come
// later must not change them, nor may what is appended to one.
func TestQueryPathsStay(t *testing.T) {
	x := wide(2000)
	var want, got []pg.Path
	for n := range pg.Traverse(x) {
		want = append(want, n.Path())
	}
	for path := range pg.Query(x, pg.MustPattern("**")) {
		_ = append(path, pg.AtField("Other"))
		got = append(got, path)
	}
	if len(got) != len(want) {
		t.Fatalf("expected %d paths, got %d", len(want), len(got))
	}
	for i := range want {
		if !want[i].Equal(got[i]) {
			t.Fatalf("path %d: expected %s, got %s", i, want[i], got[i])
		}
	}
	i := 0
	for path := range pg.QueryType[zoo.Lion](x) {
		for i < len(want) && !want[i].Equal(path) {
			i++
		}
	}
	if i == len(want) {
		t.Error("the paths of QueryType are not among those of Traverse, in their order")
	}
}

// TestValuesOfEveryWidth has Query and Diff give numbers of every size as they
// are.
func TestValuesOfEveryWidth(t *testing.T) {
	type numbers struct {
		A bool
		B int8
		C uint16
		D float32
		E int64
		F string
		G []uint8
		H complex128
		I uintptr
	}
	x := numbers{true, -3, 60000, 1.5, -1 << 62, "text", []byte("raw"), 2i, 7}
	want := []any{x, x.A, x.B, x.C, x.D, x.E, x.F, x.G, x.H, x.I}
	i := 0
	for path, v := range pg.Query(&x, pg.MustPattern("**")) {
		if i > 0 && !pg.EqualValues(v, want[i]) {
			t.Errorf("%s: expected %v, got %v", path, want[i], v)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("expected %d values, got %d", len(want), i)
	}
}
