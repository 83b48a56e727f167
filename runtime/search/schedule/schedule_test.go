package schedule_test

import (
	"math"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/search/schedule"
)

func is(t *testing.T, s schedule.Schedule, want map[int]float64) {
	t.Helper()
	for step, v := range want {
		if got := s(step); math.Abs(got-v) > 1e-15 {
			t.Errorf("step %d: expected %v, got %v", step, v, got)
		}
	}
}

type mine int

// TestPyGloveScalars has a twin of each of PyGlove's own tests of
// pyglove.ext.scalars, see ../evolution/testdata/pyglove_evolution.md.
func TestPyGloveScalars(t *testing.T) {
	t.Run("testMakeScalar", func(t *testing.T) {
		is(t, schedule.Of(schedule.Constant(1)), map[int]float64{0: 1, 10: 1})
		is(t, schedule.Of(1), map[int]float64{0: 1, 10: 1})
		is(t, schedule.Of(0.5), map[int]float64{0: 0.5})
		is(t, schedule.Of(mine(3)), map[int]float64{0: 3})
		is(t, schedule.Of(func(step int) float64 { return float64(step) }), map[int]float64{1: 1, 10: 10})
	})
	t.Run("testCurrentStep", func(t *testing.T) {
		is(t, func(step int) float64 { return schedule.Step(step) * 2 }, map[int]float64{0: 0, 10: 20})
	})
	t.Run("testFloor", func(t *testing.T) {
		if got := schedule.Constant(1.6).At(0); got != 2 {
			t.Errorf("1.6 is rounded to %d", got)
		}
	})
	t.Run("testLinear", func(t *testing.T) {
		is(t, schedule.Linear(10, 1, 6), map[int]float64{0: 1, 1: 1.5, 2: 2, 9: 5.5, 10: 6, 11: 6})
		is(t, schedule.Linear(10, 6, 1), map[int]float64{0: 6, 1: 5.5, 2: 5, 9: 1.5, 10: 1})
		is(t, schedule.Linear(0, 6, 1), map[int]float64{0: 1})
	})
	t.Run("testCosineDecay", func(t *testing.T) {
		is(t, schedule.Cosine(10, 1, 0.1), map[int]float64{0: 1, 6: 0.41094235253127376, 10: 0.1, 20: 0.1})
	})
	t.Run("testExponentialDecay", func(t *testing.T) {
		is(t, schedule.Exponential(5, 0.2, 2, true), map[int]float64{0: 5, 1: 5, 2: 1, 3: 1, 4: 0.2, 5: 0.2, 6: 0.04, 7: 0.04})
		is(t, schedule.Exponential(5, 0.2, 2, false), map[int]float64{0: 5, 1: 2.23606797749979, 2: 1, 3: 0.447213595499958, 4: 0.2, 5: 0.0894427190999916, 6: 0.04, 7: 0.01788854381999832})
	})
	t.Run("testCyclic", func(t *testing.T) {
		is(t, schedule.Cyclic(10, 0, 2, 0), map[int]float64{0: 2, 2: 1.3090169943749475, 5: 0, 7: 0.6909830056250524, 10: 2})
		is(t, schedule.Cyclic(10, 0, 2, math.Pi), map[int]float64{0: 0, 2: 0.6909830056250524, 5: 2, 7: 1.3090169943749477, 10: 0})
	})
	square := func(step int) float64 { return float64(step * step) }
	want := map[int]float64{0: 1, 1: 1, 2: 0, 3: 1, 4: 0, 5: 1, 6: 4, 7: 4, 8: 4, 9: 4}
	t.Run("testStepsAsPhaseLength", func(t *testing.T) {
		is(t, schedule.StepWise(schedule.For(2, 1), schedule.For(2, schedule.Step), schedule.For(3, square)), want)
	})
	t.Run("testProportionAsPhaseLength", func(t *testing.T) {
		is(t, schedule.Shares(7, schedule.For(0.2, 1), schedule.For(0.2, schedule.Step), schedule.For(0.3, square)), want)
	})
	t.Run("testBadSpecification", func(t *testing.T) {
		panics(t, "use schedule.Shares", func() { schedule.StepWise(schedule.For(0.2, 1)) })
		panics(t, "all shares are 0", func() { schedule.Shares(10, schedule.For(0.0, 1), schedule.For(0.0, 2)) })
		panics(t, "share -1", func() { schedule.Shares(10, schedule.For(-1, 1)) })
		panics(t, "no phases", func() { schedule.StepWise() })
	})
	t.Run("testUniform", func(t *testing.T) {
		random(t, func(seed uint64) schedule.Schedule { return schedule.Uniform(seed, 1, 10) }, 5.5, 1, 10)
		panics(t, "low is 10", func() { schedule.Uniform(1, 10, 1) })
	})
	t.Run("testTriangular", func(t *testing.T) {
		random(t, func(seed uint64) schedule.Schedule { return schedule.Triangular(seed, 10, 18, 20) }, 16, 10, 20)
		panics(t, "mode 3", func() { schedule.Triangular(1, 0, 3, 2) })
	})
	t.Run("testNormal", func(t *testing.T) {
		random(t, func(seed uint64) schedule.Schedule { return schedule.Normal(seed, 1, 0.2) }, 1, -1, 3)
	})
	t.Run("testLogNormal", func(t *testing.T) {
		random(t, func(seed uint64) schedule.Schedule { return schedule.LogNormal(seed, 1, 0.2) }, math.Exp(1.02), 0, 10)
	})
}

// random checks that a schedule drawn at random is the same for the same seed
// and step, and has a mean and bounds.
func random(t *testing.T, of func(uint64) schedule.Schedule, mean, low, high float64) {
	t.Helper()
	a, b, c := of(1), of(1), of(2)
	sum, same := 0.0, 0
	const n = 5000
	for step := range n {
		v := a(step)
		if v != b(step) || v != a(step) {
			t.Fatalf("step %d: the same seed gives %v and %v", step, v, b(step))
		}
		if v == c(step) {
			same++
		}
		if v < low || v > high {
			t.Fatalf("step %d: %v is not between %v and %v", step, v, low, high)
		}
		sum += v
	}
	if same > n/100 {
		t.Errorf("another seed gives the same number %d times of %d", same, n)
	}
	if got := sum / n; math.Abs(got-mean) > 0.03*(high-low) {
		t.Errorf("expected a mean of %v, got %v", mean, got)
	}
}

func panics(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		if got, _ := recover().(string); !strings.Contains(got, want) {
			t.Errorf("expected a panic with %q, got %q", want, got)
		}
	}()
	f()
}
