// Bench compares search algorithms: what each reaches on a list of problems after
// so many trials, over many seeds, and what a trial costs, beside what other
// libraries have reached on the same problems.
//
//	go run ./examples/bench -problems FILE -algorithms random,hillclimb [flags]
//	go run ./examples/bench -cost -algorithms random,hillclimb
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if err := s.run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	campaign
	csv   string
	cost  bool
	peers map[cell][]peer
}

// parse reads the command line and the files it names. All that is wrong with it
// is in the error.
func parse(args []string, usage io.Writer) (*settings, error) {
	var all []string
	for _, a := range algorithms {
		all = append(all, a.name)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is printed once, by main
	problems := flags.String("problems", "", "`files` of problems, separated by commas, or BBOB's functions as bbob:f1..f24:dim=5:instance=1")
	names := flags.String("algorithms", "", "the `names` of those to compare, separated by commas: "+strings.Join(all, ", ")+"; or all")
	seeds := flags.Int("seeds", 21, "how many times each algorithm runs on each problem")
	n := flags.Int("n", 200, "how many trials a run has; results are taken after 100, 200, 1000, 2000, 10000 … trials too")
	out := flags.String("csv", "", "the `file` to write, with columns "+strings.Join(columns, ", "))
	peers := flags.String("peers", "", "a `file` with what other libraries reached, to print beside it")
	cost := flags.Bool("cost", false, "print what a trial costs instead, by the length of the history and the number of decisions")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "how many runs to do at a time")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(usage, "Usage: go run ./examples/bench -problems FILE -algorithms NAMES [flags]")
			flags.SetOutput(usage)
			flags.PrintDefaults()
		}
		return nil, err
	}
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if flags.NArg() > 0 {
		wrong("expected flags only, got %q", flags.Arg(0))
	}
	atLeastOne := func(name string, v int) {
		if v < 1 {
			wrong("-%s: expected 1 or more, got %d", name, v)
		}
	}
	atLeastOne("seeds", *seeds)
	atLeastOne("n", *n)
	atLeastOne("workers", *workers)
	s := &settings{campaign: campaign{seeds: *seeds, workers: *workers}, csv: *out, cost: *cost}
	if *n > 0 {
		s.marks = marks(*n)
	}
	if *names == "all" {
		*names = strings.Join(all, ",")
	}
	for _, name := range strings.Split(*names, ",") {
		i := slices.Index(all, name)
		switch {
		case i < 0:
			wrong("-algorithms: expected some of %s, separated by commas, got %q", strings.Join(all, ", "), name)
		case slices.ContainsFunc(s.contenders, func(c contender) bool { return c.name == name }):
			wrong("-algorithms: %s is there twice", name)
		default:
			a := algorithms[i]
			s.contenders = append(s.contenders, contender{a.name, a.alg, a.peers})
		}
	}
	switch {
	case *cost && *problems != "":
		wrong("-cost: expected no -problems, got %s", *problems)
	case *cost:
	case *problems == "":
		wrong("-problems: expected a file of problems, or bbob:f1..f24")
	default:
		had := map[string]bool{}
		for _, name := range strings.Split(*problems, ",") {
			read := load
			if strings.HasPrefix(name, "bbob") {
				read = bbobProblems
			}
			list, err := read(name)
			if err != nil {
				wrong("-problems: %w", err)
			}
			for _, p := range list {
				if had[p.name] {
					wrong("-problems: %s: there is a problem %s before it", name, p.name)
				}
				had[p.name] = true
				s.problems = append(s.problems, p)
			}
		}
	}
	if *peers != "" {
		var err error
		if s.peers, err = readPeers(*peers); err != nil {
			wrong("-peers: %w", err)
		}
	}
	return s, errors.Join(errs...)
}

// marks are the numbers of trials after which results are taken.
func marks(n int) []int {
	var list []int
	for ten := 100; ten < n; ten *= 10 {
		for _, m := range []int{ten, 2 * ten} {
			if m < n {
				list = append(list, m)
			}
		}
	}
	return append(list, n)
}

var columns = []string{"problem", "algorithm", "seed", "n", "best", "us_per_trial"}

// run does the comparison, and prints what came of it.
func (s *settings) run(ctx context.Context, w io.Writer) error {
	if s.cost {
		return costs(ctx, w, s.contenders, workloads)
	}
	var out *csv.Writer
	if s.csv != "" {
		f, err := os.Create(s.csv)
		if err != nil {
			return fmt.Errorf("-csv: %w", err)
		}
		defer f.Close()
		out = csv.NewWriter(f)
		if err := out.Write(columns); err != nil {
			return err
		}
	}
	var rows []row
	refused, err := s.campaign.run(ctx, func(more []row) error {
		rows = append(rows, more...)
		if out == nil {
			return nil
		}
		for _, r := range more {
			err := out.Write([]string{r.problem, r.algorithm, strconv.Itoa(r.seed), strconv.Itoa(r.n),
				strconv.FormatFloat(r.best, 'g', -1, 64), strconv.FormatFloat(r.micros, 'f', 3, 64)})
			if err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	if err != nil {
		return err
	}
	if err := print(w, summarize(rows), s.contenders, s.peers); err != nil {
		return err
	}
	if err := printTargets(w, rows); err != nil {
		return err
	}
	if len(refused) > 0 {
		fmt.Fprintln(w)
	}
	for _, r := range refused {
		why, more, _ := strings.Cut(r.why.Error(), "\n")
		if more != "" {
			why += fmt.Sprintf(" (and %d more)", 1+strings.Count(more, "\n"))
		}
		fmt.Fprintf(w, "not run: %s on %s: %s\n", r.algorithm, r.problem, why)
	}
	if len(rows) == 0 {
		return errors.New("no algorithm takes any of the problems")
	}
	return nil
}

// keys lists the keys of a map.
func keys[V any](m map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
