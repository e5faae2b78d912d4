package fleet

import (
	"cmp"
	"slices"
)

// blink is one in how many positions recreate overlooks, which lets it find what the strictly cheapest would not.
const blink = 100

// recreate looks for a place beside closeReach near stops at least, and then on until it has met closeRoutes routes with room: in a
// dense cluster the nearest stops all belong to few routes.
const (
	closeReach  = 10
	closeRoutes = 3
	farReach    = 40 // but not beyond so many stops where there was a place
)

// recreate puts stops back one by one, each at its cheapest place beside a near stop, in an order drawn anew: at random, by
// load, far from the depot first, or near it first. A stop that fits nowhere opens a route; what cannot even do that is left
// out and returned.
func recreate(t *tours, r *random, stops, left []int32) []int32 {
	arrange(t.l, r, stops)
	left = left[:0]
	for _, stop := range stops {
		before := cheapest(t, r, stop)
		if before == absent {
			left = append(left, stop)
			continue
		}
		t.put(stop, before)
	}
	return left
}

// arrange draws the order.
func arrange(l *lean, r *random, stops []int32) {
	switch draw := r.below(11); {
	case draw < 4:
		for i := len(stops) - 1; i > 0; i-- {
			j := r.below(i + 1)
			stops[i], stops[j] = stops[j], stops[i]
		}
	case draw < 8:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(l.load[b], l.load[a]), cmp.Compare(a, b)) })
	case draw < 10:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(l.fromDepot(b), l.fromDepot(a)), cmp.Compare(a, b)) })
	default:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(l.fromDepot(a), l.fromDepot(b)), cmp.Compare(a, b)) })
	}
}

func (l *lean) fromDepot(stop int32) int32 { return l.back[int(stop)*(l.n+1)+l.n] }

// cheapest returns the node after which a stop costs least among the places that were not overlooked, or absent.
func cheapest(t *tours, r *random, stop int32) int32 {
	l := t.l
	w := l.n + 1
	out := l.cost[int(stop)*w:][:w] // from the stop
	in := l.back[int(stop)*w:][:w]  // to the stop
	room := l.capacity - l.load[stop]
	best, least := int32(absent), int32(1<<31-1)
	if head := t.idleRoute(); head != absent {
		if c := int64(in[l.n]) + int64(out[l.n]) + l.fixed; c < int64(least) {
			best, least = int32(l.n)+head, int32(c)
		}
	}
	nodes, depot := t.nodes, int32(l.n) // heads lie beyond the depot's row
	draw := r.next()
	near := l.near[int(stop)*l.reach:][:l.reach]
	found := 0
	t.look++
	for k, beside := range near {
		if k >= closeReach && (found >= closeRoutes || found > 0 && k >= farReach) {
			break
		}
		b := &nodes[beside]
		if b.route == absent || t.load[b.route] > room {
			continue
		}
		if t.met[b.route] != t.look {
			t.met[b.route] = t.look
			found++
		}
		draw = draw*6364136223846793005 + 1442695040888963407
		if draw>>32%blink == 0 {
			continue
		}
		o, i := out[beside], in[beside]
		if c := in[min(b.prev, depot)] + o - b.in; c < least {
			best, least = b.prev, c
		}
		if c := out[min(b.next, depot)] + i - b.out; c < least {
			best, least = beside, c
		}
	}
	head := depot
	for _, beyond := range l.behind[int(stop)*l.beyond:][:l.beyond] {
		b := &nodes[beyond]
		if b.prev < head && b.next < head || b.route == absent || t.load[b.route] > room {
			continue
		}
		if b.prev >= head {
			if c := in[l.n] + out[beyond] - b.in; c < least {
				best, least = b.prev, c
			}
		}
		if b.next >= head {
			if c := out[l.n] + in[beyond] - b.out; c < least {
				best, least = beyond, c
			}
		}
	}
	return best
}
