// What a search searches.

package pg

import (
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Program is something with decisions in it: it knows the space of them, and
// makes of each DNA of that space the program that the DNA stands for. A
// pointer to a tagged type is a Program of its own kind: the generated methods
// make *T a Program[*T].
//
// Materialize leaves its receiver unchanged, and is called by several
// goroutines at once if a search has several workers.
type Program[P any] interface {
	Space() *geno.Spec
	Materialize(*geno.DNA) (P, error)
}

// changesFrom returns what turns base into p, if both are symbolic.
func changesFrom[P any](base Program[P], p P) Changes {
	switch b := base.(type) {
	case interface{ Diff(P) Changes }:
		return b.Diff(p)
	case interface{ DiffValue(P) Changes }: // a Sym
		return b.DiffValue(p)
	}
	return nil
}

// nilProgram reports whether base is missing.
func nilProgram[P any](base Program[P]) bool {
	v := reflect.ValueOf(base)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}
