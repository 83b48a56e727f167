package transfer_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/bayes"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
	"github.com/pgen-go/pgen/runtime/search/transfer"
	"github.com/pgen-go/pgen/runtime/study"
)

// A warmed algorithm has a random study of the very space that it is to search.
type warmed struct {
	search.Algorithm
	opts []transfer.Option
}

func (w warmed) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	alg := w.Algorithm
	if space.Err() == nil && space.Len() > 0 {
		alg = transfer.From(alg, []*study.History{random(space, 1, 40), random(space, 2, 3)}, w.opts...)
	}
	return alg.Start(space, seed)
}

// random is a study of random trials, some of which failed or broke constraints.
func random(space *geno.Spec, seed uint64, trials int) *study.History {
	rng := rand.New(rand.NewPCG(seed, 5))
	h := &study.History{Space: space, Goal: study.Minimize}
	for id := range trials {
		h.Trials = append(h.Trials, study.Trial{
			ID: id, DNA: space.Random(rng), State: study.Done, Reward: math.Round(10 * rng.NormFloat64()), Start: 2 * id, End: 2*id + 1,
		})
		switch t := &h.Trials[id]; rng.IntN(8) {
		case 0:
			t.State = study.Failed
		case 1:
			t.Violation = rng.ExpFloat64()
		}
	}
	return h
}

func TestLaws(t *testing.T) {
	searchtest.Run(t, "random", warmed{search.Random(), nil})
	searchtest.Run(t, "regularized", warmed{evolution.Regularized(evolution.Population(10), evolution.Sample(3)), []transfer.Option{transfer.Tries(20)}})
	searchtest.Run(t, "TPE", warmed{bayes.TPE(bayes.TPECandidates(5)), nil})
	searchtest.Run(t, "TPE independent", warmed{bayes.TPE(bayes.Independent(), bayes.TPECandidates(3)), []transfer.Option{transfer.Tries(0)}})
}

// history is a study with a trial for each DNA, of which the reward is its number.
func history(t *testing.T, space *geno.Spec, dnas ...string) *study.History {
	t.Helper()
	h := &study.History{Space: space}
	for id, text := range dnas {
		dna, err := space.ParseDNA(text)
		if err != nil {
			t.Fatal(err)
		}
		h.Trials = append(h.Trials, study.Trial{ID: id, DNA: dna, State: study.Done, Reward: float64(id), Start: 2 * id, End: 2*id + 1})
	}
	return h
}

// tried are the DNAs that a search of the space tries first, the best first.
func tried(t *testing.T, space *geno.Spec, h *study.History, opts ...transfer.Option) string {
	t.Helper()
	n := len(h.Trials)
	s, err := transfer.From(search.Random(), []*study.History{h}, append(opts, transfer.Tries(n))...).Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	mapped, err := transfer.Map(space, []*study.History{h}, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for id := range mapped[0].Taken {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		texts = append(texts, strings.TrimPrefix(dna.String(), "DNA"))
	}
	return strings.Join(texts, " ") + " | " + mapped[0].String()
}

// What is added, removed, moved, renamed and gone.
func TestMap(t *testing.T) {
	number := func(lo, hi int64) *geno.Int { return &geno.Int{Min: lo, Max: hi} }
	choice := func(literals ...any) *geno.Choices { return &geno.Choices{K: 1, Literals: literals} }
	named := func(name string, d *geno.Int) *geno.Int { d.Name = name; return d }
	below := func(candidates []any, specs ...*geno.Spec) *geno.Choices {
		return &geno.Choices{K: 1, Literals: candidates, Candidates: specs}
	}
	for _, c := range []struct {
		name string
		old  *geno.Spec
		dnas []string
		new  *geno.Spec
		opts []transfer.Option
		want string
	}{
		{"the same", space(geno.At("A", number(0, 9)), geno.At("B", choice("x", "y"))), []string{"DNA([3, 1])", "DNA([7, 0])"},
			space(geno.At("A", number(0, 9)), geno.At("B", choice("x", "y"))), nil,
			"([7, 0]) ([3, 1]) | 2 of 2 trials taken"},
		{"another order, and a range that is smaller", space(geno.At("A", number(0, 9)), geno.At("B", choice("x", "y"))), []string{"DNA([3, 1])", "DNA([9, 0])"},
			space(geno.At("B", choice("y", "x")), geno.At("A", number(2, 5))), nil,
			"([1, 3]) ([0, 1]) | 2 of 2 trials taken, 1 with numbers moved into their range"},
		{"another unit", space(geno.At("A", choice(16, 32, 64))), []string{"DNA(0)", "DNA(2)"},
			space(geno.At("A", &geno.Float{Min: 0, Max: 100})), nil,
			"(64.0) (16.0) | 2 of 2 trials taken"},
		{"and back", space(geno.At("A", number(10, 90))), []string{"DNA(6)", "DNA(22)", "DNA(7)"},
			space(geno.At("A", choice(16, 32, 64))), nil,
			"(1) (0) | 2 of 3 trials taken; 1 gone: A: 17"},
		{"a candidate that is gone, and one more", space(geno.At("A", choice("x", "y"))), []string{"DNA(0)", "DNA(1)"},
			space(geno.At("A", choice("w", "z", "y"))), nil,
			"(2) | 1 of 2 trials taken; 1 gone: A: x"},
		{"a candidate that is renamed", space(geno.At("A", choice("x", "y"))), []string{"DNA(0)", "DNA(1)"},
			space(geno.At("A", choice("z", "y"))), nil,
			"(1) (0) | 2 of 2 trials taken; renamed: A: z was x"},
		{"added and removed, with what is to be taken for it", space(geno.At("A", number(0, 9)), geno.At("Old", number(0, 9))), []string{"DNA([3, 1])"},
			space(geno.At("A", number(0, 9)), geno.At("New", number(0, 9))), []transfer.Option{like(t, "DNA([0, 4])", space(geno.At("A", number(0, 9)), geno.At("New", number(0, 9))))},
			"([3, 4]) | 1 of 1 trials taken; added: New; removed: Old"},
		{"moved, by name", space(geno.At("A", named("level", number(0, 9))), geno.At("B", number(0, 9))), []string{"DNA([3, 1])"},
			space(geno.At("B", number(0, 9)), geno.At("Codec.Level", named("level", number(0, 9)))), nil,
			"([1, 3]) | 1 of 1 trials taken"},
		{"moved, as is said", space(geno.At("A.X", number(0, 9)), geno.At("A.Y", number(0, 9))), []string{"DNA([3, 1])"},
			space(geno.At("B.A.X", number(0, 9)), geno.At("B.A.Y", number(0, 9))), []transfer.Option{transfer.Renamed("A", "B.A")},
			"([3, 1]) | 1 of 1 trials taken"},
		{"below candidates that have other places", space(geno.At("A", below([]any{"p", "q"}, nil, space(geno.At("X", number(0, 9)))))), []string{"DNA(0)", "DNA(1, 8)"},
			space(geno.At("A", below([]any{"q", "o", "p"}, space(geno.At("X", number(0, 9))), nil, nil))), nil,
			"(0, 8) (2) | 2 of 2 trials taken"},
		{"several", space(geno.At("A", &geno.Choices{K: 3, Literals: []any{"a", "b", "c"}, Distinct: true})), []string{"DNA([0, 2, 1])"},
			space(geno.At("A", &geno.Choices{K: 3, Literals: []any{"c", "b", "a"}, Distinct: true})), nil,
			"([2, 0, 1]) | 1 of 1 trials taken"},
	} {
		if got := tried(t, c.new, history(t, c.old, c.dnas...), c.opts...); got != c.want {
			t.Errorf("%s: expected\n%s\ngot\n%s", c.name, c.want, got)
		}
	}
}

func like(t *testing.T, text string, s *geno.Spec) transfer.Option {
	dna, err := s.ParseDNA(text)
	if err != nil {
		t.Fatal(err)
	}
	return transfer.Like(dna)
}

// Whatever two spaces are like, trials that are taken are of the new one.
func TestMapAnySpaces(t *testing.T) {
	taken := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 9))
		old, err := searchtest.RandomSpace(rng)
		if err != nil {
			t.Fatal(err)
		}
		new, err := searchtest.RandomSpace(rng)
		if err != nil {
			t.Fatal(err)
		}
		maps, err := transfer.Map(new, []*study.History{random(old, seed, 20)})
		if err != nil {
			t.Fatal(err)
		}
		gone := 0
		for _, n := range maps[0].Gone {
			gone += n
		}
		if taken += maps[0].Taken; maps[0].Taken+gone != maps[0].Trials || maps[0].Trials != 20 {
			t.Errorf("expected each of 20 trials to be taken or gone, got %+v", maps[0])
		}
		// And in its own space each stays as it is.
		if own, err := transfer.Map(old, []*study.History{random(old, seed, 20)}); err != nil || own[0].Taken != 20 || own[0].Moved != 0 || len(own[0].Added)+len(own[0].Removed) > 0 {
			t.Errorf("expected all trials of a space to be taken in it, got %v, %v", own[0], err)
		}
	}
	if taken == 0 {
		t.Error("no trial was taken")
	}
}

func TestWrongStudies(t *testing.T) {
	s := space(geno.At("A", &geno.Choices{K: 1, Literals: []any{"x", "y"}}))
	other := history(t, space(geno.At("A", &geno.Choices{K: 1, Literals: []any{"p", "q", "r"}})), "DNA(1)")
	for _, c := range []struct {
		alg  search.Algorithm
		want string
	}{
		{transfer.From(nil, []*study.History{other}), "transfer: expected an algorithm, got nil: use bayes.TPE()"},
		{transfer.From(search.Random(), nil), "transfer: expected earlier studies, got none: use the algorithm without them"},
		{transfer.From(search.Random(), []*study.History{nil}), "transfer: study 0: expected a history, got none"},
		{transfer.From(search.Random(), []*study.History{other}), "transfer: study 0: no trial can be used in the new space: 0 of 1 trials taken; 1 gone: A: q: use transfer.Renamed, or a study of a program that is more alike"},
		{transfer.From(search.Random(), []*study.History{other}, transfer.Renamed("B", "C")), `transfer: Renamed("B", "C"): expected a decision of the new space, which has ["A"]`},
	} {
		if _, err := c.alg.Start(s, 1); err == nil || err.Error() != c.want {
			t.Errorf("expected\n%s\ngot\n%v", c.want, err)
		}
	}
	if a, b := transfer.From(search.Random(), []*study.History{other}), transfer.From(search.Random(), []*study.History{random(s, 1, 1)}); a.String() == b.String() {
		t.Errorf("expected searches after other studies to have another name, both have %v", a)
	}
}

// A task that is alike is solved in fewer trials; one that is not takes about as many.
func TestEarlierStudies(t *testing.T) {
	for _, f := range families {
		helped, hurt := 0, 0
		const seeds = 9
		for seed := range uint64(seeds) {
			alone := f.run(t, bayes.TPE(), seed, []int{25, 100})
			near := f.run(t, transfer.From(bayes.TPE(), []*study.History{f.earlier(t, seed, 0.1, 100, false)}), seed, []int{25, 100})
			other := f.run(t, transfer.From(bayes.TPE(), []*study.History{f.earlier(t, seed, 1, 100, false)}), seed, []int{25, 100})
			if near[0] > alone[0] {
				helped++
			}
			if other[1] < 2*alone[1] {
				hurt++
			}
		}
		if helped < 7 || hurt > 3 {
			t.Errorf("%s: expected an earlier study to help, it did %d of %d times; one of another task did harm %d times", f.name, helped, seeds, hurt)
		}
	}
}
