// Who is told of changes of a symbolic program.

package pg

import "slices"

// A listener is a function that OnChange was given.
type listener struct{ f func(Changes) }

// A batch collects changes that are reported together.
type batch struct{ changes Changes }

// OnChange has f called after each change of the place or of what is inside,
// with the changes, whose paths lead from the root. Of several listeners those
// further in are called first. Stop ends it.
func (p Place) OnChange(f func(Changes)) (stop func()) {
	if p.t == nil {
		return func() {}
	}
	l := &listener{f}
	t, path := p.t, p.path
	m := t.mark(path)
	m.listen = append(m.listen, l)
	return func() {
		m.listen = slices.DeleteFunc(m.listen, func(o *listener) bool { return o == l })
	}
}

// Batch calls change, and reports all changes of the program that it makes at
// once.
func (p Place) Batch(change func()) {
	if p.t == nil {
		change()
		return
	}
	t, _ := p.t.top()
	if t.batch != nil {
		change() // within another batch
		return
	}
	t.batch = new(batch)
	defer func() {
		b := t.batch
		t.batch = nil
		if len(b.changes) > 0 {
			t.report(b.changes)
		}
	}()
	change()
}

func (p Place) notify(e Edit) {
	t, _ := p.t.top()
	if t.batch != nil {
		t.batch.changes = append(t.batch.changes, e)
		return
	}
	t.report(Changes{e})
}

// report tells the listeners on the ways to the changes, those further in
// first.
func (t *tree) report(changes Changes) {
	type place struct {
		listeners []*listener
		changes   Changes
		depth     int
	}
	var told []*place
	byMark := make(map[*marks]*place)
	for _, e := range changes {
		u, m := t, t.marks
		var in *open
		for i := 0; m != nil; i++ {
			if len(m.listen) > 0 {
				if byMark[m] == nil {
					byMark[m] = &place{listeners: slices.Clone(m.listen), depth: i}
					told = append(told, byMark[m])
				}
				byMark[m].changes = append(byMark[m].changes, e)
			}
			if i == len(e.Path) {
				break
			}
			in = m.open
			if s := e.Path[i]; s.kind != candidateStep {
				m = m.child(s)
			} else if in != nil && int(s.n) < len(in.candidates) {
				u = in.candidates[s.n]
				m = u.marks
			} else {
				break
			}
		}
	}
	slices.SortStableFunc(told, func(a, b *place) int { return b.depth - a.depth })
	for _, p := range told {
		for _, l := range p.listeners {
			l.f(p.changes)
		}
	}
}
