// Decisions as values: what stands at a place of a symbolic program instead of
// a value.

package pg

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Decided is a decision as a value: given to a place of a symbolic program, it
// makes the place undecided. The accessors of a Sym make the same by methods
// such as OneOf and Range, checked by the compiler.
type Decided struct {
	// Decision says what is to be decided. Of a [*geno.Choices] Candidates are
	// not used, and Literals may be nil: they are made of the candidates.
	Decision geno.Decision

	// Candidates are those of a Choices: values, Syms, or further Decideds.
	Candidates []any

	// Elements says that a Choices chooses the elements of a slice or array, K
	// of them, and not a slice or array as a whole.
	Elements bool

	// Codec, a [Codec] of the place's type, is that of a [*geno.Custom].
	Codec any
}

// String says what is to be decided.
func (d Decided) String() string { return describeDecision(d.Decision) }

// A Deciding is a place that has been made undecided, for what more there is to
// say of its decision.
type Deciding struct{ p Place }

func (d Deciding) place() Place { return d.p }

// Name gives the decision a name that algorithms and flows can select on.
func (d Deciding) Name(name string) Deciding {
	d.info(func(i *geno.Info) { i.Name = name })
	return d
}

// Hint gives the decision a hint, anything that can be written as JSON.
func (d Deciding) Hint(hint any) Deciding {
	d.info(func(i *geno.Info) { i.Hints = hint })
	return d
}

func (d Deciding) info(change func(*geno.Info)) {
	m := markAt(d.p)
	if m == nil || m.open == nil || m.err != nil {
		return // the error is kept already
	}
	// A decision that has been given out must not change.
	switch x := m.open.decision.(type) {
	case *geno.Choices:
		c := *x
		change(&c.Info)
		m.open.decision = &c
	case *geno.Int:
		c := *x
		change(&c.Info)
		m.open.decision = &c
	case *geno.Float:
		c := *x
		change(&c.Info)
		m.open.decision = &c
	case *geno.Custom:
		c := *x
		change(&c.Info)
		m.open.decision = &c
	}
	d.p.t.changed()
}

// When says that the decision is made only where holds is true of what another
// place of the same program has chosen. That place must be a choice of one, or
// a range of at most 4,096 whole numbers, which becomes one. Where the decision
// is not made the program keeps what it had at the place before.
func When[F any](d Deciding, on interface {
	AnySym
	Get() (F, bool)
}, holds func(F) bool) Deciding {
	q := PlaceOf(on)
	keepAt(d.p, func() error {
		m, other := markAt(d.p), markAt(q)
		switch {
		case m == nil || m.open == nil || m.err != nil:
			return m.errOr(errors.New("expected a decision"))
		case q.t != d.p.t:
			return errors.New("expected a condition on a place of the same program, got one of another, or of a candidate")
		case other == nil || other.open == nil || other.open.kind != undecided:
			return fmt.Errorf("expected a condition on an undecided place, and %s is decided", q.Path())
		case q.path.Equal(d.p.path):
			return errors.New("a decision cannot depend on itself")
		case holds == nil:
			return errors.New("expected a condition, got nil")
		}
		if err := other.open.enumerate(q); err != nil {
			return err
		}
		before, also := m.open.holds, len(m.open.on)
		m.open.on = append(m.open.on[:also:also], ref{path: q.path})
		m.open.holds = func(chosen []choice) (bool, error) {
			if before != nil {
				if ok, err := before(chosen[:also]); !ok || err != nil {
					return false, err
				}
			}
			if o := chosen[also].open; o != nil {
				return false, fmt.Errorf("its condition is on the value that %s has, and for %s there is none", q.Path(), o)
			}
			x, _ := chosen[also].value.(F) // a nil interface is the zero F
			return holds(x), nil
		}
		d.p.t.changed()
		return nil
	}())
	return d
}

func (m *marks) errOr(err error) error {
	if m != nil && m.err != nil {
		return m.err
	}
	return err
}

// mostEnumerated is how many values an int may have for others to depend on
// it.
const mostEnumerated = 4096

// enumerate makes sure that others can depend on the decision o, which stands
// at p.
func (o *open) enumerate(p Place) error {
	switch d := o.decision.(type) {
	case *geno.Choices:
		if d.K == 1 && !o.elements {
			return nil
		}
	case *geno.Int:
		step := max(d.Step, 1)
		if n := (uint64(d.Max) - uint64(d.Min)) / uint64(step); n < mostEnumerated {
			v, err := valueAt(p)
			if err != nil {
				return err
			}
			var candidates []any
			for i := range int64(n) + 1 {
				candidates = append(candidates, d.Min+i*step)
			}
			c, err := Decided{Decision: &geno.Choices{Info: d.Info, K: 1}, Candidates: candidates}.open(v.Type())
			if err != nil {
				return err
			}
			c.on, c.holds = o.on, o.holds
			*o = *c
			for i, c := range o.candidates {
				c.host, c.in, c.step = p.t, p.path, atCandidate(i, len(o.candidates))
			}
			return nil
		}
	}
	return fmt.Errorf("expected a condition on a choice of one, or on an int of at most %d values, and %s is %s", mostEnumerated, p.Path(), describeDecision(o.decision))
}

// open returns what stands for d at a place of type t.
func (d Decided) open(t reflect.Type) (*open, error) {
	o := &open{kind: undecided, decision: d.Decision}
	number := t
	for number.Kind() == reflect.Pointer {
		number = number.Elem()
	}
	if v := reflect.ValueOf(d.Decision); !v.IsValid() || v.IsNil() {
		return nil, errors.New("expected a decision, got nil")
	}
	switch x := d.Decision.(type) {
	case *geno.Choices:
		o.elements = d.Elements
		return o, o.choose(x, d.Candidates, t)
	case *geno.Int:
		lo, hi := reflect.New(number).Elem(), reflect.New(number).Elem()
		if !assignBasic(lo, reflect.ValueOf(x.Min)) || !assignBasic(hi, reflect.ValueOf(x.Max)) {
			return nil, fmt.Errorf("expected a range of numbers of type %s, got %s", t, d)
		}
	case *geno.Float:
		if !reflect.New(number).Elem().CanFloat() {
			return nil, fmt.Errorf("expected a place of a floating-point type for %s, got one of type %s", d, t)
		}
	case *geno.Custom:
		c, err := codecOf(d.Codec, t)
		if err != nil {
			return nil, err
		}
		custom := *x
		c.complete(&custom)
		o.codec, o.decision = c, &custom
	}
	return o, geno.Check(o.decision)
}

// choose makes o the choice c among the candidates, for a place of type t.
func (o *open) choose(c *geno.Choices, candidates []any, t reflect.Type) error {
	slot, err := o.slot(c, t)
	if err != nil {
		return err
	}
	var trees []*tree
	var errs []error
	for i, x := range candidates {
		cand, err := newCandidate(x, slot)
		if err != nil {
			errs = append(errs, fmt.Errorf("candidate %d: %w", i, err))
			continue
		}
		trees = append(trees, cand)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return o.among(c, trees)
}

// slot returns the type of the candidates of the choice c at a place of type
// t.
func (o *open) slot(c *geno.Choices, t reflect.Type) (reflect.Type, error) {
	switch {
	case !o.elements && c.K != 1:
		return nil, fmt.Errorf("expected a choice of 1 for a whole %s, got one of %d: set Elements to choose elements", t, c.K)
	case !o.elements:
		return t, nil
	case t.Kind() != reflect.Slice && t.Kind() != reflect.Array:
		return nil, fmt.Errorf("expected a slice or an array to choose the elements of, got %s", article(t))
	case t.Kind() == reflect.Array && t.Len() != c.K:
		return nil, fmt.Errorf("expected a choice of %d for %s, got one of %d", t.Len(), article(t), c.K)
	}
	return t.Elem(), nil
}

// among makes o the choice c among the candidates.
func (o *open) among(c *geno.Choices, candidates []*tree) error {
	choices := *c
	choices.Candidates = nil
	if choices.Literals = slices.Clone(c.Literals); choices.Literals == nil {
		choices.Literals = make([]any, len(candidates))
	}
	for i := range min(len(candidates), len(choices.Literals)) {
		if name := candidates[i].literal(); choices.Literals[i] == nil {
			choices.Literals[i] = name
		} else if !EqualValues(choices.Literals[i], name) {
			o.named = true
		}
	}
	if len(choices.Literals) != len(candidates) {
		return fmt.Errorf("expected as many literals as candidates, %d, got %d", len(candidates), len(choices.Literals))
	}
	o.candidates, o.decision = candidates, &choices
	return geno.Check(&choices)
}

// literal is how the candidate is shown and written in a space.
func (c *tree) literal() any {
	if c.marks != nil && c.marks.open != nil {
		return c.marks.open.String()
	}
	v := target(c.root)
	switch v.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		if v.Type().PkgPath() == "" {
			return v.Interface()
		}
	}
	return showShort(c.root.Interface())
}

// relabel makes the choice o call its candidate i what it is now. A decision
// that has been given out must not change.
func (o *open) relabel(i int) {
	d, ok := o.decision.(*geno.Choices)
	if !ok || o.named || i >= len(d.Literals) {
		return
	}
	if name := o.candidates[i].literal(); !EqualValues(d.Literals[i], name) {
		c := *d
		c.Literals = slices.Clone(d.Literals)
		c.Literals[i] = name
		o.decision = &c
	}
}

// newCandidate returns the tree of a candidate for a place of type t.
func newCandidate(x any, t reflect.Type) (*tree, error) {
	switch x := x.(type) {
	case Decided:
		o, err := x.open(t)
		if err != nil {
			return nil, err
		}
		c := &tree{root: reflect.New(t).Elem()}
		c.marks = &marks{open: o}
		c.rehost(c.marks, nil)
		return c, nil
	case AnySym:
		return standing(x, t)
	}
	v, err := convert(x, t, false)
	if err != nil {
		return nil, err
	}
	return &tree{root: v}, nil
}

// standing returns a copy of a Sym as it stands at a place of type t: as
// itself or, if it is a call that gives a t, as the call's result.
func standing(x AnySym, t reflect.Type) (*tree, error) {
	p := PlaceOf(x)
	v, err := valueAt(p)
	if err != nil {
		return nil, err
	}
	if err := p.t.above(p.path); err != nil {
		return nil, err
	}
	c := &tree{root: reflect.New(t).Elem()}
	c.marks = markAt(p).clone(c, false)
	c.marks.leave(p.path)
	if c.marks != nil {
		c.marks.step = Step{}
		c.rehost(c.marks, nil)
		if c.marks.open != nil && v.Type() == t {
			c.root.Set(shapeOf(v.Type()).copied(v))
			return c, nil
		}
	}
	if v.Kind() == reflect.Interface && t.Kind() != reflect.Interface && !v.IsNil() {
		v = v.Elem() // what stands in an interface, as itself
	}
	if assign(c.root, v) {
		shapeOf(t).detach(c.root)
		return c, nil
	}
	call := callOf(v.Type())
	if call == nil || !call.result.AssignableTo(t) {
		return nil, mismatch(t, v.Interface())
	}
	c.marks.lift()
	inner := &tree{root: shapeOf(v.Type()).copied(v), marks: c.marks}
	if inner.marks != nil {
		inner.rehost(inner.marks, nil)
	}
	c.marks = &marks{open: &open{kind: called, typ: call.result, candidates: []*tree{inner}}}
	c.rehost(c.marks, nil)
	return c, nil
}

// public returns what o is, as a value that [Place.Assign] takes where there is
// one.
func (o *open) public() any {
	if o.kind != undecided {
		return o
	}
	d := Decided{Decision: o.decision, Elements: o.elements}
	for _, c := range o.candidates {
		d.Candidates = append(d.Candidates, Place{t: c})
	}
	if o.codec != nil {
		d.Codec = o.codec.of
	}
	return d
}

// A codec is a [Codec] of values whose type is known only at run time.
type codec struct {
	of     any
	typ    reflect.Type // of the values
	name   string       // of the field whose directive has it, or ""
	encode func(reflect.Value) (string, error)
	decode func(string) (reflect.Value, error)
	random func(*rand.Rand) string
}

// typedCodec is the codec of a Codec[V]; [Custom] and generated tables make it.
func typedCodec[V any](c Codec[V]) *codec {
	return &codec{
		of:  c,
		typ: reflect.TypeFor[V](),
		encode: func(v reflect.Value) (string, error) {
			var x V
			if v.Kind() == reflect.Interface && reflect.TypeFor[V]().Kind() != reflect.Interface {
				v = v.Elem()
			}
			if !v.IsValid() || !assign(reflect.ValueOf(&x).Elem(), v) {
				return "", fmt.Errorf("expected a %s to encode, got another or nil", reflect.TypeFor[V]())
			}
			return c.Encode(x)
		},
		decode: func(genome string) (reflect.Value, error) {
			v, err := c.Decode(genome)
			return reflect.ValueOf(&v).Elem(), err
		},
		random: c.Random,
	}
}

// codecOf returns the codec c for places of type t: one made by typedCodec, or
// any value with the methods of a Codec of that type.
func codecOf(c any, t reflect.Type) (*codec, error) {
	if c, ok := c.(*codec); ok {
		if c.typ != t && !(c.typ.Kind() == reflect.Pointer && (c.typ.Elem() == t || c.typ.AssignableTo(t))) {
			return nil, fmt.Errorf("expected a Codec[%s], got one of %s", t, c.typ)
		}
		return c, nil
	}
	v := reflect.ValueOf(c)
	if !v.IsValid() {
		return nil, fmt.Errorf("expected a codec of %s, got nil", t)
	}
	encode, decode := v.MethodByName("Encode"), v.MethodByName("Decode")
	fits := func(m reflect.Value, in, out reflect.Type) bool {
		return m.IsValid() && m.Type().NumIn() == 1 && m.Type().In(0) == in && m.Type().NumOut() == 2 &&
			m.Type().Out(0) == out && m.Type().Out(1) == reflect.TypeFor[error]()
	}
	random, ok := c.(interface{ Random(*rand.Rand) string })
	text := reflect.TypeFor[string]()
	if !ok || !fits(encode, t, text) || !fits(decode, text, t) {
		return nil, fmt.Errorf("expected a Codec[%s], got %s", t, article(c))
	}
	err := func(v reflect.Value) error { e, _ := v.Interface().(error); return e }
	return &codec{
		of:  c,
		typ: t,
		encode: func(x reflect.Value) (string, error) {
			out := encode.Call([]reflect.Value{x})
			return out[0].String(), err(out[1])
		},
		decode: func(genome string) (reflect.Value, error) {
			out := decode.Call([]reflect.Value{reflect.ValueOf(genome)})
			return out[0], err(out[1])
		},
		random: random.Random,
	}, nil
}

// complete gives d the functions of c that it has no others for.
func (c *codec) complete(d *geno.Custom) {
	if d.Random == nil {
		d.Random = c.random
	}
	if x, ok := c.of.(interface{ First() string }); ok && d.First == nil {
		d.First = x.First
	}
	if x, ok := c.of.(interface{ Next(string) (string, bool) }); ok && d.Next == nil {
		d.Next = x.Next
	}
	if x, ok := c.of.(interface {
		Mutate(string, *rand.Rand) string
	}); ok && d.Mutate == nil {
		d.Mutate = x.Mutate
	}
	if x, ok := c.of.(interface {
		Cross(first, second string, rng *rand.Rand) string
	}); ok && d.Cross == nil {
		d.Cross = x.Cross
	}
	if x, ok := c.of.(interface{ Check(string) error }); ok && d.Check == nil {
		d.Check = x.Check
	}
	if d.Check == nil {
		d.Check = func(genome string) error {
			_, err := c.decode(genome)
			return err
		}
	}
}
