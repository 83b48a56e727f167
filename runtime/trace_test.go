// Tests of tracing: that the space of a function is what the function meets.

package pg_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

// outline prints a space in one line: a decision with the number of its
// candidates, in braces what is below which.
func outline(s *geno.Spec) string {
	var parts []string
	for _, e := range s.Elements() {
		text := e.Location
		switch d := e.Decision.(type) {
		case *geno.Choices:
			if d.K > 1 {
				text += fmt.Sprintf(" %d of", d.K)
			}
			text += fmt.Sprintf(" %d", d.N())
			for i, below := range d.Candidates {
				if below != nil && len(below.Elements()) > 0 {
					text += fmt.Sprintf(" {%d: %s}", i, outline(below))
				}
			}
		case *geno.Int:
			text += fmt.Sprintf(" int %d..%d", d.Min, d.Max)
		case *geno.Float:
			text += fmt.Sprintf(" float %v..%v", d.Min, d.Max)
		case *geno.Custom:
			text += " custom " + d.Type
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// traceOf traces f, of which only the decisions matter.
func traceOf(f func(c *pg.Chooser), opts ...pg.TraceOption) *pg.Traced[bool] {
	return pg.Trace(func(c *pg.Chooser) (bool, error) {
		f(c)
		return true, nil
	}, opts...)
}

func TestTraceSpace(t *testing.T) {
	for _, test := range []struct {
		name string
		f    func(c *pg.Chooser)
		want string
	}{
		{"none", func(c *pg.Chooser) {}, ""},
		{"independent", func(c *pg.Chooser) {
			pg.OneOf(c, "a", 1, 2, 3)
			c.Bool("b")
			c.Int("c", 1, 100)
			c.Float("d", 0, 1)
			pg.Permute(c, "e", "x", "y", "z")
		}, "a 3, b 2, c int 1..100, d float 0..1, e 3 of 3"},
		{"forty independent ones", func(c *pg.Chooser) {
			for i := range 40 {
				c.Bool("b" + strconv.Itoa(i))
			}
		}, func() string {
			var s []string
			for i := range 40 {
				s = append(s, fmt.Sprintf("b%d 2", i))
			}
			return strings.Join(s, ", ")
		}()},
		{"below one candidate", func(c *pg.Chooser) {
			if pg.OneOf(c, "opt", "sgd", "adam") == "sgd" {
				c.Float("momentum", 0, 1)
			}
			c.Float("lr", 0, 1)
		}, "opt 2 {0: momentum float 0..1}, lr float 0..1"},
		{"met later than it is decided", func(c *pg.Chooser) {
			b := c.Bool("b")
			c.Int("i", 1, 3)
			if b {
				c.Int("j", 1, 3)
			}
		}, "b 2 {1: j int 1..3}, i int 1..3"},
		{"under either of two", func(c *pg.Chooser) {
			if a, b := c.Bool("a"), c.Bool("b"); a || b {
				c.Int("i", 1, 3)
			}
		}, "a 2 {0: b 2 {1: i int 1..3}} {1: b 2, i int 1..3}"},
		{"under both of two", func(c *pg.Chooser) {
			if a, b := c.Bool("a"), c.Bool("b"); a && b {
				c.Int("i", 1, 3)
			}
		}, "a 2 {0: b 2} {1: b 2 {1: i int 1..3}}"},
		{"whatever was chosen", func(c *pg.Chooser) {
			if c.Bool("a") {
				c.Int("i", 1, 3)
			} else {
				c.Int("i", 1, 3)
			}
		}, "a 2, i int 1..3"},
		{"other candidates", func(c *pg.Chooser) {
			pg.OneOf(c, "kernel", map[bool][]int{false: {1, 3}, true: {3, 5, 7}}[c.Bool("wide")]...)
		}, "wide 2 {0: kernel 2} {1: kernel 3}"},
		{"other candidates, as many", func(c *pg.Chooser) {
			n := pg.OneOf(c, "n", 1, 2)
			pg.OneOf(c, "m", n, n+1)
		}, "n 2 {0: m 2} {1: m 2}"},
		{"a number of layers", func(c *pg.Chooser) {
			for i := range c.Int("layers", 1, 3) {
				c.At("layer", i).Int("units", 1, 8)
			}
		}, "layers 3 {1: layer[1].units int 1..8} {2: layer[1].units int 1..8, layer[2].units int 1..8}, layer[0].units int 1..8"},
		{"one of many ints", func(c *pg.Chooser) {
			if c.Int("n", 1, 1000) > 999 {
				c.Bool("b")
			}
		}, "n 1000 {999: b 2}"},
		{"steps", func(c *pg.Chooser) {
			if c.Float("x", 0, 1, pg.By(0.25)) == 0.5 {
				c.Bool("b")
			}
		}, "x 5 {2: b 2}"},
		{"several choices", func(c *pg.Chooser) {
			if slices.Contains(pg.ManyOf(c, "stages", 2, []string{"x", "y", "z"}, pg.Distinct, pg.Sorted), "z") {
				c.Bool("b")
			}
		}, "stages 3 {1: b 2} {2: b 2}"},
		{"candidates that choose", func(c *pg.Chooser) {
			pg.OneOf(c, "opt",
				func(c *pg.Chooser) float64 { return c.Float("lr", 0, 1) },
				func(c *pg.Chooser) float64 { return c.Float("lr", 2, 3) + c.Float("decay", 0, 1) },
				func(c *pg.Chooser) float64 { return 10 })(c)
		}, "opt 3 {0: lr float 0..1} {1: lr float 2..3, decay float 0..1}"},
		{"scopes", func(c *pg.Chooser) {
			for i := range 2 {
				for j := range 2 {
					c.At("grid", i, j).Bool("b")
				}
			}
			c.At("stem").At("pool").Int("size", 1, 2)
		}, "grid[0][0].b 2, grid[0][1].b 2, grid[1][0].b 2, grid[1][1].b 2, stem.pool.size int 1..2"},
		{"a name again", func(c *pg.Chooser) {
			if first, again := c.Bool("b"), c.Bool("b"); first == again {
				c.Int("i", 1, 2)
			}
		}, "b 2, i int 1..2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := traceOf(test.f)
			if err := p.Space().Err(); err != nil {
				t.Fatal(err)
			}
			if got := outline(p.Space()); got != test.want {
				t.Errorf("expected the space\n%s\ngot\n%s", test.want, got)
			}
			rng := rand.New(rand.NewPCG(1, 1))
			for range 100 {
				d := p.Space().Random(rng)
				if ok, err := p.Materialize(d); !ok || err != nil {
					t.Fatalf("%v: %v", d, err)
				}
			}
		})
	}
}

// Every choice has the value that the DNA says, also where a decision is
// decided as a whole.
func TestTraceValues(t *testing.T) {
	p := pg.Trace(func(c *pg.Chooser) (string, error) {
		s := fmt.Sprint(
			pg.OneOf(c, "unit", time.Second, time.Minute), " ",
			c.Bool("b"), " ",
			c.Int("i", -4, 4, pg.By(2)), " ",
			c.Float("x", 1, 16, pg.Log), " ",
			pg.ManyOf(c, "many", 3, []int{7, 8, 9}), " ",
			pg.Permute(c, "order", "x", "y"))
		if n := c.Int("n", 5, 9, pg.By(2)); n > 5 {
			s += fmt.Sprint(" ", n, c.Bool("last"))
		}
		return s, nil
	})
	s := p.Space()
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ dna, want string }{
		{"DNA([0, 0, 0, 1.0, [0, 0, 0], [0, 1], 0])", "1s false -4 1 [7 7 7] [x y]"},
		{"DNA([1, 1, 3, 2.5, [2, 0, 1], [1, 0], (2, 1)])", "1m0s true 2 2.5 [9 7 8] [y x] 9 true"},
		{"DNA([1, 1, 4, 16.0, [1, 1, 1], [0, 1], (1, 0)])", "1m0s true 4 16 [8 8 8] [x y] 7 false"},
	} {
		d, err := s.ParseDNA(test.dna)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Materialize(d); got != test.want || err != nil {
			t.Errorf("%s: expected %s, got %s, %v", test.dna, test.want, got, err)
		}
	}
}

// A maze is a function made at random: decisions, each under a condition on
// earlier ones.
type maze struct {
	names []string
	ns    []int
	when  [][]term // any of them
	fails []term   // together with all before it
}

// A term holds if all of its decisions took the given values.
type term map[string]int

func (t term) holds(chosen map[string]int) bool {
	for name, v := range t {
		if w, ok := chosen[name]; !ok || w != v {
			return false
		}
	}
	return true
}

var errDeadEnd = errors.New("dead end")

func newMaze(rng *rand.Rand) *maze {
	m := new(maze)
	for i := range 2 + rng.IntN(6) {
		pick := func() term {
			t := term{}
			for range 1 + rng.IntN(2) {
				if j := rng.IntN(i + 1); j < i {
					t[m.names[j]] = rng.IntN(m.ns[j])
				}
			}
			return t
		}
		var when []term
		for range 1 + rng.IntN(2) {
			when = append(when, pick())
		}
		m.when = append(m.when, when)
		var fails term
		if f := pick(); rng.IntN(6) == 0 && len(f) > 0 {
			fails = f
		}
		m.fails = append(m.fails, fails)
		name := "d" + strconv.Itoa(i)
		if i > 0 && rng.IntN(5) == 0 {
			name = m.names[i-1] // perhaps of another size, if not in one run
			for j := range when {
				when[j] = maps.Clone(when[j])
				delete(when[j], name)
			}
		}
		m.names = append(m.names, name)
		m.ns = append(m.ns, 2+rng.IntN(2))
	}
	return m
}

// walk goes through m by the choices that pick makes, and returns them.
func (m *maze) walk(pick func(name string, n int) int) (string, error) {
	chosen := map[string]int{}
	text := ""
	for i, name := range m.names {
		if m.fails[i] != nil && m.fails[i].holds(chosen) {
			return "", errDeadEnd
		}
		if _, again := chosen[name]; again || !slices.ContainsFunc(m.when[i], func(t term) bool { return t.holds(chosen) }) {
			continue
		}
		v := pick(name, m.ns[i])
		chosen[name] = v
		text += fmt.Sprintf("%s=%d/%d ", name, v, m.ns[i])
	}
	return text, nil
}

// ways returns all ways through m that succeed, by trying every sequence of
// choices.
func (m *maze) ways() map[string]bool {
	all := map[string]bool{}
	for path := []int{}; ; {
		var sizes []int
		way, err := m.walk(func(_ string, n int) int {
			sizes = append(sizes, n)
			if len(sizes) > len(path) {
				path = append(path, 0)
			}
			return path[len(sizes)-1]
		})
		if err == nil {
			all[way] = true
		}
		for len(path) > 0 && path[len(path)-1] == sizes[len(path)-1]-1 {
			path = path[:len(path)-1]
		}
		if len(path) == 0 {
			return all
		}
		path[len(path)-1]++
	}
}

// In the space of a function, every DNA leads through it, and there is one for
// each way through it.
func FuzzTrace(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		m := newMaze(rand.New(rand.NewPCG(seed, 0)))
		want := m.ways()
		p := pg.Trace(func(c *pg.Chooser) (string, error) {
			return m.walk(func(name string, n int) int {
				candidates := make([]int, n)
				for i := range candidates {
					candidates[i] = i
				}
				return pg.OneOf(c, name, candidates...)
			})
		})
		if err := p.Space().Err(); err != nil {
			if len(want) == 0 && errors.Is(err, errDeadEnd) {
				return
			}
			t.Fatalf("%v\n%+v", err, m)
		}
		got := map[string]bool{}
		for d := range p.Space().All() {
			way, err := p.Materialize(d)
			switch {
			case errors.Is(err, errDeadEnd):
			case err != nil:
				t.Fatalf("%v: %v\n%v\n%+v", d, err, p.Space(), m)
			case got[way]:
				t.Fatalf("%v: a second DNA for %s\n%v", d, way, p.Space())
			default:
				got[way] = true
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("expected %d ways, got %d\n%v\n%+v", len(want), len(got), p.Space(), m)
		}
	})
}

func TestTraceErrors(t *testing.T) {
	failed := errors.New("out of order")
	for _, test := range []struct {
		name string
		p    *pg.Traced[bool]
		want string
	}{
		{"no function", pg.Trace[bool](nil), "pg: trace: expected a function, got nil"},
		{"no candidates", traceOf(func(c *pg.Chooser) { pg.OneOf[int](c, "a") }), "a: expected candidates, got none; give Candidates or Literals"},
		{"no name", traceOf(func(c *pg.Chooser) { c.At("x").Bool("") }), "x.expected the name of a decision, got an empty one"},
		{"no part", traceOf(func(c *pg.Chooser) { c.At("").Bool("b") }), "expected the name of a part, got an empty one"},
		{"empty range", traceOf(func(c *pg.Chooser) { c.Float("x", 1, 0) }), "x: expected Min of at most Max, got 1 to 0; swap them"},
		{"log from 0", traceOf(func(c *pg.Chooser) { c.Int("n", 0, 8, pg.Log) }), "n: expected a positive Min on a log scale, got 0"},
		{"half a step", traceOf(func(c *pg.Chooser) { c.Int("n", 0, 8, pg.By(0.5)) }), "n: an int from 0 to 8 in steps of 0.5: expected a step that is a whole number"},
		{"too many", traceOf(func(c *pg.Chooser) { pg.ManyOf(c, "m", 3, []int{1, 2}, pg.Distinct) }), "m: expected at least 3 candidates for 3 distinct choices, got 2"},
		{"no codec", traceOf(func(c *pg.Chooser) { pg.Custom[int](c, "g", nil) }), "g: expected a codec, got nil"},
		{"one name for two", traceOf(func(c *pg.Chooser) {
			pg.OneOf(c, "a", 1, 2)
			pg.OneOf(c, "a", 1, 3)
		}), "a: one name for two decisions, 1 of 2 candidates [1, 2] and 1 of 2 candidates [1, 3]: give each its own name, or use At"},
		{"one name for two, sometimes", traceOf(func(c *pg.Chooser) {
			if pg.OneOf(c, "a", 1, 2) == 2 {
				c.Bool("a")
			}
		}), "a: one name for two decisions"},
		{"on a float", traceOf(func(c *pg.Chooser) {
			if c.Float("x", 0, 1) > 0.5 {
				c.Bool("b")
			}
		}), "b: whether it is met, and as what, depends on x, a float from 0 to 1, which has no end of values: let it depend on a choice of a few"},
		{"a range on a float", traceOf(func(c *pg.Chooser) { c.Float("y", c.Float("x", 0, 1), 2) }), "y: whether it is met, and as what, depends on x"},
		{"on a long range", traceOf(func(c *pg.Chooser) {
			if c.Int("n", 1, 1e6) > 1 {
				c.Bool("b")
			}
		}), "b: whether it is met, and as what, depends on n, an int from 1 to 1000000, which has too many values to try them all"},
		{"no end", traceOf(func(c *pg.Chooser) {
			for i := 0; c.At("s", i).Bool("more"); i++ {
			}
		}), "s[100].more: met below 100 choices that need each other: a loop that goes on as long as it is chosen? Bound it"},
		{"too many runs", traceOf(func(c *pg.Chooser) {
			for i := 0; i < 10 && c.At("s", i).Bool("more"); i++ {
			}
		}, pg.Runs(9)), "the space was not found in 9 runs, which met "},
		{"no end at once", traceOf(func(c *pg.Chooser) {
			for i := 0; !c.At("s", i).Bool("stop"); i++ {
			}
		}), "s[16384].stop: the run has met 16384 decisions already: a loop whose end is never chosen?"},
		{"waiting", traceOf(func(c *pg.Chooser) {
			for c.Bool("more") {
			}
		}), "more: asked for decisions 1048576 times in one run: does a loop wait for another value?"},
		{"always fails", pg.Trace(func(c *pg.Chooser) (bool, error) { return c.Bool("b"), failed }), "the function failed in all of 2 runs, first with: out of order"},
		{"always panics", traceOf(func(c *pg.Chooser) { panic("no") }), "first with: panic: no\n"},
		{"at random", traceOf(func() func(c *pg.Chooser) {
			n := 0
			return func(c *pg.Chooser) {
				c.Bool("a")
				if n++; n == 2 {
					c.Bool("b")
				}
			}
		}()), "b: met in one run and not, or as something else, in another of the same choices"},
		{"no runs", traceOf(func(c *pg.Chooser) {}, pg.Runs(0)), "Runs(0): expected 1 or more"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.p.Space().Err()
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("expected an error that says %q, got %v\n%s", test.want, err, outline(test.p.Space()))
			}
			if _, again := test.p.Materialize(nil); again == nil || !errors.Is(again, err) {
				t.Errorf("expected Materialize to say so too, got %v", again)
			}
		})
	}
}

// What a function does at a DNA that no run of Trace foresaw is an error that
// names the decision and the choices.
func TestTraceSurprise(t *testing.T) {
	var armed atomic.Bool
	for _, test := range []struct {
		name, want string
		f          func(c *pg.Chooser, armed bool)
	}{
		{"more", "z: met under a=2 b=true, which Trace had not found: what is met must depend on nothing but finite choices; if it does, trace with more pg.Runs",
			func(c *pg.Chooser, armed bool) {
				pg.OneOf(c, "a", 1, 2)
				if c.Bool("b") && armed {
					c.Bool("z")
				}
			}},
		{"fewer", "b: not met under a=2, where Trace had found it",
			func(c *pg.Chooser, armed bool) {
				pg.OneOf(c, "a", 1, 2)
				if !armed {
					c.Bool("b")
				}
			}},
		{"other", "a: expected 1 of 2 candidates, got 1 of 3 candidates under no choice, which Trace had not found",
			func(c *pg.Chooser, armed bool) {
				if armed {
					pg.OneOf(c, "a", 1, 2, 3)
				} else {
					pg.OneOf(c, "a", 1, 2)
				}
				c.Bool("b")
			}},
		{"again", "a: one name for two decisions, 1 of 2 candidates and a float from 0 to 1",
			func(c *pg.Chooser, armed bool) {
				pg.OneOf(c, "a", 1, 2)
				if c.Bool("b"); armed {
					c.Float("a", 0, 1)
				}
			}},
	} {
		armed.Store(false)
		p := traceOf(func(c *pg.Chooser) { test.f(c, armed.Load()) })
		d, err := p.Space().FromNumbers([]float64{1, 1})
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := p.Materialize(d); !ok || err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		armed.Store(true)
		if _, err := p.Materialize(d); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: expected an error that says %q, got %v", test.name, test.want, err)
		}
	}
}

// The function's own error, and a panic, fail one program and not the space.
func TestTraceFailure(t *testing.T) {
	failed := errors.New("no such model")
	p := pg.Trace(func(c *pg.Chooser) (*int, error) {
		switch pg.OneOf(c, "a", "fails", "works", "panics", "breaks") {
		case "fails":
			return nil, failed
		case "panics":
			panic("at the disco")
		case "breaks":
			panic(failed)
		}
		n := c.Int("n", 1, 3)
		return &n, nil
	})
	if got, want := outline(p.Space()), "a 4 {1: n int 1..3}"; got != want && got != "a 4, n int 1..3" {
		t.Errorf("expected the space %s, got %s, %v", want, got, p.Space().Err())
	}
	for d := range p.Space().All() {
		n, err := p.Materialize(d)
		switch d.Index(0) {
		case 0, 3:
			if !errors.Is(err, failed) || n != nil || !strings.HasPrefix(err.Error(), "pg: materialize runtime_test.TestTraceFailure.func1: ") {
				t.Errorf("%v: expected the function's error, got %v, %v", d, n, err)
			}
		case 1:
			if err != nil || *n != 1+int(d.Index(1)) {
				t.Errorf("%v: got %v, %v", d, n, err)
			}
		case 2:
			if err == nil || !strings.Contains(err.Error(), "panic: at the disco\n") {
				t.Errorf("%v: expected the panic, got %v, %v", d, n, err)
			}
		}
	}
}

// A Chooser that outlives its run is noticed.
func TestTraceLate(t *testing.T) {
	var kept *pg.Chooser
	p := traceOf(func(c *pg.Chooser) {
		c.Int("n", 3, 5)
		kept = c
	})
	d := p.Space().First()
	if _, err := p.Materialize(d); err != nil {
		t.Fatal(err)
	}
	if n := kept.Int("n", 3, 5); n != 3 {
		t.Errorf("expected the first value, got %d", n)
	}
	if _, err := p.Materialize(d); err == nil || !strings.Contains(err.Error(), "n: asked for after the function had returned") {
		t.Errorf("expected an error, got %v", err)
	}

	late := traceOf(func(c *pg.Chooser) {
		if kept = c.At("x"); kept != nil {
			defer func(c *pg.Chooser) { c.Bool("b") }(kept)
		}
	})
	if err := late.Space().Err(); err != nil {
		t.Errorf("a deferred call is part of the run, got %v", err)
	}
}

// Without a search, the function takes the first of everything.
func TestTraceNilChooser(t *testing.T) {
	for _, c := range []*pg.Chooser{nil, new(pg.Chooser)} {
		got := fmt.Sprintln(pg.OneOf(c, "a", 7, 8), c.Bool("b"), c.At("x", 1).Int("n", 3, 4), c.Hint("h").Float("x", 0.5, 1),
			pg.ManyOf(c, "m", 3, []int{1, 2}), pg.Permute(c, "p", 1, 2), pg.OneOf[error](c, "none"), pg.ManyOf[int](c, "none", 2, nil),
			pg.Custom(c, "c", dice{}))
		if want := "7 false 3 0.5 [1 1 1] [1 2] <nil> [] []\n"; got != want {
			t.Errorf("expected %s, got %s", want, got)
		}
	}
}

// dice are throws, the genome of which is their eyes.
type dice struct{}

func (dice) Encode(v []int) (string, error) {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(v), " ", ":"), "[]"), nil
}

func (dice) Decode(genome string) ([]int, error) {
	var v []int
	for f := range strings.SplitSeq(genome, ":") {
		n, err := strconv.Atoi(f)
		if err != nil {
			return nil, err
		}
		v = append(v, n)
	}
	return v, nil
}

func (dice) Random(rng *rand.Rand) string {
	return strconv.Itoa(1+rng.IntN(6)) + ":" + strconv.Itoa(1+rng.IntN(6))
}

func TestTraceCustom(t *testing.T) {
	p := pg.Trace(func(c *pg.Chooser) (float64, error) {
		sum := 0
		for _, n := range pg.Custom(c, "throw", dice{}) {
			sum += n
		}
		return float64(sum+pg.OneOf(c, "more", 0, 1)) + c.Float("x", -1, 1), nil
	})
	if got, want := outline(p.Space()), "throw custom []int, more 2, x float -1..1"; got != want {
		t.Fatalf("expected the space %s, got %s, %v", want, got, p.Space().Err())
	}
	d, err := p.Space().ParseDNA(`DNA(["1:2:3:4", 1, 0.5])`)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Materialize(d); got != 11.5 || err != nil {
		t.Errorf("expected 11.5, got %v, %v", got, err)
	}
	if _, err := p.Space().ParseDNA(`DNA([0, 1, 0.5])`); err == nil || !strings.Contains(err.Error(), "throw: expected a genome (a string) of []int, got 0") {
		t.Errorf("expected an error that asks for a string, got %v", err)
	}
}

// network is made by ordinary code, with decisions on the way.
type network struct {
	Opt    string
	Rate   float64
	Layers []int
}

func buildNetwork(c *pg.Chooser) (*network, error) {
	n := &network{Opt: pg.OneOf(c, "opt", "sgd", "adam")}
	if n.Opt == "adam" {
		n.Rate = c.Float("rate", 1e-4, 1e-1, pg.Log)
	}
	for i := range c.Int("layers", 1, 4) {
		n.Layers = append(n.Layers, pg.OneOf(c.At("layer", i), "units", 8, 16, 32))
	}
	return n, nil
}

func scoreNetwork(n *network) float64 {
	sum := 0.0
	for _, u := range n.Layers {
		sum += float64(u)
	}
	return sum + n.Rate
}

func TestTraceSearch(t *testing.T) {
	for _, opts := range [][]pg.Option{{pg.Seed(1)}, {pg.Seed(1), pg.Workers(4)}} {
		best, err := pg.Maximize(t.Context(), pg.Trace(buildNetwork), evolution.Regularized(), scoreNetwork,
			append(opts, pg.Trials(1500), pg.Silent())...)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(best.Program.Layers, []int{32, 32, 32, 32}) || best.Program.Opt != "adam" {
			t.Errorf("expected the largest network, got %+v", best.Program)
		}
	}
	trials := 0
	for tr, err := range pg.Sample(t.Context(), pg.Trace(buildNetwork), search.Random(), pg.Trials(50), pg.Seed(1), pg.Silent()) {
		if err != nil {
			t.Fatal(err)
		}
		if len(tr.Program.Layers) < 1 || len(tr.Program.Layers) > 4 {
			t.Errorf("got %+v", tr.Program)
		}
		tr.Report(scoreNetwork(tr.Program))
		trials++
	}
	if trials != 50 {
		t.Errorf("expected 50 trials, got %d", trials)
	}
	_, err := pg.Maximize(context.Background(), traceOf(func(c *pg.Chooser) { c.Float("x", 1, 0) }), search.Random(), func(bool) float64 { return 0 }, pg.Trials(1), pg.Silent())
	if err == nil || !strings.Contains(err.Error(), "x: expected Min of at most Max") {
		t.Errorf("expected the space's error, got %v", err)
	}
}

// Runs don't see each other's choices.
func TestTraceParallel(t *testing.T) {
	p := pg.Trace(buildNetwork)
	var wg sync.WaitGroup
	for i := range uint64(8) {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(i, 0))
			for range 200 {
				d := p.Space().Random(rng)
				n, err := p.Materialize(d)
				if err != nil {
					t.Errorf("%v: %v", d, err)
					return
				}
				values := d.Dict(geno.ByName, geno.AsLiteral)
				if n.Opt != values["opt"] || int64(len(n.Layers)) != values["layers"] {
					t.Errorf("%v: got %+v", d, n)
				}
				for i, u := range n.Layers {
					if values[fmt.Sprintf("layer[%d].units", i)] != int64(u) {
						t.Errorf("%v: layer %d: got %d", d, i, u)
					}
				}
			}
		})
	}
	wg.Wait()
}

// The space found can be written, and what it is read as elsewhere makes DNA
// for the function here; DNA of another space is refused.
func TestTraceElsewhere(t *testing.T) {
	p := pg.Trace(buildNetwork)
	text, err := json.Marshal(p.Space())
	if err != nil {
		t.Fatal(err)
	}
	var s geno.Spec
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	d := s.Random(rand.New(rand.NewPCG(1, 1)))
	n, err := p.Materialize(d)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Dict(geno.ByName, geno.AsLiteral)["opt"]; got != n.Opt {
		t.Errorf("expected %v, got %+v", got, n)
	}
	if _, err := p.Materialize(plane(3).First()); err == nil || !strings.Contains(err.Error(), "the DNA belongs to another space") {
		t.Errorf("expected an error, got %v", err)
	}
	if _, err := p.Materialize(nil); err == nil {
		t.Error("expected an error for no DNA, got none")
	}
}

// Hints are the decision's, and so part of what it is.
func TestTraceHint(t *testing.T) {
	p := traceOf(func(c *pg.Chooser) {
		pg.OneOf(c.Hint("ssd1"), "x", 1, 2, 3)
		c.Hint("ssd2").At("part").Bool("y")
		c.Bool("z")
	})
	want := []any{"ssd1", "ssd2", nil}
	for i, e := range p.Space().Elements() {
		if h := e.Decision.(*geno.Choices).Hints; h != want[i] {
			t.Errorf("%s: expected the hint %v, got %v", e.Location, want[i], h)
		}
	}
	again := traceOf(func(c *pg.Chooser) {
		c.Hint("a").Bool("x")
		c.Hint("b").Bool("x")
	})
	if err := again.Space().Err(); err == nil || !strings.Contains(err.Error(), "x: one name for two decisions") {
		t.Errorf("expected an error, got %v", err)
	}
}

// How often the function is run grows with the number of candidates, not with
// that of their combinations.
func TestTraceRuns(t *testing.T) {
	runs := 0
	p := traceOf(func(c *pg.Chooser) {
		runs++
		for i := range 100 {
			l := c.At("layer", i)
			if pg.OneOf(l, "kind", "conv", "pool", "none") == "conv" {
				pg.OneOf(l, "kernel", 1, 3, 5)
			}
		}
	})
	if err := p.Space().Err(); err != nil {
		t.Fatal(err)
	}
	if got := p.Space().Len(); got != 200 {
		t.Errorf("expected 200 decisions, got %d", got)
	}
	// The first, two other kinds and two other kernels a layer, and 1,000 at random.
	if want := 1 + 100*4 + 1000; runs > want {
		t.Errorf("expected at most %d runs, got %d", want, runs)
	}
}

// What the random runs of Trace find is enough for programs like those that
// people write.
func TestTraceLarge(t *testing.T) {
	var term func(c *pg.Chooser, depth int) int
	term = func(c *pg.Chooser, depth int) int {
		if depth == 0 || pg.OneOf(c, "op", "leaf", "add") == "leaf" {
			return c.Int("leaf", 1, 9)
		}
		return term(c.At("left"), depth-1) + term(c.At("right"), depth-1)
	}
	for _, test := range []struct {
		name string
		f    func(c *pg.Chooser) (int, error)
	}{
		{"a term", func(c *pg.Chooser) (int, error) { return term(c, 4), nil }},
		{"layers of several kinds", func(c *pg.Chooser) (int, error) {
			sum := 0
			for i := range c.Int("layers", 1, 8) {
				sum += pg.OneOf(c, fmt.Sprint("kind", i),
					func(c *pg.Chooser) int { return pg.OneOf(c, "kernel", 1, 3, 5) * c.Int("filters", 1, 64) },
					func(c *pg.Chooser) int { return c.Int("units", 1, 512) },
					func(c *pg.Chooser) int { return 0 },
				)(c.At("layer", i))
			}
			return sum, nil
		}},
		{"a constraint", func(c *pg.Chooser) (int, error) {
			units, sum := pg.OneOf(c, "units", 8, 16, 32, 64), 0
			for i := range c.Int("layers", 1, 6) {
				sum += units * pg.OneOf(c.At("layer", i), "factor", 1, 2, 3)
			}
			if sum > 300 {
				return 0, errDeadEnd
			}
			if c.Bool("norm") {
				c.Float("epsilon", 0, 1)
			}
			return sum, nil
		}},
		{"a constraint that the first candidates break", func(c *pg.Chooser) (int, error) {
			a, b := c.Int("a", 0, 9), c.Int("b", 0, 9)
			if a+b < 15 {
				return 0, errDeadEnd
			}
			if c.Bool("norm") {
				c.Float("epsilon", 0, 1)
			}
			return a + b, nil
		}},
		{"all of eight", func(c *pg.Chooser) (int, error) {
			all := true
			for i := range 8 {
				all = c.At("switch", i).Bool("on") && all
			}
			if all {
				c.Float("x", 0, 1)
			}
			for i := range 30 {
				c.At("other", i).Int("n", 1, 5)
			}
			return 0, nil
		}},
	} {
		p := pg.Trace(test.f)
		if err := p.Space().Err(); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		rng := rand.New(rand.NewPCG(1, 1))
		succeeded := 0
		for range 2000 {
			d := p.Space().Random(rng)
			if _, err := p.Materialize(d); err == nil {
				succeeded++
			} else if !errors.Is(err, errDeadEnd) {
				t.Errorf("%s: %v: %v", test.name, d, err)
				break
			}
		}
		if succeeded == 0 {
			t.Errorf("%s: nothing succeeded", test.name)
		}
	}
}

// What PyGlove's tests promise of dynamic evaluation and no test above does.
func TestTracePyGlove(t *testing.T) {
	p := pg.Trace(func(c *pg.Chooser) (float64, error) {
		sum := pg.OneOf(c, "a",
			func(c *pg.Chooser) float64 {
				two := pg.ManyOf(c, "a1", 2, []float64{2, 4, 6, 8}, pg.Distinct)
				return two[0] + two[1]
			},
			func(c *pg.Chooser) float64 { return pg.OneOf(c, "a2", 3.0, 7.0) },
			func(c *pg.Chooser) float64 { return c.Float("a3.xx", 1, 2) },
			func(*pg.Chooser) float64 { return 10 },
		)(c)
		return sum + pg.OneOf(c, "b", 11.0, 22.0), nil
	})
	s := p.Space()
	if got, want := outline(s), "a 4 {0: a1 2 of 4} {1: a2 2} {2: a3.xx float 1..2}, b 2"; got != want {
		t.Fatalf("expected the space %s, got %s, %v", want, got, s.Err())
	}
	for text, want := range map[string]float64{
		"DNA([(0, [1, 3]), 0])": 23,
		"DNA([(1, 1), 1])":      29,
		"DNA([(2, 1.5), 0])":    12.5,
		"DNA([3, 1])":           32,
	} {
		d, err := s.ParseDNA(text)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if got, err := p.Materialize(d); got != want || err != nil {
				t.Errorf("%s: expected %v, got %v, %v", text, want, got, err)
			}
		}
	}
	d, err := s.FromNumbers([]float64{0, 1, 3, 0})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Materialize(d); got != 23 || err != nil {
		t.Errorf("expected 23, got %v, %v", got, err)
	}
	for text, want := range map[string]string{
		"DNA(3)":              "expected a list of 2 values, for a, b, got 3",
		"DNA([(2, 0), 1])":    "a[=2/4].a3.xx: expected a float from 1.0 to 2.0, got 0",
		"DNA([5, 0.5])":       "a: expected the index of a candidate, 0 to 3, got 5",
		"DNA([(1, 1), 1, 1])": "expected a list of 2 values, for a, b, got a list of 3",
	} {
		if _, err := s.ParseDNA(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: expected an error that says %q, got %v", text, want, err)
		}
	}
	if got, err := p.Materialize(s.First()); got != 17 || err != nil {
		t.Errorf("expected the first candidates to give 17, got %v, %v", got, err)
	}
}
