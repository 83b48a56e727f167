// Carrying out edits: all of them, or none.

package pg

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// Rebind carries out the edits, in order, all or none: they are made on a
// copy of x, and the copy must pass the methods Validate() error of x and of
// everything changed that has one. Only then x takes the fields of the copy,
// without those that are not part of the symbolic tree. If anything is wrong,
// x stays as it is, and the error is all errors there are, each with its path.
// Generated Rebind methods call it.
func Rebind[T any, P interface {
	*T
	Symbolic
	Clone() *T
}](x P, edits ...Edit) error {
	if x == nil {
		return fmt.Errorf("pg: rebind: expected a program, got a nil *%s", reflect.TypeFor[T]())
	}
	if len(edits) == 0 {
		return nil
	}
	t := x.SymbolicType()
	c := x.Clone()
	root := reflect.ValueOf(c).Elem()
	var errs []error
	for i := range edits {
		if err := edits[i].apply(root); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) == 0 {
		errs = invalid(reflect.ValueOf((*T)(x)), root.Addr())
	}
	if len(errs) > 0 {
		return fmt.Errorf("pg: rebind %s: %w", t.Go, errors.Join(errs...))
	}
	t.move((*T)(x), c)
	if origins.tracked() {
		origins.rebound((*T)(x), edits)
	}
	return nil
}

// move gives *x the fields of *y.
func (t *Type) move(x, y any) {
	for i := range t.Fields {
		f := &t.Fields[i]
		f.Addr(x).Set(f.Addr(y))
	}
}

// invalid returns the errors of the Validate methods in after, a pointer to a
// program that was before; those of parts that have not changed are left out.
func invalid(before, after reflect.Value) []error {
	var errs []error
	var changes Changes
	compared := false
	for n := range validations(after.Interface()) {
		err := n.validate()
		if err == nil {
			continue
		}
		if n.Depth() == 0 {
			errs = append(errs, err)
			continue
		}
		// Looking for what has changed takes longer than validating, so it
		// is done only to find out if an error is a new one.
		if !compared {
			changes = diff(shapeOf(after.Type()).elem, before.UnsafePointer(), after.UnsafePointer())
			compared = true
		}
		path := n.Path()
		for _, e := range changes {
			if e.Path.HasPrefix(path) || path.HasPrefix(e.Path) {
				errs = append(errs, geno.In(path.String(), err))
				break
			}
		}
	}
	return errs
}

// validations goes through the places of x where values may have a method
// Validate, in the order of [Traverse].
func validations(x any) iter.Seq[*Node] {
	return func(yield func(*Node) bool) { walk(x, &walker{yield: yield, down: true, finder: validators}) }
}

var (
	validatorType = reflect.TypeFor[validator]()
	validators    = newFinder(validatorType, validated)
)

// validated reports whether values of type t are asked if they are valid.
func validated(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		t = reflect.PointerTo(t)
	case reflect.Pointer:
	default:
		return false
	}
	return t.Implements(validatorType)
}

// validate returns the error of the Validate method of what is at n.
func (n *Node) validate() error {
	if n.s.form != dynamic && !n.s.validated {
		return nil
	}
	return validateValue(n.held())
}

func validateValue(v reflect.Value) error {
	if isNil(v) {
		return nil
	}
	s := shapeOf(v.Type())
	if !s.validated {
		return nil
	}
	if v.Kind() != reflect.Pointer {
		v = addressable(v).Addr()
	}
	x := v.Interface().(validator)
	// If the method is that of an embedded field which is nil, there is nothing
	// to validate.
	for _, i := range s.embedded {
		if isNil(v.Elem().Field(i)) {
			return validateWithout(x)
		}
	}
	return x.Validate()
}

type validator interface{ Validate() error }

// embeddedValidators returns the indices of the embedded fields that have a
// method Validate, of the struct type t or the one it points to.
func embeddedValidators(t reflect.Type) (indices []int) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type.Implements(validatorType) {
			indices = append(indices, i)
		}
	}
	return indices
}

// validateWithout calls x's method, which may be one of a nil field: only
// calling it tells.
func validateWithout(x validator) (err error) {
	defer func() {
		p := recover()
		if _, nilField := p.(runtime.Error); p != nil && !nilField {
			panic(p)
		}
	}()
	return x.Validate()
}

// apply carries out e on the program that root is. On an error some of e may
// have been done.
func (e *Edit) apply(root reflect.Value) error {
	if e.err != nil {
		return e.err
	}
	if len(e.Path) == 0 && e.Op != OpSet {
		return fmt.Errorf("expected the path of an element of a slice or map to %s, got the program itself", e.Op)
	}
	return e.at(root, 0, false)
}

// errorf returns an error about the first n steps of the edit's path.
func (e *Edit) errorf(n int, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if n == 0 {
		return err
	}
	return geno.In(e.Path[:n].String(), err)
}

// at carries out e, of whose path the first n steps lead to v. What is under
// a shared field must not be changed.
func (e *Edit) at(v reflect.Value, n int, shared bool) error {
	if n == len(e.Path) {
		return e.set(v, n, shared)
	}
	if shared {
		return e.errorf(n, "it is shared with other programs: expected a new value for it, got an edit of what is inside, at %s", e.Path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return e.errorf(n, "is nil: expected a value of type %s to edit: set it first", v.Type().Elem())
		}
		if shapeOf(v.Type()).form == leaf {
			return e.errorf(n, "copies of a program have the same %s: expected a new value for it, got an edit of what is inside, at %s", v.Type(), e.Path)
		}
		return e.at(v.Elem(), n, false)
	case reflect.Interface:
		if v.IsNil() {
			return e.errorf(n, "is nil: expected a value of type %s to edit: set it first", v.Type())
		}
		return e.inCopy(v.Elem(), n, func(c reflect.Value) { v.Set(c) })
	case reflect.Struct:
		return e.atField(v, n)
	case reflect.Slice, reflect.Array:
		return e.atIndex(v, n)
	case reflect.Map:
		return e.atKey(v, n)
	}
	return e.errorf(n, "%s has no parts: expected the end of the path, got %s", article(v.Type()), Path(e.Path[n:]))
}

// inCopy goes on in a copy of v, which cannot be set where it is, and puts
// the copy back.
func (e *Edit) inCopy(v reflect.Value, n int, put func(reflect.Value)) error {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	err := e.at(c, n, false)
	if err == nil {
		put(c)
	}
	return err
}

func (e *Edit) atField(v reflect.Value, n int) error {
	s := shapeOf(v.Type())
	step := e.Path[n]
	last := n+1 == len(e.Path)
	switch {
	case s.form != structure:
		return e.errorf(n, "%s hides its fields: expected a new value for it, got an edit of %s", article(v.Type()), step)
	case step.kind != fieldStep:
		return e.errorf(n, "expected a field of %s, got %s", v.Type(), step)
	}
	p := s.part(step.text)
	switch {
	case p == nil:
		return e.errorf(n+1, "expected a field of %s, which has no %s%s", v.Type(), step.text, didYouMean(step.text, s.names))
	case last && e.Op != OpSet:
		return e.errorf(n+1, "expected an element of a slice or map to %s, got a field", e.Op)
	}
	return e.at(p.of(v, s.owner(v)), n+1, p.shared)
}

func (e *Edit) atIndex(v reflect.Value, n int) error {
	step := e.Path[n]
	if step.kind != indexStep {
		return e.errorf(n, "expected an index into %s, got %s", v.Type(), step)
	}
	length := v.Len()
	limit := length - 1
	last := n+1 == len(e.Path)
	if last && e.Op == OpInsert {
		limit++
	}
	if last && e.Op != OpSet && v.Kind() == reflect.Array {
		return e.errorf(n+1, "%s has a fixed length: expected an element to set, got one to %s", article(v.Type()), e.Op)
	}
	if step.n < 0 || step.n > int64(limit) {
		if limit < 0 {
			return e.errorf(n+1, "expected an element of %s, which is empty", article(v.Type()))
		}
		return e.errorf(n+1, "expected an index from 0 to %d, got %d", limit, step.n)
	}
	i := int(step.n)
	if !last || e.Op == OpSet {
		return e.at(v.Index(i), n+1, false)
	}
	if e.Op == OpDelete {
		reflect.Copy(v.Slice(i, length), v.Slice(i+1, length))
		v.Index(length - 1).SetZero()
		v.SetLen(length - 1)
		return nil
	}
	x := reflect.New(v.Type().Elem()).Elem()
	if err := e.set(x, n+1, false); err != nil {
		return err
	}
	v.Set(reflect.Append(v, x))
	reflect.Copy(v.Slice(i+1, length+1), v.Slice(i, length))
	v.Index(i).Set(x)
	return nil
}

func (e *Edit) atKey(v reflect.Value, n int) error {
	k, err := findKey(v, e.Path[n])
	if err != nil {
		return e.errorf(n+1, "%w", err)
	}
	old := v.MapIndex(k)
	last := n+1 == len(e.Path)
	switch {
	case last && e.Op == OpInsert && old.IsValid():
		return e.errorf(n+1, "expected a new key, got one that the map has: use Set")
	case !old.IsValid() && (!last || e.Op == OpDelete):
		return e.errorf(n+1, "expected a key of the map, which has no such key")
	case last && e.Op == OpDelete:
		v.SetMapIndex(k, reflect.Value{})
		return nil
	}
	if last {
		x := reflect.New(v.Type().Elem()).Elem()
		if err := e.set(x, n+1, false); err != nil {
			return err
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		v.SetMapIndex(k, x)
		return nil
	}
	return e.inCopy(old, n+1, func(c reflect.Value) { v.SetMapIndex(k, c) })
}

// set gives v, which the first n steps lead to, the new value.
func (e *Edit) set(v reflect.Value, n int, shared bool) error {
	x, err := convert(e.New, v.Type(), shared)
	if err != nil {
		return e.errorf(n, "%w", err)
	}
	v.Set(x)
	return nil
}

// findKey returns the key of the map m that the step leads to; m need not
// have it.
func findKey(m reflect.Value, step Step) (reflect.Value, error) {
	t := m.Type().Key()
	spelled, ok := spelledKey(step, t)
	if ok && (t.Kind() != reflect.Interface || m.MapIndex(spelled).IsValid()) {
		return spelled, nil
	}
	// A key that cannot be spelled is found by how it looks.
	for _, k := range sortedKeys(m) {
		if s, _ := keyStep(k); s == step {
			return k, nil
		}
	}
	if ok {
		return spelled, nil
	}
	return spelled, fmt.Errorf("expected a key of type %s, got %s", t, step)
}

// spelledKey returns the key of type t that the step spells.
func spelledKey(step Step, t reflect.Type) (k reflect.Value, ok bool) {
	k = reflect.New(t).Elem()
	if t.Kind() == reflect.Interface {
		var x any
		switch step.kind {
		case quotedStep:
			x = step.text
		case indexStep:
			x = int(step.n)
		case plainStep:
			b, err := strconv.ParseBool(step.text)
			if err != nil {
				return k, false
			}
			x = b
		}
		if x == nil || !reflect.TypeOf(x).Implements(t) {
			return k, false
		}
		k.Set(reflect.ValueOf(x))
		return k, true
	}
	text, err := step.text, error(nil)
	if step.kind == indexStep {
		text = strconv.FormatInt(step.n, 10)
	}
	switch {
	case step.kind == fieldStep, (step.kind == quotedStep) != (t.Kind() == reflect.String):
		return k, false
	case t.Kind() == reflect.String:
		k.SetString(text)
	case k.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, t.Bits())
		k.SetInt(n)
	case k.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, t.Bits())
		k.SetUint(n)
	case k.CanFloat():
		var f float64
		f, err = strconv.ParseFloat(text, t.Bits())
		k.SetFloat(f)
	case k.CanComplex():
		var c complex128
		c, err = strconv.ParseComplex(text, t.Bits())
		k.SetComplex(c)
	case t.Kind() == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		k.SetBool(b)
	default:
		return k, false
	}
	return k, err == nil
}

// convert returns a copy of x as a t, if nothing is lost by it: numbers and
// strings of no particular type become any type over one that can hold them;
// pointers and what they point to become each other; nil becomes the zero of
// a type that has nil. What is shared is not copied.
func convert(x any, t reflect.Type, shared bool) (reflect.Value, error) {
	nv := reflect.New(t).Elem()
	if x == nil {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
			return nv, nil
		}
		return nv, mismatch(t, x)
	}
	if shared {
		if v := reflect.ValueOf(x); v.Type().AssignableTo(t) {
			nv.Set(v)
			return nv, nil
		}
		return nv, mismatch(t, x)
	}
	if v := reflect.ValueOf(x); assign(nv, v) {
		shapeOf(t).detach(nv)
		return nv, nil
	}
	return nv, mismatch(t, x)
}

func mismatch(t reflect.Type, x any) error {
	if x == nil {
		return fmt.Errorf("expected %s, got nil", describe(t))
	}
	return fmt.Errorf("expected %s, got %s of type %T", describe(t), showShort(x), x)
}

// article returns the name of a type, or that of the type of x, behind a or an.
func article(x any) string {
	t, ok := x.(reflect.Type)
	if !ok {
		t = reflect.TypeOf(x)
	}
	name := fmt.Sprint(t)
	if strings.ContainsRune("aeio", rune(name[0])) { // a uint
		return "an " + name
	}
	return "a " + name
}

// describe names a type and, for an interface, some types that have a table
// and implement it.
func describe(t reflect.Type) string {
	if t.Kind() != reflect.Interface || t.NumMethod() == 0 {
		return t.String()
	}
	var names []string
	registry.byType.Range(func(k, _ any) bool {
		s := k.(reflect.Type)
		switch {
		case s.Implements(t):
			names = append(names, s.String())
		case reflect.PointerTo(s).Implements(t):
			names = append(names, "*"+s.String())
		}
		return true
	})
	if len(names) == 0 || len(names) > 8 {
		return t.String()
	}
	slices.Sort(names)
	return t.String() + " (" + strings.Join(names, ", ") + ")"
}

// assign gives dst the value v, converted where nothing is lost, and reports
// whether that is possible.
func assign(dst, v reflect.Value) bool {
	t := dst.Type()
	if v.Type().AssignableTo(t) {
		dst.Set(v)
		return true
	}
	switch {
	case t.Kind() == reflect.Pointer && shapeOf(t).form == pointer:
		p := reflect.New(t.Elem())
		if !assign(p.Elem(), v) {
			return false
		}
		dst.Set(p.Convert(t))
		return true
	case t.Kind() == reflect.Interface:
		// A struct whose methods are those of its pointer.
		if p := reflect.PointerTo(v.Type()); v.Kind() == reflect.Struct && p.Implements(t) {
			dst.Set(addressable(v).Addr())
			return true
		}
		return false
	case v.Kind() == reflect.Pointer:
		return !v.IsNil() && v.Type().Elem().AssignableTo(t) && assign(dst, v.Elem())
	}
	if !basic(v.Type()) {
		return false
	}
	return assignBasic(dst, v)
}

// basic reports whether t is one of Go's own types, as constants have by
// default.
func basic(t reflect.Type) bool {
	return t.PkgPath() == "" && t.Name() != ""
}

// assignBasic converts numbers, strings and bools to any type over one.
func assignBasic(dst, v reflect.Value) bool {
	switch dst.Kind() {
	case reflect.String, reflect.Bool:
		if v.Kind() != dst.Kind() {
			return false
		}
		dst.Set(v.Convert(dst.Type()))
		return true
	}
	number := func(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() || v.CanComplex() }
	if !number(dst) || !number(v) {
		return false
	}
	c, ok := toComplex(v)
	switch {
	case dst.CanInt() && v.CanInt():
		if dst.OverflowInt(v.Int()) {
			return false
		}
		dst.SetInt(v.Int())
	case dst.CanUint() && v.CanUint():
		if dst.OverflowUint(v.Uint()) {
			return false
		}
		dst.SetUint(v.Uint())
	case dst.CanInt() && v.CanUint():
		if v.Uint() > math.MaxInt64 || dst.OverflowInt(int64(v.Uint())) {
			return false
		}
		dst.SetInt(int64(v.Uint()))
	case dst.CanUint() && v.CanInt():
		if v.Int() < 0 || dst.OverflowUint(uint64(v.Int())) {
			return false
		}
		dst.SetUint(uint64(v.Int()))
	case !ok:
		return false
	case dst.CanComplex():
		if dst.OverflowComplex(c) {
			return false
		}
		dst.SetComplex(c)
	case imag(c) != 0:
		return false
	case dst.CanFloat():
		// A float64 like 0.1 is a constant to be rounded; an integer that
		// would be rounded is a mistake.
		f := real(c)
		if dst.OverflowFloat(f) || !v.CanFloat() && dst.Kind() == reflect.Float32 && float64(float32(f)) != f {
			return false
		}
		dst.SetFloat(f)
	case real(c) != math.Trunc(real(c)):
		return false
	case dst.CanInt():
		if f := real(c); f < -1<<63 || f >= 1<<63 || dst.OverflowInt(int64(f)) {
			return false
		}
		dst.SetInt(int64(real(c)))
	default:
		if f := real(c); f < 0 || f >= 1<<64 || dst.OverflowUint(uint64(f)) {
			return false
		}
		dst.SetUint(uint64(real(c)))
	}
	return true
}

// toComplex returns the number v, if it is exact as a complex128.
func toComplex(v reflect.Value) (c complex128, ok bool) {
	switch {
	case v.CanInt():
		f := float64(v.Int())
		return complex(f, 0), f < 1<<63 && int64(f) == v.Int()
	case v.CanUint():
		f := float64(v.Uint())
		return complex(f, 0), f < 1<<64 && uint64(f) == v.Uint()
	case v.CanFloat():
		return complex(v.Float(), 0), true
	}
	return v.Complex(), true
}

// names yields the names and paths of the fields of s, and then of those of
// embedded structs.
func (s *shape) names(yield func(name, path string) bool) {
	var look func(s *shape, prefix string, depth int) bool
	look = func(s *shape, prefix string, depth int) bool {
		for i := range s.parts {
			if name := s.parts[i].step.text; !yield(name, prefix+name) {
				return false
			}
		}
		for i := range s.parts {
			p := &s.parts[i]
			e := p.shape
			if e.form == pointer {
				e = e.elem
			}
			if p.sf.Anonymous && e.form == structure && depth < 4 && !look(e, prefix+p.step.text+".", depth+1) {
				return false
			}
		}
		return true
	}
	look(s, "", 0)
}
