package charge

import "math/bits"

// item is a demand that a site would gain by serving: profit above 0, load 0 or more.
type item struct {
	profit, load int64
	demand       int32
	pair         int32 // of the site
}

// denser reports whether a has more profit for each unit of load than b, exactly; equal density by demand.
func denser(a, b item) bool {
	ah, al := bits.Mul64(uint64(a.profit), uint64(b.load))
	bh, bl := bits.Mul64(uint64(b.profit), uint64(a.load))
	if ah != bh {
		return ah > bh
	}
	if al != bl {
		return al > bl
	}
	return a.demand < b.demand
}

// part returns profit · room / load rounded up, for room below load.
func part(profit, room, load int64) int64 {
	high, low := bits.Mul64(uint64(profit), uint64(room))
	quotient, rest := bits.Div64(high, low, uint64(load))
	if rest > 0 {
		quotient++
	}
	return int64(quotient)
}

// pack finds the most profit from items within room where one item may be cut (Dantzig 1957,
// doi:10.1287/opre.5.2.266), by partition around the item that is cut; expected time linear. It reorders items: those
// taken whole come first, and the next one, if any, is cut to what room is left. Profit is rounded up.
func pack(items []item, room int64) (profit int64, whole int, left int64) {
	low, high := 0, len(items)
	for low < high {
		// items[:low] are taken, items[high:] are less dense than the cut.
		pivot := middle(items[low], items[(low+high)/2], items[high-1])
		mid, sum, gain := low, int64(0), int64(0)
		for k := low; k < high; k++ {
			if denser(items[k], pivot) {
				sum, gain = sum+items[k].load, gain+items[k].profit
				items[mid], items[k] = items[k], items[mid]
				mid++
			}
		}
		if sum > room {
			high = mid
			continue
		}
		// All denser ones fit; the pivot itself is next.
		room, profit, low = room-sum, profit+gain, mid
		for k := low; k < high; k++ {
			if items[k].demand == pivot.demand {
				items[low], items[k] = items[k], items[low]
				break
			}
		}
		if items[low].load > room {
			break
		}
		room, profit = room-items[low].load, profit+items[low].profit
		low++
	}
	if low < len(items) && room > 0 && items[low].load > 0 {
		return profit + part(items[low].profit, room, items[low].load), low, room
	}
	return profit, low, 0
}

func middle(a, b, c item) item {
	if denser(b, a) {
		a, b = b, a
	}
	if denser(c, b) {
		b = c
		if denser(b, a) {
			b = a
		}
	}
	return b
}
