// What turns one program into another.

package pg

import (
	"bytes"
	"io"
	"os"
)

// Changes are edits in the order in which they are carried out: the indices
// in the path of each are those after all edits before it. So
// x.Rebind(a.Diff(b)...) does to x what turns a into b.
type Changes []Edit

// String returns the changes for people to read, one a line:
//
//	Level: 3 → 7
//	Stages[1]: + RLE{}
//	Tables["a"]: - Table{Size: 3}
func (c Changes) String() string { return string(c.text(false)) }

func (c Changes) text(color bool) []byte {
	var b bytes.Buffer
	for _, e := range c {
		e.write(&b, color)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// WriteTo writes the changes like String, and in colour if w is a terminal
// and the environment variable NO_COLOR is not set.
func (c Changes) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(c.text(wantsColor(w)))
	return int64(n), err
}

// wantsColor reports whether to write in colour to w; see no-color.org.
func wantsColor(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && isTerminal(w)
}

// Invert returns the changes that undo c. An edit of c that was made by [Set]
// or [Delete] doesn't know what was there before; its inverse is an error that
// Rebind reports.
func (c Changes) Invert() Changes {
	if c == nil {
		return nil
	}
	inverse := make(Changes, len(c))
	for i, e := range c {
		inverse[len(c)-1-i] = e.inverse()
	}
	return inverse
}
