// DNA as flat numbers and as a dictionary, and back.

package geno

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Key says what identifies a decision in a dictionary.
type Key uint8

const (
	// ByID uses the identifier, for each of the K of a Choices its own, as
	// "Stages[0]".
	ByID Key = iota
	// ByName uses the name where there is one, else the identifier (PyGlove:
	// name_or_id). A name that several active decisions share, as the K of a
	// Choices do, stands for the list of their values.
	ByName
	// ByDecision uses the identifiers of [Spec.IDs] (PyGlove: multi_choice_key
	// parent). The K values of a Choices are a list under one.
	ByDecision
)

// A ValueType says how a dictionary holds what was chosen.
type ValueType uint8

const (
	// AsValue holds an index as an int64.
	AsValue ValueType = iota
	// AsChoice holds candidate 1 of 3 as "1/3".
	AsChoice
	// AsLiteral holds the candidate's literal, or "1/3" where there are none,
	// and the value of an Int.
	AsLiteral
	// AsChoiceAndLiteral holds candidate 1 of 3 as "1/3 (literal)", or as "1/3"
	// where there are no literals.
	AsChoiceAndLiteral
)

// Dict returns the active decisions of d (PyGlove: to_dict). A Float is a
// float64 and a Custom a string under every ValueType. An unbound DNA gives nil.
func (d *DNA) Dict(by Key, as ValueType) map[string]any {
	if d == nil || d.spec == nil {
		return nil
	}
	m := make(map[string]any, len(d.vals))
	d.walk(func(p *point, at *scope, sub, i int) bool {
		key := p.element.Decision.info().Name
		switch {
		case by == ByDecision:
			key = at.parent(p)
		case by != ByName || key == "":
			key = at.id(p, sub)
		}
		v := p.value(d, i, as)
		switch old := m[key].(type) {
		case nil:
			m[key] = v
			if by == ByDecision && p.kind == manyOf {
				m[key] = []any{v}
			}
		case []any:
			m[key] = append(old, v)
		default:
			m[key] = []any{old, v}
		}
		return true
	})
	return m
}

// value returns the i-th value of d, which is p's.
func (p *point) value(d *DNA, i int, as ValueType) any {
	v := d.vals[i]
	switch p.kind {
	case continuous, grid:
		return math.Float64frombits(v)
	case custom:
		return d.strs[v]
	}
	switch {
	case as == AsValue:
		return int64(v)
	case as == AsLiteral && p.kind == integer:
		return p.intValue(v)
	case as == AsLiteral && p.literals != nil:
		return p.literals[v]
	}
	choice := strconv.FormatUint(v, 10) + "/" + strconv.FormatUint(p.n, 10)
	if as == AsChoiceAndLiteral && p.literals != nil {
		choice += " (" + pyText(p.literals[v]) + ")"
	}
	return choice
}

func (p *point) intValue(index uint64) int64 {
	d := p.element.Decision.(*Int)
	return d.Min + int64(index)*max(d.Step, 1)
}

// collect makes a DNA from values that source returns decision by decision. A
// value source cannot give is an error of the decision; when it cannot go on it
// returns errStop.
func (s *Spec) collect(source func(p *point, at *scope, sub int) (*node, error)) (builder, errorList) {
	b, errs := builder{}, errorList{}
	var space func(at *scope) bool
	space = func(at *scope) bool {
		for i := range at.spec.points {
			p := &at.spec.points[i]
			chosen := make([]int64, 0, p.k)
			for k := range p.k {
				n, err := source(p, at, k)
				if errors.Is(err, errStop) {
					errs.add("%s: %w", at.id(p, k), err)
					return false
				}
				if err == nil {
					err = p.wrong(n)
				}
				if err != nil {
					errs.add("%s: %w", at.id(p, k), err)
					continue
				}
				switch p.kind {
				case continuous:
					b.value(math.Float64bits(n.flt))
				case grid:
					b.value(math.Float64bits(p.onGrid(n.flt)))
				case custom:
					b.genome(n.str)
				default:
					b.value(uint64(n.int))
					chosen = append(chosen, n.int)
				}
				if p.below != nil && !space(&scope{at, p.below[n.int], p, k, int(n.int)}) {
					return false
				}
			}
			errs.choices(p, at, chosen)
		}
		return true
	}
	space(&scope{spec: s.ready()})
	return b, errs
}

var errStop = errors.New("nothing after it can be read")

// FromNumbers returns the DNA that [DNA.Numbers] gives as numbers. A Custom
// decision cannot be given as a number.
func (s *Spec) FromNumbers(numbers []float64) (*DNA, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	at := 0
	b, errs := s.collect(func(p *point, _ *scope, _ int) (*node, error) {
		if at >= len(numbers) {
			return nil, fmt.Errorf("expected %s, got the end of %s; %w", p.expected(), plural(len(numbers), "number"), errStop)
		}
		f := numbers[at]
		at++
		n := &node{kind: isFloat, flt: f}
		if p.kind <= integer && f == math.Trunc(f) && math.Abs(f) <= 1<<53 {
			n = &node{kind: isInt, int: int64(f)}
		}
		if err := p.wrong(n); err != nil && p.below != nil {
			return nil, fmt.Errorf("%w; %w", err, errStop)
		}
		return n, nil
	})
	if len(errs.list) == 0 && at < len(numbers) {
		errs.add("expected %s, got %d", plural(at, "number"), len(numbers))
	}
	if err := errs.err(); err != nil {
		return nil, fmt.Errorf("geno: numbers: %w", err)
	}
	return b.dna(s), nil
}

// FromDict returns the DNA that [DNA.Dict] gives as m. Numbers may be of any Go
// type or a json.Number. The K values of a Choices may also be a list under
// their common identifier. A decision that is not active is absent or nil.
// Literals that several candidates share are an error, which says to write
// "1/3".
func (s *Spec) FromDict(m map[string]any, by Key, as ValueType) (*DNA, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	used := make(map[string]int, len(m))
	take := func(key string) (any, bool) {
		v := m[key]
		if v == nil {
			return nil, false
		}
		i := used[key]
		if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
			if i >= r.Len() {
				return nil, false
			}
			v = r.Index(i).Interface()
		} else if i > 0 {
			return nil, false
		}
		used[key]++
		return v, true
	}
	b, errs := s.collect(func(p *point, at *scope, sub int) (*node, error) {
		var v any
		ok := false
		if name := p.element.Decision.info().Name; by == ByName && name != "" {
			v, ok = take(name)
		}
		if !ok {
			v, ok = take(at.id(p, sub))
		}
		if !ok && p.kind == manyOf {
			v, ok = take(at.parent(p))
		}
		if !ok {
			return nil, fmt.Errorf("expected %s, got no value in the dictionary", p.wanted(as))
		}
		return p.parse(v, as)
	})
	// What is left over is told apart only when all else is right, since a
	// missing value leaves those below it unread.
	if len(errs.list) == 0 {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			s.leftOver(key, m[key], used[key], &errs)
		}
	}
	if err := errs.err(); err != nil {
		return nil, fmt.Errorf("geno: dictionary: %w", err)
	}
	return b.dna(s), nil
}

// leftOver adds an error when not all of v was used.
func (s *Spec) leftOver(key string, v any, used int, errs *errorList) {
	if v == nil {
		return
	}
	r := reflect.ValueOf(v)
	list := r.Kind() == reflect.Slice
	if list && used == r.Len() || !list && used == 1 {
		return
	}
	p, _ := s.ready().find(key)
	switch {
	case used > 0:
		errs.add("%s: expected %d values, got %d", key, used, r.Len())
	case p != nil || s.ready().names[key] != nil:
		errs.add("%s: expected no value, for it is not active with these choices, got %v; leave it out", key, v)
	default:
		errs.add("%.80q: expected the id or name of a decision; see Spec.IDs", key)
	}
}

// wanted describes the values of p in a dictionary.
func (p *point) wanted(as ValueType) string {
	switch {
	case p.kind > integer || as == AsValue:
		return p.expected()
	case as == AsLiteral && p.kind == integer:
		d := p.element.Decision.(*Int)
		return fmt.Sprintf("an integer from %d to %d%s", d.Min, d.Max, inSteps(d.Step > 1, d.Step))
	case as == AsLiteral && p.literals != nil:
		return fmt.Sprintf("one of %d literals or a choice such as \"0/%d\"", len(p.literals), p.n)
	}
	return fmt.Sprintf("a choice such as \"0/%d\"", p.n)
}

// parse reads a value of p from a dictionary.
func (p *point) parse(v any, as ValueType) (*node, error) {
	switch {
	case p.kind == continuous || p.kind == grid:
		if f, ok := asFloat(v); ok {
			return &node{kind: isFloat, flt: f}, nil
		}
	case p.kind == custom:
		if s, ok := v.(string); ok {
			return &node{kind: isStr, str: s}, nil
		}
	case as == AsValue:
		if i, ok := asInt(v); ok {
			return &node{kind: isInt, int: i}, nil
		}
	default:
		if as == AsLiteral {
			if n, err := p.parseLiteral(plain(v)); n != nil || err != nil {
				return n, err
			}
		}
		if text, ok := v.(string); ok {
			if n, err := p.parseChoice(text); n != nil || err != nil {
				return n, err
			}
		}
	}
	return nil, fmt.Errorf("expected %s, got %#v", p.wanted(as), v)
}

// parseLiteral returns nil when v is no literal of p.
func (p *point) parseLiteral(v any) (*node, error) {
	if p.kind == integer {
		i, ok := asInt(v)
		if !ok {
			return nil, nil
		}
		d := p.element.Decision.(*Int)
		off, step := uint64(i)-uint64(d.Min), uint64(max(d.Step, 1))
		if i < d.Min || i > d.Max || off%step != 0 {
			return nil, fmt.Errorf("expected %s, got %d", p.wanted(AsLiteral), i)
		}
		return &node{kind: isInt, int: int64(off / step)}, nil
	}
	// 1 and 1.0 are the same number, unless both are among the literals.
	same := func(l any) bool { return l == v }
	if !slices.ContainsFunc(p.literals, same) {
		f, ok := asFloat(v)
		if !ok {
			return nil, nil
		}
		same = func(l any) bool {
			g, ok := asFloat(l)
			return ok && f == g
		}
	}
	first := slices.IndexFunc(p.literals, same)
	if first < 0 {
		return nil, nil
	}
	if next := slices.IndexFunc(p.literals[first+1:], same); next >= 0 {
		return nil, fmt.Errorf("expected a literal of one candidate, got %#v of candidates %d and %d; write \"%d/%d\"", v, first, first+1+next, first, p.n)
	}
	return &node{kind: isInt, int: int64(first)}, nil
}

// pyText is a plain literal as Python's str prints it.
func pyText(l any) string {
	switch l := l.(type) {
	case bool:
		if l {
			return "True"
		}
		return "False"
	case float64:
		return pyFloat(l)
	}
	return fmt.Sprint(l)
}

// parseChoice reads "1/3" or, as PyGlove also writes it, "1/3 (literal)". It
// returns nil when text is neither.
func (p *point) parseChoice(text string) (*node, error) {
	choice, literal, named := strings.Cut(text, " (")
	index, n, ok := strings.Cut(choice, "/")
	i, err := strconv.ParseUint(index, 10, 63)
	count, err2 := strconv.ParseUint(n, 10, 63)
	if !ok || err != nil || err2 != nil {
		return nil, nil
	}
	if count != p.n {
		return nil, fmt.Errorf("expected a choice of %d candidates, got %.80q; was it made for another space?", p.n, text)
	}
	if named && i < p.n && (p.literals == nil || pyText(p.literals[i])+")" != literal) {
		return nil, fmt.Errorf("expected candidate %d with its literal, got %.80q; was it made for another space?", i, text)
	}
	return &node{kind: isInt, int: int64(i)}, nil
}

// asInt returns v as an integer if it is one.
func asInt(v any) (int64, bool) {
	switch v := plain(v).(type) {
	case int64:
		return v, true
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) <= 1<<53
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i, true
		}
		f, err := v.Float64()
		return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) <= 1<<53
	}
	return 0, false
}

// asFloat returns v as a float if it is a number.
func asFloat(v any) (float64, bool) {
	switch v := plain(v).(type) {
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}
