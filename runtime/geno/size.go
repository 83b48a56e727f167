// How many points a space has, counted without listing them.

package geno

import (
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
	// Choosing without regard to order: the coefficient of x^k in the product,
	// over the candidates of size c, of 1+cx when they are distinct, or of
	// 1/(1-cx) = 1+cx+c²x²+... when one may be taken again. A group of m equal
	// candidates contributes binomials.
	coeff := []*big.Int{big.NewInt(1)}
	for _, g := range groups {
		coeff = multiply(coeff, g.series(p.k, p.distinct), p.k)
	}
	size := new(big.Int)
	if p.k < len(coeff) {
		size = coeff[p.k]
	}
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

// series returns the coefficients up to x^k of (1+cx)^m or 1/(1-cx)^m, where c
// is the size and m the count of g.
func (g *group) series(k int, distinct bool) []*big.Int {
	terms := []*big.Int{big.NewInt(1)}
	binomial := big.NewInt(1)
	power := big.NewInt(1)
	for i := int64(1); i <= int64(k); i++ {
		if distinct {
			if i > g.count {
				break
			}
			binomial.Mul(binomial, big.NewInt(g.count-i+1))
		} else {
			binomial.Mul(binomial, big.NewInt(g.count+i-1))
		}
		binomial.Quo(binomial, big.NewInt(i))
		power.Mul(power, g.size)
		terms = append(terms, new(big.Int).Mul(binomial, power))
	}
	return terms
}

// multiply returns the product of two polynomials up to x^k.
func multiply(a, b []*big.Int, k int) []*big.Int {
	product := make([]*big.Int, min(len(a)+len(b)-1, k+1))
	for i := range product {
		product[i] = new(big.Int)
	}
	term := new(big.Int)
	for i, x := range a {
		for j, y := range b {
			if i+j >= len(product) {
				break
			}
			product[i+j].Add(product[i+j], term.Mul(x, y))
		}
	}
	return product
}
