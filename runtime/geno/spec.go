// Spec: a space of decisions, checked and compiled once.

package geno

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

const (
	// maxDepth bounds how deep choices may nest, so that no input can exhaust
	// the stack.
	maxDepth = 1000
	// maxActive bounds how many values one DNA may have.
	maxActive = 1 << 20
)

// A Spec is a space of decisions (PyGlove: DNASpec, Space). The zero Spec has
// no decisions and one, empty, DNA. Make one with [New].
type Spec struct {
	elements []Element
	location string // PyGlove gives a Space a location and hints too
	hints    any
	bare     bool // PyGlove's JSON was that of the only decision
	err      error

	// What follows is compiled from elements.
	points     []point
	names      map[string]Decision // of this space and all below it
	decisions  int                 // Len
	depth      int                 // levels of conditional decisions below
	most       int                 // active values of the longest DNA
	flat       bool                // every DNA has exactly most values
	custom     bool                // there are Custom decisions
	enumerable bool                // First and Next work
	lazy       *lazySize
}

type kind uint8

const (
	oneOf  kind = iota // a Choices of K = 1
	manyOf             // a Choices of K > 1
	integer
	grid // a Float with steps
	continuous
	custom
)

// point is a decision compiled: what sampling and validating needs, in one
// place and without interfaces.
type point struct {
	kind     kind
	distinct bool
	sorted   bool
	scale    Scale
	k        int
	n        uint64  // candidates or steps; 0 where there is no count
	below    []*Spec // per candidate, never nil inside; nil when all are empty
	min, max float64
	step     float64
	log      float64 // of min, and the span of the logarithm from there to max
	span     float64 // (with steps: to one step past the last)
	custom   *Custom
	genomes  bool // there are Custom decisions here or below
	element  *Element
	literals []any // plain literals of Choices, or nil
}

var nothing = &Spec{flat: true, enumerable: true, lazy: new(lazySize)}

// New returns the space of the given decisions. All that is wrong with them is
// reported at once, each error naming the location: a nil decision or an invalid
// candidate, an empty or reversed range, NaN or infinite bounds, a logarithmic
// scale that reaches 0, a negative step, steps that rounding would blur, no
// candidates, fewer candidates than distinct choices, two decisions at one
// location, a name that is another decision's identifier.
func New(elements ...Element) (*Spec, error) {
	errs := errorList{}
	at := map[string]bool{}
	for _, e := range elements {
		if at[e.Location] {
			errs.add("%s: expected one decision at a location, got two; give each its own", place(e.Location))
		}
		at[e.Location] = true
	}
	return build(&Spec{elements: slices.Clone(elements)}, &errs)
}

// Check returns what is wrong with a decision, as [New] would, or nil. The errors
// do not say where it is.
func Check(d Decision) error {
	errs := errorList{}
	_, err := build(&Spec{elements: []Element{{Decision: d}}}, &errs)
	if err == nil {
		return nil
	}
	for i, e := range errs.list {
		if text, ok := strings.CutPrefix(e.Error(), place("")+": "); ok {
			errs.list[i] = errors.New(text)
		}
	}
	return errs.err()
}

// build checks and compiles s.elements. It permits several decisions at one
// location, as PyGlove does.
func build(s *Spec, errs *errorList) (*Spec, error) {
	s.compile(errs)
	s.checkNames(errs)
	if err := errs.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// Invalid returns a Spec that stands for a space that could not be built. It
// has no decisions; what can fail fails with err.
func Invalid(err error) *Spec {
	if err == nil {
		err = errors.New("geno: invalid space")
	}
	s := &Spec{err: err}
	s.compile(&errorList{})
	return s
}

var errNilSpec = errors.New("geno: the Spec is nil; make one with New")

// Err returns why s is not a space: the error given to [Invalid], or an error
// for a nil s. It is nil for every Spec that New returned.
func (s *Spec) Err() error {
	if s == nil {
		return errNilSpec
	}
	return s.err
}

// ready returns s as it can be worked with: the zero Spec counts as compiled.
func (s *Spec) ready() *Spec {
	if s == nil || s.lazy == nil {
		return nothing
	}
	return s
}

// Elements returns the decisions of s that are not conditional. The result must
// not be changed.
func (s *Spec) Elements() []Element {
	if s == nil {
		return nil
	}
	return slices.Clip(s.elements)
}

// Len returns the number of decisions in s, active or not: K for a Choices and
// K times those of its candidates (PyGlove: len(spec)).
func (s *Spec) Len() int { return s.ready().decisions }

// IDs returns the identifiers of all decisions, active or not, in order
// (PyGlove: decision_ids). The K choices of a Choices share one.
func (s *Spec) IDs() []string {
	var ids []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	var walk func(s *Spec, at string)
	walk = func(s *Spec, at string) {
		for i := range s.points {
			p := &s.points[i]
			id := join(at, p.element.Location)
			add(id)
			for k := range p.k {
				for c, below := range p.below {
					if len(below.points) > 0 {
						walk(below, join(conditional(p.subID(id, k), c, p.n), below.location))
					}
				}
			}
		}
	}
	s = s.ready()
	walk(s, s.location)
	return ids
}

// join appends location to the path at, as PyGlove's KeyPath prints it.
func join(at, location string) string {
	if at == "" || location == "" || location[0] == '[' {
		return at + location
	}
	return at + "." + location
}

// subID is the identifier of the i-th of p's choices, where id is p's own.
func (p *point) subID(id string, i int) string {
	if p.kind != manyOf {
		return id
	}
	return id + "[" + strconv.Itoa(i) + "]"
}

// conditional is the path below candidate c of n.
func conditional(id string, c int, n uint64) string {
	return id + "[=" + strconv.Itoa(c) + "/" + strconv.FormatUint(n, 10) + "]"
}

// place names a location in an error.
func place(location string) string {
	if location == "" {
		return "the only decision"
	}
	return location
}

// compile fills in all that is derived from s.elements.
func (s *Spec) compile(errs *errorList) {
	s.points = make([]point, len(s.elements))
	s.lazy = new(lazySize)
	s.flat, s.enumerable = true, true
	for i := range s.elements {
		e := &s.elements[i]
		p := &s.points[i]
		p.element = e
		p.k = 1
		before := len(errs.list)
		at := place(e.Location)
		switch d := e.Decision.(type) {
		case *Choices:
			if d == nil {
				errs.add("%s: expected a decision, got a nil *Choices", at)
				continue
			}
			p.choices(d, at, errs)
		case *Float:
			if d == nil {
				errs.add("%s: expected a decision, got a nil *Float", at)
				continue
			}
			p.float(d, at, errs)
		case *Int:
			if d == nil {
				errs.add("%s: expected a decision, got a nil *Int", at)
				continue
			}
			p.integer(d, at, errs)
		case *Custom:
			if d == nil {
				errs.add("%s: expected a decision, got a nil *Custom", at)
				continue
			}
			p.kind, p.custom = custom, d
		default:
			errs.add("%s: expected a decision, got nil", at)
			continue
		}
		if len(errs.list) == before {
			s.account(p)
		}
	}
	if s.depth > maxDepth {
		errs.add("expected decisions nested at most %d deep, got %d", maxDepth, s.depth)
	}
	if s.most > maxActive {
		errs.add("expected at most %d values in a DNA, got a space that needs more; choose fewer at a time", maxActive)
	}
}

// account adds p to the totals of s. Counts stop growing where a space is
// refused or unreasonable, so that they cannot overflow.
func (s *Spec) account(p *point) {
	inner, most, depth := 0, 0, 0
	flat := true
	s.enumerable = s.enumerable && p.kind != continuous &&
		(p.custom == nil || p.custom.First != nil && p.custom.Next != nil)
	p.genomes = p.kind == custom
	for _, below := range p.below {
		inner = addUp(inner, below.decisions)
		most = max(most, below.most)
		depth = max(depth, below.depth)
		flat = flat && below.flat && below.most == p.below[0].most
		p.genomes = p.genomes || below.custom
		s.enumerable = s.enumerable && below.enumerable
		for name, d := range below.names {
			s.name(name, d)
		}
	}
	if name := p.element.Decision.info().Name; name != "" {
		s.name(name, p.element.Decision)
	}
	s.decisions = addUp(s.decisions, times(p.k, addUp(1, inner)))
	s.most = addUp(s.most, times(p.k, 1+most))
	s.depth = max(s.depth, 1+depth)
	s.flat = s.flat && flat
	s.custom = s.custom || p.genomes
}

// name enters the first decision of that name. Others may share it, as those of
// the same field of several programs do.
func (s *Spec) name(name string, d Decision) {
	if s.names[name] != nil {
		return
	}
	if s.names == nil {
		s.names = map[string]Decision{}
	}
	s.names[name] = d
}

// checkNames refuses a name that is the identifier of another decision: a
// dictionary by name would be ambiguous.
func (s *Spec) checkNames(errs *errorList) {
	for name, d := range s.names {
		if p, _ := s.find(name); p != nil && p.element.Decision != d {
			errs.add("%s: expected a name that is no other decision's id, got %q; rename it", name, name)
		}
	}
}

// find returns the point with the given identifier, of a decision or of one of
// its K choices (which is then sub, else -1), without listing them all.
func (s *Spec) find(id string) (p *point, sub int) {
	return s.findBelow("", id)
}

func (s *Spec) findBelow(at, id string) (*point, int) {
	at = join(at, s.location)
	for i := range s.points {
		p := &s.points[i]
		rest, ok := strings.CutPrefix(id, join(at, p.element.Location))
		if !ok {
			continue
		}
		if rest == "" {
			return p, -1
		}
		sub := -1
		if p.kind == manyOf {
			if sub, rest = cutIndex(rest, "[", "]"); sub < 0 || sub >= p.k {
				continue
			}
			if rest == "" {
				return p, sub
			}
		}
		c, rest := cutIndex(rest, "[=", "/"+strconv.FormatUint(p.n, 10)+"]")
		if c < 0 || c >= len(p.below) {
			continue
		}
		if q, sub := p.below[c].findBelow(id[:len(id)-len(rest)], id); q != nil {
			return q, sub
		}
	}
	return nil, -1
}

// cutIndex reads open, a number and end off the front of s. The number is -1 if
// that is not what s begins with.
func cutIndex(s, open, end string) (int, string) {
	rest, ok := strings.CutPrefix(s, open)
	if !ok {
		return -1, s
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, err := strconv.Atoi(rest[:digits])
	if err != nil || !strings.HasPrefix(rest[digits:], end) {
		return -1, s
	}
	return n, rest[digits+len(end):]
}

func (p *point) choices(d *Choices, at string, errs *errorList) {
	n := d.N()
	p.k, p.n, p.distinct, p.sorted = d.K, uint64(n), d.Distinct, d.Sorted
	p.kind = oneOf
	if d.K > 1 {
		p.kind = manyOf
	}
	switch {
	case d.K < 1:
		errs.add("%s: expected K of at least 1, got %d", at, d.K)
	case n == 0:
		errs.add("%s: expected candidates, got none; give Candidates or Literals", at)
	case d.Distinct && d.K > n:
		errs.add("%s: expected at least %d candidates for %d distinct choices, got %d", at, d.K, d.K, n)
	}
	if d.Literals != nil && len(d.Literals) != n {
		errs.add("%s: expected a literal for each of %d candidates, got %s", at, n, plural(len(d.Literals), "literal"))
		return
	}
	for i, c := range d.Candidates {
		if c != nil && c.err != nil {
			errs.add("%s: candidate %d: %w", at, i, c.err)
		}
		if c != nil && len(c.ready().points) > 0 && p.below == nil {
			p.below = slices.Repeat([]*Spec{nothing}, n)
		}
		if p.below != nil && c != nil {
			p.below[i] = c.ready()
		}
	}
	if d.Literals != nil {
		p.literals = make([]any, n)
		for i, l := range d.Literals {
			p.literals[i] = plain(l)
		}
	}
}

func (p *point) float(d *Float, at string, errs *errorList) {
	p.kind, p.min, p.max, p.scale = continuous, d.Min, d.Max, d.Scale
	ok := true
	for _, f := range [...]struct {
		name  string
		value float64
	}{{"Min", d.Min}, {"Max", d.Max}, {"Step", d.Step}} {
		if math.IsNaN(f.value) || math.IsInf(f.value, 0) {
			errs.add("%s: expected a finite %s, got %v", at, f.name, f.value)
			ok = false
		}
	}
	if !ok {
		return
	}
	if d.Min > d.Max {
		errs.add("%s: expected Min of at most Max, got %v to %v; swap them", at, d.Min, d.Max)
		return
	}
	if d.Step < 0 {
		errs.add("%s: expected Step of 0 (none) or more, got %v", at, d.Step)
		return
	}
	if !scaleFits(d.Scale, d.Min > 0, d.Min, at, errs) {
		return
	}
	end := d.Max
	if d.Step > 0 {
		last := d.lastStep()
		// A step of fewer than eight units in the last place would let two
		// steps round to one value, or a value to the wrong step.
		widest := max(math.Abs(d.Min), math.Abs(d.Max))
		if last >= 1<<50 || d.Max > d.Min && widest+d.Step/16 == widest {
			errs.add("%s: expected steps that a float64 can tell apart, got %v from %v to %v; take a larger Step", at, d.Step, d.Min, d.Max)
			return
		}
		p.kind, p.step, p.n = grid, d.Step, uint64(last)+1
		end = d.Min + (last+1)*d.Step
	}
	p.logarithm(end)
}

// lastStep is the number of steps from Min to the last value. That counts
// although rounding may put it just past Max.
func (d *Float) lastStep() float64 {
	steps := (d.Max - d.Min) / d.Step
	return math.Floor(steps + 1e-9 + steps*0x1p-51)
}

func (p *point) integer(d *Int, at string, errs *errorList) {
	p.kind, p.scale = integer, d.Scale
	if d.Min > d.Max {
		errs.add("%s: expected Min of at most Max, got %d to %d; swap them", at, d.Min, d.Max)
		return
	}
	if d.Step < 0 {
		errs.add("%s: expected Step of 0 (meaning 1) or more, got %d", at, d.Step)
		return
	}
	if !scaleFits(d.Scale, d.Min > 0, d.Min, at, errs) {
		return
	}
	step := uint64(max(d.Step, 1))
	// The difference is taken unsigned, for a range may be wider than an int64.
	last := (uint64(d.Max) - uint64(d.Min)) / step
	if last >= math.MaxInt64 {
		errs.add("%s: expected fewer than 2^63 values, got %d to %d; take a Step or a smaller range", at, d.Min, d.Max)
		return
	}
	p.n = last + 1
	p.min, p.step = float64(d.Min), float64(step)
	p.max = float64(d.Min) + float64(last)*p.step
	p.logarithm(p.max + p.step)
}

func (p *point) logarithm(end float64) {
	if p.scale != Linear {
		p.log = math.Log(p.min)
		p.span = math.Log(end) - p.log
	}
}

func scaleFits(scale Scale, positive bool, min any, at string, errs *errorList) bool {
	if scale > RLog {
		errs.add("%s: expected a scale of Linear, Log or RLog, got %d", at, scale)
		return false
	}
	if scale != Linear && !positive {
		errs.add("%s: expected a positive Min on a %s scale, got %v", at, scale, min)
		return false
	}
	return true
}

// Equal reports whether s and t are the same space: the same decisions at the
// same locations, with equal names, hints and literals. The functions of Custom
// decisions are not compared.
func (s *Spec) Equal(t *Spec) bool {
	if s == t {
		return true
	}
	if s == nil || t == nil || s.err != nil || t.err != nil {
		return false
	}
	s, t = s.ready(), t.ready()
	if len(s.points) != len(t.points) || s.decisions != t.decisions || s.most != t.most ||
		s.location != t.location || !sameValue(s.hints, t.hints) {
		return false
	}
	for i := range s.points {
		if !s.points[i].equal(&t.points[i]) {
			return false
		}
	}
	return true
}

func (p *point) equal(q *point) bool {
	if p.element.Location != q.element.Location || p.kind != q.kind {
		return false
	}
	d, e := p.element.Decision, q.element.Decision
	if d == e {
		return true
	}
	if d.info().Name != e.info().Name || !sameValue(d.info().Hints, e.info().Hints) {
		return false
	}
	switch d := d.(type) {
	case *Choices:
		if p.k != q.k || p.n != q.n || p.distinct != q.distinct || p.sorted != q.sorted ||
			len(p.literals) != len(q.literals) || len(p.below) != len(q.below) {
			return false
		}
		for i, l := range p.literals {
			if l != q.literals[i] {
				return false
			}
		}
		for i, below := range p.below {
			if !below.Equal(q.below[i]) {
				return false
			}
		}
		return true
	case *Float:
		e := e.(*Float)
		return d.Min == e.Min && d.Max == e.Max && d.Step == e.Step && d.Scale == e.Scale
	case *Int:
		e := e.(*Int)
		return d.Min == e.Min && d.Max == e.Max && max(d.Step, 1) == max(e.Step, 1) && d.Scale == e.Scale
	case *Custom:
		return d.Type == e.(*Custom).Type
	}
	return false
}

// plain reduces a literal to what JSON and PyGlove know: a string, a bool, an
// int64, a uint64 beyond it, a finite float64, or its text.
func plain(v any) any {
	if n, ok := v.(json.Number); ok {
		return n // an integer too large for the types below
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if u := r.Uint(); u > math.MaxInt64 {
			return u
		}
		return int64(r.Uint())
	case reflect.Float32:
		// The shortest decimal that is the same float32, not its float64 tail.
		f, _ := strconv.ParseFloat(strconv.FormatFloat(r.Float(), 'g', -1, 32), 64)
		return plain(f)
	case reflect.Float64:
		if f := r.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	case reflect.String:
		return r.String()
	}
	return fmt.Sprint(v)
}

// maxErrors bounds how many errors are listed at once.
const maxErrors = 100

// errorList collects what is wrong with one input.
type errorList struct {
	list []error
	more int
}

func (e *errorList) add(format string, args ...any) {
	if len(e.list) >= maxErrors {
		e.more++
		return
	}
	e.list = append(e.list, fmt.Errorf(format, args...))
}

func (e *errorList) err() error {
	if e.more > 0 {
		return errors.Join(append(e.list, fmt.Errorf("and %d more", e.more))...)
	}
	return errors.Join(e.list...)
}

// addUp and times are sums and products that stay at math.MaxInt.
func addUp(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func times(a, b int) int {
	if b != 0 && a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}
