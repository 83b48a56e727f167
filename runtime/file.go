// Programs in files.

package pg

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
)

// Save writes *x, as [Write] does, to the file path, in the format that its
// extension says: .json, or those of formats whose package is imported, such
// as runtime/yaml for .yaml and .yml. A file that is there is replaced as a
// whole, and keeps its mode; if anything fails, it stays as it was.
func Save[T any](path string, x *T) error {
	fail := func(err error) error { return fmt.Errorf("pg: save %s: %w", path, err) }
	f, err := formatOf(filepath.Ext(path))
	if err != nil {
		return fail(err)
	}
	if x == nil {
		return fail(fmt.Errorf("expected a program, got a nil %T", x))
	}
	data, err := f.write(reflect.ValueOf(x).Elem())
	if e, ok := errors.AsType[*jsonErrors](err); ok {
		e.verb, e.file = "save", path
		return e
	}
	if err != nil {
		return fail(err)
	}
	if err := replaceFile(path, data); err != nil {
		return fail(err)
	}
	return nil
}

// Load gives *x what the file path says, as [Read] does, in the format that
// its extension says: .json, or those of formats whose package is imported,
// such as runtime/yaml for .yaml and .yml. Errors begin with the file's name,
// the line and the column.
func Load[T any](path string, x *T, options ...ReadOption) (*Report, error) {
	fail := func(err error) (*Report, error) { return nil, fmt.Errorf("pg: load %s: %w", path, err) }
	f, err := formatOf(filepath.Ext(path))
	if err != nil {
		return fail(err)
	}
	if x == nil {
		return fail(fmt.Errorf("expected a pointer to read into, got a nil %T", x))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fail(reason(err))
	}
	report, err := f.read(data, reflect.ValueOf(x).Elem(), options)
	if e, ok := errors.AsType[*jsonErrors](err); ok {
		e.verb, e.file = "load", path
		return nil, e
	}
	if err != nil {
		return fail(err)
	}
	return report, nil
}

// replaceFile gives the file path the content data, all of it or none: the
// data is on the disk under another name before it gets its own.
func replaceFile(path string, data []byte) (err error) {
	// Of a symbolic link, what it leads to is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := fs.FileMode(0o666)
	old, statErr := os.Stat(path)
	if statErr == nil {
		if !old.Mode().IsRegular() {
			return errors.New("expected the name of a file, got that of something else")
		}
		mode = old.Mode().Perm()
	}
	dir, base := filepath.Split(path)
	var tmp *os.File
	for range 100 { // O_EXCL: no one else's file is written to
		name := fmt.Sprintf("%s.%s.%08x.tmp", dir, base, rand.Uint32())
		if tmp, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err != nil {
		return reason(err)
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(data); err != nil {
		return reason(err)
	}
	if statErr == nil { // whatever the umask
		if err = tmp.Chmod(mode); err != nil {
			return reason(err)
		}
	}
	if err = tmp.Sync(); err != nil {
		return reason(err)
	}
	if err = tmp.Close(); err != nil {
		return reason(err)
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return reason(err)
	}
	// The name, too, is to last. Where directories cannot be synced, that is
	// as good as it gets.
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// reason returns err without the name of the file, which is said already.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
