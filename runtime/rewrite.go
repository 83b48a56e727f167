// Changing programs by rules.

package pg

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
)

// A Rule looks at one place of a program and may replace or delete what is
// there: [Node.Replace], [Node.Delete]. If it does neither, the place stays as
// it is.
type Rule func(n *Node)

// Replace has [Rewrite] give the place the value v, which can be anything that
// an edit with [Set] takes; in a symbolic program also a Sym or a [Decided].
// What was inside of the place is not visited, nor is what is inside of v. In
// traversals other than Rewrite, Replace and Delete do nothing.
func (n *Node) Replace(v any) { n.does(OpSet, v) }

// Delete has [Rewrite] take the element out of its slice, the key out of its
// map, or the candidate out of its choice.
func (n *Node) Delete() { n.does(OpDelete, nil) }

func (n *Node) does(op Op, v any) {
	n.made = Edit{Op: op, New: v}
	n.edit = &n.made
}

// Rewrite applies the rules to every place of x in the order of [Traverse], and
// then makes all changes at once: all or none, as Rebind does. X is a pointer to
// a tagged struct, or a symbolic program or a place in one; then candidates of
// decisions are visited, too. Of several rules the first that changes a place
// has it. While the rules are asked x does not change.
//
// A Rewrite that changes nothing allocates nothing.
func Rewrite(x any, rules ...Rule) error {
	program, ok := x.(interface{ Rebind(...Edit) error })
	if !ok {
		return fmt.Errorf("pg: rewrite: expected a pointer to a tagged type or a symbolic program, got %T", x)
	}
	if i := slices.IndexFunc(rules, func(rule Rule) bool { return rule == nil }); i >= 0 {
		return fmt.Errorf("pg: rewrite: rule %d: %w", i, errNoFunction)
	}
	r := rewriters.Get().(*rewriter)
	r.rules = append(r.rules, rules...) // a copy, so that the caller's need not be kept
	if v := reflect.ValueOf(x); v.Kind() != reflect.Pointer || !v.IsNil() {
		walk(x, &r.walker)
	}
	edits := r.edits
	r.reset()
	if len(edits) == 0 {
		return nil
	}
	return program.Rebind(edits...)
}

// rewriters are those that are not in use.
var rewriters = sync.Pool{New: func() any {
	r := new(rewriter)
	r.down, r.yield = true, r.apply
	return r
}}

// A rewriter collects the edits that rules make.
type rewriter struct {
	walker
	rules []Rule
	edits []Edit
	cuts  []cut
}

// A cut is how many elements of the list, or candidates of the choice, at path
// have been deleted so far.
type cut struct {
	path Path
	n    int64
}

// reset leaves r as it was, but for the memory it has.
func (r *rewriter) reset() {
	clear(r.steps[:cap(r.steps)])
	clear(r.cuts)
	w := walker{yield: r.yield, down: true, steps: r.steps[:0], matchers: r.matchers[:0]}
	clear(r.rules)
	*r = rewriter{walker: w, rules: r.rules[:0], cuts: r.cuts[:0]}
	rewriters.Put(r)
}

func (r *rewriter) apply(n *Node) bool {
	for _, rule := range r.rules {
		rule(n)
		if n.edit == nil {
			continue
		}
		e := *n.edit
		listed := n.listed || n.Step().kind == candidateStep
		path := n.Path()
		e.Path = r.shifted(path)
		r.edits = append(r.edits, e)
		if e.Op == OpDelete && listed && len(path) > 0 {
			r.cut(path[:len(path)-1])
		}
		n.Skip()
		break
	}
	return true
}

// shifted returns path, which is that of a place before there were edits, as
// it is after those so far. Places come in order, so that lists in which the
// walker is not any more can be forgotten.
func (r *rewriter) shifted(path Path) Path {
	inside := func(c cut) bool { return len(path) > len(c.path) && path.HasPrefix(c.path) }
	if i := slices.IndexFunc(r.cuts, func(c cut) bool { return !inside(c) }); i >= 0 {
		r.cuts = r.cuts[:i]
	}
	to := slices.Clone(path)
	for _, c := range r.cuts {
		s := &to[len(c.path)]
		if s.kind == candidateStep {
			total, _ := strconv.Atoi(s.text)
			*s = atCandidate(int(s.n-c.n), total-int(c.n))
		} else {
			s.n -= c.n
		}
	}
	return to
}

func (r *rewriter) cut(list Path) {
	if k := len(r.cuts) - 1; k >= 0 && r.cuts[k].path.Equal(list) {
		r.cuts[k].n++
		return
	}
	r.cuts = append(r.cuts, cut{list, 1})
}

// On applies the rule to the places whose paths the pattern stands for.
func On(pattern Pattern, rule Rule) Rule {
	if rule == nil {
		return nil
	}
	return func(n *Node) {
		if n.Matches(pattern) {
			rule(n)
		}
	}
}

// OnType applies the rule to the places where a T is, with the T. T can be an
// interface, and whether there is a T or a pointer to one makes no difference,
// as for [QueryType].
func OnType[T any](rule func(n *Node, x T)) Rule {
	if rule == nil {
		return nil
	}
	f := finderOf(reflect.TypeFor[T]())
	return func(n *Node) {
		if v, ok := f.find(n); ok {
			rule(n, v.Interface().(T))
		}
	}
}

// OnValue applies the rule to the places where v is: a value that is equal as
// [EqualValues] has it. A pointer and what it points to are different values.
func OnValue(v any, rule Rule) Rule {
	if rule == nil {
		return nil
	}
	same := equalTo(v)
	return func(n *Node) {
		if same(n) {
			rule(n)
		}
	}
}

// OnFunc applies the rule to the places for which holds is true.
func OnFunc(holds func(*Node) bool, rule Rule) Rule {
	if holds == nil || rule == nil {
		return nil
	}
	return func(n *Node) {
		if holds(n) {
			rule(n)
		}
	}
}

// Contains reports whether v is somewhere in x, x included: a value that is
// equal as [EqualValues] has it. In a symbolic program v can be a [Decided] or
// a symbolic form, too.
func Contains(x, v any) bool { return ContainsFunc(x, equalTo(v)) }

// ContainsFunc reports whether holds is true of some place of x.
func ContainsFunc(x any, holds func(*Node) bool) bool {
	for n := range Traverse(x) {
		if holds(n) {
			return true
		}
	}
	return false
}

// ContainsType reports whether a T is somewhere in x, x included, as
// [QueryType] finds them.
func ContainsType[T any](x any) bool {
	for range QueryType[T](x) {
		return true
	}
	return false
}

// equalTo returns a function that reports whether v is what is at a node.
func equalTo(v any) func(*Node) bool {
	switch v := v.(type) {
	case nil:
		return func(n *Node) bool { return n.open() == nil && isNil(n.held()) }
	case Decided:
		return func(n *Node) bool {
			o := n.open()
			if o == nil || o.kind != undecided {
				return false
			}
			d, err := v.open(n.s.typ)
			return err == nil && o.compare(d) == 0
		}
	case AnySym:
		p := v.place()
		return func(n *Node) bool { return n.w.t != nil && comparePlaces(n.Place(), p) == 0 }
	}
	want := addressable(reflect.ValueOf(v))
	s := shapeOf(want.Type())
	return func(n *Node) bool {
		switch {
		case n.m.opens():
			return false
		case n.s == s:
			return s.same(n.p, addressOf(want))
		case n.s.form != dynamic:
			return false
		}
		held := n.held()
		if !held.IsValid() || held.Type() != s.typ {
			return false
		}
		b := s.box(held)
		same := s.same(b.p, addressOf(want))
		s.unbox(b)
		return same
	}
}

// A matcher has what is known of how a path matches a pattern.
type matcher struct {
	pattern []Step
	words   int
	known   int      // of how many steps
	sets    []uint64 // as of a walker
}

// Matches reports whether the pattern stands for the path of the node.
func (n *Node) Matches(p Pattern) bool {
	w := n.w
	i := 0
	for i < len(w.matchers) && !sameSteps(w.matchers[i].pattern, p.steps) {
		i++
	}
	if i == len(w.matchers) {
		if i < cap(w.matchers) {
			w.matchers = w.matchers[:i+1]
		} else {
			w.matchers = append(w.matchers, matcher{})
		}
		m := &w.matchers[i]
		m.pattern, m.words, m.known = p.steps, p.words(), 0
		m.sets = m.sets[:0]
		for range m.words {
			m.sets = append(m.sets, 0)
		}
		p.start(m.sets)
	}
	m := &w.matchers[i]
	m.sets = m.sets[:(m.known+1)*m.words]
	for ; m.known < len(w.steps); m.known++ {
		at := len(m.sets)
		for range m.words {
			m.sets = append(m.sets, 0)
		}
		p.advance(m.sets[at:], m.sets[at-m.words:at], w.steps[m.known])
	}
	return p.accepts(m.sets[len(m.sets)-m.words:])
}

// sameSteps reports whether a and b are the same memory.
func sameSteps(a, b []Step) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
