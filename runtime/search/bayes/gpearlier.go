package bayes

// This file is what a Gaussian process makes of earlier searches: it has a process of
// each, and models what their mean leaves to explain.

import (
	"math"

	"github.com/pgen-go/pgen/runtime/search"
)

// A prior is what earlier searches say of the reward: a sum of the means of their
// processes, each by how much of the rewards of this search it explains.
type prior struct {
	processes []*process
	slopes    []float64 // 0 for one that explains nothing
}

// earlierPoints is how many trials of an earlier search are known, the best half and an
// even selection of the others.
const earlierPoints = 200

// Inform is for [search.Informed].
func (s *gpSearch) Inform(earlier []search.Earlier) {
	for _, e := range earlier {
		trials := e.Trials
		if n := len(trials); n > earlierPoints {
			half := earlierPoints / 2
			trials = append([]search.Scored(nil), trials[:half]...)
			for i := range half {
				trials = append(trials, e.Trials[half+i*(n-half)/half])
			}
		}
		points, y := make([][]float64, len(trials)), make([]float64, len(trials))
		x := make([]float64, len(s.e.dims))
		for i, t := range trials {
			for d := range x {
				x[d] = s.e.value(d, 0.5)
			}
			s.e.from(t.DNA, x)
			points[i] = make([]float64, len(s.e.features))
			s.e.fill(x, points[i])
			y[i] = t.Score
		}
		h := initial(s.e.scales)
		if len(trials) > 1 {
			h = newLikelihood(s.e.features, points, y, s.deterministic).fit(h, firstEvaluations)
		}
		p := newProcess(s.e.features, h)
		p.load(points)
		p.observe(y)
		s.prior.processes = append(s.prior.processes, p)
	}
	s.prior.slopes = make([]float64, len(earlier))
}

// said are the means of the processes at a point.
func (p *prior) said(z []float64) []float64 {
	if p.processes == nil {
		return nil
	}
	means := make([]float64, len(p.processes))
	for i, q := range p.processes {
		means[i] = q.meanAt(z)
	}
	return means
}

// mean is what the earlier searches say of a point.
func (p *prior) mean(z []float64) float64 {
	sum := 0.0
	for i, slope := range p.slopes {
		if slope != 0 {
			sum += slope * p.processes[i].meanAt(z)
		}
	}
	return sum
}

// add adds to dz the derivatives to the features of what has the derivative dmean to
// mean.
func (p *prior) add(z []float64, dmean float64, dz []float64) {
	for i, slope := range p.slopes {
		if slope != 0 {
			p.processes[i].prepareMean(z)
			p.processes[i].slopes(z, dmean*slope, 0, dz)
		}
	}
}

// learn sets the slopes by what was observed and what the processes said of it, and
// returns what is left to explain. Those that agree have weights by the square of
// their correlation with y; the slope of the weighted mean is that of the regression of
// y on it, shrunk as far as it could be by chance: by 1 − 1/F, the positive-part
// estimator of James and Stein.
func (p *prior) learn(y []float64, said [][]float64) []float64 {
	if p.processes == nil {
		return y
	}
	clear(p.slopes)
	total := 0.0
	weights := make([]float64, len(p.slopes))
	for s := range weights {
		r, _ := regression(y, func(i int) float64 { return said[i][s] })
		weights[s] = max(0, r) * max(0, r)
		total += weights[s]
	}
	if total == 0 || len(y) < 3 {
		return y
	}
	blend := func(i int) float64 {
		sum := 0.0
		for s, w := range weights {
			sum += w / total * said[i][s]
		}
		return sum
	}
	r, slope := regression(y, blend)
	f := math.Inf(1)
	if r < 1 {
		f = r * r * float64(len(y)-2) / (1 - r*r)
	}
	slope *= max(0, 1-1/f)
	rest := make([]float64, len(y))
	for s, w := range weights {
		p.slopes[s] = slope * w / total
	}
	for i := range y {
		rest[i] = y[i] - slope*blend(i)
	}
	return rest
}

// regression returns the correlation of y with x, and the slope of y on x; 0 where
// there is none.
func regression(y []float64, x func(i int) float64) (r, slope float64) {
	n := float64(len(y))
	var mx, my float64
	for i, v := range y {
		mx += x(i) / n
		my += v / n
	}
	var xx, xy, yy float64
	for i, v := range y {
		dx, dy := x(i)-mx, v-my
		xx += dx * dx
		xy += dx * dy
		yy += dy * dy
	}
	if !(xx > 0 && yy > 0) {
		return 0, 0
	}
	return xy / math.Sqrt(xx*yy), xy / xx
}
