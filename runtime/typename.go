// The names of types: how a text says which type is meant, also if the type
// had another name when the text was written.

package pg

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A TypeOption says more of a type than Go does. It is given to
// [RegisterValue]; for tagged types generated code gives it to [Register].
type TypeOption func(*typeOptions)

type typeOptions struct {
	name    string
	aliases []string
	json    bool
	equal   bool
}

func newTypeOptions(list []TypeOption) *typeOptions {
	o := new(typeOptions)
	for _, option := range list {
		option(o)
	}
	return o
}

// TypeName gives a type the name that it is written by, in place of its import
// path and Go name, which reading still understands. A name that stays when
// the type is renamed or moved, with a version in it for when it changes, is a
// good one: "codec.Delta/v2". For a tagged type the directive says it:
// //pg:symbolic name=codec.Delta/v2. An instance of a generic type has its
// type arguments behind the name.
func TypeName(name string) TypeOption {
	return func(o *typeOptions) { o.name = name }
}

// TypeAlias gives a type more names by which reading understands it, such as
// the one it had before it was renamed or moved. For a tagged type the
// directive says it: //pg:symbolic alias=codec.Diff,old/path.Delta.
func TypeAlias(names ...string) TypeOption {
	return func(o *typeOptions) { o.aliases = append(o.aliases, names...) }
}

// GeneratedJSON says that the type's JSON methods are generated, so that they
// do nothing but what package pg does without them. Generated code calls it.
func GeneratedJSON() TypeOption {
	return func(o *typeOptions) { o.json = true }
}

// WrittenEqual says that the user wrote the type's method Equal. Generated code
// calls it.
func WrittenEqual() TypeOption {
	return func(o *typeOptions) { o.equal = true }
}

// RegisterValue makes the type T known by name, for programs that have a T in
// an interface. It is not needed for symbolic types, for Go's own types, for
// slices, arrays, maps and pointers over all these, and for the types of
// candidates, for which generated code calls it; calling it for these with a
// [TypeName] or [TypeAlias] adds the names.
func RegisterValue[T any](options ...TypeOption) {
	known.add(reflect.TypeFor[T](), newTypeOptions(options))
}

// known has the types that can be in interfaces, by name.
var known = func() *typeNames {
	n := &typeNames{
		nameOf:   map[reflect.Type]string{},
		byName:   map[string][]reflect.Type{},
		byGoName: map[string]reflect.Type{},
	}
	for _, x := range []any{
		false, 0, int8(0), int16(0), int32(0), int64(0),
		uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0),
		float32(0), float64(0), complex64(0), complex128(0), "",
		time.Duration(0), time.Time{},
	} {
		n.add(reflect.TypeOf(x), new(typeOptions))
	}
	n.byName["any"] = []reflect.Type{reflect.TypeFor[any]()}
	n.byName["error"] = []reflect.Type{reflect.TypeFor[error]()}
	return n
}()

// typeNames has names and types, each known by the other.
type typeNames struct {
	mu       sync.RWMutex
	nameOf   map[reflect.Type]string
	byName   map[string][]reflect.Type // several: none of them is meant
	byGoName map[string]reflect.Type   // of types that have been given another name
}

// add makes t known, or, if t has no name, the types it is made of.
func (n *typeNames) add(t reflect.Type, o *typeOptions) {
	for t.Name() == "" {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			if t.Kind() == reflect.Map {
				n.add(t.Key(), new(typeOptions))
			}
			t, o = t.Elem(), new(typeOptions)
		default:
			return
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	full, arguments := fullName(t), typeArguments(t)
	name, there := n.nameOf[t]
	switch {
	case o.name != "":
		if there {
			n.byName[name] = slices.DeleteFunc(n.byName[name], func(u reflect.Type) bool { return u == t })
		}
		n.nameOf[t] = o.name + arguments
		n.claim(o.name+arguments, t)
		n.byGoName[full] = t
	case !there:
		// Types that functions declare can have the same name: the first is
		// known by it.
		if len(n.byName[full]) == 0 || o.aliases != nil {
			n.nameOf[t] = full
			n.claim(full, t)
		}
	}
	for _, alias := range o.aliases {
		n.claim(alias+arguments, t)
	}
}

func (n *typeNames) claim(name string, t reflect.Type) {
	if !slices.Contains(n.byName[name], t) {
		n.byName[name] = append(n.byName[name], t)
	}
}

func fullName(t reflect.Type) string {
	if t.PkgPath() == "" {
		return t.Name()
	}
	return t.PkgPath() + "." + t.Name()
}

// typeArguments returns the end of t's name: its type arguments in brackets.
func typeArguments(t reflect.Type) string {
	if i := strings.IndexByte(t.Name(), '['); i >= 0 {
		return t.Name()[i:]
	}
	return ""
}

// name returns the name that the type t, which has one in Go, is written by.
func (n *typeNames) name(t reflect.Type) (string, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	name, ok := n.nameOf[t]
	if !ok {
		return "", fmt.Errorf("expected a type that is known by name, got %s: call pg.RegisterValue[%s]()", t, t)
	}
	if len(n.byName[name]) > 1 {
		return "", clash(name, n.byName[name])
	}
	return name, nil
}

// lookup returns the type of that very name, or nil.
func (n *typeNames) lookup(name string) (reflect.Type, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	switch list := n.byName[name]; len(list) {
	case 0:
		return n.byGoName[name], nil
	case 1:
		return list[0], nil
	default:
		return nil, clash(name, list)
	}
}

// all yields the names that types are known by, with the types.
func (n *typeNames) all(yield func(name string, t reflect.Type) bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for name, list := range n.byName {
		for _, t := range list {
			if !yield(name, t) {
				return
			}
		}
	}
	for name, t := range n.byGoName {
		if len(n.byName[name]) == 0 && !yield(name, t) {
			return
		}
	}
}

func clash(name string, types []reflect.Type) error {
	return fmt.Errorf("expected the name of one type, got %q, which several have: %s: give all but one another name", name, joinTypes(types, "and"))
}

// jsonTypeName returns how JSON calls the type t of a value in an interface of
// type in.
func jsonTypeName(t, in reflect.Type) (string, error) {
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !t.Elem().Implements(in) {
		t = t.Elem()
	}
	return typeExpr(t)
}

func typeExpr(t reflect.Type) (string, error) {
	if t.Name() != "" {
		if t.Kind() == reflect.Struct {
			TypeOf(t) // an instance of a generic type registers itself when first asked
		}
		return known.name(t)
	}
	var open string
	switch t.Kind() {
	case reflect.Pointer:
		open = "*"
	case reflect.Slice:
		open = "[]"
	case reflect.Array:
		open = "[" + strconv.Itoa(t.Len()) + "]"
	case reflect.Map:
		key, err := typeExpr(t.Key())
		if err != nil {
			return "", err
		}
		open = "map[" + key + "]"
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return "any", nil
		}
		fallthrough
	default:
		return "", fmt.Errorf("expected a type with a name, got %s", t)
	}
	elem, err := typeExpr(t.Elem())
	return open + elem, err
}

// typeIn returns the type that JSON calls name in an interface of type in.
func typeIn(name string, in reflect.Type) (reflect.Type, error) {
	t, err := parseType(name)
	if err != nil {
		return nil, err
	}
	if !t.Implements(in) {
		if p := reflect.PointerTo(t); p.Implements(in) {
			return p, nil
		}
		return nil, fmt.Errorf("expected a type that implements %s, got %s", describe(in), t)
	}
	return t, nil
}

// What a type that a text names may have: more would be no program, but an
// attempt to take all memory.
const (
	maxTypeDepth = 8
	maxTypeSize  = 1 << 24 // bytes
)

// parseType returns the type that typeExpr calls name.
func parseType(name string) (reflect.Type, error) { return parseTypeAt(name, 0) }

func parseTypeAt(name string, depth int) (reflect.Type, error) {
	named := !strings.HasPrefix(name, "*") && !strings.HasPrefix(name, "[") && !strings.HasPrefix(name, "map[")
	if named && depth <= maxTypeDepth {
		return namedType(name)
	}
	wrong := fmt.Errorf("expected the name of a type, got %s", showShort(name))
	if depth > maxTypeDepth {
		return nil, fmt.Errorf("%w, which nests more than %d deep", wrong, maxTypeDepth)
	}
	open, rest := "*", strings.TrimPrefix(name, "*")
	var key reflect.Type
	if len(rest) == len(name) {
		i := strings.IndexByte(name, '[')
		j := closing(name, i)
		if j < 0 {
			return nil, wrong
		}
		open, rest = name[:j+1], name[j+1:]
		if i > 0 {
			var err error
			if key, err = parseTypeAt(name[i+1:j], depth+1); err != nil {
				return nil, err
			}
			if !key.Comparable() {
				return nil, fmt.Errorf("expected a type for keys of a map, got %s", key)
			}
		}
	}
	elem, err := parseTypeAt(rest, depth+1)
	switch {
	case err != nil:
		return nil, err
	case open == "*":
		return reflect.PointerTo(elem), nil
	case open == "[]":
		return reflect.SliceOf(elem), nil
	case key != nil:
		return reflect.MapOf(key, elem), nil
	}
	n, err := strconv.ParseUint(open[1:len(open)-1], 10, 24)
	if err != nil {
		return nil, wrong
	}
	if n > maxTypeSize/uint64(max(1, elem.Size())) {
		return nil, fmt.Errorf("expected a type of reasonable size, got %s", showShort(name))
	}
	return reflect.ArrayOf(int(n), elem), nil
}

// closing returns where the bracket that opens at i is closed, or -1.
func closing(name string, i int) int {
	depth := 0
	for ; i < len(name); i++ {
		switch name[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func namedType(name string) (reflect.Type, error) {
	t, err := known.lookup(name)
	if t != nil || err != nil {
		return t, err
	}
	var found []reflect.Type
	for full, t := range known.all {
		if strings.HasSuffix(full, "/"+name) && !slices.Contains(found, t) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		hint := didYouMean(name, func(yield func(name, text string) bool) {
			for full := range known.all {
				short := shortTypeName(full)
				if !yield(full, strconv.Quote(full)) || !yield(short, strconv.Quote(short)) {
					return
				}
			}
		})
		if hint == "" {
			hint = ", which this program doesn't have"
		}
		return nil, fmt.Errorf("expected the name of a type, got %q%s", name, hint)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("expected the name of one type, got %q, which can be %s: write the whole import path", name, joinTypes(found, "or"))
}

// currentName reports whether the types in name, which parseType understands,
// have the names that they are written by, or ends of these.
func currentName(name string) bool {
	if rest, ok := strings.CutPrefix(name, "*"); ok {
		return currentName(rest)
	}
	if strings.HasPrefix(name, "[") || strings.HasPrefix(name, "map[") {
		i := strings.IndexByte(name, '[')
		j := closing(name, i)
		return (i == 0 || currentName(name[i+1:j])) && currentName(name[j+1:])
	}
	t, err := namedType(name)
	if err != nil || t.Kind() == reflect.Interface {
		return true
	}
	now, err := known.name(t)
	return err != nil || now == name || strings.HasSuffix(now, "/"+name)
}

// shortTypeName returns the name without all but the last element of the import
// path, if that is what it begins with.
func shortTypeName(name string) string {
	path, _, _ := strings.Cut(name, "[")
	if i := strings.LastIndexByte(path, '/'); i >= 0 && strings.Contains(path[i:], ".") {
		return name[i+1:]
	}
	return name
}

func joinTypes(types []reflect.Type, word string) string {
	var names []string
	for _, t := range types {
		names = append(names, fullName(t))
	}
	slices.Sort(names)
	return strings.Join(names, " "+word+" ")
}
