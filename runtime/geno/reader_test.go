// What generated Materialize and Encode methods do, done by hand.

package geno

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// program is what a generated method makes of the values of everyKind.
type program struct {
	filter int
	inner  []int64 // of Filter 1
	word   string  // of Filter 2
	pair   []int   // of Filter 3
	words  []string
	stages []int
	strd   []int64
	ratio  float64
	step   float64
	any    string
}

func innerOf(c *Choices, i int) []Element { return c.Candidates[i].Elements() }

func readInner(r *Reader, c *Choices, i int) []int64 {
	elements := innerOf(c, i)
	v := []int64{r.Int(elements[0].Decision.(*Int))}
	order := elements[1].Decision.(*Choices)
	r.Begin(order)
	for range order.K {
		v = append(v, int64(r.Index(order.N())))
	}
	return v
}

func materialize(s *Spec, d *DNA) (p program, err error) {
	r := d.Reader()
	e := s.Elements()
	filter, stages := e[0].Decision.(*Choices), e[1].Decision.(*Choices)
	p.filter = r.Choice(filter, filter.N())
	r.Enter()
	switch p.filter {
	case 1:
		p.inner = readInner(&r, filter, 1)
	case 2:
		p.word = r.Custom(innerOf(filter, 2)[0].Decision.(*Custom))
	case 3:
		pair := innerOf(filter, 3)[0].Decision.(*Choices)
		r.Begin(pair)
		for range pair.K {
			i := r.Index(pair.N())
			p.pair = append(p.pair, i)
			if i == 1 {
				p.words = append(p.words, r.Custom(innerOf(pair, 1)[0].Decision.(*Custom)))
			}
		}
	}
	r.Leave()
	r.In("Filter")
	r.Begin(stages)
	for range stages.K {
		i := r.Index(stages.N())
		p.stages = append(p.stages, i)
		r.Enter()
		if i == 0 {
			p.strd = append(p.strd, readInner(&r, stages, 0)...)
		}
		r.Leave()
		r.InIndex(i)
	}
	p.ratio = r.Float(e[2].Decision.(*Float))
	p.step = r.Float(e[3].Decision.(*Float))
	p.any = r.Custom(e[4].Decision.(*Custom))
	return p, r.End()
}

func encodeInner(w *Writer, c *Choices, i int, v []int64) error {
	err := w.Int(innerOf(c, i)[0].Decision.(*Int), v[0])
	for _, index := range v[1:] {
		w.Index(int(index))
	}
	return err
}

func encode(s *Spec, p program) (*DNA, error) {
	var w Writer
	var errs []error
	e := s.Elements()
	filter, stages := e[0].Decision.(*Choices), e[1].Decision.(*Choices)
	w.Index(p.filter)
	switch p.filter {
	case 1:
		errs = append(errs, encodeInner(&w, filter, 1, p.inner))
	case 2:
		w.Custom(p.word)
	case 3:
		words := p.words
		for _, i := range p.pair {
			w.Index(i)
			if i == 1 {
				w.Custom(words[0])
				words = words[1:]
			}
		}
	}
	rest := p.strd
	for _, i := range p.stages {
		m := w.Mark()
		w.Custom("an attempt that failed")
		w.Reset(m)
		w.Index(i)
		if i == 0 {
			errs = append(errs, encodeInner(&w, stages, 0, rest))
		}
	}
	errs = append(errs, w.Float(e[2].Decision.(*Float), p.ratio), w.Float(e[3].Decision.(*Float), p.step))
	w.Custom(p.any)
	d, err := w.DNA(s)
	return d, errors.Join(append(errs, err)...)
}

func TestReaderAndWriterAreInverse(t *testing.T) {
	s := everyKind()
	other := must(New(At("x", oneof(2))))
	r := rng(5)
	seen := map[int]bool{}
	for range 300 {
		d := s.Random(r)
		p, err := materialize(s, d)
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		seen[p.filter] = true
		var literals []any
		for _, point := range d.Points() {
			literals = append(literals, point.Value())
		}
		if !slices.Contains(literals, any(p.any)) || !slices.Contains(literals, any(p.ratio)) {
			t.Fatalf("%v: read %+v", d, p)
		}
		e, err := encode(s, p)
		if err != nil || !e.Equal(d) {
			t.Fatalf("%v: read %+v, wrote %v, error %v", d, p, e, err)
		}
		var w Writer
		w.Append(d)
		if e, err := w.DNA(s); err != nil || !e.Equal(d) {
			t.Fatalf("%v: appended %v, error %v", d, e, err)
		}
		// The same decisions read from a DNA of another space.
		for _, foreign := range []*DNA{nil, new(DNA), other.Random(r), everyKind().Random(r)} {
			if _, err := materialize(s, foreign); !IsMismatch(err) {
				t.Fatalf("%v: expected another space, got %v", foreign, err)
			}
		}
	}
	if len(seen) != 4 {
		t.Errorf("only filters %v were drawn", seen)
	}
}

func TestReaderStopsAtTheFirstFailure(t *testing.T) {
	i := &Int{Min: -5, Max: 5, Step: 5}
	f := &Float{Min: 2, Max: 3}
	c := &Custom{First: func() string { return "a" }}
	s := must(New(At("i", i), At("f", f), At("c", c)))
	r := s.First().Reader()
	if got := r.Int(i); got != -5 || !r.OK() {
		t.Errorf("got %d", got)
	}
	broken := errors.New("broken")
	r.Fail("Kernel", nil)
	r.Fail("Kernel", broken)
	r.Fail("Stride", errors.New("too late"))
	r.InIndex("key")
	r.In("Stem")
	if r.OK() || r.Int(i) != -5 || r.Float(f) != 2 || r.Custom(c) != "" || r.Index(3) != 0 {
		t.Error("expected the first values after a failure")
	}
	if err := r.End(); !errors.Is(err, broken) || err.Error() != `Stem["key"].Kernel: broken` || IsMismatch(err) {
		t.Errorf("got %v", err)
	}
	short := s.First().Reader()
	short.Int(i)
	if err := short.End(); !IsMismatch(err) {
		t.Errorf("values left over: got %v", err)
	}
	if In("", broken) != broken || In("a", nil) != nil {
		t.Error("expected the error itself without a path")
	}
}

func TestWriterRefuses(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{new(Writer).Int(&Int{Min: 1, Max: 9, Step: 2}, 4), "expected an integer from 1 to 9 in steps of 2, got 4"},
		{new(Writer).Int(&Int{Min: math.MinInt64, Max: 0}, 1), "expected an integer from -9223372036854775808 to 0, got 1"},
		{new(Writer).Float(&Float{Min: 1, Max: 2}, 2.5), "expected a number from 1 to 2, got 2.5"},
		{new(Writer).Float(&Float{Min: 1, Max: 2}, math.NaN()), "expected a number from 1 to 2, got NaN"},
		{new(Writer).Float(&Float{Min: 1, Max: 2, Step: 0.5}, 1.2), "expected a number from 1 to 2 in steps of 0.5, got 1.2"},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("expected %s, got %v", test.want, test.err)
		}
	}
	var w Writer
	w.Index(2)
	if _, err := w.DNA(must(New(At("p", oneof(2))))); err == nil {
		t.Error("an index out of range: expected an error")
	}
	if _, err := w.DNA(Invalid(errors.New("none"))); err == nil || err.Error() != "none" {
		t.Errorf("got %v", err)
	}
}
