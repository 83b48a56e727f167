// The model: what the emitters need to know of a package, and no syntax.

package generator

import (
	"go/constant"
	"go/token"
	"go/types"

	"github.com/pgen-go/pgen/annotations"
)

// A model is what one package's generated file says.
type model struct {
	structs []*structure // tagged ones and call structs, in source order
	plain   []*structure // untagged structs of the package that tagged ones reach
	byName  map[*types.TypeName]*structure

	interfaces []*types.TypeName // tagged ones of this file
	markers    []marker
}

// A structure is a struct type that has generated code.
type structure struct {
	obj        *types.TypeName
	named      *types.Named // with its own type parameters as arguments
	pos        token.Pos
	instances  []*types.Named // of a generic plain struct, those without type parameters in them
	own        bool           // generated in this file, not in that of the package under test
	foreign    bool           // defined over a struct of another package
	fields     []*field
	call       *call // of the struct of a function's parameters
	written    map[string]bool
	symWritten map[string]bool // methods of the symbolic form that the user wrote
	valid      bool            // has a method Validate() error
	through    []string        // embedded fields that method is got through and that may be nil
	name       string          // that JSON has the type by, if not its import path and name
	aliases    []string        // by which reading understands it, too
	tag        *annotations.Tagged

	// groups are the decided fields, by the first of each group, those together
	// of which some depend on others.
	groups map[*field][]*field
}

// A call says how a call struct makes its call.
type call struct {
	fn       *types.Func
	context  bool
	variadic bool
	args     []string   // fields, in order
	result   types.Type // nil: none, or several
	failing  bool       // has an error as its last result
}

// A field is a field of a structure.
type field struct {
	name     string
	typ      types.Type
	pos      token.Pos
	param    *param // of the function, if it is one of a call struct
	mode     mode
	decision *decision
	when     *condition // of the decision
	ref      string     // path from the struct
}

// what names f as the user's source does.
func (f *field) what() string {
	if f.param != nil && f.param.named() {
		return "parameter " + f.param.name
	}
	return "field " + f.name
}

type mode uint8

const (
	inTree  mode = iota // part of the tree and deep-copied
	skipped             // carried along, not part of the tree
	shared              // part of the tree, not deep-copied
)

// A decision is what a field's directive declares.
type decision struct {
	kind       kind
	at         *annotations.Directive
	name, hint string

	// identifiers in the generated file, given while it is emitted
	variable   string // the geno decision
	values     string // an array of the candidates, if all are constants
	make, find string // functions from a choice to a candidate and back

	// of choices
	elem       types.Type // what a candidate is assigned to
	k          int
	candidates []*candidate
	distinct   bool
	sorted     bool

	// of ranges
	min, max, step constant.Value // step may be nil
	scale          string         // "", "Log", "RLog"

	codec *expression // of custom
}

type kind uint8

const (
	oneOf kind = iota
	manyOf
	intRange
	floatRange
	custom
)

// A candidate is one of the things a decision chooses from.
type candidate struct {
	text  string
	pos   token.Pos
	typ   types.Type     // its own, or that of the call's result
	value constant.Value // nil if not constant
	expr  *expression    // nil for a call or a zero value
	zero  *types.Named   // the symbolic struct whose zero value it is
	call  *structure     // the tagged function that makes it
	ptr   bool           // of zero: a pointer to it
	fresh bool           // evaluating expr gives a value nobody else holds
}

// constants reports whether all candidates are constants, so that the
// choices can be a table.
func (d *decision) constants() bool {
	for _, c := range d.candidates {
		if c.value == nil {
			return false
		}
	}
	return true
}

// An expression is a Go expression of a directive, in pieces: text to copy,
// and names of other packages.
type expression struct {
	pieces []piece
}

type piece struct {
	text  string
	path  string // import path: then text is a name in that package
	field string // or a field of the program
}
