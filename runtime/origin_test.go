// Where programs came from is known as long as they are in use, if it is
// tracked.

package pg_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/search"
)

func TestOrigins(t *testing.T) {
	base := &zoo.Lion{Roar: 1e6}
	s := base.Sym()
	s.Mane().OneOf(true, false)
	x, err := s.Materialize(s.Space().First())
	if err != nil || pg.OriginOf(x) != nil || s.Origin().Caller != "" {
		t.Fatalf("nothing is tracked, and yet: %v, %v, %v", pg.OriginOf(x), s.Origin(), err)
	}
	stop := pg.TrackOrigins()
	defer stop()
	u := s.Clone()
	d := u.Space().First()
	if x, err = u.Materialize(d); err != nil {
		t.Fatal(err)
	}
	if err := x.Rebind(pg.Set("Roar", 5)); err != nil {
		t.Fatal(err)
	}
	if err := x.Rebind(pg.Set("Roar", "x")); err == nil {
		t.Fatal("expected an error")
	}
	y := x.Clone()
	pg.SetOrigin(y, pg.Origin{How: pg.OriginClone, From: x})
	o := pg.OriginOf(y)
	text := o.String()
	for _, line := range []string{
		"clone of a *zoo.Lion, at origin_test.go:", "rebind of 1 change, at origin_test.go:", "materialize of a zoo.LionSym by DNA(0), at origin_test.go:",
		"clone of a zoo.LionSym, at origin_test.go:", "sym of a *zoo.Lion\n",
	} {
		rest, ok := strings.CutPrefix(text, line)
		if !ok {
			t.Fatalf("expected %q, got\n%s", line, o)
		}
		if !strings.HasSuffix(line, "\n") {
			_, rest, _ = strings.Cut(rest, "\n")
		}
		text = rest
	}
	if text != "" {
		t.Errorf("more: %s", text)
	}
	if err := u.Rebind(pg.Set("Roar", 7)); err != nil {
		t.Fatal(err)
	}
	if o := u.Origin(); o.How != pg.OriginRebind || o.Before.How != pg.OriginClone || o.Changes[0].Path.String() != "Roar" {
		t.Errorf("got %v", o)
	}
	// A search says which DNA a program is of.
	for trial, err := range pg.Sample(context.Background(), base, search.Random(), pg.Trials(3), pg.Seed(1)) {
		if err != nil {
			t.Fatal(err)
		}
		o := pg.OriginOf(trial.Program)
		if o == nil || o.How != pg.OriginMaterialize || o.From != any(base) || !o.DNA.Equal(trial.DNA) || !strings.HasPrefix(o.Caller, "origin_test.go:") {
			t.Errorf("got %+v", o)
		}
		trial.Report(1)
	}
	for _, x := range []any{nil, 3, (*zoo.Lion)(nil), &struct{}{}, zoo.LionSym{}} {
		pg.SetOrigin(x, pg.Origin{How: "made"})
		if o := pg.OriginOf(x); o != nil {
			t.Errorf("%T: got %v", x, o)
		}
	}
}

// The origins of what nobody has any more are forgotten.
func TestOriginsAreForgotten(t *testing.T) {
	stop := pg.TrackOrigins()
	defer stop()
	gone := make(chan bool, 1)
	func() {
		from, x := zoo.New(), zoo.New()
		runtime.AddCleanup(from, func(gone chan bool) { gone <- true }, gone)
		pg.SetOrigin(x, pg.Origin{How: pg.OriginClone, From: from})
		if err := x.Rebind(pg.Set("Fee", 2)); err != nil {
			t.Fatal(err)
		}
		if pg.OriginOf(x).Before.From != any(from) {
			t.Fatal("not known")
		}
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("what a program was made of is kept when the program is gone")
}

func BenchmarkOrigins(b *testing.B) {
	s := (&zoo.Lion{}).Sym()
	s.Declare()
	d := s.Space().First()
	run := func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Materialize(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("off", run)
	b.Run("on", func(b *testing.B) {
		stop := pg.TrackOrigins()
		defer stop()
		run(b)
	})
}

// Where did this program come from?
func ExampleTrackOrigins() {
	stop := pg.TrackOrigins()
	defer stop()

	s := (&zoo.Lion{Roar: time.Second}).Sym()
	s.Mane().OneOf(false, true)
	lion, err := s.Materialize(s.Space().First())
	if err != nil {
		fmt.Println(err)
		return
	}
	err = lion.Rebind(pg.Set("Roar", 2*time.Second))
	fmt.Println(err)

	for o := range pg.OriginOf(lion).All() {
		fmt.Printf("%s of a %T, by %v, %d changes\n", o.How, o.From, o.DNA, len(o.Changes))
	}
	// Output:
	// <nil>
	// rebind of a <nil>, by <nil>, 1 changes
	// materialize of a zoo.LionSym, by DNA(0), 0 changes
	// sym of a *zoo.Lion, by <nil>, 0 changes
}
