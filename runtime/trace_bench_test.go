// What a traced function costs beside the same code without a Chooser.

package pg_test

import (
	"math/rand/v2"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
)

// recipe has four decisions, the last of which is conditional.
type recipe struct {
	Units   int
	Depth   int
	Dropout bool
	Rate    float64
}

func traceRecipe(c *pg.Chooser) (recipe, error) {
	r := recipe{
		Units:   pg.OneOf(c, "units", 16, 32, 64),
		Depth:   c.Int("depth", 1, 8),
		Dropout: c.Bool("dropout"),
	}
	if r.Dropout {
		r.Rate = c.Float("rate", 0.1, 0.5)
	}
	return r, nil
}

// handRecipe reads the choices of a DNA as a person would who knows the space.
func handRecipe(d *geno.DNA) (recipe, error) {
	units := [...]int{16, 32, 64}
	r := recipe{
		Units:   units[d.Index(0)],
		Depth:   1 + int(d.Index(1)),
		Dropout: d.Index(2) == 1,
	}
	if r.Dropout {
		r.Rate = d.Float(3)
	}
	return r, nil
}

func BenchmarkTrace(b *testing.B) {
	p := pg.Trace(traceRecipe)
	if err := p.Space().Err(); err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var dna []*geno.DNA
	for len(dna) < 64 {
		d := p.Space().Random(rng)
		r, err := p.Materialize(d)
		if h, _ := handRecipe(d); err != nil || r != h {
			b.Fatalf("%v: %v and %v, %v", d, r, h, err)
		}
		if r.Dropout {
			dna = append(dna, d)
		}
	}
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := p.Materialize(dna[i%len(dna)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := handRecipe(dna[i%len(dna)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkTraceLayers is a program of scopes: 33 decisions in 16 parts.
func BenchmarkTraceLayers(b *testing.B) {
	p := pg.Trace(func(c *pg.Chooser) (sum int, err error) {
		for i := range 16 {
			l := c.At("layer", i)
			sum += pg.OneOf(l, "units", 16, 32, 64) * l.Int("kernel", 1, 7)
		}
		return sum + c.Int("last", 1, 8), nil
	})
	if err := p.Space().Err(); err != nil {
		b.Fatal(err)
	}
	d := p.Space().Random(rand.New(rand.NewPCG(1, 1)))
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		units := [...]int{16, 32, 64}
		for b.Loop() {
			sum := 0
			for i := range 16 {
				sum += units[d.Index(2*i)] * (1 + int(d.Index(2*i+1)))
			}
			if sum+1+int(d.Index(32)) == 0 {
				b.Fatal("no sum")
			}
		}
	})
}

// BenchmarkTraceFind is what Trace takes to find a space.
func BenchmarkTraceFind(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := pg.Trace(buildNetwork).Space().Err(); err != nil {
			b.Fatal(err)
		}
	}
}
