// Free-form JSON inside of a program.

package zoo

// A Memo has the members of the documents in the examples of RFC 6902.
//
//pg:symbolic
type Memo struct {
	Foo   any `json:"foo,omitempty"`
	Baz   any `json:"baz,omitempty"`
	Bar   any `json:"bar,omitempty"`
	Qux   any `json:"qux,omitempty"`
	Child any `json:"child,omitempty"`
	Slash any `json:"/,omitempty"`
	Tilde any `json:"~1,omitempty"`
}
