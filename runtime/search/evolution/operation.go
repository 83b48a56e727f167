package evolution

// This file holds what an operation is, and the algebra that makes new ones of
// those there are.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// An Individual is a member of a population, or a child that was bred and not
// tried yet. What made it is not to be changed, since populations share it; a new
// DNA is a new individual, see [Context.Child].
type Individual struct {
	DNA     *geno.DNA
	Trial   int            // the trial's id; -1 for a child
	Outcome search.Outcome // of a trial that ended; that of a child is failed

	// Order counts the trials by when they ended, from 0; -1 for a child.
	Order int

	// Generation is 0 for a program that was not bred, and for one that was, one
	// more than for its parent. Parent is the id of the trial whose DNA it began
	// as; -1: none.
	Generation, Parent int

	// Tag is what an operation that keeps or sorts a population notes of a
	// member for later, such as its species. It may be set by operations given to
	// [Survive] alone.
	Tag any
}

// A Group is a list of individuals: a population or some of it, parents or
// children. Its order may mean something: that in which they ended, or from the best
// to the worst. An operation must not change the one it is given; what it returns may
// share its elements.
type Group []*Individual

// A Context is what an operation works with beside its group.
type Context struct {
	Space *geno.Spec
	RNG   *rand.Rand // the only source of chance

	// Step is how many trials have begun, for an operation that breeds; for one
	// that keeps a population, how many have ended. Schedules are read at it.
	Step int

	state  map[string]any
	shared bool // the state belongs to the search: it is copied before a change
	err    error
	forked *again
}

// An again is a generator that starts again and again.
type again struct {
	pcg rand.PCG
	rng *rand.Rand
}

// Get returns a value of the global state, or nil: what operations keep from one
// call to the next.
func (c *Context) Get(key string) any { return c.state[key] }

// Set sets a value of the global state. The value itself must not be changed
// later on: the state is part of what a search is after a restart, so that it may
// only follow from the trials.
func (c *Context) Set(key string, value any) {
	if c.shared || c.state == nil {
		m := make(map[string]any, len(c.state)+1)
		for k, v := range c.state {
			m[k] = v
		}
		c.state, c.shared = m, false
	}
	c.state[key] = value
}

// Fail ends the search with an error. The first one counts. An operation that
// fails may return anything.
func (c *Context) Fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// Child returns a new individual of a DNA, a child of its parent; nil: of none.
func (c *Context) Child(dna *geno.DNA, parent *Individual) *Individual {
	child := &Individual{DNA: dna, Trial: -1, Order: -1, Parent: -1, Outcome: search.Outcome{Failed: true}}
	switch {
	case parent == nil:
	case parent.Trial < 0:
		child.Generation, child.Parent = parent.Generation, parent.Parent
	default:
		child.Generation, child.Parent = parent.Generation+1, parent.Trial
	}
	return child
}

// again returns a generator at the beginning of the seed's numbers. It is valid
// until the next call.
func (c *Context) again(seed, part uint64) *rand.Rand {
	if c.forked == nil {
		c.forked = &again{}
		c.forked.rng = rand.New(&c.forked.pcg)
	}
	c.forked.pcg.Seed(seed, part)
	return c.forked.rng
}

// An Operation makes a group of another: it selects, recombines, mutates,
// sorts or sets aside. Operations are values; those of this package make
// algorithms by being put together:
//
//	a.Then(b)    b works on what a made                    PyGlove: a >> b
//	a.And(b)     both work on the same, one after other    a + b
//	Union        … without what is there already           a | b
//	Intersect    only what both make                       a & b
//	Difference   what a makes and b does not               a - b
//	SymmetricDifference                                    a ^ b
//	Invert(a)    what a leaves out                         -a
//	Repeat(a, k) the same k times, side by side            a * k
//	Power(a, k)  the same k times, one on the other        a ** k
//	Slice        a part of what a makes                    a[i:j:k]
//	Choice, If, UntilChange, ForEach                       as PyGlove's
//
// The zero Operation returns what it is given. Two individuals are the same one
// if they are the same pointer.
type Operation struct {
	name string
	run  func(*Context, Group) Group
}

// Func returns an operation of a name and a function, which must not keep state
// of its own.
func Func(name string, f func(c *Context, in Group) Group) Operation {
	return Operation{name, f}
}

// Apply runs the operation.
func (op Operation) Apply(c *Context, in Group) Group {
	if op.run == nil {
		return in
	}
	return op.run(c, in)
}

// String returns the operation as it was put together.
func (op Operation) String() string {
	if op.name == "" {
		return "Identity()"
	}
	return op.name
}

func (op Operation) isZero() bool { return op.run == nil }

// Then returns the operations one after the other, each working on what the one
// before made.
func (op Operation) Then(next ...Operation) Operation {
	ops := make([]Operation, 0, len(next)+1)
	for _, o := range append([]Operation{op}, next...) {
		if !o.isZero() {
			ops = append(ops, o)
		}
	}
	switch len(ops) {
	case 0:
		return Operation{}
	case 1:
		return ops[0]
	}
	return Func(names(" → ", ops), func(c *Context, in Group) Group {
		for _, o := range ops {
			in = o.run(c, in)
		}
		return in
	})
}

// And returns what the operations make of the same input, one after the other.
func (op Operation) And(more ...Operation) Operation {
	ops := append([]Operation{op}, more...)
	return Func("("+names(" + ", ops)+")", func(c *Context, in Group) Group {
		var out Group
		for _, o := range ops {
			out = append(out, o.Apply(c, in)...)
		}
		return out
	})
}

func names(between string, ops []Operation) string {
	list := make([]string, len(ops))
	for i, op := range ops {
		list[i] = op.String()
	}
	return strings.Join(list, between)
}

func call(name string, args ...any) string {
	list := make([]string, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case func(int) float64, schedule.Schedule:
			list[i] = "scheduled"
		default:
			list[i] = fmt.Sprint(a)
		}
	}
	return name + "(" + strings.Join(list, ", ") + ")"
}

// Identity returns what it is given.
func Identity() Operation { return Operation{} }

// Union returns what any of the operations makes of the same input, each
// individual once, in the order in which it first comes.
func Union(ops ...Operation) Operation {
	return Func("("+names(" ∪ ", ops)+")", func(c *Context, in Group) Group {
		seen := map[*Individual]bool{}
		var out Group
		for _, op := range ops {
			for _, x := range op.Apply(c, in) {
				if !seen[x] {
					seen[x] = true
					out = append(out, x)
				}
			}
		}
		return out
	})
}

// Intersect returns what all of the operations make of the same input, each
// individual once, in the order of the first operation.
func Intersect(ops ...Operation) Operation {
	return Func("("+names(" ∩ ", ops)+")", func(c *Context, in Group) Group {
		if len(ops) == 0 {
			return nil
		}
		first := ops[0].Apply(c, in)
		count := map[*Individual]int{} // by how many operations in a row it was made
		for _, x := range first {
			count[x] = 1
		}
		for i, op := range ops[1:] {
			for _, x := range op.Apply(c, in) {
				if count[x] == i+1 {
					count[x]++
				}
			}
		}
		var out Group
		for _, x := range first {
			if count[x] == len(ops) {
				count[x] = 0
				out = append(out, x)
			}
		}
		return out
	})
}

// Difference returns what op makes, but for what any of the others makes of the
// same input.
func Difference(op Operation, but ...Operation) Operation {
	return Func("("+names(" ∖ ", append([]Operation{op}, but...))+")", func(c *Context, in Group) Group {
		out := op.Apply(c, in)
		not := map[*Individual]bool{}
		for _, o := range but {
			for _, x := range o.Apply(c, in) {
				not[x] = true
			}
		}
		return filter(out, func(x *Individual) bool { return !not[x] })
	})
}

// Invert returns what op leaves out of its input.
func Invert(op Operation) Operation { return Difference(Identity(), op) }

// SymmetricDifference returns what exactly one of the operations makes of the same
// input. What one makes several times comes as often.
func SymmetricDifference(ops ...Operation) Operation {
	return Func("("+names(" △ ", ops)+")", func(c *Context, in Group) Group {
		var all Group
		by := map[*Individual]map[int]bool{}
		for i, op := range ops {
			for _, x := range op.Apply(c, in) {
				all = append(all, x)
				if by[x] == nil {
					by[x] = map[int]bool{}
				}
				by[x][i] = true
			}
		}
		return filter(all, func(x *Individual) bool { return len(by[x]) == 1 })
	})
}

func filter(in Group, keep func(*Individual) bool) Group {
	var out Group
	for _, x := range in {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

// Repeat returns what op makes of the same input, done k times, all together.
func Repeat[N schedule.Number](op Operation, k N) Operation {
	times := schedule.Of(k)
	return Func(call("Repeat", op, k), func(c *Context, in Group) Group {
		var out Group
		for range times.At(c.Step) {
			out = append(out, op.Apply(c, in)...)
		}
		return out
	})
}

// Power does op k times, each time on what the last made.
func Power[N schedule.Number](op Operation, k N) Operation {
	times := schedule.Of(k)
	return Func(call("Power", op, k), func(c *Context, in Group) Group {
		for range times.At(c.Step) {
			in = op.Apply(c, in)
		}
		return in
	})
}

// Slice returns every step-th individual of what op makes, from index from up to
// before index to. Negative indices count from the end, as in Python, and those
// beyond an end stand for it; to = [End] goes to the end. A step below 1 is 1.
func Slice(op Operation, from, to, step int) Operation {
	return Func(call("Slice", op, from, to, step), func(c *Context, in Group) Group {
		all := op.Apply(c, in)
		at := func(i int) int {
			if i < 0 {
				i += len(all)
			}
			return min(max(i, 0), len(all))
		}
		var out Group
		for i := at(from); i < at(to); i += max(step, 1) {
			out = append(out, all[i])
		}
		return out
	})
}

// End is an index behind all others, for [Slice].
const End = int(^uint(0) >> 1)

// A Chance is an operation with the probability that it is done.
type Chance struct {
	op   Operation
	prob schedule.Schedule
	text string
}

// Prob gives an operation a probability, for [Choice].
func Prob[N schedule.Number](op Operation, p N) Chance {
	return Chance{op, schedule.Of(p), call("Prob", op, p)}
}

// Choice does each of the operations with its probability, one on what the other
// made, and stops once so many have been done; a limit of 0 is none. When none is
// done it returns its input.
func Choice(limit int, ops ...Chance) Operation {
	list := make([]any, 0, len(ops)+1)
	list = append(list, limit)
	for _, o := range ops {
		list = append(list, o.text)
	}
	return Func(call("Choice", list...), func(c *Context, in Group) Group {
		done := 0
		for _, o := range ops {
			if c.RNG.Float64() < o.prob(c.Step) {
				in = o.op.Apply(c, in)
				if done++; done == limit {
					break
				}
			}
		}
		return in
	})
}

// WithProb does the operation with a probability, and otherwise returns its input.
func WithProb[N schedule.Number](op Operation, p N) Operation { return Choice(0, Prob(op, p)) }

// If does one operation where the condition holds and the other where not.
func If(condition func(c *Context, in Group) bool, then, otherwise Operation) Operation {
	return Func(call("If", "…", then, otherwise), func(c *Context, in Group) Group {
		if condition(c, in) {
			return then.Apply(c, in)
		}
		return otherwise.Apply(c, in)
	})
}

// UntilChange does op again on the same input until what it makes has other DNAs
// than the input, or so many times; most = 0 is a thousand times.
func UntilChange(op Operation, most int) Operation {
	if most <= 0 {
		most = 1000
	}
	return Func(call("UntilChange", op, most), func(c *Context, in Group) Group {
		var out Group
		for range most {
			out = op.Apply(c, in)
			if !slices.EqualFunc(in, out, func(a, b *Individual) bool { return a.DNA.Equal(b.DNA) }) {
				break
			}
		}
		return out
	})
}

// A Grouping splits a group into smaller ones, on each of which an operation is done
// by itself, see [ForEach].
type Grouping func(c *Context, in Group) []Group

// ForEach does op on each group, and returns all that it makes, group after group.
// [Fronts], [Species] and [Each] are groupings.
func ForEach(groups Grouping, op Operation) Operation {
	return Func(call("ForEach", op), func(c *Context, in Group) Group {
		var out Group
		for _, g := range groups(c, in) {
			out = append(out, op.Apply(c, g)...)
		}
		return out
	})
}

// Each is the grouping of every individual by itself.
func Each(_ *Context, in Group) []Group {
	groups := make([]Group, len(in))
	for i := range in {
		groups[i] = in[i : i+1 : i+1]
	}
	return groups
}

// GroupBy is a grouping by a key, in the order in which keys first come.
func GroupBy[K comparable](key func(*Individual) K) Grouping {
	return func(_ *Context, in Group) []Group {
		at := map[K]int{}
		var groups []Group
		for _, x := range in {
			k := key(x)
			i, ok := at[k]
			if !ok {
				i = len(groups)
				at[k] = i
				groups = append(groups, nil)
			}
			groups[i] = append(groups[i], x)
		}
		return groups
	}
}

// Store sets a value of the global state to its input, and returns nothing.
func Store(key string) Operation {
	return Func(call("Store", key), func(c *Context, in Group) Group {
		c.Set(key, in)
		return nil
	})
}

// Load returns the population that [Store] put into the global state, or, if there
// is none, its input.
func Load(key string) Operation {
	return Func(call("Load", key), func(c *Context, in Group) Group {
		if p, ok := c.Get(key).(Group); ok {
			return p
		}
		return in
	})
}
