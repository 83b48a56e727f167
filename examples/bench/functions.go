// The functions of problem files, by the name that a file calls them.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// functions make the function of an entry, or say what its space or data lack.
var functions = map[string]func(*entry) (function, error){
	"sphere":     shifted(sphere),
	"rastrigin":  shifted(rastrigin),
	"ackley":     shifted(ackley),
	"rosenbrock": plain(0, rosenbrock),
	"branin":     plain(2, branin),
	"hartmann6":  plain(6, hartmann6),
	"zdt1":       zdt(func(r float64) float64 { return 1 - math.Sqrt(r) }),
	"zdt2":       zdt(func(r float64) float64 { return 1 - r*r }),
	"mixedcond":  mixedCond,
	"onemax":     oneMax,
	"nk":         nk,
	"tsp":        tsp,
	"subset":     subset,
	"table":      table,
	"mlp":        table,
	"cash":       cash,
}

func one(v float64) []float64 { return []float64{v} }

// numbers reports whether all decisions are numbers or choices, n of them if n > 0.
func (e *entry) numbers(n int) error {
	for _, d := range e.Space {
		if d.Type != "float" && d.Type != "int" && d.Type != "cat" {
			return fmt.Errorf("expected decisions of type float, int or cat, %s is of type %s", d.Name, d.Type)
		}
	}
	if n > 0 && len(e.Space) != n {
		return fmt.Errorf("expected %d decisions, got %d", n, len(e.Space))
	}
	return nil
}

// data reads what the entry holds as constants.
func (e *entry) data(into any) error {
	if len(e.Data) == 0 {
		return errors.New("it needs data")
	}
	if err := json.Unmarshal(e.Data, into); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	return nil
}

// plain is a function of n numbers, or of any number of them, that needs no data.
func plain(n int, f func([]float64) float64) func(*entry) (function, error) {
	return func(e *entry) (function, error) {
		return func(p *point) []float64 { return one(f(p.x)) }, e.numbers(n)
	}
}

// shifted is a function of the numbers z = x - o.
func shifted(f func([]float64) float64) func(*entry) (function, error) {
	return func(e *entry) (function, error) {
		var data struct{ O []float64 }
		if err := e.data(&data); err != nil {
			return nil, err
		}
		if len(data.O) != len(e.Space) {
			return nil, fmt.Errorf("data.o: expected %d numbers, one a decision, got %d", len(e.Space), len(data.O))
		}
		return func(p *point) []float64 {
			z := make([]float64, len(p.x))
			for i, v := range p.x {
				z[i] = v - data.O[i]
			}
			return one(f(z))
		}, e.numbers(0)
	}
}

func sphere(z []float64) float64 {
	var sum float64
	for _, v := range z {
		sum += v * v
	}
	return sum
}

func rastrigin(z []float64) float64 {
	sum := 10 * float64(len(z))
	for _, v := range z {
		sum += v*v - 10*math.Cos(2*math.Pi*v)
	}
	return sum
}

func ackley(z []float64) float64 {
	n := float64(len(z))
	var squares, waves float64
	for _, v := range z {
		squares += v * v
		waves += math.Cos(2 * math.Pi * v)
	}
	return -20*math.Exp(-.2*math.Sqrt(squares/n)) - math.Exp(waves/n) + 20 + math.E
}

func rosenbrock(x []float64) float64 {
	var sum float64
	for i := range len(x) - 1 {
		a, b := x[i+1]-x[i]*x[i], 1-x[i]
		sum += 100*a*a + b*b
	}
	return sum
}

// branin is the function of Branin and Hoo.
func branin(x []float64) float64 {
	a := x[1] - 5.1/(4*math.Pi*math.Pi)*x[0]*x[0] + 5/math.Pi*x[0] - 6
	return a*a + 10*(1-1/(8*math.Pi))*math.Cos(x[0]) + 10
}

// The constants of Hartmann's function of six numbers.
var (
	hartmannHeight = [4]float64{1, 1.2, 3, 3.2}
	hartmannWidth  = [4][6]float64{
		{10, 3, 17, 3.5, 1.7, 8},
		{.05, 10, 17, .1, 8, 14},
		{3, 3.5, 1.7, 10, 17, 8},
		{17, 8, .05, 10, .1, 14},
	}
	hartmannPlace = [4][6]float64{ // in ten thousandths
		{1312, 1696, 5569, 124, 8283, 5886},
		{2329, 4135, 8307, 3736, 1004, 9991},
		{2348, 1451, 3522, 2883, 3047, 6650},
		{4047, 8828, 8732, 5743, 1091, 381},
	}
)

func hartmann6(x []float64) float64 {
	var sum float64
	for i, height := range hartmannHeight {
		var d float64
		for j, v := range x {
			v -= hartmannPlace[i][j] / 1e4
			d += hartmannWidth[i][j] * v * v
		}
		sum -= height * math.Exp(-d)
	}
	return sum
}

// zdt is a problem of two objectives (Zitzler, Deb, Thiele 2000), f2 = g·shape(f1/g).
func zdt(shape func(float64) float64) func(*entry) (function, error) {
	return func(e *entry) (function, error) {
		if !e.Multi {
			return nil, errors.New("it has two objectives: expected \"multi\": true")
		}
		if len(e.Space) < 2 {
			return nil, errors.New("expected 2 decisions or more")
		}
		return func(p *point) []float64 {
			var sum float64
			for _, v := range p.x[1:] {
				sum += v
			}
			g := 1 + 9*sum/float64(len(p.x)-1)
			return []float64{p.x[0], g * shape(p.x[0]/g)}
		}, e.numbers(0)
	}
}

// mixedCond is the error of a network's training, made up: the best optimizer has
// its own best settings, and each number of layers its best sizes.
func mixedCond(e *entry) (function, error) {
	want := map[string]bool{}
	for _, name := range strings.Fields("lr optim momentum nesterov beta2 eps rho nlayers dropout act") {
		want[name] = true
	}
	layers, optimizers := 0, 0
	for _, d := range e.Space {
		switch d.Name {
		case "nlayers":
			layers = len(d.Branches)
		case "optim":
			optimizers = len(d.Branches)
		}
	}
	if optimizers > 3 || layers > 4 {
		return nil, fmt.Errorf("expected optim to have 3 branches and nlayers 4 at most, got %d and %d", optimizers, layers)
	}
	for n := 1; n <= layers; n++ {
		for i := range n {
			want[fmt.Sprintf("u%d_%d", n, i)] = true
		}
	}
	have := map[string]bool{}
	names(e.Space, have)
	for name := range want {
		if !have[name] {
			return nil, fmt.Errorf("expected decisions named %s, there is no %s", keys(want), name)
		}
	}
	square := func(x float64) float64 { return x * x }
	return func(p *point) []float64 {
		at := p.at
		l := math.Log10(at["lr"])
		var v float64
		switch at["optim"] {
		case 0:
			v = .10 + .6*square(l+1.2) + 2*square(at["momentum"]-.9)
			if at["nesterov"] == 0 {
				v += .05
			}
		case 1:
			v = .6*square(l+3) + 30*square(at["beta2"]-.99) + .01*square(math.Log10(at["eps"])+8)
		default:
			v = .06 + .6*square(l+2.5) + 1.5*square(at["rho"]-.95)
		}
		n := int(at["nlayers"]) + 1
		v += [...]float64{.30, .10, 0, .05}[n-1]
		for i := range n {
			v += .15 / float64(n) * square(math.Log2(at[fmt.Sprintf("u%d_%d", n, i)])-float64(9-i))
		}
		v += 1.5*square(at["dropout"]-.25) + [...]float64{.08, .12, 0}[int(at["act"])]
		return one(v)
	}, e.choice("act", 3)
}

// choice reports whether the decision has n candidates at most.
func (e *entry) choice(name string, n int) error {
	for _, d := range e.Space {
		if d.Name == name && (d.Type != "cat" || d.N > n) {
			return fmt.Errorf("expected %s to be of type cat with n = %d at most", name, n)
		}
	}
	return nil
}

// names collects the names of all decisions.
func names(decisions []decision, into map[string]bool) {
	for _, d := range decisions {
		into[d.Name] = true
		for _, branch := range d.Branches {
			names(branch, into)
		}
	}
}

// oneMax counts the positions that differ from a pattern.
func oneMax(e *entry) (function, error) {
	var data struct{ P []float64 }
	if err := e.data(&data); err != nil {
		return nil, err
	}
	if len(data.P) != len(e.Space) {
		return nil, fmt.Errorf("data.p: expected %d numbers, one a decision, got %d", len(e.Space), len(data.P))
	}
	return func(p *point) []float64 {
		differ := 0.
		for i, v := range p.x {
			if v != data.P[i] {
				differ++
			}
		}
		return one(differ)
	}, e.numbers(0)
}

// nk is an NK landscape (Kauffman): what each decision brings depends on some of
// the others, by a table.
func nk(e *entry) (function, error) {
	var data struct {
		A  int
		NB [][]int
		T  [][]float64
	}
	if err := e.data(&data); err != nil {
		return nil, err
	}
	n := len(e.Space)
	if len(data.NB) != n || len(data.T) != n {
		return nil, fmt.Errorf("data: expected nb and t to have %d lists, one a decision, got %d and %d", n, len(data.NB), len(data.T))
	}
	for i, d := range e.Space {
		if d.Type != "cat" || d.N > data.A {
			return nil, fmt.Errorf("expected decisions of type cat with n = %d (data.A) at most, %s is not", data.A, d.Name)
		}
		size := data.A
		for _, j := range data.NB[i] {
			if j < 0 || j >= n {
				return nil, fmt.Errorf("data.nb[%d]: expected places below %d, got %d", i, n, j)
			}
			size *= data.A
		}
		if len(data.T[i]) != size {
			return nil, fmt.Errorf("data.t[%d]: expected %d numbers, got %d", i, size, len(data.T[i]))
		}
	}
	return func(p *point) []float64 {
		var sum float64
		for i := range n {
			k := int(p.x[i])
			for _, j := range data.NB[i] {
				k = k*data.A + int(p.x[j])
			}
			sum += data.T[i][k]
		}
		return one(1 - sum/float64(n))
	}, nil
}

// only returns the one decision of the entry, which must be of the type.
func (e *entry) only(kind string) (*decision, error) {
	if len(e.Space) != 1 || e.Space[0].Type != kind {
		return nil, fmt.Errorf("expected one decision, of type %s", kind)
	}
	return &e.Space[0], nil
}

// tsp is the length of a closed tour.
func tsp(e *entry) (function, error) {
	d, err := e.only("perm")
	if err != nil {
		return nil, err
	}
	var data struct{ XY [][2]float64 }
	if err := e.data(&data); err != nil {
		return nil, err
	}
	if len(data.XY) != d.N {
		return nil, fmt.Errorf("data.xy: expected %d places, got %d", d.N, len(data.XY))
	}
	return func(p *point) []float64 {
		tour := p.lists[0]
		var sum float64
		last := data.XY[tour[len(tour)-1]]
		for _, place := range tour {
			next := data.XY[place]
			sum += math.Hypot(next[0]-last[0], next[1]-last[1])
			last = next
		}
		return one(sum)
	}, nil
}

// subset is worth what its members are worth, alone and in pairs.
func subset(e *entry) (function, error) {
	d, err := e.only("subset")
	if err != nil {
		return nil, err
	}
	var data struct {
		W []float64
		Q [][]float64
	}
	if err := e.data(&data); err != nil {
		return nil, err
	}
	if len(data.W) != d.N || len(data.Q) != d.N {
		return nil, fmt.Errorf("data: expected %d numbers w and rows q, got %d and %d", d.N, len(data.W), len(data.Q))
	}
	for a, row := range data.Q {
		if a < d.N-1 && len(row) != d.N {
			return nil, fmt.Errorf("data.q[%d]: expected %d numbers, got %d", a, d.N, len(row))
		}
	}
	return func(p *point) []float64 {
		chosen := p.lists[0] // ascending
		var sum float64
		for i, b := range chosen {
			sum += data.W[b]
			for _, a := range chosen[:i] {
				sum += data.Q[a][b]
			}
		}
		return one(-sum)
	}, nil
}

// tab is a table of values by a key. A value may be a list, of which the last
// counts.
type tab map[string]float64

func (t *tab) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*t = make(tab, len(raw))
	for key, text := range raw {
		var v float64
		if err := json.Unmarshal(text, &v); err != nil {
			var list []float64
			if json.Unmarshal(text, &list) != nil || len(list) == 0 {
				return fmt.Errorf("tab[%q]: expected a number or a list of them, got %s", key, text)
			}
			v = list[len(list)-1]
		}
		(*t)[key] = v
	}
	return nil
}

// readTab reads the table of the entry.
func (e *entry) readTab() (tab, error) {
	var data struct{ Tab tab }
	if err := e.data(&data); err != nil {
		return nil, err
	}
	if len(data.Tab) == 0 {
		return nil, errors.New("data.tab: there is no table")
	}
	return data.Tab, nil
}

// at looks up the value of a key, NaN where the table has none.
func (t tab) at(values []float64) float64 {
	var key strings.Builder
	for i, v := range values {
		if i > 0 {
			key.WriteByte('/')
		}
		key.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
	}
	if v, ok := t[key.String()]; ok {
		return v
	}
	return math.NaN()
}

// table has the value of every point.
func table(e *entry) (function, error) {
	t, err := e.readTab()
	if err != nil {
		return nil, err
	}
	return func(p *point) []float64 { return one(t.at(p.x)) }, e.discrete(e.Space)
}

// cash is the choice of a model together with its settings, all in a table: the
// values of a branch are filled up with 0 to the length of the table's keys.
func cash(e *entry) (function, error) {
	t, err := e.readTab()
	if err != nil {
		return nil, err
	}
	if len(e.Space) != 1 || e.Space[0].Type != "cond" {
		return nil, errors.New("expected one decision, of type cond")
	}
	n := 0
	for key := range t {
		parts := 1 + strings.Count(key, "/")
		if n > 0 && parts != n {
			return nil, fmt.Errorf("data.tab: expected keys of equal length, %q is not as the others", key)
		}
		n = parts
	}
	for i, branch := range e.Space[0].Branches {
		if len(branch) > n-1 {
			return nil, fmt.Errorf("branch %d has %d decisions, and the keys of data.tab %d values", i, len(branch), n-1)
		}
	}
	return func(p *point) []float64 {
		key := make([]float64, n)
		copy(key, p.x)
		return one(t.at(key))
	}, e.discrete(e.Space)
}

// discrete reports whether the decisions, and those in branches, can be in a key.
func (e *entry) discrete(decisions []decision) error {
	for _, d := range decisions {
		if d.Type != "int" && d.Type != "cat" && d.Type != "cond" {
			return fmt.Errorf("expected decisions of type int, cat or cond, %s is of type %s", d.Name, d.Type)
		}
		for _, branch := range d.Branches {
			if err := e.discrete(branch); err != nil {
				return err
			}
		}
	}
	return nil
}
