// The files to compress.

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// goSource returns the folder of the Go source tree of this machine.
func goSource() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("ask the go command for its source tree: %w: name a folder instead", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "src"), nil
}

// A sample is what the encoders are measured on.
type sample struct {
	data  []byte
	files int
	left  []error // why files or folders were left out
}

// corpus reads files of a folder up to about size bytes: a random choice, the
// same each time, one after the other in the order of their names, as in an
// archive. What can't be read is left out.
func corpus(folder fs.FS, size Bytes) (sample, error) {
	var c sample
	var all []string
	err := fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all = append(all, path)
		}
		switch {
		case err != nil && path == ".":
			return err
		case err != nil:
			c.left = append(c.left, err)
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	texts := map[string][]byte{}
	total := 0
	for _, path := range all {
		if total >= int(size) {
			break
		}
		text, err := head(folder, path, int(size)-total)
		if err != nil {
			c.left = append(c.left, err)
			continue
		}
		texts[path] = text
		total += len(text)
	}
	c.files = len(texts)
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		c.data = append(c.data, texts[path]...)
	}
	if len(c.data) == 0 {
		return c, errors.Join(append([]error{errors.New("expected files to compress, got none with anything in it")}, c.left...)...)
	}
	return c, nil
}

// head reads a file, or its beginning if it is longer than most.
func head(folder fs.FS, path string, most int) ([]byte, error) {
	f, err := folder.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(most)))
}
