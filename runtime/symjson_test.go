// The JSON of symbolic programs: what is written comes back, and what is wrong
// is said.

package pg_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/yaml"
)

// upper is a codec of strings.
type upper struct{}

func (upper) Encode(s string) (string, error)      { return s, nil }
func (upper) Decode(genome string) (string, error) { return strings.ToUpper(genome), nil }
func (upper) Random(r *rand.Rand) string           { return pick(&source{Rand: r}, texts) }

func init() {
	pg.RegisterCodec("upper", upper{})
	pg.RegisterCodec[zoo.Route]("ports", zoo.Ports{})
}

// undecide makes some places of s, the symbolic form of x, undecided, missing,
// or dependent on others.
func (s *source) undecide(root pg.Place, x any, n, depth int) {
	var paths, open []pg.Path
	for node := range pg.Traverse(x) {
		switch node.Reflect().Type() {
		case reflect.TypeFor[*zoo.Vet](), reflect.TypeFor[chan int](), reflect.TypeFor[func(int) int]():
			continue // JSON doesn't bring back which one it is
		}
		if q, err := root.At(node.Path().String()); err == nil && node.Depth() > 0 && q.Path().Equal(node.Path()) {
			paths = append(paths, node.Path())
			if q.Decision() != nil {
				open = append(open, node.Path())
			}
		}
	}
	for range n {
		if len(paths) == 0 {
			return
		}
		path := pick(s, paths)
		if slices.ContainsFunc(open, func(o pg.Path) bool { return path.HasPrefix(o) || o.HasPrefix(path) }) {
			continue
		}
		q, _ := root.At(path.String())
		other, _ := root.At(pick(s, paths).String())
		switch s.IntN(12) {
		case 0:
			q.Unset()
		case 1:
			q.Follow(other)
		case 2:
			q.Inherit(pick(s, []string{"Name", "Width", "Legs", "Kind", "Int"}))
		default:
			d, ok := s.decision(q.Type(), depth)
			if !ok {
				continue
			}
			given := q.Decide(d)
			if s.IntN(3) == 0 {
				given.Name(pick(s, texts)).Hint(map[string]any{"a": s.float(64), "b": []any{s.IntN(9), "x"}})
			}
			if s.IntN(2) == 0 && q.Err() == nil && other.Decision() != nil {
				pg.When(given, pg.Field[any]{Place: other}, func(x any) bool { return len(fmt.Sprint(x))%2 == 0 })
			}
		}
		if q.Err() != nil {
			q.Unset()
		}
		open = append(open, path)
	}
}

// decision returns a decision for a place of type t.
func (s *source) decision(t reflect.Type, depth int) (d pg.Decided, ok bool) {
	elem := t
	for elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	zero := reflect.New(elem).Elem()
	scale := geno.Scale(s.IntN(3))
	raw := t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[json.Number]()
	switch n := s.IntN(3); {
	case n == 0 && (zero.CanInt() || zero.CanUint()):
		return pg.Decided{Decision: &geno.Int{Min: 1, Max: 1 + s.Int64N(9), Step: s.Int64N(3), Scale: scale}}, true
	case n == 0 && zero.CanFloat():
		return pg.Decided{Decision: &geno.Float{Min: 0.25, Max: 1 + s.Float64(), Step: float64(s.IntN(2)) / 8, Scale: scale}}, true
	case n == 0 && t == reflect.TypeFor[string]():
		return pg.Decided{Decision: &geno.Custom{Type: pick(s, texts)}, Codec: upper{}}, true
	case n == 0 && t == reflect.TypeFor[zoo.Route]():
		return pg.Decided{Decision: &geno.Custom{}, Codec: zoo.Ports{}}, true
	case n == 0 && !raw && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array && t.Len() > 0):
		c := &geno.Choices{K: 1 + s.IntN(3), Distinct: s.IntN(2) == 0, Sorted: s.IntN(2) == 0}
		if t.Kind() == reflect.Array {
			c.K = t.Len()
		}
		return pg.Decided{Decision: c, Elements: true, Candidates: s.candidates(t.Elem(), c.K+s.IntN(2), depth)}, true
	}
	c := &geno.Choices{K: 1}
	d = pg.Decided{Decision: c, Candidates: s.candidates(t, 1+s.IntN(3), depth)}
	if s.IntN(3) == 0 {
		for range d.Candidates {
			c.Literals = append(c.Literals, pick(s, []any{"x", 1, 1.0, 0.5, true, uint64(math.MaxUint64), zoo.Lion{}}))
		}
	}
	return d, true
}

// candidates returns n candidates of type t, some of which have decisions.
func (s *source) candidates(t reflect.Type, n, depth int) []any {
	var list []any
	for range n {
		if depth > 0 && s.IntN(3) == 0 {
			if d, ok := s.decision(t, depth-1); ok {
				list = append(list, d)
				continue
			}
		}
		if depth > 0 && t == reflect.TypeFor[zoo.Animal]() {
			switch s.IntN(3) {
			case 0:
				x := random[zoo.Lion](s)
				sym := x.Sym()
				s.undecide(sym.Place, x, 2, depth-1)
				list = append(list, sym)
				continue
			case 1:
				x := random[zoo.Parrot](s)
				sym := x.Sym()
				s.undecide(sym.Place, x, 2, depth-1)
				list = append(list, sym)
				continue
			case 2:
				x := random[zoo.HiredCall](s)
				sym := x.Sym()
				s.undecide(sym.Place, x, 1, depth-1)
				list = append(list, sym)
				continue
			}
		}
		v := reflect.New(t).Elem()
		if s.fill(v, 3); v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
			v.SetZero() // null is the pointer itself
		}
		list = append(list, v.Interface())
	}
	return list
}

// symOf is a TSym of T, and what can be read into.
type symOf[T any] interface {
	pg.AnySym
	pg.Program[*T]
	Root() pg.Place
	Declare()
	Err() error
	Concrete() (*T, error)
}

func TestSymJSONRoundTrip(t *testing.T) {
	t.Run("Zoo", throughSymJSON[zoo.Zoo, zoo.ZooSym])
	t.Run("Ark", throughSymJSON[zoo.Ark, zoo.ArkSym])
	t.Run("Scales", throughSymJSON[zoo.Scales, zoo.ScalesSym])
	t.Run("Cage", throughSymJSON[zoo.Cage, zoo.CageSym])
	t.Run("Herd", throughSymJSON[zoo.Herd, zoo.HerdSym])
	t.Run("Lineage", throughSymJSON[zoo.Lineage, zoo.LineageSym])
	t.Run("Keeper", throughSymJSON[zoo.Keeper, zoo.KeeperSym])
	t.Run("Memo", throughSymJSON[zoo.Memo, zoo.MemoSym])
}

func throughSymJSON[T any, S symOf[T], P interface {
	program[T]
	Sym() S
}](t *testing.T) {
	for seed := range uint64(seeds / 5) {
		s := newSource(seed)
		s.json = true
		x := random[T](s)
		a := P(x).Sym()
		if seed%3 == 0 {
			a.Declare()
		}
		s.undecide(a.Root(), x, int(seed%12), 2)
		if err := a.Err(); err != nil {
			continue // an error of Declare: a reference to what isn't there
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var b S
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		sameSym(t, fmt.Sprintf("seed %d", seed), a, b, text)

		// In files and other formats.
		data, err := pg.Write(yaml.Format, &a)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var c pg.AnySym
		if _, err := pg.Read(yaml.Format, data, &c); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, data)
		}
		sameSym(t, fmt.Sprintf("yaml, seed %d", seed), a, c.(S), text)
		// What is read over itself stays as it is.
		if _, err := pg.Read(yaml.Format, data, &b); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, data)
		}
		sameSym(t, fmt.Sprintf("over itself, seed %d", seed), a, b, text)
	}
}

// sameSym checks that b is what a is.
func sameSym[T any, S symOf[T]](t *testing.T, name string, a, b S, text []byte) {
	t.Helper()
	again, err := json.Marshal(b)
	if err != nil || !bytes.Equal(again, text) {
		t.Fatalf("%s: comes back as another, %v:\n%s\n%s", name, err, text, again)
	}
	if x, y := a.Space().Err(), b.Space().Err(); x != nil || y != nil {
		if fmt.Sprint(x) != fmt.Sprint(y) {
			t.Fatalf("%s: space: %v\nnot %v\n%s", name, y, x, text)
		}
		return
	}
	if !a.Space().Equal(b.Space()) {
		t.Fatalf("%s: another space comes back:\n%v\n%v\n%s", name, a.Space(), b.Space(), text)
	}
	same := func(x, y *T, err, other error) {
		t.Helper()
		if (err == nil) != (other == nil) || !pg.EqualValues(x, y) {
			t.Fatalf("%s: got %v, not %v\n%s%s", name, other, err, pg.ShowDiff(x, y), text)
		}
	}
	x, err := a.Concrete()
	y, other := b.Concrete()
	same(x, y, err, other)
	for seed := range uint64(3) {
		d := a.Space().Random(rand.New(rand.NewPCG(seed, 1)))
		x, err := a.Materialize(d)
		y, other := b.Materialize(d)
		same(x, y, err, other)
	}
}
