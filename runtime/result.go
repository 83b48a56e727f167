// What comes of a search.

package pg

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

// A Result is what came of a search: its best program and its history.
type Result[P any] struct {
	Program P         // the best, as [study.History.Best] has it or [Prefer] says, made anew from DNA; zero if no trial was successful
	DNA     *geno.DNA // nil if no trial was successful
	Reward  float64   // the best program's, as it was reported
	Trial   int       // the best program's; -1 if no trial was successful
	Changes Changes   // what turns the program searched into the best
	Elapsed time.Duration
	Stopped error // why the search ended before its time: the end of its context, a fault; or nil

	preferred string // by what it is the best

	// History has every trial. Its JSON is what [Resume] goes on from, its
	// WriteCSV makes a table of it.
	History *study.History
}

// String returns the result for people to read: a line on the search, and the
// changes that make the best program.
func (r *Result[P]) String() string {
	var b strings.Builder
	r.write(&b, false)
	return b.String()
}

// WriteTo writes the result like String, and the changes in colour if w is a
// terminal.
func (r *Result[P]) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	r.write(&b, wantsColor(w))
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func (r *Result[P]) write(b *strings.Builder, color bool) {
	h := r.History
	if h == nil {
		b.WriteString("no search\n")
		return
	}
	failed, stopped := h.Count(study.Failed), h.Count(study.Stopped)
	fmt.Fprintf(b, "%s in %s", count(h.Count(study.Done)+failed+stopped, "trial"), duration(r.Elapsed))
	if failed > 0 {
		fmt.Fprintf(b, ", %d failed", failed)
	}
	if stopped > 0 {
		fmt.Fprintf(b, ", %d stopped early", stopped)
	}
	if h.Goals != nil && r.Trial >= 0 {
		fmt.Fprintf(b, ": %d that no other is better than in all of %d objectives; ", len(h.Front()), len(h.Goals))
		if r.preferred != "" {
			fmt.Fprintf(b, "%s prefers %.6g, trial %d", r.preferred, h.Trials[r.Trial].Rewards, r.Trial)
		} else {
			fmt.Fprintf(b, "best in the first %.6g, trial %d", r.Reward, r.Trial)
		}
	} else if r.Trial >= 0 {
		fmt.Fprintf(b, ": best %.6g, trial %d", r.Reward, r.Trial)
	} else {
		b.WriteString(": none was successful")
	}
	if r.Stopped != nil {
		fmt.Fprintf(b, "; stopped: %v", r.Stopped)
	}
	fmt.Fprintf(b, "; seed %d\n", h.Seed)
	b.Write(r.Changes.text(color))
}

// noSuccess is the error of a search that has no best program.
func (r *Result[P]) noSuccess() error {
	if r.Stopped != nil {
		return fmt.Errorf("pg: the search was stopped before a trial was successful: %w", r.Stopped)
	}
	var least *study.Trial
	for i := range r.History.Trials {
		if t := &r.History.Trials[i]; t.State == study.Done && (least == nil || t.Violation < least.Violation) {
			least = t
		}
	}
	switch n := r.History.Count(study.Stopped); {
	case least != nil:
		return fmt.Errorf("pg: no program keeps the constraints: of %s, trial %d breaks them least, by %.6g", count(len(r.History.Trials), "trial"), least.ID, least.Violation)
	case n > 0:
		return fmt.Errorf("pg: no trial ran to its end: %d of %s were stopped early: %s", n, count(len(r.History.Trials), "trial"), r.History.Stopper)
	}
	for _, t := range r.History.Trials {
		if t.State == study.Failed {
			return fmt.Errorf("pg: none of %s was successful; trial %d: %s", count(len(r.History.Trials), "trial"), t.ID, t.Error)
		}
	}
	return errors.New("pg: the search had no trials")
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// duration spells d to about three digits.
func duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(10 * time.Nanosecond).String()
}
