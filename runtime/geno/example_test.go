package geno_test

import (
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
)

// encoder is the space of a small program: a filter that may have a stride of
// its own, a level, and a ratio.
func encoder() *geno.Spec {
	delta, err := geno.New(geno.At("Stride", &geno.Choices{K: 1, Literals: []any{1, 2, 4}}))
	if err != nil {
		log.Fatal(err)
	}
	s, err := geno.New(
		geno.At("Filter", &geno.Choices{
			K:          1,
			Candidates: []*geno.Spec{nil, delta},
			Literals:   []any{"None", "Delta"},
		}),
		geno.At("Level", &geno.Int{Min: 1, Max: 11}),
		geno.At("Ratio", &geno.Float{Info: geno.Info{Name: "ratio"}, Min: 0.5, Max: 1, Step: 0.25}),
	)
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// A space is built of decisions, and a DNA is one point of it.
func Example() {
	s := encoder()
	fmt.Println(s)
	d, err := s.ParseDNA("DNA([(1, 2), 8, 0.75])")
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range d.Points() {
		fmt.Println(p.ID(), "=", p.Literal())
	}
	// Output:
	// space of 4 decisions, 132 points
	//   Filter: one of 2 candidates, 4 points
	//     0 None
	//     1 Delta: 3 points
	//       Stride: one of 3 candidates, 3 points
	//         1 | 2 | 4
	//   Level: int 1 to 11, 11 points
	//   Ratio: float 0.5 to 1 in steps of 0.25, 3 points, name "ratio"
	// Filter = Delta
	// Filter[=1/2].Stride = 4
	// Level = 9
	// Ratio = 0.75
}

// All that is wrong with a space is said at once.
func ExampleNew() {
	_, err := geno.New(
		geno.At("Level", &geno.Int{Min: 11, Max: 1}),
		geno.At("Stages", &geno.Choices{K: 3, Distinct: true, Literals: []any{"Split", "RLE"}}),
		geno.At("Rate", &geno.Float{Min: 0, Max: 1, Scale: geno.Log}),
	)
	fmt.Println(err)
	// Output:
	// Level: expected Min of at most Max, got 11 to 1; swap them
	// Stages: expected at least 3 candidates for 3 distinct choices, got 2
	// Rate: expected a positive Min on a log scale, got 0
}

// The same seed gives the same DNAs.
func ExampleSpec_Random() {
	s := encoder()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		d := s.Random(rng)
		fmt.Println(d, s.Validate(d))
	}
	// Output:
	// DNA([0, 6, 1.0]) <nil>
	// DNA([0, 2, 0.5]) <nil>
	// DNA([(1, 1), 1, 0.5]) <nil>
}

func ExampleSpec_All() {
	s, err := geno.New(geno.At("Stages", &geno.Choices{
		K: 2, Distinct: true, Sorted: true, Literals: []any{"Split", "Entropy", "RLE"},
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Size(), "points")
	for d := range s.All() {
		fmt.Println(d, d.Dict(geno.ByID, geno.AsLiteral))
	}
	// Output:
	// 3 points
	// DNA([0, 1]) map[Stages[0]:Split Stages[1]:Entropy]
	// DNA([0, 2]) map[Stages[0]:Split Stages[1]:RLE]
	// DNA([1, 2]) map[Stages[0]:Entropy Stages[1]:RLE]
}

// A DNA is read from text in Python's notation or JSON's, and refused with all
// that is wrong.
func ExampleSpec_ParseDNA() {
	s := encoder()
	d, err := s.ParseDNA(`[["__tuple__", 1, 0], 3, 1.0]`)
	fmt.Println(d, err)
	_, err = s.ParseDNA("[(1, 7), 11, 0.8]")
	fmt.Println(err)
	// Output:
	// DNA([(1, 0), 3, 1.0]) <nil>
	// geno: the DNA is none of this space (was it made for another?):
	// Filter[=1/2].Stride: expected the index of a candidate, 0 to 2, got 7
	// Level: expected the index of an integer from 1 to 11, 0 to 10, got 11
	// Ratio: expected a float from 0.5 to 1.0 in steps of 0.25, got 0.8
}

// Local search and mutation change one decision at a time.
func ExampleSpec_Neighbors() {
	s := encoder()
	d, err := s.ParseDNA("[0, 0, 0.5]")
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for e := range s.Neighbors(d) {
		if n++; n <= 3 {
			fmt.Println(e)
		}
	}
	fmt.Println(n, "neighbours")
	// Output:
	// DNA([(1, 0), 0, 0.5])
	// DNA([0, 1, 0.5])
	// DNA([0, 2, 0.5])
	// 13 neighbours
}

func ExampleSpec_Resample() {
	s := encoder()
	d, err := s.ParseDNA("[(1, 2), 8, 0.75]")
	if err != nil {
		log.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	fmt.Println(s.Resample(d, 2, rng)) // Level is the third value
	// Output:
	// DNA([(1, 2), 7, 0.75])
}

// A dictionary holds the active decisions, by identifier or by name.
func ExampleDNA_Dict() {
	s := encoder()
	d, err := s.ParseDNA("[(1, 2), 8, 0.75]")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Dict(geno.ByID, geno.AsValue))
	fmt.Println(d.Dict(geno.ByName, geno.AsChoice))
	fmt.Println(d.Dict(geno.ByName, geno.AsLiteral))
	// Output:
	// map[Filter:1 Filter[=1/2].Stride:2 Level:8 Ratio:0.75]
	// map[Filter:1/2 Filter[=1/2].Stride:2/3 Level:8/11 ratio:0.75]
	// map[Filter:Delta Filter[=1/2].Stride:4 Level:9 ratio:0.75]
}

func ExampleSpec_FromDict() {
	s := encoder()
	d, err := s.FromDict(map[string]any{"Filter": "None", "Level": 9, "ratio": 0.5}, geno.ByName, geno.AsLiteral)
	fmt.Println(d, err)
	_, err = s.FromDict(map[string]any{"Filter": "None", "Level": 12}, geno.ByName, geno.AsLiteral)
	fmt.Println(err)
	// Output:
	// DNA([0, 8, 0.5]) <nil>
	// geno: dictionary: Level: expected an integer from 1 to 11, got 12
	// Ratio: expected a float from 0.5 to 1.0 in steps of 0.25, got no value in the dictionary
}

// A DNA that was read without its space is bound to one before it is used.
func ExampleSpec_Bind() {
	s := encoder()
	var d geno.DNA
	if err := json.Unmarshal([]byte(`{"_type": "pyglove.core.geno.base.DNA", "format": "compact", "value": [0, 8, 0.75]}`), &d); err != nil {
		log.Fatal(err)
	}
	bound, err := s.Bind(&d)
	if err != nil {
		log.Fatal(err)
	}
	numbers, err := bound.Numbers()
	fmt.Println(numbers, err)
	// Output:
	// [0 8 0.75] <nil>
}

// PyGlove opens what PyGloveJSON writes: ranges of integers, which it has not,
// become choices.
func ExampleSpec_PyGloveJSON() {
	s, err := geno.New(geno.At("Level", &geno.Int{Min: 1, Max: 2}))
	if err != nil {
		log.Fatal(err)
	}
	text, err := s.PyGloveJSON()
	if err != nil {
		log.Fatal(err)
	}
	var read geno.Spec
	if err := json.Unmarshal(text, &read); err != nil {
		log.Fatal(err)
	}
	fmt.Println(&read)
	// Output:
	// space of 1 decision, 2 points
	//   Level: one of 2 candidates, 2 points
	//     1 | 2
}

// An algorithm walks a space by its decisions.
func ExampleSpec_Elements() {
	for _, e := range encoder().Elements() {
		switch d := e.Decision.(type) {
		case *geno.Choices:
			fmt.Println(e.Location, "takes", d.K, "of", d.N())
		case *geno.Int:
			fmt.Println(e.Location, "is an integer from", d.Min, "to", d.Max)
		case *geno.Float:
			fmt.Println(e.Location, "is a number from", d.Min, "to", d.Max)
		}
	}
	fmt.Println(encoder().IDs())
	// Output:
	// Filter takes 1 of 2
	// Level is an integer from 1 to 11
	// Ratio is a number from 0.5 to 1
	// [Filter Filter[=1/2].Stride Level Ratio]
}
