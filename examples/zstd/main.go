// Zstd tunes the encoder of github.com/klauspost/compress/zstd on real files:
// it searches the options of its constructor for the best compression at a
// floor of speed.
//
//	go run ./examples/zstd [flags] [folder]
//
// The default folder is the machine's own Go source tree.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"text/tabwriter"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/study"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "zstd:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("wrong use") // already said what is wrong

// run is the example with its arguments and outputs given.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("zstd", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		fmt.Fprintln(stderr, "usage: zstd [flags] [folder]   (default: the machine's Go source tree)")
		fs.PrintDefaults()
	}
	trials := fs.Int("trials", 80, "how many configurations to try")
	seed := fs.Uint64("seed", 1, "the seed of the search")
	floor := fs.Float64("floor", 0, "slowest speed allowed, in `MB/s` (default half that of the library's default configuration)")
	size := fs.Int("size", 16, "how much to read, in `MB`")
	csv := fs.String("csv", "", "write all trials as a table to this `file`")
	save := fs.String("json", "", "write the history to this `file`, for -resume")
	resume := fs.String("resume", "", "go on with the search whose history is in this `file`")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return errUsage
	}
	wrong := ""
	switch {
	case fs.NArg() > 1:
		wrong = fmt.Sprintf("expected one folder, got %d", fs.NArg())
	case *trials < 1:
		wrong = fmt.Sprintf("-trials: expected 1 or more, got %d", *trials)
	case *size < 1 || *size > maxSize:
		wrong = fmt.Sprintf("-size: expected 1 to %d MB, got %d", maxSize, *size)
	case !(*floor >= 0) || math.IsInf(*floor, 1):
		wrong = fmt.Sprintf("-floor: expected a speed, got %v MB/s", *floor)
	}
	if wrong != "" {
		fmt.Fprintln(stderr, "zstd:", wrong)
		return errUsage
	}

	opts := []pg.Option{pg.Trials(*trials), pg.Progress(stderr)}
	if *resume != "" {
		h, err := readHistory(*resume)
		if err != nil {
			return err
		}
		if n := len(h.Trials); n > 0 && *floor == 0 {
			*floor = h.Trials[n-1].Measures[floorMeasure]
		}
		opts = append(opts, pg.Resume(h))
	} else {
		opts = append(opts, pg.Seed(*seed))
	}

	folder := fs.Arg(0)
	if folder == "" {
		var err error
		if folder, err = goSource(); err != nil {
			return err
		}
	}
	if info, err := os.Stat(folder); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s: expected a folder, got a file", folder)
	}
	c, err := corpus(os.DirFS(folder), Bytes(*size)*MB)
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	data := c.data
	base := defaults()
	for i, err := range c.left {
		if i == 3 {
			fmt.Fprintf(stderr, "and %d more\n", len(c.left)-i)
			break
		}
		fmt.Fprintf(stderr, "left out: %v\n", err)
	}
	fmt.Fprintf(stdout, "%s of %s, %.3g MB; %v configurations of the encoder\n", count(c.files, "file"), folder, float64(len(data))/1e6, base.Space().Size())
	if *floor == 0 {
		r, err := measure(base, data)
		if err != nil {
			return fmt.Errorf("the default configuration: %w", err)
		}
		*floor = r.Encode / 2
	}
	fmt.Fprintf(stdout, "looking for the best compression at %.0f MB/s or more\n\n", *floor)

	best, err := tune(ctx, base, data, *floor, opts)
	if err != nil {
		return err
	}
	return errors.Join(
		write(*csv, best.History.WriteCSV),
		write(*save, func(w io.Writer) error { return json.NewEncoder(w).Encode(best.History) }),
		report(stdout, base, best, data, *floor),
	)
}

// maxSize is how many megabytes can be read: all is held in memory.
const maxSize = 1 << 20

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

const floorMeasure = "floor MB/s"

// tune searches the space of base.
func tune(ctx context.Context, base *NewEncoderCall, data []byte, floor float64, opts []pg.Option) (*pg.Result[*NewEncoderCall], error) {
	var best pg.Result[*NewEncoderCall]
	alg := evolution.Regularized(evolution.Population(20), evolution.Sample(5))
	for t, err := range pg.Sample(ctx, base, alg, append(opts, pg.Into(&best))...) {
		if err != nil {
			return nil, err
		}
		r, err := measure(t.Program, data)
		if err != nil {
			t.Fail(err)
			continue
		}
		t.Measure("ratio", r.Ratio)
		t.Measure("encode MB/s", r.Encode)
		t.Measure("decode MB/s", r.Decode)
		t.Measure(floorMeasure, floor)
		t.Report(r.reward(floor))
	}
	if best.Program == nil {
		if best.Stopped != nil {
			return nil, fmt.Errorf("stopped before the first trial was measured: %w", best.Stopped)
		}
		return nil, errors.New("no configuration could be measured")
	}
	return &best, nil
}

// report prints the configuration found, and it and the default measured
// again, one after the other.
func report(w io.Writer, base *NewEncoderCall, best *pg.Result[*NewEncoderCall], data []byte, floor float64) error {
	before, err := measure(base, data)
	if err != nil {
		return err
	}
	after, err := measure(best.Program, data)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nfound     %s\n\nfrom the default, by\n%s\n", pg.Show(best.Program), best.Changes)
	if len(best.Changes) == 0 {
		fmt.Fprint(w, "nothing: the default is the best of those tried\n\n")
	}
	tab := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "measured again\tratio\tencode MB/s\tdecode MB/s\t")
	for _, r := range []struct {
		name string
		result
	}{{"default", before}, {"found", after}} {
		fmt.Fprintf(tab, "%s\t%.3f\t%.0f\t%.0f\t\n", r.name, r.Ratio, r.Encode, r.Decode)
	}
	tab.Flush()
	fmt.Fprintf(w, "\n%+.1f %% size, %d trials, seed %d\n", 100*(before.Ratio/after.Ratio-1), len(best.History.Trials), best.History.Seed)
	if after.Encode < floor {
		fmt.Fprintf(w, "note: this time it was slower than the floor of %.0f MB/s; speeds vary from run to run\n", floor)
	}
	if best.Stopped != nil {
		fmt.Fprintf(w, "note: the search was stopped early: %v\n", best.Stopped)
	}
	return nil
}

func readHistory(path string) (*study.History, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	h := new(study.History)
	if err := json.Unmarshal(data, h); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return h, nil
}

// write writes a file whole or not at all. Without a path it does nothing.
func write(path string, to func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".zstd-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(to(f), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
