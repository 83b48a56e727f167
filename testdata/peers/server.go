// Package peers sets pgen beside the libraries that copy, compare and diff Go
// values: see README.md.
//
// +kubebuilder:object:generate=true
package peers

import "time"

//go:generate go tool pgen
//go:generate go run sigs.k8s.io/controller-tools/cmd/controller-gen@v0.23.0 object paths=.

// A Server has twenty fields, among them a struct, pointers to structs, slices
// and maps, some with more of the kind inside.
//
//pg:symbolic
type Server struct {
	Name     string
	Addr     string
	Port     int
	Workers  int           //pg:int 1 64 log
	Timeout  time.Duration //pg:int 1e6 1e9 log step=1e6
	Idle     time.Duration
	Retries  uint8
	Backoff  float64 //pg:float 1 4
	Jitter   float64 //pg:float 1e-3 1 log
	Compress bool    //pg:oneof
	HTTP2    bool    //pg:oneof
	Level    Level   //pg:oneof
	Tags     []string
	Order    []int //pg:permute 1 2 3 4
	Secret   []byte
	Headers  map[string]string
	Limits   Limits
	Cache    *Cache
	Backends []Backend
	Routes   map[string]*Route
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
	Burst   int
}

// A Cache keeps answers.
//
//pg:symbolic
type Cache struct {
	Entries int    //pg:int 1<<10 1<<20 log
	Policy  string //pg:oneof "lru" "lfu" "arc"
	TTL     time.Duration
	Next    *Cache
}

// A Backend answers for a Server.
//
//pg:symbolic
type Backend struct {
	Host   string
	Weight float64 //pg:float 0 1 step=0.125
	Labels map[string]string
	Limits Limits
}

// A Route says which backends answer for a prefix.
//
//pg:symbolic
type Route struct {
	Prefix   string
	Backends []int
	Rewrite  *string
}

// NewServer returns the Server from which the tests and benchmarks start.
func NewServer() *Server {
	limits := Limits{Conns: 256, Headers: 32, Body: 1 << 20, Burst: 64}
	rewrite := "/v2"
	return &Server{
		Name: "front", Addr: "203.0.113.7", Port: 8443, Workers: 8,
		Timeout: 250 * time.Millisecond, Idle: time.Minute,
		Retries: 3, Backoff: 2, Jitter: 0.1, Compress: true, HTTP2: true, Level: Info,
		Tags:    []string{"eu", "prod", "edge"},
		Order:   []int{1, 2, 3, 4},
		Secret:  []byte("0123456789abcdef"),
		Headers: map[string]string{"Server": "front", "Vary": "Accept", "X-Frame-Options": "DENY"},
		Limits:  limits,
		Cache: &Cache{Entries: 4096, Policy: "lru", TTL: time.Minute,
			Next: &Cache{Entries: 1 << 20, Policy: "arc", TTL: time.Hour}},
		Backends: []Backend{
			{Host: "a.example", Weight: 0.5, Labels: map[string]string{"zone": "1", "disk": "ssd"}, Limits: limits},
			{Host: "b.example", Weight: 0.25, Labels: map[string]string{"zone": "2"}, Limits: limits},
			{Host: "c.example", Weight: 0.25, Labels: map[string]string{"zone": "1"}, Limits: limits},
		},
		Routes: map[string]*Route{
			"api":  {Prefix: "/api", Backends: []int{0, 1}, Rewrite: &rewrite},
			"site": {Prefix: "/", Backends: []int{2}},
		},
	}
}

// A pair is two Servers to be compared.
type pair struct{ a, b *Server }

// equal is the pair that costs most to compare: nothing differs and nothing is
// in the same memory.
func equal() pair { return pair{NewServer(), NewServer()} }

// one is a pair that differs by one value inside.
func one() pair {
	p := equal()
	p.b.Cache.Next.Entries = 1 << 19
	return p
}

// several is a pair that differs at every depth, by an added element and an
// added and a missing key, too.
func several() pair {
	p := equal()
	p.b.Workers = 16
	p.b.Jitter = 0.2
	p.b.Tags = append(p.b.Tags, "canary")
	p.b.Limits.Conns = 512
	p.b.Backends[1].Weight = 0.375
	p.b.Backends[0].Labels["zone"] = "3"
	p.b.Headers["Via"] = "front"
	delete(p.b.Headers, "Vary")
	p.b.Routes["api"].Backends[1] = 2
	*p.b.Routes["api"].Rewrite = "/v3"
	return p
}
