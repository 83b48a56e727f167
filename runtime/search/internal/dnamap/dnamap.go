// Package dnamap is a map keyed by DNA: by its hash, and exactly where two
// DNAs of one space share a hash.
package dnamap

import "github.com/pgen-go/pgen/runtime/geno"

// A Map holds a *V for each DNA put in. The zero Map is empty and ready.
type Map[V any] struct {
	slots map[uint64]*slot[V]
	n     int
}

type slot[V any] struct {
	dna   *geno.DNA
	value V
	next  *slot[V] // another DNA of the same hash
}

// Len is the number of DNAs in the map.
func (m *Map[V]) Len() int { return m.n }

// Get returns where the value of a DNA is kept, nil when there is none.
func (m *Map[V]) Get(dna *geno.DNA) *V {
	return find(m.slots[dna.Hash()], dna)
}

// At returns where the value of a DNA is kept, a zero value when it is new.
func (m *Map[V]) At(dna *geno.DNA) *V {
	h := dna.Hash()
	first := m.slots[h]
	if v := find(first, dna); v != nil {
		return v
	}
	if m.slots == nil {
		m.slots = map[uint64]*slot[V]{}
	}
	s := &slot[V]{dna: dna, next: first}
	m.slots[h] = s
	m.n++
	return &s.value
}

func find[V any](s *slot[V], dna *geno.DNA) *V {
	for ; s != nil; s = s.next {
		if s.dna == dna || s.dna.Equal(dna) {
			return &s.value
		}
	}
	return nil
}
