package qmc

import (
	"flag"
	"fmt"
	"math/bits"
	"os"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "choose the initial numbers of all dimensions anew, in some minutes")

// candidates is how many initial numbers are tried for dimension d.
func candidates(d int) int {
	switch {
	case d == 0:
		return 1
	case d < 32:
		return 4096
	case d < 128:
		return 512
	}
	return 64
}

// The initial numbers are those that cover each two dimensions best, of so many
// candidates, one dimension after the other.
func TestInitial(t *testing.T) {
	n := 8
	if *update {
		n = len(initial)
	}
	polynomials := primitive(n)
	var chosen [][digits]uint32
	var got []int
	for d := range n {
		before := make([][digits]uint32, len(chosen))
		for i, v := range chosen {
			before[i] = rows(v)
		}
		costs := make([]int, candidates(d))
		var wg sync.WaitGroup
		for part := range 2 {
			wg.Go(func() {
				for c := part; c < len(costs); c += 2 {
					r := rows(direction(polynomials[d], d, c))
					for _, b := range before {
						costs[c] += cost(&b, &r)
					}
				}
			})
		}
		wg.Wait()
		best := 0
		for c, cost := range costs {
			if cost < costs[best] {
				best = c
			}
		}
		chosen = append(chosen, direction(polynomials[d], d, best))
		got = append(got, best)
	}
	if *update {
		var b strings.Builder
		b.WriteString("package qmc\n\n// Made by go test -run TestInitial -update.\n\n")
		b.WriteString("// initial says, for each dimension of the Sobol sequence, which candidate its\n// initial numbers are, see direction.\n")
		fmt.Fprintf(&b, "var initial = [...]uint16{")
		for i, c := range got {
			sep := " "
			if i%16 == 0 {
				sep = "\n\t"
			}
			fmt.Fprintf(&b, "%s%d,", sep, c)
		}
		b.WriteString("\n}\n")
		if err := os.WriteFile("initial.go", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	for d, c := range got {
		if int(initial[d]) != c {
			t.Errorf("dimension %d: the best candidate is %d, the table has %d", d, c, initial[d])
		}
	}
}

// rows is the matrix of the columns: bit j of row i is bit i, from the highest, of
// column j.
func rows(columns [digits]uint32) [digits]uint32 {
	var r [digits]uint32
	for j, c := range columns {
		for i := range r {
			r[i] |= c >> (digits - 1 - i) & 1 << j
		}
	}
	return r
}

// cost is how badly two dimensions are covered together by the first 2^k points,
// for some k: the sum of the squares of t, of the (t,k,2)-nets that they are.
func cost(a, b *[digits]uint32) int {
	sum := 0
	for k := 4; k <= 12; k += 2 {
		t := quality(a, b, k)
		sum += t * t
	}
	return sum
}

// quality is the least t for which the first 2^k points are a (t,k,2)-net in base 2:
// every box of 2^-i by 2^-j, with i+j = k-t, has 2^t of them. It is so when the
// first i rows of the one and j of the other are linearly independent.
func quality(a, b *[digits]uint32, k int) int {
	mask := uint32(1)<<k - 1
	var basis [digits]uint32
	add := func(basis *[digits]uint32, v uint32) bool {
		for v != 0 {
			h := bits.Len32(v) - 1
			if basis[h] == 0 {
				basis[h] = v
				return true
			}
			v ^= basis[h]
		}
		return false
	}
	least := k
	for i := 0; ; i++ {
		both := basis
		j := 0
		for i+j < least && add(&both, b[j]&mask) {
			j++
		}
		least = min(least, i+j)
		if i >= least || !add(&basis, a[i]&mask) {
			break
		}
	}
	return k - least
}
