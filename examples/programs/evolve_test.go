package main

import (
	"bytes"
	"context"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
)

// walk returns so many programs that come from each other by mutations and crossovers.
func walk(t *testing.T, task task, n int, rng *rand.Rand) []*Func {
	t.Helper()
	e := task.evolution()
	genomes := []string{e.First()}
	var list []*Func
	for len(list) < n {
		g := genomes[rng.IntN(len(genomes))]
		switch rng.IntN(3) {
		case 0:
			g = e.Cross(g, genomes[rng.IntN(len(genomes))], rng)
		default:
			g = e.Mutate(genomes[len(genomes)-1], rng)
		}
		f, err := e.Decode(g)
		if err != nil {
			t.Fatal(err)
		}
		genomes, list = append(genomes, g), append(list, f)
	}
	return list
}

// Whatever changes, programs are valid, their arguments stay, and pruned they give the
// same.
func TestChangesKeepProgramsValid(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	kinds := map[string]int{}
	for _, task := range tasks {
		for _, f := range walk(t, task, 300, rng) {
			if err := f.Validate(); err != nil {
				t.Fatalf("%v\n%v", err, f)
			}
			if len(f.Args) != len(task.args) || f.Args[0] != task.args[0] {
				t.Fatalf("the arguments are now %v", f.Args)
			}
			short := f.Pruned()
			if err := short.Validate(); err != nil {
				t.Fatalf("%v\n%v\npruned:\n%v", err, f, short)
			}
			for _, e := range task.examples(5, rng) {
				a, ok := f.Call(1000, e.args...)
				b, too := short.Call(1000, e.args...)
				if ok && (!too || a != b && !(math.IsNaN(a) && math.IsNaN(b))) {
					t.Fatalf("%v gives %v, and pruned\n%v\n%v", f, a, short, b)
				}
			}
			for n := range pg.Traverse(f) {
				switch n.Reflect().Interface().(type) {
				case If:
					kinds["if"]++
				case While:
					kinds["while"]++
				case Call:
					kinds["call"]++
				}
			}
			if len(short.Body) < len(f.Body) {
				kinds["pruned"]++
			}
		}
	}
	for _, kind := range []string{"if", "while", "pruned"} {
		if kinds[kind] < 50 {
			t.Errorf("of 1500 programs only %d have: %s", kinds[kind], kind)
		}
	}
}

// A program that uses what is not defined is repaired, and one that does not stays.
func TestRepaired(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	f := sample()
	if got := f.Repaired(rng); !got.Equal(f) {
		t.Errorf("expected\n%v\ngot\n%v", f, got)
	}
	for i := range f.Body {
		g := f.Clone()
		g.Body = append(g.Body[:i:i], g.Body[i+1:]...)
		before := g.Clone()
		got := g.Repaired(rng)
		if err := got.Validate(); err != nil {
			t.Errorf("without line %d: %v", i, err)
		}
		if g.Validate() == nil != got.Equal(g) || !g.Equal(before) {
			t.Errorf("without line %d it was\n%v\nand is repaired\n%v", i, g, got)
		}
	}
	bare := &Func{Name: "f", Body: []Line{nil, If{}}}
	if got := bare.Repaired(rng); got.Validate() != nil {
		t.Errorf("got %v", got)
	}
}

// What is printed is Go that compiles.
func TestPrintsGo(t *testing.T) {
	var code strings.Builder
	code.WriteString("package p\n\nimport \"math\"\n\nvar _ = math.Pi\n\n")
	rng := rand.New(rand.NewPCG(3, 3))
	n := 0
	for _, task := range tasks {
		for _, f := range append(walk(t, task, 100, rng), sample()) {
			f.Name = "p" + strings.Repeat("p", n)
			n++
			code.WriteString(f.String() + "\n")
		}
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "p.go", code.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: importer.ForCompiler(set, "source", nil)}).Check("p", set, []*ast.File{file}, nil); err != nil {
		t.Errorf("%v in\n%s", err, code.String())
	}
}

func TestFindsAProgram(t *testing.T) {
	square := []task{{"square", []Name{"n"}, func(a []float64) float64 { return a[0]*a[0] + a[0] }, 12}}
	var out, again bytes.Buffer
	if err := report(t.Context(), &out, square, 1000, 2); err != nil {
		t.Fatal(err)
	}
	if err := report(t.Context(), &again, square, 1000, 2); err != nil || out.String() != again.String() {
		t.Errorf("the same seeds give\n%s\nand\n%s\nerror %v", out.String(), again.String(), err)
	}
	if !strings.Contains(out.String(), "// square: ") || !strings.Contains(out.String(), "return ") {
		t.Error(out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := report(ctx, &out, tasks, 100, 1); err == nil {
		t.Error("expected to be stopped")
	}
}
