// Package yaml writes and reads programs as YAML. To import it is enough for
// [pg.Save] and [pg.Load] to understand files with the extensions .yaml and
// .yml:
//
//	import _ "github.com/pgen-go/pgen/runtime/yaml"
//
// The data model is that of JSON, so names of types, missing and unknown
// fields, defaults and errors are as they are there. Numbers keep every digit.
// Plain scalars mean what the core schema of YAML 1.2 says: null, true, 12,
// 0x1F and 1e3 are what they look like, and yes, on and 12:30 are strings.
// What is written is quoted where YAML 1.1 or 1.2 would take a string for
// something else. Anchors, aliases and merge keys (<<) are understood in
// reading; comments are not kept.
//
// Text is parsed and printed by go.yaml.in/yaml/v4, which the YAML organisation
// maintains.
package yaml

import (
	"errors"
	"sort"

	pg "github.com/pgen-go/pgen/runtime"
)

// Format is YAML, for [pg.Read] and [pg.Write].
var Format = &pg.Format{
	Name:       "YAML",
	Extensions: []string{".yaml", ".yml"},
	Encode:     encode,
	Decode:     decode,
}

func init() { pg.RegisterFormat(Format) }

// errDeep is the error of a text that nests too deep to be a program.
var errDeep = errors.New("expected YAML that nests at most 10000 deep")

const maxDepth = 10_000

// places says where in a YAML text the values of a JSON text come from.
type places []placed

type placed struct{ offset, line, col int }

// at returns the place of the value that begins at offset.
func (p places) at(offset int) (line, col int) {
	i := sort.Search(len(p), func(i int) bool { return p[i].offset > offset })
	if i == 0 {
		return 1, 1
	}
	return p[i-1].line, p[i-1].col
}
