package pg_test

import (
	pg "github.com/pgen-go/pgen/runtime"
)

type widthArgs struct {
	By float64 `help:"by how much"`
}

var widths = pg.RegisterPatcher("widths", "multiplies the width of all cages", widthArgs{By: 1}, func(a widthArgs) pg.Patch {
	return pg.PatchKey("Width", pg.FromOld(func(w float64) float64 { return w * a.By }))
})
