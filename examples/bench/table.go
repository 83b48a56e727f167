// What was reached, beside what the peers reached.

package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// A cell is one problem after n trials.
type cell struct {
	problem string
	n       int
}

// A peer is what another library's algorithm reached.
type peer struct {
	name             string // lib:algo
	median, q25, q75 float64
}

// readPeers reads a peers.csv. Of its columns it takes problem, lib, algo, n,
// median, q25 and q75.
func readPeers(path string) (map[cell][]peer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	peers, err := parsePeers(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return peers, nil
}

func parsePeers(r io.Reader) (map[cell][]peer, error) {
	in := csv.NewReader(r)
	lines, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, errors.New("expected a table with a head, got nothing")
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	want := []string{"problem", "lib", "algo", "n", "median", "q25", "q75"}
	for _, name := range want {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("expected the columns %s, there is no %s", strings.Join(want, ", "), name)
		}
	}
	peers := map[cell][]peer{}
	for i, line := range lines[1:] {
		var errs []error
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(line[column[name]], 64)
			if err != nil {
				errs = append(errs, fmt.Errorf("line %d: %s: expected a number, got %q", i+2, name, line[column[name]]))
			}
			return v
		}
		at := cell{line[column["problem"]], int(number("n"))}
		p := peer{line[column["lib"]] + ":" + line[column["algo"]], number("median"), number("q25"), number("q75")}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		peers[at] = append(peers[at], p)
	}
	for _, list := range peers {
		slices.SortStableFunc(list, func(a, b peer) int { return cmp.Compare(a.median, b.median) })
	}
	return peers, nil
}

// quantile is the value below which the part q of the sorted values is, with
// straight lines between them.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i == len(sorted)-1 {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// digits rounds to the six that a peers.csv has, so that equal results are equal.
func digits(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	return v
}

// result is what the seeds of one algorithm reached in a cell.
type result struct {
	cell
	algorithm        string
	median, q25, q75 float64
	micros           float64 // median
}

// summarize makes a result of the rows of the same algorithm and cell, in the
// order in which they come.
func summarize(rows []row) []result {
	type key struct {
		cell
		algorithm string
	}
	best, micros := map[key][]float64{}, map[key][]float64{}
	var order []key
	for _, r := range rows {
		k := key{cell{r.problem, r.n}, r.algorithm}
		if best[k] == nil {
			order = append(order, k)
		}
		v := r.best
		if math.IsNaN(v) {
			v = math.Inf(1)
		}
		best[k] = append(best[k], v)
		micros[k] = append(micros[k], r.micros)
	}
	var results []result
	for _, k := range order {
		b, m := best[k], micros[k]
		slices.Sort(b)
		slices.Sort(m)
		results = append(results, result{k.cell, k.algorithm, digits(quantile(b, .5)), digits(quantile(b, .25)), digits(quantile(b, .75)), quantile(m, .5)})
	}
	// All algorithms of a cell together, cells in the order of the problems.
	place := map[string]int{}
	for _, r := range results {
		if _, ok := place[r.problem]; !ok {
			place[r.problem] = len(place)
		}
	}
	slices.SortStableFunc(results, func(a, b result) int {
		return cmp.Or(cmp.Compare(place[a.problem], place[b.problem]), cmp.Compare(a.n, b.n))
	})
	return results
}

// tally is how an algorithm does beside the peers, over all cells.
type tally struct {
	cells          int // with peers
	top            int // at or better than the best peer's median
	third          int // not worse than the third best's
	like           int // cells with a peer of the same method
	within, better int // the median within its quartiles or better; better than its median
}

// print writes the results, each beside its peer of the same method and the best
// of all peers, and a line for each algorithm on how often it was as good.
func print(w io.Writer, results []result, contenders []contender, peers map[cell][]peer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := "problem\tn\talgorithm\tmedian\tquartiles\tµs/trial"
	if peers != nil {
		head += "\tlike for like\tmedian\tquartiles\t\tbest peer\tmedian\tplace"
	}
	fmt.Fprintln(tab, head)
	like := map[string][]string{}
	for _, c := range contenders {
		like[c.name] = c.peers
	}
	tallies := map[string]*tally{}
	last := cell{}
	for _, r := range results {
		problem, n := r.problem, strconv.Itoa(r.n)
		if r.cell == last {
			problem, n = "", ""
		}
		last = r.cell
		fmt.Fprintf(tab, "%s\t%s\t%s\t%.6g\t%.4g … %.4g\t%.3g", problem, n, r.algorithm, r.median, r.q25, r.q75, r.micros)
		if peers != nil {
			t := tallies[r.algorithm]
			if t == nil {
				t = &tally{}
				tallies[r.algorithm] = t
			}
			fmt.Fprint(tab, "\t", t.compare(r, like[r.algorithm], peers[r.cell]))
		}
		fmt.Fprintln(tab)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	for _, c := range contenders {
		t := tallies[c.name]
		if t == nil || t.cells == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s: at or better than the best peer's median in %d of %d cells, than the third's in %d", c.name, t.top, t.cells, t.third)
		if t.like > 0 {
			fmt.Fprintf(w, "; like for like: within the peer's quartiles or better in %d of %d, better than its median in %d", t.within, t.like, t.better)
		}
	}
	if len(tallies) > 0 {
		fmt.Fprintln(w)
	}
	return nil
}

// compare counts a result, and returns its columns beside the peers, which are
// sorted.
func (t *tally) compare(r result, like []string, peers []peer) string {
	if len(peers) == 0 {
		return "\t\t\t\t\t\t"
	}
	var s strings.Builder
	i := slices.IndexFunc(peers, func(p peer) bool { return slices.Contains(like, p.name) })
	if i < 0 {
		s.WriteString("-\t\t\t")
	} else {
		p := peers[i]
		t.like++
		verdict := "worse"
		if r.median <= p.q75 {
			t.within++
			verdict = "within"
		}
		if r.median < p.median {
			t.better++
			verdict = "better"
		}
		fmt.Fprintf(&s, "%s\t%.6g\t%.4g … %.4g\t%s", p.name, p.median, p.q25, p.q75, verdict)
	}
	place := 1
	for _, p := range peers {
		if p.median < r.median {
			place++
		}
	}
	t.cells++
	if place == 1 {
		t.top++
	}
	if place <= 3 {
		t.third++
	}
	fmt.Fprintf(&s, "\t%s\t%.6g\t%d of %d", peers[0].name, peers[0].median, place, len(peers)+1)
	return s.String()
}
