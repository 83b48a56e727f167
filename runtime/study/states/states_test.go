package states_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/runtime/study/states"
)

func TestStores(t *testing.T) {
	for name, store := range map[string]states.Store[[]float64]{
		"memory": states.Memory(slices.Clone[[]float64]),
		"files":  states.Files[[]float64](t.TempDir() + "/new"),
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := store.Load(-1); s != nil || err != nil {
				t.Errorf("expected nothing for a trial that begins anew, got %v, %v", s, err)
			}
			if _, err := store.Load(0); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("expected that there is no state, got %v", err)
			}
			all := func(int) bool { return true }
			for id := range 3 {
				if err := store.Save(id, []float64{float64(id), 7}, all); err != nil {
					t.Fatal(err)
				}
			}
			s, err := store.Load(1)
			if err != nil || !slices.Equal(s, []float64{1, 7}) {
				t.Fatalf("got %v, %v", s, err)
			}
			s[1] = 8
			if s, _ = store.Load(1); s[1] != 7 {
				t.Error("the state has changed")
			}
			if err := store.Save(3, []float64{3}, func(id int) bool { return id != 1 }); err != nil {
				t.Fatal(err)
			}
			for id := range 4 {
				if _, err := store.Load(id); errors.Is(err, fs.ErrNotExist) != (id == 1) {
					t.Errorf("trial %d: %v", id, err)
				}
			}
		})
	}
}

// What isn't a whole state says which file is wrong, and a folder that can't be
// made which it is.
func TestBrokenFiles(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/4.state", []byte("no gob"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := states.Files[int](folder).Load(4); err == nil {
		t.Error("a broken file is read")
	}
	if err := states.Files[int](folder+"/4.state").Save(1, 1, func(int) bool { return true }); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func ExampleMemory() {
	weights := states.Memory(slices.Clone[[]float64])
	needed := func(trial int) bool { return trial > 0 } // that of a trial
	for trial := range 2 {
		if err := weights.Save(trial, []float64{float64(trial)}, needed); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(weights.Load(1))
	_, err := weights.Load(0)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output:
	// [1] <nil>
	// true
}
