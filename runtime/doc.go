// Package pg is the runtime of pgen: what programs of tagged types can do, and
// how to search for the best of them.
//
// # Programs
//
// A program is a value of a type tagged //pg:symbolic, for which pgen has
// generated Clone, Equal, Diff, Rebind, Space, Materialize and Encode. A part
// of it has a [Path], a set of parts a [Pattern]:
//
//   - [Query], [QueryType], [Traverse], [TraverseUp] and [TraverseBoth] go
//     through the parts, [Contains] looks for one;
//   - [Rewrite] changes them by rules ([On], [OnType], [OnValue], [OnFunc]), and
//     in symbolic programs [Each] calls a function for all of one type;
//   - [Compare] puts values in an order and [Hash] hashes them, as Equal has it;
//   - Diff returns [Changes], which Rebind carries out as edits ([Edit]), and
//     which can be printed, inverted, and written and read as JSON Patch
//     ([Changes.JSONPatch], [ParseJSONPatch]);
//   - a [Patch] is a rule that edits any program: [Apply] carries out those of
//     paths, types, values and so on, and those that [RegisterPatcher] made known
//     by name; with [PatchFlags] a command takes them as --set Path=value and
//     --patch name?arg=value;
//   - [MarshalJSON] and [UnmarshalJSON] keep the types of what interfaces hold,
//     and a symbolic program has its decisions in JSON ([Place.MarshalJSON]);
//   - [Save] and [Load] keep programs in files, [Write] and [Read] in any
//     [Format], and say in a [Report] what an older struct or type wrote;
//   - [Show] prints a program as Go would write it, [Shown] makes package fmt do
//     so, [ShowDiff] shows what differs between two, and [HTML] makes a page of
//     any of them, and of a space or the result of a search; a symbolic program
//     shows what stands in it instead of values;
//   - [OriginOf] says what a program was made of, if one wants to know
//     ([TrackOrigins]).
//
// The JSON form is the same with encoding/json and encoding/json/v2, which
// both call the methods that pgen generates for types that need them: those
// with interfaces, time.Durations or arrays of bytes in them.
//
// # Search
//
// A [Program] is anything that has a space and makes programs of it. A search
// needs one, an algorithm of package search or of a family below it, and a
// measure of how good a program is. [Maximize] and [Minimize] take the measure
// as a function; [Sample] is the loop itself:
//
//	for t, err := range pg.Sample(ctx, base, evolution.Regularized(), pg.Trials(200)) {
//		if err != nil {
//			return err
//		}
//		t.Report(score(t.Program))
//	}
//
// [Trace] makes a Program of ordinary code, which asks a [Chooser] for its
// decisions where it needs them.
//
// A [Result] has the best program and the [study.History], from which another
// search can go on ([Resume]).
//
// # Concurrency
//
// Programs are plain values: any number of goroutines may read one, and none
// while one writes to it. Space, Materialize, Encode, Clone, Equal and Diff
// only read. A [Trial] belongs to the goroutine that evaluates it.
//
// # Generated code
//
// Register, RegisterPlain, TypeFor, GeneratedJSON, F and its methods, Rematerialize,
// MaterializeAny, EncodeAny, EncodeCall, Encoded, FindValue, WriteInt,
// WrongLength, NotSame, NotCandidate, Coded, SortedKeys, SameFloat, Identical
// and Version1 are there for generated code to call.
package pg
