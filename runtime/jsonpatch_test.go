// JSON Patch both ways, against an implementation of RFC 6902 on plain JSON.

package pg_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// applyPatch applies a JSON Patch to a document, by the letter of RFC 6902 and
// knowing nothing of programs.
func applyPatch(document, patch []byte) (any, error) {
	doc := parse(document)
	var ops []struct {
		Op, Path, From string
		Value          json.RawMessage
	}
	if err := json.Unmarshal(patch, &ops); err != nil {
		return nil, err
	}
	for i, op := range ops {
		var err error
		switch op.Op {
		case "add":
			doc, err = put(doc, pointer(op.Path), true, parse(op.Value))
		case "replace":
			doc, err = put(doc, pointer(op.Path), false, parse(op.Value))
		case "remove":
			doc, _, err = take(doc, pointer(op.Path))
		case "test":
			var x any
			if x, err = find(doc, pointer(op.Path)); err == nil && !reflect.DeepEqual(x, parse(op.Value)) {
				err = errors.New("test failed")
			}
		case "move":
			var x any
			if doc, x, err = take(doc, pointer(op.From)); err == nil {
				doc, err = put(doc, pointer(op.Path), true, x)
			}
		case "copy":
			var x any
			if x, err = find(doc, pointer(op.From)); err == nil {
				text, _ := json.Marshal(x)
				doc, err = put(doc, pointer(op.Path), true, parse(text))
			}
		default:
			err = errors.New("no such operation")
		}
		if err != nil {
			return nil, fmt.Errorf("operation %d (%s %s): %w", i, op.Op, op.Path, err)
		}
	}
	return doc, nil
}

func parse(text []byte) (x any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&x); err != nil {
		panic(fmt.Sprintf("%v: %s", err, text))
	}
	return x
}

func pointer(text string) []string {
	if text == "" {
		return nil
	}
	tokens := strings.Split(text[1:], "/")
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

var errNothing = errors.New("there is nothing")

// in carries out f on what holds the last token's member or element, and puts
// back what f makes of it.
func in(doc any, at []string, f func(doc any, last string) (any, error)) (any, error) {
	if len(at) == 1 {
		return f(doc, at[0])
	}
	switch d := doc.(type) {
	case map[string]any:
		if e, ok := d[at[0]]; ok {
			var err error
			d[at[0]], err = in(e, at[1:], f)
			return d, err
		}
	case []any:
		if i, err := strconv.Atoi(at[0]); err == nil && i >= 0 && i < len(d) {
			d[i], err = in(d[i], at[1:], f)
			return d, err
		}
	}
	return nil, errNothing
}

func find(doc any, at []string) (x any, err error) {
	if len(at) == 0 {
		return doc, nil
	}
	_, err = in(doc, at, func(doc any, last string) (any, error) {
		switch d := doc.(type) {
		case map[string]any:
			var ok bool
			if x, ok = d[last]; ok {
				return doc, nil
			}
		case []any:
			if i, err := strconv.Atoi(last); err == nil && i >= 0 && i < len(d) {
				x = d[i]
				return doc, nil
			}
		}
		return nil, errNothing
	})
	return x, err
}

func put(doc any, at []string, add bool, x any) (any, error) {
	if len(at) == 0 {
		return x, nil
	}
	return in(doc, at, func(doc any, last string) (any, error) {
		switch d := doc.(type) {
		case map[string]any:
			if _, ok := d[last]; ok || add {
				d[last] = x
				return d, nil
			}
		case []any:
			i, err := strconv.Atoi(last)
			if last == "-" {
				i, err = len(d), nil
			}
			if err == nil && add && i >= 0 && i <= len(d) {
				return slices.Insert(d, i, x), nil
			}
			if err == nil && i >= 0 && i < len(d) {
				d[i] = x
				return d, nil
			}
		}
		return nil, errNothing
	})
}

func take(doc any, at []string) (_, x any, err error) {
	doc, err = in(doc, at, func(doc any, last string) (any, error) {
		switch d := doc.(type) {
		case map[string]any:
			var ok bool
			if x, ok = d[last]; ok {
				delete(d, last)
				return d, nil
			}
		case []any:
			if i, err := strconv.Atoi(last); err == nil && i >= 0 && i < len(d) {
				x = d[i]
				return slices.Delete(d, i, i+1), nil
			}
		}
		return nil, errNothing
	})
	return doc, x, err
}

func TestJSONPatchLaws(t *testing.T) {
	t.Run("Zoo", patching[zoo.Zoo])
	t.Run("Scales", patching[zoo.Scales])
	t.Run("Cage", patching[zoo.Cage])
	t.Run("Herd", patching[zoo.Herd])
	t.Run("Lineage", patching[zoo.Lineage])
	t.Run("Log", patching[zoo.Log[any]])
	t.Run("Memo", patching[zoo.Memo])
}

func patching[T any, P program[T]](t *testing.T) {
	for seed := range uint64(2 * seeds) {
		s := newSource(seed)
		s.json = true
		a := P(random[T](s))
		b := P(random[T](s))
		if seed%3 > 0 {
			b = a.Clone()
			s.change(reflect.ValueOf(b).Elem())
		}
		changes := a.Diff(b)
		patch, err := changes.JSONPatch(a)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, changes)
		}
		// The patch does to the document what the changes do to the program.
		from, err := pg.MarshalJSON(a)
		if err != nil {
			t.Fatal(err)
		}
		to, err := pg.MarshalJSON(b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := applyPatch(from, patch)
		if err != nil {
			t.Fatalf("seed %d: %v\npatch %s\nof\n%son %s", seed, err, patch, changes, from)
		}
		if !reflect.DeepEqual(got, parse(to)) {
			text, _ := json.Marshal(got)
			t.Fatalf("seed %d: patch %s\nof\n%son   %s\ngot  %s\nwant %s", seed, patch, changes, from, text, to)
		}
		// And it is read as changes that do the same again.
		back, err := pg.ParseJSONPatch(a, patch)
		if err != nil {
			t.Fatalf("seed %d: %v\npatch %s\nof\n%s", seed, err, patch, changes)
		}
		c := P(a.Clone())
		if err := c.Rebind(back...); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, back)
		}
		if !c.Equal(b) {
			t.Fatalf("seed %d: patch %s\nof\n%sis read as\n%sand leaves\n%s", seed, patch, changes, back, c.Diff(b))
		}
		if err := c.Rebind(back.Invert()...); err != nil || !c.Equal(a) {
			t.Fatalf("seed %d: what a patch did is not undone: %v\n%s", seed, err, c.Diff(a))
		}
	}
}

// The examples of RFC 6902, appendix A. That with a member twice is left out:
// encoding/json takes the last.
func TestJSONPatchRFC(t *testing.T) {
	for _, test := range []struct{ name, doc, patch, want string }{
		{"A.1", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux"}]`, `{"baz":"qux","foo":"bar"}`},
		{"A.2", `{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"}]`, `{"foo":["bar","qux","baz"]}`},
		{"A.3", `{"baz":"qux","foo":"bar"}`, `[{"op":"remove","path":"/baz"}]`, `{"foo":"bar"}`},
		{"A.4", `{"foo":["bar","qux","baz"]}`, `[{"op":"remove","path":"/foo/1"}]`, `{"foo":["bar","baz"]}`},
		{"A.5", `{"baz":"qux","foo":"bar"}`, `[{"op":"replace","path":"/baz","value":"boo"}]`, `{"baz":"boo","foo":"bar"}`},
		{"A.6", `{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}`,
			`[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]`,
			`{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}`},
		{"A.7", `{"foo":["all","grass","cows","eat"]}`, `[{"op":"move","from":"/foo/1","path":"/foo/3"}]`, `{"foo":["all","cows","eat","grass"]}`},
		{"A.8", `{"baz":"qux","foo":["a",2,"c"]}`, `[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]`, `{"baz":"qux","foo":["a",2,"c"]}`},
		{"A.9", `{"baz":"qux"}`, `[{"op":"test","path":"/baz","value":"bar"}]`, ``},
		{"A.10", `{"foo":"bar"}`, `[{"op":"add","path":"/child","value":{"grandchild":{}}}]`, `{"foo":"bar","child":{"grandchild":{}}}`},
		{"A.11", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","xyz":123}]`, `{"foo":"bar","baz":"qux"}`},
		{"A.12", `{"foo":"bar"}`, `[{"op":"add","path":"/baz/bat","value":"qux"}]`, ``},
		{"A.14", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10}]`, `{"/":9,"~1":10}`},
		{"A.15", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":"10"}]`, ``},
		{"A.16", `{"foo":["bar"]}`, `[{"op":"add","path":"/foo/-","value":["abc","def"]}]`, `{"foo":["bar",["abc","def"]]}`},
		{"copy", `{"foo":{"a":[1]}}`, `[{"op":"copy","from":"/foo/a","path":"/bar"},{"op":"add","path":"/bar/0","value":2}]`, `{"foo":{"a":[1]},"bar":[2,1]}`},
		{"move onto itself", `{"foo":[1]}`, `[{"op":"move","from":"/foo/0","path":"/foo/0"}]`, `{"foo":[1]}`},
		{"whole", `{"foo":1}`, `[{"op":"replace","path":"","value":{"bar":2}}]`, `{"bar":2}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := applyPatch([]byte(test.doc), []byte(test.patch))
			if (err != nil) != (test.want == "") || err == nil && !reflect.DeepEqual(got, parse([]byte(test.want))) {
				t.Errorf("the document becomes %v, %v", got, err)
			}
			var x zoo.Memo
			if err := json.Unmarshal([]byte(test.doc), &x); err != nil {
				t.Fatal(err)
			}
			before := x.Clone()
			changes, err := pg.ParseJSONPatch(&x, []byte(test.patch))
			if !x.Equal(before) {
				t.Error("reading a patch changed the program")
			}
			if test.want == "" {
				if err == nil {
					t.Errorf("no error, but\n%s", changes)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Rebind(changes...); err != nil {
				t.Fatal(err)
			}
			text, err := pg.MarshalJSON(&x)
			if err != nil || !reflect.DeepEqual(parse(text), parse([]byte(test.want))) {
				t.Errorf("got %s %v, want %s", text, err, test.want)
			}
		})
	}
}

func TestJSONPatchReadErrors(t *testing.T) {
	for _, test := range []struct{ patch, want string }{
		{`[{"op":"add"`, `byte 12: expected JSON: unexpected end of JSON input`},
		{`{"op":"add"}`, `expected an array of operations, got an object`},
		{`[{"op":7}]`, `operation 0: expected a string as "op", got number`},
		{`[3]`, `operation 0: expected an object, got number`},
		{`[{"op":"add","value":1}]`, `operation 0 (add): expected a member "path", got none`},
		{`[{"op":"add","path":"/Name"}]`, `operation 0 (add "/Name"): expected a member "value", got none`},
		{`[{"op":"copy","path":"/Name"}]`, `operation 0 (copy "/Name"): expected a member "from", got none`},
		{`[{"op":"set","path":"/Name","value":"x"}]`, `operation 0 (set "/Name"): expected the operation add, remove, replace, move, copy or test, got "set"`},
		{`[{"path":"/Name"}]`, `operation 0 ( "/Name"): expected the operation add, remove, replace, move, copy or test, got ""`},
		{`[{"op":"replace","path":"Name","value":"x"}]`, `operation 0 (replace "Name"): expected a pointer that begins with /, got "Name"`},
		{`[{"op":"replace","path":"/Nmae","value":"x"}]`, `operation 0 (replace "/Nmae"): "/Nmae": expected a field of zoo.Zoo: did you mean "Name"?`},
		{`[{"op":"replace","path":"/Name","value":1}]`, `operation 0 (replace "/Name"): Name: expected string, got 1`},
		{`[{"op":"replace","path":"/Name/First","value":1}]`, `operation 0 (replace "/Name/First"): "/Name/First": a string has no parts in JSON: expected a pointer to the whole`},
		{`[{"op":"add","path":"/Cages/7/Width","value":1}]`, `operation 0 (add "/Cages/7/Width"): "/Cages/7": expected an index up to 1, got 7`},
		{`[{"op":"add","path":"/Cages/7","value":{}}]`, `operation 0 (add "/Cages/7"): "/Cages/7": expected an index up to 2, got 7`},
		{`[{"op":"add","path":"/Cages/-/Width","value":1}]`, `operation 0 (add "/Cages/-/Width"): "/Cages/-": expected an index up to 1, got -`},
		{`null`, `expected an array of operations, got null`},
		{`[{"op":"replace","path":"/Cages/2","value":{}}]`, `operation 0 (replace "/Cages/2"): Cages[2]: expected something that is there`},
		{`[{"op":"add","path":"/Cages/01","value":{}}]`, `operation 0 (add "/Cages/01"): "/Cages/01": expected an index, got "01"`},
		{`[{"op":"add","path":"/Hours/2","value":1}]`, `operation 0 (add "/Hours/2"): "/Hours/2": expected an index up to 1, got 2`},
		{`[{"op":"remove","path":"/Hours/0"}]`, `operation 0 (remove "/Hours/0"): Hours[0]: expected a field or an element of a slice or map to remove`},
		{`[{"op":"remove","path":"/Ponds/sea"}]`, `operation 0 (remove "/Ponds/sea"): Ponds["sea"]: expected something that is there`},
		{`[{"op":"remove","path":"/Food/small"}]`, `operation 0 (remove "/Food/small"): "/Food/small": expected a key of type zoo.Size, got "small"`},
		{`[{"op":"test","path":"/Name","value":"x"}]`, `operation 0 (test "/Name"): test failed: expected "x", got "Riverside"`},
		{`[{"op":"replace","path":"/Visits/Keep","value":1}]`, `operation 0 (replace "/Visits/Keep"): "/Visits/Keep": expected something that is there, got a part of null`},
		{`[{"op":"move","from":"/Queue","path":"/Queue/Keep"}]`, `operation 0 (move "/Queue/Keep"): expected a place outside of what is moved`},
		{`[{"op":"copy","from":"/Name","path":"/Fee"}]`, `operation 0 (copy "/Fee"): Fee: expected float64, got "Riverside" of type string`},
		{`[{"op":"replace","path":"/Star","value":{"_type":"zoo.Loin"}}]`, `operation 0 (replace "/Star"): Star: expected the name of a type, got "zoo.Loin": did you mean "zoo.Lion"?`},
		{`[{"op":"replace","path":"/Name","value":"x"},{"op":"test","path":"/Name","value":"Riverside"}]`, `operation 1 (test "/Name"): test failed: expected "Riverside", got "x"`},
	} {
		changes, err := pg.ParseJSONPatch(zoo.New(), []byte(test.patch))
		if want := "pg: JSON Patch of zoo.Zoo: " + test.want; err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v %v\nwant %s", test.patch, err, changes, want)
		}
	}
	if _, err := pg.ParseJSONPatch((*zoo.Zoo)(nil), []byte(`[]`)); err == nil || err.Error() != "pg: JSON Patch: expected a program, got a nil *zoo.Zoo" {
		t.Errorf("got %v", err)
	}
}

func TestJSONPatchWriteErrors(t *testing.T) {
	changes := pg.Changes{
		pg.Set("note", "x"),
		pg.Set("Nmae", "x"),
		pg.Delete("Cages[9]"),
		pg.Set("Fee", 1),
		pg.Set("[", 1),
		pg.Delete(""),
	}
	_, err := changes.JSONPatch(zoo.New())
	want := `pg: JSON Patch of zoo.Zoo: edit 0: note: JSON doesn't have it: expected a path to an exported field without json:"-"
edit 1: Nmae: expected a field of zoo.Zoo, which has no Nmae: did you mean Name?
edit 2: Cages[9]: expected an index from 0 to 1, got 9
edit 4: path "[": byte 1: expected ], got the end
edit 5: expected the path of an element of a slice or map to delete, got the program itself`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if text, err := (pg.Changes{}).JSONPatch(zoo.New()); err != nil || string(text) != "[]" {
		t.Errorf("got %s %v", text, err)
	}
}

// What a patch looks like where the JSON form and the program differ.
func TestJSONPatchText(t *testing.T) {
	const none = "no operation"
	for _, test := range []struct {
		x    pg.Symbolic
		edit pg.Edit
		want string
	}{
		{zoo.New(), pg.Set("Plan.Acres", 3), `{"op":"replace","path":"/Acres","value":3}`},
		{zoo.New(), pg.Set("Star.Mane", false), `{"op":"replace","path":"/Star/Mane","value":false}`},
		{zoo.New(), pg.Set("Star", zoo.Snail(2)), `{"op":"replace","path":"/Star","value":{"_type":"github.com/pgen-go/pgen/runtime/internal/zoo.Snail","value":2}}`},
		{zoo.New(), pg.Insert("Animals", nil), ``},
		{zoo.New(), pg.Set("Animals", []zoo.Animal{nil}), `{"op":"add","path":"/Animals","value":[null]}`},
		{zoo.New(), pg.Insert("Animals[0]", nil), `{"op":"add","path":"/Animals","value":[null]}`},
		{&zoo.Zoo{Animals: []zoo.Animal{nil}}, pg.Delete("Animals[0]"), `{"op":"remove","path":"/Animals"}`},
		{&zoo.Zoo{Animals: []zoo.Animal{nil, nil}}, pg.Delete("Animals[0]"), `{"op":"remove","path":"/Animals/0"}`},
		{zoo.New(), pg.Set(`Ponds["a/b~"]`, nil), `{"op":"add","path":"/Ponds/a~1b~0","value":null}`},
		{zoo.New(), pg.Delete(`Food[0]`), `{"op":"remove","path":"/Food/0"}`},
		{&zoo.Zoo{Extra: []int{1, 2}}, pg.Set("Extra[1]", 3), `{"op":"replace","path":"/Extra/value/1","value":3}`},
		{&zoo.Scales{}, pg.Set("Quoted", 3), `{"op":"replace","path":"/Quoted","value":"3"}`},
		{&zoo.Scales{}, pg.Set("Odd", 3), `{"op":"replace","path":"/a b~1c~0d","value":3}`},
		{&zoo.Scales{}, pg.Set("Zero.Same", 3), `{"op":"add","path":"/Zero","value":{"Depth":0,"Same":3}}`},
		{&zoo.Scales{Zero: zoo.Inner{Same: 3}}, pg.Set("Zero.Same", 0), `{"op":"remove","path":"/Zero"}`},
		{&zoo.Scales{}, pg.Set("Zero.List", []int{}), `{"op":"add","path":"/Zero","value":{"Depth":0,"Same":0}}`},
		{&zoo.Scales{Zero: zoo.Inner{List: []int{}}}, pg.Set("Zero.List", nil), `{"op":"remove","path":"/Zero"}`},
		{zoo.New(), pg.Set("Animals", []zoo.Animal{}), none},
		{&zoo.Scales{}, pg.Set("Zero.Same", 0), none},
	} {
		got, err := pg.Changes{test.edit}.JSONPatch(test.x)
		if test.want == none {
			test.want = ""
		} else if test.want == "" {
			if err == nil {
				t.Errorf("%s: no error, but %s", test.edit, got)
			}
			continue
		}
		if err != nil || string(got) != "["+test.want+"]" {
			t.Errorf("%s:\ngot  %s %v\nwant [%s]", test.edit, got, err, test.want)
		}
	}
}
