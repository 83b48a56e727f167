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
	best, hint := min(len(name)/3+2, len(name)), ""
	for n, text := range names {
		d, h := distance(strings.ToLower(name), strings.ToLower(n)), ": did you mean "+text+"?"
		if d < best || d == best && h < hint {
			best, hint = d, h
		}
	}
	return hint
}

// distance is how many letters have to be put in, left out or exchanged to
// turn a into b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
