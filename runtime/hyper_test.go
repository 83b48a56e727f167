// What PyGlove's tests of pyglove.core.hyper promise, case by case.

package pg_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/nets"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/search"
)

// anything returns a zoo whose Extra, of type any, is a string, a program with
// a float and a choice of three, or one with a float. Elements says that it is
// a list of k of them instead.
func anything(k int, distinct, sorted bool) zoo.ZooSym {
	n := (&nets.Net{}).Sym()
	n.Units().OneOf(1, 2, 3)
	n.Rate().Range(0, 1)
	c := (&zoo.Cage{}).Sym()
	c.Width().Range(1, 2)
	s := (&zoo.Zoo{}).Sym()
	if k == 0 {
		s.Extra().Place.Decide(pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{"foo", n, c}})
		return s
	}
	a, b := zoo.Snail(1), (&zoo.Lion{}).Sym()
	b.Mane().OneOf(false, true)
	s.Animals().Place.Decide(pg.Decided{
		Decision:   &geno.Choices{K: k, Distinct: distinct, Sorted: sorted},
		Candidates: []any{a, b, zoo.Snail(2), &zoo.Parrot{}}, Elements: true,
	})
	return s
}

// decoded returns the program that a DNA stands for, as text.
func decoded[P any](p pg.Program[P], dna string) string {
	d, err := p.Space().ParseDNA(dna)
	if err == nil {
		var x P
		if x, err = p.Materialize(d); err == nil {
			return pg.Show(x)
		}
	}
	return err.Error()
}

// encoded returns the DNA of a program, as text.
func encoded[T any](s interface {
	Encode(*T) (*geno.DNA, error)
}, x *T) string {
	d, err := s.Encode(x)
	if err != nil {
		return err.Error()
	}
	return d.String()
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
		t.Errorf("expected %s, got %s", want, got)
	}
}

func TestPyGloveHyper(t *testing.T) {
	t.Run("OneOfTest.test_dna_spec", func(t *testing.T) {
		s := anything(0, false, false)
		want(t, fmt.Sprint(s.Space()), `Extra: one of 3`)
		want(t, fmt.Sprint(s.Space().IDs()), "[Extra Extra[=1/3].Units Extra[=1/3].Rate Extra[=2/3].Width]")
	})
	t.Run("OneOfTest.test_decode", func(t *testing.T) {
		s := anything(0, false, false)
		want(t, decoded(s, "DNA(0)"), `Extra: "foo"`)
		want(t, decoded(s, "DNA(1, [0, 0.5])"), `Extra: Net{Units: 1, Rate: 0.5}`)
		want(t, decoded(s, "DNA(2, 1.5)"), `Extra: Cage{Width: 1.5}`)
		want(t, decoded(s, "DNA(5)"), "Extra: expected the index of a candidate, 0 to 2, got 5")
		want(t, decoded(s, "DNA(0, 1)"), "Extra: expected nothing below 0, got 1 value")
		want(t, decoded(s, "DNA(1, 0)"), "Extra: expected 2 values below 1, for Units, Rate, got 1")
		want(t, decoded(s, "DNA(1, [0, 1])"), "Extra[=1/3].Rate: expected a float from 0.0 to 1.0, got 1")
		want(t, decoded(s, "DNA(1, [0, 0.5, 2])"), "Extra: expected 2 values below 1, for Units, Rate, got 3")
		want(t, decoded(s, "DNA(2)"), "Extra: expected 1 values below 2, for Width, got 0")
		want(t, decoded(s, "DNA(2, 5.0)"), "Extra[=2/3].Width: expected a float from 1.0 to 2.0, got 5.0")
	})
	t.Run("OneOfTest.test_encode", func(t *testing.T) {
		s := anything(0, false, false)
		want(t, encoded(s, &zoo.Zoo{Extra: "foo"}), "DNA(0)")
		want(t, encoded(s, &zoo.Zoo{Extra: nets.Net{Units: 1, Rate: 0.5}}), "DNA(1, [0, 0.5])")
		want(t, encoded(s, &zoo.Zoo{Extra: zoo.Cage{Width: 1.5}}), "DNA(2, 1.5)")
		for _, x := range []any{[]string{"bar"}, nets.Net{Rate: 0.5}, nets.Net{Units: 1, Rate: 1.8}, zoo.Cage{}} {
			want(t, encoded(s, &zoo.Zoo{Extra: x}), "Extra: expected one of the candidates")
		}
	})
	t.Run("OneOfTest.test_assignment_compatibility", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		d := pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{1, "foo"}}
		wantErr(t, s.Act().Place.Assign(d), "candidate 0: expected string, got 1 of type int")
		wantErr(t, s.Units().Place.Assign(d), `candidate 1: expected int, got "foo" of type string`)
		if err := (&zoo.Zoo{}).Sym().Extra().Place.Assign(d); err != nil {
			t.Error(err)
		}
	})
	t.Run("ManyOfTest.test_bad_init", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Names().Place.Decide(pg.Decided{Decision: &geno.Choices{K: 3, Distinct: true}, Candidates: []any{"a", "b"}, Elements: true})
		wantErr(t, s.Space().Err(), "expected at least 3 candidates for 3 distinct choices, got 2")
	})
	t.Run("ManyOfTest.test_dna_spec", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Names().SubsetOf(2, "foo", "1", "2", "bar")
		c, ok := s.Space().Elements()[0].Decision.(*geno.Choices)
		if !ok || c.K != 2 || !c.Distinct || !c.Sorted || fmt.Sprint(c.Literals) != "[foo 1 2 bar]" {
			t.Errorf("%+v", c)
		}
		want(t, fmt.Sprint(anything(1, false, false).Space().IDs()), "[Animals Animals[=1/4].Mane]")
	})
	t.Run("ManyOfTest.test_decode", func(t *testing.T) {
		s := anything(2, true, true)
		want(t, decoded(s, "DNA([0, 2])"), `Animals: [1, 2]`)
		want(t, decoded(s, "DNA([0, (1, 1)])"), `Animals: [1, Lion{Mane: true}]`)
		for dna, err := range map[string]string{
			"DNA([2, 0, 0])":   "expected",
			"DNA([0, 0.1])":    "expected",
			"DNA([0, 5])":      "Animals[1]: expected the index of a candidate, 0 to 3, got 5",
			"DNA([2, 0])":      "Animals: expected sorted choices, got [2 0]",
			"DNA([0, 0])":      "distinct",
			"DNA([0, 1])":      "Animals[1]: expected 1 values below 1, for Mane, got 0",
			"DNA([0, (1, 7)])": "Animals[1][=1/4].Mane: expected the index of a candidate, 0 to 1, got 7",
		} {
			want(t, decoded(s, dna), err)
		}
	})
	t.Run("ManyOfTest.test_encode", func(t *testing.T) {
		s := anything(2, false, false)
		want(t, encoded(s, &zoo.Zoo{Animals: []zoo.Animal{zoo.Snail(1), zoo.Lion{Mane: true}}}), "DNA([0, (1, 1)])")
		want(t, encoded(s, &zoo.Zoo{Animals: []zoo.Animal{zoo.Snail(1), zoo.Snail(3)}}), "Animals[1]: expected one of the candidates")
		want(t, encoded(s, &zoo.Zoo{Animals: []zoo.Animal{zoo.Snail(1)}}), "Animals: expected 2 elements, got 1")
	})
	t.Run("ManyOfTest.test_assignment_compatibility", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		d := pg.Decided{Decision: &geno.Choices{K: 2}, Candidates: []any{1, "foo"}, Elements: true}
		wantErr(t, s.Units().Place.Assign(d), "expected a slice or an array to choose the elements of, got an int")
		wantErr(t, s.Names().Place.Assign(d), "candidate 0: expected string, got 1 of type int")
	})
	t.Run("FloatTest.test_basics", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Rate().Range(0, 1)
		f, ok := s.Space().Elements()[0].Decision.(*geno.Float)
		if !ok || f.Min != 0 || f.Max != 1 || f.Scale != geno.Linear || s.Space().Elements()[0].Location != "Rate" {
			t.Errorf("%+v", f)
		}
		s.Rate().Range(1, 0)
		wantErr(t, s.Space().Err(), "Rate: ")
		wantErr(t, s.Space().Err(), "expected Min of at most Max, got 1 to 0")
	})
	t.Run("FloatTest.test_scale", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Rate().Log(-1, 1)
		wantErr(t, s.Space().Err(), "expected a positive Min on a log scale, got -1")
	})
	t.Run("FloatTest.test_decode", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Rate().Range(0, 1)
		want(t, decoded(s, "DNA(1.0)"), "Rate: 1")
		want(t, decoded(s, "DNA(0.5)"), "Rate: 0.5")
		want(t, decoded(s, "DNA(1)"), "Rate: expected a float from 0.0 to 1.0, got 1")
		want(t, decoded(s, "DNA(-1.0)"), "Rate: expected a float from 0.0 to 1.0, got -1.0")
		want(t, decoded(s, "DNA(2.0)"), "Rate: expected a float from 0.0 to 1.0, got 2.0")
	})
	t.Run("FloatTest.test_encode", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Rate().Range(0, 1)
		want(t, encoded(s, &nets.Net{Rate: 0}), "DNA(0.0)")
		want(t, encoded(s, &nets.Net{Rate: 1}), "DNA(1.0)")
		want(t, encoded(s, &nets.Net{Rate: -1}), "Rate: expected a number from 0 to 1, got -1")
		want(t, encoded(s, &nets.Net{Rate: 2}), "Rate: expected a number from 0 to 1, got 2")
	})
	t.Run("FloatTest.test_assignment_compatibility", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		d := pg.Decided{Decision: &geno.Float{Min: 0, Max: 1}}
		wantErr(t, s.Units().Place.Assign(d), "expected a place of a floating-point type for float 0 to 1, got one of type int")
		if err := s.Rate().Place.Assign(d); err != nil || s.Rate().Place.Path().String() != "Rate" {
			t.Error(err)
		}
	})
	t.Run("ObjectTemplateTest.test_constant_template", func(t *testing.T) {
		s := (&nets.Conv{Units: 1}).Sym()
		if n := len(s.Space().Elements()); n != 0 {
			t.Errorf("expected no decisions, got %d", n)
		}
		want(t, decoded(s, "DNA(None)"), "Conv{Units: 1}")
		want(t, decoded(s, "DNA(0)"), "expected")
		want(t, encoded(s, &nets.Conv{Units: 1}), "DNA(None)")
		want(t, encoded(s, &nets.Conv{Units: 2}), "Units: no decision covers it: expected 1 as in the base, got 2")
	})
	t.Run("ObjectTemplateTest.test_simple_template", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Units().OneOf(0, 2)
		s.Rate().Range(0, 1)
		want(t, decoded(s, "DNA([0, 0.5])"), "Net{Rate: 0.5}")
		want(t, decoded(s, "DNA([1, 0.3])"), "Net{Units: 2, Rate: 0.3}")
		want(t, decoded(s, "DNA([0, 0])"), "Rate: expected a float from 0.0 to 1.0, got 0")
		want(t, decoded(s, "DNA([0.5, 0.0])"), "Units: expected the index of a candidate, 0 to 1, got 0.5")
		want(t, decoded(s, "DNA([0])"), "expected")
		want(t, encoded(s, &nets.Net{Units: 2, Rate: 0.5}), "DNA([1, 0.5])")
		want(t, encoded(s, &nets.Net{Units: 5, Rate: 0.5}), "Units: expected one of the candidates [0 2], got 5")
	})
	t.Run("ObjectTemplateTest.test_template_with_where_clause", func(t *testing.T) {
		c := (&nets.Net{}).Sym()
		c.Units().OneOf(0, 1)
		s := (&nets.Net{}).Sym()
		s.Inner().OneOf(c, (&nets.Net{Units: 2}).Sym())
		s.Depth().OneOf(3, 4)
		top := pg.Where(s, func(p pg.Place) bool { return p.Path().String() != "Depth" })
		x, err := top.Materialize(must(top.Space().ParseDNA("DNA(0, 0)")))
		if err != nil {
			t.Fatal(err)
		}
		if n, ok := x.Inner().Units().Get(); !ok || n != 0 || x.Depth().Place.Decision() == nil || fmt.Sprint(x.Origin().DNA) != "DNA(0, 0)" {
			t.Errorf("%v %v", n, x.Origin().DNA)
		}
		nested := pg.Where(s, func(p pg.Place) bool { return len(p.Path()) == 3 })
		if x, err = nested.Materialize(must(nested.Space().ParseDNA("DNA(1)"))); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(x.Space().IDs()) != "[Depth Inner]" || x.Space().Size().Int64() != 4 {
			t.Error(x.Space())
		}
		want(t, decoded(x, "DNA([0, 0])"), "Inner: Net{Units: 1}")
	})
	t.Run("ObjectTemplateTest.test_template_with_derived_value", func(t *testing.T) {
		s := (&nets.Net{Stem: &nets.Conv{Units: 1}}).Sym()
		s.Units().OneOf(0, 1)
		s.Rate().Range(0, 1)
		s.Depth().Ref(s.Units())
		want(t, decoded(s, "DNA([1, 0.5])"), "Net{Units: 1, Depth: 1, Rate: 0.5, Stem: Conv{Units: 1}}")
		want(t, encoded(s, &nets.Net{Units: 1, Depth: 1, Rate: 0.5, Stem: &nets.Conv{Units: 1}}), "DNA([1, 0.5])")
		want(t, encoded(s, &nets.Net{Units: 0, Depth: 1, Rate: 0.5, Stem: &nets.Conv{Units: 1}}), "Depth: expected 0, since it is a reference to Units, got 1")
	})
	t.Run("ObjectTemplateTest.test_assignment_compatibility", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		wantErr(t, s.Stem().Assign((&nets.Net{}).Sym()), "expected *nets.Conv")
		c := (&nets.Conv{}).Sym()
		c.Units().OneOf(1, 2, 3, 4)
		if err := s.Stem().Assign(c); err != nil || s.Space().Len() != 1 {
			t.Error(err)
		}
	})
	t.Run("ObjectTemplateHelperTests.test_materialize", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Units().OneOf(1, 3)
		for as, value := range map[geno.ValueType]any{geno.AsValue: 1, geno.AsChoice: "1/2", geno.AsChoiceAndLiteral: "1/2 (3)", geno.AsLiteral: 3} {
			d, err := s.Space().FromDict(map[string]any{"Units": value}, geno.ByID, as)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := s.Materialize(d); err != nil || n.Units != 3 {
				t.Errorf("%v: %v, %v", value, n, err)
			}
		}
	})
	t.Run("ValueReferenceTest.test_call", func(t *testing.T) {
		s := (&nets.Net{Convs: []nets.Conv{{Units: 1}, {Units: 2}}, Layers: []nets.Layer{nets.Conv{}, nets.Conv{}}}).Sym()
		s.Units().Ref(s.Convs().At(0).Units())
		s.Layers().At(0).Set(s.Convs().At(0))
		s.Layers().At(1).Place.Follow(s.Layers().At(0)) // a whole
		s.Depth().Ref(s.Units())                        // what follows can be followed
		n, err := s.Concrete()
		if err != nil || n.Units != 1 || n.Layers[1].Width() != 1 || n.Depth != 1 {
			t.Errorf("%+v, %v", n, err)
		}
	})
	t.Run("IterateTest.test_iter_with_default_algorithm", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Units().Range(0, 99)
		for _, trials := range []int{100, 10} {
			i := 0
			for trial, err := range pg.Sample(t.Context(), s, search.Grid(), pg.Trials(trials), pg.Silent()) {
				if err != nil || trial.Program.Units != i {
					t.Fatalf("%d: %v, %v", i, trial.Program, err)
				}
				trial.Report(0)
				i++
			}
			if i != trials {
				t.Errorf("expected %d, got %d", trials, i)
			}
		}
	})
	t.Run("IterateTest.test_iter_with_custom_algorithm", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Units().OneOf(1, 3)
		alg := &constant{}
		var rewards []float64
		for trial, err := range pg.Sample(t.Context(), s, search.AllowRepeats(alg), pg.Trials(5), pg.Silent()) {
			if err != nil || trial.Program.Units != 1 || trial.DNA.Index(0) != 0 {
				t.Fatalf("%v, %v", trial, err)
			}
			rewards = append(rewards, float64(trial.ID))
			trial.Report(float64(trial.ID))
		}
		if !slices.Equal(alg.rewards, rewards) || len(rewards) != 5 {
			t.Errorf("expected %v, got %v", rewards, alg.rewards)
		}
	})
	t.Run("IterateTest.test_bad_iter", func(t *testing.T) {
		n := 0
		for trial, err := range pg.Sample(t.Context(), (&nets.Net{}).Sym(), search.Grid(), pg.Silent()) {
			if err != nil {
				t.Fatal(err)
			}
			trial.Report(0)
			n++
		}
		if n != 1 { // a constant has one program
			t.Errorf("expected one program, got %d", n)
		}
	})
	t.Run("RandomSampleTest.test_random_sample", func(t *testing.T) {
		s := (&nets.Net{}).Sym()
		s.Units().OneOf(0, 1)
		draw := func() (list []int) {
			rng := rand.New(rand.NewPCG(123, 0))
			for range 30 {
				n, err := s.Materialize(s.Space().Random(rng))
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, n.Units)
			}
			return list
		}
		a := draw()
		if !slices.Equal(a, draw()) || !slices.Contains(a, 0) || !slices.Contains(a, 1) {
			t.Error(a)
		}
	})
}

func must(d *geno.DNA, err error) *geno.DNA {
	if err != nil {
		panic(err)
	}
	return d
}

// A constant algorithm proposes the first DNA and keeps the rewards.
type constant struct {
	space   *geno.Spec
	rewards []float64
}

func (*constant) String() string { return "constant" }

func (c *constant) Start(space *geno.Spec, _ uint64) (search.Search, error) {
	c.space = space
	return c, nil
}

func (c *constant) Propose(int) (*geno.DNA, error)     { return c.space.First(), nil }
func (c *constant) Started(int, *geno.DNA)             {}
func (c *constant) Finished(_ int, out search.Outcome) { c.rewards = append(c.rewards, out.Reward) }

// TestPyGloveHyperIsAccountedFor checks that the accounts have all cases of
// PyGlove's core/hyper, and that the tests they name are there.
func TestPyGloveHyperIsAccountedFor(t *testing.T) {
	source := map[string]string{}
	for pkg, folder := range map[string]string{"pg": ".", "geno": "geno", "search": "search"} {
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
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	row := regexp.MustCompile(`(?m)^\| (\w+_test) \| (\w+\.test_\w+) \| (.+) \|$`)
	twin := regexp.MustCompile("`(\\w+)\\.((?:Test|Example)\\w+)(?:/([^`]+))?`")
	cases := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(read("testdata/pyglove_hyper.md"), -1) {
		cases[m[1]+"."+m[2]] = true
		twins := twin.FindAllStringSubmatch(m[3], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[3], "moot: ") && !strings.HasPrefix(m[3], "differs: ") {
			t.Errorf("%s: expected a test, or why there is none", m[2])
		}
		for _, m := range twins {
			code := source[m[1]]
			if !strings.Contains(code, "func "+m[2]+"(") || m[3] != "" && !strings.Contains(code, `"`+m[3]+`"`) {
				t.Errorf("%s: no such test", m[0])
			}
		}
	}
	dynamic := map[string]bool{}
	bare := regexp.MustCompile(`\b((?:Test|Example)[A-Z]\w+)(?:/(\w+))?`)
	for _, m := range regexp.MustCompile(`(?m)^\| (test_\w+) \| (.+) \|$`).FindAllStringSubmatch(read("testdata/pyglove_dynamic_evaluation.md"), -1) {
		dynamic[m[1]] = true
		twins := bare.FindAllStringSubmatch(m[2], -1)
		if len(twins) == 0 && !strings.HasPrefix(m[2], "moot: ") {
			t.Errorf("%s: expected a test, or why there is none", m[1])
		}
		for _, w := range twins {
			part := strings.ReplaceAll(w[2], "_", " ")
			if code := source["pg"]; !strings.Contains(code, "func "+w[1]+"(") || part != "" && !strings.Contains(code, `"`+part+`"`) {
				t.Errorf("%s: no such test: %s", m[1], w[0])
			}
		}
	}
	if len(cases) != 50 || len(dynamic) != 17 {
		t.Errorf("expected the 50 and 17 cases of pyglove.core.hyper, got %d and %d", len(cases), len(dynamic))
	}
}
