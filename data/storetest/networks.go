package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/geo"
)

// someNetwork is a network whose content no store looks into; it holds every byte.
func someNetwork(id, fingerprint string) data.Network {
	content := make([]byte, 70_000)
	for i := range content {
		content[i] = byte(i * 7)
	}
	return data.Network{
		ID: id, Name: "路网.osm.pbf", Fingerprint: fingerprint, Vertices: 12, Stretches: 1 << 40, LengthMeters: 345_678,
		Provenance: data.Provenance{Source: "路网.osm.pbf", Datum: geo.WGS84}, Content: append(content, fingerprint...), CreatedAt: noon,
	}
}

// sameNetwork compares without printing the content.
func sameNetwork(t *testing.T, what string, got, want data.Network) {
	t.Helper()
	if !bytes.Equal(got.Content, want.Content) {
		t.Errorf("%s: content of %d bytes differs, want %d bytes", what, len(got.Content), len(want.Content))
	}
	got.Content, want.Content = nil, nil
	want.CreatedAt = want.CreatedAt.UTC().Truncate(time.Millisecond)
	same(t, what, got, want)
}

func networks(t *testing.T, s data.Store) {
	ctx := background()
	save := must[int64](t)
	note := data.ChangeNote{Actor: "张三", At: noon, Reason: "路网.osm.pbf"}
	first := someNetwork("roads", "f1")
	same(t, "version of a new network", save(s.SaveNetwork(ctx, first, note)), int64(1))
	renamed := first
	renamed.Name, renamed.CreatedAt = "别名", noon.Add(time.Hour)
	same(t, "version after the same content", save(s.SaveNetwork(ctx, renamed, note)), int64(1))
	first.Version = 1
	sameNetwork(t, "network", must[data.Network](t)(s.Network(ctx, "roads")), first)
	second := someNetwork("roads", "f2")
	same(t, "version after other content", save(s.SaveNetwork(ctx, second, note)), int64(2))
	second.Version = 2
	sameNetwork(t, "network", must[data.Network](t)(s.Network(ctx, "roads")), second)
	other := someNetwork("ferries", "f1")
	save(s.SaveNetwork(ctx, other, note))
	other.Version, other.Content = 1, nil
	head := second
	head.Content = nil
	list := must[[]data.Network](t)(s.Networks(ctx))
	if len(list) != 2 {
		t.Fatalf("%d networks, want 2", len(list))
	}
	sameNetwork(t, "first of the list", list[0], other)
	sameNetwork(t, "second of the list", list[1], head)
	info := must[data.Info](t)(s.Info(ctx))
	if info.Revision != 3 || info.Counts["networks"] != 2 || info.Counts["changes"] != 3 {
		t.Errorf("after three changes: %+v", info)
	}
	if _, err := s.Network(ctx, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a network that is not there: %v", err)
	}
	log := must[[]data.Change](t)(s.Changes(ctx, 0, 0))
	var before, after data.Network
	if log[0].Before != "" || log[1].Kind != "network" || log[1].Key != "roads" || log[1].Version != 2 || log[1].Note.Action != "network" {
		t.Errorf("log %+v", log)
	}
	if err := errors.Join(json.Unmarshal([]byte(log[1].Before), &before), json.Unmarshal([]byte(log[1].After), &after)); err != nil {
		t.Fatal(err)
	}
	first.Content = nil
	sameNetwork(t, "before", before, first)
	sameNetwork(t, "after", after, head)
	for name, spoil := range map[string]func(*data.Network){
		"no ID": func(n *data.Network) { n.ID = "" }, "no fingerprint": func(n *data.Network) { n.Fingerprint = "" },
		"no content": func(n *data.Network) { n.Content = nil }, "no time": func(n *data.Network) { n.CreatedAt = time.Time{} },
		"a count below zero": func(n *data.Network) { n.Stretches = -1 }, "torn text": func(n *data.Network) { n.Name = "\xff" },
	} {
		bad := someNetwork("roads", "f3")
		spoil(&bad)
		if _, err := s.SaveNetwork(ctx, bad, note); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func networksInLoads(t *testing.T, s data.Store) {
	ctx := background()
	b := data.Batch{Settlements: []data.Settlement{{Code: "1"}}, Networks: []data.Network{someNetwork("roads", "f1")}}
	same(t, "result", load(t, s, b), data.LoadResult{Inserted: 2, Revision: 1})
	same(t, "result of the same again", load(t, s, b), data.LoadResult{Unchanged: 2, Revision: 1})
	b.Networks[0] = someNetwork("roads", "f2")
	same(t, "result of another network", load(t, s, b), data.LoadResult{Updated: 1, Unchanged: 1, Revision: 2})
	log := must[[]data.Change](t)(s.Changes(ctx, 0, 0))
	if len(log) != 6 || log[2].Key != "settlements 1, networks 1" || log[3].Key != log[2].Key || log[4].Kind != "network" || log[4].Version != 2 || log[4].Before == "" {
		t.Errorf("log %+v", log)
	}
	for name, bad := range map[string]data.Batch{
		"a bad reference": {Settlements: []data.Settlement{{Code: "2", Town: "77"}}, Networks: []data.Network{someNetwork("roads", "f3")}},
		"a network twice": {Networks: []data.Network{someNetwork("roads", "f3"), someNetwork("roads", "f4")}},
		"a bad network":   {Settlements: []data.Settlement{{Code: "2"}}, Networks: []data.Network{{ID: "roads"}}},
	} {
		if _, err := s.Load(ctx, bad, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	stored := must[data.Network](t)(s.Network(ctx, "roads"))
	if stored.Fingerprint != "f2" || stored.Version != 2 || !bytes.Equal(stored.Content, b.Networks[0].Content) {
		t.Errorf("after the refusals: version %d of %s with %d bytes", stored.Version, stored.Fingerprint, len(stored.Content))
	}
	same(t, "settlements after the refusals", must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{})), []data.Settlement{{Code: "1", Version: 1}})
}
