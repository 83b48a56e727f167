package importance

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
	"github.com/pgen-go/pgen/runtime/study"
)

func space(t testing.TB, e ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(e...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// random is the history of a random search. Every ninth trial fails.
func random(t testing.TB, space *geno.Spec, trials int, f func(map[string]any) float64) *study.History {
	t.Helper()
	s, err := study.New(space, search.AllowRepeats(search.Random()), 1, study.Maximize)
	if err != nil {
		t.Fatal(err)
	}
	for i := range trials {
		trial, err := s.Next(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if i%9 == 8 {
			s.Fail(trial.ID, fmt.Errorf("no luck"), nil)
			continue
		}
		v := f(trial.DNA.Dict(geno.ByID, geno.AsValue))
		s.Report(trial.ID, v, map[string]float64{"same": v})
	}
	return s.History()
}

func unit(name string) geno.Element { return geno.At(name, &geno.Float{Max: 1}) }

func shares(r *Report) map[string]float64 {
	m := map[string]float64{}
	for _, d := range r.Decisions {
		m[d.ID] = d.Share
	}
	for _, p := range r.Pairs {
		a, b := p.A, p.B
		if a > b {
			a, b = b, a
		}
		m[a+"×"+b] = p.Share
	}
	return m
}

// Functions of which the shares are known.
func TestKnown(t *testing.T) {
	wave := func(name string) geno.Element { return geno.At(name, &geno.Float{Min: -math.Pi, Max: math.Pi}) }
	for _, c := range []struct {
		name   string
		space  *geno.Spec
		f      func(map[string]any) float64
		fanova map[string]float64
		order  []string // of the importance by permutation
	}{
		{
			"a sum", space(t, unit("A"), unit("B"), unit("C")),
			func(x map[string]any) float64 { return 3*x["A"].(float64) - 2*x["B"].(float64) },
			map[string]float64{"A": 9. / 13, "B": 4. / 13, "C": 0, "A×B": 0, "A×C": 0, "B×C": 0},
			[]string{"A", "B", "C"},
		},
		{
			// Ishigami and Homma 1990; the shares are those of the literature.
			"Ishigami", space(t, wave("A"), wave("B"), wave("C")),
			func(x map[string]any) float64 {
				a, b, c := x["A"].(float64), x["B"].(float64), x["C"].(float64)
				return math.Sin(a) + 7*math.Sin(b)*math.Sin(b) + .1*c*c*c*c*math.Sin(a)
			},
			map[string]float64{"A": .314, "B": .442, "C": 0, "A×B": 0, "A×C": .244, "B×C": 0},
			[]string{"A", "B", "C"}, // by all that they do, alone and together
		},
		{
			"a scale", space(t, geno.At("Rate", &geno.Float{Min: 1e-6, Max: 1, Scale: geno.Log}), geno.At("Size", &geno.Int{Min: 1, Max: 1000, Scale: geno.Log}), unit("C")),
			func(x map[string]any) float64 { return math.Log10(x["Rate"].(float64)) },
			map[string]float64{"Rate": 1, "Size": 0, "C": 0},
			[]string{"Rate"},
		},
		{
			"a product of choices", space(t,
				geno.At("A", &geno.Choices{K: 1, Literals: []any{0, 1}}), geno.At("B", &geno.Choices{K: 1, Literals: []any{0, 1}}),
				geno.At("C", &geno.Choices{K: 1, Literals: []any{0, 1, 2}})),
			func(x map[string]any) float64 { return float64(x["A"].(int64) ^ x["B"].(int64)) },
			map[string]float64{"A": 0, "B": 0, "C": 0, "A×B": 1, "A×C": 0, "B×C": 0},
			nil,
		},
		{
			// With probability 1/2 there is a Rate, and it is all that counts.
			"a conditional decision", space(t,
				geno.At("Kind", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, space(t, unit("Rate"))}}), unit("C")),
			func(x map[string]any) float64 {
				v, _ := x["Kind[=1/2].Rate"].(float64)
				return v
			},
			map[string]float64{"Kind": .6, "Kind[=1/2].Rate": .2, "C": 0, "Kind×Kind[=1/2].Rate": .2},
			[]string{"Kind", "Kind[=1/2].Rate", "C"},
		},
	} {
		h := random(t, c.space, 1200, c.f)
		r, err := FANOVA(h, Pairs(3), Trees(24))
		if err != nil {
			t.Fatal(err)
		}
		got := shares(r)
		for id, want := range c.fanova {
			if v, ok := got[id]; !ok || math.Abs(v-want) > .08 {
				t.Errorf("%s: expected %s to have a share of %.3f, got %.3f", c.name, id, want, v)
			}
		}
		if r.Explained < .85 {
			t.Errorf("%s: expected the forest to explain 85%%, got %.3f", c.name, r.Explained)
		}
		if r, err = Permutation(h); err != nil {
			t.Fatal(err)
		}
		for i, id := range c.order {
			if r.Decisions[i].ID != id {
				t.Errorf("%s: by permutation, expected %v, got\n%v", c.name, c.order, r)
				break
			}
		}
		for _, d := range r.Decisions {
			if c.fanova[d.ID] == 0 && c.name != "Ishigami" && c.name != "a product of choices" && math.Abs(d.Share) > .05 {
				t.Errorf("%s: by permutation, expected %s not to matter, got %.3f", c.name, d.ID, d.Share)
			}
		}
	}
}

// The shares of a permutation are known where a forest is right: twice the variance
// that the decision accounts for, alone and with others.
func TestPermutationOfASum(t *testing.T) {
	bit := &geno.Choices{K: 1, Literals: []any{0, 1}}
	h := random(t, space(t, geno.At("A", bit), geno.At("B", bit), geno.At("C", bit)), 1000, func(x map[string]any) float64 {
		return 2*float64(x["A"].(int64)) + float64(x["B"].(int64))
	})
	r, err := Permutation(h)
	if err != nil {
		t.Fatal(err)
	}
	got := shares(r)
	for id, want := range map[string]float64{"A": 1.6, "B": .4, "C": 0} {
		if math.Abs(got[id]-want) > .05 {
			t.Errorf("expected %s to have %.2f, got %.3f", id, want, got[id])
		}
	}
}

// The boxes of a tree are the tree: their variances are those found by going
// through all points.
func TestPartition(t *testing.T) {
	choice := func(candidates ...*geno.Spec) *geno.Choices { return &geno.Choices{K: 1, Candidates: candidates} }
	deep := space(t, geno.At("L", choice(nil, nil)), geno.At("M", choice(space(t, geno.At("N", choice(nil, nil, nil))), nil)))
	s := space(t,
		geno.At("A", choice(nil, deep, space(t, geno.At("I", &geno.Int{Max: 2})))),
		geno.At("B", &geno.Choices{K: 2, Candidates: []*geno.Spec{space(t, geno.At("O", choice(nil, nil))), nil}}),
		geno.At("C", &geno.Int{Min: 1, Max: 4, Scale: geno.Log}))
	rng := rand.New(rand.NewPCG(1, 2))
	h := random(t, s, 300, func(map[string]any) float64 { return rng.NormFloat64() })
	d, err := read(h, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := len(d.space.Dims)
	// How likely a value is: steps on a logarithmic scale stand for ranges.
	likely := func(i, k int) float64 {
		if d.space.Dims[i].ID == "C" {
			return math.Log((float64(k)+1.5)/(float64(k)+.5)) / math.Log(9)
		}
		return 1 / float64(d.space.Dims[i].N)
	}
	for _, tree := range d.forest.Trees[:8] {
		p := d.partition(tree)
		var volume float64
		for _, b := range p.boxes {
			volume += b.volume
		}
		if math.Abs(volume-1) > 1e-9 {
			t.Fatalf("the boxes have a volume of %v", volume)
		}
		// All points: every dimension has a value, whether it is active or not.
		type cell struct{ i, j, vi, vj int }
		sums, counts := map[cell]float64{}, map[cell]float64{}
		var total, squares, points float64
		at := make([]int, n)
		x, full := make([]float64, n), make([]float64, n)
		for more := true; more; {
			for i, v := range at {
				full[i], x[i] = float64(v), math.NaN()
			}
			d.space.Active(full, func(i int) {
				x[i] = full[i]
				if d.features[i].Categories == 0 {
					x[i] = d.space.Unit(i, full[i])
				}
			})
			v := tree.Leaf(x).Mean
			weight := 1.
			for i, k := range at {
				weight *= likely(i, k)
			}
			total += weight * v
			squares += weight * v * v
			points += weight
			for i := range at {
				for j := range i + 1 {
					c := cell{i, j, at[i], at[j]}
					sums[c] += weight * v
					counts[c] += weight
				}
			}
			more = false
			for i := range at {
				if at[i]++; at[i] < int(d.space.Dims[i].N) {
					more = true
					break
				}
				at[i] = 0
			}
		}
		mean := total / points
		variances := map[[2]int]float64{}
		for c, sum := range sums {
			m := sum/counts[c] - mean
			variances[[2]int{c.i, c.j}] += counts[c] / points * m * m
		}
		if math.Abs(points-1) > 1e-9 {
			t.Fatalf("all points together have the probability %v", points)
		}
		if math.Abs(p.mean-mean) > 1e-9 || math.Abs(p.variance-(squares/points-mean*mean)) > 1e-9 {
			t.Fatalf("expected mean %v and variance %v, got %v and %v", mean, squares/points-mean*mean, p.mean, p.variance)
		}
		for ij, want := range variances {
			got := p.one(ij[0])
			if ij[0] != ij[1] {
				got = p.two(ij[0], ij[1])
			}
			if math.Abs(got-want) > 1e-9 {
				t.Errorf("%s and %s: expected %v, got %v", d.space.Dims[ij[0]].ID, d.space.Dims[ij[1]].ID, want, got)
			}
		}
	}
}

// Reports of spaces of any kind have a line for each decision, add up, and do not
// depend on anything but the history.
func TestAnySpace(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s, err := searchtest.RandomSpace(rng)
		if err != nil {
			t.Fatal(err)
		}
		h := random(t, s, 40, func(map[string]any) float64 { return math.Round(4 * rng.NormFloat64()) })
		for _, method := range []func(*study.History, ...Option) (*Report, error){FANOVA, Permutation} {
			r, err := method(h, Trees(8), Pairs(3))
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.
			for _, d := range r.Decisions {
				if math.IsNaN(d.Share) || math.IsNaN(d.Spread) || d.Active < 0 || d.Active > 1 {
					t.Fatalf("%+v", d)
				}
				sum += d.Share
			}
			if r.Method == "fANOVA" && (sum > 1+1e-9 || sum < 0) {
				t.Errorf("the shares add up to %v", sum)
			}
			again, err := method(h, Trees(8), Pairs(3))
			if err != nil {
				t.Fatal(err)
			}
			if r.String() != again.String() || strings.Contains(r.String(), "NaN") {
				t.Errorf("got\n%v\nand\n%v", r, again)
			}
		}
	}
}

// A history that was saved, and a measure in place of the reward, give the same.
func TestSavedAndMeasured(t *testing.T) {
	h := random(t, space(t, unit("A"), unit("B")), 60, func(x map[string]any) float64 { return x["A"].(float64) })
	want, err := FANOVA(h)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var saved study.History
	if err := json.Unmarshal(data, &saved); err != nil {
		t.Fatal(err)
	}
	got, err := FANOVA(&saved, Measure("same"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Decisions {
		if want.Decisions[i].ID != got.Decisions[i].ID || want.Decisions[i].Share != got.Decisions[i].Share {
			t.Errorf("expected\n%v\ngot\n%v", want, got)
		}
	}
}

func TestErrors(t *testing.T) {
	s := space(t, unit("A"))
	few := random(t, s, 7, func(map[string]any) float64 { return 1 })
	same := random(t, s, 20, func(map[string]any) float64 { return 1 })
	for _, c := range []struct {
		h    *study.History
		opt  Option
		want string
	}{
		{nil, Seed(1), "there is no history of a space"},
		{few, Seed(1), "expected 8 trials or more with a reward, got 7 of the 7"},
		{same, Seed(1), "all 18 trials with a reward have the same, 1"},
		{same, Measure("size"), `with the measure "size", got 0 of the 20`},
		{same, Trees(1), "expected 2 trees or more, got 1: use importance.Trees(64)"},
	} {
		_, err := FANOVA(c.h, c.opt)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected %q, got %v", c.want, err)
		}
		if _, err2 := Permutation(c.h, c.opt); fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Errorf("the methods say %v and %v", err, err2)
		}
	}
	// Rewards that are huge, or all but equal, are taken.
	for _, f := range []float64{1e308, 1e-300} {
		h := random(t, s, 50, func(x map[string]any) float64 { return f * (2*x["A"].(float64) - 1) })
		r, err := FANOVA(h)
		if err != nil || math.Abs(r.Decisions[0].Share-1) > 1e-9 {
			t.Errorf("rewards of ±%g: got %v, %v", f, r, err)
		}
	}
}

func BenchmarkImportance(b *testing.B) {
	var e []geno.Element
	for i := range 20 {
		e = append(e, unit(fmt.Sprintf("X%d", i)))
	}
	h := random(b, space(b, e...), 1000, func(x map[string]any) float64 {
		return x["X0"].(float64)*x["X1"].(float64) + x["X2"].(float64)
	})
	b.Run("fanova", func(b *testing.B) {
		for b.Loop() {
			if _, err := FANOVA(h); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("permutation", func(b *testing.B) {
		for b.Loop() {
			if _, err := Permutation(h); err != nil {
				b.Fatal(err)
			}
		}
	})
}
