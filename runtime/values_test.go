// Equality and copies of values of types that are not the program's own.

package pg_test

import (
	"math"
	"math/big"
	"net/url"
	"reflect"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// Types as other packages have them: with hidden fields, and methods of their
// own to compare and copy them by.
type (
	hidden   struct{ list []int }
	compared struct{ id, noise int }
	byPtr    struct{ id, noise int }
	copied   struct{ list []int }
	copiedTo struct{ list []int }
	loose    struct{ x any }
)

func (c compared) Equal(d compared) bool  { return c.id == d.id }
func (c *byPtr) Equal(d *byPtr) bool      { return c.id == d.id }
func (c copied) Clone() copied            { return copied{append([]int{-1}, c.list...)} }
func (c *copiedTo) Clone() *copiedTo      { return &copiedTo{append([]int{-1}, c.list...)} }
func (c copied) Equal(d copied) bool      { return reflect.DeepEqual(c, d) }
func (c *copiedTo) Equal(d copiedTo) bool { return reflect.DeepEqual(*c, d) }

func TestEqualValues(t *testing.T) {
	one, other := big.NewInt(1), big.NewInt(1)
	f, g := func() {}, func() {}
	now := time.Now()
	user := url.User("a")
	for _, test := range []struct {
		a, b any
		want bool
	}{
		{nil, nil, true}, {nil, 0, false}, {0, nil, false}, {1, 1, true}, {1, int8(1), false},
		{math.NaN(), math.NaN(), true}, {float32(math.NaN()), float32(1), false}, {0.0, math.Copysign(0, -1), true},
		{complex(math.NaN(), 1), complex(math.NaN(), 1), true}, {complex(1, 2), complex(1, 3), false},
		{[]int(nil), []int{}, false}, {[]int{}, []int{}, true}, {[]int{1}, []int{2}, false}, {[]byte("a"), []byte("a"), true}, {[]byte(nil), []byte{}, false},
		{map[string]int(nil), map[string]int{}, false}, {map[string]int{"a": 1}, map[string]int{"b": 1}, false}, {map[string]int{"a": 1}, map[string]int{"a": 1}, true},
		{[2]float64{1, math.NaN()}, [2]float64{1, math.NaN()}, true}, {[2]int{1, 2}, [2]int{1, 3}, false},
		{one, one, true}, {one, other, false}, {*one, *other, true},
		{f, f, true}, {f, g, false},
		{now, now.Round(0), true}, {now, now.Add(1), false}, {&now, ptr(now.UTC()), true},
		{hidden{[]int{1}}, hidden{[]int{1}}, true}, {hidden{[]int{1}}, hidden{[]int{2}}, false}, {&hidden{}, &hidden{}, false},
		{loose{[]int{1}}, loose{[]int{1}}, true}, {loose{1}, loose{2}, false},
		{compared{1, 2}, compared{1, 3}, true}, {compared{1, 2}, compared{2, 2}, false}, {&compared{1, 2}, &compared{1, 3}, true}, {&compared{1, 2}, (*compared)(nil), false},
		{byPtr{1, 2}, byPtr{1, 3}, true}, {[]byPtr{{1, 2}}, []byPtr{{3, 2}}, false},
		{url.URL{Host: "a"}, url.URL{Host: "a"}, true}, {url.URL{User: user}, url.URL{User: url.User("a")}, true}, {url.URL{User: user}, url.URL{User: url.User("b")}, false},
		{zoo.Lion{Roar: 1}, zoo.Lion{Roar: 1}, true}, {&zoo.Lion{}, zoo.Lion{}, false},
		{[]any{1, "a", nil}, []any{1, "a", nil}, true}, {[]any{1}, []any{1.0}, false}, {[]any{nil}, []any{0}, false},
	} {
		if got := pg.EqualValues(test.a, test.b); got != test.want {
			t.Errorf("%T(%v) and %T(%v): got %t", test.a, test.a, test.b, test.b, got)
		}
		if a, b := pg.EqualValues(test.a, test.a), pg.EqualValues(test.b, pg.CloneValue(test.b)); !a || !b {
			t.Errorf("%T(%v) equals itself: %t; its clone: %t", test.a, test.a, a, b)
		}
	}
}

func TestCloneValue(t *testing.T) {
	one := big.NewInt(1)
	if pg.CloneValue(one) != one {
		t.Error("a handle was copied")
	}
	if at := ptr(time.Now()); pg.CloneValue(at) == at {
		t.Error("the time behind a pointer was not copied")
	}
	if got := pg.CloneValue(copied{[]int{1}}); !reflect.DeepEqual(got, copied{[]int{-1, 1}}) {
		t.Errorf("got %v", got)
	}
	if got := pg.CloneValue(&copied{[]int{1}}); !reflect.DeepEqual(got, &copied{[]int{-1, 1}}) {
		t.Errorf("got %v", got)
	}
	if got := pg.CloneValue([]copiedTo{{[]int{1}}}); !reflect.DeepEqual(got, []copiedTo{{[]int{-1, 1}}}) {
		t.Errorf("got %v", got)
	}
	if got := pg.CloneValue((*copiedTo)(nil)); got != nil {
		t.Errorf("got %v", got)
	}
	type named *int
	n := named(ptr(3))
	if got := pg.CloneValue(n); got == n || *got != 3 {
		t.Errorf("got %v", got)
	}
	a := map[string]any{"a": []*int{ptr(1)}, "b": map[int][]int{1: {2}}}
	b := pg.CloneValue(a)
	*b["a"].([]*int)[0] = 9
	b["b"].(map[int][]int)[1][0] = 9
	if *a["a"].([]*int)[0] != 1 || a["b"].(map[int][]int)[1][0] != 2 {
		t.Errorf("a change of the copy reached %v", a)
	}
}

func TestIdentical(t *testing.T) {
	list := []int{1, 2}
	m := map[int]int{}
	check := func(name string, got, want bool) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %t", name, got)
		}
	}
	check("pointers", pg.Identical(ptr(1), ptr(1)), false)
	check("slice", pg.Identical(list, list[:2]), true)
	check("part of a slice", pg.Identical(list, list[:1]), false)
	check("nil slice", pg.Identical[[]int](nil, []int{}), false)
	check("map", pg.Identical(m, m), true)
	check("maps", pg.Identical(m, map[int]int{}), false)
	check("ints", pg.Identical(1, 1), true)
	check("any", pg.Identical[any](list, list), true)
	check("anys", pg.Identical[any](1, "a"), false)
	check("nil any", pg.Identical[any](nil, 1), false)
}
