// What a type's values are made of, as far as copying and comparing goes.

package generator

import (
	"go/types"
	"slices"
	"strings"
)

// flat reports whether assigning a value of type t copies all of it: it holds
// no memory that a change to the copy could reach. Functions and channels are
// carried as they are, and so are values their package never changes.
func flat(t types.Type) bool { return flatWithin(t, nil) }

func flatWithin(t types.Type, within []types.Type) bool {
	t = types.Unalias(t)
	if slices.Contains(within, t) {
		return true
	}
	within = append(within, t)
	if n, ok := t.(*types.Named); ok {
		if immutable(n) {
			return true
		}
		if hasCloneMethod(t) && !isBasic(t) {
			return false
		}
	}
	if _, ok := t.(*types.TypeParam); ok {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic, *types.Signature, *types.Chan:
		return true
	case *types.Array:
		return flatWithin(u.Elem(), within)
	case *types.Struct:
		for i := range u.NumFields() {
			if !flatWithin(u.Field(i).Type(), within) {
				return false
			}
		}
		return true
	}
	return false
}

// simple reports whether == compares values of type t as pgen does: there is
// no floating-point number in it (NaN equals NaN in a program), no interface,
// and no pointer.
func simple(t types.Type) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && hasEqualMethod(n) {
		return false
	}
	if _, ok := t.(*types.TypeParam); ok {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) == 0
	case *types.Chan:
		return true
	case *types.Array:
		return simple(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Name() == "_" || !simple(u.Field(i).Type()) {
				return false
			}
		}
		return true
	}
	return false
}

// immutable lists types of the standard library that hold pointers but are
// values: no method changes what two copies share.
func immutable(n *types.Named) bool {
	if n.Obj().Pkg() == nil {
		return n.Obj().Name() == "error"
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "time.Time", "net/netip.Addr", "net/netip.AddrPort", "net/netip.Prefix", "reflect.Value", "unique.Handle", "log/slog.Value", "log/slog.Attr":
		return true
	}
	return false
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// isLock reports whether values of n must not be copied, by the convention of
// go vet: *n has Lock and Unlock, or n is one of sync/atomic's.
func isLock(n *types.Named) bool {
	if p := n.Obj().Pkg(); p != nil && p.Path() == "sync/atomic" {
		return true
	}
	if p := n.Obj().Pkg(); p != nil && p.Path() == "sync" {
		_, isStruct := n.Underlying().(*types.Struct)
		return isStruct
	}
	niladic := func(sig *types.Signature) bool { return sig.Params().Len() == 0 && sig.Results().Len() == 0 }
	if types.IsInterface(n) {
		return false
	}
	return hasMethod(n, "Lock", niladic) && hasMethod(n, "Unlock", niladic)
}

// holdsLock reports whether assigning a value of type t would copy a lock.
func holdsLock(t types.Type) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && isLock(n) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return holdsLock(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			if holdsLock(u.Field(i).Type()) {
				return true
			}
		}
	}
	return false
}

// hasCloneMethod reports whether a value of type t has a method Clone() t.
func hasCloneMethod(t types.Type) bool {
	return valueMethod(t, "Clone", func(sig *types.Signature) bool {
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), t)
	})
}

// hasEqualMethod reports whether a value of type t has a method Equal(t) bool.
func hasEqualMethod(t types.Type) bool {
	return valueMethod(t, "Equal", func(sig *types.Signature) bool {
		return sig.Params().Len() == 1 && types.Identical(sig.Params().At(0).Type(), t) &&
			sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.Bool])
	})
}

func valueMethod(t types.Type, name string, fits func(*types.Signature) bool) bool {
	if _, ok := t.(*types.TypeParam); ok {
		return false
	}
	base := t
	if p, ok := t.(*types.Pointer); ok {
		base = types.Unalias(p.Elem())
	}
	n, ok := base.(*types.Named)
	if !ok {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, n.Obj().Pkg(), name)
	fn, ok := obj.(*types.Func)
	if !ok || !fits(fn.Signature()) {
		return false
	}
	// A method with a pointer receiver is no method of values in a slice,
	// a map or behind an interface.
	_, ptrRecv := fn.Signature().Recv().Type().(*types.Pointer)
	_, isPtr := t.(*types.Pointer)
	return !ptrRecv || isPtr
}

// describe says in words what kind of type t is.
func describe(t types.Type) string {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		if strings.ContainsRune("aeiou", rune(t.Name()[0])) {
			return "an " + t.Name()
		}
		return "a " + t.Name()
	case *types.Slice:
		return "a slice"
	case *types.Array:
		return "an array"
	case *types.Map:
		return "a map"
	case *types.Pointer:
		return "a pointer"
	case *types.Interface:
		return "an interface"
	case *types.Signature:
		return "a function"
	case *types.Chan:
		return "a channel"
	case *types.Struct:
		return "a struct"
	}
	return t.String()
}
