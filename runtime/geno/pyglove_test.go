// Twins of PyGlove's own tests of pyglove.core.geno. testdata/pyglove_tests.md
// says which test is whose.

package geno

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// space makes a Spec of decisions, each at the location of its name; those
// without are numbered.
func space(decisions ...Decision) *Spec {
	var elements []Element
	for i, d := range decisions {
		location := d.info().Name
		if location == "" && len(decisions) > 1 {
			location = fmt.Sprint("p", i)
		}
		elements = append(elements, At(location, d))
	}
	return must(New(elements...))
}

// in puts decisions at a location.
func in(location string, d Decision) *Spec { return must(New(At(location, d))) }

func constants(n int) []*Spec { return make([]*Spec, n) }

func one(candidates ...*Spec) *Choices { return &Choices{K: 1, Candidates: candidates, Distinct: true} }

func distinct(k int, candidates ...*Spec) *Choices {
	return &Choices{K: k, Candidates: candidates, Distinct: true}
}

func named(name string, d Decision) Decision {
	d.info().Name = name
	return d
}

func literals(c *Choices, l ...any) *Choices {
	c.Literals = l
	return c
}

// full is PyGlove's JSON of a DNA that is not compact.
func full(value string, children ...string) string {
	return fmt.Sprintf(`{"_type": %q, "value": %s, "children": [%s], "metadata": {}}`, dnaType, value, strings.Join(children, ", "))
}

func parsed(t *testing.T, s *Spec, text string) *DNA {
	t.Helper()
	d, err := s.ParseDNA(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// refused checks that err has all the words.
func refused(t *testing.T, what any, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%v: expected an error", what)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v: expected an error with %q, got %v", what, w, err)
		}
	}
}

// lists checks the DNAs of a space, in order.
func lists(t *testing.T, s *Spec, want ...string) {
	t.Helper()
	var got []string
	for d := range s.All() {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(d.String(), "DNA("), "DNA"), ")"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("expected %q, got %q", want, got)
	}
	if s.Size().Int64() != int64(len(want)) {
		t.Errorf("expected %d DNAs, got %v", len(want), s.Size())
	}
}

// sample is the DNA that PyGlove's tests of DNA look things up in.
func sample(t *testing.T) *DNA {
	both := distinct(2, in("", &Custom{}), in("", &Float{Info: Info{Name: "z"}, Max: 1}), nil)
	s := must(New(
		At("a", named("x", literals(one(in("b", named("y", both)), nil), "Something complex", "'foo'"))),
		At("d", named("p", &Float{Min: -1})),
		At("e", named("q", literals(distinct(2, constants(3)...), "'a'", "'b'", "'c'"))),
	))
	return parsed(t, s, "DNA([(0, [(0, 'abc'), (1, 0.5)]), -0.5, [0, 1]])")
}

func TestPyGloveDNA(t *testing.T) {
	t.Run("test_init", func(t *testing.T) {
		s := in("", &Float{Max: 1})
		if d := parsed(t, s, "0.5"); d.Spec() != s {
			t.Error("expected the DNA to be bound")
		}
		for given, want := range map[string]string{
			full("null", full("null", full("null", full("1")))):                                                  "1",
			full("null", full("null", full("null", full("1"), full(`"abc"`)))):                                   "[1, 'abc']",
			full("null", full("1"), full("null", full("2"), full("null", full("3")))):                            "[1, [2, 3]]",
			full("null", full("1"), full("2")):                                                                   "[1, 2]",
			full("1", full("1")):                                                                                 "(1, 1)",
			full("1", full("2", full("3"), full("4"))):                                                           "(1, 2, [3, 4])",
			full("1", full("null", full("3"), full("4"))):                                                        "(1, [3, 4])",
			full("null", full("1", full("2"), full("3", full("4"))), full("5"), full("6", full("7"), full("8"))): "[(1, [2, (3, 4)]), 5, (6, [7, 8])]",
		} {
			a, err := parseDNA(given)
			b, err2 := parseDNA(want)
			if err != nil || err2 != nil || !a.Equal(b) || a.Hash() != b.Hash() {
				t.Errorf("%s: expected %v, got %v, errors %v, %v", given, b, a, err, err2)
			}
		}
	})
	t.Run("test_bad_init", func(t *testing.T) {
		for text, word := range map[string]string{
			`{"value": 1}`:                "expected _type",
			full("{}"):                    "expected null, a number, a string or a list",
			full("[1, 2]", full("1")):     "expected children below an index or null",
			"DNA((1,))":                   "expected at least two values in a tuple",
			`["__tuple__", 1]`:            "expected at least two values in a tuple",
			"DNA([(1, [1, 2], 3)])":       "a list may only be last",
			`["__tuple__", "a", 1]`:       "expected the index of a candidate in a tuple",
			`[1, 2`:                       "",
			"ValueError()":                "expected a number, a string, a list, a tuple or None",
			`{"_type": "x", "value": 1}`:  "expected _type",
			full("1", `"a"`, "[1, 2", ""): "",
		} {
			_, err := parseDNA(text)
			refused(t, text, err, word)
		}
	})
	t.Run("test_basics", func(t *testing.T) {
		s := space(one(nil, space(one(constants(3)...), &Float{Max: 9}, &Custom{})))
		free, err := parseDNA("DNA(1, [2, 3.0, 'abc'])")
		if err != nil || free.Spec() != nil || free.Len() != 4 || free.Index(0) != 1 || free.Index(1) != 2 || free.Float(2) != 3 || free.Custom(3) != "abc" {
			t.Errorf("got %v, error %v", free, err)
		}
		var ids []string
		var values []any
		for _, p := range parsed(t, s, free.String()).Points() {
			ids, values = append(ids, p.ID()), append(values, p.Value())
		}
		if want := []string{"", "[=1/2].p0", "[=1/2].p1", "[=1/2].p2"}; !slices.Equal(ids, want) {
			t.Errorf("expected %q, got %q", want, ids)
		}
		if want := []any{int64(1), int64(2), 3.0, "abc"}; !slices.Equal(values, want) {
			t.Errorf("expected %v, got %v", want, values)
		}
	})
	t.Run("test_methods_that_require_spec", func(t *testing.T) {
		d, err := parseDNA("DNA(1, [2, 3.0, 'abc'])")
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Numbers()
		refused(t, d, err, "has no Spec", "bind it")
		if d.Dict(ByID, AsValue) != nil || count2(d) != 0 {
			t.Errorf("expected no values of an unbound DNA, got %v", d.Dict(ByID, AsValue))
		}
	})
	t.Run("test_inspection", func(t *testing.T) {
		for text, compact := range map[string]string{
			"DNA(0)": "0", "DNA([0, 1])": "[0, 1]", "DNA([0, (0, 1)])": `[0, ["__tuple__", 0, 1]]`, "DNA(0, 0.5)": `["__tuple__", 0, 0.5]`,
			"DNA(0, [1, 0.5, 'abc'])": `["__tuple__", 0, [1, 0.5, "abc"]]`, "DNA(None)": "null", "DNA('abc')": `"abc"`,
		} {
			d, err := parseDNA(text)
			if err != nil || d.String() != text || compactJSON(d) != compact {
				t.Errorf("%s: got %v and %s, error %v", text, d, compactJSON(d), err)
			}
		}
	})
	t.Run("test_serialization", func(t *testing.T) {
		want, err := parseDNA("DNA([0, (1, 2), [3, (4, 5, 'abc')]])")
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		withMetadata := strings.TrimSuffix(string(text), "}") + `, "metadata": {"_type": "pyglove.core.symbolic.dict.Dict", "a": 1}, "_cloneable_metadata_keys": ["a"]}`
		verbose := full("null", full("0"), full("1", full("2")), full("null", full("3"), full("4", full("5", full(`"abc"`)))))
		for _, text := range []string{string(text), withMetadata, verbose} {
			got := new(DNA)
			if err := json.Unmarshal([]byte(text), got); err != nil || !got.Equal(want) {
				t.Errorf("%s: got %v, error %v", text, got, err)
			}
		}
	})
	t.Run("test_decision_ids", func(t *testing.T) {
		want := []string{
			"a", "a[=0/2].b", "a[=0/2].b[0][=0/3]", "a[=0/2].b[0][=1/3]", "a[=0/2].b[1][=0/3]", "a[=0/2].b[1][=1/3]", "d", "e",
		}
		if got := sample(t).Spec().IDs(); !slices.Equal(got, want) {
			t.Errorf("expected %q, got %q", want, got)
		}
	})
	t.Run("test_getitem", func(t *testing.T) {
		d := sample(t)
		for by, want := range map[Key]map[string]any{
			ByName: {"x": int64(0), "y": []any{int64(0), int64(1)}, "z": 0.5, "p": -0.5, "q": []any{int64(0), int64(1)}, "a[=0/2].b[0][=0/3]": "abc"},
			ByID: {"a": int64(0), "a[=0/2].b[0]": int64(0), "a[=0/2].b[0][=0/3]": "abc", "a[=0/2].b[1]": int64(1), "a[=0/2].b[1][=1/3]": 0.5,
				"d": -0.5, "e[0]": int64(0), "e[1]": int64(1)},
			ByDecision: {"a": int64(0), "a[=0/2].b": []any{int64(0), int64(1)}, "a[=0/2].b[0][=0/3]": "abc", "a[=0/2].b[1][=1/3]": 0.5,
				"d": -0.5, "e": []any{int64(0), int64(1)}},
		} {
			if got := d.Dict(by, AsValue); !reflect.DeepEqual(got, want) {
				t.Errorf("by %d: expected %v, got %v", by, want, got)
			}
		}
		if d.Index(9) != -1 || d.Custom(-1) != "" {
			t.Error("expected nothing out of range")
		}
	})
	t.Run("test_literal_value", func(t *testing.T) {
		var got []any
		for _, p := range sample(t).Points() {
			got = append(got, p.Literal())
		}
		if want := []any{"Something complex", "0/3", "abc", "1/3", 0.5, -0.5, "'a'", "'b'"}; !slices.Equal(got, want) {
			t.Errorf("expected %v, got %v", want, got)
		}
	})
	t.Run("test_is_subchoice", func(t *testing.T) {
		var got []string
		for _, p := range sample(t).Points() {
			if c, ok := p.Decision.(*Choices); ok {
				got = append(got, fmt.Sprint(c.Name, c.K, p.Sub))
			}
		}
		if want := []string{"x1 0", "y2 0", "y2 1", "q2 0", "q2 1"}; !slices.Equal(got, want) {
			t.Errorf("expected %q, got %q", want, got)
		}
	})
	t.Run("test_hash", func(t *testing.T) {
		for _, text := range []string{"None", "1", "DNA(1, [(2, [3, 4]), 5])"} {
			a, err := parseDNA(text)
			b, err2 := parseDNA(text)
			if err != nil || err2 != nil || a.Hash() != b.Hash() || !a.Equal(b) {
				t.Errorf("%s: expected equal hashes", text)
			}
		}
	})
	t.Run("test_to_numbers", func(t *testing.T) {
		for text, c := range map[string]struct {
			s    *Spec
			want []float64
		}{
			"None":           {space(), []float64{}},
			"1":              {space(one(constants(2)...)), []float64{1}},
			"0.5":            {space(&Float{Max: 1}), []float64{0.5}},
			"[0, 1, 2]":      {space(distinct(3, constants(3)...)), []float64{0, 1, 2}},
			"DNA(0, [1, 2])": {space(one(space(distinct(2, constants(3)...)))), []float64{0, 1, 2}},
			"[(0, 1), 2, (3, [1, 0.5])]": {space(one(space(one(constants(2)...))), one(constants(3)...),
				one(nil, nil, nil, space(one(constants(2)...), &Float{Max: 1}))), []float64{0, 1, 2, 3, 1, 0.5}},
		} {
			got, err := parsed(t, c.s, text).Numbers()
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: expected %v, got %v, error %v", text, c.want, got, err)
			}
		}
	})
	t.Run("test_from_numbers", func(t *testing.T) {
		s := space(distinct(2, space(one(space(&Float{Max: 1}), nil)), nil), &Float{Min: -1, Max: 1})
		d, err := s.FromNumbers([]float64{0, 0, 0.1, 1, 0.2})
		if err != nil || d.String() != "DNA([[(0, 0, 0.1), 1], 0.2])" {
			t.Errorf("got %v, error %v", d, err)
		}
		for word, numbers := range map[string][]float64{
			"expected the index of a candidate, 0 to 1, got 4": {0, 4, 0.1, 1, 0.2},
			"got the end of 2 numbers":                         {0, 0},
			"expected 5 numbers, got 6":                        {0, 0, 0.1, 1, 0.2, 0},
		} {
			_, err := s.FromNumbers(numbers)
			refused(t, numbers, err, word)
		}
	})
	t.Run("test_iter_dna", func(t *testing.T) {
		s := space(one(constants(6)...))
		d := s.Next(parsed(t, s, "3"))
		if d.String() != "DNA(4)" || s.Next(d).String() != "DNA(5)" || s.Next(s.Next(d)) != nil {
			t.Errorf("got %v", d)
		}
		// Of an unbound DNA the space says whether it is its own.
		free, _ := parseDNA("3")
		if s.Next(free).String() != "DNA(4)" || space(one(constants(2)...)).Next(free) != nil {
			t.Error("expected the next of an unbound DNA of the space, and none of another's")
		}
	})
	t.Run("test_named_decisions", func(t *testing.T) {
		inner := distinct(2, in("z", named("c", &Float{Min: 0.1, Max: 0.9})), in("", named("d", one(constants(3)...))), nil, nil)
		outer := &Choices{K: 3, Candidates: []*Spec{must(New(At("y", named("b", inner)), At("q", one(constants(2)...)))), nil, nil}}
		s := must(New(At("x", named("a", outer)), At("m", named("e", &Float{Max: 1}))))
		d := parsed(t, s, "[[(0, [[(0, 0.1), (1, 0)], 0]), (0, [[(0, 0.2), (1, 1)], 0]), (0, [[(0, 0.3), (1, 2)], 0])], 0.0]")
		i := func(v ...int64) (list []any) {
			for _, v := range v {
				list = append(list, v)
			}
			return list
		}
		got := d.Dict(ByName, AsValue)
		for key, want := range map[string]any{"a": i(0, 0, 0), "b": i(0, 1, 0, 1, 0, 1), "c": []any{0.1, 0.2, 0.3}, "d": i(0, 1, 2), "e": 0.0} {
			if !reflect.DeepEqual(got[key], want) {
				t.Errorf("%s: expected %v, got %v", key, want, got[key])
			}
		}
	})
}

func TestPyGloveUseSpec(t *testing.T) {
	for name, c := range map[string]struct {
		s       *Spec
		ok      []string
		refused map[string]string
	}{
		"oneof": {
			space(one(nil, space(&Float{Max: 1}, &Float{Max: 1}, &Custom{}), space(&Float{Max: 1}))),
			[]string{"0", "(1, [0.0, 1.0, 'abc'])", "(2, 0.0)"},
			map[string]string{
				"None":   "expected the index of a candidate, 0 to 2, got None",
				"1.5":    "expected the index of a candidate, 0 to 2, got 1.5",
				"3":      "expected the index of a candidate, 0 to 2, got 3",
				"(0, 0)": "expected nothing below 0, got 1 value",
				"(1, 0)": "expected 3 values below 1",
			},
		},
		"manyof": {
			space(&Choices{K: 2, Candidates: constants(3), Sorted: true, Distinct: true}),
			[]string{"[0, 1]", "[1, 2]"},
			map[string]string{
				"1":         "expected a list of 2 choices, got 1",
				"[0, 0, 1]": "expected a list of 2 choices, got 3",
				"[1, 0]":    "expected sorted choices, got [1 0]",
				"[0, 0]":    "expected distinct choices, got [0 0]",
			},
		},
		"float": {
			space(&Float{Max: 1}),
			[]string{"0.5", "0.0", "1.0"},
			map[string]string{
				"None":          "expected a float from 0.0 to 1.0, got None",
				"0":             "expected a float from 0.0 to 1.0, got 0",
				"[0, 1]":        "expected a float from 0.0 to 1.0, got a list of 2",
				"-0.1":          "expected a float from 0.0 to 1.0, got -0.1",
				"2.0":           "expected a float from 0.0 to 1.0, got 2.0",
				"(1.0, [1, 2])": "expected nothing below 1.0, got 2 values",
			},
		},
		"custom": {
			space(&Custom{}),
			[]string{"'abc'"},
			map[string]string{"1": "expected a genome (a string), got 1", "None": "expected a genome (a string), got None"},
		},
		"complex": {
			must(New(
				At("a", one(
					in("b", &Choices{K: 2, Candidates: []*Spec{nil, space(&Float{Max: 1}), nil, space(&Custom{})}, Sorted: true, Distinct: true}),
					in("c", &Float{Max: 1}), nil)),
				At("d", &Float{Min: -1}))),
			[]string{"[(0, [0, (1, 0.5)]), -0.5]", "[(0, [(1, 0.5), (3, 'abc')]), -0.5]", "[2, -0.5]"},
			map[string]string{
				"1":                                 "expected a list of 2 values, for a, d, got 1",
				"[0.5, -0.5]":                       "a: expected the index of a candidate, 0 to 2, got 0.5",
				"[(0, 0), -0.5]":                    "a[=0/3].b: expected a list of 2 choices, got 1",
				"[(0, 2, 1), -0.5]":                 "a[=0/3].b: expected a list of 2 choices, got 1",
				"[4, -0.5]":                         "a: expected the index of a candidate, 0 to 2, got 4",
				"[(1, [0.0, 1.0]), -0.5]":           "expected 1 value",
				"[(0, [(1, 0.5), 0]), -0.5]":        "a[=0/3].b: expected sorted choices, got [1 0]",
				"[(0, [(1, 0.2), (1, 0.5)]), -0.5]": "a[=0/3].b: expected distinct choices, got [1 1]",
			},
		},
		"validate": {
			space(one(space(one(constants(2)...)), space(distinct(2, constants(3)...)), nil, space(&Custom{}), space(&Float{Min: -1, Max: 1}))),
			[]string{"(0, 1)", "(1, [0, 1])", "(3, 'abc')", "(4, 0.0)", "2"},
			map[string]string{
				"None":     "expected the index of a candidate, 0 to 4, got None",
				"0":        "expected 1 value",
				"(5, 10)":  "expected the index of a candidate, 0 to 4, got 5",
				"[2, 0]":   "expected the index of a candidate, 0 to 4, got a list of 2",
				"(2, 0)":   "expected nothing below 2, got 1 value",
				"(3, 0.2)": "[=3/5]: expected a genome (a string), got 0.2",
				"(4, 1.5)": "[=4/5]: expected a float from -1.0 to 1.0, got 1.5",
			},
		},
		"validate_space": {
			space(one(space(one(constants(2)...)), space(distinct(2, constants(3)...)), nil, space(&Custom{}), space(&Float{Min: -1, Max: 1})), &Float{Max: 1}),
			[]string{"[(0, 1), 0.5]", "[(1, [0, 1]), 0.5]", "[(3, 'abc'), 0.1]", "[(4, 0.0), 0.1]"},
			map[string]string{
				"None":            "expected a list of 2 values",
				"1":               "expected a list of 2 values",
				"[0, 0.5]":        "p0: expected 1 value",
				"[2, 0]":          "p1: expected a float from 0.0 to 1.0, got 0",
				"[2, 1.5]":        "p1: expected a float from 0.0 to 1.0, got 1.5",
				"[(3, 0.2), 0.1]": "p0[=3/5]: expected a genome (a string), got 0.2",
			},
		},
		"validate_constant": {space(), []string{"None"}, map[string]string{"1": "nothing is to be decided, got 1", "[0, 1]": "got a list of 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, text := range c.ok {
				if d, err := c.s.ParseDNA(text); err != nil || d.Spec() != c.s || c.s.Validate(d) != nil {
					t.Errorf("%s: got %v, error %v", text, d, err)
				}
			}
			for text, word := range c.refused {
				_, err := c.s.ParseDNA(text)
				refused(t, text, err, word)
			}
		})
	}
}

// entries is the DNA that PyGlove's tests of dictionaries are about.
func entries(t *testing.T) *DNA {
	b := literals(distinct(3, nil, in("", named("c", &Float{Max: 1})), nil, in("", named("f", &Custom{}))), 123, "Float(...)", "xyz", "Custom(...)")
	s := must(New(
		At("a", named("a", literals(one(in("b", named("b", b)), nil), "Something complex", "'foo'"))),
		At("d", named("d", &Float{Min: -1})),
		At("e", named("e", literals(distinct(2, constants(3)...), "'a'", 0.333, "'c'"))),
	))
	return parsed(t, s, "[(0, [0, (1, 0.5), (3, 'abc')]), -0.5, [0, 1]]")
}

func TestPyGloveDict(t *testing.T) {
	d := entries(t)
	const b = "a[=0/2].b"
	i := func(i int64) any { return i }
	rest := map[string]any{b + "[1][=1/4]": 0.5, b + "[2][=3/4]": "abc", "d": -0.5}
	with := func(m map[string]any, rest map[string]any) map[string]any {
		maps.Copy(m, rest)
		return m
	}
	byName := map[string]any{"c": 0.5, "d": -0.5, "f": "abc"}
	for _, c := range []struct {
		name string
		by   Key
		as   ValueType
		want map[string]any
	}{
		{"test_id_and_value", ByID, AsValue, with(map[string]any{"a": i(0), b + "[0]": i(0), b + "[1]": i(1), b + "[2]": i(3), "e[0]": i(0), "e[1]": i(1)}, rest)},
		{"test_id_and_choice", ByID, AsChoice, with(map[string]any{"a": "0/2", b + "[0]": "0/4", b + "[1]": "1/4", b + "[2]": "3/4", "e[0]": "0/3", "e[1]": "1/3"}, rest)},
		{"test_id_and_literal", ByID, AsLiteral, with(map[string]any{"a": "Something complex", b + "[0]": i(123), b + "[1]": "Float(...)", b + "[2]": "Custom(...)",
			"e[0]": "'a'", "e[1]": 0.333}, rest)},
		{"test_id_and_choice_literal", ByID, AsChoiceAndLiteral, with(map[string]any{"a": "0/2 (Something complex)", b + "[0]": "0/4 (123)", b + "[1]": "1/4 (Float(...))",
			b + "[2]": "3/4 (Custom(...))", "e[0]": "0/3 ('a')", "e[1]": "1/3 (0.333)"}, rest)},
		{"test_name_or_id_and_value", ByName, AsValue, with(map[string]any{"a": i(0), "b": []any{i(0), i(1), i(3)}, "e": []any{i(0), i(1)}}, byName)},
		{"test_name_or_id_and_choice", ByName, AsChoice, with(map[string]any{"a": "0/2", "b": []any{"0/4", "1/4", "3/4"}, "e": []any{"0/3", "1/3"}}, byName)},
		{"test_name_or_id_and_literal", ByName, AsLiteral, with(map[string]any{"a": "Something complex", "b": []any{i(123), "Float(...)", "Custom(...)"},
			"e": []any{"'a'", 0.333}}, byName)},
		{"test_name_or_id_and_choice_literal", ByName, AsChoiceAndLiteral, with(map[string]any{"a": "0/2 (Something complex)",
			"b": []any{"0/4 (123)", "1/4 (Float(...))", "3/4 (Custom(...))"}, "e": []any{"0/3 ('a')", "1/3 (0.333)"}}, byName)},
		{"test_collapse_multi_choices", ByDecision, AsValue, with(map[string]any{"a": i(0), b: []any{i(0), i(1), i(3)}, "e": []any{i(0), i(1)}}, rest)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := d.Dict(c.by, c.as); !reflect.DeepEqual(got, c.want) {
				t.Errorf("expected %v, got %v", c.want, got)
			}
		})
	}
	t.Run("test_dna_spec_and_value", func(t *testing.T) {
		var got []string
		for _, p := range d.Points() {
			got = append(got, fmt.Sprint(p.Decision.info().Name, p.Sub, "=", p.Value(), " ", p.Literal()))
		}
		want := []string{"a0=0 Something complex", "b0=0 123", "b1=1 Float(...)", "c0=0.5 0.5", "b2=3 Custom(...)", "f0=abc abc", "d0=-0.5 -0.5", "e0=0 'a'", "e1=1 0.333"}
		if !slices.Equal(got, want) {
			t.Errorf("expected %q, got %q", want, got)
		}
	})
	t.Run("test_from_dict", func(t *testing.T) {
		for _, by := range []Key{ByID, ByName, ByDecision} {
			for _, as := range []ValueType{AsValue, AsChoice, AsLiteral, AsChoiceAndLiteral} {
				for _, inactive := range []bool{false, true} {
					m := d.Dict(by, as)
					if inactive {
						for _, id := range []string{b + "[0][=1/4]", b + "[0][=3/4]", b + "[1][=3/4]", b + "[2][=1/4]"} {
							m[id] = nil
						}
					}
					if e, err := d.Spec().FromDict(m, by, as); err != nil || !e.Equal(d) {
						t.Errorf("%v: got %v, error %v", m, e, err)
					}
				}
			}
		}
	})
	t.Run("test_bad_from_dict", func(t *testing.T) {
		choice := in("a", one(constants(2)...))
		float := in("a", &Float{Max: 1})
		for _, c := range []struct {
			s    *Spec
			m    map[string]any
			as   ValueType
			word string
		}{
			{choice, map[string]any{"a": "2/2"}, AsChoice, "a: expected the index of a candidate, 0 to 1, got 2"},
			{choice, map[string]any{"a": 2}, AsValue, "a: expected the index of a candidate, 0 to 1, got 2"},
			{choice, map[string]any{"a": -1}, AsValue, "a: expected the index of a candidate, 0 to 1, got -1"},
			{float, map[string]any{"b": "0/3"}, AsValue, "a: expected a float from 0.0 to 1.0, got no value"},
			{float, map[string]any{"a": -1.0}, AsValue, "a: expected a float from 0.0 to 1.0, got -1.0"},
			{float, map[string]any{"a": 2.0}, AsValue, "a: expected a float from 0.0 to 1.0, got 2.0"},
			{in("a", &Custom{}), map[string]any{"a": 1}, AsValue, "a: expected a genome (a string), got 1"},
			{d.Spec(), map[string]any{"x": 1}, AsValue, "a: expected the index of a candidate, 0 to 1, got no value"},
			{d.Spec(), map[string]any{"a": "foo"}, AsLiteral, `a: expected one of 2 literals or a choice such as "0/2", got "foo"`},
			{d.Spec(), map[string]any{"a": "0/3"}, AsChoice, `a: expected a choice of 2 candidates, got "0/3"`},
		} {
			_, err := c.s.FromDict(c.m, ByName, c.as)
			refused(t, c.m, err, c.word)
		}
	})
}

func TestPyGloveSpecs(t *testing.T) {
	t.Run("init", func(t *testing.T) {
		space(one(constants(2)...), distinct(2, constants(2)...), &Float{Min: 0.1, Max: 1}, &Custom{},
			&Float{Max: 1}, &Float{Min: 1e-8, Max: 1, Scale: Log}, &Float{Min: 1e-8, Max: 1, Scale: RLog})
		// A decision may have its own location for a name.
		must(New(At("x", named("x", one(nil))), At("y", distinct(2, constants(2)...))))
		for word, e := range map[string][]Element{
			"expected at least 2 candidates for 2 distinct choices, got 1": {At("", distinct(2, nil))},
			"expected a literal for each of 2 candidates, got 1 literal":   {At("", literals(one(constants(2)...), 1))},
			`expected a name that is no other decision's id, got "x"`:      {At("y", named("x", one(nil))), At("x", one(nil))},
			"expected Min of at most Max, got 1 to -1":                     {At("", &Float{Min: 1, Max: -1})},
			"expected a positive Min on a log scale, got 0":                {At("", &Float{Max: 1, Scale: Log})},
			"expected a positive Min on a rlog scale, got 0":               {At("", &Float{Max: 1, Scale: RLog})},
			"expected a scale of Linear, Log or RLog, got 7":               {At("", &Float{Max: 1, Scale: 7})},
			"expected K of at least 1, got 0":                              {At("", &Choices{Candidates: constants(1)})},
			"expected candidates, got none":                                {At("", one())},
		} {
			_, err := New(e...)
			refused(t, e, err, word)
		}
		for word, text := range map[string]string{
			"$.subchoice_index: expected null, got 0": `{"_type": "geno.Choices", "num_choices": 2, "candidates": [{"_type": "geno.Space"}, {"_type": "geno.Space"}], "subchoice_index": 0}`,
			"$.elements[0]._type: expected":           `{"_type": "geno.Space", "elements": [{"_type": "geno.Space"}]}`,
			`$.scale: expected null, "linear", "log"`: `{"_type": "geno.Float", "min_value": 0.0, "max_value": 1.0, "scale": "unsupported_scale"}`,
		} {
			refused(t, text, new(Spec).UnmarshalJSON([]byte(text)), word)
		}
	})
	t.Run("names", func(t *testing.T) {
		// Two decisions may share a name, as fields of programs of one type do.
		// PyGlove refuses that, so that what it is given has the name once.
		s := must(New(At("x", named("n", one(nil))), At("y", one(in("z", named("n", &Float{Max: 1}))))))
		text, err := s.PyGloveJSON()
		if err != nil || strings.Count(string(text), `"name": "n"`) != 1 {
			t.Errorf("expected the name once, got %s, error %v", text, err)
		}
		if text, err := json.Marshal(s); err != nil || strings.Count(string(text), `"name":"n"`) != 2 {
			t.Errorf("expected the name twice, got %s, error %v", text, err)
		}
	})
	t.Run("len and size", func(t *testing.T) {
		for _, c := range []struct {
			s    *Spec
			n    int
			size int64 // 0: infinite
		}{
			{space(), 0, 1},
			{space(one(constants(2)...)), 1, 2},
			{space(distinct(2, constants(2)...)), 2, 2},
			{space(distinct(2, constants(3)...)), 2, 6},
			{space(distinct(2, space(one(constants(2)...)), space(one(constants(2)...)))), 6, 8},
			{space(one(space(one(constants(2)...)), space(distinct(2, constants(2)...)))), 4, 4},
			{space(one(space(&Float{Min: -1, Max: 1}), nil)), 2, 0},
			{space(&Float{Min: -1, Max: 1}), 1, 0},
			{space(&Custom{}), 1, 0},
			{space(one(constants(2)...), distinct(2, constants(3)...)), 3, 12},
			{space(one(constants(2)...), distinct(2, constants(3)...), &Float{Max: 1}), 4, 0},
			{space(one(constants(2)...), distinct(2, constants(3)...), &Custom{}), 4, 0},
			{space(one(space(one(constants(2)...)), space(&Float{Min: -1, Max: 1})), distinct(2, constants(2)...), &Float{Min: -1, Max: 1}), 6, 0},
		} {
			size := int64(0)
			if n := c.s.Size(); n != nil {
				size = n.Int64()
			}
			if c.s.Len() != c.n || size != c.size {
				t.Errorf("%v\nexpected %d decisions and %d DNAs, got %d and %d", c.s, c.n, c.size, c.s.Len(), size)
			}
		}
	})
	t.Run("ids", func(t *testing.T) {
		x, y, z := in("", one(constants(2)...)), in("", named("y", distinct(2, constants(2)...))), in("", &Float{Min: -1, Max: 1})
		text, err := json.Marshal(must(New(
			At("a", one(x, y, z)), At("b", distinct(2, constants(2)...)), At("c", &Float{Min: -1, Max: 1}), At("d", named("n", &Custom{})))))
		if err != nil {
			t.Fatal(err)
		}
		// PyGlove gives a space a location, too.
		s := new(Spec)
		if err := json.Unmarshal([]byte(strings.Replace(string(text), `"location":""`, `"location":"root"`, 1)), s); err != nil {
			t.Fatal(err)
		}
		if want := []string{"root.a", "root.a[=0/3]", "root.a[=1/3]", "root.a[=2/3]", "root.b", "root.c", "root.d"}; !slices.Equal(s.IDs(), want) {
			t.Errorf("expected %q, got %q", want, s.IDs())
		}
		for _, id := range s.IDs() {
			if p, _ := s.find(id); p == nil {
				t.Errorf("%s: not found", id)
			}
		}
		if s.names["y"] == nil || s.names["n"] == nil || s.names["a"] != nil {
			t.Errorf("expected the names y and n, got %v", s.names)
		}
		if got := in("a", one(nil, in("x", &Float{Max: 1}))).IDs(); !slices.Equal(got, []string{"a", "a[=1/2].x"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("first and next", func(t *testing.T) {
		if d := space(distinct(3, space(one(constants(2)...)), space(distinct(2, constants(3)...)), space(&Float{Max: 1}))).First(); d.String() != "DNA([(0, 0), (1, [0, 1]), (2, 0.0)])" {
			t.Errorf("got %v", d)
		}
		inner := one(space(one(constants(2)...)), space(distinct(2, constants(3)...)))
		lists(t, space(), "None")
		lists(t, space(inner), "0, 0", "0, 1", "1, [0, 1]", "1, [0, 2]", "1, [1, 0]", "1, [1, 2]", "1, [2, 0]", "1, [2, 1]")
		s := space(inner, one(constants(2)...))
		for text, want := range map[string]string{
			"[(0, 1), 0]": "DNA([(0, 1), 1])", "[(0, 1), 1]": "DNA([(1, [0, 1]), 0])", "[(1, [0, 2]), 1]": "DNA([(1, [1, 0]), 0])", "[(1, [2, 1]), 1]": "<nil>",
		} {
			if got := s.Next(parsed(t, s, text)); got.String() != want {
				t.Errorf("%s: expected %s next, got %v", text, want, got)
			}
		}
		if s.Size().Int64() != 16 {
			t.Errorf("got %v", s.Size())
		}
		for _, text := range []string{"None", "[(2, 1), 0]", "[(-9, 1), 0]"} {
			if d, err := parseDNA(text); err != nil || s.Next(d) != nil {
				t.Errorf("%s: expected no next, error %v", text, err)
			}
		}
		float := space(&Float{Max: 1})
		if d := float.First(); d.String() != "DNA(0.0)" || float.Next(d) != nil {
			t.Errorf("expected 0.0 and nothing next, got %v", d)
		}
		if none := space(&Custom{}); none.First() != nil || none.Random(rng(1)) != nil {
			t.Error("expected nothing of a custom decision without functions")
		}
		ten := space(&Custom{First: func() string { return "0" }, Next: func(s string) (string, bool) {
			n := 0
			fmt.Sscan(s, &n)
			return fmt.Sprint(n + 1), n < 10
		}})
		var got []string
		for d := range ten.All() {
			got = append(got, d.Custom(0))
		}
		if strings.Join(got, " ") != "0 1 2 3 4 5 6 7 8 9 10" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("many", func(t *testing.T) {
		candidates := []*Spec{nil, space(one(constants(2)...)), space(one(constants(3)...))}
		lists(t, space(one(space(one(constants(2)...)), space(distinct(2, constants(2)...)))), "0, 0", "0, 1", "1, [0, 1]", "1, [1, 0]")
		var all, sorted, distinct, both []string
		values := []string{"0", "(1, 0)", "(1, 1)", "(2, 0)", "(2, 1)", "(2, 2)"}
		index := func(v string) byte { return strings.TrimPrefix(v, "(")[0] }
		for _, a := range values {
			for _, b := range values {
				pair := "[" + a + ", " + b + "]"
				all = append(all, pair)
				if index(a) <= index(b) {
					sorted = append(sorted, pair)
				}
				if index(a) != index(b) {
					distinct = append(distinct, pair)
				}
				if index(a) < index(b) {
					both = append(both, pair)
				}
			}
		}
		lists(t, space(&Choices{K: 2, Candidates: candidates}), all...)
		lists(t, space(&Choices{K: 2, Candidates: candidates, Sorted: true}), sorted...)
		lists(t, space(&Choices{K: 2, Candidates: candidates, Distinct: true}), distinct...)
		lists(t, space(&Choices{K: 2, Candidates: candidates, Distinct: true, Sorted: true}), both...)
	})
	t.Run("random", func(t *testing.T) {
		s := space(one(constants(3)...), distinct(3,
			space(&Choices{K: 4, Candidates: constants(3), Sorted: true}),
			space(&Choices{K: 3, Candidates: constants(3)}),
			space(&Choices{K: 3, Candidates: constants(3), Distinct: true, Sorted: true})), &Float{Max: 1})
		a, b := rng(7), rng(7)
		for range 50 {
			d, e := s.Random(a), s.Random(b)
			if !d.Equal(e) || s.Validate(d) != nil {
				t.Fatalf("expected the same valid DNA of the same seed, got %v and %v", d, e)
			}
		}
		custom := space(&Custom{Random: func(*rand.Rand) string { return "abc" }, Mutate: func(s string, _ *rand.Rand) string { return s + "x" }})
		d := custom.Random(a)
		if e := custom.Resample(d, 0, a); d.Custom(0) != "abc" || e.Custom(0) != "abcx" {
			t.Errorf("expected abc and abcx, got %v and %v", d, e)
		}
	})
	t.Run("literals", func(t *testing.T) {
		s := new(Spec)
		text := `{"_type": "geno.Choices", "candidates": [{"_type": "geno.Space"}, {"_type": "geno.Space"}, {"_type": "geno.Space"}], "literal_values": ["0/3 ('foo\nbar')", 2, true]}`
		if err := json.Unmarshal([]byte(text), s); err != nil {
			t.Fatal(err)
		}
		if got := s.Elements()[0].Decision.(*Choices).Literals; !slices.Equal(got, []any{"'foo\nbar'", int64(2), true}) {
			t.Errorf("got %q", got)
		}
		for i, want := range []map[ValueType]any{
			{AsValue: int64(0), AsChoice: "0/3", AsLiteral: "'foo\nbar'", AsChoiceAndLiteral: "0/3 ('foo\nbar')"},
			{AsLiteral: int64(2), AsChoiceAndLiteral: "1/3 (2)"},
			{AsLiteral: true, AsChoiceAndLiteral: "2/3 (True)"},
		} {
			for as, v := range want {
				d := parsed(t, s, fmt.Sprint(i))
				if got := d.Dict(ByID, as)[""]; got != v {
					t.Errorf("%d: expected %v, got %v", i, v, got)
				}
				if e, err := s.FromDict(map[string]any{"": v}, ByID, as); err != nil || !e.Equal(d) {
					t.Errorf("%v: expected %v, got %v, error %v", v, d, e, err)
				}
			}
		}
		for word, v := range map[string]any{
			"expected one of 3 literals":                                        0,
			"expected the index of a candidate, 0 to 2, got 3":                  "3/3",
			"expected a choice of 3 candidates":                                 "1/2",
			"expected candidate 0 with its literal":                             "0/3 (No match)",
			`expected one of 3 literals or a choice such as "0/3", got "other"`: "other",
		} {
			_, err := s.FromDict(map[string]any{"": v}, ByID, AsLiteral)
			refused(t, v, err, word)
		}
	})
	t.Run("serialization", func(t *testing.T) {
		s := space(&Choices{Info: Info{Hints: 1}, K: 1, Candidates: constants(2)}, distinct(2, constants(2)...), &Float{Max: 1})
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		old := strings.TrimSuffix(string(text), "}") + `, "userdata": null}`
		read := new(Spec)
		if err := json.Unmarshal([]byte(old), read); err != nil || !read.Equal(s) {
			t.Errorf("got %v, error %v", read, err)
		}
		// A decision by itself is a space of one, and is written as it was.
		for _, text := range []string{
			`{"_type":"pyglove.generators.geno.Float","location":"x","hints":null,"name":null,"min_value":0.0,"max_value":1.0,"scale":"log"}`,
			`{"_type":"pyglove.generators.geno.CustomDecisionPoint","location":"","hints":{"a":[1,2.0]},"name":"c","hyper_type":"CustomA"}`,
			`{"_type":"pyglove.generators.geno.Choices","location":"","hints":null,"name":null,"num_choices":1,"candidates":[{"_type":"pyglove.generators.geno.Template","location":"","hints":null,"elements":[],"index":0}],"literal_values":null,"distinct":true,"sorted":false,"subchoice_index":null}`,
		} {
			text = strings.Replace(text, `"min_value":0.0`, `"min_value":0.5`, 1)
			s := new(Spec)
			if err := json.Unmarshal([]byte(text), s); err != nil || s.Len() != 1 {
				t.Errorf("%s: got %v, error %v", text, s, err)
			}
			if got, err := json.Marshal(s); err != nil || string(got) != text {
				t.Errorf("expected %s, got %s, error %v", text, got, err)
			}
		}
	})
}

// TestPyGloveTestsAreAccountedFor checks that the account names tests that are
// there.
func TestPyGloveTestsAreAccountedFor(t *testing.T) {
	text, err := os.ReadFile("testdata/pyglove_tests.md")
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]string{}
	for pkg, folder := range map[string]string{"geno": ".", "search": "../search", "evolution": "../search/evolution", "pg": ".."} {
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
	twin := regexp.MustCompile("`(\\w+)\\.(Test\\w+)(?:/([^`]+))?`")
	cases := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		cases[m[1]+"."+m[2]] = true
		twins := twin.FindAllStringSubmatch(m[3], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[3], "moot: ") && !strings.HasPrefix(m[3], "differs: ") {
			t.Errorf("%s: expected a test, or why there is none", m[2])
		}
		for _, m := range twins {
			code := source[m[1]]
			if !strings.Contains(code, "func "+m[2]+"(") || m[3] != "" && !strings.Contains(code, `"`+m[3]+`"`) {
				t.Errorf("%s: no such test", m[0])
			}
		}
	}
	if len(cases) != 162 {
		t.Errorf("expected the 162 cases of pyglove.core.geno, got %d", len(cases))
	}
}
