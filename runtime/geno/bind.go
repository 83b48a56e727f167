// Fitting a DNA to a space, and saying exactly where it does not fit.

package geno

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// Bind returns d as a DNA of s: d itself when it is already bound to s, else a
// new DNA that holds the same choices. It fails, naming every decision that
// does not fit, with what was expected and what came.
//
// As in PyGlove, an index from -N to -1 counts candidates from the last. Bind
// keeps the index from 0 that it stands for; where that makes sorted choices
// unsorted, they are sorted, and where distinct choices coincide it fails.
func (s *Spec) Bind(d *DNA) (*DNA, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	switch {
	case d == nil:
		return nil, errNilDNA
	case d.spec == s:
		return d, nil
	case d.spec != nil && d.spec.Equal(s):
		// The genomes of Custom decisions may still not pass the Check of s.
		bound := &DNA{spec: s, vals: d.vals, strs: d.strs}
		if err := s.Validate(bound); err != nil {
			return nil, err
		}
		return bound, nil
	}
	b := binder{}
	b.space(&scope{spec: s.ready()}, d.nested())
	if err := b.errs.err(); err != nil {
		return nil, fmt.Errorf("geno: the DNA is none of this space (was it made for another?):\n%w", err)
	}
	return &DNA{spec: s, vals: b.vals, strs: b.strs}, nil
}

var errNilDNA = fmt.Errorf("geno: expected a DNA, got nil")

// Validate reports whether d is a DNA of s, checking every value also when d is
// already bound to s. The error is that of [Spec.Bind].
func (s *Spec) Validate(d *DNA) error {
	if err := s.Err(); err != nil {
		return err
	}
	if d == nil {
		return errNilDNA
	}
	if d.spec != s {
		_, err := s.Bind(d)
		return err
	}
	c := checker{vals: d.vals, strs: d.strs}
	if c.space(s.ready()) && c.at == len(c.vals) && c.custom == len(c.strs) {
		return nil
	}
	return s.explain(d)
}

// checker checks flat values. It stops at the first that is wrong: what is
// wrong is explained by walking again.
type checker struct {
	vals   []uint64
	strs   []string
	at     int // the next value
	custom int // the next genome
}

func (c *checker) space(s *Spec) bool {
	for i := range s.points {
		p := &s.points[i]
		if p.kind == manyOf {
			if !c.many(p) {
				return false
			}
			continue
		}
		if c.at >= len(c.vals) {
			return false
		}
		v := c.vals[c.at]
		c.at++
		switch p.kind {
		case oneOf:
			if v >= p.n || p.below != nil && !c.space(p.below[v]) {
				return false
			}
		case integer:
			if v >= p.n {
				return false
			}
		case continuous:
			if f := math.Float64frombits(v); !(f >= p.min && f <= p.max) {
				return false
			}
		case grid:
			if f := math.Float64frombits(v); p.onGrid(f) != f {
				return false
			}
		case custom:
			if v != uint64(c.custom) || c.custom >= len(c.strs) || p.checkGenome(c.strs[v]) != nil {
				return false
			}
			c.custom++
		}
	}
	return true
}

func (c *checker) many(p *point) bool {
	var seen set
	if p.distinct {
		seen.init(p.n)
	}
	last := uint64(0)
	for range p.k {
		if c.at >= len(c.vals) {
			return false
		}
		v := c.vals[c.at]
		c.at++
		if v >= p.n || p.sorted && v < last || p.distinct && !seen.add(v) || p.below != nil && !c.space(p.below[v]) {
			return false
		}
		last = v
	}
	return true
}

// onGrid returns the value among p's steps that f is up to rounding, or NaN.
func (p *point) onGrid(f float64) float64 {
	k := math.Round((f - p.min) / p.step)
	if !(k >= 0 && k < float64(p.n)) {
		return math.NaN()
	}
	if v := p.gridValue(uint64(k)); math.Abs(v-f) <= 1e-9*p.step {
		return v
	}
	return math.NaN()
}

// gridValue returns the value of step k. Rounding must not carry the last past
// the maximum, nor the product be fused with the sum, which some machines would
// do and round otherwise.
func (p *point) gridValue(k uint64) float64 {
	return min(p.min+float64(float64(k)*p.step), p.max)
}

func (p *point) gridIndex(f float64) uint64 {
	return uint64(math.Round((f - p.min) / p.step))
}

func (p *point) checkGenome(genome string) error {
	if !utf8.ValidString(genome) {
		return errors.New("not UTF-8, so it cannot be written as JSON")
	}
	if p.custom.Check == nil {
		return nil
	}
	return p.custom.Check(genome)
}

// set is a set of indices below n, small enough for most choices to live on the
// stack.
type set struct {
	few  [4]uint64
	many []uint64
}

func (s *set) init(n uint64) {
	if n > 64*uint64(len(s.few)) {
		s.many = make([]uint64, (n+63)/64)
	}
}

func (s *set) word(v uint64) *uint64 {
	if s.many != nil {
		return &s.many[v/64]
	}
	return &s.few[v/64]
}

// add reports whether v is new.
func (s *set) add(v uint64) bool {
	w, bit := s.word(v), uint64(1)<<(v%64)
	if *w&bit != 0 {
		return false
	}
	*w |= bit
	return true
}

func (s *set) remove(v uint64) { *s.word(v) &^= 1 << (v % 64) }

func (s *set) has(v uint64) bool { return *s.word(v)&(1<<(v%64)) != 0 }

// explain returns the error for flat values that are no DNA of s.
func (s *Spec) explain(d *DNA) error {
	c := explainer{checker: checker{vals: d.vals, strs: d.strs}}
	if c.space(&scope{spec: s.ready()}) && c.at < len(c.vals) {
		c.errs.add("expected %s, got %d", plural(c.at, "value"), len(c.vals))
	}
	if len(c.errs.list) == 0 {
		c.errs.add("expected %d genomes of custom decisions, got %d", c.custom, len(c.strs))
	}
	return fmt.Errorf("geno: the DNA is none of this space (was it made for another?):\n%w", c.errs.err())
}

type explainer struct {
	checker
	errs errorList
}

// space reports whether what follows it can still be told: after an index out
// of range nobody knows which values are whose.
func (c *explainer) space(at *scope) bool {
	for i := range at.spec.points {
		p := &at.spec.points[i]
		var chosen []int64
		for k := range p.k {
			if c.at >= len(c.vals) {
				c.errs.add("%s: expected %s, got the end of the values", at.id(p, k), p.expected())
				return false
			}
			n := &node{kind: isInt, int: int64(c.vals[c.at])}
			switch v := c.vals[c.at]; p.kind {
			case continuous, grid:
				n.kind, n.flt = isFloat, math.Float64frombits(v)
			case custom:
				if v != uint64(c.custom) || c.custom >= len(c.strs) {
					c.errs.add("%s: expected genome %d of %d, got genome %d", at.id(p, k), c.custom, len(c.strs), v)
					return false
				}
				n.kind, n.str = isStr, c.strs[v]
				c.custom++
			}
			c.at++
			if err := p.wrong(n); err != nil {
				c.errs.add("%s: %w", at.id(p, k), err)
				if p.below != nil {
					return false
				}
			}
			chosen = append(chosen, n.int)
			if p.below != nil && !c.space(&scope{at, p.below[n.int], p, k, int(n.int)}) {
				return false
			}
		}
		c.errs.choices(p, at, chosen)
	}
	return true
}

// wrong says why the value of n, leaving aside what is below it, is none of p's.
func (p *point) wrong(n *node) error {
	switch p.kind {
	case oneOf, manyOf, integer:
		if (n.kind == isInt || n.kind == isBool) && n.int >= 0 && uint64(n.int) < p.n {
			return nil
		}
	case continuous:
		if n.kind == isFloat && n.flt >= p.min && n.flt <= p.max {
			return nil
		}
	case grid:
		if n.kind == isFloat && p.onGrid(n.flt) == p.onGrid(n.flt) { // not NaN
			return nil
		}
	case custom:
		if n.kind == isStr {
			if err := p.checkGenome(n.str); err != nil {
				return fmt.Errorf("expected %s, got %s: %w", p.expected(), n.describe(), err)
			}
			return nil
		}
	}
	return fmt.Errorf("expected %s, got %s", p.expected(), n.describe())
}

// expected describes the values of p.
func (p *point) expected() string {
	switch p.kind {
	case integer:
		d := p.element.Decision.(*Int)
		return fmt.Sprintf("the index of an integer from %d to %d%s, 0 to %d", d.Min, d.Max, inSteps(d.Step > 1, d.Step), p.n-1)
	case continuous, grid:
		return fmt.Sprintf("a float from %s to %s%s", pyFloat(p.min), pyFloat(p.max), inSteps(p.kind == grid, p.step))
	case custom:
		if p.custom.Type != "" {
			return "a genome (a string) of " + p.custom.Type
		}
		return "a genome (a string)"
	}
	return fmt.Sprintf("the index of a candidate, 0 to %d", p.n-1)
}

// choices adds what is wrong with the K choices of p as a whole.
func (e *errorList) choices(p *point, at *scope, chosen []int64) {
	if p.kind != manyOf {
		return
	}
	if p.sorted && !slices.IsSorted(chosen) {
		e.add("%s: expected sorted choices, got %s", at.parent(p), few(chosen))
	}
	if p.distinct {
		s := slices.Clone(chosen)
		slices.Sort(s)
		if len(slices.Compact(s)) < len(chosen) {
			e.add("%s: expected distinct choices, got %s", at.parent(p), few(chosen))
		}
	}
}

// few prints at most the first 20 of v.
func few(v []int64) string {
	if len(v) > 20 {
		return fmt.Sprintf("%v and %d more", v[:20], len(v)-20)
	}
	return fmt.Sprint(v)
}

// binder reads a tree as values.
type binder struct {
	vals []uint64
	strs []string
	errs errorList
}

// space reads n as the decisions of a space.
func (b *binder) space(at *scope, n *node) {
	points := at.spec.points
	if len(points) == 1 {
		b.decision(&points[0], at, n)
		return
	}
	if n.kind != isNone || len(n.kids) != len(points) {
		if len(points) == 0 {
			b.errs.add("expected None, for nothing is to be decided, got %s", n.describe())
		} else {
			b.errs.add("expected a list of %d values, for %s, got %s", len(points), names(points), n.describe())
		}
		return
	}
	for i := range points {
		b.decision(&points[i], at, n.kids[i])
	}
}

// names lists the locations of a few points.
func names(points []point) string {
	s := points[0].element.Location
	for i := 1; i < len(points) && i < 4; i++ {
		s += ", " + points[i].element.Location
	}
	if len(points) > 4 {
		s += ", ..."
	}
	return s
}

func (b *binder) decision(p *point, at *scope, n *node) {
	if p.kind == manyOf {
		if n.kind != isNone {
			b.errs.add("%s: expected a list of %d choices, got %s", at.parent(p), p.k, n.describe())
			return
		}
		b.many(p, at, n.kids)
		return
	}
	b.choice(p, at, 0, n)
}

// many reads the K choices of p.
func (b *binder) many(p *point, at *scope, kids []*node) {
	if len(kids) != p.k {
		b.errs.add("%s: expected a list of %d choices, got %d", at.parent(p), p.k, len(kids))
		return
	}
	chosen := make([]int64, len(kids))
	negative, whole := false, true
	for i, kid := range kids {
		chosen[i] = kid.int
		negative = negative || kid.int < 0
		whole = whole && (kid.kind == isInt || kid.kind == isBool)
	}
	before := len(b.errs.list)
	if whole {
		b.errs.choices(p, at, chosen)
	}
	if negative && whole && len(b.errs.list) == before {
		// Which candidates the indices stand for settles their order.
		for i := range chosen {
			if chosen[i] < 0 {
				chosen[i] += int64(p.n)
			}
		}
		order := make([]int, len(kids))
		for i := range order {
			order[i] = i
		}
		if p.sorted {
			slices.SortStableFunc(order, func(i, j int) int { return int(chosen[i] - chosen[j]) })
			slices.Sort(chosen)
		}
		b.errs.choices(p, at, chosen)
		for i, j := range order {
			b.choice(p, at, i, kids[j])
		}
		return
	}
	for i, kid := range kids {
		b.choice(p, at, i, kid)
	}
}

// choice reads one value of p, the sub-th, with what is below it.
func (b *binder) choice(p *point, at *scope, sub int, n *node) {
	if n.kind == isInt && n.int < 0 && uint64(-n.int) <= p.n && p.kind <= integer {
		n = &node{kind: isInt, int: n.int + int64(p.n), kids: n.kids}
	}
	if err := p.wrong(n); err != nil {
		b.errs.add("%s: %w", at.id(p, sub), err)
		return
	}
	switch p.kind {
	case continuous:
		b.vals = append(b.vals, math.Float64bits(n.flt))
	case grid:
		b.vals = append(b.vals, math.Float64bits(p.onGrid(n.flt)))
	case custom:
		b.vals = append(b.vals, uint64(len(b.strs)))
		b.strs = append(b.strs, n.str)
	default:
		b.vals = append(b.vals, uint64(n.int))
	}
	below := nothing
	if p.below != nil {
		below = p.below[n.int]
	}
	if len(below.points) == 0 {
		if len(n.kids) > 0 {
			b.errs.add("%s: expected nothing below %v, got %s", at.id(p, sub), n, plural(len(n.kids), "value"))
		}
		return
	}
	inner := &scope{at, below, p, sub, int(n.int)}
	switch only := &below.points[0]; {
	case len(below.points) == 1 && only.kind == manyOf:
		b.many(only, inner, n.kids)
	case len(below.points) == 1 && len(n.kids) == 1:
		b.decision(only, inner, n.kids[0])
	case len(below.points) == len(n.kids):
		for i := range below.points {
			b.decision(&below.points[i], inner, n.kids[i])
		}
	default:
		b.errs.add("%s: expected %d values below %v, for %s, got %d", at.id(p, sub), len(below.points), n, names(below.points), len(n.kids))
	}
}
