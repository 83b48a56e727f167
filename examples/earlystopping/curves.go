// What trainings are worth, epoch by epoch.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// curves has the validation errors of all trainings, one an epoch, by the
// settings: 0/1/2/0 for the rate, the hidden units, alpha and the batch.
type curves map[string][]float64

// after returns the error of a training after so many epochs, from 1.
func (c curves) after(t *Training, epoch int) float64 { return c[key(t)][epoch-1] }

func key(t *Training) string { return fmt.Sprintf("%d/%d/%d/%d", t.Rate, t.Hidden, t.Alpha, t.Batch) }

// load reads the curves of the problem mlp_digits: a real network on images of
// digits. Where the file isn't there they are made up.
func load(folder string) (c curves, source string, err error) {
	path := filepath.Join(folder, "problems.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return madeUp(), "made up", nil
	}
	if err != nil {
		return nil, "", err
	}
	var problems []struct {
		Name string
		Data json.RawMessage
	}
	if err := json.Unmarshal(text, &problems); err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	for _, p := range problems {
		if p.Name != "mlp_digits" {
			continue
		}
		var data struct{ Tab curves }
		if err := json.Unmarshal(p.Data, &data); err != nil {
			return nil, "", fmt.Errorf("%s: mlp_digits: %w", path, err)
		}
		if err := data.Tab.check(); err != nil {
			return nil, "", fmt.Errorf("%s: mlp_digits: %w", path, err)
		}
		return data.Tab, "mlp_digits", nil
	}
	return nil, "", fmt.Errorf("%s: expected a problem mlp_digits, got none", path)
}

func (c curves) check() error {
	var errs []error
	all(func(t *Training) {
		if n := len(c[key(t)]); n != epochs {
			errs = append(errs, fmt.Errorf("%s: expected %d errors, got %d", key(t), epochs, n))
		}
	})
	return errors.Join(errs...)
}

// madeUp makes curves that fall, faster at a higher rate, towards an error that
// is small for a middle rate and many hidden units.
func madeUp() curves {
	c := curves{}
	rng := rand.New(rand.NewPCG(1, 2))
	all(func(t *Training) {
		floor := 0.02 + 0.01*math.Abs(float64(t.Rate-4)) + 0.01*float64(4-t.Hidden) + 0.005*math.Abs(float64(t.Alpha-1))
		fall := 0.1 * float64(t.Rate+1) / float64(t.Batch+1)
		var curve []float64
		for epoch := range epochs {
			curve = append(curve, floor+0.9*math.Exp(-fall*float64(epoch+1))+0.003*rng.Float64())
		}
		c[key(t)] = curve
	})
	return c
}

func all(f func(*Training)) {
	space := (&Training{}).Space()
	for dna := range space.All() {
		if t, err := (&Training{}).Materialize(dna); err == nil {
			f(t)
		}
	}
}
