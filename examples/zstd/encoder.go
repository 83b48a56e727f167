// What may vary about an encoder: the library's constructor, wrapped in a
// tagged function. The library itself is not touched.

package main

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// NewEncoder returns an encoder of github.com/klauspost/compress/zstd. pgen
// makes NewEncoderCall of it, the struct of its parameters: that is the
// program searched, and its method Call makes the encoder.
//
//pg:symbolic
//pg:oneof level
//pg:oneof window 64*KB 256*KB 1*MB 2*MB 4*MB 8*MB 16*MB 32*MB 64*MB
//pg:oneof literals
//pg:oneof checksum
//pg:oneof lean
func NewEncoder(level zstd.EncoderLevel, window Bytes, literals Literals, checksum, lean bool) (*zstd.Encoder, error) {
	return zstd.NewWriter(nil,
		zstd.WithEncoderConcurrency(1), // so that speed is that of one core
		zstd.WithEncoderLevel(level),
		zstd.WithWindowSize(int(window)),
		zstd.WithAllLitEntropyCompression(literals == Always),
		zstd.WithNoEntropyCompression(literals == Never),
		zstd.WithEncoderCRC(checksum),
		zstd.WithLowerEncoderMem(lean),
	)
}

// defaults are what the library does when it is told nothing.
func defaults() *NewEncoderCall {
	return &NewEncoderCall{Level: zstd.SpeedDefault, Window: 8 * MB, Literals: WherePaying, Checksum: true}
}

// Literals says when the bytes that match nothing earlier are entropy-coded.
// The library has two options for it, which only make sense in these
// combinations.
type Literals string

// The combinations.
const (
	WherePaying Literals = "where it pays"
	Always      Literals = "always"
	Never       Literals = "never"
)

// Bytes is an amount of memory.
type Bytes int

// Units of memory.
const (
	KB Bytes = 1 << 10
	MB Bytes = 1 << 20
)

// String returns the amount in the largest unit that is not larger.
func (b Bytes) String() string {
	switch {
	case b >= MB && b%MB == 0:
		return fmt.Sprintf("%d MB", b/MB)
	case b >= KB && b%KB == 0:
		return fmt.Sprintf("%d KB", b/KB)
	}
	return fmt.Sprintf("%d B", int(b))
}
