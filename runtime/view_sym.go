// Views of symbolic programs.

package pg

// treeView returns the view of a candidate.
func treeView(t *tree) view { return goView("", t.root, nil) }
