package fleet

// ruin tears strings of neighbouring stops out of neighbouring routes (SISR: Christiaens and Vanden Berghe 2020,
// doi:10.1287/trsc.2019.0914): about meanRemoved stops in all or leanRemoved, at most longestString from one route, half of the strings with a
// part in their middle that stays.
const (
	meanRemoved   = 10
	leanRemoved   = 7 // where there are no options and routes are short: in ten seconds better on X-n670, but worse on X-n1001 with its 23 stops a route
	longestString = 10
	deeper        = 128 // one in so many times the part that stays grows by a stop
)

// ruin takes stops out of t and returns them, in buffer.
func ruin(t *tours, r *random, ruined []uint32, stamp uint32, buffer []int32) []int32 {
	removed := buffer[:0]
	if t.served == 0 {
		return removed
	}
	l := t.l
	mean := max(1, t.served/len(t.active))
	longest := min(longestString, mean)
	remove := meanRemoved
	if mean < longestString {
		remove = leanRemoved
	}
	// 1 to the whole part of a number up to 4·remove/(1+longest), drawn in thousandths.
	strings := 1 + r.below(max(1, 4000*remove/(1+longest)-1000))/1000
	seed := int32(r.below(l.n))
	for t.nodes[seed].route == absent {
		seed = int32(r.below(l.n))
	}
	near := l.near[int(seed)*l.reach:][:l.reach]
	for k := -1; k < len(near) && strings > 0; k++ {
		stop := seed
		if k >= 0 {
			stop = near[k]
		}
		route := t.nodes[stop].route
		if route == absent || ruined[route] == stamp {
			continue
		}
		ruined[route] = stamp
		strings--
		size := int(t.size[route])
		length := 1 + r.below(min(longest, size))
		stay := 0
		if length > 1 && length < size && r.next()&1 == 0 {
			stay = 1
			for length+stay < size && r.below(deeper) == 0 {
				stay++
			}
		}
		removed = tear(t, r, stop, length, stay, removed)
	}
	return removed
}

// tear takes length stops out of a window of length+stay stops around a stop; the stay ones in a row within the window remain.
func tear(t *tours, r *random, stop int32, length, stay int, removed []int32) []int32 {
	window := length + stay
	n := int32(t.l.n)
	// The window may begin up to window−1 stops before, but not before the route and not so late that it does not fit.
	x, back := stop, 0
	for back < window-1 && t.nodes[x].prev < n {
		x = t.nodes[x].prev
		back++
	}
	ahead, y := 0, stop
	for ahead < window-1 && t.nodes[y].next < n {
		y = t.nodes[y].next
		ahead++
	}
	least := max(0, back+ahead+1-window)
	// Stops from x on: back + 1 + ahead of them; a window may begin at 0 to least.
	for skip := r.below(least + 1); skip > 0; skip-- {
		x = t.nodes[x].next
	}
	from := window
	if stay > 0 {
		from = 1 + r.below(length-1)
	}
	for k := range window {
		following := t.nodes[x].next
		if k < from || k >= from+stay {
			removed = append(removed, x)
			t.take(x)
		}
		x = following
	}
	return removed
}
