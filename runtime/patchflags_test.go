// --set and --patch: what values are written as, and what is wrong with them.

package pg_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

// set returns what the texts change in x.
func set(t *testing.T, x pg.Editable, texts ...string) {
	t.Helper()
	for _, text := range texts {
		p, err := pg.ParseSet(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if p.String() != text {
			t.Errorf("%s is shown as %s", text, p)
		}
		if err := pg.Apply(x, p); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSet(t *testing.T) {
	for _, test := range []struct {
		text string
		want any
	}{
		{"Bool=yes", true}, {"Bool=no", false}, {"Bool=1", true}, {"Bool=true", true},
		{"Int=1<<20", 1 << 20}, {"Int=0x10", 16}, {"Int=-1_000", -1000}, {"Int=(3+4)*2", 14}, {"Int=1e3", 1000}, {"Int=7/2", 3}, {"Int='a'", 97},
		{"Int= 5 ", 5}, {"Int=010", 8}, {"Int=7%4|8", 11}, {"Int=1<<10>>3", 128}, {"Int=4.0/2", 2}, {"Int=^5", -6},
		{"Int8=-128", int8(-128)}, {"Uint8=255", uint8(255)}, {"Uint64=1<<64-1", uint64(math.MaxUint64)}, {"Int64=-1<<63", int64(math.MinInt64)},
		{"Uintptr=0b101", uintptr(5)}, {"Float32=0.1", float32(0.1)}, {"Float64=1e-3", 1e-3}, {"Float64=1_0.5", 10.5}, {"Float64=1<<20", float64(1 << 20)},
		{"Float64=0x1p-2", 0.25}, {"Float64=-Inf", math.Inf(-1)}, {"Float64=NaN", math.NaN()}, {"Float64=7/2", 3.0}, {"Float64=7/2.", 3.5}, {"Float64=1/3.0", 1 / 3.0},
		{"String=bare text", "bare text"}, {"String= a ", " a "}, {"String=", ""}, {`String="quoted\n"`, "quoted\n"}, {"String=`raw\\n`", `raw\n`}, {"String=nil", "nil"}, {`String=a"b`, `a"b`}, {"String=a=b", "a=b"}, {`String="oneof(1,2)"`, "oneof(1,2)"},
		{"Bytes=text", []byte("text")}, {`Bytes="a\x00"`, []byte("a\x00")}, {"Bytes=nil", []byte(nil)}, {"Bytes=", []byte{}},
		{"Weight=2.5", zoo.Weight(2.5)}, {"Wait=1m30s", 90 * time.Second}, {"Wait=0", time.Duration(0)},
		{"At=2001-02-03T04:05:06Z", time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)}, {"Addr=::1", netip.IPv6Loopback()}, {`Addr="127.0.0.1"`, netip.MustParseAddr("127.0.0.1")},
		{"Matrix=[[1,2,3],[4,5,6]]", [2][3]int{{1, 2, 3}, {4, 5, 6}}},
		{"ByInt[-3]=x", "x"}, {`ByInt={"1":"a"}`, map[int8]string{1: "a"}}, {"ByInt=nil", map[int8]string(nil)}, {`ByWord["<a>"]=4`, 4},
		{"Pointer=5", ptr(ptr(5))}, {"Pointer=nil", (**int)(nil)},
		{"Empty=1,2, 3<<1", []int{1, 2, 6}}, {"Empty=[1,2]", []int{1, 2}}, {"Empty=", []int{}}, {"Empty=nil", []int(nil)},
		{"ZeroArr=1,2", [2]int{1, 2}}, {`EmptyPtr={"Depth":2,"List":[1]}`, &zoo.Inner{Depth: 2, List: []int{1}}}, {"Inner.Depth=3", 3}, {`Outer={}`, &zoo.Outer{}},
		{`Inner={"Same":1}`, zoo.Inner{Same: 1}}, {"private=3", 3}, {"Raw=[1, 2]", []byte("[1, 2]")},
	} {
		path, _, _ := strings.Cut(test.text, "=")
		if path == "ByWord[\"<a>\"]" {
			path = `ByWord["<a>"]`
		}
		x := &zoo.Scales{Inner: zoo.Inner{Depth: 9}, EmptyPtr: &zoo.Inner{Same: 7}}
		set(t, x, test.text)
		found := false
		for _, got := range pg.Query(x, pg.MustPattern(path)) {
			found = true
			if want := test.want; !pg.EqualValues(got, want) && fmt.Sprintf("%s", got) != fmt.Sprintf("%s", want) {
				t.Errorf("%s: got %T(%v), want %T(%v)", test.text, got, got, want, want)
			}
		}
		if !found {
			t.Errorf("%s: nothing there", test.text)
		}
	}
}

func TestSetPrograms(t *testing.T) {
	x := zoo.New()
	set(t, x,
		"Size=large", "Size=2", "Fee=1<<3", "Plan.Acres=7", "Plan.Paths[0]=4,5",
		"Cages[*].Width=2", "**.Mane=yes", `Ponds["a=b"]={"Width":3}`, `Ponds["duck pond"].Width=1e1`,
		`Star={"_type":"zoo.Parrot","Words":["ahoy"],"Mimic":{"_type":"zoo.Lion"}}`, "Cages[0].Animal=zoo.Herd",
		`Animals=[{"_type":"zoo.Snail","value":3}]`, "Hours=1h,2h", "Extra=3", "Garden=nil", "Food[0]=a,b", `Food[1]="a,b","c"`,
		`Queue={"Keep":64}`, "Secret=b", `Tickets={"x":{"Price":2}}`, "Gate.X=9", "Opened=2001-02-03T04:05:06Z", "note=x", `tags=`,
	)
	want := zoo.New()
	want.Size, want.Fee, want.Plan.Acres, want.Plan.Paths[0] = zoo.Large, 8, 7, []int{4, 5}
	want.Cages[0].Width, want.Cages[1].Width = 2, 2
	want.Ponds["a=b"], want.Ponds["duck pond"].Width = &zoo.Cage{Width: 3}, 10
	want.Star = &zoo.Parrot{Words: []string{"ahoy"}, Mimic: zoo.Lion{}}
	want.Cages[0].Animal = zoo.Herd{}
	want.Animals = []zoo.Animal{zoo.Snail(3)}
	want.Hours = [2]time.Duration{time.Hour, 2 * time.Hour}
	want.Extra, want.Garden, want.Secret = 3, nil, "b"
	want.Food[0], want.Food[1] = []string{"a", "b"}, []string{"a,b", "c"}
	want.Queue = zoo.Log[int]{Keep: 64}
	want.Tickets = map[string]zoo.Ticket{"x": {Price: 2}}
	want.Gate.X, want.Opened = 9, time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	want.Vet = x.Vet
	if err := want.Rebind(pg.Set("note", "x"), pg.Set("tags", []string{})); err != nil {
		t.Fatal(err)
	}
	if !x.Equal(want) {
		t.Errorf("to what was wanted:\n%s", x.Diff(want))
	}
	for text, want := range map[string]any{
		"Extra=true": true, "Extra=1.5": 1.5, "Extra=1.0": 1.0, "Extra=1e400": "1e400", "Extra=hello": "hello", `Extra="1"`: "1", "Extra=nil": nil, "Extra=2i": 2i,
		`Extra={"_type":"zoo.Snail","value":2}`: zoo.Snail(2), `Extra=[1,"a"]`: []any{1.0, "a"}, `Extra={"a":1}`: map[string]any{"a": 1.0}, "Extra=": "", "Extra=1<<70": float64(1 << 70),
	} {
		if set(t, x, text); !pg.EqualValues(x.Extra, want) {
			t.Errorf("%s: got %T(%v), want %T(%v)", text, x.Extra, x.Extra, want, want)
		}
	}
	// What a new value doesn't say is as SetDefaults has it.
	k := new(zoo.Keeper)
	set(t, k, `Spare={"Width":2}`, "Best=Broom", `Tools=[{"_type":"zoo.Shovel"}]`)
	if got := pg.Show(k, pg.ShowWidth(200)); got != `Keeper{Best: Broom{Bristles: "straw"}, Tools: [Shovel{}], Spare: Broom{Width: 2, Bristles: "straw"}}` {
		t.Errorf("got %s", got)
	}
}

func TestSetErrors(t *testing.T) {
	const animals = "zoo.Animal (*zoo.Parrot, zoo.Herd, zoo.Lion)"
	for _, test := range []struct{ text, want string }{
		{"Fee", `Fee: byte 3: expected = and a value behind the path, got the end`},
		{"Fee[", `Fee[: byte 4: expected = and a value behind the path, got the end`},
		{"Fe!=3", `Fe!=3: path "Fe!": byte 2: expected . or [, got '!'`},
		{"Feee=3", `Feee=3: Feee: expected a field of zoo.Zoo, which has no Feee: did you mean Fee?`},
		{"Fee=", `Fee=: Fee: expected float64, got ""`},
		{"Fee=x", `Fee=x: Fee: expected float64, got "x"`},
		{"Fee=1+", `Fee=1+: Fee: expected float64, got "1+"`},
		{"Fee=1+x", `Fee=1+x: byte 6: Fee: expected a number, got "x"`},
		{"Fee=1/(2-2)", `Fee=1/(2-2): byte 6: Fee: expected a divisor other than 0, got "(2-2)"`},
		{"Fee=1<<5000", `Fee=1<<5000: byte 7: Fee: expected integers to shift, by 0 to 1023, got "5000"`},
		{"Fee=2*1.5%1", `Fee=2*1.5%1: Fee: expected float64, got "2*1.5%1"`},
		{"Fee=1e999", `Fee=1e999: Fee: expected float64, got "1e999"`},
		{"Fee=1i", `Fee=1i: Fee: expected float64, got "1i"`},
		{"Fee=nil", `Fee=nil: Fee: expected float64, got "nil"`},
		{"Fee=float(1,2)", `Fee=float(1,2): Fee: expected float64, got the decision float(1,2), which only a Sym can hold: patch the Sym of the program, or put the text in quotes`},
		{"Plan.Acres=1.5", `Plan.Acres=1.5: Plan.Acres: expected int, from -9223372036854775808 to 9223372036854775807, got "1.5"`},
		{"Size=larg", `Size=larg: Size: expected zoo.Size (small, middle, large), got "larg": did you mean large?`},
		{"Size=Large", `Size=Large: Size: expected zoo.Size (small, middle, large), got "Large": did you mean large?`},
		{"Size=no size", `Size=no size: Size: expected zoo.Size (small, middle, large), got "no size"`},
		{`Name="x`, `Name="x: byte 5: Name: expected a string in quotes, got one without end or with a wrong escape`},
		{`Name="x"y`, `Name="x"y: byte 8: Name: expected the end of the text behind a string in quotes, got 'y'`},
		{"Hours=1h", "Hours=1h: Hours: expected 2 elements for [2]time.Duration, with commas between them, got 1"},
		{"Hours=1h,x", `Hours=1h,x: byte 9: Hours[1]: expected a duration such as 1m30s or 200ms, got "x"`},
		{"Plan.Paths[0]=1,a,b", "Plan.Paths[0]=1,a,b: byte 16: Plan.Paths[0][1]: expected int, got \"a\"\nPlan.Paths[0]=1,a,b: byte 18: Plan.Paths[0][2]: expected int, got \"b\""},
		{`tags="a`, `tags="a: byte 5: tags: expected a string in quotes, got one without end or with a wrong escape`},
		{`tags=a,"b"c`, `tags=a,"b"c: byte 10: tags: expected a comma or the end behind a string in quotes, got 'c'`},
		{"Opened=x", `Opened=x: Opened: expected time.Time, got "x": parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"`},
		{"Star=Lio", `Star=Lio: Star: expected zoo.Animal: the name of such a type (Herd, Lion, Parrot, Snail), or an object with its "_type", got "Lio": did you mean Lion?`},
		{"Star=zoo.Cage", `Star=zoo.Cage: Star: expected a type that implements ` + animals + `, got zoo.Cage`},
		{`Star={"Mane":true}`, `Star={"Mane":true}: byte 5: Star: expected an object with the "_type" of a ` + animals + `, got one without`},
		{`Star={"_type":"zoo.Lion","Manes":1,"Roar":[]}`, "Star={\"_type\":\"zoo.Lion\",\"Manes\":1,\"Roar\":[]}: byte 25: Star: expected a field of zoo.Lion, got \"Manes\": did you mean \"Mane\"?\nStar={\"_type\":\"zoo.Lion\",\"Manes\":1,\"Roar\":[]}: byte 42: Star.Roar: expected time.Duration, got an array"},
		{`Garden={"Trees":}`, `Garden={"Trees":}: byte 16: Garden: expected a value, got '}'`},
		{"Garden=3", `Garden=3: Garden: expected zoo.Garden as JSON, in braces, got "3"`},
		{"Garden.Trees.X=3", `Garden.Trees.X=3: Garden.Trees: an int has no parts: expected the end of the path, got X`},
		{"Cages[*].Wdth=1", `Cages[*].Wdth=1: expected a pattern of places of zoo.Zoo, and nothing matches Cages[*].Wdth: did you mean Width?`},
		{"Cages[*].Width.**.X.Y=1", `Cages[*].Width.**.X.Y=1: expected a pattern of places of zoo.Zoo, and nothing matches Cages[*].Width.**.X`},
		{"Animals[*]=nil", `Animals[*]=nil: expected a pattern of places of zoo.Zoo, and nothing matches Animals[*]`},
		{"Cages[*].Width=-1", "Cages[*].Width=-1: Cages[0]: expected a cage with a width of 0 or more\nCages[*].Width=-1: Cages[1]: expected a cage with a width of 0 or more"},
	} {
		x := zoo.New()
		before := x.Clone()
		var f pg.PatchFlags
		if err := f.Set().Set(test.text); err != nil {
			t.Fatal(err)
		}
		err := f.Apply(x)
		want := "pg: patch zoo.Zoo: set " + strings.ReplaceAll(test.want, "\n"+test.text, "\nset "+test.text)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot\n%v\nwant\n%s", test.text, err, want)
		}
		if !x.Equal(before) {
			t.Errorf("%s: an error and a change:\n%s", test.text, before.Diff(x))
		}
	}
	lab := new(zoo.Lab)
	for text, want := range map[string]string{
		"Func=x":       `Func: a func(int) int has no text: expected nil, or to be set in Go`,
		"Complex=x":    `Complex: expected complex128, got "x"`,
		"Float32=1e39": `Float32: expected float32, got "1e39"`,
	} {
		p, err := pg.ParseSet(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := pg.Apply(lab, p); err == nil || err.Error() != "pg: patch zoo.Lab: "+text+": "+want {
			t.Errorf("got %v", err)
		}
	}
	set(t, lab, "Func=nil", "Complex=1+2i", "Complex8=2")
	if lab.Complex != 1+2i || lab.Complex8 != 2 {
		t.Errorf("got %v, %v", lab.Complex, lab.Complex8)
	}
	if _, err := pg.ParseSet("Fee"); err == nil || err.Error() != `pg: set "Fee": byte 3: expected = and a value behind the path, got the end` {
		t.Errorf("got %v", err)
	}
}

func TestPatchSym(t *testing.T) {
	var seen strings.Builder
	s := zoo.New().Sym()
	set(t, s, "Fee=float(1e-3,1,log,name=fee)", "Plan.Acres=int(1,9,step=2)", "Size=oneof(small,large)", "Secret=oneof(a,\"b,c\")",
		"Hours[0]=int(1h,2h)", `Cages[0].Animal=oneof({"_type":"zoo.Lion"},zoo.Herd,oneof(zoo.Parrot,nil))`, "Cages[*].Locked=oneof()",
		"Cages[*].Width=float(1,2)", "Plan.Paths[0]=manyof(2,1,2,3,distinct,sorted)", "tags=permute(a,b,c)", "Garden.Trees=oneof(1,int(4,6))")
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	const want = `space of 18 decisions, infinitely many points
  Size: one of 2 candidates, 2 points
    small | large
  Fee: float 0.001 to 1 log, infinitely many points, name "fee"
  Plan.Acres: int 1 to 9 in steps of 2, 5 points
  Plan.Paths[0]: 2 of 3 candidates, distinct, sorted, 3 points
    1 | 2 | 3
  Garden.Trees: one of 2 candidates, 4 points
    0 1
    1 undecided (int 4 to 6): 3 points
      .: int 4 to 6, 3 points
  Cages[0].Animal: one of 3 candidates, 4 points
    0 Lion{}
    1 Herd{}
    2 undecided (one of [Parrot{} nil]): 2 points
      .: one of 2 candidates, 2 points
        Parrot{} | nil
  Cages[0].Width: float 1 to 2, infinitely many points
  Cages[0].Locked: one of 2 candidates, 2 points
    false | true
  Cages[1].Width: float 1 to 2, infinitely many points
  Cages[1].Locked: one of 2 candidates, 2 points
    false | true
  Hours[0]: int 3600000000000 to 7200000000000, 3,600,000,000,001 points
  Secret: one of 2 candidates, 2 points
    a | b,c
  tags: permutation of 3 candidates, 6 points
    a | b | c`
	if got := strings.TrimSpace(s.Space().String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	// Patches go through candidates, and find undecided places by path and name.
	for _, p := range []pg.Patch{
		pg.PatchKey("Mane", true),
		pg.PatchPath("Cages[0].Animal[=0/3].Roar", time.Second),
		pg.PatchPath("Cages[1].Animal[*]", zoo.Lion{}), // there is no choice
		pg.PatchMember[zoo.Cage]("Width", 5),
		pg.PatchType[float64](pg.FromOld(func(w float64) float64 { return w + 1 })),
		pg.PatchValue(zoo.Lion{}, nil), // none has both fields zero
		pg.PatchPath("Size", zoo.Large),
		pg.PatchPath("**.Locked", pg.Decided{Decision: &geno.Choices{K: 1}, Candidates: []any{false}}),
		pg.PatchPath("Star", new(zoo.Lion).Sym()),
		pg.PatchPath(`Ponds["lake"]`, zoo.Cage{Width: 2}),
		pg.PatchPath(`Ponds["sea"]`, new(zoo.Cage).Sym()),
		pg.PatchEdits(pg.Insert("Cages[0]", zoo.Cage{}), pg.Delete("Cages[1]")),
		pg.PatchFor(func(s zoo.ZooSym) (pg.Patch, error) {
			n, ok := s.Plan().Paths().At(1).At(0).Get()
			return pg.PatchPath("Founder.Legs", n+1), map[bool]error{false: errors.New("undecided")}[ok]
		}),
	} {
		edits, err := pg.EditsOf(s, p)
		fmt.Fprintf(&seen, "%s\n", p)
		for _, e := range edits {
			fmt.Fprintf(&seen, "  %s\n", e.Path)
		}
		if err == nil {
			err = pg.Apply(s, p)
		}
		if err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	if got, want := seen.String(), `key Mane=true
  Cages[0].Animal[=0/3].Mane
Cages[0].Animal[=0/3].Roar=1s
  Cages[0].Animal[=0/3].Roar
Cages[1].Animal[*]=Lion{}
member zoo.Cage.Width=5
  Cages[0].Width
  Cages[1].Width
  Ponds["duck pond"].Width
type float64=func(float64) float64
  Cages[0].Width
  Cages[1].Width
  Ponds["duck pond"].Width
value Lion{}=nil
Size=large
  Size
**.Locked=one of []
  Cages[0].Locked
  Cages[1].Locked
  Ponds["duck pond"].Locked
Star=Lion{}
  Star
Ponds["lake"]=Cage{Width: 2}
  Ponds["lake"]
Ponds["sea"]=Cage{}
  Ponds["sea"]
edits
  Cages[0]
  Cages[1]
for zoo.ZooSym
  Founder.Legs
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
	y, err := s.Materialize(s.Space().First())
	if err != nil || y.Fee != 1e-3 || y.Ponds["lake"].Width != 2 || y.Size != zoo.Large || y.Cages[0].Animal != nil || y.Founder.Legs != 4 {
		t.Errorf("got %s, %v", pg.Show(y), err)
	}

	// A symbolic form inside of another, and one that is told of changes.
	var told []string
	defer s.OnChange(func(c pg.Changes) {
		for _, e := range c {
			told = append(told, e.Path.String())
		}
	})()
	if err := pg.Apply(s.Plan(), pg.PatchPath("Acres", 2), pg.PatchKey("Paths", nil)); err != nil || strings.Join(told, " ") != "Plan.Acres Plan.Paths" {
		t.Errorf("told of %v, %v", told, err)
	}
}

func TestPatchSymErrors(t *testing.T) {
	s := zoo.New().Sym()
	s.Fee().Range(1, 2)
	s.Garden().Seal()
	s.Cages().At(0).Animal().OneOf(zoo.Lion{}, &zoo.Parrot{})
	before := s.Space().String()
	var f pg.PatchFlags
	flag := f.Set()
	for _, text := range []string{
		"Garden.Trees=4", "Fee=float(2,1)", "Fee=int(1)", "Fee=int(x,9,step=y)", "Plan.Acres=float(1,2)", "Name=int(1,2)",
		"Size=oneof()", "Size=oneof(small,lage)", "Size=manyof(2,small)", "Plan.Paths[0]=manyof()", "Plan.Paths[0]=manyof(x,1,y)", "Plan.Paths[0]=manyof(3,1,2,distinct)",
		"Hours=permute(1h,2h,3h)", "Cages[0].Animal.Mane=true", "Cages[0].Animal[=0/2].Manes=true", "Cages[0].Animal[=2/2].Mane=true", "Name=oneof(\"a)", "Fee=x",
	} {
		if err := flag.Set(text); err != nil {
			t.Error(err)
		}
	}
	patches := append(f.Patches(),
		pg.PatchPath("Fee", pg.FromOld(func(v float64) float64 { return v })),
		pg.PatchEdits(pg.Insert("", 1)),
		pg.PatchEdits(pg.Delete("Cages[2]")),
	)
	err := pg.Apply(s, patches...)
	if want := `pg: patch zoo.Zoo: set Garden.Trees=4: Garden.Trees: is sealed: unseal it first, or change a clone
set Fee=float(2,1): Fee: expected Min of at most Max, got 2 to 1; swap them
set Fee=int(1): byte 8: Fee: expected the least and the greatest number, and log, rlog, step=, name= or hint=, got 1 numbers
set Fee=int(x,9,step=y): byte 8: Fee: expected int64, got "x"
set Fee=int(x,9,step=y): byte 17: Fee: expected int64, got "y"
set Plan.Acres=float(1,2): Plan.Acres: expected a place of a floating-point type for float 1 to 2, got one of type int
set Name=int(1,2): Name: expected a range of numbers of type string, got int 1 to 2
set Size=oneof(): byte 11: Size: expected candidates, with commas between them
set Size=oneof(small,lage): byte 17: Size: expected zoo.Size (small, middle, large), got "lage": did you mean large?
set Size=manyof(2,small): byte 5: Size: expected a slice or array for manyof, got zoo.Size
set Plan.Paths[0]=manyof(): byte 21: Plan.Paths[0]: expected how many to choose, and the candidates
set Plan.Paths[0]=manyof(x,1,y): byte 21: Plan.Paths[0]: expected int, got "x"
set Plan.Paths[0]=manyof(x,1,y): byte 25: Plan.Paths[0]: expected int, got "y"
set Plan.Paths[0]=manyof(3,1,2,distinct): Plan.Paths[0]: expected at least 3 candidates for 3 distinct choices, got 2
set Hours=permute(1h,2h,3h): Hours: expected a choice of 2 for a [2]time.Duration, got one of 3
set Cages[0].Animal.Mane=true: Cages[0].Animal.Mane: Cages[0].Animal is undecided (one of [Lion{} Parrot{}]): there is nothing inside to change: set it, or change its candidates
set Cages[0].Animal[=0/2].Manes=true: Cages[0].Animal[=0/2].Manes: expected a field of zoo.Lion, which has no Manes: did you mean Mane?
set Cages[0].Animal[=2/2].Mane=true: path "Cages[0].Animal[=2/2].Mane": byte 16: expected a candidate such as =0/3, got "=2/2"
set Name=oneof("a): byte 11: Name: expected a string in quotes, got one without end or with a wrong escape
set Fee=x: Fee: expected float64, got "x"
Fee=func(float64) float64: Fee: undecided (float 1 to 2): expected a value to compute the new one of
the whole program: + 1: expected the path of an element of a slice or map to insert, got the program itself
Cages[2]: -: Cages[2]: expected an index from 0 to 1, got 2`; err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if got := s.Space().String(); got != before {
		t.Errorf("an error, and a change to\n%s", got)
	}
}

func TestPatchFlags(t *testing.T) {
	var edits pg.PatchFlags
	fs := flag.NewFlagSet("train", flag.ContinueOnError)
	var out bytes.Buffer
	fs.SetOutput(&out)
	fs.Var(edits.Set(), "set", "set a field: `Path=value`")
	fs.Var(edits.Patch(), "patch", "patch the program: `name?arg=value`")
	if err := fs.Parse([]string{"--set", "Fee=3", "-patch=widths?by=2", "--set=Cages[0].Width=9", "rest"}); err != nil {
		t.Fatal(err)
	}
	x := zoo.New()
	if err := edits.Apply(x); err != nil {
		t.Fatal(err)
	}
	if x.Fee != 3 || x.Cages[0].Width != 9 || x.Cages[1].Width != 2 || fs.Arg(0) != "rest" || len(edits.Patches()) != 3 {
		t.Errorf("got %s", pg.Show(x))
	}
	if got := fs.Lookup("set").Value.String(); got != "Fee=3 Cages[0].Width=9" {
		t.Errorf("got %s", got)
	}
	fs.PrintDefaults()
	if got := out.String(); got != `  -patch name?arg=value
    	patch the program: name?arg=value
  -set Path=value
    	set a field: Path=value
` {
		t.Errorf("got %s", got)
	}
	var bad pg.PatchFlags
	set, patch := bad.Set(), bad.Patch()
	for _, err := range []error{set.Set("Feee=3"), patch.Set("width?by=2"), set.Set("Fee"), patch.Set("widths?to=x&by=y"), set.Set("Fee=4")} {
		if err != nil {
			t.Error(err)
		}
	}
	x = zoo.New()
	err := bad.Apply(x)
	if want := `pg: patch zoo.Zoo: set Feee=3: Feee: expected a field of zoo.Zoo, which has no Feee: did you mean Fee?
patch width?by=2: byte 0: expected the name of a patcher, got "width": did you mean widths?
set Fee: byte 3: expected = and a value behind the path, got the end
patch widths?to=x&by=y: byte 7: expected one argument for widths, by, got "to"
patch widths?to=x&by=y: byte 15: by: expected float64, got "y"`; err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if x.Fee != 12.5 {
		t.Errorf("an error, and the fee is %v", x.Fee)
	}
	if err := new(pg.PatchFlag).Set("x"); err == nil {
		t.Error("no error")
	}
	if err := new(pg.PatchFlags).Apply(x); err != nil {
		t.Error(err)
	}
}
