// From a program to its space, and the steps of Materialize and Encode that
// depend on types known only at run time.

package pg

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/pgen-go/pgen/internal/when"
	"github.com/pgen-go/pgen/runtime/geno"
)

// maxDepth bounds how deep programs and spaces nest. Nothing real comes near
// it; a candidate that contains itself as a candidate would pass any bound.
const maxDepth = 256

// Space returns the space of the program x: its decisions in the order of its
// fields, those of what it holds included. A space that cannot be built is
// returned as one whose Err says why.
func Space(x Symbolic) *geno.Spec {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return geno.Invalid(errors.New("pg: the space of a nil program: expected a pointer to a symbolic struct"))
	}
	t := x.SymbolicType()
	if s := t.space.Load(); s != nil {
		return s
	}
	var b spaceBuilder
	b.fields(x, t, "", 0)
	s := b.spec()
	if s.Err() == nil && fixedSpace(t.Go, nil) {
		// Another goroutine may have been first: then take its spec, so
		// that there is one.
		t.space.CompareAndSwap(nil, s)
		return t.space.Load()
	}
	return s
}

type spaceBuilder struct {
	elements []geno.Element
	errs     []error
}

func (b *spaceBuilder) spec() *geno.Spec {
	if len(b.errs) > 0 {
		return geno.Invalid(errors.Join(b.errs...))
	}
	s, err := geno.New(b.elements...)
	if err != nil {
		return geno.Invalid(err)
	}
	return s
}

// fields adds the decisions of the struct that x, a pointer, points to.
func (b *spaceBuilder) fields(x any, t *Type, path string, depth int) {
	if depth > maxDepth {
		b.errs = append(b.errs, fmt.Errorf("pg: %s: nests more than %d deep: a program must be a tree, and no candidate may contain itself as a candidate", path, maxDepth))
		return
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		at := f.Name
		if path != "" {
			at = path + "." + f.Name
		}
		switch {
		case f.Decision != nil:
			group := t.group(f)
			if group == nil {
				continue
			}
			elements, err := when.Elements(group, conditional{t, path, depth})
			if err != nil {
				b.errs = append(b.errs, err)
			}
			b.elements = append(b.elements, elements...)
		case f.Shared || f.Ref != "" || !mayDecide(f.Type):
		default:
			b.value(f.Addr(x), at, depth+1)
		}
	}
}

// value adds the decisions inside v, which can be addressed or is held by an
// interface.
func (b *spaceBuilder) value(v reflect.Value, path string, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		if t := TypeOf(v.Type()); t != nil {
			b.fields(v.Addr().Interface(), t, path, depth)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			b.value(v.Elem(), path, depth)
		}
	case reflect.Interface:
		if x, t, _ := symbolicOf(v.Interface()); t != nil {
			b.fields(x, t, path, depth)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			b.value(v.Index(i), path+"["+strconv.Itoa(i)+"]", depth)
		}
	case reflect.Map:
		for _, k := range sortedKeys(v) {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			step, _ := keyStep(k)
			b.value(e, path+step.String(), depth)
		}
	}
}

// prepared remembers which choices have got their candidates' spaces. Specs
// read them without a lock, after having been built under it.
var prepared struct {
	sync.Mutex
	done map[*geno.Choices]bool
}

// prepare gives the choices that decide f the spaces of its candidates, if
// these have decisions or others are decided after f: for candidate i, those
// that below(i) returns.
func (f *FieldInfo) prepare(below func(i int) ([]geno.Element, error), depth int) error {
	if f.candidates == nil && below == nil {
		return nil
	}
	c := f.Decision.(*geno.Choices)
	prepared.Lock()
	done := prepared.done[c]
	prepared.Unlock()
	if done {
		return nil
	}
	spaces, err := f.spaces(below, depth)
	if err != nil {
		return err
	}
	prepared.Lock()
	defer prepared.Unlock()
	if !prepared.done[c] {
		if prepared.done == nil {
			prepared.done = make(map[*geno.Choices]bool)
		}
		c.Candidates = spaces
		prepared.done[c] = true
	}
	return nil
}

// spaces returns the space of each candidate of f, with what is decided after
// f chose it.
func (f *FieldInfo) spaces(below func(i int) ([]geno.Element, error), depth int) ([]*geno.Spec, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("pg: candidates nest more than %d deep: a candidate may not contain itself as a candidate", maxDepth)
	}
	var candidates []any
	if f.candidates != nil {
		candidates = f.candidates()
	}
	var spaces []*geno.Spec
	for i := range f.Decision.(*geno.Choices).N() {
		var b spaceBuilder
		if candidates != nil {
			if x, t, _ := symbolicOf(candidates[i]); t != nil {
				b.fields(x, t, "", depth+1)
			}
		}
		if below != nil {
			after, err := below(i)
			if err != nil {
				return nil, err
			}
			b.elements = append(b.elements, after...)
		}
		s := b.spec()
		if err := s.Err(); err != nil {
			return nil, fmt.Errorf("candidate %d: %w", i, err)
		}
		spaces = append(spaces, s)
	}
	return spaces, nil
}

// A conditional is the [when.Graph] of the fields of t, which are at path in a
// program.
type conditional struct {
	t     *Type
	path  string
	depth int
}

func (c conditional) On(f *FieldInfo) []*FieldInfo { return c.t.dependsOn(f) }

func (c conditional) Holds(f *FieldInfo, chosen []int) bool {
	at := 0
	for i, g := range c.t.dependsOn(f) {
		at = at*g.Decision.(*geno.Choices).N() + chosen[i]
	}
	return f.when[at]
}

func (c conditional) Element(f *FieldInfo, top bool, below func(int) ([]geno.Element, error)) (geno.Element, error) {
	at := f.Name
	if top && c.path != "" {
		at = c.path + "." + f.Name
	}
	if top || below == nil {
		if err := f.prepare(below, c.depth); err != nil {
			return geno.Element{}, fmt.Errorf("%s: %w", at, err)
		}
		return geno.At(at, f.Decision), nil
	}
	// The same choice stands in several places, with other decisions below.
	choices := *f.Decision.(*geno.Choices)
	var err error
	choices.Candidates, err = f.spaces(below, c.depth)
	return geno.At(at, &choices), err
}

// dependsOn returns the fields on which the decision of f depends.
func (t *Type) dependsOn(f *FieldInfo) []*FieldInfo {
	var on []*FieldInfo
	for _, name := range f.on {
		on = append(on, t.Field(name))
	}
	return on
}

// mayDecideCache holds answers of mayDecide.
var mayDecideCache sync.Map // reflect.Type → bool

// mayDecide reports whether a value of type t can have decisions inside.
func mayDecide(t reflect.Type) bool {
	if v, ok := mayDecideCache.Load(t); ok {
		return v.(bool)
	}
	v := decides(t, nil)
	mayDecideCache.Store(t, v)
	return v
}

func decides(t reflect.Type, within []reflect.Type) bool {
	if slices.Contains(within, t) {
		return false // what it contributes is found on the way already
	}
	within = append(within, t)
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return decides(t.Elem(), within)
	case reflect.Struct:
		if table := TypeOf(t); table != nil {
			for _, f := range table.Fields {
				if f.Decision != nil || !f.Shared && f.Ref == "" && decides(f.Type, within) {
					return true
				}
			}
		}
	}
	return false
}

// fixedSpace reports whether all values of the struct type t have the same
// space: whether nothing that holds decisions can be absent, repeated or of
// another type.
func fixedSpace(t reflect.Type, within []reflect.Type) bool {
	for _, f := range TypeOf(t).Fields {
		if f.Decision != nil || f.Shared || f.Ref != "" || !mayDecide(f.Type) {
			continue
		}
		e := f.Type
		for e.Kind() == reflect.Array {
			e = e.Elem()
		}
		if e.Kind() != reflect.Struct || slices.Contains(within, e) || !fixedSpace(e, append(within, t)) {
			return false
		}
	}
	return true
}

// sortedKeys returns the keys of the map m in the order in which programs are
// walked.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, compareKeys)
	return keys
}

// sortOrder sorts the entries of e in the order in which programs are walked.
func sortOrder(e *sortedMap) {
	slices.SortFunc(e.order, func(i, j int) int { return compareKeys(e.keys.Index(i), e.keys.Index(j)) })
}

// compareKeys orders keys, those that interfaces hold by what they are: bools,
// integers, floats, strings, others. No two keys of a map are the same to it,
// or the order of a space's decisions would be another each time.
func compareKeys(a, b reflect.Value) int {
	for a.Kind() == reflect.Interface {
		a = a.Elem()
	}
	for b.Kind() == reflect.Interface {
		b = b.Elem()
	}
	c := cmp.Compare(keyRank(a), keyRank(b))
	if c == 0 {
		switch {
		case a.CanInt():
			c = cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			c = cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			c = cmp.Compare(a.Float(), b.Float())
		case a.Kind() == reflect.String:
			c = cmp.Compare(a.String(), b.String())
		case a.Kind() == reflect.Bool:
			c = cmp.Compare(btoi(a.Bool()), btoi(b.Bool()))
		case a.IsValid():
			c = cmp.Or(cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)), cmp.Compare(fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b)))
		}
	}
	if c == 0 && a.IsValid() && a.Type() != b.Type() {
		c = cmp.Compare(a.Type().String(), b.Type().String())
	}
	return c
}

func keyRank(k reflect.Value) int {
	switch {
	case !k.IsValid():
		return 0
	case k.Kind() == reflect.Bool:
		return 1
	case k.CanInt():
		return 2
	case k.CanUint():
		return 3
	case k.CanFloat():
		return 4
	case k.Kind() == reflect.String:
		return 5
	}
	return 6
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// SortedKeys returns m's keys in the order in which the decisions of its
// values stand in a space.
func SortedKeys[M ~map[K]V, K comparable, V any](m M) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return compareKeys(reflect.ValueOf(a), reflect.ValueOf(b)) })
	return keys
}

// SameFloat reports whether a and b are the same number or both none: in a
// program NaN equals NaN, so that a copy equals its original.
func SameFloat[F ~float32 | ~float64](a, b F) bool { return a == b || a != a && b != b }

// Rematerialize is the way on for a Materialize method that could not read d
// and got err: if d was made for an equal space elsewhere, it reads its
// choices as those of x's space.
func Rematerialize[T any, P interface {
	methods[T]
	Symbolic
}](x P, d *geno.DNA, err error) (*T, error) {
	name := x.SymbolicType().Name
	if x == nil {
		return nil, fmt.Errorf("pg: materialize %s: nil program", name)
	}
	fail := func(err error) (*T, error) { return nil, fmt.Errorf("pg: materialize %s: %w", name, err) }
	if !geno.IsMismatch(err) {
		return fail(err)
	}
	s := Space(x)
	if err := s.Err(); err != nil {
		return fail(err)
	}
	if d != nil && d.Spec() != nil && !d.Spec().Equal(s) {
		return fail(fmt.Errorf("the DNA belongs to another space: expected one of\n%v\ngot one of\n%v", s, d.Spec()))
	}
	if d, err = s.Bind(d); err != nil {
		return fail(err)
	}
	y := new(T)
	*y = *x
	r := d.Reader()
	P(y).MaterializeFrom(&r)
	if err := r.End(); err != nil {
		return fail(err)
	}
	return y, nil
}

// MaterializeAny reads the decisions of a symbolic struct that v holds, if it
// holds one, and returns the program they make; any other v is cloned.
// Generated code calls it for a type that is known only at run time.
func MaterializeAny[V any](v V, r *geno.Reader) V {
	x, t, byValue := symbolicOf(v)
	if t == nil {
		return CloneValue(v)
	}
	y := t.materialize(x, r)
	if byValue {
		y = reflect.ValueOf(y).Elem().Interface()
	}
	return y.(V)
}

// EncodeAny writes the choices that made p out of v, where MaterializeAny
// would read them.
func EncodeAny[V any](v, p V, w *geno.Writer) error {
	x, t, _ := symbolicOf(v)
	if t == nil {
		return same(v, p)
	}
	y, u, _ := symbolicOf(p)
	if u != t || reflect.TypeOf(any(v)) != reflect.TypeOf(any(p)) {
		return fmt.Errorf("expected %s, got %s", article(v), article(p))
	}
	return t.encode(x, y, w)
}

// same returns an error unless got equals want, which no decision covers.
func same(want, got any) error {
	if EqualValues(want, got) {
		return nil
	}
	return NotSame(want, got)
}

// NotSame returns the error for a part of a program that no decision covers
// and that differs from the base.
func NotSame(want, got any) error {
	return fmt.Errorf("no decision covers it: expected %v as in the base, got %v", showShort(want), showShort(got))
}

// NotCandidate returns the error for a value that none of the choices of a
// decision makes.
func NotCandidate(c *geno.Choices, got any) error {
	return fmt.Errorf("expected one of the candidates %v, got %v", c.Literals, showShort(got))
}

// WrongLength returns the error for a slice of n elements where a decision
// chooses another number of them.
func WrongLength(c *geno.Choices, n int) error {
	return fmt.Errorf("expected %d elements, got %d", c.K, n)
}

// WriteInt writes v, of a type that has also numbers that are no int64, for a
// decision d.
func WriteInt[V ~uint | ~uint64 | ~float32 | ~float64](d *geno.Int, v V, w *geno.Writer) error {
	n := int64(v)
	if V(n) != v || v > 0 && n < 0 {
		return fmt.Errorf("expected an integer from %d to %d, got %v", d.Min, d.Max, v)
	}
	return w.Int(d, n)
}

// WriteFloat32 writes v for a decision d, whose numbers are float64s: the one
// at the end of the range or on a step that rounds to v, or else v itself.
func WriteFloat32[V ~float32](d *geno.Float, v V, w *geno.Writer) error {
	x := float64(v)
	exact := [...]float64{d.Min, d.Max, x}
	if d.Step > 0 {
		exact[2] = d.Min + math.Round((x-d.Min)/d.Step)*d.Step
	}
	for _, y := range exact {
		if V(y) == v {
			x = y
		}
	}
	return w.Float(d, x)
}

// FindValue writes which of the values v is, for a decision c among constants.
func FindValue[V comparable](c *geno.Choices, values []V, v V, w *geno.Writer) error {
	i := slices.Index(values, v)
	if i < 0 {
		return NotCandidate(c, v)
	}
	w.Index(i)
	return nil
}

// Encoded ends an Encode method: it returns what w holds as a DNA of x's
// space.
func Encoded(x Symbolic, w *geno.Writer, err error) (*geno.DNA, error) {
	if err != nil {
		return nil, fmt.Errorf("pg: encode %s: %w", x.SymbolicType().Name, err)
	}
	d, err := w.DNA(Space(x))
	if err != nil {
		return nil, fmt.Errorf("pg: encode %s: %w", x.SymbolicType().Name, err)
	}
	return d, nil
}

// A Codec turns the values of a field tagged //pg:custom into genomes, texts
// that an algorithm can draw and change, and back. If it has further methods
// with the names and types of [geno.Custom]'s functions (First, Next, Mutate,
// Cross, Check), they are used: to enumerate genomes, to change one a little, to
// give one a part of another, and to refuse one without decoding it.
type Codec[V any] interface {
	Encode(V) (string, error)
	Decode(string) (V, error)
	Random(*rand.Rand) string
}

// Coded says that d, with the functions of c, decides the field f.
func Coded[V any](f FieldInfo, d *geno.Custom, c Codec[V]) FieldInfo {
	f.codec = typedCodec(c)
	f.codec.complete(d)
	return f.Decided(d)
}

// maxCalls bounds how many argument lists EncodeCall tries.
const maxCalls = 10_000

// EncodeCall writes the choices of the call c's arguments with which calling
// gives v, and reports whether it found them. A constructor cannot be run
// backwards: EncodeCall tries the finite space of its arguments, up to 10,000
// of them.
func EncodeCall[T, V any, P interface {
	methods[T]
	Symbolic
	Materialize(*geno.DNA) (*T, error)
}](c P, call func(*T) (V, error), v V, w *geno.Writer) bool {
	n := 0
	for d := range Space(c).All() {
		if n++; n > maxCalls {
			return false
		}
		args, err := c.Materialize(d)
		if err != nil {
			continue
		}
		if got, err := call(args); err == nil && EqualValues(got, v) {
			w.Append(d)
			return true
		}
	}
	return false
}

// Identical reports whether a and b are one and the same: refer to the same
// memory, or are equal if they refer to none. Fields tagged //pg:shared are
// compared by it.
func Identical[V any](a, b V) bool {
	return identical(reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem())
}
