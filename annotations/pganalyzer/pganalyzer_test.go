package pganalyzer_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/pgen-go/pgen/annotations/pganalyzer"
)

func TestAnalyzer(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), pganalyzer.Analyzer, "a")
}

// A driver calls the analyzer with parsed files; it needs no types.
func Example() {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", "package a\n\n//pg:symbolc\ntype T struct{}\n", parser.ParseComments)
	if err != nil {
		panic(err)
	}
	_, err = pganalyzer.Analyzer.Run(&analysis.Pass{
		Analyzer: pganalyzer.Analyzer,
		Fset:     fset,
		Files:    []*ast.File{file},
		Report: func(d analysis.Diagnostic) {
			fmt.Printf("%s: %s\n", fset.Position(d.Pos), d.Message)
		},
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// a.go:3:1: unknown directive //pg:symbolc: did you mean //pg:symbolic?
}
