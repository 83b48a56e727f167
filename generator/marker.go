// Which types implement which tagged interfaces, so that their symbolic forms
// fit where one is expected.

package generator

import (
	"go/ast"
	"go/types"
	"slices"
)

// A marker says that a symbolic struct implements a tagged interface: one of
// the package, or of a package that it imports.
type marker struct {
	of    *structure
	iface *types.TypeName
}

// markers finds what implements which tagged interfaces. Of two packages'
// interfaces of the same name a type gets one marker, which stands for both.
func (r *reader) markers() {
	own := r.model.interfaces
	all := slices.Clone(own)
	for _, t := range r.tagged {
		if n, ok := t.Node.(*ast.TypeSpec); ok && isInterface(n) {
			if obj, ok := r.info.Defs[n.Name].(*types.TypeName); ok && !slices.Contains(own, obj) {
				all = append(all, obj) // of the package under test
			}
		}
	}
	for _, p := range r.types.Imports() {
		for _, name := range p.Scope().Names() {
			if obj, ok := p.Scope().Lookup(name).(*types.TypeName); ok {
				if n, ok := obj.Type().(*types.Named); ok && !obj.IsAlias() && r.hasNode(n) {
					all = append(all, obj)
				}
			}
		}
	}
	for _, s := range r.model.structs {
		if s.call != nil {
			continue
		}
		ptr := types.NewPointer(ownInstance(s.named))
		marked := make(map[string]bool)
		for _, obj := range all {
			name := nodeName(obj.Name())
			iface, ok := obj.Type().Underlying().(*types.Interface)
			if !ok || marked[name] || !s.own && !slices.Contains(own, obj) || !types.Implements(ptr, iface) {
				continue
			}
			marked[name] = true
			for _, f := range s.fields {
				if f.name == name && f.mode != skipped {
					r.fail(f.pos, "field %s has the name of the method that says, in the symbolic form, that %s implements %s: rename the field", name, s.obj.Name(), r.spell(obj.Type()))
				}
			}
			if !s.symWritten[name] {
				r.model.markers = append(r.model.markers, marker{s, obj})
			}
		}
	}
}

// hasNode reports whether n is a tagged interface that the package can name.
func (p *pkg) hasNode(n *types.Named) bool {
	obj := n.Obj()
	if obj.Pkg() == nil || !types.IsInterface(n) || n.TypeParams().Len() > 0 || !samePackage(n, p.types) && !obj.Exported() {
		return false
	}
	node, ok := obj.Pkg().Scope().Lookup(nodeName(obj.Name())).(*types.TypeName)
	if !ok {
		return false
	}
	u, ok := node.Type().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(u, false, obj.Pkg(), node.Name())
	return m != nil
}
