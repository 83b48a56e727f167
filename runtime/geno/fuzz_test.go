// Whatever is read, reading it does not panic; it is refused with an error, or
// it is a DNA or a Spec that is written and read as the same again.

package geno

import (
	"encoding/json"
	"strings"
	"testing"
)

// everyKind is a space with each kind of decision, some of them conditional.
func everyKind() *Spec {
	inner := must(New(
		At("Stride", &Int{Min: 1, Max: 64, Scale: Log}),
		At("Order", &Choices{K: 3, Candidates: make([]*Spec, 3), Distinct: true}),
	))
	alone := must(New(At("Word", genomes(Info{Name: "word"}))))
	pair := must(New(At("Pair", &Choices{K: 2, Candidates: []*Spec{nil, alone}})))
	return must(New(
		At("Filter", &Choices{K: 1, Candidates: []*Spec{nil, inner, alone, pair}, Literals: []any{"a", 1, 1.5, true}}),
		At("Stages", &Choices{K: 2, Candidates: []*Spec{inner, nil, nil}, Distinct: true, Sorted: true}),
		At("Ratio", &Float{Min: 1e-3, Max: 1, Scale: RLog}),
		At("Step", &Float{Min: 0, Max: 0.3, Step: 0.1}),
		At("Any", genomes(Info{})),
	))
}

func FuzzParseDNA(f *testing.F) {
	spaces := []*Spec{everyKind(), must(New()), must(New(At("", oneof(3)))),
		must(New(At("p", &Choices{K: 3, Candidates: make([]*Spec, 4), Sorted: true})))}
	r := rng(1)
	for which, s := range spaces {
		for range 4 {
			d := s.Random(r)
			text, _ := json.Marshal(d)
			for _, seed := range []string{d.String(), string(text), compactJSON(d), strings.TrimPrefix(d.String(), "DNA")} {
				f.Add(uint8(which), seed)
			}
		}
	}
	for _, seed := range []string{"", "DNA()", "None", "(1, 2, [3, -1])", `["__tuple__", 1, "x"]`, `'\x41\u00e9'`, "1e999", "[[[]]]", "DNA({})"} {
		f.Add(uint8(0), seed)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		s := spaces[int(which)%len(spaces)]
		d, err := s.ParseDNA(text)
		if err != nil {
			if d != nil || err.Error() == "" {
				t.Errorf("got %v, error %q", d, err)
			}
			return
		}
		checkRead(t, s, d)
	})
}

// checkRead checks that d is valid, and the same once printed or written and
// read again.
func checkRead(t *testing.T, s *Spec, d *DNA) {
	t.Helper()
	if err := s.Validate(d); err != nil {
		t.Fatalf("%v: read, then refused: %v", d, err)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, again := range []string{d.String(), string(text), compactJSON(d)} {
		e, err := s.ParseDNA(again)
		if err != nil || !e.Equal(d) || e.Hash() != d.Hash() || e.Key() != d.Key() || e.String() != d.String() {
			t.Errorf("%s: expected %v, got %v, error %v", again, d, e, err)
		}
	}
	for _, by := range []Key{ByID, ByName} {
		if e, err := s.FromDict(d.Dict(by, AsValue), by, AsValue); err != nil || !e.Equal(d) {
			t.Errorf("dict: expected %v, got %v, error %v", d, e, err)
		}
	}
}

func FuzzDNAJSON(f *testing.F) {
	spaces := []*Spec{everyKind(), must(New(At("p", &Choices{K: 3, Candidates: make([]*Spec, 4), Sorted: true})))}
	r := rng(2)
	for range 4 {
		for _, s := range spaces {
			d := s.Random(r)
			text, _ := json.Marshal(d)
			f.Add(string(text))
			f.Add(compactJSON(d))
		}
	}
	for _, seed := range []string{
		`{"_type": "pyglove.core.geno.base.DNA", "value": 1, "children": [{"_type": "pyglove.core.geno.base.DNA", "value": 0.5, "metadata": {"a": 1}}]}`,
		`{"_type": "pyglove.core.geno.base.DNA", "format": "compact", "value": [true, -1, 123456789012345678901234567890]}`,
		`["__tuple__", 1, 2, null]`, `"x"`, `null`, `-0`, `[[], [[]]]`, `1e999`, `{}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := new(DNA)
		if err := json.Unmarshal([]byte(text), d); err != nil {
			return
		}
		written, err := json.Marshal(d)
		if err != nil {
			t.Fatalf("%v: read, but cannot be written: %v", d, err)
		}
		e := new(DNA)
		if err := json.Unmarshal(written, e); err != nil {
			t.Fatalf("%s: written, but cannot be read: %v", written, err)
		}
		again, _ := json.Marshal(e)
		if !e.Equal(d) || e.Hash() != d.Hash() || e.String() != d.String() || string(again) != string(written) {
			t.Errorf("expected %s, got %s", written, again)
		}
		for _, s := range spaces {
			if bound, err := s.Bind(d); err == nil {
				checkRead(t, s, bound)
			}
		}
	})
}

func FuzzSpecJSON(f *testing.F) {
	text, _ := json.Marshal(everyKind())
	f.Add(string(text), uint64(1))
	for seed := range uint64(20) {
		g := &gen{Rand: rng(seed)}
		s := g.spec(1)
		text, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), seed)
	}
	for _, seed := range []string{`{}`, `null`, `[]`, `{"_type": "geno.Space"}`,
		`{"_type": "geno.Float", "min_value": 1, "max_value": 2, "step": 1e-17, "scale": "log"}`,
		`{"_type": "geno.Choices", "num_choices": 99, "distinct": false, "sorted": true, "candidates": [{"_type": "geno.Space"}], "literal_values": ["0/1 (x)"]}`,
		`{"_type": "pgen.geno.Int", "min_value": -9223372036854775808, "max_value": 9223372036854775807, "step": 3}`,
	} {
		f.Add(seed, uint64(0))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		s := new(Spec)
		if err := json.Unmarshal([]byte(text), s); err != nil {
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("read, but cannot be written: %v", err)
		}
		read := new(Spec)
		if err := json.Unmarshal(written, read); err != nil {
			t.Fatalf("%s: written, but cannot be read: %v", written, err)
		}
		again, _ := json.Marshal(read)
		if !s.Equal(read) || !read.Equal(s) || string(again) != string(written) {
			t.Errorf("expected %s, got %s", written, again)
		}
		if s.Len() > 2000 || s.ready().most > 2000 {
			return // right, but slow
		}
		if s.String() != read.String() {
			t.Errorf("expected %v, got %v", s, read)
		}
		if len(s.IDs()) > s.Len() {
			t.Errorf("%d ids of %d decisions", len(s.IDs()), s.Len())
		}
		d := s.Random(rng(seed))
		if d == nil {
			return // custom decisions, whose functions are not written
		}
		if _, err := read.Bind(d); err != nil {
			t.Errorf("%v", err)
		}
		if e, err := s.ParseDNA(d.String()); err != nil || !e.Equal(d) {
			t.Errorf("expected %v, got %v, error %v", d, e, err)
		}
		if e := s.Next(d); e != nil && (s.Validate(e) != nil || e.Equal(d)) {
			t.Errorf("after %v: got %v, error %v", d, e, s.Validate(e))
		}
		for i := range min(d.Len(), 20) {
			e := s.Resample(d, i, rng(seed))
			if e == nil && s.ready().custom {
				continue // it came upon one
			}
			if err := s.Validate(e); err != nil {
				t.Errorf("%v resampled at %d: %v", d, i, err)
			}
		}
	})
}
