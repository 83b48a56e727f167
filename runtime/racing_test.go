//go:build race

package pg_test

// racing reports whether the race detector is there, which allocates memory of
// its own.
const racing = true
