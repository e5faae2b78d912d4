package importing

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/geo"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

var seedFlag = flag.Uint64("seed", 0, "seed of the random imports; 0: of the clock")

func noon() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

const town, otherTown = "370522101000", "370503101000"

// county is a small store of two counties.
func county() data.Batch {
	made := data.Provenance{Source: "first.csv", Line: 2, Datum: geo.WGS84}
	b := data.Batch{Areas: []data.Area{
		{Code: "370500", Name: "东营市", Tier: data.TierCity, Kind: data.KindCity, Provenance: made},
		{Code: "370522", Name: "利津县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: "370500", Provenance: made},
		{Code: "370503", Name: "河口区", Tier: data.TierCounty, Kind: data.KindCounty, Parent: "370500", Provenance: made},
		{Code: town, Name: "北宋镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370522", Provenance: made},
		{Code: otherTown, Name: "义和镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370503", Provenance: made},
	}}
	for i := range 30 {
		at, code := town, "370522101"
		if i >= 20 {
			at, code = otherTown, "370503101"
		}
		people := int64(100 + i)
		p := orb.Point{118.2 + float64(i)*0.01, 37.5}
		from := made
		from.Line, from.LocatedBy, from.Original = i+2, data.LocatedGiven, fmt.Sprintf("%v,%v", p[0], p[1])
		b.Settlements = append(b.Settlements, data.Settlement{Code: fmt.Sprintf("%s%03d", code, 201+i), Name: fmt.Sprintf("村%c", 'A'+i), Kind: data.KindVillage, Town: at, Location: &p, Population: &people, Provenance: from})
	}
	for i := range 4 {
		s := b.Settlements[i*7]
		b.Facilities = append(b.Facilities, data.Facility{ID: fmt.Sprint("shop-", i), Name: fmt.Sprintf("%s便民店", s.Name), Tier: data.ServicePoint, Operators: []data.Operator{data.Coop}, Offers: []data.Offer{data.Pickup},
			Status: data.Active, Town: s.Town, Settlement: s.Code, Location: s.Location, Provenance: made})
	}
	return b
}

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func openDesk(t *testing.T) (*Desk, data.Store) {
	t.Helper()
	store, err := gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "county.gpkg"), gpkg.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	return deskOf(t, store)
}

// deskOf fills a new store with the county.
func deskOf(t *testing.T, store data.Store) (*Desk, data.Store) {
	t.Helper()
	t.Cleanup(func() { store.Close() })
	if _, err := store.Load(t.Context(), county(), data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	desk, err := NewDesk(&study.Study{Store: store, Now: noon}, filepath.Join(t.TempDir(), "imports"))
	if err != nil {
		t.Fatal(err)
	}
	return desk, store
}

func stage(t *testing.T, d *Desk, owner Owner, settings Reading, name, text string) string {
	t.Helper()
	s, err := d.Begin(t.Context(), owner, name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Set(s.ID, settings); err != nil {
		t.Fatal(err)
	}
	return s.ID
}

func look(t *testing.T, d *Desk, id, area string) *Look {
	t.Helper()
	l, err := d.Look(t.Context(), id, area)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func checked(t *testing.T, d *Desk, id, area string) *Checked {
	t.Helper()
	l := look(t, d, id, area)
	if l.Checked == nil {
		t.Fatalf("it cannot be read: %+v", l.Problem)
	}
	return l.Checked
}

func digest(t *testing.T, s data.Store) string {
	t.Helper()
	sum, err := data.Digest(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

var planner = Owner{Actor: "张三"}

// gcj is a position as Amap writes it.
func gcj(t *testing.T, p orb.Point) string {
	t.Helper()
	at, err := geo.GCJ02.FromWGS84(p)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%.6f,%.6f", at[0], at[1])
}

const villageHeader = "统计用区划代码,行政村名称,常住人口（人）,经度,纬度\n"

// villageRows writes villages of the store as a bureau would, in GCJ-02.
func villageRows(t *testing.T, list []data.Settlement) string {
	t.Helper()
	var out strings.Builder
	for _, s := range list {
		people := ""
		if s.Population != nil {
			people = strconv.FormatInt(*s.Population, 10)
		}
		fmt.Fprintf(&out, "%s,%s,%s,%s\n", s.Code, s.Name, people, gcj(t, *s.Location))
	}
	return out.String()
}

func TestAnImportGoesThroughItsStepsAndBack(t *testing.T) {
	t.Run("in a GeoPackage", func(t *testing.T) { goesThrough(t, openDesk) })
	t.Run("in PostGIS", func(t *testing.T) {
		goesThrough(t, func(t *testing.T) (*Desk, data.Store) {
			t.Helper()
			store, err := postgis.Open(t.Context(), pgtest.Start(t), postgis.Options{Create: true})
			if err != nil {
				t.Fatal(err)
			}
			return deskOf(t, store)
		})
	})
}

func goesThrough(t *testing.T, open func(*testing.T) (*Desk, data.Store)) {
	t.Helper()
	d, store := open(t)
	before := digest(t, store)
	villages := county().Settlements[:10]
	changed, moved := int64(777), orb.Point{118.3005, 37.504}
	villages[1].Population, villages[2].Location = &changed, &moved
	text := villageHeader + villageRows(t, villages) + "370522101290,新村," + "12," + gcj(t, orb.Point{118.25, 37.52}) + "\n370522101291,坏村,12,119.9,abc\n370522,合计,,,\n"
	id := stage(t, d, planner, Reading{}, "村庄.csv", text)
	l := look(t, d, id, "")
	if l.Problem == nil || l.Checked != nil || l.Datum.Guess != geo.GCJ02 || *l.Datum.Hypotheses[2].Median > 1 || *l.Datum.Hypotheses[0].Median < 400 {
		t.Fatalf("without a datum: %+v, %+v", l.Problem, l.Datum)
	}
	if _, err := d.Set(id, Reading{Datum: "gcj02"}); err != nil {
		t.Fatal(err)
	}
	c := checked(t, d, id, "")
	if c.New != 1 || c.Changed != 2 || c.Same != 8 || c.Refused != 1 || c.Refusals[0].Line != 13 {
		t.Fatalf("%+v", c)
	}
	change := c.Sample[0]
	if change.Key != villages[1].Code || len(change.Fields) != 1 || change.Fields[0].Field != "population" || *change.Fields[0].Before != "101" || *change.Fields[0].After != "777" {
		t.Errorf("first change %+v", change)
	}
	if m := c.Sample[1].Fields[0]; m.Field != "location" || m.Meters == nil || *m.Meters < 400 {
		t.Errorf("second change %+v", c.Sample[1])
	}
	candidates, err := d.Candidates(t.Context(), id, "")
	if err != nil || len(candidates) != 4 || len(candidates[0].Points) != 11 || candidates[2].Points[0].Known == nil {
		t.Fatalf("candidates %v, %v", candidates, err)
	}
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision - 1}, ""); !errors.Is(err, data.ErrConflict) {
		t.Errorf("upon another revision: %v", err)
	}
	past, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, "")
	if err != nil || past.New != 1 || past.Changed != 2 || past.Reason != "村庄.csv" || past.Actor != "张三" {
		t.Fatalf("%+v, %v", past, err)
	}
	again, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, "")
	if err != nil || again.seq != past.seq {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if _, err := d.Look(t.Context(), id, ""); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("what is committed is staged no more: %v", err)
	}
	plan, err := d.PlanUndo(t.Context(), id)
	if err != nil || plan.Restored != 2 || plan.Removed != 1 || len(plan.Left) != 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if digest(t, store) == before {
		t.Fatal("nothing was changed")
	}
	undone, err := d.Undo(t.Context(), id, planner, true)
	if err != nil || undone.UndoneAt == nil || undone.Restored != 2 {
		t.Fatalf("%+v, %v", undone, err)
	}
	if digest(t, store) != before {
		t.Error("undoing does not bring back what was there")
	}
	if twice, err := d.Undo(t.Context(), id, planner, true); err != nil || twice.UndoneAt == nil || twice.Restored != 0 {
		t.Errorf("twice: %+v, %v", twice, err)
	}
	list, err := d.PastImports(t.Context(), 10, func(string) bool { return true })
	if err != nil || len(list) != 1 || list[0].UndoneBy != "张三" {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestUndoingARandomImportGivesTheDigestOfBefore: whatever the files bring.
func TestUndoingARandomImportGivesTheDigestOfBefore(t *testing.T) {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed=%d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	d, store := openDesk(t)
	for round := range 12 {
		before := digest(t, store)
		current, err := store.Settlements(t.Context(), data.Query{})
		if err != nil {
			t.Fatal(err)
		}
		var list []data.Settlement
		for _, s := range current {
			if r.IntN(2) == 0 {
				continue
			}
			if r.IntN(3) == 0 {
				people := r.Int64N(5000)
				s.Population = &people
			}
			if r.IntN(3) == 0 {
				s.Location = &orb.Point{s.Location[0] + r.Float64()*0.02, s.Location[1]}
			}
			list = append(list, s)
		}
		fresh := map[string]bool{}
		for i := range r.IntN(5) {
			code := fmt.Sprintf("370522101%03d", 300+i)
			fresh[code] = true
			list = append(list, data.Settlement{Code: code, Name: "新" + strconv.Itoa(i), Location: &orb.Point{118.3, 37.55 + float64(i)*0.01}})
		}
		id := stage(t, d, planner, Reading{Datum: "gcj02"}, "村.csv", villageHeader+villageRows(t, list))
		shops := "网点编号,网点名称,所属乡镇,行政村,运营主体,级别,经营状态,经度,纬度\n"
		for i := range 1 + r.IntN(3) {
			shops += fmt.Sprintf("new-%d,驿站%d,北宋镇,%s,快递,村,正常,%s\n", i, i, list[r.IntN(len(list))].Name, gcj(t, orb.Point{118.3, 37.5}))
		}
		if _, err := d.Add(t.Context(), id, "网点.csv", strings.NewReader(shops)); err != nil {
			t.Fatal(err)
		}
		c := checked(t, d, id, "")
		if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, "第几轮"); err != nil {
			if errors.Is(err, data.ErrInvalid) && c.New+c.Changed == 0 {
				continue
			}
			t.Fatalf("round %d: %v; %+v", round, err, c)
		}
		// Now and then somebody edits a row of the import: that one stays, and what was there before it is no more.
		if round%3 == 2 {
			now, err := store.Facilities(t.Context(), data.Query{IDs: []string{"new-0"}})
			if err != nil || len(now) != 1 {
				t.Fatalf("%v, %v", now, err)
			}
			now[0].Name = "改过"
			if _, err := store.EditFacility(t.Context(), now[0], data.ChangeNote{At: noon()}); err != nil {
				t.Fatal(err)
			}
			held := digest(t, store)
			if u, err := d.Undo(t.Context(), id, planner, true); !errors.Is(err, data.ErrConflict) || len(u.Left) == 0 || digest(t, store) != held {
				t.Fatalf("round %d: all or nothing: %+v, %v", round, u, err)
			}
			u, err := d.Undo(t.Context(), id, planner, false)
			if err != nil && !errors.Is(err, data.ErrConflict) {
				t.Fatal(err)
			}
			wantLeft := 1
			if fresh[now[0].Settlement] {
				wantLeft = 2 // the village that it stands in
			}
			if len(u.Left) != wantLeft {
				t.Fatalf("round %d: %+v", round, u)
			}
			now, _ = store.Facilities(t.Context(), data.Query{IDs: []string{"new-0"}})
			if err := store.DeleteFacility(t.Context(), "new-0", now[0].Version, data.ChangeNote{At: noon()}); err != nil {
				t.Fatal(err)
			}
			for _, left := range u.Left {
				if left.Kind == "settlement" {
					if err := store.DeleteSettlement(t.Context(), left.Key, 1, data.ChangeNote{At: noon()}); err != nil {
						t.Fatal(err)
					}
				}
			}
		} else if u, err := d.Undo(t.Context(), id, planner, true); err != nil || len(u.Left) > 0 {
			t.Fatalf("round %d: %+v, %v", round, u, err)
		}
		if after := digest(t, store); after != before {
			t.Fatalf("round %d: the digest is another", round)
		}
	}
}

// breaking is a store whose loads fail before or after they are done.
type breaking struct {
	data.Store
	before, after error
}

func (b *breaking) Load(ctx context.Context, batch data.Batch, note data.ChangeNote) (data.LoadResult, error) {
	if b.before != nil {
		return data.LoadResult{}, b.before
	}
	result, err := b.Store.Load(ctx, batch, note)
	if b.after != nil {
		return data.LoadResult{}, b.after
	}
	return result, err
}

func TestACommitThatBreaksIsDoneOrNotAndNeverHalf(t *testing.T) {
	d, store := openDesk(t)
	broken := &breaking{Store: store}
	d.Study.Store = broken
	before := digest(t, store)
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "村.csv", villageHeader+"370522101290,新村,12,118.3,37.5\n")
	c := checked(t, d, id, "")
	broken.before = data.ErrUnavailable
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); !errors.Is(err, data.ErrUnavailable) || digest(t, store) != before {
		t.Fatalf("before the write: %v", err)
	}
	broken.before, broken.after = nil, data.ErrUnavailable // the answer is lost, as when the program is killed behind the commit
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); !errors.Is(err, data.ErrUnavailable) || digest(t, store) == before {
		t.Fatalf("behind the write: %v", err)
	}
	broken.after = nil
	past, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, "")
	if err != nil || past.New != 1 {
		t.Fatalf("again: %+v, %v", past, err)
	}
	log, err := store.FindChanges(t.Context(), data.ChangeQuery{Kind: "settlement", Key: "370522101290"})
	if err != nil || len(log) != 1 {
		t.Errorf("it was written %d times, %v", len(log), err)
	}
	// A new program clears what is left, and undoes from the log alone.
	next, err := NewDesk(d.Study, d.folder)
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(d.folder, "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := next.Undo(t.Context(), id, planner, true); err != nil || digest(t, store) != before {
		t.Errorf("undone by another program: %v", err)
	}
}

func TestSomebodyElsesWriteBetweenLookAndCommitIsSeen(t *testing.T) {
	d, store := openDesk(t)
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "村.csv", villageHeader+"370522101201,村A,999,118.2,37.5\n")
	c := checked(t, d, id, "")
	s := county().Settlements[0]
	s.Version, s.Name = 1, "村甲"
	if _, err := store.EditSettlement(t.Context(), s, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); !errors.Is(err, data.ErrConflict) {
		t.Fatalf("%v", err)
	}
	c = checked(t, d, id, "")
	if len(c.Sample[0].Fields) != 2 {
		t.Errorf("the difference now: %+v", c.Sample[0])
	}
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); err != nil {
		t.Error(err)
	}
}

func TestWhoeverIsBoundedTouchesNothingOutside(t *testing.T) {
	d, store := openDesk(t)
	bounded := Owner{Actor: "李四", Area: "370522"}
	text := villageHeader + "370522101201,村A,999,118.2,37.5\n370503101221,村U,999,118.4,37.5\n370503101299,新村,1,118.4,37.51\n"
	id := stage(t, d, bounded, Reading{Datum: "wgs84"}, "村.csv", text)
	c := checked(t, d, id, "370522")
	if c.Changed != 1 || c.New != 0 || c.Refused != 2 || c.Refusals[0].Line != 3 || !strings.Contains(c.Refusals[0].ExpectedZH, "370522") {
		t.Fatalf("%+v", c)
	}
	if _, err := d.Commit(t.Context(), id, bounded, Seen{Revision: c.Revision}, ""); err != nil {
		t.Fatal(err)
	}
	outside, err := store.Settlements(t.Context(), data.Query{IDs: []string{"370503101221", "370503101299"}})
	if err != nil || len(outside) != 1 || *outside[0].Population != 120 {
		t.Errorf("outside: %+v, %v", outside, err)
	}
	shop := stage(t, d, bounded, Reading{Datum: "wgs84"}, "网点.csv", "网点编号,网点名称,乡镇代码,运营主体,级别,经度,纬度\nshop-3,抢来,"+town+",快递,村,118.3,37.5\nshop-0,村A店,"+town+",快递,村,118.2,37.5\n")
	if c := checked(t, d, shop, "370522"); c.Changed != 1 || c.Refused != 1 || c.Sample[0].Key != "shop-0" {
		t.Errorf("a facility of the other county is taken over: %+v", c)
	}
}

func TestAFixIsLoggedAndUndone(t *testing.T) {
	d, store := openDesk(t)
	f := county().Facilities[0]
	f.ID, f.Location, f.Name = "lost", nil, "丢失"
	if _, err := store.EditFacility(t.Context(), f, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	before := digest(t, store)
	past, left, err := d.Fix(t.Context(), "facility_without_position", []string{"lost", "shop-1"}, planner)
	if err != nil || past.Changed != 1 || !past.Fix || past.Reason != "fix facility_without_position" || len(left) != 1 || left[0] != "shop-1" {
		t.Fatalf("%+v, %v, %v", past, left, err)
	}
	if again, left, err := d.Fix(t.Context(), "facility_without_position", []string{"lost"}, planner); err != nil || again.ID != "" || len(left) != 1 {
		t.Errorf("again: %+v, %v, %v", again, left, err)
	}
	if _, err := d.Undo(t.Context(), past.ID, planner, true); err != nil || digest(t, store) != before {
		t.Errorf("undone: %v", err)
	}
}
