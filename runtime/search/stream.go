package search

// This file derives the randomness of a trial from the seed and the trial's
// id, so that no generator's state has to survive a restart.

import "math/rand/v2"

// A Stream gives each trial of a search its own random numbers, made of the
// seed and the trial's id alone. It is not safe for concurrent use.
type Stream struct {
	seed uint64
	pcg  rand.PCG
	rng  *rand.Rand
}

// NewStream returns the stream of a search's seed.
func NewStream(seed uint64) *Stream {
	s := &Stream{seed: mix(seed)}
	s.rng = rand.New(&s.pcg)
	return s
}

// For returns the generator of a trial, at its beginning. It is valid until
// the next call of For. Negative ids are never trials: an algorithm that needs
// random numbers in Finished(id) takes those of For(^id).
func (s *Stream) For(id int) *rand.Rand {
	s.pcg.Seed(s.seed, mix(uint64(id)))
	return s.rng
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014). Seeds and ids
// are small neighbouring numbers, from which PCG by itself would start nearly
// equal sequences.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
