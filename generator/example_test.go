package generator_test

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/pgen-go/pgen/generator"
)

// Files are generated in memory; Write puts one where it belongs.
func ExampleGenerate() {
	files, err := generator.Generate(context.Background(), generator.Config{}, "./internal/shapes")
	if err != nil {
		fmt.Println(err) // one line for each thing that is wrong: file:line:col: message
		return
	}
	for _, f := range files {
		fmt.Println(filepath.Base(f.Path), "stale:", f.Stale())
	}
	// Output: pg_gen.go stale: false
}

// What a user sees of a space.
func ExampleExplain() {
	text, err := generator.Explain(context.Background(), generator.Config{}, "./internal/shapes.Limits")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// github.com/pgen-go/pgen/generator/internal/shapes.Limits
	// space of 2 decisions, 244 points
	//   Conns: one of 4 candidates, 4 points
	//     128 | 256 | 512 | 1024
	//   Headers: int 4 to 64, 61 points
}
