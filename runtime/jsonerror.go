// What is wrong with a program's JSON form, and where.

package pg

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A jsonError is an error and where in a text and in a program it is.
type jsonError struct {
	path      Path
	offset    int // -1: there is no text
	line, col int // 0: unknown
	err       error
}

func (e *jsonError) Error() string { return e.at("") }

// at returns the error with its place, in that file if it has a name.
func (e *jsonError) at(file string) string {
	var b strings.Builder
	if e.line > 0 {
		if file != "" {
			fmt.Fprintf(&b, "%s:", file)
		}
		fmt.Fprintf(&b, "%d:%d: ", e.line, e.col)
	} else if file != "" {
		fmt.Fprintf(&b, "%s: ", file)
	}
	if len(e.path) > 0 {
		fmt.Fprintf(&b, "%s: ", e.path)
	}
	b.WriteString(e.err.Error())
	return b.String()
}

func (e *jsonError) Unwrap() error { return e.err }

// insideOf returns the errors of err, which came from inside of the value at
// path, whose text begins at offset.
func insideOf(path Path, offset int, err error) []*jsonError {
	if many, ok := errors.AsType[*jsonErrors](err); ok {
		var list []*jsonError
		for _, e := range many.list {
			list = append(list, insideOf(path, offset, e)...)
		}
		return list
	}
	e := &jsonError{path: path, offset: offset, err: err}
	if inner, ok := errors.AsType[*jsonError](err); ok {
		e.path = path.Append(inner.path...)
		if inner.offset > 0 {
			e.offset += inner.offset
		}
		e.err = inner.err
	}
	return []*jsonError{e}
}

// jsonErrors are all that is wrong.
type jsonErrors struct {
	verb string // "read JSON", "load"
	typ  reflect.Type
	file string // "" if there is none
	list []*jsonError
}

// maxErrors is how many errors are told at once.
const maxErrors = 20

// newErrors returns the errors in the order of the text, or nil if there are
// none.
func newErrors(verb string, t reflect.Type, list []*jsonError) error {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b *jsonError) int { return cmp.Compare(a.offset, b.offset) })
	return &jsonErrors{verb: verb, typ: t, list: list}
}

func (e *jsonErrors) Error() string {
	head := fmt.Sprintf("pg: %s of %s: ", e.verb, e.typ)
	if e.file != "" {
		head = fmt.Sprintf("pg: %s ", e.verb)
	}
	if len(e.list) == 1 {
		return head + e.list[0].at(e.file)
	}
	var b strings.Builder
	if e.file != "" {
		head += e.file + ": "
	}
	count := fmt.Sprint(len(e.list))
	if len(e.list) > maxErrors {
		count = fmt.Sprintf("the first %d", maxErrors)
	}
	fmt.Fprintf(&b, "%s%s errors:", head, count)
	for _, one := range e.list[:min(len(e.list), maxErrors)] {
		b.WriteString("\n" + one.at(e.file))
	}
	return b.String()
}

func (e *jsonErrors) Unwrap() []error {
	list := make([]error, len(e.list))
	for i, one := range e.list {
		list[i] = one
	}
	return list
}

// errEnough ends reading or writing when there are more errors than are told.
var errEnough = errors.New("too many errors")
