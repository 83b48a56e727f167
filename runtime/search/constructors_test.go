// What every function that makes an algorithm has, so that users know what they
// get, and no new one goes without.

package search_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Some have no source, or other laws to keep, for the reason given.
var (
	noSource = map[string]string{
		"search.Grid":   "nobody found it first",
		"auto.New":      "it chooses among others, which say theirs",
		"evolution.New": "it is made of parts, which say theirs",
	}
	noExample = map[string]string{
		"transfer.From": "it is shown by that of its package and of pg",
	}
	noLaws = map[string]string{
		"search.AllowRepeats": "it is there to break one of the laws",
		"auto.New":            "its plan is tested with steps that come earlier",
		"transfer.From":       "it is tested with studies of each space, so from inside an algorithm of the tests",
	}
)

// a constructor is an exported function that returns an Algorithm.
type constructor struct {
	name string // with its package's
	doc  string
	made bool // of other algorithms, which say what is to be said
	at   token.Position
}

// A folder is what a folder of sources has of interest here.
type folder struct {
	constructors []constructor
	examples     map[string]bool // the names of functions
	laws         map[string]bool // functions that are called in arguments of searchtest.Run
}

func readFolder(t *testing.T, path string) folder {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	f := folder{examples: map[string]bool{}, laws: map[string]bool{}}
	set := token.NewFileSet()
	for _, name := range files {
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		test := strings.HasSuffix(name, "_test.go")
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil {
				continue
			}
			switch {
			case test && strings.HasPrefix(fn.Name.Name, "Example"):
				f.examples[fn.Name.Name] = true
			case !test && fn.Name.IsExported() && returnsAlgorithm(fn):
				f.constructors = append(f.constructors, constructor{file.Name.Name + "." + fn.Name.Name, fn.Doc.Text(), ofAlgorithms(fn), set.Position(fn.Pos())})
			}
		}
		if test {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && calls(call, "Run") && len(call.Args) == 3 {
					ast.Inspect(call.Args[2], func(n ast.Node) bool {
						if inner, ok := n.(*ast.CallExpr); ok {
							f.laws[called(inner)] = true
						}
						return true
					})
				}
				return true
			})
		}
	}
	return f
}

func returnsAlgorithm(fn *ast.FuncDecl) bool {
	results := fn.Type.Results
	return results != nil && isAlgorithm(results.List[0].Type)
}

func ofAlgorithms(fn *ast.FuncDecl) bool {
	return slices.ContainsFunc(fn.Type.Params.List, func(f *ast.Field) bool { return isAlgorithm(f.Type) })
}

func isAlgorithm(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.Ellipsis:
		return isAlgorithm(t.Elt)
	case *ast.Ident:
		return t.Name == "Algorithm"
	case *ast.SelectorExpr:
		return t.Sel.Name == "Algorithm"
	}
	return false
}

// called is the name of the function that is called, without its package's.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// calls reports whether the function of that name in package searchtest is called.
func calls(call *ast.CallExpr, name string) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != name {
		return false
	}
	x, ok := f.X.(*ast.Ident)
	return ok && x.Name == "searchtest"
}

var (
	year   = regexp.MustCompile(`\b(18|19|20)\d\d\b`)
	costs  = regexp.MustCompile(`\bcosts?\b`)
	spaces = regexp.MustCompile(`(?i)\btakes\b`)
)

// Each constructor under this folder keeps the laws, has an example, and says
// which paper it is from, what spaces it takes and what a trial costs; and the page
// that says which to take names it.
func TestConstructors(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "internal" || d.Name() == "testdata" {
			return filepath.SkipDir
		}
		f := readFolder(t, path)
		for _, c := range f.constructors {
			found[c.name] = true
			_, name, _ := strings.Cut(c.name, ".")
			lacks := func(format string, args ...any) {
				t.Helper()
				t.Errorf("%s: %s "+format, append([]any{c.at, c.name}, args...)...)
			}
			if noExample[c.name] == "" && !f.examples["Example"+name] && !(name == "New" && f.examples["Example"]) {
				lacks("has no Example%s", name)
			}
			if !f.laws[name] && noLaws[c.name] == "" {
				lacks("is in no searchtest.Run of its package's tests")
			}
			if !c.made && !year.MatchString(c.doc) && noSource[c.name] == "" {
				lacks("does not say what paper it is from, and of what year")
			}
			if !c.made && !spaces.MatchString(c.doc) {
				lacks("does not say what spaces it takes")
			}
			if !strings.Contains(string(page), "`"+c.name+"`") {
				lacks("is not on the page that says which to take, README.md")
			}
			if !c.made && !costs.MatchString(c.doc) {
				lacks("does not say what a trial costs")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 25 {
		t.Errorf("expected the algorithms of all families, found %d", len(found))
	}
	for _, except := range []map[string]string{noSource, noExample, noLaws} {
		for name := range except {
			if !found[name] {
				t.Errorf("%s is an exception, and no longer there", name)
			}
		}
	}
}
