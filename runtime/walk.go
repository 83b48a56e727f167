// Going through all values of a program, concrete or symbolic.

package pg

import (
	"iter"
	"reflect"
	"sync"
	"unsafe"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Node is a place in a program that is being traversed. It is valid until
// the traversal goes on.
type Node struct {
	w       *walker
	s       *shape
	p       unsafe.Pointer // where the value lies
	m       *marks         // of the place, in a symbolic program
	lent    bool           // p is memory that will be used for other values
	listed  bool           // an element of a slice, so that others move when it is deleted
	skip    bool
	leaving bool
	edit    *Edit // what a rule does with the place
	made    Edit  // memory of edit
}

// Path returns the place's path, from what is being traversed. It is the
// caller's to keep.
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
// copy. In a symbolic program it is the [Decided] of a place that is
// undecided, and nil of one that is missing or takes its value from elsewhere.
func (n *Node) Value() any { return n.value(nil) }

// value returns what Value does; what it copies it copies to m, if that isn't nil.
func (n *Node) value(m *valueMemory) any {
	if o := n.open(); o != nil {
		if o.kind == undecided {
			return o.public()
		}
		return nil
	}
	if m != nil && n.s.scalar != noScalar {
		return m.any(n.s, n.p)
	}
	v := n.held()
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// held returns what is there: of an interface what it holds.
func (n *Node) held() reflect.Value {
	v := n.s.at(n.p)
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// Reflect returns the place itself, of the type that is declared there. To
// change a program use Rebind or [Rewrite]; a Node is for reading. Where a
// symbolic program has no value it is what the program keeps there meanwhile.
func (n *Node) Reflect() reflect.Value {
	v := n.s.at(n.p)
	if n.lent {
		c := reflect.New(n.s.typ).Elem()
		c.Set(v)
		return c
	}
	return v
}

// Decision returns the decision that stands at the place instead of a value,
// or nil. Its candidates are traversed next: they are what is inside.
func (n *Node) Decision() geno.Decision {
	if o := n.open(); o != nil {
		return o.decision
	}
	return nil
}

// Missing reports whether a place of a symbolic program has neither a value
// nor anything that will give it one.
func (n *Node) Missing() bool {
	o := n.open()
	return o != nil && o.kind == missing
}

// Place returns the place in the symbolic program that is being traversed. In a
// concrete one there is none, and [Place.Type] of what is returned is nil.
func (n *Node) Place() Place { return Place{n.w.t, n.w.place(nil)} }

// Leaving reports whether what is inside of the node has been traversed.
func (n *Node) Leaving() bool { return n.leaving }

// Skip says that the traversal shall leave out what is inside of this node.
func (n *Node) Skip() { n.skip = true }

// open returns what stands at the place instead of a value, or nil.
func (n *Node) open() *open {
	if n.m == nil {
		return nil
	}
	return n.m.open
}

// Traverse goes through all places of the program x: x itself first, then
// depth first its fields, elements and map values, in order, maps by sorted
// keys, each before what is inside of it. It does not look inside of shared
// fields and of structs of other packages that hide their fields. It may not
// be changed meanwhile.
//
// X can be symbolic: a Sym, or any other place of a symbolic program. Inside
// of a place that is undecided are the candidates, which have steps of their
// own: Filter[=1/3].Stride.
//
// To leave out what is inside of a node call [Node.Skip]; to stop break.
func Traverse(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) { walk(x, &walker{yield: yield, down: true}) }
}

// TraverseUp is like Traverse, but each place comes after what is inside of it.
// Skip comes too late there.
func TraverseUp(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) { walk(x, &walker{yield: yield, up: true}) }
}

// TraverseBoth is like Traverse, but each place comes twice: before what is
// inside of it, and after, when [Node.Leaving] is true, also if that was
// skipped.
func TraverseBoth(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) { walk(x, &walker{yield: yield, down: true, up: true}) }
}

// Query goes through the places of x whose paths the pattern stands for, in
// the order of [Traverse], and gives their values as [Node.Value] does. Parts
// of the program in which nothing can match are not visited. The paths can be
// kept, but share memory: to change the steps of one take a copy.
func Query(x any, pattern Pattern) iter.Seq2[Path, any] {
	return func(yield func(Path, any) bool) {
		var paths pathMemory
		var values valueMemory
		w := walker{down: true, pattern: pattern, words: pattern.words()}
		w.yield = func(n *Node) bool {
			path := paths.extend(w.steps, w.known)
			w.known = len(path)
			return yield(path, n.value(&values))
		}
		w.sets = make([]uint64, w.words)
		pattern.start(w.sets)
		walk(x, &w)
	}
}

// QueryType goes through the values of type T anywhere in x, x included, in
// the order of [Traverse]. If T is an interface, these are the values that
// implement it. Values and pointers are not told apart: a T held by a pointer
// is found, and so is, for a T that is a pointer, what it could point to.
// Parts of the program whose types cannot hold a T are not visited. The paths
// are as those of [Query].
func QueryType[T any](x any) iter.Seq2[Path, T] {
	return func(yield func(Path, T) bool) {
		var paths pathMemory
		f := finderOf(reflect.TypeFor[T]())
		w := walker{down: true, finder: f}
		w.yield = func(n *Node) bool {
			v, ok := f.find(n)
			if !ok {
				return true
			}
			path := paths.extend(w.steps, w.known)
			w.known = len(path)
			return yield(path, v.Interface().(T))
		}
		walk(x, &w)
	}
}

// A walker is one traversal.
type walker struct {
	yield    func(*Node) bool
	down, up bool // each place before what is inside, or after it
	node     Node
	steps    []Step
	lent     bool

	// With a pattern, sets has for the root and each step of the path the
	// set of states after it, words words long each.
	pattern Pattern
	words   int
	sets    []uint64

	finder *finder // of what is looked for, or nil if that is everything

	// The tree in which the walker is, the path of the place in it where it
	// came in, and how many steps there were then.
	t    *tree
	base Path
	came int

	// pointers has those that are being followed, beyond a depth that few
	// programs have. A pointer that leads back to itself is not followed.
	depth    int
	pointers map[uintptr]bool

	matchers []matcher // of the patterns of rules
	known    int       // how many steps are still those of the last path that was given out
}

// walk sends w through x.
func walk(x any, w *walker) {
	w.node.w = w
	if y, ok := x.(AnySym); ok {
		p := y.place()
		v, err := valueAt(p)
		if err != nil || p.t.above(p.path) != nil {
			return
		}
		w.lent = !v.CanAddr()
		w.t, w.base, w.came = p.t, p.path, 0
		w.visit(shapeOf(v.Type()), addressOf(v), markAt(p), false)
		return
	}
	if v := reflect.ValueOf(x); v.IsValid() {
		s := shapeOf(v.Type())
		b := s.box(v)
		w.lent = true
		w.visit(s, b.p, nil, false)
		s.unbox(b)
	}
}

// place returns the path, in its tree, of where the walker is.
func (w *walker) place(paths *pathMemory) Path {
	if len(w.base) > 0 || paths == nil {
		return w.base.Append(w.steps[w.came:]...)
	}
	return paths.copy(w.steps[w.came:])
}

// at makes the node that of the place where the walker is.
func (w *walker) at(s *shape, p unsafe.Pointer, m *marks, leaving bool) *Node {
	n := &w.node
	n.s, n.p, n.m, n.lent, n.skip, n.leaving, n.edit = s, p, m, w.lent, false, leaving, nil
	return n
}

// visit yields the node at p and what is inside of it. It reports whether to
// go on.
func (w *walker) visit(s *shape, p unsafe.Pointer, m *marks, shared bool) bool {
	meant := w.words == 0 || w.pattern.accepts(w.sets[len(w.sets)-w.words:])
	skip := false
	if meant && w.down {
		n := w.at(s, p, m, false)
		if !w.yield(n) {
			return false
		}
		skip = n.skip
	}
	switch {
	case skip:
	case m != nil && m.open != nil:
		if !w.candidates(m.open) {
			return false
		}
	case shared, s.form == leaf:
	default:
		if !w.inside(s, p, m) {
			return false
		}
	}
	if meant && w.up {
		return w.yield(w.at(s, p, m, true))
	}
	return true
}

// part visits the part of a value that step leads to.
func (w *walker) part(step Step, s *shape, p unsafe.Pointer, m *marks, shared bool) bool {
	n := len(w.sets)
	if w.words > 0 && !w.pattern.acceptsBelow(w.sets[n-w.words:]) {
		for range w.words {
			w.sets = append(w.sets, 0)
		}
		if !w.pattern.advance(w.sets[n:], w.sets[n-w.words:n], step) {
			w.sets = w.sets[:n]
			return true
		}
	}
	w.steps = append(w.steps, step)
	ok := w.visit(s, p, m, shared)
	w.steps, w.sets = w.steps[:len(w.steps)-1], w.sets[:n]
	w.known = min(w.known, len(w.steps))
	for i := range w.matchers {
		w.matchers[i].known = min(w.matchers[i].known, len(w.steps))
	}
	return ok
}

// candidates visits the candidates of o.
func (w *walker) candidates(o *open) bool {
	t, base, came, lent := w.t, w.base, w.came, w.lent
	w.base, w.came, w.lent = nil, len(w.steps)+1, false
	ok := true
	for _, c := range o.candidates {
		w.t = c
		w.node.listed = false
		if ok = w.part(c.step, shapeOf(c.root.Type()), addressOf(c.root), c.marks, false); !ok {
			break
		}
	}
	w.t, w.base, w.came, w.lent = t, base, came, lent
	return ok
}

// inside visits the parts of what lies at p.
func (w *walker) inside(s *shape, p unsafe.Pointer, m *marks) bool {
	switch s.form {
	case structure:
		var may []bool
		if w.finder != nil {
			may = w.finder.parts(s)
		}
		for i := range s.parts {
			e := &s.parts[i]
			below := m.child(e.step)
			if may != nil && !may[i] && below == nil {
				continue
			}
			w.node.listed = false
			if !w.part(e.step, e.shape, unsafe.Add(p, e.offset), below, e.shared) {
				return false
			}
		}
	case list:
		x := vectorAt(p, s.elem)
		lent := w.lent
		w.lent = false
		ok := w.elements(x, m, true)
		w.lent = lent
		return ok
	case array:
		return w.elements(vector{p, s.typ.Len(), s.elem}, m, false)
	case dictionary:
		return w.entries(s, p, m)
	case dynamic:
		v := s.at(p).Elem()
		if !v.IsValid() {
			return true
		}
		held := shapeOf(v.Type())
		switch held.form {
		case leaf:
			return true
		case pointer:
			return w.follow(held, v.UnsafePointer(), m)
		}
		b := held.box(v)
		lent := w.lent
		w.lent = true
		ok := w.inside(held, b.p, m)
		w.lent = lent
		held.unbox(b)
		return ok
	case pointer:
		return w.follow(s, *(*unsafe.Pointer)(p), m)
	}
	return true
}

func (w *walker) elements(x vector, m *marks, listed bool) bool {
	if w.finder != nil && m == nil && !w.finder.may(x.elem) {
		return true
	}
	var marked []*marks // in the same order
	if m != nil {
		marked = m.below
	}
	for i := range x.len {
		for len(marked) > 0 && marked[0].step.n < int64(i) {
			marked = marked[1:]
		}
		step := AtIndex(i)
		var below *marks
		if len(marked) > 0 && marked[0].step == step {
			below = marked[0]
		}
		w.node.listed = listed
		if !w.part(step, x.elem, x.at(i), below, false) {
			return false
		}
	}
	return true
}

func (w *walker) entries(s *shape, p unsafe.Pointer, m *marks) bool {
	if w.finder != nil && m == nil && !w.finder.may(s.elem) {
		return true
	}
	v := s.at(p)
	if v.Len() == 0 {
		return true
	}
	lent := w.lent
	w.lent = true
	e := s.sorted(v)
	ok := true
	for _, i := range e.order {
		step, _ := keyStep(e.keys.Index(i))
		w.node.listed = false
		if ok = w.part(step, s.elem, e.values.Index(i).Addr().UnsafePointer(), m.child(step), false); !ok {
			break
		}
	}
	s.unsorted(e)
	w.lent = lent
	return ok
}

// follow visits the parts of what the pointer p, of the shape s, points to.
func (w *walker) follow(s *shape, p unsafe.Pointer, m *marks) bool {
	if p == nil {
		return true
	}
	lent := w.lent
	w.lent = false
	ok := true
	if w.depth++; w.depth > maxDepth {
		// So deep that one may lead back to itself.
		if w.pointers == nil {
			w.pointers = map[uintptr]bool{}
		}
		if at := uintptr(p); !w.pointers[at] {
			w.pointers[at] = true
			ok = w.inside(s.elem, p, m)
			delete(w.pointers, at)
		}
	} else {
		ok = w.inside(s.elem, p, m)
	}
	w.depth--
	w.lent = lent
	return ok
}

// A box is memory for a value that has no address, such as what an interface
// holds.
type box struct {
	v reflect.Value
	p unsafe.Pointer
}

// box returns a copy of v, of the shape s, until unbox.
func (s *shape) box(v reflect.Value) *box {
	b, ok := s.boxes.Get().(*box)
	if !ok {
		b = &box{v: reflect.New(s.typ).Elem()}
		b.p = b.v.Addr().UnsafePointer()
	}
	b.v.Set(v)
	return b
}

func (s *shape) unbox(b *box) {
	b.v.SetZero()
	s.boxes.Put(b)
}

// A sortedMap is the entries of a map, in memory that is used for one after the
// other.
type sortedMap struct {
	keys, values reflect.Value // slices, in any order
	order        []int         // that of the sorted keys
}

// sorted returns the entries of m, of the shape s, until unsorted.
func (s *shape) sorted(m reflect.Value) *sortedMap {
	n := m.Len()
	e, ok := s.maps.Get().(*sortedMap)
	if !ok {
		e = new(sortedMap)
	}
	if !ok || e.keys.Len() < n {
		e.keys = reflect.MakeSlice(reflect.SliceOf(s.typ.Key()), n, n)
		e.values = reflect.MakeSlice(reflect.SliceOf(s.elem.typ), n, n)
	}
	e.order = e.order[:0]
	for it := m.MapRange(); it.Next() && len(e.order) < n; {
		i := len(e.order)
		e.keys.Index(i).SetIterKey(it)
		e.values.Index(i).SetIterValue(it)
		e.order = append(e.order, i)
	}
	sortOrder(e)
	return e
}

func (s *shape) unsorted(e *sortedMap) {
	if len(e.order) > 1024 {
		return // unusually large maps shall not cost memory for good
	}
	for i := range e.order {
		e.keys.Index(i).SetZero()
		e.values.Index(i).SetZero()
	}
	s.maps.Put(e)
}

// A finder finds the values of one type, and knows which types can hold them.
type finder struct {
	want    reflect.Type
	is      func(reflect.Type) bool // whether a value of that type is one
	ways    sync.Map                // reflect.Type → way
	reaches sync.Map                // *shape → []bool, with an entry a part, or bool
}

var finders sync.Map // reflect.Type → *finder

// finderOf returns the finder of values of type want, or that implement it.
func finderOf(want reflect.Type) *finder {
	if f, ok := finders.Load(want); ok {
		return f.(*finder)
	}
	f, _ := finders.LoadOrStore(want, newFinder(want, func(t reflect.Type) bool { return wayTo(t, want) != noWay }))
	return f.(*finder)
}

func newFinder(want reflect.Type, is func(reflect.Type) bool) *finder {
	return &finder{want: want, is: is}
}

// find returns the value wanted, if that is what n is.
func (f *finder) find(n *Node) (reflect.Value, bool) {
	if n.open() != nil {
		return reflect.Value{}, false
	}
	s, t := n.s, n.s.typ
	if s.form == dynamic {
		v := s.at(n.p).Elem()
		if !v.IsValid() {
			return v, false
		}
		t = v.Type()
	}
	how := f.way(t)
	if how == noWay {
		return reflect.Value{}, false
	}
	v := n.held()
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return v, false
	case how == byElem:
		v = v.Elem()
	case how == byAddr:
		if s.form != dynamic && n.lent {
			v = n.Reflect()
		}
		v = addressable(v).Addr()
	}
	return v, true
}

// A way is how a value of one type is one of another.
type way uint8

const (
	noWay way = iota
	asItIs
	byElem
	byAddr
)

// way returns how a value of type t is one of those wanted.
func (f *finder) way(t reflect.Type) way {
	if f.want.Kind() != reflect.Interface {
		switch {
		case t == f.want:
			return asItIs
		case t.Kind() == reflect.Pointer && t.Elem() == f.want:
			return byElem
		case f.want.Kind() == reflect.Pointer && f.want.Elem() == t:
			return byAddr
		}
		return noWay
	}
	if how, ok := f.ways.Load(t); ok {
		return how.(way)
	}
	how := wayTo(t, f.want)
	f.ways.Store(t, how)
	return how
}

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

// parts returns for each part of the structure s whether what is wanted can be
// there, or inside of it.
func (f *finder) parts(s *shape) []bool {
	if may, ok := f.reaches.Load(s); ok {
		return may.([]bool)
	}
	may := make([]bool, len(s.parts))
	for i := range s.parts {
		if p := &s.parts[i]; p.shared {
			may[i] = p.shape.form == dynamic || f.is(p.shape.typ)
		} else {
			may[i] = f.may(p.shape)
		}
	}
	f.reaches.Store(s, may)
	return may
}

// may reports whether a value of the shape s can be what is wanted, or hold it.
func (f *finder) may(s *shape) bool {
	type key struct{ s *shape }
	if may, ok := f.reaches.Load(key{s}); ok {
		return may.(bool)
	}
	seen := map[*shape]bool{}
	var look func(*shape) bool
	look = func(s *shape) bool {
		if seen[s] {
			return false
		}
		seen[s] = true
		switch {
		case s.form == dynamic, f.is(s.typ):
			return true // any type may be in an interface
		case s.form == structure:
			for i := range s.parts {
				if p := &s.parts[i]; p.shared && (p.shape.form == dynamic || f.is(p.shape.typ)) || !p.shared && look(p.shape) {
					return true
				}
			}
		case s.elem != nil:
			return look(s.elem)
		}
		return false
	}
	may := look(s)
	f.reaches.Store(key{s}, may)
	return may
}
