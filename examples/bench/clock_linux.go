// Processor time, so that other work on the machine does not
// count.

package main

import (
	"syscall"
	"time"
	"unsafe"
)

// clock is the processor time that the calling thread has used.
func clock() time.Duration { return clockOf(3) } // CLOCK_THREAD_CPUTIME_ID

// processClock is what all threads have used, the garbage collector's among them.
func processClock() time.Duration { return clockOf(2) } // CLOCK_PROCESS_CPUTIME_ID

func clockOf(id uintptr) time.Duration {
	var t syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, id, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		panic("clock_gettime: " + errno.Error()) // Linux has had it since 2.6
	}
	return time.Duration(t.Nano())
}
