package searchtest

// This file lists the spaces that algorithms are tried on.

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/pgen-go/pgen/runtime/geno"
)

type namedSpace struct {
	name  string
	space *geno.Spec
}

// spaces returns one space for each thing that a space can have, and some
// random ones.
func spaces() ([]namedSpace, error) {
	type els = []geno.Element
	var list []namedSpace
	var err error
	add := func(name string, elements ...geno.Element) {
		space, e := geno.New(elements...)
		if e != nil && err == nil {
			err = fmt.Errorf("space %s: %w", name, e)
		}
		list = append(list, namedSpace{name, space})
	}
	sub := func(elements ...geno.Element) *geno.Spec {
		space, e := geno.New(elements...)
		if e != nil && err == nil {
			err = e
		}
		return space
	}

	add("no decision")
	add("one point", geno.At("A", oneOf(1)), geno.At("B", &geno.Int{Min: 7, Max: 7}))
	add("one decision", geno.At("A", oneOf(5)))
	add("bools", geno.At("A", oneOf(2)), geno.At("B", oneOf(2)), geno.At("C", oneOf(2)))
	add("ints", geno.At("A", &geno.Int{Min: -3, Max: 9, Step: 4}), geno.At("B", &geno.Int{Min: 1, Max: 100}))
	add("log ints", geno.At("A", &geno.Int{Min: 1, Max: 200, Scale: geno.Log}), geno.At("B", &geno.Int{Min: 1, Max: 1 << 40, Scale: geno.Log}))
	add("log int", geno.At("A", &geno.Int{Min: 1, Max: 700, Scale: geno.Log}))
	add("permutation", geno.At("A", &geno.Choices{K: 5, Literals: literals(5), Distinct: true}))
	add("two permutations", geno.At("A", &geno.Choices{K: 3, Literals: literals(3), Distinct: true}), geno.At("B", &geno.Choices{K: 4, Literals: literals(4), Distinct: true}))
	add("long permutation", geno.At("A", &geno.Choices{K: 30, Literals: literals(30), Distinct: true}))
	add("distinct", geno.At("A", &geno.Choices{K: 3, Literals: literals(6), Distinct: true}))
	add("sorted", geno.At("A", &geno.Choices{K: 3, Literals: literals(5), Sorted: true}))
	add("subset", geno.At("A", &geno.Choices{K: 4, Literals: literals(9), Distinct: true, Sorted: true}))
	add("many of", geno.At("A", &geno.Choices{K: 4, Literals: literals(3)}))
	add("conditional",
		geno.At("A", &geno.Choices{K: 1, Candidates: []*geno.Spec{
			nil,
			sub(geno.At("X", oneOf(3)), geno.At("Y", &geno.Int{Min: 0, Max: 4})),
			sub(geno.At("Z", &geno.Choices{K: 1, Candidates: []*geno.Spec{sub(geno.At("W", oneOf(7))), nil}})),
		}}),
		geno.At("B", oneOf(4)))
	add("conditional many",
		geno.At("A", &geno.Choices{K: 2, Distinct: true, Candidates: []*geno.Spec{
			nil, sub(geno.At("X", oneOf(3))), sub(geno.At("Y", oneOf(2)), geno.At("Z", oneOf(2))),
		}}))
	// Drawn decision by decision, half of all DNAs are the same one.
	add("lopsided", geno.At("A", &geno.Choices{K: 1, Candidates: []*geno.Spec{
		nil, sub(geno.At("X", &geno.Int{Min: 0, Max: 499})),
	}}))
	add("grid floats", geno.At("A", &geno.Float{Min: 0, Max: 1, Step: 0.125}), geno.At("B", &geno.Float{Min: -1, Max: 1, Step: 0.5}))
	add("floats", geno.At("A", &geno.Float{Min: -5, Max: 5}), geno.At("B", &geno.Float{Min: 1e-5, Max: 1, Scale: geno.Log}), geno.At("C", &geno.Float{Min: 0.1, Max: 1, Scale: geno.RLog}))
	add("mixed", geno.At("A", oneOf(3)), geno.At("B", &geno.Float{Min: 1e-3, Max: 1e3, Scale: geno.Log}), geno.At("C", &geno.Choices{K: 1, Candidates: []*geno.Spec{
		nil, sub(geno.At("X", &geno.Float{Min: 0, Max: 1})),
	}}))
	add("custom", geno.At("A", custom()), geno.At("B", oneOf(3)))

	many := make(els, 1000)
	for i := range many {
		many[i] = geno.At("D"+strconv.Itoa(i), oneOf(2+i%4))
	}
	add("thousand decisions", many...)

	for seed := range uint64(12) {
		space, e := RandomSpace(rand.New(rand.NewPCG(seed, 0)))
		if e != nil && err == nil {
			err = fmt.Errorf("random space %d: %w", seed, e)
		}
		list = append(list, namedSpace{fmt.Sprintf("random %d", seed), space})
	}
	return list, err
}

// RandomSpace returns a space of some random decisions, conditional ones among
// them; about one in three is infinite.
func RandomSpace(rng *rand.Rand) (*geno.Spec, error) {
	return randomSpace(rng, 3, rng.IntN(3) == 0)
}

func randomSpace(rng *rand.Rand, depth int, infinite bool) (*geno.Spec, error) {
	elements := make([]geno.Element, 1+rng.IntN(3))
	for i := range elements {
		d, err := randomDecision(rng, depth, infinite)
		if err != nil {
			return nil, err
		}
		elements[i] = geno.At(string(rune('A'+i)), d)
	}
	return geno.New(elements...)
}

func randomDecision(rng *rand.Rand, depth int, infinite bool) (geno.Decision, error) {
	switch k := rng.IntN(10); {
	case k < 4 && depth > 0:
		c := &geno.Choices{K: 1, Candidates: make([]*geno.Spec, 1+rng.IntN(3))}
		for i := range c.Candidates {
			if rng.IntN(2) == 0 {
				continue
			}
			sub, err := randomSpace(rng, depth-1, infinite)
			if err != nil {
				return nil, err
			}
			c.Candidates[i] = sub
		}
		if rng.IntN(4) == 0 {
			c.K, c.Distinct, c.Sorted = min(2, c.N()), rng.IntN(2) == 0, rng.IntN(2) == 0
		}
		return c, nil
	case k < 6:
		n := 1 + rng.IntN(4)
		return &geno.Choices{K: 1 + rng.IntN(n), Literals: literals(n), Distinct: rng.IntN(2) == 0, Sorted: rng.IntN(2) == 0}, nil
	case k < 8:
		return &geno.Int{Min: 1, Max: 1 + rng.Int64N(6), Step: rng.Int64N(3), Scale: geno.Scale(rng.IntN(2))}, nil
	case infinite:
		return &geno.Float{Min: 1, Max: 1 + 9*rng.Float64(), Scale: geno.Scale(rng.IntN(3))}, nil
	}
	return &geno.Float{Min: 0, Max: 1, Step: 0.25}, nil
}

func oneOf(n int) *geno.Choices { return &geno.Choices{K: 1, Literals: literals(n)} }

func literals(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = "v" + strconv.Itoa(i)
	}
	return list
}

// custom is a decision over the decimal numbers below a million, as text.
func custom() *geno.Custom {
	const n = 1_000_000
	return &geno.Custom{
		Random: func(rng *rand.Rand) string { return strconv.Itoa(rng.IntN(n)) },
		First:  func() string { return "0" },
		Next: func(s string) (string, bool) {
			i, err := strconv.Atoi(s)
			return strconv.Itoa(i + 1), err == nil && i+1 < n
		},
		Mutate: func(s string, rng *rand.Rand) string { return strconv.Itoa(rng.IntN(n)) },
		Cross: func(s, t string, rng *rand.Rand) string {
			i, _ := strconv.Atoi(s)
			j, _ := strconv.Atoi(t)
			at := []int{10, 1000, 100_000}[rng.IntN(3)]
			return strconv.Itoa(i - i%at + j%at)
		},
		Check: func(s string) error {
			if i, err := strconv.Atoi(s); err != nil || i < 0 || i >= n {
				return fmt.Errorf("expected a number from 0 to %d, got %q", n-1, s)
			}
			return nil
		},
	}
}
