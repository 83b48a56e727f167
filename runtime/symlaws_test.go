// The laws of symbolic programs, and of the order and the hash of all values.

package pg_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// symbolic is what the laws of symbolic programs are about.
type symbolic[S, T any] interface {
	pg.SymOf[T]
	Clone() S
	Equal(pg.SymOf[T]) bool
	Diff(pg.SymOf[T]) pg.Changes
	DiffValue(*T) pg.Changes
	Rebind(...pg.Edit) error
	Concrete() (*T, error)
	Err() error
}

// open makes some places of x undecided, missing, or such that they take their
// value from elsewhere.
func (s *source) open(x pg.AnySym, n int) {
	for range n {
		places := slices.Collect(pg.All[pg.Place](x))
		p := pick(s, places)
		if len(p.Path()) == 0 && len(places) > 1 {
			continue
		}
		s.openOne(p, places)
	}
}

func (s *source) openOne(p pg.Place, places []pg.Place) {
	t := p.Type()
	number := reflect.Zero(t).CanInt() || reflect.Zero(t).CanFloat()
	// What is refused leaves the place as it is.
	switch n := s.IntN(7); {
	case n == 0:
		_ = p.Rebind(pg.Set("", pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: s.candidates(t)}))
	case n == 1 && number:
		var d geno.Decision = &geno.Int{Min: int64(s.IntN(3)), Max: 5}
		if reflect.Zero(t).CanFloat() {
			d = &geno.Float{Min: float64(s.IntN(3)), Max: 5}
		}
		_ = p.Assign(pg.Decided{Decision: d})
	case n == 2 && t.Kind() == reflect.Slice:
		_ = p.Assign(pg.Decided{Decision: &geno.Choices{K: 2}, Candidates: s.candidates(t.Elem()), Elements: true})
	case n == 3:
		if !p.Sealed() && len(p.Path()) > 0 {
			p.Unset()
		}
	case n == 4:
		for _, q := range places {
			if q.Type() == t && !q.Path().HasPrefix(p.Path()) && !p.Path().HasPrefix(q.Path()) && len(q.Candidates()) == 0 {
				if c, err := q.Any(); err == nil && c != nil {
					p.Follow(q)
				}
				break
			}
		}
	case n == 5:
		if t.Kind() == reflect.String {
			p.Inherit("Name")
		}
	default:
		v := reflect.New(t).Elem()
		s.fill(v, 1)
		_ = p.Assign(v.Interface())
	}
}

func (s *source) candidates(t reflect.Type) []any {
	var list []any
	for range 2 + s.IntN(2) {
		v := reflect.New(t).Elem()
		s.fill(v, 2)
		x := v.Interface()
		switch y := x.(type) {
		case zoo.Lion:
			y2 := y.Sym()
			y2.Mane().OneOf(true, false)
			x = y2
		case *zoo.Parrot:
			if y != nil {
				y2 := y.Sym()
				y2.Mimic().OneOf(zoo.Lion{}, zoo.Snail(2))
				x = y2
			}
		case int:
			if s.IntN(2) == 0 {
				x = pg.Decided{Decision: &geno.Int{Min: 1, Max: int64(2 + s.IntN(2))}}
			}
		}
		list = append(list, x)
	}
	return list
}

func TestSymLaws(t *testing.T) {
	t.Run("Zoo", func(t *testing.T) { symLaws(t, (*zoo.Zoo).Sym) })
	t.Run("Lab", func(t *testing.T) { symLaws(t, (*zoo.Lab).Sym) })
	t.Run("Scales", func(t *testing.T) { symLaws(t, (*zoo.Scales).Sym) })
	t.Run("Cage", func(t *testing.T) { symLaws(t, (*zoo.Cage).Sym) })
	t.Run("Herd", func(t *testing.T) { symLaws(t, (*zoo.Herd).Sym) })
	t.Run("Lineage", func(t *testing.T) { symLaws(t, (*zoo.Lineage).Sym) })
	t.Run("Keeper", func(t *testing.T) { symLaws(t, (*zoo.Keeper).Sym) })
}

func symLaws[T any, S symbolic[S, T]](t *testing.T, sym func(*T) S) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		a := sym(random[T](s))
		s.open(a, s.IntN(5))
		b := sym(random[T](s))
		if seed%3 > 0 {
			b = a.Clone()
		}
		s.open(b, s.IntN(5))
		symLaw(t, fmt.Sprintf("seed %d", seed), a, b)
		if t.Failed() {
			return
		}
	}
}

func symLaw[T any, S symbolic[S, T]](t *testing.T, name string, a, b S) {
	t.Helper()
	before, after := a.Clone(), b.Clone()
	if !before.Equal(a) || pg.Compare(a, before) != 0 || pg.Hash(a) != pg.Hash(before) || !pg.EqualValues(a, before) || len(a.Diff(before)) > 0 {
		t.Errorf("%s: a clone is another program: %t %d", name, before.Equal(a), len(a.Diff(before)))
	}
	same := a.Equal(b)
	if same != b.Equal(a) || same != (pg.Compare(a, b) == 0) || pg.Compare(a, b) != -pg.Compare(b, a) ||
		same && pg.Hash(a) != pg.Hash(b) || same != pg.EqualValues(a, b) {
		t.Errorf("%s: Equal, Compare and Hash don't agree: %t %t %d %d", name, same, b.Equal(a), pg.Compare(a, b), pg.Compare(b, a))
	}
	changes := a.Diff(b)
	if same != (len(changes) == 0) {
		t.Errorf("%s: equal: %t, but %d changes", name, same, len(changes))
	}
	c := a.Clone()
	if err := c.Rebind(changes...); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if !c.Equal(b) {
		t.Errorf("%s: the changes give another program: %d changes, still %v", name, len(changes), describeEdits(c.Diff(b)))
	}
	// What is in the changes is theirs.
	newSource(1).open(c, 3)
	if c = a.Clone(); c.Rebind(changes...) != nil || !c.Equal(b) {
		t.Errorf("%s: the changes have changed with a program that was given them", name)
	}
	if err := c.Rebind(changes.Invert()...); err != nil || !c.Equal(a) {
		t.Errorf("%s: undone: %v, still %v", name, err, describeEdits(c.Diff(a)))
	}
	if err := c.Rebind(append(slices.Clone(changes), pg.Set("No.Such", 1))...); err == nil || !c.Equal(a) {
		t.Errorf("%s: an edit is wrong, and yet: %v, %v", name, err, describeEdits(c.Diff(a)))
	}
	if !a.Equal(before) || !b.Equal(after) {
		t.Errorf("%s: Diff has changed its arguments", name)
	}
	if x, err := b.Concrete(); err == nil {
		if c = a.Clone(); c.Rebind(a.DiffValue(x)...) != nil {
			t.Errorf("%s: DiffValue cannot be carried out", name)
		} else if y, err := c.Concrete(); err != nil || len(c.DiffValue(x)) > 0 || !pg.EqualValues(x, y) {
			t.Errorf("%s: DiffValue gives another program: %v", name, err)
		}
	}
	if err := pg.Rewrite(c, func(*pg.Node) {}); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func describeEdits(list pg.Changes) (out []string) {
	for _, e := range list {
		out = append(out, fmt.Sprintf("%s %s: %T → %T", e.Op, e.Path, e.Old, e.New))
	}
	return out
}

func TestCompareLaws(t *testing.T) {
	var all []any
	add := func(x any) { all = append(all, x) }
	for seed := range uint64(60) {
		s := newSource(seed)
		add(random[zoo.Zoo](s))
		add(random[zoo.Lab](s))
		add(*random[zoo.Scales](s))
		for range 3 {
			add(random[zoo.Cage](s))
			add(*random[zoo.Lion](s))
			add(s.any(0))
			add(s.float(64))
		}
		x := pick(s, all)
		v := reflect.New(reflect.TypeOf(&x).Elem()).Elem()
		v.Set(reflect.ValueOf(&x).Elem())
		add(pg.CloneValue(x))
		y := random[zoo.Cage](s).Sym()
		s.open(y, s.IntN(3))
		add(y)
		add(y.Clone())
	}
	for _, x := range []any{
		nil, (*int)(nil), []int(nil), []int{}, []int{1}, map[string]int(nil), map[string]int{}, map[string]int{"a": 1},
		map[string]int{"b": 1}, map[any]int{1: 1, "1": 2}, map[any]int{"1": 2, 1: 1}, map[any]int{"1": 1, 1: 2},
		math.NaN(), math.Float64frombits(math.Float64bits(math.NaN()) + 1), 0.0, math.Copysign(0, -1), float32(0), complex(math.NaN(), 1), complex(1, math.NaN()),
		[]byte(nil), []byte{}, []byte("a"), "a", "", time.Unix(1, 0), time.Unix(1, 0).UTC(), errors.New("a"), errors.New("b"),
		[2]any{1, nil}, [2]any{nil, 1}, zoo.Snail(1), 1, int8(1), struct{ A any }{1}, struct{ A any }{"1"},
		pg.Decided{Decision: &geno.Int{Min: 1, Max: 2}}, pg.Decided{Decision: &geno.Int{Min: 1, Max: 3}},
		&zoo.Zoo{Vet: vets[1]}, &zoo.Zoo{Vet: vets[2]}, &zoo.Zoo{Vet: vets[3]},
		&zoo.Lab{Func: funcs[1]}, &zoo.Lab{Func: funcs[2]}, &zoo.Lab{Chan: chans[1]}, &zoo.Lab{Chan: chans[2]},
	} {
		add(x)
	}
	sign := func(n int) int { return max(-1, min(1, n)) }
	for _, a := range all {
		if pg.Compare(a, a) != 0 {
			t.Errorf("%T: not equal to itself", a)
		}
		for _, b := range all {
			c := sign(pg.Compare(a, b))
			equal := pg.EqualValues(a, b)
			if equal != (c == 0) {
				t.Fatalf("%T, %T: equal: %t, compared: %d\n%s\n%s", a, b, equal, c, pg.ShowDiff(a, b), pg.Show(b))
			}
			if d := sign(pg.Compare(b, a)); c != -d {
				t.Fatalf("%T, %T: %d one way, %d the other", a, b, c, d)
			}
			if equal && pg.Hash(a) != pg.Hash(b) {
				t.Fatalf("%T: equal, but hashed differently", a)
			}
			if pg.Less(a, b) != (c < 0) {
				t.Fatalf("Less(%T, %T)", a, b)
			}
		}
	}
	// If it is a total order, sorting puts each before all that come after.
	slices.SortFunc(all, pg.Compare)
	hashes := map[uint64]bool{}
	groups := 0
	for i, a := range all {
		if i == 0 || !pg.EqualValues(a, all[i-1]) {
			groups++
			hashes[pg.Hash(a)] = true
		}
		for _, b := range all[i+1:] {
			if pg.Compare(a, b) > 0 {
				t.Fatalf("%T comes before %T and after it", a, b)
			}
		}
	}
	// The functions, channels and vets above are not seen.
	if len(hashes) < groups-6 {
		t.Errorf("%d different values have %d hashes", groups, len(hashes))
	}
}

// The hash does not depend on the process or the machine.
func TestHashIsStable(t *testing.T) {
	s := (&zoo.Cage{Width: 4, Notes: []zoo.Note{{Text: "x"}}}).Sym()
	s.Width().Range(1, 3)
	for _, c := range []struct {
		x    any
		want uint64
	}{
		{nil, 0x5f15f740f7f4396b},
		{zoo.New(), 0x4a9a1daf73d76f52},
		{s, 0xb07733154ad6d9c5},
	} {
		if got := pg.Hash(c.x); got != c.want {
			t.Errorf("%T: got %#x, want %#x", c.x, got, c.want)
		}
	}
	vet := zoo.New()
	vet.Vet = &zoo.Vet{}
	if pg.Hash(vet) != pg.Hash(zoo.New()) {
		t.Error("a shared field counts")
	}
}

func FuzzCompare(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, seed+1, seed*7)
	}
	f.Fuzz(func(t *testing.T, i, j, k uint64) {
		x := func(seed uint64) any {
			s := newSource(seed >> 2)
			c := random[zoo.Cage](s)
			switch seed & 3 {
			case 0:
				return c
			case 1:
				return *c
			case 2:
				return c.Animal
			}
			y := c.Sym()
			s.open(y, 2)
			return y
		}
		a, b, c := x(i), x(j), x(k)
		ab, bc, ac := pg.Compare(a, b), pg.Compare(b, c), pg.Compare(a, c)
		if ab <= 0 && bc <= 0 && ac > 0 || ab >= 0 && bc >= 0 && ac < 0 {
			t.Errorf("no order: %d %d %d", ab, bc, ac)
		}
		if (ab == 0) != pg.EqualValues(a, b) || ab == 0 && pg.Hash(a) != pg.Hash(b) || pg.Compare(b, a) != -ab {
			t.Errorf("compared: %d and %d, equal: %t", ab, pg.Compare(b, a), pg.EqualValues(a, b))
		}
	})
}

func FuzzSymDiff(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		s := newSource(seed)
		a := random[zoo.Cage](s).Sym()
		s.open(a, s.IntN(6))
		b := a.Clone()
		s.open(b, s.IntN(6))
		symLaw(t, fmt.Sprint(seed), a, b)
	})
}
