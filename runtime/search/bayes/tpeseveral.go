package bayes

// This file has the kernels of TPE for a choice of several distinct candidates:
// sets, and orders such as permutations.

import (
	"math"
	"math/rand/v2"
	"slices"
)

// several is a distribution of sets or orders near a given one.
//
// A set differs from it in a number of members that is binomial, as far as there
// are other candidates; which these are is uniform.
//
// An order goes from position to position. Each keeps its candidate with
// probability 1-miss and takes any other one else. If an earlier position has
// taken its candidate it takes, with the same probability, one of those that lost
// their places so, so that most often two change places.
type several struct {
	block
	miss float64
	keep float64   // log(1-miss)
	away float64   // log(miss)
	logs []float64 // of the numbers up to n

	exchange []float64 // of a set: log density by the number of other members
	odds     []float64 // of a set: probability of that number

	seen  []int32 // by candidate: its position in what is looked at, -1 if none
	point []int32 // what is looked at
	lost  []bool  // by candidate, scratch
	used  []bool
}

func newSeveral(b block) several {
	s := several{block: b, logs: make([]float64, b.n+1), seen: make([]int32, b.n), lost: make([]bool, b.n), used: make([]bool, b.n)}
	for i := range s.logs {
		s.logs[i] = math.Log(float64(i))
	}
	return s
}

// uniform is the log probability of each set or order if all are alike.
func (b block) uniform() float64 {
	if b.set {
		return -logChoose(b.n, b.k)
	}
	all, _ := math.Lgamma(float64(b.n + 1))
	rest, _ := math.Lgamma(float64(b.n - b.k + 1))
	return rest - all
}

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return all - in - out
}

func (s *several) set(miss float64) {
	if s.miss == miss {
		return
	}
	s.miss, s.keep, s.away = miss, math.Log1p(-miss), math.Log(miss)
	if !s.block.set {
		return
	}
	s.odds, s.exchange = s.odds[:0], s.exchange[:0]
	total := 0.
	for j := range min(s.k, s.n-s.k) + 1 {
		p := math.Exp(logChoose(s.k, j) + float64(j)*s.away + float64(s.k-j)*s.keep)
		total += p
		s.odds = append(s.odds, p)
	}
	for j := range s.odds {
		s.odds[j] /= total
		s.exchange = append(s.exchange, math.Log(s.odds[j])-logChoose(s.k, j)-logChoose(s.n-s.k, j))
	}
}

// look sets the point at which density looks.
func (s *several) look(point []int32) {
	for i := range s.seen {
		s.seen[i] = -1
	}
	for j, v := range point {
		s.seen[v] = int32(j)
	}
	s.point = point
}

// density is the log probability of the point under the kernel around own.
func (s *several) density(own []int32) float64 {
	if s.block.set {
		others := 0
		for _, v := range own {
			if s.seen[v] < 0 {
				others++
			}
		}
		return s.exchange[others]
	}
	sum, homeless := 0., 0
	for j, v := range s.point {
		mine, free := own[j], s.n-j
		at := s.seen[mine]
		taken := at >= 0 && int(at) < j
		lost := s.lost[v]
		switch {
		case !taken && v == mine:
			if free > 1 {
				sum += s.keep
			}
		case !taken:
			sum += s.away - s.logs[free-1]
		case lost:
			if free > homeless {
				sum += s.keep
			}
			sum -= s.logs[homeless]
		default:
			sum += s.away - s.logs[free-homeless]
		}
		if lost {
			homeless--
		}
		if !taken && v != mine {
			homeless++
		}
		s.lost[mine] = true // of those before, seen or not: v is never one of the seen
	}
	for _, v := range own {
		s.lost[v] = false
	}
	return sum
}

// draw draws from the kernel around own.
func (s *several) draw(rng *rand.Rand, to, own []int32) {
	if s.block.set {
		s.drawSet(rng, to, own)
		return
	}
	homeless := 0
	for j := range to {
		mine, free := own[j], s.n-j
		taken := s.used[mine]
		var v int32
		switch stay := rng.Float64() >= s.miss; {
		case !taken && (stay || free == 1):
			v = mine
		case !taken:
			v = nth(rng.IntN(free-1), func(v int) bool { return !s.used[v] && v != int(mine) })
		case stay || free == homeless:
			v = nth(rng.IntN(homeless), func(v int) bool { return !s.used[v] && s.lost[v] })
		default:
			v = nth(rng.IntN(free-homeless), func(v int) bool { return !s.used[v] && !s.lost[v] })
		}
		if s.lost[v] {
			homeless--
		}
		if !taken && v != mine {
			homeless++
		}
		s.used[v], s.lost[mine] = true, true
		to[j] = v
	}
	clear(s.used)
	clear(s.lost)
}

// nth returns the i-th candidate that is right.
func nth(i int, right func(v int) bool) int32 {
	for v := 0; ; v++ {
		if right(v) {
			if i == 0 {
				return int32(v)
			}
			i--
		}
	}
}

func (s *several) drawSet(rng *rand.Rand, to, own []int32) {
	others := 0
	for r := rng.Float64() - s.odds[0]; r >= 0 && others < len(s.odds)-1; r -= s.odds[others] {
		others++
	}
	copy(to, own)
	for _, v := range own {
		s.used[v] = true
	}
	for i := range others {
		j := i + rng.IntN(s.k-i)
		to[j] = to[i]
		to[i] = nth(rng.IntN(s.n-s.k-i), func(v int) bool { return !s.used[v] })
		s.used[to[i]] = true
	}
	clear(s.used)
	slices.Sort(to)
}

func (s *several) drawUniform(rng *rand.Rand, to []int32) {
	for j := range to {
		to[j] = nth(rng.IntN(s.n-j), func(v int) bool { return !s.used[v] })
		s.used[to[j]] = true
	}
	clear(s.used)
	if s.block.set {
		slices.Sort(to)
	}
}
