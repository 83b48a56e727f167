// What a node of a large program costs a patch.

package pg_test

import (
	"fmt"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func BenchmarkPatch(b *testing.B) {
	flip := func(x bool) bool { return !x }
	for _, size := range []int{1_000, 100_000} {
		n := nodes(wide(size))
		for _, test := range []struct {
			name  string
			patch pg.Patch
		}{
			{"nothing", pg.PatchKey("Nobody", 1)},
			{"one", pg.PatchPath("Cages[0].Locked", pg.FromOld(flip))},
			{"pattern", pg.PatchPath("Cages[*].Locked", pg.FromOld(flip))},
			{"key", pg.PatchKey("Locked", pg.FromOld(flip))},
			{"type", pg.PatchType[zoo.Lion](pg.FromOld(func(l zoo.Lion) zoo.Lion { l.Mane = !l.Mane; return l }))},
			{"value", pg.PatchValue("nuts", pg.FromOld(func(s string) string { return "nuts" }))},
			{"member", pg.PatchMember[zoo.Cage]("Locked", pg.FromOld(flip))},
		} {
			b.Run(fmt.Sprintf("%s/nodes=%d/pgen", test.name, size), func(b *testing.B) {
				x := wide(size)
				b.ReportAllocs()
				for b.Loop() {
					if err := pg.Apply(x, test.patch); err != nil {
						b.Fatal(err)
					}
				}
				perNode(b, n)
			})
		}
		// By hand, all or nothing: on a copy, which is then validated.
		b.Run(fmt.Sprintf("pattern/nodes=%d/hand", size), func(b *testing.B) {
			x := wide(size)
			b.ReportAllocs()
			for b.Loop() {
				y := x.Clone()
				for i := range y.Cages {
					y.Cages[i].Locked = !y.Cages[i].Locked
					if err := y.Cages[i].Validate(); err != nil {
						b.Fatal(err)
					}
				}
				x = y
			}
			perNode(b, n)
		})
	}
}

func BenchmarkParsePatch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pg.ParsePatch("fee?value=1e1&size=middle"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSet(b *testing.B) {
	x := zoo.New()
	p, err := pg.ParseSet("Cages[*].Width=1<<3")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := pg.Apply(x, p); err != nil {
			b.Fatal(err)
		}
	}
}
