//go:build !linux

// The time that passes, where that of a thread alone isn't known.

package main

import "time"

var start = time.Now()

// clock is the time since the program began.
func clock() time.Duration { return time.Since(start) }
