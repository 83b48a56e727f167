// Laws of spaces, on random ones.

package geno

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// gen makes random spaces.
type gen struct {
	*rand.Rand
	finite bool
	names  int
}

func (g *gen) chance(percent int) bool { return g.IntN(100) < percent }

func (g *gen) spec(depth int) *Spec {
	var elements []Element
	prefix := []string{"p", "Stem.Kernel", "Layers[2].F", "[0]"}[g.IntN(4)]
	for i := range g.IntN(4) {
		location := fmt.Sprintf("%s%d", prefix, i)
		if prefix == "[0]" {
			location = fmt.Sprintf("[%d]", i)
		}
		elements = append(elements, At(location, g.decision(depth)))
	}
	if len(elements) == 1 && g.chance(30) {
		elements[0].Location = ""
	}
	s, err := New(elements...)
	if err != nil {
		panic(err)
	}
	return s
}

func (g *gen) info() Info {
	var info Info
	if g.chance(20) {
		g.names++
		info.Name = fmt.Sprint("name", g.names)
	}
	if g.chance(20) {
		info.Hints = []any{nil, "op", int64(1), 1.0, []any{true, map[string]any{"k": 0.5}}}[g.IntN(5)]
	}
	return info
}

func (g *gen) decision(depth int) Decision {
	scales := []Scale{Linear, Log, RLog}
	kind := g.IntN(10)
	if g.finite && kind >= 8 {
		kind = 0
	}
	switch kind {
	case 6:
		d := &Int{Info: g.info(), Min: g.Int64N(9) - 4, Step: g.Int64N(4), Scale: scales[g.IntN(3)]}
		if d.Scale != Linear {
			d.Min = 1 + g.Int64N(4)
		}
		d.Max = d.Min + g.Int64N(6)
		return d
	case 7:
		d := &Float{Info: g.info(), Min: g.Float64(), Scale: scales[g.IntN(3)], Step: []float64{0.1, 0.25, 1e-5}[g.IntN(3)]}
		d.Max = d.Min + float64(g.IntN(5))*d.Step
		return d
	case 8:
		min := []float64{-3, 0, 1e-5, 2.5, 1e20}[g.IntN(5)]
		d := &Float{Info: g.info(), Min: min, Max: min + []float64{0, 1, 1e-7, 10}[g.IntN(4)]}
		if min > 0 {
			d.Scale = scales[g.IntN(3)]
		}
		return d
	case 9:
		return genomes(g.info())
	}
	n := 1 + g.IntN(4)
	c := &Choices{Info: g.info(), K: 1, Distinct: g.chance(50), Sorted: g.chance(50)}
	if g.chance(50) {
		c.K = 1 + g.IntN(3)
		if c.Distinct {
			c.K = min(c.K, n)
		}
	}
	for i := range n {
		if g.chance(60) || depth == 0 {
			c.Candidates = append(c.Candidates, nil)
		} else {
			c.Candidates = append(c.Candidates, g.spec(depth-1))
		}
		c.Literals = append(c.Literals, []any{fmt.Sprint("v", i), i * 10, 0.5 * float64(i), i%2 == 0, "0/9 (x)"}[g.IntN(5)])
	}
	if g.chance(40) {
		c.Literals = nil
	}
	return c
}

// genomes is a custom decision over strings of one to three letters a to c,
// quotes and the like.
func genomes(info Info) *Custom {
	letters := []string{"a", "b", "'", `"`, "\n", "é", "\x01"}
	random := func(rng *rand.Rand) string {
		s := ""
		for range 1 + rng.IntN(3) {
			s += letters[rng.IntN(len(letters))]
		}
		return s
	}
	return &Custom{
		Info:   info,
		Type:   "Word",
		Random: random,
		First:  func() string { return "a" },
		Next:   func(s string) (string, bool) { return s + "a", len(s) < 3 },
		Mutate: func(s string, rng *rand.Rand) string { return random(rng) },
		Check: func(s string) error {
			if s == "" || utf8.RuneCountInString(s) > 3 {
				return fmt.Errorf("length %d", len(s))
			}
			return nil
		},
	}
}

func rng(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// spaces calls f with random spaces.
func spaces(t *testing.T, n int, finite bool, f func(t *testing.T, s *Spec, r *rand.Rand)) {
	t.Helper()
	for seed := range uint64(n) {
		g := &gen{Rand: rng(seed), finite: finite}
		s := g.spec(2)
		if s.Len() > 3000 {
			continue
		}
		f(t, s, g.Rand)
		if t.Failed() {
			t.Fatalf("seed %d:\n%v", seed, s)
		}
	}
}

func TestRandomIsValidAndRoundTrips(t *testing.T) {
	spaces(t, 600, false, func(t *testing.T, s *Spec, r *rand.Rand) {
		for range 5 {
			d := s.Random(r)
			if err := s.Validate(d); err != nil {
				t.Fatalf("%v: %v", d, err)
			}
			back := func(what string, e *DNA, err error) {
				t.Helper()
				if err != nil || !e.Equal(d) || e.Hash() != d.Hash() || e.Key() != d.Key() || e.Spec() != s {
					t.Errorf("%s: expected %v, got %v, error %v", what, d, e, err)
				}
				if err == nil && s.Validate(e) != nil {
					t.Errorf("%s: %v", what, s.Validate(e))
				}
			}
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			var free DNA
			if err := json.Unmarshal(text, &free); err != nil {
				t.Fatal(err)
			}
			if free.String() != d.String() || free.Hash() != d.Hash() || !free.Equal(d) || !d.Equal(&free) {
				t.Errorf("expected %v unbound, got %v", d, &free)
			}
			e, err := s.Bind(&free)
			back("json", e, err)
			e, err = s.ParseDNA(string(text))
			back("parsed json", e, err)
			e, err = s.ParseDNA(d.String())
			back("string", e, err)
			e, err = s.ParseDNA(compactJSON(d))
			back("compact", e, err)
			if numbers, err := d.Numbers(); err == nil {
				e, err = s.FromNumbers(numbers)
				back("numbers", e, err)
			}
			for _, by := range []Key{ByID, ByName, ByDecision} {
				for _, as := range []ValueType{AsValue, AsChoice, AsLiteral, AsChoiceAndLiteral} {
					e, err = s.FromDict(d.Dict(by, as), by, as)
					if as == AsLiteral && err != nil && strings.Contains(err.Error(), "literal of one candidate") {
						continue
					}
					back(fmt.Sprint("dict ", by, as), e, err)
				}
			}
			if n := count2(d); n != d.Len() {
				t.Errorf("expected %d points, got %d", d.Len(), n)
			}
		}
	})
}

func count2(d *DNA) (n int) {
	for i := range d.Points() {
		if i != n {
			return -1
		}
		n++
	}
	return n
}

func TestSpecJSONRoundTrip(t *testing.T) {
	spaces(t, 600, false, func(t *testing.T, s *Spec, r *rand.Rand) {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		read := new(Spec)
		if err := json.Unmarshal(text, read); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, _ := json.Marshal(read)
		if !s.Equal(read) || !read.Equal(s) || string(again) != string(text) || read.String() != s.String() {
			t.Fatalf("expected %s, got %s", text, again)
		}
		if !slices.Equal(read.IDs(), s.IDs()) || read.Len() != s.Len() {
			t.Errorf("ids: expected %q, got %q", s.IDs(), read.IDs())
		}
		d := s.Random(r)
		e, err := read.Bind(d)
		if err != nil || !e.Equal(d) {
			t.Errorf("expected %v, got %v, error %v", d, e, err)
		}
		// What PyGlove is given stands for the same space, and reads the same
		// DNA but for stepped floats.
		strict, err := s.PyGloveJSON()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(strict), intType) || strings.Contains(string(strict), `"step"`) {
			t.Errorf("got %s", strict)
		}
		var written Spec
		if err := json.Unmarshal(strict, &written); err != nil {
			t.Fatal(err)
		}
		if a, b := s.Size(), written.Size(); (a == nil) != (b == nil) || a != nil && a.Cmp(b) != 0 {
			t.Errorf("expected %v points, got %v", a, b)
		}
		if !strings.Contains(s.String(), "step") {
			if e, err := written.ParseDNA(d.String()); err != nil || e.String() != d.String() {
				t.Errorf("expected %v, got %v, error %v", d, e, err)
			}
		}
	})
}

func TestEnumerationIsTheSpace(t *testing.T) {
	total := 0
	spaces(t, 500, true, func(t *testing.T, s *Spec, r *rand.Rand) {
		size := s.Size()
		if size == nil {
			t.Fatal("infinite")
		}
		if size.Cmp(big.NewInt(3000)) > 0 {
			return
		}
		seen := map[string]bool{}
		for d := range s.All() {
			if err := s.Validate(d); err != nil {
				t.Fatalf("%v: %v", d, err)
			}
			if seen[d.Key()] {
				t.Fatalf("%v comes twice", d)
			}
			seen[d.Key()] = true
		}
		if int64(len(seen)) != size.Int64() {
			t.Fatalf("expected %v DNAs, got %d", size, len(seen))
		}
		total += len(seen)
		for range 20 {
			if d := s.Random(r); !seen[d.Key()] {
				t.Errorf("%v is not among them", d)
			}
		}
	})
	if total < 10000 {
		t.Errorf("only %d DNAs were enumerated", total)
	}
}

// chosen returns the decisions of d by id, K choices that are sorted or a
// permutation as one.
func differences(d, e *DNA) int {
	a, b := d.Dict(ByID, AsValue), e.Dict(ByID, AsValue)
	n := 0
	for k, v := range a {
		if w, ok := b[k]; ok && w != v {
			n++
		}
	}
	return n
}

func hasMany(s *Spec) bool {
	for i := range s.points {
		p := &s.points[i]
		if p.kind == manyOf && (p.sorted || p.distinct) {
			return true
		}
		if slices.ContainsFunc(p.below, hasMany) {
			return true
		}
	}
	return false
}

func TestResample(t *testing.T) {
	spaces(t, 600, false, func(t *testing.T, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		simple := !hasMany(s)
		for i, p := range d.Points() {
			e := s.Resample(d, i, r)
			if err := s.Validate(e); err != nil {
				t.Fatalf("%v at %d: %v: %v", d, i, e, err)
			}
			if e.Equal(d) && alternatives(p) {
				t.Errorf("%v at %d (%s) did not change", d, i, p.ID())
			}
			if !e.Equal(d) && !alternatives(p) {
				t.Errorf("%v at %d (%s) became %v", d, i, p.ID(), e)
			}
			if n := differences(d, e); simple && n > 1 {
				t.Errorf("%v at %d (%s) became %v: %d changes", d, i, p.ID(), e, n)
			}
			if c, ok := p.Decision.(*Choices); ok && c.K > 1 {
				checkMany(t, d, e, p)
			}
		}
		if s.Resample(d, d.Len(), r) != nil || s.Resample(d, -1, r) != nil || s.Resample(nil, 0, r) != nil {
			t.Error("expected nil for no value")
		}
	})
}

// alternatives reports whether p could have been decided otherwise.
func alternatives(p Point) bool {
	switch c := p.Decision.(type) {
	case *Choices:
		if c.Distinct && c.K == c.N() {
			return !c.Sorted && c.K > 1
		}
		return c.N() > 1
	case *Float:
		if c.Step > 0 {
			return p.point.n > 1
		}
		return c.Min < c.Max
	case *Int:
		return p.point.n > 1
	}
	return true
}

// checkMany checks that at most one candidate, or the places of two, changed at
// the choice that p is one of.
func checkMany(t *testing.T, d, e *DNA, p Point) {
	parent := p.scope.parent(p.point)
	a, b := choicesAt(d, parent), choicesAt(e, parent)
	c := p.Decision.(*Choices)
	if !c.Sorted {
		n := 0
		for i := range a {
			if a[i] != b[i] {
				n++
			}
		}
		if n > 1 && !(n == 2 && c.Distinct && c.K == c.N()) {
			t.Errorf("%s: %v became %v", parent, a, b)
		}
	}
	slices.Sort(a)
	slices.Sort(b)
	gone := 0
	for _, v := range a {
		if i := slices.Index(b, v); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			gone++
		}
	}
	if gone > 1 {
		t.Errorf("%s: %d of %v changed", parent, gone, a)
	}
}

func choicesAt(d *DNA, parent string) (v []int64) {
	for _, p := range d.Points() {
		if p.scope.parent(p.point) == parent {
			v = append(v, p.Value().(int64))
		}
	}
	return v
}

func TestNeighbors(t *testing.T) {
	spaces(t, 300, false, func(t *testing.T, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		seen := map[string]bool{d.Key(): true}
		simple := !hasMany(s)
		for e := range s.Neighbors(d) {
			if err := s.Validate(e); err != nil {
				t.Fatalf("%v: %v: %v", d, e, err)
			}
			if seen[e.Key()] {
				t.Fatalf("%v: %v comes twice", d, e)
			}
			seen[e.Key()] = true
			if n := differences(d, e); simple && n != 1 {
				t.Errorf("%v: neighbour %v has %d changes", d, e, n)
			}
		}
		if want := neighbors(d); want >= 0 && len(seen)-1 != want {
			t.Errorf("%v: expected %d neighbours, got %d", d, want, len(seen)-1)
		}
	})
}

// neighbors counts them, or returns -1 where that is not easy.
func neighbors(d *DNA) int {
	n := 0
	for _, p := range d.Points() {
		switch c := p.Decision.(type) {
		case *Choices:
			switch {
			case c.K > 1 && c.Sorted && !c.Distinct:
				return -1
			case c.K > 1 && c.Distinct && c.K == c.N():
				if !c.Sorted {
					n += p.Sub // swaps with those before
				}
			case c.Distinct && c.K > 1:
				n += c.N() - c.K
			default:
				n += c.N() - 1
			}
		case *Int, *Float:
			if p.point.kind != continuous {
				n += int(p.point.n) - 1
			}
		}
	}
	return n
}

func TestNeighborsOfLongRanges(t *testing.T) {
	s := must(New(At("i", &Int{Min: 0, Max: 1000}), At("f", &Float{Min: 0, Max: 100, Step: 0.5})))
	for text, want := range map[string]string{
		"[0, 0.0]":      "DNA([1, 0.0]) DNA([0, 0.5])",
		"[7, 100.0]":    "DNA([6, 100.0]) DNA([8, 100.0]) DNA([7, 99.5])",
		"[1000, 50.25]": "",
	} {
		d, err := s.ParseDNA(text)
		if (err != nil) != (want == "") {
			t.Errorf("%s: %v", text, err)
		}
		var got []string
		for e := range s.Neighbors(d) {
			got = append(got, e.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: expected %s, got %s", text, want, got)
		}
	}
}

func must(s *Spec, err error) *Spec {
	if err != nil {
		panic(err)
	}
	return s
}

func oneof(n int) *Choices { return &Choices{K: 1, Candidates: make([]*Spec, n)} }

func TestSizeMatchesPlainCounting(t *testing.T) {
	// Candidates of 1, 3 and 4 points; choices counted one by one.
	sub := func(n int) *Spec { return must(New(At("x", oneof(n)))) }
	sizes := []int{1, 3, 1, 4, 3}
	var candidates []*Spec
	for _, n := range sizes {
		candidates = append(candidates, sub(n))
	}
	var count func(k int, chosen []int, distinct, sorted bool) int64
	count = func(k int, chosen []int, distinct, sorted bool) int64 {
		if k == 0 {
			return 1
		}
		var n int64
		for c, size := range sizes {
			if distinct && slices.Contains(chosen, c) || sorted && len(chosen) > 0 && c < chosen[len(chosen)-1] {
				continue
			}
			n += int64(size) * count(k-1, append(slices.Clone(chosen), c), distinct, sorted)
		}
		return n
	}
	for k := 1; k <= 5; k++ {
		for _, distinct := range []bool{false, true} {
			for _, sorted := range []bool{false, true} {
				s := must(New(At("p", &Choices{K: k, Candidates: candidates, Distinct: distinct, Sorted: sorted})))
				if want := big.NewInt(count(k, nil, distinct, sorted)); s.Size().Cmp(want) != 0 {
					t.Errorf("K %d, distinct %t, sorted %t: expected %v, got %v", k, distinct, sorted, want, s.Size())
				}
			}
		}
	}
}

// TestSizeOfManySizes counts by multiplying polynomials, one candidate after the
// other, with as many sizes of candidates as take each way of counting.
func TestSizeOfManySizes(t *testing.T) {
	for _, n := range []int{1, 2, 8, 9, 23} {
		var candidates []*Spec
		for i := range 3 * n {
			candidates = append(candidates, must(New(At("x", oneof(1+i%n)))))
		}
		for _, distinct := range []bool{false, true} {
			// ways[k] is how many there are to choose k of the candidates so far.
			const most = 40
			ways := make([]*big.Int, most+1)
			for k := range ways {
				ways[k] = new(big.Int)
			}
			ways[0].SetInt64(1)
			for i := range candidates {
				more := func(k int) {
					ways[k].Add(ways[k], new(big.Int).Mul(ways[k-1], big.NewInt(int64(1+i%n))))
				}
				for k := 1; k <= most; k++ {
					if distinct {
						more(most + 1 - k) // from above, so that none is taken twice
					} else {
						more(k)
					}
				}
			}
			for _, k := range []int{2, 3, 7, 20, most} {
				if distinct && k > len(candidates) {
					continue
				}
				s := must(New(At("p", &Choices{K: k, Candidates: candidates, Distinct: distinct, Sorted: true})))
				if s.Size().Cmp(ways[k]) != 0 {
					t.Errorf("%d sizes, K %d, distinct %t: expected %v, got %v", n, k, distinct, ways[k], s.Size())
				}
			}
		}
	}
}

func TestHugeSpaces(t *testing.T) {
	permutation := must(New(At("p", &Choices{K: 1000, Distinct: true, Candidates: make([]*Spec, 1000)})))
	if want := new(big.Int).MulRange(1, 1000); permutation.Size().Cmp(want) != 0 {
		t.Errorf("1000!: got %v", permutation.Size())
	}
	var elements []Element
	for i := range 1000 {
		elements = append(elements, At(fmt.Sprint("p", i), oneof(10)))
	}
	flat := must(New(elements...))
	if want := new(big.Int).Exp(big.NewInt(10), big.NewInt(1000), nil); flat.Size().Cmp(want) != 0 {
		t.Errorf("10^1000: got %v", flat.Size())
	}
	// 500 of 1000 candidates, each with a space of its own size.
	var candidates []*Spec
	for i := range 1000 {
		candidates = append(candidates, must(New(At("x", oneof(1+i%7)))))
	}
	mixed := must(New(At("p", &Choices{K: 500, Candidates: candidates, Distinct: true, Sorted: true})))
	if mixed.Size().BitLen() < 1000 {
		t.Errorf("got %v", mixed.Size())
	}
	r := rng(1)
	for _, s := range []*Spec{permutation, flat, mixed} {
		d := s.Random(r)
		if err := s.Validate(d); err != nil {
			t.Fatal(err)
		}
		if next := s.Next(d); next == nil || s.Validate(next) != nil {
			t.Errorf("next: %v", s.Validate(next))
		}
		if e := s.Resample(d, 17, r); e.Equal(d) || s.Validate(e) != nil {
			t.Errorf("resample: %v", s.Validate(e))
		}
		if e, err := s.ParseDNA(d.String()); err != nil || !e.Equal(d) {
			t.Error(err)
		}
		if len(s.String()) == 0 {
			t.Error("no text")
		}
	}
}

// TestSharedCandidates builds a space whose tree has 2^60 leaves out of 60
// specs.
func TestSharedCandidates(t *testing.T) {
	s := must(New())
	for range 60 {
		s = must(New(At("x", &Choices{K: 1, Candidates: []*Spec{s, s}})))
	}
	if want := new(big.Int).Lsh(big.NewInt(1), 60); s.Size().Cmp(want) != 0 {
		t.Errorf("expected %v, got %v", want, s.Size())
	}
	d := s.Random(rng(1))
	if e, err := s.ParseDNA(d.String()); err != nil || !e.Equal(d) {
		t.Error(err)
	}
	if s.Len() <= 0 || len(s.String()) > 1<<20 {
		t.Errorf("len %d, %d bytes", s.Len(), len(s.String()))
	}
}

// TestScales compares the share of draws below points of a range with the
// share of the scale that lies below them.
func TestScales(t *testing.T) {
	const draws = 20000
	log := func(min, end float64) func(float64) float64 {
		return func(x float64) float64 { return math.Log(x/min) / math.Log(end/min) }
	}
	linear := func(min, end float64) func(float64) float64 {
		return func(x float64) float64 { return (x - min) / (end - min) }
	}
	for _, test := range []struct {
		d     Decision
		share func(float64) float64 // of draws below x
		at    []float64
	}{
		{&Float{Min: 1, Max: 5}, linear(1, 5), []float64{2, 3, 4.5}},
		{&Float{Min: 1e-5, Max: 1, Scale: Log}, log(1e-5, 1), []float64{1e-4, 1e-3, 1e-2, 0.5}},
		{&Float{Min: 1, Max: 1000, Scale: RLog}, func(x float64) float64 { return 1 - log(1, 1000)(1001-x) }, []float64{500, 900, 970, 991}},
		{&Float{Min: -math.MaxFloat64, Max: math.MaxFloat64}, func(float64) float64 { return 0.5 }, []float64{0}},
		{&Float{Min: 0, Max: 1, Step: 0.125}, linear(0, 1.125), []float64{0.125, 0.5, 1}},
		{&Float{Min: 1, Max: 16, Step: 0.5, Scale: Log}, log(1, 16.5), []float64{2, 4, 8}},
		{&Int{Min: -3, Max: 6}, linear(-3, 7), []float64{-2, 0, 5}},
		{&Int{Min: 1, Max: 1 << 20, Scale: Log}, log(1, 1<<20+1), []float64{2, 32, 1 << 10, 1 << 19}},
		{&Int{Min: 1, Max: 1 << 62, Scale: Log}, log(1, 1<<62), []float64{1 << 31, 1 << 50}},
		{&Int{Min: 10, Max: 1000, Step: 10, Scale: Log}, log(10, 1010), []float64{20, 100, 500}},
		{&Int{Min: 1, Max: 1 << 20, Scale: RLog}, func(x float64) float64 { return 1 - log(1, 1<<20+1)(1<<20+2-x) }, []float64{1 << 19, 1<<20 - 1<<10, 1<<20 - 1}},
		{&Int{Min: math.MinInt64, Max: math.MaxInt64, Step: 3}, func(float64) float64 { return 0.5 }, []float64{0}},
	} {
		s := must(New(At("x", test.d)))
		r := rng(7)
		below := make([]int, len(test.at))
		for range draws {
			d := s.Random(r)
			if err := s.Validate(d); err != nil {
				t.Fatal(err)
			}
			x := d.Float(0)
			for _, p := range d.Points() {
				if i, ok := p.Literal().(int64); ok {
					x = float64(i)
				}
			}
			for i, at := range test.at {
				if x < at {
					below[i]++
				}
			}
		}
		for i, at := range test.at {
			// Five standard deviations.
			if got, want := float64(below[i])/draws, test.share(at); math.Abs(got-want) > 5*math.Sqrt(0.25/draws) {
				t.Errorf("%v\nbelow %v: expected a share of %.3f, got %.3f", s, at, want, got)
			}
		}
	}
}

func TestDistinctIsUniform(t *testing.T) {
	for _, k := range []int{2, 3, 20} {
		n := map[int]int{2: 4, 3: 3, 20: 20}[k]
		s := must(New(At("p", &Choices{K: k, Candidates: make([]*Spec, n), Distinct: true})))
		r := rng(3)
		const draws = 20000
		counts := make([][]int, k)
		for i := range counts {
			counts[i] = make([]int, n)
		}
		for range draws {
			d := s.Random(r)
			for i := range k {
				counts[i][d.Index(i)]++
			}
		}
		for i := range counts {
			for v, c := range counts[i] {
				p := 1 / float64(n)
				if math.Abs(float64(c)-draws*p) > 5*math.Sqrt(draws*p*(1-p)) {
					t.Errorf("%d of %d: choice %d was %d %d times", k, n, i, v, c)
				}
			}
		}
	}
}
