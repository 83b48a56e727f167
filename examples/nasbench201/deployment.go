// A cell together with the device that it is to run on.

package main

import (
	"fmt"
	"math"
)

// A Deployment is a network that answers requests: how its cells are built, the
// device that it runs on, and how many requests it answers at once.
//
//pg:symbolic
type Deployment struct {
	Device Device //pg:oneof hint=hardware
	Batch  int    //pg:oneof 1 2 4 8 16 32 hint=hardware
	Cell   Cell
}

// A Device is one of those that HW-NAS-Bench has measured.
type Device uint8

// The devices, in the order of the columns of the table.
const (
	EdgeGPU Device = iota
	Raspi4
	EdgeTPU
	Pixel3
	Eyeriss
	FPGA
)

var devices = [...]string{"edgegpu", "raspi4", "edgetpu", "pixel3", "eyeriss", "fpga"}

// String returns the device's name in the table.
func (d Device) String() string {
	if int(d) < len(devices) {
		return devices[d]
	}
	return fmt.Sprintf("Device(%d)", uint8(d))
}

// What is asked of a deployment: that a request is answered within the target,
// with so many of them coming every millisecond.
const (
	target  = 10.0
	arrival = 0.5
)

// shared is the part of the time for one request that requests answered at once
// spend together. The table has no batches; this is an assumption.
const shared = 0.6

// response is how long a request waits for its answer, in milliseconds, where
// one alone takes latency: for the batch to fill, and for it to be answered. It
// is infinite if the device can't keep up.
func (d *Deployment) response(latency float64) float64 {
	batch := float64(d.Batch)
	fill := (batch - 1) / arrival
	answer := latency * (shared + (1-shared)*batch)
	if answer > batch/arrival {
		return math.Inf(1)
	}
	return fill + answer
}

// reward weighs accuracy, in %, against response, in milliseconds, as MnasNet
// does (Tan et al., 2019), with its exponent: below the target there is nothing to
// gain, beyond it something to lose.
func reward(accuracy, response float64) float64 {
	return accuracy * math.Min(1, math.Pow(response/target, -0.07))
}
