package depot

import (
	"cmp"
	"slices"
)

// blink is one in about how many positions recreate overlooks, which lets it find what the strictly cheapest would not.
const blink = 100

// recreate puts the torn stops back one by one, each at its cheapest place, in an order drawn anew: at random, by load, far from
// the depots first, or near them first. A stop that fits nowhere is out.
func (w *walk) recreate() {
	w.arrange()
	s := w.s
	for _, stop := range w.torn {
		w.insert(stop)
	}
	if s.feeder != nil {
		s.fed = s.feeder.price(s)
	}
}

func (w *walk) arrange() {
	c, stops := w.s.c, w.torn
	switch draw := w.r.below(11); {
	case draw < 4:
		for i := len(stops) - 1; i > 0; i-- {
			j := w.r.below(i + 1)
			stops[i], stops[j] = stops[j], stops[i]
		}
	case draw < 8:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(c.load[b], c.load[a]), cmp.Compare(a, b)) })
	case draw < 10:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(w.far[b], w.far[a]), cmp.Compare(a, b)) })
	default:
		slices.SortFunc(stops, func(a, b int32) int { return cmp.Or(cmp.Compare(w.far[a], w.far[b]), cmp.Compare(a, b)) })
	}
}

// insert puts a stop in at the cheapest position that is not overlooked, or as a tour of its own.
func (w *walk) insert(stop int32) {
	s := w.s
	c := s.c
	row := int(stop) * c.w
	in, out := c.in[row:row+c.w], c.out[row:row+c.w]
	load := c.load[stop]
	best, after, least := int32(absent), 0, never>>1
	skip := w.skip
	for _, r := range s.active {
		t := &s.tours[r]
		if t.load+load > c.capacity || s.given[t.depot]+load > c.room[t.depot] {
			continue
		}
		nodes := t.nodes
		legs := t.legs[:len(nodes)-1]
		a := in[nodes[0]]
		for k, leg := range legs {
			b := nodes[k+1]
			cost := a + out[b] - leg
			a = in[b]
			if cost < least {
				if skip--; skip < 0 {
					skip = w.r.below(2 * blink)
					continue
				}
				best, after, least = r, k, cost
			}
		}
	}
	depot := absent
	if len(s.idle) > 0 && load <= c.capacity {
		for _, d := range w.depots {
			if s.given[d]+load > c.room[d] {
				continue
			}
			if cost := in[c.n+d] + out[c.n+d] + c.fixed; cost < least {
				depot, least = d, cost
			}
		}
	}
	w.skip = skip
	switch {
	case depot != absent:
		s.start(stop, int32(depot))
	case best != absent:
		s.put(stop, best, after)
	default:
		s.out = append(s.out, stop)
	}
}
