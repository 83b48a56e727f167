package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/study/stopping"
)

// A fifth of the epochs are enough for the error of full trainings, if the
// worse of them end early, and not so early that it says little.
func TestAFifthOfTheEpochs(t *testing.T) {
	c, source, err := load(filepath.Join("..", "..", "..", "shared", "data", "search"))
	if err != nil {
		t.Fatal(err)
	}
	if source != "mlp_digits" {
		t.Skip("SKIPPED: needs ../shared/data/search/problems.json, the curves of mlp_digits")
	}
	for _, alg := range algorithms {
		full, err := c.medians(t.Context(), alg, nil, 21, 2700)
		if err != nil {
			t.Fatal(err)
		}
		short, err := c.medians(t.Context(), alg, stopping.ASHA(3, epochs, 2), 21, 540)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v in full, %v with a fifth of the epochs", alg.name, full, short)
		if short.err > full.err || full.trials != 100 {
			t.Errorf("%s: expected the error %v of 100 full trainings or less, got %v", alg.name, full, short)
		}
	}
}

func TestMadeUp(t *testing.T) {
	c, source, err := load(t.TempDir())
	if err != nil || source != "made up" {
		t.Fatalf("expected curves that are made up, got %s, error %v", source, err)
	}
	if err := c.check(); err != nil {
		t.Error(err)
	}
	none, _, err := c.search(t.Context(), algorithms[0], nil, 1, 540)
	if err != nil || none != 20 {
		t.Errorf("expected 20 trainings of %d epochs, got %d, error %v", epochs, none, err)
	}
	many, loss, err := c.search(t.Context(), algorithms[0], stopping.ASHA(1, epochs, 2), 1, 540)
	if err != nil || many < 60 || loss <= 0 {
		t.Errorf("expected many trainings, most of them stopped, got %d with the error %v, %v", many, loss, err)
	}
	var out bytes.Buffer
	if err := compare(t.Context(), &out, c, source, 2, 540); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"curves: made up; medians of 2 seeds", "none ", "ASHA(min=1, max=27, eta=2) ", " 2700 "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("expected %q in\n%s", want, out.String())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := compare(ctx, &out, c, source, 2, 540); !errors.Is(err, context.Canceled) {
		t.Errorf("expected to be stopped, got %v", err)
	}
}

func TestBrokenCurves(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{", "unexpected end of JSON input"},
		{"[]", "expected a problem mlp_digits, got none"},
		{`[{"name":"mlp_digits","data":{"tab":3}}]`, "mlp_digits: json: cannot unmarshal number"},
		{`[{"name":"mlp_digits","data":{"tab":{"0/0/0/0":[1,2]}}}]`, "mlp_digits: 0/0/0/0: expected 27 errors, got 2\n0/0/0/1: expected 27 errors, got 0"},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "problems.json"), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := load(folder); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
	}
}
