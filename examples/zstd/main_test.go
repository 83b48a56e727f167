package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pgen-go/pgen/runtime/study"
)

// text is n bytes of made-up lines, some of which come again far later.
func text(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	var lines [][]byte
	for range 50 {
		line := make([]byte, 20+rng.IntN(60))
		for i := range line {
			line[i] = byte('a' + rng.IntN(16))
		}
		lines = append(lines, append(line, '\n'))
	}
	var b []byte
	for len(b) < n {
		b = append(b, lines[rng.IntN(len(lines))]...)
		b = fmt.Appendf(b, "%d\n", rng.IntN(1000))
	}
	return b[:n]
}

func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i, part := range slices.Collect(slices.Chunk(text(300_000), 20_000)) {
		path := filepath.Join(dir, fmt.Sprint("sub", i%3), fmt.Sprint(i))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, part, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Every configuration makes an encoder whose output comes back, and the
// defaults are the library's own.
func TestConfigurations(t *testing.T) {
	data := text(50_000)
	base := defaults()
	if n := base.Space().Size().Int64(); n != 432 {
		t.Errorf("expected 432 configurations, got %d", n)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		d := base.Space().Random(rng)
		c, err := base.Materialize(d)
		if err != nil {
			t.Fatal(err)
		}
		r, err := measure(c, data)
		if err != nil {
			t.Fatalf("%+v: %v", *c, err)
		}
		if r.Ratio <= 1 || r.Encode <= 0 || r.Decode <= 0 {
			t.Errorf("%+v: expected data to get smaller at some speed, got %+v", *c, r)
		}
		if e, err := base.Encode(c); err != nil || !e.Equal(d) {
			t.Errorf("%+v: expected %v, got %v, error %v", *c, d, e, err)
		}
	}
}

// Below the floor, nearer is better; above it, the ratio counts; and anything
// above is better than anything below.
func TestReward(t *testing.T) {
	const floor = 100
	ranked := []result{
		{Ratio: 9, Encode: 10},
		{Ratio: 2, Encode: 99},
		{Ratio: 1.001, Encode: 100},
		{Ratio: 1.5, Encode: 5000},
		{Ratio: 4, Encode: 101},
	}
	if !slices.IsSortedFunc(ranked, func(a, b result) int {
		if a.reward(floor) < b.reward(floor) {
			return -1
		}
		return 1
	}) {
		t.Errorf("expected rising rewards of %+v", ranked)
	}
}

func TestRun(t *testing.T) {
	dir := folder(t)
	history, table := filepath.Join(t.TempDir(), "h.json"), filepath.Join(t.TempDir(), "h.csv")
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), []string{"-trials", "12", "-size", "1", "-json", history, "-csv", table, dir}, &stdout, &stderr); err != nil {
		t.Fatal(err, stderr.String())
	}
	for _, want := range []string{"15 files of " + dir, "432 configurations", "found     NewEncoderCall{", "measured again", "12 trials, seed 1"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("expected %q in\n%s", want, stdout.String())
		}
	}
	if !strings.Contains(stderr.String(), "12 trials in ") {
		t.Errorf("expected progress, got %q", stderr.String())
	}
	f, err := os.Open(table)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := csv.NewReader(f).ReadAll(); err != nil || len(rows) != 13 {
		t.Errorf("expected a table of a header and 12 trials, got %d rows, error %v", len(rows), err)
	}

	before := read(t, history)
	best := before.Best()
	if floor := best.Measures[floorMeasure]; best.Reward > 0 && best.Measures["encode MB/s"] < floor {
		t.Errorf("expected the best to be as fast as the floor of %v, got %+v", floor, best.Measures)
	}
	// The search goes on where it ended, and towards the same floor.
	if err := run(t.Context(), []string{"-trials", "15", "-size", "1", "-resume", history, "-json", history, dir}, &stdout, &stderr); err != nil {
		t.Fatal(err, stderr.String())
	}
	after := read(t, history)
	if len(after.Trials) != 15 {
		t.Errorf("expected 15 trials, got %d", len(after.Trials))
	}
	for i, tr := range before.Trials {
		if !after.Trials[i].DNA.Equal(tr.DNA) || after.Trials[i].Reward != tr.Reward {
			t.Errorf("trial %d: expected it kept", i)
		}
	}
	if a, b := after.Trials[14].Measures[floorMeasure], best.Measures[floorMeasure]; a != b {
		t.Errorf("expected the floor %v again, got %v", b, a)
	}
}

func read(t *testing.T, path string) *study.History {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h := new(study.History)
	if err := json.Unmarshal(data, h); err != nil {
		t.Fatal(err)
	}
	return h
}

// Ctrl-C leaves the best so far.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	dir := folder(t)
	history := filepath.Join(t.TempDir(), "h.json")
	seen := writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "looking for") {
			cancel()
		}
		return stdout.Write(p)
	})
	err := run(ctx, []string{"-size", "1", "-json", history, dir}, seen, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "stopped before the first trial was measured: context canceled") {
		t.Errorf("expected to be told that nothing was measured, got %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWrongUse(t *testing.T) {
	empty, broken := t.TempDir(), filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"algorithm":`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		err    string
		stderr string
	}{
		{[]string{"a", "b"}, "wrong use", "zstd: expected one folder, got 2\n"},
		{[]string{"-trials", "0"}, "wrong use", "zstd: -trials: expected 1 or more, got 0\n"},
		{[]string{"-size", "-3"}, "wrong use", "zstd: -size: expected 1 to 1048576 MB, got -3\n"},
		{[]string{"-size", "99999999999999"}, "wrong use", "zstd: -size: expected 1 to 1048576 MB, got 99999999999999\n"},
		{[]string{"-floor", "-1"}, "wrong use", "zstd: -floor: expected a speed, got -1 MB/s\n"},
		{[]string{"-floor", "NaN"}, "wrong use", "zstd: -floor: expected a speed, got NaN MB/s\n"},
		{[]string{"-flor", "1"}, "wrong use", "flag provided but not defined: -flor\n"},
		{[]string{filepath.Join(empty, "none")}, "stat " + filepath.Join(empty, "none") + ": no such file or directory", ""},
		{[]string{empty}, empty + ": expected files to compress, got none with anything in it", ""},
		{[]string{broken}, broken + ": expected a folder, got a file", ""},
		{[]string{"-resume", broken}, broken + ": unexpected end of JSON input", ""},
	} {
		var stdout, stderr bytes.Buffer
		err := run(t.Context(), c.args, &stdout, &stderr)
		if err == nil || err.Error() != c.err || !strings.HasPrefix(stderr.String(), c.stderr) {
			t.Errorf("%v: expected the error %q and %q, got %v and %q", c.args, c.err, c.stderr, err, stderr.String())
		}
	}
}

// locked is a folder in which some files and folders can't be opened.
type locked struct {
	fs.FS
	names []string
}

func (l locked) Open(name string) (fs.File, error) {
	if slices.Contains(l.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

// What can't be read doesn't keep the rest from being read.
func TestCorpusLeavesOut(t *testing.T) {
	files := fstest.MapFS{
		"b/two": {Data: []byte("22")}, "a/one": {Data: []byte("1")}, "none": {}, "secret/x": {Data: []byte("x")}, "mine": {Data: []byte("m")},
		"link": {Data: []byte("nowhere"), Mode: fs.ModeSymlink}, "pipe": {Mode: fs.ModeNamedPipe},
	}
	c, err := corpus(locked{files, []string{"secret", "mine"}}, MB)
	if err != nil {
		t.Fatal(err)
	}
	if string(c.data) != "122" || c.files != 3 || len(c.left) != 2 {
		t.Errorf("expected 122 of 3 files and 2 left out, got %q of %d files and %v", c.data, c.files, c.left)
	}
	if c, err = corpus(files, 2); err != nil || len(c.data) != 2 {
		t.Errorf("expected 2 bytes, got %q, error %v", c.data, err)
	}
	_, err = corpus(locked{files, []string{"b", "a", "secret", "mine"}}, MB)
	if err == nil || !strings.HasPrefix(err.Error(), "expected files to compress, got none with anything in it\nopen ") || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("expected to be told what can't be read, got %v", err)
	}
	if _, err = corpus(locked{files, []string{"."}}, MB); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("expected to be told that the folder can't be read, got %v", err)
	}
}

// A file that can't be written doesn't cost the rest of what was found.
func TestUnwritable(t *testing.T) {
	dir, history := folder(t), filepath.Join(t.TempDir(), "h.json")
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), []string{"-trials", "2", "-size", "1", "-csv", filepath.Join(dir, "none", "h.csv"), "-json", history, dir}, &stdout, &stderr)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("expected to be told that the table wasn't written, got %v", err)
	}
	if !strings.Contains(stdout.String(), "measured again") || len(read(t, history).Trials) != 2 {
		t.Errorf("expected the history and the report, got\n%s", stdout.String())
	}
}
