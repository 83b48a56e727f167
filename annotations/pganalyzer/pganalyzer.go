// Package pganalyzer reports misspelt, misplaced and malformed //pg: directives
// to anything that runs go/analysis analyzers: go vet -vettool, gopls, linters.
// The rules are those of package annotations.
package pganalyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/pgen-go/pgen/annotations"
)

// Analyzer reports every error that annotations.File finds.
var Analyzer = &analysis.Analyzer{
	Name: "pgdirective",
	Doc:  "check //pg: directives\n\nReports directives that are unknown, misspelt, misplaced, contradictory or given wrong arguments.",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			_, errs := annotations.File(pass.Fset, file)
			for _, e := range errs {
				pass.Reportf(e.Pos, "%s", e.Msg)
			}
		}
		return nil, nil
	},
}
