// Untagged structs of the package that tagged ones reach: the runtime needs
// tables of them, and of each instance of a generic one.

package generator

import (
	"go/types"
	"slices"
)

// plainStructs collects them in the model.
func (p *pkg) plainStructs() {
	known := make(map[*types.TypeName]*structure)
	var visit func(t types.Type, within []types.Type)
	fields := func(s *structure, within []types.Type) {
		for _, f := range s.fields {
			if f.mode == inTree {
				visit(f.typ, within)
			}
		}
	}
	visit = func(t types.Type, within []types.Type) {
		p.instances(t, within, func(n *types.Named) {
			obj := n.Origin().Obj()
			s := known[obj]
			if s == nil {
				s = &structure{obj: obj, named: ownInstance(n), pos: obj.Pos()}
				st := n.Origin().Underlying().(*types.Struct)
				for i := range st.NumFields() {
					if v := st.Field(i); v.Name() != "_" {
						s.fields = append(s.fields, &field{name: v.Name(), typ: types.Unalias(v.Type()), pos: v.Pos()})
					}
				}
				known[obj] = s
				p.model.plain = append(p.model.plain, s)
				fields(s, within)
			}
			if n.TypeArgs().Len() > 0 && !hasTypeParam(n) && !slices.ContainsFunc(s.instances, func(m *types.Named) bool { return types.Identical(m, n) }) {
				s.instances = append(s.instances, n)
				// What it holds may be instances, too.
				visit(n.Underlying(), append(within, n))
			}
		})
	}
	for _, s := range p.model.structs {
		if s.own {
			fields(s, nil)
		}
	}
}

// instances calls found with each untagged struct of the package that t
// mentions, without looking into it.
func (p *pkg) instances(t types.Type, within []types.Type, found func(*types.Named)) {
	t = types.Unalias(t)
	if slices.ContainsFunc(within, func(w types.Type) bool { return types.Identical(w, t) }) {
		return
	}
	within = append(within, t)
	switch u := t.(type) {
	case *types.Named:
		for i := range u.TypeArgs().Len() {
			p.instances(u.TypeArgs().At(i), within, found)
		}
		if p.isSymbolicType(u) || immutable(u) || isLock(u) {
			return
		}
		if _, ok := u.Underlying().(*types.Struct); ok {
			if obj := u.Origin().Obj(); samePackage(u, p.types) && obj.Parent() == p.types.Scope() {
				found(u)
			}
			return
		}
		p.instances(u.Underlying(), within, found)
	case *types.Pointer:
		p.instances(u.Elem(), within, found)
	case *types.Slice:
		p.instances(u.Elem(), within, found)
	case *types.Array:
		p.instances(u.Elem(), within, found)
	case *types.Map:
		p.instances(u.Elem(), within, found)
	case *types.Struct:
		for i := range u.NumFields() {
			p.instances(u.Field(i).Type(), within, found)
		}
	}
}

// ownInstance returns the type n belongs to with its own type parameters as
// arguments, as inside of its declaration.
func ownInstance(n *types.Named) *types.Named {
	origin := n.Origin()
	if origin.TypeParams().Len() == 0 {
		return origin
	}
	args := make([]types.Type, origin.TypeParams().Len())
	for i := range args {
		args[i] = origin.TypeParams().At(i)
	}
	t, err := types.Instantiate(nil, origin, args, false)
	if err != nil {
		return origin
	}
	return t.(*types.Named)
}
