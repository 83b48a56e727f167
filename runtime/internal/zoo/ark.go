// What symbolic programs and their JSON have to deal with: conditions, codecs,
// calls, references, and fields that JSON doesn't have.

package zoo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// An Ark has animals on board.
//
//pg:symbolic
type Ark struct {
	Deck
	*Mast
	Kind string //pg:oneof "raft" "boat" "ship"
	//pg:when Kind != "raft"
	//pg:oneof 1 2 3
	Sails int
	//pg:when Kind == "ship" && Sails > 1
	//pg:oneof "linen" "silk"
	Cloth  string
	Route  Route          //pg:custom Ports{}
	Spare  Route          `json:"spare,omitempty"`
	Length float64        //pg:float 10 100 log
	Width  float64        //pg:ref Length
	Hull   string         `json:"-"` //pg:oneof "oak" "fir"
	Crew   Animal         //pg:oneof Lion{} &Parrot{} Hired
	Pairs  []Animal       //pg:manyof 2 Lion{} &Parrot{} Snail(2) distinct
	Days   [3]int         //pg:permute 1 2 3
	Cargo  map[string]int //pg:skip
	Hold   map[string]any
	Boats  []*Ark
	Odd    Odd
	Weight **int16
	depth  float64 //pg:float 0 1
	inner  Deck
}

// A Deck is embedded by an Ark.
type Deck struct {
	Planks int
	Wood   string
}

// A Mast is embedded by an Ark, as a pointer.
//
//pg:symbolic
type Mast struct {
	Height int //pg:int 3 30 step=3
}

// Odd has a member with the name that JSON has for decisions.
type Odd struct {
	Decide int `json:"_decide"`
	Then   any `json:"then,omitempty"`
}

// A Route is from port to port.
type Route []string

// Ports is the codec of routes.
type Ports struct{}

// Encode joins the ports.
func (Ports) Encode(r Route) (string, error) { return strings.Join(r, ">"), nil }

// Decode is the inverse of Encode.
func (Ports) Decode(genome string) (Route, error) {
	if strings.Contains(genome, " ") {
		return nil, fmt.Errorf("expected ports without spaces, got %q", genome)
	}
	return strings.Split(genome, ">"), nil
}

// Random returns two of four ports.
func (Ports) Random(r *rand.Rand) string {
	ports := []string{"Ararat", "Byblos", "Corinth", "Delos"}
	r.Shuffle(4, func(i, j int) { ports[i], ports[j] = ports[j], ports[i] })
	return strings.Join(slices.Clip(ports[:2]), ">")
}

// Hired is a call whose result is an Animal.
//
//pg:symbolic
//pg:int volume 1 9
func Hired(volume int, mane bool) (Lion, error) {
	if volume == 0 {
		return Lion{}, fmt.Errorf("expected a volume above 0")
	}
	return Lion{Roar: 1000, Mane: mane}, nil
}
