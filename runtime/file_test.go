// Programs in files and formats: what is reported, what is refused, and what
// stays as it was.

package pg_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
	"github.com/pgen-go/pgen/runtime/yaml"
)

func TestSaveLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zoo.json")
	x := zoo.New()
	if err := pg.Save(path, x); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"_type\": \"github.com/pgen-go/pgen/runtime/internal/zoo.Zoo\",\n  \"Name\": \"Riverside\",\n"; !strings.HasPrefix(string(text), want) || !strings.HasSuffix(string(text), "\n}\n") {
		t.Errorf("got\n%s", text)
	}
	var y zoo.Zoo
	report, err := pg.Load(path, &y)
	if err != nil {
		t.Fatal(err)
	}
	if report.String() != "" {
		t.Errorf("got\n%s", report)
	}
	y.Vet = x.Vet // JSON doesn't bring back which one it is
	if !x.Equal(&y) {
		// What is skipped or not exported is not in the text.
		y.Rebind(pg.Diff(&y, x)...)
		if !x.Equal(&y) {
			t.Error(x.Diff(&y))
		}
	}
	// Of whatever type it is.
	var any pg.Symbolic
	if _, err := pg.Load(path, &any); err != nil {
		t.Fatal(err)
	}
	if z, ok := any.(*zoo.Zoo); !ok || z.Name != "Riverside" {
		t.Errorf("got %T", any)
	}
	// Other roots.
	list := []zoo.Tool{&zoo.Shovel{Deep: math.MaxInt64}, zoo.Broom{Width: 2}, nil}
	if err := pg.Save(path, &list); err != nil {
		t.Fatal(err)
	}
	back := []zoo.Tool{nil, &zoo.Shovel{}}
	if _, err := pg.Load(path, &back); err != nil {
		t.Fatal(err)
	}
	if !pg.EqualValues(list, back) {
		t.Errorf("got %v", back)
	}
}

// A file keeps its mode, a link stays a link, and nothing is left behind.
func TestSaveReplaces(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.json", link); err != nil {
		t.Fatal(err)
	}
	if err := pg.Save(link, &zoo.Plan{Acres: 3}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o640 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := pg.Save(path, &zoo.Lab{}); err == nil {
		t.Error("a Lab was saved")
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("got %s, %v", after, err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 2 {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("bad.json", []byte("{\n  \"Nmae\": 1,\n  \"Best\": {\"_type\": \"zoo.Bruhs\"},\n  \"Tools\": [{\"_type\": \"zoo.Spade\", \"Deep\": 1.5, \"Long\": 2}],\n  \"Piled\": {\"Of\": [], \"Of\": []},\n  \"Rota\": {\"a\": {}, \"a\": {}}\n}"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("cut.json", []byte("{\n  \"Name\": "), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("null.json", []byte(" null"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("cage.json", []byte(`{"Cages": [{}, {"Width": -1}], "Ponds": {"a": {"Width": -2}}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("dir.json", 0o777); err != nil {
		t.Fatal(err)
	}
	k := zoo.Keeper{Name: "Kim"}
	load := func(path string) error { _, err := pg.Load(path, &k); return err }
	for _, test := range []struct {
		err  error
		want string
	}{
		{load("bad.json"), `pg: load bad.json: 6 errors:
bad.json:2:3: expected a field of zoo.Keeper, got "Nmae": did you mean "Name"?
bad.json:3:21: Best: expected the name of a type, got "zoo.Bruhs": did you mean "zoo.Brush"?
bad.json:4:44: Tools[0].Deep: expected int64, got 1.5
bad.json:4:57: Tools[0].Long: expected bool, got 2
bad.json:5:23: Piled: expected each member once, got "Of" again
bad.json:6:21: Rota: expected each key once, got "a" again`},
		{load("cut.json"), `pg: load cut.json:2:11: expected JSON: unexpected end of JSON input`},
		{load("null.json"), `pg: load null.json:1:2: expected an object for zoo.Keeper, got null`},
		{load("none.json"), `pg: load none.json: no such file or directory`},
		{load("a.toml"), `pg: load a.toml: expected a file with the extension .json, .yaml, .yml, got .toml`},
		{load("a"), `pg: load a: expected a file with the extension .json, .yaml, .yml, got none`},
		{func() error { _, err := pg.Load("cage.json", new(zoo.Zoo)); return err }(), `pg: load cage.json: 2 errors:
cage.json: Cages[1]: expected a cage with a width of 0 or more
cage.json: Ponds["a"]: expected a cage with a width of 0 or more`},
		{func() error { _, err := pg.Load("cage.json", (*zoo.Zoo)(nil)); return err }(), `pg: load cage.json: expected a pointer to read into, got a nil *zoo.Zoo`},
		{pg.Save("lab.json", &zoo.Lab{}), "pg: save lab.json: 4 errors:\n" +
			"lab.json: Complex: a complex128 has no JSON form: tag its field json:\"-\"\n" +
			"lab.json: Complex8: a complex64 has no JSON form: tag its field json:\"-\"\n" +
			"lab.json: Func: a func(int) int has no JSON form: tag its field json:\"-\"\n" +
			"lab.json: Chan: a chan int has no JSON form: tag its field json:\"-\""},
		{pg.Save("none/a.json", &k), `pg: save none/a.json: no such file or directory`},
		{pg.Save("dir.json", &k), `pg: save dir.json: expected the name of a file, got that of something else`},
		{pg.Save("a.txt", &k), `pg: save a.txt: expected a file with the extension .json, .yaml, .yml, got .txt`},
		{pg.Save("a.json", (*zoo.Keeper)(nil)), `pg: save a.json: expected a program, got a nil *zoo.Keeper`},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got\n%v\nwant\n%s", test.err, test.want)
		}
	}
	if !k.Equal(&zoo.Keeper{Name: "Kim"}) {
		t.Errorf("errors and a change: %v", k)
	}
	if err := load("none.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	if _, err := os.Stat("lab.json"); err == nil {
		t.Error("there is a file in spite of the error")
	}
}

// What an older struct wrote is read into a base that has the defaults.
func TestReadOlder(t *testing.T) {
	k := zoo.Keeper{
		Name:  "Kim",
		Best:  zoo.Broom{Width: 7, Bristles: "horsehair"},
		Tools: []zoo.Tool{&zoo.Shovel{Deep: 4}},
		Rota:  map[string]zoo.Broom{"x": {}},
		Piled: zoo.Pile[int]{Of: []int{1}},
		Other: &zoo.Shovel{Long: true, Deep: 3},
		Notes: []string{"n"},
	}
	text := `{
		"Best": {"_type": "old.Brush", "Width": 1},
		"Tools": [{"_type": "zoo.Spade", "Colour": "red", "Long": true}, {"_type": "example.com/old.Brush"}],
		"Rota": {"a": {"Width": 2, "Age": {"years": [3]}}},
		"Other": {"_type": "*zoo.Spade", "Deep": 9},
		"Boss": null
	}`
	before := k.Clone()
	_, err := pg.Read(pg.JSON, []byte(text), &k)
	want := `pg: read JSON of zoo.Keeper: 3 errors:
3:36: Tools[0]: expected a field of zoo.Shovel, got "Colour"
4:30: Rota["a"]: expected a field of zoo.Broom, got "Age"
6:3: expected a field of zoo.Keeper, got "Boss"`
	if err == nil || err.Error() != want || !k.Equal(before) {
		t.Fatalf("got %v\nand %s", err, before.Diff(&k))
	}
	report, err := pg.Read(pg.JSON, []byte(text), &k, pg.AllowUnknown())
	if err != nil {
		t.Fatal(err)
	}
	want = `3:36: Tools[0]: unknown member "Colour"
4:30: Rota["a"]: unknown member "Age"
6:3: unknown member "Boss"
2:21: Best: "old.Brush" is an older name of the type
3:23: Tools[0]: "zoo.Spade" is an older name of the type
3:78: Tools[1]: "example.com/old.Brush" is an older name of the type
5:22: Other: "*zoo.Spade" is an older name of the type
Best.Bristles: missing: the default is "horsehair"
Best.ID: missing: the default is [0, 0]
Tools[0].Deep: missing: the default is 0
Tools[1].Width: missing: the default is 0
Tools[1].Bristles: missing: the default is "straw"
Tools[1].ID: missing: the default is [0, 0]
Rota["a"].Bristles: missing: the default is "straw"
Rota["a"].ID: missing: the default is [0, 0]
Other.Long: missing: the default is true
Name: missing: the default is "Kim"
Spare: missing: the default is nil
Notes: missing: the default is ["n"]
Piled: missing: the default is Pile[int]{Of: [1]}
`
	if got := report.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	if got, want := report.Missing[0].Path.String(), "Best.Bristles"; got != want || report.Missing[0].Value != "horsehair" {
		t.Errorf("got %s, %v", got, report.Missing[0].Value)
	}
	after := &zoo.Keeper{
		Name:  "Kim",
		Best:  zoo.Broom{Width: 1, Bristles: "horsehair"},
		Tools: []zoo.Tool{&zoo.Shovel{Long: true}, zoo.Broom{Bristles: "straw"}},
		Rota:  map[string]zoo.Broom{"a": {Width: 2, Bristles: "straw"}},
		Piled: zoo.Pile[int]{Of: []int{1}},
		Other: &zoo.Shovel{Long: true, Deep: 9},
		Notes: []string{"n"},
	}
	if !after.Equal(&k) {
		t.Errorf("got\n%s", after.Diff(&k))
	}
	// It is written by the names of now.
	now, err := pg.Write(pg.JSON, &k)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(now); strings.Count(text, `"_type": "zoo.Broom/v2"`) != 2 || strings.Contains(text, "Brush") || strings.Contains(text, "Spade") {
		t.Errorf("got %s", now)
	}
	if report, err := pg.Read(pg.JSON, now, new(zoo.Keeper)); err != nil || report.String() != "" {
		t.Errorf("got %v, %s", err, report)
	}
}

// Whatever x is before, what was written comes back, in each format.
func TestFormatRoundTrip(t *testing.T) {
	t.Run("Zoo", throughFormats[zoo.Zoo])
	t.Run("Scales", throughFormats[zoo.Scales])
	t.Run("Cage", throughFormats[zoo.Cage])
	t.Run("Herd", throughFormats[zoo.Herd])
	t.Run("Parrot", throughFormats[zoo.Parrot])
	t.Run("Lineage", throughFormats[zoo.Lineage])
	t.Run("Log", throughFormats[zoo.Log[any]])
	t.Run("Memo", throughFormats[zoo.Memo])
	t.Run("Keeper", throughFormats[zoo.Keeper])
}

func throughFormats[T any, P program[T]](t *testing.T) {
	for _, f := range []*pg.Format{pg.JSON, yaml.Format} {
		t.Run(f.Name, func(t *testing.T) {
			read := 0
			for seed := range uint64(seeds / 2) {
				s := newSource(seed)
				s.json = true
				x, into := P(random[T](s)), random[T](s)
				data, err := pg.Write(f, x)
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				before := P(into).Clone()
				report, err := pg.Read(f, data, into)
				if err != nil {
					if !strings.Contains(err.Error(), "a width of 0 or more") {
						t.Fatalf("seed %d: %v\n%s", seed, err, data)
					}
					if !P(into).Equal(before) {
						t.Fatalf("seed %d: an error and a change", seed)
					}
					continue
				}
				read++
				fresh := new(T)
				if _, err := pg.Read(f, data, fresh); err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, data)
				}
				if !x.Equal(fresh) {
					t.Fatalf("seed %d: another program comes back:\n%s%s", seed, x.Diff(fresh), data)
				}
				// What was there before is there still only where the report
				// says so.
				for _, c := range x.Diff(into) {
					if !slices.ContainsFunc(report.Missing, func(d pg.Default) bool { return c.Path.HasPrefix(d.Path) || d.Path.HasPrefix(c.Path) }) {
						t.Fatalf("seed %d: %s\nreported: %s", seed, c, report)
					}
				}
			}
			if read < seeds/8 {
				t.Errorf("of %d programs only %d were valid", seeds/2, read)
			}
		})
	}
}
