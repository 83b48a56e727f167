package search

// This file is how a search learns what earlier ones found.

import "github.com/pgen-go/pgen/runtime/geno"

// An Earlier is an earlier search of the same or a similar program, in terms of the
// space that is searched now; package transfer makes it of a history.
type Earlier struct {
	Trials []Scored // the best first
}

// A Scored is an earlier trial. Rewards of another search may be on another scale, so
// it has none but a score, from its place among the trials of its search: a quantile of
// the standard normal distribution, of which 0 is in the middle and more is better.
type Scored struct {
	DNA   *geno.DNA
	Score float64
}

// An Informed search makes use of what earlier ones found.
type Informed interface {
	Search

	// Inform is called before the first trial, at most once. It must not be believed
	// blindly: what was good earlier may not be so now.
	Inform(earlier []Earlier)
}

// Inform tells a search that has just been started what earlier ones found. It reports
// whether the search makes use of that.
func Inform(s Search, earlier []Earlier) bool {
	if g, ok := s.(*guard); ok {
		s = g.Search
	}
	i, ok := s.(Informed)
	if ok {
		i.Inform(earlier)
	}
	return ok
}
