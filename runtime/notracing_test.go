//go:build !race

package pg_test

const racing = false
