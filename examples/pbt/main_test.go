package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

// The schedule of the best network, followed from the beginning, trains the very
// same network: what a trial goes on from is what its parent came to.
func TestScheduleTrainsTheNetwork(t *testing.T) {
	d := digits(1)
	d.train, d.valid = d.train[:200], d.valid[:100]
	o, err := population(t.Context(), d, 1, budget{6, 8})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.schedule) < 2 || len(o.schedule) > 8 {
		t.Fatalf("a schedule of %d epochs", len(o.schedule))
	}
	n := newNet(1)
	for _, p := range o.schedule {
		n.train(d.train, p, 1)
	}
	if again := judge(d, n); again.valid != o.valid || again.test != o.test {
		t.Errorf("the schedule comes to %v, and the search came to %v", again.valid, o.valid)
	}
	if first, _ := newNet(1).loss(d.valid); !(o.valid < first) {
		t.Errorf("the loss is %v, and was %v at first", o.valid, first)
	}
}

// A step goes down the slope: without momentum and decay it lowers the loss of the one
// image by as much as the square of the slope foretells.
func TestGradient(t *testing.T) {
	d := digits(2)
	one := d.train[:1]
	n := newNet(2)
	before, _ := n.loss(one)
	after := n.clone()
	const rate = 1e-6
	after.train(one, &Training{Rate: rate}, 1)
	square := 0.0
	for i := range n.in {
		for k := range n.in[i] {
			square += math.Pow((after.in[i][k]-n.in[i][k])/rate, 2)
		}
	}
	for i := range n.out {
		for k := range n.out[i] {
			square += math.Pow((after.out[i][k]-n.out[i][k])/rate, 2)
		}
	}
	now, _ := after.loss(one)
	if want := rate * square; math.Abs(before-now-want) > 1e-3*want {
		t.Errorf("the loss falls by %v, expected %v", before-now, want)
	}
}

func TestCompare(t *testing.T) {
	var out bytes.Buffer
	if err := compare(t.Context(), &out, 2, budget{4, 4}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"16 epochs a search; medians of 2 seeds", "population based training ", "TPE, ASHA(min=1, max=4, eta=3) ", "the schedule found with seed 0", "\n1-"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("expected %q in\n%s", want, out.String())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range contestants(budget{4, 4}) {
		if _, err := c.run(ctx, digits(0), 0, budget{4, 4}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: expected to be stopped, got %v", c.name, err)
		}
	}
}
