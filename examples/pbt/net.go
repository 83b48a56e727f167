// A network with one hidden layer, trained by stochastic gradient descent.

package main

import (
	"math"
	"math/rand/v2"
)

const hidden = 24

// A net is the state of a training: weights, with the bias last in each row, and
// how fast each moves.
type net struct {
	in, inSpeed   [hidden][pixels + 1]float64
	out, outSpeed [classes][hidden + 1]float64
	epoch         int
}

func newNet(seed uint64) *net {
	rng := rand.New(rand.NewPCG(seed, 0x4e7))
	n := new(net)
	for i := range n.in {
		for k := range pixels {
			n.in[i][k] = rng.NormFloat64() * math.Sqrt(2.0/pixels)
		}
	}
	for i := range n.out {
		for k := range hidden {
			n.out[i][k] = rng.NormFloat64() / math.Sqrt(hidden)
		}
	}
	return n
}

func (n *net) clone() *net {
	c := *n
	return &c
}

// forward returns what the hidden units and the classes say of an image.
func (n *net) forward(m *image) (h [hidden]float64, p [classes]float64) {
	for i := range h {
		row := &n.in[i]
		sum := row[pixels]
		for k, x := range m.pixels {
			sum += row[k] * x
		}
		h[i] = max(0, sum)
	}
	top := math.Inf(-1)
	for c := range p {
		row := &n.out[c]
		p[c] = row[hidden]
		for i, x := range h {
			p[c] += row[i] * x
		}
		top = max(top, p[c])
	}
	sum := 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return h, p
}

// train goes through the images once, in an order that depends on the seed and on
// the epoch.
func (n *net) train(images []image, t *Training, seed uint64) {
	n.epoch++
	rng := rand.New(rand.NewPCG(seed, uint64(n.epoch)))
	for _, at := range rng.Perm(len(images)) {
		m := &images[at]
		h, p := n.forward(m)
		p[m.digit]--
		var back [hidden]float64
		for c, slope := range p {
			row, speed := &n.out[c], &n.outSpeed[c]
			for i, x := range h {
				back[i] += slope * row[i]
				speed[i] = t.Momentum*speed[i] - t.Rate*(slope*x+t.Decay*row[i])
				row[i] += speed[i]
			}
			speed[hidden] = t.Momentum*speed[hidden] - t.Rate*slope
			row[hidden] += speed[hidden]
		}
		for i, slope := range back {
			if h[i] == 0 {
				slope = 0
			}
			row, speed := &n.in[i], &n.inSpeed[i]
			for k, x := range m.pixels {
				speed[k] = t.Momentum*speed[k] - t.Rate*(slope*x+t.Decay*row[k])
				row[k] += speed[k]
			}
			speed[pixels] = t.Momentum*speed[pixels] - t.Rate*slope
			row[pixels] += speed[pixels]
		}
	}
}

// loss returns the cross entropy on images, and the share that is taken for another
// digit.
func (n *net) loss(images []image) (entropy, errors float64) {
	for i := range images {
		m := &images[i]
		_, p := n.forward(m)
		entropy -= math.Log(max(p[m.digit], 1e-300))
		for c := range p {
			if p[c] > p[m.digit] {
				errors++
				break
			}
		}
	}
	return entropy / float64(len(images)), errors / float64(len(images))
}
