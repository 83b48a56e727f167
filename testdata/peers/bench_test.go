// What the same work costs on each side.

package peers

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	pg "github.com/pgen-go/pgen/runtime"
	"github.com/r3labs/diff/v3"
)

func run[T any](b *testing.B, name string, work func() T) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			work()
		}
	})
}

// BenchmarkDiff finds one change.
func BenchmarkDiff(b *testing.B) { benchmarkDiff(b, one()) }

// BenchmarkDiffSeveral finds ten changes.
func BenchmarkDiffSeveral(b *testing.B) { benchmarkDiff(b, several()) }

// BenchmarkDiffEqual finds that there are none.
func BenchmarkDiffEqual(b *testing.B) { benchmarkDiff(b, equal()) }

func benchmarkDiff(b *testing.B, p pair) {
	x, y := untagged(p.a), untagged(p.b)
	run(b, "pgen", func() pg.Changes { return p.a.Diff(p.b) })
	run(b, "cmp", func() string { return cmp.Diff(x, y) })
	run(b, "r3labs", func() diff.Changelog { return must(r3labs.Diff(p.a, p.b)) })
}

// BenchmarkClone makes a deep copy.
func BenchmarkClone(b *testing.B) {
	x := NewServer()
	run(b, "pgen", x.Clone)
	run(b, "deepcopy", x.DeepCopy)
	run(b, "copier", func() *Server { return copyWithCopier(x) })
	run(b, "hand", func() *Server { return cloneByHand(x) })
}

// BenchmarkEqual compares two programs that are equal.
func BenchmarkEqual(b *testing.B) { benchmarkEqual(b, equal()) }

// BenchmarkEqualNot compares two that differ by one value.
func BenchmarkEqualNot(b *testing.B) { benchmarkEqual(b, one()) }

func benchmarkEqual(b *testing.B, p pair) {
	x, y := untagged(p.a), untagged(p.b)
	run(b, "pgen", func() bool { return p.a.Equal(p.b) })
	run(b, "reflect", func() bool { return reflect.DeepEqual(p.a, p.b) })
	run(b, "cmp", func() bool { return cmp.Equal(x, y) })
	run(b, "hand", func() bool { return equalByHand(p.a, p.b) })
}
