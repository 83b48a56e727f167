// Which places of a program are meant.

package pg

import "fmt"

// A Pattern stands for all paths that match it. It is written like a path and
// can also have, as a step,
//
//	.*    for any one field,
//	[*]   for any one index or key,
//	.**   for anything, however deep, also nothing,
//
// so that `Layers[*].Filters` are the Filters of each layer, and `**.Stride`
// is every Stride anywhere in the program.
type Pattern struct{ steps []Step }

// ParsePattern reads a pattern. An error says at which byte of the text it is.
func ParsePattern(text string) (Pattern, error) {
	steps, err := parseSteps(text, true)
	if err != nil {
		return Pattern{}, fmt.Errorf("pg: pattern %w", err)
	}
	return Pattern{steps}, nil
}

// MustPattern is like [ParsePattern] for a pattern that is a constant of the
// source code: it panics if text is not a pattern.
func MustPattern(text string) Pattern {
	p, err := ParsePattern(text)
	if err != nil {
		panic(err)
	}
	return p
}

// String returns the pattern as [ParsePattern] reads it.
func (p Pattern) String() string { return string(appendSteps(nil, p.steps)) }

// MarshalText returns the pattern as [Pattern.String] does.
func (p Pattern) MarshalText() ([]byte, error) { return appendSteps(nil, p.steps), nil }

// UnmarshalText reads what [ParsePattern] reads.
func (p *Pattern) UnmarshalText(text []byte) error {
	q, err := ParsePattern(string(text))
	if err == nil {
		*p = q
	}
	return err
}

// Match reports whether the pattern stands for path, in time proportional to
// the product of their lengths.
func (p Pattern) Match(path Path) bool {
	words := p.words()
	buf := make([]uint64, 2*words)
	from, to := buf[:words], buf[words:]
	p.start(from)
	for _, s := range path {
		if !p.advance(to, from, s) {
			return false
		}
		from, to = to, from
	}
	return p.accepts(from)
}

// A pattern is matched step by step. What is known after some steps is a set:
// bit i says that these steps match the first i of the pattern.

// words is how many words a set takes.
func (p Pattern) words() int { return len(p.steps)/64 + 1 }

func (p Pattern) start(set []uint64) {
	clear(set)
	p.add(set, 0)
}

// add adds i, and what comes after a ** at i, since that can match nothing.
func (p Pattern) add(set []uint64, i int) {
	for ; ; i++ {
		set[i/64] |= 1 << (i % 64)
		if i == len(p.steps) || p.steps[i].kind != anyDepth {
			return
		}
	}
}

// advance sets to to what from becomes with the next step, and reports
// whether a match is still possible.
func (p Pattern) advance(to, from []uint64, s Step) (possible bool) {
	clear(to)
	for i, e := range p.steps {
		if from[i/64]&(1<<(i%64)) == 0 {
			continue
		}
		switch {
		case e.kind == anyDepth:
			p.add(to, i)
		case e == s, e.kind == anyField && s.kind == fieldStep, e.kind == anyIndex && s.kind != fieldStep:
			p.add(to, i+1)
		default:
			continue
		}
		possible = true
	}
	return possible
}

func (p Pattern) accepts(set []uint64) bool {
	n := len(p.steps)
	return set[n/64]&(1<<(n%64)) != 0
}

// acceptsBelow reports whether all paths that go on from here match.
func (p Pattern) acceptsBelow(set []uint64) bool {
	n := len(p.steps)
	return n > 0 && p.steps[n-1].kind == anyDepth && p.accepts(set)
}
