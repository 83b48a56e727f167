// Reading and writing the decisions in values whose type is a type parameter
// in generated code.

package pg

import (
	"fmt"
	"reflect"

	"github.com/pgen-go/pgen/runtime/geno"
)

// MaterializeValue returns a copy of v in which the decisions of all that v
// holds are taken as r says. Generated code calls it for fields whose type is
// a type parameter.
func MaterializeValue[V any](v V, r *geno.Reader) V {
	materializeIn(reflect.ValueOf(&v).Elem(), r)
	return v
}

// materializeIn makes v, which can be set and is a shallow copy, a deep one
// and takes the decisions in it, in the order in which a space has them.
func materializeIn(v reflect.Value, r *geno.Reader) {
	if !mayDecide(v.Type()) {
		shapeOf(v.Type()).detach(v)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		t := TypeOf(v.Type())
		if t.Symbolic {
			v.Set(reflect.ValueOf(t.materialize(v.Addr().Interface(), r)).Elem())
			return
		}
		for i := range t.Fields {
			f := &t.Fields[i]
			materializeIn(f.Addr(v.Addr().Interface()), r)
			if !r.OK() {
				r.In(f.Name)
				return
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			p := reflect.New(v.Type().Elem())
			p.Elem().Set(v.Elem())
			materializeIn(p.Elem(), r)
			v.Set(p)
		}
	case reflect.Interface:
		if !v.IsNil() {
			v.Set(reflect.ValueOf(MaterializeAny(v.Interface(), r)))
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && !v.IsNil() {
			s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(s, v)
			v.Set(s)
		}
		for i := range v.Len() {
			materializeIn(v.Index(i), r)
			if !r.OK() {
				r.InIndex(i)
				return
			}
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		m := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range sortedKeys(v) {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			materializeIn(e, r)
			if !r.OK() {
				r.In(AtKey(k.Interface()).String())
				return
			}
			m.SetMapIndex(k, e)
		}
		v.Set(m)
	}
}

// EncodeValue writes the choices that made p out of v, where MaterializeValue
// would read them.
func EncodeValue[V any](v, p V, w *geno.Writer) error {
	return encodeIn(reflect.ValueOf(&v).Elem(), reflect.ValueOf(&p).Elem(), w)
}

func encodeIn(v, p reflect.Value, w *geno.Writer) error {
	if !mayDecide(v.Type()) {
		return same(v.Interface(), p.Interface())
	}
	switch v.Kind() {
	case reflect.Struct:
		t := TypeOf(v.Type())
		if t.Symbolic {
			return t.encode(v.Addr().Interface(), p.Addr().Interface(), w)
		}
		for i := range t.Fields {
			f := &t.Fields[i]
			if err := encodeIn(f.Addr(v.Addr().Interface()), f.Addr(p.Addr().Interface()), w); err != nil {
				return geno.In(f.Name, err)
			}
		}
		return nil
	case reflect.Interface:
		return EncodeAny(v.Interface(), p.Interface(), w)
	case reflect.Array:
	default: // a pointer, slice or map
		if v.IsNil() || p.IsNil() {
			return same(v.Interface(), p.Interface())
		}
	}
	if v.Kind() == reflect.Pointer {
		return encodeIn(v.Elem(), p.Elem(), w)
	}
	if v.Len() != p.Len() {
		return fmt.Errorf("no decision covers it: expected %d elements as in the base, got %d", v.Len(), p.Len())
	}
	if v.Kind() != reflect.Map {
		for i := range v.Len() {
			if err := encodeIn(v.Index(i), p.Index(i), w); err != nil {
				return geno.In(AtIndex(i).String(), err)
			}
		}
		return nil
	}
	// What is in a map can't be addressed; its copy can.
	addressable := func(e reflect.Value) reflect.Value {
		c := reflect.New(e.Type()).Elem()
		c.Set(e)
		return c
	}
	for _, k := range sortedKeys(v) {
		q := p.MapIndex(k)
		if !q.IsValid() {
			return same(v.Interface(), p.Interface())
		}
		if err := encodeIn(addressable(v.MapIndex(k)), addressable(q), w); err != nil {
			return geno.In(AtKey(k.Interface()).String(), err)
		}
	}
	return nil
}
