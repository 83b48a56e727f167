// Package annotations is the grammar of //pg: directives, as data: which
// directives there are, where each may stand, what arguments it takes, and how
// a Go source file's directives are read and checked.
//
// It works on syntax alone and knows no types: that a candidate type-checks or
// that a range is not empty is for the generator to say. Everything that can be
// said without types is said here, at the exact argument: unknown words, near
// misses such as "// pg:oneof", misplaced directives, bad arguments, and
// directives that contradict each other.
//
// There is one rule of placement: a directive that stands on the thing takes no
// name; anywhere else its first word is the name of the thing. So it is
// "//pg:int 1 11" on a field and "//pg:int Level 1 11" in the doc comment of
// the field's type or of the function whose parameter is meant.
package annotations

import (
	"go/ast"
	"go/token"
	"strings"
)

// Target is a set of the kinds of things a directive may stand on.
type Target uint

const (
	OnStruct    Target = 1 << iota // a type declared with struct{…}
	OnType                         // any other named type, such as one over a foreign struct
	OnInterface                    // an interface type
	OnFunc                         // a function, not a method
	OnField                        // a field of a struct
	OnParam                        // a parameter of a function, always by name in its doc comment
)

var targetNames = []string{"struct type", "type over another type", "interface type", "function", "field", "parameter"}

// String lists the set in words: "field, parameter".
func (t Target) String() string {
	var names []string
	for i, name := range targetNames {
		if t&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Definition is one directive of the table, as data.
type Definition struct {
	Name     string
	Targets  Target
	Types    string // the Go types of the fields it is for, in words; "" for any
	Syntax   string // the arguments as documented: "MIN MAX [log] [step=S]"
	Help     string // one or two sentences on what it means
	Example  string // Go declarations that use it
	Decision bool   // makes a decision, and so takes name= and hint=
	Alone    bool   // shares its field with no other directive

	Min, Max  int        // how many positional arguments; Max < 0 is any number
	Rest      bool       // the one positional argument is the rest of the line, spaces and all
	FlagNames [][]string // words that are flags; at most one of each group may be given
	KeyNames  []string   // keys of key=value arguments
}

// Arg is one argument of a directive.
type Arg struct {
	Text string // as in the source, a Go expression with its quotes; of name=, hint= and alias= the unquoted value
	Pos  token.Pos
	End  token.Pos
}

// Directive is one directive as it was written, well formed and well placed.
type Directive struct {
	Definition
	Pos       token.Pos // of the "//"
	End       token.Pos // after the last argument
	Target    string    // the name in the named form; "" when the directive stands on the thing
	TargetPos token.Pos
	Args      []Arg          // positional arguments in order
	Flags     map[string]Arg // by flag: "log", "distinct", …
	Keys      map[string]Arg // by key: "step", "name", "hint", "alias"; the value
}

// Error is one thing wrong with a directive. Msg is one line and says what was
// expected, what came and what to do.
type Error struct {
	Pos token.Pos
	Msg string
}

// Tagged is one declaration with the directives on it and on its fields or
// parameters.
type Tagged struct {
	Node       ast.Node                // *ast.TypeSpec or *ast.FuncDecl
	Directives []*Directive            // those that stand on the declaration itself
	Fields     map[string][]*Directive // by name of field or parameter, in source order; an embedded field by its type's name
}
