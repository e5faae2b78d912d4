package assign

import (
	"cmp"
	"math/bits"
	"slices"
)

// sack is the knapsack of one site under way.
type sack struct {
	items []item // those that gain first, by gain for their load
	bag   []bool // of each item: in the bag now
	best  []bool // of each item: in the best bag
	value int64
	steps int
}

// item is a demand that a site may serve.
type item struct {
	e       int32
	reduced int64 // cost less the price of serving; below 0: a gain
	load    int64
	ratio   float64
	rank    int32 // split: which nearest site of its demand this is: of equal ratios those go first that have none nearer
}

// sackSteps limits the search for the best whole demands; beyond it fractions are allowed, which bounds as well.
const sackSteps = 2000

// knapsack fills a site with the demands that gain most by it, and at least with its least load. Demands that cannot be split
// are taken whole where that is found quickly; otherwise, and for least loads, a fraction of one may be taken.
func (r *relaxation) knapsack(d *dual, j int32) int64 {
	c, s := r.c, &r.sack
	s.items = s.items[:0]
	value, all := int64(0), int64(0)
	for _, e := range c.col(j) {
		r.given[e] = 0
		i := c.demandOf[e]
		reduced := c.rowCost[e]*r.scale - d.serve[i]
		switch load := c.load[i]; {
		case load == 0 && reduced < 0:
			value += reduced
			r.given[e] = 1
		case load == 0 || reduced >= 0 && c.least[j] == 0 || !c.split && load > c.capacity[j]:
		default:
			if reduced < 0 {
				all += load
			}
			rank := int32(0)
			if c.split {
				rank = e - c.rowStart[i]
			}
			s.items = append(s.items, item{e, reduced, load, float64(reduced) / float64(load), rank})
		}
	}
	if all <= c.capacity[j] && all >= c.least[j] { // all that gain fit in
		for _, one := range s.items {
			if one.reduced < 0 {
				value += one.reduced
				r.given[one.e] = 1
			}
		}
		return value
	}
	if c.capacity[j] < c.least[j] {
		return unreachable
	}
	slices.SortFunc(s.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.ratio, b.ratio), cmp.Compare(a.rank, b.rank), cmp.Compare(a.e, b.e))
	})
	if !c.split {
		var best int64
		var ok bool
		if items := s.items; all > c.capacity[j] {
			best, ok = s.whole(c.capacity[j])
			s.items = items
		} else {
			best, ok = s.reach(c.least[j])
		}
		r.m.spend(int64(s.steps))
		if ok {
			for k, in := range s.best {
				if in {
					r.given[s.items[k].e] = 1
				}
			}
			if best == unreachable {
				return unreachable
			}
			return value + best
		}
	}
	room, load, partly := c.capacity[j], int64(0), false
	for _, one := range s.items {
		most := room
		if one.reduced >= 0 {
			most = min(room, c.least[j]-load)
		}
		if most <= 0 {
			break
		}
		taken := min(one.load, most)
		if taken == one.load {
			value += one.reduced
		} else {
			value += floorShare(one.reduced, taken, one.load)
			partly = true
		}
		r.given[one.e] = float64(taken) / float64(one.load)
		load, room = load+taken, room-taken
	}
	if load < c.least[j] {
		return unreachable
	}
	if partly {
		value-- // ratios close to each other may stand in the wrong order
	}
	return value
}

// whole finds the best bag of whole items, depth first, the best ratio first; false where it takes too many steps.
func (s *sack) whole(room int64) (int64, bool) {
	n := 0
	for n < len(s.items) && s.items[n].reduced < 0 {
		n++
	}
	s.items = s.items[:n]
	s.bag = append(s.bag[:0], make([]bool, n)...)
	s.best = append(s.best[:0], make([]bool, n)...)
	s.value, s.steps = 0, 0
	s.fill(0, room, 0)
	return s.value, s.steps < sackSteps
}

func (s *sack) fill(k int, room, value int64) {
	if s.steps++; s.steps >= sackSteps {
		return
	}
	if value < s.value {
		s.value = value
		copy(s.best, s.bag)
	}
	bound, left := value, room
	for l := k; l < len(s.items) && left > 0; l++ {
		one := s.items[l]
		if one.load <= left {
			bound, left = bound+one.reduced, left-one.load
		} else {
			bound, left = bound+floorShare(one.reduced, left, one.load)-1, 0
		}
	}
	if bound >= s.value || k == len(s.items) {
		return
	}
	if one := s.items[k]; one.load <= room {
		s.bag[k] = true
		s.fill(k+1, room-one.load, value+one.reduced)
		s.bag[k] = false
	}
	s.fill(k+1, room, value)
}

// reach takes all whole items that gain and adds those that cost least until the bag holds a least load, depth first, the
// best ratio first; unreachable where all together do not; false where it takes too many steps.
func (s *sack) reach(least int64) (int64, bool) {
	s.bag = append(s.bag[:0], make([]bool, len(s.items))...)
	s.best = append(s.best[:0], make([]bool, len(s.items))...)
	s.value, s.steps = unreachable, 0
	first, gained := 0, int64(0)
	for first < len(s.items) && s.items[first].reduced < 0 {
		s.bag[first] = true
		gained += s.items[first].reduced
		least -= s.items[first].load
		first++
	}
	s.top(first, least, 0)
	if s.value < unreachable {
		s.value += gained
	}
	return s.value, s.steps < sackSteps
}

func (s *sack) top(k int, lacking, value int64) {
	if s.steps++; s.steps >= sackSteps {
		return
	}
	if lacking <= 0 {
		if value < s.value {
			s.value = value
			copy(s.best, s.bag)
		}
		return
	}
	bound, left := value, lacking
	for l := k; l < len(s.items) && left > 0; l++ {
		one := s.items[l]
		if one.load <= left {
			bound, left = bound+one.reduced, left-one.load
		} else {
			bound, left = bound+floorShare(one.reduced, left, one.load)-1, 0
		}
	}
	if left > 0 || bound >= s.value {
		return
	}
	one := s.items[k]
	s.bag[k] = true
	s.top(k+1, lacking-one.load, value+one.reduced)
	s.bag[k] = false
	s.top(k+1, lacking, value)
}

// floorShare is ⌊a·part/whole⌋ without overflow; 0 ≤ part ≤ whole.
func floorShare(a, part, whole int64) int64 {
	negative := a < 0
	if negative {
		a = -a
	}
	hi, lo := bits.Mul64(uint64(a), uint64(part))
	q, rest := bits.Div64(hi, lo, uint64(whole))
	if negative {
		if rest > 0 {
			q++
		}
		return -int64(q)
	}
	return int64(q)
}
