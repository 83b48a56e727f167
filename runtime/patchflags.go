// Patches on a command line: --set Path=value and --patch name?arg=value.

package pg

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ParseSet makes a patch of a text such as
//
//	Level=3
//	Layers[*].Rate=1e-3
//	Ponds["duck pond"].Width=1<<3
//	Star={"_type":"zoo.Lion","Mane":true}
//	Rate=float(1e-3,1,log)
//
// a path or pattern as [PatchPath] takes it, and behind = the value. What the
// value is depends on the type of the place:
//
//   - numbers are as in Go, constant expressions too: 1<<20, 0x10, 1e-3, 1_000;
//   - a time.Duration is 1m30s, a bool true or false, yes or no;
//   - a string is the text itself or, in quotes as Go has them, what is in them;
//   - a type with a method UnmarshalText is what that reads, and an integer
//     type with a method String can be given by the name of a constant;
//   - elements of a slice or array are between commas: 1,2,3;
//   - structs and maps, and slices if one likes, are JSON as [MarshalJSON]
//     writes it, and replace what was there;
//   - an interface is an object with its "_type", or the name of a type alone;
//     in an empty interface, a bool, a number or a string is that;
//   - nil is that of all types that have it.
//
// In a Sym, a value can also be a decision: oneof(1,2,3), manyof(2,a,b,c) with
// distinct and sorted, permute(a,b,c), int(1,9) and float(1e-3,1,log) with log,
// rlog and step=2, all with name=n and hint=h; candidates can be decisions.
//
// What is wrong with the value is known only when there is a program, so that
// [Apply] reports it. A pattern must match something.
func ParseSet(text string) (Patch, error) {
	p := parseSet(text)
	if p.err != nil {
		return Patch{}, fmt.Errorf("pg: set %q: %w", text, p.err)
	}
	return p, nil
}

// parseSet is ParseSet, but the patch has the error.
func parseSet(text string) Patch {
	n := assignmentAt(text)
	if n < 0 {
		return Patch{text: text, err: textErrorf(len(text), "expected = and a value behind the path, got the end")}
	}
	steps, err := parseSteps(text[:n], true)
	if err != nil {
		return Patch{text: text, err: fmt.Errorf("path %w", err)}
	}
	return patchSteps(Patch{text: text}, steps, written{text[n+1:], n + 1})
}

// assignmentAt returns where the = is that ends the path that text begins
// with, or -1. Brackets of the path can have others.
func assignmentAt(text string) int {
	in := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '=' && !in:
			return i
		case c == '[':
			in = true
		case c == ']':
			in = false
		case in && (c == '"' || c == '`'):
			if _, n, err := quotedPrefix(text[i:]); err == nil {
				i += n - 1
			}
		}
	}
	return -1
}

// PatchFlags collects what the flags of a command say about a program: the
// patches, in the order in which they were given. The zero PatchFlags is ready
// to use, with package flag and with github.com/spf13/pflag:
//
//	var edits pg.PatchFlags
//	flag.Var(edits.Set(), "set", "set a field: `Path=value`")
//	flag.Var(edits.Patch(), "patch", "patch the program: `name?arg=value`\n"+pg.Patchers().String())
//	flag.Parse()
//	err := edits.Apply(program)
type PatchFlags struct{ patches []Patch }

// Set returns a flag that can be given several times, each time with a text
// that [ParseSet] reads.
func (f *PatchFlags) Set() *PatchFlag {
	return &PatchFlag{of: f, word: "set", holds: "path=value", parse: parseSet}
}

// Patch returns a flag that can be given several times, each time with a text
// that [ParsePatch] reads.
func (f *PatchFlags) Patch() *PatchFlag {
	return &PatchFlag{of: f, word: "patch", holds: "name?arg=value", parse: parsePatch}
}

// Patches returns what was collected. A text that could not be read is a patch,
// too, that says so when it is applied.
func (f *PatchFlags) Patches() []Patch { return slices.Clone(f.patches) }

// Apply carries out on x what was collected, in order, all or none, as [Apply]
// does. The error tells all that is wrong, also with the texts, each with the
// flag's text.
func (f *PatchFlags) Apply(x Editable) error { return Apply(x, f.patches...) }

// A PatchFlag is a flag of [PatchFlags]. It implements flag.Value, and Value of
// github.com/spf13/pflag.
type PatchFlag struct {
	of    *PatchFlags
	word  string
	holds string
	parse func(text string) Patch
	texts []string
}

// String returns what the flag was given.
func (f *PatchFlag) String() string { return strings.Join(f.texts, " ") }

// Set takes what the flag was given. A text that cannot be read is no error
// yet: [PatchFlags.Apply] tells all that is wrong at once.
func (f *PatchFlag) Set(text string) error {
	if f.of == nil {
		return errors.New("expected a flag that a PatchFlags made")
	}
	p := f.parse(text)
	f.of.patches = append(f.of.patches, p.named(f.word+" "+text))
	f.texts = append(f.texts, text)
	return nil
}

// Type says what the flag holds, as package pflag shows it.
func (f *PatchFlag) Type() string { return f.holds }
