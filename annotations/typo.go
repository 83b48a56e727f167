package annotations

// What was probably meant by a misspelt word.

import "strings"

// nearest returns the word closest to got, if one is close enough to be what
// was meant. Case, underscores and hyphens count for nothing.
func nearest(got string, words []string) (string, bool) {
	best, bestDistance := "", -1
	for _, word := range words {
		d := distance(fold(got), fold(word))
		if d <= (len(word)+1)/3 && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = word, d
		}
	}
	return best, bestDistance >= 0
}

func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(s))
}

// distance is the Damerau-Levenshtein distance in its restricted form (optimal
// string alignment): insertions, deletions, substitutions and swaps of two
// neighbours, in bytes.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}

// Suggest ends a message about an unknown word: "did you mean WORD?" for the
// one of words that was probably meant, or else all of them behind the
// introduction all. Prefix stands before a word that was meant.
func Suggest(got string, words []string, prefix, all string) string {
	if word, ok := nearest(got, words); ok {
		return "did you mean " + prefix + word + "?"
	}
	return all + " " + strings.Join(words, ", ")
}
