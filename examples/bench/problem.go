// Problems as data: the files that hold them, their spaces, and a DNA of such a
// space as the numbers that a function takes.

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

// A problem is a function to be minimised over a space.
type problem struct {
	name  string
	space *geno.Spec
	opt   float64   // the best known value; with several objectives, the best hypervolume
	ref   []float64 // the reference point of the hypervolume; nil: one objective

	decisions []decision
	value     function
}

// A function gives a problem's objectives, each to be minimised.
type function func(*point) []float64

// A point is what was decided: numbers by the name of the decision, and in the
// order of the active ones; orders and subsets as lists.
type point struct {
	at    map[string]float64
	x     []float64
	lists [][]int
}

// evaluate returns the objectives of a DNA of the space.
func (p *problem) evaluate(dna *geno.DNA) []float64 {
	return p.value(p.point(dna))
}

func (p *problem) point(dna *geno.DNA) *point {
	pt := &point{at: make(map[string]float64, dna.Len()), x: make([]float64, 0, dna.Len())}
	read(p.decisions, dna, 0, pt)
	return pt
}

// read adds the decisions, whose values in the DNA begin at i, to the point, and
// returns where the next begin.
func read(decisions []decision, dna *geno.DNA, i int, pt *point) int {
	for k := range decisions {
		d := &decisions[k]
		switch d.Type {
		case "perm", "subset":
			n := d.taken()
			list := make([]int, n)
			for j := range list {
				list[j] = int(dna.Index(i + j))
			}
			pt.lists = append(pt.lists, list)
			i += n
			continue
		}
		var v float64
		switch d.Type {
		case "float":
			v = dna.Float(i)
		case "int":
			v = *d.Lo + float64(dna.Index(i))
		default:
			v = float64(dna.Index(i))
		}
		pt.at[d.Name] = v
		pt.x = append(pt.x, v)
		i++
		if d.Type == "cond" {
			i = read(d.Branches[int(v)], dna, i, pt)
		}
	}
	return i
}

// entry is a problem in a file.
type entry struct {
	Name  string          `json:"name"`
	Fn    string          `json:"fn"`
	Space []decision      `json:"space"`
	Data  json.RawMessage `json:"data"`
	Opt   *float64        `json:"opt"`
	Multi bool            `json:"multi"`
	Ref   []float64       `json:"ref"`

	Checks []check `json:"checks"`
}

// decision is one in the space of an entry.
type decision struct {
	Name     string       `json:"name"`
	Type     string       `json:"type"`
	Lo       *float64     `json:"lo"`
	Hi       *float64     `json:"hi"`
	Log      bool         `json:"log"`
	N        int          `json:"n"`
	K        int          `json:"k"`
	Branches [][]decision `json:"branches"`
}

// taken is how many candidates an order or a subset takes.
func (d *decision) taken() int {
	if d.Type == "subset" {
		return d.K
	}
	return d.N
}

// check is a point of an entry with its value, or values.
type check struct {
	X map[string]json.RawMessage `json:"x"`
	Y json.RawMessage            `json:"y"`
}

// load reads the problems of a file, which may be compressed with gzip. Each
// must give the values of its own checks.
func load(path string) ([]*problem, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if data, err = io.ReadAll(z); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	var entries []entry
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, fmt.Errorf("%s: expected a list of problems in JSON, as [{\"name\": …, \"fn\": …, \"space\": …}]: %w", path, where(data, err))
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no problems in it", path)
	}
	var problems []*problem
	var errs []error
	names := map[string]bool{}
	for i := range entries {
		e := &entries[i]
		name := fmt.Sprintf("%s: problem %d (%s)", path, i, e.Name)
		p, err := e.problem()
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		case names[e.Name]:
			errs = append(errs, fmt.Errorf("%s: there is one of that name before it", name))
		default:
			problems = append(problems, p)
		}
		names[e.Name] = true
	}
	return problems, errors.Join(errs...)
}

// where says in which line of the data the JSON is wrong.
func where(data []byte, err error) error {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	if offset < 0 {
		return err
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:min(int(offset), len(data))], []byte("\n")), err)
}

func (e *entry) problem() (*problem, error) {
	if e.Name == "" {
		return nil, errors.New("it has no name")
	}
	p := &problem{name: e.Name, decisions: e.Space, opt: math.NaN()}
	if e.Opt != nil {
		p.opt = *e.Opt
	}
	if len(e.Space) == 0 {
		return nil, errors.New("its space has no decisions")
	}
	var err error
	if p.space, err = spec(e.Space, map[string]bool{}); err != nil {
		return nil, fmt.Errorf("space: %w", err)
	}
	maker, ok := functions[e.Fn]
	if !ok {
		return nil, fmt.Errorf("fn: expected one of %s, got %q", keys(functions), e.Fn)
	}
	if p.value, err = maker(e); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Fn, err)
	}
	if e.Multi {
		if len(e.Ref) != 2 || e.Opt == nil {
			return nil, errors.New("a problem of two objectives needs a reference point ref of two numbers and the best hypervolume opt")
		}
		p.ref = e.Ref
	}
	var errs []error
	for i, c := range e.Checks {
		if err := p.check(c); err != nil {
			errs = append(errs, fmt.Errorf("check %d: %w", i, err))
		}
	}
	return p, errors.Join(errs...)
}

// spec makes the space of the decisions, which have names that no other has.
func spec(decisions []decision, names map[string]bool) (*geno.Spec, error) {
	var elements []geno.Element
	var errs []error
	for i := range decisions {
		d := &decisions[i]
		g, err := d.geno(names)
		if d.Name == "" {
			err = errors.New("it has no name")
		} else if names[d.Name] {
			err = errors.New("another decision has that name")
		}
		names[d.Name] = true
		if err != nil {
			errs = append(errs, fmt.Errorf("decision %d (%s): %w", i, d.Name, err))
			continue
		}
		elements = append(elements, geno.At(d.Name, g))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return geno.New(elements...)
}

func (d *decision) geno(names map[string]bool) (geno.Decision, error) {
	scale := geno.Linear
	if d.Log {
		scale = geno.Log
	}
	info := geno.Info{Name: d.Name}
	switch d.Type {
	case "float", "int":
		if d.Lo == nil || d.Hi == nil {
			return nil, fmt.Errorf("a decision of type %s needs lo and hi", d.Type)
		}
		if d.Type == "float" {
			return &geno.Float{Info: info, Min: *d.Lo, Max: *d.Hi, Scale: scale}, nil
		}
		const most = 1 << 53
		if *d.Lo != math.Trunc(*d.Lo) || *d.Hi != math.Trunc(*d.Hi) || math.Abs(*d.Lo) > most || math.Abs(*d.Hi) > most {
			return nil, fmt.Errorf("expected lo and hi of an int to be whole numbers, got %v and %v", *d.Lo, *d.Hi)
		}
		return &geno.Int{Info: info, Min: int64(*d.Lo), Max: int64(*d.Hi), Scale: scale}, nil
	case "cat", "perm", "subset":
		if d.N < 1 {
			return nil, fmt.Errorf("a decision of type %s needs n, 1 or more", d.Type)
		}
		c := &geno.Choices{Info: info, K: 1}
		for v := range d.N {
			c.Literals = append(c.Literals, v)
		}
		switch d.Type {
		case "perm":
			c.K, c.Distinct = d.N, true
		case "subset":
			if d.K < 1 || d.K > d.N {
				return nil, fmt.Errorf("a subset of %d needs k, from 1 to %d, got %d", d.N, d.N, d.K)
			}
			c.K, c.Distinct, c.Sorted = d.K, true, true
		}
		return c, nil
	case "cond":
		if len(d.Branches) == 0 {
			return nil, errors.New("a decision of type cond needs branches")
		}
		c := &geno.Choices{Info: info, K: 1}
		var errs []error
		for i, branch := range d.Branches {
			s, err := spec(branch, names)
			if err != nil {
				errs = append(errs, fmt.Errorf("branch %d: %w", i, err))
			}
			c.Candidates = append(c.Candidates, s)
			c.Literals = append(c.Literals, i)
		}
		return c, errors.Join(errs...)
	}
	return nil, fmt.Errorf("expected the type float, int, cat, cond, perm or subset, got %q", d.Type)
}

// check returns how the problem's value at a point differs from what the file says.
func (p *problem) check(c check) error {
	var w geno.Writer
	if err := write(p.decisions, c.X, &w); err != nil {
		return err
	}
	dna, err := w.DNA(p.space)
	if err != nil {
		return err
	}
	var want []float64
	if err := json.Unmarshal(c.Y, &want); err != nil {
		var one float64
		if err := json.Unmarshal(c.Y, &one); err != nil {
			return fmt.Errorf("y: expected a number or a list of them, got %s", c.Y)
		}
		want = []float64{one}
	}
	got := p.evaluate(dna)
	if !slices.EqualFunc(got, want, near) {
		return fmt.Errorf("the value is %v, and the file says %v: either it means another function or its data are wrong", got, want)
	}
	return nil
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

// write adds the values that x gives the decisions.
func write(decisions []decision, x map[string]json.RawMessage, w *geno.Writer) error {
	for i := range decisions {
		d := &decisions[i]
		text, ok := x[d.Name]
		if !ok {
			return fmt.Errorf("x has no %s", d.Name)
		}
		if d.Type == "perm" || d.Type == "subset" {
			var list []int
			if err := json.Unmarshal(text, &list); err != nil {
				return fmt.Errorf("%s: expected a list of whole numbers, got %s", d.Name, text)
			}
			if d.Type == "subset" {
				slices.Sort(list)
			}
			for _, v := range list {
				w.Index(v)
			}
			continue
		}
		var v float64
		if err := json.Unmarshal(text, &v); err != nil {
			return fmt.Errorf("%s: expected a number, got %s", d.Name, text)
		}
		switch g := d.number().(type) {
		case *geno.Float:
			if err := w.Float(g, v); err != nil {
				return fmt.Errorf("%s: %w", d.Name, err)
			}
		case *geno.Int:
			if err := w.Int(g, int64(v)); err != nil {
				return fmt.Errorf("%s: %w", d.Name, err)
			}
		default:
			if d.Type == "cond" && (v < 0 || int(v) >= len(d.Branches)) {
				return fmt.Errorf("%s: expected a branch below %d, got %v", d.Name, len(d.Branches), v)
			}
			w.Index(int(v))
			if d.Type == "cond" {
				if err := write(d.Branches[int(v)], x, w); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// number is d as a decision on a number; nil where it is a choice.
func (d *decision) number() geno.Decision {
	if d.Type != "float" && d.Type != "int" {
		return nil
	}
	g, _ := d.geno(nil)
	return g
}
