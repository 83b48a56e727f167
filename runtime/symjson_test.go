package pg_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func TestSymTry(t *testing.T) {
	a := &zoo.Ark{Kind: "boat", Length: 12, Mast: &zoo.Mast{Height: 3}, Boats: []*zoo.Ark{{}}}
	s := a.Sym()
	s.Declare()
	text, err := json.MarshalIndent(s, "", "  ")
	fmt.Println(string(text), err)
	var b zoo.ArkSym
	err = json.Unmarshal(text, &b)
	fmt.Println(err)
	again, err := json.MarshalIndent(b, "", "  ")
	fmt.Println(string(again) == string(text), err)
	fmt.Println(s.Space().Equal(b.Space()), s.Space().Err())
	if !s.Space().Equal(b.Space()) {
		fmt.Println(s.Space())
		fmt.Println(b.Space())
	}
}
