package fleet

import "cuntong/planner"

// driven writes a route out as calls with times and loads: it leaves as late as its earliest end allows.
func (x *rich) driven(r *route) planner.Route {
	k := &x.kinds[r.kind]
	r.clock(x, k, true)
	begin := r.begin
	n := len(r.calls)
	calls := make([]planner.Call, n+2)
	for p := range calls {
		c := &calls[p]
		node := r.node(x, p)
		c.Stop, c.Depot = node, planner.Nowhere
		if int(node) >= x.n {
			c.Stop, c.Depot = planner.Nowhere, node-int32(x.n)
		}
	}
	rest := x.restAt(r, k, begin)
	now := begin
	calls[0].Arrive, calls[0].Start, calls[0].Depart = now, now, now
	for p := 1; p <= n+1; p++ {
		c := &calls[p]
		now += int64(k.seconds[int(r.node(x, p-1))*x.nodes+int(r.node(x, p))])
		c.Arrive = now
		if p <= n {
			node := r.calls[p-1]
			now = max(now, x.open[node])
			c.Start = now
			now += x.stay[node]
			if p == rest {
				now = max(now, k.v.Break.Window.Open)
				c.Break = new(now)
				now += k.v.Break.Seconds
			}
		} else {
			c.Start = now
		}
		c.Depart = now
	}
	x.loads(r, calls)
	made := planner.Route{Type: r.kind, Vehicle: x.slots[r.slot].number, Calls: calls, Meters: r.meters, Seconds: now - begin}
	made.Cost = k.v.Fixed + k.v.PerMeter*made.Meters + k.v.PerSecond*made.Seconds
	return made
}

// restAt returns the position after whose call the break is taken so that the route ends first, or 0 where it takes none.
func (x *rich) restAt(r *route, k *kind, begin int64) int {
	if !k.rest || begin > k.v.Break.Window.Close {
		return 0
	}
	w := when{begin, never}
	chosen := 0 // where the rested clock took its break
	from := k.start
	for p, c := range r.calls {
		kept := x.drive(&kind{v: k.v, seconds: k.seconds}, when{w.rested, never}, from, c).fresh
		w = x.drive(k, w, from, c)
		if w.rested < kept {
			chosen = p + 1
		}
		from = c
	}
	if end := x.home(k, w, from); end.fresh < never && end.fresh <= end.rested {
		return 0
	}
	return chosen
}

// loads fills what is on board after each call, in all dimensions of the problem.
func (x *rich) loads(r *route, calls []planner.Call) {
	p := x.p
	moves := map[int32]planner.Load{}
	for _, t := range p.Transfers {
		if int(t.From) < x.n {
			moves[t.From] = t.Load
		}
	}
	for begin := 0; begin < len(calls)-1; {
		end := begin + 1
		for calls[end].Stop != planner.Nowhere {
			end++
		}
		var aboard planner.Load
		for _, c := range calls[begin+1 : end] {
			for d, amount := range p.Stops[c.Stop].Delivery {
				aboard[d] += amount
			}
		}
		calls[begin].Load = aboard
		for i := begin + 1; i < end; i++ {
			stop := calls[i].Stop
			for d := range aboard {
				aboard[d] += p.Stops[stop].Pickup[d] - p.Stops[stop].Delivery[d]
				if other := x.partner[stop]; other != absent {
					if x.first[stop] {
						aboard[d] += moves[stop][d]
					} else {
						aboard[d] -= moves[other][d]
					}
				}
			}
			calls[i].Load = aboard
		}
		if end == len(calls)-1 {
			calls[end].Load = aboard
		}
		begin = end
	}
}
