// Tests of the record: what is written is read again, and what is broken is
// told.

package study_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgen-go/pgen/runtime/geno"
	"github.com/pgen-go/pgen/runtime/search"
	"github.com/pgen-go/pgen/runtime/search/evolution"
	"github.com/pgen-go/pgen/runtime/study"
)

func codecs(t *testing.T) *geno.Spec {
	t.Helper()
	stride, err := geno.New(geno.At("Stride", &geno.Choices{K: 1, Literals: []any{1, 2, 4}}))
	if err != nil {
		t.Fatal(err)
	}
	none, err := geno.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := geno.New(
		geno.At("Level", &geno.Int{Min: 1, Max: 11}),
		geno.At("Rate", &geno.Float{Min: 1e-3, Max: 1, Scale: geno.Log}),
		geno.At("Filter", &geno.Choices{K: 1, Candidates: []*geno.Spec{none, stride}, Literals: []any{"None", "Delta, the \"first\""}}),
		geno.At("Stages", &geno.Choices{K: 2, Literals: []any{"split", "rle", "entropy"}, Distinct: true}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run makes a history with trials of every state, which ended out of order.
func run(t *testing.T) *study.Study {
	t.Helper()
	s, err := study.New(codecs(t), evolution.Regularized(), 1<<63+5, study.Minimize)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var open []int
	for range 60 {
		tr, err := s.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.IntN(1e6)))
		open = append(open, tr.ID)
		if len(open) < 4 {
			continue
		}
		i := rng.IntN(len(open))
		id := open[i]
		open = append(open[:i], open[i+1:]...)
		switch rng.IntN(4) {
		case 0:
			_, err = s.Fail(id, errors.New("out of memory, \"again\"\nand more"), map[string]float64{"bytes": 1e9})
		case 1:
			_, err = s.Report(id, rng.Float64(), map[string]float64{"MB/s": 1 / rng.Float64(), "bytes": 3})
		default:
			_, err = s.Report(id, rng.NormFloat64(), nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestHistoryJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := run(t).History()
		data, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var read study.History
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if read.Algorithm != h.Algorithm || read.Seed != h.Seed || read.Goal != h.Goal || !read.Space.Equal(h.Space) || len(read.Trials) != len(h.Trials) {
			t.Fatalf("expected the search to be the same, got %+v", read)
		}
		for i, want := range h.Trials {
			got := read.Trials[i]
			if !got.DNA.Equal(want.DNA) || !got.Began.Equal(want.Began) {
				t.Fatalf("expected %+v, got %+v", want, got)
			}
			got.DNA, got.Began = want.DNA, want.Began
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("expected %+v, got %+v", want, got)
			}
		}
		again, err := json.Marshal(&read)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("expected the same bytes again, error %v", err)
		}
		if got, want := read.Best(), h.Best(); got.ID != want.ID || h.Count(study.Done)+h.Count(study.Failed)+h.Count(study.Open) != 60 || h.Count(study.Open) != 3 {
			t.Errorf("expected trial %d to be the best and 3 of 60 trials open, got %d and %d", want.ID, got.ID, h.Count(study.Open))
		}
	})
}

func TestHistoryCSV(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		space := codecs(t)
		s, err := study.New(space, search.Random(), 1, study.Maximize)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range []string{"[5, 0.25, 0, [0, 2]]", "[0, 0.5, (1, 2), [1, 0]]", "[1, 1.0, 0, [2, 1]]"} {
			d, err := space.ParseDNA(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Supply(d); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Next(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			time.Sleep(1500 * time.Millisecond)
			switch i {
			case 0:
				_, err = s.Report(0, 2.5, map[string]float64{"MB/s": 120})
			case 1:
				_, err = s.Fail(1, errors.New("no, \"never\"\nsaid it"), nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := s.History().WriteCSV(&out); err != nil {
			t.Fatal(err)
		}
		want := `trial,state,reward,seconds,began,MB/s,Level,Rate,Filter,Stages[0],Stages[1],Filter[=1/2].Stride,dna,error
0,done,2.5,1.5,2000-01-01T00:00:00Z,120,6,0.25,None,split,entropy,,"DNA([5, 0.25, 0, [0, 2]])",
1,failed,,1.5,2000-01-01T00:00:01.5Z,,1,0.5,"Delta, the ""first""",rle,split,4,"DNA([0, 0.5, (1, 2), [1, 0]])","no, ""never""
said it"
2,open,,,2000-01-01T00:00:03Z,,2,1,None,entropy,rle,,"DNA([1, 1.0, 0, [2, 1]])",
`
		if got := strings.ReplaceAll(out.String(), time.Now().Format("Z07:00"), "Z"); got != want {
			t.Errorf("expected\n%s\ngot\n%s", want, got)
		}
		if _, err := csv.NewReader(&out).ReadAll(); err != nil {
			t.Error(err)
		}
	})
	if err := run(t).History().WriteCSV(full{}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("expected the error of the writer, got %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestBrokenHistory(t *testing.T) {
	data, err := json.Marshal(run(t).History())
	if err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	change := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%s is not in the history", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for _, c := range []struct{ data, want string }{
		{"", "unexpected end of JSON input"},
		{whole[:len(whole)/2], "unexpected end of JSON input"},
		{"{}", `study: goal: expected "maximize" or "minimize", got ""` + "\nstudy: space: missing"},
		{change(`"goal":"minimize"`, `"goal":"min"`), `study: goal: expected "maximize" or "minimize", got "min"`},
		{change(`"state":"failed"`, `"state":"fail"`), `state: expected "open", "done", "failed" or "stopped", got "fail"`},
		{change(`"state":"open"`, `"state":"done"`), "reward: missing"},
		{change(`"id":7`, `"id":8`), "trial 7: expected the id 7, got 8"},
		{change(`"dna":"DNA([`, `"dna":"DNA([99, `), "trial 0: dna:"},
		{change(`"start":9,`, `"start":10,`), "expected"},
		{change(`"seed":9223372036854775813`, `"seed":-1`), "seed"},
	} {
		h := study.History{Seed: 4}
		err := json.Unmarshal([]byte(c.data), &h)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("expected an error that says %q, got %v", c.want, err)
		}
		if h.Seed != 4 || h.Trials != nil {
			t.Errorf("%v: expected the history unchanged, got %+v", err, h)
		}
	}
}

// A measure that is no number doesn't cost the history.
func TestMeasuresThatAreNotFinite(t *testing.T) {
	s, err := study.New(codecs(t), search.Random(), 1, study.Maximize)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Next(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Report(0, 1, map[string]float64{"loss": math.NaN(), "most": math.Inf(1), "least": math.Inf(-1), "rate": 0.1}); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(s.History())
	if err != nil {
		t.Fatal(err)
	}
	var read study.History
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	m := read.Trials[0].Measures
	if len(m) != 4 || !math.IsNaN(m["loss"]) || !math.IsInf(m["most"], 1) || !math.IsInf(m["least"], -1) || m["rate"] != 0.1 {
		t.Errorf("got %v", m)
	}
	if err := json.Unmarshal(bytes.Replace(data, []byte(`"NaN"`), []byte(`"none"`), 1), &read); err == nil {
		t.Error("expected an error for a measure that is some text")
	}
}

func TestEndedTwice(t *testing.T) {
	s := run(t)
	h := s.History()
	ended := h.Best().ID
	if _, err := s.Report(ended, 1, nil); err == nil || !strings.Contains(err.Error(), "expected an open trial, got one that is done") {
		t.Errorf("expected an error for a trial that has ended, got %v", err)
	}
	if _, err := s.Fail(60, nil, nil); err == nil || !strings.Contains(err.Error(), "trial 60: there are only the trials 0 to 59") {
		t.Errorf("expected an error for a trial that is not there, got %v", err)
	}
	if !reflect.DeepEqual(s.History(), h) {
		t.Error("expected the history unchanged")
	}
}

func TestNil(t *testing.T) {
	for _, c := range []struct {
		h     *study.History
		space *geno.Spec
		alg   search.Algorithm
		want  string
	}{
		{nil, codecs(t), search.Random(), "study: expected a history, got nil: use New for a new search"},
		{new(study.History), nil, search.Random(), "study: expected the space of a program, got nil"},
		{new(study.History), codecs(t), nil, "study: expected an algorithm, got nil"},
	} {
		if _, err := study.Resume(c.h, c.space, c.alg); err == nil || err.Error() != c.want {
			t.Errorf("expected %q, got %v", c.want, err)
		}
	}
	if _, err := study.New(nil, nil, 1, study.Maximize); err == nil {
		t.Error("expected an error for no space and no algorithm")
	}
	var none *geno.DNA
	s := run(t)
	if err := s.Supply(none); err == nil {
		t.Error("expected an error for no DNA")
	}
}
