package pg_test

import (
	"context"
	"fmt"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

type optimizer struct {
	Kind     string
	Rate     float64
	Momentum float64
}

func newAdam(c *pg.Chooser) optimizer {
	return optimizer{Kind: "adam", Rate: c.Float("rate", 1e-4, 1e-1, pg.Log)}
}

func newSGD(c *pg.Chooser) optimizer {
	return optimizer{Kind: "sgd", Rate: c.Float("rate", 1e-3, 1, pg.Log), Momentum: c.Float("momentum", 0, 1)}
}

// The space of ordinary code is found by running it. Which decisions there are
// may depend on others: on the number of layers, and on the optimizer, which
// candidates make that choose in turn.
func ExampleTrace() {
	type model struct {
		Units     []int
		Optimizer optimizer
	}
	p := pg.Trace(func(c *pg.Chooser) (*model, error) {
		m := new(model)
		for i := range c.Int("layers", 1, 2) {
			m.Units = append(m.Units, pg.OneOf(c.At("layer", i), "units", 16, 32))
		}
		m.Optimizer = pg.OneOf(c, "optimizer", newAdam, newSGD)(c)
		return m, nil
	})
	for _, id := range p.Space().IDs() {
		fmt.Println(id)
	}

	score := func(m *model) float64 {
		s := float64(len(m.Units)) + m.Optimizer.Momentum
		for _, u := range m.Units {
			s += float64(u)
		}
		return s
	}
	best, err := pg.Maximize(context.Background(), p, evolution.Regularized(), score, pg.Trials(500), pg.Seed(1), pg.Silent())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(best.Program.Units, best.Program.Optimizer.Kind)
	// Output:
	// layers
	// layers[=1/2].layer[1].units
	// layer[0].units
	// optimizer
	// optimizer[=0/2].rate
	// optimizer[=1/2].rate
	// optimizer[=1/2].momentum
	// [32 32] sgd
}

// A part of the program has names of its own.
func ExampleChooser_At() {
	p := pg.Trace(func(c *pg.Chooser) ([2]bool, error) {
		return [2]bool{c.At("stem").Bool("pool"), c.At("layer", 0).Bool("pool")}, nil
	})
	fmt.Println(p.Space())
	// Output:
	// space of 2 decisions, 4 points
	//   stem.pool: one of 2 candidates, 2 points, name "stem.pool"
	//     false | true
	//   layer[0].pool: one of 2 candidates, 2 points, name "layer[0].pool"
	//     false | true
}
