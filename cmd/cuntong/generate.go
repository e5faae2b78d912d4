package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"cuntong/data"
	"cuntong/data/export"
	"cuntong/data/sample"
)

// GenerateCmd writes a synthetic county or nation.
type GenerateCmd struct {
	Preset string `required:"" enum:"plain,mountain,pastoral,nation" help:"A county (plain, mountain or pastoral), or a nation of 600,000 settlements."`
	Seed   int64  `default:"1" help:"Seed; the same seed writes the same bytes."`
	Out    string `required:"" placeholder:"FOLDER" help:"Folder to write the files into; made if absent."`
	JSON   bool   `name:"json" help:"Print one JSON object to standard output."`
}

// generateJSON is what a generation prints.
type generateJSON struct {
	Preset      string `json:"preset"`
	Seed        int64  `json:"seed"`
	Out         string `json:"out"`
	Areas       int    `json:"areas"`
	Settlements int    `json:"settlements"`
	Facilities  int    `json:"facilities"`
	Services    int    `json:"services"`
	Vehicles    int    `json:"vehicles"`
	RoadMeters  int64  `json:"road_m"`
}

// Run implements the command. A nation passes through piece by piece.
func (c *GenerateCmd) Run(ctx context.Context, p *program) error {
	result := generateJSON{Preset: c.Preset, Seed: c.Seed, Out: c.Out}
	rows := 0
	var roads []data.Network
	err := export.WriteFolderFrom(c.Out, func(yield func(data.Batch, error) bool) {
		for piece, err := range sample.Stream(c.Preset, c.Seed) {
			if err == nil {
				err = ctx.Err()
			}
			result.Areas += len(piece.Areas)
			result.Settlements += len(piece.Settlements)
			result.Facilities += len(piece.Facilities)
			result.Services += len(piece.Services)
			result.Vehicles += len(piece.Vehicles)
			rows += batchSize(piece)
			roads = append(roads, piece.Networks...)
			if !yield(piece, err) || err != nil {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write %s: %w", c.Out, err)
	}
	for _, one := range roads { // a county has one network, the nation none
		if err := export.WriteFile(filepath.Join(c.Out, export.RoadsFile), func(w io.Writer) error { return export.WriteRoads(w, one) }); err != nil {
			return err
		}
		result.RoadMeters = one.LengthMeters
	}
	return p.emit(OutputFlags{JSON: c.JSON}, result, func(w io.Writer) {
		fmt.Fprintf(w, "%s：%d 行已写入 %s（%s）\n", c.Preset, rows, c.Out, sample.NoticeZH)
	})
}
