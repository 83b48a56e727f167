// Making interfaces of values where they lie, without what reflect spends on it.

package pg

import (
	"reflect"
	"unsafe"
)

// A face is what an any is made of. What it holds lies at data, or is data if
// it is a pointer.
type face struct{ typ, data unsafe.Pointer }

// typeWord returns the first word of an any that holds a t, which is no interface.
func typeWord(t reflect.Type) unsafe.Pointer {
	x := reflect.Zero(t).Interface()
	return (*face)(unsafe.Pointer(&x)).typ
}

// at returns the value of the shape that lies at p. It can be set.
func (s *shape) at(p unsafe.Pointer) reflect.Value {
	f := face{s.pointerWord, p}
	return reflect.ValueOf(*(*any)(unsafe.Pointer(&f))).Elem()
}

// A valueMemory is what several values are copied to. As of paths, those made
// together are kept or dropped together in most cases, and cost less so.
type valueMemory struct {
	numbers []uint64
	texts   []string
	made    int // values so far
}

// bytesOf has a byte of each value, for those that are no longer.
var bytesOf = func() (b [256]byte) {
	for i := range b {
		b[i] = byte(i)
	}
	return b
}()

// any returns a copy, which is not a deep one, of the value of the shape s that
// lies at p; s is not that of an interface.
func (m *valueMemory) any(s *shape, p unsafe.Pointer) any {
	f := face{typ: s.word}
	switch s.scalar {
	case oneByte:
		f.data = unsafe.Pointer(&bytesOf[*(*uint8)(p)])
	case fewBytes:
		if len(m.numbers) == 0 {
			m.numbers = make([]uint64, m.more())
		}
		f.data = unsafe.Pointer(&m.numbers[0])
		m.numbers = m.numbers[1:]
		switch s.size {
		case 2:
			*(*uint16)(f.data) = *(*uint16)(p)
		case 4:
			*(*uint32)(f.data) = *(*uint32)(p)
		default:
			*(*uint64)(f.data) = *(*uint64)(p)
		}
	case textual:
		if len(m.texts) == 0 {
			m.texts = make([]string, m.more())
		}
		f.data = unsafe.Pointer(&m.texts[0])
		m.texts = m.texts[1:]
		*(*string)(f.data) = *(*string)(p)
	default:
		return s.at(p).Interface()
	}
	m.made++
	return *(*any)(unsafe.Pointer(&f))
}

// more is for how many values more memory is taken.
func (m *valueMemory) more() int { return max(1, min(m.made, 32)) }

// A scalar is a kind of values that are copied in one go.
type scalar uint8

const (
	noScalar scalar = iota
	oneByte
	fewBytes // of two, four or eight bytes
	textual
)

func scalarOf(t reflect.Type) scalar {
	switch t.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Uint8:
		return oneByte
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64,
		reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return fewBytes
	case reflect.String:
		return textual
	}
	return noScalar
}
