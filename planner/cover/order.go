package cover

import (
	"cmp"
	"slices"
)

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

// ordering holds what sweepOrder and layers know of rows and sites, flat and shared by all parts of a residue.
type ordering struct {
	remaining []int32 // by row: sites of the part not yet in the order
	since     []int32 // by row: when it came under way, 0 before
	growth    []int32 // by site: rows that would come under way less those that would end
	wait      []int32 // by site: the earliest since of its rows, 0 where none is under way
	done      []bool  // by site
	last      []int32 // by row: its last site in the order
	slot      []int32 // by row: its slot while under way, or -1
}

func newOrdering(c *core) *ordering {
	return &ordering{remaining: make([]int32, c.rows()), since: make([]int32, c.rows()), growth: make([]int32, c.sites()),
		wait: make([]int32, c.sites()), done: make([]bool, c.sites()), last: make([]int32, c.rows()), slot: slices.Repeat([]int32{-1}, c.rows())}
}

// sweepOrder orders a connected part: from its far end on, always the neighbour of the rows under way that
// leaves the fewest of them under way; ties to the one whose row has waited longest. Members come in
// breadth-first order, so that the last is far from the first. O(pairs + sites × neighbours under way).
func (r *residue) sweepOrder(members []int32) []int32 {
	if len(members) < 3 {
		return members
	}
	o := r.orders
	for _, j := range members {
		for _, i := range r.c.rowsOf(j) {
			if r.live[i] {
				o.remaining[i]++
			}
		}
	}
	for _, j := range members {
		for _, i := range r.c.rowsOf(j) {
			if r.live[i] && o.remaining[i] > 1 {
				o.growth[j]++
			}
		}
	}
	order := make([]int32, 0, len(members))
	var edge []int32 // sites next to rows under way, not yet done
	next := members[len(members)-1]
	for next >= 0 {
		order = append(order, next)
		o.done[next] = true
		for _, i := range r.c.rowsOf(next) {
			if r.live[i] {
				edge = r.visit(i, int32(len(order)), edge)
			}
		}
		next = -1
		kept := edge[:0]
		for _, j := range edge {
			if o.done[j] {
				continue
			}
			kept = append(kept, j)
			if next < 0 || cmp.Or(cmp.Compare(o.growth[j], o.growth[next]), cmp.Compare(o.wait[j], o.wait[next]), cmp.Compare(j, next)) < 0 {
				next = j
			}
		}
		edge = kept
		if !r.m.spend(int64(len(edge))) {
			return append(order, r.rest(members)...)
		}
	}
	return order
}

// visit lets one more site of a row be done, and returns the edge with the row's sites where it comes under way.
func (r *residue) visit(i, now int32, edge []int32) []int32 {
	o := r.orders
	came := o.since[i] == 0
	change := int32(0)
	if came {
		o.since[i] = now
		if o.remaining[i] > 1 {
			change--
		}
	}
	o.remaining[i]--
	if o.remaining[i] == 1 {
		change--
	}
	if !came && change == 0 {
		return edge
	}
	for _, j := range r.c.sitesOf(i) {
		if r.state[j] != free || o.done[j] {
			continue
		}
		o.growth[j] += change
		if o.wait[j] == 0 {
			o.wait[j] = now
			edge = append(edge, j)
		}
	}
	return edge
}

// rest lists the members that are not in the order yet.
func (r *residue) rest(members []int32) []int32 {
	var rest []int32
	for _, j := range members {
		if !r.orders.done[j] {
			rest = append(rest, j)
		}
	}
	return rest
}
