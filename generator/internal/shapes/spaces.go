// Programs whose spaces have every kind of decision, alone and nested.

package shapes

// A Filter transforms a block before it is coded.
type Filter interface{ filter() }

// None leaves a block alone.
//
//pg:symbolic
type None struct{}

// Delta codes differences.
//
//pg:symbolic
type Delta struct {
	Stride int  //pg:oneof 1 2 4
	Zigzag bool //pg:oneof
}

// Shuffle transposes the bytes of words, and may filter them further.
//
//pg:symbolic
type Shuffle struct {
	Word int    //pg:int 2 8 step=2
	Then Filter //pg:oneof None{} Delta{Stride: 1}
}

func (None) filter()     {}
func (Delta) filter()    {}
func (*Shuffle) filter() {}

// NewShuffle returns a Shuffle of words of the given width.
//
//pg:symbolic
//pg:oneof word 16 32
func NewShuffle(word int) *Shuffle { return &Shuffle{Word: word} }

// A Stage is a step of a Pipeline.
type Stage string

// The stages.
const (
	Split   Stage = "split"
	Entropy Stage = "entropy"
	RLE     Stage = "rle"
	Huffman Stage = "huffman"
)

// A Pipeline has decisions below decisions, and several of one kind.
//
//pg:symbolic
type Pipeline struct {
	Filter Filter  //pg:oneof None{} Delta{} &Shuffle{} NewShuffle name=filter
	Stages []Stage //pg:manyof 2 Split Entropy RLE Huffman distinct
	Pair   [2]int  //pg:manyof 2 1 2 3 distinct sorted
	Any    []int   //pg:manyof 3 10 20 sorted
	Next   *Pipeline
}

// A Mixed has the decisions without an end and those a user codes.
//
//pg:symbolic
type Mixed struct {
	Rate   float64 //pg:float 1e-4 1 log name=rate
	Decay  float32 //pg:float 0 0.5
	Grid   float64 //pg:float 0 1 step=0.25
	Steps  uint8   //pg:int 1 200
	Order  []Stage //pg:permute Split Entropy RLE
	Copy   float64 //pg:ref Rate
	Inner  map[string]Delta
	Filter Filter
}

// A Tree is recursive: its space is that of the value it is asked of.
//
//pg:symbolic
type Tree struct {
	Op          string //pg:oneof "+" "-" "*"
	Left, Right *Tree
}

// A Box is generic.
//
//pg:symbolic
type Box[T any] struct {
	Size  int //pg:oneof 1 2 3
	Value T
}

// A Boxed uses two kinds of Box.
//
//pg:symbolic
type Boxed struct {
	Ints  Box[int]
	Delta *Box[Delta]
}

// A Pair has four decisions.
//
//pg:symbolic
type Pair struct {
	Left, Right Delta
}
