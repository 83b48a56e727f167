// Tracing: a program that ordinary code makes, and whose space is found by
// running that code.

package pg

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/pgen-go/pgen/runtime/geno"
)

// Traced is a [Program] that a function makes: [Trace] returns one.
type Traced[P any] struct {
	f func(*Chooser) (P, error)
	t *tracing
}

// Trace returns the program that f makes, with the space of all the decisions
// that f asks a [Chooser] for (PyGlove: pg.hyper.trace).
//
//	model := pg.Trace(func(c *pg.Chooser) (*Model, error) {
//		m := &Model{Units: pg.OneOf(c, "units", 16, 32)}
//		if c.Bool("dropout") {
//			m.Dropout = c.Float("rate", 0.1, 0.5)
//		}
//		return m, nil
//	})
//
// Trace runs f several times to find out which decisions it meets under which
// choices. A decision that f meets only for some candidates of another, or
// with other candidates of its own, is conditional on that choice; the others
// stand side by side. Here rate stands below the candidate true of dropout,
// and units beside both.
//
// f must be a function of its choices: under the same choices it must meet
// the same decisions, and it must have no effects that another run could
// notice. What it meets may depend on any number of finite choices, also on
// several at once; an int, or several choices together, on which something
// depends, is decided as one choice among all its values. On a float without
// a step and on a custom decision nothing may depend.
//
// The space is known to be complete if all combinations of choices can be
// tried in the number of runs that [Runs] allows. In a larger one, every
// candidate of every decision is tried where it can be chosen, and 1,000 random
// combinations in a row must hold no surprise. Of a decision with more than 64
// values that is no [OneOf], a few are tried, the least and the greatest among
// them, and all once something is seen to depend on it. So a dependence on a
// rare combination or value can be missed: then Materialize returns an error
// that names the decision.
//
// A space that can't be found, or is none, is returned as one whose Err says
// why. There is no Encode: a function can't be run backwards.
func Trace[P any](f func(*Chooser) (P, error), opts ...TraceOption) *Traced[P] {
	p := &Traced[P]{f, newTracing()}
	if f == nil {
		p.t.spec = geno.Invalid(errors.New("pg: trace: expected a function, got nil"))
		return p
	}
	p.t.name = runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
	p.t.name = p.t.name[strings.LastIndexByte(p.t.name, '/')+1:]
	p.t.explore(func(r *tracedRun) error {
		_, err := p.call(r)
		return err
	}, opts)
	return p
}

// A TraceOption changes how [Trace] finds a space.
type TraceOption func(*exploration)

// Runs bounds how often [Trace] runs the function to find its space; without
// it, 10,000 times. Fewer runs make tracing a slow function faster and leave
// more to chance.
func Runs(n int) TraceOption { return func(x *exploration) { x.limit = n } }

// Space returns the space that was found.
func (p *Traced[P]) Space() *geno.Spec {
	if p.t == nil {
		return geno.Invalid(errNotTraced)
	}
	return p.t.spec
}

var errNotTraced = errors.New("pg: trace: expected a program that Trace made, got none")

// Materialize runs the function with the choices of d and returns what it
// made. The error is the function's own, or says that it panicked, or that it
// met other decisions than those of d.
func (p *Traced[P]) Materialize(d *geno.DNA) (P, error) {
	var none P
	if p.t == nil {
		return none, errNotTraced
	}
	r, err := p.t.start(d)
	if err == nil {
		var made P
		if made, err = p.call(r); err == nil {
			return made, nil
		}
	}
	return none, fmt.Errorf("pg: materialize %s: %w", p.t.name, err)
}

func (p *Traced[P]) call(r *tracedRun) (made P, err error) {
	defer r.end(&err)
	return p.f(&r.chooser)
}

// A Chooser makes the choices of one run of a function given to [Trace]:
// [OneOf], [ManyOf], [Permute], [Custom] and the methods Bool, Int and Float.
//
// Each decision has a name. The same name again in the same run is the same
// decision, and gives the same value; asking for it with other candidates is
// an error. [Chooser.At] makes names of a loop or a component distinct.
//
// What is wrong with a decision is the run's error: from then on, the run
// gets the first candidate of everything.
//
// A Chooser is for the goroutine that runs the function, until the function
// returns. Every run has its own, so a function that keeps to it can run in
// several goroutines at once. Using it after that gives first candidates, and
// makes every later Materialize an error. A nil Chooser always gives the first
// candidate; with it, the function can be called outside of a search.
type Chooser struct {
	run   *tracedRun
	scope *scope
	hints any
}

// At returns a Chooser whose decisions are named within a part of the program:
// c.At("layer", 2).Int("units", 1, 8) is the decision "layer[2].units",
// c.At("stem").Bool("pool") is "stem.pool".
func (c *Chooser) At(name string, index ...int) *Chooser {
	if c == nil || c.run == nil {
		return c
	}
	if name == "" {
		c.run.fail(fmt.Errorf("expected the name of a part, got an empty one"))
	}
	exploring := c.run.x != nil && !c.run.ended.Load()
	s := c.scope.part(name, exploring)
	for _, i := range index {
		s = s.item(i, exploring)
	}
	return &Chooser{c.run, s, c.hints}
}

// Hint returns a Chooser whose decisions carry hints, by which algorithms and
// flows can select them: anything that can be written as JSON.
func (c *Chooser) Hint(hints any) *Chooser {
	if c == nil || c.run == nil {
		return c
	}
	return &Chooser{c.run, c.scope, hints}
}

// OneOf returns one of the candidates. They may be functions that choose,
// called once chosen: their decisions are then conditional on the choice.
//
//	opt := pg.OneOf(c, "optimizer", newSGD, newAdam)(c)
func OneOf[T any](c *Chooser, name string, candidates ...T) T {
	d, at := c.decide(name, askChoices(len(candidates), 1, 0), func() geno.Decision {
		return &geno.Choices{K: 1, Literals: literals(slices.Clone(candidates))}
	})
	switch {
	case d != nil:
		return candidates[d.Index(at)]
	case len(candidates) > 0:
		return candidates[0]
	}
	var none T
	return none
}

// A ManyOption says which choices [ManyOf] may return.
type ManyOption uint8

const (
	// Distinct forbids that a candidate is chosen twice.
	Distinct ManyOption = 1 << iota
	// Sorted keeps what is chosen in the order of the candidates.
	Sorted
)

// ManyOf returns k of the candidates, in a new slice.
func ManyOf[T any](c *Chooser, name string, k int, candidates []T, opts ...ManyOption) []T {
	var how ManyOption
	for _, o := range opts {
		how |= o
	}
	return many(c, name, k, candidates, how)
}

// Permute returns the candidates in some order, in a new slice.
func Permute[T any](c *Chooser, name string, candidates ...T) []T {
	return many(c, name, len(candidates), candidates, Distinct)
}

func many[T any](c *Chooser, name string, k int, candidates []T, how ManyOption) []T {
	d, at := c.decide(name, askChoices(len(candidates), k, how), func() geno.Decision {
		return &geno.Choices{
			K:        k,
			Literals: literals(slices.Clone(candidates)),
			Distinct: how&Distinct != 0,
			Sorted:   how&Sorted != 0,
		}
	})
	if d == nil && len(candidates) == 0 {
		return nil
	}
	chosen := make([]T, max(k, 0))
	for i := range chosen {
		switch {
		case d != nil:
			chosen[i] = candidates[d.Index(at+i)]
		case how&Distinct != 0:
			chosen[i] = candidates[i%len(candidates)]
		default:
			chosen[i] = candidates[0]
		}
	}
	return chosen
}

// Bool returns false or true.
func (c *Chooser) Bool(name string) bool {
	d, at := c.decide(name, askChoices(2, 1, 0), func() geno.Decision {
		return &geno.Choices{K: 1, Literals: []any{false, true}}
	})
	return d != nil && d.Index(at) == 1
}

// A RangeOption says more of a range: [Log], [RLog] or [By].
type RangeOption struct {
	scale geno.Scale
	step  float64
}

// The scales of a range other than the linear one. Both need a positive
// minimum.
var (
	// Log lets an algorithm look most closely near the minimum.
	Log = RangeOption{scale: geno.Log}
	// RLog lets an algorithm look most closely near the maximum.
	RLog = RangeOption{scale: geno.RLog}
)

// By restricts a range to its minimum and what lies whole steps above it.
func By(step float64) RangeOption { return RangeOption{step: step} }

func rangeOf(opts []RangeOption) (o RangeOption) {
	for _, p := range opts {
		if p.scale != 0 {
			o.scale = p.scale
		}
		if p.step != 0 {
			o.step = p.step
		}
	}
	return o
}

// Int returns an integer from lo to hi inclusive.
func (c *Chooser) Int(name string, lo, hi int, opts ...RangeOption) int {
	o := rangeOf(opts)
	f := ask{kind: intAsk, how: uint8(o.scale), a: uint64(lo), b: uint64(hi), c: math.Float64bits(o.step)}
	d, at := c.decide(name, f, func() geno.Decision {
		if o.step != math.Trunc(o.step) || math.Abs(o.step) >= 1<<53 {
			return nil
		}
		return &geno.Int{Min: int64(lo), Max: int64(hi), Step: int64(o.step), Scale: o.scale}
	})
	if d == nil {
		return lo
	}
	return lo + int(d.Index(at))*max(int(o.step), 1)
}

// Float returns a number from lo to hi inclusive.
func (c *Chooser) Float(name string, lo, hi float64, opts ...RangeOption) float64 {
	o := rangeOf(opts)
	f := ask{kind: floatAsk, how: uint8(o.scale), a: math.Float64bits(lo), b: math.Float64bits(hi), c: math.Float64bits(o.step)}
	d, at := c.decide(name, f, func() geno.Decision {
		return &geno.Float{Min: lo, Max: hi, Step: o.step, Scale: o.scale}
	})
	if d == nil {
		return lo
	}
	return d.Float(at)
}

// Custom returns a value that an algorithm draws and changes as codec says.
func Custom[V any](c *Chooser, name string, codec Codec[V]) V {
	var none V
	if codec == nil {
		if c != nil && c.run != nil {
			c.run.fail(fmt.Errorf("%s: expected a codec, got nil", name))
		}
		return none
	}
	d, at := c.decide(name, ask{kind: customAsk}, func() geno.Decision {
		custom := &geno.Custom{Type: reflect.TypeFor[V]().String()}
		typedCodec(codec).complete(custom)
		return custom
	})
	if d == nil {
		return none
	}
	v, err := codec.Decode(d.Custom(at))
	if err != nil {
		c.run.fail(fmt.Errorf("%s: decode the genome %q: %w", c.scope.path+name, d.Custom(at), err))
		return none
	}
	return v
}

// An ask says what a decision is asked for: all of it that is cheap to
// compare.
type ask struct {
	kind    askKind
	how     uint8 // a ManyOption or a geno.Scale
	a, b, c uint64
}

type askKind uint8

const (
	choiceAsk askKind = iota // of a candidates, b
	intAsk                   // a to b by c
	floatAsk
	customAsk
)

func askChoices(n, k int, how ManyOption) ask {
	return ask{kind: choiceAsk, how: uint8(how), a: uint64(n), b: uint64(k)}
}

func (f ask) String() string {
	var b strings.Builder
	step := math.Float64frombits(f.c)
	switch f.kind {
	case choiceAsk:
		fmt.Fprintf(&b, "%d of %d candidates", f.b, f.a)
		if ManyOption(f.how)&Distinct != 0 {
			b.WriteString(", distinct")
		}
		if ManyOption(f.how)&Sorted != 0 {
			b.WriteString(", sorted")
		}
		return b.String()
	case intAsk:
		fmt.Fprintf(&b, "an int from %d to %d", int64(f.a), int64(f.b))
	case floatAsk:
		fmt.Fprintf(&b, "a float from %v to %v", math.Float64frombits(f.a), math.Float64frombits(f.b))
	case customAsk:
		return "a custom decision"
	}
	if step != 0 {
		fmt.Fprintf(&b, " in steps of %v", step)
	}
	if s := geno.Scale(f.how); s != geno.Linear {
		fmt.Fprintf(&b, ", %v", s)
	}
	return b.String()
}

// literals returns what people call the candidates.
func literals[T any](candidates []T) []any {
	list := make([]any, len(candidates))
	for i, v := range candidates {
		list[i] = literal(v)
	}
	return list
}

func literal(v any) any {
	if _, ok := v.(fmt.Stringer); !ok {
		switch reflect.ValueOf(v).Kind() {
		case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
			reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
			return v
		}
	}
	return showShort(v)
}

// A tracing is what is known of a traced function, apart from its type.
type tracing struct {
	name string // of the function
	spec *geno.Spec
	plan []*planNode // the decisions of spec
	root *scope
	keys []key            // every decision ever met, by slot
	slot map[string]int32 // by location
	late atomic.Pointer[error]
}

func newTracing() *tracing {
	return &tracing{root: new(scope), slot: make(map[string]int32)}
}

// A key is a decision by its name.
type key struct {
	scope    *scope
	name     string
	location string // both in one: "layer[2].units"
}

// A planNode is a decision of a traced function where it stands in the space.
type planNode struct {
	slot  int32
	k     int // how many values it has in a DNA
	what  *question
	below [][]*planNode // per candidate, or nil

	// values are what the decision, one that is no choice of one, is chosen
	// among as a whole; nil if it is decided as what it is.
	values []*geno.DNA
}

// A scope is a part of the program, for the names of decisions. Scopes are
// made while a function is explored, and only read after that.
type scope struct {
	path  string // what stands before a name: "layer[2]."
	parts map[string]*scope
	items map[int]*scope
	slots map[string]int32
}

// part returns the scope of a part of s, which it remembers if it may.
func (s *scope) part(name string, remember bool) *scope {
	p := s.parts[name]
	if p == nil {
		p = &scope{path: s.path + name + "."}
		if remember {
			if s.parts == nil {
				s.parts = make(map[string]*scope)
			}
			s.parts[name] = p
		}
	}
	return p
}

// item returns the scope of an element of the part s.
func (s *scope) item(i int, remember bool) *scope {
	p := s.items[i]
	if p == nil {
		p = &scope{path: fmt.Sprintf("%s[%d].", strings.TrimSuffix(s.path, "."), i)}
		if remember {
			if s.items == nil {
				s.items = make(map[int]*scope)
			}
			s.items[i] = p
		}
	}
	return p
}

// find returns the slot of a decision, or -1 if it has never been met. The
// guess is right if decisions are met in the usual order.
func (t *tracing) find(s *scope, name string, guess int32) int32 {
	if int(guess) < len(t.keys) {
		if k := &t.keys[guess]; k.scope == s && k.name == name {
			return guess
		}
	}
	if i, ok := s.slots[name]; ok {
		return i
	}
	if i, ok := t.slot[s.path+name]; ok {
		return i
	}
	return -1
}

// A run is one call of a traced function.
type tracedRun struct {
	chooser Chooser // that the function gets
	t       *tracing
	x       *exploration // that the run is part of, or nil
	dna     *geno.DNA
	taken   []taken // by slot
	few     [8]taken
	waiting int   // how many decisions of the DNA have not been met
	next    int32 // the slot that is probably next
	asked   int
	err     error
	ended   atomic.Bool
}

// A taken is where the values of an active decision are in a DNA.
type taken struct {
	node *planNode // nil if the decision is not active
	at   int32
	met  bool
}

// start returns a run that takes its choices from d.
func (t *tracing) start(d *geno.DNA) (*tracedRun, error) {
	if err := t.spec.Err(); err != nil {
		return nil, err
	}
	if err := t.late.Load(); err != nil {
		return nil, *err
	}
	if d.Spec() != t.spec {
		if d.Spec() != nil && !d.Spec().Equal(t.spec) {
			return nil, fmt.Errorf("the DNA belongs to another space: expected one of\n%v\ngot one of\n%v", t.spec, d.Spec())
		}
		var err error
		if d, err = t.spec.Bind(d); err != nil {
			return nil, err
		}
	}
	r := &tracedRun{t: t, dna: d}
	r.chooser = Chooser{run: r, scope: t.root}
	if len(t.keys) <= len(r.few) {
		r.taken = r.few[:len(t.keys)]
	} else {
		r.taken = make([]taken, len(t.keys))
	}
	r.place(t.plan, 0)
	return r, nil
}

// place notes where the values of plan's decisions are, of which the first is
// at i, and returns where they end.
func (r *tracedRun) place(plan []*planNode, i int) int {
	r.waiting += len(plan)
	for _, n := range plan {
		r.taken[n.slot] = taken{node: n, at: int32(i)}
		chosen := r.dna.Index(i)
		i += n.k
		if n.below != nil {
			i = r.place(n.below[chosen], i)
		}
	}
	return i
}

// maxAsked bounds how often one run can ask for decisions, so that a loop
// which the choices never end is an error.
const maxAsked = 1 << 20

// A runaway is what a run panics with to end a function that would not end.
type runaway struct{}

// decide returns a DNA and where in it the values of the decision of that name
// are; nil if there is none, for which the first candidate is to be taken.
func (c *Chooser) decide(name string, f ask, decision func() geno.Decision) (*geno.DNA, int) {
	if c == nil || c.run == nil {
		return nil, 0
	}
	r := c.run
	if r.ended.Load() {
		err := fmt.Errorf("%s: asked for after the function had returned: a Chooser must not be kept, nor be used in a goroutine that goes on", c.scope.path+name)
		r.t.late.CompareAndSwap(nil, &err)
		return nil, 0
	}
	if r.asked++; r.asked > maxAsked {
		r.fail(fmt.Errorf("%s: asked for decisions %d times in one run: does a loop wait for another value? The same name always gives the same: use At", c.scope.path+name, maxAsked))
		panic(runaway{})
	}
	if r.err != nil {
		return nil, 0
	}
	if r.x != nil {
		return r.x.meet(c, name, f, decision)
	}
	slot := r.t.find(c.scope, name, r.next)
	if slot < 0 || r.taken[slot].node == nil {
		r.fail(r.surprise(c.scope.path+name, "met under %s, which Trace had not found"))
		return nil, 0
	}
	t := &r.taken[slot]
	switch {
	case t.node.what.ask == f:
	case t.met:
		r.fail(conflict(c.scope.path+name, t.node.what.ask.String(), f.String()))
		return nil, 0
	default:
		r.fail(r.surprise(c.scope.path+name, fmt.Sprintf("expected %v, got %v under %%s, which Trace had not found", t.node.what.ask, f)))
		return nil, 0
	}
	if !t.met {
		t.met = true
		r.waiting--
		r.next = slot + 1
	}
	if t.node.values != nil {
		return t.node.values[r.dna.Index(int(t.at))], 0
	}
	return r.dna, int(t.at)
}

// surprise returns the error for a decision that is not as was found.
func (r *tracedRun) surprise(location, format string) error {
	return fmt.Errorf("%s: "+format+": what is met must depend on nothing but finite choices; if it does, trace with more pg.Runs", location, r.choices())
}

// choices returns what has been chosen so far, as text.
func (r *tracedRun) choices() string {
	var b strings.Builder
	i := 0
	for _, p := range r.dna.Points() {
		if slot, ok := r.t.slot[nameOf(p.Decision)]; !ok || !r.taken[slot].met {
			continue
		}
		if i++; i > 20 {
			b.WriteString(" …")
			break
		}
		fmt.Fprintf(&b, " %s=%v", nameOf(p.Decision), p.Literal())
	}
	if i == 0 {
		return "no choice"
	}
	return strings.TrimSpace(b.String())
}

func conflict(location, first, second string) error {
	return fmt.Errorf("%s: one name for two decisions, %s and %s: give each its own name, or use At", location, first, second)
}

// fail is what the run ends with, unless it had failed already.
func (r *tracedRun) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// end ends the run of a function that returned err, or panics.
func (r *tracedRun) end(err *error) {
	p := recover()
	r.ended.Store(true)
	switch {
	case r.err != nil:
		*err = r.err
	case p != nil:
		if e, ok := p.(error); ok {
			*err = fmt.Errorf("panic: %w\n%s", e, debug.Stack())
		} else {
			*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	case *err == nil && r.waiting > 0:
		for slot, t := range r.taken {
			if t.node != nil && !t.met {
				*err = r.surprise(r.t.keys[slot].location, "not met under %s, where Trace had found it")
				break
			}
		}
	}
}
