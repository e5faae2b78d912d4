package fleet

// route is what one slot does, with all that an insertion asks about it. Position 0 is the start depot, positions 1 to len(calls)
// are stops and reloads, the last is the end depot.
type route struct {
	slot  int32
	kind  int32
	calls []int32 // nodes

	arcs   []int64 // by position: cost of the leg after it
	early  []when  // by position: earliest departure; at the end: earliest arrival
	late   []when  // by position: latest arrival from which the rest can be done
	aboard []int64 // by position and dimension: load on the leg after it
	before []int64 // most aboard on the legs of the trip up to the one after the position
	beyond []int64 // most aboard on that leg and the later ones of the trip
	bends  []bend  // by position: the order of backhauls around it

	trips    int
	meters   int64
	begin    int64 // departure and arrival of the schedule with the least seconds under way that was found
	finish   int64
	cost     int64
	feasible bool
}

// when is a time on two clocks: of a vehicle that has not had its break yet, and of one that has, or that needs none.
type when struct{ fresh, rested int64 }

// bend says whether a backhaul lies at or before a position of its trip, and whether a delivery lies at or after it.
type bend struct{ backBefore, forwardAfter bool }

// node returns the node at a position.
func (r *route) node(x *rich, position int) int32 {
	switch {
	case position == 0:
		return x.kinds[r.kind].start
	case position == len(r.calls)+1:
		return x.kinds[r.kind].end
	}
	return r.calls[position-1]
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2+8)
	}
	return s[:n]
}

// update works everything out again from slot and calls.
func (r *route) update(x *rich) {
	k := &x.kinds[r.kind]
	n := len(r.calls) + 2
	r.early, r.late, r.bends, r.arcs = sized(r.early, n), sized(r.late, n), sized(r.bends, n), sized(r.arcs, n)
	r.feasible = true
	r.measure(x, k)
	r.weigh(x, k)
	switch {
	case x.clocked:
		r.clock(x, k, k.lasts)
	case k.lasts:
		r.begin, r.finish = k.earliest, k.earliest+r.seconds(x, k)
	}
	seconds := int64(0)
	if k.lasts {
		seconds = r.finish - r.begin
	}
	r.cost = k.v.Fixed + k.v.PerMeter*r.meters + k.v.PerSecond*seconds
	if x.p.MoveCost > 0 {
		for _, c := range r.calls {
			if int(c) < x.n && x.before[c] != absent && x.before[c] != r.slot {
				r.cost += x.p.MoveCost
			}
		}
	}
	if r.meters > k.maxMeters || seconds > k.maxSeconds || r.trips > k.trips {
		r.feasible = false
	}
}

// seconds adds up legs, services and reloads.
func (r *route) seconds(x *rich, k *kind) int64 {
	sum, from := int64(0), k.start
	for _, c := range r.calls {
		sum += int64(k.seconds[int(from)*x.nodes+int(c)]) + x.stay[c]
		from = c
	}
	return sum + int64(k.seconds[int(from)*x.nodes+int(k.end)])
}

// measure adds up metres and trips.
func (r *route) measure(x *rich, k *kind) {
	r.meters, r.trips = 0, 1
	from := k.start
	for p := 1; p <= len(r.calls)+1; p++ {
		to := r.node(x, p)
		m := k.meters[int(from)*x.nodes+int(to)]
		if m == noWay {
			r.feasible = false
		}
		r.meters += int64(m)
		r.arcs[p-1] = k.cost[int(from)*x.nodes+int(to)]
		if int(to) >= x.n && p <= len(r.calls) {
			r.trips++
		}
		from = to
	}
}

// weigh follows the loads trip by trip.
func (r *route) weigh(x *rich, k *kind) {
	n, dims := len(r.calls)+2, x.dims
	r.aboard, r.before, r.beyond = sized(r.aboard, n*dims), sized(r.before, n*dims), sized(r.beyond, n*dims)
	for begin := 0; begin < n-1; {
		end := begin + 1
		for end < n-1 && int(r.calls[end-1]) < x.n {
			end++
		}
		for d := range dims {
			load := int64(0)
			for p := begin + 1; p < end; p++ {
				load += x.deliver[int(r.calls[p-1])*dims+d]
			}
			most := load
			for p := begin; p < end; p++ {
				if p > begin {
					c := int(r.calls[p-1])
					load += x.collect[c*dims+d] - x.deliver[c*dims+d]
					if x.partner[c] != absent {
						if x.first[c] {
							load += x.transfer[c*dims+d]
						} else {
							load -= x.transfer[c*dims+d]
						}
					}
				}
				most = max(most, load)
				r.aboard[p*dims+d], r.before[p*dims+d] = load, most
			}
			if most > k.capacity[d] {
				r.feasible = false
			}
			most = 0
			for p := end - 1; p >= begin; p-- {
				most = max(most, r.aboard[p*dims+d])
				r.beyond[p*dims+d] = most
			}
		}
		if x.p.BackhaulsLast {
			r.bend(x, begin, end)
		}
		begin = end
	}
}

// bend fills the order of backhauls of one trip.
func (r *route) bend(x *rich, begin, end int) {
	back := false
	for p := begin; p < end; p++ {
		if p > begin {
			if back && x.order[r.calls[p-1]] == forward {
				r.feasible = false
			}
			back = back || x.order[r.calls[p-1]] == backward
		}
		r.bends[p].backBefore = back
	}
	ahead := false
	for p := end; p > begin; p-- {
		if p < end {
			ahead = ahead || x.order[r.calls[p-1]] == forward
		}
		r.bends[p].forwardAfter = ahead // at a reload or the end: nothing of this trip; the next trip's pass sets its own
	}
}
