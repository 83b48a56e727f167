// Scenarios: what a user writes and types, and exactly what comes of it.

package main

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pgen-go/pgen/annotations"
)

// With -update, scenarios and the README's table are rewritten with what is
// the case now: read the diff.
var update = flag.Bool("update", false, "rewrite the expected output of scenarios, and the README's table of directives")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pgen": main})
}

// TestScripts runs testdata/script at the repository's root. Beside the
// commands of testscript there are pgen and
//
//	module PATH    write a go.mod that requires this repository
//	laws           copy the package that checks the laws of the algebra to laws
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	// Scenarios have a home of their own; what go has built and downloaded
	// they share with this test.
	shared, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache, modules, _ := strings.Cut(strings.TrimSpace(string(shared)), "\n")
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(root, "testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOCACHE", cache)
			env.Setenv("GOMODCACHE", modules)
			// Without the paths of this run in it, what is built is found
			// in the cache by the next.
			env.Setenv("GOFLAGS", "-mod=mod -trimpath")
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOSUMDB", "off")
			env.Setenv("GOTOOLCHAIN", "local")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"module": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 {
					ts.Fatalf("usage: module PATH")
				}
				mod := "module " + args[0] + "\n\ngo 1.26\n\n" +
					"require github.com/pgen-go/pgen v0.0.0\n\n" +
					"replace github.com/pgen-go/pgen => " + root + "\n"
				ts.Check(os.WriteFile(ts.MkAbs("go.mod"), []byte(mod), 0o666))
				ts.Check(os.WriteFile(ts.MkAbs("go.sum"), sum, 0o666))
			},
			"laws": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 0 {
					ts.Fatalf("usage: laws")
				}
				ts.Check(os.CopyFS(ts.MkAbs("laws"), os.DirFS(filepath.Join(root, "generator", "internal", "laws"))))
			},
		},
	})
}

// The README's table of directives is that of the registry.
func TestReadmeTable(t *testing.T) {
	const (
		path  = "../../README.md"
		begin = "<!-- directives: written by go test ./cmd/pgen -update -->\n"
		end   = "<!-- end -->\n"
	)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s: expected the lines %q and %q around the table", path, begin, end)
	}
	want := annotations.Table()
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("%s: the table of directives is not that of the registry: run go test ./cmd/pgen -update", path)
	}
	if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Ctrl-C ends pgen before it has written anything.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	if status := run(ctx, []string{"-check", "../../generator/internal/shapes"}, &stdout, &stderr); status != 1 {
		t.Errorf("expected exit status 1, got %d", status)
	}
	if got, want := stderr.String(), "pgen: interrupted\n"; got != want {
		t.Errorf("expected %q, got %q", want, got)
	}
}
