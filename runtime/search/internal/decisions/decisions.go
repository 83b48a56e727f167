// Package decisions lists the decisions of a space, for algorithms that have
// to say which of them they can't take.
package decisions

import (
	"fmt"
	"iter"

	"github.com/pgen-go/pgen/runtime/geno"
)

// All yields every decision of the space, conditional ones among them, with
// the identifier that [geno.Spec.IDs] has for it. What is conditional on one of
// several choices comes once, as it is for the first of them; so does a space
// that several candidates share, since the paths to it may be countless.
func All(space *geno.Spec) iter.Seq2[string, geno.Decision] {
	return func(yield func(string, geno.Decision) bool) {
		walk{map[*geno.Spec]bool{}, yield}.below(space, "")
	}
}

type walk struct {
	seen  map[*geno.Spec]bool
	yield func(string, geno.Decision) bool
}

func (w walk) below(space *geno.Spec, path string) bool {
	if w.seen[space] {
		return true
	}
	w.seen[space] = true
	for _, e := range space.Elements() {
		id := path + e.Location
		if path != "" && e.Location != "" && e.Location[0] != '[' {
			id = path + "." + e.Location
		}
		if !w.yield(id, e.Decision) {
			return false
		}
		c, ok := e.Decision.(*geno.Choices)
		if !ok {
			continue
		}
		if c.K > 1 {
			id += "[0]"
		}
		for i, candidate := range c.Candidates {
			if !w.below(candidate, fmt.Sprintf("%s[=%d/%d]", id, i, c.N())) {
				return false
			}
		}
	}
	return true
}
