// A space as a tree that a person can read.

package geno

import (
	"fmt"
	"math/big"
	"strings"
)

const (
	maxLines  = 2000 // of a printed tree
	maxInline = 12   // candidates on one line
)

// String returns s as a tree with the number of points of every part. It is cut
// off after some thousand lines.
func (s *Spec) String() string {
	if err := s.Err(); err != nil {
		return "invalid space: " + err.Error()
	}
	var t tree
	t.line(0, "space of %s, %s", plural(s.Len(), "decision"), count(s.ready().sharedSize()))
	t.space(1, s.ready())
	if t.lines > maxLines {
		t.WriteString("...\n")
	}
	return strings.TrimSuffix(t.String(), "\n")
}

type tree struct {
	strings.Builder
	lines int
}

func (t *tree) line(indent int, format string, args ...any) {
	if t.lines++; t.lines > maxLines {
		return
	}
	t.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(t, format, args...)
	t.WriteByte('\n')
}

func (t *tree) space(indent int, s *Spec) {
	for i := range s.points {
		if t.lines > maxLines {
			return
		}
		t.point(indent, &s.points[i])
	}
}

func (t *tree) point(indent int, p *point) {
	head := p.element.Location
	if head == "" {
		head = "."
	}
	info := p.element.Decision.info()
	tail := ""
	if info.Name != "" {
		tail += fmt.Sprintf(", name %q", info.Name)
	}
	if info.Hints != nil {
		tail += fmt.Sprintf(", hints %v", info.Hints)
	}
	size := p.size()
	switch d := p.element.Decision.(type) {
	case *Choices:
		words := "one of " + plural(int(p.n), "candidate")
		if p.k > 1 {
			words = fmt.Sprintf("%d of %s", p.k, plural(int(p.n), "candidate"))
			if p.distinct {
				words += ", distinct"
			}
			if p.sorted {
				words += ", sorted"
			}
			if p.distinct && !p.sorted && uint64(p.k) == p.n {
				words = "permutation of " + plural(p.k, "candidate")
			}
		}
		t.line(indent, "%s: %s, %s%s", head, words, count(size), tail)
		t.candidates(indent+1, p)
	case *Float:
		scale := ""
		if d.Scale != Linear {
			scale = " " + d.Scale.String()
		}
		t.line(indent, "%s: float %v to %v%s%s, %s%s", head, d.Min, d.Max, inSteps(d.Step > 0, d.Step), scale, count(size), tail)
	case *Int:
		scale := ""
		if d.Scale != Linear {
			scale = " " + d.Scale.String()
		}
		t.line(indent, "%s: int %d to %d%s%s, %s%s", head, d.Min, d.Max, inSteps(d.Step > 1, d.Step), scale, count(size), tail)
	case *Custom:
		typ := d.Type
		if typ != "" {
			typ = " " + typ
		}
		t.line(indent, "%s: custom%s, %s%s", head, typ, count(size), tail)
	}
}

func (t *tree) candidates(indent int, p *point) {
	if p.below == nil {
		if p.literals == nil {
			return
		}
		words := make([]string, 0, maxInline)
		for i := range min(len(p.literals), maxInline) {
			words = append(words, short(p.literals[i]))
		}
		if len(p.literals) > maxInline {
			words = append(words, "...")
		}
		t.line(indent, "%s", strings.Join(words, " | "))
		return
	}
	for i, below := range p.below {
		if t.lines > maxLines {
			return
		}
		name := fmt.Sprint(i)
		if p.literals != nil {
			name += " " + short(p.literals[i])
		}
		if len(below.points) > 0 {
			name += ": " + count(below.sharedSize())
		}
		t.line(indent, "%s", name)
		t.space(indent+1, below)
	}
}

// short prints a literal on one line.
func short(l any) string {
	text := fmt.Sprint(l)
	if f, ok := l.(float64); ok {
		text = pyFloat(f)
	}
	if text == "" || strings.ContainsAny(text, "\n\r|") {
		text = fmt.Sprintf("%q", text)
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "..."
	}
	return text
}

// count prints a size.
func count(size *big.Int) string {
	if size == nil {
		return "infinitely many points"
	}
	if size.IsInt64() && size.Int64() == 1 {
		return "1 point"
	}
	if size.BitLen() <= 60 {
		digits := size.String()
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + "," + digits[i:]
		}
		return digits + " points"
	}
	return fmt.Sprintf("%.3g points", new(big.Float).SetInt(size))
}

func plural(n int, word string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}
