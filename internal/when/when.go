// Package when puts decisions that depend on others where they belong in a
// space: below the candidates for which they are made. The generator and the
// runtime both go by it, so that generated code reads a DNA in the order in
// which its space has the decisions.
//
// A field F depends on earlier fields, each with a choice of one. Fields that a
// condition connects make a group. A group is decided in order: after each
// decision what is left falls into smaller groups, which no longer depend on
// each other.
package when

import (
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Graph says which fields depend on which, and how the decision of each is
// made an element of a space.
type Graph[F comparable] interface {
	// On returns the fields on which the decision of f depends, in order.
	On(f F) []F
	// Holds reports whether f is decided where those chose these candidates.
	Holds(f F, chosen []int) bool
	// Element returns the decision of f. What is decided after it where it
	// chooses candidate i is below(i). Top says that the decision is made
	// whatever else is chosen, and once in the space.
	Element(f F, top bool, below func(i int) ([]geno.Element, error)) (geno.Element, error)
}

// Split divides the fields, which keep their order, into groups that
// conditions connect. Conditions on what is settled connect nothing.
func Split[F comparable](fields []F, on func(F) []F, settled func(F) bool) [][]F {
	var groups [][]F
	for _, f := range fields {
		joined := []F{f}
		groups = slices.DeleteFunc(groups, func(g []F) bool {
			connected := slices.ContainsFunc(on(f), func(v F) bool { return !settled(v) && slices.Contains(g, v) })
			if connected {
				joined = append(joined, g...)
			}
			return connected
		})
		groups = append(groups, joined)
	}
	at := func(f F) int { return slices.Index(fields, f) }
	for _, g := range groups {
		slices.SortFunc(g, func(a, b F) int { return at(a) - at(b) })
	}
	slices.SortFunc(groups, func(a, b []F) int { return at(a[0]) - at(b[0]) })
	return groups
}

// Elements returns the elements of a group.
func Elements[F comparable](group []F, g Graph[F]) ([]geno.Element, error) {
	return elements(group, map[F]int{}, g)
}

// absent is what a field that is not decided has chosen.
const absent = -1

func elements[F comparable](group []F, chosen map[F]int, g Graph[F]) ([]geno.Element, error) {
	f, rest := group[0], group[1:]
	after := func(i int) ([]geno.Element, error) {
		chosen[f] = i
		defer delete(chosen, f)
		var out []geno.Element
		for _, group := range Split(rest, g.On, func(v F) bool { _, ok := chosen[v]; return ok }) {
			more, err := elements(group, chosen, g)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
		return out, nil
	}
	on := g.On(f)
	indices := make([]int, len(on))
	for i, v := range on {
		indices[i] = chosen[v]
	}
	if len(on) > 0 && (slices.Contains(indices, absent) || !g.Holds(f, indices)) {
		return after(absent)
	}
	if len(rest) == 0 {
		after = nil
	}
	e, err := g.Element(f, len(chosen) == 0, after)
	return []geno.Element{e}, err
}
