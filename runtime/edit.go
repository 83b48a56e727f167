// A single change of a program.

package pg

import (
	"bytes"
	"fmt"
	"strconv"
)

// An Op is what an [Edit] does.
type Op uint8

const (
	OpSet    Op = iota // gives a place a value; a new key of a map, too
	OpInsert           // puts an element before the one at an index, or adds a key to a map
	OpDelete           // takes an element out of a slice, or a key out of a map
)

// String returns "set", "insert" or "delete".
func (o Op) String() string {
	switch o {
	case OpSet:
		return "set"
	case OpInsert:
		return "insert"
	case OpDelete:
		return "delete"
	}
	return fmt.Sprintf("Op(%d)", uint8(o))
}

// An Edit is one change of a program. Rebind carries it out. Old is what was
// there before, where that is known; New is what shall be there.
type Edit struct {
	Op       Op
	Path     Path
	Old, New any

	blind bool  // made without seeing a program, so that Old is not known
	err   error // why this is no edit
}

// Set returns the edit that gives the place at path the value. The value may
// be of a type that converts to the type of the place without loss.
func Set(path string, value any) Edit { return newEdit(OpSet, path, value) }

// Insert returns the edit that puts value into a slice, before the element
// that path leads to, or after the last one; or into a map, with the key that
// path ends with, which the map may not have yet.
func Insert(path string, value any) Edit { return newEdit(OpInsert, path, value) }

// Delete returns the edit that takes the element that path leads to out of
// its slice or map.
func Delete(path string) Edit { return newEdit(OpDelete, path, nil) }

// newEdit keeps the error of a path that is none for Rebind to report.
func newEdit(op Op, path string, value any) Edit {
	p, err := parseSteps(path, false)
	if err != nil {
		err = fmt.Errorf("path %w", err)
	}
	return Edit{Op: op, Path: p, New: value, blind: true, err: err}
}

// String returns the edit as one line: "Level: 3 → 7".
func (e Edit) String() string {
	var b bytes.Buffer
	e.write(&b, false)
	return b.String()
}

// GoString returns the call that makes the edit: pg.Set("Level", 7).
func (e Edit) GoString() string {
	if e.err != nil {
		return "pg.Edit{}"
	}
	path := strconv.Quote(e.Path.String())
	value := fmt.Sprintf("%#v", Shown(e.New))
	switch e.Op {
	case OpInsert:
		return "pg.Insert(" + path + ", " + value + ")"
	case OpDelete:
		return "pg.Delete(" + path + ")"
	}
	return "pg.Set(" + path + ", " + value + ")"
}

// The colours of a change on a terminal.
const (
	red   = "\x1b[31m"
	green = "\x1b[32m"
	plain = "\x1b[0m"
)

func (e Edit) write(b *bytes.Buffer, color bool) {
	value := func(c, sign, text string) {
		if !color {
			c = ""
		}
		b.WriteString(c)
		b.WriteString(sign)
		b.WriteString(text)
		if color {
			b.WriteString(plain)
		}
	}
	if e.err != nil {
		value(red, "", e.err.Error())
		return
	}
	if len(e.Path) == 0 {
		b.WriteString("the whole program")
	} else {
		b.WriteString(e.Path.String())
	}
	b.WriteString(": ")
	before, after := showShort(e.Old), showShort(e.New)
	switch {
	case e.Op == OpInsert:
		value(green, "+ ", after)
	case e.Op == OpDelete && e.blind:
		value(red, "-", "")
	case e.Op == OpDelete:
		value(red, "- ", before)
	case e.blind:
		value(green, "→ ", after)
	default:
		if before == after {
			a, b := fmt.Sprintf("%T", e.Old), fmt.Sprintf("%T", e.New)
			if a == b {
				a, b = "one "+a, "another "+b
			}
			before, after = before+" ("+a+")", after+" ("+b+")"
		}
		value(red, "", before)
		b.WriteString(" → ")
		value(green, "", after)
	}
}

// inverse returns the edit that undoes e.
func (e Edit) inverse() Edit {
	if e.err != nil {
		return e
	}
	if e.blind && e.Op != OpInsert {
		e.err = fmt.Errorf("%s of %s cannot be undone: what was there before is known only of edits that Diff made", e.Op, e.Path)
		return e
	}
	e.Old, e.New = e.New, e.Old
	e.blind = false
	switch e.Op {
	case OpInsert:
		e.Op = OpDelete
	case OpDelete:
		e.Op = OpInsert
	}
	return e
}
