// Where programs came from.

package pg

import (
	"fmt"
	"iter"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
	"weak"

	"github.com/pgen-go/pgen/runtime/geno"
)

// An Origin says where a program came from. (PyGlove: sym_origin.)
type Origin struct {
	How OriginKind

	// From is the program or Sym that it was made of; nil of a rebind.
	From any

	// DNA is what it was materialized from.
	DNA *geno.DNA

	// Changes are those that a rebind made. What the program was before, its
	// origin Before says.
	Changes Changes
	Before  *Origin

	// Caller is where in the user's code it was made, "main.go:12", if origins
	// were tracked then.
	Caller string
}

// An OriginKind is how a program was made.
type OriginKind string

const (
	OriginSym         OriginKind = "sym"         // by the method Sym of a program
	OriginClone       OriginKind = "clone"       // by cloning
	OriginWhere       OriginKind = "where"       // by an outer search, which left decisions open
	OriginMaterialize OriginKind = "materialize" // of a DNA
	OriginRebind      OriginKind = "rebind"      // by changes, in place
)

// Origin returns where the symbolic program came from, or nil if it was made
// from nothing. That of a part is that of the whole.
func (p Place) Origin() *Origin {
	if p.t == nil {
		return nil
	}
	t, _ := p.t.top()
	return t.origin
}

// OriginOf returns where x came from: a Sym, or a program, a pointer, of which
// this is known if origins were tracked when it was made ([TrackOrigins]). It
// is nil for others.
func OriginOf(x any) *Origin {
	if s, ok := x.(AnySym); ok {
		return s.place().Origin()
	}
	return origins.of(x)
}

// SetOrigin says where the program x, a pointer, came from. It is for what
// isn't recorded of itself: generated Clone methods, constructors. Nothing is
// kept unless origins are tracked.
func SetOrigin(x any, o Origin) {
	if origins.tracked() {
		if o.Caller == "" {
			o.Caller = caller()
		}
		origins.set(x, &o)
	}
}

// TrackOrigins records, until stop is called, where programs come from that are
// materialized of a Sym or by a search, or rebound, and where in the user's
// code that, and the making of a Sym, was done. It is for finding out how a
// search got somewhere. It takes microseconds for each of these, and memory as
// long as the program is in use; while nothing is tracked it costs nothing.
//
// The methods Clone and Materialize that are generated for a program are as
// fast as a person would write them, so they record nothing: for those there is
// [SetOrigin].
func TrackOrigins() (stop func()) {
	origins.users.Add(1)
	var once sync.Once
	return func() { once.Do(func() { origins.users.Add(-1) }) }
}

// All yields o and what it leads back to: the origin of what the program was
// before, or of what it was made of, and so on.
func (o *Origin) All() iter.Seq[*Origin] {
	return func(yield func(*Origin) bool) {
		for ; o != nil; o = o.previous() {
			if !yield(o) {
				return
			}
		}
	}
}

func (o *Origin) previous() *Origin {
	if o.How == OriginRebind {
		return o.Before
	}
	return OriginOf(o.From)
}

// String returns a line for o and for each that it leads back to.
func (o *Origin) String() string {
	var b strings.Builder
	for o := range o.All() {
		switch {
		case o.How == OriginRebind:
			fmt.Fprintf(&b, "rebind of %s", count(len(o.Changes), "change"))
		case o.From == nil:
			b.WriteString(string(o.How))
		default:
			fmt.Fprintf(&b, "%s of a %T", o.How, o.From)
		}
		if o.DNA != nil {
			fmt.Fprintf(&b, " by %v", o.DNA)
		}
		if o.Caller != "" {
			fmt.Fprintf(&b, ", at %s", o.Caller)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// rebound returns the origin of what had the origin o, and was given the edits
// of its part at path.
func (o *Origin) rebound(edits []Edit, path Path) *Origin {
	changes := slices.Clone(edits)
	for i := range changes {
		changes[i].Path = path.Append(changes[i].Path...)
	}
	return &Origin{How: OriginRebind, Changes: changes, Before: o, Caller: caller()}
}

// newOrigin returns the origin of something made of from.
func newOrigin(how OriginKind, from any) *Origin {
	o := &Origin{How: how, From: from}
	if origins.tracked() {
		o.Caller = caller()
	}
	return o
}

// caller returns where in the user's code this package was called.
func caller() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	own := ""
	for {
		f, more := frames.Next()
		// A function of this package can be inlined in one of another, but its
		// file is where the others are.
		dir, file := filepath.Split(f.File)
		if own == "" {
			own = dir
		}
		if dir != own && !strings.HasPrefix(file, "pg_gen") || strings.HasSuffix(file, "_test.go") {
			return fmt.Sprintf("%s:%d", file, f.Line)
		}
		if !more {
			return ""
		}
	}
}

// origins has the origins of programs that are no Syms.
var origins originTable

// An originTable keeps origins of programs as long as these are in use.
type originTable struct {
	users  atomic.Int32
	origin sync.Map // programKey → *Origin
}

// A programKey is which program something is. That of a program and that of
// its first field have the same address.
type programKey struct {
	at weak.Pointer[byte]
	of reflect.Type
}

// keyOf returns the key of the program x, if x points to something that has an
// identity.
func keyOf(x any) (key programKey, at *byte, ok bool) {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().Size() == 0 {
		return key, nil, false
	}
	at = (*byte)(unsafe.Pointer(v.Pointer()))
	return programKey{weak.Make(at), v.Type()}, at, true
}

func (t *originTable) tracked() bool { return t.users.Load() > 0 }

func (t *originTable) of(x any) *Origin {
	if key, _, ok := keyOf(x); ok {
		if o, ok := t.origin.Load(key); ok {
			return o.(*Origin)
		}
	}
	return nil
}

func (t *originTable) set(x any, o *Origin) {
	key, at, ok := keyOf(x)
	if !ok {
		return
	}
	if _, there := t.origin.Swap(key, o); !there {
		runtime.AddCleanup(at, func(key programKey) { t.origin.Delete(key) }, key)
	}
}

// materialized records that x was made of from by d, unless that is known.
func (t *originTable) materialized(x, from any, d *geno.DNA) {
	if o := t.of(x); o != nil {
		return
	}
	t.set(x, &Origin{How: OriginMaterialize, From: from, DNA: d, Caller: caller()})
}

func (t *originTable) rebound(x any, edits []Edit) {
	t.set(x, t.of(x).rebound(edits, nil))
}
