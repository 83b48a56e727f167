package cmaes

// This file is the distribution that the categories of a generation are drawn
// from: a probability for each, that of CatCMA (Hamano, Saito, Nomura, Uchida,
// Shirakawa, "CatCMA: Stochastic Optimization for Mixed-Category Problems",
// 2024).

import (
	"math"
	"math/rand/v2"
)

// A categories is a product of categorical distributions, moved along the
// natural gradient by steps whose length adapts to how much the gradients of
// successive generations agree (ASNG: Akimoto, Shirakawa, Yoshinari, Uchida,
// Saito, Nishida, "Adaptive Stochastic Natural Gradient Method for One-Shot
// Neural Architecture Search", 2019).
type categories struct {
	q      [][]float64 // by variable and category
	least  []float64   // what the probabilities of a variable don't fall below
	free   float64     // how many probabilities can be chosen
	delta  float64     // the length of a step
	gamma  float64     // how much of s is there
	s      []float64   // the path of the gradients, in the metric of the distribution
	grad   [][]float64
	metric []float64
}

// agreement is from where on gradients count as agreeing: alpha of ASNG.
const agreement = 1.5

func newCategories(sizes []int) *categories {
	c := &categories{delta: 1}
	n := 0
	for _, k := range sizes {
		q := make([]float64, k)
		for i := range q {
			q[i] = 1 / float64(k)
		}
		c.q = append(c.q, q)
		c.grad = append(c.grad, make([]float64, k))
		// Such that in most generations some variable takes what has become rare.
		c.least = append(c.least, (1-math.Pow(0.73, 1/float64(len(sizes))))/float64(k-1))
		n += k - 1
	}
	c.free = float64(n)
	c.s, c.metric = make([]float64, n), make([]float64, n)
	return c
}

func (c *categories) draw(out []int, rng *rand.Rand) {
	for v, q := range c.q {
		u := rng.Float64()
		k := 0
		for k < len(q)-1 && u >= q[k] {
			u -= q[k]
			k++
		}
		out[v] = k
	}
}

// update moves the distribution by a generation, from best to worst, of which
// those with a positive weight count. A category of -1 is one that was not
// active: it says nothing.
func (c *categories) update(points [][]int, weights []float64) {
	if len(c.q) == 0 {
		return
	}
	for v, q := range c.q {
		grad := c.grad[v]
		clear(grad)
		for k, p := range points {
			w := weights[k]
			if w <= 0 || p[v] < 0 {
				continue
			}
			for i := range grad {
				grad[i] -= w * q[i]
			}
			grad[p[v]] += w
		}
	}
	// The square root of the Fisher information times the gradient, in the
	// probabilities of all categories of a variable but the last.
	at, squares := 0, 0.0
	for v, q := range c.q {
		last := len(q) - 1
		rest := 0.0
		for _, g := range c.grad[v][:last] {
			rest += g
		}
		rest /= q[last] + math.Sqrt(q[last])
		for i, g := range c.grad[v][:last] {
			r := math.Sqrt(q[i])
			m := g/r + r*rest
			c.metric[at] = m
			squares += m * m
			at++
		}
	}
	norm := math.Sqrt(squares)
	if norm == 0 {
		return
	}
	for v, q := range c.q {
		for i, g := range c.grad[v] {
			q[i] += c.delta / norm * g
		}
	}
	beta := c.delta / math.Sqrt(c.free)
	beta = min(1, beta)
	length := 0.0
	for i, m := range c.metric {
		c.s[i] = (1-beta)*c.s[i] + math.Sqrt(beta*(2-beta))*m/norm
		length += c.s[i] * c.s[i]
	}
	c.gamma = (1-beta)*(1-beta)*c.gamma + beta*(2-beta)
	c.delta *= math.Exp(beta * (length/agreement - c.gamma))

	for v, q := range c.q {
		least := c.least[v]
		sum, above := 0.0, 0.0
		for i := range q {
			q[i] = max(q[i], least)
			sum += q[i]
			above += q[i] - least
		}
		if above == 0 {
			continue
		}
		for i := range q {
			q[i] -= (sum - 1) * (q[i] - least) / above
		}
	}
}
