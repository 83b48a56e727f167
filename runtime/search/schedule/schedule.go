// Package schedule holds numbers that change in the course of a search: a
// mutation rate that falls, a population that grows, a probability that comes
// and goes. PyGlove calls them scalars (github.com/google/pyglove, package
// pyglove.ext.scalars).
//
// A [Schedule] is a plain function, so arithmetic is that of Go:
//
//	rate := schedule.Linear(1000, 0.5, 0.05)
//	half := schedule.Schedule(func(step int) float64 { return rate(step) / 2 })
//
// What takes a [Number] takes an int, a float64 or a Schedule alike.
package schedule

import (
	"fmt"
	"math"
)

// A Schedule is a number at each step of a search, counted from 0. It depends on
// the step alone: asked again, it answers the same.
type Schedule func(step int) float64

// A Number is what can be given where a number is asked for: one that never
// changes, or a schedule.
type Number interface {
	~int | ~float64 | ~func(step int) float64
}

// Of returns a number as a schedule.
func Of[N Number](n N) Schedule {
	switch n := any(n).(type) {
	case int:
		return Constant(float64(n))
	case float64:
		return Constant(n)
	case Schedule:
		return n
	case func(int) float64:
		return n
	}
	return other(n)
}

// Constant is v at every step.
func Constant(v float64) Schedule { return func(int) float64 { return v } }

// Step is the step itself.
func Step(step int) float64 { return float64(step) }

// At returns the number at a step, rounded to the nearest integer.
func (s Schedule) At(step int) int { return int(math.Round(s(step))) }

// Linear goes from start to end in so many steps, and stays there.
func Linear(steps int, start, end float64) Schedule {
	return func(step int) float64 {
		if step >= steps {
			return end
		}
		return start + (end-start)*float64(step)/float64(steps)
	}
}

// Cosine goes from start to end in so many steps along half a wave, slowly at
// both ends, and stays there (Loshchilov and Hutter, "SGDR: Stochastic Gradient
// Descent with Warm Restarts", ICLR 2017).
func Cosine(steps int, start, end float64) Schedule {
	return func(step int) float64 {
		if step >= steps {
			return end
		}
		return end + (start-end)*(1+math.Cos(math.Pi*float64(step)/float64(steps)))/2
	}
}

// Exponential is start times rate to the power of step/interval. With stairs
// the power is a whole number, which changes every interval steps.
func Exponential(start, rate float64, interval int, stairs bool) Schedule {
	return func(step int) float64 {
		power := float64(step) / float64(max(interval, 1))
		if stairs {
			power = math.Floor(power)
		}
		return start * math.Pow(rate, power)
	}
}

// Cyclic swings between high and low like a cosine, with a period of so many
// steps. It begins at high with a phase of 0, at low with one of π.
func Cyclic(period int, low, high, phase float64) Schedule {
	return func(step int) float64 {
		return low + (high-low)*(1+math.Cos(2*math.Pi*float64(step)/float64(max(period, 1))+phase))/2
	}
}

// A Phase is a part of [StepWise].
type Phase struct {
	Length float64  // in steps, or for Shares relative to the other phases
	Value  Schedule // its steps count from the beginning of the phase
}

// For returns a phase of so many steps, or shares.
func For[L int | float64, N Number](length L, n N) Phase {
	return Phase{float64(length), Of(n)}
}

// StepWise goes through phases, each so many steps long, and keeps the last
// number of the last. It panics if there is no phase, or one shorter than a
// step.
func StepWise(phases ...Phase) Schedule {
	ends := make([]int, len(phases))
	end := 0
	for i, p := range phases {
		if !(p.Length >= 1) || p.Length != math.Trunc(p.Length) {
			panic(fmt.Sprintf("schedule.StepWise: phase %d has the length %v, expected a whole number of steps from 1: use schedule.Shares for parts of a total", i, p.Length))
		}
		end += int(p.Length)
		ends[i] = end
	}
	return stepWise(phases, ends)
}

// Shares is [StepWise] where the lengths are shares of so many steps, in
// proportion: with 8 steps, 0.2, 0.2 and 0.3 are 2, 2 and 4 steps long. It
// panics if a share is negative, or all are 0.
func Shares(steps int, phases ...Phase) Schedule {
	total := 0.0
	for i, p := range phases {
		if !(p.Length >= 0) {
			panic(fmt.Sprintf("schedule.Shares: phase %d has the share %v, expected 0 or more", i, p.Length))
		}
		total += p.Length
	}
	if total == 0 {
		panic("schedule.Shares: all shares are 0, expected one above: use schedule.For(0.5, number)")
	}
	ends := make([]int, len(phases))
	sum := 0.0
	for i, p := range phases {
		sum += p.Length
		ends[i] = int(math.Round(sum / total * float64(steps)))
	}
	return stepWise(phases, ends)
}

func stepWise(phases []Phase, ends []int) Schedule {
	if len(phases) == 0 {
		panic("schedule: no phases: use schedule.For(10, number)")
	}
	return func(step int) float64 {
		begin, last := 0, 0
		var value float64
		for i, end := range ends {
			if step < end {
				return phases[i].Value(step - begin)
			}
			if end > begin {
				last = end - 1 - begin
				value = phases[i].Value(last)
			}
			begin = end
		}
		return value
	}
}
