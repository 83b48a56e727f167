// What a node costs in a large program: the time is linear in the nodes, so
// that ns/node is the same for all sizes.

package pg_test

import (
	"fmt"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// wide returns a zoo of about n nodes: structs, lists, pointers, interfaces
// and maps, as deep as programs are.
func wide(n int) *zoo.Zoo {
	x := zoo.New()
	before := nodes(x)
	grow := func(i int) {
		x.Cages = append(x.Cages,
			zoo.Cage{
				Animal: zoo.Lion{Roar: time.Duration(i)}, Width: 4,
				Notes: []zoo.Note{{Text: "fed", Raw: []byte("raw")}, {Text: "seen"}},
			},
			zoo.Cage{
				Animal: &zoo.Parrot{Words: []string{"ahoy", "nuts"}, Mimic: zoo.Lion{Mane: true}}, Width: 1,
			},
			zoo.Cage{
				Animal: zoo.Herd{Of: []zoo.Animal{zoo.Snail(i)}, ByName: map[string]zoo.Animal{"a": zoo.Snail(1)}, Leader: &zoo.Lion{}},
				Locked: true,
			})
		x.Founder.Children = append(x.Founder.Children,
			&zoo.Lineage{Name: "Eve", Legs: 4, Children: []*zoo.Lineage{{Name: "Flo"}, {Name: "Gus"}}})
	}
	grow(0)
	each := nodes(x) - before
	for i := range n/each - 1 {
		grow(i + 1)
	}
	return x
}

// deep returns a family of about n nodes, as many generations as that makes:
// each has two children, of whom the first has children again.
func deep(n int) *zoo.Lineage {
	x := &zoo.Lineage{Name: "last"}
	before := nodes(x)
	grow := func() {
		x = &zoo.Lineage{Name: "Ada", Legs: 2, Children: []*zoo.Lineage{x, {Name: "Ben"}}}
	}
	grow()
	each := nodes(x) - before
	for range n/each - 1 {
		grow()
	}
	return x
}

func nodes(x any) (n int) {
	for range pg.Traverse(x) {
		n++
	}
	return n
}

func perNode(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
}

var sizes = []int{1_000, 10_000, 100_000}

func BenchmarkNodesTraverse(b *testing.B) {
	for _, size := range sizes {
		x := wide(size)
		n := nodes(x)
		b.Run(fmt.Sprintf("nodes=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				nodes(x)
			}
			perNode(b, n)
		})
	}
}

func BenchmarkNodesQuery(b *testing.B) {
	for _, size := range sizes {
		x := wide(size)
		n := nodes(x)
		for _, pattern := range []string{"**.Roar", "**", "Cages[*].Animal.*"} {
			p := pg.MustPattern(pattern)
			b.Run(fmt.Sprintf("%s/nodes=%d", pattern, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for range pg.Query(x, p) {
					}
				}
				perNode(b, n)
			})
		}
		b.Run(fmt.Sprintf("type=Lion/nodes=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for range pg.QueryType[zoo.Lion](x) {
				}
			}
			perNode(b, n)
		})
	}
}

func BenchmarkNodesDiff(b *testing.B) {
	for _, size := range sizes {
		x := wide(size)
		y := x.Clone()
		n := nodes(x)
		last := &y.Cages[len(y.Cages)-1]
		run := func(name string) {
			if d := x.Diff(y); len(d) > 1 || len(d) == 1 && name == "none" {
				b.Fatalf("%s: got %s", name, d)
			}
			b.Run(fmt.Sprintf("%s/nodes=%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					x.Diff(y)
				}
				perNode(b, n)
			})
		}
		run("none")
		last.Animal.(zoo.Herd).Leader.Roar++
		run("set")
		last.Animal.(zoo.Herd).Leader.Roar--
		y.Cages = append(y.Cages[:1], y.Cages[2:]...)
		run("delete")
	}
	for _, size := range sizes {
		x := deep(size)
		y := x.Clone()
		n := nodes(x)
		at := y
		for len(at.Children) > 0 {
			at = at.Children[0]
		}
		at.Name = "new"
		if d := x.Diff(y); len(d) != 1 {
			b.Fatalf("got %s", d)
		}
		b.Run(fmt.Sprintf("deep/nodes=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Diff(y)
			}
			perNode(b, n)
		})
	}
}
