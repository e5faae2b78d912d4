package layer

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/sample"
	"cuntong/data/storetest"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// counting counts whole reads and holds them until let go.
type counting struct {
	data.Store
	settlements, facilities, looks atomic.Int64
	during                         func() // called within each read of settlements
}

func (c *counting) Settlements(ctx context.Context, q data.Query) ([]data.Settlement, error) {
	c.settlements.Add(1)
	list, err := c.Store.Settlements(ctx, q)
	if c.during != nil {
		c.during()
	}
	return list, err
}

func (c *counting) Facilities(ctx context.Context, q data.Query) ([]data.Facility, error) {
	c.facilities.Add(1)
	return c.Store.Facilities(ctx, q)
}

func (c *counting) Stamp(ctx context.Context) (data.Stamp, error) {
	c.looks.Add(1)
	return c.Store.Stamp(ctx)
}

func openSet(t testing.TB, batch data.Batch) (*Set, *counting) {
	t.Helper()
	store, err := gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "layers.gpkg"), gpkg.Options{Create: true, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c := &counting{Store: store}
	if _, err := store.Load(t.Context(), batch, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	set, err := NewSet(&study.Study{Store: c, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return set, c
}

func get(t testing.TB, s *Set, ref Ref) *Layer {
	t.Helper()
	l, err := s.Get(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func smallBatch(seed uint64) data.Batch {
	return storetest.RandomBatch(seed, storetest.Size{Towns: 3, Settlements: 40, Facilities: 12})
}

func TestSingleEditsAreFollowedWithoutReadingEverythingAgain(t *testing.T) {
	set, c := openSet(t, smallBatch(1))
	first := get(t, set, Ref{Kind: Settlements})
	facilities := get(t, set, Ref{Kind: Facilities})
	list, err := c.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		s := list[i]
		s.Name, s.Location = "改名", &orb.Point{118.5, 37.5 + float64(i)/100}
		if _, err := c.EditSettlement(t.Context(), s, data.ChangeNote{At: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	added := data.Settlement{Code: "999999999201", Name: "新村", Kind: data.KindVillage, Town: list[0].Town}
	if _, err := c.EditSettlement(t.Context(), added, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	reads := c.settlements.Load()
	second := get(t, set, Ref{Kind: Settlements})
	if c.settlements.Load() != reads {
		t.Errorf("settlements were read whole after single edits")
	}
	if second.Len() != first.Len()+1 || second.Generation() == first.Generation() || second.Revision() != first.Revision()+6 {
		t.Errorf("got %d features, generation %d, revision %d", second.Len(), second.Generation(), second.Revision())
	}
	want, err := c.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(facts(second), facts(layerOf(want))) {
		t.Error("the layer that followed the log differs from one that was read")
	}
	same := get(t, set, Ref{Kind: Facilities})
	if same.Generation() != facilities.Generation() || same.Revision() != second.Revision() {
		t.Errorf("facilities did not change: got generation %d revision %d, want %d and %d", same.Generation(), same.Revision(), facilities.Generation(), second.Revision())
	}
}

func TestALoadIsReadOnceForAllWhoWait(t *testing.T) {
	set, c := openSet(t, smallBatch(2))
	old := get(t, set, Ref{Kind: Settlements})
	oldFacts := facts(old)
	if _, err := c.Load(t.Context(), smallBatch(3), data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	reads := c.settlements.Load()
	var waiting sync.WaitGroup
	for range 8 {
		waiting.Go(func() {
			l, err := set.Get(context.Background(), Ref{Kind: Settlements})
			if err != nil || l.Generation() == old.Generation() {
				t.Errorf("got %v, the old layer or none", err)
			}
		})
	}
	waiting.Wait()
	if got := c.settlements.Load() - reads; got != 1 {
		t.Errorf("settlements were read %d times for eight who waited, want once", got)
	}
	if !slices.Equal(facts(old), oldFacts) {
		t.Error("the old layer changed under its readers")
	}
}

func TestWhatIsWrittenDuringAReadIsNotLost(t *testing.T) {
	set, c := openSet(t, smallBatch(4))
	rounds := 0
	c.during = func() {
		if rounds++; rounds > 2 {
			return
		}
		list, err := c.Store.Settlements(context.Background(), data.Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		list[0].Name += "改"
		if _, err := c.Store.EditSettlement(context.Background(), list[0], data.ChangeNote{At: noon()}); err != nil {
			t.Fatal(err)
		}
		if rounds == 1 { // a load, too: then it has to be read again
			if _, err := c.Store.Load(context.Background(), smallBatch(5), data.ChangeNote{At: noon()}); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := get(t, set, Ref{Kind: Settlements})
	want, err := c.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(facts(got), facts(layerOf(want))) {
		t.Error("the layer differs from the store")
	}
}

func TestAWriteThatKeptNoLogIsSeen(t *testing.T) {
	lines := []data.Change{{Kind: "settlement", Key: "370522100201", Version: 2, After: `{"Code":"370522100201","Version":2}`}}
	l := layerOf([]data.Settlement{{Code: "370522100201", Version: 1}})
	if got, err := applied(Settlements, l, lines, 2); got != nil || err != nil {
		t.Errorf("one line explains two revisions: %v %v", got, err)
	}
	if got, err := applied(Settlements, l, lines, 1); got == nil || got.versions[0] != 2 || err != nil {
		t.Errorf("one line does not explain one revision: %v %v", got, err)
	}
}

func TestRunsChangeRoutesThoughTheRevisionStays(t *testing.T) {
	set, c := openSet(t, smallBatch(6))
	if got := get(t, set, Ref{Kind: Routes}).Len(); got != 0 {
		t.Fatalf("got %d routes, want none", got)
	}
	run := data.Run{ID: data.RunID("2026-11-23", "v#1"), Date: "2026-11-23", Vehicle: "v#1", State: data.RunPlanned, Courier: "张三", CreatedAt: noon(),
		Stops: []data.RunStop{{Stop: "a", Place: orb.Point{118, 37}}, {Stop: "b", Place: orb.Point{118.1, 37.1}, Down: 3}}}
	if err := c.SaveRuns(t.Context(), []data.Run{run}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	l := get(t, set, Ref{Kind: Routes})
	if l.Len() != 1 {
		t.Fatalf("got %d routes, want the run", l.Len())
	}
	if got, ok := l.Geometry(0).(orb.LineString); !ok || len(got) != 2 || !l.Personal() {
		t.Errorf("got %v, personal %v", l.Geometry(0), l.Personal())
	}
	reads := c.facilities.Load()
	if err := c.SavePlan(t.Context(), data.Plan{ID: "p", Fingerprint: "pp", CreatedAt: noon(),
		Opened: []data.PlanSite{{Site: "s1", Name: "点", Location: orb.Point{118, 37}}}}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	if again := get(t, set, Ref{Kind: Routes}); again.Generation() != l.Generation() || c.facilities.Load() != reads {
		t.Error("a plan made the routes be read again")
	}
	if got := get(t, set, Ref{Sites, "p"}); got.Len() != 1 || got.ID(0) != "s1" {
		t.Errorf("got %v", facts(got))
	}
	for _, ref := range []Ref{{Sites, "q"}, {Kind: Sites}, {Kind: "dogs"}, {Areas, "p"}} {
		if _, err := set.Get(t.Context(), ref); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%v: got %v, want not found", ref, err)
		}
	}
}

func TestAScopeHoldsWhatLiesInTheAreaByItsParents(t *testing.T) {
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	set, c := openSet(t, batch)
	for _, kind := range []Kind{Settlements, Facilities, Areas} {
		l := get(t, set, Ref{Kind: kind})
		for _, area := range []string{"370500", "370522", "370522102000", "110000"} {
			scope, err := set.Scope(t.Context(), l, area)
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			for i := range l.Len() {
				if scope.Has(i) {
					got = append(got, l.ID(i))
				}
			}
			switch kind {
			case Settlements:
				list, _ := c.Store.Settlements(t.Context(), data.Query{Area: area})
				for _, s := range list {
					want = append(want, s.Code)
				}
			case Facilities:
				list, _ := c.Store.Facilities(t.Context(), data.Query{Area: area})
				for _, s := range list {
					want = append(want, s.ID)
				}
			default:
				list, _ := c.Store.Areas(t.Context(), data.Query{Area: area})
				for _, s := range list {
					want = append(want, s.Code)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s in %s: got %d, want %d as the store says", kind, area, len(got), len(want))
			}
		}
	}
}

func TestManyRequestsShareALookThatBeganAfterThem(t *testing.T) {
	var asked atomic.Int64
	gate := make(chan struct{})
	o := &lookout{stamp: func(context.Context) (data.Stamp, error) {
		n := asked.Add(1)
		<-gate
		return data.Stamp{Revision: n}, nil
	}}
	var waiting sync.WaitGroup
	first := make(chan data.Stamp, 1)
	waiting.Go(func() { s, _ := o.now(context.Background()); first <- s })
	for asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	for range 20 {
		waiting.Go(func() {
			if s, err := o.now(context.Background()); err != nil || s.Revision < 2 {
				t.Errorf("got %+v %v: a look that began before the request", s, err)
			}
		})
	}
	close(gate)
	waiting.Wait()
	if s := <-first; s.Revision != 1 {
		t.Errorf("the first got %+v", s)
	}
}
