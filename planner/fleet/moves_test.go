package fleet

import (
	"slices"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
)

func optionsFor(seed int64) planner.Options { return planner.Options{Seed: seed} }

// TestToursStayTrueThroughChangesAndTheirUndoing costs the lean tours from scratch after every step.
func TestToursStayTrueThroughChangesAndTheirUndoing(t *testing.T) {
	l := newLean(countyDay(70, false, 5))
	if l == nil {
		t.Fatal("the day is not taken for a lean one")
	}
	c := &chain{t: newTours(l), r: newRandom(1, 1), cool: newCooling(5_000_000, 100_000), ruined: make([]uint32, l.most)}
	c.restart(savings(l))
	undone := 0
	for step := range 3000 {
		before := c.t.lists()
		total := c.t.total
		c.step()
		cost, served := int64(0), 0
		for _, r := range c.t.active {
			list, load := c.t.list(r), int64(0)
			for _, stop := range list {
				load += l.load[stop]
				if c.t.nodes[stop].route != r {
					t.Fatalf("step %d: stop %d says route %d, lies on %d", step, stop, c.t.nodes[stop].route, r)
				}
			}
			if load != c.t.load[r] || load > l.capacity || len(list) != int(c.t.size[r]) {
				t.Fatalf("step %d: route %d says load %d and %d stops, counted %d and %d, capacity %d", step, r, c.t.load[r], c.t.size[r], load, len(list), l.capacity)
			}
			cost += l.routeCost(list)
			served += len(list)
		}
		if cost != c.t.total || served != l.n {
			t.Fatalf("step %d: says %d, counted %d; %d of %d stops served", step, c.t.total, cost, served, l.n)
		}
		if c.t.total == total && len(before) == len(c.t.lists()) {
			undone++
		}
	}
	if undone < 100 || undone > 2990 {
		t.Errorf("%d of 3000 steps were taken back or changed nothing: the test sees too little of one kind", undone)
	}
}

// TestPlansStayTrueThroughChangesAndTheirUndoing works every route out anew after every step, on problems with all options.
func TestPlansStayTrueThroughChangesAndTheirUndoing(t *testing.T) {
	for seed := int64(1); seed <= 60; seed++ {
		x := newRich(plannertest.RandomRouting(seed))
		checkWalk(t, x, seed, 150)
	}
	checkWalk(t, newRich(countyDay(40, true, 6)), 0, 600)
	for seed := int64(1); seed <= 100; seed++ {
		if p := differentReloads(seed); p != nil {
			checkWalk(t, newRich(p), seed, 150)
		}
	}
}

func checkWalk(t *testing.T, x *rich, seed int64, steps int) {
	t.Helper()
	troop := newTroop(x, newMeter(t.Context(), optionsFor(seed), 1000))
	troop.first(nil)
	w := troop.walks[1]
	w.cool, w.price, w.cheap = newCooling(40_000, 10_000), 50, 10
	w.begin(troop.best, troop.spare(troop.best.tours))
	for step := range steps {
		w.step()
		cost, seen := int64(0), make([]int, x.n)
		for _, slot := range w.p.active {
			r := w.p.routes[slot]
			fresh := route{slot: slot, kind: r.kind, calls: r.calls}
			fresh.update(x)
			if fresh.cost != r.cost || !fresh.feasible {
				t.Fatalf("seed %d, step %d: route of slot %d says %d, counted %d, feasible %v", seed, step, slot, r.cost, fresh.cost, fresh.feasible)
			}
			cost += fresh.cost
			for k, c := range r.calls {
				if int(c) < x.n {
					seen[c]++
					if w.p.where[c] != slot || int(w.p.at[c]) != k+1 {
						t.Fatalf("seed %d, step %d: stop %d says slot %d position %d, is at slot %d position %d", seed, step, c, w.p.where[c], w.p.at[c], slot, k+1)
					}
				} else if !slices.Contains(x.kinds[r.kind].v.Reloads, c-int32(x.n)) {
					t.Fatalf("seed %d, step %d: a vehicle of type %d reloads at depot %d, it may at %v", seed, step, r.kind, int(c)-x.n, x.kinds[r.kind].v.Reloads)
				}
			}
		}
		for _, s := range w.p.out {
			cost += x.penalty[s]
			seen[s]++
		}
		for s, times := range seen {
			if times != 1 {
				t.Fatalf("seed %d, step %d: stop %d is in the plan %d times", seed, step, s, times)
			}
		}
		if cost != w.p.cost {
			t.Fatalf("seed %d, step %d: plan says %d, counted %d", seed, step, w.p.cost, cost)
		}
	}
}

// TestInsertionsCostWhatTheySay tries every place of every stop of small problems and compares what between says with the route
// worked out anew, where waiting and breaks play no part.
func TestInsertionsCostWhatTheySay(t *testing.T) {
	places := 0
	for seed := int64(1); seed <= 200; seed++ {
		x := newRich(plannertest.RandomRouting(seed))
		troop := newTroop(x, newMeter(t.Context(), optionsFor(seed), 1000))
		troop.first(nil)
		for _, tour := range troop.best.tours {
			kind := x.slots[tour.slot].kind
			for at, stop := range tour.calls {
				if int(stop) >= x.n || x.partner[stop] != absent {
					continue
				}
				without := route{slot: tour.slot, kind: kind, calls: append(append([]int32(nil), tour.calls[:at]...), tour.calls[at+1:]...)}
				without.update(x)
				if !without.feasible {
					continue
				}
				for after := range len(without.calls) + 1 {
					cost, ok := x.between(&without, stop, after, never)
					with := route{slot: tour.slot, kind: kind, calls: append(append(append([]int32(nil), without.calls[:after]...), stop), without.calls[after:]...)}
					with.update(x)
					places++
					if with.feasible && !ok && !x.kinds[kind].rest {
						t.Fatalf("seed %d: stop %d after %d of %v is refused but can be driven", seed, stop, after, without.calls)
					}
					if !ok {
						continue
					}
					if !with.feasible && x.kinds[kind].maxSeconds == never && !x.kinds[kind].rest {
						t.Fatalf("seed %d: stop %d after %d of %v is taken but cannot be driven", seed, stop, after, without.calls)
					}
					if x.kinds[kind].v.PerSecond == 0 && with.feasible && with.cost-without.cost != cost {
						t.Fatalf("seed %d: stop %d after %d of %v costs %d, said %d", seed, stop, after, without.calls, with.cost-without.cost, cost)
					}
				}
			}
		}
	}
	if places < 500 {
		t.Errorf("only %d places were tried", places)
	}
}

// TestExcursionsAreTakenBackWhole sets out on excursions that are judged at once against a value that nothing beats.
func TestExcursionsAreTakenBackWhole(t *testing.T) {
	out := 0
	for seed := int64(1); seed <= 60; seed++ {
		x := newRich(plannertest.RandomRouting(seed))
		troop := newTroop(x, newMeter(t.Context(), optionsFor(seed), 1000))
		troop.first(nil)
		w := troop.walks[1]
		w.cool, w.price, w.cheap = newCooling(40_000, 10_000), 50, 10
		w.begin(troop.best, troop.spare(troop.best.tours))
		for range 5 {
			before, cost, stops := w.p.flatten(nil), w.p.cost, len(w.p.out)
			if !w.trip.set(w) {
				continue
			}
			w.step()
			w.trip.value = -never / 2
			w.trip.judge(w)
			if after := w.p.flatten(nil); !slices.Equal(before, after) || cost != w.p.cost || stops != len(w.p.out) {
				t.Fatalf("seed %d: routes %v, cost %d, %d out before; %v, %d, %d after", seed, before, cost, stops, after, w.p.cost, len(w.p.out))
			}
			out++
		}
	}
	if out < 100 {
		t.Errorf("only %d excursions", out)
	}
}
