// Package zoo holds tagged types of every shape a program can have. The tests
// of package pg use them.
package zoo

import (
	"errors"
	"image"
	"log"
	"time"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Zoo has something of everything: nested and embedded structs, pointers,
// slices, arrays, maps, interfaces, a recursive and a generic type, and fields
// that are unexported, shared or no part of the program.
//
//pg:symbolic
type Zoo struct {
	Name    string
	Size    Size    //pg:oneof
	Fee     float64 //pg:float 0 50
	Plan            // embedded
	*Garden         // embedded by a pointer
	Star    Animal  //pg:oneof Lion{} &Parrot{} Herd{Leader: &Lion{}} Snail(1)
	Cages   []Cage
	Ponds   map[string]*Cage
	Hours   [2]time.Duration
	Food    map[Size][]string
	Founder *Lineage
	Extra   any
	Animals []Animal          `json:",omitempty"`
	Tickets map[string]Ticket `json:"tickets,omitempty"`
	Opened  time.Time         `json:"opened,omitzero"`
	Gate    image.Point
	Queue   Log[int]
	Visits  *Log[Ticket]
	Secret  string //pg:oneof "a" "b"
	note    string
	tags    []string
	Vet     *Vet        //pg:shared
	Log     *log.Logger //pg:skip
	scratch []byte      //pg:skip
}

// A Size is how large something is.
type Size int

// The sizes.
const (
	Small Size = iota
	Middle
	Large
)

// String returns the size's name.
func (s Size) String() string {
	switch s {
	case Small:
		return "small"
	case Middle:
		return "middle"
	case Large:
		return "large"
	}
	return "no size"
}

// A Plan is embedded by a Zoo.
//
//pg:symbolic
type Plan struct {
	Acres int //pg:int 1 100 log
	Paths [][]int
}

// A Garden is embedded by a Zoo, as a pointer.
//
//pg:symbolic
type Garden struct {
	Trees int //pg:int 0 9
	Roses bool
}

// A Cage is where animals live.
//
//pg:symbolic
type Cage struct {
	Animal Animal
	Width  float64 //pg:float 1 16 log
	Locked bool
	Notes  []Note
}

// Validate refuses a cage that is too narrow for its animal.
func (c *Cage) Validate() error {
	if c.Width < 0 {
		return errors.New("expected a cage with a width of 0 or more")
	}
	return nil
}

// A Note is not tagged, but part of what is.
type Note struct {
	Text string
	On   time.Time
	Raw  []byte
}

// A Ticket is not tagged, either.
type Ticket struct {
	Price float64
	Days  [7]bool
}

// A Vet looks after several zoos.
type Vet struct{ Name string }

// An Animal is one of several symbolic types.
type Animal interface{ Sound() string }

// A Lion is an Animal by value.
//
//pg:symbolic
type Lion struct {
	Roar time.Duration //pg:int 1e6 1e10 log
	Mane bool          //pg:oneof
}

// A Parrot is an Animal by pointer.
//
//pg:symbolic
type Parrot struct {
	Words []string //pg:manyof 2 "hello" "nuts" "ahoy" distinct
	Mimic Animal
}

// A Herd is an Animal made of Animals.
//
//pg:symbolic
type Herd struct {
	Of     []Animal
	ByName map[string]Animal
	Leader *Lion
}

// Snail is an Animal that is no struct and has no table.
type Snail int

// Sound of a Lion.
func (Lion) Sound() string { return "roar" }

// Sound of a Parrot.
func (*Parrot) Sound() string { return "hello" }

// Sound of a Herd.
func (Herd) Sound() string { return "moo" }

// Sound of a Snail.
func (Snail) Sound() string { return "" }

// A Lineage is recursive.
//
//pg:symbolic
type Lineage struct {
	Name     string
	Legs     int //pg:oneof 2 4 6
	Parents  [2]*Lineage
	Children []*Lineage
}

// A Log is generic.
//
//pg:symbolic
type Log[T any] struct {
	Keep    int //pg:oneof 8 64
	Entries []T
}

// New returns a small zoo.
func New() *Zoo {
	return &Zoo{
		Name:   "Riverside",
		Size:   Middle,
		Fee:    12.5,
		Plan:   Plan{Acres: 20, Paths: [][]int{{1, 2}, {3}}},
		Garden: &Garden{Trees: 3},
		Star:   Lion{Roar: time.Second, Mane: true},
		Cages: []Cage{
			{Animal: Lion{Roar: 2 * time.Second}, Width: 4},
			{Animal: &Parrot{Words: []string{"hello", "nuts"}}, Width: 1, Locked: true},
		},
		Ponds:   map[string]*Cage{"duck pond": {Width: 8}},
		Hours:   [2]time.Duration{9 * time.Hour, 18 * time.Hour},
		Food:    map[Size][]string{Small: {"nuts"}, Large: {"meat", "fish"}},
		Founder: &Lineage{Name: "Ada", Legs: 2, Children: []*Lineage{{Name: "Ben", Legs: 2}}},
		Opened:  time.Date(1999, 5, 1, 9, 0, 0, 0, time.UTC),
		Gate:    image.Pt(3, 4),
		Queue:   Log[int]{Keep: 8, Entries: []int{1, 2, 3}},
		Secret:  "a",
		note:    "north side",
		tags:    []string{"x"},
		Vet:     &Vet{Name: "Kim"},
		scratch: []byte("scratch"),
	}
}
