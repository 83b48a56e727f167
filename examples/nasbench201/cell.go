// The cell that is searched.

package main

import "fmt"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Cell is the block of layers of which a network of NAS-Bench-201 is built
// (Dong and Yang, 2020): four nodes, and on each of the six edges between them
// an operation. E03 leads from node 0, the input, to node 3, the output.
//
//pg:symbolic
type Cell struct {
	E01 Op //pg:oneof
	E02 Op //pg:oneof
	E12 Op //pg:oneof
	E03 Op //pg:oneof
	E13 Op //pg:oneof
	E23 Op //pg:oneof
}

// An Op is what an edge does to the data that flows along it.
type Op uint8

// The operations, in the order of the benchmark's digits.
const (
	None Op = iota
	Skip
	Conv1x1
	Conv3x3
	Pool3x3
)

// String returns the operation's name in the benchmark.
func (o Op) String() string {
	names := [...]string{"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"}
	if int(o) < len(names) {
		return names[o]
	}
	return fmt.Sprintf("Op(%d)", uint8(o))
}

// ops are the operations in the order of the benchmark's architecture string.
func (c *Cell) ops() [6]Op { return [...]Op{c.E01, c.E02, c.E12, c.E03, c.E13, c.E23} }

// String returns the architecture string of the benchmark.
func (c *Cell) String() string {
	return fmt.Sprintf("|%v~0|+|%v~0|%v~1|+|%v~0|%v~1|%v~2|", c.E01, c.E02, c.E12, c.E03, c.E13, c.E23)
}

// index is the cell's place in a table of all 5^6.
func (c *Cell) index() int {
	i := 0
	for _, op := range c.ops() {
		i = 5*i + int(op)
	}
	return i
}
