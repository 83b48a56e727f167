// The problems: published ones, whose shortest tours are known.

package main

import "math"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// Burma is a tour of the 14 cities of TSPLIB's burma14.
//
//pg:symbolic
type Burma struct {
	Tour []int //pg:permute 0 1 2 3 4 5 6 7 8 9 10 11 12 13
}

// Ulysses is a tour of the 22 places of TSPLIB's ulysses22, where Homer sent
// Odysseus.
//
//pg:symbolic
type Ulysses struct {
	Tour []int //pg:permute 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21
}

func (b *Burma) length() float64   { return burma14.length(b.Tour) }
func (u *Ulysses) length() float64 { return ulysses22.length(u.Tour) }

// A problem has places by latitude and longitude, in degrees and minutes as
// digits before and after the point (Reinelt, "TSPLIB – A Traveling Salesman
// Problem Library", ORSA Journal on Computing, 1991).
type problem struct {
	places  [][2]float64
	optimum float64 // length of the shortest tour, in km
}

var burma14 = problem{
	optimum: 3323,
	places: [][2]float64{
		{16.47, 96.10}, {16.47, 94.44}, {20.09, 92.54}, {22.39, 93.37}, {25.23, 97.24},
		{22.00, 96.05}, {20.47, 97.02}, {17.20, 96.29}, {16.30, 97.38}, {14.05, 98.12},
		{16.53, 97.38}, {21.52, 95.59}, {19.41, 97.13}, {20.09, 94.55},
	},
}

var ulysses22 = problem{
	optimum: 7013,
	places: [][2]float64{
		{38.24, 20.42}, {39.57, 26.15}, {40.56, 25.32}, {36.26, 23.12}, {33.48, 10.54},
		{37.56, 12.19}, {38.42, 13.11}, {37.52, 20.44}, {41.23, 9.10}, {41.17, 13.05},
		{36.08, -5.21}, {38.47, 15.13}, {38.15, 15.35}, {37.51, 15.17}, {35.49, 14.32},
		{39.36, 19.56}, {38.09, 24.36}, {36.09, 23.00}, {40.44, 13.57}, {40.33, 14.15},
		{40.37, 14.23}, {37.57, 22.56},
	},
}

// length is that of the closed tour, in km.
func (p problem) length(tour []int) float64 {
	sum := 0.0
	for i, to := range tour {
		sum += p.distance(tour[(i+len(tour)-1)%len(tour)], to)
	}
	return sum
}

// distance is TSPLIB's GEO: whole km on a sphere of the radius it gives, with
// the value of pi it gives.
func (p problem) distance(a, b int) float64 {
	const (
		radius = 6378.388
		pi     = 3.141592
	)
	radians := func(x float64) float64 {
		degrees := math.Trunc(x)
		return pi * (degrees + 5*(x-degrees)/3) / 180
	}
	latA, lonA := radians(p.places[a][0]), radians(p.places[a][1])
	latB, lonB := radians(p.places[b][0]), radians(p.places[b][1])
	q1, q2, q3 := math.Cos(lonA-lonB), math.Cos(latA-latB), math.Cos(latA+latB)
	return math.Trunc(radius*math.Acos(0.5*((1+q1)*q2-(1-q1)*q3)) + 1)
}
