package depot

// Ruin tears strings of neighbouring stops out of neighbouring tours (SISR: Christiaens and Vanden Berghe 2020,
// doi:10.1287/trsc.2019.0914): about meanRemoved stops in all, at most longestString from one tour, half of the strings with a part
// in their middle that stays.
const (
	meanRemoved   = 10
	longestString = 10
	deeper        = 100 // one in so many times the part that stays grows by a stop
)

// ruin takes stops out of s and returns them, in buffer.
func (w *walk) ruin() {
	s, r := w.s, w.r
	removed := append(w.torn[:0], s.out...)
	s.out = s.out[:0]
	served := s.c.n - len(removed)
	if served == 0 {
		w.torn = removed
		return
	}
	longest := min(longestString, max(1, served/len(s.active)))
	// 1 to the whole part of a number up to 4·mean/(1+longest), drawn in thousandths.
	strings := 1 + r.below(max(1, 4000*meanRemoved/(1+longest)-1000))/1000
	seed := int32(r.below(s.c.n))
	for s.at[seed] == absent {
		seed = int32(r.below(s.c.n))
	}
	near := s.c.near[int(seed)*s.c.reach:][:s.c.reach]
	for k := -1; k < len(near) && strings > 0; k++ {
		stop := seed
		if k >= 0 {
			stop = near[k]
		}
		t := s.at[stop]
		if t == absent || s.stamped[t] == s.stamp {
			continue
		}
		strings--
		removed = w.tear(stop, t, longest, removed)
	}
	w.torn = removed
}

// tear takes a string around a stop out of its tour.
func (w *walk) tear(stop, r int32, longest int, removed []int32) []int32 {
	s := w.s
	nodes := s.tours[r].nodes
	size := len(nodes) - 2
	spot := 1
	for nodes[spot] != stop {
		spot++
	}
	length := 1 + w.r.below(min(longest, size))
	stay := 0
	if length > 1 && length < size && w.r.next()&1 == 0 {
		stay = 1
		for length+stay < size && w.r.below(deeper) == 0 {
			stay++
		}
	}
	window := length + stay
	first := max(1, spot-window+1)
	from := first + w.r.below(min(spot, size-window+1)-first+1)
	if stay == 0 {
		removed = append(removed, nodes[from:from+length]...)
		s.take(r, from, from+length)
		return removed
	}
	head := 1 + w.r.below(length-1)
	removed = append(removed, nodes[from:from+head]...)
	removed = append(removed, nodes[from+head+stay:from+window]...)
	s.take(r, from+head+stay, from+window)
	s.take(r, from, from+head)
	return removed
}
