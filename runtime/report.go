// What was notable in reading a program that is right all the same.

package pg

import (
	"fmt"
	"strings"
)

// A Report says how a text that [Read] or [Load] read differs from what would
// be written now: it is how one learns that an older struct wrote it.
type Report struct {
	// Missing are the fields that the text doesn't have, with their
	// defaults: what they were before reading, or, in a struct that was made
	// in reading, what its method SetDefaults or else Go gives them. A field
	// that would not be written with this value, because of omitempty or
	// omitzero, is not among them.
	Missing []Default

	// Unknown are the members that no field has. There are none without
	// [AllowUnknown].
	Unknown []Member

	// Renamed are the names of types by which they are no longer written.
	Renamed []Member
}

// A Default is a field and the value it has for want of another.
type Default struct {
	Path  Path
	Value any
}

// A Member is something in a text.
type Member struct {
	Path      Path   // of the struct that it is a member of or the type of
	Name      string // of the member or of the type
	Line, Col int    // where it is, from 1, columns in bytes

	offset int
}

// String returns a line for each thing the report has; nothing if the text is
// as it would be written now.
func (r *Report) String() string {
	if r == nil {
		return ""
	}
	var b strings.Builder
	for _, m := range r.Unknown {
		fmt.Fprintf(&b, "%s: unknown member %q\n", m.place(), m.Name)
	}
	for _, m := range r.Renamed {
		fmt.Fprintf(&b, "%s: %q is an older name of the type\n", m.place(), m.Name)
	}
	for _, d := range r.Missing {
		fmt.Fprintf(&b, "%s: missing: the default is %s\n", d.Path, showShort(d.Value))
	}
	return b.String()
}

func (m *Member) place() string {
	place := fmt.Sprintf("%d:%d", m.Line, m.Col)
	if len(m.Path) > 0 {
		place += ": " + m.Path.String()
	}
	return place
}
