package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// visitDays are the weekdays on which a point is called at, Sunday being 0.
type visitDays struct {
	perWeek int64
	days    []int
}

// chooseVisits gives every point its days of the week, and points called at today the parcels of the days since the call before.
//
// The days follow from the plan and the means of the records alone, so that they are the same on every day: the points of a town
// with equally many days a week are put in the order of their bearing from the middle of these points and cut into as many neighbouring
// sectors as there are patterns, each with about the same parcels; a sector shares a pattern. (A sweep after Gillett and Miller 1974,
// doi:10.1287/opre.22.2.340.) The split is a rule, not an optimum.
func (d *day) chooseVisits(points map[string]*servicePoint, order []string) error {
	if d.rules.Visits == nil {
		return nil
	}
	if d.date == "" {
		return fmt.Errorf("the route rules %s give points certain days of the week; say which day with --date: %w", d.rules.ID, data.ErrInvalid)
	}
	today, err := time.Parse(time.DateOnly, string(d.date))
	if err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	for id := range d.rules.Visits.At {
		if points[id] == nil {
			return fmt.Errorf("the route rules %s name service point %s, which the plan does not have: %w", d.rules.ID, id, data.ErrInvalid)
		}
	}
	type group struct {
		town    string
		perWeek int64
	}
	groups := map[group][]*servicePoint{}
	for _, id := range order {
		point := points[id]
		if point.facility.Tier != data.ServicePoint || point.facility.Location == nil {
			continue
		}
		key := group{point.facility.Town, d.rules.Visits.DaysPerWeek(id, point.down+point.up)}
		groups[key] = append(groups[key], point)
	}
	for key, members := range groups {
		shareVisits(key.perWeek, members)
		for _, point := range members {
			if since := point.visit.since(today.Weekday()); since > 0 {
				point.down, point.up = point.down*float64(since), point.up*float64(since)
			}
		}
	}
	return nil
}

// shareVisits cuts points, which come in the order of their IDs, into one sector for each pattern.
func shareVisits(perWeek int64, points []*servicePoint) {
	patterns := data.VisitPatterns(perWeek)
	var lon, lat, load float64
	for _, point := range points {
		lon += point.facility.Location[0] / float64(len(points))
		lat += point.facility.Location[1] / float64(len(points))
		load += point.down + point.up
	}
	shrink := math.Cos(lat * math.Pi / 180)
	bearing := func(p *servicePoint) float64 {
		return math.Atan2(p.facility.Location[1]-lat, (p.facility.Location[0]-lon)*shrink)
	}
	slices.SortStableFunc(points, func(a, b *servicePoint) int { return cmp.Compare(bearing(a), bearing(b)) })
	done := 0.0
	for n, point := range points {
		share := (float64(n) + 0.5) / float64(len(points)) // by number where nobody sends or gets anything
		if load > 0 {
			share = (done + float64((point.down+point.up)/2)) / load
		}
		done += point.down + point.up
		point.visit = visitDays{perWeek, patterns[min(len(patterns)-1, int(share*float64(len(patterns))))]}
	}
}

// since is how many days have passed on this weekday since the call before, the whole week where there is one call; 0 where none is made.
// Points without days of their own are called at every day.
func (v visitDays) since(today time.Weekday) int {
	if v.days == nil {
		return 1
	}
	if !slices.Contains(v.days, int(today)) {
		return 0
	}
	for back := 1; back < 7; back++ {
		if slices.Contains(v.days, (int(today)+7-back)%7) {
			return back
		}
	}
	return 7
}

// waits says whether a point has no call on the day, and lists it then.
func (d *day) waits(point *servicePoint) bool {
	today, err := time.Parse(time.DateOnly, string(d.date))
	if point.visit.days == nil || err != nil || point.visit.since(today.Weekday()) > 0 {
		return false
	}
	next := today
	for point.visit.since(next.Weekday()) == 0 {
		next = next.AddDate(0, 0, 1)
	}
	d.notToday = append(d.notToday, report.LaterStop{Stop: point.facility.ID, Name: point.facility.Name, Town: point.facility.Town,
		DaysPerWeek: point.visit.perWeek, Next: data.Date(next.Format(time.DateOnly))})
	return true
}
