// Which lines make what others use.

package main

import (
	"maps"
	"slices"
)

// A set is of names, of variables and functions alike.
type set map[string]bool

func (s set) add(t set) set {
	maps.Copy(s, t)
	return s
}

func (s set) meets(t set) bool {
	for name := range s {
		if t[name] {
			return true
		}
	}
	return false
}

// Inputs returns the names that lines, conditions or expressions use, also if they
// define them first, sorted. What happens in a function that they define is its own.
func Inputs(of ...any) []string { return slices.Sorted(maps.Keys(inputs(of...))) }

func inputs(of ...any) set {
	s := set{}
	for _, x := range of {
		switch x := x.(type) {
		case Var:
			s[string(x.Name)] = true
		case Negate:
			s.add(inputs(x.X))
		case Binary:
			s.add(inputs(x.X, x.Y))
		case Compare:
			s.add(inputs(x.X, x.Y))
		case Call:
			s[x.Func] = true
			for _, a := range x.Args {
				s.add(inputs(a))
			}
		case Assign:
			s.add(inputs(x.Value))
		case If:
			s.add(inputs(x.Cond, x.Then, x.Else))
		case While:
			s.add(inputs(x.Cond, x.Body))
		case []Line:
			for _, l := range x {
				s.add(inputs(l))
			}
		}
	}
	return s
}

// Outputs returns the names that a line defines or changes, or may, sorted.
func Outputs(l Line) []string {
	may, _ := outputs(l)
	return slices.Sorted(maps.Keys(may))
}

// outputs returns what lines may define, and what they define whatever happens.
func outputs(list ...Line) (may, must set) {
	may, must = set{}, set{}
	for _, l := range list {
		switch l := l.(type) {
		case Assign:
			may[string(l.To)], must[string(l.To)] = true, true
		case *Func:
			may[l.Name], must[l.Name] = true, true
		case If:
			m1, a1 := outputs(l.Then...)
			m2, a2 := outputs(l.Else...)
			may.add(m1).add(m2)
			for name := range a1 {
				if a2[name] {
					must[name] = true
				}
			}
		case While:
			m, _ := outputs(l.Body...)
			may.add(m)
		}
	}
	return may, must
}

// trace goes back through lines from the last, and calls f for those that make what is
// needed behind them, which is then what these lines use, if needs is to grow.
func trace(list []Line, need set, grow bool, f func(i int, need set)) set {
	need = maps.Clone(need)
	for i, l := range slices.Backward(list) {
		may, must := outputs(l)
		if !may.meets(need) {
			continue
		}
		f(i, need)
		for name := range must {
			delete(need, name)
		}
		if grow {
			need.add(inputs(l))
		}
	}
	return need
}

// Needs returns the lines that make what line i uses, in order; the result is behind
// the last line. With all, also those that they need in turn.
func (f *Func) Needs(i int, all bool) []int {
	need := inputs(f.Result)
	if i < len(f.Body) {
		need = inputs(f.Body[i])
	}
	var lines []int
	trace(f.Body[:i], need, all, func(i int, _ set) { lines = append(lines, i) })
	slices.Reverse(lines)
	return lines
}

// Users returns the lines that use what line i makes, in order; the result is behind
// the last line. With all, also those that use what they make of it.
func (f *Func) Users(i int, all bool) []int {
	var lines []int
	for j := i + 1; j <= len(f.Body); j++ {
		if slices.Contains(f.Needs(j, all), i) {
			lines = append(lines, j)
		}
	}
	return lines
}

// Pruned returns the function without the lines that its result does not need. It gives
// the same result, but where one of them would go on for ever.
func (f *Func) Pruned() *Func {
	return &Func{Name: f.Name, Args: f.Args, Body: pruned(f.Body, inputs(f.Result)), Result: f.Result}
}

func pruned(list []Line, need set) []Line {
	var kept []Line
	trace(list, need, true, func(i int, need set) {
		l := list[i]
		switch x := l.(type) {
		case If:
			x.Then, x.Else = pruned(x.Then, need), pruned(x.Else, need)
			l = x
		case While: // what one round makes the next may need
			all := maps.Clone(need).add(inputs(x.Cond))
			for n := -1; n != len(all); {
				n = len(all)
				trace(x.Body, all, true, func(i int, _ set) { all.add(inputs(x.Body[i])) })
			}
			x.Body = pruned(x.Body, all)
			l = x
		case *Func:
			l = x.Pruned()
		}
		kept = append(kept, l)
	})
	slices.Reverse(kept)
	return kept
}
