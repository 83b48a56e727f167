// The accessors that a Sym has for its fields, by kind of field.

package pg

import (
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A Field is the accessor of a field or element of type F.
type Field[F any] struct{ Place }

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
func (f Field[F]) Set(x F) { f.keep(f.Assign(x)) }

// SetSym gives the place what a symbolic form is, which must be of type F or
// implement it, or be a call that returns an F.
func (f Field[F]) SetSym(x AnySym) { f.keep(f.Assign(x)) }

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
	f.Follow(other)
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
		n.keep(fmt.Errorf("expected one step at most, got %d", len(step)))
		return Deciding{n.Place}
	}
	var by F
	if len(step) == 1 {
		if by = step[0]; by <= 0 {
			n.keep(fmt.Errorf("expected a step above 0, got %v", by))
			return Deciding{n.Place}
		}
	}
	v := reflect.ValueOf(lo)
	if v.CanFloat() {
		return n.Decide(Decided{Decision: &geno.Float{Min: float64(lo), Max: float64(hi), Step: float64(by), Scale: scale}})
	}
	if v.CanUint() && uint64(hi) > 1<<63-1 {
		n.keep(fmt.Errorf("expected a range below 2^63, got %v to %v", lo, hi))
		return Deciding{n.Place}
	}
	return n.Decide(Decided{Decision: &geno.Int{Min: int64(lo), Max: int64(hi), Step: int64(by), Scale: scale}})
}

// A List is the accessor of a slice or array. A C is what can stand at an
// element: a value, or the Sym of one. An A is the accessor of an element.
type List[C, A any] struct{ Place }

// Len returns how many elements there are; 0 while that is not decided.
func (l List[C, A]) Len() int {
	v, err := l.value()
	if err != nil {
		return 0
	}
	if m := l.mark(); m != nil && m.open != nil {
		return 0
	}
	if v = target(v); !v.IsValid() {
		return 0
	}
	return v.Len()
}

// At returns the accessor of element i. Whether there is one is seen when it is
// used.
func (l List[C, A]) At(i int) A { return accessor[A](Place{l.t, l.path.Append(AtIndex(i))}) }

// Insert puts x before element i, or after the last if i is the length.
func (l List[C, A]) Insert(i int, x C) {
	l.move(OpInsert, i, x)
}

// Append puts x behind the last element.
func (l List[C, A]) Append(x C) { l.Insert(l.Len(), x) }

// Delete takes element i out.
func (l List[C, A]) Delete(i int) {
	l.move(OpDelete, i, nil)
}

// move carries out op at element i. What refers to elements that move goes with
// them, also in what is inserted.
func (l List[C, A]) move(op Op, i int, x any) {
	l.Batch(func() {
		at := Place{l.t, l.path.Append(AtIndex(i))}
		if y, ok := x.(AnySym); ok && op == OpInsert && l.t != nil {
			x = at.following(y, l.path, i)
		}
		err := at.change(op, x)
		if err != nil {
			l.keep(geno.In(AtIndex(i).String(), err))
			return
		}
		Place{t: l.t}.aim(0, l.path, i, map[Op]int{OpInsert: 1, OpDelete: -1}[op])
		l.t.changed()
	})
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
	return l.Decide(d)
}

// A Map is the accessor of a map with keys of type K. C and A are as for
// [List].
type Map[K comparable, C, A any] struct{ Place }

// Keys returns the keys in the order in which programs are walked.
func (m Map[K, C, A]) Keys() []K {
	v, err := m.value()
	if err != nil || m.mark() != nil && m.mark().open != nil {
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

func (m Map[K, C, A]) at(key K) Place { return Place{m.t, m.path.Append(AtKey(key))} }

// Put gives the map x for key, which it may have already.
func (m Map[K, C, A]) Put(key K, x C) {
	at := m.at(key)
	op := OpSet
	if _, err := at.value(); err != nil {
		op = OpInsert
	}
	m.keep(geno.In(AtKey(key).String(), at.change(op, x)))
}

// Delete takes key out of the map.
func (m Map[K, C, A]) Delete(key K) {
	m.keep(geno.In(AtKey(key).String(), m.at(key).change(OpDelete, nil)))
}

// A Slot is the accessor of a field or element whose type is the tagged
// interface I. An N is the symbolic form of a type that implements I, so that a
// Sym that doesn't fit does not compile.
type Slot[N AnySym, I any] struct{ Place }

// Get returns the symbolic form of what is there, and whether that is a symbolic
// type that is decided.
func (s Slot[N, I]) Get() (N, bool) {
	var none N
	if m := s.mark(); m != nil && m.open != nil {
		return none, false
	}
	v, err := s.value()
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
func (s Slot[N, I]) Set(x N) { s.keep(s.Assign(x)) }

// SetValue gives the place a copy of x.
func (s Slot[N, I]) SetValue(x I) { s.keep(s.Assign(x)) }

// SetCall gives the place the result of a call, a tagged function in symbolic
// form that returns an I.
func (s Slot[N, I]) SetCall(x AnySym) { s.keep(s.Assign(x)) }

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
func (s Slot[N, I]) Ref(other Slot[N, I]) { s.Follow(other) }
