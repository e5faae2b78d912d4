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
