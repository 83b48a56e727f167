// What is measured: exact numbers that depend on the text alone, not on time.

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/andybalholm/brotli"
)

// source returns the Go files of a package of the standard library.
func source(pkg string) ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("ask the go command for its source tree: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), "src", pkg, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("expected Go files of package %s, found none", pkg)
	}
	var text []byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		text = append(text, b...)
	}
	return text, nil
}

// zstdSize returns how many bytes the text takes.
func zstdSize(c *NewZstdCall, text []byte) (float64, error) {
	w, err := c.Call()
	if err != nil {
		return 0, err
	}
	n := len(w.EncodeAll(text, nil))
	return float64(n), w.Close()
}

// brotliSize returns how many bytes the text takes.
func brotliSize(b *Brotli, text []byte) (float64, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions(*b))
	if _, err := w.Write(text); err != nil {
		return 0, err
	}
	err := w.Close()
	return float64(out.Len()), err
}

// misses returns how often the cache doesn't have the next name.
func misses(c *NewCacheCall, names []string) (float64, error) {
	cache, err := c.Call()
	if err != nil {
		return 0, err
	}
	n := 0
	for i, name := range names {
		if _, ok := cache.Get(name); !ok {
			n++
			cache.Add(name, i)
		}
	}
	return float64(n), nil
}

var identifier = regexp.MustCompile(`[A-Za-z_]\w*`)

// identifiers returns the words of the text, in order.
func identifiers(text []byte) []string {
	return identifier.FindAllString(string(text), -1)
}
