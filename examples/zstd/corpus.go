// The files to compress.

package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
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

// corpus reads files of the folder up to about size bytes: a random choice,
// the same each time, one after the other in the order of their names, as in
// an archive.
func corpus(folder string, size Bytes) (data []byte, files int, err error) {
	if info, err := os.Stat(folder); err != nil {
		return nil, 0, err
	} else if !info.IsDir() {
		return nil, 0, fmt.Errorf("%s: expected a folder, got a file", folder)
	}
	type file struct {
		path string
		size int64
	}
	var all []file
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		all = append(all, file{path, info.Size()})
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	total := int64(0)
	for i, f := range all {
		if total >= int64(size) {
			all = all[:i]
			break
		}
		total += f.size
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	for _, f := range all {
		text, err := os.ReadFile(f.path)
		if err != nil {
			return nil, 0, err
		}
		data = append(data, text...)
	}
	if len(data) > int(size) {
		data = data[:size] // a single file may be larger than all there should be
	}
	if len(data) == 0 {
		return nil, 0, fmt.Errorf("%s: expected files to compress, got none with anything in it", folder)
	}
	return data, len(all), nil
}
