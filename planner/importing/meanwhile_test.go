package importing

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// What happens when several people, or one in two tabs, work at the same time.

func TestFilesThatArriveTogetherAreAllKept(t *testing.T) {
	d, _ := openDesk(t)
	s, err := d.Begin(t.Context(), planner, "a.csv", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	refused := make([]error, 6)
	for i := range refused {
		group.Go(func() { _, refused[i] = d.Add(t.Context(), s.ID, fmt.Sprintf("f%d.csv", i), strings.NewReader("y")) })
	}
	group.Wait()
	if err := errors.Join(refused...); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Staged(s.ID); err != nil || len(got.Files) != 7 || got.Version != 7 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFilesOnTheirWayCountForTheRoomThatThereIs(t *testing.T) {
	d, _ := openDesk(t)
	var done []func()
	for {
		one, err := d.room(false)
		if err != nil {
			break
		}
		done = append(done, one)
	}
	if len(done) != mostInAll/MostBytes {
		t.Errorf("room for %d of the largest files at once, want %d", len(done), mostInAll/MostBytes)
	}
	if _, err := d.Begin(t.Context(), planner, "a.csv", strings.NewReader("x")); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("one more: %v", err)
	}
	for _, one := range done {
		one()
	}
	if _, err := d.Begin(t.Context(), planner, "a.csv", strings.NewReader("x")); err != nil {
		t.Error(err)
	}
}

func TestACommitOfWhatNobodyLookedAtIsRefused(t *testing.T) {
	d, store := openDesk(t)
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "村.csv", villageHeader+"370522101201,村A,999,118.2,37.5\n")
	seen := look(t, d, id, "")
	if _, err := d.Set(id, Reading{Datum: "gcj02"}); err != nil {
		t.Fatal(err)
	}
	before := digest(t, store)
	if _, err := d.Commit(t.Context(), id, planner, Seen{seen.Checked.Revision, seen.Version}, ""); !errors.Is(err, data.ErrConflict) || digest(t, store) != before {
		t.Errorf("%v", err)
	}
	seen = look(t, d, id, "")
	if _, err := d.Commit(t.Context(), id, planner, Seen{seen.Checked.Revision, seen.Version}, ""); err != nil {
		t.Error(err)
	}
}

const countText = "网点编号,日期,到件数,发件数\nshop-0,2026-11-01,%d,2\n"

func TestCountsThatAreCommittedTwiceAtOnceCanBeUndone(t *testing.T) {
	d, store := openDesk(t)
	before := digest(t, store)
	id := stage(t, d, planner, Reading{}, "件量.csv", fmt.Sprintf(countText, 5))
	c := checked(t, d, id, "")
	if c.New != 1 {
		t.Fatalf("%+v", c)
	}
	batch := c.batch
	batch.Upon, batch.Each, batch.Import = &c.Revision, true, id
	for range 2 { // both looked for it in the log before one of them had written it
		if err := d.write(t.Context(), batch, planner, "件量.csv"); err != nil && !errors.Is(err, data.ErrConflict) {
			t.Fatal(err)
		}
	}
	if past, err := d.Past(t.Context(), id); err != nil || past.New != 1 {
		t.Errorf("%+v, %v", past, err)
	}
	if undone, err := d.Undo(t.Context(), id, planner, true); err != nil || undone.Removed != 1 || digest(t, store) != before {
		t.Errorf("%+v, %v", undone, err)
	}
}

// Daily counts raise no revision, so their versions are what tells.
func TestCountsThatSomebodyElseBroughtMeanwhileAreSeen(t *testing.T) {
	d, store := openDesk(t)
	id := stage(t, d, planner, Reading{}, "件量.csv", fmt.Sprintf(countText, 5))
	c := checked(t, d, id, "")
	bring := func(down int64) {
		t.Helper()
		if _, err := store.Load(t.Context(), data.Batch{DailyCounts: []data.DailyCount{{Date: "2026-11-01", Facility: "shop-0", Down: &down}}}, data.ChangeNote{At: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	batch, tag := c.batch, look(t, d, id, "").Tag()
	bring(7)
	if now := look(t, d, id, "").Tag(); now == tag {
		t.Errorf("another difference goes by the same tag %q", tag)
	}
	if batch.Upon = &c.Revision; !errors.Is(d.write(t.Context(), batch, planner, "x"), data.ErrConflict) {
		t.Error("a count of somebody else was written over")
	}
	if c = checked(t, d, id, ""); c.Changed != 1 || c.New != 0 {
		t.Errorf("the difference now: %+v", c.Difference)
	}
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); err != nil {
		t.Fatal(err)
	}
	undo, undoing, err := d.planUndo(t.Context(), id)
	if err != nil || undoing.Restored != 1 {
		t.Fatalf("%+v, %v", undoing, err)
	}
	bring(9)
	if !errors.Is(d.write(t.Context(), undo, planner, "x"), data.ErrConflict) {
		t.Error("undoing wrote over a count of somebody else")
	}
}

func TestUndoingLeavesARowWhoseVillageIsGone(t *testing.T) {
	d, store := openDesk(t)
	text := "网点编号,网点名称,乡镇代码,所在村代码,运营主体,级别,经度,纬度\nshop-0,村A便民店,370522101000,370522101202,供销,村,118.2,37.5\nshop-1,村H便民店,370522101000,370522101202,供销,村,118.27,37.5\n"
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "网点.csv", text)
	c := checked(t, d, id, "")
	if c.Changed != 2 {
		t.Fatalf("%+v", c)
	}
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), data.Batch{Remove: []data.RowKey{{Kind: "settlement", Key: "370522101201"}}}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	undone, err := d.Undo(t.Context(), id, planner, false)
	if err != nil || undone.Restored != 1 || len(undone.Left) != 1 || undone.Left[0].Key != "shop-0" || !strings.Contains(undone.Left[0].EN, "370522101201") {
		t.Errorf("%+v, %v", undone, err)
	}
	if rows, err := store.Facilities(t.Context(), data.Query{IDs: []string{"shop-1"}}); err != nil || rows[0].Settlement != "370522101208" {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestNobodyMovesAnAreaOutOfTheirOwn(t *testing.T) {
	d, _ := openDesk(t)
	bounded := Owner{Actor: "李四", Area: "370522"}
	rows := []string{
		"370503199000,新镇,town,town,370503",                                   // inside the one below, which is refused
		"370503,河口区,county,county,370522", "370522,利津县,county,county,370503", // theirs below ours, ours below theirs
		"370522199000,新乡,town,town,370522",
	}
	id := stage(t, d, bounded, Reading{}, "x.csv", "code,name,tier,kind,parent\n"+strings.Join(rows, "\n")+"\n")
	c := checked(t, d, id, bounded.Area)
	if c.New != 1 || c.Changed != 0 || c.Refused != 3 {
		t.Fatalf("%+v, refused %v", c.Difference, c.Refusals)
	}
	for _, change := range c.Sample {
		if !strings.HasPrefix(change.Key, "37052219") {
			t.Errorf("%s is written", change.Key)
		}
	}
}

func TestAFixMovesNothingOutsideTheArea(t *testing.T) {
	d, store := openDesk(t)
	b := county()
	for i, west := range map[int]float64{3: 118, 4: 118.35} {
		b.Areas[i].Outline = orb.MultiPolygon{{{{west, 37}, {west + 0.3, 37}, {west + 0.3, 38}, {west, 38}, {west, 37}}}}
	}
	stray := b.Facilities[0]
	stray.ID, stray.Settlement, stray.Location, stray.Status = "stray", "", &orb.Point{118.5, 37.2}, data.Candidate
	b.Facilities = append(b.Facilities, stray)
	if _, err := store.Load(t.Context(), b, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	past, left, err := d.Fix(t.Context(), "facility_outside_town", []string{"stray"}, Owner{Actor: "李四", Area: "370522"})
	if err != nil || past.ID != "" || len(left) != 1 {
		t.Errorf("bounded: %+v, %v, %v", past, left, err)
	}
	if past, left, err = d.Fix(t.Context(), "facility_outside_town", []string{"stray"}, planner); err != nil || past.Changed != 1 || len(left) != 0 {
		t.Errorf("unbounded: %+v, %v, %v", past, left, err)
	}
}

func TestWhoeverIsBoundedIsNotToldWhereOtherPlacesAre(t *testing.T) {
	d, _ := openDesk(t)
	id := stage(t, d, Owner{Actor: "李四", Area: "370522"}, Reading{Datum: "wgs84"}, "村.csv", villageHeader+"370503101221,村U,999,118.4,37.5\n370522101201,村A,999,118.2,37.5\n")
	for area, known := range map[string]int{"370522": 1, "": 2} {
		list, err := d.Candidates(t.Context(), id, area)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, p := range list[0].Points {
			if p.Known != nil {
				got++
			}
		}
		if got != known || list[0].Matched != known {
			t.Errorf("area %q: %d places told, %d matched, want %d", area, got, list[0].Matched, known)
		}
	}
}

func TestAnImportIsBoundedInAll(t *testing.T) {
	d, _ := openDesk(t)
	s, err := d.Begin(t.Context(), planner, "a.csv", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Add(t.Context(), s.ID, "b.csv", io.LimitReader(&endless{left: MostBytes}, MostBytes)); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("64 MB and a byte: %v", err)
	}
	if got, err := d.Staged(s.ID); err != nil || len(got.Files) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "村.csv", villageHeader+strings.Repeat("370522101201,村A,999,118.2,37.5\n", mostRows+1))
	if l := look(t, d, id, ""); l.Checked != nil || l.Problem == nil || !strings.Contains(l.Problem.EN, "200000 rows") {
		t.Errorf("more rows than an import may have: %+v", l.Problem)
	}
}
