package coords

// This file gives a single decision coordinates, without those of its space.

import (
	"math"

	"github.com/pgen-go/pgen/runtime/geno"
)

// Of returns the dimension of a decision, or of one of the choices of a
// [geno.Choices], as if it stood alone.
func Of(d geno.Decision) Dim {
	dim := Dim{Decision: d, Parent: -1}
	switch c := d.(type) {
	case *geno.Choices:
		dim.Kind, dim.N = Categorical, int64(c.N())
	case *geno.Int:
		step := max(c.Step, 1)
		dim.Kind, dim.N = Ordered, int64((uint64(c.Max)-uint64(c.Min))/uint64(step))+1
		dim.min, dim.max, dim.step, dim.scl = float64(c.Min), float64(c.Max), float64(step), c.Scale
	case *geno.Float:
		dim.Kind = Continuous
		dim.min, dim.max, dim.step, dim.scl = c.Min, c.Max, c.Step, c.Scale
		if c.Step > 0 {
			dim.Kind, dim.N = Ordered, int64(math.Floor((c.Max-c.Min)/c.Step*(1+1e-12)+1e-9))+1
		}
	case *geno.Custom:
		dim.Kind = Opaque
	}
	return dim
}

// UnitAt returns where the i-th value of a DNA, one of this decision, is in its
// range, as [Space.Unit] says; a NaN for an Opaque one.
func (d *Dim) UnitAt(dna *geno.DNA, i int) float64 {
	switch {
	case d.Kind == Opaque:
		return math.NaN()
	case d.Kind == Continuous:
		return d.Unit(dna.Float(i))
	case d.step > 0 && isFloat(d.Decision):
		return d.Unit(math.Round((dna.Float(i) - d.min) / d.step))
	}
	return d.Unit(float64(dna.Index(i)))
}

// Write writes the value at u, from 0 to 1, of a decision that is not Opaque.
func (d *Dim) Write(w *geno.Writer, u float64) {
	v := d.Value(u)
	c, ok := d.Decision.(*geno.Float)
	if !ok {
		w.Index(int(v))
		return
	}
	if d.Kind == Ordered {
		v = min(d.min+v*d.step, d.max)
	}
	_ = w.Float(c, v) // inside of the range: no error
}
