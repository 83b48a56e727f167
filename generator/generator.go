// Package generator turns tagged Go packages into the Go code that makes
// them symbolic and searchable.
//
// Data goes one way: [Generate] loads the packages (load.go), reads their
// directives and types into a model (model.go, read.go, decision.go), spells
// the model as Go (emit*.go) and type-checks what it spelled (check.go). It
// touches no file; [File.Write] does (write.go).
package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Config says where and how packages are loaded.
type Config struct {
	Dir  string   // the folder patterns are relative to; "" is the current one
	Tags []string // build tags
	Env  []string // the go command's environment; nil is the process's own
}

// A File is one generated file: what it should hold and what it holds.
type File struct {
	Path string
	Want []byte // nil: there should be no such file
	Have []byte // nil: there is none
}

// Stale reports whether the file on disk is not what it should be.
func (f File) Stale() bool { return !bytes.Equal(f.Want, f.Have) || (f.Want == nil) != (f.Have == nil) }

// An Error is one thing that is wrong with the input, and where.
type Error struct {
	Pos token.Position
	Msg string
}

// Error spells the error as compilers do, with the path relative to the
// current folder if that is shorter.
func (e *Error) Error() string {
	if !e.Pos.IsValid() && e.Pos.Filename == "" {
		return e.Msg
	}
	pos := e.Pos
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, pos.Filename); err == nil && len(rel) < len(pos.Filename) {
			pos.Filename = rel
		}
	}
	return pos.String() + ": " + e.Msg
}

// Errors are all errors of a run, sorted by position.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// problems collects errors.
type problems struct{ list Errors }

func (p *problems) add(pos token.Position, format string, args ...any) {
	p.list = append(p.list, &Error{pos, fmt.Sprintf(format, args...)})
}

// err returns the errors sorted and without repetitions, or nil.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(p.list, func(a, b *Error) bool { return *a == *b })
}

// Generate returns the generated files of the packages that the patterns
// name, sorted by path: one for each package with tagged types or functions,
// and one with no Want for each package that has a generated file and no
// longer any tag. Generate writes nothing. An error about the input is an
// [Errors].
func Generate(ctx context.Context, cfg Config, patterns ...string) ([]File, error) {
	var p problems
	pkgs, err := load(ctx, cfg, patterns, &p)
	if err != nil {
		return nil, err
	}
	for _, pkg := range pkgs {
		read(pkg, &p)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	var files []File
	for _, pkg := range pkgs {
		f := File{Path: pkg.output}
		if f.Have, err = os.ReadFile(f.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		if f.Have != nil && !isGenerated(f.Have) {
			p.add(token.Position{Filename: f.Path, Line: 1, Column: 1}, "pgen writes its code to a file of this name, and this one was not written by pgen: rename it")
			continue
		}
		if len(pkg.model.structs) > 0 {
			if f.Want, err = emit(pkg); err != nil {
				return nil, fmt.Errorf("%s: %w", pkg.path, err)
			}
			check(pkg, f.Want, &p)
		}
		if f.Want != nil || f.Have != nil {
			files = append(files, f)
		}
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}
