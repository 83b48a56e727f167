// Twins of PyGlove's own tests of pyglove.ext.evolution. testdata/pyglove_evolution.md
// says which is the twin of which.

package evolution

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// spaceOf is a space of decisions at X0, X1, ….
func spaceOf(t testing.TB, decisions ...geno.Decision) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, len(decisions))
	for i, d := range decisions {
		elements[i] = geno.At(fmt.Sprintf("X%d", i), d)
	}
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

func literals(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func oneOf(n int) *geno.Choices { return &geno.Choices{K: 1, Literals: literals(n)} }

func manyOf(k, n int, distinct, sorted bool) *geno.Choices {
	return &geno.Choices{K: k, Literals: literals(n), Distinct: distinct, Sorted: sorted}
}

func perm(n int) *geno.Choices { return manyOf(n, n, true, false) }

// group is a population of DNAs, which have the rewards 0, 1, … and ended in turn.
func group(t testing.TB, space *geno.Spec, texts ...string) Group {
	t.Helper()
	var g Group
	for i, text := range texts {
		dna, err := space.ParseDNA(text)
		if err != nil {
			t.Fatal(err)
		}
		g = append(g, &Individual{DNA: dna, Trial: i, Order: i, Parent: -1, Outcome: search.Outcome{Reward: float64(i)}})
	}
	return g
}

// digits are the DNAs 0 to n-1 of a choice of one.
func digits(t testing.TB, n int) (*geno.Spec, Group) {
	space := spaceOf(t, oneOf(20))
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprint(i)
	}
	return space, group(t, space, texts...)
}

func contextOf(space *geno.Spec, step int) *Context {
	return &Context{Space: space, RNG: rand.New(rand.NewPCG(1, uint64(step))), Step: step}
}

// texts are the DNAs of a group as they are parsed.
func texts(g Group) []string {
	list := []string{}
	for _, x := range g {
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(x.DNA.String(), "DNA("), ")"))
	}
	return list
}

func gives(t testing.TB, op Operation, c *Context, in Group, want ...string) {
	t.Helper()
	got := texts(op.Apply(c, in))
	if c.err != nil {
		t.Errorf("%v fails: %v", op, c.err)
	}
	if !slices.Equal(got, append([]string{}, want...)) {
		t.Errorf("%v of %v: expected %v, got %v", op, texts(in), want, got)
	}
}

// eventually checks that op makes all of the results, and nothing else. A result is
// the DNAs it holds, in any order, separated by semicolons.
func eventually(t testing.TB, op Operation, space *geno.Spec, in Group, want ...string) {
	t.Helper()
	missing := map[string]bool{}
	normal := func(list []string) string {
		slices.Sort(list)
		return strings.Join(list, "; ")
	}
	for _, w := range want {
		missing[normal(texts(group(t, space, strings.Split(w, "; ")...)))] = true
	}
	expected := len(missing)
	seen := map[string]bool{}
	c := contextOf(space, 0)
	before := texts(in)
	for range 3000 {
		got := normal(texts(op.Apply(c, in)))
		if c.err != nil {
			t.Fatalf("%v fails: %v", op, c.err)
		}
		if !missing[got] {
			t.Fatalf("%v of %v: got %s, expected one of %v", op, before, got, want)
		}
		if seen[got] = true; len(seen) == expected {
			break
		}
	}
	for w := range missing {
		if !seen[w] {
			t.Errorf("%v of %v: never made %s", op, before, w)
		}
	}
	if !slices.Equal(before, texts(in)) {
		t.Errorf("%v changed its input from %v to %v", op, before, texts(in))
	}
}

// The operations that PyGlove's tests of base are made with.

func firstAndLast() Operation {
	return Func("FirstAndLast()", func(_ *Context, in Group) Group { return Group{in[0], in[len(in)-1]} })
}

func average() Operation {
	return Func("Average()", func(c *Context, in Group) Group {
		var mean [2]float64
		for _, x := range in {
			for i := range mean {
				mean[i] += float64(x.DNA.Index(i))
			}
		}
		n := float64(len(in))
		dna, err := c.Space.FromNumbers([]float64{math.Floor(mean[0] / n), math.Floor(mean[1] / n)})
		if err != nil {
			c.Fail(err)
		}
		return Group{c.Child(dna, in[0])}
	})
}

func nextValue() Operation {
	return Mutated(func(space *geno.Spec, dna *geno.DNA, _ *rand.Rand) *geno.DNA { return space.Next(dna) })
}

// run drives an algorithm with one worker, and returns what it proposes.
func run(t testing.TB, alg search.Algorithm, space *geno.Spec, trials int, reward func(*geno.DNA) search.Outcome) []string {
	t.Helper()
	s, err := alg.Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for id := range trials {
		dna, err := s.Propose(id)
		if errors.Is(err, search.ErrExhausted) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		s.Finished(id, reward(dna))
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(dna.String(), "DNA("), ")"))
	}
	return list
}

func zero(*geno.DNA) search.Outcome { return search.Outcome{} }

// begin is an InitWith of the given DNAs.
func begin(texts ...string) Option {
	return InitWith(func(c *Context, i int) *geno.DNA {
		if i >= len(texts) {
			return nil
		}
		dna, err := c.Space.ParseDNA(texts[i])
		if err != nil {
			c.Fail(err)
		}
		return dna
	})
}

func TestPyGloveEvolution(t *testing.T) {
	space := spaceOf(t, oneOf(10), oneOf(10))
	proposes := func(t *testing.T, op Operation, want []string, opts ...Option) {
		t.Helper()
		if got := run(t, search.AllowRepeats(New(op, opts...)), space, len(want), zero); !slices.Equal(got, want) {
			t.Errorf("expected %v, got %v", want, got)
		}
	}
	three := begin("[6, 6]", "[0, 4]", "[8, 7]")
	t.Run("test_basics", func(t *testing.T) {
		proposes(t, firstAndLast().Then(average(), nextValue()),
			[]string{"[6, 6]", "[0, 4]", "[8, 7]", "[7, 7]", "[6, 7]", "[6, 7]", "[3, 6]", "[5, 7]", "[6, 8]", "[6, 8]"},
			three, Survive(Last(5)))
	})
	t.Run("test_population_init_without_population_size", func(t *testing.T) {
		var want []string
		for i := range 10 {
			want = append(want, fmt.Sprintf("[%d, %d]", i, i))
		}
		proposes(t, firstAndLast().Then(average(), nextValue()), append(want, "[4, 5]", "[2, 3]"), begin(want...))
	})
	t.Run("test_reproduction_with_multiple_dnas", func(t *testing.T) {
		proposes(t, firstAndLast().Then(nextValue()),
			[]string{"[0, 0]", "[0, 1]", "[0, 2]", "[0, 1]", "[0, 3]", "[0, 1]", "[0, 4]", "[0, 3]", "[0, 5]", "[0, 4]"},
			begin("[0, 0]", "[0, 1]", "[0, 2]"), Survive(Last(5)))
	})
	t.Run("test_reproduction_with_the_same_dna", func(t *testing.T) {
		proposes(t, Last(1), []string{"[6, 6]", "[6, 6]", "[6, 6]", "[6, 6]"}, begin("[6, 6]"))
	})
	t.Run("test_batched_proposal", func(t *testing.T) {
		proposes(t, Repeat(firstAndLast().Then(average(), nextValue()), 4),
			[]string{"[6, 6]", "[0, 4]", "[8, 7]", "[7, 7]", "[7, 7]", "[7, 7]", "[7, 7]", "[7, 8]", "[7, 8]", "[7, 8]"},
			three, Survive(Last(5)))
	})
	t.Run("generations", func(t *testing.T) {
		var seen []int
		note := Func("note", func(_ *Context, in Group) Group {
			x := in[len(in)-1]
			seen = append(seen, x.Trial, x.Order, x.Generation, x.Parent)
			return in
		})
		run(t, search.AllowRepeats(New(Last(2).Then(nextValue()), begin("[0, 0]", "[0, 1]"), Survive(note))), space, 6, zero)
		want := []int{
			0, 0, 0, -1,
			1, 1, 0, -1,
			2, 2, 1, 0,
			3, 3, 1, 1,
			4, 4, 2, 2,
			5, 5, 2, 3,
		}
		if !slices.Equal(seen, want) {
			t.Errorf("expected trials, orders, generations and parents %v, got %v", want, seen)
		}
	})
	t.Run("test_bad_population_initializer", func(t *testing.T) {
		bad := InitWith(func(c *Context, i int) *geno.DNA {
			c.Fail(errors.New("bad initializer"))
			return nil
		})
		s, err := New(Last(1), bad).Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := s.Propose(0); err == nil || !strings.Contains(err.Error(), "bad initializer") {
				t.Errorf("expected the initializer's error, got %v", err)
			}
		}
	})
	t.Run("test_empty_children", func(t *testing.T) {
		// Where PyGlove fails because no trial has ended, another is drawn at random.
		s, err := New(Last(1).Then(nextValue()), begin("[0, 0]")).Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		for id := range 5 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
		}
		s, err = New(First(0), Init(1)).Start(space, 1)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(0, space.First())
		s.Finished(0, search.Outcome{Reward: 1})
		if _, err := s.Propose(1); err == nil || !strings.Contains(err.Error(), "made no children") {
			t.Errorf("a reproduction without children: got the error %v", err)
		}
	})
}

func TestPyGloveAlgebra(t *testing.T) {
	space, ten := digits(t, 10)
	c := contextOf(space, 0)
	at := func(step int) *Context { return contextOf(space, step) }
	fl := firstAndLast()
	slice := func(from, to int) Operation { return Slice(Identity(), from, to, 1) }
	add := func(n int) Operation {
		return Power(nextValue(), n)
	}
	t.Run("test_call_with_different_signature", func(t *testing.T) {
		op := Func("by step", func(c *Context, in Group) Group { return in[c.Step:c.Get("end").(int)] })
		c := at(1)
		c.Set("end", 3)
		gives(t, op, c, ten, "1", "2")
	})
	t.Run("test_recombinator_interface", func(t *testing.T) {
		for _, op := range []Operation{SBX(20), KPoint(1), Exchange(), Order(), Differential(0.5, 0.9)} {
			c := at(0)
			if op.Apply(c, ten[:3]); c.err == nil || !strings.Contains(c.err.Error(), "and got 3: use ") {
				t.Errorf("%v of 3 parents: got the error %v", op, c.err)
			}
		}
	})
	t.Run("test_mutator_interface", func(t *testing.T) {
		gives(t, nextValue(), c, ten[1:4], "2", "3", "4")
		double := ForEach(Each, Identity().And(nextValue()))
		gives(t, double, c, ten[1:3], "1", "2", "2", "3")
	})
	t.Run("test_identity", func(t *testing.T) { gives(t, Identity(), c, ten[:3], "0", "1", "2") })
	t.Run("test_lambda", func(t *testing.T) {
		gives(t, Slice(Identity(), 0, End, 2), c, ten[:5], "0", "2", "4")
	})
	t.Run("test_choice", func(t *testing.T) {
		gives(t, Choice(0, Prob(fl, 0.0), Prob(Last(4), 1.0), Prob(fl, 1)), c, ten, "6", "9")
		op := WithProb(fl, func(step int) float64 { return min(1, float64(step)) })
		gives(t, op, at(0), ten[:4], "0", "1", "2", "3")
		gives(t, op, at(1), ten[:4], "0", "3")
		done := 0
		for range 2000 {
			if len(WithProb(fl, 0.25).Apply(c, ten)) == 2 {
				done++
			}
		}
		if done < 420 || done > 580 {
			t.Errorf("with probability 0.25 it was done %d times of 2000", done)
		}
	})
	t.Run("test_conditional", func(t *testing.T) {
		long := func(c *Context, in Group) bool { return len(in) > c.Step }
		gives(t, If(long, fl, Last(2)), at(5), ten, "0", "9")
		gives(t, If(long, fl, Last(2)), at(10), ten, "8", "9")
		gives(t, If(long, Identity(), fl), at(10), ten, "0", "9")
		gives(t, If(long, fl, Identity()), at(3), ten[:3], "0", "1", "2")
	})
	t.Run("test_element_wise", func(t *testing.T) {
		odd := GroupBy(func(x *Individual) int64 { return x.DNA.Index(0) % 2 })
		gives(t, ForEach(odd, Last(1)), c, ten, "8", "9")
		gives(t, ForEach(Each, Repeat(nextValue(), 2)), c, ten[:2], "1", "1", "2", "2")
	})
	t.Run("test_global_state_setter", func(t *testing.T) {
		c := at(0)
		gives(t, nextValue().Then(Store("foo")), c, ten[:2])
		gives(t, Load("foo"), c, ten, "1", "2")
		gives(t, Load("bar"), c, ten[:1], "0")
		gives(t, Identity().And(Store("foo")), c, ten[:2], "0", "1")
		gives(t, Load("foo"), c, nil, "0", "1")
		shared := map[string]any{"foo": 1}
		c = &Context{state: shared, shared: true}
		c.Set("foo", 2)
		if shared["foo"] != 1 || c.Get("foo") != 2 {
			t.Errorf("the state of a search is changed in place: %v", shared)
		}
	})
	t.Run("test_until_change", func(t *testing.T) {
		gives(t, UntilChange(WithProb(nextValue(), 0.01), 0), c, ten[:1], "1")
		gives(t, UntilChange(Identity(), 3), c, ten[:1], "0")
	})
	t.Run("test_pipeline", func(t *testing.T) {
		gives(t, Last(5).Then(fl), c, ten, "5", "9")
		gives(t, Last(5).Then(slice(0, 2)), c, ten, "5", "6")
		gives(t, Operation{}.Then(fl, Identity()), c, ten, "0", "9")
		if got := Random(10).Then(Top(1), Uniform()).String(); got != "Random(10) → Top(1) → Uniform()" {
			t.Errorf("it is printed as %q", got)
		}
	})
	t.Run("test_power", func(t *testing.T) {
		gives(t, Power(nextValue(), 3), c, ten[:1], "3")
		op := Power(nextValue(), func(step int) float64 { return float64(1 + step) })
		gives(t, op, at(0), ten[:1], "1")
		gives(t, op, at(1), ten[:1], "2")
	})
	t.Run("test_concatenation", func(t *testing.T) {
		gives(t, fl.And(fl), c, ten, "0", "9", "0", "9")
		gives(t, slice(0, 2).And(fl), c, ten, "0", "1", "0", "9")
	})
	t.Run("test_slice", func(t *testing.T) {
		gives(t, slice(-2, End), c, ten, "8", "9")
		gives(t, slice(-1, End), c, ten, "9")
		gives(t, slice(2, -5), c, ten, "2", "3", "4")
		gives(t, slice(5, 100), c, ten[:4])
	})
	t.Run("test_repeat", func(t *testing.T) {
		gives(t, Repeat(nextValue(), 3), c, ten[:1], "1", "1", "1")
		op := Repeat(nextValue(), schedule.Linear(1, 1, 2))
		gives(t, op, at(0), ten[:1], "1")
		gives(t, op, at(1), ten[:1], "1", "1")
	})
	t.Run("test_union", func(t *testing.T) {
		gives(t, Union(Repeat(First(1), 3)), c, ten, "0")
		gives(t, Union(fl, Last(2)), c, ten, "0", "9", "8")
		gives(t, Union(First(1), Last(2)), c, ten, "0", "8", "9")
	})
	t.Run("test_intersection", func(t *testing.T) {
		gives(t, Intersect(Last(3), fl), c, ten, "9")
		gives(t, Intersect(Last(3), First(3)), c, ten)
		gives(t, Intersect(slice(0, -2), Last(3)), c, ten, "7")
		gives(t, Intersect(Repeat(fl, 2), Repeat(Last(3), 2), Last(1)), c, ten, "9")
	})
	t.Run("test_difference", func(t *testing.T) {
		gives(t, Difference(fl, Last(3)), c, ten, "0")
		gives(t, Difference(slice(3, -4), Last(3)), c, ten, "3", "4", "5")
		gives(t, Difference(Identity(), Last(3), First(5)), c, ten, "5", "6")
	})
	t.Run("test_symmetric_difference", func(t *testing.T) {
		in := Group{ten[1], ten[2], ten[2], ten[0]}
		gives(t, SymmetricDifference(fl, Last(3)), c, in, "1", "2", "2")
		gives(t, SymmetricDifference(First(3), Last(3)), c, in, "1", "0")
	})
	t.Run("test_inversion", func(t *testing.T) {
		gives(t, Invert(fl), c, ten[:5], "1", "2", "3")
		gives(t, Invert(Invert(fl)), c, ten[:5], "0", "4")
	})
	t.Run("test_composition", func(t *testing.T) {
		op := Union(Invert(Last(7)).Then(Power(Choice(2, Prob(add(1), 1), Prob(add(2), 1.0), Prob(add(3), 1.0)), 3)), fl)
		gives(t, op, c, ten, "9", "10", "11", "0", "9")
	})
}

func TestPyGloveSelectors(t *testing.T) {
	space, ten := digits(t, 10)
	signed := group(t, space, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	for i, x := range signed {
		if i%2 == 0 {
			x.Outcome.Reward = -float64(i)
		}
	}
	halves := group(t, space, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	for i, x := range halves {
		x.Outcome.Reward = float64(i / 2)
	}
	c := contextOf(space, 0)
	at := func(step int) *Context { return contextOf(space, step) }
	grows := func(step int) float64 { return float64(1 + step) }
	value := func(x *Individual) float64 { return float64(x.DNA.Index(0)) }
	weights := func(*Context, Group) []float64 { return []float64{0.13, 0.23, 0, 0, 0.26} }

	t.Run("test_random", func(t *testing.T) {
		for _, n := range []int{len(Random(2).Apply(c, ten)), len(Random(0.2).Apply(c, ten)), len(Random(grows).Apply(at(1), ten))} {
			if n != 2 {
				t.Errorf("expected 2, got %d", n)
			}
		}
		all := texts(Random(1.0).Apply(c, ten))
		slices.Sort(all)
		if !slices.Equal(all, texts(ten)) {
			t.Errorf("all of them, at random: got %v", all)
		}
		if n := len(Draw(25).Apply(c, ten)); n != 25 {
			t.Errorf("25 with replacement: got %d", n)
		}
	})
	t.Run("test_sample", func(t *testing.T) {
		count := make([]float64, 5)
		for _, x := range SampleBy(6200, weights).Apply(c, ten[:5]) {
			count[x.DNA.Index(0)]++
		}
		for i, want := range []float64{1300, 2300, 0, 0, 2600} {
			if math.Abs(count[i]-want) > 150 {
				t.Errorf("of weight %v there are %v of 6200, expected about %v", weights(nil, nil)[i], count[i], want)
			}
		}
		if n := len(SampleBy(0.5, weights).Apply(c, ten[:5])); n != 3 {
			t.Errorf("half of 5: expected 3, got %d", n)
		}
		bad := at(0)
		if SampleBy(3, weights).Apply(bad, ten); bad.err == nil {
			t.Error("5 weights for 10 individuals are no error")
		}
	})
	t.Run("test_proportional", func(t *testing.T) {
		gives(t, Proportional(10, weights), c, ten[:5], "0", "0", "1", "1", "1", "1", "4", "4", "4", "4")
		gives(t, Proportional(grows, weights), at(0), ten[:5], "4")
		gives(t, Proportional(grows, weights), at(1), ten[:5], "1", "4")
		for _, p := range []struct {
			w    []float64
			n    int
			want []int
		}{
			{[]float64{0.11, 0.26, 0, 0, 1.2}, 5, []int{0, 1, 0, 0, 4}},
			{[]float64{0.01, 0, 0, 0, 1.2}, 5, []int{0, 0, 0, 0, 5}},
			{[]float64{0.11, 0.11, 0.11}, 3, []int{1, 1, 1}},
			{[]float64{0.314, 0.288, 0.052}, 5, []int{3, 2, 0}},
			{[]float64{0.109, 0.506, 0.297}, 5, []int{0, 3, 2}},
			{[]float64{0, 0}, 3, []int{1, 2}},
		} {
			got := partition(p.w, p.n)
			if p.w[0] == 0 {
				slices.Sort(got)
			}
			if !slices.Equal(got, p.want) {
				t.Errorf("%d by %v: expected %v, got %v", p.n, p.w, p.want, got)
			}
		}
	})
	t.Run("test_top", func(t *testing.T) {
		gives(t, Top(2), c, signed, "9", "7")
		gives(t, Top(0.1), c, signed, "9")
		gives(t, Top(1.0), c, signed, "9", "7", "5", "3", "1", "0", "2", "4", "6", "8")
		gives(t, Top(grows), at(1), signed, "9", "7")
		gives(t, TopBy(2, value), c, signed, "9", "8")
		gives(t, TopClusters(1, Reward), c, halves, "8", "9")
		gives(t, Top(2), c, nil)
	})
	t.Run("test_bottom", func(t *testing.T) {
		gives(t, Bottom(2), c, signed, "8", "6")
		gives(t, Bottom(0.1), c, signed, "8")
		gives(t, Bottom(grows), at(1), signed, "8", "6")
		gives(t, BottomBy(2, value), c, signed, "0", "1")
		gives(t, BottomClusters(1, Reward), c, halves, "0", "1")
	})
	t.Run("test_first", func(t *testing.T) {
		gives(t, First(2), c, ten, "0", "1")
		gives(t, First(0.001), c, ten, "0")
		gives(t, First(grows), at(1), ten, "0", "1")
		gives(t, First(100), c, ten[:2], "0", "1")
	})
	t.Run("test_last", func(t *testing.T) {
		gives(t, Last(2), c, ten, "8", "9")
		gives(t, Last(0.001), c, ten, "9")
		gives(t, Last(grows), at(1), ten, "8", "9")
	})
	t.Run("constraints", func(t *testing.T) {
		g := group(t, space, "0", "1", "2", "3")
		g[3].Outcome.Violation, g[2].Outcome.Violation, g[1].Outcome.Failed = 2, 1, true
		gives(t, Top(4), c, g, "0", "2", "3", "1")
		gives(t, Tournament(1, 200), c, g, "0")
		gives(t, FirstOf(2, 200), c, ten, "0", "0")
	})
}

func TestPyGloveWhere(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var sites []Site
	for i := range 5 {
		sites = append(sites, Site{fmt.Sprint(i), &geno.Float{Info: geno.Info{Name: fmt.Sprintf("n%d", i), Hints: i % 2}, Max: 1}})
	}
	ids := func(sites []Site) (list string) {
		for _, s := range sites {
			list += s.ID
		}
		return list
	}
	t.Run("test_lambda", func(t *testing.T) {
		for want, where := range map[string]Where{
			"13":   Hinted(func(h any) bool { return h == 1 }),
			"24":   Named("n2", "n4"),
			"0":    At("0", "7"),
			"0124": Not(At("3")),
		} {
			if got := ids(where(rng, sites)); got != want {
				t.Errorf("expected %s, got %s", want, got)
			}
		}
	})
	t.Run("test_any", func(t *testing.T) {
		for n, want := range []int{0, 1, 2, 3, 4, 5, 5} {
			got := ids(Any(n)(rng, sites))
			if len(got) != want || !slices.IsSorted([]byte(got)) {
				t.Errorf("%d of 5: got %s", n, got)
			}
		}
	})
}

func TestPyGloveMutators(t *testing.T) {
	choices := func(k int, distinct, sorted bool, candidates ...*geno.Spec) *geno.Choices {
		return &geno.Choices{K: k, Candidates: candidates, Distinct: distinct, Sorted: sorted}
	}
	two := spaceOf(t, oneOf(2))
	hinted := func(d *geno.Choices, h any) *geno.Choices { d.Hints = h; return d }
	bc := Hinted(func(h any) bool { s, _ := h.(string); return strings.HasPrefix(s, "bc") })

	// mutates checks what becomes of a DNA by mutations in a row, one for each decision.
	mutates := func(name string, space *geno.Spec, from string, op Operation, want ...string) {
		t.Run(name, func(t *testing.T) { eventually(t, op, space, group(t, space, from), want...) })
	}
	mutates("test_original_dna_remains_unchanged", spaceOf(t, manyOf(2, 2, false, false)), "[0, 1]", Uniform(), "[1, 1]", "[0, 0]")
	mutates("test_root_node_value_mutability", spaceOf(t, oneOf(2)), "1", Uniform(), "0")
	mutates("test_root_node_branch_mutability", spaceOf(t, choices(1, false, false, two, two)), "(0, 1)", Uniform(), "(0, 0)", "(1, 0)", "(1, 1)")
	mutates("test_root_node_with_nontrivial_condition_value_coverage", spaceOf(t, choices(1, false, false, two, nil)), "(0, 0)", Power(Uniform(), 2),
		"(0, 0)", "(0, 1)", "1")
	mutates("test_non_root_node_with_nontrivial_condition_value_coverage", spaceOf(t, choices(2, false, false, two, nil)), "[(0, 0), (0, 0)]", Uniform(),
		"[(0, 1), (0, 0)]", "[1, (0, 0)]", "[(0, 0), (0, 1)]", "[(0, 0), 1]")
	t.Run("test_float_value_coverage", func(t *testing.T) {
		space := spaceOf(t, &geno.Float{Max: 1})
		in := group(t, space, "0.2")
		for _, op := range []Operation{Uniform(), Resample(1), Gaussian(0.5, 1), Step(), Polynomial(1, 1), Perturb(1, 1)} {
			c := contextOf(space, 0)
			var seen [11]bool
			for range 3000 {
				v := op.Apply(c, in)[0].DNA.Float(0)
				if v < 0 || v > 1 {
					t.Fatalf("%v: %v is out of the range", op, v)
				}
				seen[int(math.Round(v*10))] = true
			}
			if slices.Contains(seen[:], false) {
				t.Errorf("%v does not come everywhere: %v", op, seen)
			}
		}
	})
	nested := func(d *geno.Choices) *geno.Spec { return spaceOf(t, choices(1, false, false, spaceOf(t, d), nil)) }
	mutates("test_choices_value_coverage", spaceOf(t, manyOf(2, 3, false, false)), "[1, 0]", Uniform(), "[0, 0]", "[2, 0]", "[1, 1]", "[1, 2]")
	mutates("test_sorted_choices_value_coverage", spaceOf(t, manyOf(2, 3, false, true)), "[0, 1]", Uniform(), "[1, 1]", "[1, 2]", "[0, 0]", "[0, 2]")
	mutates("test_nested_sorted_choices_value_coverage", nested(manyOf(2, 3, false, true)), "(0, [0, 1])", Uniform(),
		"(0, [1, 1])", "(0, [1, 2])", "(0, [0, 0])", "(0, [0, 2])", "1")
	mutates("test_distinct_choices_value_coverage", spaceOf(t, manyOf(2, 3, true, false)), "[0, 2]", Power(Uniform(), 2),
		"[0, 2]", "[1, 0]", "[2, 1]")
	mutates("test_nested_distinct_choices_value_coverage", nested(manyOf(2, 3, true, false)), "(0, [0, 1])", Uniform(), "(0, [2, 1])", "(0, [0, 2])", "1")
	mutates("test_sorted_distinct_choices_value_coverage", spaceOf(t, manyOf(2, 3, true, true)), "[0, 2]", Uniform(), "[1, 2]", "[0, 1]")
	mutates("test_nested_sorted_distinct_choices_value_coverage", nested(manyOf(2, 3, true, true)), "(0, [0, 1])", Uniform(), "(0, [1, 2])", "(0, [0, 2])", "1")
	mutates("test_distinct_choices_subtree", spaceOf(t, choices(2, true, false, nil, two)), "[0, (1, 0)]", Uniform(), "[0, (1, 1)]", "[(1, 0), 0]")
	mutates("test_targeting", spaceOf(t, oneOf(2), hinted(oneOf(2), "bcde"), hinted(oneOf(2), "abcd")), "[0, 0, 1]", Uniform(bc), "[0, 1, 1]")
	mutates("testCustomDecisionPoint", spaceOf(t, choices(1, false, false, nil,
		spaceOf(t, &geno.Custom{Random: func(rng *rand.Rand) string { return fmt.Sprint(rng.IntN(4)) }}), nil)), "0", Uniform(),
		`(1, '0')`, `(1, '1')`, `(1, '2')`, `(1, '3')`, "2")
	t.Run("evolve", func(t *testing.T) {
		space := spaceOf(t, &geno.Custom{First: func() string { return "a" }, Mutate: func(s string, _ *rand.Rand) string { return s + "b" }})
		for _, op := range []Operation{Uniform(), Step(), Resample(1), Perturb(20, 1)} {
			eventually(t, op, space, group(t, space, "'a'"), `'ab'`)
		}
		eventually(t, Gaussian(0.1, 1), space, group(t, space, "'a'"), `'a'`)
	})

	mutates("test_coverage", spaceOf(t, manyOf(3, 10, false, false)), "[1, 8, 9]", Swap(), "[1, 9, 8]", "[9, 8, 1]", "[8, 1, 9]")
	mutates("test_lack_of_candidates", spaceOf(t, oneOf(10), manyOf(2, 3, false, true)), "[5, [0, 1]]", Swap(), "[5, [0, 1]]")
	mutates("swap targeting", spaceOf(t, manyOf(2, 2, true, false), hinted(manyOf(2, 2, true, false), "bcde"), hinted(manyOf(2, 2, true, false), "abcd")),
		"[[0, 1], [0, 1], [0, 1]]", Swap(bc), "[[0, 1], [1, 0], [0, 1]]")
	mutates("swap with subtrees", spaceOf(t, choices(2, true, false, nil, two)), "[0, (1, 1)]", Swap(), "[(1, 1), 0]")
}

func TestPyGloveRecombinators(t *testing.T) {
	makes := func(name string, op Operation, space *geno.Spec, parents []string, want ...string) {
		t.Run(name, func(t *testing.T) { eventually(t, op, space, group(t, space, parents...), want...) })
	}
	type list = []string
	candidates := func(k int, distinct bool, c ...*geno.Spec) *geno.Choices {
		return &geno.Choices{K: k, Candidates: c, Distinct: distinct}
	}
	named := func(d *geno.Choices, name string) *geno.Choices { d.Name = name; return d }
	floats := Having(func(s Site) bool { _, ok := s.Decision.(*geno.Float); return ok })
	included := Not(Named("excluded"))
	half := func(*Context, Group) []float64 { return []float64{0, 0.5, 0.5} }
	var all []string

	for _, a := range (list{"1", "3", "2"}) {
		for _, b := range (list{"0.2", "0.5", "0.6"}) {
			for _, c := range (list{"1", "4", "3"}) {
				for _, d := range (list{"2", "5", "3"}) {
					all = append(all, fmt.Sprintf("[%s, %s, [%s, %s]]", a, b, c, d))
				}
			}
		}
	}
	makes("test_flat_search_space", Crossed(), spaceOf(t, oneOf(10), &geno.Float{Min: 0.1, Max: 1}, manyOf(2, 10, false, false)),
		list{"[1, 0.2, [1, 2]]", "[3, 0.5, [4, 5]]", "[2, 0.6, [3, 3]]"}, all...)

	all = nil
	for _, a := range (list{"(0, 0)", "2", "(1, 3)"}) {
		for _, b := range (list{"2", "(0, 1, 1)"}) {
			for _, c := range (list{"(1, 4)", "(1, 5)", "(0, 1, 0)"}) {
				all = append(all, fmt.Sprintf("[%s, %s, %s]", a, b, c))
			}
		}
	}
	foo := spaceOf(t, candidates(1, false, nil, spaceOf(t, oneOf(2))))
	makes("test_hierarchical_search_space", Crossed(), spaceOf(t, candidates(3, false, foo, spaceOf(t, oneOf(10)), nil)),
		list{"[(0, 0), 2, (1, 4)]", "[2, (0, 1, 1), (1, 5)]", "[(1, 3), 2, (0, 1, 0)]"}, all...)
	makes("test_distinct_multi_choices", Crossed(), spaceOf(t, manyOf(3, 10, true, false)), list{"[2, 1, 5]", "[1, 0, 7]", "[0, 1, 2]"},
		"[0, 1, 2]", "[0, 1, 5]", "[0, 1, 7]", "[1, 0, 2]", "[1, 0, 5]", "[1, 0, 7]", "[2, 0, 5]", "[2, 0, 7]", "[2, 1, 5]", "[2, 1, 7]")
	makes("test_sorted_multi_choices", Crossed(), spaceOf(t, manyOf(3, 10, false, true)), list{"[1, 1, 5]", "[0, 1, 2]", "[2, 2, 2]"},
		"[0, 1, 2]", "[0, 1, 5]", "[0, 2, 2]", "[0, 2, 5]", "[1, 1, 2]", "[1, 1, 5]", "[1, 2, 2]", "[1, 2, 5]", "[2, 2, 2]", "[2, 2, 5]")
	makes("test_distinct_sorted_multi_choices", Crossed(), spaceOf(t, manyOf(3, 10, true, true)), list{"[0, 1, 2]", "[0, 2, 5]", "[1, 5, 7]"},
		"[0, 1, 2]", "[0, 1, 5]", "[0, 1, 7]", "[0, 2, 5]", "[0, 2, 7]", "[0, 5, 7]", "[1, 2, 5]", "[1, 2, 7]", "[1, 5, 7]")
	makes("test_distinct_multi_choices_without_rearrangement", Crossed(), spaceOf(t, perm(4)), list{"[3, 2, 0, 1]", "[0, 3, 1, 2]"},
		"[3, 2, 0, 1]", "[0, 3, 1, 2]")
	makes("test_carry_over_unrecombined_parts", Crossed(floats), spaceOf(t, &geno.Float{Min: 0.1, Max: 1}, oneOf(10)), list{"[0.2, 1]", "[0.5, 2]", "[0.3, 7]"},
		"[0.2, 1]; [0.2, 2]; [0.2, 7]", "[0.5, 1]; [0.5, 2]; [0.5, 7]", "[0.3, 1]; [0.3, 2]; [0.3, 7]")
	complex := spaceOf(t, named(oneOf(10), "excluded"), candidates(1, false, spaceOf(t, candidates(2, true, spaceOf(t, oneOf(10)), nil, nil)), nil, nil))
	parents := list{"[7, 1]", "[5, (0, [(0, 4), 2])]", "[3, (0, [1, (0, 7)])]"}
	three := func(y string) string {
		return fmt.Sprintf("[7, %[1]s]; [5, %[1]s]; [3, %[1]s]", y)
	}
	makes("test_complex_case", Crossed(included), complex, parents,
		three("1"), three("(0, [(0, 4), 2])"), three("(0, [1, (0, 7)])"), three("(0, [1, 2])"))
	makes("sample test_simple_case", CrossedBy(half), spaceOf(t, oneOf(10), oneOf(10)), list{"[1, 9]", "[2, 3]", "[5, 4]"},
		"[2, 3]", "[2, 4]", "[5, 3]", "[5, 4]")
	makes("sample test_complex_case", CrossedBy(half, included), complex, parents,
		three("(0, [(0, 4), 2])"), three("(0, [1, (0, 7)])"), three("(0, [1, 2])"))

	near := func(name string, op Operation, space *geno.Spec, parents []string, want ...[]float64) {
		t.Run(name, func(t *testing.T) {
			out := op.Apply(contextOf(space, 0), group(t, space, parents...))
			if len(out) != len(want) {
				t.Fatalf("expected %v, got %v", want, texts(out))
			}
			for i, x := range out {
				for j, v := range want[i] {
					if math.Abs(x.DNA.Float(j)-v) > 1e-12 {
						t.Errorf("child %d: expected %v, got %v", i, want[i], x.DNA)
					}
				}
			}
		})
	}
	weights := func(*Context, Group) []float64 { return []float64{0.2, 0.2, 0.6} }
	flat := spaceOf(t, &geno.Float{Max: 1}, &geno.Float{Max: 1})
	some := spaceOf(t, &geno.Float{Info: geno.Info{Name: "excluded"}, Min: 0.1, Max: 0.5}, &geno.Float{Max: 1})
	xyz := list{"[0.1, 0.5]", "[0.5, 0.2]", "[0.3, 0.8]"}
	near("average test_floats_only", Average(), flat, xyz, []float64{0.3, 0.5})
	near("average test_carry_over_unrecombined_parts", Average(included), some, xyz, []float64{0.1, 0.5}, []float64{0.5, 0.5}, []float64{0.3, 0.5})
	near("weighted test_floats_only", WeightedAverage(weights), flat, xyz, []float64{0.3, 0.62})
	near("weighted test_carry_over_unrecombined_parts", WeightedAverage(weights, included), some, xyz, []float64{0.1, 0.62}, []float64{0.5, 0.62}, []float64{0.3, 0.62})

	hundred := func(n int, more ...geno.Decision) *geno.Spec {
		var d []geno.Decision
		for range n {
			d = append(d, oneOf(100))
		}
		return spaceOf(t, append(d, more...)...)
	}
	makes("test_single_point", KPoint(1), hundred(4, &geno.Float{Max: 1}), list{"[0, 1, 3, 1, 0.5]", "[1, 2, 5, 4, 0.3]"},
		"[0, 2, 5, 4, 0.3]; [1, 1, 3, 1, 0.5]", "[0, 1, 5, 4, 0.3]; [1, 2, 3, 1, 0.5]", "[0, 1, 3, 4, 0.3]; [1, 2, 5, 1, 0.5]", "[0, 1, 3, 1, 0.3]; [1, 2, 5, 4, 0.5]")
	makes("test_two_point", KPoint(2), hundred(4), list{"[0, 1, 3, 1]", "[1, 2, 3, 4]"},
		"[0, 2, 3, 1]; [1, 1, 3, 4]", "[0, 1, 3, 1]; [1, 2, 3, 4]")
	makes("test_k_points", KPoint(5), hundred(4), list{"[0, 1, 3, 1]", "[1, 2, 5, 4]"}, "[0, 2, 3, 4]; [1, 1, 5, 1]")
	makes("test_independent_multi_choice", KPoint(2), hundred(2, manyOf(2, 10, false, false)), list{"[0, 1, [3, 1]]", "[1, 2, [5, 4]]"},
		"[0, 2, [3, 1]]; [1, 1, [5, 4]]", "[0, 2, [5, 1]]; [1, 1, [3, 4]]", "[0, 1, [5, 1]]; [1, 2, [3, 4]]")
	makes("test_distinct_multi_choice", KPoint(2), hundred(2, manyOf(3, 10, true, false)), list{"[0, 1, [3, 1, 2]]", "[1, 2, [1, 3, 4]]"},
		"[0, 2, [3, 1, 2]]; [1, 1, [1, 3, 4]]")
	makes("test_sorted_multi_choice", KPoint(2), hundred(2, manyOf(3, 10, true, true)), list{"[0, 1, [1, 2, 3]]", "[1, 2, [1, 3, 4]]"},
		"[0, 2, [1, 2, 3]]; [1, 1, [1, 3, 4]]")
	makes("segmented test_basics", Segmented(func([]Site) []int { return []int{1, 3} }), hundred(4), list{"[0, 1, 3, 1]", "[1, 2, 5, 4]"},
		"[0, 2, 5, 1]; [1, 1, 3, 4]")

	t.Run("test_correctness", func(t *testing.T) {
		minus := func(list ...int64) []int64 {
			for i := range list {
				list[i]--
			}
			return list
		}
		for _, c := range []struct {
			name      string
			got, want []int64
		}{
			// Larrañaga and others (1999) and Hussain and others (2017).
			{"PMX", partiallyMapped(minus(1, 2, 3, 4, 5, 6, 7, 8), minus(3, 7, 5, 1, 6, 8, 2, 4), 3, 6), minus(3, 7, 8, 4, 5, 6, 2, 1)},
			{"PMX", partiallyMapped(minus(3, 7, 5, 1, 6, 8, 2, 4), minus(1, 2, 3, 4, 5, 6, 7, 8), 3, 6), minus(4, 2, 3, 1, 6, 8, 7, 5)},
			{"OX", order(minus(3, 4, 8, 2, 7, 1, 6, 5), minus(4, 2, 5, 1, 6, 8, 3, 7), 3, 6), minus(5, 6, 8, 2, 7, 1, 3, 4)},
			{"OX", order(minus(4, 2, 5, 1, 6, 8, 3, 7), minus(3, 4, 8, 2, 7, 1, 6, 5), 3, 6), minus(4, 2, 7, 1, 6, 8, 5, 3)},
			{"CX", cycle(minus(1, 2, 3, 4, 5, 6, 7, 8), minus(8, 5, 2, 1, 3, 6, 4, 7)), minus(1, 5, 2, 4, 3, 6, 7, 8)},
			{"CX", cycle(minus(8, 5, 2, 1, 3, 6, 4, 7), minus(1, 2, 3, 4, 5, 6, 7, 8)), minus(8, 2, 3, 1, 5, 6, 4, 7)},
		} {
			if !slices.Equal(c.got, c.want) {
				t.Errorf("%s: expected %v, got %v", c.name, c.want, c.got)
			}
		}
	})
	makes("cycle test_simple_case", Cycle(), spaceOf(t, perm(5)), list{"[0, 1, 2, 3, 4]", "[1, 0, 3, 4, 2]"}, "[0, 1, 3, 4, 2]; [1, 0, 2, 3, 4]")
	branches := spaceOf(t, candidates(1, false, spaceOf(t, perm(5)), spaceOf(t, perm(5))))
	for name, op := range map[string]Operation{"PMX": PartiallyMapped(), "OX": Order(), "CX": Cycle()} {
		makes("test_non_matching_multi_choices", op, branches, list{"(0, [0, 1, 2, 4, 3])", "(1, [1, 2, 3, 4, 0])"}, "(0, [0, 1, 2, 4, 3]); (1, [1, 2, 3, 4, 0])")
		t.Run("permutations "+name, func(t *testing.T) {
			b := named(perm(5), "b")
			space := spaceOf(t, oneOf(3), perm(5), b, &geno.Float{Max: 1})
			in := group(t, space, "[0, [0, 1, 2, 3, 4], [1, 2, 3, 4, 0], 0.2]", "[1, [3, 4, 0, 1, 2], [4, 0, 1, 2, 3], 0.5]")
			_ = name
			only := map[string]Operation{"PMX": PartiallyMapped(Not(Named("b"))), "OX": Order(Not(Named("b"))), "CX": Cycle(Not(Named("b")))}[name]
			c, changed := contextOf(space, 0), false
			for range 50 {
				out := only.Apply(c, in)
				if len(out) != 2 {
					t.Fatalf("made %d children", len(out))
				}
				for i, x := range out {
					for _, k := range []int{0, 6, 7, 8, 9, 10} { // all but the first permutation
						if x.DNA.Index(k) != in[i].DNA.Index(k) {
							t.Fatalf("child %v of %v has another value %d", x.DNA, in[i].DNA, k)
						}
					}
					changed = changed || !x.DNA.Equal(in[i].DNA)
				}
			}
			if name != "CX" && !changed { // these two are one cycle
				t.Error("nothing was recombined")
			}
		})
	}
}

func TestPyGloveNEAT(t *testing.T) {
	t.Run("test_utility_compute_diff", func(t *testing.T) {
		space := spaceOf(t, &geno.Choices{K: 1, Candidates: []*geno.Spec{spaceOf(t, oneOf(2)), spaceOf(t, perm(3)), nil}})
		for _, c := range []struct {
			a, b    string
			n, w, d int
		}{
			{"(0, 0)", "(0, 1)", 2, 1, 0}, {"(0, 0)", "(1, [0, 1, 2])", 4, 1, 3}, {"(0, 0)", "2", 2, 1, 1},
			{"(1, [0, 1, 2])", "(1, [0, 2, 1])", 4, 2, 0}, {"(1, [0, 1, 2])", "2", 4, 1, 3},
		} {
			g := group(t, space, c.a, c.b)
			d := differ{a: g[0].DNA, b: g[1].DNA}
			d.space(space, 0, 0)
			if d.n != c.n || d.w != float64(c.w) || d.d != c.d {
				t.Errorf("%s and %s: expected %d, %d, %d, got %d, %v, %d", c.a, c.b, c.n, c.w, c.d, d.n, d.w, d.d)
			}
			if x, y := Distance(g[0].DNA, g[1].DNA), Distance(g[1].DNA, g[0].DNA); x != y || Distance(g[0].DNA, g[0].DNA) != 0 {
				t.Errorf("%s and %s: the distance is %v, and %v the other way", c.a, c.b, x, y)
			}
		}
	})
	t.Run("species", func(t *testing.T) {
		space, ten := digits(t, 10)
		c := contextOf(space, 0)
		op := Speciate(func(a, b *geno.DNA) float64 { return math.Abs(float64(a.Index(0) - b.Index(0))) }, 2)
		sizes := func(g Group) (list []int) {
			for _, s := range Species(c, op.Apply(c, g)) {
				list = append(list, len(s))
			}
			return list
		}
		if got := sizes(ten[:8]); !slices.Equal(got, []int{3, 3, 2}) {
			t.Errorf("species of 0…7 within 2: got %v", got)
		}
		// A species without members is gone once there is another generation.
		more := group(t, space, "0", "4")
		if got := sizes(slices.Concat(ten[5:8], more[1:])); !slices.Equal(got, []int{2, 2}) {
			t.Errorf("species of 5, 6, 7 and 4: got %v", got)
		}
		if got := sizes(slices.Concat(ten[5:8], more)); !slices.Equal(got, []int{2, 2, 1}) {
			t.Errorf("species of 5, 6, 7, 0 and 4: got %v", got)
		}
		if more[0].Tag == ten[0].Tag || more[1].Tag != ten[5].Tag {
			t.Errorf("0 is of species %v, and was of %v; 4 is of %v, 5 of %v", more[0].Tag, ten[0].Tag, more[1].Tag, ten[5].Tag)
		}
	})
}

// nearby is PyGlove's TrivialMutator, which moves a number by 0.01 at most.
func nearby(space *geno.Spec, dna *geno.DNA, rng *rand.Rand) *geno.DNA {
	f := space.Elements()[0].Decision.(*geno.Float)
	moved, _ := space.FromNumbers([]float64{min(f.Max, max(f.Min, dna.Float(0)+rng.Float64()*0.02-0.01))})
	return moved
}

func TestPyGloveIntegration(t *testing.T) {
	for name, alg := range map[string]search.Algorithm{
		"hill_climb":            HillClimb(Mutate(nearby)),
		"neat":                  NEAT(Population(10), Mutate(nearby)),
		"regularized_evolution": Regularized(Population(10), Sample(2), Mutate(nearby)),
		"nsga2":                 NSGA2(Population(20), Mutate(nearby)),
	} {
		t.Run(name, func(t *testing.T) {
			space := spaceOf(t, &geno.Float{Min: -1, Max: 1})
			best := -1.0
			run(t, alg, space, 4000, func(dna *geno.DNA) search.Outcome {
				best = max(best, dna.Float(0))
				return search.Outcome{Reward: dna.Float(0), Rewards: []float64{dna.Float(0)}}
			})
			if best < 0.9999 {
				t.Errorf("%v finds %v of 1", alg, best)
			}
		})
	}
}

func TestPyGloveNSGA2(t *testing.T) {
	space, ten := digits(t, 10)
	with := func(rewards ...[]float64) Group {
		g := ten[:len(rewards):len(rewards)]
		out := Group{}
		for i, r := range rewards {
			x := *g[i]
			x.Outcome = search.Outcome{Reward: r[0], Rewards: r}
			out = append(out, &x)
		}
		return out
	}
	t.Run("test_dominates", func(t *testing.T) {
		if !pareto.Dominates([]float64{1, 2}, []float64{1, 1}) || pareto.Dominates([]float64{1, 2}, []float64{2, 1}) {
			t.Error("wrong")
		}
	})
	t.Run("test_fast_nondominated_sort", func(t *testing.T) {
		var got [][]string
		for _, front := range Fronts(nil, with([]float64{1, 1}, []float64{1, 2}, []float64{3, 4}, []float64{4, 3})) {
			got = append(got, texts(front))
		}
		if want := [][]string{{"2", "3"}, {"1"}, {"0"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("expected %v, got %v", want, got)
		}
		// Those that break constraints come after, by how much; odd ones last.
		g := with([]float64{1, 1}, []float64{9, 9}, []float64{9, 8}, []float64{5})
		g[1].Outcome.Violation, g[2].Outcome.Violation = 2, 1
		gives(t, ForEach(Fronts, Identity()), contextOf(space, 0), g, "0", "2", "1", "3")
	})
	t.Run("test_crowding_distance_sort", func(t *testing.T) {
		g := with([]float64{100, 1}, []float64{50, 10}, []float64{30, 30}, []float64{10, 50}, []float64{1, 100})
		gives(t, ByCrowding(), contextOf(space, 0), g, "0", "4", "1", "3", "2")
	})
	front := func(alg search.Algorithm, objectives func(x float64) []float64) map[string]bool {
		found := map[string]bool{}
		run(t, alg, spaceOf(t, &geno.Float{Max: 1}), 1500, func(dna *geno.DNA) search.Outcome {
			r := objectives(dna.Float(0))
			found[fmt.Sprint(r)] = true
			return search.Outcome{Reward: r[0], Rewards: r}
		})
		return found
	}
	t.Run("test_integration_simple_two_objectives", func(t *testing.T) {
		found := front(NSGA2(Population(20)), func(x float64) []float64 {
			n := float64(int(x*10)%9 + 1)
			return []float64{n, 10 - n}
		})
		if len(found) != 9 {
			t.Errorf("found %v of 9", found)
		}
	})
	t.Run("test_integration_with_two_layered_objectives", func(t *testing.T) {
		found := front(NSGA2(Population(20)), func(x float64) []float64 {
			n := float64(int(x * 10))
			if n >= 3 && n < 7 {
				return []float64{n * 10, 100 - n*10}
			}
			return []float64{n, 10 - n}
		})
		for _, want := range []string{"[30 70]", "[40 60]", "[50 50]", "[60 40]"} {
			if !found[want] {
				t.Errorf("%s is missing in %v", want, found)
			}
		}
	})
}

// TestPyGloveTestsAreAccountedFor checks that the account names tests that are there.
func TestPyGloveTestsAreAccountedFor(t *testing.T) {
	text, err := os.ReadFile("testdata/pyglove_evolution.md")
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]string{}
	for pkg, folder := range map[string]string{"evolution": ".", "schedule": "../schedule", "pareto": "../pareto", "search": ".."} {
		paths, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			code, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			source[pkg] += string(code)
		}
	}
	row := regexp.MustCompile(`(?m)^\| (evolution|scalars) \| (\w+_test) \| (\w+\.test\w+) \| (.+) \|$`)
	twin := regexp.MustCompile("`(\\w+)\\.(Test\\w+)(?:/([^`]+))?`")
	cases := map[string]int{}
	seen := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		if key := m[1] + m[2] + m[3]; !seen[key] {
			seen[key] = true
			cases[m[1]]++
		}
		twins := twin.FindAllStringSubmatch(m[4], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[4], "moot: ") {
			t.Errorf("%s: neither a twin nor why there is none", m[0])
		}
		for _, m := range twins {
			code := source[m[1]]
			if !strings.Contains(code, "func "+m[2]+"(") || m[3] != "" && !strings.Contains(code, `"`+m[3]+`"`) {
				t.Errorf("%s: no such test", m[0])
			}
		}
	}
	if cases["evolution"] != 117 || cases["scalars"] != 30 {
		t.Errorf("expected the 117 cases of pyglove.ext.evolution and the 30 of pyglove.ext.scalars, got %v", cases)
	}
}
