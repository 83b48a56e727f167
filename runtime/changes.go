// What turns one program into another.

package pg

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
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

// Format implements [fmt.Formatter]: %v and %s print the changes as String
// does; %+v prints them as [ShowDiff] shows a diff, those in the same part of
// the program under its path; %#v prints the calls that make them.
func (c Changes) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'v' && f.Flag('+'):
		f.Write(diffText(c.view(), nil, false))
	case verb == 'v' && f.Flag('#'):
		io.WriteString(f, c.GoString())
	case verb == 'v' || verb == 's':
		f.Write(c.text(false))
	default:
		fmt.Fprintf(f, fmt.FormatString(f, verb), c.String())
	}
}

// GoString returns the calls that make the changes, without what was there
// before, and values as %#v prints what [Shown] returns.
func (c Changes) GoString() string {
	if c == nil {
		return "pg.Changes(nil)"
	}
	var b strings.Builder
	b.WriteString("pg.Changes{")
	for i, e := range c {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(e.GoString())
	}
	b.WriteString("}")
	return b.String()
}

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
