package transfer

// This file finds out what programs of an earlier space are in the new one.

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/study"
)

// A Mapping is what became of an earlier study in a new space.
type Mapping struct {
	Trials int // that ended, well or not
	Taken  int // that are trials of the new space
	Moved  int // of these: some number was moved to the nearest one that there is now

	// Gone counts trials that are not taken by why: a decision with what was chosen,
	// where that can't be chosen any more.
	Gone map[string]int

	Added   []string // decisions that the earlier study did not have, by id
	Removed []string // decisions that only the earlier study had, by id: they are ignored
	Renamed []string // candidates that are taken for renamed: "Codec: zstd was zst"

	scored []search.Scored
}

// String returns the mapping in a line.
func (m *Mapping) String() string {
	text := fmt.Sprintf("%d of %d trials taken", m.Taken, m.Trials)
	if m.Moved > 0 {
		text += fmt.Sprintf(", %d with numbers moved into their range", m.Moved)
	}
	for _, why := range slices.Sorted(maps.Keys(m.Gone)) {
		text += fmt.Sprintf("; %d gone: %s", m.Gone[why], why)
	}
	for _, l := range []struct {
		what string
		list []string
	}{{"added", m.Added}, {"removed", m.Removed}, {"renamed", m.Renamed}} {
		if len(l.list) > 0 {
			text += fmt.Sprintf("; %s: %s", l.what, strings.Join(l.list, ", "))
		}
	}
	return text
}

// Map says what becomes of the trials of earlier studies in a space. A decision is the
// earlier one of the same path or, if there is none, of the same name, or what
// [Renamed] says; below a choice, that in the same candidate. A candidate is the one
// of the same literal; or that at the same index, if neither is among the literals of
// the other space and there are as many, or if there are no literals. A number that
// is out of its new range, or between its new steps, is moved to the nearest; numbers
// and choices of numbers are the same. What was chosen of a decision that is no more is
// ignored; one that is new is drawn at random, or as [Like] says. A trial in which a
// candidate was chosen that is no more can't be taken.
func Map(space *geno.Spec, earlier []*study.History, opts ...Option) ([]*Mapping, error) {
	return newFrom(nil, earlier, opts).mapAll(space, earlier)
}

func (s settings) mapAll(space *geno.Spec, earlier []*study.History) ([]*Mapping, error) {
	to, err := coords.New(space)
	if err != nil {
		return nil, fmt.Errorf("transfer: %w: use a smaller space", err)
	}
	var errs []error
	var like []float64
	if s.like != nil {
		dna, err := space.Bind(s.like)
		if err != nil {
			errs = append(errs, fmt.Errorf("transfer: Like: %w", err))
		} else {
			like = make([]float64, len(to.Dims))
			to.Read(dna, like)
		}
	}
	for _, r := range s.renamed {
		if !slices.ContainsFunc(to.Dims, func(d coords.Dim) bool { _, ok := below(d.ID, r.new); return ok }) {
			errs = append(errs, fmt.Errorf("transfer: Renamed(%q, %q): expected a decision of the new space, which has %q", r.old, r.new, space.IDs()))
		}
	}
	list := make([]*Mapping, len(earlier))
	for i, h := range earlier {
		if h == nil || h.Space == nil {
			errs = append(errs, fmt.Errorf("transfer: study %d: expected a history, got none", i))
			continue
		}
		of, err := coords.New(h.Space)
		if err != nil {
			errs = append(errs, fmt.Errorf("transfer: study %d: %w", i, err))
			continue
		}
		m := &mapper{of: of, to: to, like: like, Mapping: &Mapping{Gone: map[string]int{}}}
		m.match(s.renamed)
		m.take(h)
		list[i] = m.Mapping
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return list, nil
}

// A mapper takes the trials of one study.
type mapper struct {
	of, to *coords.Space
	like   []float64 // the coordinates of Like, or nil
	from   []int     // by decision of to: that of of, or -1
	code   [][]int64 // by decision of to: the candidate for each of an earlier choice, or -1
	*Mapping
}

// below reports whether an identifier is base or begins with it, and what follows.
func below(id, base string) (string, bool) {
	rest, ok := strings.CutPrefix(id, base)
	return rest, ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// A key finds an earlier decision by where it is.
type key struct {
	parent int
	on     int64
	local  string // its location from the candidate it is in
	sub    int
}

// local is the location of a dimension from the candidate that it is in.
func local(s *coords.Space, i int) string {
	d := &s.Dims[i]
	id := d.ID
	if d.Parent >= 0 {
		p := &s.Dims[d.Parent]
		prefix := fmt.Sprintf("%s[=%d/%d]", p.ID, d.On, p.N)
		id = strings.TrimPrefix(strings.TrimPrefix(id, prefix), ".")
	}
	return whole(d, id)
}

// whole is an identifier without the number of one of several choices.
func whole(d *coords.Dim, id string) string {
	if c, ok := d.Decision.(*geno.Choices); ok && c.K > 1 {
		id = strings.TrimSuffix(id, fmt.Sprintf("[%d]", d.Sub))
	}
	return id
}

// match finds the earlier decision of each.
func (m *mapper) match(renamed []renaming) {
	at := map[key]int{}
	ids := map[string]int{}
	type named struct {
		name string
		sub  int
	}
	names := map[named]int{}
	for i := range m.of.Dims {
		d := &m.of.Dims[i]
		at[key{d.Parent, d.On, local(m.of, i), d.Sub}] = i
		ids[d.ID] = i
		n := named{nameOf(d.Decision), d.Sub}
		if _, twice := names[n]; twice {
			names[n] = -1
		} else {
			names[n] = i
		}
	}
	mine := map[named]int{} // how many have the name
	for i := range m.to.Dims {
		d := &m.to.Dims[i]
		mine[named{nameOf(d.Decision), d.Sub}]++
	}
	used := make([]bool, len(m.of.Dims))
	m.from, m.code = make([]int, len(m.to.Dims)), make([][]int64, len(m.to.Dims))
	find := func(i int) (int, bool) {
		d := &m.to.Dims[i]
		for _, r := range renamed {
			if rest, ok := below(d.ID, r.new); ok {
				if j, ok := ids[r.old+rest]; ok {
					return j, true
				}
			}
		}
		k := key{parent: -1, local: local(m.to, i), sub: d.Sub}
		known := true
		if d.Parent >= 0 {
			k.parent = m.from[d.Parent]
			candidate := slices.Index(m.code[d.Parent], d.On)
			k.on, known = int64(candidate), candidate >= 0
		}
		if j, ok := at[k]; ok && known {
			return j, true
		}
		n := named{nameOf(d.Decision), d.Sub}
		if j, ok := names[n]; ok && n.name != "" && j >= 0 && mine[n] == 1 {
			return j, true
		}
		return -1, false
	}
	added := map[string]bool{}
	for i := range m.to.Dims {
		d := &m.to.Dims[i]
		j, ok := find(i)
		if ok && !used[j] {
			m.code[i], ok = m.codes(i, j)
		} else {
			ok = false
		}
		if !ok {
			m.from[i] = -1
			if id := whole(d, d.ID); !added[id] {
				added[id] = true
				m.Added = append(m.Added, id)
			}
			continue
		}
		m.from[i], used[j] = j, true
	}
	removed := map[string]bool{}
	for j, d := range m.of.Dims {
		if id := whole(&d, d.ID); !used[j] && !removed[id] {
			removed[id] = true
			m.Removed = append(m.Removed, id)
		}
	}
}

func nameOf(d geno.Decision) string {
	switch d := d.(type) {
	case *geno.Choices:
		return d.Name
	case *geno.Int:
		return d.Name
	case *geno.Float:
		return d.Name
	case *geno.Custom:
		return d.Name
	}
	return ""
}

// codes reports whether what was chosen of an earlier decision has a meaning for one of
// the new space and, of choices, which candidate each earlier one is.
func (m *mapper) codes(i, j int) ([]int64, bool) {
	to, of := &m.to.Dims[i], &m.of.Dims[j]
	if to.Kind == coords.Opaque || of.Kind == coords.Opaque {
		return nil, to.Kind == of.Kind
	}
	new, ok := to.Decision.(*geno.Choices)
	old, was := of.Decision.(*geno.Choices)
	if !ok || !was {
		return nil, true // numbers, at least on one side
	}
	codes := make([]int64, old.N())
	taken := make([]bool, new.N())
	if old.Literals == nil || new.Literals == nil {
		for c := range codes {
			if codes[c] = int64(c); c >= new.N() {
				codes[c] = -1
			}
		}
		return codes, true
	}
	for c, l := range old.Literals {
		codes[c] = int64(slices.IndexFunc(new.Literals, func(n any) bool { return fmt.Sprint(n) == fmt.Sprint(l) }))
		if codes[c] >= 0 {
			taken[codes[c]] = true
		}
	}
	if len(codes) == len(taken) {
		for c := range codes {
			if codes[c] < 0 && !taken[c] {
				codes[c] = int64(c)
				if to.Sub == 0 {
					m.Renamed = append(m.Renamed, fmt.Sprintf("%s: %v was %v", whole(to, to.ID), new.Literals[c], old.Literals[c]))
				}
			}
		}
	}
	return codes, true
}

// take takes the trials of the study, the best first.
func (m *mapper) take(h *study.History) {
	type scored struct {
		dna   *geno.DNA
		score float64
	}
	var list []scored
	trials, scores := judge(h)
	for i, t := range trials {
		m.Trials++
		dna, err := h.Space.Bind(t.DNA)
		if err != nil {
			m.Gone["a DNA of another space"]++
			continue
		}
		if dna, ok := m.dna(dna, t.ID); ok {
			list = append(list, scored{dna, scores[i]})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	m.Taken = len(list)
	for _, s := range list {
		m.scored = append(m.scored, search.Scored{DNA: s.dna, Score: s.score})
	}
}

// dna returns an earlier DNA as one of the new space.
func (m *mapper) dna(old *geno.DNA, id int) (*geno.DNA, bool) {
	x, y := make([]float64, len(m.of.Dims)), make([]float64, len(m.to.Dims))
	genomes := map[int]string{}
	m.of.Read(old, x)
	position := map[int]int{}
	at := 0
	m.of.Active(x, func(j int) { position[j] = at; at++ })
	rng := rand.New(rand.NewPCG(uint64(id), 0x7472616e73666572))
	ok, moved := true, false
	m.to.Active(y, func(i int) {
		d := &m.to.Dims[i]
		j := m.from[i]
		if j >= 0 {
			if _, active := position[j]; !active {
				j = -1
			}
		}
		c, _ := d.Decision.(*geno.Custom)
		switch {
		case j < 0 && c != nil:
			if c.Random != nil {
				genomes[i] = c.Random(rng)
			} else {
				genomes[i] = c.First()
			}
		case c != nil:
			if genomes[i] = old.Custom(position[j]); c.Check != nil && c.Check(genomes[i]) != nil {
				ok = false
				m.Gone[whole(d, d.ID)+": a genome that is none now"]++
			}
		case j < 0 && m.like != nil && !math.IsNaN(m.like[i]):
			y[i] = m.like[i]
		case j < 0:
			y[i] = m.to.Value(i, rng.Float64())
		default:
			v, near := m.value(i, j, x[j])
			if y[i] = v; math.IsNaN(v) {
				if y[i] = 0; ok {
					ok = false
					m.Gone[fmt.Sprintf("%s: %s", whole(d, d.ID), chosen(&m.of.Dims[j], x[j]))]++
				}
			}
			moved = moved || near
		}
	})
	if !ok {
		return nil, false
	}
	dna, err := m.to.DNA(y, func(i int) string { return genomes[i] })
	if err != nil || m.to.Spec.Validate(dna) != nil {
		m.Gone["a program that is not of the new space"]++
		return nil, false
	}
	if moved {
		m.Moved++
	}
	return dna, true
}

// value is the coordinate of decision i that is what v was of the earlier decision j,
// and whether it is only near; NaN if there is none.
func (m *mapper) value(i, j int, v float64) (float64, bool) {
	if codes := m.code[i]; codes != nil {
		if c := codes[int(v)]; c >= 0 {
			return float64(c), false
		}
		return math.NaN(), false
	}
	number := numeric(&m.of.Dims[j], v)
	var lo, step float64
	d := &m.to.Dims[i]
	switch c := d.Decision.(type) {
	case *geno.Choices:
		for k := range d.N {
			if numeric(d, float64(k)) == number {
				return float64(k), false
			}
		}
		return math.NaN(), false
	case *geno.Int:
		lo, step = float64(c.Min), float64(max(c.Step, 1))
	case *geno.Float:
		if c.Step == 0 {
			near := min(c.Max, max(c.Min, number))
			return near, near != number
		}
		lo, step = c.Min, c.Step
	}
	exact := (number - lo) / step
	near := min(float64(d.N-1), max(0, math.Round(exact)))
	return near, math.Abs(near-exact) > 1e-9*(1+math.Abs(exact))
}

// numeric is the number that a coordinate stands for; NaN if it is none.
func numeric(d *coords.Dim, v float64) float64 {
	switch c := d.Decision.(type) {
	case *geno.Int:
		return float64(c.Min) + v*float64(max(c.Step, 1))
	case *geno.Float:
		if c.Step > 0 {
			return c.Min + v*c.Step
		}
		return v
	case *geno.Choices:
		if int(v) < len(c.Literals) {
			switch l := c.Literals[int(v)].(type) {
			case int:
				return float64(l)
			case int64:
				return float64(l)
			case float64:
				return l
			}
		}
	}
	return math.NaN()
}

// chosen spells what a coordinate stands for.
func chosen(d *coords.Dim, v float64) string {
	if c, ok := d.Decision.(*geno.Choices); ok {
		if int(v) < len(c.Literals) {
			return fmt.Sprint(c.Literals[int(v)])
		}
		return fmt.Sprintf("candidate %d", int(v))
	}
	return fmt.Sprint(numeric(d, v))
}

// judge returns the trials that ended, and the scores of [search.Scored].
func judge(h *study.History) (trials []*study.Trial, scores []float64) {
	rank := map[*study.Trial]float64{} // 0 is the best
	var kept []*study.Trial
	var points [][]float64
	for i := range h.Trials {
		t := &h.Trials[i]
		switch {
		case t.State == study.Done && t.Violation == 0:
			kept = append(kept, t)
			points = append(points, upward(h, t))
			trials = append(trials, t)
		case t.State == study.Done:
			rank[t] = float64(len(h.Trials)) + t.Violation/(1+t.Violation)
			trials = append(trials, t)
		case t.State == study.Failed:
			rank[t] = math.Inf(1)
			trials = append(trials, t)
		}
	}
	for k, front := range pareto.Fronts(points) {
		for _, i := range front {
			rank[kept[i]] = float64(k)
		}
	}
	sorted := make([]float64, len(trials))
	for i, t := range trials {
		sorted[i] = rank[t]
	}
	slices.Sort(sorted)
	n := float64(len(sorted))
	for _, t := range trials {
		from, _ := slices.BinarySearch(sorted, rank[t])
		to := from + 1
		for to < len(sorted) && sorted[to] == rank[t] {
			to++
		}
		q := 0.5 * float64(from+to) / n // equals share their places
		scores = append(scores, -math.Sqrt2*math.Erfinv(2*q-1))
	}
	return trials, scores
}

// upward is what a trial is worth, more being better.
func upward(h *study.History, t *study.Trial) []float64 {
	if h.Goals == nil {
		return []float64{sign(h.Goal) * t.Reward}
	}
	p := make([]float64, len(h.Goals))
	for i, g := range h.Goals {
		p[i] = sign(g) * t.Rewards[i]
	}
	return p
}

func sign(g study.Goal) float64 {
	if g == study.Minimize {
		return -1
	}
	return 1
}
