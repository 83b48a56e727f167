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
// # Symbolic programs
//
// The method Sym of a program returns its symbolic form, a [Sym]: the same tree,
// in which a place can have, instead of a value,
//
//   - a decision, by OneOf, ManyOf, Permute, Range, Log or Custom, which can be
//     made only under a condition ([When]), or a tree of any form ([Evolve]);
//   - the value of another place (Ref), that of a field above (Inherit), or what
//     a function makes of others ([Derive]);
//   - nothing yet ([Partial], Unset).
//
// It has an accessor a field ([Field], [Number], [List], [Map], [Slot], or the Sym
// of what is there), with the operations that fit the field's type. Under each is
// a [Place], which does the same for types that are known at run time only, and
// what all places can: say where it is, be sealed, tell what changes. A Sym is a
// program to search, Materialize makes concrete ones of it, and [Where] splits
// its space between an outer and an inner search.
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
// Trials that take long tell on their way what they are worth ([Trial.Stop]), and
// a rule of package study/stopping ends those that aren't worth going on with
// ([StopEarly]). A trial may report several objectives ([Goals]) and break
// constraints ([Trial.Violate]).
//
// A [Result] has the best program and the [study.History], from which another
// search can go on ([Resume]).
//
// # Concurrency
//
// Programs are plain values: any number of goroutines may read one, and none
// while one writes to it. Space, Materialize, Encode, Clone, Equal and Diff
// only read. A symbolic program, too, may be read and materialized by any number
// of goroutines, but none while one changes it; what a change makes stale is
// compiled again when it is next asked for. A [Trial] belongs to the goroutine
// that evaluates it.
//
// # From PyGlove
//
// What PyGlove's names are here, each with the example that shows it:
//
//	pg.symbolize, @pg.members     //pg:symbolic on a type                          ExampleSymbolic
//	@pg.functor, pg.as_functor    //pg:symbolic on a function: FCall, FCallSym     ExampleSym_functor
//	rebind                        Rebind with Set, Insert and Delete               ExampleRebind
//	rebind with a function        Rewrite, Each                                    ExampleRewrite, ExampleEach
//	clone, copy, deepcopy         Clone; CloneSym                                  ExampleCloneSym
//	pg.diff                       Diff; ShowDiff shows it                          ExampleDiff, ExampleShowDiff
//	pg.eq, ne, lt, gt, hash       Equal, Compare, Hash                             ExampleCompare, ExampleHash
//	pg.query                      Query, QueryType                                 ExampleQuery, ExampleQueryType
//	pg.traverse                   Traverse, TraverseUp, TraverseBoth               ExampleTraverse
//	pg.contains                   Contains, ContainsType, ContainsFunc             ExampleContains
//	sym_parent, root, path        Place.Parent, Root, Path                         ExamplePlace_Parent
//	sym_ancestor                  Ancestor                                         ExampleAncestor
//	_on_change, notify            Place.OnChange, Batch                            ExamplePlace_OnChange
//	T.partial, sym_missing        Partial, Place.Missing, Unset; Concrete          ExamplePartial
//	seal, as_sealed               Place.Seal, Unseal                               ExamplePlace_Seal
//	sym_origin                    Place.Origin                                     ExamplePlace_Origin
//	pg.Ref                        Ref of each accessor, Place.Follow; //pg:ref     ExampleField_Ref
//	ValueFromParentChain          Place.Inherit                                    ExamplePlace_Inherit
//	contextual_attribute          Place.Inherit                                    ExamplePlace_Inherit
//	contextual_override           a clone with another value: no dynamic scope     ExampleCloneSym
//	InferredValue                 Derive                                           ExampleDerive
//	pg.hyper.DerivedValue         Derive; Ref of each accessor                     ExampleDerive, ExampleField_Ref
//	pg.oneof                      OneOf of each accessor; //pg:oneof               ExampleSlot_OneOf
//	pg.manyof                     List.ManyOf, ManyOfDistinct, SubsetOf            ExampleList_SubsetOf
//	pg.permutate                  List.Permute; //pg:permute                       ExampleList_Permute
//	pg.floatv, pg.intv            Number.Range, Log, RLog; //pg:float, //pg:int    ExampleNumber_Range
//	pg.hyper.CustomHyper          Field.Custom with a Codec; //pg:custom           ExampleField_Custom
//	pg.evolve                     Evolve with an Evolution: MutateReplace, …       ExampleEvolution
//	pg.template(where=…)          Where with Named, Hinted or Located              ExampleWhere
//	pg.template, pg.dna_spec      the program itself, and Space                    ExampleSym_template
//	pg.materialize, encode        Materialize, Encode                              ExampleSym_Materialize
//	pg.iter                       Space().All and Materialize                      ExampleSym_iter
//	pg.random_sample              Sample with search.Random                        ExampleSym_randomSample
//	pg.sample                     Sample, Maximize, Minimize                       ExampleSample, ExampleMaximize
//	f.should_stop_early           Trial.Stop, with the rule given by StopEarly     ExampleStopEarly
//	f(reward, metrics)            Trial.Report, Measure; several: Goals            ExampleGoals
//	pg.hyper.trace                Trace and a Chooser                              ExampleTrace
//	pg.detour, apply_wrappers     a constructor as a field: see below              ExampleSym_detour
//	pg.patch_on_path, …_key, …    Apply with PatchPath, PatchKey, PatchType, …     ExampleApply
//	@pg.patcher, pg.patch         RegisterPatcher, ParsePatch, PatchFlags          ExampleRegisterPatcher
//	to_json, from_json            MarshalJSON, UnmarshalJSON                       ExampleMarshalJSON, ExampleUnmarshalJSON
//	save, load                    Save, Load; RegisterFormat                       ExampleLoad
//	format, repr, str             Show, Shown                                      ExampleShow, ExampleShown
//	to_html, pg.view              HTML                                             ExampleHTML
//
// A detour makes code call another constructor than the one that it names,
// while it runs. Go calls what is named, as it was compiled, and lets nobody
// change that for others; code that is to be searched is given its
// constructors, as fields or by a Chooser.
//
// # Generated code
//
// Register, RegisterPlain, RegisterCall, TypeFor, GeneratedJSON, WrittenEqual, F
// and its methods, Coded, SymFor, Part, Rematerialize, MaterializeAny,
// MaterializeValue, Encoded, EncodeAny, EncodeValue, EncodeCall, FindValue,
// WriteInt, WriteFloat32, WrongLength, NotSame, NotCandidate, SortedKeys,
// SameFloat, Identical and Version1 are there for generated code to call.
package pg
