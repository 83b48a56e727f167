// That the flags of package pg are flags of github.com/spf13/pflag, too.

package peers

import (
	"testing"

	pg "github.com/pgen-go/pgen/runtime"
	"github.com/spf13/pflag"
)

var (
	_ pflag.Value = new(pg.PatchFlag)

	_ = pg.RegisterPatcher("conns", "sets how many connections a Server has", struct {
		Per int `help:"for each worker"`
	}{128}, func(a struct {
		Per int `help:"for each worker"`
	}) pg.Patch {
		return pg.PatchFor(func(s *Server) (pg.Patch, error) { return pg.PatchPath("Limits.Conns", a.Per*s.Workers), nil })
	})
)

func TestFlags(t *testing.T) {
	var edits pg.PatchFlags
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	flags.VarP(edits.Set(), "set", "s", "set a part of the server")
	flags.Var(edits.Patch(), "patch", "patch the server; there are\n"+pg.Patchers().String())
	if got, want := flags.FlagUsages(), `      --patch name?arg=value   patch the server; there are
                               conns: sets how many connections a Server has
                                 per int = 128: for each worker
                               
  -s, --set path=value         set a part of the server
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := flags.Parse([]string{"-s", "Workers=1<<3", "--set=Level=1", "--patch", "conns?per=4", "-sTimeout=2s", "rest"}); err != nil {
		t.Fatal(err)
	}
	s := new(Server)
	if err := edits.Apply(s); err != nil {
		t.Fatal(err)
	}
	if s.Workers != 8 || s.Level != Info || s.Limits.Conns != 32 || s.Timeout.Seconds() != 2 || flags.Arg(0) != "rest" || !flags.Changed("set") {
		t.Errorf("got %s", pg.Show(s))
	}
	if err := flags.Parse([]string{"--set", "Worker=3", "--patch=conn"}); err != nil {
		t.Fatal(err)
	}
	err := edits.Apply(s)
	if want := `pg: patch peers.Server: set Worker=3: Worker: expected a field of peers.Server, which has no Worker: did you mean Workers?
patch conn: byte 0: expected the name of a patcher, got "conn": did you mean conns?`; err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
