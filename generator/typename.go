// The names that //pg:symbolic gives to types.

package generator

import (
	"go/token"
	"strings"
	"unicode"

	"github.com/pgen-go/pgen/annotations"
)

// typeNames reads the names of the package's types and checks that no two have
// the same. Of other packages' types the runtime says so.
func (r *reader) typeNames() {
	type claim struct {
		s   *structure
		pos token.Pos
	}
	claims := make(map[string]claim)
	take := func(s *structure, name string, pos token.Pos) {
		if was, ok := claims[name]; ok && was.s != s {
			r.fail(pos, "%s is also the name of %s (at %s): give each type names of its own", name, was.s.obj.Name(), r.seenFrom(pos, was.pos))
		} else if ok {
			r.fail(pos, "%s is the name of %s already (at %s): keep one", name, s.obj.Name(), r.seenFrom(pos, was.pos))
		}
		claims[name] = claim{s, pos}
	}
	// A type without another name is written by its own.
	for _, s := range r.model.structs {
		if _, ok := symbolicKeys(s)["name"]; !ok {
			claims[r.path+"."+s.obj.Name()] = claim{s, s.pos}
		}
	}
	for _, s := range r.model.structs {
		keys := symbolicKeys(s)
		if name, ok := keys["name"]; ok && r.typeName(name.Text, name.Pos) {
			s.name = name.Text
			take(s, s.name, name.Pos)
		}
		alias, ok := keys["alias"]
		if !ok {
			continue
		}
		pos := alias.Pos
		for part := range strings.SplitSeq(alias.Text, ",") {
			if r.typeName(part, pos) {
				s.aliases = append(s.aliases, part)
				take(s, part, pos)
			}
			pos += token.Pos(len(part) + 1)
		}
	}
}

func symbolicKeys(s *structure) map[string]annotations.Arg {
	for _, d := range s.tag.Directives {
		if d.Name == "symbolic" {
			return d.Keys
		}
	}
	return nil
}

// typeName reports whether text can be the name of a type, and if not says so.
func (r *reader) typeName(text string, pos token.Pos) bool {
	bad := strings.IndexFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_./-+:~@", c)
	})
	switch {
	case text == "":
		r.fail(pos, "a name of a type is missing: write names with a comma between two, such as codec.Diff,old/path.Delta")
	case bad >= 0:
		r.fail(pos, "%s is no name of a type, for it has %q in it: write letters, digits and _ . / - + : ~ @, such as codec.Delta/v2", text, []rune(text[bad:])[0])
	default:
		return true
	}
	return false
}
