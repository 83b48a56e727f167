// Floats with steps: every step is one value, found again whatever rounding did.

package geno

import (
	"math"
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	for _, test := range []struct {
		min, max, step float64
		n              uint64
	}{
		{0, 0.3, 0.1, 4}, // 3·0.1 is more than 0.3
		{0.1, 0.7, 0.2, 4},
		{0, 1, 0.4, 3},
		{-1, 1, 1e-5, 200001},
		{0, 1, 1e-14, 1e14 + 1},
		{0, 1e6, 1e-6, 1e12 + 1},
		{5, 5, 1e-30, 1},
		{-1e300, 1e300, 1e290, 2e10 + 1},
	} {
		f := &Float{Min: test.min, Max: test.max, Step: test.step}
		s := must(New(At("f", f)))
		if n := s.Size().Uint64(); n != test.n {
			t.Errorf("%v: expected %d values, got %d", s, test.n, n)
			continue
		}
		p := &s.points[0]
		for _, k := range []uint64{0, 1, 2, 3, test.n / 3, test.n / 2, test.n - 3, test.n - 2, test.n - 1} {
			if k >= test.n {
				continue
			}
			v := p.gridValue(k)
			if got := p.gridIndex(v); got != k || p.onGrid(v) != v {
				t.Errorf("%v: step %d is %v, read as step %d and value %v", s, k, v, got, p.onGrid(v))
			}
			var w Writer
			if err := w.Float(f, v); err != nil {
				t.Errorf("%v: %v", s, err)
			} else if d, err := w.DNA(s); err != nil || d.Float(0) != v {
				t.Errorf("%v: wrote %v, got %v, error %v", s, v, d, err)
			} else if next := s.Next(d); (next == nil) != (k == test.n-1) || next != nil && next.Float(0) <= v {
				t.Errorf("%v: after %v: got %v", s, d, next)
			}
		}
	}
	f := &Float{Min: 0, Max: 1, Step: 0.4}
	for _, v := range []float64{1, 0.5, -0.4, 1.2, math.NaN(), math.Inf(1)} {
		var w Writer
		if err := w.Float(f, v); err == nil || !strings.Contains(err.Error(), "in steps of 0.4") {
			t.Errorf("%v: expected an error, got %v", v, err)
		}
	}
}

func TestStepsThatRoundingBlurs(t *testing.T) {
	ulp := math.Nextafter(1, 2) - 1
	for _, f := range []*Float{
		{Min: 0.1, Max: 0.2, Step: 1e-17},
		{Min: 1, Max: 1.5, Step: 0.6 * ulp},
		{Min: 1e17, Max: 2e17, Step: 1},
		{Min: 1, Max: 1e17, Step: 1},
		{Min: -math.MaxFloat64, Max: math.MaxFloat64, Step: 1},
	} {
		_, err := New(At("f", f))
		if err == nil || !strings.Contains(err.Error(), "f: expected steps that a float64 can tell apart") {
			t.Errorf("%v: expected an error, got %v", *f, err)
		}
	}
}
