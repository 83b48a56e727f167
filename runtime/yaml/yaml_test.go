// YAML there and back, what its plain scalars mean, and its errors.

package yaml

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// Strings that one or another YAML takes for something else.
var tricky = []string{
	"", " ", "yes", "No", "on", "y", "null", "~", "true", "False", "1", "-1", "1e3", ".5", "0x1F", "0o7", "1_000", "12:30:00", ".inf", ".NaN",
	"2006-01-02", "<<", "=", "-", "- a", "? a", ": a", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "[a", "{a", "a,", "'a'", `"a"`, `a\b`,
	" a", "a ", "a  b", "a b", "a\nb", "a\n", "a\n\n", "\na", "a\n b", "a \nb", " a\nb", "a\tb", "a\r\nb", "\x00", "\u0085", "\u2028", "\ufeff", "\u00a0", "日本", "Zoë", "🦁", "---", "...", "a\n---\nb", "a\n...", "\u007f", "x\u200bx",
	"github.com/x/y.Zoo", "zoo.Broom/v2", "*zoo.Lion", "map[string][2]int",
}

func TestStrings(t *testing.T) {
	for _, s := range tricky {
		for _, v := range []any{s, []string{s, s}, map[string]string{s: s}, map[string][]map[string]string{"a": {{"b": s, s: "c"}}}} {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			same(t, text)
		}
	}
}

// same checks that the JSON text comes back from YAML.
func same(t *testing.T, text []byte) {
	t.Helper()
	data, err := encode(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	back, _, err := decode(data)
	if err != nil {
		t.Fatalf("%s: %v\n%s", text, err, data)
	}
	if !bytes.Equal(canonical(t, text), canonical(t, back)) {
		t.Fatalf("%s\ncomes back as\n%s\nfrom\n%s", text, back, data)
	}
}

// canonical returns the text with its strings as encoding/json writes them.
// Numbers stay as they are.
func canonical(t *testing.T, text []byte) []byte {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRandomRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		text, err := json.Marshal(value(r, 0))
		if err != nil {
			t.Fatal(err)
		}
		same(t, text)
	}
}

func value(r *rand.Rand, depth int) any {
	n := r.IntN(7)
	if depth > 4 {
		n = r.IntN(5)
	}
	switch n {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2, 3:
		return tricky[r.IntN(len(tricky))]
	case 4:
		numbers := []string{"0", "-0", "9223372036854775807", "18446744073709551615", "-9223372036854775808", "123456789012345678901234567890", "1e400", "1.50", "-1.5E-7", "0.1", "1E+2"}
		return json.Number(numbers[r.IntN(len(numbers))])
	case 5:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, value(r, depth+1))
		}
		return list
	}
	m := map[string]any{}
	for range r.IntN(4) {
		m[tricky[r.IntN(len(tricky))]] = value(r, depth+1)
	}
	return m
}

func TestText(t *testing.T) {
	k := &zoo.Keeper{
		Name:  "yes",
		Best:  zoo.Broom{Width: 2, Bristles: "1e3", ID: [2]byte{1, 2}},
		Tools: []zoo.Tool{&zoo.Shovel{Deep: 1<<53 + 1}, nil},
		Rota:  map[string]zoo.Broom{},
		Notes: []string{"a", "two\nlines\n"},
		Other: int8(3),
	}
	got, err := pg.Write(Format, k)
	if err != nil {
		t.Fatal(err)
	}
	want := `_type: github.com/pgen-go/pgen/runtime/internal/zoo.Keeper
Name: "yes"
Best:
  _type: zoo.Broom/v2
  Width: 2
  Bristles: "1e3"
  ID: [1, 2]
Tools:
- _type: github.com/pgen-go/pgen/runtime/internal/zoo.Shovel
  Long: false
  Deep: 9007199254740993
- null
Rota: {}
Spare: null
Notes:
- a
- |
  two
  lines
Piled:
  Of: null
Other:
  _type: int8
  value: 3
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	var back zoo.Keeper
	if report, err := pg.Read(Format, got, &back); err != nil || report.String() != "" || !back.Equal(k) {
		t.Errorf("got %v\n%s%s", err, report, k.Diff(&back))
	}
}

func TestScalars(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"[1, +1, -1, 007, -007, 0, -0, 0x1F, 0o17, 9223372036854775807, 123456789012345678901234567890]", `[1,1,-1,7,-7,0,-0,31,15,9223372036854775807,123456789012345678901234567890]`},
		{"[1., .5, -.5, +1.50, 1e3, 1E-7, 00.5, 0.1]", `[1,0.5,-0.5,1.50,1e3,1E-7,0.5,0.1]`},
		{"[null, ~, NULL, Null, {a: }]", `[null,null,null,null,{"a":null}]`},
		{"[true, True, FALSE, yes, No, on, y, tRUE]", `[true,true,false,"yes","No","on","y","tRUE"]`},
		{"[1_000, 12:30, 2006-01-02, 0b1, 1e, x, 1.2.3]", `["1_000","12:30","2006-01-02","0b1","1e","x","1.2.3"]`},
		{`["1", '1', !!str 1, !!int 3, !!binary aGk=]`, `["1","1","1",3,"aGk="]`},
		{"{1: a, true: b, 'x': c, ~: d}", `{"1":"a","true":"b","x":"c","~":"d"}`},
		{"a: &x {b: 1, c: [2]}\nd: *x\ne:\n  <<: *x\n  b: 3\n", `{"a":{"b":1,"c":[2]},"d":{"b":1,"c":[2]},"e":{"b":3,"c":[2]}}`},
		{"p: &p {b: 1}\nq: &q {b: 2, c: 3}\nr: {<<: [*p, *q], d: 4}", `{"p":{"b":1},"q":{"b":2,"c":3},"r":{"d":4,"b":1,"c":3}}`},
		{"# a comment\na: |\n  x\n  y\nb: >\n  x\n  y\n", `{"a":"x\ny\n","b":"x y\n"}`},
	} {
		got, _, err := decode([]byte(test.text))
		if err != nil || string(got) != test.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", test.text, got, err, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct{ text, want string }{
		{"", `:1:1: expected a YAML document, got an empty text`},
		{"# only a comment\n", `:1:1: expected a YAML document, got an empty text`},
		{"~", `:1:1: expected an object for zoo.Keeper, got null`},
		{"Name: a\n---\nName: b\n", `:2:1: expected one YAML document, got another`},
		{"Näme: [1, 2", `:1:13: expected YAML: `},
		{"Name: {a: 1}\n", `:1:7: Name: expected string, got an object`},
		{"Name: 12\n", `:1:7: Name: expected string, got 12`},
		{"Name: a\nName: b\n", `:2:1: expected each member once, got "Name" again`},
		{"Spare: {Width: .inf}\n", `:1:16: expected a number that JSON has, too, got .inf`},
		{"Spare: !broom {Width: 1}\n", `:1:8: expected no tag, got !broom: write the type as the value of _type`},
		{"Other: &a [*a]\n", `:1:12: expected an alias of something else, got one of what it is in: *a`},
		{"? [a]\n: b\n", `:1:3: expected a scalar as a key`},
		{"<<: 3\n", `:1:5: expected a mapping, or several in a sequence, to merge`},
		{"Best:\n  _type: zoo.Brom/v2\nNote: [a]\nTools:\n- _type: zoo.Spade\n  Deep: x\n  Lnog: true\n", `: 4 errors:
k.yaml:2:10: Best: expected the name of a type, got "zoo.Brom/v2": did you mean "zoo.Broom/v2"?
k.yaml:3:1: expected a field of zoo.Keeper, got "Note": did you mean "Notes"?
k.yaml:6:9: Tools[0].Deep: expected int64, got "x"
k.yaml:7:3: Tools[0]: expected a field of zoo.Shovel, got "Lnog": did you mean "Long"?`},
	} {
		if err := os.WriteFile("k.yaml", []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		k := zoo.Keeper{Name: "Kim"}
		_, err := pg.Load("k.yaml", &k)
		if want := "pg: load k.yaml" + test.want; err == nil || err.Error() != want && !(strings.HasSuffix(want, ": ") && strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s:\ngot  %v\nwant %s", test.text, err, want)
		}
		if !k.Equal(&zoo.Keeper{Name: "Kim"}) {
			t.Errorf("%s: an error and a change", test.text)
		}
	}
	laughs := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		p := string(c - 1)
		laughs += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+p+", ", 10) + "]\n"
	}
	if _, err := pg.Read(Format, []byte(laughs), new(any)); err == nil || !strings.Contains(err.Error(), "expected aliases that stand for a reasonable amount of text") {
		t.Errorf("got %.300v", err)
	}
	if _, err := pg.Read(Format, []byte(strings.Repeat("[", 100_000)), new(any)); err == nil {
		t.Error("expected an error")
	}
	if err := pg.Save("lab.yml", &zoo.Lab{}); err == nil || !strings.HasPrefix(err.Error(), "pg: save lab.yml: 4 errors:\nlab.yml: Complex: ") {
		t.Errorf("got %v", err)
	}
	if _, err := pg.Write(Format, &zoo.Broom{Width: math.MinInt64}); err != nil {
		t.Error(err)
	}
}

// FuzzRead checks that a text of any kind is refused or read, and what was
// read written and read again.
func FuzzRead(f *testing.F) {
	for _, s := range tricky {
		f.Add([]byte(s))
		f.Add([]byte("Name: " + s))
	}
	zoo := zoo.New()
	text, err := pg.Write(Format, zoo)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("a: &x {b: 1}\nc: {<<: [*x, *x], b: 2}\n"))
	f.Add([]byte("%YAML 1.1\n--- !!map\n? a\n: !!float 1\n..."))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _, err := decode(data)
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Fatalf("%q is read as %s, which is not JSON", data, text)
		}
		written, err := encode(text)
		if err != nil {
			t.Fatalf("%q: %s: %v", data, text, err)
		}
		again, _, err := decode(written)
		if err != nil {
			t.Fatalf("%q: %s is written as\n%s\n%v", data, text, written, err)
		}
		if !bytes.Equal(text, again) {
			t.Fatalf("%q is read as\n%s\nwritten as\n%s\nand read as\n%s", data, text, written, again)
		}
		_, _ = pg.Read(Format, data, zoo.Clone(), pg.AllowUnknown())
	})
}
