package evolution

// This file holds the operations that select individuals.
//
// How many are selected is a Number. An int is that many; a float64 is a share of
// the input, rounded up, as is what a schedule says when it is below 1.

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// count is a Number of individuals.
func count[N schedule.Number](n N) func(step, of int) int {
	s := schedule.Of(n)
	_, share := any(n).(float64)
	return func(step, of int) int {
		v := s(step)
		if share || v > 0 && v < 1 {
			return int(math.Ceil(v*float64(of) - 1e-9))
		}
		return int(max(0, math.Round(v)))
	}
}

// Better reports whether a has the better outcome: one that did not fail, then one
// that breaks its constraints less, then the higher reward.
func Better(a, b *Individual) bool { return compare(a, b) < 0 }

// compare puts the better outcome first.
func compare(a, b *Individual) int {
	if a.Outcome.Failed != b.Outcome.Failed {
		if b.Outcome.Failed {
			return -1
		}
		return 1
	}
	if c := cmp.Compare(max(a.Outcome.Violation, 0), max(b.Outcome.Violation, 0)); c != 0 {
		return c
	}
	return cmp.Compare(b.Outcome.Reward, a.Outcome.Reward)
}

// Reward is the key of a trial's reward, for [TopBy] and the like.
func Reward(x *Individual) float64 { return x.Outcome.Reward }

// First selects the first n.
func First[N schedule.Number](n N) Operation {
	number := count(n)
	return Func(call("First", n), func(c *Context, in Group) Group {
		k := min(number(c.Step, len(in)), len(in))
		return in[:k:k]
	})
}

// Last selects the last n: the latest, in a population that nothing has sorted.
func Last[N schedule.Number](n N) Operation {
	number := count(n)
	return Func(call("Last", n), func(c *Context, in Group) Group {
		return in[max(0, len(in)-number(c.Step, len(in))):]
	})
}

// Top selects the n best, from the best to the worst, see [Better]. Of equals the
// first come first.
func Top[N schedule.Number](n N) Operation { return sorted("Top", n, compare) }

// Bottom selects the n worst, from the worst to the best.
func Bottom[N schedule.Number](n N) Operation {
	return sorted("Bottom", n, func(a, b *Individual) int { return compare(b, a) })
}

// TopBy selects the n that have the highest keys, from high to low.
func TopBy[N schedule.Number](n N, key func(*Individual) float64) Operation {
	return sorted("TopBy", n, func(a, b *Individual) int { return cmp.Compare(key(b), key(a)) })
}

// BottomBy selects the n that have the lowest keys, from low to high.
func BottomBy[N schedule.Number](n N, key func(*Individual) float64) Operation {
	return sorted("BottomBy", n, func(a, b *Individual) int { return cmp.Compare(key(a), key(b)) })
}

func sorted[N schedule.Number](name string, n N, order func(a, b *Individual) int) Operation {
	number := count(n)
	return Func(call(name, n), func(c *Context, in Group) Group {
		k := min(number(c.Step, len(in)), len(in))
		if k == 1 {
			return Group{slices.MinFunc(in, order)}
		}
		out := slices.Clone(in)
		slices.SortStableFunc(out, order)
		return out[:k:k]
	})
}

// TopClusters is [TopBy] where all that have the same key count as one: TopClusters(1,
// key) selects all that share the highest key.
func TopClusters[N schedule.Number](n N, key func(*Individual) float64) Operation {
	return clusters("TopClusters", n, func(a, b float64) int { return cmp.Compare(b, a) }, key)
}

// BottomClusters is [BottomBy] where all that have the same key count as one.
func BottomClusters[N schedule.Number](n N, key func(*Individual) float64) Operation {
	return clusters("BottomClusters", n, cmp.Compare[float64], key)
}

func clusters[N schedule.Number](name string, n N, order func(a, b float64) int, key func(*Individual) float64) Operation {
	number := count(n)
	return Func(call(name, n), func(c *Context, in Group) Group {
		out := slices.Clone(in)
		slices.SortStableFunc(out, func(a, b *Individual) int { return order(key(a), key(b)) })
		left := number(c.Step, len(in))
		for i, x := range out {
			if i == 0 || key(x) != key(out[i-1]) {
				if left--; left < 0 {
					return out[:i:i]
				}
			}
		}
		return out
	})
}

// Random selects n at random, each once at most.
func Random[N schedule.Number](n N) Operation {
	number := count(n)
	return Func(call("Random", n), func(c *Context, in Group) Group {
		k := min(number(c.Step, len(in)), len(in))
		out := slices.Clone(in)
		for i := range k {
			j := i + c.RNG.IntN(len(out)-i)
			out[i], out[j] = out[j], out[i]
		}
		return out[:k:k]
	})
}

// Draw selects n at random, with replacement.
func Draw[N schedule.Number](n N) Operation {
	number := count(n)
	return Func(call("Draw", n), func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		out := make(Group, number(c.Step, len(in)))
		for i := range out {
			out[i] = in[c.RNG.IntN(len(in))]
		}
		return out
	})
}

// Weights gives each individual of a population a weight, 0 or more.
type Weights func(c *Context, in Group) []float64

// SampleBy selects n at random, with replacement, each time with a probability in
// proportion to the weights.
func SampleBy[N schedule.Number](n N, weights Weights) Operation {
	number := count(n)
	return Func(call("SampleBy", n), func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		w, ok := weigh(c, in, weights)
		if !ok {
			return nil
		}
		out := make(Group, number(c.Step, len(in)))
		for i := range out {
			out[i] = in[draw(w, c.RNG)]
		}
		return out
	})
}

// weigh calls weights and checks what it says.
func weigh(c *Context, in Group, weights Weights) ([]float64, bool) {
	w := weights(c, in)
	if len(w) != len(in) {
		c.Fail(fmt.Errorf("the weights are %d numbers for %d individuals: expected one for each", len(w), len(in)))
		return nil, false
	}
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			c.Fail(fmt.Errorf("the weight of individual %d is %v: expected a number from 0", i, v))
			return nil, false
		}
	}
	return w, true
}

// draw returns an index with a probability in proportion to its weight, or any if
// all weights are 0.
func draw(w []float64, rng *rand.Rand) int {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	u := rng.Float64() * sum
	if sum == 0 {
		return rng.IntN(len(w))
	}
	last := 0
	for i, v := range w {
		if v == 0 {
			continue
		}
		if u < v {
			return i
		}
		u -= v
		last = i
	}
	return last
}

// Proportional selects n in proportion to the weights, without chance: each
// individual as often as its share of n says, rounded, where what rounding leaves
// over or takes too much goes by weight. If all weights are 0 they count as equal.
func Proportional[N schedule.Number](n N, weights Weights) Operation {
	number := count(n)
	return Func(call("Proportional", n), func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		w, ok := weigh(c, in, weights)
		if !ok {
			return nil
		}
		var out Group
		for i, k := range partition(w, number(c.Step, len(in))) {
			for range k {
				out = append(out, in[i])
			}
		}
		return out
	})
}

// partition splits n into whole numbers in proportion to the weights.
func partition(w []float64, n int) []int {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	if sum == 0 {
		w = slices.Repeat([]float64{1}, len(w))
		sum = float64(len(w))
	}
	parts := make([]int, len(w))
	extra := n
	var order []int
	for i, v := range w {
		parts[i] = int(float64(n)*v/sum + 0.5)
		extra -= parts[i]
		if v > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(w[i], w[j]) })
	if extra > 0 {
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(w[j], w[i]) })
	}
	for k := 0; extra != 0; k++ {
		switch i := order[k%len(order)]; {
		case extra > 0:
			parts[i]++
			extra--
		case parts[i] > 0:
			parts[i]--
			extra++
		}
	}
	return parts
}

// Tournament selects n, each of them the best of so many drawn at random, with
// replacement. A larger tournament is greedier.
func Tournament[N, S schedule.Number](n N, size S) Operation {
	return tournament("Tournament", n, size, func(in Group, i, j int) bool { return Better(in[i], in[j]) })
}

// FirstOf is a [Tournament] that the one wins who comes first in the population,
// for populations that are sorted: by fronts, say.
func FirstOf[N, S schedule.Number](n N, size S) Operation {
	return tournament("FirstOf", n, size, func(_ Group, i, j int) bool { return i < j })
}

func tournament[N, S schedule.Number](name string, n N, size S, wins func(in Group, i, j int) bool) Operation {
	number, sample := count(n), count(size)
	return Func(call(name, n, size), func(c *Context, in Group) Group {
		if len(in) == 0 {
			return nil
		}
		out := make(Group, number(c.Step, len(in)))
		rivals := sample(c.Step, len(in))
		for k := range out {
			best := c.RNG.IntN(len(in))
			for range rivals - 1 {
				if i := c.RNG.IntN(len(in)); wins(in, i, best) {
					best = i
				}
			}
			out[k] = in[best]
		}
		return out
	})
}

// Reverse returns its input from the last to the first: the latest first, so that an
// operation that takes the first of equals takes the latest.
func Reverse() Operation {
	return Func("Reverse()", func(_ *Context, in Group) Group {
		out := slices.Clone(in)
		slices.Reverse(out)
		return out
	})
}
