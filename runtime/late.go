// The order in which values that depend on others are taken, and taking them.

package pg

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A late is a place that takes its value when decisions are taken.
type late struct {
	path  Path
	open  *open
	reach reach
}

// A taking is a late whose paths are those of the program in which its value is
// taken.
type taking struct {
	*late
	path, from Path
}

// apply gives the place its value, and reports whether that is another than it
// had.
func (l taking) apply(root reflect.Value, reach *reach) (changed bool, err error) {
	was, err := lookup(root, l.path)
	if err != nil {
		return false, err
	}
	v, err := lookup(root, l.from)
	if err == nil {
		switch x := any(nil); l.open.kind {
		case reference:
			v = shapeOf(v.Type()).copied(v)
		case derived:
			if x, err = l.open.derive(v); err == nil {
				v, err = convert(x, was.Type(), false)
			}
		default:
			v, err = convert(v.Interface(), was.Type(), false)
		}
	}
	if err != nil {
		if l.open.kind != derived {
			err = fmt.Errorf("%s: %w", l.open, err)
		}
		return false, geno.In(l.path.String(), err)
	}
	if v.Type() == was.Type() && shapeOf(v.Type()).equal(v, was) {
		return false, nil
	}
	reach.do(root, func(dst reflect.Value) { dst.Set(v) })
	return true, nil
}

// A lates has values in the order in which they are taken.
type lates struct {
	list []taking
	// Some are derived from a part in which there are some that come after
	// them: all have to be taken again, until nothing changes.
	again bool
}

// apply gives all places their values.
func (l *lates) apply(root reflect.Value, reachOf func(taking) *reach) error {
	for round := 0; ; round++ {
		var errs []error
		var changed []string
		for _, t := range l.list {
			other, err := t.apply(root, reachOf(t))
			if err != nil {
				errs = append(errs, err)
			}
			if other {
				changed = append(changed, t.path.String())
			}
		}
		switch {
		case !l.again || len(changed) == 0:
			return errors.Join(errs...)
		case round > len(l.list):
			// Each round settles one value at least, of those that depend on
			// what is settled.
			return geno.In(changed[0], fmt.Errorf("its value depends on itself, or is another each time: these change whenever they are derived again: %s", strings.Join(changed, ", ")))
		}
	}
}

// source returns where above path the field is whose value is inherited there.
func source(root reflect.Value, path Path, name string) (Path, error) {
	for n := len(path) - 1; n >= 0; n-- {
		v, err := lookup(root, path[:n])
		if err != nil {
			return nil, err
		}
		if v = target(v); !v.IsValid() || v.Kind() != reflect.Struct {
			continue
		}
		s := shapeOf(v.Type())
		p := s.part(name)
		if s.form != structure || p == nil {
			continue
		}
		if from := path[:n].Append(p.step); !path.HasPrefix(from) {
			return from, nil
		}
	}
	return nil, fmt.Errorf("nothing above has a field %s to inherit", name)
}

// needs reports whether l has to be taken after m.
func (l taking) needs(m taking) bool {
	if l.open.kind == derived && l.path.HasPrefix(l.from) {
		return false
	}
	return m.path.HasPrefix(l.from) || l.from.HasPrefix(m.path)
}

// sees reports whether l is derived from what holds both l and m.
func (l taking) sees(m taking) bool {
	return l.open.kind == derived && l.path.HasPrefix(l.from) && m.path.HasPrefix(l.from)
}

// sequence brings list, which is in the order of the program, into that in
// which the values are taken. What is derived from a part that holds it comes
// after what else is in there, as far as that is possible.
func sequence(list []taking) (lates, error) {
	waits := make([][]int, len(list)) // for whom each has to wait
	for i := range list {
		for j := range list {
			if i != j && list[i].needs(list[j]) {
				waits[i] = append(waits[i], j)
			}
		}
	}
	if err := cycle(list, waits); err != nil {
		return lates{}, err
	}
	var waitsFor func(i, j int) bool
	waitsFor = func(i, j int) bool {
		return i == j || slices.ContainsFunc(waits[i], func(k int) bool { return waitsFor(k, j) })
	}
	again := false
	// The smaller the part, the more likely that what is in there counts.
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return len(list[j].from) - len(list[i].from) })
	for _, i := range order {
		for j := range list {
			switch {
			case i == j || !list[i].sees(list[j]):
			case waitsFor(j, i):
				again = true
			default:
				waits[i] = append(waits[i], j)
			}
		}
	}
	l := lates{again: again}
	taken := make([]bool, len(list))
	var take func(i int)
	take = func(i int) {
		if !taken[i] {
			taken[i] = true
			for _, j := range waits[i] {
				take(j)
			}
			l.list = append(l.list, list[i])
		}
	}
	for i := range list {
		take(i)
	}
	return l, nil
}

// cycle returns an error that names values of which each waits for the next.
func cycle(list []taking, waits [][]int) error {
	state := make([]int8, len(list))
	var way []int
	var visit func(i int) error
	visit = func(i int) error {
		switch state[i] {
		case 1:
			var names []string
			for _, j := range append(way[slices.Index(way, i):], i) {
				names = append(names, list[j].path.String())
			}
			return geno.In(names[0], fmt.Errorf("its value depends on itself: %s", strings.Join(names, " ← ")))
		case 2:
			return nil
		}
		state[i] = 1
		way = append(way, i)
		for _, j := range waits[i] {
			if err := visit(j); err != nil {
				return err
			}
		}
		way = way[:len(way)-1]
		state[i] = 2
		return nil
	}
	for i := range list {
		if err := visit(i); err != nil {
			return err
		}
	}
	return nil
}

// order sorts what takes values of other places of the same tree.
func (p *plan) order() error {
	if p.outer {
		return nil // it is known only when the program is made
	}
	list := make([]taking, len(p.late))
	for i, l := range p.late {
		list[i] = taking{l, l.path, l.open.from.path}
	}
	var err error
	p.lates, err = sequence(list)
	return err
}

// A making is one program on its way.
type making struct {
	r    geno.Reader
	late []taking // what takes values from outside of its tree, or may
	at   []Path   // where in the program the trees are, from the outermost
}

// put remembers a late of the tree that is being made.
func (m *making) put(l *late) error {
	t := taking{late: l, path: m.at[len(m.at)-1].Append(l.path...)}
	if l.open.kind != inherited {
		if l.open.from.up >= len(m.at) {
			return geno.In(l.path.String(), fmt.Errorf("%s of the program around it, which is not there: a candidate that takes values from there is no program by itself, and the arguments of a call take none from outside", l.open))
		}
		t.from = m.at[len(m.at)-1-l.open.from.up].Append(l.open.from.path...)
	}
	m.late = append(m.late, t)
	return nil
}

// finish gives all places that have been put off their values.
func (m *making) finish(root reflect.Value) error {
	var errs []error
	for i := range m.late {
		l := &m.late[i]
		if l.open.kind != inherited {
			continue
		}
		var err error
		if l.from, err = source(root, l.path, l.open.name); err != nil {
			errs = append(errs, geno.In(l.path.String(), err))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	l, err := sequence(m.late)
	if err != nil {
		return err
	}
	return l.apply(root, func(t taking) *reach { return &reach{path: t.path} })
}
