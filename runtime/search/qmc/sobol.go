package qmc

// This file is the sequence of Sobol.

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/pgen-go/pgen/runtime/search"
)

// Sobol returns search along a scrambled Sobol sequence (Sobol, "On the
// Distribution of Points in a Cube and the Approximate Evaluation of Integrals",
// 1967; Owen, "Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences", 1995). Of the
// first 2ᵏ trials each decision has one value in each of 2ᵏ equal parts of its
// range, in its scale, so budgets that are powers of two are the best ones. The
// seed scrambles: each trial alone is as likely to be anywhere as one drawn at
// random.
//
// The sequence is made of the primitive polynomials over GF(2) in their order, as
// Joe and Kuo make theirs ("Constructing Sobol Sequences with Better
// Two-Dimensional Projections", 2008), and of initial numbers that were chosen, as
// there, for how evenly each two of the dimensions are covered together: in the
// first 21, better than by theirs. It has 1024 dimensions, one for each decision, those that the candidates of a choice
// bring included; what a space has beyond is drawn at random.
//
// It takes any space. Trials may run in parallel and end in any order: trial i is
// point i. On a finite space what is known is not proposed again, see
// [search.Dedup]: points drawn at random take its place. A trial costs some two
// microseconds for 10 decisions, whatever the length of the history.
func Sobol() search.Algorithm {
	return search.Dedup(method{"sobol", newSobol})
}

type sobol struct {
	seed uint64
	dims [][digits]uint32
}

// digits is how many bits of a point the sequence gives; the others are random.
const digits = 32

func newSobol(dims int, seed uint64) sequence {
	return &sobol{mix(seed), directions(min(dims, len(initial)))}
}

func (s *sobol) point(trial uint32, u []float64) {
	for d := range u {
		key := mix(s.seed + uint64(d))
		if d >= len(s.dims) {
			u[d] = unit(mix(key ^ uint64(trial)))
			continue
		}
		var x uint32
		for i := trial; i != 0; i &= i - 1 {
			x ^= s.dims[d][bits.TrailingZeros32(i)]
		}
		u[d] = scramble(x, key)
	}
}

// scramble is Owen's: a bit is flipped or not depending on those before it, and
// the bits after the last are drawn likewise.
func scramble(x uint32, key uint64) float64 {
	var y uint64
	prefix := uint64(1) // a one before the bits tells prefixes of different length apart
	for i := digits - 1; i >= 0; i-- {
		bit := uint64(x>>i) & 1
		y = y<<1 | (bit ^ mix(key^prefix)>>63)
		prefix = prefix<<1 | bit
	}
	return unit(y<<32 | mix(key^prefix)>>32)
}

var tables struct {
	sync.Mutex
	dims [][digits]uint32
}

// directions returns the direction numbers of the first n dimensions: column j
// of the matrix that makes a dimension's bits of a trial's. The first row is the
// highest bit.
func directions(n int) [][digits]uint32 {
	tables.Lock()
	defer tables.Unlock()
	if len(tables.dims) < n {
		polynomials := primitive(n)
		for d := len(tables.dims); d < n; d++ {
			tables.dims = append(tables.dims, direction(polynomials[d], d, int(initial[d])))
		}
	}
	return slices.Clip(tables.dims[:n])
}

// direction returns the direction numbers of dimension d with the polynomial, for
// one of the candidates of the initial numbers. The first dimension, whose
// polynomial is 1, is the sequence of van der Corput.
func direction(polynomial uint32, d, candidate int) [digits]uint32 {
	var v [digits]uint32
	degree := bits.Len32(polynomial) - 1
	for j := range v {
		if degree == 0 {
			v[j] = 1 << (digits - 1 - j)
			continue
		}
		if j < degree {
			// An odd number of j+1 bits.
			m := uint32(mix(uint64(d)<<40|uint64(candidate)<<8|uint64(j))) & (1<<(j+1) - 1)
			v[j] = (m | 1) << (digits - 1 - j)
			continue
		}
		v[j] = v[j-degree] ^ v[j-degree]>>degree
		for k := 1; k < degree; k++ {
			if polynomial>>(degree-k)&1 == 1 {
				v[j] ^= v[j-k]
			}
		}
	}
	return v
}

// primitive returns the first n of 1 and the primitive polynomials over GF(2), by
// their coefficients as bits.
func primitive(n int) []uint32 {
	list := []uint32{1}
	for degree := 1; len(list) < n; degree++ {
		order := uint32(1)<<degree - 1
		for p := uint32(1)<<degree | 1; p>>degree == 1 && len(list) < n; p += 2 {
			if generates(p, order) {
				list = append(list, p)
			}
		}
	}
	return list
}

// generates reports whether the powers of x modulo the polynomial are all that are
// not 0: whether the order of x is the greatest that it can be.
func generates(polynomial, order uint32) bool {
	if power(polynomial, order) != 1 {
		return false
	}
	rest := order
	for q := uint32(2); rest > 1; q++ {
		if rest%q != 0 {
			continue
		}
		for rest%q == 0 {
			rest /= q
		}
		if power(polynomial, order/q) == 1 {
			return false
		}
	}
	return true
}

// power is x to the power of e modulo the polynomial.
func power(polynomial, e uint32) uint32 {
	degree := bits.Len32(polynomial) - 1
	times := func(a, b uint32) uint32 {
		var product uint32
		for ; b != 0; b >>= 1 {
			if b&1 == 1 {
				product ^= a
			}
			if a <<= 1; a>>degree == 1 {
				a ^= polynomial
			}
		}
		return product
	}
	base := uint32(2)
	if degree == 1 {
		base = 2 ^ polynomial // x is a constant
	}
	result := uint32(1)
	for ; e != 0; e >>= 1 {
		if e&1 == 1 {
			result = times(result, base)
		}
		base = times(base, base)
	}
	return result
}
