// Types that have been renamed and have grown since texts of them were written.

package zoo

// A Keeper has tools.
//
//pg:symbolic
type Keeper struct {
	Name  string
	Best  Tool //pg:oneof
	Tools []Tool
	Rota  map[string]Broom
	Spare *Broom
	Notes []string `json:",omitzero"`
	Piled Pile[int]
	Other any
}

// A Tool is one of several types with names of their own.
type Tool interface{ Use() string }

// A Broom was called Brush, in another package before.
//
//pg:symbolic name=zoo.Broom/v2 alias=zoo.Brush,example.com/old.Brush
type Broom struct {
	Width    int //pg:int 1 9
	Bristles string
	ID       [2]byte
}

// SetDefaults gives a new Broom what brooms without it had.
func (b *Broom) SetDefaults() { b.Bristles = "straw" }

// Use of a Broom.
func (Broom) Use() string { return "sweep" }

// A Shovel was called Spade.
//
//pg:symbolic alias=zoo.Spade
type Shovel struct {
	Long bool //pg:oneof
	Deep int64
}

// Use of a Shovel.
func (*Shovel) Use() string { return "dig" }

// A Pile is generic and has another name.
//
//pg:symbolic name=zoo.Pile/v3 alias=zoo.Heap
type Pile[T any] struct {
	Of []T
}
