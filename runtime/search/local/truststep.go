package local

// This file minimises a quadratic in a ball and a box.

import "math"

// step writes to s about the least of q with |s| ≤ radius and lo ≤ s ≤ hi, where
// 0 is inside, and returns by how much q is below 0 there. It goes along conjugate
// gradients, and on the sphere by turns in the plane of s and the gradient; a
// number that meets its bound stays there (Powell, "The BOBYQA algorithm for bound
// constrained optimization without derivatives", 2009, section 3).
func (q quadratic) step(lo, hi []float64, radius float64, s []float64) float64 {
	n := len(s)
	clear(s)
	grad := make([]float64, n)
	copy(grad, q.g)
	d, hd := make([]float64, n), make([]float64, n)
	fixed := make([]bool, n)
	for i, g := range q.g {
		fixed[i] = g >= 0 && lo[i] >= 0 || g <= 0 && hi[i] <= 0
	}
	multiply := func() {
		for i := range hd {
			hd[i] = dot(q.h[i*n:i*n+n], d)
		}
	}
	first := 0.0
	beta, before := 0.0, 0.0
	sphere := false
	for range 2*n + 2 {
		rr := 0.0
		for i, g := range grad {
			if !fixed[i] {
				rr += g * g
			}
		}
		first = max(first, rr)
		if rr <= 1e-20*first || rr == 0 {
			break
		}
		if before > 0 {
			beta = rr / before
		}
		dd, ds, ss := 0.0, 0.0, 0.0
		for i := range d {
			if fixed[i] {
				d[i] = 0
			} else {
				d[i] = beta*d[i] - grad[i]
				dd += d[i] * d[i]
				ds += d[i] * s[i]
			}
			ss += s[i] * s[i]
		}
		multiply()
		curve, slope := dot(d, hd), dot(d, grad)
		if !(slope < 0) {
			break
		}
		left := max(0, radius*radius-ss)
		root := math.Sqrt(ds*ds + dd*left)
		limit := 0.0
		if ds > 0 {
			limit = left / (root + ds)
		} else {
			limit = (root - ds) / dd
		}
		length := limit
		if curve > 0 {
			length = min(length, -slope/curve)
		}
		hit := -1
		for i, v := range d {
			switch {
			case v > 0 && length*v > hi[i]-s[i]:
				length, hit = max(0, hi[i]-s[i])/v, i
			case v < 0 && length*v < lo[i]-s[i]:
				length, hit = min(0, lo[i]-s[i])/v, i
			}
		}
		for i := range s {
			s[i] += length * d[i]
			grad[i] += length * hd[i]
		}
		beta, before = 0, rr
		switch {
		case hit >= 0:
			fixed[hit] = true
			s[hit] = lo[hit]
			if d[hit] > 0 {
				s[hit] = hi[hit]
			}
			before = 0
			continue
		case length >= limit:
			sphere = true
		}
		if sphere {
			break
		}
	}
	if sphere {
		q.turn(lo, hi, s, grad, d, hd, fixed)
	}
	return -q.at(s)
}

// turn goes on along the sphere.
func (q quadratic) turn(lo, hi, s, grad, d, hd []float64, fixed []bool) {
	n := len(s)
	hs := make([]float64, n)
	for range n + 2 {
		ss, sg, gg := 0.0, 0.0, 0.0
		for i := range s {
			if !fixed[i] {
				ss += s[i] * s[i]
				sg += s[i] * grad[i]
				gg += grad[i] * grad[i]
			}
		}
		// d is at a right angle to s, as long, and downhill.
		across := gg*ss - sg*sg
		if across <= 1e-8*gg*ss || ss == 0 {
			return
		}
		root := math.Sqrt(across)
		for i := range d {
			if fixed[i] {
				d[i] = 0
			} else {
				d[i] = (sg*s[i] - ss*grad[i]) / root
			}
		}
		for i := range hd {
			row := q.h[i*n : i*n+n]
			hd[i] = dot(row, d)
			hs[i] = 0
			for j, v := range s {
				if !fixed[j] {
					hs[i] += row[j] * v
				}
			}
		}
		shs, dhs, dhd := 0.0, 0.0, 0.0
		dg := dot(d, grad)
		for i := range s {
			if !fixed[i] {
				shs += s[i] * hs[i]
				dhs += d[i] * hs[i]
				dhd += d[i] * hd[i]
			}
		}
		// change of q when s turns by an angle
		change := func(angle float64) float64 {
			sin, cos := math.Sincos(angle)
			c := cos - 1
			return c*sg + sin*dg + c*c*shs/2 + c*sin*dhs + sin*sin*dhd/2
		}
		const parts = 32
		at, best := 0, 0.0
		for k := 1; k <= parts; k++ {
			if v := change(math.Pi * float64(k) / parts); v < best {
				at, best = k, v
			}
		}
		angle := 0.0
		if at == 0 {
			at = 1
		}
		// a parabola through the three values about the best
		width := math.Pi / parts
		l, m, r := change(width*float64(at-1)), change(width*float64(at)), change(width*float64(at+1))
		angle = width * float64(at)
		if bend := l - 2*m + r; bend > 0 {
			angle += width * min(1, max(-1, (l-r)/bend/2))
		}
		hit := -1
		for i := range s {
			if fixed[i] {
				continue
			}
			// The largest angle up to which the number stays inside, by halving.
			inside := func(a float64) bool {
				sin, cos := math.Sincos(a)
				v := cos*s[i] + sin*d[i]
				return v >= lo[i] && v <= hi[i]
			}
			if amplitude := math.Hypot(s[i], d[i]); amplitude > hi[i] || -amplitude < lo[i] {
				if !inside(angle) {
					a, b := 0.0, angle
					for range 40 {
						if mid := (a + b) / 2; inside(mid) {
							a = mid
						} else {
							b = mid
						}
					}
					angle, hit = a, i
				}
			}
		}
		gain := -change(angle)
		if !(gain > 0) {
			if hit < 0 {
				return
			}
			fixed[hit] = true
			continue
		}
		sin, cos := math.Sincos(angle)
		for i := range s {
			if !fixed[i] {
				s[i] = min(hi[i], max(lo[i], cos*s[i]+sin*d[i]))
			}
			grad[i] += (cos-1)*hs[i] + sin*hd[i]
		}
		if hit >= 0 {
			fixed[hit] = true
		} else if gain < 0.01*-q.at(s) {
			return
		}
	}
}
