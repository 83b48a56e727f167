// The colours of a diff, and the words of strings.

package pg

import (
	"strings"
	"testing"
)

func TestShowDiffInColor(t *testing.T) {
	long := strings.Repeat("the same ", 12)
	a := []any{"zero", 1, map[string]int{"a": 1, "b": 2}, long + "one", long + "x\ny"}
	b := []any{"zero", 2, map[string]int{"a": 1, "b": 3, "c": 4}, long + "two", long + "x\nz", "new"}
	d := ShowDiff(a, b)
	got := string(diffText(d.root, nil, true))
	want := "  \x1b[2m[0]: \"zero\"\n\x1b[0m" +
		"~ [1]: \x1b[31m1\x1b[0m → \x1b[32m2\x1b[0m\n" +
		"  [2]\n" +
		"    \x1b[2m[\"a\"]: 1\n\x1b[0m" +
		"~   [\"b\"]: \x1b[31m2\x1b[0m → \x1b[32m3\x1b[0m\n" +
		"+   \x1b[32m[\"c\"]: 4\x1b[0m\n" +
		"~ [3]:\n" +
		"-   \x1b[31m\"…e the same the same \x1b[7mone\x1b[0m\x1b[31m\"\x1b[0m\n" +
		"+   \x1b[32m\"…e the same the same \x1b[7mtwo\x1b[0m\x1b[32m\"\x1b[0m\n"
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%q\nwant at first\n%q", got, want)
	}
	// Without the colours it is the text.
	for _, c := range []string{red, green, dim, reverse, plain} {
		if !strings.Contains(got, c) {
			t.Errorf("the colour %q is missing in\n%q", c, got)
		}
		got = strings.ReplaceAll(got, c, "")
	}
	if got != d.String() {
		t.Errorf("without colours it is\n%s\nbut the text is\n%s", got, d)
	}
}

// Both sides of a comparison are there in full, and what is the same is the
// same.
func FuzzTextSpans(f *testing.F) {
	f.Add("", "")
	f.Add("a b c", "a x c")
	f.Add("one\ntwo\nthree", "one\n2\nthree\nfour\n")
	f.Add("\xff\xfe a", "a \xff")
	f.Add(strings.Repeat("a ", 100), strings.Repeat("b ", 100))
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, cut := range []func(a, b string) (old, new []span){textSpans, wordSpans} {
			old, new := cut(a, b)
			join := func(list []span, all bool) string {
				var b strings.Builder
				for _, s := range list {
					if all || s.same {
						b.WriteString(s.text)
					}
				}
				return b.String()
			}
			if x, y := join(old, true), join(new, true); x != a || y != b {
				t.Errorf("%q and %q come back as %q and %q", a, b, x, y)
			}
			if x, y := join(old, false), join(new, false); x != y {
				t.Errorf("%q and %q: the same are %q and %q", a, b, x, y)
			}
		}
	})
}
