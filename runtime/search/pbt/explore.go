package pbt

// This file changes the settings of a member that copied those of another.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

// An explorer changes settings.
type explorer struct {
	space    *geno.Spec
	fixed    map[string]bool
	down, up float64
	resample float64 // how likely a decision is drawn anew
}

// explore returns a DNA near another, as [New] says.
func (e *explorer) explore(dna *geno.DNA, rng *rand.Rand) *geno.DNA {
	var w geno.Writer
	var free, redrawn []int // values that may change, and those to be drawn anew
	for i, p := range dna.Points() {
		c, _ := p.Decision.(*geno.Choices)
		if !e.isFixed(p) {
			free = append(free, i)
			_, custom := p.Decision.(*geno.Custom)
			switch {
			case custom, rng.Float64() < e.resample, c != nil && c.K > 1 && rng.IntN(c.K) == 0:
				redrawn = append(redrawn, i)
			case c == nil:
				e.perturb(&w, dna, p.Decision, i, rng)
				continue
			case ascending(c):
				w.Index(int(next(float64(dna.Index(i)), float64(c.N()-1), rng.IntN(2) == 0, func(_ bool, v float64) float64 { return v })))
				continue
			}
		}
		switch d := p.Decision.(type) {
		case *geno.Float:
			_ = w.Float(d, dna.Float(i)) // from a DNA of the space: no error
		case *geno.Custom:
			w.Custom(dna.Custom(i))
		default:
			w.Index(int(dna.Index(i)))
		}
	}
	changed, err := w.DNA(e.space)
	if err != nil {
		changed = dna // what is left to change is drawn anew
	}
	// From the last on: what becomes conditional is behind, and was just drawn.
	for _, i := range slices.Backward(redrawn) {
		changed = cmp.Or(e.space.Resample(changed, i, rng), changed)
	}
	if !changed.Equal(dna) {
		return changed
	}
	for _, k := range rng.Perm(len(free)) {
		if other := e.space.Resample(dna, free[k], rng); other != nil && !other.Equal(dna) {
			return other
		}
	}
	return dna
}

func (e *explorer) isFixed(p geno.Point) bool {
	if len(e.fixed) == 0 {
		return false
	}
	id := p.ID()
	if c, ok := p.Decision.(*geno.Choices); ok && c.K > 1 && !e.fixed[id] {
		id = id[:max(0, strings.LastIndexByte(id, '['))] // which of the choices it is
	}
	return e.fixed[id]
}

// perturb writes a number that has been moved up or down.
func (e *explorer) perturb(w *geno.Writer, dna *geno.DNA, d geno.Decision, i int, rng *rand.Rand) {
	up := rng.IntN(2) == 0
	factor := func(up bool) float64 {
		if up {
			return e.up
		}
		return e.down
	}
	switch d := d.(type) {
	case *geno.Int:
		least, step := float64(d.Min), float64(max(d.Step, 1))
		last := float64(coords.Of(d).N - 1)
		w.Index(int(next(float64(dna.Index(i)), last, up, func(up bool, v float64) float64 {
			return math.Round((moved(least+v*step, factor(up), least, float64(d.Max), d.Scale) - least) / step)
		})))
	case *geno.Float:
		v := dna.Float(i)
		if d.Step > 0 {
			last := float64(coords.Of(d).N - 1)
			k := next(math.Round((v-d.Min)/d.Step), last, up, func(up bool, v float64) float64 {
				return math.Round((moved(d.Min+v*d.Step, factor(up), d.Min, d.Max, d.Scale) - d.Min) / d.Step)
			})
			_ = w.Float(d, min(d.Max, d.Min+k*d.Step)) // one of its values: no error
			return
		}
		to := inside(moved(v, factor(up), d.Min, d.Max, d.Scale), d.Min, d.Max)
		if to == v { // at the end of the range
			to = inside(moved(v, factor(!up), d.Min, d.Max, d.Scale), d.Min, d.Max)
		}
		_ = w.Float(d, to) // inside of the range: no error
	}
}

// next returns the index that move leads to from v, one further at least, of those
// from 0 to last; the other way from the end of the range.
func next(v, last float64, up bool, move func(up bool, v float64) float64) float64 {
	if up && v == last || !up && v == 0 {
		up = !up
	}
	to := move(up, v)
	if up {
		to = max(to, v+1)
	} else {
		to = min(to, v-1)
	}
	return inside(to, 0, last)
}

// moved returns a number after a move by a factor in its scale.
func moved(v, factor, least, most float64, scale geno.Scale) float64 {
	switch scale {
	case geno.Log:
		return v * factor
	case geno.RLog: // up is nearer to the maximum
		return least + most - (least+most-v)/factor
	}
	return v + (factor-1)*(most-least)/2
}

func inside(v, least, most float64) float64 { return min(most, max(least, v)) }

// ascending reports whether a single choice is one of numbers in ascending order, on
// which nothing depends.
func ascending(c *geno.Choices) bool {
	if c.K != 1 || len(c.Literals) != c.N() || c.N() < 2 {
		return false
	}
	for _, below := range c.Candidates {
		if below != nil && len(below.Elements()) > 0 {
			return false
		}
	}
	last := math.Inf(-1)
	for _, l := range c.Literals {
		v, ok := numeric(l)
		if !ok || !(v > last) {
			return false
		}
		last = v
	}
	return true
}

func numeric(literal any) (float64, bool) {
	switch v := literal.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
