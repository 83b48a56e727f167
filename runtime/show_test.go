// Programs and changes as text for people.

package pg_test

import (
	"bytes"
	"errors"
	"image"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestShow(t *testing.T) {
	for _, test := range []struct {
		x    any
		want string
	}{
		{nil, "nil"},
		{3, "3"},
		{"a\n", `"a\n"`},
		{[]byte("a\xff"), `"a\xff"`},
		{[]byte(nil), "nil"},
		{zoo.Middle, "middle"},
		{90 * time.Second, "1m30s"},
		{math.NaN(), "NaN"},
		{image.Pt(1, 0), "Point{X: 1}"},
		{(*zoo.Zoo)(nil), "nil"},
		{&zoo.Zoo{}, "Zoo{}"},
		{&zoo.Lion{Mane: true}, "Lion{Mane: true}"},
		{zoo.Snail(2), "2"},
		{[]any{1, nil, "a"}, `[1, nil, "a"]`},
		{[]int{}, "[]"},
		{map[string]int{"b": 1, "a b": 2}, `{"a b": 2, "b": 1}`},
		{map[zoo.Size]int{2: 1, 0: 2}, `{0: 2, 2: 1}`},
		{map[float64]int{0.5: 1, math.Inf(-1): 2}, `{-Inf: 2, 0.5: 1}`},
		{time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), "2020-01-02 03:04:05 +0000 UTC"},
		{errors.New("no"), "no"},
		{make(chan int), "chan int"},
		{&zoo.Log[zoo.Ticket]{Keep: 1, Entries: []zoo.Ticket{{Price: 2}}}, "Log[Ticket]{Keep: 1, Entries: [Ticket{Price: 2}]}"},
		{small(), `Cage{
	Animal: Parrot{Words: ["a", "b"], Mimic: Lion{Mane: true}},
	Width: 2,
	Notes: [Note{Text: "x"}],
}`},
	} {
		if got := pg.Show(test.x); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	loop := &zoo.Lineage{Name: "a"}
	loop.Children = []*zoo.Lineage{loop}
	if text := pg.Show(loop); !strings.Contains(text, "…") {
		t.Errorf("a loop is shown as %.200s", text)
	}
}

// changes of each kind.
func changes() pg.Changes {
	a, b := zoo.New(), zoo.New()
	b.Name = "Hillside"
	b.Size = zoo.Large
	b.Plan.Paths[0] = []int{7, 1, 2}
	b.Garden = nil
	b.Star = &zoo.Parrot{Words: []string{"ahoy"}}
	b.Cages = b.Cages[1:]
	b.Ponds["sea"] = nil
	delete(b.Ponds, "duck pond")
	b.Extra = strings.Repeat("ä", 200)
	b.Visits = &zoo.Log[zoo.Ticket]{}
	b.Opened = b.Opened.Add(time.Hour)
	return a.Diff(b)
}

func TestChangesString(t *testing.T) {
	want := `Name: "Riverside" → "Hillside"
Size: middle → large
Plan.Paths[0][0]: + 7
Garden: Garden{Trees: 3} → nil
Star: Lion{Roar: 1s, Mane: true} → Parrot{Words: ["ahoy"]}
Cages[0]: - Cage{Animal: Lion{Roar: 2s}, Width: 4}
Ponds["duck pond"]: - Cage{Width: 8}
Ponds["sea"]: + nil
Extra: nil → "` + strings.Repeat("ä", 59) + `…
Opened: 1999-05-01 09:00:00 +0000 UTC → 1999-05-01 10:00:00 +0000 UTC
Visits: nil → Log[Ticket]{}
Vet: Vet{Name: "Kim"} (one *zoo.Vet) → Vet{Name: "Kim"} (another *zoo.Vet)
`
	if got := changes().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	inverse := changes()[2:6].Invert()
	want = `Cages[0]: + Cage{Animal: Lion{Roar: 2s}, Width: 4}
Star: Parrot{Words: ["ahoy"]} → Lion{Roar: 1s, Mane: true}
Garden: nil → Garden{Trees: 3}
Plan.Paths[0][0]: - 7
`
	if got := inverse.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	made := pg.Changes{
		pg.Set("A", 1), pg.Insert("A[0]", "x"), pg.Delete("A[0]"), pg.Set("", 3), pg.Set("[", 3),
		{Path: pg.Path{pg.AtField("Extra")}, Old: 1, New: 1.0},
	}
	want = `A: → 1
A[0]: + "x"
A[0]: -
the whole program: → 3
path "[": byte 1: expected ], got the end
Extra: 1 (int) → 1 (float64)
`
	if got := made.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := pg.Changes(nil).String(); got != "" {
		t.Errorf("no changes are %q", got)
	}
	if got := pg.OpInsert.String() + pg.OpDelete.String() + pg.OpSet.String() + pg.Op(9).String(); got != "insertdeletesetOp(9)" {
		t.Errorf("got %s", got)
	}
}

// On a terminal, what was is red and what is is green.
func TestChangesWriteTo(t *testing.T) {
	var b bytes.Buffer
	c := changes()[:6]
	n, err := c.WriteTo(&b)
	if err != nil || n != int64(b.Len()) || b.String() != c.String() {
		t.Errorf("got %d %v\n%s", n, err, b.String())
	}
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	want := "\x1b[31m\"Riverside\"\x1b[0m → \x1b[32m\"Hillside\"\x1b[0m"
	if n, err := c[:1].WriteTo(terminal); err != nil || n != int64(len("Name: \n")+len(want)) {
		t.Errorf("wrote %d bytes, want %d: %v", n, len("Name: \n")+len(want), err)
	}
	for key, value := range map[string]string{"NO_COLOR": "1", "TERM": "dumb"} {
		t.Run(key, func(t *testing.T) {
			t.Setenv(key, value)
			if n, _ := c[:1].WriteTo(terminal); n != int64(len(c[:1].String())) {
				t.Errorf("%s=%s: wrote %d bytes, want %d", key, value, n, len(c[:1].String()))
			}
		})
	}
	if _, err := c.WriteTo(failing{}); err == nil {
		t.Error("no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }
