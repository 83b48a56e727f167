package annotations

// The table as users read it: Markdown for the README, text for a terminal.

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

const (
	decisionOptions = "name=N hint=H"
	decisionOn      = "any decision"
	decisionHelp    = "A name and a hint that algorithms and flows can select on; quote a value with spaces: hint=\"two words\"."
)

// Table returns the table of directives as GitHub Markdown.
func Table() string {
	var b strings.Builder
	row := func(directive, on, means string) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.ReplaceAll(directive, "|", `\|`), on, means)
	}
	b.WriteString("| directive | on | means |\n|---|---|---|\n")
	for _, d := range table {
		row(strings.TrimSpace(d.Name+" "+d.Syntax), d.on(), d.Help)
	}
	row(decisionOptions, decisionOn, decisionHelp)
	return b.String()
}

// on says where the directive stands and for which Go types it is.
func (d Definition) on() string {
	if d.Types != "" {
		return d.Targets.String() + ": " + d.Types
	}
	return d.Targets.String()
}

// Help writes the page of the named directive or, for the name "directives",
// the table of all of them with the rules of placement.
func Help(w io.Writer, name string) error {
	if name == "directives" {
		return helpTable(w)
	}
	word := strings.TrimPrefix(strings.TrimPrefix(name, "//"), "pg:")
	d, ok := Lookup(word)
	if !ok {
		return fmt.Errorf("no directive %q: %s", name, Suggest(word, names(), "", "the directives are"))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", usage(d, ""))
	writeWrapped(&b, d.Help, "")
	fmt.Fprintf(&b, "\nStands on: %s\n", d.on())
	if d.Targets&onMember != 0 {
		fmt.Fprintf(&b, "In the doc comment of the type or function: %s\n", usage(d, "NAME"))
	}
	if d.Decision {
		fmt.Fprintf(&b, "Also takes: %s\n", decisionOptions)
	}
	if d.Alone {
		fmt.Fprintln(&b, "Combines with no other directive.")
	}
	fmt.Fprintln(&b, "\nExample:")
	fmt.Fprintln(&b)
	for line := range strings.Lines(d.Example) {
		if line != "\n" {
			b.WriteByte('\t')
		}
		b.WriteString(line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func helpTable(w io.Writer) error {
	var b strings.Builder
	writeWrapped(&b, "A directive is a line comment that begins with //pg: and a word of this table. "+
		"One that stands on the thing takes no name; anywhere else its first word is the name of the thing: "+
		"on a field //pg:int 1 11, in the doc comment of the field's type, or of the function that has the parameter, //pg:int Level 1 11. "+
		"Arguments are Go expressions, separated by spaces outside of brackets and quotes; // begins a comment.", "")
	b.WriteByte('\n')
	tab := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	for _, d := range table {
		fmt.Fprintf(tab, "%s\t%s\n", strings.TrimSpace(d.Name+" "+d.Syntax), d.on())
	}
	fmt.Fprintf(tab, "%s\t%s\n", decisionOptions, decisionOn)
	tab.Flush() // into memory: no error to lose
	for _, d := range table {
		fmt.Fprintf(&b, "\n%s\n", d.Name)
		writeWrapped(&b, d.Help, "    ")
	}
	fmt.Fprintf(&b, "\n%s\n", decisionOptions)
	writeWrapped(&b, decisionHelp, "    ")
	b.WriteString("\nOne directive with an example: pgen help oneof\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// writeWrapped writes text in lines of at most 80 columns.
func writeWrapped(b *strings.Builder, text, indent string) {
	line := indent
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > 80 {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}
