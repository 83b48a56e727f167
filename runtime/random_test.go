// Random programs and random changes of them, for tests of laws.

package pg_test

import (
	"encoding/json"
	"image"
	"math"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"reflect"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// program is what the laws are about.
type program[T any] interface {
	*T
	pg.Symbolic
	Clone() *T
	Equal(*T) bool
	Diff(*T) pg.Changes
	Rebind(...pg.Edit) error
	Space() *geno.Spec
	Materialize(*geno.DNA) (*T, error)
	Encode(*T) (*geno.DNA, error)
}

// A source makes random values.
type source struct {
	*rand.Rand
	json bool // only such as JSON brings back
}

func newSource(seed uint64) *source { return &source{Rand: rand.New(rand.NewPCG(seed, 1))} }

// random returns a random program.
func random[T any](s *source) *T {
	x := new(T)
	s.fill(reflect.ValueOf(x).Elem(), 0)
	return x
}

var (
	texts = []string{"", "a", "b", "nuts", "a b", "a/b~c", `"q"`, "Zoë", "<1>&", "x\ny", "日本", "\x00"}
	vets  = []*zoo.Vet{nil, {Name: "Kim"}, {Name: "Lee"}, {Name: "Lee"}}
	chans = []chan int{nil, make(chan int), make(chan int)}
	funcs = []func(int) int{nil, func(n int) int { return n }, func(n int) int { return n + 1 }}
	odd   = []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), math.MaxFloat64, math.SmallestNonzeroFloat64}
)

func pick[E any](s *source, list []E) E { return list[s.IntN(len(list))] }

// fill gives v, which can be set, a random value.
func (s *source) fill(v reflect.Value, depth int) {
	v.SetZero()
	switch p := v.Addr().Interface().(type) {
	case *json.RawMessage:
		*p = json.RawMessage(pick(s, []string{`1`, `"a"`, `{"b":[true]}`, `[]`}))
		return
	case *json.Number:
		*p = json.Number(pick(s, []string{"0", "-1.5e7", "12345678901234567890"}))
		return
	}
	if depth > 0 && s.IntN(8) == 0 {
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = time.Unix(s.Int64N(1e9), s.Int64N(1e9)).UTC()
		return
	case *url.Userinfo:
		*p = *url.UserPassword(pick(s, texts), pick(s, texts))
		return
	case *netip.Addr:
		*p = netip.AddrFrom4([4]byte{10, 0, 0, byte(s.IntN(4))})
		return
	case *zoo.Animal:
		*p = s.animal(depth)
		return
	case *zoo.Tool:
		*p = s.tool()
		return
	case *any:
		*p = s.any(depth)
		return
	case **zoo.Vet:
		*p = pick(s, vets)
		return
	case *chan int:
		*p = pick(s, chans)
		return
	case *func(int) int:
		*p = pick(s, funcs)
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(s.IntN(2) == 0)
	case reflect.String:
		v.SetString(pick(s, texts))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(s.float(v.Type().Bits()))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(s.float(v.Type().Bits()/2), s.float(v.Type().Bits()/2)))
	case reflect.Pointer:
		if depth > 4 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		s.fill(v.Elem(), depth+1)
	case reflect.Slice:
		n := s.IntN(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n+s.IntN(3)))
		s.elements(v, depth)
	case reflect.Array:
		s.elements(v, depth)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range s.IntN(4) {
			s.newKey(v, depth)
		}
	case reflect.Struct:
		s.fields(v, func(f reflect.Value) { s.fill(f, depth+1) })
		s.tidy(v.Addr().Interface())
	default:
		n := uint64(s.IntN(4))
		if s.IntN(4) == 0 {
			n = s.Uint64()
		}
		if v.CanInt() {
			v.SetInt(reflect.ValueOf(n).Convert(v.Type()).Int())
		} else {
			v.SetUint(reflect.ValueOf(n).Convert(v.Type()).Uint())
		}
	}
}

// fields calls f with the fields of the struct v that are part of a program.
func (s *source) fields(v reflect.Value, f func(reflect.Value)) {
	t := v.Type()
	carried := func(sf reflect.StructField) bool {
		return !s.json || sf.IsExported() && sf.Tag.Get("json") != "-" && sf.Type != reflect.TypeFor[*zoo.Vet]()
	}
	if table := pg.TypeOf(t); table != nil {
		for i := range table.Fields {
			if sf, _ := t.FieldByName(table.Fields[i].Name); carried(sf) {
				f(table.Fields[i].Addr(v.Addr().Interface()))
			}
		}
		return
	}
	for i := range t.NumField() {
		if sf := t.Field(i); sf.IsExported() && carried(sf) {
			f(v.Field(i))
		}
	}
}

func (s *source) elements(v reflect.Value, depth int) {
	for i := range v.Len() {
		s.fill(v.Index(i), depth+1)
	}
}

// newKey adds a random key to the map v.
func (s *source) newKey(v reflect.Value, depth int) {
	k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
	for {
		if s.fill(k, 99); k.Equal(k) { // no NaN
			break
		}
	}
	s.fill(e, depth+1)
	v.SetMapIndex(k, e)
}

func (s *source) float(bits int) float64 {
	f := pick(s, []float64{0, 1, 0.5, -3, 0.1, 1e21, s.NormFloat64()})
	if !s.json && s.IntN(3) == 0 {
		f = pick(s, odd)
	}
	if bits == 32 {
		f = float64(float32(f))
	}
	return f
}

func (s *source) animal(depth int) zoo.Animal {
	switch n := s.IntN(5); {
	case n == 0:
		return *random[zoo.Lion](s)
	case n == 1 && depth < 4:
		p := new(zoo.Parrot)
		s.fill(reflect.ValueOf(p).Elem(), depth+1)
		return p
	case n == 2 && depth < 4:
		h := new(zoo.Herd)
		s.fill(reflect.ValueOf(h).Elem(), depth+1)
		return *h
	case n == 3:
		return zoo.Snail(s.IntN(3))
	case n == 4:
		return random[zoo.Lion](s)
	}
	return nil
}

func (s *source) tool() zoo.Tool {
	switch s.IntN(4) {
	case 0:
		return random[zoo.Broom](s)
	case 1:
		return *random[zoo.Broom](s)
	case 2:
		return random[zoo.Shovel](s)
	}
	return nil
}

func (s *source) any(depth int) any {
	if depth == 99 { // a key of a map
		return pick(s, []any{1, "a", true, int8(2), 0.5, zoo.Small, zoo.Spec{A: 1}})
	}
	switch n := s.IntN(12); {
	case n == 0:
		return pick(s, texts)
	case n == 1:
		return s.float(64)
	case n == 2:
		return s.IntN(3)
	case n == 3:
		return true
	case n == 4:
		return image.Pt(1, s.IntN(2))
	case n == 5:
		return zoo.Size(s.IntN(3))
	case n == 6:
		return []int{1, s.IntN(3)}
	case n == 7 && depth < 4:
		return []any{s.any(depth + 1), s.any(depth + 1)}
	case n == 8 && depth < 4:
		return map[string]any{pick(s, texts): s.any(depth + 1), "k": s.any(depth + 1)}
	case n == 9 && depth < 4:
		return random[zoo.Lineage](s)
	case n == 10:
		return *random[zoo.Lion](s)
	case n == 11:
		return time.Duration(s.IntN(3))
	}
	return nil
}

// change changes a few parts of v.
func (s *source) change(v reflect.Value) {
	for range 1 + s.IntN(3) {
		s.changeOne(v, 0)
	}
	s.tidy(v.Addr().Interface())
}

// tidy makes x valid and, where JSON must bring it back, gives it only what
// JSON can tell apart: what is left out because it is empty comes back as
// nil, a pointer to nil is null, and two fields called Same at one depth hide
// each other.
func (s *source) tidy(x any) {
	switch x := x.(type) {
	case *zoo.Cage:
		x.Width = math.Abs(x.Width)
	case *zoo.Zoo:
		for _, c := range x.Ponds {
			if c != nil {
				s.tidy(c)
			}
		}
		if s.json {
			nilIfEmpty(&x.Animals)
			if len(x.Tickets) == 0 {
				x.Tickets = nil
			}
		}
	case *zoo.Ark:
		if s.json {
			nilIfEmpty(&x.Spare)
			if x.Weight != nil && *x.Weight == nil {
				x.Weight = nil
			}
		}
	case *zoo.Inner:
		if s.json {
			nilIfEmpty(&x.List)
		}
	case *zoo.Scales:
		if !s.json {
			return
		}
		nilIfEmpty(&x.Empty)
		if len(x.EmptyMap) == 0 {
			x.EmptyMap = nil
		}
		if x.Pointer != nil && *x.Pointer == nil {
			x.Pointer = nil
		}
		x.Inner.Same = 0
		if x.Outer != nil {
			x.Outer.Same = 0
		}
		for _, i := range []*zoo.Inner{&x.Inner, &x.Named, &x.Zero, x.EmptyPtr} {
			if i != nil {
				s.tidy(i)
			}
		}
	}
}

func nilIfEmpty[L ~[]E, E any](list *L) {
	if len(*list) == 0 {
		*list = nil
	}
}

func (s *source) changeOne(v reflect.Value, depth int) {
	if s.IntN(6) == 0 && depth > 0 || v.Type() == reflect.TypeFor[json.RawMessage]() {
		s.fill(v, depth)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*zoo.Vet]() {
			s.changeOne(v.Elem(), depth+1)
			return
		}
	case reflect.Interface:
		if e := v.Elem(); e.IsValid() {
			c := reflect.New(e.Type()).Elem()
			c.Set(e)
			if s.IntN(3) > 0 {
				s.changeOne(c, depth+1)
				v.Set(c)
				return
			}
		}
	case reflect.Slice:
		n := v.Len()
		if n == 0 {
			break
		}
		i := s.IntN(n)
		switch s.IntN(3) {
		case 0:
			s.changeOne(v.Index(i), depth+1)
		case 1:
			v.Set(reflect.AppendSlice(v.Slice3(0, i, i), v.Slice(i+1, n)))
		case 2:
			e := reflect.New(v.Type().Elem()).Elem()
			s.fill(e, depth+1)
			v.Set(reflect.AppendSlice(reflect.Append(v.Slice3(0, i, i), e), v.Slice(i, n)))
		}
		return
	case reflect.Array:
		if v.Len() > 0 {
			s.changeOne(v.Index(s.IntN(v.Len())), depth+1)
			return
		}
	case reflect.Map:
		keys := v.MapKeys()
		if len(keys) == 0 {
			break
		}
		k := pick(s, keys)
		switch s.IntN(3) {
		case 0:
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			s.changeOne(e, depth+1)
			v.SetMapIndex(k, e)
		case 1:
			v.SetMapIndex(k, reflect.Value{})
		case 2:
			s.newKey(v, depth)
		}
		return
	case reflect.Struct:
		var fields []reflect.Value
		s.fields(v, func(f reflect.Value) { fields = append(fields, f) })
		if len(fields) > 0 {
			s.changeOne(pick(s, fields), depth+1)
			s.tidy(v.Addr().Interface())
			return
		}
	}
	s.fill(v, depth)
}
