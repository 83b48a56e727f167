// Package states keeps what trials came to, such as the weights they trained, for
// the trials that go on from them, as those of package runtime/search/pbt do:
//
//	nets := states.Memory((*Net).Clone)
//	res, err := pg.Minimize(ctx, base, pbt.New(), func(ctx context.Context, t *pg.Trial[*Training]) (float64, error) {
//		net, err := nets.Load(t.Parent)
//		if err != nil {
//			return 0, err
//		}
//		if t.Parent < 0 {
//			net = newNet()
//		}
//		loss := train(net, t.Program)
//		return loss, nets.Save(t.ID, net, t.Needed)
//	}, pg.Trials(400))
package states

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// A Store keeps states by the ids of the trials that came to them. It may be used
// from several goroutines.
type Store[S any] interface {
	// Load returns the state of a trial, for the caller to change. That of -1, the
	// parent of a trial that begins anew, is the zero value. The error wraps
	// [fs.ErrNotExist] if there is none.
	Load(trial int) (S, error)

	// Save keeps the state of a trial, before the trial is reported, and forgets
	// those that aren't needed: pg.Trial.Needed says which are. The state must not
	// be changed afterwards.
	Save(trial int, state S, needed func(trial int) bool) error
}

func missing(trial int) error {
	return fmt.Errorf("states: trial %d: there is no state: expected one that was saved and is needed still: %w", trial, fs.ErrNotExist)
}

// Memory returns a store in memory, which is gone with the process. Load returns what
// copy makes of a state, since several trials may go on from it: it must have nothing
// in common with it that is changed.
func Memory[S any](copy func(S) S) Store[S] {
	return &memory[S]{copy: copy, states: map[int]S{}}
}

type memory[S any] struct {
	mu     sync.Mutex
	copy   func(S) S
	states map[int]S
}

func (m *memory[S]) Load(trial int) (s S, err error) {
	if trial == -1 {
		return s, nil
	}
	m.mu.Lock()
	s, ok := m.states[trial]
	m.mu.Unlock()
	if !ok {
		return s, missing(trial)
	}
	return m.copy(s), nil
}

func (m *memory[S]) Save(trial int, state S, needed func(int) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.states[trial] = state
	for id := range m.states {
		if !needed(id) {
			delete(m.states, id)
		}
	}
	return nil
}

// Files returns a store of files in a folder, which is made where it is missing: one
// a state, named by its trial, as package encoding/gob writes it. A search that is
// resumed, see pg.Resume, finds them there; another search needs another folder. A
// file is complete or it isn't there.
//
// What is forgotten follows the search, not the history that was last written: after a
// crash, trials of an older history may miss their state, and fail.
func Files[S any](folder string) Store[S] { return &files[S]{folder: folder} }

type files[S any] struct {
	mu     sync.Mutex // of saving
	folder string
}

const suffix = ".state"

func (f *files[S]) path(trial int) string {
	return filepath.Join(f.folder, strconv.Itoa(trial)+suffix)
}

func (f *files[S]) Load(trial int) (s S, err error) {
	if trial == -1 {
		return s, nil
	}
	file, err := os.Open(f.path(trial))
	if errors.Is(err, fs.ErrNotExist) {
		return s, missing(trial)
	}
	if err != nil {
		return s, fmt.Errorf("states: trial %d: %w", trial, err)
	}
	defer file.Close()
	if err := gob.NewDecoder(file).Decode(&s); err != nil {
		return s, fmt.Errorf("states: trial %d: %s: %w", trial, f.path(trial), err)
	}
	return s, nil
}

func (f *files[S]) Save(trial int, state S, needed func(int) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write(trial, state); err != nil {
		return fmt.Errorf("states: trial %d: %w", trial, err)
	}
	entries, err := os.ReadDir(f.folder)
	if err != nil {
		return fmt.Errorf("states: %w", err)
	}
	var errs []error
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		if id, err := strconv.Atoi(name); ok && err == nil && !needed(id) {
			errs = append(errs, os.Remove(f.path(id)))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("states: %w", err)
	}
	return nil
}

func (f *files[S]) write(trial int, state S) error {
	if err := os.MkdirAll(f.folder, 0o777); err != nil {
		return err
	}
	file, err := os.CreateTemp(f.folder, "*.part")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // of no effect once it has its name
	if err := errors.Join(gob.NewEncoder(file).Encode(state), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), f.path(trial))
}
