// The colours of changes, as no terminal can show them to a test.

package pg

import "testing"

func TestChangesInColor(t *testing.T) {
	c := Changes{
		{Path: Path{AtField("A")}, Old: 1, New: 2},
		{Op: OpInsert, Path: Path{AtField("B"), AtIndex(0)}, New: "x"},
		{Op: OpDelete, Path: Path{AtField("B"), AtIndex(1)}, Old: "y"},
		Set("C", true),
		Delete("D[0]"),
		Set("[", 1),
	}
	want := "A: \x1b[31m1\x1b[0m → \x1b[32m2\x1b[0m\n" +
		"B[0]: \x1b[32m+ \"x\"\x1b[0m\n" +
		"B[1]: \x1b[31m- \"y\"\x1b[0m\n" +
		"C: \x1b[32m→ true\x1b[0m\n" +
		"D[0]: \x1b[31m-\x1b[0m\n" +
		"\x1b[31mpath \"[\": byte 1: expected ], got the end\x1b[0m\n"
	if got := string(c.text(true)); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
