// Command cuntong plans rural logistics networks: it loads a county's files into a store, audits who is
// served and who is near, plans where points go, and serves maps.
//
// Results go to standard output, progress and errors to standard error. Exit status: 0 done, 1 failed,
// 2 bad use or bad input, 3 infeasible.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"cuntong/data"

	"github.com/alecthomas/kong"
)

// Exit statuses that other programs rely on.
const (
	exitDone       = 0
	exitFailed     = 1
	exitBadInput   = 2
	exitInfeasible = 3
)

// errInfeasible says that the question has no answer that keeps every limit; it has been printed already.
var errInfeasible = errors.New("infeasible")

// program is what a subcommand gets from the outside world.
type program struct {
	stdout, stderr io.Writer
	stdin          io.Reader // nil: the process's own
	terminal       bool      // standard error is a terminal: progress bars make sense
	now            func() time.Time
	version        string
	openBrowser    func(url string) error
}

func main() {
	prepareConsole()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once, as it does any other
	p := &program{
		stdout: os.Stdout, stderr: os.Stderr, terminal: isTerminal(os.Stderr), now: time.Now,
		version: programVersion(), openBrowser: openBrowser,
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// run parses and executes one command line and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	var config Config
	exited := -1
	parser, err := kong.New(&config, kong.Name("cuntong"),
		kong.Description("村通 Cuntong: 县乡村三级物流网络规划 / plans county-town-village logistics networks."),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(status int) { exited = status }),
		kong.DefaultEnvars("CUNTONG"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"version": p.version})
	if err != nil {
		fmt.Fprintln(p.stderr, "cuntong: the command line is built wrongly:", err)
		return exitFailed
	}
	if len(args) == 0 { // started bare, as by a double click: show the sample in the browser
		args = []string{"demo", "--browser"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help or --version has printed and asked to leave
		return exited
	}
	if err == nil {
		err = config.check()
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "cuntong: %v\nRun \"cuntong --help\" for the commands and flags.\n", err)
		return exitBadInput
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return p.status(parsed.Run(p))
}

// kindZH begins a message with what kind of trouble it is.
func kindZH(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "已中断，没有保存未完成的内容 /"
	case errors.Is(err, data.ErrNotFound):
		return "没有找到 /"
	case errors.Is(err, data.ErrInvalid):
		return "输入有误 /"
	case errors.Is(err, data.ErrConflict):
		return "内容已被他人改动 /"
	case errors.Is(err, data.ErrBusy):
		return "数据正被占用，请稍后再试 /"
	case errors.Is(err, data.ErrUnavailable):
		return "数据库暂时连不上 /"
	case errors.Is(err, data.ErrNewer):
		return "数据由更新版本的程序写成，请升级 /"
	}
	return "没有完成 /"
}

// status prints an error in one sentence and returns the exit status for it.
func (p *program) status(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errInfeasible):
		return exitInfeasible
	}
	fmt.Fprintln(p.stderr, "cuntong:", kindZH(err), sentence(err))
	if errors.Is(err, data.ErrInvalid) || errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrNewer) {
		return exitBadInput
	}
	return exitFailed
}
