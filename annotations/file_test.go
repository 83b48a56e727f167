package annotations

// Exact results for whole files: testdata/*/*.txtar, each a Go file and the
// errors or the directives expected of it. Flag -update rewrites the latter.

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

func TestErrors(t *testing.T) {
	golden(t, "errors", func(t *testing.T, src string) string {
		fset := token.NewFileSet()
		_, errs := File(fset, parse(t, fset, src))
		return printErrors(fset, errs)
	})
}

func TestTagged(t *testing.T) {
	golden(t, "tagged", func(t *testing.T, src string) string {
		fset := token.NewFileSet()
		list, errs := File(fset, parse(t, fset, src))
		if len(errs) > 0 {
			t.Fatalf("unexpected errors:\n%s", printErrors(fset, errs))
		}
		return printTagged(fset, list)
	})
}

// TestErrorsLeaveTheRest checks that what is well formed beside errors is
// returned and what is not is held back.
func TestErrorsLeaveTheRest(t *testing.T) {
	fset := token.NewFileSet()
	list, errs := File(fset, parse(t, fset, `package p

//pg:symbolic
//pg:int Nobody 1 2
type T struct {
	A int //pg:int 1 2
	B int //pg:int 1
	C int //pg:int 1 2 lgo
}
`))
	if len(errs) != 3 {
		t.Errorf("got errors\n%swant three", printErrors(fset, errs))
	}
	want := "type T\n\t3:1 //pg:symbolic\n\tA: 6:8 //pg:int 6:17[1] 6:19[2]\n"
	if got := printTagged(fset, list); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// golden compares what result makes of the Go file in each archive of the
// folder with the archive's second file.
func golden(t *testing.T, folder string, result func(t *testing.T, src string) string) {
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := []byte(result(t, string(archive.Files[0].Data)))
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: folder, Data: got})
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) != 2 {
				t.Fatal("the archive has no expected result")
			}
			if want := archive.Files[1].Data; !bytes.Equal(got, want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func printErrors(fset *token.FileSet, errs []Error) string {
	var b strings.Builder
	for _, e := range errs {
		at := fset.Position(e.Pos)
		fmt.Fprintf(&b, "%d:%d: %s\n", at.Line, at.Column, e.Msg)
	}
	return b.String()
}

// printTagged writes one line a directive: where it is, the name it names, and
// each argument as position[text], flags and keys in order of their names.
func printTagged(fset *token.FileSet, list []*Tagged) string {
	var b strings.Builder
	at := func(pos token.Pos) string {
		p := fset.Position(pos)
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	print := func(field string, directives []*Directive) {
		for _, d := range directives {
			fmt.Fprintf(&b, "\t%s%s //pg:%s", field, at(d.Pos), d.Name)
			if d.Target != "" {
				fmt.Fprintf(&b, " %s@%s", at(d.TargetPos), d.Target)
			}
			for _, arg := range d.Args {
				fmt.Fprintf(&b, " %s[%s]", at(arg.Pos), arg.Text)
			}
			for _, flag := range slices.Sorted(maps.Keys(d.Flags)) {
				fmt.Fprintf(&b, " %s+%s", at(d.Flags[flag].Pos), flag)
			}
			for _, key := range slices.Sorted(maps.Keys(d.Keys)) {
				fmt.Fprintf(&b, " %s=%s[%s]", key, at(d.Keys[key].Pos), d.Keys[key].Text)
			}
			b.WriteByte('\n')
		}
	}
	for _, tagged := range list {
		switch n := tagged.Node.(type) {
		case *ast.TypeSpec:
			fmt.Fprintf(&b, "type %s\n", n.Name.Name)
		case *ast.FuncDecl:
			fmt.Fprintf(&b, "func %s\n", n.Name.Name)
		}
		print("", tagged.Directives)
		for _, name := range slices.Sorted(maps.Keys(tagged.Fields)) {
			print(name+": ", tagged.Fields[name])
		}
	}
	return b.String()
}

// parse parses what may have syntax errors beside the directives.
func parse(t *testing.T, fset *token.FileSet, src string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(fset, "in.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if f == nil {
		t.Fatal(err)
	}
	return f
}
