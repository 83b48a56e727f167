// What diffs and pages look like, and that nothing shown can break out of a
// page.

package pg_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"html"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/study"
)

var update = flag.Bool("update", false, "write testdata/show anew")

// golden compares got with a file that is meant to be read.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/show/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	for x, y := strings.Split(got, "\n"), strings.Split(string(want), "\n"); ; x, y = x[1:], y[1:] {
		if len(x) == 0 || len(y) == 0 || x[0] != y[0] {
			t.Errorf("%s has changed; go test -update writes it anew. From here on: got\n%s\nwant\n%s", file, strings.Join(x[:min(len(x), 3)], "\n"), strings.Join(y[:min(len(y), 3)], "\n"))
			return
		}
	}
}

// told are two programs that differ in every way there is.
func told() (a, b *zoo.Zoo) {
	a, b = zoo.New(), zoo.New()
	words := strings.Repeat("the quick brown fox jumps over the lazy dog; ", 5)
	a.Extra = words + "and so on"
	a.Cages[0].Notes = []zoo.Note{{Text: "first\nsecond line here\nthird\nfourth\nfifth\nsixth"}}
	a.Queue.Entries = []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	b.Name = `Hillside </script><script>alert("1")</script>`
	b.Size = zoo.Large
	b.Plan.Paths[0] = []int{7, 1, 2}
	b.Garden = nil
	b.Star = &zoo.Parrot{Words: []string{"ahoy"}}
	b.Extra = strings.Replace(words, "lazy", "sleepy", 2) + "and so on\x1b"
	b.Cages[0].Notes = []zoo.Note{{Text: "first\nsecond line there\nthird\nfourth\nfifth\nsixth\nseventh"}}
	b.Cages = append(b.Cages, zoo.Cage{Animal: &zoo.Parrot{Words: []string{strings.Repeat("x", 30)}}, Width: 4, Notes: []zoo.Note{{Text: strings.Repeat("y", 40)}}})
	b.Ponds["sea"] = nil
	delete(b.Ponds, "duck pond")
	b.Visits = &zoo.Log[zoo.Ticket]{}
	b.Opened = b.Opened.Add(time.Hour)
	b.Queue.Entries = []int{0, 2, 3, 4, 5, 6, 7}
	return a, b
}

func TestShowDiff(t *testing.T) {
	a, b := told()
	golden(t, "diff.txt", pg.ShowDiff(a, b).String())
	golden(t, "changes.txt", fmt.Sprintf("%+v", a.Diff(b)))
	golden(t, "context.txt", pg.ShowDiff(a, b, pg.ShowContext(0), pg.ShowWidth(60)).String())

	for _, test := range []struct {
		a, b any
		want string
	}{
		{1, 1, ""},
		{nil, nil, ""},
		{a, a.Clone(), ""},
		{1, 2, "~ the whole program: 1 → 2\n"},
		{1, 1.0, "~ the whole program: 1 (int) → 1 (float64)\n"},
		{nil, 2, "~ the whole program: nil → 2\n"},
		{&zoo.Cage{Width: 1}, (*zoo.Cage)(nil), "~ the whole program: Cage{Width: 1} → nil\n"},
		{[]string{"a", "b"}, []string{"b"}, "- [0]:   \"a\"\n  [1→0]: \"b\"\n"},
		{[2]bool{}, [2]bool{true}, "~ [0]: false → true\n  [1]: false\n"},
		{map[int]any{1: nil}, map[int]any{1: 5, 2: ""}, "~ [1]: nil → 5\n+ [2]: \"\"\n"},
		{&zoo.Cage{Width: 1}, &zoo.Cage{Width: 2}, "~ Width: 1 → 2\n"},
		{zoo.Herd{Leader: &zoo.Lion{}}, zoo.Herd{Leader: &zoo.Lion{Mane: true}}, "  Leader\n~   Mane: false → true\n"},
	} {
		if got := pg.ShowDiff(test.a, test.b).String(); got != test.want {
			t.Errorf("%v, %v: got\n%s\nwant\n%s", test.a, test.b, got, test.want)
		}
	}
	empty := fmt.Sprintf("%+v", pg.Changes{pg.Set("[", 1), pg.Set("A", 2), pg.Delete("B"), pg.Set("", 3)})
	if want := "! path \"[\": byte 1: expected ], got the end\n~ A:                 → 2\n- B:\n~ the whole program: → 3\n"; empty != want {
		t.Errorf("got\n%s\nwant\n%s", empty, want)
	}
}

func TestShown(t *testing.T) {
	cage := &zoo.Cage{Animal: &zoo.Parrot{Words: []string{"a", "b"}}, Width: 2, Notes: []zoo.Note{{Text: "one"}, {Text: "two"}, {}}}
	long := strings.Repeat("ab", 50)
	for _, test := range []struct{ got, want string }{
		{fmt.Sprintf("%v", pg.Shown(cage)), `Cage{Animal: Parrot{Words: ["a", "b"]}, Width: 2, Notes: [Note{Text: "one"}, Note{Text: "two"}, Note{}]}`},
		{fmt.Sprint(pg.Shown(cage, pg.ShowElements(1))), `Cage{Animal: Parrot{Words: ["a", … 1 more]}, Width: 2, Notes: [Note{Text: "one"}, … 2 more]}`},
		{fmt.Sprintf("%s", pg.Shown(cage, pg.ShowDepth(1))), `Cage{Animal: Parrot{…}, Width: 2, Notes: […]}`},
		{fmt.Sprintf("%s", pg.Shown(cage, pg.ShowDepth(0))), `Cage{…}`},
		{fmt.Sprintf("%s", pg.Shown(long, pg.ShowRunes(4))), `"abab"…`},
		{fmt.Sprintf("%+v", pg.Shown(cage)), "Cage{\n\tAnimal: Parrot{Words: [\"a\", \"b\"]},\n\tWidth: 2,\n\tNotes: [Note{Text: \"one\"}, Note{Text: \"two\"}, Note{}],\n}"},
		{fmt.Sprintf("%#v", pg.Shown(&zoo.Lion{Roar: 2})), `&zoo.Lion{Roar: time.Duration(2ns), Mane: false}`},
		{fmt.Sprintf("%#v", pg.Shown([]any{1, zoo.Small, nil})), `[]interface {}{1, zoo.Size(small), nil}`},
		{fmt.Sprintf("%d", pg.Shown(3)), `%!d(pg.Shown=3)`},
		{pg.Show(zoo.Lion{}, pg.ShowZeros()), `Lion{Roar: 0s, Mane: false}`},
		{pg.Show([]any{"a", "b"}, pg.ShowWidth(4)), "[\n\t\"a\",\n\t\"b\",\n]"},
		{fmt.Sprintf("%#v", pg.Changes{pg.Set("A", zoo.Lion{}), pg.Insert("B[0]", "x"), pg.Delete("C")}), `pg.Changes{pg.Set("A", zoo.Lion{Roar: time.Duration(0s), Mane: false}), pg.Insert("B[0]", "x"), pg.Delete("C")}`},
		{fmt.Sprintf("%#v", pg.Changes(nil)), "pg.Changes(nil)"},
		{fmt.Sprintf("%q", pg.Changes{pg.Set("A", 1)}), `"A: → 1\n"`},
		{pg.Show(errors.New("a\x1b[31m\xff\u202eb")), `a\x1b[31m\xff\u202eb`},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "program", pg.Shown(cage))
	if !strings.Contains(b.String(), `Cage{Animal: Parrot`) {
		t.Errorf("a log has %s", b.String())
	}
}

// Whatever leads back to itself is shown once, however it branches.
func TestShowLoops(t *testing.T) {
	loop := &zoo.Lineage{Name: "a"}
	loop.Children = []*zoo.Lineage{loop, {Name: "b", Parents: [2]*zoo.Lineage{loop, loop}}}
	if got, want := pg.Show(loop), `Lineage{Name: "a", Children: […, Lineage{Name: "b", Parents: […, …]}]}`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	list := []any{1, nil}
	list[1] = list
	m := map[string]any{}
	m["m"] = m
	var p any
	p = &p
	if got := pg.Show([]any{list, m, p}); got != `[[1, …], {"m": …}, …]` {
		t.Errorf("got %s", got)
	}
	deep := &zoo.Lineage{}
	for range 10_000 {
		deep = &zoo.Lineage{Children: []*zoo.Lineage{deep}}
	}
	for _, text := range []string{pg.Show(deep), pg.HTML(deep), pg.HTML(loop), pg.HTML(list)} {
		if !strings.Contains(text, "…") {
			t.Errorf("nothing is left out of %.200s", text)
		}
	}
}

// body returns what of a page changes from one to the other.
func body(t *testing.T, page string) string {
	t.Helper()
	style := strings.Index(page, "<style>")
	head := strings.Index(page, "</style>")
	script := strings.Index(page, "<script>")
	if style < 0 || head < 0 || script < 0 {
		t.Fatalf("no page: %.300s", page)
	}
	return page[:style] + page[head+len("</style>\n"):script] + "\n"
}

func searched(t *testing.T) *pg.Result[*zoo.Cage] {
	cage := &zoo.Cage{Animal: zoo.Lion{Roar: time.Second}, Width: 4}
	r, err := pg.Maximize(context.Background(), cage, search.Random(), func(c *zoo.Cage) float64 { return c.Width }, pg.Trials(3), pg.Seed(1), pg.Silent())
	if err != nil {
		t.Fatal(err)
	}
	h := r.History
	h.Trials = append(h.Trials, study.Trial{ID: 3, State: study.Failed, Error: "no <room>\nat all", DNA: h.Trials[0].DNA})
	h.Trials[0].Measures = map[string]float64{"size": 2, "a b": 0.5}
	for i := range h.Trials {
		h.Trials[i].Took = time.Millisecond
	}
	r.Elapsed = time.Second
	return r
}

func TestHTML(t *testing.T) {
	a, b := told()
	page := pg.HTML(a)
	golden(t, "program.html", page)
	custom, err := geno.New(
		geno.At("A", &geno.Choices{K: 3, Literals: []any{"x", "<y>", 0.5}, Distinct: true}),
		geno.At("B", &geno.Custom{Type: "tree"}),
		geno.At("C", &geno.Float{Min: 0, Max: 1, Step: 0.25, Info: geno.Info{Name: "c", Hints: "h"}}),
		geno.At("D", &geno.Int{Min: 0, Max: 8, Step: 2}),
	)
	if err != nil {
		t.Fatal(err)
	}
	r := searched(t)
	for name, v := range map[string]any{
		"diff.html":    pg.ShowDiff(a, b),
		"changes.html": append(a.Diff(b), pg.Set("[", 1), pg.Delete("Name")),
		"space.html":   a.Space(),
		"custom.html":  custom,
		"dna.html":     r.DNA,
		"result.html":  r,
	} {
		page := pg.HTML(v)
		if again := pg.HTML(v); page != again {
			t.Errorf("%s: two pages of one value differ", name)
		}
		golden(t, name, body(t, page))
		wellFormed(t, page)
	}
	for name, v := range map[string]any{
		"no changes": pg.ShowDiff(a, a), "nil": nil, "a nil program": (*zoo.Zoo)(nil), "a nil space": (*geno.Spec)(nil),
		"a nil DNA": (*geno.DNA)(nil), "a nil history": (*study.History)(nil), "a nil result": (*pg.Result[*zoo.Zoo])(nil),
		"an empty result": &pg.Result[*zoo.Zoo]{Trial: -1}, "an invalid space": geno.Invalid(errors.New("<no>")),
		"an unbound DNA": new(geno.DNA), "no changes at all": pg.Changes{}, "another type": pg.ShowDiff(1, "1"), "a string": "a\nb",
		"an empty history": &study.History{},
	} {
		t.Run(name, func(t *testing.T) { wellFormed(t, pg.HTML(v)) })
	}
	cut := pg.HTML(a, pg.ShowElements(1), pg.ShowDepth(2), pg.ShowRunes(5), pg.ShowOpen(0))
	for _, want := range []string{"… 1 more", "the q…", `<i class="x">…</i>`} {
		if !strings.Contains(cut, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	if strings.Contains(cut, " open>") {
		t.Error("something is open")
	}
	wellFormed(t, cut)
}

var (
	token  = regexp.MustCompile(`<[^>]*>`)
	tag    = regexp.MustCompile(`^<(/?)(details|summary|div|b|u|s|i|pre|span|ins|del)((?: (?:class|title|data-step)="[^"<>]*")*(?: open)?)>$`)
	entity = regexp.MustCompile(`&(amp|lt|gt|#34|#39);`)
)

// wellFormed checks that the tree of a page is made of nothing but the
// elements that it is to be made of, closed in order.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	_, main, _ := strings.Cut(page, "<main>\n")
	main, rest, _ := strings.Cut(main, "</main>\n<footer>")
	if strings.Count(page, "<script>") != 1 || strings.Count(page, "</script>") != 1 || !strings.Contains(rest, "<script>") {
		t.Errorf("a script got into the page")
	}
	if !utf8.ValidString(page) {
		t.Errorf("not UTF-8")
	}
	if i := strings.IndexFunc(page, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0x202e }); i >= 0 {
		t.Errorf("the control character %q", page[i])
	}
	var open []string
	for _, text := range token.FindAllString(main, -1) {
		m := tag.FindStringSubmatch(text)
		switch {
		case m == nil:
			t.Errorf("%q is none of the page's own elements", text)
		case m[1] == "":
			open = append(open, m[2])
		case len(open) == 0 || open[len(open)-1] != m[2]:
			t.Fatalf("%s closes %v", text, open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
	text := token.ReplaceAllString(main, "")
	if strings.ContainsAny(text, "<>\"'") || strings.Contains(entity.ReplaceAllString(text, ""), "&") {
		t.Errorf("text that is not escaped")
	}
}

// Random programs and their random changes.
func TestHTMLOfRandom(t *testing.T) {
	s := newSource(7)
	for range 60 {
		a := random[zoo.Zoo](s)
		b := a.Clone()
		for range s.IntN(4) {
			s.change(reflect.ValueOf(b).Elem())
		}
		wellFormed(t, pg.HTML(a))
		d := pg.ShowDiff(a, b)
		wellFormed(t, pg.HTML(d))
		wellFormed(t, pg.HTML(a.Diff(b)))
		if text := d.String(); (text == "") != a.Equal(b) || strings.IndexFunc(text, func(r rune) bool { return r == 0x1b }) >= 0 {
			t.Errorf("equal: %v, diff:\n%s", a.Equal(b), text)
		}
	}
}

// No text gets out of its place in a page.
func FuzzHTML(f *testing.F) {
	for _, text := range []string{"", "</script><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'&amp;<!--", "a\x00\x1b[0m\xff\xc0\u202e\u2028\ufffd", "a\nb\r\nc\t", "]]>", "</pre></div></details></main>", strings.Repeat("long ", 50)} {
		f.Add(text, "x")
		f.Add(text, text+"y")
	}
	f.Fuzz(func(t *testing.T, x, y string) {
		a := &zoo.Zoo{Name: x, Extra: errors.New(y), Ponds: map[string]*zoo.Cage{x: {Notes: []zoo.Note{{Text: y, Raw: []byte(x)}}}}}
		b := &zoo.Zoo{Name: y, Extra: x, Ponds: map[string]*zoo.Cage{y: {Notes: []zoo.Note{{Text: x, Raw: []byte(y)}}}, x: nil}}
		space, err := geno.New(geno.At(x, &geno.Choices{K: 1, Literals: []any{x, y}, Info: geno.Info{Name: y, Hints: x}}), geno.At(x+y+"z", &geno.Custom{Type: y}))
		if err != nil {
			space = geno.Invalid(errors.New(x))
		}
		for _, v := range []any{a, pg.ShowDiff(a, b), a.Diff(b), pg.Changes{pg.Set(x, y)}, space, x} {
			wellFormed(t, pg.HTML(v))
		}
		page := pg.HTML(a)
		if !strings.Contains(x, "\n") && len(x) < 100 && utf8.ValidString(x) {
			if want := html.EscapeString(fmt.Sprintf("%q", x)); !strings.Contains(page, want) {
				t.Errorf("%s is not in the page", want)
			}
		}
		_ = pg.ShowDiff(a, b).String()
	})
}

func BenchmarkHTML(b *testing.B) {
	root := &zoo.Lineage{Name: "root"}
	for range 130 {
		c := &zoo.Lineage{Name: "x", Legs: 2}
		for j := range 128 {
			c.Children = append(c.Children, &zoo.Lineage{Name: "n", Legs: j})
		}
		root.Children = append(root.Children, c)
	}
	nodes := 0
	for range pg.Traverse(root) {
		nodes++
	}
	other := root.Clone()
	other.Children[70].Children[3].Name = "m"
	for _, bench := range []struct {
		name string
		f    func() string
	}{
		{"page", func() string { return pg.HTML(root) }},
		{"text", func() string { return pg.Show(root) }},
		{"diff", func() string { return pg.ShowDiff(root, other).String() }},
		{"diffpage", func() string { return pg.HTML(pg.ShowDiff(root, other)) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = len(bench.f())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(nodes), "ns/node")
			b.ReportMetric(float64(size)/float64(nodes), "B/node")
		})
	}
}
