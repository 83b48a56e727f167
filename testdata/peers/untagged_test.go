// The same types without methods. Package cmp leaves comparing to a method
// Equal where there is one, and then says of a Server no more than that it
// differs; for it to do the work itself, it gets these.

package peers

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

type server struct {
	Name     string
	Addr     string
	Port     int
	Workers  int
	Timeout  time.Duration
	Idle     time.Duration
	Retries  uint8
	Backoff  float64
	Jitter   float64
	Compress bool
	HTTP2    bool
	Level    Level
	Tags     []string
	Order    []int
	Secret   []byte
	Headers  map[string]string
	Limits   limits
	Cache    *cache
	Backends []backend
	Routes   map[string]*route
}

type limits struct {
	Conns   int
	Headers int
	Body    int64
	Burst   int
}

type cache struct {
	Entries int
	Policy  string
	TTL     time.Duration
	Next    *cache
}

type backend struct {
	Host   string
	Weight float64
	Labels map[string]string
	Limits limits
}

type route struct {
	Prefix   string
	Backends []int
	Rewrite  *string
}

// untagged returns what x is without methods.
func untagged(x *Server) *server {
	text, err := json.Marshal(x)
	if err != nil {
		panic(err)
	}
	y := new(server)
	if err := json.Unmarshal(text, y); err != nil {
		panic(err)
	}
	return y
}

// The untagged types have the same fields, and their values the same in them.
func TestUntagged(t *testing.T) {
	var same func(path string, a, b reflect.Value)
	same = func(path string, a, b reflect.Value) {
		if a.Kind() != b.Kind() {
			t.Fatalf("%s: %s, untagged %s", path, a.Type(), b.Type())
		}
		switch a.Kind() {
		case reflect.Struct:
			if a.NumField() != b.NumField() {
				t.Fatalf("%s: %d fields, untagged %d", path, a.NumField(), b.NumField())
			}
			for i := range a.NumField() {
				name := a.Type().Field(i).Name
				if untagged := b.Type().Field(i).Name; name != untagged {
					t.Fatalf("%s.%s: untagged %s", path, name, untagged)
				}
				same(path+"."+name, a.Field(i), b.Field(i))
			}
		case reflect.Pointer:
			if a.IsNil() != b.IsNil() {
				t.Fatalf("%s: nil on one side", path)
			}
			if !a.IsNil() {
				same(path, a.Elem(), b.Elem())
			}
		case reflect.Slice:
			if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
				t.Fatalf("%s: %v, untagged %v", path, a, b)
			}
			for i := range a.Len() {
				same(path+"[]", a.Index(i), b.Index(i))
			}
		case reflect.Map:
			if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
				t.Fatalf("%s: %v, untagged %v", path, a, b)
			}
			for _, k := range a.MapKeys() {
				if !b.MapIndex(k).IsValid() {
					t.Fatalf("%s: no %v untagged", path, k)
				}
				same(path+"[]", a.MapIndex(k), b.MapIndex(k))
			}
		default:
			if a.Interface() != b.Interface() {
				t.Errorf("%s: %v, untagged %v", path, a, b)
			}
		}
	}
	for _, test := range pairs {
		for _, x := range []*Server{test.pair.a, test.pair.b} {
			same("Server", reflect.ValueOf(x), reflect.ValueOf(untagged(x)))
		}
	}
}
