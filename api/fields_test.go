package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func TestEveryFieldOfARecordArrives(t *testing.T) {
	s := tinyStudy(t)
	f, n := func(v float64) *float64 { return &v }, func(v int64) *int64 { return &v }
	full := data.Provenance{Source: "a.xlsx", Line: 7, Datum: "gcj02", Original: "118.306,37.501", LocatedBy: data.LocatedGiven}
	batch := data.Batch{
		Settlements: []data.Settlement{{Code: "370522101299", Name: "全村", Kind: data.KindVillage, Town: townCode, Location: &orb.Point{118.3, 37.5}, Population: n(10), ParcelsInDay: f(1.5), ParcelsOutDay: f(2.5), Provenance: full}},
		Facilities: []data.Facility{{ID: "zz", Name: "全点", Tier: data.Station, Operators: []data.Operator{data.Coop}, Offers: []data.Offer{data.Retail}, Status: data.Suspended, Town: townCode, Settlement: "370522101299",
			Location: &orb.Point{118.3, 37.5}, CapacityParcelsDay: f(3.5), OpeningCostYuan: n(4), YearlyCostYuan: n(5), UniversalService: true, Contact: "张三", Phone: "13812345678", Provenance: full}},
		Services: []data.Service{{ID: "zz", Settlement: "370522101299", Operator: data.Express, Mode: data.AtPoint, Facility: "zz", TimesPerWeek: f(6), ValidFrom: "2025-01-01", ValidTo: "2026-12-31", Provenance: full}},
		Vehicles: []data.Vehicle{{ID: "zz", Name: "车", Kind: "van", Facility: "zz", Count: 2, CapacityKg: f(1), CapacityParcels: f(2), SpeedKmh: f(3), RangeKm: f(4), YuanPerKm: f(5), YuanPerHour: f(6), YuanPerDay: f(7), Provenance: full}},
	}
	batch.Services[0].Provenance.LocatedBy, batch.Vehicles[0].Provenance.LocatedBy = "", ""
	if _, err := s.Store.Load(t.Context(), batch, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	server := serve(t, Options{Study: s})
	const belongs = `"town":"370522101000","town_name":"盐窝镇","county":"370522","county_name":"利津县",`
	const from = `"source":"a.xlsx","line":7,"datum":"gcj02","original":"118.306,37.501","synthetic":false,"version":1`
	const place = `"located_by":"given",`
	for target, want := range map[string]string{
		"settlements?after=370522101298": `{"code":"370522101299","name":"全村","kind":"village",` + belongs + `"population":10,"parcels_in_day":1.5,"parcels_out_day":2.5,` + place + from + `}`,
		"facilities?after=z":             `{"id":"zz","name":"全点","tier":"station","operators":["coop"],"offers":["retail"],"status":"suspended",` + belongs + `"settlement":"370522101299","capacity_parcels_day":3.5,"opening_cost_yuan":4,"yearly_cost_yuan":5,"universal_service":true,"contact":"张三","phone":"13812345678",` + place + from + `}`,
		"services?after=z":               `{"id":"zz","settlement":"370522101299","operator":"express","mode":"point","facility":"zz","times_per_week":6,"valid_from":"2025-01-01","valid_to":"2026-12-31","exempt_reason":null,` + from + `}`,
		"vehicles?after=z":               `{"id":"zz","name":"车","kind":"van","facility":"zz","count":2,"capacity_kg":1,"capacity_parcels":2,"speed_kmh":3,"range_km":4,"yuan_per_km":5,"yuan_per_hour":6,"yuan_per_day":7,` + from + `}`,
	} {
		list := decode[struct {
			Features []struct{ Properties any }
			Items    []any
		}](t, ask(t, server, http.MethodGet, "/api/v1/"+target, ""))
		var got, expected any
		switch {
		case len(list.Features) == 1:
			got = list.Features[0].Properties
		case len(list.Items) == 1:
			got = list.Items[0]
		default:
			t.Fatalf("%s: got %+v, want one record", target, list)
		}
		if err := json.Unmarshal([]byte(want), &expected); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, expected) {
			t.Errorf("%s:\ngot  %v\nwant %v", target, got, expected)
		}
	}
}
