// The names of codecs, by which the JSON of a symbolic program refers to them.

package pg

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// codecs has the codecs that have been given a name.
var codecs struct {
	mu     sync.RWMutex
	byName map[string][]*codec // several: none of them is meant
}

// RegisterCodec gives a codec the name by which a symbolic program that is
// written refers to it, and which reading understands. Only a codec that can be
// compared with == is found by its value, so that one with slices or maps in it
// must be a pointer. One that a directive gives a field needs no name: it goes
// by that of the field.
func RegisterCodec[V any](name string, c Codec[V]) {
	codecs.mu.Lock()
	defer codecs.mu.Unlock()
	if codecs.byName == nil {
		codecs.byName = make(map[string][]*codec)
	}
	x := typedCodec(c)
	if !slices.ContainsFunc(codecs.byName[name], x.same) {
		codecs.byName[name] = append(codecs.byName[name], x)
	}
}

// same reports whether c and d are one codec.
func (c *codec) same(d *codec) bool {
	x, y := reflect.ValueOf(c.of), reflect.ValueOf(d.of)
	return c == d || c.typ == d.typ && x.IsValid() && y.IsValid() && x.Type() == y.Type() && x.Comparable() && y.Comparable() && x.Equal(y)
}

// registered returns the name of c.
func (c *codec) registered() (string, error) {
	codecs.mu.RLock()
	defer codecs.mu.RUnlock()
	var names []string
	for name, list := range codecs.byName {
		if slices.ContainsFunc(list, c.same) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		name := slices.Min(names)
		return name, oneCodec(name, codecs.byName[name])
	}
	if c.name == "" {
		return "", fmt.Errorf("expected a codec that is known by name, got %s: call pg.RegisterCodec", article(c.of))
	}
	return c.name, nil
}

func oneCodec(name string, list []*codec) error {
	if len(list) > 1 {
		return fmt.Errorf("expected the name of one codec, got %q, which %d have: give all but one another name", name, len(list))
	}
	return nil
}

// codecNamed returns the codec of that name for values of type t.
func codecNamed(name string, t reflect.Type) (*codec, error) {
	codecs.mu.RLock()
	defer codecs.mu.RUnlock()
	list := codecs.byName[name]
	if list == nil {
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			if table, _ := parseType(name[:i]); table != nil && TypeOf(table) != nil {
				if f := TypeOf(table).Field(name[i+1:]); f != nil && f.codec != nil {
					list = []*codec{f.codec}
				}
			}
		}
	}
	if list == nil {
		hint := didYouMean(name, func(yield func(name, text string) bool) {
			for name := range codecs.byName {
				if !yield(name, strconv.Quote(name)) {
					return
				}
			}
		})
		if hint == "" {
			hint = ", which this program doesn't have: call pg.RegisterCodec"
		}
		return nil, fmt.Errorf("expected the name of a codec, got %q%s", name, hint)
	}
	if err := oneCodec(name, list); err != nil {
		return nil, err
	}
	if c := list[0]; c.typ != t {
		return nil, fmt.Errorf("expected a codec of %s, got %q, which is one of %s", t, name, c.typ)
	}
	return list[0], nil
}
