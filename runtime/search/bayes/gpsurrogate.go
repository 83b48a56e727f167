package bayes

// This file keeps a Gaussian process up to date with a growing history.

import (
	"cmp"
	"math"
	"slices"
)

// A surrogate is a process that models what has been observed. What it becomes
// depends on the observations and their order alone, not on when it is asked: its
// hyperparameters are fitted at fixed lengths of the history, and between these
// observations are added one by one.
type surrogate struct {
	features []feature
	scales   int
	first    int  // the length of the first fit
	points   int  // how many points the process knows at most
	fixed    bool // the noise is not fitted

	fits   int // how many fits there were
	length int // of the history at the latest
	hyper  hyper
	model  *process
	rows   []int // the observations that are in the model
	known  int   // how many of the history it has looked at
	y      []float64
}

const (
	// fitPoints is how many observations the hyperparameters are fitted to.
	fitPoints = 300
	// afresh is after how many fits one starts from the beginning, which forgets
	// a bad one, and lets a restarted search begin there.
	afresh = 8
	// An evaluation of the likelihood costs as much as several hundred
	// of the posterior.
	firstEvaluations = 60
	nextEvaluations  = 20
)

// after is the length of the history for the fit after the one at n: when it
// has grown by a twentieth, or by a quarter of what the process is to know.
func (s *surrogate) after(n int) int { return n + max(1, min(n/20, s.points/4)) }

func (s *surrogate) n() int { return len(s.rows) }

// update makes the points the history, which begins with what it was before. Y
// returns what was observed at the first n of them.
func (s *surrogate) update(points [][]float64, y func(n int) []float64) {
	// The fits that have become due; only those since the latest that started
	// afresh are made.
	var due []int
	from := s.fits
	for next := s.first; ; {
		if s.fits+len(due) > 0 {
			last := s.length
			if len(due) > 0 {
				last = due[len(due)-1]
			}
			next = s.after(last)
		}
		if next > len(points) {
			break
		}
		due = append(due, next)
	}
	if len(due) > 0 {
		begin := 0
		for i := range due {
			if (from+i)%afresh == 0 {
				begin = i
			}
		}
		for i := begin; i < len(due); i++ {
			start, evaluations := s.hyper, nextEvaluations
			if (from+i)%afresh == 0 {
				start, evaluations = initial(s.scales), firstEvaluations
			}
			n := due[i]
			all := y(n)
			rows := choose(all, min(fitPoints, s.points))
			s.hyper = newLikelihood(s.features, pick(points, rows), pick(all, rows), s.fixed).fit(start, evaluations)
		}
		s.fits += len(due)
		s.length = due[len(due)-1]
	}
	if len(due) > 0 || s.model == nil {
		if s.hyper.weight == nil {
			s.hyper = initial(s.scales)
		}
		s.model = newProcess(s.features, s.hyper)
		s.rows = choose(y(s.length), s.points)
		s.model.reserve(min(s.points, s.length) + 8)
		s.model.load(pick(points, s.rows))
		s.known = s.length
	}
	for ; s.known < len(points); s.known++ {
		s.model.add(points[s.known])
		s.rows = append(s.rows, s.known)
	}
}

// observe sets what was observed at each point of the history.
func (s *surrogate) observe(y []float64) {
	s.y = s.y[:0]
	for _, i := range s.rows {
		s.y = append(s.y, y[i])
	}
	s.model.observe(s.y)
}

// believe adds a point with what is expected of it, until forget.
func (s *surrogate) believe(z []float64) float64 {
	mean := s.model.meanAt(z)
	s.model.add(z)
	s.y = append(s.y, mean)
	s.model.observe(s.y)
	return mean
}

func (s *surrogate) forget() {
	if s.model != nil {
		s.model.n = len(s.rows)
	}
}

// choose returns which observations to keep if not all can be: the best half
// and the latest half of n, in order.
func choose(y []float64, n int) []int {
	rows := make([]int, len(y))
	for i := range rows {
		rows[i] = i
	}
	if len(y) <= n {
		return rows
	}
	latest := rows[len(rows)-n/2:]
	earlier := slices.Clone(rows[:len(rows)-n/2])
	slices.SortStableFunc(earlier, func(a, b int) int { return cmp.Compare(y[b], y[a]) })
	earlier = earlier[:n-n/2]
	slices.Sort(earlier)
	return append(earlier, latest...)
}

func pick[T any](list []T, rows []int) []T {
	picked := make([]T, len(rows))
	for i, r := range rows {
		picked[i] = list[r]
	}
	return picked
}

// standard returns the rewards with mean 0 and variance 1. Infinite ones count
// as the best or worst of the others.
func standard(rewards []float64) []float64 {
	y := slices.Clone(rewards)
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		lo, hi = 0, 0
	}
	for i, v := range y {
		y[i] = min(hi, max(lo, v))
	}
	normalize(y) // first, so that squares can't overflow
	halfRank(y)
	normalize(y)
	return y
}

// halfRank spreads the worse half of y below the median as a normal distribution
// does, by rank alone, with the deviation that the better half has. How bad the bad
// ones are says little of where the best is, and a few very bad ones would leave
// no digits for the rest. It is the first of the warpings of Song et al., "The
// Vizier Gaussian Process Bandit Algorithm", 2024.
func halfRank(y []float64) {
	n := len(y)
	if n == 0 {
		return
	}
	sorted := slices.Clone(y)
	slices.Sort(sorted)
	median := 0.5 * (sorted[(n-1)/2] + sorted[n/2])
	deviation, better := 0.0, 0
	for _, v := range y {
		if v >= median {
			deviation += (v - median) * (v - median)
			better++
		}
	}
	deviation = math.Sqrt(deviation / float64(better))
	if !(deviation > 0) {
		return
	}
	for i, v := range y {
		if v < median {
			from, _ := slices.BinarySearch(sorted, v)
			to := from + 1
			for to < n && sorted[to] == v {
				to++
			}
			q := 0.5 * float64(from+to) / float64(n)
			y[i] = median + deviation*math.Sqrt2*math.Erfinv(2*q-1)
		}
	}
}

// normalize makes the mean of y 0 and its variance 1, and returns what was taken
// away and divided by.
func normalize(y []float64) (mean, deviation float64) {
	if len(y) == 0 {
		return 0, 1
	}
	// Scaled by the largest, so that squares can't overflow.
	largest := 0.0
	for _, v := range y {
		largest = max(largest, math.Abs(v))
	}
	if largest == 0 {
		return 0, 1
	}
	for _, v := range y {
		mean += v / largest / float64(len(y))
	}
	for _, v := range y {
		d := v/largest - mean
		deviation += d * d / float64(len(y))
	}
	deviation = math.Sqrt(deviation)
	if deviation < 1e-10 {
		deviation = 1
	}
	for i, v := range y {
		y[i] = (v/largest - mean) / deviation
	}
	return mean * largest, deviation * largest
}

// violations returns for each trial how far it is from being feasible, on a
// logarithmic scale in units of the median violation, and the limit up to which one
// is. By how much a feasible trial keeps its constraints is not known: they are put a
// tenth of a unit beyond the limit, which is little, so that the violation is
// continuous where it begins. Failed ones are a unit away from it.
func violations(trials []trial) (y []float64, limit float64) {
	var broken []float64
	for _, t := range trials {
		if t.violation > 0 && !math.IsInf(t.violation, 1) {
			broken = append(broken, t.violation)
		}
	}
	unit := 1.0
	if len(broken) > 0 {
		slices.Sort(broken)
		unit = broken[len(broken)/2]
	}
	y = make([]float64, len(trials))
	for i, t := range trials {
		switch {
		case t.violation <= 0:
			y[i] = -0.1
		case math.IsInf(t.violation, 1):
			y[i] = math.Ln2
		default:
			y[i] = math.Log1p(t.violation / unit)
		}
	}
	mean, deviation := normalize(y)
	return y, -mean / deviation
}
