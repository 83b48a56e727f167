// What it costs to compare, edit, query, read and write programs, beside what
// a person would write by hand and what the standard library offers.

package pg_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// pair returns two programs that differ in three places, one of them an
// inserted element.
func pair() (a, b *zoo.Cage) {
	a = &zoo.Cage{Animal: zoo.Lion{Roar: time.Second}, Width: 4}
	for i := range 20 {
		a.Notes = append(a.Notes, zoo.Note{Text: string(rune('a' + i)), Raw: []byte("raw")})
	}
	b = a.Clone()
	b.Width = 8
	b.Animal = zoo.Lion{Roar: time.Second, Mane: true}
	b.Notes = slices.Insert(b.Notes, 10, zoo.Note{Text: "new"})
	return a, b
}

// A handChange is what a person would have for a pg.Edit.
type handChange struct {
	op       byte
	path     string
	index    int
	old, new any
}

// handDiff is a comparison as a person would write it for this one type.
func handDiff(a, b *zoo.Cage) (changes []handChange) {
	x, ok := a.Animal.(zoo.Lion)
	y, also := b.Animal.(zoo.Lion)
	switch {
	case !ok || !also:
		if a.Animal != b.Animal {
			changes = append(changes, handChange{'s', "Animal", 0, a.Animal, b.Animal})
		}
	default:
		if x.Roar != y.Roar {
			changes = append(changes, handChange{'s', "Animal.Roar", 0, x.Roar, y.Roar})
		}
		if x.Mane != y.Mane {
			changes = append(changes, handChange{'s', "Animal.Mane", 0, x.Mane, y.Mane})
		}
	}
	if a.Width != b.Width {
		changes = append(changes, handChange{'s', "Width", 0, a.Width, b.Width})
	}
	if a.Locked != b.Locked {
		changes = append(changes, handChange{'s', "Locked", 0, a.Locked, b.Locked})
	}
	same := func(x, y zoo.Note) bool {
		return x.Text == y.Text && x.On.Equal(y.On) && slices.Equal(x.Raw, y.Raw)
	}
	from := 0
	for from < len(a.Notes) && from < len(b.Notes) && same(a.Notes[from], b.Notes[from]) {
		from++
	}
	m, n := len(a.Notes), len(b.Notes)
	for m > from && n > from && same(a.Notes[m-1], b.Notes[n-1]) {
		m, n = m-1, n-1
	}
	for i := from; i < m; i++ {
		changes = append(changes, handChange{'d', "Notes", from, a.Notes[i], nil})
	}
	for i := from; i < n; i++ {
		changes = append(changes, handChange{'i', "Notes", i, nil, b.Notes[i]})
	}
	return changes
}

func BenchmarkDiff(b *testing.B) {
	x, y := pair()
	if len(x.Diff(y)) != 3 || len(handDiff(x, y)) != 3 {
		b.Fatalf("not three changes:\n%s%v", x.Diff(y), handDiff(x, y))
	}
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x.Diff(y)
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			handDiff(x, y)
		}
	})
	b.Run("reflect.DeepEqual", func(b *testing.B) { // says only that they differ
		b.ReportAllocs()
		for b.Loop() {
			reflect.DeepEqual(x, y)
		}
	})
}

func BenchmarkDiffEqual(b *testing.B) {
	x, _ := pair()
	y := x.Clone()
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x.Diff(y)
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			handDiff(x, y)
		}
	})
	b.Run("reflect.DeepEqual", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			reflect.DeepEqual(x, y)
		}
	})
}

func BenchmarkRebind(b *testing.B) {
	x, y := pair()
	changes := []pg.Edit(x.Diff(y))
	// Each round does the edits and undoes them.
	undo := []pg.Edit(x.Diff(y).Invert())
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := errors.Join(x.Rebind(changes...), x.Rebind(undo...)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c := x.Clone()
			l := c.Animal.(zoo.Lion)
			l.Mane = true
			c.Animal = l
			c.Width = 8
			c.Notes = slices.Insert(c.Notes, 10, zoo.Note{Text: "new"})
			if err := c.Validate(); err != nil {
				b.Fatal(err)
			}
			*x = *c
			c = x.Clone()
			l = c.Animal.(zoo.Lion)
			l.Mane = false
			c.Animal = l
			c.Width = 4
			c.Notes = slices.Delete(c.Notes, 10, 11)
			if err := c.Validate(); err != nil {
				b.Fatal(err)
			}
			*x = *c
		}
	})
}

func BenchmarkQuery(b *testing.B) {
	x := zoo.New()
	p := pg.MustPattern("Cages[*].Width")
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range pg.Query(x, p) {
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		sum := 0.0
		for b.Loop() {
			for i := range x.Cages {
				sum += x.Cages[i].Width
			}
		}
	})
}

// The fields of Scales have no interfaces, so that encoding/json does the same
// without methods.
func BenchmarkJSONWrite(b *testing.B) {
	s := newSource(1)
	s.json = true
	x := random[zoo.Scales](s)
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pg.MarshalJSON(x); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal((*plainScales)(x)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkJSONRead(b *testing.B) {
	s := newSource(1)
	s.json = true
	text, err := json.Marshal(random[zoo.Scales](s))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := pg.UnmarshalJSON(new(zoo.Scales), text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := json.Unmarshal(text, new(plainScales)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkJSONPatch(b *testing.B) {
	x, y := pair()
	changes := x.Diff(y)
	patch, err := changes.JSONPatch(x)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write/pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := changes.JSONPatch(x); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read/pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pg.ParseJSONPatch(x, patch); err != nil {
				b.Fatal(err)
			}
		}
	})
}
