// The laws that generated methods keep, on every shape.

package shapes

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/generator/internal/laws"
	"github.com/pgen-go/pgen/runtime/geno"
)

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

func newNet() *Net {
	return &Net{Head: &Dense{}, Spare: map[string]Layer{"a": Pool{}, "b": &Dense{}}, Widths: []int{1}}
}

func newBoxed() *Boxed {
	return &Boxed{Ints: Box[int]{Size: 2, Value: 7}, Delta: &Box[Delta]{Value: Delta{Stride: 2}}}
}

func TestLaws(t *testing.T) {
	t.Run("Server", func(t *testing.T) { hold(t, NewServer()) })
	t.Run("Limits", func(t *testing.T) { hold(t, &Limits{Conns: 128, Headers: 4}) })
	t.Run("Cache", func(t *testing.T) { hold(t, &Cache{Entries: 1024, Policy: "lru"}) })
	t.Run("Backend", func(t *testing.T) { hold(t, &Backend{Host: "a", Labels: map[string]string{"k": "v"}}) })
	t.Run("Shuffle", func(t *testing.T) { hold(t, &Shuffle{Word: 2}) })
	t.Run("NewShuffleCall", func(t *testing.T) { hold(t, &NewShuffleCall{Word: 16}) })
	t.Run("Pipeline", func(t *testing.T) { hold(t, &Pipeline{Filter: None{}}) })
	t.Run("Pipelines", func(t *testing.T) { hold(t, newPipeline()) })
	// Its float32 holds fewer numbers than its space has.
	t.Run("Mixed", func(t *testing.T) { hold(t, newMixed(), laws.Distinct) })
	t.Run("Tree", func(t *testing.T) { hold(t, newTree()) })
	t.Run("Boxed", func(t *testing.T) { hold(t, newBoxed()) })
	t.Run("Pair", func(t *testing.T) { hold(t, &Pair{}) })
	t.Run("Pool", func(t *testing.T) { hold(t, &Pool{Size: 2, Step: 1}) })
	t.Run("Dense", func(t *testing.T) { hold(t, &Dense{}) })
	t.Run("Net", func(t *testing.T) { hold(t, newNet()) })
	t.Run("NewDenseCall", func(t *testing.T) { hold(t, &NewDenseCall{Below: Pool{}}) })
	t.Run("ScoreCall", func(t *testing.T) { hold(t, &ScoreCall{Net: newNet(), Scale: 2}) })
	t.Run("None", func(t *testing.T) { hold(t, &None{}) })
}

func hold[T any, P laws.Program[T]](t *testing.T, base P, except ...laws.Law) {
	if err := laws.Check(base, except...); err != nil {
		t.Error(err)
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
