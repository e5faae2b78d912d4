package study

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/travel"
)

// joinMeters is how near to a road a point of a new one must lie to join it. The page draws with a mouse.
const joinMeters geo.Meters = 30

// firstNewWay numbers the ways of new roads, downwards: files number theirs from -1 if not from 1.
const firstNewWay = -1_000_000_000_000

// keptChanges is how many changed networks stay in memory beside the stored one.
const keptChanges = 4

// changedRoads is a router of a scenario, kept for the next question about it: a plan asks three times.
type changedRoads struct {
	profile, changes string
	router           roadRouter
}

// changedRoad returns the router under a change-set's road changes. Nothing is dissected again: closures and
// speeds are new weights in the stored hierarchy, new roads extend it.
func (s *Study) changedRoad(ctx context.Context, profileID string, changes *data.ChangeSet) (roadRouter, error) {
	road, err := s.road(ctx, profileID)
	if err != nil || changes.RoadsStay() {
		return road, err
	}
	key := changedRoads{profile: road.Costs().Profile().ID, changes: (&data.ChangeSet{Date: changes.Date, Roads: changes.Roads}).Key()}
	shelf := &s.shelf
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	if shelf.network == nil || shelf.network.Fingerprint() != road.Costs().Network().Fingerprint() {
		return nil, fmt.Errorf("the road network was replaced just now; ask again: %w", data.ErrConflict)
	}
	at := slices.IndexFunc(shelf.changed, func(c changedRoads) bool { return c.profile == key.profile && c.changes == key.changes })
	if at >= 0 {
		key = shelf.changed[at]
		shelf.changed = append(slices.Delete(shelf.changed, at, at+1), key)
		return key.router, nil
	}
	if key.router, err = shelf.change(road, changes); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if len(shelf.changed) == keptChanges {
		shelf.changed = slices.Delete(shelf.changed, 0, 1)
	}
	shelf.changed = append(shelf.changed, key)
	return key.router, nil
}

// pathRoad is changedRoad for paths and areas, which are drawn on one network: the one with the new roads.
func (s *Study) pathRoad(ctx context.Context, profileID string, changes *data.ChangeSet) (*travel.Road, error) {
	router, err := s.changedRoad(ctx, profileID, changes)
	if err != nil {
		return nil, err
	}
	if better, ok := router.(*travel.Better); ok {
		return better.First(), nil
	}
	return router.(*travel.Road), nil
}

// change makes the router. Where roads are added it is the better of both networks, so that a new road never makes
// anyone's travel longer.
func (shelf *roadShelf) change(road *travel.Road, changes *data.ChangeSet) (roadRouter, error) {
	day, err := travelDay(changes.Date)
	if err != nil {
		return nil, err
	}
	old, err := changedCosts(shelf.network, road.Costs().Profile(), day, changes)
	if err != nil {
		return nil, err
	}
	changed, err := road.With(old)
	if err != nil {
		return nil, err
	}
	added, err := shelf.newRoads(changes)
	if err != nil || len(added) == 0 {
		return changed, err
	}
	longer, err := shelf.linker().Extend(added, joinMeters)
	if err != nil {
		return nil, err
	}
	costs, err := changedCosts(longer, road.Costs().Profile(), day, changes)
	if err != nil {
		return nil, err
	}
	extended, err := travel.NewRoad(costs, shelf.hierarchy().Extend(longer), travel.RoadOptions{Link: travel.DefaultLinkRule()})
	if err != nil {
		return nil, err
	}
	return travel.NewBetter(extended, changed), nil
}

func travelDay(day data.Date) (network.Day, error) {
	if day == "" {
		return network.Day{}, nil
	}
	return network.ParseDay(string(day))
}

// newRoads reads the roads that a change-set adds. One that joins nothing is refused: it would change nothing.
func (shelf *roadShelf) newRoads(changes *data.ChangeSet) ([]network.NewRoad, error) {
	var added []network.NewRoad
	for i, change := range changes.Roads {
		if change.Do != data.AddRoad {
			continue
		}
		class, err := network.ParseClass(change.Class)
		if err != nil {
			return nil, fmt.Errorf("changes.roads[%d]: %w", i, err)
		}
		joined := false
		for _, p := range change.Line {
			joined = joined || len(shelf.linker().Within(p, joinMeters, func(int32) bool { return true })) > 0
		}
		if !joined {
			return nil, fmt.Errorf("changes.roads[%d]: none of the %d points of the new road lies within %.0f m of a road; draw it up to a road", i, len(change.Line), float64(joinMeters))
		}
		added = append(added, network.NewRoad{ID: newWay(i), Name: change.Road, Line: change.Line, Traits: network.Traits{Class: class, Surface: network.Paved}})
	}
	return added, nil
}

// newWay is the identifier of the road that the change at a position adds.
func newWay(position int) int64 { return firstNewWay - int64(position) }

// changedCosts prices a network, which may be extended, under a change-set.
func changedCosts(roads *network.Network, profile network.Profile, day network.Day, changes *data.ChangeSet) (*network.Costs, error) {
	costs, err := roads.Cost(profile, day)
	if err != nil {
		return nil, err
	}
	list, err := roadChanges(costs, day, changes)
	if err != nil {
		return nil, err
	}
	return costs.With(list)
}

// roadChanges lists what the changes do to stretches. A speed changes only where the vehicle may go; those that come
// later in the set stand on top.
func roadChanges(costs *network.Costs, day network.Day, changes *data.ChangeSet) ([]network.Change, error) {
	roads, profile := costs.Network(), costs.Profile()
	top := 0.0
	for _, speed := range profile.SpeedsKmh {
		top = max(top, speed)
	}
	var list []network.Change
	for i, change := range changes.Roads {
		if change.Do == data.AddRoad {
			way := newWay(i)
			change.Way, change.Road, change.Class = &way, "", ""
		}
		during, err := network.ParseCalendar(change.During)
		if err != nil {
			return nil, fmt.Errorf("changes.roads[%d]: during: %w", i, err)
		}
		stretches := stretchesOf(roads, change)
		if len(stretches) == 0 && change.Do != data.AddRoad {
			return nil, fmt.Errorf("changes.roads[%d]: the road network has no road with %s", i, asked(change))
		}
		if during != "" && !during.Closed(day) {
			continue
		}
		for _, stretch := range stretches {
			switch {
			case change.Do == data.CloseRoad:
				list = append(list, network.Change{Stretch: stretch, Closed: true})
			case change.SpeedKmh != nil && profile.Vehicle != network.Foot && (costs.Open(2*stretch) || costs.Open(2*stretch+1)):
				list = append(list, network.Change{Stretch: stretch, SpeedKmh: min(*change.SpeedKmh, top)})
			}
		}
	}
	return list, nil
}

func stretchesOf(roads *network.Network, change data.RoadChange) []int32 {
	if change.Way != nil {
		return roads.StretchesOfWay(*change.Way)
	}
	var stretches []int32
	for stretch := range int32(roads.Stretches()) {
		if roads.WayID(stretch) <= firstNewWay {
			continue // what a scenario builds is no part of the roads that it closes by class or name
		}
		traits := roads.Traits(stretch)
		if change.Road != "" && roads.Name(stretch) == change.Road || change.Class != "" && traits.Class.String() == change.Class {
			stretches = append(stretches, stretch)
		}
	}
	return stretches
}

// asked says which roads a change names.
func asked(change data.RoadChange) string {
	switch {
	case change.Way != nil:
		return fmt.Sprintf("way %d", *change.Way)
	case change.Road != "":
		return fmt.Sprintf("the name %q", change.Road)
	}
	return "class " + change.Class
}
