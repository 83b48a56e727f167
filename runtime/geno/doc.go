// Package geno holds search spaces and the points in them, free of any Go type
// of the user's program. A search algorithm that knows only this package can
// search every program.
//
// A [Spec] is a space: a list of decisions, each a [Choices], [Float], [Int] or
// [Custom] at the place of the program it is for. A candidate of a Choices may
// have a Spec of its own, whose decisions exist only where that candidate is
// chosen. A [DNA] is one point of a space: a value for every decision that is
// active under the choices made.
//
// Ideas and meaning are those of PyGlove (Peng et al., "PyGlove: Symbolic
// Programming for Automated Machine Learning", NeurIPS 2020;
// github.com/google/pyglove, package pyglove.core.geno):
//
//	geno                PyGlove
//	Spec                DNASpec, Space (JSON: Template)
//	Choices             Choices: oneof, manyof, permutate
//	Float, Custom       Float, CustomDecisionPoint
//	Int, Float.Step     none
//	DNA                 DNA
//	Element.Location    location
//	Spec.IDs            decision_ids
//	Spec.Size           space_size
//	Spec.Bind           DNA.use_spec and DNASpec.validate
//	Spec.First, Next    first_dna, next_dna
//	Spec.Random         random_dna
//	DNA.Numbers         to_numbers; FromNumbers: from_numbers
//	DNA.Dict            to_dict; FromDict: from_dict
//
// # DNA
//
// A DNA is written as a nest of values, PyGlove's compact form: an int is an
// index into the candidates (or steps), a float the value of a Float, a string
// the genome of a Custom, a list several decisions side by side, and a tuple
// (i, x) the choice of candidate i with the values x that it makes conditional.
// A list of one is the same as its only member. For example
//
//	DNA([0, (1, [2, 0.5])])
//
// chooses candidate 0 at the first decision, and candidate 1 at the second, which
// itself has two decisions. In memory a DNA is the flat list of those values in
// that order, so that generating, checking and decoding one costs nanoseconds.
//
// A decision is identified by its path, as "Stem.Kernel", with the choices it
// depends on in brackets: "Filter[=1/3].Stride" exists where Filter took
// candidate 1 of 3; "Stages[0][=2/4].Size" where the first of several Stages
// took candidate 2 of 4.
//
// A Spec and a DNA never change once made, except through UnmarshalJSON, and may
// be used from several goroutines at once.
package geno
