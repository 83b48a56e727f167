// Going through all values of a program.

package pg

import (
	"iter"
	"reflect"
)

// A Node is a place in a program that is being traversed. It is valid until
// the traversal goes on.
type Node struct {
	w     *walker
	value reflect.Value
	skip  bool
}

// Path returns the place's path. It is the caller's to keep.
func (n *Node) Path() Path { return Path{}.Append(n.w.steps...) }

// Depth returns the length of the path.
func (n *Node) Depth() int { return len(n.w.steps) }

// Step returns the last step of the path; at the root, which has none, the
// zero Step.
func (n *Node) Step() Step {
	if len(n.w.steps) == 0 {
		return Step{}
	}
	return n.w.steps[len(n.w.steps)-1]
}

// Value returns what is there: of an interface what it holds, of a struct a
// copy.
func (n *Node) Value() any {
	v := n.value
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// Reflect returns the place itself, of the type that is declared there. To
// change a program use Rebind; a Node is for reading.
func (n *Node) Reflect() reflect.Value { return n.value }

// Skip says that the traversal shall leave out what is inside of this node.
func (n *Node) Skip() { n.skip = true }

// Traverse goes through all places of the program x: x itself first, then
// depth first its fields, elements and map values, in order, maps by sorted
// keys, each before what is inside of it. It does not look inside of shared
// fields and of structs of other packages that hide their fields. It may not
// be changed meanwhile.
func Traverse(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		w := walker{yield: yield}
		w.walk(x)
	}
}

// TraverseUp is like Traverse, but each place comes after what is inside of it.
// Skip comes too late there.
func TraverseUp(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		w := walker{yield: yield, up: true}
		w.walk(x)
	}
}

// Query goes through the places of x whose paths the pattern stands for, in
// the order of [Traverse], and gives their values as [Node.Value] does. Parts
// of the program in which nothing can match are not visited.
func Query(x any, pattern Pattern) iter.Seq2[Path, any] {
	return func(yield func(Path, any) bool) {
		var paths pathMemory
		w := walker{
			yield:   func(n *Node) bool { return yield(paths.copy(n.w.steps), n.Value()) },
			pattern: pattern,
			words:   pattern.words(),
		}
		w.sets = make([]uint64, w.words)
		pattern.start(w.sets)
		w.walk(x)
	}
}

// QueryType goes through the values of type T anywhere in x, x included, in
// the order of [Traverse]. If T is an interface, these are the values that
// implement it. Values and pointers are not told apart: a T held by a pointer
// is found, and so is, for a T that is a pointer, what it could point to.
func QueryType[T any](x any) iter.Seq2[Path, T] {
	return func(yield func(Path, T) bool) {
		want := reflect.TypeFor[T]()
		var paths pathMemory
		ways := map[reflect.Type]way{}
		for n := range Traverse(x) {
			v := n.value
			if v.Kind() == reflect.Interface {
				v = v.Elem()
			}
			if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
				continue
			}
			how, ok := ways[v.Type()]
			if !ok {
				how = wayTo(v.Type(), want)
				ways[v.Type()] = how
			}
			switch how {
			case noWay:
				continue
			case byElem:
				v = v.Elem()
			case byAddr:
				v = addressable(v).Addr()
			}
			if !yield(paths.copy(n.w.steps), v.Interface().(T)) {
				return
			}
		}
	}
}

// A way is how a value of one type is one of another.
type way uint8

const (
	noWay way = iota
	asItIs
	byElem
	byAddr
)

func wayTo(t, want reflect.Type) way {
	is := func(t reflect.Type) bool {
		return t == want || want.Kind() == reflect.Interface && t.Implements(want)
	}
	switch {
	case is(t):
		return asItIs
	case t.Kind() == reflect.Pointer && is(t.Elem()):
		return byElem
	case t.Kind() != reflect.Pointer && is(reflect.PointerTo(t)):
		return byAddr
	}
	return noWay
}

// A walker is one traversal.
type walker struct {
	yield func(*Node) bool
	up    bool // parts before the whole
	node  Node
	steps []Step

	// With a pattern, sets has for the root and each step of the path the
	// set of states after it, words words long each.
	pattern Pattern
	words   int
	sets    []uint64

	// pointers has those that are being followed, beyond a depth that few
	// programs have. A pointer that leads back to itself is not followed.
	depth    int
	pointers map[uintptr]bool
}

func (w *walker) walk(x any) {
	if v := reflect.ValueOf(x); v.IsValid() {
		w.node.w = w
		w.visit(shapeOf(v.Type()), v, false)
	}
}

// visit yields the node v and what is inside of it. It reports whether to go
// on.
func (w *walker) visit(s *shape, v reflect.Value, shared bool) bool {
	meant := w.words == 0 || w.pattern.accepts(w.sets[len(w.sets)-w.words:])
	if meant && !w.up {
		w.node.value, w.node.skip = v, false
		if !w.yield(&w.node) {
			return false
		}
		if w.node.skip {
			return true
		}
	}
	if !shared && s.form != leaf && !w.inside(s, v) {
		return false
	}
	if meant && w.up {
		w.node.value = v
		return w.yield(&w.node)
	}
	return true
}

// part visits the part of a value that step leads to.
func (w *walker) part(step Step, s *shape, v reflect.Value, shared bool) bool {
	n := len(w.sets)
	if w.words > 0 {
		for range w.words {
			w.sets = append(w.sets, 0)
		}
		if !w.pattern.advance(w.sets[n:], w.sets[n-w.words:n], step) {
			w.sets = w.sets[:n]
			return true
		}
	}
	w.steps = append(w.steps, step)
	ok := w.visit(s, v, shared)
	w.steps, w.sets = w.steps[:len(w.steps)-1], w.sets[:n]
	return ok
}

func (w *walker) inside(s *shape, v reflect.Value) bool {
	switch s.form {
	case structure:
		if s.table != nil {
			v = addressable(v)
		}
		x := s.owner(v)
		for i := range s.parts {
			p := &s.parts[i]
			if !w.part(p.step, p.shape, p.of(v, x), p.shared) {
				return false
			}
		}
	case list, array:
		for i := range v.Len() {
			if !w.part(AtIndex(i), s.elem, v.Index(i), false) {
				return false
			}
		}
	case dictionary:
		for _, k := range sortedKeys(v) {
			step, _ := keyStep(k)
			if !w.part(step, s.elem, v.MapIndex(k), false) {
				return false
			}
		}
	case dynamic:
		if e := v.Elem(); e.IsValid() {
			return w.inside(shapeOf(e.Type()), e)
		}
	case pointer:
		if v.IsNil() {
			return true
		}
		if w.depth++; w.depth > maxDepth {
			return w.insideDeep(s, v)
		}
		ok := w.inside(s.elem, v.Elem())
		w.depth--
		return ok
	}
	return true
}

// insideDeep is inside for a pointer that is so deep inside of others that one
// may lead back to itself.
func (w *walker) insideDeep(s *shape, v reflect.Value) bool {
	ok := true
	if p := v.Pointer(); !w.pointers[p] {
		if w.pointers == nil {
			w.pointers = map[uintptr]bool{}
		}
		w.pointers[p] = true
		ok = w.inside(s.elem, v.Elem())
		delete(w.pointers, p)
	}
	w.depth--
	return ok
}
