// Explaining a type: its space as far as its directives tell, without running
// any of the user's code.

package generator

import (
	"context"
	"fmt"
	"go/constant"
	"go/types"
	"math"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/annotations"
	"github.com/pgen-go/pgen/internal/when"
	"github.com/pgen-go/pgen/runtime/geno"
)

// An Explanation is what directives say of a tagged type or function.
type Explanation struct {
	Name  string     // "example.com/codec.Encoder"
	Space *geno.Spec // the decisions that every value of the type has
	Notes []string   // fields whose decisions depend on the value
}

// Explain returns the space of a tagged type or function, named as
// "pattern.Name": "./codec.Encoder", "example.com/codec.NewWriter", "Encoder".
func Explain(ctx context.Context, cfg Config, name string) (*Explanation, error) {
	pattern, typeName := ".", name
	if i := strings.LastIndexByte(name, '.'); i >= 0 && !strings.Contains(name[i:], "/") {
		pattern, typeName = name[:i], name[i+1:]
		if pattern == "" {
			pattern = "."
		}
	}
	var p problems
	pkgs, err := load(ctx, cfg, []string{pattern}, &p)
	if err != nil {
		return nil, err
	}
	for _, q := range pkgs {
		read(q, &p)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	var known []string
	for _, q := range pkgs {
		for _, s := range q.model.structs {
			if s.obj.Name() != typeName && (s.call == nil || s.call.fn.Name() != typeName) {
				known = append(known, s.obj.Name())
				continue
			}
			x := &Explanation{Name: q.path + "." + s.obj.Name()}
			if x.Space, err = x.spec(q, s, "", ""); err != nil {
				return nil, err
			}
			return x, nil
		}
	}
	if len(known) == 0 {
		return nil, fmt.Errorf("explain %s: no type or function of %s has //pg:symbolic", name, pattern)
	}
	slices.Sort(known)
	return nil, fmt.Errorf("explain %s: %s has no symbolic type %s: %s", name, pattern, typeName, annotations.Suggest(typeName, known, "", "expected one of"))
}

// spec returns the decisions of s. The path leads to s in the explained type,
// for notes.
func (x *Explanation) spec(p *pkg, s *structure, prefix, path string) (*geno.Spec, error) {
	elements, err := x.elements(p, s, prefix, path)
	if err != nil {
		return nil, err
	}
	return geno.New(elements...)
}

func (x *Explanation) elements(p *pkg, s *structure, prefix, path string) ([]geno.Element, error) {
	var out []geno.Element
	e := &emitter{pkg: p}
	for _, f := range s.fields {
		at := prefix + f.name
		full := path + f.name
		if f.decision != nil {
			if s.groups[f] == nil {
				continue // below the decisions it depends on
			}
			more, err := when.Elements(s.groups[f], &explained{x, p, prefix, path})
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		if f.mode != inTree || f.ref != "" || !e.reachesSymbolic(f.typ) {
			continue
		}
		if n, ok := f.typ.(*types.Named); ok {
			if inner := p.structureOf(n); inner != nil {
				more, err := x.elements(p, inner, at+".", full+".")
				if err != nil {
					return nil, err
				}
				out = append(out, more...)
				continue
			}
		}
		x.Notes = append(x.Notes, fmt.Sprintf("%s (%s): the decisions in what it holds", full, p.spellType(f.typ)))
	}
	return out, nil
}

func (p *pkg) spellType(t types.Type) string { return types.TypeString(t, types.RelativeTo(p.types)) }

// explained is the [when.Graph] of the fields of a struct.
type explained struct {
	x            *Explanation
	p            *pkg
	prefix, path string
}

func (g *explained) On(f *field) []*field { return f.on() }

func (g *explained) Holds(f *field, chosen []int) bool {
	at := 0
	for i, v := range f.when.on {
		at = at*len(v.decision.candidates) + chosen[i]
	}
	return f.when.holds[at]
}

func (g *explained) Element(f *field, top bool, below func(int) ([]geno.Element, error)) (geno.Element, error) {
	at := f.name
	if top {
		at = g.prefix + f.name
	}
	d, err := g.x.decision(g.p, f.decision, g.path+f.name, below)
	return geno.At(at, d), err
}

// decision is d, and below its candidate i what below(i) returns.
func (x *Explanation) decision(p *pkg, d *decision, path string, below func(int) ([]geno.Element, error)) (geno.Decision, error) {
	info := geno.Info{Name: d.name}
	if d.hint != "" {
		info.Hints = d.hint
	}
	scale := map[string]geno.Scale{"Log": geno.Log, "RLog": geno.RLog}[d.scale]
	switch d.kind {
	case intRange:
		step := int64(1)
		if d.step != nil {
			step, _ = constant.Int64Val(d.step)
		}
		lo, _ := constant.Int64Val(d.min)
		hi, _ := constant.Int64Val(d.max)
		return &geno.Int{Info: info, Min: lo, Max: hi, Step: step, Scale: scale}, nil
	case floatRange:
		step := 0.0
		if d.step != nil {
			step, _ = constant.Float64Val(d.step)
		}
		lo, _ := constant.Float64Val(d.min)
		hi, _ := constant.Float64Val(d.max)
		if math.IsInf(hi-lo, 0) {
			return nil, fmt.Errorf("%s: the range is too wide", path)
		}
		return &geno.Float{Info: info, Min: lo, Max: hi, Step: step, Scale: scale}, nil
	case custom:
		return &geno.Custom{Info: info}, nil
	}
	c := &geno.Choices{Info: info, K: d.k, Distinct: d.distinct, Sorted: d.sorted}
	for i, cand := range d.candidates {
		c.Literals = append(c.Literals, cand.text)
		var elements []geno.Element
		if s := cand.structure(p); s != nil {
			var err error
			if elements, err = x.elements(p, s, "", path+"["+cand.text+"]."); err != nil {
				return nil, err
			}
		}
		if below != nil {
			after, err := below(i)
			if err != nil {
				return nil, err
			}
			elements = append(elements, after...)
		}
		sub, err := geno.New(elements...)
		if err != nil {
			return nil, err
		}
		c.Candidates = append(c.Candidates, sub)
	}
	return c, nil
}

// String draws the space as a tree with sizes, then the notes.
func (x *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s", x.Name, strings.TrimRight(x.Space.String(), "\n"))
	for _, n := range x.Notes {
		fmt.Fprintf(&b, "\nplus, depending on the value: %s", n)
	}
	b.WriteByte('\n')
	return b.String()
}
