package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"cuntong/data"
)

// BackupCmd copies a GeoPackage store into a file while it is in use.
type BackupCmd struct {
	StoreFlag
	Out  string `required:"" placeholder:"FILE" help:"The copy; a new file."`
	JSON bool   `name:"json" help:"Print one JSON object to standard output."`
}

// backupJSON is what a backup prints.
type backupJSON struct {
	Store string `json:"store"`
	Out   string `json:"out"`
	Bytes int64  `json:"bytes"`
}

// Run implements the command.
func (c *BackupCmd) Run(ctx context.Context, p *program) (err error) {
	store, err := p.openStore(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	info, err := store.Info(ctx)
	if err != nil {
		return err
	}
	backuper, can := store.(data.Backuper)
	if !can {
		return invalid("%s is not a file; back it up with pg_dump --format=custom, or copy it into one with: cuntong copy %s copy.gpkg", info.Name, info.Name)
	}
	if err := backuper.Backup(ctx, c.Out); err != nil {
		return err
	}
	made, err := os.Stat(c.Out)
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	answer := backupJSON{info.Name, c.Out, made.Size()}
	return p.emit(OutputFlags{JSON: c.JSON}, answer, func(w io.Writer) {
		fmt.Fprintf(w, "已备份：%s → %s（%d 字节）\n", answer.Store, answer.Out, answer.Bytes)
	})
}
