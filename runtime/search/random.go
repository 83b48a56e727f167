package search

// This file is random search.

import "github.com/pgen-go/pgen/runtime/geno"

// Random returns random search (Bergstra and Bengio, "Random Search for
// Hyper-Parameter Optimization", 2012): every trial is drawn from the whole
// space, each decision uniformly in its scale. It takes any space, knows
// nothing of rewards, and is the yardstick for the other algorithms. A finite
// space is drawn without replacement, see [Dedup]. A trial costs some two
// microseconds for 10 decisions, whatever the length of the history.
func Random() Algorithm { return Dedup(random{}) }

type random struct{}

func (random) String() string { return "random" }

func (random) Start(space *geno.Spec, seed uint64) (Search, error) {
	return &randomSearch{space, NewStream(seed)}, nil
}

type randomSearch struct {
	space  *geno.Spec
	stream *Stream
}

func (s *randomSearch) Propose(id int) (*geno.DNA, error) {
	return s.space.Random(s.stream.For(id)), nil
}

func (*randomSearch) Started(int, *geno.DNA) {}
func (*randomSearch) Finished(int, Outcome)  {}
