package evolution

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

// operations are all that make DNAs of others.
func operations() map[string]Operation {
	equal := func(_ *Context, in Group) []float64 { return make([]float64, len(in)) }
	return map[string]Operation{
		"Crossed":         Draw(3).Then(Crossed()),
		"Crossed some":    Draw(3).Then(Crossed(Any(2))),
		"CrossedBy":       Draw(3).Then(CrossedBy(equal)),
		"Average":         Draw(3).Then(Average()),
		"WeightedAverage": Draw(3).Then(WeightedAverage(equal, Any(1))),
		"Exchange":        Draw(2).Then(Exchange()),
		"Exchange some":   Draw(2).Then(Exchange(Any(1))),
		"SBX":             Draw(2).Then(SBX(2)),
		"SBX some":        Draw(2).Then(SBX(20, Any(2))),
		"KPoint":          Draw(2).Then(KPoint(2)),
		"Segmented":       Draw(2).Then(Segmented(func(s []Site) []int { return []int{len(s) / 2} })),
		"PartiallyMapped": Draw(2).Then(PartiallyMapped()),
		"Order":           Draw(2).Then(Order()),
		"Cycle":           Draw(2).Then(Cycle()),
		"Order one":       Draw(2).Then(Order(Any(1))),
		"Graft":           Draw(2).Then(Graft()),
		"Graft some":      Draw(2).Then(Graft(Any(1))),
		"Differential":    Draw(4).Then(Differential(0.5, 0.9)),
		"Uniform":         Draw(1).Then(Uniform()),
		"Uniform some":    Draw(1).Then(Uniform(Any(1))),
		"Resample":        Draw(1).Then(Resample(2)),
		"Resample some":   Draw(1).Then(Resample(2, Any(2))),
		"Swap":            Draw(1).Then(Swap()),
		"Step":            Draw(1).Then(Step()),
		"Gaussian":        Draw(1).Then(Gaussian(0.3, 1)),
		"Polynomial":      Draw(1).Then(Polynomial(5, 1, Any(2))),
		"Perturb":         Draw(1).Then(Perturb(5, 2)),
	}
}

// TestRecombinatorsKeepTheSpace checks on random spaces that what operations make are
// DNAs of the space, permutations and conditional parts among them, that the parents
// stay as they are, and that the same chances make the same children.
func TestRecombinatorsKeepTheSpace(t *testing.T) {
	var spaces []*geno.Spec
	for seed := range uint64(60) {
		space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(seed, 3)))
		if err != nil {
			t.Fatal(err)
		}
		spaces = append(spaces, space)
	}
	inside := spaceOf(t, perm(5), oneOf(2))
	spaces = append(spaces,
		spaceOf(t, perm(8)),
		spaceOf(t, perm(3), &geno.Float{Min: 1e-3, Max: 1, Scale: geno.Log}, perm(6)),
		spaceOf(t, &geno.Choices{K: 1, Candidates: []*geno.Spec{inside, inside, nil}}),
		spaceOf(t, &geno.Choices{K: 3, Distinct: true, Candidates: []*geno.Spec{inside, nil, spaceOf(t, &geno.Int{Max: 9})}}),
		spaceOf(t, &geno.Choices{K: 3, Sorted: true, Candidates: []*geno.Spec{inside, nil, spaceOf(t, &geno.Int{Max: 9})}}),
		spaceOf(t, &geno.Float{Max: 1, Step: 0.1}, &geno.Int{Min: -5, Max: 40, Step: 3}, &geno.Int{Min: 1, Max: 1 << 30, Scale: geno.Log}))
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			for i, space := range spaces {
				rng := rand.New(rand.NewPCG(uint64(i), 5))
				var in Group
				for id := range 6 {
					in = append(in, &Individual{DNA: space.Random(rng), Trial: id, Order: id, Parent: -1})
				}
				before := fmt.Sprint(texts(in))
				for seed := range uint64(25) {
					make := func() Group {
						c := &Context{Space: space, RNG: rand.New(rand.NewPCG(seed, 9))}
						out := op.Apply(c, in)
						if c.err != nil {
							t.Fatalf("space %d, %v: %v", i, in, c.err)
						}
						return out
					}
					out := make()
					if len(out) == 0 {
						t.Fatalf("space %d: no children", i)
					}
					for _, x := range out {
						if err := space.Validate(x.DNA); err != nil {
							t.Fatalf("space %d, parents %v: the child %v is not of the space: %v", i, before, x.DNA, err)
						}
						if slices.Contains(in, x) {
							continue // nothing to recombine
						}
						if x.Trial != -1 || x.Generation != 1 || x.Parent < 0 {
							t.Fatalf("space %d: a child is trial %d of generation %d with the parent %d", i, x.Trial, x.Generation, x.Parent)
						}
					}
					if again := texts(make()); fmt.Sprint(again) != fmt.Sprint(texts(out)) {
						t.Fatalf("space %d: the same chances make %v and %v", i, texts(out), again)
					}
				}
				if after := fmt.Sprint(texts(in)); after != before {
					t.Fatalf("space %d: the parents %v are now %v", i, before, after)
				}
			}
		})
	}
}

// TestExchangeIsComplementary checks that two children of two parents have, together,
// what the parents have.
func TestExchangeIsComplementary(t *testing.T) {
	space := spaceOf(t, oneOf(10), oneOf(10), oneOf(10), &geno.Float{Max: 9}, &geno.Float{Max: 9})
	in := group(t, space, "[0, 1, 2, 3.0, 4.0]", "[5, 6, 7, 8.0, 9.0]")
	c := contextOf(space, 0)
	for _, op := range []Operation{Exchange(), KPoint(1), KPoint(2), SBX(3)} {
		differs := false
		for range 100 {
			out := op.Apply(c, in)
			for i := range 5 {
				sum := func(g Group) float64 {
					if i < 3 {
						return float64(g[0].DNA.Index(i) + g[1].DNA.Index(i))
					}
					return g[0].DNA.Float(i) + g[1].DNA.Float(i)
				}
				// The children of SBX are as far from the middle, unless an end is near.
				if op.String() == "SBX(3)" && i >= 3 {
					continue
				}
				if math.Abs(sum(in)-sum(out)) > 1e-9 {
					t.Fatalf("%v of %v makes %v", op, texts(in), texts(out))
				}
			}
			differs = differs || !out[0].DNA.Equal(in[0].DNA)
		}
		if !differs {
			t.Errorf("%v changes nothing", op)
		}
	}
}

// TestNumbersMoveAsSaid checks where numbers go: eta and deviations say how far, the
// decision's scale in which measure.
func TestNumbersMoveAsSaid(t *testing.T) {
	space := spaceOf(t, &geno.Float{Min: 1e-4, Max: 1e4, Scale: geno.Log})
	in := group(t, space, "1.0")
	far := func(op Operation) float64 {
		c, sum := contextOf(space, 1000), 0.0
		for range 4000 {
			sum += math.Abs(math.Log10(op.Apply(c, in)[0].DNA.Float(0))) / 8
		}
		return sum / 4000
	}
	for _, m := range []struct {
		op   Operation
		want float64
	}{
		{Gaussian(0.05, 1), 0.05 * math.Sqrt(2/math.Pi)},
		{Gaussian(0.01, 1), 0.01 * math.Sqrt(2/math.Pi)},
		// Of a step within w there is half of w, and w is from 1 down to 1/1000.
		{Step(), (1 - 1e-3) / math.Log(1000) / 2 * 0.92},
	} {
		if got := far(m.op); math.Abs(got-m.want) > 0.1*m.want {
			t.Errorf("%v moves by %v of the range on average, expected %v", m.op, got, m.want)
		}
	}
	if near, wide := far(Polynomial(100, 1)), far(Polynomial(2, 1)); near > 0.02 || wide < 5*near {
		t.Errorf("Polynomial moves by %v with eta 100, by %v with 2", near, wide)
	}
	// An integer moves to another one, however small the step.
	ints := spaceOf(t, &geno.Int{Min: 1, Max: 5})
	for _, op := range []Operation{Gaussian(1e-6, 1), Polynomial(1e4, 1), Step()} {
		eventually(t, op, ints, group(t, ints, "0"), map[bool][]string{true: {"1", "2", "3", "4"}, false: {"1"}}[op.String() == "Step()"]...)
	}
}

// TestGraftCrossesGenomes checks that both children have a part of the other parent in
// their custom decisions, and all else of their own.
func TestGraftCrossesGenomes(t *testing.T) {
	text := func(cross func(a, b string, rng *rand.Rand) string) *geno.Custom {
		return &geno.Custom{Random: func(*rand.Rand) string { return "" }, Cross: cross}
	}
	space := spaceOf(t, oneOf(9), text(func(a, b string, _ *rand.Rand) string { return a + "+" + b }), text(nil))
	in := group(t, space, `[1, "a", "x"]`, `[2, "b", "y"]`)
	if got, want := fmt.Sprint(texts(Graft().Apply(contextOf(space, 0), in))), fmt.Sprint(texts(group(t, space, `[1, "a+b", "x"]`, `[2, "b+a", "y"]`))); got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
	// Without such a decision no chance is drawn: other searches are as without Graft.
	space = spaceOf(t, oneOf(9), text(nil))
	in = group(t, space, `[1, "x"]`, `[2, "y"]`)
	c := contextOf(space, 0)
	if out := Graft().Apply(c, in); !slices.Equal(out, in) || c.RNG.Uint64() != contextOf(space, 0).RNG.Uint64() {
		t.Errorf("got %v", texts(out))
	}
	if Graft().Apply(c, in[:1]); c.err == nil {
		t.Error("one parent is no error")
	}
}
