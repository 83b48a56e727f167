package main

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"testing"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/local"
)

// A choosy algorithm takes no space.
type choosy struct{}

func (choosy) String() string { return "choosy" }

func (choosy) Start(*geno.Spec, uint64) (search.Search, error) { return nil, errors.New("no") }

func TestCosts(t *testing.T) {
	contenders := []contender{{"random", search.Random(), nil}, {"steepest", local.Steepest(), nil}, {"choosy", choosy{}, nil}}
	var out bytes.Buffer
	if err := costs(t.Context(), &out, contenders, []workload{{2, 5}, {20, 50}}); err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^\| µs a trial \| 2 decisions, 5 trials \| 20 decisions, 50 trials \|
\|---\|--:\|--:\|
\| random \| [0-9.]+ \| [0-9.]+ \|
\| steepest \| [0-9.]+ \| [0-9.]+ \|
\| choosy \| – \| – \|
$`)
	if !want.Match(out.Bytes()) {
		t.Errorf("got\n%s", out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := costs(ctx, &out, contenders, workloads); !errors.Is(err, context.Canceled) {
		t.Errorf("expected to be stopped, got %v", err)
	}
	if _, err := parse([]string{"-cost", "-problems", "x", "-algorithms", "random"}, &out); err == nil {
		t.Error("-cost takes problems")
	}
}
