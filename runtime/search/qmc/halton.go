package qmc

// This file is the sequence of Halton.

import (
	"math"

	"github.com/pgen-go/pgen/runtime/search"
)

// Halton returns search along a scrambled Halton sequence (Halton, "On the
// Efficiency of Certain Quasi-Random Sequences of Points in Evaluating
// Multi-Dimensional Integrals", 1960). Dimension d is the trial's number written
// backwards in base of the d-th prime; the seed scrambles each digit by a random
// linear permutation and shift (Matoušek, "On the L2-Discrepancy for Anchored
// Boxes", 1998), which breaks the correlation of neighbouring large bases and makes
// each trial alone as likely to be anywhere as one drawn at random.
//
// It needs no special number of trials, and suits spaces of up to some ten
// decisions; with more [Sobol] covers better.
//
// It takes any space; a sequence has a dimension for each decision, those that
// the candidates of a choice bring included. Trials may run in parallel and end in
// any order: trial i is point i. On a finite space what is known is not proposed
// again, see [search.Dedup]: points drawn at random take its place. A trial costs
// about three microseconds for 10 decisions, whatever the length of the history.
func Halton() search.Algorithm {
	return search.Dedup(method{"halton", newHalton})
}

type halton struct {
	seed  uint64
	bases []uint32
}

func newHalton(dims int, seed uint64) sequence {
	return &halton{mix(seed), primes(dims)}
}

func (h *halton) point(trial uint32, u []float64) {
	for d, base := range h.bases {
		key := mix(h.seed + uint64(d))
		b := uint64(base)
		rest := uint64(trial)
		var x float64
		weight := 1 / float64(b)
		for weight > 1./(1<<53) {
			key = mix(key)
			factor, shift := 1+key>>32%(b-1), key&math.MaxUint32%b
			x += weight * float64((rest%b*factor+shift)%b)
			rest /= b
			weight /= float64(b)
		}
		u[d] = min(x, 1-1./(1<<53))
	}
}

// primes returns the first n primes.
func primes(n int) []uint32 {
	list := make([]uint32, 0, n)
	for p := uint32(2); len(list) < n; p++ {
		prime := true
		for _, q := range list {
			if q*q > p {
				break
			}
			if p%q == 0 {
				prime = false
				break
			}
		}
		if prime {
			list = append(list, p)
		}
	}
	return list
}
