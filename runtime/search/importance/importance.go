// Package importance tells which decisions of a search mattered: how much of the
// differences between trials each of them accounts for. [FANOVA] says it of the
// space as a whole, [Permutation] of the trials that were made. Both fit a random
// forest to the trials, and say how far it can be believed.
//
// Decisions that exist only where others choose so count as long as they exist: a
// decision that few programs have can matter only to these, and is the less
// important for the space.
package importance

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/internal/forest"
	"github.com/pgen-go/pgen/runtime/study"
)

// A Report is what a method found.
type Report struct {
	Method string
	Trials int // that have a value

	// Explained is the part of the variance that the forest explains in trials
	// which it has not seen, 1 at most. Where it is near 0 or below, the
	// importances say nothing: more trials are needed, or nothing matters. It is
	// a NaN if too few trials were left to tell.
	Explained float64

	// Decisions are all decisions with coordinates, the most important first.
	// Each of the K choices of a geno.Choices is one; a geno.Custom has none.
	Decisions []Importance

	// Pairs are those asked for with [Pairs], the most important first.
	Pairs []Pair
}

// An Importance is how much one decision matters.
type Importance struct {
	ID       string // as in geno.Point.ID
	Decision geno.Decision

	// Share is the part of the variance that the decision accounts for: 0 if it
	// does not matter, about 1 if nothing else does. An importance by permutation
	// can be a little below 0, and above 1.
	Share float64

	// Spread is the standard deviation of Share over the trees of the forest.
	Spread float64

	// Active is the part of the trials that made the decision.
	Active float64
}

// A Pair is how much two decisions matter together, beyond what each does alone.
type Pair struct {
	A, B          string // IDs, A the more important one
	Share, Spread float64
}

// An Option sets up FANOVA and Permutation.
type Option func(*options)

type options struct {
	trees   int
	seed    uint64
	pairs   int
	measure string
}

// Trees sets how many trees the forest has, 64 by default.
func Trees(n int) Option { return func(o *options) { o.trees = n } }

// Seed sets the seed of the forest, 1 by default.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// Pairs makes [FANOVA] look also at each two of the n most important decisions.
func Pairs(n int) Option { return func(o *options) { o.pairs = n } }

// Measure makes it about a measure of the trials, by its name, in place of the
// reward.
func Measure(name string) Option { return func(o *options) { o.measure = name } }

// least is how many trials there must be. Fewer say nothing.
const least = 8

// data is what the forest is fit to.
type data struct {
	options
	space    *coords.Space
	features []forest.Feature // one a dimension
	x        [][]float64
	y        []float64
	variance float64
	forest   *forest.Forest
}

func read(h *study.History, opts []Option) (*data, error) {
	d := &data{options: options{trees: 64, seed: 1}}
	for _, opt := range opts {
		opt(&d.options)
	}
	if d.trees < 2 {
		return nil, fmt.Errorf("importance: expected 2 trees or more, got %d: use importance.Trees(64)", d.trees)
	}
	if h == nil || h.Space == nil {
		return nil, errors.New("importance: there is no history of a space: give that of a study")
	}
	var err error
	if d.space, err = coords.New(h.Space); err != nil {
		return nil, fmt.Errorf("importance: %w", err)
	}
	for _, dim := range d.space.Dims {
		f := forest.Feature{}
		if dim.Kind == coords.Categorical {
			f.Categories = int(dim.N)
		}
		d.features = append(d.features, f)
	}
	for i := range h.Trials {
		t := &h.Trials[i]
		v := t.Reward
		if d.measure != "" {
			var ok bool
			if v, ok = t.Measures[d.measure]; !ok {
				continue
			}
		}
		if t.State != study.Done || math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		dna, err := h.Space.Bind(t.DNA)
		if err != nil {
			return nil, fmt.Errorf("importance: trial %d: %w", t.ID, err)
		}
		x := make([]float64, len(d.space.Dims))
		d.space.Read(dna, x)
		for i, dim := range d.space.Dims {
			if dim.Kind != coords.Categorical {
				x[i] = d.space.Unit(i, x[i])
			}
		}
		d.x = append(d.x, x)
		d.y = append(d.y, v)
	}
	what := "a reward"
	if d.measure != "" {
		what = fmt.Sprintf("the measure %q", d.measure)
	}
	if len(d.y) < least {
		return nil, fmt.Errorf("importance: expected %d trials or more with %s, got %d of the %d in the history", least, what, len(d.y), len(h.Trials))
	}
	// A common factor, so that squares neither overflow nor vanish.
	low, high := slices.Min(d.y), slices.Max(d.y)
	if low == high {
		return nil, fmt.Errorf("importance: all %d trials with %s have the same, %v: nothing can be told from them", len(d.y), what, low)
	}
	for i, v := range d.y {
		d.y[i] = v/2/(high/2-low/2) - low/2/(high/2-low/2)
	}
	var mean float64
	for _, v := range d.y {
		mean += v / float64(len(d.y))
	}
	for _, v := range d.y {
		d.variance += (v - mean) * (v - mean) / float64(len(d.y))
	}
	d.forest = forest.Fit(d.features, d.x, d.y, forest.Options{Trees: d.trees, Features: 5. / 6, Seed: d.seed})
	return d, nil
}

// report makes a report of the shares of each dimension in each tree.
func (d *data) report(method string, shares [][]float64) *Report {
	r := &Report{Method: method, Trials: len(d.y), Explained: d.forest.Explained(d.x, d.y)}
	for i, dim := range d.space.Dims {
		if dim.Kind == coords.Opaque {
			continue
		}
		active := 0
		for _, x := range d.x {
			if x[i] == x[i] {
				active++
			}
		}
		m := Importance{ID: dim.ID, Decision: dim.Decision, Active: float64(active) / float64(len(d.x))}
		m.Share, m.Spread = moments(shares[i])
		r.Decisions = append(r.Decisions, m)
	}
	slices.SortStableFunc(r.Decisions, func(a, b Importance) int { return cmp.Compare(b.Share, a.Share) })
	return r
}

// moments are the mean and the standard deviation.
func moments(list []float64) (mean, deviation float64) {
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		deviation += (v - mean) * (v - mean) / float64(len(list))
	}
	return mean, math.Sqrt(deviation)
}

// String is the report as a table, without a line end.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "importance by %s, of %d trials", r.Method, r.Trials)
	if !math.IsNaN(r.Explained) {
		fmt.Fprintf(&b, "; the forest explains %.0f%% of what it has not seen", max(0, 100*r.Explained))
	}
	b.WriteByte('\n')
	tab := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	line := func(name string, share, spread float64, active string) {
		const width = 20
		bar := strings.Repeat("█", int(math.Round(width*min(1, max(0, share)))))
		fmt.Fprintf(tab, "%s\t%5.1f%% ±%.1f\t%s\t%s\n", name, 100*share, 100*spread, active, bar)
	}
	for _, m := range r.Decisions {
		active := ""
		if m.Active < 1 {
			active = fmt.Sprintf("in %.0f%%", 100*m.Active)
		}
		line(m.ID, m.Share, m.Spread, active)
	}
	for _, p := range r.Pairs {
		line(p.A+" × "+p.B, p.Share, p.Spread, "")
	}
	tab.Flush() // to memory: no error
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
