package study

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"cuntong/data"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// RoadMapRequest asks for the roads in a box as a map of some zoom shows them.
type RoadMapRequest struct {
	Bound   orb.Bound
	Zoom    float64         // of a Web Mercator map, 0 to 22
	Changes *data.ChangeSet // whose road changes are shown; nil: none
	Points  int             // at most about this many; lower classes are left out
}

// RoadState is what a scenario does to a road.
type RoadState string

// The states of a road on the map.
const (
	RoadAsIs   RoadState = ""
	RoadNew    RoadState = "new"
	RoadClosed RoadState = "closed"
	RoadSpeed  RoadState = "speed"
)

// MapRoad is a way, or what lies in the box of it.
type MapRoad struct {
	Way   int64
	Name  string
	Class string
	State RoadState
	Lines orb.MultiLineString
}

// RoadMap is an answer to a RoadMapRequest.
type RoadMap struct {
	Network string          // fingerprint of the stored network
	Classes []network.Class // shown, highest first
	Left    []network.Class // left out at this zoom or for their number
	Roads   []MapRoad       // lowest class first, so that higher ones are drawn over them
}

// Zooms from which the classes of roads are shown: a county of villages fits the screen at about 10.
func shownFrom(class network.Class) float64 {
	switch class {
	case network.Motorway, network.National, network.Provincial:
		return 0
	case network.County, network.FerryLine:
		return 8
	case network.Township, network.Special, network.Street:
		return 9.5
	case network.Village:
		return 10.5
	}
	return 12
}

// RoadMap draws the roads in a box: lines thinned to half a pixel of the zoom, low classes left out where the
// zoom is low or the box would hold more points than asked for. What a scenario changes is always shown.
func (s *Study) RoadMap(ctx context.Context, request RoadMapRequest) (*RoadMap, error) {
	if err := checkZoom(request.Zoom); err != nil {
		return nil, err
	}
	roads, err := s.roadNetwork(ctx)
	if err != nil {
		return nil, err
	}
	states, added, err := s.roadStates(roads, request.Changes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	m := &RoadMap{Network: roads.Fingerprint()}
	boxes := s.roadBoxes(roads)
	found := make([][]int32, len(network.Classes())) // stretches in the box, by class
	sizes := make([]int, len(found))
	for stretch := range int32(roads.Stretches()) {
		class := roads.Traits(stretch).Class
		if int(class) >= len(found) || !boxes[stretch].Intersects(request.Bound) {
			continue
		}
		if states[stretch] == RoadAsIs && shownFrom(class) > request.Zoom {
			continue
		}
		found[class] = append(found[class], stretch)
		sizes[class] += 2
	}
	tolerance := pixel(request.Zoom, request.Bound.Center().Lat()) / 2
	points := 0
	for class, stretches := range found {
		points += sizes[class]
		kept := shownFrom(network.Class(class)) <= request.Zoom && (request.Points == 0 || points <= request.Points)
		if kept {
			m.Classes = append(m.Classes, network.Class(class))
		} else {
			m.Left = append(m.Left, network.Class(class))
		}
		m.Roads = append(m.Roads, mapRoads(roads, stretches, states, tolerance, !kept)...)
	}
	slices.Reverse(m.Roads)
	m.Roads = append(m.Roads, added...)
	return m, nil
}

// pixel is the width of a map's pixel in degrees of latitude (256 pixels at zoom 0, doubled for MapLibre's tiles).
func pixel(zoom, lat float64) float64 {
	return 360.0 / 512 / math.Exp2(zoom) * math.Cos(lat*math.Pi/180)
}

// mapRoads joins the stretches of a way; changedOnly leaves the others out.
func mapRoads(roads *network.Network, stretches []int32, states map[int32]RoadState, tolerance float64, changedOnly bool) []MapRoad {
	var list []MapRoad
	for _, stretch := range stretches {
		state := states[stretch]
		if changedOnly && state == RoadAsIs {
			continue
		}
		line := orb.LineString(simplify.DouglasPeucker(tolerance).Simplify(roads.AppendLine(nil, stretch)).(orb.LineString))
		last := len(list) - 1
		if last < 0 || list[last].Way != roads.WayID(stretch) || list[last].State != state {
			list = append(list, MapRoad{Way: roads.WayID(stretch), Name: roads.Name(stretch), Class: roads.Traits(stretch).Class.String(), State: state})
			last++
		}
		lines := list[last].Lines
		if end := len(lines) - 1; end >= 0 && lines[end][len(lines[end])-1] == line[0] {
			lines[end] = append(lines[end], line[1:]...)
		} else {
			list[last].Lines = append(lines, line)
		}
	}
	return list
}

// roadBoxes are the bounds of all stretches, made once for each network.
func (s *Study) roadBoxes(roads *network.Network) []orb.Bound {
	s.boxes.mu.Lock()
	defer s.boxes.mu.Unlock()
	if s.boxes.network == roads.Fingerprint() {
		return s.boxes.of
	}
	boxes := make([]orb.Bound, roads.Stretches())
	var line orb.LineString
	for stretch := range boxes {
		line = roads.AppendLine(line[:0], int32(stretch))
		boxes[stretch] = line.Bound()
	}
	s.boxes.network, s.boxes.of = roads.Fingerprint(), boxes
	return boxes
}

// boxShelf keeps the bounds of one network's stretches.
type boxShelf struct {
	mu      sync.Mutex
	network string
	of      []orb.Bound
}

// roadStates says what a change-set does to which stretch, and draws what it adds. Closures of the day are shown as
// closed.
func (s *Study) roadStates(roads *network.Network, changes *data.ChangeSet) (map[int32]RoadState, []MapRoad, error) {
	states := map[int32]RoadState{}
	if changes.RoadsStay() {
		return states, nil, nil
	}
	day, err := travelDay(changes.Date)
	if err != nil {
		return nil, nil, err
	}
	for stretch := range int32(roads.Stretches()) {
		if roads.Traits(stretch).Closures.Closed(day) {
			states[stretch] = RoadClosed
		}
	}
	var added []MapRoad
	for i, change := range changes.Roads {
		if change.Do == data.AddRoad {
			added = append(added, MapRoad{Way: newWay(i), Name: change.Road, Class: change.Class, State: RoadNew, Lines: orb.MultiLineString{change.Line.Clone()}})
			continue
		}
		during, err := network.ParseCalendar(change.During)
		if err != nil {
			return nil, nil, fmt.Errorf("changes.roads[%d]: during: %w", i, err)
		}
		if during != "" && !during.Closed(day) {
			continue
		}
		for _, stretch := range stretchesOf(roads, change) {
			switch {
			case change.Do == data.CloseRoad:
				states[stretch] = RoadClosed
			case states[stretch] != RoadClosed:
				states[stretch] = RoadSpeed
			}
		}
	}
	return states, added, nil
}

// checkZoom refuses what no map has.
func checkZoom(zoom float64) error {
	if !(zoom >= 0 && zoom <= 24) {
		return fmt.Errorf("zoom %v is not between 0 and 24: %w", zoom, data.ErrInvalid)
	}
	return nil
}
