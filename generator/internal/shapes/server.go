// Package shapes holds tagged types of many shapes. Its tests hold the code
// generated for them to the laws of the algebra, and to the time a person's
// code takes.
package shapes

import "time"

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// A Server is the twenty-field nested struct of the benchmarks: half of its
// fields are decisions, some of them deeper down.
//
//pg:symbolic
type Server struct {
	Name     string
	Port     int
	Workers  int           //pg:int 1 64 log
	Timeout  time.Duration //pg:int 1e6 1e9 log step=1e6
	Backoff  float64       //pg:float 1 4
	Jitter   float64       //pg:float 1e-3 1 log
	Compress bool          //pg:oneof
	Level    Level         //pg:oneof
	Tags     []string
	Limits   Limits
	Cache    *Cache
	Backends []Backend
	Order    []int //pg:permute 1 2 3 4
}

// A Level is how much a Server writes to its log.
type Level int

// The levels.
const (
	Quiet Level = iota
	Info
	Debug
)

// Limits are what a Server accepts.
//
//pg:symbolic
type Limits struct {
	Conns   int //pg:oneof 128 256 512 1024
	Headers int //pg:int 4 64
	Body    int64
}

// A Cache keeps answers.
//
//pg:symbolic
type Cache struct {
	Entries int    //pg:int 1<<10 1<<20 log
	Policy  string //pg:oneof "lru" "lfu" "arc"
	TTL     [2]time.Duration
}

// A Backend answers for a Server.
//
//pg:symbolic
type Backend struct {
	Host   string
	Weight float64 //pg:float 0 1 step=0.125
	Labels map[string]string
}

// NewServer returns the Server that the benchmarks start from.
func NewServer() *Server {
	return &Server{
		Name: "front", Port: 8080, Workers: 8, Timeout: 250 * time.Millisecond,
		Backoff: 2, Jitter: 0.1, Compress: true, Level: Info,
		Tags:   []string{"eu", "prod"},
		Limits: Limits{Conns: 256, Headers: 32, Body: 1 << 20},
		Cache:  &Cache{Entries: 4096, Policy: "lru", TTL: [2]time.Duration{time.Second, time.Minute}},
		Backends: []Backend{
			{Host: "a", Weight: 0.5, Labels: map[string]string{"zone": "1"}},
			{Host: "b", Weight: 0.25},
		},
		Order: []int{1, 2, 3, 4},
	}
}
