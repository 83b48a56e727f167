package policy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/searchtest"
)

func TestLaws(t *testing.T) {
	searchtest.Run(t, "REINFORCE", REINFORCE())
	searchtest.Run(t, "REINFORCE, fast and undecided", REINFORCE(LearningRate(0.5), Baseline(0.5), Entropy(0.1)))
	searchtest.Run(t, "PPO", PPO())
	searchtest.Run(t, "PPO, fast", PPO(LearningRate(1), Batch(3), Epochs(2), Entropy(0)))
}

func TestWrongSettings(t *testing.T) {
	space := mixed(t)
	for _, c := range []struct {
		alg  search.Algorithm
		want string
	}{
		{REINFORCE(LearningRate(0), Baseline(1)), "REINFORCE(learning rate=0, baseline=1, entropy=0): the learning rate must be above 0: use policy.LearningRate(0.01)\nREINFORCE(learning rate=0, baseline=1, entropy=0): the baseline must keep 0 or more, and less than 1: use policy.Baseline(0.9)"},
		{REINFORCE(Clip(0.3)), "Batch, Epochs and Clip are options of PPO: use policy.PPO"},
		{PPO(Entropy(-1)), "the weight of the entropy must not be negative: use policy.Entropy(0) for none"},
		{PPO(Batch(0)), "the batch must be 1 or more: use policy.Batch(20)"},
		{PPO(Epochs(0)), "there must be 1 epoch or more: use policy.Epochs(10)"},
		{PPO(Clip(math.NaN())), "the clip must be between 0 and 1: use policy.Clip(0.2)"},
	} {
		if _, err := c.alg.Start(space, 1); err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%v: expected an error that ends with\n%s\ngot\n%v", c.alg, c.want, err)
		}
	}
	var many []geno.Element
	for i := range 300 {
		many = append(many, geno.At(fmt.Sprint("P", i), &geno.Choices{K: 300, Literals: literals(300), Distinct: true}))
	}
	huge, err := geno.New(many...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := PPO().Start(huge, 1); err == nil || !strings.Contains(err.Error(), "use evolution.Regularized") {
		t.Errorf("expected an error that says what to use for 27 million candidates, got %v", err)
	}
}

func literals(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// mixed is a space with decisions of all kinds, conditional ones among them.
func mixed(t testing.TB) *geno.Spec {
	t.Helper()
	spec := func(elements ...geno.Element) *geno.Spec {
		s, err := geno.New(elements...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	inner := spec(
		geno.At("Rate", &geno.Float{Min: 1e-4, Max: 1, Scale: geno.Log}),
		geno.At("Units", &geno.Int{Min: 1, Max: 500}),
	)
	return spec(
		geno.At("Kind", &geno.Choices{K: 1, Literals: literals(3), Candidates: []*geno.Spec{spec(), inner, spec(geno.At("Few", &geno.Int{Max: 4}))}}),
		geno.At("Subset", &geno.Choices{K: 3, Literals: literals(6), Distinct: true, Sorted: true}),
		geno.At("Bag", &geno.Choices{K: 3, Literals: literals(4), Sorted: true}),
		geno.At("Order", &geno.Choices{K: 4, Literals: literals(4), Distinct: true}),
		geno.At("Layers", &geno.Choices{K: 2, Literals: literals(2), Candidates: []*geno.Spec{spec(), inner}}),
		geno.At("One", &geno.Int{Min: 3, Max: 3}),
	)
}

// scattered is a controller with parameters at random.
func scattered(t testing.TB, rng *rand.Rand) *controller {
	t.Helper()
	c, err := newController(mixed(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.factors {
		f := &c.factors[i]
		for k := f.at; k < f.at+f.n; k++ {
			if c.theta[k] = rng.NormFloat64(); f.form == peak {
				c.theta[k] = 0.1 + 3*rng.Float64()
			}
		}
	}
	return c
}

// The gradients are those that small differences give.
func TestGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, weight := range []struct{ reward, entropy float64 }{{1, 0}, {0, 1}, {-2, 0.7}} {
		for range 40 {
			c := scattered(t, rng)
			dna, err := c.draw(rng)
			if err != nil {
				t.Fatal(err)
			}
			at := c.read(dna)
			value := func() float64 {
				for i := range c.factors {
					c.factors[i].known = false
				}
				return weight.reward*c.logProb(at) + weight.entropy*c.entropyOf(at.x)
			}
			c.addGradient(at, weight.reward, weight.entropy)
			for k := range c.theta {
				const h = 1e-5
				theta := c.theta[k]
				c.theta[k] = theta + h
				up := value()
				c.theta[k] = theta - h
				down := value()
				c.theta[k] = theta
				if want := (up - down) / (2 * h); math.Abs(want-c.gradient[k]) > 1e-5*max(1, math.Abs(want)) {
					t.Fatalf("%v, parameter %d, weights %v: expected the slope %v, got %v", dna, k, weight, want, c.gradient[k])
				}
			}
		}
	}
}

// Programs are drawn as often as their probabilities say, which add up to 1.
func TestDrawnAsProbable(t *testing.T) {
	spec, err := geno.New(
		geno.At("Subset", &geno.Choices{K: 2, Literals: literals(4), Distinct: true, Sorted: true}),
		geno.At("Order", &geno.Choices{K: 3, Literals: literals(3), Distinct: true}),
		geno.At("Bag", &geno.Choices{K: 2, Literals: literals(2), Sorted: true}),
	)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for _, uniform := range []bool{true, false} {
		c, err := newController(spec)
		if err != nil {
			t.Fatal(err)
		}
		if !uniform {
			for k := range c.theta {
				c.theta[k] = rng.NormFloat64()
			}
		}
		const draws = 40_000
		drawn := map[string]int{}
		for range draws {
			dna, err := c.draw(rng)
			if err != nil {
				t.Fatal(err)
			}
			drawn[dna.Key()]++
		}
		sum, square, n := 0.0, 0.0, 0
		for dna := range spec.All() {
			p := math.Exp(c.logProb(c.read(dna)))
			if uniform && math.Abs(p-1.0/108) > 1e-12 {
				t.Errorf("%v: expected one of 6·6·3 that are equally likely, got %v", dna, p)
			}
			sum += p
			square += math.Pow(float64(drawn[dna.Key()])-draws*p, 2) / (draws * p)
			n++
		}
		if math.Abs(sum-1) > 1e-9 || n != 108 {
			t.Errorf("expected the probabilities of 108 programs to add up to 1, got %v of %d", sum, n)
		}
		// Chi-squared with 107 degrees of freedom: 107 ± 15.
		if square > 107+5*15 {
			t.Errorf("drawn as often as probable: chi-squared is %v", square)
		}
	}
}

func TestBeta(t *testing.T) {
	// Abramowitz and Stegun, tables 6.1 and 6.3.
	for _, c := range []struct{ x, digamma, trigamma float64 }{
		{1, -0.5772156649015329, math.Pi * math.Pi / 6},
		{2, 0.4227843350984671, math.Pi*math.Pi/6 - 1},
		{10, 2.2517525890667211, 0.1051663356816857},
		{1.5, 0.0364899739785765, math.Pi*math.Pi/2 - 4},
	} {
		if math.Abs(digamma(c.x)-c.digamma) > 1e-11 || math.Abs(trigamma(c.x)-c.trigamma) > 1e-11 {
			t.Errorf("at %v: expected %v and %v, got %v and %v", c.x, c.digamma, c.trigamma, digamma(c.x), trigamma(c.x))
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for _, p := range [][2]float64{{1, 1}, {1, 4}, {2.5, 7}, {300, 100}} {
		const n = 100_000
		sum, square := 0.0, 0.0
		for range n {
			u := drawBeta(p[0], p[1], rng)
			sum += u
			square += u * u
		}
		both := p[0] + p[1]
		mean, variance := p[0]/both, p[0]*p[1]/(both*both*(both+1))
		got := sum / n
		if spread := square/n - got*got; math.Abs(got-mean) > 5*math.Sqrt(variance/n) || math.Abs(spread/variance-1) > 0.05 {
			t.Errorf("beta(%v, %v): expected the mean %v and variance %v, got %v and %v", p[0], p[1], mean, variance, got, spread)
		}
	}
}

// The policy comes to prefer what is good, in choices, small and large ranges,
// orders, subsets and what is conditional.
func TestLearns(t *testing.T) {
	spec := mixed(t)
	// 16 points at most; 5.8 ± 1.6 at random.
	reward := func(dna *geno.DNA) float64 {
		r := 0.0
		for _, p := range dna.Points() {
			switch id := p.ID(); {
			case id == "Kind" && fmt.Sprint(p.Value()) == "1":
				r += 2
			case strings.HasPrefix(id, "Kind") && strings.HasSuffix(id, "Rate"):
				r += 2 - math.Abs(math.Log10(p.Value().(float64)/0.01))
			case id == "Subset[0]" && fmt.Sprint(p.Value()) == "1", id == "Subset[1]" && fmt.Sprint(p.Value()) == "3", id == "Subset[2]" && fmt.Sprint(p.Value()) == "5",
				id == "Order[0]" && fmt.Sprint(p.Value()) == "2", id == "Order[1]" && fmt.Sprint(p.Value()) == "0", id == "Bag[1]" && fmt.Sprint(p.Value()) == "2":
				r += 2
			}
		}
		return r
	}
	random := average{}
	rng := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		random.add(reward(spec.Random(rng)), 0.999)
	}
	for _, c := range []struct {
		alg    search.Algorithm
		trials int
	}{
		{REINFORCE(LearningRate(0.05)), 3000},
		{PPO(), 3000},
		{PPO(LearningRate(0.03)), 1000},
	} {
		s, err := search.AllowRepeats(c.alg).Start(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		late := average{}
		for id := range c.trials {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			r := reward(dna)
			s.Finished(id, search.Outcome{Reward: r, Failed: id%10 == 0})
			if id > c.trials*9/10 {
				late.add(r, 0.99)
			}
		}
		t.Logf("%v: %.1f after %d trials, %.1f at random", c.alg, late.value(), c.trials, random.value())
		if late.value() < 13 {
			t.Errorf("%v: expected the reward to come near 16, from %.1f at random, got %.1f", c.alg, random.value(), late.value())
		}
	}
}

// A failure makes a program less likely, and so does a broken constraint.
func TestFailuresTeach(t *testing.T) {
	spec, err := geno.New(geno.At("X", &geno.Choices{K: 1, Literals: literals(3)}))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []search.Outcome{{Failed: true}, {Reward: 9, Violation: 1}, {Reward: math.Inf(-1)}} {
		s, err := search.AllowRepeats(REINFORCE(LearningRate(0.1))).Start(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		counts := make([]int, 3)
		for id := range 600 {
			dna, err := s.Propose(id)
			if err != nil {
				t.Fatal(err)
			}
			s.Started(id, dna)
			x := dna.Index(0)
			if id >= 500 {
				counts[x]++
			}
			if x == 1 {
				s.Finished(id, bad)
			} else {
				s.Finished(id, search.Outcome{Reward: float64(id % 2)})
			}
		}
		if counts[1] > 5 {
			t.Errorf("%+v: expected what ends so to be avoided, got it %d times in 100", bad, counts[1])
		}
	}
}

// BenchmarkTrial is the cost of Propose, Started and Finished for 20 decisions.
func BenchmarkTrial(b *testing.B) {
	var elements []geno.Element
	for i := range 20 {
		var d geno.Decision = &geno.Choices{K: 1, Literals: literals(5)}
		if i%2 == 1 {
			d = &geno.Float{Max: 1}
		}
		elements = append(elements, geno.At(fmt.Sprint("D", i), d))
	}
	spec, err := geno.New(elements...)
	if err != nil {
		b.Fatal(err)
	}
	for _, alg := range []search.Algorithm{REINFORCE(), PPO()} {
		b.Run(strings.SplitN(alg.String(), "(", 2)[0], func(b *testing.B) {
			b.ReportAllocs()
			s, err := alg.Start(spec, 1)
			if err != nil {
				b.Fatal(err)
			}
			for id := 0; b.Loop(); id++ {
				dna, err := s.Propose(id)
				if err != nil {
					b.Fatal(err)
				}
				s.Started(id, dna)
				s.Finished(id, search.Outcome{Reward: float64(dna.Index(0)) + dna.Float(1)})
			}
		})
	}
}
