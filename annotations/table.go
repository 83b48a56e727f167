package annotations

// The table of directives. Parsing, help, the README's table and the messages
// of errors all come from this data.

import "slices"

const onMember = OnField | OnParam

var table = []Definition{
	{
		Name:     "symbolic",
		Targets:  OnStruct | OnType | OnInterface | OnFunc,
		Syntax:   "[name=N] [alias=A,B]",
		KeyNames: []string{"name", "alias"},
		Help: "Generate for it: the symbolic methods of a type, or of a struct of a function's parameters. " +
			"JSON and YAML have the type by its import path and name or, if there is one, by the name given here, which can have a version in it and stays when the type is renamed or moved; " +
			"reading also understands the aliases.",
		Example: `// Encoder compresses.
//
//pg:symbolic
type Encoder struct {
	Level int //pg:int 1 11
}

// Delta was called Diff, and before that lived in another package.
//
//pg:symbolic name=codec.Delta/v2 alias=codec.Diff,example.com/old/filter.Delta
type Delta struct {
	Stride int
}
`,
	},
	{
		Name:     "oneof",
		Targets:  onMember | OnInterface,
		Syntax:   "[A B ...]",
		Max:      -1,
		Decision: true,
		Help: "One of the candidates: Go expressions of the package, or names of symbolic types and constructors, whose own decisions become conditional. " +
			"Without candidates: both bools, all constants of an enum type, all symbolic implementations of an interface.",
		Example: `//pg:symbolic
type Encoder struct {
	Window int    //pg:oneof 32<<10 256<<10 4<<20
	Filter Filter //pg:oneof None{} Delta{Stride: 1} NewShuffle name=filter
	Fast   bool   //pg:oneof
}

//pg:symbolic
//pg:oneof kernel 1 3 5
func NewConv(filters, kernel int) (*Conv, error) { return nil, nil }
`,
	},
	{
		Name:      "manyof",
		Targets:   onMember,
		Types:     "slice, array",
		Syntax:    "K [A B ...] [distinct] [sorted]",
		Min:       1,
		Max:       -1,
		FlagNames: [][]string{{"distinct"}, {"sorted"}},
		Decision:  true,
		Help:      "K of the candidates, which are as for oneof. With distinct none is chosen twice; with sorted they keep the order in which they are listed.",
		Example: `//pg:symbolic
type Pipeline struct {
	Stages []Stage //pg:manyof 2 Split Entropy RLE distinct
}
`,
	},
	{
		Name:     "permute",
		Targets:  onMember,
		Types:    "slice, array",
		Syntax:   "[A B ...]",
		Max:      -1,
		Decision: true,
		Help:     "An ordering of all the candidates, which are as for oneof.",
		Example: `//pg:symbolic
type Pipeline struct {
	Order []Stage //pg:permute Split Entropy RLE
}
`,
	},
	{
		Name:      "float",
		Targets:   onMember,
		Types:     "number, or any type over one",
		Syntax:    "MIN MAX [log|rlog] [step=S]",
		Min:       2,
		Max:       2,
		FlagNames: [][]string{{"log", "rlog"}},
		KeyNames:  []string{"step"},
		Decision:  true,
		Help:      "A number from MIN to MAX, both included: any, or MIN plus a multiple of S. With log the scale is logarithmic, with rlog it is so counted from MAX.",
		Example: `//pg:symbolic
type Optimizer struct {
	Rate  float64 //pg:float 1e-5 1 log
	Decay float64 //pg:float 0.9 0.999 rlog
}
`,
	},
	{
		Name:      "int",
		Targets:   onMember,
		Types:     "number, time.Duration, or any type over one",
		Syntax:    "MIN MAX [log] [step=S]",
		Min:       2,
		Max:       2,
		FlagNames: [][]string{{"log"}},
		KeyNames:  []string{"step"},
		Decision:  true,
		Help:      "A whole number from MIN to MAX, both included, in steps of S (1 unless given). With log the scale is logarithmic.",
		Example: `//pg:symbolic
//pg:int MemTableSize 1<<20 256<<20 log
type DBOptions pebble.Options

//pg:symbolic
type Server struct {
	Threads int           //pg:int 1 64 log hint=cpu
	Timeout time.Duration //pg:int time.Second time.Minute step=time.Second
}
`,
	},
	{
		Name:     "custom",
		Targets:  onMember,
		Syntax:   "F",
		Min:      1,
		Max:      1,
		Decision: true,
		Help:     "A decision whose genome the user encodes, decodes and mutates; F is the expression of the value that does so.",
		Example: `//pg:symbolic
type Router struct {
	Table Routes //pg:custom routeGenome{} hint="routing table"
}
`,
	},
	{
		Name:    "ref",
		Targets: onMember,
		Syntax:  "PATH",
		Min:     1,
		Max:     1,
		Alone:   true,
		Help:    "Takes the value that another field got. PATH leads to that field, as a Go expression such as Encoder.Level.",
		Example: `//pg:symbolic
type Block struct {
	Encoder Encoder
	Level   int //pg:ref Encoder.Level
}
`,
	},
	{
		Name:    "when",
		Targets: onMember,
		Syntax:  "COND",
		Min:     1,
		Max:     1,
		Rest:    true,
		Help:    "The decision on this field is made only if COND, an expression over earlier decisions, holds. COND is the rest of the line.",
		Example: `//pg:symbolic
type Encoder struct {
	Level int //pg:int 1 11
	//pg:when Level > 3
	//pg:int 15 27
	WindowLog int
}
`,
	},
	{
		Name:    "skip",
		Targets: onMember,
		Alone:   true,
		Help:    "Not part of the symbolic tree: carried along as it is.",
		Example: `//pg:symbolic
type Encoder struct {
	Log *slog.Logger //pg:skip
}
`,
	},
	{
		Name:    "shared",
		Targets: onMember,
		Alone:   true,
		Help:    "In the symbolic tree, but never copied deeply: all clones hold the same value.",
		Example: `//pg:symbolic
type Encoder struct {
	Dictionary []byte //pg:shared
}
`,
	},
}

func init() {
	for i := range table {
		if table[i].Decision {
			table[i].KeyNames = append(table[i].KeyNames, "name", "hint")
		}
	}
}

// Definitions returns all directives, in the order of the documentation.
func Definitions() []Definition { return slices.Clone(table) }

// Lookup returns the directive of that name.
func Lookup(name string) (Definition, bool) {
	for _, d := range table {
		if d.Name == name {
			return d, true
		}
	}
	return Definition{}, false
}

func names() []string {
	list := make([]string, len(table))
	for i, d := range table {
		list[i] = d.Name
	}
	return list
}
