// How much of BBOB was solved: which share of the targets is reached, by group of
// functions, as COCO counts them.

package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

// groups of BBOB's functions begin with these.
var groups = []struct {
	first int
	name  string
}{{1, "separable"}, {6, "moderate"}, {10, "ill-conditioned"}, {15, "multi-modal"}, {20, "weakly structured"}}

// reached is how many of COCO's 51 targets a distance from the optimum reaches: a
// hundred, and so on by a fifth of an order of magnitude down to 1e-8.
func reached(distance float64) float64 {
	const targets = 51
	n := 0
	for i := range targets {
		if distance <= math.Pow(10, 2-float64(i)/5) {
			n++
		}
	}
	return float64(n) / targets
}

// printTargets writes, for the rows of BBOB's functions, which share of the targets
// each algorithm reached after n trials, over all instances and seeds. Without such
// rows it writes nothing.
func printTargets(w io.Writer, rows []row) error {
	type line struct {
		dim, n    int
		algorithm string
	}
	type sums struct {
		share [6]float64 // of each group, and of all
		count [6]int
	}
	all := map[line]*sums{}
	var lines []line
	for _, r := range rows {
		var f, instance, dim int
		if _, err := fmt.Sscanf(r.problem, bbobName, &f, &instance, &dim); err != nil {
			continue
		}
		l := line{dim, r.n, r.algorithm}
		s := all[l]
		if s == nil {
			s = &sums{}
			all[l] = s
			lines = append(lines, l)
		}
		g := len(groups) - 1
		for groups[g].first > f {
			g--
		}
		for _, i := range []int{g, len(groups)} {
			s.share[i] += reached(r.best)
			s.count[i]++
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.dim, b.dim), cmp.Compare(a.n, b.n))
	})
	fmt.Fprintln(w, "\nBBOB: percent of the 51 targets from 1e2 to 1e-8 that were reached")
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tab, "dim\tn\t  algorithm\tall")
	for _, g := range groups {
		fmt.Fprint(tab, "\t", g.name)
	}
	fmt.Fprintln(tab, "\t")
	for _, l := range lines {
		fmt.Fprintf(tab, "%d\t%d\t%s", l.dim, l.n, l.algorithm)
		s := all[l]
		for i := range s.share {
			i = (i + len(groups)) % len(s.share) // all of them first
			if s.count[i] == 0 {
				fmt.Fprint(tab, "\t-")
				continue
			}
			fmt.Fprintf(tab, "\t%.0f", 100*s.share[i]/float64(s.count[i]))
		}
		fmt.Fprintln(tab, "\t")
	}
	return tab.Flush()
}
