// What a search shows while it runs.

package pg

import (
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

const (
	redraw   = 200 * time.Millisecond // between two states of the line on a terminal
	between  = time.Second            // at least, between two plain lines
	reminder = 30 * time.Second       // at most, between two plain lines while trials end
	explain  = 3                      // so many failures are shown one by one
)

// A progress shows how a search goes: on a terminal in a line kept up to date,
// elsewhere in a line for a new best, now and then; and in a line each time that
// the algorithm chooses another way.
type progress struct {
	mu       sync.Mutex
	out      io.Writer
	terminal bool
	drawn    bool // the line on the terminal is not empty
	stop     chan struct{}
	stopped  sync.WaitGroup

	algorithm string
	doing     string // what the algorithm said it does, see Study.Explain

	goal     study.Goal
	seed     uint64
	total    int // trials; 0: unknown
	resumed  int // of finished, those of the history gone on from
	finished int
	failed   int
	halted   int // stopped early
	running  int
	best     *study.Trial
	unshown  bool // best is not in a plain line yet
	begin    time.Time
	lastLine time.Time
	end      time.Duration
}

func newProgress(o *options, space *geno.Spec, h *study.History) *progress {
	p := &progress{
		out: o.progress, terminal: isTerminal(o.progress), algorithm: h.Algorithm, goal: h.Goal, seed: h.Seed,
		total: o.trials, best: h.Best(), failed: h.Count(study.Failed), halted: h.Count(study.Stopped), begin: time.Now(),
	}
	p.finished = h.Count(study.Done) + p.failed + p.halted
	p.resumed, p.lastLine = p.finished, p.begin
	if size := space.Size(); size != nil && (p.total == 0 && size.Cmp(big.NewInt(endless)) <= 0 || size.Cmp(big.NewInt(int64(p.total))) < 0) {
		p.total = int(size.Int64())
	}
	return p
}

// start shows from now on how the search goes, until finish.
func (p *progress) start() {
	if p.terminal {
		p.stop = make(chan struct{})
		p.stopped.Go(p.keepDrawn)
	}
}

func (p *progress) keepDrawn() {
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.mu.Lock()
			p.draw(p.status())
			p.mu.Unlock()
		}
	}
}

// started notes that a trial has begun, and shows what the algorithm does now, if
// that has changed.
func (p *progress) started(doing string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running++
	if doing != p.doing {
		p.doing = doing
		p.line(fmt.Sprintf("%s, %s", p.algorithm, doing))
	}
}

func (p *progress) ended(t study.Trial) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running--
	p.finished++
	switch {
	case t.State == study.Failed:
		if p.failed++; p.failed <= explain {
			p.line(fmt.Sprintf("trial %d failed: %s", t.ID, firstLine(t.Error)))
		}
	case t.State == study.Stopped:
		p.halted++
	case t.Violation > 0:
	case p.best == nil || p.goal.Better(t.Reward, p.best.Reward):
		p.best, p.unshown = &t, true
	}
	if p.terminal {
		return
	}
	if since := time.Since(p.lastLine); p.unshown && since >= between || since >= reminder {
		p.line(p.status())
		p.lastLine, p.unshown = time.Now(), false
	}
}

// finish shows how the search ended.
func (p *progress) finish(stopped error) {
	if p.terminal {
		close(p.stop)
		p.stopped.Wait()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end = time.Since(p.begin)
	var b strings.Builder
	if stopped != nil {
		b.WriteString("stopped after ")
	}
	fmt.Fprintf(&b, "%s in %s", count(p.finished-p.resumed, "trial"), duration(p.end))
	if p.resumed > 0 {
		fmt.Fprintf(&b, " after %d of the history", p.resumed)
	}
	if p.best != nil {
		fmt.Fprintf(&b, ": best %.6g, trial %d", p.best.Reward, p.best.ID)
	}
	if p.failed > 0 {
		fmt.Fprintf(&b, ", %d failed", p.failed)
	}
	if p.halted > 0 {
		fmt.Fprintf(&b, ", %d stopped early", p.halted)
	}
	fmt.Fprintf(&b, "; seed %d", p.seed)
	if stopped != nil {
		fmt.Fprintf(&b, "; %v", stopped)
	}
	p.line(b.String())
}

func (p *progress) elapsed() time.Duration { return p.end }

// status is one line on where the search stands.
func (p *progress) status() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", p.finished)
	if p.total > 0 {
		fmt.Fprintf(&b, "/%d", p.total)
	}
	b.WriteString(" trials")
	if p.best != nil {
		fmt.Fprintf(&b, "  best %.6g, trial %d", p.best.Reward, p.best.ID)
	}
	if elapsed := time.Since(p.begin); p.finished > p.resumed && elapsed > 0 {
		each := elapsed / time.Duration(p.finished-p.resumed)
		if each > 0 {
			fmt.Fprintf(&b, "  %s", rate(each))
		}
		if left := p.total - p.finished; left > 0 {
			fmt.Fprintf(&b, "  %s left", (each * time.Duration(left)).Round(time.Second))
		}
	}
	if p.failed > 0 {
		fmt.Fprintf(&b, "  %d failed", p.failed)
	}
	if p.halted > 0 {
		fmt.Fprintf(&b, "  %d stopped early", p.halted)
	}
	if p.running > 1 {
		fmt.Fprintf(&b, "  %d running", p.running)
	}
	return b.String()
}

// rate spells how often something happens that takes so long each time.
func rate(each time.Duration) string {
	perSecond := float64(time.Second) / float64(each)
	switch {
	case perSecond >= 100:
		return fmt.Sprintf("%.0f/s", perSecond)
	case perSecond >= 0.1:
		return fmt.Sprintf("%.2g/s", perSecond)
	}
	return fmt.Sprintf("%s each", each.Round(time.Second))
}

// draw replaces the line on the terminal. What is too long for a line is cut
// off, for the terminal doesn't wrap it: of two lines, only one would be replaced
// the next time.
func (p *progress) draw(text string) {
	const erase, keep, wrap = "\r\x1b[K", "\x1b[?7l", "\x1b[?7h"
	if text == "" {
		fmt.Fprint(p.out, erase)
	} else {
		fmt.Fprint(p.out, erase+keep+text+wrap)
	}
	p.drawn = text != ""
}

// line writes a line that stays, above the one on the terminal.
func (p *progress) line(text string) {
	if p.drawn {
		p.draw("")
	}
	fmt.Fprintln(p.out, text)
}

// firstLine is what there is room for of a text in a line.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// isTerminal reports whether w is a terminal that understands more than text.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
