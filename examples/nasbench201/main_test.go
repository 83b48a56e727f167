package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// published are the means of 500 runs that ours are held to, by method and
// dataset.
var published = [][3]float64{
	{93.86, 71.55, 45.28},
	{94.02, 72.23, 45.77},
	{93.90, 71.86, 45.64},
}

func TestPublished(t *testing.T) {
	folder := cmp.Or(os.Getenv("PGEN_DATA"), filepath.Join("..", "..", "..", "shared", "data", "nas"))
	tables, err := load(folder)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED: needs the NAS-Bench-201 table: set PGEN_DATA to the folder of nb201.csv.gz (%v)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, means := range published {
		for k, want := range means {
			s, err := tables[k].score(t.Context(), methods[i].alg, 500)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %.2f ± %.2f, published %.2f", methods[i].name, tables[k].name, s.mean, s.std, want)
			if math.Abs(s.mean-want) > 0.15 {
				t.Errorf("%s, %s: expected %.2f as published, within 0.15, got %.2f", methods[i].name, tables[k].name, want, s.mean)
			}
		}
	}
}

// table makes up a table in which each convolution of 3x3 adds to what a cell
// achieves, and to what it costs.
func table() string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("ops,c10_val12,c10_test200,c10_epoch_s,c100_val12,c100_test200,in16_val12,in16_test200,in16_epoch_s\n")
	for i := range cells {
		convolutions := 0
		var digits [6]byte
		for k, n := 5, i; k >= 0; k, n = k-1, n/5 {
			digits[k] = byte('0' + n%5)
			if n%5 == int(Conv3x3) {
				convolutions++
			}
		}
		val := 50 + 5*float64(convolutions) + rng.Float64()
		test := val + 10
		cost := 10 + float64(convolutions)
		fmt.Fprintf(&b, "%s,%v,%v,%v,%v,%v,%v,%v,%v\n", digits[:], val, test, cost, val, test, val, test, cost)
	}
	return b.String()
}

func TestSearch(t *testing.T) {
	tables, err := read(strings.NewReader(table()))
	if err != nil {
		t.Fatal(err)
	}
	best := &Cell{Conv3x3, Conv3x3, Conv3x3, Conv3x3, Conv3x3, Conv3x3}
	d := tables[0]
	if got := d.reward[best.index()]; got < 80 || got > 81 {
		t.Errorf("expected the cell of convolutions to achieve 80, got %v", got)
	}
	found, n, err := d.search(t.Context(), methods[1].alg, 1)
	if err != nil {
		t.Fatal(err)
	}
	convolutions := strings.Count(found.String(), "nor_conv_3x3")
	if convolutions < 4 {
		t.Errorf("expected evolution to find a cell of convolutions, got %v", found)
	}
	// An evaluation costs from 6.18 × 10 to 6.18 × 16 of 20,000 s.
	if n < 202 || n > 324 {
		t.Errorf("expected from 202 to 324 evaluations to spend the budget, got %d", n)
	}
	again, m, err := d.search(t.Context(), methods[1].alg, 1)
	if err != nil || m != n || !again.Equal(found) {
		t.Errorf("expected the same search from the same seed, got %v after %d, error %v", again, m, err)
	}
	var out bytes.Buffer
	if err := compare(t.Context(), &out, tables, 2); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CIFAR-10 ", "regularized evolution ", "(94.02±0.31)", "best there is "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("expected %q in\n%s", want, out.String())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := compare(ctx, &out, tables, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("expected to be stopped, got %v", err)
	}
}

func TestBrokenTable(t *testing.T) {
	whole := table()
	lines := strings.SplitAfterN(whole, "\n", 3)
	for _, c := range []struct{ table, want string }{
		{"", "EOF"},
		{"idx,ops\n", "expected a column c10_val12, got none\nexpected a column c10_test200, got none"},
		{lines[0] + lines[1], "expected 15625 cells, got 1"},
		{lines[0] + "00000x" + lines[1][6:], `line 2: ops: expected six digits from 0 to 4, got "00000x"`},
		{lines[0] + "000000,?" + lines[1][6:], `wrong number of fields`},
		{lines[0] + strings.Replace(lines[1], ",5", ",x", 1), `line 2: expected a number, got "x`},
	} {
		if _, err := read(strings.NewReader(c.table)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
	}
	if _, err := load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "name the folder of nb201.csv.gz with -data") {
		t.Errorf("expected to be told of -data, got %v", err)
	}
}

// The architecture string is that of the benchmark's first cell.
func TestCellString(t *testing.T) {
	c := &Cell{E01: Pool3x3, E02: Conv1x1, E12: Skip, E03: Conv1x1, E13: Skip, E23: Skip}
	if got, want := c.String(), "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|"; got != want {
		t.Errorf("expected %s, got %s", want, got)
	}
}
