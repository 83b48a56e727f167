// Views of spaces, DNA and searches.

package pg

import (
	"fmt"
	"iter"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/study"
)

// specView returns the view of a space: its decisions, in each the
// candidates, in each of those the decisions that it makes conditional. A path
// in it is the id of the decision.
func specView(s *geno.Spec) view {
	if err := s.Err(); err != nil {
		return view{typ: "*geno.Spec", text: "invalid space: " + err.Error()}
	}
	return view{
		typ: "*geno.Spec", kind: groupView, text: "space of " + count(s.Len(), "decision"),
		note: pointsText(s.Size()), parts: decisionViews(s),
	}
}

func decisionViews(s *geno.Spec) iter.Seq[view] {
	return func(yield func(view) bool) {
		for _, e := range s.Elements() {
			if !yield(decisionView(e)) {
				return
			}
		}
	}
}

func decisionView(e geno.Element) view {
	v := view{step: e.Location, typ: fmt.Sprintf("%T", e.Decision), kind: otherView, text: decisionWords(e.Decision)}
	if v.step == "" {
		v.name = "(the decision)"
	}
	var info geno.Info
	switch d := e.Decision.(type) {
	case *geno.Choices:
		info = d.Info
		v.kind = groupView
		v.parts = func(yield func(view) bool) {
			for i := range d.N() {
				if !yield(candidateView(d, i)) {
					return
				}
			}
		}
	case *geno.Float:
		info = d.Info
	case *geno.Int:
		info = d.Info
	case *geno.Custom:
		info = d.Info
	}
	// The size of a decision is that of the space of it alone.
	if s, err := geno.New(e); err == nil {
		v.note = pointsText(s.Size())
	}
	if info.Name != "" {
		v.note += fmt.Sprintf(", name %q", info.Name)
	}
	if info.Hints != nil {
		v.note += fmt.Sprintf(", hints %v", info.Hints)
	}
	return v
}

// decisionWords says what is to be decided.
func decisionWords(d geno.Decision) string {
	switch d := d.(type) {
	case *geno.Choices:
		return choicesText(d)
	case *geno.Float:
		text := fmt.Sprintf("float %v to %v%s", d.Min, d.Max, scaleText(d.Scale))
		if d.Step > 0 {
			text += fmt.Sprintf(" in steps of %v", d.Step)
		}
		return text
	case *geno.Int:
		text := fmt.Sprintf("int %d to %d%s", d.Min, d.Max, scaleText(d.Scale))
		if d.Step > 1 {
			text += fmt.Sprintf(" in steps of %d", d.Step)
		}
		return text
	case *geno.Custom:
		return strings.TrimSpace("custom " + d.Type)
	}
	return "no decision"
}

func choicesText(d *geno.Choices) string {
	of := count(d.N(), "candidate")
	switch {
	case d.K == 1:
		return "one of " + of
	case d.Distinct && !d.Sorted && d.K == d.N():
		return "permutation of " + of
	}
	text := fmt.Sprintf("%d of %s", d.K, of)
	if d.Distinct {
		text += ", distinct"
	}
	if d.Sorted {
		text += ", sorted"
	}
	return text
}

func candidateView(d *geno.Choices, i int) view {
	v := view{step: fmt.Sprintf("[=%d/%d]", i, d.N()), typ: "candidate", name: strconv.Itoa(i)}
	if d.K > 1 {
		v.step = "[0]" + v.step
	}
	if d.Literals != nil {
		v.text = fmt.Sprint(d.Literals[i])
	}
	if d.Candidates == nil || d.Candidates[i] == nil || len(d.Candidates[i].Elements()) == 0 {
		return v
	}
	v.kind, v.parts = groupView, decisionViews(d.Candidates[i])
	v.note = pointsText(d.Candidates[i].Size())
	return v
}

func scaleText(s geno.Scale) string {
	if s == geno.Linear {
		return ""
	}
	return " " + s.String()
}

// pointsText spells the size of a space; nil is infinite.
func pointsText(size *big.Int) string {
	switch {
	case size == nil:
		return "infinitely many points"
	case size.IsInt64() && size.Int64() == 1:
		return "1 point"
	case size.BitLen() > 60:
		return fmt.Sprintf("%.3g points", new(big.Float).SetInt(size))
	}
	digits := size.String()
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + " points"
}

// dnaView returns the view of a DNA: the choices it makes, those that are
// conditional inside of those that they depend on.
func dnaView(d *geno.DNA) view {
	v := view{typ: "*geno.DNA", text: d.String()}
	if d.Spec() == nil || d.Len() == 0 {
		return v
	}
	type choice struct {
		id    string
		point geno.Point
	}
	var all []choice
	for _, p := range d.Points() {
		all = append(all, choice{p.ID(), p})
	}
	var below func(choices []choice, prefix string) iter.Seq[view]
	below = func(choices []choice, prefix string) iter.Seq[view] {
		return func(yield func(view) bool) {
			for list := choices; len(list) > 0; {
				head := list[0]
				n := 1
				for n < len(list) && strings.HasPrefix(list[n].id, head.id+"[=") {
					n++
				}
				c := view{
					step: strings.TrimPrefix(strings.TrimPrefix(head.id, prefix), "."),
					typ:  fmt.Sprintf("%T", head.point.Decision),
					text: fmt.Sprint(head.point.Literal()),
				}
				if c.step == "" {
					c.name = "(the decision)"
				}
				switch head.point.Decision.(type) {
				case *geno.Choices:
					c.note = fmt.Sprintf("candidate %v", head.point.Value())
				case *geno.Int:
					c.kind, c.note = numberView, fmt.Sprintf("step %v", head.point.Value())
				case *geno.Float:
					c.kind = numberView
				}
				if n > 1 {
					rest := list[1].id[len(head.id):]
					inside := head.id + rest[:strings.IndexByte(rest, ']')+1]
					c.kind, c.parts = groupView, below(list[1:n], inside)
				}
				list = list[n:]
				if !yield(c) {
					return
				}
			}
		}
	}
	v.kind, v.text, v.note = groupView, "DNA", count(len(all), "choice")
	v.parts = below(all, "")
	return v
}

// historyView returns the view of a search: its best trial, its space, and all
// its trials.
func historyView(h *study.History) view {
	v := view{typ: "*study.History", kind: groupView, text: "search with " + h.Algorithm}
	v.note = fmt.Sprintf("%s, %s, seed %d", goalsText(goalsOf(h)), count(len(h.Trials), "trial"), h.Seed)
	if failed := h.Count(study.Failed); failed > 0 {
		v.note += fmt.Sprintf(", %d failed", failed)
	}
	if stopped := h.Count(study.Stopped); stopped > 0 {
		v.note += fmt.Sprintf(", %d stopped early by %s", stopped, h.Stopper)
	}
	v.parts = func(yield func(view) bool) {
		if best := h.Best(); best != nil {
			b := trialView("Trials["+strconv.Itoa(best.ID)+"]", best)
			b.name = fmt.Sprintf("best, trial %d", best.ID)
			if !yield(b) {
				return
			}
		}
		if h.Space != nil {
			s := specView(h.Space)
			s.step = "Space"
			if !yield(s) {
				return
			}
		}
		yield(view{
			step: "Trials", typ: "[]study.Trial", kind: groupView, text: count(len(h.Trials), "trial"),
			parts: func(yield func(view) bool) {
				for i := range h.Trials {
					if !yield(trialView("["+strconv.Itoa(i)+"]", &h.Trials[i])) {
						return
					}
				}
			},
		})
	}
	return v
}

func trialView(step string, t *study.Trial) view {
	v := view{step: step, typ: "study.Trial", kind: groupView, text: t.State.String()}
	switch t.State {
	case study.Done:
		v.text = fmt.Sprintf("%.6g", t.Reward)
		for _, r := range t.Rewards[min(1, len(t.Rewards)):] {
			v.text += fmt.Sprintf(", %.6g", r)
		}
		v.note = duration(t.Took)
		if t.Violation > 0 {
			v.note += fmt.Sprintf(", breaks constraints by %.6g", t.Violation)
		}
	case study.Stopped:
		v.text += fmt.Sprintf(" at step %d: %.6g", t.Curve[len(t.Curve)-1].Step, t.Reward)
		v.note = duration(t.Took)
	case study.Failed:
		v.text += ": " + firstLine(t.Error)
		v.note = duration(t.Took)
	}
	v.parts = func(yield func(view) bool) {
		if t.Error != "" && !yield(view{step: "Error", typ: "string", kind: stringView, text: t.Error}) {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(t.Measures)) {
			m := view{step: "Measures" + Step{kind: quotedStep, text: name}.String(), name: name, typ: "float64", kind: numberView}
			m.text = fmt.Sprint(t.Measures[name])
			if !yield(m) {
				return
			}
		}
		if t.DNA != nil {
			d := dnaView(t.DNA)
			d.step = "DNA"
			yield(d)
		}
	}
	return v
}

// view returns the view of a result: the program, how it came to be, and the
// search.
func (r *Result[P]) view() view {
	v := view{typ: "*pg.Result", kind: groupView, text: "result"}
	var b strings.Builder
	r.write(&b, false)
	v.note = firstLine(b.String())
	v.parts = func(yield func(view) bool) {
		if r.Trial >= 0 {
			p := viewOf(r.Program)
			p.step = "Program"
			c := r.Changes.view()
			c.step = "Changes"
			if !yield(p) || !yield(c) {
				return
			}
		}
		if r.History != nil {
			h := historyView(r.History)
			h.step = "History"
			yield(h)
		}
	}
	return v
}
