package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/data/export"
	"cuntong/data/sample"
)

// GenerateCmd writes a synthetic county.
type GenerateCmd struct {
	Preset string `required:"" enum:"plain,mountain,pastoral" help:"Kind of county: plain, mountain or pastoral."`
	Seed   int64  `default:"1" help:"Seed; the same seed writes the same bytes."`
	Out    string `required:"" placeholder:"FOLDER" help:"Folder to write the files into; made if absent."`
	JSON   bool   `name:"json" help:"Print one JSON object to standard output."`
}

// Run implements the command.
func (c *GenerateCmd) Run(_ context.Context, p *program) error {
	batch, err := sample.Generate(c.Preset, c.Seed)
	if err != nil {
		return err
	}
	if err := export.WriteFolder(c.Out, batch); err != nil {
		return fmt.Errorf("write %s: %w", c.Out, err)
	}
	result := map[string]any{
		"preset": c.Preset, "seed": c.Seed, "out": c.Out, "areas": len(batch.Areas), "settlements": len(batch.Settlements),
		"facilities": len(batch.Facilities), "services": len(batch.Services), "vehicles": len(batch.Vehicles),
	}
	return p.emit(OutputFlags{JSON: c.JSON}, result, func(w io.Writer) {
		fmt.Fprintf(w, "%s：%d 行已写入 %s（%s）\n", c.Preset, batchSize(batch), c.Out, sample.NoticeZH)
	})
}
