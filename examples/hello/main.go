// Hello is the smallest search: how to bake a loaf.
package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/pgen-go/pgen/runtime/search/evolution"
)

//go:generate go run github.com/pgen-go/pgen/cmd/pgen

// An Oven is how to bake a loaf.
//
//pg:symbolic
type Oven struct {
	Degrees int     //pg:int 150 260 step=5
	Minutes float64 //pg:float 20 90
	Steam   bool    //pg:oneof
	Tin     string  //pg:oneof "steel" "iron" "clay"
}

// crust says how far a loaf is from the best one.
func crust(o *Oven) float64 {
	off := math.Abs(float64(o.Degrees)-235)/10 + math.Abs(o.Minutes-42)
	if !o.Steam {
		off += 5
	}
	if o.Tin != "iron" {
		off += 3
	}
	return off
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // Ctrl-C ends with the best so far
	defer stop()

	base := &Oven{Degrees: 200, Minutes: 60, Tin: "steel"}
	best, err := pg.Minimize(ctx, base, evolution.Regularized(), crust, pg.Trials(2000), pg.Seed(1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("before:", crust(base), " after:", crust(best.Program))
	fmt.Print(best.Changes)
}
