package coords_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
)

func spec(t *testing.T, e ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(e...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every kind of decision, also below candidates of several choices.
func all(t *testing.T) *geno.Spec {
	below := spec(t,
		geno.At("Rate", &geno.Float{Min: 1e-3, Max: 10, Scale: geno.Log}),
		geno.At("Depth", &geno.Int{Min: -2, Max: 9, Step: 3}))
	return spec(t,
		geno.At("Kind", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, below, below}}),
		geno.At("Stages", &geno.Choices{K: 3, Candidates: []*geno.Spec{nil, below, nil, below}, Distinct: true, Sorted: true}),
		geno.At("Order", &geno.Choices{K: 4, Literals: []any{1, 2, 3, 4}, Distinct: true}),
		geno.At("Any", &geno.Choices{K: 2, Candidates: []*geno.Spec{below, nil}}),
		geno.At("Level", &geno.Float{Min: 0.9, Max: 0.999, Scale: geno.RLog}),
		geno.At("Ratio", &geno.Float{Min: 0, Max: 1, Step: 0.3}),
		geno.At("Size", &geno.Int{Min: 1, Max: 1024, Scale: geno.Log}),
		geno.At("Wide", &geno.Int{Min: 3, Max: 1e9, Scale: geno.RLog}),
		geno.At("One", &geno.Float{Min: 2, Max: 2}),
		geno.At("Route", &geno.Custom{Random: func(r *rand.Rand) string { return string(rune('a' + r.IntN(26))) }}),
	)
}

func TestRoundTrip(t *testing.T) {
	sp := all(t)
	s, err := coords.New(sp)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, len(s.Dims)), make([]float64, len(s.Dims))
	for range 2000 {
		d := sp.Random(rng)
		s.Read(d, x)
		at := 0
		genomes := map[int]string{}
		s.Active(x, func(i int) {
			var p geno.Point
			for j, q := range d.Points() {
				if j == at {
					p = q
				}
			}
			if p.ID() != s.Dims[i].ID {
				t.Fatalf("dimension %d is %s, the DNA has %s", i, s.Dims[i].ID, p.ID())
			}
			genomes[i] = d.Custom(at)
			if s.Dims[i].Kind != coords.Opaque && math.IsNaN(x[i]) {
				t.Fatalf("%s is active, but NaN", s.Dims[i].ID)
			}
			at++
		})
		if at != d.Len() {
			t.Fatalf("%d dimensions active, %v has %d", at, d, d.Len())
		}
		genome := func(i int) string { return genomes[i] }
		if e, err := s.DNA(x, genome); err != nil || !e.Equal(d) {
			t.Fatalf("%v came back as %v, %v", d, e, err)
		}
		for i, v := range x {
			if y[i] = v; math.IsNaN(v) {
				continue
			}
			u := s.Unit(i, v)
			if !(u >= 0 && u <= 1) {
				t.Fatalf("%s: Unit(%v) = %v", s.Dims[i].ID, v, u)
			}
			y[i] = s.Value(i, u)
			if s.Dims[i].Kind != coords.Continuous && y[i] != v || math.Abs(y[i]-v) > 1e-9*math.Abs(v) {
				t.Fatalf("%s: %v is at %v, where %v is", s.Dims[i].ID, v, u, y[i])
			}
		}
	}
}

// Whatever the numbers, there is a DNA.
func TestAnyNumbers(t *testing.T) {
	sp := all(t)
	s, err := coords.New(sp)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, len(s.Dims))
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 0.5, 1, 3, 1e300}
	for range 2000 {
		for i := range x {
			x[i] = odd[rng.IntN(len(odd))]
		}
		if d, err := s.DNA(x, nil); err != nil {
			t.Fatalf("%v: %v %v", x, d, err)
		}
	}
}

// Equal parts of the unit range are of equal probability under [geno.Spec.Random].
func TestUnitIsUniform(t *testing.T) {
	sp := all(t)
	s, err := coords.New(sp)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	x := make([]float64, len(s.Dims))
	const n = 20000
	half := make([]int, len(x))
	seen := make([]int, len(x))
	for range n {
		s.Read(sp.Random(rng), x)
		for i, v := range x {
			if !math.IsNaN(v) {
				seen[i]++
				if s.Unit(i, v) < 0.5 {
					half[i]++
				}
			}
		}
	}
	for i, d := range s.Dims {
		if d.ID == "Level" || d.ID == "Wide" || d.ID == "Kind[=1/3].Rate" {
			if p := float64(half[i]) / float64(seen[i]); math.Abs(p-0.5) > 0.03 {
				t.Errorf("%s: %.3f of the draws are in the lower half", d.ID, p)
			}
		}
	}
}

func TestTooMany(t *testing.T) {
	s := spec(t, geno.At("a", &geno.Int{Max: 1}))
	for range 40 {
		s = spec(t, geno.At("b", &geno.Choices{K: 1, Candidates: []*geno.Spec{s, s}}))
	}
	if _, err := coords.New(s); err == nil {
		t.Error("no error")
	}
}

// What is conditional on a dimension comes right after it.
func TestAfter(t *testing.T) {
	s, err := coords.New(all(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Dims {
		for j := range s.Dims {
			below := false
			for k := j; k >= 0; k = s.Dims[k].Parent {
				below = below || k == i
			}
			if in := j >= i && j < s.After(i); in != below {
				t.Errorf("%s below %s: expected %v, got %v", s.Dims[j].ID, s.Dims[i].ID, below, in)
			}
		}
	}
}

// TestOfOneDecision checks that a decision has the same coordinates alone as in its
// space, and that what is written at them is what was read.
func TestOfOneDecision(t *testing.T) {
	decisions := []geno.Decision{
		&geno.Choices{K: 1, Literals: []any{"a", "b", "c"}},
		&geno.Int{Min: -3, Max: 9, Step: 4},
		&geno.Int{Min: 1, Max: 1000, Scale: geno.Log},
		&geno.Float{Min: 1, Max: 5},
		&geno.Float{Min: 0, Max: 1, Step: 0.1},
		&geno.Float{Min: 1e-3, Max: 1, Scale: geno.Log},
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, decision := range decisions {
		spec, err := geno.New(geno.At("X", decision))
		if err != nil {
			t.Fatal(err)
		}
		space, err := coords.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		dim, x := coords.Of(decision), make([]float64, 1)
		for range 50 {
			dna := spec.Random(rng)
			space.Read(dna, x)
			u := dim.UnitAt(dna, 0)
			if u != space.Unit(0, x[0]) || dim.Value(u) != space.Value(0, u) {
				t.Fatalf("%v of %v is at %v alone, and at %v in its space", dna, decision, u, space.Unit(0, x[0]))
			}
			var w geno.Writer
			dim.Write(&w, u)
			back, err := w.DNA(spec)
			if err != nil {
				t.Fatal(err)
			}
			if !back.Equal(dna) && math.Abs(back.Float(0)-dna.Float(0)) > 1e-12 {
				t.Fatalf("%v of %v is written back as %v", dna, decision, back)
			}
		}
	}
}
