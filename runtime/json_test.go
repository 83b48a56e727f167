// The JSON form: there and back, beside encoding/json, and its errors.

package pg_test

import (
	"encoding/json"
	"image"
	"math"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// Types without a table that random programs have in an any. What is a
// candidate needs no such call.
func init() {
	pg.RegisterValue[zoo.Size]()
	pg.RegisterValue[image.Point]()
}

func TestJSONRoundTrip(t *testing.T) {
	t.Run("Zoo", throughJSON[zoo.Zoo])
	t.Run("Scales", throughJSON[zoo.Scales])
	t.Run("Cage", throughJSON[zoo.Cage])
	t.Run("Herd", throughJSON[zoo.Herd])
	t.Run("Parrot", throughJSON[zoo.Parrot])
	t.Run("Lineage", throughJSON[zoo.Lineage])
	t.Run("Log", throughJSON[zoo.Log[any]])
	t.Run("Memo", throughJSON[zoo.Memo])
	t.Run("Keeper", throughJSON[zoo.Keeper])
}

func throughJSON[T any, P program[T]](t *testing.T) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		s.json = true
		x := P(random[T](s))
		text, err := pg.MarshalJSON(x)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !json.Valid(text) {
			t.Fatalf("seed %d: not JSON: %s", seed, text)
		}
		y := P(new(T))
		if err := pg.UnmarshalJSON(y, text); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if !x.Equal(y) {
			t.Fatalf("seed %d: another program comes back:\n%s%s", seed, x.Diff(y), text)
		}
		sharesNothing(t, x, y)
		// The methods are found by encoding/json, also inside of others.
		list, err := json.Marshal([]P{x})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var back []P
		if err := json.Unmarshal(list, &back); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, list)
		}
		if !x.Equal(back[0]) {
			t.Fatalf("seed %d: through encoding/json another program comes back:\n%s%s", seed, x.Diff(back[0]), list)
		}
		// What is in the way is overwritten.
		z := P(random[T](s))
		into := P(z.Clone())
		if err := pg.UnmarshalJSON(into, text); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		sharesNothing(t, z, into)
	}
}

// plainScales are Scales without methods, which encoding/json does on its own.
type plainScales zoo.Scales

// Where there are no interfaces, the JSON form is that of encoding/json.
func TestJSONAsEncodingJSON(t *testing.T) {
	for seed := range uint64(2 * seeds) {
		s := newSource(seed)
		s.json = true
		x := random[zoo.Scales](s)
		if jsonV2 {
			// There, encoding/json uses MarshalText also for keys that are
			// strings.
			x.ByWord = nil
		}
		want, err := json.Marshal((*plainScales)(x))
		if err != nil {
			t.Fatal(err)
		}
		got, err := pg.MarshalJSON(x)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("seed %d:\ngot  %s\nwant %s", seed, got, want)
		}
		var a, b zoo.Scales
		if err := json.Unmarshal(want, (*plainScales)(&a)); err != nil {
			t.Fatal(err)
		}
		if err := pg.UnmarshalJSON(&b, want); err != nil {
			t.Fatal(err)
		}
		if !a.Equal(&b) {
			t.Fatalf("seed %d: encoding/json reads another program:\n%s", seed, a.Diff(&b))
		}
	}
}

func TestJSONText(t *testing.T) {
	for _, test := range []struct {
		x    pg.Symbolic
		want string
	}{
		{&zoo.Herd{Of: []zoo.Animal{zoo.Lion{Roar: 5}, &zoo.Lion{}, &zoo.Parrot{Mimic: zoo.Snail(3)}, nil}},
			`{"Of":[{"_type":"github.com/pgen-go/pgen/runtime/internal/zoo.Lion","Roar":5,"Mane":false},` +
				`{"_type":"*github.com/pgen-go/pgen/runtime/internal/zoo.Lion","Roar":0,"Mane":false},` +
				`{"_type":"github.com/pgen-go/pgen/runtime/internal/zoo.Parrot","Words":null,"Mimic":` +
				`{"_type":"github.com/pgen-go/pgen/runtime/internal/zoo.Snail","value":3}},null],"ByName":null,"Leader":null}`},
		{&zoo.Memo{Foo: 1.5, Baz: 1, Bar: []any{"x", true, nil}, Qux: map[string]any{"_type": 3.0}, Child: []int{1}, Slash: time.Second},
			`{"foo":1.5,"baz":{"_type":"int","value":1},"bar":["x",true,null],` +
				`"qux":{"_type":"map[string]any","value":{"_type":3}},"child":{"_type":"[]int","value":[1]},` +
				`"/":{"_type":"time.Duration","value":1000000000}}`},
		{&zoo.Memo{Foo: struct{}{}}, ``},
		{(*zoo.Memo)(nil), `null`},
	} {
		got, err := pg.MarshalJSON(test.x)
		if test.want == "" {
			if err == nil || err.Error() != "pg: write JSON of zoo.Memo: Foo: expected a type with a name, got struct {}" {
				t.Errorf("got %v", err)
			}
			continue
		}
		if err != nil || string(got) != test.want {
			t.Errorf("got  %s %v\nwant %s", got, err, test.want)
		}
	}
}

func TestJSONWriteErrors(t *testing.T) {
	loop := &zoo.Lineage{}
	loop.Parents[1] = loop
	for _, test := range []struct {
		x    pg.Symbolic
		want string
	}{
		{&zoo.Zoo{Fee: math.NaN()}, "pg: write JSON of zoo.Zoo: Fee: expected a value that has a JSON form, got NaN"},
		{&zoo.Zoo{Visits: &zoo.Log[zoo.Ticket]{Entries: []zoo.Ticket{{}, {Price: math.Inf(-1)}}}},
			"pg: write JSON of zoo.Zoo: Visits.Entries[1].Price: expected a value that has a JSON form, got -Inf"},
		{&zoo.Lab{}, "pg: write JSON of zoo.Lab: 4 errors:\n" +
			"Complex: a complex128 has no JSON form: tag its field json:\"-\"\n" +
			"Complex8: a complex64 has no JSON form: tag its field json:\"-\"\n" +
			"Func: a func(int) int has no JSON form: tag its field json:\"-\"\n" +
			"Chan: a chan int has no JSON form: tag its field json:\"-\""},
		{loop, "pg: write JSON of zoo.Lineage: "},
		{&zoo.Cage{Animal: stranger{}}, "pg: write JSON of zoo.Cage: Animal: expected a type that is known by name, got pg_test.stranger: call pg.RegisterValue[pg_test.stranger]()"},
	} {
		text, err := pg.MarshalJSON(test.x)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got %s, %.300v\nwant %s", text, err, test.want)
		}
	}
}

// stranger is an Animal that the JSON form has no name for.
type stranger struct{}

func (stranger) Sound() string { return "?" }

func TestJSONReadErrors(t *testing.T) {
	const animals = "zoo.Animal (*zoo.Parrot, zoo.Herd, zoo.Lion)"
	for _, test := range []struct{ text, want string }{
		{``, `1:1: expected JSON: unexpected end of JSON input`},
		{`{"Name": "a"`, `1:13: expected JSON: unexpected end of JSON input`},
		{`{"Name": "a"}}`, `1:14: expected nothing more, got '}'`},
		{"{\n\t\"Name\": \"a\",\n}", `3:1: expected the name of a member, in quotes, got '}'`},
		{`{"Name": 3}`, `1:10: Name: expected string, got 3`},
		{`[]`, `1:1: expected an object for zoo.Zoo, got an array`},
		{"{\n \"Fee\": 1,\n \"Nmae\": \"x\"}", `3:2: expected a field of zoo.Zoo, got "Nmae": did you mean "Name"?`},
		{`{"Xylophone": 1}`, `1:2: expected a field of zoo.Zoo, got "Xylophone"`},
		{`{"Plan": {}}`, `1:2: expected a field of zoo.Zoo, got "Plan"`},
		{`{"note": "x"}`, `1:2: expected a field of zoo.Zoo, got "note"`},
		{`{"Size": "small"}`, `1:10: Size: expected zoo.Size, got "small"`},
		{`{"Size": 99999999999999999999}`, `1:10: Size: expected zoo.Size, got 99999999999999999999`},
		{`{"Hours": [1]}`, `1:11: Hours: expected 2 elements for [2]time.Duration, got 1`},
		{`{"Hours": [1, 2, 3]}`, `1:11: Hours: expected 2 elements for [2]time.Duration, got 3`},
		{`{"Opened": "yesterday"}`, `1:12: Opened: expected time.Time, got "yesterday": parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`},
		{`{"Food": {"small": []}}`, `1:11: Food: expected a key of type zoo.Size, got "small"`},
		{`{"Cages": {}}`, `1:11: Cages: expected an array for []zoo.Cage, got an object`},
		{`{"Cages": [{}, {"Width": true}]}`, `1:26: Cages[1].Width: expected float64, got true`},
		{`{"Cages": [{"Width": 1, "Widht": 2}]}`, `1:25: Cages[0]: expected a field of zoo.Cage, got "Widht": did you mean "Width"?`},
		{`{"Star": 7}`, `1:10: Star: expected an object with the "_type" of a ` + animals + `, got 7`},
		{`{"Star": {"Roar": 1}}`, `1:10: Star: expected an object with the "_type" of a ` + animals + `, got one without`},
		{`{"Star": {"_type": 7}}`, `1:20: Star: expected the name of a type, got 7`},
		{`{"Star": {"_type": "zoo.Loin"}}`, `1:20: Star: expected the name of a type, got "zoo.Loin": did you mean "zoo.Lion"?`},
		{`{"Star": {"_type": "Submarine"}}`, `1:20: Star: expected the name of a type, got "Submarine", which this program doesn't have`},
		{`{"Star": {"_type": "zoo.Cage"}}`, `1:20: Star: expected a type that implements ` + animals + `, got zoo.Cage`},
		{`{"Star": {"_type": "zoo.Lion", "Mane": 1}}`, `1:40: Star.Mane: expected bool, got 1`},
		{`{"Star": {"_type": "zoo.Lion", "Maen": true}}`, `1:32: Star: expected a field of zoo.Lion, got "Maen": did you mean "Mane"?`},
		{`{"Star": {"_type": "zoo.Snail"}}`, `1:10: Star: expected members "_type" and "value" for zoo.Snail, got others`},
		{`{"Ponds": {"a": {"Animal": {"_type": "zoo.Parrot", "Mimic": {"_type": "zoo.Lion", "Roar": "x"}}}}}`,
			`1:91: Ponds["a"].Animal.Mimic.Roar: expected time.Duration, got "x"`},
		{`{"Extra": {"_type": "map[[]int]int"}}`, `1:21: Extra: expected a type for keys of a map, got []int`},
		{`{"Extra": {"_type": "[99999999999]int"}}`, `1:21: Extra: expected the name of a type, got "[99999999999]int"`},
		{`{"Extra": {"_type": "[60000][60000]int"}}`, `1:21: Extra: expected a type of reasonable size, got "[60000][60000]int"`},
		{`{"Extra": {"_type": "map[int"}}`, `1:21: Extra: expected the name of a type, got "map[int"`},
		{`{"_type": "zoo.Cage"}`, `1:11: expected the type zoo.Zoo, got "zoo.Cage"`},
	} {
		base := zoo.New()
		x := base.Clone()
		err := pg.UnmarshalJSON(x, []byte(test.text))
		if want := "pg: read JSON of zoo.Zoo: " + test.want; err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.text, err, want)
		}
		if !x.Equal(base) {
			t.Errorf("%s: an error and a change:\n%s", test.text, base.Diff(x))
		}
	}
}

// However a text is cut off, that is one clear error at its end.
func TestJSONTruncated(t *testing.T) {
	x := zoo.New()
	text, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		y := &zoo.Zoo{Name: "as it was"}
		err := pg.UnmarshalJSON(y, text[:i])
		if err == nil || !strings.HasPrefix(err.Error(), "pg: read JSON of zoo.Zoo: ") || !strings.HasSuffix(err.Error(), ": expected JSON: unexpected end of JSON input") {
			t.Fatalf("cut at %d: %v", i, err)
		}
		if !y.Equal(&zoo.Zoo{Name: "as it was"}) {
			t.Fatalf("cut at %d: an error and a change", i)
		}
	}
}

func TestJSONLenient(t *testing.T) {
	long := "github.com/pgen-go/pgen/runtime/internal/zoo."
	for _, test := range []struct {
		text string
		want *zoo.Zoo
	}{
		{`null`, &zoo.Zoo{}},
		{` { } `, &zoo.Zoo{}},
		{`{"name": "lower case"}`, &zoo.Zoo{Name: "lower case"}},
		{`{"Name": null}`, &zoo.Zoo{}},
		{`{"_type": "zoo.Zoo", "Name": "a"}`, &zoo.Zoo{Name: "a"}},
		{`{"Star": {"Mane": true, "_type": "zoo.Lion"}}`, &zoo.Zoo{Star: zoo.Lion{Mane: true}}},
		{`{"Star": {"Mane": true, "_type": "zoo.Lion" , "Roar": 1}}`, &zoo.Zoo{Star: zoo.Lion{Mane: true, Roar: 1}}},
		{`{"Star": {"_type": "zoo.Lion", "value": {"Mane": true}}}`, &zoo.Zoo{Star: zoo.Lion{Mane: true}}},
		{`{"Star": {"_type": "` + long + `Lion"}}`, &zoo.Zoo{Star: zoo.Lion{}}},
		{`{"Star": {"_type": "*zoo.Lion"}}`, &zoo.Zoo{Star: &zoo.Lion{}}},
		{`{"Star": {"value": 2, "_type": "zoo.Snail"}}`, &zoo.Zoo{Star: zoo.Snail(2)}},
		{`{"Extra": {"a": [1, {"_type": "int", "value": 2}]}}`, &zoo.Zoo{Extra: map[string]any{"a": []any{1.0, 2}}}},
		{`{"Extra": {"_type": "map[string]*zoo.Lineage", "value": {"a": {"Legs": 6}}}}`, &zoo.Zoo{Extra: map[string]*zoo.Lineage{"a": {Legs: 6}}}},
		{`{"Extra": {"_type": "[2]zoo.Size", "value": [1, 2]}}`, &zoo.Zoo{Extra: [2]zoo.Size{1, 2}}},
		{`{"Trees": 3}`, &zoo.Zoo{Garden: &zoo.Garden{Trees: 3}}},
	} {
		x := new(zoo.Zoo)
		if err := pg.UnmarshalJSON(x, []byte(test.text)); err != nil {
			t.Errorf("%s: %v", test.text, err)
		} else if !x.Equal(test.want) {
			t.Errorf("%s: got\n%s", test.text, test.want.Diff(x))
		}
	}
	// What is mentioned is replaced as a whole if it is an element, shared or
	// in a map, and not otherwise.
	vet, father := &zoo.Vet{Name: "Kim"}, &zoo.Lineage{Name: "Ada", Legs: 2, Parents: [2]*zoo.Lineage{{Name: "Eve", Legs: 2}}}
	x := &zoo.Zoo{Vet: vet, Founder: father, Ponds: map[string]*zoo.Cage{"a": {Width: 1}, "b": {Width: 2}}, Cages: []zoo.Cage{{Width: 3}}}
	base := x.Clone()
	text := `{"Vet": {}, "Founder": {"Parents": [{"Legs": 4}, null]}, "Ponds": {"a": {"Locked": true}}, "Cages": [{"Locked": true}]}`
	if err := pg.UnmarshalJSON(x, []byte(text)); err != nil {
		t.Fatal(err)
	}
	want := `Cages[0].Width: 3 → 0
Cages[0].Locked: false → true
Ponds["a"].Width: 1 → 0
Ponds["a"].Locked: false → true
Founder.Parents[0].Name: "Eve" → ""
Founder.Parents[0].Legs: 2 → 4
Vet: Vet{Name: "Kim"} → Vet{}
`
	if got := base.Diff(x).String(); got != want || vet.Name != "Kim" || father.Parents[0].Name != "Eve" {
		t.Errorf("%v %v\ngot\n%swant\n%s", vet, father.Parents[0], got, want)
	}
	if err := pg.UnmarshalJSON((*zoo.Zoo)(nil), []byte(`{}`)); err == nil || err.Error() != "pg: read JSON: expected a program to read into, got a nil *zoo.Zoo" {
		t.Errorf("got %v", err)
	}
}
