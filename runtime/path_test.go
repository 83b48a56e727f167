// Paths and patterns: parsing, printing, matching, and errors.

package pg_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestParsePath(t *testing.T) {
	for _, test := range []struct {
		text  string
		steps []pg.Step
		print string // if not text
	}{
		{"", nil, ""},
		{"Name", []pg.Step{pg.AtField("Name")}, ""},
		{"naïve_2.Äther", []pg.Step{pg.AtField("naïve_2"), pg.AtField("Äther")}, ""},
		{"Stages[2].Filter.Stride", []pg.Step{pg.AtField("Stages"), pg.AtIndex(2), pg.AtField("Filter"), pg.AtField("Stride")}, ""},
		{"[3]", []pg.Step{pg.AtIndex(3)}, ""},
		{"[3][4].A", []pg.Step{pg.AtIndex(3), pg.AtIndex(4), pg.AtField("A")}, ""},
		{"A[-1]", []pg.Step{pg.AtField("A"), pg.AtKey(-1)}, ""},
		{"A[+01]", []pg.Step{pg.AtField("A"), pg.AtKey(1)}, "A[1]"},
		{`A["a b"].C`, []pg.Step{pg.AtField("A"), pg.AtKey("a b"), pg.AtField("C")}, ""},
		{`A["]\"\n\x00"]`, []pg.Step{pg.AtField("A"), pg.AtKey("]\"\n\x00")}, ""},
		{"A[`a\\b`]", []pg.Step{pg.AtField("A"), pg.AtKey(`a\b`)}, `A["a\\b"]`},
		{`A["3"]`, []pg.Step{pg.AtField("A"), pg.AtKey("3")}, ""},
		{`A[""]`, []pg.Step{pg.AtField("A"), pg.AtKey("")}, ""},
		{"A[0.5]", []pg.Step{pg.AtField("A"), pg.AtKey(0.5)}, ""},
		{"A[.5]", []pg.Step{pg.AtField("A"), pg.AtKey(float32(0.5))}, "A[0.5]"},
		{"A[1e3]", []pg.Step{pg.AtField("A"), pg.AtKey(1000.0)}, "A[1000]"},
		{"A[1e+21]", []pg.Step{pg.AtField("A"), pg.AtKey(1e21)}, ""},
		{"A[-0.0]", []pg.Step{pg.AtField("A"), pg.AtKey(math.Copysign(0, -1))}, "A[0]"},
		{"A[Inf]", []pg.Step{pg.AtField("A"), pg.AtKey(math.Inf(1))}, "A[+Inf]"},
		{"A[-Inf]", []pg.Step{pg.AtField("A"), pg.AtKey(math.Inf(-1))}, ""},
		{"A[18446744073709551615]", []pg.Step{pg.AtField("A"), pg.AtKey(uint64(math.MaxUint64))}, ""},
		{"A[-9223372036854775808]", []pg.Step{pg.AtField("A"), pg.AtKey(math.MinInt64)}, ""},
		{"A[true]", []pg.Step{pg.AtField("A"), pg.AtKey(true)}, ""},
		{"A[(1+2i)]", []pg.Step{pg.AtField("A"), pg.AtKey(1 + 2i)}, ""},
		{"A[1]", []pg.Step{pg.AtField("A"), pg.AtKey(zoo.Middle)}, ""},
		{"A[25]", []pg.Step{pg.AtField("A"), pg.AtKey(zoo.Grade(25))}, ""},
	} {
		p, err := pg.ParsePath(test.text)
		if err != nil {
			t.Error(err)
			continue
		}
		if !slices.Equal(p, test.steps) {
			t.Errorf("%s: got the steps %v, want %v", test.text, p, test.steps)
		}
		want := test.print
		if want == "" {
			want = test.text
		}
		if got := p.String(); got != want {
			t.Errorf("%s: printed as %s, want %s", test.text, got, want)
		}
		if q, err := pg.ParsePath(p.String()); err != nil || !p.Equal(q) {
			t.Errorf("%s: %v comes back as %v, %v", test.text, p, q, err)
		}
	}
}

func TestParsePathErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{".", `byte 0: expected the name of a field, got '.'`},
		{"A.", `byte 2: expected the name of a field, got the end`},
		{"A..B", `byte 2: expected the name of a field, got '.'`},
		{"A.[1]", `byte 2: expected the name of a field, got '['`},
		{"3", `byte 0: expected the name of a field, got '3'`},
		{"A B", `byte 1: expected . or [, got ' '`},
		{"A-B", `byte 1: expected . or [, got '-'`},
		{"[1]A", `byte 3: expected . or [, got 'A'`},
		{"A\xff", `byte 1: expected . or [, got the byte 0xff`},
		{"A[", `byte 2: expected ], got the end`},
		{"A[1", `byte 3: expected ], got the end`},
		{"A[]", `byte 2: expected an index, a number, a bool or a quoted key, got ""`},
		{"A[b]", `byte 2: expected an index, a number, a bool or a quoted key, got "b": for a key that is a string write ["b"]`},
		{"A[b c]", `byte 2: expected an index, a number, a bool or a quoted key, got "b c"`},
		{"A[NaN]", `byte 2: expected an index, a number, a bool or a quoted key, got "NaN": for a key that is a string write ["NaN"]`},
		{`A["b]`, `byte 2: expected a quoted key, got a string without end or with a wrong escape`},
		{`A["\z"]`, `byte 2: expected a quoted key, got a string without end or with a wrong escape`},
		{`A["b"`, `byte 5: expected ], got the end`},
		{`A["b"x]`, `byte 5: expected ], got 'x'`},
		{"A[*]", `byte 2: expected an index, a number, a bool or a quoted key, got "*"`},
		{"A.*", `byte 2: expected the name of a field, got '*'`},
	} {
		p, err := pg.ParsePath(test.text)
		quoted, _ := json.Marshal(test.text)
		want := "pg: path " + string(quoted) + ": " + test.want
		if test.text == "A\xff" {
			want = `pg: path "A\xff": ` + test.want
		}
		if err == nil || err.Error() != want {
			t.Errorf("%q:\ngot  %v %v\nwant %s", test.text, p, err, want)
		}
	}
	if _, err := pg.ParsePattern("A[**]"); err == nil || err.Error() != `pg: pattern "A[**]": byte 2: expected an index, a number, a bool or a quoted key, got "**"` {
		t.Errorf("got %v", err)
	}
}

func TestPath(t *testing.T) {
	p := path(t, "A[1].B")
	if s := p[1]; s.Index() != 1 || s.Field() != "" || s.String() != "[1]" {
		t.Errorf("got %d %q %s", s.Index(), s.Field(), s)
	}
	if s := p[2]; s.Index() != -1 || s.Field() != "B" || s.String() != "B" {
		t.Errorf("got %d %q %s", s.Index(), s.Field(), s)
	}
	for prefix, want := range map[string]bool{"": true, "A": true, "A[1]": true, "A[1].B": true, "A[2]": false, "A[1].B.C": false, "B": false} {
		if got := p.HasPrefix(path(t, prefix)); got != want {
			t.Errorf("HasPrefix(%s): got %t", prefix, got)
		}
	}
	// Appending twice to one path gives two.
	base := make(pg.Path, 0, 8).Append(pg.AtField("A"))
	b, c := base.Append(pg.AtField("B")), base.Append(pg.AtField("C"))
	if b.String() != "A.B" || c.String() != "A.C" {
		t.Errorf("got %s and %s", b, c)
	}
	sorted := []string{"", "A", "A.B", "A.B[2]", "A.B[10]", "A[1]", "B"}
	paths := make([]pg.Path, len(sorted))
	for i, text := range sorted {
		paths[len(sorted)-1-i] = path(t, text)
	}
	slices.SortFunc(paths, pg.Path.Compare)
	for i, p := range paths {
		if p.String() != sorted[i] {
			t.Errorf("sorted: %s at %d, want %s", p, i, sorted[i])
		}
	}
	text, err := json.Marshal(map[string]any{"path": p, "pattern": pg.MustPattern("**.A[*].*")})
	if err != nil || string(text) != `{"path":"A[1].B","pattern":"**.A[*].*"}` {
		t.Errorf("got %s %v", text, err)
	}
	var back struct {
		Path    pg.Path
		Pattern pg.Pattern
	}
	if err := json.Unmarshal(text, &back); err != nil || !back.Path.Equal(p) || back.Pattern.String() != "**.A[*].*" {
		t.Errorf("got %v %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"path":"["}`), &back); err == nil || !back.Path.Equal(p) {
		t.Errorf("got %v %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"pattern":"["}`), &back); err == nil {
		t.Error("no error")
	}
}

func path(t *testing.T, text string) pg.Path {
	t.Helper()
	p, err := pg.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPatternMatch(t *testing.T) {
	for pattern, paths := range map[string]string{
		"":                                "yes: ; no: A [1]",
		"A":                               "yes: A; no: B A.B A[0]",
		"*":                               "yes: A B; no: A.B [0]",
		"[*]":                             `yes: [0] ["k"] [0.5]; no: A [0][1]`,
		"Layers[*].Filters":               `yes: Layers[0].Filters Layers["x"].Filters; no: Layers.Filters Layers[0] Layers[0].Filters[1] Layers[0][1].Filters`,
		"**":                              "yes: A A.B [0] A[1].B.C; no: none",
		"**.Stride":                       "yes: Stride A.Stride A[1].B.Stride Stride.Stride; no: Stride.A A Strides",
		"A.**":                            "yes: A A.B A[1].B; no: B B.A",
		"A.**.B":                          "yes: A.B A.C.B A.B.B A[0].B; no: A B A.B.C",
		"A.**.B.**.C":                     "yes: A.B.C A.x.B.y.C A.B.B.C.C; no: A.C.B A.B A.C",
		"**.**.A":                         "yes: A B.A B.C.A; no: B A.B",
		"**[*]":                           "yes: [0] A[0] A.B[1][2]; no: A A[0].B",
		"**.*.*":                          "yes: A.B A[0].B.C; no: A A[0] A.B[0]",
		`A["x y"].*`:                      `yes: A["x y"].B; no: A["x"].B A["x y"] A["x y"][0]`,
		strings.Repeat("**.a.", 40) + "b": "yes: " + strings.Repeat("a.", 40) + "b " + strings.Repeat("a.", 90) + "b; no: a.b " + strings.Repeat("a.", 39) + "b",
	} {
		p := pg.MustPattern(pattern)
		if p.String() != pattern {
			t.Errorf("%s is printed as %s", pattern, p)
		}
		yes, no, _ := strings.Cut(paths, "; no: ")
		for _, text := range split(strings.TrimPrefix(yes, "yes: ")) {
			if !p.Match(path(t, text)) {
				t.Errorf("%s does not match %s", pattern, text)
			}
		}
		for _, text := range split(no) {
			if text != "none" && p.Match(path(t, text)) {
				t.Errorf("%s matches %s", pattern, text)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustPattern took what is no pattern")
		}
	}()
	pg.MustPattern("[")
}

// split splits at spaces that are not in quotes.
func split(text string) []string {
	quoted := false
	return strings.FieldsFunc(text+" ", func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

// Keys of every kind lead back to what they are of.
func TestPathsOfKeys(t *testing.T) {
	x := &zoo.Lab{
		ByFloat:  map[float64]int{0.1: 1, 1e6: 2, math.Inf(-1): 3, 1 << 60: 4, -7: 5},
		BySmall:  map[float32]int{0.1: 1, 16777216: 2, 1e30: 3},
		ByBool:   map[bool]string{true: "a", false: "b"},
		ByGrade:  map[zoo.Grade]*zoo.Lion{3: {}, 255: {}},
		ByUint:   map[uint64]int{math.MaxUint64: 1, 2: 2},
		ByPair:   map[[2]int]string{{1, 2}: "a", {3, 4}: "b"},
		ByAny:    map[any]int{1: 1, "a": 2, true: 3, int8(1): 4, 0.5: 5},
		BySpec:   map[zoo.Spec]int{{A: 1, B: "x y"}: 1},
		ByNumber: map[complex128]int{1 + 2i: 1, 0: 2},
	}
	for n := range pg.Traverse(x) {
		if n.Depth() != 2 || !strings.HasPrefix(n.Path()[0].Field(), "By") {
			continue
		}
		text := n.Path().String()
		p, err := pg.ParsePath(text)
		if err != nil || !p.Equal(n.Path()) {
			t.Errorf("%s comes back as %v, %v", text, p, err)
		}
		if strings.HasPrefix(text, "ByAny") {
			continue // [1] is an int and an int8
		}
		y := x.Clone()
		if err := y.Rebind(pg.Delete(text)); err != nil {
			t.Error(err)
			continue
		}
		if d := x.Diff(y); len(d) != 1 {
			t.Errorf("deleting %s did\n%s", text, d)
		}
	}
}
