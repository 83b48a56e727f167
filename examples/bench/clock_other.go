//go:build !linux

// The time that passes, where processor time isn't known.

package main

import "time"

var start = time.Now()

// clock and processClock are the time since the program began.
func clock() time.Duration        { return time.Since(start) }
func processClock() time.Duration { return time.Since(start) }
