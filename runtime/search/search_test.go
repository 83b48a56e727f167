package search_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/pbt"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "random", search.Random())
	searchtest.Run(t, "grid", search.Grid())
	searchtest.Run(t, "grid with points", search.Grid(search.GridPoints(4)))
	searchtest.Run(t, "dedup", search.Dedup(stubborn{}))
	searchtest.Run(t, "in turn", search.InTurn(local.HillClimb(), search.Random(), evolution.Regularized()))
	searchtest.Run(t, "in turn with one that waits", search.InTurn(local.TrustRegion(), local.NelderMead()))
}

func FuzzLaws(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, shape, seed uint64) {
		space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(shape, 1)))
		if err != nil {
			t.Fatal(err)
		}
		searchtest.Check(t, search.Random(), space, seed)
		searchtest.Check(t, search.Grid(search.GridPoints(3)), space, seed)
		searchtest.Check(t, search.Dedup(stubborn{}), space, seed)
	})
}

// stubborn proposes the same DNA for ever.
type stubborn struct{}

func (stubborn) String() string { return "stubborn" }

func (s stubborn) Start(space *geno.Spec, _ uint64) (search.Search, error) {
	return &fixed{dna: space.First()}, nil
}

// fixed says the same for ever, and notes what it is told.
type fixed struct {
	dna   *geno.DNA
	err   error
	calls []string
}

func (f *fixed) Propose(int) (*geno.DNA, error) { return f.dna, f.err }
func (f *fixed) Started(int, *geno.DNA)         { f.calls = append(f.calls, "started") }
func (f *fixed) Finished(_ int, o search.Outcome) {
	if o.Failed {
		f.calls = append(f.calls, "failed")
	} else {
		f.calls = append(f.calls, "finished")
	}
}

// the makes an algorithm of one search.
type the struct{ search search.Search }

func (the) String() string                                    { return "the" }
func (a the) Start(*geno.Spec, uint64) (search.Search, error) { return a.search, nil }

func newSpec(t testing.TB, elements ...geno.Element) *geno.Spec {
	t.Helper()
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

func start(t testing.TB, alg search.Algorithm, space *geno.Spec) search.Search {
	t.Helper()
	s, err := alg.Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// all searches until the end and returns what was proposed.
func all(t testing.TB, alg search.Algorithm, space *geno.Spec) (list []string) {
	t.Helper()
	s := start(t, alg, space)
	for id := 0; ; id++ {
		dna, err := s.Propose(id)
		if errors.Is(err, search.ErrExhausted) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{})
		list = append(list, dna.String())
	}
}

func TestGridOrder(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Choices{K: 1, Literals: []any{"a", "b"}}), geno.At("B", &geno.Int{Min: 5, Max: 7}))
	var want []string
	for dna := range space.All() {
		want = append(want, dna.String())
	}
	if got := all(t, search.Grid(), space); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Candidates may share a space, and those of that another: there are 2^200
// paths through this one, and a search begins at once.
func TestSharedSpaces(t *testing.T) {
	space := newSpec(t, geno.At("X", &geno.Float{Max: 1, Step: 0.5}), geno.At("Y", &geno.Float{Max: 1}))
	for range 200 {
		space = newSpec(t, geno.At("C", &geno.Choices{K: 1, Candidates: []*geno.Spec{space, space}}))
	}
	for _, alg := range []search.Algorithm{search.Random(), search.Grid(search.GridPoints(2))} {
		s := start(t, alg, space)
		for id := range 10 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			if dna.Len() != 202 {
				t.Errorf("%v: expected 202 values, got %v", alg, dna)
			}
			s.Started(id, dna)
		}
	}
	_, err := search.Grid().Start(space, 1)
	if err == nil || strings.Count(err.Error(), "is continuous") != 1 {
		t.Errorf("expected the continuous decision to be named once, got %v", err)
	}
}

func TestGridPoints(t *testing.T) {
	space := newSpec(t,
		geno.At("A", &geno.Float{Min: 0, Max: 1}),
		geno.At("B", &geno.Float{Min: 0.01, Max: 1, Scale: geno.Log}),
		geno.At("C", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, newSpec(t, geno.At("D", &geno.Float{Min: 0.01, Max: 1, Scale: geno.RLog}))}}))
	values := make([]map[float64]int, 4)
	for i := range values {
		values[i] = map[float64]int{}
	}
	s := start(t, search.Grid(search.GridPoints(3)), space)
	n := 0
	for ; ; n++ {
		dna, err := s.Propose(n)
		if err != nil {
			break
		}
		s.Started(n, dna)
		for i, p := range dna.Points() {
			if _, ok := p.Decision.(*geno.Float); ok {
				values[i][math.Round(dna.Float(i)*1e6)/1e6]++
			}
		}
	}
	if n != 3*3*(1+3) {
		t.Errorf("%d points, want 36", n)
	}
	for i, want := range []map[float64]int{
		{0: 12, 0.5: 12, 1: 12},
		{0.01: 12, 0.1: 12, 1: 12},
		{},
		{0.01: 9, 0.91: 9, 1: 9},
	} {
		for v, count := range want {
			if values[i][v] != count {
				t.Errorf("decision %d: got values %v, want %v", i, values[i], want)
				break
			}
		}
	}
	if got := all(t, search.Grid(search.GridPoints(1)), newSpec(t, geno.At("A", &geno.Float{Min: 1, Max: 4, Scale: geno.Log}))); len(got) != 1 || !strings.Contains(got[0], "2") {
		t.Errorf("one grid point: %v, want the middle, 2", got)
	}
}

func TestGridRefuses(t *testing.T) {
	inner := newSpec(t, geno.At("Rate", &geno.Float{Min: 0, Max: 1}))
	space := newSpec(t,
		geno.At("Opt", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, inner}}),
		geno.At("Name", &geno.Custom{Random: func(*rand.Rand) string { return "" }}))
	_, err := search.Grid().Start(space, 1)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"Opt[=1/2].Rate is continuous (0 to 1)", "GridPoints(10)", "Name is a custom decision", "search.Random()"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	if _, err := search.Grid(search.GridPoints(0)).Start(space, 1); err == nil || !strings.Contains(err.Error(), "GridPoints(10)") {
		t.Errorf("GridPoints(0): %v", err)
	}
}

func TestCustomWithoutFunctionsIsRefused(t *testing.T) {
	inner := newSpec(t, geno.At("Name", &geno.Custom{}))
	space := newSpec(t, geno.At("A", &geno.Choices{K: 2, Candidates: []*geno.Spec{nil, inner}}))
	for _, alg := range []search.Algorithm{search.Random(), search.Grid(), search.AllowRepeats(search.Random())} {
		if _, err := alg.Start(space, 1); err == nil || !strings.Contains(err.Error(), "A[0][=1/2].Name is a custom decision that no genome can be made for") {
			t.Errorf("%v: got error %v", alg, err)
		}
	}
}

func TestAllowRepeats(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Choices{K: 1, Literals: []any{"a", "b", "c"}}))
	repeats := search.AllowRepeats(search.Random())
	s := start(t, repeats, space)
	counts := map[string]int{}
	const n = 3000
	for id := range n {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		counts[dna.Key()]++
	}
	for k, c := range counts {
		// A binomial of 1000 ± 26.
		if c < 870 || c > 1130 {
			t.Errorf("DNA %q was drawn %d times of %d", k, c, n)
		}
	}
	if len(counts) != 3 {
		t.Errorf("%d DNAs were drawn, want 3", len(counts))
	}
	if got := len(all(t, search.Dedup(repeats), space)); got != 3 {
		t.Errorf("Dedup(AllowRepeats(Random())) made %d trials, want 3", got)
	}
	for alg, want := range map[search.Algorithm]string{
		search.Random():                                   "random",
		search.Grid(search.GridPoints(3)):                 "grid(points=3)",
		repeats:                                           "random with repeats",
		search.Dedup(repeats):                             "random",
		search.AllowRepeats(search.Grid()):                "grid",
		search.AllowRepeats(stubborn{}):                   "stubborn with repeats",
		search.AllowRepeats(search.AllowRepeats(repeats)): "random with repeats",
	} {
		if alg.String() != want {
			t.Errorf("got name %q, want %q", alg, want)
		}
	}
}

// Each point of a small space has the same chance to be the first, the
// second and so on.
func TestRandomIsUniformWithoutReplacement(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Int{Min: 0, Max: 3}))
	const runs = 4000
	var counts [4][4]int
	for seed := range uint64(runs) {
		s, err := search.Random().Start(space, seed)
		if err != nil {
			t.Fatal(err)
		}
		for id := range 4 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			counts[id][dna.Index(0)]++
		}
	}
	for id, c := range counts {
		for v, n := range c {
			if n < 870 || n > 1130 {
				t.Errorf("value %d was trial %d in %d of %d runs, want about a quarter", v, id, n, runs)
			}
		}
	}
}

func TestDedupChecksTheAlgorithm(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Int{Min: 0, Max: 3}))
	other := newSpec(t, geno.At("A", &geno.Int{Min: 0, Max: 9}), geno.At("B", &geno.Int{Min: 0, Max: 3}))
	broken := errors.New("out of ideas")
	for _, test := range []struct {
		fixed fixed
		want  string
	}{
		{fixed{}, "the: trial 3: the algorithm proposed neither a DNA nor an error"},
		{fixed{dna: other.First()}, "the: trial 3: the algorithm proposed a DNA that is not of the space"},
		{fixed{err: broken}, "the: trial 3: out of ideas"},
	} {
		s := start(t, search.Dedup(the{&test.fixed}), space)
		if _, err := s.Propose(3); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got error %v, want %q", err, test.want)
		}
	}
	s := start(t, search.Dedup(the{&fixed{err: search.ErrWait}}), space)
	if _, err := s.Propose(0); err != search.ErrWait {
		t.Errorf("got %v, want ErrWait as it is", err)
	}
	s = start(t, search.Dedup(the{&fixed{err: broken}}), space)
	if _, err := s.Propose(0); !errors.Is(err, broken) {
		t.Errorf("the algorithm's error is not wrapped: %v", err)
	}
}

func TestDedupChecksTheDriver(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Int{Min: 0, Max: 3}))
	other := newSpec(t, geno.At("A", &geno.Int{Min: 0, Max: 9}), geno.At("B", &geno.Int{Min: 0, Max: 3}))
	f := &fixed{dna: space.First()}
	s := start(t, search.Dedup(the{f}), space)
	s.Finished(0, search.Outcome{}) // not started
	s.Started(0, nil)
	s.Started(0, other.First())
	s.Finished(0, search.Outcome{})
	s.Started(1, space.First())
	s.Started(1, space.First()) // twice
	s.Finished(1, search.Outcome{Reward: 1})
	s.Finished(1, search.Outcome{Reward: 1}) // twice
	s.Started(2, space.First())
	s.Finished(2, search.Outcome{Reward: math.NaN()})
	if want := []string{"started", "finished", "started", "failed"}; !slices.Equal(f.calls, want) {
		t.Errorf("the algorithm was told %v, want %v", f.calls, want)
	}
}

// An infinite space of few values must not hang a search.
func TestDedupGivesUpOnUncountable(t *testing.T) {
	space := newSpec(t, geno.At("A", &geno.Custom{
		Random: func(rng *rand.Rand) string { return string(rune('a' + rng.IntN(2))) },
	}))
	s := start(t, search.Random(), space)
	counts := map[string]int{}
	for id := range 10 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		counts[dna.Custom(0)]++
	}
	if counts["a"] == 0 || counts["b"] == 0 || counts["a"]+counts["b"] != 10 {
		t.Errorf("got %v", counts)
	}
}

// budgeted is random search that is told a budget.
type budgeted struct {
	search.Algorithm
	told int
}

func (b budgeted) String() string                    { return fmt.Sprintf("told %d", b.told) }
func (b budgeted) WithBudget(n int) search.Algorithm { return budgeted{b.Algorithm, n} }

// A wrapped algorithm is Budgeted if the one inside is, and not otherwise.
func TestWrappedBudget(t *testing.T) {
	for _, wrap := range []func(search.Algorithm) search.Algorithm{search.Dedup, search.AllowRepeats} {
		if _, ok := wrap(search.Random()).(search.Budgeted); ok {
			t.Error("random search has no use for a budget")
		}
		b, ok := wrap(wrap(budgeted{Algorithm: search.Random()})).(search.Budgeted)
		if !ok {
			t.Fatal("the budget of the algorithm inside is lost")
		}
		told := b.WithBudget(3).(search.Budgeted).WithBudget(7)
		if !strings.HasPrefix(told.String(), "told 7") {
			t.Errorf("expected the algorithm inside to be told 7, got %v", told)
		}
	}
}

// always proposes the DNA of an index, for ever.
type always int64

func (a always) String() string { return fmt.Sprint("always ", int64(a)) }

func (a always) Start(space *geno.Spec, _ uint64) (search.Search, error) {
	dna := space.First()
	for range a {
		dna = space.Next(dna)
	}
	return &fixed{dna: dna}, nil
}

func TestInTurn(t *testing.T) {
	space, err := geno.New(geno.At("X", &geno.Int{Min: 0, Max: 9}))
	if err != nil {
		t.Fatal(err)
	}
	alg := search.AllowRepeats(search.InTurn(always(3), always(5), always(3)))
	if got, want := alg.String(), "always 3 and always 5 and always 3 in turn with repeats"; got != want {
		t.Errorf("the name is %q, want %q", got, want)
	}
	s, err := alg.Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for id := range 7 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, dna.Index(0))
	}
	if want := []int64{3, 5, 3, 3, 5, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("proposals are %v, want %v", got, want)
	}
	if _, err := s.Propose(-1); err != nil {
		t.Errorf("trial -1: %v", err)
	}
}

func TestInTurnRefuses(t *testing.T) {
	space, err := geno.New(geno.At("X", &geno.Choices{K: 1, Literals: []any{"a", "b"}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		alg  search.Algorithm
		want []string
	}{
		{search.InTurn(), []string{"there is no algorithm", "use search.Random()"}},
		{search.InTurn(search.Random(), nil), []string{"algorithm 1 is nil"}},
		{search.InTurn(search.Random(), pbt.New()), []string{"go on from each other", "use it alone"}},
		{search.InTurn(local.NelderMead(), local.TrustRegion()), []string{"Nelder-Mead: X is not a float", "trust region: there is no number"}},
	} {
		_, err := test.alg.Start(space, 1)
		if err == nil {
			t.Errorf("%v starts", test.alg)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: the error is %q, want %q in it", test.alg, err, want)
			}
		}
	}
}
