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
	row    [cells]int     // the benchmark's own index
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
func load(folder string) ([]*dataset, error) { return open(folder, "nb201.csv.gz", read) }

// loadLatencies reads from hwnas201.csv.gz of the folder how long each device
// takes for each cell of CIFAR-10, in milliseconds; -1 if it can't run it.
func loadLatencies(folder string) ([][cells]float64, error) {
	return open(folder, "hwnas201.csv.gz", readLatencies)
}

// open reads a file of the folder that is compressed.
func open[T any](folder, name string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	path := filepath.Join(folder, name)
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = fmt.Errorf("%w: name the folder of %s with -data", err, name)
		}
		return none, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return none, fmt.Errorf("%s: %w", path, err)
	}
	x, err := read(z)
	if err != nil {
		return none, fmt.Errorf("%s: %w", path, err)
	}
	return x, nil
}

func readLatencies(r io.Reader) ([][cells]float64, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, err
	}
	columns := make([]int, len(devices))
	for d, name := range devices {
		if columns[d] = slices.Index(header, "c10_"+name+"_latency"); columns[d] < 0 {
			return nil, fmt.Errorf("expected a column c10_%s_latency, got none", name)
		}
	}
	all := make([][cells]float64, len(devices))
	for row := range cells {
		record, err := in.Read()
		if err == io.EOF {
			return nil, fmt.Errorf("expected %d cells, got %d", cells, row)
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		for d, c := range columns {
			if all[d][row], err = strconv.ParseFloat(record[c], 64); err != nil {
				return nil, fmt.Errorf("line %d: expected a number, got %q", line, record[c])
			}
		}
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
			d.reward[i], d.test[i], d.cost[i], d.row[i] = v[0], v[1], v[2]*datasets[k].perEpoch, seen
		}
		seen++
	}
	if seen != cells {
		return nil, fmt.Errorf("expected %d cells, got %d", cells, seen)
	}
	return all, nil
}
