package bayes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/internal/coords"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestTPELaws(t *testing.T) {
	searchtest.Run(t, "TPE", TPE())
	// Fewer candidates, to be quick.
	searchtest.Run(t, "TPE by steps", TPE(BySteps(), TPECandidates(3)))
	searchtest.Run(t, "TPE independent", TPE(Independent(), TPEStartup(0), TPECandidates(3)))
}

func TestTPESettings(t *testing.T) {
	space := mustSpace(t, geno.At("A", &geno.Int{Max: 3}))
	_, err := TPE(TPEStartup(-1), TPECandidates(0)).Start(space, 1)
	if err == nil || !strings.Contains(err.Error(), "TPEStartup(10)") || !strings.Contains(err.Error(), "TPECandidates(24)") {
		t.Errorf("the error is %v", err)
	}
	if s := TPE(Independent()).String(); s != "TPE(startup=10, candidates=24, independent)" {
		t.Errorf("the name is %s", s)
	}
}

func mustSpace(t testing.TB, elements ...geno.Element) *geno.Spec {
	t.Helper()
	s, err := geno.New(elements...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func literals(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// fitted returns a group of the space with a mixture of some random kernels of
// unequal weights.
func fitted(t testing.TB, rng *rand.Rand, kernels int, alg tpe, elements ...geno.Element) (*group, *mixture) {
	t.Helper()
	space, err := coords.New(mustSpace(t, elements...))
	if err != nil {
		t.Fatal(err)
	}
	g := alg.groups(space)[0]
	m := newMixture(&g.shape)
	w := widths{miss: g.misses(kernels)}
	for range g.num {
		w.sigma = append(w.sigma, 0.02+0.4*rng.Float64())
	}
	m.reset(w)
	for k := range kernels {
		p := g.point()
		m.drawUniform(rng, &p)
		m.add(&p, float64(k+1), 0)
	}
	return g, m
}

func TestDensityOfNumbers(t *testing.T) {
	const cells = 400
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 12 {
		g, m := fitted(t, rng, round, tpe{candidates: 1}, geno.At("A", &geno.Float{Max: 1}))
		if round%2 == 1 {
			m.widen(widths{sigma: []float64{1}})
			sigma := make([]float64, m.n)
			for i := range sigma {
				sigma[i] = 0.01 + 0.9*rng.Float64()
			}
			m.adapt(sigma)
		}
		p := g.point()
		var want, got [20]float64
		for i := range cells {
			p.num[0] = (float64(i) + 0.5) / cells
			want[i*20/cells] += math.Exp(m.logDensity(&p)) / cells
		}
		checkDraws(t, rng, m, want[:], got[:], func(p *point) int { return min(int(p.num[0]*20), 19) })
	}
}

func TestDensityOfBoth(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	g, m := fitted(t, rng, 4, tpe{candidates: 1},
		geno.At("A", &geno.Float{Max: 1}), geno.At("B", &geno.Float{Max: 1}), geno.At("C", &geno.Choices{K: 1, Literals: literals(3)}))
	var want, got [48]float64
	cell := func(p *point) int {
		return min(int(p.num[0]*4), 3)*12 + min(int(p.num[1]*4), 3)*3 + int(p.cat[0])
	}
	const cells = 80
	p := g.point()
	for i := range cells {
		for j := range cells {
			for c := range int32(3) {
				p.num[0], p.num[1], p.cat[0] = (float64(i)+0.5)/cells, (float64(j)+0.5)/cells, c
				want[cell(&p)] += math.Exp(m.logDensity(&p)) / cells / cells
			}
		}
	}
	checkDraws(t, rng, m, want[:], got[:], cell)
}

// The densities of orders and sets are those of all their points.
func TestDensityOfSeveral(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, c := range []*geno.Choices{
		{K: 4, Literals: literals(4), Distinct: true},
		{K: 2, Literals: literals(5), Distinct: true},
		{K: 4, Literals: literals(5), Distinct: true},
		{K: 2, Literals: literals(5), Distinct: true, Sorted: true},
		{K: 4, Literals: literals(5), Distinct: true, Sorted: true},
		{K: 3, Literals: literals(3), Distinct: true, Sorted: true},
		{K: 2, Literals: literals(3)},
	} {
		g, m := fitted(t, rng, 3, tpe{candidates: 1}, geno.At("A", c))
		at := map[string]int{}
		var want []float64
		p := g.point()
		for dna := range g.space.Spec.All() {
			for i := range p.cat {
				p.cat[i] = int32(dna.Index(i))
			}
			at[fmt.Sprint(p.cat)] = len(want)
			want = append(want, math.Exp(m.logDensity(&p)))
		}
		checkDraws(t, rng, m, want, make([]float64, len(want)), func(p *point) int {
			i, ok := at[fmt.Sprint(p.cat)]
			if !ok {
				t.Fatalf("%v was drawn, which is not of %+v", p.cat, c)
			}
			return i
		})
	}
}

// checkDraws checks that the probabilities of cells add up to 1, and that draws
// fall into them by these: χ² is within five standard deviations.
func checkDraws(t *testing.T, rng *rand.Rand, m *mixture, want, got []float64, cell func(*point) int) {
	t.Helper()
	sum := 0.
	for _, w := range want {
		sum += w
	}
	if math.Abs(sum-1) > 2e-3 {
		t.Errorf("the density of %d kernels adds up to %v", m.n, sum)
	}
	const draws = 40000
	p := m.point()
	for range draws {
		m.draw(rng, &p)
		got[cell(&p)]++
	}
	chi := 0.
	for i, w := range want {
		chi += (got[i] - draws*w) * (got[i] - draws*w) / (draws * w)
	}
	if free := float64(len(want) - 1); chi > free+5*math.Sqrt(2*free) {
		t.Errorf("%d kernels: what is drawn does not follow the density: χ² is %.1f for %v degrees of freedom\n%.4f\n%v", m.n, chi, free, want, got)
	}
}

// Kernels that were fitted again, and those of a full ring, are what new ones
// would be.
func TestMixtureUpkeep(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	g, m := fitted(t, rng, 0, tpe{candidates: 1}, geno.At("A", &geno.Float{Max: 1}), geno.At("B", &geno.Int{Max: 5}), geno.At("C", &geno.Choices{K: 1, Literals: literals(3)}))
	var all []point
	for range 25 {
		p := g.point()
		m.drawUniform(rng, &p)
		all = append(all, p)
		m.add(&p, 1, 10)
	}
	w := widths{sigma: []float64{0.1, 0.3}, miss: []float64{0.2}}
	m.widen(w)
	fresh := newMixture(&g.shape)
	fresh.reset(w)
	for i := range all[15:] {
		fresh.add(&all[15+i], 1, 0)
	}
	for range 50 {
		p := g.point()
		m.drawUniform(rng, &p)
		if a, b := m.logDensity(&p), fresh.logDensity(&p); math.Abs(a-b) > 1e-9 {
			t.Fatalf("log density %v, that of new kernels is %v", a, b)
		}
	}
}

// With a model for each decision, the bad trials leave no holes between them, where
// anything would seem better than they are.
func TestGapsOfBadTrials(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	g, _ := fitted(t, rng, 0, tpe{candidates: 1, independent: true}, geno.At("A", &geno.Float{Max: 1}))
	for i := range 200 {
		// All but a few are below 0.2, as when the good ones are there.
		v := 0.2 * rng.Float64()
		if i%20 == 0 {
			v = 0.1 + 0.9*float64(i)/200
		}
		trial := &tpeTrial{x: []float64{v}, outcome: search.Outcome{Reward: -float64(i)}}
		g.begin(trial)
		g.end(trial)
	}
	g.stale = true
	g.fit()
	p := g.point()
	least, most := math.Inf(1), math.Inf(-1)
	for u := 0.3; u < 0.95; u += 0.005 {
		p.num[0] = u
		bad := g.rest.logDensity(&p)
		least, most = min(least, bad), max(most, bad)
	}
	if most-least > 1.5 {
		t.Errorf("between single bad trials the density differs by a factor of %.3g, expected an even one", math.Exp(most-least))
	}
}

func TestByDomination(t *testing.T) {
	trial := func(violation float64, rewards ...float64) *tpeTrial {
		return &tpeTrial{outcome: search.Outcome{Violation: violation, Reward: rewards[0], Rewards: rewards}}
	}
	want := []*tpeTrial{
		trial(0, 0, 5), trial(0, 5, 0), trial(0, 3, 3), trial(0, 2, 3.5), // the first front; by room
		trial(0, 2, 3), trial(0, 0, 0), // behind
		trial(1, 9, 9), trial(2, 9, 9),
	}
	rng := rand.New(rand.NewPCG(9, 1))
	for range 20 {
		mixed := slices.Clone(want)
		rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got := byDomination(mixed)
		// The two ends of the front have equal room.
		if got[0] == want[1] {
			got[0], got[1] = got[1], got[0]
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("place %d: %+v", i, got[i].outcome)
			}
		}
	}
}

// Search draws near to what is good, whatever the kind of decision, sooner than
// at random.
func TestTPELearns(t *testing.T) {
	branch := mustSpace(t, geno.At("X", &geno.Float{Max: 1}), geno.At("N", &geno.Int{Min: 1, Max: 1000, Scale: geno.Log}))
	space := mustSpace(t,
		geno.At("Kind", &geno.Choices{K: 1, Candidates: []*geno.Spec{nil, branch, branch}}),
		geno.At("Order", &geno.Choices{K: 5, Literals: literals(5), Distinct: true}),
		geno.At("Set", &geno.Choices{K: 3, Literals: literals(8), Distinct: true, Sorted: true}),
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}))
	score := func(d *geno.DNA) float64 {
		total := 0.
		for i, p := range d.Points() {
			switch id := p.ID(); {
			case id == "Kind":
				total += float64(d.Index(i)) // 2 is best
			case id == "Rate":
				total -= math.Abs(math.Log10(d.Float(i)) + 2)
			case strings.HasPrefix(id, "Order"):
				if v := int64(id[len(id)-2] - '0'); d.Index(i) == 4-v {
					total++
				}
			case strings.HasPrefix(id, "Set"):
				if d.Index(i)%2 == 0 {
					total++
				}
			case strings.HasSuffix(id, ".X"):
				total -= 3 * math.Abs(d.Float(i)-0.7)
			default:
				total -= math.Abs(math.Log10(float64(d.Index(i)+1)) - 1)
			}
		}
		return total
	}
	mean := func(alg search.Algorithm) float64 {
		sum := 0.
		for seed := range uint64(5) {
			s, err := alg.Start(space, seed)
			if err != nil {
				t.Fatal(err)
			}
			best := math.Inf(-1)
			for id := range 100 {
				dna, err := s.Propose(id)
				if err != nil {
					t.Fatal(err)
				}
				s.Started(id, dna)
				r := score(dna)
				best = max(best, r)
				s.Finished(id, search.Outcome{Reward: r})
			}
			sum += best / 5
		}
		return sum
	}
	random := mean(search.Random())
	for _, alg := range []search.Algorithm{TPE(), TPE(Independent())} {
		if got := mean(alg); got < random+1 {
			t.Errorf("%v reaches %.2f, random search %.2f", alg, got, random)
		}
	}
}

// Trials that keep the constraints are good before those that reach more.
func TestTPEConstraints(t *testing.T) {
	space := mustSpace(t, geno.At("X", &geno.Float{Max: 1}))
	s, err := TPE().Start(space, 1)
	if err != nil {
		t.Fatal(err)
	}
	near := 0
	for id := range 60 {
		dna, err := s.Propose(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Started(id, dna)
		x := dna.Float(0)
		if id >= 30 && x > 0.15 && x < 0.45 {
			near++
		}
		s.Finished(id, search.Outcome{Reward: x, Violation: max(0, x-0.3)})
	}
	if near < 20 { // at random: 9
		t.Errorf("%d of the last 30 trials are near the best that is allowed", near)
	}
}
