package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"cuntong/data"
	"cuntong/planner/report"
)

// district is a town with its stations, or a county with its hubs: depots whose vehicles share the same calls.
type district struct {
	area   data.Area
	tier   data.FacilityTier // of its depots
	depots []data.Facility   // with vehicles on record, by ID
	calls  []call
	kinds  []vehicleKind
	solved *solvedDistrict
	own    int     // calls of its own, before those that towns pass on
	ride   []int32 // of its own calls: their numbers in the day's bus problem
	rides  int     // calls that buses took
}

// call is a stop before it has a number.
type call struct {
	id       string // of the service point; /2 for its second call
	point    data.Facility
	down, up int64 // parcels
	counted  bool  // of this day, not the mean
	villages []string
}

// servicePoint is a place where villages are served, with what they send and get.
type servicePoint struct {
	facility data.Facility
	down, up float64
	counted  bool // both sides, on this day
	partly   bool // one side at least
	known    int
	unknown  int
	villages []string // names
	visit    visitDays
}

// group collects the villages of each service point and gives the points to their depots.
func (d *day) group(request RouteRequest) error {
	skip := map[string]bool{}
	for _, id := range request.Skip {
		skip[id] = true
	}
	bySite := map[string]*servicePoint{}
	var order []string
	for _, a := range d.plan.Assignments {
		point := bySite[a.Site]
		if point == nil {
			point = &servicePoint{facility: data.Facility{ID: a.Site, Name: a.Site}}
			if facility, ok := d.facilities[a.Site]; ok {
				point.facility = facility
			} else {
				point.facility.Status = data.Closed
			}
			bySite[a.Site] = point
			order = append(order, a.Site)
		}
		village, ok := d.villages[a.Settlement]
		if !ok || village.ParcelsInDay == nil && village.ParcelsOutDay == nil {
			point.unknown++
			continue
		}
		point.known++
		point.villages = append(point.villages, village.Name)
		for into, parcels := range map[*float64]*float64{&point.down: village.ParcelsInDay, &point.up: village.ParcelsOutDay} {
			if parcels != nil {
				*into += *parcels
			}
		}
	}
	slices.Sort(order)
	for id := range skip {
		if bySite[id] == nil {
			return fmt.Errorf("--skip %s: the plan has no service point of this ID: %w", id, data.ErrInvalid)
		}
	}
	if err := d.chooseVisits(bySite, order); err != nil {
		return err
	}
	for id, point := range bySite {
		point.count(d.counts[id])
	}
	d.unassigned, d.atStations = len(d.plan.Blocked), map[string]stationLoad{}
	var points []*servicePoint
	for _, id := range order {
		point := bySite[id]
		if d.queryArea != "" && !d.tree.Inside(point.facility.Town, d.queryArea) {
			continue
		}
		d.points++
		d.unknown += point.unknown
		if point.facility.Status == data.Active && d.waits(point) {
			continue
		}
		d.noteCount(point)
		switch {
		case point.facility.Status != data.Active:
			d.leave(point, "site_gone")
		case point.known == 0 && !point.partly:
			d.leave(point, "parcels_unknown")
		case point.facility.Tier != data.ServicePoint:
			d.atDepot++
			d.atDepotSum += wholeUp(point.down) + wholeUp(point.up)
			if point.facility.Tier == data.Station {
				d.atStations[id] = stationLoad{down: wholeUp(point.down), up: wholeUp(point.up)}
			}
		case wholeUp(point.down)+wholeUp(point.up) == 0:
			d.idle++
		case point.facility.Location == nil:
			d.leave(point, "unlocated")
		case skip[id]:
			d.leave(point, "skipped")
		default:
			points = append(points, point)
		}
	}
	d.assign(points)
	return nil
}

// count puts the parcels counted for the day in the place of means; what is not counted stays as it is.
func (p *servicePoint) count(day data.DailyCount) {
	if day.Down != nil {
		p.down = float64(*day.Down)
	}
	if day.Up != nil {
		p.up = float64(*day.Up)
	}
	p.partly = day.Down != nil || day.Up != nil
	if p.counted = day.Down != nil && day.Up != nil; p.counted {
		p.unknown = 0
	}
}

// noteCount tells points that were counted from those that keep the mean.
func (d *day) noteCount(point *servicePoint) {
	switch {
	case point.counted:
		d.counted++
	case d.date != "" && (point.known > 0 || point.partly):
		d.means = append(d.means, point.facility.ID)
	}
}

// wholeUp counts parcels in whole ones; a part of a parcel is one to carry.
func wholeUp(parcels float64) int64 { return int64(math.Ceil(parcels - 1e-9)) }

// leave lists a point that gets no call.
func (d *day) leave(point *servicePoint, reason string) {
	one := report.UnservedStop{Stop: point.facility.ID, Name: point.facility.Name, Town: point.facility.Town, Reason: reason, Proven: true, Why: report.RouteReason(reason)}
	if point.known > 0 || point.partly {
		one.Parcels = new(wholeUp(point.down) + wholeUp(point.up))
	}
	if point.facility.Location != nil {
		one.Place = *point.facility.Location
	}
	d.unserved = append(d.unserved, one)
}

// assign gives each point to its town, where a station has vehicles, and otherwise to its county, where a hub has.
func (d *day) assign(points []*servicePoint) {
	var ids []string
	for id := range d.vehicles {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		facility, ok := d.facilities[id]
		if !ok || facility.Location == nil || facility.Town == "" {
			continue
		}
		area, ok := d.tree.Area(facility.Town)
		districts := d.towns
		if facility.Tier == data.Hub {
			area, ok = d.tree.County(facility.Town)
			districts = d.counties
		}
		if !ok || facility.Tier == data.ServicePoint {
			continue
		}
		one := districts[area.Code]
		if one == nil {
			one = &district{area: area, tier: facility.Tier}
			districts[area.Code] = one
		}
		one.kinds = append(one.kinds, d.kindsOf(id, len(one.depots))...)
		one.depots = append(one.depots, facility)
	}
	for _, point := range points {
		one := d.towns[point.facility.Town]
		if one == nil {
			one = d.countyOf(point.facility.Town)
		}
		if one == nil {
			d.leave(point, "no_depot")
			continue
		}
		one.calls = append(one.calls, d.callsAt(point, one.kinds)...)
		one.own = len(one.calls)
	}
}

// countyOf is the county district of a town; nil where no hub there has vehicles.
func (d *day) countyOf(town string) *district {
	county, ok := d.tree.County(town)
	if !ok {
		return nil
	}
	return d.counties[county.Code]
}

// inOrder lists districts that have calls by the code of their area.
func inOrder(districts map[string]*district) []*district {
	var list []*district
	for _, one := range districts {
		if len(one.calls) > 0 {
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b *district) int { return cmp.Compare(a.area.Code, b.area.Code) })
	return list
}

// callsAt makes one call at a point, or as many alike as it takes for the largest vehicle of the district to carry each.
func (d *day) callsAt(point *servicePoint, kinds []vehicleKind) []call {
	down, up := wholeUp(point.down), wholeUp(point.up)
	parts := int64(math.MaxInt64)
	for _, kind := range kinds {
		most := min(kind.parcels, kind.grams/max(1, d.grams(1)))
		if most > 0 {
			parts = min(parts, (max(down, up)+most-1)/most)
		}
	}
	if parts == math.MaxInt64 {
		parts = 1 // fits nowhere: the solver says so
	}
	var calls []call
	for k := range parts {
		one := call{id: point.facility.ID, point: point.facility, villages: point.villages, counted: point.counted,
			down: down*(k+1)/parts - down*k/parts, up: up*(k+1)/parts - up*k/parts}
		if k > 0 {
			one.id += "/" + strconv.FormatInt(k+1, 10)
		}
		calls = append(calls, one)
	}
	return calls
}

// grams is what parcels weigh.
func (d *day) grams(parcels int64) int64 {
	return int64(math.Ceil(d.rules.KgPerParcel*1000)) * parcels
}
