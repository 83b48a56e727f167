package auto_test

import (
	"math"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
)

// A search that is given no algorithm has the one of this package.
func TestDefault(t *testing.T) {
	type point struct{ x, y float64 }
	program := pg.Trace(func(c *pg.Chooser) (*point, error) {
		return &point{c.Float("x", -5, 5), c.Float("y", -5, 5)}, nil
	})
	var shown strings.Builder
	best, err := pg.Minimize(t.Context(), program, nil, func(p *point) float64 {
		return math.Hypot(p.x-1, p.y+2)
	}, pg.Trials(40), pg.Seed(1), pg.Progress(&shown))
	if err != nil {
		t.Fatal(err)
	}
	if best.Reward > 0.1 || best.History.Algorithm != "auto" {
		t.Errorf("%s found %v, %v away", best.History.Algorithm, best.Program, best.Reward)
	}
	if !strings.HasPrefix(shown.String(), "auto, from trial 0: ") {
		t.Errorf("expected to be shown what auto does, got\n%s", shown.String())
	}
}
