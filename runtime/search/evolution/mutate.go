package evolution

// This file holds the operations that change individuals one by one.

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// A Mutation makes a changed copy of a parent, a DNA bound to the space. It
// must not keep state: the generator is its only source of chance.
type Mutation func(space *geno.Spec, parent *geno.DNA, rng *rand.Rand) *geno.DNA

// OneDecision is the usual mutation: it gives one of the active decisions,
// each equally likely, another value, drawn in the decision's scale. What the
// new value makes conditional is drawn at random, all else is kept; two
// positions of a permutation change places, and the genome of a custom decision
// is changed by its own Mutate. See [geno.Spec.Resample].
func OneDecision(space *geno.Spec, parent *geno.DNA, rng *rand.Rand) *geno.DNA {
	if parent.Len() == 0 {
		return parent
	}
	return space.Resample(parent, rng.IntN(parent.Len()), rng)
}

// Mutated is the operation that does a mutation on each individual.
func Mutated(m Mutation) Operation {
	return each("Mutated()", func(c *Context, dna *geno.DNA) *geno.DNA { return m(c.Space, dna, c.RNG) })
}

// each is an operation that changes each individual by itself.
func each(name string, change func(*Context, *geno.DNA) *geno.DNA) Operation {
	return Func(name, func(c *Context, in Group) Group {
		out := make(Group, len(in))
		for i, x := range in {
			dna := change(c, x.DNA)
			if dna == nil {
				c.Fail(errors.New("the mutation returned no DNA: return the parent when nothing can be changed"))
				return in
			}
			out[i] = c.Child(dna, x)
		}
		return out
	})
}

// Uniform gives one of the decisions of each individual another value, as
// [OneDecision] does.
func Uniform(where ...Where) Operation {
	if len(where) == 0 {
		return each("Uniform()", func(c *Context, dna *geno.DNA) *geno.DNA { return OneDecision(c.Space, dna, c.RNG) })
	}
	return each("Uniform()", func(c *Context, dna *geno.DNA) *geno.DNA {
		on := indices(c, dna, where, nil)
		if len(on) == 0 {
			return dna
		}
		return c.Space.Resample(dna, on[c.RNG.IntN(len(on))], c.RNG)
	})
}

// Step changes one of the decisions of each individual, as [Uniform] does, but gives a
// number one within a distance of the old one, which is drawn anew each time: from the
// whole range down to a k-th of it, every order of magnitude is as likely (after
// Golovin and others, "Gradientless Descent", 2019), where k is how many trials there
// were for each decision, since so near is what drawing from the whole range would have
// come by then. It needs no setting and makes numbers ever more precise. It is in the
// decision's scale, and what would leave the range comes back from its end.
func Step(where ...Where) Operation {
	return each("Step()", func(c *Context, dna *geno.DNA) *geno.DNA {
		on := indices(c, dna, where, nil)
		if len(on) == 0 {
			return dna
		}
		target := on[c.RNG.IntN(len(on))]
		var w geno.Writer
		moved := false
		walk(dna, false, func(i int, _ string, d geno.Decision) {
			if i != target || !isNumber(d) {
				copyValue(&w, dna, d, i)
				return
			}
			moved = true
			within := math.Pow(max(1, float64(c.Step)/float64(len(on))), -c.RNG.Float64())
			dim := coords.Of(d)
			dim.Write(&w, another(&dim, dim.UnitAt(dna, i), func(u float64) float64 {
				return fold(u + within*(2*c.RNG.Float64()-1))
			}))
		})
		if !moved {
			return c.Space.Resample(dna, target, c.RNG)
		}
		next, err := w.DNA(c.Space)
		if err != nil {
			c.Fail(err)
			return dna
		}
		return next
	})
}

// fold brings a number back into the range from 0 to 1, from the end that it is beyond.
func fold(u float64) float64 {
	if u = math.Mod(math.Abs(u), 2); u > 1 {
		u = 2 - u
	}
	return u
}

func isNumber(d geno.Decision) bool {
	switch d.(type) {
	case *geno.Int, *geno.Float:
		return true
	}
	return false
}

// indices are those of the values that where leaves and keep is true for.
func indices(c *Context, dna *geno.DNA, where []Where, keep func(geno.Decision) bool) []int {
	on := targets(c.RNG, where, dna)
	var list []int
	walk(dna, on != nil, func(i int, id string, d geno.Decision) {
		if (on == nil || on[id]) && (keep == nil || keep(d)) {
			list = append(list, i)
		}
	})
	return list
}

// Resample gives on average so many of the decisions of each individual another
// value: each of n with probability expected/n. What changes is as in [OneDecision].
func Resample[N schedule.Number](expected N, where ...Where) Operation {
	s := schedule.Of(expected)
	return each(call("Resample", expected), func(c *Context, dna *geno.DNA) *geno.DNA {
		n := dna.Len()
		if n == 0 {
			return dna
		}
		if len(where) == 0 {
			rate := s(c.Step) / float64(n)
			// From the last on: what becomes conditional is behind, and was just drawn.
			for i := n - 1; i >= 0; i-- {
				if c.RNG.Float64() < rate {
					dna = c.Space.Resample(dna, i, c.RNG)
				}
			}
			return dna
		}
		on := indices(c, dna, where, nil)
		rate := s(c.Step) / float64(max(len(on), 1))
		for _, i := range slices.Backward(on) {
			if c.RNG.Float64() < rate {
				dna = c.Space.Resample(dna, i, c.RNG)
			}
		}
		return dna
	})
}

// Swap makes two of several choices of each individual change places, with what is
// conditional on them. Sorted choices, and single ones, are left as they are. It
// takes one such decision at random.
func Swap(where ...Where) Operation {
	return each("Swap()", func(c *Context, dna *geno.DNA) *geno.DNA {
		on := indices(c, dna, where, func(d geno.Decision) bool {
			several, ok := d.(*geno.Choices)
			return ok && several.K > 1 && !several.Sorted
		})
		if len(on) == 0 {
			return dna
		}
		// The values of a decision come in turn, at positions 0 to K-1 of it: the one
		// that is drawn stands for its decision.
		swapped, err := swap(c, dna, on[c.RNG.IntN(len(on))])
		if err != nil {
			c.Fail(err)
			return dna
		}
		return swapped
	})
}

// swap exchanges the choice at value i with another of the same decision.
func swap(c *Context, dna *geno.DNA, target int) (*geno.DNA, error) {
	var w geno.Writer
	var in func(space *geno.Spec, i int) int
	in = func(space *geno.Spec, i int) int {
		for _, e := range space.Elements() {
			several, ok := e.Decision.(*geno.Choices)
			if !ok {
				i = copyValue(&w, dna, e.Decision, i)
				continue
			}
			starts := make([]int, several.K)
			sub := -1
			for k := range starts {
				starts[k] = i
				if i == target {
					sub = k
				}
				i = skip(candidate(several, dna.Index(i)), dna, i+1)
			}
			if sub >= 0 {
				other := c.RNG.IntN(several.K - 1)
				if other >= sub {
					other++
				}
				starts[sub], starts[other] = starts[other], starts[sub]
			}
			for _, at := range starts {
				w.Index(int(dna.Index(at)))
				if below := candidate(several, dna.Index(at)); below != nil {
					in(below, at+1)
				}
			}
		}
		return i
	}
	in(dna.Spec(), 0)
	return w.DNA(c.Space)
}

func copyValue(w *geno.Writer, dna *geno.DNA, d geno.Decision, i int) int {
	switch d := d.(type) {
	case *geno.Float:
		_ = w.Float(d, dna.Float(i)) // from a DNA of the space: no error
	case *geno.Custom:
		w.Custom(dna.Custom(i))
	default:
		w.Index(int(dna.Index(i)))
	}
	return i + 1
}

// Gaussian adds to numbers a normally distributed one, with a deviation given as a
// share of the range in the decision's scale; what would leave the range comes back
// from its end as far as it went beyond. On average so many of the numbers of each
// individual are changed; other decisions are not.
func Gaussian[D, N schedule.Number](deviation D, expected N, where ...Where) Operation {
	s := schedule.Of(deviation)
	return perturb(call("Gaussian", deviation, expected), expected, where, false, func(c *Context, u float64) float64 {
		return fold(u + s(c.Step)*c.RNG.NormFloat64())
	})
}

// Polynomial is the mutation of NSGA-II (Deb and Agrawal, 1995; Deb's bounded form):
// it moves numbers a little if eta is large (20 is usual) and far if it is small,
// in the decision's scale and inside of the range. On average so many of the numbers
// of each individual are changed; other decisions are not.
func Polynomial[E, N schedule.Number](eta E, expected N, where ...Where) Operation {
	s := schedule.Of(eta)
	return perturb(call("Polynomial", eta, expected), expected, where, false, func(c *Context, u float64) float64 {
		return polynomial(u, s(c.Step), c.RNG.Float64())
	})
}

// Perturb is [Polynomial] for numbers and [Resample] for everything else: on average
// so many of all decisions are changed.
func Perturb[E, N schedule.Number](eta E, expected N, where ...Where) Operation {
	s := schedule.Of(eta)
	return perturb(call("Perturb", eta, expected), expected, where, true, func(c *Context, u float64) float64 {
		return polynomial(u, s(c.Step), c.RNG.Float64())
	})
}

func polynomial(u, eta, r float64) float64 {
	p := 1 / (eta + 1)
	if r < 0.5 {
		return max(0, u+math.Pow(2*r+(1-2*r)*math.Pow(1-u, eta+1), p)-1)
	}
	return min(1, u+1-math.Pow(2*(1-r)+(2*r-1)*math.Pow(u, eta+1), p))
}

// perturb changes numbers by their place in the range, and with others also
// decisions that are none.
func perturb[N schedule.Number](name string, expected N, where []Where, others bool, change func(*Context, float64) float64) Operation {
	rates := schedule.Of(expected)
	return each(name, func(c *Context, dna *geno.DNA) *geno.DNA {
		on := targets(c.RNG, where, dna)
		n := 0
		walk(dna, on != nil, func(_ int, id string, d geno.Decision) {
			if (on == nil || on[id]) && (others || isNumber(d)) {
				n++
			}
		})
		if n == 0 {
			return dna
		}
		rate := rates(c.Step) / float64(n)
		var w geno.Writer
		var resampled []int
		changed := false
		walk(dna, on != nil, func(i int, id string, d geno.Decision) {
			if on == nil && !others && !isNumber(d) || on != nil && !on[id] || c.RNG.Float64() >= rate {
				copyValue(&w, dna, d, i)
				return
			}
			if !isNumber(d) {
				if others {
					resampled = append(resampled, i)
				}
				copyValue(&w, dna, d, i)
				return
			}
			dim := coords.Of(d)
			dim.Write(&w, another(&dim, dim.UnitAt(dna, i), func(u float64) float64 { return change(c, u) }))
			changed = true
		})
		if changed {
			next, err := w.DNA(c.Space)
			if err != nil {
				c.Fail(err)
				return dna
			}
			dna = next
		}
		for _, i := range slices.Backward(resampled) {
			dna = c.Space.Resample(dna, i, c.RNG)
		}
		return dna
	})
}

// another returns what change makes of u, or, where that is the same value, the one
// next to it on that side.
func another(dim *coords.Dim, old float64, change func(float64) float64) float64 {
	u := change(old)
	if dim.Kind != coords.Ordered || dim.N < 2 || dim.Value(u) != dim.Value(old) {
		return u
	}
	v, step := dim.Value(old), 1.0
	if u < old {
		step = -1
	}
	if v+step < 0 || v+step >= float64(dim.N) {
		step = -step
	}
	return dim.Unit(v + step)
}
