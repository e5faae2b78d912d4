package importing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cuntong/data"
)

// Undoing is what undoing an import does, or did.
type Undoing struct {
	PastImport
	Restored int       `json:"restored" doc:"Rows that are put back as they were"`
	Removed  int       `json:"removed" doc:"Rows that came with it and go again"`
	Left     []LeftRow `json:"left" doc:"Rows that stay as they are, because they were changed since or are needed"`
}

// LeftRow is a row that undoing leaves alone.
type LeftRow struct {
	Kind string `json:"kind"`
	Key  string `json:"key" doc:"Code or ID"`
	Name string `json:"name"`
	ZH   string `json:"zh" doc:"Why"`
	EN   string `json:"en" doc:"The same in English"`
}

// step is what undoing does to one row.
type step struct {
	kind    rowKind
	before  *row // nil: it was not there
	now     row  // as it is stored
	key     string
	name    string
	restore bool
	remove  bool
}

// PlanUndo says what undoing an import would do now.
func (d *Desk) PlanUndo(ctx context.Context, id string) (Undoing, error) {
	_, undoing, err := d.planUndo(ctx, id)
	return undoing, err
}

// Undo puts the rows of an import back as they were before it, in one transaction that the change log tells of: rows it changed get their old content, rows it
// brought go, where nobody has changed them since and nothing else names them. With whole, one row that must stay keeps everything as it is (ErrConflict).
// What was undone already is left alone.
func (d *Desk) Undo(ctx context.Context, id string, owner Owner, whole bool) (Undoing, error) {
	for tries := 1; ; tries++ {
		undoing, err := d.undoOnce(ctx, id, owner, whole)
		if !errors.Is(err, data.ErrConflict) || tries == mostTries || whole && len(undoing.Left) > 0 {
			return undoing, err
		}
	}
}

func (d *Desk) undoOnce(ctx context.Context, id string, owner Owner, whole bool) (Undoing, error) {
	batch, undoing, err := d.planUndo(ctx, id)
	switch {
	case err != nil || undoing.UndoneAt != nil:
		return undoing, err
	case whole && len(undoing.Left) > 0:
		return undoing, fmt.Errorf("有 %[1]d 行不能恢复（例如 %[2]s：%[3]s），整个导入保持原样 / %[1]d rows cannot be put back (such as %[2]s: %[4]s), so everything stays: %[5]w",
			len(undoing.Left), undoing.Left[0].Key, undoing.Left[0].ZH, undoing.Left[0].EN, data.ErrConflict)
	case undoing.Restored+undoing.Removed == 0:
		return undoing, fmt.Errorf("没有可以恢复的行：%[1]d 行在导入之后又被修改 / nothing can be put back: %[1]d rows were changed since: %[2]w", len(undoing.Left), data.ErrConflict)
	}
	batch.Undoes, batch.Area = id, owner.Area
	if err := d.write(ctx, batch, owner, "撤销 "+undoing.Reason); err != nil {
		return undoing, err
	}
	past, err := d.Past(ctx, id)
	undoing.PastImport = past
	return undoing, err
}

// planUndo makes the batch that undoes an import upon the store as it stands.
func (d *Desk) planUndo(ctx context.Context, id string) (data.Batch, Undoing, error) {
	var batch data.Batch
	past, err := d.Past(ctx, id)
	undoing := Undoing{PastImport: past, Left: []LeftRow{}}
	if err != nil || past.UndoneAt != nil {
		return batch, undoing, err
	}
	stamp, err := d.Study.Store.Stamp(ctx)
	if err != nil {
		return batch, undoing, err
	}
	lines, err := d.Study.Store.FindChanges(ctx, data.ChangeQuery{After: past.seq, Newest: true, Limit: max(1, past.lines)})
	if err != nil {
		return batch, undoing, err
	}
	if past.lines > len(lines) {
		return batch, undoing, fmt.Errorf("变更日志中缺少这次导入的行 / the change log lacks lines of this import: %w", data.ErrInvalid)
	}
	steps, err := d.steps(ctx, lines[:past.lines], &undoing)
	if err != nil {
		return batch, undoing, err
	}
	if err := d.leaveHomeless(ctx, steps, &undoing); err != nil {
		return batch, undoing, err
	}
	if err := d.leaveNeeded(ctx, steps, &undoing); err != nil {
		return batch, undoing, err
	}
	batch.Upon, batch.Each = &stamp.Revision, true
	for _, s := range steps {
		if s.kind.name == dailyCount && (s.restore || s.remove) {
			batch.Saw = noted(batch.Saw, s.key, s.now.version)
		}
		switch {
		case s.restore:
			s.kind.add(&batch, *s.before)
			undoing.Restored++
		case s.remove:
			batch.Remove = append(batch.Remove, data.RowKey{Kind: s.kind.name, Key: s.key})
			undoing.Removed++
		}
	}
	return batch, undoing, nil
}

// steps decides for each row of an import whether it is as the import left it.
func (d *Desk) steps(ctx context.Context, lines []data.Change, undoing *Undoing) ([]*step, error) {
	var steps []*step
	for _, kind := range rowKinds() {
		var own []data.Change
		var keys []string
		for _, line := range lines {
			if line.Kind == kind.name {
				own, keys = append(own, line), append(keys, line.Key)
			}
		}
		stored, err := kind.stored(ctx, d.Study.Store, keys)
		if err != nil {
			return nil, err
		}
		current := make(map[string]row, len(stored))
		for _, r := range stored {
			current[r.key] = r
		}
		for _, line := range own {
			s := &step{kind: kind, key: line.Key}
			after, err := kind.parse(line.After)
			if err != nil {
				return nil, err
			}
			s.name = after.name
			if line.Before != "" {
				before, err := kind.parse(line.Before)
				if err != nil {
					return nil, err
				}
				s.before = &before
			}
			now, there := current[line.Key]
			switch {
			case !there && s.before == nil:
				continue // it is gone already, as undoing would have it
			case !there:
				undoing.leave(s, "导入之后已被删除", "it was deleted since")
				continue
			}
			same, err := asLeft(now, after, s.before)
			if err != nil {
				return nil, err
			}
			if !same {
				undoing.leave(s, "导入之后又被修改", "it was changed since")
				continue
			}
			s.now, s.restore, s.remove = now, s.before != nil, s.before == nil
			steps = append(steps, s)
		}
	}
	return steps, nil
}

func (u *Undoing) leave(s *step, zh, en string) {
	u.Left = append(u.Left, LeftRow{s.kind.name, s.key, s.name, zh, en})
}

// asLeft reports whether a row is as the import left it. The log leaves out outlines of areas that stayed the same: then the present one stays too.
func asLeft(now, after row, before *row) (bool, error) {
	if area, ok := now.record.(*data.Area); ok && before != nil {
		was, left := before.record.(*data.Area), after.record.(*data.Area)
		if was.Outline == nil && left.Outline == nil {
			was.Outline, left.Outline = area.Outline, area.Outline
		}
	}
	if now.version != nil && after.version != nil && *now.version != *after.version {
		return false, nil
	}
	a, err := fieldsOf(now)
	if err != nil {
		return false, err
	}
	b, err := fieldsOf(after)
	if err != nil {
		return false, err
	}
	for name, value := range a {
		if b[name] != value {
			return false, nil
		}
	}
	return len(a) == len(b), nil
}

// leaveNeeded keeps rows that would go but that a record which stays names. A row that stays keeps what it names in turn.
func (d *Desk) leaveNeeded(ctx context.Context, steps []*step, undoing *Undoing) error {
	going := map[data.RowKey]*step{}
	restored := map[data.RowKey]*row{}
	for _, s := range steps {
		key := data.RowKey{Kind: s.kind.name, Key: s.key}
		if s.remove {
			going[key] = s
		}
		if s.restore {
			restored[key] = s.before
		}
	}
	if len(going) == 0 {
		return nil
	}
	references, err := d.references(ctx, going, restored)
	if err != nil {
		return err
	}
	for changed := true; changed; {
		changed = false
		for _, r := range references {
			target := going[r.to]
			if target == nil || going[r.from] != nil {
				continue
			}
			delete(going, r.to)
			target.remove = false
			undoing.leave(target, fmt.Sprintf("%s %s 正在使用它", kindZH(r.from.Kind), r.from.Key), fmt.Sprintf("%s %s needs it", r.from.Kind, r.from.Key))
			changed = true
		}
	}
	return nil
}

// leaveHomeless keeps rows as they are that, put back, would name a record that is gone by now.
func (d *Desk) leaveHomeless(ctx context.Context, steps []*step, undoing *Undoing) error {
	wanted := map[data.RowKey]bool{}
	for _, s := range steps {
		if s.restore {
			for _, to := range namedBy(s.before.record) {
				wanted[to] = true
			}
		}
	}
	there := map[data.RowKey]bool{}
	for _, kind := range rowKinds() {
		var keys []string
		for key := range wanted {
			if key.Kind == kind.name {
				keys = append(keys, key.Key)
			}
		}
		slices.Sort(keys)
		stored, err := kind.stored(ctx, d.Study.Store, keys)
		if err != nil {
			return err
		}
		for _, r := range stored {
			there[data.RowKey{Kind: kind.name, Key: r.key}] = true
		}
	}
	for _, s := range steps {
		if !s.restore {
			continue
		}
		for _, to := range namedBy(s.before.record) {
			if !there[to] {
				s.restore = false
				undoing.leave(s, fmt.Sprintf("它原来所属的%s %s 已被删除", kindZH(to.Kind), to.Key), fmt.Sprintf("%s %s, which it named before, was deleted since", to.Kind, to.Key))
				break
			}
		}
	}
	return nil
}

// namedBy lists the records that a record names.
func namedBy(record any) (list []data.RowKey) {
	name := func(kind, key string) {
		if key != "" {
			list = append(list, data.RowKey{Kind: kind, Key: key})
		}
	}
	switch r := record.(type) {
	case *data.Area:
		name("area", r.Parent)
	case *data.Settlement:
		name("area", r.Town)
	case *data.Facility:
		name("area", r.Town)
		name("settlement", r.Settlement)
	case *data.Service:
		name("settlement", r.Settlement)
		name("facility", r.Facility)
	case *data.Vehicle:
		name("facility", r.Facility)
	case *data.DailyCount:
		name("facility", r.Facility)
	}
	return list
}

// reference is a record that names another.
type reference struct{ from, to data.RowKey }

// references lists who names the rows that would go, with the rows that are put back as they will be.
func (d *Desk) references(ctx context.Context, going map[data.RowKey]*step, restored map[data.RowKey]*row) ([]reference, error) {
	var list []reference
	refer := func(kind, key string, named ...data.RowKey) {
		for _, target := range named {
			if going[target] != nil {
				list = append(list, reference{data.RowKey{Kind: kind, Key: key}, target})
			}
		}
	}
	kinds := map[string]bool{}
	for key := range going {
		for _, h := range data.Holders(key.Kind) {
			kinds[h.Table] = true
		}
	}
	for _, kind := range rowKinds() {
		if !kinds[kind.name] {
			continue
		}
		rows, err := kind.all(ctx, d.Study.Store)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if before := restored[data.RowKey{Kind: kind.name, Key: r.key}]; before != nil {
				r = *before
			}
			refer(kind.name, r.key, namedBy(r.record)...)
		}
	}
	if kinds["run"] {
		runs, err := d.Study.Store.Runs(ctx, data.Query{})
		if err != nil {
			return nil, err
		}
		for _, r := range runs {
			refer("run", r.ID, data.RowKey{Kind: "facility", Key: r.Depot})
		}
	}
	slices.SortFunc(list, func(a, b reference) int {
		return slices.Compare([]string{a.to.Key, a.from.Key}, []string{b.to.Key, b.from.Key})
	})
	return list, nil
}

func kindZH(kind string) string {
	switch kind {
	case "area":
		return "区划"
	case "settlement":
		return "村庄"
	case "facility":
		return "网点"
	case "service":
		return "服务"
	case "vehicle":
		return "车辆"
	case "daily_count":
		return "每日件量"
	case "run":
		return "班次"
	}
	return kind
}
