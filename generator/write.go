// Writing generated files: the only place that changes a disk.

package generator

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write makes the file on disk what it should be, if it isn't: by one rename,
// so that nobody ever sees half of it, or by removing it.
func (f File) Write() (err error) {
	if !f.Stale() {
		return nil
	}
	if f.Want == nil {
		return os.Remove(f.Path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.Path), ".pg_gen-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Path, err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
			err = fmt.Errorf("write %s: %w", f.Path, err)
		}
	}()
	mode := os.FileMode(0o644)
	if info, err := os.Stat(f.Path); err == nil {
		mode = info.Mode().Perm()
	}
	if _, err := tmp.Write(f.Want); err != nil {
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), f.Path)
}
