// Named patchers: their arguments, their texts, and what is wrong with them.

package pg_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

type widthArgs struct {
	By float64 `help:"by how much"`
}

// Validate refuses what would make cages too narrow.
func (a widthArgs) Validate() error {
	if a.By < 0 {
		return fmt.Errorf("by: expected 0 or more, got %v", a.By)
	}
	return nil
}

var widths = pg.RegisterPatcher("widths", "multiplies the width of all cages", widthArgs{By: 1}, func(a widthArgs) pg.Patch {
	return pg.PatchKey("Width", pg.FromOld(func(w float64) float64 { return w * a.By }))
})

// putArgs has an argument that must be given.
type putArgs struct {
	Path  string `arg:"k,required"`
	Value string `arg:"v"`
}

var putAt = pg.RegisterPatcher("put", "", putArgs{Value: "0"}, func(a putArgs) pg.Patch {
	p, err := pg.ParseSet(a.Path + "=" + a.Value)
	if err != nil {
		return pg.PatchError(err)
	}
	return p
})

// kinds has an argument of every kind.
type kinds struct {
	Bool     bool
	Int      int8
	Uint     uint16
	Float    float32
	Complex  complex128
	Text     string
	Wait     time.Duration
	Size     zoo.Size
	Weight   zoo.Weight
	Word     zoo.Word
	Addr     netip.Addr
	When     time.Time
	Raw      []byte
	Ints     []int
	Texts    []string
	Sizes    []zoo.Size
	Two      [2]float64
	Pointer  *int
	TextPtr  *string
	ListPtr  *[]int
	LR       float64
	HTTPPort int
	hidden   int
	Skipped  map[int]int `arg:"-"`
}

// got are the arguments that the patcher kinds was last made with.
var got kinds

var ofKinds = pg.RegisterPatcher("kinds", "takes all there is", kinds{Int: 3, Text: "a&b", Ints: []int{1, 2}, hidden: 7}, func(a kinds) pg.Patch {
	got = a
	return pg.Patch{}
})

type noArgs struct{}

var (
	_ = pg.RegisterPatcher("whole", "begins anew", noArgs{}, func(noArgs) pg.Patch {
		return pg.PatchFor(func(x *zoo.Zoo) (pg.Patch, error) { return pg.PatchPath("", &zoo.Zoo{Vet: x.Vet}), nil })
	})
	_ = pg.RegisterPatcher("all", "other patches, and a check", noArgs{}, func(noArgs) pg.Patch {
		named, err := pg.ParsePatch("put?k=Name&v=b")
		if err != nil {
			return pg.PatchError(err)
		}
		return pg.PatchAll(putAt(putArgs{Path: "Fee", Value: "1"}), named, pg.PatchEdits(pg.Set("Plan.Acres", 3)), pg.PatchCheck(named1))
	})
	_ = pg.RegisterPatcher("named", "checks that there is a name", noArgs{}, func(noArgs) pg.Patch { return pg.PatchCheck(named1) })
	_ = pg.RegisterPatcher("1st", "", noArgs{}, func(noArgs) pg.Patch { return pg.Patch{} })
	_ = pg.RegisterPatcher("wrong", "", struct {
		Map   map[string]int
		Lists [][]int
		Any   any
		A     int `arg:"x,optional"`
		B     int `arg:"X"`
		C     int `arg:"c d"`
	}{}, nil)
	noStruct = pg.RegisterPatcher("nostruct", "", 3, func(int) pg.Patch { return pg.Patch{} })
	_        = pg.RegisterPatcher("twice", "", noArgs{}, func(noArgs) pg.Patch { return pg.Patch{} })
	_        = pg.RegisterPatcher("twice", "", noArgs{}, func(noArgs) pg.Patch { return pg.Patch{} })
)

func named1(x *zoo.Zoo) error {
	if x.Name == "" {
		return errors.New("expected a zoo with a name")
	}
	return nil
}

// apply applies what the texts say to x.
func apply(x pg.Editable, texts ...string) error {
	var patches []pg.Patch
	for _, text := range texts {
		p, err := pg.ParsePatch(text)
		if err != nil {
			return err
		}
		if p.String() != text {
			return fmt.Errorf("%s is shown as %s", text, p)
		}
		patches = append(patches, p)
	}
	return pg.Apply(x, patches...)
}

func TestPatcher(t *testing.T) {
	for _, text := range []string{"put?Fee&2", "put?Fee&v=2", "put?k=Fee&v=2", "put?v=2&K=Fee", "put?\"Fee\"&`2`", "put?k=%46ee&v=2"} {
		x := zoo.New()
		if err := apply(x, text); err != nil || x.Fee != 2 {
			t.Errorf("%s: the fee is %v, %v", text, x.Fee, err)
		}
	}
	x := zoo.New()
	if err := pg.Apply(x, putAt(putArgs{Path: "Fee"}), putAt(putArgs{"Name", "a&b"})); err != nil || x.Fee != 12.5 || x.Name != "Riverside" {
		// The value of a typed call has no default: it is empty, and Fee takes no such text.
		if err == nil || err.Error() != `pg: patch zoo.Zoo: put?k=Fee&v="": Fee=: Fee: expected float64, got ""` {
			t.Errorf("got %v, %s", err, x.Name)
		}
	}
	if got := putAt(putArgs{"Fee", "0"}).String(); got != "put?k=Fee" {
		t.Errorf("got %s", got)
	}
	if err := apply(x, "put?k=Name&v=a%26b%25+c", "widths?by=2", "widths"); err != nil || x.Name != "a&b%+c" || x.Cages[0].Width != 8 {
		t.Errorf("got %s, %v", pg.Show(x), err)
	}
	if err := pg.Apply(x, widths(widthArgs{By: 0.5})); err != nil || x.Cages[0].Width != 4 {
		t.Errorf("got %s, %v", pg.Show(x), err)
	}
	if got := widths(widthArgs{By: 1}).String(); got != "widths" {
		t.Errorf("got %s", got)
	}
	// Patches see what those before have done, and a program begun anew.
	if err := apply(x, "put?Name&a", "whole", "put?Fee&3", "put?Secret&b", "put?Secret&c"); err != nil {
		t.Fatal(err)
	}
	if want := (&zoo.Zoo{Fee: 3, Secret: "c", Vet: x.Vet}); !x.Equal(want) {
		t.Errorf("to what was wanted:\n%s", x.Diff(want))
	}
	if err := apply(x, "all"); err != nil || x.Name != "b" || x.Fee != 1 || x.Acres != 3 {
		t.Errorf("got %s, %v", pg.Show(x), err)
	}
	before := x.Clone()
	err := apply(x, "named", "put?Fee&9", "put?Name&v=")
	if want := "pg: patch zoo.Zoo: named: expected a zoo with a name"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if !x.Equal(before) {
		t.Errorf("an error and a change:\n%s", before.Diff(x))
	}
	if err := apply(x); err != nil || !x.Equal(before) {
		t.Error("nothing to patch, and a change")
	}
}

func TestPatcherArguments(t *testing.T) {
	one, text, list := 1, "nil", []int{4}
	for _, test := range []struct {
		text string
		want kinds
	}{
		{"kinds", kinds{}}, {"kinds?", kinds{}},
		{"kinds?bool=yes", kinds{Bool: true}}, {"kinds?true&5", kinds{Bool: true, Int: 5}}, {"kinds?int=-1<<7", kinds{Int: -128}},
		{"kinds?uint=0xFFFF&float=1e-3&complex=1+2i", kinds{Uint: 65535, Float: 1e-3, Complex: 1 + 2i}},
		{"kinds?text=", kinds{Text: ""}}, {`kinds?text="x&y"`, kinds{Text: "x&y"}}, {"kinds?text=x%26y", kinds{Text: "x&y"}}, {`kinds?text="\t%26"`, kinds{Text: "\t%26"}}, {"kinds?text=nil", kinds{Text: "nil"}}, {`kinds?text=1"`, kinds{Text: `1"`}},
		{"kinds?wait=1m30s&size=large&weight=2", kinds{Wait: 90 * time.Second, Size: zoo.Large, Weight: 2}},
		{"kinds?size=2&word=<a>&addr=::1", kinds{Size: zoo.Large, Word: "a", Addr: netip.IPv6Loopback()}},
		{"kinds?when=2001-02-03T04:05:06Z&raw=xyz", kinds{When: time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC), Raw: []byte("xyz")}},
		{"kinds?ints=", kinds{Ints: []int{}}}, {"kinds?ints=1", kinds{Ints: []int{1}}}, {"kinds?ints=1,2&ints=3", kinds{Ints: []int{1, 2, 3}}}, {"kinds?ints=nil", kinds{Ints: nil}},
		{"kinds?texts=a,\"b,&\",c%2Cd", kinds{Texts: []string{"a", "b,&", "c,d"}}}, {"kinds?texts=\"\"", kinds{Texts: []string{""}}}, {"kinds?sizes=small,2", kinds{Sizes: []zoo.Size{zoo.Small, zoo.Large}}},
		{"kinds?two=1,2.5", kinds{Two: [2]float64{1, 2.5}}}, {"kinds?pointer=1&textPtr=\"nil\"&listPtr=4", kinds{Pointer: &one, TextPtr: &text, ListPtr: &list}}, {"kinds?pointer=nil&textptr=nil", kinds{}},
		{"kinds?lr=0.1&httpPort=80", kinds{LR: 0.1, HTTPPort: 80}},
	} {
		want := test.want
		for _, d := range []struct {
			name string
			set  func()
		}{{"int=", func() { want.Int = 3 }}, {"text=", func() { want.Text = "a&b" }}, {"ints=", func() { want.Ints = []int{1, 2} }}} {
			if !strings.Contains(test.text, "?"+d.name) && !strings.Contains(test.text, "&"+d.name) && !strings.HasSuffix(test.text, "true&5") {
				d.set()
			}
		}
		if strings.HasSuffix(test.text, "true&5") {
			want.Text, want.Ints = "a&b", []int{1, 2}
		}
		want.hidden = 7
		if _, err := pg.ParsePatch(test.text); err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if !pg.EqualValues(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", test.text, pg.Show(got), pg.Show(want))
		}
		// What a call is shown as is read as the same call.
		again := ofKinds(got).String()
		if _, err := pg.ParsePatch(again); err != nil || !pg.EqualValues(got, want) {
			t.Errorf("%s is shown as %s, and comes back as %s, %v", test.text, again, pg.Show(got), err)
		}
	}
	// What a patcher does with its arguments is nobody else's.
	if _, err := pg.ParsePatch("kinds"); err != nil {
		t.Fatal(err)
	}
	got.Ints[0] = 9
	if _, err := pg.ParsePatch("kinds"); err != nil || got.Ints[0] != 1 {
		t.Errorf("a default has changed to %d, %v", got.Ints[0], err)
	}
}

func TestParsePatchErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "byte 0: expected the name of a patcher, got the end"},
		{"1foo", "byte 0: expected the name of a patcher, got '1'"},
		{"wi dths", "byte 2: expected ? or the end behind the name of a patcher, got ' '"},
		{"width", `byte 0: expected the name of a patcher, got "width": did you mean widths?`},
		{"widths?a-1=2", `byte 7: expected one argument for widths, by, got "a-1"`},
		{"widths?1a=2", "byte 7: expected the name of an argument, got '1'"},
		{"widths?=2", "byte 7: expected the name of an argument, got '='"},
		{"widths?bye=2", `byte 7: expected one argument for widths, by, got "bye": did you mean by?`},
		{"widths?by=a", `byte 10: by: expected float64, got "a"`},
		{"widths?by=1+a", `byte 12: by: expected a number, got "a"`},
		{"widths?by=-1", "by: expected 0 or more, got -1"},
		{"widths?by=1&by=2", "byte 12: expected the argument by once, got it at byte 7, too"},
		{"widths?1&by=2", "byte 9: expected the argument by once, got it at byte 7, too"},
		{"widths?by=1&2", `byte 12: expected name=value behind an argument with a name, got "2"`},
		{"widths?1&2&3", "byte 9: expected one argument for widths, by, got one more\nbyte 11: expected one argument for widths, by, got one more"},
		{"widths?by=1&", "byte 12: expected an argument behind &, got the end"},
		{"whole?1", "byte 6: expected no arguments for whole, got one more"},
		{"put", "byte 3: expected the argument k, a string, got none"},
		{"put?v=1", "byte 7: expected the argument k, a string, got none"},
		{"put?x=1&y=2", "byte 4: expected 2 arguments for put, k, v, got \"x\"\nbyte 8: expected 2 arguments for put, k, v, got \"y\"\nbyte 11: expected the argument k, a string, got none"},
		{`put?k="a`, `byte 6: k: expected a string in quotes, got one without end or with a wrong escape`},
		{`put?k="a"b&v=1`, "byte 9: expected & or the end behind a string in quotes, got 'b'"},
		{"put?k=a%2", `byte 7: expected two hexadecimal digits behind %, and %25 for a %, got "%2"`},
		{"kinds?int=300&size=smal&bool=maybe&wait=3", "byte 10: int: expected int8, from -128 to 127, got \"300\"\n" +
			"byte 19: size: expected zoo.Size (small, middle, large), got \"smal\": did you mean small?\n" +
			"byte 29: bool: expected true or false for bool, got \"maybe\"\n" +
			"byte 40: wait: expected a duration such as 1m30s or 200ms, got \"3\""},
		{"kinds?ints=1,a&ints=b", "byte 13: ints: [1]: expected int, got \"a\"\nbyte 20: ints: [2]: expected int, got \"b\""},
		{"kinds?two=1", "byte 10: two: expected 2 elements for [2]float64, with commas between them, got 1"},
		{"1st", "byte 0: expected the name of a patcher, got '1'"},
		{"twice", ""},
		{"wrong", ""},
	} {
		_, err := pg.ParsePatch(test.text)
		if err == nil {
			t.Errorf("%s: no error", test.text)
			continue
		}
		if test.want == "" {
			continue
		}
		if want := fmt.Sprintf("pg: patch %q: %s", test.text, test.want); err.Error() != want {
			t.Errorf("%s:\ngot\n%v\nwant\n%s", test.text, err, want)
		}
	}
}

// A patcher that is none says so when it is used, and in the list.
func TestRegisterPatcherErrors(t *testing.T) {
	_, err := pg.ParsePatch("twice")
	if place := `\S*patcher_test\.go:\d+`; err == nil || !regexp.MustCompile(`^pg: patch "twice": byte 0: expected a name for each patcher: "twice" is registered at `+place+` and at `+place+`$`).MatchString(err.Error()) {
		t.Errorf("got %v", err)
	}
	_, err = pg.ParsePatch("wrong")
	const types = "expected a number, bool, string, time.Duration, a type with a method UnmarshalText, or a pointer to, a slice or an array of these"
	if want := `pg: patch "wrong": byte 0: expected a function that makes a patch, got nil
argument Map: ` + types + `, got map[string]int: take a string and read it in the function
argument Lists: ` + types + `, got [][]int: take a string and read it in the function
argument Any: ` + types + `, got interface {}: take a string and read it in the function
argument A: expected a tag such as arg:"x,required", got "optional" after the comma
argument B: expected a name for each argument, got "X" again
argument C: expected a name of letters, digits, _, - and ., got "c d"`; err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if err := pg.Apply(zoo.New(), noStruct(3)); err == nil || err.Error() != "pg: patch zoo.Zoo: nostruct: expected a struct of arguments, got int" {
		t.Errorf("got %v", err)
	}
	var list strings.Builder
	for _, p := range pg.Patchers() {
		if p.Name == "1st" || p.Name == "nostruct" || p.Name == "widths" || p.Name == "put" {
			list.WriteString(p.String())
		}
	}
	if want := `1st: (cannot be used: byte 0: expected a name of letters, digits, _, - and ., got '1')
nostruct: (cannot be used: expected a struct of arguments, got int)
put
  k string, required
  v string = 0
widths: multiplies the width of all cages
  by float64 = 1: by how much
`; list.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &list, want)
	}
	// The same registration again replaces the patcher.
	for i := range 2 {
		again := pg.RegisterPatcher("again", "", noArgs{}, func(noArgs) pg.Patch { return pg.PatchPath("Fee", i) })
		x := zoo.New()
		if err := errors.Join(apply(x, "again"), pg.Apply(x.Clone(), again(noArgs{}))); err != nil || x.Fee != float64(i) {
			t.Errorf("got %v, %v", x.Fee, err)
		}
	}
}

// From a value, a function or a file, patches, and then what a text overrides:
// all that PyGlove's ObjectFactory does.
func TestPatchFromAnywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zoo.json")
	base := &zoo.Plan{Acres: 3, Paths: [][]int{{1}}}
	if err := pg.Save(path, base); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]func() (*zoo.Plan, error){
		"value":    func() (*zoo.Plan, error) { return base.Clone(), nil },
		"function": func() (*zoo.Plan, error) { return &zoo.Plan{Acres: 3, Paths: [][]int{{1}}}, nil },
		"file": func() (*zoo.Plan, error) {
			x := new(zoo.Plan)
			_, err := pg.Load(path, x)
			return x, err
		},
	} {
		x, err := from()
		if err == nil {
			err = apply(x, "put?Acres&4", "put?Paths[0]&7,8")
		}
		if err == nil {
			err = pg.UnmarshalJSON(x, []byte(`{"Acres": 5}`)) // an override as a hierarchy
		}
		if err == nil {
			err = pg.Apply(x, pg.PatchEdits(pg.Set("Paths[0][1]", 9))) // and one that is flat
		}
		if want := (&zoo.Plan{Acres: 5, Paths: [][]int{{7, 9}}}); err != nil || !x.Equal(want) {
			t.Errorf("%s: got %s, %v", name, pg.Show(x), err)
		}
	}
	// An override that is none, and a file of another type.
	if err := pg.UnmarshalJSON(base, []byte("1")); err == nil || !strings.Contains(err.Error(), "expected an object for zoo.Plan, got 1") {
		t.Errorf("got %v", err)
	}
	if _, err := pg.Load(path, new(zoo.Cage)); err == nil || !strings.Contains(err.Error(), `expected the type zoo.Cage, got`) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestPyGlovePatchingIsAccountedFor checks that the account of PyGlove's tests
// of patching names tests that are there.
func TestPyGlovePatchingIsAccountedFor(t *testing.T) {
	text, err := os.ReadFile("testdata/pyglove_patching.md")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for _, path := range paths {
		code, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		source += string(code)
	}
	row := regexp.MustCompile(`(?m)^\| (\w+_test\.\w+\.test_[\w.]+) \| (.+) \|$`)
	twin := regexp.MustCompile(`\b((?:Test|Example)[A-Z]\w+)(?:/(\w+))?`)
	cases := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		cases[m[1]] = true
		twins := twin.FindAllStringSubmatch(m[2], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[2], "moot: ") {
			t.Errorf("%s: neither a test nor why not: %s", m[1], m[2])
		}
		for _, w := range twins {
			part := strings.ReplaceAll(w[2], "_", " ")
			if !strings.Contains(source, "func "+w[1]+"(") || part != "" && !strings.Contains(source, `{"`+part+`", `) {
				t.Errorf("%s: there is no %s", m[1], w[0])
			}
		}
	}
	if len(cases) != 43 {
		t.Errorf("expected the 43 cases of pyglove.core.patching, got %d", len(cases))
	}
}
