package searchtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
)

// faulty is an algorithm that breaks one law: a sound search with one method
// changed.
type faulty struct {
	name   string
	change func(*broken)
}

func (f faulty) String() string { return f.name }

func (f faulty) Start(space *geno.Spec, seed uint64) (search.Search, error) {
	s, err := search.Random().Start(space, seed)
	if err != nil {
		return nil, err
	}
	b := &broken{Search: s, space: space}
	f.change(b)
	if b.parent != nil {
		return continued{b}, nil
	}
	return b, nil
}

// continued is broken in what its trials go on from.
type continued struct{ *broken }

func (c continued) Parent(id int) int { return c.parent(id) }
func (c continued) Needed(int) bool   { return true }

type broken struct {
	search.Search
	space    *geno.Spec
	propose  func(id int) (*geno.DNA, error)
	finished func(id int, o search.Outcome)
	parent   func(id int) int
}

func (b *broken) Propose(id int) (*geno.DNA, error) {
	if b.propose != nil {
		return b.propose(id)
	}
	return b.Search.Propose(id)
}

func (b *broken) Finished(id int, o search.Outcome) {
	if b.finished != nil {
		b.finished(id, o)
	}
	b.Search.Finished(id, o)
}

// recorder takes the place of a test that is expected to fail.
type recorder struct {
	testing.TB
	failed bool
	log    strings.Builder
}

func (r *recorder) Helper()             {}
func (r *recorder) Failed() bool        { return r.failed }
func (r *recorder) Logf(string, ...any) {}
func (r *recorder) Error(args ...any)   { r.Errorf("%s", fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	fmt.Fprintf(&r.log, format+"\n", args...)
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(r)
}

func verdict(alg search.Algorithm, space *geno.Spec) string {
	var r recorder
	func() {
		defer func() {
			if e := recover(); e != nil && e != any(&r) {
				panic(e)
			}
		}()
		Check(&r, alg, space, 1)
	}()
	return r.log.String()
}

func TestFindsFaults(t *testing.T) {
	space, err := geno.New(geno.At("A", &geno.Int{Min: 0, Max: 9}), geno.At("B", &geno.Int{Min: 0, Max: 9}))
	if err != nil {
		t.Fatal(err)
	}
	if v := verdict(search.Random(), space); v != "" {
		t.Fatalf("a sound algorithm fails: %s", v)
	}
	starts := 0
	for _, test := range []struct {
		alg  search.Algorithm
		want string
	}{
		{search.AllowRepeats(search.Random()), "is proposed again"},
		{faulty{"changes in Propose", func(b *broken) {
			n := 0
			b.propose = func(int) (*geno.DNA, error) {
				n++
				return b.space.Random(rand.New(rand.NewPCG(1, uint64(n)))), nil
			}
		}}, "Propose changes the search"},
		{faulty{"has a seed of its own", func(b *broken) {
			starts++
			b.Search, _ = search.Random().Start(b.space, uint64(starts))
		}}, "the same seed and history gave other proposals"},
		{faulty{"counts calls of Propose", func(b *broken) {
			n := 0
			b.propose = func(id int) (*geno.DNA, error) {
				// Each trial is asked for three times, so that this looks pure
				// until a restart.
				n++
				return b.Search.Propose(id + (n-1)/3*1000)
			}
		}}, "after a restart"},
		{faulty{"gives up early", func(b *broken) {
			b.propose = func(id int) (*geno.DNA, error) {
				if id > 50 {
					return nil, search.ErrExhausted
				}
				return b.Search.Propose(id)
			}
		}}, "ErrExhausted after"},
		{faulty{"waits for nothing", func(b *broken) {
			b.propose = func(int) (*geno.DNA, error) { return nil, search.ErrWait }
		}}, "ErrWait while no trial is open"},
		{faulty{"proposes for another space", func(b *broken) {
			other, _ := geno.New(geno.At("A", &geno.Int{Min: 0, Max: 99}))
			b.propose = func(int) (*geno.DNA, error) { return other.First(), nil }
		}}, "not bound to the space"},
		{faulty{"goes on from what has not ended", func(b *broken) {
			b.parent = func(id int) int { return id - 1 }
		}}, "is no trial that ended well and was needed until now"},
		{faulty{"goes on from elsewhere after a restart", func(b *broken) {
			asked, ended := 0, []int{-1}
			b.finished = func(id int, o search.Outcome) {
				if id < 120 && !o.Failed && !math.IsNaN(o.Reward) {
					ended = append(ended, id)
				}
			}
			b.Search, _ = search.AllowRepeats(search.Random()).Start(b.space, 1)
			b.parent = func(int) int {
				asked++
				return ended[asked%len(ended)]
			}
		}}, "after a restart"},
		{faulty{"remembers which of several rewards it was asked about", func(b *broken) {
			several, asked := false, 0
			b.finished = func(_ int, o search.Outcome) { several = several || len(o.Rewards) > 1 }
			b.propose = func(id int) (*geno.DNA, error) {
				// Each trial is asked for three times, so that this looks pure
				// until a restart.
				if asked++; several {
					id += (asked - 1) / 3 * 1000
				}
				return b.Search.Propose(id)
			}
		}}, "after a restart"},
		{faulty{"fails", func(b *broken) {
			b.propose = func(int) (*geno.DNA, error) { return nil, fmt.Errorf("no luck") }
		}}, "Propose: no luck"},
		{faulty{"is poisoned by failures", func(b *broken) {
			bad := false
			b.finished = func(_ int, o search.Outcome) { bad = bad || o.Failed }
			b.propose = func(id int) (*geno.DNA, error) {
				if bad {
					return nil, search.ErrExhausted
				}
				return b.Search.Propose(id)
			}
		}}, "ErrExhausted after"},
	} {
		if v := verdict(test.alg, space); !strings.Contains(v, test.want) {
			t.Errorf("an algorithm that %s: got %q, want %q", test.alg, v, test.want)
		}
	}
}

func TestSpacesAreVaried(t *testing.T) {
	list, err := spaces()
	if err != nil {
		t.Fatal(err)
	}
	small, large, infinite := 0, 0, 0
	for _, s := range list {
		switch size := s.space.Size(); {
		case size == nil:
			infinite++
		case size.IsInt64() && size.Int64() <= exhaust:
			small++
		default:
			large++
		}
	}
	if small < 15 || large < 3 || infinite < 4 {
		t.Errorf("%d spaces are small, %d large, %d infinite", small, large, infinite)
	}
}
