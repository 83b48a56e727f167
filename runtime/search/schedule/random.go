package schedule

// This file holds schedules drawn at random. Each step has a generator of its
// own, made of the seed and the step, so that a search that is restarted sees
// the same numbers.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
)

// Random draws the number of each step by itself.
func Random(seed uint64, draw func(*rand.Rand) float64) Schedule {
	return func(step int) float64 {
		return draw(rand.New(rand.NewPCG(seed, uint64(step)*0x9e3779b97f4a7c15)))
	}
}

// Uniform is between low and high. It panics if low is above high.
func Uniform(seed uint64, low, high float64) Schedule {
	if !(low <= high) {
		panic(fmt.Sprintf("schedule.Uniform: low is %v and high %v, expected low to be the smaller", low, high))
	}
	return Random(seed, func(rng *rand.Rand) float64 { return low + (high-low)*rng.Float64() })
}

// Triangular is between low and high, most often near mode. It panics if they
// are not in the order low, mode, high.
func Triangular(seed uint64, low, mode, high float64) Schedule {
	if !(low <= mode && mode <= high) {
		panic(fmt.Sprintf("schedule.Triangular: low is %v, mode %v and high %v, expected them in this order", low, mode, high))
	}
	return Random(seed, func(rng *rand.Rand) float64 {
		u := rng.Float64()
		if low == high {
			return low
		}
		if c := (mode - low) / (high - low); u > c {
			return high - math.Sqrt((1-u)*(high-low)*(high-mode))
		}
		return low + math.Sqrt(u*(high-low)*(mode-low))
	})
}

// Normal is normally distributed.
func Normal(seed uint64, mean, deviation float64) Schedule {
	return Random(seed, func(rng *rand.Rand) float64 { return mean + deviation*rng.NormFloat64() })
}

// LogNormal is a number whose logarithm is normally distributed, with that mean
// and deviation.
func LogNormal(seed uint64, mean, deviation float64) Schedule {
	return Random(seed, func(rng *rand.Rand) float64 { return math.Exp(mean + deviation*rng.NormFloat64()) })
}

// other is Of for the types derived from those of a Number.
func other(n any) Schedule {
	v := reflect.ValueOf(n)
	switch v.Kind() {
	case reflect.Int:
		return Constant(float64(v.Int()))
	case reflect.Float64:
		return Constant(v.Float())
	}
	return v.Convert(reflect.TypeFor[Schedule]()).Interface().(Schedule)
}
