// The benchmark's table: what each cell achieves when it is trained.

package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

const cells = 15_625 // 5 operations on 6 edges

// A dataset is what the benchmark measured on one dataset, by Cell.index.
type dataset struct {
	name   string
	budget float64        // simulated seconds that a search may spend
	reward [cells]float64 // validation accuracy after 12 epochs, %
	test   [cells]float64 // test accuracy after 200 epochs, %
	cost   [cells]float64 // simulated seconds of one evaluation
}

// datasets are those of NATS-Bench with its budgets. An evaluation trains for
// 12 epochs, and tests: perEpoch epochs' worth of time in all.
var datasets = []struct {
	name, reward, test, epoch string
	perEpoch, budget          float64
}{
	{"CIFAR-10", "c10_val12", "c10_test200", "c10_epoch_s", 6.1765, 20_000},
	{"CIFAR-100", "c100_val12", "c100_test200", "c10_epoch_s", 12.035, 40_000},
	{"ImageNet16-120", "in16_val12", "in16_test200", "in16_epoch_s", 12.007, 120_000},
}

// load reads nb201.csv.gz from the folder.
func load(folder string) ([]*dataset, error) {
	path := filepath.Join(folder, "nb201.csv.gz")
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = fmt.Errorf("%w: name the folder of nb201.csv.gz with -data", err)
		}
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	all, err := read(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}

func read(r io.Reader) ([]*dataset, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, err
	}
	var errs []error
	column := func(name string) int {
		i := slices.Index(header, name)
		if i < 0 {
			errs = append(errs, fmt.Errorf("expected a column %s, got none", name))
		}
		return i
	}
	var all []*dataset
	var columns [][3]int
	ops := column("ops")
	for _, d := range datasets {
		all = append(all, &dataset{name: d.name, budget: d.budget})
		columns = append(columns, [3]int{column(d.reward), column(d.test), column(d.epoch)})
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	seen := 0
	for {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		i, err := strconv.ParseUint(row[ops], 5, 32)
		if err != nil || i >= cells {
			return nil, fmt.Errorf("line %d: ops: expected six digits from 0 to 4, got %q", line, row[ops])
		}
		for k, d := range all {
			var v [3]float64
			for j, c := range columns[k] {
				if v[j], err = strconv.ParseFloat(row[c], 64); err != nil {
					return nil, fmt.Errorf("line %d: expected a number, got %q", line, row[c])
				}
			}
			d.reward[i], d.test[i], d.cost[i] = v[0], v[1], v[2]*datasets[k].perEpoch
		}
		seen++
	}
	if seen != cells {
		return nil, fmt.Errorf("expected %d cells, got %d", cells, seen)
	}
	return all, nil
}
