// The accessors that a Sym has for its fields, by kind of field.

package pg

import (
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Handle is what the accessors of fields have in common. Place says more of the
// place and does more with it. It is not embedded, since the compiler would write
// each of its methods for each type of field.
type Handle struct{ Place Place }

func (h Handle) place() Place { return h.Place }

func (h *Handle) bind(p Place) { h.Place = p }

// Unset makes the place missing.
func (h Handle) Unset() { h.Place.Unset() }

// Inherit makes the place take the value of a field: see [Place.Inherit].
func (h Handle) Inherit(name string) { h.Place.Inherit(name) }

// MarshalJSON writes what is there: see [Place.MarshalJSON].
func (h Handle) MarshalJSON() ([]byte, error) { return h.Place.MarshalJSON() }

// UnmarshalJSON puts there what data says: see [Place.UnmarshalJSON].
func (h Handle) UnmarshalJSON(data []byte) error { return h.Place.UnmarshalJSON(data) }

// String shows what is there, as [Show] does.
func (h Handle) String() string { return Show(h.Place) }

// A Field is the accessor of a field or element of type F.
type Field[F any] struct{ Handle }

// Get returns the value, and whether there is one.
func (f Field[F]) Get() (F, bool) { return get[F](f.Place) }

func get[F any](p Place) (F, bool) {
	var zero F
	v, err := p.Any()
	if err != nil {
		return zero, false
	}
	x, ok := v.(F)
	if !ok && v == nil {
		return zero, true // a nil interface
	}
	return x, ok
}

// Set gives the place the value x.
func (f Field[F]) Set(x F) { keepAt(f.Place, f.Place.Assign(x)) }

// SetSym gives the place what a symbolic form is, which must be of type F or
// implement it, or be a call that returns an F.
func (f Field[F]) SetSym(x AnySym) { keepAt(f.Place, f.Place.Assign(x)) }

// OneOf makes the place undecided: one of the candidates.
func (f Field[F]) OneOf(candidates ...F) Deciding { return oneOfThese(f.Place, candidates) }

// OneOfSym makes the place undecided: one of the candidates, each of which is
// of type F or implements it, or is a call that returns an F, and may have
// decisions of its own.
func (f Field[F]) OneOfSym(candidates ...AnySym) Deciding { return oneOfThese(f.Place, candidates) }

// Ref makes the place take the value that another place gets.
func (f Field[F]) Ref(other interface {
	AnySym
	Get() (F, bool)
}) {
	f.Place.Follow(other)
}

// Custom makes the place undecided: its genome is encoded, decoded and drawn by
// the codec.
func (f Field[F]) Custom(codec Codec[F]) Deciding { return custom(f.Place, "", codec) }

// Numeric are the types a range can decide.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

// A Number is the accessor of a field or element that is a number.
type Number[F Numeric] struct{ Field[F] }

// Range makes the place undecided: a number from lo to hi, both included; of
// an integer type a whole one. With a step it is lo plus a multiple of that.
func (n Number[F]) Range(lo, hi F, step ...F) Deciding { return n.scaled(geno.Linear, lo, hi, step) }

// Log is Range on a logarithmic scale: algorithms spread their attention evenly
// over the logarithm. Lo must be positive.
func (n Number[F]) Log(lo, hi F, step ...F) Deciding { return n.scaled(geno.Log, lo, hi, step) }

// RLog is Log counted from hi: finest near hi. (For 0.9 to 0.999, say.)
func (n Number[F]) RLog(lo, hi F, step ...F) Deciding { return n.scaled(geno.RLog, lo, hi, step) }

func (n Number[F]) scaled(scale geno.Scale, lo, hi F, step []F) Deciding {
	if len(step) > 1 {
		keepAt(n.Place, fmt.Errorf("expected one step at most, got %d", len(step)))
		return Deciding{n.Place}
	}
	var by F
	if len(step) == 1 {
		if by = step[0]; by <= 0 {
			keepAt(n.Place, fmt.Errorf("expected a step above 0, got %v", by))
			return Deciding{n.Place}
		}
	}
	v := reflect.ValueOf(lo)
	if v.CanFloat() {
		return n.Place.Decide(Decided{Decision: &geno.Float{Min: float64(lo), Max: float64(hi), Step: float64(by), Scale: scale}})
	}
	if v.CanUint() && uint64(hi) > 1<<63-1 {
		keepAt(n.Place, fmt.Errorf("expected a range below 2^63, got %v to %v", lo, hi))
		return Deciding{n.Place}
	}
	return n.Place.Decide(Decided{Decision: &geno.Int{Min: int64(lo), Max: int64(hi), Step: int64(by), Scale: scale}})
}

// A List is the accessor of a slice or array. A C is what can stand at an
// element: a value, or the Sym of one. An A is the accessor of an element.
type List[C, A any] struct{ Handle }

// Len returns how many elements there are; 0 while that is not decided.
func (l List[C, A]) Len() int {
	v, err := valueAt(l.Place)
	if err != nil {
		return 0
	}
	if m := markAt(l.Place); m != nil && m.open != nil {
		return 0
	}
	if v = target(v); !v.IsValid() {
		return 0
	}
	return v.Len()
}

// At returns the accessor of element i. Whether there is one is seen when it is
// used.
func (l List[C, A]) At(i int) A {
	return accessor[A](Place{l.Place.t, l.Place.path.Append(AtIndex(i))})
}

// Insert puts x before element i, or after the last if i is the length.
func (l List[C, A]) Insert(i int, x C) {
	moveAt(l.Place, OpInsert, i, x)
}

// Append puts x behind the last element.
func (l List[C, A]) Append(x C) { l.Insert(l.Len(), x) }

// Delete takes element i out.
func (l List[C, A]) Delete(i int) {
	moveAt(l.Place, OpDelete, i, nil)
}

// ManyOf makes the elements undecided: k of the candidates, of which each may
// come several times.
func (l List[C, A]) ManyOf(k int, candidates ...C) Deciding {
	return l.many(&geno.Choices{K: k}, candidates)
}

// ManyOfDistinct is ManyOf in which no candidate comes twice.
func (l List[C, A]) ManyOfDistinct(k int, candidates ...C) Deciding {
	return l.many(&geno.Choices{K: k, Distinct: true}, candidates)
}

// SubsetOf is ManyOfDistinct in which the order does not matter: candidates
// keep that in which they are given.
func (l List[C, A]) SubsetOf(k int, candidates ...C) Deciding {
	return l.many(&geno.Choices{K: k, Distinct: true, Sorted: true}, candidates)
}

// Permute makes the elements undecided: all candidates, in some order.
func (l List[C, A]) Permute(candidates ...C) Deciding {
	return l.many(&geno.Choices{K: len(candidates), Distinct: true}, candidates)
}

func (l List[C, A]) many(c *geno.Choices, candidates []C) Deciding {
	d := Decided{Decision: c, Elements: true}
	for _, c := range candidates {
		d.Candidates = append(d.Candidates, c)
	}
	return l.Place.Decide(d)
}

// A Map is the accessor of a map with keys of type K. C and A are as for
// [List].
type Map[K comparable, C, A any] struct{ Handle }

// Keys returns the keys in the order in which programs are walked.
func (m Map[K, C, A]) Keys() []K {
	v, err := valueAt(m.Place)
	if err != nil || markAt(m.Place) != nil && markAt(m.Place).open != nil {
		return nil
	}
	if v = target(v); !v.IsValid() {
		return nil
	}
	var keys []K
	for _, k := range sortedKeys(v) {
		keys = append(keys, k.Interface().(K))
	}
	return keys
}

// At returns the accessor of the value for key. Whether there is one is seen
// when it is used.
func (m Map[K, C, A]) At(key K) A { return accessor[A](m.at(key)) }

func (m Map[K, C, A]) at(key K) Place { return Place{m.Place.t, m.Place.path.Append(AtKey(key))} }

// Put gives the map x for key, which it may have already.
func (m Map[K, C, A]) Put(key K, x C) {
	at := m.at(key)
	op := OpSet
	if _, err := valueAt(at); err != nil {
		op = OpInsert
	}
	keepAt(m.Place, geno.In(AtKey(key).String(), changeAt(at, op, x)))
}

// Delete takes key out of the map.
func (m Map[K, C, A]) Delete(key K) {
	keepAt(m.Place, geno.In(AtKey(key).String(), changeAt(m.at(key), OpDelete, nil)))
}

// A Slot is the accessor of a field or element whose type is the tagged
// interface I. An N is the symbolic form of a type that implements I, so that a
// Sym that doesn't fit does not compile.
type Slot[N AnySym, I any] struct{ Handle }

// Get returns the symbolic form of what is there, and whether that is a symbolic
// type that is decided.
func (s Slot[N, I]) Get() (N, bool) {
	var none N
	if m := markAt(s.Place); m != nil && m.open != nil {
		return none, false
	}
	v, err := valueAt(s.Place)
	if err != nil {
		return none, false
	}
	v = target(v)
	if !v.IsValid() {
		return none, false
	}
	t := TypeOf(v.Type())
	if v.Kind() != reflect.Struct || t == nil || t.sym == nil {
		return none, false
	}
	n, ok := t.sym(s.Place).(N)
	return n, ok
}

// Value returns the value, and whether all of it is decided.
func (s Slot[N, I]) Value() (I, bool) { return get[I](s.Place) }

// Set gives the place a copy of what x is.
func (s Slot[N, I]) Set(x N) { keepAt(s.Place, s.Place.Assign(x)) }

// SetValue gives the place a copy of x.
func (s Slot[N, I]) SetValue(x I) { keepAt(s.Place, s.Place.Assign(x)) }

// SetCall gives the place the result of a call, a tagged function in symbolic
// form that returns an I.
func (s Slot[N, I]) SetCall(x AnySym) { keepAt(s.Place, s.Place.Assign(x)) }

// OneOf makes the place undecided: one of the candidates, each of which may
// have decisions of its own.
func (s Slot[N, I]) OneOf(candidates ...N) Deciding { return oneOfThese(s.Place, candidates) }

// OneOfValues makes the place undecided: one of the candidates.
func (s Slot[N, I]) OneOfValues(candidates ...I) Deciding { return oneOfThese(s.Place, candidates) }

// OneOfCalls makes the place undecided: the result of one of the calls.
func (s Slot[N, I]) OneOfCalls(candidates ...AnySym) Deciding {
	return oneOfThese(s.Place, candidates)
}

// Ref makes the place take what another place gets.
func (s Slot[N, I]) Ref(other Slot[N, I]) { s.Place.Follow(other) }
