// That all sides do the same work.

package peers

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jinzhu/copier"
	"github.com/r3labs/diff/v3"
)

// pairs are what is compared.
var pairs = []struct {
	name string
	pair pair
	// changes is how many there are.
	changes int
}{
	{"equal", equal(), 0},
	{"one", one(), 1},
	{"several", several(), 10},
}

// A finding is what stands at a path before and after, as text: "" where
// there is nothing.
type finding struct{ path, before, after string }

func found(path []string, before, after any) finding {
	text := func(v any) string {
		if v == nil {
			return ""
		}
		return fmt.Sprint(reflect.Indirect(reflect.ValueOf(v)))
	}
	return finding{strings.Join(path, "/"), text(before), text(after)}
}

// byPgen returns the changes that pgen finds.
func byPgen(a, b *Server) (all []finding) {
	for _, e := range a.Diff(b) {
		var path []string
		for _, s := range e.Path {
			step := strings.Trim(s.String(), "[]")
			if key, err := strconv.Unquote(step); err == nil {
				step = key
			}
			path = append(path, step)
		}
		all = append(all, found(path, e.Old, e.New))
	}
	return all
}

// byCmp returns the changes that go-cmp finds.
func byCmp(a, b *Server) []finding {
	var r reporter
	cmp.Equal(untagged(a), untagged(b), cmp.Reporter(&r))
	return r.found
}

type reporter struct {
	path  cmp.Path
	found []finding
}

func (r *reporter) PushStep(s cmp.PathStep) { r.path = append(r.path, s) }
func (r *reporter) PopStep()                { r.path = r.path[:len(r.path)-1] }

func (r *reporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	var path []string
	for _, s := range r.path {
		switch s := s.(type) {
		case cmp.StructField:
			path = append(path, s.Name())
		case cmp.MapIndex:
			path = append(path, s.Key().String())
		case cmp.SliceIndex:
			i, j := s.SplitKeys()
			path = append(path, strconv.Itoa(max(i, j)))
		}
	}
	any := func(v reflect.Value) any {
		if !v.IsValid() {
			return nil
		}
		return v.Interface()
	}
	x, y := r.path.Last().Values()
	r.found = append(r.found, found(path, any(x), any(y)))
}

// r3labs compares slices as sets unless it is told that their order matters.
var r3labs = must(diff.NewDiffer(diff.SliceOrdering(true)))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// byR3labs returns the changes that r3labs/diff finds.
func byR3labs(a, b *Server) (all []finding) {
	for _, c := range must(r3labs.Diff(a, b)) {
		all = append(all, found(c.Path, c.From, c.To))
	}
	return all
}

func TestDiff(t *testing.T) {
	for _, test := range pairs {
		a, b := test.pair.a, test.pair.b
		got := map[string][]finding{"pgen": byPgen(a, b), "cmp": byCmp(a, b), "r3labs": byR3labs(a, b)}
		for _, all := range got {
			slices.SortFunc(all, func(x, y finding) int { return strings.Compare(x.path, y.path) })
		}
		for by, all := range got {
			if len(all) != test.changes {
				t.Errorf("%s: %s finds %d changes, want %d: %v", test.name, by, len(all), test.changes, all)
			}
			if !slices.Equal(all, got["pgen"]) {
				t.Errorf("%s: %s finds\n%v\npgen\n%v", test.name, by, all, got["pgen"])
			}
		}
		// That there are no more changes than these, pgen has to prove itself.
		c := a.Clone()
		if err := c.Rebind(a.Diff(b)...); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c, b) {
			t.Errorf("%s: the changes make another program:\n%s", test.name, cmp.Diff(untagged(b), untagged(c)))
		}
	}
}

func TestEqual(t *testing.T) {
	for _, test := range pairs {
		a, b := test.pair.a, test.pair.b
		want := test.changes == 0
		for by, got := range map[string]bool{
			"pgen": a.Equal(b), "reflect": reflect.DeepEqual(a, b), "cmp": cmp.Equal(untagged(a), untagged(b)), "hand": equalByHand(a, b),
		} {
			if got != want {
				t.Errorf("%s: %s says %t", test.name, by, got)
			}
		}
	}
}

// A clone is equal, and nothing that is done to it reaches the original.
func TestClone(t *testing.T) {
	for by, clone := range map[string]func(*Server) *Server{
		"pgen": (*Server).Clone, "deepcopy": (*Server).DeepCopy, "copier": copyWithCopier, "hand": cloneByHand,
	} {
		x := NewServer()
		y := clone(x)
		if !reflect.DeepEqual(x, y) {
			t.Errorf("%s: the clone differs:\n%s", by, cmp.Diff(untagged(x), untagged(y)))
		}
		y.Tags[0], y.Order[0], y.Secret[0] = "", 0, 0
		y.Headers["Vary"] = ""
		y.Cache.Next.Entries = 0
		y.Backends[0].Labels["zone"] = ""
		y.Backends[1].Host = ""
		y.Routes["api"].Backends[0] = 9
		*y.Routes["api"].Rewrite = ""
		if !reflect.DeepEqual(x, NewServer()) {
			t.Errorf("%s: the clone shares memory with the original:\n%s", by, cmp.Diff(untagged(NewServer()), untagged(x)))
		}
	}
}

func copyWithCopier(x *Server) *Server {
	y := new(Server)
	if err := copier.CopyWithOption(y, x, copier.Option{DeepCopy: true}); err != nil {
		panic(err)
	}
	return y
}

// cloneByHand is Clone as a person writes it.
func cloneByHand(x *Server) *Server {
	y := *x
	y.Tags = slices.Clone(x.Tags)
	y.Order = slices.Clone(x.Order)
	y.Secret = slices.Clone(x.Secret)
	y.Headers = maps.Clone(x.Headers)
	y.Cache = cloneCache(x.Cache)
	y.Backends = slices.Clone(x.Backends)
	for i := range y.Backends {
		y.Backends[i].Labels = maps.Clone(y.Backends[i].Labels)
	}
	y.Routes = maps.Clone(x.Routes)
	for k, r := range y.Routes {
		if r == nil {
			continue
		}
		c := *r
		c.Backends = slices.Clone(r.Backends)
		if r.Rewrite != nil {
			text := *r.Rewrite
			c.Rewrite = &text
		}
		y.Routes[k] = &c
	}
	return &y
}

func cloneCache(x *Cache) *Cache {
	if x == nil {
		return nil
	}
	y := *x
	y.Next = cloneCache(x.Next)
	return &y
}

// equalByHand is Equal as a person writes it.
func equalByHand(x, y *Server) bool {
	return x.Name == y.Name && x.Addr == y.Addr && x.Port == y.Port && x.Workers == y.Workers &&
		x.Timeout == y.Timeout && x.Idle == y.Idle && x.Retries == y.Retries &&
		x.Backoff == y.Backoff && x.Jitter == y.Jitter &&
		x.Compress == y.Compress && x.HTTP2 == y.HTTP2 && x.Level == y.Level &&
		slices.Equal(x.Tags, y.Tags) && slices.Equal(x.Order, y.Order) && slices.Equal(x.Secret, y.Secret) &&
		maps.Equal(x.Headers, y.Headers) && x.Limits == y.Limits && equalCaches(x.Cache, y.Cache) &&
		slices.EqualFunc(x.Backends, y.Backends, func(a, b Backend) bool {
			return a.Host == b.Host && a.Weight == b.Weight && maps.Equal(a.Labels, b.Labels) && a.Limits == b.Limits
		}) &&
		maps.EqualFunc(x.Routes, y.Routes, func(a, b *Route) bool {
			if a == nil || b == nil {
				return a == b
			}
			return a.Prefix == b.Prefix && slices.Equal(a.Backends, b.Backends) &&
				(a.Rewrite == b.Rewrite || a.Rewrite != nil && b.Rewrite != nil && *a.Rewrite == *b.Rewrite)
		})
}

func equalCaches(x, y *Cache) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Entries == y.Entries && x.Policy == y.Policy && x.TTL == y.TTL && equalCaches(x.Next, y.Next)
}
