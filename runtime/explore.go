// How Trace finds the space of a function, and knows that it is one.
//
// The function is a black box: a run shows which decisions it meets under the
// choices of that run. To try all combinations of choices would find all, and
// take forever. So decisions are taken to be independent of each other until
// a run shows that one needs another: that it is met, or has its candidates,
// only under some choices of the other. Decisions connected by such needs make
// a tree, below the first of them that is met, of which every branch is
// explored; decisions that are not connected stand side by side.
//
// The space found so is a hypothesis. It is tried: each candidate of each
// decision, then all combinations if there are few enough, else random ones.
// Where a run meets something else than foreseen, its choices are changed one
// by one into those of the run that the expectation came from. The choice at
// which the difference goes away is a new need, and the space is built again.

package pg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/pgen-go/pgen/runtime/geno"
)

const (
	defaultRuns = 10_000

	// maxEach is up to how many values of a decision other than a choice of
	// one are all tried. Of others some are, until something depends on them.
	maxEach = 64

	// maxQuiet is how many random runs without a surprise are enough.
	maxQuiet = 1000

	// maxNested bounds how many choices one can need after another.
	maxNested = 100

	// maxMet bounds how many decisions one run meets.
	maxMet = 1 << 14
)

// An exploration is the search for the space of a function.
type exploration struct {
	t     *tracing
	call  func(*tracedRun) error // runs the function
	limit int

	runs      int
	memo      map[string]*sighting // runs by their choices
	questions [][]*question        // by slot: what a decision was seen to be
	whole     map[int32]bool       // of which decisions all values must be tried
	needs     []map[int32]bool     // by slot: on which decisions it depends
	needed    map[int32]bool       // whether any depends on it
	linked    [][]int32            // by slot: what it depends on, or depends on it
	success   bool                 // the function has succeeded at least once
	failure   error                // what it has failed with first

	// Of the run that goes on.
	choices choices
	seen    *sighting
	index   map[int32]*question
}

// choices says which of its values each decision takes, by slot. What it
// doesn't say is 0.
type choices []int

func (c choices) of(slot int32, n int) int {
	if int(slot) >= len(c) || c[slot] >= n {
		return 0
	}
	return c[slot]
}

// with returns a copy of c in which slot takes v.
func (c choices) with(slot int32, v int) choices {
	d := make(choices, max(len(c), int(slot)+1))
	copy(d, c)
	d[slot] = v
	return d
}

func (c choices) key() string {
	var b []byte
	for slot, v := range c {
		if v != 0 {
			b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(slot)), uint64(v))
		}
	}
	return string(b)
}

// A sighting is what a run has met, in order. A run that failed might have met
// more.
type sighting struct {
	met []meeting
	err error
}

type meeting struct {
	slot int32
	what *question
}

// A status is what a run says of one decision: what it is, that it is not met,
// or nothing, if the run failed before it might have been met.
type status struct {
	what    *question
	unknown bool
}

func (s *sighting) status(slot int32) status {
	for _, m := range s.met {
		if m.slot == slot {
			return status{what: m.what}
		}
	}
	return status{unknown: s.err != nil}
}

// A question is what a decision is: its ask, literals and hints. The decision
// of one name may be another under other choices; each has one question.
type question struct {
	ask      ask
	decision geno.Decision
	spec     *geno.Spec // of the decision alone
	values   []*geno.DNA
	every    bool // values are all there are
}

// A traceSpace is a hypothesis: which decisions are met under some choices.
type traceSpace struct {
	nodes []*traceNode
	base  choices // of the run that showed it
}

type traceNode struct {
	slot   int32
	what   *question
	below  []*traceSpace  // by value, if there is anything
	within map[int32]bool // the decisions that may be there
}

// where returns the innermost space that says whether a decision is met under c.
func (s *traceSpace) where(c choices, slot int32) *traceSpace {
	for _, n := range s.nodes {
		if n.slot != slot && n.within[slot] {
			return n.below[c.of(n.slot, len(n.below))].where(c, slot)
		}
	}
	return s
}

// active calls visit for each decision that is met under c.
func (s *traceSpace) active(c choices, visit func(*traceNode)) {
	for _, n := range s.nodes {
		visit(n)
		if n.below != nil {
			n.below[c.of(n.slot, len(n.below))].active(c, visit)
		}
	}
}

// size returns how many combinations of values there are.
func (s *traceSpace) size() *big.Int {
	product := big.NewInt(1)
	for _, n := range s.nodes {
		sum := big.NewInt(int64(len(n.what.values)))
		if n.below != nil {
			sum.SetInt64(0)
			for _, b := range n.below {
				sum.Add(sum, b.size())
			}
		}
		product.Mul(product, sum)
	}
	return product
}

// all calls yield with each combination of values until that is false. The
// choices are yield's only during the call.
func (s *traceSpace) all(c choices, yield func(choices) bool) bool {
	return allOf(s.nodes, c, yield)
}

func allOf(nodes []*traceNode, c choices, yield func(choices) bool) bool {
	if len(nodes) == 0 {
		return yield(c)
	}
	n := nodes[0]
	rest := func(c choices) bool { return allOf(nodes[1:], c, yield) }
	for v := range n.what.values {
		c := c.with(n.slot, v)
		if n.below != nil {
			if !n.below[v].all(c, rest) {
				return false
			}
		} else if !rest(c) {
			return false
		}
	}
	return true
}

// random returns choices in which each decision takes some value.
func (s *traceSpace) random(c choices, rng *rand.Rand) choices {
	for _, n := range s.nodes {
		v := rng.IntN(len(n.what.values))
		c = c.with(n.slot, v)
		if n.below != nil {
			c = n.below[v].random(c, rng)
		}
	}
	return c
}

// errStale says that a hypothesis must be built again.
var errStale = errors.New("there is more to know")

// errRuns says that there are no more runs.
var errRuns = errors.New("no more runs")

// explore finds the space of the function that call runs.
func (t *tracing) explore(call func(*tracedRun) error, opts []TraceOption) {
	x := &exploration{t: t, call: call, limit: defaultRuns, whole: map[int32]bool{}, needed: map[int32]bool{}, memo: map[string]*sighting{}}
	for _, o := range opts {
		if o != nil {
			o(x)
		}
	}
	err := fmt.Errorf("Runs(%d): expected 1 or more", x.limit)
	if x.limit > 0 {
		err = x.find()
	}
	if err != nil {
		t.spec = geno.Invalid(fmt.Errorf("pg: trace %s: %w", t.name, err))
	}
}

func (x *exploration) find() error {
	for {
		s, err := x.build(nil, nil, nil)
		if err == nil {
			err = x.verify(s)
		}
		switch {
		case err == nil && !x.success:
			return fmt.Errorf("the function failed in all of %d runs, first with: %w", x.runs, x.failure)
		case err == nil:
			return x.publish(s)
		case errors.Is(err, errRuns):
			return x.tooMany()
		case !errors.Is(err, errStale):
			return err
		}
	}
}

func (x *exploration) tooMany() error {
	last := ""
	if n := len(x.t.keys); n > 0 {
		last = fmt.Sprintf(", the last of them %s", x.t.keys[n-1].location)
	}
	return fmt.Errorf("the space was not found in %d runs, which met %d decisions%s: does what is met depend on many choices together? pg.Runs allows more", x.limit, len(x.t.keys), last)
}

// build returns the space of the decisions that are met where the fixed ones
// are as in base, and which are among the given ones, if any are.
func (x *exploration) build(fixed, among map[int32]bool, base choices) (*traceSpace, error) {
	seen, base, err := x.succeed(fixed, base)
	if err != nil {
		return nil, err
	}
	s := &traceSpace{base: base}
	placed := maps.Clone(fixed)
	if placed == nil {
		placed = map[int32]bool{}
	}
	for _, m := range seen.met {
		if placed[m.slot] || among != nil && !among[m.slot] {
			continue
		}
		n := &traceNode{slot: m.slot, what: m.what}
		s.nodes = append(s.nodes, n)
		placed[m.slot] = true
		if !x.needed[m.slot] {
			continue
		}
		group := x.group(m.slot, placed, among)
		if len(group) == 0 {
			continue
		}
		if !m.what.every {
			return nil, x.tryAll(m, group)
		}
		inner := maps.Clone(fixed)
		if inner == nil {
			inner = map[int32]bool{}
		}
		if inner[m.slot] = true; len(inner) > maxNested {
			return nil, fmt.Errorf("%s: met below %d choices that need each other: a loop that goes on as long as it is chosen? Bound it", x.t.keys[m.slot].location, maxNested)
		}
		n.within = group
		for v := range m.what.values {
			below, err := x.build(inner, group, base.with(m.slot, v))
			if err != nil {
				return nil, err
			}
			n.below = append(n.below, below)
		}
		maps.Copy(placed, group)
	}
	return s, nil
}

// succeed returns a run in which the fixed decisions are as in base and the
// function does not fail, if it finds one, and the choices of that run.
func (x *exploration) succeed(fixed map[int32]bool, base choices) (*sighting, choices, error) {
	first, err := x.run(base)
	if err != nil || first.err == nil {
		return first, base, err
	}
	tries := 16
	if len(fixed) == 0 {
		tries = x.limit / 10
	}
	rng := rand.New(rand.NewPCG(1, 1))
	seen := first
	for range tries {
		c := base
		for _, m := range seen.met {
			if !fixed[m.slot] {
				c = c.with(m.slot, rng.IntN(len(m.what.values)))
			}
		}
		s, err := x.run(c)
		if err != nil {
			return nil, nil, err
		}
		if s.err == nil {
			return s, c, nil
		}
		if len(s.met) > len(seen.met) {
			seen, base = s, c
		}
	}
	return seen, base, nil
}

// group returns the decisions that are connected with the one at slot by
// needs, directly or through each other, leaving out those in without and, if
// among is given, those that are not in it.
func (x *exploration) group(slot int32, without, among map[int32]bool) map[int32]bool {
	group := map[int32]bool{}
	for todo := []int32{slot}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		for _, o := range x.linked[at] {
			if !without[o] && !group[o] && (among == nil || among[o]) {
				group[o] = true
				todo = append(todo, o)
			}
		}
	}
	return group
}

// tryAll lets all values of a decision be tried, on which others depend.
func (x *exploration) tryAll(m meeting, group map[int32]bool) error {
	size := m.what.spec.Size()
	if size == nil || size.Cmp(big.NewInt(int64(x.limit))) > 0 {
		dependent := m.slot
		for slot := range group {
			if x.needs[slot][m.slot] && (dependent == m.slot || slot < dependent) {
				dependent = slot
			}
		}
		what := "which has too many values to try them all"
		if size == nil {
			what = "which has no end of values"
		}
		return fmt.Errorf("%s: whether it is met, and as what, depends on %s, %v, %s: let it depend on a choice of a few",
			x.t.keys[dependent].location, x.t.keys[m.slot].location, m.what.ask, what)
	}
	x.whole[m.slot] = true
	// Values have other numbers now.
	clear(x.memo)
	for _, s := range x.questions[m.slot] {
		x.value(m.slot, s)
	}
	return errStale
}

// verify tries the hypothesis s. It returns errStale if it learned something.
func (x *exploration) verify(s *traceSpace) error {
	stale := false
	check := func(c choices) error {
		learned, err := x.check(s, c, stale)
		stale = stale || learned
		return err
	}
	var singles func(s *traceSpace) error
	singles = func(s *traceSpace) error {
		if err := check(s.base); err != nil {
			return err
		}
		for _, n := range s.nodes {
			for v := range n.what.values {
				if n.below != nil {
					if err := singles(n.below[v]); err != nil {
						return err
					}
				} else if err := check(s.base.with(n.slot, v)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := singles(s); err != nil {
		return err
	}
	if stale {
		return errStale
	}
	var err error
	if size := s.size(); size.Cmp(big.NewInt(int64(x.limit))) <= 0 {
		s.all(nil, func(c choices) bool {
			err = check(c)
			return err == nil && !stale
		})
	} else {
		rng := rand.New(rand.NewPCG(2, 2))
		for range min(maxQuiet, x.limit) {
			if err = check(s.random(nil, rng)); err != nil || stale {
				break
			}
		}
	}
	switch {
	case stale:
		return errStale
	case errors.Is(err, errRuns):
		return nil // what could be tried has been
	}
	return err
}

// check compares what a run with choices c meets with what s foresees, and
// learns from the difference. Since a hypothesis that is already known to be
// wrong explains less, nothing need be learned from it.
func (x *exploration) check(s *traceSpace, c choices, wrong bool) (learned bool, err error) {
	seen, err := x.run(c)
	if err != nil {
		return false, err
	}
	foreseen := map[int32]*question{}
	s.active(c, func(n *traceNode) { foreseen[n.slot] = n.what })
	var surprises []int32
	for _, m := range seen.met {
		if foreseen[m.slot] != m.what {
			surprises = append(surprises, m.slot)
		}
		delete(foreseen, m.slot)
	}
	if seen.err == nil {
		surprises = append(surprises, slices.Sorted(maps.Keys(foreseen))...)
	}
	for _, slot := range surprises {
		l, err := x.learn(s, c, slot)
		if err != nil {
			return learned, err
		}
		learned = learned || l
	}
	if len(surprises) > 0 && !learned && !wrong {
		return false, x.unsteady(surprises[0])
	}
	return learned, nil
}

// learn finds out on which choice of c it depends that the decision at slot is
// not as s foresees. It reports whether that is news.
func (x *exploration) learn(s *traceSpace, c choices, slot int32) (bool, error) {
	at := s.where(c, slot).base
	seen, err := x.run(at)
	if err != nil {
		return false, err
	}
	was := seen.status(slot)
	var changed []int32 // since the last run that told
	for other := range max(len(at), len(c)) {
		o := int32(other)
		v := c.of(o, 1<<62)
		if o == slot || v == at.of(o, 1<<62) {
			continue
		}
		at = at.with(o, v)
		changed = append(changed, o)
		if seen, err = x.run(at); err != nil {
			return false, err
		}
		now := seen.status(slot)
		if now == was {
			changed = changed[:0]
			continue
		}
		if now.unknown {
			continue
		}
		for _, d := range slices.Backward(changed) {
			if x.need(slot, d) {
				return true, nil
			}
		}
		was, changed = now, changed[:0]
	}
	return false, nil
}

// need records that the decision at slot depends on the one at other, and
// reports whether that is news.
func (x *exploration) need(slot, other int32) bool {
	if x.needs[slot][other] {
		return false
	}
	if x.needs[slot] == nil {
		x.needs[slot] = map[int32]bool{}
	}
	x.needs[slot][other] = true
	x.needed[other] = true
	if !x.needs[other][slot] {
		x.linked[slot] = append(x.linked[slot], other)
		x.linked[other] = append(x.linked[other], slot)
	}
	return true
}

// unsteady returns the error for a decision that no choice explains.
func (x *exploration) unsteady(slot int32) error {
	return fmt.Errorf("%s: met in one run and not, or as something else, in another of the same choices: a traced function must depend on nothing but what it chooses", x.t.keys[slot].location)
}

// run runs the function with the choices c, unless that is known already.
func (x *exploration) run(c choices) (*sighting, error) {
	k := c.key()
	if s := x.memo[k]; s != nil {
		return s, nil
	}
	if x.runs >= x.limit {
		return nil, errRuns
	}
	x.runs++
	r := &tracedRun{t: x.t, x: x}
	r.chooser = Chooser{run: r, scope: x.t.root}
	x.choices, x.seen, x.index = c, new(sighting), map[int32]*question{}
	err := x.call(r)
	if r.err != nil {
		return nil, r.err // wrong at all times
	}
	if late := x.t.late.Load(); late != nil {
		return nil, *late
	}
	if x.seen.err = err; err == nil {
		x.success = true
	} else if x.failure == nil {
		x.failure = err
	}
	x.memo[k] = x.seen
	return x.seen, nil
}

// meet is [Chooser.decide] while exploring.
func (x *exploration) meet(c *Chooser, name string, f ask, decision func() geno.Decision) (*geno.DNA, int) {
	fail := func(err error) (*geno.DNA, int) {
		c.run.fail(err)
		return nil, 0
	}
	slot, err := x.slot(c.scope, name)
	if err != nil {
		return fail(err)
	}
	location := x.t.keys[slot].location
	d := decision()
	if d == nil {
		return fail(fmt.Errorf("%s: %v: expected a step that is a whole number", location, f))
	}
	s, err := x.question(slot, f, named(d, location, c.hints))
	if err != nil {
		return fail(err)
	}
	if before := x.index[slot]; before == nil {
		if len(x.seen.met) == maxMet {
			c.run.fail(fmt.Errorf("%s: the run has met %d decisions already: a loop whose end is never chosen?", location, maxMet))
			panic(runaway{})
		}
		x.index[slot] = s
		x.seen.met = append(x.seen.met, meeting{slot, s})
	} else if before != s {
		return fail(conflict(location, before.String(), s.String()))
	}
	return s.values[x.choices.of(slot, len(s.values))], 0
}

// slot returns the number of a decision.
func (x *exploration) slot(s *scope, name string) (int32, error) {
	if slot, ok := s.slots[name]; ok {
		return slot, nil
	}
	location := s.path + name
	if name == "" {
		return 0, fmt.Errorf("%sexpected the name of a decision, got an empty one", s.path)
	}
	slot, ok := x.t.slot[location]
	if !ok {
		slot = int32(len(x.t.keys))
		x.t.slot[location] = slot
		x.t.keys = append(x.t.keys, key{s, name, location})
		x.questions = append(x.questions, nil)
		x.needs = append(x.needs, nil)
		x.linked = append(x.linked, nil)
	}
	if s.slots == nil {
		s.slots = map[string]int32{}
	}
	s.slots[name] = slot
	return slot, nil
}

// question returns what d, asked for as f, is.
func (x *exploration) question(slot int32, f ask, d geno.Decision) (*question, error) {
	for _, s := range x.questions[slot] {
		if s.ask == f && alike(s.decision, d) {
			return s, nil
		}
	}
	spec, err := geno.New(geno.At(nameOf(d), d))
	if err != nil {
		return nil, err
	}
	s := &question{ask: f, decision: d, spec: spec}
	if x.value(slot, s); len(s.values) == 0 {
		return nil, fmt.Errorf("%s: expected a codec that has First or draws genomes at random", nameOf(d))
	}
	x.questions[slot] = append(x.questions[slot], s)
	return s, nil
}

// value chooses the values of s to try.
func (x *exploration) value(slot int32, s *question) {
	size := s.spec.Size()
	each := int64(maxEach)
	if c, ok := s.decision.(*geno.Choices); x.whole[slot] || ok && c.K == 1 {
		each = int64(x.limit)
	}
	s.values = s.values[:0]
	if s.every = size != nil && size.Cmp(big.NewInt(each)) <= 0; s.every {
		s.values = slices.AppendSeq(s.values, s.spec.All())
		return
	}
	add := func(d *geno.DNA) {
		if d != nil && s.spec.Validate(d) == nil && !slices.ContainsFunc(s.values, d.Equal) {
			s.values = append(s.values, d)
		}
	}
	add(s.spec.First())
	tries := 6
	switch d := s.decision.(type) {
	case *geno.Choices:
		tries = min(maxEach, 2*d.N())
	case *geno.Float:
		last := d.Max
		if size != nil {
			last = d.Min + float64(size.Int64()-1)*d.Step
		}
		end, _ := s.spec.FromNumbers([]float64{last})
		add(end)
	case *geno.Int:
		end, _ := s.spec.FromNumbers([]float64{float64(size.Int64() - 1)})
		add(end)
	}
	rng := rand.New(rand.NewPCG(3, 3))
	for range tries {
		add(s.spec.Random(rng))
	}
}

// String describes s, with its literals where they may be what matters.
func (s *question) String() string {
	if c, ok := s.decision.(*geno.Choices); ok {
		return s.ask.String() + " " + showShort(c.Literals)
	}
	return s.ask.String()
}

// named gives a decision that was just made its name and hints.
func named(d geno.Decision, name string, hints any) geno.Decision {
	info := geno.Info{Name: name, Hints: hints}
	switch d := d.(type) {
	case *geno.Choices:
		d.Info = info
	case *geno.Int:
		d.Info = info
	case *geno.Float:
		d.Info = info
	case *geno.Custom:
		d.Info = info
	}
	return d
}

func infoOf(d geno.Decision) geno.Info {
	switch d := d.(type) {
	case *geno.Choices:
		return d.Info
	case *geno.Int:
		return d.Info
	case *geno.Float:
		return d.Info
	case *geno.Custom:
		return d.Info
	}
	return geno.Info{}
}

func nameOf(d geno.Decision) string { return infoOf(d).Name }

// alike reports whether two decisions of one ask and name are the same.
func alike(d, e geno.Decision) bool {
	if !reflect.DeepEqual(infoOf(d).Hints, infoOf(e).Hints) {
		return false
	}
	switch d := d.(type) {
	case *geno.Choices:
		return slices.Equal(d.Literals, e.(*geno.Choices).Literals)
	case *geno.Custom:
		return d.Type == e.(*geno.Custom).Type
	}
	return true
}

// publish makes s the space of the function.
func (x *exploration) publish(s *traceSpace) error {
	x.t.plan = arrange(s)
	spec, err := geno.New(elements(x.t, x.t.plan)...)
	x.t.spec = spec
	return err
}

// arrange returns the decisions of s with those that are the same under every
// value of another beside it instead of below it.
func arrange(s *traceSpace) []*planNode {
	var plan []*planNode
	for _, n := range s.nodes {
		p := &planNode{slot: n.slot, what: n.what, k: 1}
		c, ok := n.what.decision.(*geno.Choices)
		if ok {
			p.k = c.K
		}
		plan = append(plan, p)
		if n.below == nil {
			continue
		}
		below := make([][]*planNode, len(n.below))
		for v, b := range n.below {
			below[v] = arrange(b)
		}
		for _, q := range slices.Clone(below[0]) {
			same := func(r *planNode) bool { return r.equal(q) }
			if !slices.ContainsFunc(below, func(list []*planNode) bool { return !slices.ContainsFunc(list, same) }) {
				plan = append(plan, q)
				for v := range below {
					below[v] = slices.DeleteFunc(below[v], same)
				}
			}
		}
		if !slices.ContainsFunc(below, func(list []*planNode) bool { return len(list) > 0 }) {
			continue
		}
		p.below = below
		if !ok || c.K > 1 {
			p.k, p.values = 1, n.what.values
		}
	}
	return plan
}

func (p *planNode) equal(q *planNode) bool {
	return p == q || p.slot == q.slot && p.what == q.what && slices.EqualFunc(p.below, q.below, func(a, b []*planNode) bool {
		return slices.EqualFunc(a, b, (*planNode).equal)
	})
}

// elements returns the decisions of plan as those of a space.
func elements(t *tracing, plan []*planNode) []geno.Element {
	var list []geno.Element
	for _, p := range plan {
		d := p.what.decision
		if p.below != nil {
			c := &geno.Choices{Info: infoOf(d), K: 1}
			if p.values != nil {
				for _, v := range p.values {
					c.Literals = append(c.Literals, wholeLiteral(v))
				}
			} else {
				c.Literals = d.(*geno.Choices).Literals
			}
			for _, b := range p.below {
				// What is wrong with it is wrong with c, and found there.
				s, err := geno.New(elements(t, b)...)
				if err != nil {
					s = geno.Invalid(err)
				}
				c.Candidates = append(c.Candidates, s)
			}
			d = c
		}
		list = append(list, geno.At(t.keys[p.slot].location, d))
	}
	return list
}

// wholeLiteral returns what people call a value of a decision that is decided
// as a whole.
func wholeLiteral(d *geno.DNA) any {
	var list []any
	for _, p := range d.Points() {
		list = append(list, p.Literal())
	}
	if len(list) == 1 {
		return list[0]
	}
	return fmt.Sprint(list)
}
