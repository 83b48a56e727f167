// What a node costs when rules go over a large program.

package pg_test

import (
	"fmt"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// BenchmarkNodesRules has for each size a rule for about one node in a hundred.
func BenchmarkNodesRules(b *testing.B) {
	for _, size := range sizes {
		x := wide(size)
		s := x.Sym()
		n := nodes(x)
		run := func(name string, f func()) {
			b.Run(fmt.Sprintf("%s/nodes=%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
				perNode(b, n)
			})
		}
		run("EachRange", func() {
			met := 0
			pg.Each(s, func(c zoo.CageSym) {
				if met++; met%6 == 0 { // one in a hundred
					c.Width().Range(1, 2)
				}
			})
			if met < size/20 {
				b.Fatalf("met %d places of %d", met, n)
			}
		})
		run("EachOneOf", func() {
			met := 0
			pg.Each(s, func(p zoo.ParrotSym) {
				if met++; met%2 == 0 { // one in a hundred
					p.Mimic().OneOf(zoo.Lion{Mane: true}, zoo.Snail(1))
				}
			})
			if met < size/60 {
				b.Fatalf("met %d places of %d", met, n)
			}
		})
		run("All", func() {
			for range pg.All[zoo.ParrotSym](s) {
			}
		})
		run("TraverseSym", func() {
			for range pg.Traverse(s) {
			}
		})
		keep := pg.Rule(func(*pg.Node) {})
		run("RewriteNothing", func() {
			if err := pg.Rewrite(x, keep); err != nil {
				b.Fatal(err)
			}
		})
		long := pg.On(pg.MustPattern("**.Mimic.Mane"), func(n *pg.Node) {
			if n.Path()[1].Index()%16 == 5 {
				n.Replace(true)
			}
		})
		run("RewritePattern", func() {
			if err := pg.Rewrite(x, long); err != nil {
				b.Fatal(err)
			}
		})
		few := 0
		y := x.Clone()
		typed := pg.OnType(func(n *pg.Node, l *zoo.Lineage) {
			if few++; few%64 == 0 {
				n.Replace(&zoo.Lineage{Name: "new"})
			}
		})
		run("RewriteType", func() {
			if err := pg.Rewrite(y, typed); err != nil {
				b.Fatal(err)
			}
		})
		c := x.Clone()
		run("Compare", func() {
			if pg.Compare(x, c) != 0 {
				b.Fatal("different")
			}
		})
		run("Hash", func() { pg.Hash(x) })
		t := s.Clone()
		run("EqualSym", func() {
			if !s.Equal(t) {
				b.Fatal("different")
			}
		})
		t.Fee().Range(1, 2)
		run("DiffSym", func() {
			if len(s.Diff(t)) != 1 {
				b.Fatal("not one change")
			}
		})
	}
}
