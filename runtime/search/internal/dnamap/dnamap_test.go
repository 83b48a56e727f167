package dnamap

import (
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
)

func TestMap(t *testing.T) {
	space, err := geno.New(geno.At("A", &geno.Int{Min: 0, Max: 999}))
	if err != nil {
		t.Fatal(err)
	}
	var m Map[int]
	n := 0
	for dna := range space.All() {
		if m.Get(dna) != nil {
			t.Fatalf("%v is there before it was put in", dna)
		}
		*m.At(dna) = n
		n++
	}
	i := 0
	for dna := range space.All() {
		if v := m.Get(dna); v == nil || *v != i || m.At(dna) != v {
			t.Fatalf("%v: got %v, want %d", dna, v, i)
		}
		i++
	}
	if n != 1000 || m.Len() != n {
		t.Errorf("%d DNAs put in, Len is %d", n, m.Len())
	}
}

// Two DNAs that share a hash are told apart.
func TestCollision(t *testing.T) {
	space, err := geno.New(geno.At("A", &geno.Int{Min: 0, Max: 9}))
	if err != nil {
		t.Fatal(err)
	}
	a := space.First()
	b := space.Next(a)
	var m Map[string]
	*m.At(b) = "b"
	m.slots[a.Hash()] = m.slots[b.Hash()] // as if a hashed like b
	if m.Get(a) != nil {
		t.Fatal("a DNA is taken for another one of the same hash")
	}
	*m.At(a) = "a"
	if *m.Get(a) != "a" || *m.Get(b) != "b" || m.Len() != 2 {
		t.Errorf("got %q and %q, length %d", *m.Get(a), *m.Get(b), m.Len())
	}
}
