package search_test

// This file checks algorithms against published results on NAS-Bench-201
// (Dong, Liu, Musial, Gabrys, "NATS-Bench", 2021), on the table of its 15,625
// cells.

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/local"
)

// cells is the space of NAS-Bench-201, an operation for each of six edges,
// with one column of the table as the reward.
type cells struct {
	space *geno.Spec
	value [15625]float64 // by the operations as the digits of a number in base 5
	best  float64
}

func loadCells(t *testing.T, column string) *cells {
	t.Helper()
	dir := os.Getenv("PGEN_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "nas")
	}
	path := filepath.Join(dir, "nb201.csv.gz")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("SKIPPED: needs the NAS-Bench-201 table: set PGEN_DATA to the folder of nb201.csv.gz (%v)", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	ops, col := slices.Index(rows[0], "ops"), slices.Index(rows[0], column)
	if ops < 0 || col < 0 {
		t.Fatalf("%s: no columns ops and %s", path, column)
	}
	c := &cells{best: math.Inf(-1)}
	for _, row := range rows[1:] {
		i, err := strconv.ParseInt(row[ops], 5, 32)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if c.value[i], err = strconv.ParseFloat(row[col], 64); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		c.best = max(c.best, c.value[i])
	}
	var edges []geno.Element
	for _, name := range []string{"E01", "E02", "E12", "E03", "E13", "E23"} {
		edges = append(edges, geno.At(name, &geno.Choices{K: 1, Literals: []any{"none", "skip", "conv1x1", "conv3x3", "pool3x3"}}))
	}
	if c.space, err = geno.New(edges...); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *cells) reward(dna *geno.DNA) float64 {
	i := int64(0)
	for k := range dna.Len() {
		i = i*5 + dna.Index(k)
	}
	return c.value[i]
}

// run is one search of n queries, or of as many as the optimum takes with
// n = 0. It returns the best reward and the number of queries.
func (c *cells) run(t *testing.T, alg search.Algorithm, seed uint64, n int) (best float64, queries int) {
	t.Helper()
	s, err := alg.Start(c.space, seed)
	if err != nil {
		t.Fatal(err)
	}
	for id := 0; ; id++ {
		if n > 0 && id == n || best == c.best {
			return best, id
		}
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatalf("seed %d, trial %d: %v", seed, id, err)
		}
		s.Started(id, dna)
		r := c.reward(dna)
		best = max(best, r)
		s.Finished(id, search.Outcome{Reward: r})
	}
}

func TestSteepestQueriesToOptimum(t *testing.T) {
	c := loadCells(t, "c100_val200")
	const runs = 1000
	sum, squares := 0.0, 0.0
	for seed := range uint64(runs) {
		_, n := c.run(t, local.Steepest(), seed, 0)
		sum += float64(n)
		squares += float64(n * n)
	}
	mean := sum / runs
	err := math.Sqrt((squares/runs - mean*mean) / runs)
	t.Logf("optimum of CIFAR-100 validation after %.1f queries on average (standard error %.1f); published 127", mean, err)
	// Single runs scatter by 60, so that the published average, over some
	// hundred runs, is good to about 4.
	if math.Abs(mean-127) > 8 {
		t.Errorf("expected about 127 queries, got %.1f ± %.1f", mean, err)
	}
}

func TestPublishedBestOfQueries(t *testing.T) {
	c := loadCells(t, "c100_val200")
	// The published searches evaluate some cells twice.
	regularized := search.AllowRepeats(evolution.Regularized(evolution.Population(50), evolution.Sample(10)))
	random := search.AllowRepeats(search.Random())
	for _, test := range []struct {
		alg     search.Algorithm
		queries int
		best    float64
		optimal float64 // share of runs, -1: not published
		least   float64 // share that has to be, whatever the scatter
	}{
		{regularized, 100, 72.57, 0.14, 0},
		{regularized, 200, 73.33, 0.67, 0},
		{regularized, 300, 73.46, 0.91, 0.85},
		{random, 100, 71.39, -1, 0},
		{random, 200, 71.88, -1, 0},
		{random, 300, 72.11, -1, 0},
	} {
		const runs = 500
		sum, squares, optimal := 0.0, 0.0, 0.0
		for seed := range uint64(runs) {
			best, _ := c.run(t, test.alg, seed, test.queries)
			sum += best
			squares += best * best
			if best == c.best {
				optimal++
			}
		}
		mean, share := sum/runs, optimal/runs
		err := math.Sqrt((squares/runs - mean*mean) / runs)
		t.Logf("%v, %d queries: %.2f ± %.2f (published %.2f), %.0f %% of the runs at the optimum",
			test.alg, test.queries, mean, err, test.best, 100*share)
		if math.Abs(mean-test.best) > 3*err+0.03 {
			t.Errorf("%v, %d queries: expected a mean of %.2f, got %.2f ± %.2f", test.alg, test.queries, test.best, mean, err)
		}
		if test.optimal >= 0 && math.Abs(share-test.optimal) > 0.07 {
			t.Errorf("%v, %d queries: expected %.0f %% of the runs at the optimum, got %.0f %%", test.alg, test.queries, 100*test.optimal, 100*share)
		}
		if share < test.least {
			t.Errorf("%v, %d queries: expected %.0f %% of the runs at the optimum or more, got %.1f %%", test.alg, test.queries, 100*test.least, 100*share)
		}
	}
}
