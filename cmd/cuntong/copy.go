package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/data"
)

// CopyCmd copies everything from one store to another.
type CopyCmd struct {
	From string `arg:"" name:"from" help:"The store to read: a GeoPackage file or postgres://…"`
	To   string `arg:"" name:"to" help:"The store to fill, made if absent; it must hold nothing that FROM does not."`
	OutputFlags
}

// copyJSON is what a copy prints.
type copyJSON struct {
	From       string           `json:"from"`
	To         string           `json:"to"`
	Counts     map[string]int64 `json:"counts"`
	Inserted   int              `json:"inserted"`
	Updated    int              `json:"updated"`
	Unchanged  int              `json:"unchanged"`
	FromDigest string           `json:"from_digest"`
	ToDigest   string           `json:"to_digest"`
	Equal      bool             `json:"equal"`
}

// Run implements the command.
func (c *CopyCmd) Run(ctx context.Context, p *program) (err error) {
	if c.From == c.To {
		return invalid("copy: FROM and TO are the same store; name another one to copy to")
	}
	from, err := p.openStore(ctx, c.From, readStore)
	if err != nil {
		return err
	}
	defer closing(from, &err)
	to, err := p.openStore(ctx, c.To, createStore)
	if err != nil {
		return err
	}
	defer closing(to, &err)
	source, err := from.Info(ctx)
	if err != nil {
		return err
	}
	result, copyErr := data.Copy(ctx, from, to, data.CopyOptions{
		Note:     data.ChangeNote{Actor: "cli", At: p.now(), Reason: "copy of " + source.Name},
		Progress: func(step string) { p.say("copy: %s", step) },
	})
	if result.ToDigest == "" { // it did not come to comparing them
		return copyErr
	}
	target, err := to.Info(ctx)
	if err != nil {
		return err
	}
	delete(target.Counts, "changes") // the log is not copied
	answer := copyJSON{From: source.Name, To: target.Name, Counts: target.Counts, Inserted: result.Load.Inserted, Updated: result.Load.Updated,
		Unchanged: result.Load.Unchanged, FromDigest: result.FromDigest, ToDigest: result.ToDigest, Equal: result.FromDigest == result.ToDigest}
	if err := p.emit(c.OutputFlags, answer, func(w io.Writer) { printCopy(w, answer) }); err != nil {
		return err
	}
	return copyErr
}

func printCopy(w io.Writer, c copyJSON) {
	fmt.Fprintf(w, "区划 %d，居民点 %d，网点 %d，服务记录 %d，车辆 %d，标准 %d，路网 %d，情景 %d，方案 %d\n", c.Counts["areas"], c.Counts["settlements"], c.Counts["facilities"],
		c.Counts["services"], c.Counts["vehicles"], c.Counts["standards"], c.Counts["networks"], c.Counts["scenarios"], c.Counts["plans"])
	fmt.Fprintf(w, "线路 %d，每日件量 %d，出车 %d，投递记录 %d\n", c.Counts["bus_lines"], c.Counts["daily_counts"], c.Counts["runs"], c.Counts["stop_events"])
	fmt.Fprintf(w, "来源 %s  %s\n目标 %s  %s\n", c.FromDigest, c.From, c.ToDigest, c.To)
	if c.Equal {
		fmt.Fprintln(w, "两边内容一致")
	} else {
		fmt.Fprintln(w, "两边内容不一致：请勿使用目标库")
	}
}
