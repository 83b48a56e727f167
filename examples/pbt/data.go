// Images that look like digits, made of strokes and noise.

package main

import "math/rand/v2"

const (
	side    = 8
	pixels  = side * side
	classes = 10
)

// glyphs are the digits 0 to 9 on five rows of three.
var glyphs = [classes]string{
	"###" + "#.#" + "#.#" + "#.#" + "###",
	".#." + "##." + ".#." + ".#." + "###",
	"##." + "..#" + ".#." + "#.." + "###",
	"###" + "..#" + ".##" + "..#" + "###",
	"#.#" + "#.#" + "###" + "..#" + "..#",
	"###" + "#.." + "##." + "..#" + "##.",
	".##" + "#.." + "###" + "#.#" + "###",
	"###" + "..#" + ".#." + ".#." + ".#.",
	"###" + "#.#" + "###" + "#.#" + "###",
	"###" + "#.#" + "###" + "..#" + "##.",
}

// An image is a digit with its pixels.
type image struct {
	pixels [pixels]float64
	digit  int
}

// data are images to train on, to compare trainings by, and to judge what comes of it.
type data struct{ train, valid, test []image }

// digits makes images from a seed: each digit in one of four places, its pixels
// of varying strength, under noise; of those to train on, one in ten is labelled wrong.
func digits(seed uint64) *data {
	rng := rand.New(rand.NewPCG(seed, 0xd191))
	draw := func(n int) []image {
		list := make([]image, n)
		for i := range list {
			m := &list[i]
			m.digit = rng.IntN(classes)
			top, left := 1+rng.IntN(2), 2+rng.IntN(2)
			for k := range m.pixels {
				m.pixels[k] = 0.25 * rng.NormFloat64()
			}
			for k, c := range glyphs[m.digit] {
				if c == '#' {
					m.pixels[(top+k/3)*side+left+k%3] += 0.6 + 0.6*rng.Float64()
				}
			}
		}
		return list
	}
	d := &data{draw(600), draw(500), draw(2000)}
	for i := range d.train {
		if rng.IntN(10) == 0 {
			d.train[i].digit = rng.IntN(classes)
		}
	}
	return d
}
