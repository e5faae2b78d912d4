package cover

// parts returns the connected parts of the free sites, each site list in the order in which a sweep keeps
// few rows half done.
func (r *residue) parts() [][]int32 {
	seen := make([]bool, r.c.sites())
	var parts [][]int32
	for first := range int32(r.c.sites()) {
		if seen[first] || r.state[first] != free {
			continue
		}
		seen[first] = true
		members := []int32{first}
		for at := 0; at < len(members); at++ {
			for _, i := range r.c.rowsOf(members[at]) {
				if !r.live[i] {
					continue
				}
				for _, other := range r.c.sitesOf(i) {
					if r.state[other] == free && !seen[other] {
						seen[other] = true
						members = append(members, other)
					}
				}
			}
		}
		parts = append(parts, r.sweepOrder(members))
	}
	return parts
}

// sweepOrder orders a connected part: from its far end on, always the neighbour of the rows under way that
// leaves the fewest of them under way; ties to the one whose row has waited longest. Members come in
// breadth-first order, so that the last is far from the first.
func (r *residue) sweepOrder(members []int32) []int32 {
	if len(members) < 3 {
		return members
	}
	const unseen = -1
	waiting := map[int32]int{} // row → when it came under way; looked up only, never ranged over
	remaining := map[int32]int32{}
	for _, j := range members {
		for _, i := range r.c.rowsOf(j) {
			if r.live[i] {
				remaining[i]++
			}
		}
	}
	done := map[int32]bool{}
	var order []int32
	var edge []int32 // sites next to rows under way, not yet done, maybe repeated
	next := members[len(members)-1]
	for {
		order = append(order, next)
		done[next] = true
		for _, i := range r.c.rowsOf(next) {
			if !r.live[i] {
				continue
			}
			remaining[i]--
			if _, is := waiting[i]; !is {
				waiting[i] = len(order)
				for _, other := range r.c.sitesOf(i) {
					if r.state[other] == free && !done[other] {
						edge = append(edge, other)
					}
				}
			}
		}
		next = unseen
		best, bestWait := 0, 0
		kept := edge[:0]
		looked := map[int32]bool{}
		for _, j := range edge {
			if done[j] || looked[j] {
				continue
			}
			looked[j] = true
			kept = append(kept, j)
			growth, wait := 0, len(order)+1
			for _, i := range r.c.rowsOf(j) {
				if !r.live[i] {
					continue
				}
				since, is := waiting[i]
				if is {
					wait = min(wait, since)
				}
				switch {
				case !is && remaining[i] > 1:
					growth++
				case is && remaining[i] == 1:
					growth--
				}
			}
			if next == unseen || growth < best || growth == best && (wait < bestWait || wait == bestWait && j < next) {
				next, best, bestWait = j, growth, wait
			}
		}
		edge = kept
		if next == unseen {
			return order
		}
	}
}
