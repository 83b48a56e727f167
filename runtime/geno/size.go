// How many points a space has, counted without listing them.

package geno

import (
	"iter"
	"math/big"
	"sync"
)

type lazySize struct {
	once sync.Once
	size *big.Int // nil: infinite
}

// Size returns the number of DNAs of s, exactly, or nil when there are
// infinitely many: a Float without Step, whatever its range, or a Custom
// (PyGlove: space_size, where -1 is infinite). The result is the caller's own.
// An invalid or nil Spec has size 0.
func (s *Spec) Size() *big.Int {
	if s.Err() != nil {
		return new(big.Int)
	}
	size := s.ready().sharedSize()
	if size == nil {
		return nil
	}
	return new(big.Int).Set(size)
}

func (s *Spec) sharedSize() *big.Int {
	s.lazy.once.Do(func() {
		size := big.NewInt(1)
		for i := range s.points {
			n := s.points[i].size()
			if n == nil {
				return
			}
			size.Mul(size, n)
		}
		s.lazy.size = size
	})
	return s.lazy.size
}

func (p *point) size() *big.Int {
	switch p.kind {
	case continuous, custom:
		return nil
	case integer, grid:
		return new(big.Int).SetUint64(p.n)
	}
	groups := p.groups()
	if groups == nil {
		return nil
	}
	k := int64(p.k)
	if !p.distinct && !p.sorted || k == 1 {
		sum := new(big.Int)
		for _, g := range groups {
			sum.Add(sum, new(big.Int).Mul(g.size, big.NewInt(g.count)))
		}
		return sum.Exp(sum, big.NewInt(k), nil)
	}
	size := choices(groups, p.k, p.distinct)
	if !p.sorted {
		size.Mul(size, new(big.Int).MulRange(1, k))
	}
	return size
}

// group is a number of candidates that have equally many points each.
type group struct {
	size  *big.Int
	count int64
}

// groups returns p's candidates by size, or nil when one is infinite.
func (p *point) groups() []*group {
	if p.below == nil {
		return []*group{{big.NewInt(1), int64(p.n)}}
	}
	var groups []*group
	bySize := map[string]*group{}
	for _, below := range p.below {
		size := below.sharedSize()
		if size == nil {
			return nil
		}
		key := string(size.Bytes())
		if bySize[key] == nil {
			bySize[key] = &group{size: size}
			groups = append(groups, bySize[key])
		}
		bySize[key].count++
	}
	return groups
}

// choices returns in how many ways k candidates of the groups can be chosen
// without regard to order: the coefficient of x^k in the product, over the
// candidates of size c, of 1+cx when they are distinct, or of 1/(1-cx) =
// 1+cx+c²x²+... when one may be taken again.
func choices(groups []*group, k int, distinct bool) *big.Int {
	if len(groups) == 1 {
		return groups[0].choices(int64(k), distinct)
	}
	// Each coefficient can be made of as many before it as there are groups,
	// times numbers as long as the product of all sizes; or else each candidate
	// adds to all coefficients.
	bits, candidates := 0, int64(0)
	for _, g := range groups {
		bits += g.size.BitLen()
		candidates += g.count
	}
	if int64(len(groups))*int64(1+bits/64) > candidates {
		return oneByOne(groups, k, distinct)
	}
	size := new(big.Int)
	for c := range series(groups, distinct) {
		if k--; k < 0 {
			size.Set(c)
			break
		}
	}
	return size
}

// choices returns the same for one group, which is a binomial times size^k.
func (g *group) choices(k int64, distinct bool) *big.Int {
	last := g.count
	if !distinct {
		last += k - 1
	}
	ways := new(big.Int).MulRange(last-k+1, last)
	ways.Quo(ways, new(big.Int).MulRange(1, k))
	return ways.Mul(ways, new(big.Int).Exp(g.size, big.NewInt(k), nil))
}

// oneByOne finds what choices returns candidate by candidate.
func oneByOne(groups []*group, k int, distinct bool) *big.Int {
	ways := make([]*big.Int, k+1) // to choose so many of the candidates so far
	for i := range ways {
		ways[i] = new(big.Int)
	}
	ways[0].SetInt64(1)
	left, seen := 0, 0
	for _, g := range groups {
		left += int(g.count)
	}
	term := new(big.Int)
	for _, g := range groups {
		for range g.count {
			left, seen = left-1, seen+1
			if !distinct {
				for i := 1; i <= k; i++ {
					ways[i].Add(ways[i], term.Mul(ways[i-1], g.size))
				}
				continue
			}
			// From above, so that it is not taken twice; what is below can't
			// become k with those that are left.
			for i := min(k, seen); i >= max(1, k-left); i-- {
				ways[i].Add(ways[i], term.Mul(ways[i-1], g.size))
			}
		}
	}
	return ways[k]
}

// series gives the coefficients of choices one by one, each valid until the
// next, as far as they are not 0.
//
// The product P is, over the groups of m candidates of size c, that of
// (1+dx)^m with d = c, or of (1+dx)^-m with d = -c. Its derivative is P times
// the sum of mc/(1+dx), whatever the sign. With Q the product of all 1+dx, and
// R that of Q and the sum, both as long as there are groups, QP' = RP. So, with
// coefficients p, q and r,
//
//	(n+1) p[n+1] = sum over j of (r[j] - (n-j) q[j+1]) p[n-j].
func series(groups []*group, distinct bool) iter.Seq[*big.Int] {
	q, r := []*big.Int{big.NewInt(1)}, []*big.Int{}
	for _, g := range groups {
		d := g.size
		if !distinct {
			d = new(big.Int).Neg(d)
		}
		mc := new(big.Int).Mul(g.size, big.NewInt(g.count))
		// (R/Q + mc/(1+dx)) (Q (1+dx)) = R (1+dx) + mc Q
		r = times1plus(r, d)
		for j, x := range q {
			r[j].Add(r[j], new(big.Int).Mul(mc, x))
		}
		q = times1plus(q, d)
	}
	return func(yield func(*big.Int) bool) {
		var before []*big.Int // the latest first
		var term, factor big.Int
		next := big.NewInt(1)
		for n := int64(0); next.Sign() != 0 && yield(next); n++ {
			var spare *big.Int
			if len(before) < len(r) {
				before, spare = append(before, nil), new(big.Int)
			} else {
				spare = before[len(r)-1].SetInt64(0)
			}
			copy(before[1:], before)
			before[0], next = next, spare
			for j, p := range before {
				factor.Mul(q[j+1], factor.SetInt64(n-int64(j)))
				next.Add(next, term.Mul(factor.Sub(r[j], &factor), p))
			}
			next.Quo(next, factor.SetInt64(n+1))
		}
	}
}

// times1plus returns the product of a polynomial and 1+dx, longer by one.
func times1plus(a []*big.Int, d *big.Int) []*big.Int {
	product := make([]*big.Int, len(a)+1)
	for i := range product {
		product[i] = new(big.Int)
		if i > 0 {
			product[i].Mul(a[i-1], d)
		}
		if i < len(a) {
			product[i].Add(product[i], a[i])
		}
	}
	return product
}
