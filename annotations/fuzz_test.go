package annotations

// Laws that hold for any input.

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// FuzzFile: whatever the source, reading it does not panic, says the same
// twice, and every position is in the file, every argument where it says. The seeds are long: fuzz with
// -fuzzminimizetime 10x, or the time goes into shortening them.
func FuzzFile(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(txtar.Parse(data).Files[0].Data))
	}
	f.Add("package p\n\n//pg:symbolic\r\ntype T struct {\r\n\tA int //pg:when A \r > 1\r\n}\r\n")
	f.Add("package p\n//pg:symbolic\ntype T struct{ A int //pg:int 1")
	f.Add("package p; type (//pg:int\n); func (//pg:skip\n) f(//pg:skip a\na")
	f.Fuzz(func(t *testing.T, src string) {
		fset := token.NewFileSet()
		file, _ := parser.ParseFile(fset, "in.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if file == nil || !file.Package.IsValid() {
			return
		}
		list, errs := File(fset, file)
		again, errsAgain := File(fset, file)
		if !slices.Equal(errs, errsAgain) {
			t.Errorf("errors differ:\n%v\n%v", errs, errsAgain)
		}
		if a, b := printTagged(fset, list), printTagged(fset, again); a != b {
			t.Errorf("directives differ:\n%s\n%s", a, b)
		}
		tf := fset.File(file.Package)
		inside := func(what string, pos token.Pos) {
			if pos < token.Pos(tf.Base()) || pos > token.Pos(tf.Base()+tf.Size()) {
				t.Errorf("%s: position %d is outside of the file", what, pos)
			}
		}
		for i, e := range errs {
			inside(e.Msg, e.Pos)
			if e.Msg == "" || strings.ContainsAny(e.Msg, "\n\r") {
				t.Errorf("message %q is not one line", e.Msg)
			}
			if i > 0 && e.Pos < errs[i-1].Pos {
				t.Errorf("errors are not sorted: %v", errs)
			}
		}
		check := func(d *Directive) {
			inside(d.Name, d.Pos)
			inside(d.Name, d.End)
			for _, arg := range d.Args {
				inside(arg.Text, arg.Pos)
				inside(arg.Text, arg.End)
				if strings.Contains(src, "\r") {
					continue // the scanner drops it from comments, so that texts shift
				}
				if got := src[tf.Offset(arg.Pos):tf.Offset(arg.End)]; got != arg.Text {
					t.Errorf("argument %q stands at %q", arg.Text, got)
				}
			}
			if len(d.Args) < d.Min || d.Max >= 0 && len(d.Args) > d.Max {
				t.Errorf("//pg:%s with %d arguments", d.Name, len(d.Args))
			}
		}
		for _, tagged := range list {
			for _, d := range tagged.Directives {
				check(d)
			}
			for _, list := range tagged.Fields {
				for _, d := range list {
					check(d)
				}
			}
		}
	})
}

// FuzzArgs: arguments stand where they say, and joining them by one space and
// splitting again changes nothing.
func FuzzArgs(f *testing.F) {
	for _, s := range []string{
		"", " ", "1 11", "Delta{Stride: 1, N: 2} NewShuffle", `"two words" 'a' ` + "`b c`",
		`hint="two words" log // the level`, "f(g[h{1}], ' ', \"\\\" )\") x", "(", "a]", "(]", `"`, `'\`, "a//b", "//", "(//", "\u00a0x\ty\u2003z", "\xff \xfe",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		args, err := splitArgs(s, 1)
		if err != nil {
			if err.Pos < 1 || int(err.Pos) > len(s) {
				t.Errorf("error %q at %d is outside of %q", err.Msg, err.Pos, s)
			}
			return
		}
		for _, arg := range args {
			if arg.Text == "" || s[arg.Pos-1:arg.End-1] != arg.Text {
				t.Errorf("argument %q does not stand at %d-%d of %q", arg.Text, arg.Pos, arg.End, s)
			}
		}
		again, err := splitArgs(source(args), 1)
		if err != nil {
			t.Fatalf("splitting %q again: %v", source(args), err.Msg)
		}
		if len(again) != len(args) {
			t.Fatalf("%q has %d arguments, then %d", s, len(args), len(again))
		}
		for i := range args {
			if again[i].Text != args[i].Text {
				t.Errorf("argument %d of %q is %q, then %q", i, s, args[i].Text, again[i].Text)
			}
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"int", "int", 0}, {"int", "itn", 1}, {"oneof", "onof", 1},
		{"oneof", "oneoff", 1}, {"float", "flaot", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
