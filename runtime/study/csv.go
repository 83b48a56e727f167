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
// by its id, with what was chosen; and last dna and error. Of several objectives
// the rewards are in the columns reward 0, reward 1 and so on. Where some trial
// breaks constraints, violation comes after the rewards; where some told of
// steps, the column step has the last, and [History.WriteCurves] all. Where some
// go on from others, the column parent comes after trial. What a trial doesn't
// have is empty.
func (h *History) WriteCSV(w io.Writer) error {
	var ids []string
	column := map[string]int{}
	violated, stepped, continued := false, false, false
	measures := measureNames(func(yield func(map[string]float64)) {
		for _, t := range h.Trials {
			yield(t.Measures)
			for _, p := range t.DNA.Points() {
				if id := p.ID(); column[id] == 0 {
					ids = append(ids, id)
					column[id] = len(ids)
				}
			}
			violated = violated || t.Violation > 0
			stepped = stepped || len(t.Curve) > 0
			continued = continued || t.Parent >= 0 && t.Parent < t.ID
		}
	})

	out := csv.NewWriter(w)
	row := []string{"trial"}
	if continued {
		row = append(row, "parent")
	}
	row = append(row, "state")
	if h.Goals == nil {
		row = append(row, "reward")
	}
	for i := range h.Goals {
		row = append(row, "reward "+strconv.Itoa(i))
	}
	if violated {
		row = append(row, "violation")
	}
	if stepped {
		row = append(row, "step")
	}
	row = append(row, "seconds", "began")
	row = append(row, measures...)
	row = append(row, ids...)
	row = append(row, "dna", "error")
	out.Write(row)
	for _, t := range h.Trials {
		row = append(row[:0], strconv.Itoa(t.ID))
		if continued {
			row = append(row, numberIf(t.Parent >= 0, float64(t.Parent)))
		}
		row = append(row, t.State.String())
		rewarded := t.State == Done || t.State == Stopped
		if h.Goals == nil {
			row = append(row, numberIf(rewarded, t.Reward))
		}
		for i := range h.Goals {
			if t.State == Done {
				row = append(row, number(t.Rewards[i]))
			} else {
				row = append(row, "")
			}
		}
		if violated {
			row = append(row, numberIf(rewarded, t.Violation))
		}
		if stepped {
			last := ""
			if n := len(t.Curve); n > 0 {
				last = strconv.Itoa(t.Curve[n-1].Step)
			}
			row = append(row, last)
		}
		row = append(row, numberIf(t.State != Open, t.Took.Seconds()), t.Began.Format(time.RFC3339Nano))
		row = appendMeasures(row, measures, t.Measures)
		first := len(row)
		row = append(row, make([]string, len(ids))...)
		for _, p := range t.DNA.Points() {
			row[first+column[p.ID()]-1] = chosen(p)
		}
		row = append(row, t.DNA.String(), t.Error)
		out.Write(row)
	}
	return ended(out, "history")
}

// WriteCurves writes the curves of all trials as a table (RFC 4180) with a line
// for each point: trial, step, reward, and each measure.
func (h *History) WriteCurves(w io.Writer) error {
	measures := measureNames(func(yield func(map[string]float64)) {
		for _, t := range h.Trials {
			for _, p := range t.Curve {
				yield(p.Measures)
			}
		}
	})
	out := csv.NewWriter(w)
	out.Write(append([]string{"trial", "step", "reward"}, measures...))
	var row []string
	for _, t := range h.Trials {
		for _, p := range t.Curve {
			row = append(row[:0], strconv.Itoa(t.ID), strconv.Itoa(p.Step), number(p.Reward))
			out.Write(appendMeasures(row, measures, p.Measures))
		}
	}
	return ended(out, "curves")
}

func ended(out *csv.Writer, what string) error {
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("study: write the %s as CSV: %w", what, err)
	}
	return nil
}

// measureNames returns the names that occur, in order.
func measureNames(all func(yield func(map[string]float64))) []string {
	names := map[string]bool{}
	all(func(measures map[string]float64) {
		for name := range measures {
			names[name] = true
		}
	})
	return slices.Sorted(maps.Keys(names))
}

func appendMeasures(row, names []string, measures map[string]float64) []string {
	for _, name := range names {
		v, ok := measures[name]
		row = append(row, numberIf(ok, v))
	}
	return row
}

func numberIf(there bool, f float64) string {
	if !there {
		return ""
	}
	return number(f)
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
