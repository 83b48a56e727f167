// What was probably meant by a name that there isn't.

package pg

import (
	"iter"
	"strings"
)

// didYouMean returns what to say at the end of an error about name: which of
// the names, with the text that is meant by each, is most like it; nothing if
// none is much like it.
func didYouMean(name string, names iter.Seq2[string, string]) string {
	best, hint := len(name)/3+1, ""
	for n, text := range names {
		if max(len(n)-len(name), len(name)-len(n)) > best {
			continue
		}
		d, h := distance(strings.ToLower(name), strings.ToLower(n)), ": did you mean "+text+"?"
		if d < best || d == best && h < hint {
			best, hint = d, h
		}
	}
	return hint
}

// distance is how many letters have to be put in, left out, exchanged or
// swapped with the next to turn a into b.
func distance(a, b string) int {
	var older []int
	old, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		older, old, row = old, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			d := old[j]
			if a[i] != b[j] {
				d++
			}
			row[j+1] = min(d, row[j]+1, old[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
