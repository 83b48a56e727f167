// What is wrong is said in full: where, what was expected, what came.

package geno

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/errors.txt anew")

// TestErrors compares the text of every error with testdata/errors.txt, which
// is meant to be read: what was given, and what was said.
func TestErrors(t *testing.T) {
	const file = "testdata/errors.txt"
	var b strings.Builder
	says := func(given string, err error) {
		if err == nil {
			t.Errorf("%s: expected an error", given)
			return
		}
		fmt.Fprintf(&b, "%s\n\t%s\n\n", given, strings.ReplaceAll(err.Error(), "\n", "\n\t"))
	}
	errorsOfSpaces(says)
	errorsOfSpecJSON(says)
	errorsOfDNAText(says)
	errorsOfDNAs(says)
	errorsOfValues(t, says)
	errorsOfNumbersAndDictionaries(says)
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, got := strings.Split(string(text), "\n\n"), strings.Split(b.String(), "\n\n")
	for i := range max(len(want), len(got)) {
		w, g := "nothing", "nothing"
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			t.Fatalf("expected\n%s\n\ngot\n%s\n\nIf that is right, run go test with -update.", w, g)
		}
	}
}

func errorsOfSpaces(says func(string, error)) {
	var nilChoices *Choices
	bad := Invalid(errors.New("Stem: no such field"))
	_, err := New(
		At("a", nil),
		At("b", nilChoices),
		At("c", &Choices{}),
		At("c", &Choices{K: 3, Distinct: true, Literals: []any{1, 2}}),
		At("d", &Choices{K: 1, Candidates: make([]*Spec, 2), Literals: []any{1}}),
		At("e", &Choices{K: 1, Candidates: []*Spec{nil, bad}}),
		At("f", &Float{Min: math.NaN(), Max: math.Inf(1)}),
		At("g", &Float{Min: 2, Max: 1}),
		At("h", &Float{Min: 0, Max: 1, Scale: Log}),
		At("i", &Float{Min: 1, Max: 2, Step: -1}),
		At("j", &Int{Min: 1, Max: 2, Step: -1}),
		At("k", &Int{Min: math.MinInt64, Max: math.MaxInt64}),
		At("l", &Int{Min: -1, Max: 1, Scale: RLog}),
		At("m", &Int{Min: 1, Max: 2, Scale: 9}),
		At("n", &Choices{K: 1 << 21, Candidates: make([]*Spec, 2)}),
	)
	says("a space of many mistakes", err)
	_, err = New(At("a", oneof(2)), At("b", &Int{Info: Info{Name: "a"}}))
	says("a name that is an id", err)
	_, err = New(At("", oneof(0)))
	says("no candidates, at no location", err)
	deep := must(New())
	for range maxDepth {
		deep = must(New(At("x", &Choices{K: 1, Candidates: []*Spec{deep}})))
	}
	_, err = New(At("x", &Choices{K: 1, Candidates: []*Spec{deep}}))
	says("decisions below 1000 others", err)
}

func errorsOfSpecJSON(says func(string, error)) {
	for _, text := range []string{
		``,
		`{`,
		`[] []`,
		`7`,
		`{"_type": 3}`,
		`{"_type": "geno.Space", "elements": [{"_type": "geno.Flat"}, 1, {"_type": "geno.Float", "min_value": "a", "scale": "exp", "color": 1}], "size": 1}`,
		`{"_type": "geno.Space", "location": 1, "elements": 2}`,
		`{"_type": "geno.Choices", "candidates": [{"_type": "geno.Space"}, {"_type": "geno.Float"}], "num_choices": 1.5, "literal_values": [null], "distinct": 1, "subchoice_index": 0}`,
		`{"_type": "geno.Space", "elements": [{"_type": "geno.Float", "location": "f", "min_value": 2, "max_value": 1}]}`,
	} {
		err := new(Spec).UnmarshalJSON([]byte(text))
		says(text, err)
	}
}

func errorsOfDNAText(says func(string, error)) {
	s := must(New(At("p", oneof(3)), At("q", genomes(Info{}))))
	for _, text := range []string{
		"", "DNA(", "DNA(1, 2", "[1 2]", "(1,)", "('a', 1)", "(1, (2, 3))",
		"[0, 'a", `[0, '\q']`, `[0, '\x4']`, `[0, '\U00110000']`, "[0, 1e999]", "[0, x]", "1 2", "DNA({})",
		`{"_type": "DNA"}`, `{"_type": "pyglove.core.geno.base.DNA", "color": 1}`,
		`{"_type": "pyglove.core.geno.base.DNA", "format": "long"}`,
		`{"_type": "pyglove.core.geno.base.DNA", "value": "a", "children": [0]}`,
		`{"_type": "pyglove.core.geno.base.DNA", "value": 1, "children": 0}`,
		strings.Repeat("[", 20000),
	} {
		_, err := s.ParseDNA(text)
		says(text[:min(len(text), 60)], err)
	}
}

func errorsOfDNAs(says func(string, error)) {
	s := everyKind()
	for _, text := range []string{
		"None",
		"[0, [1, 2], 0.5, 0.1, 'a', 1]",
		"[4, [2, 1], 2.0, 0.15, 'abcd']",
		"[0, [1, 1], 1, 0.1, 2]",
		"[(0, 1), [1], 0.5, 0.1, 'a']",
		"[(1, [9, [0, 0, 1]]), 1, 0.5, 0.1, 'a']",
		"[(1, 9), [(0, [1, [0, 1]]), (0, 5)], 0.5, 0.1, 'a']",
		"[3, [-1, -2], 0.5, 0.1, 'a']",
		"[0, [-3, -1], 0.5, 0.1, 'a']",
		"[0, [-1, 2], 0.5, 0.1, 'a']",
		"[123456789012345678901234567890, [1, 2], 0.5, 0.1, 'a']",
	} {
		_, err := s.ParseDNA(text)
		says(text, err)
	}
	_, err := s.Bind(nil)
	says("a nil DNA", err)
	var none *Spec
	_, err = none.Bind(new(DNA))
	says("a nil Spec", err)
	says("an invalid Spec", Invalid(nil).Validate(new(DNA)))
	_, err = new(DNA).Numbers()
	says("numbers of an unbound DNA", err)
}

// errorsOfValues damages the values of a DNA directly, as a program that
// writes them wrongly would.
func errorsOfValues(t *testing.T, says func(string, error)) {
	s := everyKind()
	d, err := s.ParseDNA("[(2, 'a'), [1, 2], 0.5, 0.1, 'b']")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what   string
		change func(d *DNA)
	}{
		{"short", func(d *DNA) { d.vals = d.vals[:4] }},
		{"long", func(d *DNA) { d.vals = append(d.vals, 1) }},
		{"genomes", func(d *DNA) { d.strs = append(d.strs, "c") }},
		{"genome", func(d *DNA) { d.strs[1] = "" }},
		{"bytes", func(d *DNA) { d.strs[1] = "\xff" }},
		{"missing", func(d *DNA) { d.strs = d.strs[:1] }},
		{"index", func(d *DNA) { d.vals[0] = 9 }},
		{"many", func(d *DNA) { d.vals[2] = 2 }},
		{"float", func(d *DNA) { d.vals[4], d.vals[5] = math.Float64bits(math.NaN()), math.Float64bits(0.11) }},
	} {
		e := &DNA{spec: s, vals: append([]uint64(nil), d.vals...), strs: append([]string(nil), d.strs...)}
		test.change(e)
		says("values: "+test.what, s.Validate(e))
	}
}

func errorsOfNumbersAndDictionaries(says func(string, error)) {
	s := must(New(
		At("p", &Choices{K: 1, Candidates: []*Spec{nil, must(New(At("x", oneof(2))))}, Literals: []any{"a", 1.5}}),
		At("q", &Choices{Info: Info{Name: "many"}, K: 2, Literals: []any{"a", "b", "a"}, Distinct: true}),
		At("i", &Int{Min: 10, Max: 20, Step: 5}),
	))
	for _, numbers := range [][]float64{{}, {0.5}, {0, 1, 1, 2}, {0, 1, 2, 2, 7}, {0, 1, 2, math.NaN()}} {
		_, err := s.FromNumbers(numbers)
		says(fmt.Sprint("numbers ", numbers), err)
	}
	for _, test := range []struct {
		m  map[string]any
		by Key
		as ValueType
	}{
		{nil, ByID, AsValue},
		{map[string]any{"p": 2, "q[0]": "x", "q[1]": []int{}, "i": 1.5}, ByID, AsValue},
		{map[string]any{"p": 0, "q": []int{0, 1, 2}, "i": 0, "p[=1/2].x": 0, "z": 1}, ByID, AsValue},
		{map[string]any{"p": "0/3", "q[0]": "0/3 (b)", "q[1]": "1", "i": "9/3"}, ByID, AsChoice},
		{map[string]any{"p": 1.5, "p[=1/2].x": "0/2", "many": []string{"a", "c"}, "i": 12}, ByName, AsLiteral},
	} {
		_, err := s.FromDict(test.m, test.by, test.as)
		says("dictionary "+string(mustJSON(test.m)), err)
	}
	huge := must(New(At("i", &Int{Min: 0, Max: math.MaxInt64 - 1}), At("c", &Custom{})))
	d, err := huge.ParseDNA("[9007199254740993, 'a']")
	if err != nil {
		panic(err)
	}
	_, err = d.Numbers()
	says("numbers of large indices and genomes", err)
	_, err = must(New(At("i", &Int{Min: 0, Max: 1 << 20}))).PyGloveJSON()
	says("PyGloveJSON of a million steps", err)
	_, err = json.Marshal(must(New(At("i", &Int{Info: Info{Hints: math.Inf(1)}}))))
	says("JSON of infinite hints", err)
}
