// How small the changes are that Diff finds.

package pg_test

import (
	"reflect"
	"slices"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

type numbers = zoo.Log[int]

func TestDiffList(t *testing.T) {
	for _, test := range []struct {
		a, b []int
		want string
	}{
		{nil, nil, ""},
		{nil, []int{}, "Entries: nil → []\n"},
		{[]int{}, nil, "Entries: [] → nil\n"},
		{[]int{1, 2, 3}, []int{1, 2, 3}, ""},
		{[]int{1, 2, 3}, []int{1, 3}, "Entries[1]: - 2\n"},
		{[]int{1, 3}, []int{1, 2, 3}, "Entries[1]: + 2\n"},
		{[]int{1, 2, 3}, []int{1, 9, 3}, "Entries[1]: 2 → 9\n"},
		{[]int{1, 2, 3}, []int{}, "Entries[0]: - 1\nEntries[0]: - 2\nEntries[0]: - 3\n"},
		{[]int{1, 2, 3, 4}, []int{0, 1, 2, 4, 5}, "Entries[0]: + 0\nEntries[3]: - 3\nEntries[4]: + 5\n"},
		{[]int{1, 2}, []int{2, 1}, "Entries[0]: - 1\nEntries[1]: + 1\n"},
		{[]int{1, 1, 1}, []int{1, 1}, "Entries[2]: - 1\n"},
	} {
		a, b := &numbers{Entries: test.a}, &numbers{Entries: test.b}
		if got := a.Diff(b).String(); got != test.want {
			t.Errorf("%v to %v: got\n%swant\n%s", test.a, test.b, got, test.want)
		}
	}
}

// A few insertions and deletions are found as such, however long the list.
func TestDiffListShortest(t *testing.T) {
	for seed := range uint64(200) {
		s := newSource(seed)
		a := &numbers{Entries: make([]int, s.IntN(300))}
		for i := range a.Entries {
			a.Entries[i] = s.IntN(10)
		}
		b := a.Clone()
		edits := s.IntN(20)
		for range edits {
			i := s.IntN(len(b.Entries) + 1)
			if i < len(b.Entries) && s.IntN(2) == 0 {
				b.Entries = slices.Delete(b.Entries, i, i+1)
			} else {
				b.Entries = slices.Insert(b.Entries, i, s.IntN(10))
			}
		}
		if changes := a.Diff(b); len(changes) > edits {
			t.Errorf("seed %d: %d changes for %d edits", seed, len(changes), edits)
		}
		diffing(t, a, b)
	}
}

// Lists that have little in common are compared without taking too long, and
// still correctly.
func TestDiffListLong(t *testing.T) {
	for seed := range uint64(5) {
		s := newSource(seed)
		a, b := new(numbers), new(numbers)
		for range 3000 + s.IntN(10) {
			a.Entries = append(a.Entries, s.IntN(1000))
		}
		for range 3000 + s.IntN(10) {
			b.Entries = append(b.Entries, s.IntN(1000))
		}
		diffing(t, a, b)
	}
}

func TestDiffNil(t *testing.T) {
	if d := small().Diff(small()); d != nil {
		t.Errorf("nothing differs, but got %#v", d)
	}
	var none *zoo.Cage
	if d := none.Diff(nil); d != nil {
		t.Errorf("nothing differs from nothing by\n%s", d)
	}
	if got := none.Diff(&zoo.Cage{Width: 1}).String(); got != "the whole program: nil → Cage{Width: 1}\n" {
		t.Errorf("got %s", got)
	}
	if err := (&zoo.Cage{}).Rebind((&zoo.Cage{}).Diff(nil)...); err == nil || err.Error() != "pg: rebind zoo.Cage: expected zoo.Cage, got nil of type *zoo.Cage" {
		t.Errorf("got %v", err)
	}
}

// A change of type inside of an interface replaces it, any other goes deeper.
func TestDiffInterface(t *testing.T) {
	a := &zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 1}, zoo.Lion{Roar: 1}, nil}}
	b := &zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 2}, &zoo.Lion{Roar: 1}, zoo.Snail(0)}}
	changes := a.Diff(b)
	want := pg.Changes{
		{Path: path(t, "Of[0].Roar"), Old: a.Of[0].(zoo.Lion).Roar, New: b.Of[0].(zoo.Lion).Roar},
		{Path: path(t, "Of[1]"), Old: a.Of[1], New: b.Of[1]},
		{Path: path(t, "Of[2]"), New: b.Of[2]},
	}
	if !reflect.DeepEqual(changes, want) {
		t.Errorf("got\n%swant\n%s", changes, want)
	}
}
