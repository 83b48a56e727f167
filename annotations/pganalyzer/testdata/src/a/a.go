package a

//pg:symbolic
type Encoder struct {
	Level  int     //pg:int 1 11
	Window int     //pg:onof 1 2     // want `unknown directive //pg:onof: did you mean //pg:oneof\?`
	Ratio  float64 //pg:float 1  // want `//pg:float takes MIN MAX, got 1 argument: write //pg:float MIN MAX \[log\|rlog\] \[step=S\]`
	Rate   float64 // pg:float 0 1 // want `"// pg:float" is not a directive: did you mean //pg:float\?`
}

type Plain struct {
	Level int //pg:int 1 11 // want `//pg:int has no effect, since type Plain is not symbolic: add //pg:symbolic to its doc comment`
}

// Wants that stand on a line of their own would part a directive from what it
// is on, so this one is in the middle of a function.
func body() {
	//pg:skip // want `misplaced //pg:skip: it stands in a function body`
}
