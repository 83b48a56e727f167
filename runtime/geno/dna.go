// DNA: one point of a space, as a flat list of values.

package geno

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// A DNA is one point of a space: a value for every active decision, in order.
// A Choices of K contributes K values, each followed by those of what it makes
// conditional.
//
// A DNA read without its Spec, by UnmarshalJSON, is unbound until [Spec.Bind]
// gives it one. It can be printed and written; what needs a Spec to be known
// says so.
type DNA struct {
	spec *Spec
	vals []uint64 // an index, the bits of a float64, or an index into strs
	strs []string // the genomes of Custom decisions, in order
	tree *node    // only when unbound
}

// node is a DNA as PyGlove nests it: a value with what is below it.
type node struct {
	kind nodeKind
	int  int64
	flt  float64
	str  string
	kids []*node
}

type nodeKind uint8

const (
	isNone nodeKind = iota
	isInt
	isBool   // Python's True is an int; int is 0 or 1
	isBigInt // beyond an int64; str is how it was written
	isFloat
	isStr
)

// String returns the node's own value as Python prints it.
func (n *node) String() string {
	switch n.kind {
	case isInt:
		return fmt.Sprint(n.int)
	case isBool:
		if n.int != 0 {
			return "True"
		}
		return "False"
	case isBigInt:
		return n.str
	case isFloat:
		return pyFloat(n.flt)
	case isStr:
		return pyString(n.str)
	}
	return "None"
}

// describe says what came where something else was expected.
func (n *node) describe() string {
	if n.kind == isNone && len(n.kids) > 0 {
		return fmt.Sprintf("a list of %d", len(n.kids))
	}
	if len(n.kids) > 0 {
		return fmt.Sprintf("%v with %d values below it", n, len(n.kids))
	}
	if n.kind == isStr && len(n.str) > 100 {
		return fmt.Sprintf("a string of %d bytes", len(n.str))
	}
	return n.String()
}

// flatten appends the values of n and what is below it.
func (d *DNA) flatten(n *node) {
	switch n.kind {
	case isInt, isBool:
		d.vals = append(d.vals, uint64(n.int))
	case isFloat:
		d.vals = append(d.vals, math.Float64bits(n.flt))
	case isStr, isBigInt:
		d.vals = append(d.vals, uint64(len(d.strs)))
		d.strs = append(d.strs, n.str)
	}
	for _, kid := range n.kids {
		d.flatten(kid)
	}
}

// Spec returns the space d is bound to, or nil.
func (d *DNA) Spec() *Spec {
	if d == nil {
		return nil
	}
	return d.spec
}

// Len returns the number of values, which is that of active decisions.
func (d *DNA) Len() int {
	if d == nil {
		return 0
	}
	return len(d.vals)
}

// Index returns the i-th value as an index into a Choices' candidates or an
// Int's steps, or -1 where there is no i-th value.
func (d *DNA) Index(i int) int64 {
	if d == nil || uint(i) >= uint(len(d.vals)) {
		return -1
	}
	return int64(d.vals[i])
}

// Float returns the i-th value as that of a Float, or NaN where there is no
// i-th value.
func (d *DNA) Float(i int) float64 {
	if d == nil || uint(i) >= uint(len(d.vals)) {
		return math.NaN()
	}
	return math.Float64frombits(d.vals[i])
}

// Custom returns the i-th value as the genome of a Custom, or "" where it is
// none.
func (d *DNA) Custom(i int) string {
	if d == nil || uint(i) >= uint(len(d.vals)) || d.vals[i] >= uint64(len(d.strs)) {
		return ""
	}
	return d.strs[d.vals[i]]
}

// Numbers returns the values as numbers: the index of a Choices or an Int, the
// value of a Float (PyGlove: to_numbers(flatten=True)). It is an error for a
// Custom, whose genome is no number, and for an index above 2^53, which a
// float64 may not hold.
func (d *DNA) Numbers() ([]float64, error) {
	if d == nil || d.spec == nil {
		return nil, errUnbound
	}
	numbers := make([]float64, 0, len(d.vals))
	errs := errorList{}
	d.walk(func(p *point, at *scope, sub, i int) bool {
		switch {
		case p.kind == custom:
			errs.add("%s: expected a decision that is a number, got a custom one; use Dict", at.id(p, sub))
		case p.kind == continuous || p.kind == grid:
			numbers = append(numbers, math.Float64frombits(d.vals[i]))
		case d.vals[i] > 1<<53:
			errs.add("%s: expected an index that a float64 holds exactly, got %d; use Dict", at.id(p, sub), d.vals[i])
		default:
			numbers = append(numbers, float64(d.vals[i]))
		}
		return true
	})
	if err := errs.err(); err != nil {
		return nil, fmt.Errorf("geno: numbers: %w", err)
	}
	return numbers, nil
}

var errUnbound = fmt.Errorf("geno: the DNA has no Spec; bind it with Spec.Bind")

// A Point is one active decision of a DNA with the value it took.
type Point struct {
	// Decision is what was decided.
	Decision Decision
	// Sub is which of the K choices of a Choices this is.
	Sub int

	dna   *DNA
	point *point
	scope *scope
	i     int
}

// ID returns the identifier of the decision, as in [Spec.IDs], and for a
// Choices of K > 1 which of them it is: "Stages[0]".
func (p Point) ID() string {
	if p.point == nil {
		return ""
	}
	return p.scope.id(p.point, p.Sub)
}

// Value returns the index of a Choices or an Int as an int64, the value of a
// Float as a float64, the genome of a Custom as a string.
func (p Point) Value() any {
	if p.point == nil {
		return nil
	}
	return p.point.value(p.dna, p.i, AsValue)
}

// Literal returns the literal of the chosen candidate, or "1/3" for candidate 1
// of 3 that have none; the value of an Int, Float or Custom.
func (p Point) Literal() any {
	if p.point == nil {
		return nil
	}
	return p.point.value(p.dna, p.i, AsLiteral)
}

// Points iterates over the active decisions in order. The int is the index of
// the value, as [DNA.Index] and [Spec.Resample] take it. An unbound DNA has
// none.
func (d *DNA) Points() iter.Seq2[int, Point] {
	return func(yield func(int, Point) bool) {
		d.walk(func(p *point, at *scope, sub, i int) bool {
			return yield(i, Point{Decision: p.element.Decision, Sub: sub, dna: d, point: p, scope: at, i: i})
		})
	}
}

// scope is where conditional decisions are: below a candidate of p. The zero
// scope is the space itself.
type scope struct {
	up        *scope
	spec      *Spec
	point     *point
	sub       int
	candidate int
}

func (s *scope) path() string {
	if s.point == nil {
		return s.spec.location
	}
	return join(conditional(s.up.id(s.point, s.sub), s.candidate, s.point.n), s.spec.location)
}

// parent is the identifier of p, which its K choices share.
func (s *scope) parent(p *point) string { return join(s.path(), p.element.Location) }

// id is the identifier of the sub-th choice of p.
func (s *scope) id(p *point, sub int) string {
	return p.subID(s.parent(p), sub)
}

// walk calls visit for each value with its decision until visit returns false.
// It does nothing for an unbound DNA.
func (d *DNA) walk(visit func(p *point, at *scope, sub, i int) bool) {
	if d == nil || d.spec == nil {
		return
	}
	d.walkBelow(&scope{spec: d.spec.ready()}, 0, visit)
}

func (d *DNA) walkBelow(at *scope, i int, visit func(p *point, at *scope, sub, i int) bool) (int, bool) {
	for j := range at.spec.points {
		p := &at.spec.points[j]
		for k := range p.k {
			if !visit(p, at, k, i) {
				return i, false
			}
			v := d.vals[i]
			i++
			if p.below == nil || len(p.below[v].points) == 0 {
				continue
			}
			below, ok := &scope{at, p.below[v], p, k, int(v)}, false
			if i, ok = d.walkBelow(below, i, visit); !ok {
				return i, false
			}
		}
	}
	return i, true
}

// Equal reports whether d and e hold the same choices. They may be bound to
// different Specs.
func (d *DNA) Equal(e *DNA) bool {
	if d == e {
		return true
	}
	if d == nil || e == nil || !slices.Equal(d.vals, e.vals) || !slices.Equal(d.strs, e.strs) {
		return false
	}
	if d.spec == e.spec && d.spec != nil {
		return true
	}
	return sameTree(d.nested(), e.nested())
}

func sameTree(a, b *node) bool {
	if a.kind != b.kind || a.int != b.int || a.str != b.str || len(a.kids) != len(b.kids) ||
		math.Float64bits(a.flt) != math.Float64bits(b.flt) {
		return false
	}
	for i, kid := range a.kids {
		if !sameTree(kid, b.kids[i]) {
			return false
		}
	}
	return true
}

// Hash returns a hash of the choices, the same for equal DNAs and in every
// process.
func (d *DNA) Hash() uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	mix := func(v uint64) {
		// One round of splitmix64 (Steele, Lea and Flood, 2014).
		h = (h ^ v) + 0x9e3779b97f4a7c15
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	if d == nil {
		return h
	}
	for _, v := range d.vals {
		mix(v)
	}
	for _, s := range d.strs {
		mix(uint64(len(s)))
		for len(s) > 0 {
			var word [8]byte
			s = s[copy(word[:], s):]
			mix(binary.LittleEndian.Uint64(word[:]))
		}
	}
	return h
}

// Key returns a short string that is the same for equal DNAs of one space and
// different for different ones, to be the key of a map. It is not text.
func (d *DNA) Key() string {
	if d == nil {
		return ""
	}
	if d.spec == nil {
		return d.String()
	}
	var buf [128]byte
	key := buf[:0]
	for _, v := range d.vals {
		key = binary.AppendUvarint(key, v)
	}
	for _, s := range d.strs {
		key = binary.AppendUvarint(key, uint64(len(s)))
		key = append(key, s...)
	}
	return string(key)
}

// nested returns d as a tree.
func (d *DNA) nested() *node {
	switch {
	case d.tree != nil:
		return d.tree
	case d.spec == nil:
		return &node{}
	}
	kids, _ := d.nestSpace(d.spec.ready(), 0)
	return collapse(kids)
}

// collapse makes one node of several, and of one that one itself.
func collapse(kids []*node) *node {
	if len(kids) == 1 {
		return kids[0]
	}
	return &node{kids: kids}
}

func (d *DNA) nestSpace(s *Spec, i int) ([]*node, int) {
	if len(s.points) == 0 {
		return nil, i
	}
	nodes := make([]*node, 0, len(s.points))
	for j := range s.points {
		p := &s.points[j]
		var kids []*node
		for range p.k {
			n := &node{}
			switch p.kind {
			case continuous, grid:
				n.kind, n.flt = isFloat, math.Float64frombits(d.vals[i])
			case custom:
				n.kind, n.str = isStr, d.strs[d.vals[i]]
			default:
				n.kind, n.int = isInt, int64(d.vals[i])
			}
			i++
			if p.below != nil {
				n.kids, i = d.nestSpace(p.below[n.int], i)
				if len(n.kids) == 1 && n.kids[0].kind == isNone {
					n.kids = n.kids[0].kids // several choices are the only decision
				}
			}
			if p.kind != manyOf {
				nodes = append(nodes, n)
				break
			}
			kids = append(kids, n)
		}
		if p.kind == manyOf {
			nodes = append(nodes, &node{kids: kids})
		}
	}
	return nodes, i
}

// String returns d as PyGlove prints it: DNA([0, (1, [2, 0.5])]).
func (d *DNA) String() string {
	if d == nil {
		return "<nil>"
	}
	var b strings.Builder
	b.WriteString("DNA")
	n := d.nested()
	if n.kind != isNone && len(n.kids) > 0 {
		n.write(&b, pythonStyle)
	} else {
		b.WriteByte('(')
		n.write(&b, pythonStyle)
		b.WriteByte(')')
	}
	return b.String()
}
