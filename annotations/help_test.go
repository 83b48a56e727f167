package annotations

import (
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHelp compares all that help prints with testdata/help.
func TestHelp(t *testing.T) {
	pages := map[string]string{"table.md": Table()}
	for _, name := range append(names(), "directives") {
		var b strings.Builder
		if err := Help(&b, name); err != nil {
			t.Fatal(err)
		}
		pages[name+".txt"] = b.String()
	}
	for name, got := range pages {
		file := filepath.Join("testdata", "help", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		}
	}
}

func TestHelpOfUnknown(t *testing.T) {
	for name, want := range map[string]string{
		"onof":     `no directive "onof": did you mean oneof?`,
		"//pg:itn": `no directive "//pg:itn": did you mean int?`,
		"zebra":    `no directive "zebra": the directives are symbolic, oneof, manyof, permute, float, int, custom, ref, when, skip, shared`,
	} {
		var b strings.Builder
		err := Help(&b, name)
		if err == nil || err.Error() != want {
			t.Errorf("Help(%q) = %v, want %s", name, err, want)
		}
		if b.Len() > 0 {
			t.Errorf("Help(%q) printed %q", name, b.String())
		}
	}
	for _, name := range []string{"pg:int", "//pg:int"} {
		if err := Help(new(strings.Builder), name); err != nil {
			t.Errorf("Help(%q) = %v", name, err)
		}
	}
}

// TestExamples checks that each directive's example is well formed and uses it.
func TestExamples(t *testing.T) {
	for _, d := range Definitions() {
		fset := token.NewFileSet()
		list, errs := File(fset, parse(t, fset, "package p\n\n"+d.Example))
		if len(errs) > 0 {
			t.Errorf("example of %s:\n%s", d.Name, printErrors(fset, errs))
		}
		if !strings.Contains(printTagged(fset, list), "//pg:"+d.Name) {
			t.Errorf("example of %s does not use it", d.Name)
		}
	}
}

// TestSyntaxMatches checks that the documented syntax of each directive says
// what its data says.
func TestSyntaxMatches(t *testing.T) {
	for _, d := range Definitions() {
		positional, optional, _ := strings.Cut(" "+d.Syntax, " [")
		if got := len(strings.Fields(positional)); got != d.Min {
			t.Errorf("%s: the syntax has %d arguments, the data %d", d.Name, got, d.Min)
		}
		if got := strings.Contains(d.Syntax, "..."); got != (d.Max < 0) {
			t.Errorf("%s: the syntax repeats: %v, Max is %d", d.Name, got, d.Max)
		}
		var want []string
		for _, group := range d.FlagNames {
			want = append(want, "["+strings.Join(group, "|")+"]")
		}
		for _, key := range d.KeyNames {
			if value := map[string]string{"step": "S", "alias": "A,B"}[key]; value != "" {
				want = append(want, "["+key+"="+value+"]")
			} else if !d.Decision {
				want = append(want, "["+key+"=N]")
			}
		}
		got := regexp.MustCompile(`\[[a-z|]+(=[A-Z,]+)?\]`).FindAllString("["+optional, -1)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: the syntax has %q, the data %q", d.Name, got, want)
		}
	}
}

func TestLookup(t *testing.T) {
	for _, d := range Definitions() {
		if got, ok := Lookup(d.Name); !ok || got.Name != d.Name {
			t.Errorf("Lookup(%q) = %v, %v", d.Name, got.Name, ok)
		}
	}
	if d, ok := Lookup("zebra"); ok {
		t.Errorf("Lookup found %v", d)
	}
	// What a caller does to the list is its own affair.
	Definitions()[0].Name = "changed"
	if Definitions()[0].Name != "symbolic" {
		t.Error("Definitions hands out its own table")
	}
}
