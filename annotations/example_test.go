package annotations_test

import (
	"fmt"
	"go/parser"
	"go/token"

	"github.com/pgen-go/pgen/annotations"
)

// Reading a file gives its directives by field, and all that is wrong.
func Example() {
	const src = `package codec

//pg:symbolic
type Encoder struct {
	Level  int //pg:int 1 11 log
	Window int //pg:onof 32<<10 256<<10
	Ratio  float64 //pg:float 1
}
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "codec.go", src, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	tagged, errs := annotations.File(fset, file)
	level := tagged[0].Fields["Level"][0]
	_, log := level.Flags["log"]
	fmt.Println(level.Name, level.Args[0].Text, level.Args[1].Text, log)
	for _, e := range errs {
		fmt.Printf("%s: %s\n", fset.Position(e.Pos), e.Msg)
	}
	// Output:
	// int 1 11 true
	// codec.go:6:13: unknown directive //pg:onof: did you mean //pg:oneof?
	// codec.go:7:17: //pg:float takes MIN MAX, got 1 argument: write //pg:float MIN MAX [log|rlog] [step=S]
}
