package evolution_test

import (
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/search/pareto"
	"github.com/pgen-go/pgen/runtime/search/schedule"
)

// numbers is a space of n numbers from 0 to 1.
func numbers(n int) *geno.Spec {
	var elements []geno.Element
	for i := range n {
		elements = append(elements, geno.At(fmt.Sprintf("X%d", i), &geno.Float{Max: 1}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		log.Fatal(err)
	}
	return space
}

// drive tries so many programs, and returns the rewards of each.
func drive(alg search.Algorithm, space *geno.Spec, trials int, evaluate func(*geno.DNA) []float64) [][]float64 {
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	var all [][]float64
	for id := range trials {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		rewards := evaluate(dna)
		s.Finished(id, search.Outcome{Reward: rewards[0], Rewards: rewards})
		all = append(all, rewards)
	}
	return all
}

// A new algorithm: parents are the best of ever larger samples, half of the children
// have a second parent, and the best ten of all times never die. Numbers move by ever
// smaller steps, one decision in ten anywhere.
func ExampleNew() {
	alg := evolution.New(
		evolution.Tournament(2, schedule.Linear(500, 2, 8)).Then(
			evolution.WithProb(evolution.SBX(15), 0.5),
			evolution.First(1),
			evolution.Choice(1,
				evolution.Prob(evolution.Uniform(), 0.1),
				evolution.Prob(evolution.Gaussian(schedule.Exponential(0.2, 0.5, 200, false), 1), 1))),
		evolution.Init(20),
		evolution.Survive(evolution.Union(evolution.Top(10), evolution.Last(40))),
		evolution.Name("my evolution"),
	)
	best := math.Inf(-1)
	for _, r := range drive(alg, numbers(8), 1000, func(dna *geno.DNA) []float64 {
		sum := 0.0
		for i := range dna.Len() {
			sum -= math.Abs(dna.Float(i) - float64(i)/8)
		}
		return []float64{sum}
	}) {
		best = max(best, r[0])
	}
	fmt.Println(alg)
	fmt.Println("within 0.1 of the top:", best > -0.1)
	// Output:
	// my evolution
	// within 0.1 of the top: true
}

// An operation of one's own is a function: here it takes the parents that are the
// farthest apart.
func ExampleFunc() {
	apart := evolution.Func("Apart(10)", func(c *evolution.Context, in evolution.Group) evolution.Group {
		some := evolution.Random(10).Apply(c, in)
		pair, most := some[:2], -1.0
		for i, x := range some {
			for _, y := range some[:i] {
				if d := evolution.Distance(x.DNA, y.DNA); d > most {
					pair, most = evolution.Group{x, y}, d
				}
			}
		}
		return pair
	})
	alg := evolution.New(apart.Then(evolution.Exchange(), evolution.Step()), evolution.Survive(evolution.Top(50)))
	fmt.Println(alg)
	drive(alg, numbers(3), 200, func(dna *geno.DNA) []float64 { return []float64{dna.Float(0)} })
	// Output:
	// evolution(Apart(10) → Exchange() → Step(), init=50, survive=Top(50))
}

// Genomes that only their decision understands are crossed by its own Cross: here words
// have the end of another.
func ExampleGraft() {
	space, err := geno.New(geno.At("Word", &geno.Custom{
		Random: func(*rand.Rand) string { return "" },
		Cross:  func(word, other string, _ *rand.Rand) string { return word[:3] + other[3:] },
	}))
	if err != nil {
		log.Fatal(err)
	}
	var parents evolution.Group
	for _, word := range []string{"sunday", "mondial"} {
		dna, err := space.ParseDNA(fmt.Sprintf("%q", word))
		if err != nil {
			log.Fatal(err)
		}
		parents = append(parents, &evolution.Individual{DNA: dna})
	}
	c := &evolution.Context{Space: space, RNG: rand.New(rand.NewPCG(1, 1))}
	for _, child := range evolution.Graft().Apply(c, parents) {
		fmt.Println(child.DNA)
	}
	// Output:
	// DNA('sundial')
	// DNA('monday')
}

func ExampleNSGA2() {
	alg := evolution.NSGA2(evolution.Mutate(evolution.Step()))
	front := drive(alg, numbers(5), 2000, func(dna *geno.DNA) []float64 {
		x, rest := dna.Float(0), 0.0
		for i := 1; i < 5; i++ {
			rest += dna.Float(i)
		}
		return []float64{-x, x*x - 1 - rest}
	})
	volume := pareto.Hypervolume(front, []float64{-1, -1})
	fmt.Println(alg)
	fmt.Println("at least 90 % of the volume of the front:", volume > 0.9/3)
	// Output:
	// NSGA-II(population=50)
	// at least 90 % of the volume of the front: true
}

// The best of each kind, where the kind is how large the first two numbers are.
func ExampleMAPElites() {
	type kind struct{ a, b int }
	of := func(dna *geno.DNA) kind { return kind{int(3 * dna.Float(0)), int(3 * dna.Float(1))} }
	best := map[kind]float64{}
	alg := evolution.MAPElites(func(x *evolution.Individual) kind { return of(x.DNA) })
	drive(alg, numbers(4), 2000, func(dna *geno.DNA) []float64 {
		r := -math.Abs(dna.Float(2) - dna.Float(0)*dna.Float(1))
		if old, ok := best[of(dna)]; !ok || r > old {
			best[of(dna)] = r
		}
		return []float64{r}
	})
	worst := 0.0
	for _, r := range best {
		worst = min(worst, r)
	}
	fmt.Println(len(best), "kinds, all within 0.01:", worst > -0.01)
	// Output:
	// 9 kinds, all within 0.01: true
}

func ExampleWhere() {
	space, err := geno.New(
		geno.At("Depth", &geno.Int{Min: 1, Max: 9}),
		geno.At("Rate", &geno.Float{Info: geno.Info{Name: "rate"}, Min: 1e-4, Max: 1, Scale: geno.Log}),
	)
	if err != nil {
		log.Fatal(err)
	}
	// Nothing but the rate changes.
	alg := evolution.HillClimb(evolution.Mutate(evolution.Step(evolution.Named("rate"))))
	depths := map[int64]bool{}
	drive(alg, space, 100, func(dna *geno.DNA) []float64 {
		depths[dna.Index(0)] = true
		return []float64{dna.Float(1)}
	})
	fmt.Println("depths:", len(depths))
	// Output:
	// depths: 1
}

func ExampleRegularized() {
	var elements []geno.Element
	for i := range 10 {
		elements = append(elements, geno.At(fmt.Sprintf("Digit%d", i), &geno.Int{Min: 0, Max: 9}))
	}
	space, err := geno.New(elements...)
	if err != nil {
		log.Fatal(err)
	}
	alg := evolution.Regularized(evolution.Population(50), evolution.Sample(10))
	s, err := alg.Start(space, 1)
	if err != nil {
		log.Fatal(err)
	}
	best := 0.0
	for id := range 2000 {
		dna, err := s.Propose(id)
		if err != nil {
			log.Fatal(err)
		}
		s.Started(id, dna)
		reward := 0.0 // the number of digits that are a seven
		for i := range dna.Len() {
			if dna.Index(i) == 7 {
				reward++
			}
		}
		best = max(best, reward)
		s.Finished(id, search.Outcome{Reward: reward})
	}
	fmt.Println(alg)
	fmt.Println("best:", best)
	// Output:
	// regularized evolution(population=50, sample=10)
	// best: 10
}
