package tier

import "cuntong/planner"

// outdone reports whether another hub that is run is as near and as cheap for whatever is carried; among equals the first
// stays.
func outdone(w *ways, at prices, legs []leg, l leg) bool {
	handling := func(h int32) int64 { return w.p.Hubs[h].Sizes[at.hubSize[h]].HandlingFen }
	for _, other := range legs {
		if other.to == l.to || at.hubSize[other.to] == planner.NotRun {
			continue
		}
		if other.meters > l.meters || handling(other.to) > handling(l.to) || at.hubFlow[other.to] > at.hubFlow[l.to] {
			continue
		}
		equal := other.meters == l.meters && handling(other.to) == handling(l.to) && at.hubFlow[other.to] == at.hubFlow[l.to]
		if !equal || other.to < l.to {
			return true
		}
	}
	return false
}

// dominated reports whether another way to run a station, or the same size on another hub, is no dearer in any part and
// takes no less.
func dominated(w *ways, at prices, station int32, size int, l leg, room func(*int64) int64) bool {
	if outdone(w, at, w.trunk[station], l) {
		return true
	}
	sizes := w.p.Stations[station].Sizes
	mine := sizes[size]
	for k, other := range sizes {
		if k == size || room(other.Capacity) < room(mine.Capacity) || other.HandlingFen > mine.HandlingFen ||
			scale*other.YearlyFen+at.yuan*other.OpeningYuan > scale*mine.YearlyFen+at.yuan*mine.OpeningYuan {
			continue
		}
		equal := room(other.Capacity) == room(mine.Capacity) && other.HandlingFen == mine.HandlingFen &&
			scale*other.YearlyFen+at.yuan*other.OpeningYuan == scale*mine.YearlyFen+at.yuan*mine.OpeningYuan
		if !equal || k < size {
			return true
		}
	}
	return false
}
