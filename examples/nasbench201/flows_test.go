package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
)

// latencies makes up how long devices take: each is slower than the one before,
// and the last can't run any cell.
func latencies() string {
	var b strings.Builder
	b.WriteString("idx")
	for _, name := range devices {
		fmt.Fprintf(&b, ",c10_%s_latency", name)
	}
	b.WriteByte('\n')
	for i := range cells {
		fmt.Fprintf(&b, "%d,%g,2,3,4,50,-1\n", i, 1+float64(i%7)/10)
	}
	return b.String()
}

func TestFlows(t *testing.T) {
	tables, err := read(strings.NewReader(table()))
	if err != nil {
		t.Fatal(err)
	}
	latency, err := readLatencies(strings.NewReader(latencies()))
	if err != nil {
		t.Fatal(err)
	}
	if latency[EdgeGPU][8] != 1.1 || latency[FPGA][8] != -1 {
		t.Errorf("expected 1.1 and -1 for cell 8, got %v and %v", latency[EdgeGPU][8], latency[FPGA][8])
	}
	const budget = 200
	for _, f := range flows {
		evaluated := 0
		devices := map[Device]bool{}
		got, err := f.flow(t.Context(), func(p *Deployment) (float64, error) {
			evaluated++
			devices[p.Device] = true
			if p.Device == FPGA {
				return 0, errUnsupported
			}
			return tables[0].reward[p.Cell.index()] - float64(p.Batch) - float64(p.Device), nil
		}, budget, 1)
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if evaluated > budget || evaluated < budget*9/10 {
			t.Errorf("%s: %d evaluations, expected nearly %d", f.name, evaluated, budget)
		}
		if len(devices) < 2 {
			t.Errorf("%s: tried the devices %v only", f.name, devices)
		}
		if got < 55 || got > 80 {
			t.Errorf("%s: found a deployment of %v, expected one better than most", f.name, got)
		}
	}
	var out bytes.Buffer
	if err := compareFlows(t.Context(), &out, tables[0], latency, 100, 3); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "%"); got != len(flows) {
		t.Errorf("expected a line for each flow, got\n%s", out.String())
	}
}

func TestResponse(t *testing.T) {
	for _, test := range []struct {
		batch         int
		latency, want float64
	}{
		{1, 1.5, 1.5},
		{1, 2.5, math.Inf(1)}, // a request comes every 2 ms
		{4, 2.5, 6 + 2.5*(shared+4*(1-shared))},
		{32, 100, math.Inf(1)},
	} {
		if got := (&Deployment{Batch: test.batch}).response(test.latency); got != test.want {
			t.Errorf("batches of %d of %v ms: expected %v, got %v", test.batch, test.latency, test.want, got)
		}
	}
	if reward(90, 5) != 90 || reward(90, 20) >= 90 || reward(90, 20) < 85 {
		t.Errorf("rewards of 90 %% after 5 and 20 ms: %v, %v", reward(90, 5), reward(90, 20))
	}
}

func TestBrokenLatencies(t *testing.T) {
	whole := strings.SplitAfterN(latencies(), "\n", 3)
	for _, c := range []struct{ table, want string }{
		{"", "EOF"},
		{"idx\n", "expected a column c10_edgegpu_latency, got none"},
		{whole[0] + whole[1], "expected 15625 cells, got 1"},
		{whole[0] + "0,x,2,3,4,50,-1\n", `line 2: expected a number, got "x"`},
	} {
		if _, err := readLatencies(strings.NewReader(c.table)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
	}
}
