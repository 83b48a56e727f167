// What a search spends on DNAs, in a space of twenty decisions of the kinds
// programs have. A search wants a million DNAs a second or more made and
// checked: at most 1,000 ns for random-validate.

package geno

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// twenty is a space of twenty decisions, none of them conditional.
func twenty() *Spec {
	var elements []Element
	add := func(d Decision) { elements = append(elements, At("p"+strconv.Itoa(len(elements)), d)) }
	for i := range 10 {
		add(oneof(2 + i))
	}
	for range 3 {
		add(&Float{Min: 0, Max: 1})
		add(&Int{Min: 1, Max: 64})
	}
	add(&Float{Min: 1e-5, Max: 1, Scale: Log})
	add(&Float{Min: 0, Max: 1, Step: 0.125})
	add(&Choices{K: 2, Candidates: make([]*Spec, 6), Distinct: true, Sorted: true})
	add(&Choices{K: 4, Candidates: make([]*Spec, 4), Distinct: true})
	return must(New(elements...))
}

// twentyNested is a space of twenty choices where every other candidate of the
// last ten makes two decisions conditional.
func twentyNested() *Spec {
	inner := must(New(At("x", oneof(3)), At("y", &Int{Min: 0, Max: 9})))
	var elements []Element
	for i := range 20 {
		c := oneof(4)
		if i >= 10 {
			c = &Choices{K: 1, Candidates: []*Spec{nil, inner, nil, inner}}
		}
		elements = append(elements, At("p"+strconv.Itoa(i), c))
	}
	return must(New(elements...))
}

// finite is twenty without its floats, so that it can be enumerated.
func finite() *Spec {
	var elements []Element
	for _, e := range twenty().Elements() {
		if f, ok := e.Decision.(*Float); !ok || f.Step > 0 {
			elements = append(elements, e)
		}
	}
	return must(New(elements...))
}

var benchSpaces = []struct {
	name string
	s    *Spec
}{{"flat", twenty()}, {"nested", twentyNested()}}

func eachSpace(b *testing.B, f func(b *testing.B, s *Spec, r *rand.Rand)) {
	for _, space := range benchSpaces {
		b.Run(space.name, func(b *testing.B) {
			b.ReportAllocs()
			f(b, space.s, rng(1))
		})
	}
}

func BenchmarkRandomValidate(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		for b.Loop() {
			if err := s.Validate(s.Random(r)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "DNAs/s")
	})
}

func BenchmarkRandom(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		for b.Loop() {
			s.Random(r)
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		for b.Loop() {
			if err := s.Validate(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkDecode reads every value of a DNA, as a Materialize method does and
// as an algorithm does.
func BenchmarkDecode(b *testing.B) {
	s := finite()
	d := s.Random(rng(1))
	b.Run("reader", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := d.Reader()
			for i := range s.elements {
				switch e := s.elements[i].Decision.(type) {
				case *Choices:
					if e.K == 1 {
						r.Choice(e, e.N())
						continue
					}
					r.Begin(e)
					for range e.K {
						r.Index(e.N())
					}
				case *Int:
					r.Int(e)
				case *Float:
					r.Float(e)
				}
			}
			if err := r.End(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("points", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for range d.Points() {
				n++
			}
			if n != d.Len() {
				b.Fatal(n)
			}
		}
	})
	b.Run("dict", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Dict(ByID, AsLiteral)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	for _, space := range []struct {
		name string
		s    *Spec
	}{{"flat", finite()}, {"nested", twentyNested()}} {
		b.Run(space.name, func(b *testing.B) {
			b.ReportAllocs()
			first := space.s.First()
			d := first
			for b.Loop() {
				if d = space.s.Next(d); d == nil {
					d = first
				}
			}
		})
	}
}

func BenchmarkResample(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		for b.Loop() {
			d = s.Resample(d, r.IntN(d.Len()), r)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		for b.Loop() {
			d.Hash()
		}
	})
}

func BenchmarkKey(b *testing.B) {
	eachSpace(b, func(b *testing.B, s *Spec, r *rand.Rand) {
		d := s.Random(r)
		for b.Loop() {
			d.Key()
		}
	})
}

func BenchmarkJSON(b *testing.B) {
	for _, space := range benchSpaces {
		d := space.s.Random(rng(1))
		text, err := json.Marshal(d)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(space.name+"/write", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.MarshalJSON(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(space.name+"/read", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := space.s.ParseDNA(string(text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSize counts how many ways there are to choose in any order, from
// candidates with spaces of so many sizes: of all Size does this takes longest.
func BenchmarkSize(b *testing.B) {
	for _, k := range []int{100, 1000, 3000} {
		for _, sizes := range []int{1, 2, 20, 200} {
			var below []*Spec
			for i := range sizes {
				below = append(below, must(New(At("x", oneof(2+i)))))
			}
			candidates := slices.Repeat(below, (2*k+sizes-1)/sizes)
			for _, distinct := range []bool{true, false} {
				b.Run(fmt.Sprintf("K=%d/sizes=%d/distinct=%t", k, sizes, distinct), func(b *testing.B) {
					for b.Loop() {
						b.StopTimer() // a Spec counts once
						s := must(New(At("p", &Choices{K: k, Candidates: candidates, Distinct: distinct, Sorted: true})))
						b.StartTimer()
						s.Size()
					}
				})
			}
		}
	}
}
