package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/search"
)

// Every problem gives the values that its file says: load checks that.
func TestProblems(t *testing.T) {
	files := []string{"testdata/problems.json"}
	shared := "../../../shared/data/search/problems.json"
	if _, err := os.Stat(shared); err == nil {
		files = append(files, shared)
	} else {
		t.Logf("there is no %s: only the problems of testdata are tested", shared)
	}
	used := map[string]bool{}
	for _, file := range files {
		problems, err := load(file)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name := range functions {
			if bytes.Contains(data, []byte(`"fn":"`+name+`"`)) {
				used[name] = true
			}
		}
		rng := rand.New(rand.NewPCG(1, 2))
		for _, p := range problems {
			for range 200 {
				dna := p.space.Random(rng)
				for _, v := range p.evaluate(dna) {
					if math.IsNaN(v) {
						t.Fatalf("%s: %v has no value", p.name, dna)
					}
					if p.ref == nil && v < p.opt-1e-9 {
						t.Errorf("%s: %v has the value %v, below the best known %v", p.name, dna, v, p.opt)
					}
				}
			}
		}
	}
	if len(files) == 2 {
		for name := range functions {
			if !used[name] {
				t.Errorf("no problem uses %s", name)
			}
		}
	}
}

func TestGzip(t *testing.T) {
	data, err := os.ReadFile("testdata/problems.json")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	path := filepath.Join(t.TempDir(), "problems.json.gz")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	problems, err := load(path)
	if err != nil || len(problems) != 7 {
		t.Errorf("got %d problems and the error %v", len(problems), err)
	}
	if err := os.WriteFile(path, b.Bytes()[:100], 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := load(path); err == nil {
		t.Error("half a file is read without an error")
	}
}

// A file that is wrong says what and where.
func TestBadProblems(t *testing.T) {
	x := `{"name":"x","type":"float","lo":0,"hi":1}`
	for _, c := range []struct{ text, want string }{
		{``, `expected a list of problems in JSON`},
		{`[]`, `no problems in it`},
		{"[\n{\"name\": 3}]", `line 2: json: cannot unmarshal number into Go struct field`},
		{`[{"fn":"sphere"}]`, `problem 0 (): it has no name`},
		{`[{"name":"a","fn":"sphere"}]`, `problem 0 (a): its space has no decisions`},
		{`[{"name":"a","fn":"spher","space":[` + x + `]}]`, `fn: expected one of ackley, branin,`},
		{`[{"name":"a","fn":"sphere","space":[` + x + `]}]`, `sphere: it needs data`},
		{`[{"name":"a","fn":"sphere","space":[` + x + `],"data":{"o":[1,2]}}]`, `data.o: expected 1 numbers, one a decision, got 2`},
		{`[{"name":"a","fn":"branin","space":[` + x + `]}]`, `branin: expected 2 decisions, got 1`},
		{`[{"name":"a","fn":"rosenbrock","space":[{"name":"x","type":"float","lo":1,"hi":0}]}]`, `space: x: `},
		{`[{"name":"a","fn":"rosenbrock","space":[{"name":"x","type":"float","lo":1}]}]`, `decision 0 (x): a decision of type float needs lo and hi`},
		{`[{"name":"a","fn":"rosenbrock","space":[{"name":"x","type":"int","lo":0.5,"hi":2}]}]`, `expected lo and hi of an int to be whole numbers, got 0.5 and 2`},
		{`[{"name":"a","fn":"rosenbrock","space":[{"name":"x","type":"real","lo":1}]}]`, `expected the type float, int, cat, cond, perm or subset, got "real"`},
		{`[{"name":"a","fn":"rosenbrock","space":[` + x + `,` + x + `]}]`, `decision 1 (x): another decision has that name`},
		{`[{"name":"a","fn":"rosenbrock","space":[{"name":"x","type":"perm","n":3}]}]`, `expected decisions of type float, int or cat, x is of type perm`},
		{`[{"name":"a","fn":"subset","space":[{"name":"x","type":"subset","n":3,"k":4}]}]`, `a subset of 3 needs k, from 1 to 3, got 4`},
		{`[{"name":"a","fn":"tsp","space":[{"name":"x","type":"perm","n":3}],"data":{"xy":[[1,2]]}}]`, `data.xy: expected 3 places, got 1`},
		{`[{"name":"a","fn":"zdt1","space":[` + x + `]}]`, `expected "multi": true`},
		{`[{"name":"a","fn":"mixedcond","space":[` + x + `]}]`, `expected decisions named`},
		{`[{"name":"a","fn":"table","space":[` + x + `],"data":{"tab":{"1":[]}}}]`, `tab["1"]: expected a number or a list of them, got []`},
		{`[{"name":"a","fn":"rosenbrock","space":[` + x + `],"checks":[{"x":{"x":0.5},"y":3}]}]`, `check 0: the value is [0], and the file says [3]`},
		{`[{"name":"a","fn":"rosenbrock","space":[` + x + `],"checks":[{"x":{"x":0.5},"y":0},{"x":{"x":7},"y":0}]}]`, `check 1: x: `},
		{`[{"name":"a","fn":"rosenbrock","space":[` + x + `],"checks":[{"x":{"y":7},"y":0}]}]`, `check 0: x has no x`},
		{`[{"name":"a","fn":"rosenbrock","space":[` + x + `]},{"name":"a","fn":"rosenbrock","space":[` + x + `]}]`, `problem 1 (a): there is one of that name before it`},
	} {
		path := filepath.Join(t.TempDir(), "p.json")
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := load(path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\nexpected %q\ngot      %v", c.text, c.want, err)
		}
	}
}

// Flags that are wrong are named, all of them.
func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args string
		want []string
	}{
		{"", []string{`-algorithms: expected some of `, `-problems: expected a file`}},
		{"-n 0 -seeds -1 -workers 0 x", []string{"-n: expected 1 or more, got 0", "-seeds: ", "-workers: ", `expected flags only, got "x"`}},
		{"-problems nosuch.json -algorithms random,nosuch", []string{"nosuch.json: no such file", `got "nosuch"`}},
		{"-problems bbob:f1,bbob:f1 -algorithms random,random", []string{"there is a problem bbob_f001_i01_d05 before it", "random is there twice"}},
		{"-problems bbob:f1 -algorithms random -peers testdata/problems.json", []string{"-peers: testdata/problems.json: "}},
		{"-seeds many", []string{`invalid value "many" for flag -seeds`}},
	} {
		_, err := parse(strings.Fields(c.args), io.Discard)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: expected %q, got %v", c.args, want, err)
			}
		}
	}
	for text, want := range map[string]string{
		"": "expected a table with a head", "problem,n\n": "expected the columns problem, lib,",
		"problem,lib,algo,n,median,q25,q75\na,b,c,10,x,2,3\n": `line 2: median: expected a number, got "x"`,
	} {
		if _, err := parsePeers(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: expected %q, got %v", text, want, err)
		}
	}
}

func bench(t *testing.T, args string) (table string, lines [][]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.csv")
	s, err := parse(append(strings.Fields(args), "-csv", path), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := s.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if lines, err = csv.NewReader(f).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return out.String(), lines
}

func TestRun(t *testing.T) {
	args := "-problems testdata/problems.json -algorithms random,steepest -seeds 3 -n 120"
	table, lines := bench(t, args+" -workers 1")
	if want := []string{"problem", "algorithm", "seed", "n", "best", "us_per_trial"}; !slices.Equal(lines[0], want) {
		t.Errorf("expected the columns %v, got %v", want, lines[0])
	}
	// Seven problems, of which steepest takes five, with 3 seeds, at 100 and 120.
	if len(lines) != 1+(7+5)*3*2 {
		t.Errorf("expected %d lines, got %d", 1+(7+5)*3*2, len(lines))
	}
	// Small finite spaces are used up, and the best of them found.
	for _, line := range lines[1:] {
		if line[0] == "tsp4" && line[4] != "14" || line[0] == "mlp2" && line[4] != "0.125" {
			t.Errorf("the best of all points is not found: %v", line)
		}
	}
	for _, want := range []string{"not run: steepest on ackley3", "tsp4", "subset6"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %q:\n%s", want, table)
		}
	}
	// What is found depends on nothing but the seed.
	_, again := bench(t, args+" -workers 4")
	for i := range lines {
		if !slices.Equal(lines[i][:5], again[i][:5]) {
			t.Errorf("line %d is %v, and then %v", i, lines[i], again[i])
		}
	}
}

func TestPeers(t *testing.T) {
	table, _ := bench(t, "-problems testdata/problems.json -algorithms random -seeds 3 -n 20 -peers testdata/peers.csv")
	// All 24 tours but 4 are tried, 8 of them the shortest.
	var got []string
	for line := range strings.Lines(table) {
		if f := strings.Fields(line); len(f) > 0 && (f[0] == "tsp4" || f[0] == "ackley3") {
			got = append(got, strings.Join(slices.Delete(f, 3, 8), " "))
		}
	}
	want := []string{
		"ackley3 20 random optuna:random 0.001 0.0005 … 0.002 worse optuna:random 0.001 2 of 2",
		"tsp4 20 random optuna:random 16 15 … 17 better pyglove:hc_swap 14 1 of 3",
	}
	if !slices.Equal(got, want) {
		t.Errorf("expected\n%s\ngot\n%s\nof\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"), table)
	}
	if want := "random: at or better than the best peer's median in 1 of 2 cells, than the third's in 2; like for like: within the peer's quartiles or better in 1 of 2, better than its median in 1"; !strings.Contains(table, want) {
		t.Errorf("expected %q in\n%s", want, table)
	}
}

func TestStops(t *testing.T) {
	s, err := parse(strings.Fields("-problems bbob:f1 -algorithms random -n 100000000 -seeds 3"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.run(ctx, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("expected to be stopped, got %v", err)
	}
}

// budgeted notes the budgets it is told.
type budgeted struct {
	search.Algorithm
	told *[]int
}

func (b budgeted) WithBudget(n int) search.Algorithm {
	*b.told = append(*b.told, n)
	return b.Algorithm
}

func TestBudget(t *testing.T) {
	problems, err := bbobProblems("bbob:f1:dim=2")
	if err != nil {
		t.Fatal(err)
	}
	var told []int
	rows, err := searches(t.Context(), problems[0], contender{alg: search.Dedup(budgeted{search.Random(), &told})}, 1, []int{10, 30})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{10, 30}; !slices.Equal(told, want) || len(rows) != 2 {
		t.Errorf("expected to be told %v, got %v and %d rows", want, told, len(rows))
	}
}

// The area that points dominate, counted on a grid.
func TestHypervolume(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var points [][]float64
		for range rng.IntN(12) {
			points = append(points, []float64{float64(rng.IntN(24)), float64(rng.IntN(24))})
		}
		ref := []float64{20, 18}
		area := 0.
		for x := range 20 {
			for y := range 18 {
				if slices.ContainsFunc(points, func(p []float64) bool { return p[0] <= float64(x) && p[1] <= float64(y) }) {
					area++
				}
			}
		}
		if got := hypervolume(points, ref); got != area {
			t.Errorf("%v: expected %v, got %v", points, area, got)
		}
	}
}

func TestQuantile(t *testing.T) {
	for q, want := range map[float64]float64{0: 1, .25: 1.75, .5: 2.5, 1: 4} {
		if got := quantile([]float64{1, 2, 3, 4}, q); got != want {
			t.Errorf("expected %v at %v, got %v", want, q, got)
		}
	}
}

// Targets are a fifth of an order of magnitude apart, from 1e2 to 1e-8.
func TestTargets(t *testing.T) {
	for distance, want := range map[float64]float64{101: 0, 100: 1. / 51, 1: 11. / 51, 1e-3: 26. / 51, 1e-8: 1, 0: 1} {
		if got := reached(distance); got != want {
			t.Errorf("expected %v of the targets at a distance of %v, got %v", want, distance, got)
		}
	}
	table, _ := bench(t, "-problems bbob:f1..f7:dim=2,testdata/problems.json -algorithms random -seeds 2 -n 20")
	_, targets, ok := strings.Cut(table, "BBOB: ")
	lines := strings.Split(strings.TrimSpace(targets), "\n")
	if fields := strings.Fields(lines[len(lines)-1]); !ok || len(lines) != 3 || len(fields) != 9 || fields[2] != "random" || fields[8] != "-" {
		t.Errorf("expected a line with the share of each group, and none of the last, got\n%s", targets)
	}
}

// Each name stands for one algorithm.
func TestNamesAreUnique(t *testing.T) {
	names := map[string]bool{}
	for _, a := range algorithms {
		if names[a.name] {
			t.Errorf("%s is listed twice", a.name)
		}
		names[a.name] = true
	}
}
