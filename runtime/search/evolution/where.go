package evolution

// This file holds which decisions an operation works on.

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Site is a decision that is active in one of the DNAs at hand. The K choices of
// a [geno.Choices] are one.
type Site struct {
	ID       string // as in [geno.Spec.IDs]
	Decision geno.Decision
}

// Info returns the name and hints of the decision.
func (s Site) Info() geno.Info {
	switch d := s.Decision.(type) {
	case *geno.Choices:
		return d.Info
	case *geno.Float:
		return d.Info
	case *geno.Int:
		return d.Info
	case *geno.Custom:
		return d.Info
	}
	return geno.Info{}
}

// A Where says which of the decisions an operation may work on; the others stay as
// they are. Several of them work one on what the other left.
type Where func(rng *rand.Rand, sites []Site) []Site

// Having leaves the sites for which keep is true.
func Having(keep func(Site) bool) Where {
	return func(_ *rand.Rand, sites []Site) []Site {
		var out []Site
		for _, s := range sites {
			if keep(s) {
				out = append(out, s)
			}
		}
		return out
	}
}

// Named leaves the decisions of these names.
func Named(names ...string) Where {
	return Having(func(s Site) bool { return slices.Contains(names, s.Info().Name) })
}

// At leaves the decisions of these identifiers, as [geno.Spec.IDs] has them.
func At(ids ...string) Where {
	return Having(func(s Site) bool { return slices.Contains(ids, s.ID) })
}

// Hinted leaves the decisions whose hints are as wanted. Those without hints are
// asked for with nil.
func Hinted(wanted func(hints any) bool) Where {
	return Having(func(s Site) bool { return wanted(s.Info().Hints) })
}

// Not leaves what the other takes away.
func Not(where Where) Where {
	return func(rng *rand.Rand, sites []Site) []Site {
		gone := map[string]bool{}
		for _, s := range where(rng, sites) {
			gone[s.ID] = true
		}
		return Having(func(s Site) bool { return !gone[s.ID] })(rng, sites)
	}
}

// Any leaves n of the decisions, drawn at random each time, in their order.
func Any(n int) Where {
	return func(rng *rand.Rand, sites []Site) []Site {
		if n >= len(sites) {
			return sites
		}
		picked := rng.Perm(len(sites))[:max(n, 0)]
		slices.Sort(picked)
		out := make([]Site, len(picked))
		for i, k := range picked {
			out[i] = sites[k]
		}
		return out
	}
}

// targets returns the identifiers of the decisions that where leaves; nil: all.
func targets(rng *rand.Rand, where []Where, parents ...*geno.DNA) map[string]bool {
	if len(where) == 0 {
		return nil
	}
	var sites []Site
	known := map[string]bool{}
	for _, p := range parents {
		walk(p, true, func(_ int, id string, d geno.Decision) {
			if !known[id] {
				known[id] = true
				sites = append(sites, Site{id, d})
			}
		})
	}
	for _, w := range where {
		sites = w(rng, sites)
	}
	on := make(map[string]bool, len(sites))
	for _, s := range sites {
		on[s.ID] = true
	}
	return on
}

// walk calls f for each value of a DNA, with the identifier of its decision if ids
// are wanted.
func walk(dna *geno.DNA, ids bool, f func(i int, id string, d geno.Decision)) {
	walkSpace(dna.Spec(), dna, 0, "", ids, f)
}

func walkSpace(space *geno.Spec, dna *geno.DNA, i int, path string, ids bool, f func(i int, id string, d geno.Decision)) int {
	for _, e := range space.Elements() {
		id := ""
		if ids {
			id = join(path, e.Location)
		}
		c, ok := e.Decision.(*geno.Choices)
		if !ok {
			f(i, id, e.Decision)
			i++
			continue
		}
		for sub := range c.K {
			f(i, id, c)
			v := dna.Index(i)
			i++
			if below := candidate(c, v); below != nil {
				path := ""
				if ids {
					path = under(id, c, sub, v)
				}
				i = walkSpace(below, dna, i, path, ids, f)
			}
		}
	}
	return i
}

// candidate is the space below the candidate v, or nil.
func candidate(c *geno.Choices, v int64) *geno.Spec {
	if v < 0 || v >= int64(len(c.Candidates)) {
		return nil
	}
	return c.Candidates[v]
}

func join(path, location string) string {
	if path != "" && location != "" && location[0] != '[' {
		return path + "." + location
	}
	return path + location
}

func under(id string, c *geno.Choices, sub int, v int64) string {
	if c.K > 1 {
		id = fmt.Sprintf("%s[%d]", id, sub)
	}
	return fmt.Sprintf("%s[=%d/%d]", id, v, c.N())
}

// skip returns the index after the values of a space that begin at i.
func skip(space *geno.Spec, dna *geno.DNA, i int) int {
	if space == nil {
		return i
	}
	for _, e := range space.Elements() {
		c, ok := e.Decision.(*geno.Choices)
		if !ok {
			i++
			continue
		}
		if c.Candidates == nil {
			i += c.K
			continue
		}
		for range c.K {
			v := dna.Index(i)
			i = skip(candidate(c, v), dna, i+1)
		}
	}
	return i
}
