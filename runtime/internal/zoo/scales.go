// Every basic kind, and every option that encoding/json knows.

package zoo

import (
	"encoding/json"
	"net/netip"
	"time"
)

// Scales has a field of each kind that has a JSON form.
//
//pg:symbolic
type Scales struct {
	Bool    bool
	Int     int
	Int8    int8
	Int16   int16
	Int32   int32
	Int64   int64
	Uint    uint
	Uint8   uint8
	Uint16  uint16
	Uint32  uint32
	Uint64  uint64
	Uintptr uintptr
	Float32 float32
	Float64 float64
	String  string
	Bytes   []byte
	Weight  Weight
	Wait    time.Duration
	At      time.Time
	Addr    netip.Addr
	Raw     json.RawMessage
	Number  json.Number
	Matrix  [2][3]int
	ByInt   map[int8]string
	ByUint  map[Grade]int
	ByAddr  map[netip.Addr]int
	ByWord  map[Word]int
	Pointer **int

	Renamed int `json:"renamed"`
	Odd     int `json:"a b/c~d"`
	//lint:ignore SA5008 encoding/json does not take this name, and so must pg
	Bad       int            `json:"\"bad\""`
	Quoted    int            `json:",string"`
	QuotedPtr *float64       `json:",string"`
	QuotedStr string         `json:"qs,string"`
	Empty     []int          `json:",omitempty"`
	EmptyMap  map[string]int `json:"empty_map,omitempty"`
	EmptyPtr  *Inner         `json:",omitempty"`
	EmptyInt  int            `json:",omitempty"`
	EmptyArr  [0]int         `json:",omitempty"`
	Zero      Inner          `json:",omitzero"`
	ZeroTime  time.Time      `json:",omitzero"`
	ZeroArr   [2]int         `json:",omitzero"`
	Hidden    int            `json:"-"`
	//lint:ignore SA5008 the name is meant
	Dash int `json:"-,"`
	Inner
	*Outer  `json:",omitempty"`
	Named   Inner `json:"named"`
	private int
}

// A Weight is a number with a name.
type Weight float32

// A Grade is an unsigned number with a name for each value.
type Grade uint8

// String returns the grade's letter.
func (g Grade) String() string { return string(rune('A' + g%26)) }

// A Word is a string that writes itself in its own way.
type Word string

// MarshalText returns the word in angle brackets.
func (w Word) MarshalText() ([]byte, error) { return []byte("<" + w + ">"), nil }

// UnmarshalText reads what MarshalText wrote.
func (w *Word) UnmarshalText(text []byte) error {
	if len(text) > 1 && text[0] == '<' && text[len(text)-1] == '>' {
		text = text[1 : len(text)-1]
	}
	*w = Word(text)
	return nil
}

// Inner and Outer are embedded, and have a field of the same name.
type Inner struct {
	Depth int
	Same  int
	List  []int `json:",omitempty"`
}

// Outer is embedded by a pointer.
type Outer struct {
	Height int
	Same   int
}
