// The processor time of this thread, so that other work on the machine does not
// count.

package main

import (
	"syscall"
	"time"
	"unsafe"
)

// clock is the processor time that the calling thread has used.
func clock() time.Duration {
	const threadCPU = 3 // CLOCK_THREAD_CPUTIME_ID
	var t syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadCPU, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		panic("clock_gettime: " + errno.Error()) // Linux has had it since 2.6
	}
	return time.Duration(t.Nano())
}
