package local_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/local"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "hillclimb", local.HillClimb())
	searchtest.Run(t, "hillclimb in batches", local.HillClimb(local.Batch(5), local.Restart(10)))
	searchtest.Run(t, "hillclimb without restarts", local.HillClimb(local.Restart(0)))
	searchtest.Run(t, "steepest", local.Steepest())
	searchtest.Run(t, "anneal", local.Anneal())
	searchtest.Run(t, "neldermead", local.NelderMead())
	searchtest.Run(t, "trust region", local.TrustRegion())
}

func FuzzLaws(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, shape, seed uint64) {
		space, err := searchtest.RandomSpace(rand.New(rand.NewPCG(shape, 1)))
		if err != nil {
			t.Fatal(err)
		}
		searchtest.Check(t, local.HillClimb(local.Batch(1+int(seed%3))), space, seed)
		searchtest.Check(t, local.Steepest(), space, seed)
		searchtest.Check(t, local.Anneal(local.Cooling(1+int(seed%100))), space, seed)
		searchtest.Check(t, local.NelderMead(), space, seed)
		searchtest.Check(t, local.TrustRegion(), space, seed)
	})
}

func digits(t testing.TB, n, base int) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, n)
	for i := range elements {
		c := &geno.Choices{K: 1}
		for v := range base {
			c.Literals = append(c.Literals, v)
		}
		elements[i] = geno.At(fmt.Sprintf("D%d", i), c)
	}
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// rugged gives each DNA an arbitrary reward; equal ones are rare.
func rugged(dna *geno.DNA) float64 {
	x := uint64(1)
	for i := range dna.Len() {
		x = (x + uint64(dna.Index(i))) * 0x9e3779b97f4a7c15
		x ^= x >> 29
	}
	return float64(x % 1_000_003)
}

func distance(a, b *geno.DNA) (n int) {
	for i := range a.Len() {
		if a.Index(i) != b.Index(i) {
			n++
		}
	}
	return n
}

type trial struct {
	dna    *geno.DNA
	reward float64
}

// run searches one trial at a time.
func run(t *testing.T, alg search.Algorithm, space *geno.Spec, score func(*geno.DNA) float64, trials int) []trial {
	t.Helper()
	s, err := alg.Start(space, 5)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]trial, trials)
	for id := range list {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatalf("trial %d: %v", id, err)
		}
		s.Started(id, dna)
		list[id] = trial{dna, score(dna)}
		s.Finished(id, search.Outcome{Reward: list[id].reward})
	}
	return list
}

// The climb is retraced: each proposal is a neighbour of where it must stand.
func TestHillClimbTakesFirstImprovement(t *testing.T) {
	const restart = 12
	space := digits(t, 12, 4)
	list := run(t, local.HillClimb(local.Restart(restart)), space, rugged, 400)
	at, failed, restarts := list[0], 0, 0
	for id, tr := range list[1:] {
		if failed == restart {
			at, failed = tr, 0
			restarts++
			continue
		}
		if distance(at.dna, tr.dna) != 1 {
			t.Fatalf("trial %d, %v, is not a neighbour of %v, which is the best of its climb", id+1, tr.dna, at.dna)
		}
		failed++
		if tr.reward > at.reward {
			at, failed = tr, 0
		}
	}
	if restarts < 5 {
		t.Errorf("%d restarts, expected some", restarts)
	}
}

func TestHillClimbTakesBestOfBatch(t *testing.T) {
	const batch = 7
	space := digits(t, 12, 4)
	list := run(t, local.HillClimb(local.Batch(batch), local.Restart(0)), space, rugged, 1+batch*5)
	at := list[0]
	for i := 1; i < len(list); i += batch {
		best := list[i]
		for _, tr := range list[i : i+batch] {
			if distance(at.dna, tr.dna) != 1 {
				t.Fatalf("%v is not a neighbour of %v", tr.dna, at.dna)
			}
			if tr.reward > best.reward {
				best = tr
			}
		}
		if best.reward >= at.reward {
			at = best
		}
	}
}

// A climb over a plateau moves on it, and one without slope starts anew.
func TestHillClimbOnPlateau(t *testing.T) {
	space := digits(t, 12, 4)
	flat := func(*geno.DNA) float64 { return 1 }
	list := run(t, local.HillClimb(local.Restart(40)), space, flat, 200)
	for id := 1; id < len(list); id++ {
		d := distance(list[id-1].dna, list[id].dna)
		if id%41 == 0 {
			if d < 4 {
				t.Errorf("trial %d is no new start: %d decisions differ", id, d)
			}
		} else if d != 1 {
			t.Errorf("trial %d: %d decisions differ, want 1", id, d)
		}
	}
}

// A trial that began before a restart does not bring the climb back.
func TestHillClimbForgetsOldRounds(t *testing.T) {
	space := digits(t, 12, 4)
	s, err := local.HillClimb(local.Restart(2)).Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	begin := func(id int) *geno.DNA {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		return dna
	}
	begin(0)
	s.Finished(0, search.Outcome{Reward: 10})
	late := begin(1)
	for id := 2; id < 4; id++ {
		begin(id)
		s.Finished(id, search.Outcome{Failed: true})
	}
	fresh := begin(4) // the new start
	s.Finished(4, search.Outcome{Reward: 1})
	s.Finished(1, search.Outcome{Reward: 100})
	if next := begin(5); distance(next, fresh) != 1 {
		t.Errorf("%v is not a neighbour of the new start %v; the old round's trial was %v", next, fresh, late)
	}
}

// The ascent is retraced: all unknown neighbours, then the best of all.
func TestSteepestLooksAtAllNeighbours(t *testing.T) {
	space := digits(t, 5, 4)
	list := run(t, local.Steepest(), space, rugged, 700)
	known := map[string]float64{}
	moves, restarts := 0, 0
	for next := 0; next < len(list); {
		at := list[next]
		known[at.dna.Key()] = at.reward
		next++
		for {
			var around []*geno.DNA
			unknown := map[string]bool{}
			for dna := range space.Neighbors(at.dna) {
				around = append(around, dna)
				if _, ok := known[dna.Key()]; !ok {
					unknown[dna.Key()] = true
				}
			}
			for range len(unknown) {
				if next == len(list) {
					if moves < 5 || restarts < 5 {
						t.Errorf("%d moves and %d restarts, expected some", moves, restarts)
					}
					return
				}
				tr := list[next]
				if !unknown[tr.dna.Key()] {
					t.Fatalf("trial %d, %v, is not an unknown neighbour of %v", next, tr.dna, at.dna)
				}
				known[tr.dna.Key()] = tr.reward
				next++
			}
			best := at
			for _, dna := range around {
				if r := known[dna.Key()]; r > best.reward {
					best = trial{dna, r}
				}
			}
			if best == at {
				break
			}
			at = best
			moves++
		}
		restarts++
	}
}

// Workers that would have to wait try programs that are of use at the restart.
func TestSteepestNeverWaits(t *testing.T) {
	space := digits(t, 3, 3)
	s, err := local.Steepest().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	var dnas []*geno.DNA
	begin := func() {
		id := len(dnas)
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatalf("trial %d: %v", id, err)
		}
		s.Started(id, dna)
		dnas = append(dnas, dna)
	}
	begin()
	s.Finished(0, search.Outcome{Reward: 10})
	for range 6 + 3 { // its neighbours, and three more
		begin()
	}
	for id := 1; id <= 6; id++ {
		if distance(dnas[0], dnas[id]) != 1 {
			t.Errorf("trial %d, %v, is not a neighbour of %v", id, dnas[id], dnas[0])
		}
	}
	for id, reward := range map[int]float64{7: 1, 8: 3, 9: 2} {
		s.Finished(id, search.Outcome{Reward: reward})
	}
	for id := 1; id <= 6; id++ {
		s.Finished(id, search.Outcome{Reward: 5})
	}
	begin()
	if last := dnas[len(dnas)-1]; distance(last, dnas[8]) != 1 {
		t.Errorf("after the local optimum, %v is not a neighbour of %v, the best of those tried while waiting", last, dnas[8])
	}
}

func floats(t testing.TB, n int) *geno.Spec {
	t.Helper()
	elements := make([]geno.Element, n)
	for i := range elements {
		elements[i] = geno.At(fmt.Sprintf("X%d", i), &geno.Float{Min: -5, Max: 6})
	}
	space, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// bowl is 0 at 1.5 in all dimensions, and less elsewhere.
func bowl(dna *geno.DNA) float64 {
	sum := 0.0
	for i := range dna.Len() {
		x := dna.Float(i) - 1.5
		sum -= x * x * float64(1+i)
	}
	return sum
}

func top(list []trial) float64 {
	best := list[0].reward
	for _, tr := range list {
		best = max(best, tr.reward)
	}
	return best
}

func TestNumbersAreFound(t *testing.T) {
	for _, test := range []struct {
		alg    search.Algorithm
		n      int
		trials int
		within float64
	}{
		{local.NelderMead(), 1, 80, 1e-10},
		{local.NelderMead(), 2, 150, 1e-10},
		{local.NelderMead(), 8, 1500, 1e-10},
		{local.TrustRegion(), 1, 20, 1e-14},
		{local.TrustRegion(), 2, 25, 1e-14},
		{local.TrustRegion(), 8, 120, 1e-14},
		{local.TrustRegion(), 30, 900, 1e-8},
		{local.HillClimb(), 5, 1500, 1e-6},
		{local.Anneal(), 5, 1000, 0.1},
	} {
		if best := top(run(t, test.alg, floats(t, test.n), bowl, test.trials)); best < -test.within {
			t.Errorf("%v of %d: %g after %d trials", test.alg, test.n, best, test.trials)
		}
	}
}

// What workers try beforehand changes nothing of the simplex's way: it is there
// as soon as with one worker, by the number of steps.
func TestNelderMeadWorksAhead(t *testing.T) {
	s, err := local.NelderMead().Start(floats(t, 3), 1)
	if err != nil {
		t.Fatal(err)
	}
	best := -1e9
	for id := 0; id < 1000; {
		var open []int
		var dnas []*geno.DNA
		for {
			dna, err := s.Propose(id)
			if errors.Is(err, search.ErrWait) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			open, dnas = append(open, id), append(dnas, dna)
			id++
		}
		if len(open) == 0 || len(open) > 4 {
			t.Fatalf("trial %d: %d trials at a time, want 1 to 4", id, len(open))
		}
		// The latest is the first to end.
		for k := len(open) - 1; k >= 0; k-- {
			best = max(best, bowl(dnas[k]))
			s.Finished(open[k], search.Outcome{Reward: bowl(dnas[k])})
		}
	}
	if best < -1e-10 {
		t.Errorf("%g after 1000 trials", best)
	}
}

func TestNelderMeadBeginsAnew(t *testing.T) {
	// Two basins; the first simplex goes into the shallow one.
	f := func(dna *geno.DNA) float64 {
		near, far := 0.0, 0.0
		for i := range dna.Len() {
			x := dna.Float(i)
			near += (x - 0.5) * (x - 0.5)
			far += (x + 4) * (x + 4)
		}
		return max(-near-1, -5*far)
	}
	if best := top(run(t, local.NelderMead(), floats(t, 2), f, 200)); best > -0.99 {
		t.Errorf("the first simplex reached %g, expected -1", best)
	}
	if best := top(run(t, local.NelderMead(), floats(t, 2), f, 4000)); best < -1e-9 {
		t.Errorf("later ones reached %g, expected 0", best)
	}
}

func TestNelderMeadBeginsAtWhatIsSupplied(t *testing.T) {
	space := floats(t, 4)
	known, err := space.FromNumbers([]float64{1.6, 1.6, 1.6, 1.6})
	if err != nil {
		t.Fatal(err)
	}
	s, err := local.NelderMead().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Started(0, known)
	s.Finished(0, search.Outcome{Reward: bowl(known)})
	for id := 1; id <= 4; id++ {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		if n := differing(dna, known); n != 1 {
			t.Errorf("trial %d, %v, differs from the supplied one in %d numbers, want 1", id, dna, n)
		}
		s.Started(id, dna)
		s.Finished(id, search.Outcome{Reward: bowl(dna)})
	}
}

func differing(a, b *geno.DNA) (n int) {
	for i := range a.Len() {
		if math.Abs(a.Float(i)-b.Float(i)) > 1e-9 {
			n++
		}
	}
	return n
}

// While it is hot, annealing stays among middling programs; the same number of
// trials later in a slower cooling it is still there, at the end of a fast one
// it is at the top.
func TestAnnealCools(t *testing.T) {
	space := digits(t, 12, 4)
	right := func(dna *geno.DNA) (n float64) {
		for i := range dna.Len() {
			if dna.Index(i) == 2 {
				n++
			}
		}
		return n
	}
	mean := func(budget int) (sum float64) {
		alg := local.Anneal().(search.Budgeted).WithBudget(budget)
		list := run(t, alg, space, right, 400)
		for _, tr := range list[300:] {
			sum += tr.reward / 100
		}
		return sum
	}
	if hot, cold := mean(40000), mean(400); hot > 8.5 || cold < 9.5 {
		t.Errorf("trials 300 to 399 have %.2f digits right of a cooling over 40,000 trials, and %.2f of one over 400", hot, cold)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	if _, err := local.Anneal(local.Cooling(0)).Start(digits(t, 2, 2), 1); err == nil || !strings.Contains(err.Error(), "use local.Cooling(1000)") {
		t.Errorf("got error %v", err)
	}
	for _, alg := range []search.Algorithm{local.NelderMead(), local.TrustRegion()} {
		if _, err := alg.Start(floats(t, 2001), 1); err == nil || !strings.Contains(err.Error(), "2001") || !strings.Contains(err.Error(), "use cmaes.New()") {
			t.Errorf("%v of 2001 floats: %v", alg, err)
		}
	}
	if _, err := local.NelderMead().Start(digits(t, 2, 2), 1); err == nil || !strings.Contains(err.Error(), "use local.HillClimb()") {
		t.Errorf("got error %v", err)
	}
	_, err := local.HillClimb(local.Batch(0), local.Restart(-1)).Start(digits(t, 2, 2), 1)
	if err == nil || !strings.Contains(err.Error(), "local.Batch(1)") || !strings.Contains(err.Error(), "local.Restart(0)") {
		t.Errorf("got error %v", err)
	}
}

func TestSteepestRefusesTheUncountable(t *testing.T) {
	inner, err := geno.New(geno.At("Rate", &geno.Float{Min: 0, Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	space, err := geno.New(
		geno.At("Opt", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, inner}}),
		geno.At("Name", &geno.Custom{First: func() string { return "" }}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = local.Steepest().Start(space, 1)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"Opt[=1/2].Rate is continuous (0 to 1)", "Name is a custom decision", "use local.HillClimb()"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
}

// order is a space of one order of n.
func order(t *testing.T, n int) *geno.Spec {
	t.Helper()
	c := &geno.Choices{K: n, Distinct: true}
	for i := range n {
		c.Literals = append(c.Literals, i)
	}
	space, err := geno.New(geno.At("Order", c))
	if err != nil {
		t.Fatal(err)
	}
	return space
}

// In an order two change places, one moves, or a part is turned round: all of these
// occur, and nothing else. On a tour turning changes least, and is what is done most.
func TestHillClimbInOrders(t *testing.T) {
	const n = 60
	tour := func(dna *geno.DNA) float64 { // round a circle
		sum := 0.0
		for i := range n {
			a := 2 * math.Pi / n * float64(dna.Index(i)-dna.Index((i+1)%n))
			sum -= math.Hypot(1-math.Cos(a), math.Sin(a))
		}
		return sum
	}
	places := func(dna *geno.DNA) []int {
		list := make([]int, n)
		for i := range list {
			list[i] = int(dna.Index(i))
		}
		return list
	}
	list := run(t, local.HillClimb(local.Restart(0)), order(t, n), tour, 2000)
	at := list[0]
	kinds := map[string]int{}
	for id, tr := range list[1:] {
		a, b := places(at.dna), places(tr.dna)
		lo, hi := 0, n-1
		for a[lo] == b[lo] {
			lo++
		}
		for a[hi] == b[hi] {
			hi--
		}
		a, b = a[lo:hi+1], b[lo:hi+1]
		m := len(a)
		back := slices.Clone(b)
		slices.Reverse(back)
		kind := ""
		switch {
		case m <= 3:
			kind = "near" // can be several
		case slices.Equal(a, back):
			kind = "turned"
		case a[0] == b[m-1] && a[m-1] == b[0] && slices.Equal(a[1:m-1], b[1:m-1]):
			kind = "swapped"
		case slices.Equal(a[1:], b[:m-1]) || slices.Equal(a[:m-1], b[1:]):
			kind = "inserted"
		default:
			t.Fatalf("trial %d: %v was made of %v, which is no change of an order", id+1, b, a)
		}
		kinds[kind]++
		if tr.reward >= at.reward {
			at = tr
		}
	}
	if kinds["swapped"] < 100 || kinds["inserted"] < 100 || 10*kinds["turned"] < 11*max(kinds["swapped"], kinds["inserted"]) {
		t.Errorf("changes: %v, expected many of each kind, and most to turn a part round", kinds)
	}
}

// The climb begins at the best of what the user supplied, however many there are.
func TestHillClimbBeginsWithTheBest(t *testing.T) {
	space := digits(t, 12, 4)
	s, err := local.HillClimb().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var best *geno.DNA
	for id := range 200 {
		dna := space.Random(rng)
		s.Started(id, dna)
		reward := float64(-(id - 20) * (id - 20))
		if id == 20 {
			best = dna
		}
		s.Finished(id, search.Outcome{Reward: reward})
	}
	next, err := s.Propose(200)
	if err != nil {
		t.Fatal(err)
	}
	if distance(best, next) != 1 {
		t.Errorf("%v is not a neighbour of %v, the best supplied", next, best)
	}
}

// A climb leaves a plateau later than a top: the next step up is one of 40.
func TestHillClimbCrossesPlateaus(t *testing.T) {
	space := digits(t, 40, 2)
	leading := func(dna *geno.DNA) float64 {
		for i := range dna.Len() {
			if dna.Index(i) == 0 {
				return float64(i)
			}
		}
		return 40
	}
	if best := top(run(t, local.HillClimb(), space, leading, 1500)); best < 40 {
		t.Errorf("%v leading ones of 40 after 1500 trials", best)
	}
}

// A climb goes for what is allowed before it goes for what is good.
func TestHillClimbKeepsConstraints(t *testing.T) {
	space := digits(t, 10, 4)
	s, err := local.HillClimb().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	allowed := 0
	for id := range 400 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		sum := 0.0
		for i := range dna.Len() {
			sum += float64(dna.Index(i))
		}
		o := search.Outcome{Reward: sum, Violation: max(0, sum-12)}
		if id >= 100 && o.Violation <= 3 {
			allowed++
		}
		s.Finished(id, o)
	}
	if allowed < 250 {
		t.Errorf("%d of the last 300 trials are near what is allowed, expected most", allowed)
	}
}
