// Crossover of trees that evolve.

package pg

import (
	"fmt"
	"math/rand/v2"
	"reflect"
)

// Cross returns the genome of a tree with a part of another. A mutation point of
// the tree is drawn by weight. If something is replaced there, the new value is what
// the other tree has at a point of the same mutation: a subtree of the type that it
// changes, so that what comes of it is a tree of F (Koza, "Genetic Programming",
// 1992; by type: Montana, "Strongly Typed Genetic Programming", 1995). If it is in a
// list that grows or shrinks, elements from there on make way for some that are next
// to each other in such a list of the other, as many as the mutations allow (Brameier
// and Banzhaf, "Linear Genetic Programming", 2007).
//
// A tree that a method Validate refuses, or that is the same, is drawn again; after 32
// of them the genome stays as it is.
func (e Evolution[F]) Cross(genome, other string, rng *rand.Rand) string {
	return e.changed(genome, rng, func(tree reflect.Value) (string, bool, error) {
		donor, err := e.Decode(other)
		if err != nil {
			return "", false, nil // whoever decodes it is told
		}
		points := e.points(tree)
		if len(points) == 0 {
			return "", false, nil
		}
		p := pick(points, rng)
		var same []weighed
		for _, q := range e.points(reflect.ValueOf(&donor).Elem()) {
			if q.mutation.typ == p.mutation.typ && (q.Op == OpSet) == (p.Op == OpSet) {
				same = append(same, q)
			}
		}
		what := fmt.Sprintf("the crossover at %q", p.Path)
		if len(same) == 0 {
			return what, true, nil
		}
		q := pick(same, rng)
		edit := Edit{Op: OpSet, Path: p.Path, New: q.Old}
		if p.Op != OpSet {
			edit.Path = p.Path[:len(p.Path)-1]
			edit.New = e.spliced(p, q, rng).Interface()
		}
		return what, true, edit.apply(tree)
	})
}

// spliced returns the list of a point in which a run of elements that begins there
// has made way for one that begins at another point.
func (e Evolution[F]) spliced(p, q *weighed, rng *rand.Rand) reflect.Value {
	i, j := int(p.Path[len(p.Path)-1].n), int(q.Path[len(q.Path)-1].n)
	n := p.list.Len()
	least, most := n, n
	for _, m := range e.Mutations {
		switch {
		case m.typ != p.mutation.typ:
		case m.op == OpInsert:
			most = max(most, m.length)
		case m.op == OpDelete:
			least = min(least, m.length)
		}
	}
	out, in := rng.IntN(n-i+1), rng.IntN(q.list.Len()-j+1)
	in = min(in, most-n+out)
	out = min(out, n+in-least)
	list := reflect.MakeSlice(p.list.Type(), 0, n-out+in)
	list = reflect.AppendSlice(list, p.list.Slice(0, i))
	for k := range in {
		list = reflect.Append(list, q.list.Index(j+k))
	}
	return reflect.AppendSlice(list, p.list.Slice(i+out, n))
}
