// PyGlove's own answers, vector by vector.

package geno

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var vectorsFile = flag.String("vectors", "testdata/pyglove.jsonl.gz", "PyGlove vectors, one JSON object a line, plain or gzipped")

type vector struct {
	ID       string            `json:"id"`
	Spec     json.RawMessage   `json:"spec"`
	Size     json.Number       `json:"size"`
	Points   int               `json:"num_decision_points"`
	IDs      []string          `json:"decision_ids"`
	First    []json.RawMessage `json:"first"`
	Complete bool              `json:"complete"`
	DNA      []vectorDNA       `json:"dna"`

	Perturbed []struct {
		JSON json.RawMessage `json:"json"`
		OK   bool            `json:"ok"`
	} `json:"perturbed"`
}

type vectorDNA struct {
	JSON        json.RawMessage `json:"json"`
	Str         string          `json:"str"`
	Compact     json.RawMessage `json:"compact"`
	Numbers     []any           `json:"numbers"`
	DictValue   map[string]any  `json:"dict_value"`
	DictChoice  map[string]any  `json:"dict_choice"`
	DictLiteral map[string]any  `json:"dict_literal"`
}

// wrongInPyGlove are the perturbed DNAs, by vector, that PyGlove accepts but
// should not. An index below 0 counts candidates from the last, and PyGlove
// looks for equal indices before it counts: 1 and -1 of two candidates pass as
// distinct, and make a program with the same candidate twice. And of a tuple at
// the end of a tuple PyGlove drops what is in it. Of the public vectors these
// have such a DNA. Other files will have others, so the test recognizes them by
// what makes them wrong, and lists their ids in its log.
var wrongInPyGlove = []string{"101-46", "101-130"}

func TestPyGloveVectors(t *testing.T) {
	file, err := os.Open(*vectorsFile)
	if errors.Is(err, fs.ErrNotExist) && !filepath.IsAbs(*vectorsFile) {
		// Tests run in the folder of their package; whoever typed the name
		// was most likely at the root of the repository.
		file, err = os.Open(filepath.Join("..", "..", *vectorsFile))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := bufio.NewReader(file)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			t.Fatal(err)
		}
		in = bufio.NewReader(z)
	}
	var c vectorCount
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var v vector
			d := json.NewDecoder(bytes.NewReader(line))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatalf("vector %d: %v", c.vectors+1, err)
			}
			c.vectors++
			v.check(t, &c)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.vectors == 0 {
		t.Errorf("%s has no vectors", *vectorsFile)
	}
	t.Logf("%d vectors: %d DNAs in order, %d random, %d perturbed (%d accepted, %d refused, %d wrong in PyGlove: %q)",
		c.vectors, c.ordered, c.random, c.accepted+c.refused+len(c.wrong), c.accepted, c.refused, len(c.wrong), c.wrong)
	if *vectorsFile == flag.Lookup("vectors").DefValue && !reflect.DeepEqual(c.wrong, wrongInPyGlove) {
		t.Errorf("wrong in PyGlove: expected %q, got %q", wrongInPyGlove, c.wrong)
	}
}

type vectorCount struct {
	vectors, ordered, random, accepted, refused int

	wrong []string
}

func (v *vector) check(t *testing.T, c *vectorCount) {
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: "+format, append([]any{v.ID}, args...)...)
	}
	s := new(Spec)
	if err := json.Unmarshal(v.Spec, s); err != nil {
		fail("%v", err)
		return
	}
	same(fail, "spec", v.Spec, s)
	strict, err := s.PyGloveJSON()
	if err != nil || !sameJSON(v.Spec, strict) {
		fail("PyGloveJSON: got %s, error %v", strict, err)
	}
	if size := s.Size(); size == nil {
		if v.Size != "-1" {
			fail("size: expected %s, got infinite", v.Size)
		}
	} else if want, _ := new(big.Int).SetString(string(v.Size), 10); size.Cmp(want) != 0 {
		fail("size: expected %s, got %v", v.Size, size)
	}
	if s.Len() != v.Points {
		fail("len: expected %d, got %d", v.Points, s.Len())
	}
	if ids := s.IDs(); !(len(ids) == 0 && len(v.IDs) == 0) && !reflect.DeepEqual(ids, v.IDs) {
		fail("ids: expected %q, got %q", v.IDs, ids)
	}
	v.checkOrder(s, c, fail)
	for i := range v.DNA {
		c.random++
		v.DNA[i].check(s, func(format string, args ...any) {
			t.Helper()
			fail("dna %d: "+format, append([]any{i}, args...)...)
		})
	}
	for _, p := range v.Perturbed {
		var d DNA
		err := json.Unmarshal(p.JSON, &d)
		bound, bindErr := s.Bind(&d)
		if err = errors.Join(err, bindErr); err != nil {
			if !p.OK {
				c.refused++
			} else if countedFromTheLast(s, &d) || strings.Contains(err.Error(), "at the end of a tuple, got a tuple") {
				c.wrong = append(c.wrong, v.ID)
			} else {
				fail("%s: expected it accepted, got %v", p.JSON, err)
			}
			continue
		}
		c.accepted++
		if !p.OK {
			fail("%s: expected it refused, got %v", p.JSON, bound)
			continue
		}
		if err := s.Validate(bound); err != nil {
			fail("%s: accepted, then refused: %v", p.JSON, err)
		}
		// Not every damaged DNA is as PyGlove would write it: a list of one, for
		// one, is its only member.
		var again DNA
		if unbound, err := json.Marshal(&d); err != nil || json.Unmarshal(unbound, &again) != nil || !again.Equal(&d) {
			fail("%s: expected it back, got %s", p.JSON, unbound)
		}
		text, _ := json.Marshal(bound)
		if again, err := s.ParseDNA(string(text)); err != nil || !again.Equal(bound) {
			fail("%s: expected %v read back, got %v, error %v", p.JSON, bound, again, err)
		}
	}
}

// countedFromTheLast reports whether all that is wrong with d are choices that
// are not distinct, and it has indices below 0.
func countedFromTheLast(s *Spec, d *DNA) bool {
	_, err := s.Bind(d)
	negative := false
	for i := range d.Len() {
		negative = negative || d.Index(i) < 0 && d.Index(i) > -1<<32 // the bits of a float are lower
	}
	if err == nil || !negative {
		return false
	}
	for _, line := range strings.Split(err.Error(), "\n")[1:] {
		if !strings.Contains(line, "expected distinct choices") {
			return false
		}
	}
	return true
}

func (v *vector) checkOrder(s *Spec, c *vectorCount, fail func(string, ...any)) {
	if v.First == nil {
		return
	}
	n := 0
	for d := range s.All() {
		if n == len(v.First) {
			n++
			break
		}
		c.ordered++
		if got := compactJSON(d); !sameJSON(v.First[n], []byte(got)) {
			fail("DNA %d in order: expected %s, got %s", n, v.First[n], got)
			return
		}
		n++
	}
	if complete := n == len(v.First); complete != v.Complete || n < len(v.First) {
		fail("expected %d DNAs in order, complete: %t; got %d, complete: %t", len(v.First), v.Complete, n, complete)
	}
}

func compactJSON(d *DNA) string {
	var b strings.Builder
	d.nested().write(&b, jsonStyle)
	return b.String()
}

func (v *vectorDNA) check(s *Spec, fail func(string, ...any)) {
	var free DNA
	if err := json.Unmarshal(v.JSON, &free); err != nil {
		fail("%v", err)
		return
	}
	same(fail, "unbound", v.JSON, &free)
	d, err := s.Bind(&free)
	if err != nil {
		fail("%v", err)
		return
	}
	same(fail, "bound", v.JSON, d)
	if got := compactJSON(d); !sameJSON(v.Compact, []byte(got)) {
		fail("compact: expected %s, got %s", v.Compact, got)
	}
	for _, text := range []string{v.Str, string(v.JSON), string(v.Compact)} {
		if e, err := s.ParseDNA(text); err != nil || !e.Equal(d) {
			fail("%s: got %v, error %v", text, e, err)
		}
	}
	if d.String() != v.Str || free.String() != v.Str {
		fail("str: expected %s, got %s, unbound %s", v.Str, d, &free)
	}
	v.checkNumbers(s, d, fail)
	for _, dict := range []struct {
		as   ValueType
		want map[string]any
	}{{AsValue, v.DictValue}, {AsChoice, v.DictChoice}, {AsLiteral, v.DictLiteral}} {
		if dict.want == nil {
			continue
		}
		got := d.Dict(ByID, dict.as)
		if !sameJSON(mustJSON(dict.want), mustJSON(got)) {
			fail("dict %d: expected %s, got %s", dict.as, mustJSON(dict.want), mustJSON(got))
		}
		for _, m := range []map[string]any{dict.want, got, d.Dict(ByName, dict.as)} {
			by := ByName // a name, or the id where there is none
			e, err := s.FromDict(m, by, dict.as)
			if err != nil && strings.Contains(err.Error(), "expected a literal of one candidate") && dict.as == AsLiteral {
				continue // two candidates share it, which PyGlove does not notice
			}
			if err != nil || !e.Equal(d) {
				fail("dict %d %s: expected %v back, got %v, error %v", dict.as, mustJSON(m), d, e, err)
			}
		}
	}
}

func (v *vectorDNA) checkNumbers(s *Spec, d *DNA, fail func(string, ...any)) {
	// Where a genome is among them, the numbers are the values of the points.
	values := []any{}
	numeric := true
	for _, p := range d.Points() {
		values = append(values, p.Value())
		_, genome := p.Value().(string)
		numeric = numeric && !genome
	}
	if !sameJSON(mustJSON(v.Numbers), mustJSON(values)) {
		fail("numbers: expected %s, got %s", mustJSON(v.Numbers), mustJSON(values))
	}
	numbers, err := d.Numbers()
	if (err == nil) != numeric {
		fail("numbers: got %v, error %v", numbers, err)
	}
	if !numeric {
		return
	}
	given := make([]float64, len(v.Numbers))
	for i, n := range v.Numbers {
		given[i], _ = asFloat(n)
	}
	if len(given)+len(numbers) > 0 && !reflect.DeepEqual(given, numbers) {
		fail("numbers: expected %v, got %v", given, numbers)
	}
	if e, err := s.FromNumbers(given); err != nil || !e.Equal(d) {
		fail("numbers %v: expected %v back, got %v, error %v", given, d, e, err)
	}
}

// same checks that v is written as the JSON value want.
func same(fail func(string, ...any), what string, want []byte, v json.Marshaler) {
	got, err := json.Marshal(v)
	if err != nil || !sameJSON(want, got) {
		fail("%s: expected %s, got %s, error %v", what, want, got, err)
	}
}

func mustJSON(v any) []byte {
	var b bytes.Buffer
	if err := writeValue(&b, v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// sameJSON reports whether a and b are the same JSON value, telling 1 from 1.0.
func sameJSON(a, b []byte) bool {
	x, err := decodeJSON(a)
	y, err2 := decodeJSON(b)
	return err == nil && err2 == nil && sameDecoded(x, y)
}

func sameDecoded(x, y any) bool {
	switch x := x.(type) {
	case json.Number:
		y, ok := y.(json.Number)
		if !ok || strings.ContainsAny(string(x), ".eE") != strings.ContainsAny(string(y), ".eE") {
			return false
		}
		p, _ := new(big.Float).SetString(string(x))
		q, _ := new(big.Float).SetString(string(y))
		return fmt.Sprint(p) == fmt.Sprint(q)
	case []any:
		y, ok := y.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !sameDecoded(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := y.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if other, ok := y[k]; !ok || !sameDecoded(x[k], other) {
				return false
			}
		}
		return true
	}
	return x == y
}
