// How well an encoder does.

package main

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A result is what was measured of one encoder.
type result struct {
	Ratio  float64 // bytes in for each byte out
	Encode float64 // MB/s of input, on one core
	Decode float64 // MB/s of output, on one core
}

// passes is how often an encoder is timed. The fastest pass counts: whatever
// else the machine does can only slow one down.
const passes = 3

// measure compresses data with the encoder that c makes and checks that it
// comes back.
func measure(c *NewEncoderCall, data []byte) (result, error) {
	enc, err := c.Call()
	if err != nil {
		return result{}, err
	}
	defer enc.Close()
	var packed bytes.Buffer
	packed.Grow(len(data))
	fastest, err := fastestOf(func() error {
		packed.Reset()
		enc.Reset(&packed)
		if _, err := enc.Write(data); err != nil {
			return err
		}
		return enc.Close()
	})
	if err != nil {
		return result{}, fmt.Errorf("encode: %w", err)
	}
	r := result{Ratio: float64(len(data)) / float64(packed.Len()), Encode: speed(data, fastest)}

	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return result{}, err
	}
	defer dec.Close()
	unpacked := make([]byte, 0, len(data))
	fastest, err = fastestOf(func() (err error) {
		unpacked, err = dec.DecodeAll(packed.Bytes(), unpacked[:0])
		return err
	})
	if err != nil {
		return result{}, fmt.Errorf("decode: %w", err)
	}
	if !bytes.Equal(unpacked, data) {
		return result{}, errors.New("decode: what came out is not what went in")
	}
	r.Decode = speed(data, fastest)
	return r, nil
}

func speed(data []byte, d time.Duration) float64 {
	return float64(len(data)) / 1e6 / max(d.Seconds(), 1e-9)
}

// fastestOf returns how long the fastest of some passes took.
func fastestOf(pass func() error) (time.Duration, error) {
	runtime.GC() // what others left must not be cleaned up at this one's cost
	var fastest time.Duration
	for i := range passes {
		start := time.Now()
		if err := pass(); err != nil {
			return 0, err
		}
		if took := time.Since(start); i == 0 || took < fastest {
			fastest = took
		}
	}
	return fastest, nil
}

// reward ranks encoders by ratio, under the condition that they are as fast as
// the floor. Those that are not come after all that are, the nearer to the
// floor the better, so that a search is led towards it (the feasibility rules
// of Deb, "An efficient constraint handling method for genetic algorithms",
// 2000). A ratio is above 0, so rewards below 0 are free for them.
func (r result) reward(floor float64) float64 {
	if r.Encode < floor {
		return r.Encode/floor - 1
	}
	return r.Ratio
}
