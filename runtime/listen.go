// Who is told of changes of a symbolic program.

package pg

import "slices"

// A listener is a function that OnChange was given, or nil when it was stopped.
type listener struct{ f func(Changes) }

// A batch collects changes that are reported together.
type batch struct {
	told []*told
	at   map[*marks]*told
}

// A told is the changes that the listeners at one place are told.
type told struct {
	m       *marks
	depth   int
	changes Changes
}

// OnChange has f called after each change of the place or of what is inside,
// with the changes, whose paths lead from the root. Of several listeners those
// further in are called first. A listener at an element of a list stays with
// the element where that is moved by others that are inserted or deleted. Stop
// ends it at once, also during a report.
func (p Place) OnChange(f func(Changes)) (stop func()) {
	if p.t == nil {
		return func() {}
	}
	t, _ := p.t.top()
	t.heard = true
	l := &listener{f}
	m := p.t.mark(p.path)
	m.listen = append(m.listen, l)
	return func() {
		l.f = nil
		// Those that are being told go through the slice as it is.
		m.listen = slices.DeleteFunc(slices.Clone(m.listen), func(o *listener) bool { return o == l })
	}
}

// Batch calls change, and reports all changes of the program that it makes at
// once.
func (p Place) Batch(change func()) {
	switch {
	case change == nil:
		return
	case p.t == nil:
		change()
		return
	}
	t, _ := p.t.top()
	if t.batch != nil {
		change() // within another batch
		return
	}
	b := new(batch)
	t.batch = b
	defer func() {
		t.batch = nil
		b.report()
	}()
	change()
}

// heardAt returns what is at the place, if someone listens.
func heardAt(p Place) any {
	if !heard(p) {
		return nil
	}
	return nowAt(p)
}

func heard(p Place) bool {
	t, _ := p.t.top()
	return t.heard
}

// notifyAt reports what has been done at the place, where before was what it had.
func notifyAt(p Place, op Op, before any) {
	t, above := p.t.top()
	if !t.heard || !p.t.there() {
		return
	}
	e := Edit{Op: op, Path: above.Append(p.path...), Old: before}
	last := len(e.Path)
	if op != OpDelete {
		e.New = nowAt(p)
	} else if listedAt(p) {
		last-- // the next element is there now
	}
	b := t.batch
	if b == nil {
		b = new(batch)
		defer b.report()
	}
	b.add(t, e, last)
}

// add collects e for the listeners on the way to where it was made, as far as
// the first last steps lead. They are found now, since later changes can move
// them.
func (b *batch) add(t *tree, e Edit, last int) {
	m := t.marks
	for i := 0; m != nil; i++ {
		if len(m.listen) > 0 {
			if b.at == nil {
				b.at = make(map[*marks]*told)
			}
			if b.at[m] == nil {
				b.at[m] = &told{m: m, depth: i}
				b.told = append(b.told, b.at[m])
			}
			b.at[m].changes = append(b.at[m].changes, e)
		}
		if i == last {
			return
		}
		if s := e.Path[i]; s.kind != candidateStep {
			m = m.child(s)
		} else if m.open != nil && int(s.n) < len(m.open.candidates) {
			m = m.open.candidates[s.n].marks
		} else {
			return
		}
	}
}

// report tells the listeners, those further in first.
func (b *batch) report() {
	slices.SortStableFunc(b.told, func(x, y *told) int { return y.depth - x.depth })
	for _, t := range b.told {
		for _, l := range t.m.listen {
			if l.f != nil {
				l.f(t.changes)
			}
		}
	}
}
