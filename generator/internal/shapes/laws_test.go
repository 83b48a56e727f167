// The laws that generated methods keep, on every shape.

package shapes

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
)

// symbolic are the generated methods of *T.
type symbolic[T any] interface {
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

func newPipeline() *Pipeline {
	return &Pipeline{Filter: None{}, Next: &Pipeline{Filter: Delta{Stride: 2}, Any: []int{10, 10, 20}}}
}

func newTree() *Tree {
	leaf := func() *Tree { return &Tree{Op: "+"} }
	return &Tree{Op: "*", Left: &Tree{Op: "-", Left: leaf()}, Right: leaf()}
}

func newMixed() *Mixed {
	return &Mixed{Rate: 0.1, Copy: 0.1, Inner: map[string]Delta{"b": {Stride: 1}, "a": {Stride: 4}}, Filter: &Shuffle{Word: 4, Then: Delta{Stride: 1}}}
}

func newBoxed() *Boxed {
	return &Boxed{Ints: Box[int]{Size: 2, Value: 7}, Delta: &Box[Delta]{Value: Delta{Stride: 2}}}
}

func TestLaws(t *testing.T) {
	t.Run("Server", func(t *testing.T) { laws(t, NewServer(), true) })
	t.Run("Limits", func(t *testing.T) { laws(t, &Limits{Conns: 128, Headers: 4}, true) })
	t.Run("Cache", func(t *testing.T) { laws(t, &Cache{Entries: 1024, Policy: "lru"}, true) })
	t.Run("Backend", func(t *testing.T) { laws(t, &Backend{Host: "a", Labels: map[string]string{"k": "v"}}, true) })
	t.Run("Shuffle", func(t *testing.T) { laws(t, &Shuffle{Word: 2}, true) })
	t.Run("NewShuffleCall", func(t *testing.T) { laws(t, &NewShuffleCall{Word: 16}, true) })
	t.Run("Pipeline", func(t *testing.T) { laws(t, &Pipeline{Filter: None{}}, true) })
	t.Run("Pipelines", func(t *testing.T) { laws(t, newPipeline(), true) })
	// Its float32 holds fewer numbers than its space has.
	t.Run("Mixed", func(t *testing.T) { laws(t, newMixed(), false) })
	t.Run("Tree", func(t *testing.T) { laws(t, newTree(), true) })
	t.Run("Boxed", func(t *testing.T) { laws(t, newBoxed(), true) })
	t.Run("None", func(t *testing.T) { laws(t, &None{}, true) })
}

// laws checks a program and those of its space: all of them if there are few,
// else a random choice of them. It is told whether different DNAs make
// different programs.
func laws[T any, P symbolic[T]](t *testing.T, base P, distinct bool) {
	space := base.Space()
	if err := space.Err(); err != nil {
		t.Fatal(err)
	}
	original := P(base.Clone())
	rng := rand.New(rand.NewPCG(1, 2))
	var dnas []*geno.DNA
	if size := space.Size(); size != nil && size.IsInt64() && size.Int64() <= 2000 {
		for d := range space.All() {
			dnas = append(dnas, d)
		}
		if int64(len(dnas)) != size.Int64() {
			t.Errorf("expected all %v DNAs, got %d", size, len(dnas))
		}
	} else {
		for range 500 {
			dnas = append(dnas, space.Random(rng))
		}
	}
	made := map[string]string{} // program as JSON → DNA
	last := P(base)
	for _, d := range dnas {
		x, err := base.Materialize(d)
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		if shared := sharing(base, x); shared != "" {
			t.Fatalf("%v: the program shares %s with its base", d, shared)
		}

		// Encode and Materialize undo each other.
		back, err := base.Encode(x)
		if err != nil {
			t.Fatalf("%v: %v\nof %s", d, err, pg.Show(x))
		}
		if distinct && !back.Equal(d) {
			t.Fatalf("Encode(Materialize(%v)): got %v", d, back)
		}
		y, err := base.Materialize(back)
		if err != nil {
			t.Fatal(err)
		}
		if !P(x).Equal(y) || !reflect.DeepEqual(x, y) {
			t.Fatalf("Materialize(Encode(x)): expected %s, got %s", pg.Show(x), pg.Show(y))
		}

		// Different DNAs make different programs.
		data, err := pg.MarshalJSON(P(x))
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := made[string(data)]; ok && distinct && other != d.String() {
			t.Fatalf("%v and %s make the same program %s", d, other, data)
		}
		made[string(data)] = d.String()

		// A clone is equal and shares nothing.
		c := P(x).Clone()
		if !P(c).Equal(x) || !reflect.DeepEqual(x, c) {
			t.Fatalf("expected a clone to be equal: %s, got %s", pg.Show(x), pg.Show(c))
		}
		if shared := sharing(x, c); shared != "" {
			t.Fatalf("the clone shares %s", shared)
		}

		// The difference turns one into the other, and back.
		diff := last.Diff(x)
		if (len(diff) == 0) != last.Equal(x) {
			t.Fatalf("expected changes only between programs that are not equal: %s and %s, got\n%v", pg.Show(last), pg.Show(x), diff)
		}
		z := P(last.Clone())
		if err := z.Rebind(diff...); err != nil {
			t.Fatalf("%v: %v", diff, err)
		}
		if !z.Equal(x) {
			t.Fatalf("expected the changes\n%vto make %s, got %s", diff, pg.Show(x), pg.Show(z))
		}
		if err := z.Rebind(diff.Invert()...); err != nil || !z.Equal(last) {
			t.Fatalf("expected the inverse of\n%vto make %s, got %s, error %v", diff, pg.Show(last), pg.Show(z), err)
		}

		// One edit in error, and nothing is changed.
		if err := z.Rebind(append(diff[:len(diff):len(diff)], pg.Set("NoSuchField", 1))...); err == nil || !z.Equal(last) {
			t.Fatalf("expected an error and no change, got error %v and %s", err, pg.Show(z))
		}

		// JSON holds all of it.
		w := P(new(T))
		if err := pg.UnmarshalJSON(w, data); err != nil || !w.Equal(x) {
			t.Fatalf("expected %s to be read as %s, got %s, error %v", data, pg.Show(x), pg.Show(w), err)
		}
		last = x
	}
	if !base.Equal(original) {
		t.Errorf("the base has changed from %s to %s", pg.Show(original), pg.Show(base))
	}
}

// sharing returns where a and b refer to the same memory, or "".
func sharing(a, b any) string {
	seen := map[uintptr]string{}
	visit(reflect.ValueOf(a), "x", func(at string, p uintptr) bool { seen[p] = at; return true })
	shared := ""
	visit(reflect.ValueOf(b), "x", func(at string, p uintptr) bool {
		if where, ok := seen[p]; ok {
			shared = fmt.Sprintf("%s (at %s)", where, at)
		}
		return shared == ""
	})
	return shared
}

// visit calls found with each piece of memory that v refers to.
func visit(v reflect.Value, at string, found func(at string, p uintptr) bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && (v.Type().Elem().Size() == 0 || found(at, v.Pointer())) {
			visit(v.Elem(), at, found)
		}
	case reflect.Interface:
		visit(v.Elem(), at, found)
	case reflect.Map:
		if !v.IsNil() && found(at, v.Pointer()) {
			for _, k := range v.MapKeys() {
				visit(v.MapIndex(k), fmt.Sprintf("%s[%v]", at, k), found)
			}
		}
	case reflect.Slice:
		if v.Cap() == 0 || v.Type().Elem().Size() == 0 || !found(at, v.Pointer()) {
			return
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			visit(v.Index(i), fmt.Sprintf("%s[%d]", at, i), found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			visit(v.Field(i), at+"."+v.Type().Field(i).Name, found)
		}
	}
}

// A DNA that was made for another space, or for none, is an error that says
// so, whatever it holds.
func TestMaterializeOfAnotherSpace(t *testing.T) {
	if _, err := NewServer().Materialize(newTree().Space().First()); err == nil {
		t.Error("expected an error for the DNA of a Tree")
	} else if want := "pg: materialize github.com/pgen-go/pgen/generator/internal/shapes.Server: the DNA belongs to another space"; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("expected an error that begins with %q, got %v", want, err)
	}
	if _, err := NewServer().Materialize(nil); err == nil {
		t.Error("expected an error for no DNA")
	} else if want := "expected a DNA, got nil"; !strings.Contains(err.Error(), want) {
		t.Errorf("expected an error that says %q, got %v", want, err)
	}
	if _, err := (*Server)(nil).Materialize(nil); err == nil {
		t.Error("expected an error for no program")
	} else if want := "nil program"; !strings.Contains(err.Error(), want) {
		t.Errorf("expected an error that says %q, got %v", want, err)
	}
	// One of an equal space made elsewhere is fine.
	data, err := NewServer().Space().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	same := new(geno.Spec)
	if err := same.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	d := same.Random(rand.New(rand.NewPCG(3, 4)))
	x, err := NewServer().Materialize(d)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := NewServer().Encode(x); err != nil || !e.Equal(d) {
		t.Errorf("expected %v, got %v, error %v", d, e, err)
	}
}
