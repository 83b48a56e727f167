// The JSON of symbolic programs: what is written comes back, and what is wrong
// is said.

package pg_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
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
				given.Name(pick(s, texts)).Hint(map[string]any{"a": s.float(64), "b": []any{s.Int64N(9), "x"}})
			}
			// A condition is on values.
			none := func(c pg.Place) bool { _, err := c.Any(); return err != nil }
			if s.IntN(2) == 0 && q.Err() == nil && other.Decision() != nil && !slices.ContainsFunc(other.Candidates(), none) {
				pg.When(given, pg.Field[any]{Handle: pg.Handle{Place: other}}, func(x any) bool { return len(fmt.Sprint(x))%2 == 0 })
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
		return pg.Decided{Decision: c, Elements: true, Candidates: s.choosable(t.Elem(), c.K+s.IntN(2), depth)}, true
	}
	c := &geno.Choices{K: 1}
	d = pg.Decided{Decision: c, Candidates: s.choosable(t, 1+s.IntN(3), depth)}
	if s.IntN(3) == 0 {
		for range d.Candidates {
			c.Literals = append(c.Literals, pick(s, []any{"x", 1, 1.0, 0.5, true, uint64(math.MaxUint64), zoo.Lion{}}))
		}
	}
	return d, true
}

// choosable returns n candidates of type t, some of which have decisions.
func (s *source) choosable(t reflect.Type, n, depth int) []any {
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
	// Conditions are another function, and literals are of Go's own types.
	if !bytes.Contains(text, []byte(`"when":`)) && !bytes.Contains(text, []byte(`"literals":`)) && !pg.EqualValues(a, b) {
		t.Fatalf("%s: comes back unequal:\n%s\n%s", name, pg.ShowDiff(a, b), text)
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

// Everything that can stand in a place, as a person would write it.
func TestSymJSONForms(t *testing.T) {
	x := &zoo.Cage{Animal: zoo.Lion{}, Width: 4, Notes: []zoo.Note{{Text: "a"}, {Text: "b"}}}
	for _, test := range []struct {
		change func(s zoo.CageSym)
		want   string
	}{
		{func(s zoo.CageSym) { s.Width().Range(1, 8, 0.5).Name("width").Hint("wide") },
			`{"Animal":{"_type":"zoo.Lion","Roar":0,"Mane":false},"Width":{"_decide":"float","min":1,"max":8,"step":0.5,"name":"width","hints":"wide"},"Locked":false,"Notes":[…]}`},
		{func(s zoo.CageSym) { s.Locked().OneOf(true, false); s.Width().Unset() },
			`{"Animal":{"_type":"zoo.Lion","Roar":0,"Mane":false},"Width":{"_decide":"missing"},"Locked":{"_decide":"oneof","candidates":[true,false]},"Notes":[…]}`},
		{func(s zoo.CageSym) {
			lion := new(zoo.Lion).Sym()
			lion.Mane().OneOf(false, true)
			hired := new(zoo.HiredCall).Sym()
			hired.Volume().Range(1, 9)
			s.Animal().OneOfSym(lion, hired)
		}, `{"Animal":{"_decide":"oneof","candidates":[{"_type":"zoo.Lion","Roar":0,"Mane":{"_decide":"oneof","candidates":[false,true]}},{"_decide":"call","call":{"_type":"zoo.HiredCall","Volume":{"_decide":"int","min":1,"max":9},"Mane":false}}]},"Width":4,"Locked":false,"Notes":[…]}`},
		{func(s zoo.CageSym) { s.Width().Inherit("Height"); s.Locked().Custom(flip{}) },
			`{"Animal":{"_type":"zoo.Lion","Roar":0,"Mane":false},"Width":{"_decide":"inherit","field":"Height"},"Locked":{"_decide":"custom","codec":"flip"},"Notes":[…]}`},
		{func(s zoo.CageSym) {
			s.Locked().OneOf(true, false)
			pg.When(s.Width().Log(1, 8), s.Locked(), func(locked bool) bool { return !locked })
		}, `{"Animal":{"_type":"zoo.Lion","Roar":0,"Mane":false},"Width":{"_decide":"float","min":1,"max":8,"scale":"log","when":{"on":["Locked"],"holds":[[1]]},"value":4},"Locked":{"_decide":"oneof","candidates":[true,false]},"Notes":[…]}`},
	} {
		s := x.Sym()
		test.change(s)
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(string(text), "github.com/pgen-go/pgen/runtime/internal/", "")
		got = strings.Replace(got, `[{"Text":"a","On":"0001-01-01T00:00:00Z","Raw":null},{"Text":"b","On":"0001-01-01T00:00:00Z","Raw":null}]`, "[…]", 1)
		if got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
		var back zoo.CageSym
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		sameSym(t, got, s, back, text)
	}
}

type flip struct{}

func (flip) Encode(b bool) (string, error) { return fmt.Sprint(b), nil }
func (flip) Decode(g string) (bool, error) { return g == "true", nil }
func (flip) Random(*rand.Rand) string      { return "true" }

func init() { pg.RegisterCodec("flip", flip{}) }

// What is wrong is said, all at once, and changes nothing.
func TestSymJSONErrors(t *testing.T) {
	s := (&zoo.Cage{Width: 4}).Sym()
	s.Locked().OneOf(true, false)
	before, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	space := s.Space()
	for _, test := range []struct{ text, want string }{
		{`{"Width": {"_decide": "onof", "candidates": [1]}}`, `1:23: Width: expected what stands here, such as "oneof", got "onof": did you mean "oneof"?`},
		{`{"Width": {"_decide": "dice"}}`, `1:23: Width: expected what stands here, such as "oneof", got "dice": there are call, custom, float, inherit, int, manyof, missing, oneof, permute, ref, value`},
		{`{"Width": {"_decide": 3}}`, `1:23: Width: expected what stands here, such as "oneof", got 3`},
		{`{"Width": {"_decide": "float", "min": 1}}`, `1:11: Width: expected a member "max" of a "float"`},
		{`{"Width": {"_decide": "float", "min": 1, "max": 3, "sclae": "log"}}`, `1:52: Width: expected a member of a "float", got "sclae": did you mean "scale"?`},
		{`{"Width": {"_decide": "float", "min": 1, "max": 3, "scale": "lgo"}}`, `1:61: Width: expected a scale, linear, log or rlog, got "lgo": did you mean "log"?`},
		{`{"Width": {"_decide": "float", "min": "1", "max": 3}}`, `1:39: Width: expected a number as "min", got "1"`},
		{`{"Width": {"_decide": "float", "min": 5, "max": 3}}`, `1:11: Width: expected Min of at most Max, got 5 to 3; swap them`},
		{`{"Locked": {"_decide": "int", "min": 1, "max": 3}}`, `1:12: Locked: expected a range of numbers of type bool, got int 1 to 3`},
		{`{"Notes": {"_decide": "int", "min": 1, "max": 3}}`, `1:11: Notes: expected a range of numbers of type []zoo.Note, got int 1 to 3`},
		{`{"Locked": {"_decide": "oneof", "candidates": [true, 1, "x"]}}`, "2 errors:\n1:54: Locked[=1/3]: expected bool, got 1\n1:57: Locked[=2/3]: expected bool, got \"x\""},
		{`{"Animal": {"_decide": "oneof", "candidates": [{"_type": "zoo.Cage"}, {"_type": "zoo.Lion", "Mane": {"_decide": "permute", "candidates": [1]}}]}}`,
			"2 errors:\n1:58: Animal[=0/2]: expected a type that implements zoo.Animal"},
		{`{"Animal": {"_decide": "call", "call": {"_type": "zoo.Lion"}}}`, `1:50: Animal: expected the parameters of a tagged function, got zoo.Lion`},
		{`{"Width": {"_decide": "call", "call": {"_type": "zoo.HiredCall"}}}`, `1:49: Width: expected a call that returns float64, got zoo.HiredCall, which returns zoo.Lion`},
		{`{"Width": {"_decide": "manyof", "k": 2, "candidates": [1, 2]}}`, `1:11: Width: expected a slice or an array to choose the elements of, got a float64`},
		{`{"Width": {"_decide": "oneof", "candidates": []}}`, `1:11: Width: expected candidates, got none`},
		{`{"Width": {"_decide": "oneof", "candidates": [1, 2], "literals": ["a"]}}`, `1:11: Width: expected as many literals as candidates, 2, got 1`},
		{`{"Width": {"_decide": "ref", "path": "Length"}}`, `1:11: Width: Length: expected a field of zoo.Cage, which has no Length`},
		{`{"Width": {"_decide": "ref", "path": "Locked"}}`, `1:11: Width: expected a place of type float64 to follow, got Locked, of type bool`},
		{`{"Width": {"_decide": "ref", "path": "Lo["}}`, `1:38: Width: expected a path: `},
		{`{"Width": {"_decide": "custom", "codec": "uper"}}`, `1:42: Width: expected the name of a codec, got "uper": did you mean "upper"?`},
		{`{"Width": {"_decide": "custom", "codec": "upper"}}`, `1:42: Width: expected a codec of float64, got "upper", which is one of string`},
		{`{"Width": {"_decide": "float", "min": 1, "max": 3, "when": {"on": ["Animal"], "holds": [[0]]}}}`, `1:60: Width: expected a condition on an undecided place, and Animal is none`},
		{`{"Width": {"_decide": "float", "min": 1, "max": 3, "when": {"on": ["Locked"], "holds": [[2]]}}}`, `1:60: Width: expected a candidate of Locked below 2, got 2`},
		{`{"Width": {"_decide": "float", "min": 1, "max": 3, "when": {"no": []}}}`, `1:60: Width: expected an object such as {"on": ["Kind"], "holds": [[0], [2]]} as "when", got an object`},
		{`{"Widht": {"_decide": "missing"}}`, `1:2: expected a field of zoo.Cage, got "Widht": did you mean "Width"?`},
		{`{"Width": `, `1:11: expected JSON: unexpected end of JSON input`},
	} {
		err := json.Unmarshal([]byte(test.text), &s)
		if err == nil {
			// json.Unmarshal sees first where a text is no JSON.
			err = s.UnmarshalJSON([]byte(test.text))
		}
		if direct := s.UnmarshalJSON([]byte(test.text)); direct != nil {
			err = direct
		}
		if err == nil || !strings.HasPrefix(strings.TrimPrefix(err.Error(), "pg: read JSON of zoo.Cage: "), test.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", test.text, err, test.want)
		}
		if after, err := json.Marshal(s); err != nil || !bytes.Equal(before, after) || s.Space() != space {
			t.Fatalf("%s: an error and a change: %s, %v", test.text, after, err)
		}
	}
	// Sealed programs cannot be read into.
	s.Seal()
	if err := json.Unmarshal([]byte(`{"Width": 3}`), &s); err == nil || !strings.HasSuffix(err.Error(), "is sealed: unseal it first, or change a clone") {
		t.Errorf("got %v", err)
	}
	// Programs have no decisions.
	var c zoo.Cage
	for _, test := range []struct{ text, want string }{
		{`{"Width": {"_decide": "missing"}}`, "pg: read JSON of zoo.Cage: 1:11: Width: expected float64, got a decision, which only a symbolic program has"},
		{`{"_decide": "oneof", "candidates": []}`, "pg: read JSON of zoo.Cage: 1:2: is not decided here: read it as a symbolic program"},
		{`{"Animal": {"_decide": "missing"}}`, `pg: read JSON of zoo.Cage: 1:12: Animal: expected an object with the "_type" of a zoo.Animal`},
		{`{"Notes": {"_decide": "missing"}}`, `pg: read JSON of zoo.Cage: 1:11: Notes: expected an array for []zoo.Note, got a decision, which only a symbolic program has`},
	} {
		if err := json.Unmarshal([]byte(test.text), &c); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}

// What has no JSON form is said with its path.
func TestSymJSONUnwritable(t *testing.T) {
	s := (&zoo.Cage{Animal: zoo.Lion{}}).Sym()
	s.Locked().Custom(&coin{})
	s.Width().Range(3, 1)
	lion := new(zoo.Lion).Sym()
	lion.Mane().Custom(&coin{})
	s.Animal().OneOfSym(lion)
	_, err := s.MarshalJSON()
	want := "pg: write JSON of zoo.Cage: 3 errors:\n" +
		"Animal[=0/1].Mane: expected a codec that is known by name, got a *pg_test.coin: call pg.RegisterCodec\n" +
		"Width: expected Min of at most Max, got 3 to 1; swap them\n" +
		"Locked: expected a codec that is known by name, got a *pg_test.coin: call pg.RegisterCodec"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	path := filepath.Join(t.TempDir(), "cage.json")
	if err := pg.Save(path, &s); err == nil || !strings.HasPrefix(err.Error(), "pg: save "+path+": 3 errors:") {
		t.Errorf("got %v", err)
	}
}

type coin struct{ flip }

// Files have symbolic programs of any type.
func TestSymSaveLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ark.yaml")
	s := (&zoo.Ark{Kind: "boat", Width: 2}).Sym()
	s.Declare()
	if err := pg.Save(path, &s); err != nil {
		t.Fatal(err)
	}
	var any pg.AnySym
	report, err := pg.Load(path, &any)
	if err != nil || report.String() != "" {
		t.Fatal(report, err)
	}
	text, _ := json.Marshal(s)
	sameSym(t, "any", s, any.(zoo.ArkSym), text)

	// An accessor taken before is still one of the program.
	into := (&zoo.Ark{Kind: "raft"}).Sym()
	kind := into.Kind()
	var told pg.Changes
	into.OnChange(func(c pg.Changes) { told = append(told, c...) })
	if _, err := pg.Load(path, &into); err != nil {
		t.Fatal(err)
	}
	sameSym(t, "into", s, into, text)
	if kind.Place.Decision() == nil || len(told) != 1 {
		t.Errorf("got %v, %d changes", kind.Place.Decision(), len(told))
	}

	// And places of programs have a JSON form, too.
	data, err := json.Marshal(into.Kind())
	if err != nil || string(data) != `{"_decide":"oneof","candidates":["raft","boat","ship"]}` {
		t.Errorf("got %s, %v", data, err)
	}
	if err := json.Unmarshal([]byte(`{"_decide":"oneof","candidates":["ark"]}`), &kind); err != nil || len(into.Kind().Place.Candidates()) != 1 {
		t.Errorf("got %v", err)
	}
	for _, test := range []struct{ text, want string }{
		{"Kind: boat\n", `expected an object with the "_type" of a symbolic program, got one without`},
		{"_type: int\nvalue: 1\n", "1:8: expected a symbolic type, got int"},
		{"_type: zoo.Arc\n", `1:8: expected the name of a type, got "zoo.Arc": did you mean "zoo.Ark"?`},
		{"_type: zoo.Ark\nKind: {_decide: ref, path: Hull}\nLength: {_decide: float, min: 1, max: 0}\n", "3:9: Length: expected Min of at most Max"},
		{"- 1\n", "got an array"},
	} {
		any = nil
		if _, err := pg.Read(yaml.Format, []byte(test.text), &any); err == nil || !strings.Contains(err.Error(), test.want) || any != nil {
			t.Errorf("%s: got %v\nwant %s", test.text, err, test.want)
		}
	}
	var wrong zoo.CageSym
	if _, err := pg.Load(path, &wrong); err == nil || !strings.Contains(err.Error(), `ark.yaml:1:8: expected the type zoo.Cage, got "github.com/pgen-go/pgen/runtime/internal/zoo.Ark"`) {
		t.Errorf("got %v", err)
	}
}

// The space that somebody made goes into a file, with all its decisions, and
// comes back as the same space.
func ExamplePlace_MarshalJSON() {
	s := (&zoo.Cage{Animal: zoo.Snail(1), Width: 4}).Sym()
	s.Width().Log(1, 16).Name("width")
	lion := new(zoo.Lion).Sym()
	lion.Mane().OneOf(false, true)
	s.Animal().OneOfSym(lion, new(zoo.Parrot).Sym())
	s.Notes().Unset()

	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.ReplaceAll(string(text), "github.com/pgen-go/pgen/runtime/internal/", ""))

	var back zoo.CageSym
	err = json.Unmarshal(text, &back)
	fmt.Println(err, back.Space().Equal(s.Space()))
	// Output:
	// {
	//   "Animal": {
	//     "_decide": "oneof",
	//     "candidates": [
	//       {
	//         "_type": "zoo.Lion",
	//         "Roar": 0,
	//         "Mane": {
	//           "_decide": "oneof",
	//           "candidates": [
	//             false,
	//             true
	//           ]
	//         }
	//       },
	//       {
	//         "_type": "zoo.Parrot",
	//         "Words": null,
	//         "Mimic": null
	//       }
	//     ]
	//   },
	//   "Width": {
	//     "_decide": "float",
	//     "min": 1,
	//     "max": 16,
	//     "scale": "log",
	//     "name": "width"
	//   },
	//   "Locked": false,
	//   "Notes": {
	//     "_decide": "missing"
	//   }
	// }
	// <nil> true
}

// A person writes a space as YAML, with a typo in it.
func ExamplePlace_UnmarshalJSON() {
	var s zoo.CageSym
	for _, text := range []string{
		"Width: {_decide: float, min: 1, max: 16, scal: log}\nAnimal: {_decide: oneoff, candidates: [{_type: zoo.Lion}]}\n",
		"Width: {_decide: float, min: 1, max: 16, scale: log}\nAnimal: {_decide: oneof, candidates: [{_type: zoo.Lion}, null]}\n",
	} {
		_, err := pg.Read(yaml.Format, []byte(text), &s)
		fmt.Println(err)
	}
	fmt.Println(s)
	// Output:
	// pg: read YAML of zoo.CageSym: 2 errors:
	// 1:42: Width: expected a member of a "float", got "scal": did you mean "scale"?
	// 2:19: Animal: expected what stands here, such as "oneof", got "oneoff": did you mean "oneof"?
	// <nil>
	// Cage{Animal: one of [Lion{}, nil], Width: float 1 to 16 log}
}

// A codec has a name, so that a file can say which one decides a field.
func ExampleRegisterCodec() {
	pg.RegisterCodec("flip", flip{})
	s := new(zoo.Lion).Sym()
	s.Mane().Custom(flip{})
	text, err := json.Marshal(s)
	fmt.Println(string(text), err)
	// Output:
	// {"Roar":0,"Mane":{"_decide":"custom","codec":"flip"}} <nil>
}
