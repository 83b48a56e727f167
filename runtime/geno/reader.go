// Reading and writing a DNA value by value: what generated Materialize and
// Encode methods do instead of walking a tree.

package geno

import (
	"cmp"
	"errors"
	"fmt"
	"math"
)

// A Reader hands out the values of a DNA in order to generated Materialize
// methods. It checks, at each decision that is not conditional on another,
// that the DNA's space has that very decision there; a DNA bound to another
// space is thereby refused before any of its values is misread.
//
// The first failure sticks: from then on every read returns the first value
// its decision allows, so straight-line code needs one check at its end.
type Reader struct {
	spec  *Spec
	vals  []uint64
	strs  []string
	next  int // the next value
	elem  int // the next element of the space
	depth int // how many choices we are inside of
	err   error
}

// errMismatch marks a DNA whose space is not made of the decisions read.
var errMismatch = errors.New("geno: the DNA belongs to another space")

// Reader returns a Reader at d's first value. A nil or unbound d gives a
// Reader that fails.
func (d *DNA) Reader() Reader {
	if d == nil || d.spec == nil {
		return Reader{err: errMismatch}
	}
	return Reader{spec: d.spec, vals: d.vals, strs: d.strs}
}

// begin moves to decision d, which at depth 0 must be the space's next one.
func (r *Reader) begin(d Decision) {
	if r.depth > 0 || r.err != nil {
		return
	}
	if r.elem >= len(r.spec.elements) || r.spec.elements[r.elem].Decision != d {
		r.err = errMismatch
		return
	}
	r.elem++
}

func (r *Reader) value() uint64 {
	if r.err != nil || r.next >= len(r.vals) {
		if r.err == nil {
			r.err = errMismatch
		}
		return 0
	}
	v := r.vals[r.next]
	r.next++
	return v
}

// Begin announces the values of c, a choice of several: [Reader.Index] then
// reads each, with what it makes conditional read between Enter and Leave.
func (r *Reader) Begin(c *Choices) { r.begin(c) }

// Index reads one index of a choice announced by Begin. It is below n,
// whatever the DNA holds.
func (r *Reader) Index(n int) int {
	v := r.value()
	if v >= uint64(n) {
		if r.err == nil {
			r.err = errMismatch
		}
		return 0
	}
	return int(v)
}

// Choice reads the index that a choice of one chose, below n.
func (r *Reader) Choice(c *Choices, n int) int {
	r.begin(c)
	return r.Index(n)
}

// Int reads the value of an int decision.
func (r *Reader) Int(d *Int) int64 {
	r.begin(d)
	return d.Min + int64(r.value())*max(d.Step, 1)
}

// Float reads the value of a float decision.
func (r *Reader) Float(d *Float) float64 {
	r.begin(d)
	v := r.value()
	if r.err != nil {
		return d.Min
	}
	return math.Float64frombits(v)
}

// Custom reads the genome of a custom decision.
func (r *Reader) Custom(d *Custom) string {
	r.begin(d)
	v := r.value()
	if r.err != nil || v >= uint64(len(r.strs)) {
		return ""
	}
	return r.strs[v]
}

// Enter says that what follows is conditional on the index just read; Leave
// ends that.
func (r *Reader) Enter() { r.depth++ }

// Leave ends what Enter began.
func (r *Reader) Leave() { r.depth-- }

// OK reports whether nothing has failed so far.
func (r *Reader) OK() bool { return r.err == nil }

// Fail records that the part of the program at the given path could not be
// made. A nil err is no failure.
func (r *Reader) Fail(path string, err error) {
	if err != nil && r.err == nil {
		r.err = In(path, err)
	}
}

// In puts path before the failure of the part that was just read, if there is
// one.
func (r *Reader) In(path string) {
	if r.err != nil {
		r.err = In(path, r.err)
	}
}

// InIndex is In for an element of a list or map.
func (r *Reader) InIndex(i any) {
	if r.err != nil {
		r.err = In(fmt.Sprintf("[%#v]", i), r.err)
	}
}

// End returns the first failure, or an error if values are left over. A DNA
// that was read as one of another space gives an error for which
// [IsMismatch] holds.
func (r *Reader) End() error {
	if r.err == nil && (r.next != len(r.vals) || r.elem != len(r.spec.elements)) {
		r.err = errMismatch
	}
	return r.err
}

// IsMismatch reports whether err says that a DNA was read as one of another
// space. The same choices may still be valid there: see [Spec.Bind].
func IsMismatch(err error) bool { return errors.Is(err, errMismatch) }

// A Writer collects the values of a DNA in order from generated Encode
// methods.
type Writer struct {
	vals []uint64
	strs []string
}

// A Mark is a place in a Writer to go back to.
type Mark struct{ vals, strs int }

// Mark returns the place after the values written so far.
func (w *Writer) Mark() Mark { return Mark{len(w.vals), len(w.strs)} }

// Reset forgets what was written after m.
func (w *Writer) Reset(m Mark) { w.vals, w.strs = w.vals[:m.vals], w.strs[:m.strs] }

// Index writes an index of a choice.
func (w *Writer) Index(i int) { w.vals = append(w.vals, uint64(i)) }

// Int writes v for an int decision. The error says why v is not one of its
// values.
func (w *Writer) Int(d *Int, v int64) error {
	step := max(d.Step, 1)
	// The difference is taken unsigned, for a range may be wider than an int64.
	off := uint64(v) - uint64(d.Min)
	if v < d.Min || v > d.Max || off%uint64(step) != 0 {
		return fmt.Errorf("expected an integer from %d to %d%s, got %d", d.Min, d.Max, inSteps(step > 1, step), v)
	}
	w.vals = append(w.vals, off/uint64(step))
	return nil
}

// Float writes v for a float decision. A value within rounding of a step is
// taken as that step; anything else off the range or the steps is an error.
func (w *Writer) Float(d *Float, v float64) error {
	was := v
	if d.Step > 0 {
		p := point{min: d.Min, max: d.Max, step: d.Step, n: uint64(d.lastStep()) + 1}
		v = p.onGrid(v)
	}
	if !(v >= d.Min && v <= d.Max) { // so is NaN
		return fmt.Errorf("expected a number from %v to %v%s, got %v", d.Min, d.Max, inSteps(d.Step > 0, d.Step), was)
	}
	w.vals = append(w.vals, math.Float64bits(v))
	return nil
}

func inSteps(yes bool, step any) string {
	if !yes {
		return ""
	}
	return fmt.Sprintf(" in steps of %v", step)
}

// Custom writes the genome of a custom decision.
func (w *Writer) Custom(genome string) {
	w.vals = append(w.vals, uint64(len(w.strs)))
	w.strs = append(w.strs, genome)
}

// Append writes all values of d, made conditional by the index just written.
func (w *Writer) Append(d *DNA) {
	for i, p := range d.Points() {
		if _, ok := p.Decision.(*Custom); ok {
			w.Custom(d.strs[d.vals[i]])
		} else {
			w.vals = append(w.vals, d.vals[i])
		}
	}
}

// DNA returns what was written as a DNA of s.
func (w *Writer) DNA(s *Spec) (*DNA, error) {
	d := &DNA{spec: s, vals: w.vals, strs: w.strs}
	if err := s.Err(); err != nil {
		return nil, err
	}
	if err := s.Validate(d); err != nil {
		// It was written for s, if with values that s doesn't have.
		return nil, cmp.Or(errors.Unwrap(err), err)
	}
	return d, nil
}

// In puts the path of a part of a program before an error from inside it:
// In("Stem", In("Kernel", err)) reads "Stem.Kernel: …".
func In(path string, err error) error {
	if err == nil || path == "" {
		return err
	}
	if p, ok := err.(*pathError); ok {
		if p.path[0] != '[' {
			path += "."
		}
		return &pathError{path + p.path, p.err}
	}
	return &pathError{path, err}
}

// A pathError is an error and the place in a program it is about.
type pathError struct {
	path string
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }
func (e *pathError) Unwrap() error { return e.err }
