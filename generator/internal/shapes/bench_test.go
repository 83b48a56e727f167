// What generated code costs beside code a person writes for the same type.

package shapes

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
)

// cloneServer is Clone by hand.
func cloneServer(x *Server) *Server {
	y := *x
	y.Tags = slices.Clone(x.Tags)
	if x.Cache != nil {
		c := *x.Cache
		y.Cache = &c
	}
	y.Backends = slices.Clone(x.Backends)
	for i := range y.Backends {
		y.Backends[i].Labels = maps.Clone(y.Backends[i].Labels)
	}
	y.Order = slices.Clone(x.Order)
	return &y
}

// equalServers is Equal by hand.
func equalServers(x, y *Server) bool {
	return x.Name == y.Name && x.Port == y.Port && x.Workers == y.Workers &&
		x.Timeout == y.Timeout && x.Backoff == y.Backoff && x.Jitter == y.Jitter &&
		x.Compress == y.Compress && x.Level == y.Level &&
		slices.Equal(x.Tags, y.Tags) && x.Limits == y.Limits &&
		(x.Cache == y.Cache || x.Cache != nil && y.Cache != nil && *x.Cache == *y.Cache) &&
		slices.EqualFunc(x.Backends, y.Backends, func(a, b Backend) bool {
			return a.Host == b.Host && a.Weight == b.Weight && maps.Equal(a.Labels, b.Labels)
		}) &&
		slices.Equal(x.Order, y.Order)
}

var (
	conns    = [...]int{128, 256, 512, 1024}
	policies = [...]string{"lru", "lfu", "arc"}
)

// materializeServer is Materialize by hand, for a DNA known to be of the
// space, whose values are taken by their index.
func materializeServer(x *Server, d *geno.DNA) *Server {
	y := cloneServer(x)
	y.Workers = int(1 + d.Index(0))
	y.Timeout = time.Duration(1e6 + 1e6*d.Index(1))
	y.Backoff = d.Float(2)
	y.Jitter = d.Float(3)
	y.Compress = d.Index(4) == 1
	y.Level = Level(d.Index(5))
	y.Limits.Conns = conns[d.Index(6)]
	y.Limits.Headers = int(4 + d.Index(7))
	y.Cache.Entries = int(1<<10 + d.Index(8))
	y.Cache.Policy = policies[d.Index(9)]
	for i := range y.Backends {
		y.Backends[i].Weight = d.Float(10 + i)
	}
	first := 10 + len(y.Backends)
	for i := range y.Order { // a clone of the base's, of the same length
		y.Order[i] = int(1 + d.Index(first+i))
	}
	return y
}

// The rivals must do the same work.
func TestHand(t *testing.T) {
	base := NewServer()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		d := base.Space().Random(rng)
		x, err := base.Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		if y := materializeServer(base, d); !equalServers(x, y) || !x.Equal(y) {
			t.Fatalf("%v: expected %+v, got %+v", d, x, y)
		}
		if y := cloneServer(x); !equalServers(x, y) || !x.Equal(y) {
			t.Fatalf("expected a clone of %+v, got %+v", x, y)
		}
	}
}

var sink *Server

func BenchmarkMaterialize(b *testing.B) {
	base := NewServer()
	d := base.Space().Random(rand.New(rand.NewPCG(1, 2)))
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var err error
			if sink, err = base.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = materializeServer(base, d)
		}
	})
}

// A program of four decisions, as in the figure for PyGlove: its
// pg.template(…).decode of a space with four decisions takes about 3.8 ms.
func BenchmarkMaterializeFour(b *testing.B) {
	base := &Pair{}
	d := base.Space().Random(rand.New(rand.NewPCG(1, 2)))
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := base.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkClone(b *testing.B) {
	x := NewServer()
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = x.Clone()
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = cloneServer(x)
		}
	})
}

func BenchmarkEqual(b *testing.B) {
	x := NewServer()
	y := x.Clone()
	b.Run("pgen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !x.Equal(y) {
				b.Fatal("not equal")
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !equalServers(x, y) {
				b.Fatal("not equal")
			}
		}
	})
}
