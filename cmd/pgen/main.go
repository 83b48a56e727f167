// Pgen makes tagged Go code symbolic and searchable.
//
// Usage:
//
//	pgen [-check | -diff] [-v] [-tags list] [packages]
//	pgen init [-type T,U] [package]
//	pgen explain [-tags list] [package.]Type
//	pgen help [directives | directive]
//	pgen version
//
// Without a command pgen writes pg_gen.go for each package that has //pg:
// directives. The default package is the one in the current folder, where go
// generate runs it.
//
// Exit status 1 says that the input is in error or, with -check, that a file
// is stale; 2 that pgen was used wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/pgen-go/pgen/annotations"
	"github.com/pgen-go/pgen/generator"
)

const usage = `Usage:

	pgen [-check | -diff] [-v] [-tags list] [packages]   write pg_gen.go for tagged packages (default: .)
	pgen init [-type T,U] [package]                      add the go:generate line, and tags to types and functions
	pgen explain [-tags list] [package.]Type             draw the space of a tagged type as a tree with sizes
	pgen help [directives | NAME]                        this text, the table of directives, or one directive
	pgen version                                         which pgen this is

Flags:

	-check   write nothing; exit with status 1 and list the files that are stale
	-diff    write nothing; show how the files would change
	-v       say what is done and how long it took
	-tags    build tags, separated by commas
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// errUsage marks wrong use, which has exit status 2.
var errUsage = errors.New("wrong use")

// run is pgen with its arguments and outputs given. It returns the exit
// status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var err error
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "init":
		err = runInit(ctx, args[1:], stdout)
	case "explain":
		err = runExplain(ctx, args[1:], stdout)
	case "help", "-h", "-help", "--help":
		err = runHelp(args[1:], stdout)
	case "version", "-version", "--version":
		if len(args) > 1 {
			err = fmt.Errorf("%w: version takes no arguments, got %s", errUsage, strings.Join(args[1:], " "))
			break
		}
		fmt.Fprintln(stdout, version())
	default:
		err = runGenerate(ctx, args, stdout, stderr)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "pgen: %v\n\n%s", strings.TrimPrefix(err.Error(), errUsage.Error()+": "), usage)
		return 2
	case errors.Is(err, errStale):
		return 1
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "pgen: interrupted")
		return 1
	}
	var errs generator.Errors
	if !errors.As(err, &errs) {
		fmt.Fprintln(stderr, "pgen:", err)
	}
	for _, err := range errs {
		if err.Pos.Filename == "" {
			fmt.Fprint(stderr, "pgen: ")
		}
		fmt.Fprintln(stderr, err)
	}
	return 1
}

var errStale = errors.New("stale")

// flags returns a flag set that leaves reporting to run.
func flags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

func parse(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return fmt.Errorf("%w: %v", errUsage, err)
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func runGenerate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flags("pgen")
	check := fs.Bool("check", false, "")
	show := fs.Bool("diff", false, "")
	verbose := fs.Bool("v", false, "")
	tags := fs.String("tags", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	patterns := fs.Args()
	for _, p := range patterns {
		if p == "check" || p == "diff" || p == "generate" {
			if _, err := os.Stat(p); err != nil {
				return fmt.Errorf("%w: unknown command %s", errUsage, p)
			}
		}
		if strings.HasSuffix(p, ".go") {
			return fmt.Errorf("%w: a package is generated for as a whole, got the file %s: give its folder, %s", errUsage, p, folder(p))
		}
		if strings.HasPrefix(p, "-") {
			return fmt.Errorf("%w: flags go before packages, got %s after one", errUsage, p)
		}
	}
	start := time.Now()
	files, err := generator.Generate(ctx, generator.Config{Tags: split(*tags)}, patterns...)
	if err != nil {
		return err
	}
	stale := 0
	for _, f := range files {
		name := relative(f.Path)
		if !f.Stale() {
			if *verbose {
				fmt.Fprintf(stderr, "%s: up to date\n", name)
			}
			continue
		}
		stale++
		switch {
		case *show:
			stdout.Write(diff.Diff(name, f.Have, name+" (new)", f.Want))
		case *check:
			fmt.Fprintln(stdout, name)
		default:
			if err := f.Write(); err != nil {
				return err
			}
			if *verbose && f.Want == nil {
				fmt.Fprintf(stderr, "%s: removed, for nothing is tagged any more\n", name)
			} else if *verbose {
				fmt.Fprintf(stderr, "%s: written\n", name)
			}
		}
	}
	if *verbose {
		fmt.Fprintf(stderr, "%s generated, %d changed, in %v\n", count(len(files)), stale, time.Since(start).Round(time.Millisecond))
	}
	if *check && stale > 0 {
		fmt.Fprintf(stderr, "pgen: %s stale: run go generate\n", count(stale))
		return errStale
	}
	return nil
}

func runInit(ctx context.Context, args []string, stdout io.Writer) error {
	fs := flags("pgen init")
	types := fs.String("type", "", "")
	tags := fs.String("tags", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 1 {
		return fmt.Errorf("%w: init takes one package, got %s", errUsage, strings.Join(fs.Args(), " "))
	}
	pattern := "."
	if fs.NArg() == 1 {
		pattern = fs.Arg(0)
	}
	files, err := generator.Tag(ctx, generator.Config{Tags: split(*tags)}, pattern, split(*types)...)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Stale() {
			if err := f.Write(); err != nil {
				return err
			}
			fmt.Fprintln(stdout, relative(f.Path))
		}
	}
	return nil
}

func runExplain(ctx context.Context, args []string, stdout io.Writer) error {
	fs := flags("pgen explain")
	tags := fs.String("tags", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return fmt.Errorf("%w: explain takes one [package.]Type, got %d arguments", errUsage, fs.NArg())
	}
	x, err := generator.Explain(ctx, generator.Config{Tags: split(*tags)}, fs.Arg(0))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(stdout, x)
	return err
}

func runHelp(args []string, stdout io.Writer) error {
	switch {
	case len(args) == 0:
		_, err := fmt.Fprint(stdout, "Pgen makes tagged Go code symbolic and searchable.\n\n", usage)
		return err
	case len(args) > 1:
		return fmt.Errorf("%w: help takes one topic, got %s", errUsage, strings.Join(args, " "))
	}
	if err := annotations.Help(stdout, args[0]); err != nil {
		return fmt.Errorf("%w: %v", errUsage, err)
	}
	return nil
}

func version() string {
	v := "(devel)"
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Path == "github.com/pgen-go/pgen" && info.Main.Version != "" {
		v = info.Main.Version
	}
	if ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/pgen-go/pgen" {
				v = m.Version
			}
		}
		return "pgen " + v + " " + info.GoVersion
	}
	return "pgen " + v
}

// count says how many files.
func count(files int) string {
	if files == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", files)
}

// folder is the pattern of the package that a file belongs to.
func folder(file string) string {
	dir := filepath.ToSlash(filepath.Dir(file))
	if dir == "." || filepath.IsAbs(dir) || strings.HasPrefix(dir, "..") {
		return dir
	}
	return "./" + strings.TrimPrefix(dir, "./")
}

// relative shortens a path below the current folder.
func relative(path string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
			return rel
		}
	}
	return path
}
