// Texts of any kind are read or refused, and what is read can be written.

package pg_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func FuzzParsePath(f *testing.F) {
	for _, text := range []string{"", "Layers[*].Filters", "**.A", `A["b\n"][-3].C[0.5][true]`, "A[(1+2i)]", "[`a`]", "A[1e400]", "A[0x1p-2].Ä", "*.*[*].**", "A..B", "A[\"", "A[1_0]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := pg.ParsePath(text); err == nil {
			q, err := pg.ParsePath(p.String())
			if err != nil || !p.Equal(q) || p.Compare(q) != 0 {
				t.Errorf("%q: %v comes back as %v, %v", text, p, q, err)
			}
			pattern, err := pg.ParsePattern(text)
			if err != nil || !pattern.Match(p) {
				t.Errorf("%q is a path, but as a pattern does not match itself: %v", text, err)
			}
		}
		if p, err := pg.ParsePattern(text); err == nil {
			q, err := pg.ParsePattern(p.String())
			if err != nil || p.String() != q.String() {
				t.Errorf("%q: %v comes back as %v, %v", text, p, q, err)
			}
		}
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	text, err := pg.MarshalJSON(zoo.New())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for seed := range uint64(5) {
		s := newSource(seed)
		s.json = true
		text, err := pg.MarshalJSON(random[zoo.Zoo](s))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		`null`, `{}`, `{"Star":{"_type":"zoo.Lion"}}`, `{"Extra":{"_type":"map[string][2]*zoo.Lion","value":{"a":[null,{}]}}}`,
		`{"Extra":{"_type":"[2]any","value":[1]}}`, `{"Extra":{"_type":"error","value":null}}`, `{"Extra":{"_type":"int"}}`,
		`{"Star":{"_type":"zoo.Parrot","_type":"zoo.Lion","value":1}}`, `{"Trees":1,"trees":2}`, `[`, `{"Opened":"2"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x := zoo.New()
		before := x.Clone()
		if err := pg.UnmarshalJSON(x, text); err != nil {
			if !x.Equal(before) {
				t.Errorf("%s: an error and a change: %v\n%s", text, err, before.Diff(x))
			}
			return
		}
		again, err := pg.MarshalJSON(x)
		if err != nil {
			t.Fatalf("%s: read but not written: %v", text, err)
		}
		// Some things that can be read are written in another way, which then
		// stays.
		y := before.Clone()
		if err := pg.UnmarshalJSON(y, again); err != nil {
			t.Fatalf("%s: written as %s, which is not read: %v", text, again, err)
		}
		if third, err := pg.MarshalJSON(y); err != nil || !bytes.Equal(again, third) {
			t.Fatalf("%s: written as %s, then as %s, %v", text, again, third, err)
		}
	})
}

// FuzzRead checks that a text is refused as a whole, or read and then written
// as what reads the same.
func FuzzRead(f *testing.F) {
	for seed := range uint64(5) {
		s := newSource(seed)
		s.json = true
		text, err := pg.Write(pg.JSON, random[zoo.Keeper](s))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		`{"Best": {"_type": "zoo.Brush", "Width": 1, "x": {"y": [1]}}, "Name": 3, "Name": "a", "Tools": {}}`,
		`{"Other": {"_type": "map[string]*zoo.Spade", "value": {"a": {"Deep": 1}, "a": null}}, "Rota": {"a": {}, "a": 1}}`,
		`{"Tools": [{"_type": "zoo.Broom"}, 1, {"_type": 1}, {}]`, `{"a":01}`, `"\u12"`, "{\"a\x00\": 1}", `[1 2]`, `nul`, `-`, `1e`, `{"a" 1}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x := zoo.Keeper{Name: "Kim", Best: zoo.Broom{Width: 2}, Rota: map[string]zoo.Broom{"b": {}}}
		before := x.Clone()
		report, err := pg.Read(pg.JSON, text, &x, pg.AllowUnknown())
		if err != nil {
			if !x.Equal(before) {
				t.Fatalf("%q: an error and a change: %v\n%s", text, err, before.Diff(&x))
			}
			if valid := json.Valid(text); !valid && strings.HasSuffix(err.Error(), ": expected JSON") {
				t.Fatalf("%q: it isn't said what is wrong: %v", text, err)
			}
			return
		}
		_ = report.String()
		again, err := pg.Write(pg.JSON, &x)
		if err != nil {
			t.Fatalf("%q: read but not written: %v", text, err)
		}
		y := before
		report, err = pg.Read(pg.JSON, again, y)
		if err != nil {
			t.Fatalf("%q: written as %s, which is not read: %v", text, again, err)
		}
		if len(report.Renamed) > 0 {
			t.Fatalf("%q: written as %s, with older names:\n%s", text, again, report)
		}
	})
}

func FuzzJSONPatch(f *testing.F) {
	for seed := range uint64(20) {
		s := newSource(seed)
		s.json = true
		b := zoo.New()
		b.Vet = nil
		a := b.Clone()
		for range 5 {
			s.change(reflect.ValueOf(b).Elem())
		}
		patch, err := a.Diff(b).JSONPatch(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(patch)
	}
	for _, text := range []string{
		`[{"op":"test","path":"/Name","value":"Riverside"}]`,
		`[{"op":"copy","from":"/Cages/0","path":"/Cages/-"},{"op":"move","from":"/Cages/1","path":"/Cages/0"}]`,
		`[{"op":"add","path":"/Extra","value":{"a":[1,{"b":null}]}},{"op":"add","path":"/Extra/a/1/b","value":2},{"op":"remove","path":"/Extra/a"}]`,
		`[{"op":"replace","path":"/Star/Mane","value":false},{"op":"replace","path":"/Food/2/0","value":"x"}]`,
		`[{"op":"add","path":"","value":{}}]`, `[{"op":"add","path":"/~01"}]`, `[{"op":"copy","from":"","path":"/Extra"}]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x := zoo.New()
		x.Vet = nil // JSON does not bring back what is shared
		before := x.Clone()
		changes, err := pg.ParseJSONPatch(x, text)
		if !x.Equal(before) {
			t.Fatalf("%s: reading it changed the program:\n%s", text, before.Diff(x))
		}
		if err != nil {
			return
		}
		y := x.Clone()
		if err := y.Rebind(changes...); err != nil {
			return // refused by Validate
		}
		if z := y.Clone(); z.Rebind(changes.Invert()...) != nil || !z.Equal(x) {
			t.Fatalf("%s: not undone:\n%s", text, x.Diff(z))
		}
		patch, err := changes.JSONPatch(x)
		if err != nil {
			t.Fatalf("%s: read as\n%swhich is not written: %v", text, changes, err)
		}
		again, err := pg.ParseJSONPatch(x, patch)
		if err != nil {
			t.Fatalf("%s: written as %s, which is not read: %v", text, patch, err)
		}
		z := x.Clone()
		if err := z.Rebind(again...); err != nil {
			t.Fatalf("%s: written as %s: %v", text, patch, err)
		}
		if a, b := toJSON(t, y), toJSON(t, z); !bytes.Equal(a, b) {
			t.Fatalf("%s: written as %s, which gives\n%s\nnot\n%s", text, patch, b, a)
		}
	})
}

func toJSON(t *testing.T, x pg.Symbolic) []byte {
	t.Helper()
	text, err := pg.MarshalJSON(x)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The text of a patch is read or refused at bytes that it has, and the patch is
// shown as what it is read from.
func FuzzParsePatch(f *testing.F) {
	for _, text := range []string{
		"widths", "widths?by=2", "put?Fee&2", "put?k=%46ee&v=\"a&b\"", "kinds?ints=1,2&ints=3&texts=a,\"b,&\",c%2Cd", "kinds?size=large&wait=1m",
		"kinds?complex=1+2i&pointer=nil&two=1,2", "kinds?text=%", "kinds?int=1<<3", "wrong?a", "?", "kinds?&&=", "kinds?raw=\x80&word=<>",
	} {
		f.Add(text)
	}
	byteAt := regexp.MustCompile(`(?m)^(?:pg: patch ".*": )?byte (\d+): `)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := pg.ParsePatch(text)
		if err != nil {
			for _, m := range byteAt.FindAllStringSubmatch(err.Error(), -1) {
				if n, _ := strconv.Atoi(m[1]); n > len(text) {
					t.Errorf("%q: an error at byte %d of %d: %v", text, n, len(text), err)
				}
			}
			return
		}
		if p.String() != text {
			t.Errorf("%q is shown as %q", text, p)
		}
		if strings.HasPrefix(text, "kinds") {
			want, again := pg.CloneValue(got), ofKinds(got).String()
			if _, err := pg.ParsePatch(again); err != nil || !pg.EqualValues(got, want) {
				t.Errorf("%q is shown as %q, and comes back as\n%s\nnot as\n%s, %v", text, again, pg.Show(got), pg.Show(want), err)
			}
		}
	})
}

// What is set is set, so that setting it again changes nothing; or there is an
// error, and the program is as it was.
func FuzzParseSet(f *testing.F) {
	for _, text := range []string{
		"Fee=1<<3", "Name=\"a\"", "Cages[*].Width=2", "**.Mane=yes", `Star={"_type":"zoo.Lion","Mane":true}`, "Star=Herd", "Hours=1h,2h", "Plan.Paths[0]=1,2",
		"Extra=oneof(1,2)", "Size=large", "Size=oneof(small,2)", "Plan.Paths[0]=manyof(1,2,3,distinct)", "Fee=float(1,2,log,name=a)", "Plan.Acres=int(1,9,step=2)", "Opened=2001-02-03T04:05:06Z",
		`Ponds["x"]={"Width":3}`, `Tickets={"a":{"Days":[true]}}`, "=nil", `={"Name":"x"}`, "Garden=nil", "note=x", "tags=a,\"b", "Fee=(1", "Extra=1e400", "Vet={}", "Secret=oneof(\"a,b\",c)", "Founder.Parents=nil,nil", "Cages[0].Animal[=0/1].Mane=1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := pg.ParseSet(text)
		if err != nil {
			return
		}
		base := zoo.New()
		x := base.Clone()
		edits, err := pg.EditsOf(x, p)
		if !x.Equal(base) {
			t.Fatalf("%q: EditsOf changes the program", text)
		}
		if applied := pg.Apply(x, p); (applied == nil) != (err == nil) {
			t.Fatalf("%q: edits %v, apply %v", text, err, applied)
		}
		if err != nil {
			if !x.Equal(base) {
				t.Errorf("%q: %v, and changes\n%s", text, err, base.Diff(x))
			}
			return
		}
		// A shared thing is another one each time.
		if again, err := pg.EditsOf(x, p); err != nil || len(again) > 0 && again[0].Path.String() != "Vet" {
			t.Errorf("%q: again %v\n%s", text, err, again)
		}
		if err := x.Rebind(edits.Invert()...); err != nil || !x.Equal(base) {
			t.Errorf("%q: undone %v\n%s", text, err, base.Diff(x))
		}
		// A Sym takes all values that a program takes, and decisions.
		s := base.Sym()
		if err := pg.Apply(s, p); err != nil {
			t.Errorf("%q: of a Sym: %v", text, err)
		}
	})
}

// FuzzSymJSON checks that the JSON of a symbolic program is refused as a whole,
// or read and then written as what reads the same, with the same space.
func FuzzSymJSON(f *testing.F) {
	for seed := range uint64(8) {
		s := newSource(seed)
		s.json = true
		x := random[zoo.Ark](s)
		sym := x.Sym()
		if seed%2 == 0 {
			sym.Declare()
		}
		s.undecide(sym.Root(), x, 6, 2)
		if text, err := sym.MarshalJSON(); err == nil {
			f.Add(text)
		}
	}
	for _, text := range []string{
		`null`, `{"_decide":"oneof","candidates":[{},{"Kind":{"_decide":"missing"}}],"_type":"zoo.Ark"}`,
		`{"Deck":{"_decide":"missing"},"Mast":{"_decide":"oneof","candidates":[null,{"Height":{"_decide":"int","min":1,"max":2}}]}}`,
		`{"Odd":{"_decide":"value","value":{"_decide":1,"then":{"_decide":"oneof","candidates":["x",{"_type":"int","value":1}]}}}}`,
		`{"Hold":{"_decide":"value","value":{"_decide":{"_decide":"missing"},"b":{"_type":"map[string]any","value":{"_decide":1}}}}}`,
		`{"Crew":{"_decide":"call","call":{"_type":"zoo.HiredCall","Volume":{"_decide":"ref","path":"Mane"}}}}`,
		`{"Kind":{"_decide":"oneof","candidates":["a"]},"Sails":{"_decide":"int","min":1,"max":2,"when":{"on":["Kind"],"holds":[[0]]},"value":7}}`,
		`{"Days":{"_decide":"manyof","k":3,"candidates":[1,{"_decide":"oneof","candidates":[2,3],"literals":[1e3,true]}],"sorted":true,"hints":[{"a":1.0}]}}`,
		`{"inner.Planks":{"_decide":"inherit","field":"Sails"},"Pairs":[{"_type":"zoo.Lion","Roar":{"_decide":"custom","codec":"zoo.Ark.Route"}}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s := (&zoo.Ark{Kind: "boat", Boats: []*zoo.Ark{{}}}).Sym()
		s.Declare()
		before, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.UnmarshalJSON(text); err != nil {
			if after, err := s.MarshalJSON(); err != nil || !bytes.Equal(before, after) {
				t.Fatalf("%q: an error and a change: %s, %v", text, after, err)
			}
			return
		}
		again, err := s.MarshalJSON()
		if err != nil {
			return // conditions on what is no choice any more
		}
		var back zoo.ArkSym
		if err := back.UnmarshalJSON(again); err != nil {
			t.Fatalf("%q: written as %s, which is not read: %v", text, again, err)
		}
		third, err := back.MarshalJSON()
		if err != nil || !bytes.Equal(again, third) {
			t.Fatalf("%q: written as\n%s\nthen as\n%s, %v", text, again, third, err)
		}
		if s.Space().Err() == nil && !s.Space().Equal(back.Space()) {
			t.Fatalf("%q: another space:\n%v\n%v", text, s.Space(), back.Space())
		}
		_ = s.String()
	})
}
