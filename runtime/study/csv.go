// A history as a table.

package study

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
)

// WriteCSV writes the history as a table (RFC 4180) with a line for each
// trial. The columns are trial, state, reward, seconds, began (RFC 3339); then
// each measure, in the order of their names; each decision that some trial had,
// by its id, with what was chosen; and last dna and error. What a trial doesn't
// have is empty.
func (h *History) WriteCSV(w io.Writer) error {
	measured := map[string]bool{}
	for _, t := range h.Trials {
		for name := range t.Measures {
			measured[name] = true
		}
	}
	measures := slices.Sorted(maps.Keys(measured))
	var ids []string
	column := map[string]int{}
	for _, t := range h.Trials {
		for _, p := range t.DNA.Points() {
			if id := p.ID(); column[id] == 0 {
				ids = append(ids, id)
				column[id] = len(ids)
			}
		}
	}

	out := csv.NewWriter(w)
	row := []string{"trial", "state", "reward", "seconds", "began"}
	row = append(row, measures...)
	row = append(row, ids...)
	row = append(row, "dna", "error")
	out.Write(row)
	for _, t := range h.Trials {
		row = append(row[:0], strconv.Itoa(t.ID), t.State.String())
		if t.State == Done {
			row = append(row, number(t.Reward))
		} else {
			row = append(row, "")
		}
		if t.State == Open {
			row = append(row, "")
		} else {
			row = append(row, number(t.Took.Seconds()))
		}
		row = append(row, t.Began.Format(time.RFC3339Nano))
		for _, name := range measures {
			if v, ok := t.Measures[name]; ok {
				row = append(row, number(v))
			} else {
				row = append(row, "")
			}
		}
		first := len(row)
		row = append(row, make([]string, len(ids))...)
		for _, p := range t.DNA.Points() {
			row[first+column[p.ID()]-1] = chosen(p)
		}
		row = append(row, t.DNA.String(), t.Error)
		out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("study: write the history as CSV: %w", err)
	}
	return nil
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// chosen spells the choice at p: the candidate as its source has it where
// there is one.
func chosen(p geno.Point) string {
	if f, ok := p.Value().(float64); ok {
		return number(f)
	}
	if l := p.Literal(); l != nil {
		return fmt.Sprint(l)
	}
	return fmt.Sprint(p.Value())
}
