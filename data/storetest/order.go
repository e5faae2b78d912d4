package storetest

import (
	"slices"
	"testing"

	"cuntong/data"
)

// byteOrder takes keys that Chinese and English collations order otherwise than bytes do.
func byteOrder(t *testing.T, s data.Store) {
	ctx := background()
	keys := []string{"b", "B", "a", "A1", "a10", "a 2", "a-2", "_a", "é", "村", "安", "乡", "𠮷", "Z", "~", "10", "9"}
	var b data.Batch
	for _, key := range keys {
		b.Areas = append(b.Areas, data.Area{Code: key})
		b.Settlements = append(b.Settlements, data.Settlement{Code: key})
		b.Facilities = append(b.Facilities, data.Facility{ID: key})
		b.Services = append(b.Services, data.Service{ID: key, Settlement: "村"})
		b.Vehicles = append(b.Vehicles, data.Vehicle{ID: key})
	}
	load(t, s, b)
	for _, key := range keys {
		if _, err := s.SaveScenario(ctx, data.Scenario{ID: key}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		if err := s.SavePlan(ctx, data.Plan{ID: key, Fingerprint: key, CreatedAt: noon}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(keys)
	same(t, "rows", stored(t, s, data.Query{}), first(b))
	for i, key := range keys {
		next := data.Query{After: key, Limit: 1}
		var found []string
		for _, row := range must[[]data.Area](t)(s.Areas(ctx, next)) {
			found = append(found, row.Code)
		}
		for _, row := range must[[]data.Settlement](t)(s.Settlements(ctx, next)) {
			found = append(found, row.Code)
		}
		for _, row := range must[[]data.Facility](t)(s.Facilities(ctx, next)) {
			found = append(found, row.ID)
		}
		for _, row := range must[[]data.Scenario](t)(s.Scenarios(ctx, next)) {
			found = append(found, row.ID)
		}
		for _, row := range must[[]data.Plan](t)(s.Plans(ctx, next)) { // all made at the same moment
			found = append(found, row.ID)
		}
		var want []string
		if i+1 < len(keys) {
			want = slices.Repeat(keys[i+1:i+2], 5)
		}
		same(t, "what comes after "+key, found, want)
	}
}
