// What no JSON has: odd numbers, odd keys, functions and channels.

package zoo

import (
	"net/url"
	"time"
)

// A Lab has fields and map keys for which there is no JSON form.
//
//pg:symbolic
type Lab struct {
	Float32  float32
	Float64  float64
	Complex  complex128
	Complex8 complex64
	Func     func(int) int
	Chan     chan int
	Bounds   [2]float64
	ByFloat  map[float64]int
	BySmall  map[float32]int
	ByBool   map[bool]string
	ByGrade  map[Grade]*Lion
	ByUint   map[uint64]int
	ByPair   map[[2]int]string
	ByAny    map[any]int
	BySpec   map[Spec]int
	ByNumber map[complex128]int
	Link     url.URL
	User     *url.Userinfo
	When     *time.Time
	inner    Inner
	table    map[string][]*Inner
	any      any
}

// A Spec is a struct as a key.
type Spec struct {
	A int
	B string
}
