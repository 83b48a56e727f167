// What a search shows, in time.

package pg

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

func show(terminal bool, act func(p *progress)) string {
	var out bytes.Buffer
	space, err := geno.New(geno.At("X", &geno.Float{Max: 1}))
	if err != nil {
		panic(err)
	}
	p := newProgress(&options{progress: &out, trials: 100}, space, &study.History{Seed: 5})
	p.terminal = terminal
	p.start()
	act(p)
	return out.String()
}

// trials runs n trials of 300 ms each, of which every tenth is better than all
// before and those after the first 7 of ten fail.
func (p *progress) trials(from, n int) {
	for id := from; id < from+n; id++ {
		p.started("")
		time.Sleep(300 * time.Millisecond)
		t := study.Trial{ID: id, State: study.Done, Reward: float64(id / 10)}
		if id%10 >= 7 {
			t = study.Trial{ID: id, State: study.Failed, Error: "no luck\nthis time"}
		}
		p.ended(t)
	}
}

func TestPlainProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := show(false, func(p *progress) {
			p.trials(0, 15)
			time.Sleep(40 * time.Second)
			p.trials(15, 1)
			p.finish(context.Canceled)
		})
		want := `4/100 trials  best 0, trial 0  3.3/s  29s left
trial 7 failed: no luck
trial 8 failed: no luck
trial 9 failed: no luck
11/100 trials  best 1, trial 10  3.3/s  27s left  3 failed
16/100 trials  best 1, trial 10  0.36/s  3m55s left  3 failed
stopped after 16 trials in 44.8s: best 1, trial 10, 3 failed; seed 5; context canceled
`
		if got != want {
			t.Errorf("expected\n%s\ngot\n%s", want, got)
		}
	})
}

// What an algorithm that chooses does now is shown when it changes.
func TestExplainedProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := show(false, func(p *progress) {
			p.algorithm = "auto"
			for id, doing := range []string{"", "from trial 1: this: why", "from trial 1: this: why", "from trial 3: that: why not"} {
				p.started(doing)
				p.ended(study.Trial{ID: id, State: study.Done})
			}
			p.finish(nil)
		})
		want := `auto, from trial 1: this: why
auto, from trial 3: that: why not
4 trials in 0s: best 0, trial 0; seed 5
`
		if got != want {
			t.Errorf("expected\n%s\ngot\n%s", want, got)
		}
	})
}

func TestTerminalProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := show(true, func(p *progress) {
			p.trials(0, 1)
			time.Sleep(250 * time.Millisecond)
			p.ended(study.Trial{ID: 2, State: study.Failed, Error: errors.New("no luck").Error()})
			p.finish(nil)
		})
		const line = "\r\x1b[K"
		want := line + "\x1b[?7l0/100 trials\x1b[?7h" +
			line + "\x1b[?7l1/100 trials  best 0, trial 0  2.5/s  40s left\x1b[?7h" +
			line + "trial 2 failed: no luck\n" +
			"2 trials in 550ms: best 0, trial 0, 1 failed; seed 5\n"
		if got != want {
			t.Errorf("expected\n%q\ngot\n%q", want, got)
		}
	})
}
