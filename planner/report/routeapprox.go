package report

import "fmt"

// RouteApproximation puts the carriage that a three-tier plan reckoned with, by its continuous approximation, beside the routes of a
// day. Kilometres and yuan are those of one day.
type RouteApproximation struct {
	PlanTravel     string        `json:"plan_travel"`            // how the plan measured its ways
	Costs          string        `json:"costs"`                  // ID of the plan's cost book
	Parcels        int64         `json:"parcels"`                // a day, that the plan serves
	Calls          int           `json:"calls"`                  // points that the plan runs, one call a day each
	StraightCalls  int           `json:"straight_calls"`         // of these, fed from a hub without a station between
	StationParcels int64         `json:"station_parcels"`        // a day, that the plan brings through stations
	RoutedThrough  *int64        `json:"routed_station_parcels"` // that the routes do; nil where haulage was not asked for
	RoutedCalls    int           `json:"routed_calls"`           // of tours: a point whose load fills more than a vehicle has several
	Tours          RouteTwice    `json:"tours"`                  // to the points, from stations and straight from hubs
	Trucks         RouteTwice    `json:"trucks"`                 // from hubs to stations
	Total          RouteTwice    `json:"total"`
	Differs        []string      `json:"differs"`              // why the routes are not of the same calls, so that there are no ratios: area, skipped, bus, other_days, counted, unserved
	NoVehicle      []string      `json:"run_without_vehicles"` // stations and hubs that the plan runs and that have no vehicle on record
	LeftBehind     []LeftVehicle `json:"vehicles_left"`        // vehicles on record at premises that the plan does not run: where they go is not known, so no route uses them
	Sentence       Sentence      `json:"sentence"`
}

// RouteTwice is one carriage by the approximation and by routes.
type RouteTwice struct {
	Km         *float64 `json:"approximated_km"` // nil where a kilometre costs nothing in the cost book, so that the parts cannot be told
	Yuan       float64  `json:"approximated_yuan"`
	RoutedKm   *float64 `json:"routed_km"` // nil where haulage was not asked for
	RoutedYuan *float64 `json:"routed_yuan"`
	KmRatio    *float64 `json:"km_ratio"` // routed by approximated; nil where either is unknown or zero, or the calls are not the same
	YuanRatio  *float64 `json:"yuan_ratio"`
}

// LeftVehicle counts the vehicles of a facility that the plan closes or merges.
type LeftVehicle struct {
	Facility string `json:"facility"`
	Vehicles int64  `json:"vehicles"`
}

// Compare sets the ratios.
func (t *RouteTwice) Compare() {
	ratio := func(routed, approximated *float64) *float64 {
		if routed == nil || approximated == nil || *approximated <= 0 {
			return nil
		}
		return new(*routed / *approximated)
	}
	t.KmRatio, t.YuanRatio = ratio(t.RoutedKm, t.Km), ratio(t.RoutedYuan, &t.Yuan)
}

// ApproximationSentence says both figures and why they differ.
func ApproximationSentence(a *RouteApproximation) Sentence {
	var out Sentence
	for _, part := range []struct {
		zh, en string
		twice  RouteTwice
	}{{"配送", "tours", a.Tours}, {"干线", "trucks", a.Trucks}, {"合计", "together", a.Total}} {
		zh, en := part.twice.words()
		out.ZH += part.zh + " " + zh + "；"
		out.EN += part.en + " " + en + "; "
	}
	left := int64(0)
	for _, one := range a.LeftBehind {
		left += one.Vehicles
	}
	out.ZH = "一天的运输，方案近似 → 真实路线：" + out.ZH
	out.EN = "Carriage of a day, the plan's approximation → routes: " + out.EN
	if len(a.Differs) > 0 {
		out.ZH += "两边的停靠不相同，不算比值；"
		out.EN += "the calls are not the same, so there are no ratios; "
	}
	if a.StraightCalls > 0 || a.StationParcels > 0 {
		out.ZH += fmt.Sprintf("方案里 %d 处点中 %d 处由中心直送，经站 %s 件", a.Calls, a.StraightCalls, Thousands(a.StationParcels))
		out.EN += fmt.Sprintf("the plan feeds %d of %d points straight from a hub and brings %s parcels through stations", a.StraightCalls, a.Calls, Thousands(a.StationParcels))
		if a.RoutedThrough != nil {
			out.ZH += fmt.Sprintf("；路线先用本乡镇配了车的站，经站 %s 件", Thousands(*a.RoutedThrough))
			out.EN += fmt.Sprintf(", routes use the stations of a town that have vehicles first and bring %s", Thousands(*a.RoutedThrough))
		}
		out.ZH += "；"
		out.EN += "; "
	}
	out.ZH += fmt.Sprintf("近似按费用表的一种车，把往返里程按停靠与件数之和分摊（偏高），每点每天一次，没有车辆每日固定费；路线用在册车辆，计固定费、整件、逐件交接时间，装不下的点分几次（%d 次停靠）", a.RoutedCalls)
	out.EN += fmt.Sprintf("the approximation takes one kind of vehicle from the cost book, shares ways by stops plus load (the dear side), calls at each point once and knows no daily cost of a vehicle, routes take the vehicles on record with that cost, whole parcels, time for each parcel, and call again where a load fills a vehicle (%d calls)", a.RoutedCalls)
	if n := len(a.NoVehicle); n > 0 {
		out.ZH += fmt.Sprintf("；方案运营的站和中心中 %d 处没有在册车辆", n)
		out.EN += fmt.Sprintf("; %d stations and hubs that the plan runs have no vehicle on record", n)
	}
	if left > 0 {
		out.ZH += fmt.Sprintf("；%d 辆车登记在方案不再运营的处所，去向未知，没有派", left)
		out.EN += fmt.Sprintf("; %d vehicles are on record at premises that the plan does not run: where they go is not known, and none is used", left)
	}
	out.ZH, out.EN = out.ZH+"。", out.EN+"."
	return out
}

// words says one carriage twice.
func (t RouteTwice) words() (zh, en string) {
	number := func(v *float64, unit string) string {
		if v == nil {
			return "– " + unit
		}
		return Thousands(int64(*v+0.5)) + " " + unit
	}
	ratio := func(v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprintf(" (×%.2f)", *v)
	}
	say := func(km, yuan string) string {
		return number(t.Km, km) + " → " + number(t.RoutedKm, km) + ratio(t.KmRatio) + ", " + number(&t.Yuan, yuan) + " → " + number(t.RoutedYuan, yuan) + ratio(t.YuanRatio)
	}
	return say("公里", "元"), say("km", "yuan")
}
