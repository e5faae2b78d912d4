package importing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/data/finding"
	"cuntong/data/ingest"
)

// Refused lists all refused rows of an import.
func (d *Desk) Refused(ctx context.Context, id, area string) ([]ingest.Refusal, error) {
	look, err := d.Look(ctx, id, area)
	if err != nil {
		return nil, err
	}
	if look.Checked == nil {
		return nil, fmt.Errorf("%s / %s: %w", look.Problem.ZH, look.Problem.EN, data.ErrInvalid)
	}
	return look.Checked.refusals, nil
}

// Seen is what somebody looked at who commits an import.
type Seen struct {
	Revision int64 // of the records that the difference was told upon
	Version  int   // of the import, Staged.Version; 0: whichever it is
}

// Commit writes what is new or changed in one transaction, with a line of every row in the change log, if the records and the import are still what was
// seen: ErrConflict otherwise. What was committed already stays as it is and is told again.
func (d *Desk) Commit(ctx context.Context, id string, owner Owner, seen Seen, reason string) (PastImport, error) {
	past, err := d.Past(ctx, id)
	if err == nil || !errors.Is(err, data.ErrNotFound) {
		return past, err
	}
	look, err := d.Look(ctx, id, owner.Area)
	switch {
	case err != nil:
		return past, err
	case look.Checked == nil:
		return past, fmt.Errorf("%s / %s: %w", look.Problem.ZH, look.Problem.EN, data.ErrInvalid)
	case look.Checked.Revision != seen.Revision:
		return past, changedMeanwhile(seen.Revision, look.Checked.Revision)
	case seen.Version != 0 && look.Version != seen.Version:
		return past, fmt.Errorf("这次导入的文件或读法已被他人改动，请再看一遍差异 / the files of this import, or how they are read, were changed meanwhile; look at the difference once more: %w", data.ErrConflict)
	}
	switch n := look.Checked.New + look.Checked.Changed; {
	case n == 0:
		return past, fmt.Errorf("没有新增或修改的行，库中内容与文件一致 / no row is new or changed: the store has what the files say: %w", data.ErrInvalid)
	case n > MostChanged:
		return past, fmt.Errorf("要写入 %[1]d 行，一次导入最多 %[2]d 行，请按县拆分，或用 cuntong load / %[1]d rows are new or changed, an import writes at most %[2]d; split it by county, or use cuntong load: %[3]w", n, MostChanged, data.ErrInvalid)
	}
	batch := look.Checked.batch
	batch.Upon, batch.Each, batch.Import, batch.Area, batch.Files = &seen.Revision, true, id, owner.Area, look.Files
	if reason = strings.TrimSpace(reason); reason == "" {
		names := make([]string, len(look.Files))
		for i, f := range look.Files {
			names[i] = f.Name
		}
		reason = strings.Join(names, "、")
	}
	if err := d.write(ctx, batch, owner, reason); err != nil {
		return past, err
	}
	d.shown.forget(id)
	_ = os.RemoveAll(d.path(id)) // it is in the store; what is left goes after a day
	return d.Past(ctx, id)
}

func changedMeanwhile(saw, now int64) error {
	return fmt.Errorf("数据已被他人修改（看到的是第 %[1]d 版，现在是第 %[2]d 版），差异已重新计算，请再看一遍 / the records were changed meanwhile (seen: revision %[1]d, now %[2]d); the difference was worked out again, look at it once more: %[3]w", saw, now, data.ErrConflict)
}

// write stores a batch as one entry of the change log.
func (d *Desk) write(ctx context.Context, batch data.Batch, owner Owner, reason string) error {
	_, err := d.Study.Store.Load(ctx, batch, data.ChangeNote{Actor: owner.Actor, At: d.Study.Now().UTC(), Action: "import", Reason: reason})
	return err
}

// FixReason is the reason in the change log of a fix of findings.
const FixReason = "fix "

// Fix applies the fixes of a finding to the records of the given IDs inside the owner's area, and tells which of them had none to apply any more.
// It can be undone as an import can; without any record to fix the ID of the past is empty.
func (d *Desk) Fix(ctx context.Context, code string, ids []string, owner Owner) (PastImport, []string, error) {
	for tries := 1; ; tries++ {
		past, left, err := d.fixOnce(ctx, code, ids, owner)
		if !errors.Is(err, data.ErrConflict) || tries == mostTries {
			return past, left, err
		}
	}
}

// mostTries is how often a write begins anew because another one came between.
const mostTries = 3

func (d *Desk) fixOnce(ctx context.Context, code string, ids []string, owner Owner) (PastImport, []string, error) {
	stamp, err := d.Study.Store.Stamp(ctx)
	if err != nil {
		return PastImport{}, nil, err
	}
	findings, err := d.Study.Findings(ctx, owner.Area)
	if err != nil {
		return PastImport{}, nil, err
	}
	at := slices.IndexFunc(findings, func(f finding.Finding) bool { return string(f.Code) == code })
	if at < 0 {
		return PastImport{}, ids, nil
	}
	batch := data.Batch{Upon: &stamp.Revision, Each: true, Import: newID(), Area: owner.Area}
	batch.Settlements, batch.Facilities = findings[at].Fixed(ids)
	if owner.Area != "" { // a fix may move a record into another town
		records, err := d.Study.FindingRecords(ctx)
		if err != nil {
			return PastImport{}, nil, err
		}
		if _, err := d.keepWithin(ctx, &batch, records, owner.Area); err != nil {
			return PastImport{}, nil, err
		}
	}
	done := map[string]bool{}
	for _, s := range batch.Settlements {
		done[s.Code] = true
	}
	for _, f := range batch.Facilities {
		done[f.ID] = true
	}
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return done[id] })
	if len(done) == 0 {
		return PastImport{}, left, nil
	}
	if err := d.write(ctx, batch, owner, FixReason+code); err != nil {
		return PastImport{}, nil, err
	}
	past, err := d.Past(ctx, batch.Import)
	return past, left, err
}
