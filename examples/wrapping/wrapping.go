// Three libraries made symbolic, each by what stands here and nothing else: a
// tagged function over its constructor, or a tagged type over its struct.

package main

import (
	"github.com/andybalholm/brotli"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/klauspost/compress/zstd"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// NewZstd makes an encoder of a library that is set up by option functions: a
// parameter an option.
//
//pg:symbolic
//pg:oneof level zstd.SpeedFastest zstd.SpeedDefault zstd.SpeedBetterCompression
//pg:oneof window 1<<12 1<<16 1<<20
//pg:oneof literals
//pg:oneof checksum
func NewZstd(level zstd.EncoderLevel, window int, literals, checksum bool) (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(level), zstd.WithWindowSize(window),
		zstd.WithAllLitEntropyCompression(literals), zstd.WithEncoderCRC(checksum))
}

// Brotli is a library's struct of settings.
//
//pg:symbolic
//pg:int Quality 2 9
//pg:int LGWin 10 18
type Brotli brotli.WriterOptions

// NewCache is a constructor with plain parameters. How much of the cache is for
// what was asked for once, and how much it remembers of what it dropped, are
// ratios of its size.
//
//pg:symbolic
//pg:float recent 0.05 0.95 step=0.05
//pg:float ghost 0.05 0.95 step=0.05
func NewCache(size int, recent, ghost float64) (*lru.TwoQueueCache[string, int], error) {
	return lru.New2QParams[string, int](size, recent, ghost)
}
