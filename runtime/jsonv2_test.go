//go:build goexperiment.jsonv2

// Programs in json/v2, which honours the methods of version 1.

package pg_test

import (
	jsonv2 "encoding/json/v2"
	"testing"

	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// jsonV2 says that encoding/json is made of json/v2.
const jsonV2 = true

func TestJSONv2RoundTrip(t *testing.T) {
	t.Run("Zoo", throughJSONv2[zoo.Zoo])
	t.Run("Scales", throughJSONv2[zoo.Scales])
	t.Run("Cage", throughJSONv2[zoo.Cage])
	t.Run("Lion", throughJSONv2[zoo.Lion])
	t.Run("Herd", throughJSONv2[zoo.Herd])
	t.Run("Parrot", throughJSONv2[zoo.Parrot])
	t.Run("Log", throughJSONv2[zoo.Log[any]])
	t.Run("Memo", throughJSONv2[zoo.Memo])
	t.Run("Keeper", throughJSONv2[zoo.Keeper])
}

// The methods of symbolic programs, too, are honoured.
func TestJSONv2Symbolic(t *testing.T) {
	for seed := range uint64(50) {
		s := newSource(seed)
		s.json = true
		x := random[zoo.Ark](s)
		a := x.Sym()
		a.Declare()
		s.undecide(a.Root(), x, 5, 2)
		if a.Err() != nil {
			continue
		}
		text, err := jsonv2.Marshal(a)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var b zoo.ArkSym
		if err := jsonv2.Unmarshal(text, &b); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		same, err := b.MarshalJSON()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if want, err := a.MarshalJSON(); err != nil || string(same) != string(want) {
			t.Fatalf("seed %d: %v\n%s\n%s", seed, err, want, same)
		}
	}
}

func throughJSONv2[T any, P program[T]](t *testing.T) {
	for seed := range uint64(seeds) {
		s := newSource(seed)
		s.json = true
		x := P(random[T](s))
		list, err := jsonv2.Marshal(map[string][]P{"programs": {x, x}})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var back map[string][]P
		if err := jsonv2.Unmarshal(list, &back); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, list)
		}
		if y := back["programs"][1]; !x.Equal(y) {
			t.Fatalf("seed %d: another program comes back:\n%s%s", seed, x.Diff(y), list)
		}
	}
}
