package yaml_test

import (
	"fmt"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/yaml"
)

func Example() {
	keeper := zoo.Keeper{Name: "Kim", Tools: []zoo.Tool{&zoo.Shovel{Deep: 2}}}
	text := `
Best: {_type: zoo.Broom/v2, Width: 3}   # Bristles have a default
Tools:
- _type: zoo.Spade                      # what a Shovel was called before
  Deep: 0x20
`
	report, err := pg.Read(yaml.Format, []byte(text), &keeper)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keeper.Best, keeper.Tools[0])
	fmt.Print(report)
	// Output:
	// {3 straw [0 0]} &{false 32}
	// 4:10: Tools[0]: "zoo.Spade" is an older name of the type
	// Best.Bristles: missing: the default is "straw"
	// Best.ID: missing: the default is [0, 0]
	// Tools[0].Long: missing: the default is false
	// Name: missing: the default is "Kim"
	// Rota: missing: the default is nil
	// Spare: missing: the default is nil
	// Piled: missing: the default is Pile[int]{}
	// Other: missing: the default is nil
}
