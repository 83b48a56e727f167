// Programs as data, by example.

package pg_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/internal/zoo"
)

func ExampleParsePath() {
	p, err := pg.ParsePath(`Ponds["duck pond"].Notes[2].Text`)
	fmt.Println(p, len(p), err)

	_, err = pg.ParsePath("Ponds[duck].Width")
	fmt.Println(err)
	// Output:
	// Ponds["duck pond"].Notes[2].Text 5 <nil>
	// pg: path "Ponds[duck].Width": byte 6: expected an index, a number, a bool or a quoted key, got "duck": for a key that is a string write ["duck"]
}

func ExamplePattern() {
	for _, text := range []string{"Cages[*].Width", "**.Width", "Cages.**"} {
		p := pg.MustPattern(text)
		fmt.Println(p, p.Match(pg.Path{pg.AtField("Cages"), pg.AtIndex(1), pg.AtField("Width")}),
			p.Match(pg.Path{pg.AtField("Ponds"), pg.AtKey("a"), pg.AtField("Width")}))
	}
	// Output:
	// Cages[*].Width true false
	// **.Width true true
	// Cages.** true false
}

// The changes from one program to another can be printed, applied to a third,
// and undone.
func ExampleDiff() {
	a := &zoo.Cage{Animal: zoo.Lion{Roar: time.Second}, Width: 4}
	b := a.Clone()
	b.Width = 8
	b.Animal = zoo.Lion{Roar: time.Second, Mane: true}
	b.Notes = []zoo.Note{{Text: "wider"}}

	changes := a.Diff(b)
	fmt.Print(changes)

	c := a.Clone()
	fmt.Println(c.Rebind(changes...), c.Equal(b))
	fmt.Println(c.Rebind(changes.Invert()...), c.Equal(a))
	// Output:
	// Animal.Mane: false → true
	// Width: 4 → 8
	// Notes: nil → [Note{Text: "wider"}]
	// <nil> true
	// <nil> true
}

// All edits are made, or none. The error says all that is wrong.
func ExampleRebind() {
	cage := &zoo.Cage{Animal: zoo.Lion{}, Width: 4}
	err := cage.Rebind(
		pg.Set("Width", 9),
		pg.Insert("Notes[0]", zoo.Note{Text: "new"}),
		pg.Set("Animal.Mane", true),
	)
	fmt.Println(pg.Show(cage), err)

	err = cage.Rebind(
		pg.Set("Width", 10),
		pg.Set("Lokced", true),
		pg.Delete("Notes[3]"),
	)
	fmt.Println(err)
	fmt.Println(cage.Width)
	// Output:
	// Cage{Animal: Lion{Mane: true}, Width: 9, Notes: [Note{Text: "new"}]} <nil>
	// pg: rebind zoo.Cage: Lokced: expected a field of zoo.Cage, which has no Lokced: did you mean Locked?
	// Notes[3]: expected an index from 0 to 0, got 3
	// 9
}

func ExampleQuery() {
	x := zoo.New()
	for path, width := range pg.Query(x, pg.MustPattern("**.Width")) {
		fmt.Println(path, width)
	}
	// Output:
	// Cages[0].Width 4
	// Cages[1].Width 1
	// Ponds["duck pond"].Width 8
}

func ExampleQueryType() {
	for path, animal := range pg.QueryType[zoo.Animal](zoo.New()) {
		fmt.Println(path, animal.Sound())
	}
	// Output:
	// Star roar
	// Cages[0].Animal roar
	// Cages[1].Animal hello
}

func ExampleTraverse() {
	for n := range pg.Traverse(&zoo.Log[[]int]{Keep: 8, Entries: [][]int{{1, 2}, {3}}}) {
		fmt.Printf("%d %q %v\n", n.Depth(), n.Path(), n.Value())
		if n.Path().String() == "Entries[0]" {
			n.Skip()
		}
	}
	// Output:
	// 0 "" &{8 [[1 2] [3]]}
	// 1 "Keep" 8
	// 1 "Entries" [[1 2] [3]]
	// 2 "Entries[0]" [1 2]
	// 2 "Entries[1]" [3]
	// 3 "Entries[1][0]" 3
}

func ExampleShow() {
	fmt.Println(pg.Show(zoo.New().Cages))
	// Output:
	// [
	// 	Cage{Animal: Lion{Roar: 2s}, Width: 4},
	// 	Cage{Animal: Parrot{Words: ["hello", "nuts"]}, Width: 1, Locked: true},
	// ]
}

func ExampleShown() {
	cage := &zoo.Cage{Animal: &zoo.Parrot{Words: []string{"hello", "nuts"}}, Width: 4}
	fmt.Printf("%v\n", pg.Shown(cage))
	fmt.Printf("%+v\n", pg.Shown(cage, pg.ShowWidth(40)))
	fmt.Printf("%#v\n", pg.Shown(cage))
	fmt.Printf("%v\n", pg.Shown(cage, pg.ShowDepth(1)))
	// Output:
	// Cage{Animal: Parrot{Words: ["hello", "nuts"]}, Width: 4}
	// Cage{
	// 	Animal: Parrot{
	// 		Words: ["hello", "nuts"],
	// 	},
	// 	Width: 4,
	// }
	// &zoo.Cage{Animal: &zoo.Parrot{Words: []string{"hello", "nuts"}, Mimic: nil}, Width: 4, Locked: false, Notes: nil}
	// Cage{Animal: Parrot{…}, Width: 4}
}

// On a terminal WriteTo shows the same in colour.
func ExampleShowDiff() {
	a := zoo.New()
	b := a.Clone()
	b.Size = zoo.Large
	b.Fee = 20
	b.Cages[1].Locked = false
	b.Cages[1].Notes = []zoo.Note{{Text: "tame"}}
	b.Queue.Entries = []int{0, 1, 3}
	pg.ShowDiff(a, b).WriteTo(os.Stdout)
	// Output:
	//   Name: "Riverside"
	// ~ Size: middle → large
	// ~ Fee:  12.5   → 20
	//   Plan: Plan{Acres: 20, Paths: [[1, 2], [3]]}
	//   … 2 the same
	//   Cages[1]
	//     Animal: Parrot{Words: ["hello", "nuts"]}
	//     Width:  1
	// ~   Locked: true → false
	// ~   Notes:  nil  → [Note{Text: "tame"}]
	//   … 6 the same
	//   Queue.Entries
	// +   [0]:   0
	//     [0→1]: 1
	// -   [1]:   2
	//     [2]:   3
	//   … 4 the same
}

// Without the program there is no context, but what changes in one part of it
// is shown together.
func ExampleChanges_Format() {
	changes := pg.Changes{
		pg.Set("Stem.Kernel", 3),
		pg.Set("Stem.Norm", "batch"),
		pg.Delete("Blocks[0]"),
	}
	fmt.Printf("%v\n", changes)
	fmt.Printf("%+v\n", changes)
	fmt.Printf("%#v\n", changes)
	// Output:
	// Stem.Kernel: → 3
	// Stem.Norm: → "batch"
	// Blocks[0]: -
	//
	//   Stem
	// ~   Kernel: → 3
	// ~   Norm:   → "batch"
	// - Blocks[0]:
	//
	// pg.Changes{pg.Set("Stem.Kernel", 3), pg.Set("Stem.Norm", "batch"), pg.Delete("Blocks[0]")}
}

// A server that shows what has changed, in a browser.
func ExampleHTML() {
	a := zoo.New()
	b := a.Clone()
	b.Name = "Hill <side>"
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, pg.HTML(pg.ShowDiff(a, b)))
	})

	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	for line := range strings.Lines(answer.Body.String()) {
		if strings.Contains(line, "Riverside") {
			fmt.Print(line)
		}
	}
	fmt.Println(answer.Result().Header.Get("Content-Type"))
	// Output:
	// <div class="r was is"><b>Name</b><div class="cell old"><div class="r"><i class="q" title="string">&#34;Riverside&#34;</i></div>
	// text/html; charset=utf-8
}

// What an interface holds is written with its type, so that it comes back.
func ExampleMarshalJSON() {
	x := &zoo.Parrot{Words: []string{"ahoy"}, Mimic: zoo.Lion{Mane: true}}
	text, err := json.MarshalIndent(x, "", "  ")
	fmt.Println(string(text), err)

	var y zoo.Parrot
	fmt.Println(json.Unmarshal(text, &y), y.Equal(x))
	// Output:
	// {
	//   "Words": [
	//     "ahoy"
	//   ],
	//   "Mimic": {
	//     "_type": "github.com/pgen-go/pgen/runtime/internal/zoo.Lion",
	//     "Roar": 0,
	//     "Mane": true
	//   }
	// } <nil>
	// <nil> true
}

// In a text that a person writes, the last element of the import path is
// enough, and an error says where it is.
func ExampleUnmarshalJSON() {
	var x zoo.Cage
	fmt.Println(json.Unmarshal([]byte(`{"Animal": {"_type": "zoo.Lion", "Mane": true}, "Width": 2}`), &x), pg.Show(x))
	fmt.Println(pg.UnmarshalJSON(&x, []byte("{\n  \"Animal\": {\"_type\": \"zoo.Loin\"}\n}")))
	// Output:
	// <nil> Cage{Animal: Lion{Mane: true}, Width: 2}
	// pg: read JSON of zoo.Cage: 2:23: Animal: expected the name of a type, got "zoo.Loin": did you mean "zoo.Lion"?
}

// Changes go to another program, or another language, as a JSON Patch.
func ExampleChanges_JSONPatch() {
	a := zoo.New()
	b := a.Clone()
	b.Cages = b.Cages[1:]
	b.Ponds["sea/north"] = nil
	patch, err := a.Diff(b).JSONPatch(a)
	fmt.Println(string(patch), err)
	// Output:
	// [{"op":"remove","path":"/Cages/0"},{"op":"add","path":"/Ponds/sea~1north","value":null}] <nil>
}

func ExampleParseJSONPatch() {
	x := zoo.New()
	changes, err := pg.ParseJSONPatch(x, []byte(`[
		{"op": "test", "path": "/Name", "value": "Riverside"},
		{"op": "move", "from": "/Cages/1", "path": "/Cages/0"},
		{"op": "replace", "path": "/Star/Mane", "value": false}
	]`))
	fmt.Print(changes)
	fmt.Println(err)
	fmt.Println(x.Rebind(changes...), x.Cages[0].Locked)
	// Output:
	// Cages[1]: - Cage{Animal: Parrot{Words: ["hello", "nuts"]}, Width: 1, Locked: true}
	// Cages[0]: + Cage{Animal: Parrot{Words: ["hello", "nuts"]}, Width: 1, Locked: true}
	// Star.Mane: true → false
	// <nil>
	// <nil> true
}

// What an older struct wrote is read into a value that has the defaults.
func ExampleRead() {
	keeper := zoo.Keeper{Name: "Kim", Best: zoo.Broom{Width: 3, Bristles: "straw"}}
	text := `{"Best": {"_type": "zoo.Brush", "Width": 5, "ID": [1, 2]}, "Tools": [], "Colour": "red"}`
	_, err := pg.Read(pg.JSON, []byte(text), &keeper)
	fmt.Println(err)
	report, err := pg.Read(pg.JSON, []byte(text), &keeper, pg.AllowUnknown())
	fmt.Println(keeper.Name, keeper.Best, err)
	fmt.Print(report)
	// Output:
	// pg: read JSON of zoo.Keeper: 1:73: expected a field of zoo.Keeper, got "Colour"
	// Kim {5 straw [1 2]} <nil>
	// 1:73: unknown member "Colour"
	// 1:20: Best: "zoo.Brush" is an older name of the type
	// Best.Bristles: missing: the default is "straw"
	// Name: missing: the default is "Kim"
	// Rota: missing: the default is nil
	// Spare: missing: the default is nil
	// Piled: missing: the default is Pile[int]{}
	// Other: missing: the default is nil
}

// A file says what is in it, so it can be loaded without knowing that.
func ExampleLoad() {
	path := filepath.Join(os.TempDir(), "lion.json")
	defer os.Remove(path)
	if err := pg.Save(path, &zoo.Lion{Roar: time.Second}); err != nil {
		fmt.Println(err)
		return
	}
	var program pg.Symbolic
	_, err := pg.Load(path, &program)
	fmt.Println(pg.Show(program), err)

	_, err = pg.Load(path, new(zoo.Cage))
	fmt.Println("error:", strings.ReplaceAll(err.Error(), path, "lion.json"))
	// Output:
	// Lion{Roar: 1s} <nil>
	// error: pg: load lion.json:2:12: expected the type zoo.Cage, got "github.com/pgen-go/pgen/runtime/internal/zoo.Lion"
}
