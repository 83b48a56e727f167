// Trees that evolve, and other decisions whose genome only the user
// understands.

package pg_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/nets"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
)

// expressions are trees that begin as x, grow, shrink, and change their
// numbers.
var expressions = pg.Evolution[nets.Expr]{
	Init: nets.Var{},
	Mutations: []pg.Mutation{
		pg.MutateReplace(func(_ pg.MutationPoint, old nets.Expr, rng *rand.Rand) nets.Expr {
			leaf := []nets.Expr{nets.Var{}, nets.Const{Value: float64(rng.IntN(5))}}[rng.IntN(2)]
			switch rng.IntN(3) {
			case 0:
				return &nets.Sum{Terms: []nets.Expr{old, leaf}}
			case 1:
				return nets.Product{Left: old, Right: leaf}
			}
			return leaf
		}),
		pg.MutateReplace(func(_ pg.MutationPoint, old nets.Const, rng *rand.Rand) nets.Const {
			return nets.Const{Value: old.Value + float64(rng.IntN(3)-1)}
		}).Weight(2),
		pg.MutateInsert(4, func(_ pg.MutationPoint, rng *rand.Rand) nets.Expr { return nets.Const{Value: 1} }),
		pg.MutateDelete[nets.Expr](1),
	},
}

// apart says by how much an expression differs from x²+2x+1.
func apart(e nets.Expr) float64 {
	sum := 0.0
	for x := -3.0; x <= 3; x++ {
		sum += math.Abs(e.Eval(x) - (x*x + 2*x + 1))
	}
	return sum
}

// An expression is searched that is x²+2x+1 for some numbers: not its numbers,
// but the whole tree is the decision.
func ExampleEvolution() {
	s := (&nets.Fit{}).Sym()
	pg.Evolve(s.Expr(), expressions)
	best, err := pg.Maximize(context.Background(), s, evolution.Regularized(evolution.Population(50), evolution.Sample(10)),
		func(_ context.Context, f *nets.Fit) (float64, error) { return -apart(f.Expr), nil },
		pg.Trials(800), pg.Seed(5), pg.Silent())
	fmt.Println(-best.Reward, best.Program.Expr, err)
	// Output: 0 (x + 1)*(x + 1) <nil>
}

func TestEvolveSearches(t *testing.T) {
	s := (&nets.Fit{}).Sym()
	pg.Evolve(s.Expr(), expressions)
	pg.Derive(s.Error(), s, func(f *nets.Fit) (float64, error) { return apart(f.Expr), nil })
	start := apart(nets.Var{})
	for _, alg := range []search.Algorithm{evolution.Regularized(evolution.Population(30), evolution.Sample(8)), local.HillClimb(), search.Random()} {
		best, err := pg.Maximize(t.Context(), s, alg, func(_ context.Context, f *nets.Fit) (float64, error) {
			return -f.Error, nil
		}, pg.Trials(600), pg.Seed(3), pg.Silent())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v: %v, %v, %d trials", alg, best.Reward, best.Program.Expr, len(best.History.Trials))
		if -best.Reward > start/2 {
			t.Errorf("%v: expected to get closer than %v, got %v", alg, start/2, -best.Reward)
		}
		keys := map[string]bool{}
		for i := range best.History.Trials {
			keys[best.History.Trials[i].DNA.Key()] = true
		}
		if len(keys) < len(best.History.Trials)*9/10 {
			t.Errorf("%v: expected different trees, got %d in %d trials", alg, len(keys), len(best.History.Trials))
		}
		// The same seed gives the same.
		again, err := pg.Maximize(t.Context(), s, alg, func(_ context.Context, f *nets.Fit) (float64, error) {
			return -f.Error, nil
		}, pg.Trials(600), pg.Seed(3), pg.Silent())
		if err != nil || !again.Program.Equal(best.Program) {
			t.Errorf("%v: %v, %v", alg, again.Program.Expr, err)
		}
	}
}

// layers is a Net's list of layers, which evolves as a whole program.
func layers() pg.Evolution[*nets.Net] {
	return pg.Evolution[*nets.Net]{
		Init: &nets.Net{Layers: []nets.Layer{nets.Conv{Units: 16, Kernel: 3}, &nets.Dense{Units: 32}}},
		Mutations: []pg.Mutation{
			pg.MutateReplace(func(pg.MutationPoint, nets.Layer, *rand.Rand) nets.Layer { return nets.Conv{Units: 1} }),
			pg.MutateInsert(3, func(pg.MutationPoint, *rand.Rand) nets.Layer { return nets.Conv{Units: 2} }),
			pg.MutateDelete[nets.Layer](1),
		},
	}
}

func points[F any](e pg.Evolution[F], tree F) string {
	var list []string
	for _, p := range e.Points(tree) {
		list = append(list, fmt.Sprint(p.Op, " ", p.Path))
	}
	return strings.Join(list, ", ")
}

func TestEvolvePoints(t *testing.T) {
	e := layers()
	e.Weights = func(p pg.MutationPoint) float64 {
		if p.Path.String() == "Head" || strings.HasSuffix(p.Path.String(), ".Next") {
			return 0
		}
		return 1
	}
	want := "insert Layers[0], insert Layers[1], insert Layers[2], delete Layers[0], delete Layers[1], set Layers[0], set Layers[1]"
	if got := points(e, e.Init); got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
	// Lists keep within their bounds.
	full := e.Init.Clone()
	full.Layers = append(full.Layers, nets.Conv{})
	if got := points(e, full); strings.Contains(got, "insert") || !strings.Contains(got, "delete") {
		t.Error(got)
	}
	least := e.Init.Clone()
	least.Layers = least.Layers[:1]
	if got := points(e, least); !strings.Contains(got, "insert") || strings.Contains(got, "delete") {
		t.Error(got)
	}
	// The type of what an interface holds counts as well.
	c := pg.Evolution[*nets.Net]{Mutations: []pg.Mutation{
		pg.MutateReplace(func(_ pg.MutationPoint, c nets.Conv, _ *rand.Rand) nets.Conv { return c }),
		pg.MutateReplace(func(_ pg.MutationPoint, d *nets.Dense, _ *rand.Rand) *nets.Dense { return d }),
		pg.MutateReplace(func(_ pg.MutationPoint, n int, _ *rand.Rand) int { return n }),
	}}
	want = "set Units, set Depth, set Layers[0], set Layers[0].Units, set Layers[0].Kernel, set Layers[0].Params, " +
		"set Layers[1], set Layers[1].Units, set Pair[0], set Pair[0].Units, set Pair[0].Kernel, set Pair[0].Params, " +
		"set Pair[1], set Pair[1].Units, set Pair[1].Kernel, set Pair[1].Params, set Params, set Summary.Total, set Summary.Widest"
	if got := points(c, layers().Init); got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
	// The root can be replaced, and a map's values.
	m := pg.Evolution[map[string]int]{Mutations: []pg.Mutation{
		pg.MutateReplace(func(_ pg.MutationPoint, m map[string]int, _ *rand.Rand) map[string]int { return m }),
		pg.MutateReplace(func(_ pg.MutationPoint, n int, _ *rand.Rand) int { return n }),
	}}
	if got := points(m, map[string]int{"a": 1}); got != `set , set ["a"]` {
		t.Error(got)
	}
}

// at lets mutations happen at one point only.
func at(op pg.Op, path string) func(pg.MutationPoint) float64 {
	return func(p pg.MutationPoint) float64 {
		if p.Op == op && p.Path.String() == path {
			return 1
		}
		return 0
	}
}

func TestEvolveMutate(t *testing.T) {
	for _, test := range []struct {
		op         pg.Op
		path, want string
	}{
		{pg.OpSet, "Layers[1]", "16 1"},
		{pg.OpInsert, "Layers[1]", "16 2 32"},
		{pg.OpInsert, "Layers[2]", "16 32 2"},
		{pg.OpDelete, "Layers[1]", "16"},
	} {
		e := layers()
		e.Weights = at(test.op, test.path)
		n, err := e.Decode(e.Mutate(e.First(), rand.New(rand.NewPCG(1, 1))))
		if err != nil {
			t.Fatal(err)
		}
		var widths []string
		for _, l := range n.Layers {
			widths = append(widths, strconv.Itoa(l.Width()))
		}
		if got := strings.Join(widths, " "); got != test.want {
			t.Errorf("%v %s: expected %s, got %s", test.op, test.path, test.want, got)
		}
		if len(layers().Init.Layers) != 2 {
			t.Error("Init has changed")
		}
	}

	// Every mutation changes one thing, and weights are kept.
	e := layers()
	counts := map[pg.Op]int{}
	e.Mutations[1] = e.Mutations[1].Weight(4)
	rng := rand.New(rand.NewPCG(2, 1))
	for range 300 {
		n, err := e.Decode(e.Mutate(e.First(), rng))
		if err != nil {
			t.Fatal(err)
		}
		switch len(n.Layers) - len(e.Init.Layers) {
		case 1:
			counts[pg.OpInsert]++
		case -1:
			counts[pg.OpDelete]++
		case 0:
			counts[pg.OpSet]++
		}
		if len(e.Init.Diff(n)) == 0 {
			t.Fatal("expected a change")
		}
	}
	// Insertions have three points of weight 4 each, deletions two, and four
	// places hold a Layer.
	if counts[pg.OpInsert] < 170 || counts[pg.OpInsert] > 230 || counts[pg.OpDelete] < 15 {
		t.Errorf("got %v", counts)
	}
}

func TestEvolveValidates(t *testing.T) {
	e := pg.Evolution[nets.Layer]{
		Init: nets.Conv{Kernel: 1},
		Mutations: []pg.Mutation{pg.MutateReplace(func(at pg.MutationPoint, old int, rng *rand.Rand) int {
			if at.Path.String() != "Kernel" {
				return old
			}
			return rng.IntN(8) - 5 // Validate refuses what is below 0
		})},
	}
	s := (&nets.Net{}).Sym()
	pg.Evolve(s.Head(), e)
	rng := rand.New(rand.NewPCG(1, 1))
	seen := map[int]bool{}
	d := s.Space().Random(rng)
	for range 50 {
		if d = s.Space().Resample(d, 0, rng); d == nil {
			t.Fatal("expected a DNA")
		}
		n, err := s.Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		seen[conv(n.Head).Kernel] = true
		f, err := s.Encode(n)
		if err != nil || !f.Equal(d) {
			t.Fatalf("%v, %v", f, err)
		}
	}
	if len(seen) != 3 {
		t.Errorf("expected kernels of 0 to 2, got %v", seen)
	}
	// Where nothing else is valid, the tree stays.
	e.Mutations = []pg.Mutation{pg.MutateReplace(func(pg.MutationPoint, nets.Layer, *rand.Rand) nets.Layer { return nets.Conv{Kernel: -1} })}
	if g := e.Mutate(e.First(), rng); g != e.First() {
		t.Errorf("got %s", g)
	}
}

type unknownLayer struct{ N int }

func (unknownLayer) Width() int { return 0 }

// Two programs have a child that is the first with a part of the second.
func ExampleEvolution_Cross() {
	a, _ := expressions.Encode(nets.Product{Left: nets.Var{}, Right: nets.Const{Value: 1}})
	b, _ := expressions.Encode(&nets.Sum{Terms: []nets.Expr{nets.Const{Value: 2}, nets.Const{Value: 3}}})
	rng := rand.New(rand.NewPCG(2, 1))
	for range 4 {
		child, err := expressions.Decode(expressions.Cross(a, b, rng))
		fmt.Println(child, err)
	}
	// Output:
	// 2 <nil>
	// (2 + 3)*1 <nil>
	// 3*1 <nil>
	// x*(2 + 3) <nil>
}

// What a child has of the other parent is of the type that is changed, and lists
// keep within their bounds.
func TestEvolveCross(t *testing.T) {
	e := pg.Evolution[*nets.Net]{
		Init: &nets.Net{},
		Mutations: []pg.Mutation{
			pg.MutateInsert(5, func(pg.MutationPoint, *rand.Rand) nets.Layer { return nets.Conv{} }),
			pg.MutateDelete[nets.Layer](2),
		},
	}
	net := func(from, n int) string {
		x := &nets.Net{}
		for i := range n {
			x.Layers = append(x.Layers, nets.Conv{Units: from + i})
		}
		genome, err := e.Encode(x)
		if err != nil {
			t.Fatal(err)
		}
		return genome
	}
	rng := rand.New(rand.NewPCG(1, 1))
	lengths, both := map[int]bool{}, 0
	for range 400 {
		a, b := 2+rng.IntN(4), 2+rng.IntN(4)
		x, err := e.Decode(e.Cross(net(10, a), net(20, b), rng))
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(x.Layers)] = true
		// A beginning of the first, a run of the second, an end of the first.
		var units []int
		runs := 0
		for i, l := range x.Layers {
			units = append(units, l.Width())
			if i == 0 || units[i]/10 != units[i-1]/10 {
				runs++
			}
			if i > 0 && (units[i]/10 == units[i-1]/10) && units[i]/10 == 2 && units[i] != units[i-1]+1 {
				t.Fatalf("of lists of %d and %d comes %v", a, b, units)
			}
		}
		if runs > 3 || slices.Contains(units, 0) {
			t.Fatalf("of lists of %d and %d comes %v", a, b, units)
		}
		if slices.ContainsFunc(units, func(u int) bool { return u < 20 }) && slices.ContainsFunc(units, func(u int) bool { return u >= 20 }) {
			both++
		}
	}
	if len(lengths) != 4 || !lengths[2] || !lengths[5] || both < 200 {
		t.Errorf("got the lengths %v, and %d children of both parents", lengths, both)
	}

	// A number takes the place of a number only, wherever it stands.
	numbers := pg.Evolution[nets.Expr]{Init: nets.Var{}, Mutations: expressions.Mutations[1:2]}
	a, _ := numbers.Encode(nets.Product{Left: nets.Var{}, Right: nets.Const{Value: 1}})
	b, _ := numbers.Encode(&nets.Sum{Terms: []nets.Expr{nets.Const{Value: 2}, nets.Var{}}})
	want, _ := numbers.Encode(nets.Product{Left: nets.Var{}, Right: nets.Const{Value: 2}})
	if got := numbers.Cross(a, b, rng); got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
	// Where the other has nothing that fits, or is no tree, all stays.
	for _, other := range []string{numbers.First(), "[1"} {
		if got := numbers.Cross(a, other, rng); got != a {
			t.Errorf("crossed with %s: expected %s, got %s", other, a, got)
		}
	}
	if got := numbers.Cross("[1", a, rng); got != "[1" {
		t.Errorf("got %s", got)
	}
}

// Repair sees every change, and what a method Validate refuses comes to nothing.
func TestEvolveRepairs(t *testing.T) {
	e := layers()
	e.Init.Units = 2
	e.Repair = func(n *nets.Net, _ *rand.Rand) *nets.Net {
		n.Units = len(n.Layers)
		return n
	}
	e.Draw = func(*rand.Rand) *nets.Net { return &nets.Net{Layers: []nets.Layer{nets.Conv{Units: 7}}} }
	rng := rand.New(rand.NewPCG(1, 1))
	list := []string{e.Random(rng)}
	for i := range 100 {
		list = append(list, e.Mutate(list[i], rng), e.Cross(list[rng.IntN(len(list))], list[i], rng))
	}
	for _, genome := range list {
		n, err := e.Decode(genome)
		if err != nil || n.Units != len(n.Layers) {
			t.Fatalf("%d layers, %v units, error %v", len(n.Layers), n.Units, err)
		}
	}
	e.Repair = func(n *nets.Net, _ *rand.Rand) *nets.Net {
		n.Layers[0] = nets.Conv{Kernel: -1} // Validate refuses it
		return n
	}
	if m, c := e.Mutate(list[1], rng), e.Cross(list[1], list[2], rng); m != list[1] || c != list[1] {
		t.Errorf("of %s come %s and %s", list[1], m, c)
	}
}

func TestEvolveErrors(t *testing.T) {
	conv := pg.MutateReplace(func(pg.MutationPoint, nets.Layer, *rand.Rand) nets.Layer { return nets.Conv{} })
	for want, e := range map[string]pg.Evolution[nets.Layer]{
		"Head: evolve: expected mutations, got none":                          {Init: nets.Conv{}},
		"mutation 1: expected a function that makes a value":                  {Init: nets.Conv{}, Mutations: []pg.Mutation{conv, pg.MutateInsert[int](1, nil)}},
		"expected a Spread of 0 or more, got -1":                              {Init: nets.Conv{}, Mutations: []pg.Mutation{conv}, Spread: -1},
		"Init: expected a kernel of 0 or more":                                {Init: nets.Conv{Kernel: -1}, Mutations: []pg.Mutation{conv}},
		"expected a type that is known by name, got pg_test.unknownLayer":     {Init: unknownLayer{}, Mutations: []pg.Mutation{conv}},
		"none of the mutations can change Init: expected a place of the type": {Init: nets.Conv{}, Mutations: []pg.Mutation{pg.MutateDelete[nets.Layer](0)}},
	} {
		s := (&nets.Net{}).Sym()
		pg.Evolve(s.Head(), e)
		wantErr(t, s.Space().Err(), want)
	}

	// What goes wrong later is an error of the trial.
	bad := pg.MutateReplace(func(pg.MutationPoint, nets.Layer, *rand.Rand) nets.Layer { return unknownLayer{} })
	s := (&nets.Net{}).Sym()
	pg.Evolve(s.Head(), pg.Evolution[nets.Layer]{Init: nets.Conv{}, Mutations: []pg.Mutation{bad}})
	d := s.Space().Resample(s.Space().First(), 0, nil)
	_, err := s.Materialize(d)
	wantErr(t, err, `Head: the mutation at "": `)
	wantErr(t, err, "known by name, got pg_test.unknownLayer")
	_, err = s.Space().ParseDNA(`DNA("[1")`)
	wantErr(t, err, "1:3: expected JSON")
	_, err = s.Space().ParseDNA(`DNA("3")`)
	wantErr(t, err, "expected a genome (a string) of Evolution[nets.Layer], got '3'")

	// A type by value and by pointer, and a candidate.
	pg.Evolve(s.Stem(), pg.Evolution[*nets.Conv]{Init: &nets.Conv{Units: 3}, Mutations: []pg.Mutation{
		pg.MutateReplace(func(_ pg.MutationPoint, n int, _ *rand.Rand) int { return n + 1 }),
	}})
	s.Head().SetValue(nil)
	s.Convs().Append((&nets.Conv{}).Sym())
	pg.Evolve(s.Convs().At(0), pg.Evolution[*nets.Conv]{Init: &nets.Conv{Units: 4}, Mutations: []pg.Mutation{
		pg.MutateReplace(func(_ pg.MutationPoint, n int, _ *rand.Rand) int { return n + 1 }),
	}})
	n, err := s.Materialize(s.Space().First())
	if err != nil || n.Stem.Units != 3 || n.Convs[0].Units != 4 {
		t.Fatalf("%v, %v", n, err)
	}
	if e, err := s.Encode(n); err != nil || !e.Equal(s.Space().First()) {
		t.Errorf("%v, %v", e, err)
	}
}

// A sequence is a list of small numbers as a genome.
type sequence struct{}

func (sequence) Encode(list []string) (string, error) {
	if len(list) > 9 {
		return "", errors.New("expected at most nine names")
	}
	return strings.Join(list, ","), nil
}

func (sequence) Decode(genome string) ([]string, error) {
	if strings.Contains(genome, " ") {
		return nil, fmt.Errorf("expected names with commas between, got %q", genome)
	}
	return strings.Split(genome, ","), nil
}

func (sequence) Random(rng *rand.Rand) string { return "r" + strconv.Itoa(rng.IntN(10)) }
func (sequence) First() string                { return "a" }

func (sequence) Next(genome string) (string, bool) {
	n := strings.Count(genome, ",") + 1
	return genome + "," + string(rune('a'+n)), n < 4
}

func (sequence) Mutate(genome string, rng *rand.Rand) string { return genome + ",m" }

// drawn is a sequence without all that a codec need not have.
type drawn struct{ s sequence }

func (d drawn) Encode(list []string) (string, error)   { return d.s.Encode(list) }
func (d drawn) Decode(genome string) ([]string, error) { return d.s.Decode(genome) }
func (d drawn) Random(rng *rand.Rand) string           { return d.s.Random(rng) }

func TestCustom(t *testing.T) {
	s := (&nets.Net{}).Sym()
	custom := func(s nets.NetSym, c pg.Codec[[]string]) pg.Deciding {
		return s.Names().Place.Decide(pg.Decided{Decision: &geno.Custom{}, Codec: c})
	}
	custom(s, sequence{}).Name("seq").Hint("x")
	d, ok := s.Space().Elements()[0].Decision.(*geno.Custom)
	if !ok || d.Name != "seq" || d.Hints != "x" {
		t.Fatalf("%+v", d)
	}
	var got []string
	for _, n := range all(t, s) {
		got = append(got, strings.Join(n.Names, ""))
	}
	if want := []string{"a", "ab", "abc", "abcd"}; !slices.Equal(got, want) {
		t.Errorf("expected %v, got %v", want, got)
	}
	roundTrip(t, s)
	rng := rand.New(rand.NewPCG(1, 1))
	r := s.Space().Random(rng)
	n, err := s.Materialize(s.Space().Resample(r, 0, rng))
	if err != nil || len(n.Names) != 2 || n.Names[0][0] != 'r' || n.Names[1] != "m" {
		t.Errorf("%v, %v", n, err)
	}

	// Genomes that are none.
	_, err = s.Space().ParseDNA(`DNA("a b")`)
	wantErr(t, err, `expected names with commas between, got "a b"`)
	_, err = s.Space().ParseDNA(`DNA(1)`)
	wantErr(t, err, "Names: expected a genome (a string), got 1")
	_, err = s.Encode(&nets.Net{Names: make([]string, 10)})
	wantErr(t, err, "Names: expected at most nine names")

	// Without Mutate a genome is drawn anew; without First there is no order.
	s = (&nets.Net{}).Sym()
	custom(s, drawn{})
	if d := s.Space().First(); d != nil {
		t.Errorf("expected no first, got %v", d)
	}
	r = s.Space().Random(rng)
	if d := s.Space().Resample(r, 0, rng); d == nil || d.Equal(r) || d.Custom(0)[0] != 'r' {
		t.Errorf("from %v got %v", r, d)
	}

	// As a candidate of a choice, and in one of its candidates.
	c := (&nets.Net{}).Sym()
	custom(c, sequence{})
	s = (&nets.Net{}).Sym()
	s.Inner().OneOf(c, (&nets.Net{Units: 1}).Sym())
	s.Names().Place.Decide(pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{
		pg.Decided{Decision: &geno.Custom{}, Codec: sequence{}}, []string{"one"},
	}})
	if n := len(all(t, s)); n != 25 {
		t.Errorf("expected 25 programs, got %d", n)
	}
	for _, n := range all(t, s) { // "one" is a genome, too
		d, err := s.Encode(n)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := s.Materialize(d); err != nil || !m.Equal(n) {
			t.Errorf("%v, %v", m, err)
		}
	}

	// No codec, or one of another type.
	custom(s, nil)
	wantErr(t, s.Space().Err(), "Names: expected a codec of []string, got nil")
	s.Act().Place.Decide(pg.Decided{Decision: &geno.Custom{}, Codec: sequence{}})
	wantErr(t, s.Space().Err(), "Act: expected a Codec[string], got a pg_test.sequence")
}
