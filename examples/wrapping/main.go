// Wrapping finds settings of three libraries that nobody wrote for being
// searched: how an encoder of zstd and one of brotli make source code smallest,
// and how a cache of the identifiers in it misses least.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/andybalholm/brotli"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/klauspost/compress/zstd"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

func main() {
	text, err := source("encoding/json")
	if err == nil {
		err = run(context.Background(), os.Stdout, text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "wrapping:", err)
		os.Exit(1)
	}
}

// run searches all three.
func run(ctx context.Context, out io.Writer, text []byte) error {
	fmt.Fprintf(out, "%d bytes of source code\n", len(text))
	names := identifiers(text)
	zstdBytes := func(c *NewZstdCall) (float64, error) { return zstdSize(c, text) }
	if err := find(ctx, out, "zstd, bytes", defaultZstd(), search.Grid(), zstdBytes); err != nil {
		return err
	}
	brotliBytes := func(b *Brotli) (float64, error) { return brotliSize(b, text) }
	if err := find(ctx, out, "brotli, bytes", defaultBrotli(), search.Grid(), brotliBytes); err != nil {
		return err
	}
	cacheMisses := func(c *NewCacheCall) (float64, error) { return misses(c, names) }
	return find(ctx, out, "cache, misses", defaultCache(), evolution.Regularized(), cacheMisses)
}

// What the libraries do when they are told nothing.

func defaultZstd() *NewZstdCall {
	return &NewZstdCall{Level: zstd.SpeedDefault, Window: 1 << 20, Checksum: true}
}

func defaultBrotli() *Brotli { return &Brotli{Quality: brotli.DefaultCompression, LGWin: 18} }

func defaultCache() *NewCacheCall {
	return &NewCacheCall{Size: 128, Recent: lru.Default2QRecentRatio, Ghost: lru.Default2QGhostEntries}
}

// find searches for the program of which there is least, and prints by what it
// differs from the one to start with.
func find[P any](ctx context.Context, out io.Writer, what string, base interface {
	pg.Program[P]
	Clone() P
}, a search.Algorithm, measure func(P) (float64, error)) error {
	before, err := measure(base.Clone())
	if err != nil {
		return fmt.Errorf("%s: as it is: %w", what, err)
	}
	best, err := pg.Minimize(ctx, base, a, measure, pg.Trials(100), pg.Seed(1), pg.Silent())
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	_, err = fmt.Fprintf(out, "\n%s: %.0f, by default %.0f\n%s\n%v", what, best.Reward, before, pg.Show(best.Program), best.Changes)
	return err
}
